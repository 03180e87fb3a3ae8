//! Procedures whose versions are read and assessed, hours that were learned, tasks that come from anywhere.

use registers::workflow::StepError;
use registers::{Op, RecordId, Value};

use super::at;
use super::clerk::{Clerk, register, set};
use crate::Error;

fn procedure(clerk: &mut Clerk, version: &str) -> RecordId {
    let id = clerk.add("sops", &[set("title", "用印操作规程"), set("version", version), set("drafted_by", "张三")]);
    clerk.row(id, "steps", &[("step", "核对用印申请".into()), ("responsible", "印章保管人".into())]);
    clerk.step(id, "submit", &[]);
    clerk.step(id, "put-in-force", &[]);
    id
}

fn read(clerk: &mut Clerk, id: RecordId, who: &str) {
    clerk.row(id, "acknowledgements", &[("person", who.into())]);
}

fn warned(clerk: &Clerk, alert: &str) -> bool {
    clerk.reader().warnings(at(clerk.minute), 100).unwrap().iter().any(|w| w.alert == alert)
}

#[test]
fn who_has_read_which_version_and_who_must_read_the_new_one() {
    let mut clerk = Clerk::new();
    let id = procedure(&mut clerk, "1.0");
    read(&mut clerk, id, "李四");
    read(&mut clerk, id, "王五");
    assert_eq!((clerk.derived(id)["readers_now"], clerk.derived(id)["to_read_again"]), (2, 0));
    // A note that is filed later about an older version is no reading of this one.
    clerk.row(id, "acknowledgements", &[("person", "赵六".into()), ("version", "0.9".into())]);
    assert_eq!((clerk.derived(id)["readers_now"], clerk.derived(id)["to_read_again"]), (2, 1));
    let rows = clerk.record(id).lines["acknowledgements"].clone();
    let says = |n: usize, column: &str| {
        rows.iter().find(|r| r.cell("person") == Some(&["李四", "王五", "赵六"][n].into())).unwrap().cell(column).cloned()
    };
    assert_eq!((says(0, "version"), says(2, "version")), (Some("1.0".into()), Some("0.9".into())));
    assert!(says(0, "digest").is_some() && says(2, "digest").is_none());
    // The text in force does not change.
    let now = clerk.tick();
    for op in [Op::Text { field: "cautions".to_owned(), text: "不盖空白纸".to_owned() }, set("version", "1.1"), set("title", "用印")]
    {
        let why = clerk.desk.replica.transact("edit", now, |e| e.change(id, &[op])).unwrap_err();
        assert!(matches!(why, Error::Locked(_)), "{why}");
    }
    clerk.change(id, &[set("review_due", "2027-08-31")]);
    // Revised: a new version, which all must read again; what they signed before stays.
    clerk.step(id, "revise", &[set("revision_reason", "补充要求")]);
    clerk.change(id, &[Op::Text { field: "cautions".to_owned(), text: "不盖空白纸".to_owned() }]);
    let why = clerk.refused(id, "submit", &[]);
    assert!(matches!(&why, Error::Step(StepError::Missing(fields)) if fields == &["version"]), "{why}");
    clerk.step(id, "submit", &[set("version", "2.0")]);
    assert!(!warned(&clerk, "to-read-again"), "not in force yet");
    clerk.change(id, &[set("drafted_by", "张三")]);
    clerk.step(id, "put-in-force", &[]);
    assert_eq!((clerk.derived(id)["readers_now"], clerk.derived(id)["to_read_again"], clerk.derived(id)["readers"]), (0, 3, 3));
    assert!(warned(&clerk, "to-read-again"));
    for who in ["李四", "王五", "赵六"] {
        read(&mut clerk, id, who);
    }
    assert_eq!((clerk.derived(id)["readers_now"], clerk.derived(id)["to_read_again"], clerk.derived(id)["readers"]), (3, 0, 6));
    assert!(!warned(&clerk, "to-read-again"));
    // An assessment names the version in force when it was scored.
    let exam = clerk.add("assessments", &[set("person", "李四"), set("sop", id.to_string())]);
    clerk.step(exam, "pass", &[set("score", 90)]);
    assert_eq!(clerk.text(exam, "sop_version"), "2.0");
    clerk.step(id, "repeal", &[set("repeal_reason", "并入新规程")]);
    assert_eq!(clerk.derived(id)["to_read_again"], 0);
    let now = clerk.tick();
    let why = clerk.desk.replica.transact("edit", now, |e| e.change(id, &[set("title", "用印")])).unwrap_err();
    assert!(matches!(why, Error::Locked(_)), "{why}");
}

#[test]
fn a_job_description_is_signed_again_by_those_who_still_hold_the_post() {
    let mut clerk = Clerk::new();
    let id = clerk.add("job-descriptions", &[set("post", "文员"), set("version", "1.0"), set("drafted_by", "张三")]);
    clerk.row(id, "duties", &[("duty", "收发文".into())]);
    clerk.step(id, "submit", &[]);
    clerk.step(id, "put-in-force", &[]);
    let rows = [("李四", "2026-08-31"), ("王五", "")];
    for (who, to) in rows {
        let mut cells: Vec<(&str, Value)> = vec![("person", who.into())];
        cells.extend((!to.is_empty()).then(|| ("to", to.into())));
        clerk.row(id, "holders", &cells);
    }
    assert_eq!((clerk.derived(id)["signed_now"], clerk.derived(id)["to_sign_again"]), (2, 0));
    let now = clerk.tick();
    let why = clerk.desk.replica.transact("edit", now, |e| e.change(id, &[set("summary", "改动")])).unwrap_err();
    assert!(matches!(why, Error::Locked(_)), "{why}");
    clerk.step(id, "revise", &[]);
    clerk.step(id, "submit", &[set("version", "2.0")]);
    clerk.change(id, &[set("drafted_by", "张三")]);
    clerk.step(id, "put-in-force", &[]);
    assert_eq!((clerk.derived(id)["signed_now"], clerk.derived(id)["to_sign_again"]), (0, 1), "李四 has left the post");
}

