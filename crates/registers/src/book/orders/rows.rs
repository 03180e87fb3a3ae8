//! Rows of orders.

use crate::def::{Field, Lines, l};

/// Columns of lines: what is ordered.
pub mod lines {
    use crate::def::{Key, key};
    /// The item in the store's list.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// What is ordered.
    pub const NAME: Key<key::Text> = Key::new("name");
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
    /// It becomes a fixed asset.
    pub const ASSET: Key<key::YesNo> = Key::new("asset");
}

pub(super) static LINE: Lines = Lines {
    columns: &[
        Field::link(lines::ITEM, l("用品", "用品", "Item"), "supplies"),
        Field::text(lines::NAME, l("订购品名", "訂購品名", "Name")).required().alias(&["品名", "物品名称"]),
        Field::text(lines::SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "规格/型号"]),
        Field::text(lines::UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
        Field::decimal(lines::QUANTITY, l("订购数量", "訂購數量", "Quantity")).within(0, 1_000_000).alias(&["数量", "采购数量"]),
        Field::money(lines::PRICE, l("订购单价", "訂購單價", "Price")).alias(&["单价"]).signed(),
        Field::money(lines::AMOUNT, l("订购金额", "訂購金額", "Amount")).signed(),
        Field::yes_no(lines::ASSET, l("建资产卡", "建資產卡", "Becomes an asset")),
    ],
    append_only: false,
};
