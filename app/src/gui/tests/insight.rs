//! Reports, flow charts, numbers, warnings, import and export.

use std::path::PathBuf;
use std::sync::Arc;

use crate::gui::backend::{Action, FileJob, Importing, Only, Period, Query, Trial, TrialRow, Verdict};
use crate::gui::{Command, Place, command::Tab};
use eframe::egui::{DroppedFile, Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::civil::date;
use registers::def::{Chart, Register};
use registers::table::Cell;
use registers::{Lang, book};

use super::fake::Fake;
use super::fake_insight::{numbers, table, today, trial, warning};
use super::screens::{Window, at, click, fill, open, shows};

fn register(key: &str) -> &'static Register {
    book::find(key).unwrap()
}

fn page(fake: &Fake, register: &'static Register, tab: Tab) -> Window {
    at(fake, Place::Book(register, tab))
}

fn sent(fake: &Fake) -> Vec<Action> {
    fake.world.borrow().sent.clone()
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click_accesskit();
    window.run();
}

/// Opens the dialog that asks for a file, writes the proposed one, and gives its place.
fn write_proposed(window: &mut Window, button: &str) -> PathBuf {
    click(window, Role::Button, button);
    let file = window.get_by_role_and_label(Role::TextInput, "文件位置").value().unwrap();
    click(window, Role::Button, "写出");
    assert!(window.query_by_role_and_label(Role::TextInput, "文件位置").is_none(), "the dialog is gone");
    PathBuf::from(file)
}

#[test]
fn every_page_of_every_register_is_drawn_in_every_language() {
    let fake = Fake::office(2);
    for lang in Lang::ALL {
        let mut window = open(&fake, lang);
        for register in book::ALL {
            let more: &[Tab] = if register.key == "assets" { &[Tab::Numbers, Tab::Import] } else { &[] };
            for tab in [Tab::Reports, Tab::Flow].iter().chain(more) {
                window.state_mut().command(Command::Go(Place::Book(register, *tab)));
                window.step();
                assert!(shows(&window, register.labels.get(lang)), "{} {tab:?}", register.key);
            }
        }
    }
}

#[test]
fn every_report_is_drawn_with_its_table() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Home);
    for register in book::ALL.iter().filter(|r| !r.reports.is_empty()) {
        window.state_mut().command(Command::Go(Place::Book(register, Tab::Reports)));
        window.run();
        for report in register.reports {
            window.get_by_role_and_label(Role::ListBoxOption, report.labels.get(Lang::ZhHans)).click_accesskit();
            window.run();
            assert!(shows(&window, "共 50 条，5 组"), "{} {}", register.key, report.id);
            for heading in crate::report::headings(Lang::ZhHans, register, report) {
                assert!(
                    window.query_all_by_role(Role::ColumnHeader).any(|n| n.accesskit_node().label().is_some_and(|l| l == heading)),
                    "{} {} {heading}",
                    register.key,
                    report.id
                );
            }
        }
    }
}

#[test]
fn all_reports_are_listed_by_area_and_lead_to_each() {
    for (lang, nav, title) in [(Lang::ZhHans, "报表", "全部报表"), (Lang::ZhHant, "報表", "全部報表"), (Lang::En, "Reports", "All reports")]
    {
        let fake = Fake::office(1);
        let mut window = open(&fake, lang);
        click(&mut window, Role::Button, nav);
        assert!(window.state().place() == Place::Reports && shows(&window, title));
        let visits = register("visits");
        let report = &visits.reports[1];
        let name = format!("{} {}", visits.labels.get(lang), report.labels.get(lang));
        window.get_by_role_and_label(Role::Button, &name).click_accesskit();
        window.run();
        assert_eq!(window.state().place(), Place::Book(visits, Tab::Reports));
        let chosen = window.get_by_role_and_label(Role::ListBoxOption, report.labels.get(lang));
        assert_eq!(chosen.accesskit_node().toggled(), Some(eframe::egui::accesskit::Toggled::True));
    }
}

