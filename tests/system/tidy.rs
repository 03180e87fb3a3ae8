//! House rules that no compiler checks.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Files that git tracks or would track, by ending.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let out = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let text = String::from_utf8(out.stdout).expect("names are text");
    let listed: Vec<PathBuf> = text.lines().map(|l| root().join(l)).filter(|p| p.is_file()).collect();
    assert!(listed.len() > 50, "the list of files is there");
    listed.into_iter().filter(|p| p.extension().is_some_and(|e| endings.iter().any(|w| e == *w))).collect()
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).expect("a text file").lines().map(str::to_owned).collect()
}

#[test]
fn code_files_stay_readable() {
    let long: Vec<_> = files(&["rs"]).into_iter().map(|p| (lines(&p).len(), p)).filter(|(n, _)| *n > 800).collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn nothing_is_left_half_done() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
        concat!("thread::sl", "eep("),
    ];
    for path in files(&["rs"]) {
        for (n, line) in lines(&path).iter().enumerate() {
            assert!(!marks.iter().any(|m| line.contains(m)), "{}:{}: {line}", path.display(), n + 1);
        }
    }
}

#[test]
fn every_crate_stands_in_the_architecture() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for part in ["crates/registers", "crates/trust", "crates/sync", "crates/replica", "crates/picture", "server", "app", "tests"] {
        assert!(text.contains(part), "ARCHITECTURE.md names {part}");
    }
}

#[test]
fn text_files_end_with_one_newline_and_hold_no_tabs() {
    for path in files(&["rs", "md", "toml", "yml"]) {
        let text = std::fs::read_to_string(&path).expect("a text file");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{}", path.display());
        assert!(!text.contains('\t'), "{} has a tab", path.display());
    }
}
