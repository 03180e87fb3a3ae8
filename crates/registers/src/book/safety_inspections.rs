//! Safety inspections 安全检查: what was looked at, which hazards were found, who puts them right by when, and who looked again.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others,
    report, state, step,
};

/// What was inspected, in one line.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the inspection.
pub const NO: Key<key::Text> = Key::new("no");
/// What kind of inspection.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Where.
pub const AREA: Key<key::Text> = Key::new("area");
/// When.
pub const INSPECTED_AT: Key<key::Time> = Key::new("inspected_at");
/// Who inspected.
pub const INSPECTOR: Key<key::Person> = Key::new("inspector");
/// Who came along.
pub const TEAM: Key<key::Text> = Key::new("team");
/// Assets that were inspected.
pub const ASSETS: Key<key::Links> = Key::new("assets");
/// What was looked at.
pub const ITEMS: Key<key::Lines> = Key::new("items");
/// Hazards that were found.
pub const HAZARDS: Key<key::Lines> = Key::new("hazards");
/// What the notice asks for.
pub const RECTIFICATION: Key<key::Text> = Key::new("rectification");
/// Department that must put it right.
pub const RESPONSIBLE_DEPT: Key<key::Department> = Key::new("responsible_dept");
/// Who must put it right.
pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
/// Day by which.
pub const DUE: Key<key::Date> = Key::new("due");
/// Why the time was extended.
pub const EXTENSION_REASON: Key<key::Text> = Key::new("extension_reason");
/// Day on which it was put right.
pub const RECTIFIED_ON: Key<key::Date> = Key::new("rectified_on");
/// What was done.
pub const REPORT: Key<key::Text> = Key::new("report");
/// Who looked again.
pub const RECHECKED_BY: Key<key::Person> = Key::new("rechecked_by");
/// When.
pub const RECHECKED_AT: Key<key::Time> = Key::new("rechecked_at");
/// What the second look showed.
pub const RECHECK_NOTE: Key<key::Text> = Key::new("recheck_note");

