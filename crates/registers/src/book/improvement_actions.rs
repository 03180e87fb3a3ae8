//! Improvement actions 整改事项: what a survey, a suggestion, a visit or an inspection found, who puts it right and whether it helped.
//! Whoever puts it right does not judge whether it helped.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived,
    due_at, key, l, others, report, state, step,
};

/// Number in the office's book.
pub const ACTION_NO: Key<key::Text> = Key::new("action_no");
/// What is wrong.
pub const FINDING: Key<key::Text> = Key::new("finding");
/// Where it was found.
pub const SOURCE: Key<key::Choice> = Key::new("source");
/// The survey that showed it.
pub const SURVEY: Key<key::Link> = Key::new("survey");
/// The suggestion that showed it.
pub const SUGGESTION: Key<key::Link> = Key::new("suggestion");
/// The visit that showed it.
pub const VISIT: Key<key::Link> = Key::new("visit");
/// When.
pub const FOUND_ON: Key<key::Date> = Key::new("found_on");
/// Why it is so.
pub const CAUSE: Key<key::Text> = Key::new("cause");
/// How bad it is.
pub const SEVERITY: Key<key::Choice> = Key::new("severity");
/// What is to be done.
pub const MEASURE: Key<key::Text> = Key::new("measure");
/// Who puts it right.
pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
/// Department that puts it right.
pub const RESPONSIBLE_DEPT: Key<key::Department> = Key::new("responsible_dept");
/// What it costs.
pub const COST: Key<key::Money> = Key::new("cost");
/// By when.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// How far it is.
pub const PROGRESS: Key<key::Text> = Key::new("progress");
/// Where the proof lies.
pub const EVIDENCE: Key<key::Text> = Key::new("evidence");
/// When it was done.
pub const DONE_ON: Key<key::Date> = Key::new("done_on");
/// Why it takes longer.
pub const EXTENSION_REASON: Key<key::Text> = Key::new("extension_reason");
/// What it brought.
pub const EFFECT: Key<key::Text> = Key::new("effect");
/// Whether it helped.
pub const EFFECTIVE: Key<key::Choice> = Key::new("effective");
/// Who judged it.
pub const CHECKED_BY: Key<key::Person> = Key::new("checked_by");
/// When.
pub const CHECKED_ON: Key<key::Date> = Key::new("checked_on");
/// Why it is dropped.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

static SOURCES: &[Choice] = &[
    choice("survey", l("满意度调查", "滿意度調查", "Survey")).alias(&["问卷调查"]),
    choice("suggestion", l("意见建议", "意見建議", "Suggestion")),
    choice("visit", l("部门走访", "部門走訪", "Department visit")).alias(&["走访"]),
    choice("inspection", l("检查督导", "檢查督導", "Inspection")).alias(&["检查", "督导"]),
    choice("meeting", l("会议决定", "會議決定", "Meeting")).alias(&["会议"]),
    choice("audit", l("审计", "審計", "Audit")),
    choice("self", l("自查", "自查", "Self-check")),
];

static SEVERITIES: &[Choice] = &[
    choice("serious", l("严重", "嚴重", "Serious")).alias(&["重大"]),
    choice("general", l("一般", "一般", "General")),
    choice("minor", l("轻微", "輕微", "Minor")),
];

static EFFECTS: &[Choice] = &[
    choice("effective", l("有效", "有效", "Effective")).alias(&["明显"]),
    choice("partly", l("部分有效", "部分有效", "Partly effective")),
    choice("none", l("无效", "無效", "No effect")).alias(&["不明显"]),
];

