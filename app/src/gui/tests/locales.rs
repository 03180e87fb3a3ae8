//! No key is missing in a language, none is unused, and all have the same placeholders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use registers::Lang;

const PREFIX: &str = "\"gui.";

/// Keys as written in the sources, without the tests.
fn used(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                used(&path, found);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for rest in source.split(PREFIX).skip(1) {
                found.insert(format!("gui.{}", rest.split('"').next().unwrap()));
            }
        }
    }
}

/// Key → language → words, from the files, which are flat: a key, then one line for each language.
fn written() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut key = String::new();
    let files = [
        include_str!("../../../locales/gui.yml"),
        include_str!("../../../locales/gui-insight.yml"),
        include_str!("../../../locales/gui-shell.yml"),
        include_str!("../../../locales/gui-desks.yml"),
        include_str!("../../../locales/gui-form.yml"),
        include_str!("../../../locales/gui-registry.yml"),
        include_str!("../../../locales/gui-home.yml"),
        include_str!("../../../locales/gui-list.yml"),
        include_str!("../../../locales/gui-members.yml"),
        include_str!("../../../locales/gui-start.yml"),
    ];
    for line in files.iter().flat_map(|f| f.lines()) {
        match (line.strip_prefix("  "), line.strip_suffix(':')) {
            (Some(entry), _) => {
                let (lang, words) = entry.split_once(": ").unwrap();
                all.entry(key.clone()).or_default().insert(lang.to_owned(), words.to_owned());
            }
            (None, Some(found)) => {
                assert!(!all.contains_key(found), "{found} stands twice");
                found.clone_into(&mut key);
            }
            (None, None) => {}
        }
    }
    all
}

#[test]
fn no_key_is_missing_or_unused() {
    let mut found = BTreeSet::new();
    used(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/gui")), &mut found);
    let written: BTreeSet<String> = written().into_keys().collect();
    let missing: Vec<_> = found.difference(&written).collect();
    let unused: Vec<_> = written.difference(&found).collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing {missing:?}, unused {unused:?}");
}

#[test]
fn every_key_has_every_language_with_the_same_placeholders() {
    let tags: BTreeSet<String> = Lang::ALL.iter().map(|l| l.tag().to_owned()).collect();
    for (key, words) in written() {
        assert_eq!(words.keys().cloned().collect::<BTreeSet<_>>(), tags, "{key}");
        let names = |text: &str| text.split("%{").skip(1).map(|t| t.split(['}', '|']).next().unwrap().to_owned()).collect::<BTreeSet<_>>();
        let all: BTreeSet<_> = words.values().map(|w| names(w)).collect();
        assert_eq!(all.len(), 1, "{key}");
        for (lang, text) in &words {
            assert!(text.len() > 2, "{key} is empty in {lang}");
        }
    }
}

#[test]
fn the_program_finds_the_words() {
    for (key, _) in written() {
        for lang in Lang::ALL {
            assert!(!super::super::text::tr(lang, &key).contains("gui."), "{key} in {}", lang.tag());
        }
    }
}

/// The texts of all files in a language.
fn texts(tag: &str) -> Vec<String> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/locales"));
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let start = format!("  {tag}: \"");
    let line = |line: &str| Some(line.strip_prefix(start.as_str())?.strip_suffix('"')?.to_owned());
    files.flat_map(|text| text.lines().filter_map(line).collect::<Vec<_>>()).collect()
}

/// Words that do not stand in texts in traditional Chinese, since another one does for the same thing.
const OTHER_WORDS: [(&str, &str); 24] = [
    ("伺服器地址", "位址"),
    ("中繼地址", "位址"),
    ("查找", "尋找"),
    ("搜索", "搜尋"),
    ("占用", "佔用"),
    ("拖動", "拖曳"),
    ("臺", "台"),
    ("紙質", "紙本"),
    ("條記錄", "筆記錄"),
    ("紀錄", "記錄"),
    ("密鑰", "金鑰"),
    ("網絡", "網路"),
    ("菜單", "選單"),
    ("窗口", "視窗"),
    ("打印", "列印"),
    ("文件夾", "資料夾"),
    ("設置", "設定"),
    ("默認", "預設"),
    ("導入", "匯入"),
    ("導出", "匯出"),
    ("信息", "資訊"),
    ("程序", "程式"),
    ("示例", "範例"),
    ("新建", "建立"),
];

#[test]
fn a_thing_has_one_word_in_traditional_chinese() {
    let all = texts("zh-Hant");
    assert!(all.len() > 1_000, "the files were read");
    let wrong: Vec<_> =
        all.iter().flat_map(|text| OTHER_WORDS.iter().filter(|(other, _)| text.contains(other)).map(move |w| (w, text))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names of the placeholders that say how many.
const COUNTS: [&str; 24] = [
    "added",
    "all",
    "chains",
    "changed",
    "count",
    "days",
    "done",
    "entries",
    "expected",
    "faults",
    "groups",
    "known",
    "least",
    "membership",
    "minutes",
    "most",
    "n",
    "of",
    "people",
    "received",
    "records",
    "refused",
    "same",
    "years",
];
/// Verbs and other words that follow a number and end in s.
const NO_PLURALS: [&str; 7] = ["was", "is", "has", "as", "always", "campus", "afterwards"];

#[test]
fn no_english_text_says_one_records() {
    let mut wrong = Vec::new();
    for text in texts("en") {
        let names = text.split("%{").skip(1).map(|t| t.split(['}', '|']).next().unwrap());
        let values: Vec<(&str, &str)> = names.map(|name| (name, if COUNTS.contains(&name) { "1" } else { "X" })).collect();
        let said = super::super::text::fill(&text, &values);
        let words: Vec<&str> = said.split_whitespace().collect();
        for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "1") {
            // The noun is the next word, or the one after an adjective.
            let follow = words[at + 1..].iter().take(2).take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
            for word in follow.map(|word| word.trim_end_matches([',', '.', ':', ';'])) {
                let plural = (word.ends_with('s') && !NO_PLURALS.contains(&word)) || ["were", "are", "people", "have"].contains(&word);
                if plural && !is_verb(word) {
                    wrong.push(said.clone());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What one thing does.
fn is_verb(word: &str) -> bool {
    ["follows", "carries", "stays", "holds", "overlaps", "does"].contains(&word)
}

#[test]
fn words_go_with_the_number() {
    let said = |n: &str| super::super::text::fill("%{n} %{n|record was|records were} added", &[("n", n)]);
    assert_eq!([said("0"), said("1"), said("1,001")], ["0 records were added", "1 record was added", "1,001 records were added"]);
    assert_eq!(super::super::text::fill("%{m|a|b} %{n|a", &[("n", "1")]), "%{m|a|b} %{n|a");
}
