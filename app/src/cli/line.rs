//! Rows of a record: one is added, or what a standing one leaves open is filled in.

use registers::def::{Field, Kind, Lines};
use registers::{Line, Op, RecordId, Value, workflow};
use replica::Reader;
use serde_json::json;

use super::records::target;
use super::{Context, assign, explain};
use crate::clock;

/// Columns that say what a thing is: a row that names the thing takes them over from it.
const TAKEN: &[&str] = &["name", "unit", "spec"];

/// Adds a row to a lines field, or with `row` writes into the row with that number or id.
pub(super) fn line(context: &Context, id: &str, field: &str, row: Option<&str>, values: &[String]) -> anyhow::Result<()> {
    let (id, register, reader) = target(context, id)?;
    let field = assign::find_field(context, register, field)?;
    let Kind::Lines(lines) = field.kind else {
        return context.refuse("error.takes_no_rows", &[("field", field.labels.get(context.lang)), ("id", field.id)]);
    };
    let cells = assign::cells_of(context, &reader, field, values)?;
    let record = reader.record(id)?.map(|found| found.record).unwrap_or_default();
    let standing = record.lines.get(field.id).map_or(&[][..], Vec::as_slice);
    let row = match row {
        Some(row) => {
            let row = row_of(context, field, standing, row)?;
            let place = |column: &str| format!("{}/{row}/{column}", field.id);
            let ops: Vec<Op> = cells.into_iter().map(|(column, value)| Op::Set { field: place(&column), value: Some(value) }).collect();
            context.replica()?.transact(&format!("edit:{}", register.key), clock::now(), |edit| edit.change(id, &ops))?;
            row
        }
        None => {
            let cells = whole(context, &reader, (field, lines), standing, cells)?;
            let label = format!("line:{}:{}", register.key, field.id);
            context.replica()?.transact(&label, clock::now(), |edit| edit.append(id, field.id, cells))?.value
        }
    };
    context.out.result(|| json!({ "id": id.to_string(), "row": row }), || row.clone());
    Ok(())
}

/// The cells of a new row with those that it begins with and those that follow from the thing that it names; refused while a
/// column that every row needs is empty.
fn whole(
    context: &Context,
    reader: &Reader,
    (field, lines): (&Field, &Lines),
    standing: &[Line],
    mut cells: Vec<(String, Value)>,
) -> anyhow::Result<Vec<(String, Value)>> {
    let now = clock::now();
    let person = context.replica()?.actor(now).person;
    let begun = workflow::row_defaults(lines, standing, &person, now.civil).into_iter().map(|(id, value)| (id.to_owned(), value));
    let taken = taken(reader, lines, &cells)?;
    for (id, value) in begun.chain(taken) {
        if !cells.iter().any(|(said, _)| *said == id) {
            cells.push((id, value));
        }
    }
    let is_empty = |column: &&Field| !cells.iter().any(|(id, value)| id == column.id && !value.is_empty());
    let lacking: Vec<&str> = lines
        .columns
        .iter()
        .filter(|c| c.required && !c.retired && !c.computed)
        .filter(is_empty)
        .map(|c| c.labels.get(context.lang))
        .collect();
    if lacking.is_empty() {
        return Ok(cells);
    }
    let fields = lacking.join(explain::separator(context.lang));
    context.refuse("error.missing_columns", &[("field", field.labels.get(context.lang)), ("columns", &fields)])
}

/// What a row takes over from the records that it names.
fn taken(reader: &Reader, lines: &Lines, cells: &[(String, Value)]) -> anyhow::Result<Vec<(String, Value)>> {
    let mut found = Vec::new();
    for column in lines.columns.iter().filter(|c| matches!(c.kind, Kind::Link(_))) {
        let named = cells.iter().find(|(id, _)| id == column.id).and_then(|(_, value)| value.as_text()?.parse::<RecordId>().ok());
        let Some(card) = named.map(|id| reader.record(id)).transpose()?.flatten() else { continue };
        let texts = lines.columns.iter().filter(|c| c.kind == Kind::Text && TAKEN.contains(&c.id));
        found.extend(texts.filter_map(|c| Some((c.id.to_owned(), card.record.get(c.id).filter(|v| !v.is_empty())?.clone()))));
    }
    Ok(found)
}

/// The id of the row that is meant by its number, 1 for the first, or by its id.
fn row_of(context: &Context, field: &Field, standing: &[Line], name: &str) -> anyhow::Result<String> {
    let counted = name.parse::<usize>().ok().and_then(|n| standing.get(n.checked_sub(1)?));
    match counted.or_else(|| standing.iter().find(|row| row.id.eq_ignore_ascii_case(name))) {
        Some(row) => Ok(row.id.clone()),
        None => {
            let count = standing.len().to_string();
            context.refuse("error.no_such_row", &[("field", field.labels.get(context.lang)), ("row", name), ("count", &count)])
        }
    }
}
