//! Room in the write-ahead log before it is needed.
//!
//! A commit that makes the file of the log longer waits for the file system to write down new blocks and the new length: on a
//! fast disk that takes as long again as the commit itself. SQLite makes the file longer page by page until its first
//! checkpoint, and removes it with the last connection, so a desk would pay for that each day anew. Zeros behind the last frame
//! are no frame to it: their salt does not fit (<https://www.sqlite.org/fileformat2.html#walformat>).

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use crate::{Result, folder};

/// Bytes of room that are made at a time, for some forty edits.
const ROOM: usize = 1 << 20;
/// Greatest length in bytes of a log in which room is made. SQLite begins it again after some 8 MB, unless somebody reads on.
const MOST: u64 = 32 << 20;

/// Frames of the log after which it is written back into the database, so that it begins again from the front.
const WRITTEN_BACK: u64 = 2_000;
/// Bytes of the log before its first frame, and of a frame beside its page.
const LOG_HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;

/// What is known of the log's file.
#[derive(Debug)]
pub(crate) struct Ahead {
    path: PathBuf,
    file: Option<File>,
    /// Its length when it was last looked at.
    length: Option<u64>,
    /// Frames in the log after the last commit of this connection.
    frames: Arc<AtomicU64>,
    /// Bytes of a frame.
    frame: u64,
    /// Whether commits wait for the disk at all.
    waits: bool,
}

impl Ahead {
    pub(crate) fn new(conn: &mut Connection, folder: &Path) -> Result<Ahead> {
        const FULL: i64 = 2;
        let synchronous: i64 = conn.pragma_query_value(None, "synchronous", |r| r.get(0))?;
        let page: u32 = conn.pragma_query_value(None, "page_size", |r| r.get(0))?;
        let path = folder.join(format!("{}-wal", folder::DATABASE));
        let frames = Arc::new(AtomicU64::new(0));
        let told = Arc::clone(&frames);
        // It takes the place of SQLite's own, which only writes back.
        conn.wal_hook(Some(move |log: &mut Wal, count: std::ffi::c_int| {
            let count = u64::from(count.unsigned_abs());
            told.store(count, Ordering::Relaxed);
            if count >= WRITTEN_BACK {
                // Where somebody still reads what stands there, the next commit tries again; this one has succeeded either way.
                let _ = log.checkpoint();
            }
            Ok(())
        }))?;
        Ok(Ahead { path, file: None, length: None, frames, frame: FRAME_HEADER + u64::from(page), waits: synchronous >= FULL })
    }

    /// Makes room once a commit had to make the log longer by itself. To be called under the write lock: nobody else writes to
    /// the log then, nor cuts it off. Whoever commits once pays nothing. Where there is no more room on the disk or the file
    /// cannot be written to, everything stays as it was.
    pub(crate) fn look(&mut self) {
        let filled = LOG_HEADER + self.frames.load(Ordering::Relaxed) * self.frame;
        // To ask the file is no small thing: whoever writes to it next then stamps it with the very moment, and its inode is
        // written to the disk with each commit.
        if !self.waits || self.length.is_some_and(|length| filled <= length) {
            return;
        }
        if self.file.is_none() {
            self.file = OpenOptions::new().write(true).open(&self.path).ok();
        }
        let Some(file) = &self.file else { return };
        let Ok(found) = file.metadata().map(|m| m.len()) else { return };
        let has_grown = self.length.is_some_and(|length| length < found);
        self.length = Some(found);
        if has_grown && found < MOST {
            self.length = lengthen(file, found).ok().or(Some(found));
        }
    }
}

fn lengthen(mut file: &File, from: u64) -> std::io::Result<u64> {
    let done = file.seek(SeekFrom::Start(from)).and_then(|_| file.write_all(&vec![0; ROOM]));
    match done {
        Ok(()) => Ok(from + ROOM as u64),
        // The commit itself may need what is left.
        Err(error) => file.set_len(from).and(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use registers::book::visits;
    use registers::document::Op;
    use tempfile::TempDir;

    use super::*;
    use crate::tests::{at, entropy};
    use crate::{Durability, Founding, Replica};

    /// What a crash leaves behind: the files as they are, and no shared memory.
    fn crashed(folder: &Path) -> (TempDir, Replica) {
        let left = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(folder).unwrap().map(|f| f.unwrap()).filter(|f| !f.file_name().to_string_lossy().ends_with("-shm")) {
            std::fs::copy(file.path(), left.path().join(file.file_name())).unwrap();
        }
        let replica = Replica::open(left.path(), entropy(9), Durability::Full).unwrap();
        (left, replica)
    }

    fn add(replica: &mut Replica, n: u64) {
        replica.transact("create:visits", at(n), |e| e.create(&visits::REGISTER, &[Op::set(visits::VISITOR, "来客")])).unwrap();
    }

    #[test]
    fn the_log_is_made_longer_now_and_then_and_a_crash_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "前台", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, entropy(1), Durability::Full).unwrap();
        let log = folder.path().join(format!("{}-wal", folder::DATABASE));
        let mut lengths = BTreeSet::new();
        for n in 0..90 {
            add(&mut replica, n);
            lengths.insert(std::fs::metadata(&log).unwrap().len());
            if n % 30 == 29 {
                let digests = replica.reader().unwrap().digests().unwrap();
                let (_folder, again) = crashed(folder.path());
                assert_eq!(again.reader().unwrap().digests().unwrap(), digests, "after {n}");
                assert_eq!(again.verify().unwrap().faults, Vec::<String>::new());
            }
        }
        assert!(lengths.len() < 20, "{lengths:?}");
    }

    #[test]
    fn where_nothing_can_be_made_longer_work_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "前台", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, entropy(1), Durability::Full).unwrap();
        // It cannot be written to.
        replica.ahead.file = Some(File::open(folder.path().join(folder::DATABASE)).unwrap());
        replica.ahead.length = Some(0);
        (0..3).for_each(|n| add(&mut replica, n));
        (replica.ahead.path, replica.ahead.file) = (folder.path().join("nowhere"), None);
        (3..6).for_each(|n| add(&mut replica, n));
        assert_eq!(replica.reader().unwrap().counts(&visits::REGISTER).unwrap().values().sum::<u64>(), 6);
    }
}
