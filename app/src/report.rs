//! A report's answer in words, for window, commands and files.

use std::collections::BTreeMap;

use registers::book::stocktakes;
use registers::def::{By, Measure, Register, Report, Unit};
use registers::table::Cell as FileCell;
use registers::{Field, Kind, Lang, RecordId};
use replica::{Cell, Group, Reader, Table};

use crate::cli::say;

/// The headings of a report's table: what makes the groups, then what is measured.
pub fn headings(lang: Lang, register: &Register, report: &Report) -> Vec<String> {
    let by = report.by.iter().map(|by| match by {
        By::Field(f) | By::Year(f) | By::Month(f) | By::Hour(f) | By::Weekday(f) | By::Age(f) | By::Overdue(f) | By::Since(f) => {
            let label = field(register, report, f).map_or_else(|| (*f).to_owned(), |f| f.labels.get(lang).to_owned());
            match part(by) {
                Some(key) => say(lang, key, &[("field", &label)]),
                None => label,
            }
        }
        By::State => say(lang, "report.state", &[]),
        By::Title => register.one.get(lang).to_owned(),
        By::Band(id, _) => derived_of(lang, register, id),
    });
    let measures = report.measures.iter().flat_map(|measure| measured(lang, register, report, measure));
    by.chain(measures).collect()
}

fn part(by: &By) -> Option<&'static str> {
    match by {
        By::Year(_) => Some("report.year"),
        By::Month(_) => Some("report.month"),
        By::Hour(_) => Some("report.hour"),
        By::Weekday(_) => Some("report.weekday"),
        By::Age(_) => Some("report.age"),
        By::Overdue(_) => Some("report.overdue"),
        By::Since(_) => Some("report.since"),
        By::Field(_) | By::State | By::Title | By::Band(..) => None,
    }
}

fn measured(lang: Lang, register: &Register, report: &Report, measure: &Measure) -> Vec<String> {
    let label = |f: &str| field(register, report, f).map_or_else(|| f.to_owned(), |f| f.labels.get(lang).to_owned());
    let one = |key: &str, f: &str| vec![said_once(&label(f), say(lang, key, &[("field", &label(f))]))];
    match measure {
        Measure::Count => vec![say(lang, "report.count", &[])],
        Measure::Sum(f) => one("report.sum", f),
        Measure::Mean(f) => one("report.mean", f),
        Measure::Distinct(f) => one("report.distinct", f),
        Measure::Net(f, ..) => one("report.net", f),
        Measure::PerHead(per) => one("report.per_head", per.amount),
        Measure::Derived(id) | Measure::Rate(id) => vec![derived_of(lang, register, id)],
        Measure::Filled(f) => one("report.filled", f),
        Measure::Share(f, values) => {
            let choices = field(register, report, f).map_or(&[][..], |f| f.choice_list());
            let names = values.iter().map(|v| choices.iter().find(|c| c.id == *v).map_or(label(f), |c| c.labels.get(lang).to_owned()));
            vec![say(lang, "report.share", &[("values", &names.collect::<Vec<_>>().join("/"))])]
        }
        Measure::Ratio(part, whole) => vec![say(lang, "report.ratio", &[("part", &label(part)), ("whole", &label(whole))])],
        // Where several are measured, each says what was to be in time.
        Measure::OnTime(done, _) if report.measures.iter().filter(|m| matches!(m, Measure::OnTime(..))).count() > 1 => {
            one("report.on_time_of", done)
        }
        Measure::OnTime(..) => vec![say(lang, "report.on_time", &[])],
        Measure::Average(from, to) => {
            let between = format!("{}→{}", label(from), label(to));
            vec![say(lang, "report.average", &[("between", &between)])]
        }
        Measure::Hours(..) => vec![say(lang, "report.hours", &[])],
        Measure::UseRate(..) => vec![say(lang, "report.use_rate", &[])],
        Measure::Notice(_) => vec![say(lang, "report.notice", &[])],
        Measure::InState(states) => {
            let names = states.iter().filter_map(|s| register.state(s)).map(|s| s.labels.get(lang)).collect::<Vec<_>>();
            vec![say(lang, "report.in_state", &[("states", &names.join("/"))])]
        }
        Measure::Span(from, to) => {
            let between = format!("{}→{}", label(from), label(to));
            ["report.median", "report.most"].iter().map(|key| say(lang, key, &[("between", &between)])).collect()
        }
    }
}

