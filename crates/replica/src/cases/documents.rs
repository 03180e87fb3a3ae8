//! Incoming and outgoing documents: doubled numbers, papers registered twice, instructions that do not go together, and
//! approvals of a text that was changed meanwhile.

use jiff::civil::DateTime;
use registers::book::meetings::votes;
use registers::book::{incoming_documents as incoming, outgoing_documents as outgoing};
use registers::def::{Phase, Register};
use registers::document::{Line, Record};
use registers::{RecordId, Value, version};

use super::ask::{in_order, key};
use super::concurrent::{Stale, stale_approvals};
use super::doubled::{self, Doubled};
use super::history::{History, fingerprint};
use super::{Case, Choice, quoted, shown, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Fields that prove that the paper left the desk.
const PROOFS: &[&str] = &["sealed_at", "dispatched_at"];

/// One number of issue on two documents, of which at least one can still be renumbered.
pub(super) fn issue_number_doubled(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    issue_numbers(reader, limit, "issue-number-doubled", |doubled| doubled.others().iter().any(|b| b.on_paper.is_none()))
}

/// One number of issue on paper twice: nothing can be renumbered any more.
pub(super) fn issue_number_on_paper(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    issue_numbers(reader, limit, "issue-number-on-paper", |doubled| doubled.others().iter().all(|b| b.on_paper.is_some()))
}

fn issue_numbers(reader: &Reader, limit: usize, kind: &'static str, which: fn(&Doubled) -> bool) -> Result<Vec<Case>> {
    let found = doubled::find(reader, &outgoing::REGISTER, PROOFS, limit)?;
    Ok(found.iter().filter(|d| which(d)).map(|d| d.case(kind, &outgoing::REGISTER)).collect())
}

/// One register number on two incoming documents.
pub(super) fn register_number_doubled(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let found = doubled::find(reader, &incoming::REGISTER, &[], limit)?;
    Ok(found.iter().map(|d| d.case("register-number-doubled", &incoming::REGISTER)).collect())
}

/// The same paper, by its sender's number and its sender, registered twice: the later entry shall name the earlier one,
/// and one of the two be voided with its number. What was only begun and has no number is not registered yet: whoever
/// types it is warned, and it can be deleted.
pub(super) fn registered_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let (table, void) = (schema::table(&incoming::REGISTER), Phase::Void as i64);
    let sql = format!(
        "SELECT t.f_from_no, t.f_from_org, group_concat(hex(r.ulid)) FROM \"{table}\" t JOIN record r ON r.id=t.id
         WHERE t.f_from_no IN (SELECT f_from_no FROM \"{table}\" WHERE f_from_no<>'' GROUP BY f_from_no HAVING count(*)>1)
           AND t.f_from_org<>'' AND t.phase<>{void}
           AND (coalesce(t.f_reg_no, '')<>'' OR t.state NOT IN ('awaiting-inspection', 'awaiting-supplement'))
         GROUP BY 1, 2 HAVING count(*)>1 ORDER BY 1, 2 LIMIT {limit}"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))?;
    let mut cases = Vec::new();
    for row in rows {
        let (from_no, from_org, ids) = row?;
        let ids = ids.split(',').filter_map(|hex| u128::from_str_radix(hex, 16).ok());
        let records = in_order(reader, ids.map(|id| RecordId::from_bytes(id.to_be_bytes())).collect())?;
        cases.push(twice(reader, from_no, from_org, records)?);
    }
    Ok(cases)
}

fn twice(reader: &Reader, from_no: String, from_org: String, records: Vec<RecordId>) -> Result<Case> {
    let mut choices = Vec::new();
    let mut numbers = Vec::new();
    for (at, id) in records.iter().enumerate() {
        let Some(card) = reader.record(*id)? else { continue };
        if at > 0
            && let Some(first) = records.first()
            && card.record.text(incoming::SAME_AS.id()).is_empty()
        {
            choices.push(Choice::Link { id: *id, field: incoming::SAME_AS.id(), to: *first });
        }
        numbers.push((*id, card.record.state().to_owned(), card.record.text("reg_no").to_owned()));
    }
    // The later one first: it is the one that should go.
    choices.extend(numbers.iter().rev().filter_map(|(id, state, _)| step_from(&incoming::REGISTER, *id, state, "void")));
    choices.push(Choice::Decide("not-the-same"));
    let number = |at: usize| shown(numbers.get(at).map(|(_, _, n)| n.clone()).unwrap_or_default());
    Ok(Case {
        kind: "registered-twice",
        key: key(&records),
        ruled: true,
        facts: vec![
            ("from_no", quoted(&from_no)),
            ("from_org", quoted(&from_org)),
            ("count", records.len().to_string()),
            ("one", number(0)),
            ("other", number(1)),
        ],
        records,
        choices,
    })
}

/// Two leaders instructed without knowing of each other: both stand and are shown, the director decides. A further
/// instruction of one of the two, given in sight of both, settles it; that of a third one is of something else.
pub(super) fn instructions_differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let register = &incoming::REGISTER;
    let only =
        format!("t.phase<={} AND (SELECT count(*) FROM line w WHERE w.record=t.id AND w.field='instructions')>1", Phase::Open as i64);
    let mut cases = Vec::new();
    for id in reader.parallel(register, &only)? {
        let Some(history) = reader.acts(id)? else { continue };
        let differ = |one: &Line, other: &Line| words(one) != words(other);
        let leader = |row: &Line| said(row, incoming::instructions::LEADER.id()).to_owned();
        let settles = |later: &Line, one: &Line, other: &Line| [leader(one), leader(other)].contains(&leader(later));
        let pairs = rivals(&history, incoming::INSTRUCTIONS.id(), differ, settles);
        cases.extend(pairs.into_iter().filter_map(|(a, b)| opposed(&history, id, a, b)));
        if cases.len() >= limit {
            break;
        }
    }
    cases.truncate(limit);
    Ok(cases)
}

fn opposed(history: &History, id: RecordId, a: usize, b: usize) -> Option<Case> {
    let rows = history.record.lines.get(incoming::INSTRUCTIONS.id())?;
    let (one, other) = (rows.get(a)?, rows.get(b)?);
    let leader = incoming::instructions::LEADER.id();
    Some(Case {
        kind: "instructions-differ",
        key: format!("{id} {} {}", one.id, other.id),
        records: vec![id],
        ruled: false,
        facts: vec![
            ("title", quoted(history.record.text(incoming::TITLE.id()))),
            ("one", said(one, leader).to_owned()),
            ("one_says", quoted(words(one))),
            ("other", said(other, leader).to_owned()),
            ("other_says", quoted(words(other))),
        ],
        choices: vec![Choice::Decide("both-stand"), Choice::Decide("put-right")],
    })
}

fn words(row: &Line) -> &str {
    said(row, incoming::instructions::TEXT.id())
}

/// The displayed text of a cell.
fn said<'a>(row: &'a Line, column: &str) -> &'a str {
    row.cell(column).and_then(|v| v.as_text()).unwrap_or("")
}

