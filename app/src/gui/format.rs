//! How values read on screen.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use registers::def::{Field, Kind, Register, State, Tone};
use registers::{Lang, Record, Value, book, parse};
use replica::Why;

use super::backend::Waiting;
use super::text::{tr, tr_with};

/// Gives the title of the record that a link names.
pub type Titles<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A value of a field as a form or a print shows it: dates in words in Chinese.
pub fn value(field: &Field, value: &Value, lang: Lang, titles: Titles<'_>) -> String {
    linked(field, value, titles).unwrap_or_else(|| parse::display(field, value, lang))
}

/// A value of a field as a list shows it, on one line. Sets come as members with commas between them.
pub fn cell(field: &Field, value: &Value, lang: Lang, titles: Titles<'_>) -> String {
    let one = |value: &Value| linked(field, value, titles).unwrap_or_else(|| parse::listed(field, value, lang));
    match (field.kind, value) {
        (Kind::Choices(_) | Kind::Links(_) | Kind::Attachments, Value::Text(members)) => {
            let texts: Vec<_> = members.split(',').filter(|m| !m.is_empty()).map(|m| one(&Value::from(m))).collect();
            texts.join(&tr(lang, "gui.list_separator"))
        }
        _ => one(value).replace('\n', " "),
    }
}

fn linked(field: &Field, value: &Value, titles: Titles<'_>) -> Option<String> {
    match (field.kind, value) {
        (Kind::Link(_) | Kind::Links(_), Value::Text(id)) => titles(id).map(|t| parse::spoken(&t).into_owned()),
        _ => None,
    }
}

/// All of a field as text; empty when there is nothing in it. Lines are not text.
pub fn field(field: &Field, record: &Record, lang: Lang, titles: Titles<'_>) -> String {
    match field.kind {
        Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => {
            let members = record.sets.get(field.id).into_iter().flatten();
            let texts: Vec<String> = members.map(|m| value(field, &Value::Text(m.clone()), lang, titles)).collect();
            texts.join(&tr(lang, "gui.list_separator"))
        }
        Kind::Lines(_) => String::new(),
        _ => record.get(field.id).map(|v| value(field, v, lang, titles)).unwrap_or_default(),
    }
}

/// Whether a column of this kind is set to the right.
pub fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money)
}

/// Words and tone of a state; an unknown one is shown by its id.
pub fn state<'a>(register: &Register, id: &'a str, lang: Lang) -> (&'a str, Tone) {
    let found: Option<&State> = register.state(id);
    found.map_or((id, Tone::Grey), |s| (s.labels.get(lang), s.tone))
}

/// What names a record: its title, else its number, else its id.
pub fn title(register: &Register, record: &Record, lang: Lang) -> String {
    let number = register.number.map(|n| n.field);
    [Some(register.title), number]
        .into_iter()
        .flatten()
        .filter_map(|id| register.field(id))
        .map(|f| field(f, record, lang, &|_| None))
        .find(|t| !t.is_empty())
        .unwrap_or_else(|| tr(lang, "gui.untitled"))
}

/// The name of a conflict: the field, or the field and its column.
pub fn conflict(register: &Register, name: &str, lang: Lang) -> String {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["_state"] => tr(lang, "gui.state"),
        [field, _, column] => {
            let Some(field) = register.field(field) else { return name.to_owned() };
            let column = field.columns().iter().find(|c| c.id == column).map_or(column, |c| c.labels.get(lang));
            format!("{} · {column}", field.labels.get(lang))
        }
        _ => register.field(name).map_or_else(|| name.to_owned(), |f| f.labels.get(lang).to_owned()),
    }
}

/// One of the values of a conflict as text.
pub fn conflict_value(register: &Register, name: &str, given: &Value, lang: Lang, titles: Titles<'_>) -> String {
    if name == "_state" {
        return given.as_text().map(|id| state(register, id, lang).0.to_owned()).unwrap_or_default();
    }
    let mut parts = name.split('/');
    let field = parts.next().and_then(|f| register.field(f));
    let cell = match (field, parts.nth(1)) {
        (Some(field), Some(column)) => field.columns().iter().find(|c| c.id == column),
        (field, _) => field,
    };
    cell.map_or_else(|| given.as_text().unwrap_or_default().to_owned(), |c| value(c, given, lang, titles))
}

/// What was done, from the label of the action: `create:visits`, `step:visits:leave` and the like.
pub fn happening(register: &Register, label: &str, lang: Lang) -> String {
    let mut parts = label.split(':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("create"), ..) => tr(lang, "gui.history.create"),
        (Some("edit"), ..) => tr(lang, "gui.history.edit"),
        (Some("import" | "update"), ..) => tr(lang, "gui.history.import"),
        (Some("resolve"), ..) => tr(lang, "gui.history.resolve"),
        (Some("line"), _, field) => {
            let field = field.and_then(|f| register.field(f)).map_or("", |f| f.labels.get(lang));
            tr_with(lang, "gui.history.line", &[("what", field)])
        }
        (Some("step"), Some(key), Some(step)) => {
            // The step of a record of another register may have brought this one about.
            let of = if key == register.key { Some(register) } else { book::find(key) };
            of.and_then(|r| r.transition(step)).map_or_else(|| step.to_owned(), |t| t.labels.get(lang).to_owned())
        }
        (Some("erase"), ..) => tr(lang, "label.erase"),
        (Some("undo"), ..) => {
            let undone = happening(register, label.trim_start_matches("undo:"), lang);
            tr_with(lang, "gui.history.undo", &[("what", &undone)])
        }
        _ => label.to_owned(),
    }
}

