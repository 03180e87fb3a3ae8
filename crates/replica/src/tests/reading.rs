//! Lists, search, history, inbox and status.

use registers::book::{assets, incoming_documents as letters};
use registers::{Op, Value};

use super::*;
use crate::{Error, Filter, Query, Sort};

#[test]
fn lists_filter_sort_and_page() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    for (n, (name, place)) in [("丙", "楼一"), ("甲", "楼二"), ("乙", "楼一")].into_iter().enumerate() {
        let ops = [Op::set(assets::NAME, name), Op::set(assets::LOCATION, place), Op::set(assets::QUANTITY, n as i64 + 1)];
        replica.transact("create:assets", at(n as u64), |e| e.create(&assets::REGISTER, &ops)).unwrap();
    }
    let reader = replica.reader().unwrap();
    let names = |query: &Query| -> Vec<String> {
        let page = reader.page(query).unwrap();
        page.rows.iter().map(|r| r.values["name"].as_text().unwrap().to_owned()).collect()
    };
    let all = Query::of(&assets::REGISTER);
    assert_eq!(names(&all), ["乙", "甲", "丙"], "newest first");
    let sorted = Query { sort: Some(Sort { field: "quantity".to_owned(), descending: false }), ..all.clone() };
    assert_eq!(names(&sorted), ["丙", "甲", "乙"]);
    let filtered = Query { filters: vec![Filter::Is("location", Value::from("楼一"))], ..sorted.clone() };
    assert_eq!(names(&filtered), ["丙", "乙"]);
    let second = Query { offset: 1, limit: 1, ..sorted };
    let page = reader.page(&second).unwrap();
    assert_eq!((page.rows.len(), page.total), (1, 3));
    assert!(page.rows[0].pending, "no relay has confirmed it");
}

/// A number that two records carry names neither of them; a void one keeps its number and is in nobody's way.
#[test]
fn a_number_that_two_records_carry_names_neither() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let numbered = |replica: &mut Replica, minute, name: &str| {
        let ops = [Op::set(assets::NAME, name), Op::Set { field: "asset_no".to_owned(), value: Some(Value::from("ZC1")) }];
        replica.transact("create", at(minute), |e| e.create_following(&assets::REGISTER, &ops)).unwrap().value
    };
    let one = numbered(replica, 0, "投影机");
    let find = |replica: &Replica, name: &str| replica.reader().unwrap().find(None, name);
    assert_eq!(find(replica, "ZC1").unwrap(), Some(one));
    let other = numbered(replica, 1, "文件柜");
    match find(replica, "ZC1") {
        Err(Error::SeveralRecords { name, records }) => {
            let named: Vec<_> = records.iter().map(|r| (r.id, r.title.as_str())).collect();
            assert_eq!((name.as_str(), named), ("ZC1", vec![(one, "投影机"), (other, "文件柜")]));
        }
        found => panic!("{found:?}"),
    }
    assert_eq!(find(replica, &other.to_string()).unwrap(), Some(other), "an id names just one");
    let void = [Op::set(registers::common::VOID_REASON, "重复登记")];
    replica.transact("void", at(2), |e| e.step(one, "void", &void)).unwrap();
    assert_eq!(find(replica, " ZC1 ").unwrap(), Some(other));
    replica.transact("void", at(3), |e| e.step(other, "void", &void)).unwrap();
    assert!(matches!(find(replica, "ZC1"), Err(Error::SeveralRecords { .. })), "both are void");
    assert_eq!(find(replica, "ZC2").unwrap(), None);
}

#[test]
fn deleted_drafts_take_no_place_among_the_hits() {
    let mut clerk = super::clerk::Clerk::new();
    let ids = ["甲", "乙", "丙"].map(|name| clerk.add("topics", &[super::clerk::set("title", format!("作息调整{name}").as_str())]));
    clerk.step(ids[2], "delete-draft", &[]);
    clerk.desk.replica.index().unwrap();
    let found = |limit: usize| clerk.reader().search("作息", limit).unwrap().into_iter().map(|hit| hit.id).collect::<Vec<_>>();
    assert_eq!(found(1), [ids[1]]);
    assert_eq!(found(10), [ids[1], ids[0]]);
}

#[test]
fn search_finds_two_characters_traditional_and_initials() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let id = add_letter(replica, 0, "关于办公用品采购的通知");
    add_letter(replica, 1, "关于校园安全的通知");
    assert_eq!(replica.index().unwrap(), 2, "a commit of its own follows");
    let reader = replica.reader().unwrap();
    let check = |text: &str, count: usize| {
        let hits = reader.search(text, 10).unwrap();
        assert_eq!(hits.len(), count, "{text}");
    };
    check("采购", 1);
    check("採購", 1);
    check("用品", 1);
    check("bgyp", 1);
    check("通知", 2);
    check("关于 安全", 1);
    check("没有的词", 0);
    check("\"' OR 1=1 --", 0);
    replica.transact("edit", at(2), |e| e.change(id, &[Op::set(letters::TITLE, "改了题目")])).unwrap();
    replica.index().unwrap();
    check("采购", 0);
    check("题目", 1);
}

