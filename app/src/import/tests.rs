mod back;
mod equals;
mod links;

use std::path::Path;

use proptest::prelude::*;
use registers::book::{self, assets, incoming_documents as letters, locations, organisations, outgoing_documents as outgoing, visits};
use registers::def::Kind;
use registers::document::cell;
use registers::{Lang, Line, Record, Value, parse};
use replica::{Durability, Founding, Query, Reader};
use tempfile::TempDir;

use super::*;
use crate::export;

struct Office {
    folder: TempDir,
    replica: Replica,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let replica = Replica::found(&folder.path().join("desk"), &founding, clock::entropy(), Durability::Process).unwrap().0;
        Office { folder, replica }
    }

    fn reader(&self) -> Reader {
        self.replica.reader().unwrap()
    }

    fn add(&mut self, register: &'static Register, ops: &[Op]) -> RecordId {
        self.replica.transact("create", clock::now(), |edit| edit.create_listed(register, ops)).unwrap().value
    }

    fn todo(&self, register: &'static Register, file: &Path, purpose: Purpose) -> Todo {
        let plan = plan(register, file, &[], purpose).unwrap_or_else(|e| panic!("{}: {e}", register.key));
        compare(&self.reader(), register, plan.import, purpose).unwrap()
    }

    /// What a list does, after it was written.
    fn import(&mut self, register: &'static Register, text: &str, purpose: Purpose) -> (Done, Vec<String>) {
        let file = self.folder.path().join("list.csv");
        std::fs::write(&file, text).unwrap();
        let todo = self.todo(register, &file, purpose);
        let refused = todo.refusals(Lang::ZhHans, book::ALL).into_iter().map(|(_, text)| text).collect();
        (write(&mut self.replica, register, todo, |_, _| {}).unwrap(), refused)
    }

    /// The records of a register, sorted by their titles.
    fn all(&self, register: &'static Register) -> Vec<Record> {
        let reader = self.reader();
        let page = reader.page(&Query::of(register)).unwrap();
        let mut all: Vec<Record> = page.rows.iter().map(|row| reader.record(row.id).unwrap().unwrap().record).collect();
        all.sort_by(|a, b| a.text(register.title).cmp(b.text(register.title)));
        all
    }

    fn value(&self, id: RecordId, field: &str) -> String {
        self.reader().record(id).unwrap().unwrap().record.text(field).to_owned()
    }

    /// Writes all records of a register and says what reading them again would do.
    fn again(&self, register: &'static Register, lang: Lang, kind: &str) -> Todo {
        let file = self.folder.path().join(format!("again.{kind}"));
        export::table(lang, &self.reader(), &Query::of(register), &file, |_, _| {}).unwrap();
        self.todo(register, &file, Purpose::Update)
    }
}

/// Exports a register of one office and imports the file in another one.
fn carry(from: &Office, to: &mut Office, register: &'static Register, kind: &str, purpose: Purpose) -> Done {
    let file = from.folder.path().join(format!("carried.{kind}"));
    export::table(Lang::ZhHans, &from.reader(), &Query::of(register), &file, |_, _| {}).unwrap();
    let todo = to.todo(register, &file, purpose);
    assert_eq!(todo.refusals(Lang::ZhHans, book::ALL), []);
    write(&mut to.replica, register, todo, |_, _| {}).unwrap()
}

/// The rows of a record without their ids.
fn rows(record: &Record, field: &str) -> Vec<Vec<(String, Value)>> {
    let cells = |line: &Line| line.cells.iter().map(|(c, v)| (c.clone(), v[0].clone())).collect();
    record.lines[field].iter().map(cells).collect()
}

fn done(added: usize, changed: usize, same: usize, refused: usize) -> Done {
    Done { added, changed, same, refused }
}

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

