//! Real processes over real sockets: relay and desks as a script would use them, killed at bad moments.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The folder with the programs, built if they are not.
pub fn programs() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let built = Command::new(cargo)
            .args(["build", "--offline", "--locked", "-q", "--workspace", "--bins"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("cargo runs");
        assert!(built.success());
        let own = std::env::current_exe().expect("this test has a file");
        own.parent().and_then(Path::parent).expect("target folder").to_owned()
    })
}

pub struct Relay {
    child: Child,
    pub address: String,
}

impl Relay {
    pub fn start(folder: &Path, listen: &str) -> Relay {
        let mut child = Command::new(programs().join("zongban-relay"))
            .arg("--data")
            .arg(folder)
            .args(["--listen", listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the relay starts");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let line = out.lines().map_while(Result::ok).find(|l| l.contains("listening on")).expect("it says where it listens");
        let address = line.rsplit(' ').next().expect("an address").trim_start_matches("http://").to_owned();
        Relay { child, address }
    }

    /// `kill -9`.
    fn kill(mut self) -> String {
        self.child.kill().expect("it is there");
        self.child.wait().expect("it ends");
        let mut log = String::new();
        self.child.stderr.take().expect("its log").read_to_string(&mut log).expect("text");
        assert!(!log.contains('\u{1b}'), "colours are for a terminal: {log}");
        self.address.clone()
    }
}

/// A test that ends early leaves no program behind.
impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub struct Desk {
    base: TempDir,
    pub folder: PathBuf,
}

impl Desk {
    pub fn new() -> Desk {
        let base = tempfile::tempdir().expect("a folder");
        let folder = base.path().join("data");
        Desk { base, folder }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(programs().join("zongban"));
        command.arg("--data").arg(&self.folder).args(["--lang", "zh-Hans", "--json"]).args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Value {
        let out = self.command(args).output().expect("the program runs");
        let (text, trouble) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{args:?}: {trouble}");
        assert_eq!(trouble, "", "{args:?} complains");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"))
    }

    pub fn refused(&self, args: &[&str]) -> String {
        let out = self.command(args).output().expect("the program runs");
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        String::from_utf8_lossy(&out.stderr).into_owned()
    }

    pub fn add(&self, register: &str, value: &str) -> String {
        self.run(&["add", register, value])["id"].as_str().expect("an id").to_owned()
    }

    pub fn path(&self, name: &str) -> String {
        self.base.path().join(name).display().to_string()
    }
}

/// An office of three desks whose relay is at `address`.
pub fn office(address: &str) -> [Desk; 3] {
    let desks = [Desk::new(), Desk::new(), Desk::new()];
    let [first, others @ ..] = &desks;
    first.run(&[
        "office",
        "new",
        "明德实验中学",
        "--person",
        "林文静",
        "--desk",
        "文书",
        "--relay",
        address,
        "--recovery",
        &first.path("recovery.txt"),
    ]);
    for (n, desk) in others.iter().enumerate() {
        let (request, welcome) = (desk.path("request"), desk.path("welcome"));
        let asked = desk.run(&["join", "request", "--person", &format!("职员{n}"), "--desk", &format!("机{n}"), "--out", &request]);
        let seen = first.run(&["admit", &request, "--role", "clerk", "--role", "asset-manager", "--role", "reception", "--out", &welcome]);
        assert_eq!(asked["fingerprint"], seen["fingerprint"]);
        desk.run(&["join", "accept", &welcome]);
    }
    desks
}

fn assert_equal(desks: &[Desk]) {
    let digests: Vec<Value> = desks.iter().map(|d| d.run(&["digest"])).collect();
    assert!(digests.windows(2).all(|w| w[0] == w[1]), "{digests:?}");
}

#[test]
fn three_desks_survive_a_killed_relay_and_a_moved_folder() {
    let data = tempfile::tempdir().expect("a folder");
    let relay = Relay::start(data.path(), "127.0.0.1:0");
    let mut desks = office(&relay.address);
    let letter = desks[0].add("incoming-documents", "title=关于校园安全的通知");
    let visit = desks[1].add("visits", "visitor=王芳");
    let asset = desks[2].add("assets", "name=投影机");
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    assert_equal(&desks);

    let address = relay.kill();
    desks[0].run(&["do", &letter, "register"]);
    desks[1].run(&["do", &visit, "enter"]);
    desks[2].run(&["set", &asset, "location=图书馆"]);
    desks[0].run(&["set", &asset, "location=行政楼"]);
    let sentence = desks[0].refused(&["sync"]);
    assert!(sentence.contains("没有应答"), "{sentence}");
    assert_eq!(desks[0].run(&["status"])["pending"], 2);
    let kept = desks[0].run(&["status"])["relay"].clone();
    assert!(desks[0].refused(&["sync", "--relay", "nonsense"]).contains("不是中继地址"));
    assert_eq!(desks[0].run(&["status"])["relay"], kept, "what is no address does not take its place");

    // A desk's folder moves to another place; the program finds everything there.
    let moved = desks[2].base.path().join("elsewhere");
    std::fs::rename(&desks[2].folder, &moved).expect("the folder moves");
    desks[2].folder = moved;

    let relay = Relay::start(data.path(), &address);
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    assert_equal(&desks);
    for desk in &desks {
        assert_eq!(desk.run(&["show", &letter])["state"], "registered");
        assert_eq!(desk.run(&["show", &visit])["state"], "on-campus");
        assert_eq!(desk.run(&["conflicts"]).as_array().map(Vec::len), Some(1), "two locations stand side by side");
        assert_eq!(desk.run(&["status"])["pending"], 0);
        assert_eq!(desk.run(&["verify"])["faults"], serde_json::json!([]));
        assert_eq!(desk.run(&["doctor", "--rebuild"])["same_digest"], true);
    }
    let listed = desks[1].run(&["conflicts"]);
    assert_eq!((&listed[0]["kind"], &listed[0]["records"][0]["id"]), (&"values-differ".into(), &asset.clone().into()), "{listed}");
    assert_eq!(listed[0]["choices"].as_array().map(Vec::len), Some(2), "{listed}");
    let sentence = desks[1].refused(&["conflicts", "resolve", &asset]);
    assert!(
        sentence.contains("location=图书馆") && sentence.contains("location=行政楼"),
        "nothing is chosen by leaving it out: {sentence}"
    );
    desks[1].run(&["conflicts", "resolve", &asset, "location=图书馆"]);
    assert!(desks[1].refused(&["conflicts", "resolve", &asset]).contains("无须选定"));
    let spaces = |value: &Value| value.as_object().expect("by space").keys().cloned().collect::<Vec<_>>();
    assert_eq!(spaces(&desks[1].run(&["status"])["durable"]), ["general", "reception"]);
    assert_eq!(spaces(&desks[1].run(&["doctor"])["digests"]), spaces(&desks[1].run(&["digest"])));
    desks.iter().rev().for_each(|d| drop(d.run(&["sync"])));
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    assert!(desks.iter().all(|d| d.run(&["conflicts"]).as_array().is_some_and(Vec::is_empty)));
    relay.kill();
}

/// The cases that a desk lists, of one kind.
fn cases(desk: &Desk, kind: &str) -> Vec<Value> {
    let all = desk.run(&["conflicts"]);
    all.as_array().expect("a list").iter().filter(|c| c["kind"] == kind).cloned().collect()
}

#[test]
fn a_paper_registered_at_two_desks_is_a_case_that_a_clerk_settles() {
    let data = tempfile::tempdir().expect("a folder");
    let relay = Relay::start(data.path(), "127.0.0.1:0");
    let desks = office(&relay.address);
    let meet = || (0..2).for_each(|_| desks.iter().for_each(|d| drop(d.run(&["sync"]))));
    meet();
    let paper = |desk: &Desk, no: &str| {
        let id = desk.run(&["add", "incoming-documents", "title=关于防汛的通知", "from_org=市教育局", &format!("from_no={no}")]);
        let id = id["id"].as_str().expect("an id").to_owned();
        desk.run(&["do", &id, "register"]);
        id
    };
    let (first, second) = (paper(&desks[0], "市教〔2026〕1号"), paper(&desks[1], "市教〔2026〕1号"));
    let _other = (paper(&desks[0], "市教〔2026〕2号"), paper(&desks[2], "市教〔2026〕2号"));
    assert!(cases(&desks[0], "registered-twice").is_empty(), "apart, nobody knows");
    meet();

    let found = cases(&desks[2], "registered-twice");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found, cases(&desks[0], "registered-twice"), "every desk lists the same under the same names");
    let of = |no: &str| found.iter().find(|c| c["facts"]["from_no"] == no).expect("a case").clone();
    let (one, other) = (of("市教〔2026〕1号"), of("市教〔2026〕2号"));
    let keys = |item: &Value| item.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&one),
        ["case", "choices", "facts", "field", "key", "kind", "records", "ruled", "text", "values"],
        "as docs/json.md has it"
    );
    assert!(one["text"].as_str().is_some_and(|t| t.starts_with("疑似重复登记：市教育局 市教〔2026〕1号 登记了 2 次")), "{one}");
    assert_eq!(
        desks[2].run(&["status"])["conflicts"].as_u64(),
        Some(desks[2].run(&["conflicts"]).as_array().expect("a list").len() as u64)
    );
    let name = |case: &Value| case["case"].as_str().expect("a name").to_owned();

