//! What is measured against the office's working days, which SQLite does not know.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use registers::def::{Measure, OFFICE_HOURS};
use registers::workflow;

use super::{Cell, Group, Question};
use crate::query::Reader;
use crate::{Result, step};

/// Greatest number of days whose working hours are counted.
const LONGEST: i64 = 36_600;

type Keys = Vec<String>;
type Spans = Vec<(DateTime, DateTime)>;

impl Reader {
    /// Fills in how much notice was given, and how much of the working hours was used.
    pub(super) fn working(&self, question: &Question<'_>, groups: &mut BTreeMap<Keys, Group>) -> Result<()> {
        for (n, measure) in question.report.measures.iter().enumerate() {
            let cells = match measure {
                Measure::Notice(sent) => self.notices(question, sent)?,
                Measure::UseRate(from, to) => self.use_rates(question, (from, to))?,
                _ => continue,
            };
            for (keys, share) in cells {
                if let Some(cell) = groups.get_mut(&keys).and_then(|g| g.cells.get_mut(n)) {
                    *cell = Cell::Percent(Some(share));
                }
            }
        }
        Ok(())
    }

    /// The share of events of which people were told in time: as the register's deadline before them asks.
    fn notices(&self, question: &Question<'_>, sent: &str) -> Result<BTreeMap<Keys, f64>> {
        let Some(rule) = question.register.due.filter(|rule| rule.ahead) else { return Ok(BTreeMap::new()) };
        let calendar = step::calendar(self.connection())?;
        let mut kept: BTreeMap<Keys, (u32, u32)> = BTreeMap::new();
        for (keys, [sent, event, kind]) in self.texts(question, [sent, rule.since, if rule.by.is_empty() { sent } else { rule.by }])? {
            let (Some(sent), Some(event)) = (day(&sent), day(&event)) else { continue };
            let (enough, all) = kept.entry(keys).or_default();
            *enough += u32::from(workflow::lead(&rule, &calendar, sent, event) >= rule.days_for(&kind));
            *all += 1;
        }
        Ok(kept.into_iter().map(|(keys, (enough, all))| (keys, 100.0 * f64::from(enough) / f64::from(all))).collect())
    }

    /// The period is the one that is asked for, else that from the first use to the last.
    fn use_rates(&self, question: &Question<'_>, (from, to): (&str, &str)) -> Result<BTreeMap<Keys, f64>> {
        let calendar = step::calendar(self.connection())?;
        let mut used: BTreeMap<Keys, Spans> = BTreeMap::new();
        for (keys, [from, to]) in self.texts(question, [from, to])? {
            if let (Ok(from), Ok(to)) = (from.parse::<DateTime>(), to.parse::<DateTime>())
                && from < to
            {
                used.entry(keys).or_default().push((from, to));
            }
        }
        let all = || used.values().flatten();
        let (Some(first), Some(last)) = (all().map(|(from, _)| from.date()).min(), all().map(|(_, to)| to.date()).max()) else {
            return Ok(BTreeMap::new());
        };
        let (first, last) = (question.period.from.unwrap_or(first), question.period.to.unwrap_or(last));
        let (opens, closes) = OFFICE_HOURS;
        let days = calendar.working_between(first.yesterday().unwrap_or(first), last).min(LONGEST);
        let hours = (days * (closes - opens)).max(1);
        let share = |spans: Spans| {
            let minutes: i64 = joined(spans).into_iter().map(|span| within_hours(&calendar, span)).sum();
            100.0 * minutes as f64 / hours as f64
        };
        Ok(used.into_iter().map(|(keys, spans)| (keys, share(spans))).collect())
    }

    /// The texts of some fields of each record that counts, with the keys of its group.
    fn texts<const N: usize>(&self, question: &Question<'_>, fields: [&str; N]) -> Result<Vec<(Keys, [String; N])>> {
        let keys = question.keys();
        let columns = fields.map(|field| format!("coalesce({},'')", question.column(field)));
        let sql =
            format!("SELECT {}{} {}", columns.join(", "), keys.iter().map(|k| format!(", {k}")).collect::<String>(), question.source(true));
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
            let mut texts = [const { String::new() }; N];
            for (at, slot) in texts.iter_mut().enumerate() {
                *slot = text(at)?;
            }
            found.push(((0..keys.len()).map(|n| text(N + n)).collect::<rusqlite::Result<_>>()?, texts));
        }
        Ok(found)
    }
}

/// Minutes of a span that lie in the office's hours on working days.
fn within_hours(calendar: &registers::calendar::Calendar, (from, to): (DateTime, DateTime)) -> i64 {
    let (opens, closes) = OFFICE_HOURS;
    let mut minutes = 0;
    let mut day = from.date();
    for _ in 0..LONGEST {
        if day > to.date() {
            break;
        }
        let at = |minute: i64| day.at(0, 0, 0, 0).checked_add(minute.minutes()).unwrap_or(DateTime::MAX);
        if calendar.is_working(day) {
            minutes += to.min(at(closes)).duration_since(from.max(at(opens))).as_mins().max(0);
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    minutes
}

/// Spans without what lies in several of them.
fn joined(mut spans: Spans) -> Spans {
    spans.sort_unstable();
    let mut all: Spans = Vec::new();
    for (from, to) in spans {
        match all.last_mut() {
            Some((_, until)) if from <= *until => *until = (*until).max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
