//! Reports: what a register file asks, as queries of the read model.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use registers::book::{observations, stocktakes};
use registers::def::{By, Measure, Only, Pauses, PerHead, Phase, Register, Report, SMALLEST};
use registers::{Field, Kind, RecordId, order, workflow};

use crate::calc::{self, cell, moment, quote};
use crate::query::Reader;
use crate::{MAX_PAGE, Moment, Result, merged, schema, stocktake};

mod limits;
#[cfg(test)]
mod probe;
mod small;
mod table;
mod working;

use table::weight;
pub use table::{Cell, Group, Period, Table};

/// The table of all rows.
const LINES: &str = "line";

/// The field by which a [`Period`] counts.
pub fn dated_by(register: &Register) -> Option<&'static str> {
    register.list.iter().filter_map(|c| register.field(c.field)).find(|f| matches!(f.kind, Kind::Date | Kind::Time)).map(|f| f.id)
}

impl Reader {
    /// Runs a report.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn report(&self, register: &'static Register, report: &Report, period: Period, now: Moment) -> Result<Table> {
        self.of_one_state(|reader| reader.reported(register, report, period, now))
    }

    fn reported(&self, register: &'static Register, report: &Report, period: Period, now: Moment) -> Result<Table> {
        let mut question = Question::new(register, report, period, now.civil);
        if question.pauses.is_some() {
            question.heard = self.heard(now)?;
        }
        if register.key == stocktakes::REGISTER.key {
            match report.rows {
                Some(lines) if lines == stocktakes::ZONES.id() => question.lines = stocktake::coverage_rows(self, register)?,
                Some(lines) if lines == stocktakes::CUSTODIANS.id() => question.lines = stocktake::custodian_rows(register),
                Some(_) => {}
                None if question.asked(true).is_empty() => {}
                None => question.tallied = stocktake::tallied(self, register, None)?,
            }
        }
        let finding = observations::FINDING.id();
        let measures = |m: &Measure| matches!(m, Measure::Share(field, _) if *field == finding);
        if register.key == observations::REGISTER.key && report.measures.iter().any(measures) {
            question.made = Some((finding, stocktake::finding_column(self)?));
        }
        let mut groups = self.plain(&question)?;
        for (n, measure) in report.measures.iter().enumerate() {
            if let Measure::Span(from, to) = measure {
                self.spans(&question, (from, to), n, &mut groups)?;
            }
        }
        self.working(&question, &mut groups)?;
        let all = groups.len();
        let total = self.total(&question, &groups)?;
        let limits = self.limits(&question)?;
        let needed = |g: &Group| limits.get(&g.keys).copied().unwrap_or(0).max(report.at_least);
        let short: Vec<i64> = groups.values().filter(|g| g.size < needed(g)).map(&needed).collect();
        let few = |group: &Group| group.size < needed(group);
        let beside = if report.unnamed { small::beside(&groups, few, needed) } else { BTreeSet::new() };
        let mut groups: Vec<Group> = groups.into_values().filter(|g| !few(g) && !beside.contains(&g.keys)).collect();
        let hidden = all - groups.len();
        let least = short.into_iter().max().unwrap_or(report.at_least);
        // What is left out is not to be reckoned from the sum.
        let total = if report.unnamed { groups.iter().map(|g| g.size).sum() } else { total };
        for (n, by) in report.by.iter().enumerate() {
            if let By::Field(field) = by
                && question.field(field).is_some_and(|f| matches!(f.kind, Kind::Link(_) | Kind::Links(_)))
            {
                self.name_links(&mut groups, n)?;
            }
        }
        if report.by.iter().any(is_ordered) {
            groups.sort_by(|a, b| by_keys(report, a, b));
        } else {
            groups.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| by_keys(report, a, b)));
        }
        groups.truncate(MAX_PAGE);
        Ok(Table { groups, total, hidden, least })
    }

    /// How many there are; a record that stands in several groups counts once.
    fn total(&self, question: &Question<'_>, groups: &BTreeMap<Vec<String>, Group>) -> Result<i64> {
        if question.members().next().is_none() {
            return Ok(groups.values().map(|g| g.size).sum());
        }
        let sql = format!("SELECT count(*) {}", question.source(false));
        Ok(self.connection().prepare(&sql)?.query_row([], |r| r.get(0))?)
    }

    /// The smallest group that may be shown, where other records set it.
    fn limits(&self, question: &Question<'_>) -> Result<BTreeMap<Vec<String>, i64>> {
        let keys = question.keys();
        let Some(limit) = question.least() else { return Ok(BTreeMap::new()) };
        let list = keys.iter().map(|k| format!(", {k}")).collect::<String>();
        let by = if keys.is_empty() { "1=1".to_owned() } else { keys.join(", ") };
        let sql = format!("SELECT max({limit}){list} {} GROUP BY {by}", question.source(true));
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut limits = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let texts = (0..keys.len()).map(|n| row.get::<_, Option<String>>(n + 1).map(Option::unwrap_or_default));
            limits.insert(texts.collect::<rusqlite::Result<_>>()?, row.get::<_, Option<i64>>(0)?.unwrap_or(0));
        }
        Ok(limits)
    }

    fn plain(&self, question: &Question<'_>) -> Result<BTreeMap<Vec<String>, Group>> {
        let (keys, sql) = plain_sql(question);
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut groups = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let texts = (0..keys.len()).map(|n| row.get::<_, Option<String>>(n + 1).map(Option::unwrap_or_default));
            let keys: Vec<String> = texts.collect::<rusqlite::Result<_>>()?;
            let mut cells = Vec::new();
            for (n, measure) in question.report.measures.iter().enumerate() {
                let value: Option<f64> = row.get(keys.len() + 1 + n)?;
                let unknown: Option<i64> = row.get(keys.len() + 1 + question.report.measures.len() + n)?;
                cells.push(match measure {
                    Measure::Count | Measure::Distinct(_) => Cell::Count(value.unwrap_or(0.0) as i64),
                    Measure::Net(..) => Cell::Amount(value.unwrap_or(0.0)),
                    Measure::Hours(..) => Cell::Amount((value.unwrap_or(0.0) * 100.0).round() / 100.0),
                    Measure::Average(..) => Cell::Length(value.map(|minutes| minutes.round() as i64)),
                    Measure::UseRate(..) | Measure::Notice(_) | Measure::InState(_) | Measure::Rate(_) => Cell::Percent(value),
                    Measure::Sum(_) | Measure::Derived(_) | Measure::Mean(_) | Measure::PerHead(_) => {
                        value.map_or(Cell::Empty, Cell::Amount)
                    }
                    Measure::Share(..) | Measure::OnTime(..) if unknown.is_some_and(|n| n > 0) => Cell::Known(value, unknown.unwrap_or(0)),
                    Measure::Share(..) | Measure::Ratio(..) | Measure::Filled(_) | Measure::OnTime(..) => Cell::Percent(value),
                    Measure::Span(..) => Cell::Span(None),
                });
            }
            groups.insert(keys.clone(), Group { keys, size: row.get(0)?, cells });
        }
        Ok(groups)
    }

    /// Fills in the medians: SQLite has none, so that the times of all cases are read in order.
    fn spans(&self, question: &Question<'_>, (from, to): (&str, &str), n: usize, groups: &mut BTreeMap<Vec<String>, Group>) -> Result<()> {
        let keys = question.keys();
        let rested = question.rested(from, to);
        let (from, to) = (question.column(from), question.column(to));
        let minutes = format!("CAST(round((julianday({to})-julianday({from})-{rested})*1440) AS INTEGER)");
        let sql = format!(
            "SELECT {minutes} AS m{} {} AND nullif({from},'') IS NOT NULL AND nullif({to},'') IS NOT NULL AND julianday({to})>=julianday({from}) ORDER BY m",
            keys.iter().map(|k| format!(", {k}")).collect::<String>(),
            question.source(true)
        );
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut times: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let texts = (0..keys.len()).map(|n| row.get::<_, Option<String>>(n + 1).map(Option::unwrap_or_default));
            let Some(minutes) = row.get::<_, Option<i64>>(0)? else { continue };
            times.entry(texts.collect::<rusqlite::Result<_>>()?).or_default().push(minutes);
        }
        for (keys, times) in times {
            let cell = groups.get_mut(&keys).and_then(|g| g.cells.get_mut(n));
            if let (Some(cell), Some(half), Some(most)) = (cell, quantile(&times, 50), quantile(&times, 90)) {
                *cell = Cell::Span(Some((half, most)));
            }
        }
        Ok(())
    }

    /// Puts the titles of linked records in the place of their ids.
    fn name_links(&self, groups: &mut [Group], n: usize) -> Result<()> {
        let named = |key: &String| {
            // Of what can be merged the key is in hexadecimal digits.
            let hex = (key.len() == 32).then(|| u128::from_str_radix(key, 16).ok()).flatten();
            hex.map(|n| RecordId::from_bytes(n.to_be_bytes())).or_else(|| key.parse().ok())
        };
        // All at once: one by one takes longer than the report.
        let titles = self.titles(&groups.iter().filter_map(|group| group.keys.get(n).and_then(named)).collect())?;
        for key in groups.iter_mut().filter_map(|group| group.keys.get_mut(n)) {
            if let Some(title) = named(key).and_then(|id| titles.get(&id)) {
                key.clone_from(title);
            }
        }
        Ok(())
    }
}

