//! Exporting a list: all its records with all their fields and the figures that the list shows, oldest first, as the paper book has
//! them; or as the list shows them.

use std::path::{Path, PathBuf};

use registers::def::Register;
use registers::table::{self, Cell};
use registers::{Lang, RecordId, Value, pointer};
use replica::{Query, Reader, Row};

use crate::files;

/// Rows of a list that are read at once.
const PAGE: usize = 10_000;
/// Records whose computed values are read at once.
const AT_ONCE: usize = 500;

/// Writes all records of a question as a table, and tells now and then how many are done of how many. Gives their number.
///
/// # Errors
/// When the desk's data cannot be read, or the file cannot be written.
pub fn table(lang: Lang, reader: &Reader, query: &Query, file: &Path, progress: impl Fn(usize, usize)) -> anyhow::Result<usize> {
    let ids = oldest_first(reader, query)?;
    write_table(lang, reader, query.register, &ids, file, progress)?;
    Ok(ids.len())
}

/// Writes all records of a question with these columns of its list, in the order of the list. Gives their number.
///
/// # Errors
/// As [`table()`].
pub fn columns(lang: Lang, reader: &Reader, query: &Query, columns: &[&str], file: &Path) -> anyhow::Result<usize> {
    let (register, rows) = (query.register, all_rows(reader, query, PAGE)?);
    let name = |id: &str| link_name(reader, id);
    let head: Vec<String> = columns.iter().map(|column| heading(register, column, lang)).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_ONCE) {
        let ids: Vec<RecordId> = some.iter().map(|(id, _)| *id).collect();
        let derived = crate::report::derived(lang, reader, register, columns, &ids)?;
        for (id, updated) in some {
            let Some(card) = reader.record(*id)? else { continue };
            let cell = |column: &&str| match *column {
                "_updated" => Cell::Time(crate::clock::civil_of_hlc(*updated).strftime("%Y-%m-%d %H:%M").to_string()),
                computed if computed.starts_with('=') => computed_cell(derived.get(id).and_then(|values| values.get(computed))),
                column => table::cell(register, &card.record, column, lang, &name),
            };
            lines.push(columns.iter().map(cell).collect());
        }
    }
    files::write(file, lang, register.labels.get(lang), &head, &lines)?;
    Ok(lines.len())
}

fn heading(register: &Register, column: &str, lang: Lang) -> String {
    match (register.field(column), column) {
        (Some(field), _) => field.labels.get(lang).to_owned(),
        (None, "_updated") => crate::cli::say(lang, "gui.updated", &[]),
        (None, "_state") => crate::cli::say(lang, "gui.state", &[]),
        (None, computed) => crate::report::derived_label(lang, register, computed).unwrap_or_default(),
    }
}

/// A spreadsheet can add what is a number.
fn computed_cell(text: Option<&String>) -> Cell {
    text.map_or(Cell::Empty, |text| text.parse().map_or_else(|_| Cell::Text(text.clone()), Cell::Integer))
}

/// Writes the documents of all records of a question into a folder. Gives their number. The document of a classified one may hold what
/// was written before it was classified, and stays here.
///
/// # Errors
/// As [`table()`].
pub fn documents(reader: &Reader, query: &Query, folder: &Path) -> anyhow::Result<usize> {
    let ids = oldest_first(reader, query)?;
    std::fs::create_dir_all(folder)?;
    let mut written = 0;
    for id in &ids {
        let points = reader.record(*id)?.is_some_and(|card| pointer::of(card.register, &card.record).is_some());
        if let Some(document) = reader.document(*id)?.filter(|_| !points) {
            std::fs::write(folder.join(format!("{id}.automerge")), document)?;
            written += 1;
        }
    }
    Ok(written)
}