#[test]
fn names_are_offered_by_part_or_initials_and_those_of_the_register_first() {
    let mut clerk = super::clerk::Clerk::new();
    clerk.add("visits", &[super::clerk::set("visitor", "客人"), super::clerk::set("host", "阿毛")]);
    clerk.add("people", &[super::clerk::set("name", "周晓宇")]);
    let names = |part: &str| clerk.reader().values(registers::Kind::Person, part, 10).unwrap();
    assert_eq!(names("zxy"), ["周晓宇"]);
    assert_eq!(names("晓"), ["周晓宇"]);
    assert_eq!(names("am"), ["阿毛"]);
    assert_eq!(names("")[0], "周晓宇", "people before whoever was written somewhere");
    assert!(names("没有").is_empty());
}

#[test]
fn history_says_who_did_what() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "一");
    meet(&mut desks);
    desks[1].replica.transact("edit:incoming-documents", at(5), |e| e.change(id, &[Op::set(letters::TITLE, "二")])).unwrap();
    meet(&mut desks);
    let events = desks[0].replica.reader().unwrap().history(id).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        (events[0].person.as_str(), events[0].desk.as_str(), events[0].label.as_str()),
        ("林文静", "文书", "create:incoming-documents")
    );
    assert_eq!((events[1].person.as_str(), events[1].desk.as_str()), ("职员1", "机1"));
    assert_eq!(events[1].changes.len(), 1);
    assert_eq!(events[1].changes[0].before, Some(Value::from("一")));
    assert_eq!(events[1].changes[0].after, Some(Value::from("二")));
}

#[test]
fn two_programs_on_one_folder_take_turns() {
    let mut desks = office(1);
    let mut other = Replica::open(desks[0].folder.path(), entropy(77), Durability::Process).unwrap();
    for minute in 0..5 {
        add_letter(&mut desks[0].replica, minute, "甲");
        add_letter(&mut other, minute, "乙");
    }
    let status = other.reader().unwrap().status().unwrap();
    assert_eq!((status.entries, status.pending, status.records["incoming-documents"]), (10, 10, 10));
    assert_eq!(other.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn refused_actions_write_nothing() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let before = replica.reader().unwrap().status().unwrap().entries;
    let missing = replica.transact("create", at(0), |e| e.create(&letters::REGISTER, &[]));
    assert!(matches!(missing, Err(Error::Missing(fields)) if fields == ["title"]));
    let spans = replica.transact("create", at(0), |e| {
        e.create(&letters::REGISTER, &[Op::set(letters::TITLE, "x")])?;
        e.create(&registers::book::visits::REGISTER, &[Op::set(registers::book::visits::VISITOR, "y")])
    });
    assert!(matches!(spans, Err(Error::SpansSpaces)));
    let wrong = replica.transact("create", at(0), |e| {
        e.create(
            &assets::REGISTER,
            &[Op::set(assets::NAME, "x"), Op::Set { field: "quantity".to_owned(), value: Some(Value::from("many")) }],
        )
    });
    assert!(matches!(wrong, Err(Error::WrongValue { .. })));
    assert_eq!(replica.reader().unwrap().status().unwrap().entries, before);
}

#[test]
fn a_folder_without_an_office_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Replica::open(folder.path(), entropy(1), Durability::Process), Err(Error::NoOffice)));
    Replica::request(folder.path(), "王芳", "前台", entropy(2)).unwrap();
    assert!(matches!(Replica::open(folder.path(), entropy(1), Durability::Process), Err(Error::WaitsForWelcome)));
    assert!(Replica::joining(folder.path()).unwrap().is_some());
}

