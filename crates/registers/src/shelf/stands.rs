//! Whether a setting is in force: of two that desks have made without knowing of each other only one may be, and the other
//! one is left out or overruled where the registers are made.

use super::adjust::{extra_kind, is_called, kept_for, office_hours, reminders, state_of, step_of, words_of, yes};
use super::part::{Part, choice_of};
use crate::Lang;
use crate::book::{self, adjustments as own};
use crate::def::{Kind, Labels, Register};
use crate::document::Record;
use crate::value::Value;

/// Whether a register, with all settings of its office, is as this one says.
pub fn stands(register: &Register, record: &Record) -> bool {
    let target = target(record);
    match record.text(own::WHAT.id()) {
        "register" => is_worded(record, register.labels),
        "field" => Part::of(register, target).is_none_or(|part| is_field(register, record, part)),
        "extra-field" => {
            Part::of(register, target).is_some_and(|part| is_field(register, record, part) && is_kind(record, part.meant().kind))
        }
        "choice" => is_choice(register, record),
        "state" => state_of(register, target).is_none_or(|state| is_worded(record, state.labels)),
        "step" => match step_of(register, target) {
            Some(step) => yes(record, own::HIDDEN.id()) != Some(true) && is_worded(record, step.labels),
            None => yes(record, own::HIDDEN.id()) != Some(false) && !is_renamed(record),
        },
        "deadline" => is_deadline(register, record),
        "number" => register.number.is_none_or(|n| n.pattern == record.text(own::PATTERN.id())),
        "retention" => match record.get(own::DAYS.id()).and_then(Value::as_integer) {
            Some(days) if !is_renamed(record) => {
                [register.retention.hans, register.retention.hant, register.retention.en] == kept_for(days)
            }
            _ => is_worded(record, register.retention),
        },
        _ => true,
    }
}

/// Whether two settings of a register are about the same thing, so that one can stand in the way of the other.
pub fn about_the_same(register: &Register, one: &Record, other: &Record) -> bool {
    let what = |record: &Record| record.text(own::WHAT.id()).to_owned();
    // Each step can be left out by itself, and not all of them together; and there is room for so many further fields.
    let hides = |record: &Record| what(record) == "step" && yes(record, own::HIDDEN.id()) == Some(true);
    let adds = |record: &Record| what(record) == "extra-field";
    let lacks = |record: &Record| Part::of(register, target(record)).is_none();
    thing(register, one) == thing(register, other) || hides(one) && hides(other) || adds(one) && adds(other) && (lacks(one) || lacks(other))
}

/// What the target of a setting is called as the register comes: of a choice with the field before it. None where it is
/// nothing of the register itself.
pub fn called(register: &Register, what: &str, target: &str, lang: Lang) -> Option<String> {
    let label = |labels: Labels| labels.get(lang).to_owned();
    match what {
        "field" | "extra-field" => Part::of(register, target).map(|part| part.label(lang)),
        "choice" => {
            let (name, choice) = target.split_once('=').map_or((target, None), |(field, choice)| (field, Some(choice.trim())));
            let part = Part::of(register, name)?;
            let choice = choice.map(|name| choice_of(part.meant(), name).map_or_else(|| name.to_owned(), |c| label(c.labels)));
            Some(choice.map_or_else(|| part.label(lang), |choice| format!("{}={choice}", part.label(lang))))
        }
        "state" => state_of(register, target).map(|state| label(state.labels)),
        "step" => step_of(register, target).map(|step| label(step.labels)),
        "deadline" => {
            let choice = register.field(register.due?.by).and_then(|field| choice_of(field, target))?;
            Some(label(choice.labels))
        }
        _ => None,
    }
}

