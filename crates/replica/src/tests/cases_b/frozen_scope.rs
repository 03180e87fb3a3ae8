//! What a stocktake counts by is what was frozen, and what it tells of its count is so at any moment.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use registers::book::{assets, observations, stocktakes};
use registers::document::cell;

use super::stocktake::{at_place, campaign, card, figures, kinds, read_labels, result, see, standing, zones};
use super::*;
use crate::{Cell, Error, Period};

fn planned(desk: &mut Desk, minute: u64, zones: &[&str], ops: &[Op]) -> RecordId {
    let id = add(desk, minute, &stocktakes::REGISTER, &[&[Op::set(stocktakes::TITLE, "盘点")], ops].concat());
    act(desk, minute, |e| zones.iter().try_for_each(|zone| e.append(id, "teams", vec![cell(stocktakes::teams::ZONE, *zone)]).map(drop)));
    id
}

fn frozen(desk: &mut Desk, minute: u64, id: RecordId) -> Result<(), Error> {
    let day = Op::set(stocktakes::CUT_OFF, at(0).civil.date());
    desk.replica.transact("step", at(minute), |e| e.step(id, "freeze", std::slice::from_ref(&day))).map(drop)
}

/// Rows of a report by its last key.
fn report(desk: &Desk, id: &str) -> BTreeMap<String, Vec<Cell>> {
    let report = stocktakes::REGISTER.report(id).unwrap();
    let table = desk.replica.reader().unwrap().report(&stocktakes::REGISTER, report, Period::default(), at(9_000)).unwrap();
    table.groups.into_iter().map(|g| (g.keys.last().unwrap().clone(), g.cells)).collect()
}

fn alerts(desk: &Desk, id: RecordId) -> Vec<&'static str> {
    desk.replica.reader().unwrap().warnings_of(id, at(9_000)).unwrap().iter().map(|w| w.alert).collect()
}

#[test]
fn a_team_may_have_several_zones() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let cards: Vec<RecordId> = ["行政楼201", "教学楼301", "教学楼302", "图书馆"].map(|place| at_place(desk, 0, place)).to_vec();
    let id = campaign(desk, 1, &["行政楼、教学楼", "图书馆；教学楼"], &[Op::set(stocktakes::KIND, "special")]);
    see(desk, 10, id, cards[0], "行政楼、教学楼");
    see(desk, 10, id, cards[1], "教学楼");
    let shown = result(desk, id);
    assert_eq!(zones(&shown), [("教学楼", 2, 1, 1, 0), ("图书馆", 1, 0, 1, 0), ("行政楼", 1, 1, 0, 0)]);
    assert_eq!(shown.counted.iter().filter(|one| one.kind == "matched").count(), 2, "what was seen is where the books have it");
    let running = desk.replica.reader().unwrap().running_stocktakes().unwrap();
    let named: BTreeSet<&str> = running[0].zones.iter().map(String::as_str).collect();
    assert_eq!((running[0].zones.len(), named), (3, BTreeSet::from(["行政楼", "教学楼", "图书馆"])));
    assert_eq!(alerts(desk, id), [""; 0]);
}

#[test]
fn in_a_full_count_nothing_falls_out_by_a_zone_that_is_written_wrong() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let [office, third, library] = ["行政楼201", "教学楼301", "图书馆"].map(|place| at_place(desk, 0, place));
    let id = campaign(desk, 1, &["行政楼", "教学搂"], &[]);
    assert_eq!(alerts(desk, id), ["zone-holds-nothing", "in-no-zone"], "it is told as soon as the books are frozen");
    see(desk, 10, id, third, "行政楼201");
    let shown = result(desk, id);
    assert_eq!(kinds(&shown), BTreeMap::from([(office, "missing"), (third, "misplaced"), (library, "missing")]));
    assert_eq!(zones(&shown), [("", 2, 1, 1, 0), ("教学搂", 0, 0, 0, 0), ("行政楼", 1, 0, 1, 0)]);
}

