//! What waits for a person.

use jiff::civil::date;
use registers::def::{Only, Phase, Report, report};
use registers::document::Op;
use registers::workflow::{Actor, Delegation};
use registers::{RecordId, Value};

use super::at;
use super::clerk::{Clerk, member, set};
use crate::{Limit, Moment, Waiting, Why};

fn person(name: &str, roles: &[&str]) -> Actor {
    Actor::new(name, roles.iter().map(|r| (*r).to_owned()).collect(), at(0).civil)
}

fn now(actor: &Actor) -> Moment {
    Moment { civil: actor.now, ..at(0) }
}

fn inbox(clerk: &Clerk, actor: &Actor) -> Vec<Waiting> {
    clerk.reader().inbox(actor, now(actor), 100).unwrap()
}

fn task(clerk: &mut Clerk, title: &str, owner: &str, due: &str) -> RecordId {
    let mut ops = vec![set("title", title), set("owner", owner)];
    ops.extend(Some(due).filter(|d| !d.is_empty()).map(|due| set("due_at", due)));
    clerk.add("tasks", &ops)
}

fn titles(found: &[Waiting]) -> Vec<&str> {
    found.iter().map(|w| w.hit.title.as_str()).collect()
}

#[test]
fn overdue_comes_first_then_by_due_date_and_what_has_none_at_the_end() {
    let mut clerk = Clerk::new();
    task(&mut clerk, "无期限", "胡玉", "");
    task(&mut clerk, "下月", "胡玉", "2026-12-20");
    task(&mut clerk, "过期", "胡玉", "2026-11-20");
    task(&mut clerk, "今天", "胡玉", "2026-11-23");
    task(&mut clerk, "本周", "胡玉", "2026-11-27");
    task(&mut clerk, "别人的", "雷芳娜", "2026-11-01");
    let done = task(&mut clerk, "办完的", "胡玉", "2026-11-01");
    clerk.change(done, &[Op::State("done".to_owned())]);
    let found = inbox(&clerk, &person("胡玉", &["clerk"]));
    assert_eq!(titles(&found), ["过期", "今天", "本周", "下月", "无期限"]);
    let days: Vec<Option<i64>> = found.iter().map(|w| w.days).collect();
    assert_eq!(days, [Some(-3), Some(0), Some(4), Some(27), None]);
    let reminded: Vec<bool> = found.iter().map(|w| w.remind).collect();
    assert_eq!(reminded, [true, true, true, false, false], "tasks are reminded of from seven days before");
    assert!(found.iter().all(|w| w.why == Why::Person));
    assert_eq!(clerk.reader().inbox(&person("胡玉", &["clerk"]), at(0), 2).unwrap().len(), 2);
}

#[test]
fn reminders_count_working_days_by_the_offices_calendar() {
    let mut clerk = Clerk::new();
    let at = |clerk: &Clerk, day: jiff::civil::Date| {
        let actor = Actor::new("胡玉", vec!["clerk".to_owned()], day.at(8, 0, 0, 0));
        let actor = clerk.reader().complete(actor).unwrap();
        let found = clerk.reader().inbox(&actor, now(&actor), 100).unwrap();
        found.iter().map(|w| (w.working.unwrap(), w.days.unwrap(), w.remind)).next().unwrap()
    };
    let rule = registers::book::find("tasks").unwrap().due.unwrap();
    let furthest = *rule.remind.iter().max().unwrap();
    // Due on the first day after the holiday of October 2026, the 8th; the 10th is a Saturday on which people work.
    let id = task(&mut clerk, "节后交", "胡玉", "2026-10-08");
    assert_eq!(at(&clerk, date(2026, 9, 30)), (1, 8, true));
    assert_eq!(at(&clerk, date(2026, 10, 5)), (1, 3, true));
    assert_eq!(at(&clerk, date(2026, 10, 8)), (0, 0, true));
    assert_eq!(at(&clerk, date(2026, 10, 10)), (-2, -2, true), "overdue by the Friday and by the Saturday on which people work");
    // As many working days before as the rule says, and not one earlier: a weekend does not use them up.
    clerk.change(id, &[set("due_at", "2026-12-21")]);
    let calendar = clerk.reader().calendar().unwrap();
    let first = calendar.add_working(date(2026, 12, 21), -furthest);
    assert_eq!((at(&clerk, first).0, at(&clerk, first).2), (furthest, true));
    let before = calendar.add_working(first, -1);
    assert_eq!((at(&clerk, before).0, at(&clerk, before).2), (furthest + 1, false));
    // A free day that the office enters counts at once, and so does a working Saturday.
    clerk.add("calendar-days", &[set("date", first.to_string().as_str()), set("kind", "free"), set("name", "校运动会")]);
    assert_eq!(at(&clerk, before).0, furthest, "one working day fewer lies between");
    let off = clerk.add("calendar-days", &[set("date", "2026-12-19"), set("kind", "working"), set("name", "调休")]);
    assert_eq!(at(&clerk, before).0, furthest + 1);
    clerk.step(off, "void", &[set("void_reason", "取消")]);
    assert_eq!(at(&clerk, before).0, furthest);
    // Overdue since a weekend is overdue.
    clerk.change(id, &[set("due_at", "2026-11-21")]);
    assert_eq!(at(&clerk, date(2026, 11, 22)), (-1, -1, true));
}

