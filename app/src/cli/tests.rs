//! The commands go by the registers as the office has adjusted them.

mod deciding;
mod typed;

use std::cell::Cell;
use std::path::Path;

use registers::Lang;
use replica::{Durability, Founding, Query, Replica};

use super::args::{ExportOptions, ImportOptions, ListOptions, NumbersOptions, ReportOptions};
use super::output::Output;
use super::{Context, conditions, data, insight, records, rows};
use crate::clock;

pub(super) fn office(folder: &Path) -> Context {
    let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
    Replica::found(folder, &founding, clock::entropy(), Durability::Process).unwrap();
    Context { folder: folder.to_owned(), lang: Lang::ZhHans, out: Output::new(false), person: None, about: Cell::default() }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

impl Context {
    pub(super) fn add(&self, register: &str, values: &[&str]) {
        records::add(self, register, None, None, &texts(values)).unwrap();
    }

    /// Does a step of the only record of a register.
    pub(super) fn step(&self, register: &str, step: &str) {
        let reader = self.reader().unwrap();
        let page = reader.page(&Query::of(reader.shelf().unwrap().find(register).unwrap())).unwrap();
        records::step(self, &page.rows[0].id.to_string(), step, &[]).unwrap();
    }

    /// The sentence with which adding is refused.
    fn refused(&self, register: &str, values: &[&str]) -> String {
        let error = records::add(self, register, None, None, &texts(values)).unwrap_err();
        self.explain(&error)
    }

    /// The visitors that a list with these conditions names.
    fn visitors(&self, conditions: &[&str]) -> Vec<String> {
        let reader = self.reader().unwrap();
        let register = reader.shelf().unwrap().find("visits").unwrap();
        let filters = conditions::read(self, &reader, register, &texts(conditions)).unwrap();
        let page = reader.page(&Query { filters, ..Query::of(register) }).unwrap();
        page.rows.iter().map(|r| r.values["visitor"].as_text().unwrap().to_owned()).collect()
    }
}

/// With `|` one of several is enough, whatever kind of field is asked.
#[test]
fn one_of_several_values_is_enough_in_every_field() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    for (visitor, type_, at) in [("张三", "家长", "2026-03-01 08:30"), ("李四", "外宾", "2026-03-31 23:59"), ("王五", "家长", "")]
    {
        let values = [format!("visitor={visitor}"), format!("type={type_}"), format!("planned_at={at}")];
        office.add("visits", &values.each_ref().map(String::as_str));
    }
    let found = |condition: &str| {
        let mut found = office.visitors(&[condition]);
        found.sort_unstable();
        found
    };
    assert_eq!(found("visitor=张三|李四"), ["张三", "李四"]);
    assert_eq!(found("visitor~三|五"), ["张三", "王五"]);
    assert_eq!(found("planned_at=2026-03-01|2026-03-20..2026-03-31"), ["张三", "李四"]);
    assert_eq!(found("planned_at=2026-03-01|"), ["张三", "王五"], "or nothing");
    assert_eq!(found("type=家长|外宾").len(), 3);
    assert_eq!(found("updated=2020-01-01|2020-02-01"), Vec::<String>::new());
    let reader = office.reader().unwrap();
    let visits = reader.shelf().unwrap().find("visits").unwrap();
    let [first, last] = [visits.first_state(), "void"].map(|id| visits.state(id).unwrap().labels.get(Lang::ZhHans));
    assert_eq!(found(&format!("state={first}|{last}")).len(), 3);
    assert_eq!(found(&format!("state={last}|void")), Vec::<String>::new());
    let refused = |condition: &str| office.explain(&conditions::read(&office, &reader, visits, &texts(&[condition])).unwrap_err());
    assert!(refused("state=不存在|作废").contains("不存在"));
    assert!(refused(&format!("visitor={}", vec!["甲"; 201].join("|"))).contains("200"));
}

