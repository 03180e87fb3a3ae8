//! A document from its draft to the destruction of its file copy, through every register that it passes.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, date};

use crate::book;
use crate::document::{Op, Record};
use crate::value::Value;
use crate::workflow::{self, Actor, Also, Around, Plan, StepError};
use crate::{number, parse, version};

/// An office in memory: what the store does with a plan.
#[derive(Default)]
struct Office {
    records: BTreeMap<String, Record>,
    numbers: u64,
}

struct Near<'a>(&'a Office, String);

impl Around for Near<'_> {
    fn has_left_first(&mut self) -> bool {
        false
    }
    fn record(&mut self, id: &str) -> Option<Record> {
        self.0.records.get(id).cloned()
    }
    fn others(&mut self, register: &str, via: &str) -> Vec<(String, Record)> {
        let id = self.1.clone();
        self.naming(&id, register, via)
    }
    fn naming(&mut self, named: &str, register: &str, via: &str) -> Vec<(String, Record)> {
        let here = |r: &Record| r.text(via) == named || r.sets.get(via).is_some_and(|set| set.contains(named));
        self.0.records.iter().filter(|(_, r)| r.register == register && here(r)).map(|(id, r)| (id.clone(), r.clone())).collect()
    }
}

fn now() -> DateTime {
    date(2036, 9, 10).at(9, 0, 0, 0)
}

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

fn yes(field: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::Yes(true)) }
}

fn actor(person: &str, role: &str) -> Actor {
    Actor::new(person, vec![role.to_owned()], now())
}

impl Office {
    fn add(&mut self, register: &str, ops: &[Op]) -> String {
        let found = book::find(register).unwrap();
        let fresh = Record { register: found.key.to_owned(), states: vec![found.first_state().to_owned()], ..Record::default() };
        let record = parse::preview(&fresh, &workflow::constant_defaults(found));
        let mut record = parse::preview(&record, ops);
        if found.number.is_some_and(|n| n.at_creation) {
            self.give_number(&mut record);
        }
        assert_eq!(parse::check(found, &record), [], "{register}");
        let id = format!("{register}-{}", self.records.len());
        self.records.insert(id.clone(), record);
        id
    }

    fn give_number(&mut self, record: &mut Record) {
        let register = book::find(&record.register).unwrap();
        let numbering = register.number.unwrap();
        self.numbers += 1;
        let prefix = number::prefix(register, &numbering, now().year(), record);
        *record = parse::preview(record, &[set(numbering.field, &number::render(&numbering, &prefix, self.numbers))]);
    }

    fn write(&mut self, id: &str, ops: &[Op]) {
        let record = &self.records[id];
        let after = parse::preview(record, ops);
        let register = book::find(&after.register).unwrap();
        assert_eq!(parse::check(register, &after), [], "{id}");
        self.records.insert(id.to_owned(), after);
    }

    fn row(&mut self, id: &str, field: &str, cells: &[(&str, &str)]) {
        let cells = cells.iter().map(|(c, v)| ((*c).to_owned(), Value::from(*v))).collect();
        let row = format!("{field}{}", self.records[id].lines.get(field).map_or(0, Vec::len));
        let ops = version::stamped(
            book::find(&self.records[id].register).unwrap(),
            &self.records[id],
            &[Op::Line { field: field.to_owned(), row, cells }],
        );
        self.write(id, &ops);
    }

    fn step(&mut self, who: (&str, &str), id: &str, step: &str, given: &[Op]) -> Result<(), StepError> {
        let before = self.records.clone();
        let done = self.walk(who, id, step, Some(given));
        if done.is_err() {
            self.records = before;
        }
        done
    }

