//! Derived values and alerts, computed by SQL whenever they are read.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use registers::common::{DELETED, VOID, VOID_AT};
use registers::def::{Alert, Calc, Checked, Keeping, Kind, Learned, Others, Overlap, Phase, Register, Stamps, Unit};
use registers::value::PARTS;
use registers::{RecordId, Value, book, workflow};
use rusqlite::params_from_iter;

use crate::query::{Hit, Reader};
use crate::{MAX_PAGE, Moment, Result, merged, schema, service, stocktake};

/// A record with a warning that holds for it now.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// The record.
    pub hit: Hit,
    /// Which warning.
    pub alert: &'static str,
    /// The number that is too small, and than what.
    pub numbers: (Value, Value),
}

impl Reader {
    /// The derived values of records of a register, by the id of each value; unknown records are left out, and values of which
    /// nobody knows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn derived(
        &self,
        register: &'static Register,
        ids: &[RecordId],
        now: DateTime,
    ) -> Result<BTreeMap<RecordId, BTreeMap<&'static str, i64>>> {
        if register.derived.is_empty() || ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        self.of_one_state(|reader| reader.reckoned(register, ids, now))
    }

    fn reckoned(
        &self,
        register: &'static Register,
        ids: &[RecordId],
        now: DateTime,
    ) -> Result<BTreeMap<RecordId, BTreeMap<&'static str, i64>>> {
        let mut found = BTreeMap::new();
        let shared = shared(register, now);
        let tallied = stocktake::tallied(self, register, Some(ids))?;
        let columns = register.derived.iter().map(|d| {
            let column = sql_with(register, &d.calc, now, tallied.as_deref());
            let column = counted(&column, d.unit);
            shared.iter().enumerate().fold(column, |column, (n, part)| column.replace(part, &format!("m.s{n}")))
        });
        let columns: Vec<String> = columns.collect();
        let parts: String = shared.iter().enumerate().map(|(n, part)| format!(", {part} AS s{n}")).collect();
        let marks = vec!["?"; ids.len().min(MAX_PAGE)].join(",");
        let table = schema::table(register);
        // The limit keeps SQLite from reckoning a part anew wherever it is named.
        let sql = format!(
            "SELECT rec.ulid, {} FROM
               (SELECT rec.id{parts} FROM record rec JOIN \"{table}\" t ON t.id=rec.id WHERE rec.ulid IN ({marks}) LIMIT -1) m
             CROSS JOIN record rec ON rec.id=m.id CROSS JOIN \"{table}\" t ON t.id=m.id",
            columns.join(", "),
        );
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(ids.iter().take(MAX_PAGE).map(|id| id.to_bytes())))?;
        while let Some(row) = rows.next()? {
            let mut values = BTreeMap::new();
            for (n, derived) in register.derived.iter().enumerate() {
                values.extend(row.get::<_, Option<i64>>(n + 1)?.map(|value| (derived.id, value)));
            }
            found.insert(RecordId::from_bytes(row.get(0)?), values);
        }
        Ok(found)
    }

    /// The warnings that hold now, register by register.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn warnings(&self, now: Moment, limit: usize) -> Result<Vec<Warning>> {
        self.of_one_state(|reader| {
            let mut found = Vec::new();
            for register in book::ALL {
                for alert in register.alerts {
                    reader.alerted(register, alert, now, None, limit.saturating_sub(found.len()), &mut found)?;
                }
            }
            Ok(found)
        })
    }

    /// The warnings that hold for a record now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn warnings_of(&self, id: RecordId, now: Moment) -> Result<Vec<Warning>> {
        let mut found = Vec::new();
        let Some(register) = self.register_of(id)? else { return Ok(found) };
        for alert in register.alerts {
            self.alerted(register, alert, now, Some(id), 1, &mut found)?;
        }
        Ok(found)
    }

    fn alerted(
        &self,
        register: &'static Register,
        alert: &'static Alert,
        now: Moment,
        only: Option<RecordId>,
        limit: usize,
        found: &mut Vec<Warning>,
    ) -> Result<()> {
        // Sums of decimals are not exact: what differs by less than a decimal is the same.
        let number = |calc| format!("round({},4)", sql(register, calc, now.civil));
        let (less, than) = (number(&alert.less), number(&alert.than));
        let phases: Vec<String> = alert.phases.iter().map(|p| (*p as i64).to_string()).collect();
        let sql = format!(
            "SELECT t.id, rec.ulid, {less} AS a, {than} AS b FROM \"{}\" t JOIN record rec ON rec.id=t.id WHERE t.phase IN ({}){}{} AND a < b ORDER BY t.id LIMIT {}",
            schema::table(register),
            phases.join(","),
            merged::standing_only(register),
            if only.is_some() { " AND rec.ulid=?1" } else { "" },
            limit.min(MAX_PAGE)
        );
        let mut statement = self.connection().prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(only.map(|id| id.to_bytes())), |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, (r.get::<_, f64>(2)?, r.get::<_, f64>(3)?)))
        })?;
        for row in rows {
            let (row, id, (less, than)) = row?;
            let number = |n| Value::of_real(n).unwrap_or(Value::Integer(i64::MAX));
            let numbers = (number(less), number(than));
            let id = RecordId::from_bytes(id);
            // What the inbox calls 待同步, or put off by a pause, is no breach here either.
            if let Some(answered) = alert.answered
                && !self.is_answered_late(id, answered, now)?
            {
                continue;
            }
            let hit = self.hit(row, id, register.key)?;
            found.extend(hit.map(|hit| Warning { hit, alert: alert.id, numbers }));
        }
        Ok(())
    }
}

