//! Quotes 采购比价: what suppliers offer for an order, side by side, and which offer was chosen why.

use crate::book::{costs, hands};
use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Only, Phase, Product, Register, Report, Rule, State, Takes, Template, Tone, Transition, Unit, col, derived, due_at, key, l, report,
    state, step,
};

/// Who offers.
pub const SUPPLIER_NAME: Key<key::Text> = Key::new("supplier_name");
/// The supplier, if known.
pub const SUPPLIER: Key<key::Link> = Key::new("supplier");
/// The order that it is for.
pub const ORDER: Key<key::Link> = Key::new("order");
/// Day of the offer.
pub const QUOTED_ON: Key<key::Date> = Key::new("quoted_on");
/// Last day on which it holds.
pub const VALID_UNTIL: Key<key::Date> = Key::new("valid_until");
/// What is offered.
pub const LINES: Key<key::Lines> = Key::new("lines");
/// What all of it costs.
pub const TOTAL: Key<key::Money> = Key::new("total");
/// Days until it comes.
pub const DELIVERY_DAYS: Key<key::Integer> = Key::new("delivery_days");
/// What is promised afterwards.
pub const WARRANTY: Key<key::Text> = Key::new("warranty");
/// When it is to be paid.
pub const PAYMENT: Key<key::Text> = Key::new("payment");
/// Points for the price, of 100.
pub const PRICE_SCORE: Key<key::Integer> = Key::new("price_score");
/// Points for the quality, of 100.
pub const QUALITY_SCORE: Key<key::Integer> = Key::new("quality_score");
/// Points for the service, of 100.
pub const SERVICE_SCORE: Key<key::Integer> = Key::new("service_score");
/// What speaks for and against it.
pub const COMMENT: Key<key::Text> = Key::new("comment");
/// Who asked for it.
pub const COLLECTED_BY: Key<key::Person> = Key::new("collected_by");
/// Who chose it.
pub const CHOSEN_BY: Key<key::Person> = Key::new("chosen_by");
/// When.
pub const CHOSEN_AT: Key<key::Time> = Key::new("chosen_at");
/// Why this one.
pub const CHOSEN_REASON: Key<key::Text> = Key::new("chosen_reason");
/// Why not.
pub const REJECT_REASON: Key<key::Text> = Key::new("reject_reason");

/// Columns of lines: what is offered.
pub mod lines {
    use crate::def::{Key, key};
    /// What is offered.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Brand.
    pub const BRAND: Key<key::Text> = Key::new("brand");
    /// Specification.
    pub const SPEC: Key<key::Text> = Key::new("spec");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many.
    pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
    /// What one costs.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// What all of it costs.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
}

