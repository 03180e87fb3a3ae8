//! An office changes its registers: the changes are records like any other, and reach every desk.

use registers::document::Op;
use registers::number;
use registers::workflow::StepError;
use registers::{Kind, RecordId, Value};

use super::clerk::{Clerk, register, set};
use super::{Desk, assert_equal, hand_over, office};
use crate::{Error, Filter, Query, Sort};

fn adjust(clerk: &mut Clerk, key: &str, what: &str, target: &str, more: &[Op]) -> RecordId {
    let ops = [&[set("register", key), set("what", what), set("target", target)], more].concat();
    clerk.add("adjustments", &ops)
}

fn two() -> [Clerk; 2] {
    let mut desks = office(2);
    let second = desks.pop().unwrap();
    [Clerk::at(desks.pop().unwrap()), Clerk::at(second)]
}

fn meet(clerks: &mut [Clerk; 2]) {
    let [a, b] = clerks;
    hand_over(&mut a.desk.replica, &mut b.desk.replica);
    hand_over(&mut b.desk.replica, &mut a.desk.replica);
}

fn converged(clerks: [Clerk; 2]) -> [Desk; 2] {
    let desks = clerks.map(|c| c.desk);
    assert_equal(&desks);
    desks
}

#[test]
fn a_further_field_is_written_listed_in_the_form_and_kept_where_nobody_knows_it() {
    let mut clerks = two();
    let early = clerks[0].try_add("visits", &[set("visitor", "张三"), set("x_temperature", "36.5")]);
    assert!(matches!(early, Err(Error::UnknownField { .. })), "not before it is there");
    adjust(&mut clerks[0], "visits", "extra-field", "x_temperature", &[set("label_hans", "体温"), set("kind", "text")]);
    adjust(&mut clerks[0], "visits", "extra-field", "x_steps", &[set("label_hans", "步数"), set("kind", "integer")]);
    let shelf = clerks[0].reader().shelf().unwrap();
    let adjusted = shelf.by_key("visits").unwrap();
    assert_eq!(adjusted.field_named("体温").map(|f| f.id), Some("x_temperature"));
    assert!(adjusted.groups.iter().any(|g| g.fields.contains(&"x_temperature") && g.fields.contains(&"x_steps")));
    let id = clerks[0].add("visits", &[set("visitor", "张三"), set("x_temperature", "36.5"), set("x_steps", 12)]);
    let wrong = clerks[0].try_add("visits", &[set("visitor", "李四"), set("x_steps", "many")]);
    assert!(matches!(wrong, Err(Error::WrongValue { .. })));
    // Visits are in another space than adjustments: the second desk gets the visit alone.
    let [a, b] = &mut clerks;
    let space = trust::id::SpaceId(2);
    let beyond = crate::exchange::frontier(&b.desk.replica.conn, space).unwrap();
    let (entries, _) = a.desk.replica.entries_beyond(space, &beyond, 1 << 20).unwrap();
    b.desk.replica.receive_unordered(space, &entries, super::at(10).unix_ms).unwrap();
    assert!(b.reader().shelf().unwrap().by_key("visits").unwrap().field("x_temperature").is_none());
    assert_eq!(b.text(id, "x_temperature"), "36.5");
    b.change(id, &[set("purpose", "家访")]);
    assert!(matches!(b.try_add("visits", &[set("visitor", "王五"), set("x_steps", 3)]), Err(Error::UnknownField { .. })));
    meet(&mut clerks);
    for clerk in &clerks {
        let record = clerk.record(id);
        assert_eq!(
            (record.text("x_temperature"), record.get("x_steps"), record.text("purpose")),
            ("36.5", Some(&Value::Integer(12)), "家访")
        );
    }
    clerks[1].change(id, &[set("x_temperature", "36.8")]);
    meet(&mut clerks);
    assert_eq!(clerks[0].text(id, "x_temperature"), "36.8");
    let events = clerks[0].reader().history(id).unwrap();
    assert_eq!(events.last().unwrap().changes[0].field, "x_temperature");
    converged(clerks);
}