/// The question for the groups with what can be measured in SQL.
fn plain_sql(question: &Question<'_>) -> (Vec<String>, String) {
    let own = question.report.measures.iter().map(|m| question.measure(m));
    // Behind them how many cases each leaves out.
    let measures: Vec<String> = own.chain(question.report.measures.iter().map(|m| question.unknown(m))).collect();
    let keys = question.keys();
    let sql = format!(
        "SELECT count(*), {}{} {} GROUP BY {}",
        keys.iter().map(|k| format!("{k}, ")).collect::<String>(),
        measures.join(", "),
        question.measured(),
        if keys.is_empty() { "1=1".to_owned() } else { keys.join(", ") }
    );
    (keys, sql)
}

/// The value that so many of a hundred do not exceed; `sorted` in order.
pub(crate) fn quantile(sorted: &[i64], percent: usize) -> Option<i64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1).min(last)).copied()
}

fn is_ordered(by: &By) -> bool {
    matches!(by, By::Year(_) | By::Month(_) | By::Hour(_) | By::Weekday(_) | By::Age(_) | By::Overdue(_) | By::Since(_) | By::Band(..))
}

/// How the groups stand by their keys: ages and bands as numbers, all others as texts.
fn by_keys(report: &Report, a: &Group, b: &Group) -> Ordering {
    let age = |by: &By, key: &str| if matches!(by, By::Age(_) | By::Band(..)) { key.parse().unwrap_or(-1) } else { 0_i64 };
    let pairs = report.by.iter().zip(a.keys.iter().zip(&b.keys));
    let mut orders = pairs.map(|(by, (a, b))| age(by, a).cmp(&age(by, b)).then_with(|| order::compare(a, b)));
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// A report put into SQL: records as `t`, with rows as `w`, members of a set as `m`.
struct Question<'a> {
    register: &'static Register,
    report: &'a Report,
    period: Period,
    now: DateTime,
    /// The table of the rows.
    lines: String,
    /// When work rests on the records that are counted.
    pauses: Option<Pauses>,
    /// Until when this desk has heard of the others; none: never.
    heard: Option<DateTime>,
    /// What stocktakes have counted, where the report asks for it: see [`stocktake::tallied`].
    tallied: Option<String>,
    /// A field whose value is worked out where it is empty, and that value as SQL.
    made: Option<(&'static str, String)>,
}

impl<'a> Question<'a> {
    fn new(register: &'static Register, report: &'a Report, period: Period, now: DateTime) -> Question<'a> {
        let pauses = register.pauses.filter(|_| report.rows.is_none());
        Question { register, report, period, now, lines: LINES.to_owned(), tallied: None, pauses, heard: None, made: None }
    }

    /// The field or, in a report over rows, the column of that name.
    fn field(&self, id: &str) -> Option<&'static Field> {
        let column = self.report.rows.and_then(|lines| self.register.field(lines)).and_then(|f| f.columns().iter().find(|c| c.id == id));
        column.or_else(|| self.register.field(id))
    }

    fn column(&self, id: &str) -> String {
        let lines = self.report.rows.and_then(|lines| self.register.field(lines));
        if lines.is_some_and(|f| f.columns().iter().any(|c| c.id == id)) {
            return cell(id);
        }
        if self.made.as_ref().is_some_and(|(field, _)| *field == id) {
            return self.derived(id);
        }
        format!("t.\"{}\"", schema::column(id))
    }

    /// A derived value of the record.
    fn derived(&self, id: &str) -> String {
        format!("t.\"d_{id}\"")
    }

    /// The derived values that the report asks for, in sight of those that it only measures or not.
    fn asked(&self, measured: bool) -> BTreeSet<&'static str> {
        let by = self.report.by.iter().filter_map(|by| if let By::Band(id, _) = by { Some(*id) } else { None });
        let measures = self.report.measures.iter().filter(|_| measured);
        let measured = measures.filter_map(|m| if let Measure::Derived(id) | Measure::Rate(id) = m { Some(*id) } else { None });
        let only = self.report.only.iter().filter_map(|o| if let Only::Above(id, _) = o { Some(*id) } else { None });
        by.chain(measured).chain(only).collect()
    }

    /// The table of the records, with the derived values that are asked for: each is reckoned once for a record, which is what
    /// the limit is for.
    fn table(&self, measured: bool) -> String {
        let table = schema::table(self.register);
        let asked = self.asked(measured);
        if asked.is_empty() && self.made.is_none() {
            return format!("\"{table}\"");
        }
        let value = |id: &str| {
            let derived = self.register.derived(id);
            derived.map_or_else(|| "NULL".to_owned(), |d| calc::sql_with(self.register, &d.calc, self.now, self.tallied.as_deref()))
        };
        let mut values: String = asked.into_iter().map(|id| format!(", {} AS \"d_{id}\"", value(id))).collect();
        values.extend(self.made.iter().map(|(id, sql)| format!(", {sql} AS \"d_{id}\"")));
        format!("(SELECT t.*{values} FROM \"{table}\" t JOIN record rec ON rec.id=t.id WHERE {} LIMIT -1)", self.counted())
    }

    /// The phases whose records count.
    fn counted(&self) -> String {
        if self.report.only.iter().any(|o| matches!(o, Only::State(_))) {
            return "1=1".to_owned();
        }
        // What was merged is told of by the record that stands.
        let standing = merged::standing_only(self.register);
        match self.report.only.iter().any(|o| matches!(o, Only::Phase(_))) {
            true => format!("1=1{standing}"),
            false => format!("t.phase IN ({},{}){standing}", Phase::Open as i64, Phase::Done as i64),
        }
    }

    /// The register that a link field of the record names, where its records can be merged.
    fn merging(&self, id: &str) -> Option<&'static Register> {
        let Kind::Link(to) = self.register.field(id)?.kind else { return None };
        let is_own = self.report.rows.and_then(|lines| self.register.field(lines)).is_none_or(|f| f.columns().iter().all(|c| c.id != id));
        registers::book::find(to).filter(|other| is_own && merged::merges(other))
    }

    fn is_set(&self, id: &str) -> bool {
        self.field(id).is_some_and(|f| matches!(f.kind, Kind::Choices(_) | Kind::Links(_)))
    }

    fn keys(&self) -> Vec<String> {
        self.report.by.iter().enumerate().map(|(n, by)| self.key(n, by)).collect()
    }

    fn key(&self, n: usize, by: &By) -> String {
        let part = |field: &str, from: usize, len: usize| format!("coalesce(substr({},{from},{len}),'')", self.column(field));
        let now = moment(self.now);
        match by {
            By::Field(field) if self.is_set(field) => format!("coalesce(m{n}.value,'')"),
            By::Field(field) => match self.merging(field) {
                Some(other) => format!("coalesce({},'')", merged::standing_for(other, field)),
                None => format!("CAST(coalesce({},'') AS TEXT)", self.column(field)),
            },
            By::State => "t.state".to_owned(),
            By::Title => format!("CAST(coalesce({},'') AS TEXT)", self.column(self.register.title)),
            By::Band(id, ends) => {
                let value = self.derived(id);
                let steps: String = ends.iter().enumerate().map(|(n, end)| format!(" WHEN {value}<={end} THEN '{n}'")).collect();
                format!("CASE WHEN {value} IS NULL THEN ''{steps} ELSE '{}' END", ends.len())
            }
            By::Year(field) => part(field, 1, 4),
            By::Month(field) => part(field, 1, 7),
            By::Hour(field) => part(field, 12, 2),
            By::Weekday(field) => format!("coalesce(strftime('%w', substr({},1,10)),'')", self.column(field)),
            By::Age(field) => {
                format!("CAST(CAST((julianday({now})-julianday(nullif({},'')))/365.2425 AS INTEGER) AS TEXT)", self.column(field))
            }
            By::Overdue(field) | By::Since(field) => {
                let days = format!("(julianday(substr({now},1,10))-julianday(substr({},1,10)))", self.column(field));
                // What is met in time stays so, whatever is still to do.
                let met = match self.is_running(field).as_str() {
                    _ if matches!(by, By::Since(_)) => String::new(),
                    "" => String::new(),
                    running => format!("WHEN NOT (1{running}) THEN '0' "),
                };
                format!(
                    "CASE WHEN {days} IS NULL THEN '' {met}WHEN {days}<1 THEN '0' WHEN {days}<8 THEN '1' WHEN {days}<31 THEN '2' WHEN {days}<91 THEN '3' ELSE '4' END"
                )
            }
        }
    }

    fn measure(&self, measure: &Measure) -> String {
        let filled = |field: &str| format!("nullif({},'') IS NOT NULL", self.column(field));
        match measure {
            Measure::Count => "count(*)".to_owned(),
            // A total never overflows, unlike a sum: hostile numbers spoil their own group only.
            Measure::Sum(field) => self.known(&self.column(field), format!("total({})", self.column(field))),
            Measure::Mean(field) => format!("avg({})", self.column(field)),
            Measure::Net(field, by, minus) => format!("total({})", calc::signed(&self.column(by), minus, &self.column(field))),
            Measure::Derived(id) => format!("CASE WHEN count({0})>0 THEN total({0}) END", self.derived(id)),
            Measure::Rate(id) => format!("avg({})", self.derived(id)),
            Measure::PerHead(per) => {
                let (by, minus) = per.minus;
                let amount = calc::signed(&self.column(by), minus, &self.column(per.amount));
                format!("total({amount})/nullif({},0)", self.heads(per))
            }
            Measure::Distinct(field) => format!("count(DISTINCT nullif({},''))", self.column(field)),
            // A box that nobody ticked says no; a choice that nobody made says nothing.
            Measure::Share(field, values) if self.is_choice(field) => format!(
                "100.0*sum(CASE WHEN {} THEN 1 ELSE 0 END)/nullif(sum(CASE WHEN {} THEN 1 ELSE 0 END),0)",
                self.is(field, values),
                filled(field)
            ),
            Measure::Share(field, values) => format!("100.0*sum(CASE WHEN {} THEN 1 ELSE 0 END)/count(*)", self.is(field, values)),
            Measure::Ratio(part, whole) => {
                self.known(&self.column(part), format!("100.0*total({})/nullif(total({}),0)", self.column(part), self.column(whole)))
            }
            Measure::Filled(field) => format!("100.0*sum(CASE WHEN {} THEN 1 ELSE 0 END)/count(*)", filled(field)),
            Measure::OnTime(done, due) => {
                let (a, b) = (self.column(done), self.column(due));
                let both = format!("{} AND {}", filled(done), filled(due));
                // What is still open after its day is late already, unless others may have done it.
                let late = match self.limit(Some(done), due) {
                    Some(limit) => format!("({} AND NOT {})", self.is_open_late(done, due), self.is_unheard(&limit)),
                    None => format!("({})", self.is_open_late(done, due)),
                };
                // A day that is due lasts until its end.
                let in_time = match self.limit(Some(done), due) {
                    Some(limit) => format!("(substr({a},1,length({b}))<={b} OR julianday({a})<={limit}+{})", limits::MOMENT),
                    None => format!("substr({a},1,length({b}))<={b}"),
                };
                format!(
                    "100.0*sum(CASE WHEN {both} AND {in_time} THEN 1 ELSE 0 END)/nullif(sum(CASE WHEN {both} OR {late} THEN 1 ELSE 0 END),0)"
                )
            }
            Measure::Average(from, to) => format!("avg({}*1440)", self.length(from, to)),
            Measure::Hours(from, to) => format!("total({}*24)", self.length(from, to)),
            Measure::InState(states) => {
                let states = states.iter().map(|s| quote(s)).collect::<Vec<_>>().join(",");
                format!("100.0*sum(CASE WHEN t.state IN ({states}) THEN 1 ELSE 0 END)/count(*)")
            }
            Measure::Span(..) | Measure::UseRate(..) | Measure::Notice(_) => "NULL".to_owned(),
        }
    }

    /// A value over rows that the program works out: nothing where it has not worked out the column for any of them.
    fn known(&self, column: &str, value: String) -> String {
        if self.lines == LINES { value } else { format!("CASE WHEN count({column})>0 THEN {value} END") }
    }

    /// Days from one time to the other, without those in which the work rested; nothing where one is missing.
    fn length(&self, from: &str, to: &str) -> String {
        let rested = self.rested(from, to);
        let (from, to) = (format!("nullif({},'')", self.column(from)), format!("nullif({},'')", self.column(to)));
        format!("CASE WHEN julianday({to})>=julianday({from}) THEN julianday({to})-julianday({from})-{rested} END")
    }

    /// How many heads the department of a group has: the same for each of its records.
    fn heads(&self, per: &PerHead) -> String {
        let said = per.heads.iter().filter_map(|heads| {
            let other = registers::book::find(heads.register)?;
            Some(format!(
                "(SELECT nullif(max(h.\"{}\"),0) FROM \"{}\" h WHERE h.\"{}\"={} AND h.state={})",
                schema::column(heads.heads),
                schema::table(other),
                schema::column(heads.department),
                self.column(per.department),
                quote(heads.state)
            ))
        });
        format!("coalesce({},0)", said.collect::<Vec<_>>().join(","))
    }

    /// How many cases a measure leaves out since nobody knows: those that are done without a day on which they were, and
    /// choices that nobody made; and what others may have done in time, of which this desk has not heard.
    fn unknown(&self, measure: &Measure) -> String {
        let empty = |field: &str| format!("nullif({},'') IS NULL", self.column(field));
        match measure {
            Measure::Share(field, _) if self.is_choice(field) => format!("sum(CASE WHEN {} THEN 1 ELSE 0 END)", empty(field)),
            Measure::OnTime(done, due) => {
                let is_done = match self.report.rows {
                    Some(_) => format!("t.phase={}", Phase::Done as i64),
                    None => format!("t.state IN ({})", self.after(done)),
                };
                let done_somewhere = format!("{} AND NOT {} AND {is_done}", empty(done), empty(due));
                let unheard =
                    self.limit(Some(done), due).map(|limit| format!("{} AND {}", self.is_open_late(done, due), self.is_unheard(&limit)));
                format!("sum(CASE WHEN {done_somewhere} OR {} THEN 1 ELSE 0 END)", unheard.map_or("0".to_owned(), |u| format!("({u})")))
            }
            _ => "NULL".to_owned(),
        }
    }

    /// The states in which a date of the record must be filled, as SQL.
    fn after(&self, field: &str) -> String {
        let is_own =
            self.report.rows.and_then(|lines| self.register.field(lines)).is_none_or(|f| f.columns().iter().all(|c| c.id != field));
        let states = if is_own { workflow::states_after(self.register, field) } else { Vec::new() };
        states.into_iter().map(quote).collect::<Vec<_>>().join(",")
    }

    fn is_choice(&self, field: &str) -> bool {
        self.field(field).is_some_and(|f| matches!(f.kind, Kind::Choice(_)))
    }

    fn is(&self, field: &str, values: &[&str]) -> String {
        let values: Vec<String> = values
            .iter()
            .map(|v| {
                quote(match *v {
                    "yes" => "1",
                    "no" => "0",
                    other => other,
                })
            })
            .collect();
        if self.is_set(field) {
            let one = |value: &String| format!("instr(','||{}||',', ','||{value}||',')>0", self.column(field));
            return format!("coalesce({},0)", format_args!("({})", values.iter().map(one).collect::<Vec<_>>().join(" OR ")));
        }
        format!("CAST(coalesce({},'') AS TEXT) IN ({})", self.column(field), values.join(","))
    }

    /// The sets by whose members there are groups, with their places among the keys.
    fn members(&self) -> impl Iterator<Item = (usize, &'static str)> + '_ {
        let sets = self.report.by.iter().enumerate().filter_map(|(n, by)| if let By::Field(field) = by { Some((n, *field)) } else { None });
        sets.filter(|(_, field)| self.is_set(field))
    }

    /// `FROM … WHERE …`, with a row for every member of the sets that make groups, or without.
    fn source(&self, members: bool) -> String {
        self.source_of(members, false)
    }

    /// The same with the derived values that are measured.
    fn measured(&self) -> String {
        self.source_of(true, true)
    }

    fn source_of(&self, members: bool, measured: bool) -> String {
        let table = self.table(measured);
        let mut from = match self.report.rows {
            Some(_) => format!("FROM {} w JOIN {table} t ON t.id=w.record", self.lines),
            None => format!("FROM {table} t"),
        };
        for (n, field) in self.members().filter(|_| members) {
            // Quoted as JSON first, whatever a member may hold.
            let list = format!("'['||replace(json_quote(nullif({},'')),',','\",\"')||']'", self.column(field));
            from.push_str(&format!(" LEFT JOIN json_each({list}) m{n}"));
        }
        let mut conditions = vec![match self.report.rows {
            Some(lines) => format!("w.field={}", quote(lines)),
            None => "1=1".to_owned(),
        }];
        conditions.push(self.counted());
        conditions.extend(self.report.only.iter().map(|only| self.only(only)));
        conditions.extend(self.within());
        format!("{from} WHERE {}", conditions.join(" AND "))
    }

    /// The smallest group that the record sets of which a record or row is, as SQL.
    fn least(&self) -> Option<String> {
        let limit = self.report.limit?;
        let Kind::Link(to) = self.register.field(limit.link)?.kind else { return None };
        let other = registers::book::find(to)?;
        let column = |field: &str| format!("\"{}\"", schema::column(field));
        let titled = match limit.title {
            "" => String::new(),
            title => format!(" OR s.{}=t.{}", column(other.title), column(title)),
        };
        Some(format!(
            "(SELECT max(s.{}) FROM \"{}\" s WHERE s.id IN (SELECT r.id FROM link k JOIN record r ON r.ulid=k.target WHERE k.record=t.id AND k.field={}){titled})",
            column(limit.least),
            schema::table(other),
            quote(limit.link)
        ))
    }

    /// The present day as a number.
    fn today(&self) -> String {
        format!("julianday(substr({},1,10))", moment(self.now))
    }

    fn only(&self, only: &Only) -> String {
        let day = |field: &str| format!("julianday(substr({},1,10))", self.column(field));
        let today = self.today();
        match only {
            Only::State(states) => format!("t.state IN ({})", states.iter().map(|s| quote(s)).collect::<Vec<_>>().join(",")),
            Only::Phase(phases) => format!("t.phase IN ({})", phases.iter().map(|p| (*p as i64).to_string()).collect::<Vec<_>>().join(",")),
            Only::Is(field, values) => self.is(field, values),
            Only::Filled(field) => format!("nullif({},'') IS NOT NULL", self.column(field)),
            Only::Empty(field) => format!("nullif({},'') IS NULL", self.column(field)),
            Only::Passed(field) => self.has_passed(field),
            Only::Enough(field, least) => {
                format!("coalesce({},0)>=max(coalesce({},0),{SMALLEST})", self.column(field), self.column(least))
            }
            Only::Within(field, days) => format!("{} BETWEEN {today} AND {today}+{days}", day(field)),
            Only::Above(id, most) => format!("{}>{most}", self.derived(id)),
        }
    }

    fn within(&self) -> Vec<String> {
        let Some(field) = dated_by(self.register) else { return Vec::new() };
        let day = format!("substr(t.\"{}\",1,10)", schema::column(field));
        let bound = |date: Option<Date>, sign: &str| date.map(|d| format!("{day}{sign}{}", quote(&d.to_string())));
        [bound(self.period.from, ">="), bound(self.period.to, "<=")].into_iter().flatten().collect()
    }
}