/// What a file has for the record that a link names: its number, else its title. None when it is not here.
pub fn link_name(reader: &Reader, id: &str) -> Option<String> {
    let card = reader.record(RecordId::from_string(id).ok()?).ok()??;
    let number = card.register.number.map(|n| card.record.text(n.field).to_owned()).filter(|n| !n.is_empty());
    Some(number.unwrap_or_else(|| card.record.text(card.register.title).to_owned()))
}

/// The file, or where there is one of that name already, the same with a number: nothing is written over.
pub fn free_name(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = file.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let numbered = (2..).map(|n| file.with_file_name(format!("{stem} ({n}){ending}")));
    std::iter::once(file.to_owned()).chain(numbered).find(|f| !f.exists()).unwrap_or_else(|| file.to_owned())
}

/// In the order that the question asks for; where it asks for none, the oldest first. The same on every desk, whichever it heard
/// of first.
fn oldest_first(reader: &Reader, query: &Query) -> replica::Result<Vec<RecordId>> {
    let mut ids = all_ids(reader, query, PAGE)?;
    if query.sort.is_none() {
        ids.reverse();
    }
    Ok(ids)
}

/// The ids of all rows that match, in the order of the list, read in pages of `page`.
fn all_ids(reader: &Reader, query: &Query, page: usize) -> replica::Result<Vec<RecordId>> {
    Ok(all_rows(reader, query, page)?.into_iter().map(|(id, _)| id).collect())
}

/// The same, each with the time of its last change. What the list has in the order in which this desk heard of it stands here in
/// that of the records' ids, which begin with the time of their making: without an order the newest first as in the list.
fn all_rows(reader: &Reader, query: &Query, page: usize) -> replica::Result<Vec<(RecordId, u64)>> {
    let page = page.min(replica::MAX_PAGE);
    let sort = query.sort.as_ref().map(|sort| sort.field.as_str());
    let key = |row: &Row| match sort {
        None => Key::Made,
        Some("_state") => Key::State(row.state.clone()),
        Some("_updated") => Key::Changed(row.updated),
        Some(field) => Key::Says(row.values.get(field).cloned()),
    };
    let mut rows = Vec::new();
    loop {
        let read = reader.page(&Query { offset: rows.len(), limit: page, ..query.clone() })?;
        let last = read.rows.len() < page;
        rows.extend(read.rows.into_iter().map(|row| (key(&row), row.id, row.updated)));
        if last {
            break;
        }
    }
    for alike in rows.chunk_by_mut(|(one, ..), (other, ..)| one == other) {
        alike.sort_by_key(|(_, id, _)| *id);
    }
    if sort.is_none() {
        rows.reverse();
    }
    Ok(rows.into_iter().map(|(_, id, updated)| (id, updated)).collect())
}

/// By what a list is in order.
#[derive(PartialEq)]
enum Key {
    Made,
    State(String),
    Changed(u64),
    Says(Option<Value>),
}

