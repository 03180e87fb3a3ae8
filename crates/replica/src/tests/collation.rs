//! Lists sort texts as a clerk expects them, also after an older file was brought up to date.

use registers::book::{assets, incoming_documents as letters};
use registers::{Op, Value};

use super::*;
use crate::{Filter, Query, Sort, schema};

fn named(replica: &mut Replica, names: &[&str]) {
    for (minute, name) in (0..).zip(names) {
        let ops = [Op::set(assets::NAME, *name), Op::set(assets::LOCATION, *name), Op::set(assets::CUSTODIAN, *name)];
        replica.transact("create:assets", at(minute), |e| e.create(&assets::REGISTER, &ops)).unwrap();
    }
}

fn sorted(replica: &Replica, field: &str) -> Vec<String> {
    let sort = Some(Sort { field: field.to_owned(), descending: false });
    let page = replica.reader().unwrap().page(&Query { sort, ..Query::of(&assets::REGISTER) }).unwrap();
    page.rows.iter().filter_map(|row| row.values.get(field).and_then(Value::as_text).map(str::to_owned)).collect()
}

const NAMES: [&str; 6] = ["周敏", "曾国华", "陈晨", "10号楼", "2号楼", "b"];
const TEXTS: [&str; 6] = ["2号楼", "10号楼", "b", "曾国华", "陈晨", "周敏"];

#[test]
fn lists_are_sorted_by_reading_and_by_value() {
    let Desk { folder, mut replica } = office(1).remove(0);
    named(&mut replica, &NAMES);
    for large in [false, true] {
        if large {
            schema::index_large(&replica.conn, 3).unwrap();
        }
        assert_eq!(sorted(&replica, "location"), TEXTS);
        // In names of people 曾 is Zeng.
        assert_eq!(sorted(&replica, "custodian"), ["2号楼", "10号楼", "b", "陈晨", "曾国华", "周敏"]);
        let is = |value: &str| {
            let query = Query { filters: vec![Filter::Is("location", value.into())], ..Query::of(&assets::REGISTER) };
            replica.reader().unwrap().page(&query).unwrap().total
        };
        // Sorted alike is not the same.
        assert_eq!([is("b"), is("B"), is("2号楼"), is("02号楼")], [1, 0, 1, 0]);
    }
    // Whoever does not know the order still reads.
    let plain = rusqlite::Connection::open(folder.path().join(crate::DATABASE)).unwrap();
    let count: i64 = plain.query_row("SELECT count(f_location) FROM r_assets", [], |r| r.get(0)).unwrap();
    assert_eq!(count, 6);
}

#[test]
fn a_file_that_was_sorted_otherwise_is_made_anew() {
    let Desk { folder, mut replica } = office(1).remove(0);
    named(&mut replica, &NAMES);
    drop(replica);
    {
        let conn = rusqlite::Connection::open(folder.path().join(crate::DATABASE)).unwrap();
        schema::collate(&conn).unwrap();
        let sql: String = conn.query_row("SELECT sql FROM sqlite_schema WHERE name='r_assets'", [], |r| r.get(0)).unwrap();
        let before = sql.replace(" COLLATE zh_name", "").replace(" COLLATE zh", "").replace("\"r_assets\"", "\"before\"");
        assert_ne!(sql.replace("\"r_assets\"", "\"before\""), before);
        conn.execute_batch(&before).unwrap();
        conn.execute_batch(
            "INSERT INTO \"before\" SELECT * FROM r_assets; DROP TABLE r_assets; ALTER TABLE \"before\" RENAME TO r_assets;
             UPDATE meta SET value='2:'||substr(value, 3) WHERE key='model'",
        )
        .unwrap();
    }
    let replica = Replica::open(folder.path(), entropy(9), Durability::Process).unwrap();
    assert_eq!(sorted(&replica, "location"), TEXTS);
}

/// Numbers are looked up by what they begin with, also where the column sorts them by their value.
#[test]
fn letters_are_in_the_order_of_their_numbers_and_go_on_counting() {
    let Desk { folder: _folder, mut replica } = office(1).remove(0);
    for minute in 0..12 {
        let id = super::add_letter(&mut replica, minute, "通知");
        replica.transact("step", at(100 + minute), |e| e.step(id, "register", &[])).unwrap();
    }
    let field = letters::REGISTER.number.unwrap().field;
    let sort = Some(Sort { field: field.to_owned(), descending: false });
    let page = replica.reader().unwrap().page(&Query { sort, ..Query::of(&letters::REGISTER) }).unwrap();
    let numbers: Vec<&str> = page.rows.iter().map(|row| row.values[field].as_text().unwrap()).collect();
    let wanted: Vec<String> = (1..=12).map(|n| format!("收〔2026〕{n}号")).collect();
    assert_eq!(numbers, wanted);
}
