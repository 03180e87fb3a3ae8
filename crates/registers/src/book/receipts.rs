//! Receipts 到货验收: what was delivered, whether it is what was ordered, and where it went: into the store or onto asset cards.
//! Whoever bought it does not accept it.

use crate::book::costs;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Column, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Precedence,
    Product, Register, Report, Template, Unit, Version, col, derived, due_at, key, l, report,
};

mod flow;
mod lines;

pub use lines::{asset_lines, checks, stock_lines};

/// What was delivered, in one line.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the receipt.
pub const NO: Key<key::Text> = Key::new("no");
/// The order that it answers.
pub const ORDER: Key<key::Link> = Key::new("order");
/// The supplier, if known.
pub const SUPPLIER: Key<key::Link> = Key::new("supplier");
/// Who delivered.
pub const SUPPLIER_NAME: Key<key::Text> = Key::new("supplier_name");
/// Who bought it.
pub const BUYER: Key<key::Person> = Key::new("buyer");
/// Day on which it should have come.
pub const DUE: Key<key::Date> = Key::new("due");
/// Day on which it came.
pub const RECEIVED_ON: Key<key::Date> = Key::new("received_on");
/// Where it was delivered.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Number of the supplier's note.
pub const DELIVERY_NOTE: Key<key::Text> = Key::new("delivery_note");
/// Number of the invoice.
pub const INVOICE_NO: Key<key::Text> = Key::new("invoice_no");
/// What the delivery costs.
pub const AMOUNT: Key<key::Money> = Key::new("amount");
/// Who accepts it.
pub const RECEIVER: Key<key::Person> = Key::new("receiver");
/// Who accepted it too.
pub const CO_RECEIVERS: Key<key::Text> = Key::new("co_receivers");
/// What was checked.
pub const CHECKS: Key<key::Lines> = Key::new("checks");
/// How good it is, of 100.
pub const QUALITY_SCORE: Key<key::Integer> = Key::new("quality_score");
/// What is missing or broken.
pub const SHORTAGE: Key<key::Text> = Key::new("shortage");
/// Why there is no order, as with a gift.
pub const NO_ORDER_REASON: Key<key::Text> = Key::new("no_order_reason");
/// Why it was not accepted.
pub const REJECT_REASON: Key<key::Text> = Key::new("reject_reason");
/// Day on which it went back.
pub const RETURNED_ON: Key<key::Date> = Key::new("returned_on");
/// What goes into the store.
pub const STOCK_LINES: Key<key::Lines> = Key::new("stock_lines");
/// What becomes a fixed asset.
pub const ASSET_LINES: Key<key::Lines> = Key::new("asset_lines");

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("验收事项", "驗收事項", "Subject")).required().alias(&["验收内容", "名称", "采购项目"]),
    Field::text(NO, l("验收单号", "驗收單號", "Receipt no.")).alias(&["单号", "编号"]),
    Field::link(ORDER, l("采购订单", "採購訂單", "Order"), "orders").alias(&["订单编号"]),
    Field::link(SUPPLIER, l("供应商", "供應商", "Supplier"), "suppliers"),
    Field::text(SUPPLIER_NAME, l("供货单位", "供貨單位", "Supplier's name")).alias(&["供应商名称", "供货商"]),
    Field::person(BUYER, l("采购员", "採購員", "Buyer")).alias(&["采购人"]),
    Field::date(DUE, l("约定到货日期", "約定到貨日期", "Due")).alias(&["交货日期"]),
    Field::date(RECEIVED_ON, l("到货日期", "到貨日期", "Received on")).alias(&["收货日期", "验收日期"]),
    Field::text(PLACE, l("交货地点", "交貨地點", "Place of delivery")).alias(&["收货地点"]),
    Field::text(DELIVERY_NOTE, l("送货单号", "送貨單號", "Delivery note")),
    Field::text(INVOICE_NO, l("发票号码", "發票號碼", "Invoice no.")).alias(&["发票号"]),
    Field::money(AMOUNT, l("验收金额", "驗收金額", "Amount")).alias(&["金额", "总价"]),
    Field::person(RECEIVER, l("验收人", "驗收人", "Receiver")).alias(&["收货人"]),
    Field::text(CO_RECEIVERS, l("共同验收人", "共同驗收人", "Others who accepted")).alias(&["参与验收人"]),
    Field::lines(CHECKS, l("验收项目", "驗收項目", "Checks"), &lines::CHECK),
    Field::integer(QUALITY_SCORE, l("质量评分", "品質評分", "Quality score")).within(0, 100).alias(&["质量分"]),
    Field::text(SHORTAGE, l("短缺损坏情况", "短缺損壞情況", "Shortage or damage")),
    Field::text(NO_ORDER_REASON, l("无订单说明", "無訂單說明", "Note without an order")),
    Field::text(REJECT_REASON, l("不合格原因", "不合格原因", "Reason for rejecting")),
    Field::date(RETURNED_ON, l("退货日期", "退貨日期", "Returned on")),
    Field::lines(STOCK_LINES, l("入库明细", "入庫明細", "Into the store"), &lines::STOCK),
    Field::lines(ASSET_LINES, l("资产建卡明细", "資產建卡明細", "Asset cards"), &lines::ASSET),
];