#[test]
fn an_overdue_record_is_shown_to_the_director_as_well() {
    let mut clerk = Clerk::new();
    task(&mut clerk, "过期", "胡玉", "2026-11-22");
    task(&mut clerk, "今天", "胡玉", "2026-11-23");
    let director = person("王主任", &["office-director"]);
    let found = inbox(&clerk, &director);
    assert_eq!(found.iter().map(|w| (w.hit.title.as_str(), w.why)).collect::<Vec<_>>(), vec![("过期", Why::Escalated)]);
    assert_eq!(inbox(&clerk, &person("雷芳娜", &["clerk"])), vec![]);
    // Whoever acts for the director sees it too, within the registers of the delegation.
    let acting = |registers: &[&str]| {
        let registers = registers.iter().map(|r| (*r).to_owned()).collect();
        let delegation = Delegation {
            from: "王主任".to_owned(),
            roles: vec!["office-director".to_owned()],
            registers,
            excluded: Vec::new(),
            limit: None,
        };
        Actor { delegations: vec![delegation], ..person("雷芳娜", &["clerk"]) }
    };
    assert_eq!(titles(&inbox(&clerk, &acting(&[]))), ["过期"]);
    assert_eq!(titles(&inbox(&clerk, &acting(&["tasks", "visits"]))), ["过期"]);
    assert_eq!(inbox(&clerk, &acting(&["visits"])), vec![]);
}

#[test]
fn a_deputy_sees_what_waits_for_the_other_person() {
    let mut clerk = Clerk::new();
    task(&mut clerk, "主任的", "王主任", "2026-11-30");
    let given = [
        set("title", "代行"),
        set("from", "王主任"),
        set("to", "林文静"),
        set("registers", "任务"),
        set("start", Value::time(date(2026, 11, 23).at(8, 0, 0, 0))),
        set("end", Value::time(date(2026, 11, 24).at(8, 0, 0, 0))),
        member("roles", "office-director"),
        Op::State("active".to_owned()),
    ];
    clerk.add("delegations", &given);
    clerk.add("bulletins", &[set("title", "公告"), set("owner", "王主任")]);
    let mine = |clerk: &Clerk, minute: u64| {
        let actor = clerk.reader().complete(Actor::new("林文静", vec!["clerk".to_owned()], at(minute).civil)).unwrap();
        let found = clerk.reader().inbox(&actor, now(&actor), 100).unwrap();
        found.into_iter().filter(|w| w.hit.register.key == "tasks").map(|w| (w.hit.title, w.why)).collect::<Vec<_>>()
    };
    let key = registers::book::find("任务").map(|r| r.key);
    assert_eq!(key, Some("tasks"));
    assert_eq!(mine(&clerk, 5), vec![("主任的".to_owned(), Why::Person)]);
    assert_eq!(mine(&clerk, 25 * 60), vec![], "it has ended");
    assert_eq!(mine(&clerk, 0), vec![("主任的".to_owned(), Why::Person)], "from its first minute");
}