    // What a person reads: the name in brackets, then the choices by number.
    let out = Command::new(programs().join("zongban")).arg("--data").arg(&desks[1].folder).args(["--lang", "en", "conflicts"]).output();
    let text = String::from_utf8(out.expect("the program runs").stdout).expect("text");
    assert!(text.contains(&format!("[{}] 市教〔2026〕1号 from 市教育局 is in the register 2 times", name(&one))), "{text}");
    let choice = &one["choices"][0];
    let number = choice["number"].to_string();
    assert!(choice["choice"].as_str().is_some_and(|name| name.starts_with("link/")), "{choice}");
    let offered = text.lines().find(|line| line.starts_with(&format!("    {number}  Same paper as: ② "))).expect("the choice");
    // Which is linked to which is said by number or title.
    assert!(offered.len() > format!("    {number}  Same paper as: ②  → ① ").len() && offered.contains(" → ① "), "{offered}");

    for (case, choice, expect) in
        [("ffffffff0", number.as_str(), "没有代号"), (&name(&one), "1", "没有办法 1"), (&name(&one), "fly", "不是同一件")]
    {
        let sentence = desks[1].refused(&["conflicts", "settle", case, choice]);
        assert!(sentence.contains(expect), "{sentence}");
    }
    let sentence = desks[1].refused(&["conflicts", "settle", &name(&other), "not-the-same", "title=甲"]);
    assert!(sentence.contains("title=甲"), "{sentence}");

