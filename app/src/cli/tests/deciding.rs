//! What is refused, and what is told beside what was done.

use std::path::PathBuf;
use std::process::ExitCode;

use registers::RecordId;

use super::super::args::{AdmitOptions, ConflictCommand, ConflictOptions, JoinCommand, OfficeCommand};
use super::super::{Misused, cases, exchange, line, office as offices};
use super::*;

fn empty(folder: &Path) -> Context {
    Context { folder: folder.to_owned(), lang: Lang::ZhHans, out: Output::new(false), person: None, about: Cell::default() }
}

impl Context {
    fn only(&self, register: &str) -> RecordId {
        let reader = self.reader().unwrap();
        reader.page(&Query::of(reader.shelf().unwrap().find(register).unwrap())).unwrap().rows[0].id
    }

    fn text(&self, id: RecordId, field: &str) -> String {
        self.reader().unwrap().record(id).unwrap().unwrap().record.text(field).to_owned()
    }

    fn import(&self, register: &str, file: &Path, text: &str, update: bool) -> anyhow::Result<()> {
        std::fs::write(file, text).unwrap();
        let options = ImportOptions {
            register: register.into(),
            file: file.to_owned(),
            map: None,
            leave_links: false,
            further: false,
            update,
            state: None,
            dry_run: false,
        };
        data::import(self, &options)
    }

    fn request(&self, person: &str, out: &Path) -> anyhow::Result<()> {
        offices::join(self, JoinCommand::Request { person: person.into(), desk: "前台".into(), out: out.to_owned() })
    }

    fn set(&self, id: RecordId, values: &[&str]) -> anyhow::Result<()> {
        records::set(self, &id.to_string(), &texts(values))
    }

    fn says(&self, result: anyhow::Result<()>) -> String {
        self.explain(&result.unwrap_err())
    }
}

#[test]
fn a_name_that_is_refused_leaves_the_folder_free_and_a_request_can_be_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, sheets, request) = (folder.path().join("desk"), folder.path().join("sheets.txt"), folder.path().join("desk.request"));
    let context = empty(&desk);
    let long = "名".repeat(10_000);
    let new = |person: &str, recovery: PathBuf| {
        offices::office(&context, OfficeCommand::New { name: "明德".into(), person: person.into(), desk: None, relay: None, recovery })
    };
    new(&long, sheets.clone()).unwrap_err();
    context.request(&long, &request).unwrap_err();
    assert!(!desk.exists() && !sheets.exists() && !request.exists());
    context.request("王芳", &request).unwrap();
    let written = std::fs::read(&request).unwrap();
    std::fs::remove_file(&request).unwrap();
    context.request("王芳", &request).unwrap();
    context.request("王芳", &request).unwrap();
    assert_eq!(std::fs::read(&request).unwrap(), written, "the same request");
    std::fs::write(&request, "别的申请").unwrap();
    assert!(context.says(context.request("王芳", &request)).contains("已经存在"));
    assert_eq!(std::fs::read_to_string(&request).unwrap(), "别的申请");
    exchange::status(&context).unwrap();
    assert!(context.says(new("王芳", sheets)).contains("join accept"));
}

#[test]
fn a_member_that_is_admitted_again_keeps_its_roles() {
    let folder = tempfile::tempdir().unwrap();
    let first = office(&folder.path().join("first"));
    let (request, welcome) = (folder.path().join("r"), folder.path().join("w"));
    empty(&folder.path().join("second")).request("王芳", &request).unwrap();
    let admit = |role: &str| {
        let options = AdmitOptions { file: request.clone(), roles: vec![role.into()], spaces: Vec::new(), out: welcome.clone() };
        offices::admit(&first, &options).unwrap();
        first.replica().unwrap().membership().devices().map(|m| m.roles.clone()).collect::<Vec<_>>()
    };
    let roles = admit("clerk");
    assert_eq!(admit("leader"), roles);
}

