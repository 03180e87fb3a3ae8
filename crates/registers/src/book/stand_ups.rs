//! Stand-ups 例会: the office's own short meetings. What each has done and will do, what stands in the way, how the
//! open tasks are, and what was assigned; those become tasks.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Phase, Register, Report, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Subject.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// When.
pub const HELD_AT: Key<key::Time> = Key::new("held_at");
/// Where.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Who chairs it.
pub const CHAIR: Key<key::Person> = Key::new("chair");
/// Who keeps the log.
pub const RECORDER: Key<key::Person> = Key::new("recorder");
/// Minutes that it took.
pub const LENGTH: Key<key::Integer> = Key::new("length");
/// Who came.
pub const ATTENDANCE: Key<key::Lines> = Key::new("attendance");
/// What each has done and will do.
pub const ITEMS: Key<key::Lines> = Key::new("items");
/// How the open tasks are.
pub const REVIEWS: Key<key::Lines> = Key::new("reviews");
/// What was said.
pub const NOTES: Key<key::LongText> = Key::new("notes");
/// What was decided.
pub const DECISIONS: Key<key::LongText> = Key::new("decisions");
/// What was assigned; each becomes a task.
pub const ACTIONS: Key<key::Lines> = Key::new("actions");
/// When all was done.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");

/// Columns of an attendee.
pub mod attendance {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// They came.
    pub const ATTENDED: Key<key::YesNo> = Key::new("attended");
    /// They came late.
    pub const LATE: Key<key::YesNo> = Key::new("late");
    /// Why they did not come.
    pub const REASON: Key<key::Text> = Key::new("reason");
}

/// Columns of a report.
pub mod items {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// What they have done.
    pub const DONE: Key<key::Text> = Key::new("done");
    /// What they will do.
    pub const PLAN: Key<key::Text> = Key::new("plan");
    /// What stands in the way.
    pub const PROBLEM: Key<key::Text> = Key::new("problem");
}