    // Linked by its number at one desk, made void by its name at another; the third says that the others are two papers.
    desks[1].run(&["conflicts", "settle", &name(&one), &number]);
    // The same line once more does nothing else.
    let sentence = desks[1].refused(&["conflicts", "settle", &name(&one), &number, "--reason", "重复登记"]);
    assert!(sentence.contains("已经办过") && sentence.contains("作废"), "{sentence}");
    let linked = if desks[1].run(&["show", &second])["fields"]["same_as"] == first.as_str() { &second } else { &first };
    assert!(desks[0].refused(&["conflicts", "settle", &name(&one), &format!("void/{linked}")]).contains("--reason"));
    desks[0].run(&["conflicts", "settle", &name(&one), &format!("void/{linked}"), "--reason", "重复登记"]);
    desks[2].run(&["conflicts", "settle", &name(&other), "not-the-same", "--reason", "正本与抄送件"]);
    meet();
    assert_equal(&desks);
    for desk in &desks {
        assert!(cases(desk, "registered-twice").is_empty(), "settled on every desk");
        assert_eq!(desk.run(&["show", linked])["state"], "void");
        assert_eq!(desk.run(&["show", linked])["fields"]["void_reason"], "重复登记");
    }
    let decided = desks[1].run(&["list", "case-decisions"]);
    assert_eq!(decided["total"], 1);
    assert_eq!(decided["rows"][0]["fields"]["decision"], "not-the-same");
    assert!(decided["rows"][0]["fields"]["about"].as_str().is_some_and(|t| t.contains("市教〔2026〕2号")), "{decided}");
    relay.kill();
}

