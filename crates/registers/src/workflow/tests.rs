use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::calendar::{Calendar, Day};
use crate::def::*;
use crate::document::Line;

static ADD: Addition =
    Addition { register: "assets", back: "", copy: &[("name", "name")], set: &[("acquisition", "purchase")], state: "in-use" };

static FIELDS: &[Field] = &[
    Field::text(Key::new("name"), l("名", "名", "name")),
    Field::person(Key::new("drafter"), l("拟", "擬", "drafter")),
    Field::person(Key::new("signer"), l("签", "簽", "signer")),
    Field::text(Key::new("digest"), l("摘", "摘", "digest")),
    Field::text(Key::new("reason"), l("因", "因", "reason")),
    Field::time(Key::new("starts"), l("始", "始", "starts")),
    Field::date(Key::new("since"), l("起", "起", "since")),
    Field::date(Key::new("due"), l("限", "限", "due")),
    Field::yes_no(Key::new("checked"), l("查", "查", "checked")),
    Field::link(Key::new("other"), l("它", "它", "other"), "assets"),
    Field::lines(
        Key::new("witnesses"),
        l("证", "證", "witnesses"),
        &Lines { columns: &[Field::person(Key::new("who"), l("人", "人", "who"))], append_only: false },
    ),
];

const NONE_OPEN: Others = others("observations", "asset").within(&["queried"]);

static REGISTER: Register = Register {
    key: "trial",
    fields: FIELDS,
    title: "name",
    due: Some(due_at("due").after("since", 3)),
    states: &[
        state("open", l("开", "開", "open"), Tone::Blue, Phase::Open),
        state("done", l("毕", "畢", "done"), Tone::Green, Phase::Done),
    ],
    transitions: &[
        step("sign", l("签", "簽", "sign"), &["open"], "done")
            .roles(&["leader"])
            .guards(&[Guard::NotMe("drafter")])
            .effects(&[Effect::Me("signer")]),
        step("destroy", l("毁", "毀", "destroy"), &["open"], "done").guards(&[
            Guard::Rows("witnesses", 2),
            Guard::EachRow("witnesses", "who"),
            Guard::None(NONE_OPEN),
            Guard::Different("drafter", "signer"),
        ]),
        step("seal", l("印", "印", "seal"), &["open"], "done").guards(&[
            Guard::Linked("other", &["in-use"]),
            Guard::SameAsLinked("other", "digest", "name"),
            Guard::Is("checked", &["yes"]),
        ]),
        step("call", l("召", "召", "call"), &["open"], "done").guards(&[Guard::NoticeOr("starts", "reason")]),
        step("confirm", l("认", "認", "confirm"), &["open"], "done").guards(&[Guard::Me("drafter")]).effects(&[Effect::Me("signer")]),
        step("take", l("收", "收", "take"), &["open"], "done").effects(&[
            Effect::Due,
            Effect::Set("checked", "yes"),
            Effect::StepLinked("other", "lend"),
            Effect::SetLinked { link: "other", copy: &[("name", "location")] },
            Effect::StepOthers(NONE_OPEN, "recheck"),
            Effect::Add(ADD),
            Effect::AddForEach { lines: "witnesses", tick: "", add: ADD, cells: &[("who", "custodian")] },
        ]),
    ],
    ..Register::PLAIN
};

#[derive(Default)]
struct Fake {
    has_left_first: bool,
    records: BTreeMap<String, Record>,
    others: Vec<(String, Record)>,
}

impl Around for Fake {
    fn has_left_first(&mut self) -> bool {
        self.has_left_first
    }
    fn record(&mut self, id: &str) -> Option<Record> {
        self.records.get(id).cloned()
    }
    fn others(&mut self, register: &str, via: &str) -> Vec<(String, Record)> {
        assert_eq!((register, via), ("observations", "asset"));
        self.others.clone()
    }
    fn naming(&mut self, id: &str, register: &str, via: &str) -> Vec<(String, Record)> {
        let named = self.records.iter().filter(|(_, r)| r.register == register && r.text(via) == id);
        named.map(|(id, r)| (id.clone(), r.clone())).collect()
    }
}

