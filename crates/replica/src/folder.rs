//! The folder of a desk: the data file and the file with the desk's key. Nobody but its owner reads what lies in it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use rusqlite::Connection;
use trust::key::DeviceSecret;

use crate::{Durability, Error, Result, schema};

/// Name of the data file.
pub const DATABASE: &str = "zongban.sqlite";
/// Name of the file with the desk's secret key.
pub const KEY_FILE: &str = "device.key";
/// What SQLite adds to the name of the data file for what lies beside it.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What was made in a folder, and is taken away again unless it is kept: what is half founded would be in the way. Only what this
/// very program made: another one may found in the same folder at the same moment.
pub(crate) struct Made<'a> {
    folder: &'a Path,
    was_there: bool,
    key: bool,
    database: bool,
}

impl Made<'_> {
    /// It stays.
    pub fn keep(mut self) {
        (self.was_there, self.key, self.database) = (true, false, false);
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        if self.key {
            let _ = std::fs::remove_file(self.folder.join(KEY_FILE));
        }
        if self.database {
            for end in [""].into_iter().chain(BESIDE) {
                let _ = std::fs::remove_file(self.folder.join(format!("{DATABASE}{end}")));
            }
        }
        if !self.was_there {
            // Only an empty folder is removed.
            let _ = std::fs::remove_dir(self.folder);
        }
    }
}

/// Makes the folder, the key and an empty database. All of it goes again with the first value unless that is kept.
pub(crate) fn create(folder: &Path, seed: [u8; 32], durability: Durability) -> Result<(Made<'_>, Connection, DeviceSecret)> {
    let was_there = folder.exists();
    std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let (key, database) = (folder.join(KEY_FILE), folder.join(DATABASE));
    // A link that leads nowhere just now, to a disk that is not there, is a desk too.
    if [&key, &database].iter().any(|path| path.symlink_metadata().is_ok()) {
        return Err(Error::OfficeExists);
    }
    let mut made = Made { folder, was_there, key: false, database: false };
    close(folder);
    write_new(&key, &seed)?;
    made.key = true;
    write_new(&database, &[])?;
    made.database = true;
    let conn = connect(folder, durability)?;
    Ok((made, conn, DeviceSecret::from_seed(seed)))
}

/// Opens what [`create`] made.
pub(crate) fn open(folder: &Path, durability: Durability) -> Result<(Connection, DeviceSecret)> {
    let key = folder.join(KEY_FILE);
    if !folder.join(DATABASE).exists() {
        return Err(Error::NoOffice);
    }
    let mut seed = [0; 32];
    match File::open(&key).and_then(|mut f| f.read_exact(&mut seed)) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::UnexpectedEof) => {
            return Err(Error::KeyLost(key.display().to_string()));
        }
        Err(error) => return Err(Error::file(&key, error)),
    }
    close(folder);
    Ok((connect(folder, durability)?, DeviceSecret::from_seed(seed)))
}

/// Takes away the data file with what lies beside it, then the key: one without the other would be a desk that has lost something.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    let data = BESIDE.into_iter().chain([""]).map(|end| folder.join(format!("{DATABASE}{end}")));
    for file in data.chain([folder.join(KEY_FILE)]) {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&file, error)),
            _ => {}
        }
    }
    Ok(())
}

fn connect(folder: &Path, durability: Durability) -> Result<Connection> {
    let conn = Connection::open(folder.join(DATABASE))?;
    schema::configure(&conn, durability)?;
    Ok(conn)
}

/// Lets nobody but the owner at the files of this desk, and into the folder where it holds nothing else: others may use it for what
/// lies there besides. What the system does not allow stays as it is: the desk works all the same.
#[cfg(unix)]
fn close(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    /// Everything for group and others, and the mark of a folder that is everybody's, such as the one for temporary files.
    const OTHERS: u32 = 0o077;
    const EVERYBODYS: u32 = 0o1000;
    let set = |path: &Path, mode: u32| {
        let Ok(found) = std::fs::symlink_metadata(path) else { return };
        let is = found.permissions().mode();
        if !found.is_symlink() && is & OTHERS != 0 && is & EVERYBODYS == 0 {
            let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
        }
    };
    let mut alone = true;
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_FILES) {
        let name = file.file_name();
        let is_own = name.to_str().is_some_and(|n| n == KEY_FILE || n.starts_with(DATABASE) || n.starts_with(PREFERENCES));
        if is_own && file.file_type().is_ok_and(|kind| kind.is_file()) {
            set(&file.path(), 0o600);
        }
        alone &= is_own;
    }
    if alone {
        set(folder, 0o700);
    }
}

#[cfg(not(unix))]
fn close(_folder: &Path) {}

/// How the names of the files begin in which the window keeps what was chosen, with those put aside.
#[cfg(unix)]
const PREFERENCES: &str = "preferences.json";
/// Files of a folder that are looked at.
#[cfg(unix)]
const MOST_FILES: usize = 10_000;

/// Writes a file that only its owner may read, durable before it returns. What could not be written whole is gone again.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| Error::file(path, e))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written.map_err(|e| Error::file(path, e))
}