/// A derived value as its unit counts it: in ten-thousandths or in whole ones. Rounded, as sums of decimals are not exact.
fn counted(sql: &str, unit: Unit) -> String {
    let parts = if unit == Unit::Decimal { PARTS } else { 1 };
    // First to what decimals make, so that 1000.4999999999999 is what it was meant to be, 1000.5.
    whole(&format!("round(round({parts}*({sql}),4),0)"))
}

/// The parts that several of a register's derived values are made up of, as SQL, and that go through other records for it.
fn shared(register: &Register, now: DateTime) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for leaf in register.derived.iter().flat_map(|d| d.calc.leaves()) {
        *seen.entry(sql(register, leaf, now)).or_default() += 1;
    }
    seen.into_iter().filter(|(part, times)| *times > 1 && part.starts_with("(SELECT ")).map(|(part, _)| part).collect()
}

/// Names of a register's table and of its records in a piece of SQL.
#[derive(Clone, Copy)]
struct Names<'a> {
    table: &'a str,
    record: &'a str,
    /// What stocktakes have counted, as JSON by the rows of their records, where it is asked for: see [`Calc::Counted`].
    counted: Option<&'a str>,
}

/// The SQL of a derived value over the register's table as `t` and its record as `rec`.
pub(crate) fn sql(register: &Register, calc: &Calc, now: DateTime) -> String {
    sql_with(register, calc, now, None)
}

/// The same with what stocktakes have counted, as JSON: see [`crate::stocktake::tallied`].
pub(crate) fn sql_with(register: &Register, calc: &Calc, now: DateTime, counted: Option<&str>) -> String {
    named(register, calc, now, Names { table: "t", record: "rec", counted })
}

