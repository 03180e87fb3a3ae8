use std::path::{Path, PathBuf};

use registers::book::{assets, find, incoming_documents, visits};
use registers::parse::Reason;
use registers::table::{self, Cell, Import, TableError};
use registers::{Kind, Lang, Op, Record, Register, Value, parse};

use super::*;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

fn import(register: &Register, path: &Path) -> Import {
    let sheet = read_for(register, path, &[]).unwrap();
    let mapping = table::guess(register, &sheet, &[]).unwrap();
    table::read(register, &sheet, &mapping)
}

fn from_text(register: &Register, text: &[u8]) -> Result<Import, TableError> {
    let sheets = read_bytes(Path::new("list.csv"), text.to_vec()).unwrap();
    let mapping = table::guess(register, &sheets[0], &[])?;
    Ok(table::read(register, &sheets[0], &mapping))
}

fn sum(import: &Import, field: &str) -> i64 {
    let value = |op: &Op| match op {
        Op::Set { field: f, value: Some(Value::Integer(n)) } if f == field => *n,
        _ => 0,
    };
    import.drafts.iter().flat_map(|d| &d.ops).map(value).sum()
}

fn states(import: &Import) -> std::collections::BTreeMap<&'static str, usize> {
    let mut count = std::collections::BTreeMap::new();
    for draft in &import.drafts {
        *count.entry(draft.state.unwrap_or("-")).or_default() += 1;
    }
    count
}

#[test]
fn the_list_of_assets_is_read_whole() {
    let import = import(&assets::REGISTER, &example("assets.xlsx"));
    assert_eq!(import.refused.iter().map(|r| r.say(Lang::ZhHans)).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(import.drafts.len(), 1200);
    assert_eq!(import.unmapped, Vec::<String>::new());
    // The total row of the list says the same.
    assert_eq!(sum(&import, "value"), 651_400_942);
    let expect = [("awaiting-disposal", 62), ("idle", 115), ("in-use", 893), ("lent", 64), ("under-repair", 66)];
    assert_eq!(states(&import), expect.into());
    let dated =
        import.drafts.iter().filter(|d| d.ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == "purchase_date"))).count();
    assert_eq!(dated, 1200);
}

