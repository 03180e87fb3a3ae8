//! The table of cases in `docs/testing.md` holds: it has every kind of case, and its tests exist.

use std::collections::BTreeSet;
use std::path::Path;

/// The names between backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The text of every test file below a folder.
fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_kind_of_case_has_its_rule_and_its_test() {
    let text = include_str!("../../../../docs/testing.md");
    let (_, rest) = text.split_once("| case | kind | rule | test |\n|---|---|---|---|\n").unwrap();
    let rows: Vec<Vec<&str>> =
        rest.lines().take_while(|l| l.starts_with('|')).map(|l| l.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
    let mut written = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests"), &mut written);
    let mut kinds = BTreeSet::new();
    for row in &rows {
        let [case, kind, rule, tests] = row[..] else { panic!("four columns: {row:?}") };
        assert!(!rule.is_empty(), "{case}");
        kinds.extend(names(kind));
        for test in names(tests) {
            assert!(written.contains(&format!("fn {test}(")), "{case}: there is no test {test}");
        }
    }
    let known: BTreeSet<&str> = crate::case_kinds().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, known);
    assert!(rows.len() >= 22, "section 14 has 22 rows");
}
