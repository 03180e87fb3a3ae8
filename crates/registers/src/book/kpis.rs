//! KPIs 绩效指标: what good work looks like as a number, how it is counted and what it came to in each period.
//! Each reading is a fact of its period and is never written over.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report,
    state, step,
};

/// Name of the measure.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number of the measure.
pub const CODE: Key<key::Text> = Key::new("code");
/// What sort.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Which department.
pub const MEASURED_DEPT: Key<key::Department> = Key::new("measured_dept");
/// Which post.
pub const JOB: Key<key::Link> = Key::new("job");
/// Whose work, if it is one person's.
pub const PERSON: Key<key::Person> = Key::new("person");
/// How it is counted.
pub const FORMULA: Key<key::Text> = Key::new("formula");
/// Which register gives the number.
pub const SOURCE: Key<key::Text> = Key::new("source");
/// Counted in.
pub const UNIT: Key<key::Text> = Key::new("unit");
/// How often.
pub const PERIOD: Key<key::Choice> = Key::new("period");
/// What is wanted.
pub const TARGET: Key<key::Decimal> = Key::new("target");
/// Below this it is a failure.
pub const THRESHOLD: Key<key::Decimal> = Key::new("threshold");
/// What it came to last.
pub const ACTUAL: Key<key::Decimal> = Key::new("actual");
/// How much it weighs.
pub const WEIGHT: Key<key::Integer> = Key::new("weight");
/// Whether more or less is better.
pub const BETTER: Key<key::Choice> = Key::new("better");
/// What it came to, period by period.
pub const READINGS: Key<key::Lines> = Key::new("readings");
/// Who counts it.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who put it in force.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// First day.
pub const VALID_FROM: Key<key::Date> = Key::new("valid_from");
/// Last day.
pub const VALID_TO: Key<key::Date> = Key::new("valid_to");
/// When to count again.
pub const NEXT_DUE: Key<key::Date> = Key::new("next_due");
/// What the numbers mean.
pub const COMMENT: Key<key::Text> = Key::new("comment");

/// Columns of a reading.
pub mod readings {
    use crate::def::{Key, key};
    /// Which period.
    pub const PERIOD: Key<key::Text> = Key::new("period");
    /// When it was counted.
    pub const ON: Key<key::Date> = Key::new("on");
    /// What it came to.
    pub const ACTUAL: Key<key::Decimal> = Key::new("actual");
    /// What was wanted.
    pub const TARGET: Key<key::Decimal> = Key::new("target");
    /// Of a hundred.
    pub const SCORE: Key<key::Decimal> = Key::new("score");
    /// Whether it was reached.
    pub const VERDICT: Key<key::Choice> = Key::new("verdict");
    /// Who says so.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Why it came to that.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("timeliness", l("办理时效", "辦理時效", "Timeliness")).alias(&["时效"]),
    choice("quality", l("办理质量", "辦理品質", "Quality")).alias(&["质量"]),
    choice("satisfaction", l("满意度", "滿意度", "Satisfaction")),
    choice("volume", l("工作量", "工作量", "Volume")),
    choice("safety", l("安全合规", "安全合規", "Safety")).alias(&["合规"]),
    choice("cost", l("成本控制", "成本控制", "Cost")).alias(&["费用"]),
    choice("improvement", l("改进创新", "改進創新", "Improvement")).alias(&["创新"]),
];

static PERIODS: &[Choice] = &[
    choice("month", l("每月", "每月", "Monthly")).alias(&["月"]),
    choice("quarter", l("每季度", "每季度", "Quarterly")).alias(&["季度"]),
    choice("term", l("每学期", "每學期", "Each term")).alias(&["学期"]),
    choice("year", l("每年度", "每年度", "Yearly")).alias(&["年度", "学年"]),
];

static DIRECTIONS: &[Choice] =
    &[choice("higher", l("越高越好", "越高越好", "Higher is better")), choice("lower", l("越低越好", "越低越好", "Lower is better"))];

static VERDICTS: &[Choice] = &[
    choice("reached", l("达标", "達標", "Reached")),
    choice("close", l("接近", "接近", "Close")),
    choice("missed", l("未达标", "未達標", "Missed")),
];