fn named(register: &Register, calc: &Calc, now: DateTime, names: Names<'_>) -> String {
    let both = |a: &Calc, b: &Calc| (named(register, a, now, names), named(register, b, now, names));
    match calc {
        Calc::Number(n) => n.to_string(),
        Calc::Field(field) => format!("coalesce({}.\"{}\",0)", names.table, schema::column(field)),
        Calc::Sum { of, amount, minus } => {
            let amount = format!("coalesce(o.\"{}\",0)", schema::column(amount));
            let signed = match minus {
                Some((by, values)) => signed(&format!("o.\"{}\"", schema::column(by)), values, &amount),
                None => amount,
            };
            over(register, of, &total(&signed), names)
        }
        Calc::Count(of) => over(register, of, "count(*)", names),
        Calc::Distinct(of, field) => over(register, of, &format!("count(DISTINCT o.\"{}\")", schema::column(field)), names),
        Calc::Checked(of, checked) => over_things(register, of, checked, names),
        Calc::Mean(of, field) => {
            over(register, of, &format!("CAST(round(coalesce(avg(o.\"{}\"),0)) AS INTEGER)", schema::column(field)), names)
        }
        Calc::SinceLast(of, field) => over(register, of, &days_since("max", field, now), names),
        Calc::SinceFirst(of, field) => over(register, of, &days_since("min", field, now), names),
        Calc::Rows(lines, column) => rows(lines, &total(&cell(column)), "", names),
        Calc::RowsWithout(lines, column, empty) => {
            rows(lines, &total(&cell(column)), &format!(" AND coalesce({},'')=''", cell(empty)), names)
        }
        Calc::Unequal(product) => {
            let (to, number, price) = (cell(product.to), cell(product.number), cell(product.price));
            let said = [&to, &number, &price].map(|c| format!("coalesce({c},'')<>''")).join(" AND ");
            // Half a hundredth for the amount, and for each one that the price is of.
            let apart = format!(" AND {said} AND abs({to}-{number}*{price})>0.5*abs({number})+0.5001");
            rows(product.lines, "count(*)", &apart, names)
        }
        Calc::RowCount(lines) => rows(lines, "count(*)", "", names),
        Calc::RowsWith(lines, column, value) => {
            rows(lines, "count(*)", &format!(" AND CAST({} AS TEXT)={}", cell(column), quote(yes(value))), names)
        }
        Calc::Current(stamps) => current(stamps, names),
        Calc::Stale(stamps) => {
            let over = if stamps.over.is_empty() { String::new() } else { format!(" AND coalesce({},'')=''", cell(stamps.over)) };
            let mine = format!("SELECT 1 FROM line c WHERE c.record={}.id AND c.field={}", names.table, quote(stamps.lines));
            let same = format!("{}={}", other_cell(stamps.by), cell(stamps.by));
            let about = format!("{}={}.\"{}\"", other_cell(stamps.stamp), names.table, schema::column(stamps.field));
            let stale = format!(
                "{over} AND coalesce({}.\"{}\",'')<>'' AND NOT EXISTS({mine} AND {same} AND {about})",
                names.table,
                schema::column(stamps.field)
            );
            rows(stamps.lines, &format!("count(DISTINCT {})", cell(stamps.by)), &stale, names)
        }
        Calc::Learned(learned) => learned_sql(learned, names),
        Calc::Minutes(from, to) => span(register, from, to, now, false, names),
        Calc::Days(from, to) => span(register, from, to, now, true, names),
        Calc::Overlaps(overlap) => overlaps(register, overlap, names),
        Calc::Keeping => register.keeping.map_or_else(|| "0".to_owned(), |keeping| kept(&keeping, names)),
        Calc::Quiet(lines, column, since) => {
            let last = rows(lines, &format!("max({})", cell(column)), "", names);
            let since = format!("coalesce({last},nullif({}.\"{}\",''))", names.table, schema::column(since));
            format!("coalesce(CAST(julianday({})-julianday(substr({since},1,10)) AS INTEGER),0)", quote(&now.date().to_string()))
        }
        Calc::In(states, calc) => {
            let states: Vec<String> = states.iter().map(|s| quote(s)).collect();
            let value = named(register, calc, now, names);
            format!("CASE WHEN {}.state IN ({}) THEN {value} ELSE 0 END", names.table, states.join(","))
        }
        Calc::KnownIn(states, calc) => {
            let states: Vec<String> = states.iter().map(|s| quote(s)).collect();
            let value = named(register, calc, now, names);
            format!("CASE WHEN {}.state IN ({}) THEN {value} END", names.table, states.join(","))
        }
        Calc::Counted(column, calc) => {
            let otherwise = named(register, calc, now, names);
            names.counted.map_or_else(|| otherwise.clone(), |known| stocktake::counted(known, names.table, column, &otherwise))
        }
        Calc::Percent(a, b) => {
            let (a, b) = both(a, b);
            format!("CAST(coalesce(round(100.0*({a})/nullif({b},0)),0*({a})) AS INTEGER)")
        }
        Calc::Greatest(a, b) => {
            let (a, b) = both(a, b);
            format!("max({a},{b})")
        }
        Calc::Plus(a, b) => {
            let (a, b) = both(a, b);
            format!("({a}+{b})")
        }
        Calc::Minus(a, b) => {
            let (a, b) = both(a, b);
            format!("({a}-{b})")
        }
        Calc::Times(a, b) => {
            let (a, b) = both(a, b);
            format!("({a}*{b})")
        }
        Calc::Either(a, b) => {
            let (a, b) = both(a, b);
            format!("coalesce({a},{b})")
        }
        Calc::Through(other, field, calc) => {
            let Some(other) = book::find(other) else { return "NULL".to_owned() };
            let value = named(other, calc, now, Names { table: "t1", record: "rec1", counted: None });
            format!(
                "(SELECT {value} FROM link k1 JOIN record rec1 ON rec1.ulid=k1.target JOIN \"{}\" t1 ON t1.id=rec1.id
                 WHERE k1.record={}.id AND k1.field={} LIMIT 1)",
                schema::table(other),
                names.table,
                quote(field)
            )
        }
    }
}

