//! Tasks 任务: what somebody must do by when, wherever it came from: a meeting, a letter, a leader, a dispute, an inspection, a
//! request, a survey. The record that it came from counts it, and the task links back ([`started_from`]). Who reports
//! a task as done does not accept it.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Kind, Lines,
    Measure, Named, Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at,
    key, l, others, report, state, step,
};

use crate::RecordId;
use crate::document::{Op, Record};
use crate::value::Value;

/// What must be done.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const TASK_NO: Key<key::Text> = Key::new("task_no");
/// Where it came from.
pub const SOURCE_TYPE: Key<key::Choice> = Key::new("source_type");
/// The record that it came from, in words.
pub const SOURCE: Key<key::Text> = Key::new("source");
/// The meeting that it came from.
pub const MEETING: Key<key::Link> = Key::new("meeting");
/// The stand-up that it came from.
pub const STAND_UP: Key<key::Link> = Key::new("stand_up");
/// The letter that it came from.
pub const DOCUMENT: Key<key::Link> = Key::new("document");
/// The dispute that it came from.
pub const DISPUTE: Key<key::Link> = Key::new("dispute");
/// The inspection from which it came.
pub const INSPECTION: Key<key::Link> = Key::new("inspection");
/// The request from which it came.
pub const REQUEST: Key<key::Link> = Key::new("request");
/// The survey from which it came.
pub const SURVEY: Key<key::Link> = Key::new("survey");
/// The improvement from which it came.
pub const IMPROVEMENT: Key<key::Link> = Key::new("improvement");
/// The task that it is a part of.
pub const PARENT: Key<key::Link> = Key::new("parent");
/// When it counts as done.
pub const REQUIREMENT: Key<key::LongText> = Key::new("requirement");
/// Priority.
pub const PRIORITY: Key<key::Choice> = Key::new("priority");
/// Who assigned it.
pub const ASSIGNED_BY: Key<key::Person> = Key::new("assigned_by");
/// When.
pub const ASSIGNED_ON: Key<key::Date> = Key::new("assigned_on");
/// Who helps.
pub const HELPERS: Key<key::Text> = Key::new("helpers");
/// Day by which.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Day by which it was due before it was extended.
pub const ORIGINAL_DUE: Key<key::Date> = Key::new("original_due");
/// Hours of work.
pub const LOAD: Key<key::Integer> = Key::new("load");
/// How much is done, of a hundred.
pub const PROGRESS: Key<key::Integer> = Key::new("progress");
/// What was done, week by week.
pub const PROGRESS_LOG: Key<key::Lines> = Key::new("progress_log");
/// Reminders.
pub const URGES: Key<key::Lines> = Key::new("urges");
/// When work began.
pub const STARTED_ON: Key<key::Date> = Key::new("started_on");
/// What came of it.
pub const RESULT: Key<key::Text> = Key::new("result");
/// Proof.
pub const EVIDENCE: Key<key::Attachments> = Key::new("evidence");
/// Where the proof lies.
pub const EVIDENCE_NOTE: Key<key::Text> = Key::new("evidence_note");
/// Who reported it as done.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// When.
pub const SUBMITTED_AT: Key<key::Time> = Key::new("submitted_at");
/// Who accepts it.
pub const CHECKER: Key<key::Person> = Key::new("checker");
/// When.
pub const CHECKED_AT: Key<key::Time> = Key::new("checked_at");
/// What the checker said.
pub const CHECK_OPINION: Key<key::Text> = Key::new("check_opinion");
/// Day on which it was accepted.
pub const DONE_ON: Key<key::Date> = Key::new("done_on");
/// Why the time was extended.
pub const EXTENSION_REASON: Key<key::Text> = Key::new("extension_reason");
/// Who extended it.
pub const EXTENDED_BY: Key<key::Person> = Key::new("extended_by");
/// Why it was given up.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

/// Columns of a report of progress.
pub mod progress_log {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// How much is done, of a hundred.
    pub const PERCENT: Key<key::Integer> = Key::new("percent");
    /// What was done.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// What stands in the way.
    pub const PROBLEM: Key<key::Text> = Key::new("problem");
    /// What comes next.
    pub const NEXT: Key<key::Text> = Key::new("next");
}

