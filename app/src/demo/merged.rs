//! What the desks' work became when they met again: read from a desk's data and its history, not known beforehand.

use std::collections::{BTreeMap, BTreeSet};

use registers::{Kind, Lang, Record, Register, parse};
use replica::{Event, Query, Reader, Sort};
use serde_json::{Value as Json, json};

use crate::cli::{name, say, shown};

/// Records of a register that are looked at, the last changed first.
const RECORDS: usize = 100;
/// Things of one record that are told.
const TOLD: usize = 6;

/// Something that two desks or more did to one record, and that nobody has to decide.
pub(super) struct Merged {
    register: &'static Register,
    title: String,
    what: What,
}

enum What {
    /// A text in which several wrote.
    Text { field: &'static str, text: String },
    /// Rows that several added to one field: desk and row.
    Rows { field: &'static str, rows: Vec<(String, String)> },
    /// Fields of one record that were changed at different desks: desk, field and value.
    Fields(Vec<(String, String, String)>),
}

/// What was merged of the work since a moment, in milliseconds since 1970.
pub(super) fn read(reader: &Reader, since_ms: u64, lang: Lang) -> replica::Result<Vec<Merged>> {
    let mut found = Vec::new();
    for register in reader.shelf()?.all().iter().copied() {
        let sort = Some(Sort { field: "_updated".to_owned(), descending: true });
        let page = reader.page(&Query { sort, limit: RECORDS, ..Query::of(register) })?;
        for row in page.rows.iter().filter(|row| row.updated >> 16 >= since_ms) {
            let mut events = reader.history(row.id)?;
            events.retain(|event| event.hlc >> 16 >= since_ms);
            let desks: BTreeSet<&str> = events.iter().map(|event| event.desk.as_str()).collect();
            if desks.len() > 1
                && let Some(card) = reader.record(row.id)?
            {
                let title = card.record.text(register.title).to_owned();
                found.extend(of_record(register, &card.record, &events, lang).into_iter().map(|what| Merged {
                    register,
                    title: title.clone(),
                    what,
                }));
            }
        }
    }
    Ok(found)
}

fn of_record(register: &'static Register, record: &Record, events: &[Event], lang: Lang) -> Vec<What> {
    let mut by_field: BTreeMap<&'static str, BTreeSet<&str>> = BTreeMap::new();
    for (event, field) in changes(register, events) {
        by_field.entry(field).or_default().insert(&event.desk);
    }
    let mut found = Vec::new();
    for field in by_field.iter().filter(|(_, desks)| desks.len() > 1).filter_map(|(field, _)| register.field(field)) {
        match field.kind {
            Kind::LongText if record.values(field.id).len() == 1 => {
                found.push(What::Text { field: field.id, text: record.text(field.id).to_owned() });
            }
            Kind::Lines(_) => found.push(What::Rows { field: field.id, rows: rows(register, field, record, events, lang) }),
            _ => {}
        }
    }
    let alone: BTreeMap<&str, &str> =
        by_field.iter().filter(|(_, desks)| desks.len() == 1).filter_map(|(field, desks)| Some((*field, *desks.first()?))).collect();
    if alone.values().collect::<BTreeSet<_>>().len() > 1 {
        let one = |(field, desk): (&&str, &&str)| {
            let text = record.get(field).map_or_else(String::new, |value| shown(register, field, value, lang));
            ((*desk).to_owned(), name(register, field, lang), text)
        };
        found.push(What::Fields(alone.iter().map(one).filter(|(.., text)| !text.is_empty()).take(TOLD).collect()));
    }
    found
}

/// The fields that were changed, with what changed them.
fn changes<'a>(register: &'static Register, events: &'a [Event]) -> impl Iterator<Item = (&'a Event, &'static str)> {
    let field = move |path: &str| register.field(path.split('/').next().unwrap_or_default()).map(|field| field.id);
    events.iter().flat_map(move |event| event.changes.iter().filter_map(move |change| Some((event, field(&change.field)?))))
}

/// The rows that were added, each with its desk.
fn rows(register: &Register, field: &registers::Field, record: &Record, events: &[Event], lang: Lang) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in record.lines.get(field.id).into_iter().flatten() {
        let place = format!("{}/{}/", field.id, row.id);
        let Some(event) = events.iter().find(|event| event.changes.iter().any(|c| c.field.starts_with(&place))) else { continue };
        let cell = |column: &registers::Field| {
            let is_said = matches!(column.kind, Kind::Text | Kind::LongText | Kind::Person);
            row.cell(column.id).filter(|_| is_said).map(|value| shown(register, &format!("{place}{}", column.id), value, lang))
        };
        let cells: Vec<String> = field.columns().iter().filter_map(cell).collect();
        found.push((event.desk.clone(), cells.join(" · ")));
    }
    found.truncate(TOLD);
    found
}

impl Merged {
    /// What came of it, in a line or two.
    pub fn text(&self, lang: Lang) -> String {
        let record = format!("{} · {}", self.register.one.get(lang), parse::spoken(&self.title));
        let field_name = |field: &str| name(self.register, field, lang);
        let between = if lang == Lang::En { "; " } else { "；" };
        match &self.what {
            What::Text { field, text } => {
                say(lang, "demo.merged_text", &[("record", &record), ("field", &field_name(field)), ("text", &parse::spoken(text))])
            }
            What::Rows { field, rows } => {
                let rows: Vec<String> = rows.iter().map(|(desk, row)| format!("{desk}: {row}")).collect();
                say(lang, "demo.merged_rows", &[("record", &record), ("field", &field_name(field)), ("rows", &rows.join(between))])
            }
            What::Fields(fields) => {
                let fields: Vec<String> = fields.iter().map(|(desk, field, value)| format!("{desk}: {field} {value}")).collect();
                say(lang, "demo.merged_fields", &[("record", &record), ("fields", &fields.join(between))])
            }
        }
    }

    /// The same for a program.
    pub fn json(&self) -> Json {
        let (kind, field, said) = match &self.what {
            What::Text { field, text } => ("text", Some(*field), json!(text)),
            What::Rows { field, rows } => {
                ("rows", Some(*field), rows.iter().map(|(desk, row)| json!({ "desk": desk, "row": row })).collect::<Json>())
            }
            What::Fields(fields) => {
                let one = |(desk, field, value): &(String, String, String)| json!({ "desk": desk, "field": field, "value": value });
                ("fields", None, fields.iter().map(one).collect::<Json>())
            }
        };
        json!({ "kind": kind, "register": self.register.key, "title": self.title, "field": field, "said": said })
    }
}
