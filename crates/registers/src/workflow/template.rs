//! What a new record starts with beyond its defaults: a template of the register, or a record that it is to be like.

use crate::common::{VOID_AT, VOID_BY, VOID_REASON};
use crate::def::{Default_, Effect, Field, Kind, Register, Template, Transition};
use crate::document::{Line, Op, Record};
use crate::parse;
use crate::value::Value;

/// The values of a template. What a template says wrongly is left out: a test reads all of them.
pub fn from_template(register: &Register, template: &Template) -> Vec<Op> {
    let read = |(name, text): &(&str, &str)| parse::ops(register.field(name)?, text).ok();
    template.values.iter().filter_map(read).flatten().collect()
}

/// What a new record takes over from one that it is to be like: what the record is about, not what became of it.
///
/// Required fields are taken over whatever they are, the number aside. Of the others stay behind: dates and times, since
/// the new record has its own; names of those who act, where a step or the start of a record writes them; everything that
/// a step writes by itself, digests of versions among it, or asks for outside the first group of the form; what proves a later state; personal data and attachments; links
/// to records of the same register, which say how that very record stands to another; and rows that are only appended to.
/// Of other rows the same columns stay behind. Rows come without an id.
pub fn like(register: &Register, record: &Record) -> Vec<Op> {
    let mut ops = Vec::new();
    for field in register.all_fields().filter(|f| carries(register, f)) {
        match field.kind {
            Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => {
                let members = record.sets.get(field.id).into_iter().flatten();
                ops.extend(members.map(|m| Op::Member { field: field.id.to_owned(), member: m.clone(), on: true }));
            }
            Kind::Lines(_) => {
                let rows = record.lines.get(field.id).into_iter().flatten();
                ops.extend(rows.filter_map(|row| row_like(field, row)));
            }
            Kind::LongText => {
                let text = record.text(field.id);
                if !text.is_empty() {
                    ops.push(Op::Text { field: field.id.to_owned(), text: text.to_owned() });
                }
            }
            _ => {
                if let Some(value) = record.get(field.id).filter(|v| !v.is_empty()) {
                    ops.push(Op::Set { field: field.id.to_owned(), value: Some(value.clone()) });
                }
            }
        }
    }
    ops
}

fn row_like(field: &Field, row: &Line) -> Option<Op> {
    let columns = field.columns().iter().filter(|c| !c.computed && (c.required || !is_of_the_act(c)));
    let cells: Vec<(String, Value)> = columns.filter_map(|c| Some((c.id.to_owned(), row.cell(c.id)?.clone()))).collect();
    (!cells.is_empty()).then(|| Op::Line { field: field.id.to_owned(), row: String::new(), cells })
}

/// Whether a field is taken over.
fn carries(register: &Register, field: &Field) -> bool {
    let is_number = register.number.is_some_and(|n| n.field == field.id);
    let is_voiding = [VOID_REASON.id(), VOID_BY.id(), VOID_AT.id()].contains(&field.id);
    let of_version = register.version.linked.iter().any(|(f, _)| *f == field.id);
    if is_number || is_voiding || of_version || field.retired || field.computed {
        return false;
    }
    if field.required {
        return true;
    }
    let proves = register.arrival.filled.iter().any(|(f, _)| *f == field.id);
    let own = matches!(field.kind, Kind::Link(target) | Kind::Links(target) if target == register.key);
    !is_of_the_act(field) && !proves && !own && !is_history(register, field.id)
}

/// Whether the kind of a field alone says that it belongs to one act or one person.
fn is_of_the_act(field: &Field) -> bool {
    match field.kind {
        Kind::Date | Kind::Time | Kind::Private | Kind::Attachments => true,
        Kind::Lines(lines) => lines.append_only,
        _ => matches!(field.default, Some(Default_::Me | Default_::Today | Default_::Now)),
    }
}

