//! The words of the registers, their examples, and how they are found.

use std::collections::BTreeSet;

use super::super::*;
use super::{kebab, snake};
use crate::def::{Default_, Field, Kind, Labels, Lang, Register};
use crate::document::Record;
use crate::{common, parse, search, table};

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
                Some(Default_::Integer(n)) => {
                    assert!(
                        matches!(f.kind, Kind::Integer { min, max } | Kind::Decimal { min, max } if (min..=max).contains(&n)),
                        "{}",
                        f.id
                    );
                }
                Some(Default_::Choice(id)) => assert!(f.choice_list().iter().any(|c| c.id == id), "{}", f.id),
                Some(Default_::Next) => assert!(matches!(f.kind, Kind::Integer { .. }), "{}", f.id),
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
    let text = include_str!("../../../../../docs/registers.md");
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
