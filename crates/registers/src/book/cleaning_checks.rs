//! Cleaning checks 卫生检查: how clean an area was, with score and photographs, and what was put right afterwards.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Only, Phase, Register, Report, Rule, State, Takes, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report,
    state, step,
};

/// What was looked at.
pub const AREA: Key<key::Text> = Key::new("area");
/// The standard that holds there.
pub const STANDARD: Key<key::Link> = Key::new("standard");
/// What kind of check.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// When.
pub const CHECKED_AT: Key<key::Time> = Key::new("checked_at");
/// Who looked.
pub const CHECKER: Key<key::Person> = Key::new("checker");
/// Item by item.
pub const ITEMS: Key<key::Lines> = Key::new("items");
/// Points, of 100.
pub const SCORE: Key<key::Integer> = Key::new("score");
/// What it looked like.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// What was not clean.
pub const PROBLEMS: Key<key::Text> = Key::new("problems");
/// Who must put it right.
pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
/// Class or firm that cleans there.
pub const RESPONSIBLE_PARTY: Key<key::Text> = Key::new("responsible_party");
/// What must be put right.
pub const RECTIFICATION: Key<key::Text> = Key::new("rectification");
/// Day by which.
pub const DUE: Key<key::Date> = Key::new("due");
/// Day on which it was put right.
pub const RECTIFIED_ON: Key<key::Date> = Key::new("rectified_on");
/// What was done.
pub const RECTIFIED_NOTE: Key<key::Text> = Key::new("rectified_note");
/// What it looks like now.
pub const AFTER_PHOTO: Key<key::Attachments> = Key::new("after_photo");
/// Who looked again.
pub const RECHECKED_BY: Key<key::Person> = Key::new("rechecked_by");
/// What the second look showed.
pub const RECHECK_NOTE: Key<key::Text> = Key::new("recheck_note");

/// Columns of items: item by item.
pub mod items {
    use crate::def::{Key, key};
    /// What was looked at.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Points for it.
    pub const POINTS: Key<key::Integer> = Key::new("points");
    /// Points taken off.
    pub const DEDUCTION: Key<key::Integer> = Key::new("deduction");
    /// Note.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("daily", l("日常检查", "日常檢查", "Daily")).alias(&["日检", "日常"]),
    choice("weekly", l("每周检查", "每週檢查", "Weekly")).alias(&["周检"]),
    choice("special", l("专项检查", "專項檢查", "Special")).alias(&["专项"]),
    choice("contest", l("卫生评比", "衛生評比", "Contest")).alias(&["评比", "流动红旗"]),
];