#[test]
fn the_freezing_refuses_a_scope_that_holds_nothing() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    card(desk, 0, &[Op::set(assets::USING_DEPT, "总务处"), Op::set(assets::LOCATION, "行政楼201")]);
    add(desk, 0, &registers::book::locations::REGISTER, &[Op::set(registers::book::locations::NAME, "实验楼")]);
    let mut tried = |ops: &[Op], zone: &str| {
        let id = planned(desk, 1, &[zone], ops);
        let done = frozen(desk, 2, id);
        if done.is_err() {
            assert!(read(desk, id).text("frozen_books").is_empty(), "nothing was written");
        }
        done
    };
    let special = Op::set(stocktakes::KIND, "special");
    let unknown = tried(&[Op::set(stocktakes::SCOPE_DEPTS, "总务处、教务处室")], "行政楼");
    assert!(matches!(unknown, Err(Error::ScopeUnknown { field, names }) if field == "scope_depts" && names == ["教务处室"]));
    let unknown = tried(&[Op::set(stocktakes::SCOPE_PLACES, "行政搂")], "行政楼");
    assert!(matches!(unknown, Err(Error::ScopeUnknown { field, names }) if field == "scope_places" && names == ["行政搂"]));
    assert!(
        matches!(tried(std::slice::from_ref(&special), "实验楼"), Err(Error::ScopeHoldsNothing)),
        "a place of the office where nothing stands"
    );
    assert!(matches!(tried(&[Op::set(stocktakes::SCOPE_PLACES, "实验楼")], "行政楼"), Err(Error::ScopeHoldsNothing)));
    tried(&[special], "东区").unwrap();
    tried(&[Op::set(stocktakes::SCOPE_DEPTS, "总务处")], "行政楼").unwrap();
    // A campaign without teams has no zones to freeze.
    let bare = planned(desk, 5, &[], &[]);
    assert!(matches!(frozen(desk, 5, bare), Err(Error::Step(registers::workflow::StepError::NoLine(field))) if field == "teams"));
}

#[test]
fn an_office_without_cards_counts_to_write_them() {
    let mut desks = open_office(1);
    let id = planned(&mut desks[0], 1, &["行政楼"], &[Op::set(stocktakes::KIND, "special")]);
    frozen(&mut desks[0], 2, id).unwrap();
}

#[test]
fn what_was_frozen_is_changed_only_after_it_was_taken_back() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let cards = ["行政楼201", "图书馆"].map(|place| at_place(desk, 0, place));
    let id = planned(desk, 1, &["行政楼"], &[Op::set(stocktakes::KIND, "special")]);
    frozen(desk, 2, id).unwrap();
    let row = read(desk, id).lines["teams"][0].id.clone();
    let place = |column: &str| format!("teams/{row}/{column}");
    let set = |field: String, value: &str| Op::Set { field, value: Some(value.into()) };
    let team = |cells| Op::Line { field: "teams".to_owned(), row: "01JZZZZZZZZZZZZZZZZZZZZZZZ".to_owned(), cells };
    let refused = [
        (Op::set(stocktakes::KIND, "full"), "kind"),
        (Op::set(stocktakes::SCOPE_DEPTS, "教务处"), "scope_depts"),
        (Op::set(stocktakes::SCOPE_PLACES, "图书馆"), "scope_places"),
        (Op::Member { field: "scope_classes".to_owned(), member: "equipment".to_owned(), on: true }, "scope_classes"),
        (set(place("zone"), "图书馆"), "teams"),
        (team(vec![cell(stocktakes::teams::ZONE, "图书馆")]), "teams"),
        (Op::DropLine { field: "teams".to_owned(), row: row.clone() }, "teams"),
        (Op::Line { field: "expected".to_owned(), row: row.clone(), cells: vec![cell(stocktakes::expected::TAG, "ZC1")] }, "expected"),
    ];
    for (op, field) in &refused {
        let done = desk.replica.transact("edit", at(3), |e| e.change(id, std::slice::from_ref(op)));
        assert!(matches!(&done, Err(Error::Frozen(name)) if name == field), "{op:?}: {done:?}");
    }
    let free = [set(place("members"), "胡玉、孙立"), set(place("zone"), "行政楼"), Op::set(stocktakes::SCOPE, "行政楼各室")];
    act(desk, 4, |e| e.change(id, &free));
    assert_eq!(zones(&result(desk, id)), [("", 0, 0, 0, 1), ("行政楼", 1, 0, 1, 0)]);
    // Taken back it is written anew, and frozen with other rows.
    step(desk, 5, id, "withdraw-freeze", &[]);
    assert!(!read(desk, id).lines.contains_key("zones"), "{:?}", read(desk, id).lines);
    act(desk, 6, |e| e.change(id, &[set(place("zone"), "图书馆")]));
    frozen(desk, 7, id).unwrap();
    assert_eq!(kinds(&result(desk, id)), BTreeMap::from([(cards[1], "missing")]));
    assert_eq!(figures(desk, id)["expected_count"], 1);
    step(desk, 8, id, "withdraw-freeze", &[]);
    act(desk, 9, |e| e.change(id, &[set(place("zone"), "行政楼")]));
    frozen(desk, 10, id).unwrap();
    assert_eq!(kinds(&result(desk, id)), BTreeMap::from([(cards[0], "missing")]));
    assert_eq!(read(desk, id).lines["zones"].len(), 2);
}

