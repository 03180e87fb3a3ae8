//! Links that name no record yet.

use registers::book::{meetings, number_leases, stock_movements as movements, supplies, topics};

use super::*;

impl Office {
    /// What a list does where links may lack, after it was written: what was done and what was left out.
    fn import_leaving(&mut self, register: &'static Register, file: &Path, purpose: Purpose) -> (Done, Vec<String>) {
        let plan = plan(register, file, &[], purpose).unwrap();
        let todo = compare_with(&self.reader(), register, plan.import, purpose, Links::MayLack).unwrap();
        assert_eq!(todo.refusals(Lang::ZhHans, book::ALL), []);
        let left = left_out(Lang::ZhHans, &todo).into_iter().map(|(_, text)| text).collect();
        (write(&mut self.replica, register, todo, |_, _| {}).unwrap(), left)
    }

    fn exported(&self, register: &'static Register) -> std::path::PathBuf {
        let file = self.folder.path().join(format!("{}.csv", register.key));
        export::table(Lang::ZhHans, &self.reader(), &Query::of(register), &file, |_, _| {}).unwrap();
        file
    }
}

/// A topic names the meeting that takes it up, and a row of the meeting's agenda names the topic.
#[test]
fn books_that_name_each_other_are_carried_over() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let topic = one.add(&topics::REGISTER, &[Op::set(topics::TITLE, "食堂改造")]);
    let row = |topic: RecordId| Op::Line {
        field: "agenda".to_owned(),
        row: fresh_row(),
        cells: vec![cell(meetings::agenda::SUBJECT, "听取食堂改造方案"), cell(meetings::agenda::TOPIC, topic)],
    };
    let meeting = one.add(&meetings::REGISTER, &[Op::set(meetings::SUBJECT, "校务会"), row(topic)]);
    one.replica.transact("edit", clock::now(), |e| e.change(topic, &[set("meeting", &meeting.to_string())])).unwrap();
    let files = [one.exported(&topics::REGISTER), one.exported(&meetings::REGISTER)];
    // Without it the first of the two books cannot come in.
    let todo = other.todo(&topics::REGISTER, &files[0], Purpose::Add);
    assert_eq!(todo.done(), done(0, 0, 0, 1));
    let (did, left) = other.import_leaving(&topics::REGISTER, &files[0], Purpose::Add);
    assert_eq!((did, left.len()), (done(1, 0, 0, 0), 1));
    assert!(left[0].contains("第2行") && left[0].contains("校务会"), "{left:?}");
    assert_eq!(other.all(&topics::REGISTER)[0].text("meeting"), "");
    assert_eq!(other.import_leaving(&meetings::REGISTER, &files[1], Purpose::Add), (done(1, 0, 0, 0), vec![]));
    // What was left out comes with the second reading, and a third one finds nothing to do.
    assert_eq!(other.import_leaving(&topics::REGISTER, &files[0], Purpose::Update), (done(0, 1, 0, 0), vec![]));
    let reader = other.reader();
    let id = |register: &'static Register| reader.page(&Query::of(register)).unwrap().rows[0].id;
    assert_eq!(other.value(id(&topics::REGISTER), "meeting"), id(&meetings::REGISTER).to_string());
    let agenda = rows(&other.all(&meetings::REGISTER)[0], "agenda");
    assert!(agenda[0].contains(&("topic".to_owned(), id(&topics::REGISTER).to_string().as_str().into())), "{agenda:?}");
    for (register, file) in [(&topics::REGISTER, &files[0]), (&meetings::REGISTER, &files[1])] {
        for purpose in [Purpose::Add, Purpose::Update] {
            assert_eq!(other.import_leaving(register, file, purpose).0, done(0, 0, 1, 0));
        }
    }
}

/// The row of a field that was left out is added later, not a second row beside half of one.
#[test]
fn a_row_of_a_field_waits_for_what_it_names() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let topic = one.add(&topics::REGISTER, &[Op::set(topics::TITLE, "食堂改造")]);
    let row = |text: &str, topic: Option<RecordId>| Op::Line {
        field: "agenda".to_owned(),
        row: fresh_row(),
        cells: std::iter::once(cell(meetings::agenda::SUBJECT, text)).chain(topic.map(|t| cell(meetings::agenda::TOPIC, t))).collect(),
    };
    one.add(&meetings::REGISTER, &[Op::set(meetings::SUBJECT, "校务会"), row("方案", Some(topic)), row("其他", None)]);
    let (topics_file, file) = (one.exported(&topics::REGISTER), one.exported(&meetings::REGISTER));
    let (did, left) = other.import_leaving(&meetings::REGISTER, &file, Purpose::Add);
    assert_eq!((did, left.len()), (done(1, 0, 0, 0), 1));
    assert_eq!(rows(&other.all(&meetings::REGISTER)[0], "agenda").len(), 1);
    assert_eq!(other.import_leaving(&topics::REGISTER, &topics_file, Purpose::Add), (done(1, 0, 0, 0), vec![]));
    assert_eq!(other.import_leaving(&meetings::REGISTER, &file, Purpose::Update), (done(0, 1, 0, 0), vec![]));
    assert_eq!(rows(&other.all(&meetings::REGISTER)[0], "agenda").len(), 2);
    assert_eq!(other.import_leaving(&meetings::REGISTER, &file, Purpose::Update), (done(0, 0, 1, 0), vec![]));
}

/// A record without a number that lacks a link is known again by all else that the row says.
#[test]
fn what_lacks_a_link_is_not_entered_twice() {
    let mut office = Office::new();
    let file = office.folder.path().join("movements.csv");
    std::fs::write(&file, "用品,用品名称,类型,日期,数量\nA4纸,A4纸,领用,2026-11-20,3\n").unwrap();
    assert_eq!(office.import_leaving(&movements::REGISTER, &file, Purpose::Add).0, done(1, 0, 0, 0));
    assert_eq!(office.import_leaving(&movements::REGISTER, &file, Purpose::Add).0, done(0, 0, 1, 0), "the same");
    let item = office.add(&supplies::REGISTER, &[Op::set(supplies::NAME, "A4纸")]);
    let refused = office.todo(&movements::REGISTER, &file, Purpose::Add).done();
    assert_eq!(refused, done(0, 0, 0, 1), "adding asks whether to change");
    assert_eq!(office.import_leaving(&movements::REGISTER, &file, Purpose::Update).0, done(0, 1, 0, 0));
    let all = office.all(&movements::REGISTER);
    assert_eq!((all.len(), all[0].text("item")), (1, item.to_string().as_str()));
}

/// Rows of one list that name each other come without these links, then get them.
#[test]
fn a_circle_is_closed_by_the_second_reading() {
    let mut office = Office::new();
    let heading = organisations::REGISTER.field("parent").unwrap().labels.hans;
    let file = office.folder.path().join("organisations.csv");
    std::fs::write(&file, format!("名称,{heading}\n甲,乙\n乙,甲\n")).unwrap();
    let (did, left) = office.import_leaving(&organisations::REGISTER, &file, Purpose::Add);
    assert_eq!((did, left.len()), (done(2, 0, 0, 0), 2));
    assert_eq!(office.import_leaving(&organisations::REGISTER, &file, Purpose::Update), (done(0, 2, 0, 0), vec![]));
    assert!(office.all(&organisations::REGISTER).iter().all(|r| r.is_filled("parent")));
}

#[test]
fn what_only_the_program_writes_is_not_imported() {
    let office = Office::new();
    let file = office.exported(&number_leases::REGISTER);
    assert!(matches!(plan(&number_leases::REGISTER, &file, &[], Purpose::Add), Err(ImportError::Own)));
}
