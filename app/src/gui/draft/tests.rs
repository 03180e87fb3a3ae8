use super::*;
use proptest::prelude::*;
use registers::def::{Key, choice, l};

const TODAY: Date = jiff::civil::date(2026, 11, 23);

static COLUMNS: [Field; 2] =
    [Field::text(Key::new("note"), l("批语", "批語", "Note")).required(), Field::date(Key::new("on"), l("日期", "日期", "Date"))];
static LINES: Lines = Lines { columns: &COLUMNS, append_only: false };
static FIELDS: [Field; 7] = [
    Field::text(Key::new("title"), l("标题", "標題", "Title")).required(),
    Field::integer(Key::new("copies"), l("份数", "份數", "Copies")).within(1, 99),
    Field::money(Key::new("price"), l("原值", "原值", "Value")).signed(),
    Field::time(Key::new("at"), l("时间", "時間", "Time")),
    Field::choices(Key::new("tags"), l("标签", "標籤", "Tags"), &[choice("a", l("甲", "甲", "A")), choice("b", l("乙", "乙", "B"))]),
    Field::long_text(Key::new("body"), l("正文", "正文", "Text")),
    Field::lines(Key::new("lines"), l("批示", "批示", "Notes"), &LINES),
];

fn draft(record: Record) -> Draft {
    Draft::new(FIELDS.iter().map(|f| (f, f.required)).collect(), record, &|_| None)
}

fn record() -> Record {
    let mut record = Record::default();
    record.fields.insert("title".into(), vec!["关于放假的通知".into()]);
    record.fields.insert("price".into(), vec![Value::Integer(123_450)]);
    record.fields.insert("at".into(), vec!["2026-03-01T08:30".into()]);
    record.sets.insert("tags".into(), BTreeSet::from(["a".to_owned()]));
    let cells = BTreeMap::from([("note".to_owned(), vec![Value::from("阅")])]);
    record.lines.insert("lines".into(), vec![Line { id: "01J".into(), cells }]);
    record
}

fn typed(draft: &mut Draft, field: usize, text: &str) {
    *draft.input(&FIELDS[field]).unwrap() = Input::Text(text.into());
}

#[test]
fn an_untouched_form_writes_nothing() {
    let mut draft = draft(record());
    assert_eq!(draft.ops(TODAY), Ok(Vec::new()));
    assert!(!draft.is_changed());
    typed(&mut draft, 0, "关于考试的通知");
    assert!(draft.is_changed());
    assert_eq!(draft.ops(TODAY), Ok(vec![Op::Set { field: "title".into(), value: Some("关于考试的通知".into()) }]));
}

#[test]
fn emptied_fields_are_taken_away_unless_required() {
    let mut draft = draft(record());
    typed(&mut draft, 2, "");
    assert_eq!(draft.ops(TODAY), Ok(vec![Op::Set { field: "price".into(), value: None }]));
    typed(&mut draft, 0, "  ");
    assert_eq!(draft.ops(TODAY), Err(BTreeMap::from([("title".to_owned(), Mistake::Required)])));
}

#[test]
fn mistakes_name_their_field() {
    let mut draft = draft(record());
    typed(&mut draft, 1, "一百");
    typed(&mut draft, 2, "1.234");
    *draft.input(&FIELDS[3]).unwrap() = Input::Time { date: "2026-03-01".into(), time: "25:00".into() };
    let expect = [("at", Reason::NotATime), ("copies", Reason::NotANumber), ("price", Reason::TooFine)];
    assert_eq!(draft.ops(TODAY), Err(expect.into_iter().map(|(f, r)| (f.to_owned(), Mistake::Refused(r))).collect()));
}

