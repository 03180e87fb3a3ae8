use std::collections::BTreeSet;

use proptest::prelude::*;

use super::mapping::is_computed;
use super::*;
use crate::book::{self, assets, incoming_documents, visits};
use crate::def::{Field, Kind, Rule};
use crate::document::{Line, Record};

fn sheet(rows: &[&[&str]]) -> Sheet {
    let row =
        |(at, cells): (usize, &&[&str])| Row { line: at as u64 + 1, cells: cells.iter().map(|c| (*c).to_owned()).collect(), fault: None };
    Sheet { name: "Sheet1".to_owned(), rows: rows.iter().enumerate().map(row).collect(), separated: true }
}

fn import(register: &Register, rows: &[&[&str]]) -> Import {
    let sheet = sheet(rows);
    let mapping = guess(register, &sheet, &[]).unwrap();
    read(register, &sheet, &mapping)
}

fn text<'a>(draft: &'a Draft, field: &str) -> &'a str {
    let found = draft.ops.iter().find_map(|op| match op {
        Op::Set { field: f, value: Some(Value::Text(t)) } if f == field => Some(t.as_str()),
        Op::Text { field: f, text } if f == field => Some(text.as_str()),
        _ => None,
    });
    found.unwrap_or("")
}

#[test]
fn a_list_with_title_unit_and_total_is_read() {
    let import = import(
        &assets::REGISTER,
        &[
            &["明德实验中学固定资产台账", "", "", "", "", ""],
            &["单位：元", "", "", "制表日期", "2026-09-01", ""],
            &["序号", "资产编号", "资产名称", "原值（元）", "购置日期", "使用状况"],
            &["1", "ZC201800001", "电子班牌", "2,497.83", "2018年4月5日", "在用"],
            &["2", "ZC201800002", "投影机", "￥4060.31", "2025.07.02", "出借"],
            &["", "", "", "", "", ""],
            &["合计", "", "", "6558.14", "", ""],
            &["制表人：王敏", "", "", "审核：李强", "", ""],
        ],
    );
    assert_eq!(import.refused, []);
    let said: Vec<(&str, Option<&str>)> = import.drafts.iter().map(|d| (d.title.as_str(), d.state)).collect();
    assert_eq!(said, [("电子班牌", Some("in-use")), ("投影机", Some("lent"))]);
    assert_eq!(text(&import.drafts[1], "purchase_date"), "2025-07-02");
    assert!(import.drafts[1].ops.contains(&Op::Set { field: "value".to_owned(), value: Some(406_031.into()) }));
    let skipped: Vec<Skipped> = import.skipped.iter().map(|(_, why)| *why).collect();
    assert_eq!(skipped, [Skipped::Above, Skipped::Above, Skipped::Headings, Skipped::Empty, Skipped::Total, Skipped::Footer]);
    assert_eq!(import.unmapped, Vec::<String>::new());
}

#[test]
fn words_in_the_place_of_rows_marks_and_counted_numbers_are_read_as_books_have_them() {
    let import = import(
        &incoming_documents::REGISTER,
        &[
            &["来文标题", "密级", "缓急", "份数", "页数", "拟办", "批示"],
            &["通知", "内部★6个月", "平", "2份", "6页", "先传阅", "请办公室办"],
        ],
    );
    assert_eq!((&import.refused[..], &import.unmapped[..]), (&[][..], &[][..]));
    let draft = &import.drafts[0];
    assert_eq!((text(draft, "secrecy_term"), text(draft, "urgency")), ("6个月", "normal"));
    let number =
        |field: &str| draft.ops.contains(&Op::Set { field: field.to_owned(), value: Some(if field == "copies" { 2 } else { 6 }.into()) });
    assert!(number("copies") && number("pages"));
    let said = |field: &str| {
        let (_, cells) = draft.lines.iter().find(|(lines, _)| *lines == field).unwrap();
        cells.iter().find(|(column, _)| column == "text").and_then(|(_, value)| value.as_text())
    };
    assert_eq!((said("opinions"), said("instructions")), (Some("先传阅"), Some("请办公室办")));
}

