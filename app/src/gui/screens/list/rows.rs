//! The rows of a list as far as they were looked at, in pages that are read beside the window, with the place of the selection.
//! What is there stays until something newer comes; a row that was never read is a blank one.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use registers::def::Register;
use registers::{Lang, RecordId, Value};

use super::super::super::backend::{Counts, Found, Leaf, Lines, PAGE, Part, Query, Read, Row, Wanted};
use super::super::super::cx::Cx;
use super::super::super::format;

/// Pages kept; those farthest from what is seen are dropped.
const KEPT: usize = 32;
/// Pages asked for at a time.
const ASKED: usize = 6;
/// The next page is asked for when its rows are this near.
const NEAR: u64 = PAGE / 2;

/// A row with its cells as text, which is made of those that are looked at.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row.
    pub row: Row,
    words: Rc<Words>,
    cells: OnceCell<Vec<String>>,
}

/// What all rows of a page are worded with.
#[derive(Debug)]
struct Words {
    register: &'static Register,
    columns: Vec<&'static str>,
    lang: Lang,
    titles: BTreeMap<RecordId, String>,
}

impl Line {
    /// What it says in a column; empty where the column was not read.
    pub fn cell(&self, column: &str) -> &str {
        let at = self.words.columns.iter().position(|own| *own == column);
        let cells = self.cells.get_or_init(|| self.words.cells(&self.row));
        at.and_then(|at| cells.get(at)).map_or("", String::as_str)
    }

    /// The value in a column, where the column was read and the record has one.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let at = self.words.columns.iter().position(|own| *own == column)?;
        self.row.values.get(at)?.as_ref()
    }
}

impl Words {
    fn cells(&self, row: &Row) -> Vec<String> {
        let title = |id: &str| self.titles.get(&RecordId::from_string(id).ok()?).cloned();
        let text = |(column, value): (&&'static str, &Option<Value>)| match (self.register.field(column), value) {
            (Some(field), Some(value)) => format::cell(field, value, self.lang, &title),
            (None, Some(Value::Text(text))) => text.clone(),
            (None, _) if *column == "_state" => format::state(self.register, &row.state, self.lang).0.to_owned(),
            (_, None) | (None, Some(_)) => String::new(),
        };
        self.columns.iter().zip(&row.values).map(text).collect()
    }
}

/// A page as it was read.
#[derive(Debug)]
struct Held {
    lines: Vec<Rc<Line>>,
    /// The question that it answers, and as of when.
    question: u64,
    revision: u64,
}

/// The answer to a list's question.
#[derive(Debug, Default)]
pub struct Rows {
    /// How many rows there are, as far as that is known.
    pub total: u64,
    /// How many records the register holds.
    pub counts: Counts,
    /// The record that is selected.
    pub selected: Option<RecordId>,
    /// Why the list could not be read.
    pub error: Option<String>,
    /// Row to bring into view.
    pub scroll_to: Option<u64>,
    /// The record to be opened: Enter was pressed before its row was there.
    pub opened: Option<RecordId>,
    /// Where the selected record stands, as far as it was seen.
    place: Option<(u64, RecordId)>,
    /// The row to be selected as soon as it is there, and whether it is to be opened then.
    cursor: Option<(u64, bool)>,
    pages: BTreeMap<u64, Held>,
    /// The question and the language, and how many there were before.
    asked: Option<(Query, Lang)>,
    question: u64,
    /// As of when the counts are.
    counted: Option<u64>,
    /// Whether the question was answered, and as of when.
    answered: Option<u64>,
    /// The rows that are seen, and whether the list moves up.
    seen: Range<u64>,
    upwards: bool,
    /// Rows that are wanted although nobody sees them.
    also: Option<Range<u64>>,
}

impl Rows {
    /// Takes what was read and asks for what is lacking of the rows that were seen last.
    pub fn refresh(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query) {
        let now = (query.clone(), cx.lang);
        if self.asked.as_ref() != Some(&now) {
            (self.asked, self.answered, self.error) = (Some(now), None, None);
            self.question += 1;
        }
        self.exchange(cx, register, query);
        if let Some((wanted, opens)) = self.cursor.filter(|_| self.answered.is_some()) {
            let wanted = wanted.min(self.total.saturating_sub(1));
            match self.line(wanted) {
                Some(line) => {
                    self.select(wanted, line.row.id);
                    (self.cursor, self.scroll_to) = (None, Some(wanted));
                    self.opened = opens.then_some(line.row.id);
                }
                None if self.total == 0 => self.cursor = None,
                None => self.cursor = Some((wanted, opens)),
            }
        }
    }

    /// Says which rows are seen, and asks for those that are lacking.
    pub fn look_at(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query, seen: Range<u64>) {
        if seen.start != self.seen.start {
            self.upwards = seen.start < self.seen.start;
        }
        self.seen = seen;
        // A row that was sought and is there now is selected with the next frame.
        self.exchange(cx, register, query);
    }

    /// Says which rows are wanted although nobody sees them.
    pub fn want(&mut self, rows: Option<Range<u64>>) {
        self.also = rows;
    }

