//! Reading: one record, lists, search, inbox.

use std::collections::BTreeMap;

use registers::def::{Kind, Register};
use registers::workflow::{self, Lapsed};
use registers::{Lang, Record, RecordId, Value, parse};
use replica::{Card, FieldChange, Limit, Page, Query, Reader, Row, Sort, Why};
use serde_json::{Value as Json, json};

use super::args::ListOptions;
use super::assign::{self, find_register};
use super::{Context, audit, conditions, explain, output, say};
use crate::clock;
use crate::facts::Facts;
use crate::report::measured_text;

pub(super) fn show(context: &Context, id: &str, history: bool) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let id = assign::find_record(context, &reader, None, id)?;
    let Some(card) = reader.record(id)? else { return context.refuse("error.unknown_record", &[("id", &id.to_string())]) };
    let events = if history { reader.history(id)? } else { Vec::new() };
    let lapsed = reader.lapsed(card.register, &card.record)?;
    let facts = Facts::read(&reader, &card, clock::now())?;
    let derived = reader.derived(card.register, &[id], clock::now().civil)?.remove(&id).unwrap_or_default();
    let shelf = reader.shelf()?;
    let signatures = audit::of(&reader, id)?;
    let lang = context.lang;
    let waiting: Vec<&str> = card.register.steps_from(card.record.state()).filter(|t| t.binds).map(|t| t.labels.get(lang)).collect();
    let undecided = if waiting.is_empty() { Vec::new() } else { workflow::undecided(card.register, &card.record) };
    context.out.result(
        || {
            let mut json = record_json(&card);
            if let Some(facts) = facts.json() {
                json["facts"] = facts;
            }
            if !derived.is_empty() {
                json["derived"] = json!(derived);
            }
            if !signatures.is_empty() {
                json["signatures"] = audit::json(&signatures);
            }
            if !lapsed.is_empty() {
                let list = lapsed.iter().map(|l| json!({ "field": l.field, "part": l.part, "people": l.people }));
                json["lapsed"] = Json::Array(list.collect());
            }
            if !undecided.is_empty() {
                json["undecided"] = json!(undecided);
            }
            if history {
                let list = events.iter().map(|e| {
                    let changes = e.changes.iter().map(|c| json!({ "field": c.field, "before": c.before.as_ref().map(value_json), "after": c.after.as_ref().map(value_json) }));
                    json!({ "at_ms": e.hlc >> 16, "person": e.person, "desk": e.desk, "adopted": e.adopted, "label": e.label, "seq": e.seq, "changes": changes.collect::<Vec<_>>() })
                });
                json["history"] = Json::Array(list.collect());
            }
            json
        },
        || {
            let mut lines = vec![record_text(context, &reader, &card)];
            let facts = with_derived(card.register, facts.lines(lang), &derived, lang);
            if !facts.is_empty() {
                lines.push(output::table(&[], &facts));
            }
            lines.extend(audit::lines(lang, card.register, &signatures));
            if !lapsed.is_empty() {
                lines.push(context.say("cli.lapsed"));
                lines.extend(lapsed.iter().map(|l| format!("    {}", lapsed_text(card.register, l, lang))));
            }
            if !undecided.is_empty() {
                let mut fields: Vec<String> = undecided.iter().map(|place| name(card.register, place, lang)).collect();
                fields.dedup();
                let between = explain::separator(lang);
                let values = [("steps", waiting.join(between)), ("fields", fields.join(between))];
                lines.push(say(lang, "cli.undecided", &values.each_ref().map(|(key, value)| (*key, value.as_str()))));
            }
            for event in &events {
                let at = clock::civil_of_hlc(event.hlc).strftime("%Y-%m-%d %H:%M").to_string();
                let desk = adopted(lang, &event.desk, &event.adopted);
                lines.push(format!("{at}  {} · {desk}  {}", event.person, explain::label(lang, shelf.all(), &event.label)));
                lines.extend(event.changes.iter().map(|change| format!("    {}", change_text(&reader, card.register, change, lang))));
            }
            lines.join("\n")
        },
    );
    Ok(())
}

/// A desk as the history names it: with the administrator who adopted what it did, where its desk had been revoked before.
pub(crate) fn adopted(lang: Lang, desk: &str, by: &str) -> String {
    if by.is_empty() { desk.to_owned() } else { say(lang, "cli.adopted_by", &[("desk", desk), ("person", by)]) }
}

