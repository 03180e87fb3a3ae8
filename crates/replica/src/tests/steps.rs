//! Steps through the real replica: what one step does to other records within one commit, who may do it, and that it is
//! done whole or not at all.

mod again;
mod archive;
mod assets;
mod costs;
mod parts;
mod people;
mod reception;
mod rooms;
mod service;
mod supplies;

use jiff::civil::date;
use registers::document::Op;
use registers::workflow::StepError;
use registers::{RecordId, Value};

use super::at;
use super::clerk::{Clerk, member, register, set};
use crate::{Error, Moment};

#[test]
fn the_action_items_of_a_meeting_become_tasks_and_hold_it_open() {
    let mut clerk = Clerk::new();
    let meeting = clerk.add("meetings", &[set("subject", "行政例会"), Op::State("distributed".to_owned())]);
    for (matter, owner) in [("修订门卫制度", "胡玉"), ("核对资产", "雷芳娜")] {
        let due = Value::date(date(2026, 12, 4));
        clerk.row(meeting, "actions", &[("matter", matter.into()), ("owner", owner.into()), ("due", due)]);
    }
    let changed = clerk.try_step(meeting, "follow-up", &[]).unwrap();
    assert_eq!(changed.len(), 3, "the meeting and both tasks, in one commit");
    let tasks = clerk.all("tasks");
    let mut said: Vec<(String, String, String)> = Vec::new();
    for task in &tasks {
        let record = clerk.record(*task);
        assert_eq!((record.state(), record.text("meeting"), record.text("source")), ("todo", meeting.to_string().as_str(), "行政例会"));
        said.push((record.text("title").to_owned(), record.text("owner").to_owned(), record.text("due_at").to_owned()));
    }
    said.sort();
    let expected =
        [("修订门卫制度", "胡玉", "2026-12-04"), ("核对资产", "雷芳娜", "2026-12-04")].map(|(a, b, c)| (a.into(), b.into(), c.into()));
    assert_eq!(said, expected);
    let history = clerk.reader().history(tasks[0]).unwrap();
    assert_eq!((history.len(), history[0].label.as_str()), (1, "step:follow-up"));
    let blocked = clerk.refused(meeting, "close", &[]);
    assert!(matches!(blocked, Error::Step(StepError::Blocked { count: 2, .. })), "{blocked}");
    clerk.step(tasks[0], "cancel", &[set("cancel_reason", "已并入")]);
    clerk.step(tasks[1], "report-done", &[Op::Text { field: "result".into(), text: "已核对".into() }, set("submitted_by", "某人")]);
    clerk.step(tasks[1], "accept", &[]);
    clerk.step(meeting, "close", &[]);
    assert_eq!(clerk.text(meeting, "closed_on"), "2026-11-23");
}

#[test]
fn each_action_item_becomes_a_task_once_and_none_is_left_behind() {
    let mut clerk = Clerk::new();
    let meeting = clerk.add("meetings", &[set("subject", "行政例会"), Op::State("distributed".to_owned())]);
    let act = |clerk: &mut Clerk, matter: &str| {
        let due = Value::date(date(2026, 12, 4));
        clerk.row(meeting, "actions", &[("matter", matter.into()), ("owner", "胡玉".into()), ("due", due)]);
    };
    act(&mut clerk, "修订门卫制度");
    let refused = clerk.refused(meeting, "close", &[]);
    assert!(matches!(refused, Error::Step(StepError::OpenLine { .. })), "{refused}");
    clerk.step(meeting, "follow-up", &[]);
    assert!(matches!(clerk.refused(meeting, "follow-up", &[]), Error::Step(StepError::NoLine(_))), "never twice");
    act(&mut clerk, "核对资产");
    clerk.step(meeting, "follow-up", &[]);
    let mut titles: Vec<String> = clerk.all("tasks").iter().map(|id| clerk.text(*id, "title")).collect();
    titles.sort();
    assert_eq!(titles, ["修订门卫制度", "核对资产"]);
}

