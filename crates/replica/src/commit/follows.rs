//! What follows from what a new record says, where nobody says it: what it takes over from a record that it names, the class of
//! an asset, what a movement costs, how long a leave is.

use registers::book::{assets, leave, stock_movements};
use registers::document::{Op, Record};
use registers::{RecordId, Register, Value, parse};

use super::Edit;
use crate::{Result, apply, attendance, step};

impl Edit<'_> {
    /// What follows from what a new record begins with; `listed` where a list tells of it, so that no step will ask.
    pub(super) fn follows(&mut self, register: &Register, defaults: &[Op], ops: &[Op], listed: bool) -> Result<Vec<Op>> {
        let begun = parse::preview(&parse::preview(&Record::default(), defaults), ops);
        let mut found = self.taken_over(register, &begun)?;
        let is_past = listed || !(begun.states.is_empty() || begun.state() == register.first_state());
        match register.key {
            key if key == assets::REGISTER.key => found.extend(main_class(&begun)),
            key if key == stock_movements::REGISTER.key && begun.state() == "posted" => found.extend(step::cost(self, &begun)?),
            key if key == leave::REGISTER.key && is_past => found.extend(attendance::length_of(self, &begun)?),
            _ => {}
        }
        Ok(found)
    }

    /// How long a leave is whose times were changed, as far as nobody has said another length.
    pub(super) fn length_again(&mut self, register: &Register, before: &Record, ops: &[Op]) -> Result<Vec<Op>> {
        let set = |ids: &[&str]| ops.iter().any(|op| matches!(op, Op::Set { field, .. } if ids.contains(&field.as_str())));
        let times = [leave::STARTS_AT.id(), leave::ENDS_AT.id(), leave::TYPE.id(), leave::APPLICANT.id()];
        let said = [leave::DAYS.id(), leave::HOURS.id()];
        // What stands in a draft was typed: it is counted when it is handed in.
        let is_draft = before.state() == register.first_state();
        if register.key != leave::REGISTER.key || is_draft || !set(&times) || set(&said) || said.iter().all(|f| !before.is_filled(f)) {
            return Ok(Vec::new());
        }
        let bare = |record: &Record| {
            let empty = said.map(|f| Op::Set { field: f.to_owned(), value: None });
            parse::preview(record, &empty)
        };
        let stood = attendance::length_of(self, &bare(before))?;
        let ours = parse::preview(&bare(before), &stood);
        if said.iter().any(|f| ours.values(f) != before.values(f)) {
            return Ok(Vec::new());
        }
        let after = parse::preview(before, ops);
        let emptied = said.iter().filter(|f| before.is_filled(f)).map(|f| Op::Set { field: (*f).to_owned(), value: None });
        let length = attendance::length_of(self, &bare(&after))?;
        Ok(if length.is_empty() { Vec::new() } else { emptied.chain(length).collect() })
    }

    /// What a record takes over from the one that its link names.
    fn taken_over(&mut self, register: &Register, begun: &Record) -> Result<Vec<Op>> {
        let Some(takes) = register.takes else { return Ok(Vec::new()) };
        let Ok(id) = begun.text(takes.link).parse::<RecordId>() else { return Ok(Vec::new()) };
        let other = match self.staged(id) {
            Some(record) => Some(record),
            None => apply::record(self.connection(), id)?,
        };
        let Some(other) = other else { return Ok(Vec::new()) };
        let lacking = takes.copy.iter().filter(|(_, to)| !begun.is_filled(to));
        let filled = lacking.filter_map(|(from, to)| Some((to, other.get(from).filter(|v| !v.is_empty())?.clone())));
        Ok(filled.map(|(to, value)| Op::Set { field: (*to).to_owned(), value: Some(value) }).collect())
    }
}

/// The main class of an asset of which only the class is known: it begins the number, so that it must be there before that.
fn main_class(begun: &Record) -> Option<Op> {
    let sorted = !["", "unsorted"].contains(&begun.text(assets::MAIN_CLASS.id()));
    let class = assets::main_class_of(begun.text(assets::CLASS.id())).filter(|_| !sorted)?;
    Some(Op::Set { field: assets::MAIN_CLASS.id().to_owned(), value: Some(Value::from(class)) })
}