/// What follows from a record, with its derived values; of those that stand among the facts already, none twice.
pub(super) fn with_derived(
    register: &Register,
    mut facts: Vec<(String, String)>,
    derived: &BTreeMap<&'static str, i64>,
    lang: Lang,
) -> Vec<Vec<String>> {
    for (id, n) in derived {
        let Some(one) = register.derived(id) else { continue };
        let label = one.labels.get(lang);
        if !facts.iter().any(|(known, _)| known == label) {
            facts.push((label.to_owned(), measured_text(lang, one.unit, *n)));
        }
    }
    facts.into_iter().map(|(label, text)| vec![label, text]).collect()
}

/// What a change did to a field: the value before and after, or the member that came or went.
pub(super) fn change_text(reader: &Reader, register: &Register, change: &FieldChange, lang: Lang) -> String {
    let label = name(register, &change.field, lang);
    let text = |field: Option<&registers::Field>, value: &Value| {
        field.and_then(|f| link_title(reader, f, value)).unwrap_or_else(|| shown(register, &change.field, value, lang))
    };
    match change.field.split('/').collect::<Vec<_>>()[..] {
        [id, member] => {
            let value = Value::from(member);
            let member =
                register.field(id).and_then(|f| link_title(reader, f, &value)).unwrap_or_else(|| shown(register, id, &value, lang));
            format!("{label}: {} {member}", if change.after.is_some() { "+" } else { "-" })
        }
        ref parts => {
            let field = match *parts {
                [id, _, column] => register.field(id).and_then(|f| f.columns().iter().find(|c| c.id == column)),
                [id, ..] => register.field(id),
                [] => None,
            };
            let side = |v: &Option<Value>| v.as_ref().map_or_else(|| "—".to_owned(), |v| text(field, v));
            format!("{label}: {} → {}", side(&change.before), side(&change.after))
        }
    }
}

fn record_text(context: &Context, reader: &Reader, card: &Card) -> String {
    let lang = context.lang;
    let state = card.register.state(card.record.state()).map_or(card.record.state(), |s| s.labels.get(lang));
    let mut rows =
        vec![vec![card.register.one.get(lang).to_owned(), card.id.to_string()], vec![context.say("cli.state"), state.to_owned()]];
    rows.extend(content(lang, reader, card.register, &card.record).into_iter().map(|(label, text)| vec![label, text]));
    output::table(&[], &rows)
}

/// Everything that a record says, as labels and texts: fields in their order, a row a line; what the program does not know last.
pub(crate) fn content(lang: Lang, reader: &Reader, register: &Register, record: &Record) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for field in register.all_fields() {
        let label = field.labels.get(lang).to_owned();
        if let Some(values) = record.fields.get(field.id) {
            let texts: Vec<String> =
                values.iter().map(|v| link_title(reader, field, v).unwrap_or_else(|| shown(register, field.id, v, lang))).collect();
            rows.push((label.clone(), texts.join("  ⚡ ")));
        }
        if let Some(members) = record.sets.get(field.id) {
            let texts = members.iter().map(|m| {
                let member = Value::Text(m.clone());
                link_title(reader, field, &member).unwrap_or_else(|| shown(register, field.id, &member, lang))
            });
            rows.push((label.clone(), texts.collect::<Vec<_>>().join(explain::separator(lang))));
        }
        for (n, line) in record.lines.get(field.id).into_iter().flatten().enumerate() {
            let text = |c: &registers::Field, v: &Value| link_title(reader, c, v).unwrap_or_else(|| display(c, v, lang));
            let all = |c: &registers::Field, values: &[Value]| values.iter().map(|v| text(c, v)).collect::<Vec<_>>().join("  ⚡ ");
            let cells =
                field.columns().iter().filter_map(|c| line.cells.get(c.id).map(|v| format!("{} {}", c.labels.get(lang), all(c, v))));
            let others = line.cells.iter().filter(|(id, _)| !field.columns().iter().any(|c| c.id == **id));
            let others = others.map(|(id, values)| format!("{id} {}", values.iter().map(plain).collect::<Vec<_>>().join("  ⚡ ")));
            rows.push((format!("{label} {}", n + 1), cells.chain(others).collect::<Vec<_>>().join(" · ")));
        }
    }
    let unknown = |id: &String| !id.starts_with('_') && !register.all_fields().any(|field| field.id == *id);
    for (id, values) in record.fields.iter().filter(|(id, _)| unknown(id)) {
        rows.push((id.clone(), values.iter().map(plain).collect::<Vec<_>>().join("  ⚡ ")));
    }
    for (id, members) in record.sets.iter().filter(|(id, _)| unknown(id)) {
        rows.push((id.clone(), members.iter().map(String::as_str).collect::<Vec<_>>().join(explain::separator(lang))));
    }
    for (id, line) in record.lines.iter().filter(|(id, _)| unknown(id)).flat_map(|(id, lines)| lines.iter().map(move |line| (id, line))) {
        let cells =
            line.cells.iter().map(|(column, values)| format!("{column} {}", values.iter().map(plain).collect::<Vec<_>>().join("  ⚡ ")));
        rows.push((id.clone(), cells.collect::<Vec<_>>().join(" · ")));
    }
    rows
}

