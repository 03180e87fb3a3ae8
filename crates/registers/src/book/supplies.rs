//! Supplies 办公用品: what the store keeps, how little and how much of it there should be, and what it costs.
//! The stock is the sum of the movements, never a number that somebody writes.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Register, Report, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state,
    step,
};

/// Name of the item.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number of the item in the store's list (SKU).
pub const NO: Key<key::Text> = Key::new("no");
/// What sort of thing.
pub const CLASS: Key<key::Choice> = Key::new("class");
/// Size, model, strength.
pub const SPEC: Key<key::Text> = Key::new("spec");
/// Brand.
pub const BRAND: Key<key::Text> = Key::new("brand");
/// Unit in which it is counted.
pub const UNIT: Key<key::Text> = Key::new("unit");
/// Printers that a consumable fits.
pub const PRINTERS: Key<key::Text> = Key::new("printers");
/// Code on the package.
pub const BARCODE: Key<key::Text> = Key::new("barcode");
/// Photographs.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// Fewer than this are too few.
pub const MINIMUM: Key<key::Decimal> = Key::new("minimum");
/// How many there should be after buying.
pub const TARGET: Key<key::Decimal> = Key::new("target");
/// Where it lies.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// What one costs.
pub const PRICE: Key<key::Money> = Key::new("price");
/// Where it is bought.
pub const SUPPLIER: Key<key::Link> = Key::new("supplier");
/// Who keeps it.
pub const STOREKEEPER: Key<key::Person> = Key::new("storekeeper");
/// Why it is no longer kept.
pub const STOP_REASON: Key<key::Text> = Key::new("stop_reason");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

static CLASSES: &[Choice] = &[
    choice("office", l("办公用品", "辦公用品", "Office supplies")).alias(&["办公", "文具", "办公文具"]),
    choice("consumable", l("打印耗材", "列印耗材", "Printer consumables")).alias(&["耗材", "打印机耗材"]),
    choice("paper", l("纸张", "紙張", "Paper")).alias(&["纸品", "复印纸"]),
    choice("cleaning", l("清洁用品", "清潔用品", "Cleaning")).alias(&["保洁用品", "卫生用品"]),
    choice("medical", l("防疫用品", "防疫用品", "Hygiene")).alias(&["医护用品"]),
    choice("teaching", l("教学用品", "教學用品", "Teaching")).alias(&["教具"]),
    choice("electric", l("五金电料", "五金電料", "Hardware and electrical")).alias(&["五金", "电料"]),
    choice("reception", l("接待用品", "接待用品", "Reception")).alias(&["茶叶", "茶水"]),
    choice("gift", l("奖品纪念品", "獎品紀念品", "Prizes and souvenirs")).alias(&["奖品", "礼品"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("用品名称", "用品名稱", "Name")).required().alias(&[
        "名称",
        "品名",
        "物品名称",
        "物资名称",
        "Item Name",
        "用品",
        "办公用品名称",
        "商品名称",
        "耗材名称",
        "材料名称",
        "货品名称",
        "Item",
    ]),
    Field::text(NO, l("用品编码", "用品編碼", "Item no.")).alias(&[
        "编码",
        "物品编码",
        "物资编码",
        "货号",
        "SKU",
        "编号",
        "物料编码",
        "商品编码",
        "用品编号",
        "Stock no.",
        "Code",
    ]),
    Field::choice(CLASS, l("用品类别", "用品類別", "Class"), CLASSES).starts(Default_::Choice("office")).alias(&[
        "类别",
        "分类",
        "物品类别",
        "Category",
        "用品分类",
        "用品类型",
        "物资类别",
    ]),
    Field::text(SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "型号规格", "规格/型号"]),
    Field::text(BRAND, l("品牌", "品牌", "Brand")),
    Field::text(UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位", "量词"]),
    Field::text(PRINTERS, l("适用机型", "適用機型", "Fits")).alias(&["适用打印机"]),
    Field::text(BARCODE, l("条形码", "條形碼", "Barcode")).alias(&["条码"]),
    Field::attachments(PHOTO, l("照片", "照片", "Photographs")),
    Field::decimal(MINIMUM, l("最低库存", "最低庫存", "Minimum")).within(0, 10_000_000).alias(&[
        "安全库存",
        "库存下限",
        "最低存量",
        "最小库存",
        "警戒库存",
        "Minimum stock",
        "Min. Qty",
    ]),
    Field::decimal(TARGET, l("目标库存", "目標庫存", "Target")).within(0, 10_000_000).alias(&[
        "库存上限",
        "标准库存",
        "最高库存",
        "最大库存",
        "Maximum",
    ]),
    Field::text(LOCATION, l("存放位置", "存放位置", "Location")).alias(&[
        "货位",
        "库位",
        "存放地点",
        "仓库",
        "存放地",
        "存放处",
        "货架",
        "存放",
        "Shelf",
    ]),
    Field::money(PRICE, l("参考单价", "參考單價", "Price")).alias(&["单价", "价格", "采购单价", "进价", "Unit price", "Unit cost"]),
    Field::link(SUPPLIER, l("常用供应商", "常用供應商", "Usual supplier"), "suppliers").alias(&["供应商"]),
    Field::person(STOREKEEPER, l("保管员", "保管員", "Storekeeper")).alias(&["库管", "保管人", "仓管", "仓管员", "保管", "管理员"]),
    Field::text(STOP_REASON, l("停用原因", "停用原因", "Reason for stopping")),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "其他名称"]),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "supplies"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

