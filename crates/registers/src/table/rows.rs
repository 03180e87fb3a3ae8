//! Rows of a table → records to be made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::book::incoming_documents;
use crate::def::{Field, Kind, Register, Rule};
use crate::document::{Op, Record};
use crate::parse::{self, DayOrder, Hints, Parsed, Reason};
use crate::search::fold;
use crate::value::Value;

use super::lines::{self, Cells};
use super::mapping::{ColumnMap, Mapping, Target, heading_key, kept_day};
use super::{Draft, Fault, Import, Refused, Row, Sheet, Skipped, Unclear, Where, arrival, shortened};

/// Reads every row below the headings as a new record.
pub fn read(register: &Register, sheet: &Sheet, mapping: &Mapping) -> Import {
    let mut import = read_partial(register, sheet, mapping);
    let (drafts, incomplete): (Vec<Draft>, Vec<Draft>) = import.drafts.into_iter().partition(|d| d.incomplete.is_empty());
    import.drafts = drafts;
    import.refused.extend(incomplete.into_iter().map(|d| Refused { line: d.line, faults: d.incomplete }));
    import.refused.sort_by_key(|r| r.line);
    import
}

/// Reads every row below the headings, also those that tell only a part of a record: see [`Draft::incomplete`].
pub fn read_partial(register: &Register, sheet: &Sheet, mapping: &Mapping) -> Import {
    let mut import = Import::default();
    let orders = orders(sheet, mapping);
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let mut loose: BTreeSet<String> = BTreeSet::new();
    let mut carried = vec![false; mapping.columns.len()];
    for (at, row) in sheet.rows.iter().enumerate() {
        if let Some(why) = passed_over(row, at, mapping) {
            import.skipped.push((row.line, why));
            continue;
        }
        for (seen, cell) in carried.iter_mut().zip(&row.cells) {
            *seen |= !cell.trim().is_empty();
        }
        unclear(row, mapping, &orders, &mut import.unclear);
        let mut reading = Reading::of(register);
        let draft = reading.row(row, mapping, &orders, sheet.separated);
        reading.number(row, mapping, &mut numbers);
        loose.append(&mut reading.loose);
        if reading.faults.is_empty() {
            import.drafts.push(draft);
        } else {
            import.refused.push(Refused { line: row.line, faults: reading.faults });
        }
    }
    let nowhere = mapping
        .columns
        .iter()
        .zip(carried)
        .enumerate()
        .filter(|(_, (c, seen))| *seen && matches!(c.target, Target::Unmapped | Target::Computed));
    let named = nowhere.map(|(at, (c, _))| if c.heading.is_empty() { format!("#{}", at + 1) } else { c.heading.clone() });
    import.unmapped = named.chain(loose).collect();
    import.fields = mapping.columns.iter().filter_map(|c| field_id(&c.target)).collect();
    import
}

fn field_id(target: &Target) -> Option<String> {
    match target {
        Target::Field(field) | Target::Rows(field, _) | Target::Amount(field, ..) => Some(field.id.to_owned()),
        Target::Cell(field, column) => Some(format!("{}/{}", field.id, column.id)),
        _ => None,
    }
}

/// Notes the dates of a row that would be others with the day first, and the months that stand for their first day.
fn unclear(row: &Row, mapping: &Mapping, orders: &[DayOrder], found: &mut Vec<Unclear>) {
    let is_moment = |field: &Field| matches!(field.kind, Kind::Date | Kind::Time);
    for ((column, order), text) in mapping.columns.iter().zip(orders).zip(&row.cells) {
        let holds_days = match column.target {
            Target::Field(field) | Target::Cell(_, field) => is_moment(field),
            Target::Day => true,
            _ => false,
        };
        let is_date = matches!(column.target, Target::Field(f) | Target::Cell(_, f) if f.kind == Kind::Date);
        let two_ways = parse::unclear(text).filter(|_| holds_days && *order == DayOrder::Unknown).map(|day| (day, false));
        let month = || parse::month(text).ok().filter(|_| is_date).map(|day| (day, true));
        let Some((day, month)) = two_ways.or_else(month) else { continue };
        match found.iter_mut().find(|u| u.heading == column.heading && u.month == month) {
            Some(known) => known.count += 1,
            None => found.push(Unclear { heading: column.heading.clone(), text: shortened(text), day, month, count: 1 }),
        }
    }
}

