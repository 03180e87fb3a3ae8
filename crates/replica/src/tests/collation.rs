//! Lists sort texts as a clerk expects them, also after an older file was brought up to date.

use registers::book::{assets, incoming_documents as letters, people};
use registers::{Kind, Op, Value, order};

use super::clerk::{Clerk, set};
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
    let people = ["陈晨", "曾国华", "周敏"];
    for name in people.iter().rev() {
        replica.transact("create:people", at(20), |e| e.create(&people::REGISTER, &[Op::set(people::NAME, *name)])).unwrap();
    }
    let sort = Some(Sort { field: people::NAME.id().to_owned(), descending: false });
    let page = replica.reader().unwrap().page(&Query { sort, ..Query::of(&people::REGISTER) }).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.values["name"].as_text().unwrap()).collect::<Vec<_>>(), people);
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
             UPDATE meta SET value='2:'||substr(value, instr(value, ':')+1) WHERE key='model'",
        )
        .unwrap();
    }
    let replica = Replica::open(folder.path(), entropy(9), Durability::Process).unwrap();
    assert_eq!(sorted(&replica, "location"), TEXTS);
}

/// Whoever sorts otherwise says so in the version of the read model, and whoever finds another one there makes it anew.
#[test]
fn the_read_model_tells_of_the_order() {
    let Desk { folder, mut replica } = office(1).remove(0);
    named(&mut replica, &NAMES);
    let version: String = schema::meta(&replica.conn, "model").unwrap().unwrap();
    let (order, shape) = version.split_once(':').unwrap();
    assert!(order.ends_with(&format!(".{}", order::VERSION)), "{version}");
    drop(replica);
    {
        // As a program left it in whose order everything was alike.
        let conn = rusqlite::Connection::open(folder.path().join(crate::DATABASE)).unwrap();
        conn.create_collation("zh", |a: &str, b: &str| b.cmp(a)).unwrap();
        conn.create_collation("zh_name", |a: &str, b: &str| b.cmp(a)).unwrap();
        conn.execute_batch("REINDEX").unwrap();
        schema::set_meta(&conn, "model", format!("2.{}:{shape}", order::VERSION - 1)).unwrap();
    }
    let replica = Replica::open(folder.path(), entropy(9), Durability::Process).unwrap();
    assert_eq!(schema::meta::<String>(&replica.conn, "model").unwrap().unwrap(), version);
    assert_eq!(sorted(&replica, "location"), TEXTS);
}

#[test]
fn a_page_in_the_order_of_a_text_comes_from_its_index() {
    let Desk { folder: _folder, mut replica } = office(1).remove(0);
    named(&mut replica, &NAMES);
    schema::index_large(&replica.conn, 3).unwrap();
    for (field, descending) in ["name", "location", "custodian", "using_dept", "model"].into_iter().flat_map(|f| [(f, false), (f, true)]) {
        let sort = Some(Sort { field: field.to_owned(), descending });
        let ways = replica.reader().unwrap().ways(&Query { sort, ..Query::of(&assets::REGISTER) }).unwrap();
        assert!(ways.contains("INDEX r_assets_") && !ways.contains("TEMP B-TREE"), "{field}: {ways}");
    }
    // What is looked up by a text is found by the same index.
    let query = Query { filters: vec![Filter::Is("location", "b".into())], ..Query::of(&assets::REGISTER) };
    let ways = replica.reader().unwrap().ways(&query).unwrap();
    assert!(ways.contains("SEARCH t USING") && ways.contains("INDEX r_assets_location (f_location=?)"), "{ways}");
}

/// Also by the fields that the office has added; what has no value comes last either way.
#[test]
fn fields_of_the_office_are_sorted_likewise() {
    let mut clerk = Clerk::new();
    let add =
        [set("register", "assets"), set("what", "extra-field"), set("target", "x_gate"), set("label_hans", "门"), set("kind", "text")];
    clerk.add("adjustments", &add);
    for gate in NAMES {
        clerk.add("assets", &[set("name", "柜"), set("x_gate", gate)]);
    }
    clerk.add("assets", &[set("name", "柜")]);
    let shelf = clerk.reader().shelf().unwrap();
    let by = |descending, limit, filters| {
        let sort = Some(Sort { field: "x_gate".to_owned(), descending });
        let page = clerk.reader().page(&Query { sort, limit, filters, ..Query::of(shelf.by_key("assets").unwrap()) }).unwrap();
        let gate = |row: &crate::query::Row| row.values.get("x_gate").and_then(Value::as_text).unwrap_or("-").to_owned();
        page.rows.iter().map(gate).collect::<Vec<_>>()
    };
    let up = [TEXTS.as_slice(), &["-"]].concat();
    let down: Vec<&str> = TEXTS.into_iter().rev().chain(["-"]).collect();
    assert_eq!(by(false, 3, Vec::new()), up[..3]);
    assert_eq!(by(false, 10, Vec::new()), up);
    assert_eq!(by(true, 10, Vec::new()), down);
    assert_eq!(by(false, 10, vec![Filter::Is("name", "柜".into())]), up);
}

