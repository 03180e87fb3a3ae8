//! What the columns of a table mean.

use crate::common::DEPT;
use crate::def::{Derived, Field, Kind, Labels, Lang, Register};
use crate::search::fold;
use crate::version;

use super::{Row, Sheet, TableError};

/// Rows among which the headings are looked for.
pub(super) const LOOK: usize = 30;
const STATE_HEADINGS: &[&str] = &["_state", "state", "状态", "当前状态", "办理状态"];
const ORDINALS: &[&str] = &["序号", "序", "项次", "行号", "#", "no.", "№", "s/n"];

/// Where a column goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Into a field.
    Field(&'static Field),
    /// Into a column of a row of a lines field: field, column.
    Cell(&'static Field, &'static Field),
    /// Rows of a lines field as [`cells`](super::cells) writes them; text in no such form goes into that column, if there is
    /// one: field; field, column.
    Rows(&'static Field, Option<(&'static Field, &'static Field)>),
    /// An amount of one kind: its field, the field of the kind, the kind.
    Amount(&'static Field, &'static Field, &'static str),
    /// It names the state.
    State,
    /// It says yes when the record is in this state.
    Mark(&'static str),
    /// The day that completes times of day.
    Day,
    /// A running number of the list.
    Ordinal,
    /// Nowhere: the program computes it.
    Computed,
    /// Nowhere, as the given mapping says.
    Ignored,
    /// Nowhere: nothing fits.
    Unmapped,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMap {
    /// Heading as it stands in the table.
    pub heading: String,
    /// Where the column goes.
    pub target: Target,
    /// Whether a word for a state in this column decides the state as well.
    pub tells_state: bool,
}

/// A proposal for a whole table.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Index of the row of headings.
    pub headings_at: usize,
    /// Columns in order.
    pub columns: Vec<ColumnMap>,
}

/// Proposes a mapping. `given` are pairs of heading and field (id, label, `lines.column`, `_state`; `-` leaves
/// the column out), and win over the proposal.
///
/// # Errors
/// A [`TableError`] when no headings are found or `given` names what is not there.
pub fn guess(register: &Register, sheet: &Sheet, given: &[(String, String)]) -> Result<Mapping, TableError> {
    let named = |cell: &str| given.iter().any(|(h, _)| heading_key(h) == heading_key(cell));
    let score = |row: &Row| row.cells.iter().filter(|c| named(c) || !matches!(meaning(register, c).0, Target::Unmapped)).count();
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in sheet.rows.iter().enumerate().take(LOOK) {
        let (score, filled) = (score(row), row.cells.iter().filter(|c| !c.trim().is_empty()).count());
        // Two known headings, one that stands alone, or that of the title beside others make a row of headings.
        let alone = || filled == 1 && row.cells.iter().any(|c| only_field(register, c).is_some());
        let titles = || row.cells.iter().any(|c| matches!(meaning(register, c).0, Target::Field(f) if f.id == register.title));
        let enough = score >= 2 || (score == 1 && (alone() || titles() || row.cells.iter().any(|c| named(c))));
        if enough && best.is_none_or(|(_, most)| score > most) {
            best = Some((at, score));
        }
    }
    let title = register.field(register.title).map_or(register.one, |f| f.labels);
    let (headings_at, _) = best.ok_or(TableError::NoHeadings(title))?;
    let headings = sheet.rows.get(headings_at).map_or(&[][..], |r| &r.cells[..]);
    let mut columns = proposal(register, headings);
    let below = sheet.rows.get(headings_at + 1..).unwrap_or_default();
    columns.iter_mut().enumerate().filter(|(at, column)| is_country_part(register, column, below, *at)).for_each(|(_, column)| {
        (column.target, column.tells_state) = (Target::Unmapped, false);
    });
    for (heading, field) in given {
        apply(register, &mut columns, heading, field)?;
    }
    Ok(Mapping { headings_at, columns })
}

/// Whether a column under the English word State says where something lies, as in an American address, and not how far it is:
/// no word in it is one for a state of the register.
fn is_country_part(register: &Register, column: &ColumnMap, below: &[Row], at: usize) -> bool {
    let mut said = below.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
    let is_word = column.target == Target::State && fold(&column.heading).trim() == "state";
    is_word && said.peek().is_some() && !said.any(|word| super::rows::state_named(register, word).is_some())
}

/// The table of a file that fits the register best.
pub fn pick<'a>(register: &Register, sheets: &'a [Sheet], given: &[(String, String)]) -> Option<&'a Sheet> {
    let known = |sheet: &Sheet| {
        let mapping = guess(register, sheet, given).ok()?;
        Some(mapping.columns.iter().filter(|c| !matches!(c.target, Target::Unmapped)).count())
    };
    let mut best: Option<(&Sheet, usize)> = None;
    for sheet in sheets {
        if let Some(n) = known(sheet)
            && best.is_none_or(|(_, most)| n > most)
        {
            best = Some((sheet, n));
        }
    }
    best.map(|(sheet, _)| sheet).or_else(|| sheets.iter().find(|s| !s.rows.is_empty()))
}

/// A heading without what varies: case, width, spaces, 繁 or 简, a unit in brackets, a colon or an asterisk, number or no.
pub fn heading_key(heading: &str) -> String {
    let folded: String = fold(heading).chars().filter(|c| !c.is_whitespace()).collect();
    let bare = folded.trim_matches([':', '*']);
    // What is written short: No., number. Alone it counts rows.
    let bare = if bare.len() > "no.".len() { bare.trim_end_matches('.') } else { bare };
    if let Some(of) = bare.strip_suffix("number").filter(|of| !of.is_empty()) {
        return format!("{of}no");
    }
    match bare.find(['(', '[', '【']) {
        Some(at) if at > 0 && bare.ends_with([')', ']', '】']) => bare.get(..at).unwrap_or(bare).to_owned(),
        _ => bare.to_owned(),
    }
}

fn only_field(register: &Register, cell: &str) -> Option<()> {
    matches!(meaning(register, cell).0, Target::Field(_)).then_some(())
}

/// Each heading's meaning; where two mean one thing, the better fit takes it.
fn proposal(register: &Register, headings: &[String]) -> Vec<ColumnMap> {
    let mut found: Vec<(Target, u8)> = headings.iter().map(|h| meaning(register, h)).collect();
    days(headings, &mut found);
    department(register, &mut found);
    for at in 0..found.len() {
        let Some(&(target, fit)) = found.get(at) else { continue };
        let single = matches!(target, Target::Field(_) | Target::Rows(..) | Target::Cell(..) | Target::State | Target::Day);
        let beaten =
            found.iter().enumerate().any(|(other, (t, f))| other != at && same(t, &target) && (*f > fit || (*f == fit && other < at)));
        if single
            && beaten
            && let Some(slot) = found.get_mut(at)
        {
            slot.0 = Target::Unmapped;
        }
    }
    let columns = headings.iter().zip(found).map(|(heading, (target, _))| ColumnMap {
        heading: heading.trim().to_owned(),
        target,
        tells_state: matches!(target, Target::State) || among(register.arrival.headings, &heading_key(heading)),
    });
    columns.collect()
}

/// Where a day and a time of day stand in two columns that mean one field, such as 用印日期 and 用印时间, the one completes the other.
fn days(headings: &[String], found: &mut [(Target, u8)]) {
    if found.iter().any(|(target, _)| matches!(target, Target::Day)) {
        return;
    }
    let names_day = |heading: &str| ["日期", "date"].iter().any(|word| heading_key(heading).ends_with(word));
    let is_moment = |target: &Target| matches!(target, Target::Field(field) if field.kind == Kind::Time);
    let day = (0..found.len()).find(|at| {
        let (Some((target, _)), Some(heading)) = (found.get(*at), headings.get(*at)) else { return false };
        let others = found.iter().zip(headings).enumerate().filter(|(other, _)| other != at);
        is_moment(target) && names_day(heading) && others.into_iter().any(|(_, ((t, _), h))| same(t, target) && !names_day(h))
    });
    if let Some(slot) = day.and_then(|at| found.get_mut(at)) {
        *slot = (Target::Day, 2);
    }
}

/// A list that says 部门 and nothing else means the one department that the register itself asks for, and not the one that keeps the
/// record.
fn department(register: &Register, found: &mut [(Target, u8)]) {
    let own = |f: &&Field| f.kind == Kind::Department && f.id != DEPT.id() && !f.computed && !f.retired;
    let mut asked = register.fields.iter().filter(own);
    let (Some(field), None) = (asked.next(), asked.next()) else { return };
    if found.iter().any(|(target, _)| same(target, &Target::Field(field))) {
        return;
    }
    let common = |(target, _): &&mut (Target, u8)| matches!(target, Target::Field(f) if f.id == DEPT.id());
    if let Some(slot) = found.iter_mut().find(common) {
        *slot = (Target::Field(field), 1);
    }
}

/// The field that keeps the day of a column that completes times of day, where none is there to be completed.
pub(super) fn kept_day(register: &Register, mapping: &Mapping) -> Option<&'static str> {
    let column = mapping.columns.iter().find(|column| matches!(column.target, Target::Day))?;
    let meant = || match meaning(register, &column.heading).0 {
        Target::Field(field) if field.kind == Kind::Time => Some(field.id),
        _ => None,
    };
    register.arrival.day_field.or_else(meant)
}

