//! What a record begins with.

use super::clerk::{Clerk, register, set};
use crate::{Filter, Query};

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
