//! Which fields of a register stand together, for the form and for the detail panel.

use registers::common;
use registers::def::{Effect, Field, Labels, Register, Transition};
use registers::{Record, workflow};

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

/// Whether a section is about a later stage of a record's life: steps ask for its fields or write them, and none of those steps is
/// one that a new record begins with. The first section never is, nor where no step leads on from a new record, as with an asset in
/// use, one of which the list has a column: that is part of what is entered.
pub fn is_later(register: &'static Register, section: &Section) -> bool {
    let first = form_sections(register).first().is_some_and(|first| first.labels == section.labels);
    // The likeliest first step: what leads further, sends back or makes void comes later.
    let state = register.first_state();
    let ahead = |step: &Transition| register.onward(state, step).filter(|_| step.from.contains(&state));
    let nearest = register.proposed(state).and_then(ahead);
    let begins = |step: &Transition| nearest.is_some() && ahead(step) == nearest;
    let asked = |field: &&'static Field| register.transitions.iter().any(|step| begins(step) && asks(register, step, field.id));
    let listed = |field: &&'static Field| nearest.is_none() && register.list.iter().any(|column| column.field == field.id);
    let now = |field: &&'static Field| field.required || field.default.is_some() || asked(field) || listed(field);
    let later = |field: &&'static Field| {
        let touches = |step: &'static Transition| asks(register, step, field.id) || writes(register, step, field.id);
        register.transitions.iter().any(|step| !begins(step) && touches(step))
    };
    let mut fields = section.fields.iter();
    // Where no step leads on, a step that changes something now and then does not make a stage of what is known from the beginning.
    let is_stage = if nearest.is_none() { fields.all(later) } else { fields.any(later) };
    !first && !section.fields.iter().any(now) && is_stage
}

/// Whether a step asks for a field.
fn asks(register: &'static Register, step: &'static Transition, field: &str) -> bool {
    step.requires.contains(&field)
        || step.asks.contains(&field)
        || workflow::asked_rows(register, &Record::default(), step).iter().any(|rows| rows.field.id == field)
}

/// Whether a step writes a field by itself.
fn writes(register: &Register, step: &Transition, field: &str) -> bool {
    step.effects.iter().any(|effect| match effect {
        Effect::Now(own) | Effect::Today(own) | Effect::Me(own) | Effect::Digest(own) | Effect::DigestLinked(_, own) => *own == field,
        Effect::Number => register.number.is_some_and(|number| number.field == field),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(key: &str) -> Vec<&'static str> {
        let register = registers::book::find(key).unwrap();
        form_sections(register).iter().filter(|section| is_later(register, section)).map(|section| section.labels.hans).collect()
    }

    #[test]
    fn groups_of_later_stages_follow_from_the_steps() {
        assert_eq!(later("outgoing-documents"), ["审核与会审", "签发与编号", "复核与印制", "分发与送达", "备案与归档"]);
        assert_eq!(later("assets"), ["变动与维护", "处置"]);
        assert_eq!(later("terms"), [""; 0]);
        for register in registers::book::ALL {
            let sections = form_sections(register);
            let closed = |field: &Field| sections.iter().any(|s| is_later(register, s) && s.fields.iter().any(|f| f.id == field.id));
            assert!(!is_later(register, &sections[0]), "{}", register.key);
            for field in register.all_fields().filter(|f| f.required || f.default.is_some()) {
                assert!(!closed(field), "{} {}", register.key, field.id);
            }
        }
    }

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