/// Greatest number of rows of one field that are held against each other.
const ROWS: usize = 500;

/// Pairs of rows of a lines field, by their places in it, that differ, of which neither author knew of the other, and after
/// which nobody who knew both wrote a row that settles them: whoever writes of something else has said nothing of those two.
/// `settles` is asked of such a row and of the two.
pub(super) fn rivals(
    history: &History,
    field: &str,
    differ: impl Fn(&Line, &Line) -> bool,
    settles: impl Fn(&Line, &Line, &Line) -> bool,
) -> Vec<(usize, usize)> {
    let rows = history.record.lines.get(field).map_or(&[][..], Vec::as_slice);
    let rows = rows.get(..ROWS).unwrap_or(rows);
    let acts: Vec<Option<usize>> = rows.iter().map(|row| row_writer(history, field, row)).collect();
    let written = || rows.iter().zip(&acts).filter_map(|(row, act)| Some((row, (*act)?)));
    let mut pairs = Vec::new();
    for (a, (one, first)) in rows.iter().zip(&acts).enumerate() {
        for (b, (other, second)) in rows.iter().zip(&acts).enumerate().skip(a + 1) {
            let (Some(first), Some(second)) = (*first, *second) else { continue };
            let in_sight = |act: usize| act != first && act != second && history.knew(act, first) && history.knew(act, second);
            let is_settled = || written().any(|(later, act)| in_sight(act) && settles(later, one, other));
            if differ(one, other) && history.is_parallel(first, second) && !is_settled() {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

fn row_writer(history: &History, field: &str, row: &Line) -> Option<usize> {
    // Which of several counts is said by whoever chooses among them, later.
    let (column, values) = row.cells.iter().find(|(column, _)| column.as_str() != votes::ADOPTED.id())?;
    history.writer(&format!("{field}/{}/{column}", row.id), values.first()?)
}

/// Stamps of the approvals that are in force: each goes away when the document goes back.
const STAMPS: &[&str] = &["dept_reviewed_at", "office_reviewed_at", "co_signed_at", "signed_at"];

/// Rows that approve a text: the lines field, the column that tells for whom, the person column.
const APPROVALS: &[(&str, &str, &str)] =
    &[("reviews", "stage", "reviewer"), ("co_signs", "dept", "reviewer"), ("signatures", "org", "signer")];

/// The text was changed by somebody who did not know of an approval, or an approval names another version than the one that
/// was signed: the approval is void, the document must be approved again. Nothing is to be done once every approval in
/// force names the text as it is, be it that somebody approved again or that the old words were put back.
pub(super) fn approved_then_changed(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let register = &outgoing::REGISTER;
    let only = "t.state IN ('office-review','co-signing','awaiting-signature','signed','numbered','printing','awaiting-seal')";
    let mut cases = Vec::new();
    for id in reader.parallel(register, only)? {
        let Some(mut history) = reader.acts(id)? else { continue };
        if let Some(stale) =
            stale_approvals(&mut history, STAMPS, register.version.of).filter(|_| !is_approved_as_it_is(register, &history.record))
        {
            cases.push(void_approval(register, id, &history, &stale));
        }
        if cases.len() >= limit {
            return Ok(cases);
        }
    }
    for id in other_versions(reader)? {
        if cases.len() >= limit {
            break;
        }
        if !cases.iter().any(|c| c.records.contains(&id))
            && let Some(history) = reader.acts(id)?
        {
            cases.extend(other_version(register, id, &history));
        }
    }
    cases.truncate(limit);
    Ok(cases)
}

/// Stamps of what cannot be taken back: the paper is out with the text that was signed.
const FINAL: &[&str] = &["sealed_at", "dispatched_at", "signed_at"];

/// The text was changed by somebody who did not know that it had been sealed or sent: the paper says what was signed, the
/// record says something else. Nothing is to be done once the record says again what was signed.
pub(super) fn sealed_then_changed(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let register = &outgoing::REGISTER;
    let mut cases = Vec::new();
    for id in reader.parallel(register, "t.state IN ('sealed','dispatching','delivered','recorded','archived')")? {
        let Some(mut history) = reader.acts(id)? else { continue };
        let digest = Value::from(version::digest(register, &history.record));
        if history.record.values(outgoing::SIGNED_DIGEST.id()).contains(&digest) {
            continue;
        }
        if let Some(stale) = stale_approvals(&mut history, FINAL, register.version.of) {
            cases.push(Case {
                kind: "sealed-then-changed",
                key: format!("{id} {}", fingerprint(vec![stale.approval, stale.change])),
                records: vec![id],
                ruled: true,
                facts: vec![
                    ("title", quoted(history.record.text(register.title))),
                    ("sealer", shown(stale.approver)),
                    ("editor", shown(stale.editor)),
                ],
                choices: vec![Choice::Decide("put-right"), Choice::Decide("noted")],
            });
        }
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

/// Whether every approval in force says what it is about, and that is the text as it is.
fn is_approved_as_it_is(register: &Register, record: &Record) -> bool {
    let digest = version::digest(register, record);
    let signed = Some(record.text(outgoing::SIGNED_DIGEST.id())).filter(|d| !d.is_empty());
    let rows = APPROVALS.iter().flat_map(|(field, slot, _)| in_force(record, field, slot));
    let mut named = rows.map(|row| said(row, "digest")).chain(signed).peekable();
    named.peek().is_some() && named.all(|d| d == digest)
}

/// The latest rows of a lines field about a version, one for each value of a column: those before were of drafts that went
/// back.
fn in_force<'a>(record: &'a Record, field: &str, slot: &str) -> Vec<&'a Line> {
    let rows = record.lines.get(field).map_or(&[][..], Vec::as_slice);
    let named: Vec<_> = rows.iter().filter(|row| !said(row, "digest").is_empty()).collect();
    let is_last = |at: usize, row: &Line| !named.iter().skip(at + 1).any(|later| said(later, slot) == said(row, slot));
    named.iter().enumerate().filter(|(at, row)| is_last(*at, row)).map(|(_, row)| *row).collect()
}

fn void_approval(register: &Register, id: RecordId, history: &History, stale: &Stale) -> Case {
    let key = format!("{id} {}", fingerprint(vec![stale.approval, stale.change]));
    approval_case(register, id, history, key, &stale.approver, &stale.editor)
}

fn approval_case(register: &Register, id: RecordId, history: &History, key: String, approver: &str, editor: &str) -> Case {
    let state = history.record.state();
    let mut choices: Vec<Choice> = ["return", "sign-again"].into_iter().filter_map(|s| step_from(register, id, state, s)).collect();
    choices.push(Choice::Decide("noted"));
    Case {
        kind: "approved-then-changed",
        key,
        records: vec![id],
        ruled: true,
        facts: vec![
            ("title", quoted(history.record.text(register.title))),
            ("approver", shown(approver.to_owned())),
            ("editor", shown(editor.to_owned())),
        ],
        choices,
    }
}

/// Greatest number of signed documents whose approvals are held against the signature.
const MOST: usize = 2_000;

/// Signed documents with an approval that names another version than the signed one.
fn other_versions(reader: &Reader) -> Result<Vec<RecordId>> {
    let sql = format!(
        "SELECT DISTINCT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id JOIN line w ON w.record=t.id
         WHERE t.state IN ('signed','numbered','printing','awaiting-seal') AND t.f_signed_digest<>'' AND w.field IN ('reviews','co_signs','signatures')
           AND json_extract(w.cells,'$.digest')<>'' AND json_extract(w.cells,'$.digest')<>t.f_signed_digest
         ORDER BY r.ulid DESC LIMIT {MOST}",
        schema::table(&outgoing::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| r.get::<_, [u8; 16]>(0))?;
    Ok(rows.map(|row| row.map(RecordId::from_bytes)).collect::<rusqlite::Result<_>>()?)
}

/// The case of the latest approval of some kind, if it names another version than the one that was signed.
fn other_version(register: &Register, id: RecordId, history: &History) -> Option<Case> {
    let record = &history.record;
    let signed = record.text(outgoing::SIGNED_DIGEST.id());
    for (field, slot, who) in APPROVALS {
        if let Some(row) = in_force(record, field, slot).into_iter().find(|row| said(row, "digest") != signed) {
            let key = format!("{id} {field} {}", row.id);
            return Some(approval_case(register, id, history, key, said(row, who), record.text(outgoing::SIGNER.id())));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use registers::Op;
    use registers::book::meetings;

    use super::*;
    use crate::tests::{at, entropy};
    use crate::{Durability, Founding, Replica};

    #[test]
    fn a_row_is_whose_wrote_it_and_not_whose_chose_it() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, entropy(1), Durability::Process).unwrap();
        let id =
            replica.transact("create", at(0), |e| e.create(&meetings::REGISTER, &[Op::set(meetings::SUBJECT, "校务会议")])).unwrap().value;
        let mut act = |minute, op: Op| drop(replica.transact("act", at(minute), |e| e.change(id, &[op])).unwrap());
        let rows = ["01J00000000000000000000001", "01J00000000000000000000002"];
        let column = |row: &str, column: &str| format!("votes/{row}/{column}");
        for (minute, row) in rows.iter().enumerate() {
            let cells = vec![(votes::MOTION.id().to_owned(), "方案".into()), (votes::FOR_VOTES.id().to_owned(), 12.into())];
            act(minute as u64 + 1, Op::Line { field: "votes".to_owned(), row: (*row).to_owned(), cells });
        }
        // Whoever chooses among them writes into the first one, in an act of its own.
        act(3, Op::Set { field: column(rows[0], votes::ADOPTED.id()), value: Some(true.into()) });
        let history = replica.reader().unwrap().acts(id).unwrap().unwrap();
        let written: Vec<_> =
            history.record.lines["votes"].iter().map(|row| (row.id.as_str(), row_writer(&history, "votes", row))).collect();
        assert_eq!(written, [(rows[0], Some(1)), (rows[1], Some(2))]);
        assert_eq!(history.writer(&column(rows[0], votes::ADOPTED.id()), &true.into()), Some(3), "the choice is another act");

        let mut chosen = history.record.lines["votes"][0].clone();
        chosen.cells.retain(|column, _| column == votes::ADOPTED.id());
        assert_eq!(row_writer(&history, "votes", &chosen), None, "nobody has written a row of which only the choice is left");
    }
}