#[test]
fn a_welcome_at_a_desk_that_is_a_member_says_so() {
    let desks = office(2);
    for desk in &desks {
        match Replica::accept(desk.folder.path(), b"welcome", entropy(3)) {
            Err(Error::MemberAlready { office }) => assert_eq!(office, desk.replica.reader().unwrap().status().unwrap().office),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn data_that_cannot_be_written_is_told_of_as_such() {
    let desks = office(1);
    let reader = desks[0].replica.reader().unwrap();
    let written = reader.connection().execute("DELETE FROM meta", []).map_err(Error::from);
    assert!(matches!(written, Err(Error::ReadOnly)), "{written:?}");
    let opened = rusqlite::Connection::open(desks[0].folder.path().join("no folder").join("file")).map_err(Error::from);
    assert!(matches!(opened, Err(Error::ReadOnly)), "{opened:?}");
}

#[test]
fn a_program_that_ended_before_its_rebuild_finds_everything_again() {
    let mut desks = office(1);
    add_letter(&mut desks[0].replica, 0, "通知");
    let digest = desks[0].replica.reader().unwrap().digests().unwrap();
    // A program of another version left its mark and no read model of this one's shape.
    crate::schema::set_meta(&desks[0].replica.conn, "model", "another").unwrap();
    assert!(matches!(crate::Reader::open(desks[0].folder.path()), Err(Error::OtherVersion)), "nothing is read past it");
    assert!(crate::schema::prepare(&desks[0].replica.conn).unwrap(), "stale, and not touched");
    assert!(crate::schema::prepare(&desks[0].replica.conn).unwrap(), "still stale: nothing was marked as done");
    let again = Replica::open(desks[0].folder.path(), entropy(90), Durability::Process).unwrap();
    assert_eq!(again.reader().unwrap().digests().unwrap(), digest);
    assert!(!crate::schema::prepare(&again.conn).unwrap());
}

/// Sorted by any column, a page of a large register comes from an index; the same after a rebuild.
#[test]
fn a_large_register_has_an_index_for_every_column() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    for n in 0..30 {
        let ops = [Op::set(assets::NAME, "文件柜"), Op::set(assets::BRAND, format!("牌{}", n % 7).as_str())];
        replica.transact("create:assets", at(n), |e| e.create(&assets::REGISTER, &ops)).unwrap();
    }
    let steps = |replica: &Replica| {
        let columns = crate::schema::columns(&assets::REGISTER).map(|f| crate::schema::column(f.id));
        let plan = |column: String| -> String {
            let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM r_assets ORDER BY \"{column}\" DESC, id DESC LIMIT 100 OFFSET 1000");
            let mut statement = replica.conn.prepare(&sql).unwrap();
            statement.query_map([], |r| r.get::<_, String>(3)).unwrap().map(Result::unwrap).collect::<Vec<_>>().join(" ")
        };
        columns.map(plan).collect::<Vec<_>>()
    };
    let covered = |plan: &String| plan.contains("COVERING INDEX") && !plan.contains("TEMP B-TREE");
    crate::schema::index_large(&replica.conn, 30).unwrap();
    assert!(!steps(replica).iter().all(covered), "a register that is not large does without");
    crate::schema::index_large(&replica.conn, 29).unwrap();
    assert!(steps(replica).iter().all(covered), "{:?}", steps(replica));
    replica.rebuild().unwrap();
    crate::schema::index_large(&replica.conn, 29).unwrap();
    assert!(steps(replica).iter().all(covered));
}

/// What is looked for in one list is not found in another, and a list finds what the search of all registers finds in it.
#[test]
fn a_search_within_a_list_stays_within_it() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    add_letter(replica, 0, "关于投影机维修的通知");
    let asset = add_asset(replica, 1, "投影机");
    replica.index().unwrap();
    let reader = replica.reader().unwrap();
    for words in ["投影", "tyj", "投 影机"] {
        assert_eq!(reader.search(words, 10).unwrap().len(), 2, "{words}");
        let page = reader.page(&Query { search: words.to_owned(), ..Query::of(&assets::REGISTER) }).unwrap();
        assert_eq!(page.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [asset], "{words}");
    }
}

#[test]
fn settings_are_found_after_everything_else() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let letter = add_letter(replica, 0, "关于收文的通知");
    let decided = |e: &mut crate::Edit<'_>| {
        let words = [("kind", "register-number-doubled"), ("case", "1"), ("about", "收文重号"), ("decision", "both-stand")];
        let ops: Vec<Op> = words.iter().map(|(f, v)| Op::Set { field: (*f).to_owned(), value: Some((*v).into()) }).collect();
        e.create(&registers::book::case_decisions::REGISTER, &ops)
    };
    let decision = replica.transact("create:case-decisions", at(1), decided).unwrap().value;
    let lease = replica.take_lease(&letters::REGISTER, None, at(2)).unwrap().value;
    replica.index().unwrap();
    let reader = replica.reader().unwrap();
    let found = |text: &str, limit| reader.search(text, limit).unwrap().into_iter().map(|h| h.id).collect::<Vec<_>>();
    assert_eq!(found("收文", 10), [letter, decision]);
    assert_eq!(found("收文", 1), [letter]);
    assert_eq!(found("文书", 10), [lease], "they are found all the same");
}