static FIELDS: &[Field] = &[
    Field::text(ACTION_NO, l("整改编号", "整改編號", "Action no.")).alias(&["编号", "整改单号"]),
    Field::text(FINDING, l("发现的问题", "發現的問題", "Finding")).required().alias(&["问题", "存在问题", "整改问题", "问题描述"]),
    Field::choice(SOURCE, l("问题来源", "問題來源", "Source"), SOURCES).alias(&["来源"]),
    Field::link(SURVEY, l("来源调查", "來源調查", "Survey"), "surveys"),
    Field::link(SUGGESTION, l("来源意见", "來源意見", "Suggestion"), "suggestions"),
    Field::link(VISIT, l("来源走访", "來源走訪", "Department visit"), "department-visits"),
    Field::date(FOUND_ON, l("发现日期", "發現日期", "Found on")).starts(Default_::Today).alias(&["登记日期"]),
    Field::text(CAUSE, l("原因分析", "原因分析", "Cause")).alias(&["原因"]),
    Field::choice(SEVERITY, l("严重程度", "嚴重程度", "Severity"), SEVERITIES).starts(Default_::Choice("general")).alias(&["等级"]),
    Field::text(MEASURE, l("整改措施", "整改措施", "Measure")).alias(&["措施", "改进措施"]),
    Field::person(RESPONSIBLE, l("整改责任人", "整改責任人", "Responsible")).alias(&["整改人", "负责人"]),
    Field::department(RESPONSIBLE_DEPT, l("整改部门", "整改部門", "Responsible department")).alias(&["责任部门", "责任单位"]),
    Field::money(COST, l("整改费用", "整改費用", "Cost")),
    Field::date(DUE_AT, l("整改期限", "整改期限", "Due")).alias(&["完成时限", "整改时限"]),
    Field::text(PROGRESS, l("整改进展", "整改進展", "Progress")).alias(&["进展情况"]),
    Field::text(EVIDENCE, l("整改佐证", "整改佐證", "Evidence")).alias(&["佐证材料"]),
    Field::date(DONE_ON, l("完成日期", "完成日期", "Done on")).alias(&["整改完成日期"]),
    Field::text(EXTENSION_REASON, l("延期原因", "延期原因", "Reason for extension")),
    Field::text(EFFECT, l("整改效果", "整改效果", "Effect")).alias(&["效果", "效果评价"]),
    Field::choice(EFFECTIVE, l("效果判定", "效果判定", "Judgement"), EFFECTS),
    Field::person(CHECKED_BY, l("验证人", "驗證人", "Checked by")).alias(&["验收人"]),
    Field::date(CHECKED_ON, l("验证日期", "驗證日期", "Checked on")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for dropping")),
];

static STATES: &[State] = &[
    state("planned", l("待整改", "待整改", "Planned"), Tone::Amber, Phase::Open).by("responsible"),
    state("doing", l("整改中", "整改中", "Under way"), Tone::Blue, Phase::Open).by("responsible"),
    state("extended", l("延期", "延期", "Extended"), Tone::Amber, Phase::Open).aside().by("responsible"),
    state("checking", l("待验证", "待驗證", "To be checked"), Tone::Amber, Phase::Open).by("checked_by"),
    state("closed", l("已整改", "已整改", "Closed"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Dropped"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("start", l("开始整改", "開始整改", "Start"), &["planned"], "doing")
        .routine(hands::LED)
        .or_named(&["responsible"])
        .requires(&["measure", "responsible", "due_at"])
        .asks(&["responsible_dept"]),
    step("finish", l("提请验证", "提請驗證", "Finish"), &["planned", "doing", "extended"], "checking")
        .routine(hands::LED)
        .or_named(&["responsible"])
        .requires(&["measure", "responsible"])
        .asks(&["evidence", "effect", "checked_by"])
        .effects(&[Effect::Today("done_on")]),
    step("close", l("验证通过", "驗證通過", "Close"), &["checking"], "closed")
        .routine(hands::LED)
        .or_named(&["checked_by"])
        .requires(&["effect"])
        .asks(&["effective"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Me("checked_by"), Effect::Today("checked_on")]),
    step("return", l("退回整改", "退回整改", "Return"), &["checking"], "doing")
        .routine(hands::LED)
        .or_named(&["checked_by"])
        .asks(&["progress", "due_at"])
        .guards(&[Guard::NotMe("responsible")])
        .effects(&[Effect::Clear("done_on")]),
    step("extend", l("延期", "延期", "Extend"), &["doing"], "extended")
        .roles(&["department-head", "office-director", "leader"])
        .requires(&["extension_reason", "due_at"])
        .asks(&["due_at"])
        .guards(&[Guard::Later("due_at")]),
    step("cancel", l("取消", "取消", "Drop"), &["planned", "doing", "extended"], "cancelled").roles(DIRECTION).requires(&["cancel_reason"]),
    step("reopen", l("重新整改", "重新整改", "Reopen"), &["closed", "cancelled"], "doing").roles(DIRECTION).effects(&[
        Effect::Clear("done_on"),
        Effect::Clear("checked_by"),
        Effect::Clear("checked_on"),
        Effect::Clear("cancel_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["planned", "doing", "extended", "checking", "closed", "cancelled"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("action_no", 130),
    col("finding", 0),
    col("source", 100),
    col("responsible_dept", 120),
    col("responsible", 90),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("发现的问题", "發現的問題", "Finding"),
        fields: &["action_no", "finding", "source", "survey", "suggestion", "visit", "found_on", "cause", "severity"],
    },
    Group {
        labels: l("整改", "整改", "Measure"),
        fields: &["measure", "responsible", "responsible_dept", "cost", "due_at", "progress", "evidence", "done_on", "extension_reason"],
    },
    Group { labels: l("验证", "驗證", "Check"), fields: &["effect", "effective", "checked_by", "checked_on", "cancel_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "action-sheet", labels: l("整改单", "整改單", "Action sheet") },
    Named { id: "ledger", labels: l("整改台账", "整改台帳", "Ledger of actions") },
];

static REPORTS: &[Report] = &[
    report("by-source", l("按问题来源统计", "按問題來源統計", "By source"), &[By::Field("source"), By::State]),
    report("by-department", l("按整改部门统计", "按整改部門統計", "By department"), &[By::Field("responsible_dept")])
        .measures(&[Measure::Count, Measure::OnTime("done_on", "due_at")]),
    report("on-time", l("按期整改率", "按期整改率", "Done on time"), &[By::Month("found_on")])
        .measures(&[Measure::OnTime("done_on", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("overdue", l("逾期未整改", "逾期未整改", "Overdue"), &[By::Overdue("due_at")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
    report("effect", l("整改有效率", "整改有效率", "Effective measures"), &[By::Field("source")])
        .measures(&[Measure::Share("effective", &["effective"]), Measure::Count])
        .only(&[Only::State(&["closed"])]),
    report("repeats", l("重复发现的问题", "重複發現的問題", "Repeated findings"), &[By::Field("finding")]).at_least(2),
];

static DERIVED: &[Derived] = &[
    derived("days", l("整改天数", "整改天數", "Days taken"), Calc::Days("found_on", "done_on"), Unit::Days),
    derived("tasks_total", l("布置任务数", "布置任務數", "Tasks"), Calc::Count(others("tasks", "improvement")), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "survey", labels: l("调查整改", "調查整改", "From a survey"), values: &[("source", "survey"), ("severity", "general")]
    },
    Template {
        id: "inspection",
        labels: l("检查整改", "檢查整改", "From an inspection"),
        values: &[("source", "inspection"), ("severity", "serious")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("finding", "报修处理进度不透明，教师不知道何时能修好"),
        ("source", "满意度调查"),
        ("found_on", "2026-12-28"),
        ("cause", "承办人没有及时登记首次答复"),
        ("measure", "承办人接单后两小时内答复，并登记约定上门时间"),
        ("responsible", "马秀建"),
        ("responsible_dept", "总务处"),
        ("due_at", "2027-02-26"),
    ],
    &[
        ("finding", "档案室一扇窗户不能关严"),
        ("source", "检查督导"),
        ("severity", "轻微"),
        ("found_on", "2026年9月8日"),
        ("measure", "更换窗锁"),
        ("responsible", "马秀建"),
        ("due_at", "2026-09-18"),
        ("done_on", "2026-09-15"),
        ("effect", "窗户已能关严"),
        ("effective", "有效"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "improvement-actions",
    labels: l("整改事项", "整改事項", "Improvement actions"),
    one: l("整改单", "整改單", "Improvement action"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "finding",
    number: Some(Numbering { field: "action_no", pattern: "整〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").met_in(&["checking"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { refused: &["doing"], ..Precedence::NONE },
    rules: &[
        Rule::NotBefore { field: "done_on", since: "found_on" },
        Rule::NotBefore { field: "checked_on", since: "done_on" },
        Rule::NotBefore { field: "due_at", since: "found_on" },
    ],
    arrival: Arrival {
        headings: &["整改状态", "整改情况"],
        words: &[
            ("未整改", "planned"),
            ("进行中", "doing"),
            ("已完成", "closed"),
            ("完成", "closed"),
            ("已销号", "closed"),
            ("销号", "closed"),
            ("已验收", "closed"),
        ],
        filled: &[("done_on", "checking"), ("checked_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("完成后保存5年", "完成後保存5年", "5 years after closing"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["finding", "found_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
