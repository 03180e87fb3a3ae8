//! What a record begins with, and what is refused of it whatever its state.

use registers::document::Op;
use registers::parse::Reason;
use registers::settled::Why;

use super::clerk::{Clerk, register, set};
use crate::{Error, Filter, Query};

/// The term comes from the calendar, so that records can be counted by it.
#[test]
fn a_new_record_belongs_to_the_term_of_its_day() {
    let mut clerk = Clerk::new();
    let before = clerk.add("tasks", &[set("title", "开学之前")]);
    clerk.add("terms", &[set("name", "2026-2027学年第一学期"), set("starts", "2026-08-31"), set("ends", "2027-01-22")]);
    clerk.add("terms", &[set("name", "2026-2027学年第二学期"), set("starts", "2027-02-22"), set("ends", "2027-07-02")]);
    let now = clerk.add("tasks", &[set("title", "本学期")]);
    let other = clerk.add("tasks", &[set("title", "下学期"), set("term", "2026-2027学年第二学期")]);
    let terms = [before, now, other].map(|id| clerk.text(id, "term"));
    assert_eq!(terms, ["", "2026-2027学年第一学期", "2026-2027学年第二学期"], "what somebody says stands");
    let person = clerk.add("people", &[set("name", "欧阳清")]);
    assert_eq!(clerk.text(person, "term"), "", "people stay for more than a term");
    let filters = vec![Filter::Is("term", "2026-2027学年第一学期".into())];
    let counted = clerk.reader().page(&Query { filters, ..Query::of(register("tasks")) }).unwrap();
    assert_eq!(counted.total, 1);
}

/// What takes place in another term than that in which it is entered belongs to that one.
#[test]
fn a_record_that_bears_its_own_day_belongs_to_the_term_of_that_day() {
    let mut clerk = Clerk::new();
    clerk.add("terms", &[set("name", "第一学期"), set("starts", "2026-08-31"), set("ends", "2027-01-22")]);
    clerk.add("terms", &[set("name", "第二学期"), set("starts", "2027-02-22"), set("ends", "2027-07-02")]);
    for (register, title, day, term) in [
        ("meetings", "subject", ("starts_at", "2027-03-01T15:00"), "第二学期"),
        ("bookings", "purpose", ("start", "2027-07-02T18:00"), "第二学期"),
        ("visits", "visitor", ("planned_at", "2026-12-01T09:00"), "第一学期"),
        ("leave", "reason", ("starts_at", "2027-02-22T08:00"), "第二学期"),
        ("incoming-documents", "title", ("received_at", "2019-05-06T10:00"), ""),
        // Between the terms.
        ("training-sessions", "title", ("starts_at", "2027-02-01T09:00"), ""),
        // Its own day is not known yet: that of the entry.
        ("meetings", "subject", ("place", "第一会议室"), "第一学期"),
        ("incoming-documents", "title", ("place", "收发室"), "第一学期"),
    ] {
        let id = clerk.add(register, &[set(title, "某事"), set(day.0, day.1)]);
        assert_eq!(clerk.text(id, "term"), term, "{register} {day:?}");
    }
}

