//! Attendance exceptions 考勤异常登记: one person's day that was not as it should be, what they say to it and what it is judged to be.
//! A day without a record is a normal one.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Chart, Choice, Column, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only, Phase, Register, Report,
    Rule, Space, State, Template, Tone, Transition, choice, col, due_at, key, l, report, state, step,
};

/// Whose day it is.
pub const PERSON: Key<key::Person> = Key::new("person");
/// Where they belong.
pub const PERSON_DEPT: Key<key::Department> = Key::new("person_dept");
/// Which day.
pub const DAY: Key<key::Date> = Key::new("day");
/// Which shift was due.
pub const SHIFT: Key<key::Link> = Key::new("shift");
/// What was recorded.
pub const PUNCHES: Key<key::Links> = Key::new("punches");
/// The day's first.
pub const FIRST_PUNCH: Key<key::Time> = Key::new("first_punch");
/// The day's last.
pub const LAST_PUNCH: Key<key::Time> = Key::new("last_punch");
/// What the records show.
pub const STATUS: Key<key::Choice> = Key::new("status");
/// By how much.
pub const MINUTES: Key<key::Integer> = Key::new("minutes");
/// The leave that explains it.
pub const LEAVE: Key<key::Link> = Key::new("leave");
/// Until when they may say something.
pub const APPEAL_DUE: Key<key::Date> = Key::new("appeal_due");
/// When.
pub const APPEALED_AT: Key<key::Time> = Key::new("appealed_at");
/// What they say.
pub const APPEAL_REASON: Key<key::Private> = Key::new("appeal_reason");
/// What they show.
pub const APPEAL_PROOF: Key<key::Attachments> = Key::new("appeal_proof");
/// Who confirms it.
pub const WITNESS: Key<key::Person> = Key::new("witness");
/// What the day counts as.
pub const DECIDED: Key<key::Choice> = Key::new("decided");
/// Why.
pub const DECISION_REASON: Key<key::Text> = Key::new("decision_reason");
/// Who judged it.
pub const DECIDED_BY: Key<key::Person> = Key::new("decided_by");
/// When.
pub const DECIDED_AT: Key<key::Time> = Key::new("decided_at");
/// The month that it counts in.
pub const MONTH: Key<key::Link> = Key::new("month");
/// Who was told.
pub const REPORTED_TO: Key<key::Text> = Key::new("reported_to");
/// When.
pub const REPORTED_AT: Key<key::Time> = Key::new("reported_at");

static STATUSES: &[Choice] = &[
    choice("normal", l("正常", "正常", "Normal")).alias(&["出勤"]),
    choice("late", l("迟到", "遲到", "Late")),
    choice("early", l("早退", "早退", "Left early")),
    choice("missing", l("缺卡", "缺卡", "Punch missing")).alias(&["漏打卡", "未打卡", "忘打卡"]),
    choice("absent", l("旷工", "曠工", "Absent")).alias(&["缺勤"]),
    choice("business", l("公出", "公出", "On business")).alias(&["出差", "外出", "公差"]),
    choice("leave", l("请假", "請假", "On leave")).alias(&["休假"]),
];

static FIELDS: &[Field] = &[
    Field::person(PERSON, l("姓名", "姓名", "Person")).required().alias(&["员工姓名", "教职工姓名"]),
    Field::department(PERSON_DEPT, l("所在部门", "所在部門", "Person's department")),
    Field::date(DAY, l("考勤日期", "考勤日期", "Day")).alias(&["日期", "异常日期"]),
    Field::link(SHIFT, l("班次", "班次", "Shift"), "shifts"),
    Field::links(PUNCHES, l("相关打卡", "相關打卡", "Punches"), "punches"),
    Field::time(FIRST_PUNCH, l("首次打卡", "首次打卡", "First punch")).alias(&["上班打卡"]),
    Field::time(LAST_PUNCH, l("末次打卡", "末次打卡", "Last punch")).alias(&["下班打卡"]),
    Field::choice(STATUS, l("日考勤状态", "日考勤狀態", "Status of the day"), STATUSES).alias(&["考勤结果", "异常类型"]),
    Field::integer(MINUTES, l("异常分钟数", "異常分鐘數", "Minutes")).within(0, 1_440).alias(&["迟到分钟", "早退分钟"]),
    Field::link(LEAVE, l("相关请假", "相關請假", "Leave"), "leave"),
    Field::date(APPEAL_DUE, l("申诉期限", "申訴期限", "Appeal due")),
    Field::time(APPEALED_AT, l("申诉时间", "申訴時間", "Appealed at")),
    Field::private(APPEAL_REASON, l("申诉理由", "申訴理由", "Grounds")).alias(&["情况说明", "异常原因"]),
    Field::attachments(APPEAL_PROOF, l("申诉材料", "申訴材料", "Proof")),
    Field::person(WITNESS, l("证明人", "證明人", "Witness")),
    Field::choice(DECIDED, l("核定结果", "核定結果", "Decision"), STATUSES),
    Field::text(DECISION_REASON, l("核定说明", "核定說明", "Grounds of the decision")),
    Field::person(DECIDED_BY, l("核定人", "核定人", "Decided by")).alias(&["审批人"]),
    Field::time(DECIDED_AT, l("核定时间", "核定時間", "Decided at")),
    Field::link(MONTH, l("所属月份汇总", "所屬月份彙總", "Month summary"), "month-summaries"),
    Field::text(REPORTED_TO, l("上报对象", "上報對象", "Reported to")),
    Field::time(REPORTED_AT, l("上报时间", "上報時間", "Reported at")),
];

