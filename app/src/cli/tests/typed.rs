//! Rows and links on the command line, a count of the store, and what was filled in under a setting that lost.

use super::super::{line, stock};
use super::*;

/// The only record of a register, with its id.
fn only(office: &Context, register: &str) -> (String, registers::Record) {
    let reader = office.reader().unwrap();
    let page = reader.page(&Query::of(reader.shelf().unwrap().find(register).unwrap())).unwrap();
    assert_eq!(page.rows.len(), 1, "{register}");
    (page.rows[0].id.to_string(), reader.record(page.rows[0].id).unwrap().unwrap().record)
}

#[test]
fn a_row_that_stands_there_is_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("incoming-documents", &["title=通知", "received_at=2026-11-20"]);
    let (id, _) = only(&office, "incoming-documents");
    for reader in ["甲", "乙"] {
        line::line(&office, &id, "circulation", None, &texts(&[&format!("reader={reader}")])).unwrap();
    }
    line::line(&office, &id, "传阅", Some("2"), &texts(&["comment=已阅"])).unwrap();
    let cell = |n: usize, column: &str| {
        let (_, record) = only(&office, "incoming-documents");
        record.lines["circulation"][n].cell(column).and_then(|v| v.as_text()).unwrap_or_default().to_owned()
    };
    assert_eq!((cell(0, "comment"), cell(1, "comment"), cell(1, "reader")), (String::new(), "已阅".into(), "乙".into()));
    let row = only(&office, "incoming-documents").1.lines["circulation"][0].id.clone();
    line::line(&office, &id, "circulation", Some(&row), &texts(&["comment=请复印"])).unwrap();
    assert_eq!((cell(0, "comment"), only(&office, "incoming-documents").1.lines["circulation"].len()), ("请复印".into(), 2));
    for wrong in ["0", "3", "x"] {
        let refused = office.explain(&line::line(&office, &id, "circulation", Some(wrong), &texts(&["comment=x"])).unwrap_err());
        assert!(refused.contains("共 2 行"), "{refused}");
    }
    // A fact that says something is not written over.
    let fact = line::line(&office, &id, "circulation", Some("2"), &texts(&["reader=丙"]));
    assert!(fact.is_err() && cell(1, "reader") == "乙");
}

#[test]
fn a_row_names_what_it_lacks_and_takes_over_what_its_item_says() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("supplies", &["name=A4纸", "unit=包", "spec=80克"]);
    office.add("requisitions", &["purpose=开学"]);
    let (id, _) = only(&office, "requisitions");
    let refused = office.explain(&line::line(&office, &id, "lines", None, &texts(&["requested=2"])).unwrap_err());
    let register = registers::book::find("requisitions").unwrap();
    let lines = register.field("lines").unwrap();
    let name = lines.columns().iter().find(|c| c.id == "name").unwrap().labels.hans;
    assert!(refused.contains(name) && refused.contains(lines.labels.hans), "{refused}");
    line::line(&office, &id, "lines", None, &texts(&["item=A4纸", "requested=2"])).unwrap();
    let (_, record) = only(&office, "requisitions");
    let row = &record.lines["lines"][0];
    let said = |column: &str| row.cell(column).and_then(|v| v.as_text()).unwrap_or_default();
    assert_eq!((said("name"), said("unit")), ("A4纸", "包"));
    // What is said stands.
    line::line(&office, &id, "lines", None, &texts(&["item=A4纸", "name=复印纸", "requested=1"])).unwrap();
    assert_eq!(only(&office, "requisitions").1.lines["lines"][1].cell("name").unwrap().as_text(), Some("复印纸"));
}

#[test]
fn a_link_is_meant_by_name_and_several_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("rooms", &["name=报告厅"]);
    let (room, _) = only(&office, "rooms");
    office.add("bookings", &["purpose=讲座", "room=报告厅"]);
    let (booking, record) = only(&office, "bookings");
    assert_eq!(record.text("room"), room);
    office.add("rooms", &["name=阅览室"]);
    records::set(&office, &booking, &texts(&["room=阅览室"])).unwrap();
    assert_ne!(only(&office, "bookings").1.text("room"), room);
    office.add("rooms", &["name=阅览室"]);
    let refused = office.explain(&records::set(&office, &booking, &texts(&["room=阅览室"])).unwrap_err());
    assert!(refused.matches("阅览室").count() >= 2, "the ones that may be meant are named: {refused}");
    let unknown = office.refused("bookings", &["purpose=讲座", "room=没有的"]);
    assert!(unknown.contains("没有的"), "{unknown}");
}