/// An amount, negative where the choice in `by` is one of `values`.
pub(crate) fn signed(by: &str, values: &[&str], amount: &str) -> String {
    let values: Vec<String> = values.iter().map(|v| quote(v)).collect();
    format!("CASE WHEN {by} IN ({}) THEN -{amount} ELSE {amount} END", values.join(","))
}

/// Whole days from the latest (`max`) or earliest (`min`) day in a field of the others up to today.
fn days_since(which: &str, field: &str, now: DateTime) -> String {
    let day = format!("{which}(julianday(substr(nullif(o.\"{}\",''),1,10)))", schema::column(field));
    format!("CAST(julianday(substr({},1,10))-{day} AS INTEGER)", moment(now))
}

/// A value as a whole number. Numbers that are too large, and texts where numbers belong, spoil no reading of the others.
fn whole(sql: &str) -> String {
    format!("CAST({sql} AS INTEGER)")
}

/// A sum, as exact as decimals are; it never overflows, where `sum` would fail.
fn total(sql: &str) -> String {
    format!("round(total({sql}),4)")
}

/// A yes as rows hold it.
fn yes(value: &str) -> &str {
    match value {
        "yes" => "1",
        "no" => "0",
        other => other,
    }
}

/// A column of a row of table `line` as `w`.
pub(crate) fn cell(column: &str) -> String {
    format!("json_extract(w.cells,'$.{column}')")
}

fn rows(lines: &str, what: &str, only: &str, names: Names<'_>) -> String {
    format!("(SELECT {what} FROM line w WHERE w.record={}.id AND w.field={}{only})", names.table, quote(lines))
}

/// An aggregate over the records of another register that link here, or to what was merged into this record.
fn over(register: &Register, of: &Others, what: &str, names: Names<'_>) -> String {
    over_joined(register, of, what, "", "", names)
}

/// How many things were looked at by somebody else than who keeps them: see [`Calc::Checked`].
fn over_things(register: &Register, of: &Others, checked: &Checked, names: Names<'_>) -> String {
    let target = book::find(of.register).and_then(|other| other.field(checked.thing)).map(|field| field.kind);
    let Some(Kind::Link(thing)) = target else { return "0".to_owned() };
    let Some(thing) = book::find(thing) else { return "0".to_owned() };
    let join = format!(
        "JOIN link l ON l.record=o.id AND l.field={} JOIN record y ON y.ulid=l.target JOIN \"{}\" x ON x.id=y.id",
        quote(checked.thing),
        schema::table(thing)
    );
    let keeper = format!("coalesce(x.\"{}\",'')", schema::column(checked.keeper));
    let name = |field| format!("coalesce(o.\"{}\",'')", schema::column(field));
    // A signature for somebody else names both.
    let same = |who: &str| format!("({who}={keeper} OR instr({who},{keeper}||'（代')=1 OR instr({who},'（代'||{keeper}||'）')>0)");
    let (by, again) = (name(checked.by), name(checked.again));
    let other = format!(" AND ({keeper}='' OR NOT {} OR ({again}<>'' AND NOT {}))", same(&by), same(&again));
    over_joined(register, of, "count(DISTINCT l.target)", &join, &other, names)
}