/// Older data has tasks of rows that do not show them as assigned.
#[test]
fn a_meeting_followed_up_before_ticks_makes_no_task_again() {
    let mut clerk = Clerk::new();
    let meeting = clerk.add("meetings", &[set("subject", "行政例会"), Op::State("distributed".to_owned())]);
    let act = |clerk: &mut Clerk, matter: &str| {
        let due = Value::date(date(2026, 12, 4));
        clerk.row(meeting, "actions", &[("matter", matter.into()), ("owner", "胡玉".into()), ("due", due)])
    };
    let rows = ["修订门卫制度", "核对资产"].map(|matter| act(&mut clerk, matter));
    clerk.step(meeting, "follow-up", &[]);
    let tasks = clerk.all("tasks");
    clerk.step(tasks[0], "cancel", &[set("cancel_reason", "已并入")]);
    let bare = rows.map(|row| Op::Set { field: format!("actions/{row}/assigned"), value: None });
    clerk.put_back(meeting, &bare);
    clerk.step(meeting, "follow-up", &[]);
    assert_eq!(clerk.all("tasks"), tasks, "each row has its task");
    let shown = clerk.record(meeting).lines["actions"].iter().all(|row| row.cell("assigned") == Some(&Value::Yes(true)));
    assert!(shown && clerk.state(meeting) == "following-up");
    // Of a row that is new there is one more.
    act(&mut clerk, "开学检查");
    clerk.step(meeting, "follow-up", &[]);
    assert_eq!(clerk.all("tasks").len(), 3);
}

#[test]
fn a_void_meeting_frees_its_room_and_a_postponed_one_its_excuse() {
    let mut clerk = Clerk::new();
    let at = |hour| Value::time(date(2026, 11, 24).at(hour, 0, 0, 0));
    let known = [set("subject", "专题会"), set("starts_at", at(9)), set("ends_at", at(10)), set("short_notice_reason", "急")];
    let noticed = [set("notified_at", at(8)), Op::State("notified".to_owned())];
    let meeting = clerk.add("meetings", &[&known[..], &noticed[..]].concat());
    let booking =
        clerk.add("bookings", &[set("purpose", "专题会"), set("meeting", meeting.to_string()), Op::State("confirmed".to_owned())]);
    let now = clerk.tick();
    let moved = clerk.desk.replica.transact("edit", now, |e| e.change(meeting, &[set("starts_at", at(11))]));
    assert!(matches!(moved, Err(Error::Settled { .. })), "who was told of a time is told of another one: {moved:?}");
    clerk.step(meeting, "void", &[set("void_reason", "重复")]);
    assert_eq!(clerk.state(booking), "cancelled");
    let other = clerk.add("meetings", &[&known[..], &noticed[..]].concat());
    clerk.step(other, "postpone", &[set("postpone_reason", "让路"), set("original_starts_at", at(9))]);
    let record = clerk.record(other);
    assert!(!record.is_filled("short_notice_reason") && !record.is_filled("starts_at"));
}

#[test]
fn what_is_put_off_or_renewed_gets_another_date() {
    let mut clerk = Clerk::new();
    for (register, title, state, step, due, more) in [
        ("incoming-documents", "title", "handling", "extend", "due_at", &[("extension_reason", "等资料")][..]),
        ("archive-loans", "purpose", "out", "renew", "due_on", &[]),
        ("improvement-actions", "finding", "doing", "extend", "due_at", &[("extension_reason", "等采购")]),
        ("tasks", "title", "doing", "extend", "due_at", &[("extension_reason", "等采购"), ("original_due", "2026-11-27")]),
        ("surveys", "title", "closed", "extend", "closes_on", &[]),
        ("on-call-rosters", "title", "ended", "extend", "ends_on", &[]),
    ] {
        let id = clerk.add(register, &[set(title, "旧期限"), set(due, "2026-11-27"), Op::State(state.to_owned())]);
        let more: Vec<Op> = more.iter().map(|(field, value)| set(field, *value)).collect();
        let refused = clerk.refused(id, step, &more);
        assert!(matches!(&refused, Error::Step(StepError::NotLater(field)) if field == due), "{register}: {refused}");
        // As it was, and earlier.
        for day in ["2026-11-27", "2026-11-26"] {
            let refused = clerk.refused(id, step, &[more.clone(), vec![set(due, day)]].concat());
            assert!(matches!(refused, Error::Step(StepError::NotLater(_))), "{register}: {day}");
        }
        clerk.step(id, step, &[more, vec![set(due, "2026-12-04")]].concat());
        assert_eq!(clerk.text(id, due), "2026-12-04");
        if register == "archive-loans" {
            // Each renewal stands in the book.
            clerk.step(id, step, &[set(due, "2026-12-11")]);
            let record = clerk.record(id);
            let until: Vec<&str> = record.lines["renewals"].iter().map(|row| row.cell("until").unwrap().as_text().unwrap()).collect();
            assert_eq!(until, ["2026-12-04", "2026-12-11"]);
            assert!(record.lines["renewals"].iter().all(|row| row.cell("at").is_some() && row.cell("approver").is_some()));
        }
    }
    // Later than it was, and over all the same.
    let old = [set("title", "问卷"), set("closes_on", "2026-01-05"), Op::State("closed".to_owned())];
    let survey = clerk.add("surveys", &old);
    let refused = clerk.refused(survey, "extend", &[set("closes_on", "2026-02-01")]);
    assert!(matches!(refused, Error::Step(StepError::NotLater(_))), "{refused}");
}

