//! Numbers that two desks gave.

use proptest::prelude::*;
use registers::book::{archive_items as items, assets, incoming_documents as incoming, outgoing_documents as outgoing, seal_requests};
use registers::workflow::Actor;

use super::super::{Desk, at, meet, office};
use super::*;
use crate::Error;

const NUMBER: &str = "明中发〔2026〕1号";

fn document(desk: &mut Desk, minute: u64, title: &str, sealed: Option<u64>) -> RecordId {
    let ops = [
        Op::set(outgoing::TITLE, title),
        text("org_code", "明中发"),
        text("issue_no", NUMBER),
        Op::State(if sealed.is_some() { "sealed" } else { "numbered" }.to_owned()),
    ];
    let id = add(desk, minute, &outgoing::REGISTER, &ops);
    if let Some(sealed) = sealed {
        // As its step would; nobody types it.
        let sealed = [Op::set(outgoing::SEALED_AT, at(sealed).civil)];
        let typed = desk.replica.transact("create", at(minute), |e| e.create(&outgoing::REGISTER, &[&ops[..1], &sealed].concat()));
        assert!(matches!(typed, Err(Error::Computed(field)) if field == "sealed_at"));
        desk.replica.transact("step", at(minute), |e| e.put_back(id, &sealed)).unwrap();
    }
    id
}

fn numbers(replica: &Replica, ids: &[RecordId]) -> Vec<String> {
    ids.iter().map(|id| value(replica, *id, "issue_no")).collect()
}

