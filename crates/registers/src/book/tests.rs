mod checks;

use std::collections::BTreeSet;

use checks::*;

use super::*;
use crate::common;
use crate::def::{Default_, Effect, Field, Kind, Labels, Lang, Phase, Register, Rule};
use crate::document::Record;
use crate::{parse, search, table};

fn snake(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !id.ends_with('_')
}

fn kebab(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !id.ends_with('-')
}

/// Asserts that no id comes twice and that each has its form.
fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a str>, form: fn(&str) -> bool) {
    let mut seen = BTreeSet::new();
    for id in ids {
        assert!(form(id), "{what}: {id:?} is not well formed");
        assert!(seen.insert(id), "{what}: {id:?} comes twice");
    }
}

#[test]
fn ids_are_unique_and_well_formed() {
    unique("registers", ALL.iter().map(|r| r.key), kebab);
    for r in ALL {
        unique(r.key, r.all_fields().map(|f| f.id).chain(r.derived.iter().map(|d| d.id)), snake);
        unique(r.key, r.alerts.iter().map(|a| a.id), kebab);
        unique(r.key, r.templates.iter().map(|t| t.id), kebab);
        unique(r.key, r.states.iter().map(|s| s.id), kebab);
        unique(r.key, r.transitions.iter().map(|t| t.id), kebab);
        unique(r.key, r.prints.iter().map(|p| p.id), kebab);
        unique(r.key, r.reports.iter().map(|p| p.id), kebab);
        for f in r.all_fields() {
            unique(f.id, f.columns().iter().map(|c| c.id), snake);
            unique(f.id, f.choice_list().iter().map(|c| c.id), kebab);
            for c in f.columns() {
                unique(c.id, c.choice_list().iter().map(|c| c.id), kebab);
                let flat = !matches!(c.kind, Kind::Lines(_) | Kind::LongText | Kind::Choices(_) | Kind::Links(_) | Kind::Attachments);
                assert!(flat, "{}.{} has a kind that no cell can hold", f.id, c.id);
            }
        }
    }
}

#[test]
fn only_a_first_state_without_a_number_is_deleted() {
    for r in ALL {
        let deleting: Vec<_> = r.transitions.iter().filter(|t| t.to == common::DELETED).collect();
        assert_eq!(!deleting.is_empty(), r.state(common::DELETED).is_some(), "{}", r.key);
        for step in deleting {
            assert_eq!(step.from, [r.first_state()], "{}: only a draft is deleted", r.key);
            assert!(r.number.is_none_or(|n| !n.at_creation), "{}: a number that was given stays", r.key);
        }
    }
}

#[test]
fn the_examples_of_delegations_name_registers() {
    for (field, value) in delegations::REGISTER.examples.iter().flat_map(|e| e.iter()) {
        if ["registers", "excluded"].contains(field) {
            let unknown = crate::shelf::Shelf::default().named(value).find(|(_, found)| found.is_none());
            assert_eq!(unknown, None, "{field}");
        }
    }
}

#[test]
fn templates_are_read_without_a_fault() {
    for r in ALL {
        for template in r.templates {
            let mut record = Record::default();
            for (id, text) in template.values {
                let ops = parse::ops(field_of(r, id), text).unwrap_or_else(|e| panic!("{}.{id} {text:?} {e}", r.key));
                record = parse::preview(&record, &ops);
            }
            let faults = parse::check(r, &record).into_iter().filter(|f| f.reason != parse::Reason::Required);
            assert_eq!(faults.count(), 0, "{}: template {}", r.key, template.id);
        }
    }
}

