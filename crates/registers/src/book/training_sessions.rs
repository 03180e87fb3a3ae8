//! Training sessions 培训场次: who taught what to whom, who came, and what they made of it.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Numbering, Only, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col,
    derived, due_at, key, l, others, report, state, step,
};

/// Number in the office's book.
pub const SESSION_NO: Key<key::Text> = Key::new("session_no");
/// Name of the training.
pub const TITLE: Key<key::Text> = Key::new("title");
/// What sort.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// What it is to meet.
pub const NEEDS: Key<key::Links> = Key::new("needs");
/// The procedure that it teaches.
pub const SOP: Key<key::Link> = Key::new("sop");
/// Which version.
pub const SOP_VERSION: Key<key::Text> = Key::new("sop_version");
/// From when.
pub const STARTS_AT: Key<key::Time> = Key::new("starts_at");
/// Until when.
pub const ENDS_AT: Key<key::Time> = Key::new("ends_at");
/// How many hours it counts.
pub const HOURS: Key<key::Integer> = Key::new("hours");
/// Where.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Who teaches.
pub const TRAINER: Key<key::Text> = Key::new("trainer");
/// Where they come from.
pub const TRAINER_ORG: Key<key::Text> = Key::new("trainer_org");
/// Who arranges it.
pub const ORGANISER: Key<key::Person> = Key::new("organiser");
/// Who is to come.
pub const TARGET: Key<key::Text> = Key::new("target");
/// How many are to come.
pub const EXPECTED: Key<key::Integer> = Key::new("expected");
/// What they were told.
pub const NOTICE: Key<key::Text> = Key::new("notice");
/// What it may cost.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// Who was there.
pub const ATTENDEES: Key<key::Lines> = Key::new("attendees");
/// Which papers were given out.
pub const MATERIAL: Key<key::Text> = Key::new("material");
/// What they say.
pub const FEEDBACK: Key<key::Text> = Key::new("feedback");
/// What they gave it.
pub const SCORE: Key<key::Integer> = Key::new("score");
/// What was learned.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");
/// When it was held.
pub const HELD_ON: Key<key::Date> = Key::new("held_on");
/// When it was put away.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");
/// Why it does not take place.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

/// Columns of an attendee.
pub mod attendees {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Which department.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// They were there.
    pub const ATTENDED: Key<key::YesNo> = Key::new("attended");
    /// They came late.
    pub const LATE: Key<key::YesNo> = Key::new("late");
    /// How many hours count.
    pub const HOURS: Key<key::Integer> = Key::new("hours");
    /// What came of it.
    pub const RESULT: Key<key::Choice> = Key::new("result");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("procedure", l("制度规程", "制度規程", "Procedures")).alias(&["制度"]),
    choice("skill", l("业务技能", "業務技能", "Skills")).alias(&["业务"]),
    choice("safety", l("安全应急", "安全應急", "Safety")).alias(&["消防"]),
    choice("information", l("信息技术", "資訊技術", "Information technology")).alias(&["信息化"]),
    choice("newcomer", l("新员工岗前", "新員工崗前", "Newcomers")).alias(&["岗前"]),
    choice("policy", l("政策法规", "政策法規", "Policy")).alias(&["政策"]),
    choice("etiquette", l("礼仪服务", "禮儀服務", "Etiquette")).alias(&["服务"]),
    choice("other", l("其他", "其他", "Other")),
];

static RESULTS: &[Choice] = &[
    choice("passed", l("合格", "合格", "Passed")),
    choice("failed", l("不合格", "不合格", "Failed")),
    choice("excused", l("请假", "請假", "Excused")),
    choice("absent", l("缺席", "缺席", "Absent")).alias(&["缺课"]),
];

