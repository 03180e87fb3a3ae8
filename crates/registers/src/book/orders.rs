//! Orders 采购订单: one purchase from the plan through quotes, approval, delivery and acceptance to the settlement.
//! Who buys does not accept the goods and does not settle the bill.

use crate::book::costs;
use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only,
    Phase, Precedence, Product, Register, Report, Rule, Template, Tone, Unit, choice, col, derived, due_at, key, l, others, report,
};

mod flow;
mod rows;

pub use rows::lines;

/// What is bought, in one line.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the order.
pub const NO: Key<key::Text> = Key::new("no");
/// The plan that it carries out.
pub const PLAN: Key<key::Link> = Key::new("plan");
/// Department that needs it.
pub const REQUESTING_DEPT: Key<key::Department> = Key::new("requesting_dept");
/// Who buys.
pub const BUYER: Key<key::Person> = Key::new("buyer");
/// The supplier, if known.
pub const SUPPLIER: Key<key::Link> = Key::new("supplier");
/// Who delivers.
pub const SUPPLIER_NAME: Key<key::Text> = Key::new("supplier_name");
/// Where the money comes from.
pub const FUND_SOURCE: Key<key::Choice> = Key::new("fund_source");
/// How it is bought.
pub const METHOD: Key<key::Choice> = Key::new("method");
/// What is ordered.
pub const LINES: Key<key::Lines> = Key::new("lines");
/// What it costs in all.
pub const AMOUNT: Key<key::Money> = Key::new("amount");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why only one supplier was asked.
pub const SINGLE_SOURCE_REASON: Key<key::Text> = Key::new("single_source_reason");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Number of the contract.
pub const CONTRACT_NO: Key<key::Text> = Key::new("contract_no");
/// Day of the order.
pub const ORDERED_ON: Key<key::Date> = Key::new("ordered_on");
/// Day on which it should come.
pub const DUE: Key<key::Date> = Key::new("due");
/// Where it is to be delivered.
pub const PLACE: Key<key::Text> = Key::new("place");
/// How and when it is paid.
pub const PAYMENT: Key<key::Text> = Key::new("payment");
/// Why it was given up.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
/// Day on which all of it had been accepted.
pub const RECEIVED_ON: Key<key::Date> = Key::new("received_on");
/// Number of the invoice.
pub const INVOICE_NO: Key<key::Text> = Key::new("invoice_no");
/// Date of the invoice.
pub const INVOICE_DATE: Key<key::Date> = Key::new("invoice_date");
/// What was paid.
pub const PAID_AMOUNT: Key<key::Money> = Key::new("paid_amount");
/// Who settled it.
pub const SETTLED_BY: Key<key::Person> = Key::new("settled_by");
/// Day of the settlement.
pub const SETTLED_ON: Key<key::Date> = Key::new("settled_on");

