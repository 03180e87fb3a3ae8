//! Every screen of every register as assistive technologies are told of it, against what was looked at and found well. After a change
//! that is meant, `ZONGBAN_BLESS=1 cargo test -p app snapshots` writes them anew; look at the difference before it is committed.

use std::path::{Path, PathBuf};

use registers::{Lang, book};

use super::fake::Fake;
use super::screens::open;
use super::stage;
use super::tree::{Area, tree};

/// Lines of a difference that are shown.
const SHOWN: usize = 60;
/// Least lines around a difference.
const AROUND: usize = 3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gui/tests/snapshots")
}

/// Whether what is there is to be taken as right.
fn blessing() -> bool {
    std::env::var_os("ZONGBAN_BLESS").is_some()
}

/// Compares a text with the one that is kept; what differs, if anything does.
fn differs(name: &str, now: &str) -> Option<String> {
    let file = folder().join(format!("{name}.txt"));
    if blessing() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&file, now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    (kept != now).then(|| format!("{name}.txt\n{}", difference(&kept, now)))
}

/// The lines that went and came between the first and the last that differ.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = before.iter().zip(&after).take_while(same).count();
    let end = before[start..].iter().rev().zip(after[start..].iter().rev()).take_while(same).count();
    let marked = |mark: &'static str, lines: &[&str]| {
        let shown: Vec<String> = lines.iter().take(SHOWN).map(|line| format!("{mark} {line}")).collect();
        let left = lines.len().saturating_sub(SHOWN);
        shown.into_iter().chain((left > 0).then(|| format!("{mark} … {left} more"))).collect::<Vec<_>>()
    };
    let mut out = vec![format!("  line {}", start + 1)];
    out.extend(marked(" ", &before[start.saturating_sub(AROUND)..start]));
    out.extend(marked("-", &before[start..before.len() - end]));
    out.extend(marked("+", &after[start..after.len() - end]));
    let rest = &after[after.len() - end..];
    out.extend(marked(" ", &rest[..rest.len().min(AROUND)]));
    out.join("\n")
}

fn told(found: &[String]) {
    let how = "If this is meant: ZONGBAN_BLESS=1 cargo test -p app snapshots";
    assert!(found.is_empty(), "{} files differ.\n\n{}\n\n{how}", found.len(), found.join("\n\n"));
}

#[test]
fn every_screen_of_every_register_says_what_it_said() {
    let fake = Fake::office(3);
    let mut found = Vec::new();
    let mut window = open(&fake, Lang::ZhHans);
    for register in book::ALL {
        let mut said = String::new();
        stage::of_register(&mut window, register, &mut |screen, window| {
            let area = if screen == "panel" { Area::Panel } else { Area::Page };
            said.push_str(&format!("== {screen}\n{}\n", tree(window, &[area])));
        });
        found.extend(differs(register.key, &said));
    }
    told(&found);
}

#[test]
fn every_other_screen_says_what_it_said() {
    let mut found = Vec::new();
    for scene in stage::scenes() {
        let window = scene.open(Lang::ZhHans);
        let name = format!("_{}", scene.name.replace([',', '\''], "").replace(' ', "-"));
        found.extend(differs(&name, &tree(&window, &[Area::Page, Area::Panel])));
    }
    let window = open(&stage::office(), Lang::ZhHans);
    found.extend(differs("_frame", &tree(&window, &[Area::Navigation, Area::Top, Area::Foot])));
    told(&found);
}

#[test]
fn nothing_is_kept_of_screens_that_are_no_more() {
    let names = book::ALL.iter().map(|register| register.key.to_owned());
    let scenes = stage::scenes().into_iter().map(|scene| format!("_{}", scene.name.replace([',', '\''], "").replace(' ', "-")));
    let known: Vec<String> = names.chain(scenes).chain(["_frame".to_owned()]).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(known.contains(&name), "{name}.txt is of no screen");
    }
}

#[test]
fn a_difference_is_told_by_its_lines() {
    let told = difference("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\nY\ne\nf\n");
    assert_eq!(told, "  line 4\n  a\n  b\n  c\n- d\n+ X\n+ Y\n  e\n  f");
}
