//! One register with its adjustments on top, one after the other.

use super::part::{Part, change_columns, choice_of, extras, further};
use super::{check, optional, pattern};
use crate::book::{self, adjustments as own};
use crate::calendar;
use crate::def::{Choice, Column, DueRule, Field, Group, Kind, Labels, Numbering, Register, State, Transition, l};
use crate::document::Record;
use crate::value::Value;

/// Greatest number of further fields of a register.
pub(super) const MOST_FIELDS: usize = 40;
/// Greatest number of words of a further choice.
const MOST_WORDS: usize = 100;
/// Greatest number of reminders before one deadline, and how many days before it the first may come.
const MOST_REMINDERS: usize = 10;
const EARLIEST_REMINDER: i64 = 365;

pub(super) fn adjust(register: &Register, adjustments: &[&Record]) -> Register {
    let mut adjusted = *register;
    for record in adjustments {
        match record.text(own::WHAT.id()) {
            "register" => adjusted.labels = labels(record, adjusted.labels),
            "field" => field(&mut adjusted, record),
            "extra-field" => extra_field(&mut adjusted, record),
            "choice" => choices(&mut adjusted, record),
            "state" => state(&mut adjusted, record),
            "step" => step(&mut adjusted, record),
            "deadline" => deadline(&mut adjusted, record),
            "number" => number(&mut adjusted, record),
            "retention" => retention(&mut adjusted, record),
            _ => {}
        }
    }
    // Hidden fields stand in no list.
    let hidden = |id: &str| adjusted.field(id).is_some_and(|f| f.retired);
    if adjusted.list.iter().any(|c| hidden(c.field)) {
        adjusted.list = keep(adjusted.list.iter().copied().filter(|c| !hidden(c.field)).collect());
    }
    adjusted
}

pub(super) fn keep<T: 'static>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

pub(super) fn keep_text(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// The labels that a record gives, those before where it gives none.
fn labels(record: &Record, before: Labels) -> Labels {
    let pick = |field: &str, before: &'static str| match record.text(field).trim() {
        "" => before,
        text => keep_text(&text.chars().take(60).collect::<String>()),
    };
    let hans = pick(own::LABEL_HANS.id(), before.hans);
    let hant = if record.is_filled(own::LABEL_HANT.id()) || hans == before.hans { before.hant } else { hans };
    l(hans, pick(own::LABEL_HANT.id(), hant), pick(own::LABEL_EN.id(), before.en))
}

/// The aliases with the words that were read before: lists that carry them are still understood.
fn aliases(before: &'static [&'static str], old: Labels, now: Labels) -> &'static [&'static str] {
    if old == now {
        return before;
    }
    keep(before.iter().copied().chain([old.hans, old.hant, old.en].into_iter().filter(|w| !now.matches(w))).collect())
}

pub(super) fn yes(record: &Record, field: &str) -> Option<bool> {
    match record.get(field) {
        Some(Value::Yes(yes)) => Some(*yes),
        _ => None,
    }
}

/// The state that an adjustment means: by its id or by its label, the office's or the one that it came with.
pub(super) fn state_of(register: &Register, name: &str) -> Option<&'static State> {
    let named = |register: &Register| register.states.iter().find(|s| s.labels.matches(name));
    let plain = || book::find(register.key).and_then(named).and_then(|s| register.state(s.id));
    register.state(name).or_else(|| named(register)).or_else(plain)
}

/// The step that an adjustment means, in the same way; none where the office has left it out.
pub(super) fn step_of(register: &Register, name: &str) -> Option<&'static Transition> {
    let plain = || book::find(register.key)?.transition(name);
    register.transition(name).or_else(|| register.transitions.iter().find(|t| plain().is_some_and(|p| p.id == t.id)))
}

/// Other words for a field or a column, required or not, shown or not. The title and the number are never hidden.
fn field(register: &mut Register, record: &Record) {
    let Some(part) = Part::of(register, record.text(own::TARGET.id())) else { return };
    let target = part.meant();
    let fixed = !part.is_column() && check::is_fixed(register, target.id);
    let filled = !matches!(target.kind, Kind::Lines(_)) && !target.computed;
    part.change(register, |f| {
        let labels = labels(record, f.labels);
        let mut changed = Field { labels, aliases: aliases(f.aliases, f.labels, labels), ..*f };
        if let Some(required) = yes(record, own::REQUIRED.id()).filter(|_| !fixed && filled) {
            changed.required = required;
        }
        if let Some(hidden) = yes(record, own::HIDDEN.id()).filter(|_| !fixed) {
            changed.retired = hidden;
        }
        changed.required &= !changed.retired;
        changed
    });
    if !part.is_column() {
        listed(register, record, target);
    }
}