static ATTENDEE: Lines = Lines {
    columns: &[
        Field::person(attendees::PERSON, l("参训人", "參訓人", "Attendee")).required().alias(&["姓名", "学员", "参加人员"]),
        Field::department(attendees::DEPT, l("参训部门", "參訓部門", "Department")),
        Field::yes_no(attendees::ATTENDED, l("到课", "到課", "Attended")).alias(&["是否到课", "签到情况"]),
        Field::yes_no(attendees::LATE, l("迟到", "遲到", "Late")),
        Field::integer(attendees::HOURS, l("参训学时", "參訓學時", "Hours")).within(0, 1_000),
        Field::choice(attendees::RESULT, l("参训结果", "參訓結果", "Result"), RESULTS),
        Field::text(attendees::NOTE, l("参训备注", "參訓備註", "Note")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(SESSION_NO, l("培训编号", "培訓編號", "Session no.")).alias(&["编号"]),
    Field::text(TITLE, l("培训名称", "培訓名稱", "Title")).required().alias(&["名称", "培训主题", "课程名称"]),
    Field::choice(KIND, l("培训类别", "培訓類別", "Kind"), KINDS).alias(&["类别", "类型"]),
    Field::links(NEEDS, l("对应需求", "對應需求", "Needs"), "training-needs"),
    Field::link(SOP, l("培训规程", "培訓規程", "Procedure"), "sops"),
    Field::text(SOP_VERSION, l("规程版本", "規程版本", "Version of the procedure")),
    Field::time(STARTS_AT, l("开始时间", "開始時間", "Starts")).alias(&["培训时间", "培训日期", "时间"]),
    Field::time(ENDS_AT, l("结束时间", "結束時間", "Ends")).until(),
    Field::integer(HOURS, l("学时", "學時", "Hours")).within(0, 1_000).alias(&["课时"]),
    Field::text(PLACE, l("培训地点", "培訓地點", "Place")).alias(&["地点"]),
    Field::text(TRAINER, l("主讲人", "主講人", "Trainer")).alias(&["讲师", "授课人"]),
    Field::text(TRAINER_ORG, l("主讲单位", "主講單位", "Trainer's organisation")),
    Field::person(ORGANISER, l("组织人", "組織人", "Organiser")).starts(Default_::Me).alias(&["负责人"]),
    Field::text(TARGET, l("培训对象", "培訓對象", "For whom")).alias(&["对象"]),
    Field::integer(EXPECTED, l("应到人数", "應到人數", "Expected")).within(0, 10_000),
    Field::text(NOTICE, l("通知内容", "通知內容", "Notice")),
    Field::money(BUDGET, l("培训经费", "培訓經費", "Budget")).alias(&["经费"]),
    Field::lines(ATTENDEES, l("签到", "簽到", "Attendees"), &ATTENDEE),
    Field::text(MATERIAL, l("培训资料", "培訓資料", "Material")).alias(&["讲义", "课件"]),
    Field::text(FEEDBACK, l("学员反馈", "學員回饋", "Feedback")),
    Field::integer(SCORE, l("平均评分（百分制）", "平均評分（百分制）", "Average score (of 100)")).within(0, 100).alias(&["评分"]),
    Field::long_text(SUMMARY, l("培训小结", "培訓小結", "Summary")).alias(&["小结"]),
    Field::date(HELD_ON, l("实施日期", "實施日期", "Held on")),
    Field::date(CLOSED_ON, l("归档日期", "歸檔日期", "Closed on")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
];

static STATES: &[State] = &[
    state("planned", l("计划", "計劃", "Planned"), Tone::Grey, Phase::Open).by("organiser"),
    state("notified", l("已通知", "已通知", "Announced"), Tone::Blue, Phase::Open).by("organiser"),
    state("held", l("已举办", "已舉辦", "Held"), Tone::Amber, Phase::Open).by("organiser"),
    state("assessed", l("已考核", "已考核", "Assessed"), Tone::Blue, Phase::Open).by("organiser"),
    state("closed", l("已归档", "已歸檔", "Closed"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("announce", l("发通知", "發通知", "Announce"), &["planned"], "notified")
        .routine(hands::STAFF)
        .or_named(&["organiser"])
        .requires(&["starts_at", "place"])
        .asks(&["notice", "expected"])
        .effects(&[Effect::Me("organiser")]),
    step("hold", l("登记举办", "登記舉辦", "Hold"), &["planned", "notified"], "held")
        .routine(hands::STAFF)
        .or_named(&["organiser"])
        .asks(&["trainer", "hours"])
        .guards(&[Guard::HasLine("attendees")])
        .effects(&[
            Effect::Today("held_on"),
            Effect::CopyLinked { link: "sop", copy: &[("version", "sop_version")] },
            Effect::StepLinked("needs", "meet"),
        ]),
    step("assess", l("转入考核", "轉入考核", "Assess"), &["held"], "assessed")
        .roles(&["clerk", "hr", "office-director"])
        .guards(&[Guard::HasLine("attendees"), Guard::EachRow("attendees", "person")])
        .effects(&[Effect::AddForEach {
            lines: "attendees",
            tick: "",
            add: Addition {
                register: "assessments",
                back: "session",
                copy: &[("sop", "sop"), ("sop_version", "sop_version"), ("title", "subject"), ("held_on", "taken_on")],
                set: &[],
                state: "",
            },
            cells: &[("person", "person"), ("hours", "hours")],
        }]),
    step("close", l("归档", "歸檔", "Close"), &["held", "assessed"], "closed")
        .routine(hands::STAFF)
        .or_named(&["organiser"])
        .binds()
        .asks(&["summary", "score", "feedback"])
        .effects(&[Effect::Today("closed_on")]),
    step("cancel", l("取消", "取消", "Cancel"), &["planned", "notified"], "cancelled")
        .routine(hands::STAFF)
        .or_named(&["organiser"])
        .requires(&["cancel_reason"]),
    step("postpone", l("改期", "改期", "Postpone"), &["notified", "cancelled"], "planned")
        .routine(hands::STAFF)
        .or_named(&["organiser"])
        .requires(&["starts_at"])
        .asks(&["place"])
        .effects(&[Effect::Clear("cancel_reason")]),
    step("void", l("作废", "作廢", "Void"), &["planned", "notified", "held", "assessed", "closed", "cancelled"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("session_no", 120),
    col("title", 0),
    col("starts_at", 136),
    col("place", 110),
    col("trainer", 90),
    col("expected", 72),
    col("=attendance", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("培训安排", "培訓安排", "Plan"),
        fields: &[
            "session_no",
            "title",
            "kind",
            "needs",
            "sop",
            "sop_version",
            "starts_at",
            "ends_at",
            "hours",
            "place",
            "trainer",
            "trainer_org",
            "organiser",
            "target",
            "expected",
            "notice",
            "budget",
        ],
    },
    Group { labels: l("到课与资料", "到課與資料", "Attendance and material"), fields: &["attendees", "material"] },
    Group {
        labels: l("效果评估", "效果評估", "Evaluation"),
        fields: &["feedback", "score", "summary", "held_on", "closed_on", "cancel_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "sign-in", labels: l("培训签到表", "培訓簽到表", "Sign-in sheet") },
    Named { id: "notice", labels: l("培训通知", "培訓通知", "Notice") },
    Named { id: "record", labels: l("培训记录表", "培訓記錄表", "Record") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按培训类别统计", "按培訓類別統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("hours")])
        .only(&[Only::Filled("held_on")]),
    report("attendance", l("到课率", "到課率", "Attendance"), &[By::Title])
        .rows("attendees")
        .measures(&[Measure::Share("attended", &["1"]), Measure::Count]),
    report("people", l("个人参训学时", "個人參訓學時", "Hours by person"), &[By::Field("person")])
        .rows("attendees")
        .measures(&[Measure::Sum("hours"), Measure::Count]),
    report("by-month", l("每月培训场次", "每月培訓場次", "Sessions by month"), &[By::Month("held_on")])
        .measures(&[Measure::Count, Measure::Mean("score")])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("attendee_count", l("签到人数", "簽到人數", "Attendees"), Calc::RowCount("attendees"), Unit::Count),
    derived(
        "attendance",
        l("到课率", "到課率", "Attendance"),
        Calc::Percent(&Calc::RowsWith("attendees", "attended", "1"), &Calc::RowCount("attendees")),
        Unit::Percent,
    ),
    derived(
        "against_expected",
        l("应到到课率", "應到到課率", "Of those expected"),
        Calc::Percent(&Calc::RowsWith("attendees", "attended", "1"), &Calc::Field("expected")),
        Unit::Percent,
    ),
    derived("assessed_count", l("考核人次", "考核人次", "Assessments"), Calc::Count(others("assessments", "session")), Unit::Count),
    derived(
        "average_score",
        l("考核平均分", "考核平均分", "Average score"),
        Calc::Mean(others("assessments", "session").within(&["passed", "failed"]), "score"),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "procedure",
        labels: l("规程培训", "規程培訓", "A procedure"),
        values: &[("title", "操作规程培训"), ("kind", "procedure"), ("hours", "2"), ("place", "行政楼会议室")],
    },
    Template {
        id: "newcomer",
        labels: l("新员工岗前培训", "新員工崗前培訓", "Newcomers"),
        values: &[("title", "新员工岗前培训"), ("kind", "newcomer"), ("hours", "8")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "新公文处理规程培训"),
        ("kind", "制度规程"),
        ("sop_version", "1.0"),
        ("starts_at", "2026-10-16 14:30"),
        ("ends_at", "2026-10-16 16:30"),
        ("hours", "2"),
        ("place", "行政楼二楼会议室"),
        ("trainer", "陆春慧"),
        ("organiser", "江海欣"),
        ("target", "各部门文书"),
        ("expected", "18"),
        ("held_on", "2026-10-16"),
        ("score", "92"),
    ],
    &[
        ("title", "消防实操演练"),
        ("kind", "安全应急"),
        ("starts_at", "2026年9月11日 15:30"),
        ("hours", "1"),
        ("place", "操场"),
        ("trainer", "区消防救援站"),
        ("trainer_org", "区消防救援大队"),
        ("target", "后勤、宿管、保安"),
        ("expected", "24"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "training-sessions",
    labels: l("培训场次", "培訓場次", "Training sessions"),
    one: l("培训", "培訓", "Training session"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "session_no", pattern: "培〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("starts_at").remind(&[7, 2, 0]).met_in(&["notified", "held", "assessed"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["closed", "assessed", "held"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "ends_at", since: "starts_at" }, Rule::NotBefore { field: "closed_on", since: "held_on" }],
    arrival: Arrival {
        headings: &["培训状态"],
        words: &[("已完成", "closed"), ("已结束", "closed"), ("未开始", "planned"), ("已培训", "held")],
        filled: &[("held_on", "held"), ("closed_on", "closed")],
        day: &["日期"],
        day_field: Some("starts_at"),
        ..Arrival::FIRST
    },
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title", "starts_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
