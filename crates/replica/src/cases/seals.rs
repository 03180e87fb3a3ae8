//! Seals: two people have one seal, as two desks tell it. Its uses always add up; who has it is for the people to say.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use registers::book::{seal_custody, seal_requests, seals};
use registers::def::Register;
use registers::{RecordId, Value};

use super::ask::{clock, id, key, text};
use super::history::Place;
use super::{Case, Choice, quoted, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of seals that are looked at.
const SEALS: usize = 500;

/// A record by which somebody has a seal.
struct Claim {
    id: RecordId,
    register: &'static Register,
    state: String,
    who: String,
    since: String,
    /// Both sides have confirmed that it changed hands.
    confirmed: bool,
    place: Place,
}

/// One seal off site or on its way to a new keeper twice. A handover that both sides have confirmed counts before one that
/// is only told, then whoever took it first.
pub(super) fn held_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut claims: BTreeMap<RecordId, Vec<Claim>> = BTreeMap::new();
    for seal in claimed_twice(reader)? {
        let found = claims.entry(seal).or_default();
        found.extend(claims_of(reader, seal, &seal_requests::REGISTER, "t.state='out'", ["carrier", "taken_at"])?);
        found.extend(claims_of(reader, seal, &seal_custody::REGISTER, "t.state='handed-over'", ["to", "at"])?);
    }
    for (seal, holders) in contested(reader)? {
        let found = claims.entry(seal).or_default();
        let requests = claims_of(reader, seal, &seal_requests::REGISTER, "t.state='out'", ["carrier", "taken_at"])?;
        found.extend(requests.into_iter().filter(|c| !found.iter().any(|f| f.id == c.id)).collect::<Vec<_>>());
        let handovers = claims_of(reader, seal, &seal_custody::REGISTER, "t.state='complete'", ["to", "at"])?;
        // Of each holder the last handover: those before it are past.
        let mut last: BTreeMap<String, Claim> = BTreeMap::new();
        for claim in handovers.into_iter().filter(|c| holders.contains(&c.who)) {
            last.insert(claim.who.clone(), claim);
        }
        found.extend(last.into_values());
    }
    let mut cases = Vec::new();
    for (seal, mut claims) in claims {
        claims.sort_by(|a, b| (!a.confirmed, &a.since, a.place, a.id).cmp(&(!b.confirmed, &b.since, b.place, b.id)));
        if claims.len() > 1 {
            cases.push(case(reader, seal, &claims)?);
        }
    }
    cases.truncate(limit);
    Ok(cases)
}

fn case(reader: &Reader, seal: RecordId, claims: &[Claim]) -> Result<Case> {
    let mut choices = taken(reader, seal, claims)?;
    let is_contested = !choices.is_empty();
    // The later ones first: they are what should be put right.
    for claim in claims.iter().rev() {
        for step in ["return", "return-unused", "cancel"] {
            choices.extend(step_from(claim.register, claim.id, &claim.state, step));
        }
    }
    // While the seal's card names two people it is not put right.
    if !is_contested {
        choices.push(Choice::Decide("put-right"));
    }
    let named = |at: usize| claims.get(at).map(|c| (c.who.clone(), clock(&c.since))).unwrap_or_default();
    let ((one, one_since), (other, other_since)) = (named(0), named(1));
    let mut records: Vec<RecordId> = claims.iter().map(|c| c.id).collect();
    let key = key(&records);
    records.push(seal);
    Ok(Case {
        kind: "seal-held-twice",
        key,
        records,
        ruled: true,
        facts: vec![
            ("seal", quoted(&reader.title(seal)?.unwrap_or_default())),
            ("one", one),
            ("one_since", one_since),
            ("other", other),
            ("other_since", other_since),
        ],
        choices,
    })
}