    fn walk(&mut self, who: (&str, &str), id: &str, step: &str, given: Option<&[Op]>) -> Result<(), StepError> {
        let (record, actor) = (self.records[id].clone(), actor(who.0, who.1));
        let register = book::find(&record.register).unwrap();
        let mut near = Near(self, id.to_owned());
        let plan = match given {
            Some(given) => workflow::plan(register, &record, step, given, &actor, &mut near)?,
            None => workflow::plan_following(register, &record, step, &actor, &mut near)?,
        };
        let Plan { ops, number, also, .. } = plan;
        self.write(id, &ops);
        if number {
            let mut record = self.records[id].clone();
            self.give_number(&mut record);
            self.records.insert(id.to_owned(), record);
        }
        also.into_iter().try_for_each(|also| self.follow(who, id, also))
    }

    fn follow(&mut self, who: (&str, &str), from: &str, also: Also) -> Result<(), StepError> {
        match also {
            Also::Step { id, step } => match self.walk(who, &id, step, None) {
                Err(StepError::WrongState { .. } | StepError::Uncovered { .. }) => Ok(()),
                done => done,
            },
            Also::Write { id, ops } => {
                self.write(&id, &ops);
                Ok(())
            }
            Also::Add { register, mut ops, back, .. } => {
                if !back.is_empty() {
                    ops.push(set(back, from));
                }
                self.add(register, &ops);
                Ok(())
            }
        }
    }

    fn does(&mut self, who: (&str, &str), id: &str, step: &str, given: &[Op]) {
        self.step(who, id, step, given).unwrap_or_else(|e| panic!("{id} {step}: {e}"));
    }

    fn state(&self, id: &str) -> &str {
        self.records[id].state()
    }

    /// The only record of a register in one of the states.
    fn only(&self, register: &str, state: &str) -> String {
        let found: Vec<&String> =
            self.records.iter().filter(|(_, r)| r.register == register && r.state() == state).map(|(id, _)| id).collect();
        assert_eq!(found.len(), 1, "{register} in {state}");
        found[0].clone()
    }
}

const CLERK: (&str, &str) = ("林文静", "clerk");
const HEAD: (&str, &str) = ("马秀建", "department-head");
const DIRECTOR: (&str, &str) = ("王敏", "office-director");
const LEADER: (&str, &str) = ("陈国强", "leader");
const KEEPER: (&str, &str) = ("胡玉", "seal-keeper");
const ARCHIVIST: (&str, &str) = ("孙立", "archivist");

/// A document that was reviewed twice and waits for its signature.
fn reviewed(office: &mut Office, more: &[Op]) -> String {
    let mut ops = vec![
        set("title", "关于召开运动会的通知"),
        set("kind", "notice"),
        set("drafter", CLERK.0),
        set("org_code", "校发"),
        set("drafted_on", "2036-09-08"),
    ];
    ops.extend_from_slice(more);
    let id = office.add("outgoing-documents", &ops);
    office.does(CLERK, &id, "submit", &[]);
    office.row(&id, "reviews", &[("stage", "department"), ("verdict", "pass")]);
    office.does(HEAD, &id, "department-approve", &[]);
    office.row(&id, "reviews", &[("stage", "office"), ("verdict", "pass")]);
    office.does(DIRECTOR, &id, "office-approve", &[set("to_sign", LEADER.0)]);
    id
}

/// A document that waits for its seal, and the request for it.
fn printed(office: &mut Office, more: &[Op]) -> (String, String) {
    let id = reviewed(office, more);
    office.does(LEADER, &id, "sign", &[]);
    office.row(&id, "pre_checks", &[("proofreader", CLERK.0)]);
    office.does(CLERK, &id, "number", &[]);
    office.does(CLERK, &id, "print", &[Op::Set { field: "copies".to_owned(), value: Some(Value::Integer(20)) }]);
    office.row(&id, "post_checks", &[("proofreader", CLERK.0)]);
    office.does(CLERK, &id, "to-seal", &[]);
    let request = office.only("seal-requests", "approved");
    (id, request)
}

/// Dispatches a document that was sealed, files it, and gives the archive item.
fn filed(office: &mut Office, document: &str) -> String {
    office.row(document, "dispatch", &[("recipient", "德育处"), ("signed_at", "2036-09-10T10:00")]);
    office.does(CLERK, document, "dispatch", &[]);
    office.does(CLERK, document, "deliver", &[]);
    office.does(CLERK, document, "archive", &[]);
    office.only("archive-items", "unsorted")
}