/// Columns of a task reviewed.
pub mod reviews {
    use crate::def::{Key, key};
    /// The task.
    pub const TASK: Key<key::Link> = Key::new("task");
    /// The task, in words.
    pub const MATTER: Key<key::Text> = Key::new("matter");
    /// How it is.
    pub const STATUS: Key<key::Choice> = Key::new("status");
    /// What was said of it.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of a task that was assigned.
pub mod actions {
    use crate::def::{Key, key};
    /// What must be done.
    pub const MATTER: Key<key::Text> = Key::new("matter");
    /// Who does it.
    pub const OWNER: Key<key::Person> = Key::new("owner");
    /// Which department answers for it.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// When it counts as done.
    pub const REQUIREMENT: Key<key::Text> = Key::new("requirement");
}

static KINDS: &[Choice] = &[
    choice("daily", l("日站会", "日站會", "Daily")).alias(&["晨会", "站会"]),
    choice("weekly", l("周例会", "週例會", "Weekly")).alias(&["例会"]),
    choice("monthly", l("月例会", "月例會", "Monthly")).alias(&["月度例会"]),
    choice("handover", l("交接班会", "交接班會", "Handover")).alias(&["交接会"]),
    choice("other", l("其他", "其他", "Other")),
];

static STATUSES: &[Choice] = &[
    choice("on-track", l("正常", "正常", "On track")),
    choice("late", l("滞后", "滯後", "Late")).alias(&["延误"]),
    choice("blocked", l("受阻", "受阻", "Blocked")).alias(&["卡住"]),
    choice("done", l("完成", "完成", "Done")).alias(&["已完成"]),
];

static ATTENDEE: Lines = Lines {
    columns: &[
        Field::person(attendance::PERSON, l("姓名", "姓名", "Name")).required(),
        Field::yes_no(attendance::ATTENDED, l("到会", "到會", "Attended")),
        Field::yes_no(attendance::LATE, l("迟到", "遲到", "Late")),
        Field::text(attendance::REASON, l("缺席事由", "缺席事由", "Reason of absence")),
    ],
    append_only: false,
};

static ITEM: Lines = Lines {
    columns: &[
        Field::person(items::PERSON, l("汇报人", "匯報人", "By")).required(),
        Field::text(items::DONE, l("已完成工作", "已完成工作", "Done")).alias(&["昨日工作", "上周工作"]),
        Field::text(items::PLAN, l("下一步计划", "下一步計劃", "Next")).alias(&["今日计划", "本周计划"]),
        Field::text(items::PROBLEM, l("困难与求助", "困難與求助", "Problem")).alias(&["问题"]),
    ],
    append_only: true,
};

static REVIEW: Lines = Lines {
    columns: &[
        Field::link(reviews::TASK, l("任务", "任務", "Task"), "tasks"),
        Field::text(reviews::MATTER, l("事项", "事項", "Matter")),
        Field::choice(reviews::STATUS, l("状况", "狀況", "Status"), STATUSES),
        Field::text(reviews::NOTE, l("说明", "說明", "Note")),
    ],
    append_only: true,
};

static ACTION: Lines = Lines {
    columns: &[
        Field::text(actions::MATTER, l("布置事项", "布置事項", "Matter")).required().alias(&["任务", "事项"]),
        Field::person(actions::OWNER, l("责任人", "責任人", "Responsible")),
        Field::department(actions::DEPT, l("责任部门", "責任部門", "Department")),
        Field::date(actions::DUE, l("完成时限", "完成時限", "Due")),
        Field::text(actions::REQUIREMENT, l("完成标准", "完成標準", "Requirement")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("例会名称", "例會名稱", "Subject")).required().alias(&["会议名称", "名称", "主题"]),
    Field::choice(KIND, l("例会类型", "例會類型", "Kind"), KINDS).starts(Default_::Choice("weekly")).alias(&["类型"]),
    Field::time(HELD_AT, l("召开时间", "召開時間", "Held at")).starts(Default_::Now).alias(&["会议时间", "时间"]),
    Field::text(PLACE, l("地点", "地點", "Place")).alias(&["会议地点"]),
    Field::person(CHAIR, l("主持人", "主持人", "Chair")).alias(&["主持"]),
    Field::person(RECORDER, l("记录人", "記錄人", "Recorder")).starts(Default_::Me).alias(&["记录"]),
    Field::integer(LENGTH, l("时长（分钟）", "時長（分鐘）", "Minutes taken")).within(0, 1_000).alias(&["时长"]),
    Field::lines(ATTENDANCE, l("出席", "出席", "Attendance"), &ATTENDEE),
    Field::lines(ITEMS, l("个人汇报", "個人匯報", "Reports"), &ITEM),
    Field::lines(REVIEWS, l("任务跟踪", "任務跟蹤", "Tasks reviewed"), &REVIEW),
    Field::long_text(NOTES, l("会议要点", "會議要點", "Notes")).alias(&["会议内容", "主要内容"]),
    Field::long_text(DECISIONS, l("议定事项", "議定事項", "Decisions")).alias(&["决定"]),
    Field::lines(ACTIONS, l("布置任务", "布置任務", "Assigned"), &ACTION),
    Field::date(CLOSED_ON, l("办结日期", "辦結日期", "Closed on")),
];

static STATES: &[State] = &[
    state("planned", l("待召开", "待召開", "Planned"), Tone::Amber, Phase::Open).by("chair"),
    state("held", l("已召开", "已召開", "Held"), Tone::Blue, Phase::Open).by("recorder"),
    state("assigned", l("已布置", "已布置", "Assigned"), Tone::Blue, Phase::Open).by("chair"),
    state("closed", l("办结", "辦結", "Closed"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("hold", l("召开", "召開", "Hold"), &["planned"], "held")
        .routine(hands::MEETING)
        .or_named(&["chair", "recorder"])
        .requires(&["held_at"])
        .asks(&["chair", "recorder", "length"])
        .effects(&[Effect::Me("recorder")]),
    step("assign", l("布置任务", "布置任務", "Assign"), &["held"], "assigned")
        .routine(hands::MEETING)
        .or_named(&["chair", "recorder"])
        .guards(&[
            Guard::HasLine("actions"),
            Guard::EachRow("actions", "matter"),
            Guard::EachRow("actions", "owner"),
            Guard::EachRow("actions", "due"),
        ])
        .effects(&[Effect::AddForEach {
            lines: "actions",
            tick: "",
            add: Addition {
                register: "tasks",
                back: "stand_up",
                copy: &[("subject", "source"), ("chair", "assigned_by")],
                set: &[("source_type", "stand-up")],
                state: "",
            },
            cells: &[("matter", "title"), ("owner", "owner"), ("dept", "dept"), ("due", "due_at"), ("requirement", "requirement")],
        }]),
    step("close", l("办结", "辦結", "Close"), &["held", "assigned"], "closed")
        .routine(hands::MEETING)
        .or_named(&["chair", "recorder"])
        .guards(&[Guard::None(others("tasks", "stand_up").within(&["todo", "doing", "awaiting-check", "extended"]))])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("重新跟踪", "重新跟蹤", "Reopen"), &["closed"], "held")
        .routine(hands::MEETING)
        .or_named(&["chair", "recorder"])
        .effects(&[Effect::Clear("closed_on")]),
    step("void", l("作废", "作廢", "Void"), &["planned", "held", "assigned", "closed"], VOID)
        .routine(hands::OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] =
    &[col("subject", 0), col("kind", 90), col("held_at", 140), col("chair", 90), col("recorder", 90), col("dept", 120), col("_state", 90)];

static GROUPS: &[Group] = &[
    Group {
        labels: l("例会", "例會", "The stand-up"),
        fields: &["subject", "kind", "held_at", "place", "chair", "recorder", "length", "attendance"],
    },
    Group { labels: l("汇报与跟踪", "匯報與跟蹤", "Reports"), fields: &["items", "reviews", "notes"] },
    Group { labels: l("议定与布置", "議定與布置", "Decisions"), fields: &["decisions", "actions", "closed_on"] },
];

static PRINTS: &[Named] = &[
    Named { id: "log", labels: l("例会记录表", "例會記錄表", "Log") },
    Named { id: "sign-in-sheet", labels: l("例会签到表", "例會簽到表", "Sign-in sheet") },
];

static REPORTS: &[Report] = &[
    report("attendance", l("出席情况", "出席情況", "Attendance"), &[By::Field("person")])
        .measures(&[Measure::Share("attended", &["1"]), Measure::Share("late", &["1"]), Measure::Count])
        .rows("attendance"),
    report("by-kind", l("按类型统计", "按類型統計", "By kind"), &[By::Field("kind"), By::Month("held_at")])
        .measures(&[Measure::Count, Measure::Mean("length")]),
    report("task-status", l("任务跟踪状况", "任務跟蹤狀況", "Status of the tasks"), &[By::Field("status")])
        .measures(&[Measure::Count])
        .rows("reviews"),
];

static DERIVED: &[Derived] = &[
    derived("tasks_total", l("布置任务数", "布置任務數", "Tasks"), Calc::Count(others("tasks", "stand_up")), Unit::Count),
    derived(
        "completion_rate",
        l("任务完成率", "任務完成率", "Completion"),
        Calc::Percent(&Calc::Count(others("tasks", "stand_up").within(&["done"])), &Calc::Count(others("tasks", "stand_up"))),
        Unit::Percent,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "weekly",
        labels: l("综办周例会", "綜辦週例會", "Weekly stand-up"),
        values: &[("subject", "综合办公室周例会"), ("kind", "周例会")],
    },
    Template {
        id: "daily",
        labels: l("晨会", "晨會", "Daily stand-up"),
        values: &[("subject", "综合办公室晨会"), ("kind", "日站会"), ("length", "10")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "综合办公室周例会"),
        ("kind", "周例会"),
        ("held_at", "2026-09-07 08:30"),
        ("place", "综合办公室"),
        ("chair", "何志远"),
        ("recorder", "王敏"),
        ("length", "25"),
        ("notes", "开学首周收文量较大，安排两人轮班登记。"),
        ("decisions", "每周五下午核对督办台账。"),
    ],
    &[
        ("subject", "综合办公室晨会"),
        ("kind", "日站会"),
        ("held_at", "2026/9/8 8:10"),
        ("chair", "王敏"),
        ("recorder", "张海燕"),
        ("length", "10"),
        ("notes", "今日有区教育局检查，会客室已备。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "stand-ups",
    labels: l("例会记录", "例會記錄", "Stand-ups"),
    one: l("例会", "例會", "Stand-up"),
    area: Area::Coordination,
    fields: FIELDS,
    title: "subject",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["例会状态"],
        words: &[("已结束", "held"), ("完成", "closed")],
        filled: &[("notes", "held"), ("closed_on", "closed")],
        day: &["日期", "会议日期"],
        day_field: Some("held_at"),
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["subject", "held_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