fn same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Field(a), Target::Field(b)) | (Target::Rows(a, _), Target::Rows(b, _)) => a.id == b.id,
        (Target::Cell(a, b), Target::Cell(c, d)) => a.id == c.id && b.id == d.id,
        (Target::State, Target::State) | (Target::Day, Target::Day) => true,
        _ => false,
    }
}

/// What a heading means, and how well it fits: 2 for an id or label, 1 for an alias.
fn meaning(register: &Register, heading: &str) -> (Target, u8) {
    let key = heading_key(heading);
    if key.is_empty() {
        return (Target::Unmapped, 0);
    }
    let plain = || register.all_fields().filter(|f| !matches!(f.kind, Kind::Lines(_)));
    let columns = || {
        let lines = register.fields.iter().filter(|f| !f.computed);
        lines.flat_map(|f| f.columns().iter().filter(|c| !c.computed).map(move |c| (f, c)))
    };
    // A label goes before an id: Department is one field's label and another one's id.
    if let Some(field) = plain().find(|f| labelled(f, &key)).or_else(|| plain().find(|f| exact(f, &key))) {
        // What the program computes is taken from no list.
        return (if is_computed(register, field) { Target::Computed } else { Target::Field(field) }, 2);
    }
    let arrival = &register.arrival;
    if let Some((_, state)) = arrival.marks.iter().find(|(h, _)| heading_key(h) == key) {
        return (Target::Mark(state), 2);
    }
    if among(arrival.day, &key) {
        return (Target::Day, 2);
    }
    let amount = arrival.amounts.iter().find(|(heading, ..)| heading_key(heading) == key);
    if let Some((field, by)) = amount.and_then(|(_, field, by, _)| Some((register.field(field)?, register.field(by)?))) {
        return (Target::Amount(field, by, amount.map_or("", |(.., kind)| kind)), 2);
    }
    if let Some(field) = plain().find(|f| among(f.aliases, &key)) {
        return (Target::Field(field), 1);
    }
    if among(STATE_HEADINGS, &key) || among(arrival.headings, &key) {
        return (Target::State, 2);
    }
    // A column of rows is named by its words only: its id stands for it with the field's id before it.
    let column = columns().find(|(_, c)| c.labels.hans.chars().count() > 2 && labelled(c, &key));
    let column = column.map(|found| (found, 2)).or_else(|| columns().find(|(_, c)| among(c.aliases, &key)).map(|found| (found, 1)));
    let lines = || register.fields.iter().filter(|f| matches!(f.kind, Kind::Lines(_)));
    if let Some(field) = lines().find(|f| exact(f, &key)) {
        if is_computed(register, field) {
            return (Target::Computed, 2);
        }
        return (Target::Rows(field, column.map(|(found, _)| found).or_else(|| spoken_column(field))), 2);
    }
    if let Some(((field, column), fit)) = column {
        return (Target::Cell(field, column), fit);
    }
    // A figure of the list that an export writes beside the fields.
    if register.list.iter().filter_map(|c| derived_of(register, c.field)).any(|d| is_label(d.labels, &key)) {
        return (Target::Computed, 2);
    }
    if among(ORDINALS, &key) { (Target::Ordinal, 1) } else { (Target::Unmapped, 0) }
}