fn over_joined(register: &Register, of: &Others, what: &str, join: &str, more: &str, names: Names<'_>) -> String {
    let Some(other) = book::find(of.register) else { return "0".to_owned() };
    let mut counting = match of.states {
        [] => format!("o.phase IN ({},{})", Phase::Open as i64, Phase::Done as i64),
        states => format!("o.state IN ({})", states.iter().map(|s| quote(s)).collect::<Vec<_>>().join(",")),
    };
    if let Some((field, values)) = of.only {
        let values: Vec<String> = values.iter().map(|v| quote(v)).collect();
        counting.push_str(&format!(" AND o.\"{}\" IN ({})", schema::column(field), values.join(",")));
    }
    if !of.without.is_empty() {
        counting.push_str(&format!(" AND coalesce(o.\"{}\",'')=''", schema::column(of.without)));
    }
    let ulid = format!("{}.ulid", names.record);
    let here = match merged::merges(register) && of.via != merged::INTO {
        true => format!("k.target IN {}", merged::with_merged(register, &ulid)),
        false => format!("k.target={ulid}"),
    };
    // From the links: how many records they come from the planner cannot know, and would rather start with all of a kind.
    format!(
        "(SELECT {what} FROM link k CROSS JOIN \"{}\" o ON o.id=k.record {join} WHERE {here} AND k.field={} AND {counting}{more})",
        schema::table(other),
        quote(of.via)
    )
}

/// How many have a row about the text as it is.
fn current(stamps: &Stamps, names: Names<'_>) -> String {
    let about = format!(" AND {}=nullif({}.\"{}\",'')", cell(stamps.stamp), names.table, schema::column(stamps.field));
    rows(stamps.lines, &format!("count(DISTINCT {})", cell(stamps.by)), &about, names)
}

/// A column of a row of table `line` as `c`.
fn other_cell(column: &str) -> String {
    format!("json_extract(c.cells,'$.{column}')")
}

fn learned_sql(learned: &Learned, names: Names<'_>) -> String {
    let Some(other) = book::find(learned.register) else { return "0".to_owned() };
    let own = |field: &str| format!("{}.\"{}\"", names.table, schema::column(field));
    let theirs = |field: &str| format!("o.\"{}\"", schema::column(field));
    let states: Vec<String> = learned.states.iter().map(|s| quote(s)).collect();
    // Both as the index of persons has them, so that no row is read.
    let (hours, yes) = (whole(&cell(learned.amount.0)), whole(&cell(learned.yes)));
    let amount = format!("coalesce({hours},{},0)", theirs(learned.amount.1));
    let (year, day) = (format!("coalesce({},'')", own(learned.year.1)), format!("coalesce({},'')", theirs(learned.year.0)));
    // The days of the year, worked out once for all rows: from the first up to the second, which is after whatever begins with
    // the year as a colon comes after all digits and dashes.
    let school = format!("{year} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]*'");
    let first = format!("CASE WHEN {school} THEN substr({year},1,4)||'-08' ELSE substr({year},1,4) END");
    let after =
        format!("CASE WHEN {year}='' THEN char(1114111) WHEN {school} THEN substr({year},6,4)||'-08' ELSE substr({year},1,4)||':' END");
    // From the rows that name the person, which have an index, to their records. The plus takes the column's affinity away and the
    // order is that of the index, without which it would not be searched; the limit keeps the days from being worked out for each
    // row.
    format!(
        "(SELECT {} FROM (SELECT {first} AS first_day, {after} AS day_after LIMIT 1) y CROSS JOIN line w CROSS JOIN \"{}\" o ON o.id=w.record
          WHERE {}=+{} COLLATE BINARY AND w.field={} AND o.state IN ({}) AND {day}>=y.first_day AND {day}<y.day_after AND {yes}=1)",
        total(&amount),
        schema::table(other),
        cell(learned.person.0),
        own(learned.person.1),
        quote(learned.lines),
        states.join(","),
    )
}