/// Columns of items: what was looked at.
pub mod items {
    use crate::def::{Key, key};
    /// What was looked at.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// How it should be.
    pub const STANDARD: Key<key::Text> = Key::new("standard");
    /// How it is.
    pub const RESULT: Key<key::Choice> = Key::new("result");
    /// Note.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of hazards: hazards that were found.
pub mod hazards {
    use crate::def::{Key, key};
    /// What is dangerous.
    pub const HAZARD: Key<key::Text> = Key::new("hazard");
    /// How dangerous.
    pub const LEVEL: Key<key::Choice> = Key::new("level");
    /// Where.
    pub const PLACE: Key<key::Text> = Key::new("place");
    /// The asset, if it is one.
    pub const ASSET: Key<key::Link> = Key::new("asset");
    /// What must be done.
    pub const MEASURE: Key<key::Text> = Key::new("measure");
    /// Who does it.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Day on which it was done.
    pub const DONE_ON: Key<key::Date> = Key::new("done_on");
}

static KINDS: &[Choice] = &[
    choice("routine", l("日常检查", "日常檢查", "Routine")).alias(&["日常"]),
    choice("monthly", l("月度检查", "月度檢查", "Monthly")).alias(&["月检", "月度"]),
    choice("special", l("专项检查", "專項檢查", "Special")).alias(&["专项"]),
    choice("holiday", l("节前检查", "節前檢查", "Before a holiday")).alias(&["节前"]),
    choice("term-start", l("开学前检查", "開學前檢查", "Before term")).alias(&["开学检查", "开学"]),
    choice("superior", l("上级检查", "上級檢查", "By superiors")).alias(&["上级督查", "督查"]),
];

static VERDICTS: &[Choice] = &[
    choice("ok", l("合格", "合格", "In order")).alias(&["正常", "符合"]),
    choice("bad", l("不合格", "不合格", "Not in order")).alias(&["异常", "不符合"]),
    choice("not-applicable", l("不适用", "不適用", "Not applicable")).alias(&["无此项"]),
];

static LEVELS: &[Choice] = &[
    choice("general", l("一般隐患", "一般隱患", "General")).alias(&["一般"]),
    choice("serious", l("较大隐患", "較大隱患", "Serious")).alias(&["较大"]),
    choice("major", l("重大隐患", "重大隱患", "Major")).alias(&["重大"]),
];

static ITEM: Lines = Lines {
    columns: &[
        Field::text(items::ITEM, l("检查内容", "檢查內容", "Item")).required(),
        Field::text(items::STANDARD, l("检查标准", "檢查標準", "Standard")),
        Field::choice(items::RESULT, l("检查结果", "檢查結果", "Result"), VERDICTS).starts(Default_::Choice("ok")),
        Field::text(items::NOTE, l("检查说明", "檢查說明", "Note")),
    ],
    append_only: false,
};

static HAZARD: Lines = Lines {
    columns: &[
        Field::text(hazards::HAZARD, l("隐患描述", "隱患描述", "Hazard")).required(),
        Field::choice(hazards::LEVEL, l("隐患等级", "隱患等級", "Level"), LEVELS).starts(Default_::Choice("general")),
        Field::text(hazards::PLACE, l("隐患地点", "隱患地點", "Place")),
        Field::link(hazards::ASSET, l("隐患资产", "隱患資產", "Asset"), "assets"),
        Field::text(hazards::MEASURE, l("治理措施", "治理措施", "Measure")),
        Field::person(hazards::BY, l("治理责任人", "治理責任人", "By whom")),
        Field::date(hazards::DONE_ON, l("治理完成日期", "治理完成日期", "Done on")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("检查名称", "檢查名稱", "Title")).required().alias(&["名称", "检查事项"]),
    Field::text(NO, l("检查编号", "檢查編號", "Inspection no.")).alias(&["编号"]),
    Field::choice(KIND, l("检查类型", "檢查類型", "Kind"), KINDS).starts(Default_::Choice("routine")).alias(&["类型", "检查类别"]),
    Field::text(AREA, l("检查区域", "檢查區域", "Area")).alias(&["区域", "地点", "检查地点"]),
    Field::time(INSPECTED_AT, l("检查时间", "檢查時間", "Inspected at")).starts(Default_::Now).alias(&["时间"]),
    Field::person(INSPECTOR, l("检查人", "檢查人", "Inspector")).starts(Default_::Me).alias(&["检查人员"]),
    Field::text(TEAM, l("参检人员", "參檢人員", "Others present")).alias(&["陪同人员"]),
    Field::links(ASSETS, l("涉及资产", "涉及資產", "Assets concerned"), "assets"),
    Field::lines(ITEMS, l("检查项目", "檢查項目", "Items"), &ITEM),
    Field::lines(HAZARDS, l("安全隐患", "安全隱患", "Hazards"), &HAZARD),
    Field::text(RECTIFICATION, l("整改要求", "整改要求", "What must be put right")).alias(&["整改措施"]),
    Field::department(RESPONSIBLE_DEPT, l("整改部门", "整改部門", "Department in charge")).alias(&["责任部门"]),
    Field::person(RESPONSIBLE, l("整改责任人", "整改責任人", "Person in charge")),
    Field::date(DUE, l("整改期限", "整改期限", "Due")).alias(&["整改时限", "限期"]),
    Field::text(EXTENSION_REASON, l("延期原因", "延期原因", "Reason for extension")),
    Field::date(RECTIFIED_ON, l("整改完成日期", "整改完成日期", "Put right on")).alias(&["整改日期"]),
    Field::text(REPORT, l("整改情况", "整改情況", "Report")).alias(&["整改结果"]),
    Field::person(RECHECKED_BY, l("复查人", "複查人", "Rechecked by")),
    Field::time(RECHECKED_AT, l("复查时间", "複查時間", "Rechecked at")),
    Field::text(RECHECK_NOTE, l("复查意见", "複查意見", "Recheck note")).alias(&["复查结果"]),
];

static STATES: &[State] = &[
    state("inspecting", l("检查中", "檢查中", "Inspecting"), Tone::Grey, Phase::Draft),
    state("clear", l("无隐患", "無隱患", "No hazard"), Tone::Green, Phase::Done),
    state("rectifying", l("整改中", "整改中", "Being put right"), Tone::Amber, Phase::Open).by("responsible"),
    state("awaiting-recheck", l("待复查", "待複查", "Awaiting a second look"), Tone::Amber, Phase::Open).by("inspector"),
    state("closed", l("已销号", "已銷號", "Closed"), Tone::Green, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("pass", l("无隐患归档", "無隱患歸檔", "No hazard found"), &["inspecting"], "clear")
        .routine(hands::REPAIRS)
        .or_named(&["inspector"])
        .binds()
        .guards(&[Guard::HasLine("items")])
        .effects(&[Effect::Number, Effect::Now("inspected_at"), Effect::Me("inspector")]),
    step("notify", l("下达整改通知", "下達整改通知", "Send the notice"), &["inspecting"], "rectifying")
        .routine(hands::REPAIRS)
        .or_named(&["inspector"])
        .binds()
        .requires(&["responsible", "due"])
        .asks(&["responsible_dept", "rectification"])
        .guards(&[Guard::HasLine("hazards")])
        .effects(&[Effect::Number, Effect::Now("inspected_at"), Effect::Me("inspector")]),
    step("rectified", l("整改完成", "整改完成", "Put right"), &["rectifying"], "awaiting-recheck")
        .routine(hands::REPAIRS)
        .or_named(&["responsible"])
        .requires(&["report"])
        .guards(&[Guard::EachRow("hazards", "done_on")])
        .effects(&[Effect::Today("rectified_on")]),
    step("close", l("复查合格销号", "複查合格銷號", "Close"), &["awaiting-recheck"], "closed")
        .routine(hands::ROOMS)
        .or_named(&["inspector"])
        .asks(&["recheck_note"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Me("rechecked_by"), Effect::Now("rechecked_at")]),
    step("reject", l("复查不合格", "複查不合格", "Not yet in order"), &["awaiting-recheck"], "rectifying")
        .routine(hands::ROOMS)
        .or_named(&["inspector"])
        .requires(&["recheck_note"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Clear("rectified_on")]),
    step("reopen", l("隐患复发", "隱患復發", "Reopen"), &["closed"], "rectifying")
        .routine(hands::ROOMS)
        .or_named(&["inspector"])
        .requires(&["due"])
        .effects(&[Effect::Clear("rectified_on"), Effect::Clear("rechecked_by"), Effect::Clear("rechecked_at")]),
    delete_draft(&["inspecting"]),
    step("void", l("作废", "作廢", "Void"), &["clear", "rectifying", "awaiting-recheck", "closed"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 100),
    col("title", 0),
    col("kind", 90),
    col("area", 140),
    col("inspector", 90),
    col("inspected_at", 140),
    col("due", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("检查", "檢查", "The inspection"),
        fields: &["title", "no", "kind", "area", "inspected_at", "inspector", "team", "assets", "items"],
    },
    Group {
        labels: l("隐患与整改", "隱患與整改", "Hazards and rectification"),
        fields: &["hazards", "rectification", "responsible_dept", "responsible", "due", "extension_reason", "rectified_on", "report"],
    },
    Group { labels: l("复查", "複查", "Second look"), fields: &["rechecked_by", "rechecked_at", "recheck_note"] },
];

static PRINTS: &[Named] = &[
    Named { id: "inspection-sheet", labels: l("安全检查表", "安全檢查表", "Inspection sheet") },
    Named { id: "rectification-notice", labels: l("隐患整改通知书", "隱患整改通知書", "Rectification notice") },
    Named { id: "closing-sheet", labels: l("隐患销号单", "隱患銷號單", "Closing sheet") },
    Named { id: "hazard-ledger", labels: l("安全隐患台账", "安全隱患台帳", "Ledger of hazards") },
];

static REPORTS: &[Report] = &[
    report("by-level", l("按隐患等级统计", "按隱患等級統計", "Hazards by level"), &[By::Field("level")]).rows("hazards"),
    report("on-time", l("整改按期率", "整改按期率", "Put right on time"), &[By::Field("responsible_dept")])
        .measures(&[Measure::OnTime("rectified_on", "due"), Measure::Count])
        .only(&[Only::Filled("due")]),
    report("open-hazards", l("未销号检查", "未銷號檢查", "Not yet closed"), &[By::Overdue("due")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
    report("by-month", l("按月统计", "按月統計", "By month"), &[By::Month("inspected_at"), By::Field("kind")]).chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("hazard_count", l("隐患数", "隱患數", "Hazards"), Calc::RowCount("hazards"), Unit::Count),
    derived("tasks_total", l("布置任务数", "布置任務數", "Tasks"), Calc::Count(others("tasks", "inspection")), Unit::Count),
    derived("bad_items", l("不合格项数", "不合格項數", "Items not in order"), Calc::RowsWith("items", "result", "bad"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "fire",
        labels: l("消防安全检查", "消防安全檢查", "Fire safety"),
        values: &[("title", "消防安全检查"), ("kind", "月度检查")],
    },
    Template {
        id: "lab",
        labels: l("实验室安全检查", "實驗室安全檢查", "Laboratories"),
        values: &[("title", "实验室与危化品安全检查"), ("kind", "专项检查")],
    },
    Template {
        id: "term-start",
        labels: l("开学前安全检查", "開學前安全檢查", "Before term"),
        values: &[("title", "开学前校园安全检查"), ("kind", "开学前检查")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "九月消防安全检查"),
        ("kind", "月度"),
        ("area", "明德楼、博雅楼"),
        ("inspected_at", "2026-09-04 15:00"),
        ("inspector", "江海欣"),
        ("team", "保卫科、总务处"),
        ("responsible_dept", "总务处"),
        ("responsible", "马秀建"),
        ("rectification", "更换过期灭火器四具"),
        ("due", "2026-09-11"),
    ],
    &[
        ("title", "国庆节前安全检查"),
        ("kind", "节前检查"),
        ("area", "全校"),
        ("inspected_at", "2026年9月29日 09:30"),
        ("inspector", "林文静"),
        ("team", "各处室负责人"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "safety-inspections",
    labels: l("安全检查", "安全檢查", "Safety inspections"),
    one: l("安全检查", "安全檢查", "Safety inspection"),
    area: Area::Assets,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "AQ{year}-{n:3}", at_creation: false }),
    due: Some(due_at("due").escalate("leader").met_in(&["awaiting-recheck"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "due", since: "inspected_at" }, Rule::NotBefore { field: "rectified_on", since: "inspected_at" }],
    arrival: Arrival {
        headings: &["整改状态"],
        words: &[("已整改", "closed"), ("整改完成", "closed"), ("无", "clear")],
        filled: &[("due", "rectifying"), ("rectified_on", "awaiting-recheck"), ("rechecked_at", "closed")],
        day: &["检查日期", "日期"],
        day_field: Some("inspected_at"),
        ..Arrival::FIRST
    },
    retention: l("保存10年", "保存10年", "10 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
