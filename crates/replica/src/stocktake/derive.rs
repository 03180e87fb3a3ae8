//! Variances, made from what a campaign has shown: again and again until they are posted.

use std::collections::BTreeMap;

use registers::book::{observations, variances};
use registers::common::VOID;
use registers::def::Phase;
use registers::document::Op;
use registers::{RecordId, Value};
use rusqlite::Connection;

use super::places::plain;
use super::{Counted, MATCHED, OUTSIDE, Sheet, Subject};
use crate::commit::{Edit, bearer};
use crate::{Error, Moment, Replica, Result, apply, schema};

/// Greatest number of variances that one commit writes.
const BATCH: usize = 1_000;
/// Greatest number of variances about one thing in one campaign, void ones among them.
const MOST_OF_ONE: u32 = 64;
/// The state of a variance that says that something is not of the scope.
const OUTSIDE_STATE: &str = "outside";

/// A variance as it stands in its register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub id: RecordId,
    pub state: String,
    pub asset: Option<RecordId>,
    pub tag: String,
    pub observation: Option<RecordId>,
    /// A person looked into it and found it as expected, or not of the scope.
    pub cleared: bool,
    /// Desks that compared at once, each with what it knew, have left several values of it.
    torn: bool,
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
        Some(s) if s.cleared => false,
        Some(s) if s.torn => true,
        Some(s) if s.state == "matched" => counted.kind != MATCHED,
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
           EXISTS(SELECT 1 FROM conflict c WHERE c.record=t.id AND c.field IN ('kind','expected_zone','found_zone','book_quantity','counted_quantity','value','name','tag','observation','counter','custodian')),
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
            cleared: ["matched", OUTSIDE_STATE].contains(&text(1)?.as_str()) && r.get(5)?,
            torn: r.get(11)?,
            said: Said { kind: text(6)?, expected: text(7)?, found: text(8)?, book: number(9)?, counted: number(10)? },
        };
        found.entry(standing.subject()).or_default().push(standing);
    }
    Ok(found)
}

/// A comparison of a campaign with the books that is being written down, a thousand records in a commit, so that others
/// may write in between. What was written meanwhile stays as it is; a comparison that is broken off is taken up by the next.
#[derive(Debug)]
pub struct Comparing {
    campaign: RecordId,
    rest: std::vec::IntoIter<Job>,
    total: usize,
}

/// One record that is to be written.
#[derive(Debug)]
enum Job {
    Add(Counted),
    Update(Box<Standing>, Counted),
    Withdraw(Standing),
    /// A sighting named a label only, of a card that was not here yet; not one out of which a person took the asset.
    Name(RecordId, RecordId),
}

impl Comparing {
    /// What is to be written so that the variances of a campaign say what the count has shown.
    fn prepare(conn: &Connection, campaign: RecordId) -> Result<Comparing> {
        let sheet = Sheet::open(conn, campaign)?.ok_or(Error::UnknownRecord(campaign))?;
        let mut standing = existing(conn, campaign)?;
        let mut jobs = Vec::new();
        for (_, counted) in sheet.all()? {
            let before = standing.remove(&Subject::of(&counted)).unwrap_or_default();
            if before.iter().any(Standing::is_posted) || !differs(before.first(), &counted) {
                continue;
            }
            jobs.push(match before.into_iter().next() {
                Some(standing) => Job::Update(Box::new(standing), counted),
                None => Job::Add(counted),
            });
        }
        // What was seen and is now no longer anything, since its sightings were made void; and what is no longer looked for.
        let gone = standing.into_values().filter(|before| !before.iter().any(Standing::is_posted));
        let gone = gone.filter_map(|before| before.into_iter().next());
        let listed = |s: &Standing| (0..MOST_OF_ONE).any(|nth| id_of(campaign, &s.subject(), nth) == s.id);
        jobs.extend(gone.filter(|s| s.state != "matched" && (s.observation.is_some() || listed(s))).map(Job::Withdraw));
        for seen in sheet.unknown()? {
            if let Some(asset) = bearer(conn, &observations::REGISTER, &seen.tag)?
                && !sheet.is_unlinked(&seen)?
            {
                jobs.push(Job::Name(seen.id, asset));
            }
        }
        Ok(Comparing { campaign, total: jobs.len(), rest: jobs.into_iter() })
    }

    /// How many records were written, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.total - self.rest.len(), self.total)
    }

    /// Whether all is written.
    pub fn is_done(&self) -> bool {
        self.rest.len() == 0
    }

    /// Writes the next thousand. False when none were left.
    ///
    /// # Errors
    /// Those of a commit; what was written before stays.
    pub fn step(&mut self, replica: &mut Replica, now: Moment) -> Result<bool> {
        if self.is_done() {
            return Ok(false);
        }
        let batch: Vec<Job> = self.rest.by_ref().take(BATCH).collect();
        let campaign = self.campaign;
        replica.transact("derive:stocktakes:compare", now, |edit| batch.iter().try_for_each(|job| write(edit, campaign, job)))?;
        Ok(true)
    }
}

impl Replica {
    /// Makes the variances of a campaign from what it has shown so far: those that are new are added, those that are not
    /// posted yet are brought up to date, posted ones stay; sightings that name the label of a card which came later are given
    /// it. The steps `compare` and `compare-again` do so as well. Gives how many records were written.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and those of a commit.
    pub fn derive_variances(&mut self, campaign: RecordId, now: Moment) -> Result<usize> {
        let mut comparing = Comparing::prepare(&self.conn, campaign)?;
        while comparing.step(self, now)? {}
        Ok(comparing.total)
    }
}