/// Puts a field into the list, right after the title, so that it is among those that a narrow window shows; or takes it out.
fn listed(register: &mut Register, record: &Record, field: &Field) {
    let there = register.list.iter().position(|c| c.field == field.id);
    let mut list = register.list.to_vec();
    match (yes(record, own::LISTED.id()), there) {
        (Some(true), None) if check::fits_a_list(field) => {
            let place = list.iter().position(|c| c.field == register.title).map_or(0, |title| title + 1);
            list.insert(place, Column { field: field.id, width: width(field) });
        }
        (Some(false), Some(at)) if field.id != register.title => drop(list.remove(at)),
        _ => return,
    }
    register.list = keep(list);
}

fn width(field: &Field) -> u16 {
    match field.kind {
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::YesNo => 80,
        Kind::Person => 90,
        Kind::Date | Kind::Money => 108,
        Kind::Time => 136,
        _ => 120,
    }
}

/// A further field, or a further column of rows.
fn extra_field(register: &mut Register, record: &Record) {
    let target = record.text(own::TARGET.id()).trim();
    let Some((rows, id)) = further(register, target) else { return };
    if Part::of(register, target).is_some() || extras(register) >= MOST_FIELDS {
        return;
    }
    let Some(kind) = extra_kind(record).filter(|kind| rows.is_none() || check::fits_a_row(*kind)) else { return };
    let id = keep_text(&id);
    let labels = labels(record, l(id, id, id));
    let retired = yes(record, own::HIDDEN.id()).unwrap_or(false);
    let required = yes(record, own::REQUIRED.id()).unwrap_or(false) && !retired;
    let field = Field { id, labels, kind, required, aliases: &[], retired, computed: false, signed: true, until: false, default: None };
    if let Some(rows) = rows {
        return change_columns(register, rows.id, |columns| columns.iter().copied().chain([field]).collect());
    }
    register.fields = keep(register.fields.iter().copied().chain([field]).collect());
    let own_group = l("本校增设", "本校增設", "Further fields");
    let mut groups: Vec<Group> = register.groups.to_vec();
    match groups.iter_mut().find(|g| g.labels == own_group) {
        Some(group) => group.fields = keep(group.fields.iter().copied().chain([id]).collect()),
        None => groups.push(Group { labels: own_group, fields: keep(vec![id]) }),
    }
    register.groups = keep(groups);
    listed(register, record, &field);
}

/// The kind of a further field; none when it lacks its words.
pub(super) fn extra_kind(record: &Record) -> Option<Kind> {
    let of_words = |words: Vec<Choice>| (!words.is_empty()).then(|| keep(words));
    let said = record.text(own::WORDS.id());
    Some(match record.text(own::KIND.id()) {
        "text" | "" => Kind::Text,
        "long-text" => Kind::LongText,
        "integer" => Kind::Integer { min: -1_000_000_000_000, max: 1_000_000_000_000 },
        "decimal" => Kind::Decimal { min: -1_000_000_000, max: 1_000_000_000 },
        "money" => Kind::Money,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "yes-no" => Kind::YesNo,
        "person" => Kind::Person,
        "department" => Kind::Department,
        "attachments" => Kind::Attachments,
        "private" => Kind::Private,
        "choice" => Kind::Choice(of_words(words(said))?),
        "choices" => Kind::Choices(of_words(words(said))?),
        "link" => Kind::Link(book::find(said)?.key),
        "links" => Kind::Links(book::find(said)?.key),
        _ => return None,
    })
}

/// The words of a further choice; each is its own id, so that two desks that add the same word mean the same.
fn words(text: &str) -> Vec<Choice> {
    let choice = |word: String| {
        let word = keep_text(&word);
        Choice { id: word, labels: l(word, word, word), aliases: &[], code: "", retired: false }
    };
    words_of(text).into_iter().map(choice).collect()
}

/// The words of a list as people write one, each once.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for word in text.split([',', '，', '、', ';', '；']).map(str::trim).filter(|w| !w.is_empty() && !w.contains('/')).take(MOST_WORDS) {
        let word: String = word.chars().take(40).collect();
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

/// Whether a choice carries this very word: as its id or its label, not as another word for it.
pub(super) fn is_called(choice: &Choice, word: &str) -> bool {
    choice.id == word || choice.labels.matches(word)
}