#[test]
fn everything_that_is_named_exists() {
    for r in ALL {
        r.precedence.states().for_each(|state| assert!(r.state(state).is_some(), "{}: precedence {state}", r.key));
        let field = |id: &str| assert!(r.field(id).is_some(), "{}: no field {id}", r.key);
        let state = |id: &str| assert!(r.state(id).is_some(), "{}: no state {id}", r.key);
        field(r.title);
        r.list.iter().for_each(|c| match c.field.strip_prefix('=') {
            Some(id) => assert!(r.derived(id).is_some(), "{}: no derived value {id}", r.key),
            None if matches!(c.field, "_state" | "_updated") => {}
            None => field(c.field),
        });
        assert_eq!(r.list.iter().filter(|c| c.width == 0).count(), 1, "{}: one column takes what is left", r.key);
        if let Some(n) = r.number {
            field(n.field);
            assert!(n.pattern.contains("{n"), "{}: a pattern without a number", r.key);
        }
        if let Some(d) = r.due {
            [d.field, d.since, d.by].into_iter().filter(|f| !f.is_empty()).for_each(field);
            assert!(matches!(field_of(r, d.field).kind, Kind::Date | Kind::Time), "{}: due by {}", r.key, d.field);
            let choices = r.field(d.by).map_or(&[][..], |f| f.choice_list());
            assert!(d.days.iter().all(|(id, _)| choices.iter().any(|c| c.id == *id)));
        }
        for t in r.transitions {
            t.from.iter().for_each(|s| state(s));
            state(t.to);
            assert!(!t.from.contains(&t.to) || ["move", "compare-again", "restate"].contains(&t.id), "{}: {} leads nowhere", r.key, t.id);
            t.requires.iter().chain(t.asks).for_each(|f| field(f));
            assert!(t.roles.iter().all(|role| kebab(role)));
            t.effects.iter().for_each(|e| check_effect(r, e));
            t.guards.iter().for_each(|g| check_guard(r, g));
        }
        r.states.iter().filter_map(|s| s.by).for_each(|f| assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key));
        r.derived.iter().for_each(|d| check_calc(r, &d.calc));
        r.alerts.iter().for_each(|a| [a.less, a.than].iter().for_each(|c| check_calc(r, c)));
        r.reports.iter().for_each(|report| check_report(r, report));
        r.same.iter().flat_map(|set| set.iter()).for_each(|f| field(f));
        for template in r.templates {
            template.values.iter().for_each(|(f, _)| field(f));
        }
        check_version(r);
        for rule in r.rules {
            match rule {
                Rule::PointerOnly { by, values, fields, .. } => {
                    let choices = r.field(by).unwrap().choice_list();
                    assert!(values.iter().all(|v| choices.iter().any(|c| c.id == *v)));
                    fields.iter().for_each(|f| field(f));
                }
                Rule::Longest { field: f, .. } => field(f),
                Rule::NotBefore { field: f, since } => [*f, *since].into_iter().for_each(field),
            }
        }
        let a = r.arrival;
        a.words.iter().chain(a.marks).for_each(|(_, s)| state(s));
        a.filled.iter().for_each(|(f, s)| {
            field(f);
            state(s);
        });
        a.day_field.into_iter().for_each(|f| assert_eq!(r.field(f).unwrap().kind, Kind::Time));
        for f in r.all_fields() {
            if let Kind::Link(to) | Kind::Links(to) = f.kind {
                assert!(find(to).is_some(), "{}.{} links to {to}", r.key, f.id);
            }
        }
    }
}

#[test]
fn groups_hold_each_own_field_once() {
    for r in ALL {
        let grouped: Vec<&str> = r.groups.iter().flat_map(|g| g.fields).copied().collect();
        unique(r.key, grouped.iter().copied(), snake);
        let own: BTreeSet<&str> = r.fields.iter().map(|f| f.id).collect();
        assert_eq!(grouped.into_iter().collect::<BTreeSet<_>>(), own, "{}", r.key);
    }
}

#[test]
fn every_state_is_reached_and_only_done_ones_end() {
    for r in ALL {
        let mut reached = BTreeSet::from([r.first_state()]);
        loop {
            let next: BTreeSet<&str> = r.transitions.iter().filter(|t| t.from.iter().any(|s| reached.contains(s))).map(|t| t.to).collect();
            if next.is_subset(&reached) {
                break;
            }
            reached.extend(next);
        }
        for s in r.states {
            assert!(reached.contains(s.id), "{}: nothing leads to {}", r.key, s.id);
            let ends = !r.transitions.iter().any(|t| t.to != common::VOID && t.from.contains(&s.id));
            assert!(!ends || matches!(s.phase, Phase::Done | Phase::Void), "{}: nothing leads out of {}", r.key, s.id);
        }
    }
}

#[test]
fn voiding_is_open_from_every_registered_state() {
    for r in ALL {
        let void = r.transition("void").unwrap();
        assert_eq!(void.to, common::VOID);
        assert!(void.requires.contains(&"void_reason"));
        assert_eq!(void.effects, [Effect::Now("void_at"), Effect::Me("void_by")]);
        // Also from a draft that carries a number or came back: it is not deleted any more.
        let comes_back = |state: &str| r.transitions.iter().any(|t| t.to == state) || r.number.is_some_and(|n| n.at_creation);
        let registered = |s: &&crate::def::State| s.phase != Phase::Void && (s.phase != Phase::Draft || comes_back(s.id));
        let due: BTreeSet<&str> = r.states.iter().filter(registered).map(|s| s.id).collect();
        assert_eq!(void.from.iter().copied().collect::<BTreeSet<_>>(), due, "{}", r.key);
        assert!(!r.transitions.iter().any(|t| t.from.contains(&common::VOID)), "{}: void is final", r.key);
    }
}

