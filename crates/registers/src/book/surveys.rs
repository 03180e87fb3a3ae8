//! Surveys 满意度调查: what the office asks once a term or year, and what it makes of the answers.
//! Answers are ballots, and who took part is a record of its own: nothing joins the two. Groups under five are never broken down.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Only, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    others, report, state, step,
};

/// Name of the survey.
pub const TITLE: Key<key::Text> = Key::new("title");
/// How often it is held.
pub const PERIOD: Key<key::Choice> = Key::new("period");
/// Year or school year.
pub const YEAR: Key<key::Text> = Key::new("year");
/// What is to be known.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// Services or departments that are judged.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Who is asked.
pub const AUDIENCE: Key<key::Choices> = Key::new("audience");
/// How many are asked.
pub const ELIGIBLE: Key<key::Integer> = Key::new("eligible");
/// Groups of fewer are not broken down.
pub const LEAST_GROUP: Key<key::Integer> = Key::new("least_group");
/// What stands above the questions.
pub const INTRODUCTION: Key<key::LongText> = Key::new("introduction");
/// What is asked.
pub const QUESTIONS: Key<key::Lines> = Key::new("questions");
/// How answers come.
pub const CHANNELS: Key<key::Choices> = Key::new("channels");
/// First day.
pub const OPENS_ON: Key<key::Date> = Key::new("opens_on");
/// Last day.
pub const CLOSES_ON: Key<key::Date> = Key::new("closes_on");
/// Who opened it.
pub const PUBLISHED_BY: Key<key::Person> = Key::new("published_by");
/// Who counts the ballots.
pub const COLLECTOR: Key<key::Person> = Key::new("collector");
/// Day on which it was closed.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");
/// Ballots that count.
pub const VALID: Key<key::Integer> = Key::new("valid");
/// Of a hundred, so many are satisfied.
pub const SATISFACTION: Key<key::Decimal> = Key::new("satisfaction");
/// What is praised.
pub const STRENGTHS: Key<key::LongText> = Key::new("strengths");
/// What is blamed.
pub const PROBLEMS: Key<key::LongText> = Key::new("problems");
/// What it means.
pub const ANALYSIS: Key<key::LongText> = Key::new("analysis");
/// Who drew the conclusions.
pub const ANALYSED_BY: Key<key::Person> = Key::new("analysed_by");
/// Who has the report.
pub const REPORTED_TO: Key<key::Text> = Key::new("reported_to");
/// What became of it.
pub const CONCLUSION: Key<key::Text> = Key::new("conclusion");
/// When it was put away.
pub const CONCLUDED_ON: Key<key::Date> = Key::new("concluded_on");

/// Columns of a question.
pub mod questions {
    use crate::def::{Key, key};
    /// Its number.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// What is asked.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// What sort of answer.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// What can be chosen.
    pub const OPTIONS: Key<key::Text> = Key::new("options");
    /// What it measures.
    pub const DIMENSION: Key<key::Choice> = Key::new("dimension");
    /// It must be answered.
    pub const REQUIRED: Key<key::YesNo> = Key::new("required");
}

static PERIODS: &[Choice] = &[
    choice("term", l("每学期", "每學期", "Each term")).alias(&["学期"]),
    choice("year", l("每年度", "每年度", "Each year")).alias(&["年度", "学年"]),
    choice("special", l("专项", "專項", "Special")),
];

