//! Ballots 调查答卷: what one unnamed person answered. A ballot holds no name, no number, no day and no hour,
//! so that it joins neither a person nor a participation; its remarks are read before they are shown to others. Who entered
//! it when is not shown; the entry with which it came is signed by its desk like all entries.

use crate::common::{UNNAMED, VOID};
use crate::def::{
    Area, Arrival, By, Choice, Column, Effect, Example, Field, Group, Key, Limit, Lines, Measure, Named, Only, Phase, Register, Report,
    Space, State, Tone, Transition, choice, col, key, l, report, state, step,
};

/// Which survey it answers, in words.
pub const SURVEY_TITLE: Key<key::Text> = Key::new("survey_title");
/// The survey that it answers.
pub const SURVEY: Key<key::Link> = Key::new("survey");
/// Group that the respondent belongs to.
pub const RESPONDENT: Key<key::Choice> = Key::new("respondent");
/// Department that is judged.
pub const RATED_DEPT: Key<key::Department> = Key::new("rated_dept");
/// On paper or online.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// How content they are.
pub const OVERALL: Key<key::Choice> = Key::new("overall");
/// The same as a number.
pub const SCORE: Key<key::Integer> = Key::new("score");
/// Question by question.
pub const ANSWERS: Key<key::Lines> = Key::new("answers");
/// What is good.
pub const PRAISE: Key<key::LongText> = Key::new("praise");
/// What should be better.
pub const ADVICE: Key<key::LongText> = Key::new("advice");
/// Why it does not count.
pub const INVALID_REASON: Key<key::Text> = Key::new("invalid_reason");

/// Columns of an answer.
pub mod answers {
    use crate::def::{Key, key};
    /// Number of the question.
    pub const QUESTION: Key<key::Integer> = Key::new("question");
    /// The question, in words.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// How content they are with it.
    pub const RATING: Key<key::Choice> = Key::new("rating");
    /// The same as a number.
    pub const POINTS: Key<key::Integer> = Key::new("points");
    /// What was chosen.
    pub const CHOICE: Key<key::Text> = Key::new("choice");
    /// What was written.
    pub const WORDS: Key<key::Text> = Key::new("words");
}

