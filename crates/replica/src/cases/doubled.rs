//! Numbers that several records carry, with the order in which these have a right to it.

use jiff::civil::DateTime;
use registers::RecordId;
use registers::book::{archive_items, incoming_documents, outgoing_documents};
use registers::def::{Phase, Register};

use super::ask::key;
use super::history::Place;
use super::{Case, Choice, quoted, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// A number that several records carry.
pub(super) struct Doubled {
    pub number: String,
    /// At least two; the one that keeps the number first.
    pub bearers: Vec<Bearer>,
}

/// A record that carries the number.
pub(super) struct Bearer {
    pub id: RecordId,
    pub title: String,
    pub state: String,
    /// When paper with the number on it was first sealed or sent; none if it was not.
    pub on_paper: Option<String>,
    place: Place,
}

/// The numbers of a register that several records carry, void ones aside. `proofs` are time fields that prove that paper
/// with the number has left the desk: the earliest keeps it, else the one that had it first in the relay's order.
pub(super) fn find(reader: &Reader, register: &'static Register, proofs: &[&str], limit: usize) -> Result<Vec<Doubled>> {
    let Some(numbering) = register.number else { return Ok(Vec::new()) };
    let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
    let proofs: String = proofs.iter().map(|f| format!(", t.\"{}\"", schema::column(f))).collect();
    let count = proofs.matches(',').count();
    let bearers = format!(
        "SELECT r.ulid, t.\"{}\", t.state{proofs} FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.\"{column}\"=?1 AND t.phase<>{void} ORDER BY r.ulid LIMIT 100",
        schema::column(register.title)
    );
    let mut bearers_of = reader.connection().prepare_cached(&bearers)?;
    let mut found = Vec::new();
    for number in reader.doubled(register)?.into_iter().take(limit) {
        let rows = bearers_of.query_map([&number], |r| {
            let times = (0..count).map(|n| r.get::<_, Option<String>>(3 + n)).collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(Bearer {
                id: RecordId::from_bytes(r.get(0)?),
                title: r.get::<_, Option<String>>(1)?.unwrap_or_default(),
                state: r.get(2)?,
                on_paper: times.into_iter().flatten().filter(|t| !t.is_empty()).min(),
                place: Place::NOWHERE,
            })
        })?;
        let mut bearers = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for bearer in &mut bearers {
            bearer.place = reader.acts(bearer.id)?.map_or(Place::NOWHERE, |history| history.place_of(numbering.field));
        }
        bearers.sort_by(|a, b| a.right().cmp(&b.right()));
        found.push(Doubled { number, bearers });
    }
    Ok(found)
}

/// Registers of which the numbers have a case of their own.
const OWN: &[&Register] = &[&outgoing_documents::REGISTER, &incoming_documents::REGISTER, &archive_items::REGISTER];

/// One number on two records of any other register.
pub(super) fn any_number(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for register in reader.shelf()?.all().iter().filter(|r| !OWN.iter().any(|own| own.key == r.key)) {
        for doubled in find(reader, register, &[], limit.saturating_sub(cases.len()))? {
            let mut case = doubled.case("number-doubled", register);
            case.facts.push(("register", register.key.to_owned()));
            cases.push(case);
        }
    }
    Ok(cases)
}

impl Bearer {
    fn right(&self) -> (bool, Option<&str>, Place, RecordId) {
        (self.on_paper.is_none(), self.on_paper.as_deref(), self.place, self.id)
    }
}

impl Doubled {
    /// The records that do not keep the number.
    pub(super) fn others(&self) -> &[Bearer] {
        self.bearers.get(1..).unwrap_or_default()
    }

    /// The case: those others that are not on paper can get a fresh number, or be voided.
    pub(super) fn case(&self, kind: &'static str, register: &Register) -> Case {
        let records: Vec<RecordId> = self.bearers.iter().map(|b| b.id).collect();
        let free = || self.others().iter().filter(|b| b.on_paper.is_none());
        let mut choices: Vec<Choice> = free().map(|b| Choice::Renumber { id: b.id }).collect();
        choices.extend(free().filter_map(|b| step_from(register, b.id, &b.state, "void")));
        choices.push(Choice::Decide("both-stand"));
        let title = |at: usize| self.bearers.get(at).map(|b| quoted(&b.title)).unwrap_or_default();
        Case {
            kind,
            key: format!("{} {}", self.number, key(&records)),
            ruled: true,
            facts: vec![("number", self.number.clone()), ("count", records.len().to_string()), ("one", title(0)), ("other", title(1))],
            records,
            choices,
        }
    }
}
