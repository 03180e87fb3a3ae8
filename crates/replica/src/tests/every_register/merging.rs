//! Two desks write in one record of every register while they do not see each other.

use std::collections::BTreeMap;

use registers::document::Record;
use registers::{Kind, Op, RecordId, Value, book};
use tempfile::TempDir;
use trust::id::SpaceId;

use super::super::clerk::{Clerk, member, set};
use super::super::{Desk, assert_equal, at, entropy, office};
use super::add_examples;
use crate::Replica;

const SPACES: [SpaceId; 4] = [SpaceId(1), SpaceId(2), SpaceId(3), SpaceId(4)];

/// The founder's desk and one that reads and writes in every space.
fn both() -> [Clerk; 2] {
    let mut first = office(1).remove(0);
    let folder: TempDir = tempfile::tempdir().unwrap();
    let joining = Replica::request(folder.path(), "职员甲", "机甲", entropy(101)).unwrap();
    let roles = ["clerk".to_owned(), "office-director".to_owned()];
    let (welcome, _) = first.replica.admit(&joining.request, &roles, &SPACES).unwrap();
    let replica = Replica::accept(folder.path(), &welcome, entropy(1_101)).unwrap();
    [Clerk::at(first), Clerk::at(Desk { folder, replica })]
}

fn meet(clerks: &mut [Clerk; 2]) {
    let [a, b] = clerks;
    for space in SPACES {
        hand(&mut a.desk.replica, &mut b.desk.replica, space);
        hand(&mut b.desk.replica, &mut a.desk.replica, space);
    }
}

fn hand(from: &mut Replica, to: &mut Replica, space: SpaceId) {
    loop {
        let beyond = crate::exchange::frontier(&to.conn, space).unwrap();
        let (entries, complete) = from.entries_beyond(space, &beyond, 1 << 20).unwrap();
        let received = to.receive_unordered(space, &entries, at(0).unix_ms).unwrap();
        assert_eq!(received.refused, vec![]);
        if complete || received.stored == 0 {
            return;
        }
    }
}

/// What a desk writes: each field that is its own gets a value, every set a member, every lines field a row.
fn writes(clerk: &mut Clerk, record: &Record, desk: usize) -> Vec<Op> {
    let register = super::register(&record.register);
    let mut ops = Vec::new();
    for (n, field) in register.fields.iter().enumerate() {
        match field.kind {
            Kind::Links(_) | Kind::Attachments => ops.push(member(field.id, format!("件{desk}"))),
            Kind::Choices(list) => ops.push(member(field.id, list[desk % list.len()].id)),
            Kind::Lines(_) => ops.push(clerk.fitting_row(field)),
            _ if n % 2 != desk => {}
            Kind::Text | Kind::Person | Kind::Department => ops.push(set(field.id, format!("机{desk}写的"))),
            Kind::Link(_) => {}
            Kind::YesNo => ops.push(set(field.id, !matches!(record.get(field.id), Some(Value::Yes(true))))),
            _ => ops.extend(clerk.fitting(field)),
        }
    }
    ops
}

#[test]
fn two_desks_write_in_one_record_of_every_register_and_nothing_is_lost() {
    let mut clerks = both();
    let all = add_examples(&mut clerks[0]);
    meet(&mut clerks);
    let mut wrote: BTreeMap<RecordId, Vec<Op>> = BTreeMap::new();
    for (_, ids) in &all {
        let record = clerks[0].record(ids[0]);
        assert_eq!(record, clerks[1].record(ids[0]));
        for (desk, clerk) in clerks.iter_mut().enumerate() {
            for op in writes(clerk, &record, desk) {
                let now = clerk.tick();
                // What a rule of the book forbids is not written.
                if clerk.desk.replica.transact("edit", now, |e| e.change(ids[0], std::slice::from_ref(&op))).is_ok() {
                    wrote.entry(ids[0]).or_default().push(op);
                }
            }
        }
    }
    assert!(wrote.len() == book::ALL.len() && wrote.values().map(Vec::len).sum::<usize>() > 10 * book::ALL.len());
    meet(&mut clerks);
    for clerk in &clerks {
        for (register, ids) in &all {
            let record = clerk.record(ids[0]);
            wrote[&ids[0]].iter().for_each(|op| assert!(says(&record, op), "{}: {op:?} was lost", register.key));
            assert_eq!(record.conflicts(), Vec::<String>::new(), "{}", register.key);
        }
    }
    let [a, b] = clerks;
    assert_equal(&[a.desk, b.desk]);
}

/// Whether the record says what was written.
fn says(record: &Record, op: &Op) -> bool {
    match op {
        Op::Set { field, value } => record.get(field) == value.as_ref(),
        Op::Text { field, text } => record.text(field).contains(text.as_str()),
        Op::Member { field, member, .. } => record.sets.get(field).is_some_and(|s| s.contains(member)),
        Op::Line { field, row, cells } => {
            let line = record.lines.get(field).and_then(|rows| rows.iter().find(|r| r.id == *row));
            line.is_some_and(|line| cells.iter().all(|(column, value)| line.cell(column) == Some(value)))
        }
        Op::DropLine { .. } | Op::State(_) => true,
    }
}
