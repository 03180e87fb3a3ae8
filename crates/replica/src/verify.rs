//! Checking everything that this desk holds: signatures, chains, membership.

use std::collections::BTreeMap;

use registers::RecordId;
use rusqlite::OptionalExtension;
use trust::entry::Entry;
use trust::id::{DeviceId, Hash};

use crate::reason::{Because, Code};
use crate::{Proof, Replica, Result};

/// What a check of the whole replica found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries checked.
    pub entries: u64,
    /// Chains checked: one per device and space.
    pub chains: u64,
    /// Entries of the membership log checked.
    pub membership: u64,
    /// Sign-offs checked.
    pub signatures: u64,
    /// What is wrong, each with its code: see [`crate::reason`].
    pub faults: Vec<String>,
}

impl Replica {
    /// Checks the signature of every entry, every chain without a hole, the membership log, and the database itself.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn verify(&self) -> Result<Report> {
        let mut report = Report { membership: self.membership.len() as u64, ..Report::default() };
        let quick: Option<String> = self.conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).optional()?;
        if quick.as_deref() != Some("ok") {
            report.faults.push(format!("{}: {}", Code::DataFile.key(), quick.unwrap_or_default()));
        }
        let mut statement = self.conn.prepare("SELECT bytes FROM entry ORDER BY space, device, counter")?;
        let mut rows = statement.query([])?;
        let mut heads: BTreeMap<(u32, DeviceId), (u64, Hash)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            report.entries += 1;
            match Entry::parse(bytes) {
                Ok(entry) => self.verify_entry(&entry, &mut heads, &mut report),
                Err(error) => report.faults.push(error.because()),
            }
        }
        report.chains = heads.len() as u64;
        self.verify_signatures(&mut report)?;
        Ok(report)
    }

    fn verify_signatures(&self, report: &mut Report) -> Result<()> {
        let reader = self.reader()?;
        let mut statement = self.conn.prepare("SELECT DISTINCT ulid FROM signoff ORDER BY ulid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = RecordId::from_bytes(row.get(0)?);
            for signature in reader.signatures_by(&self.membership, id)? {
                report.signatures += 1;
                let why = match signature.proof {
                    Proof::Good => continue,
                    Proof::OtherContent => "the record does not hold what was signed".to_owned(),
                    Proof::Bad(error) => error.to_string(),
                };
                report.faults.push(format!("{}: record {id}, {}: {why}", Code::BadSignOff.key(), signature.step));
            }
        }
        Ok(())
    }

    fn verify_entry(&self, entry: &Entry, heads: &mut BTreeMap<(u32, DeviceId), (u64, Hash)>, report: &mut Report) {
        let header = entry.header();
        let at = format!("entry {} of device {} in space {}", header.counter, header.device, header.space);
        match self.membership.device(&header.device) {
            Some(member) => {
                if let Err(error) = entry.verify(&member.public) {
                    report.faults.push(format!("{}: {at}: {error}", error.code().key()));
                }
            }
            None => report.faults.push(format!("{}: {at}", Code::NeverAdmitted.key())),
        }
        let key = (header.space.0, header.device);
        let (counter, hash) = heads.get(&key).copied().unwrap_or((0, Hash([0; 32])));
        if header.counter != counter + 1 || header.prev != hash {
            report.faults.push(format!("{}: {at}", Code::Gap.key()));
        }
        heads.insert(key, (header.counter, entry.hash()));
    }
}
