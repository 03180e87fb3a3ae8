//! Text as people and files write it → values, and values → text as people read it.
//! Every refusal is a [`Reason`] that says what to write instead, wherever the text came from.

use jiff::civil::Date;

use crate::def::{Choice, Field, Kind, Register, Rule};
use crate::document::{MAX_TEXT, Op, Record};
use crate::search::fold;
use crate::value::Value;
use crate::workflow;

mod date;
mod number;
mod reason;
mod show;
#[cfg(test)]
mod tests;

pub use date::{DayOrder, date, day_order, month, time, time_of_day, unclear, until};
pub use number::{decimal, integer, money};
pub use reason::{Reason, SumOver};
pub use show::{csv_read, csv_safe, decimal_text, display, heard, is_hidden, listed, money_text, plain, spoken};

/// What a text turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// Nothing.
    Nothing,
    /// One value.
    Value(Value),
    /// Several lines of text.
    LongText(String),
    /// Members of a set: choice ids, names or numbers of records, file names.
    Members(Vec<String>),
}

/// What is known beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hints {
    /// How dates with the year at the end are written here.
    pub order: DayOrder,
    /// The day that a time of day alone belongs to.
    pub day: Option<Date>,
    /// Whether a month without a day stands for its first day: in a list that comes from elsewhere, where it is told of.
    pub months: bool,
}

/// A field whose content is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Field id.
    pub field: &'static str,
    /// Why.
    pub reason: Reason,
}

/// Reads a field's content from text. The text of a link is left as written: an id or a number, for the caller to look up.
///
/// # Errors
/// A [`Reason`] when the text is nothing that the field can hold.
pub fn read(field: &Field, text: &str, hints: &Hints) -> Result<Parsed, Reason> {
    if text.len() > MAX_TEXT {
        return Err(Reason::TooLong);
    }
    if let Kind::LongText = field.kind {
        let text = long_text(text)?;
        return Ok(if text.is_empty() { Parsed::Nothing } else { Parsed::LongText(text) });
    }
    let text = one_line(text)?;
    if text.is_empty() {
        return Ok(Parsed::Nothing);
    }
    let value = match field.kind {
        Kind::Text | Kind::Person | Kind::Department | Kind::Private | Kind::Link(_) => Value::from(text),
        Kind::Integer { min, max } => Value::Integer(integer(text, min, max)?),
        Kind::Decimal { min, max } => Value::decimal(decimal(text, min, max)?),
        Kind::Money => match money(text)? {
            amount if amount < 0 && !field.signed => return Err(Reason::TooSmall(0)),
            amount => Value::Integer(amount),
        },
        Kind::Date => Value::date(match date(text, hints.order) {
            Err(Reason::NotADate) if hints.months => month(text)?,
            read => read?,
        }),
        Kind::Time => Value::time(if field.until { until(text, hints)? } else { time(text, hints)? }),
        Kind::Choice(list) => Value::from(pick(list, text).ok_or(Reason::UnknownChoice(list))?.id),
        Kind::YesNo => Value::Yes(yes_no(text).ok_or(Reason::NotYesNo)?),
        Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => return members(field, text).map(Parsed::Members),
        Kind::Lines(_) => return Err(Reason::NeedsRows),
        Kind::LongText => return Ok(Parsed::LongText(text.to_owned())),
    };
    Ok(Parsed::Value(value))
}

/// The changes that write `text` into a field; empty text empties it, but takes no member out of a set.
///
/// # Errors
/// As [`read`].
pub fn ops(field: &Field, text: &str) -> Result<Vec<Op>, Reason> {
    let parsed = read(field, text, &Hints::default())?;
    if parsed == Parsed::Nothing {
        return Ok(match field.kind {
            Kind::LongText => vec![Op::Text { field: field.id.to_owned(), text: String::new() }],
            Kind::Choices(_) | Kind::Links(_) | Kind::Attachments | Kind::Lines(_) => Vec::new(),
            _ => vec![Op::Set { field: field.id.to_owned(), value: None }],
        });
    }
    Ok(ops_of(field, parsed))
}