#[test]
fn lists_take_ranges_several_values_and_parts_of_texts() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    for (visitor, type_, appointed, headcount) in [("张三", "家长", "2026-03-01 08:30", 1), ("李四", "外宾", "2026-03-31 23:59", 4)]
    {
        let values =
            [format!("visitor={visitor}"), format!("type={type_}"), format!("planned_at={appointed}"), format!("headcount={headcount}")];
        office.add("visits", &values.each_ref().map(String::as_str));
    }
    office.add("visits", &["visitor=王五", "headcount=9"]);
    let found = |conditions: &[&str]| {
        let mut names = office.visitors(conditions);
        names.sort();
        names
    };
    for (condition, visitors) in [
        ("planned_at=2026-03-01..2026-03-31", vec!["张三", "李四"]),
        ("planned_at=2026-3-1", vec!["张三"]),
        ("planned_at=2026-03-01 08:31..", vec!["李四"]),
        ("planned_at=..2026-03-30", vec!["张三"]),
        ("planned_at=..", vec!["张三", "李四"]),
        ("planned_at=", vec!["王五"]),
        ("headcount=2..4", vec!["李四"]),
        ("headcount=4..", vec!["李四", "王五"]),
        ("type=家长|外宾", vec!["张三", "李四"]),
        ("visitor~三", vec!["张三"]),
        ("updated=2000-01-01..", vec!["张三", "李四", "王五"]),
        ("updated=..2000-01-01", vec![]),
    ] {
        assert_eq!(found(&[condition]), visitors, "{condition}");
    }
    assert_eq!(found(&["headcount=2..", "visitor~五"]), ["王五"]);
    let reader = office.reader().unwrap();
    let register = reader.shelf().unwrap().find("visits").unwrap();
    for condition in ["headcount", "visitor~三|", "updated=..x", "headcount=a..b", "type~家", "nonsense=1..2"] {
        let error = conditions::read(&office, &reader, register, &texts(&[condition])).unwrap_err();
        let sentence = office.explain(&error);
        assert!(!sentence.contains("error.") && sentence.chars().any(|c| c > '\u{4e00}'), "{condition}: {sentence}");
    }
}

#[test]
fn a_further_field_is_entered_filtered_exported_and_imported_by_its_label() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let early = office.refused("visits", &["visitor=张三", "体温=36.5"]);
    assert!(early.contains("体温"), "{early}");
    office.add("登记簿调整", &["register=访客登记", "what=增设栏目", "target=x_tw", "label_hans=体温", "kind=文字", "listed=是"]);
    office.add("adjustments", &["register=visits", "what=栏目", "target=车牌号", "hidden=是"]);
    office.add("visits", &["visitor=张三", "体温=36.5"]);
    office.add("visits", &["visitor=李四", "体温=37.1"]);
    assert_eq!(office.visitors(&["体温=36.5"]), ["张三"]);
    assert_eq!(office.visitors(&["体温="]), [""; 0]);
    let list = |sort: &str| {
        let options =
            ListOptions { register: "visits".into(), conditions: Vec::new(), search: String::new(), sort: Some(sort.into()), limit: 9 };
        rows::list(&office, &options)
    };
    list("-体温").unwrap();
    let refused = list("备注").unwrap_err().to_string();
    assert!(refused.contains("不能按备注排序"), "{refused}");
    let file = folder.path().join("visits.csv");
    data::export(&office, &ExportOptions { register: "访客登记".into(), file: file.clone(), conditions: texts(&["体温=37.1"]) }).unwrap();
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("体温") && written.contains("37.1") && !written.contains("36.5"), "{written}");
    assert!(!written.contains("车牌号"), "a hidden field that nobody filled has no column: {written}");
    std::fs::write(&file, "访客姓名,体温,车牌号\n王五,36.9,苏A12345\n张三,36.5,\n").unwrap();
    data::import(
        &office,
        &ImportOptions {
            register: "visits".into(),
            file: file.clone(),
            map: None,
            leave_links: false,
            further: false,
            update: false,
            state: None,
            dry_run: false,
        },
    )
    .unwrap();
    assert_eq!(office.visitors(&["体温=36.9"]), ["王五"]);
    assert_eq!(office.visitors(&["体温=36.5"]), ["张三"], "the second line was there already");
    data::export(&office, &ExportOptions { register: "visits".into(), file: file.clone(), conditions: Vec::new() }).unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().contains("苏A12345"), "nothing is lost");
}

