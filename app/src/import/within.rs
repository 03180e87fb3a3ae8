//! Links of a list to its own rows: what a row names may be another row of the same file, which is no record yet.

use std::collections::BTreeMap;

use registers::def::{Kind, Phase, Register};
use registers::table::Draft;
use registers::{Op, Value, common};

/// The rows of a list by what names them. Empty where no link of the register leads back into it.
#[derive(Debug, Default)]
pub(super) struct Within {
    rows: Vec<Named>,
    /// Places in `rows` by number and by title.
    by_name: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Named {
    /// Line in the file.
    line: u64,
    /// Whether it is void, or merged into another one: then it is meant only where no other row is.
    gone: bool,
    /// Fields that it fills.
    filled: Vec<String>,
}

impl Within {
    pub(super) fn of(register: &'static Register, drafts: &[Draft]) -> Within {
        let mut within = Within::default();
        if !leads_back(register) {
            return within;
        }
        let number = register.number.map(|n| n.field);
        for draft in drafts {
            let at = within.rows.len();
            let texts = draft.ops.iter().filter_map(|op| match op {
                Op::Set { field, value: Some(Value::Text(text)) } if !text.is_empty() => Some((field.as_str(), text.trim())),
                _ => None,
            });
            let mut names: Vec<&str> = Vec::new();
            let mut filled = Vec::new();
            for (field, text) in texts {
                filled.push(field.to_owned());
                if (Some(field) == number || field == register.title) && !names.contains(&text) {
                    names.push(text);
                }
            }
            names.into_iter().for_each(|name| within.by_name.entry(name.to_owned()).or_default().push(at));
            let state = draft.said.or(draft.state).unwrap_or_default();
            let gone = state == common::MERGED || register.state(state).is_some_and(|s| s.phase == Phase::Void);
            within.rows.push(Named { line: draft.line, gone, filled });
        }
        within
    }

    /// The line of the one row that a link of another row means. A row never means itself; of several that are called alike it
    /// means one that stands, and then the one that does not point on to another itself.
    pub(super) fn meant(&self, line: u64, field: &str, text: &str) -> Option<u64> {
        let named = self.by_name.get(text.trim())?;
        let others: Vec<&Named> = named.iter().filter_map(|at| self.rows.get(*at)).filter(|row| row.line != line).collect();
        let standing = || others.iter().copied().filter(|row| !row.gone);
        let last = |row: &&Named| !row.filled.iter().any(|f| f == field);
        one(others.iter().copied()).or_else(|| one(standing())).or_else(|| one(standing().filter(last)))
    }
}

fn one<'a>(mut rows: impl Iterator<Item = &'a Named>) -> Option<u64> {
    let first = rows.next()?;
    rows.next().is_none().then_some(first.line)
}

/// Whether a link of the register names records of the register itself.
fn leads_back(register: &'static Register) -> bool {
    let back = |kind: Kind| matches!(kind, Kind::Link(target) | Kind::Links(target) if target == register.key);
    register.all_fields().any(|f| back(f.kind) || f.columns().iter().any(|c| back(c.kind)))
}
