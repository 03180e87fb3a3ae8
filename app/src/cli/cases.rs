//! The conflict inbox: values that stand side by side, doubled numbers, the cases of the rules, and what a person decides.

use registers::def::Register;
use registers::document::{Record, STATE};
use registers::workflow::StepError;
use registers::{Lang, RecordId, Value, parse};
use replica::{Choice, Conflict, Reader};
use serde_json::{Value as Json, json};

use super::args::{ConflictCommand, ConflictOptions};
use super::assign::{self, assignments, find_field};
use super::explain::separator;
use super::records::{resolution, said, target};
use super::rows::{name, shown, value_json};
use super::{Context, Refused, output, say};
use crate::cases::{self, Named, Told};
use crate::clock;

/// Cases of one kind that are listed, and conflicts.
pub(super) const LISTED: usize = 1_000;

pub(super) fn conflicts(context: &Context, options: &ConflictOptions) -> anyhow::Result<()> {
    match &options.command {
        None => list(context),
        Some(ConflictCommand::Resolve { id, values }) => resolve(context, id, values),
        Some(ConflictCommand::Settle { case, choice, values, reason }) => settle(context, case, choice, values, reason),
    }
}

fn list(context: &Context) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let (conflicts, cases) = inbox(&reader)?;
    let lang = context.lang;
    let json = listed(&reader, &conflicts, &cases, lang)?;
    context.out.result(
        || Json::Array(json),
        || {
            let rows: Vec<Vec<String>> = conflicts.iter().map(|c| conflict_row(c, lang)).collect();
            let table = if rows.is_empty() { None } else { Some(output::table(&[], &rows)) };
            let parts: Vec<String> = table.into_iter().chain(cases.iter().map(|told| case_text(told, lang))).collect();
            if parts.is_empty() { context.say("cli.no_conflicts") } else { parts.join("\n\n") }
        },
    );
    Ok(())
}

/// What waits for a person: values side by side of which no case tells, and the cases.
fn inbox(reader: &Reader) -> anyhow::Result<(Vec<Conflict>, Vec<Told>)> {
    let docket = reader.docket(clock::now().civil, LISTED)?;
    let conflicts = docket.beside(reader, LISTED)?;
    let cases = docket.cases.into_iter().map(|case| Told::read(reader, case)).collect::<replica::Result<Vec<_>>>()?;
    Ok((conflicts, cases))
}

fn listed(reader: &Reader, conflicts: &[Conflict], cases: &[Told], lang: Lang) -> anyhow::Result<Vec<Json>> {
    let beside = conflicts.iter().map(|conflict| conflict_json(reader, conflict, lang));
    beside.chain(cases.iter().map(|told| Ok(case_json(told, lang)))).collect()
}

/// The conflict inbox as `conflicts --json` lists it.
pub(crate) fn inbox_json(reader: &Reader, lang: Lang) -> anyhow::Result<Vec<Json>> {
    let (conflicts, cases) = inbox(reader)?;
    listed(reader, &conflicts, &cases, lang)
}

fn conflict_row(conflict: &Conflict, lang: Lang) -> Vec<String> {
    let values = match conflict.twins.len() {
        0 => conflict.values.iter().map(|v| shown(conflict.register, &conflict.field, v, lang)).collect::<Vec<_>>().join("  ⚡ "),
        n => say(lang, "cli.same_number", &[("count", &(n + 1).to_string())]),
    };
    vec![
        conflict.register.labels.get(lang).to_owned(),
        parse::spoken(&conflict.title).into_owned(),
        name(conflict.register, &conflict.field, lang),
        values,
        conflict.id.to_string(),
    ]
}

/// What `conflicts` lists has one shape: see `docs/json.md`.
fn item(kind: &str, text: &str, records: &[Named], choices: Vec<Json>) -> Json {
    let record = |n: &Named| json!({ "id": n.id.to_string(), "register": n.register.key, "number": n.number, "title": n.title });
    json!({ "case": null, "kind": kind, "key": null, "ruled": false, "text": text, "facts": {}, "field": null, "values": [],
        "records": records.iter().map(record).collect::<Vec<_>>(), "choices": choices })
}

/// Values that stand side by side, or a number of several records of which no case tells.
fn conflict_json(reader: &Reader, conflict: &Conflict, lang: Lang) -> anyhow::Result<Json> {
    let mut records = Vec::new();
    for id in std::iter::once(conflict.id).chain(conflict.twins.iter().copied()) {
        records.extend(Named::read(reader, id)?);
    }
    let kind = if conflict.twins.is_empty() { "values-differ" } else { "number-doubled" };
    let text = conflict_row(conflict, lang).into_iter().take(4).collect::<Vec<_>>().join(" · ");
    let choice = |v: &Value| {
        let words = say(lang, "choice.keep", &[("value", &shown(conflict.register, &conflict.field, v, lang))]);
        json!({ "choice": assignment(conflict.register, &conflict.field, v, lang), "text": words })
    };
    let mut json = item(kind, &text, &records, conflict.values.iter().map(choice).collect());
    json["field"] = json!(conflict.field);
    json["values"] = Json::Array(conflict.values.iter().map(value_json).collect());
    Ok(json)
}

