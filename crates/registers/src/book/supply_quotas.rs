//! Supply quotas 领用定额: how much a department may take from the store in a term or year, and how much it took.

use crate::common::VOID;
use crate::def::{
    Alert, Area, By, Calc, Column, Derived, Effect, Example, Field, Group, Key, Measure, Named, Phase, Register, Report, Rule, State,
    Template, Tone, Transition, Unit, col, derived, key, l, others, report, state, step,
};

/// Name of the quota.
pub const NAME: Key<key::Text> = Key::new("name");
/// Department that it is for.
pub const QUOTA_DEPT: Key<key::Department> = Key::new("quota_dept");
/// Term, year or month.
pub const PERIOD: Key<key::Text> = Key::new("period");
/// First day.
pub const STARTS: Key<key::Date> = Key::new("starts");
/// Last day.
pub const ENDS: Key<key::Date> = Key::new("ends");
/// People in the department.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// How much it may cost.
pub const AMOUNT: Key<key::Money> = Key::new("amount");
/// Who set it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// What the period came to.
pub const CLOSE_NOTE: Key<key::Text> = Key::new("close_note");

static FIELDS: &[Field] = &[
    Field::text(NAME, l("定额名称", "定額名稱", "Name")).required().alias(&["名称"]),
    Field::department(QUOTA_DEPT, l("定额部门", "定額部門", "Department concerned")).alias(&["领用部门"]),
    Field::text(PERIOD, l("定额期间", "定額期間", "Period")).alias(&["期间"]),
    Field::date(STARTS, l("起始日期", "起始日期", "Starts")).alias(&["开始日期"]),
    Field::date(ENDS, l("截止日期", "截止日期", "Ends")).alias(&["结束日期"]),
    Field::integer(HEADCOUNT, l("部门人数", "部門人數", "Headcount")).within(0, 100_000).alias(&["人数"]),
    Field::money(AMOUNT, l("定额金额", "定額金額", "Amount")).alias(&["金额", "额度"]),
    Field::person(APPROVED_BY, l("核定人", "核定人", "Approved by")),
    Field::text(CLOSE_NOTE, l("结算说明", "結算說明", "Note on closing")),
];

static STATES: &[State] = &[
    state("in-force", l("执行中", "執行中", "In force"), Tone::Green, Phase::Done),
    state("closed", l("已结束", "已結束", "Closed"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("close", l("结束", "結束", "Close"), &["in-force"], "closed")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .asks(&["close_note"]),
    step("reopen", l("恢复执行", "恢復執行", "Reopen"), &["closed"], "in-force").roles(&["asset-manager", "office-director"]),
    step("void", l("作废", "作廢", "Void"), &["in-force", "closed"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("name", 0),
    col("quota_dept", 120),
    col("period", 120),
    col("amount", 100),
    col("=used", 100),
    col("=remaining", 100),
    col("=used_share", 80),
    col("_state", 80),
];

static GROUPS: &[Group] = &[Group {
    labels: l("定额", "定額", "The quota"),
    fields: &["name", "quota_dept", "period", "starts", "ends", "headcount", "amount", "approved_by", "close_note"],
}];

static PRINTS: &[Named] = &[Named { id: "quota-sheet", labels: l("定额使用表", "定額使用表", "Use of quotas") }];

static REPORTS: &[Report] = &[report("by-department", l("按部门统计定额", "按部門統計定額", "By department"), &[By::Field("quota_dept")])
    .measures(&[Measure::Sum("amount"), Measure::Sum("headcount")])];

/// What was issued against the quota, less what came back.
const USED: Calc = Calc::Sum { of: others("stock-movements", "quota"), amount: "amount", minus: Some(("kind", &["return"])) };

/// What is left of it.
pub const REMAINING: Calc = Calc::Minus(&Calc::Field("amount"), &USED);

static DERIVED: &[Derived] = &[
    derived("used", l("已领金额", "已領金額", "Used"), USED, Unit::Money),
    derived("remaining", l("剩余金额", "剩餘金額", "Left"), REMAINING, Unit::Money),
    derived("used_share", l("使用比例", "使用比例", "Share used"), Calc::Percent(&USED, &Calc::Field("amount")), Unit::Percent),
    derived(
        "per_head",
        l("人均费用", "人均費用", "Cost per head"),
        Calc::Percent(&USED, &Calc::Times(&Calc::Field("headcount"), &Calc::Number(100))),
        Unit::Money,
    ),
];

static ALERTS: &[Alert] = &[Alert {
    id: "quota-exceeded",
    labels: l("超出定额", "超出定額", "Quota exceeded"),
    tone: Tone::Red,
    less: Calc::Number(100),
    than: Calc::Percent(&USED, &Calc::Field("amount")),
    phases: &[Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template { id: "term", labels: l("学期定额", "學期定額", "For a term"), values: &[("name", "学期办公用品定额")] },
    Template { id: "year", labels: l("年度定额", "年度定額", "For a year"), values: &[("name", "年度办公用品定额")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "数学组2026年秋季学期办公用品定额"),
        ("quota_dept", "数学组"),
        ("period", "2026年秋季学期"),
        ("starts", "2026-09-01"),
        ("ends", "2027-01-31"),
        ("headcount", "18"),
        ("amount", "1,800.00"),
        ("approved_by", "林文静"),
    ],
    &[
        ("name", "教务处2026年耗材定额"),
        ("quota_dept", "教务处"),
        ("period", "2026年"),
        ("starts", "2026年1月1日"),
        ("ends", "2026年12月31日"),
        ("headcount", "9"),
        ("amount", "￥5400"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "supply-quotas",
    labels: l("领用定额", "領用定額", "Supply quotas"),
    one: l("定额", "定額", "Quota"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "ends", since: "starts" }],
    same: &[&["quota_dept", "period"]],
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