fn shelved(office: &mut Office, item: &str, unit: &str) {
    let year = Op::Set { field: "archive_year".to_owned(), value: Some(Value::Integer(2036)) };
    office.does(ARCHIVIST, item, "assemble", &[year, set("retention", "d10")]);
    office.does(ARCHIVIST, item, "number", &[set("fonds_no", "Z109"), set("unit_code", unit)]);
    office.does(ARCHIVIST, item, "shelve", &[]);
}

#[test]
fn a_document_goes_from_the_draft_to_the_shelf_and_answers_what_came() {
    let mut office = Office::default();
    let letter = office.add("incoming-documents", &[set("title", "关于商请协办运动会的函"), set("from_org", "第三中学")]);
    office.does(CLERK, &letter, "register", &[]);
    office.row(&letter, "assignments", &[("lead", "体育组")]);
    office.does(CLERK, &letter, "assign", &[]);
    office.does(CLERK, &letter, "draft-answer", &[]);
    let draft = office.only("outgoing-documents", "drafting");
    assert_eq!((office.records[&draft].text("main_to"), office.records[&draft].text("in_reply_to")), ("第三中学", letter.as_str()));

    let seal = office.add("seals", &[set("name", "公章"), set("keeper", KEEPER.0)]);
    let (id, request) = printed(&mut office, &[set("in_reply_to", &letter)]);
    assert!(office.records[&id].text("issue_no").starts_with("校发〔2036〕"));
    let digest = version::digest(book::find("outgoing-documents").unwrap(), &office.records[&id]);
    assert_eq!((office.records[&request].text("version_digest"), office.records[&id].text("signed_digest")), (&*digest, &*digest));
    // There is a request, but nothing was sealed on it yet.
    let sealed = ["sealed", "returned", "recorded"].map(str::to_owned).to_vec();
    let missing = StepError::NeedsOther { register: "seal-requests".to_owned(), states: sealed, others: 1 };
    assert_eq!(office.step(KEEPER, &id, "seal", &[]), Err(missing));
    let sealing = [set("seal", &seal), yes("not_blank")];
    office.does(KEEPER, &request, "seal-document", &sealing);
    assert_eq!((office.state(&id), office.state(&request)), ("sealed", "sealed"));
    let used = office.only("seal-uses", "unrecorded");
    office.does(KEEPER, &used, "record", &[]);
    assert_eq!((office.state(&used), office.state(&request)), ("recorded", "recorded"));

    let item = filed(&mut office, &id);
    assert_eq!(office.state(&letter), "replied");
    assert_eq!(office.records[&letter].text("answer_no"), office.records[&id].text("issue_no"));
    shelved(&mut office, &item, "BGS");
    assert!(office.records[&item].text("archive_no").starts_with("Z109-WS·2036-D10-BGS-00"));
}

#[test]
fn nobody_signs_or_seals_what_they_wrote_or_signed() {
    let mut office = Office::default();
    let id = reviewed(&mut office, &[]);
    let refused = office.step((CLERK.0, "leader"), &id, "sign", &[]);
    assert_eq!(refused, Err(StepError::SamePerson("drafter".to_owned())));
    office.does(LEADER, &id, "sign", &[]);
    let seal = office.add("seals", &[set("name", "公章")]);
    let request = office.add(
        "seal-requests",
        &[set("reason", "证明"), set("applicant", CLERK.0), set("seal", &seal), set("applied_at", "2036-09-09T08:00")],
    );
    assert_eq!(office.step((CLERK.0, "leader"), &request, "approve", &[]), Err(StepError::SamePerson("applicant".to_owned())));
    office.does(LEADER, &request, "approve", &[]);
    let checked = [yes("not_blank"), yes("text_checked")];
    let refused = office.step((LEADER.0, "seal-keeper"), &request, "seal-paper", &checked);
    assert_eq!(refused, Err(StepError::SamePerson("approver".to_owned())));
    office.does(KEEPER, &request, "seal-paper", &checked);
}

