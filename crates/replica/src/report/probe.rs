//! What tests ask of reports besides their answers.

use registers::book::stocktakes;
use registers::def::{Register, Report};

use super::{Group, Period, Question, Table, plain_sql};
use crate::query::Reader;
use crate::{Moment, Result, stocktake};

impl Reader {
    /// A report over the rows of another table.
    pub(crate) fn report_over(&self, register: &'static Register, report: &Report, lines: &str, now: Moment) -> Result<Table> {
        let question = Question { lines: lines.to_owned(), ..Question::new(register, report, Period::default(), now.civil) };
        let groups: Vec<Group> = self.plain(&question)?.into_values().collect();
        Ok(Table { total: groups.iter().map(|g| g.size).sum(), groups, hidden: 0, least: 1 })
    }

    /// How SQLite goes about a report over the zones of stocktakes.
    pub(crate) fn way_of_zones(&self, report: &Report, now: Moment) -> Result<Vec<String>> {
        let mut question = Question::new(&stocktakes::REGISTER, report, Period::default(), now.civil);
        question.lines = stocktake::coverage_rows(self, &stocktakes::REGISTER)?;
        let mut plan = self.connection().prepare(&format!("EXPLAIN QUERY PLAN {}", plain_sql(&question).1))?;
        let steps = plan.query_map([], |r| r.get::<_, String>(3))?;
        Ok(steps.collect::<rusqlite::Result<_>>()?)
    }
}