#[test]
fn what_came_in_and_what_went_out_stand_in_columns_of_their_own() {
    let movements = book::find("stock-movements").unwrap();
    let import = import(
        movements,
        &[
            &["日期", "品名", "规格", "入库数量", "出库数量", "结存", "单据号"],
            &["2026-09-01", "A4复印纸", "70g", "50", "", "50", "R-1"],
            &["2026-09-03", "A4复印纸", "70g", "0", "8包", "42", "C-1"],
            &["2026-09-05", "A4复印纸", "70g", "3", "4", "41", "C-2"],
        ],
    );
    let said = |n: usize| (text(&import.drafts[n], "kind"), text(&import.drafts[n], "no"));
    assert_eq!((said(0), said(1)), (("in", "R-1"), ("issue", "C-1")));
    let quantity =
        |n: usize, value: i64| import.drafts[n].ops.contains(&Op::Set { field: "quantity".into(), value: Some(Value::decimal(value)) });
    assert!(quantity(0, 500_000) && quantity(1, 80_000));
    assert_eq!(import.refused.len(), 1);
    assert!(import.refused[0].say(Lang::ZhHans).contains("只能填一种数量"), "{:?}", import.refused);
    assert_eq!(import.unmapped, ["结存"]);
}

#[test]
fn a_span_of_days_gives_beginning_and_end_and_a_day_alone_is_no_punch() {
    let leave = book::find("leave").unwrap();
    let import_of = |register: &'static Register, rows: &[&[&str]]| import(register, rows);
    for span in ["2026-11-02至2026-11-04", "2026年11月2日—2026年11月4日", "2026.11.2～2026.11.4"] {
        let import = import_of(leave, &[&["请假人", "请假类别", "起止时间", "天数"], &["周敏", "事假", span, "3天"]]);
        assert_eq!(import.refused, [], "{span}");
        let draft = &import.drafts[0];
        assert_eq!((text(draft, "starts_at"), text(draft, "ends_at")), ("2026-11-02T00:00", "2026-11-04T23:59"), "{span}");
    }
    let punches = book::find("punches").unwrap();
    let import = import_of(punches, &[&["日期", "人员", "上班打卡", "下班打卡"], &["2026-03-02", "周敏", "07:55", "17:40"]]);
    assert!(import.drafts.is_empty() && import.refused.len() == 1, "midnight would be a false fact: {:?}", import.drafts);
}

#[test]
fn rows_of_lines_fields_and_states_come_from_plain_columns() {
    let import = import(
        &incoming_documents::REGISTER,
        &[
            &["收文号", "文件标题", "拟办意见", "承办部门", "承办人", "办理结果", "归档"],
            &["收〔2026〕1号", "通知一", "拟请总务处阅办。", "总务处", "王敏", "已办结", "是"],
            &["收〔2026〕2号", "通知二", "", "教务处", "", "办理中", ""],
            &["收〔2026〕3号", "通知三", "", "", "", "已转德育处", ""],
            &["", "通知四", "", "", "", "", "否"],
        ],
    );
    assert_eq!(import.refused, []);
    assert_eq!(import.drafts.iter().map(|d| d.state).collect::<Vec<_>>(), [Some("archived"), Some("handling"), Some("registered"), None]);
    let first = &import.drafts[0];
    assert_eq!(first.lines.iter().map(|(f, cells)| (*f, cells.len())).collect::<Vec<_>>(), [("opinions", 1), ("assignments", 2)]);
    assert_eq!(text(&import.drafts[2], "result"), "已转德育处");
    let mut n = 0;
    let ops = first.clone().into_ops(|| {
        n += 1;
        format!("ROW{n}")
    });
    assert!(matches!(ops.last(), Some(Op::State(s)) if s == "archived"));
    assert_eq!(ops.iter().filter(|op| matches!(op, Op::Line { .. })).count(), 2);
}

#[test]
fn a_day_and_a_time_of_day_become_one() {
    let import = import(
        &visits::REGISTER,
        &[
            &["序号", "来访日期", "来访人", "单位", "事由", "随行人数", "进入时间", "离开时间", "证件核验"],
            &["1", "2026/09/01", "苏涛曦", "", "找班主任", "0", "08:40", "09:07", "已核验"],
            &["2", "2026/09/01", "马怡静", "区教育局", "", "2", "08:47", "", "未核验"],
            &["3", "2026/09/02", "姚磊", "", "", "", "", "", ""],
            &["4", "", "无日期", "", "", "", "08:47", "", ""],
            &["5", "2026/09/02", "倒序", "", "", "", "09:00", "08:00", ""],
        ],
    );
    assert_eq!(text(&import.drafts[0], "entered"), "2026-09-01T08:40");
    assert_eq!(text(&import.drafts[0], "left"), "2026-09-01T09:07");
    assert_eq!(text(&import.drafts[2], "planned_at"), "2026-09-02T00:00");
    assert_eq!(import.drafts.iter().map(|d| d.state).collect::<Vec<_>>(), [Some("left"), Some("on-campus"), None]);
    let said: Vec<String> = import.refused.iter().map(|r| r.say(Lang::ZhHans)).collect();
    assert_eq!(said, ["第5行：进入时间“08:47” 只有钟点，没有日期", "第6行：离开时间“2026-09-02T08:00” 不能早于进入时间"]);
}