/// The column in which a row says what it says, where a list has words in the place of rows: the first one that each row must have.
fn spoken_column(field: &'static Field) -> Option<(&'static Field, &'static Field)> {
    let says = |c: &&'static Field| matches!(c.kind, Kind::Text | Kind::Person | Kind::Department);
    field.columns().iter().filter(|c| c.required && !c.computed).find(says).map(|column| (field, column))
}

/// The derived values that the list of a register shows and that an export has beside its fields, each under a heading from
/// which an import takes nothing.
pub fn figures(register: &Register) -> Vec<&'static Derived> {
    let shown = register.list.iter().filter_map(|c| derived_of(register, c.field));
    let is_free = |d: &&'static Derived| Lang::ALL.iter().all(|lang| meaning(register, d.labels.get(*lang)).0 == Target::Computed);
    shown.filter(is_free).collect()
}

fn derived_of(register: &Register, column: &str) -> Option<&'static Derived> {
    register.derived(column.strip_prefix('=')?)
}

fn is_label(labels: Labels, key: &str) -> bool {
    [labels.hans, labels.hant, labels.en].iter().any(|w| heading_key(w) == key)
}

/// Whether the program computes a field: a list that was exported has it, and an import leaves it out.
pub(super) fn is_computed(register: &Register, field: &Field) -> bool {
    field.computed || version::is_computed(register, field.id, None)
}

