//! Assessments 考核登记: whether one person knows one version of a procedure, and what they scored.
//! A new version of the procedure asks for a new assessment; the old one stays as it was.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only,
    Phase, Register, Report, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report, state, step,
};

/// Who is assessed.
pub const PERSON: Key<key::Person> = Key::new("person");
/// What is asked.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// The procedure that is asked about.
pub const SOP: Key<key::Link> = Key::new("sop");
/// Which version.
pub const SOP_VERSION: Key<key::Text> = Key::new("sop_version");
/// The training that it follows.
pub const SESSION: Key<key::Link> = Key::new("session");
/// Written, practical or oral.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// When.
pub const TAKEN_ON: Key<key::Date> = Key::new("taken_on");
/// How often they have tried.
pub const ATTEMPT: Key<key::Integer> = Key::new("attempt");
/// What they scored.
pub const SCORE: Key<key::Integer> = Key::new("score");
/// What could be scored.
pub const FULL_MARK: Key<key::Integer> = Key::new("full_mark");
/// What is enough.
pub const PASS_MARK: Key<key::Integer> = Key::new("pass_mark");
/// Who judged it.
pub const EXAMINER: Key<key::Person> = Key::new("examiner");
/// What they said.
pub const COMMENT: Key<key::Text> = Key::new("comment");
/// How many hours it counts.
pub const HOURS: Key<key::Integer> = Key::new("hours");
/// Where the hours go.
pub const ACCOUNT: Key<key::Link> = Key::new("account");
/// Number of the certificate.
pub const CERTIFICATE: Key<key::Text> = Key::new("certificate");
/// Until when it holds.
pub const VALID_TO: Key<key::Date> = Key::new("valid_to");
/// By when they must try again.
pub const RESIT_DUE: Key<key::Date> = Key::new("resit_due");

static KINDS: &[Choice] = &[
    choice("written", l("笔试", "筆試", "Written")).alias(&["卷面"]),
    choice("practical", l("实操", "實操", "Practical")).alias(&["操作"]),
    choice("online", l("线上测试", "線上測試", "Online")).alias(&["网测"]),
    choice("oral", l("口试问答", "口試問答", "Oral")).alias(&["口试"]),
    choice("checklist", l("对照检查", "對照檢查", "Checklist")).alias(&["检查表"]),
];

static FIELDS: &[Field] = &[
    Field::person(PERSON, l("姓名", "姓名", "Person")).required().alias(&["考核对象", "教职工姓名", "考生"]),
    Field::text(SUBJECT, l("考核科目", "考核科目", "Subject")).alias(&["科目", "考核内容", "课程名称"]),
    Field::link(SOP, l("考核规程", "考核規程", "Procedure"), "sops"),
    Field::text(SOP_VERSION, l("规程版本", "規程版本", "Version of the procedure")).alias(&["版本"]),
    Field::link(SESSION, l("所属培训", "所屬培訓", "Session"), "training-sessions"),
    Field::choice(KIND, l("考核形式", "考核形式", "Kind"), KINDS).alias(&["形式"]),
    Field::date(TAKEN_ON, l("考核日期", "考核日期", "Taken on")).starts(Default_::Today).alias(&["考试日期"]),
    Field::integer(ATTEMPT, l("第几次", "第幾次", "Attempt")).within(1, 20).starts(Default_::Integer(1)),
    Field::integer(SCORE, l("得分", "得分", "Score")).within(0, 1_000).alias(&["成绩", "分数"]),
    Field::integer(FULL_MARK, l("满分", "滿分", "Full mark")).within(1, 1_000).starts(Default_::Integer(100)),
    Field::integer(PASS_MARK, l("合格线", "合格線", "Pass mark")).within(0, 1_000).starts(Default_::Integer(60)),
    Field::person(EXAMINER, l("考官", "考官", "Examiner")).alias(&["评分人", "主考"]),
    Field::text(COMMENT, l("评语", "評語", "Comment")),
    Field::integer(HOURS, l("计入学时", "計入學時", "Hours")).within(0, 1_000),
    Field::link(ACCOUNT, l("学习账户", "學習帳戶", "Learning account"), "learning-accounts"),
    Field::text(CERTIFICATE, l("证书编号", "證書編號", "Certificate")).alias(&["证书号"]),
    Field::date(VALID_TO, l("合格有效期至", "合格有效期至", "Valid to")),
    Field::date(RESIT_DUE, l("补考期限", "補考期限", "Resit due")),
];