fn record(values: &[(&str, &str)]) -> Record {
    let fields = values.iter().map(|(k, v)| ((*k).to_owned(), vec![Value::from(*v)])).collect();
    Record { register: "trial".into(), states: vec!["open".into()], fields, ..Record::default() }
}

fn with_rows(mut record: Record, people: &[&str]) -> Record {
    let row = |(n, who): (usize, &&str)| Line { id: n.to_string(), cells: BTreeMap::from([("who".to_owned(), vec![Value::from(*who)])]) };
    record.lines.insert("witnesses".into(), people.iter().enumerate().map(row).collect());
    record
}

fn actor(person: &str, roles: &[&str]) -> Actor {
    Actor::new(person, roles.iter().map(|r| (*r).to_owned()).collect(), date(2026, 9, 29).at(9, 0, 0, 0))
}

fn run(record: &Record, step: &str, actor: &Actor, around: &mut Fake) -> Result<Plan, StepError> {
    plan(&REGISTER, record, step, &[], actor, around)
}

#[test]
fn only_the_person_named_confirms_or_who_acts_for_them() {
    let waits = record(&[("drafter", "林文静")]);
    let clerk = actor("王芳", &["clerk"]);
    assert_eq!(run(&waits, "confirm", &clerk, &mut Fake::default()), Err(StepError::NotYours("drafter".into())));
    run(&waits, "confirm", &actor("林文静", &["clerk"]), &mut Fake::default()).unwrap();
    let delegation = Delegation { from: "林文静".into(), roles: vec![], registers: vec![], excluded: vec![], limit: None };
    let deputy = Actor { delegations: vec![delegation.clone()], ..clerk.clone() };
    let plan = run(&waits, "confirm", &deputy, &mut Fake::default()).unwrap();
    assert!(plan.ops.contains(&Op::Set { field: "signer".into(), value: Some(Value::from("王芳（代林文静）")) }));
    let elsewhere = Delegation { excluded: vec!["trial".into()], ..delegation };
    let stranger = Actor { delegations: vec![elsewhere], ..clerk };
    assert!(run(&waits, "confirm", &stranger, &mut Fake::default()).is_err());
}

#[test]
fn only_a_draft_is_deleted() {
    let register = crate::book::find("requisitions").unwrap();
    let anybody = actor("王芳", &["clerk"]);
    let draft = Record { register: register.key.to_owned(), states: vec![register.first_state().to_owned()], ..Record::default() };
    let delete = |record: &Record, has_left_first: bool| {
        plan(register, record, "delete-draft", &[], &anybody, &mut Fake { has_left_first, ..Fake::default() }).map(drop)
    };
    assert_eq!(delete(&draft, false), Ok(()));
    assert_eq!(delete(&draft, true), Err(StepError::Registered), "it was sent back");
    let mut numbered = draft;
    numbered.fields.insert(register.number.unwrap().field.to_owned(), vec!["LY2026-0001".into()]);
    assert_eq!(delete(&numbered, false), Err(StepError::Registered));
}

