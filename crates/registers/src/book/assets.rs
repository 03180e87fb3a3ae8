//! Fixed assets 固定资产: what the school owns, where it stands, who keeps it, what happened to it.
//! The state is the condition of use (在用, 闲置, 在修 …), so a list's 使用状况 decides it.
//! Movements, maintenance, contracts, inspections and disposals are registers of their own and link here; who has it and where
//! it stands follows them.

use crate::def::{
    Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Precedence,
    Register, Report, Rule, Space, Template, Unit, col, derived, due_at, key, l, others, report,
};

mod choices;
mod flow;
mod lines;

pub use choices::main_class_of;
pub(crate) use choices::{FUND_SOURCES, MAIN_CLASSES};
pub use lines::{contracts, maintenance, movements, safety_inspections};

/// Number on the label.
pub const ASSET_NO: Key<key::Text> = Key::new("asset_no");
/// Main class by GB/T 14885; begins the number.
pub const MAIN_CLASS: Key<key::Choice> = Key::new("main_class");
/// Class by GB/T 14885.
pub const CLASS: Key<key::Text> = Key::new("class");
/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Brand.
pub const BRAND: Key<key::Text> = Key::new("brand");
/// Model.
pub const MODEL: Key<key::Text> = Key::new("model");
/// Maker's serial number.
pub const SERIAL: Key<key::Text> = Key::new("serial");
/// How many.
pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
/// Unit of counting.
pub const UNIT: Key<key::Text> = Key::new("unit");
/// Price of one.
pub const UNIT_PRICE: Key<key::Money> = Key::new("unit_price");
/// What all of it cost.
pub const VALUE: Key<key::Money> = Key::new("value");
/// What was written off so far.
pub const DEPRECIATION: Key<key::Money> = Key::new("depreciation");
/// What it still stands for in the books.
pub const NET_VALUE: Key<key::Money> = Key::new("net_value");
/// Where the money came from.
pub const FUND_SOURCE: Key<key::Choice> = Key::new("fund_source");
/// How it came to the school.
pub const ACQUISITION: Key<key::Choice> = Key::new("acquisition");
/// Day of purchase.
pub const PURCHASE_DATE: Key<key::Date> = Key::new("purchase_date");
/// Supplier.
pub const SUPPLIER: Key<key::Text> = Key::new("supplier");
/// Number of the invoice.
pub const INVOICE: Key<key::Text> = Key::new("invoice");
/// The acceptance that it came with.
pub const RECEIPT: Key<key::Link> = Key::new("receipt");
/// The surplus of a stocktake that it was.
pub const VARIANCE: Key<key::Link> = Key::new("variance");
/// Day on which the warranty ends.
pub const WARRANTY: Key<key::Date> = Key::new("warranty");
/// Where it stands.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// Department that uses it.
pub const USING_DEPT: Key<key::Department> = Key::new("using_dept");
/// Who uses it.
pub const USER: Key<key::Person> = Key::new("user");
/// Who keeps it.
pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
/// Years that it should serve.
pub const LIFE: Key<key::Integer> = Key::new("life");
/// Day on which it should be replaced.
pub const END_OF_LIFE: Key<key::Date> = Key::new("end_of_life");
/// Day on which the label was put on.
pub const LABELLED_ON: Key<key::Date> = Key::new("labelled_on");
/// Photographs.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// Who borrowed it.
pub const BORROWER: Key<key::Person> = Key::new("borrower");
/// Day by which it must come back.
pub const DUE_BACK: Key<key::Date> = Key::new("due_back");
/// What is broken.
pub const FAULT: Key<key::Text> = Key::new("fault");
/// Why it is to be written off.
pub const SCRAP_REASON: Key<key::Text> = Key::new("scrap_reason");
/// How it was disposed of.
pub const DISPOSAL: Key<key::Choice> = Key::new("disposal");
/// Number of the approval.
pub const DISPOSAL_NO: Key<key::Text> = Key::new("disposal_no");
/// What it still brought.
pub const PROCEEDS: Key<key::Money> = Key::new("proceeds");
/// Day of the disposal.
pub const DISPOSED_AT: Key<key::Date> = Key::new("disposed_at");
/// Who proposed the write-off.
pub const PROPOSED_BY: Key<key::Person> = Key::new("proposed_by");
/// Number of the last slip, stocktake variance or disposal that moved it.
pub const BASIS: Key<key::Text> = Key::new("basis");
/// Where it went, from whom to whom, before they had a register of their own.
pub const MOVEMENTS: Key<key::Lines> = Key::new("movements");
/// Repairs and servicing, before they had a register of their own.
pub const MAINTENANCE: Key<key::Lines> = Key::new("maintenance");
/// Service contracts, before they had a register of their own.
pub const CONTRACTS: Key<key::Lines> = Key::new("contracts");
/// Safety inspections, before they had a register of their own.
pub const SAFETY_INSPECTIONS: Key<key::Lines> = Key::new("safety_inspections");