/// Whether a step writes a field, by itself or by asking for it.
fn is_history(register: &Register, field: &str) -> bool {
    let written = |step: &Transition| {
        step.effects.iter().any(|effect| match effect {
            Effect::Now(f) | Effect::Today(f) | Effect::Me(f) | Effect::Clear(f) | Effect::Set(f, _) => *f == field,
            Effect::Due => register.due.is_some_and(|rule| rule.field == field),
            _ => false,
        })
    };
    let asked = |step: &Transition| step.requires.contains(&field) || step.asks.contains(&field);
    // The first group of a form says what a record is about, also where a step asks for it.
    let is_about = register.groups.first().is_some_and(|group| group.fields.contains(&field));
    let steps = register.transitions;
    steps.iter().any(written) || !is_about && steps.iter().any(asked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::book;
    use crate::document::STATE;

    fn example(register: &Register, n: usize) -> Record {
        let mut record = Record { register: register.key.to_owned(), ..Record::default() };
        for (name, text) in register.examples[n] {
            if let Some(field) = register.field(name) {
                record = parse::preview(&record, &parse::ops(field, text).unwrap());
            }
        }
        record
    }

    fn names(op: &Op) -> &str {
        match op {
            Op::Set { field, .. } | Op::Text { field, .. } | Op::Member { field, .. } | Op::Line { field, .. } => field,
            Op::DropLine { field, .. } => field,
            Op::State(_) => STATE,
        }
    }

    #[test]
    fn a_letter_like_another_says_what_it_is_about_and_not_what_became_of_it() {
        let register = &book::incoming_documents::REGISTER;
        let mut record = Record { register: register.key.to_owned(), ..Record::default() };
        for (name, text) in [("title", "关于防汛的通知"), ("from_org", "市教育局"), ("reg_no", "收〔2026〕1号"), ("doc_date", "2026-05-01")]
        {
            let field = register.field(name).unwrap_or_else(|| panic!("{name}"));
            record = parse::preview(&record, &parse::ops(field, text).unwrap());
        }
        let taken: Vec<Op> = like(register, &record);
        let text = |field: &str, value: &str| Op::Set { field: field.to_owned(), value: Some(value.into()) };
        assert!(taken.contains(&text("title", "关于防汛的通知")) && taken.contains(&text("from_org", "市教育局")), "{taken:?}");
        assert_eq!(taken.len(), 2, "{taken:?}");
    }

    #[test]
    fn every_template_says_all_that_it_holds() {
        for register in book::ALL {
            for template in register.templates {
                let ops = from_template(register, template);
                assert!(
                    template.values.iter().all(|(name, _)| ops.iter().any(|op| names(op) == *name)),
                    "{} {}",
                    register.key,
                    template.id
                );
            }
        }
    }

    proptest! {
        /// Whatever was filled in beside an example: no number, no moment, no state and no history goes over, all else that
        /// is said in fields of content does, and no rule is broken that was kept.
        #[test]
        fn what_goes_over_is_content(at in 0..book::ALL.len(), n in 0usize..2, also in prop::collection::vec((any::<prop::sample::Index>(), "[a-c甲]{1,3}"), 0..6)) {
            let register = book::ALL[at];
            let mut record = example(register, n);
            let fields: Vec<&Field> = register.all_fields().collect();
            for (index, text) in also {
                let field = index.get(&fields);
                if matches!(field.kind, Kind::Text | Kind::Person | Kind::Department) {
                    record = parse::preview(&record, &[Op::Set { field: field.id.to_owned(), value: Some(text.as_str().into()) }]);
                }
            }
            let taken = like(register, &record);
            for op in &taken {
                let field = register.field(names(op)).expect("a field");
                prop_assert!(field.required || !is_of_the_act(field), "{} {}", register.key, field.id);
                prop_assert!(register.number.is_none_or(|n| n.field != field.id));
                let named = matches!(op, Op::Line { row, .. } if !row.is_empty());
                prop_assert!(!named, "a row comes without an id");
            }
            let copy = parse::preview(&Record { register: register.key.to_owned(), ..Record::default() }, &taken);
            for field in register.all_fields().filter(|f| f.required) {
                prop_assert_eq!(copy.is_filled(field.id), record.is_filled(field.id), "{} {}", register.key, field.id);
            }
            // One that is made like the copy is the same again.
            prop_assert_eq!(like(register, &copy), taken);
            if parse::check(register, &record).is_empty() {
                prop_assert_eq!(parse::check(register, &copy), vec![], "{}", register.key);
            }
        }
    }
}
