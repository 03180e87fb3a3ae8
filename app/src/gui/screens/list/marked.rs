//! Rows that are marked to be copied together: by Ctrl or Shift and a click, by Shift and the arrows, all by Ctrl+A.

use std::collections::BTreeMap;

use registers::RecordId;
use registers::def::{Column, Register};

use super::super::super::cx::Cx;
use super::rows::Line;

/// Most rows that are marked at a time.
pub(super) const MOST: usize = 2_000;

/// The marked rows, as they were when they were marked.
#[derive(Debug, Default)]
pub(super) struct Marked {
    rows: BTreeMap<RecordId, (u64, Line)>,
    /// Where a range begins.
    anchor: Option<u64>,
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
    pub fn anchor(&self) -> Option<u64> {
        self.anchor
    }

    /// Ranges begin at this row from now on.
    pub fn begin_at(&mut self, at: u64) {
        self.anchor = Some(at);
    }

    /// Marks a row, or no longer.
    pub fn toggle(&mut self, at: u64, line: Line) {
        if self.rows.remove(&line.row.id).is_none() {
            self.add(at, line);
        }
        self.anchor = Some(at);
    }

    /// Marks a row, unless there are too many already.
    pub fn add(&mut self, at: u64, line: Line) {
        if self.rows.len() < MOST {
            self.rows.insert(line.row.id, (at, line));
        }
    }

    /// The rows as a table for a spreadsheet, in the order of the list.
    pub fn table(&self, cx: Cx<'_>, register: &'static Register) -> String {
        let mut rows: Vec<&(u64, Line)> = self.rows.values().collect();
        rows.sort_by_key(|(at, _)| *at);
        table(cx, register, rows.into_iter().map(|(_, line)| line))
    }
}

/// Rows as a table for a spreadsheet: a line of headings, cells between tabs.
pub(super) fn table<'a>(cx: Cx<'_>, register: &'static Register, lines: impl Iterator<Item = &'a Line>) -> String {
    let heading = |column: &Column| match register.field(column.field) {
        Some(field) => field.labels.get(cx.lang).to_owned(),
        None if column.field == "_updated" => cx.t("gui.updated"),
        None if column.field.starts_with('=') => crate::report::derived_label(cx.lang, register, column.field).unwrap_or_default(),
        None => cx.t("gui.state"),
    };
    let mut text = register.list.iter().map(|c| cell(&heading(c))).collect::<Vec<_>>().join("\t");
    for line in lines {
        let state = super::super::super::format::state(register, &line.row.state, cx.lang).0;
        let value = |(at, column): (usize, &Column)| {
            if column.field == "_state" { cell(state) } else { cell(line.cells.get(at).map_or("", String::as_str)) }
        };
        text.push('\n');
        text.push_str(&register.list.iter().enumerate().map(value).collect::<Vec<_>>().join("\t"));
    }
    text
}

/// One cell: no tab or line end splits it, and no spreadsheet takes what somebody wrote for a formula.
fn cell(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_number = || flat.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    if flat.starts_with(['=', '@', '+', '-']) && !is_number() { format!("'{flat}") } else { flat }
}

#[cfg(test)]
mod tests {
    use super::cell;

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