/// Groups of reports and names that are offered stand in the same order.
#[test]
fn names_that_are_offered_stand_in_order() {
    let Desk { folder: _folder, mut replica } = office(1).remove(0);
    named(&mut replica, &["陈晨", "曾国华", "周敏", "阿依古丽", "查良"]);
    let names = replica.reader().unwrap().values(Kind::Person, "", 10).unwrap();
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.chars().count() > 1).collect();
    let mut wanted = names.clone();
    wanted.sort_by(|a, b| order::compare_names(a, b));
    assert_eq!(names, wanted);
    assert_eq!(names.iter().filter(|n| ["曾国华", "查良", "周敏"].contains(n)).collect::<Vec<_>>(), [&"曾国华", &"查良", &"周敏"]);
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

/// What is empty comes last, upwards and downwards, with an index and without, whatever is asked besides.
#[test]
fn what_is_empty_comes_last_either_way() {
    let mut clerk = Clerk::new();
    for brand in [None, Some("乙"), None, Some("甲"), Some("b")] {
        let given = brand.map(|brand| [set("brand", brand), set("life", brand.len() as i64)]);
        clerk.add("assets", &[vec![set("name", "柜")], given.into_iter().flatten().collect()].concat());
    }
    for large in [false, true] {
        if large {
            schema::index_large(&clerk.desk.replica.conn, 3).unwrap();
        }
        let by = |field: &str, descending, filters: &[Filter]| {
            let sort = Some(Sort { field: field.to_owned(), descending });
            let query = Query { sort, filters: filters.to_vec(), ..Query::of(&assets::REGISTER) };
            let page = clerk.desk.replica.reader().unwrap().page(&query).unwrap();
            page.rows.iter().map(|row| row.values.get("brand").and_then(Value::as_text).unwrap_or("-").to_owned()).collect::<Vec<_>>()
        };
        for filters in [&[][..], &[Filter::Is("name", "柜".into())]] {
            assert_eq!(by("brand", false, filters), ["b", "甲", "乙", "-", "-"]);
            assert_eq!(by("brand", true, filters), ["乙", "甲", "b", "-", "-"]);
            assert_eq!(by("life", false, filters), ["b", "乙", "甲", "-", "-"]);
            assert_eq!(by("life", true, filters), ["甲", "乙", "b", "-", "-"]);
        }
    }
}

/// A list sorted by a link stands in the order of what it shows: the titles of what it names, whatever is asked besides and
/// wherever the page begins.
#[test]
fn links_are_sorted_by_the_titles_that_the_list_shows() {
    let mut clerk = Clerk::new();
    let supplies: Vec<String> =
        ["硒鼓10号", "硒鼓2号", "白纸", "b", "硒鼓2号"].map(|name| clerk.add("supplies", &[set("name", name)]).to_string()).into();
    let mut movements = Vec::new();
    for n in 0..12 {
        let mut given = vec![set("name", "领用"), set("kind", if n % 2 == 0 { "in" } else { "issue" }), set("quantity", 1)];
        if n < 10 {
            given.push(set("item", supplies[n % 5].as_str()));
        }
        movements.push((n, clerk.add("stock-movements", &given)));
    }
    let shelf = clerk.reader().shelf().unwrap();
    let register = shelf.by_key("stock-movements").unwrap();
    let page = |descending, offset, limit, filters: &[Filter]| {
        let sort = Some(Sort { field: "item".to_owned(), descending });
        let found = clerk.reader().page(&Query { sort, offset, limit, filters: filters.to_vec(), ..Query::of(register) }).unwrap();
        found.rows.iter().map(|row| movements.iter().find(|(_, id)| *id == row.id).unwrap().0).collect::<Vec<usize>>()
    };
    // Empty ones last either way; of the same title the supply that was made first, and its movements in their order.
    let wanted = [3, 8, 2, 7, 1, 6, 4, 9, 0, 5, 10, 11];
    let back: Vec<usize> = wanted[..10].iter().rev().copied().chain([11, 10]).collect();
    assert_eq!(page(false, 0, 20, &[]), wanted);
    assert_eq!(page(true, 0, 20, &[]), back);
    for (offset, limit) in [(0, 3), (1, 1), (2, 5), (3, 4), (5, 1), (9, 9), (12, 3), (40, 3)] {
        let part = |all: &[usize]| all.iter().copied().skip(offset).take(limit).collect::<Vec<_>>();
        assert_eq!(page(false, offset, limit, &[]), part(&wanted), "{offset} {limit}");
        assert_eq!(page(true, offset, limit, &[]), part(&back), "{offset} {limit}");
        let even = |all: &[usize]| all.iter().copied().filter(|n| n % 2 == 0).collect::<Vec<_>>();
        assert_eq!(page(false, offset, limit, &[Filter::Is("kind", "in".into())]), part(&even(&wanted)), "{offset} {limit}");
        assert_eq!(page(true, offset, limit, &[Filter::Is("kind", "in".into())]), part(&even(&back)), "{offset} {limit}");
    }
}