static READING: Lines = Lines {
    columns: &[
        Field::text(readings::PERIOD, l("考核期间", "考核期間", "Period")).required().alias(&["期间"]),
        Field::date(readings::ON, l("统计日期", "統計日期", "On")).starts(Default_::Today),
        Field::decimal(readings::ACTUAL, l("期间实际值", "期間實際值", "Actual"))
            .within(-1_000_000_000, 1_000_000_000)
            .alias(&["实际完成值"]),
        Field::decimal(readings::TARGET, l("期间目标值", "期間目標值", "Target")).within(-1_000_000_000, 1_000_000_000),
        Field::decimal(readings::SCORE, l("考核得分", "考核得分", "Score")).within(0, 100).alias(&["得分"]),
        Field::choice(readings::VERDICT, l("达标判定", "達標判定", "Verdict"), VERDICTS),
        Field::person(readings::BY, l("考核人", "考核人", "By")).starts(Default_::Me),
        Field::text(readings::NOTE, l("考核说明", "考核說明", "Note")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("指标名称", "指標名稱", "Measure")).required().alias(&["名称", "考核指标", "KPI"]),
    Field::text(CODE, l("指标编号", "指標編號", "Code")).alias(&["编号"]),
    Field::choice(KIND, l("指标类别", "指標類別", "Kind"), KINDS).alias(&["类别"]),
    Field::department(MEASURED_DEPT, l("考核部门", "考核部門", "Department measured")).alias(&["被考核部门"]),
    Field::link(JOB, l("考核岗位", "考核崗位", "Post"), "job-descriptions"),
    Field::person(PERSON, l("考核对象", "考核對象", "Person")).alias(&["被考核人"]),
    Field::text(FORMULA, l("计算公式", "計算公式", "Formula")).alias(&["计算方法"]),
    Field::text(SOURCE, l("数据来源", "資料來源", "Source")).alias(&["取数来源"]),
    Field::text(UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
    Field::choice(PERIOD, l("考核周期", "考核週期", "Period"), PERIODS).alias(&["周期"]),
    Field::decimal(TARGET, l("目标值", "目標值", "Target")).within(-1_000_000_000, 1_000_000_000),
    Field::decimal(THRESHOLD, l("底线值", "底線值", "Floor")).within(-1_000_000_000, 1_000_000_000),
    Field::decimal(ACTUAL, l("最近实际值", "最近實際值", "Latest")).within(-1_000_000_000, 1_000_000_000).alias(&["实际值", "完成值"]),
    Field::integer(WEIGHT, l("权重（%）", "權重（%）", "Weight (%)")).within(0, 100),
    Field::choice(BETTER, l("指标方向", "指標方向", "Direction"), DIRECTIONS).starts(Default_::Choice("higher")),
    Field::lines(READINGS, l("历次考核", "歷次考核", "Readings"), &READING),
    Field::person(KEEPER, l("负责人", "負責人", "Keeper")).starts(Default_::Me).alias(&["统计人"]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::date(VALID_FROM, l("启用日期", "啟用日期", "In use from")),
    Field::date(VALID_TO, l("停用日期", "停用日期", "In use to")),
    Field::date(NEXT_DUE, l("下次统计日期", "下次統計日期", "Next reading")),
    Field::text(COMMENT, l("结果说明", "結果說明", "Comment")),
];

static STATES: &[State] = &[
    state("planned", l("拟定", "擬定", "Planned"), Tone::Grey, Phase::Draft),
    state("in-use", l("执行中", "執行中", "In use"), Tone::Green, Phase::Open).by("keeper"),
    state("settled", l("考核完成", "考核完成", "Settled"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("put-in-use", l("批准执行", "批准執行", "Put in use"), &["planned"], "in-use")
        .roles(DIRECTION)
        .requires(&["target", "period"])
        .asks(&["weight", "next_due", "keeper"])
        .guards(&[Guard::NotMe("keeper")])
        .effects(&[Effect::Me("approved_by"), Effect::Today("valid_from")]),
    step("settle", l("考核完成", "考核完成", "Settle"), &["in-use"], "settled")
        .roles(DIRECTION)
        .asks(&["comment"])
        .guards(&[Guard::HasLine("readings")])
        .effects(&[Effect::Today("valid_to")]),
    step("continue", l("继续执行", "繼續執行", "Continue"), &["settled"], "in-use")
        .roles(DIRECTION)
        .asks(&["next_due", "target"])
        .effects(&[Effect::Clear("valid_to")]),
    delete_draft(&["planned"]),
    step("void", l("作废", "作廢", "Void"), &["in-use", "settled"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("code", 80),
    col("name", 0),
    col("measured_dept", 120),
    col("period", 80),
    col("target", 72),
    col("actual", 80),
    col("=attained", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("指标", "指標", "Measure"),
        fields: &["name", "code", "kind", "measured_dept", "job", "person", "formula", "source", "unit", "period"],
    },
    Group {
        labels: l("目标与结果", "目標與結果", "Target and result"),
        fields: &["target", "threshold", "actual", "weight", "better", "readings"],
    },
    Group {
        labels: l("责任与版本", "責任與版本", "Keeper"),
        fields: &["keeper", "approved_by", "valid_from", "valid_to", "next_due", "comment"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "kpi-card", labels: l("绩效指标卡", "績效指標卡", "KPI card") },
    Named { id: "kpi-table", labels: l("绩效考核表", "績效考核表", "KPI table") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("measured_dept")]).measures(&[
        Measure::Count,
        Measure::Mean("actual"),
        Measure::Mean("target"),
        Measure::Sum("weight"),
    ]),
    report("readings", l("历次得分", "歷次得分", "Scores over time"), &[By::Month("on")])
        .rows("readings")
        .measures(&[Measure::Mean("score"), Measure::Share("verdict", &["reached"]), Measure::Count])
        .chart(Chart::Columns),
    report("by-measure", l("各指标达标率", "各指標達標率", "Reached by measure"), &[By::Title]).rows("readings").measures(&[
        Measure::Share("verdict", &["reached"]),
        Measure::Mean("score"),
        Measure::Count,
    ]),
];

static DERIVED: &[Derived] = &[
    derived(
        "attained",
        l("目标完成率", "目標完成率", "Of the target"),
        Calc::Percent(&Calc::Field("actual"), &Calc::Field("target")),
        Unit::Percent,
    ),
    derived("reading_count", l("已考核期数", "已考核期數", "Periods"), Calc::RowCount("readings"), Unit::Count),
    derived("score_total", l("得分合计", "得分合計", "Scores in all"), Calc::Rows("readings", "score"), Unit::Decimal),
];

static ALERTS: &[Alert] = &[Alert {
    id: "below-floor",
    labels: l("低于底线值", "低於底線值", "Below the floor"),
    tone: Tone::Red,
    less: Calc::Field("actual"),
    than: Calc::Field("threshold"),
    phases: &[Phase::Open],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "on-time",
        labels: l("按期办结率指标", "按期辦結率指標", "On-time rate"),
        values: &[
            ("name", "公文按期办结率"),
            ("kind", "timeliness"),
            ("unit", "%"),
            ("period", "term"),
            ("target", "95"),
            ("source", "收文登记"),
        ],
    },
    Template {
        id: "satisfaction",
        labels: l("服务满意率指标", "服務滿意率指標", "Satisfaction"),
        values: &[
            ("name", "服务满意率"),
            ("kind", "satisfaction"),
            ("unit", "%"),
            ("period", "term"),
            ("target", "90"),
            ("source", "满意度调查"),
        ],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "报修二十四小时响应率"),
        ("code", "KPI-FW-01"),
        ("kind", "办理时效"),
        ("measured_dept", "总务处"),
        ("formula", "按期首次响应件数÷受理件数"),
        ("source", "报修与首问登记"),
        ("unit", "%"),
        ("period", "每月"),
        ("target", "95"),
        ("threshold", "85"),
        ("actual", "96"),
        ("weight", "30"),
        ("keeper", "陆春慧"),
        ("valid_from", "2026-09-01"),
    ],
    &[
        ("name", "服务满意率"),
        ("code", "KPI-ZB-02"),
        ("kind", "满意度"),
        ("measured_dept", "综合办公室"),
        ("formula", "非常满意与满意票数÷有效票数"),
        ("source", "调查答卷"),
        ("unit", "%"),
        ("period", "每学期"),
        ("target", "90"),
        ("weight", "20"),
        ("valid_from", "2026年9月1日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "kpis",
    labels: l("绩效指标", "績效指標", "KPIs"),
    one: l("绩效指标卡", "績效指標卡", "KPI"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "name",
    due: Some(due_at("next_due")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "valid_to", since: "valid_from" }],
    arrival: Arrival {
        words: &[("执行中", "in-use"), ("使用中", "in-use"), ("已完成", "settled"), ("停用", "settled")],
        filled: &[("valid_from", "in-use"), ("valid_to", "settled")],
        ..Arrival::FIRST
    },
    retention: l("考核完成后保存10年", "考核完成後保存10年", "10 years after settling"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["name", "measured_dept", "period"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
