//! Stocktakes 盘点: what the sightings of a campaign say of each asset, held against where the books have it at the
//! moment of each sighting. Nothing of it is stored but the variances, which are made again until they are posted.

mod books;
mod coverage;
mod derive;
mod findings;
mod places;
mod running;
mod scan;
mod scope;
mod sheet;
mod stock;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use registers::RecordId;
use registers::workflow::same_person;

use books::Book;
pub use coverage::{Count, Running, Zone};
pub(crate) use derive::{Comparing, differs, existing};
pub(crate) use findings::column as finding_column;
pub(crate) use places::{Places, plain, words};
pub(crate) use running::{counted, coverage_rows, custodian_rows, tallied};
#[cfg(test)]
pub(crate) use running::{coverage_rows_of, tallied_of};
pub use scan::{Before, Comparison, Scanned};
use sheet::Sighting;
pub(crate) use sheet::{Sheet, Subject};
pub(crate) use stock::{book_at, change, follow_count, is_of};

use crate::Result;
use crate::commit::Edit;

/// As the books have it: a variance that is none.
pub(crate) const MATCHED: &str = "matched";
const MISPLACED: &str = "misplaced";
const SURPLUS: &str = "surplus";
const MISSING: &str = "missing";
const DUPLICATE: &str = "duplicate";
const MISMATCH: &str = "mismatch";
/// An asset that the campaign does not look for.
const OUTSIDE: &str = "outside";

/// What a campaign has shown of one asset or label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The asset, if the books know it.
    pub asset: Option<RecordId>,
    /// Its number, or the label as it was read.
    pub tag: String,
    /// Its name.
    pub name: String,
    /// Where the books had it at the freezing.
    pub start_zone: String,
    /// Where the books had it when it was seen, or at the freezing when nobody has seen it.
    pub expected_zone: String,
    /// Where it was seen. Two who saw it in one zone are one hit with two witnesses.
    pub seen: Vec<Seen>,
    /// How many the books have.
    pub book: i64,
    /// How many were seen.
    pub counted: i64,
    /// In what way the two differ: a choice of a variance's kind.
    pub kind: &'static str,
    /// What the difference is worth; more is positive.
    pub value: i64,
    /// Who keeps it by the books.
    pub custodian: String,
    /// Whether nobody but whoever keeps it saw it: who counts is not the custodian, so that nobody has checked it.
    pub own: bool,
}

/// One zone in which an asset was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The zone.
    pub zone: String,
    /// How many were seen: the most that anybody saw.
    pub quantity: i64,
    /// Whether those who looked saw different numbers.
    pub disputed: bool,
    /// Whether the books had it there at that moment.
    pub expected: bool,
    /// The records of it.
    pub observations: Vec<RecordId>,
    /// Who saw it.
    pub counters: BTreeSet<String>,
}

impl Counted {
    /// Whether it was seen in several places at once: then it is to be counted again, and the latest sighting does not win.
    pub fn is_scattered(&self) -> bool {
        self.kind == DUPLICATE && self.seen.len() > 1
    }

    /// All records of sightings.
    pub fn observations(&self) -> Vec<RecordId> {
        self.seen.iter().flat_map(|s| s.observations.iter().copied()).collect()
    }
}

/// What follows a step of a stocktake or of a stock movement, in the same action.
pub(crate) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str) -> Result<()> {
    let register = edit.stage(id)?;
    let Some(step) = register.transition(step) else { return Ok(()) };
    match (register.key, step.id) {
        ("stocktakes", "freeze") => coverage::freeze(edit, id),
        ("stocktakes", "withdraw-freeze") => coverage::thaw(edit, id),
        ("stocktakes", "compare" | "compare-again") => derive::begin(edit, id),
        ("stocktakes", "close") => coverage::close(edit, id),
        ("stock-movements", "approve" | "restate") => stock::restate(edit, id),
        _ => Ok(()),
    }
}

