//! The absences of the architecture: what each crate must not depend on, as `cargo tree` sees it.

use std::process::Command;

/// Names of all crates that a crate is built from, itself included.
fn tree(package: &str) -> Vec<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let out = Command::new(cargo)
        .args(["tree", "--offline", "--locked", "-e", "normal", "--prefix", "none", "-p", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).expect("text");
    text.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect()
}

fn check(package: &str, banned: &[&str]) {
    let names = tree(package);
    assert!(names.iter().any(|n| n == package), "{package} is in its own tree");
    let found: Vec<&String> = names.iter().filter(|n| banned.contains(&n.as_str())).collect();
    assert!(found.is_empty(), "{package} must not know {found:?}");
}

#[test]
fn registers_know_no_store_network_or_screen() {
    check("registers", &["rusqlite", "tokio", "egui", "eframe", "trust", "sync", "replica"]);
}

#[test]
fn trust_knows_no_store_network_screen_or_document() {
    check("trust", &["rusqlite", "tokio", "egui", "eframe", "automerge", "registers", "replica"]);
}

#[test]
fn sync_knows_no_store_network_screen_register_or_document() {
    check("sync", &["rusqlite", "tokio", "egui", "eframe", "automerge", "registers", "replica"]);
}

#[test]
fn the_replica_knows_no_network_or_screen() {
    check("replica", &["tokio", "egui", "eframe", "axum", "tokio-tungstenite"]);
}

#[test]
fn the_relay_knows_no_register_document_or_replica() {
    check("server", &["registers", "automerge", "replica", "egui", "eframe"]);
}