#[test]
fn what_is_no_request_at_all_is_told_from_what_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("assets", &["name=投影机", "asset_no=ZC1"]);
    let id = office.only("assets");
    let misused = |result: anyhow::Result<()>| result.unwrap_err().is::<Misused>();
    assert!(misused(records::add(&office, "assets", None, None, &texts(&["name"]))));
    assert!(misused(office.set(id, &["name"])));
    let list = ListOptions { register: "assets".into(), conditions: texts(&["name"]), search: String::new(), sort: None, limit: 9 };
    assert!(misused(rows::list(&office, &list)));
    let Some(command) = (match super::super::parse(["zongban", "--data", "x", "add", "assets", "name"].map(Into::into)) {
        super::super::Parsed::Args(args) => Some(args),
        super::super::Parsed::Told(_) => None,
    }) else {
        panic!("not read")
    };
    let command = super::super::Args { data: Some(folder.path().to_owned()), ..*command };
    assert_eq!(super::super::run(command), ExitCode::from(2));
    let refused = |values: &[&str]| {
        let error = office.set(id, values).unwrap_err();
        assert!(!error.is::<Misused>());
        office.explain(&error)
    };
    assert!(refused(&["name=甲", "资产名称=乙"]).contains("写了两次"));
    assert!(refused(&["state=idle"]).contains("do"));
    assert!(office.says(line::line(&office, "ZC1", "name", None, &texts(&["a=b"]))).contains("不按行填写"));
    assert!(refused(&["value=-4200"]).contains("不能小于0"));
    assert_eq!(office.text(id, "name"), "投影机");
}

#[test]
fn what_does_not_differ_is_not_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("assets", &["name=投影机", "asset_no=ZC1", "location=甲楼"]);
    let command = ConflictCommand::Resolve { id: "ZC1".into(), values: texts(&["location=乙楼"]) };
    let said = office.says(cases::conflicts(&office, &ConflictOptions { command: Some(command) }));
    assert!(said.contains("没有冲突"), "{said}");
    assert_eq!(office.text(office.only("assets"), "location"), "甲楼");
}

#[test]
fn a_choice_is_done_once_and_undone_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    for _ in 0..2 {
        office.add("incoming-documents", &["title=通知", "from_org=市教育局", "from_no=市教〔2026〕1号"]);
        let id = office.only("incoming-documents").to_string();
        records::step(&office, &id, "register", &[]).unwrap();
    }
    let waits = || office.reader().unwrap().cases(clock::now().civil, 10).unwrap();
    let settle = |choice: &str, reason: &str| {
        let command = ConflictCommand::Settle { case: waits()[0].name(), choice: choice.into(), values: Vec::new(), reason: reason.into() };
        cases::conflicts(&office, &ConflictOptions { command: Some(command) })
    };
    let before = waits();
    let number = |name: &str| before[0].choices.iter().find(|c| c.name().starts_with(name)).unwrap().number().to_string();
    let (link, void) = (number("link/"), number("void/"));
    assert!(office.says(settle(&void, "")).contains("--reason"));
    assert!(office.says(settle("1", "")).contains(&format!("{link} ")), "no place in a list is a choice");
    settle(&link, "同一份").unwrap();
    let said = office.says(settle(&link, "同一份"));
    assert!(said.contains("已经办过") && said.contains(&void), "{said}");
    records::undo(&office).unwrap();
    assert_eq!(waits(), before);
    settle("not-the-same", "").unwrap();
    assert_eq!(waits(), []);
    records::undo(&office).unwrap();
    assert_eq!(waits(), before);
}

/// What an undo takes back of a long import it says itself.
#[test]
fn an_undo_says_that_an_import_is_taken_back_in_parts() {
    let part = |label: &str| crate::import::undo_part(Lang::ZhHans, label);
    assert_eq!(part("update:assets:140").unwrap(), "导入的改动每 250 条记录记作一步，一次撤销一步；这一步有 140 条，之前还有的请再撤销。");
    assert_eq!([part("edit:assets"), part("import:assets:250")], [None, None]);
}

