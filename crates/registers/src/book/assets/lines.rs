//! Rows that an asset collected over its life before movements, maintenance, contracts and inspections had registers
//! of their own; still shown where there are any.

use crate::def::{Choice, Default_, Field, Lines, choice, l};

/// Columns of a movement.
pub mod movements {
    use crate::def::{Key, key};
    /// What happened.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
    /// From which department or place.
    pub const FROM: Key<key::Text> = Key::new("from");
    /// To which department or place.
    pub const TO: Key<key::Text> = Key::new("to");
    /// How many.
    pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
    /// Who handed it over.
    pub const HANDED_BY: Key<key::Person> = Key::new("handed_by");
    /// Who took it.
    pub const TAKEN_BY: Key<key::Person> = Key::new("taken_by");
    /// Why.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of a repair or service.
pub mod maintenance {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
    /// What was wrong.
    pub const FAULT: Key<key::Text> = Key::new("fault");
    /// What was done.
    pub const WORK: Key<key::Text> = Key::new("work");
    /// Who did it.
    pub const BY: Key<key::Text> = Key::new("by");
    /// What it cost.
    pub const COST: Key<key::Money> = Key::new("cost");
    /// When the next service is due.
    pub const NEXT_DUE: Key<key::Date> = Key::new("next_due");
}

/// Columns of a service contract.
pub mod contracts {
    use crate::def::{Key, key};
    /// Number of the contract.
    pub const NO: Key<key::Text> = Key::new("no");
    /// Other party.
    pub const PARTY: Key<key::Text> = Key::new("party");
    /// First day.
    pub const STARTS: Key<key::Date> = Key::new("starts");
    /// Last day.
    pub const ENDS: Key<key::Date> = Key::new("ends");
    /// What it covers.
    pub const SCOPE: Key<key::Text> = Key::new("scope");
    /// What it costs.
    pub const COST: Key<key::Money> = Key::new("cost");
}

/// Columns of a safety inspection.
pub mod safety_inspections {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
    /// Who inspected.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What was looked at.
    pub const ITEMS: Key<key::Text> = Key::new("items");
    /// Hazards found.
    pub const HAZARDS: Key<key::Text> = Key::new("hazards");
    /// What must be put right.
    pub const RECTIFICATION: Key<key::Text> = Key::new("rectification");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// It was put right.
    pub const DONE: Key<key::YesNo> = Key::new("done");
}

static KINDS: &[Choice] = &[
    choice("issue", l("领用", "領用", "Issue")),
    choice("transfer", l("调拨", "調撥", "Transfer")),
    choice("lend", l("借出", "借出", "Lend")),
    choice("return", l("归还", "歸還", "Return")),
    choice("hand-in", l("退库", "退庫", "Hand in")),
];

pub(super) static MOVEMENT: Lines = Lines {
    columns: &[
        Field::choice(movements::KIND, l("变动类型", "變動類型", "Kind"), KINDS).required(),
        Field::date(movements::AT, l("变动日期", "變動日期", "Date")).starts(Default_::Today),
        Field::text(movements::FROM, l("转出", "轉出", "From")),
        Field::text(movements::TO, l("转入", "轉入", "To")),
        Field::integer(movements::QUANTITY, l("变动数量", "變動數量", "Quantity")).within(0, 1_000_000),
        Field::person(movements::HANDED_BY, l("移交人", "移交人", "Handed over by")),
        Field::person(movements::TAKEN_BY, l("接收人", "接收人", "Taken over by")),
        Field::text(movements::NOTE, l("变动说明", "變動說明", "Note")),
    ],
    append_only: true,
};

pub(super) static SERVICE: Lines = Lines {
    columns: &[
        Field::date(maintenance::AT, l("维护日期", "維護日期", "Date")).starts(Default_::Today),
        Field::text(maintenance::FAULT, l("故障现象", "故障現象", "Fault")),
        Field::text(maintenance::WORK, l("维护内容", "維護內容", "Work done")).required(),
        Field::text(maintenance::BY, l("维护单位或人员", "維護單位或人員", "Done by")),
        Field::money(maintenance::COST, l("维护费用", "維護費用", "Cost")),
        Field::date(maintenance::NEXT_DUE, l("下次维护日期", "下次維護日期", "Next due")),
    ],
    append_only: true,
};

pub(super) static CONTRACT: Lines = Lines {
    columns: &[
        Field::text(contracts::NO, l("协议编号", "協議編號", "Contract no.")),
        Field::text(contracts::PARTY, l("维保单位", "維保單位", "Party")).required(),
        Field::date(contracts::STARTS, l("协议开始日期", "協議開始日期", "Starts")),
        Field::date(contracts::ENDS, l("协议结束日期", "協議結束日期", "Ends")),
        Field::text(contracts::SCOPE, l("维保范围", "維保範圍", "Scope")),
        Field::money(contracts::COST, l("协议金额", "協議金額", "Cost")),
    ],
    append_only: false,
};

pub(super) static SAFETY: Lines = Lines {
    columns: &[
        Field::date(safety_inspections::AT, l("检查日期", "檢查日期", "Date")).starts(Default_::Today),
        Field::person(safety_inspections::BY, l("检查人", "檢查人", "By")).starts(Default_::Me),
        Field::text(safety_inspections::ITEMS, l("检查项目", "檢查項目", "Items")),
        Field::text(safety_inspections::HAZARDS, l("安全隐患", "安全隱患", "Hazards")),
        Field::text(safety_inspections::RECTIFICATION, l("整改措施", "整改措施", "Rectification")),
        Field::date(safety_inspections::DUE, l("整改期限", "整改期限", "Due")),
        Field::yes_no(safety_inspections::DONE, l("整改完成", "整改完成", "Done")),
    ],
    append_only: false,
};