/// The changes that write what was read; none for nothing.
pub fn ops_of(field: &Field, parsed: Parsed) -> Vec<Op> {
    let field = field.id.to_owned();
    match parsed {
        Parsed::Nothing => Vec::new(),
        Parsed::Value(value) => vec![Op::Set { field, value: Some(value) }],
        Parsed::LongText(text) => vec![Op::Text { field, text }],
        Parsed::Members(members) => members.into_iter().map(|member| Op::Member { field: field.clone(), member, on: true }).collect(),
    }
}

/// One cell of a row, from text; none when there is nothing in it.
///
/// # Errors
/// As [`read`].
pub fn cell(column: &Field, text: &str, hints: &Hints) -> Result<Option<Value>, Reason> {
    match read(column, text, hints)? {
        Parsed::Value(value) => Ok(Some(value)),
        Parsed::LongText(text) => Ok(Some(Value::Text(text))),
        Parsed::Nothing | Parsed::Members(_) => Ok(None),
    }
}

/// What is wrong with a record as a whole: required fields that are empty, and the register's rules.
pub fn check(register: &Register, record: &Record) -> Vec<Fault> {
    let missing = register.all_fields().filter(|f| f.required && !record.is_filled(f.id));
    let mut faults: Vec<Fault> = missing.map(|f| Fault { field: f.id, reason: Reason::Required }).collect();
    for rule in register.rules {
        check_rule(register, record, *rule, &mut faults);
    }
    faults
}

/// The record that `ops` make of `record`, without writing anything.
pub fn preview(record: &Record, ops: &[Op]) -> Record {
    let mut after = record.clone();
    for op in ops {
        match op {
            Op::Set { field, value } if field.contains('/') => preview_cell(&mut after, field, value.as_ref()),
            Op::Set { field, value } => match value {
                Some(value) => drop(after.fields.insert(field.clone(), vec![value.clone()])),
                None => drop(after.fields.remove(field)),
            },
            Op::Text { field, text } => drop(after.fields.insert(field.clone(), vec![Value::Text(text.clone())])),
            Op::Member { field, member, on } => {
                let set = after.sets.entry(field.clone()).or_default();
                if *on {
                    set.insert(member.clone())
                } else {
                    set.remove(member)
                };
            }
            Op::Line { field, row, cells } => {
                let cells = cells.iter().map(|(column, value)| (column.clone(), vec![value.clone()])).collect();
                after.lines.entry(field.clone()).or_default().push(crate::Line { id: row.clone(), cells });
            }
            Op::DropLine { field, row } => {
                if let Some(rows) = after.lines.get_mut(field) {
                    rows.retain(|l| l.id != *row);
                }
            }
            Op::State(state) => after.states = vec![state.clone()],
        }
    }
    after
}

fn preview_cell(after: &mut Record, name: &str, value: Option<&Value>) {
    let [lines, row, column] = name.split('/').collect::<Vec<_>>()[..] else { return };
    let line = after.lines.get_mut(lines).and_then(|rows| rows.iter_mut().find(|l| l.id == row));
    match (line, value) {
        (Some(line), Some(value)) => drop(line.cells.insert(column.to_owned(), vec![value.clone()])),
        (Some(line), None) => drop(line.cells.remove(column)),
        (None, _) => {}
    }
}

/// Yes or no in any of the words that offices use; none when it is neither.
pub fn yes_no(text: &str) -> Option<bool> {
    const YES: &[&str] = &["是", "对", "有", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "on"];
    const NO: &[&str] = &["否", "无", "没有", "没", "未", "×", "✗", "✘", "☐", "n", "no", "false", "f", "0", "off"];
    let text = fold(text.trim());
    if YES.contains(&text.as_str()) || text.starts_with('已') {
        Some(true)
    } else if NO.contains(&text.as_str()) || text.starts_with('未') || text.starts_with('不') {
        Some(false)
    } else {
        None
    }
}