#[test]
fn links_are_named_by_title_with_one_question_a_register() {
    let mut clerk = super::clerk::Clerk::new();
    let place = clerk.add("locations", &[super::clerk::set("name", "明德楼")]);
    let room = clerk.add("locations", &[super::clerk::set("name", "明德楼208"), super::clerk::set("parent", place.to_string())]);
    let reader = clerk.reader();
    let ids = std::collections::BTreeSet::from([place, room, RecordId::from_parts(1, 1)]);
    let titles = reader.titles(&ids).unwrap();
    assert_eq!(titles.into_iter().collect::<Vec<_>>(), [(place, "明德楼".to_owned()), (room, "明德楼208".to_owned())]);
    assert_eq!(reader.called(&registers::book::locations::REGISTER, "明德楼").unwrap(), Some(place));
}

#[test]
fn a_book_has_the_numbered_records_of_a_year_in_the_order_of_their_numbers() {
    let mut clerk = clerk::Clerk::new();
    let mut letter = |day: &str, registered: bool| {
        let day = Op::Set { field: letters::RECEIVED_AT.id().to_owned(), value: Some(day.into()) };
        let id = clerk.add("incoming-documents", &[Op::set(letters::TITLE, "通知"), day]);
        if registered {
            clerk.step(id, "register", &[]);
        }
        id
    };
    let before = letter("2025-12-30", true);
    let own: Vec<_> = (0..11).map(|_| letter("2026-03-02", true)).collect();
    letter("2026-03-02", false);
    clerk.step(own[1], "void", &[Op::set(registers::common::VOID_REASON, "重复登记")]);
    let bound = crate::Bound { register: &letters::REGISTER, days: &["received_at"], series: None };
    let book = |year, from, lines| clerk.reader().book(bound, year, from, lines).unwrap();
    let ids = |page: &crate::BookPage| page.lines.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let page = book(2026, 0, 14);
    assert_eq!((ids(&page), page.total, page.years), (own.clone(), 11, Some((2025, 2026))));
    assert_eq!(page.lines[1].1.state(), "void");
    assert_eq!(ids(&book(2026, 8, 2)), own[8..10]);
    assert_eq!((ids(&book(2025, 0, 14)), ids(&book(2024, 0, 14))), (vec![before], Vec::new()));
}

#[test]
fn what_lies_on_a_day_comes_in_its_order_without_what_is_void() {
    use registers::book::meetings;
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let mut add = |minute, subject: &str, starts: &str| {
        let ops = [Op::set(meetings::SUBJECT, subject), Op::Set { field: "starts_at".to_owned(), value: Some(Value::from(starts)) }];
        replica.transact("create:meetings", at(minute), |e| e.create(&meetings::REGISTER, &ops)).unwrap().value
    };
    let late = add(0, "行政例会", "2026-09-01T14:00");
    add(1, "昨天", "2026-08-31T23:59");
    let early = add(2, "教研会", "2026-09-01T08:00");
    add(3, "明天", "2026-09-02T00:00");
    let void = add(4, "作废", "2026-09-01T09:00");
    let register = &meetings::REGISTER;
    let why = [Op::set(registers::common::VOID_REASON, "重复登记")];
    replica.transact("void", at(5), |e| e.step(void, "void", &why)).unwrap();
    let reader = replica.reader().unwrap();
    let day = jiff::civil::date(2026, 9, 1);
    let on =
        |limit| reader.on_day(register, "starts_at", day, limit).unwrap().into_iter().map(|(hit, at)| (hit.id, at)).collect::<Vec<_>>();
    assert_eq!(on(10), [(early, "2026-09-01T08:00".to_owned()), (late, "2026-09-01T14:00".to_owned())]);
    assert_eq!(on(1).len(), 1);
    let counted = reader.per_day(register, "starts_at", day, 3).unwrap();
    let expect = [(30, 8, 0), (31, 8, 1), (1, 9, 2)].map(|(day, month, n)| (jiff::civil::date(2026, month, day), n));
    assert_eq!(counted, expect);
    assert!(reader.per_day(register, "starts_at", day, 0).unwrap().is_empty());
    assert_eq!(reader.per_day(register, "starts_at", jiff::civil::Date::MAX, usize::MAX).unwrap().len(), crate::MAX_DAYS);
    assert!(matches!(reader.on_day(register, "no_such", day, 1), Err(Error::UnknownField { .. })));
}

#[test]
fn how_the_desk_stands_says_the_same_as_the_whole_status() {
    let mut desks = office(1);
    add_letter(&mut desks[0].replica, 0, "关于校园安全的通知");
    let reader = desks[0].replica.reader().unwrap();
    let (contact, status) = (reader.contact().unwrap(), reader.status().unwrap());
    assert_eq!((contact.pending, contact.oldest_pending), (status.pending, status.oldest_pending));
    assert!(contact.pending > 0 && contact.oldest_pending.is_some());
    assert_eq!((contact.office, contact.person, contact.desk), (status.office, status.person, status.desk));
    assert_eq!((contact.bytes, contact.relay, contact.quarantined), (status.bytes, status.relay, status.quarantined));
}
