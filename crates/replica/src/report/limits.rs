//! Limits in reports: when one is put off, when it has passed, and what others may have met of which this desk has not heard.

use registers::Kind;
use registers::def::Phase;

use super::Question;
use crate::calc::moment;
use crate::query::inbox::due;
use crate::service;

/// Half a second in days: sums of parts of a day are not exact, and moments are minutes.
pub(super) const MOMENT: &str = "0.5/86400";

impl Question<'_> {
    /// The days between two times in which the work rested.
    pub(super) fn rested(&self, from: &str, to: &str) -> String {
        match self.pauses.filter(|p| p.begins == from && p.ends.contains(&to)) {
            Some(pauses) => service::rested(self.register, &pauses, "t", &self.column(from), &self.column(to)),
            None => "0".to_owned(),
        }
    }

    /// The moment of a limit that pauses put off: for what is done at `done` if that matters.
    pub(super) fn limit(&self, done: Option<&str>, due: &str) -> Option<String> {
        let pauses = self.pauses.filter(|p| p.due == due)?;
        match done.is_none_or(|done| pauses.ends.contains(&done)) {
            // Up to now, or until it was done.
            true => {
                let ends = done.into_iter().chain(pauses.ends.iter().copied()).next();
                let ended = ends.map_or("NULL".to_owned(), |field| format!("nullif({},'')", self.column(field)));
                Some(service::limit(self.register, &pauses, "t", &format!("coalesce({ended},{})", moment(self.now))))
            }
            false => Some(format!("julianday({})", self.column(due))),
        }
    }

    /// Whether others may have written before the limit what is not here yet.
    pub(super) fn is_unheard(&self, limit: &str) -> String {
        self.heard.map_or_else(|| "1".to_owned(), |heard| format!("julianday({})<{limit}", moment(heard)))
    }

    /// Whether a record is still open after its limit, as far as this desk knows: what comes first is for SQL.
    pub(super) fn is_open_late(&self, done: &str, due: &str) -> String {
        let filled = |field: &str| format!("nullif({},'') IS NOT NULL", self.column(field));
        let passed = match self.limit(Some(done), due) {
            Some(limit) => format!("julianday({})>{limit}+{MOMENT}", moment(self.now)),
            None => format!("julianday(substr({},1,10))<{}", self.column(due), self.today()),
        };
        format!(
            "t.phase={} AND t.state NOT IN ({}){} AND NOT {} AND {} AND {passed}",
            Phase::Open as i64,
            self.after(done),
            self.is_running(due),
            filled(done),
            filled(due)
        )
    }

    /// SQL that leaves out the records whose limit is met, where the field is what they are due by.
    pub(super) fn is_running(&self, due: &str) -> String {
        let met = due::met(self.register, due).filter(|_| self.report.rows.is_none());
        met.map_or_else(String::new, |states| format!(" AND t.state NOT IN ({states})"))
    }

    /// Whether a date or time has passed: a day with its end, the time at which a record is due with its minute.
    pub(super) fn has_passed(&self, field: &str) -> String {
        let day = format!("julianday(substr({},1,10))<{}", self.column(field), self.today());
        let is_due = self.report.rows.is_none() && self.register.due.is_some_and(|rule| rule.field == field);
        let passed = match self.limit(None, field) {
            Some(limit) => format!("julianday({})>{limit}+{MOMENT} AND NOT {}", moment(self.now), self.is_unheard(&limit)),
            None if is_due && self.field(field).is_some_and(|f| f.kind == Kind::Time) => {
                format!("CASE length({at}) WHEN 10 THEN {day} ELSE nullif({at},'')<{} END", moment(self.now), at = self.column(field))
            }
            None => day,
        };
        format!("({passed}{})", self.is_running(field))
    }
}