/// A heading for what is measured of a field that is called a sum or a mean already: its own name says it.
fn said_once(label: &str, heading: String) -> String {
    let added = heading.strip_prefix(label).or_else(|| heading.strip_suffix(label)).map(str::trim);
    let is_said = |word: &str| !word.is_empty() && label.contains(word);
    if added.is_some_and(is_said) { label.to_owned() } else { heading }
}

fn derived_of(lang: Lang, register: &Register, id: &str) -> String {
    register.derived(id).map_or_else(|| id.to_owned(), |d| d.labels.get(lang).to_owned())
}

/// A step of a derived value in numbers: `0–30`, `31–90`, `> 90`.
fn band(key: &str, ends: &[i64]) -> String {
    let Ok(n) = key.parse::<usize>() else { return key.to_owned() };
    let before = n.checked_sub(1).and_then(|n| ends.get(n));
    match (before, ends.get(n)) {
        (None, Some(end)) => format!("≤ {end}"),
        (Some(before), Some(end)) => format!("{}–{end}", before + 1),
        (Some(before), None) => format!("> {before}"),
        (None, None) => key.to_owned(),
    }
}

/// The field of a report, or the column of its rows.
fn field(register: &Register, report: &Report, id: &str) -> Option<&'static Field> {
    let column = report.rows.and_then(|lines| register.field(lines)).and_then(|f| f.columns().iter().find(|c| c.id == id));
    column.or_else(|| register.field(id))
}

/// The name of a group, a text for each of the report's groupings.
pub fn keys(lang: Lang, register: &Register, report: &Report, group: &Group) -> Vec<String> {
    let texts = report.by.iter().zip(&group.keys).map(|(by, key)| {
        if key.is_empty() {
            let no_team = register.key == stocktakes::REGISTER.key && report.rows == Some(stocktakes::ZONES.id()) && *by != By::Title;
            return say(lang, if no_team { "report.no_team" } else { "report.none" }, &[]);
        }
        match by {
            By::Field(id) => match field(register, report, id) {
                Some(f) if f.kind == Kind::YesNo => say(lang, if key == "1" { "gui.yes" } else { "gui.no" }, &[]),
                Some(f) => f.choice_list().iter().find(|c| c.id == key).map_or_else(|| key.clone(), |c| c.labels.get(lang).to_owned()),
                None => key.clone(),
            },
            By::State => register.state(key).map_or_else(|| key.clone(), |s| s.labels.get(lang).to_owned()),
            By::Weekday(_) => say(lang, &format!("report.weekday_{key}"), &[]),
            By::Since(_) if key == "0" => say(lang, "report.since_0", &[]),
            By::Overdue(_) | By::Since(_) => say(lang, &format!("report.overdue_{key}"), &[]),
            By::Hour(_) => say(lang, "report.at_hour", &[("hour", key)]),
            By::Age(_) => say(lang, "report.years", &[("years", key)]),
            By::Year(_) | By::Month(_) | By::Title => key.clone(),
            By::Band(_, ends) => band(key, ends),
        }
    });
    texts.collect()
}

