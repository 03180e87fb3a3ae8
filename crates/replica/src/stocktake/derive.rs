//! Variances, made from what a campaign has shown: again and again until they are posted.

use std::collections::BTreeMap;

use registers::book::variances;
use registers::def::Phase;
use registers::document::Op;
use registers::{RecordId, Value};
use rusqlite::Connection;

use super::places::plain;
use super::{Counted, MATCHED, Sheet, Subject};
use crate::commit::Edit;
use crate::{Error, Moment, Replica, Result, schema};

/// Greatest number of variances that one action writes.
const MOST: usize = 1_000;
/// Greatest number of actions that one call takes.
const ROUNDS: usize = 200;

/// A variance as it stands in its register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub id: RecordId,
    pub state: String,
    pub asset: Option<RecordId>,
    pub tag: String,
    pub observation: Option<RecordId>,
    /// A person looked into it and found it as expected.
    pub cleared: bool,
    said: Said,
}

/// What of a variance follows from the count.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    kind: String,
    expected: String,
    found: String,
    book: i64,
    counted: i64,
}

impl Said {
    fn of(counted: &Counted) -> Said {
        let zones: Vec<&str> = counted.seen.iter().map(|s| s.zone.as_str()).filter(|z| !z.is_empty()).collect();
        let (expected, kind) = (counted.expected_zone.clone(), counted.kind.to_owned());
        Said { kind, expected, found: zones.join("、"), book: counted.book, counted: counted.counted }
    }
}

impl Standing {
    /// What it is about.
    pub(crate) fn subject(&self) -> Subject {
        match (self.asset, self.observation) {
            (Some(asset), _) => Subject::Asset(asset),
            (None, Some(seen)) if !self.tag.chars().any(|c| c.is_ascii_alphanumeric()) => Subject::Lone(seen),
            _ => Subject::Tag(plain(&self.tag)),
        }
    }

    /// Whether it is written into the books, and so stays what it is.
    pub(crate) fn is_posted(&self) -> bool {
        self.state == "posted"
    }

    /// The kind that it has.
    pub(crate) fn kind(&self) -> &str {
        &self.said.kind
    }
}

/// Whether what the count shows is not what stands.
pub(crate) fn differs(standing: Option<&Standing>, counted: &Counted) -> bool {
    match standing {
        None => counted.kind != MATCHED,
        Some(s) if s.is_posted() => s.said.kind != counted.kind,
        Some(s) if s.state == "matched" => counted.kind != MATCHED && !s.cleared,
        Some(s) => s.said != Said::of(counted),
    }
}

impl Subject {
    /// What a result is about.
    fn of(counted: &Counted) -> Subject {
        match (counted.asset, counted.observations().first()) {
            (Some(asset), _) => Subject::Asset(asset),
            (None, Some(seen)) if !counted.tag.chars().any(|c| c.is_ascii_alphanumeric()) => Subject::Lone(*seen),
            _ => Subject::Tag(plain(&counted.tag)),
        }
    }
}