fn lease(desks: &mut [Desk], who: usize) {
    desks[who].replica.take_lease(&outgoing::REGISTER, None, at(0)).unwrap();
    put_in_order(desks);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Two desks gave one number of issue: the one that is on paper first keeps it, else the one whose number the relay had first.
    /// What is not on paper is renumbered when somebody says so, what is stays a case until somebody decides.
    #[test]
    fn one_number_of_issue_on_two_documents(sealed in prop::array::uniform2(prop::option::of(10u64..60)), ordered: bool, who in 0usize..3) {
        let mut desks = office(3);
        lease(&mut desks, who);
        let ids: Vec<RecordId> = (0..2).map(|n| document(&mut desks[n], 5 + n as u64, &format!("通知{n}"), sealed[n])).collect();
        if ordered {
            // The second desk reaches the relay first.
            let (a, b) = super::super::pair(&mut desks, 1, 2);
            super::super::hand_over(a, b);
        }
        come_together(&mut desks, ordered);
        let keeps = match sealed {
            [Some(a), Some(b)] => usize::from(b < a),
            [None, Some(_)] => 1,
            _ => 0,
        };
        if let [Some(_), Some(_)] = sealed {
            let case = the_case(&mut desks, 70, "issue-number-on-paper");
            prop_assert_eq!(&case.records, &vec![ids[keeps], ids[1 - keeps]]);
            let is_renumber = |c: &Choice| matches!(c, Choice::Renumber { .. });
            prop_assert!(!case.choices.iter().any(is_renumber));
            let refused = desks[who].replica.transact("renumber", at(71), |e| e.renumber(ids[1 - keeps], "重号"));
            let is_refused = matches!(refused, Err(Error::WrongValue { .. }));
            prop_assert!(is_refused, "paper is never renumbered");
            decide(&mut desks, who, 71, &case, "both-stand");
            prop_assert_eq!(numbers(&desks[0].replica, &ids), vec![NUMBER, NUMBER]);
            // What was decided waits no more, in neither of its forms.
            let reader = desks[0].replica.reader().unwrap();
            let docket = reader.docket(at(72).civil, 100).unwrap();
            prop_assert_eq!((waiting(&desks[0], at(72).civil).len(), docket.told, reader.count_conflicts().unwrap()), (0, 1, 1));
            counts_what_it_lists(&reader, at(72).civil);
        } else {
            let case = the_case(&mut desks, 70, "issue-number-doubled");
            prop_assert_eq!(&case.records, &vec![ids[keeps], ids[1 - keeps]]);
            prop_assert_eq!(fact(&case, "number"), NUMBER);
            let choice = Choice::Renumber { id: ids[1 - keeps] };
            let of_keeper = Choice::Renumber { id: ids[keeps] };
            prop_assert!(case.choices.contains(&choice) && !case.choices.contains(&of_keeper));
            let other = (who + 1) % 3;
            let refused = desks[other].replica.transact("renumber", at(71), |e| e.settle(&case, &choice, &[], "重号", "重号"));
            prop_assert!(matches!(refused, Err(Error::NoLease(_))), "no number without a lease");
            settle(&mut desks, who, 72, &case, &choice, &[]);
            for desk in &mut desks {
                desk.replica.index().unwrap();
                let now = numbers(&desk.replica, &ids);
                prop_assert_eq!(now[keeps].as_str(), NUMBER);
                prop_assert_eq!(now[1 - keeps].as_str(), "明中发〔2026〕2号");
                // The old number stays listed beside the document that keeps it, crossed out.
                let reader = desk.replica.reader().unwrap();
                let crossed = reader.search("通知", 10).unwrap().into_iter().find(|hit| hit.state == "void").unwrap();
                prop_assert_eq!(crossed.number.as_str(), NUMBER);
                let series = reader.series(&outgoing::REGISTER, 2026).unwrap();
                prop_assert_eq!((series[0].last, &series[0].unused, &series[0].doubled), (2, &vec![], &vec![1]));
            }
        }
        for kind in ["issue-number-doubled", "issue-number-on-paper"] {
            prop_assert_eq!(cases(&mut desks, 80, kind), vec![]);
        }
    }

    /// Of three with one register number all but the first get fresh ones, one after the other.
    #[test]
    fn one_register_number_on_several_entries(ordered: bool, who in 0usize..3) {
        let mut desks = office(3);
        let ids: Vec<RecordId> = (0..3).map(|n| add_letter(&mut desks[n].replica, n as u64, &format!("来文{n}"))).collect();
        for (n, id) in ids.iter().enumerate() {
            step(&mut desks[n], 5 + n as u64, *id, "register", &[]);
        }
        come_together(&mut desks, ordered);
        for round in 0..2 {
            let case = the_case(&mut desks, 70 + round, "register-number-doubled");
            prop_assert_eq!(case.records[0], ids[0], "the first by the relay's order or by its time");
            prop_assert_eq!(fact(&case, "count"), (3 - round).to_string());
            let choice = choice(&case, |c| matches!(c, Choice::Renumber { .. }));
            settle(&mut desks, who, 72 + round, &case, &choice, &[]);
        }
        prop_assert_eq!(cases(&mut desks, 80, "register-number-doubled"), vec![]);
        let mut numbers: Vec<String> = ids.iter().map(|id| value(&desks[1].replica, *id, "reg_no")).collect();
        numbers.sort();
        prop_assert_eq!(numbers, vec!["收〔2026〕1号", "收〔2026〕2号", "收〔2026〕3号"]);
    }
}