fn labels() -> Vec<(String, Labels)> {
    let mut all = vec![("common group".to_owned(), common::GROUP)];
    let mut add_field = |path: String, f: &Field| {
        all.push((path.clone(), f.labels));
        all.extend(f.choice_list().iter().map(|c| (format!("{path}={}", c.id), c.labels)));
        for c in f.columns() {
            all.push((format!("{path}.{}", c.id), c.labels));
            all.extend(c.choice_list().iter().map(|x| (format!("{path}.{}={}", c.id, x.id), x.labels)));
        }
    };
    for r in ALL {
        r.all_fields().for_each(|f| add_field(format!("{}.{}", r.key, f.id), f));
    }
    for r in ALL {
        let named = |id: &str| format!("{}.{id}", r.key);
        all.extend([
            (named("labels"), r.labels),
            (named("one"), r.one),
            (named("area"), r.area.labels()),
            (named("retention"), r.retention),
        ]);
        all.extend(r.states.iter().map(|s| (named(s.id), s.labels)));
        all.extend(r.transitions.iter().map(|t| (named(t.id), t.labels)));
        all.extend(r.prints.iter().map(|p| (named(p.id), p.labels)));
        all.extend(r.reports.iter().map(|p| (named(p.id), p.labels)));
        all.extend(r.derived.iter().map(|d| (named(d.id), d.labels)));
        all.extend(r.alerts.iter().map(|a| (named(a.id), a.labels)));
        all.extend(r.templates.iter().map(|t| (named(t.id), t.labels)));
        all.extend(r.groups.iter().map(|g| (named("group"), g.labels)));
    }
    all
}

#[test]
fn labels_are_there_in_three_languages() {
    for (path, labels) in labels() {
        for lang in Lang::ALL {
            assert!(!labels.get(lang).trim().is_empty(), "{path}: no label in {lang:?}");
        }
        assert!(labels.en.is_ascii() || labels.en == "Communiqué", "{path}: {:?} is not English", labels.en);
        let simplified: String = labels.hant.chars().filter(|c| search::simplified_only(*c)).collect();
        assert!(simplified.is_empty(), "{path}: {:?} holds simplified {simplified:?}", labels.hant);
        let folded: String = search::fold(labels.hans);
        assert_eq!(
            folded,
            labels.hans.to_lowercase().replace('（', "(").replace('）', ")").replace('，', ","),
            "{path}: traditional in {:?}",
            labels.hans
        );
    }
}

#[test]
fn labels_and_aliases_mean_one_field() {
    for r in ALL {
        for f in r.fields.iter().filter(|f| !matches!(f.kind, Kind::Lines(_))) {
            for word in [f.labels.hans, f.labels.hant, f.labels.en].iter().chain(f.aliases) {
                let meant: Vec<&str> = r.all_fields().filter(|o| o.matches(word)).map(|o| o.id).collect();
                assert!(meant.contains(&f.id));
                let labelled = r.all_fields().filter(|o| o.labels.matches(word)).count();
                assert!(labelled <= 1 && (meant.len() == 1 || labelled == 1), "{}: {word:?} means {meant:?}", r.key);
            }
        }
    }
}

#[test]
fn required_fields_are_those_of_the_paper_book() {
    let expect =
        [("incoming-documents", "title"), ("visits", "visitor"), ("assets", "name"), ("stocktakes", "title"), ("observations", "tag")];
    for (key, only) in expect {
        let required: Vec<&str> = find(key).unwrap().fields.iter().filter(|f| f.required).map(|f| f.id).collect();
        assert_eq!(required, [only], "{key}");
    }
}

#[test]
fn examples_are_read_without_refusal() {
    for r in ALL {
        for example in r.examples {
            let mut record = Record::default();
            for (id, text) in example {
                let field = r.field(id).unwrap_or_else(|| panic!("{}: no field {id}", r.key));
                let ops = parse::ops(field, text).unwrap_or_else(|e| panic!("{}.{id} {text:?} {e}", r.key));
                assert!(!ops.is_empty());
                record = parse::preview(&record, &ops);
            }
            assert_eq!(parse::check(r, &record), [], "{}", r.key);
        }
    }
}