#[test]
fn a_file_and_a_period_are_for_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("assets.csv");
    let day = jiff::civil::date(2026, 3, 1);
    let report = |report: Option<&str>, from, to, out: Option<&Path>| {
        let options = ReportOptions { register: Some("assets".into()), report: report.map(Into::into), from, to, out: out.map(Into::into) };
        insight::reports(&office, &options).map_err(|e| e.to_string())
    };
    let said = report(None, None, None, Some(&file)).unwrap_err();
    assert!(said.contains("by-age") && said.contains("按使用年限统计"), "{said}");
    assert!(report(None, Some(day), None, None).unwrap_err().contains("--from"));
    assert!(report(Some("by-age"), Some(day), Some(day.yesterday().unwrap()), None).unwrap_err().contains("晚于"));
    assert!(!file.exists());
    report(Some("by-age"), Some(day), Some(day), Some(&file)).unwrap();
    assert!(file.exists());
    report(None, None, None, None).unwrap();
}

#[test]
fn a_number_of_several_records_and_an_unknown_register_are_refused_with_what_can_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    // Of one register no two are given one number here; of two registers they may be.
    office.add("assets", &["name=投影机", "asset_no=ZC1"]);
    office.add("supplies", &["name=文件柜", "no=ZC1"]);
    let refused = |result: anyhow::Result<()>| office.explain(&result.unwrap_err());
    for said in [
        refused(records::set(&office, "ZC1", &texts(&["location=仓库"]))),
        refused(rows::show(&office, "ZC1", false)),
        refused(records::step(&office, "ZC1", "void", &[])),
    ] {
        let ids = said.split("代号 ").skip(1).filter(|rest| rest.len() > 26).count();
        assert!(said.contains("《投影机》") && said.contains("《文件柜》") && ids == 2, "{said}");
    }
    let said = office.refused("固定资彦", &["name=甲"]);
    assert!(said.contains("固定资产 assets") && said.len() < 300, "{said}");
}

#[test]
fn a_digest_in_a_list_is_left_out_and_its_rows_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("发文.csv");
    let import = |text: &str, update: bool| {
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            register: "outgoing-documents".into(),
            file: file.clone(),
            map: None,
            leave_links: false,
            further: false,
            update,
            state: None,
            dry_run: false,
        };
        data::import(&office, &options).unwrap();
    };
    import("标题,签发版本\n旧通知,\n假通知,abc\n旧通报,\n", false);
    import("发文字号,标题,签发版本\n明中发〔2026〕1号,新通知,\n", true);
    import("发文字号,标题,签发版本\n明中发〔2026〕1号,改通知,abc\n", true);
    let reader = office.reader().unwrap();
    let register = reader.shelf().unwrap().find("outgoing-documents").unwrap();
    let page = reader.page(&Query::of(register)).unwrap();
    let mut titles: Vec<&str> = page.rows.iter().map(|r| r.values["title"].as_text().unwrap()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["假通知", "改通知", "旧通报", "旧通知"]);
    let digest = register.version.fields[0];
    assert!(page.rows.iter().all(|r| !r.values.contains_key(digest)), "nobody types what an approval saw");
}

