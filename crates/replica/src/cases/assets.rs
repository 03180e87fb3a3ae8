//! Assets and stocktakes: what was counted in two places or in two numbers, and variances that late news has changed.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::DateTime;
use registers::RecordId;
use registers::book::{observations, stocktakes, variances};
use registers::def::Phase;

use super::ask::{id, in_order, key, list, text};
use super::{Case, Choice};
use crate::query::Reader;
use crate::stocktake::{Counted, Places, Sheet, Subject, differs, existing};
use crate::{Result, schema};

/// Campaigns that are looked at, the newest.
const CAMPAIGNS: i64 = 20;
/// Assets of a campaign that are looked at.
const SUBJECTS: usize = 2_000;

/// Seen in several zones at once: 位置冲突, to be counted again. The latest does not win; what was rechecked does.
pub(super) fn in_two_places(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    counted(reader, limit, Counted::is_scattered, |one| {
        let mut case = case("counted-in-two-places", one);
        case.facts.push(("zones", list(one.seen.iter().map(|s| s.zone.as_str()))));
        case.facts.push(("book", one.book.to_string()));
        case.facts.push(("counted", one.counted.to_string()));
        case
    })
}

/// Seen in one zone by two who counted different numbers.
pub(super) fn in_two_numbers(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let disputed = |one: &Counted| !one.is_scattered() && one.seen.iter().any(|s| s.disputed);
    counted(reader, limit, disputed, |one| {
        let mut case = case("counted-differently", one);
        let zones = one.seen.iter().filter(|s| s.disputed);
        case.facts.push(("zones", list(zones.clone().map(|s| s.zone.as_str()))));
        case.facts.push(("counters", list(zones.flat_map(|s| s.counters.iter().map(String::as_str)))));
        case
    })
}

fn case(kind: &'static str, one: &Counted) -> Case {
    let mut records = one.observations();
    records.sort_unstable();
    let mut choices: Vec<Choice> = Vec::new();
    for step in ["query", "recheck", "void"] {
        choices.extend(records.iter().map(|id| Choice::Step { id: *id, step }));
    }
    choices.push(Choice::Decide("both-stand"));
    let facts = vec![("tag", one.tag.clone()), ("name", one.name.clone())];
    Case { kind, key: key(&records), records, ruled: false, facts, choices }
}

/// What of the running campaigns meets a condition.
fn counted(reader: &Reader, limit: usize, wanted: impl Fn(&Counted) -> bool, put: impl Fn(&Counted) -> Case) -> Result<Vec<Case>> {
    let (mut found, places) = (Vec::new(), Rc::new(Places::read(reader.connection())?));
    for (campaign, _) in campaigns(reader, &["frozen", "counting", "recounting", "variances", "approval", "posting"])? {
        let doubled = doubled(reader, campaign)?;
        if doubled.is_empty() {
            continue;
        }
        let Some(sheet) = Sheet::open_among(reader.connection(), campaign, &places)? else { continue };
        let all = sheet.some(&subjects(&sheet, doubled)?)?;
        found.extend(all.values().filter(|one| wanted(one)).map(&put));
    }
    found.truncate(limit);
    Ok(found)
}

