//! Training needs 培训需求登记: what people ought to learn, who asks for it and in which session it is met.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Phase, Register,
    Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others, report, state, step,
};

/// What is to be learned.
pub const TOPIC: Key<key::Text> = Key::new("topic");
/// What sort.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Who asks.
pub const ASKED_BY: Key<key::Person> = Key::new("asked_by");
/// Which department asks.
pub const ASKING_DEPT: Key<key::Department> = Key::new("asking_dept");
/// When.
pub const ASKED_ON: Key<key::Date> = Key::new("asked_on");
/// Why it is needed.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Who is to learn it.
pub const PEOPLE: Key<key::Text> = Key::new("people");
/// How many.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// How pressing it is.
pub const PRIORITY: Key<key::Choice> = Key::new("priority");
/// When it would suit.
pub const PREFERRED_TIME: Key<key::Text> = Key::new("preferred_time");
/// How they would like it.
pub const PREFERRED_FORM: Key<key::Choice> = Key::new("preferred_form");
/// The procedure that is to be learned.
pub const SOP: Key<key::Link> = Key::new("sop");
/// Who decided.
pub const DECIDED_BY: Key<key::Person> = Key::new("decided_by");
/// When.
pub const DECIDED_ON: Key<key::Date> = Key::new("decided_on");
/// Why not.
pub const DECLINE_REASON: Key<key::Text> = Key::new("decline_reason");
/// When it is to be.
pub const PLANNED_FOR: Key<key::Date> = Key::new("planned_for");
/// What it may cost.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// When it was met.
pub const MET_ON: Key<key::Date> = Key::new("met_on");

static KINDS: &[Choice] = &[
    choice("procedure", l("制度规程", "制度規程", "Procedures")).alias(&["制度"]),
    choice("skill", l("业务技能", "業務技能", "Skills")).alias(&["业务"]),
    choice("safety", l("安全应急", "安全應急", "Safety")).alias(&["消防"]),
    choice("information", l("信息技术", "資訊技術", "Information technology")).alias(&["信息化"]),
    choice("newcomer", l("新员工岗前", "新員工崗前", "Newcomers")).alias(&["岗前", "入职"]),
    choice("policy", l("政策法规", "政策法規", "Policy")).alias(&["政策"]),
    choice("etiquette", l("礼仪服务", "禮儀服務", "Etiquette")).alias(&["服务"]),
    choice("other", l("其他", "其他", "Other")),
];

static PRIORITIES: &[Choice] = &[
    choice("high", l("紧急", "緊急", "High")).alias(&["高"]),
    choice("normal", l("一般", "一般", "Normal")).alias(&["中"]),
    choice("low", l("可延后", "可延後", "Low")).alias(&["低"]),
];

static FORMS: &[Choice] = &[
    choice("lecture", l("讲座授课", "講座授課", "Lecture")).alias(&["授课"]),
    choice("workshop", l("实操演练", "實操演練", "Workshop")).alias(&["演练"]),
    choice("online", l("线上学习", "線上學習", "Online")).alias(&["网课"]),
    choice("mentoring", l("师徒带教", "師徒帶教", "Mentoring")).alias(&["带教"]),
    choice("visit", l("外出考察", "外出考察", "Visit")).alias(&["考察"]),
    choice("reading", l("自学", "自學", "Reading")),
];

static FIELDS: &[Field] = &[
    Field::text(TOPIC, l("培训主题", "培訓主題", "Topic")).required().alias(&["主题", "需求内容", "培训内容"]),
    Field::choice(KIND, l("培训类别", "培訓類別", "Kind"), KINDS).alias(&["类别", "类型"]),
    Field::person(ASKED_BY, l("提出人", "提出人", "Asked by")).starts(Default_::Me).alias(&["申请人", "需求人"]),
    Field::department(ASKING_DEPT, l("提出部门", "提出部門", "Asking department")).alias(&["需求部门"]),
    Field::date(ASKED_ON, l("提出日期", "提出日期", "Asked on")).starts(Default_::Today).alias(&["登记日期"]),
    Field::text(REASON, l("需求原因", "需求原因", "Reason")).alias(&["原因", "背景"]),
    Field::text(PEOPLE, l("培训对象", "培訓對象", "For whom")).alias(&["对象"]),
    Field::integer(HEADCOUNT, l("需求人数", "需求人數", "Headcount")).within(0, 10_000).alias(&["人数"]),
    Field::choice(PRIORITY, l("优先级", "優先級", "Priority"), PRIORITIES).starts(Default_::Choice("normal")),
    Field::text(PREFERRED_TIME, l("期望时间", "期望時間", "Preferred time")),
    Field::choice(PREFERRED_FORM, l("期望形式", "期望形式", "Preferred form"), FORMS).alias(&["形式"]),
    Field::link(SOP, l("相关规程", "相關規程", "Procedure"), "sops"),
    Field::person(DECIDED_BY, l("审批人", "審批人", "Decided by")),
    Field::date(DECIDED_ON, l("审批日期", "審批日期", "Decided on")),
    Field::text(DECLINE_REASON, l("不采纳原因", "不採納原因", "Reason for refusal")),
    Field::date(PLANNED_FOR, l("计划培训日期", "計劃培訓日期", "Planned for")).alias(&["计划日期"]),
    Field::money(BUDGET, l("培训预算", "培訓預算", "Budget")).alias(&["预算"]),
    Field::date(MET_ON, l("满足日期", "滿足日期", "Met on")),
];

