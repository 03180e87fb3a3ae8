//! A form that was open while another desk wrote: nothing of that is lost unseen.

use registers::def::{Field, Kind};
use registers::document::Record;
use registers::{Op, RecordId, Register, Value};

use super::*;
use crate::{Error, Replica};

/// A register with a text, a long text and rows that can be changed.
struct Shape {
    register: &'static Register,
    title: &'static str,
    long: &'static str,
    rows: &'static str,
    column: &'static str,
}

fn shape() -> Shape {
    let free = |f: &&'static Field| matches!(f.kind, Kind::Lines(lines) if !lines.append_only && column_of(f).is_some());
    let of = |register: &'static Register| {
        let long = register.all_fields().find(|f| f.kind == Kind::LongText)?;
        let rows = register.all_fields().find(free)?;
        let plain = register.all_fields().all(|f| !f.required || f.id == register.title);
        (plain && register.space.number() <= 2).then(|| Shape {
            register,
            title: register.title,
            long: long.id,
            rows: rows.id,
            column: column_of(rows).unwrap(),
        })
    };
    registers::book::ALL.iter().copied().find_map(of).unwrap()
}

fn column_of(field: &Field) -> Option<&'static str> {
    let Kind::Lines(lines) = field.kind else { return None };
    let only = lines.columns.iter().all(|c| !c.required || c.kind == Kind::Text);
    lines.columns.iter().find(|c| only && c.kind == Kind::Text).map(|c| c.id)
}

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

fn text(field: &str, text: &str) -> Op {
    Op::Text { field: field.to_owned(), text: text.to_owned() }
}

fn read(replica: &Replica, id: RecordId) -> Record {
    replica.reader().unwrap().record(id).unwrap().unwrap().record
}

/// Two desks that hold one record, and the record as the form of the first shows it.
fn opened() -> (Vec<Desk>, Shape, RecordId, Record) {
    let shape = shape();
    let mut desks = office(2);
    let row = |n: u128| RecordId::from_parts(1, n).to_string();
    let columns = shape.register.field(shape.rows).unwrap().columns();
    let line = |n: u128| Op::Line {
        field: shape.rows.to_owned(),
        row: row(n),
        cells: columns.iter().filter(|c| c.kind == Kind::Text).map(|c| (c.id.to_owned(), Value::from("一"))).collect(),
    };
    let ops = [set(shape.title, "通知"), text(shape.long, "请教务处阅。"), line(1), line(2)];
    let id = desks[0].replica.transact("create", at(0), |e| e.create(shape.register, &ops)).unwrap().value;
    meet(&mut desks);
    let base = read(&desks[0].replica, id);
    (desks, shape, id, base)
}

fn elsewhere(desks: &mut [Desk], id: RecordId, ops: &[Op]) {
    desks[1].replica.transact("edit", at(1), |e| e.change(id, ops)).unwrap();
    meet(desks);
}

fn save(desks: &mut [Desk], id: RecordId, base: &Record, ops: &[Op]) -> crate::Result<Record> {
    let replica = &mut desks[0].replica;
    replica.transact("edit", at(2), |e| {
        let ops = e.since(id, base, ops)?;
        e.change(id, &ops)
    })?;
    meet(desks);
    assert_equal(desks);
    Ok(read(&desks[0].replica, id))
}

#[test]
fn what_both_wrote_in_a_long_text_stays() {
    let (mut desks, shape, id, base) = opened();
    elsewhere(&mut desks, id, &[text(shape.long, "拟请教务处阅。")]);
    let record = save(&mut desks, id, &base, &[text(shape.long, "请教务处阅办。")]).unwrap();
    assert_eq!(record.text(shape.long), "拟请教务处阅办。");
}

#[test]
fn a_value_that_came_in_is_not_written_over_unseen() {
    let (mut desks, shape, id, base) = opened();
    elsewhere(&mut desks, id, &[set(shape.title, "通告")]);
    let refused = save(&mut desks, id, &base, &[set(shape.title, "公告")]).unwrap_err();
    assert!(matches!(&refused, Error::Changed(places) if places[..] == [shape.title]), "{refused:?}");
    let now = read(&desks[0].replica, id);
    assert_eq!(now.text(shape.title), "通告", "nothing was written");
    // Whoever has seen it may write over it, and what both wrote alike is no quarrel.
    let record = save(&mut desks, id, &base, &[set(shape.title, "通告")]).unwrap();
    assert_eq!(record.text(shape.title), "通告");
    let record = save(&mut desks, id, &now, &[set(shape.title, "公告")]).unwrap();
    assert_eq!((record.text(shape.title), record.conflicts()), ("公告", Vec::new()));
}

#[test]
fn rows_that_others_touched_are_neither_lost_nor_brought_back_unseen() {
    let (mut desks, shape, id, base) = opened();
    let row = |n: usize| base.lines[shape.rows][n].id.clone();
    let cell = |n: usize| format!("{}/{}/{}", shape.rows, row(n), shape.column);
    let drop = |n: usize| Op::DropLine { field: shape.rows.to_owned(), row: row(n) };
    elsewhere(&mut desks, id, &[set(&cell(0), "二"), drop(1)]);
    let refused = |desks: &mut [Desk], op: Op| match save(desks, id, &base, &[op]) {
        Err(Error::Changed(places)) => places,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&mut desks, set(&cell(0), "三")), [cell(0)]);
    assert_eq!(refused(&mut desks, drop(0)), [format!("{}/{}", shape.rows, row(0))]);
    assert_eq!(refused(&mut desks, set(&cell(1), "三")), [cell(1)]);
    let record = save(&mut desks, id, &base, &[drop(1), set(&cell(0), "二")]).unwrap();
    assert_eq!(record.lines[shape.rows].len(), 1);
}