#[test]
fn a_count_of_the_store_posts_what_it_differs_by() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("supplies", &["name=A4纸", "unit=包", "price=21.50"]);
    stock::count(&office, "A4纸", "-3", "").unwrap_err();
    stock::count(&office, "没有的", "3", "").unwrap_err();
    stock::count(&office, "A4纸", "12.5", "月末盘点").unwrap();
    let (_, record) = only(&office, "stock-movements");
    let number = |field: &str| record.get(field).and_then(registers::Value::as_decimal).unwrap() as f64 / registers::value::PARTS as f64;
    assert_eq!((number("counted"), number("book_quantity"), number("quantity")), (12.5, 0.0, 12.5));
    assert_eq!((record.text("kind"), record.text("reason"), record.state()), ("adjust", "月末盘点", "draft"));
    // So does a movement that is typed in as a count.
    office.add("supplies", &["name=墨盒"]);
    office.add("stock-movements", &["name=墨盒", "item=墨盒", "kind=adjust", "counted=4"]);
    let reader = office.reader().unwrap();
    let register = reader.shelf().unwrap().find("stock-movements").unwrap();
    let page = reader.page(&Query::of(register)).unwrap();
    let typed = page.rows.iter().map(|row| reader.record(row.id).unwrap().unwrap().record).find(|r| r.text("name") == "墨盒").unwrap();
    assert_eq!(typed.get("quantity"), Some(&registers::Value::Integer(4)));
}

/// Of two settings of one field the other one counts now: what was filled in under the first is found by its words.
#[test]
fn what_stands_under_a_setting_that_lost_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let setting = |kind: &str, words: &str| {
        let more = if words.is_empty() { vec![] } else { vec![words] };
        let values = [vec!["register=visits", "what=增设栏目", "target=x_tw", "label_hans=体温", kind], more].concat();
        office.add("adjustments", &values);
    };
    setting("kind=文字", "");
    office.add("visits", &["visitor=张三", "体温=偏高"]);
    office.add("visits", &["visitor=李四", "体温=37"]);
    let (id, _) = only(&office, "adjustments");
    records::step(&office, &id, "void", &texts(&["void_reason=改为单选"])).unwrap();
    setting("kind=单选", "words=正常,发热");
    office.add("visits", &["visitor=王五", "体温=正常"]);
    assert_eq!(office.visitors(&["体温=偏高"]), ["张三"]);
    assert_eq!(office.visitors(&["体温=37"]), ["李四"]);
    assert_eq!(office.visitors(&["体温=正常"]), ["王五"]);
    let reader = office.reader().unwrap();
    let visits = reader.shelf().unwrap().find("visits").unwrap();
    assert!(conditions::read(&office, &reader, visits, &texts(&["体温=没有写过"])).is_err(), "what stands nowhere is a mistake");
}

/// Which rows get a due date by the rule is told beforehand; what is finished gets none.
#[test]
fn an_old_list_says_how_many_rows_get_a_due_date() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("old.csv");
    let list = "收文号,标题,收文日期,办理情况,办理时限\n收〔2019〕1号,旧通知一,2019-03-01,办理中,\n收〔2019〕2号,旧通知二,2019-03-02,已办结,\n收〔2019〕3号,旧通知三,2019-03-03,办理中,2019-03-20\n";
    std::fs::write(&file, list).unwrap();
    let reader = office.reader().unwrap();
    let register = registers::book::find("incoming-documents").unwrap();
    let plan = crate::import::plan(register, &file, &[], crate::import::Purpose::Add).unwrap();
    let todo = crate::import::compare(&reader, register, plan.import, crate::import::Purpose::Add).unwrap();
    assert_eq!((todo.fresh.len(), todo.dues), (3, 1));
    let said = crate::import::dues(Lang::ZhHans, register, &todo).unwrap();
    assert!(said.contains("1 行") && said.contains("办理时限"), "{said}");
    let options = ImportOptions {
        register: register.key.into(),
        file,
        map: None,
        leave_links: false,
        further: false,
        update: false,
        state: None,
        dry_run: false,
    };
    data::import(&office, &options).unwrap();
    let due = |title: &str| {
        let page = reader.page(&Query::of(register)).unwrap();
        let row = page.rows.into_iter().find(|row| row.values["title"].as_text() == Some(title)).unwrap();
        reader.record(row.id).unwrap().unwrap().record.text("due_at").to_owned()
    };
    assert!(!due("旧通知一").is_empty() && due("旧通知二").is_empty());
    assert_eq!(due("旧通知三"), "2019-03-20");
}
