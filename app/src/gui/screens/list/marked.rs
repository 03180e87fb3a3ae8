//! Rows that are marked to be copied together: by Ctrl or Shift and a click, by Shift and the arrows, all by Ctrl+A.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use registers::def::Register;
use registers::table::Cell;
use registers::{Kind, RecordId, Value};

use super::super::super::cx::Cx;
use super::columns;
use super::rows::Line;

/// Most rows that are marked at a time.
pub(super) const MOST: usize = 2_000;

/// The marked rows, as they were when they were marked.
#[derive(Debug, Default)]
pub(super) struct Marked {
    rows: BTreeMap<RecordId, (u64, Rc<Line>)>,
    /// Where a range begins.
    anchor: Option<End>,
    /// What was marked one by one before the range that goes on with every key.
    before: BTreeMap<RecordId, (u64, Rc<Line>)>,
    /// The row that was marked last by itself: from there a range goes on.
    tip: Option<End>,
    /// The range that is being marked, as long as some of its rows were not read.
    range: Option<[End; 2]>,
    /// Rows that are to be marked as soon as they were read.
    coming: Option<RangeInclusive<u64>>,
}

/// An end of a range: the record, as far as it is known, and where it stood last. Rows move when records come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub at: u64,
    pub id: Option<RecordId>,
}

impl Marked {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn has(&self, id: RecordId) -> bool {
        self.rows.contains_key(&id)
    }

    pub fn clear(&mut self) {
        *self = Marked::default();
    }

    /// Where a range begins that ends elsewhere.
    pub fn anchor(&self) -> Option<End> {
        self.anchor
    }

    /// The row from which a range goes on that was marked by itself; none where the selection says it.
    pub fn tip(&self) -> Option<End> {
        self.tip
    }

    /// Marks what was marked one by one, and nothing of the range so far.
    pub fn begin_range(&mut self) {
        if self.tip.take().is_some() {
            self.before.clone_from(&self.rows);
        }
        let before = std::mem::take(&mut self.before);
        *self = Marked { rows: before.clone(), before, ..Marked::default() };
    }

    /// Ranges begin at this row from now on.
    pub fn begin_at(&mut self, end: End) {
        self.anchor = Some(end);
    }

    /// Marks the rows from one end to the other, as soon as they were read.
    pub fn add_range(&mut self, one: End, other: End) {
        self.range = Some([one, other]);
        let (low, high) = (one.at.min(other.at), one.at.max(other.at));
        self.coming = Some(low..=high.min(low.saturating_add(MOST as u64 - 1)).min(u64::MAX - 1));
    }

    /// Begins again with a range that is not complete when one of its ends stands elsewhere meanwhile; `find` says where. An end that
    /// is nowhere any more leaves the other one alone.
    pub fn follow(&mut self, find: impl Fn(End) -> Option<u64>) {
        let Some([one, other]) = self.range else { return };
        let (now, then) = (find(one), find(other));
        if (now, then) == (Some(one.at), Some(other.at)) {
            return;
        }
        let (anchor, moved) = (self.anchor, |end: End, at: u64| End { at, ..end });
        let ends = match (now, then) {
            (Some(from), Some(to)) => Some([moved(one, from), moved(other, to)]),
            (Some(at), None) => Some([moved(one, at); 2]),
            (None, Some(at)) => Some([moved(other, at); 2]),
            (None, None) => None,
        };
        self.clear();
        if let Some([from, to]) = ends {
            self.anchor = if anchor.is_some_and(|anchor| anchor.id == from.id) { Some(from) } else { anchor };
            self.add_range(from, to);
        }
    }

    /// The rows that are to be marked and were not read yet.
    pub fn coming(&self) -> Option<Range<u64>> {
        self.coming.as_ref().map(|coming| *coming.start()..coming.end() + 1)
    }

    /// Marks what was read meanwhile of the rows that are to be marked, of so many that there are.
    pub fn arrive(&mut self, total: u64, line: impl Fn(u64) -> Option<Rc<Line>>) {
        let Some(coming) = self.coming.take() else { return };
        let mut lacking: Option<RangeInclusive<u64>> = None;
        for at in coming {
            match line(at) {
                Some(line) => self.add(at, line),
                None if at >= total => break,
                None => lacking = Some(lacking.map_or(at, |lacking| *lacking.start())..=at),
            }
        }
        if lacking.is_none() {
            self.range = None;
        }
        self.coming = lacking;
    }

    /// Marks a row, or no longer.
    pub fn toggle(&mut self, at: u64, line: Rc<Line>) {
        if self.rows.remove(&line.row.id).is_none() {
            self.add(at, line.clone());
        }
        self.anchor = Some(End { at, id: Some(line.row.id) });
        self.tip = self.anchor;
    }

    /// Marks a row, unless there are too many already.
    pub fn add(&mut self, at: u64, line: Rc<Line>) {
        if self.rows.len() < MOST {
            self.rows.insert(line.row.id, (at, line));
        }
    }

