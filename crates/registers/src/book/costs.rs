//! What is bought in rows: what each of them costs.

use crate::def::{Alert, Calc, Phase, Product, Tone, l};

/// The product of a row of papers that all call their columns alike.
pub(super) const fn lines() -> Product {
    Product { lines: "lines", number: "quantity", price: "price", to: "amount" }
}

/// The warning that rows cost something else than their numbers and prices make: so many of them.
pub(super) const fn differ(rows: Calc) -> Alert {
    Alert {
        id: "amounts-differ",
        labels: l("明细金额与数量×单价不符", "明細金額與數量×單價不符", "Amounts are not number times price"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: rows,
        phases: &[Phase::Draft, Phase::Open, Phase::Done],
        answered: None,
    }
}