static STATES: &[State] = &[
    state("found", l("异常", "異常", "Found"), Tone::Amber, Phase::Open).by("person"),
    state("appealed", l("申诉", "申訴", "Appealed"), Tone::Amber, Phase::Open).aside(),
    state("decided", l("核定", "核定", "Decided"), Tone::Blue, Phase::Open),
    state("reported", l("上报", "上報", "Reported"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("appeal", l("申诉", "申訴", "Appeal"), &["found"], "appealed")
        .routine(hands::ATTENDANCE)
        .or_named(&["person"])
        .requires(&["appeal_reason"])
        .asks(&["witness", "leave"])
        .effects(&[Effect::Now("appealed_at")]),
    step("decide", l("核定", "核定", "Decide"), &["found", "appealed"], "decided")
        .roles(&["attendance-clerk", "hr", "department-head"])
        .requires(&["decided"])
        .asks(&["decision_reason"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("decided_by"), Effect::Now("decided_at")]),
    step("report", l("上报", "上報", "Report"), &["decided"], "reported")
        .roles(&["attendance-clerk", "hr"])
        .asks(&["reported_to", "month"])
        .effects(&[Effect::Now("reported_at")]),
    step("appeal-again", l("再次申诉", "再次申訴", "Appeal again"), &["decided"], "appealed")
        .routine(hands::ATTENDANCE)
        .or_named(&["person"])
        .requires(&["appeal_reason"])
        .effects(&[Effect::Clear("decided"), Effect::Clear("decided_by"), Effect::Clear("decided_at")]),
    step("void", l("作废", "作廢", "Void"), &["found", "appealed", "decided", "reported"], VOID)
        .roles(&["hr"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("person", 90),
    col("day", 100),
    col("status", 80),
    col("decided", 90),
    col("minutes", 72),
    col("person_dept", 120),
    col("decision_reason", 0),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("日考勤状态", "日考勤狀態", "Status of the day"),
        fields: &["person", "person_dept", "day", "shift", "punches", "first_punch", "last_punch", "status", "minutes", "leave"],
    },
    Group { labels: l("申诉", "申訴", "Appeal"), fields: &["appeal_due", "appealed_at", "appeal_reason", "appeal_proof", "witness"] },
    Group {
        labels: l("核定与上报", "核定與上報", "Decision and report"),
        fields: &["decided", "decision_reason", "decided_by", "decided_at", "month", "reported_to", "reported_at"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "exception-list", labels: l("考勤异常统计表", "考勤異常統計表", "List of exceptions") },
    Named { id: "appeal-slip", labels: l("考勤异常申诉单", "考勤異常申訴單", "Appeal") },
];

static REPORTS: &[Report] = &[
    report("by-status", l("按日考勤状态统计", "按日考勤狀態統計", "By status"), &[By::Field("status")]),
    report("by-decision", l("按核定结果统计", "按核定結果統計", "By decision"), &[By::Field("decided")]).only(&[Only::Filled("decided")]),
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("person_dept"), By::Field("status")]).at_least(5),
    report("by-month", l("每月异常", "每月異常", "By month"), &[By::Month("day"), By::Field("status")]).chart(Chart::Columns),
    report("repeats", l("多次异常人员", "多次異常人員", "Repeated exceptions"), &[By::Field("person")]).at_least(3),
    report("appeals", l("申诉改判率", "申訴改判率", "Appeals that changed the result"), &[By::Month("day")])
        .measures(&[Measure::Share("decided", &["normal", "business", "leave"]), Measure::Count])
        .only(&[Only::Filled("appealed_at"), Only::Filled("decided")]),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "missing",
        labels: l("缺卡说明", "缺卡說明", "Punch missing"),
        values: &[("status", "missing"), ("appeal_reason", "忘记打卡，当日正常到岗")],
    },
    Template {
        id: "business",
        labels: l("公出未打卡", "公出未打卡", "On business"),
        values: &[("status", "missing"), ("appeal_reason", "公出，未能在校打卡")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("person", "汪雪子"),
        ("person_dept", "图书馆"),
        ("day", "2026-09-14"),
        ("status", "缺卡"),
        ("appeal_reason", "考勤机断电，未能签退"),
        ("witness", "江海欣"),
        ("decided", "正常"),
        ("decision_reason", "当日考勤机断电属实"),
    ],
    &[
        ("person", "姚磊慧"),
        ("person_dept", "教务处"),
        ("day", "2026年9月15日"),
        ("first_punch", "2026-09-15 08:18"),
        ("status", "迟到"),
        ("minutes", "18"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "attendance-exceptions",
    labels: l("考勤异常登记", "考勤異常登記", "Attendance exceptions"),
    one: l("考勤异常", "考勤異常", "Attendance exception"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "person",
    due: Some(due_at("appeal_due").after("day", 3).escalate("hr").from_the_beginning().met_in(&["appealed", "decided"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "decided_at", since: "appealed_at" }],
    arrival: Arrival {
        headings: &["处理状态"],
        words: &[("未处理", "found"), ("待核定", "appealed"), ("已核定", "decided"), ("已上报", "reported")],
        filled: &[("appealed_at", "appealed"), ("decided_at", "decided"), ("reported_at", "reported")],
        ..Arrival::FIRST
    },
    retention: l("保存2年", "保存2年", "2 years"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    same: &[&["person", "day", "status"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