#[test]
fn a_seal_is_refused_to_blank_paper_and_to_another_version() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章")]);
    let (id, request) = printed(&mut office, &[]);
    let blank = [set("seal", &seal), Op::Set { field: "not_blank".to_owned(), value: Some(Value::Yes(false)) }];
    assert!(matches!(office.step(KEEPER, &request, "seal-document", &blank), Err(StepError::Not { field, .. }) if field == "not_blank"));
    let sealing = [set("seal", &seal), yes("not_blank")];
    office.write(&request, &[set("version_digest", "V1")]);
    assert!(matches!(office.step(KEEPER, &request, "seal-document", &sealing), Err(StepError::Differs { .. })));
    assert_eq!(office.state(&id), "awaiting-seal");
    // Back to the signer: the request lapses, and the new signature brings a new one.
    office.does(CLERK, &id, "sign-again", &[set("return_reason", "改正时间")]);
    assert_eq!((office.state(&id), office.state(&request)), ("awaiting-signature", "withdrawn"));
    assert_eq!(office.records[&id].text("signed_digest"), "");
}

/// What a person writes into a record, with what the program computes.
fn text(office: &mut Office, id: &str, body: &str) {
    office.write(id, &[Op::Text { field: "body".to_owned(), text: body.to_owned() }]);
}

#[test]
fn a_change_of_the_text_makes_every_approval_of_the_old_one_void() {
    let other = |field: &str| Err(StepError::OtherVersion { field: field.to_owned() });
    let not_passed = |part: &str| Err(StepError::NotPassed { field: "reviews".to_owned(), part: part.to_owned() });
    let mut office = Office::default();
    let id = reviewed(&mut office, &[]);
    text(&mut office, &id, "改过的正文");
    assert_eq!(office.step(LEADER, &id, "sign", &[]), not_passed("department"));
    office.row(&id, "reviews", &[("stage", "department"), ("reviewer", HEAD.0), ("verdict", "pass")]);
    assert_eq!(office.step(LEADER, &id, "sign", &[]), not_passed("office"));
    office.row(&id, "reviews", &[("stage", "office"), ("reviewer", DIRECTOR.0), ("verdict", "return")]);
    assert_eq!(office.step(LEADER, &id, "sign", &[]), not_passed("office"), "a refusal passes nothing");
    office.row(&id, "reviews", &[("stage", "office"), ("reviewer", "副主任"), ("verdict", "pass")]);
    assert_eq!(office.step(LEADER, &id, "sign", &[]), not_passed("office"), "another one's consent does not undo it");
    office.row(&id, "reviews", &[("stage", "office"), ("reviewer", DIRECTOR.0), ("verdict", "pass-with-changes")]);
    office.does(LEADER, &id, "sign", &[]);
    text(&mut office, &id, "签发后又改");
    office.row(&id, "pre_checks", &[("proofreader", CLERK.0)]);
    assert_eq!(office.step(CLERK, &id, "number", &[]), other("signed_digest"));
    // The signed words again are the signed version again, but the proof was read of others.
    text(&mut office, &id, "改过的正文");
    let unread = StepError::NotPassed { field: "pre_checks".to_owned(), part: String::new() };
    assert_eq!(office.step(CLERK, &id, "number", &[]), Err(unread));
    office.row(&id, "pre_checks", &[("proofreader", CLERK.0)]);
    office.does(CLERK, &id, "number", &[]);
}