/// A void approval: where it stands and who gave it.
pub(crate) fn lapsed_text(register: &Register, lapsed: &Lapsed, lang: Lang) -> String {
    let columns = register.field(lapsed.field).map_or(&[][..], |f| f.columns());
    let part = columns.iter().flat_map(|c| c.choice_list()).find(|c| c.id == lapsed.part);
    let mut text = name(register, lapsed.field, lang);
    if let Some(part) = part {
        text = format!("{text} · {}", part.labels.get(lang));
    }
    let people: Vec<_> = lapsed.people.iter().map(|p| parse::spoken(p)).collect();
    format!("{text}  {}", people.join(if lang == Lang::En { ", " } else { "、" })).trim_end().to_owned()
}

fn link_title(reader: &Reader, field: &registers::Field, value: &Value) -> Option<String> {
    if !matches!(field.kind, Kind::Link(_) | Kind::Links(_)) {
        return None;
    }
    let id = RecordId::from_string(value.as_text()?).ok()?;
    Some(format!("{} ({id})", reader.title(id).ok()??))
}

pub(super) fn list(context: &Context, options: &ListOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    let reader = context.reader()?;
    let filters = conditions::read(context, &reader, register, &options.conditions)?;
    let sort = match &options.sort {
        Some(text) => {
            let (descending, text) = text.strip_prefix('-').map_or((false, text.as_str()), |t| (true, t));
            let field = match text {
                "state" | "updated" => format!("_{text}"),
                text => {
                    let field = assign::find_field(context, register, text)?;
                    if matches!(field.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments) {
                        return context.refuse("error.no_sort", &[("field", field.labels.get(context.lang))]);
                    }
                    field.id.to_owned()
                }
            };
            Some(Sort { field, descending })
        }
        None => None,
    };
    let query = Query { filters, search: options.search.clone(), sort, limit: options.limit, ..Query::of(register) };
    let page = reader.page(&query)?;
    let text = page_text(context.lang, &reader, register, &page)?;
    context
        .out
        .result(|| json!({ "total": page.total, "rows": page.rows.iter().map(|r| row_json(register, r)).collect::<Vec<_>>() }), || text);
    Ok(())
}

/// A page of a list as a table, with how many rows of how many it shows.
pub(super) fn page_text(lang: Lang, reader: &Reader, register: &'static Register, page: &Page) -> replica::Result<String> {
    let ids: Vec<RecordId> = page.rows.iter().map(|r| r.id).collect();
    let columns: Vec<&str> = register.list.iter().map(|c| c.field).collect();
    let derived = crate::report::derived(lang, reader, register, &columns, &ids)?;
    let titles = reader.linked_titles(register, &columns, &page.rows)?;
    let head: Vec<String> = columns.iter().map(|c| name(register, c, lang)).chain([String::new()]).collect();
    let rows: Vec<Vec<String>> = page.rows.iter().map(|r| row_text(register, r, derived.get(&r.id), &titles, &columns, lang)).collect();
    let count = super::say(lang, "cli.rows", &[("shown", &rows.len().to_string()), ("total", &page.total.to_string())]);
    Ok(format!("{}\n{count}", output::table(&head, &rows)))
}