fn case_json(told: &Told, lang: Lang) -> Json {
    let case = &told.case;
    let records: Vec<Named> = told.records().cloned().collect();
    let choices =
        case.choices.iter().map(|c| json!({ "choice": c.name(), "number": number(&case.choices, c), "text": told.choice(lang, c) }));
    let facts: serde_json::Map<String, Json> = case.facts.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
    let mut json = item(case.kind, &told.sentence(lang), &records, choices.collect());
    (json["case"], json["key"], json["ruled"]) = (json!(case.name()), json!(case.key), json!(case.ruled));
    json["facts"] = Json::Object(facts);
    json
}

/// The sentence, then the records, then what can be chosen, by number.
fn case_text(told: &Told, lang: Lang) -> String {
    let mut lines = vec![format!("[{}] {}", told.case.name(), told.sentence(lang))];
    let record = |n: &cases::Named| {
        let mark = told.mark(n.id);
        vec![format!("    {mark}"), n.register.one.get(lang).to_owned(), parse::spoken(&n.text()).into_owned(), n.id.to_string()]
    };
    lines.push(output::table(&[], &told.records().map(record).collect::<Vec<_>>()));
    let choice = |c: &Choice| vec![format!("    {}", called(&told.case.choices, c)), parse::spoken(&told.choice(lang, c)).into_owned()];
    lines.push(output::table(&[], &told.case.choices.iter().map(choice).collect::<Vec<_>>()));
    lines.join("\n")
}

fn settle(context: &Context, case: &str, choice: &str, values: &[String], reason: &str) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let told = find(context, &reader, case)?;
    let Some(choice) = chosen(&told.case.choices, choice) else {
        let numbered = |c: &Choice| format!("{} {}", called(&told.case.choices, c), told.choice(context.lang, c));
        let choices: Vec<String> = told.case.choices.iter().map(numbered).collect();
        let between = if context.lang == Lang::En { "; " } else { "；" };
        return context.refuse("error.no_choice", &[("choice", choice), ("choices", &choices.join(between))]);
    };
    let given = match &choice {
        Choice::Step { id, .. } => match told.register(*id) {
            Some(register) => assignments(context, &reader, register, &said(&reader, *id)?, values)?,
            None => return context.refuse("error.unknown_record", &[("id", &id.to_string())]),
        },
        _ if values.is_empty() => Vec::new(),
        _ => return context.refuse("error.choice_asks_nothing", &[("value", &values.join(" "))]),
    };
    let about = told.sentence(context.lang);
    let mut replica = context.replica()?;
    if let Err(error) = cases::settle(&mut replica, clock::now(), &told, &choice, &given, &about, reason) {
        let is_missing = matches!(&error, replica::Error::Missing(_) | replica::Error::Step(StepError::Missing(_)));
        let why = context.explain(&error.into());
        if is_missing && reason.trim().is_empty() {
            return context.refuse("error.settle_asks", &[("why", &why)]);
        }
        return Err(Refused(why).into());
    }
    replica.finish(clock::now(), output::progress)?;
    context.out.result(|| json!({ "case": told.case.name(), "choice": choice.name() }), || context.say("cli.saved"));
    Ok(())
}

/// The case with this name, or with the name that begins like this if there is just one.
fn find(context: &Context, reader: &Reader, name: &str) -> anyhow::Result<Told> {
    let mut found = reader.cases(clock::now().civil, LISTED)?;
    found.retain(|case| !name.is_empty() && case.name().starts_with(name));
    match found.len() {
        1 => Ok(Told::read(reader, found.swap_remove(0))?),
        _ => context.refuse("error.no_case", &[("case", name)]),
    }
}

/// The number of a choice, where no other of the case has the same one.
fn number(choices: &[Choice], choice: &Choice) -> Option<u32> {
    let number = choice.number();
    (choices.iter().filter(|c| c.number() == number).count() == 1).then_some(number)
}

/// What a person writes for a choice: its number, else its name.
fn called(choices: &[Choice], choice: &Choice) -> String {
    number(choices, choice).map_or_else(|| choice.name(), |n| n.to_string())
}

/// A choice by its number, by its name, or by what comes before the stroke in its name if only one begins like this. The place in
/// a list is none of them: it is another choice's once one is done.
fn chosen(choices: &[Choice], text: &str) -> Option<Choice> {
    let numbered = || choices.iter().find(|c| number(choices, c).is_some_and(|n| n.to_string() == text));
    let named = || choices.iter().find(|c| c.name() == text);
    let short = || {
        let mut all = choices.iter().filter(|c| c.name().split('/').next() == Some(text));
        all.next().filter(|_| all.next().is_none())
    };
    numbered().or_else(named).or_else(short).cloned()
}