fn write_table(
    lang: Lang,
    reader: &Reader,
    register: &'static Register,
    ids: &[RecordId],
    file: &Path,
    progress: impl Fn(usize, usize),
) -> anyhow::Result<()> {
    let name = |id: &str| link_name(reader, id);
    let mut head = table::headings(register, lang);
    let figures = table::figures(register);
    let columns: Vec<String> = figures.iter().map(|d| format!("={}", d.id)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    head.extend(figures.iter().map(|d| d.labels.get(lang).to_owned()));
    let mut lines = Vec::with_capacity(ids.len());
    for (n, some) in ids.chunks(AT_ONCE).enumerate() {
        progress(n * AT_ONCE, ids.len());
        let derived = crate::report::derived(lang, reader, register, &columns, some)?;
        for id in some {
            let Some(card) = reader.record(*id)? else { continue };
            let mut cells = table::cells(register, &card.record, lang, &name);
            let values = derived.get(id);
            cells.extend(columns.iter().map(|column| computed_cell(values.and_then(|values| values.get(*column)))));
            lines.push(cells);
        }
    }
    table::drop_hidden(register, &mut head, &mut lines);
    files::write(file, lang, register.labels.get(lang), &head, &lines)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use registers::Op;
    use registers::book::assets;
    use replica::{Durability, Filter, Founding, Moment, Replica, Sort};

    use super::*;
    use crate::clock;

    /// Adds an asset in a second of its own.
    fn add(replica: &mut Replica, second: usize, name: &str) -> RecordId {
        let now = clock::now();
        let then = Moment { unix_ms: now.unix_ms + 1_000 * second as u64, ..now };
        replica.transact("create:assets", then, |e| e.create(&assets::REGISTER, &[Op::set(assets::NAME, name)])).unwrap().value
    }

    /// Two desks whose records came to each in another order write the same list.
    #[test]
    fn an_export_stands_in_one_order_whichever_record_came_first() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        // What was made last is heard of first, as where another desk's work comes late.
        let mut ids: Vec<RecordId> = [30, 10, 20, 0].into_iter().map(|second| add(&mut replica, second, "课桌")).collect();
        ids.sort();
        let reader = replica.reader().unwrap();
        for sort in [None, Some("name"), Some("_state")] {
            for descending in [false, true] {
                let sort = sort.map(|field| Sort { field: field.to_owned(), descending });
                let query = Query { sort, ..Query::of(&assets::REGISTER) };
                assert_eq!(oldest_first(&reader, &query).unwrap(), ids);
            }
        }
    }

    #[test]
    fn all_rows_are_read_whatever_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        let reader = replica.reader().unwrap();
        for count in 0..8 {
            for filters in [Vec::new(), vec![Filter::Is("name", "甲".into())], vec![Filter::Is("name", "乙".into())]] {
                let query = Query { filters, ..Query::of(&assets::REGISTER) };
                let mut whole: Vec<RecordId> = reader.page(&query).unwrap().rows.into_iter().map(|r| r.id).collect();
                whole.sort_unstable_by(|a, b| b.cmp(a));
                for page in 1..5 {
                    let ids = all_ids(&reader, &query, page).unwrap();
                    assert_eq!(ids, whole, "{count} records in pages of {page}");
                    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
                }
            }
            let name = if count % 3 == 0 { "甲" } else { "丙" };
            add(&mut replica, count, name);
        }
    }

    #[test]
    fn an_export_stands_in_the_order_of_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        let names = ["10号楼", "曾国华", "2号楼", "安"];
        for (n, name) in names.into_iter().enumerate() {
            add(&mut replica, n, name);
        }
        let reader = replica.reader().unwrap();
        let file = folder.path().join("a.csv");
        let written = |descending: Option<bool>, columns_of: &[&str]| {
            let sort = descending.map(|descending| Sort { field: "name".to_owned(), descending });
            let query = Query { sort, ..Query::of(&assets::REGISTER) };
            match columns_of {
                [] => table(Lang::ZhHans, &reader, &query, &file, |_, _| {}).unwrap(),
                some => columns(Lang::ZhHans, &reader, &query, some, &file).unwrap(),
            };
            let text = std::fs::read_to_string(&file).unwrap();
            let found = text.lines().skip(1).filter_map(|line| names.into_iter().find(|name| line.contains(name)));
            found.collect::<Vec<_>>()
        };
        for columns in [[].as_slice(), &["name"]] {
            assert_eq!(written(Some(false), columns), ["2号楼", "10号楼", "安", "曾国华"]);
            assert_eq!(written(Some(true), columns), ["曾国华", "安", "10号楼", "2号楼"]);
        }
        assert_eq!(written(None, &[]), names, "the oldest first where nothing is asked for");
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

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("资产.xlsx");
        assert_eq!(free_name(&file), file);
        std::fs::write(&file, "").unwrap();
        assert_eq!(free_name(&file), folder.path().join("资产 (2).xlsx"));
        std::fs::write(folder.path().join("资产 (2).xlsx"), "").unwrap();
        assert_eq!(free_name(&file), folder.path().join("资产 (3).xlsx"));
    }
}
