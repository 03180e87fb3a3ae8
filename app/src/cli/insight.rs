//! What the office can see of its work: reports, workflows, numbers, warnings and the conflict inbox.

use registers::Lang;
use registers::def::Register;
use replica::{Force, Holding, Period};
use serde_json::json;

use super::args::{NumbersOptions, ReportOptions};
use super::assign::find_register;
use super::rows::value_json;
use super::{Context, explain, output, say};
use crate::{clock, files, report, rights, unused};

pub(super) fn reports(context: &Context, options: &ReportOptions) -> anyhow::Result<()> {
    let shelf = context.shelf()?;
    let register = options.register.as_ref().map(|name| find_register(context, name)).transpose()?;
    if let (Some(register), Some(name)) = (register, &options.report) {
        return one_report(context, register, name, options);
    }
    let registers = register.as_slice();
    let registers = if registers.is_empty() { shelf.all() } else { registers };
    // A list of reports has no period and goes into no file: what was asked for must not be passed over.
    let key = match (&options.out, options.from.or(options.to)) {
        (Some(_), _) => "error.reports_out",
        (None, Some(_)) => "error.reports_period",
        (None, None) => {
            all_reports(context, registers);
            return Ok(());
        }
    };
    let named = register.map_or_else(
        || "zongban report".to_owned(),
        |r| {
            r.reports
                .iter()
                .map(|p| format!("{} {}", p.id, p.labels.get(context.lang)))
                .collect::<Vec<_>>()
                .join(explain::separator(context.lang))
        },
    );
    context.refuse(key, &[("reports", &named)])
}