fn row_text(
    register: &Register,
    row: &Row,
    derived: Option<&BTreeMap<String, String>>,
    titles: &BTreeMap<RecordId, String>,
    columns: &[&str],
    lang: Lang,
) -> Vec<String> {
    let is_link = |field: &str| register.field(field).is_some_and(|f| matches!(f.kind, Kind::Link(_) | Kind::Links(_)));
    let is_set = |field: &str| register.field(field).is_some_and(|f| matches!(f.kind, Kind::Choices(_)));
    let member = |field: &str, id: &str| shown(register, field, &Value::from(id), lang);
    let title = |id: &str| id.parse().ok().and_then(|id| titles.get(&id)).map_or_else(|| id.to_owned(), |t| parse::spoken(t).into_owned());
    let mut cells: Vec<String> = columns
        .iter()
        .map(|column| match *column {
            "_state" => register.state(&row.state).map_or(row.state.clone(), |s| s.labels.get(lang).to_owned()),
            "_updated" => clock::civil_of_hlc(row.updated).strftime("%Y-%m-%d %H:%M").to_string(),
            column if column.starts_with('=') => derived.and_then(|d| d.get(column)).cloned().unwrap_or_default(),
            field => match row.values.get(field) {
                Some(Value::Text(ids)) if is_link(field) => ids.split(',').map(title).collect::<Vec<_>>().join(explain::separator(lang)),
                Some(Value::Text(ids)) if is_set(field) => {
                    ids.split(',').map(|id| member(field, id)).collect::<Vec<_>>().join(explain::separator(lang))
                }
                Some(value) => shown(register, field, value, lang),
                None => String::new(),
            },
        })
        .collect();
    let marks = [(row.conflicts > 0, "⚡"), (row.pending, "↑")];
    cells.push(marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect::<String>() + " " + &row.id.to_string());
    cells
}

pub(super) fn search(context: &Context, text: &str, limit: usize) -> anyhow::Result<()> {
    // One more than is shown tells whether there are more; to count them all could take long.
    let mut hits = context.reader()?.search(text, limit.saturating_add(1))?;
    let more = output::cut(&mut hits, limit);
    let lang = context.lang;
    context.out.result(
        || Json::Array(hits.iter().map(|h| json!({ "id": h.id.to_string(), "register": h.register.key, "number": h.number, "title": h.title, "state": h.state })).collect()),
        || {
            let rows: Vec<Vec<String>> = hits.iter().map(|h| hit_row(h, lang)).collect();
            if more {
                return format!("{}{}", output::table(&[], &rows), output::rest(lang, rows.len(), more));
            }
            let count = super::say(lang, "cli.rows", &[("shown", &rows.len().to_string()), ("total", &rows.len().to_string())]);
            format!("{}\n{count}", output::table(&[], &rows))
        },
    );
    Ok(())
}

fn hit_row(hit: &replica::Hit, lang: Lang) -> Vec<String> {
    let state = hit.register.state(&hit.state).map_or(hit.state.as_str(), |s| s.labels.get(lang));
    vec![
        hit.register.labels.get(lang).to_owned(),
        hit.number.clone(),
        parse::spoken(&hit.title).into_owned(),
        state.to_owned(),
        hit.id.to_string(),
    ]
}

pub(super) fn inbox(context: &Context, limit: usize) -> anyhow::Result<()> {
    let now = clock::now();
    let actor = context.replica()?.actor(now);
    let reader = context.reader()?;
    let mut waiting = reader.inbox(&reader.complete(actor)?, now, limit.saturating_add(1))?;
    let more = output::cut(&mut waiting, limit);
    let lang = context.lang;
    context.out.result(
        || Json::Array(waiting.iter().map(waiting_json).collect()),
        || {
            let row = |w: &replica::Waiting| {
                let mut row = vec![w.due.clone().unwrap_or_default(), reminder(context, w), crate::gui::why(w.why, lang)];
                row.extend(hit_row(&w.hit, lang));
                row
            };
            let rows: Vec<Vec<String>> = waiting.iter().map(row).collect();
            if rows.is_empty() {
                return context.say("cli.nothing_waits");
            }
            format!("{}{}", output::table(&[], &rows), output::rest(lang, rows.len(), more))
        },
    );
    Ok(())
}

/// How many working days are left, or since how many it is overdue.
fn reminder(context: &Context, waiting: &replica::Waiting) -> String {
    let Some(days) = waiting.working else { return String::new() };
    let key = match days {
        _ if waiting.limit == Limit::Unsynced => "cli.due_unsynced",
        0.. if waiting.limit == Limit::Late => "cli.overdue_today",
        i64::MIN..0 => "cli.overdue_days",
        // What is due on a day off is not due today.
        0 if waiting.days.is_none_or(|days| days <= 0) => "cli.due_today",
        _ => "cli.due_days",
    };
    super::say(context.lang, key, &[("days", &days.abs().to_string())])
}