#[test]
fn an_update_changes_what_a_row_fills_otherwise_and_nothing_the_second_time() {
    let mut office = Office::new();
    let one = office
        .add(&assets::REGISTER, &[Op::set(assets::NAME, "投影机"), set("asset_no", "ZC1"), set("location", "301室"), set("model", "EB-1")]);
    let other = office.add(&assets::REGISTER, &[Op::set(assets::NAME, "钢琴"), set("asset_no", "ZC2"), set("location", "音乐室")]);
    // Neither the name, which every new record needs, nor what stands in the other fields.
    let list = "资产编号,存放地点,型号\nZC1,302室,\nZC2,音乐室,\nZC3,库房,\n";
    let file = office.folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    let todo = office.todo(&assets::REGISTER, &file, Purpose::Update);
    let texts: Vec<String> = todo.changed.iter().map(|c| c.text(&assets::REGISTER, Lang::ZhHans)).collect();
    assert_eq!(texts, ["ZC1 投影机：存放地点 301室 → 302室"]);
    let (did, refused) = office.import(&assets::REGISTER, list, Purpose::Update);
    assert_eq!((did, refused.len()), (done(0, 1, 1, 1), 1), "a number that no record has is named");
    assert!(refused[0].starts_with("第4行") && refused[0].contains("“ZC3” 找不到这条记录"), "{refused:?}");
    assert_eq!([office.value(one, "location"), office.value(one, "model"), office.value(other, "location")], ["302室", "EB-1", "音乐室"]);
    assert_eq!(office.import(&assets::REGISTER, list, Purpose::Update).0, done(0, 0, 2, 1), "the second time nothing is left to do");
    let fresh = "资产编号,资产名称,存放地点\nZC1,投影机,302室\nZC4,铁柜,库房\n";
    assert_eq!(office.import(&assets::REGISTER, fresh, Purpose::Update).0, done(1, 0, 1, 0));
}

#[test]
fn without_update_a_row_of_a_record_is_the_same_or_refused() {
    let mut office = Office::new();
    let id = office.add(&assets::REGISTER, &[Op::set(assets::NAME, "投影机"), set("asset_no", "ZC1"), set("location", "301室")]);
    let list = |place: &str| format!("资产编号,资产名称,存放地点\nZC1,投影机,{place}\n");
    assert_eq!(office.import(&assets::REGISTER, &list("301室"), Purpose::Add).0, done(0, 0, 1, 0));
    let (did, refused) = office.import(&assets::REGISTER, &list("302室"), Purpose::Add);
    assert!(did == done(0, 0, 0, 1) && refused[0].contains("ZC1"), "{refused:?}");
    assert_eq!(office.value(id, "location"), "301室");
}

#[test]
fn what_a_row_may_not_change_is_refused_with_the_reason() {
    let mut office = Office::new();
    let numbered = |no: &str, name: &str| [Op::set(assets::NAME, name), set("asset_no", no)];
    let void = office.add(&assets::REGISTER, &numbered("ZC2", "铁柜"));
    let reason = [Op::set(registers::common::VOID_REASON, "重复")];
    office.replica.transact("void", clock::now(), |edit| edit.step(void, "void", &reason)).unwrap();
    office.add(&assets::REGISTER, &numbered("ZC3", "音响"));
    let list = "资产编号,存放地点,状态\nZC2,库房,\nZC3,库房,出借\nZC3,二楼,\n";
    let (did, refused) = office.import(&assets::REGISTER, list, Purpose::Update);
    assert_eq!(did, done(0, 0, 0, 3), "{refused:?}");
    for (text, parts) in refused.iter().zip([vec!["第2行", "ZC2", "已作废"], vec!["第3行", "状态由步骤改变"], vec!["第4行", "与第3行重复"]])
    {
        assert!(parts.iter().all(|part| text.contains(part)), "{text}: {parts:?}");
    }
}

#[test]
fn a_row_that_may_mean_several_records_is_refused_and_names_them() {
    let mut office = Office::new();
    let coded = |name: &str| [set("name", name), set("code", "A301")];
    let ids = ["301室", "旧301室"].map(|name| office.add(&locations::REGISTER, &coded(name)).to_string());
    let (did, refused) = office.import(&locations::REGISTER, "编码,楼栋\nA301,行政楼\n", Purpose::Update);
    assert_eq!(did, done(0, 0, 0, 1), "{refused:?}");
    let parts = ["第2行", "301室", "旧301室", &ids[0], &ids[1]];
    assert!(parts.iter().all(|part| refused[0].contains(part)), "{refused:?}");
    // They are told apart by what they say.
    assert_eq!(office.import(&locations::REGISTER, "编码,名称\nA301,旧301室\n", Purpose::Update).0, done(0, 0, 1, 0));
}