#[test]
fn a_list_leads_to_its_pages_and_back() {
    let fake = Fake::office(3);
    let assets = register("assets");
    let mut window = at(&fake, Place::Register(assets));
    for (name, tab) in [("流程图", Tab::Flow), ("编号", Tab::Numbers), ("导入", Tab::Import)] {
        click(&mut window, Role::Button, name);
        assert_eq!(window.state().place(), Place::Book(assets, tab));
    }
    click(&mut window, Role::Button, "列表");
    assert_eq!(window.state().place(), Place::Register(assets));
    let terms = register("terms");
    window.state_mut().command(Command::Go(Place::Register(terms)));
    window.run();
    assert!(window.query_by_role_and_label(Role::Button, "编号").is_none(), "terms have no numbers");
}

#[test]
fn the_period_of_a_report_is_a_month_a_term_a_year_or_ones_own() {
    let fake = Fake::office(1);
    let mut window = page(&fake, register("visits"), Tab::Reports);
    let last = |fake: &Fake| *fake.world.borrow().insight.periods.borrow().last().unwrap();
    let days = |from, to| Period { from: Some(from), to: Some(to) };
    assert_eq!(last(&fake), Period::default());
    click(&mut window, Role::Button, "本月");
    assert_eq!(last(&fake), days(date(2026, 11, 1), date(2026, 11, 30)));
    click(&mut window, Role::Button, "本年");
    assert_eq!(last(&fake), days(date(2026, 1, 1), date(2026, 12, 31)));
    click(&mut window, Role::Button, "本学期");
    assert_eq!(last(&fake), days(date(2026, 1, 1), date(2026, 12, 31)), "no term was entered");
    fake.world.borrow_mut().insight.term = Some(days(date(2026, 8, 31), date(2027, 1, 22)));
    window.run();
    click(&mut window, Role::Button, "本学期");
    assert_eq!(last(&fake), days(date(2026, 8, 31), date(2027, 1, 22)));
    click(&mut window, Role::Button, "自选");
    assert_eq!(last(&fake), days(date(2026, 8, 31), date(2027, 1, 22)), "one's own days begin where the others were");
    let field = window.get_by_role_and_label(Role::TextInput, "结束日期");
    field.focus();
    window.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::A);
    window.run();
    fill(&mut window, "结束日期", "2026-08-01");
    assert!(shows(&window, "结束日期早于开始日期"));
    // Other registers are looked at over the same days.
    window.state_mut().command(Command::Go(Place::Book(register("incoming-documents"), Tab::Reports)));
    window.run();
    assert_eq!(last(&fake), days(date(2026, 8, 31), date(2026, 8, 1)));
}

#[test]
fn a_chart_says_its_bars() {
    let fake = Fake::office(1);
    let visits = register("visits");
    let report = visits.reports.iter().find(|r| r.by.len() == 1 && r.chart != Chart::Table).unwrap();
    let mut window = page(&fake, visits, Tab::Reports);
    window.get_by_role_and_label(Role::ListBoxOption, report.labels.get(Lang::ZhHans)).click_accesskit();
    window.run();
    let table = table(visits, report);
    for group in &table.groups {
        let key = &crate::report::keys(Lang::ZhHans, visits, report, group)[0];
        let value = &crate::report::values(Lang::ZhHans, visits, report, group)[0];
        assert!(shows(&window, &format!("{key} {value}")), "{key} {value}");
    }
}

