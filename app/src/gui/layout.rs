//! Which fields of a register stand together, for the form and for the detail panel.

use registers::common;
use registers::def::{Field, Labels, Register};

/// Fields under a heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading.
    pub labels: Labels,
    /// The fields, in order.
    pub fields: Vec<&'static Field>,
}

/// All fields of a register under their headings; those in no group of the register come last.
pub fn sections(register: &'static Register) -> Vec<Section> {
    let groups = register
        .groups
        .iter()
        .map(|group| Section { labels: group.labels, fields: group.fields.iter().filter_map(|id| register.field(id)).collect() });
    let mut sections: Vec<Section> = groups.collect();
    let rest: Vec<_> = register.all_fields().filter(|f| !register.groups.iter().any(|g| g.fields.contains(&f.id))).collect();
    if !rest.is_empty() {
        sections.push(Section { labels: common::GROUP, fields: rest });
    }
    sections
}

/// The same without what a form does not ask for: retired and computed fields, and those that only voiding writes.
pub fn form_sections(register: &'static Register) -> Vec<Section> {
    let voiding = [common::VOID_REASON.id(), common::VOID_BY.id(), common::VOID_AT.id()];
    let mut sections = sections(register);
    for section in &mut sections {
        section.fields.retain(|f| !f.retired && !f.computed && !voiding.contains(&f.id));
    }
    sections.retain(|s| !s.fields.is_empty());
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_once() {
        for register in registers::book::ALL {
            let mut ids: Vec<_> = sections(register).iter().flat_map(|s| s.fields.iter().map(|f| f.id)).collect();
            let shown = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!((ids.len(), shown), (shown, register.all_fields().count()), "{}", register.key);
        }
    }
}