#[test]
fn a_record_starts_like_another_and_a_double_is_told_of() {
    let desk = Desk::new();
    desk.run(&["office", "new", "明德实验中学", "--person", "林文静", "--recovery", &desk.path("recovery.txt")]);
    let first = desk.run(&["add", "assets", "name=投影机", "asset_no=ZC1", "brand=爱普生", "serial=X1", "purchase_date=2026-03-01"]);
    assert_eq!(first["same"], serde_json::json!([]));
    let id = first["id"].as_str().expect("an id");
    let like = desk.run(&["add", "assets", "--like", "ZC1", "name=备用投影机"]);
    assert_eq!(like["same"][0]["id"], id, "serial and brand are those of the other");
    let copy = desk.run(&["show", like["id"].as_str().expect("an id")]);
    assert_eq!((copy["fields"]["name"].as_str(), copy["fields"]["brand"].as_str()), (Some("备用投影机"), Some("爱普生")));
    assert!(copy["fields"]["asset_no"] != "ZC1" && copy["fields"]["purchase_date"].is_null(), "{copy}");
    assert!(desk.refused(&["add", "visits", "--like", "ZC1"]).contains("ZC1"), "a record of another register");
    let templates = desk.refused(&["add", "meetings", "--template", "none", "subject=例会"]);
    let template = templates.trim().rsplit(['：', ' ']).next().expect("a template");
    let meeting = desk.run(&["add", "meetings", "--template", template, "subject=例会"]);
    let shown = desk.run(&["show", meeting["id"].as_str().expect("an id")]);
    assert!(shown["fields"].as_object().is_some_and(|f| f.len() > 3) && shown["fields"]["subject"] == "例会", "{shown}");
}

#[test]
fn what_another_version_left_is_brought_up_to_date_before_it_is_read() {
    let desk = Desk::new();
    desk.run(&["office", "new", "明德实验中学", "--person", "林文静", "--recovery", &desk.path("recovery.txt")]);
    desk.add("visits", "visitor=张三");
    let digest = desk.run(&["digest"]);
    let file = rusqlite::Connection::open(desk.folder.join(replica::DATABASE)).expect("the file");
    assert_eq!(file.execute("UPDATE meta SET value='another' WHERE key='model'", []), Ok(1));
    drop(file);
    assert_eq!(desk.run(&["digest"]), digest);
}

