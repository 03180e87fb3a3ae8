//! What rows take over from the items that they name, and what they cost: the amount follows from number and price, and what says otherwise is told.

use registers::{Op, RecordId, Value};

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

#[test]
fn a_new_row_takes_over_what_its_item_says() {
    let mut clerk = Clerk::new();
    let paper = clerk.add("supplies", &[set("name", "A4纸"), set("unit", "包"), set("spec", "80克")]);
    let printer = clerk.add("assets", &[set("name", "打印机"), set("unit", "台")]);
    let id = clerk.add("requisitions", &[set("purpose", "开学")]);
    let item = || ("item", Value::from(paper.to_string()));
    clerk.row(id, "lines", &[item(), ("requested", Value::Integer(3)), ("printer", Value::from(printer.to_string()))]);
    let own = clerk.row(id, "lines", &[item(), ("name", "彩色纸".into()), ("requested", Value::Integer(1))]);
    clerk.row(id, "lines", &[("name", "墨盒".into()), ("printer", Value::from(printer.to_string()))]);
    let said = |clerk: &Clerk, n: usize| {
        let cell = |column: &str| clerk.record(id).lines["lines"][n].cell(column).and_then(Value::as_text).unwrap_or_default().to_owned();
        (cell("name"), cell("unit"))
    };
    assert_eq!(said(&clerk, 0), ("A4纸".into(), "包".into()));
    assert_eq!(said(&clerk, 1), ("彩色纸".into(), "包".into()), "what is said stands");
    assert_eq!(said(&clerk, 2), ("墨盒".into(), String::new()), "a printer is no item");
    // What was taken away later stays away.
    clerk.change(id, &[Op::Set { field: format!("lines/{own}/unit"), value: None }]);
    clerk.change(id, &[set("purpose", "考试")]);
    assert_eq!(said(&clerk, 1).1, "");
    let order = clerk.add("orders", &[set("title", "复印纸")]);
    clerk.row(order, "lines", &[item(), ("quantity", Value::Integer(2)), ("price", Value::Integer(2_150))]);
    let row = &clerk.record(order).lines["lines"][0];
    assert_eq!((row.cell("spec"), row.cell("amount")), (Some(&"80克".into()), Some(&Value::Integer(4_300))));
}