#[test]
fn sets_and_rows_give_their_difference() {
    let mut draft = draft(record());
    let picked = BTreeSet::from(["b".to_owned()]);
    *draft.input(&FIELDS[4]).unwrap() = Input::Set { picked, text: String::new() };
    if let Some(Input::Lines(rows)) = draft.input(&FIELDS[6]) {
        let mut row = new_row(&LINES, &[], "林秀英", TODAY.at(9, 0, 0, 0));
        row.cells.insert("note", Input::Text("请教务处办理".into()));
        rows.push(row);
        rows.push(new_row(&LINES, &[], "林秀英", TODAY.at(9, 0, 0, 0)));
        rows[0].cells.insert("on", Input::Text("11-20".into()));
    }
    let member = |member: &str, on| Op::Member { field: "tags".into(), member: member.into(), on };
    let expect = vec![
        member("b", true),
        member("a", false),
        Op::Set { field: "lines/01J/on".into(), value: Some("2026-11-20".into()) },
        Op::Line { field: "lines".into(), row: String::new(), cells: vec![("note".into(), "请教务处办理".into())] },
    ];
    assert_eq!(draft.ops(TODAY), Ok(expect));
}

#[test]
fn a_dropped_row_goes_and_a_row_without_its_note_is_refused() {
    let mut draft = draft(record());
    if let Some(Input::Lines(rows)) = draft.input(&FIELDS[6]) {
        rows[0].dropped = true;
    }
    assert_eq!(draft.ops(TODAY), Ok(vec![Op::DropLine { field: "lines".into(), row: "01J".into() }]));
    if let Some(Input::Lines(rows)) = draft.input(&FIELDS[6]) {
        rows[0].dropped = false;
        rows[0].cells.insert("note", Input::Text(String::new()));
    }
    assert_eq!(draft.ops(TODAY), Err(BTreeMap::from([("lines/0/note".to_owned(), Mistake::Required)])));
}

#[test]
fn a_time_needs_its_day_and_a_day_its_time() {
    let check = |date: &str, time: &str, expect: Result<Option<Value>, Mistake>| {
        let input = Input::Time { date: date.into(), time: time.into() };
        assert_eq!(read(&FIELDS[3], &input, TODAY), expect, "{date} {time}");
    };
    for time in ["8:30", "08:30", "0830", "8：30"] {
        check("3-1", time, Ok(Some("2026-03-01T08:30".into())));
    }
    check("", "", Ok(None));
    check("2026-03-01", "", Err(Mistake::Refused(Reason::NotATime)));
    check("", "08:30", Err(Mistake::Refused(Reason::NotADate)));
}

#[test]
fn rules_of_the_register_hold_unless_they_were_broken_before() {
    let register = registers::book::find("incoming-documents").unwrap();
    let fields = || register.all_fields().map(|f| (f, f.required)).collect::<Vec<_>>();
    let secret = registers::book::incoming_documents::SECRECY.id();
    let title = register.field(register.title).unwrap();
    let mut draft = Draft::new(fields(), Record::default(), &|_| None).under(register);
    *draft.input(title).unwrap() = Input::Text("关于某事的通知".into());
    *draft.input(register.field(secret).unwrap()).unwrap() = Input::Choice(Some("secret".into()));
    let refused = draft.ops(TODAY).unwrap_err();
    assert!(matches!(refused.get(title.id), Some(Mistake::Refused(Reason::PointerTitle(_)))), "{refused:?}");
    let mut broken = Record::default();
    broken.fields.insert(title.id.into(), vec!["关于某事的通知".into()]);
    broken.fields.insert(secret.into(), vec!["secret".into()]);
    let draft = Draft::new(fields(), broken, &|_| None).under(register);
    assert_eq!(draft.ops(TODAY), Ok(Vec::new()));
}

