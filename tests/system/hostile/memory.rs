//! How much memory an attack costs. The attack is prepared here and written into a folder; then the test starts itself
//! again, and the new process, which has never held more than it needs, suffers it and reads what the kernel says of the
//! greatest memory that it held.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the one test that is to suffer, in the process that was started for it, and the folder of its attack.
const TEST: &str = "ZONGBAN_SUFFERS";
const FOLDER: &str = "ZONGBAN_ATTACK";

/// Checks that `suffer` adds less than `most` bytes to what a process holds that has opened the desks of `prepare`.
/// `test` is the path of the calling test.
pub fn within<T>(most: u64, test: &str, prepare: impl FnOnce(&Path), open: impl FnOnce(&Path) -> T, suffer: impl FnOnce(T, &Path)) {
    let test = test.split_once("::").map_or(test, |(_, path)| path);
    if std::env::var(TEST).is_ok_and(|name| name == test) {
        let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder"));
        let desks = open(&folder);
        let before = greatest_from_now_on();
        suffer(desks, &folder);
        eprintln!("\ngrew by {} bytes", greatest().saturating_sub(before));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let own = std::env::current_exe().expect("this test has a file");
    let mut again = Command::new(own);
    again.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(TEST, test).env(FOLDER, folder.path());
    let out = again.output().expect("it starts again");
    let (text, trouble) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{test}: {text}{trouble}");
    let grown = trouble.lines().find_map(|line| line.strip_prefix("grew by ")?.strip_suffix(" bytes")?.parse::<u64>().ok());
    let grown = grown.unwrap_or_else(|| panic!("{test} measured nothing: {text}{trouble}"));
    eprintln!("{test} took {} KiB", grown >> 10);
    assert!(grown < most, "{test} took {} MiB, {} MiB were due", grown >> 20, most >> 20);
}

/// Makes the greatest memory begin anew at what is held now, and gives that.
fn greatest_from_now_on() -> u64 {
    if cfg!(target_os = "linux") {
        std::fs::write("/proc/self/clear_refs", "5").expect("the kernel forgets the greatest memory");
    }
    greatest()
}

/// The greatest memory held, in bytes; 0 where the system does not tell.
fn greatest() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).map_or(0, |kib| kib << 10)
}

/// A file of byte strings, which are read one at a time.
pub struct Reel(BufWriter<File>);

impl Reel {
    pub fn new(folder: &Path) -> Reel {
        Reel(BufWriter::new(File::create(folder.join("reel")).expect("a file")))
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.0.write_all(&(bytes.len() as u64).to_le_bytes()).and_then(|()| self.0.write_all(bytes)).expect("disk");
    }

    pub fn play(folder: &Path) -> impl Iterator<Item = Vec<u8>> {
        let mut file = BufReader::new(File::open(folder.join("reel")).expect("the file"));
        std::iter::from_fn(move || {
            let mut length = [0; 8];
            file.read_exact(&mut length).ok()?;
            let mut bytes = vec![0; u64::from_le_bytes(length) as usize];
            file.read_exact(&mut bytes).expect("a whole file");
            Some(bytes)
        })
    }
}

#[test]
fn memory_that_is_taken_is_measured() {
    let test = concat!(module_path!(), "::memory_that_is_taken_is_measured");
    let measured = |most: u64| {
        let taken = |(): (), _: &Path| assert!(std::hint::black_box(vec![1u8; 32 << 20]).iter().all(|byte| *byte == 1));
        std::panic::catch_unwind(|| within(most, test, |_| (), |_| (), taken)).is_ok()
    };
    let child = std::env::var(TEST).is_ok();
    assert_eq!(measured(16 << 20), child || cfg!(not(target_os = "linux")), "32 MiB are more than 16 MiB");
    assert!(child || measured(48 << 20), "and less than 48 MiB");
}
