//! Who acts, by which right, and how they sign.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::{AUDITOR, may, money};
use crate::calendar::Calendar;
use crate::def::{Default_, Register, Right, Transition};
use crate::document::Record;

/// Who acts, and when by the office's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name of the person.
    pub person: String,
    /// Role ids in kebab-case.
    pub roles: Vec<String>,
    /// Civil date and time.
    pub now: DateTime,
    /// The office's working calendar.
    pub calendar: Arc<Calendar>,
    /// For whom the person may act now.
    pub delegations: Vec<Delegation>,
}

/// A right to act for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Who gave it.
    pub from: String,
    /// The roles that it covers.
    pub roles: Vec<String>,
    /// Keys of the registers that it covers; none: all.
    pub registers: Vec<String>,
    /// Keys of the registers that it does not cover.
    pub excluded: Vec<String>,
    /// The greatest amount of money, in cents, that a record may say; none: any.
    pub limit: Option<i64>,
}

impl Delegation {
    /// Whether it covers a register.
    pub fn covers(&self, register: &Register) -> bool {
        let named = |keys: &[String]| keys.iter().any(|key| key == register.key);
        (self.registers.is_empty() || named(&self.registers)) && !named(&self.excluded)
    }

    /// Whether it covers a record: of its register, and not above the limit of money.
    pub fn reaches(&self, register: &Register, record: &Record) -> bool {
        self.covers(register) && self.limit.is_none_or(|limit| money::amount(register, record) <= limit)
    }
}

impl Actor {
    /// Somebody who acts for nobody else, by the official calendar.
    pub fn new(person: impl Into<String>, roles: Vec<String>, now: DateTime) -> Actor {
        Actor { person: person.into(), roles, now, calendar: Calendar::shared(), delegations: Vec::new() }
    }

    /// By which right the person may do the step: their own roles first, then those of the first who delegated enough.
    pub fn authority(&self, register: &Register, step: &Transition) -> Option<Authority<'_>> {
        self.authority_where(step, |d| d.covers(register))
    }

    /// The same for one record, of which a delegation may not reach the amount.
    pub fn authority_over(&self, register: &Register, record: &Record, step: &Transition) -> Option<Authority<'_>> {
        self.authority_where(step, |d| d.reaches(register, record))
    }

    fn authority_where(&self, step: &Transition, covers: impl Fn(&Delegation) -> bool) -> Option<Authority<'_>> {
        if may(step, &self.roles) {
            return Some(Authority::Own);
        }
        let found = self.delegations.iter().filter(|d| covers(d)).find(|d| !d.roles.is_empty() && may(step, &d.roles));
        found.map(|d| Authority::For(&d.from))
    }

    /// By which right the person may add or change a record of a register by hand: their own roles first, then those of the first
    /// who delegated enough for this record.
    pub fn by_role(&self, register: &Register, record: &Record, right: Right) -> Option<Authority<'_>> {
        if right.is_of(&self.roles) {
            return Some(Authority::Own);
        }
        let found = self.delegations.iter().find(|d| right.is_of(&d.roles) && d.reaches(register, record));
        found.map(|d| Authority::For(&d.from))
    }

    /// By which right the person may act for one of these, by name: for themselves first.
    pub fn by_name(&self, register: &Register, record: &Record, people: &[String]) -> Option<Authority<'_>> {
        let is_named = |person: &str| people.iter().any(|signature| names(signature, person));
        if self.roles.iter().any(|r| r != AUDITOR) && is_named(&self.person) {
            return Some(Authority::Own);
        }
        self.delegations.iter().find(|d| d.reaches(register, record) && is_named(&d.from)).map(|d| Authority::For(&d.from))
    }

    /// How the person signs what they add to a register: with both names where only a delegation lets them. Whoever stands in the
    /// record from its beginning, by name, has the right themselves.
    pub fn author(&self, register: &Register) -> String {
        let right = register.adding;
        let starts = |id: &&str| register.field(id).is_some_and(|f| f.default == Some(Default_::Me));
        if right.is_of(&self.roles) || right.by_name().here.iter().any(starts) {
            return self.person.clone();
        }
        let principal = self.delegations.iter().find(|d| d.covers(register) && right.is_of(&d.roles));
        self.signature(principal.map_or(Authority::Own, |d| Authority::For(&d.from)))
    }

    /// How the person signs: an act for somebody else shows both names.
    pub fn signature(&self, authority: Authority<'_>) -> String {
        match authority {
            Authority::Own => self.person.clone(),
            Authority::For(principal) => acted_for(&self.person, principal),
        }
    }
}

/// How somebody signs who acts for somebody else.
pub fn acted_for(person: &str, principal: &str) -> String {
    format!("{person}（代{principal}）")
}

/// By which right somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority<'a> {
    /// Their own.
    Own,
    /// That of the person who delegated it.
    For(&'a str),
}

/// Whether a signature names the person, as the one who acted or the one for whom.
pub fn names(signature: &str, person: &str) -> bool {
    if person.is_empty() {
        return false;
    }
    let acted = signature.strip_prefix(person).is_some_and(|rest| rest.is_empty() || rest.starts_with("（代"));
    acted || signature.strip_suffix('）').is_some_and(|rest| rest.ends_with(&format!("（代{person}")))
}
