//! Rows of receipts.

use crate::def::{Choice, Default_, Field, Lines, choice, l};

/// Columns of checks: what was checked.
pub mod checks {
    use crate::def::{Key, key};
    /// What was checked.
    pub const ITEM: Key<key::Choice> = Key::new("item");
    /// It is as it should be.
    pub const OK: Key<key::YesNo> = Key::new("ok");
    /// Note.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of stock lines: what goes into the store.
pub mod stock_lines {
    use crate::def::{Key, key};
    /// The item in the store's list.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// What it is.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many.
    pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
    /// What one cost.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// What all of it cost.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
}

/// Columns of asset lines: what becomes a fixed asset.
pub mod asset_lines {
    use crate::def::{Key, key};
    /// What it is.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Main class of the asset.
    pub const MAIN_CLASS: Key<key::Choice> = Key::new("main_class");
    /// Class by GB/T 14885.
    pub const CLASS: Key<key::Text> = Key::new("class");
    /// Brand.
    pub const BRAND: Key<key::Text> = Key::new("brand");
    /// Model.
    pub const MODEL: Key<key::Text> = Key::new("model");
    /// Serial no..
    pub const SERIAL: Key<key::Text> = Key::new("serial");
    /// How many on this card.
    pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// Unit price.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// What all of it cost.
    pub const VALUE: Key<key::Money> = Key::new("value");
    /// Warranty until.
    pub const WARRANTY: Key<key::Date> = Key::new("warranty");
    /// Where it will stand.
    pub const LOCATION: Key<key::Text> = Key::new("location");
    /// Department that will use it.
    pub const DEPARTMENT: Key<key::Department> = Key::new("department");
    /// Who will keep it.
    pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
}

static CHECKS: &[Choice] = &[
    choice("quantity", l("数量相符", "數量相符", "Quantity")).alias(&["数量"]),
    choice("spec", l("规格型号相符", "規格型號相符", "Specification")).alias(&["规格"]),
    choice("quality", l("质量完好", "品質完好", "Quality")).alias(&["质量"]),
    choice("package", l("包装外观", "包裝外觀", "Package")).alias(&["外观"]),
    choice("papers", l("随货资料", "隨貨資料", "Papers")).alias(&["合格证", "说明书"]),
    choice("trial", l("试运行", "試運行", "Trial run")).alias(&["试用", "安装调试"]),
];

pub(super) static CHECK: Lines = Lines {
    columns: &[
        Field::choice(checks::ITEM, l("验收内容", "驗收內容", "Item"), CHECKS).required(),
        Field::yes_no(checks::OK, l("是否合格", "是否合格", "In order")),
        Field::text(checks::NOTE, l("验收说明", "驗收說明", "Note")),
    ],
    append_only: false,
};

pub(super) static STOCK: Lines = Lines {
    columns: &[
        Field::link(stock_lines::ITEM, l("用品", "用品", "Item"), "supplies").alias(&["用品编码"]),
        Field::text(stock_lines::NAME, l("入库品名", "入庫品名", "Name")).required().alias(&["品名", "物品名称"]),
        Field::text(stock_lines::UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
        Field::decimal(stock_lines::QUANTITY, l("入库数量", "入庫數量", "Quantity")).within(0, 1_000_000).alias(&["验收数量", "数量"]),
        Field::money(stock_lines::PRICE, l("入库单价", "入庫單價", "Price")).alias(&["单价"]),
        Field::money(stock_lines::AMOUNT, l("入库金额", "入庫金額", "Amount")),
    ],
    append_only: false,
};

pub(super) static ASSET: Lines = Lines {
    columns: &[
        Field::text(asset_lines::NAME, l("资产名称", "資產名稱", "Name")).required(),
        Field::choice(asset_lines::MAIN_CLASS, l("资产大类", "資產大類", "Category"), super::super::assets::MAIN_CLASSES),
        Field::text(asset_lines::CLASS, l("资产分类", "資產分類", "Class")),
        Field::text(asset_lines::BRAND, l("资产品牌", "資產品牌", "Brand")),
        Field::text(asset_lines::MODEL, l("资产型号", "資產型號", "Model")),
        Field::text(asset_lines::SERIAL, l("出厂编号", "出廠編號", "Serial no.")),
        Field::integer(asset_lines::QUANTITY, l("建卡数量", "建卡數量", "Quantity")).within(0, 1_000_000).starts(Default_::Integer(1)),
        Field::text(asset_lines::UNIT, l("资产单位", "資產單位", "Unit")),
        Field::money(asset_lines::PRICE, l("资产单价", "資產單價", "Unit price")),
        Field::money(asset_lines::VALUE, l("资产原值", "資產原值", "Value")),
        Field::date(asset_lines::WARRANTY, l("保修期至", "保固期至", "Warranty until")),
        Field::text(asset_lines::LOCATION, l("拟存放地点", "擬存放地點", "Location")),
        Field::department(asset_lines::DEPARTMENT, l("拟使用部门", "擬使用部門", "Department")),
        Field::person(asset_lines::CUSTODIAN, l("拟保管人", "擬保管人", "Custodian")),
    ],
    append_only: false,
};
