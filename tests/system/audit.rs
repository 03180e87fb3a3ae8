//! Signatures as a file, checked by a program that is not ours: `tests/audit/check.py`, which was written from the two texts of
//! `crates/sync/spec` alone.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::processes::programs;

const PIN: &str = "2580";

/// A desk that is used by its commands.
struct Desk(TempDir);

impl Desk {
    fn command(&self, words: &[&str]) -> Output {
        let mut command = Command::new(programs().join("zongban"));
        command.arg("--data").arg(self.0.path().join("data")).args(["--lang", "en"]).args(words);
        command.env("ZONGBAN_PIN", PIN).env("ZONGBAN_NEW_PIN", PIN).output().unwrap()
    }

    fn run(&self, words: &[&str]) -> String {
        let out = self.command(words);
        assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    fn file(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

/// What the independent program says, and its exit status.
fn checked(file: &str) -> (String, i32) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("audit/check.py");
    let out = Command::new("python3").arg(program).arg(file).output().expect("python3 is there");
    assert!(out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    (String::from_utf8(out.stdout).unwrap(), out.status.code().unwrap())
}

/// An office where a contract was approved by somebody with a seat and a PIN, and its signatures as a file.
fn approved() -> (Desk, String) {
    let desk = Desk(tempfile::tempdir().unwrap());
    desk.run(&["office", "new", "明德实验中学", "--person", "林文静", "--recovery", &desk.file("sheets")]);
    desk.run(&["seat", "ask", "--person", "陈校长", "--out", &desk.file("seat")]);
    desk.run(&["seat", "give", &desk.file("seat"), "--role", "leader"]);
    let values = ["title=电梯维保", "scope=教学楼 \"A\"\\东", "remarks=一层\n二层", "starts=2026-12-01", "ends=2027-11-30", "cost=1234.50"];
    let id = desk.run(&[&["add", "service-contracts"], &values[..]].concat()).trim().to_owned();
    desk.run(&["do", &id, "submit"]);
    desk.run(&["--as", "陈校长", "do", &id, "approve"]);
    desk.run(&["audit", &id, "--out", &desk.file("audit.json")]);
    let file = desk.file("audit.json");
    (desk, file)
}

#[test]
fn a_program_that_is_not_ours_proves_who_approved() {
    let (desk, file) = approved();
    let (said, status) = checked(&file);
    assert_eq!(status, 0, "{said}");
    let shown = desk.run(&["--json", "office", "show"]);
    let office = serde_json::from_str::<serde_json::Value>(&shown).unwrap()["id"].as_str().unwrap().to_owned();
    assert!(said.starts_with(&format!("office {office}, 2 entries")), "{said}");
    assert!(said.contains("\ngood ") && said.contains(" service-contracts approve 陈校长 "), "{said}");
    // Our own says the same, on a computer without an office.
    let elsewhere = Desk(tempfile::tempdir().unwrap());
    let ours = elsewhere.run(&["verify", &file]);
    assert!(ours.contains("陈校长") && ours.contains("signature good"), "{ours}");
    let shown = desk.run(&["verify"]);
    assert!(shown.contains("1 signature"), "{shown}");
}

#[test]
fn both_programs_refuse_what_was_changed() {
    let (desk, file) = approved();
    let text = std::fs::read_to_string(&file).unwrap();
    let audit: serde_json::Value = serde_json::from_str(&text).unwrap();
    let changed = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut audit = audit.clone();
        change(&mut audit);
        let file = desk.file("changed.json");
        std::fs::write(&file, audit.to_string()).unwrap();
        let ours = desk.command(&["verify", &file]);
        assert!(!ours.status.success(), "{}", String::from_utf8_lossy(&ours.stdout));
        checked(&file)
    };
    // A letter of the contract.
    let (said, status) = changed(&|audit| {
        let content = &mut audit["signoffs"][0]["content"];
        *content = content.as_str().unwrap().replace("2027-11-30", "2037-11-30").into();
    });
    assert!(said.ends_with("BAD the content is not what was signed\n") && status == 1, "{said}");
    // Names are anybody's words, and no line of their own.
    let forged = serde_json::json!("x 0\ngood 00 forged");
    let names = |audit: &mut serde_json::Value| {
        audit["names"]["persons"].as_object_mut().unwrap().values_mut().for_each(|name| *name = forged.clone());
    };
    let mut renamed = audit.clone();
    names(&mut renamed);
    std::fs::write(desk.file("renamed.json"), renamed.to_string()).unwrap();
    assert_eq!(checked(&desk.file("renamed.json")).0.lines().filter(|line| line.starts_with("good")).count(), 1);
    // What is no audit file is said to be none.
    for wrong in
        ["", "[]", "{}", r#"{"format":"zongban audit 1"}"#, r#"{"format":"zongban audit 1","office":"","names":[],"log":[],"signoffs":[]}"#]
    {
        std::fs::write(desk.file("wrong.json"), wrong).unwrap();
        assert_eq!(checked(&desk.file("wrong.json")).1, 2, "{wrong}");
    }
    // A byte of the statement or its signature; of the list of members.
    let flip = |text: &str, at: usize| {
        let mut bytes = data_encoding::BASE64.decode(text.as_bytes()).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1;
        data_encoding::BASE64.encode(&bytes)
    };
    for at in (0..400).step_by(13) {
        let (said, status) = changed(&|audit| {
            let signoff = &mut audit["signoffs"][0]["signoff"];
            *signoff = flip(signoff.as_str().unwrap(), at).into();
        });
        assert_eq!(status, 1, "byte {at}: {said}");
    }
    for entry in 0..2 {
        let (said, status) = changed(&|audit| {
            let log = &mut audit["log"][entry];
            *log = flip(log.as_str().unwrap(), 200).into();
        });
        assert_eq!(status, 2, "{said}");
    }
    // Without the entry that gave the seat nobody signed.
    let (said, status) = changed(&|audit| audit["log"].as_array_mut().unwrap().truncate(1));
    assert_eq!(status, 1, "{said}");
}
