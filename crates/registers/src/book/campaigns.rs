//! Proactive campaigns 主动服务活动: what the office does unasked, at the start of a term above all.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named, Phase, Register,
    Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report, state, step,
};

/// Name of the campaign.
pub const TITLE: Key<key::Text> = Key::new("title");
/// When in the year it falls.
pub const OCCASION: Key<key::Choice> = Key::new("occasion");
/// What it is for.
pub const GOAL: Key<key::Text> = Key::new("goal");
/// Whom it serves.
pub const AUDIENCE: Key<key::Choices> = Key::new("audience");
/// Which departments it reaches.
pub const DEPARTMENTS: Key<key::Text> = Key::new("departments");
/// First day.
pub const STARTS_ON: Key<key::Date> = Key::new("starts_on");
/// Last day.
pub const ENDS_ON: Key<key::Date> = Key::new("ends_on");
/// Who leads it.
pub const LEADER: Key<key::Person> = Key::new("leader");
/// How it goes.
pub const PLAN: Key<key::LongText> = Key::new("plan");
/// What it may cost.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// What is done for whom.
pub const SERVICES: Key<key::Lines> = Key::new("services");
/// How many were served.
pub const REACHED: Key<key::Integer> = Key::new("reached");
/// What it cost.
pub const COST: Key<key::Money> = Key::new("cost");
/// What was learned.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");
/// What it brought.
pub const EFFECT: Key<key::Text> = Key::new("effect");
/// The survey that judged it.
pub const SURVEY: Key<key::Link> = Key::new("survey");
/// Why it does not take place.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

/// Columns of a service.
pub mod services {
    use crate::def::{Key, key};
    /// What is done.
    pub const SERVICE: Key<key::Text> = Key::new("service");
    /// How.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// For whom.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// Who does it.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// When it was done.
    pub const DONE_ON: Key<key::Date> = Key::new("done_on");
    /// How many were served.
    pub const PEOPLE: Key<key::Integer> = Key::new("people");
    /// It was done.
    pub const DONE: Key<key::YesNo> = Key::new("done");
    /// What came of it.
    pub const RESULT: Key<key::Text> = Key::new("result");
}

static OCCASIONS: &[Choice] = &[
    choice("term-start", l("开学初", "開學初", "Term start")).alias(&["开学", "开学季"]),
    choice("mid-term", l("期中", "期中", "Mid-term")),
    choice("term-end", l("期末", "期末", "Term end")).alias(&["学期末"]),
    choice("graduation", l("毕业季", "畢業季", "Graduation")),
    choice("enrolment", l("招生季", "招生季", "Enrolment")).alias(&["新生报到"]),
    choice("festival", l("节日", "節日", "Festival")),
    choice("event", l("大型活动", "大型活動", "Event")).alias(&["运动会", "考试"]),
];

