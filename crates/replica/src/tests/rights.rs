//! Who may do what, whom the inbox tells, and in whose name.

use registers::def::Phase;
use registers::document::Op;
use registers::workflow::Actor;
use registers::{RecordId, Value};

use super::clerk::{Clerk, register, set};
use super::{Desk, at, office};
use crate::{Error, Why};

fn person(name: &str, roles: &[&str]) -> Actor {
    Actor::new(name, roles.iter().map(|r| (*r).to_owned()).collect(), at(0).civil)
}

/// Why the record is in somebody's inbox.
fn why(clerk: &Clerk, actor: &Actor, id: RecordId) -> Option<Why> {
    clerk.reader().inbox(actor, at(9), 100).unwrap().iter().find(|w| w.hit.id == id).map(|w| w.why)
}

fn step_as(clerk: &mut Clerk, actor: &Actor, id: RecordId, step: &str, given: &[Op]) -> crate::Result<()> {
    let now = clerk.tick();
    clerk.desk.replica.transact(&format!("step:incoming-documents:{step}"), now, |e| e.step_by(actor, id, step, given)).map(drop)
}

fn letter(clerk: &mut Clerk) -> RecordId {
    let id = clerk.add("incoming-documents", &[set("title", "关于校园安全的通知"), set("from_org", "市教育局")]);
    clerk.step(id, "register", &[]);
    id
}

#[test]
fn a_technician_closes_no_letter_and_has_none_in_the_inbox() {
    let mut clerk = Clerk::new();
    let id = letter(&mut clerk);
    let technician = person("赵工", &["technician"]);
    assert_eq!(why(&clerk, &technician, id), None);
    assert_eq!(why(&clerk, &person("王文", &["clerk"]), id), Some(Why::Role));
    let refused = step_as(&mut clerk, &technician, id, "close", &[set("result", "已办")]);
    assert!(matches!(refused, Err(Error::NotYourStep { .. })));
    clerk.row(id, "assignments", &[("lead", Value::from("总务处")), ("handler", Value::from("赵工"))]);
    clerk.step(id, "assign", &[set("main_handler", "周副")]);
    assert_eq!(why(&clerk, &technician, id), Some(Why::Person), "a row names them");
    step_as(&mut clerk, &technician, id, "close", &[set("result", "已办")]).unwrap();
    assert_eq!(clerk.state(id), "closed");
}

#[test]
fn a_reader_of_a_round_has_the_letter_until_it_is_read() {
    let mut clerk = Clerk::new();
    let id = letter(&mut clerk);
    let row = clerk.row(id, "circulation", &[("reader", Value::from("孙老师"))]);
    clerk.step(id, "circulate", &[]);
    let reader = person("孙老师", &["technician"]);
    assert_eq!(why(&clerk, &reader, id), Some(Why::Person));
    assert_eq!(why(&clerk, &person("别人", &["technician"]), id), None);
    clerk.change(id, &[set(&format!("circulation/{row}/read"), "2026-11-23T09:00")]);
    assert_eq!(why(&clerk, &reader, id), None, "it was read");
}

#[test]
fn a_department_has_what_it_is_to_deal_with_until_somebody_is_named() {
    let mut clerk = Clerk::new();
    clerk.add("departments", &[set("name", "总务处"), set("head", "周处长"), set("clerk", "小周")]);
    clerk.add("departments", &[set("name", "教务处"), set("head", "吴处长")]);
    let id = letter(&mut clerk);
    let row = clerk.row(id, "assignments", &[("lead", Value::from("总务处")), ("co_departments", Value::from("德育处，教务处"))]);
    clerk.step(id, "assign", &[set("main_handler", "某人")]);
    for (name, expect) in [("周处长", Some(Why::Person)), ("小周", Some(Why::Person)), ("吴处长", Some(Why::Person)), ("郑处长", None)]
    {
        assert_eq!(why(&clerk, &person(name, &["department-head"]), id), expect, "{name}");
    }
    clerk.change(id, &[set(&format!("assignments/{row}/handler"), "赵工")]);
    assert_eq!(why(&clerk, &person("周处长", &["department-head"]), id), None, "somebody of the department has it");
    assert_eq!(why(&clerk, &person("吴处长", &["department-head"]), id), Some(Why::Person), "the other department's part is not theirs");
}

#[test]
fn who_is_asked_to_a_meeting_has_it_until_they_have_answered() {
    let mut clerk = Clerk::new();
    let id = clerk.add("meetings", &[set("subject", "校务会"), set("organiser", "王文")]);
    let row = clerk.row(id, "participants", &[("person", Value::from("赵工")), ("reply", Value::from("none"))]);
    clerk.put_back(id, &[Op::State("notified".to_owned())]);
    let invited = person("赵工", &["technician"]);
    assert_eq!(why(&clerk, &invited, id), Some(Why::Person), "no answer yet");
    clerk.change(id, &[set(&format!("participants/{row}/reply"), "yes")]);
    assert_eq!(why(&clerk, &invited, id), None);
}

