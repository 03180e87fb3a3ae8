//! Days as people name them, as the data compares them: a day is all of its minutes.

use jiff::ToSpan;
use jiff::civil::Date;
use registers::{Field, Kind, Value};
use replica::Filter;

use crate::clock;

/// When a record was last changed, as questions name it.
pub const UPDATED: &str = "_updated";

/// What lies on the days from one to another, or from or until one. `field` is none for when records were last changed.
pub fn days(field: Option<&'static Field>, from: Option<Date>, to: Option<Date>) -> Filter {
    let Some(field) = field else {
        // All of a day: what is before the one after it.
        let from = from.map(|day| Value::Integer(clock::hlc_of(day)));
        let to = to.map(|day| Value::Integer(clock::hlc_of(day.saturating_add(1.day())).saturating_sub(1)));
        return Filter::Between(UPDATED, from, to);
    };
    let is_time = matches!(field.kind, Kind::Time);
    let minute = |day: Date, hour: i8, minute: i8| if is_time { Value::time(day.at(hour, minute, 0, 0)) } else { Value::date(day) };
    Filter::Between(field.id, from.map(|day| minute(day, 0, 0)), to.map(|day| minute(day, 23, 59)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_all_of_its_minutes() {
        let visits = registers::book::find("visits").unwrap();
        let field = |id: &str| visits.field(id);
        let day = Some(date(2026, 3, 1));
        let between = |filter: Filter| match filter {
            Filter::Between(_, from, to) => (from, to),
            other => panic!("{other:?}"),
        };
        let text = |text: &str| Some(Value::from(text));
        assert_eq!(between(days(field("entered"), day, day)), (text("2026-03-01T00:00"), text("2026-03-01T23:59")));
        let dates = registers::book::find("assets").unwrap().field("purchase_date");
        assert_eq!(between(days(dates, day, None)), (text("2026-03-01"), None));
        let (Some(Value::Integer(from)), Some(Value::Integer(to))) = between(days(None, day, day)) else { panic!() };
        let civil = |hlc: i64| clock::civil_of_hlc(hlc.unsigned_abs());
        assert_eq!((civil(from), civil(to).date()), (date(2026, 3, 1).at(0, 0, 0, 0), date(2026, 3, 1)));
        assert_eq!(civil(to + 1).date(), date(2026, 3, 2));
        // The ends of time end nothing.
        days(None, Some(Date::MIN), Some(Date::MAX));
        days(field("entered"), Some(Date::MIN), Some(Date::MAX));
    }
}
