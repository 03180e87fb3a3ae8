//! Signatures: shown with a record, written to a file that proves itself, and checked in such a file.

use std::path::Path;

use registers::{Lang, Register, book};
use replica::{AuditError, Audited, Proof, Reader, Signature, check_audit};
use serde_json::{Value as Json, json};
use trust::enrol::office_fingerprint;

use super::explain::{role, separator};
use super::{Context, assign, office, output, say};
use crate::clock;

/// Writes the signatures of these records, or of all, to a file.
pub(super) fn write(context: &Context, ids: &[String], out: &Path) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let records = ids.iter().map(|id| assign::find_record(context, &reader, None, id)).collect::<anyhow::Result<Vec<_>>>()?;
    let file = reader.audit(&records)?;
    let count = check_audit(&file)?.signoffs.len();
    office::write_file(out, &file)?;
    let name = out.display().to_string();
    context.out.result(
        || json!({ "file": name, "signatures": count }),
        || say(context.lang, "cli.audit_written", &[("file", &name), ("count", &count.to_string())]),
    );
    Ok(())
}

/// Checks an audit file, which needs no office here.
pub(super) fn check(context: &Context, file: &Path) -> anyhow::Result<()> {
    let report = check_audit(&office::read_file(file, replica::MAX_AUDIT_FILE)?)?;
    let bad = report.signoffs.iter().filter(|signed| signed.proof != Proof::Good).count();
    let (lang, fingerprint) = (context.lang, office_fingerprint(report.office));
    let words = format!("{} / {}", fingerprint.numbers(), fingerprint.words(office::word_list(lang)));
    context.out.result(
        || {
            let list = report.signoffs.iter().map(|signed| {
                json!({ "record": signed.record.to_string(), "register": signed.register, "title": signed.title, "step": signed.step, "person": signed.name,
                    "desk": signed.desk, "roles": signed.roles, "at_ms": signed.at, "good": signed.proof == Proof::Good, "desk_revoked": signed.revoked })
            });
            json!({ "office": report.office_name, "id": report.office.to_string(), "numbers": fingerprint.numbers(), "membership": report.membership,
                "signatures": list.collect::<Vec<_>>() })
        },
        || {
            let rows: Vec<Vec<String>> = report.signoffs.iter().map(|signed| audited(lang, signed)).collect();
            let values = [("office", report.office_name.as_str()), ("words", &words), ("count", &report.signoffs.len().to_string())];
            format!("{}\n{}", say(lang, "cli.audit_checked", &values), output::table(&[], &rows)).trim_end().to_owned()
        },
    );
    if bad == 0 { Ok(()) } else { context.refuse("error.verify_failed", &[("count", &bad.to_string())]) }
}

fn audited(lang: Lang, signed: &Audited) -> Vec<String> {
    let register = book::find(&signed.register);
    let label = register.map_or_else(|| signed.register.clone(), |register| register.labels.get(lang).to_owned());
    let revoked = if signed.revoked { say(lang, "cli.signed_desk_revoked", &[]) } else { String::new() };
    let what = format!("{label}《{}》", signed.title);
    vec![
        proof(lang, &signed.proof),
        when(signed.at),
        signed.name.clone(),
        step(lang, register, &signed.step),
        what,
        signed.desk.clone(),
        revoked,
    ]
}

fn proof(lang: Lang, proof: &Proof) -> String {
    match proof {
        Proof::Good => say(lang, "cli.signature_good", &[]),
        Proof::OtherContent => say(lang, "cli.signature_other", &[]),
        Proof::Bad(_) => say(lang, "cli.signature_bad", &[]),
    }
}

fn when(at: u64) -> String {
    clock::civil_of_hlc(at << 16).strftime("%Y-%m-%d %H:%M").to_string()
}

fn step(lang: Lang, register: Option<&Register>, id: &str) -> String {
    register.and_then(|register| register.transition(id)).map_or_else(|| id.to_owned(), |step| step.labels.get(lang).to_owned())
}

/// The signatures under a record, a line each: who signed what and when, whether it holds, and what has changed since.
pub(super) fn lines(lang: Lang, register: &Register, signatures: &[Signature]) -> Vec<String> {
    let changed = |fields: &str| say(lang, "cli.changed_since", &[("fields", fields)]);
    let line = |(text, fields): (String, String)| if fields.is_empty() { text } else { text + &changed(&fields) };
    signature_lines(lang, register, signatures).into_iter().map(line).collect()
}

/// The same in two parts: the signature, and the fields that say something else now.
pub(crate) fn signature_lines(lang: Lang, register: &Register, signatures: &[Signature]) -> Vec<(String, String)> {
    let line = |signed: &Signature| {
        let roles: Vec<String> = signed.roles.iter().map(|id| role(lang, id)).collect();
        let values = [
            ("step", step(lang, Some(register), &signed.step)),
            ("person", signed.name.clone()),
            ("roles", roles.join("/")),
            ("at", when(signed.at)),
            ("desk", signed.desk.clone()),
            ("proof", proof(lang, &signed.proof)),
        ];
        let fields: Vec<String> = signed.changed.iter().map(|field| super::name(register, field, lang)).collect();
        (say(lang, "cli.signature", &values.each_ref().map(|(key, value)| (*key, value.as_str()))), fields.join(separator(lang)))
    };
    signatures.iter().map(line).collect()
}

/// The same as JSON.
pub(super) fn json(signatures: &[Signature]) -> Json {
    let one = |signed: &Signature| {
        json!({ "step": signed.step, "person": signed.name, "desk": signed.desk, "roles": signed.roles, "at_ms": signed.at,
            "good": signed.proof == Proof::Good, "changed": signed.changed })
    };
    Json::Array(signatures.iter().map(one).collect())
}

/// Why a file is no audit file.
pub(super) fn explain(lang: Lang, error: &AuditError) -> String {
    match error {
        AuditError::OtherFile => say(lang, "error.no_audit_file", &[]),
        AuditError::Damaged(place) => say(lang, "error.audit_damaged", &[("place", place)]),
        AuditError::Members(reason) => say(lang, "error.audit_members", &[("reason", reason)]),
    }
}

/// The signatures under a record.
pub(super) fn of(reader: &Reader, id: registers::RecordId) -> anyhow::Result<Vec<Signature>> {
    Ok(reader.signatures(id)?)
}