const UNITS: [&str; 2] = ["BGS", "JWC"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Desks that arranged a year's items apart gave the same item numbers: of each the first keeps it, every other one gets the
    /// next of its own series when somebody says so, and then no number stands twice and none is left out.
    #[test]
    fn archive_numbers_given_apart(ordered: bool, who in 0usize..3, apart in prop::collection::vec((0usize..3, 0usize..2), 2..6)) {
        let mut desks = office(3);
        let mut given = Vec::new();
        for (n, (desk, unit)) in apart.iter().enumerate() {
            let (desk, minute) = (&mut desks[*desk], 1 + n as u64);
            let ops = [
                Op::set(items::TITLE, format!("文件{n}").as_str()),
                text("fonds_no", "Z109"),
                text("category", "documents"),
                text("retention", "permanent"),
                text("unit_code", UNITS[*unit]),
                Op::set(items::ARCHIVE_YEAR, 2025),
            ];
            let id = add(desk, minute, &items::REGISTER, &ops);
            let archivist = Actor::new("档案员", vec!["archivist".to_owned()], at(minute).civil);
            let steps = ["assemble", "number"].into_iter();
            let numbered = |e: &mut crate::Edit<'_>| steps.clone().try_for_each(|step| e.step_by(&archivist, id, step, &[]));
            desk.replica.transact("step", at(minute), numbered).unwrap();
            given.push((id, value(&desk.replica, id, "archive_no")));
        }
        let number = |id: RecordId| given.iter().find(|(i, _)| *i == id).map(|(_, number)| number.clone()).unwrap();
        let doubled = |(at, (_, number)): (usize, &(RecordId, String))| given[..at].iter().any(|(_, other)| other == number);
        let twice = given.iter().enumerate().filter(|one| doubled(*one)).count();
        come_together(&mut desks, ordered);
        for round in 0..=twice {
            let minute = 70 + 2 * round as u64;
            let found = cases(&mut desks, minute, "archive-number-doubled");
            prop_assert_eq!(found.is_empty(), round == twice, "{} of {} are settled", round, twice);
            let Some(case) = found.first() else { break };
            let keeps = case.records[0];
            prop_assert_eq!(fact(case, "number"), number(keeps), "the first has what it was given");
            let choice = choice(case, |c| matches!(c, Choice::Renumber { id } if *id != keeps));
            settle(&mut desks, who, minute + 1, case, &choice, &[]);
            prop_assert_eq!(value(&desks[0].replica, keeps, "archive_no"), number(keeps));
        }
        for (n, unit) in UNITS.iter().enumerate() {
            let of = given.iter().zip(&apart).filter(|(_, (_, unit))| *unit == n).map(|((id, _), _)| *id);
            let mut numbers: Vec<String> = of.map(|id| value(&desks[2].replica, id, "archive_no")).collect();
            numbers.sort();
            let whole: Vec<String> = (1..=numbers.len()).map(|n| format!("Z109-WS·2025-Y-{unit}-{n:04}")).collect();
            prop_assert_eq!(numbers, whole);
        }
    }
}

#[test]
fn the_relay_s_order_counts_before_the_clock() {
    let mut desks = office(2);
    lease(&mut desks, 0);
    let late = document(&mut desks[0], 50, "后写先到", None);
    let number = |desk: &Desk| desk.replica.conn.query_row("SELECT max(seq) FROM entry", [], |r| r.get::<_, i64>(0)).unwrap();
    // The relay has this one before the other desk, with an earlier clock, comes to it.
    let next = number(&desks[0]) + 1;
    desks[0].replica.conn.execute("UPDATE entry SET seq=?1 WHERE seq IS NULL", [next]).unwrap();
    let early = document(&mut desks[1], 5, "先写后到", None);
    put_in_order(&mut desks);
    let case = the_case(&mut desks, 60, "issue-number-doubled");
    assert_eq!(case.records, vec![late, early]);
}

#[test]
fn archive_numbers_are_told_apart_too() {
    let mut desks = office(2);
    let ops = |title: &str| {
        vec![
            Op::set(items::TITLE, title),
            text("archive_no", "Z109-WS·2025-Y-BGS-0001"),
            text("fonds_no", "Z109"),
            text("category", "documents"),
            text("retention", "permanent"),
            text("unit_code", "BGS"),
            Op::set(items::ARCHIVE_YEAR, 2025),
            Op::State("numbered".to_owned()),
        ]
    };
    let one = add(&mut desks[0], 0, &items::REGISTER, &ops("章程"));
    let other = add(&mut desks[1], 1, &items::REGISTER, &ops("通报"));
    meet(&mut desks);
    let case = the_case(&mut desks, 2, "archive-number-doubled");
    assert_eq!(case.records, vec![one, other]);
    settle(&mut desks, 1, 3, &case, &Choice::Renumber { id: other }, &[]);
    assert_eq!(cases(&mut desks, 4, "archive-number-doubled"), vec![]);
    assert_eq!(value(&desks[0].replica, one, "archive_no"), "Z109-WS·2025-Y-BGS-0001");
    assert!(value(&desks[0].replica, other, "archive_no").ends_with("-0002"), "{}", value(&desks[0].replica, other, "archive_no"));
}