static RESPONDENTS: &[Choice] = &[
    choice("student", l("学生", "學生", "Students")),
    choice("teacher", l("教师", "教師", "Teachers")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")).alias(&["教职工"]),
    choice("parent", l("家长", "家長", "Parents")),
    choice("outside", l("外单位", "外單位", "Outside")).alias(&["来访单位", "社会"]),
];

static WAYS: &[Choice] = &[
    choice("paper", l("纸质", "紙本", "Paper")).alias(&["问卷"]),
    choice("online", l("网络", "網路", "Online")).alias(&["问卷星", "网上"]),
    choice("interview", l("座谈访谈", "座談訪談", "Interview")).alias(&["座谈"]),
    choice("telephone", l("电话", "電話", "Telephone")),
];

static QUESTION_KINDS: &[Choice] = &[
    choice("rating", l("评分", "評分", "Rating")).alias(&["打分"]),
    choice("single", l("单选", "單選", "Single choice")),
    choice("multiple", l("多选", "多選", "Multiple choice")),
    choice("open", l("问答", "問答", "Open")).alias(&["开放题", "简答"]),
];

static DIMENSIONS: &[Choice] = &[
    choice("attitude", l("服务态度", "服務態度", "Attitude")),
    choice("efficiency", l("办事效率", "辦事效率", "Efficiency")),
    choice("quality", l("服务质量", "服務品質", "Quality")),
    choice("expertise", l("业务能力", "業務能力", "Expertise")),
    choice("integrity", l("廉洁自律", "廉潔自律", "Integrity")),
    choice("environment", l("环境条件", "環境條件", "Environment")),
    choice("overall", l("总体评价", "總體評價", "Overall")),
];

static QUESTION: Lines = Lines {
    columns: &[
        Field::integer(questions::ORDER, l("题号", "題號", "No.")).within(1, 1_000).alias(&["题目序号"]),
        Field::text(questions::TEXT, l("题目内容", "題目內容", "Question")).required().alias(&["问题内容", "题目"]),
        Field::choice(questions::KIND, l("题型", "題型", "Kind"), QUESTION_KINDS).starts(Default_::Choice("rating")),
        Field::text(questions::OPTIONS, l("选项内容", "選項內容", "Options")).alias(&["备选答案"]),
        Field::choice(questions::DIMENSION, l("评价维度", "評價維度", "Dimension"), DIMENSIONS),
        Field::yes_no(questions::REQUIRED, l("必答", "必答", "Required")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("调查名称", "調查名稱", "Title")).required().alias(&["名称", "问卷名称", "调查主题"]),
    Field::choice(PERIOD, l("调查周期", "調查週期", "Period"), PERIODS).alias(&["周期"]),
    Field::text(YEAR, l("调查年度", "調查年度", "Year")).alias(&["年度", "学年"]),
    Field::text(PURPOSE, l("调查目的", "調查目的", "Purpose")),
    Field::text(SCOPE, l("调查范围", "調查範圍", "Scope")).alias(&["范围", "被评部门"]),
    Field::choices(AUDIENCE, l("调查对象", "調查對象", "Audience"), RESPONDENTS).alias(&["对象"]),
    Field::integer(ELIGIBLE, l("应参与人数", "應參與人數", "Eligible")).within(0, 1_000_000).alias(&["发放份数", "应答人数"]),
    Field::integer(LEAST_GROUP, l("分组最少人数", "分組最少人數", "Smallest group")).within(5, 1_000).starts(Default_::Integer(5)),
    Field::long_text(INTRODUCTION, l("卷首说明", "卷首說明", "Introduction")),
    Field::lines(QUESTIONS, l("问题", "問題", "Questions"), &QUESTION),
    Field::choices(CHANNELS, l("调查方式", "調查方式", "Channels"), WAYS).alias(&["方式"]),
    Field::date(OPENS_ON, l("开始日期", "開始日期", "Opens on")).alias(&["发布日期"]),
    Field::date(CLOSES_ON, l("截止日期", "截止日期", "Closes on")).alias(&["结束日期"]),
    Field::person(PUBLISHED_BY, l("发布人", "發布人", "Published by")),
    Field::person(COLLECTOR, l("统计人", "統計人", "Counted by")),
    Field::date(CLOSED_ON, l("实际截止日期", "實際截止日期", "Closed on")),
    Field::integer(VALID, l("有效票数", "有效票數", "Valid ballots")).within(0, 1_000_000).alias(&["回收份数", "有效份数"]),
    Field::decimal(SATISFACTION, l("总体满意率（%）", "總體滿意率（%）", "Satisfied (%)")).within(0, 100).alias(&["满意率", "满意度"]),
    Field::long_text(STRENGTHS, l("主要成绩", "主要成績", "Strengths")),
    Field::long_text(PROBLEMS, l("主要问题", "主要問題", "Problems")).alias(&["存在问题"]),
    Field::long_text(ANALYSIS, l("分析结论", "分析結論", "Analysis")),
    Field::person(ANALYSED_BY, l("分析人", "分析人", "Analysed by")),
    Field::text(REPORTED_TO, l("报送对象", "報送對象", "Reported to")),
    Field::text(CONCLUSION, l("结案意见", "結案意見", "Conclusion")),
    Field::date(CONCLUDED_ON, l("结案日期", "結案日期", "Concluded on")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("published", l("发布", "發布", "Published"), Tone::Blue, Phase::Open).by("collector"),
    state("closed", l("截止", "截止", "Closed"), Tone::Amber, Phase::Open).by("collector"),
    state("analysis", l("分析", "分析", "Analysis"), Tone::Blue, Phase::Open).by("analysed_by"),
    state("improvement", l("整改", "整改", "Improvement"), Tone::Amber, Phase::Open),
    state("concluded", l("结案", "結案", "Concluded"), Tone::Green, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];
const OFFICE: &[&str] = &["clerk", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("publish", l("发布", "發布", "Publish"), &["draft"], "published")
        .binds()
        .roles(OFFICE)
        .requires(&["closes_on"])
        .asks(&["opens_on", "collector", "eligible", "channels"])
        .guards(&[Guard::HasLine("questions"), Guard::EachRow("questions", "text")])
        .effects(&[Effect::Today("opens_on"), Effect::Me("published_by")]),
    step("close", l("截止", "截止", "Close"), &["published"], "closed")
        .routine(hands::LED)
        .or_named(&["collector"])
        .asks(&["valid"])
        .effects(&[Effect::Today("closed_on"), Effect::Me("collector")]),
    step("extend", l("延长期限", "延長期限", "Extend"), &["closed"], "published")
        .roles(OFFICE)
        .requires(&["closes_on"])
        .asks(&["closes_on"])
        .guards(&[Guard::Later("closes_on")])
        .effects(&[Effect::Clear("closed_on")]),
    step("analyse", l("开始分析", "開始分析", "Analyse"), &["closed"], "analysis")
        .routine(hands::LED)
        .or_named(&["collector", "analysed_by"])
        .asks(&["valid", "satisfaction"])
        .guards(&[Guard::Some(others("ballots", "survey"))])
        .effects(&[Effect::Me("analysed_by")]),
    step("improve", l("转入整改", "轉入整改", "Improve"), &["analysis"], "improvement")
        .roles(DIRECTION)
        .requires(&["problems"])
        .guards(&[Guard::Some(others("improvement-actions", "survey"))]),
    step("conclude-well", l("无需整改结案", "無需整改結案", "Conclude without measures"), &["analysis"], "concluded")
        .roles(DIRECTION)
        .requires(&["conclusion"])
        .effects(&[Effect::Today("concluded_on")]),
    step("conclude", l("结案", "結案", "Conclude"), &["improvement"], "concluded")
        .roles(DIRECTION)
        .requires(&["conclusion"])
        .guards(&[Guard::None(others("improvement-actions", "survey").within(&["planned", "doing", "extended", "checking"]))])
        .effects(&[Effect::Today("concluded_on")]),
    step("take-up", l("重新整改", "重新整改", "Take up again"), &["concluded"], "improvement")
        .roles(DIRECTION)
        .effects(&[Effect::Clear("concluded_on")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["published", "closed", "analysis", "improvement", "concluded"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("title", 0),
    col("period", 80),
    col("opens_on", 100),
    col("closes_on", 100),
    col("=ballots", 70),
    col("=turnout", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("调查设计", "調查設計", "Design"),
        fields: &["title", "period", "year", "purpose", "scope", "audience", "eligible", "least_group", "introduction", "questions"],
    },
    Group {
        labels: l("组织实施", "組織實施", "Fieldwork"),
        fields: &["channels", "opens_on", "closes_on", "published_by", "collector", "closed_on"],
    },
    Group {
        labels: l("分析与整改", "分析與整改", "Analysis and improvement"),
        fields: &["valid", "satisfaction", "strengths", "problems", "analysis", "analysed_by", "reported_to", "conclusion", "concluded_on"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "questionnaire", labels: l("满意度调查表", "滿意度調查表", "Questionnaire") },
    Named { id: "analysis", labels: l("调查分析报告", "調查分析報告", "Analysis") },
];

static REPORTS: &[Report] = &[
    report("by-period", l("按调查周期统计", "按調查週期統計", "By period"), &[By::Field("period")]),
    report("satisfaction", l("历次总体满意率", "歷次總體滿意率", "Satisfaction over time"), &[By::Year("opens_on"), By::Title])
        .measures(&[Measure::Mean("satisfaction"), Measure::Sum("valid")])
        .only(&[Only::Filled("satisfaction"), Only::Enough("valid", "least_group")])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("tasks_total", l("布置任务数", "布置任務數", "Tasks"), Calc::Count(others("tasks", "survey")), Unit::Count),
    derived("ballots", l("收回票数", "收回票數", "Ballots"), Calc::Count(others("ballots", "survey").within(&["received"])), Unit::Count),
    derived(
        "took_part",
        l("参与人数", "參與人數", "Took part"),
        Calc::Count(others("participations", "survey").within(&["took-part"])),
        Unit::Count,
    ),
    derived(
        "turnout",
        l("参与率", "參與率", "Turnout"),
        Calc::Percent(&Calc::Count(others("participations", "survey").within(&["took-part"])), &Calc::Field("eligible")),
        Unit::Percent,
    ),
    derived(
        "response",
        l("回收率", "回收率", "Return rate"),
        Calc::Percent(&Calc::Count(others("ballots", "survey").within(&["received"])), &Calc::Field("eligible")),
        Unit::Percent,
    ),
    derived(
        "average",
        l("平均得分", "平均得分", "Average score"),
        Calc::Mean(others("ballots", "survey").within(&["received"]), "score"),
        Unit::Count,
    ),
    derived("actions", l("整改项数", "整改項數", "Improvement actions"), Calc::Count(others("improvement-actions", "survey")), Unit::Count),
];

static ALERTS: &[Alert] = &[
    Alert {
        id: "few-ballots",
        labels: l("票数少于分组最少人数，不得分组公布", "票數少於分組最少人數，不得分組公布", "Too few ballots to break down"),
        tone: Tone::Amber,
        less: Calc::Count(others("ballots", "survey").within(&["received"])),
        than: Calc::Field("least_group"),
        phases: &[Phase::Open],
        answered: None,
    },
    Alert {
        id: "more-ballots",
        labels: l("票数多于参与人数", "票數多於參與人數", "More ballots than people"),
        tone: Tone::Red,
        less: Calc::Count(others("participations", "survey").within(&["took-part"])),
        than: Calc::Count(others("ballots", "survey").within(&["received"])),
        phases: &[Phase::Open],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "term",
        labels: l("学期服务满意度调查", "學期服務滿意度調查", "Satisfaction of the term"),
        values: &[("title", "综合办公室服务满意度调查"), ("period", "term"), ("audience", "教师、职工"), ("least_group", "5")],
    },
    Template {
        id: "canteen",
        labels: l("食堂满意度调查", "食堂滿意度調查", "Canteen"),
        values: &[("title", "食堂服务满意度调查"), ("period", "special"), ("audience", "学生、教师"), ("least_group", "5")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年秋季学期综合办公室服务满意度调查"),
        ("period", "每学期"),
        ("year", "2026"),
        ("scope", "综合办公室各岗位"),
        ("audience", "教师、职工"),
        ("eligible", "186"),
        ("channels", "网络、纸质"),
        ("opens_on", "2026-12-14"),
        ("closes_on", "2026-12-25"),
        ("collector", "江海欣"),
    ],
    &[
        ("title", "2026年食堂服务满意度调查"),
        ("period", "专项"),
        ("year", "2026"),
        ("scope", "总务处食堂"),
        ("audience", "学生、教师"),
        ("eligible", "420"),
        ("opens_on", "2026年10月12日"),
        ("closes_on", "2026-10-16"),
        ("introduction", "本调查不记名，请放心填写。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "surveys",
    labels: l("满意度调查", "滿意度調查", "Surveys"),
    one: l("满意度调查表", "滿意度調查表", "Survey"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    due: Some(due_at("closes_on").met_in(&["closed", "analysis", "improvement"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "closes_on", since: "opens_on" }, Rule::NotBefore { field: "closed_on", since: "opens_on" }],
    arrival: Arrival {
        headings: &["调查状态"],
        words: &[("进行中", "published"), ("已发布", "published"), ("已截止", "closed"), ("已结束", "concluded"), ("已完成", "concluded")],
        filled: &[("closed_on", "closed"), ("concluded_on", "concluded")],
        ..Arrival::FIRST
    },
    retention: l("结案后保存3年，答卷统计后按规定销毁", "結案後保存3年，答卷統計後按規定銷燬", "3 years after the conclusion"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["title", "year"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