fn waiting_json(waiting: &replica::Waiting) -> Json {
    let why = match waiting.why {
        Why::Person => "person",
        Why::Role => "role",
        Why::Escalated => "escalated",
        Why::Lapsed => "lapsed",
    };
    json!({ "id": waiting.hit.id.to_string(), "register": waiting.hit.register.key, "number": waiting.hit.number, "title": waiting.hit.title,
        "state": waiting.hit.state, "due": waiting.due, "days": waiting.days, "working_days": waiting.working, "remind": waiting.remind,
        "limit": crate::facts::limit_id(waiting.limit), "why": why })
}

/// The label of a field, `_state`, or `field/ROW/column`.
pub(crate) fn name(register: &Register, field: &str, lang: Lang) -> String {
    let own = |id: &str| register.field(id).map_or_else(|| id.to_owned(), |f| f.labels.get(lang).to_owned());
    if let Some(label) = crate::report::derived_label(lang, register, field) {
        return label;
    }
    match field.split('/').collect::<Vec<_>>()[..] {
        ["_state"] => super::say(lang, "cli.state", &[]),
        ["_updated"] => super::say(lang, "cli.updated", &[]),
        [registers::private::ERASED] => super::say(lang, "cli.private", &[]),
        [id, _, column] => {
            let found = register.field(id).and_then(|f| f.columns().iter().find(|c| c.id == column));
            format!("{} · {}", own(id), found.map_or(column, |c| c.labels.get(lang)))
        }
        [id, ..] => own(id),
        [] => String::new(),
    }
}

/// A value in words, harmless to print.
pub(crate) fn shown(register: &Register, field: &str, value: &Value, lang: Lang) -> String {
    match field.split('/').collect::<Vec<_>>()[..] {
        [registers::private::ERASED] => super::say(lang, "cli.private_erased", &[]),
        ["_state"] => {
            let id = value.as_text().unwrap_or_default();
            register.state(id).map_or_else(|| id.to_owned(), |s| s.labels.get(lang).to_owned())
        }
        [id, _, column] => match register.field(id).and_then(|f| f.columns().iter().find(|c| c.id == column)) {
            Some(column) => display(column, value, lang),
            None => plain(value),
        },
        [id, ..] => register.field(id).map_or_else(|| plain(value), |f| display(f, value, lang)),
        [] => String::new(),
    }
}

fn display(field: &registers::Field, value: &Value, lang: Lang) -> String {
    parse::spoken(&parse::listed(field, value, lang)).into_owned()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => parse::spoken(text).into_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Decimal(n) => parse::decimal_text(*n),
        Value::Yes(yes) => yes.to_string(),
    }
}

pub(super) fn value_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.clone()),
        Value::Integer(n) => json!(n),
        Value::Decimal(n) => json!(Value::real(*n)),
        Value::Yes(yes) => Json::Bool(*yes),
    }
}

fn row_json(register: &Register, row: &Row) -> Json {
    let values: BTreeMap<&str, Json> = row.values.iter().map(|(k, v)| (*k, value_json(v))).collect();
    json!({ "id": row.id.to_string(), "register": register.key, "state": row.state, "conflicts": row.conflicts, "pending": row.pending, "fields": values })
}

fn record_json(card: &Card) -> Json {
    let mut fields: BTreeMap<&str, Json> = BTreeMap::new();
    let mut conflicts: BTreeMap<&str, Vec<Json>> = BTreeMap::new();
    for (field, values) in &card.record.fields {
        fields.extend(values.first().map(|v| (field.as_str(), value_json(v))));
        if values.len() > 1 {
            conflicts.insert(field, values.iter().map(value_json).collect());
        }
    }
    for (field, members) in &card.record.sets {
        fields.insert(field, json!(members));
    }
    for (field, lines) in &card.record.lines {
        let rows = lines.iter().map(|line| {
            let mut row: BTreeMap<&str, Json> =
                line.cells.keys().filter_map(|c| line.cell(c).map(|v| (c.as_str(), value_json(v)))).collect();
            row.insert("_id", Json::String(line.id.clone()));
            json!(row)
        });
        fields.insert(field, Json::Array(rows.collect()));
    }
    json!({ "id": card.id.to_string(), "register": card.register.key, "state": card.record.state(), "states": card.record.states,
        "created_ms": card.created >> 16, "updated_ms": card.updated >> 16, "pending": card.pending, "fields": fields, "conflicts": conflicts })
}
