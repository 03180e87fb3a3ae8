use proptest::prelude::*;

use super::*;
use crate::acts;
use crate::book::{self, outgoing_documents, seal_requests};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[一-丁a\"\\\\\n\u{1}]{0,4}".prop_map(Value::Text),
        any::<i64>().prop_map(Value::Integer),
        (1..9_999i64).prop_map(Value::Decimal),
        any::<bool>().prop_map(Value::Yes)
    ]
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(value(), 0..3)
}

/// A record of a register, with anything in its fields.
fn record(register: &'static Register) -> impl Strategy<Value = Record> {
    let ids: Vec<&'static str> = register.all_fields().map(|f| f.id).chain(["unknown"]).collect();
    let id = prop::sample::select(ids);
    let line = ("[0-9A-Z]{3}", prop::collection::btree_map("[a-c]", values(), 0..3)).prop_map(|(id, cells)| Line { id, cells });
    (
        prop::collection::btree_map(id.clone().prop_map(str::to_owned), values(), 0..6),
        prop::collection::btree_map(id.clone().prop_map(str::to_owned), prop::collection::btree_set("[a-c]{1,2}", 0..3), 0..3),
        prop::collection::btree_map(id.prop_map(str::to_owned), prop::collection::vec(line, 0..3), 0..3),
    )
        .prop_map(|(fields, sets, lines)| Record {
            register: register.key.to_owned(),
            states: vec![register.first_state().to_owned()],
            fields,
            sets,
            lines,
        })
}

proptest! {
    /// What is shown again from the bytes has the same bytes, and has not changed.
    #[test]
    fn the_bytes_show_what_they_were_made_of(record in prop_oneof![record(&outgoing_documents::REGISTER), record(&seal_requests::REGISTER)]) {
        let register = book::find(&record.register).unwrap();
        let bytes = content(&record);
        let shown = read(&bytes).unwrap();
        prop_assert_eq!(content(&shown), bytes);
        prop_assert_eq!(changed(register, &shown, &record), Vec::<String>::new());
    }

    /// The order in which values stand side by side is none of the content, and neither is the state; what a newer program wrote is.
    #[test]
    fn the_content_says_nothing_else(mut record in record(&seal_requests::REGISTER)) {
        let bytes = content(&record);
        record.fields.values_mut().for_each(|values| values.reverse());
        record.states = vec!["sealed".to_owned()];
        prop_assert_eq!(content(&record), &*bytes);
        record.fields.insert("newer".to_owned(), vec![Value::from("x")]);
        prop_assert_ne!(content(&record), bytes);
    }
}

fn with(fields: &[(&str, &str)]) -> Record {
    let fields = fields.iter().map(|(field, text)| ((*field).to_owned(), vec![Value::from(*text)]));
    Record { fields: fields.collect(), ..Record::default() }
}

#[test]
fn of_a_text_every_difference_counts() {
    let register = &outgoing_documents::REGISTER;
    let signed = with(&[("title", "关于放假的通知"), ("main_to", "各部门")]);
    assert_eq!(changed(register, &signed, &with(&[("title", "关于放假的通知"), ("main_to", "各处室")])), ["main_to"]);
    assert_eq!(changed(register, &signed, &with(&[("title", "关于放假的通知")])), ["main_to"]);
    let added = with(&[("title", "关于放假的通知"), ("main_to", "各部门"), ("cc", "教育局")]);
    assert_eq!(changed(register, &signed, &added), ["cc"]);
    let later = with(&[("title", "关于放假的通知"), ("main_to", "各部门"), ("issue_no", "校发〔2026〕1号")]);
    assert_eq!(changed(register, &signed, &later), Vec::<String>::new());
}

#[test]
fn what_later_steps_write_is_no_change_of_what_was_signed() {
    let register = &seal_requests::REGISTER;
    let signed = with(&[("title", "盖合同"), ("reason", "合同")]);
    let row = Line { id: "R1".to_owned(), cells: [("keeper".to_owned(), vec![Value::from("苏涛曦")])].into() };
    let mut later = signed.clone();
    later.fields.insert("approver".to_owned(), vec![Value::from("王小芳")]);
    later.lines.insert("uses".to_owned(), vec![row.clone()]);
    assert_eq!(changed(register, &signed, &later), Vec::<String>::new());
    later.fields.insert("reason".to_owned(), vec![Value::from("别的合同")]);
    assert_eq!(changed(register, &signed, &later), ["reason"]);
    let gone = Record { fields: [("title".to_owned(), vec![Value::from("盖合同")])].into(), ..Record::default() };
    assert_eq!(changed(register, &signed, &gone), ["reason"]);
}

/// Nobody signs unseen, and whoever signs stands in the record.
#[test]
fn what_is_signed_is_signed_one_by_one() {
    let mut signed = Vec::new();
    for register in book::ALL {
        for step in register.transitions.iter().filter(|step| step.signed) {
            let name = format!("{} {}", register.key, step.id);
            assert!(!acts::in_bulk(register, step), "{name} is done to many at once");
            assert!(step.follows().is_none(), "{name} follows papers");
            signed.push(name);
        }
    }
    for asked in [
        "outgoing-documents sign",
        "seal-requests approve",
        "seal-requests seal-document",
        "seal-requests seal-paper",
        "stocktakes close",
        "destructions approve",
        "destructions destroy",
    ] {
        assert!(signed.iter().any(|name| name == asked), "{asked} is signed");
    }
}