/// A list that is read again adds nothing and is refused nothing; what takes another record's number is told when it is tried.
#[test]
fn a_number_of_a_list_is_given_to_no_second_record() {
    let mut office = Office::new();
    let list = "资产编号,资产名称\nZC1,投影机\nZC2,钢琴\n";
    assert_eq!(office.import(&assets::REGISTER, list, Purpose::Add).0, done(2, 0, 0, 0));
    for purpose in [Purpose::Add, Purpose::Update] {
        assert_eq!(office.import(&assets::REGISTER, list, purpose).0, done(0, 0, 2, 0));
    }
    let file = office.folder.path().join("list.csv");
    std::fs::write(&file, "资产编号,资产名称\nZC3,铁柜\n").unwrap();
    // Somebody takes the number between the trial and the import.
    let todo = office.todo(&assets::REGISTER, &file, Purpose::Add);
    assert_eq!(todo.done(), done(1, 0, 0, 0));
    office.add(&assets::REGISTER, &[Op::set(assets::NAME, "音响"), set("asset_no", "ZC3")]);
    let mut writing = super::Writing::new(&assets::REGISTER, todo);
    while writing.step(&mut office.replica).unwrap() {}
    assert_eq!(writing.done, done(0, 0, 0, 1));
    assert!(matches!(writing.failed[..], [(2, replica::Error::NumberTaken { .. })]), "{:?}", writing.failed);
    let todo = office.todo(&assets::REGISTER, &file, Purpose::Add);
    assert_eq!(todo.done(), done(0, 0, 0, 1));
    assert!(todo.refusals(Lang::ZhHans, book::ALL)[0].1.contains("ZC3"));
}

#[test]
fn a_locked_text_is_refused_when_it_is_tried_already() {
    let mut office = Office::new();
    let sealed = [
        Op::set(outgoing::TITLE, "通知"),
        set("issue_no", "明中发〔2026〕1号"),
        Op::set(outgoing::SEALED_AT, clock::now().civil),
        Op::State("sealed".to_owned()),
    ];
    let id = office.add(&outgoing::REGISTER, &sealed);
    let list = "发文字号,标题\n明中发〔2026〕1号,改过的通知\n";
    let file = office.folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    let todo = office.todo(&outgoing::REGISTER, &file, Purpose::Update);
    assert!(todo.changed.is_empty() && matches!(todo.failed[..], [(2, replica::Error::Locked(_))]), "{todo:?}");
    assert!(todo.refusals(Lang::ZhHans, book::ALL)[0].1.contains("不能再改"));
    assert_eq!(office.import(&outgoing::REGISTER, list, Purpose::Update).0, done(0, 0, 0, 1));
    assert_eq!(office.value(id, "title"), "通知");
}

#[test]
fn who_signed_what_is_out_is_refused_when_it_is_tried_already() {
    let mut office = Office::new();
    let sent = [
        Op::set(outgoing::TITLE, "通知"),
        set("issue_no", "明中发〔2026〕1号"),
        Op::set(outgoing::SIGNER, "校长甲"),
        Op::set(outgoing::SEALED_AT, clock::now().civil),
        Op::State("sealed".to_owned()),
    ];
    let id = office.add(&outgoing::REGISTER, &sent);
    let list = "发文字号,签发人\n明中发〔2026〕1号,校长乙\n";
    let file = office.folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    let todo = office.todo(&outgoing::REGISTER, &file, Purpose::Update);
    assert!(todo.changed.is_empty() && matches!(todo.failed[..], [(2, replica::Error::Settled { .. })]), "{todo:?}");
    assert_eq!(office.import(&outgoing::REGISTER, list, Purpose::Update).0, done(0, 0, 0, 1));
    assert_eq!(office.value(id, "signer"), "校长甲");
}

