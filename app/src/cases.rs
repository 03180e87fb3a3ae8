//! The cases of the conflict inbox in words, and the carrying out of what a person chose: for window and commands.

use registers::book::{self, adjustments, case_decisions, month_summaries};
use registers::def::Register;
use registers::{Lang, Op, RecordId, parse, shelf};
use replica::{Card, Case, Choice, Committed, Hit, Moment, Reader, Replica};

use crate::cli::{name, say, shown};

/// Greatest length of what names a record, in characters.
const NAMED: usize = 32;
/// The same where two are named beside each other.
const SHORT: usize = 16;

/// A record that a case is about, or that one of its choices names.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// Its number; empty when it has none.
    pub number: String,
    /// What names it.
    pub title: String,
}

impl Named {
    /// Number and title, as far as they are there.
    pub fn text(&self) -> String {
        let title = if self.title == self.number { "" } else { &self.title };
        let whole = [self.number.as_str(), title].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
        let whole = if whole.is_empty() { self.id.to_string() } else { whole };
        cut(&whole, NAMED)
    }
}

/// The beginning of a text.
fn cut(text: &str, most: usize) -> String {
    let short: String = text.chars().take(most).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

impl Named {
    /// Reads what names a record; none when this desk may not read it.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub fn read(reader: &Reader, id: RecordId) -> replica::Result<Option<Named>> {
        Ok(reader.record(id)?.as_ref().map(Named::of))
    }

    /// What names a record that was read.
    pub fn of(card: &Card) -> Named {
        let number = card.register.number.map_or("", |n| card.record.text(n.field)).to_owned();
        Named { id: card.id, register: card.register, number, title: card.record.text(card.register.title).to_owned() }
    }
}

impl From<Hit> for Named {
    fn from(hit: Hit) -> Named {
        Named { id: hit.id, register: hit.register, number: hit.number, title: hit.title }
    }
}

/// A case with what names its records.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The case.
    pub case: Case,
    /// The records that it is about, then the others that its choices name. What this desk may not read is missing.
    pub named: Vec<Named>,
}

impl Told {
    /// Reads what names the records of a case.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub fn read(reader: &Reader, case: Case) -> replica::Result<Told> {
        let mut named = Vec::new();
        for id in case.involved() {
            named.extend(Named::read(reader, id)?);
        }
        Ok(Told { case, named })
    }

    /// The records that the case is about.
    pub fn records(&self) -> impl Iterator<Item = &Named> {
        self.named.iter().filter(|n| self.case.records.contains(&n.id))
    }

    /// The mark of a record among those that the case is about, such as ②; empty where there is only one.
    pub fn mark(&self, id: RecordId) -> String {
        match self.case.records.iter().position(|r| *r == id) {
            Some(at) if self.case.records.len() > 1 => circled(at + 1),
            _ => String::new(),
        }
    }

    /// What happened and what the rule does, in one sentence or a few.
    pub fn sentence(&self, lang: Lang) -> String {
        sentence(lang, &self.case)
    }

    /// A choice in a few words. What it is done to is named where the case is about several records.
    pub fn choice(&self, lang: Lang, choice: &Choice) -> String {
        match choice {
            Choice::Step { id, step } => {
                let found = self.register(*id).and_then(|r| r.transition(step));
                let label = found.map_or(*step, |t| t.labels.get(lang));
                if self.is_alone(*id) {
                    label.to_owned()
                } else {
                    say(lang, "choice.step", &[("step", label), ("record", &self.record(*id))])
                }
            }
            Choice::Renumber { id } => say(lang, "choice.renumber", &[("record", &self.record(*id))]),
            Choice::Link { id, field, to } => {
                let label = self.register(*id).map_or_else(|| (*field).to_owned(), |r| name(r, field, lang));
                say(lang, "choice.link", &[("field", &label), ("record", &self.short(*id)), ("other", &self.short(*to))])
            }
            Choice::Adjust { id, month } => say(lang, "choice.adjust", &[("record", &self.short(*id)), ("month", &self.short(*month))]),
            Choice::Keep { id, field, value } => {
                let text = self.register(*id).map_or_else(String::new, |r| shown(r, field, value, lang));
                say(lang, "choice.keep", &[("value", &text)])
            }
            Choice::Take { id, says, writes } => {
                let fields = writes.iter().filter_map(|(place, _)| self.register(*id)?.field(place.split('/').next()?));
                let mut choices = fields.flat_map(|field| field.columns()).flat_map(|column| column.choice_list());
                let text = choices.find(|c| c.id == says).map_or(says.as_str(), |c| c.labels.get(lang));
                say(lang, "choice.keep", &[("value", text)])
            }
            // Of three records it would be wrong to say both.
            Choice::Decide("both-stand") if self.case.records.len() > 2 => say(lang, "choice.all_stand", &[]),
            Choice::Decide(decision) => decided(lang, decision),
        }
    }

    /// The register of one of the records.
    pub fn register(&self, id: RecordId) -> Option<&'static Register> {
        self.named.iter().find(|n| n.id == id).map(|n| n.register)
    }

    fn is_alone(&self, id: RecordId) -> bool {
        self.case.records.len() == 1 && self.case.records.contains(&id)
    }

    /// The mark, and of number and title what tells the record from the others: two whole names would make a long button.
    fn short(&self, id: RecordId) -> String {
        let Some(named) = self.named.iter().find(|n| n.id == id) else { return self.record(id) };
        let own = |of: fn(&Named) -> &str| {
            let text = of(named);
            Some(text).filter(|t| !t.is_empty() && !self.named.iter().any(|n| n.id != id && of(n) == *t))
        };
        match own(|n| &n.number).or_else(|| own(|n| &n.title)) {
            Some(text) => format!("{} {}", self.mark(id), cut(text, SHORT)).trim_start().to_owned(),
            None => self.record(id),
        }
    }

    fn record(&self, id: RecordId) -> String {
        let text = self.named.iter().find(|n| n.id == id).map_or_else(|| id.to_string(), Named::text);
        format!("{} {text}", self.mark(id)).trim_start().to_owned()
    }
}