#[test]
fn what_was_ever_more_than_a_draft_is_not_deleted() {
    let mut clerk = Clerk::new();
    let registered = |clerk: &Clerk, id: RecordId| clerk.reader().record(id).unwrap().unwrap().registered;
    let refused = |clerk: &mut Clerk, id: RecordId| {
        let why = clerk.refused(id, "delete-draft", &[]);
        assert!(matches!(why, Error::Step(StepError::Registered)), "{why}");
        assert!(registered(clerk, id), "nor is it offered");
    };
    // A standard that was in force comes back to be revised; it may be made void.
    let standard = clerk.add("reception-standards", &[set("name", "家长接待标准"), set("type", "parent")]);
    assert!(!registered(&clerk, standard));
    clerk.step(standard, "submit", &[set("submitted_by", "胡玉")]);
    clerk.step(standard, "approve", &[]);
    clerk.step(standard, "revise", &[]);
    assert_eq!(clerk.state(standard), "draft");
    refused(&mut clerk, standard);
    clerk.step(standard, "void", &[set("void_reason", "合并")]);
    // A topic that was sent back, with its number.
    let topic = clerk.add("topics", &[set("title", "作息调整"), set("proposer", "胡玉")]);
    clerk.step(topic, "submit", &[]);
    clerk.step(topic, "send-back", &[set("verdict_reason", "补充材料")]);
    refused(&mut clerk, topic);
    // A procedure is numbered when it is handed on.
    let procedure = clerk.add("sops", &[set("title", "收文"), set("version", "1")]);
    assert_eq!(clerk.text(procedure, "sop_no"), "");
    clerk.step(procedure, "delete-draft", &[]);
    let procedure = clerk.add("sops", &[set("title", "收文"), set("version", "1")]);
    clerk.row(procedure, "steps", &[("step", "登记".into()), ("responsible", "文员".into())]);
    clerk.step(procedure, "submit", &[]);
    assert_eq!(clerk.text(procedure, "sop_no"), "ZB-SOP-001");
    // A slip that is numbered as it is written is made void.
    let slip = clerk.add("stock-movements", &[set("name", "硒鼓"), set("kind", "in"), set("quantity", 2)]);
    assert!(matches!(clerk.refused(slip, "delete-draft", &[]), Error::Step(StepError::Unknown(_))));
    clerk.step(slip, "void", &[set("void_reason", "误录")]);
    assert_eq!(clerk.all("stock-movements"), [slip]);
    // A draft that was only ever written to is deleted, and again after that was taken back.
    let draft = clerk.add("topics", &[set("title", "草稿")]);
    clerk.change(draft, &[set("proposer", "胡玉")]);
    clerk.step(draft, "delete-draft", &[]);
    assert_eq!(clerk.state(draft), "deleted");
    let now = clerk.tick();
    clerk.desk.replica.undo(now).unwrap();
    assert!(!registered(&clerk, draft));
    clerk.step(draft, "delete-draft", &[]);
    assert!(!clerk.all("topics").contains(&draft));
    // What was typed in as registered and came back later, too.
    let listed = clerk.add("topics", &[set("title", "旧议题"), Op::State("submitted".to_owned())]);
    clerk.change(listed, &[Op::State("draft".to_owned())]);
    refused(&mut clerk, listed);
}