/// Columns of a reminder.
pub mod urges {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// How.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What was answered.
    pub const REPLY: Key<key::Text> = Key::new("reply");
}

static SOURCES: &[Choice] = &[
    choice("meeting", l("会议决议", "會議決議", "Meeting")).alias(&["会议", "会议纪要"]),
    choice("stand-up", l("例会布置", "例會布置", "Stand-up")).alias(&["例会", "站会"]),
    choice("document", l("收文批示", "收文批示", "Instruction on a letter")).alias(&["收文", "领导批示", "批示"]),
    choice("leader", l("领导交办", "領導交辦", "From a leader")).alias(&["交办", "口头交办"]),
    choice("dispute", l("协调事项", "協調事項", "Dispute")).alias(&["冲突协调"]),
    choice("inspection", l("检查整改", "檢查整改", "Inspection")).alias(&["整改", "督查"]),
    choice("request", l("部门请求", "部門請求", "From a department")).alias(&["部门需求"]),
    choice("survey", l("满意度调查", "滿意度調查", "Survey")).alias(&["调查"]),
    choice("improvement", l("改进事项", "改進事項", "Improvement action")).alias(&["改进", "整改措施"]),
    choice("plan", l("工作计划", "工作計劃", "Work plan")).alias(&["计划", "年度计划"]),
    choice("other", l("其他", "其他", "Other")),
];

static PRIORITIES: &[Choice] = &[
    choice("low", l("低", "低", "Low")),
    choice("normal", l("一般", "一般", "Normal")).alias(&["中", "普通"]),
    choice("high", l("高", "高", "High")).alias(&["重要"]),
    choice("urgent", l("紧急", "緊急", "Urgent")).alias(&["特急", "加急"]),
];

static METHODS: &[Choice] = &[
    choice("telephone", l("电话", "電話", "Telephone")),
    choice("message", l("短信微信", "短訊微信", "Message")).alias(&["短信", "微信"]),
    choice("written", l("督办单", "督辦單", "In writing")).alias(&["书面", "催办单"]),
    choice("in-person", l("当面", "當面", "In person")).alias(&["口头"]),
    choice("meeting", l("例会通报", "例會通報", "At a meeting")).alias(&["通报"]),
];

static PROGRESS_REPORT: Lines = Lines {
    columns: &[
        Field::date(progress_log::AT, l("日期", "日期", "Date")).starts(Default_::Today),
        Field::person(progress_log::BY, l("填报人", "填報人", "By")).starts(Default_::Me),
        Field::integer(progress_log::PERCENT, l("进度（%）", "進度（%）", "Progress")).within(0, 100),
        Field::text(progress_log::TEXT, l("进展情况", "進展情況", "What was done")).required().alias(&["进展"]),
        Field::text(progress_log::PROBLEM, l("存在困难", "存在困難", "Problem")),
        Field::text(progress_log::NEXT, l("下一步", "下一步", "Next")),
    ],
    append_only: true,
};

