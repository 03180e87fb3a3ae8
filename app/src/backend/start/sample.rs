//! The folder of a sample office: made for it, held as long as it is open, and cleared away afterwards, by the next start where the
//! program was ended before it could do so.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What the folders are called, before the id of the process and a number.
const NAME: &str = "zongban-sample-";
/// The file by which a folder is known as one of these. Its lock is held by whoever has it open: the system lets it go when a
/// process ends, however that was.
const HELD: &str = "in-use.lock";

/// The folder of a sample office, gone with this.
#[derive(Debug)]
pub(in crate::backend) struct Sample {
    folder: PathBuf,
    /// Locked as long as the folder is in use.
    _held: File,
}

impl Sample {
    /// Where its desk is.
    pub fn desk(&self) -> PathBuf {
        self.folder.join(crate::demo::SAMPLE_DESK)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder: one that was not there before, in the place for what is temporary.
    pub fn new() -> io::Result<Sample> {
        Sample::within(&std::env::temp_dir())
    }

    fn within(place: &Path) -> io::Result<Sample> {
        let mut n = 0;
        loop {
            let folder = place.join(format!("{NAME}{}-{n}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Sample { _held: hold(&folder)?, folder }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 1_000 => n += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        // What is left is cleared away by the next start.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Locks a folder of one's own. The file has its name only once it is locked, so that nobody finds it free in between.
fn hold(folder: &Path) -> io::Result<File> {
    let unnamed = folder.join(format!("{HELD}.new"));
    let held = File::create_new(&unnamed)?;
    held.try_lock()?;
    fs::rename(unnamed, folder.join(HELD))?;
    Ok(held)
}

/// Clears away the folders of samples whose processes are gone. What is no such folder, is in use or belongs to somebody else stays;
/// so does what cannot be removed, until another start.
pub(crate) fn clear_left() {
    clear_left_in(&std::env::temp_dir());
}

fn clear_left_in(place: &Path) {
    let found = fs::read_dir(place).into_iter().flatten().flatten();
    for entry in found.filter(|entry| entry.file_name().to_str().is_some_and(is_named)) {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let folder = entry.path();
        if !is_folder || !is_own(&folder) {
            continue;
        }
        // The lock is kept until the folder is gone.
        if let Ok(held) = OpenOptions::new().write(true).open(folder.join(HELD))
            && held.try_lock().is_ok()
            && let Err(error) = fs::remove_dir_all(&folder)
        {
            tracing::warn!("the folder of a sample that is left could not be removed ({})", error.kind());
        }
    }
}

/// Whether a name is one that [`Sample::new`] gives.
fn is_named(name: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.strip_prefix(NAME).and_then(|rest| rest.split_once('-')).is_some_and(|(process, n)| number(process) && number(n))
}

/// Whether a folder belongs to the person who runs the program: the place for what is temporary is everybody's.
#[cfg(target_os = "linux")]
fn is_own(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| fs::symlink_metadata(path).map(|about| about.uid());
    owner(folder).ok().zip(owner(Path::new("/proc/self")).ok()).is_some_and(|(folder, own)| folder == own)
}

/// Elsewhere everybody has a place of their own for it.
#[cfg(not(target_os = "linux"))]
fn is_own(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_left_is_cleared_away_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let make = |name: &str, files: &[&str]| {
            let folder = place.path().join(name);
            fs::create_dir_all(folder.join("desk")).unwrap();
            files.iter().for_each(|file| fs::write(folder.join(file), b"").unwrap());
            folder
        };
        let left = make("zongban-sample-7-0", &[HELD, "desk/zongban.sqlite"]);
        let in_use = Sample::within(place.path()).unwrap();
        let unmarked = make("zongban-sample-8-0", &["desk/zongban.sqlite"]);
        let beginning = make("zongban-sample-9-0", &["in-use.lock.new"]);
        let others = [make("zongban-sample-x-0", &[HELD]), make("zongban-sample-7", &[HELD]), make("my-zongban-sample-7-0", &[HELD])];
        clear_left_in(place.path());
        assert!(!left.exists());
        let stays = [in_use.folder().to_owned(), unmarked, beginning].into_iter().chain(others);
        stays.for_each(|folder| assert!(folder.join("desk").exists() || folder == in_use.folder(), "{}", folder.display()));
        assert!(in_use.folder().join(HELD).exists());
        // It goes with its process, or with what holds it.
        let folder = in_use.folder().to_owned();
        drop(in_use);
        assert!(!folder.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_nowhere() {
        let place = tempfile::tempdir().unwrap();
        let precious = place.path().join("precious");
        fs::create_dir(&precious).unwrap();
        fs::write(precious.join(HELD), b"").unwrap();
        std::os::unix::fs::symlink(&precious, place.path().join("zongban-sample-7-0")).unwrap();
        clear_left_in(place.path());
        assert!(precious.join(HELD).exists());
    }
}