    /// Whether the question was answered at all.
    pub fn known(&self) -> bool {
        self.answered.is_some() || !self.pages.is_empty()
    }

    /// Whether what is seen is still the answer to the question before.
    pub fn is_behind(&self) -> bool {
        self.answered.is_none()
    }

    /// Whether what is here answers this question, and not the one before.
    pub fn answers(&self, query: &Query) -> bool {
        self.answered.is_some() && self.asked.as_ref().is_some_and(|(asked, _)| asked == query)
    }

    /// Reads everything again at the next occasion.
    pub fn forget(&mut self) {
        (self.asked, self.counted) = (None, None);
    }

    /// A row, if it was read.
    pub fn line(&self, at: u64) -> Option<Rc<Line>> {
        let held = self.pages.get(&(at / PAGE))?;
        held.lines.get(usize::try_from(at % PAGE).ok()?).filter(|_| at < self.total).cloned()
    }

    /// Where a record stands that stood at `at`, as far as that is known: there, if what is there was not read.
    pub fn find(&self, at: u64, id: RecordId) -> Option<u64> {
        let own = |held: &Held| held.lines.iter().position(|line| line.row.id == id);
        let places = self.pages.iter().filter_map(|(page, held)| Some((held.revision, page * PAGE + own(held)? as u64)));
        // Pages that are to be read again may still have it where it was.
        let found = places.max_by_key(|(revision, _)| *revision).map(|(_, at)| at);
        found.or((at < self.total && self.line(at).is_none()).then_some(at))
    }

    /// Selects the row at `at`.
    pub fn select(&mut self, at: u64, id: RecordId) {
        (self.place, self.selected, self.cursor) = (Some((at, id)), Some(id), None);
    }

    /// Where the selected row stands, as far as it was seen.
    pub fn place(&self) -> Option<u64> {
        self.place.filter(|(_, id)| self.selected == Some(*id)).map(|(at, _)| at)
    }

    /// The row to be selected as soon as it was read.
    pub fn sought(&self) -> Option<u64> {
        self.cursor.map(|(at, _)| at)
    }

    /// Moves the selection by rows, also over such as were not read yet.
    pub fn step(&mut self, by: i64) {
        let last = self.total.saturating_sub(1);
        let to = match self.sought().or(self.place()) {
            Some(from) => from.saturating_add_signed(by).min(last),
            // Without a selection the keys begin with what is seen.
            None if matches!(by, i64::MIN | i64::MAX) => 0_u64.saturating_add_signed(by).min(last),
            None => self.seen.start,
        };
        self.go(to);
    }

    /// Moves the selection to a row, also to one that was not read yet.
    pub fn go(&mut self, to: u64) {
        (self.cursor, self.scroll_to) = (Some((to, false)), Some(to));
    }

    /// Opens what is selected, as soon as its row is there.
    pub fn open(&mut self) -> Option<RecordId> {
        match &mut self.cursor {
            Some((_, opens)) => {
                *opens = true;
                None
            }
            None => self.selected,
        }
    }

    /// Shows the first row again.
    pub fn show_top(&mut self) {
        (self.place, self.cursor, self.scroll_to) = (None, None, Some(0));
    }

    fn exchange(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query) {
        let wanted = Wanted { query: query.clone(), revision: cx.revision, lang: cx.lang, parts: self.lacking(cx.revision) };
        for Leaf { revision, found } in cx.backend.leaves(wanted) {
            match found {
                Found::Counts(Ok(counts)) => (self.counts, self.counted) = (counts, Some(revision)),
                Found::Counts(Err(error)) => (self.error, self.counted) = (Some(error.to_string()), Some(revision)),
                Found::Page(at, read) => {
                    let read = read.map(|read| worded(cx, register, query, read));
                    self.keep(at, revision, read);
                }
            }
        }
    }

    fn keep(&mut self, at: u64, revision: u64, read: Read<(Vec<Rc<Line>>, u64)>) {
        let question = self.question;
        // What was asked for later was read later.
        if self.pages.get(&at).is_some_and(|held| held.question == question && held.revision > revision) {
            return;
        }
        self.pages.retain(|_, held| held.question == question);
        let lines = match read {
            Ok((lines, total)) => {
                if self.answered.is_none_or(|answered| answered <= revision) {
                    (self.total, self.error) = (total, None);
                }
                lines
            }
            Err(error) => {
                self.error = Some(error.to_string());
                Vec::new()
            }
        };
        self.answered = self.answered.max(Some(revision));
        let own = lines.iter().position(|line: &Rc<Line>| self.selected == Some(line.row.id));
        if let (Some(n), Some(id)) = (own, self.selected) {
            self.place = Some((at * PAGE + n as u64, id));
        }
        self.pages.insert(at, Held { lines, question, revision });
        self.drop_far();
    }

    /// Drops the pages that are farthest from what is seen, but none that somebody waits for.
    fn drop_far(&mut self) {
        let here = self.seen.start / PAGE;
        let mut waited = self.also.as_ref().map(pages_of).unwrap_or_default();
        waited.extend(self.cursor.map(|(at, _)| at / PAGE));
        while self.pages.len() > KEPT {
            let others = self.pages.keys().copied().filter(|at| !waited.contains(at));
            let Some(far) = others.max_by_key(|at| here.abs_diff(*at)) else { return };
            self.pages.remove(&far);
        }
    }

