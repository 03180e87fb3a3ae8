//! Learning accounts 学习账户: what one person has learned in a year, against the hours that are asked for: trainings at which
//! they were, assessments that they passed, and what was entered besides.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Learned, Lines, Measure,
    Named, Phase, Register, Report, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others, report,
    state, step,
};

/// Whose account.
pub const PERSON: Key<key::Person> = Key::new("person");
/// Number of the person.
pub const STAFF_NO: Key<key::Text> = Key::new("staff_no");
/// Where they work.
pub const PERSON_DEPT: Key<key::Department> = Key::new("person_dept");
/// Year or school year.
pub const YEAR: Key<key::Text> = Key::new("year");
/// What is asked for.
pub const REQUIRED_HOURS: Key<key::Integer> = Key::new("required_hours");
/// Which online platform.
pub const PLATFORM: Key<key::Text> = Key::new("platform");
/// Their name there.
pub const PLATFORM_ACCOUNT: Key<key::Private> = Key::new("platform_account");
/// What they want to learn.
pub const GOAL: Key<key::Text> = Key::new("goal");
/// What was learned.
pub const ENTRIES: Key<key::Lines> = Key::new("entries");
/// Who judged it.
pub const SETTLED_BY: Key<key::Person> = Key::new("settled_by");
/// When.
pub const SETTLED_ON: Key<key::Date> = Key::new("settled_on");
/// By when the year is judged.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Whether it is enough.
pub const RESULT: Key<key::Choice> = Key::new("result");
/// What they said.
pub const COMMENT: Key<key::Text> = Key::new("comment");

/// Columns of an entry.
pub mod entries {
    use crate::def::{Key, key};
    /// When.
    pub const ON: Key<key::Date> = Key::new("on");
    /// What was learned.
    pub const COURSE: Key<key::Text> = Key::new("course");
    /// How.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// How many hours it counts.
    pub const HOURS: Key<key::Integer> = Key::new("hours");
    /// How many credits.
    pub const CREDITS: Key<key::Integer> = Key::new("credits");
    /// The training.
    pub const SESSION: Key<key::Link> = Key::new("session");
    /// Number of the certificate.
    pub const CERTIFICATE: Key<key::Text> = Key::new("certificate");
    /// Who says so.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("training", l("校内培训", "校內培訓", "School training")).alias(&["培训"]),
    choice("external", l("校外进修", "校外進修", "Outside training")).alias(&["进修"]),
    choice("online", l("网络课程", "網路課程", "Online course")).alias(&["网课", "远程"]),
    choice("reading", l("自学", "自學", "Reading")).alias(&["读书"]),
    choice("mentoring", l("师徒带教", "師徒帶教", "Mentoring")).alias(&["带教"]),
    choice("certificate", l("考证", "考證", "Certificate")).alias(&["证书"]),
];

static RESULTS: &[Choice] = &[
    choice("enough", l("合格", "合格", "Enough")),
    choice("short", l("学时不足", "學時不足", "Short")),
    choice("exempt", l("免修", "免修", "Exempt")),
];