static METHODS: &[Choice] = &[
    choice("comparison", l("比价采购", "比價採購", "Comparison of quotes")).alias(&["询价", "三家比价"]),
    choice("mall", l("电子商城", "電子商城", "Electronic mall")).alias(&["政采云", "网上商城", "框架协议"]),
    choice("tender", l("招标采购", "招標採購", "Tender")).alias(&["公开招标", "招标"]),
    choice("negotiation", l("竞争性磋商", "競爭性磋商", "Competitive negotiation")).alias(&["磋商", "竞争性谈判"]),
    choice("single", l("单一来源", "單一來源", "Single source")),
    choice("petty", l("零星采购", "零星採購", "Petty purchase")).alias(&["零星", "自行采购"]),
];

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("采购内容", "採購內容", "Subject")).required().alias(&[
        "采购项目",
        "名称",
        "内容",
        "订单名称",
        "采购物品",
        "采购项目名称",
        "采购名称",
        "Description",
    ]),
    Field::text(NO, l("订单编号", "訂單編號", "Order no.")).alias(&[
        "编号",
        "订单号",
        "采购编号",
        "采购单号",
        "订购单号",
        "PO number",
        "Purchase order no.",
    ]),
    Field::link(PLAN, l("采购计划", "採購計劃", "Purchase plan"), "purchase-plans").alias(&["计划编号"]),
    Field::department(REQUESTING_DEPT, l("需求部门", "需求部門", "Requesting department")).alias(&["申请部门", "使用部门", "申购部门"]),
    Field::person(BUYER, l("采购员", "採購員", "Buyer")).starts(Default_::Me).alias(&[
        "采购人",
        "经办人",
        "采购经办人",
        "经手",
        "经手人",
        "Purchaser",
        "Bought by",
    ]),
    Field::link(SUPPLIER, l("供应商", "供應商", "Supplier"), "suppliers"),
    Field::text(SUPPLIER_NAME, l("供货单位", "供貨單位", "Supplier's name")).alias(&[
        "供应商名称",
        "供货商",
        "供应单位",
        "供货厂商",
        "Vendor",
    ]),
    Field::choice(FUND_SOURCE, l("经费来源", "經費來源", "Fund source"), super::assets::FUND_SOURCES).alias(&["资金来源"]),
    Field::choice(METHOD, l("采购方式", "採購方式", "Method"), METHODS).starts(Default_::Choice("comparison")),
    Field::lines(LINES, l("订购明细", "訂購明細", "Lines"), &rows::LINE),
    Field::money(AMOUNT, l("订单金额", "訂單金額", "Amount")).alias(&[
        "金额",
        "合同金额",
        "总价",
        "采购金额",
        "合计金额",
        "总金额",
        "Total",
    ]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")).alias(&["审批人"]),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::text(SINGLE_SOURCE_REASON, l("单一来源理由", "單一來源理由", "Reason for a single source")).alias(&["单一来源说明"]),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::text(CONTRACT_NO, l("采购合同号", "採購合同號", "Contract no.")).alias(&["合同编号", "合同号"]),
    Field::date(ORDERED_ON, l("订购日期", "訂購日期", "Ordered on")).alias(&[
        "下单日期",
        "签订日期",
        "采购日期",
        "采购时间",
        "订货日期",
        "Order date",
        "Date ordered",
        "Date",
    ]),
    Field::date(DUE, l("约定到货日期", "約定到貨日期", "Due")).alias(&[
        "交货日期",
        "到货日期",
        "预计到货日期",
        "要求到货日期",
        "交货期",
        "Delivery date",
    ]),
    Field::text(PLACE, l("交货地点", "交貨地點", "Place of delivery")).alias(&["送货地点", "收货地点"]),
    Field::text(PAYMENT, l("付款方式", "付款方式", "Payment")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
    Field::date(RECEIVED_ON, l("验收日期", "驗收日期", "Accepted on")),
    Field::text(INVOICE_NO, l("发票号码", "發票號碼", "Invoice no.")).alias(&["发票号"]),
    Field::date(INVOICE_DATE, l("开票日期", "開票日期", "Invoice date")),
    Field::money(PAID_AMOUNT, l("结算金额", "結算金額", "Amount paid")).alias(&["付款金额", "实付金额", "支付金额", "结算价"]),
    Field::person(SETTLED_BY, l("结算人", "結算人", "Settled by")),
    Field::date(SETTLED_ON, l("结算日期", "結算日期", "Settled on")).alias(&["付款日期", "付款时间", "支付日期", "Paid on"]),
];

static LIST: &[Column] = &[
    col("no", 110),
    col("title", 0),
    col("supplier_name", 150),
    col("amount", 110),
    col("buyer", 90),
    col("ordered_on", 100),
    col("due", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("采购", "採購", "The purchase"),
        fields: &[
            "title",
            "no",
            "plan",
            "requesting_dept",
            "buyer",
            "supplier",
            "supplier_name",
            "fund_source",
            "method",
            "lines",
            "amount",
        ],
    },
    Group {
        labels: l("批准与订购", "批准與訂購", "Approval and ordering"),
        fields: &[
            "approved_by",
            "approved_at",
            "single_source_reason",
            "return_reason",
            "contract_no",
            "ordered_on",
            "due",
            "place",
            "payment",
            "cancel_reason",
        ],
    },
    Group {
        labels: l("结算", "結算", "Settlement"),
        fields: &["received_on", "invoice_no", "invoice_date", "paid_amount", "settled_by", "settled_on"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "order-sheet", labels: l("采购订单", "採購訂單", "Purchase order") },
    Named { id: "approval-sheet", labels: l("采购审批表", "採購審批表", "Purchase approval") },
    Named { id: "settlement-sheet", labels: l("采购结算单", "採購結算單", "Settlement") },
    Named { id: "order-ledger", labels: l("采购登记簿", "採購登記簿", "Register of purchases") },
];

static REPORTS: &[Report] = &[
    report("by-supplier", l("按供货单位统计", "按供貨單位統計", "By supplier"), &[By::Field("supplier_name")]).measures(&[
        Measure::Sum("amount"),
        Measure::Count,
        Measure::OnTime("received_on", "due"),
    ]),
    report("by-department", l("按需求部门统计", "按需求部門統計", "By department"), &[By::Field("requesting_dept")])
        .measures(&[Measure::Sum("amount"), Measure::Count]),
    report("by-method", l("按采购方式统计", "按採購方式統計", "By method"), &[By::Field("method")])
        .measures(&[Measure::Sum("amount"), Measure::Count]),
    report("by-month", l("按月采购金额", "按月採購金額", "By month"), &[By::Month("ordered_on")])
        .measures(&[Measure::Sum("amount"), Measure::Count])
        .only(&[Only::Filled("ordered_on")])
        .chart(Chart::Columns),
    report("overdue", l("逾期未到货", "逾期未到貨", "Overdue deliveries"), &[By::Overdue("due")])
        .only(&[Only::State(&["ordered", "part-received"])])
        .chart(Chart::Columns),
    report("cycle", l("采购周期", "採購週期", "Length of a purchase"), &[By::Field("method")])
        .measures(&[Measure::Span("ordered_on", "received_on"), Measure::Count]),
    report("prices", l("历史采购单价", "歷史採購單價", "Prices paid"), &[By::Field("name")]).rows("lines").measures(&[
        Measure::Mean("price"),
        Measure::Sum("quantity"),
        Measure::Count,
    ]),
];

static DERIVED: &[Derived] = &[
    derived("line_total", l("明细金额合计", "明細金額合計", "Total of the lines"), Calc::Rows("lines", "amount"), Unit::Money),
    derived("quote_count", l("报价数", "報價數", "Quotes"), Calc::Count(others("quotes", "order")), Unit::Count),
    derived(
        "accepted_amount",
        l("已验收金额", "已驗收金額", "Accepted"),
        Calc::Sum { of: others("receipts", "order").within(&["accepted"]), amount: "amount", minus: None },
        Unit::Money,
    ),
];

/// A hundred where anything is counted, else nothing.
const ANY_ACCEPTED: Calc = Calc::Percent(&ACCEPTED, &ACCEPTED);
const ACCEPTED: Calc = Calc::Count(others("receipts", "order").within(&["accepted"]));
const ANY_VOID: Calc = Calc::Percent(&VOID_RECEIPTS, &VOID_RECEIPTS);
const VOID_RECEIPTS: Calc = Calc::Count(others("receipts", "order").within(&[VOID]));

/// What each row costs.
const COST: Product = costs::lines();

static ALERTS: &[Alert] = &[
    costs::differ(Calc::Unequal(&COST)),
    Alert {
        id: "overpaid",
        labels: l("结算超出订单金额", "結算超出訂單金額", "Paid more than ordered"),
        tone: Tone::Red,
        less: Calc::Number(100),
        than: Calc::Percent(&Calc::Field("paid_amount"), &Calc::Field("amount")),
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
    // One desk settles what another one makes void meanwhile.
    Alert {
        id: "acceptance-void",
        labels: l("验收单已全部作废", "驗收單已全部作廢", "All receipts are void"),
        tone: Tone::Red,
        less: ANY_ACCEPTED,
        than: Calc::In(&["part-received", "received", "settled"], &ANY_VOID),
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "petty",
        labels: l("零星采购", "零星採購", "Petty purchase"),
        values: &[("title", "零星办公用品采购"), ("method", "零星采购")],
    },
    Template {
        id: "mall", labels: l("电子商城采购", "電子商城採購", "Electronic mall"), values: &[("method", "电子商城")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "高一年级投影机更新"),
        ("requesting_dept", "信息技术中心"),
        ("buyer", "马秀建"),
        ("supplier_name", "启明教学设备有限公司"),
        ("method", "询价"),
        ("amount", "46,800.00"),
        ("due", "2026-10-20"),
        ("fund_source", "专项资金"),
        ("place", "明德楼三层机房"),
    ],
    &[
        ("title", "10月办公用品采购"),
        ("requesting_dept", "综合办公室"),
        ("buyer", "马秀建"),
        ("supplier_name", "新航办公用品商行"),
        ("method", "电子商城"),
        ("amount", "6120.50"),
        ("contract_no", "HT2026-078"),
        ("due", "2026年10月12日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "orders",
    labels: l("采购订单", "採購訂單", "Orders"),
    one: l("采购订单", "採購訂單", "Order"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "CG{year}-{n:4}", at_creation: true }),
    due: Some(due_at("due").met_in(&["received"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    precedence: Precedence { done: &["settled", "received", "part-received", "ordered"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "due", since: "ordered_on" }, Rule::NotBefore { field: "settled_on", since: "ordered_on" }],
    arrival: Arrival {
        headings: &["订单状态", "采购状态"],
        words: &[
            ("已下单", "ordered"),
            ("已到货", "received"),
            ("已验收", "received"),
            ("已付款", "settled"),
            ("已结算", "settled"),
            ("部分到货", "part-received"),
        ],
        ..Arrival::FIRST
    },
    same: &[&["contract_no"], &["invoice_no"]],
    retention: l("结算后保存10年", "結算後保存10年", "10 years after the settlement"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    products: &[COST],
    examples: EXAMPLES,
    ..Register::PLAIN
};
