//! The manual says what is on the screen: its words, its pictures, and the same in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The editions: folder, language of the words, and what stands around words of the screen.
const EDITIONS: [(&str, usize, [char; 2]); 2] = [("zh-Hans", 0, ['「', '」']), ("en", 1, ['“', '”'])];
/// Names of languages are the same in every language and stand in no list of words.
const LANGUAGES: [&str; 3] = ["简体中文", "繁體中文", "English"];
/// A picture, and all of them together, in bytes.
const PICTURE: u64 = 90_000;
const PICTURES: u64 = 3_000_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Files below a folder with an ending.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(below(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn chapters(edition: &str) -> BTreeMap<String, String> {
    let pages = below(&root().join("docs/manual").join(edition), "md");
    pages.into_iter().map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path))).collect()
}

/// Everything the screen says, in Chinese and in English: the words of the window and the labels of the registers.
fn screen() -> [BTreeSet<String>; 2] {
    let mut words = [BTreeSet::new(), BTreeSet::new()];
    for path in below(&root().join("app/locales"), "yml") {
        for line in read(&path).lines() {
            for (at, key) in ["  zh-Hans: \"", "  en: \""].into_iter().enumerate() {
                let text = line.strip_prefix(key).and_then(|rest| rest.strip_suffix('"'));
                words[at].extend(text.into_iter().flat_map(|text| [counted(text, 0), counted(text, 1)]));
            }
        }
    }
    for path in below(&root().join("crates/registers/src"), "rs") {
        let text = read(&path);
        for (at, _) in text.match_indices("l(") {
            if let Some([hans, _, en]) = three(&text[at + 2..]) {
                words[0].insert(hans.to_owned());
                words[1].insert(en.to_owned());
            }
        }
    }
    assert!(words.iter().all(|w| w.len() > 2000), "the words are found");
    words
}

/// A text with the words for one thing, or for several, where it has both: `%{n|record|records}`.
fn counted(text: &str, which: usize) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%{") {
        let Some((within, after)) = after.split_once('}') else { break };
        said.push_str(before);
        match within.split_once('|') {
            Some((_, words)) => said.push_str(words.split('|').nth(which).unwrap_or_default()),
            None => said.push_str(&format!("%{{{within}}}")),
        }
        rest = after;
    }
    said + rest
}

/// The three strings with which a label begins.
fn three(text: &str) -> Option<[&str; 3]> {
    let mut rest = text;
    let mut next = || {
        rest = rest.trim_start().trim_start_matches(',').trim_start().strip_prefix('"')?;
        let (string, after) = rest.split_once('"')?;
        rest = after;
        Some(string)
    };
    Some([next()?, next()?, next()?])
}

/// Whether a word of the manual is what a label becomes once its values are put in.
fn becomes(label: &str, word: &str) -> bool {
    let mut parts = Vec::new();
    let mut rest = label;
    while let Some((before, after)) = rest.split_once("%{") {
        let Some((_, after)) = after.split_once('}') else { return false };
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    let said: usize = parts.iter().flat_map(|part| part.chars()).filter(|c| c.is_alphabetic()).count();
    if parts.len() == 1 || said < 2 {
        return label == word;
    }
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let Some(mut middle) = word.strip_prefix(first).and_then(|w| w.strip_suffix(last)) else { return false };
    for part in &parts[1..parts.len() - 1] {
        let Some(at) = middle.find(part) else { return false };
        middle = &middle[at + part.len()..];
    }
    !middle.is_empty()
}

/// What stands between two marks, on one line however it was broken.
fn quoted(text: &str, [open, close]: [char; 2]) -> Vec<String> {
    let pieces = text.split(open).skip(1).filter_map(|piece| piece.split_once(close));
    pieces.map(|(word, _)| word.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|word| !word.is_empty()).collect()
}

/// Targets of links and pictures.
fn targets(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|piece| piece.split_once(')')).map(|(target, _)| target).collect()
}

#[test]
fn words_of_the_screen_are_on_the_screen() {
    let words = screen();
    let mut wrong = Vec::new();
    for (edition, at, marks) in EDITIONS {
        for (chapter, text) in chapters(edition) {
            for word in quoted(&text, marks) {
                let known = words[at].contains(&word) || LANGUAGES.contains(&word.as_str()) || words[at].iter().any(|l| becomes(l, &word));
                if !known {
                    wrong.push(format!("{edition}/{chapter}: {word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these words are nowhere on the screen:\n{}", wrong.join("\n"));
}

#[test]
fn pictures_are_there_are_shown_and_are_small() {
    let folder = root().join("docs/manual/pictures");
    let there: BTreeSet<PathBuf> = below(&folder, "png").into_iter().collect();
    let mut shown = BTreeSet::new();
    for (edition, _, _) in EDITIONS {
        for (chapter, text) in chapters(edition) {
            for target in targets(&text).into_iter().filter(|t| t.ends_with(".png")) {
                let name = target.strip_prefix("../pictures/").unwrap_or_else(|| panic!("{edition}/{chapter}: {target}"));
                assert!(name.starts_with(&format!("{edition}/")), "{edition}/{chapter} shows a picture of the other edition: {target}");
                shown.insert(folder.join(name));
            }
        }
    }
    assert_eq!(shown, there, "pictures that the manual shows, and those that are there");
    let sizes: Vec<u64> = there.iter().map(|path| std::fs::metadata(path).expect("a picture").len()).collect();
    assert!(sizes.iter().all(|size| *size <= PICTURE) && sizes.iter().sum::<u64>() <= PICTURES, "pictures are small: {sizes:?}");
}

#[test]
fn both_editions_have_the_same_chapters() {
    let counted = |edition| {
        let count = |text: &str| {
            let headings = text.lines().filter(|line| line.starts_with('#')).count();
            (headings, targets(text).into_iter().filter(|t| t.ends_with(".png")).count())
        };
        chapters(edition).into_iter().map(|(name, text)| (name, count(&text))).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(counted("zh-Hans"), counted("en"), "chapters with their headings and pictures");
}

#[test]
fn links_lead_somewhere() {
    for (edition, _, _) in EDITIONS {
        let folder = root().join("docs/manual").join(edition);
        for (chapter, text) in chapters(edition) {
            for target in targets(&text) {
                assert!(folder.join(target).is_file(), "{edition}/{chapter} links to {target}");
            }
        }
    }
}

#[test]
fn every_key_is_in_the_table_of_keys() {
    let [table, locales] = ["app/src/gui/command.rs", "app/locales"].map(|path| root().join(path));
    let names: Vec<String> = read(&table)
        .lines()
        .filter(|line| line.contains("key("))
        .filter_map(|line| Some(line.trim().strip_prefix("known(\"")?.split_once('"')?.0.to_owned()))
        .collect();
    assert!(names.len() > 10, "the table of commands is found");
    let words: String = below(&locales, "yml").iter().map(|path| read(path)).collect();
    for (edition, _, _) in EDITIONS {
        let keys = chapters(edition).remove("6-questions.md").expect("the chapter with the keys");
        for name in &names {
            let (_, of) = words.split_once(&format!("\n{name}:\n")).unwrap_or_else(|| panic!("{name} has words"));
            let (_, label) = of.split_once(&format!("  {edition}: \"")).expect("its words");
            let label = label.split_once('"').expect("its end").0;
            assert!(keys.contains(&format!("| {label} |")), "{edition}: the table of keys lacks “{label}”");
        }
    }
}
