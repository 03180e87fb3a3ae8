//! Who may write into a book by hand.

use crate::def::ByName;

/// Who may add records to a register, or change them, by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Every desk of the space that may write.
    Everybodys,
    /// These roles, and whom the record names.
    Of(&'static [&'static str], ByName),
}

impl Right {
    /// Every desk of the space that may write.
    pub const EVERYBODYS: Right = Right::Everybodys;

    /// These roles.
    pub const fn of(roles: &'static [&'static str]) -> Right {
        Right::Of(roles, ByName::NOBODY)
    }

    /// Adds those whom person fields of the record name.
    pub const fn or_named(self, fields: &'static [&'static str]) -> Right {
        match self {
            Right::Of(roles, by) => Right::Of(roles, ByName { here: fields, ..by }),
            other => other,
        }
    }

    /// Adds those whom columns in rows of the record that a link field names name: link, lines field, columns.
    pub const fn or_in_rows_of(self, link: &'static str, lines: &'static str, columns: &'static [&'static str]) -> Right {
        match self {
            Right::Of(roles, by) => Right::Of(roles, ByName { linked_rows: (link, lines, columns), ..by }),
            other => other,
        }
    }

    /// Whether somebody with these roles has it, whatever a record says.
    pub fn is_of(&self, roles: &[String]) -> bool {
        let has = |role: &String| role == crate::workflow::ADMINISTRATOR || self.roles().contains(&role.as_str());
        *self == Right::Everybodys || roles.iter().any(has)
    }

    /// Whether a screen offers it to somebody with these roles: whom a record names learns of it there only.
    pub fn is_offered(&self, roles: &[String]) -> bool {
        !self.by_name().is_nobody() || self.is_of(roles)
    }

    /// The roles that it is kept to; none where it is everybody's.
    pub const fn roles(&self) -> &'static [&'static str] {
        match self {
            Right::Of(roles, _) => roles,
            Right::Everybodys => &[],
        }
    }

    /// Who has it by name.
    pub const fn by_name(&self) -> ByName {
        match self {
            Right::Of(_, by) => *by,
            Right::Everybodys => ByName::NOBODY,
        }
    }
}
