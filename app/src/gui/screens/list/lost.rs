//! What of a saved view does not hold any more, since settings of the office or the program have changed.

use registers::def::Register;

use super::super::super::cx::Cx;
use super::views::{column, only_of};
use crate::asks::{self, Ask, What};
use crate::prefs::{Condition, View};

/// Something of a view that does not hold any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lost {
    /// The field of a condition is gone, or hidden.
    Field(String),
    /// It is there, but is not asked this way.
    Question(String),
    /// A condition picks a choice that is not there, or not offered any more: the field and the choice.
    Choice(String, String),
    /// A condition that this program does not understand.
    Other,
    /// More conditions than a list has.
    More,
    /// The state to which the list is narrowed down.
    State(String),
    /// The column by which it is sorted.
    Sort(String),
}

impl Lost {
    /// What is lost, in words.
    pub fn words(&self, cx: Cx<'_>, register: &Register) -> String {
        // Of a hidden field the label is still known.
        let name = |field: &str| register.field(field).map_or(field, |f| f.labels.get(cx.lang)).to_owned();
        match self {
            Lost::Field(field) => cx.with("gui.lost.field", &[("field", &name(field))]),
            Lost::Question(field) => cx.with("gui.lost.question", &[("field", &name(field))]),
            Lost::Choice(field, value) => {
                let choice = register.field(field).and_then(|f| f.choice_list().iter().find(|c| c.id == value));
                let choice = choice.map_or(value.as_str(), |c| c.labels.get(cx.lang));
                cx.with("gui.lost.choice", &[("field", &name(field)), ("choice", choice)])
            }
            Lost::Other => cx.t("gui.lost.other"),
            Lost::More => cx.with("gui.lost.more", &[("n", &asks::MOST.to_string())]),
            Lost::State(state) => cx.with("gui.lost.state", &[("state", state)]),
            Lost::Sort(column) => cx.with("gui.lost.sort", &[("column", &name(column))]),
        }
    }
}

/// All that does not hold any more.
pub(super) fn lost(register: &Register, view: &View) -> Vec<Lost> {
    let mut all: Vec<Lost> = view.conditions.iter().flat_map(|condition| of(register, condition)).collect();
    let held = view.conditions.iter().filter(|condition| holds(register, condition)).count();
    if held > asks::MOST {
        all.push(Lost::More);
    }
    all.extend(view.state.iter().filter(|state| only_of(register, state).is_none()).cloned().map(Lost::State));
    all.extend(view.sort.iter().filter(|sort| column(register, sort).is_none()).cloned().map(Lost::Sort));
    all
}

/// The view without it.
pub(super) fn without(register: &Register, view: &View) -> View {
    let offered = |condition: &Condition| match condition {
        Condition::Known(ask) if ask.field(register).is_some() => {
            let gone = gone(register, ask);
            let What::AnyOf(values) = &ask.is else { return Some(condition.clone()) };
            let left: Vec<String> = values.iter().filter(|value| !gone.contains(value)).cloned().collect();
            (!left.is_empty()).then(|| Condition::Known(Ask { field: ask.field.clone(), is: What::AnyOf(left) }))
        }
        Condition::Known(_) | Condition::Other(_) => None,
    };
    let sort = view.sort.clone().filter(|sort| column(register, sort).is_some());
    View {
        conditions: view.conditions.iter().filter_map(offered).take(asks::MOST).collect(),
        state: view.state.clone().filter(|state| only_of(register, state).is_some()),
        descending: view.descending && sort.is_some(),
        sort,
        ..view.clone()
    }
}

fn holds(register: &Register, condition: &Condition) -> bool {
    matches!(condition, Condition::Known(ask) if ask.field(register).is_some())
}

fn of(register: &Register, condition: &Condition) -> Vec<Lost> {
    let Condition::Known(ask) = condition else { return vec![Lost::Other] };
    let there = ask.field == crate::ranges::UPDATED || register.field(&ask.field).is_some_and(|f| !f.retired);
    match (ask.field(register), there) {
        (None, false) => vec![Lost::Field(ask.field.clone())],
        (None, true) => vec![Lost::Question(ask.field.clone())],
        (Some(_), _) => gone(register, ask).into_iter().map(|value| Lost::Choice(ask.field.clone(), value.clone())).collect(),
    }
}

/// The choices that a condition picks and that are not offered any more. Records may still have them.
fn gone<'a>(register: &Register, ask: &'a Ask) -> Vec<&'a String> {
    let choices = register.field(&ask.field).map(|f| f.choice_list()).unwrap_or_default();
    let What::AnyOf(values) = &ask.is else { return Vec::new() };
    values.iter().filter(|value| !choices.is_empty() && !choices.iter().any(|c| c.id == **value && !c.retired)).collect()
}
