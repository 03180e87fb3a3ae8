//! Import and export of files.

use registers::Lang;
use registers::table::Target;
use replica::Query;
use serde_json::json;

use super::args::{ExportOptions, ImportOptions};
use super::assign::find_register;
use super::{Context, output, rows, say};
use crate::{export, files, import};

pub(super) fn import(context: &Context, options: &ImportOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    let given = match &options.map {
        Some(path) => files::read_mapping(path)?,
        None => Vec::new(),
    };
    let plan = import::plan(register, &options.file, &given)?;
    let lang = context.lang;
    let columns: Vec<(String, String)> = plan.columns.iter().filter_map(|c| Some((c.heading.clone(), target(&c.target, lang)?))).collect();
    for (heading, field) in &columns {
        context.out.line(&say(lang, "cli.import_map", &[("heading", heading), ("field", field)]));
    }
    let unmapped = plan.import.unmapped.clone();
    if !unmapped.is_empty() {
        context.out.line(&say(lang, "cli.import_unmapped", &[("headings", &unmapped.join("、"))]));
    }
    let todo = import::compare(&context.reader()?, register, plan.import)?;
    let refused: Vec<String> = todo.refused.iter().map(|r| r.say(lang)).collect();
    for text in &refused {
        context.out.line(text);
    }
    let done = if options.dry_run {
        import::Done { added: todo.fresh.len(), same: todo.same.len(), refused: todo.refused.len() }
    } else {
        import::write(&mut context.replica()?, register, todo, output::progress)?
    };
    let numbers = [done.added, done.same, done.refused].map(|n| n.to_string());
    let values = [("added", numbers[0].as_str()), ("same", numbers[1].as_str()), ("refused", numbers[2].as_str())];
    let key = if options.dry_run { "cli.import_would" } else { "cli.import_done" };
    context.out.result(
        || json!({ "added": done.added, "same": done.same, "refused": refused, "unmapped": unmapped, "columns": columns, "dry_run": options.dry_run }),
        || say(lang, key, &values),
    );
    // Rows that were refused are told by the exit status too, so that a script notices.
    if done.refused > 0 && !options.dry_run {
        return context.refuse("error.import_rows", &[("count", &done.refused.to_string())]);
    }
    Ok(())
}

/// Where a column goes, in words; none for one that goes nowhere.
fn target(target: &Target, lang: Lang) -> Option<String> {
    match target {
        Target::Field(field) => Some(field.labels.get(lang).to_owned()),
        Target::Cell(field, column) => Some(format!("{} · {}", field.labels.get(lang), column.labels.get(lang))),
        Target::State | Target::Mark(_) => Some(say(lang, "cli.state", &[])),
        _ => None,
    }
}

pub(super) fn export(context: &Context, options: &ExportOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    let reader = context.reader()?;
    let filters = rows::conditions(context, &reader, register, &options.conditions)?;
    let query = Query { filters, ..Query::of(register) };
    // What others write meanwhile is in the next export.
    let count = match options.file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("automerge") => reader.at_once(|reader| export::documents(reader, &query, &options.file))??,
        Some("csv" | "xlsx") => reader.at_once(|reader| export::table(context.lang, reader, &query, &options.file, output::progress))??,
        _ => return context.refuse("error.export_kind", &[]),
    };
    let values = [("count", count.to_string()), ("file", options.file.display().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    context.out.result(|| json!({ "exported": count }), || say(context.lang, "cli.exported", &values));
    Ok(())
}
