//! Attendance of a month: what the records say of people's days, whatever was filled in.

use jiff::civil::Date;
use registers::attendance::{Day, Fault, Figures};
use registers::book::month_summaries::people;
use registers::def::{Field, Register};
use registers::parse;
use replica::{Attendance, PersonDays, Whom};
use serde_json::{Value as Json, json};

use super::args::AttendanceOptions;
use super::rows::value_json;
use super::{Context, output, say};
use crate::clock;

pub(super) fn attendance(context: &Context, options: &AttendanceOptions) -> anyhow::Result<()> {
    let Ok(first) = format!("{}-01", options.month.trim()).parse::<Date>() else {
        return context.refuse("error.month", &[("month", &options.month)]);
    };
    let whom = match (&options.person, &options.department) {
        (Some(person), _) => Whom::Person(person),
        (None, Some(department)) => Whom::Department(department),
        (None, None) => Whom::Everybody,
    };
    let found = context.reader()?.attendance(first, first.last_of_month(), whom, clock::now().civil)?;
    let shelf = context.shelf()?;
    let register = |of: &'static Register| shelf.of(of);
    let months = register(&registers::book::month_summaries::REGISTER);
    let exceptions = register(&registers::book::attendance_exceptions::REGISTER);
    context.out.result(
        || json!({ "workdays": found.workdays, "people": found.people.iter().map(person_json).collect::<Vec<_>>() }),
        || {
            let table = if options.person.is_some() { days(context, exceptions, &found) } else { figures(context, months, &found) };
            text(context, &found, &table)
        },
    );
    Ok(())
}

fn text(context: &Context, found: &Attendance, table: &str) -> String {
    if found.people.is_empty() {
        return context.say("attendance.nobody");
    }
    format!("{table}\n{}", say(context.lang, "attendance.workdays", &[("count", &found.workdays.to_string())]))
}

fn person_json(person: &PersonDays) -> Json {
    let figures = person.figures.columns().into_iter().map(|(id, n)| (id.to_owned(), value_json(&n))).collect::<serde_json::Map<_, _>>();
    let fault = |day: &Day, fault: Fault| day.faults.get(&fault).copied();
    let day = |d: &Day| {
        json!({ "date": d.date.to_string(), "status": d.status().id(), "due_minutes": d.due, "away_minutes": d.away.values().sum::<i64>(),
            "late_minutes": fault(d, Fault::Late), "early_minutes": fault(d, Fault::Early), "missing": fault(d, Fault::Missing),
            "first": d.span.map(|s| registers::Value::time(s.0).as_text().map(str::to_owned)),
            "last": d.span.map(|s| registers::Value::time(s.1).as_text().map(str::to_owned)) })
    };
    json!({ "person": person.person, "staff_no": person.staff_no, "department": person.department, "due": person.figures.due,
        "figures": figures, "days": person.days.iter().map(day).collect::<Vec<_>>() })
}

/// A line for each person.
fn figures(context: &Context, months: &Register, found: &Attendance) -> String {
    let columns = months.field("people").map_or(&[][..], Field::columns);
    let label = |id: &str| columns.iter().find(|c| c.id == id).map_or_else(String::new, |c| c.labels.get(context.lang).to_owned());
    let mut head = vec![label(people::PERSON.id()), context.say("attendance.department"), context.say("attendance.due")];
    head.extend(Figures::default().columns().map(|(id, _)| label(id)));
    let row = |p: &PersonDays| {
        let mut row = vec![p.person.clone(), p.department.clone(), p.figures.due.to_string()];
        row.extend(
            p.figures
                .columns()
                .map(|(id, n)| columns.iter().find(|c| c.id == id).map_or_else(String::new, |c| parse::listed(c, &n, context.lang))),
        );
        row
    };
    output::table(&head, &found.people.iter().map(row).collect::<Vec<_>>())
}

/// A line for each day.
fn days(context: &Context, exceptions: &Register, found: &Attendance) -> String {
    let label = |id: &str| exceptions.field(id).map_or_else(String::new, |f| f.labels.get(context.lang).to_owned());
    let status = |id: &str| {
        let choice = exceptions.field("status").and_then(|f| f.choice_list().iter().find(|c| c.id == id));
        choice.map_or_else(|| id.to_owned(), |c| c.labels.get(context.lang).to_owned())
    };
    let head = ["person", "day", "first_punch", "last_punch", "status", "minutes"].map(label);
    let row = |person: &PersonDays, day: &Day| {
        let at = |moment: jiff::civil::DateTime| moment.strftime("%H:%M").to_string();
        let (first, last) = day.span.map_or_else(Default::default, |(first, last)| (at(first), at(last)));
        let last = if first == last { String::new() } else { last };
        let minutes: i64 = day.faults.iter().filter(|(f, _)| **f != Fault::Missing).map(|(_, n)| n).sum();
        let minutes = if minutes > 0 { minutes.to_string() } else { String::new() };
        vec![person.person.clone(), day.date.to_string(), first, last, status(day.status().id()), minutes]
    };
    let rows: Vec<Vec<String>> = found.people.iter().flat_map(|p| p.days.iter().map(move |d| row(p, d))).collect();
    output::table(&head, &rows)
}

#[cfg(test)]
mod tests {
    use registers::book::{attendance_exceptions as exceptions, month_summaries as months};

    use super::super::tests::office;
    use super::*;

    #[test]
    fn a_month_is_shown_person_by_person_and_day_by_day() {
        let folder = tempfile::tempdir().unwrap();
        let office = office(folder.path());
        let options = |month: &str| AttendanceOptions { month: month.into(), person: None, department: None };
        let refused = attendance(&office, &options("十月")).unwrap_err();
        assert!(office.explain(&refused).contains("2026-10"));
        attendance(&office, &options("2026-09")).unwrap();
        office.add("people", &["name=江海欣", "department=综合办公室", "staff_no=0107"]);
        office.add("shifts", &["name=行政班", "starts=08:00", "ends=17:00", "valid_from=2026-09-01"]);
        office.step("shifts", "put-in-use");
        for at in ["2026-09-14 07:52", "2026-09-14 17:05", "2026-09-15 08:18", "2026-09-15 17:05"] {
            office.add("punches", &["person=江海欣", &format!("punched_at={at}")]);
        }
        let day = |day| jiff::civil::date(2026, 9, day);
        let found = office.reader().unwrap().attendance(day(14), day(15), Whom::Everybody, day(30).at(8, 0, 0, 0)).unwrap();
        let shown = figures(&office, &months::REGISTER, &found);
        let rows: Vec<Vec<&str>> = shown.lines().map(|l| l.split_whitespace().collect()).collect();
        assert_eq!(rows[1][..5], ["江海欣", "综合办公室", "2", "2", "1"], "{shown}");
        let shown = days(&office, &exceptions::REGISTER, &found);
        assert!(shown.contains("迟到") && shown.contains("08:18") && shown.contains("18"), "{shown}");
        assert!(text(&office, &found, &shown).contains('2'));
        let json = person_json(&found.people[0]);
        assert_eq!((&json["figures"]["late"], &json["days"][1]["status"]), (&json!(1), &json!("late")));
    }
}
