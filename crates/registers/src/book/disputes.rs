//! Disputes 冲突协调: two or more departments want the same room, day, person or money, or disagree who is answerable.
//! What each claims, what was proposed, what was agreed or decided.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    others, report, state, step,
};

/// What it is about.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const CASE_NO: Key<key::Text> = Key::new("case_no");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// The room, day, person, money or duty that is wanted.
pub const RESOURCE: Key<key::Text> = Key::new("resource");
/// The booking that it is about.
pub const BOOKING: Key<key::Link> = Key::new("booking");
/// Urgency.
pub const URGENCY: Key<key::Choice> = Key::new("urgency");
/// Who raised it.
pub const RAISED_BY: Key<key::Person> = Key::new("raised_by");
/// When.
pub const RAISED_ON: Key<key::Date> = Key::new("raised_on");
/// What happened.
pub const DESCRIPTION: Key<key::LongText> = Key::new("description");
/// Who wants what, and why.
pub const PARTIES: Key<key::Lines> = Key::new("parties");
/// Who mediates.
pub const MEDIATOR: Key<key::Person> = Key::new("mediator");
/// Day by which.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Talks.
pub const SESSIONS: Key<key::Lines> = Key::new("sessions");
/// What is proposed.
pub const PROPOSAL: Key<key::LongText> = Key::new("proposal");
/// All parties accept it.
pub const ACCEPTED: Key<key::YesNo> = Key::new("accepted");
/// The leader who shall decide.
pub const ESCALATED_TO: Key<key::Person> = Key::new("escalated_to");
/// When.
pub const ESCALATED_AT: Key<key::Time> = Key::new("escalated_at");
/// What the leader decided.
pub const DECISION: Key<key::Text> = Key::new("decision");
/// Who decided.
pub const DECIDED_BY: Key<key::Person> = Key::new("decided_by");
/// When.
pub const DECIDED_AT: Key<key::Time> = Key::new("decided_at");
/// What came of it.
pub const OUTCOME: Key<key::Text> = Key::new("outcome");
/// Who does what by when; each becomes a task.
pub const ACTIONS: Key<key::Lines> = Key::new("actions");
/// When it was closed.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");
/// Why it was withdrawn.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");
/// What to change so that it does not come again.
pub const LESSON: Key<key::Text> = Key::new("lesson");

/// Columns of a party.
pub mod parties {
    use crate::def::{Key, key};
    /// Department or person.
    pub const PARTY: Key<key::Text> = Key::new("party");
    /// Who speaks for it.
    pub const REPRESENTATIVE: Key<key::Person> = Key::new("representative");
    /// What it wants.
    pub const CLAIM: Key<key::Text> = Key::new("claim");
    /// Why.
    pub const GROUNDS: Key<key::Text> = Key::new("grounds");
    /// What it shows for it, by file name.
    pub const EVIDENCE: Key<key::Text> = Key::new("evidence");
    /// It agrees with the outcome.
    pub const AGREES: Key<key::YesNo> = Key::new("agrees");
}

/// Columns of a talk.
pub mod sessions {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Where.
    pub const PLACE: Key<key::Text> = Key::new("place");
    /// Who was there.
    pub const PRESENT: Key<key::Text> = Key::new("present");
    /// What was said.
    pub const POINTS: Key<key::Text> = Key::new("points");
    /// Who wrote it down.
    pub const BY: Key<key::Person> = Key::new("by");
}

/// Columns of a measure.
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
}

static KINDS: &[Choice] = &[
    choice("venue", l("场地冲突", "場地衝突", "Venue")).alias(&["会议室冲突"]),
    choice("time", l("时间冲突", "時間衝突", "Time")).alias(&["日程冲突"]),
    choice("staff", l("人员安排", "人員安排", "Staff")).alias(&["人手"]),
    choice("equipment", l("设备使用", "設備使用", "Equipment")).alias(&["设备"]),
    choice("budget", l("经费", "經費", "Money")).alias(&["预算"]),
    choice("duty", l("职责不清", "職責不清", "Duties")).alias(&["职责争议"]),
    choice("other", l("其他", "其他", "Other")),
];