#[test]
fn departments_that_agreed_to_another_text_have_not_agreed() {
    let mut office = Office::default();
    let id = office.add("outgoing-documents", &[set("title", "通知"), set("kind", "notice"), set("drafter", CLERK.0)]);
    office.does(CLERK, &id, "submit", &[]);
    office.row(&id, "reviews", &[("stage", "department"), ("verdict", "pass")]);
    office.does(HEAD, &id, "department-approve", &[]);
    office.row(&id, "reviews", &[("stage", "office"), ("verdict", "pass")]);
    office.row(&id, "co_signs", &[("dept", "财务室")]);
    office.does(DIRECTOR, &id, "co-sign", &[]);
    let verdict = |office: &mut Office, id: &str| {
        let row = office.records[id].lines["co_signs"][0].id.clone();
        let cell = |column: &str, value: &str| set(&format!("co_signs/{row}/{column}"), value);
        let ops = [cell("verdict", "agree"), cell("at", "2036-09-10T09:00")];
        let ops = version::stamped(book::find("outgoing-documents").unwrap(), &office.records[id], &ops);
        office.write(id, &ops);
    };
    verdict(&mut office, &id);
    text(&mut office, &id, "会审后改动");
    let refused = office.step(CLERK, &id, "co-signed", &[]);
    assert_eq!(refused, Err(StepError::OtherVersion { field: "co_signs".to_owned() }));
    verdict(&mut office, &id);
    office.does(CLERK, &id, "co-signed", &[]);
}

#[test]
fn a_seal_is_refused_to_a_text_that_was_changed_after_its_approval() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章")]);
    let (id, request) = printed(&mut office, &[]);
    text(&mut office, &id, "用印前改动");
    let sealing = [set("seal", &seal), yes("not_blank")];
    let refused = office.step(KEEPER, &request, "seal-document", &sealing);
    assert_eq!(refused, Err(StepError::OtherVersion { field: "version_digest".to_owned() }));
    text(&mut office, &id, "");
    office.does(KEEPER, &request, "seal-document", &sealing);
    assert_eq!(office.state(&id), "sealed");
}

#[test]
fn a_seal_off_site_is_held_by_its_carrier_until_it_is_back() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "合同章"), set("keeper", KEEPER.0)]);
    let ask = |office: &mut Office| {
        let ops = [set("reason", "签约"), set("applicant", CLERK.0), set("seal", &seal), set("file_type", "contract"), yes("off_site")];
        let id = office.add("seal-requests", &ops);
        office.does(DIRECTOR, &id, "approve", &[]);
        id
    };
    let (first, second) = (ask(&mut office), ask(&mut office));
    let blind = [set("carrier", "姚雨"), set("companion", "胡玉"), set("expected_return_at", "2036-09-10T17:00")];
    let unseen = office.step(KEEPER, &first, "take-out", &blind);
    assert_eq!(unseen, Err(StepError::Missing(vec!["text_checked".to_owned()])), "the paper is looked at before it leaves");
    let out = [&blind[..], &[yes("text_checked")]].concat();
    office.does(KEEPER, &first, "take-out", &out);
    assert_eq!((office.state(&seal), office.records[&seal].text("holder")), ("out", "姚雨"));
    assert!(matches!(office.step(KEEPER, &second, "take-out", &out), Err(StepError::LinkedNot { .. })));
    office.does(KEEPER, &first, "return", &[yes("not_blank")]);
    assert_eq!((office.state(&seal), office.records[&seal].text("holder"), office.state(&first)), ("in-use", "", "returned"));
    let used = office.only("seal-uses", "unrecorded");
    office.does(KEEPER, &used, "record", &[]);
    assert_eq!(office.state(&first), "recorded");
}

#[test]
fn a_paper_that_names_a_document_is_sealed_with_the_text_that_was_approved() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章")]);
    let (id, _) = printed(&mut office, &[]);
    let ask = |office: &mut Office, more: &[Op]| {
        let ops =
            [set("reason", "附表用印"), set("applicant", CLERK.0), set("seal", &seal), set("file_type", "form"), set("document", &id)];
        let request = office.add("seal-requests", &[&ops[..], more].concat());
        office.does(DIRECTOR, &request, "approve", &[]);
        request
    };
    let (here, away) = (ask(&mut office, &[]), ask(&mut office, &[yes("off_site")]));
    let here_given = [yes("not_blank"), yes("text_checked")];
    let out = [set("carrier", "姚雨"), set("companion", "何敏"), set("expected_return_at", "2036-09-10T17:00"), yes("text_checked")];
    text(&mut office, &id, "批准后改动");
    let other = Err(StepError::OtherVersion { field: "version_digest".to_owned() });
    assert_eq!(office.step(KEEPER, &here, "seal-paper", &here_given), other);
    assert_eq!(office.step(KEEPER, &away, "take-out", &out), other);
    text(&mut office, &id, "");
    office.does(KEEPER, &here, "seal-paper", &here_given);
    office.does(KEEPER, &away, "take-out", &out);
}

