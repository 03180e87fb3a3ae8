//! The registers of one office: as they come, with the office's adjustments on top. What an adjustment says amiss is left
//! out, so that no adjustment, nor two that were merged, can make a record unreadable.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::book::{self, adjustments as own};
use crate::common;
use crate::def::{Choice, Column, DueRule, Field, Group, Kind, Labels, Numbering, Register, Transition, l};
use crate::document::Record;
use crate::value::Value;

/// Greatest number of adjustments that count; later ones are left out.
pub const MOST: usize = 500;
/// Greatest number of further fields of a register.
const MOST_FIELDS: usize = 40;
/// Greatest number of words of a further choice.
const MOST_WORDS: usize = 100;
/// Greatest number of adjusted registers that a program keeps; beyond it a register stays as it comes.
const MOST_KEPT: usize = 1_024;

/// The registers of one office.
#[derive(Debug, Clone)]
pub struct Shelf {
    all: Vec<&'static Register>,
}

impl Default for Shelf {
    fn default() -> Shelf {
        Shelf { all: book::ALL.to_vec() }
    }
}

impl Shelf {
    /// The registers with the adjustments that `records` say, in this order; void ones must be left out by the caller.
    pub fn new(records: &[Record]) -> Shelf {
        let mut by_register: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in records.iter().take(MOST) {
            by_register.entry(record.text(own::REGISTER_KEY.id())).or_default().push(record);
        }
        let one = |register: &&'static Register| match by_register.get(register.key) {
            // What adjusts is not adjusted itself.
            Some(list) if register.key != own::REGISTER.key => kept(register, list),
            _ => *register,
        };
        Shelf { all: book::ALL.iter().map(one).collect() }
    }

    /// Every register, in the order of the navigation.
    pub fn all(&self) -> &[&'static Register] {
        &self.all
    }

    /// The register as this office has it.
    pub fn of(&self, register: &Register) -> &'static Register {
        self.by_key(register.key).unwrap_or(&own::REGISTER)
    }

    /// The register with this key.
    pub fn by_key(&self, key: &str) -> Option<&'static Register> {
        self.all.iter().find(|r| r.key == key).copied()
    }

    /// The register that a person means: key, or label in any language.
    pub fn find(&self, name: &str) -> Option<&'static Register> {
        let wanted = name.trim();
        let found = self.all.iter().find(|r| r.key.eq_ignore_ascii_case(wanted));
        let found = found.or_else(|| self.all.iter().find(|r| r.labels.matches(wanted) || r.one.matches(wanted)));
        found.copied().or_else(|| book::find(wanted).map(|r| self.of(r)))
    }
}

/// Adjusted registers live as long as the program, since everything holds registers by a static reference. Each is made
/// once for each set of adjustments.
static KEPT: Mutex<BTreeMap<String, &'static Register>> = Mutex::new(BTreeMap::new());

