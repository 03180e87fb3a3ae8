use proptest::prelude::*;

use super::*;

/// What FTS5 does with a phrase: all tokens in a row, the last perhaps only begun.
fn finds(tokens: &str, phrase: &Phrase) -> bool {
    let tokens: Vec<&str> = tokens.split_whitespace().collect();
    tokens.windows(phrase.tokens.len()).any(|window| {
        window
            .iter()
            .zip(&phrase.tokens)
            .enumerate()
            .all(|(at, (have, want))| have == want || (phrase.prefix && at + 1 == phrase.tokens.len() && have.starts_with(want.as_str())))
    })
}

fn found(text: &str, query: &str) -> bool {
    let (words, letters) = (index_text(text), index_initials(text));
    let terms = terms(query);
    !terms.is_empty() && terms.iter().all(|t| finds(&words, &t.words) || t.initials.as_ref().is_some_and(|i| finds(&letters, i)))
}

#[test]
fn initials_of_a_text_are_what_people_type() {
    for (text, typed) in [("固定资产", "gdzc"), ("档案 2026", "da2026"), ("會議", "hy"), ("〔〕№", ""), ("", "")] {
        assert_eq!(initials(text), typed, "{text}");
    }
}

#[test]
fn every_register_has_a_token_of_its_own() {
    let tokens: std::collections::BTreeSet<String> = crate::book::ALL.iter().map(|r| super::register(r.key)).collect();
    assert_eq!(tokens.len(), crate::book::ALL.len());
    assert_eq!(
        super::query_in("incoming-documents", "打印").unwrap(),
        format!("register : \"incomingdocuments\" AND {}", super::query("打印").unwrap())
    );
    assert_eq!(super::query_in("assets", " "), None);
}

#[test]
fn parts_of_words_and_codes_are_found() {
    let check = |text: &str, query: &str, expect: bool| assert_eq!(found(text, query), expect, "{query:?} in {text:?}");
    let text = "2026年秋季办公用品采购，HP LaserJet M405d";
    for query in [
        "办",
        "公",
        "品",
        "办公",
        "公用",
        "办公用品",
        "用品采购",
        "秋季 采购",
        "2026",
        "202",
        "2026年秋",
        "laser",
        "m405",
        "HP laserjet",
        "辦公用品",
    ] {
        check(text, query, true);
    }
    for query in ["品用", "办用", "公用品办", "图书", "026", "采购办公"] {
        check(text, query, false);
    }
    for query in ["收〔2026〕123号", "收[2026]123", "收〔2026〕12", "〔2026〕123号", "123号", "收"] {
        check("收〔2026〕123号", query, true);
    }
    for query in ["ZC201800001", "zc2018", "ＺＣ２０１８", "00001", "0001", "201800001"] {
        check("资产ZC201800001在用", query, true);
    }
    check("15858818219", "8219", true);
    check("刘\u{200B}备", "刘备", true);
    check("𬎆𬭎教授", "𬭎", true);
    check("𬎆𬭎教授", "𬎆𬭎教", true);
}

#[test]
fn initials_are_found_anywhere() {
    let check = |text: &str, query: &str, expect: bool| assert_eq!(found(text, query), expect, "{query:?} in {text:?}");
    check("二零二六年办公用品采购", "bgyp", true);
    check("辦公用品", "BGYP", true);
    check("办公用品", "gypb", false);
    check("重庆长城", "cq", true);
    check("重庆长城", "zqcc", true);
    check("银行账户", "yh", true);
    check("银行账户", "yx", true);
    check("单老师 会议室", "sls hys", true);
    check("办公，用品", "bgyp", false);
}

#[test]
fn initials_are_found_without_an_index() {
    for (text, typed, held) in [
        ("姚磊慧", "ylh", true),
        ("姚磊慧", "LH", true),
        ("姚磊慧", "yh", false),
        ("单老师", "sls", true),
        ("单老师", "dls", true),
        ("姚磊", "ylh", false),
        ("Yang", "ya", false),
        ("", "y", false),
        ("姚磊慧", "", false),
        ("办公，用品", "bgyp", false),
    ] {
        assert_eq!(has_initials(text, typed), held, "{typed} in {text}");
    }
}

