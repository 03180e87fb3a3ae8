//! What comes in while a form is open: fields that were not touched take it, a set and rows are joined with what was typed,
//! and where both changed one value the clerk sees both and chooses.

use std::collections::{BTreeMap, BTreeSet};

use registers::def::{Field, Kind, Lines};
use registers::{Record, Value};

use super::{Draft, Input, RowInput, input_of, row_of, single};

/// What somebody else did to a place in which something was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meanwhile {
    /// Wrote another value there, or took it away.
    Value(Option<Value>),
    /// Wrote in the long text as well: both writings are kept when it is saved.
    Text,
    /// Took away the row in which something was typed.
    RowGone,
    /// Changed the row that was to be taken away.
    RowChanged,
}

impl Meanwhile {
    /// Whether the form cannot be saved before somebody has chosen.
    pub fn asks(&self) -> bool {
        *self != Meanwhile::Text
    }
}

type Titles<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Draft {
    /// Goes on over the record as it is now. What was not touched shows it, what was typed stays.
    pub fn follow(&mut self, record: Record, title: Titles<'_>) {
        let before = std::mem::replace(&mut self.record, record);
        for (field, _) in self.fields.clone() {
            let fresh = input_of(field, &self.record, title);
            let Some(started) = self.start.insert(field.id, fresh.clone()) else { continue };
            let Some(mine) = self.inputs.get(field.id).cloned() else { continue };
            // By what the records say: the titles of links change as well.
            if says_same(field, &before, &self.record) {
                if mine == started {
                    self.inputs.insert(field.id, fresh);
                }
                continue;
            }
            if mine == started || mine == fresh {
                self.settle(field.id);
                self.inputs.insert(field.id, fresh);
                continue;
            }
            let joined = match (&field.kind, mine, started, fresh) {
                (Kind::LongText, mine, Input::Text(base), _) => {
                    self.bases.entry(field.id).or_insert(base);
                    self.meanwhile.insert(field.id.to_owned(), Meanwhile::Text);
                    mine
                }
                (_, Input::Set { picked, text }, Input::Set { picked: old, .. }, Input::Set { picked: new, .. }) => {
                    Input::Set { picked: join(&picked, &old, &new), text }
                }
                (Kind::Lines(lines), Input::Lines(mine), Input::Lines(old), Input::Lines(new)) => {
                    Input::Lines(self.join_rows(field, lines, mine, &old, new))
                }
                (_, mine, ..) => {
                    self.meanwhile.insert(field.id.to_owned(), Meanwhile::Value(self.record.get(field.id).cloned()));
                    mine
                }
            };
            self.inputs.insert(field.id, joined);
        }
    }

    /// What was done meanwhile to places in which something was typed: by field, `field/ROW/column` or `field/ROW`.
    pub fn meanwhile(&self) -> &BTreeMap<String, Meanwhile> {
        &self.meanwhile
    }

    /// Keeps what was typed at a place: saving writes it over what came in.
    pub fn keep_mine(&mut self, place: &str) {
        let done = self.meanwhile.remove(place);
        // A row that was taken away elsewhere is written anew.
        if done == Some(Meanwhile::RowGone)
            && let Some(row) = self.row_at(place)
        {
            (row.id, row.blanks) = (None, Vec::new());
        }
    }

    /// Takes what came in at a place instead of what was typed.
    pub fn take_theirs(&mut self, place: &str, title: Titles<'_>) {
        let Some(done) = self.meanwhile.remove(place) else { return };
        let mut parts = place.split('/');
        let (Some(id), row, column) = (parts.next(), parts.next(), parts.next()) else { return };
        let Some(field) = self.fields.iter().map(|(field, _)| *field).find(|field| field.id == id) else { return };
        let Some(row) = row else {
            self.bases.remove(field.id);
            self.inputs.insert(field.id, input_of(field, &self.record, title));
            return;
        };
        let Kind::Lines(lines) = field.kind else { return };
        let theirs = self.record.lines.get(id).and_then(|rows| rows.iter().find(|line| line.id == row)).cloned();
        let Some(Input::Lines(rows)) = self.inputs.get_mut(field.id) else { return };
        match (done, theirs) {
            (Meanwhile::Value(_), Some(line)) => {
                let column = lines.columns.iter().find(|c| Some(c.id) == column);
                if let (Some(column), Some(typed)) = (column, rows.iter_mut().find(|r| r.id.as_deref() == Some(row))) {
                    typed.cells.insert(column.id, single(column, line.cell(column.id), title));
                }
            }
            (_, Some(line)) => {
                if let Some(typed) = rows.iter_mut().find(|r| r.id.as_deref() == Some(row)) {
                    *typed = row_of(lines, &line, title);
                }
            }
            (_, None) => rows.retain(|r| r.id.as_deref() != Some(row)),
        }
    }

    /// Places of a field for which nobody must choose any more.
    fn settle(&mut self, field: &'static str) {
        self.bases.remove(field);
        let within = format!("{field}/");
        self.meanwhile.retain(|place, _| place != field && !place.starts_with(&within));
    }

    fn row_at(&mut self, place: &str) -> Option<&mut RowInput> {
        let (field, row) = place.split_once('/')?;
        match self.inputs.iter_mut().find(|(id, _)| **id == field)?.1 {
            Input::Lines(rows) => rows.iter_mut().find(|r| r.id.as_deref() == Some(row)),
            _ => None,
        }
    }

    /// Rows as they are now, with what was typed in them, and the new ones after them.
    fn join_rows(&mut self, field: &Field, lines: &Lines, mine: Vec<RowInput>, old: &[RowInput], new: Vec<RowInput>) -> Vec<RowInput> {
        let of = |rows: &[RowInput], id: &str| rows.iter().find(|r| r.id.as_deref() == Some(id)).cloned();
        let mut joined = Vec::new();
        for fresh in &new {
            let Some(id) = fresh.id.as_deref() else { continue };
            let place = format!("{}/{id}", field.id);
            let (Some(typed), Some(was)) = (of(&mine, id), of(old, id)) else {
                joined.push(fresh.clone());
                continue;
            };
            if typed.dropped {
                if was.cells != fresh.cells {
                    self.meanwhile.insert(place, Meanwhile::RowChanged);
                }
                joined.push(RowInput { dropped: true, ..fresh.clone() });
                continue;
            }
            joined.push(self.join_cells(lines, &place, typed, &was, fresh));
        }
        for typed in mine {
            match typed.id.as_deref() {
                None => joined.push(typed),
                Some(id) if new.iter().any(|r| r.id.as_deref() == Some(id)) => {}
                // A row that is gone here and there is gone; one in which something was typed is not lost.
                Some(id) => {
                    let within = format!("{}/{id}", field.id);
                    self.meanwhile.retain(|place, _| !place.starts_with(&within));
                    let touched = of(old, id).is_some_and(|was| was.cells != typed.cells);
                    if touched && !typed.dropped {
                        self.meanwhile.insert(within, Meanwhile::RowGone);
                        joined.push(typed);
                    }
                }
            }
        }
        joined
    }

    fn join_cells(&mut self, lines: &Lines, place: &str, typed: RowInput, was: &RowInput, fresh: &RowInput) -> RowInput {
        let mut row = RowInput { filling: typed.filling, ..fresh.clone() };
        for column in lines.columns {
            let (Some(mine), Some(old), Some(new)) = (typed.cells.get(column.id), was.cells.get(column.id), fresh.cells.get(column.id))
            else {
                continue;
            };
            if mine == old || mine == new {
                self.meanwhile.remove(&format!("{place}/{}", column.id));
                continue;
            }
            row.cells.insert(column.id, mine.clone());
            if old != new {
                // The cell is filled by now; it stays open for the choice.
                if !row.blanks.contains(&column.id) && typed.blanks.contains(&column.id) {
                    row.blanks.push(column.id);
                }
                let id = place.split_once('/').map_or("", |(_, id)| id);
                let field = place.split('/').next().unwrap_or_default();
                let line = self.record.lines.get(field).and_then(|rows| rows.iter().find(|line| line.id == id));
                let theirs = line.and_then(|line| line.cell(column.id)).cloned();
                self.meanwhile.insert(format!("{place}/{}", column.id), Meanwhile::Value(theirs));
            }
        }
        row
    }
}

fn says_same(field: &Field, before: &Record, now: &Record) -> bool {
    before.fields.get(field.id) == now.fields.get(field.id)
        && before.sets.get(field.id) == now.sets.get(field.id)
        && before.lines.get(field.id) == now.lines.get(field.id)
}

/// The members that stand now, with those that were added and without those that were taken away here.
fn join(mine: &BTreeSet<String>, old: &BTreeSet<String>, new: &BTreeSet<String>) -> BTreeSet<String> {
    let added = mine.difference(old);
    new.iter().filter(|member| mine.contains(*member) || !old.contains(*member)).chain(added).cloned().collect()
}