fn exact(field: &Field, key: &str) -> bool {
    heading_key(field.id) == key || labelled(field, key)
}

fn labelled(field: &Field, key: &str) -> bool {
    is_label(field.labels, key)
}

fn among(words: &[&str], key: &str) -> bool {
    words.iter().any(|w| heading_key(w) == key)
}

fn apply(register: &Register, columns: &mut [ColumnMap], heading: &str, field: &str) -> Result<(), TableError> {
    let key = heading_key(heading);
    let target = named_target(register, field)?;
    let Some(at) = columns.iter().position(|c| heading_key(&c.heading) == key) else {
        let found: Vec<&str> = columns.iter().map(|c| c.heading.as_str()).filter(|h| !h.is_empty()).collect();
        return Err(TableError::NoSuchHeading { heading: heading.to_owned(), found: found.join(", ") });
    };
    for (other, column) in columns.iter_mut().enumerate() {
        if other == at {
            column.target = target;
            column.tells_state = matches!(target, Target::State);
        } else if same(&column.target, &target) {
            column.target = Target::Unmapped;
        }
    }
    Ok(())
}

fn named_target(register: &Register, field: &str) -> Result<Target, TableError> {
    let name = field.trim();
    let unknown = || TableError::NoSuchField { field: field.to_owned(), register: register.key };
    if matches!(name, "" | "-") {
        return Ok(Target::Ignored);
    }
    if name == "_state" {
        return Ok(Target::State);
    }
    if let Some((lines, column)) = name.split_once('.')
        && let Some(lines) = register.field_named(lines)
    {
        let column = lines.columns().iter().find(|c| c.matches(column)).ok_or_else(unknown)?;
        let computed = column.computed || is_computed(register, lines);
        return Ok(if computed { Target::Computed } else { Target::Cell(lines, column) });
    }
    match register.field_named(name) {
        Some(field) if is_computed(register, field) => Ok(Target::Computed),
        Some(field) if matches!(field.kind, Kind::Lines(_)) => Ok(Target::Rows(field, None)),
        Some(field) => Ok(Target::Field(field)),
        _ if among(STATE_HEADINGS, &heading_key(name)) => Ok(Target::State),
        _ => Err(unknown()),
    }
}