#[test]
fn an_import_that_changed_records_is_undone_and_a_number_that_none_has_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("资产.csv");
    office.import("assets", &file, "资产编号,资产名称,存放地点\nZC1,投影机,甲楼\n", false).unwrap();
    let id = office.only("assets");
    office.import("assets", &file, "资产编号,存放地点\nZC1,乙楼\n", true).unwrap();
    assert_eq!(office.text(id, "location"), "乙楼");
    records::undo(&office).unwrap();
    assert_eq!(office.text(id, "location"), "甲楼");
    assert!(office.says(records::undo(&office)).contains("作废"), "what was added stays");
    // Additions and changes of one list lie in commits of their own.
    office.import("assets", &file, "资产编号,资产名称,存放地点\nZC2,音箱,丙楼\nZC1,投影机,丁楼\n", true).unwrap();
    records::undo(&office).unwrap();
    assert_eq!(office.text(id, "location"), "甲楼");

    let register = registers::book::find("assets").unwrap();
    std::fs::write(&file, "资产编号,存放地点\nZC9,乙楼\n").unwrap();
    let plan = crate::import::plan(register, &file, &[], crate::import::Purpose::Update).unwrap();
    let todo = crate::import::compare(&office.reader().unwrap(), register, plan.import, crate::import::Purpose::Update).unwrap();
    let said = todo.refusals(Lang::ZhHans, registers::book::ALL);
    assert!(said[0].1.contains("ZC9") && said[0].1.contains("找不到这条记录"), "{said:?}");
}

#[test]
fn an_import_tells_how_dates_were_read_and_where_columns_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let file = folder.path().join("资产.csv");
    std::fs::write(&file, "资产名称,购置日期\n投影机,03/04/2026\n音箱,05/06/2026\n文件柜,07/07/2026\n").unwrap();
    let register = registers::book::find("assets").unwrap();
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        crate::import::plan(register, &file, &[], crate::import::Purpose::Add).unwrap().import.unclear
    };
    let unclear = read("资产名称,购置日期\n投影机,03/04/2026\n音箱,05/06/2026\n文件柜,07/07/2026\n");
    assert_eq!((unclear.len(), unclear[0].count, unclear[0].text.as_str()), (1, 2, "03/04/2026"));
    assert_eq!((unclear[0].heading.as_str(), unclear[0].day), ("购置日期", jiff::civil::date(2026, 3, 4)));
    assert_eq!(read("资产名称,购置日期\n投影机,03/04/2026\n音箱,25/06/2026\n"), [], "the second shows that the day comes first");
    let months = read("资产名称,购置日期\n投影机,2020.9\n音箱,2020年12月\n文件柜,2020-10-03\n");
    assert_eq!((months.len(), months[0].count, months[0].month, months[0].day), (1, 2, true, jiff::civil::date(2020, 9, 1)));
    assert!(crate::import::unclear(Lang::ZhHans, &months[0]).contains("有 2 处只写了年月，记作当月1日：2020.9 记作 2020-09-01"));
    std::fs::write(&file, "资产名称,购置日期\n投影机,2020.1\n").unwrap();
    let refused = crate::import::plan(register, &file, &[], crate::import::Purpose::Add).unwrap().import.refused;
    assert_eq!(refused[0].faults[0].reason, registers::parse::Reason::MonthUnclear);
    let said = office.says(office.import("assets", &file, "资产名称,购置日期\n投影机,昨天\n", false));
    assert!(said.contains("1 行未导入") && said.contains("--map"), "{said}");
}

#[test]
fn a_day_that_times_of_its_row_need_is_told_of_as_a_column_that_goes_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("来访.csv");
    std::fs::write(&file, "来访人,日期,进校时间\n王芳,2026-03-04,8:20\n").unwrap();
    let register = registers::book::find("visits").unwrap();
    let plan = crate::import::plan(register, &file, &[], crate::import::Purpose::Add).unwrap();
    let told = |lang| plan.columns.iter().map(|c| crate::cli::data::target(&c.target, lang).unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(told(Lang::ZhHans)[1], "同一行各时间的日期");
    assert_eq!(told(Lang::En)[1], "the day of the times in its row");
    assert!(told(Lang::ZhHans).iter().all(|words| !words.is_empty()));
}