static URGE: Lines = Lines {
    columns: &[
        Field::time(urges::AT, l("催办时间", "催辦時間", "At")).starts(Default_::Now),
        Field::choice(urges::METHOD, l("催办方式", "催辦方式", "Method"), METHODS),
        Field::person(urges::BY, l("催办人", "催辦人", "By")).starts(Default_::Me),
        Field::text(urges::REPLY, l("回复情况", "回覆情況", "Reply")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("任务名称", "任務名稱", "Task")).required().alias(&[
        "任务",
        "事项",
        "督办事项",
        "待办事项",
        "标题",
        "工作任务",
        "工作事项",
        "任务内容",
        "工作内容",
        "任务事项",
        "To do",
    ]),
    Field::text(TASK_NO, l("任务编号", "任務編號", "Task no.")).alias(&["编号", "督办编号", "任务号", "序列号"]),
    Field::choice(SOURCE_TYPE, l("任务来源", "任務來源", "Kind of source"), SOURCES).alias(&["来源", "来源类型"]),
    Field::text(SOURCE, l("来源事项", "來源事項", "Source")).alias(&["来源文件", "依据"]),
    Field::link(MEETING, l("来源会议", "來源會議", "Meeting"), "meetings"),
    Field::link(STAND_UP, l("来源例会", "來源例會", "Stand-up"), "stand-ups"),
    Field::link(DOCUMENT, l("来源收文", "來源收文", "Incoming document"), "incoming-documents"),
    Field::link(DISPUTE, l("来源协调", "來源協調", "Dispute"), "disputes"),
    Field::link(INSPECTION, l("来源检查", "來源檢查", "Safety inspection"), "safety-inspections"),
    Field::link(REQUEST, l("来源服务事项", "來源服務事項", "Service request"), "service-requests"),
    Field::link(SURVEY, l("来源调查", "來源調查", "Survey"), "surveys"),
    Field::link(IMPROVEMENT, l("来源改进事项", "來源改進事項", "Improvement action"), "improvement-actions"),
    Field::link(PARENT, l("上级任务", "上級任務", "Part of"), "tasks").alias(&["所属任务"]),
    Field::long_text(REQUIREMENT, l("完成标准", "完成標準", "Requirement")).alias(&["任务要求", "工作要求", "具体要求", "内容要求"]),
    Field::choice(PRIORITY, l("优先级", "優先級", "Priority"), PRIORITIES).starts(Default_::Choice("normal")).alias(&[
        "紧急程度",
        "优先程度",
        "重要程度",
        "紧急等级",
    ]),
    Field::person(ASSIGNED_BY, l("交办人", "交辦人", "Assigned by")).starts(Default_::Me).alias(&[
        "督办人",
        "布置人",
        "交办领导",
        "交办",
        "安排人",
    ]),
    Field::date(ASSIGNED_ON, l("交办日期", "交辦日期", "Assigned on")).starts(Default_::Today).alias(&[
        "布置日期",
        "开始日期",
        "交办时间",
        "下达日期",
        "布置时间",
        "Start date",
    ]),
    Field::text(HELPERS, l("协办人员", "協辦人員", "Helpers")).alias(&["协办部门", "配合人员", "协办人", "配合部门", "协助人员"]),
    Field::date(DUE_AT, l("完成时限", "完成時限", "Due")).alias(&[
        "截止日期",
        "完成期限",
        "办结时限",
        "截止时间",
        "要求完成时间",
        "完成时间要求",
        "要求完成日期",
        "期限",
        "Due date",
        "Deadline",
    ]),
    Field::date(ORIGINAL_DUE, l("原定时限", "原定時限", "Originally due")),
    Field::integer(LOAD, l("工作量（小时）", "工作量（小時）", "Load")).within(0, 10_000).alias(&["工作量"]),
    Field::integer(PROGRESS, l("进度（%）", "進度（%）", "Progress")).within(0, 100).starts(Default_::Integer(0)).alias(&[
        "进度",
        "完成进度",
        "完成率",
        "完成百分比",
    ]),
    Field::lines(PROGRESS_LOG, l("进展记录", "進展記錄", "Progress log"), &PROGRESS_REPORT),
    Field::lines(URGES, l("催办", "催辦", "Reminders"), &URGE),
    Field::date(STARTED_ON, l("开始办理日期", "開始辦理日期", "Started on")),
    Field::text(RESULT, l("完成情况", "完成情況", "Result")).alias(&["办理结果", "落实情况", "工作进展", "Outcome"]),
    Field::attachments(EVIDENCE, l("完成凭据", "完成憑據", "Evidence")).alias(&["佐证材料"]),
    Field::text(EVIDENCE_NOTE, l("凭据说明", "憑據說明", "Evidence note")),
    Field::person(SUBMITTED_BY, l("报验人", "報驗人", "Reported by")),
    Field::time(SUBMITTED_AT, l("报验时间", "報驗時間", "Reported at")),
    Field::person(CHECKER, l("验收人", "驗收人", "Checker")).alias(&["检查人"]),
    Field::time(CHECKED_AT, l("验收时间", "驗收時間", "Checked at")),
    Field::text(CHECK_OPINION, l("验收意见", "驗收意見", "Opinion")).alias(&["退回原因"]),
    Field::date(DONE_ON, l("完成日期", "完成日期", "Done on")).alias(&[
        "实际完成日期",
        "完成时间",
        "办结日期",
        "办结时间",
        "Completed on",
        "Date completed",
    ]),
    Field::text(EXTENSION_REASON, l("延期原因", "延期原因", "Reason for extension")),
    Field::person(EXTENDED_BY, l("批准延期人", "批准延期人", "Extended by")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
];

const DIRECTION: &[&str] = &["office-director", "leader", "department-head"];
const CHECKERS: &[&str] = &["office-director", "leader", "department-head", "chair", "clerk"];

static STATES: &[State] = &[
    state("todo", l("待办", "待辦", "To do"), Tone::Amber, Phase::Open).by("owner"),
    state("doing", l("进行", "進行", "Under way"), Tone::Blue, Phase::Open).by("owner"),
    state("awaiting-check", l("待验", "待驗", "Awaiting acceptance"), Tone::Amber, Phase::Open).by("checker"),
    state("extended", l("延期", "延期", "Extended"), Tone::Amber, Phase::Open).aside().by("owner"),
    state("done", l("完成", "完成", "Done"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("start", l("开始", "開始", "Start"), &["todo"], "doing")
        .routine(hands::OFFICE)
        .or_named(&["owner"])
        .asks(&["due_at", "helpers"])
        .effects(&[Effect::Today("started_on")]),
    step("report-done", l("报验", "報驗", "Report as done"), &["todo", "doing", "extended"], "awaiting-check")
        .routine(hands::OFFICE)
        .or_named(&["owner"])
        .requires(&["result"])
        .asks(&["evidence_note", "checker", "progress"])
        .effects(&[Effect::Me("submitted_by"), Effect::Now("submitted_at")]),
    step("accept", l("验收通过", "驗收通過", "Accept"), &["awaiting-check"], "done")
        .roles(CHECKERS)
        .asks(&["check_opinion"])
        .guards(&[Guard::NotMe("submitted_by"), Guard::NotMe("owner")])
        .effects(&[Effect::Me("checker"), Effect::Now("checked_at"), Effect::Today("done_on"), Effect::Set("progress", "100")]),
    step("send-back", l("退回重办", "退回重辦", "Send back"), &["awaiting-check"], "doing")
        .roles(CHECKERS)
        .requires(&["check_opinion"])
        .effects(&[Effect::Clear("submitted_by"), Effect::Clear("submitted_at")]),
    step("extend", l("批准延期", "批准延期", "Extend"), &["todo", "doing"], "extended")
        .roles(DIRECTION)
        .requires(&["extension_reason", "due_at", "original_due"])
        .asks(&["due_at"])
        .guards(&[Guard::NotMe("owner"), Guard::Later("due_at")])
        .effects(&[Effect::Me("extended_by")]),
    step("resume", l("继续办理", "繼續辦理", "Resume"), &["extended"], "doing")
        .routine(hands::OFFICE)
        .or_named(&["owner"])
        .effects(&[Effect::Today("started_on")]),
    step("cancel", l("取消", "取消", "Cancel"), &["todo", "doing", "extended"], "cancelled").roles(CHECKERS).requires(&["cancel_reason"]),
    step("reopen", l("重新办理", "重新辦理", "Reopen"), &["done", "cancelled"], "doing").roles(DIRECTION).effects(&[
        Effect::Clear("done_on"),
        Effect::Clear("submitted_by"),
        Effect::Clear("submitted_at"),
        Effect::Clear("cancel_reason"),
        Effect::Clear("checked_at"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["todo", "doing", "awaiting-check", "extended", "done", "cancelled"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("task_no", 110),
    col("title", 0),
    col("source_type", 90),
    col("owner", 90),
    col("dept", 110),
    col("due_at", 100),
    col("progress", 70),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group { labels: l("任务", "任務", "The task"), fields: &["title", "task_no", "requirement", "priority", "load", "parent"] },
    Group {
        labels: l("来源", "來源", "Source"),
        fields: &["source_type", "source", "meeting", "stand_up", "document", "dispute", "inspection", "request", "survey", "improvement"],
    },
    Group {
        labels: l("责任与时限", "責任與時限", "Who and when"),
        fields: &["assigned_by", "assigned_on", "helpers", "due_at", "original_due", "extension_reason", "extended_by"],
    },
    Group { labels: l("进展", "進展", "Progress"), fields: &["started_on", "progress", "progress_log", "urges"] },
    Group {
        labels: l("验收", "驗收", "Acceptance"),
        fields: &[
            "result",
            "evidence",
            "evidence_note",
            "submitted_by",
            "submitted_at",
            "checker",
            "checked_at",
            "check_opinion",
            "done_on",
            "cancel_reason",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "task-sheet", labels: l("任务单", "任務單", "Task sheet") },
    Named { id: "supervision-sheet", labels: l("督办单", "督辦單", "Reminder") },
    Named { id: "task-list", labels: l("任务督办台账", "任務督辦台帳", "List of tasks") },
];

/// States of what was done.
const DONE: &[&str] = &["done"];

static REPORTS: &[Report] = &[
    report("by-owner", l("按责任人统计", "按責任人統計", "By owner"), &[By::Field("owner"), By::State]),
    report("load", l("工作负荷", "工作負荷", "Load"), &[By::Field("owner")])
        .measures(&[Measure::Sum("load"), Measure::Count, Measure::Mean("progress")])
        .only(&[Only::Phase(&[Phase::Open])]),
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("dept")])
        .measures(&[Measure::Count, Measure::OnTime("done_on", "due_at")]),
    report("by-source", l("按来源统计", "按來源統計", "By source"), &[By::Field("source_type"), By::State]),
    report("on-time", l("按期完成率", "按期完成率", "Done on time"), &[By::Month("done_on")])
        .measures(&[Measure::OnTime("done_on", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("overdue", l("超期任务", "超期任務", "Overdue"), &[By::Overdue("due_at")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
    report("by-meeting", l("会议待办完成率", "會議待辦完成率", "Action items done by meeting"), &[By::Field("meeting")])
        .measures(&[Measure::InState(DONE), Measure::Count, Measure::OnTime("done_on", "due_at")])
        .only(&[Only::Filled("meeting")]),
    report(
        "by-meeting-owner",
        l("会议待办完成率（按责任人）", "會議待辦完成率（按責任人）", "Action items done by owner"),
        &[By::Field("owner")],
    )
    .measures(&[Measure::InState(DONE), Measure::Count, Measure::OnTime("done_on", "due_at")])
    .only(&[Only::Filled("meeting")]),
    report("extended", l("延期统计", "延期統計", "Extensions"), &[By::Field("owner")])
        .measures(&[Measure::Count])
        .only(&[Only::Filled("extension_reason")]),
];

/// How long nobody has said how it goes, while somebody works on it or should.
const QUIET: Calc = Calc::In(&["todo", "doing", "extended"], &Calc::Quiet("progress_log", "at", "assigned_on"));

/// Tasks are followed weekly.
static ALERTS: &[Alert] = &[Alert {
    id: "no-progress",
    labels: l("一周没有填报进展", "一週沒有填報進展", "No word of progress for a week"),
    tone: Tone::Amber,
    less: Calc::Number(6),
    than: QUIET,
    phases: &[Phase::Open],
    answered: None,
}];

static DERIVED: &[Derived] = &[
    derived("parts", l("分解任务", "分解任務", "Parts"), Calc::Count(others("tasks", "parent")), Unit::Count),
    derived(
        "parts_done",
        l("已完成分解任务", "已完成分解任務", "Parts done"),
        Calc::Count(others("tasks", "parent").within(&["done"])),
        Unit::Count,
    ),
    derived("quiet_days", l("未填进展天数", "未填進展天數", "Days without progress"), QUIET, Unit::Days),
    derived("urged", l("催办次数", "催辦次數", "Reminders sent"), Calc::RowCount("urges"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "leader",
        labels: l("领导交办", "領導交辦", "From a leader"),
        values: &[("source_type", "领导交办"), ("priority", "高")],
    },
    Template {
        id: "rectification",
        labels: l("检查整改", "檢查整改", "After an inspection"),
        values: &[("source_type", "检查整改"), ("priority", "高")],
    },
    Template {
        id: "routine", labels: l("常规工作", "常規工作", "Routine"), values: &[("source_type", "工作计划"), ("priority", "一般")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "完成各楼层灭火器检查"),
        ("source_type", "会议决议"),
        ("source", "校园安全专题会议"),
        ("requirement", "逐具登记压力与有效期，9月30日前更换不合格的。"),
        ("priority", "高"),
        ("assigned_by", "何志远"),
        ("assigned_on", "2026-09-21"),
        ("owner", "马秀建"),
        ("dept", "总务处"),
        ("due_at", "2026-09-30"),
        ("load", "16"),
        ("progress", "30"),
    ],
    &[
        ("title", "汇总各部门秋季学期工作计划"),
        ("source_type", "工作计划"),
        ("owner", "王敏"),
        ("dept", "综合办公室"),
        ("assigned_on", "2026年9月1日"),
        ("due_at", "2026/9/11"),
        ("load", "8"),
        ("helpers", "各部门联系人"),
        ("result", "已收齐12个部门计划并汇总成册"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "tasks",
    labels: l("任务督办", "任務督辦", "Tasks"),
    one: l("任务", "任務", "Task"),
    area: Area::Coordination,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "task_no", pattern: "任〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").remind(&[7, 2, 1, 0])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "done_on", since: "assigned_on" }],
    arrival: Arrival {
        headings: &["任务状态", "完成状态", "办理状态"],
        words: &[
            ("未开始", "todo"),
            ("进行中", "doing"),
            ("办理中", "doing"),
            ("待验收", "awaiting-check"),
            ("已完成", "done"),
            ("完成", "done"),
            ("已延期", "extended"),
            ("已取消", "cancelled"),
        ],
        filled: &[("started_on", "doing"), ("done_on", "done")],
        ..Arrival::FIRST
    },
    retention: l("完成后保存5年", "完成後保存5年", "5 years after it was done"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["title", "owner", "due_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};

/// What a task that is started from a record begins with: the link back, what it is about, and what sort of source that is.
/// None where a task has no link to records of that register.
pub fn started_from(register: &Register, id: RecordId, record: &Record) -> Option<Vec<Op>> {
    let link = REGISTER.fields.iter().find(|f| f.kind == Kind::Link(register.key))?;
    let mut ops = vec![Op::Set { field: link.id.to_owned(), value: Some(Value::Text(id.to_string())) }];
    let title = record.text(register.title);
    ops.extend((!title.is_empty()).then(|| Op::set(SOURCE, title)));
    // The choices are named like the links.
    let sort = link.id.replace('_', "-");
    ops.extend(SOURCES.iter().find(|c| c.id == sort).map(|c| Op::set(SOURCE_TYPE, c.id)));
    Some(ops)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_starts_from_whatever_it_has_a_link_to() {
        let id = RecordId::from_parts(1, 1);
        let links = REGISTER.fields.iter().filter(|f| matches!(f.kind, Kind::Link(_)));
        for link in links.filter(|f| f.id != "parent") {
            let Kind::Link(to) = link.kind else { unreachable!() };
            let register = crate::book::find(to).unwrap();
            let mut record = Record::default();
            record.fields.insert(register.title.to_owned(), vec!["来源".into()]);
            let ops = started_from(register, id, &record).unwrap();
            let said = |field: &str, text: &str| ops.contains(&Op::Set { field: field.to_owned(), value: Some(text.into()) });
            assert!(
                said(link.id, &id.to_string()) && said("source", "来源") && said("source_type", &link.id.replace('_', "-")),
                "{}",
                link.id
            );
            let counted = register.derived.iter().any(|d| matches!(d.calc, Calc::Count(o) if o.register == "tasks" && o.via == link.id));
            assert!(counted, "{to} shows its tasks");
        }
        assert_eq!(started_from(crate::book::find("visits").unwrap(), id, &Record::default()), None);
    }
}