static STATES: &[State] = &[
    state("active", l("在用", "在用", "In use"), Tone::Green, Phase::Done),
    state("stopped", l("停用", "停用", "No longer kept"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("stop", l("停用", "停用", "Stop"), &["active"], "stopped")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["stop_reason"])
        .effects(&[Effect::Clear("minimum"), Effect::Clear("target")]),
    step("resume", l("恢复使用", "恢復使用", "Resume"), &["stopped"], "active")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .effects(&[Effect::Clear("stop_reason")]),
    step("merge", l("合并", "合併", "Merge"), &["active", "stopped"], "merged")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["merged_into"])
        .asks(&["merge_reason"])
        .guards(&[Guard::Linked("merged_into", &["active"])])
        .effects(&[Effect::Me("merged_by"), Effect::Today("merged_on")]),
    step("unmerge", l("撤销合并", "撤銷合併", "Undo the merge"), &["merged"], "active")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .effects(&[Effect::Clear("merged_into"), Effect::Clear("merged_by"), Effect::Clear("merged_on"), Effect::Clear("merge_reason")]),
    step("void", l("作废", "作廢", "Void"), &["active", "stopped", "merged"], VOID)
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 90),
    col("name", 0),
    col("spec", 140),
    col("class", 100),
    col("unit", 60),
    col("=stock", 80),
    col("minimum", 80),
    col("price", 90),
    col("location", 110),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("用品", "用品", "The item"),
        fields: &["name", "no", "class", "spec", "brand", "unit", "printers", "barcode", "photo"],
    },
    Group {
        labels: l("库存与价格", "庫存與價格", "Stock and price"),
        fields: &["minimum", "target", "location", "price", "supplier", "storekeeper", "stop_reason"],
    },
    Group { labels: l("合并", "合併", "Merging"), fields: &["aliases", "merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "stock-list", labels: l("库存台账", "庫存台帳", "Stock list") },
    Named { id: "restock-list", labels: l("补货清单", "補貨清單", "Restocking list") },
    Named { id: "shelf-label", labels: l("货位标签", "貨位標籤", "Shelf label") },
];

static REPORTS: &[Report] = &[
    report("by-class", l("按类别统计", "按類別統計", "By class"), &[By::Field("class")]),
    report("by-location", l("按存放位置统计", "按存放位置統計", "By location"), &[By::Field("location")]),
    report("by-supplier", l("按供应商统计品目", "按供應商統計品目", "Items by supplier"), &[By::Field("supplier")])
        .only(&[Only::Filled("supplier")]),
    report("slow-stock", l("呆滞库存", "呆滯庫存", "Slow stock"), &[By::Band("idle_days", &[30, 90, 180, 365]), By::Title])
        .measures(&[Measure::Derived("stock_value"), Measure::Derived("stock")])
        .only(&[Only::Above("stock", 0)])
        .chart(Chart::Table),
];

/// What came in, less what went out.
const STOCK: Calc =
    Calc::Sum { of: others("stock-movements", "item"), amount: "quantity", minus: Some(("kind", &["issue", "send-back", "loss"])) };

/// Up to the target, or up to the minimum where that is more or nobody has set a target; nothing where there is enough.
const TO_ORDER: Calc =
    Calc::Greatest(&Calc::Number(0), &Calc::Minus(&Calc::Greatest(&Calc::Field("target"), &Calc::Field("minimum")), &STOCK));

/// Days since the item was last handed out, or since it first came if it never was.
const IDLE: Calc = Calc::Either(
    &Calc::SinceLast(others("stock-movements", "item").only("kind", &["issue"]), "at"),
    &Calc::SinceFirst(others("stock-movements", "item").only("kind", &["opening", "in", "adjust"]), "at"),
);

static DERIVED: &[Derived] = &[
    derived("stock", l("库存", "庫存", "Stock"), STOCK, Unit::Decimal),
    derived("stock_value", l("库存金额", "庫存金額", "Value of the stock"), Calc::Times(&STOCK, &Calc::Field("price")), Unit::Money),
    derived("to_order", l("建议采购量", "建議採購量", "To order"), TO_ORDER, Unit::Decimal),
    derived("idle_days", l("未动用天数", "未動用天數", "Days unused"), IDLE, Unit::Days),
    derived("movement_count", l("出入库笔数", "出入庫筆數", "Movements"), Calc::Count(others("stock-movements", "item")), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("supplies", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static ALERTS: &[Alert] = &[
    Alert {
        id: "below-minimum",
        labels: l("低于最低库存", "低於最低庫存", "Below the minimum"),
        tone: Tone::Amber,
        less: STOCK,
        than: Calc::Field("minimum"),
        phases: &[Phase::Done],
        answered: None,
    },
    Alert {
        id: "negative-stock",
        labels: l("负库存", "負庫存", "Negative stock"),
        tone: Tone::Red,
        less: STOCK,
        than: Calc::Number(0),
        phases: &[Phase::Done],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "toner",
        labels: l("硒鼓墨盒", "碳粉匣墨盒", "Toner or ink"),
        values: &[("class", "打印耗材"), ("unit", "个"), ("minimum", "2"), ("target", "6")],
    },
    Template {
        id: "paper",
        labels: l("复印纸", "影印紙", "Paper"),
        values: &[("class", "纸张"), ("name", "复印纸"), ("unit", "包"), ("minimum", "20"), ("target", "100")],
    },
    Template {
        id: "stationery", labels: l("办公文具", "辦公文具", "Stationery"), values: &[("class", "办公用品"), ("unit", "个")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "A4复印纸"),
        ("no", "WP00001"),
        ("class", "纸张"),
        ("spec", "A4 70克 500张"),
        ("brand", "天章"),
        ("unit", "包"),
        ("minimum", "40"),
        ("target", "200"),
        ("location", "行政楼库房A-01"),
        ("price", "21.50"),
        ("storekeeper", "马秀建"),
    ],
    &[
        ("name", "打印机硒鼓"),
        ("no", "WP00017"),
        ("class", "耗材"),
        ("spec", "CF228A"),
        ("unit", "个"),
        ("printers", "HP LaserJet M405d"),
        ("minimum", "3"),
        ("target", "8"),
        ("location", "行政楼库房B-03"),
        ("price", "￥185.00"),
        ("storekeeper", "马秀建"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "supplies",
    labels: l("办公用品", "辦公用品", "Supplies"),
    one: l("用品", "用品", "Item"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "no", pattern: "WP{n:5}", at_creation: true }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["使用状态"],
        words: &[("启用", "active"), ("正常", "active"), ("禁用", "stopped"), ("淘汰", "stopped")],
        ..Arrival::FIRST
    },
    same: &[&["name", "spec"], &["barcode"]],
    retention: l("停用后保存5年", "停用後保存5年", "5 years after it is no longer kept"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
