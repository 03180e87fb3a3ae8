//! Stock movements 出入库登记: each coming and going of the store, a fact that is never changed. Their sum is the stock.
//! A count is posted as the difference between what was counted and what the books had at that moment; goods that left although the
//! books had none stay recorded, and the stock shows as negative.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Heads, Key, Measure, Named,
    Numbering, Only, PerHead, Phase, Register, Report, Settled, State, Takes, Template, Tone, Transition, Unit, choice, col, derived, key,
    l, report, state, step,
};

/// Name of the item.
pub const NAME: Key<key::Text> = Key::new("name");
/// Its size, type or model.
pub const SPEC: Key<key::Text> = Key::new("spec");
/// The item in the store's list.
pub const ITEM: Key<key::Link> = Key::new("item");
/// What happened.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Day on which it happened.
pub const AT: Key<key::Date> = Key::new("at");
/// How many; a count that found fewer is negative.
pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
/// Unit in which it is counted.
pub const UNIT: Key<key::Text> = Key::new("unit");
/// What one cost.
pub const UNIT_PRICE: Key<key::Money> = Key::new("unit_price");
/// What it cost in all.
pub const AMOUNT: Key<key::Money> = Key::new("amount");
/// Number of the slip.
pub const NO: Key<key::Text> = Key::new("no");
/// Department that got it.
pub const DEPARTMENT: Key<key::Department> = Key::new("department");
/// Who got it.
pub const RECIPIENT: Key<key::Person> = Key::new("recipient");
/// The printer that uses it up.
pub const PRINTER: Key<key::Link> = Key::new("printer");
/// The quota that it counts against.
pub const QUOTA: Key<key::Link> = Key::new("quota");
/// The application that it answers.
pub const REQUISITION: Key<key::Link> = Key::new("requisition");
/// The delivery that it comes from.
pub const RECEIPT: Key<key::Link> = Key::new("receipt");
/// Who handed it out or took it in.
pub const HANDLER: Key<key::Person> = Key::new("handler");
/// Why, for losses and counts.
pub const REASON: Key<key::Text> = Key::new("reason");
/// How many were counted.
pub const COUNTED: Key<key::Decimal> = Key::new("counted");
/// How many the books had at that moment.
pub const BOOK_QUANTITY: Key<key::Decimal> = Key::new("book_quantity");
/// Who approved a loss or an adjustment.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");