#[test]
fn lists_of_an_adjusted_register_can_be_read() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "visits", "extra-field", "x_temperature", &[set("label_hans", "体温"), set("kind", "text")]);
    let id = clerk.add("visits", &[set("visitor", "张三"), set("x_temperature", "三十六度五")]);
    clerk.desk.replica.index().unwrap();
    let shelf = clerk.reader().shelf().unwrap();
    let all = Query::of(shelf.by_key("visits").unwrap());
    let sort = |field: &str| Some(Sort { field: field.to_owned(), descending: true });
    for query in [
        all.clone(),
        Query { sort: sort("x_temperature"), ..all.clone() },
        Query { sort: sort("entered"), ..all.clone() },
        Query { search: "张三".to_owned(), ..all.clone() },
    ] {
        let page = clerk.reader().page(&query).unwrap();
        assert_eq!((page.total, page.rows[0].id), (1, id));
    }
    let filtered = |field: &'static str| Query { filters: vec![Filter::Is(field, "张三".into())], ..all.clone() };
    assert_eq!(clerk.reader().page(&filtered("visitor")).unwrap().total, 1);
    assert_eq!(clerk.reader().page(&filtered("x_temperature")).unwrap().total, 0);
    let adjusted = shelf.by_key("visits").unwrap();
    clerk.reader().derived(adjusted, &[id], super::at(0).civil).unwrap();
    clerk.reader().same(adjusted, &clerk.record(id), None).unwrap();
    clerk.reader().stays(adjusted).unwrap();
    for report in adjusted.reports {
        clerk.reader().report(adjusted, report, crate::Period::default(), super::at(0).civil).unwrap();
    }
}

#[test]
fn fields_become_required_or_hidden_and_steps_are_left_out() {
    let mut clerk = Clerk::new();
    let standing = clerk.add("visits", &[set("visitor", "早来的"), set("purpose", "送文件")]);
    adjust(&mut clerk, "visits", "field", "purpose", &[set("required", true), set("label_hans", "来校原因")]);
    adjust(&mut clerk, "visits", "field", "vehicle", &[set("hidden", true)]);
    let missing = clerk.try_add("visits", &[set("visitor", "张三")]);
    assert!(matches!(missing, Err(Error::Missing(ref fields)) if fields == &["purpose"]), "{missing:?}");
    clerk.add("visits", &[set("visitor", "张三"), set("purpose", "送文件")]);
    clerk.change(standing, &[set("visitor", "早来的人")]);
    let shelf = clerk.reader().shelf().unwrap();
    assert!(shelf.by_key("visits").unwrap().field("vehicle").is_none_or(|f| f.retired));
    assert_eq!(shelf.find("访客登记").unwrap().field("purpose").unwrap().labels.hans, "来校原因");
    // A step that nothing depends on is left out, here and in what may be done.
    let task = clerk.add("tasks", &[set("title", "材料"), set("owner", "胡玉"), set("due_at", "2026-12-01")]);
    let off = adjust(&mut clerk, "tasks", "step", "send-back", &[set("hidden", true)]);
    clerk.change(task, &[Op::State("awaiting-check".to_owned())]);
    let refused = clerk.refused(task, "send-back", &[set("check_opinion", "重做")]);
    assert!(matches!(refused, Error::Step(StepError::Unknown(_))), "{refused}");
    clerk.step(off, "void", &[set("void_reason", "恢复")]);
    clerk.step(task, "send-back", &[set("check_opinion", "重做")]);
    assert_eq!(clerk.state(task), "doing");
}