#[test]
fn who_is_to_agree_and_who_is_to_read_are_told() {
    let mut clerk = Clerk::new();
    let paper = clerk.add("outgoing-documents", &[set("title", "关于校车的请示")]);
    clerk.row(paper, "co_signs", &[("dept", Value::from("总务处")), ("reviewer", Value::from("赵工"))]);
    clerk.put_back(paper, &[Op::State("co-signing".to_owned())]);
    let bulletin = clerk.add("bulletins", &[set("title", "停水通知")]);
    clerk.row(bulletin, "receipts", &[("reader", Value::from("赵工"))]);
    clerk.put_back(bulletin, &[Op::State("published".to_owned())]);
    for id in [paper, bulletin] {
        assert_eq!(why(&clerk, &person("赵工", &["technician"]), id), Some(Why::Person));
        assert_eq!(why(&clerk, &person("别人", &["technician"]), id), None);
    }
}

#[test]
fn the_keeper_of_a_seal_seals_with_it_without_another_role() {
    let mut clerk = Clerk::new();
    let seal = clerk.add("seals", &[set("name", "公章"), set("keeper", "赵工")]);
    let request = clerk.add("seal-requests", &[set("reason", "证明"), set("seal", seal.to_string())]);
    let named = clerk.reader().named(register("seal-requests"), &clerk.record(request)).unwrap();
    assert!(named.iter().all(|(step, people)| *step != "seal-paper" || people.contains(&"赵工".to_owned())));
    let step = register("seal-requests").transition("seal-paper").unwrap();
    clerk.put_back(request, &[Op::State("approved".to_owned())]);
    let named = clerk.reader().named(register("seal-requests"), &clerk.record(request)).unwrap();
    assert_eq!(named.iter().find(|(id, _)| *id == step.id).map(|(_, people)| people.clone()), Some(vec!["赵工".to_owned()]));
}

/// The second desk of an office has neither an administrator nor the office director.
fn second() -> Clerk {
    Clerk::at(office(2).remove(1))
}

fn is_refused(result: crate::Result<RecordId>, key: &str) -> bool {
    matches!(result, Err(Error::NotYours { register, adding: true, .. }) if register == key)
}

#[test]
fn what_holds_for_the_whole_office_is_kept_by_those_who_keep_it() {
    let mut clerk = second();
    let field = [set("register", "assets"), set("what", "label"), set("text", "资产卡")];
    assert!(is_refused(clerk.try_add("adjustments", &field), "adjustments"));
    let lease = [set("series", "assets"), set("device", "0".repeat(32)), set("first", 1_i64), set("last", 9_i64)];
    assert!(is_refused(clerk.try_add("number-leases", &lease), "number-leases"));
    // A clerk enters holidays.
    clerk.add("calendar-days", &[set("date", "2026-12-24"), set("kind", "free"), set("name", "校运动会")]);
    let now = clerk.tick();
    let technician = person("赵工", &["technician"]);
    let refused = clerk.desk.replica.transact("create:terms", now, |e| {
        e.act_as(technician);
        e.create(register("terms"), &[set("name", "2026秋"), set("starts", "2026-09-01"), set("ends", "2027-01-20")])
    });
    assert!(matches!(refused, Err(Error::NotYours { .. })));
    // The founder does all of that; whoever has the series to keep takes numbers without the right to type a lease.
    let mut founder = Clerk::new();
    founder.add("calendar-days", &[set("date", "2026-12-24"), set("kind", "free"), set("name", "校运动会")]);
    let now = clerk.tick();
    clerk.desk.replica.take_lease(register("assets"), Some(10), now).unwrap();
}

#[test]
fn everybody_delegates_what_is_theirs_and_nobody_to_themselves() {
    let mut clerk = second();
    let delegation = |from: &str, to: &str| {
        [set("title", "外出代理"), set("from", from), set("to", to), set("start", "2026-11-23T08:00"), set("end", "2026-12-01T18:00")]
    };
    assert!(is_refused(clerk.try_add("delegations", &delegation("孙主任", "职员1")), "delegations"), "not another one's");
    let own = clerk.add("delegations", &delegation("职员1", "李四"));
    assert!(matches!(clerk.try_add("delegations", &delegation("职员1", "职员1")), Err(Error::Rule { .. })));
    assert!(matches!(clerk.try_change(own, &[set("from", "孙主任")]), Err(Error::NotYours { adding: false, .. })));
    clerk.change(own, &[set("reason", "travel")]);
}

