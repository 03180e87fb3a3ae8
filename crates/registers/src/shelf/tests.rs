use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{Lang, Value, number as numbers, parse, workflow};

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
        adjustment("meetings", "deadline", "", &[("days", Value::Integer(0))]),
        adjustment("meetings", "deadline", "major", &[("days", Value::Integer(7))]),
    ]);
    let visits = shelf.find("访客登记").unwrap();
    let field = |id: &str| visits.field(id).unwrap();
    assert_eq!(field("x_pass").choice_list().iter().map(|c| c.id).collect::<Vec<_>>(), vec!["红", "黄"]);
    assert_eq!((field("purpose").labels.get(Lang::ZhHans), field("purpose").required), ("来校原因", true));
    assert!(!field("visitor").retired, "the title is never hidden");
    assert!(visits.transition("mark-overstayed").is_none(), "a detour can be left out");
    assert!(visits.transition("leave").unwrap().from.contains(&"overstayed"), "and whoever is on it comes off it");
    assert!(visits.transition("mark-no-show").is_some(), "nothing else leads to that end");
    let letters = shelf.by_key("incoming-documents").unwrap();
    let numbering = letters.number.unwrap();
    assert_eq!(numbers::render(&numbering, &numbers::prefix(letters, &numbering, 2026, &Record::default()), 7), "明中收〔2026〕007号");
    assert_eq!(numbers::place(letters, "明中收〔2026〕007号").map(|p| p.n), Some(7));
    let requests = shelf.by_key("service-requests").unwrap().due.unwrap();
    assert_eq!((requests.working, requests.otherwise), (false, 1), "24 hours by the clock");
    assert!(letters.due.unwrap().working);
    let meetings = shelf.by_key("meetings").unwrap();
    let told = |importance: &str| {
        let at = |id: &str, value: &str| (id.to_owned(), vec![Value::from(value)]);
        let fields = [at("starts_at", "2026-09-18T09:00"), at("importance", importance)].into();
        let actor = workflow::Actor::new("林", Vec::new(), jiff::civil::date(2026, 9, 1).at(8, 0, 0, 0));
        workflow::due(meetings, &Record { fields, ..Record::default() }, &actor).unwrap().1
    };
    let days = ["ordinary", "important", "major"].map(|importance| told(importance).as_text().map(|t| t[..10].to_owned()));
    assert_eq!(days.map(Option::unwrap), ["2026-09-18", "2026-09-11", "2026-09-09"], "days of a notice lead up to the event");
    assert_eq!(letters.due.unwrap().days.iter().find(|(id, _)| *id == "urgent").map(|(_, d)| *d), Some(2));
    assert_eq!(letters.due.unwrap().days.iter().find(|(id, _)| *id == "normal").map(|(_, d)| *d), Some(10));
}

#[test]
fn the_same_adjustments_make_the_same_register() {
    let one = || Shelf::new(&[adjustment("assets", "field", "brand", &[("label_hans", "牌子".into())])]);
    assert!(std::ptr::eq(one().by_key("assets").unwrap(), one().by_key("assets").unwrap()));
    assert!(std::ptr::eq(Shelf::default().by_key("assets").unwrap(), book::find("assets").unwrap()));
}

/// Anything that a desk may write: mostly of things that are there, now and then of nothing.
fn any_adjustment() -> impl Strategy<Value = Record> {
    let some = || any::<prop::sample::Index>();
    let loose = prop::sample::select(vec!["", "x_a", "x_b", "nothing", "{n}", "{n:99}", "{year}{n}", "{n}{year}", "{", "甲,乙", "assets"]);
    let flags = (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>());
    (some(), some(), some(), some(), loose, flags, -5i64..400).prop_map(|(register, what, target, choice, loose, flags, days)| {
        let register = register.get(book::ALL);
        let what = what.get(own::REGISTER.field(own::WHAT.id()).unwrap().choice_list()).id;
        let column = |f: &'static crate::Field| f.columns().iter().map(move |c| (format!("{}/{}", f.id, c.id), c));
        let parts: Vec<_> = register.all_fields().flat_map(|f| std::iter::once((f.id.to_owned(), f)).chain(column(f))).collect();
        let (part, field) = target.get(&parts);
        let named = match what {
            "field" => part.clone(),
            "choice" if !field.choice_list().is_empty() => format!("{part}={}", choice.get(field.choice_list()).id),
            "choice" => part.clone(),
            // Now and then a column of the rows that are there.
            "extra-field" if matches!(field.kind, crate::Kind::Lines(_)) => format!("{part}/{loose}"),
            "step" => target.get(register.transitions).id.to_owned(),
            "state" => target.get(register.states).labels.hans.to_owned(),
            "deadline" => register.due.and_then(|d| register.field(d.by)).map_or(loose, |f| choice.get(f.choice_list()).id).to_owned(),
            _ => loose.to_owned(),
        };
        let kinds = own::REGISTER.field(own::KIND.id()).unwrap().choice_list();
        let mut record = adjustment(register.key, what, &named, &[("words", loose.into()), ("pattern", loose.into())]);
        record.fields.insert("kind".into(), vec![choice.get(kinds).id.into()]);
        record.fields.insert("days".into(), vec![Value::Integer(days)]);
        record.fields.insert("label_hans".into(), vec![loose.into()]);
        let (required, hidden, listed) = flags;
        for (name, value) in [("required", required), ("hidden", hidden), ("listed", listed)] {
            record.fields.extend(value.map(|v| (name.to_owned(), vec![Value::Yes(v)])));
        }
        record
    })
}

