//! Cleaning standards 保洁标准: which area is cleaned how often, by whom, and what clean means there.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Named, Phase, Register,
    Report, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// What is to be clean.
pub const AREA: Key<key::Text> = Key::new("area");
/// What kind of area.
pub const CLASS: Key<key::Choice> = Key::new("class");
/// How often it is cleaned.
pub const FREQUENCY: Key<key::Choice> = Key::new("frequency");
/// Times and exceptions.
pub const FREQUENCY_NOTE: Key<key::Text> = Key::new("frequency_note");
/// What clean means there.
pub const CHECKLIST: Key<key::Lines> = Key::new("checklist");
/// What else holds.
pub const REQUIREMENTS: Key<key::LongText> = Key::new("requirements");
/// Day from which it holds.
pub const EFFECTIVE_ON: Key<key::Date> = Key::new("effective_on");
/// Firm that cleans.
pub const VENDOR: Key<key::Link> = Key::new("vendor");
/// Who cleans: a cleaner, or a class.
pub const CLEANER: Key<key::Text> = Key::new("cleaner");
/// Who sees to it.
pub const SUPERVISOR: Key<key::Person> = Key::new("supervisor");
/// Points from which it is clean enough.
pub const PASS_MARK: Key<key::Integer> = Key::new("pass_mark");
/// What it should look like.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// Why it no longer holds.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");

/// Columns of checklist: what clean means there.
pub mod checklist {
    use crate::def::{Key, key};
    /// What is looked at.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// How it should be.
    pub const STANDARD: Key<key::Text> = Key::new("standard");
    /// Points for it.
    pub const POINTS: Key<key::Integer> = Key::new("points");
}

static CLASSES: &[Choice] = &[
    choice("office", l("办公室", "辦公室", "Offices")),
    choice("classroom", l("教室", "教室", "Classrooms")).alias(&["普通教室"]),
    choice("laboratory", l("专用教室", "專用教室", "Special rooms")).alias(&["实验室", "功能室"]),
    choice("corridor", l("走廊楼梯", "走廊樓梯", "Corridors and stairs")).alias(&["走廊", "楼道", "楼梯"]),
    choice("toilet", l("卫生间", "衛生間", "Toilets")).alias(&["厕所", "洗手间"]),
    choice("canteen", l("食堂", "食堂", "Canteen")).alias(&["餐厅"]),
    choice("dormitory", l("宿舍", "宿舍", "Dormitories")).alias(&["学生宿舍"]),
    choice("hall", l("会议室场馆", "會議室場館", "Halls and meeting rooms")).alias(&["会议室", "报告厅", "体育馆"]),
    choice("grounds", l("室外场地", "室外場地", "Grounds")).alias(&["操场", "绿化带", "道路"]),
    choice("waste", l("垃圾站点", "垃圾站點", "Waste points")).alias(&["垃圾房"]),
];

static FREQUENCIES: &[Choice] = &[
    choice("several-daily", l("每日多次", "每日多次", "Several times a day")).alias(&["每天多次", "一日两次"]),
    choice("daily", l("每日", "每日", "Daily")).alias(&["每天", "每日一次"]),
    choice("weekly", l("每周", "每週", "Weekly")).alias(&["每周一次"]),
    choice("monthly", l("每月", "每月", "Monthly")).alias(&["每月一次"]),
    choice("termly", l("每学期", "每學期", "Every term")).alias(&["学期初"]),
    choice("on-demand", l("按需", "按需", "On demand")).alias(&["随时", "会后"]),
];