#[derive(Debug, Clone)]
enum Act {
    Add(usize),
    Move(usize, usize),
    Scope(&'static str, &'static str),
    Team(usize),
    Zone(usize),
    See(usize, usize),
    Meet,
}

const PLACES: [&str; 4] = ["行政楼201", "教学楼301", "图书馆", "实验楼105"];
const ZONES: [&str; 4] = ["行政楼", "教学楼、图书馆", "实验楼", "东区"];

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let scope = prop::sample::select(vec![("kind", "special"), ("kind", "full"), ("scope_depts", "教务处"), ("scope_places", "图书馆")]);
    let one = prop_oneof![
        (0usize..4).prop_map(Act::Add),
        (0usize..4, 0usize..4).prop_map(|(asset, place)| Act::Move(asset, place)),
        scope.prop_map(|(field, value)| Act::Scope(field, value)),
        (0usize..4).prop_map(Act::Team),
        (0usize..4).prop_map(Act::Zone),
        (0usize..4, 0usize..4).prop_map(|(asset, place)| Act::See(asset, place)),
        Just(Act::Meet),
    ];
    prop::collection::vec((0usize..2, one), 1..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever two desks write after one of them has frozen the books, one of them perhaps not knowing it, what is expected
    /// stays what was written down then, zone by zone; and the figures of a campaign are those of its zones.
    #[test]
    fn what_is_expected_stays_what_was_frozen(kind in prop::sample::select(vec!["full", "special"]), first in prop::collection::btree_set(0usize..4, 1..3), acts in acts()) {
        let mut desks = open_office(2);
        let cards: Vec<RecordId> = PLACES[..3].iter().map(|place| at_place(&mut desks[0], 0, place)).collect();
        let teams: Vec<&str> = first.into_iter().map(|n| ZONES[n]).collect();
        let id = planned(&mut desks[0], 1, &teams, &[Op::set(stocktakes::KIND, kind)]);
        put_in_order(&mut desks);
        frozen(&mut desks[0], 2, id).unwrap();
        let expected = |desk: &Desk| -> BTreeMap<String, usize> {
            result(desk, id).zones.into_iter().filter(|z| z.expected > 0).map(|z| (z.zone, z.expected)).collect()
        };
        let before = expected(&desks[0]);
        let written: usize = before.values().sum();
        prop_assert!(written > 0);
        for (n, (desk, what)) in acts.iter().enumerate() {
            let (desk, minute) = (&mut desks[*desk], 10 + n as u64);
            let row = read(desk, id).lines["teams"][0].id.clone();
            // What the desk that knows of the freezing refuses, the other one may still write.
            let mut tried = |ops: Vec<Op>| drop(desk.replica.transact("edit", at(minute), |e| e.change(id, &ops)));
            match what {
                Act::Add(place) => drop(at_place(desk, minute, PLACES[*place])),
                Act::Move(asset, place) => {
                    let to = Op::set(assets::LOCATION, PLACES[*place]);
                    drop(desk.replica.transact("edit", at(minute), |e| e.change(cards[asset % 3], std::slice::from_ref(&to))));
                }
                Act::Scope(field, value) => tried(vec![Op::Set { field: (*field).to_owned(), value: Some((*value).into()) }]),
                Act::Team(zone) => {
                    let cells = vec![cell(stocktakes::teams::ZONE, ZONES[*zone])];
                    drop(desk.replica.transact("edit", at(minute), |e| e.append(id, "teams", cells.clone())));
                }
                Act::Zone(zone) => {
                    tried(vec![Op::Set { field: format!("teams/{row}/zone"), value: Some(ZONES[*zone].into()) }]);
                }
                Act::See(asset, place) => drop(see(desk, minute, id, cards[asset % 3], PLACES[*place])),
                Act::Meet => put_in_order(&mut desks),
            }
        }
        put_in_order(&mut desks);
        put_in_order(&mut desks);
        assert_equal(&desks);
        for desk in &desks {
            let reader = desk.replica.reader().unwrap();
            prop_assert_eq!(expected(desk), before.clone());
            let figures = figures(desk, id);
            prop_assert_eq!(figures["expected_count"], written as i64);
            let shown = reader.coverage(id).unwrap();
            let seen: usize = shown.iter().map(|z| z.seen + z.own).sum();
            prop_assert_eq!(figures["seen"], seen as i64);
            prop_assert!(seen <= written && figures["coverage"] <= 100);
            prop_assert!(!figures.contains_key("accuracy"), "nothing was compared");
            // Counted as a whole and so far it is the same.
            prop_assert_eq!(shown.iter().map(|z| z.seen).sum::<usize>(), result(desk, id).zones.iter().map(|z| z.seen).sum::<usize>());
        }
    }
}