    /// The marked records, in the order of the list.
    pub fn ids(&self) -> Vec<RecordId> {
        let mut rows: Vec<(u64, RecordId)> = self.rows.iter().map(|(id, (at, _))| (*at, *id)).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, id)| id).collect()
    }

    /// The states that they were in, each once.
    pub fn states(&self) -> Vec<String> {
        let states: std::collections::BTreeSet<&str> = self.rows.values().map(|(_, line)| line.row.state.as_str()).collect();
        states.into_iter().map(str::to_owned).collect()
    }

    /// Headings and rows for a file, in the order of the list.
    pub fn sheet(&self, cx: Cx<'_>, register: &'static Register, columns: &[&'static str]) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut rows: Vec<&(u64, Rc<Line>)> = self.rows.values().collect();
        rows.sort_by_key(|(at, _)| *at);
        let headings = columns.iter().map(|column| columns::label(cx, register, column)).collect();
        let row = |line: &Line| columns.iter().map(|column| sheet_cell(register, line, column)).collect();
        (headings, rows.into_iter().map(|(_, line)| row(line)).collect())
    }

    /// The rows as a table for a spreadsheet, in the order of the list.
    pub fn table(&self, cx: Cx<'_>, register: &'static Register, columns: &[&str]) -> String {
        let mut rows: Vec<&(u64, Rc<Line>)> = self.rows.values().collect();
        rows.sort_by_key(|(at, _)| *at);
        table(cx, register, columns, rows.into_iter().map(|(_, line)| &**line))
    }
}

/// Rows as a table for a spreadsheet: a line of headings, cells between tabs.
pub(super) fn table<'a>(cx: Cx<'_>, register: &'static Register, columns: &[&str], lines: impl Iterator<Item = &'a Line>) -> String {
    let headings = columns.iter().map(|column| cell(&columns::label(cx, register, column)));
    let mut text = headings.collect::<Vec<_>>().join("\t");
    for line in lines {
        text.push('\n');
        text.push_str(&columns.iter().map(|column| cell(line.cell(column))).collect::<Vec<_>>().join("\t"));
    }
    text
}

/// One cell of a file: numbers and dates as such, the rest as it is shown.
fn sheet_cell(register: &'static Register, line: &Line, column: &str) -> Cell {
    let kind = register.field(column).map(|f| f.kind);
    match (kind, line.value(column)) {
        (Some(Kind::Money), Some(Value::Integer(n))) => Cell::Money(*n),
        (_, Some(Value::Integer(n))) => Cell::Integer(*n),
        (_, Some(Value::Decimal(n))) => Cell::Decimal(*n),
        (Some(Kind::Date), Some(Value::Text(day))) => Cell::Date(day.clone()),
        _ => Some(line.cell(column)).filter(|text| !text.is_empty()).map_or(Cell::Empty, |text| Cell::Text(text.to_owned())),
    }
}

/// One cell: no tab or line end splits it, and no spreadsheet takes what somebody wrote for a formula.
fn cell(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_number = || flat.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    if flat.starts_with(['=', '@', '+', '-']) && !is_number() { format!("'{flat}") } else { flat }
}

#[cfg(test)]
mod tests {
    use super::super::rows::bare;
    use super::*;

    fn id(n: u64) -> RecordId {
        RecordId::from_parts(1, u128::from(n))
    }

    fn end(at: u64) -> End {
        End { at, id: Some(id(at)) }
    }

    #[test]
    fn rows_of_a_range_are_marked_as_they_come() {
        let mut marked = Marked::default();
        marked.begin_at(end(2));
        marked.add_range(end(2), end(9));
        marked.arrive(10, |at| (at < 5).then(|| bare(id(at))));
        assert_eq!((marked.len(), marked.coming()), (3, Some(5..10)));
        // The list has become shorter meanwhile: what is not there is waited for no longer.
        marked.arrive(8, |at| (at < 8).then(|| bare(id(at))));
        assert_eq!((marked.len(), marked.coming()), (6, None));
    }

    #[test]
    fn a_range_goes_with_its_records_when_rows_move_while_it_comes() {
        let begun = || {
            let mut marked = Marked::default();
            marked.begin_at(end(2));
            marked.add_range(end(2), end(9));
            marked.arrive(20, |at| (at < 5).then(|| bare(id(at))));
            marked
        };
        // Three rows came in above.
        let mut marked = begun();
        marked.follow(|end| Some(if end.at == 2 || end.at == 9 { end.at + 3 } else { end.at }));
        marked.arrive(20, |at| Some(bare(id(at - 3))));
        assert_eq!(marked.ids(), (2..=9).map(id).collect::<Vec<_>>());
        assert_eq!(marked.anchor(), Some(End { at: 5, id: Some(id(2)) }));
        // One end is nowhere any more: the other one alone is meant.
        let mut marked = begun();
        marked.follow(|end| (end.at == 9).then_some(9));
        marked.arrive(20, |at| Some(bare(id(at))));
        assert_eq!(marked.ids(), [id(9)]);
        // Complete, it stays as it was marked.
        let mut marked = begun();
        marked.arrive(20, |at| Some(bare(id(at))));
        marked.follow(|_| None);
        assert_eq!(marked.len(), 8);
    }

    #[test]
    fn a_cell_stays_one_cell_and_no_formula() {
        for (text, written) in [
            ("投影机\t二楼\n东侧", "投影机 二楼 东侧"),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("-1,200.50", "-1,200.50"),
            ("+8613800138000", "+8613800138000"),
            ("普通", "普通"),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