fn kept(register: &'static Register, adjustments: &[&Record]) -> &'static Register {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let key = format!("{} {adjustments:?}", register.key);
    if let Some(found) = kept.get(&key) {
        return found;
    }
    if kept.len() >= MOST_KEPT {
        return register;
    }
    let adjusted: &'static Register = Box::leak(Box::new(adjust(register, adjustments)));
    kept.insert(key, adjusted);
    adjusted
}

fn adjust(register: &Register, adjustments: &[&Record]) -> Register {
    let mut adjusted = *register;
    for record in adjustments {
        match record.text(own::WHAT.id()) {
            "register" => adjusted.labels = labels(record, adjusted.labels),
            "field" => field(&mut adjusted, record),
            "extra-field" => extra_field(&mut adjusted, record),
            "choice" => further_choice(&mut adjusted, record),
            "step" => step(&mut adjusted, record),
            "deadline" => deadline(&mut adjusted, record),
            "number" => number(&mut adjusted, record),
            _ => {}
        }
    }
    adjusted
}

fn keep<T: 'static>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

fn keep_text(text: &str) -> &'static str {
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

fn yes(record: &Record, field: &str) -> Option<bool> {
    match record.get(field) {
        Some(Value::Yes(yes)) => Some(*yes),
        _ => None,
    }
}

fn change_fields(register: &mut Register, change: impl Fn(&Field) -> Field) {
    register.fields = keep(register.fields.iter().map(change).collect());
}

/// Other words for a field, required or not, shown or not. The title and the number are never hidden.
fn field(register: &mut Register, record: &Record) {
    let target = record.text(own::TARGET.id());
    let fixed = target == register.title || register.number.is_some_and(|n| n.field == target);
    let flat = |f: &Field| !matches!(f.kind, Kind::Lines(_));
    change_fields(register, |f| {
        if f.id != target {
            return *f;
        }
        let mut changed = Field { labels: labels(record, f.labels), ..*f };
        if let Some(required) = yes(record, own::REQUIRED.id()).filter(|_| !fixed && flat(f)) {
            changed.required = required;
        }
        if let Some(hidden) = yes(record, own::HIDDEN.id()).filter(|_| !fixed) {
            changed.retired = hidden;
            changed.required &= !hidden;
        }
        changed
    });
}

fn extra_field(register: &mut Register, record: &Record) {
    let id = record.text(own::TARGET.id());
    let name = id.strip_prefix("x_").unwrap_or_default();
    let well_formed = !name.is_empty() && id.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let count = register.fields.iter().filter(|f| f.id.starts_with("x_")).count();
    if !well_formed || register.field(id).is_some() || count >= MOST_FIELDS {
        return;
    }
    let Some(kind) = extra_kind(record) else { return };
    let id = keep_text(id);
    let labels = labels(record, l(id, id, id));
    let field = Field {
        id,
        labels,
        kind,
        required: yes(record, own::REQUIRED.id()).unwrap_or(false),
        aliases: &[],
        retired: yes(record, own::HIDDEN.id()).unwrap_or(false),
        computed: false,
        default: None,
    };
    register.fields = keep(register.fields.iter().copied().chain([field]).collect());
    let own_group = l("本校增设", "本校增設", "Further fields");
    let mut groups: Vec<Group> = register.groups.to_vec();
    match groups.iter_mut().find(|g| g.labels == own_group) {
        Some(group) => group.fields = keep(group.fields.iter().copied().chain([id]).collect()),
        None => groups.push(Group { labels: own_group, fields: keep(vec![id]) }),
    }
    register.groups = keep(groups);
}

fn extra_kind(record: &Record) -> Option<Kind> {
    Some(match record.text(own::KIND.id()) {
        "text" | "" => Kind::Text,
        "long-text" => Kind::LongText,
        "integer" => Kind::Integer { min: -1_000_000_000_000, max: 1_000_000_000_000 },
        "money" => Kind::Money,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "yes-no" => Kind::YesNo,
        "person" => Kind::Person,
        "department" => Kind::Department,
        "choice" => Kind::Choice(keep(words(record.text(own::WORDS.id())))),
        _ => return None,
    })
}

/// The words of a further choice; each is its own id, so that two desks that add the same word mean the same.
fn words(text: &str) -> Vec<Choice> {
    let mut seen: Vec<Choice> = Vec::new();
    for word in text.split([',', '，', '、', ';', '；']).map(str::trim).filter(|w| !w.is_empty() && !w.contains('/')).take(MOST_WORDS) {
        if !seen.iter().any(|c| c.id == word) {
            let word = keep_text(&word.chars().take(40).collect::<String>());
            seen.push(Choice { id: word, labels: l(word, word, word), aliases: &[], code: "" });
        }
    }
    seen
}

/// A further choice of a field (`field`), or other words for one (`field=choice`).
fn further_choice(register: &mut Register, record: &Record) {
    let (target, id) = record.text(own::TARGET.id()).split_once('=').unwrap_or((record.text(own::TARGET.id()), ""));
    change_fields(register, |f| {
        let Kind::Choice(choices) = f.kind else { return *f };
        if f.id != target {
            return *f;
        }
        let mut list = choices.to_vec();
        match list.iter_mut().find(|c| c.id == id) {
            Some(choice) => choice.labels = labels(record, choice.labels),
            None => {
                let further = words(record.text(own::WORDS.id()));
                list.extend(further.into_iter().filter(|w| !choices.iter().any(|c| c.matches(w.id))));
            }
        }
        Field { kind: Kind::Choice(keep(list)), ..*f }
    });
}

/// Other words for a step, or none of it. A step stays when a state could not be left or reached without it.
fn step(register: &mut Register, record: &Record) {
    let target = record.text(own::TARGET.id());
    let steps: Vec<Transition> = register
        .transitions
        .iter()
        .map(|t| if t.id == target { Transition { labels: labels(record, t.labels), ..*t } } else { *t })
        .collect();
    let without: Vec<Transition> = steps.iter().copied().filter(|t| t.id != target).collect();
    let optional = target != common::VOID && can_do_without(register, &without);
    register.transitions = keep(if yes(record, own::HIDDEN.id()) == Some(true) && optional { without } else { steps });
}

/// Whether every state that could be reached still can, and every open one still be left.
fn can_do_without(register: &Register, steps: &[Transition]) -> bool {
    let mut reached = vec![register.first_state()];
    while let Some(next) = steps.iter().find(|t| t.from.iter().any(|s| reached.contains(s)) && !reached.contains(&t.to)) {
        reached.push(next.to);
    }
    let left = |state: &str| steps.iter().any(|t| t.to != common::VOID && t.from.contains(&state));
    register.states.iter().all(|s| reached.contains(&s.id) && (s.phase > crate::def::Phase::Open || left(s.id)))
}

fn deadline(register: &mut Register, record: &Record) {
    let Some(rule) = register.due else { return };
    // By the clock or in working hours is the office's choice.
    let rule = DueRule { working: yes(record, own::WORKING.id()).unwrap_or(rule.working), ..rule };
    register.due = Some(rule);
    let Some(days) = record.get(own::DAYS.id()).and_then(Value::as_integer).filter(|d| (0..=3_650).contains(d)) else { return };
    let target = record.text(own::TARGET.id());
    if target.is_empty() {
        register.due = Some(DueRule { otherwise: days, ..rule });
    } else {
        let list = rule.days.iter().map(|(id, d)| (*id, if *id == target { days } else { *d })).collect();
        register.due = Some(DueRule { days: keep(list), ..rule });
    }
}

/// Another pattern for the numbers: it must hold one running number, and name only fields that exist.
fn number(register: &mut Register, record: &Record) {
    let Some(numbering) = register.number else { return };
    let pattern = record.text(own::PATTERN.id());
    let mut running = 0;
    for part in pattern.split('{').skip(1) {
        match part.split_once('}').map(|(name, _)| name) {
            Some("year") => {}
            Some(name) if name == "n" || name.strip_prefix("n:").is_some_and(|w| w.parse::<usize>().is_ok_and(|w| w <= 12)) => running += 1,
            Some(name) if register.field(name).is_some() => {}
            _ => return,
        }
    }
    // Nothing but the running number may come after it, so that a number can be taken apart again.
    let tail = pattern.split_once("{n").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(_, after)| after);
    let head = pattern.split("{n").next().unwrap_or_default();
    // Without a width a digit right before the running number could not be told from it.
    let apart = pattern.contains("{n:") || head.is_empty() || !head.ends_with(|c: char| c.is_ascii_digit() || c == '}');
    let tail_apart = !tail.contains('{') && !tail.starts_with(|c: char| c.is_ascii_digit());
    if running == 1 && pattern.chars().count() <= 60 && apart && tail_apart {
        register.number = Some(Numbering { pattern: keep_text(pattern), ..numbering });
    }
}