/// Where the day is moved the term goes with it, unless somebody has said another one.
#[test]
fn the_term_follows_the_day_where_nobody_has_said_another() {
    let mut clerk = Clerk::new();
    clerk.add("terms", &[set("name", "第一学期"), set("starts", "2026-08-31"), set("ends", "2027-01-22")]);
    clerk.add("terms", &[set("name", "第二学期"), set("starts", "2027-02-22"), set("ends", "2027-07-02")]);
    let meeting = |clerk: &mut Clerk, more: &[Op]| {
        clerk.add("meetings", &[&[set("subject", "校务会"), set("starts_at", "2026-12-01T15:00")], more].concat())
    };
    let plain = meeting(&mut clerk, &[]);
    let said = meeting(&mut clerk, &[set("term", "第二学期")]);
    let undated = clerk.add("meetings", &[set("subject", "家长会")]);
    assert_eq!([plain, said, undated].map(|id| clerk.text(id, "term")), ["第一学期", "第二学期", "第一学期"]);
    for (day, plain_term, said_term) in
        [("2027-03-01T15:00", "第二学期", "第二学期"), ("2027-02-01T09:00", "", "第二学期"), ("2026-11-30T15:00", "第一学期", "第二学期")]
    {
        [plain, undated].into_iter().for_each(|id| clerk.change(id, &[set("starts_at", day)]));
        assert_eq!([plain, undated].map(|id| clerk.text(id, "term")), [plain_term; 2], "{day}");
        if day.starts_with("2026") {
            // It is the term of its day now, as far as anybody can tell.
            clerk.change(said, &[set("starts_at", day)]);
        }
        assert_eq!(clerk.text(said, "term"), said_term, "{day}");
    }
    // Whoever says both at once is heard.
    clerk.change(plain, &[set("starts_at", "2027-03-02T15:00"), set("term", "补课周")]);
    assert_eq!(clerk.text(plain, "term"), "补课周");
    clerk.change(plain, &[set("subject", "校务扩大会")]);
    clerk.change(plain, &[set("starts_at", "2026-12-02T15:00")]);
    assert_eq!(clerk.text(plain, "term"), "补课周");
}

#[test]
fn the_title_of_a_void_record_stays() {
    let mut clerk = Clerk::new();
    let id = clerk.add("tasks", &[set("title", "领取教材")]);
    clerk.change(id, &[set("title", "领取新教材")]);
    clerk.step(id, "void", &[set("void_reason", "登记错")]);
    let refused = clerk.try_change(id, &[set("title", "另一件事")]);
    assert!(matches!(&refused, Err(Error::Settled { field, why: Why::Out }) if field == "title"), "{refused:?}");
    clerk.change(id, &[set("dept", "总务处")]);
    assert_eq!(clerk.text(id, "title"), "领取新教材");
}

#[test]
fn no_more_votes_are_counted_than_people_were_there() {
    let mut clerk = Clerk::new();
    let id = clerk.add("meetings", &[set("subject", "校务会")]);
    let mut vote = |present: i64, eligible: i64, yes: i64, no: i64, abstain: i64| {
        let cells = [("present", present), ("eligible", eligible), ("for_votes", yes), ("against", no), ("abstain", abstain)];
        let cells = cells.into_iter().map(|(column, n)| (column.to_owned(), n.into()));
        let cells = cells.chain([("motion".to_owned(), "评优方案".into())]).collect();
        let row = clerk.fresh_row();
        clerk.try_change(id, &[Op::Line { field: "votes".to_owned(), row, cells }])
    };
    let refused = vote(8, 10, 9, 1, 0).unwrap_err();
    assert!(
        matches!(&refused, Error::Rule { field, reason: Reason::SumOver(over) } if field == "votes" && (over.sum, over.limit) == (10, 8)),
        "{refused:?}"
    );
    let Error::Rule { reason, .. } = refused else { return };
    assert_eq!(reason.say(registers::Lang::ZhHans), "有赞成、反对、弃权共10，多于实到人数 8，请核对");
    assert!(vote(11, 10, 8, 1, 0).is_err(), "more people than may vote");
    vote(8, 10, 7, 1, 0).unwrap();
    // Where nobody has written down how many were there, nothing is held against it.
    let cells = vec![("motion".to_owned(), "通过议程".into()), ("for_votes".to_owned(), 9.into())];
    let row = clerk.fresh_row();
    clerk.try_change(id, &[Op::Line { field: "votes".to_owned(), row, cells }]).unwrap();
}

#[test]
fn who_registers_a_secret_letter_is_told_what_to_write_as_its_title() {
    let mut clerk = Clerk::new();
    let refused = clerk.try_add("incoming-documents", &[set("secrecy", "secret")]);
    assert!(matches!(&refused, Err(Error::Rule { field, reason: Reason::PointerTitle("涉密文件") }) if field == "title"), "{refused:?}");
    let refused = clerk.try_add("incoming-documents", &[set("secrecy", "internal")]);
    assert!(matches!(&refused, Err(Error::Missing(fields)) if fields == &["title"]), "{refused:?}");
}