/// The field with the class of a paper, and the one with the time for which it is classified.
const SECRECY: &str = incoming_documents::SECRECY.id();
/// See [`SECRECY`].
const SECRECY_TERM: &str = incoming_documents::SECRECY_TERM.id();

/// The hour at which the second half of the day begins.
const NOON: i8 = 12;

/// A row on its way to a record.
struct Reading<'a> {
    register: &'a Register,
    faults: Vec<Fault>,
    ops: Vec<Op>,
    lines: BTreeMap<&'static str, Vec<(String, Value)>>,
    /// The state that a column for something else tells.
    told: Option<&'static str>,
    /// Whole rows, as an export writes them.
    rows: Vec<(&'static str, Cells)>,
    /// Headings of rows under which stands something else.
    loose: BTreeSet<String>,
    said: Option<&'static str>,
    marked: Option<&'static str>,
    day: Option<Date>,
    /// The end of a span of time, and the field for it.
    until: Option<(&'static str, Value)>,
}

impl Reading<'_> {
    fn of(register: &Register) -> Reading<'_> {
        Reading {
            register,
            faults: Vec::new(),
            ops: Vec::new(),
            lines: BTreeMap::new(),
            rows: Vec::new(),
            loose: BTreeSet::new(),
            told: None,
            said: None,
            marked: None,
            day: None,
            until: None,
        }
    }

    fn row(&mut self, row: &Row, mapping: &Mapping, orders: &[DayOrder], separated: bool) -> Draft {
        let first = row.cells.iter().find(|c| !c.trim().is_empty()).map_or("", String::as_str);
        if let Some(reason) = &row.fault {
            self.faults.push(Fault { column: Where::Row, value: shortened(first), reason: reason.clone() });
        } else if let Some(reason) = torn(row, mapping, separated) {
            self.faults.push(Fault { column: Where::Row, value: shortened(first), reason });
        } else {
            self.columns(row, mapping, orders, separated);
        }
        let said = self.marked.or(self.said);
        let is_told = said.or(self.told).is_some();
        let state = said.or(self.told).or_else(|| arrival(self.register, &self.ops));
        let mut incomplete = Vec::new();
        if self.faults.is_empty() {
            self.keep_day(mapping);
            self.keep_end();
            self.leave_digests(mapping);
            self.point_only();
            incomplete = self.whole(mapping);
        }
        let title = self.ops.iter().find_map(|op| match op {
            Op::Set { field, value: Some(Value::Text(text)) } if field == self.register.title => Some(text.clone()),
            _ => None,
        });
        let rows = self.register.fields.iter().filter_map(|f| self.lines.remove(f.id).map(|cells| (f.id, cells)));
        let lines = rows.chain(std::mem::take(&mut self.rows)).collect();
        Draft {
            line: row.line,
            title: title.unwrap_or_default(),
            ops: std::mem::take(&mut self.ops),
            lines,
            state,
            said,
            is_told,
            incomplete,
        }
    }

    fn columns(&mut self, row: &Row, mapping: &Mapping, orders: &[DayOrder], separated: bool) {
        // Only text with separators needs, and has, an apostrophe before what begins like a formula.
        let said = |cell| if separated { parse::csv_read(cell) } else { cell };
        let filled = || {
            let columns = mapping.columns.iter().zip(orders).zip(&row.cells);
            columns.map(|((column, order), cell)| (column, *order, said(cell.trim()))).filter(|(_, _, text)| !text.is_empty())
        };
        for (column, order, text) in filled().filter(|(c, ..)| matches!(c.target, Target::Day)) {
            match parse::date(text, order) {
                Ok(day) => self.day = Some(day),
                Err(reason) => self.refuse(column, text, reason),
            }
        }
        for (column, order, text) in filled() {
            let hints = Hints { order, day: self.day, months: true };
            if let Err(reason) = self.cell(column, text, &hints) {
                self.refuse(column, text, reason);
            }
        }
    }

    fn refuse(&mut self, column: &ColumnMap, text: &str, reason: Reason) {
        self.faults.push(Fault { column: Where::Heading(column.heading.clone()), value: shortened(text), reason });
    }

    fn cell(&mut self, column: &ColumnMap, text: &str, hints: &Hints) -> Result<(), Reason> {
        match column.target {
            // 秘密★10年, as papers are marked by GB/T 9704.
            Target::Field(field)
                if field.id == SECRECY
                    && let Some((class, term)) = text.split_once('★')
                    && let Some(until) = self.register.field(SECRECY_TERM) =>
            {
                let class = parse::read(field, class, hints)?;
                self.ops.extend(parse::ops_of(field, class));
                self.ops.extend(parse::ops_of(until, parse::read(until, term, hints)?));
            }
            Target::Field(field) => {
                let parsed =
                    parse::read(field, &joined(field, text), hints).or_else(|reason| self.span(field, text, hints).ok_or(reason))?;
                if parsed != Parsed::Nothing {
                    self.ops.extend(parse::ops_of(field, parsed));
                }
                if column.tells_state {
                    self.told = state_named(self.register, text).or(self.told);
                }
            }
            Target::Amount(field, by, kind) => {
                let parsed = parse::read(field, text, hints)?;
                if let Parsed::Value(value) = &parsed
                    && *value != Value::Integer(0)
                    && *value != Value::decimal(0)
                {
                    if self.ops.iter().any(|op| matches!(op, Op::Set { field: f, .. } if f == field.id)) {
                        return Err(Reason::TwoAmounts);
                    }
                    self.ops.extend(parse::ops_of(field, parsed));
                    self.ops.retain(|op| !matches!(op, Op::Set { field: f, .. } if f == by.id));
                    self.ops.push(Op::Set { field: by.id.to_owned(), value: Some(Value::from(kind)) });
                }
            }
            Target::Cell(field, cell) => {
                if let Some(value) = parse::cell(cell, &joined(cell, text), hints)? {
                    self.lines.entry(field.id).or_default().push((cell.id.to_owned(), value));
                }
            }
            Target::Rows(field, other) => match (lines::read(field, text, hints), other) {
                (Some(rows), _) => self.rows.extend(rows?.into_iter().map(|cells| (field.id, cells))),
                (None, Some((lines, cell))) => {
                    return self.cell(&ColumnMap { target: Target::Cell(lines, cell), ..column.clone() }, text, hints);
                }
                (None, None) => drop(self.loose.insert(column.heading.clone())),
            },
            Target::State => {
                self.said = Some(state_named(self.register, text).ok_or(Reason::UnknownState(self.register.states))?);
            }
            Target::Mark(state) => {
                if parse::yes_no(text).ok_or(Reason::NotYesNo)? {
                    self.marked = Some(state);
                }
            }
            Target::Day | Target::Ordinal | Target::Computed | Target::Ignored | Target::Unmapped => {}
        }
        Ok(())
    }

    /// The beginning of a span such as `9:00-10:30`, whose end is kept for the field that the register has for it.
    fn span(&mut self, field: &'static Field, text: &str, hints: &Hints) -> Option<Parsed> {
        let register = self.register;
        let end_of = |rule: &Rule| match rule {
            Rule::NotBefore { field: end, since } if *since == field.id => register.field(end).filter(|f| f.kind == Kind::Time),
            _ => None,
        };
        let is_planned = field.kind == Kind::Time && register.arrival.day_field == Some(field.id);
        let end = register.rules.iter().filter(|_| is_planned).find_map(end_of)?;
        // What parts two days is not what a day is written with.
        let parted = text.split_once(['至', '到', '~', '～', '—', '–']).or_else(|| text.rsplit_once(['-', '－']));
        let (from, to) = parted?;
        let from = parse::time(from.trim_end_matches(['-', '－', '—', '–', '~', '～']).trim(), hints).ok()?;
        let to = to.trim_start_matches(['—', '–', '~', '～']).trim();
        let whole = if end.until { parse::until(to, hints) } else { parse::time(to, hints) };
        if let (Ok(to), Err(_)) = (whole, parse::time_of_day(to)) {
            self.until = (to > from).then(|| (end.id, Value::time(to)));
            return self.until.is_some().then(|| Parsed::Value(Value::time(from)));
        }
        let mut to = from.date().to_datetime(parse::time_of_day(to).ok()?);
        if to <= from && from.hour() >= NOON && to.hour() < NOON {
            // 下午2:00-3:30 says only once which half of the day it is.
            to = to.with().hour(to.hour() + NOON).build().ok()?;
        }
        self.until = (to > from).then(|| (end.id, Value::time(to)));
        self.until.is_some().then(|| Parsed::Value(Value::time(from)))
    }

    /// A day that completed no time of day is kept where the register wants it.
    fn keep_day(&mut self, mapping: &Mapping) {
        let Some(day) = self.day else { return };
        let on_that_day = |op: &Op| matches!(op, Op::Set { value: Some(Value::Text(t)), .. } if t.starts_with(&format!("{day}T")));
        let Some(field) = kept_day(self.register, mapping) else {
            // Whoever punched did so at some time of that day, and nobody knows which.
            let column = mapping.columns.iter().find(|c| matches!(c.target, Target::Day));
            if let Some(column) = column.filter(|_| !self.ops.iter().any(on_that_day)) {
                self.refuse(column, &day.to_string(), Reason::DayAlone);
            }
            return;
        };
        let taken = |op: &Op| matches!(op, Op::Set { field: f, .. } if f == field);
        if !self.ops.iter().any(|op| on_that_day(op) || taken(op)) {
            let value = Value::time(day.to_datetime(jiff::civil::Time::midnight()));
            self.ops.push(Op::Set { field: field.to_owned(), value: Some(value) });
        }
    }

    /// The end that stood behind the beginning, unless a column of its own says it.
    fn keep_end(&mut self) {
        let Some((field, value)) = self.until.take() else { return };
        if !self.ops.iter().any(|op| matches!(op, Op::Set { field: f, .. } if f == field)) {
            self.ops.push(Op::Set { field: field.to_owned(), value: Some(value) });
        }
    }

    /// The version of a linked record that was approved is written by the program; only where none is linked, by hand.
    fn leave_digests(&mut self, mapping: &Mapping) {
        for (digest, link) in self.register.version.linked {
            let sets = |op: &Op, id: &str| matches!(op, Op::Set { field, .. } if field == id);
            if self.ops.iter().any(|op| sets(op, link)) && self.ops.iter().any(|op| sets(op, digest)) {
                self.ops.retain(|op| !sets(op, digest));
                let column = mapping.columns.iter().find(|c| matches!(c.target, Target::Field(f) if f.id == *digest));
                self.loose.extend(column.map(|c| c.heading.clone()));
            }
        }
    }

    /// A classified document that the list names by its numbers alone gets the title that it may have.
    fn point_only(&mut self) {
        let has = |ops: &[Op], field: &str| ops.iter().find_map(|op| op_text(op, field)).map(str::to_owned);
        for rule in self.register.rules {
            if let Rule::PointerOnly { by, values, title, .. } = rule
                && has(&self.ops, by).is_some_and(|v| values.contains(&v.as_str()))
                && has(&self.ops, self.register.title).is_none()
            {
                self.ops.push(Op::Set { field: self.register.title.to_owned(), value: Some(Value::from(*title)) });
            }
        }
    }

    /// The register's own rules over the whole record.
    fn whole(&self, mapping: &Mapping) -> Vec<Fault> {
        let mut record = parse::preview(&Record::default(), &self.ops);
        for (field, cells) in self.lines.iter().chain(self.rows.iter().map(|(field, cells)| (field, cells))) {
            let cells = cells.iter().map(|(c, v)| (c.clone(), vec![v.clone()])).collect();
            record.lines.entry((*field).to_owned()).or_default().push(crate::Line { id: String::new(), cells });
        }
        // What a record takes over from the one that it names, no list needs to say.
        let takes = self.register.takes.filter(|takes| record.is_filled(takes.link));
        let taken = |fault: &parse::Fault| {
            fault.reason == Reason::Required && takes.is_some_and(|takes| takes.copy.iter().any(|(_, to)| *to == fault.field))
        };
        let faults = parse::check(self.register, &record).into_iter().filter(|fault| !taken(fault));
        let named = faults.map(|fault| {
            let label = || self.register.field(fault.field).map_or(Where::Row, |f| Where::Named(f.labels));
            let of = |c: &&ColumnMap| matches!(c.target, Target::Field(f) | Target::Rows(f, _) | Target::Cell(f, _) if f.id == fault.field);
            let column = mapping.columns.iter().find(of).map_or_else(label, |c| Where::Heading(c.heading.clone()));
            let value = record.get(fault.field).and_then(Value::as_text).map(shortened).unwrap_or_default();
            Fault { column, value, reason: fault.reason }
        });
        named.collect()
    }

    /// One number stands in one row: the first that has it, even when that row is refused.
    fn number(&mut self, row: &Row, mapping: &Mapping, numbers: &mut BTreeMap<String, u64>) {
        let Some(numbering) = self.register.number else { return };
        let of = |c: &ColumnMap| matches!(c.target, Target::Field(f) if f.id == numbering.field);
        let Some((column, cell)) = mapping.columns.iter().zip(&row.cells).find(|(c, _)| of(c)) else { return };
        let number = fold(cell.trim());
        if number.is_empty() {
            return;
        }
        match numbers.get(&number) {
            Some(line) => self.refuse(column, cell, Reason::Repeated { line: *line }),
            None => drop(numbers.insert(number, row.line)),
        }
    }
}