/// The register's examples, as records in its first state.
fn examples(register: &Register) -> Vec<Record> {
    let read = |example: &crate::def::Example| {
        let first = Record { states: vec![register.first_state().to_owned()], ..Record::default() };
        example.iter().fold(first, |record, (id, text)| parse::preview(&record, &parse::ops(register.field(id).unwrap(), text).unwrap()))
    };
    register.examples.iter().map(read).collect()
}

fn office_director() -> workflow::Actor {
    workflow::Actor::new("林文静", vec![workflow::ADMINISTRATOR.to_owned()], jiff::civil::date(2026, 9, 1).at(8, 0, 0, 0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Two desks change settings without knowing of each other. Whatever they say, after the merge every record of every
    /// register that was there can be read, edited and moved on.
    #[test]
    fn no_two_sets_of_settings_make_a_record_unreadable(
        mut one in prop::collection::vec(any_adjustment(), 0..12),
        other in prop::collection::vec(any_adjustment(), 0..12),
        places in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        for (record, place) in other.into_iter().zip(places) {
            one.insert(place.index(one.len() + 1), record);
        }
        let shelf = Shelf::new(&one);
        prop_assert!(book::ALL.iter().zip(shelf.all()).all(|(plain, adjusted)| plain.key == adjusted.key));
        prop_assert!(std::ptr::eq(shelf.all(), Shelf::new(&one).all()), "the same settings make the same registers");
        let changed = book::ALL.iter().zip(shelf.all()).filter(|(plain, adjusted)| !std::ptr::eq(**plain, **adjusted));
        for (plain, adjusted) in changed {
            let ids: BTreeSet<&str> = adjusted.all_fields().map(|f| f.id).collect();
            prop_assert_eq!(ids.len(), adjusted.all_fields().count());
            for field in plain.all_fields() {
                let now = adjusted.field(field.id);
                prop_assert!(now.is_some_and(|now| std::mem::discriminant(&now.kind) == std::mem::discriminant(&field.kind)));
                prop_assert!(field.choice_list().iter().all(|c| now.unwrap().choice_list().iter().any(|a| a.id == c.id)));
                let columns = now.unwrap().columns();
                prop_assert_eq!(columns.iter().map(|c| c.id).collect::<BTreeSet<_>>().len(), columns.len());
                for column in field.columns() {
                    let now = columns.iter().find(|c| c.id == column.id);
                    prop_assert!(now.is_some_and(|now| std::mem::discriminant(&now.kind) == std::mem::discriminant(&column.kind)));
                    prop_assert!(column.choice_list().iter().all(|c| now.unwrap().choice_list().iter().any(|a| a.id == c.id)));
                }
                prop_assert!(columns.iter().all(|c| check::fits_a_row(c.kind)));
            }
            prop_assert_eq!(plain.states.iter().map(|s| s.id).collect::<Vec<_>>(), adjusted.states.iter().map(|s| s.id).collect::<Vec<_>>());
            prop_assert!(optional::goes_on(adjusted, adjusted.transitions));
            prop_assert!(adjusted.list.iter().any(|c| c.field == adjusted.title) || !plain.list.iter().any(|c| c.field == plain.title));
            for (example, was) in plain.examples.iter().zip(examples(plain)) {
                // Read: every value that the book took before, it takes now.
                for (id, text) in *example {
                    prop_assert_eq!(parse::ops(adjusted.field(id).unwrap(), text), parse::ops(plain.field(id).unwrap(), text));
                }
                // Edited: nothing but a field that is required from now on is amiss, and that was so before the edit.
                prop_assert!(parse::check(adjusted, &was).iter().all(|f| f.reason == parse::Reason::Required));
                // Moved on: from every state at least one step is known, and none that is offered is unknown.
                for state in plain.states.iter().filter(|s| s.phase <= crate::def::Phase::Open) {
                    let record = Record { states: vec![state.id.to_owned()], ..was.clone() };
                    prop_assert!(adjusted.steps_from(state.id).next().is_some(), "{} {}", plain.key, state.id);
                    for step in adjusted.steps_from(state.id) {
                        let planned = workflow::plan(adjusted, &record, step.id, &[], &office_director(), &mut workflow::Alone);
                        let lost = matches!(planned, Err(workflow::StepError::Unknown(_) | workflow::StepError::WrongState { .. }));
                        prop_assert!(!lost, "{} {}", plain.key, step.id);
                    }
                }
            }
            if let Some(numbering) = adjusted.number {
                let text = numbers::render(&numbering, &numbers::prefix(adjusted, &numbering, 2026, &Record::default()), 12);
                prop_assert_eq!(numbers::place(adjusted, &text).map(|p| p.n), Some(12));
            }
        }
    }

    /// What was found to be of use has an effect or changes nothing that is there: it is never refused later by itself.
    #[test]
    fn what_is_refused_has_a_sentence_in_every_language(record in any_adjustment()) {
        if let Some(fault) = check(&Shelf::default(), &record, true) {
            for lang in Lang::ALL {
                prop_assert!(!fault.reason.say(lang).is_empty());
            }
            prop_assert!(own::REGISTER.field(fault.field).is_some());
        }
    }
}

#[test]
fn a_setting_without_effect_is_refused_with_the_reason() {
    let check = |record: Record, expect: Option<Unusable>| {
        let found = check(&Shelf::default(), &record, true).map(|f| f.reason);
        assert_eq!(found, expect.map(parse::Reason::Setting), "{record:?}");
    };
    let yes = Value::Yes(true);
    let hidden: &[(&str, Value)] = &[("hidden", yes.clone())];
    check(adjustment("ledger", "field", "title", hidden), Some(Unusable::Register));
    check(adjustment("登记簿调整", "field", "what", hidden), Some(Unusable::Itself));
    check(adjustment("访客登记", "field", "来访事由", hidden), None);
    check(adjustment("visits", "field", "colour", hidden), Some(Unusable::Field));
    check(adjustment("visits", "field", "visitor", hidden), Some(Unusable::Fixed));
    check(adjustment("visits", "field", "purpose", &[]), Some(Unusable::Nothing));
    check(adjustment("visits", "field", "remarks", &[("listed", yes.clone())]), Some(Unusable::NoColumn));
    check(adjustment("visits", "field", "remarks", hidden), None);
    check(adjustment("incoming-documents", "field", "opinions", &[("required", yes.clone())]), Some(Unusable::RowsRequired));
    check(adjustment("incoming-documents", "field", "circulation/colour", hidden), Some(Unusable::Field));
    check(adjustment("incoming-documents", "field", "title/reader", hidden), Some(Unusable::Field));
    check(adjustment("incoming-documents", "field", "opinions/text", &[("listed", yes.clone())]), Some(Unusable::NoColumn));
    check(adjustment("incoming-documents", "extra-field", "title/x_a", &[("label_hans", "甲".into())]), Some(Unusable::ExtraId));
    check(
        adjustment("incoming-documents", "extra-field", "opinions/x_a", &[("label_hans", "甲".into()), ("kind", "long-text".into())]),
        Some(Unusable::NoCell),
    );
    check(adjustment("incoming-documents", "extra-field", "拟办/x_a", &[("label_hans", "甲".into())]), None);
    check(adjustment("incoming-documents", "field", "拟办/拟办时间", &[("required", yes.clone())]), None);
    check(adjustment("outgoing-documents", "field", "reviews/digest", &[("required", yes.clone())]), Some(Unusable::Computed));
    check(adjustment("visits", "extra-field", "temperature", &[]), Some(Unusable::ExtraId));
    check(adjustment("visits", "extra-field", "x_a", &[]), Some(Unusable::ExtraLabel));
    check(adjustment("visits", "extra-field", "x_a", &[("label_hans", "体温".into()), ("kind", "choice".into())]), Some(Unusable::Words));
    check(adjustment("visits", "choice", "purpose", &[("words", "甲".into())]), Some(Unusable::NoChoices));
    check(adjustment("visits", "choice", "type", &[]), Some(Unusable::Words));
    check(adjustment("visits", "choice", "type", &[("words", "家长、教师".into())]), Some(Unusable::WordsThere));
    check(adjustment("visits", "choice", "type=king", hidden), Some(Unusable::Choice));
    check(adjustment("visits", "choice", "type=家长", hidden), None);
    check(adjustment("visits", "step", "fly", hidden), Some(Unusable::Step));
    check(adjustment("visits", "step", "mark-no-show", hidden), Some(Unusable::StepNeeded));
    check(adjustment("visits", "state", "flying", &[("label_hans", "飞".into())]), Some(Unusable::State));
    check(adjustment("locations", "deadline", "", &[("days", Value::Integer(2))]), Some(Unusable::NoDeadline));
    check(adjustment("visits", "deadline", "", &[("days", Value::Integer(2))]), Some(Unusable::DaysBySet));
    check(adjustment("visits", "deadline", "", &[("remind", "tomorrow".into())]), Some(Unusable::Reminders));
    check(adjustment("service-requests", "deadline", "", &[("hours", "17:30-8:00".into())]), Some(Unusable::Hours));
    check(adjustment("service-requests", "deadline", "", &[("hours", "8:00-17:30".into())]), None);
    check(adjustment("incoming-documents", "deadline", "", &[("hours", "8:00-17:30".into())]), Some(Unusable::NoHours));
    let urgencies = book::find("incoming-documents").unwrap().field("urgency").unwrap().choice_list();
    check(adjustment("incoming-documents", "deadline", "king", &[("days", Value::Integer(2))]), Some(Unusable::DeadlineChoice(urgencies)));
    check(adjustment("visits", "number", "", &[("pattern", "{n}".into())]), Some(Unusable::NoNumber));
    let pattern =
        |text: &str, expect: Option<Unusable>| check(adjustment("incoming-documents", "number", "", &[("pattern", text.into())]), expect);
    pattern("", Some(Unusable::PatternLength));
    pattern("收{year", Some(Unusable::PatternBraces));
    pattern("收}{n}号", Some(Unusable::PatternBraces));
    pattern("收{year}号", Some(Unusable::PatternRunning));
    pattern("收{colour}-{n}", Some(Unusable::PatternField("colour".to_owned())));
    pattern("{year}{n}", Some(Unusable::PatternApart));
    pattern("收{n}2", Some(Unusable::PatternApart));
    pattern("{year}{n:4}", None);
    pattern("{year}{n:0}", Some(Unusable::PatternField("n:0".to_owned())));
    pattern("收{n:13}", Some(Unusable::PatternField("n:13".to_owned())));
    pattern("明中收〔{year}〕{n}号", None);
}

/// Pieces of patterns, with a field whose id begins like the running number.
const PIECES: &[&str] = &["{n}", "{n:0}", "{n:1}", "{n:2}", "{n:3}", "{n:12}", "{n:13}", "{year}", "{name}", "2", "收", "-", "号"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever pattern an office may write: across the overflow of its padding no number is given twice, and each is found
    /// again in its series.
    #[test]
    fn the_numbers_of_a_pattern_are_never_the_same_and_each_is_found_again(
        head in prop::collection::vec(prop::sample::select(&PIECES[7..]), 0..4),
        running in prop::sample::select(&PIECES[..7]),
        tail in prop::collection::vec(prop::sample::select(&PIECES[7..]), 0..2),
        name in prop::sample::select(vec!["", "印", "印1", "12"]),
    ) {
        let pattern = head.concat() + running + &tail.concat();
        let seals = book::find("seals").unwrap();
        if pattern::fault(seals, &pattern).is_some() {
            return Ok(());
        }
        let adjusted = &adjust::adjust(seals, &[&adjustment("seals", "number", "", &[("pattern", pattern.as_str().into())])]);
        let numbering = adjusted.number.unwrap();
        prop_assert_eq!(numbering.pattern, &pattern);
        let mut record = Record::default();
        record.fields.insert("name".into(), vec![name.into()]);
        let prefix = numbers::prefix(adjusted, &numbering, 2026, &record);
        let mut given: BTreeSet<String> = BTreeSet::new();
        for overflow in [1u64, 10, 100, 1_000, 10_000, 1_000_000_000_000] {
            for _ in 0..4 {
                // As a desk gives them: one after the greatest that it finds.
                let last = given.iter().filter_map(|text| numbers::running(&numbering, &prefix, text)).max().unwrap_or(0);
                let n = (last + 1).max(overflow.saturating_sub(2));
                let text = numbers::render(&numbering, &prefix, n);
                prop_assert_eq!(numbers::running(&numbering, &prefix, &text), Some(n), "{} {}", &pattern, &text);
                if !numbering.pattern.contains("{name}") {
                    prop_assert_eq!(numbers::place(adjusted, &text).map(|p| (p.prefix, p.n)), Some((prefix.clone(), n)), "{}", &pattern);
                }
                prop_assert!(given.insert(text), "{} twice {}", &pattern, n);
            }
        }
    }
}

#[test]
fn one_word_takes_the_label_that_is_given_with_it() {
    let given = |words: &'static str| adjustment("visits", "choice", "type", &[("words", words.into()), ("label_hans", "家委会".into())]);
    assert_eq!(check(&Shelf::default(), &given("parents-committee"), true), None);
    let shelf = Shelf::new(&[given("parents-committee")]);
    let list = shelf.by_key("visits").unwrap().field("type").unwrap().choice_list();
    let added = list.iter().find(|c| c.id == "parents-committee").unwrap();
    assert_eq!((added.labels.hans, added.matches("parents-committee")), ("家委会", true));
    let several = check(&Shelf::default(), &given("甲,乙"), true).unwrap();
    assert_eq!((several.field, several.reason), ("label_hans", parse::Reason::Setting(Unusable::OneLabel)));
}

#[test]
fn what_a_setting_is_about_is_said_in_words() {
    let said = |register: &str, what: &str, target: &str| called(book::find(register).unwrap(), what, target, Lang::ZhHans);
    assert_eq!(said("visits", "field", "vehicle").as_deref(), Some("车牌号"));
    assert_eq!(said("visits", "state", "on-campus").as_deref(), Some("校内"));
    assert_eq!(said("visits", "step", "mark-no-show").as_deref(), Some("标为未到"));
    assert_eq!(said("visits", "choice", "type=parent").as_deref(), Some("来访类型=家长"));
    assert_eq!((said("visits", "field", "x_temp"), said("visits", "register", "")), (None, None));
}

#[test]
fn a_field_whose_id_begins_like_the_running_number_may_stand_before_it() {
    let seals = book::find("seals").unwrap();
    assert_eq!(sample_number(seals, "{name}-{n}", 2026).map(|s| s.ends_with("-1")), Ok(true));
    assert_eq!(sample_number(seals, "{name}{n}", 2026), Err(Unusable::PatternApart));
}

#[test]
fn beyond_the_most_settings_one_more_is_refused() {
    let one = adjustment("visits", "field", "purpose", &[("hidden", Value::Yes(true))]);
    let found = |settings: usize, fresh: bool| check(&Shelf::default().with_more(settings), &one, fresh).map(|f| f.reason);
    assert_eq!(found(MOST - 1, true), None);
    assert_eq!(found(MOST, true), Some(parse::Reason::Setting(Unusable::Most)));
    assert_eq!(found(MOST, false), None, "one that is there may still be changed");
    assert_eq!(Shelf::new(&[one.clone(), one.clone()]).settings(), 2);
}

#[test]
fn a_setting_is_looked_at_as_it_is_read() {
    let shelf = Shelf::new(&[adjustment("visits", "register", "", &[("label_hans", "访客簿甲".into())])]);
    let further = |name: &str| adjustment(name, "extra-field", "x_a", &[("label_hans", "体温".into())]);
    assert_eq!(check(&shelf, &further("访客簿甲"), true).map(|f| f.reason), Some(parse::Reason::Setting(Unusable::Register)));
    // What stands around a name does not matter.
    let spaced = Shelf::new(&[
        adjustment("visits", "extra-field", " x_a ", &[("label_hans", "体温".into())]),
        adjustment("visits", "state", " 校内 ", &[("label_hans", "在校".into())]),
    ]);
    let visits = spaced.by_key("visits").unwrap();
    assert!(visits.field("x_a").is_some());
    assert_eq!(visits.state("on-campus").map(|s| s.labels.hans), Some("在校"));
}

#[test]
fn where_no_further_version_can_be_kept_a_register_stays_as_it_was_last() {
    let mut kept = Kept::new(2);
    let numbered = |pattern: &str| adjustment("incoming-documents", "number", "", &[("pattern", pattern.into())]);
    let mut pattern = |records: &[Record]| {
        let shelf = Shelf::of_kept(&mut kept, records);
        ["incoming-documents", "seals"].map(|key| shelf.by_key(key).and_then(|r| r.number).unwrap().pattern)
    };
    let seals = book::find("seals").unwrap().number.unwrap().pattern;
    assert_eq!(pattern(&[numbered("甲{n}")]), ["甲{n}", seals]);
    assert_eq!(pattern(&[numbered("乙{n}")]), ["乙{n}", seals]);
    assert_eq!(pattern(&[numbered("丙{n}")]), ["乙{n}", seals], "and not the one that the register came with");
    assert_eq!(pattern(&[numbered("甲{n}")]), ["甲{n}", seals], "what was made before is there");
    // Lists are full too: the registers stay as they were last.
    let other = adjustment("seals", "number", "", &[("pattern", "印{n}".into())]);
    assert_eq!(pattern(&[numbered("丁{n}"), other]), ["甲{n}", seals]);
}

#[test]
fn a_further_field_gets_an_id_from_its_label() {
    let visits = book::find("visits").unwrap();
    assert_eq!(fresh_id(visits, None, "体温"), "x_tw");
    assert_eq!(fresh_id(visits, None, "Room B-2"), "x_roomb2");
    assert_eq!(fresh_id(visits, None, "！"), "x_field");
    let shelf = Shelf::new(&[adjustment("visits", "extra-field", "x_tw", &[("label_hans", "体温".into())])]);
    assert_eq!(fresh_id(shelf.by_key("visits").unwrap(), None, "体温"), "x_tw_2");
}

#[test]
fn detours_of_the_domain_are_optional_and_what_ends_a_record_is_not() {
    let optional = |register: &str, step: &str| {
        let register = book::find(register).unwrap();
        let found = register.transitions.iter().find(|t| t.labels.hans == step).unwrap_or_else(|| panic!("{}: no {step}", register.key));
        is_optional(register, found)
    };
    for step in ["要求补件", "传阅", "退回", "延期"] {
        assert!(optional("incoming-documents", step), "{step}");
    }
    for step in ["办结", "作废"] {
        assert!(!optional("incoming-documents", step), "{step}");
    }
    // A stocktake is never posted without its approval: other registers ask for what these bring.
    let needed = book::ALL.iter().flat_map(|r| r.transitions.iter().map(move |t| (r, t))).filter(|(r, t)| !is_optional(r, t)).count();
    assert!(needed > book::ALL.len());
}

#[test]
fn a_pattern_shows_at_once_what_number_it_gives() {
    let letters = book::find("incoming-documents").unwrap();
    assert_eq!(sample_number(letters, "明中收〔{year}〕{n:3}号", 2026), Ok("明中收〔2026〕001号".to_owned()));
    assert_eq!(sample_number(book::find("assets").unwrap(), "ZC-{main_class}-{n:5}", 2026).map(|s| s.ends_with("-00001")), Ok(true));
    assert_eq!(sample_number(letters, "{n}{n}", 2026), Err(Unusable::PatternRunning));
}

#[test]
fn the_offices_words_reach_choices_states_lists_and_the_common_fields() {
    let yes = || Value::Yes(true);
    let shelf = Shelf::new(&[
        adjustment("visits", "choice", "type=家长", &[("label_hans", "学生家长".into()), ("hidden", yes())]),
        adjustment("visits", "choice", "来访类型", &[("words", "校友".into())]),
        adjustment("访客登记", "state", "校内", &[("label_hans", "在校".into())]),
        adjustment("visits", "field", "学期", &[("hidden", yes())]),
        adjustment("visits", "field", "owner", &[("required", yes()), ("label_hans", "经手人".into())]),
        adjustment("visits", "field", "vehicle", &[("listed", yes())]),
        adjustment("visits", "extra-field", "x_pass", &[("label_hans", "通行证".into()), ("listed", yes())]),
        adjustment("visits", "field", "x_pass", &[("label_hans", "通行证颜色".into())]),
        adjustment("visits", "retention", "", &[("days", Value::Integer(90))]),
        adjustment("visits", "deadline", "", &[("remind", "1、0".into())]),
        adjustment("service-requests", "deadline", "", &[("working", Value::Yes(false)), ("days", Value::Integer(2))]),
        adjustment("service-requests", "deadline", "", &[("hours", "7：30—18:00".into())]),
    ]);
    let visits = shelf.by_key("visits").unwrap();
    let kind = visits.field("type").unwrap();
    assert!(kind.choice_list().iter().any(|c| c.labels.hans == "学生家长" && c.retired));
    assert!(kind.offered().all(|c| c.labels.hans != "学生家长") && kind.offered().any(|c| c.id == "校友"));
    assert_eq!(visits.state("on-campus").map(|s| s.labels.hans), Some("在校"));
    assert!(visits.field("term").unwrap().retired && book::find("visits").unwrap().field("term").is_some_and(|f| !f.retired));
    let owner = visits.field("owner").unwrap();
    assert_eq!((owner.labels.hans, owner.required), ("经手人", true));
    let list: Vec<&str> = visits.list.iter().map(|c| c.field).collect();
    let title = list.iter().position(|c| *c == "visitor").unwrap();
    assert_eq!(list[title..title + 3], ["visitor", "x_pass", "vehicle"]);
    assert_eq!(visits.field("x_pass").map(|f| f.labels.hans), Some("通行证颜色"));
    assert_eq!((visits.retention.hans, visits.retention.en), ("保存90天", "90 days"));
    assert_eq!(visits.due.unwrap().remind, [1, 0]);
    assert_eq!(shelf.by_key("service-requests").unwrap().due.unwrap().hours, (450, 1_080));
    // By the clock a request of Friday afternoon is due on Sunday afternoon.
    let requests = shelf.by_key("service-requests").unwrap();
    let request = |urgency: &str| {
        let mut record = Record::default();
        record.fields.insert("received_at".into(), vec!["2026-09-04T15:20".into()]);
        record.fields.insert("urgency".into(), vec![urgency.into()]);
        workflow::due(requests, &record, &office_director()).map(|(_, value)| value.as_text().unwrap().to_owned())
    };
    assert_eq!(request("").as_deref(), Some("2026-09-06T15:20"));
    assert_eq!(request("normal").as_deref(), Some("2026-09-05T15:20"));
}

#[test]
fn the_offices_words_reach_the_columns_of_rows() {
    let yes = || Value::Yes(true);
    let shelf = Shelf::new(&[
        adjustment("incoming-documents", "field", "circulation/reader", &[("label_hans", "阅件领导".into())]),
        adjustment("incoming-documents", "field", "传阅/送阅时间", &[("required", yes())]),
        adjustment("收文登记", "field", "circulation/comment", &[("hidden", yes())]),
        adjustment("incoming-documents", "choice", "urges/method=telephone", &[("hidden", yes())]),
        adjustment("incoming-documents", "choice", "催办/催办方式", &[("words", "微信".into())]),
        adjustment("incoming-documents", "extra-field", "circulation/x_room", &[("label_hans", "办公室".into()), ("required", yes())]),
        // By the name that the first one gave it.
        adjustment("incoming-documents", "field", "circulation/阅件领导", &[("label_en", "Leader".into())]),
        adjustment("incoming-documents", "field", "circulation/x_room", &[("label_hant", "辦公室".into())]),
    ]);
    let letters = shelf.by_key("incoming-documents").unwrap();
    let column = |rows: &str, id: &str| *letters.field(rows).unwrap().columns().iter().find(|c| c.id == id).unwrap();
    let reader = column("circulation", "reader");
    assert_eq!((reader.labels.hans, reader.labels.en, reader.matches("传阅人")), ("阅件领导", "Leader", true));
    assert!(column("circulation", "sent").required && column("circulation", "comment").retired);
    let method = column("urges", "method");
    assert!(method.offered().any(|c| c.id == "微信") && method.offered().all(|c| c.id != "telephone"));
    let room = column("circulation", "x_room");
    assert_eq!((room.labels.hans, room.labels.hant, room.required, room.kind), ("办公室", "辦公室", true, crate::Kind::Text));
    let append_only = |register: &Register| matches!(register.field("circulation").unwrap().kind, crate::Kind::Lines(l) if l.append_only);
    assert!(append_only(letters) && append_only(book::find("incoming-documents").unwrap()), "rows stay the facts that they are");
    assert_eq!(fresh_id(letters, letters.field("circulation"), "办公室"), "circulation/x_bgs");
    let said = |what: &str, target: &str| called(letters, what, target, Lang::ZhHans);
    assert_eq!(said("field", "circulation/reader").as_deref(), Some("传阅/阅件领导"));
    assert_eq!(said("choice", "urges/method=telephone").as_deref(), Some("催办/催办方式=电话"));
}

#[test]
fn a_word_that_was_another_one_for_a_choice_becomes_a_choice_of_its_own() {
    let words = adjustment("incoming-documents", "choice", "channel", &[("words", "传真，邮寄".into())]);
    assert_eq!(check(&Shelf::default(), &words, true), None);
    let channel = Shelf::new(&[words]).by_key("incoming-documents").unwrap().field("channel").unwrap();
    let stored = |text: &str| match &parse::ops(channel, text).unwrap()[..] {
        [document::Op::Set { value: Some(value), .. }] => value.as_text().unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!((stored("传真"), stored("电子公文"), stored("邮寄")), ("传真".to_owned(), "electronic".to_owned(), "post".to_owned()));
    assert_eq!(channel.choice_list().len(), book::find("incoming-documents").unwrap().field("channel").unwrap().choice_list().len() + 1);
}

#[test]
fn of_two_settings_of_one_thing_one_stands() {
    let yes = || Value::Yes(true);
    let extra =
        |label: &str, kind: &str| adjustment("visits", "extra-field", "x_temp", &[("label_hans", label.into()), ("kind", kind.into())]);
    let days = |choice: &str, days: i64| adjustment("incoming-documents", "deadline", choice, &[("days", Value::Integer(days))]);
    let pattern = |text: &str| adjustment("incoming-documents", "number", "", &[("pattern", text.into())]);
    let named = |what: &str, target: &str, label: &str| adjustment("visits", what, target, &[("label_hans", label.into())]);
    let kept = |days: i64| adjustment("visits", "retention", "", &[("days", Value::Integer(days))]);
    let (hidden, required) = ([("hidden", yes())], [("required", yes())]);
    for (first, second, expect) in [
        (extra("体温", "text"), extra("温度", "integer"), [true, false]),
        (adjustment("visits", "field", "vehicle", &hidden), adjustment("visits", "field", "车牌号", &required), [true, false]),
        (adjustment("visits", "field", "vehicle", &required), adjustment("visits", "field", "vehicle", &hidden), [false, true]),
        (days("urgent", 2), days("加急", 3), [false, true]),
        (pattern("甲〔{year}〕{n}号"), pattern("乙〔{year}〕{n}号"), [false, true]),
        (named("state", "校内", "在校"), named("state", "on-campus", "在校内"), [false, true]),
        // By a name that the other one has changed.
        (named("state", "校内", "在校"), named("state", "校内", "在校内"), [false, true]),
        (named("step", "离开", "出校"), named("step", "离开", "离校"), [false, true]),
        (named("choice", "type=家长", "学生家长"), adjustment("visits", "choice", "type=parent", &hidden), [true, true]),
        (named("step", "leave", "出校"), named("step", "leave", "离校"), [false, true]),
        (named("register", "", "访客簿"), named("register", "", "来访簿"), [false, true]),
        (kept(30), kept(90), [false, true]),
        (
            adjustment("incoming-documents", "field", "circulation/sent", &required),
            adjustment("incoming-documents", "field", "传阅/送阅时间", &[("required", Value::Yes(false))]),
            [false, true],
        ),
        (
            adjustment("incoming-documents", "extra-field", "urges/x_a", &[("label_hans", "甲".into()), ("kind", "date".into())]),
            adjustment("incoming-documents", "extra-field", "urges/x_a", &[("label_hans", "乙".into()), ("kind", "text".into())]),
            [true, false],
        ),
    ] {
        let shelf = Shelf::new(&[first.clone(), second.clone()]);
        let register = shelf.by_key(first.text("register")).unwrap();
        assert!(about_the_same(register, &first, &second), "{first:?}");
        assert_eq!([&first, &second].map(|one| stands(register, one)), expect, "{first:?}");
        let alone = Shelf::new(std::slice::from_ref(&first));
        assert!(stands(alone.by_key(register.key).unwrap(), &first), "{first:?}");
    }
    let apart = [named("state", "校内", "在校"), named("step", "leave", "出校"), named("choice", "type=家长", "学生家长")];
    assert!(!about_the_same(book::find("visits").unwrap(), &apart[0], &apart[1]));
    // Words that are added to one list are no alternatives.
    let words = |word: &str| adjustment("visits", "choice", "type", &[("words", word.into())]);
    let shelf = Shelf::new(&[words("校友"), words("校董")]);
    assert!([words("校友"), words("校董")].iter().all(|one| stands(shelf.by_key("visits").unwrap(), one)));
}