/// The columns of a list that are shown: those of hidden fields are not.
pub fn shown_columns(register: &Register) -> impl Iterator<Item = &'static Column> + use<> {
    let hidden: Vec<&str> = register.fields.iter().filter(|f| f.retired).map(|f| f.id).collect();
    register.list.iter().filter(move |c| !hidden.contains(&c.field))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{Lang, number as numbers};

    fn adjustment(register: &str, what: &str, target: &str, more: &[(&str, Value)]) -> Record {
        let mut fields: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (field, value) in [("register", register), ("what", what), ("target", target)] {
            fields.insert(field.into(), vec![Value::from(value)]);
        }
        fields.extend(more.iter().map(|(f, v)| ((*f).to_owned(), vec![v.clone()])));
        Record { fields, ..Record::default() }
    }

    #[test]
    fn an_office_changes_words_fields_and_numbers() {
        let shelf = Shelf::new(&[
            adjustment(
                "visits",
                "extra-field",
                "x_pass",
                &[("label_hans", "通行证颜色".into()), ("kind", "choice".into()), ("words", "红，黄".into())],
            ),
            adjustment("visits", "field", "purpose", &[("label_hans", "来校原因".into()), ("required", Value::Yes(true))]),
            adjustment("visits", "field", "visitor", &[("hidden", Value::Yes(true))]),
            adjustment("visits", "step", "mark-overstayed", &[("hidden", Value::Yes(true))]),
            adjustment("visits", "step", "mark-no-show", &[("hidden", Value::Yes(true))]),
            adjustment("incoming-documents", "number", "", &[("pattern", "明中收〔{year}〕{n:3}号".into())]),
            adjustment("incoming-documents", "number", "", &[("pattern", "{nothing}{n}".into())]),
            adjustment("incoming-documents", "deadline", "urgent", &[("days", Value::Integer(2))]),
            adjustment("service-requests", "deadline", "", &[("working", Value::Yes(false))]),
        ]);
        let visits = shelf.find("访客登记").unwrap();
        let field = |id: &str| visits.field(id).unwrap();
        assert_eq!(field("x_pass").choice_list().iter().map(|c| c.id).collect::<Vec<_>>(), vec!["红", "黄"]);
        assert_eq!((field("purpose").labels.get(Lang::ZhHans), field("purpose").required), ("来校原因", true));
        assert!(!field("visitor").retired, "the title is never hidden");
        assert!(visits.transition("mark-overstayed").is_some(), "nothing else leads to that state");
        let letters = shelf.by_key("incoming-documents").unwrap();
        let numbering = letters.number.unwrap();
        assert_eq!(numbers::render(&numbering, &numbers::prefix(letters, &numbering, 2026, &Record::default()), 7), "明中收〔2026〕007号");
        assert_eq!(numbers::place(letters, "明中收〔2026〕007号").map(|p| p.n), Some(7));
        let requests = shelf.by_key("service-requests").unwrap().due.unwrap();
        assert_eq!((requests.working, requests.otherwise), (false, 1), "24 hours by the clock");
        assert!(letters.due.unwrap().working);
        assert_eq!(letters.due.unwrap().days.iter().find(|(id, _)| *id == "urgent").map(|(_, d)| *d), Some(2));
        assert_eq!(letters.due.unwrap().days.iter().find(|(id, _)| *id == "normal").map(|(_, d)| *d), Some(10));
    }

    #[test]
    fn the_same_adjustments_make_the_same_register() {
        let one = || Shelf::new(&[adjustment("assets", "field", "brand", &[("label_hans", "牌子".into())])]);
        assert!(std::ptr::eq(one().by_key("assets").unwrap(), one().by_key("assets").unwrap()));
        assert!(std::ptr::eq(Shelf::default().by_key("assets").unwrap(), book::find("assets").unwrap()));
    }

    fn any_adjustment() -> impl Strategy<Value = Record> {
        let texts = prop::sample::select(vec![
            "visits",
            "assets",
            "incoming-documents",
            "adjustments",
            "field",
            "extra-field",
            "choice",
            "step",
            "deadline",
            "number",
            "register",
            "visitor",
            "x_a",
            "x_b",
            "type",
            "type=leader",
            "enter",
            "leave",
            "void",
            "urgent",
            "{n}",
            "{n:99}",
            "{year}{n}",
            "{n}{year}",
            "{",
            "choice",
            "integer",
            "甲,乙",
            "",
        ]);
        let values = prop::collection::vec(texts, 12);
        (values, any::<Option<bool>>(), any::<Option<bool>>(), any::<i64>()).prop_map(|(texts, required, hidden, days)| {
            let names = ["register", "what", "target", "label_hans", "label_hant", "label_en", "kind", "words", "pattern"];
            let mut record = Record::default();
            for (name, text) in names.iter().zip(texts) {
                record.fields.insert((*name).to_owned(), vec![Value::from(text)]);
            }
            for (name, value) in [("required", required), ("hidden", hidden)] {
                record.fields.extend(value.map(|v| (name.to_owned(), vec![Value::Yes(v)])));
            }
            record.fields.insert("days".into(), vec![Value::Integer(days)]);
            record
        })
    }

    proptest! {
        /// Whatever the adjustments say, every field, state and number of the register as it comes is still there.
        #[test]
        fn no_adjustment_makes_a_record_unreadable(records in prop::collection::vec(any_adjustment(), 0..8)) {
            let shelf = Shelf::new(&records);
            prop_assert_eq!(shelf.all().len(), book::ALL.len());
            prop_assert!(book::ALL.iter().zip(shelf.all()).all(|(plain, adjusted)| plain.key == adjusted.key));
            let changed = book::ALL.iter().zip(shelf.all()).filter(|(plain, adjusted)| !std::ptr::eq(**plain, **adjusted));
            for (plain, adjusted) in changed {
                let ids: BTreeSet<&str> = adjusted.all_fields().map(|f| f.id).collect();
                prop_assert_eq!(ids.len(), adjusted.all_fields().count());
                prop_assert!(plain.all_fields().all(|f| ids.contains(f.id)));
                prop_assert_eq!(plain.states, adjusted.states);
                prop_assert!(plain.all_fields().all(|f| f.choice_list().iter().all(|c| adjusted.field(f.id).unwrap().choice_list().iter().any(|a| a.id == c.id))));
                prop_assert!(can_do_without(adjusted, adjusted.transitions));
                if let Some(numbering) = adjusted.number {
                    let text = numbers::render(&numbering, &numbers::prefix(adjusted, &numbering, 2026, &Record::default()), 12);
                    prop_assert_eq!(numbers::place(adjusted, &text).map(|p| p.n), Some(12));
                }
            }
        }
    }
}