#[test]
fn damage_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    std::fs::write(folder.path().join("zongban.sqlite"), [0xA5; 40_000]).unwrap();
    for end in ["zongban.sqlite-wal", "zongban.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(end));
    }
    for result in [exchange::verify(&office), exchange::doctor(&office, false, None), exchange::doctor(&office, true, None)] {
        let said = office.says(result);
        assert!(said.contains("复制一份留存") && !said.contains("doctor"), "{said}");
    }
    assert!(office.says(rows::show(&office, "ZC1", false)).contains("doctor"));
    std::fs::write(folder.path().join("device.key"), "short").unwrap();
    assert!(office.says(records::undo(&office)).contains("device.key"));
}

#[test]
fn a_relay_that_does_not_answer_does_not_take_the_place_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.replica().unwrap().set_relay_address("127.0.0.1:8790").unwrap();
    // Port 1 is nobody's.
    let said = office.says(exchange::sync(&office, Some("127.0.0.1:1"), None, false));
    assert!(said.contains("仍是 127.0.0.1:8790"), "{said}");
    assert_eq!(office.replica().unwrap().relay_address().unwrap(), "127.0.0.1:8790");
}

#[test]
fn without_a_display_the_sentence_is_in_the_chosen_language() {
    use crate::gui::{Lacks, NoWindow};
    let said = |lacks, lang| super::super::explain(lang, &NoWindow { lacks, said: "NoDisplay".to_owned() }.into());
    for lacks in [Lacks::Desktop, Lacks::Driver] {
        assert!(said(lacks, Lang::ZhHans).starts_with("打不开窗口") && said(lacks, Lang::En).contains("(NoDisplay)"));
    }
    assert!(said(Lacks::Desktop, Lang::ZhHant).contains("圖形桌面"));
    assert!(said(Lacks::Driver, Lang::ZhHans).contains("显卡驱动"), "what does not work is the driver, not the desktop");
}

#[test]
fn the_example_of_a_list_that_changes_names_assets_of_the_example_that_adds_them() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let register = registers::book::find("assets").unwrap();
    let numbers = |file: &str, purpose| -> std::collections::BTreeSet<String> {
        let plan = crate::import::plan(register, &examples.join(file), &[], purpose).unwrap();
        assert_eq!((plan.import.refused, plan.import.unmapped), (Vec::new(), Vec::new()), "{file}");
        let number = |op: &registers::Op| match op {
            registers::Op::Set { field, value: Some(value) } if field == "asset_no" => value.as_text().map(str::to_owned),
            _ => None,
        };
        plan.import.drafts.iter().filter_map(|draft| draft.ops.iter().find_map(number)).collect()
    };
    let (added, moved) = (numbers("assets.xlsx", crate::import::Purpose::Add), numbers("moved.csv", crate::import::Purpose::Update));
    assert!(moved.len() == 3 && moved.is_subset(&added), "{moved:?}");
}

#[test]
fn personal_data_is_erased_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    office.add("visits", &["visitor=张三", "phone=13800001111"]);
    let id = office.only("visits");
    assert_eq!(office.text(id, "phone"), "13800001111");
    records::erase(&office, &[id.to_string()], false).unwrap();
    assert_eq!((office.text(id, "phone"), office.text(id, "visitor")), (String::new(), "张三".to_owned()));
    let refused = office.says(office.set(id, &["phone=13800001111"]));
    assert!(refused.contains("永久清除") && refused.contains("联系电话"), "{refused}");
    office.set(id, &["visitor=张建国"]).unwrap();
    let reader = office.reader().unwrap();
    let history = reader.history(id).unwrap();
    let erased = history.iter().find(|event| event.label == "erase:visits").unwrap();
    let visits = reader.shelf().unwrap().find("visits").unwrap();
    let told = &erased.changes[0];
    let value = rows::shown(visits, &told.field, told.after.as_ref().unwrap(), Lang::ZhHans);
    assert_eq!((rows::name(visits, &told.field, Lang::ZhHans), value), ("个人信息".to_owned(), "已永久清除".to_owned()));
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"13800001111"));
    }
    // Nothing is due yet of what was just written.
    office.add("visits", &["visitor=李四", "phone=13911112222"]);
    records::erase(&office, &[], true).unwrap();
    let found = reader.page(&Query::of(visits)).unwrap();
    assert_eq!(found.rows.iter().filter(|row| row.values.contains_key("phone")).count(), 1);
}