#[test]
fn nobody_signs_what_they_drafted_not_even_for_somebody_else() {
    let drafted = record(&[("drafter", "林文静")]);
    let leader = actor("林文静", &["leader"]);
    assert_eq!(run(&drafted, "sign", &leader, &mut Fake::default()), Err(StepError::SamePerson("drafter".into())));
    let clerk = actor("王芳", &["clerk"]);
    assert_eq!(run(&drafted, "sign", &clerk, &mut Fake::default()), Err(StepError::WrongRole(vec!["leader".into()])));
    let delegation = |from: &str| Delegation {
        from: from.into(),
        roles: vec!["leader".into()],
        registers: vec!["trial".into()],
        excluded: vec![],
        limit: None,
    };
    let deputy = |from: &str| Actor { delegations: vec![delegation(from)], ..clerk.clone() };
    let plan = run(&drafted, "sign", &deputy("陈校长"), &mut Fake::default()).unwrap();
    assert!(plan.ops.contains(&Op::Set { field: "signer".into(), value: Some(Value::from("王芳（代陈校长）")) }));
    // Neither may she sign for the drafter, nor may the drafter's text have been drafted for the leader.
    assert_eq!(run(&drafted, "sign", &deputy("林文静"), &mut Fake::default()), Err(StepError::SamePerson("drafter".into())));
    let for_leader = record(&[("drafter", "王芳（代林文静）")]);
    assert_eq!(run(&for_leader, "sign", &leader, &mut Fake::default()), Err(StepError::SamePerson("drafter".into())));
    let not_here = Delegation { registers: vec![], excluded: vec!["trial".into()], ..delegation("陈校长") };
    let without = Actor { delegations: vec![not_here], ..clerk.clone() };
    assert_eq!(run(&drafted, "sign", &without, &mut Fake::default()), Err(StepError::WrongRole(vec!["leader".into()])));
    let elsewhere = Delegation { registers: vec!["assets".into()], ..delegation("陈校长") };
    let outside = Actor { delegations: vec![elsewhere], ..clerk };
    assert!(matches!(run(&drafted, "sign", &outside, &mut Fake::default()), Err(StepError::WrongRole(_))));
}

#[test]
fn destruction_takes_two_witnesses_and_waits_for_what_is_open() {
    let me = actor("档案员", &["clerk"]);
    let mut fake = Fake::default();
    let few = |n| StepError::FewLines { field: "witnesses".into(), least: n };
    assert_eq!(run(&with_rows(record(&[]), &["甲"]), "destroy", &me, &mut fake), Err(few(2)));
    let open = StepError::OpenLine { field: "witnesses".into(), column: "who".into() };
    assert_eq!(run(&with_rows(record(&[]), &["甲", ""]), "destroy", &me, &mut fake), Err(open));
    let both = with_rows(record(&[("drafter", "甲"), ("signer", "乙（代甲）")]), &["甲", "乙"]);
    assert_eq!(run(&both, "destroy", &me, &mut fake), Err(StepError::Same("drafter".into(), "signer".into())));
    let fit = with_rows(record(&[("drafter", "甲"), ("signer", "乙")]), &["甲", "乙"]);
    assert!(run(&fit, "destroy", &me, &mut fake).is_ok());
    let mut lent = record(&[]);
    lent.states = vec!["queried".into()];
    fake.others = vec![("x".into(), lent)];
    assert_eq!(run(&fit, "destroy", &me, &mut fake), Err(StepError::Blocked { register: "observations".into(), count: 1 }));
}

#[test]
fn a_seal_needs_the_approved_version() {
    let me = actor("印章员", &["clerk"]);
    let mut fake = Fake::default();
    let mut approved = record(&[("name", "v1")]);
    approved.states = vec!["in-use".into()];
    fake.records.insert("a".into(), approved);
    let mut request = record(&[("other", "a"), ("digest", "v2")]);
    assert_eq!(run(&request, "seal", &me, &mut fake), Err(StepError::Differs { field: "digest".into(), link: "other".into() }));
    request = record(&[("other", "a"), ("digest", "v1")]);
    assert_eq!(run(&request, "seal", &me, &mut fake), Err(StepError::Not { field: "checked".into(), values: vec!["yes".into()] }));
    request.fields.insert("checked".into(), vec![Value::Yes(true)]);
    assert!(run(&request, "seal", &me, &mut fake).is_ok());
    request.fields.insert("other".into(), vec![Value::from("unknown")]);
    assert!(matches!(run(&request, "seal", &me, &mut fake), Err(StepError::LinkedNot { .. })));
}