fn op_text<'a>(op: &'a Op, field: &str) -> Option<&'a str> {
    match op {
        Op::Set { field: f, value: Some(Value::Text(text)) } if f == field => Some(text),
        _ => None,
    }
}

/// The state that a word means: id, label or one of the words that lists use.
pub(super) fn state_named(register: &Register, text: &str) -> Option<&'static str> {
    let wanted = fold(text.trim());
    let named = register.states.iter().find(|s| [s.id, s.labels.hans, s.labels.hant, s.labels.en].iter().any(|w| fold(w) == wanted));
    named.map(|s| s.id).or_else(|| register.arrival.words.iter().find(|(w, _)| fold(w) == wanted).map(|(_, s)| *s))
}

/// A cell's text with the line breaks that only the width of the column made taken out.
pub(super) fn joined(field: &Field, text: &str) -> String {
    match field.kind {
        Kind::LongText | Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => text.to_owned(),
        _ => text.lines().map(str::trim).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ").replace('\t', " "),
    }
}

/// More or fewer cells than headings, where cells are torn by separators. Empty cells at the end do not count.
fn torn(row: &Row, mapping: &Mapping, separated: bool) -> Option<Reason> {
    let due = mapping.columns.len();
    let extra = row.cells.iter().skip(due).any(|c| !c.trim().is_empty());
    let named = mapping.columns.iter().rposition(|c| !c.heading.is_empty()).map_or(0, |at| at + 1);
    let short = separated && row.cells.len() < named;
    (extra || short).then_some(Reason::Cells { found: row.cells.len(), due })
}