#[test]
fn what_waits_for_no_person_waits_for_the_roles_of_its_steps() {
    let mut clerk = Clerk::new();
    let id = clerk.add("requisitions", &[set("purpose", "耗材"), set("applicant", "胡玉"), Op::State("department-review".to_owned())]);
    let why = |clerk: &Clerk, actor: &Actor| inbox(clerk, actor).iter().find(|w| w.hit.id == id).map(|w| w.why);
    assert_eq!(why(&clerk, &person("李主任", &["department-head"])), Some(Why::Role));
    assert_eq!(why(&clerk, &person("马秀建", &["storekeeper"])), Some(Why::Role), "everyone may cancel it");
    assert_eq!(why(&clerk, &person("审计", &["auditor"])), None);
    clerk.change(id, &[Op::State("issued".to_owned())]);
    assert_eq!(why(&clerk, &person("胡玉", &["clerk"])), Some(Why::Person));
    assert_eq!(why(&clerk, &person("李主任", &["department-head"])), None, "it waits for the applicant by name");
    clerk.put_back(id, &[set("applicant", "胡玉（代李主任）")]);
    assert_eq!(why(&clerk, &person("胡玉", &["clerk"])), Some(Why::Person), "who signed for another is named first");
    clerk.put_back(id, &[Op::Set { field: "applicant".into(), value: None }]);
    assert_eq!(why(&clerk, &person("某人", &["clerk"])), Some(Why::Role), "nobody is named: anybody who may act");
    clerk.step(id, "void", &[set("void_reason", "重复")]);
    assert_eq!(why(&clerk, &person("胡玉", &["clerk"])), None);
}

#[test]
fn a_draft_waits_for_nobody_merely_because_anybody_may_delete_it() {
    let mut clerk = Clerk::new();
    let roster = clerk.add("on-call-rosters", &[set("title", "十二月值班")]);
    let sees = |actor: &Actor| inbox(&clerk, actor).iter().any(|w| w.hit.id == roster);
    let publish = registers::book::find("on-call-rosters").unwrap().transition("publish").unwrap();
    assert!(!publish.roles.is_empty() && sees(&person("王主任", publish.roles)));
    assert!(!sees(&person("维修员", &["technician"])));
}

#[test]
fn what_a_delegation_excludes_is_not_in_the_inbox() {
    let mut clerk = Clerk::new();
    task(&mut clerk, "过期", "王主任", "2026-11-20");
    let acting = |excluded: &[&str]| {
        let excluded = excluded.iter().map(|r| (*r).to_owned()).collect();
        let delegation = Delegation {
            from: "王主任".to_owned(),
            roles: vec!["office-director".to_owned()],
            registers: Vec::new(),
            excluded,
            limit: None,
        };
        Actor { delegations: vec![delegation], ..person("雷芳娜", &["clerk"]) }
    };
    assert_eq!(titles(&inbox(&clerk, &acting(&["visits"]))), ["过期"]);
    assert_eq!(inbox(&clerk, &acting(&["tasks"])), vec![]);
}