/// The measured values of a group as text.
pub fn values(lang: Lang, register: &Register, report: &Report, group: &Group) -> Vec<String> {
    let mut texts = Vec::new();
    for (measure, cell) in report.measures.iter().zip(&group.cells) {
        let money = is_money(register, report, measure);
        match cell {
            Cell::Count(n) => texts.push(n.to_string()),
            Cell::Amount(n) if money => texts.push(format!("{:.2}", n / 100.0)),
            Cell::Amount(n) if n.fract() == 0.0 => texts.push(format!("{n:.0}")),
            Cell::Amount(n) if is_decimal(register, report, measure) => texts.push(amount(*n)),
            Cell::Amount(n) => texts.push(format!("{n:.2}")),
            Cell::Percent(percent) => texts.push(percent.map_or_else(|| "–".to_owned(), |p| format!("{p:.1}%"))),
            Cell::Known(percent, unknown) => {
                let known = percent.map_or_else(|| "–".to_owned(), |p| format!("{p:.1}%"));
                let key = if register.pauses.is_some() { "report.known_here" } else { "report.known" };
                texts.push(say(lang, key, &[("known", &known), ("unknown", &unknown.to_string())]));
            }
            Cell::Length(minutes) => texts.push(minutes.map_or_else(|| "–".to_owned(), |n| span(lang, n))),
            Cell::Empty => texts.push("–".to_owned()),
            Cell::Span(Some((half, most))) => texts.extend([span(lang, *half), span(lang, *most)]),
            Cell::Span(None) => texts.extend(["–".to_owned(), "–".to_owned()]),
        }
    }
    texts
}

/// Whether a measure adds up numbers with decimals, all of which are shown.
fn is_decimal(register: &Register, report: &Report, measure: &Measure) -> bool {
    match measure {
        Measure::Sum(f) | Measure::Net(f, ..) => field(register, report, f).is_some_and(|f| matches!(f.kind, Kind::Decimal { .. })),
        Measure::Derived(id) => register.derived(id).is_some_and(|d| d.unit == Unit::Decimal),
        _ => false,
    }
}

/// A sum of numbers with up to four decimals.
fn amount(n: f64) -> String {
    let value = registers::Value::of_real(n).and_then(|value| value.as_decimal());
    value.map_or_else(|| format!("{n:.0}"), registers::parse::decimal_text)
}

fn is_money(register: &Register, report: &Report, measure: &Measure) -> bool {
    match measure {
        Measure::Sum(f) | Measure::Mean(f) | Measure::Net(f, ..) => field(register, report, f).is_some_and(|f| f.kind == Kind::Money),
        Measure::PerHead(per) => field(register, report, per.amount).is_some_and(|f| f.kind == Kind::Money),
        Measure::Derived(id) => register.derived(id).is_some_and(|d| d.unit == Unit::Money),
        _ => false,
    }
}

/// How many texts [`values`] gives for a measure.
fn texts_of(measure: &Measure) -> usize {
    if matches!(measure, Measure::Span(..)) { 2 } else { 1 }
}

/// The derived values of records, where one of the columns shows one, as text: for each record its columns, such as `=stock`.
///
/// # Errors
/// When the file cannot be read.
pub fn derived(lang: Lang, reader: &Reader, register: &'static Register, columns: &[&str], ids: &[RecordId]) -> replica::Result<Columns> {
    if !columns.iter().any(|column| column.starts_with('=')) {
        return Ok(Columns::new());
    }
    let found = reader.derived(register, ids, crate::clock::now().civil)?;
    let text = |(id, n): (&'static str, i64)| Some((format!("={id}"), measured_text(lang, register.derived(id)?.unit, n)));
    Ok(found.into_iter().map(|(id, values)| (id, values.into_iter().filter_map(text).collect())).collect())
}

/// Text by column, by record.
pub type Columns = BTreeMap<RecordId, BTreeMap<String, String>>;

/// The label of a list's column of derived values, such as `=stock`.
pub fn derived_label(lang: Lang, register: &Register, column: &str) -> Option<String> {
    let derived = register.derived(column.strip_prefix('=')?)?;
    Some(derived.labels.get(lang).to_owned())
}

/// A derived value as people read it.
pub(crate) fn measured_text(lang: Lang, unit: Unit, n: i64) -> String {
    match unit {
        Unit::Count => n.to_string(),
        Unit::Decimal => registers::parse::decimal_text(n),
        Unit::Money => format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100),
        Unit::Minutes => span(lang, n),
        Unit::Days => say(lang, "report.days", &[("days", &n.to_string())]),
        Unit::Percent => format!("{n}%"),
    }
}

