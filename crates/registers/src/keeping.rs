//! Until when a record is kept: what its year and its period give, and how that is moved on. See [`Keeping`].

use jiff::civil::{Date, date};

use crate::def::{Keeping, Register};
use crate::document::{Op, Record};
use crate::parse;
use crate::value::Value;

/// The last day on which a record is kept by its year and period: none of what is kept for ever.
///
/// Unknown, and so none at all, where year or period is missing, or several stand side by side, and once somebody has decided
/// to keep it on.
fn given(keeping: &Keeping, record: &Record) -> Option<Option<Date>> {
    if record.is_filled(keeping.longer) {
        return None;
    }
    let [Value::Integer(year)] = record.values(keeping.year)[..] else { return None };
    let [Value::Text(period)] = &record.values(keeping.period)[..] else { return None };
    match keeping.years.iter().find(|(id, _)| *id == period.as_str())?.1 {
        None => Some(None),
        Some(years) => end_of(year.checked_add(years)?).map(Some),
    }
}

fn end_of(year: i64) -> Option<Date> {
    i16::try_from(year).ok().filter(|y| (1..=9999).contains(y)).map(|y| date(y, 12, 31))
}

/// The change that makes the date follow from year and period, if they say one: where it is empty, or is what they gave
/// before. A date that somebody typed otherwise stays, and is warned of.
pub fn follow(register: &Register, before: &Record, after: &Record) -> Option<Op> {
    let keeping = register.keeping?;
    let now = given(&keeping, after)?;
    let standing = after.values(keeping.until);
    let followed = given(&keeping, before).flatten().map(Value::date);
    let is_own = match &standing[..] {
        [] => true,
        [value] => value.is_empty() || Some(value) == followed.as_ref(),
        _ => false,
    };
    let value = now.map(Value::date);
    if !is_own || standing.first().filter(|v| !v.is_empty()) == value.as_ref() {
        return None;
    }
    let op = Op::Set { field: keeping.until.to_owned(), value };
    // A year that cannot be right gives a date that cannot be: nobody typed that one, so nobody is refused for it.
    let faults = |record: &Record| parse::check(register, record).len();
    (faults(&parse::preview(after, std::slice::from_ref(&op))) <= faults(after)).then_some(op)
}

/// The change that keeps a record on: so many years after the end of its time, or after this year where that is over.
pub(crate) fn keep_on(register: &Register, record: &Record, this_year: i16) -> Option<Op> {
    let keeping = register.keeping?;
    let years = keeping.years.iter().find(|(id, _)| *id == record.text(keeping.longer))?.1;
    let ended: Option<i64> = record.text(keeping.until).get(..4).and_then(|year| year.parse().ok());
    let value = match years {
        None => None,
        Some(years) => Some(Value::date(end_of(ended.unwrap_or(0).max(i64::from(this_year)).checked_add(years)?)?)),
    };
    Some(Op::Set { field: keeping.until.to_owned(), value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::book::archive_items::REGISTER;

    fn item(values: &[(&str, Value)]) -> Record {
        let ops: Vec<Op> = values.iter().map(|(f, v)| Op::Set { field: (*f).to_owned(), value: Some(v.clone()) }).collect();
        parse::preview(&Record { register: REGISTER.key.to_owned(), ..Record::default() }, &ops)
    }

    fn of(year: i64, period: &str) -> Record {
        item(&[("title", "通知".into()), ("archive_year", Value::Integer(year)), ("retention", period.into())])
    }

    fn check(before: &Record, after: &Record, expect: Option<Option<&str>>) {
        let found = follow(&REGISTER, before, after).map(|op| match op {
            Op::Set { field, value } if field == "expires_on" => value.and_then(|v| v.as_text().map(str::to_owned)),
            op => panic!("{op:?}"),
        });
        assert_eq!(found, expect.map(|e| e.map(str::to_owned)), "{after:?}");
    }

    fn with(record: &Record, field: &str, value: impl Into<Value>) -> Record {
        parse::preview(record, &[Op::Set { field: field.to_owned(), value: Some(value.into()) }])
    }

    #[test]
    fn year_and_period_give_the_last_day() {
        let none = Record::default();
        check(&none, &of(2026, "d10"), Some(Some("2036-12-31")));
        check(&none, &of(2026, "d30"), Some(Some("2056-12-31")));
        check(&none, &of(2026, "permanent"), None);
        check(&none, &item(&[("retention", "d10".into())]), None);
        check(&none, &item(&[("archive_year", Value::Integer(2026))]), None);
    }

    #[test]
    fn the_date_follows_a_change_unless_somebody_typed_it() {
        let was = with(&of(2026, "d10"), "expires_on", "2036-12-31");
        check(&was, &with(&was, "retention", "d30"), Some(Some("2056-12-31")));
        check(&was, &with(&was, "archive_year", Value::Integer(2027)), Some(Some("2037-12-31")));
        check(&was, &with(&was, "retention", "permanent"), Some(None));
        let typed = with(&of(2026, "d10"), "expires_on", "2040-06-30");
        check(&typed, &with(&typed, "retention", "d30"), None);
        check(&Record::default(), &typed, None);
        let kept = with(&was, "extended_retention", "d10");
        check(&kept, &with(&kept, "retention", "d30"), None);
    }

    #[test]
    fn a_year_that_cannot_be_right_refuses_nobody() {
        check(&Record::default(), &with(&of(1900, "d10"), "doc_date", "2026-03-01"), None);
    }

    #[test]
    fn values_side_by_side_give_nothing_until_one_is_chosen() {
        let mut twice = of(2026, "d10");
        twice.fields.get_mut("retention").unwrap().push("d30".into());
        check(&Record::default(), &twice, None);
    }

    proptest! {
        /// What is kept on is kept beyond this year and beyond its time before.
        #[test]
        fn what_is_kept_on_moves_on(year in 1900i64..2100, ended in 1950i64..2150, now in 2020i16..2060, longer in prop::sample::select(vec![("d10", 10), ("d30", 30)])) {
            let item = with(&with(&of(year, "d10"), "expires_on", format!("{ended}-12-31").as_str()), "extended_retention", longer.0);
            let Some(Op::Set { value: Some(value), .. }) = keep_on(&REGISTER, &item, now) else { panic!() };
            prop_assert_eq!(value, Value::date(end_of(ended.max(i64::from(now)) + longer.1).unwrap()));
        }
    }

    #[test]
    fn what_is_kept_for_ever_has_no_end() {
        let item = with(&with(&of(2014, "d10"), "expires_on", "2024-12-31"), "extended_retention", "permanent");
        assert_eq!(keep_on(&REGISTER, &item, 2026), Some(Op::Set { field: "expires_on".to_owned(), value: None }));
        assert_eq!(keep_on(&REGISTER, &of(2014, "d10"), 2026), None, "nobody said for how long");
    }
}