/// Facts that are lists of words.
const LISTS: &[&str] = &["people", "deleted", "slots", "rooms", "zones", "counters", "tags", "times", "handlers", "titles"];

/// What somebody did without the right: the step in the words of its register.
fn act(lang: Lang, register: &str, act: &str) -> String {
    let step = book::find(register).and_then(|register| register.transition(act));
    match (step, act.chars().next()) {
        (Some(step), _) => step.labels.get(lang).to_owned(),
        (None, Some('+')) => say(lang, "unauthorized.act.added", &[]),
        (None, Some('?')) => say(lang, "unauthorized.act.astray", &[]),
        (None, Some('~')) => say(lang, "unauthorized.act.changed", &[]),
        (None, _) => act.to_owned(),
    }
}

/// Why it was not theirs to do.
fn lack(lang: Lang, lack: &str) -> String {
    let key = match lack {
        "right" => "unauthorized.lack.right",
        "signature" => "unauthorized.lack.signature",
        "duty" => "unauthorized.lack.duty",
        "unsigned" => "unauthorized.lack.unsigned",
        _ => return lack.to_owned(),
    };
    say(lang, key, &[])
}

/// The sentence about a case.
fn sentence(lang: Lang, case: &Case) -> String {
    let fact = |wanted: &str| case.facts.iter().find(|(fact, _)| *fact == wanted).map(|(_, value)| value.as_str());
    let whats = adjustments::REGISTER.field(adjustments::WHAT.id()).map(|field| field.choice_list());
    let register = fact("register").unwrap_or_default();
    let setting = || shelf::called(book::find(fact("register")?)?, fact("what")?, fact("target")?, lang);
    let facts: Vec<(&str, String)> = case
        .facts
        .iter()
        .map(|(fact, value)| match *fact {
            "register" => (*fact, book::find(value).map_or(value.as_str(), |r| r.labels.get(lang)).to_owned()),
            "target" => (*fact, setting().unwrap_or_else(|| value.clone())),
            "what" => (*fact, whats.and_then(|list| parse::pick(list, value)).map_or(value.as_str(), |c| c.labels.get(lang)).to_owned()),
            "act" => (*fact, act(lang, register, value)),
            "lack" => (*fact, lack(lang, value)),
            // A record without a number is named by its title alone.
            "number" => (*fact, value.clone()),
            _ if value.is_empty() => (*fact, "–".to_owned()),
            _ if lang == Lang::En && LISTS.contains(fact) => (*fact, value.replace('、', ", ")),
            _ => (*fact, value.clone()),
        })
        .collect();
    let facts: Vec<(&str, &str)> = facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
    parse::spoken(say(lang, &format!("case.{}", case.kind), &facts).trim_start()).into_owned()
}

