//! Members come and go, with real programs over real sockets: a desk is revoked and what it could not send is adopted; every desk of an
//! administrator is lost, and the office comes back from a recovery sheet.

use crate::processes::{Desk, Relay, office};

fn sync(desks: &[&Desk]) {
    for _ in 0..2 {
        desks.iter().for_each(|desk| drop(desk.run(&["sync"])));
    }
}

#[test]
fn a_desk_is_revoked_and_what_it_could_not_send_is_adopted() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let [first, second, third] = office(&relay.address);
    second.add("incoming-documents", "title=已上传");
    sync(&[&first, &second, &third]);
    let late = second.add("incoming-documents", "title=没来得及上传");
    assert!(first.refused(&["revoke", "没有这台"]).contains("机0 · 职员0"), "it lists those that there are");
    assert!(first.refused(&["revoke", "文书"]).contains("不能停用自己"));
    assert!(third.refused(&["revoke", "机0"]).contains("管理员"));
    assert!(second.refused(&["late", &second.path("late")]).contains("没有停用"));
    first.run(&["revoke", "机0"]);
    sync(&[&first, &third]);

    assert!(second.refused(&["sync"]).contains("本机已被停用"));
    assert_eq!(second.run(&["status"])["revoked"], true);
    assert!(second.refused(&["add", "incoming-documents", "title=还想写"]).contains("本机已被停用"));
    assert_eq!(second.run(&["list", "incoming-documents"])["rows"].as_array().unwrap().len(), 1, "what counts it can read");
    let file = second.path("late");
    second.run(&["late", &file]);
    let seen = first.run(&["adopt", "机0", "--from", &file, "--dry-run"]);
    assert_eq!((seen["late"].as_array().unwrap().len(), &seen["late"][0]["person"]), (1, &"职员0".into()));
    assert!(first.refused(&["show", &late]).contains("没有记录"));
    assert_eq!(first.run(&["adopt", "机0"])["adopted"], 1);
    sync(&[&first, &third]);
    for desk in [&first, &third] {
        let shown = desk.run(&["show", &late, "--history"]);
        assert_eq!((&shown["history"][0]["person"], &shown["history"][0]["adopted"]), (&"职员0".into(), &"林文静".into()));
    }
    assert_eq!(first.run(&["digest"])["general"], third.run(&["digest"])["general"]);

    first.run(&["roles", "机1", "--role", "人事", "--space", "personnel"]);
    sync(&[&first, &third]);
    assert_eq!(third.run(&["roles", "机1"])["roles"], serde_json::json!(["hr"]));
    assert!(first.refused(&["roles", "文书", "--role", "clerk"]).contains("没有系统管理员"));
    assert!(first.refused(&["roles", "机1", "--role", "皇帝"]).contains("没有"));
}

#[test]
fn an_office_whose_administrator_lost_everything_comes_back_from_a_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let [first, second, _] = office(&relay.address);
    let other = Desk::new();
    other.run(&["office", "new", "别的学校", "--person", "别人", "--recovery", &other.path("recovery.txt")]);
    let letter = first.add("incoming-documents", "title=管理员写的");
    second.add("incoming-documents", "title=文员写的");
    sync(&[&first, &second]);
    let sheets = std::fs::read_to_string(first.path("recovery.txt")).unwrap();
    drop(first);

    let new = Desk::new();
    let (sheet, mistyped) = (new.path("sheet"), new.path("mistyped"));
    std::fs::write(&sheet, &sheets).unwrap();
    std::fs::write(&mistyped, sheets.replacen("2. ", "2. Z", 1)).unwrap();
    let recover = |sheet: &str, relay: &str| -> Vec<String> {
        ["office", "recover", sheet, "--relay", relay, "--person", "林文静", "--desk", "新文书"].map(str::to_owned).into()
    };
    let refused = |args: Vec<String>| new.refused(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(refused(recover(&mistyped, &relay.address)).contains("第 2 行"));
    assert!(refused(recover(&other.path("recovery.txt"), &relay.address)).contains("没有这张恢复单所属的办公室"));
    assert!(refused(recover(&sheet, "127.0.0.1:1")).contains("127.0.0.1:1"));
    assert!(new.refused(&["office", "recover", &sheet, "--person", "林文静"]).contains("--relay"));
    assert!(!new.folder.exists() || std::fs::read_dir(&new.folder).unwrap().next().is_none(), "nothing is left behind");
    let args = recover(&sheet, &relay.address);
    let back = new.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(back["office"], "明德实验中学");
    assert_eq!(new.run(&["show", &letter])["id"], letter.as_str());
    assert_eq!(new.run(&["verify"])["faults"], serde_json::json!([]));

    // It takes the lost desk out, and the desk that is left goes on with it.
    new.run(&["revoke", "文书"]);
    new.add("incoming-documents", "title=重新开始");
    sync(&[&new, &second]);
    assert_eq!(new.run(&["digest"])["general"], second.run(&["digest"])["general"]);
}