#[test]
fn the_register_of_incoming_documents_is_read_whole() {
    let import = import(&incoming_documents::REGISTER, &example("incoming.xlsx"));
    assert_eq!(import.refused.iter().map(|r| r.say(Lang::ZhHans)).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(import.drafts.len(), 640);
    assert_eq!(import.unmapped, Vec::<String>::new());
    let states = states(&import);
    assert_eq!(states["archived"], 317);
    assert_eq!(states.values().sum::<usize>(), 640);
    let lines = |field: &str| import.drafts.iter().filter(|d| d.lines.iter().any(|(f, _)| *f == field)).count();
    assert_eq!(lines("assignments"), 640);
    assert!(lines("opinions") > 300);
}

#[test]
fn the_visitors_book_is_read_whole() {
    let import = import(&visits::REGISTER, &example("visits-gb18030.csv"));
    assert_eq!(import.refused.iter().map(|r| r.say(Lang::ZhHans)).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(import.drafts.len(), 1500);
    assert_eq!(import.unmapped, Vec::<String>::new());
    assert_eq!(states(&import), [("left", 1436), ("on-campus", 64)].into());
    let first = parse::preview(&Record::default(), &import.drafts[0].ops);
    assert_eq!((first.text("visitor"), first.text("entered"), first.text("left")), ("苏涛曦", "2026-09-01T08:40", "2026-09-01T09:07"));
    assert_eq!(first.get("id_verified"), Some(&Value::Yes(true)));
}

#[test]
fn each_broken_row_is_named_with_its_reason() {
    let import = import(&assets::REGISTER, &example("broken-assets-gb18030.csv"));
    let refused: Vec<(u64, Vec<Reason>)> =
        import.refused.iter().map(|r| (r.line, r.faults.iter().map(|f| f.reason.clone()).collect())).collect();
    let expect = vec![
        (2, vec![Reason::NotANumber, Reason::NoSuchDay]),
        (3, vec![Reason::OpenQuote]),
        (6, vec![Reason::TooSmall(0)]),
        (7, vec![Reason::UnknownState(assets::REGISTER.states)]),
        (8, vec![Reason::TooMuch]),
        (9, vec![Reason::Repeated { line: 8 }]),
    ];
    assert_eq!(refused, expect);
    // An asset without a number gets one; a text that looks like a formula is only text.
    let kept: Vec<(u64, &str)> = import.drafts.iter().map(|d| (d.line, d.title.as_str())).collect();
    assert_eq!(kept, [(4, "=HYPERLINK(\"http://x\")"), (5, "没有编号")]);
    let said = import.refused[0].say(Lang::ZhHans);
    assert_eq!(said, "第2行：数量“一台” 不是整数，请只写数字；购置日期“2026-02-30” 没有这一天，请核对年月日");
    assert_eq!(import.refused[1].say(Lang::En), "Line 3: “ZC202600002” has a quotation mark that is not closed: close it or take it out");
}

#[test]
fn formula_text_leaves_the_program_as_text() {
    let rows = vec![vec![Cell::Text("=HYPERLINK(\"http://x\")".to_owned()), Cell::Text("@cmd".to_owned()), Cell::Integer(-3)]];
    let headings: Vec<String> = ["资产名称", "规格型号", "数量"].map(str::to_owned).to_vec();
    let dir = tempfile::tempdir().unwrap();
    let csv = dir.path().join("out.csv");
    write(&csv, Lang::ZhHans, "资产", &headings, &rows).unwrap();
    let text = fs::read(&csv).unwrap();
    assert!(text.starts_with(b"\xEF\xBB\xBF"));
    assert_eq!(String::from_utf8(text).unwrap().lines().nth(1), Some("\"'=HYPERLINK(\"\"http://x\"\")\",'@cmd,-3"));
    let xlsx = dir.path().join("out.xlsx");
    write(&xlsx, Lang::ZhHans, "资产", &headings, &rows).unwrap();
    let sheets = read(&xlsx).unwrap();
    assert_eq!(sheets[0].rows[1].cells, ["=HYPERLINK(\"http://x\")", "@cmd", "-3"]);
    assert!(!dir.path().join("out.xlsx.partial").exists());
}

/// A record of another desk in which every text, date and number is a trap.
fn trapped(register: &Register, trap: &str) -> Record {
    let mut record = Record { register: register.key.to_owned(), states: vec![trap.to_owned()], ..Record::default() };
    for field in register.all_fields() {
        record.fields.insert(field.id.to_owned(), vec![trap.into()]);
        record.sets.insert(field.id.to_owned(), [trap.to_owned()].into());
        let cells = field.columns().iter().map(|c| (c.id.to_owned(), vec![trap.into()])).collect();
        record.lines.insert(field.id.to_owned(), vec![registers::Line { id: trap.to_owned(), cells }]);
    }
    record
}

#[test]
fn point_15_exports_hold_nothing_hidden_and_no_formula() {
    const BEGINS: [&str; 9] = ["=", "+", "-", "@", "\t", "\r", "＝", "\u{202E}=", "\u{200B}@"];
    let traps = BEGINS.map(|begin| format!("{begin}cmd|'/C calc'!A0\u{202E}\u{2066}\u{AD}\u{7}\u{1b}[2J"));
    for register in registers::book::ALL {
        let row = |trap: &String| table::cells(register, &trapped(register, trap), Lang::ZhHans, &|id| Some(id.to_owned()));
        let rows: Vec<Vec<Cell>> = traps.iter().map(row).collect();
        let headings = table::headings(register, Lang::ZhHans);
        let csv = csv_out::write(&headings, &rows).unwrap().0;
        let csv: Vec<csv::StringRecord> = csv::Reader::from_reader(&csv[3..]).records().map(Result::unwrap).collect();
        for cell in csv.iter().flatten() {
            assert!(!cell.chars().any(parse::is_hidden), "{cell:?}");
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{cell:?}");
        }
        // Typed as text, a text of a spreadsheet is no formula; nothing more is put before it.
        let book = book::read_xlsx(xlsx_out::write("资产", &headings, &rows).unwrap().0).unwrap();
        for (row, trap) in book[0].rows[1..].iter().zip(&traps) {
            assert!(row.cells.iter().all(|cell| !cell.chars().any(parse::is_hidden)), "{row:?}");
            let shown = parse::spoken(trap);
            assert!(row.cells.iter().any(|cell| cell.trim() == shown.trim()), "{row:?}");
        }
    }
}

#[test]
fn point_15_what_was_spelled_out_is_read_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let title = "甲\u{200B}乙\u{202E}丙";
    let rows = [vec![Cell::Text(parse::spoken(title).into_owned())]];
    for name in ["a.csv", "a.xlsx"] {
        let path = dir.path().join(name);
        write(&path, Lang::ZhHans, "资产", &["资产名称".to_owned()], &rows).unwrap();
        assert_eq!(import(&assets::REGISTER, &path).drafts[0].title, title);
    }
}

#[test]
fn an_end_is_read_again_as_it_was_and_a_day_alone_lasts_through_it() {
    let dir = tempfile::tempdir().unwrap();
    let leave = registers::book::find("leave").unwrap();
    let ends = leave.field("ends_at").unwrap();
    for name in ["a.csv", "a.xlsx"] {
        for at in ["2026-11-04T00:00", "2026-11-04T17:30", "2026-11-04T23:59"] {
            let mut record = Record { register: leave.key.to_owned(), ..Record::default() };
            for (field, value) in [("applicant", "周敏"), ("starts_at", "2026-11-02T08:00"), ("ends_at", at), ("type", "personal")] {
                record.fields.insert(field.to_owned(), vec![value.into()]);
            }
            let path = dir.path().join(name);
            let rows = [table::cells(leave, &record, Lang::ZhHans, &|_| None)];
            write(&path, Lang::ZhHans, "请假", &table::headings(leave, Lang::ZhHans), &rows).unwrap();
            let read = import(leave, &path);
            let record = parse::preview(&Record::default(), &read.drafts[0].ops);
            assert_eq!(record.text("ends_at"), at, "{name}");
            std::fs::remove_file(&path).unwrap();
        }
    }
    let list = format!("请假人,{},{}\n周敏,2026-11-02,2026-11-04\n", leave.field("starts_at").unwrap().labels.hans, ends.labels.hans);
    let read = from_text(leave, list.as_bytes()).unwrap();
    let record = parse::preview(&Record::default(), &read.drafts[0].ops);
    assert_eq!((record.text("starts_at"), record.text("ends_at")), ("2026-11-02T00:00", "2026-11-04T23:59"));
}

/// Cells of several lines hold more of every separator than there are columns.
#[test]
fn what_stands_in_quotes_separates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let remark = "第一，二，三，四\n五，六；七；八；九\n十；a;b;c;d\te\tf, g, h";
    for register in ["visits", "stocktakes", "meetings"].map(|key| registers::book::find(key).unwrap()) {
        for lang in Lang::ALL {
            let rows: Vec<Vec<Cell>> = (0..4)
                .map(|n| {
                    let mut record =
                        Record { register: register.key.to_owned(), states: vec![register.first_state().to_owned()], ..Record::default() };
                    record.fields.insert(register.title.to_owned(), vec![format!("第{n}件").as_str().into()]);
                    record.fields.insert("remarks".to_owned(), vec![remark.into()]);
                    for field in register.fields.iter().filter(|f| !f.columns().is_empty()) {
                        let cells = |n: usize| {
                            let texts = field.columns().iter().filter(|c| c.kind == Kind::Text || c.kind == Kind::Person);
                            texts.map(|c| (c.id.to_owned(), vec![format!("{}{n}", c.id).as_str().into()])).collect()
                        };
                        let lines = (0..30).map(|n| registers::Line { id: format!("r{n}"), cells: cells(n) });
                        record.lines.insert(field.id.to_owned(), lines.collect());
                    }
                    table::cells(register, &record, lang, &|_| None)
                })
                .collect();
            let path = dir.path().join("a.csv");
            write(&path, lang, "表", &table::headings(register, lang), &rows).unwrap();
            let sheets = read(&path).unwrap();
            assert_eq!(sheets[0].rows.len(), 5, "{} {lang:?}", register.key);
            assert!(sheets[0].rows.iter().all(|row| row.fault.is_none() && row.cells.len() == rows[0].len()), "{} {lang:?}", register.key);
            let read = import(register, &path);
            assert_eq!(read.drafts.len(), 4, "{} {lang:?}: {:?}", register.key, read.refused);
            std::fs::remove_file(&path).unwrap();
        }
    }
    let by_hand = "姓名;事由;备注\n张三;送文件;\"先到门卫，再到办公室，\n，，找林老师\"\n李四;家访;\n";
    assert_eq!(csv_in::read(by_hand.as_bytes()).unwrap().rows.iter().map(|r| r.cells.len()).collect::<Vec<_>>(), [3, 3, 3]);
}