/// A length of time in the two largest units.
pub fn span(lang: Lang, minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1_440, minutes % 1_440 / 60, minutes % 60);
    let say = |key: &str, a: i64, b: i64| say(lang, key, &[("a", &a.to_string()), ("b", &b.to_string())]);
    match (days, hours) {
        (0, 0) => say("report.span_minutes", rest, 0),
        (0, _) => say("report.span_hours", hours, rest),
        _ => say("report.span_days", days, hours),
    }
}

/// All rows of a report as text.
pub fn rows(lang: Lang, register: &Register, report: &Report, table: &Table) -> Vec<Vec<String>> {
    let row = |group: &Group| keys(lang, register, report, group).into_iter().chain(values(lang, register, report, group)).collect();
    table.groups.iter().map(row).collect()
}

/// All rows of a report for a file, whole numbers as numbers.
pub fn file_rows(lang: Lang, register: &Register, report: &Report, table: &Table) -> Vec<Vec<FileCell>> {
    // Amounts of money as such; a span alone has two texts, so that places are counted in texts.
    let money: Vec<bool> = report.measures.iter().flat_map(|m| vec![is_money(register, report, m); texts_of(m)]).collect();
    let cell = |(text, money): (String, &bool)| match text.parse() {
        Ok(number) => FileCell::Integer(number),
        Err(_) => match text.replace('.', "").parse() {
            Ok(hundredths) if *money => FileCell::Money(hundredths),
            _ => match registers::parse::decimal(&text, i64::MIN, i64::MAX) {
                Ok(parts) if !text.ends_with('%') => FileCell::Decimal(parts),
                _ => FileCell::Text(text),
            },
        },
    };
    let row = |group: &Group| {
        let names = keys(lang, register, report, group).into_iter().map(FileCell::Text);
        names.chain(values(lang, register, report, group).into_iter().zip(&money).map(cell)).collect()
    };
    table.groups.iter().map(row).collect()
}

/// How long each bar of a chart is, by the first measure: what is missing or below nothing is nothing.
pub fn weights(table: &Table) -> Vec<f64> {
    let weight = |group: &Group| match group.cells.first() {
        Some(Cell::Count(n)) => *n as f64,
        Some(Cell::Amount(n)) => n.max(0.0),
        Some(Cell::Percent(p) | Cell::Known(p, _)) => p.unwrap_or(0.0),
        Some(Cell::Empty) => 0.0,
        Some(Cell::Span(span)) => span.map_or(0.0, |(half, _)| half as f64),
        Some(Cell::Length(minutes)) => minutes.map_or(0.0, |n| n as f64),
        None => 0.0,
    };
    table.groups.iter().map(weight).collect()
}