#[test]
fn what_is_lent_from_the_archive_is_not_destroyed() {
    let mut clerk = Clerk::new();
    let list = clerk.add("destructions", &[set("title", "2026年销毁清册"), set("compiler", "江海欣"), set("reason", "期满")]);
    let item = clerk.add("archive-items", &[set("title", "会议记录"), set("hold", false), Op::State("shelved".to_owned())]);
    let loan = clerk
        .add("archive-loans", &[set("purpose", "核对"), set("borrower", "胡玉"), set("mode", "lending"), set("item", item.to_string())]);
    clerk.step(loan, "approve", &[]);
    let appraisal = [set("title", "期满鉴定"), set("convenor", "孙立"), set("destruction", list.to_string())];
    let named = ["items", "condemned"].map(|field| member(field, item));
    let appraisal = clerk.add("appraisals", &[&appraisal[..], &named].concat());
    for name in ["甲", "乙", "丙"] {
        clerk.row(appraisal, "members", &[("person", name.into()), ("signed_on", "2026-09-01".into())]);
    }
    clerk.step(appraisal, "start", &[]);
    clerk.step(
        appraisal,
        "submit",
        &[Op::Text { field: "opinion".to_owned(), text: "无保存价值".to_owned() }, set("submitted_by", "孙立")],
    );
    let refused = clerk.refused(appraisal, "approve", &[]);
    assert!(matches!(refused, Error::Step(StepError::Blocked { ref register, count: 1 }) if register == "archive-loans"), "{refused}");
    clerk.step(loan, "cancel", &[]);
    clerk.step(appraisal, "approve", &[]);
    clerk.step(list, "submit", &[set("submitted_by", "江海欣")]);
    clerk.step(list, "approve", &[]);
    // A second loan is promised before the fire: the list as a whole is then not carried out.
    let late = clerk.add("archive-loans", &[set("purpose", "查证"), set("item", item.to_string()), Op::State("approved".to_owned())]);
    let given = [
        set("method", register("destructions").field("method").unwrap().choice_list()[0].id),
        set("place", "造纸厂"),
        set("executor", "马秀建"),
        set("witness_1", "汪雪子"),
        set("witness_2", "雷芳娜"),
        set("checked", true),
    ];
    let refused = clerk.refused(list, "destroy", &given);
    assert!(matches!(refused, Error::Step(StepError::Blocked { .. })), "{refused}");
    assert_eq!((clerk.state(list), clerk.state(item)), ("approved".into(), "awaiting-destruction".into()));
    clerk.step(late, "refuse", &[set("refuse_reason", "已列入销毁")]);
    clerk.step(list, "destroy", &given);
    assert_eq!((clerk.state(list), clerk.state(item)), ("destroyed".into(), "destroyed".into()));
}

#[test]
fn a_step_that_fails_in_another_record_writes_nothing_at_all() {
    let mut clerk = Clerk::new();
    let item = clerk.add("archive-items", &[set("title", "合同"), Op::State("shelved".to_owned())]);
    let loan = |clerk: &mut Clerk, state: &str| -> RecordId {
        let ops = [
            set("purpose", "核对"),
            set("mode", "lending"),
            set("item", item.to_string()),
            set("borrower", "胡玉"),
            set("borrower_signed", true),
        ];
        let id = clerk.add("archive-loans", &ops);
        clerk.change(id, &[Op::State(state.to_owned())]);
        id
    };
    let first = loan(&mut clerk, "approved");
    clerk.step(first, "lend", &[]);
    assert_eq!((clerk.state(item), clerk.text(item, "holder")), ("lent".into(), "胡玉".into()));
    let entries = clerk.reader().status().unwrap().entries;
    let second = loan(&mut clerk, "approved");
    clerk.refused(second, "lend", &[]);
    // Several steps in one action: the last one is refused, and the first ones are not kept.
    let now = clerk.tick();
    let both = clerk.desk.replica.transact("both", now, |e| {
        e.step(first, "return", &[set("condition", "intact")])?;
        e.create(register("archive-loans"), &[set("purpose", "又一份")])?;
        e.step(second, "return", &[set("condition", "intact")])
    });
    assert!(matches!(both, Err(Error::Step(StepError::WrongState { .. }))));
    assert_eq!((clerk.state(first), clerk.state(item), clerk.all("archive-loans").len()), ("out".into(), "lent".into(), 2));
    assert_eq!(clerk.reader().status().unwrap().entries, entries + 2, "the second loan and its approval");
    clerk.step(first, "return", &[set("condition", "intact")]);
    assert_eq!((clerk.state(item), clerk.text(item, "holder")), ("shelved".into(), String::new()));
}

