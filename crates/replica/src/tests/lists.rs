//! Every way to a page gives what looking at each record gives; edits leave the tables as a rebuild makes them.

use registers::book::{assets, tasks};
use registers::{Op, Value};
use rusqlite::types::Value as Sql;

use super::clerk::{Clerk, member, set};
use super::*;
use crate::query::Row;
use crate::{Filter, Query, Sort};

fn below(random: &mut Entropy, n: usize) -> usize {
    let mut bytes = [0; 8];
    random(&mut bytes);
    (u64::from_le_bytes(bytes) % n as u64) as usize
}

/// Whether a row as a list shows it meets a filter.
fn meets(row: &Row, filter: &Filter) -> bool {
    match filter {
        Filter::State(state) => row.state == *state,
        Filter::Is(field, value) => row.values.get(field) == Some(value),
        Filter::Empty(field) => row.values.get(field).is_none_or(Value::is_empty),
        _ => unreachable!("not asked here"),
    }
}

#[test]
fn a_page_is_what_looking_at_every_record_gives() {
    for seed in 0..4 {
        let mut random = entropy(seed);
        let mut clerk = clerk::Clerk::new();
        let ids: Vec<_> = (0..60)
            .map(|n| {
                // One value that nearly all have, one that some have, one that few have.
                let often = if below(&mut random, 10) == 0 { "个" } else { "台" };
                let mut ops = vec![clerk::set("name", format!("资产{n}").as_str()), clerk::set("unit", often)];
                ops.push(clerk::set("location", ["楼一", "楼二", "楼三"][below(&mut random, 3)]));
                ops.extend((below(&mut random, 20) == 0).then(|| clerk::set("brand", "联想")));
                clerk.add("assets", &ops)
            })
            .collect();
        // Some change later, so that the order of changes is another than that of the ids.
        for id in ids.iter().filter(|_| below(&mut random, 3) == 0).collect::<Vec<_>>() {
            clerk.desk.replica.transact("edit", at(900), |e| e.change(*id, &[clerk::set("model", "改")])).unwrap();
        }
        let drafts: Vec<_> = (0..30).map(|n| clerk.add("topics", &[clerk::set("title", format!("议题{}", n % 2).as_str())])).collect();
        drafts
            .iter()
            .filter(|_| below(&mut random, 2) == 0)
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|id| clerk.step(*id, "delete-draft", &[]));
        clerk.desk.replica.index().unwrap();
        let reader = clerk.reader();
        let topics = registers::book::find("topics").unwrap();
        for _ in 0..200 {
            let register = if below(&mut random, 4) == 0 { topics } else { &assets::REGISTER };
            let choice: Vec<Filter> = if register.key == "topics" {
                vec![Filter::Is("title", "议题1".into()), Filter::Empty("title"), Filter::State("deleted".to_owned())]
            } else {
                vec![
                    Filter::Is("unit", "台".into()),
                    Filter::Is("unit", "个".into()),
                    Filter::Is("location", "楼二".into()),
                    Filter::Is("brand", "联想".into()),
                    Filter::Empty("brand"),
                    Filter::Empty("name"),
                    Filter::State("in-use".to_owned()),
                ]
            };
            let filters: Vec<Filter> = choice.into_iter().filter(|_| below(&mut random, 3) == 0).collect();
            let sort = ["title", "location", "unit", "brand", "_updated", "_state"][below(&mut random, 6)];
            let sort = (below(&mut random, 2) == 0).then(|| Sort { field: sort.to_owned(), descending: below(&mut random, 2) == 0 });
            let query = Query { filters, sort, offset: below(&mut random, 8), limit: 1 + below(&mut random, 20), ..Query::of(register) };
            let page = reader.page(&query).unwrap();
            // The same order without a filter, looked at row by row; deleted drafts only where states are asked for.
            let asks = query.filters.iter().any(|f| matches!(f, Filter::State(_)));
            let mut all = reader.page(&Query { filters: Vec::new(), offset: 0, limit: 1_000, ..query.clone() }).unwrap().rows;
            if asks {
                let deleted = Query { filters: vec![Filter::State("deleted".to_owned())], limit: 1_000, ..Query::of(register) };
                all.extend(reader.page(&deleted).unwrap().rows);
            }
            all.retain(|row| query.filters.iter().all(|f| meets(row, f)));
            assert_eq!(page.total, all.len(), "seed {seed}: {query:?}");
            assert_eq!(reader.holds(&query).unwrap(), !all.is_empty(), "seed {seed}: {query:?}");
            let (found, wanted): (Vec<_>, Vec<_>) =
                (page.rows.iter().map(|r| r.id).collect(), all.iter().map(|r| r.id).skip(query.offset).take(query.limit).collect());
            if !asks {
                assert_eq!(found, wanted, "seed {seed}: {query:?}");
            }
        }
    }
}

