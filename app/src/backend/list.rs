//! The rows of the list on the screen, read on a thread of its own: a page in the middle of a million rows, or in an order that no
//! index has, takes longer than a frame. What is wanted last is read first.

use std::collections::BTreeMap;

use registers::def::Register;
use registers::shelf::Shelf;
use registers::{Lang, RecordId, Value};
use replica::Reader;

use super::last::Thread;
use super::{DeskBackend, explain_replica, insight, survey};
use crate::clock;
use crate::gui::backend::{Counts, Found, Leaf, Lines, Lists, PAGE, Part, Query, ReadError, Row, Wanted};

/// Whose part is being read.
type Working = (Query, u64, Lang, Part);

/// What was read and not taken yet, with the question that it answers.
type Read = Vec<(Query, Lang, Leaf)>;

/// The thread that reads; it ends with this.
pub(super) struct Pages(Thread<Wanted, Working, Read>);

impl Pages {
    /// Starts the thread; `found` is called with every part.
    pub fn start(reader: Reader, found: impl Fn() + Send + 'static) -> std::io::Result<Pages> {
        let work = move |(query, revision, lang, part): &Working| Leaf { revision: *revision, found: find(&reader, query, *lang, *part) };
        let put = |done: &mut Read, (query, _, lang, _): Working, leaf| done.push((query, lang, leaf));
        Ok(Pages(Thread::start("list", next, work, put, found)?))
    }

    fn take(&self, mut wanted: Wanted) -> Vec<Leaf> {
        self.0.at(|desk| {
            // Answers to what is not asked any more are dropped here.
            let done = std::mem::take(&mut desk.done).into_iter();
            let leaves: Vec<Leaf> =
                done.filter(|(query, lang, _)| *query == wanted.query && *lang == wanted.lang).map(|(_, _, leaf)| leaf).collect();
            let here = |part: &Part| leaves.iter().any(|leaf| leaf.revision == wanted.revision && leaf.found.part() == *part);
            let now = |part: &Part| {
                let same = |(query, revision, lang, working): &Working| {
                    *query == wanted.query && *revision == wanted.revision && *lang == wanted.lang && working == part
                };
                desk.working.as_ref().is_some_and(same)
            };
            wanted.parts = std::mem::take(&mut wanted.parts).into_iter().filter(|part| !here(part) && !now(part)).collect();
            desk.asked = (!wanted.parts.is_empty()).then_some(wanted);
            leaves
        })
    }
}

/// The next part of what is asked.
fn next(asked: &mut Option<Wanted>) -> Option<Working> {
    let wanted = asked.as_mut()?;
    let part = wanted.parts.remove(0);
    let working = (wanted.query.clone(), wanted.revision, wanted.lang, part);
    if wanted.parts.is_empty() {
        *asked = None;
    }
    Some(working)
}

fn find(reader: &Reader, query: &Query, lang: Lang, part: Part) -> Found {
    let shelf = reader.shelf();
    let words = shelf.as_ref().map_or(registers::book::ALL, |shelf| shelf.all());
    let shelf = shelf.as_ref().map(Shelf::clone).unwrap_or_default();
    let told = |e: replica::Error| ReadError(explain_replica(lang, words, &e));
    match part {
        Part::Page(at) => Found::Page(at, page(reader, &shelf, query, lang, at * PAGE, PAGE as usize).map_err(told)),
        Part::Counts => {
            let register = shelf.by_key(query.register);
            Found::Counts(register.map_or_else(|| Ok(Counts::default()), |register| survey::counts(reader, register).map_err(told)))
        }
    }
}

/// Some rows of a list, as of one state of the data.
pub(super) fn page(reader: &Reader, shelf: &Shelf, query: &Query, lang: Lang, offset: u64, limit: usize) -> replica::Result<Lines> {
    let Some(question) = insight::question(shelf, query) else { return Ok(Lines::default()) };
    let register = question.register;
    let question = replica::Query { offset: usize::try_from(offset).unwrap_or(usize::MAX), limit, ..question };
    let columns = columns(register, query);
    reader.at_once(|reader| {
        let page = reader.page(&question)?;
        let ids: Vec<RecordId> = page.rows.iter().map(|row| row.id).collect();
        let derived = crate::report::derived(lang, reader, register, &columns, &ids)?;
        let titles = reader.linked_titles(register, &columns, &page.rows)?;
        let rows = page.rows.into_iter().map(|row| Row {
            id: row.id,
            title: row.values.get(register.title).and_then(|v| v.as_text()).unwrap_or_default().to_owned(),
            values: columns.iter().map(|column| shown(&row, derived.get(&row.id), column)).collect(),
            state: row.state,
            conflict: row.conflicts > 0,
            pending: row.pending,
        });
        Ok(Lines { rows: rows.collect(), total: page.total as u64, titles })
    })?
}

/// The columns that a question asks for.
fn columns(register: &Register, query: &Query) -> Vec<&'static str> {
    if query.columns.is_empty() { register.list.iter().map(|c| c.field).collect() } else { query.columns.clone() }
}

/// The value of a column that the list shows.
fn shown(row: &replica::Row, derived: Option<&BTreeMap<String, String>>, column: &str) -> Option<Value> {
    match column {
        column if column.starts_with('=') => derived?.get(column).map(|text| text.as_str().into()),
        "_updated" => Some(crate::gui::minute(clock::civil_of_hlc(row.updated)).into()),
        column => row.values.get(column).cloned(),
    }
}

impl Lists for DeskBackend {
    fn leaves(&self, wanted: Wanted) -> Vec<Leaf> {
        match &self.office {
            Some(office) => office.pages.take(wanted),
            None => {
                let told = |part| match part {
                    Part::Counts => Found::Counts(Err(self.no_office())),
                    Part::Page(at) => Found::Page(at, Err(self.no_office())),
                };
                wanted.parts.into_iter().map(|part| Leaf { revision: wanted.revision, found: told(part) }).collect()
            }
        }
    }
}