#[test]
fn a_report_goes_to_excel_as_it_is_shown() {
    let fake = Fake::office(1);
    let visits = register("visits");
    let report = &visits.reports[0];
    let mut window = page(&fake, visits, Tab::Reports);
    click(&mut window, Role::Button, "本月");
    let file = write_proposed(&mut window, "导出 Excel");
    let name = report.labels.get(Lang::ZhHans);
    assert_eq!(file, PathBuf::from(format!("/home/office/访客登记 {name} 2026-11 {}.xlsx", today())));
    let [Action::File(FileJob::Table { headings, rows, file: written, .. })] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    assert_eq!((written, rows.len()), (&file, 5));
    assert_eq!(*headings, crate::report::headings(Lang::ZhHans, visits, report));
    assert!(shows(&window, &format!("已写出 {}", file.display())));
}

#[test]
fn a_file_of_another_kind_is_not_written() {
    let fake = Fake::office(1);
    let mut window = page(&fake, register("visits"), Tab::Reports);
    click(&mut window, Role::Button, "导出 Excel");
    fill(&mut window, "文件位置", "x");
    click(&mut window, Role::Button, "写出");
    assert!(sent(&fake).is_empty() && shows(&window, "文件名应以 .xlsx 或 .csv 结尾"));
    click(&mut window, Role::Button, "取消");
    assert!(window.query_by_role_and_label(Role::TextInput, "文件位置").is_none());
}

#[test]
fn groups_that_are_left_out_are_told_of() {
    let fake = Fake::office(1);
    fake.world.borrow_mut().insight.hidden = 3;
    let ballots = register("ballots");
    let report = ballots.reports.iter().find(|r| r.at_least > 1).unwrap();
    let mut window = page(&fake, ballots, Tab::Reports);
    window.get_by_role_and_label(Role::ListBoxOption, report.labels.get(Lang::ZhHans)).click_accesskit();
    window.run();
    let text = format!("另有 3 组不足 {} 条，未列出", report.at_least);
    assert!(shows(&window, &text));
    fake.world.borrow_mut().insight.empty = true;
    window.run();
    assert!(shows(&window, "没有可统计的记录") && shows(&window, &text), "also when nothing else is left");
}

#[test]
fn an_answer_that_is_not_there_yet_is_waited_for_without_a_halt() {
    let fake = Fake::office(1);
    fake.world.borrow_mut().insight.finding = true;
    let mut window = page(&fake, register("visits"), Tab::Reports);
    assert!(shows(&window, "正在统计……"));
    fake.world.borrow_mut().insight.finding = false;
    window.run();
    assert!(!shows(&window, "正在统计……") && shows(&window, "共 50 条，5 组"));
}

#[test]
fn a_state_of_the_chart_leads_to_its_records() {
    let fake = Fake::office(6);
    let documents = register("incoming-documents");
    let mut window = page(&fake, documents, Tab::Flow);
    let state = documents.states.iter().find(|s| s.phase == registers::def::Phase::Open).unwrap();
    let name = format!("{} 现有 1 中位 1 小时 30 分，九成 ≤ 2 天 2 小时", state.labels.hans);
    window.get_by_role_and_label(Role::Button, &name).click_accesskit();
    window.run();
    assert_eq!(window.state().place(), Place::Register(documents));
    assert!(shows(&window, "已列出 1 项"));
}

#[test]
fn steps_say_where_they_lead_and_who_is_responsible() {
    let fake = Fake::office(2);
    let mut window = at(&fake, Place::Home);
    for register in book::ALL {
        window.state_mut().command(Command::Go(Place::Book(register, Tab::Flow)));
        window.run();
        let said: Vec<String> = window.query_all_by_role(Role::Label).filter_map(|n| n.accesskit_node().value()).collect();
        for step in register.transitions.iter().filter(|t| t.to != registers::common::VOID && !t.from.is_empty()) {
            let to = register.state(step.to).unwrap().labels.hans;
            let arrow = format!("{} → {to}（", step.labels.hans);
            // Two steps may be called alike and lead to the same state.
            let lines: Vec<&String> = said.iter().filter(|l| l.starts_with(&arrow)).collect();
            // What follows papers is done by whoever does those, and says so.
            let names =
                |line: &str| step.follows().is_some() || step.roles.iter().all(|role| line.contains(&crate::cli::role(Lang::ZhHans, role)));
            assert!(lines.iter().any(|line| names(line)), "{} {arrow} {lines:?}", register.key);
        }
    }
}