/// What each table of the read model says, in an order that does not hang on the rows' numbers.
fn tables(replica: &Replica) -> BTreeMap<String, Vec<String>> {
    let conn = &replica.conn;
    let mut registers = conn.prepare("SELECT name FROM sqlite_schema WHERE type='table' AND name LIKE 'r\\_%' ESCAPE '\\'").unwrap();
    let mut names: Vec<String> = registers.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    names.extend(["conflict", "line", "extra", "link", "parallel", "touch"].map(str::to_owned));
    let mut all = BTreeMap::new();
    for name in names {
        let key = if name.starts_with("r_") { "id" } else { "record" };
        let sql = format!("SELECT hex(r.ulid), t.* FROM \"{name}\" t JOIN record r ON r.id=t.{key}");
        let mut statement = conn.prepare(&sql).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let rows = statement.query_map([], |r| {
            let cells = columns.iter().enumerate().filter(|(_, c)| ![key, "entry"].contains(&c.as_str()));
            Ok(cells.map(|(i, c)| format!("{c}={:?} ", r.get::<_, Sql>(i).unwrap())).collect::<String>())
        });
        let mut rows: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        rows.sort_unstable();
        all.insert(name, rows);
    }
    all
}

#[test]
fn edits_leave_the_tables_as_a_rebuild_makes_them() {
    for seed in 10..14 {
        let mut random = entropy(seed);
        let mut desks = office(2);
        let mut ids = Vec::new();
        for n in 0..8 {
            // Half of them have a number already, which then stays; the others are given one, perhaps at both desks.
            let mut ops = vec![Op::set(assets::NAME, format!("资产{n}").as_str())];
            ops.extend((n % 2 == 0).then(|| Op::set(assets::ASSET_NO, format!("ZC{n:04}").as_str())));
            let made = desks[0].replica.transact("create", at(n), |e| e.create(&assets::REGISTER, &ops)).unwrap();
            ids.push(made.value);
            let ops = [Op::set(tasks::TITLE, format!("任务{n}").as_str())];
            ids.push(desks[0].replica.transact("create", at(n), |e| e.create(&tasks::REGISTER, &ops)).unwrap().value);
        }
        for round in 0..6 {
            let [a, b] = &mut desks[..] else { unreachable!() };
            hand_over(&mut a.replica, &mut b.replica);
            hand_over(&mut b.replica, &mut a.replica);
            for step in 0..16 {
                let desk = &mut desks[below(&mut random, 2)].replica;
                let id = ids[below(&mut random, ids.len())];
                let register = desk.reader().unwrap().register_of(id).unwrap().unwrap();
                let number = below(&mut random, 50);
                let value = format!("值{}", below(&mut random, 5));
                let op = match (register.key, below(&mut random, 4)) {
                    ("assets", 0) => Op::set(assets::LOCATION, value.as_str()),
                    ("assets", 1) => Op::set(assets::ASSET_NO, format!("ZC{number:04}").as_str()),
                    ("assets", 2) => Op::set(assets::QUANTITY, number as i64),
                    ("assets", _) => Op::Set { field: "location".to_owned(), value: None },
                    (_, 0) => Op::set(tasks::TITLE, value.as_str()),
                    _ => {
                        let lines = register.fields.iter().find(|f| matches!(f.kind, registers::Kind::Lines(_))).unwrap();
                        let cells = vec![(lines.columns()[0].id.to_owned(), Value::from(value.as_str()))];
                        Op::Line { field: lines.id.to_owned(), row: format!("{:026}", below(&mut random, 3)), cells }
                    }
                };
                if below(&mut random, 2) == 0 {
                    desk.prepare(id).unwrap();
                }
                // What a rule refuses is not written; the rest is what is looked at.
                let _ = desk.transact("edit", at(100 + round * 20 + step), |e| e.change(id, std::slice::from_ref(&op)));
            }
        }
        for desk in &mut desks {
            let edited = tables(&desk.replica);
            assert!(!edited["line"].is_empty() && edited["touch"].len() > 45, "hardly anything was written");
            desk.replica.rebuild().unwrap();
            let rebuilt = tables(&desk.replica);
            for (name, rows) in &edited {
                assert_eq!(rows, &rebuilt[name], "seed {seed}: {name}");
            }
        }
    }
}