static ENTRY: Lines = Lines {
    columns: &[
        Field::date(entries::ON, l("学习日期", "學習日期", "On")).starts(Default_::Today),
        Field::text(entries::COURSE, l("学习内容", "學習內容", "Course")).required().alias(&["课程名称", "学习项目"]),
        Field::choice(entries::KIND, l("学习方式", "學習方式", "Kind"), KINDS).alias(&["学习类别"]),
        Field::integer(entries::HOURS, l("学时数", "學時數", "Hours")).within(0, 1_000).alias(&["学时", "课时"]),
        Field::integer(entries::CREDITS, l("学分数", "學分數", "Credits")).within(0, 1_000).alias(&["学分"]),
        Field::link(entries::SESSION, l("对应培训", "對應培訓", "Session"), "training-sessions"),
        Field::text(entries::CERTIFICATE, l("学习证书", "學習證書", "Certificate")),
        Field::person(entries::BY, l("登记人", "登記人", "By")).starts(Default_::Me),
        Field::text(entries::NOTE, l("学习备注", "學習備註", "Note")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::person(PERSON, l("姓名", "姓名", "Person")).required().alias(&["教职工姓名", "学员"]),
    Field::text(STAFF_NO, l("工号", "工號", "Staff no.")).alias(&["员工编号"]),
    Field::department(PERSON_DEPT, l("所在部门", "所在部門", "Person's department")),
    Field::text(YEAR, l("学习年度", "學習年度", "Year")).alias(&["年度", "学年"]),
    Field::integer(REQUIRED_HOURS, l("应修学时", "應修學時", "Hours required"))
        .within(0, 10_000)
        .starts(Default_::Integer(24))
        .alias(&["规定学时"]),
    Field::text(PLATFORM, l("学习平台", "學習平台", "Platform")).alias(&["平台"]),
    Field::private(PLATFORM_ACCOUNT, l("平台账号", "平台帳號", "Platform account")).alias(&["账号"]),
    Field::text(GOAL, l("学习目标", "學習目標", "Goal")),
    Field::lines(ENTRIES, l("学时记录", "學時記錄", "Entries"), &ENTRY),
    Field::person(SETTLED_BY, l("核定人", "核定人", "Settled by")),
    Field::date(SETTLED_ON, l("核定日期", "核定日期", "Settled on")),
    Field::date(DUE_AT, l("核定期限", "核定期限", "Due")),
    Field::choice(RESULT, l("年度核定", "年度核定", "Result"), RESULTS),
    Field::text(COMMENT, l("核定说明", "核定說明", "Comment")),
];

static STATES: &[State] = &[
    state("open", l("学习中", "學習中", "Open"), Tone::Blue, Phase::Open).by("person"),
    state("settled", l("已核定", "已核定", "Settled"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["hr", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("settle", l("年度核定", "年度核定", "Settle"), &["open"], "settled")
        .roles(&["hr", "office-director", "department-head"])
        .requires(&["result"])
        .asks(&["comment"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("settled_by"), Effect::Today("settled_on")]),
    step("reopen", l("继续登记", "繼續登記", "Reopen"), &["settled"], "open").roles(OFFICE).effects(&[
        Effect::Clear("settled_by"),
        Effect::Clear("settled_on"),
        Effect::Clear("result"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["open", "settled"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("person", 100),
    col("staff_no", 80),
    col("person_dept", 130),
    col("year", 80),
    col("required_hours", 80),
    col("=hours", 80),
    col("=balance", 90),
    col("goal", 0),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("账户", "帳戶", "Account"),
        fields: &["person", "staff_no", "person_dept", "year", "required_hours", "platform", "platform_account", "goal"],
    },
    Group {
        labels: l("学习记录", "學習記錄", "Learning"),
        fields: &["entries", "settled_by", "settled_on", "due_at", "result", "comment"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "account", labels: l("学习账户卡", "學習帳戶卡", "Account card") },
    Named { id: "credits", labels: l("继续教育学时表", "繼續教育學時表", "Hours") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("各部门学时", "各部門學時", "Hours by department"), &[By::Field("person_dept")]).measures(&[
        Measure::Count,
        Measure::Sum("required_hours"),
        Measure::Share("result", &["enough", "exempt"]),
    ]),
    report("by-kind", l("按学习方式统计", "按學習方式統計", "By kind"), &[By::Field("kind")]).rows("entries").measures(&[
        Measure::Sum("hours"),
        Measure::Sum("credits"),
        Measure::Count,
    ]),
    report("by-person", l("个人学时", "個人學時", "Hours by person"), &[By::Title])
        .rows("entries")
        .measures(&[Measure::Sum("hours"), Measure::Sum("credits")]),
];

/// What was entered by hand. An entry that names a training is counted by its attendance.
const ENTERED: Calc = Calc::RowsWithout("entries", "hours", "session");
/// Trainings of the year at which the person was; hours of the session where their row says none.
const ATTENDED: Calc = Calc::Learned(&Learned {
    register: "training-sessions",
    states: &["held", "assessed", "closed"],
    lines: "attendees",
    person: ("person", "person"),
    yes: "attended",
    amount: ("hours", "hours"),
    year: ("held_on", "year"),
});
/// Assessments that were passed; one that belongs to a training is counted by its attendance.
const ASSESSED: Calc =
    Calc::Sum { of: others("assessments", "account").within(&["passed"]).without("session"), amount: "hours", minus: None };
/// All that was learned.
const HOURS: Calc = Calc::Plus(&Calc::Plus(&ENTERED, &ATTENDED), &ASSESSED);

static DERIVED: &[Derived] = &[
    derived("hours", l("已修学时", "已修學時", "Hours learned"), HOURS, Unit::Count),
    derived("attended_hours", l("参训学时", "參訓學時", "Hours of trainings attended"), ATTENDED, Unit::Count),
    derived("assessed_hours", l("考核学时", "考核學時", "Hours of assessments"), ASSESSED, Unit::Count),
    derived(
        "balance",
        l("学时差额", "學時差額", "Hours beyond what is asked"),
        Calc::Minus(&HOURS, &Calc::Field("required_hours")),
        Unit::Count,
    ),
    derived(
        "progress",
        l("学时完成率", "學時完成率", "Of what is asked"),
        Calc::Percent(&HOURS, &Calc::Field("required_hours")),
        Unit::Percent,
    ),
];

static ALERTS: &[Alert] = &[Alert {
    id: "hours-short",
    labels: l("学时不足", "學時不足", "Too few hours"),
    tone: Tone::Amber,
    less: HOURS,
    than: Calc::Field("required_hours"),
    phases: &[Phase::Open],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template { id: "year", labels: l("年度学习账户", "年度學習帳戶", "A year"), values: &[("required_hours", "24")] },
    Template {
        id: "newcomer",
        labels: l("新教师学习账户", "新教師學習帳戶", "A newcomer"),
        values: &[("required_hours", "120"), ("goal", "完成岗前培训与师徒带教")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("person", "柳晓岚"),
        ("staff_no", "0139"),
        ("person_dept", "初二年级组"),
        ("year", "2026"),
        ("required_hours", "24"),
        ("platform", "省教师继续教育网"),
        ("goal", "完成公文写作与班级管理学习"),
        ("due_at", "2027-01-15"),
    ],
    &[
        ("person", "孟若彤"),
        ("staff_no", "0218"),
        ("person_dept", "教务处"),
        ("year", "2026-2027"),
        ("required_hours", "120"),
        ("platform", "区教师发展中心平台"),
        ("goal", "完成岗前培训与师徒带教"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "learning-accounts",
    labels: l("学习账户", "學習帳戶", "Learning accounts"),
    one: l("学习账户卡", "學習帳戶卡", "Learning account"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "person",
    due: Some(due_at("due_at").escalate("hr")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["核定情况"],
        words: &[("合格", "settled"), ("不足", "open"), ("已核定", "settled")],
        filled: &[("settled_on", "settled")],
        ..Arrival::FIRST
    },
    retention: l("保存10年", "保存10年", "10 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["person", "year"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