static STATES: &[State] = &[
    state("proposed", l("提出", "提出", "Proposed"), Tone::Amber, Phase::Open),
    state("accepted", l("采纳", "採納", "Accepted"), Tone::Blue, Phase::Open),
    state("planned", l("已排计划", "已排計劃", "Planned"), Tone::Blue, Phase::Open),
    state("met", l("已满足", "已滿足", "Met"), Tone::Green, Phase::Done),
    state("declined", l("不采纳", "不採納", "Refused"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DECIDERS: &[&str] = &["office-director", "hr", "department-head"];

static TRANSITIONS: &[Transition] = &[
    step("accept", l("采纳", "採納", "Accept"), &["proposed"], "accepted")
        .roles(DECIDERS)
        .asks(&["priority"])
        .guards(&[Guard::NotMe("asked_by")])
        .effects(&[Effect::Me("decided_by"), Effect::Today("decided_on")]),
    step("decline", l("不采纳", "不採納", "Refuse"), &["proposed", "accepted"], "declined")
        .roles(DECIDERS)
        .requires(&["decline_reason"])
        .guards(&[Guard::NotMe("asked_by")])
        .effects(&[Effect::Me("decided_by"), Effect::Today("decided_on")]),
    step("plan", l("列入计划", "列入計劃", "Plan"), &["accepted"], "planned").routine(hands::WRITING).asks(&["planned_for", "budget"]),
    step("meet", l("标为已满足", "標為已滿足", "Mark as met"), &["accepted", "planned"], "met")
        .routine(hands::WRITING)
        .effects(&[Effect::Today("met_on")]),
    step("postpone", l("退回待排", "退回待排", "Take out of the plan"), &["planned"], "accepted")
        .routine(hands::WRITING)
        .effects(&[Effect::Clear("planned_for")]),
    step("reopen", l("重新提出", "重新提出", "Propose again"), &["met", "declined"], "proposed")
        .routine(hands::WRITING)
        .or_named(&["asked_by"])
        .effects(&[Effect::Clear("met_on"), Effect::Clear("decided_by"), Effect::Clear("decided_on"), Effect::Clear("decline_reason")]),
    step("void", l("作废", "作廢", "Void"), &["proposed", "accepted", "planned", "met", "declined"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("topic", 0),
    col("kind", 100),
    col("asking_dept", 120),
    col("headcount", 72),
    col("priority", 80),
    col("planned_for", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("需求", "需求", "Need"),
        fields: &[
            "topic",
            "kind",
            "asked_by",
            "asking_dept",
            "asked_on",
            "reason",
            "people",
            "headcount",
            "priority",
            "preferred_time",
            "preferred_form",
            "sop",
        ],
    },
    Group {
        labels: l("处理", "處理", "Decision"),
        fields: &["decided_by", "decided_on", "decline_reason", "planned_for", "budget", "met_on"],
    },
];

static PRINTS: &[Named] =
    &[Named { id: "needs-list", labels: l("培训需求汇总表", "培訓需求彙總表", "List of training needs") }];

static REPORTS: &[Report] = &[
    report("by-kind", l("按培训类别统计", "按培訓類別統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("headcount")]),
    report("by-department", l("按提出部门统计", "按提出部門統計", "By department"), &[By::Field("asking_dept"), By::State]),
    report("met", l("需求满足率", "需求滿足率", "Needs that were met"), &[By::Field("kind")])
        .measures(&[Measure::Filled("met_on"), Measure::Count]),
];

static DERIVED: &[Derived] = &[derived(
    "sessions",
    l("对应培训场次", "對應培訓場次", "Sessions"),
    Calc::Count(others("training-sessions", "needs").within(&["held", "assessed", "closed"])),
    Unit::Count,
)];

static TEMPLATES: &[Template] = &[
    Template {
        id: "procedure",
        labels: l("规程培训需求", "規程培訓需求", "A procedure"),
        values: &[("kind", "procedure"), ("preferred_form", "lecture")],
    },
    Template {
        id: "safety",
        labels: l("安全演练需求", "安全演練需求", "A drill"),
        values: &[("kind", "safety"), ("preferred_form", "workshop"), ("priority", "high")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("topic", "公文格式与文种使用"),
        ("kind", "制度规程"),
        ("asked_by", "江海欣"),
        ("asking_dept", "综合办公室"),
        ("asked_on", "2026-09-10"),
        ("reason", "新修订的公文处理办法九月起执行"),
        ("people", "各部门文书"),
        ("headcount", "18"),
        ("priority", "一般"),
        ("preferred_form", "讲座授课"),
        ("planned_for", "2026-10-16"),
    ],
    &[
        ("topic", "灭火器与消防栓实操"),
        ("kind", "安全应急"),
        ("asking_dept", "总务处"),
        ("asked_on", "2026年9月3日"),
        ("people", "后勤、宿管、保安"),
        ("headcount", "24"),
        ("priority", "紧急"),
        ("preferred_form", "实操演练"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "training-needs",
    labels: l("培训需求登记", "培訓需求登記", "Training needs"),
    one: l("培训需求", "培訓需求", "Training need"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "topic",
    due: Some(due_at("planned_for")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "met_on", since: "asked_on" }],
    arrival: Arrival {
        headings: &["需求状态"],
        words: &[("已安排", "planned"), ("已培训", "met"), ("未安排", "accepted")],
        filled: &[("met_on", "met")],
        ..Arrival::FIRST
    },
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["topic", "asking_dept"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
