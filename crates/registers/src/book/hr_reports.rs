//! HR reports 人事报表: what the authority asks for, by which form and for which period, who checked the figures and when it went out.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Only, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived,
    due_at, key, l, report, state, step,
};

/// Number in the office's book.
pub const REPORT_NO: Key<key::Text> = Key::new("report_no");
/// Name of the report.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Which form.
pub const TEMPLATE: Key<key::Choice> = Key::new("template");
/// Year or number of the form.
pub const TEMPLATE_VERSION: Key<key::Text> = Key::new("template_version");
/// Month, quarter, term or year.
pub const PERIOD: Key<key::Text> = Key::new("period");
/// Who wants it.
pub const REQUIRED_BY: Key<key::Text> = Key::new("required_by");
/// The letter that asks for it.
pub const BASIS: Key<key::Text> = Key::new("basis");
/// Day whose figures count.
pub const AS_OF: Key<key::Date> = Key::new("as_of");
/// When it must be there.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// What is reported.
pub const FIGURES: Key<key::Lines> = Key::new("figures");
/// What must be known to read them.
pub const NOTES: Key<key::LongText> = Key::new("notes");
/// Who filled it in.
pub const PREPARED_BY: Key<key::Person> = Key::new("prepared_by");
/// Who checked it.
pub const CHECKED_BY: Key<key::Person> = Key::new("checked_by");
/// When.
pub const CHECKED_AT: Key<key::Time> = Key::new("checked_at");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// When it went out.
pub const SUBMITTED_AT: Key<key::Time> = Key::new("submitted_at");
/// Where it went.
pub const SUBMITTED_TO: Key<key::Text> = Key::new("submitted_to");
/// How.
pub const METHOD: Key<key::Choice> = Key::new("method");
/// The authority's number.
pub const RECEIPT_NO: Key<key::Text> = Key::new("receipt_no");
/// What is wrong.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");

/// Columns of a figure.
pub mod figures {
    use crate::def::{Key, key};
    /// The form's own code.
    pub const CODE: Key<key::Text> = Key::new("code");
    /// What is counted.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Counted in.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many.
    pub const VALUE: Key<key::Integer> = Key::new("value");
    /// How many last time.
    pub const PREVIOUS: Key<key::Integer> = Key::new("previous");
    /// What must be known.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static REPORT_FORMS: &[Choice] = &[
    choice("headcount", l("教职工基本情况统计表", "教職工基本情況統計表", "Headcount")).alias(&["人员情况表"]),
    choice("attendance", l("考勤月报表", "考勤月報表", "Attendance")).alias(&["考勤报表"]),
    choice("payroll", l("工资变动报表", "工資變動報表", "Payroll changes")).alias(&["工资报表"]),
    choice("titles", l("职称与岗位统计表", "職稱與崗位統計表", "Titles and posts")).alias(&["职称统计"]),
    choice("qualifications", l("师资结构统计表", "師資結構統計表", "Qualifications")).alias(&["学历统计"]),
    choice("annual", l("人事统计年报", "人事統計年報", "Annual report")).alias(&["年报"]),
    choice("vacancies", l("编制与空岗统计表", "編制與空崗統計表", "Vacancies")).alias(&["编制统计"]),
    choice("training", l("继续教育统计表", "繼續教育統計表", "Continuing education")).alias(&["培训统计"]),
    choice("other", l("其他报表", "其他報表", "Other")).alias(&["其他"]),
];