static SERVED: &[Choice] = &[
    choice("teacher", l("教师", "教師", "Teachers")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")),
    choice("student", l("学生", "學生", "Students")),
    choice("parent", l("家长", "家長", "Parents")),
    choice("department", l("各部门", "各部門", "Departments")).alias(&["部门"]),
];

static SERVICE_KINDS: &[Choice] = &[
    choice("delivery", l("送上门", "送上門", "Delivered")),
    choice("check", l("上门检查", "上門檢查", "Checked")),
    choice("training", l("培训讲解", "培訓講解", "Explained")),
    choice("repair", l("集中维修", "集中維修", "Repaired")),
    choice("guide", l("引导咨询", "引導諮詢", "Guided")),
    choice("other", l("其他", "其他", "Other")),
];

static SERVICE: Lines = Lines {
    columns: &[
        Field::text(services::SERVICE, l("服务内容", "服務內容", "Service")).required().alias(&["服务项目"]),
        Field::choice(services::KIND, l("服务方式", "服務方式", "Kind"), SERVICE_KINDS),
        Field::department(services::DEPT, l("服务部门名称", "服務部門名稱", "For department")),
        Field::person(services::PERSON, l("服务责任人", "服務責任人", "Person")).alias(&["责任人员"]),
        Field::date(services::DUE, l("应完成日期", "應完成日期", "Due")),
        Field::date(services::DONE_ON, l("实际完成日期", "實際完成日期", "Done on")),
        Field::integer(services::PEOPLE, l("受益人次", "受益人次", "People")).within(0, 1_000_000),
        Field::yes_no(services::DONE, l("已完成", "已完成", "Done")),
        Field::text(services::RESULT, l("服务效果", "服務效果", "Result")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("活动名称", "活動名稱", "Title")).required().alias(&["名称", "活动主题"]),
    Field::choice(OCCASION, l("活动时点", "活動時點", "Occasion"), OCCASIONS).alias(&["时点"]),
    Field::text(GOAL, l("活动目标", "活動目標", "Goal")).alias(&["目标"]),
    Field::choices(AUDIENCE, l("服务对象", "服務對象", "Audience"), SERVED).alias(&["对象"]),
    Field::text(DEPARTMENTS, l("覆盖部门", "覆蓋部門", "Departments")).alias(&["服务部门"]),
    Field::date(STARTS_ON, l("开始日期", "開始日期", "Starts on")).alias(&["起始日期"]),
    Field::date(ENDS_ON, l("结束日期", "結束日期", "Ends on")).alias(&["截止日期"]),
    Field::person(LEADER, l("牵头人", "牽頭人", "Leader")).alias(&["负责人"]),
    Field::long_text(PLAN, l("活动方案", "活動方案", "Plan")),
    Field::money(BUDGET, l("活动经费", "活動經費", "Budget")).alias(&["经费"]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::lines(SERVICES, l("服务清单", "服務清單", "Services"), &SERVICE),
    Field::integer(REACHED, l("服务人次", "服務人次", "People reached")).within(0, 1_000_000).alias(&["受益人数"]),
    Field::money(COST, l("实际费用", "實際費用", "Cost")),
    Field::long_text(SUMMARY, l("活动总结", "活動總結", "Summary")).alias(&["总结"]),
    Field::text(EFFECT, l("活动效果", "活動效果", "Effect")).alias(&["效果"]),
    Field::link(SURVEY, l("效果调查", "效果調查", "Survey"), "surveys"),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("planned", l("筹备", "籌備", "Planned"), Tone::Amber, Phase::Open).by("leader"),
    state("running", l("进行中", "進行中", "Running"), Tone::Blue, Phase::Open).by("leader"),
    state("summary", l("总结", "總結", "Summing up"), Tone::Amber, Phase::Open).by("leader"),
    state("closed", l("结束", "結束", "Closed"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交方案", "提交方案", "Submit"), &["draft"], "planned").routine(hands::LED).or_named(&["leader"]).requires(&[
        "leader",
        "starts_on",
        "ends_on",
    ]),
    step("start", l("启动", "啟動", "Start"), &["planned"], "running")
        .roles(DIRECTION)
        .guards(&[Guard::HasLine("services")])
        .effects(&[Effect::Me("approved_by")]),
    step("finish", l("转入总结", "轉入總結", "Finish"), &["running"], "summary")
        .routine(hands::LED)
        .or_named(&["leader"])
        .asks(&["reached", "cost"]),
    step("close", l("结束", "結束", "Close"), &["summary"], "closed")
        .roles(DIRECTION)
        .requires(&["summary"])
        .asks(&["effect", "reached"])
        .guards(&[Guard::EachRow("services", "result")]),
    step("cancel", l("取消", "取消", "Cancel"), &["planned", "running"], "cancelled").roles(DIRECTION).requires(&["cancel_reason"]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["planned", "running", "summary", "closed", "cancelled"], VOID)
        .roles(DIRECTION)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("title", 0),
    col("occasion", 90),
    col("leader", 90),
    col("starts_on", 100),
    col("ends_on", 100),
    col("=done", 90),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("活动方案", "活動方案", "Plan"),
        fields: &[
            "title",
            "occasion",
            "goal",
            "audience",
            "departments",
            "starts_on",
            "ends_on",
            "leader",
            "plan",
            "budget",
            "approved_by",
            "services",
        ],
    },
    Group { labels: l("总结", "總結", "Summary"), fields: &["reached", "cost", "summary", "effect", "survey", "cancel_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "plan", labels: l("主动服务方案", "主動服務方案", "Plan") },
    Named { id: "service-list", labels: l("主动服务清单", "主動服務清單", "List of services") },
];

static REPORTS: &[Report] = &[
    report("by-occasion", l("按活动时点统计", "按活動時點統計", "By occasion"), &[By::Field("occasion")]).measures(&[
        Measure::Count,
        Measure::Sum("reached"),
        Measure::Sum("cost"),
    ]),
    report("services", l("服务完成情况", "服務完成情況", "Services done"), &[By::Title]).rows("services").measures(&[
        Measure::Filled("done_on"),
        Measure::OnTime("done_on", "due"),
        Measure::Count,
        Measure::Sum("people"),
    ]),
];

static DERIVED: &[Derived] = &[
    derived("service_count", l("服务项数", "服務項數", "Services"), Calc::RowCount("services"), Unit::Count),
    derived("people", l("服务人次合计", "服務人次合計", "People served"), Calc::Rows("services", "people"), Unit::Count),
    derived(
        "done",
        l("服务项目完成率", "服務項目完成率", "Services done"),
        Calc::Percent(&Calc::RowsWith("services", "done", "1"), &Calc::RowCount("services")),
        Unit::Percent,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "term-start",
        labels: l("开学主动服务", "開學主動服務", "Term start"),
        values: &[
            ("title", "开学主动服务周"),
            ("occasion", "term-start"),
            ("audience", "教师、各部门"),
            ("goal", "开学一周内上门送表单、查设备、问需求"),
        ],
    },
    Template {
        id: "term-end",
        labels: l("期末主动服务", "期末主動服務", "Term end"),
        values: &[
            ("title", "期末主动服务"),
            ("occasion", "term-end"),
            ("audience", "教师、各部门"),
            ("goal", "集中收档、退库和假期值班安排"),
        ],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年秋季学期开学主动服务周"),
        ("occasion", "开学初"),
        ("goal", "开学一周内上门查设备、送用品、问需求"),
        ("audience", "教师、各部门"),
        ("departments", "各年级组、教务处、德育处"),
        ("starts_on", "2026-08-31"),
        ("ends_on", "2026-09-04"),
        ("leader", "陆春慧"),
        ("budget", "3000"),
    ],
    &[
        ("title", "2026年新生报到引导服务"),
        ("occasion", "招生季"),
        ("audience", "学生、家长"),
        ("starts_on", "2026年8月29日"),
        ("ends_on", "2026-08-30"),
        ("leader", "汪雪子"),
        ("reached", "860"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "campaigns",
    labels: l("主动服务活动", "主動服務活動", "Proactive campaigns"),
    one: l("主动服务", "主動服務", "Proactive campaign"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    due: Some(due_at("ends_on").met_in(&["summary"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "ends_on", since: "starts_on" }],
    arrival: Arrival {
        headings: &["活动状态"],
        words: &[("已完成", "closed"), ("已结束", "closed"), ("未开始", "planned")],
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title", "starts_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