#[test]
fn what_is_exported_is_imported_again() {
    let dir = tempfile::tempdir().unwrap();
    for register in registers::book::ALL {
        for (lang, name) in [(Lang::ZhHans, "a.csv"), (Lang::ZhHant, "b.xlsx"), (Lang::En, "c.xlsx")] {
            let records: Vec<Record> = register
                .examples
                .iter()
                .map(|example| {
                    let ops: Vec<Op> =
                        example.iter().flat_map(|(id, text)| parse::ops(register.field(id).unwrap(), text).unwrap()).collect();
                    let mut record = parse::preview(&Record::default(), &ops);
                    record.states = vec![register.states[1].id.to_owned()];
                    record
                })
                .collect();
            let rows: Vec<Vec<Cell>> = records.iter().map(|r| table::cells(register, r, lang, &|_| None)).collect();
            let path = dir.path().join(name);
            let written = write(&path, lang, register.labels.get(lang), &table::headings(register, lang), &rows).unwrap();
            assert_eq!(written, Written { rows: 2, shortened: 0 });
            let import = import(register, &path);
            assert_eq!(import.refused, [], "{} {name}", register.key);
            let again: Vec<Record> =
                import.drafts.into_iter().map(|d| parse::preview(&Record::default(), &d.into_ops(String::new))).collect();
            assert_eq!(again, records, "{} {name}", register.key);
        }
    }
}