#[test]
fn coverage_is_of_what_is_expected_and_accuracy_of_what_was_compared() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let cards: Vec<RecordId> = (0..3).map(|_| at_place(desk, 0, "行政楼201")).collect();
    let foreign = at_place(desk, 0, "图书馆");
    let id = campaign(desk, 1, &["行政楼"], &[Op::set(stocktakes::KIND, "special")]);
    for asset in [cards[0], cards[1], foreign] {
        see(desk, 10, id, asset, "行政楼");
    }
    read_labels(desk, id, &["无标签"]);
    let of = |desk: &Desk| (figures(desk, id)["seen"], figures(desk, id)["coverage"], figures(desk, id).get("accuracy").copied());
    assert_eq!(of(desk), (2, 67, None));
    let cells = |desk: &Desk| report(desk, "results").into_values().next().unwrap();
    let wanted =
        [Cell::Amount(3.0), Cell::Amount(2.0), Cell::Percent(Some(67.0)), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Percent(None)];
    assert_eq!(cells(desk), wanted);
    let zone = |desk: &Desk| report(desk, "by-zone")["行政楼"].clone();
    // What is not of the scope, and what no book has.
    assert_eq!(zone(desk)[5..7], [Cell::Amount(1.0), Cell::Amount(0.0)]);
    assert_eq!(report(desk, "by-zone")[""][6], Cell::Amount(1.0), "nobody wrote down where the thing without a label stood");
    step(desk, 20, id, "compare", &[]);
    assert_eq!(of(desk), (2, 67, Some(67)));
    let wanted = [3.0, 2.0].map(Cell::Amount).into_iter().chain([Cell::Percent(Some(67.0))]);
    let wanted: Vec<Cell> = wanted.chain([1.0, 1.0, 0.0].map(Cell::Amount)).chain([Cell::Percent(Some(67.0))]).collect();
    assert_eq!(cells(desk), wanted);
    // Closed, it is what was written down.
    act(desk, 21, |e| {
        e.change(id, &[Op::State("posting".to_owned())])?;
        for one in e.pointing(id, "variances", "campaign")? {
            if e.record(one)?.state() == "found" {
                e.change(one, &[Op::State("posted".to_owned())])?;
            }
        }
        Ok(())
    });
    step(desk, 22, id, "close", &[]);
    assert_eq!(cells(desk), wanted);
    assert_eq!(zone(desk)[5..7], [Cell::Amount(1.0), Cell::Amount(0.0)]);
    assert!(standing(desk, id).len() >= 2);
}