static LINE: Lines = Lines {
    columns: &[
        Field::text(lines::NAME, l("报价品名", "報價品名", "Name")).required().alias(&["品名"]),
        Field::text(lines::BRAND, l("品牌", "品牌", "Brand")),
        Field::text(lines::SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "规格/型号"]),
        Field::text(lines::UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
        Field::decimal(lines::QUANTITY, l("报价数量", "報價數量", "Quantity")).within(0, 1_000_000).alias(&["数量"]),
        Field::money(lines::PRICE, l("报价单价", "報價單價", "Price")).alias(&["单价"]).signed(),
        Field::money(lines::AMOUNT, l("报价金额", "報價金額", "Amount")).signed(),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(SUPPLIER_NAME, l("报价单位", "報價單位", "Supplier's name")).required().alias(&["供应商名称", "投标单位", "单位名称"]),
    Field::link(SUPPLIER, l("供应商", "供應商", "Supplier"), "suppliers"),
    Field::link(ORDER, l("采购订单", "採購訂單", "Order"), "orders").alias(&["采购项目"]),
    Field::date(QUOTED_ON, l("报价日期", "報價日期", "Quoted on")).starts(Default_::Today).alias(&["日期"]),
    Field::date(VALID_UNTIL, l("报价有效期至", "報價有效期至", "Valid until")).alias(&["有效期"]),
    Field::lines(LINES, l("报价明细", "報價明細", "Lines"), &LINE),
    Field::money(TOTAL, l("报价总额", "報價總額", "Total")).alias(&["总价", "报价", "金额"]),
    Field::integer(DELIVERY_DAYS, l("供货天数", "供貨天數", "Delivery in days")).within(0, 1_000).alias(&["交货期"]),
    Field::text(WARRANTY, l("质保承诺", "保固承諾", "Warranty")).alias(&["质保期"]),
    Field::text(PAYMENT, l("付款条件", "付款條件", "Payment terms")),
    Field::integer(PRICE_SCORE, l("价格分", "價格分", "Price score")).within(0, 100),
    Field::integer(QUALITY_SCORE, l("质量分", "品質分", "Quality score")).within(0, 100),
    Field::integer(SERVICE_SCORE, l("服务分", "服務分", "Service score")).within(0, 100),
    Field::text(COMMENT, l("比价意见", "比價意見", "Comment")).alias(&["评价"]),
    Field::person(COLLECTED_BY, l("询价人", "詢價人", "Collected by")).starts(Default_::Me).alias(&["采购员", "经办人"]),
    Field::person(CHOSEN_BY, l("选定人", "選定人", "Chosen by")),
    Field::time(CHOSEN_AT, l("选定时间", "選定時間", "Chosen at")),
    Field::text(CHOSEN_REASON, l("选定理由", "選定理由", "Reason for choosing")).alias(&["中选理由"]),
    Field::text(REJECT_REASON, l("未中选原因", "未中選原因", "Reason for rejecting")),
];

static STATES: &[State] = &[
    state("received", l("已报价", "已報價", "Received"), Tone::Blue, Phase::Open),
    state("chosen", l("中选", "中選", "Chosen"), Tone::Green, Phase::Done),
    state("rejected", l("未中选", "未中選", "Not chosen"), Tone::Grey, Phase::Done).aside(),
    state("expired", l("已失效", "已失效", "Expired"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("choose", l("选定", "選定", "Choose"), &["received"], "chosen")
        .roles(&["office-director", "leader", "asset-manager"])
        .requires(&["total", "chosen_reason"])
        .guards(&[Guard::Linked("order", &["planned", "comparing"]), Guard::NotMe("collected_by")])
        .effects(&[
            Effect::Me("chosen_by"),
            Effect::Now("chosen_at"),
            Effect::SetLinked { link: "order", copy: &[("supplier", "supplier"), ("supplier_name", "supplier_name"), ("total", "amount")] },
        ]),
    step("reject", l("不选", "不選", "Reject"), &["received"], "rejected")
        .routine(hands::BUYING)
        .or_named(&["collected_by"])
        .asks(&["reject_reason"]),
    step("expire", l("失效", "失效", "Mark as expired"), &["received"], "expired")
        .routine(hands::BUYING)
        .or_named(&["collected_by"])
        .guards(&[Guard::Come("valid_until")]),
    step("reconsider", l("重新比价", "重新比價", "Reconsider"), &["chosen", "rejected"], "received")
        .roles(&["office-director", "leader"])
        .guards(&[Guard::Linked("order", &["planned", "comparing"])])
        .effects(&[Effect::Clear("chosen_by"), Effect::Clear("chosen_at")]),
    step("void", l("作废", "作廢", "Void"), &["received", "chosen", "rejected", "expired"], VOID)
        .roles(&["buyer", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("supplier_name", 0),
    col("order", 200),
    col("quoted_on", 100),
    col("total", 110),
    col("delivery_days", 90),
    col("=score", 70),
    col("valid_until", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("报价", "報價", "The offer"),
        fields: &[
            "supplier_name",
            "supplier",
            "order",
            "quoted_on",
            "valid_until",
            "lines",
            "total",
            "delivery_days",
            "warranty",
            "payment",
        ],
    },
    Group {
        labels: l("评价与选定", "評價與選定", "Comparing and choosing"),
        fields: &[
            "price_score",
            "quality_score",
            "service_score",
            "comment",
            "collected_by",
            "chosen_by",
            "chosen_at",
            "chosen_reason",
            "reject_reason",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "comparison-sheet", labels: l("比价表", "比價表", "Comparison of quotes") },
    Named { id: "inquiry", labels: l("询价单", "詢價單", "Inquiry") },
];

static REPORTS: &[Report] = &[
    report("supplier-comparison", l("供应商报价比较", "供應商報價比較", "Suppliers compared"), &[By::Field("supplier_name")]).measures(&[
        Measure::Mean("total"),
        Measure::Mean("price_score"),
        Measure::Mean("quality_score"),
        Measure::Mean("service_score"),
        Measure::Count,
    ]),
    report("by-order", l("按采购订单比价", "按採購訂單比價", "By order"), &[By::Field("order"), By::Field("supplier_name")])
        .measures(&[Measure::Sum("total"), Measure::Mean("delivery_days")])
        .chart(Chart::Table),
    report("wins", l("供应商中选次数", "供應商中選次數", "Chosen by supplier"), &[By::Field("supplier_name")])
        .only(&[Only::State(&["chosen"])])
        .measures(&[Measure::Count, Measure::Sum("total")]),
];

static DERIVED: &[Derived] = &[derived(
    "score",
    l("综合得分", "綜合得分", "Score"),
    Calc::Plus(&Calc::Field("price_score"), &Calc::Plus(&Calc::Field("quality_score"), &Calc::Field("service_score"))),
    Unit::Count,
)];

/// What each row costs.
const COST: Product = costs::lines();

static ALERTS: &[Alert] = &[costs::differ(Calc::Unequal(&COST))];

static TEMPLATES: &[Template] =
    &[Template { id: "three", labels: l("三家比价", "三家比價", "One of three quotes"), values: &[("comment", "三家比价")] }];

static EXAMPLES: [Example; 2] = [
    &[
        ("supplier_name", "启明教学设备有限公司"),
        ("quoted_on", "2026-09-28"),
        ("valid_until", "2026-10-28"),
        ("total", "46,800.00"),
        ("delivery_days", "7"),
        ("warranty", "整机质保三年"),
        ("price_score", "88"),
        ("quality_score", "92"),
        ("service_score", "90"),
        ("collected_by", "汪雪子"),
    ],
    &[
        ("supplier_name", "新航办公用品商行"),
        ("quoted_on", "2026/9/29"),
        ("valid_until", "2026年10月29日"),
        ("total", "￥47520"),
        ("delivery_days", "10"),
        ("payment", "货到验收后付款"),
        ("price_score", "85"),
        ("quality_score", "88"),
        ("service_score", "86"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "quotes",
    labels: l("采购比价", "採購比價", "Quotes"),
    one: l("报价单", "報價單", "Quote"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "supplier_name",
    due: Some(due_at("valid_until")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "valid_until", since: "quoted_on" }],
    arrival: Arrival {
        headings: &["比价结果"],
        words: &[("选中", "chosen"), ("成交", "chosen"), ("落选", "rejected")],
        marks: &[("是否中选", "chosen")],
        ..Arrival::FIRST
    },
    same: &[&["order", "supplier_name"]],
    retention: l("随采购订单保存", "隨採購訂單保存", "As long as the order"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    takes: Some(Takes { link: "supplier", copy: &[("name", "supplier_name")] }),
    products: &[COST],
    examples: EXAMPLES,
    ..Register::PLAIN
};