fn all_reports(context: &Context, registers: &[&'static Register]) {
    let lang = context.lang;
    let all = || registers.iter().flat_map(|r| r.reports.iter().map(move |report| (r, report)));
    context.out.result(
        || json!(all().map(|(r, p)| json!({ "register": r.key, "report": p.id, "label": p.labels.get(lang) })).collect::<Vec<_>>()),
        || {
            let row = |(r, p): (&&'static Register, &registers::def::Report)| {
                vec![r.key.to_owned(), p.id.to_owned(), r.labels.get(lang).to_owned(), p.labels.get(lang).to_owned()]
            };
            output::table(&[], &all().map(row).collect::<Vec<_>>())
        },
    );
}

fn one_report(context: &Context, register: &'static Register, name: &str, options: &ReportOptions) -> anyhow::Result<()> {
    let Some(found) = register.report(name) else {
        return context.refuse("error.unknown_report", &[("register", register.labels.get(context.lang)), ("report", name)]);
    };
    let period = Period { from: options.from, to: options.to };
    if let (Some(from), Some(to)) = (period.from, period.to)
        && from > to
    {
        return context.refuse("error.period", &[("from", &from.to_string()), ("to", &to.to_string())]);
    }
    let table = context.reader()?.report(register, found, period, clock::now())?;
    let lang = context.lang;
    let headings = report::headings(lang, register, found);
    if let Some(path) = &options.out {
        let rows = report::file_rows(lang, register, found, &table);
        files::write(path, lang, found.labels.get(lang), &headings, &rows)?;
    }
    context.out.result(
        || json!({ "headings": headings, "rows": report::rows(lang, register, found, &table), "total": table.total, "hidden": table.hidden }),
        || {
            let mut text = output::report(&headings, &report::rows(lang, register, found, &table), found.by.len());
            if table.groups.is_empty() {
                text = say(lang, "report.empty", &[]);
            }
            if table.hidden > 0 {
                let values = [("count", table.hidden.to_string()), ("least", table.least.to_string())];
                text.push('\n');
                text.push_str(&say(lang, "report.hidden", &values.each_ref().map(|(k, v)| (*k, v.as_str()))));
            }
            text
        },
    );
    Ok(())
}

pub(super) fn flow(context: &Context, name: &str) -> anyhow::Result<()> {
    let reader = context.reader()?;
    let register = find_register(context, name)?;
    let stays = reader.stays(register)?;
    let lang = context.lang;
    let span = |minutes: Option<i64>| minutes.map_or_else(|| "–".to_owned(), |m| report::span(lang, m));
    context.out.result(
        || {
            json!(
                stays
                    .iter()
                    .map(|s| json!({ "state": s.state, "waits_for": register.state(s.state).map(rights::waited_paths), "here": s.here, "ended": s.ended, "median_minutes": s.median, "p90_minutes": s.most,
                "steps": register.steps_from(s.state).map(|t| json!({ "step": t.id, "to": t.to, "roles": t.roles, "named": rights::paths(&t.named) })).collect::<Vec<_>>() }))
                    .collect::<Vec<_>>()
            )
        },
        || {
            let label = |id: &str| register.state(id).map_or_else(|| id.to_owned(), |s| s.labels.get(lang).to_owned());
            let head = ["flow.state", "rights.waits", "flow.here", "flow.median", "flow.most", "flow.steps"].map(|key| say(lang, key, &[]));
            let rows: Vec<Vec<String>> = stays
                .iter()
                .map(|s| {
                    let steps = steps(lang, register, s.state);
                    let waits = register.state(s.state).and_then(|state| rights::waited_for(lang, register, state)).unwrap_or_default();
                    vec![label(s.state), waits, s.here.to_string(), span(s.median), span(s.most), steps]
                })
                .collect();
            output::table(&head, &rows)
        },
    );
    Ok(())
}

/// The steps that lead on from a state, with who does them.
fn steps(lang: Lang, register: &Register, state: &str) -> String {
    let label = |id: &str| register.state(id).map_or_else(|| id.to_owned(), |s| s.labels.get(lang).to_owned());
    let step = |t: &registers::def::Transition| {
        let who = rights::of_step(lang, register, t);
        let who = match lang {
            Lang::En => format!(" ({who})"),
            Lang::ZhHans | Lang::ZhHant => format!("（{who}）"),
        };
        format!("{} → {}{who}", t.labels.get(lang), label(t.to))
    };
    let steps: Vec<String> = register.steps_from(state).filter(|t| t.to != registers::common::VOID).map(step).collect();
    steps.join(if lang == Lang::En { "; " } else { "；" })
}

pub(super) fn numbers(context: &Context, options: &NumbersOptions) -> anyhow::Result<()> {
    let register = find_register(context, &options.register)?;
    if options.standing || options.take.is_some() {
        let size = if options.standing { None } else { options.take };
        let mut replica = context.replica()?;
        replica.may_lease(register)?;
        let taken = replica.take_lease(register, size, clock::now())?;
        context.out.result(|| json!({ "lease": taken.value.to_string() }), || say(context.lang, "numbers.taken", &[]));
        return Ok(());
    }
    let reader = context.reader()?;
    let (mut series, lang) = (reader.series(register, clock::now().civil.year())?, context.lang);
    series.retain(|one| options.year.is_none_or(|year| unused::is_of_year(one, year)));
    if let Some(path) = &options.out {
        let name = format!("{} {}", register.labels.get(lang), say(lang, "gui.numbers.list", &[]));
        let written = files::write(path, lang, &name, &unused::headings(lang), &unused::rows(lang, &series))?.rows;
        let values = [("count", written.to_string()), ("file", path.display().to_string())];
        context.out.result(
            || json!({ "numbers": written, "file": path.display().to_string() }),
            || say(lang, "cli.exported", &values.each_ref().map(|(k, v)| (*k, v.as_str()))),
        );
        return Ok(());
    }
    let leases = reader.all_leases(register)?;
    context.out.result(
        || {
            json!({ "series": series.iter().map(|s| json!({ "prefix": s.prefix, "last": s.last, "unused": s.unused, "reserved": s.reserved, "void": s.void, "doubled": s.doubled })).collect::<Vec<_>>(),
                "leases": leases.iter().map(|l| json!({ "prefix": l.prefix, "desk": l.desk, "device": l.lease.holder, "first": l.lease.first, "last": l.lease.last, "ordered": l.ordered, "force": force_json(&l.force) })).collect::<Vec<_>>() })
        },
        || {
            let list = |numbers: &[u64]| shortened(lang, numbers);
            let head = ["numbers.series", "numbers.last", "numbers.unused", "numbers.reserved", "numbers.void", "numbers.doubled"].map(|key| say(lang, key, &[]));
            let rows: Vec<Vec<String>> =
                series.iter().map(|s| vec![s.prefix.clone(), s.last.to_string(), list(&s.unused), list(&s.reserved), list(&s.void), list(&s.doubled)]).collect();
            format!("{}\n\n{}", output::table(&head, &rows), leases_text(lang, &leases))
        },
    );
    Ok(())
}

/// Which desk holds which numbers of which series.
pub(super) fn leases_text(lang: Lang, leases: &[Holding]) -> String {
    let head = ["numbers.series", "numbers.desk", "numbers.first", "numbers.to", "numbers.force"].map(|key| say(lang, key, &[]));
    let row = |l: &Holding| {
        let last = l.lease.last.map_or_else(|| "∞".to_owned(), |n| n.to_string());
        vec![series_of(lang, l), l.desk.clone(), l.lease.first.to_string(), last, force(lang, &l.force)]
    };
    output::table(&head, &leases.iter().map(row).collect::<Vec<_>>())
}

/// The series that a lease is on: one prefix, or every one of the register.
pub(crate) fn series_of(lang: Lang, lease: &Holding) -> String {
    if lease.prefix.is_empty() { say(lang, "numbers.every_series", &[]) } else { lease.prefix.clone() }
}

/// What a lease gives, in words.
pub(crate) fn force(lang: Lang, force: &Force) -> String {
    match force {
        Force::Waits => say(lang, "numbers.force_waits", &[]),
        Force::Whole => say(lang, "numbers.force_whole", &[]),
        Force::From(n, desk) => say(lang, "numbers.force_from", &[("n", &n.to_string()), ("desk", desk)]),
        Force::Nothing(desk) => say(lang, "numbers.force_nothing", &[("desk", desk)]),
    }
}

fn force_json(force: &Force) -> &'static str {
    match force {
        Force::Waits => "waits",
        Force::Whole => "whole",
        Force::From(..) => "part",
        Force::Nothing(_) => "nothing",
    }
}

