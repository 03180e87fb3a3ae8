//! Meeting evaluations 会议评估: what those who took part thought of a meeting, and what the next one shall do better.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Key, Measure, Named, Numbering, Only,
    Phase, Register, Report, State, Takes, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report, state, step,
};

/// Name of the meeting.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number of the sheet.
pub const EVALUATION_NO: Key<key::Text> = Key::new("evaluation_no");
/// The meeting.
pub const MEETING: Key<key::Link> = Key::new("meeting");
/// Who evaluates it.
pub const EVALUATOR: Key<key::Person> = Key::new("evaluator");
/// In what capacity they took part.
pub const EVALUATOR_ROLE: Key<key::Choice> = Key::new("evaluator_role");
/// When.
pub const EVALUATED_ON: Key<key::Date> = Key::new("evaluated_on");
/// Overall, of five.
pub const OVERALL: Key<key::Integer> = Key::new("overall");
/// Preparation, of five.
pub const PREPARATION_SCORE: Key<key::Integer> = Key::new("preparation_score");
/// Agenda, of five.
pub const AGENDA_SCORE: Key<key::Integer> = Key::new("agenda_score");
/// Keeping time, of five.
pub const TIME_SCORE: Key<key::Integer> = Key::new("time_score");
/// Discussion, of five.
pub const DISCUSSION_SCORE: Key<key::Integer> = Key::new("discussion_score");
/// Quality of the resolutions, of five.
pub const OUTCOME_SCORE: Key<key::Integer> = Key::new("outcome_score");
/// Whether the meeting was needed.
pub const NEEDED: Key<key::Choice> = Key::new("needed");
/// What went well.
pub const STRENGTHS: Key<key::LongText> = Key::new("strengths");
/// What did not.
pub const PROBLEMS: Key<key::LongText> = Key::new("problems");
/// What to do better.
pub const SUGGESTIONS: Key<key::LongText> = Key::new("suggestions");
/// What is done about it.
pub const MEASURE: Key<key::Text> = Key::new("measure");
/// Who does it.
pub const IMPROVER: Key<key::Person> = Key::new("improver");
/// By when.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// What came of it.
pub const EFFECT: Key<key::Text> = Key::new("effect");
/// When it was done.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");

static EVALUATORS: &[Choice] = &[
    choice("participant", l("参会人员", "參會人員", "Participant")),
    choice("chair", l("主持人", "主持人", "Chair")),
    choice("recorder", l("记录人", "記錄人", "Recorder")),
    choice("organiser", l("会务人员", "會務人員", "Organiser")),
    choice("observer", l("督查人员", "督查人員", "Observer")).alias(&["列席人员"]),
];

static NEEDS: &[Choice] = &[
    choice("needed", l("有必要", "有必要", "Needed")),
    choice("shorter", l("可缩短", "可縮短", "Could be shorter")).alias(&["可压缩"]),
    choice("merge", l("可合并", "可合併", "Could be merged")),
    choice("replace", l("可用书面代替", "可用書面代替", "Could be replaced by paper")).alias(&["可取消"]),
];

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("评估会议", "評估會議", "Meeting evaluated")).required().alias(&["会议名称", "会议主题"]),
    Field::text(EVALUATION_NO, l("评估编号", "評估編號", "Evaluation no.")).alias(&["编号", "评估表编号"]),
    Field::link(MEETING, l("会议", "會議", "Meeting"), "meetings"),
    Field::person(EVALUATOR, l("评估人", "評估人", "Evaluator")).starts(Default_::Me).alias(&["填表人", "评价人"]),
    Field::choice(EVALUATOR_ROLE, l("评估人身份", "評估人身分", "Capacity"), EVALUATORS),
    Field::date(EVALUATED_ON, l("评估日期", "評估日期", "Evaluated on")).starts(Default_::Today).alias(&["日期"]),
    Field::integer(OVERALL, l("总体评分", "總體評分", "Overall")).within(1, 5).alias(&["总体评价", "评分"]),
    Field::integer(PREPARATION_SCORE, l("会前准备评分", "會前準備評分", "Preparation")).within(1, 5).alias(&["会前准备"]),
    Field::integer(AGENDA_SCORE, l("议程安排评分", "議程安排評分", "Agenda")).within(1, 5).alias(&["议程安排"]),
    Field::integer(TIME_SCORE, l("时间控制评分", "時間控制評分", "Keeping time")).within(1, 5).alias(&["时间控制"]),
    Field::integer(DISCUSSION_SCORE, l("讨论效果评分", "討論效果評分", "Discussion")).within(1, 5).alias(&["讨论效果"]),
    Field::integer(OUTCOME_SCORE, l("决议质量评分", "決議品質評分", "Outcome")).within(1, 5).alias(&["会议成效", "决议质量"]),
    Field::choice(NEEDED, l("开会必要性", "開會必要性", "Was it needed"), NEEDS).alias(&["必要性"]),
    Field::long_text(STRENGTHS, l("好的做法", "好的做法", "What went well")).alias(&["优点"]),
    Field::long_text(PROBLEMS, l("存在问题", "存在問題", "Problems")).alias(&["问题", "不足"]),
    Field::long_text(SUGGESTIONS, l("改进建议", "改進建議", "Suggestions")).alias(&["建议", "意见"]),
    Field::text(MEASURE, l("改进措施", "改進措施", "Measure")),
    Field::person(IMPROVER, l("改进责任人", "改進責任人", "Responsible for it")),
    Field::date(DUE_AT, l("改进期限", "改進期限", "Due")),
    Field::text(EFFECT, l("改进结果", "改進結果", "Effect")),
    Field::date(CLOSED_ON, l("办结日期", "辦結日期", "Closed on")),
];