static METHODS: &[Choice] = &[
    choice("system", l("网上直报", "網上直報", "Online system")).alias(&["系统上报", "网报"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("paper", l("纸质报送", "紙本報送", "On paper")).alias(&["纸质"]),
    choice("exchange", l("公文交换", "公文交換", "Document exchange")).alias(&["交换"]),
];

static FIGURE: Lines = Lines {
    columns: &[
        Field::text(figures::CODE, l("指标代码", "指標代碼", "Code")),
        Field::text(figures::ITEM, l("指标名称", "指標名稱", "Figure")).required().alias(&["项目", "统计项目", "指标"]),
        Field::text(figures::UNIT, l("指标单位", "指標單位", "Unit")),
        Field::integer(figures::VALUE, l("本期数", "本期數", "Value")).within(-1_000_000_000, 1_000_000_000).alias(&["数值", "人数"]),
        Field::integer(figures::PREVIOUS, l("上期数", "上期數", "Previous")).within(-1_000_000_000, 1_000_000_000),
        Field::text(figures::NOTE, l("指标说明", "指標說明", "Note")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(REPORT_NO, l("报表编号", "報表編號", "Report no.")).alias(&["编号"]),
    Field::text(TITLE, l("报表名称", "報表名稱", "Title")).required().alias(&["名称", "标题"]),
    Field::choice(TEMPLATE, l("报表模板", "報表模板", "Form"), REPORT_FORMS).alias(&["表式", "报表类型", "类型"]),
    Field::text(TEMPLATE_VERSION, l("表式版本", "表式版本", "Version of the form")),
    Field::text(PERIOD, l("报表期间", "報表期間", "Period")).alias(&["所属期", "期间"]),
    Field::text(REQUIRED_BY, l("要求部门", "要求部門", "Asked for by")).alias(&["来文单位", "上级部门"]),
    Field::text(BASIS, l("填报依据", "填報依據", "Basis")).alias(&["文号", "依据文件"]),
    Field::date(AS_OF, l("统计时点", "統計時點", "As of")).alias(&["截止时点"]),
    Field::date(DUE_AT, l("上报期限", "上報期限", "Due")).alias(&["截止日期", "报送期限"]),
    Field::lines(FIGURES, l("指标数据", "指標資料", "Figures"), &FIGURE),
    Field::long_text(NOTES, l("填报说明", "填報說明", "Notes on the figures")).alias(&["情况说明"]),
    Field::person(PREPARED_BY, l("填报人", "填報人", "Prepared by")).starts(Default_::Me).alias(&["制表人"]),
    Field::person(CHECKED_BY, l("审核人", "審核人", "Checked by")).alias(&["复核人"]),
    Field::time(CHECKED_AT, l("审核时间", "審核時間", "Checked at")),
    Field::person(APPROVED_BY, l("审定领导", "審定領導", "Approved by")).alias(&["负责人签字"]),
    Field::time(APPROVED_AT, l("审定时间", "審定時間", "Approved at")),
    Field::time(SUBMITTED_AT, l("上报时间", "上報時間", "Submitted at")).alias(&["报送时间", "上报日期"]),
    Field::text(SUBMITTED_TO, l("报送单位", "報送單位", "Submitted to")).alias(&["报送部门"]),
    Field::choice(METHOD, l("上报方式", "上報方式", "Method"), METHODS).alias(&["报送方式"]),
    Field::text(RECEIPT_NO, l("回执编号", "回執編號", "Receipt no.")).alias(&["回执号"]),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
];

static STATES: &[State] = &[
    state("preparing", l("填报中", "填報中", "Being prepared"), Tone::Blue, Phase::Open).by("prepared_by"),
    state("checking", l("待审核", "待審核", "To be checked"), Tone::Amber, Phase::Open).by("checked_by"),
    state("approving", l("待审定", "待審定", "To be approved"), Tone::Amber, Phase::Open),
    state("approved", l("已审定", "已審定", "Approved"), Tone::Blue, Phase::Open).by("prepared_by"),
    state("submitted", l("已上报", "已上報", "Submitted"), Tone::Green, Phase::Done),
    state("returned", l("退回", "退回", "Sent back"), Tone::Red, Phase::Open).by("prepared_by"),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const HR: &[&str] = &["hr", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("send-for-check", l("提交审核", "提交審核", "Send for a check"), &["preparing", "returned"], "checking")
        .routine(hands::STAFF)
        .or_named(&["prepared_by"])
        .asks(&["checked_by"])
        .guards(&[Guard::HasLine("figures")])
        .effects(&[Effect::Me("prepared_by")]),
    step("check", l("审核通过", "審核通過", "Check"), &["checking"], "approving")
        .roles(&["hr", "office-director", "department-head"])
        .guards(&[Guard::NotMe("prepared_by")])
        .effects(&[Effect::Me("checked_by"), Effect::Now("checked_at")]),
    step("approve", l("审定", "審定", "Approve"), &["approving"], "approved")
        .signed()
        .roles(&["leader", "office-director"])
        .guards(&[Guard::NotMe("prepared_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("send-back", l("退回修改", "退回修改", "Send back"), &["checking", "approving", "submitted"], "returned")
        .roles(&["hr", "office-director", "department-head", "leader"])
        .requires(&["return_reason"])
        .effects(&[
            Effect::Clear("checked_by"),
            Effect::Clear("checked_at"),
            Effect::Clear("approved_by"),
            Effect::Clear("approved_at"),
            Effect::Clear("submitted_at"),
        ]),
    step("submit", l("上报", "上報", "Submit"), &["approved"], "submitted")
        .binds()
        .roles(HR)
        .requires(&["submitted_to"])
        .asks(&["method", "receipt_no"])
        .effects(&[Effect::Now("submitted_at")]),
    step("void", l("作废", "作廢", "Void"), &["preparing", "checking", "approving", "approved", "submitted", "returned"], VOID)
        .roles(HR)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("report_no", 130),
    col("title", 0),
    col("template", 150),
    col("period", 90),
    col("required_by", 130),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("报表", "報表", "Report"),
        fields: &["report_no", "title", "template", "template_version", "period", "required_by", "basis", "as_of", "due_at"],
    },
    Group { labels: l("数据", "資料", "Figures"), fields: &["figures", "notes"] },
    Group {
        labels: l("审核与上报", "審核與上報", "Check and submission"),
        fields: &[
            "prepared_by",
            "checked_by",
            "checked_at",
            "approved_by",
            "approved_at",
            "submitted_at",
            "submitted_to",
            "method",
            "receipt_no",
            "return_reason",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "report", labels: l("人事报表", "人事報表", "HR report") },
    Named { id: "submission-book", labels: l("报表上报登记簿", "報表上報登記簿", "Submission book") },
];

static REPORTS: &[Report] = &[
    report("by-template", l("按报表模板统计", "按報表模板統計", "By form"), &[By::Field("template")]),
    report("on-time", l("按期上报率", "按期上報率", "Submitted on time"), &[By::Year("due_at")])
        .measures(&[Measure::OnTime("submitted_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("returned", l("退回统计", "退回統計", "Sent back"), &[By::Field("return_reason")]).only(&[Only::Filled("return_reason")]),
    report("ageing", l("待报报表", "待報報表", "Reports to come"), &[By::Overdue("due_at")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("figure_count", l("指标数", "指標數", "Figures"), Calc::RowCount("figures"), Unit::Count),
    derived("total", l("本期合计", "本期合計", "Sum of values"), Calc::Rows("figures", "value"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "attendance",
        labels: l("考勤月报", "考勤月報", "Attendance of the month"),
        values: &[("title", "教职工考勤月报"), ("template", "attendance")],
    },
    Template {
        id: "annual",
        labels: l("人事统计年报", "人事統計年報", "Annual report"),
        values: &[("title", "人事统计年报"), ("template", "annual")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年教职工基本情况统计表"),
        ("template", "教职工基本情况统计表"),
        ("template_version", "2026版"),
        ("period", "2026年"),
        ("required_by", "区教育局人事科"),
        ("basis", "区教人〔2026〕21号"),
        ("as_of", "2026-09-01"),
        ("due_at", "2026-09-25"),
        ("prepared_by", "江海欣"),
    ],
    &[
        ("title", "2026年9月教职工考勤月报"),
        ("template", "考勤月报表"),
        ("period", "2026年9月"),
        ("required_by", "区教育局人事科"),
        ("as_of", "2026年9月30日"),
        ("due_at", "2026-10-10"),
        ("prepared_by", "姚磊慧"),
        ("submitted_to", "区教育局人事科"),
        ("method", "网上直报"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "hr-reports",
    labels: l("人事报表", "人事報表", "HR reports"),
    one: l("人事报表", "人事報表", "HR report"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "report_no", pattern: "人报〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").escalate("hr")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["submitted"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "submitted_at", since: "approved_at" }, Rule::NotBefore { field: "due_at", since: "as_of" }],
    arrival: Arrival {
        headings: &["报送状态", "上报状态"],
        words: &[("未报", "preparing"), ("已报", "submitted"), ("已报送", "submitted"), ("审核中", "checking")],
        filled: &[("checked_at", "approving"), ("approved_at", "approved"), ("submitted_at", "submitted")],
        ..Arrival::FIRST
    },
    retention: l("年报长期保存，其余保存5年", "年報長期保存，其餘保存5年", "Annual reports for good, the rest 5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title", "period"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