#[test]
fn a_deadline_and_a_number_follow_the_offices_own_rule() {
    let mut clerk = Clerk::new();
    let letter = |clerk: &mut Clerk, urgency: &str| -> (String, String) {
        let id = clerk.add("incoming-documents", &[set("title", "通知"), set("urgency", urgency), set("received_at", "2026-11-23")]);
        clerk.step(id, "register", &[]);
        let record = clerk.record(id);
        let number = register("incoming-documents").number.unwrap().field;
        (record.text(number).to_owned(), record.text("due_at").to_owned())
    };
    let (first, due) = letter(&mut clerk, "urgent");
    assert_eq!((first.as_str(), due.as_str()), ("收〔2026〕1号", "2026-11-26"));
    adjust(&mut clerk, "incoming-documents", "deadline", "urgent", &[set("days", 1)]);
    adjust(&mut clerk, "incoming-documents", "deadline", "", &[set("days", 5)]);
    adjust(&mut clerk, "incoming-documents", "number", "", &[set("pattern", "明中收〔{year}〕{n:3}号")]);
    let (second, due) = letter(&mut clerk, "urgent");
    assert_eq!((second.as_str(), due.as_str()), ("明中收〔2026〕001号", "2026-11-24"), "another series begins");
    assert_eq!(letter(&mut clerk, "").1, "2026-11-30");
    assert_eq!(letter(&mut clerk, "").0, "明中收〔2026〕003号");
    let shelf = clerk.reader().shelf().unwrap();
    let adjusted = shelf.by_key("incoming-documents").unwrap();
    assert_eq!(number::place(adjusted, "明中收〔2026〕003号").map(|p| p.n), Some(3));
    let found = clerk.reader().find(None, "明中收〔2026〕003号").unwrap();
    assert!(found.is_some());
    // The office's own series survives a rebuild: the next number is the next one.
    clerk.desk.replica.rebuild().unwrap();
    assert_eq!(letter(&mut clerk, "").0, "明中收〔2026〕004号");
}

#[test]
fn further_choices_can_be_chosen() {
    let mut clerk = Clerk::new();
    let refused = clerk.try_add("visits", &[set("visitor", "张三"), set("type", "校友")]);
    assert!(matches!(refused, Err(Error::WrongValue { .. })));
    adjust(&mut clerk, "visits", "choice", "type", &[set("words", "校友、施工人员")]);
    let id = clerk.add("visits", &[set("visitor", "张三"), set("type", "校友")]);
    let shelf = clerk.reader().shelf().unwrap();
    let field = shelf.by_key("visits").unwrap().field("type").unwrap();
    assert!(matches!(field.kind, Kind::Choice(list) if list.iter().any(|c| c.id == "施工人员")));
    assert_eq!(clerk.text(id, "type"), "校友");
}

#[test]
fn two_desks_that_adjust_at_once_arrive_at_the_same_registers() {
    let mut clerks = two();
    for clerk in &mut clerks {
        clerk.minute = 5;
    }
    adjust(&mut clerks[0], "assets", "extra-field", "x_colour", &[set("label_hans", "颜色"), set("kind", "text")]);
    adjust(
        &mut clerks[1],
        "assets",
        "extra-field",
        "x_colour",
        &[set("label_hans", "色彩"), set("kind", "choice"), set("words", "红、蓝")],
    );
    adjust(&mut clerks[0], "assets", "field", "brand", &[set("label_hans", "牌子")]);
    adjust(&mut clerks[1], "assets", "field", "brand", &[set("label_hans", "厂牌"), set("required", true)]);
    let own = clerks[0].add("assets", &[set("name", "椅子"), set("x_colour", "灰")]);
    let other = clerks[1].add("assets", &[set("name", "桌子"), set("brand", "明德"), set("x_colour", "红")]);
    meet(&mut clerks);
    let both = clerks.each_ref().map(|clerk| clerk.reader().shelf().unwrap().by_key("assets").unwrap());
    assert_eq!(both[0], both[1]);
    assert!(both[0].field("brand").unwrap().required);
    for clerk in &mut clerks {
        assert_eq!((clerk.text(own, "x_colour"), clerk.text(other, "x_colour")), ("灰".to_owned(), "红".to_owned()));
        // What does not fit what was decided elsewhere stays readable, and the record stays open to other edits.
        clerk.change(own, &[set("location", "甲楼")]);
    }
    meet(&mut clerks);
    converged(clerks);
}
