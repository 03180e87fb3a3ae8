//! Department visits 部门走访记录: the office goes and asks what a department needs, and follows up what it promised.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    others, report, state, step,
};

/// Which department.
pub const VISITED_DEPT: Key<key::Department> = Key::new("visited_dept");
/// When it is to be.
pub const PLANNED_ON: Key<key::Date> = Key::new("planned_on");
/// When it was.
pub const VISITED_ON: Key<key::Date> = Key::new("visited_on");
/// Who goes.
pub const VISITOR: Key<key::Person> = Key::new("visitor");
/// Who comes along.
pub const COMPANIONS: Key<key::Text> = Key::new("companions");
/// Who received them.
pub const HOSTS: Key<key::Text> = Key::new("hosts");
/// What it is about.
pub const TOPIC: Key<key::Text> = Key::new("topic");
/// What was talked about.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");
/// What they need.
pub const NEEDS: Key<key::Lines> = Key::new("needs");
/// What was promised and done.
pub const ACTIONS: Key<key::Lines> = Key::new("actions");
/// By when all is done.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// What they say to what was done.
pub const FEEDBACK: Key<key::Text> = Key::new("feedback");
/// When to come again.
pub const NEXT_ON: Key<key::Date> = Key::new("next_on");
/// When all was done.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");

/// Columns of a need.
pub mod needs {
    use crate::def::{Key, key};
    /// What is needed.
    pub const NEED: Key<key::Text> = Key::new("need");
    /// What sort.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// It cannot wait.
    pub const URGENT: Key<key::YesNo> = Key::new("urgent");
    /// What they were told.
    pub const ANSWER: Key<key::Text> = Key::new("answer");
}

/// Columns of an action.
pub mod actions {
    use crate::def::{Key, key};
    /// The need that it serves.
    pub const NEED: Key<key::Text> = Key::new("need");
    /// What is done.
    pub const MEASURE: Key<key::Text> = Key::new("measure");
    /// Who does it.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// When it was done.
    pub const DONE_ON: Key<key::Date> = Key::new("done_on");
    /// What came of it.
    pub const RESULT: Key<key::Text> = Key::new("result");
}

static NEED_KINDS: &[Choice] = &[
    choice("supplies", l("办公用品", "辦公用品", "Supplies")),
    choice("repair", l("设备维修", "設備維修", "Repair")),
    choice("staffing", l("人员支持", "人員支持", "Staffing")),
    choice("process", l("流程简化", "流程簡化", "Simpler procedures")),
    choice("coordination", l("协调事项", "協調事項", "Coordination")),
    choice("training", l("业务培训", "業務培訓", "Training")),
    choice("other", l("其他", "其他", "Other")),
];

static NEED: Lines = Lines {
    columns: &[
        Field::text(needs::NEED, l("需求内容", "需求內容", "Need")).required().alias(&["需求", "困难问题"]),
        Field::choice(needs::KIND, l("需求类别", "需求類別", "Kind"), NEED_KINDS),
        Field::yes_no(needs::URGENT, l("急需", "急需", "Urgent")),
        Field::text(needs::ANSWER, l("现场答复", "現場答覆", "Answer")),
    ],
    append_only: false,
};

