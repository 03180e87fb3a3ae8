//! The registers of one office: as they come, with the office's adjustments on top. What an adjustment says amiss is left
//! out, so that no adjustment, nor two that were merged, can make a record unreadable.

mod adjust;
mod check;
mod optional;
mod part;
mod pattern;
mod stands;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, PoisonError};

use crate::book::{self, adjustments as own};
use crate::def::Register;
use crate::document::{self, Record};

pub use check::{Unusable, check, fresh_id, is_fixed};
pub use optional::is_optional;
pub use pattern::sample_number;
pub use stands::{about_the_same, called, stands};

/// Greatest number of adjustments that count; later ones are left out.
pub const MOST: usize = 500;
/// Greatest number of adjusted registers, and of lists of them, that a program keeps; beyond it they stay as they were last,
/// until it is started again.
const MOST_KEPT: usize = 4_096;
/// What the ids of fields begin with that an office has added.
pub const EXTRA: &str = "x_";

/// The registers of one office.
#[derive(Debug, Clone, Copy)]
pub struct Shelf {
    all: &'static [&'static Register],
    /// How many adjustments it was made from.
    settings: usize,
}

impl Default for Shelf {
    fn default() -> Shelf {
        Shelf { all: book::ALL, settings: 0 }
    }
}

impl Shelf {
    /// The registers with the adjustments that `records` say, in this order; void ones must be left out by the caller.
    pub fn new(records: &[Record]) -> Shelf {
        Shelf::of_kept(&mut KEPT.lock().unwrap_or_else(PoisonError::into_inner), records)
    }

    fn of_kept(kept: &mut Kept, records: &[Record]) -> Shelf {
        let mut by_register: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in records.iter().take(MOST) {
            if let Some(register) = book::find(record.text(own::REGISTER_KEY.id())) {
                by_register.entry(register.key).or_default().push(record);
            }
        }
        let one = |register: &&'static Register| match by_register.get(register.key) {
            // What adjusts is not adjusted itself.
            Some(list) if register.key != own::REGISTER.key => kept.register(register, list),
            _ => *register,
        };
        let all = book::ALL.iter().map(one).collect();
        Shelf { all: kept.list(all), settings: records.len() }
    }

    /// The shelf over registers that another one gave.
    pub fn over(all: &'static [&'static Register]) -> Shelf {
        Shelf { all, settings: 0 }
    }

    /// The same registers, with more settings under way.
    #[must_use]
    pub fn with_more(self, settings: usize) -> Shelf {
        Shelf { settings: self.settings + settings, ..self }
    }

    /// From how many settings it was made.
    pub fn settings(&self) -> usize {
        self.settings
    }

    /// Every register, in the order of the navigation.
    pub fn all(&self) -> &'static [&'static Register] {
        self.all
    }

    /// The register as this office has it.
    pub fn of(&self, register: &Register) -> &'static Register {
        self.by_key(register.key).unwrap_or(&own::REGISTER)
    }

    /// The register with this key.
    pub fn by_key(&self, key: &str) -> Option<&'static Register> {
        self.all.iter().find(|r| r.key == key).copied()
    }

    /// The register that a person means: key, or label in any language.
    pub fn find(&self, name: &str) -> Option<&'static Register> {
        let wanted = name.trim();
        let found = self.all.iter().find(|r| r.key.eq_ignore_ascii_case(wanted));
        let found = found.or_else(|| self.all.iter().find(|r| r.labels.matches(wanted) || r.one.matches(wanted)));
        found.copied().or_else(|| book::find(wanted).map(|r| self.of(r)))
    }

    /// The names of a list as people write one, each with the register that it means.
    pub fn named<'a>(&self, list: &'a str) -> impl Iterator<Item = (&'a str, Option<&'static Register>)> + use<'a> {
        let shelf = *self;
        let names = list.split([',', '，', '、', ';', '；']).map(str::trim).filter(|name| !name.is_empty());
        names.map(move |name| (name, shelf.find(name)))
    }
}

/// Adjusted registers live as long as the program, since everything holds registers by a static reference. Each is made
/// once for each set of adjustments.
static KEPT: Mutex<Kept> = Mutex::new(Kept::new(MOST_KEPT));

/// What was made of adjustments until now.
struct Kept {
    most: usize,
    /// By the hash of the register's key and its adjustments.
    registers: BTreeMap<[u8; 32], &'static Register>,
    /// The version of each register that was last asked for.
    last: BTreeMap<&'static str, &'static Register>,
    /// Lists of registers, by the places of these in memory.
    lists: BTreeMap<Vec<usize>, &'static [&'static Register]>,
    last_list: Option<&'static [&'static Register]>,
}

impl Kept {
    const fn new(most: usize) -> Kept {
        Kept { most, registers: BTreeMap::new(), last: BTreeMap::new(), lists: BTreeMap::new(), last_list: None }
    }

    /// A register with its adjustments. Where there is no room for another version the last one stays, so that the office's
    /// own numbers do not become those that the register came with; of every register there is room for one.
    fn register(&mut self, register: &'static Register, adjustments: &[&Record]) -> &'static Register {
        let mut hash = blake3::Hasher::new_derive_key("zongban 2026 adjusted register");
        hash.update(register.key.as_bytes());
        adjustments.iter().for_each(|record| {
            hash.update(&document::digest(record, &[]));
        });
        let full = self.registers.len() >= self.most;
        let made = match (self.registers.entry(*hash.finalize().as_bytes()), self.last.get(register.key)) {
            (Entry::Occupied(found), _) => *found.get(),
            (Entry::Vacant(_), Some(last)) if full => *last,
            (Entry::Vacant(free), _) => *free.insert(Box::leak(Box::new(adjust::adjust(register, adjustments)))),
        };
        self.last.insert(register.key, made);
        made
    }

    fn list(&mut self, all: Vec<&'static Register>) -> &'static [&'static Register] {
        let full = self.lists.len() >= self.most;
        let list = match (self.lists.entry(all.iter().map(|r| std::ptr::from_ref(*r).addr()).collect()), self.last_list) {
            (Entry::Occupied(found), _) => *found.get(),
            (Entry::Vacant(_), Some(last)) if full => last,
            (Entry::Vacant(free), _) => *free.insert(Box::leak(all.into_boxed_slice())),
        };
        self.last_list = Some(list);
        list
    }
}