/// Numbers in a cell of a table; of very many the first, and how many more there are.
pub(super) fn shortened(lang: Lang, numbers: &[u64]) -> String {
    const SHOWN: usize = 40;
    let mut list: Vec<String> = numbers.iter().take(SHOWN).map(u64::to_string).collect();
    let more = numbers.len().saturating_sub(SHOWN);
    list.extend((more > 0).then(|| say(lang, "numbers.more", &[("n", &more.to_string())])));
    list.join(" ")
}

pub(super) fn warnings(context: &Context, limit: usize) -> anyhow::Result<()> {
    let mut found = context.reader()?.warnings(clock::now(), limit.saturating_add(1))?;
    let more = output::cut(&mut found, limit);
    let lang = context.lang;
    let label = |w: &replica::Warning| w.hit.register.alerts.iter().find(|a| a.id == w.alert).map_or(w.alert, |a| a.labels.get(lang));
    context.out.result(
        || json!(found.iter().map(|w| json!({ "id": w.hit.id.to_string(), "register": w.hit.register.key, "title": w.hit.title, "alert": w.alert, "numbers": [value_json(&w.numbers.0), value_json(&w.numbers.1)] })).collect::<Vec<_>>()),
        || {
            let row = |w: &replica::Warning| vec![label(w).to_owned(), w.hit.register.labels.get(lang).to_owned(), w.hit.title.clone(), w.hit.id.to_string()];
            if found.is_empty() {
                return say(lang, "cli.no_warnings", &[]);
            }
            let rows: Vec<Vec<String>> = found.iter().map(row).collect();
            format!("{}{}", output::table(&[], &rows), output::rest(lang, rows.len(), more))
        },
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_punctuated_as_its_language_does() {
        let register = &registers::book::outgoing_documents::REGISTER;
        let all = |lang| register.states.iter().map(|s| steps(lang, register, s.id)).collect::<String>();
        let english = all(Lang::En);
        assert!(english.contains(" (") && english.contains("; ") && !english.contains(['（', '）', '；', '、']), "{english}");
        assert!(all(Lang::ZhHans).contains('（') && all(Lang::ZhHant).contains('；'));
    }
}