#[test]
fn a_row_that_is_refused_is_told_by_the_status_also_of_a_trial() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("资产.csv");
    let import = |text: &str, update: bool, dry_run: bool| {
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            register: "assets".into(),
            file: file.clone(),
            map: None,
            leave_links: false,
            further: false,
            update,
            state: None,
            dry_run,
        };
        data::import(&office, &options).map_err(|error| error.to_string())
    };
    let list = "资产编号,资产名称,购置日期\nZC1,投影机,2026-03-01\n";
    import(list, false, true).unwrap();
    import(list, false, false).unwrap();
    import(list, false, false).unwrap();
    let bad = list.replace("2026-03-01", "昨天");
    for update in [false, true] {
        assert!(import(&bad, update, true).unwrap_err().contains("1 行不会导入"));
    }
    let moved = list.replace("投影机", "投影仪");
    assert!(import(&moved, false, false).unwrap_err().contains("1 行未导入"));
    import(&moved, true, true).unwrap();
    import(&moved, true, false).unwrap();
    let reader = office.reader().unwrap();
    let page = reader.page(&Query::of(reader.shelf().unwrap().find("assets").unwrap())).unwrap();
    assert_eq!((page.rows.len(), page.rows[0].values["name"].as_text()), (1, Some("投影仪")));
}

#[test]
fn refusals_use_the_words_of_the_office() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("adjustments", &["register=visits", "what=field", "target=purpose", "label_hans=来校缘由", "required=是"]);
    office.add("adjustments", &["register=visits", "what=register", "label_hans=门房登记"]);
    let refused = office.refused("门房登记", &["visitor=张三"]);
    assert!(refused.contains("来校缘由"), "{refused}");
    office.add("门房登记", &["visitor=张三", "来校缘由=送文件"]);
    let refuses = |values: &[&str], part: &str| {
        let said = office.refused("adjustments", values);
        assert!(said.contains(part), "{said}");
    };
    refuses(&["register=账本", "what=field", "target=title", "hidden=是"], "没有这本登记簿");
    refuses(&["register=visits", "what=field", "target=颜色", "hidden=是"], "没有这一栏");
    refuses(&["register=visits", "what=step", "target=飞", "hidden=是"], "没有这一步");
    refuses(&["register=收文", "what=number", "pattern=收{n}{n}"], "有且只有一个流水号");
}

#[test]
fn a_number_that_was_given_is_not_emptied_and_the_sentence_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("incoming-documents", &["title=通知", "reg_no=收〔2026〕1号"]);
    for value in ["reg_no=", "reg_no=收〔2026〕2号"] {
        let said = office.explain(&records::set(&office, "收〔2026〕1号", &texts(&[value])).unwrap_err());
        assert!(said.contains("收文号") && said.contains("作废后重新登记"), "{said}");
    }
}

#[test]
fn a_void_approval_is_named_in_words() {
    let register = registers::book::find("outgoing-documents").unwrap();
    let lapsed = registers::workflow::Lapsed { field: "reviews", part: "department", people: vec!["何主任".into(), "王主任".into()] };
    assert_eq!(rows::lapsed_text(register, &lapsed, Lang::ZhHans), "审核 · 部门审  何主任、王主任");
}

#[test]
fn who_books_a_room_that_is_taken_is_told_by_whom() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("rooms", &["name=第一会议室"]);
    let newest = |key: &str| {
        let reader = office.reader().unwrap();
        let register = reader.shelf().unwrap().find(key).unwrap();
        reader.page(&Query::of(register)).unwrap().rows[0].id
    };
    let room = format!("room={}", newest("rooms"));
    for purpose in ["purpose=家长会", "purpose=班会"] {
        office.add("bookings", &[purpose, &room, "start=2036-12-03 09:00", "end=2036-12-03 10:00"]);
    }
    let taken = records::taken(&office.reader().unwrap(), newest("bookings")).unwrap();
    let said: Vec<String> = records::taken_lines(Lang::ZhHans, &taken).collect();
    assert!(said.len() == 1 && said[0].starts_with("会议室在 2036-12-03 09:00–10:00 已被占用：") && said[0].contains("家长会"), "{said:?}");
}