#[test]
fn what_has_no_number_is_found_by_what_its_register_has_for_sameness() {
    let mut office = Office::new();
    let id = office.add(&locations::REGISTER, &[set("name", "301室"), set("code", "A301")]);
    let (did, refused) = office.import(&locations::REGISTER, "编码,名称,楼栋\nA301,301室,行政楼\n", Purpose::Update);
    assert_eq!((did, refused), (done(0, 1, 0, 0), vec![]));
    assert_eq!(office.value(id, "building"), "行政楼");
    let (did, _) = office.import(&locations::REGISTER, "编码,名称\nA302,302室\n", Purpose::Update);
    assert_eq!(did, done(1, 0, 0, 0));
}

#[test]
fn what_has_no_number_is_not_added_twice_because_one_cell_was_put_right() {
    use registers::book::{service_requests as repairs, supplies};
    let mut office = Office::new();
    let list = |unit: &str| format!("物品名称,规格型号,单位\n粉笔,,{unit}\n白板笔,红,支\n");
    let shelf = &supplies::REGISTER;
    assert_eq!(office.import(shelf, &list("盒"), Purpose::Add).0, done(2, 0, 0, 0));
    let (did, refused) = office.import(shelf, &list("箱"), Purpose::Add);
    assert_eq!(did, done(0, 0, 1, 1));
    assert!(refused[0].contains("粉笔") && refused[0].contains("内容不同"), "{refused:?}");
    assert_eq!(office.import(shelf, &list("箱"), Purpose::Update).0, done(0, 1, 1, 0));
    assert_eq!(office.all(shelf).iter().map(|r| r.text("unit")).collect::<Vec<_>>(), ["支", "箱"]);
    // Another specification, another code or another day makes another thing of what is called alike.
    assert_eq!(office.import(shelf, "物品名称,规格型号,单位\n粉笔,彩色,盒\n", Purpose::Add).0, done(1, 0, 0, 0));
    let rooms = "编码,名称,楼栋\nA301,仓库,行政楼\n";
    assert_eq!(office.import(&locations::REGISTER, rooms, Purpose::Add).0, done(1, 0, 0, 0));
    assert_eq!(office.import(&locations::REGISTER, &rooms.replace("A301", "B301"), Purpose::Add).0, done(1, 0, 0, 0));
    let said = |at: &str, who: &str| format!("事项类别,地点,事项,受理时间,申请人\n报修,301室,灯不亮,{at},{who}\n");
    let repair = |office: &mut Office, at: &str, who: &str| office.import(&repairs::REGISTER, &said(at, who), Purpose::Add).0;
    assert_eq!(repair(&mut office, "2026-09-01 08:00", "汪雪子"), done(1, 0, 0, 0));
    assert_eq!(repair(&mut office, "2026-09-01 08:00", "林文静"), done(0, 0, 0, 1));
    assert_eq!(repair(&mut office, "2026-10-01 08:00", "汪雪子"), done(1, 0, 0, 0));
}

#[test]
fn a_set_becomes_what_the_row_says_and_several_values_wait_for_a_choice() {
    let mut office = Office::new();
    let register =
        book::ALL.iter().find(|r| r.number.is_some() && r.fields.iter().any(|f| matches!(f.kind, Kind::Choices(c) if c.len() > 2)));
    let register: &'static Register = register.unwrap();
    let field = register.fields.iter().find(|f| matches!(f.kind, Kind::Choices(c) if c.len() > 2)).unwrap();
    let number = register.field(register.number.unwrap().field).unwrap();
    let [a, b, c] = [0, 1, 2].map(|n| field.choice_list()[n]);
    let mut ops: Vec<Op> = Vec::new();
    for (name, text) in register.examples[0] {
        let plain =
            register.field(name).filter(|f| !matches!(f.kind, Kind::Link(_) | Kind::Links(_)) && f.id != field.id && f.id != number.id);
        ops.extend(plain.into_iter().flat_map(|f| parse::ops(f, text).unwrap()));
    }
    ops.push(set(number.id, "N1"));
    ops.extend([a, b].map(|choice| Op::Member { field: field.id.to_owned(), member: choice.id.to_owned(), on: true }));
    let id = office.add(register, &ops);
    let list = format!("{},{}\nN1,{}、{}\n", number.labels.hans, field.labels.hans, c.labels.hans, b.labels.hans);
    let (did, refused) = office.import(register, &list, Purpose::Update);
    assert_eq!((did, &refused[..]), (done(0, 1, 0, 0), &[][..]), "{}", register.key);
    let sets = office.reader().record(id).unwrap().unwrap().record.sets;
    assert_eq!(sets[field.id], [b.id, c.id].map(str::to_owned).into());
    assert_eq!(office.import(register, &list, Purpose::Update).0, done(0, 0, 1, 0));
}