#[test]
fn the_chart_is_drawn_larger_and_smaller() {
    let fake = Fake::office(2);
    let mut window = page(&fake, register("terms"), Tab::Flow);
    let state = register("terms").states[0].labels.hans;
    let width = |window: &Window| {
        window
            .query_all_by_role(Role::Button)
            .find(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with(&format!("{state} 现有"))))
            .unwrap()
            .rect()
            .width()
    };
    let natural = width(&window);
    click(&mut window, Role::Button, "放大");
    assert!(width(&window) > natural && shows(&window, "110%"));
    click(&mut window, Role::Button, "缩小");
    click(&mut window, Role::Button, "缩小");
    assert!(width(&window) < natural && shows(&window, "90%"));
    click(&mut window, Role::Button, "90%");
    assert_eq!(width(&window), natural);
}

#[test]
fn numbers_show_gaps_and_leases_and_go_to_excel() {
    let fake = Fake::office(1);
    let documents = register("incoming-documents");
    fake.world.borrow_mut().insight.numbers.insert(documents.key, numbers());
    let mut window = page(&fake, documents, Tab::Numbers);
    for text in ["收〔2026〕", "4 个：3 7–9", "1 个：12", "1 个：15", "文书岗", "以后全部", "有效", "不起作用：这些号由“文书岗”先领"]
    {
        assert!(shows(&window, text), "{text}");
    }
    write_proposed(&mut window, "空号登记");
    let [Action::File(FileJob::Table { rows, .. })] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    let row = |number: &str, kind: &str| vec![Cell::Text(number.into()), Cell::Text(kind.into())];
    let expect = [(3, "空号"), (7, "空号"), (8, "空号"), (9, "空号"), (12, "作废号"), (15, "重号"), (110, "未用（号段在手）")];
    assert_eq!(*rows, expect.map(|(n, kind)| row(&format!("收〔2026〕{n}号"), kind)));
}

#[test]
fn a_desk_takes_a_block_or_all_numbers() {
    let fake = Fake::office(1);
    let documents = register("incoming-documents");
    let mut window = page(&fake, documents, Tab::Numbers);
    click(&mut window, Role::Button, "领取号段");
    fill(&mut window, "号段大小", "x");
    click(&mut window, Role::Button, "领取号段");
    assert!(shows(&window, "号段大小应为 1 到"));
    click(&mut window, Role::Button, "由本机统一发号");
    let take = |size| Action::TakeNumbers { register: "incoming-documents", size };
    assert_eq!(sent(&fake), [take(Some(50)), take(None)]);
}

#[test]
fn warnings_stand_on_the_first_page_and_lead_to_their_records() {
    let fake = Fake::office(1);
    let supplies = book::ALL.iter().find(|r| !r.alerts.is_empty()).unwrap();
    let id = fake.world.borrow().records.iter().find(|(_, e)| e.record.register == supplies.key).map(|(id, _)| *id).unwrap();
    let mut window = at(&fake, Place::Home);
    assert!(shows(&window, "现在没有预警"));
    fake.world.borrow_mut().insight.warnings = vec![warning(supplies, id, "A4 复印纸")];
    window.run();
    assert!(!shows(&window, "现在没有预警"));
    let name = format!("{} A4 复印纸", supplies.alerts[0].labels.hans);
    click(&mut window, Role::Button, &name);
    assert_eq!(window.state().place(), Place::Register(supplies));
}

#[derive(Debug)]
struct File(PathBuf);

impl DroppedFile for File {
    fn path(&self) -> &std::path::Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }
}

