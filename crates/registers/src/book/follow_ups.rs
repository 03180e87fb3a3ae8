//! Follow-ups 回访: asking a visitor afterwards what they thought, and what was done about it.

use crate::book::hands;
use crate::book::visits;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Chart, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named, Numbering, Only,
    Phase, Register, Report, Rule, Space, State, Tone, Transition, choice, col, due_at, key, l, report, state, step,
};

/// Whom to ask.
pub const CONTACT: Key<key::Text> = Key::new("contact");
/// Number of the slip.
pub const FOLLOW_UP_NO: Key<key::Text> = Key::new("follow_up_no");
/// Their organisation.
pub const ORGANISATION: Key<key::Text> = Key::new("organisation");
/// Their telephone.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Type of visitor.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// The visit.
pub const VISIT: Key<key::Link> = Key::new("visit");
/// The reception plan.
pub const PLAN: Key<key::Link> = Key::new("plan");
/// When they left.
pub const VISITED_AT: Key<key::Time> = Key::new("visited_at");
/// Who asks.
pub const HANDLER: Key<key::Person> = Key::new("handler");
/// Day by which.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// How.
pub const METHOD: Key<key::Choice> = Key::new("method");
/// When they were asked.
pub const DONE_AT: Key<key::Time> = Key::new("done_at");
/// Calls that nobody answered.
pub const ATTEMPTS: Key<key::Lines> = Key::new("attempts");
/// How content they were.
pub const SATISFACTION: Key<key::Choice> = Key::new("satisfaction");
/// What they said.
pub const OPINION: Key<key::LongText> = Key::new("opinion");
/// What is done about it.
pub const ACTION: Key<key::Text> = Key::new("action");
/// Who does it.
pub const ACTION_OWNER: Key<key::Person> = Key::new("action_owner");
/// By when.
pub const ACTION_DUE: Key<key::Date> = Key::new("action_due");
/// What came of it.
pub const ACTION_RESULT: Key<key::Text> = Key::new("action_result");
/// When they were told of it.
pub const TOLD_AT: Key<key::Time> = Key::new("told_at");
/// When it was closed.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");

/// Columns of an attempt.
pub mod attempts {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What came of it.
    pub const RESULT: Key<key::Text> = Key::new("result");
}

