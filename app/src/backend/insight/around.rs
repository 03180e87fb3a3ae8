//! What is shown beside a record: its derived values, the records that link to it, and of a month's summary the days of its
//! people as the records have them now.

use registers::attendance::Status;
use registers::book::{attendance_exceptions as exceptions, month_summaries as months};
use registers::def::Phase;
use registers::{Lang, RecordId};
use replica::{PersonDays, Reader, Whom};

use crate::asks;
use crate::cli::say;
use crate::clock;
use crate::gui::backend::{Around, Linked, LinkedList};
use crate::report::measured_text;

/// Greatest number of records that link to one which are shown.
const MOST_LINKED: usize = 20;
/// Greatest number of people whose days are shown, and of days of each that are named.
const MOST_PEOPLE: usize = 100;
const MOST_DAYS: usize = 10;

pub(super) fn find(reader: &Reader, id: RecordId, lang: Lang) -> replica::Result<Around> {
    let Some(card) = reader.record(id)? else { return Ok(Around::default()) };
    let values = reader.derived(card.register, &[id], clock::now().civil)?.remove(&id).unwrap_or_default();
    // In the order of the register, not of the ids.
    let derived = card.register.derived.iter().filter_map(|d| Some((d, *values.get(d.id)?)));
    let derived = derived.map(|(d, n)| (d.labels.get(lang).to_owned(), measured_text(lang, d.unit, n))).collect();
    let shown = |hit: &replica::Hit| !hit.register.unnamed && hit.register.state(&hit.state).is_none_or(|s| s.phase != Phase::Void);
    let mut linked: Vec<Linked> = Vec::new();
    for (hit, _) in reader.linked_from(id, 5 * MOST_LINKED)? {
        if shown(&hit) && linked.len() < MOST_LINKED && !linked.iter().any(|l| l.id == hit.id) {
            let title = if hit.title.is_empty() { hit.number } else { hit.title };
            linked.push(Linked { id: hit.id, register: hit.register, title });
        }
    }
    let days = if card.register.key == months::REGISTER.key { days(reader, &card.record, lang)? } else { Vec::new() };
    Ok(Around { derived, linked, lists: lists(reader, id)?, days })
}

/// The lists of what links to a record, where that is more than one.
fn lists(reader: &Reader, id: RecordId) -> replica::Result<Vec<LinkedList>> {
    let (shelf, linking) = (reader.shelf()?, reader.linking(id)?);
    let found = shelf.all().iter().filter(|register| !register.unnamed).flat_map(|register| {
        let of = linking.iter().filter(|(key, _, count)| key == register.key && *count > 1);
        of.filter_map(|(_, field, count)| {
            let field = asks::fields(register).find(|f| f.id == field)?;
            Some(LinkedList { register, field: field.id, count: *count })
        })
    });
    Ok(found.collect())
}

/// The people of a summary, each with what their days were. A summary whose days are not entered has none.
fn days(reader: &Reader, record: &registers::Record, lang: Lang) -> replica::Result<Vec<(String, String)>> {
    let day = |field: &str| record.text(field).parse().ok();
    let (Some(from), Some(to)) = (day(months::FROM.id()), day(months::TO.id())) else { return Ok(Vec::new()) };
    let department = record.text(months::COVERED_DEPT.id());
    let whom = if department.is_empty() { Whom::Everybody } else { Whom::Department(department) };
    let found = match reader.attendance(from, to, whom, clock::now().civil) {
        // Days that are no month are refused when it is filled in; there is nothing to show of them.
        Err(replica::Error::Rule { .. }) => return Ok(Vec::new()),
        found => found?,
    };
    let register = reader.shelf()?.of(&exceptions::REGISTER);
    let statuses = register.field(exceptions::STATUS.id()).map_or(&[][..], |f| f.choice_list());
    let word = |status: Status| statuses.iter().find(|c| c.id == status.id()).map_or("", |c| c.labels.get(lang));
    Ok(found.people.iter().take(MOST_PEOPLE).map(|p| (p.person.clone(), told(p, lang, word))).collect())
}

/// Days due and there, then those that were not as usual.
fn told(person: &PersonDays, lang: Lang, word: impl Fn(Status) -> &'static str) -> String {
    let values = [("due", person.figures.due.to_string()), ("present", registers::parse::decimal_text(person.figures.present))];
    let sum = say(lang, "attendance.person", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
    let unusual: Vec<_> = person.days.iter().filter(|d| d.status() != Status::Normal).collect();
    let named = unusual.iter().take(MOST_DAYS).map(|d| format!("{} {}", d.date.strftime("%m-%d"), word(d.status())));
    let more = (unusual.len() > MOST_DAYS).then(|| "…".to_owned());
    std::iter::once(sum).chain(named).chain(more).collect::<Vec<_>>().join(" · ")
}