#[test]
fn a_list_names_linked_records_and_kinds_of_decisions_by_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("rooms", &["name=行政楼会议室"]);
    let reader = office.reader().unwrap();
    let room = reader.called(registers::book::find("rooms").unwrap(), "行政楼会议室").unwrap().unwrap().to_string();
    office.add("bookings", &["purpose=校务会", &format!("room={room}")]);
    office.add("case-decisions", &["kind=variance-twice", "case=一", "about=重复", "decision=noted"]);
    let listed = |key: &str| {
        let register = reader.shelf().unwrap().find(key).unwrap();
        rows::page_text(Lang::ZhHans, &reader, register, &reader.page(&Query::of(register)).unwrap()).unwrap()
    };
    let bookings = listed("bookings");
    assert!(bookings.contains("行政楼会议室") && !bookings.contains(&room), "{bookings}");
    let decisions = listed("case-decisions");
    assert!(decisions.contains("重复列差异") && !decisions.contains("variance-twice"), "{decisions}");
}

#[test]
fn what_is_cut_off_is_told_of() {
    let mut found = vec![1, 2, 3];
    assert!(!super::output::cut(&mut found, 3) && super::output::rest(Lang::ZhHans, 3, false).is_empty());
    assert!(super::output::cut(&mut found, 2) && found == [1, 2]);
    assert!(super::output::rest(Lang::ZhHans, 2, true).contains("还有更多"));
    let numbers: Vec<u64> = (1..=45).collect();
    assert!(super::insight::shortened(Lang::ZhHans, &numbers).ends_with("40 …另 5 个"));
    assert!(super::insight::shortened(Lang::ZhHans, &numbers[..40]).ends_with(" 40"));
}

#[test]
fn a_number_that_is_taken_or_too_early_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("incoming-documents", &["title=来文", "reg_no=收〔2026〕1号"]);
    let taken = office.refused("incoming-documents", &["title=另一份", "收文号=收〔2026〕1号"]);
    assert!(taken.contains("收文号 收〔2026〕1号 已由《来文》") && taken.contains("留空则由程序依次编号"), "{taken}");
    records::step(&office, "收〔2026〕1号", "register", &[]).unwrap();
    records::step(&office, "收〔2026〕1号", "void", &texts(&["void_reason=登记错"])).unwrap();
    let void = office.refused("incoming-documents", &["title=另一份", "收文号=收〔2026〕1号"]);
    assert!(void.contains("属于已作废的《来文》") && void.contains("改用下一个号"), "{void}");
    let early = office.refused("outgoing-documents", &["title=通知", "issue_no=校发〔2026〕1号"]);
    assert!(early.contains("此时还没有发文字号") && early.contains("复核编号"), "{early}");
}

#[test]
fn a_field_of_several_is_replaced_emptied_and_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("rooms", &["name=行政楼会议室", "equipment=投影、音响"]);
    let reader = office.reader().unwrap();
    let rooms = registers::book::find("rooms").unwrap();
    let room = reader.called(rooms, "行政楼会议室").unwrap().unwrap();
    let has = || records::said(&reader, room).unwrap().sets.get("equipment").map_or(Vec::new(), |set| set.iter().cloned().collect());
    let set = |text: &str| records::set(&office, &room.to_string(), &texts(&[text])).unwrap();
    assert_eq!(has(), ["projector", "sound"]);
    let listed = rows::page_text(Lang::ZhHans, &reader, rooms, &reader.page(&Query::of(rooms)).unwrap()).unwrap();
    assert!(listed.contains("投影、音响") && !listed.contains("projector"), "{listed}");
    set("equipment=音响");
    assert_eq!(has(), ["sound"], "what is written is all that it has");
    set("equipment=+投影");
    assert_eq!(has(), ["projector", "sound"]);
    set("equipment=-音响");
    assert_eq!(has(), ["projector"]);
    set("equipment=");
    assert_eq!(has(), Vec::<String>::new(), "an empty value takes it away");
    let told: Vec<String> = reader
        .history(room)
        .unwrap()
        .iter()
        .flat_map(|e| &e.changes)
        .filter(|c| c.field.starts_with("equipment"))
        .map(|c| rows::change_text(&reader, rooms, c, Lang::ZhHans))
        .collect();
    assert_eq!(told.len(), 6);
    assert!(told.contains(&"设备配置: + 投影".to_owned()) && told.last() == Some(&"设备配置: - 投影".to_owned()), "{told:?}");
}