#[test]
fn a_seal_that_was_off_site_marks_no_text_but_the_signed_one() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章")]);
    let (id, request) = printed(&mut office, &[]);
    office.write(&request, &[yes("off_site")]);
    let out = [set("seal", &seal), set("carrier", "姚雨"), set("companion", "何敏"), set("expected_return_at", "2036-09-10T17:00")];
    office.does(KEEPER, &request, "take-out-document", &out);
    text(&mut office, &id, "外带期间改动");
    let refused = office.step(KEEPER, &request, "return", &[yes("not_blank")]);
    assert_eq!(refused, Err(StepError::OtherVersion { field: "signed_digest".to_owned() }));
    assert!(office.step(KEEPER, &request, "return", &[]).is_err(), "nor blank paper");
    text(&mut office, &id, "");
    office.does(KEEPER, &request, "return", &[yes("not_blank")]);
    assert_eq!((office.state(&id), office.state(&seal)), ("sealed", "in-use"));
}

#[test]
fn a_request_is_complete_when_all_its_copies_are_in_the_book_of_uses() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "合同章")]);
    let number = |field: &str, n: i64| Op::Set { field: field.to_owned(), value: Some(Value::Integer(n)) };
    let ops = [set("reason", "合同"), set("applicant", CLERK.0), set("seal", &seal), set("file_type", "contract")];
    let request = office.add("seal-requests", &[&ops[..], &[number("copies", 4), number("pages", 6)]].concat());
    office.does(DIRECTOR, &request, "approve", &[]);
    office.does(KEEPER, &request, "seal-paper", &[yes("not_blank"), yes("text_checked")]);
    // A line that was opened, and is not entered yet, is no use.
    assert!(matches!(office.step(KEEPER, &request, "complete", &[]), Err(StepError::NeedsOther { others: 1, .. })));
    let first = office.only("seal-uses", "unrecorded");
    office.does(KEEPER, &first, "record", &[number("copies", 3)]);
    assert_eq!(office.state(&request), "sealed", "three of four");
    let lacking = |done| Err(StepError::Uncovered { register: "seal-uses".to_owned(), field: "copies".to_owned(), done, wanted: 4 });
    assert_eq!(office.step(KEEPER, &request, "complete", &[]), lacking(3));
    let more = [set("subject", "合同"), set("request", &request), set("seal", &seal), set("operator", CLERK.0), set("keeper", KEEPER.0)];
    let second = office.add("seal-uses", &[&more[..], &[number("copies", 1), set("at", "2036-09-10T09:00")]].concat());
    // Void lines do not count either.
    office.does(KEEPER, &second, "void", &[set("void_reason", "写错")]);
    assert_eq!(office.step(KEEPER, &request, "complete", &[]), lacking(3));
    let third = office.add("seal-uses", &[&more[..], &[number("copies", 1), set("at", "2036-09-10T09:00")]].concat());
    office.does(KEEPER, &third, "record", &[]);
    assert_eq!(office.state(&request), "recorded");
}

#[test]
fn a_use_names_the_version_that_was_approved() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章")]);
    let (_, request) = printed(&mut office, &[]);
    office.does(KEEPER, &request, "seal-document", &[set("seal", &seal), yes("not_blank")]);
    let used = office.only("seal-uses", "unrecorded");
    let refused = office.step(KEEPER, &used, "record", &[set("version_digest", "0123")]);
    assert!(matches!(refused, Err(StepError::Differs { field, .. }) if field == "version_digest"));
    office.does(KEEPER, &used, "record", &[]);
    assert_eq!(office.state(&request), "recorded");
}