#[test]
fn a_doubled_number_of_any_register_has_its_choices() {
    for void in [false, true] {
        let mut desks = office(2);
        desks[1].replica.take_lease(&assets::REGISTER, None, at(0)).unwrap();
        put_in_order(&mut desks);
        let ops = |name: &str| {
            let class = assets::REGISTER.field("main_class").unwrap().choice_list()[0].id;
            [Op::set(assets::NAME, name), text("asset_no", "A202600007"), text("main_class", class)]
        };
        let one = add(&mut desks[0], 1, &assets::REGISTER, &ops("投影机"));
        let other = add(&mut desks[1], 2, &assets::REGISTER, &ops("文件柜"));
        meet(&mut desks);
        let case = the_case(&mut desks, 3, "number-doubled");
        assert_eq!((&case.records, fact(&case, "register")), (&vec![one, other], "assets"));
        let renumber = Choice::Renumber { id: other };
        assert!(case.choices.contains(&renumber) && case.choices.contains(&Choice::Decide("both-stand")), "{case:?}");
        if void {
            let void = step_of(&case, other, "void");
            settle(&mut desks, 0, 4, &case, &void, &[text("void_reason", "重复登记")]);
        } else {
            settle(&mut desks, 1, 4, &case, &renumber, &[]);
            assert_ne!(value(&desks[0].replica, other, "asset_no"), "A202600007");
        }
        assert_eq!(value(&desks[0].replica, one, "asset_no"), "A202600007");
        assert_eq!(cases(&mut desks, 5, "number-doubled"), vec![]);
    }
}

/// What cannot become void keeps its number, so that every choice that is offered can be carried out.
#[test]
fn every_register_with_numbers_has_void_records() {
    for register in registers::book::ALL.iter().filter(|r| r.number.is_some()) {
        assert!(register.state(registers::common::VOID).is_some(), "{}", register.key);
    }
}

#[test]
fn two_who_renumber_at_once_lose_no_number() {
    let mut desks = office(2);
    lease(&mut desks, 0);
    let ids = [document(&mut desks[0], 5, "甲", None), document(&mut desks[1], 6, "乙", None)];
    meet(&mut desks);
    let case = the_case(&mut desks, 7, "issue-number-doubled");
    desks[0].replica.transact("settle", at(8), |e| e.settle(&case, &Choice::Renumber { id: ids[1] }, &[], "重号", "重号")).unwrap();
    desks[1].replica.transact("step", at(9), |e| e.step(ids[1], "void", &[text("void_reason", "重号")])).unwrap();
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 10, "issue-number-doubled"), vec![]);
    let reader = desks[1].replica.reader().unwrap();
    let series = reader.series(&outgoing::REGISTER, 2026).unwrap();
    assert_eq!((series[0].last, series[0].unused.clone(), series[0].void.clone()), (2, vec![], vec![2]));
}