/// A text as a person may have typed it into a field of this kind.
fn typed(kind: Kind) -> BoxedStrategy<String> {
    let words = prop::sample::select(vec![
        "投影机",
        "甲、乙",
        "a,b;c",
        "=1+1",
        "'=x",
        "“引”\"号\"",
        "\u{202E}甲\u{200B}",
        "-5",
        "12/3",
        "无",
        "是",
        "100.50",
        "㍿",
    ]);
    let text = prop::collection::vec(words, 1..3).prop_map(|w| w.join(" "));
    match kind {
        Kind::LongText => prop_oneof![text.clone(), text.prop_map(|t| format!("  {t}\r\n\n第二行 \n"))].boxed(),
        Kind::Integer { .. } => (1i64..5).prop_map(|n| n.to_string()).boxed(),
        Kind::Decimal { .. } => (10_000i64..50_000).prop_map(parse::decimal_text).boxed(),
        Kind::Money => (0i64..10_000_000).prop_map(|n| format!("{}.{:02}", n / 100, n % 100)).boxed(),
        Kind::Date => (1u8..=28).prop_map(|d| format!("2026-03-{d:02}")).boxed(),
        Kind::Time => (0u8..24, 0u8..60).prop_map(|(h, m)| format!("2026-03-01 {h:02}:{m:02}")).boxed(),
        Kind::YesNo => any::<bool>().prop_map(|yes| if yes { "是" } else { "否" }.to_owned()).boxed(),
        Kind::Choice(choices) | Kind::Choices(choices) => {
            let named: Vec<&str> = choices.iter().filter(|c| !c.retired).map(|c| c.id).collect();
            prop::sample::select(named).prop_map(str::to_owned).boxed()
        }
        _ => text.boxed(),
    }
}

/// Records of a register with any of its fields filled.
fn filled(register: &'static Register) -> BoxedStrategy<Vec<Op>> {
    let is_link = |kind| matches!(kind, Kind::Link(_) | Kind::Links(_));
    let fields: Vec<_> = register.all_fields().filter(|f| !f.retired && !is_link(f.kind)).collect();
    let row = move |field: &'static registers::Field| {
        let columns = field.columns().iter().filter(|c| !c.computed && !is_link(c.kind));
        let cell = |column: &'static registers::Field| {
            (any::<bool>(), typed(column.kind)).prop_map(move |(on, text)| {
                let value = parse::cell(column, &text, &parse::Hints::default()).ok().flatten();
                value.filter(|_| on || column.required).map(|value| (column.id.to_owned(), value))
            })
        };
        columns.map(cell).collect::<Vec<_>>().prop_map(move |cells| {
            let cells: Vec<_> = cells.into_iter().flatten().collect();
            (!cells.is_empty()).then(|| Op::Line { field: field.id.to_owned(), row: fresh_row(), cells })
        })
    };
    let one = move |field: &'static registers::Field| {
        if matches!(field.kind, Kind::Lines(_)) {
            return prop::collection::vec(row(field), 0..3).prop_map(|rows| rows.into_iter().flatten().collect()).boxed();
        }
        let always = field.required;
        let plain = (any::<bool>(), typed(field.kind)).prop_map(move |(on, text)| {
            let ops = parse::ops(field, &text).unwrap_or_default();
            if on || always { ops } else { Vec::new() }
        });
        plain.boxed()
    };
    fields.into_iter().map(one).collect::<Vec<_>>().prop_map(|all: Vec<Vec<Op>>| all.into_iter().flatten().collect()).boxed()
}

