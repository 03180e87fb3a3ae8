//! A month of the office's calendar.

use jiff::civil::Date;
use registers::calendar::Holidays;
use serde_json::json;

use super::{Context, output, say};
use crate::calendar::{self, Day};
use crate::clock;

pub(super) fn calendar(context: &Context, month: Option<&str>) -> anyhow::Result<()> {
    let day = match month {
        None => clock::now().civil.date(),
        Some(text) => match format!("{}-01", text.trim()).parse::<Date>() {
            Ok(day) => day,
            Err(_) => return context.refuse("error.month", &[("month", text)]),
        },
    };
    let month = calendar::month(&context.reader()?, day, context.lang)?;
    let working = month.working();
    context.out.result(
        || {
            let day = |d: &Day| json!({ "date": d.date.to_string(), "working": d.working, "name": d.name, "notes": d.notes });
            json!({ "working_days": working, "known": month.holidays == Holidays::Known, "days": month.days.iter().map(day).collect::<Vec<_>>() })
        },
        || {
            let mut text = output::table(&[], &rows(context, &month.days));
            text.push('\n');
            text.push_str(&say(context.lang, "calendar.working_days", &[("count", &working.to_string())]));
            let unknown = match month.holidays {
                Holidays::Known => None,
                Holidays::NotAnnounced => Some("calendar.unknown"),
                Holidays::NotShipped => Some("calendar.not_shipped"),
            };
            if let Some(key) = unknown {
                text.push('\n');
                text.push_str(&say(context.lang, key, &[("year", &day.year().to_string())]));
            }
            text
        },
    );
    Ok(())
}

/// A line for each day that differs from the plain week or says something.
fn rows(context: &Context, days: &[Day]) -> Vec<Vec<String>> {
    let weekdays = context.say("calendar.weekdays");
    let weekday =
        |d: &Day| weekdays.split(' ').nth(usize::try_from(d.date.weekday().to_monday_zero_offset()).unwrap_or(0)).unwrap_or_default();
    let special = days.iter().filter(|d| d.name.is_some() || !d.notes.is_empty());
    let row = |d: &Day| {
        let kind = match (&d.name, d.is_make_up(), d.working) {
            (None, ..) => String::new(),
            (_, true, _) => context.say("calendar.make_up"),
            (_, _, false) => context.say("calendar.free"),
            (_, _, true) => context.say("calendar.working"),
        };
        let said: Vec<&str> = d.name.iter().chain(&d.notes).map(String::as_str).collect();
        vec![d.date.to_string(), weekday(d).to_owned(), kind, said.join(" · ")]
    };
    special.map(row).collect()
}