#[test]
fn a_desk_killed_while_it_imports_keeps_every_commit_that_was_made() {
    let data = tempfile::tempdir().expect("a folder");
    let relay = Relay::start(data.path(), "127.0.0.1:0");
    let desks = office(&relay.address);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let file = examples.join("visits-gb18030.csv").display().to_string();
    for _ in 0..3 {
        let mut child =
            desks[1].command(&["import", "visits", &file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        // Killed as soon as it has made a commit.
        let seen = || desks[1].run(&["status"])["entries"].as_u64();
        let before = seen();
        while seen() == before && child.try_wait().expect("it can be asked").is_none() {}
        drop(child.kill());
        child.wait().expect("it ends");
        assert_eq!(desks[1].run(&["verify"])["faults"], serde_json::json!([]));
    }
    desks[1].run(&["import", "visits", &file]);
    let count = desks[1].run(&["status"])["records"]["visits"].as_u64().expect("a number");
    assert_eq!(count, 1_500, "nothing twice, nothing missing");
    desks.iter().rev().for_each(|d| drop(d.run(&["sync"])));
    desks.iter().for_each(|d| drop(d.run(&["sync"])));
    assert_equal(&desks);
    relay.kill();
}

#[test]
fn the_lists_of_an_office_are_imported_and_each_bad_row_is_named() {
    let desk = Desk::new();
    desk.run(&["office", "new", "明德实验中学", "--person", "林文静", "--recovery", &desk.path("recovery.txt")]);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let file = |name: &str| examples.join(name).display().to_string();
    assert_eq!(desk.run(&["import", "assets", &file("assets.xlsx")])["added"], 1_200);
    assert_eq!(desk.run(&["import", "incoming-documents", &file("incoming.xlsx")])["added"], 640);
    let again = desk.run(&["import", "assets", &file("assets.xlsx")]);
    assert_eq!((again["added"].as_u64(), again["same"].as_u64()), (Some(0), Some(1_200)));
    let before = desk.run(&["digest"]);
    let out = desk.command(&["import", "assets", &file("broken-assets-gb18030.csv"), "--dry-run"]).output().expect("the program runs");
    assert_eq!(out.status.code(), Some(1), "a script notices what would be refused");
    let tried: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(desk.run(&["digest"]), before, "a dry run writes nothing");
    let refused = tried["refused"].as_array().expect("a list");
    assert!(refused.len() >= 5 && refused.iter().all(|r| r.as_str().is_some_and(|s| s.starts_with('第'))), "{tried}");
    let sentence = desk.refused(&["import", "assets", &file("broken-assets-gb18030.csv")]);
    assert!(sentence.contains("未导入"), "{sentence}");
    let (csv, xlsx) = (desk.path("out.csv"), desk.path("out.xlsx"));
    assert!(desk.run(&["export", "assets", &csv])["exported"].as_u64() >= Some(1_200));
    desk.run(&["export", "assets", &xlsx]);
    let before = desk.run(&["digest"]);
    for list in [&csv, &xlsx] {
        let again = desk.run(&["import", "assets", list, "--update"]);
        assert_eq!((&again["added"], &again["changed"], &again["refused"]), (&0.into(), &0.into(), &Value::Array(Vec::new())), "{again}");
    }
    assert_eq!(desk.run(&["digest"]), before, "what was exported changes nothing");
    assert!(std::fs::read(&csv).expect("it is there").starts_with(b"\xef\xbb\xbf"));
    let found = desk.run(&["search", "投影"]);
    assert!(!found.as_array().expect("a list").is_empty());
    let listed = desk.run(&["list", "assets", "--where", "state=闲置", "--sort", "-value", "--limit", "3"]);
    assert_eq!(listed["rows"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_relay_at_no_address_and_an_id_alone_are_what_scripts_go_by() {
    let folder = tempfile::tempdir().expect("a folder");
    for listen in ["nonsense", "127.0.0.1", ":8790", "127.0.0.1:many"] {
        let relay = folder.path().join("relay");
        let out = Command::new(programs().join("zongban-relay")).arg("--data").arg(&relay).args(["--listen", listen]).output();
        let out = out.expect("the relay runs");
        assert!(out.status.code() == Some(2) && !relay.exists(), "{listen}: {}", String::from_utf8_lossy(&out.stderr));
    }
    let run = |words: &[&str]| {
        let desk = folder.path().join("desk");
        Command::new(programs().join("zongban")).arg("--data").arg(desk).args(["--lang", "en"]).args(words).output().expect("it runs")
    };
    let sheets = folder.path().join("sheets").display().to_string();
    assert!(run(&["office", "new", "School", "--person", "Lin", "--recovery", &sheets]).status.success());
    run(&["add", "departments", "name=Office"]);
    let again = run(&["add", "departments", "name=Office"]);
    let (id, note) = (String::from_utf8_lossy(&again.stdout).into_owned(), String::from_utf8_lossy(&again.stderr).into_owned());
    assert!(again.status.success() && id.trim().len() == 26 && id.lines().count() == 1, "{id}");
    assert!(note.contains("May be there already"), "{note}");
}