static STATES: &[State] = &[
    state("pending", l("待考", "待考", "Pending"), Tone::Amber, Phase::Open).by("person"),
    state("scored", l("已评分", "已評分", "Scored"), Tone::Blue, Phase::Open).by("examiner"),
    state("passed", l("合格", "合格", "Passed"), Tone::Green, Phase::Done),
    state("failed", l("不合格", "不合格", "Failed"), Tone::Red, Phase::Done),
    state("resit", l("补考", "補考", "Resit"), Tone::Amber, Phase::Open).by("person"),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Which version of the procedure it is about.
const NAMES_VERSION: Effect = Effect::CopyLinked { link: "sop", copy: &[("version", "sop_version")] };
const EXAMINERS: &[&str] = &["hr", "office-director", "department-head"];
const OFFICE: &[&str] = &["hr", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("score", l("评分", "評分", "Score"), &["pending", "resit"], "scored")
        .roles(EXAMINERS)
        .requires(&["score"])
        .asks(&["kind", "examiner", "comment", "pass_mark"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("examiner"), Effect::Today("taken_on"), NAMES_VERSION]),
    step("pass", l("判为合格", "判為合格", "Pass"), &["pending", "scored", "resit"], "passed")
        .roles(EXAMINERS)
        .requires(&["score"])
        .asks(&["certificate", "valid_to", "hours"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("examiner"), Effect::Today("taken_on"), NAMES_VERSION]),
    step("fail", l("判为不合格", "判為不合格", "Fail"), &["pending", "scored"], "failed")
        .roles(EXAMINERS)
        .requires(&["score"])
        .asks(&["resit_due"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("examiner"), Effect::Today("taken_on"), NAMES_VERSION]),
    step("resit", l("安排补考", "安排補考", "Resit"), &["failed"], "resit")
        .routine(hands::WRITING)
        .or_named(&["examiner", "person"])
        .asks(&["resit_due", "attempt"])
        .effects(&[Effect::Clear("score"), Effect::Clear("sop_version")]),
    step("correct", l("更正成绩", "更正成績", "Correct"), &["passed", "failed"], "scored").roles(OFFICE).asks(&["score", "comment"]),
    step("void", l("作废", "作廢", "Void"), &["pending", "scored", "passed", "failed", "resit"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("person", 100),
    col("subject", 0),
    col("sop_version", 90),
    col("kind", 90),
    col("taken_on", 100),
    col("score", 72),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("考核", "考核", "Assessment"),
        fields: &["person", "subject", "sop", "sop_version", "session", "kind", "taken_on", "attempt"],
    },
    Group {
        labels: l("结果", "結果", "Result"),
        fields: &["score", "full_mark", "pass_mark", "examiner", "comment", "hours", "account", "certificate", "valid_to", "resit_due"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "paper", labels: l("考核成绩单", "考核成績單", "Result sheet") },
    Named { id: "certificate", labels: l("合格证书", "合格證書", "Certificate") },
];

static REPORTS: &[Report] = &[
    report("by-subject", l("各科目合格率", "各科目合格率", "Passed by subject"), &[By::Field("subject")]).measures(&[
        Measure::Mean("score"),
        Measure::Count,
        Measure::Filled("certificate"),
    ]),
    report("by-version", l("各规程版本考核", "各規程版本考核", "By version"), &[By::Field("sop"), By::Field("sop_version")])
        .measures(&[Measure::Mean("score"), Measure::Count]),
    report("failed", l("待补考人员", "待補考人員", "To be resat"), &[By::Field("person")]).only(&[Only::State(&["failed", "resit"])]),
];

static DERIVED: &[Derived] = &[
    derived(
        "percent",
        l("得分率", "得分率", "Of the full mark"),
        Calc::Percent(&Calc::Field("score"), &Calc::Field("full_mark")),
        Unit::Percent,
    ),
    derived(
        "above",
        l("超出合格线", "超出合格線", "Above the pass mark"),
        Calc::Minus(&Calc::Field("score"), &Calc::Field("pass_mark")),
        Unit::Count,
    ),
];

static ALERTS: &[Alert] = &[Alert {
    id: "below",
    labels: l("低于合格线", "低於合格線", "Below the pass mark"),
    tone: Tone::Red,
    less: Calc::Field("score"),
    than: Calc::Field("pass_mark"),
    phases: &[Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "sop",
        labels: l("规程考核", "規程考核", "A procedure"),
        values: &[("subject", "操作规程考核"), ("kind", "written"), ("pass_mark", "80")],
    },
    Template {
        id: "practical",
        labels: l("实操考核", "實操考核", "Practical"),
        values: &[("subject", "设备操作考核"), ("kind", "practical"), ("pass_mark", "60")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("person", "姚磊慧"),
        ("subject", "新公文处理规程"),
        ("sop_version", "1.0"),
        ("kind", "笔试"),
        ("taken_on", "2026-10-16"),
        ("score", "88"),
        ("pass_mark", "80"),
        ("examiner", "陆春慧"),
        ("hours", "2"),
        ("valid_to", "2027-10-15"),
    ],
    &[
        ("person", "孟若彤"),
        ("subject", "消防实操"),
        ("kind", "实操"),
        ("taken_on", "2026年9月11日"),
        ("score", "52"),
        ("pass_mark", "60"),
        ("examiner", "马秀建"),
        ("resit_due", "2026-10-09"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "assessments",
    labels: l("考核登记", "考核登記", "Assessments"),
    one: l("考核", "考核", "Assessment"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "person",
    due: Some(due_at("resit_due").met_in(&["scored"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["考核结果", "是否合格", "合格情况"],
        words: &[("通过", "passed"), ("未通过", "failed"), ("已合格", "passed"), ("待补考", "resit")],
        ..Arrival::FIRST
    },
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["person", "subject", "taken_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