#[test]
fn the_history_names_linked_records() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("rooms", &["name=行政楼会议室"]);
    let reader = office.reader().unwrap();
    let room = reader.called(registers::book::find("rooms").unwrap(), "行政楼会议室").unwrap().unwrap();
    office.add("bookings", &["purpose=校务会", &format!("room={room}")]);
    let bookings = registers::book::find("bookings").unwrap();
    let booking = reader.page(&Query::of(bookings)).unwrap().rows[0].id;
    let events = reader.history(booking).unwrap();
    let change = events[0].changes.iter().find(|c| c.field == "room").unwrap();
    let told = rows::change_text(&reader, bookings, change, Lang::ZhHans);
    assert!(told.contains("— → ") && told.contains("行政楼会议室"), "{told}");
}

#[test]
fn a_lease_is_listed_with_its_series_and_not_taken_where_it_would_never_count() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let take = |register: &str, take| {
        insight::numbers(&office, &NumbersOptions { register: register.into(), take, standing: take.is_none(), year: None, out: None })
    };
    let refused = office.explain(&take("incoming-documents", Some(200)).unwrap_err());
    assert!(refused.contains("还没有设中继") && refused.contains("收文登记"), "{refused}");
    office.replica().unwrap().set_relay_address("wss://relay.example").unwrap();
    take("incoming-documents", Some(200)).unwrap();
    take("incoming-documents", None).unwrap();
    let reader = office.reader().unwrap();
    let listed = insight::leases_text(Lang::ZhHans, &reader.all_leases(registers::book::find("incoming-documents").unwrap()).unwrap());
    let year = clock::now().civil.year();
    assert!(listed.contains("字头") && listed.contains(&format!("收〔{year}〕")) && listed.contains("各字头"), "{listed}");
    office.add("incoming-documents", &["title=通知"]);
    office.step("incoming-documents", "register");
    let id = reader.page(&Query::of(registers::book::find("incoming-documents").unwrap())).unwrap().rows[0].id;
    let (why, text) = records::lack(Lang::ZhHans, &reader, id).unwrap().unwrap();
    assert!(why == "waits-for-relay" && text.contains("尚未编号"), "{why} {text}");
}

#[test]
fn derived_values_stand_beside_the_fields() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("supplies", &["name=A4复印纸", "unit=包"]);
    let reader = office.reader().unwrap();
    let supplies = registers::book::find("supplies").unwrap();
    let id = reader.page(&Query::of(supplies)).unwrap().rows[0].id;
    let derived = reader.derived(supplies, &[id], clock::now().civil).unwrap().remove(&id).unwrap();
    let stock = supplies.derived("stock").unwrap().labels.hans;
    let rows = rows::with_derived(supplies, Vec::new(), &derived, Lang::ZhHans);
    assert!(rows.contains(&vec![stock.to_owned(), "0".to_owned()]), "{rows:?}");
    let known = rows::with_derived(supplies, vec![(stock.to_owned(), "5".to_owned())], &derived, Lang::ZhHans);
    assert_eq!(known.iter().filter(|row| row[0] == stock).count(), 1);
}