/// The variances of a campaign, void ones aside, by what they are about; of two about the same the one that was begun first.
pub(crate) fn existing(conn: &Connection, campaign: RecordId) -> Result<BTreeMap<Subject, Vec<Standing>>> {
    let sql = format!(
        "SELECT r.ulid, t.state, t.f_asset, t.f_tag, t.f_observation, coalesce(t.f_recheck_note,'')<>'', t.f_kind, t.f_expected_zone, t.f_found_zone,
           t.f_book_quantity, t.f_counted_quantity,
           (SELECT min(e.seq) FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id) AS seq
         FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.f_campaign=?1 AND t.phase<{} ORDER BY seq IS NULL, seq, r.ulid",
        schema::table(&variances::REGISTER),
        Phase::Void as i64
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([campaign.to_string()])?;
    let mut found: BTreeMap<Subject, Vec<Standing>> = BTreeMap::new();
    while let Some(r) = rows.next()? {
        let text = |at: usize| -> rusqlite::Result<String> { Ok(r.get::<_, Option<String>>(at)?.unwrap_or_default()) };
        let number = |at: usize| -> rusqlite::Result<i64> { Ok(r.get::<_, Option<i64>>(at)?.unwrap_or(0)) };
        let standing = Standing {
            id: RecordId::from_bytes(r.get(0)?),
            state: text(1)?,
            asset: text(2)?.parse().ok(),
            tag: text(3)?,
            observation: text(4)?.parse().ok(),
            cleared: text(1)? == "matched" && r.get(5)?,
            said: Said { kind: text(6)?, expected: text(7)?, found: text(8)?, book: number(9)?, counted: number(10)? },
        };
        found.entry(standing.subject()).or_default().push(standing);
    }
    Ok(found)
}

impl Replica {
    /// Makes the variances of a campaign from what it has shown so far: those that are new are added, those that are not
    /// posted yet are brought up to date, posted ones stay. The steps `compare` and `compare-again` do so as well, for the
    /// first thousand. Gives how many were written.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and those of a commit.
    pub fn derive_variances(&mut self, campaign: RecordId, now: Moment) -> Result<usize> {
        let mut all = 0;
        for _ in 0..ROUNDS {
            let written = self.transact("derive:variances", now, |edit| derive(edit, campaign))?.value;
            all += written;
            if written < MOST {
                break;
            }
        }
        Ok(all)
    }
}

/// Brings the variances of a campaign up to date. Gives how many were written.
pub(super) fn derive(edit: &mut Edit<'_>, campaign: RecordId) -> Result<usize> {
    let (all, mut standing) = {
        let conn = edit.connection();
        let sheet = Sheet::open(conn, campaign)?.ok_or(Error::UnknownRecord(campaign))?;
        (sheet.all()?, existing(conn, campaign)?)
    };
    let mut written = 0;
    let mut jobs = Vec::new();
    for (_, counted) in all {
        let before = standing.remove(&Subject::of(&counted)).unwrap_or_default();
        jobs.push((before, Some(counted)));
    }
    // What was seen and is now no longer anything: its sightings were made void.
    jobs.extend(standing.into_values().map(|before| (before, None)));
    for (before, counted) in jobs {
        if written == MOST {
            break;
        }
        written += usize::from(match (before.first(), &counted) {
            _ if before.iter().any(Standing::is_posted) => false,
            (Some(standing), Some(counted)) if differs(Some(standing), counted) => update(edit, standing, counted).map(|()| true)?,
            (Some(standing), None) if standing.state != "matched" && standing.observation.is_some() => {
                withdraw(edit, standing).map(|()| true)?
            }
            (None, Some(counted)) if differs(None, counted) => add(edit, campaign, counted).map(|()| true)?,
            _ => false,
        });
    }
    Ok(written)
}

fn facts(counted: &Counted) -> Vec<Op> {
    let said = Said::of(counted);
    let text = |field: &str, value: &str| Op::Set { field: field.to_owned(), value: Some(Value::from(value)).filter(|v| !v.is_empty()) };
    vec![
        Op::set(variances::KIND, counted.kind),
        text(variances::EXPECTED_ZONE.id(), &said.expected),
        text(variances::FOUND_ZONE.id(), &said.found),
        Op::set(variances::BOOK_QUANTITY, said.book),
        Op::set(variances::COUNTED_QUANTITY, said.counted),
        Op::set(variances::VALUE, counted.value),
    ]
}

fn add(edit: &mut Edit<'_>, campaign: RecordId, counted: &Counted) -> Result<()> {
    let name = [&counted.name, &counted.tag].into_iter().find(|n| !n.is_empty()).map_or("—", String::as_str);
    let mut ops =
        vec![Op::set(variances::NAME, name), Op::set(variances::CAMPAIGN, campaign), Op::set(variances::TAG, counted.tag.as_str())];
    ops.extend(counted.asset.map(|asset| Op::set(variances::ASSET, asset)));
    ops.extend(counted.observations().first().map(|seen| Op::set(variances::OBSERVATION, *seen)));
    ops.extend(counted.seen.iter().flat_map(|s| s.counters.first()).next().map(|c| Op::set(variances::COUNTER, c.as_str())));
    ops.extend(Some(&counted.custodian).filter(|c| !c.is_empty()).map(|c| Op::set(variances::CUSTODIAN, c.as_str())));
    ops.extend(facts(counted));
    ops.retain(|op| !matches!(op, Op::Set { value: None, .. }));
    edit.create_following(&variances::REGISTER, &ops).map(drop)
}

/// What was proposed and approved was so for other facts: it begins again.
fn update(edit: &mut Edit<'_>, standing: &Standing, counted: &Counted) -> Result<()> {
    let mut ops = facts(counted);
    if counted.kind == MATCHED {
        ops.push(Op::State("matched".to_owned()));
    } else if standing.state != "found" {
        ops.extend([Op::set(variances::APPROVAL, "pending"), Op::State("found".to_owned())]);
    }
    edit.change(standing.id, &ops)
}

fn withdraw(edit: &mut Edit<'_>, standing: &Standing) -> Result<()> {
    edit.change(standing.id, &[Op::set(variances::KIND, MATCHED), Op::State("matched".to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_choice_of_the_register() {
        let choices = variances::REGISTER.field(variances::KIND.id()).unwrap().choice_list();
        for kind in [
            MATCHED,
            super::super::MISPLACED,
            super::super::SURPLUS,
            super::super::MISSING,
            super::super::DUPLICATE,
            super::super::MISMATCH,
        ] {
            assert!(choices.iter().any(|c| c.id == kind), "{kind}");
        }
        let step = |id: &str| registers::book::stocktakes::REGISTER.transition(id).is_some();
        assert!(step("compare") && step("compare-again"));
    }
}