/// However many trainings people were at: their hours are read from the index of persons, not from the rows.
#[test]
fn hours_of_trainings_come_from_the_index_of_persons() {
    let clerk = Clerk::new();
    let accounts = register("learning-accounts");
    let hours = crate::calc::sql(accounts, &accounts.derived("attended_hours").unwrap().calc, at(0).civil);
    let sql = format!("EXPLAIN QUERY PLAN SELECT {hours} FROM r_learning_accounts t JOIN record rec ON rec.id=t.id");
    let mut plan = clerk.desk.replica.conn.prepare(&sql).unwrap();
    let steps: Vec<String> = plan.query_map([], |r| r.get(3)).unwrap().map(Result::unwrap).collect();
    // Who, of which lines and whether they were there, by the index.
    assert!(
        steps.iter().any(|s| s.starts_with("SEARCH w USING COVERING INDEX line_person (<expr>=? AND field=? AND <expr>=?)")),
        "{steps:?}"
    );
}

#[test]
fn an_account_sums_trainings_assessments_and_entries() {
    let mut clerk = Clerk::new();
    let account = clerk.add("learning-accounts", &[set("person", "李四"), set("year", "2026"), set("required_hours", 10)]);
    let session = |clerk: &mut Clerk, day: &str, rows: &[(&str, bool, i64)]| {
        let id =
            clerk.add("training-sessions", &[set("title", "规程培训"), set("hours", 3), set("held_on", day), Op::State("held".to_owned())]);
        for (who, attended, hours) in rows {
            let mut cells: Vec<(&str, Value)> = vec![("person", (*who).into()), ("attended", Value::Yes(*attended))];
            cells.extend((*hours > 0).then(|| ("hours", (*hours).into())));
            clerk.row(id, "attendees", &cells);
        }
        id
    };
    // Three hours as the session says, two as the row says; not there, of another year, somebody else's.
    let first = session(&mut clerk, "2026-03-02", &[("李四", true, 0), ("王五", true, 0)]);
    session(&mut clerk, "2026-05-02", &[("李四", true, 2)]);
    session(&mut clerk, "2026-06-02", &[("李四", false, 2)]);
    session(&mut clerk, "2025-03-02", &[("李四", true, 9)]);
    assert_eq!((clerk.derived(account)["attended_hours"], clerk.derived(account)["hours"]), (5, 5));
    let school_year = clerk.add("learning-accounts", &[set("person", "李四"), set("year", "2025-2026学年"), set("required_hours", 5)]);
    session(&mut clerk, "2025-09-01", &[("李四", true, 7)]);
    session(&mut clerk, "2026-08-01", &[("李四", true, 70)]);
    assert_eq!(clerk.derived(school_year)["hours"], 3 + 2 + 7, "from August to July");
    clerk.put_back(account, &[set("year", "2026年")]);
    let own = session(&mut clerk, "2026-12-01", &[("李四", true, 1)]);
    clerk.put_back(own, &[Op::State("cancelled".to_owned())]);
    assert_eq!(clerk.derived(account)["hours"], 3 + 2 + 70);
    clerk.put_back(account, &[set("required_hours", 80)]);
    // An assessment of its own counts, one of a training that is counted does not, nor does an entry about it.
    let exam = |clerk: &mut Clerk, session: Option<RecordId>| {
        let mut ops = vec![set("person", "李四"), set("hours", 4), set("account", account.to_string()), Op::State("passed".to_owned())];
        ops.extend(session.map(|s| set("session", s.to_string())));
        clerk.add("assessments", &ops);
    };
    exam(&mut clerk, None);
    exam(&mut clerk, Some(first));
    clerk.row(account, "entries", &[("course", "规程培训".into()), ("hours", 3.into()), ("session", first.to_string().into())]);
    assert_eq!((clerk.derived(account)["assessed_hours"], clerk.derived(account)["hours"]), (4, 79));
    assert!(warned(&clerk, "hours-short"));
    clerk.row(account, "entries", &[("course", "自学".into()), ("hours", 2.into())]);
    let derived = clerk.derived(account);
    assert_eq!((derived["hours"], derived["balance"], derived["progress"]), (81, 1, 101));
    assert!(!warned(&clerk, "hours-short"));
}

#[test]
fn a_task_links_to_the_record_that_it_came_from_and_is_found_from_there() {
    let mut clerk = Clerk::new();
    let sources = [
        "meetings",
        "stand-ups",
        "incoming-documents",
        "disputes",
        "safety-inspections",
        "service-requests",
        "surveys",
        "improvement-actions",
    ];
    for key in sources {
        let source = clerk.plain(key, None);
        let register = super::clerk::register(key);
        let ops = registers::book::tasks::started_from(register, source, &clerk.record(source)).unwrap();
        let task = clerk.add("tasks", &[&ops[..], &[set("title", "跟进")]].concat());
        let back = clerk.reader().linked_from(source, 10).unwrap();
        assert!(back.iter().any(|(hit, _)| hit.id == task), "{key}");
        assert_ne!(clerk.text(task, "source_type"), "", "{key}");
        let counts = ["tasks_total", "tasks", "tasks_open"].iter().any(|id| clerk.derived(source).get(id) == Some(&1));
        assert!(counts, "{key}: {:?}", clerk.derived(source));
    }
}