#[test]
fn a_day_beside_a_time_and_a_span_of_time_lose_nothing() {
    let read = |key: &str, rows: &[&[&str]]| import(book::find(key).unwrap(), rows);
    let punches = read("punches", &[&["姓名", "日期", "时间"], &["汪雪子", "2026-09-01", "07:52"]]);
    assert_eq!(text(&punches.drafts[0], "punched_at"), "2026-09-01T07:52", "{:?}", punches.refused);
    let headings = ["用印日期", "用印时间", "用印事由", "文件名称", "印章", "经办人"];
    let uses = read(
        "seal-uses",
        &[
            &headings,
            &["2026-09-01", "10:20", "开学通知", "开学通知", "公章", "汪雪子"],
            &["2026-09-02", "", "证明", "证明", "公章", "汪雪子"],
            &["2026-09-03", "2026-09-04 09:00", "函", "函", "公章", "汪雪子"],
        ],
    );
    let at: Vec<_> = uses.drafts.iter().map(|d| text(d, "at")).collect();
    assert_eq!(at, ["2026-09-01T10:20", "2026-09-02T00:00", "2026-09-04T09:00"], "{:?}", uses.refused);
    let headings = ["会议主题", "会议日期", "会议时间", "结束时间"];
    let meetings = read(
        "meetings",
        &[
            &headings,
            &["周例会", "2026-09-01", "9:00-10:30", ""],
            &["校务会", "", "2026年9月2日 下午2:00—3:30", ""],
            &["备课会", "2026-09-03", "9:00～10:30", "2026-09-03 11:00"],
            &["倒序", "2026-09-04", "10:30-9:00", ""],
        ],
    );
    let spans: Vec<_> = meetings.drafts.iter().map(|d| ["starts_at", "ends_at"].map(|f| text(d, f))).collect();
    let expect =
        [["2026-09-01T09:00", "2026-09-01T10:30"], ["2026-09-02T14:00", "2026-09-02T15:30"], ["2026-09-03T09:00", "2026-09-03T11:00"]];
    assert_eq!(spans, expect, "{:?}", meetings.refused);
    assert_eq!(meetings.refused.iter().map(|r| r.line).collect::<Vec<_>>(), [5]);
}

#[test]
fn a_department_without_more_is_the_one_that_the_register_asks_for() {
    let mapped = |key: &str, headings: &[&str]| -> Vec<&'static str> {
        let read = guess(book::find(key).unwrap(), &sheet(&[headings]), &[]).unwrap();
        let field = |c: &ColumnMap| if let Target::Field(f) = c.target { f.id } else { "" };
        read.columns.iter().map(field).collect()
    };
    assert_eq!(mapped("visits", &["来访人", "部门"]), ["visitor", "host_dept"]);
    assert_eq!(mapped("visits", &["来访人", "部门", "被访部门"]), ["visitor", "dept", "host_dept"]);
    assert_eq!(mapped("service-requests", &["事项", "部门"]), ["subject", "dept"], "of two it is nobody's to choose");
}