fn passed_over(row: &Row, at: usize, mapping: &Mapping) -> Option<Skipped> {
    if at < mapping.headings_at {
        return Some(Skipped::Above);
    }
    if at == mapping.headings_at {
        return Some(Skipped::Headings);
    }
    if row.fault.is_some() {
        return None;
    }
    let filled: Vec<&str> = row.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    let Some(first) = filled.first() else { return Some(Skipped::Empty) };
    let compact: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    let is = |words: &[&str]| words.iter().any(|w| compact.to_lowercase().starts_with(w));
    if is(&["合计", "总计", "小计", "本页合计", "本页小计", "累计", "合計", "總計", "小計", "total", "subtotal", "sum"])
        && compact.chars().count() <= 10
    {
        return Some(Skipped::Total);
    }
    let signature = is(&[
        "制表",
        "填表",
        "审核",
        "經辦",
        "经办",
        "复核",
        "负责人",
        "打印",
        "製表",
        "填報",
        "填报",
        "单位盖章",
        "注:",
        "注：",
        "说明:",
        "说明：",
    ]);
    let title_filled = mapping
        .columns
        .iter()
        .zip(&row.cells)
        .any(|(c, cell)| matches!(c.target, Target::Field(f) if f.required) && !cell.trim().is_empty());
    let few = filled.len() * 2 <= mapping.columns.len();
    if signature && few && !(title_filled && filled.len() > 1) {
        return Some(Skipped::Footer);
    }
    let matching = mapping
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(c, cell)| !c.heading.is_empty() && heading_key(&c.heading) == heading_key(cell))
        .count();
    if matching >= 2 && matching == filled.len() {
        return Some(Skipped::Headings);
    }
    // Units below the headings: （元）, （台）.
    let units = at == mapping.headings_at + 1 && filled.iter().all(|c| c.starts_with(['(', '（']) && c.ends_with([')', '）']));
    units.then_some(Skipped::Headings)
}

/// How each column writes its dates.
fn orders(sheet: &Sheet, mapping: &Mapping) -> Vec<DayOrder> {
    let is_date = |c: &ColumnMap| match c.target {
        Target::Field(f) | Target::Cell(_, f) => matches!(f.kind, Kind::Date | Kind::Time),
        Target::Day => true,
        _ => false,
    };
    let below = || sheet.rows.iter().skip(mapping.headings_at + 1);
    let order = |(at, c): (usize, &ColumnMap)| {
        if is_date(c) { parse::day_order(below().filter_map(|r| r.cells.get(at)).map(String::as_str)) } else { DayOrder::Unknown }
    };
    mapping.columns.iter().enumerate().map(order).collect()
}
