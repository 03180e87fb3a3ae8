//! The rows of a list as far as they were looked at, in pages, with the place of the selection.

use std::collections::BTreeMap;

use registers::def::Register;
use registers::{Lang, RecordId, Value};

use super::super::super::backend::{Counts, Query, Row};
use super::super::super::cx::Cx;
use super::super::super::format;

/// Rows read at once.
const PAGE: u64 = 128;
/// Pages kept; a jump through a long list drops the rest.
const KEPT: usize = 24;

/// A row with its cells as text.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row.
    pub row: Row,
    /// Cells in the order of the register's list columns.
    pub cells: Vec<String>,
}

/// The answer to a list's question.
#[derive(Debug, Default)]
pub struct Rows {
    /// How many rows there are.
    pub total: u64,
    /// How many records the register holds.
    pub counts: Counts,
    /// The record that is selected.
    pub selected: Option<RecordId>,
    /// Why the list could not be read.
    pub error: Option<String>,
    /// Row to bring into view.
    pub scroll_to: Option<u64>,
    place: Option<u64>,
    wanted: Option<u64>,
    pages: BTreeMap<u64, Vec<Line>>,
    read: Option<(u64, Lang, Query)>,
}

impl Rows {
    /// Reads again when the data, the question or the language changed.
    pub fn refresh(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query) {
        let now = (cx.revision, cx.lang, query.clone());
        if self.read.as_ref() != Some(&now) {
            self.pages.clear();
            self.error = None;
            if self.read.as_ref().is_none_or(|(revision, _, _)| *revision != cx.revision) {
                match cx.backend.counts(register) {
                    Ok(counts) => self.counts = counts,
                    Err(error) => self.error = Some(error.to_string()),
                }
            }
            self.read = Some(now);
            self.load(cx, register, query, self.place.unwrap_or(0) / PAGE);
        }
        if let Some(wanted) = self.wanted.take() {
            let wanted = wanted.min(self.total.saturating_sub(1));
            if let Some(line) = self.line(cx, register, query, wanted) {
                (self.selected, self.place, self.scroll_to) = (Some(line.row.id), Some(wanted), Some(wanted));
            }
        }
    }

    /// Reads everything again at the next occasion.
    pub fn forget(&mut self) {
        self.read = None;
    }

    /// A row, read now if it was not yet.
    pub fn line(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query, at: u64) -> Option<Line> {
        let page = at / PAGE;
        if !self.pages.contains_key(&page) {
            self.load(cx, register, query, page);
        }
        let line = self.pages.get(&page)?.get(usize::try_from(at % PAGE).ok()?).cloned()?;
        if self.selected == Some(line.row.id) {
            self.place = Some(at);
        }
        Some(line)
    }

    /// Selects the row at `at`.
    pub fn select(&mut self, at: u64, id: RecordId) {
        (self.place, self.selected) = (Some(at), Some(id));
    }

    /// Where the selected row stands, as far as it was seen.
    pub fn place(&self) -> Option<u64> {
        self.place.filter(|_| self.selected.is_some())
    }

    /// Moves the selection by rows.
    pub fn step(&mut self, by: i64) {
        let last = self.total.saturating_sub(1);
        let from = self.place.filter(|_| self.selected.is_some());
        self.wanted = Some(from.map_or(0, |from| from.saturating_add_signed(by).min(last)));
    }

    /// Shows the first row again.
    pub fn show_top(&mut self) {
        self.place = None;
        self.scroll_to = Some(0);
    }

    fn load(&mut self, cx: Cx<'_>, register: &'static Register, query: &Query, page: u64) {
        if self.pages.len() >= KEPT {
            self.pages.clear();
        }
        match cx.backend.page(query, page * PAGE, PAGE as usize) {
            Ok(read) => {
                self.total = read.total;
                let lines = read.rows.into_iter().map(|row| Line { cells: cells(cx, register, &row), row }).collect();
                self.pages.insert(page, lines);
            }
            Err(error) => {
                self.error = Some(error.to_string());
                self.pages.insert(page, Vec::new());
            }
        }
    }
}

fn cells(cx: Cx<'_>, register: &'static Register, row: &Row) -> Vec<String> {
    let text = |(column, value): (&registers::def::Column, &Option<Value>)| match (register.field(column.field), value) {
        (Some(field), Some(value)) => format::cell(field, value, cx.lang, &|id| cx.title(id)),
        (None, Some(Value::Text(text))) => text.clone(),
        (_, None) | (None, Some(_)) => String::new(),
    };
    register.list.iter().zip(&row.values).map(text).collect()
}