/// The words of a decision.
fn decided(lang: Lang, decision: &str) -> String {
    let field = case_decisions::REGISTER.field(case_decisions::DECISION.id());
    let found = field.and_then(|f| f.choice_list().iter().find(|c| c.id == decision));
    found.map_or(decision, |c| c.labels.get(lang)).to_owned()
}

/// A number in a circle, as lists of a few have it.
fn circled(n: usize) -> String {
    match u32::try_from(n).ok().filter(|n| *n <= 10).and_then(|n| char::from_u32(0x2460 + n - 1)) {
        Some(mark) => mark.to_string(),
        None => format!("({n})"),
    }
}

/// Carries out a choice. `about` says in words what the case was about.
///
/// # Errors
/// Those of what was chosen.
pub fn settle(
    replica: &mut Replica,
    now: Moment,
    told: &Told,
    choice: &Choice,
    given: &[Op],
    about: &str,
    reason: &str,
) -> replica::Result<Committed<()>> {
    let key = |id: RecordId| told.register(id).map_or("", |r| r.key);
    let label = match choice {
        Choice::Step { id, step } => format!("step:{}:{step}", key(*id)),
        Choice::Keep { id, field, .. } => format!("resolve:{}:{field}", key(*id)),
        Choice::Take { id, writes, .. } => {
            let field = writes.first().and_then(|(place, _)| place.split('/').next()).unwrap_or_default();
            format!("resolve:{}:{field}", key(*id))
        }
        Choice::Renumber { id } | Choice::Link { id, .. } => format!("edit:{}", key(*id)),
        Choice::Adjust { month, .. } => format!("line:{}:{}", key(*month), month_summaries::ADJUSTMENTS.id()),
        Choice::Decide(_) => format!("create:{}", case_decisions::REGISTER.key),
    };
    replica.transact(&label, now, |edit| edit.settle(&told.case, choice, given, about, reason))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use registers::Value;

    use super::*;

    /// Key → language → words, from the file.
    fn written() -> BTreeMap<String, BTreeMap<String, String>> {
        let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut key = String::new();
        for line in include_str!("../locales/cases.yml").lines().filter(|l| !l.starts_with(['#', '_'])) {
            match (line.strip_prefix("  "), line.strip_suffix(':')) {
                (Some(entry), _) => {
                    let (lang, words) = entry.split_once(": ").unwrap();
                    all.entry(key.clone()).or_default().insert(lang.to_owned(), words.to_owned());
                }
                (None, Some(found)) => {
                    assert!(!all.contains_key(found), "{found} stands twice");
                    found.clone_into(&mut key);
                }
                (None, None) => panic!("{line}"),
            }
        }
        all
    }

    fn placeholders(words: &str) -> BTreeSet<&str> {
        words.split("%{").skip(1).filter_map(|rest| rest.split(['}', '|']).next()).collect()
    }

    #[test]
    fn every_kind_of_case_and_choice_has_its_words_with_just_its_facts() {
        let mut wanted: BTreeMap<String, BTreeSet<&str>> =
            replica::case_kinds().map(|(kind, facts)| (format!("case.{kind}"), facts.iter().copied().collect())).collect();
        assert!(wanted.len() >= 40);
        wanted.insert("choice.step".to_owned(), ["step", "record"].into());
        wanted.insert("choice.renumber".to_owned(), ["record"].into());
        wanted.insert("choice.link".to_owned(), ["field", "record", "other"].into());
        wanted.insert("choice.adjust".to_owned(), ["record", "month"].into());
        wanted.insert("choice.keep".to_owned(), ["value"].into());
        wanted.insert("choice.all_stand".to_owned(), BTreeSet::new());
        let written = written();
        assert_eq!(written.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "none is missing, none unused");
        for (key, facts) in wanted {
            let words = &written[&key];
            assert_eq!(words.keys().cloned().collect::<BTreeSet<_>>(), Lang::ALL.iter().map(|l| l.tag().to_owned()).collect(), "{key}");
            for (lang, words) in words {
                assert_eq!(placeholders(words), facts, "{key} in {lang}");
            }
        }
    }

    fn case(kind: &'static str, records: &[RecordId]) -> Case {
        let (_, facts) = replica::case_kinds().find(|(k, _)| *k == kind).unwrap();
        let facts = facts.iter().map(|f| (*f, format!("〈{f}〉"))).collect();
        Case { kind, key: "key".into(), records: records.to_vec(), ruled: true, facts, choices: Vec::new() }
    }

    fn told(kind: &'static str, records: &[RecordId], register: &'static Register) -> Told {
        let named = |(at, id): (usize, &RecordId)| Named { id: *id, register, number: format!("{}号", at + 1), title: "通知".into() };
        Told { case: case(kind, records), named: records.iter().enumerate().map(named).collect() }
    }

    fn ids(n: u128) -> Vec<RecordId> {
        (1..=n).map(|n| RecordId::from_parts(1_700_000_000_000, n)).collect()
    }

    #[test]
    fn sentences_hold_every_fact_and_nothing_unfilled() {
        for (kind, facts) in replica::case_kinds() {
            for lang in Lang::ALL {
                let sentence = told(kind, &ids(2), &book::incoming_documents::REGISTER).sentence(lang);
                assert!(!sentence.contains("%{") && !sentence.contains("case."), "{sentence}");
                assert!(facts.iter().all(|f| sentence.contains(&format!("〈{f}〉"))), "{kind}: {sentence}");
            }
        }
    }

    #[test]
    fn what_a_clerk_wrote_is_no_placeholder() {
        let mut told = told("issue-number-doubled", &ids(2), &book::outgoing_documents::REGISTER);
        told.case.facts = vec![("number", "%{other}".into()), ("count", "2".into()), ("one", "甲".into()), ("other", "乙".into())];
        assert!(told.sentence(Lang::ZhHans).starts_with("发文字号重号：%{other} 有 2 件，《甲》"), "{}", told.sentence(Lang::ZhHans));
    }

    #[test]
    fn lists_are_written_as_the_language_does() {
        let mut told = told("signed-out-twice", &ids(1), &book::visits::REGISTER);
        told.case.facts = vec![("visitor", "王、李".into()), ("times", "10:05、10:30".into())];
        assert!(told.sentence(Lang::ZhHans).contains("10:05、10:30"));
        assert_eq!(told.sentence(Lang::En), "王、李 was signed out more than once: 10:05, 10:30. All are kept; choose one.");
        told.case.facts[1].1.clear();
        assert!(told.sentence(Lang::ZhHans).contains("有几个离开时间：–。"), "nothing is said of what is not known");
    }

    #[test]
    fn choices_name_what_they_do_and_to_which_record() {
        let register = &book::incoming_documents::REGISTER;
        let ids = ids(2);
        let both = told("register-number-doubled", &ids, register);
        let one = told("instructions-differ", &ids[..1], register);
        let check = |told: &Told, choice: Choice, expect: &str| assert_eq!(told.choice(Lang::ZhHans, &choice), expect);
        check(&both, Choice::Step { id: ids[1], step: "void" }, "作废：② 2号 通知");
        check(&one, Choice::Step { id: ids[0], step: "void" }, "作废");
        check(&both, Choice::Renumber { id: ids[1] }, "改号：② 2号 通知");
        check(&both, Choice::Link { id: ids[1], field: "same_as", to: ids[0] }, "同一来文的先登记件：② 2号 → ① 1号");
        check(&one, Choice::Keep { id: ids[0], field: "_state", value: Value::from("registered") }, "以“已登记”为准");
        check(&one, Choice::Decide("both-stand"), "两者都保留");
        check(&both, Choice::Decide("both-stand"), "两者都保留");
        check(&told("register-number-doubled", &self::ids(3), register), Choice::Decide("both-stand"), "全部保留");
        let take =
            |says: &str| Choice::Take { id: ids[0], says: says.into(), writes: vec![("ballots/R/adopted".into(), Value::Yes(true))] };
        let vote = told("ballots-differ", &ids[..1], &book::meetings::REGISTER);
        check(&vote, take("against"), "以“反对”为准");
        check(&vote, take("12 : 2 : 1"), "以“12 : 2 : 1”为准");
    }

    #[test]
    fn every_decision_has_words() {
        for decision in ["both-stand", "put-right", "not-the-same", "noted"] {
            for lang in Lang::ALL {
                assert_ne!(decided(lang, decision), decision);
            }
        }
    }
}