#[test]
fn each_bad_row_is_named_and_harms_no_other() {
    let import = import(
        &assets::REGISTER,
        &[
            &["资产编号", "资产名称", "数量", "购置日期", "原值", "使用状况"],
            &["ZC202600001", "台式计算机", "一台", "2026-02-30", "4200", "在用"],
            &["ZC202600003", "=HYPERLINK(\"http://x\")", "1", "2026-03-01", "10", "在用"],
            &["", "没有编号", "1", "2026-03-01", "10", "在用"],
            &["ZC202600005", "数量为负", "-3", "2026-03-01", "10", "在用"],
            &["ZC202600006", "未知状况", "1", "2026-03-01", "10", "飞了"],
            &["ZC202600007", "巨大数字", "1", "2026-03-01", "999999999999999999999999", "在用"],
            &["ZC202600007", "重复编号", "1", "2026-03-01", "10", "在用"],
            &["ZC202600009", "少格", "1"],
            &["ZC202600010", "多格", "1", "2026-03-01", "10", "在用", "又一格"],
            &["ZC202600011", "", "1", "2026-03-01", "10", "在用"],
        ],
    );
    let reasons = |line: u64| -> Vec<Reason> {
        let row = import.refused.iter().find(|r| r.line == line);
        row.map(|r| r.faults.iter().map(|f| f.reason.clone()).collect()).unwrap_or_default()
    };
    assert_eq!(import.drafts.iter().map(|d| d.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(reasons(2), [Reason::NotANumber, Reason::NoSuchDay]);
    assert_eq!(reasons(5), [Reason::TooSmall(0)]);
    assert_eq!(reasons(6), [Reason::UnknownState(assets::REGISTER.states)]);
    assert_eq!(reasons(7), [Reason::TooMuch]);
    assert_eq!(reasons(8), [Reason::Repeated { line: 7 }]);
    assert_eq!(reasons(9), [Reason::Cells { found: 3, due: 6 }]);
    assert_eq!(reasons(10), [Reason::Cells { found: 7, due: 6 }]);
    assert_eq!(reasons(11), [Reason::Required]);
    let line = import.refused[0].say(Lang::En);
    assert!(line.starts_with("Line 2: 数量 “一台” is no whole number") && line.contains("购置日期 “2026-02-30”"), "{line}");
}

#[test]
fn a_movement_that_names_its_item_needs_no_name_and_short_headings_are_known() {
    let movements = book::find("stock-movements").unwrap();
    let rows: &[&[&str]] =
        &[&["用品编码", "类别", "数量", "日期"], &["WP00001", "领用", "5", "2026-09-07"], &["", "领用", "5", "2026-09-07"]];
    let found = import(movements, rows);
    assert_eq!(found.drafts.iter().map(|d| (d.line, text(d, "item"), text(d, "kind"))).collect::<Vec<_>>(), [(2, "WP00001", "issue")]);
    assert_eq!(found.refused[0].faults.iter().map(|f| f.reason.clone()).collect::<Vec<_>>(), [Reason::Required]);
    let assets = import(&assets::REGISTER, &[&["资产名称", "状况"], &["课桌", "闲置"]]);
    assert_eq!(assets.drafts[0].state, Some("idle"));
}

#[test]
fn classified_rows_are_pointed_at_or_refused() {
    let import = import(
        &incoming_documents::REGISTER,
        &[
            &["收文号", "文件标题", "密级", "份数", "拟办意见"],
            &["收〔2026〕1号", "", "秘密", "2", ""],
            &["收〔2026〕2号", "关于某事", "机密", "1", ""],
            &["收〔2026〕3号", "涉密文件", "绝密", "1", "拟请某处"],
        ],
    );
    assert_eq!(import.drafts.iter().map(|d| d.title.as_str()).collect::<Vec<_>>(), [incoming_documents::POINTER_TITLE]);
    let said: Vec<(u64, &Reason)> = import.refused.iter().map(|r| (r.line, &r.faults[0].reason)).collect();
    assert_eq!(said, [(3, &Reason::PointerTitle("涉密文件")), (4, &Reason::PointerOnly)]);
}

#[test]
fn the_title_beside_unknown_columns_makes_headings() {
    let rows: &[&[&str]] = &[&["资产盘点"], &["资产名称", "甲列"], &["投影机甲", "1"]];
    let import = read(&assets::REGISTER, &sheet(rows), &guess(&assets::REGISTER, &sheet(rows), &[]).unwrap());
    assert_eq!((import.drafts[0].title.as_str(), import.unmapped), ("投影机甲", vec!["甲列".to_owned()]));
    // So does one that a person names.
    let rows: &[&[&str]] = &[&["物件", "甲列"], &["投影机甲", "1"]];
    let given = [("物件".to_owned(), "name".to_owned())];
    let import = read(&assets::REGISTER, &sheet(rows), &guess(&assets::REGISTER, &sheet(rows), &given).unwrap());
    assert_eq!(import.drafts[0].title, "投影机甲");
}

#[test]
fn what_no_column_holds_is_named_in_the_language_of_the_reader() {
    let rows: &[&[&str]] = &[&["Brand", "Model"], &["Epson", "CB-X50"]];
    let import = read(&assets::REGISTER, &sheet(rows), &guess(&assets::REGISTER, &sheet(rows), &[]).unwrap());
    let name = assets::REGISTER.field("name").unwrap().labels;
    for lang in Lang::ALL {
        let said = import.refused[0].say(lang);
        assert!(said.contains(name.get(lang)), "{said}");
        let none = guess(&assets::REGISTER, &sheet(&[&["x", "y"]]), &[]).unwrap_err();
        assert!(matches!(none, TableError::NoHeadings(labels) if labels == name));
    }
}

#[test]
fn a_given_mapping_wins() {
    let rows: &[&[&str]] = &[&["物件", "怎样", "批注", "多余"], &["投影机", "闲置", "旧", "x"]];
    let sheet = sheet(rows);
    let pairs = |list: &[(&str, &str)]| list.iter().map(|(h, f)| ((*h).to_owned(), (*f).to_owned())).collect::<Vec<_>>();
    assert!(matches!(guess(&assets::REGISTER, &sheet, &[]), Err(TableError::NoHeadings(_))));
    let given = pairs(&[("物件", "name"), ("怎样", "_state"), ("批注", "备注")]);
    let import = read(&assets::REGISTER, &sheet, &guess(&assets::REGISTER, &sheet, &given).unwrap());
    assert_eq!((import.drafts[0].title.as_str(), import.drafts[0].state), ("投影机", Some("idle")));
    assert_eq!(import.unmapped, ["多余"]);
    let given = pairs(&[("物件", "name"), ("多余", "-"), ("批注", "maintenance.work")]);
    let mapping = guess(&assets::REGISTER, &sheet, &given).unwrap();
    let import = read(&assets::REGISTER, &sheet, &mapping);
    assert_eq!(import.drafts[0].lines[0].0, "maintenance");
    assert_eq!(import.unmapped, ["怎样"]);
    let bad = |given: &[(&str, &str)]| guess(&assets::REGISTER, &sheet, &pairs(given)).unwrap_err();
    assert!(matches!(bad(&[("物件", "name"), ("怎样", "nothing")]), TableError::NoSuchField { .. }));
    assert!(matches!(bad(&[("物件", "name"), ("怎样", "model"), ("没有", "brand")]), TableError::NoSuchHeading { .. }));
}

#[test]
fn headings_of_all_languages_are_known() {
    for register in book::ALL {
        for lang in Lang::ALL {
            let headings = headings(register, lang);
            let sheet = sheet(&[&headings.iter().map(String::as_str).collect::<Vec<_>>()[..]]);
            let mapping = guess(register, &sheet, &[]).unwrap();
            for (column, field) in mapping.columns.iter().zip(register.fields) {
                let meant = match column.target {
                    Target::Field(f) => f.id == field.id,
                    Target::Rows(f, _) => f.id == field.id && matches!(field.kind, Kind::Lines(_)),
                    Target::Computed => is_computed(register, field),
                    _ => false,
                };
                assert!(meant, "{} {lang:?}: {} is {:?}", register.key, column.heading, column.target);
            }
            assert!(mapping.columns.iter().any(|c| c.target == Target::State), "{} {lang:?}", register.key);
        }
    }
}

/// What an export writes beside the fields is taken from no list, and never for a field.
#[test]
fn figures_of_a_list_lead_nowhere() {
    let stocktakes = book::find("stocktakes").unwrap();
    let ids: Vec<&str> = figures(stocktakes).iter().map(|d| d.id).collect();
    assert_eq!(ids, ["coverage", "accuracy"]);
    for register in book::ALL {
        for lang in Lang::ALL {
            let mut headings = headings(register, lang);
            let fields = headings.len();
            headings.extend(figures(register).iter().map(|d| d.labels.get(lang).to_owned()));
            let sheet = sheet(&[&headings.iter().map(String::as_str).collect::<Vec<_>>()[..]]);
            let mapping = guess(register, &sheet, &[]).unwrap();
            assert!(mapping.columns[fields..].iter().all(|c| c.target == Target::Computed), "{} {lang:?}", register.key);
        }
    }
}

/// A value that a field may hold, picked by a number.
fn any_value(field: &Field, pick: usize) -> Option<Value> {
    const TEXTS: &[&str] = &[
        "请总务处阅办",
        "一；二",
        "甲;乙",
        "他说\"可\"",
        "\"全引\"",
        "=1+1",
        "-5",
        "拟办人：王敏；拟办意见：无",
        "Name: x; Text: y",
        "：",
        "a、b，c",
        "50%",
        "2026-03-01",
    ];
    let text = || TEXTS.get(pick % TEXTS.len()).map(|t| Value::from(*t));
    match field.kind {
        Kind::Text | Kind::Person | Kind::Department | Kind::Private | Kind::Attachments => text(),
        Kind::Link(_) => Some(Value::from("01JD0000000000000000000000")),
        Kind::Integer { min, max } => Some(Value::Integer(min.max(max.min(i64::try_from(pick % 97).unwrap())))),
        Kind::Decimal { min, max } => Some(Value::decimal((min * 10_000).max((max * 10_000).min(i64::try_from(pick % 970_001).unwrap())))),
        Kind::Money if field.signed => Some(Value::Integer(i64::try_from(pick % 1_000_000).unwrap() - 500_000)),
        Kind::Money => Some(Value::Integer(i64::try_from(pick % 1_000_000).unwrap())),
        Kind::Date => Some(Value::date(jiff::civil::date(2026, 1 + i8::try_from(pick % 12).unwrap(), 3))),
        Kind::Time => Some(Value::time(jiff::civil::date(2026, 1 + i8::try_from(pick % 12).unwrap(), 4).at(9, 30, 0, 0))),
        Kind::Choice(list) => {
            let offered: Vec<_> = list.iter().filter(|c| !c.retired).collect();
            offered.get(pick % offered.len()).map(|c| Value::from(c.id))
        }
        Kind::YesNo => Some(Value::Yes(pick.is_multiple_of(2))),
        Kind::LongText => Some(Value::from(["第一行\n第二行：；\"x\"", "一段"][pick % 2])),
        Kind::Choices(_) | Kind::Links(_) | Kind::Lines(_) => None,
    }
}

/// A record with every other field filled, picked by numbers; what the program computes among it.
fn any_record(register: &'static Register, mut next: impl FnMut() -> usize) -> Record {
    let mut record = Record { states: vec![register.states[next() % register.states.len()].id.to_owned()], ..Record::default() };
    for field in register.all_fields().filter(|f| !f.retired) {
        let pick = next();
        // Free texts beside others' meaning; the title must be there.
        if pick.is_multiple_of(3) && !field.required {
            continue;
        }
        match field.kind {
            Kind::Choices(list) => {
                let offered = list.iter().filter(|c| !c.retired).enumerate().filter(|(at, _)| (pick >> at) & 1 == 1);
                let members: BTreeSet<String> = offered.map(|(_, c)| c.id.to_owned()).collect();
                record.sets.extend((!members.is_empty()).then(|| (field.id.to_owned(), members)));
            }
            Kind::Links(_) => drop(record.sets.insert(field.id.to_owned(), BTreeSet::from(["01JD0000000000000000000001".to_owned()]))),
            Kind::Attachments => {
                drop(record.sets.insert(field.id.to_owned(), BTreeSet::from(["扫描件.pdf".to_owned(), "附图.png".to_owned()])))
            }
            Kind::Lines(lines) => {
                let rows = (0..1 + pick % 3).map(|row| {
                    let filled = lines.columns.iter().filter(|c| c.required || !next().is_multiple_of(3)).collect::<Vec<_>>();
                    let cells = filled.into_iter().filter_map(|c| Some((c.id.to_owned(), vec![any_value(c, next())?])));
                    Line { id: format!("{row}"), cells: cells.collect() }
                });
                let rows: Vec<Line> = rows.collect();
                record.lines.insert(field.id.to_owned(), rows.into_iter().filter(|row| !row.cells.is_empty()).collect());
            }
            _ => drop(any_value(field, pick).map(|value| record.fields.insert(field.id.to_owned(), vec![value]))),
        }
    }
    // Whatever breaks a rule of the register is refused, and not what is looked at here.
    // One rule's day may be what another one looks at.
    for rule in std::iter::repeat_n(register.rules, 4).flatten() {
        match rule {
            Rule::NotBefore { field, since } => {
                let same = register.field(field).map(|f| f.kind) == register.field(since).map(|f| f.kind);
                match record.fields.get(*since).cloned().filter(|_| same) {
                    Some(early) => drop(record.fields.insert((*field).to_owned(), early)),
                    None => drop(record.fields.remove(*field)),
                }
            }
            Rule::PointerOnly { by, .. } => drop(record.fields.remove(*by)),
            Rule::RowSum { lines, .. } => drop(record.lines.remove(*lines)),
            Rule::Different(field, _) => drop(record.fields.remove(*field)),
            Rule::Longest { field, .. } => {
                if let Some(values) = record.fields.get_mut(*field) {
                    *values = vec![Value::from("9X")];
                }
            }
        }
    }
    record
}

/// The record without what no list brings.
fn typed(register: &Register, mut record: Record) -> Record {
    record.fields.retain(|id, _| !is_computed(register, register.field(id).unwrap()));
    for (digest, link) in register.version.linked {
        if record.is_filled(link) {
            record.fields.remove(*digest);
        }
    }
    record.sets.retain(|id, set| !set.is_empty() && !register.field(id).unwrap().computed);
    for (id, rows) in &mut record.lines {
        let columns = register.field(id).unwrap().columns();
        for row in rows.iter_mut() {
            row.cells.retain(|c, _| !columns.iter().any(|column| column.id == c && column.computed && column.kind != Kind::YesNo));
            row.id = String::new();
        }
        rows.retain(|row| !row.cells.is_empty());
    }
    record.lines.retain(|id, rows| !rows.is_empty() && !register.field(id).unwrap().computed);
    record
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every register in every language: what a list was exported with is what its import makes, rows of lines among it, but
    /// for what the program computes.
    #[test]
    fn every_record_comes_back_from_its_list(seed: u64) {
        for (nth, register) in book::ALL.iter().copied().enumerate() {
            let lang = Lang::ALL[(nth + usize::try_from(seed % 3).unwrap()) % 3];
            let mut state = seed;
            let record = any_record(register, || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 40).unwrap()
            });
            let row: Vec<String> = cells(register, &record, lang, &|_| None).iter().map(Cell::text).collect();
            let rows = vec![Row { line: 1, cells: headings(register, lang), fault: None }, Row { line: 2, cells: row, fault: None }];
            let sheet = Sheet { rows, ..Sheet::default() };
            let read = read(register, &sheet, &guess(register, &sheet, &[]).unwrap());
            prop_assert_eq!(&read.refused, &vec![], "{} {:?}", register.key, lang);
            let draft = read.drafts.into_iter().next().unwrap();
            let mut back = parse::preview(&Record::default(), &draft.into_ops(String::new));
            back.sets.retain(|_, set| !set.is_empty());
            prop_assert_eq!(back, typed(register, record), "{} {:?}", register.key, lang);
        }
    }
}

