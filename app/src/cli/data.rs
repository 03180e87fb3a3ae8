//! Import and export of files.

use std::path::Path;

use registers::def::Register;
use registers::table::{self, Target};
use registers::{Lang, RecordId};
use replica::{Query, Reader};
use serde_json::json;

use super::args::{ExportOptions, ImportOptions};
use super::assign::find_register;
use super::{Context, output, rows, say};
use crate::{files, import};

/// Rows of a list that are read at once.
const PAGE: usize = 10_000;

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
        import::Done { added: todo.fresh.len(), same: todo.same, refused: todo.refused.len() }
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
    let count = reader.at_once(|reader| write_all(context, reader, &query, &options.file))??;
    let values = [("count", count.to_string()), ("file", options.file.display().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    context.out.result(|| json!({ "exported": count }), || say(context.lang, "cli.exported", &values));
    Ok(())
}

/// Writes all records of a question to a file or folder, oldest first, as the paper book has them. Gives their number.
fn write_all(context: &Context, reader: &Reader, query: &Query, file: &Path) -> anyhow::Result<usize> {
    let mut ids = all_ids(reader, query, PAGE)?;
    ids.reverse();
    match file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("automerge") => {
            std::fs::create_dir_all(file)?;
            for id in &ids {
                if let Some(document) = reader.document(*id)? {
                    std::fs::write(file.join(format!("{id}.automerge")), document)?;
                }
            }
        }
        Some("csv" | "xlsx") => write_table(context, reader, query.register, &ids, file)?,
        _ => return context.refuse("error.export_kind", &[]),
    }
    Ok(ids.len())
}

/// The ids of all rows that match, in the order of the list, read in pages of `page`.
fn all_ids(reader: &Reader, query: &Query, page: usize) -> replica::Result<Vec<RecordId>> {
    let page = page.min(replica::MAX_PAGE);
    let mut ids = Vec::new();
    loop {
        let read = reader.page(&Query { offset: ids.len(), limit: page, ..query.clone() })?;
        let last = read.rows.len() < page;
        ids.extend(read.rows.into_iter().map(|r| r.id));
        if last {
            return Ok(ids);
        }
    }
}

fn write_table(context: &Context, reader: &Reader, register: &Register, ids: &[RecordId], file: &Path) -> anyhow::Result<()> {
    let name = |id: &str| {
        let card = reader.record(RecordId::from_string(id).ok()?).ok()??;
        let number = card.register.number.map(|n| card.record.text(n.field).to_owned()).filter(|n| !n.is_empty());
        Some(number.unwrap_or_else(|| card.record.text(card.register.title).to_owned()))
    };
    let mut head = table::headings(register, context.lang);
    let mut lines = Vec::with_capacity(ids.len());
    for (n, id) in ids.iter().enumerate() {
        if let Some(card) = reader.record(*id)? {
            lines.push(table::cells(register, &card.record, context.lang, &name));
        }
        if n % 500 == 0 {
            output::progress(n, ids.len());
        }
    }
    table::drop_hidden(register, &mut head, &mut lines);
    files::write(file, register.labels.get(context.lang), &head, &lines)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use registers::Op;
    use registers::book::assets;
    use replica::{Durability, Filter, Founding, Replica};

    use super::*;
    use crate::clock;

    #[test]
    fn all_rows_are_read_whatever_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        let reader = replica.reader().unwrap();
        for count in 0..8 {
            for filters in [Vec::new(), vec![Filter::Is("name", "甲".into())], vec![Filter::Is("name", "乙".into())]] {
                let query = Query { filters, ..Query::of(&assets::REGISTER) };
                let whole: Vec<RecordId> = reader.page(&query).unwrap().rows.into_iter().map(|r| r.id).collect();
                for page in 1..5 {
                    let ids = all_ids(&reader, &query, page).unwrap();
                    assert_eq!(ids, whole, "{count} records in pages of {page}");
                    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
                }
            }
            let name = if count % 3 == 0 { "甲" } else { "丙" };
            replica.transact("create:assets", clock::now(), |e| e.create(&assets::REGISTER, &[Op::set(assets::NAME, name)])).unwrap();
        }
    }

    #[test]
    fn what_is_written_during_an_export_is_not_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        let mut add = || {
            let ops = [Op::set(assets::NAME, "甲")];
            replica.transact("create:assets", clock::now(), |e| e.create(&assets::REGISTER, &ops)).unwrap();
        };
        (0..5).for_each(|_| add());
        let reader = Reader::open(folder.path()).unwrap();
        let query = Query::of(&assets::REGISTER);
        let (before, after) = reader
            .at_once(|reader| {
                let before = all_ids(reader, &query, 2).unwrap();
                add();
                (before, all_ids(reader, &query, 2).unwrap())
            })
            .unwrap();
        assert_eq!((before.len(), after.len()), (5, 5));
        assert_eq!(all_ids(&reader, &query, 2).unwrap().len(), 6);
    }
}