#[test]
fn short_notice_over_the_holidays_asks_for_a_reason() {
    let me = actor("李", &["clerk"]);
    let told = |days| Register { due: Some(due_at("due").before("starts", days).unless("checked", &[("no", 1)])), ..REGISTER };
    let three = told(3);
    let run = |record: &Record, step: &str, me: &Actor, fake: &mut Fake| plan(&three, record, step, &[], me, fake);
    // Between the 29th of September and the 9th of October lie three working days: the 30th, the 8th and the 9th.
    assert!(run(&record(&[("starts", "2026-10-09T09:00")]), "call", &me, &mut Fake::default()).is_ok());
    let short = record(&[("starts", "2026-10-08T09:00")]);
    let wanted = StepError::ShortNotice { days: 3, working: true, reason: "reason".into() };
    assert_eq!(run(&short, "call", &me, &mut Fake::default()), Err(wanted));
    assert!(run(&record(&[("starts", "2026-10-08T09:00"), ("reason", "急")]), "call", &me, &mut Fake::default()).is_ok());
    // An office that asks for less, and a kind of event that does.
    assert!(plan(&told(2), &short, "call", &[], &me, &mut Fake::default()).is_ok());
    assert!(run(&record(&[("starts", "2026-10-08T09:00"), ("checked", "no")]), "call", &me, &mut Fake::default()).is_ok());
    let by_calendar = Register { due: three.due.map(DueRule::calendar_days), ..REGISTER };
    assert!(plan(&by_calendar, &short, "call", &[], &me, &mut Fake::default()).is_ok(), "nine days, two of them worked on");
    let (field, due) = due::due(&three, &short, &me).unwrap();
    assert_eq!((field, due.as_text()), ("due", Some("2026-09-28")));
}

