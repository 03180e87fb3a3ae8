//! Attendance of a month: what the records say of people's days, whatever was filled in.

use jiff::civil::Date;
use registers::attendance::{Day, Fault, Figures};
use registers::book::month_summaries::people;
use registers::def::{Field, Register};
use replica::{Attendance, PersonDays, Whom};
use serde_json::{Value as Json, json};

use super::args::AttendanceOptions;
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
            if found.people.is_empty() {
                return context.say("attendance.nobody");
            }
            let workdays = say(context.lang, "attendance.workdays", &[("count", &found.workdays.to_string())]);
            let table = if options.person.is_some() { days(context, exceptions, &found) } else { figures(context, months, &found) };
            format!("{table}\n{workdays}")
        },
    );
    Ok(())
}

fn person_json(person: &PersonDays) -> Json {
    let figures = person.figures.columns().into_iter().map(|(id, n)| (id.to_owned(), json!(n))).collect::<serde_json::Map<_, _>>();
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
        row.extend(p.figures.columns().map(|(_, n)| n.to_string()));
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