/// Two programs of one desk, as the window and a command: the later commit has the later time, whichever wrote it.
#[test]
fn logical_time_goes_on_from_what_another_program_wrote() {
    let mut desks = office(1);
    let desk = desks.remove(0);
    let mut window = desk.replica;
    let mut command = Replica::open(desk.folder.path(), entropy(77), Durability::Process).unwrap();
    let id = super::add_letter(&mut window, 500, "通知");
    let edit = |replica: &mut Replica, text: &str| {
        // A clock that stands still, and one that is behind.
        replica.transact("edit", at(0), |e| e.change(id, &[Op::set(letters::TITLE, text)])).unwrap();
    };
    for n in 0..6 {
        edit(if n % 3 == 0 { &mut command } else { &mut window }, &format!("通知{n}"));
    }
    let times: Vec<u64> = window.reader().unwrap().history(id).unwrap().iter().map(|e| e.hlc).collect();
    let mut statement = window.conn.prepare("SELECT hlc FROM entry ORDER BY id DESC LIMIT 7").unwrap();
    let mut written: Vec<u64> = statement.query_map([], |r| r.get::<_, i64>(0)).unwrap().map(|n| n.unwrap().unsigned_abs()).collect();
    written.reverse();
    assert!(written.windows(2).all(|pair| pair[0] < pair[1]), "{written:?}");
    assert_eq!(times, written);
}

/// What was saved is found after the program ended before it was indexed, with a list written in between as well.
#[test]
fn what_was_not_indexed_in_time_is_found_after_the_next_start() {
    let Desk { folder, mut replica } = office(1).remove(0);
    super::add_letter(&mut replica, 0, "关于食堂的通知");
    let names: Vec<String> = (0..20).map(|n| format!("钢琴{n}")).collect();
    replica
        .transact("import:assets", at(1), |e| {
            names.iter().try_for_each(|n| e.create(&assets::REGISTER, &[Op::set(assets::NAME, n.as_str())]).map(|_| ()))
        })
        .unwrap();
    super::add_letter(&mut replica, 2, "关于操场的通知");
    let found = |replica: &Replica, text: &str| replica.reader().unwrap().search(text, 50).unwrap().len();
    assert_eq!([found(&replica, "食堂"), found(&replica, "钢琴"), found(&replica, "操场")], [1, 20, 0], "the last one follows later");
    // The program is gone without a word.
    std::mem::forget(replica);
    let mut replica = Replica::open(folder.path(), entropy(5), Durability::Process).unwrap();
    assert_eq!(found(&replica, "操场"), 1);
    assert_eq!(replica.index().unwrap(), 0, "nothing is left to do");
    super::add_letter(&mut replica, 3, "关于操场和食堂的通知");
    assert_eq!(replica.index().unwrap(), 1, "only what is new");
    assert_eq!([found(&replica, "食堂"), found(&replica, "操场")], [2, 2]);
}

