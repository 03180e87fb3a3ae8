//! A desk that is away while a right is taken from it.

use proptest::prelude::*;
use registers::book::{self, topics};
use registers::workflow;
use trust::id::DeviceId;
use trust::membership::Cuts;

use super::*;

/// The administrator's desk changes the list of members.
fn change_members(desk: &mut Desk, entry: impl FnOnce(&Replica) -> Vec<u8>) {
    let (entry, len) = (entry(&desk.replica), desk.replica.membership().len() as u64);
    desk.replica.extend_membership(len, &[entry]).unwrap();
}

fn lower(desk: &mut Desk, device: DeviceId) {
    change_members(desk, |r| r.membership.grant(&device, &["handler".to_owned()], &[], &r.secret, &r.keyring, [9; 32]).unwrap());
}

fn revoke(desk: &mut Desk, device: DeviceId) {
    change_members(desk, |r| {
        let of = |space| crate::exchange::frontier(&r.conn, space).unwrap().get(&device).map(|tip| (tip.counter, tip.hash));
        let cuts: Cuts = SpaceId::WELL_KNOWN.into_iter().filter_map(|space| Some(((device, space), of(space)?))).collect();
        r.membership.revoke(&[device], &cuts, &r.secret, [9; 32]).unwrap()
    });
}

fn tell_members(desks: &mut [Desk]) {
    let log = desks[0].replica.membership().log().to_vec();
    for desk in &mut desks[1..] {
        desk.replica.extend_membership(0, &log).unwrap();
    }
}