#[test]
fn who_counts_keeps_assets_or_is_named_by_the_campaign() {
    let mut clerk = Clerk::new();
    let campaign = clerk.add("stocktakes", &[set("title", "年度盘点")]);
    clerk.row(
        campaign,
        "teams",
        &[("zone", Value::from("二楼")), ("leader", Value::from("赵工")), ("members", Value::from("钱老师、李老师"))],
    );
    let mut count = |name: &str, roles: &[&str]| {
        let (now, actor) = (clerk.tick(), person(name, roles));
        let ops = [set("campaign", campaign.to_string()), set("tag", "无标签"), set("description", "椅子")];
        clerk.desk.replica.transact("create:observations", now, |e| {
            let own = e.act_as(actor);
            let made = e.create(register("observations"), &ops);
            e.act_as(own);
            made
        })
    };
    for name in ["赵工", "李老师"] {
        count(name, &["technician"]).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    count("陈建国", &["asset-manager"]).unwrap();
    assert!(matches!(count("别人", &["technician"]), Err(Error::NotYours { .. })));
}

#[test]
fn a_step_that_is_done_for_somebody_names_both_in_the_history() {
    let mut clerk = Clerk::new();
    let id = letter(&mut clerk);
    clerk.row(id, "opinions", &[("text", Value::from("拟请孙主任批示"))]);
    clerk.step(id, "submit", &[]);
    clerk.row(id, "instructions", &[("text", Value::from("同意"))]);
    let delegation = registers::workflow::Delegation {
        from: "孙主任".to_owned(),
        roles: vec!["office-director".to_owned()],
        registers: Vec::new(),
        excluded: Vec::new(),
        limit: None,
    };
    let ops = [
        set("title", "外出代理"),
        set("from", delegation.from.as_str()),
        set("to", "李四"),
        set("start", "2026-11-01T08:00"),
        set("end", "2026-12-31T18:00"),
        set("scope", "公文"),
    ];
    let given = clerk.add("delegations", &ops);
    clerk.change(given, &[Op::Member { field: "roles".to_owned(), member: "office-director".to_owned(), on: true }]);
    clerk.put_back(given, &[Op::State("active".to_owned())]);
    let deputy = person("李四", &["technician"]);
    let now = clerk.tick();
    clerk
        .desk
        .replica
        .transact("step:incoming-documents:instruct", now, |e| e.step_by(&deputy, id, "instruct", &[set("main_handler", "赵工")]))
        .unwrap();
    let history = clerk.reader().history(id).unwrap();
    let last = history.last().unwrap();
    assert!(last.person.ends_with("（代孙主任）"), "{}", last.person);
    assert_eq!(last.label, "step:incoming-documents:instruct");
    clerk.step(id, "close", &[set("result", "已办")]);
    assert!(!clerk.reader().history(id).unwrap().last().unwrap().person.contains('代'));
    assert_eq!(register("incoming-documents").state("closed").map(|s| s.phase), Some(Phase::Done));
}

/// A deputy of the person of this desk's office, with these roles of the director.
fn deputised(clerk: &mut Clerk, roles: &[&str], limit: Option<i64>) -> Actor {
    let dates = [set("start", "2026-11-01T08:00"), set("end", "2026-12-31T18:00")];
    let mut ops = [&[set("title", "外出代理"), set("from", "孙主任"), set("to", "李四")][..], &dates].concat();
    ops.extend(limit.map(|cents| set("amount_limit", cents)));
    let given = clerk.add("delegations", &ops);
    let members = roles.iter().map(|role| Op::Member { field: "roles".to_owned(), member: (*role).to_owned(), on: true });
    clerk.change(given, &members.collect::<Vec<_>>());
    clerk.put_back(given, &[Op::State("active".to_owned())]);
    person("李四", &["technician"])
}

#[test]
fn a_deputy_adds_and_changes_what_the_other_may_and_both_are_named() {
    let mut clerk = Clerk::new();
    let term = |name: &str| [set("name", name), set("starts", "2026-09-01"), set("ends", "2027-01-20")];
    let as_deputy = |clerk: &mut Clerk, deputy: &Actor, label: &str, act: &dyn Fn(&mut crate::Edit<'_>) -> crate::Result<RecordId>| {
        let now = clerk.tick();
        let done = clerk.desk.replica.transact(label, now, |e| {
            let own = e.act_as(deputy.clone());
            let done = act(e);
            e.act_as(own);
            done
        });
        done.map(|done| done.value)
    };
    let add = |e: &mut crate::Edit<'_>| e.create(register("terms"), &term("2026秋"));
    let alone = person("李四", &["technician"]);
    assert!(matches!(as_deputy(&mut clerk, &alone, "create:terms", &add), Err(Error::NotYours { .. })), "before it was delegated");
    let deputy = deputised(&mut clerk, &["office-director"], None);
    let id = as_deputy(&mut clerk, &deputy, "create:terms", &add).unwrap();
    as_deputy(&mut clerk, &deputy, "edit:terms", &|e| e.change(id, &[set("ends", "2027-01-22")]).map(|()| id)).unwrap();
    let history = clerk.reader().history(id).unwrap();
    assert_eq!(history.iter().map(|event| event.label.as_str()).collect::<Vec<_>>(), ["create:terms", "edit:terms"]);
    assert!(history.iter().all(|event| event.person.ends_with("（代孙主任）")), "{history:?}");
    // Whoever the record says made it is both as well, whatever the form began with.
    let times = [set("start", "2026-11-23T08:00"), set("end", "2026-12-01T18:00")];
    let further = [&[set("title", "出差代理"), set("from", "周七"), set("to", "吴八")][..], &times].concat();
    for typed in [vec![], vec![set("requested_by", "李四")], vec![set("requested_by", "李四（代孙主任）")]] {
        let ops = [&further[..], &typed].concat();
        let id = as_deputy(&mut clerk, &deputy, "create:delegations", &|e| e.create(register("delegations"), &ops)).unwrap();
        assert_eq!(clerk.text(id, "requested_by"), "李四（代孙主任）", "{typed:?}");
    }
    // What needs no right of another one is done in one's own name, and so is what one may do oneself.
    let own = as_deputy(&mut clerk, &deputy, "create:suggestions", &|e| e.create(register("suggestions"), &[set("subject", "加一盏灯")]));
    assert!(!clerk.reader().history(own.unwrap()).unwrap()[0].person.contains('代'));
}

#[test]
fn who_is_refused_is_told_whom_to_ask() {
    let mut desks = office(3);
    // The third desk is gone, and so is who sat there.
    let gone = desks[2].replica.device();
    desks[0].replica.revoke(&[gone]).unwrap();
    let second = desks[1].replica.device();
    desks[0].replica.set_roles(&second, &["clerk", "office-director"].map(str::to_owned), &[]).unwrap();
    let mut clerk = Clerk::at(desks.remove(0));
    let id = letter(&mut clerk);
    clerk.row(id, "assignments", &[("lead", Value::from("总务处")), ("handler", Value::from("钱工、李工（代钱工）"))]);
    let technician = person("赵工", &["technician"]);
    let refused = step_as(&mut clerk, &technician, id, "close", &[set("result", "已办")]);
    let Err(Error::NotYourStep { register: of, step, entitled }) = refused else { panic!("{refused:?}") };
    assert_eq!((of.as_str(), step.as_str()), ("incoming-documents", "close"));
    let people = |role: &str| entitled.roles[role].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(entitled.roles.len(), 2);
    assert_eq!((people("clerk"), people("office-director")), (vec!["职员1"], vec!["职员1"]));
    assert_eq!(entitled.named, ["李工", "钱工"]);
    let now = clerk.tick();
    let refused = clerk.desk.replica.transact("create:terms", now, |e| {
        e.act_as(technician);
        e.create(register("terms"), &[set("name", "2026秋"), set("starts", "2026-09-01"), set("ends", "2027-01-20")])
    });
    let Err(Error::NotYours { entitled, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!((&*entitled.roles["office-director"], &*entitled.named), (&["职员1".to_owned()][..], &[][..]));
}

#[test]
fn a_space_that_is_closed_to_the_desk_is_named() {
    let mut clerk = second();
    let ops = [set("applicant", "职员1"), set("type", "personal")];
    assert!(matches!(clerk.try_add("leave", &ops), Err(Error::NoSpace(3))));
}

#[test]
fn nobody_approves_by_a_list_what_is_not_theirs_to_approve() {
    use registers::book::{leave, seal_requests, visits};
    let mut desks = office(2);
    let arrive = |desk: &mut Desk, register: &'static registers::Register, state: &str| {
        let title = Op::Set { field: register.title.to_owned(), value: Some(registers::Value::from("公章")) };
        let ops = [title, Op::State(state.to_owned())];
        desk.replica.transact("import", at(1), |e| e.create_listed(register, &ops))
    };
    let refused = |result: crate::Result<_>| matches!(result, Err::<crate::Committed<RecordId>, _>(Error::ArrivesApproved { .. }));
    let clerk = &mut desks[1];
    assert!(refused(arrive(clerk, &seal_requests::REGISTER, "approved")));
    assert!(refused(arrive(clerk, &leave::REGISTER, "approved")));
    // What is over, what nobody has decided and what is theirs arrives.
    assert!(!refused(arrive(clerk, &seal_requests::REGISTER, seal_requests::REGISTER.first_state())));
    assert!(arrive(clerk, &visits::REGISTER, "left").is_ok());
    assert!(arrive(clerk, &visits::REGISTER, "on-campus").is_ok());
    // Whoever leads the office takes over its old books.
    assert!(!refused(arrive(&mut desks[0], &seal_requests::REGISTER, "approved")));
}