/// Further choices of a field (`field`), or other words for one, which may be no longer offered (`field=choice`).
fn choices(register: &mut Register, record: &Record) {
    let target = record.text(own::TARGET.id());
    let (name, choice) = target.split_once('=').map_or((target, None), |(f, c)| (f, Some(c.trim())));
    let Some(part) = Part::of(register, name) else { return };
    let field = part.meant();
    let mut list = field.choice_list().to_vec();
    match choice {
        Some(choice) => {
            let Some(meant) = choice_of(field, choice) else { return };
            for choice in list.iter_mut().filter(|c| c.id == meant.id) {
                let before = choice.labels;
                choice.labels = labels(record, before);
                choice.aliases = aliases(choice.aliases, before, choice.labels);
                choice.retired = yes(record, own::HIDDEN.id()).unwrap_or(choice.retired);
            }
        }
        None => {
            let mut further: Vec<Choice> =
                words(record.text(own::WORDS.id())).into_iter().filter(|w| !list.iter().any(|c| is_called(c, w.id))).collect();
            // One word may be given a name in each language; it is understood by what was written as well.
            if let [one] = &mut further[..] {
                let before = one.labels;
                one.labels = labels(record, before);
                one.aliases = aliases(one.aliases, before, one.labels);
            }
            // What was another word for a choice is one of its own from now on.
            for choice in &mut list {
                let taken = |alias: &str| further.iter().any(|w| w.id.eq_ignore_ascii_case(alias));
                if choice.aliases.iter().any(|alias| taken(alias)) {
                    choice.aliases = keep(choice.aliases.iter().copied().filter(|alias| !taken(alias)).collect());
                }
            }
            list.extend(further);
        }
    }
    let kind = match field.kind {
        Kind::Choice(_) => Kind::Choice(keep(list)),
        Kind::Choices(_) => Kind::Choices(keep(list)),
        _ => return,
    };
    part.change(register, |f| Field { kind, ..*f });
}

fn state(register: &mut Register, record: &Record) {
    let Some(target) = state_of(register, record.text(own::TARGET.id()).trim()) else { return };
    let change = |s: &State| if s.id == target.id { State { labels: labels(record, s.labels), ..*s } } else { *s };
    register.states = keep(register.states.iter().map(change).collect());
}

/// Other words for a step, or none of it. A step stays when the workflow could not go on without it.
fn step(register: &mut Register, record: &Record) {
    let Some(target) = step_of(register, record.text(own::TARGET.id()).trim()) else { return };
    let change = |t: &Transition| if t.id == target.id { Transition { labels: labels(record, t.labels), ..*t } } else { *t };
    let steps: Vec<Transition> = register.transitions.iter().map(change).collect();
    let without: Vec<Transition> = steps.iter().copied().filter(|t| t.id != target.id).collect();
    let off = yes(record, own::HIDDEN.id()) == Some(true) && optional::is_optional(register, target);
    register.transitions = keep(if off { without } else { steps });
}

fn deadline(register: &mut Register, record: &Record) {
    let Some(mut rule) = register.due else { return };
    let target = record.text(own::TARGET.id()).trim();
    if let Some(days) = record.get(own::DAYS.id()).and_then(Value::as_integer).filter(|d| (0..=3_650).contains(d) && !rule.since.is_empty())
    {
        if target.is_empty() {
            rule.otherwise = days;
        } else if let Some(choice) = register.field(rule.by).and_then(|f| choice_of(f, target)) {
            let mut list: Vec<(&str, i64)> = rule.days.iter().copied().filter(|(id, _)| *id != choice.id).collect();
            list.push((choice.id, days));
            rule.days = keep(list);
        }
    }
    // In working days or by the clock is the office's choice.
    let working = yes(record, own::WORKING.id()).unwrap_or(rule.working);
    let remind = reminders(record.text(own::REMIND.id())).map_or(rule.remind, |days| keep(days));
    let hours = office_hours(record.text(own::HOURS.id())).unwrap_or(rule.hours);
    register.due = Some(DueRule { working, hours, remind, ..rule });
}

/// Days before a deadline as people write them: `3、1、0`. None when nothing is said, or something that is no day.
pub(super) fn reminders(text: &str) -> Option<Vec<i64>> {
    let parts = text.split([',', '，', '、', ';', '；', ' ']).map(str::trim).filter(|p| !p.is_empty());
    let days: Option<Vec<i64>> = parts.map(|p| p.parse().ok().filter(|d| (0..=EARLIEST_REMINDER).contains(d))).collect();
    days.filter(|days| !days.is_empty() && days.len() <= MOST_REMINDERS)
}

/// Hours as people write them: `8:00-17:30`. None when nothing is said, or something that is no span of one day.
pub(super) fn office_hours(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once(['-', '–', '—', '~', '～', '至', '到'])?;
    let hours = (calendar::minute_of_day(from)?, calendar::minute_of_day(to.trim_start_matches(['—', '–', '-']))?);
    (hours.0 < hours.1).then_some(hours)
}

/// Another pattern for the numbers.
fn number(register: &mut Register, record: &Record) {
    let Some(numbering) = register.number else { return };
    let text = record.text(own::PATTERN.id());
    if pattern::fault(register, text).is_none() {
        register.number = Some(Numbering { pattern: keep_text(text), ..numbering });
    }
}

fn retention(register: &mut Register, record: &Record) {
    if let Some(days) = record.get(own::DAYS.id()).and_then(Value::as_integer).filter(|d| *d > 0) {
        let [hans, hant, en] = kept_for(days);
        register.retention = l(keep_text(&hans), keep_text(&hant), keep_text(&en));
        if register.erase_after > 0 {
            register.erase_after = days;
        }
    }
    register.retention = labels(record, register.retention);
}

/// How long records are kept, in the three languages.
pub(super) fn kept_for(days: i64) -> [String; 3] {
    [format!("保存{days}天"), format!("保存{days}天"), format!("{days} days")]
}