static LIST: &[Column] = &[
    col("no", 110),
    col("title", 0),
    col("supplier_name", 160),
    col("amount", 110),
    col("receiver", 90),
    col("received_on", 100),
    col("due", 100),
    col("_state", 110),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("到货", "到貨", "The delivery"),
        fields: &[
            "title",
            "no",
            "order",
            "supplier",
            "supplier_name",
            "buyer",
            "due",
            "received_on",
            "place",
            "delivery_note",
            "invoice_no",
            "amount",
        ],
    },
    Group {
        labels: l("验收", "驗收", "Acceptance"),
        fields: &["receiver", "co_receivers", "checks", "quality_score", "shortage", "no_order_reason", "reject_reason", "returned_on"],
    },
    Group { labels: l("去向", "去向", "Where it goes"), fields: &["stock_lines", "asset_lines"] },
];

static PRINTS: &[Named] = &[
    Named { id: "receipt-sheet", labels: l("验收单", "驗收單", "Receipt") },
    Named { id: "asset-receipt-sheet", labels: l("固定资产验收单", "固定資產驗收單", "Receipt of fixed assets") },
    Named { id: "return-sheet", labels: l("退货单", "退貨單", "Return to the supplier") },
];

static REPORTS: &[Report] = &[
    report("by-supplier", l("供应商供货质量", "供應商供貨品質", "Suppliers' deliveries"), &[By::Field("supplier_name")]).measures(&[
        Measure::Mean("quality_score"),
        Measure::OnTime("received_on", "due"),
        Measure::Sum("amount"),
        Measure::Count,
    ]),
    report("rejected", l("验收不合格", "驗收不合格", "Rejected deliveries"), &[By::Field("supplier_name")])
        .only(&[Only::State(&["rejected", "returned"])]),
    report("by-month", l("按月验收金额", "按月驗收金額", "By month"), &[By::Month("received_on")])
        .measures(&[Measure::Sum("amount"), Measure::Count])
        .only(&[Only::State(&["accepted"])])
        .chart(Chart::Columns),
    report("checks", l("验收项目合格率", "驗收項目合格率", "Checks in order"), &[By::Field("item")])
        .rows("checks")
        .measures(&[Measure::Share("ok", &["1"]), Measure::Count]),
];

static DERIVED: &[Derived] = &[
    derived("stock_amount", l("入库金额合计", "入庫金額合計", "Into the store"), Calc::Rows("stock_lines", "amount"), Unit::Money),
    derived("asset_value", l("资产原值合计", "資產原值合計", "Assets"), Calc::Rows("asset_lines", "value"), Unit::Money),
];

/// What comes into the store.
const STOCK_COST: Product = Product { lines: "stock_lines", number: "quantity", price: "price", to: "amount" };
/// What goes onto cards.
const ASSET_COST: Product = Product { lines: "asset_lines", number: "quantity", price: "price", to: "value" };

static ALERTS: &[Alert] = &[costs::differ(Calc::Plus(&Calc::Unequal(&STOCK_COST), &Calc::Unequal(&ASSET_COST)))];

static TEMPLATES: &[Template] = &[
    Template {
        id: "goods", labels: l("办公用品到货", "辦公用品到貨", "Supplies"), values: &[("title", "办公用品到货验收")]
    },
    Template { id: "equipment", labels: l("设备到货", "設備到貨", "Equipment"), values: &[("title", "设备到货安装验收")] },
    Template {
        id: "gift",
        labels: l("受赠物品", "受贈物品", "Gift"),
        values: &[("title", "受赠物品验收"), ("no_order_reason", "社会捐赠")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "10月办公用品到货"),
        ("supplier_name", "新航办公用品商行"),
        ("buyer", "马秀建"),
        ("due", "2026-10-12"),
        ("received_on", "2026-10-10"),
        ("delivery_note", "SH20261010-3"),
        ("amount", "6120.50"),
        ("receiver", "江海欣"),
        ("co_receivers", "胡玉"),
        ("quality_score", "95"),
    ],
    &[
        ("title", "家长委员会捐赠图书验收"),
        ("supplier_name", "家长委员会"),
        ("buyer", "林文静"),
        ("received_on", "2026年9月15日"),
        ("place", "图书馆"),
        ("receiver", "汪雪子"),
        ("no_order_reason", "社会捐赠，无采购订单"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "receipts",
    labels: l("到货验收", "到貨驗收", "Receipts"),
    one: l("验收单", "驗收單", "Receipt"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "YS{year}-{n:4}", at_creation: false }),
    due: Some(due_at("due").met_in(&["rejected"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    precedence: Precedence { done: &["returned"], ..Precedence::NONE },
    // What went into the store and onto cards stands there as it was accepted.
    version: Version { of: &["order", "received_on", "amount", "stock_lines", "asset_lines"], locked_in: &["accepted"], ..Version::NONE },
    arrival: Arrival {
        headings: &["验收结果", "验收状态"],
        words: &[("合格", "accepted"), ("已验收", "accepted"), ("不合格", "rejected"), ("退货", "returned")],
        ..Arrival::FIRST
    },
    same: &[&["delivery_note", "supplier_name"]],
    retention: l("随采购订单保存", "隨採購訂單保存", "As long as the order"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    products: &[STOCK_COST, ASSET_COST],
    examples: EXAMPLES,
    ..Register::PLAIN
};