/// Whoever has the seal, of those whom its card names: the card says of holder, keeper, time and place what that one's paper
/// says.
fn taken(reader: &Reader, seal: RecordId, claims: &[Claim]) -> Result<Vec<Choice>> {
    let Some(card) = reader.record(seal)? else { return Ok(Vec::new()) };
    let mut choices: Vec<Choice> = Vec::new();
    for claim in claims {
        let Some(paper) = reader.record(claim.id)? else { continue };
        let places = match claim.register.key {
            key if key == seal_requests::REGISTER.key => FROM_REQUEST,
            _ if paper.record.text(seal_custody::KIND.id()) == "permanent" => FROM_KEEPER,
            _ => FROM_HOLDER,
        };
        let stands = |(from, to): &(&str, &str)| {
            let value = paper.record.get(from)?;
            let several = card.record.values(to);
            (several.len() > 1 && several.contains(value)).then(|| ((*to).to_owned(), value.clone()))
        };
        let writes: Vec<(String, Value)> = places.iter().filter_map(stands).collect();
        let choice = Choice::Take { id: seal, says: claim.who.clone(), writes: writes.clone() };
        if !writes.is_empty() && !choices.iter().any(|c| c.name() == choice.name()) {
            choices.push(choice);
        }
    }
    Ok(choices)
}

/// What papers say of a seal, and where its card says it.
const FROM_REQUEST: &[(&str, &str)] = &[("carrier", "holder"), ("taken_at", "held_since")];
const FROM_HOLDER: &[(&str, &str)] = &[("to", "holder"), ("at", "held_since")];
const FROM_KEEPER: &[(&str, &str)] = &[("to", "holder"), ("to", "keeper"), ("at", "held_since"), ("location", "location")];

/// Seals that are out or handed over by more than one record.
fn claimed_twice(reader: &Reader) -> Result<Vec<RecordId>> {
    let sql = format!(
        "SELECT seal FROM (SELECT f_seal AS seal FROM \"{}\" WHERE state='out' UNION ALL SELECT f_seal FROM \"{}\" WHERE state='handed-over')
         WHERE seal<>'' GROUP BY seal HAVING count(*)>1 ORDER BY seal LIMIT {SEALS}",
        schema::table(&seal_requests::REGISTER),
        schema::table(&seal_custody::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.iter().filter_map(|seal| RecordId::from_string(seal).ok()).collect())
}

/// Seals of which two desks named different holders or keepers, with all whom they named.
fn contested(reader: &Reader) -> Result<BTreeMap<RecordId, Vec<String>>> {
    let (holder, keeper) = (seals::HOLDER.id(), seals::KEEPER.id());
    let sql = format!(
        "SELECT DISTINCT r.ulid FROM conflict c CROSS JOIN record r ON r.id=c.record WHERE r.register=?1 AND c.field IN ('{holder}','{keeper}') ORDER BY r.ulid LIMIT {SEALS}"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let ids = statement.query_map([seals::REGISTER.key], |r| id(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut found = BTreeMap::new();
    for id in ids {
        let Some(card) = reader.record(id)? else { continue };
        let named = [holder, keeper].into_iter().flat_map(|f| card.record.values(f));
        found.insert(id, named.filter_map(|v| v.as_text().map(str::to_owned)).collect());
    }
    Ok(found)
}

/// Records of a register that name the seal, in the order of their beginnings.
fn claims_of(reader: &Reader, seal: RecordId, register: &'static Register, only: &str, [who, since]: [&str; 2]) -> Result<Vec<Claim>> {
    let sql = format!(
        "SELECT r.ulid, t.state, t.\"{}\", t.\"{}\" FROM link l JOIN \"{}\" t ON t.id=l.record JOIN record r ON r.id=t.id
         WHERE l.target=?1 AND l.field='seal' AND r.register=?2 AND {only} ORDER BY r.ulid LIMIT {SEALS}",
        schema::column(who),
        schema::column(since),
        schema::table(register)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params![seal.to_bytes(), register.key], |r| {
        let confirmed = register.key == seal_custody::REGISTER.key && r.get::<_, String>(1)? == "complete";
        Ok(Claim { id: id(r, 0)?, register, state: r.get(1)?, who: text(r, 2)?, since: text(r, 3)?, confirmed, place: Place::NOWHERE })
    })?;
    let mut claims = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for claim in &mut claims {
        claim.place = reader.begun(claim.id)?;
    }
    claims.sort_by_key(|c| (c.place, c.id));
    Ok(claims)
}
