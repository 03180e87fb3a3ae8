//! Reports and warnings over small data whose answers can be reckoned by hand.

use jiff::civil::{Date, date};
use registers::def::{By, Chart, Measure, Only, Phase, Report, l};
use registers::document::Op;
use registers::{RecordId, Value};

use super::at;
use super::clerk::{Clerk, member, register, set};
use crate::{Cell, Period, Table};

const PLAIN: Report = Report {
    id: "own",
    labels: l("", "", ""),
    rows: None,
    measures: &[Measure::Count],
    by: &[],
    only: &[],
    at_least: 1,
    unnamed: false,
    limit: None,
    chart: Chart::Table,
};

fn run(clerk: &Clerk, key: &str, report: &Report) -> Table {
    clerk.reader().report(register(key), report, Period::default(), at(0)).unwrap()
}

/// Keys and first cell of every group, in order.
fn firsts(table: &Table) -> Vec<(String, Cell)> {
    table.groups.iter().map(|g| (g.keys.join("/"), g.cells[0])).collect()
}

fn counts(clerk: &Clerk, key: &str, report: &Report) -> Vec<(String, i64)> {
    let count = |(key, cell)| match cell {
        Cell::Count(n) => (key, n),
        other => panic!("{other:?}"),
    };
    firsts(&run(clerk, key, report)).into_iter().map(count).collect()
}