#[test]
fn defaults_fit_their_fields() {
    for r in ALL {
        for f in r.all_fields().chain(r.fields.iter().flat_map(|f| f.columns())) {
            match f.default {
                Some(Default_::Today) => assert_eq!(f.kind, Kind::Date, "{}", f.id),
                Some(Default_::Now) => assert_eq!(f.kind, Kind::Time, "{}", f.id),
                Some(Default_::Me) => assert_eq!(f.kind, Kind::Person, "{}", f.id),
                Some(Default_::Integer(n)) => assert!(matches!(f.kind, Kind::Integer { min, max } if (min..=max).contains(&n)), "{}", f.id),
                Some(Default_::Choice(id)) => assert!(f.choice_list().iter().any(|c| c.id == id), "{}", f.id),
                None => {}
            }
        }
    }
}

#[test]
fn a_register_is_found_by_key_and_label() {
    for r in ALL {
        for name in [r.key, r.labels.hans, r.labels.hant, r.labels.en] {
            assert_eq!(find(name).map(|f| f.key), Some(r.key), "{name}");
        }
    }
    assert!(find("ledger").is_none());
}

#[test]
fn a_visitor_at_the_counter_goes_straight_in() {
    let first = visits::REGISTER.first_state();
    let enter = visits::REGISTER.transition("enter").unwrap();
    assert!(enter.from.contains(&first));
    assert_eq!(enter.to, "on-campus");
    let ops = parse::ops(visits::REGISTER.field("left").unwrap(), "2026-09-01 09:07").unwrap();
    assert_eq!(table::arrival(&visits::REGISTER, &ops), Some("left"));
}

#[test]
fn a_classified_document_is_only_pointed_at() {
    let check = |pairs: &[(&str, &str)], expect: &[&str]| {
        let r = &incoming_documents::REGISTER;
        let ops: Vec<_> = pairs.iter().flat_map(|(id, text)| parse::ops(r.field(id).unwrap(), text).unwrap()).collect();
        let faults = parse::check(r, &parse::preview(&Record::default(), &ops));
        assert_eq!(faults.iter().map(|f| f.field).collect::<Vec<_>>(), expect, "{pairs:?}");
    };
    check(&[("secrecy", "内部"), ("title", "关于某事的通知"), ("attachments", "通知.pdf")], &[]);
    check(&[("secrecy", "秘密"), ("title", "涉密文件"), ("copies", "2"), ("holder", "王敏"), ("location", "保密柜一层")], &[]);
    check(&[("secrecy", "机密"), ("title", "关于某事的通知")], &["title"]);
    check(&[("secrecy", "绝密"), ("title", "涉密文件"), ("attachments", "通知.pdf"), ("remarks", "内容如下")], &["remarks", "attachments"]);
}

/// Every name that code may use for something of a register.
fn names_of(r: &Register) -> BTreeSet<&'static str> {
    let mut names: BTreeSet<&'static str> = r.states.iter().map(|s| s.id).chain(r.transitions.iter().map(|t| t.id)).collect();
    names.extend(r.prints.iter().map(|p| p.id).chain(r.reports.iter().map(|p| p.id)));
    names.extend(r.derived.iter().map(|d| d.id).chain(r.alerts.iter().map(|a| a.id)).chain(r.templates.iter().map(|t| t.id)));
    for f in r.all_fields() {
        names.insert(f.id);
        names.extend(f.choice_list().iter().map(|c| c.id));
        for c in f.columns() {
            names.insert(c.id);
            names.extend(c.choice_list().iter().map(|c| c.id));
        }
    }
    names
}

#[test]
fn the_table_of_terms_names_what_exists() {
    let text = include_str!("../../../../docs/registers.md");
    let every: BTreeSet<&str> = ALL.iter().flat_map(|r| names_of(r)).chain(ALL.iter().map(|r| r.key)).collect();
    let mut named = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in text.lines().filter(|l| l.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [term, registers, place] = cells[..] else { panic!("three columns: {row}") };
        for key in registers.split(['/', ',', '、', ' ', '`']).map(str::trim).filter(|k| !k.is_empty() && kebab(k) && *k != "register") {
            match ALL.iter().find(|r| r.key == key) {
                Some(r) => drop(named.insert(r.key)),
                None => wrong.push(format!("{term}: no register {key}")),
            }
        }
        for (at, name) in place.split('`').enumerate() {
            if at % 2 == 1 && (snake(name) || kebab(name)) && !every.contains(name) && name.len() > 2 {
                wrong.push(format!("{term}: {registers} has no {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let settings = |r: &&&Register| r.area == crate::def::Area::Settings;
    let missing: Vec<&str> = ALL.iter().filter(|r| !settings(r)).map(|r| r.key).filter(|k| !named.contains(k)).collect();
    assert!(missing.is_empty(), "registers without a term: {missing:?}");
}
