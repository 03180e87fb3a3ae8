//! Counting the store: what was counted of an item, and what that differs by from the books.

use registers::Value;
use registers::book::{stock_movements, supplies};
use registers::parse::decimal_text;
use serde_json::json;

use super::{Context, assign, say};
use crate::clock;

/// Writes down that so many of an item were counted; the difference to the books waits for its approval.
pub(super) fn count(context: &Context, item: &str, counted: &str, reason: &str) -> anyhow::Result<()> {
    let (reader, lang) = (context.reader()?, context.lang);
    let shelf = context.shelf()?;
    let movements = shelf.of(&stock_movements::REGISTER);
    context.about.set(Some(movements));
    let item = assign::linked(context, &reader, supplies::REGISTER.key, item)?;
    let column = assign::find_field(context, movements, stock_movements::COUNTED.id())?;
    let counted = assign::value(context, &reader, column, counted)?;
    let id = context.replica()?.count_stock(item, counted, reason, clock::now())?.value;
    let record = super::records::said(&reader, id)?;
    let number = |field: &str| record.get(field).cloned().unwrap_or(Value::Integer(0));
    let [book, counted, difference] =
        [stock_movements::BOOK_QUANTITY, stock_movements::COUNTED, stock_movements::QUANTITY].map(|key| number(key.id()));
    let text = |value: &Value| decimal_text(value.as_decimal().unwrap_or(0));
    let title = record.text(stock_movements::NAME.id());
    let values = [("item", title), ("book", &text(&book)), ("counted", &text(&counted)), ("difference", &text(&difference))];
    context.out.result(
        || json!({ "id": id.to_string(), "item": item.to_string(), "book": text(&book), "counted": text(&counted), "difference": text(&difference) }),
        || id.to_string(),
    );
    context.out.note(&say(lang, "cli.counted", &values));
    Ok(())
}