/// The choice that a text means: id, label or alias, in Simplified or Traditional characters.
pub fn pick(list: &'static [Choice], text: &str) -> Option<&'static Choice> {
    let label = || list.iter().find(|c| c.labels.matches(text));
    let exact = list.iter().find(|c| c.id == text.trim()).or_else(label);
    exact.or_else(|| list.iter().find(|c| c.matches(text))).or_else(|| {
        let wanted = fold(text.trim());
        let words = |c: &Choice| {
            [c.labels.hans, c.labels.hant, c.labels.en].into_iter().chain(c.aliases.iter().copied()).any(|w| fold(w) == wanted)
        };
        list.iter().find(|c| words(c))
    })
}

fn members(field: &Field, text: &str) -> Result<Vec<String>, Reason> {
    let list = field.choice_list();
    let mut members = Vec::new();
    // A label that holds a separator itself is taken whole.
    let parts: Vec<&str> = match pick(list, text) {
        Some(_) => vec![text],
        None => text.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect(),
    };
    for part in parts {
        let member = match field.kind {
            Kind::Choices(list) => pick(list, part).ok_or(Reason::UnknownChoice(list))?.id.to_owned(),
            _ if part.contains('/') || part.len() > 120 => return Err(Reason::BadName),
            _ => part.to_owned(),
        };
        if !members.contains(&member) {
            members.push(member);
        }
    }
    Ok(members)
}

fn one_line(text: &str) -> Result<&str, Reason> {
    let text = text.trim();
    match text.chars().find(|c| c.is_control()) {
        Some('\n' | '\r') => Err(Reason::ManyLines),
        Some(c) => Err(Reason::Control(c)),
        None => Ok(text),
    }
}

fn long_text(text: &str) -> Result<String, Reason> {
    let text = text.trim().replace("\r\n", "\n");
    match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        Some(c) => Err(Reason::Control(c)),
        None => Ok(text),
    }
}

fn check_rule(register: &Register, record: &Record, rule: Rule, faults: &mut Vec<Fault>) {
    match rule {
        Rule::PointerOnly { by, values, fields, title } => {
            if !record.values(by).iter().filter_map(crate::Value::as_text).any(|said| values.contains(&said)) {
                return;
            }
            for field in register.all_fields().filter(|f| record.is_filled(f.id)) {
                if field.id == register.title && record.text(field.id) != title {
                    faults.push(Fault { field: field.id, reason: Reason::PointerTitle(title) });
                } else if !fields.contains(&field.id) {
                    faults.push(Fault { field: field.id, reason: Reason::PointerOnly });
                }
            }
            // Who is asked for a title is told at once which one it is.
            let asked = |fault: &&mut Fault| fault.field == register.title && fault.reason == Reason::Required;
            if let Some(fault) = faults.iter_mut().find(asked) {
                fault.reason = Reason::PointerTitle(title);
            }
        }
        Rule::RowSum { lines, parts, most } => {
            let Some(field) = register.field(lines) else { return };
            let column = |id: &str| field.columns().iter().find(|c| c.id == id);
            let number = |row: &crate::Line, id: &str| match row.cell(id) {
                Some(crate::Value::Integer(n)) => Some(*n),
                _ => None,
            };
            for row in record.lines.get(lines).into_iter().flatten() {
                let sum = parts.iter().filter_map(|part| number(row, part)).fold(0i64, i64::saturating_add);
                if let (Some(limit), Some(most)) = (number(row, most).filter(|limit| sum > *limit), column(most)) {
                    let parts = parts.iter().filter_map(|part| column(part)).map(|c| c.labels).collect();
                    faults.push(Fault {
                        field: field.id,
                        reason: Reason::SumOver(Box::new(SumOver { parts, sum, most: most.labels, limit })),
                    });
                }
            }
        }
        Rule::Different(field, other) => {
            if let (Some(f), Some(o)) = (register.field(field), register.field(other))
                && !record.text(field).is_empty()
                && workflow::same_person(record.text(field), record.text(other))
            {
                faults.push(Fault { field: f.id, reason: Reason::SameAs(o.labels) });
            }
        }
        Rule::Longest { field, most } => {
            if let Some(f) = register.field(field)
                && record.text(field).chars().count() > most
            {
                faults.push(Fault { field: f.id, reason: Reason::TooManyCharacters(most) });
            }
        }
        Rule::NotBefore { field, since } => {
            let (Some(f), Some(s)) = (register.field(field), register.field(since)) else { return };
            let (late, early) = (record.text(field), record.text(since));
            // A date and a time compare by their day.
            let shared = late.len().min(early.len());
            if !late.is_empty() && !early.is_empty() && late.get(..shared) < early.get(..shared) {
                faults.push(Fault { field: f.id, reason: Reason::Before(s.labels) });
            }
        }
    }
}