/// How many other records of the same person count in the same time as this one. A day by itself lasts until its end.
fn overlaps(register: &Register, overlap: &Overlap, names: Names<'_>) -> String {
    let states = overlap.states.iter().map(|s| quote(s)).collect::<Vec<_>>().join(",");
    let column = |table: &str, field: &str| format!("{table}.\"{}\"", schema::column(field));
    let end = |table: &str| {
        let until = column(table, overlap.until);
        let until = format!("CASE length({until}) WHEN 10 THEN {until}||'T24' ELSE {until} END");
        match overlap.ended {
            "" => until,
            ended => format!("min(coalesce(nullif({},''),'9999'),{until})", column(table, ended)),
        }
    };
    let (mine, who) = (names.table, overlap.who);
    format!(
        "(SELECT count(*) FROM \"{}\" z WHERE {}={} AND z.id<>{mine}.id AND z.state IN ({states}) AND {mine}.state IN ({states})
          AND {}<{} AND {}<{})",
        schema::table(register),
        column("z", who),
        column(mine, who),
        column("z", overlap.from),
        end(mine),
        column(mine, overlap.from),
        end("z"),
    )
}

/// How long it took, or takes so far, in whole days of the calendar or in minutes; what was made void ended with that. Where it is
/// over and nobody knows since when, or nobody knows when it began, there is no length.
fn span(register: &Register, from: &str, to: &str, now: DateTime, days: bool, names: Names<'_>) -> String {
    let table = names.table;
    let over: Vec<String> = workflow::states_after(register, to).into_iter().map(quote).collect();
    let pauses = register.pauses.filter(|p| p.begins == from && p.ends.contains(&to));
    let (from, to) = (schema::column(from), schema::column(to));
    let void = schema::column(VOID_AT.id());
    let end = format!(
        "CASE WHEN {table}.state IN ('{VOID}','{DELETED}') THEN coalesce(nullif({table}.\"{to}\",''),nullif({table}.\"{void}\",''))
         WHEN {table}.state IN ({}) THEN nullif({table}.\"{to}\",'') ELSE coalesce(nullif({table}.\"{to}\",''),{}) END",
        over.join(","),
        moment(now)
    );
    let rested = pauses.map_or_else(|| "0".to_owned(), |p| service::rested(register, &p, table, &format!("{table}.\"{from}\""), &end));
    let from = format!("nullif({table}.\"{from}\",'')");
    match days {
        true => format!("CAST(round(julianday(substr({end},1,10))-julianday(substr({from},1,10))-{rested}) AS INTEGER)"),
        false => format!("CAST(round((julianday({end})-julianday({from})-{rested})*1440) AS INTEGER)"),
    }
}

/// By how many days the date until which a record is kept is another than its year and period give.
fn kept(keeping: &Keeping, names: Names<'_>) -> String {
    let table = names.table;
    let [until, year, period, longer] = [keeping.until, keeping.year, keeping.period, keeping.longer].map(schema::column);
    let over: Vec<String> = keeping.over.iter().map(|s| quote(s)).collect();
    let cases = keeping.years.iter().map(|(id, years)| match years {
        None => format!("WHEN {} THEN 1", quote(id)),
        Some(years) => {
            let end = format!("julianday(printf('%04d-12-31',{table}.\"{year}\"+{years}))");
            format!("WHEN {} THEN CAST(abs(julianday({table}.\"{until}\")-{end}) AS INTEGER)", quote(id))
        }
    });
    format!(
        "CASE WHEN coalesce({table}.\"{until}\",'')='' OR {table}.\"{year}\" IS NULL OR coalesce({table}.\"{longer}\",'')<>'' OR {table}.state IN ({}) THEN 0
         ELSE coalesce(CASE {table}.\"{period}\" {} ELSE 0 END,0) END",
        over.join(","),
        cases.collect::<Vec<_>>().join(" ")
    )
}

/// A moment as SQL text.
pub(crate) fn moment(now: DateTime) -> String {
    quote(&now.strftime("%Y-%m-%dT%H:%M").to_string())
}

/// A text as SQL; the texts come from register files.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
