mod due;
mod named;
mod rights;
mod words;

use std::collections::BTreeSet;

use named::{column_of, field_of, target_of};

use super::*;
use crate::common;
use crate::def::{Effect, Kind, Phase, Tone};
use crate::document::Record;
use crate::parse;

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
fn who_may_do_a_step_by_name_is_named_by_a_person_field() {
    for register in ALL {
        for step in register.transitions {
            let linked = |link| if str::is_empty(link) { register } else { target_of(register, link) };
            let by = step.named;
            let mut fields: Vec<&crate::Field> = by.here.iter().map(|f| field_of(register, f)).collect();
            fields.extend(by.linked.1.iter().map(|f| field_of(linked(by.linked.0), f)));
            fields.extend(by.rows.iter().map(|(lines, column)| column_of(register, lines, column)));
            fields.extend(by.linked_rows.2.iter().map(|c| column_of(linked(by.linked_rows.0), by.linked_rows.1, c)));
            for field in fields {
                // Where several are written into one cell.
                assert!(matches!(field.kind, Kind::Person) || field.id == "members", "{}.{}: {}", register.key, step.id, field.id);
            }
        }
    }
}

/// Steps that the replica brings about, since the paper alone does not tell which of them: paper, register, step.
const BY_THE_REPLICA: &[(&str, &str, &str)] = &[("receipts", "orders", "take-back"), ("receipts", "orders", "take-back-part")];

#[test]
fn a_step_that_follows_papers_is_brought_about_by_each_of_them() {
    for register in ALL {
        for step in register.transitions {
            for paper in step.follows().into_iter().flatten() {
                let paper = find(paper).unwrap();
                let brings = |effect: &Effect| match effect {
                    Effect::StepLinked(link, id) => *id == step.id && target_of(paper, link).key == register.key,
                    Effect::StepOthers(others, id) => *id == step.id && others.register == register.key,
                    _ => false,
                };
                let elsewhere = BY_THE_REPLICA.contains(&(paper.key, register.key, step.id));
                let here = paper.transitions.iter().flat_map(|t| t.effects).any(brings);
                assert!(here || elsewhere, "{}.{}: {}", register.key, step.id, paper.key);
            }
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
        // What waited for a paper may be let go with it, and its own date.
        let (own, more) = void.effects.split_at(2);
        assert_eq!(own, [Effect::Now("void_at"), Effect::Me("void_by")]);
        assert!(more.iter().all(|e| matches!(e, Effect::StepLinked(..) | Effect::StepOthers(..) | Effect::Clear("due_at"))), "{}", r.key);
        // Also from a draft that carries a number or came back: it is not deleted any more.
        let comes_back = |state: &str| r.transitions.iter().any(|t| t.to == state) || r.number.is_some_and(|n| n.at_creation);
        let registered = |s: &&crate::def::State| s.phase != Phase::Void && (s.phase != Phase::Draft || comes_back(s.id));
        let due: BTreeSet<&str> = r.states.iter().filter(registered).map(|s| s.id).collect();
        assert_eq!(void.from.iter().copied().collect::<BTreeSet<_>>(), due, "{}", r.key);
        assert!(!r.transitions.iter().any(|t| t.from.contains(&common::VOID)), "{}: void is final", r.key);
    }
}

/// What a screen proposes first takes the record on in its ordinary life; to send back, to refuse, to put off or to ask for more
/// is there, but further behind.
#[test]
fn what_is_proposed_first_leads_on_in_an_ordinary_life() {
    let first = |register: &str, state: &str| find(register).unwrap().proposed(state).map(|t| t.id);
    for (register, state, step) in [
        ("incoming-documents", "awaiting-inspection", "register"),
        ("incoming-documents", "awaiting-supplement", "register"),
        ("incoming-documents", "registered", "send-for-opinion"),
        ("incoming-documents", "awaiting-opinion", "submit"),
        ("incoming-documents", "handling", "close"),
        ("incoming-documents", "closed", "send-to-file"),
        ("outgoing-documents", "awaiting-signature", "sign"),
        ("asset-movements", "awaiting-approval", "approve"),
        ("archive-loans", "approved", "lend"),
        ("seal-requests", "approved", "seal-document"),
        ("month-summaries", "checked", "lock"),
        ("service-requests", "accepted", "transfer"),
        ("service-requests", "on-hold", "resume"),
        ("requisitions", "awaiting-issue", "issue"),
    ] {
        assert!(find(register).unwrap().state(state).is_some(), "{register} {state}");
        assert_eq!(first(register, state), Some(step), "{register} {state}");
    }
    // Where nothing is to be done, nothing is likely.
    for (register, state) in
        [("people", "active"), ("seals", "in-use"), ("assets", "in-use"), ("suppliers", "qualified"), ("rooms", "open")]
    {
        assert!(find(register).unwrap().state(state).is_some(), "{register} {state}");
        assert_eq!(first(register, state), None, "{register} {state}");
    }
    for register in ALL {
        let path = register.path();
        for state in register.states {
            let Some(step) = register.proposed(state.id) else { continue };
            let to = register.state(step.to).unwrap();
            let place = |id: &str| register.states.iter().position(|s| s.id == id);
            assert!(!to.is_aside && to.tone != Tone::Red && to.phase != Phase::Void, "{} {}: {}", register.key, state.id, step.id);
            let leads_back = place(to.id) < place(state.id);
            assert!(!leads_back || state.is_aside || state.tone == Tone::Red, "{} {}: {}", register.key, state.id, step.id);
        }
        assert!(path.iter().all(|state| !state.is_aside), "{} goes by a way round", register.key);
        assert!(!register.states.first().unwrap().is_aside, "{} begins beside its life", register.key);
    }
}

#[test]
fn what_seals_prints_sends_files_or_posts_waits_for_a_choice() {
    // Words of such steps; what begins so is named here if it does none of that.
    const WORDS: &[&str] =
        &["archive", "destroy", "dispatch", "dispose", "file", "lock", "number", "post", "print", "publish", "seal", "write-off"];
    const OTHERS: &[(&str, &str)] = &[("meetings", "postpone"), ("training-sessions", "postpone"), ("training-needs", "postpone")];
    for register in ALL {
        for step in register.transitions {
            let binds = WORDS.iter().any(|word| step.id.starts_with(word)) && !OTHERS.contains(&(register.key, step.id));
            assert!(!binds || step.binds, "{}: {} does not wait for a choice among values", register.key, step.id);
            // Whoever takes something away or back waits for nobody.
            let back = [common::VOID, common::DELETED].contains(&step.to);
            assert!(!(back && step.binds), "{}: {}", register.key, step.id);
        }
    }
}

#[test]
fn the_ordinary_life_of_a_record_goes_on_and_ends() {
    for register in ALL {
        let path = register.path();
        assert_eq!(path.first().map(|s| s.id), Some(register.first_state()), "{}", register.key);
        let mut seen = std::collections::BTreeSet::new();
        assert!(path.iter().all(|state| seen.insert(state.id)), "{} goes in a circle", register.key);
    }
    let letters: Vec<&str> = find("visits").unwrap().path().iter().map(|s| s.id).collect();
    assert!(letters.contains(&"on-campus"), "{letters:?}");
}