fn importing(fake: &Fake) -> Window {
    fake.world.borrow_mut().insight.trials.insert("/media/usb/assets.xlsx".into(), Ok(trial()));
    let mut window = page(fake, register("assets"), Tab::Import);
    fill(&mut window, "名单文件的位置", "/media/usb/assets.xlsx");
    click(&mut window, Role::Button, "读取");
    window
}

#[test]
fn a_trial_tells_which_dates_can_be_read_in_two_ways() {
    let fake = Fake::office(1);
    let said = "“购置日期”一列的日期先写月还是先写日看不出来";
    let unclear = Trial { notes: vec![format!("{said}，2 处一律先月后日读")], ..trial() };
    fake.world.borrow_mut().insight.trials.insert("/media/usb/assets.xlsx".into(), Ok(unclear));
    let mut window = page(&fake, register("assets"), Tab::Import);
    fill(&mut window, "名单文件的位置", "/media/usb/assets.xlsx");
    click(&mut window, Role::Button, "读取");
    assert!(shows(&window, said));
}

#[test]
fn an_import_shows_what_each_row_would_do_and_then_does_it() {
    let fake = Fake::office(1);
    let mut window = importing(&fake);
    for text in ["第 3 行", "投影机", "立式空调", "第6行：购置日期“昨天” 不是日期", "另有 2 行"] {
        assert!(shows(&window, text), "{text}");
    }
    // Only the column that nobody could place stands there, until all are asked for.
    let asks = |window: &Window, heading: &str| window.query_by_role_and_label(Role::ComboBox, &format!("“{heading}”写入")).is_some();
    assert!(asks(&window, "怪列") && !asks(&window, "资产名称") && shows(&window, "2 列已按标题对应"));
    press(&mut window, "显示全部列");
    assert!(asks(&window, "怪列") && asks(&window, "资产名称") && asks(&window, "序号"));
    press(&mut window, "只显示未对应的列");
    assert!(!asks(&window, "资产名称"));
    press(&mut window, "不导入");
    assert!(!shows(&window, "投影机") && shows(&window, "第6行"), "only what is refused");
    press(&mut window, "不导入");
    assert!(shows(&window, "投影机") && sent(&fake).is_empty());
    press(&mut window, "导入 2 条");
    let [Action::File(FileJob::Import(source))] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    assert_eq!((source.register, source.given.len()), ("assets", 0));
    assert!(shows(&window, "导入 2 条，已有 1 条，未导入 1 行") && shows(&window, "第7行：编号重复"));
    // Looked at once more, the same file says that all of it is here.
    press(&mut window, "读取");
    assert!(shows(&window, "投影机") && !shows(&window, "第7行：编号重复"));
    press(&mut window, "导入 2 条");
    press(&mut window, "再导入一份");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, "名单文件的位置").value().as_deref(), Some(""));
}

#[test]
fn a_file_is_chosen_in_the_dialog_of_the_system() {
    let fake = Fake::office(6);
    fake.world.borrow_mut().insight.trials.insert("/media/usb/assets.xlsx".into(), Ok(trial()));
    let mut window = page(&fake, register("assets"), Tab::Import);
    click(&mut window, Role::Button, "浏览…");
    assert!(sources(&fake).is_empty(), "closed without a choice, nothing is read");
    fake.world.borrow_mut().insight.choose = Some("/media/usb/assets.xlsx".into());
    click(&mut window, Role::Button, "浏览…");
    window.run();
    assert!(shows(&window, "投影机"));
    assert_eq!(sources(&fake).last().map(|s| s.file.clone()), Some("/media/usb/assets.xlsx".into()));
    // The place for an export likewise; the ending is added where the dialog left it out.
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Show(register("assets"), Only::All));
    window.run();
    click(&mut window, Role::Button, "导出 Excel");
    fake.world.borrow_mut().insight.choose = Some("/media/usb/资产".into());
    click(&mut window, Role::Button, "浏览…");
    window.run();
    let file = window.get_by_role_and_label(Role::TextInput, "文件位置").value();
    assert_eq!(file.as_deref(), Some("/media/usb/资产.xlsx"));
    let asked = fake.world.borrow().insight.browsed.borrow().clone();
    assert!(asked[0].proposed.is_none() && asked[0].kinds[0].1.contains(&"ods"), "{asked:?}");
    assert!(asked[2].proposed.as_ref().is_some_and(|p| p.starts_with("/home/office")), "{asked:?}");
}

