use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, AutoCommit};
use proptest::prelude::*;

use super::*;
use crate::book::{meetings, outgoing_documents, seal_requests};
use crate::document;
use crate::{Kind, Line};

const REGISTER: &Register = &outgoing_documents::REGISTER;

fn set(field: &str, value: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(value)) }
}

/// Writes something of the field's kind.
fn write(field: &str, text: &str) -> Op {
    match REGISTER.field(field).unwrap().kind {
        Kind::LongText => Op::Text { field: field.to_owned(), text: text.to_owned() },
        Kind::Attachments | Kind::Choices(_) | Kind::Links(_) => Op::Member { field: field.to_owned(), member: text.to_owned(), on: true },
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money => {
            Op::Set { field: field.to_owned(), value: Some(Value::Integer(text.chars().map(|c| i64::from(u32::from(c))).sum())) }
        }
        Kind::YesNo => Op::Set { field: field.to_owned(), value: Some(Value::Yes(text.len().is_multiple_of(2))) },
        Kind::Lines(_) => {
            Op::Line { field: field.to_owned(), row: text.to_owned(), cells: vec![("opinion".to_owned(), Value::from(text))] }
        }
        _ => set(field, text),
    }
}

fn fields() -> Vec<&'static str> {
    REGISTER.all_fields().map(|f| f.id).collect()
}

fn doc(actor: u8) -> AutoCommit {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(vec![actor; 16]));
    document::begin(&mut doc, REGISTER).unwrap();
    doc
}

fn digest_of(doc: &AutoCommit) -> String {
    digest(REGISTER, &document::read(doc))
}

proptest! {
    /// Any change of the text is another version, a change of anything else none; and who writes the old words again has
    /// the old version.
    #[test]
    fn the_digest_follows_the_text_alone(at in prop::sample::select(fields()), old in "[一-丙a-c]{1,4}", new in "[一-丙a-c]{5,8}") {
        let mut doc = doc(1);
        let text: Vec<Op> = REGISTER.version.of.iter().map(|f| write(f, "原文")).collect();
        document::write(&mut doc, &text).unwrap();
        document::write(&mut doc, &[write(at, &old)]).unwrap();
        let before = digest_of(&doc);
        prop_assert_eq!(before.len(), DIGITS);
        document::write(&mut doc, &[write(at, &new)]).unwrap();
        let of_text = REGISTER.version.of.contains(&at);
        prop_assert_eq!(digest_of(&doc) != before, of_text, "{}", at);
        document::write(&mut doc, &[Op::State("signed".to_owned())]).unwrap();
        if !matches!(REGISTER.field(at).unwrap().kind, Kind::Attachments | Kind::Choices(_) | Kind::Links(_) | Kind::Lines(_)) {
            document::write(&mut doc, &[write(at, &old)]).unwrap();
            prop_assert_eq!(digest_of(&doc), before);
        }
    }

    /// Two replicas that hold the same have the same digest, in whatever order they heard of it, and so has a record that
    /// somebody wrote at one go.
    #[test]
    fn replicas_that_hold_the_same_agree(
        edits in prop::collection::vec((any::<bool>(), prop::sample::select(fields()), "[一-丙a-c]{1,4}"), 0..12),
    ) {
        let mut one = doc(1);
        document::write(&mut one, &[write("body", "原文")]).unwrap();
        let mut other = one.fork().with_actor(ActorId::from(vec![2; 16]));
        for (first, field, text) in &edits {
            document::write(if *first { &mut one } else { &mut other }, &[write(field, text)]).unwrap();
        }
        let mut merged = other.fork();
        one.merge(&mut other.clone()).unwrap();
        other.merge(&mut one.clone()).unwrap();
        merged.merge(&mut one).unwrap();
        prop_assert_eq!(digest_of(&one), digest_of(&other));
        prop_assert_eq!(digest_of(&one), digest_of(&merged));
        // Without its history it is the same text.
        let record = document::read(&one);
        prop_assert_eq!(digest(REGISTER, &record.clone()), digest_of(&one));
        if record.conflicts().is_empty() {
            let mut fresh = doc(3);
            for field in REGISTER.version.of {
                let members = record.sets.get(*field).into_iter().flatten();
                let ops: Vec<Op> = members.map(|m| write(field, m)).chain(record.get(field).and_then(Value::as_text).map(|t| write(field, t))).collect();
                document::write(&mut fresh, &ops).unwrap();
            }
            prop_assert_eq!(digest_of(&fresh), digest_of(&one));
        }
    }
}

#[test]
fn values_side_by_side_are_no_approved_text_until_somebody_chose() {
    let mut one = doc(1);
    let mut other = one.fork().with_actor(ActorId::from(vec![2; 16]));
    document::write(&mut one, &[set("title", "放假通知")]).unwrap();
    let approved = digest_of(&one);
    document::write(&mut other, &[set("title", "补课通知")]).unwrap();
    let theirs = digest_of(&other);
    one.merge(&mut other).unwrap();
    let both = digest_of(&one);
    assert!(both != approved && both != theirs);
    document::write(&mut one, &[set("title", "放假通知")]).unwrap();
    assert_eq!(digest_of(&one), approved);
}

