//! What the program is built from: licences that let a school use and pass it on, one source, no version with a known fault.
//! Nothing here asks the network: licences are in the packages, advisories in `advisories.txt`.

use std::path::Path;

use serde_json::Value;

/// Licences that ask for no more than to name the authors, by their SPDX names.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Every package that any part of the workspace may be built from, on any system.
fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let out = std::process::Command::new(cargo)
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let all: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = all["packages"].as_array().expect("packages").clone();
    assert!(packages.len() > 100, "the packages are there");
    packages
}

/// Whether an SPDX expression (<https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/>) can be met with what is allowed;
/// the older `/` means OR. AND binds closer than OR.
fn can_be_met(expression: &str) -> bool {
    split(expression, &[" OR ", "/"]).iter().any(|either| {
        split(either, &[" AND "]).iter().all(|each| match each.trim().strip_prefix('(').and_then(|e| e.strip_suffix(')')) {
            Some(inner) => can_be_met(inner),
            None => ALLOWED.contains(&each.trim()),
        })
    })
}

/// The parts between separators that stand outside of brackets.
fn split<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let (mut parts, mut depth, mut start, mut at) = (Vec::new(), 0, 0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if depth == 0
            && let Some(separator) = separators.iter().find(|s| rest.starts_with(**s))
        {
            parts.push(text.get(start..at).unwrap_or_default());
            at += separator.len();
            start = at;
            continue;
        }
        match rest.chars().next() {
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// Major, minor and patch; what stands behind `-` or `+` is left out.
fn version(text: &str) -> (u64, u64, u64) {
    let mut numbers = text.split(['-', '+']).next().unwrap_or_default().split('.').map(|n| n.parse().expect("a number"));
    let mut next = || numbers.next().expect("three numbers");
    (next(), next(), next())
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

#[test]
fn an_expression_is_met_by_one_of_its_alternatives() {
    for met in [
        "MIT",
        "MIT OR Apache-2.0",
        "GPL-2.0-only OR MIT",
        "MIT/GPL-3.0-only",
        "(GPL-3.0-only OR MIT) AND Zlib",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(can_be_met(met), "{met}");
    }
    for not in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Zlib) AND AGPL-3.0-only",
        "GPL-3.0-only OR MIT AND LGPL-2.1-only",
        "Apache-2.0 WITH other",
    ] {
        assert!(!can_be_met(not), "{not}");
    }
}

#[test]
fn every_licence_lets_the_program_be_used_and_passed_on() {
    let found: Vec<String> = packages()
        .iter()
        .filter(|p| !can_be_met(text(p, "license")))
        .map(|p| format!("{} {}: {}", text(p, "name"), text(p, "version"), p["license"]))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn all_packages_come_from_one_registry_with_their_checksums() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock")).expect("Cargo.lock");
    let from_elsewhere: Vec<&str> = lock
        .split("[[package]]")
        .filter(|p| p.contains("\nsource = "))
        .filter(|p| !p.contains("\nsource = \"registry+") || !p.contains("\nchecksum = \""))
        .collect();
    assert!(from_elsewhere.is_empty(), "{from_elsewhere:#?}");
    let mut sources: Vec<&str> = lock.lines().filter(|l| l.starts_with("source = ")).collect();
    sources.sort_unstable();
    sources.dedup();
    assert_eq!(sources.len(), 1, "{sources:?}");
}

#[test]
fn no_package_is_of_a_version_with_a_known_fault() {
    let packages = packages();
    let list = include_str!("../advisories.txt");
    let mut looked_at = 0;
    for line in list.lines().filter(|l| !l.starts_with('#')) {
        let [name, lowest, advisory] = line.split(' ').collect::<Vec<_>>().try_into().expect("crate, version, advisory");
        for package in packages.iter().filter(|p| text(p, "name") == name) {
            looked_at += 1;
            let found = text(package, "version");
            assert!(version(found) >= version(lowest), "{name} {found}: {advisory} asks for {lowest}");
        }
    }
    assert!(looked_at > 30, "the list speaks of what is used: {looked_at}");
    assert!(version("1.2.3-rc.1+5") < version("1.10.0"));
}