static RESPONDENTS: &[Choice] = &[
    choice("student", l("学生", "學生", "Students")),
    choice("teacher", l("教师", "教師", "Teachers")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")).alias(&["教职工"]),
    choice("parent", l("家长", "家長", "Parents")),
    choice("outside", l("外单位", "外單位", "Outside")).alias(&["来访单位", "社会"]),
];

static CHANNELS: &[Choice] = &[
    choice("paper", l("纸质", "紙本", "Paper")).alias(&["问卷"]),
    choice("online", l("网络", "網路", "Online")).alias(&["问卷星", "网上"]),
    choice("interview", l("座谈访谈", "座談訪談", "Interview")).alias(&["座谈"]),
    choice("telephone", l("电话", "電話", "Telephone")),
];

static RATINGS: &[Choice] = &[
    choice("very-satisfied", l("非常满意", "非常滿意", "Very satisfied")).alias(&["很满意"]),
    choice("satisfied", l("满意", "滿意", "Satisfied")),
    choice("fair", l("一般", "一般", "Fair")).alias(&["基本满意"]),
    choice("dissatisfied", l("不满意", "不滿意", "Dissatisfied")),
    choice("very-dissatisfied", l("非常不满意", "非常不滿意", "Very dissatisfied")).alias(&["很不满意"]),
];

static ANSWER: Lines = Lines {
    columns: &[
        Field::integer(answers::QUESTION, l("答题题号", "答題題號", "No.")).within(1, 1_000),
        Field::text(answers::TEXT, l("所答题目", "所答題目", "Question")),
        Field::choice(answers::RATING, l("单项评价", "單項評價", "Rating"), RATINGS),
        Field::integer(answers::POINTS, l("单项得分", "單項得分", "Points")).within(0, 100),
        Field::text(answers::CHOICE, l("所选选项", "所選選項", "Chosen")),
        Field::text(answers::WORDS, l("文字回答", "文字回答", "In words")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(SURVEY_TITLE, l("调查名称", "調查名稱", "Title of the survey")).required().alias(&["问卷名称", "调查主题", "名称"]),
    Field::link(SURVEY, l("满意度调查", "滿意度調查", "Survey"), "surveys"),
    Field::choice(RESPONDENT, l("答卷人类别", "答卷人類別", "Group"), RESPONDENTS).alias(&["类别", "身份"]),
    Field::department(RATED_DEPT, l("被评部门", "被評部門", "Department judged")).alias(&["评价部门", "受评部门"]),
    Field::choice(CHANNEL, l("填报方式", "填報方式", "Channel"), CHANNELS).alias(&["方式"]),
    Field::choice(OVERALL, l("总体评价", "總體評價", "Overall"), RATINGS).alias(&["总体满意度", "满意度", "评价等级"]),
    Field::integer(SCORE, l("总体得分（百分制）", "總體得分（百分制）", "Score (of 100)")).within(0, 100).alias(&["得分", "总分", "评分"]),
    Field::lines(ANSWERS, l("逐题答案", "逐題答案", "Answers"), &ANSWER),
    Field::long_text(PRAISE, l("满意之处", "滿意之處", "Praise")),
    Field::long_text(ADVICE, l("意见建议", "意見建議", "Advice")).alias(&["意见", "建议"]),
    Field::text(INVALID_REASON, l("无效原因", "無效原因", "Reason for invalidity")),
];

static STATES: &[State] = &[
    state("received", l("已收", "已收", "Received"), Tone::Green, Phase::Done),
    state("invalid", l("无效答卷", "無效答卷", "Invalid"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["clerk", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("invalidate", l("判为无效", "判為無效", "Declare invalid"), &["received"], "invalid").roles(OFFICE).requires(&["invalid_reason"]),
    step("accept", l("改判有效", "改判有效", "Declare valid"), &["invalid"], "received")
        .roles(&["office-director"])
        .effects(&[Effect::Clear("invalid_reason")]),
    step("void", l("作废", "作廢", "Void"), &["received", "invalid"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] =
    &[col("survey_title", 0), col("respondent", 100), col("rated_dept", 120), col("overall", 100), col("score", 70), col("_state", 80)];

static GROUPS: &[Group] = &[
    Group { labels: l("答卷", "答卷", "Ballot"), fields: &["survey_title", "survey", "respondent", "rated_dept", "channel"] },
    Group { labels: l("评价", "評價", "Judgement"), fields: &["overall", "score", "answers", "praise", "advice", "invalid_reason"] },
];

static PRINTS: &[Named] = &[Named { id: "result", labels: l("调查结果统计表", "調查結果統計表", "Result") }];

/// Ballots that count.
const COUNTED: &[Only] = &[Only::State(&["received"])];

/// The survey says which groups are too small.
const LEAST: Limit = Limit { link: "survey", title: "survey_title", least: "least_group" };
/// Question by question, of each survey on its own.
const BY_RATING: &[By] = &[By::Field("survey_title"), By::Field("text"), By::Field("rating")];
const BY_CHOICE: &[By] = &[By::Field("survey_title"), By::Field("text"), By::Field("choice")];

static REPORTS: &[Report] = &[
    report("overall", l("总体满意率", "總體滿意率", "Satisfied respondents"), &[By::Field("survey_title")])
        .measures(&[Measure::Share("overall", &["very-satisfied", "satisfied"]), Measure::Mean("score"), Measure::Count])
        .only(COUNTED)
        .unnamed_by(LEAST),
    report("by-group", l("按答卷人类别统计", "按答卷人類別統計", "By group"), &[By::Field("survey_title"), By::Field("respondent")])
        .measures(&[Measure::Share("overall", &["very-satisfied", "satisfied"]), Measure::Mean("score"), Measure::Count])
        .only(COUNTED)
        .unnamed_by(LEAST),
    report(
        "by-department",
        l("按被评部门统计", "按被評部門統計", "By department judged"),
        &[By::Field("survey_title"), By::Field("rated_dept")],
    )
    .measures(&[Measure::Share("overall", &["very-satisfied", "satisfied"]), Measure::Mean("score"), Measure::Count])
    .only(COUNTED)
    .unnamed_by(LEAST),
    report("by-question", l("逐题统计", "逐題統計", "By question"), BY_RATING)
        .rows("answers")
        .measures(&[Measure::Count])
        .only(COUNTED)
        .unnamed_by(LEAST),
    report("points", l("逐题得分", "逐題得分", "Points by question"), &[By::Field("survey_title"), By::Field("text")])
        .rows("answers")
        .measures(&[Measure::Mean("points"), Measure::Share("rating", &["very-satisfied", "satisfied"]), Measure::Count])
        .only(COUNTED)
        .unnamed_by(LEAST),
    report("choices", l("选项分布", "選項分布", "Choices"), BY_CHOICE).rows("answers").only(COUNTED).unnamed_by(LEAST),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("survey_title", "2026年秋季学期综合办公室服务满意度调查"),
        ("respondent", "教师"),
        ("channel", "网络"),
        ("overall", "满意"),
        ("score", "86"),
        ("praise", "文件送得及时"),
        ("advice", "报修后希望能看到进度"),
    ],
    &[
        ("survey_title", "2026年食堂服务满意度调查"),
        ("respondent", "学生"),
        ("rated_dept", "总务处"),
        ("channel", "纸质"),
        ("overall", "一般"),
        ("score", "72"),
        ("advice", "午餐排队时间太长"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "ballots",
    labels: l("调查答卷", "調查答卷", "Ballots"),
    one: l("答卷", "答卷", "Ballot"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    common: UNNAMED,
    unnamed: true,
    title: "survey_title",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival { words: &[("有效", "received"), ("无效", "invalid")], ..Arrival::FIRST },
    retention: l(
        "统计结案后销毁，结果随调查保存",
        "統計結案後銷燬，結果隨調查保存",
        "Destroyed after the conclusion; the result stays with the survey",
    ),
    prints: PRINTS,
    reports: REPORTS,
    examples: EXAMPLES,
    ..Register::PLAIN
};
