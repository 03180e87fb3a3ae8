use jiff::civil;
use proptest::prelude::*;

use super::*;
use crate::book;
use crate::def::{Key, Lang, choice, key, l};

const INTEGER: Field = Field::integer(Key::new("n"), l("数", "數", "Number")).within(-5, 1000);
const MONEY: Field = Field::money(Key::new("m"), l("钱", "錢", "Money")).signed();
const DATE: Field = Field::date(Key::new("d"), l("日", "日", "Date"));
const TIME: Field = Field::time(Key::new("t"), l("时", "時", "Time"));
const TEXT: Field = Field::text(Key::new("x"), l("字", "字", "Text"));
const LONG: Field = Field::long_text(Key::<key::LongText>::new("y"), l("文", "文", "Long text"));

fn value(field: &Field, text: &str) -> Result<Value, Reason> {
    match read(field, text, &Hints::default())? {
        Parsed::Value(value) => Ok(value),
        Parsed::LongText(text) => Ok(Value::Text(text)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn dates_are_read_in_the_forms_of_offices() {
    for text in [
        "2026-03-01",
        "2026/3/1",
        "2026.03.01",
        "2026年3月1日",
        "2026 年 3 月 1 日",
        "20260301",
        "２０２６年３月１日",
        "46082",
        "3/1/2026",
        "3/1/26",
        "26.3.1",
        "26/3/1",
        "民国115年3月1日",
        "民國115年3月1日",
        "2026-03-01 08:30",
        "2026-03-01T00:00:00",
        "2026年3月1日（星期日）",
        "2026年3月1日 星期日",
        "2026年3月1号",
        "1.3.2026",
        "26-03-01",
    ] {
        assert_eq!(value(&DATE, text), Ok("2026-03-01".into()), "{text}");
    }
    assert_eq!(value(&DATE, "1/23/23"), Ok("2023-01-23".into()));
    assert_eq!(value(&DATE, "11/14/22"), Ok("2022-11-14".into()));
    assert_eq!(value(&DATE, "23/1/2023"), Ok("2023-01-23".into()));
    assert_eq!(date("3/4/23", DayOrder::DayFirst), Ok(civil::date(2023, 4, 3)));
}

#[test]
fn what_is_no_date_is_refused_for_its_reason() {
    let check = |text: &str, reason: Reason| assert_eq!(value(&DATE, text), Err(reason), "{text}");
    for text in ["2026-02-30", "2026年13月1日", "20260230", "2025-02-29", "31/31/2026", "0026-01-01"] {
        check(text, Reason::NoSuchDay);
    }
    for text in ["明天", "2026", "2026-03", "2026年3月", "1", "12345678901", "2026-03-01-02", "-", "2026-0x-01", "年月日", "2026-03-01 x1"]
    {
        check(text, Reason::NotADate);
    }
    check("26/03/01", Reason::YearUnclear);
    check("01-02-03", Reason::YearUnclear);
    check("2020.9", Reason::NotADate);
}

#[test]
fn in_a_list_a_month_stands_for_its_first_day() {
    let hints = Hints { months: true, ..Hints::default() };
    let read = |text: &str| match super::read(&DATE, text, &hints)? {
        Parsed::Value(value) => Ok(value),
        other => panic!("{other:?}"),
    };
    for text in ["2020.9", "2020-09", "2020/9", "2020年9月", "２０２０．９", "2020年 09 月"] {
        assert_eq!(read(text), Ok("2020-09-01".into()), "{text}");
    }
    assert_eq!(read("2020.9.3"), Ok("2020-09-03".into()));
    assert_eq!(read("2020.10"), Ok("2020-10-01".into()));
    assert_eq!(read("2020.1"), Err(Reason::MonthUnclear));
    assert_eq!(read("2020-1"), Ok("2020-01-01".into()));
    assert_eq!(read("2020.13"), Err(Reason::NoSuchDay));
    for text in ["20.9", "2020", "2020.", "9.2020", "2020.009", "2020年", "2020年9"] {
        assert_eq!(read(text), Err(Reason::NotADate), "{text}");
    }
}

#[test]
fn times_take_their_day_from_themselves_or_from_beside() {
    for text in [
        "2026-09-01 08:40",
        "2026-09-01T08:40",
        "2026/9/1 8:40:59",
        "2026年9月1日8时40分",
        "2026年9月1日 上午8:40",
        "202609010840",
        "2026-09-01 0840",
        "46266.3611111",
    ] {
        assert_eq!(value(&TIME, text), Ok("2026-09-01T08:40".into()), "{text}");
    }
    assert_eq!(value(&TIME, "2026-09-01"), Ok("2026-09-01T00:00".into()));
    let until = Field { until: true, ..TIME };
    assert_eq!(value(&until, "2026-09-01"), Ok("2026-09-01T23:59".into()), "something that lasts until a day lasts through it");
    assert_eq!(value(&until, "46266"), Ok("2026-09-01T23:59".into()));
    assert_eq!(value(&until, "2026-09-01 0:00"), Ok("2026-09-01T00:00".into()));
    assert_eq!(value(&TIME, "2026-09-01 下午2点半"), Ok("2026-09-01T14:30".into()));
    assert_eq!(value(&TIME, "2026-09-01 2:30 PM"), Ok("2026-09-01T14:30".into()));
    assert_eq!(value(&TIME, "08:40"), Err(Reason::NoDay));
    let hints = Hints { day: Some(civil::date(2026, 9, 1)), ..Hints::default() };
    for text in ["08:40", "8：40", "0840", "8时40分", "8点40", "0.3611111"] {
        assert_eq!(read(&TIME, text, &hints), Ok(Parsed::Value("2026-09-01T08:40".into())), "{text}");
    }
    for text in ["25:00", "8:60", "早上", "2026-09-01 24:00", "8:4x"] {
        assert_eq!(value(&TIME, text), Err(Reason::NotATime), "{text}");
    }
    assert_eq!(value(&TIME, "2026-02-30 08:40"), Err(Reason::NoSuchDay));
}

#[test]
fn numbers_and_amounts_are_read() {
    let n = |text: &str| value(&INTEGER, text);
    assert_eq!(n("１０"), Ok(10.into()));
    assert_eq!(n("1,000"), Ok(1000.into()));
    assert_eq!(n("1 000"), Ok(1000.into()));
    assert_eq!(n("3.0"), Ok(3.into()));
    assert_eq!(n("-3"), Ok((-3).into()));
    assert_eq!(n("-6"), Err(Reason::TooSmall(-5)));
    assert_eq!(n("1001"), Err(Reason::TooGreat(1000)));
    assert_eq!(n("999999999999999999999999"), Err(Reason::TooGreat(1000)));
    for text in ["1,5", "一台", "3台灯", "1.5", "", "1e3", "--1", ",", "1,,000"].into_iter().filter(|t| !t.is_empty()) {
        assert_eq!(n(text), Err(Reason::NotANumber), "{text}");
    }
    for text in ["3台", "3 份", "３页", "3天", "3人"] {
        assert_eq!(n(text), Ok(3.into()), "{text}");
    }
    let m = |text: &str| value(&MONEY, text);
    for text in [
        "1234.5",
        "1,234.50",
        "￥1,234.50",
        "¥1234.50",
        "1234.50元",
        "１２３４．５",
        "人民币1234.5元整",
        "1234.500",
        "1234.4999999999998",
        "1234.500000000001",
        "$1,234.50",
    ] {
        assert_eq!(m(text), Ok(123_450.into()), "{text}");
    }
    assert_eq!(m("(12.30)"), Ok((-1230).into()));
    assert_eq!(m("-12.3"), Ok((-1230).into()));
    assert_eq!(m("0.9999999"), Ok(100.into()));
    assert_eq!(m(".5"), Ok(50.into()));
    assert_eq!(m("1.234"), Err(Reason::TooFine));
    assert_eq!(m("999999999999999999999999"), Err(Reason::TooMuch));
    assert_eq!(m("99999999999999999"), Err(Reason::TooMuch));
    for text in ["元", ".", "1.2.3", "三百", "1,2", "=1+1"] {
        assert_eq!(m(text), Err(Reason::NotMoney), "{text}");
    }
}

static COLOURS: &[crate::def::Choice] =
    &[choice("red", l("红", "紅", "Red")).alias(&["赤"]), choice("a-b", l("蓝、绿", "藍、綠", "Blue, green"))];

#[test]
fn choices_are_read_by_id_label_and_alias() {
    let one = Field::choice(Key::new("c"), l("色", "色", "Colour"), COLOURS);
    for text in ["red", "红", "紅", "RED", "Red", "赤", " 红 "] {
        assert_eq!(value(&one, text), Ok("red".into()), "{text}");
    }
    assert_eq!(value(&one, "飞了"), Err(Reason::UnknownChoice(COLOURS)));
    let many = Field::choices(Key::new("c"), l("色", "色", "Colour"), COLOURS);
    let members = |text: &str| read(&many, text, &Hints::default());
    assert_eq!(members("红，red"), Ok(Parsed::Members(vec!["red".to_owned()])));
    assert_eq!(members("蓝、绿"), Ok(Parsed::Members(vec!["a-b".to_owned()])));
    assert_eq!(members("红、黄"), Err(Reason::UnknownChoice(COLOURS)));
}

#[test]
fn yes_and_no_have_many_words() {
    for text in ["是", "已核验", "√", "Y", "true", "1", "有", "對"] {
        assert_eq!(yes_no(text), Some(true), "{text}");
    }
    for text in ["否", "未核验", "×", "no", "FALSE", "0", "无", "沒有", "不合格"] {
        assert_eq!(yes_no(text), Some(false), "{text}");
    }
    assert_eq!(yes_no("也许"), None);
}

#[test]
fn texts_are_bounded_and_clean() {
    assert_eq!(value(&TEXT, "  校长 \n"), Ok("校长".into()));
    assert_eq!(value(&TEXT, "a\nb"), Err(Reason::ManyLines));
    assert_eq!(value(&TEXT, "a\u{0}b"), Err(Reason::Control('\u{0}')));
    assert_eq!(value(&LONG, "a\r\nb\tc"), Ok("a\nb\tc".into()));
    assert_eq!(value(&LONG, "a\u{7}"), Err(Reason::Control('\u{7}')));
    assert_eq!(value(&TEXT, &"字".repeat(400_000)), Err(Reason::TooLong));
    assert_eq!(read(&TEXT, " \t ", &Hints::default()), Ok(Parsed::Nothing));
    assert_eq!(value(&TEXT, "=HYPERLINK(\"http://x\")"), Ok("=HYPERLINK(\"http://x\")".into()));
}

#[test]
fn values_are_shown_as_people_read_them() {
    assert_eq!(display(&DATE, &"2026-03-01".into(), Lang::ZhHans), "2026年3月1日");
    assert_eq!(display(&DATE, &"2026-03-01".into(), Lang::En), "2026-03-01");
    assert_eq!(listed(&DATE, &"2026-03-01".into(), Lang::ZhHans), "2026-03-01");
    assert_eq!(display(&TIME, &"2026-03-01T08:05".into(), Lang::ZhHant), "2026年3月1日 08:05");
    assert_eq!(listed(&TIME, &"2026-03-01T08:05".into(), Lang::En), "2026-03-01 08:05");
    assert_eq!(display(&MONEY, &123_450.into(), Lang::En), "1,234.50");
    assert_eq!(display(&MONEY, &(-5).into(), Lang::En), "-0.05");
    assert_eq!(plain(&MONEY, &123_450.into(), Lang::En), "1234.50");
    assert_eq!(listed(&INTEGER, &2026.into(), Lang::En), "2026");
    assert_eq!(listed(&INTEGER, &1_234_567.into(), Lang::En), "1,234,567");
    let urgency = book::incoming_documents::REGISTER.field("urgency").unwrap();
    assert_eq!(display(urgency, &"extra-urgent".into(), Lang::En), "Extra urgent");
    assert_eq!(display(urgency, &"unheard-of".into(), Lang::En), "unheard-of");
}

#[test]
fn point_15_hidden_characters_and_formulas_are_spelled_out() {
    assert_eq!(spoken("正常\n文字"), "正常\n文字");
    assert_eq!(spoken("a\u{202E}b\u{200B}\u{0}\u{FEFF}"), "a<U+202E>b<U+200B><U+0000><U+FEFF>");
    for text in ["=1+1", "+1", "-1", "@x", "\tx", "＝1"] {
        assert_eq!(csv_safe(text), format!("'{text}"));
        assert_eq!(csv_read(&csv_safe(text)), text);
    }
    for text in ["'=x", "''-5", "'", "''"] {
        assert_eq!(csv_read(&csv_safe(text)), text, "{text}");
    }
    assert_eq!(csv_safe("'quoted"), "'quoted");
    assert_eq!(csv_read("'quoted"), "'quoted");
    // A date is whatever another desk has written.
    for lang in Lang::ALL {
        for field in [DATE, TIME, TEXT, LONG, INTEGER, MONEY] {
            for shown in [display(&field, &"\u{202E}2026\u{1b}[2J".into(), lang), listed(&field, &"\u{202E}2026\u{1b}[2J".into(), lang)] {
                assert_eq!(shown, "<U+202E>2026<U+001B>[2J");
            }
        }
    }
    assert_eq!(heard("a<U+202E>b<U+200B><U+E0041>"), "a\u{202E}b\u{200B}\u{E0041}");
    for text in ["<U+0007>", "<U+0041>", "<U+200b>", "<U+>", "<U+", "<U+202E", "<U+110000>", "<U+0200B>", "a<b>c"] {
        assert_eq!(heard(text), text, "not what an export has spelled out");
    }
}

#[test]
fn refusals_are_sentences_in_three_languages() {
    let all = [
        Reason::NotADate,
        Reason::NoSuchDay,
        Reason::YearUnclear,
        Reason::MonthUnclear,
        Reason::NotATime,
        Reason::NoDay,
        Reason::NotANumber,
        Reason::TooSmall(0),
        Reason::TooGreat(9),
        Reason::NotMoney,
        Reason::TooFine,
        Reason::TooMuch,
        Reason::UnknownChoice(COLOURS),
        Reason::UnknownState(book::assets::REGISTER.states),
        Reason::NotYesNo,
        Reason::TooLong,
        Reason::TooManyCharacters(4),
        Reason::Control('\u{7}'),
        Reason::ManyLines,
        Reason::BadName,
        Reason::NeedsRows,
        Reason::Required,
        Reason::PointerOnly,
        Reason::PointerTitle("涉密文件"),
        Reason::Before(l("进", "進", "in")),
        Reason::Repeated { line: 3 },
        Reason::Differs,
        Reason::Circle,
        Reason::SumOver(Box::new(SumOver {
            parts: vec![l("赞成", "贊成", "For"), l("反对", "反對", "Against")],
            sum: 10,
            most: l("实到", "實到", "Present"),
            limit: 8,
        })),
        Reason::Cells { found: 3, due: 5 },
        Reason::OpenQuote,
        Reason::NotText,
    ];
    for reason in all {
        for lang in Lang::ALL {
            let said = reason.say(lang);
            assert!(!said.is_empty() && !said.contains(['%', '@']), "{reason:?} {said}");
        }
        let hant = reason.say(Lang::ZhHant);
        let fixed = !matches!(reason, Reason::PointerTitle(_));
        assert!(!fixed || !hant.chars().any(crate::search::simplified_only), "{hant}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_shown_plainly_is_read_back(days in 0i64..60_000, minutes in 0i64..1440, n in -5i64..1000, cents in -9_007_199_254_740_991i64..9_007_199_254_740_991) {
        let day = civil::date(1950, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let at = day.to_datetime(civil::Time::midnight()).checked_add(jiff::Span::new().minutes(minutes)).unwrap();
        for (field, shown) in [(DATE, Value::date(day)), (TIME, Value::time(at)), (INTEGER, n.into()), (MONEY, cents.into())] {
            for lang in Lang::ALL {
                prop_assert_eq!(value(&field, &plain(&field, &shown, lang)), Ok(shown.clone()));
                prop_assert_eq!(value(&field, &display(&field, &shown, lang)), Ok(shown.clone()));
                prop_assert_eq!(value(&field, &listed(&field, &shown, lang)), Ok(shown.clone()));
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), other in "[0-9年月日/.:：,-]{0,14}") {
        for r in book::ALL {
            for field in r.all_fields() {
                let _ = ops(field, &text);
                let _ = ops(field, &other);
            }
        }
        prop_assert!(!spoken(&text).chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        prop_assert_eq!(csv_read(&csv_safe(&text)).len() <= text.len(), true);
        let shown = spoken(&text);
        prop_assert!(!shown.chars().any(is_hidden));
        if !text.contains("<U+") && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            prop_assert_eq!(heard(&shown), text.as_str());
        }
    }
}

#[test]
fn an_amount_is_not_less_than_nothing_unless_its_field_says_so() {
    let field = |register: &str, id: &str| *crate::book::find(register).unwrap().field(id).unwrap();
    let least = Err(Reason::TooSmall(0));
    for (register, id) in [("assets", "value"), ("assets", "unit_price"), ("assets", "net_value"), ("disposals", "proceeds")] {
        let field = field(register, id);
        assert_eq!(read(&field, "-4200.50", &Hints::default()), least, "{id}");
        assert_eq!(read(&field, "0", &Hints::default()), Ok(Parsed::Value(Value::Integer(0))), "{id}");
    }
    let difference = read(&field("variances", "value"), "-4200.50", &Hints::default());
    assert_eq!(difference, Ok(Parsed::Value(Value::Integer(-420_050))));
}

#[test]
fn a_date_that_may_be_read_two_ways_is_known() {
    let check = |text: &str, day: Option<(i8, i8)>| {
        assert_eq!(super::unclear(text), day.map(|(month, day)| civil::date(2026, month, day)), "{text}");
    };
    check("03/04/2026", Some((3, 4)));
    check("3/4/26", Some((3, 4)));
    check("03/04/2026 08:30", Some((3, 4)));
    check("04/04/2026", None);
    check("13/04/2026", None);
    check("2026/3/4", None);
    check("2026-03-04", None);
    check("张三", None);
}

#[test]
fn numbers_with_decimals_are_exact_and_say_what_is_wrong() {
    let check = |text: &str, expect: Result<i64, Reason>| assert_eq!(decimal(text, -10, 1_000_000), expect, "{text}");
    check("96.5", Ok(965_000));
    check("２．５", Ok(25_000));
    check("1,234.0625", Ok(12_340_625));
    check("96.5%", Ok(965_000));
    check("-.5", Ok(-5_000));
    check("3", Ok(30_000));
    check("3.", Ok(30_000));
    check("0.30000000000000004", Ok(3_000));
    check("2.4999999999", Ok(25_000));
    check("2天", Ok(20_000));
    check("半天", Ok(5_000));
    check("1.5 小时", Ok(15_000));
    check("1.00001", Err(Reason::TooManyDecimals));
    check("二点五", Err(Reason::NotADecimal));
    check(".", Err(Reason::NotADecimal));
    check("", Err(Reason::NotADecimal));
    check("-10.5", Err(Reason::TooSmall(-10)));
    check("1000000.1", Err(Reason::TooGreat(1_000_000)));
    check("99999999999999999999", Err(Reason::TooGreat(1_000_000)));
    for (parts, text) in [(965_000, "96.5"), (-5_000, "-0.5"), (30_000, "3"), (1, "0.0001"), (0, "0"), (12_340_625, "1234.0625")] {
        assert_eq!(decimal_text(parts), text);
        assert_eq!(decimal(text, i64::MIN, i64::MAX), Ok(parts));
    }
    let leave = crate::book::find("leave").unwrap().field("days").unwrap();
    assert_eq!(listed(leave, &Value::Decimal(123_455_000), Lang::En), "12,345.5");
    assert_eq!(plain(leave, &Value::Decimal(5_000), Lang::En), "0.5");
    assert_eq!(read(leave, "0.5", &Hints::default()), Ok(Parsed::Value(Value::Decimal(5_000))));
    assert_eq!(read(leave, "2.0", &Hints::default()), Ok(Parsed::Value(Value::Integer(2))), "one number is one value");
}