/// Writes the chosen value of each field that is named, so that one value is left there.
fn resolve(context: &Context, id: &str, values: &[String]) -> anyhow::Result<()> {
    let (id, register, reader) = target(context, id)?;
    let Some(card) = reader.record(id)? else { return context.refuse("error.unknown_record", &[("id", &id.to_string())]) };
    if values.is_empty() {
        return unchosen(context, id, register, &card.record);
    }
    let mut chosen: Vec<(String, Value)> = Vec::new();
    for text in values {
        let Some((name, text)) = text.split_once('=') else { return context.misuse("error.assignment", &[("text", text)]) };
        if name == "state" || name == context.say("cli.state") {
            let found = register.states.iter().find(|s| s.id == text || s.labels.matches(text));
            let Some(state) = found else { return context.refuse("error.no_such_state", &[("state", text)]) };
            if card.record.states.len() < 2 || !card.record.states.iter().any(|s| s == state.id) {
                return unchosen(context, id, register, &card.record);
            }
            chosen.push((STATE.to_owned(), Value::from(state.id)));
        } else if let Some(column) = cell(register, &card.record, name) {
            chosen.push((name.to_owned(), assign::value(context, &reader, column, text)?));
        } else {
            let field = find_field(context, register, name)?;
            // A number that another record has too is given anew; anything else is chosen where several values stand.
            let is_number = register.number.is_some_and(|n| n.field == field.id);
            if !is_number && !card.record.conflicts().iter().any(|place| place == field.id) {
                return unchosen(context, id, register, &card.record);
            }
            chosen.push((field.id.to_owned(), assign::value(context, &reader, field, text)?));
        }
    }
    let ops = resolution(register, &chosen);
    let first = chosen.first().map_or("", |(f, _)| f.split('/').next().unwrap_or_default());
    context.replica()?.transact(&format!("resolve:{}:{first}", register.key), clock::now(), |edit| edit.resolve(id, &ops))?;
    super::records::done(context, &reader, id)
}

/// Refuses with what can be chosen: nothing is decided by leaving it out.
fn unchosen(context: &Context, id: RecordId, register: &Register, record: &Record) -> anyhow::Result<()> {
    let places = record.conflicts();
    let choices: Vec<String> =
        places.iter().flat_map(|place| record.values(place).into_iter().map(|v| assignment(register, place, &v, context.lang))).collect();
    if choices.is_empty() {
        return context.refuse("error.nothing_differs", &[("id", &id.to_string())]);
    }
    let fields: Vec<String> = places.iter().map(|place| name(register, place, context.lang)).collect();
    let between = separator(context.lang);
    context.refuse("error.not_chosen", &[("fields", &fields.join(between)), ("choices", &choices.join("  "))])
}

/// A choice among values as `conflicts resolve` takes it.
fn assignment(register: &Register, place: &str, value: &Value, lang: Lang) -> String {
    let field = match place.split('/').collect::<Vec<_>>()[..] {
        [field, _, column] => register.field(field).and_then(|f| f.columns().iter().find(|c| c.id == column)),
        _ => register.field(place),
    };
    let text = match field {
        Some(field) => parse::plain(field, value, lang),
        None => shown(register, place, value, lang),
    };
    format!("{}={text}", place.trim_start_matches('_'))
}

/// The column of a cell in which values differ, named as `field/ROW/column`.
fn cell(register: &'static Register, record: &Record, place: &str) -> Option<&'static registers::Field> {
    let [field, _, column] = place.split('/').collect::<Vec<_>>()[..] else { return None };
    let columns = register.field(field)?.columns();
    columns.iter().find(|c| c.id == column).filter(|_| record.conflicts().iter().any(|c| c == place))
}

#[cfg(test)]
mod tests {
    use registers::RecordId;

    use super::*;

    #[test]
    fn a_choice_is_meant_by_number_name_or_a_name_that_only_one_has() {
        let [a, b] = [1, 2].map(|n| RecordId::from_parts(1_700_000_000_000, n));
        let void = |id| Choice::Step { id, step: "void" };
        let choices = [Choice::Renumber { id: b }, void(b), void(a), Choice::Decide("both-stand")];
        let check = |text: &str, expect: Option<usize>| assert_eq!(chosen(&choices, text), expect.map(|at| choices[at].clone()), "{text}");
        for (at, choice) in choices.iter().enumerate() {
            check(&choice.number().to_string(), Some(at));
            let rest: Vec<Choice> = choices.iter().filter(|c| *c != choice).cloned().collect();
            assert_eq!(chosen(&rest, &choice.number().to_string()), None, "what is done is not taken for another");
        }
        check("1", None);
        check("0", None);
        check("renumber", Some(0));
        check("both-stand", Some(3));
        check("void", None);
        check(&format!("void/{a}"), Some(2));
        check("", None);
    }
}
