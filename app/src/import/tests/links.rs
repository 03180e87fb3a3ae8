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

/// A stock book has the names of its items. Where there is just one item of that name, specification and unit, it is meant, and its
/// stock is what the book says.
#[test]
fn a_stock_book_counts_for_the_items_that_it_names() {
    let mut office = Office::new();
    let item = |office: &mut Office, name: &str, spec: &str| {
        let ops = [Op::set(supplies::NAME, name), Op::set(supplies::SPEC, spec), Op::set(supplies::UNIT, "包")];
        office.add(&supplies::REGISTER, &ops)
    };
    let (paper, large) = (item(&mut office, "复印纸", "A4"), item(&mut office, "复印纸", "A3"));
    let void = item(&mut office, "信封", "");
    office.replica.transact("void", clock::now(), |e| e.change(void, &[Op::State("void".to_owned())])).unwrap();
    let list = "日期,类型,物品名称,规格,单位,数量,领用人\n2026-09-01,入库,复印纸,A4,包,50,\n2026-09-02,领用,复印纸,A4,包,8,王芳\n\
                2026-09-03,入库,复印纸,,包,5,\n2026-09-03,入库,信封,,包,5,\n2026-09-04,入库,复印纸,A3,,7,\n";
    let file = office.folder.path().join("stock.csv");
    std::fs::write(&file, list).unwrap();
    let plan_of = |purpose| plan(&movements::REGISTER, &file, &[], purpose).unwrap();
    let todo = compare(&office.reader(), &movements::REGISTER, plan_of(Purpose::Add).import, Purpose::Add).unwrap();
    let left = left_out(Lang::ZhHans, &todo);
    assert!(left.len() == 1 && left[0].0 == 4 && left[0].1.contains("复印纸"), "{left:?}");
    assert_eq!(write(&mut office.replica, &movements::REGISTER, todo, |_, _| {}).unwrap(), done(5, 0, 0, 0));
    let items = |office: &Office| {
        let mut found: Vec<_> =
            office.all(&movements::REGISTER).iter().map(|r| (r.text("at")[8..].to_owned(), r.text("item").to_owned())).collect();
        found.sort();
        found.into_iter().map(|(_, item)| item).collect::<BTreeSet<String>>()
    };
    let named = |ids: &[RecordId]| ids.iter().map(ToString::to_string).chain([String::new()]).collect::<BTreeSet<String>>();
    assert_eq!(items(&office), named(&[paper, large]));
    // Again, it finds all; and an item that came later is filled in by another reading.
    let again = |office: &mut Office, purpose| {
        let todo = compare(&office.reader(), &movements::REGISTER, plan_of(purpose).import, purpose).unwrap();
        write(&mut office.replica, &movements::REGISTER, todo, |_, _| {}).unwrap()
    };
    assert_eq!(again(&mut office, Purpose::Add), done(0, 0, 5, 0));
    let envelope = item(&mut office, "信封", "");
    assert_eq!(again(&mut office, Purpose::Add), done(0, 0, 5, 0));
    assert_eq!(again(&mut office, Purpose::Update), done(0, 1, 4, 0));
    assert_eq!(items(&office), named(&[paper, large, envelope]));
}

#[test]
fn the_rows_of_a_requisition_name_their_items() {
    let mut office = Office::new();
    let pen = office.add(&supplies::REGISTER, &[Op::set(supplies::NAME, "签字笔"), Op::set(supplies::UNIT, "支")]);
    let register = book::find("requisitions").unwrap();
    let list = "申请日期,领用部门,领用人,物品名称,规格,单位,数量,用途\n2026-09-05,总务处,李强,签字笔,0.5mm,支,10,办公\n";
    assert_eq!(office.import(register, list, Purpose::Add), (done(1, 0, 0, 0), vec![]));
    let record = &office.all(register)[0];
    let row = &record.lines["lines"][0];
    let cell = |id: &str| row.cell(id).cloned();
    assert_eq!((cell("requested"), cell("spec")), (Some(Value::decimal(100_000)), Some("0.5mm".into())));
    assert_eq!(cell("item"), Some(Value::from(pen.to_string().as_str())), "the item says no specification");
    assert_eq!(office.import(register, list, Purpose::Add), (done(0, 0, 1, 0), vec![]));
}
