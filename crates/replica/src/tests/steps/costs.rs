//! What rows cost: the amount follows from number and price, and what says otherwise is told.

use registers::{RecordId, Value};

use super::super::at;
use super::super::clerk::{Clerk, register, set};

const PAPERS: [(&str, &str, &str); 5] = [
    ("purchase-plans", "lines", "amount"),
    ("quotes", "lines", "amount"),
    ("orders", "lines", "amount"),
    ("receipts", "stock_lines", "amount"),
    ("receipts", "asset_lines", "value"),
];

fn told(clerk: &Clerk) -> Vec<RecordId> {
    let all = clerk.reader().warnings(at(clerk.minute), 50).unwrap();
    all.into_iter().filter(|w| w.alert == "amounts-differ").map(|w| w.hit.id).collect()
}

#[test]
fn what_a_row_costs_follows_from_number_and_price() {
    for (key, lines, to) in PAPERS {
        let mut clerk = Clerk::new();
        let id = clerk.add(key, &[set(register(key).title, "复印纸")]);
        let row = clerk.row(id, lines, &[("name", "A4纸".into()), ("quantity", Value::Integer(3)), ("price", Value::Integer(2_150))]);
        let cell = |clerk: &Clerk, column: &str| clerk.record(id).lines[lines][0].cell(column).cloned();
        let place = |column: &str| format!("{lines}/{row}/{column}");
        assert_eq!(cell(&clerk, to), Some(Value::Integer(6_450)), "{key}");
        clerk.change(id, &[set(&place("quantity"), 4)]);
        assert_eq!(cell(&clerk, to), Some(Value::Integer(8_600)), "{key}: it follows as long as nobody says otherwise");
        assert_eq!(told(&clerk), []);
        // A price that was rounded makes an amount that is not exactly the product.
        clerk.change(id, &[set(&place(to), 8_601)]);
        assert_eq!((cell(&clerk, to), told(&clerk)), (Some(Value::Integer(8_601)), vec![]), "{key}");
        clerk.change(id, &[set(&place(to), 9_999)]);
        assert_eq!((cell(&clerk, to), told(&clerk)), (Some(Value::Integer(9_999)), vec![id]), "{key}: it stays, and is told of");
        clerk.change(id, &[set(&place("price"), 2_200)]);
        assert_eq!(cell(&clerk, to), Some(Value::Integer(9_999)), "{key}: what somebody typed stays");
        clerk.change(id, &[set(&place(to), 8_800)]);
        assert_eq!(told(&clerk), []);
    }
}