/// The registers that are imported at all.
fn ours() -> Vec<&'static Register> {
    book::ALL.iter().copied().filter(|register| !is_own(register)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever records say: a list that was exported changes none of them when it is read again, and adds none.
    #[test]
    fn an_exported_list_changes_nothing(
        (register, records) in prop::sample::select(ours()).prop_flat_map(|r| (Just(r), prop::collection::vec(filled(r), 1..6))),
        lang in prop::sample::select(Lang::ALL.to_vec()),
        kind in prop::sample::select(vec!["csv", "xlsx"]),
    ) {
        let mut office = Office::new();
        for ops in &records {
            // What the register's rules refuse is no record.
            let _ = office.replica.transact("create", clock::now(), |edit| edit.create_listed(register, ops));
        }
        let todo = office.again(register, lang, kind);
        let changed: Vec<String> = todo.changed.iter().map(|c| c.text(register, lang)).collect();
        prop_assert!(changed.is_empty() && todo.fresh.is_empty(), "{}: {changed:?} {:?}", register.key, todo.fresh);
    }
}

/// The same for what offices write, with links; and then no row is refused.
#[test]
fn an_exported_example_of_every_register_is_the_same_when_it_is_read_again() {
    let mut office = Office::new();
    let mut first = std::collections::BTreeMap::new();
    for register in book::ALL {
        for example in register.examples {
            let mut ops = Vec::new();
            for (name, text) in example {
                let Some(field) = register.field(name) else { continue };
                match field.kind {
                    Kind::Link(target) => ops.extend(first.get(target).map(|id: &RecordId| set(field.id, &id.to_string()))),
                    Kind::Links(target) => ops.extend(first.get(target).map(|id: &RecordId| Op::Member {
                        field: field.id.to_owned(),
                        member: id.to_string(),
                        on: true,
                    })),
                    _ => ops.extend(parse::ops(field, text).unwrap()),
                }
            }
            let id = office.add(register, &ops);
            first.entry(register.key).or_insert(id);
        }
    }
    for (n, register) in book::ALL.iter().enumerate().filter(|(_, register)| !is_own(register)) {
        let todo = office.again(register, Lang::ALL[n % 3], ["csv", "xlsx"][n % 2]);
        let refused = todo.refusals(Lang::ZhHans, book::ALL);
        assert!(refused.is_empty() && todo.changed.is_empty() && todo.fresh.is_empty(), "{}: {refused:?} {todo:?}", register.key);
        assert_eq!(todo.same.len(), 2, "{}", register.key);
    }
}

#[test]
fn a_link_is_named_by_the_title_of_what_has_no_number() {
    let mut office = Office::new();
    let field = letters::REGISTER.fields.iter().find(|f| matches!(f.kind, Kind::Link(_))).unwrap();
    let Kind::Link(target) = field.kind else { panic!("no link") };
    let target = book::find(target).unwrap();
    let title = set(target.title, "唯一的题名");
    let to = office.add(target, std::slice::from_ref(&title));
    let list = format!("标题,{}\n通知,唯一的题名\n", field.labels.hans);
    assert_eq!(office.import(&letters::REGISTER, &list, Purpose::Add).0, done(1, 0, 0, 0));
    let row = office.reader().page(&Query::of(&letters::REGISTER)).unwrap().rows;
    assert!(row.iter().any(|r| r.values.get(field.id) == Some(&Value::from(to.to_string().as_str()))));
    office.add(target, &[title]);
    let (_, refused) = office.import(&letters::REGISTER, &list.replace("通知", "通报"), Purpose::Add);
    assert!(refused[0].contains(&to.to_string()), "both are named: {refused:?}");
}

