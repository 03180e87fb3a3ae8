//! Surveys and suggestions: nobody is singled out, and a ballot joins nobody.

use registers::{Op, RecordId, Value};

use super::at;
use super::clerk::{Clerk, register, set};
use crate::{Cell, Period, Table};

fn report(clerk: &Clerk, key: &str, name: &str) -> Table {
    let register = register(key);
    clerk.reader().report(register, register.report(name).unwrap(), Period::default(), at(clerk.minute)).unwrap()
}

fn keys(table: &Table) -> Vec<String> {
    let mut keys: Vec<String> = table.groups.iter().map(|g| g.keys.join("/")).collect();
    keys.sort();
    keys
}

fn ballot(clerk: &mut Clerk, survey: Option<RecordId>, title: &str, group: &str) -> RecordId {
    let mut ops = vec![set("survey_title", title), set("respondent", group), set("overall", "satisfied")];
    ops.extend(survey.map(|id| set("survey", id.to_string())));
    let id = clerk.add("ballots", &ops);
    clerk.row(id, "answers", &[("text", "服务态度".into()), ("rating", "satisfied".into())]);
    id
}

#[test]
fn the_survey_says_which_groups_are_too_small() {
    let mut clerk = Clerk::new();
    let strict = clerk.add("surveys", &[set("title", "秋季调查"), set("least_group", 7)]);
    for n in 0..8 {
        ballot(&mut clerk, (n < 3).then_some(strict), "秋季调查", if n < 6 { "teacher" } else { "parent" });
        ballot(&mut clerk, None, "春季调查", if n < 6 { "teacher" } else { "parent" });
    }
    // Of eight ballots of each survey: seven are enough for the one, five for the other.
    assert_eq!(keys(&report(&clerk, "ballots", "overall")), ["春季调查", "秋季调查"]);
    let groups = report(&clerk, "ballots", "by-group");
    // Of the spring six teachers would be enough, but what all said would tell what the two parents did.
    let expect = (Vec::<String>::new(), 4, 0, 7);
    assert_eq!((keys(&groups), groups.hidden, groups.total, groups.least), expect, "the sum tells nothing of the others");
    // Question by question, each survey on its own.
    let questions = report(&clerk, "ballots", "by-question");
    assert_eq!(keys(&questions), ["春季调查/服务态度/satisfied", "秋季调查/服务态度/satisfied"]);
    assert!(questions.groups.iter().all(|g| g.cells == [Cell::Count(8)]));
    for _ in 0..5 {
        ballot(&mut clerk, None, "春季调查", "staff");
    }
    let groups = report(&clerk, "ballots", "by-group");
    assert_eq!((keys(&groups), groups.hidden, groups.total), (vec!["春季调查/teacher".to_owned()], 4, 6), "seven are left unnamed");
    // Nobody goes below five, whatever a survey says.
    let loose = clerk.add("surveys", &[set("title", "小调查"), set("least_group", 7)]);
    clerk.put_back(loose, &[set("least_group", 2)]);
    for _ in 0..4 {
        ballot(&mut clerk, Some(loose), "小调查", "teacher");
    }
    assert!(!keys(&report(&clerk, "ballots", "overall")).contains(&"小调查".to_owned()));
}

#[test]
fn no_report_of_surveys_and_suggestions_breaks_down_fewer_than_five() {
    for key in ["ballots", "participations", "suggestions"] {
        // How fast the office answers says nothing of who has written.
        for report in register(key).reports.iter().filter(|r| !["on-time", "ageing"].contains(&r.id)) {
            assert!(report.unnamed && report.at_least >= 5, "{key} {}", report.id);
        }
    }
    let mut clerk = Clerk::new();
    for n in 0..9 {
        clerk.add("suggestions", &[set("subject", "意见"), set("channel", if n < 5 { "box" } else { "hotline" })]);
    }
    let found = report(&clerk, "suggestions", "by-channel");
    assert_eq!((keys(&found), found.hidden, found.total), (vec!["box".to_owned()], 1, 5));
    // The rate of a survey with too few ballots is none.
    for (title, valid) in [("大调查", 30), ("小调查", 4)] {
        let ops = [
            set("title", title),
            set("opens_on", "2026-11-01"),
            set("valid", valid),
            set("satisfaction", 90),
            Op::State("concluded".to_owned()),
        ];
        clerk.add("surveys", &ops);
    }
    assert_eq!(keys(&report(&clerk, "surveys", "satisfaction")), ["2026/大调查"]);
}

#[test]
fn a_ballot_joins_nobody_and_no_moment() {
    let mut clerk = Clerk::new();
    let id = ballot(&mut clerk, None, "秋季调查", "teacher");
    clerk.step(id, "invalidate", &[set("invalid_reason", "空白")]);
    assert_eq!(id.timestamp_ms(), 0, "its id tells of no moment");
    assert!(register("ballots").field("owner").is_none());
    let reader = clerk.reader();
    assert_eq!(reader.history(id).unwrap(), []);
    let card = reader.record(id).unwrap().unwrap();
    assert_eq!((card.created, card.updated), (0, 0));
    assert_eq!(reader.authors(id, "overall", &[Value::from("satisfied")]).unwrap(), [None]);
    let page = reader.page(&crate::Query::of(register("ballots"))).unwrap();
    assert!(page.rows.iter().all(|row| row.updated == 0));
    let other = clerk.add("suggestions", &[set("subject", "意见")]);
    assert_ne!(other.timestamp_ms(), 0);
    assert_eq!(clerk.reader().history(other).unwrap().len(), 1);
}