/// A length of [`weights`] in words, for the axis of a chart.
pub fn weight_text(lang: Lang, register: &Register, report: &Report, weight: f64) -> String {
    let Some(measure) = report.measures.first() else { return String::new() };
    let cell = match measure {
        Measure::Count | Measure::Distinct(_) => Cell::Count(weight.round() as i64),
        Measure::Sum(_) | Measure::Mean(_) | Measure::Net(..) | Measure::Derived(_) | Measure::PerHead(_) | Measure::Hours(..) => {
            Cell::Amount(weight)
        }
        Measure::UseRate(..)
        | Measure::Notice(_)
        | Measure::InState(_)
        | Measure::Rate(_)
        | Measure::Share(..)
        | Measure::Ratio(..)
        | Measure::Filled(_)
        | Measure::OnTime(..) => return format!("{weight:.0}%"),
        Measure::Span(..) | Measure::Average(..) => return span(lang, weight.round() as i64),
    };
    let group = Group { keys: Vec::new(), size: 0, cells: vec![cell] };
    values(lang, register, report, &group).into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use registers::book;

    use super::*;

    #[test]
    fn what_is_called_a_sum_already_is_not_called_so_twice() {
        assert_eq!(said_once("总分", "总分合计".to_owned()), "总分合计", "a mark is not the sum of marks");
        assert_eq!(said_once("金额合计", "金额合计合计".to_owned()), "金额合计");
        assert_eq!(said_once("Total amount", "Total amount total".to_owned()), "Total amount total");
        assert_eq!(said_once("Mean score", "Mean Mean score".to_owned()), "Mean score");
        assert_eq!(said_once("金额", "合计".to_owned()), "合计");
    }

    /// The words of reports: every key is used, and every key that is used is there in three languages.
    #[test]
    fn no_word_is_missing_or_unused() {
        let text = include_str!("../locales/insight.yml");
        let written: BTreeSet<&str> =
            text.lines().filter(|l| !l.starts_with([' ', '#', '_'])).filter_map(|l| l.strip_suffix(':')).collect();
        let files = [
            include_str!("report.rs"),
            include_str!("facts.rs"),
            include_str!("cli/insight.rs"),
            include_str!("unused.rs"),
            include_str!("backend/insight/around.rs"),
        ];
        let source = files.concat();
        let composed = |key: &&str| key.starts_with("report.weekday_") || key.starts_with("report.overdue_");
        let unused: Vec<&str> = written.iter().copied().filter(|k| !composed(k) && !source.contains(&format!("\"{k}\""))).collect();
        assert_eq!(unused, Vec::<&str>::new());
        for (at, _) in source.match_indices("\"report.").chain(source.match_indices("\"flow.")).chain(source.match_indices("\"numbers.")) {
            let key = source[at + 1..].split('"').next().unwrap();
            let known = written.contains(key) || key.ends_with(|c: char| !c.is_ascii_lowercase()) || key.contains("rs");
            assert!(known || written.iter().any(|w| w.starts_with(key)), "{key}");
        }
        for key in written {
            for lang in Lang::ALL {
                assert!(!say(lang, key, &[]).ends_with(key), "{key} in {}", lang.tag());
            }
        }
    }

    #[test]
    fn every_report_has_a_heading_for_each_column() {
        for register in book::ALL {
            for report in register.reports {
                let cells = report.measures.iter().map(|m| match m {
                    Measure::Span(..) => Cell::Span(Some((61, 1_500))),
                    Measure::Average(..) => Cell::Length(Some(75)),
                    Measure::Sum(_)
                    | Measure::Mean(_)
                    | Measure::Net(..)
                    | Measure::Derived(_)
                    | Measure::PerHead(_)
                    | Measure::Hours(..) => Cell::Amount(12_345.0),
                    Measure::Count | Measure::Distinct(_) => Cell::Count(7),
                    _ => Cell::Percent(Some(50.0)),
                });
                let group = Group { keys: vec![String::new(); report.by.len()], size: 1, cells: cells.collect() };
                let table = Table { groups: vec![group], total: 1, hidden: 0, least: 1 };
                for lang in Lang::ALL {
                    let headings = headings(lang, register, report);
                    let rows = rows(lang, register, report, &table);
                    assert_eq!(headings.len(), rows[0].len(), "{} {}", register.key, report.id);
                }
                let file = file_rows(Lang::ZhHans, register, report, &table);
                for (at, measure) in report.measures.iter().enumerate().filter(|(_, m)| is_money(register, report, m)) {
                    let before: usize = report.measures.iter().take(at).map(texts_of).sum();
                    assert_eq!(file[0][report.by.len() + before], FileCell::Money(12_345), "{} {} {measure:?}", register.key, report.id);
                }
                assert_eq!(file[0].len(), headings(Lang::ZhHans, register, report).len());
                assert_eq!(weights(&table).len(), 1);
                for lang in Lang::ALL {
                    assert_ne!(weight_text(lang, register, report, 120.0), "", "{} {}", register.key, report.id);
                }
            }
        }
    }

    #[test]
    fn steps_of_a_value_leave_nothing_between_them() {
        let text = |n: usize| band(&n.to_string(), &[30, 90]);
        assert_eq!([text(0), text(1), text(2)], ["≤ 30", "31–90", "> 90"]);
    }

    #[test]
    fn lengths_of_time_are_put_into_words() {
        assert_eq!(span(Lang::En, 59), "59 min");
        assert_eq!(span(Lang::En, 61), "1 h 1 min");
        assert_eq!(span(Lang::ZhHans, 1_500), "1 天 1 小时");
    }
}