/// Holds the sightings of one asset against the books; `expected` says whether the campaign looks for it. `place` says where the books had it at a moment.
fn judge<'b>(book: Option<&'b Book>, expected: bool, sightings: &[Sighting], places: &Places, place: impl Fn(&str) -> &'b str) -> Counted {
    // Who looked a second time counts instead of those who looked once.
    let again = sightings.iter().any(Sighting::is_rechecked);
    let counting: Vec<&Sighting> = sightings.iter().filter(|s| s.is_rechecked() || !again).collect();
    let seen = zones(&counting, places, &place);
    let all_expected = seen.iter().all(|s| s.expected);
    let quantities = seen.iter().map(|s| s.quantity);
    // Something that was moved in between was seen in two places, but is one.
    let counted = if all_expected { quantities.max().unwrap_or(0) } else { quantities.sum() };
    let last = counting
        .iter()
        .filter(|s| !same(places, &s.zone, place(&s.at)))
        .max_by_key(|s| (&s.at, s.id))
        .or(counting.iter().max_by_key(|s| (&s.at, s.id)));
    let expected_zone = last.map_or_else(|| place(""), |s| place(&s.at)).to_owned();
    let books = book.map_or(0, |b| if b.gone { 0 } else { b.quantity });
    let said = |finding: &str| counting.iter().any(|s| s.finding == finding);
    let kind = match book {
        Some(book) if seen.is_empty() => {
            if book.lent || book.gone || !expected {
                MATCHED
            } else {
                MISSING
            }
        }
        // What was given away and is there after all is too many, whatever the campaign looks for.
        Some(book) if !expected && !book.gone => OUTSIDE,
        Some(_) if seen.len() > 1 && !all_expected && counted > books && books > 0 => DUPLICATE,
        Some(_) if counted < books => MISSING,
        Some(_) if counted > books => SURPLUS,
        Some(_) if !all_expected => MISPLACED,
        Some(_) if said(DUPLICATE) => DUPLICATE,
        Some(_) if said(MISMATCH) => MISMATCH,
        Some(_) => MATCHED,
        None if seen.len() > 1 => DUPLICATE,
        None => SURPLUS,
    };
    let first = counting.iter().min_by_key(|s| (&s.at, s.id));
    let (tag, name) = match book {
        Some(book) => (book.tag.clone(), book.name.clone()),
        None => first.map_or_else(Default::default, |s| (s.tag.clone(), s.description.clone())),
    };
    let by = if seen.is_empty() && kind == MATCHED { 0 } else { counted - books };
    let value = book.filter(|b| b.quantity > 0 && matches!(kind, MISSING | SURPLUS)).map_or(0, |b| b.value.saturating_mul(by) / b.quantity);
    let custodian = book.map_or_else(String::new, |b| b.custodian.clone());
    // Whoever looked again may have been somebody else.
    let by_keeper =
        |s: &Sighting| same_person(&s.counter, &custodian) && (s.rechecked_by.is_empty() || same_person(&s.rechecked_by, &custodian));
    let own = !sightings.is_empty() && sightings.iter().all(by_keeper);
    Counted {
        asset: book.map(|b| b.asset),
        tag,
        name,
        start_zone: place("").to_owned(),
        expected_zone,
        seen,
        book: books,
        counted,
        kind,
        value,
        custodian,
        own,
    }
}

/// One hit a zone, with everybody who saw it.
fn zones<'b>(sightings: &[&Sighting], places: &Places, place: &impl Fn(&str) -> &'b str) -> Vec<Seen> {
    let mut found: BTreeMap<Rc<str>, Seen> = BTreeMap::new();
    for s in sightings {
        let expected = same(places, &s.zone, place(&s.at));
        let key = places.canonical(&s.zone);
        let fresh = Seen {
            zone: s.zone.clone(),
            quantity: s.quantity,
            disputed: false,
            expected: true,
            observations: Vec::new(),
            counters: BTreeSet::new(),
        };
        let seen = found.entry(key).or_insert(fresh);
        seen.disputed |= seen.quantity != s.quantity;
        seen.quantity = seen.quantity.max(s.quantity);
        seen.expected &= expected;
        seen.observations.push(s.id);
        seen.counters.extend(Some(s.counter.clone()).filter(|c| !c.is_empty()));
    }
    found.into_values().collect()
}

/// Whether a sighting in `zone` agrees with the books. Where either says nothing there is nothing to differ.
fn same(places: &Places, zone: &str, expected: &str) -> bool {
    // A team may write down all its zones at once.
    let covers = |zone: &str| places.covers(zone, expected);
    zone.trim().is_empty() || expected.trim().is_empty() || covers(zone) || places::words(zone).any(covers)
}