static ITEM: Lines = Lines {
    columns: &[
        Field::text(items::ITEM, l("检查项目", "檢查項目", "Item")).required(),
        Field::integer(items::POINTS, l("标准分", "標準分", "Points")).within(0, 1_000),
        Field::integer(items::DEDUCTION, l("扣分", "扣分", "Deduction")).within(0, 1_000),
        Field::text(items::NOTE, l("扣分原因", "扣分原因", "Note")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(AREA, l("检查区域", "檢查區域", "Area")).required().alias(&["区域", "地点", "保洁区域"]),
    Field::link(STANDARD, l("保洁标准", "保潔標準", "Standard"), "cleaning-standards"),
    Field::choice(KIND, l("检查类型", "檢查類型", "Kind"), KINDS).starts(Default_::Choice("daily")).alias(&["类型"]),
    Field::time(CHECKED_AT, l("检查时间", "檢查時間", "Checked at")).starts(Default_::Now).alias(&["时间"]),
    Field::person(CHECKER, l("检查人", "檢查人", "Checker")).starts(Default_::Me).alias(&["检查人员"]),
    Field::lines(ITEMS, l("评分明细", "評分明細", "Items"), &ITEM),
    Field::integer(SCORE, l("得分", "得分", "Score")).within(0, 1_000).alias(&["分数", "检查得分", "评分"]),
    Field::attachments(PHOTO, l("检查照片", "檢查照片", "Photographs")).alias(&["照片"]),
    Field::text(PROBLEMS, l("存在问题", "存在問題", "Problems")).alias(&["问题"]),
    Field::person(RESPONSIBLE, l("整改责任人", "整改責任人", "Person in charge")),
    Field::text(RESPONSIBLE_PARTY, l("责任班级或单位", "責任班級或單位", "Class or firm in charge")).alias(&["责任班级", "责任单位"]),
    Field::text(RECTIFICATION, l("整改要求", "整改要求", "What must be done")).alias(&["整改措施"]),
    Field::date(DUE, l("整改期限", "整改期限", "Due")),
    Field::date(RECTIFIED_ON, l("整改完成日期", "整改完成日期", "Put right on")).alias(&["整改日期"]),
    Field::text(RECTIFIED_NOTE, l("整改情况", "整改情況", "What was done")).alias(&["整改结果"]),
    Field::attachments(AFTER_PHOTO, l("整改后照片", "整改後照片", "Photographs afterwards")),
    Field::person(RECHECKED_BY, l("复查人", "複查人", "Rechecked by")),
    Field::text(RECHECK_NOTE, l("复查意见", "複查意見", "Recheck note")),
];

static STATES: &[State] = &[
    state("recorded", l("已检查", "已檢查", "Recorded"), Tone::Blue, Phase::Open),
    state("passed", l("合格", "合格", "Clean"), Tone::Green, Phase::Done),
    state("rectifying", l("待整改", "待整改", "To be put right"), Tone::Amber, Phase::Open).by("responsible"),
    state("awaiting-recheck", l("待复查", "待複查", "Awaiting a second look"), Tone::Amber, Phase::Open).by("checker"),
    state("rectified", l("已整改", "已整改", "Put right"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("pass", l("合格", "合格", "Pass"), &["recorded"], "passed").routine(hands::OFFICE).or_named(&["checker"]).requires(&["score"]),
    step("ask-rectification", l("要求整改", "要求整改", "Ask to put right"), &["recorded"], "rectifying")
        .routine(hands::OFFICE)
        .or_named(&["checker"])
        .requires(&["problems", "responsible", "due"])
        .asks(&["rectification", "responsible_party"])
        .guards(&[Guard::Different("checker", "responsible")]),
    step("report", l("整改完成", "整改完成", "Report as put right"), &["rectifying"], "awaiting-recheck")
        .routine(hands::OFFICE)
        .or_named(&["responsible"])
        .requires(&["rectified_note"])
        .effects(&[Effect::Today("rectified_on")]),
    step("accept", l("复查合格", "複查合格", "Clean now"), &["awaiting-recheck"], "rectified")
        .routine(hands::OFFICE)
        .or_named(&["checker"])
        .asks(&["recheck_note"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Me("rechecked_by")]),
    step("reject", l("复查不合格", "複查不合格", "Not yet clean"), &["awaiting-recheck"], "rectifying")
        .routine(hands::OFFICE)
        .or_named(&["checker"])
        .requires(&["recheck_note"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Clear("rectified_on")]),
    step("void", l("作废", "作廢", "Void"), &["recorded", "passed", "rectifying", "awaiting-recheck", "rectified"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("checked_at", 140),
    col("area", 0),
    col("score", 70),
    col("checker", 90),
    col("problems", 180),
    col("responsible", 90),
    col("due", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("检查", "檢查", "The check"),
        fields: &["area", "standard", "kind", "checked_at", "checker", "items", "score", "photo", "problems"],
    },
    Group {
        labels: l("整改", "整改", "Rectification"),
        fields: &[
            "responsible",
            "responsible_party",
            "rectification",
            "due",
            "rectified_on",
            "rectified_note",
            "after_photo",
            "rechecked_by",
            "recheck_note",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "check-sheet", labels: l("卫生检查表", "衛生檢查表", "Check sheet") },
    Named { id: "rectification-notice", labels: l("卫生整改通知单", "衛生整改通知單", "Notice") },
    Named { id: "score-list", labels: l("卫生评比公示", "衛生評比公示", "Scores") },
];

static REPORTS: &[Report] = &[
    report("by-area", l("按区域平均得分", "按區域平均得分", "Mean score by area"), &[By::Field("area")])
        .measures(&[Measure::Mean("score"), Measure::Count]),
    report("by-month", l("按月平均得分", "按月平均得分", "Mean score by month"), &[By::Month("checked_at")])
        .measures(&[Measure::Mean("score"), Measure::Count])
        .chart(Chart::Columns),
    report("by-party", l("按责任班级统计", "按責任班級統計", "By class or firm"), &[By::Field("responsible_party")])
        .measures(&[Measure::Mean("score"), Measure::Count])
        .only(&[Only::Filled("responsible_party")]),
    report("on-time", l("整改按期率", "整改按期率", "Put right on time"), &[By::Month("due")])
        .measures(&[Measure::OnTime("rectified_on", "due"), Measure::Count])
        .only(&[Only::Filled("due")])
        .chart(Chart::Columns),
    report("deductions", l("扣分项目统计", "扣分項目統計", "Deductions"), &[By::Field("item")])
        .rows("items")
        .measures(&[Measure::Sum("deduction"), Measure::Count]),
];

static DERIVED: &[Derived] =
    &[derived("deducted", l("扣分合计", "扣分合計", "Points taken off"), Calc::Rows("items", "deduction"), Unit::Count)];

static TEMPLATES: &[Template] = &[
    Template { id: "weekly", labels: l("每周卫生检查", "每週衛生檢查", "Weekly check"), values: &[("kind", "每周检查")] },
    Template {
        id: "toilets", labels: l("卫生间巡查", "衛生間巡查", "Toilets"), values: &[("area", "卫生间"), ("kind", "日常检查")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("area", "明德楼二层走廊"),
        ("kind", "周检"),
        ("checked_at", "2026-09-11 16:10"),
        ("checker", "江海欣"),
        ("score", "96"),
        ("responsible_party", "高一（3）班"),
    ],
    &[
        ("area", "行政楼二层卫生间"),
        ("kind", "日常检查"),
        ("checked_at", "2026年9月14日 10:20"),
        ("checker", "林文静"),
        ("score", "72"),
        ("problems", "地面积水，缺洗手液"),
        ("responsible", "马秀建"),
        ("rectification", "当日补充并加装防滑垫"),
        ("due", "2026-09-15"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "cleaning-checks",
    labels: l("卫生检查", "衛生檢查", "Cleaning checks"),
    one: l("卫生检查", "衛生檢查", "Cleaning check"),
    area: Area::Logistics,
    fields: FIELDS,
    title: "area",
    due: Some(due_at("due").met_in(&["awaiting-recheck"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "due", since: "checked_at" }, Rule::NotBefore { field: "rectified_on", since: "checked_at" }],
    arrival: Arrival {
        headings: &["检查结果"],
        words: &[("达标", "passed"), ("不合格", "rectifying"), ("整改完成", "rectified")],
        filled: &[("score", "passed"), ("problems", "rectifying"), ("rectified_on", "rectified")],
        day: &["检查日期", "日期"],
        day_field: Some("checked_at"),
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    takes: Some(Takes { link: "standard", copy: &[("area", "area")] }),
    examples: EXAMPLES,
    ..Register::PLAIN
};