#[test]
fn custody_needs_both_and_moves_the_keeper() {
    let mut office = Office::default();
    let seal = office.add("seals", &[set("name", "公章"), set("keeper", KEEPER.0)]);
    let people = [set("from", KEEPER.0), set("to", CLERK.0), set("supervisor", DIRECTOR.0), set("location", "203室")];
    let id = office.add("seal-custody", &[&[set("reason", "调岗"), set("seal", &seal)][..], &people].concat());
    assert!(office.step(KEEPER, &id, "take-over", &[]).is_err());
    assert_eq!(office.step(DIRECTOR, &id, "hand-over", &[]), Err(StepError::NotYours("from".to_owned())));
    office.does(KEEPER, &id, "hand-over", &[]);
    assert_eq!(office.step(DIRECTOR, &id, "take-over", &[]), Err(StepError::NotYours("to".to_owned())));
    assert_eq!(office.step(KEEPER, &id, "take-over", &[]), Err(StepError::SamePerson("from_confirmed_by".to_owned())));
    office.does(CLERK, &id, "take-over", &[]);
    assert_eq!((office.records[&seal].text("keeper"), office.records[&seal].text("holder")), (CLERK.0, CLERK.0));
}

/// An item on the shelf, appraised and condemned, on a list that was approved.
fn condemned(office: &mut Office) -> (String, String) {
    let item = office.add("archive-items", &[set("title", "旧通知"), set("expires_on", "2036-01-01")]);
    shelved(office, &item, "BGS");
    office.does(ARCHIVIST, &item, "expire", &[]);
    let list = office.add("destructions", &[set("title", "清册"), set("reason", "期满"), set("compiler", ARCHIVIST.0)]);
    let member = |field: &str| Op::Member { field: field.to_owned(), member: item.clone(), on: true };
    let ops = [set("title", "期满鉴定"), set("convenor", DIRECTOR.0), set("destruction", &list), member("items"), member("condemned")];
    let appraisal = office.add("appraisals", &ops);
    for person in [DIRECTOR.0, ARCHIVIST.0, HEAD.0] {
        office.row(&appraisal, "members", &[("person", person), ("signed_on", "2036-09-09")]);
    }
    office.does(ARCHIVIST, &appraisal, "start", &[]);
    assert_eq!(office.state(&item), "appraising");
    office.does(ARCHIVIST, &appraisal, "submit", &[Op::Text { field: "opinion".to_owned(), text: "无保存价值".to_owned() }]);
    office.does(LEADER, &appraisal, "approve", &[]);
    assert_eq!((office.state(&item), office.records[&item].text("destruction")), ("awaiting-destruction", list.as_str()));
    office.does(ARCHIVIST, &list, "submit", &[]);
    office.does(LEADER, &list, "approve", &[]);
    (item, list)
}

fn burning() -> Vec<Op> {
    let people = [("executor", ARCHIVIST.0), ("witness_1", DIRECTOR.0), ("witness_2", HEAD.0)];
    let mut ops = vec![set("method", "shredding"), set("place", "市保密局"), yes("checked")];
    ops.extend(people.map(|(field, person)| set(field, person)));
    ops
}

#[test]
fn destruction_needs_two_witnesses_and_a_free_item() {
    let mut office = Office::default();
    let (item, list) = condemned(&mut office);
    let mut alone = burning();
    alone.push(set("witness_2", DIRECTOR.0));
    assert!(matches!(office.step(ARCHIVIST, &list, "destroy", &alone), Err(StepError::Same(..))));
    office.write(&item, &[yes("hold")]);
    assert!(matches!(office.step(ARCHIVIST, &list, "destroy", &burning()), Err(StepError::Not { field, .. }) if field == "hold"));
    office.write(&item, &[Op::Set { field: "hold".to_owned(), value: None }]);
    office.does(ARCHIVIST, &list, "destroy", &burning());
    assert_eq!((office.state(&item), office.state(&list)), ("destroyed", "destroyed"));
}