static URGENCIES: &[Choice] =
    &[choice("urgent", l("紧急", "緊急", "Urgent")).alias(&["特急"]), choice("normal", l("一般", "一般", "Normal")).alias(&["普通"])];

static PARTY: Lines = Lines {
    columns: &[
        Field::text(parties::PARTY, l("当事方", "當事方", "Party")).required().alias(&["部门", "单位"]),
        Field::person(parties::REPRESENTATIVE, l("代表", "代表", "Representative")).alias(&["联系人"]),
        Field::text(parties::CLAIM, l("诉求", "訴求", "Claim")).alias(&["主张"]),
        Field::text(parties::GROUNDS, l("理由", "理由", "Grounds")),
        Field::text(parties::EVIDENCE, l("依据", "依據", "Evidence")).alias(&["凭据"]),
        Field::yes_no(parties::AGREES, l("同意结果", "同意結果", "Agrees")),
    ],
    append_only: false,
};

static SESSION: Lines = Lines {
    columns: &[
        Field::time(sessions::AT, l("时间", "時間", "At")).starts(Default_::Now),
        Field::text(sessions::PLACE, l("地点", "地點", "Place")),
        Field::text(sessions::PRESENT, l("参加人员", "參加人員", "Present")),
        Field::text(sessions::POINTS, l("协调要点", "協調要點", "Points")).required(),
        Field::person(sessions::BY, l("记录人", "記錄人", "By")).starts(Default_::Me),
    ],
    append_only: true,
};

static ACTION: Lines = Lines {
    columns: &[
        Field::text(actions::MATTER, l("落实事项", "落實事項", "Measure")).required(),
        Field::person(actions::OWNER, l("责任人", "責任人", "Responsible")),
        Field::department(actions::DEPT, l("责任部门", "責任部門", "Department")),
        Field::date(actions::DUE, l("完成时限", "完成時限", "Due")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("协调事项", "協調事項", "Matter")).required().alias(&["事项", "标题", "争议事项"]),
    Field::text(CASE_NO, l("协调编号", "協調編號", "Case no.")).alias(&["编号"]),
    Field::choice(KIND, l("冲突类型", "衝突類型", "Kind"), KINDS).alias(&["类型"]),
    Field::text(RESOURCE, l("争议资源", "爭議資源", "Resource")).alias(&["资源"]),
    Field::link(BOOKING, l("相关预约", "相關預約", "Booking"), "bookings"),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), URGENCIES).starts(Default_::Choice("normal")),
    Field::person(RAISED_BY, l("提出人", "提出人", "Raised by")).starts(Default_::Me).alias(&["申请人"]),
    Field::date(RAISED_ON, l("提出日期", "提出日期", "Raised on")).starts(Default_::Today).alias(&["日期"]),
    Field::long_text(DESCRIPTION, l("情况说明", "情況說明", "What happened")).alias(&["基本情况", "事由"]),
    Field::lines(PARTIES, l("各方诉求", "各方訴求", "Parties and claims"), &PARTY),
    Field::person(MEDIATOR, l("协调人", "協調人", "Mediator")).alias(&["经办人"]),
    Field::date(DUE_AT, l("协调期限", "協調期限", "Due")).alias(&["办理期限"]),
    Field::lines(SESSIONS, l("协调经过", "協調經過", "Sessions"), &SESSION),
    Field::long_text(PROPOSAL, l("协调方案", "協調方案", "Proposal")).alias(&["方案", "协调意见"]),
    Field::yes_no(ACCEPTED, l("各方同意", "各方同意", "Accepted by all")),
    Field::person(ESCALATED_TO, l("提交领导", "提交領導", "Submitted to")),
    Field::time(ESCALATED_AT, l("提交时间", "提交時間", "Submitted at")),
    Field::text(DECISION, l("领导裁定", "領導裁定", "Decision")).alias(&["裁定意见"]),
    Field::person(DECIDED_BY, l("裁定人", "裁定人", "Decided by")),
    Field::time(DECIDED_AT, l("裁定时间", "裁定時間", "Decided at")),
    Field::text(OUTCOME, l("协调结果", "協調結果", "Outcome")).alias(&["结果", "处理结果"]),
    Field::lines(ACTIONS, l("落实事项", "落實事項", "Measures"), &ACTION),
    Field::date(CLOSED_ON, l("结案日期", "結案日期", "Closed on")),
    Field::text(WITHDRAW_REASON, l("撤回原因", "撤回原因", "Reason for withdrawing")),
    Field::text(LESSON, l("预防措施", "預防措施", "How to avoid it")).alias(&["改进措施"]),
];