#[test]
fn the_encoding_is_the_documented_one() {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 version of a text");
    let mut feed = |tag: &[u8], bytes: &[u8]| {
        hash.update(tag);
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    feed(b"r", b"outgoing-documents");
    feed(b"f", b"title");
    feed(b"t", "通知".as_bytes());
    feed(b"f", b"attachments");
    feed(b"e", "一.pdf".as_bytes());
    feed(b"e", "二.pdf".as_bytes());
    let expect = hash.finalize().to_hex().as_str()[..32].to_owned();
    let record = Record {
        fields: BTreeMap::from([("title".to_owned(), vec![Value::from("通知")]), ("body".to_owned(), vec![Value::from("")])]),
        sets: BTreeMap::from([("attachments".to_owned(), BTreeSet::from(["二.pdf".to_owned(), "一.pdf".to_owned()]))]),
        ..Record::default()
    };
    assert_eq!(digest(REGISTER, &record), expect);
}

/// The digest in a column of the only row.
fn cell(record: &Record, lines: &str) -> Option<String> {
    record.lines[lines][0].cell("digest").and_then(Value::as_text).map(str::to_owned)
}

#[test]
fn rows_get_the_digest_of_the_text_as_it_is_with_them() {
    let before = parse::preview(&Record::default(), &[set("title", "通知")]);
    let line = Op::Line { field: "reviews".to_owned(), row: "r".to_owned(), cells: vec![("stage".to_owned(), "office".into())] };
    let ops = [line, write("body", "同时改的正文")];
    let after = parse::preview(&before, &stamped(REGISTER, &before, &ops));
    assert_eq!(cell(&after, "reviews"), Some(digest(REGISTER, &after)));
    assert!(digest(REGISTER, &after) != digest(REGISTER, &before));
    // A row that waits for a verdict is about no version; the verdict makes it be.
    let asked = Op::Line { field: "co_signs".to_owned(), row: "c".to_owned(), cells: vec![("dept".to_owned(), "财务室".into())] };
    let asked = parse::preview(&after, &stamped(REGISTER, &after, &[asked]));
    assert_eq!(cell(&asked, "co_signs"), None);
    let agreed = parse::preview(&asked, &stamped(REGISTER, &asked, &[set("co_signs/c/verdict", "agree")]));
    assert_eq!(cell(&agreed, "co_signs"), Some(digest(REGISTER, &agreed)));
    // Minutes have versions too, and their rows no part in the text.
    let minutes = parse::preview(&Record::default(), &[Op::Text { field: "minutes".to_owned(), text: "纪要".to_owned() }]);
    let row = Op::Line { field: "minutes_versions".to_owned(), row: "m".to_owned(), cells: vec![("version".to_owned(), "1".into())] };
    let with = parse::preview(&minutes, &stamped(&meetings::REGISTER, &minutes, &[row]));
    assert_eq!(cell(&with, "minutes_versions"), Some(digest(&meetings::REGISTER, &minutes)));
}

#[test]
fn nobody_types_a_digest() {
    let mut before = parse::preview(&Record::default(), &[set("title", "通知")]);
    before.fields.insert("signed_digest".to_owned(), vec!["甲".into(), "乙".into()]);
    let row = |digest: &str| {
        let cells = vec![("stage".to_owned(), "office".into()), ("digest".to_owned(), digest.into())];
        Op::Line { field: "reviews".to_owned(), row: "r".to_owned(), cells }
    };
    let check = |op: Op, expect: Option<&str>| assert_eq!(typed(REGISTER, &before, &[op]), expect);
    check(set("signed_digest", "丙"), Some("signed_digest"));
    check(Op::Set { field: "signed_digest".to_owned(), value: None }, Some("signed_digest"));
    check(set("signed_digest", "乙"), None);
    check(set("title", "通报"), None);
    check(row("第二版"), Some("reviews"));
    check(row(&digest(REGISTER, &before)), None);
    check(set("co_signs/c/digest", "第二版"), Some("co_signs/c/digest"));
    // The digest of the text as it is comes with a verdict on it, never to one of another text.
    let now = set("co_signs/c/digest", &digest(REGISTER, &before));
    assert_eq!(typed(REGISTER, &before, std::slice::from_ref(&now)), Some("co_signs/c/digest"));
    assert_eq!(typed(REGISTER, &before, &[set("co_signs/c/verdict", "agree"), now.clone()]), None);
    assert_eq!(typed(REGISTER, &before, &[set("co_signs/d/verdict", "agree"), now]), Some("co_signs/c/digest"));
    check(Op::Text { field: "signed_digest".to_owned(), text: "丙".to_owned() }, Some("signed_digest"));
    // What a contract's version is called is typed; that of a document of the office is not.
    let contract = parse::preview(&Record::default(), &[set("reason", "签约")]);
    assert_eq!(typed(&seal_requests::REGISTER, &contract, &[set("version_digest", "第三版")]), None);
    let for_document = [set("document", "01J"), set("version_digest", "第三版")];
    assert_eq!(typed(&seal_requests::REGISTER, &contract, &for_document), Some("version_digest"));
}

#[test]
fn a_sealed_text_does_not_change_any_more() {
    let mut sealed = parse::preview(&Record::default(), &[set("title", "通知"), set("sealed_at", "2026-09-01T09:00")]);
    sealed.fields.insert("cc".to_owned(), vec!["甲".into(), "乙".into()]);
    let check = |op: Op, expect: Option<&str>| assert_eq!(locked(REGISTER, &sealed, &[op]), expect);
    check(set("title", "通报"), Some("title"));
    check(set("title", "通知"), None);
    check(write("body", "另一正文"), Some("body"));
    check(write("attachments", "又一.pdf"), Some("attachments"));
    check(set("filed_to", "2026-12"), None);
    check(Op::State("dispatching".to_owned()), None);
    check(set("cc", "乙"), None);
    check(set("cc", "丙"), Some("cc"));
    let open = parse::preview(&Record::default(), &[set("title", "通知")]);
    assert_eq!(locked(REGISTER, &open, &[set("title", "通报")]), None);
    // Nor does the moment of the seal, which nobody types either.
    check(set("sealed_at", "2026-09-02T09:00"), Some("sealed_at"));
    check(Op::Set { field: "sealed_at".to_owned(), value: None }, Some("sealed_at"));
    check(Op::Text { field: "sealed_at".to_owned(), text: String::new() }, Some("sealed_at"));
    check(set("sealed_at", "2026-09-01T09:00"), None);
    assert_eq!(forged(REGISTER, &open, &[set("title", "通报"), set("sealed_at", "2026-09-01T09:00")]), Some("sealed_at"));
    assert_eq!(forged(REGISTER, &sealed, &[set("sealed_at", "2026-09-01T09:00")]), None);
}

#[test]
fn a_sealed_text_that_a_merge_has_changed_is_put_back_to_what_was_signed() {
    let signed = parse::preview(&Record::default(), &[set("title", "通知"), write("body", "放假三天。")]);
    let stamps = [set("signed_digest", &digest(REGISTER, &signed)), set("sealed_at", "2026-09-01T09:00")];
    let merged = parse::preview(&signed, &[&stamps[..], &[set("title", "通报"), write("body", "放假五天。")]].concat());
    let check = |ops: &[Op], expect: Option<&str>| assert_eq!(locked(REGISTER, &merged, ops), expect);
    check(&[set("title", "通知"), write("body", "放假三天。")], None);
    check(&[set("title", "通知")], Some("title"));
    check(&[set("title", "通知"), write("body", "放假四天。")], Some("title"));
    let opening = [set("title", "通知"), write("body", "放假三天。"), Op::Set { field: "sealed_at".to_owned(), value: None }];
    check(&opening, Some("sealed_at"));
}

#[test]
fn an_approved_version_of_a_document_is_named_once_and_for_all() {
    let approved = [set("document_title", "合同"), set("version_digest", "第三版"), set("approved_at", "2026-09-01T09:00")];
    let approved = parse::preview(&Record::default(), &approved);
    let check = |op: Op, expect: Option<&str>| assert_eq!(locked(&seal_requests::REGISTER, &approved, &[op]), expect);
    check(set("version_digest", "第四版"), Some("version_digest"));
    check(set("document", "01J"), Some("document"));
    check(Op::Set { field: "approved_at".to_owned(), value: None }, Some("approved_at"));
    check(set("version_digest", "第三版"), None);
    check(set("copies", "3"), Some("copies"));
    check(set("recipient", "市教育局"), None);
}

#[test]
fn rows_count_as_text_where_a_register_says_so() {
    let register = Register { version: crate::def::Version { of: &["reviews"], ..REGISTER.version }, ..*REGISTER };
    let with = |cells: &[(&str, &str)]| {
        let cells = cells.iter().map(|(c, v)| ((*c).to_owned(), vec![Value::from(*v)])).collect();
        let lines = BTreeMap::from([("reviews".to_owned(), vec![Line { id: "r".to_owned(), cells }])]);
        digest(&register, &Record { lines, ..Record::default() })
    };
    assert_eq!(with(&[("opinion", "可"), ("digest", "甲")]), with(&[("opinion", "可"), ("digest", "乙")]));
    assert!(with(&[("opinion", "可")]) != with(&[("opinion", "否")]));
}