#[test]
fn conditions_see_what_the_same_action_has_written() {
    let mut clerk = Clerk::new();
    let meeting = clerk.add("meetings", &[set("subject", "专题会"), Op::State("distributed".to_owned())]);
    let now = clerk.tick();
    let closed = clerk.desk.replica.transact("both", now, |e| {
        e.create(register("tasks"), &[set("title", "尚未办完"), set("meeting", meeting.to_string())])?;
        e.step(meeting, "close", &[])
    });
    assert!(matches!(closed, Err(Error::Step(StepError::Blocked { count: 1, .. }))));
    let task = clerk.add("tasks", &[set("title", "别的会议的"), set("meeting", meeting.to_string())]);
    let now = clerk.tick();
    let unlink = Op::Set { field: "meeting".into(), value: None };
    let closed = clerk.desk.replica.transact("both", now, |e| {
        e.change(task, std::slice::from_ref(&unlink))?;
        e.step(meeting, "close", &[])
    });
    closed.unwrap();
}

/// A requisition that is handed in on Monday the 23rd and is due after three working days.
fn due_of_a_requisition(clerk: &mut Clerk) -> String {
    let id = clerk.add("requisitions", &[set("purpose", "耗材"), set("requesting_dept", "教务处"), set("applicant", "胡玉")]);
    clerk.row(id, "lines", &[("name", "硒鼓".into()), ("requested", 1.into())]);
    clerk.step(id, "submit", &[]);
    clerk.text(id, "needed_on")
}

#[test]
fn the_offices_own_days_move_a_due_date() {
    let mut clerk = Clerk::new();
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-26");
    let sports = clerk.add("calendar-days", &[set("date", "2026-11-25"), set("kind", "free"), set("name", "校运动会")]);
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-27");
    clerk.add("calendar-days", &[set("date", "2026-11-27"), set("kind", "free"), set("name", "调休")]);
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-30", "over the weekend");
    clerk.add("calendar-days", &[set("date", "2026-11-28"), set("kind", "working"), set("name", "补班")]);
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-28");
    // Of two records of one day the later one holds; a void one does not count.
    let again = clerk.add("calendar-days", &[set("date", "2026-11-27"), set("kind", "working"), set("name", "改为上班")]);
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-27");
    clerk.step(again, "void", &[set("void_reason", "误记")]);
    clerk.step(sports, "void", &[set("void_reason", "改期")]);
    assert_eq!(due_of_a_requisition(&mut clerk), "2026-11-26");
}

#[test]
fn what_a_step_adds_has_a_due_date_of_its_own() {
    let mut clerk = Clerk::new();
    let plan = clerk.add("reception-plans", &[set("title", "家长委员会来访"), set("guests", "张家长"), Op::State("receiving".to_owned())]);
    clerk.step(plan, "finish-and-follow-up", &[]);
    let follow_up = clerk.newest("follow-ups");
    assert_eq!(clerk.text(follow_up, "contact"), "张家长");
    assert_eq!(clerk.text(follow_up, "due_at"), "2026-11-26", "three working days after the visit");
}

/// A moment so many days after the first.
fn days(days: u64) -> Moment {
    at(days * 24 * 60)
}

#[test]
fn a_set_of_links_takes_every_record_along() {
    let mut clerk = Clerk::new();
    let cards = ["投影机", "幕布"].map(|name| clerk.add("assets", &[set("name", name)]));
    let list = clerk.add("disposals", &[set("title", "报废"), set("method", "scrap"), set("reason", "老旧"), set("applicant", "汪雪子")]);
    clerk.change(list, &cards.map(|card| member("assets", card)));
    clerk.step(list, "submit", &[]);
    assert_eq!(cards.map(|card| clerk.state(card)), ["awaiting-disposal", "awaiting-disposal"]);
    assert_eq!(clerk.reader().history(cards[1]).unwrap().len(), 2);
    assert!(days(1).civil > at(0).civil);
}

#[test]
fn an_ordinary_letter_is_not_filed_unhandled() {
    let mut clerk = Clerk::new();
    let [open, secret] = ["no", "secret"].map(|secrecy| {
        let mut ops = vec![set("title", "涉密文件"), set("holder", "机要员")];
        ops.extend((secrecy != "no").then(|| set("secrecy", secrecy)));
        let id = clerk.add("incoming-documents", &ops);
        clerk.step(id, "register", &[]);
        id
    });
    clerk.refused(open, "handle-on-paper", &[]);
    clerk.step(secret, "handle-on-paper", &[]);
    assert_eq!(clerk.state(secret), "archived");
    // Who reads a letter that is circulating can be asked for more time, and send it back.
    clerk.row(open, "circulation", &[("reader", "王敏".into())]);
    clerk.step(open, "circulate", &[]);
    clerk.step(open, "give-back", &[set("return_reason", "不属本校")]);
    assert_eq!(clerk.state(open), "returned");
}