fn sources(fake: &Fake) -> Vec<crate::gui::backend::Source> {
    fake.world.borrow().insight.sources.borrow().clone()
}

#[test]
fn an_import_changes_records_only_when_that_is_asked_for() {
    let fake = Fake::office(1);
    let mut window = importing(&fake);
    let last = |fake: &Fake| fake.world.borrow().insight.sources.borrow().last().cloned().unwrap();
    assert!(!last(&fake).update && window.query_by_role_and_label(Role::CheckBox, "更改已有记录").is_some());
    let mut changing = trial();
    changing.rows.push(TrialRow { line: 7, verdict: Verdict::Changed, text: "ZC1 投影机：存放地点 301室 → 302室".into() });
    fake.world.borrow_mut().insight.trials.insert("/media/usb/assets.xlsx".into(), Ok(changing));
    click(&mut window, Role::CheckBox, "更改已有记录");
    assert!(last(&fake).update && shows(&window, "ZC1 投影机：存放地点 301室 → 302室"));
    press(&mut window, "导入 3 条");
    let [Action::File(FileJob::Import(source))] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    assert!(source.update, "what was tried is what is done");
}

/// Ballots have nothing by which one is known: whether those that are alike are another batch is asked instead.
#[test]
fn another_batch_of_ballots_is_added_when_that_is_asked_for() {
    let fake = Fake::with(&[register("ballots")], 1);
    fake.world.borrow_mut().insight.trials.insert("/media/usb/ballots.xlsx".into(), Ok(trial()));
    let mut window = page(&fake, register("ballots"), Tab::Import);
    fill(&mut window, "名单文件的位置", "/media/usb/ballots.xlsx");
    click(&mut window, Role::Button, "读取");
    assert!(window.query_by_role_and_label(Role::CheckBox, "更改已有记录").is_none());
    let last = |fake: &Fake| fake.world.borrow().insight.sources.borrow().last().cloned().unwrap();
    assert!(!last(&fake).further);
    assert!(window.query_by_label_contains("更改已有记录").is_none(), "no hint speaks of what is not there");
    click(&mut window, Role::CheckBox, "内容相同的也新增");
    assert!(last(&fake).further && !last(&fake).update);
}

/// Where new records wait for somebody, old ones may arrive as done.
#[test]
fn old_papers_are_imported_as_done_where_somebody_says_so() {
    let fake = Fake::office(1);
    let says = |window: &Window| window.query_by_role_and_label(Role::ComboBox, "没写办理情况的行").is_some();
    assert!(!says(&importing(&fake)), "nothing waits to be done with a new asset");
    fake.world.borrow_mut().insight.trials.insert("/media/usb/old.xlsx".into(), Ok(trial()));
    let mut window = page(&fake, register("incoming-documents"), Tab::Import);
    fill(&mut window, "名单文件的位置", "/media/usb/old.xlsx");
    click(&mut window, Role::Button, "读取");
    let last = |fake: &Fake| sources(fake).last().cloned().unwrap();
    assert!(says(&window) && last(&fake).rest.is_none());
    window.get_by_role_and_label(Role::ComboBox, "没写办理情况的行").focus();
    window.run();
    window.key_press(Key::ArrowDown);
    window.run();
    assert_eq!(last(&fake).rest.as_deref(), Some("closed"));
    press(&mut window, "导入 2 条");
    let [Action::File(FileJob::Import(source))] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    assert_eq!(source.rest.as_deref(), Some("closed"), "what was tried is what is done");
}

