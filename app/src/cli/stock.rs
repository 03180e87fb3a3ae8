//! Counting the store: what was counted of an item, and what that differs by from the books; and what a stocktake refuses.

use registers::book::{stock_movements, supplies};
use registers::parse::decimal_text;
use registers::{Lang, Register, Value};
use replica::Error;
use serde_json::json;

use super::explain::{QUOTED, field_label, separator};
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

/// Why a stocktake is not frozen, or does not change any more.
pub(super) fn explain(lang: Lang, registers: &[&'static Register], error: &Error) -> String {
    match error {
        Error::Frozen(field) => say(lang, "error.frozen", &[("field", &field_label(lang, registers, field))]),
        Error::ScopeUnknown { field, names } => {
            let names: Vec<String> = names.iter().map(|name| name.chars().take(QUOTED).collect()).collect();
            let words = [("field", &field_label(lang, registers, field)), ("names", &names.join(separator(lang)))];
            say(lang, "error.scope_unknown", &words.map(|(name, word)| (name, word.as_str())))
        }
        Error::ScopeHoldsNothing => say(lang, "error.scope_holds_nothing", &[]),
        other => other.to_string(),
    }
}