/// A further link sorts as the links of a register do: by what it shows, with what shows nothing behind it either way.
#[test]
fn a_list_by_a_further_link_stands_in_the_order_of_what_it_shows() {
    let mut clerk = Clerk::new();
    let further = |clerk: &mut Clerk, field: &str, kind: &str, words: &str| {
        let given = [set("register", "visits"), set("what", "extra-field"), set("target", field), set("label_hans", field)];
        clerk.add("adjustments", &[&given[..], &[set("kind", kind), set("words", words)]].concat());
    };
    further(&mut clerk, "x_asset", "link", "固定资产");
    further(&mut clerk, "x_rooms", "links", "会议室");
    let asset = |clerk: &mut Clerk, name: &str| clerk.add("assets", &[set("name", name), set("main_class", "equipment")]).to_string();
    // Made in another order than that of their names: 白板, 投影机, 椅子.
    let [chair, board, projector] = ["椅子", "白板", "投影机"].map(|name| asset(&mut clerk, name));
    let strange = RecordId::from_bytes([7; 16]).to_string();
    let visit = |clerk: &mut Clerk, visitor: &str, link: Option<&str>| {
        let link: Vec<Op> = link.map(|id| set("x_asset", id)).into_iter().collect();
        clerk.add("visits", &[&[set("visitor", visitor)][..], &link].concat())
    };
    for (visitor, link) in [
        ("甲", Some(&chair)),
        ("乙", None),
        ("丙", Some(&projector)),
        ("丁", Some(&strange)),
        ("戊", Some(&board)),
        ("己", Some(&projector)),
    ] {
        visit(&mut clerk, visitor, link.map(String::as_str));
    }
    let shown = clerk.reader().shelf().unwrap().by_key("visits").unwrap();
    let page = |clerk: &Clerk, filters: Vec<Filter>, descending, offset, limit| {
        let sort = Some(Sort { field: "x_asset".to_owned(), descending });
        let query = Query { sort, filters, offset, limit, ..Query::of(shown) };
        let page = clerk.reader().page(&query).unwrap();
        let names: Vec<String> = page.rows.iter().map(|row| clerk.text(row.id, "visitor")).collect();
        (names.concat(), page.total)
    };
    assert_eq!(page(&clerk, vec![], false, 0, 10), ("戊丙己甲丁乙".to_owned(), 6));
    assert_eq!(page(&clerk, vec![], true, 0, 10), ("甲己丙戊丁乙".to_owned(), 6));
    // Page by page as all at once, and so of those that meet a condition.
    for descending in [false, true] {
        let all = page(&clerk, vec![], descending, 0, 10).0;
        let pages: String = (0..6).map(|at| page(&clerk, vec![], descending, at, 1).0).collect();
        assert_eq!(pages, all);
        let some = vec![Filter::Contains("visitor", "甲".to_owned())];
        assert_eq!(page(&clerk, some, descending, 0, 10), ("甲".to_owned(), 1));
        let linked = vec![Filter::OneOf(["丙", "丁", "戊", "乙"].map(|v| Filter::Contains("visitor", v.to_owned())).to_vec())];
        let expect: String = all.chars().filter(|c| "丙丁戊乙".contains(*c)).collect();
        assert_eq!(page(&clerk, linked.clone(), descending, 0, 10), (expect.clone(), 4));
        let pages: String = (0..4).map(|at| page(&clerk, linked.clone(), descending, at, 1).0).collect();
        assert_eq!(pages, expect);
    }
    // What is renamed moves; several links are compared by what they show together.
    clerk.change(projector.parse().unwrap(), &[set("name", "阿")]);
    assert_eq!(page(&clerk, vec![], false, 0, 2).0, "丙己");
    let [first, second] = ["二会议室", "一会议室"].map(|name| clerk.add("rooms", &[set("name", name)]).to_string());
    let visits = clerk.all("visits");
    for (visit, rooms) in [(visits[0], vec![&second, &first]), (visits[1], vec![&first])] {
        clerk.change(visit, &rooms.iter().map(|room| member("x_rooms", room)).collect::<Vec<_>>());
    }
    let sort = Some(Sort { field: "x_rooms".to_owned(), descending: false });
    let rows = clerk.reader().page(&Query { sort, limit: 2, ..Query::of(shown) }).unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [visits[1], visits[0]]);
}