/// The relay hears of what the first `count` desks have.
fn order_first(desks: &mut Vec<Desk>, count: usize) {
    let away = desks.split_off(count);
    put_in_order(desks);
    desks.extend(away);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// What it did without knowing counts, and waits for the director; what it did before and what it does after does not.
    #[test]
    fn acts_in_good_faith_wait_for_the_director(before in 0u64..3, unaware in 0u64..3, after in 0u64..3, chooser in 0usize..2) {
        let mut desks = open_office(3);
        let device = desks[2].replica.device();
        for n in 0..before {
            add_letter(&mut desks[2].replica, n, "先前");
        }
        put_in_order(&mut desks);
        lower(&mut desks[0], device);
        let log = desks[0].replica.membership().log().to_vec();
        desks[1].replica.extend_membership(0, &log).unwrap();
        add_letter(&mut desks[1].replica, 10, "知情之后");
        order_first(&mut desks, 2);
        let ids: Vec<RecordId> = (0..unaware).map(|n| add_letter(&mut desks[2].replica, 20 + n, "不知情")).collect();
        tell_members(&mut desks);
        for n in 0..after {
            add_letter(&mut desks[2].replica, 30 + n, "已知情");
        }
        let cases = agreed(&mut desks, 40, "right-withdrawn");
        let touched: BTreeSet<RecordId> = cases.iter().flat_map(|c| c.records.iter().copied()).collect();
        prop_assert_eq!(touched, ids.iter().copied().collect::<BTreeSet<_>>());
        for case in &cases {
            prop_assert_eq!(text_of(&desks[0], case.records[0], "title"), "不知情");
            choose(&mut desks[chooser], 41, case, &decide(case), &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 50, "right-withdrawn"), vec![]);
    }

    /// What a revoked desk did after it was last heard does not count, and is shown with what it was about.
    #[test]
    fn acts_of_a_revoked_desk_are_shown(before in 1u64..3, unaware in 1u64..4) {
        let mut desks = open_office(3);
        let device = desks[2].replica.device();
        let mut ids: Vec<RecordId> = (0..before).map(|n| add_letter(&mut desks[2].replica, n, "先前")).collect();
        put_in_order(&mut desks);
        revoke(&mut desks[0], device);
        let first = ids[0];
        desks[2].replica.transact("edit", at(20), |e| e.change(first, &[Op::set(letters::TITLE, "改")])).unwrap();
        ids.extend((1..unaware).map(|n| add_letter(&mut desks[2].replica, 20 + n, "不知情")));
        let gone = desks.pop().unwrap();
        for desk in &mut desks {
            hand_over_from(&gone, desk);
        }
        let log = desks[0].replica.membership().log().to_vec();
        desks[1].replica.extend_membership(0, &log).unwrap();
        let cases = agreed(&mut desks, 40, "act-set-aside");
        prop_assert_eq!(cases.len() as u64, unaware);
        let touched: BTreeSet<RecordId> = cases.iter().flat_map(|c| c.records.iter().copied()).collect();
        prop_assert!(touched.contains(&first));
        prop_assert_eq!(touched.len() as u64, unaware);
        prop_assert_eq!(text_of(&desks[1], first, "title"), "先前", "it does not count");
        prop_assert!(cases.iter().all(|c| c.facts.contains(&("person", "职员2".to_owned()))));
        for case in &cases {
            choose(&mut desks[1], 41, case, &decide(case), &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 50, "act-set-aside"), vec![]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// At a desk that people share only what the one did waits who had lost a right there, or the seat.
    #[test]
    fn acts_of_a_seat_in_good_faith_wait_for_the_director(gone: bool, unaware in 1u64..3, others in 0u64..3) {
        let mut desks = open_office(3);
        let (device, owner) = (desks[2].replica.device(), desks[2].replica.person());
        let asked = desks[2].replica.ask_for_seat("陈老师", "2580").unwrap();
        desks[0].replica.give_seat(&asked.request, &["clerk".to_owned(), "leader".to_owned()]).unwrap();
        tell_members(&mut desks);
        let seat = desks[2].replica.seats().unwrap().into_iter().find(|seat| seat.name == "陈老师").unwrap().person;
        desks[2].replica.sign_in(seat, Some("2580"), at(1)).unwrap();
        add_letter(&mut desks[2].replica, 2, "先前");
        put_in_order(&mut desks);
        let left: &[String] = if gone { &[] } else { &["clerk".to_owned()] };
        desks[0].replica.set_seat(&device, &seat, left).unwrap();
        let log = desks[0].replica.membership().log().to_vec();
        desks[1].replica.extend_membership(0, &log).unwrap();
        add_letter(&mut desks[1].replica, 10, "知情之后");
        order_first(&mut desks, 2);
        let ids: BTreeSet<RecordId> = (0..unaware).map(|n| add_letter(&mut desks[2].replica, 20 + n, "不知情")).collect();
        desks[2].replica.sign_in(owner, None, at(25)).unwrap();
        for n in 0..others {
            add_letter(&mut desks[2].replica, 26 + n, "另一人");
        }
        tell_members(&mut desks);
        let cases = agreed(&mut desks, 40, "right-withdrawn");
        prop_assert_eq!(cases.iter().flat_map(|c| c.records.iter().copied()).collect::<BTreeSet<_>>(), ids);
        prop_assert!(cases.iter().all(|c| fact(c, "person") == "陈老师"));
    }
}

/// Three desks: the administrator's, the director's and a clerk's.
fn with_clerk() -> Vec<Desk> {
    let mut desks = open_office(3);
    let device = desks[2].replica.device();
    change_members(&mut desks[0], |r| r.membership.grant(&device, &["clerk".to_owned()], &[], &r.secret, &r.keyring, [9; 32]).unwrap());
    tell_members(&mut desks);
    desks
}

/// What a desk does whose program was changed: it lets its user do everything.
fn forge<T>(desk: &mut Desk, minute: u64, action: impl FnOnce(&mut Edit<'_>) -> crate::Result<T>) -> T {
    let now = at(minute);
    let own = desk.replica.actor(now);
    let anybody = workflow::Actor { roles: vec![workflow::ADMINISTRATOR.to_owned()], ..own };
    act(desk, minute, |e| {
        e.act_as(anybody);
        action(e)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// What a desk wrote without the right counts, and every other desk shows it until those who lead the office have decided. Nothing
    /// that its author may do hides it, and no decision of their own ends it.
    #[test]
    fn what_was_not_its_authors_to_do_is_shown(which in 0usize..5, bundled: bool, ordered: bool) {
        let mut desks = with_clerk();
        let topic = add(&mut desks[0], 1, &topics::REGISTER, &[Op::set(topics::TITLE, "食堂改造")]);
        step(&mut desks[0], 2, topic, "submit", &[]);
        come_together(&mut desks, ordered);
        let beside = |e: &mut Edit<'_>| -> crate::Result<()> {
            if bundled {
                let other = e.create(&topics::REGISTER, &[Op::set(topics::TITLE, "另一件")])?;
                e.step(other, "submit", &[])?;
            }
            Ok(())
        };
        let setting = [("register", "visits"), ("what", "register"), ("label_hans", "门房登记")];
        let setting: Vec<Op> = setting.iter().map(|(f, v)| Op::Set { field: (*f).to_owned(), value: Some(Value::from(*v)) }).collect();
        let (forged, act, lack) = match which {
            // The director's own act, and the clerk's own work, are none; nor is what they take back.
            0 => {
                let own = add(&mut desks[2], 3, &topics::REGISTER, &[Op::set(topics::TITLE, "收回的")]);
                desks[2].replica.transact("step:topics:submit", at(3), |e| e.step(own, "submit", &[])).unwrap();
                desks[2].replica.undo(at(3)).unwrap();
                assert_eq!(read(&desks[2], own).state(), topics::REGISTER.first_state());
                act(&mut desks[1], 3, |e| e.step(topic, "accept", &[]).and_then(|()| beside(e)));
                act(&mut desks[2], 4, |e| e.create(&topics::REGISTER, &[Op::set(topics::TITLE, "操场")]).map(drop).and_then(|()| beside(e)));
                (None, "", "")
            }
            1 => {
                forge(&mut desks[2], 3, |e| e.step(topic, "accept", &[]).and_then(|()| beside(e)));
                (Some(topic), "accept", "right")
            }
            2 => (Some(forge(&mut desks[2], 3, |e| e.create(&book::adjustments::REGISTER, &setting).and_then(|id| beside(e).map(|()| id)))), "+in-force", "right"),
            3 => {
                // A state into which no step leads from there.
                forge(&mut desks[2], 3, |e| e.put_back(topic, &[Op::State("discussed".to_owned())]).and_then(|()| beside(e)));
                (Some(topic), "?", "right")
            }
            _ => {
                // With the name of somebody else.
                let signed = [Op::State("accepted".to_owned()), Op::set(topics::REVIEWED_BY, "林文静")];
                act(&mut desks[1], 3, |e| e.put_back(topic, &signed).and_then(|()| beside(e)));
                (Some(topic), "accept", "signature")
            }
        };
        come_together(&mut desks, ordered);
        // A desk minds neither what it has written itself nor its own decision.
        let author = if which == 4 { 1 } else { 2 };
        let minds = |n: usize, minute: u64| n != author && (n != 2 || minute < 12);
        let shown = |desks: &[Desk], minute: u64| -> Vec<Vec<Case>> {
            let others = desks.iter().enumerate().filter(|(n, _)| minds(*n, minute));
            others.map(|(_, desk)| desk.replica.reader().unwrap().cases(at(minute).civil, 50).unwrap()).map(|all| {
                all.into_iter().filter(|case| case.kind == "unauthorized").collect()
            }).collect()
        };
        let found = shown(&desks, 10);
        prop_assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
        let facts: Vec<_> = found[0].iter().map(|case| (case.records.clone(), fact(case, "act").to_owned(), fact(case, "lack").to_owned())).collect();
        prop_assert_eq!(facts, forged.map(|id| (vec![id], act.to_owned(), lack.to_owned())).into_iter().collect::<Vec<_>>());
        let Some(case) = found[0].first().cloned() else { return Ok(()) };
        prop_assert_eq!(fact(&case, "person"), format!("职员{author}"));
        let noted = Choice::Decide("noted");
        let refused = desks[2].replica.transact("settle", at(11), |e| e.settle(&case, &noted, &[], "", ""));
        prop_assert!(matches!(refused, Err(crate::Error::NotYours { .. })), "{refused:?}");
        forge(&mut desks[2], 12, |e| e.settle(&case, &noted, &[], "", ""));
        come_together(&mut desks, ordered);
        prop_assert!(shown(&desks, 13).iter().all(|all| all.contains(&case)), "a clerk's decision is none");
        prop_assert!(shown(&desks, 13)[0].iter().any(|case| fact(case, "register") == "case-decisions"), "and is shown itself");
        for case in shown(&desks, 13).remove(0) {
            choose(&mut desks[0], 14, &case, &noted, &[]);
        }
        come_together(&mut desks, ordered);
        prop_assert!(shown(&desks, 15).iter().all(Vec::is_empty));
        // The same when a desk makes its read model again.
        desks[0].replica.rebuild().unwrap();
        prop_assert!(shown(&desks, 16).iter().all(Vec::is_empty));
    }
}

/// A step that whoever does it signs is shown where nobody has signed it, also one of the administrator's.
#[test]
fn a_step_that_nobody_has_signed_is_shown() {
    for (author, signs) in [(0, true), (0, false), (1, true), (1, false)] {
        let mut desks = with_clerk();
        let register = &book::service_contracts::REGISTER;
        let ops = [("title", "电梯维保"), ("starts", "2026-12-01"), ("ends", "2027-11-30")]
            .map(|(field, value)| Op::Set { field: field.to_owned(), value: Some(Value::from(value)) });
        let id = add(&mut desks[2], 1, register, &ops);
        step(&mut desks[2], 2, id, "submit", &[]);
        come_together(&mut desks, true);
        let name = desks[author].replica.actor(at(3)).person;
        if signs {
            step(&mut desks[author], 3, id, "approve", &[]);
        } else {
            let signed = [Op::State("active".to_owned()), Op::set(book::service_contracts::APPROVED_BY, name.as_str())];
            act(&mut desks[author], 3, |e| e.put_back(id, &signed));
        }
        come_together(&mut desks, true);
        let cases = desks[2].replica.reader().unwrap().cases(at(4).civil, 50).unwrap();
        let lacks: Vec<&str> = cases.iter().filter(|case| case.kind == "unauthorized").map(|case| fact(case, "lack")).collect();
        assert_eq!(lacks, if signs { vec![] } else { vec!["unsigned"] }, "{author}");
    }
}

/// Whoever acts for somebody else by a delegation is not shown, whatever comes first; nor is it hidden by one that does not cover it.
#[test]
fn a_delegation_that_comes_later_explains_what_was_done() {
    for covers in [true, false] {
        let mut desks = with_clerk();
        let topic = add(&mut desks[0], 1, &topics::REGISTER, &[Op::set(topics::TITLE, "食堂改造")]);
        step(&mut desks[0], 2, topic, "submit", &[]);
        come_together(&mut desks, true);
        let register = if covers { "topics" } else { "visits" };
        let values = [
            ("title", "议题代办"),
            ("from", "职员1"),
            ("to", "职员2"),
            ("start", "2026-01-01T00:00"),
            ("end", "2027-01-01T00:00"),
            ("registers", register),
        ];
        let mut ops: Vec<Op> = values.iter().map(|(f, v)| Op::Set { field: (*f).to_owned(), value: Some(Value::from(*v)) }).collect();
        ops.push(Op::Member { field: "roles".into(), member: "office-director".into(), on: true });
        // The clerk's program does not mind what it covers.
        let given =
            act(&mut desks[1], 3, |e| e.create_listed(&book::delegations::REGISTER, &[&ops[..], &[Op::State("active".into())]].concat()));
        let delegation = (given, desks[1].replica.reader().unwrap().record(given).unwrap());
        assert!(delegation.1.is_some());
        let signed = [Op::State("accepted".to_owned()), Op::set(topics::REVIEWED_BY, "职员2（代职员1）")];
        act(&mut desks[2], 4, |e| e.put_back(topic, &signed));
        let shown = |desk: &Desk| {
            let all = desk.replica.reader().unwrap().cases(at(5).civil, 50).unwrap();
            all.iter().filter(|case| case.kind == "unauthorized").count()
        };
        let [first, _, third] = &mut desks[..] else { panic!() };
        hand_over_from(third, first);
        assert_eq!(shown(&desks[0]), 1, "not known of yet");
        come_together(&mut desks, true);
        assert_eq!(shown(&desks[0]), usize::from(!covers));
    }
}

/// Hands over without asking whether everything was taken.
fn hand_over_from(from: &Desk, to: &mut Desk) {
    for space in from.replica.spaces() {
        let beyond = crate::exchange::frontier(&to.replica.conn, space).unwrap();
        let (entries, _) = from.replica.entries_beyond(space, &beyond, 1 << 20).unwrap();
        to.replica.receive_unordered(space, &entries, at(0).unix_ms).unwrap();
    }
}