static ACTION: Lines = Lines {
    columns: &[
        Field::text(actions::NEED, l("对应需求", "對應需求", "Need")).required(),
        Field::text(actions::MEASURE, l("落实内容", "落實內容", "Measure")).alias(&["解决措施"]),
        Field::person(actions::PERSON, l("落实人", "落實人", "Person")),
        Field::date(actions::DUE, l("完成期限", "完成期限", "Due")),
        Field::date(actions::DONE_ON, l("落实日期", "落實日期", "Done on")),
        Field::text(actions::RESULT, l("落实结果", "落實結果", "Result")).alias(&["解决情况"]),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::department(VISITED_DEPT, l("走访部门", "走訪部門", "Department visited")).required().alias(&[
        "受访部门",
        "被走访部门",
        "走访对象",
    ]),
    Field::date(PLANNED_ON, l("计划日期", "計劃日期", "Planned for")).alias(&["计划走访日期"]),
    Field::date(VISITED_ON, l("走访日期", "走訪日期", "Visited on")).alias(&["走访时间", "日期"]),
    Field::person(VISITOR, l("走访人", "走訪人", "Visitor")).starts(Default_::Me),
    Field::text(COMPANIONS, l("同行人员", "同行人員", "Companions")).alias(&["同行人"]),
    Field::text(HOSTS, l("受访人员", "受訪人員", "Hosts")).alias(&["受访人", "接待人"]),
    Field::text(TOPIC, l("走访主题", "走訪主題", "Topic")).alias(&["主题", "走访内容"]),
    Field::long_text(SUMMARY, l("走访情况", "走訪情況", "Summary")).alias(&["情况记录", "走访记录"]),
    Field::lines(NEEDS, l("部门需求", "部門需求", "Needs"), &NEED),
    Field::lines(ACTIONS, l("落实措施", "落實措施", "Actions"), &ACTION),
    Field::date(DUE_AT, l("落实期限", "落實期限", "Due")).alias(&["办结时限"]),
    Field::text(FEEDBACK, l("部门反馈", "部門回饋", "Feedback")).alias(&["反馈意见"]),
    Field::date(NEXT_ON, l("下次走访日期", "下次走訪日期", "Next visit")),
    Field::date(CLOSED_ON, l("办结日期", "辦結日期", "Closed on")),
];

static STATES: &[State] = &[
    state("planned", l("计划", "計劃", "Planned"), Tone::Grey, Phase::Open).by("visitor"),
    state("visited", l("已走访", "已走訪", "Visited"), Tone::Blue, Phase::Open).by("visitor"),
    state("following", l("跟进", "跟進", "Followed up"), Tone::Amber, Phase::Open).by("visitor"),
    state("closed", l("办结", "辦結", "Closed"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["clerk", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("visit", l("登记走访", "登記走訪", "Visit"), &["planned"], "visited")
        .routine(hands::LED)
        .or_named(&["visitor"])
        .asks(&["hosts", "summary"])
        .effects(&[Effect::Today("visited_on"), Effect::Me("visitor")]),
    step("follow", l("跟进落实", "跟進落實", "Follow up"), &["visited"], "following")
        .routine(hands::LED)
        .or_named(&["visitor"])
        .asks(&["due_at"])
        .guards(&[Guard::HasLine("actions")]),
    step("hand-over", l("转为整改事项", "轉為整改事項", "Make improvement actions"), &["visited", "following"], "closed")
        .roles(OFFICE)
        .guards(&[Guard::HasLine("actions"), Guard::EachRow("actions", "need"), Guard::EachRow("actions", "measure")])
        .effects(&[
            Effect::Today("closed_on"),
            Effect::AddForEach {
                lines: "actions",
                tick: "",
                add: Addition {
                    register: "improvement-actions",
                    back: "visit",
                    copy: &[("visited_on", "found_on")],
                    set: &[("source", "visit")],
                    state: "",
                },
                cells: &[("need", "finding"), ("measure", "measure"), ("person", "responsible"), ("due", "due_at")],
            },
        ]),
    step("close", l("办结", "辦結", "Close"), &["following"], "closed")
        .routine(hands::LED)
        .or_named(&["visitor"])
        .asks(&["feedback", "next_on"])
        .guards(&[Guard::EachRow("actions", "result")])
        .effects(&[Effect::Today("closed_on")]),
    step("close-plain", l("无需落实办结", "無需落實辦結", "Close without actions"), &["visited"], "closed")
        .routine(hands::LED)
        .or_named(&["visitor"])
        .requires(&["summary"])
        .effects(&[Effect::Today("closed_on")]),
    step("cancel", l("取消", "取消", "Cancel"), &["planned"], "cancelled").routine(hands::LED).or_named(&["visitor"]),
    step("reopen", l("重新跟进", "重新跟進", "Reopen"), &["closed"], "following")
        .routine(hands::LED)
        .or_named(&["visitor"])
        .effects(&[Effect::Clear("closed_on")]),
    step("void", l("作废", "作廢", "Void"), &["planned", "visited", "following", "closed", "cancelled"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("visited_dept", 140),
    col("topic", 0),
    col("visitor", 90),
    col("visited_on", 100),
    col("=need_count", 70),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("走访", "走訪", "Visit"),
        fields: &["visited_dept", "planned_on", "visited_on", "visitor", "companions", "hosts", "topic", "summary"],
    },
    Group {
        labels: l("需求与措施", "需求與措施", "Needs and actions"),
        fields: &["needs", "actions", "due_at", "feedback", "next_on", "closed_on"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "visit-sheet", labels: l("部门走访记录表", "部門走訪記錄表", "Visit record") },
    Named { id: "needs-ledger", labels: l("部门需求台账", "部門需求台帳", "Ledger of needs") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("visited_dept")]),
    report("by-month", l("每月走访次数", "每月走訪次數", "Visits by month"), &[By::Month("visited_on")]).chart(Chart::Columns),
    report("needs", l("按需求类别统计", "按需求類別統計", "Needs by kind"), &[By::Field("kind")]).rows("needs"),
    report("done", l("措施落实率", "措施落實率", "Actions done"), &[By::Field("visited_dept")]).rows("actions").measures(&[
        Measure::Filled("done_on"),
        Measure::OnTime("done_on", "due"),
        Measure::Count,
    ]),
];

static DERIVED: &[Derived] = &[
    derived("need_count", l("需求数", "需求數", "Needs"), Calc::RowCount("needs"), Unit::Count),
    derived("action_count", l("措施数", "措施數", "Actions"), Calc::RowCount("actions"), Unit::Count),
    derived("passed_on", l("转整改项数", "轉整改項數", "Passed on"), Calc::Count(others("improvement-actions", "visit")), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "term-start", labels: l("开学走访", "開學走訪", "At term start"), values: &[("topic", "开学保障需求走访")]
    },
    Template {
        id: "grade", labels: l("年级组走访", "年級組走訪", "Grade groups"), values: &[("topic", "年级组办公保障走访")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("visited_dept", "初二年级组"),
        ("planned_on", "2026-09-16"),
        ("visited_on", "2026-09-16"),
        ("visitor", "陆春慧"),
        ("companions", "江海欣"),
        ("hosts", "柳晓岚等六人"),
        ("topic", "开学保障需求走访"),
        ("summary", "反映两间教室多媒体不稳定，打印机缺粉。"),
        ("due_at", "2026-09-30"),
    ],
    &[("visited_dept", "图书馆"), ("planned_on", "2026年10月21日"), ("visitor", "陆春慧"), ("topic", "档案与图书防潮")],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "department-visits",
    labels: l("部门走访记录", "部門走訪記錄", "Department visits"),
    one: l("部门走访", "部門走訪", "Department visit"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "visited_dept",
    due: Some(due_at("due_at")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["closed", "following", "visited"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "closed_on", since: "visited_on" }],
    arrival: Arrival {
        headings: &["走访状态"],
        words: &[("已完成", "closed"), ("已办结", "closed"), ("未走访", "planned")],
        filled: &[("visited_on", "visited"), ("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["visited_dept", "visited_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