static FIELDS: &[Field] = &[
    Field::text(ASSET_NO, l("资产编号", "資產編號", "Asset no.")).alias(&[
        "编号",
        "资产编码",
        "固定资产编号",
        "卡片编号",
        "no",
        "Asset Tag",
        "Asset Number",
        "资产号",
        "资产卡片编号",
        "资产标签号",
        "标签号",
        "财产编号",
        "设备编号",
        "Tag",
        "Inventory no.",
    ]),
    Field::text(CLASS, l("资产分类", "資產分類", "Class")).alias(&[
        "资产分类代码",
        "分类代码",
        "国标分类",
        "类别",
        "资产类别",
        "分类",
        "Category",
        "国标分类代码",
        "国标代码",
        "国标分类号",
        "资产分类号",
        "资产代码",
        "分类编码",
        "分类号",
        "资产分类名称",
        "Asset class",
    ]),
    Field::choice(MAIN_CLASS, l("资产大类", "資產大類", "Main class"), MAIN_CLASSES)
        .starts(Default_::Choice("unsorted"))
        .alias(&["大类", "资产门类"]),
    Field::text(NAME, l("资产名称", "資產名稱", "Name")).required().alias(&[
        "名称",
        "品名",
        "物品名称",
        "设备名称",
        "Asset Name",
        "Item Name",
        "资产",
        "固定资产名称",
        "器材名称",
        "仪器名称",
        "物品",
        "Item",
        "Description",
    ]),
    Field::text(BRAND, l("品牌", "品牌", "Brand")).alias(&[
        "厂牌",
        "生产厂家",
        "制造商",
        "厂家",
        "Manufacturer",
        "品牌型号",
        "生产商",
        "生产厂商",
        "Make",
    ]),
    Field::text(MODEL, l("规格型号", "規格型號", "Model")).alias(&[
        "型号",
        "规格",
        "型号规格",
        "Model Name",
        "产品型号",
        "设备型号",
        "Model no.",
    ]),
    Field::text(SERIAL, l("序列号", "序號", "Serial no.")).alias(&[
        "出厂编号",
        "机身号",
        "SN",
        "Serial",
        "Serial Number",
        "出厂号",
        "设备序列号",
        "产品序列号",
        "机器编号",
    ]),
    Field::integer(QUANTITY, l("数量", "數量", "Quantity")).within(0, 1_000_000).starts(Default_::Integer(1)).alias(&[
        "件数",
        "资产数量",
        "QTY",
        "Qty.",
        "数目",
        "台数",
        "台（件）数",
        "Count",
    ]),
    Field::text(UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位", "计量", "量词"]),
    Field::money(UNIT_PRICE, l("单价", "單價", "Unit price")).alias(&["资产单价", "单位价格", "购置单价", "采购单价", "Price"]),
    Field::money(VALUE, l("原值", "原值", "Value")).alias(&[
        "Total cost",
        "Cost",
        "金额",
        "资产原值",
        "价值",
        "账面原值",
        "总价",
        "Purchase Cost",
        "Cost",
        "购置金额",
        "资产价值",
        "购入金额",
        "购置价格",
        "原始价值",
        "原值金额",
        "Amount",
        "Purchase price",
    ]),
    Field::money(DEPRECIATION, l("累计折旧", "累計折舊", "Depreciation")).alias(&["折旧", "已提折旧", "折旧额", "累计折旧额"]),
    Field::money(NET_VALUE, l("净值", "淨值", "Net value")).alias(&["账面净值", "资产净值", "资产净额", "净额", "Book value"]),
    Field::choice(FUND_SOURCE, l("经费来源", "經費來源", "Fund source"), choices::FUND_SOURCES).alias(&["资金来源"]),
    Field::choice(ACQUISITION, l("取得方式", "取得方式", "Acquisition"), choices::ACQUISITIONS).alias(&[
        "来源",
        "增加方式",
        "取得来源",
        "购置方式",
        "来源方式",
        "资产来源",
    ]),
    Field::date(PURCHASE_DATE, l("购置日期", "購置日期", "Purchase date")).alias(&[
        "取得日期",
        "购入日期",
        "购买日期",
        "购置时间",
        "入账日期",
        "Purchased",
        "购入时间",
        "购买时间",
        "购置年月",
        "采购日期",
        "采购时间",
        "取得时间",
        "入库日期",
        "启用日期",
        "购入年月",
        "Date purchased",
        "Date of purchase",
        "Acquired on",
        "Date acquired",
    ]),
    Field::text(SUPPLIER, l("供应商", "供應商", "Supplier")).alias(&[
        "供货商",
        "供货单位",
        "销售商",
        "供应单位",
        "经销商",
        "供货厂家",
        "Vendor",
    ]),
    Field::text(INVOICE, l("发票号", "發票號", "Invoice")).alias(&["发票号码", "Order Number", "发票编号", "Invoice no."]),
    Field::link(RECEIPT, l("验收单", "驗收單", "Receipt"), "receipts").alias(&["验收单号"]),
    Field::link(VARIANCE, l("盘盈差异", "盤盈差異", "Surplus"), "variances"),
    Field::date(WARRANTY, l("保修期至", "保固期至", "Warranty until")).alias(&[
        "保修截止日期",
        "质保期至",
        "Warranty Expires",
        "保修到期日",
        "质保到期",
        "Warranty expiry",
    ]),
    Field::text(LOCATION, l("存放地点", "存放地點", "Location")).alias(&[
        "存放位置",
        "放置地点",
        "地点",
        "使用地点",
        "房间",
        "存放地",
        "存放处",
        "存放",
        "所在位置",
        "所在地点",
        "安放地点",
        "使用位置",
        "放置位置",
        "Room",
        "Place",
    ]),
    Field::department(USING_DEPT, l("使用部门", "使用部門", "Using department")).alias(&[
        "使用单位",
        "所属部门",
        "部门名称",
        "Department",
        "使用科室",
        "归属部门",
        "所在部门",
        "领用部门",
        "使用（管理）部门",
    ]),
    Field::person(USER, l("使用人", "使用人", "User")).alias(&[
        "领用人",
        "使用者",
        "Checked Out To: Username",
        "Checked Out",
        "使用责任人",
        "使用人姓名",
        "Used by",
        "Assigned to",
    ]),
    Field::person(CUSTODIAN, l("保管人", "保管人", "Custodian")).alias(&[
        "管理人",
        "责任保管人",
        "保管员",
        "保管责任人",
        "经手",
        "经手人",
        "管理员",
        "保管",
        "Keeper",
        "Held by",
    ]),
    Field::integer(LIFE, l("使用年限", "使用年限", "Life in years")).within(0, 200).alias(&[
        "预计使用年限",
        "折旧年限",
        "规定使用年限",
        "最低使用年限",
        "可使用年限",
        "Useful life",
    ]),
    Field::date(END_OF_LIFE, l("预计报废日期", "預計報廢日期", "End of life")).alias(&["报废期限", "Asset EOL Date", "EOL Date"]),
    Field::date(LABELLED_ON, l("贴标日期", "貼標日期", "Labelled on")),
    Field::attachments(PHOTO, l("照片", "照片", "Photographs")),
    Field::person(BORROWER, l("借用人", "借用人", "Borrower")),
    Field::date(DUE_BACK, l("应还日期", "應還日期", "Due back")).alias(&["归还期限", "Expected Checkin Date"]),
    Field::text(FAULT, l("故障情况", "故障情況", "Fault")),
    Field::text(SCRAP_REASON, l("报废原因", "報廢原因", "Reason for writing off")),
    Field::person(PROPOSED_BY, l("报废申请人", "報廢申請人", "Write-off proposed by")),
    Field::choice(DISPOSAL, l("处置方式", "處置方式", "Disposal"), choices::DISPOSALS),
    Field::text(DISPOSAL_NO, l("处置批复文号", "處置批覆文號", "Disposal approval no.")).alias(&["批复文号"]),
    Field::money(PROCEEDS, l("处置收入", "處置收入", "Proceeds")),
    Field::date(DISPOSED_AT, l("处置日期", "處置日期", "Disposed on")).alias(&["报废日期"]),
    Field::text(BASIS, l("变动依据", "變動依據", "Moved by")).computed(),
    Field { retired: true, ..Field::lines(MOVEMENTS, l("变动记录", "變動記錄", "Movements"), &lines::MOVEMENT) },
    Field { retired: true, ..Field::lines(MAINTENANCE, l("维护记录", "維護記錄", "Maintenance"), &lines::SERVICE) },
    Field { retired: true, ..Field::lines(CONTRACTS, l("维保协议", "維保協議", "Service contracts"), &lines::CONTRACT) },
    Field { retired: true, ..Field::lines(SAFETY_INSPECTIONS, l("安全检查", "安全檢查", "Safety inspections"), &lines::SAFETY) },
];

static LIST: &[Column] = &[
    col("asset_no", 124),
    col("name", 0),
    col("model", 140),
    col("quantity", 70),
    col("value", 110),
    col("using_dept", 120),
    col("location", 120),
    col("custodian", 90),
    col("_state", 96),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("资产", "資產", "The asset"),
        fields: &["name", "asset_no", "main_class", "class", "brand", "model", "serial", "quantity", "unit", "labelled_on", "photo"],
    },
    Group {
        labels: l("使用与保管", "使用與保管", "Use and custody"),
        fields: &["using_dept", "user", "custodian", "location", "borrower", "due_back"],
    },
    Group {
        labels: l("购置", "購置", "Purchase"),
        fields: &[
            "acquisition",
            "purchase_date",
            "unit_price",
            "value",
            "depreciation",
            "net_value",
            "fund_source",
            "supplier",
            "invoice",
            "receipt",
            "variance",
            "warranty",
            "life",
            "end_of_life",
        ],
    },
    Group {
        labels: l("变动与维护", "變動與維護", "Movements and maintenance"),
        fields: &["basis", "movements", "fault", "maintenance", "contracts", "safety_inspections"],
    },
    Group {
        labels: l("处置", "處置", "Disposal"),
        fields: &["scrap_reason", "proposed_by", "disposal", "disposal_no", "proceeds", "disposed_at"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "card", labels: l("固定资产卡片", "固定資產卡片", "Asset card") },
    Named { id: "label", labels: l("资产标签", "資產標籤", "Label") },
    Named { id: "ledger", labels: l("固定资产台账", "固定資產台帳", "Ledger of assets") },
];

static REPORTS: &[Report] = &[
    report("by-class", l("按分类统计", "按分類統計", "By class"), &[By::Field("class")]).measures(&[Measure::Sum("value"), Measure::Count]),
    report("by-department", l("按使用部门统计", "按使用部門統計", "By department"), &[By::Field("using_dept")])
        .measures(&[Measure::Sum("value"), Measure::Count]),
    report("by-age", l("按使用年限统计", "按使用年限統計", "By age"), &[By::Age("purchase_date")])
        .measures(&[Measure::Count, Measure::Sum("value")])
        .chart(Chart::Columns),
    report("idle", l("闲置资产", "閒置資產", "Idle assets"), &[By::Field("location")])
        .measures(&[Measure::Count, Measure::Sum("value")])
        .only(&[Only::State(&["idle"])]),
    report("by-category", l("按资产大类统计", "按資產大類統計", "By main class"), &[By::Field("main_class"), By::State])
        .measures(&[Measure::Sum("value"), Measure::Count]),
    report("by-state", l("按使用状况统计", "按使用狀況統計", "By condition of use"), &[By::State])
        .measures(&[Measure::Count, Measure::Sum("value")]),
    report("by-fund", l("按经费来源统计", "按經費來源統計", "By fund source"), &[By::Field("fund_source")])
        .measures(&[Measure::Sum("value"), Measure::Count]),
    report("by-custodian", l("按保管人统计", "按保管人統計", "By custodian"), &[By::Field("custodian")]).only(LIVE),
    report("warranty-ending", l("近期保修到期", "近期保固到期", "Warranty ending"), &[By::Month("warranty")])
        .only(&[Only::Within("warranty", 90)])
        .chart(Chart::Columns),
    report("past-life", l("超期服役资产", "超期服役資產", "Past their life"), &[By::Field("using_dept")])
        .measures(&[Measure::Count, Measure::Sum("value")])
        .only(&[Only::Passed("end_of_life"), Only::State(&["in-use", "idle", "under-repair", "lent"])]),
    report("lent-overdue", l("逾期未还", "逾期未還", "Not brought back"), &[By::Field("borrower")])
        .only(&[Only::State(&["lent"]), Only::Passed("due_back")]),
];

/// Assets that the school still has.
const LIVE: &[Only] = &[Only::State(&["in-use", "idle", "under-repair", "lent", "awaiting-disposal"])];

static DERIVED: &[Derived] = &[
    derived("age_days", l("已用天数", "已用天數", "Age in days"), Calc::Days("purchase_date", "disposed_at"), Unit::Days),
    derived("repairs", l("维护次数", "維護次數", "Maintenance orders"), Calc::Count(others("maintenance", "asset")), Unit::Count),
    derived(
        "maintenance_cost",
        l("维护费用合计", "維護費用合計", "Cost of maintenance"),
        Calc::Sum { of: others("maintenance", "asset"), amount: "cost", minus: None },
        Unit::Money,
    ),
    derived("moves", l("变动次数", "變動次數", "Movements"), Calc::Count(others("asset-movements", "assets")), Unit::Count),
    derived(
        "sightings",
        l("盘点见到次数", "盤點見到次數", "Times seen at stocktakes"),
        Calc::Count(others("observations", "asset")),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "computer",
        labels: l("计算机", "電腦", "Computer"),
        values: &[("name", "台式计算机"), ("main_class", "设备"), ("unit", "台"), ("life", "6"), ("acquisition", "购置")],
    },
    Template {
        id: "furniture",
        labels: l("课桌椅", "課桌椅", "Desks and chairs"),
        values: &[("name", "课桌椅"), ("main_class", "家具"), ("unit", "套"), ("life", "15"), ("acquisition", "购置")],
    },
    Template {
        id: "gift", labels: l("受赠资产", "受贈資產", "Gift"), values: &[("acquisition", "捐赠"), ("fund_source", "社会捐赠")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "电子班牌"),
        ("main_class", "设备"),
        ("class", "A02020899"),
        ("brand", "鸿合"),
        ("model", "21.5英寸"),
        ("quantity", "1"),
        ("unit", "台"),
        ("unit_price", "2,497.83"),
        ("value", "2,497.83"),
        ("fund_source", "财政拨款"),
        ("acquisition", "购置"),
        ("purchase_date", "2026年4月5日"),
        ("supplier", "江苏智慧教育设备有限公司"),
        ("location", "明德楼208"),
        ("using_dept", "保卫科"),
        ("custodian", "江海欣"),
        ("life", "6"),
    ],
    &[
        ("name", "激光打印机"),
        ("class", "A02021003"),
        ("brand", "惠普"),
        ("model", "HP LaserJet M405d"),
        ("serial", "CNB3K12345"),
        ("quantity", "2"),
        ("unit", "台"),
        ("unit_price", "1848.59"),
        ("value", "￥3697.18"),
        ("acquisition", "捐赠"),
        ("purchase_date", "2026/2/11"),
        ("warranty", "2029-02-10"),
        ("location", "博雅楼123"),
        ("using_dept", "数学组"),
        ("custodian", "雷芳娜"),
        ("remarks", "家长委员会捐赠，两台同时使用。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "assets",
    labels: l("固定资产", "固定資產", "Fixed assets"),
    one: l("资产", "資產", "Asset"),
    area: Area::Assets,
    space: Space::General,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "asset_no", pattern: "{main_class}{year}{n:5}", at_creation: true }),
    due: Some(due_at("due_back").met_in(&["under-repair", "awaiting-disposal"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    settled: flow::SETTLED,
    precedence: Precedence { done: &["disposed"], ..Precedence::NONE },
    rules: &[
        Rule::NotBefore { field: "end_of_life", since: "purchase_date" },
        Rule::NotBefore { field: "disposed_at", since: "purchase_date" },
    ],
    arrival: Arrival {
        headings: &["使用状况", "状况", "使用状态", "资产状态", "资产状况", "status"],
        words: &[
            ("使用中", "in-use"),
            ("完好", "in-use"),
            ("良好", "in-use"),
            ("Active", "in-use"),
            ("在册", "in-use"),
            ("正常", "in-use"),
            ("Deployed", "in-use"),
            ("未使用", "idle"),
            ("库存", "idle"),
            ("在库", "idle"),
            ("Ready to Deploy", "idle"),
            ("维修", "under-repair"),
            ("维修中", "under-repair"),
            ("待修", "under-repair"),
            ("出借", "lent"),
            ("外借", "lent"),
            ("待处置", "awaiting-disposal"),
            ("报废", "disposed"),
            ("已报废", "disposed"),
            ("处置", "disposed"),
            ("Archived", "disposed"),
        ],
        marks: &[],
        filled: &[("disposed_at", "disposed")],
        day: &[],
        day_field: None,
        amounts: &[],
    },
    retention: l("处置后保存10年", "處置後保存10年", "10 years after disposal"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["asset_no"], &["serial", "brand"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