#[test]
fn a_loan_or_a_longer_term_blocks_the_destruction() {
    let mut office = Office::default();
    let (item, list) = condemned(&mut office);
    // Lent at another desk meanwhile.
    let loan = office.add("archive-loans", &[set("purpose", "查考"), set("item", &item), Op::State("out".to_owned())]);
    assert!(matches!(office.step(ARCHIVIST, &list, "destroy", &burning()), Err(StepError::Blocked { .. })));
    office.write(&loan, &[Op::State("returned".to_owned())]);
    office.write(&item, &[Op::State("extended".to_owned())]);
    assert!(office.step(ARCHIVIST, &list, "destroy", &burning()).is_err());
    assert_eq!(office.state(&list), "approved");
}

#[test]
fn an_item_is_lent_once_and_comes_back() {
    let mut office = Office::default();
    let item = office.add("archive-items", &[set("title", "校史照片"), set("category", "photographs")]);
    shelved(&mut office, &item, "BGS");
    let ask = |office: &mut Office, mode: &str| {
        let ops = [set("purpose", "校史"), set("item", &item), set("borrower", "何敏"), set("mode", mode), set("due_on", "2036-09-20")];
        let id = office.add("archive-loans", &ops);
        office.does(ARCHIVIST, &id, "approve", &[]);
        id
    };
    let (first, second) = (ask(&mut office, "lending"), ask(&mut office, "lending"));
    office.does(ARCHIVIST, &first, "lend", &[]);
    assert_eq!((office.state(&item), office.records[&item].text("holder")), ("lent", "何敏"));
    assert!(matches!(office.step(ARCHIVIST, &second, "lend", &[]), Err(StepError::LinkedNot { .. })));
    office.does(ARCHIVIST, &first, "return", &[set("condition", "intact")]);
    assert_eq!((office.state(&item), office.records[&item].text("holder")), ("shelved", ""));
    // Reading it in the archive leaves it where it is.
    let third = ask(&mut office, "reading");
    office.does(ARCHIVIST, &third, "hand-out", &[]);
    office.does(ARCHIVIST, &third, "take-back", &[set("condition", "intact")]);
    assert_eq!(office.state(&item), "shelved");
}

#[test]
fn a_box_is_shelved_with_what_lies_in_it() {
    let mut office = Office::default();
    let year = Op::Set { field: "archive_year".to_owned(), value: Some(Value::Integer(2036)) };
    let packed = [set("title", "2036年10年"), set("fonds_no", "Z109"), set("retention", "d10"), year.clone()];
    let carton = office.add("archive-boxes", &packed);
    let item = office.add("archive-items", &[set("title", "通知"), set("box", &carton), set("unit_code", "BGS"), set("fonds_no", "Z109")]);
    office.does(ARCHIVIST, &item, "assemble", &[year, set("retention", "d10")]);
    office.does(ARCHIVIST, &item, "number", &[]);
    office.does(ARCHIVIST, &carton, "shelve", &[set("shelf", "3排2列")]);
    assert_eq!((office.state(&item), office.state(&carton)), ("shelved", "shelved"));
    assert!(office.records[&carton].text("box_no").starts_with("Z109-WS·2036-D10-盒"));
}

#[test]
fn a_classified_document_goes_to_the_file_on_paper_only() {
    let mut office = Office::default();
    let id = office.add("outgoing-documents", &[set("title", "涉密文件"), set("secrecy", "secret"), set("drafter", CLERK.0)]);
    office.does(CLERK, &id, "handle-on-paper", &[set("holder", DIRECTOR.0)]);
    assert_eq!(office.state(&id), "archived");
    let open = office.add("outgoing-documents", &[set("title", "通知"), set("secrecy", "open")]);
    assert!(office.step(CLERK, &open, "handle-on-paper", &[set("holder", DIRECTOR.0)]).is_err());
}