#[test]
fn text_that_is_no_row_of_an_export_goes_where_its_heading_says_or_is_named() {
    let read = import(
        &incoming_documents::REGISTER,
        &[
            &["收文号", "文件标题", "拟办意见", "催办", "拟办"],
            &["收〔2026〕1号", "通知一", "拟请总务处阅办；并抄送：德育处", "已电话催", ""],
            &["收〔2026〕2号", "通知二", "", "", "拟办人：王敏；拟办意见：一；二；\n拟办人：李强"],
        ],
    );
    assert_eq!(read.refused, []);
    assert_eq!(read.unmapped, ["催办"], "what cannot be taken over is named");
    let texts = |n: usize| -> Vec<Vec<(&str, &str)>> {
        read.drafts[n].lines.iter().map(|(_, cells)| cells.iter().map(|(c, v)| (c.as_str(), v.as_text().unwrap())).collect()).collect()
    };
    assert_eq!(texts(0), [[("text", "拟请总务处阅办；并抄送：德育处")]]);
    assert_eq!(texts(1), [vec![("author", "王敏"), ("text", "一；二；")], vec![("author", "李强")]]);
}

#[test]
fn what_is_exported_is_imported_again() {
    for register in book::ALL {
        for lang in Lang::ALL {
            let ops: Vec<Op> =
                register.examples[1].iter().flat_map(|(id, text)| parse::ops(register.field(id).unwrap(), text).unwrap()).collect();
            let mut record = parse::preview(&Record::default(), &ops);
            record.states = vec![register.states[1].id.to_owned()];
            let row: Vec<String> = cells(register, &record, lang, &|_| None).iter().map(Cell::text).collect();
            let headings = headings(register, lang);
            let rows = vec![Row { line: 1, cells: headings, fault: None }, Row { line: 2, cells: row, fault: None }];
            let sheet = Sheet { rows, ..Sheet::default() };
            let import = read(register, &sheet, &guess(register, &sheet, &[]).unwrap());
            assert_eq!(import.refused, [], "{}", register.key);
            let again = parse::preview(&Record::default(), &import.drafts[0].clone().into_ops(String::new));
            assert_eq!(again, record, "{} {lang:?}", register.key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_row_is_accounted_for(cells in proptest::collection::vec(proptest::collection::vec("[=\"0-9年/:.合计是名 ]{0,6}", 0..8), 0..12), register in proptest::sample::select(book::ALL)) {
        let headings: Vec<String> = headings(register, Lang::ZhHans).into_iter().take(6).collect();
        let mut rows = vec![Row { line: 1, cells: headings, fault: None }];
        rows.extend(cells.iter().enumerate().map(|(at, cells)| Row { line: at as u64 + 2, cells: cells.clone(), fault: None }));
        let sheet = Sheet { rows, separated: true, ..Sheet::default() };
        let import = read(register, &sheet, &guess(register, &sheet, &[]).unwrap());
        prop_assert_eq!(import.drafts.len() + import.refused.len() + import.skipped.len(), sheet.rows.len());
    }
}

/// Headings as offices write them, each with the field that it means.
#[test]
fn headings_that_offices_write_are_understood() {
    let all: &[(&str, &[(&str, &str)])] = &[
        (
            "incoming-documents",
            &[
                ("Date received", "received_at"),
                ("Received on", "received_at"),
                ("Priority", "urgency"),
                ("Sender No.", "from_no"),
                ("Register no", "reg_no"),
                ("Register Number", "reg_no"),
                ("密级程度", "secrecy"),
                ("存放地", "location"),
                ("经手", "main_handler"),
                ("来文编号", "reg_no"),
                ("急缓程度", "urgency"),
            ],
        ),
        (
            "assets",
            &[
                ("存放地", "location"),
                ("购入时间", "purchase_date"),
                ("国标分类代码", "class"),
                ("经手人", "custodian"),
                ("Date of purchase", "purchase_date"),
                ("Vendor", "supplier"),
            ],
        ),
        ("visits", &[("来访者", "visitor"), ("接访人", "host"), ("Time in", "entered"), ("签离时间", "left"), ("经手", "received_by")]),
        ("service-requests", &[("Priority", "urgency"), ("来访者", "requester"), ("维修人员", "handler"), ("Received on", "received_at")]),
        ("seal-uses", &[("用章事由", "subject"), ("盖章日期", "at"), ("经手", "operator")]),
        ("suggestions", &[("Date received", "received_at"), ("来访者", "proposer")]),
    ];
    for (key, headings) in all {
        let register = book::find(key).unwrap();
        for (heading, field) in *headings {
            let read = guess(register, &sheet(&[&["备注", heading], &["甲", ""]]), &[]).unwrap();
            let expect = register.field(field).unwrap();
            assert_eq!(read.columns[1].target, Target::Field(expect), "{key}: {heading}");
        }
    }
}

/// What a step has done with a row is not done once more because the record came by a list.
#[test]
fn what_a_step_ticked_in_a_row_comes_with_its_row() {
    let rows = "待办事项：报送台账；已布置：是\n待办事项：补充说明";
    let import = import(book::find("meetings").unwrap(), &[&["会议名称", "待办事项"], &["行政例会", rows]]);
    assert_eq!(import.refused, []);
    let lines = &import.drafts[0].lines;
    let ticked: Vec<bool> = lines.iter().map(|(_, cells)| cells.contains(&("assigned".to_owned(), Value::Yes(true)))).collect();
    assert_eq!(ticked, [true, false], "{lines:?}");
}

#[test]
fn the_state_of_an_address_is_not_that_of_a_record() {
    let organisations = book::find("organisations").unwrap();
    let target = |states: [&str; 2]| {
        let rows: &[&[&str]] = &[&["Name", "Address", "State"], &["Acme", "1 Main St", states[0]], &["Globex", "2 Side St", states[1]]];
        guess(organisations, &sheet(rows), &[]).unwrap().columns[2].target
    };
    assert_eq!(target(["CA", "NY"]), Target::Unmapped);
    assert_eq!(target([organisations.states[0].labels.en, ""]), Target::State);
    assert_eq!(target(["", ""]), Target::State, "nothing speaks against it");
}
