//! Records that only point at a paper 涉密: what a classified document says stands on the paper and nowhere else. Once anybody has said
//! that it is classified, also while somebody else said otherwise, it says nothing but what the rule of its register lets it say,
//! whatever was written before or at the same time.

use crate::book;
use crate::def::{Register, Rule};
use crate::document::{Op, Record};
use crate::value::Value;

/// What a record that only points at a paper may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer {
    /// Fields that may be filled.
    pub fields: &'static [&'static str],
    title_field: &'static str,
    /// All that the title may say.
    pub title: &'static str,
}

impl Pointer {
    /// Whether what stood in a field is shown: `field`, `field/member` or `field/ROW/column`.
    pub fn shows(&self, place: &str) -> bool {
        let field = place.split('/').next().unwrap_or_default();
        field.starts_with('_') || field != self.title_field && self.fields.contains(&field)
    }

    /// Whether a change writes nothing but what may be said.
    pub fn lets(&self, op: &Op) -> bool {
        match op {
            Op::Set { field, value: Some(value) } if field == self.title_field => value.as_text() == Some(self.title),
            Op::Set { field, value } => value.is_none() || self.shows(field),
            Op::Text { field, text } => text.is_empty() || self.shows(field),
            Op::Member { field, on, .. } => !on || self.shows(field),
            Op::Line { field, .. } => self.shows(field),
            Op::DropLine { .. } | Op::State(_) => true,
        }
    }
}

/// Whether records of a register may be such that they only point at a paper.
pub fn has_rule(register: &Register) -> bool {
    register.rules.iter().any(|rule| matches!(rule, Rule::PointerOnly { .. }))
}

/// The rule that a record only points at a paper, if it does.
pub fn of(register: &Register, record: &Record) -> Option<Pointer> {
    register.rules.iter().find_map(|rule| match rule {
        Rule::PointerOnly { by, values, fields, title } => {
            let is_said = record.values(by).iter().filter_map(Value::as_text).any(|said| values.contains(&said));
            is_said.then_some(Pointer { fields, title_field: register.title, title })
        }
        _ => None,
    })
}

/// Takes away what a record that only points at a paper does not say.
pub(crate) fn reduce(record: &mut Record) {
    let Some(pointer) = book::find(&record.register).and_then(|register| of(register, record)) else { return };
    let filled = record.is_filled(pointer.title_field);
    let shows = |field: &String| pointer.shows(field);
    record.fields.retain(|field, _| shows(field));
    record.sets.retain(|field, _| shows(field));
    record.lines.retain(|field, _| shows(field));
    if filled {
        record.fields.insert(pointer.title_field.to_owned(), vec![Value::from(pointer.title)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn letter(secrecy: &[&str]) -> Record {
        let mut record = Record { register: "incoming-documents".to_owned(), states: vec!["registered".to_owned()], ..Record::default() };
        let mut put =
            |field: &str, values: &[&str]| drop(record.fields.insert(field.to_owned(), values.iter().map(|v| Value::from(*v)).collect()));
        put("title", &["关于某事的通知", "更正"]);
        put("secrecy", secrecy);
        put("from_org", &["某机关"]);
        put("remarks", &["请总务处办"]);
        put("location", &["保密柜"]);
        record.sets.insert("classes".to_owned(), ["a".to_owned()].into());
        record
    }

    #[test]
    fn what_anybody_has_classified_says_nothing_but_what_points_at_the_paper() {
        for (secrecy, points) in [(&["internal"][..], false), (&["secret"], true), (&["internal", "confidential"], true)] {
            let mut record = letter(secrecy);
            let whole = record.clone();
            reduce(&mut record);
            if !points {
                assert_eq!(record, whole);
                continue;
            }
            assert_eq!((record.values("title").len(), record.text("title")), (1, "涉密文件"));
            assert_eq!((record.text("from_org"), record.text("remarks"), record.text("location")), ("", "", "保密柜"));
            assert!(record.sets.is_empty());
            assert_eq!(record.values("secrecy").len(), secrecy.len(), "what was said of its class stays to be decided");
            let register = book::find("incoming-documents").unwrap();
            let faults = parse::check(register, &record);
            assert!(faults.iter().all(|fault| fault.reason == parse::Reason::Required), "{faults:?}");
            let pointer = of(register, &record).unwrap();
            let set = |field: &str, value: &str| Op::Set { field: field.to_owned(), value: Some(value.into()) };
            assert!(pointer.lets(&set("title", "涉密文件")) && !pointer.lets(&set("title", "更正")) && !pointer.lets(&set("remarks", "x")));
            assert!(pointer.shows("location") && pointer.shows("_state") && !pointer.shows("title") && !pointer.shows("opinions/r/text"));
        }
    }
}