/// How long ago something was, in words.
pub fn ago(at: DateTime, now: DateTime, lang: Lang) -> String {
    let minutes = now.duration_since(at).as_mins();
    match minutes {
        i64::MIN..=0 => tr(lang, "gui.ago.now"),
        1..60 => tr_with(lang, "gui.ago.minutes", &[("n", &minutes.to_string())]),
        60..1440 => tr_with(lang, "gui.ago.hours", &[("n", &(minutes / 60).to_string())]),
        _ => minute(at),
    }
}

/// For how long [`ago`] goes on to say the same; none when it says that for good.
pub fn ago_holds(at: DateTime, now: DateTime) -> Option<SignedDuration> {
    const HOUR: i64 = 3_600;
    let past = now.duration_since(at);
    let step = match past.as_secs() {
        ..HOUR => 60,
        HOUR..86_400 => HOUR,
        _ => return None,
    };
    let next = if past.is_negative() { step } else { (past.as_secs() / step + 1) * step };
    SignedDuration::from_secs(next).checked_sub(past)
}

/// How long until something is due, in working days; none when it has no date. What is due on a day off is not due today.
pub fn due(waiting: &Waiting, lang: Lang) -> Option<String> {
    let left = waiting.working?;
    let key = match left {
        _ if waiting.limit == replica::Limit::Unsynced => "gui.reminders.unsynced",
        0.. if waiting.limit == replica::Limit::Late => "gui.reminders.late",
        ..0 => "gui.reminders.overdue",
        0 if waiting.days.is_none_or(|days| days <= 0) => "gui.reminders.today",
        0.. => "gui.reminders.left",
    };
    Some(tr_with(lang, key, &[("n", &left.unsigned_abs().to_string())]))
}

/// Why a record waits for somebody.
pub fn why(why: Why, lang: Lang) -> String {
    tr(
        lang,
        match why {
            Why::Person => "gui.why.person",
            Why::Role => "gui.why.role",
            Why::Escalated => "gui.why.escalated",
            Why::Lapsed => "gui.why.lapsed",
        },
    )
}

/// Date and time to the minute.
pub fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A size in bytes, in words.
pub fn bytes(n: u64) -> String {
    const MIB: u64 = 1 << 20;
    if n >= 10 * MIB { format!("{} MB", n / MIB) } else { format!("{}.{} MB", n / MIB, (n % MIB) * 10 / MIB) }
}

/// Which week of a term a day is in: the first is that in which it starts, and a week begins on Monday.
pub fn week_of(starts: Date, day: Date) -> Option<i64> {
    let monday = |day: Date| day.checked_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok();
    let days = monday(starts)?.until(monday(day)?).ok()?.get_days();
    (days >= 0).then(|| i64::from(days / 7) + 1)
}

/// School year, term and week of a day in a term that began then: a school year begins with the term of the autumn.
pub fn school_week(starts: Date, day: Date, lang: Lang) -> Option<String> {
    let autumn = starts.month() >= 7;
    let from = if autumn { starts.year() } else { starts.year().checked_sub(1)? };
    let term = tr(lang, if autumn { "gui.foot.autumn" } else { "gui.foot.spring" });
    let values =
        [("from", from.to_string()), ("to", from.checked_add(1)?.to_string()), ("term", term), ("n", week_of(starts, day)?.to_string())];
    Some(tr_with(lang, "gui.foot.week", &values.each_ref().map(|(key, value)| (*key, value.as_str()))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn words_of_how_long_ago_hold_until_they_are_others() {
        let at = date(2026, 11, 23).at(9, 0, 0, 0);
        let checks =
            [(-90, Some(150)), (0, Some(60)), (59, Some(1)), (60, Some(60)), (3_599, Some(1)), (3_600, Some(3_600)), (86_399, Some(1))];
        for (past, expect) in checks.into_iter().chain([(86_400, None), (900_000, None)]) {
            let now = at + SignedDuration::from_secs(past);
            assert_eq!(ago_holds(at, now), expect.map(SignedDuration::from_secs), "{past}");
            if let Some(left) = expect {
                let said = |left: i64| ago(at, now + SignedDuration::from_secs(left), Lang::ZhHans);
                assert_eq!(said(0), said(left - 1), "{past}");
                assert_ne!(said(0), said(left), "{past}");
            }
        }
        assert_eq!(ago_holds(DateTime::MIN, DateTime::MAX), None);
        assert!(ago_holds(DateTime::MAX, DateTime::MIN).is_some(), "no panic");
    }

    #[test]
    fn a_week_begins_on_monday_and_the_first_is_that_in_which_the_term_starts() {
        // The first of September 2026 is a Tuesday.
        let starts = date(2026, 9, 1);
        let days = [(date(2026, 8, 30), None), (date(2026, 8, 31), Some(1)), (starts, Some(1)), (date(2026, 9, 6), Some(1))];
        for (day, week) in days.into_iter().chain([(date(2026, 9, 7), Some(2)), (date(2026, 11, 23), Some(13))]) {
            assert_eq!(week_of(starts, day), week, "{day}");
        }
        assert_eq!(week_of(Date::MIN, Date::MAX).map(|n| n > 0), week_of(Date::MIN, Date::MAX).map(|_| true), "no panic");
    }

    #[test]
    fn a_school_year_begins_in_autumn() {
        let said = |starts, day| school_week(starts, day, Lang::ZhHans).unwrap();
        assert_eq!(said(date(2026, 9, 1), date(2026, 11, 23)), "2026–2027学年第一学期第 13 周");
        assert_eq!(said(date(2027, 2, 22), date(2027, 3, 1)), "2026–2027学年第二学期第 2 周");
        assert_eq!(
            school_week(Date::MIN, Date::MIN, Lang::En).is_some(),
            school_week(Date::MAX, Date::MAX, Lang::En).is_some(),
            "no panic"
        );
    }
}