/// Campaigns in one of the states, the newest first, with the state.
fn campaigns(reader: &Reader, states: &[&str]) -> Result<Vec<(RecordId, String)>> {
    let states: Vec<String> = states.iter().map(|s| crate::calc::quote(s)).collect();
    let sql = format!(
        "SELECT r.ulid, t.state FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state IN ({}) ORDER BY r.ulid DESC LIMIT {CAMPAIGNS}",
        schema::table(&stocktakes::REGISTER),
        states.join(",")
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| Ok((id(r, 0)?, text(r, 1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Assets with several sightings; none among them stands for those of labels that name no asset.
fn doubled(reader: &Reader, campaign: RecordId) -> Result<Vec<Option<RecordId>>> {
    let sql = format!(
        "SELECT f_asset, count(*) AS n FROM \"{}\" WHERE f_campaign=?1 GROUP BY f_asset HAVING n>1 OR f_asset IS NULL LIMIT {SUBJECTS}",
        schema::table(&observations::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([campaign.to_string()], |r| text(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().map(|asset| asset.parse().ok()).collect())
}

fn subjects(sheet: &Sheet<'_>, doubled: Vec<Option<RecordId>>) -> Result<BTreeSet<Subject>> {
    let mut subjects: BTreeSet<Subject> = doubled.iter().flatten().map(|asset| Subject::Asset(*asset)).collect();
    if doubled.contains(&None) {
        subjects.extend(unknown(sheet)?);
    }
    Ok(subjects)
}

/// What the sightings are of that name no asset.
fn unknown(sheet: &Sheet<'_>) -> Result<BTreeSet<Subject>> {
    sheet.unknown()?.iter().take(SUBJECTS).map(|s| sheet.subject_of(s)).collect()
}

/// Variances that are no longer what the count shows: an asset was moved meanwhile, or sightings came late. They are made
/// again until they are posted.
pub(super) fn outdated(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let (mut found, places) = (Vec::new(), Rc::new(Places::read(reader.connection())?));
    for (campaign, _) in campaigns(reader, &["variances", "approval", "posting"])? {
        let Some(sheet) = Sheet::open_among(reader.connection(), campaign, &places)? else { continue };
        let standing = existing(reader.connection(), campaign)?;
        let mut subjects: BTreeSet<Subject> = standing.keys().take(SUBJECTS).cloned().collect();
        subjects.extend(sheet.moved()?.into_iter().take(SUBJECTS).map(Subject::Asset));
        subjects.extend(unknown(&sheet)?);
        let before = |subject: &Subject| standing.get(subject).and_then(|all| all.first());
        subjects.retain(|subject| !before(subject).is_some_and(|s| s.is_posted() || s.observation.is_none() && s.asset.is_none()));
        let (mut changed, mut tags) = (vec![campaign], Vec::new());
        for (subject, one) in sheet.some(&subjects)? {
            let before = before(&subject);
            let silent = one.seen.is_empty() && one.asset.is_none();
            if !silent && differs(before, &one) {
                changed.extend(before.map(|s| s.id).or(one.asset).or(one.observations().first().copied()));
                tags.push(if one.tag.is_empty() { one.name } else { one.tag });
            }
        }
        if tags.is_empty() {
            continue;
        }
        let facts = vec![
            ("campaign", title(reader, campaign)?),
            ("count", tags.len().to_string()),
            ("tags", list(tags.iter().take(10).map(String::as_str))),
        ];
        let choices = vec![Choice::Step { id: campaign, step: "compare-again" }, Choice::Decide("both-stand")];
        found.push(Case { kind: "variance-outdated", key: key(&changed), records: changed, ruled: false, facts, choices });
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// Variances that were posted before it came to light that the asset had been moved: they stay, and are shown.
pub(super) fn posted(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let (mut found, places) = (Vec::new(), Rc::new(Places::read(reader.connection())?));
    for (campaign, _) in campaigns(reader, &["variances", "approval", "posting", "closed"])? {
        let Some(sheet) = Sheet::open_among(reader.connection(), campaign, &places)? else { continue };
        let moved = sheet.moved()?;
        let mut standing = existing(reader.connection(), campaign)?;
        standing.retain(|_, all| {
            all.retain(|s| s.is_posted());
            !all.is_empty()
        });
        let late = |subject: &Subject| {
            let lost = standing.get(subject).and_then(|all| all.first()).is_some_and(|s| s.kind() == "missing");
            subject.asset().is_some_and(|asset| lost || moved.contains(&asset))
        };
        let subjects: BTreeSet<Subject> = standing.keys().filter(|s| late(s)).take(SUBJECTS).cloned().collect();
        for (subject, one) in sheet.some(&subjects)? {
            let Some(standing) = standing.get(&subject).and_then(|all| all.first()) else { continue };
            let found_again = standing.kind() == "missing" && !one.seen.is_empty();
            let is_moved = one.asset.is_some_and(|asset| moved.contains(&asset));
            if !(found_again || is_moved) || !differs(Some(standing), &one) {
                continue;
            }
            let records = vec![standing.id];
            let seen = list(one.seen.iter().map(|s| s.zone.as_str()));
            let facts = vec![("tag", one.tag), ("name", one.name), ("place", one.expected_zone), ("zones", seen)];
            let choices = vec![Choice::Step { id: standing.id, step: "void" }, Choice::Decide("both-stand"), Choice::Decide("put-right")];
            found.push(Case { kind: "variance-after-posting", key: key(&records), records, ruled: true, facts, choices });
            if found.len() >= limit {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// One asset with two variances of one campaign: two desks listed them at once. The one that was begun first counts.
pub(super) fn listed_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let sql = format!(
        "SELECT EXISTS(SELECT 1 FROM \"{}\" WHERE f_campaign=?1 AND phase<{} GROUP BY f_asset HAVING count(*)>1)",
        schema::table(&variances::REGISTER),
        Phase::Void as i64
    );
    let mut found = Vec::new();
    for (campaign, _) in campaigns(reader, &["variances", "approval", "posting", "closed"])? {
        let doubled: bool = reader.connection().prepare_cached(&sql)?.query_row([campaign.to_string()], |r| r.get(0))?;
        if !doubled {
            continue;
        }
        for all in existing(reader.connection(), campaign)?.into_values().filter(|all| all.len() > 1) {
            if all.iter().all(|s| s.state == "matched") {
                continue;
            }
            let records = in_order(reader, all.iter().map(|s| s.id).collect())?;
            let Some(first) = all.first() else { continue };
            let mut choices: Vec<Choice> = records.iter().skip(1).map(|id| Choice::Step { id: *id, step: "void" }).collect();
            choices.push(Choice::Decide("not-the-same"));
            let facts = vec![("tag", first.tag.clone()), ("campaign", title(reader, campaign)?), ("count", all.len().to_string())];
            found.push(Case { kind: "variance-twice", key: key(&records), records, ruled: true, facts, choices });
        }
    }
    found.truncate(limit);
    Ok(found)
}

fn title(reader: &Reader, id: RecordId) -> Result<String> {
    Ok(reader.title(id)?.unwrap_or_default())
}