/// Brings the variances of a campaign up to date with the step that asks for it; what does not fit into its commit is left
/// for [`Replica::finish`].
pub(super) fn begin(edit: &mut Edit<'_>, campaign: RecordId) -> Result<()> {
    let mut comparing = Comparing::prepare(edit.connection(), campaign)?;
    let first: Vec<Job> = comparing.rest.by_ref().take(BATCH).collect();
    first.iter().try_for_each(|job| write(edit, campaign, job))?;
    if !comparing.is_done() {
        edit.leave(comparing.into());
    }
    Ok(())
}

fn write(edit: &mut Edit<'_>, campaign: RecordId, job: &Job) -> Result<()> {
    match job {
        Job::Add(counted) => add(edit, campaign, counted),
        // It may have gone on since the comparison began.
        Job::Update(standing, counted) if stands(edit, standing)? => update(edit, campaign, standing, counted),
        Job::Withdraw(standing) if stands(edit, standing)? => withdraw(edit, standing),
        Job::Name(seen, asset) if !edit.record(*seen)?.is_filled(observations::ASSET.id()) => {
            edit.put_back(*seen, &[Op::set(observations::ASSET, *asset)])
        }
        Job::Update(..) | Job::Withdraw(_) | Job::Name(..) => Ok(()),
    }
}

fn stands(edit: &mut Edit<'_>, standing: &Standing) -> Result<bool> {
    Ok(edit.record(standing.id)?.state() == standing.state)
}

/// The id of a campaign's variance about one thing: two desks that compare at once write one record. A void one is followed
/// by the next.
fn id_of(campaign: RecordId, subject: &Subject, nth: u32) -> RecordId {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 variance of a stocktake");
    hash.update(&campaign.to_bytes());
    match subject {
        Subject::Asset(id) => hash.update(b"a").update(&id.to_bytes()),
        Subject::Tag(tag) => hash.update(b"t").update(tag.as_bytes()),
        Subject::Lone(id) => hash.update(b"l").update(&id.to_bytes()),
    };
    hash.update(&[0]).update(&nth.to_be_bytes());
    let mut bytes = campaign.to_bytes();
    // The moment of the campaign before, the space behind.
    for (byte, fresh) in bytes.iter_mut().skip(6).zip(hash.finalize().as_bytes()) {
        *byte = *fresh;
    }
    if let Some(last) = bytes.last_mut() {
        *last = variances::REGISTER.space.number() as u8;
    }
    RecordId::from_bytes(bytes)
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

/// What a variance is about, and who saw it.
fn about(campaign: RecordId, counted: &Counted) -> Vec<Op> {
    let name = [&counted.name, &counted.tag].into_iter().find(|n| !n.is_empty()).map_or("—", String::as_str);
    let mut ops =
        vec![Op::set(variances::NAME, name), Op::set(variances::CAMPAIGN, campaign), Op::set(variances::TAG, counted.tag.as_str())];
    ops.extend(counted.asset.map(|asset| Op::set(variances::ASSET, asset)));
    ops.extend(counted.observations().first().map(|seen| Op::set(variances::OBSERVATION, *seen)));
    ops.extend(counted.seen.iter().flat_map(|s| s.counters.first()).next().map(|c| Op::set(variances::COUNTER, c.as_str())));
    ops.extend(Some(&counted.custodian).filter(|c| !c.is_empty()).map(|c| Op::set(variances::CUSTODIAN, c.as_str())));
    ops
}

fn add(edit: &mut Edit<'_>, campaign: RecordId, counted: &Counted) -> Result<()> {
    let mut ops = [about(campaign, counted), facts(counted)].concat();
    ops.retain(|op| !matches!(op, Op::Set { value: None, .. }));
    ops.extend((counted.kind == OUTSIDE).then(|| Op::State(OUTSIDE_STATE.to_owned())));
    let subject = Subject::of(counted);
    for nth in 0..MOST_OF_ONE {
        let id = id_of(campaign, &subject, nth);
        let standing = match edit.staged(id) {
            Some(record) => Some(record),
            None => apply::record(edit.connection(), id)?,
        };
        match standing {
            None => return edit.create_derived(id, &variances::REGISTER, &ops),
            Some(record) if record.register != variances::REGISTER.key || record.state() == VOID => {}
            // Undone since: it is what it was again.
            Some(record) if record.text(variances::CAMPAIGN.id()).is_empty() => return edit.put_back(id, &ops),
            // Another program has written it meanwhile.
            Some(_) => return Ok(()),
        }
    }
    edit.create_following(&variances::REGISTER, &ops).map(drop)
}

/// What was proposed and approved was so for other facts: it begins again.
fn update(edit: &mut Edit<'_>, campaign: RecordId, standing: &Standing, counted: &Counted) -> Result<()> {
    let mut ops = if standing.torn { about(campaign, counted) } else { Vec::new() };
    ops.extend(facts(counted));
    if counted.kind == MATCHED {
        ops.push(Op::State("matched".to_owned()));
    } else if counted.kind == OUTSIDE {
        ops.push(Op::State(OUTSIDE_STATE.to_owned()));
    } else {
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
            OUTSIDE,
        ] {
            assert!(choices.iter().any(|c| c.id == kind), "{kind}");
        }
        let step = |id: &str| registers::book::stocktakes::REGISTER.transition(id).is_some();
        assert!(step("compare") && step("compare-again"));
    }
}