#[test]
fn a_step_reaches_other_records() {
    let mut me = actor("李", &["clerk"]);
    let sports = Day { working: false, name: "运动会".into() };
    me.calendar = Calendar::official().with([(date(2026, 9, 2), sports)]).into();
    let mut fake = Fake {
        others: vec![
            ("o1".into(), {
                let mut r = record(&[]);
                r.states = vec!["queried".into()];
                r
            }),
            ("o2".into(), record(&[])),
        ],
        ..Fake::default()
    };
    let source = with_rows(record(&[("name", "投影机"), ("other", "a"), ("since", "2026-09-01")]), &["甲", "乙"]);
    let plan = run(&source, "take", &me, &mut fake).unwrap();
    assert!(plan.ops.contains(&Op::Set { field: "due".into(), value: Some(Value::from("2026-09-07")) }), "{:?}", plan.ops);
    assert!(plan.ops.contains(&Op::Set { field: "checked".into(), value: Some(Value::Yes(true)) }));
    let set = |field: &str, value: &str| Op::Set { field: field.into(), value: Some(Value::from(value)) };
    let part = |row: &str| Part::Row { field: "witnesses", row: row.to_owned() };
    let added = |who: Option<&str>, part: Part| Also::Add {
        register: "assets",
        back: "",
        part,
        ops: [
            Some(set("name", "投影机")),
            who.map(|w| set("custodian", w)),
            Some(set("acquisition", "purchase")),
            Some(Op::State("in-use".into())),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    assert_eq!(
        plan.also,
        vec![
            Also::Step { id: "a".into(), step: "lend" },
            Also::Write { id: "a".into(), ops: vec![set("location", "投影机")] },
            Also::Step { id: "o1".into(), step: "recheck" },
            added(None, Part::Step("take")),
            added(Some("甲"), part("0")),
            added(Some("乙"), part("1")),
        ]
    );
}

#[test]
fn signatures_name_both() {
    assert!(names("王芳（代陈校长）", "王芳") && names("王芳（代陈校长）", "陈校长") && names("王芳", "王芳"));
    assert!(!names("王芳菲", "王芳") && !names("王芳（代陈校长）", "校长") && !names("", "") && !names("王芳（代陈校长）", "陈"));
}

#[test]
fn an_answer_is_due_in_working_days_or_by_the_clock() {
    let requests = &crate::book::service_requests::REGISTER;
    // In the afternoon of the last day before the holiday week.
    let mut asked = record(&[("received_at", "2026-09-30T15:20"), ("urgency", "normal")]);
    let due_at = |register: &Register, record: &Record| match due(register, record, &actor("林文静", &[])) {
        Some(("due_at", Value::Text(text))) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(due_at(requests, &asked), "2026-10-08T15:20", "a working day of hours after the holidays");
    let received = |at: &str| record(&[("received_at", at), ("urgency", "normal")]);
    assert_eq!(due_at(requests, &received("2026-09-29T06:10")), "2026-09-30T08:00", "before the hours");
    assert_eq!(due_at(requests, &received("2026-09-29T17:00")), "2026-10-08T08:00", "after them");
    assert_eq!(due_at(requests, &received("2026-10-03T10:00")), "2026-10-09T08:00", "on a holiday");
    let longer = Register { due: requests.due.map(|rule| DueRule { hours: (7 * 60 + 30, 18 * 60), ..rule }), ..*requests };
    assert_eq!(due_at(&longer, &received("2026-09-29T17:40")), "2026-09-30T17:40", "the office's own hours");
    let by_the_clock = Register { due: requests.due.map(DueRule::calendar_days), ..*requests };
    assert_eq!(due_at(&by_the_clock, &asked), "2026-10-01T15:20", "24 hours");
    asked.fields.insert("urgency".into(), vec![Value::from("urgent")]);
    for at_once in [requests, &by_the_clock] {
        assert_eq!(due_at(at_once, &asked), "2026-09-30T15:50", "at once, which is half an hour");
    }
    asked.fields.insert("received_at".into(), vec![Value::from("2026-10-03T23:50")]);
    assert_eq!(due_at(requests, &asked), "2026-10-04T00:20", "whatever the hour");
}

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

/// A step that binds, of the outgoing documents: printing.
fn print(record: &Record) -> Result<Plan, StepError> {
    plan(&crate::book::outgoing_documents::REGISTER, record, "print", &[], &actor("林文静", &["clerk"]), &mut Alone)
}

#[test]
fn what_is_printed_waits_until_one_of_several_values_is_chosen() {
    let mut numbered = record(&[("title", "通知"), ("copies", "5")]);
    numbered.register = "outgoing-documents".into();
    numbered.states = vec!["numbered".into()];
    let alone = print(&numbered);
    assert!(!matches!(alone, Err(StepError::Several { .. })), "{alone:?}");
    let several = |fields: &[&str]| {
        let fields = fields.iter().map(|f| (*f).to_owned()).collect();
        Err(StepError::Several { fields, register: String::new() })
    };
    let mut twice = numbered.clone();
    twice.fields.insert("main_to".into(), vec!["各处室".into(), "各年级".into()]);
    let cells = BTreeMap::from([("recipient".to_owned(), vec![Value::from("甲"), Value::from("乙")])]);
    twice.lines.insert("dispatch".into(), vec![Line { id: "r".into(), cells }]);
    assert_eq!(print(&twice), several(&["main_to", "dispatch/r/recipient"]));
    // Nothing else waits for it, and a step may choose by what it asks for.
    let register = &crate::book::outgoing_documents::REGISTER;
    let void = plan(register, &twice, "void", &[set("void_reason", "重复")], &actor("林文静", &["office-director"]), &mut Alone);
    assert!(void.is_ok(), "{void:?}");
    twice.lines.clear();
    let chosen = plan(register, &twice, "print", &[set("main_to", "各处室")], &actor("林文静", &["clerk"]), &mut Alone);
    assert!(!matches!(chosen, Err(StepError::Several { .. })), "{chosen:?}");
    // What this program does not know cannot be chosen here.
    let mut newer = numbered.clone();
    newer.fields.insert("of_tomorrow".into(), vec!["a".into(), "b".into()]);
    assert!(undecided(register, &newer).is_empty());
}

#[test]
fn states_side_by_side_wait_only_where_no_rule_says_which_counts() {
    let register = &crate::book::outgoing_documents::REGISTER;
    let standing = |states: &[&str]| {
        let states = states.iter().map(|s| (*s).to_owned()).collect();
        undecided(register, &Record { register: register.key.to_owned(), states, ..Record::default() })
    };
    assert_eq!(standing(&["signed", "numbered"]), ["_state"]);
    for ruled in [&["sealed", "withdrawn"][..], &["withdrawn", "numbered"], &["void", "signed"], &["signed"]] {
        assert!(standing(ruled).is_empty(), "{ruled:?}");
    }
}
