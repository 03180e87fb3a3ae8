//! The rows that a service request collects.

use crate::def::{Default_, Field, Lines, l};

/// Columns of a handover.
pub mod handovers {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Who gave it on.
    pub const FROM: Key<key::Person> = Key::new("from");
    /// Who took it.
    pub const TO: Key<key::Person> = Key::new("to");
    /// Department of the taker.
    pub const TO_DEPT: Key<key::Department> = Key::new("to_dept");
    /// Why.
    pub const REASON: Key<key::Text> = Key::new("reason");
    /// The requester knows whom to ask now.
    pub const TOLD_REQUESTER: Key<key::YesNo> = Key::new("told_requester");
}

/// Columns of a pause.
pub mod pauses {
    use crate::def::{Key, key};
    /// Since when.
    pub const FROM: Key<key::Time> = Key::new("from");
    /// Until when.
    pub const TO: Key<key::Time> = Key::new("to");
    /// Why.
    pub const REASON: Key<key::Text> = Key::new("reason");
    /// Who says so.
    pub const BY: Key<key::Person> = Key::new("by");
}

/// Columns of a material.
pub mod materials {
    use crate::def::{Key, key};
    /// What was used.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Size or model.
    pub const MODEL: Key<key::Text> = Key::new("model");
    /// How many.
    pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
    /// Counted in.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// Of one.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// Of all.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
}

pub(super) static HANDOVER: Lines = Lines {
    columns: &[
        Field::time(handovers::AT, l("转办时间", "轉辦時間", "At")).starts(Default_::Now),
        Field::person(handovers::FROM, l("转出人", "轉出人", "From")).starts(Default_::Me),
        Field::person(handovers::TO, l("接办人", "接辦人", "To")).required().alias(&["接收人"]),
        Field::department(handovers::TO_DEPT, l("接办部门", "接辦部門", "To department")).alias(&["转办部门"]),
        Field::text(handovers::REASON, l("转办原因", "轉辦原因", "Reason")).alias(&["转办说明"]),
        Field::yes_no(handovers::TOLD_REQUESTER, l("已告知申请人", "已告知申請人", "Requester told")),
    ],
    append_only: true,
};

pub(super) static PAUSE: Lines = Lines {
    columns: &[
        Field::time(pauses::FROM, l("挂起起始", "掛起起始", "From")).required(),
        Field::time(pauses::TO, l("恢复时间", "恢復時間", "To")).starts(Default_::Now),
        Field::text(pauses::REASON, l("暂停原因", "暫停原因", "Reason")).required().alias(&["等待原因"]),
        Field::person(pauses::BY, l("暂停登记人", "暫停登記人", "By")).starts(Default_::Me),
    ],
    append_only: true,
};

pub(super) static MATERIAL: Lines = Lines {
    columns: &[
        Field::text(materials::ITEM, l("材料名称", "材料名稱", "Item")).required().alias(&["配件", "更换配件"]),
        Field::text(materials::MODEL, l("规格型号", "規格型號", "Model")),
        Field::decimal(materials::QUANTITY, l("用料数量", "用料數量", "Quantity")).within(0, 1_000_000).starts(Default_::Integer(1)),
        Field::text(materials::UNIT, l("计量单位", "計量單位", "Unit")),
        Field::money(materials::PRICE, l("材料单价", "材料單價", "Price")),
        Field::money(materials::AMOUNT, l("材料金额", "材料金額", "Amount")),
    ],
    append_only: false,
};