static METHODS: &[Choice] = &[
    choice("telephone", l("电话", "電話", "Telephone")),
    choice("message", l("短信微信", "短訊微信", "Message")).alias(&["短信", "微信"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("visit", l("上门", "上門", "In person")).alias(&["走访", "当面"]),
    choice("letter", l("信函", "信函", "Letter")).alias(&["书面"]),
];

static SATISFACTIONS: &[Choice] = &[
    choice("very", l("很满意", "很滿意", "Very content")).alias(&["非常满意"]),
    choice("content", l("满意", "滿意", "Content")),
    choice("fair", l("一般", "一般", "Fair")).alias(&["基本满意"]),
    choice("not", l("不满意", "不滿意", "Not content")),
];

static ATTEMPT: Lines = Lines {
    columns: &[
        Field::time(attempts::AT, l("联系时间", "聯絡時間", "At")).starts(Default_::Now),
        Field::person(attempts::BY, l("联系人", "聯絡人", "By")).starts(Default_::Me),
        Field::text(attempts::RESULT, l("联系结果", "聯絡結果", "Result")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(CONTACT, l("回访对象", "回訪對象", "Contact")).required().alias(&["来访人", "访客", "被回访人", "姓名"]),
    Field::text(FOLLOW_UP_NO, l("回访编号", "回訪編號", "Follow-up no.")).alias(&["编号", "回访单号"]),
    Field::text(ORGANISATION, l("对方单位", "對方單位", "Organisation")).alias(&["来访单位", "单位"]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机"]),
    Field::choice(TYPE, l("来访类型", "來訪類型", "Type of visitor"), visits::TYPES),
    Field::link(VISIT, l("访客登记", "訪客登記", "Visit"), "visits"),
    Field::link(PLAN, l("接待方案", "接待方案", "Reception plan"), "reception-plans"),
    Field::time(VISITED_AT, l("来访结束时间", "來訪結束時間", "Visit ended at")).alias(&["离开时间"]),
    Field::person(HANDLER, l("回访人", "回訪人", "Followed up by")).alias(&["经办人"]),
    Field::date(DUE_AT, l("回访期限", "回訪期限", "Due")).alias(&["回访日期", "应回访日期"]),
    Field::choice(METHOD, l("回访方式", "回訪方式", "Method"), METHODS),
    Field::time(DONE_AT, l("回访时间", "回訪時間", "Done at")).alias(&["实际回访时间"]),
    Field::lines(ATTEMPTS, l("联系记录", "聯絡記錄", "Attempts"), &ATTEMPT),
    Field::choice(SATISFACTION, l("满意程度", "滿意程度", "Satisfaction"), SATISFACTIONS).alias(&["满意度"]),
    Field::long_text(OPINION, l("来访者意见", "來訪者意見", "Opinion")).alias(&["意见", "反馈意见"]),
    Field::text(ACTION, l("处理措施", "處理措施", "Action")).alias(&["措施", "处理意见"]),
    Field::person(ACTION_OWNER, l("处理责任人", "處理責任人", "Action by")),
    Field::date(ACTION_DUE, l("处理期限", "處理期限", "Action due")),
    Field::text(ACTION_RESULT, l("处理结果", "處理結果", "Result")).alias(&["整改结果"]),
    Field::time(TOLD_AT, l("告知时间", "告知時間", "Told at")).alias(&["反馈时间"]),
    Field::date(CLOSED_ON, l("办结日期", "辦結日期", "Closed on")),
];

static STATES: &[State] = &[
    state("planned", l("待回访", "待回訪", "To be done"), Tone::Amber, Phase::Open).by("handler"),
    state("unreachable", l("未联系上", "未聯絡上", "Not reached"), Tone::Amber, Phase::Open).aside().by("handler"),
    state("answered", l("已回访", "已回訪", "Answered"), Tone::Blue, Phase::Open).by("handler"),
    state("acting", l("处理中", "處理中", "Being dealt with"), Tone::Amber, Phase::Open).by("action_owner"),
    state("closed", l("办结", "辦結", "Closed"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("record", l("记录回访", "記錄回訪", "Record"), &["planned", "unreachable"], "answered")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .requires(&["opinion"])
        .asks(&["method", "satisfaction", "handler"])
        .effects(&[Effect::Number, Effect::Me("handler"), Effect::Now("done_at")]),
    step("mark-unreachable", l("未联系上", "未聯絡上", "Mark as not reached"), &["planned"], "unreachable")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .guards(&[Guard::HasLine("attempts")])
        .effects(&[Effect::Number, Effect::Me("handler")]),
    step("act", l("转处理", "轉處理", "Act on it"), &["answered"], "acting")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .requires(&["action", "action_owner"])
        .asks(&["action_due"]),
    step("close", l("办结", "辦結", "Close"), &["answered", "unreachable"], "closed")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .effects(&[Effect::Today("closed_on")]),
    step("settle", l("处理完成", "處理完成", "Settle"), &["acting"], "closed")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .requires(&["action_result"])
        .asks(&["told_at"])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("重新处理", "重新處理", "Reopen"), &["closed"], "acting")
        .routine(hands::RECEPTION)
        .or_named(&["handler", "action_owner"])
        .requires(&["action", "action_owner"])
        .effects(&[Effect::Clear("closed_on"), Effect::Clear("action_result")]),
    step("void", l("作废", "作廢", "Void"), &["planned", "unreachable", "answered", "acting", "closed"], VOID)
        .routine(hands::RECEPTION)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("follow_up_no", 120),
    col("contact", 0),
    col("organisation", 150),
    col("type", 100),
    col("handler", 90),
    col("due_at", 100),
    col("satisfaction", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("回访对象", "回訪對象", "Contact"),
        fields: &["contact", "follow_up_no", "organisation", "phone", "type", "visit", "plan", "visited_at"],
    },
    Group {
        labels: l("回访", "回訪", "The follow-up"),
        fields: &["handler", "due_at", "method", "done_at", "attempts", "satisfaction", "opinion"],
    },
    Group {
        labels: l("处理", "處理", "Action"),
        fields: &["action", "action_owner", "action_due", "action_result", "told_at", "closed_on"],
    },
];

static PRINTS: &[Named] = &[Named { id: "follow-up-sheet", labels: l("回访登记表", "回訪登記表", "Follow-up sheet") }];

static REPORTS: &[Report] = &[
    report("satisfaction", l("满意程度", "滿意程度", "Satisfaction"), &[By::Field("type")])
        .measures(&[Measure::Share("satisfaction", &["very", "content"]), Measure::Count])
        .only(&[Only::Filled("satisfaction")]),
    report("on-time", l("按期回访率", "按期回訪率", "Followed up on time"), &[By::Month("visited_at")])
        .measures(&[Measure::OnTime("done_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("by-handler", l("按回访人统计", "按回訪人統計", "By who asked"), &[By::Field("handler")]),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("contact", "姚磊慧"),
        ("organisation", "区教育局"),
        ("type", "上级检查"),
        ("visited_at", "2026-09-02 16:40"),
        ("handler", "王敏"),
        ("due_at", "2026-09-07"),
        ("method", "电话"),
    ],
    &[
        ("contact", "苏涛曦"),
        ("phone", "13800138000"),
        ("type", "家长"),
        ("visited_at", "2026-09-01 09:25"),
        ("handler", "陆春慧"),
        ("due_at", "2026年9月4日"),
        ("done_at", "2026-09-03 16:10"),
        ("method", "电话"),
        ("satisfaction", "满意"),
        ("opinion", "希望班主任每月反馈一次学习情况。"),
        ("action", "班主任每月末电话反馈"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "follow-ups",
    labels: l("回访登记", "回訪登記", "Follow-ups"),
    one: l("回访", "回訪", "Follow-up"),
    area: Area::Reception,
    space: Space::Reception,
    fields: FIELDS,
    title: "contact",
    number: Some(Numbering { field: "follow_up_no", pattern: "回访〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at").after("visited_at", 3).from_the_beginning().met_in(&["answered", "acting"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "done_at", since: "visited_at" }],
    arrival: Arrival {
        headings: &["回访状态"],
        words: &[("已完成", "closed"), ("未回访", "planned")],
        filled: &[("done_at", "answered"), ("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("随访客登记保存，默认180天", "隨訪客登記保存，預設180天", "As the visit, 180 days by default"),
    erase_after: 180,
    prints: PRINTS,
    reports: REPORTS,
    same: &[&["visit"], &["plan"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