static STATES: &[State] = &[
    state("draft", l("填写中", "填寫中", "Being filled in"), Tone::Grey, Phase::Draft).by("evaluator"),
    state("submitted", l("已提交", "已提交", "Submitted"), Tone::Blue, Phase::Open),
    state("improving", l("改进中", "改進中", "Being improved"), Tone::Amber, Phase::Open).by("improver"),
    state("closed", l("办结", "辦結", "Closed"), Tone::Green, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "submitted").requires(&["overall"]).asks(&["meeting"]).effects(&[
        Effect::Number,
        Effect::Me("evaluator"),
        Effect::Today("evaluated_on"),
    ]),
    step("improve", l("布置改进", "布置改進", "Assign an improvement"), &["submitted"], "improving")
        .roles(&["office-director", "chair", "clerk"])
        .requires(&["measure", "improver"])
        .asks(&["due_at"]),
    step("improved", l("改进完成", "改進完成", "Mark as improved"), &["improving"], "closed")
        .routine(hands::OFFICE)
        .or_named(&["improver"])
        .requires(&["effect"])
        .effects(&[Effect::Today("closed_on")]),
    step("close", l("无需改进", "無需改進", "Close without measure"), &["submitted"], "closed")
        .roles(&["office-director", "chair", "clerk"])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("重新改进", "重新改進", "Reopen"), &["closed"], "improving")
        .roles(&["office-director", "chair"])
        .requires(&["measure", "improver"])
        .effects(&[Effect::Clear("closed_on"), Effect::Clear("effect")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["submitted", "improving", "closed"], VOID)
        .routine(hands::OFFICE)
        .or_named(&["evaluator"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("evaluation_no", 120),
    col("subject", 0),
    col("evaluator", 90),
    col("evaluated_on", 100),
    col("overall", 80),
    col("needed", 100),
    col("improver", 90),
    col("due_at", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("评估", "評估", "The evaluation"),
        fields: &["subject", "evaluation_no", "meeting", "evaluator", "evaluator_role", "evaluated_on"],
    },
    Group {
        labels: l("评分", "評分", "Scores"),
        fields: &["overall", "preparation_score", "agenda_score", "time_score", "discussion_score", "outcome_score", "needed"],
    },
    Group { labels: l("意见", "意見", "Opinion"), fields: &["strengths", "problems", "suggestions"] },
    Group { labels: l("改进", "改進", "Improvement"), fields: &["measure", "improver", "due_at", "effect", "closed_on"] },
];

static PRINTS: &[Named] = &[
    Named { id: "evaluation-form", labels: l("会议评估表", "會議評估表", "Evaluation form") },
    Named { id: "evaluation-summary", labels: l("会议评估汇总", "會議評估彙總", "Summary of evaluations") },
];

static REPORTS: &[Report] = &[
    report("by-meeting", l("按会议汇总评分", "按會議彙總評分", "Scores by meeting"), &[By::Field("subject")]).measures(&[
        Measure::Mean("overall"),
        Measure::Mean("preparation_score"),
        Measure::Mean("agenda_score"),
        Measure::Mean("time_score"),
        Measure::Mean("discussion_score"),
        Measure::Mean("outcome_score"),
        Measure::Count,
    ]),
    report("by-month", l("按月评分", "按月評分", "Scores by month"), &[By::Month("evaluated_on")])
        .measures(&[Measure::Mean("overall"), Measure::Count])
        .chart(Chart::Columns),
    report("needed", l("开会必要性", "開會必要性", "Whether meetings were needed"), &[By::Field("needed")]),
    report("improvements", l("改进完成情况", "改進完成情況", "Improvements on time"), &[By::Field("improver")])
        .measures(&[Measure::OnTime("closed_on", "due_at"), Measure::Count])
        .only(&[Only::Filled("measure")]),
];

static DERIVED: &[Derived] = &[derived(
    "marks",
    l("得分率", "得分率", "Marks"),
    Calc::Percent(
        &Calc::Plus(
            &Calc::Plus(&Calc::Field("preparation_score"), &Calc::Field("agenda_score")),
            &Calc::Plus(&Calc::Field("time_score"), &Calc::Plus(&Calc::Field("discussion_score"), &Calc::Field("outcome_score"))),
        ),
        &Calc::Number(25),
    ),
    Unit::Percent,
)];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "第3周行政例会"),
        ("evaluator", "江海欣"),
        ("evaluator_role", "参会人员"),
        ("evaluated_on", "2026-09-15"),
        ("overall", "4"),
        ("preparation_score", "4"),
        ("agenda_score", "4"),
        ("time_score", "3"),
        ("discussion_score", "4"),
        ("outcome_score", "5"),
        ("needed", "有必要"),
        ("suggestions", "通报类议题可改为书面。"),
    ],
    &[
        ("subject", "校园安全专题会议"),
        ("evaluator", "马秀建"),
        ("evaluator_role", "参会人员"),
        ("evaluated_on", "2026/9/22"),
        ("overall", "5"),
        ("needed", "有必要"),
        ("strengths", "材料提前两天下发，讨论充分。"),
        ("problems", "话筒两次断电。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "meeting-evaluations",
    labels: l("会议评估", "會議評估", "Meeting evaluations"),
    one: l("评估表", "評估表", "Meeting evaluation"),
    area: Area::Meetings,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "evaluation_no", pattern: "评〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["评估状态"],
        words: &[("已填写", "submitted"), ("完成", "closed")],
        filled: &[("overall", "submitted"), ("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    takes: Some(Takes { link: "meeting", copy: &[("subject", "subject")] }),
    same: &[&["meeting", "evaluator"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