static KINDS: &[Choice] = &[
    choice("opening", l("期初", "期初", "Opening")).alias(&["期初库存", "初始"]),
    choice("in", l("入库", "入庫", "Receipt")).alias(&["入", "采购入库", "购入"]),
    choice("issue", l("领用", "領用", "Issue")).alias(&["领", "领用出库", "出库", "发放"]),
    choice("return", l("退库", "退庫", "Return to store")).alias(&["退", "退回", "归还"]),
    choice("send-back", l("退货", "退貨", "Return to supplier")).alias(&["退供应商"]),
    choice("loss", l("损耗", "損耗", "Loss")).alias(&["损", "报损", "损坏"]),
    choice("adjust", l("盘点调整", "盤點調整", "Adjustment")).alias(&["盘调", "盘盈", "盘亏", "调整"]),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("用品名称", "用品名稱", "Name")).required().alias(&[
        "名称",
        "品名",
        "物品名称",
        "物资名称",
        "办公用品名称",
        "商品名称",
        "货品名称",
    ]),
    Field::text(SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "型号规格", "规格/型号"]),
    Field::link(ITEM, l("用品", "用品", "Item"), "supplies").alias(&["用品编码", "物品编码"]),
    Field::choice(KIND, l("出入库类型", "出入庫類型", "Kind"), KINDS).alias(&[
        "类型",
        "类别",
        "业务类型",
        "出入库类别",
        "出入库",
        "收发类别",
        "收发类型",
    ]),
    Field::date(AT, l("日期", "日期", "Date")).starts(Default_::Today).alias(&[
        "出入库日期",
        "入库日期",
        "出库日期",
        "领用日期",
        "时间",
        "领取日期",
        "发放日期",
        "出入库时间",
        "业务日期",
    ]),
    Field::decimal(QUANTITY, l("数量", "數量", "Quantity")).within(-10_000_000, 10_000_000).alias(&["出入库数量", "数目", "Qty"]),
    Field::text(UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
    Field::money(UNIT_PRICE, l("单价", "單價", "Unit price")).alias(&["进价", "Price"]),
    Field::money(AMOUNT, l("金额", "金額", "Amount")).signed().alias(&["总价", "总金额", "合计金额", "Total"]),
    Field::text(NO, l("单号", "單號", "Slip no.")).alias(&["出入库单号", "入库单号", "出库单号", "凭证号", "单据号", "凭证编号"]),
    Field::department(DEPARTMENT, l("领用部门", "領用部門", "Department supplied")).alias(&["使用部门", "领取部门", "领用单位"]),
    Field::person(RECIPIENT, l("领用人", "領用人", "Recipient")).alias(&["领取人", "签收人", "领料人", "领物人", "收货人", "Received by"]),
    Field::link(PRINTER, l("使用打印机", "使用印表機", "Printer"), "assets").alias(&["打印机"]),
    Field::link(QUOTA, l("领用定额", "領用定額", "Quota"), "supply-quotas"),
    Field::link(REQUISITION, l("领用申请", "領用申請", "Requisition"), "requisitions").alias(&["领用单号"]),
    Field::link(RECEIPT, l("验收单", "驗收單", "Receipt"), "receipts").alias(&["验收单号"]),
    Field::person(HANDLER, l("经办人", "經辦人", "Handler")).starts(Default_::Me).alias(&[
        "发放人",
        "库管员",
        "经手",
        "经手人",
        "经办",
        "保管员",
        "Handled by",
    ]),
    Field::text(REASON, l("原因说明", "原因說明", "Reason")).alias(&["原因", "事由"]),
    Field::decimal(COUNTED, l("实盘数", "實盤數", "Counted")).within(0, 10_000_000).alias(&["实盘数量"]),
    Field::decimal(BOOK_QUANTITY, l("盘点时账面数", "盤點時帳面數", "Books at the count"))
        .within(-10_000_000, 10_000_000)
        .alias(&["账面数", "账面数量"]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
];

static STATES: &[State] = &[
    state("draft", l("待过账", "待過帳", "Not posted"), Tone::Amber, Phase::Draft),
    state("posted", l("已过账", "已過帳", "Posted"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// What goes in or out is counted; only an adjustment may take away.
const SOMETHING: Guard = Guard::SomeUnless("quantity", ("kind", "adjust"));

/// What is handed out over the counter, or given back there, costs a department.
const TO_A_DEPARTMENT: Guard = Guard::FilledIf("department", ("kind", &["issue", "return"]));

static TRANSITIONS: &[Transition] = &[
    step("post", l("过账", "過帳", "Post"), &["draft"], "posted")
        .binds()
        .roles(&["storekeeper", "clerk", "asset-manager"])
        .requires(&["item", "quantity"])
        .asks(&["department", "recipient", "quota"])
        .guards(&[Guard::Is("kind", &["opening", "in", "issue", "return", "send-back"]), SOMETHING, TO_A_DEPARTMENT])
        .effects(&[Effect::Me("handler"), Effect::Today("at")]),
    step("approve", l("批准过账", "批准過帳", "Approve and post"), &["draft"], "posted")
        .signed()
        .binds()
        .roles(&["asset-manager", "office-director"])
        .requires(&["item", "quantity", "reason"])
        .guards(&[Guard::Is("kind", &["loss", "adjust"]), Guard::NotMe("handler"), SOMETHING])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at"), Effect::Today("at")]),
    step("restate", l("按盘点时账面重算", "按盤點時帳面重算", "Reckon anew"), &["posted"], "posted")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["counted"])
        .guards(&[Guard::Is("kind", &["adjust"])]),
    step("void", l("作废", "作廢", "Void"), &["draft", "posted"], VOID)
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 120),
    col("at", 100),
    col("name", 0),
    col("kind", 90),
    col("quantity", 80),
    col("amount", 100),
    col("department", 120),
    col("recipient", 90),
    col("handler", 90),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("出入库", "出入庫", "The movement"),
        fields: &["name", "spec", "item", "kind", "at", "counted", "quantity", "unit", "unit_price", "amount", "no"],
    },
    Group {
        labels: l("领用去向", "領用去向", "Where it went"),
        fields: &["department", "recipient", "printer", "quota", "requisition", "receipt"],
    },
    Group {
        labels: l("经办与盘点", "經辦與盤點", "Handling and counting"),
        fields: &["handler", "reason", "book_quantity", "approved_by", "approved_at"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "issue-slip", labels: l("出库单", "出庫單", "Issue slip") },
    Named { id: "receipt-slip", labels: l("入库单", "入庫單", "Receipt slip") },
    Named { id: "ledger", labels: l("出入库流水账", "出入庫流水帳", "Stock ledger") },
    Named { id: "count-adjustment", labels: l("盘点调整单", "盤點調整單", "Count adjustment") },
];

/// What departments got, and what they gave back of it.
const HANDED_OUT: Only = Only::Is("kind", &["issue", "return"]);
const NET_AMOUNT: Measure = Measure::Net("amount", "kind", &["return"]);
const NET_QUANTITY: Measure = Measure::Net("quantity", "kind", &["return"]);

/// What one head of a department cost. Quotas count those whom they are for, the list of departments its posts.
const COST_PER_HEAD: PerHead = PerHead {
    amount: "amount",
    minus: ("kind", &["return"]),
    department: "department",
    heads: &[
        Heads { register: "supply-quotas", department: "quota_dept", heads: "headcount", state: "in-force" },
        Heads { register: "departments", department: "name", heads: "headcount", state: "active" },
    ],
};

static REPORTS: &[Report] = &[
    report("cost-by-department", l("各部门领用费用", "各部門領用費用", "Cost by department"), &[By::Field("department")])
        .measures(&[NET_AMOUNT, NET_QUANTITY, Measure::Distinct("recipient")])
        .only(&[HANDED_OUT]),
    report("cost-per-head", l("各部门人均费用", "各部門人均費用", "Cost per head"), &[By::Field("department")])
        .measures(&[Measure::PerHead(&COST_PER_HEAD), NET_AMOUNT])
        .only(&[HANDED_OUT]),
    report("cost-by-person", l("人员领用费用", "人員領用費用", "Cost by person"), &[By::Field("department"), By::Field("recipient")])
        .measures(&[NET_AMOUNT, Measure::Count])
        .only(&[HANDED_OUT]),
    report("printer-consumables", l("打印耗材统计", "列印耗材統計", "Printer consumables"), &[By::Field("printer"), By::Field("name")])
        .measures(&[NET_QUANTITY, NET_AMOUNT])
        .only(&[HANDED_OUT, Only::Filled("printer")]),
    report("monthly", l("按月出入库", "按月出入庫", "By month"), &[By::Month("at"), By::Field("kind")])
        .measures(&[Measure::Sum("amount"), Measure::Sum("quantity")])
        .chart(Chart::Columns),
    report("turnover", l("用品领用排行", "用品領用排行", "Issues by item"), &[By::Field("name")])
        .measures(&[NET_QUANTITY, Measure::Count, NET_AMOUNT])
        .only(&[HANDED_OUT]),
    report("losses", l("损耗与盘点调整", "損耗與盤點調整", "Losses and adjustments"), &[By::Field("name"), By::Field("kind")])
        .measures(&[Measure::Sum("quantity"), Measure::Sum("amount")])
        .only(&[Only::Is("kind", &["loss", "adjust"])]),
    report("without-item", l("未对应用品的记录", "未對應用品的記錄", "Without an item"), &[By::Field("name")]).only(&[Only::Empty("item")]),
];

static DERIVED: &[Derived] = &[derived(
    "count_difference",
    l("盘点差额", "盤點差額", "Difference at the count"),
    Calc::Minus(&Calc::Field("counted"), &Calc::Field("book_quantity")),
    Unit::Decimal,
)];

static TEMPLATES: &[Template] = &[
    Template { id: "issue", labels: l("临时领用", "臨時領用", "Issue over the counter"), values: &[("kind", "领用")] },
    Template {
        id: "opening", labels: l("期初建账", "期初建帳", "Opening stock"), values: &[("kind", "期初"), ("reason", "期初建账")]
    },
    Template {
        id: "adjust",
        labels: l("盘点调整", "盤點調整", "Adjustment after a count"),
        values: &[("kind", "盘点调整"), ("reason", "月末盘点差额")],
    },
    Template { id: "loss", labels: l("报损", "報損", "Loss"), values: &[("kind", "损耗")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "A4复印纸"),
        ("no", "CRK2026-00021"),
        ("kind", "领用"),
        ("at", "2026-09-07"),
        ("quantity", "5"),
        ("unit", "包"),
        ("unit_price", "21.50"),
        ("amount", "107.50"),
        ("department", "数学组"),
        ("recipient", "雷芳娜"),
        ("handler", "马秀建"),
    ],
    &[
        ("name", "打印机硒鼓"),
        ("kind", "盘点调整"),
        ("at", "2026年9月30日"),
        ("quantity", "-1"),
        ("unit", "个"),
        ("amount", "-185"),
        ("counted", "4"),
        ("book_quantity", "5"),
        ("handler", "马秀建"),
        ("reason", "月末盘点短少一个，原因待查"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "stock-movements",
    labels: l("出入库登记", "出入庫登記", "Stock movements"),
    one: l("出入库单", "出入庫單", "Stock movement"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "no", pattern: "CRK{year}-{n:5}", at_creation: true }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    settled: Settled {
        states: &["posted"],
        fields: &[
            "name",
            "item",
            "kind",
            "at",
            "quantity",
            "unit",
            "unit_price",
            "amount",
            "department",
            "recipient",
            "printer",
            "quota",
            "requisition",
            "receipt",
            "handler",
            "reason",
            "counted",
            "approved_by",
            "approved_at",
        ],
        ..Settled::NONE
    },
    arrival: Arrival {
        headings: &["过账状态"],
        words: &[("已入库", "posted"), ("已出库", "posted"), ("已登记", "posted")],
        filled: &[("no", "posted")],
        amounts: &[
            ("入库数量", "quantity", "kind", "in"),
            ("入库数", "quantity", "kind", "in"),
            ("收入数量", "quantity", "kind", "in"),
            ("收入", "quantity", "kind", "in"),
            ("入库", "quantity", "kind", "in"),
            ("Received", "quantity", "kind", "in"),
            ("出库数量", "quantity", "kind", "issue"),
            ("出库数", "quantity", "kind", "issue"),
            ("发出数量", "quantity", "kind", "issue"),
            ("发出", "quantity", "kind", "issue"),
            ("出库", "quantity", "kind", "issue"),
            ("领用数量", "quantity", "kind", "issue"),
            ("领取数量", "quantity", "kind", "issue"),
            ("发放数量", "quantity", "kind", "issue"),
            ("Issued", "quantity", "kind", "issue"),
            ("退库数量", "quantity", "kind", "return"),
            ("损耗数量", "quantity", "kind", "loss"),
        ],
        ..Arrival::FIRST
    },
    same: &[&["item", "kind", "at", "quantity", "recipient"]],
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    takes: Some(Takes { link: "item", copy: &[("name", "name"), ("spec", "spec"), ("unit", "unit")] }),
    examples: EXAMPLES,
    ..Register::PLAIN
};