#[test]
fn hostile_queries_stay_between_quotation_marks() {
    for text in ["\"", "a\" OR b", "NEAR(a b)", "text:*", "-", "^a", "a* AND (", "收\"; DROP", "{a}", "\u{0}", "+", "()"] {
        if let Some(expression) = query(text) {
            let outside: String = expression.split('"').step_by(2).collect();
            let left = ["text", "initials", "AND", "OR"].iter().fold(outside, |s, w| s.replace(w, ""));
            assert!(left.chars().all(|c| " :*()".contains(c)), "{text:?} → {expression}");
            assert_eq!(expression.matches('"').count() % 2, 0);
        }
    }
    assert_eq!(query("  ，。 "), None);
    assert_eq!(query("办公用品").unwrap(), "text : \"办公 公用 用品\"");
    assert_eq!(query("zc2018").unwrap(), "text : \"zc2018\" *");
    assert_eq!(query("bgyp").unwrap(), "(text : \"bgyp\" * OR initials : \"bg gy yp\")");
}

#[test]
fn traditional_and_simplified_fold_to_one() {
    for (one, other) in
        [("訪客登記", "访客登记"), ("固定資產盤點", "固定资产盘点"), ("臺灣", "台湾"), ("後勤", "后勤"), ("ＡＢＣ１２", "abc12")]
    {
        assert_eq!(fold(one), fold(other));
    }
    assert!(simplified_only('访') && simplified_only('资') && !simplified_only('訪') && !simplified_only('文') && !simplified_only('里'));
}

fn mixed() -> impl Strategy<Value = String> {
    let han = proptest::char::ranges(vec!['\u{4E00}'..='\u{4E40}', '\u{9FC0}'..='\u{9FFF}', '\u{2B810}'..='\u{2B830}'].into());
    proptest::collection::vec(prop_oneof![4 => han, 1 => proptest::char::range('a', 'd'), 1 => proptest::char::range('0', '2'), 1 => proptest::sample::select(vec!['，', '〔', ' '])], 1..40)
        .prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_part_of_a_text_is_found(text in mixed(), from in 0usize..40, len in 1usize..12) {
        let chars: Vec<char> = text.chars().collect();
        let from = from % chars.len();
        // A part that begins inside a Latin word is none that the index promises.
        let inside = from > 0 && chars[from].is_ascii_alphanumeric() && chars[from - 1].is_ascii_alphanumeric();
        let part: String = chars.iter().skip(from).take(len).collect();
        prop_assume!(!inside && part.chars().any(char::is_alphanumeric));
        prop_assert!(found(&text, &part), "{part:?} in {text:?}");
    }

    #[test]
    fn what_is_found_is_there(text in mixed(), part in mixed()) {
        let plain = |t: &str| fold(t).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let part: String = part.chars().filter(|c| is_han(*c)).take(3).collect();
        prop_assume!(!part.is_empty());
        if found(&text, &part) {
            prop_assert!(plain(&text).contains(&plain(&part)));
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>(), mixed in mixed()) {
        for text in [text, mixed] {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }

    #[test]
    fn any_text_makes_tokens_and_queries(text in any::<String>()) {
        for token in index_text(&text).split_whitespace() {
            prop_assert!(token.chars().all(char::is_alphanumeric) || token.chars().any(is_han));
        }
        let initials = index_initials(&text);
        prop_assert!(initials.bytes().all(|b| b.is_ascii_lowercase() || b == b' '));
        if let Some(expression) = query(&text) {
            prop_assert_eq!(expression.matches('"').count() % 2, 0);
            let nul = expression.contains(char::from(0));
            prop_assert!(!nul);
        }
    }
}

#[test]
fn initials_of_neighbours_are_found_in_any_reading() {
    let check = |text: &str, letters: &str, expect: bool| assert_eq!(has_initials(text, letters), expect, "{text} {letters}");
    check("王小芳", "wxf", true);
    check("王小芳", "XF", true);
    check("王小芳", "wf", false);
    check("单校长", "sxz", true);
    check("王 小芳", "wx", false);
    check("王小芳", "", false);
    check("Wang", "wa", false);
}