#[test]
fn a_column_is_sent_elsewhere_and_the_rows_are_tried_again() {
    let fake = Fake::office(1);
    let mut window = importing(&fake);
    let field = window.get_by_role_and_label(Role::ComboBox, "“怪列”写入");
    assert_eq!(field.value().as_deref(), Some("不导入"));
    field.focus();
    window.run();
    window.key_press(Key::ArrowDown);
    window.run();
    let last = fake.world.borrow().insight.sources.borrow().last().cloned().unwrap();
    let first = register("assets").all_fields().next().unwrap().id;
    assert_eq!(last.given, [("怪列".to_owned(), first.to_owned())]);
    press(&mut window, "导入 2 条");
    let [Action::File(FileJob::Import(source))] = &sent(&fake)[..] else { panic!("{:?}", sent(&fake)) };
    assert_eq!(source.given, last.given, "what was tried is what is done");
}

#[test]
fn a_list_can_be_dropped_and_one_that_cannot_be_read_says_why() {
    let fake = Fake::office(1);
    fake.world.borrow_mut().insight.trials.insert("/media/usb/assets.xlsx".into(), Ok(trial()));
    fake.world.borrow_mut().insight.trials.insert("/media/usb/photo.png".into(), Err("不是名单文件".into()));
    let mut window = page(&fake, register("assets"), Tab::Import);
    let drop = |window: &mut Window, path: &str| {
        window.input_mut().dropped_files.push(Arc::new(File(path.into())));
        window.run();
    };
    drop(&mut window, "/media/usb/photo.png");
    assert!(shows(&window, "不是名单文件"));
    drop(&mut window, "/media/usb/assets.xlsx");
    assert!(!shows(&window, "不是名单文件") && shows(&window, "投影机"));
}

#[test]
fn an_import_under_way_shows_how_far_it_is_and_lets_no_other_begin() {
    let fake = Fake::office(1);
    let mut window = importing(&fake);
    let source = fake.world.borrow().insight.sources.borrow().last().cloned().unwrap();
    fake.world.borrow_mut().insight.importing = Some(Importing { source, done: 250, total: 20_000, result: None });
    window.run();
    assert!(shows(&window, "正在导入：250 / 20000"));
    assert!(window.query_by_role(Role::ProgressIndicator).is_some());
    click(&mut window, Role::Button, "读取");
    assert!(window.query_by_role_and_label(Role::Button, "导入 2 条").is_none());
}

#[test]
fn a_list_is_exported_as_it_is_narrowed_down() {
    let fake = Fake::office(6);
    let assets = register("assets");
    let state = assets.states[1].id;
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Show(assets, Only::State(state)));
    window.run();
    let file = write_proposed(&mut window, "导出 Excel");
    let expect = Query { register: assets.key, only: Only::State(state), ..Query::default() };
    assert_eq!(sent(&fake), [Action::File(FileJob::Export { query: expect, file })]);
}

#[test]
fn what_a_page_is_for_is_not_written_over_its_tabs() {
    let fake = Fake::office(1);
    let mut window = open(&fake, Lang::En);
    window.set_size(eframe::egui::vec2(1240.0, 860.0));
    for tab in [Tab::Reports, Tab::Flow, Tab::Numbers, Tab::Import] {
        window.state_mut().command(Command::Go(Place::Book(register("incoming-documents"), tab)));
        window.run();
        let list = window.get_by_role_and_label(Role::Button, "List").rect();
        let name = ["Reports: ", "Flow chart: ", "Numbers: ", "Import: "].into_iter();
        let hint = name.flat_map(|name| window.query_all_by_label_contains(name)).next().expect("what it is for").rect();
        assert!(!hint.intersects(list), "{tab:?}: {hint:?} over {list:?}");
    }
}
