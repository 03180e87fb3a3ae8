//! What the target of a setting means: a field of the register (`field`), or a column of its rows (`field/column`), each by
//! its id or by any label, whether the office's or the one that it came with.

use super::adjust::keep;
use super::{EXTRA, check};
use crate::Lang;
use crate::book;
use crate::def::{Choice, Field, Kind, Lines, Register};

/// What parts the rows from their column.
const COLUMN: char = '/';

/// A field of a register, or a column of its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) field: &'static Field,
    column: Option<&'static Field>,
}

impl Part {
    /// The one that a name means.
    pub(super) fn of(register: &Register, name: &str) -> Option<Part> {
        if let Some(field) = field_of(register, name) {
            return Some(Part { field, column: None });
        }
        let (rows, column) = name.split_once(COLUMN)?;
        let field = field_of(register, rows)?;
        let found = |columns: &'static [Field]| {
            let by = |is: &dyn Fn(&Field) -> bool| columns.iter().find(|c| is(c));
            let name = column.trim();
            by(&|c| c.id == name).or_else(|| by(&|c| c.labels.matches(name))).or_else(|| by(&|c| c.matches(name)))
        };
        let plain = || {
            let plain = book::find(register.key).and_then(|plain| plain.field(field.id)).map_or(&[][..], |f| f.columns());
            found(plain).and_then(|c| field.columns().iter().find(|now| now.id == c.id))
        };
        let is = |c: &&Field| c.id == column.trim();
        let column = field.columns().iter().find(is).or_else(plain).or_else(|| found(field.columns()))?;
        Some(Part { field, column: Some(column) })
    }

    /// The definition itself.
    pub(super) fn meant(self) -> &'static Field {
        self.column.unwrap_or(self.field)
    }

    pub(super) fn is_column(self) -> bool {
        self.column.is_some()
    }

    /// Its name as settings carry it.
    pub(super) fn id(self) -> String {
        match self.column {
            Some(column) => format!("{}{COLUMN}{}", self.field.id, column.id),
            None => self.field.id.to_owned(),
        }
    }

    /// Its name for people.
    pub(super) fn label(self, lang: Lang) -> String {
        let field = self.field.labels.get(lang);
        self.column.map_or_else(|| field.to_owned(), |column| format!("{field}{COLUMN}{}", column.labels.get(lang)))
    }

    /// Puts another definition into the place of this one.
    pub(super) fn change(self, register: &mut Register, change: impl Fn(&Field) -> Field) {
        match self.column {
            None => change_field(register, self.field.id, change),
            Some(column) => change_columns(register, self.field.id, |columns| {
                columns.iter().map(|c| if c.id == column.id { change(c) } else { *c }).collect()
            }),
        }
    }
}

/// The field that a name means.
pub(super) fn field_of(register: &Register, name: &str) -> Option<&'static Field> {
    let name = name.trim();
    let plain = || book::find(register.key).and_then(|plain| plain.field_named(name)).and_then(|f| register.field(f.id));
    register.field(name).or_else(plain).or_else(|| register.field_named(name))
}

/// The choice that an adjustment means.
pub(super) fn choice_of(field: &Field, name: &str) -> Option<&'static Choice> {
    let list = field.choice_list();
    list.iter().find(|c| c.id == name).or_else(|| list.iter().find(|c| c.matches(name)))
}

/// What the target of a further field says: the rows that it becomes a column of, if it is one, and its id.
pub(super) fn further(register: &Register, target: &str) -> Option<(Option<&'static Field>, String)> {
    let (rows, id) = match target.split_once(COLUMN) {
        Some((rows, id)) => (Some(field_of(register, rows).filter(|f| matches!(f.kind, Kind::Lines(_)))?), id.trim()),
        None => (None, target),
    };
    check::is_extra_id(id).then(|| (rows, id.to_owned()))
}

/// How many further fields and columns a register has.
pub(super) fn extras(register: &Register) -> usize {
    register.fields.iter().flat_map(|f| std::iter::once(f).chain(f.columns())).filter(|f| f.id.starts_with(EXTRA)).count()
}

fn change_field(register: &mut Register, id: &str, change: impl Fn(&Field) -> Field) {
    let change = |f: &Field| if f.id == id { change(f) } else { *f };
    if register.common.iter().any(|f| f.id == id) {
        register.common = keep(register.common.iter().map(change).collect());
    } else {
        register.fields = keep(register.fields.iter().map(change).collect());
    }
}

/// Gives the rows of a field other columns.
pub(super) fn change_columns(register: &mut Register, rows: &str, change: impl Fn(&'static [Field]) -> Vec<Field>) {
    change_field(register, rows, |f| match f.kind {
        Kind::Lines(lines) => {
            let lines = Lines { columns: keep(change(lines.columns)), ..*lines };
            Field { kind: Kind::Lines(Box::leak(Box::new(lines))), ..*f }
        }
        _ => *f,
    });
}
