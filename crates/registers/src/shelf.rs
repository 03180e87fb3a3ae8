//! The registers of one office: as they come, with the office's adjustments on top. What an adjustment says amiss is left
//! out, so that no adjustment, nor two that were merged, can make a record unreadable.

mod adjust;
mod check;
mod optional;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::book::{self, adjustments as own};
use crate::def::Register;
use crate::document::Record;

pub use check::{Unusable, check, fresh_id, is_fixed};
pub use optional::is_optional;
pub use pattern::sample_number;

/// Greatest number of adjustments that count; later ones are left out.
pub const MOST: usize = 500;
/// Greatest number of adjusted registers, and of lists of them, that a program keeps; beyond it they stay as they come.
const MOST_KEPT: usize = 4_096;
/// What the ids of fields begin with that an office has added.
pub const EXTRA: &str = "x_";

/// The registers of one office.
#[derive(Debug, Clone, Copy)]
pub struct Shelf {
    all: &'static [&'static Register],
}

impl Default for Shelf {
    fn default() -> Shelf {
        Shelf { all: book::ALL }
    }
}

impl Shelf {
    /// The registers with the adjustments that `records` say, in this order; void ones must be left out by the caller.
    pub fn new(records: &[Record]) -> Shelf {
        let mut by_register: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in records.iter().take(MOST) {
            if let Some(register) = book::find(record.text(own::REGISTER_KEY.id())) {
                by_register.entry(register.key).or_default().push(record);
            }
        }
        let one = |register: &&'static Register| match by_register.get(register.key) {
            // What adjusts is not adjusted itself.
            Some(list) if register.key != own::REGISTER.key => kept(register, list),
            _ => *register,
        };
        Shelf { all: kept_list(book::ALL.iter().map(one).collect()) }
    }

    /// The shelf over registers that another one gave.
    pub fn over(all: &'static [&'static Register]) -> Shelf {
        Shelf { all }
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
}

/// Adjusted registers live as long as the program, since everything holds registers by a static reference. Each is made
/// once for each set of adjustments.
static KEPT: Mutex<BTreeMap<String, &'static Register>> = Mutex::new(BTreeMap::new());

fn kept(register: &'static Register, adjustments: &[&Record]) -> &'static Register {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let key = format!("{} {adjustments:?}", register.key);
    if let Some(found) = kept.get(&key) {
        return found;
    }
    if kept.len() >= MOST_KEPT {
        return register;
    }
    let adjusted: &'static Register = Box::leak(Box::new(adjust::adjust(register, adjustments)));
    kept.insert(key, adjusted);
    adjusted
}

/// The same for the list of them, by the places of its registers in memory.
static LISTS: Mutex<BTreeMap<Vec<usize>, &'static [&'static Register]>> = Mutex::new(BTreeMap::new());

fn kept_list(all: Vec<&'static Register>) -> &'static [&'static Register] {
    let key: Vec<usize> = all.iter().map(|r| std::ptr::from_ref(*r).addr()).collect();
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = lists.get(&key) {
        return found;
    }
    if lists.len() >= MOST_KEPT {
        return book::ALL;
    }
    let list: &'static [&'static Register] = Box::leak(all.into_boxed_slice());
    lists.insert(key, list);
    list
}