fn pairs(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

fn time(day: Date, hour: i8, minute: i8) -> Value {
    Value::time(day.at(hour, minute, 0, 0))
}

/// Four visits that ended, one that has not, one that is void.
fn visits() -> Clerk {
    let mut clerk = Clerk::new();
    let monday = date(2026, 11, 16);
    let mut add = |name: &str, kind: &str, day: Date, hour: i8, stay: Option<i8>, host: &str| {
        let mut ops =
            vec![set("visitor", name), set("type", kind), set("entered", time(day, hour, 0)), set("host", host), set("headcount", 2)];
        ops.extend(stay.map(|minutes| set("left", time(day, hour + minutes / 60, minutes % 60))));
        let state = if stay.is_some() { "left" } else { "on-campus" };
        ops.push(Op::State(state.to_owned()));
        clerk.add("visits", &ops)
    };
    add("甲", "parent", monday, 8, Some(10), "胡玉");
    add("乙", "parent", monday, 9, Some(20), "胡玉");
    add("丙", "parent", date(2026, 10, 31), 9, Some(90), "雷芳娜");
    add("丁", "leader", date(2025, 11, 16), 15, Some(30), "");
    add("戊", "leader", monday, 15, None, "胡玉");
    let void = add("己", "leader", monday, 8, Some(120), "胡玉");
    clerk.step(void, "void", &[set("void_reason", "误登")]);
    clerk
}

#[test]
fn a_task_of_which_nobody_has_told_for_a_week_is_warned_of() {
    let mut clerk = Clerk::new();
    let told = |clerk: &Clerk, day: Date| {
        let all = clerk.reader().warnings(crate::Moment { civil: day.at(8, 0, 0, 0), ..at(0) }, 50).unwrap();
        all.into_iter().filter(|w| w.alert == "no-progress").map(|w| (w.hit.title, w.numbers.1.as_integer().unwrap())).collect::<Vec<_>>()
    };
    let task = clerk.add("tasks", &[set("title", "清查灭火器"), set("owner", "马秀建"), set("assigned_on", "2026-09-01")]);
    let done = clerk.add("tasks", &[set("title", "已办完"), set("assigned_on", "2026-09-01"), Op::State("done".to_owned())]);
    let waiting = clerk.add("tasks", &[set("title", "待验"), set("assigned_on", "2026-09-01"), Op::State("awaiting-check".to_owned())]);
    assert_eq!(told(&clerk, date(2026, 9, 7)), []);
    assert_eq!(told(&clerk, date(2026, 9, 8)), [("清查灭火器".to_owned(), 7)]);
    clerk.row(task, "progress_log", &[("at", "2026-09-08".into()), ("text", "查完一号楼".into())]);
    clerk.row(task, "progress_log", &[("at", "2026-09-05".into()), ("text", "补记".into())]);
    assert_eq!(told(&clerk, date(2026, 9, 14)), [], "the latest counts, in whatever order it was written");
    assert_eq!(told(&clerk, date(2026, 9, 15)), [("清查灭火器".to_owned(), 7)]);
    clerk.change(waiting, &[Op::State("doing".to_owned())]);
    assert_eq!(told(&clerk, date(2026, 9, 15)).len(), 2, "as soon as it goes on");
    assert!(told(&clerk, date(2026, 12, 1)).iter().all(|(title, _)| *title != clerk.text(done, "title")));
}

#[test]
fn groups_by_value_state_and_time() {
    let clerk = visits();
    let by = |by: &'static [By]| counts(&clerk, "visits", &Report { by, ..PLAIN });
    assert_eq!(by(&[]), pairs(&[("", 5)]));
    assert_eq!(by(&[By::Field("type")]), pairs(&[("parent", 3), ("leader", 2)]), "the largest first");
    assert_eq!(by(&[By::Field("host")]), pairs(&[("胡玉", 3), ("", 1), ("雷芳娜", 1)]));
    assert_eq!(by(&[By::State]), pairs(&[("left", 4), ("on-campus", 1)]));
    assert_eq!(by(&[By::Title]).len(), 5);
    assert_eq!(by(&[By::Year("entered")]), pairs(&[("2025", 1), ("2026", 4)]), "in the order of time");
    assert_eq!(by(&[By::Month("entered")]), pairs(&[("2025-11", 1), ("2026-10", 1), ("2026-11", 3)]));
    assert_eq!(by(&[By::Hour("entered")]), pairs(&[("08", 1), ("09", 2), ("15", 2)]));
    assert_eq!(by(&[By::Weekday("entered")]), pairs(&[("0", 1), ("1", 3), ("6", 1)]), "Sunday, Monday, Saturday");
    assert_eq!(by(&[By::Field("type"), By::State]), pairs(&[("parent/left", 3), ("leader/left", 1), ("leader/on-campus", 1)]));
    assert_eq!(by(&[By::Field("id_verified")]), pairs(&[("", 5)]));
}

#[test]
fn ages_and_delays_stand_in_the_order_of_numbers() {
    let mut clerk = Clerk::new();
    for (name, bought) in [("甲", "2026-11-01"), ("乙", "2024-11-24"), ("丙", "2016-11-01"), ("丁", "2017-01-01"), ("戊", "2027-03-01")]
    {
        clerk.add("assets", &[set("name", name), set("purchase_date", bought)]);
    }
    clerk.add("assets", &[set("name", "己")]);
    let ages = counts(&clerk, "assets", &Report { by: &[By::Age("purchase_date")], ..PLAIN });
    assert_eq!(ages, pairs(&[("", 1), ("0", 2), ("1", 1), ("9", 1), ("10", 1)]));
    for (name, due) in [
        ("一", "2026-11-23"),
        ("二", "2026-11-22"),
        ("三", "2026-11-16"),
        ("四", "2026-11-15"),
        ("五", "2026-10-23"),
        ("六", "2026-08-24"),
        ("七", "2026-08-23"),
    ] {
        clerk.add("tasks", &[set("title", name), set("due_at", due)]);
    }
    clerk.add("tasks", &[set("title", "八")]);
    let delays = counts(&clerk, "tasks", &Report { by: &[By::Overdue("due_at")], ..PLAIN });
    assert_eq!(delays, pairs(&[("", 1), ("0", 1), ("1", 2), ("2", 1), ("3", 1), ("4", 2)]).into_iter().collect::<Vec<_>>());
}

#[test]
fn every_measure_has_its_own_answer() {
    let clerk = visits();
    let one = |measure: &'static [Measure], by: &'static [By]| firsts(&run(&clerk, "visits", &Report { measures: measure, by, ..PLAIN }));
    let only = |measure: &'static [Measure]| one(measure, &[])[0].1;
    assert_eq!(only(&[Measure::Sum("headcount")]), Cell::Amount(10.0));
    assert_eq!(only(&[Measure::Mean("headcount")]), Cell::Amount(2.0));
    assert_eq!(only(&[Measure::Distinct("host")]), Cell::Count(2), "an empty one is none");
    assert_eq!(only(&[Measure::Share("type", &["parent"])]), Cell::Percent(Some(60.0)));
    assert_eq!(only(&[Measure::Filled("host")]), Cell::Percent(Some(80.0)));
    assert_eq!(only(&[Measure::Span("entered", "left")]), Cell::Span(Some((20, 90))), "10, 20, 30 and 90 minutes");
    let spans = one(&[Measure::Span("entered", "left"), Measure::Count], &[By::Field("type")]);
    assert_eq!(spans, vec![("leader".to_owned(), Cell::Span(Some((30, 30)))), ("parent".to_owned(), Cell::Span(Some((20, 90))))]);
    assert_eq!(one(&[Measure::Span("entered", "left")], &[By::State])[1], ("on-campus".to_owned(), Cell::Span(None)));
}

#[test]
fn a_day_that_is_due_lasts_until_its_end() {
    let mut clerk = Clerk::new();
    for (name, due, done) in [("早", "2026-12-20", "2026-12-19"), ("当日", "2026-12-20", "2026-12-20"), ("迟", "2026-12-20", "2026-12-21")]
    {
        clerk.add("tasks", &[set("title", name), set("due_at", due), set("done_on", done), Op::State("done".to_owned())]);
    }
    clerk.add("tasks", &[set("title", "未办"), set("due_at", "2026-12-20")]);
    let table = run(&clerk, "tasks", &Report { measures: &[Measure::OnTime("done_on", "due_at"), Measure::Count], ..PLAIN });
    let Cell::Percent(Some(share)) = table.groups[0].cells[0] else { panic!() };
    assert!((share - 200.0 / 3.0).abs() < 1e-9 && table.groups[0].cells[1] == Cell::Count(4), "{table:?}");
    let nobody = run(&clerk, "tasks", &Report { measures: &[Measure::OnTime("checked_at", "due_at")], ..PLAIN });
    assert_eq!(nobody.groups[0].cells, vec![Cell::Known(None, 3)], "done, and nobody wrote down when it was checked");
}

#[test]
fn conditions_choose_what_counts() {
    let clerk = visits();
    let count = |only: &'static [Only]| counts(&clerk, "visits", &Report { only, ..PLAIN }).first().map_or(0, |(_, n)| *n);
    assert_eq!(count(&[Only::State(&["on-campus", "void"])]), 2, "a void one counts where it is named");
    assert_eq!(count(&[Only::Phase(&[Phase::Void])]), 1);
    assert_eq!(count(&[Only::Is("type", &["leader"])]), 2);
    assert_eq!(count(&[Only::Is("type", &["leader", "parent"]), Only::Filled("left")]), 4);
    assert_eq!(count(&[Only::Empty("host")]), 1);
    assert_eq!(count(&[Only::Passed("entered")]), 5);
    let mut clerk = clerk;
    for (name, verified, day) in [("庚", true, "2026-11-23T15:00"), ("辛", false, "2026-11-26T15:00"), ("壬", true, "2026-11-27T15:00")]
    {
        clerk.add("visits", &[set("visitor", name), set("id_verified", verified), set("planned_at", day)]);
    }
    let count = |only: &'static [Only]| counts(&clerk, "visits", &Report { only, ..PLAIN }).first().map_or(0, |(_, n)| *n);
    assert_eq!(count(&[Only::Is("id_verified", &["yes"])]), 2);
    assert_eq!(count(&[Only::Is("id_verified", &["0"])]), 1);
    assert_eq!(count(&[Only::Within("planned_at", 0)]), 1);
    assert_eq!(count(&[Only::Within("planned_at", 3)]), 2);
    assert_eq!(count(&[Only::Passed("planned_at")]), 0, "not before the day is over");
}

#[test]
fn a_period_counts_by_the_first_date_of_the_list() {
    let clerk = visits();
    let dated = crate::report::dated_by(register("visits")).unwrap();
    assert!(matches!(dated, "entered" | "planned_at"), "{dated}");
    let by: &'static [By] = if dated == "entered" { &[By::Month("entered")] } else { &[By::Month("planned_at")] };
    let within = |from: Option<Date>, to: Option<Date>| {
        let table = clerk.reader().report(register("visits"), &Report { by, ..PLAIN }, Period { from, to }, at(0)).unwrap();
        table.total
    };
    let november = within(Some(date(2026, 11, 1)), Some(date(2026, 11, 30)));
    if dated == "entered" {
        assert_eq!(november, 3);
        assert_eq!((within(Some(date(2026, 10, 31)), None), within(None, Some(date(2026, 10, 31)))), (4, 2), "both days included");
    }
    assert_eq!(within(Some(date(2030, 1, 1)), None), 0);
}

#[test]
fn rows_of_lines_are_counted_in_the_place_of_records() {
    let mut clerk = Clerk::new();
    for (dept, lines) in [("数学组", &[("A4纸", 5, 10_750), ("笔", 2, 600)][..]), ("教务处", &[("A4纸", 1, 2_150)][..])] {
        let id = clerk.add("requisitions", &[set("purpose", "开学"), set("requesting_dept", dept), Op::State("issued".to_owned())]);
        for (name, issued, amount) in lines {
            clerk.row(id, "lines", &[("name", (*name).into()), ("issued", (*issued).into()), ("amount", (*amount).into())]);
        }
        clerk.row(id, "rest", &[("name", "不计".into()), ("issued", 100.into())]);
    }
    let measures: &'static [Measure] =
        &[Measure::Sum("issued"), Measure::Count, Measure::Mean("amount"), Measure::Distinct("requesting_dept")];
    let table = run(&clerk, "requisitions", &Report { rows: Some("lines"), measures, by: &[By::Field("name")], ..PLAIN });
    let said: Vec<(&str, i64, &[Cell])> = table.groups.iter().map(|g| (g.keys[0].as_str(), g.size, &g.cells[..])).collect();
    let paper = [Cell::Amount(6.0), Cell::Count(2), Cell::Amount(6_450.0), Cell::Count(2)];
    let pens = [Cell::Amount(2.0), Cell::Count(1), Cell::Amount(600.0), Cell::Count(1)];
    assert_eq!(said, vec![("A4纸", 2, &paper[..]), ("笔", 1, &pens[..])]);
    assert_eq!(table.total, 3);
    // A column groups beside a field of the record.
    let by: &'static [By] = &[By::Field("requesting_dept"), By::Field("name")];
    let all = counts(&clerk, "requisitions", &Report { rows: Some("lines"), by, ..PLAIN });
    assert_eq!(all, pairs(&[("教务处/A4纸", 1), ("数学组/A4纸", 1), ("数学组/笔", 1)]));
}

#[test]
fn small_groups_are_hidden_and_only_their_number_is_told() {
    let mut clerk = Clerk::new();
    let mut ballot = |dept: &str, rating: &str| {
        clerk.add(
            "ballots",
            &[set("survey_title", "期末"), set("rated_dept", dept), set("overall", rating), Op::State("received".to_owned())],
        )
    };
    for n in 0..6 {
        ballot("总务处", if n < 3 { "satisfied" } else { "very-satisfied" });
    }
    for _ in 0..4 {
        ballot("教务处", "dissatisfied");
    }
    ballot("德育处", "satisfied");
    let found = register("ballots");
    let table = run(&clerk, "ballots", found.report("by-department").unwrap());
    assert_eq!(table.groups.len(), 1);
    assert_eq!(table.groups[0].keys, ["期末", "总务处"]);
    assert_eq!((table.groups[0].size, table.groups[0].cells[0]), (6, Cell::Percent(Some(100.0))));
    assert_eq!((table.hidden, table.total), (2, 6));
}

#[test]
fn links_are_shown_by_title_and_sets_by_member() {
    let mut clerk = Clerk::new();
    let [a, b] = ["投影机", "幕布"].map(|name| clerk.add("assets", &[set("name", name)]));
    let mut fault =
        |asset: RecordId| clerk.add("maintenance", &[set("subject", "维修"), set("fault", "坏"), set("asset", asset.to_string())]);
    fault(b);
    fault(b);
    fault(a);
    clerk.add("maintenance", &[set("subject", "维修"), set("fault", "坏")]);
    let by_asset = Report { by: &[By::Field("asset")], only: &[Only::Phase(&[Phase::Draft, Phase::Open, Phase::Done])], ..PLAIN };
    assert_eq!(counts(&clerk, "maintenance", &by_asset), pairs(&[("幕布", 2), ("", 1), ("投影机", 1)]));
    let mut give = |roles: &[&str]| {
        let id = clerk.add("delegations", &[set("title", "授权"), Op::State("ended".to_owned())]);
        clerk.change(id, &roles.iter().map(|role| member("roles", *role)).collect::<Vec<_>>());
        id
    };
    give(&["clerk", "reception"]);
    give(&["clerk"]);
    let odd = give(&[]);
    let roles = Report { by: &[By::Field("roles")], ..PLAIN };
    let table = run(&clerk, "delegations", &roles);
    assert_eq!(counts(&clerk, "delegations", &roles), pairs(&[("clerk", 2), ("", 1), ("reception", 1)]));
    assert_eq!(table.total, 3, "a record that stands in two groups counts once");
    let reception = Report { only: &[Only::Is("roles", &["reception"])], measures: &[Measure::Share("roles", &["clerk"])], ..PLAIN };
    assert_eq!(firsts(&run(&clerk, "delegations", &reception))[0].1, Cell::Percent(Some(100.0)));
    // What another program may have written as a member spoils nothing.
    clerk.change(odd, &[member("roles", "a\"b\\c")]);
    assert_eq!(run(&clerk, "delegations", &roles).groups.len(), 3);
}

#[test]
fn hostile_numbers_spoil_no_report_and_no_list() {
    let mut clerk = Clerk::new();
    let paper = clerk.add("supplies", &[set("name", "A4纸"), set("minimum", 10)]);
    for _ in 0..2 {
        let given =
            [set("name", "A4纸"), set("item", paper.to_string()), set("kind", "in"), set("quantity", i64::MAX), set("amount", i64::MAX)];
        let id = clerk.add("stock-movements", &given);
        clerk.change(id, &[Op::State("posted".to_owned())]);
    }
    assert_eq!(clerk.derived(paper)["stock"], i64::MAX);
    let found = register("stock-movements");
    for report in found.reports {
        run(&clerk, found.key, report);
    }
    clerk.desk.replica.conn.execute("UPDATE r_stock_movements SET f_quantity='many'", []).unwrap();
    assert_eq!(clerk.derived(paper)["stock"], 0);
    clerk.reader().warnings(at(0), 100).unwrap();
}

#[test]
fn a_stay_lasts_from_one_state_to_the_next_and_arriving_further_on_is_none() {
    let mut clerk = Clerk::new();
    let seen = clerk.add("incoming-documents", &[set("title", "甲"), set("from_org", "教育局")]);
    clerk.minute += 90;
    clerk.step(seen, "register", &[]);
    let documents = register("incoming-documents");
    // A record of a list, which stood further on when it came.
    let first = documents.first_state();
    let done = documents.states.iter().find(|s| s.phase == registers::def::Phase::Done).unwrap().id;
    clerk.add("incoming-documents", &[set("title", "乙"), set("from_org", "教育局"), Op::State(done.to_owned())]);
    let stays = clerk.reader().stays(documents).unwrap();
    let of = |state: &str| stays.iter().find(|s| s.state == state).unwrap().clone();
    let ended: usize = stays.iter().map(|s| s.ended).sum();
    assert_eq!((of(first).ended, of(first).here, ended), (1, 0, 1), "{stays:?}");
    assert_eq!(of(first).median, of(first).most);
    assert!(of(first).median.is_some_and(|m| (90..95).contains(&m)), "{stays:?}");
    assert_eq!((of("registered").here, of(done).here, of(done).median), (1, 1, None));
}
