//! The conflict inbox: values that stand side by side, doubled numbers, the cases of the rules, and what a person decides.

use registers::{Lang, parse};
use replica::{Choice, Reader};
use serde_json::{Value as Json, json};

use super::args::{ConflictCommand, ConflictOptions};
use super::assign::assignments;
use super::rows::{name, shown, value_json};
use super::{Context, output, say};
use crate::cases::{self, Told};
use crate::clock;

/// Cases of one kind that are listed, and conflicts.
pub(super) const LISTED: usize = 1_000;

pub(super) fn conflicts(context: &Context, options: &ConflictOptions) -> anyhow::Result<()> {
    match &options.command {
        None => list(context),
        Some(ConflictCommand::Resolve { id, values }) => super::records::resolve(context, id, values),
        Some(ConflictCommand::Settle { case, choice, values, reason }) => settle(context, case, choice, values, reason),
    }
}

fn list(context: &Context) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let docket = reader.docket(clock::now().civil, LISTED)?;
    let conflicts = docket.beside(&reader, LISTED)?;
    let cases = docket.cases.into_iter().map(|case| Told::read(&reader, case)).collect::<replica::Result<Vec<_>>>()?;
    let lang = context.lang;
    context.out.result(
        || {
            let conflict = |c: &replica::Conflict| {
                json!({ "id": c.id.to_string(), "register": c.register.key, "title": c.title, "field": c.field,
                    "values": c.values.iter().map(value_json).collect::<Vec<_>>(), "twins": c.twins.iter().map(ToString::to_string).collect::<Vec<_>>() })
            };
            Json::Array(conflicts.iter().map(conflict).chain(cases.iter().map(|told| case_json(told, lang))).collect())
        },
        || {
            let rows: Vec<Vec<String>> = conflicts.iter().map(|c| conflict_row(c, lang)).collect();
            let table = if rows.is_empty() { None } else { Some(output::table(&[], &rows)) };
            let parts: Vec<String> = table.into_iter().chain(cases.iter().map(|told| case_text(told, lang))).collect();
            if parts.is_empty() { context.say("cli.no_conflicts") } else { parts.join("\n\n") }
        },
    );
    Ok(())
}

fn conflict_row(conflict: &replica::Conflict, lang: Lang) -> Vec<String> {
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

fn case_json(told: &Told, lang: Lang) -> Json {
    let case = &told.case;
    let records =
        told.records().map(|n| json!({ "id": n.id.to_string(), "register": n.register.key, "number": n.number, "title": n.title }));
    let choices = case.choices.iter().map(|c| json!({ "choice": c.name(), "text": told.choice(lang, c) }));
    let facts: serde_json::Map<String, Json> = case.facts.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
    json!({ "case": case.name(), "kind": case.kind, "key": case.key, "ruled": case.ruled, "text": told.sentence(lang), "facts": facts,
        "records": records.collect::<Vec<_>>(), "choices": choices.collect::<Vec<_>>() })
}

/// The sentence, then the records, then what can be chosen, by number.
fn case_text(told: &Told, lang: Lang) -> String {
    let mut lines = vec![format!("[{}] {}", told.case.name(), told.sentence(lang))];
    let record = |n: &cases::Named| {
        let mark = told.mark(n.id);
        vec![format!("    {mark}"), n.register.one.get(lang).to_owned(), parse::spoken(&n.text()).into_owned(), n.id.to_string()]
    };
    lines.push(output::table(&[], &told.records().map(record).collect::<Vec<_>>()));
    let choice = |(at, choice): (usize, &Choice)| vec![format!("    {}", at + 1), parse::spoken(&told.choice(lang, choice)).into_owned()];
    lines.push(output::table(&[], &told.case.choices.iter().enumerate().map(choice).collect::<Vec<_>>()));
    lines.join("\n")
}

fn settle(context: &Context, case: &str, choice: &str, values: &[String], reason: &str) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let told = find(context, &reader, case)?;
    let Some(choice) = chosen(&told.case.choices, choice) else {
        let names: Vec<String> = told.case.choices.iter().map(Choice::name).collect();
        return context.refuse("error.no_choice", &[("choice", choice), ("choices", &names.join("  "))]);
    };
    let given = match &choice {
        Choice::Step { id, .. } => match told.register(*id) {
            Some(register) => assignments(context, &reader, register, values)?,
            None => return context.refuse("error.unknown_record", &[("id", &id.to_string())]),
        },
        _ if values.is_empty() => Vec::new(),
        _ => return context.refuse("error.choice_asks_nothing", &[("value", &values.join(" "))]),
    };
    let about = told.sentence(context.lang);
    cases::settle(&mut context.replica()?, clock::now(), &told, &choice, given, &about, reason)?;
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

/// A choice by its number, by its name, or by what comes before the stroke in its name if only one begins like this.
fn chosen(choices: &[Choice], text: &str) -> Option<Choice> {
    let numbered = text.parse::<usize>().ok().and_then(|n| choices.get(n.checked_sub(1)?));
    let named = || choices.iter().find(|c| c.name() == text);
    let short = || {
        let mut all = choices.iter().filter(|c| c.name().split('/').next() == Some(text));
        all.next().filter(|_| all.next().is_none())
    };
    numbered.or_else(named).or_else(short).cloned()
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
        check("1", Some(0));
        check("4", Some(3));
        check("0", None);
        check("5", None);
        check("renumber", Some(0));
        check("both-stand", Some(3));
        check("void", None);
        check(&format!("void/{a}"), Some(2));
        check("", None);
    }
}