#[test]
fn rows_of_an_exported_list_are_imported_again() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let row = |text: &str| Op::Line {
        field: "opinions".to_owned(),
        row: fresh_row(),
        cells: vec![cell(letters::opinions::AUTHOR, "王敏"), cell(letters::opinions::TEXT, text)],
    };
    let title = Op::set(letters::TITLE, "关于安全检查的通知");
    let number = letters::REGISTER.number.unwrap().field;
    let ops = [title, set(number, "收〔2026〕1号"), row("请总务处阅办"), row("第一；第二：\"急\""), row("=1+1")];
    let here = one.add(&letters::REGISTER, &ops);
    assert_eq!(carry(&one, &mut other, &letters::REGISTER, "csv", Purpose::Add), done(1, 0, 0, 0));
    let said = rows(&one.all(&letters::REGISTER)[0], "opinions");
    assert_eq!((said.len(), &said), (3, &rows(&other.all(&letters::REGISTER)[0], "opinions")));
    // The second list holds nothing that is not here.
    for purpose in [Purpose::Add, Purpose::Update] {
        assert_eq!(carry(&one, &mut other, &letters::REGISTER, "xlsx", purpose), done(0, 0, 1, 0));
    }
    one.replica.transact("edit", clock::now(), |e| e.change(here, &[row("已办")])).unwrap();
    assert_eq!(carry(&one, &mut other, &letters::REGISTER, "xlsx", Purpose::Update), done(0, 1, 0, 0));
    assert_eq!(rows(&one.all(&letters::REGISTER)[0], "opinions"), rows(&other.all(&letters::REGISTER)[0], "opinions"));
}

#[test]
fn what_the_program_computes_is_left_out_with_a_note() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let text = one.add(&outgoing::REGISTER, &[Op::set(outgoing::TITLE, "关于放假的通知")]);
    let review = vec![cell(outgoing::reviews::REVIEWER, "李强"), cell(outgoing::reviews::VERDICT, "pass")];
    one.replica.transact("edit", clock::now(), |e| e.append(text, "reviews", review)).unwrap();
    assert!(one.all(&outgoing::REGISTER)[0].lines["reviews"][0].cells.contains_key("digest"), "the program has written it");
    assert_eq!(carry(&one, &mut other, &outgoing::REGISTER, "csv", Purpose::Add), done(1, 0, 0, 0));
    let cells = &other.all(&outgoing::REGISTER)[0].lines["reviews"][0].cells;
    assert_eq!((cells.len(), cells["reviewer"][0].as_text(), cells.contains_key("digest")), (2, Some("李强"), false));
    let file = other.folder.path().join("signed.csv");
    let digest = outgoing::REGISTER.field(outgoing::REGISTER.version.fields[0]).unwrap().labels.hans;
    let list = format!("标题,{digest}\n关于开学的通知,00112233445566778899aabbccddeeff\n");
    std::fs::write(&file, &list).unwrap();
    for purpose in [Purpose::Add, Purpose::Update] {
        let plan = plan(&outgoing::REGISTER, &file, &[], purpose).unwrap();
        assert_eq!((&plan.import.unmapped[..], plan.import.drafts.len()), (&[digest.to_owned()][..], 1), "it is named");
    }
    assert_eq!(other.import(&outgoing::REGISTER, &list, Purpose::Add).0, done(1, 0, 0, 0));
}

#[test]
fn a_link_is_found_by_the_title_that_the_export_wrote() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let parent = one.add(&locations::REGISTER, &[set("name", "明德楼")]);
    one.add(&locations::REGISTER, &[set("name", "明德楼208"), set("parent", &parent.to_string())]);
    let there = other.add(&locations::REGISTER, &[set("name", "明德楼")]);
    assert_eq!(carry(&one, &mut other, &locations::REGISTER, "csv", Purpose::Add), done(1, 0, 1, 0));
    assert_eq!(other.all(&locations::REGISTER)[1].text("parent"), there.to_string());
}

#[test]
fn rows_that_are_made_at_once_keep_their_order() {
    let rows: Vec<String> = (0..2_000).map(|_| fresh_row()).collect();
    assert!(rows.is_sorted() && rows.windows(2).all(|pair| pair[0] != pair[1]));
}