#[test]
fn rows_and_sets_are_joined_with_what_came_in() {
    let mut draft = draft(record());
    if let Some(Input::Lines(rows)) = draft.input(&FIELDS[6]) {
        rows[0].cells.insert("note", Input::Text("已阅".into()));
        let mut row = new_row(&LINES, &[], "林秀英", TODAY.at(9, 0, 0, 0));
        row.cells.insert("note", Input::Text("请办".into()));
        rows.push(row);
    }
    let picked = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    *draft.input(&FIELDS[4]).unwrap() = Input::Set { picked, text: String::new() };
    let mut now = record();
    now.sets.insert("tags".into(), BTreeSet::new());
    let cell = |text: &str| BTreeMap::from([("note".to_owned(), vec![Value::from(text)])]);
    now.lines.insert("lines".into(), vec![Line { id: "01J".into(), cells: cell("阅办") }, Line { id: "01K".into(), cells: cell("转") }]);
    draft.follow(now.clone(), &|_| None);
    let theirs = Meanwhile::Value(Some("阅办".into()));
    assert_eq!(draft.meanwhile(), &BTreeMap::from([("lines/01J/note".to_owned(), theirs)]));
    assert_eq!(draft.ops(TODAY), Err(BTreeMap::from([("lines/0/note".to_owned(), Mistake::Changed)])));
    draft.keep_mine("lines/01J/note");
    let expect = vec![
        Op::Member { field: "tags".into(), member: "b".into(), on: true },
        Op::Set { field: "lines/01J/note".into(), value: Some("已阅".into()) },
        Op::Line { field: "lines".into(), row: String::new(), cells: vec![("note".into(), "请办".into())] },
    ];
    assert_eq!(draft.ops(TODAY).as_ref(), Ok(&expect));
    // The row that was typed in is taken away elsewhere: it is let go, or written anew.
    now.lines.get_mut("lines").unwrap().remove(0);
    draft.follow(now, &|_| None);
    assert_eq!(draft.meanwhile(), &BTreeMap::from([("lines/01J".to_owned(), Meanwhile::RowGone)]));
    let mut other = draft.clone();
    other.take_theirs("lines/01J", &|_| None);
    assert_eq!(other.ops(TODAY).unwrap().len(), 2);
    draft.keep_mine("lines/01J");
    assert!(draft.ops(TODAY).unwrap().contains(&Op::Line {
        field: "lines".into(),
        row: String::new(),
        cells: vec![("note".into(), "已阅".into())]
    }));
}

proptest! {
    #[test]
    fn money_reads_back(n in any::<i32>()) {
        let value = Value::Integer(i64::from(n));
        let input = single(&FIELDS[2], Some(&value), &|_| None);
        prop_assert_eq!(read(&FIELDS[2], &input, TODAY), Ok(Some(value)));
    }

    #[test]
    fn no_text_breaks_a_form(texts in prop::collection::vec(".{0,24}", 7)) {
        let mut draft = draft(record());
        for (at, text) in texts.iter().enumerate().take(4) {
            if at == 3 {
                *draft.input(&FIELDS[3]).unwrap() = Input::Time { date: text.clone(), time: texts[4].clone() };
            } else {
                typed(&mut draft, at, text);
            }
        }
        let _ = draft.ops(TODAY);
    }
}

#[test]
fn what_a_named_record_gives_need_not_be_typed() {
    let register = &registers::book::stock_movements::REGISTER;
    let field = |id: &str| register.field(id).unwrap();
    let mut draft = Draft::new(vec![(field("name"), true), (field("item"), false)], Record::default(), &|_| None).under(register);
    assert_eq!(draft.ops(TODAY), Err(BTreeMap::from([("name".to_owned(), Mistake::Required)])));
    *draft.input(field("item")).unwrap() = Input::Link { picked: Some("01J".into()), text: "A4纸".into() };
    assert_eq!(draft.ops(TODAY), Ok(vec![Op::Set { field: "item".into(), value: Some("01J".into()) }]));
}

/// A new row that names an item need not say what that is called: it takes it over when it is saved.
#[test]
fn what_an_item_says_need_not_be_typed_in_its_row() {
    let register = registers::book::find("requisitions").unwrap();
    let field = register.field("lines").unwrap();
    let Kind::Lines(lines) = field.kind else { panic!() };
    let mistakes = |item: Option<&str>| {
        let mut draft = Draft::new(vec![(field, false)], Record::default(), &|_| None);
        let Some(Input::Lines(rows)) = draft.input(field) else { panic!() };
        let mut row = new_row(lines, &[], "林秀英", TODAY.at(9, 0, 0, 0));
        row.cells.insert("requested", Input::Text("3".into()));
        let text = item.map(|_| "A4纸".to_owned()).unwrap_or_default();
        row.cells.insert("item", Input::Link { picked: item.map(str::to_owned), text });
        rows.push(row);
        draft.ops(TODAY).err().unwrap_or_default()
    };
    assert_eq!(mistakes(None).keys().collect::<Vec<_>>(), ["lines/0/name"]);
    assert!(mistakes(Some("01JD0000000000000000000000")).is_empty());
}
