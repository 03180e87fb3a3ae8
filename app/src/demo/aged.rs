//! The sample lists were written on some day: they are moved so that they end with the days before the one on which somebody looks at
//! them, and what would have been done by then is done.

use jiff::civil::{Date, DateTime};
use jiff::{Span, SpanRound, Unit};
use registers::book::{incoming_documents as letters, visits};
use registers::def::{Kind, Phase, Register};
use registers::table::Draft;
use registers::{Op, Value};

/// Days for which a letter of the list may still be in somebody's hands.
const OPEN_DAYS: i64 = 12;
/// How long those stayed of whom the list does not say when they left, in minutes.
const STAY: i64 = 70;
/// Visits of the last day that nobody signed out.
const LEFT_BEHIND: usize = 1;

/// Moves the rows of a list by whole weeks, so that weekdays stay, to end before `today`.
pub(super) fn until_yesterday(register: &Register, drafts: &mut [Draft], today: Date) {
    let is_day = |field: &str| register.field(field).is_some_and(|f| matches!(f.kind, Kind::Date | Kind::Time));
    // What is due comes later than what came in.
    let came = |draft| [letters::RECEIVED_AT.id(), visits::ENTERED.id()].into_iter().find_map(|id| day(text(draft, id)?));
    let Some(last) = drafts.iter().filter_map(came).max() else { return };
    let weeks = (between(last, today) - 1).div_euclid(7).max(0);
    for op in drafts.iter_mut().flat_map(|d| &mut d.ops) {
        if let Op::Set { field, value: Some(Value::Text(text)) } = op
            && is_day(field)
        {
            *text = later(text, weeks);
        }
    }
    match register.key {
        "incoming-documents" => drafts.iter_mut().for_each(|draft| letter(draft, today)),
        "visits" => drafts.iter_mut().rev().filter(|d| d.state == Some("on-campus")).skip(LEFT_BEHIND).for_each(leave),
        _ => {}
    }
}

/// A letter has the number of its year, and is closed where it came long ago.
fn letter(draft: &mut Draft, today: Date) {
    let Some(received) = text(draft, letters::RECEIVED_AT.id()).and_then(day) else { return };
    let is_open = draft.state.and_then(|id| letters::REGISTER.state(id)).is_none_or(|s| s.phase <= Phase::Open);
    if is_open && between(received, today) > OPEN_DAYS {
        draft.state = Some("closed");
        draft.ops.retain(|op| !matches!(op, Op::Set { field, .. } if field == letters::RESULT.id()));
        draft.ops.push(Op::set(letters::RESULT, "已办结"));
    }
    let year = format!("〔{}〕", received.year());
    for op in &mut draft.ops {
        if let Op::Set { field, value: Some(Value::Text(number)) } = op
            && field == letters::REG_NO.id()
            && let (Some(from), Some(to)) = (number.find('〔'), number.find('〕'))
        {
            number.replace_range(from..to + '〕'.len_utf8(), &year);
        }
    }
}

/// A visitor has left after a while.
fn leave(draft: &mut Draft) {
    let entered = text(draft, visits::ENTERED.id()).and_then(|text| text.parse::<DateTime>().ok());
    let left = entered.and_then(|entered| entered.checked_add(Span::new().minutes(STAY)).ok());
    draft.state = Some("left");
    draft.ops.extend(left.map(|left| Op::set(visits::LEFT, left)));
}

fn text<'a>(draft: &'a Draft, id: &str) -> Option<&'a str> {
    draft.ops.iter().find_map(|op| match op {
        Op::Set { field, value: Some(value) } if field == id => value.as_text(),
        _ => None,
    })
}

/// The day of a day or a moment.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn between(from: Date, to: Date) -> i64 {
    let days = SpanRound::new().largest(Unit::Day).days_are_24_hours();
    (to - from).round(days).map_or(0, |span| i64::from(span.get_days()))
}

fn later(text: &str, weeks: i64) -> String {
    let Some((date, rest)) = day(text).zip(text.get(10..)) else { return text.to_owned() };
    format!("{}{rest}", date.saturating_add(Span::new().weeks(weeks)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(ops: Vec<Op>, state: &'static str) -> Draft {
        Draft {
            line: 1,
            title: String::new(),
            ops,
            lines: Vec::new(),
            state: Some(state),
            said: None,
            is_told: false,
            incomplete: Vec::new(),
        }
    }

    #[test]
    fn a_list_ends_before_today_and_what_is_old_is_done() {
        let letter = |on: &str, no: &str, state| {
            let set = |field: &str, text: &str| Op::Set { field: field.into(), value: Some(text.into()) };
            draft(vec![set("received_at", on), set("reg_no", no), set("result", "办理中")], state)
        };
        let mut drafts = vec![letter("2026-09-01", "收〔2026〕1号", "handling"), letter("2026-10-02", "收〔2026〕2号", "handling")];
        until_yesterday(&letters::REGISTER, &mut drafts, jiff::civil::date(2027, 1, 20));
        let all = |id| drafts.iter().map(|d| text(d, id).unwrap()).collect::<Vec<_>>();
        assert_eq!(all("received_at"), ["2026-12-15", "2027-01-15"], "a Tuesday and a Friday as before");
        assert_eq!(all("reg_no"), ["收〔2026〕1号", "收〔2027〕2号"]);
        assert_eq!(all("result"), ["已办结", "办理中"]);
        assert_eq!(drafts.iter().map(|d| d.state.unwrap()).collect::<Vec<_>>(), ["closed", "handling"]);
    }

    #[test]
    fn of_the_visitors_only_the_last_was_not_signed_out() {
        let came = |at: &str| draft(vec![Op::Set { field: "entered".into(), value: Some(at.into()) }], "on-campus");
        let mut drafts = vec![came("2026-10-20T08:30"), came("2026-10-20T15:30")];
        until_yesterday(&visits::REGISTER, &mut drafts, jiff::civil::date(2026, 10, 21));
        assert_eq!(text(&drafts[0], "left"), Some("2026-10-20T09:40"));
        assert_eq!(drafts.iter().map(|d| d.state.unwrap()).collect::<Vec<_>>(), ["left", "on-campus"]);
    }
}