/// What was merged names what it was merged into, which stands in the same file: after it as well as before.
#[test]
fn links_to_rows_of_the_same_file_are_found_at_once() {
    let mut office = Office::new();
    let list = "名称,合并到,状态\n第三中学（旧）,市第三中学,已合并\n市第三中学,,往来中\n三中,第三中学（旧）,已合并\n";
    let (did, refused) = office.import(&organisations::REGISTER, list, Purpose::Add);
    assert_eq!((did, &refused[..]), (done(3, 0, 0, 0), &[][..]));
    let reader = office.reader();
    let id = |name: &str| {
        let filters = vec![replica::Filter::Is("name", name.into())];
        reader.page(&Query { filters, ..Query::of(&organisations::REGISTER) }).unwrap().rows[0].id
    };
    assert_eq!(office.value(id("第三中学（旧）"), "merged_into"), id("市第三中学").to_string());
    assert_eq!(office.value(id("三中"), "merged_into"), id("市第三中学").to_string(), "what stands is meant");
    assert_eq!(office.import(&organisations::REGISTER, list, Purpose::Add).0, done(0, 0, 3, 0), "and are the same again");
}

/// A row never names itself, nor one that is nothing: what names such a one is refused with it.
#[test]
fn links_to_rows_that_become_no_record_or_go_in_a_circle_are_refused() {
    let mut office = Office::new();
    let list = "名称,上级单位\n甲,乙\n乙,甲\n丙,丙\n丁,戊\n";
    let heading = organisations::REGISTER.field("parent").unwrap().labels.hans;
    let (did, refused) = office.import(&organisations::REGISTER, &list.replace("上级单位", heading), Purpose::Add);
    assert_eq!(did, done(0, 0, 0, 4));
    assert!(
        refused[..2].iter().all(|r| r.contains("互相指向")) && refused[2..].iter().all(|r| r.contains("找不到这条记录")),
        "{refused:?}"
    );
    // The second row is refused only when it is written.
    let mut todo = Todo::default();
    let draft = |line, field: &str, text: &str| Draft {
        line,
        title: text.to_owned(),
        ops: vec![set(field, text)],
        lines: Vec::new(),
        state: None,
        said: None,
        is_told: false,
        incomplete: Vec::new(),
    };
    let id = replica::record_id(&organisations::REGISTER, 1, [7; 16]);
    todo.fresh = vec![draft(2, "code", "没有名称"), draft(3, "name", "下属")];
    todo.fresh[1].ops.push(set("parent", &id.to_string()));
    todo.ids.insert(2, id);
    todo.names.insert(3, vec![2]);
    let mut writing = Writing::new(&organisations::REGISTER, todo);
    while writing.step(&mut office.replica).unwrap() {}
    let lines: Vec<u64> = writing.failed.iter().map(|(line, _)| *line).collect();
    assert_eq!((writing.done, lines), (done(0, 0, 0, 2), vec![2, 3]), "no link leads nowhere");
}

/// Two visits have one title, and one of them is the other, entered again.
#[test]
fn what_is_called_alike_is_carried_over_and_read_again() {
    let (mut one, mut other) = (Office::new(), Office::new());
    let visit = |at: &str| [set("visitor", "张三"), set("planned_at", at)];
    let first = one.add(&visits::REGISTER, &visit("2026-11-23T09:00"));
    let [visitor, at] = visit("2026-11-23T09:05");
    one.add(&visits::REGISTER, &[visitor, at, set("same_as", &first.to_string())]);
    assert_eq!(carry(&one, &mut other, &visits::REGISTER, "csv", Purpose::Add), done(2, 0, 0, 0));
    let again = |office: &Office| office.all(&visits::REGISTER).iter().filter(|r| r.is_filled("same_as")).count();
    assert_eq!((again(&one), again(&other)), (1, 1));
    for office in [&mut other, &mut one] {
        let file = office.folder.path().join("again.csv");
        export::table(Lang::ZhHans, &office.reader(), &Query::of(&visits::REGISTER), &file, |_, _| {}).unwrap();
        let todo = office.todo(&visits::REGISTER, &file, Purpose::Add);
        assert_eq!((todo.same.len(), todo.done().refused), (2, 0), "{todo:?}");
    }
}