#[test]
fn a_fresh_number_reaches_the_seal_request() {
    let mut desks = office(1);
    lease(&mut desks, 0);
    let id = document(&mut desks[0], 1, "通知", None);
    let request =
        [Op::set(seal_requests::REASON, "发文用印"), link("document", id), text("document_no", NUMBER), Op::State("approved".to_owned())];
    let request = add(&mut desks[0], 2, &seal_requests::REGISTER, &request);
    desks[0].replica.transact("renumber", at(3), |e| e.renumber(id, "重号")).unwrap();
    assert_eq!(value(&desks[0].replica, request, "document_no"), "明中发〔2026〕2号");
    let refused = desks[0].replica.transact("renumber", at(4), |e| e.renumber(id, " "));
    assert!(matches!(refused, Err(Error::Missing(_))), "not without a reason");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// One paper in the book twice: the later entry names the earlier one, and one of them is voided with its number.
    #[test]
    fn one_paper_registered_twice(ordered: bool, who in 0usize..2, void_first: bool) {
        let mut desks = office(2);
        let ops = [Op::set(incoming::TITLE, "关于校园安全的通知"), text("from_no", "市教安〔2026〕34号"), text("from_org", "市教育局")];
        let ids: Vec<RecordId> = (0..2).map(|n| add(&mut desks[n], n as u64, &incoming::REGISTER, &ops)).collect();
        // Another number of the same sender, and the same number of another one, are other papers.
        add(&mut desks[0], 2, &incoming::REGISTER, &[Op::set(incoming::TITLE, "另一份"), text("from_no", "市教安〔2026〕34号"), text("from_org", "省教育厅")]);
        for (n, id) in ids.iter().enumerate() {
            step(&mut desks[n], 5 + n as u64, *id, "register", &[]);
        }
        come_together(&mut desks, ordered);
        let case = the_case(&mut desks, 70, "registered-twice");
        prop_assert_eq!(&case.records, &ids);
        let same = Choice::Link { id: ids[1], field: "same_as", to: ids[0] };
        prop_assert!(case.choices.contains(&same));
        settle(&mut desks, who, 71, &case, &same, &[]);
        // Why it is the same is kept, and ends nothing by itself.
        let page = desks[1 - who].replica.reader().unwrap().page(&crate::Query::of(&registers::book::case_decisions::REGISTER)).unwrap();
        prop_assert_eq!(page.rows.len(), 1);
        prop_assert_eq!(value(&desks[1 - who].replica, page.rows[0].id, "reason"), "经核对");
        let case = the_case(&mut desks, 72, "registered-twice");
        prop_assert!(!case.choices.contains(&same), "it is linked");
        let gone = ids[usize::from(!void_first)];
        let void = step_of(&case, gone, "void");
        settle(&mut desks, who, 73, &case, &void, &[text("void_reason", "重复登记")]);
        prop_assert_eq!(cases(&mut desks, 74, "registered-twice"), vec![]);
        let kept = ids[usize::from(void_first)];
        for desk in &desks {
            prop_assert_eq!(value(&desk.replica, gone, "same_as"), kept.to_string(), "the void one names the one that stands");
            prop_assert_eq!(value(&desk.replica, kept, "same_as"), "");
            prop_assert!(!value(&desk.replica, gone, "reg_no").is_empty(), "a void entry keeps its number");
        }
    }
}

#[test]
fn two_papers_that_look_alike_are_told_apart_by_a_decision() {
    let mut desks = office(2);
    let ops = [Op::set(incoming::TITLE, "函"), text("from_no", "1号"), text("from_org", "第三中学")];
    let register = |desk: &mut Desk, minute, id| step(desk, minute, id, "register", &[]);
    let begun: Vec<RecordId> = desks.iter_mut().enumerate().map(|(n, desk)| add(desk, n as u64, &incoming::REGISTER, &ops)).collect();
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 2, "registered-twice"), vec![], "what has no number yet is not registered");
    register(&mut desks[0], 3, begun[0]);
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 3, "registered-twice"), vec![], "it is registered once");
    register(&mut desks[1], 4, begun[1]);
    meet(&mut desks);
    let case = the_case(&mut desks, 5, "registered-twice");
    decide(&mut desks, 1, 6, &case, "not-the-same");
    assert_eq!(cases(&mut desks, 7, "registered-twice"), vec![]);
    // A third one is a case of its own.
    let third = add(&mut desks[0], 8, &incoming::REGISTER, &ops);
    register(&mut desks[0], 8, third);
    meet(&mut desks);
    assert_eq!(the_case(&mut desks, 9, "registered-twice").records.len(), 3);
}

#[test]
fn undoing_a_fresh_number_leaves_it_and_the_void_line() {
    let mut desks = office(1);
    lease(&mut desks, 0);
    let id = document(&mut desks[0], 1, "通知", None);
    desks[0].replica.transact("edit:outgoing-documents", at(3), |e| e.renumber(id, "重号")).unwrap();
    assert!(matches!(desks[0].replica.undo(at(4)), Err(Error::CreationStays)));
    assert_eq!(value(&desks[0].replica, id, "issue_no"), "明中发〔2026〕2号");
    let reader = desks[0].replica.reader().unwrap();
    let series = reader.series(&outgoing::REGISTER, 2026).unwrap();
    assert_eq!((series[0].last, series[0].unused.clone(), series[0].void.clone()), (2, vec![], vec![1]));
}
