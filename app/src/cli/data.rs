//! Import and export of files.

use registers::Lang;
use registers::def::Register;
use registers::parse::Reason;
use registers::table::{Target, Unclear};
use replica::Query;
use serde_json::json;

use super::args::{ExportOptions, ImportOptions};
use super::assign::find_register;
use super::explain::separator;
use super::{Context, Refused, conditions, explain_replica, output, say};
use crate::import::{Done, Links, Purpose, Todo, Writing};
use crate::{export, files, import};

/// Rows of a list that are told of one by one; `--json` has all.
const TOLD: usize = 200;

/// The state in which old records arrive.
fn ending(context: &Context, register: &'static Register, name: &str) -> anyhow::Result<&'static str> {
    if let Some(state) = import::endings(register).find(|s| s.id == name || s.labels.matches(name)) {
        return Ok(state.id);
    }
    let states: Vec<&str> = import::endings(register).map(|s| s.labels.get(context.lang)).collect();
    if states.is_empty() {
        return context.refuse("error.import_state_none", &[("register", register.labels.get(context.lang))]);
    }
    context.refuse("error.import_state", &[("state", name), ("states", &states.join(separator(context.lang)))])
}

pub(super) fn import(context: &Context, options: &ImportOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    let given = match &options.map {
        Some(path) => files::read_mapping(path)?,
        None => Vec::new(),
    };
    let purpose = match (options.update, options.further) {
        (true, _) => Purpose::Update,
        (false, true) => Purpose::Further,
        (false, false) => Purpose::Add,
    };
    let rest = options.state.as_deref().map(|name| ending(context, register, name)).transpose()?;
    let plan = import::plan(register, &options.file, &given, purpose)?.arriving(register, rest);
    let lang = context.lang;
    let columns: Vec<(String, String)> = plan.columns.iter().filter_map(|c| Some((c.heading.clone(), target(&c.target, lang)?))).collect();
    for (heading, field) in &columns {
        context.out.line(&say(lang, "cli.import_map", &[("heading", heading), ("field", field)]));
    }
    let unclear = plan.import.unclear.clone();
    for one in &unclear {
        context.out.line(&import::unclear(lang, one));
    }
    let unmapped = plan.import.unmapped.clone();
    if !unmapped.is_empty() {
        context.out.line(&say(lang, "cli.import_unmapped", &[("headings", &unmapped.join(separator(lang)))]));
    }
    let words = super::first(Some(register), context.shelf()?);
    let links = if options.leave_links { Links::MayLack } else { Links::Named };
    let mut todo = import::compare_with(&context.reader()?, register, plan.import, purpose, links)?;
    let mistaken = todo.refused.iter().flat_map(|r| &r.faults).any(|f| is_of_column(&f.reason));
    let taken = todo.refused.iter().flat_map(|r| &r.faults).any(|f| matches!(f.reason, Reason::Taken | Reason::Differs));
    let unnamed = todo.refused.iter().flat_map(|r| &r.faults).any(|f| matches!(f.reason, Reason::NoSuchRecord | Reason::Circle));
    let left = import::left_out(lang, &todo);
    let (dues, dated) = (todo.dues, import::dues(lang, context.shelf()?.of(register), &todo));
    let mut refused = todo.refusals(lang, &words);
    todo.failed.clear();
    let mut rows = Vec::new();
    let done = if options.dry_run {
        rows = rows_of(context, register, &todo, &refused);
        Done { refused: refused.len(), ..todo.done() }
    } else {
        let mut writing = Writing::new(register, todo);
        let mut replica = context.replica()?;
        loop {
            match writing.step(&mut replica) {
                Ok(true) => {
                    let (done, total) = writing.progress();
                    output::progress(done, total);
                }
                Ok(false) => break,
                Err(error) if writing.done.added + writing.done.changed > 0 => return Err(stopped(context, &words, &writing, &error)),
                Err(error) => return Err(error.into()),
            }
        }
        refused.extend(writing.failed.iter().map(|(line, error)| (*line, import::refusal(lang, &words, *line, error))));
        refused.sort();
        Done { refused: refused.len(), ..writing.done }
    };
    let told: Vec<&str> = match options.dry_run {
        true => rows.iter().map(|(.., text)| text.as_str()).collect(),
        false => refused.iter().map(|(_, text)| text.as_str()).collect(),
    };
    told.iter().take(TOLD).for_each(|text| context.out.line(text));
    if told.len() > TOLD {
        context.out.line(&say(lang, "cli.import_more", &[("count", &(told.len() - TOLD).to_string())]));
    }
    left.iter().take(TOLD).for_each(|(_, text)| context.out.line(text));
    if left.len() > TOLD {
        context.out.line(&say(lang, "cli.import_more", &[("count", &(left.len() - TOLD).to_string())]));
    }
    if !left.is_empty() {
        context.out.line(&context.say("cli.import_left_hint"));
    }
    dated.iter().for_each(|text| context.out.line(text));
    if unnamed && !options.leave_links {
        context.out.line(&context.say("cli.import_links_hint"));
    }
    if taken {
        context.out.line(&context.say("cli.import_hint"));
    }
    if done.same > 0 && purpose == Purpose::Add && import::is_unnamed(register) {
        context.out.line(&context.say("cli.import_further_hint"));
    }
    context.out.result(
        || {
            let row = |(line, verdict, text): &(u64, &str, String)| json!({ "line": line, "verdict": verdict, "text": text });
            json!({ "added": done.added, "changed": done.changed, "same": done.same, "refused": refused.iter().map(|(_, text)| text).collect::<Vec<_>>(),
                "left": left.iter().map(|(line, text)| json!({ "line": line, "text": text })).collect::<Vec<_>>(), "unmapped": unmapped, "due_by_rule": dues, "columns": columns, "unclear": unclear.iter().map(unclear_json).collect::<Vec<_>>(), "dry_run": options.dry_run, "rows": rows.iter().map(row).collect::<Vec<_>>() })
        },
        || import::summary(lang, done, options.dry_run),
    );
    // Rows that were refused are told by the exit status too, so that a script notices.
    if done.refused > 0 {
        let key = if options.dry_run { "error.import_rows_would" } else { "error.import_rows" };
        let mut text = say(lang, key, &[("count", &done.refused.to_string())]);
        if mistaken {
            text = format!("{text}{}{}", if lang == Lang::En { ". " } else { "。" }, context.say("cli.import_map_hint"));
        }
        return Err(Refused(text).into());
    }
    Ok(())
}

/// That an import was broken off after part of it was written, which stays: a second one goes on from there.
fn stopped(context: &Context, words: &[&'static Register], writing: &Writing, error: &replica::Error) -> anyhow::Error {
    let lang = context.lang;
    let reason = match error {
        replica::Error::DiskFull => context.say("disk.full"),
        error => explain_replica(lang, words, error),
    };
    let done = (writing.done.added + writing.done.changed).to_string();
    Refused(say(lang, "error.import_stopped", &[("done", &done), ("total", &writing.progress().1.to_string()), ("reason", &reason)])).into()
}

/// Whether a reason may be that the column was taken for another field than it is.
fn is_of_column(reason: &Reason) -> bool {
    use Reason as R;
    matches!(
        reason,
        R::NotADate
            | R::YearUnclear
            | R::MonthUnclear
            | R::NotATime
            | R::NotANumber
            | R::NotADecimal
            | R::NotMoney
            | R::UnknownChoice(_)
            | R::UnknownState(_)
            | R::NotYesNo
            | R::Required
    )
}

fn unclear_json(unclear: &Unclear) -> serde_json::Value {
    json!({ "heading": unclear.heading, "text": unclear.text, "day": unclear.day.to_string(), "month": unclear.month, "count": unclear.count })
}

/// What each row would do, in the order of the file: line, verdict, sentence.
fn rows_of(context: &Context, register: &Register, todo: &Todo, refused: &[(u64, String)]) -> Vec<(u64, &'static str, String)> {
    let lang = context.lang;
    let row = |line: u64, verdict: &'static str, key: &str, text: &str| {
        (line, verdict, say(lang, key, &[("line", &line.to_string()), ("text", text)]))
    };
    let mut rows: Vec<_> = todo.fresh.iter().map(|d| row(d.line, "new", "cli.import_new", &d.title)).collect();
    rows.extend(todo.changed.iter().map(|c| row(c.line, "changes", "cli.import_changes", &c.text(register, lang))));
    rows.extend(todo.same.iter().map(|(line, title)| row(*line, "same", "cli.import_same", title)));
    rows.extend(refused.iter().map(|(line, text)| (*line, "refused", text.clone())));
    rows.sort();
    rows
}

/// Where a column goes, in words; none for one that goes nowhere.
pub(super) fn target(target: &Target, lang: Lang) -> Option<String> {
    match target {
        Target::Field(field) | Target::Rows(field, _) | Target::Amount(field, ..) => Some(field.labels.get(lang).to_owned()),
        Target::Cell(field, column) => Some(format!("{} · {}", field.labels.get(lang), column.labels.get(lang))),
        Target::State | Target::Mark(_) => Some(say(lang, "cli.state", &[])),
        Target::Day => Some(say(lang, "cli.import_day", &[])),
        _ => None,
    }
}

pub(super) fn export(context: &Context, options: &ExportOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    let reader = context.reader()?;
    let filters = conditions::read(context, &reader, register, &options.conditions)?;
    let query = Query { filters, ..Query::of(register) };
    // What others write meanwhile is in the next export.
    let count = match options.file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("automerge") => reader.at_once(|reader| export::documents(reader, &query, &options.file))??,
        Some("csv" | "xlsx") => reader.at_once(|reader| export::table(context.lang, reader, &query, &options.file, output::progress))??,
        _ => return context.refuse("error.export_kind", &[]),
    };
    let values = [("count", count.to_string()), ("file", options.file.display().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    context.out.result(|| json!({ "exported": count }), || say(context.lang, "cli.exported", &values));
    Ok(())
}