#[test]
fn a_due_date_far_away_is_counted_by_the_calendar() {
    let mut clerk = Clerk::new();
    task(&mut clerk, "笔误", "胡玉", "9999-12-31");
    task(&mut clerk, "更早", "胡玉", "0001-01-01");
    let found = inbox(&clerk, &person("胡玉", &["clerk"]));
    assert_eq!(titles(&found), ["更早", "笔误"]);
    assert!(found.iter().all(|w| w.working == w.days && w.working.unwrap().abs() > 700_000), "{found:?}");
    assert_eq!(found.iter().map(|w| w.remind).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_limit_that_is_met_is_not_overdue_however_much_is_still_to_do() {
    let mut clerk = Clerk::new();
    for (register, title, due, before, after) in [
        ("incoming-documents", "title", "due_at", "handling", "awaiting-filing"),
        ("outgoing-documents", "title", "due_at", "sealed", "dispatching"),
        ("surveys", "title", "closes_on", "published", "analysis"),
        ("orders", "title", "due", "part-received", "received"),
    ] {
        let late = clerk.add(register, &[set(title, "还没办"), set(due, "2026-11-20"), Op::State(before.to_owned())]);
        let met = clerk.add(register, &[set(title, "办过了"), set(due, "2026-11-20"), Op::State(after.to_owned())]);
        let everyone = registers::book::find(register).unwrap().transitions.iter().flat_map(|t| t.roles).copied();
        let roles: Vec<&str> = everyone.chain(["clerk"]).collect();
        let found = inbox(&clerk, &person("胡玉", &roles));
        let of = |id| found.iter().find(|w| w.hit.id == id).map(|w| (w.due.as_deref(), w.remind, w.limit));
        assert_eq!(of(late), Some((Some("2026-11-20"), true, Limit::Late)), "{register}");
        assert_eq!(of(met), Some((None, false, Limit::InTime)), "{register}");
        let escalated = inbox(&clerk, &person("王主任", &["office-director"]));
        assert!(escalated.iter().all(|w| w.hit.id != met || w.why != Why::Escalated), "{register}");
        let report = Report { only: &[Only::Phase(&[Phase::Open])], ..report("own", registers::def::l("", "", ""), &[]) };
        let passed: &'static [Only] = Box::leak(Box::new([Only::Phase(&[Phase::Open]), Only::Passed(due)]));
        let count = |report: &Report| {
            clerk.reader().report(super::clerk::register(register), report, crate::Period::default(), at(0)).unwrap().total
        };
        assert_eq!((count(&report), count(&Report { only: passed, ..report })), (2, 1), "{register}");
    }
}

#[test]
fn a_time_that_has_passed_is_overdue_on_its_day() {
    let mut clerk = Clerk::new();
    let time = |hour, minute| Value::time(date(2026, 11, 23).at(hour, minute, 0, 0));
    let add = |clerk: &mut Clerk, subject: &str, due: Value| {
        clerk.add(
            "service-requests",
            &[set("subject", subject), set("category", "consult"), set("received_at", time(7, 0)), set("due_at", due)],
        )
    };
    add(&mut clerk, "急件", time(8, 30));
    add(&mut clerk, "晚些", time(20, 59));
    task(&mut clerk, "今天", "王主任", "2026-11-23");
    let director = person("王主任", &["office-director"]);
    let seen = |minute: u64, actor: &Actor| {
        let found = clerk.reader().inbox(actor, at(minute), 100).unwrap();
        found.into_iter().map(|w| (w.hit.title, w.limit, w.working, w.why)).collect::<Vec<_>>()
    };
    let late = |minute: u64| seen(minute, &director).into_iter().filter(|w| w.1 == Limit::Late).map(|w| (w.0, w.2)).collect::<Vec<_>>();
    assert_eq!((late(0), late(30)), (vec![], vec![]), "not before its minute is over");
    assert_eq!(late(31), [("急件".to_owned(), Some(0))]);
    assert_eq!(seen(12 * 60 + 58, &director)[0].0, "急件", "what is overdue comes before what is due today");
    assert!(late(12 * 60 + 58).iter().all(|w| w.0 != "今天"), "a day lasts until its end");
    let outsider = person("王校长", &["office-director"]);
    assert!(seen(31, &outsider).iter().any(|w| w.0 == "急件"));
}

#[test]
fn what_rests_or_may_be_answered_elsewhere_is_no_breach() {
    let mut clerk = Clerk::new();
    let time = |hour, minute| Value::time(date(2026, 11, 23).at(hour, minute, 0, 0));
    let ops = [set("subject", "换灯"), set("category", "repair"), set("received_at", time(8, 0)), set("due_at", time(8, 30))];
    let id = clerk.add("service-requests", &ops);
    clerk.step(id, "start", &[set("handler", "胡玉")]);
    clerk.step(id, "hold", &[set("hold_reason", Value::from("等配件")), set("held_at", time(8, 10))]);
    let limit = |clerk: &Clerk, minute: u64| {
        let actor = person("胡玉", &["clerk", "technician"]);
        let found = clerk.reader().inbox(&actor, at(minute), 100).unwrap();
        found.into_iter().find(|w| w.hit.id == id).map(|w| (w.due.unwrap(), w.limit)).unwrap()
    };
    assert_eq!(limit(&clerk, 600), ("2026-11-23T18:20".to_owned(), Limit::InTime), "20 minutes are left as long as it rests");
    assert_eq!(clerk.reader().service(id, at(600)).unwrap().limit, Limit::InTime);
    clerk.minute = 599;
    clerk.row(id, "pauses", &[("from", time(8, 10)), ("to", time(18, 0)), ("reason", "等配件".into())]);
    clerk.step(id, "resume", &[]);
    assert_eq!((limit(&clerk, 619).1, limit(&clerk, 622).1), (Limit::InTime, Limit::Late));
    clerk.desk.replica.set_relay_address("wss://relay.example").unwrap();
    clerk.desk.replica.note_contact(at(610).unix_ms).unwrap();
    assert_eq!(limit(&clerk, 622).1, Limit::Unsynced, "others may have answered it");
}

#[test]
fn what_is_in_force_comes_back_when_its_review_is_near() {
    let mut clerk = Clerk::new();
    let editor = person("胡玉", &["clerk", "office-director"]);
    for register in ["sops", "job-descriptions", "organisations", "seals", "archive-items"] {
        let found = super::clerk::register(register);
        let rule = found.due.unwrap();
        let add = |clerk: &mut Clerk, title: &str, due: &str| {
            clerk.add(register, &[set(found.title, title), set(rule.field, due), Op::State(rule.runs[0].to_owned())])
        };
        add(&mut clerk, "快到了", "2026-11-30");
        add(&mut clerk, "早过了", "2026-10-30");
        add(&mut clerk, "还早", "2027-11-30");
        let roles: Vec<&str> = found.transitions.iter().flat_map(|t| t.roles).copied().chain(["clerk", "office-director"]).collect();
        let seen: Vec<_> = inbox(&clerk, &Actor { roles: roles.iter().map(|r| (*r).to_owned()).collect(), ..editor.clone() })
            .into_iter()
            .filter(|w| w.hit.register.key == register)
            .map(|w| (w.hit.title, w.limit, w.remind))
            .collect();
        assert_eq!(seen, [("早过了".to_owned(), Limit::Late, true), ("快到了".to_owned(), Limit::InTime, true)], "{register}");
    }
}

/// A seal that was handed over for a time is asked for until it is back.
#[test]
fn a_seal_that_is_kept_for_a_time_comes_back_into_the_inbox_until_it_is_back() {
    let mut clerk = Clerk::new();
    let seal = clerk.add("seals", &[set("name", "公章"), set("keeper", "胡玉"), set("holder", "胡玉")]);
    let slip = |clerk: &mut Clerk, kind: &str, from: &str, to: &str, more: &[Op]| {
        let ops = [set("reason", "出差代管"), set("kind", kind), set("from", from), set("to", to), set("supervisor", "郑伟")];
        let id = clerk.add("seal-custody", &[&ops[..], &[set("seal", seal.to_string())], more].concat());
        let by = |clerk: &mut Clerk, who: &str, step: &str| {
            let now = clerk.tick();
            let actor = Actor::new(who.to_owned(), vec!["clerk".to_owned()], now.civil);
            clerk.desk.replica.transact("step", now, |e| e.step_by(&actor, id, step, &[])).unwrap();
        };
        by(clerk, from, "hand-over");
        by(clerk, to, "take-for-a-time");
        id
    };
    let lent = slip(&mut clerk, "temporary", "胡玉", "孙立", &[set("back_by", "2026-11-24")]);
    let waits = |clerk: &Clerk| -> Vec<(RecordId, Limit)> {
        let all = inbox(clerk, &person("孙立", &["clerk"]));
        all.into_iter().filter(|w| w.hit.register.key == "seal-custody").map(|w| (w.hit.id, w.limit)).collect()
    };
    assert_eq!(waits(&clerk), [(lent, Limit::InTime)]);
    let back = slip(&mut clerk, "back", "孙立", "胡玉", &[set("gives_back", lent.to_string())]);
    assert_eq!((clerk.state(lent), clerk.state(back), clerk.text(seal, "holder")), ("given-back".into(), "complete".into(), "胡玉".into()));
    assert_eq!(waits(&clerk), []);
    // Nobody notes for themselves that what they keep is back.
    let lent = slip(&mut clerk, "temporary", "胡玉", "林文静", &[set("back_by", "2026-11-24")]);
    let refused = clerk.refused(lent, "give-back", &[]);
    assert!(matches!(&refused, crate::Error::Step(registers::workflow::StepError::SamePerson(field)) if field == "to"), "{refused}");
}

#[test]
fn a_date_that_follows_from_the_record_stands_from_the_beginning() {
    let mut clerk = Clerk::new();
    let day = clerk.add("attendance-exceptions", &[set("person", "胡玉"), set("day", "2026-11-20"), set("status", "late")]);
    assert_eq!(clerk.record(day).text("appeal_due"), "2026-11-25", "three working days later");
    let month = clerk.add("month-summaries", &[set("title", "十月"), set("from", "2026-10-01"), set("to", "2026-10-31")]);
    assert_eq!(clerk.record(month).text("due_at"), "2026-11-04");
    let call = clerk.add("follow-ups", &[set("contact", "何先生"), set("visited_at", Value::time(date(2026, 11, 20).at(9, 0, 0, 0)))]);
    assert_eq!(clerk.record(call).text("due_at"), "2026-11-25");
}

#[test]
fn what_a_list_tells_of_is_due_like_what_is_typed_where_something_is_still_to_do() {
    let mut clerk = Clerk::new();
    let mut listed = |key: &str, ops: &[Op]| {
        let now = clerk.tick();
        let found = super::clerk::register(key);
        let id = clerk.desk.replica.transact("import", now, |e| e.create_listed(found, ops)).unwrap().value;
        clerk.text(id, found.due.unwrap().field)
    };
    let day = |n: i8| Value::time(date(2026, 11, n).at(9, 0, 0, 0));
    let state = |state: &str| Op::State(state.to_owned());
    assert_eq!(listed("service-requests", &[set("subject", "换灯"), set("received_at", day(20))]), "2026-11-23T09:00");
    assert_eq!(listed("service-requests", &[set("subject", "换灯")]), "", "nobody knows since when");
    let typed = set("due_at", day(29));
    assert_eq!(listed("service-requests", &[set("subject", "换灯"), set("received_at", day(20)), typed]), "2026-11-29T09:00");
    assert_eq!(listed("service-requests", &[set("subject", "换灯"), set("received_at", day(20)), set("solved_at", day(21))]), "", "done");
    assert_eq!(listed("follow-ups", &[set("contact", "何先生"), set("visited_at", day(20))]), "2026-11-25");
    // Where a step says when it is due.
    let order = [set("purpose", "开学"), set("applied_on", "2026-11-20")];
    assert_eq!(listed("requisitions", &order), "", "a draft is not handed in");
    assert_eq!(listed("requisitions", &[&order[..], &[state("office-review")]].concat()), "2026-11-25");
}

/// A room that is promised, a visitor who is expected and a session that is announced are late in nothing when their time
/// comes; what nobody has promised by then is.
#[test]
fn what_is_confirmed_is_not_overdue_when_it_begins() {
    let mut clerk = Clerk::new();
    let booking = |clerk: &mut Clerk, purpose: &str, state: &str| {
        let span = [set("start", "2026-11-20T09:00"), set("end", "2026-11-20T10:00")];
        let id = clerk.add("bookings", &[&[set("purpose", purpose), set("applicant", "胡玉")], &span[..]].concat());
        clerk.change(id, &[Op::State(state.to_owned())]);
    };
    booking(&mut clerk, "已定", "confirmed");
    booking(&mut clerk, "待批", "awaiting-approval");
    let visit = clerk.add("visits", &[set("visitor", "周先生"), set("expected_leave", "2026-11-20T17:00")]);
    clerk.change(visit, &[Op::State("confirmed".to_owned())]);
    let gone = clerk.add("visits", &[set("visitor", "在校内的"), set("expected_leave", "2026-11-20T17:00")]);
    clerk.change(gone, &[Op::State("on-campus".to_owned())]);
    let session =
        clerk.add("training-sessions", &[set("title", "消防培训"), set("organiser", "胡玉"), set("starts_at", "2026-11-20T14:00")]);
    clerk.change(session, &[Op::State("notified".to_owned())]);
    let found = inbox(&clerk, &person("胡玉", &["clerk", "reception", "office-director", "asset-manager"]));
    let late: Vec<&str> = found.iter().filter(|w| w.limit == Limit::Late).map(|w| w.hit.title.as_str()).collect();
    assert_eq!(late.len(), 2, "{found:#?}");
    assert!(late.contains(&"待批") && late.contains(&"在校内的"), "{late:?}");
    assert!(titles(&found).contains(&"已定"), "it is still to be taken or marked");
}