static ITEM: Lines = Lines {
    columns: &[
        Field::text(checklist::ITEM, l("清单项目", "清單項目", "Item")).required(),
        Field::text(checklist::STANDARD, l("达标要求", "達標要求", "Standard")),
        Field::integer(checklist::POINTS, l("分值", "分值", "Points")).within(0, 1_000),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(AREA, l("保洁区域", "保潔區域", "Area")).required().alias(&["区域", "地点", "责任区"]),
    Field::choice(CLASS, l("区域类型", "區域類型", "Kind of area"), CLASSES).alias(&["类型"]),
    Field::choice(FREQUENCY, l("保洁频次", "保潔頻次", "Frequency"), FREQUENCIES)
        .starts(Default_::Choice("daily"))
        .alias(&["频次", "频率"]),
    Field::text(FREQUENCY_NOTE, l("频次说明", "頻次說明", "Note on the frequency")).alias(&["保洁时间"]),
    Field::lines(CHECKLIST, l("检查清单", "檢查清單", "Checklist"), &ITEM),
    Field::long_text(REQUIREMENTS, l("质量要求", "品質要求", "Requirements")),
    Field::date(EFFECTIVE_ON, l("执行日期", "執行日期", "In force from")).alias(&["生效日期"]),
    Field::link(VENDOR, l("保洁单位", "保潔單位", "Vendor"), "suppliers"),
    Field::text(CLEANER, l("保洁员或班级", "保潔員或班級", "Cleaned by")).alias(&["保洁员", "保洁人员", "包干班级"]),
    Field::person(SUPERVISOR, l("监管人", "監管人", "Supervisor")).alias(&["管理人"]),
    Field::integer(PASS_MARK, l("合格分", "合格分", "Pass mark")).within(0, 1_000).starts(Default_::Integer(80)),
    Field::attachments(PHOTO, l("标准照片", "標準照片", "Photographs")),
    Field::text(WITHDRAW_REASON, l("停用原因", "停用原因", "Reason for withdrawing")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("in-force", l("执行中", "執行中", "In force"), Tone::Green, Phase::Done),
    state("withdrawn", l("停用", "停用", "Withdrawn"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("enact", l("发布执行", "發布執行", "Put in force"), &["draft"], "in-force")
        .roles(&["clerk", "office-director"])
        .guards(&[Guard::HasLine("checklist")])
        .effects(&[Effect::Today("effective_on")]),
    step("withdraw", l("停用", "停用", "Withdraw"), &["in-force"], "withdrawn")
        .roles(&["clerk", "office-director"])
        .requires(&["withdraw_reason"]),
    step("restore", l("恢复执行", "恢復執行", "Restore"), &["withdrawn"], "in-force")
        .roles(&["clerk", "office-director"])
        .effects(&[Effect::Clear("withdraw_reason")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["in-force", "withdrawn"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("area", 0),
    col("class", 100),
    col("frequency", 90),
    col("cleaner", 120),
    col("supervisor", 90),
    col("=check_count", 80),
    col("=mean_score", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("标准", "標準", "The standard"),
        fields: &["area", "class", "frequency", "frequency_note", "checklist", "requirements", "effective_on"],
    },
    Group {
        labels: l("责任", "責任", "Who cleans"),
        fields: &["vendor", "cleaner", "supervisor", "pass_mark", "photo", "withdraw_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "standard-sheet", labels: l("保洁标准", "保潔標準", "Cleaning standard") },
    Named { id: "area-list", labels: l("保洁责任区一览表", "保潔責任區一覽表", "Areas and who cleans them") },
];

static REPORTS: &[Report] = &[
    report("by-class", l("按区域类型统计", "按區域類型統計", "By kind of area"), &[By::Field("class")]),
    report("by-frequency", l("按保洁频次统计", "按保潔頻次統計", "By frequency"), &[By::Field("frequency")]),
    report("by-vendor", l("按保洁单位统计", "按保潔單位統計", "By vendor"), &[By::Field("vendor")]),
];

static DERIVED: &[Derived] = &[
    derived("check_count", l("检查次数", "檢查次數", "Checks"), Calc::Count(others("cleaning-checks", "standard")), Unit::Count),
    derived("mean_score", l("平均得分", "平均得分", "Mean score"), Calc::Mean(others("cleaning-checks", "standard"), "score"), Unit::Count),
    derived("full_marks", l("满分", "滿分", "Full marks"), Calc::Rows("checklist", "points"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "toilet",
        labels: l("卫生间", "衛生間", "Toilets"),
        values: &[("class", "卫生间"), ("frequency", "每日多次"), ("frequency_note", "每节课后巡视保洁")],
    },
    Template {
        id: "classroom",
        labels: l("教室", "教室", "Classrooms"),
        values: &[("class", "教室"), ("frequency", "每日"), ("cleaner", "本班值日生")],
    },
    Template {
        id: "meeting-room",
        labels: l("会议室", "會議室", "Meeting rooms"),
        values: &[("class", "会议室场馆"), ("frequency", "按需"), ("frequency_note", "会前检查，会后清扫")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("area", "行政楼一至三层卫生间"),
        ("class", "卫生间"),
        ("frequency", "每日多次"),
        ("frequency_note", "上午、中午、放学后各一次"),
        ("cleaner", "保洁员吴师傅"),
        ("supervisor", "马秀建"),
        ("pass_mark", "85"),
        ("requirements", "地面无水渍，无异味，洗手液不断供"),
    ],
    &[
        ("area", "明德楼二层走廊"),
        ("class", "走廊"),
        ("frequency", "每天"),
        ("cleaner", "高一（3）班"),
        ("supervisor", "陆春慧"),
        ("effective_on", "2026-09-01"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "cleaning-standards",
    labels: l("保洁标准", "保潔標準", "Cleaning standards"),
    one: l("保洁标准", "保潔標準", "Cleaning standard"),
    area: Area::Logistics,
    fields: FIELDS,
    title: "area",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["执行状态"],
        words: &[("执行", "in-force"), ("有效", "in-force")],
        filled: &[("effective_on", "in-force")],
        ..Arrival::FIRST
    },
    same: &[&["area"]],
    retention: l("停用后保存3年", "停用後保存3年", "3 years after it is withdrawn"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
