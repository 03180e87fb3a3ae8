//! Sign-offs as a file that proves itself: for an auditor, a court, or a program that is not ours. The format is in
//! `crates/sync/spec/signoff.md`.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use registers::{RecordId, book, signed};
use rusqlite::params;
use serde_json::{Map, Value as Json, json};
use thiserror::Error;
use trust::id::{Hash, OfficeId};
use trust::membership::Membership;
use trust::signoff::SignOff;

use crate::{Proof, Reader, Result, office};

/// First words of the file.
pub const FORMAT: &str = "zongban audit 1";
/// Longest file in bytes.
pub const MAX_AUDIT_FILE: usize = 256 * 1024 * 1024;

/// A sign-off of an audit file, and what it proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// The record.
    pub record: RecordId,
    /// Key of its register.
    pub register: String,
    /// Its title in the content that was signed.
    pub title: String,
    /// The step that was signed.
    pub step: String,
    /// Name of whoever signed, as the file says: the list of members proves the key.
    pub name: String,
    /// Name of the desk, likewise.
    pub desk: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Milliseconds since 1970 by the desk's clock.
    pub at: u64,
    /// Whether it holds.
    pub proof: Proof,
    /// Whether the desk was revoked later: the file alone does not tell whether it was signed before.
    pub revoked: bool,
}

/// What an audit file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// The office: compare its fingerprint with what its members have.
    pub office: OfficeId,
    /// Its name, as the file says.
    pub office_name: String,
    /// Entries of the list of members that were checked.
    pub membership: u64,
    /// The sign-offs.
    pub signoffs: Vec<Audited>,
}

/// Why a file is no audit file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AuditError {
    /// It is another sort of file.
    #[error("this is no audit file of this version: choose the right file")]
    OtherFile,
    /// It is damaged: where.
    #[error("the audit file is damaged ({0}): export it again")]
    Damaged(&'static str),
    /// The list of members in it does not verify.
    #[error("the list of members in the audit file does not verify: {0}")]
    Members(String),
}

impl Reader {
    /// The sign-offs of these records, or of all when none are named, as a file that proves itself.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub fn audit(&self, records: &[RecordId]) -> Result<Vec<u8>> {
        let conn = self.connection();
        let log = office::read_log(conn)?;
        let membership = Membership::from_log(&log).map_err(office::trouble)?;
        let all = || -> Result<Vec<RecordId>> {
            let mut statement = conn.prepare("SELECT DISTINCT ulid FROM signoff ORDER BY ulid")?;
            let rows = statement.query_map([], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let records = if records.is_empty() { all()? } else { records.to_vec() };
        let mut signoffs = Vec::new();
        for id in records {
            for signature in self.signatures_by(&membership, id)? {
                signoffs.push(json!({ "signoff": BASE64.encode(&signature.bytes), "content": signature.content }));
            }
        }
        let names = |kind: i64| -> Result<Json> {
            let mut statement = conn.prepare("SELECT id, name FROM name WHERE kind=?1 ORDER BY id")?;
            let rows = statement.query_map(params![kind], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))?;
            let rows = rows.map(|row| row.map(|(id, name)| (HEXLOWER.encode(&id), Json::from(name))));
            Ok(Json::Object(rows.collect::<rusqlite::Result<Map<_, _>>>()?))
        };
        let file = json!({
            "format": FORMAT,
            "office": membership.office().to_string(),
            "names": { "office": self.contact()?.office, "persons": names(1)?, "desks": names(2)? },
            "log": log.iter().map(|entry| BASE64.encode(entry)).collect::<Vec<_>>(),
            "signoffs": signoffs,
        });
        Ok(format!("{file:#}\n").into_bytes())
    }
}

/// Checks an audit file: the list of members from its first entry on, then every sign-off. Nothing but the file is asked.
///
/// # Errors
/// [`AuditError`] when it is none; a sign-off that proves nothing is told of in the report.
pub fn check_audit(file: &[u8]) -> std::result::Result<AuditReport, AuditError> {
    let file: Json = serde_json::from_slice(file).map_err(|_| AuditError::OtherFile)?;
    if file.get("format").and_then(Json::as_str) != Some(FORMAT) {
        return Err(AuditError::OtherFile);
    }
    let bytes = |of: &Json, what| of.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok()).ok_or(AuditError::Damaged(what));
    let list = |key: &str, what| file.get(key).and_then(Json::as_array).ok_or(AuditError::Damaged(what));
    let log = list("log", "log")?.iter().map(|entry| bytes(entry, "log")).collect::<std::result::Result<Vec<_>, _>>()?;
    let membership = Membership::from_log(&log).map_err(|e| AuditError::Members(e.to_string()))?;
    if file.get("office").and_then(Json::as_str) != Some(&membership.office().to_string()) {
        return Err(AuditError::Damaged("office"));
    }
    let names = |of: &str| -> BTreeMap<String, String> {
        let names = file.get("names").and_then(|names| names.get(of)).and_then(Json::as_object);
        names.into_iter().flatten().filter_map(|(id, name)| Some((id.clone(), name.as_str()?.to_owned()))).collect()
    };
    let (persons, desks) = (names("persons"), names("desks"));
    let mut signoffs = Vec::new();
    for one in list("signoffs", "signoffs")? {
        let signoff = bytes(one.get("signoff").unwrap_or(&Json::Null), "signoff")?;
        let content = one.get("content").and_then(Json::as_str).ok_or(AuditError::Damaged("content"))?;
        let signoff = SignOff::from_bytes(&signoff).map_err(|_| AuditError::Damaged("signoff"))?;
        let record = signed::read(content).unwrap_or_default();
        let register = record.register.clone();
        let proof = match signoff.verify(&membership) {
            Err(error) => Proof::Bad(error),
            Ok(()) if Hash::of(content.as_bytes()) == signoff.statement.content && register == signoff.statement.register => Proof::Good,
            Ok(()) => Proof::OtherContent,
        };
        let said = signoff.statement;
        let title = book::find(&said.register).map_or("", |register| record.text(register.title)).to_owned();
        let named = |names: &BTreeMap<String, String>, id: String| names.get(&id).cloned().unwrap_or(id);
        signoffs.push(Audited {
            record: RecordId::from_bytes(said.record),
            title,
            step: said.decision,
            name: named(&persons, said.person.to_string()),
            desk: named(&desks, said.device.to_string()),
            revoked: membership.device(&said.device).is_none_or(|member| member.revoked.is_some()),
            register: said.register,
            roles: said.roles,
            at: said.at,
            proof,
        });
    }
    let office_name = file.get("names").and_then(|names| names.get("office")).and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(AuditReport { office: membership.office(), office_name, membership: membership.len() as u64, signoffs })
}