#[test]
fn any_number_of_campaigns_is_told_truly() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let cards: Vec<RecordId> = (0..2).map(|_| at_place(desk, 0, "行政楼201")).collect();
    let names: Vec<String> = (0..6).map(|n| format!("第{n}次")).collect();
    let mut all = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let id = campaign(desk, 1 + n as u64, &["行政楼"], &[Op::set(stocktakes::TITLE, name.as_str())]);
        see(desk, 20 + n as u64, id, cards[0], "行政楼");
        all.push(id);
    }
    let reader = desk.replica.reader().unwrap();
    let by_zone = stocktakes::REGISTER.report("by-zone").unwrap();
    let seen = |table: crate::Table| -> BTreeMap<String, Vec<Cell>> {
        table.groups.into_iter().map(|g| (g.keys[0].clone(), g.cells[1..5].to_vec())).collect()
    };
    let known = vec![Cell::Amount(1.0), Cell::Amount(0.0), Cell::Amount(1.0), Cell::Percent(Some(50.0))];
    let table = seen(reader.report(&stocktakes::REGISTER, by_zone, Period::default(), at(90)).unwrap());
    assert_eq!(table, names.iter().map(|name| (name.clone(), known.clone())).collect());
    let accuracy = observations::REGISTER.report("accuracy").unwrap();
    let table = reader.report(&observations::REGISTER, accuracy, Period::default(), at(90)).unwrap();
    assert!(table.groups.len() == 6 && table.groups.iter().all(|g| g.cells[0] == Cell::Percent(Some(100.0))), "{table:?}");
    // Beyond the work of a report nobody knows, and none is a false figure.
    let lines = crate::stocktake::coverage_rows_of(&reader, &stocktakes::REGISTER, 2).unwrap();
    let table = seen(reader.report_over(&stocktakes::REGISTER, by_zone, &lines, at(90)).unwrap());
    let unknown = vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Percent(None)];
    let wanted = names.iter().enumerate().map(|(n, name)| (name.clone(), if n < 4 { unknown.clone() } else { known.clone() }));
    assert_eq!(table, wanted.collect());
    let tallied: serde_json::Value = serde_json::from_str(&crate::stocktake::tallied_of(&reader, Some(&all), 2).unwrap()).unwrap();
    let tallied: Vec<&serde_json::Value> = tallied.as_object().unwrap().values().collect();
    assert_eq!((tallied.len(), tallied.iter().filter(|one| one.is_null()).count()), (6, 4));
}

#[test]
fn what_custodians_keep_is_told_of_frozen_books_and_of_lists() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    for by in ["胡玉", "胡玉", "孙立", ""] {
        let ops = [Op::set(assets::LOCATION, "行政楼201"), Op::set(assets::VALUE, 100)];
        let by = Some(by).filter(|by| !by.is_empty()).map(|by| Op::set(assets::CUSTODIAN, by));
        card(desk, 0, &ops.into_iter().chain(by).collect::<Vec<_>>());
    }
    campaign(desk, 1, &["行政楼"], &[]);
    let of = |count: f64, value: f64| vec![Cell::Amount(count), Cell::Amount(value)];
    let frozen = BTreeMap::from([("胡玉", of(2.0, 200.0)), ("孙立", of(1.0, 100.0)), ("", of(1.0, 100.0))]);
    let frozen: BTreeMap<String, Vec<Cell>> = frozen.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    assert_eq!(report(desk, "by-custodian"), frozen);
    let listed = planned(desk, 2, &["行政楼"], &[]);
    let cells = vec![
        cell(stocktakes::expected::TAG, "ZC900"),
        cell(stocktakes::expected::CUSTODIAN, "江海欣"),
        cell(stocktakes::expected::VALUE, 7),
    ];
    act(desk, 2, |e| e.append(listed, "expected", cells));
    assert_eq!(report(desk, "by-custodian")["江海欣"], of(1.0, 7.0));
}