static STATES: &[State] = &[
    state("raised", l("提出", "提出", "Raised"), Tone::Amber, Phase::Open),
    state("coordinating", l("协调中", "協調中", "Being mediated"), Tone::Blue, Phase::Open).by("mediator"),
    state("proposed", l("待各方确认", "待各方確認", "Awaiting the parties"), Tone::Amber, Phase::Open).by("mediator"),
    state("escalated", l("待裁定", "待裁定", "Awaiting a decision"), Tone::Red, Phase::Open).by("escalated_to"),
    state("settled", l("已达成一致", "已達成一致", "Settled"), Tone::Green, Phase::Open).by("mediator"),
    state("closed", l("结案", "結案", "Closed"), Tone::Green, Phase::Done),
    state("withdrawn", l("撤回", "撤回", "Withdrawn"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("accept", l("受理", "受理", "Take up"), &["raised"], "coordinating")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["mediator"])
        .asks(&["due_at", "urgency"])
        .guards(&[Guard::Rows("parties", 2), Guard::Different("mediator", "raised_by")])
        .effects(&[Effect::Due]),
    step("propose", l("提出方案", "提出方案", "Propose"), &["coordinating"], "proposed")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["proposal"]),
    step("talk-again", l("继续协调", "繼續協調", "Talk again"), &["proposed"], "coordinating").routine(hands::LED).or_named(&["mediator"]),
    step("settle", l("达成一致", "達成一致", "Settle"), &["coordinating", "proposed"], "settled")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["outcome"])
        .asks(&["accepted"])
        .guards(&[Guard::EachRowIs("parties", "agrees", "yes")])
        .effects(&[Effect::Set("accepted", "yes")]),
    step("escalate", l("提交领导裁定", "提交領導裁定", "Submit to a leader"), &["coordinating", "proposed"], "escalated")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["escalated_to"])
        .guards(&[Guard::HasLine("sessions")])
        .effects(&[Effect::Now("escalated_at")]),
    step("decide", l("裁定", "裁定", "Decide"), &["escalated"], "settled")
        .roles(&["office-director", "leader"])
        .requires(&["decision"])
        .asks(&["outcome"])
        .guards(&[Guard::NotMe("raised_by"), Guard::NotMe("mediator")])
        .effects(&[Effect::Me("decided_by"), Effect::Now("decided_at")]),
    step("close", l("结案", "結案", "Close"), &["settled"], "closed")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["outcome"])
        .asks(&["lesson"])
        .effects(&[Effect::Today("closed_on")]),
    step("close-with-tasks", l("布置落实并结案", "布置落實並結案", "Assign the measures and close"), &["settled"], "closed")
        .routine(hands::LED)
        .or_named(&["mediator"])
        .requires(&["outcome"])
        .asks(&["lesson"])
        .guards(&[
            Guard::HasLine("actions"),
            Guard::EachRow("actions", "matter"),
            Guard::EachRow("actions", "owner"),
            Guard::EachRow("actions", "due"),
        ])
        .effects(&[
            Effect::Today("closed_on"),
            Effect::AddForEach {
                lines: "actions",
                tick: "",
                add: Addition {
                    register: "tasks",
                    back: "dispute",
                    copy: &[("title", "source"), ("mediator", "assigned_by")],
                    set: &[("source_type", "dispute")],
                    state: "",
                },
                cells: &[("matter", "title"), ("owner", "owner"), ("dept", "dept"), ("due", "due_at")],
            },
        ]),
    step("withdraw", l("撤回", "撤回", "Withdraw"), &["raised", "coordinating", "proposed"], "withdrawn")
        .routine(hands::LED)
        .or_named(&["raised_by", "mediator"])
        .requires(&["withdraw_reason"]),
    step("reopen", l("重新协调", "重新協調", "Reopen"), &["closed", "withdrawn"], "coordinating")
        .roles(&["office-director", "leader"])
        .requires(&["mediator"])
        .effects(&[Effect::Clear("closed_on"), Effect::Clear("withdraw_reason"), Effect::Clear("accepted")]),
    step("void", l("作废", "作廢", "Void"), &["raised", "coordinating", "proposed", "escalated", "settled", "closed", "withdrawn"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("case_no", 120),
    col("title", 0),
    col("kind", 90),
    col("resource", 150),
    col("mediator", 90),
    col("raised_on", 100),
    col("due_at", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("事项", "事項", "The matter"),
        fields: &["title", "case_no", "kind", "resource", "booking", "urgency", "raised_by", "raised_on", "description", "parties"],
    },
    Group { labels: l("协调", "協調", "Mediation"), fields: &["mediator", "due_at", "sessions", "proposal", "accepted"] },
    Group {
        labels: l("裁定与结果", "裁定與結果", "Decision and outcome"),
        fields: &[
            "escalated_to",
            "escalated_at",
            "decision",
            "decided_by",
            "decided_at",
            "outcome",
            "actions",
            "closed_on",
            "withdraw_reason",
            "lesson",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "case-sheet", labels: l("协调事项登记表", "協調事項登記表", "Case sheet") },
    Named { id: "coordination-record", labels: l("协调会议记录", "協調會議記錄", "Record of the talks") },
    Named { id: "decision-note", labels: l("协调结果通知单", "協調結果通知單", "Notice of the outcome") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按冲突类型统计", "按衝突類型統計", "By kind"), &[By::Field("kind"), By::State]),
    report("time", l("协调用时", "協調用時", "Time taken"), &[By::Month("raised_on")])
        .measures(&[Measure::OnTime("closed_on", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("resources", l("高频争议资源", "高頻爭議資源", "Resources disputed again"), &[By::Field("resource")])
        .measures(&[Measure::Count])
        .only(&[Only::Filled("resource")])
        .at_least(2),
    report("parties", l("当事方统计", "當事方統計", "By party"), &[By::Field("party")]).measures(&[Measure::Count]).rows("parties"),
];

static DERIVED: &[Derived] = &[
    derived("days", l("历时", "歷時", "Days taken"), Calc::Days("raised_on", "closed_on"), Unit::Days),
    derived(
        "tasks_open",
        l("未完成落实事项", "未完成落實事項", "Measures open"),
        Calc::Count(others("tasks", "dispute").within(&["todo", "doing", "awaiting-check", "extended"])),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template { id: "venue", labels: l("场地冲突", "場地衝突", "Venue wanted twice"), values: &[("kind", "场地冲突")] },
    Template { id: "duty", labels: l("职责争议", "職責爭議", "Who is answerable"), values: &[("kind", "职责不清")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "学术报告厅9月18日晚使用冲突"),
        ("kind", "场地冲突"),
        ("resource", "学术报告厅"),
        ("urgency", "紧急"),
        ("raised_by", "江海欣"),
        ("raised_on", "2026-09-10"),
        ("description", "德育处家长会与工会文艺排练同时申请。"),
        ("mediator", "何志远"),
        ("proposal", "家长会用报告厅，排练改音乐教室。"),
    ],
    &[
        ("title", "走廊宣传栏维护职责"),
        ("kind", "职责不清"),
        ("resource", "各楼层宣传栏"),
        ("raised_by", "陆春慧"),
        ("raised_on", "2026年9月15日"),
        ("description", "德育处、总务处均未列入职责清单。"),
        ("due_at", "2026-09-25"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "disputes",
    labels: l("冲突协调", "衝突協調", "Disputes"),
    one: l("协调事项", "協調事項", "Dispute"),
    area: Area::Coordination,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "case_no", pattern: "协〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").after("raised_on", 5).unless("urgency", &[("urgent", 1)]).met_in(&["settled"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "closed_on", since: "raised_on" }],
    arrival: Arrival {
        headings: &["协调状态"],
        words: &[("已解决", "closed"), ("处理中", "coordinating"), ("完成", "closed")],
        filled: &[("outcome", "settled"), ("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("结案后保存5年", "結案後保存5年", "5 years after closing"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