    /// What is to be read, the most urgent first.
    fn lacking(&self, revision: u64) -> Vec<Part> {
        let held = |at: u64| self.pages.get(&at).filter(|held| held.question == self.question);
        let is_old = |at: &u64| held(*at).is_none_or(|held| held.revision < revision);
        let mut pages = pages_of(&self.seen);
        pages.retain(is_old);
        pages.extend(self.cursor.map(|(at, _)| at.min(self.total.saturating_sub(1)) / PAGE).filter(is_old));
        let also = self.also.as_ref().map(pages_of).unwrap_or_default();
        pages.extend(also.into_iter().filter(|at| held(*at).is_none()));
        // The list goes on as it went: the next page is there before its rows are.
        let ahead = match self.upwards {
            true => self.seen.start.saturating_sub(NEAR),
            false => (self.seen.end + NEAR).min(self.total.saturating_sub(1)),
        };
        pages.extend(Some(ahead / PAGE).filter(|at| held(*at).is_none()));
        let mut parts: Vec<Part> = Vec::new();
        for page in pages.into_iter().map(Part::Page) {
            if !parts.contains(&page) && parts.len() < ASKED {
                parts.push(page);
            }
        }
        if self.counted.is_none_or(|counted| counted < revision) {
            parts.insert(1.min(parts.len()), Part::Counts);
        }
        parts
    }
}

/// The pages that some rows are on; the first one at least.
fn pages_of(rows: &Range<u64>) -> Vec<u64> {
    (rows.start / PAGE..=rows.end.max(1).saturating_sub(1) / PAGE).take(KEPT).collect()
}

/// The rows of a page with what they are worded with, and how many rows there are in all.
fn worded(cx: Cx<'_>, register: &'static Register, query: &Query, read: Lines) -> (Vec<Rc<Line>>, u64) {
    let columns = match query.columns.is_empty() {
        true => register.list.iter().map(|c| c.field).collect(),
        false => query.columns.clone(),
    };
    let words = Rc::new(Words { register, columns, lang: cx.lang, titles: read.titles });
    let line = |row| Rc::new(Line { row, words: words.clone(), cells: OnceCell::new() });
    (read.rows.into_iter().map(line).collect(), read.total)
}

/// A row that says nothing but which record it is.
#[cfg(test)]
pub(super) fn bare(id: RecordId) -> Rc<Line> {
    let (columns, titles) = (Vec::new(), BTreeMap::new());
    let words = Rc::new(Words { register: registers::book::ALL[0], columns, lang: Lang::ZhHans, titles });
    let row = Row { id, title: String::new(), state: String::new(), values: Vec::new(), conflict: false, pending: false };
    Rc::new(Line { row, words, cells: OnceCell::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &mut Rows, at: u64, revision: u64) {
        let id = |n: u64| RecordId::from_parts(at, u128::from(n));
        let lines = (0..PAGE).map(|n| bare(id(n))).collect();
        rows.keep(at, revision, Ok((lines, 1_000_000)));
    }

    #[test]
    fn far_pages_go_but_none_that_somebody_waits_for() {
        let mut rows = Rows { seen: 500 * PAGE..500 * PAGE + 20, ..Rows::default() };
        // A range that is to be marked, and the row to which End goes, are far away.
        rows.want(Some(3 * PAGE..5 * PAGE));
        rows.cursor = Some((900 * PAGE, false));
        for at in [3, 4, 900].into_iter().chain(480..480 + 2 * KEPT as u64) {
            page(&mut rows, at, 1);
        }
        assert_eq!(rows.pages.len(), KEPT);
        assert!([3, 4, 900, 500].iter().all(|at| rows.pages.contains_key(at)), "{:?}", rows.pages.keys());
        assert!(!rows.pages.contains_key(&543));
        // Nobody waits any more: they go like all others.
        rows.want(None);
        rows.cursor = None;
        page(&mut rows, 501, 2);
        page(&mut rows, 600, 2);
        assert!(!rows.pages.contains_key(&3), "{:?}", rows.pages.keys());
    }

    #[test]
    fn a_record_is_found_where_it_stood_last() {
        let mut rows = Rows::default();
        page(&mut rows, 0, 1);
        let id = rows.line(7).unwrap().row.id;
        assert_eq!(rows.find(7, id), Some(7));
        assert_eq!(rows.find(90, id), Some(7), "it moved up");
        let elsewhere = RecordId::from_parts(9, 9);
        assert_eq!(rows.find(7, elsewhere), None, "another one stands there");
        assert_eq!(rows.find(5 * PAGE, elsewhere), Some(5 * PAGE), "what stands there was not read");
        // It moved to the next page, and the one from which it came was not read again.
        let moved = bare(id);
        rows.keep(1, 2, Ok((vec![moved], 1_000_000)));
        assert_eq!(rows.find(7, id), Some(PAGE));
    }
}