/// What a setting is about.
fn thing(register: &Register, record: &Record) -> (&'static str, String) {
    let target = target(record);
    let field = |name: &str| Part::of(register, name).map_or_else(|| name.to_owned(), Part::id);
    match record.text(own::WHAT.id()) {
        "field" | "extra-field" => ("field", field(target)),
        "choice" => match target.split_once('=') {
            Some((name, choice)) => {
                let meant = Part::of(register, name).and_then(|part| choice_of(part.meant(), choice.trim()));
                ("choice", format!("{}={}", field(name), meant.map_or(choice, |c| c.id)))
            }
            None => ("choices", field(target)),
        },
        "state" => ("state", state_of(register, target).map_or(target, |s| s.id).to_owned()),
        "step" => {
            let left_out = || book::find(register.key).and_then(|plain| plain.transition(target));
            ("step", step_of(register, target).or_else(left_out).map_or(target, |t| t.id).to_owned())
        }
        "deadline" => ("deadline", String::new()),
        "number" => ("number", String::new()),
        "retention" => ("retention", String::new()),
        _ => ("register", String::new()),
    }
}

fn target(record: &Record) -> &str {
    record.text(own::TARGET.id()).trim()
}

/// Whether a setting gives any words.
fn is_renamed(record: &Record) -> bool {
    [own::LABEL_HANS, own::LABEL_HANT, own::LABEL_EN].iter().any(|key| record.is_filled(key.id()))
}

/// Whether the words are those that a setting gives, as far as it gives any.
fn is_worded(record: &Record, labels: Labels) -> bool {
    let said = [(own::LABEL_HANS, labels.hans), (own::LABEL_HANT, labels.hant), (own::LABEL_EN, labels.en)];
    said.iter().all(|(key, now)| match record.text(key.id()).trim() {
        "" => true,
        text => text.chars().eq(now.chars()) || text.chars().count() > now.chars().count() && text.starts_with(now),
    })
}

fn is_field(register: &Register, record: &Record, part: Part) -> bool {
    let field = part.meant();
    let flags = [
        (own::REQUIRED, field.required),
        (own::HIDDEN, field.retired),
        (own::LISTED, !part.is_column() && register.list.iter().any(|column| column.field == field.id)),
    ];
    is_worded(record, field.labels) && flags.iter().all(|(key, now)| yes(record, key.id()).is_none_or(|said| said == *now))
}

/// Whether a further field is of the kind that a setting gives it; words may have come to its choices.
fn is_kind(record: &Record, now: Kind) -> bool {
    match (record.text(own::KIND.id()), now) {
        ("choice", Kind::Choice(list)) | ("choices", Kind::Choices(list)) => {
            words_of(record.text(own::WORDS.id())).iter().all(|word| list.iter().any(|choice| choice.id == word))
        }
        ("choice" | "choices", _) => false,
        _ => extra_kind(record) == Some(now),
    }
}

fn is_choice(register: &Register, record: &Record) -> bool {
    let target = target(record);
    let (name, choice) = target.split_once('=').map_or((target, None), |(field, choice)| (field, Some(choice.trim())));
    let Some(field) = Part::of(register, name).map(Part::meant) else { return true };
    match choice {
        Some(choice) => choice_of(field, choice)
            .is_none_or(|c| is_worded(record, c.labels) && yes(record, own::HIDDEN.id()).is_none_or(|hidden| hidden == c.retired)),
        None => words_of(record.text(own::WORDS.id())).iter().all(|word| field.choice_list().iter().any(|c| is_called(c, word))),
    }
}

fn is_deadline(register: &Register, record: &Record) -> bool {
    let Some(rule) = register.due else { return true };
    let target = target(record);
    let days = match register.field(rule.by).and_then(|field| choice_of(field, target)) {
        Some(choice) => rule.days.iter().find(|(id, _)| *id == choice.id).map(|(_, days)| *days),
        None => Some(rule.otherwise),
    };
    let said = record.get(own::DAYS.id()).and_then(Value::as_integer);
    said.is_none_or(|said| days == Some(said))
        && yes(record, own::WORKING.id()).is_none_or(|working| working == rule.working)
        && reminders(record.text(own::REMIND.id())).is_none_or(|days| days == rule.remind)
        && office_hours(record.text(own::HOURS.id())).is_none_or(|hours| hours == rule.hours)
}