/// The list of unused numbers goes into a file, and what an import brought is made void at once.
#[test]
fn unused_numbers_are_written_to_a_file_and_an_import_is_made_void() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(&folder.path().join("desk"));
    let none = office.explain(&records::undo_import(&office, "导错").unwrap_err());
    assert!(none.contains("没有可以作废的导入"), "{none}");
    let list = folder.path().join("letters.csv");
    std::fs::write(&list, "标题,收文号\n甲,收〔2026〕1号\n乙,收〔2026〕4号\n丙,收〔2025〕2号\n").unwrap();
    let options = ImportOptions {
        register: "incoming-documents".into(),
        file: list,
        map: None,
        leave_links: false,
        further: false,
        update: false,
        state: None,
        dry_run: false,
    };
    data::import(&office, &options).unwrap();
    let numbers = |year: Option<i16>, name: &str| {
        let out = folder.path().join(name);
        let options =
            NumbersOptions { register: "incoming-documents".to_owned(), take: None, standing: false, year, out: Some(out.clone()) };
        insight::numbers(&office, &options).unwrap();
        String::from_utf8(std::fs::read(out).unwrap()).unwrap()
    };
    let all = numbers(None, "all.csv");
    assert_eq!(all.lines().count(), 4, "{all}");
    assert!(all.contains("收〔2026〕2号") && all.contains("收〔2026〕3号") && all.contains("收〔2025〕1号"));
    let one = numbers(Some(2026), "one.csv");
    assert!(one.contains("收〔2026〕2号") && !one.contains("2025"), "{one}");
    records::undo_import(&office, "导错了文件").unwrap();
    let void = numbers(Some(2026), "void.csv");
    assert!(void.contains("收〔2026〕1号,作废号") && void.contains("收〔2026〕4号,作废号"), "{void}");
    let again = office.explain(&records::undo_import(&office, "导错").unwrap_err());
    assert_eq!(again, none);
}

/// Old papers arrive as done where somebody says so; what their list says of them stays.
#[test]
fn old_papers_arrive_in_the_state_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("old.csv");
    std::fs::write(&file, "收文号,标题,收文日期,办理情况\n收〔2019〕1号,旧通知一,2019-03-01,\n收〔2019〕2号,旧通知二,2019-03-02,办理中\n")
        .unwrap();
    let import = |state: Option<&str>| {
        let (register, state) = ("incoming-documents".into(), state.map(str::to_owned));
        data::import(
            &office,
            &ImportOptions {
                register,
                file: file.clone(),
                map: None,
                leave_links: false,
                further: false,
                update: false,
                state,
                dry_run: false,
            },
        )
    };
    let refused = office.explain(&import(Some("承办中")).unwrap_err());
    assert!(refused.contains("已归档") && !refused.contains("退文"), "{refused}");
    import(Some("已归档")).unwrap();
    let reader = office.reader().unwrap();
    let register = reader.shelf().unwrap().find("incoming-documents").unwrap();
    let page = reader.page(&Query::of(register)).unwrap();
    let mut states: Vec<(&str, &str)> = page.rows.iter().map(|row| (row.values["title"].as_text().unwrap(), row.state.as_str())).collect();
    states.sort_unstable();
    assert_eq!(states, [("旧通知一", "archived"), ("旧通知二", "handling")]);
    let now = clock::now();
    let me = registers::workflow::Actor::new("林文静", vec!["clerk".to_owned(), "office-director".to_owned()], now.civil);
    let waiting = reader.inbox(&me, now, 10).unwrap();
    assert_eq!(waiting.iter().map(|w| w.hit.title.as_str()).collect::<Vec<_>>(), ["旧通知二"], "what is filed waits for nobody");
    // Where nothing would wait, there is nothing to say.
    let people = ImportOptions {
        register: "people".into(),
        file,
        map: None,
        leave_links: false,
        further: false,
        update: false,
        state: Some("在岗".into()),
        dry_run: true,
    };
    let refused = office.explain(&data::import(&office, &people).unwrap_err());
    assert!(refused.contains("--state"), "{refused}");
}
