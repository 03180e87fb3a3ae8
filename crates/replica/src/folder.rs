//! The folder of a desk: the data file and the file with the desk's key.

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

/// Makes the folder, the key and an empty database.
pub(crate) fn create(folder: &Path, seed: [u8; 32], durability: Durability) -> Result<(Connection, DeviceSecret)> {
    std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let key = folder.join(KEY_FILE);
    if key.exists() || folder.join(DATABASE).exists() {
        return Err(Error::OfficeExists);
    }
    write_new(&key, &seed)?;
    let conn = connect(folder, durability)?;
    Ok((conn, DeviceSecret::from_seed(seed)))
}

/// Opens what [`create`] made.
pub(crate) fn open(folder: &Path, durability: Durability) -> Result<(Connection, DeviceSecret)> {
    let key = folder.join(KEY_FILE);
    if !key.exists() || !folder.join(DATABASE).exists() {
        return Err(Error::NoOffice);
    }
    let mut seed = [0; 32];
    let read = File::open(&key).and_then(|mut f| f.read_exact(&mut seed));
    read.map_err(|e| Error::file(&key, e))?;
    Ok((connect(folder, durability)?, DeviceSecret::from_seed(seed)))
}

fn connect(folder: &Path, durability: Durability) -> Result<Connection> {
    let conn = Connection::open(folder.join(DATABASE))?;
    schema::configure(&conn, durability)?;
    Ok(conn)
}

/// Writes a file that only its owner may read, durable before it returns.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|e| Error::file(path, e))
}