#[test]
fn encodings_and_separators_are_recognised() {
    let text = "资产名称,数量,存放地点\r\n投影机,2,\"明德楼,208\"\r\n\"多行\r\n名称\",1,\"说\"\"明\"\"楼\"\r\n";
    let check = |bytes: &[u8]| {
        let import = from_text(&assets::REGISTER, bytes).unwrap();
        assert_eq!(import.refused, []);
        let record = parse::preview(&Record::default(), &import.drafts[0].ops);
        assert_eq!((record.text("name"), record.text("location")), ("投影机", "明德楼,208"));
        let record = parse::preview(&Record::default(), &import.drafts[1].ops);
        assert_eq!((record.text("name"), record.text("location")), ("多行 名称", "说\"明\"楼"));
        assert_eq!(import.drafts[1].line, 3);
    };
    check(text.as_bytes());
    check(&[b"\xEF\xBB\xBF", text.as_bytes()].concat());
    check(&encoding_rs::GB18030.encode(text).0);
    let utf16: Vec<u8> = [0xFEFFu16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check(&utf16);
    for separator in [";", "\t"] {
        check(text.replace("明德楼,208", "明德楼，208").replace(',', separator).replace("，208", ",208").as_bytes());
    }
    let big5 = encoding_rs::BIG5.encode("資產名稱,數量\n辦公桌,2\n").0.into_owned();
    let import = from_text(&assets::REGISTER, &big5).unwrap();
    assert_eq!(import.drafts[0].title, "辦公桌");
}

#[test]
fn one_damaged_row_costs_no_other() {
    let mut bytes = encoding_rs::GB18030.encode("资产名称,数量,存放地点\n投影机,2,明德楼\n").0.into_owned();
    bytes.extend(b"\xFF\xFF\xFF,1,x\n");
    bytes.extend_from_slice(&encoding_rs::GB18030.encode("打印机,1,行政楼\n\"没有关上,1,行政楼\n文件柜,3,行政楼\n").0);
    let import = from_text(&assets::REGISTER, &bytes).unwrap();
    assert_eq!(import.drafts.iter().map(|d| d.title.as_str()).collect::<Vec<_>>(), ["投影机", "打印机", "文件柜"]);
    let reasons: Vec<(u64, &Reason)> = import.refused.iter().map(|r| (r.line, &r.faults[0].reason)).collect();
    assert_eq!(reasons, [(3, &Reason::NotText), (5, &Reason::OpenQuote)]);
}

#[test]
fn files_of_another_kind_and_size_are_refused() {
    let refused = |name: &str, bytes: &[u8]| read_bytes(Path::new(name), bytes.to_vec()).unwrap_err();
    assert!(matches!(refused("a.pdf", b"%PDF"), FileError::UnknownKind(_)));
    assert!(matches!(refused("a.csv", b""), FileError::Empty));
    assert!(matches!(refused("a.csv", b"a,b\n\0,1\n"), FileError::Unreadable { .. }));
    assert!(matches!(refused("a.csv", ",".repeat(300).as_bytes()), FileError::TooGreat(_)));
    assert!(matches!(refused("a.csv", "a\n".repeat(MAX_ROWS + 2).as_bytes()), FileError::TooGreat(_)));
    assert!(matches!(refused("a.xlsx", b"PK\x03\x04 not a workbook"), FileError::Unreadable { .. }));
    assert!(matches!(refused("a.ods", b"nothing"), FileError::Unreadable { .. }));
    assert!(matches!(read(Path::new("/nowhere/a.csv")).unwrap_err(), FileError::Disk { .. }));
    let whole = fs::read(example("incoming.xlsx")).unwrap();
    for cut in [10, 1000, whole.len() / 2, whole.len() - 1] {
        assert!(read_bytes(Path::new("a.xlsx"), whole[..cut].to_vec()).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_mapping_file_names_columns() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("map.txt");
    fs::write(&path, "# 对照\n物件=name\n\"怎样\",_state\n").unwrap();
    let expect = vec![("物件".to_owned(), "name".to_owned()), ("怎样".to_owned(), "_state".to_owned())];
    assert_eq!(read_mapping(&path).unwrap(), expect);
    fs::write(&path, "物件\n").unwrap();
    assert!(read_mapping(&path).is_err());
}

#[test]
fn exports_of_another_program_are_read() {
    let text = "\u{FEFF}Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Asset Notes,Purchase Date,Purchase Cost,Asset EOL Date\n\
        Boyer and Sons,Excavator,NNH-3656031,Flooring,\"Heaney, Altenwerth\",Pollich LLC,Room 1,4861125177,\"Macbook Pro 13\"\"\",,3/1/23,2300.71,10/27/28\n\
        Hayes,Trencher,BOL-0305383,Canopies,\"Botsford, Boyle\",Walker,Room 2,2416994639,\"Macbook Pro 13\"\"\",old one,10/26/22,1777.56,\n";
    let import = from_text(find("assets").unwrap(), text.as_bytes()).unwrap();
    assert_eq!((import.refused.len(), import.unmapped), (0, vec!["Company".to_owned()]));
    let record = parse::preview(&Record::default(), &import.drafts[0].ops);
    assert_eq!(
        (record.text("purchase_date"), record.text("end_of_life"), record.text("model")),
        ("2023-03-01", "2028-10-27", "Macbook Pro 13\"")
    );
    assert_eq!(record.get("value"), Some(&Value::Integer(230_071)));
}

/// Bytes of every sort get an answer and never a panic.
mod hostile {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "[a\",\n;资产名称数量1=]{0,120}") {
            for name in ["a.csv", "a.xlsx", "a.ods"] {
                drop(read_bytes(Path::new(name), bytes.clone()));
            }
            if let Ok(sheets) = read_bytes(Path::new("a.csv"), text.clone().into_bytes()) {
                for register in registers::book::ALL {
                    if let Ok(mapping) = table::guess(register, &sheets[0], &[]) {
                        let import = table::read(register, &sheets[0], &mapping);
                        prop_assert_eq!(import.drafts.len() + import.refused.len() + import.skipped.len(), sheets[0].rows.len());
                    }
                }
            }
        }

        #[test]
        fn a_damaged_workbook_is_read_or_refused(at in 0usize..40_000, with in any::<u8>()) {
            static WHOLE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
                let headings = vec!["资产名称".to_owned(), "原值".to_owned()];
                let rows = vec![vec![Cell::Text("投影机".to_owned()), Cell::Money(100)]; 5];
                xlsx_out::write("资产", &headings, &rows).unwrap().0
            });
            let mut bytes = WHOLE.clone();
            let at = at % bytes.len();
            bytes[at] = with;
            drop(read_bytes(Path::new("a.xlsx"), bytes));
        }
    }
}

#[test]
fn a_page_to_print_has_large_names_and_its_headings_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("应急清单.html");
    let rows = [vec![Cell::Text("☐".into()), Cell::Text("<王芳>".into())]];
    assert_eq!(write(&file, Lang::ZhHans, "应急清点", &["已到".into(), "来访人".into()], &rows).unwrap().rows, 1);
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("<h1>应急清点</h1>") && page.contains("<tr><td>☐</td><td>&lt;王芳&gt;</td></tr>"), "{page}");
    assert!(page.contains("table-header-group") && page.contains("font-size: 22pt"), "{page}");
}
