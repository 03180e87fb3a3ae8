//! Rows of a record: one is added, or what a standing one leaves open is filled in.

use registers::def::{Field, Kind, Lines};
use registers::{Line, Op, Value, workflow};
use serde_json::json;

use super::records::target;
use super::{Context, assign, explain};
use crate::clock;

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
            let cells = whole(context, (field, lines), standing, cells)?;
            let label = format!("line:{}:{}", register.key, field.id);
            context.replica()?.transact(&label, clock::now(), |edit| edit.append(id, field.id, cells))?.value
        }
    };
    context.out.result(|| json!({ "id": id.to_string(), "row": row }), || row.clone());
    Ok(())
}

/// The cells of a new row with those that it begins with; refused while a column that every row needs is empty and follows from
/// no item that the row names.
fn whole(
    context: &Context,
    (field, lines): (&Field, &'static Lines),
    standing: &[Line],
    mut cells: Vec<(String, Value)>,
) -> anyhow::Result<Vec<(String, Value)>> {
    let now = clock::now();
    let person = context.replica()?.actor(now).person;
    let begun = workflow::row_defaults(lines, standing, &person, now.civil).into_iter().map(|(id, value)| (id.to_owned(), value));
    for (id, value) in begun {
        if !cells.iter().any(|(said, _)| *said == id) {
            cells.push((id, value));
        }
    }
    let says = |column: &str| cells.iter().any(|(id, value)| id == column && !value.is_empty());
    let follows = |column: &str| workflow::taken_over(lines).any(|(link, taken)| taken == column && says(link));
    let lacking: Vec<&str> = lines
        .columns
        .iter()
        .filter(|c| c.required && !c.retired && !c.computed)
        .filter(|c| !says(c.id) && !follows(c.id))
        .map(|c| c.labels.get(context.lang))
        .collect();
    if lacking.is_empty() {
        return Ok(cells);
    }
    let fields = lacking.join(explain::separator(context.lang));
    context.refuse("error.missing_columns", &[("field", field.labels.get(context.lang)), ("columns", &fields)])
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
