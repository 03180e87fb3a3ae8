//! Participations 调查参与登记: who was asked and who took part, without what they answered. Days, not hours:
//! an hour here beside the order of the ballots would join the two.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Limit, Measure, Named, Phase, Precedence,
    Register, Report, Space, State, Tone, Transition, choice, col, key, l, report, state, step,
};

/// Who was asked.
pub const PARTICIPANT: Key<key::Person> = Key::new("participant");
/// Department or class.
pub const PARTICIPANT_DEPT: Key<key::Department> = Key::new("participant_dept");
/// The survey.
pub const SURVEY: Key<key::Link> = Key::new("survey");
/// Group that they belong to.
pub const RESPONDENT: Key<key::Choice> = Key::new("respondent");
/// On paper or online.
pub const WAY: Key<key::Choice> = Key::new("way");
/// When they were asked.
pub const INVITED_ON: Key<key::Date> = Key::new("invited_on");
/// When they were reminded.
pub const REMINDED_ON: Key<key::Date> = Key::new("reminded_on");
/// Day on which they took part.
pub const TOOK_PART_ON: Key<key::Date> = Key::new("took_part_on");
/// Why they did not.
pub const DECLINE_REASON: Key<key::Text> = Key::new("decline_reason");

static RESPONDENTS: &[Choice] = &[
    choice("student", l("学生", "學生", "Students")),
    choice("teacher", l("教师", "教師", "Teachers")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")).alias(&["教职工"]),
    choice("parent", l("家长", "家長", "Parents")),
    choice("outside", l("外单位", "外單位", "Outside")).alias(&["来访单位", "社会"]),
];

static WAYS: &[Choice] = &[
    choice("paper", l("纸质", "紙本", "Paper")).alias(&["问卷"]),
    choice("online", l("网络", "網路", "Online")).alias(&["网上"]),
    choice("interview", l("座谈访谈", "座談訪談", "Interview")).alias(&["座谈"]),
];

static FIELDS: &[Field] = &[
    Field::person(PARTICIPANT, l("参与人", "參與人", "Participant")).required().alias(&["姓名", "应答人", "被调查人"]),
    Field::department(PARTICIPANT_DEPT, l("所在部门", "所在部門", "Participant's department")).alias(&["班级"]),
    Field::link(SURVEY, l("满意度调查", "滿意度調查", "Survey"), "surveys"),
    Field::choice(RESPONDENT, l("参与人类别", "參與人類別", "Group"), RESPONDENTS).alias(&["类别", "身份"]),
    Field::choice(WAY, l("参与方式", "參與方式", "Way"), WAYS).alias(&["方式"]),
    Field::date(INVITED_ON, l("邀请日期", "邀請日期", "Invited on")).starts(Default_::Today).alias(&["发放日期"]),
    Field::date(REMINDED_ON, l("提醒日期", "提醒日期", "Reminded on")).alias(&["催填日期"]),
    Field::date(TOOK_PART_ON, l("参与日期", "參與日期", "Took part on")).alias(&["交回日期"]),
    Field::text(DECLINE_REASON, l("未参与原因", "未參與原因", "Reason for absence")),
];

static STATES: &[State] = &[
    state("invited", l("已邀请", "已邀請", "Invited"), Tone::Amber, Phase::Open).by("participant"),
    state("took-part", l("已参与", "已參與", "Took part"), Tone::Green, Phase::Done),
    state("declined", l("未参与", "未參與", "Did not take part"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("take-part", l("登记参与", "登記參與", "Take part"), &["invited", "declined"], "took-part")
        .asks(&["way"])
        .guards(&[Guard::Linked("survey", &["published"])])
        .effects(&[Effect::Today("took_part_on")]),
    step("decline", l("登记未参与", "登記未參與", "Did not take part"), &["invited"], "declined").asks(&["decline_reason"]),
    step("void", l("作废", "作廢", "Void"), &["invited", "took-part", "declined"], VOID)
        .routine(hands::OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("participant", 110),
    col("participant_dept", 130),
    col("survey", 0),
    col("respondent", 100),
    col("invited_on", 100),
    col("took_part_on", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[Group {
    labels: l("参与情况", "參與情況", "Participation"),
    fields: &[
        "participant",
        "participant_dept",
        "survey",
        "respondent",
        "way",
        "invited_on",
        "reminded_on",
        "took_part_on",
        "decline_reason",
    ],
}];

static PRINTS: &[Named] =
    &[Named { id: "sign-sheet", labels: l("调查发放签收表", "調查發放簽收表", "Receipt of questionnaires") }];

static REPORTS: &[Report] = &[
    report("turnout", l("按类别参与率", "按類別參與率", "Turnout by group"), &[By::Field("respondent")])
        .measures(&[Measure::Filled("took_part_on"), Measure::Count])
        .unnamed_by(Limit { link: "survey", title: "", least: "least_group" }),
    report("by-department", l("按部门参与率", "按部門參與率", "Turnout by department"), &[By::Field("participant_dept")])
        .measures(&[Measure::Filled("took_part_on"), Measure::Count])
        .unnamed_by(Limit { link: "survey", title: "", least: "least_group" }),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("participant", "柳晓岚"),
        ("participant_dept", "初二年级组"),
        ("respondent", "教师"),
        ("way", "网络"),
        ("invited_on", "2026-12-14"),
        ("took_part_on", "2026-12-16"),
    ],
    &[
        ("participant", "汪雪子"),
        ("participant_dept", "图书馆"),
        ("respondent", "职工"),
        ("way", "纸质"),
        ("invited_on", "2026年12月14日"),
        ("reminded_on", "2026-12-21"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "participations",
    labels: l("调查参与登记", "調查參與登記", "Participations"),
    one: l("参与登记", "參與登記", "Participation"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "participant",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["took-part"], ..Precedence::NONE },
    arrival: Arrival {
        words: &[("已交", "took-part"), ("已填", "took-part"), ("未交", "invited"), ("未填", "invited")],
        filled: &[("took_part_on", "took-part")],
        ..Arrival::FIRST
    },
    retention: l("调查结案后一年内销毁", "調查結案後一年內銷燬", "Destroyed within a year of the conclusion"),
    prints: PRINTS,
    reports: REPORTS,
    same: &[&["participant", "survey"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
