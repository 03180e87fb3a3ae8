//! Conditions on the fields of a list as a person puts them, which saved views keep: what each means for the data, and for one record.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use registers::def::Register;
use registers::{Field, Kind, Record, Value};
use replica::{Filter, Period};
use serde::{Deserialize, Serialize};

use crate::ranges::{self, UPDATED};

/// Most conditions of one list.
pub const MOST: usize = 20;
/// Most values of one condition.
pub const MOST_VALUES: usize = 200;

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Id of the field, or [`UPDATED`].
    pub field: String,
    /// What is asked of it.
    pub is: What,
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum What {
    /// One of these, as they are stored; of a set, that it has one of them.
    AnyOf(Vec<String>),
    /// On these days, both included; an end may be open.
    Days {
        /// The first.
        #[serde(default, with = "written", skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// The last.
        #[serde(default, with = "written", skip_serializing_if = "Option::is_none")]
        to: Option<Date>,
    },
    /// In a span of days that goes with the calendar.
    Span(Span),
    /// Between these numbers, both included, amounts in hundredths; an end may be open.
    Numbers {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<i64>,
        /// The greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<i64>,
    },
    /// Holds this text.
    Contains(String),
    /// Has no value.
    Empty,
    /// Has a value.
    Filled,
    /// Has several values side by side.
    Several,
}

/// A span of days by the day on which one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// That day.
    Today,
    /// Its week, from Monday on.
    Week,
    /// Its month.
    Month,
    /// The month before.
    LastMonth,
    /// The school term in which it lies.
    Term,
    /// Its calendar year.
    Year,
}

impl Span {
    /// All of them, from the shortest to the longest.
    pub const ALL: [Span; 6] = [Span::Today, Span::Week, Span::Month, Span::LastMonth, Span::Term, Span::Year];

    /// Its days; of the term none where it is not known.
    pub fn days(self, today: Date, term: Option<Period>) -> Option<Period> {
        let between = |from: Date, to: Date| Some(Period { from: Some(from), to: Some(to) });
        match self {
            Span::Today => between(today, today),
            Span::Week => {
                let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
                between(monday, monday.saturating_add(6.days()))
            }
            Span::Month => between(today.first_of_month(), today.last_of_month()),
            Span::LastMonth => {
                let last = today.first_of_month().saturating_sub(1.day());
                between(last.first_of_month(), last)
            }
            Span::Term => term,
            Span::Year => between(today.first_of_year(), today.last_of_year()),
        }
    }
}

impl Ask {
    /// The field of the register that is asked about, as far as it is still there and still fits: none within for when a record was
    /// last changed, none at all when the condition says nothing any more.
    pub fn field(&self, register: &Register) -> Option<Option<&'static Field>> {
        if self.field == UPDATED {
            let fits = matches!(self.is, What::Days { .. } | What::Span(_)) && !register.unnamed;
            return fits.then_some(None);
        }
        let field = fields(register).find(|f| f.id == self.field)?;
        let fits = match &self.is {
            What::AnyOf(values) => !values.is_empty() && values.len() <= MOST_VALUES && picks(field),
            What::Days { .. } | What::Span(_) => matches!(field.kind, Kind::Date | Kind::Time),
            What::Numbers { .. } => matches!(field.kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money),
            What::Contains(text) => !text.trim().is_empty() && holds_text(field),
            What::Empty | What::Filled | What::Several => true,
        };
        fits.then_some(Some(field))
    }

    /// The condition with its days as of a day.
    pub fn as_of(&self, today: Date, term: Option<Period>) -> Ask {
        let What::Span(span) = self.is else { return self.clone() };
        // Where no term runs, nothing lies in it.
        let never = || Period { from: Some(date(2900, 1, 1)), to: Some(date(1971, 1, 1)) };
        let Period { from, to } = span.days(today, term).unwrap_or_else(never);
        Ask { field: self.field.clone(), is: What::Days { from, to } }
    }

    /// What it means for the data; none when it says nothing any more.
    pub fn filter(&self, register: &Register) -> Option<Filter> {
        let field = self.field(register)?;
        let id = field.map_or(UPDATED, |f| f.id);
        Some(match &self.is {
            What::AnyOf(values) => Filter::AnyOf(id, values.iter().map(|v| stored(field, v)).collect()),
            What::Days { from, to } => ranges::days(field, *from, *to),
            What::Span(_) => Filter::Between(id, None, None),
            What::Numbers { from, to } => {
                let is_decimal = field.is_some_and(|f| matches!(f.kind, Kind::Decimal { .. }));
                let value = |n: i64| if is_decimal { Value::decimal(n) } else { Value::Integer(n) };
                Filter::Between(id, from.map(value), to.map(value))
            }
            What::Contains(text) => Filter::Contains(id, text.trim().to_owned()),
            What::Empty => Filter::Empty(id),
            What::Filled => Filter::Between(id, None, None),
            What::Several => Filter::Several(id),
        })
    }

    /// Whether a record that nothing but itself tells of meets it: for tests and for what is in memory.
    pub fn meets(&self, record: &Record) -> bool {
        let value = record.get(&self.field);
        let text = value.and_then(Value::as_text).unwrap_or_default();
        let set = record.sets.get(&self.field);
        let filled = value.is_some_and(|v| !v.is_empty()) || set.is_some_and(|s| !s.is_empty());
        match &self.is {
            What::AnyOf(values) => values.iter().any(|v| match (value, set) {
                (_, Some(set)) => set.contains(v),
                (Some(Value::Yes(yes)), _) => *yes == (v == YES),
                _ => filled && text == v,
            }),
            What::Days { from, to } => {
                let day: Option<Date> = text.get(..10).and_then(|t| t.parse().ok());
                day.is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
            }
            What::Numbers { from, to } => {
                let number = value.and_then(Value::as_integer);
                number.is_some_and(|n| from.is_none_or(|from| from <= n) && to.is_none_or(|to| n <= to))
            }
            What::Contains(part) => text.to_lowercase().contains(&part.trim().to_lowercase()),
            What::Empty => !filled,
            What::Filled | What::Span(_) => filled,
            What::Several => record.conflicts().iter().any(|name| name.split('/').next() == Some(&self.field)),
        }
    }
}

/// Dates as texts.
mod written {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

/// How a condition writes yes and no.
pub const YES: &str = "yes";
/// See [`YES`].
pub const NO: &str = "no";

fn stored(field: Option<&Field>, value: &str) -> Value {
    if field.is_some_and(|f| matches!(f.kind, Kind::YesNo)) { Value::Yes(value == YES) } else { Value::from(value) }
}

/// The fields of a register that conditions ask about: those of its list first.
pub fn fields(register: &Register) -> impl Iterator<Item = &'static Field> + use<> {
    let asked = |f: &&'static Field| !f.retired && !matches!(f.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments);
    let listed: Vec<&'static Field> = register.list.iter().filter_map(|c| register.field(c.field)).filter(asked).collect();
    let ids: Vec<&str> = listed.iter().map(|f| f.id).collect();
    let others: Vec<&'static Field> = register.all_fields().filter(asked).filter(|f| !ids.contains(&f.id)).collect();
    listed.into_iter().chain(others)
}

/// Whether values of a field are picked, by check boxes or by name.
pub fn picks(field: &Field) -> bool {
    matches!(
        field.kind,
        Kind::Choice(_) | Kind::Choices(_) | Kind::YesNo | Kind::Person | Kind::Department | Kind::Link(_) | Kind::Links(_)
    )
}

/// Whether a field is looked into for a part of its text.
pub fn holds_text(field: &Field) -> bool {
    matches!(field.kind, Kind::Text | Kind::Private | Kind::Person | Kind::Department)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_go_with_the_calendar() {
        let term = Some(Period { from: Some(date(2026, 9, 1)), to: Some(date(2027, 1, 31)) });
        let days = |span: Span, day: Date| {
            let Period { from, to } = span.days(day, term).unwrap();
            (from.unwrap().to_string(), to.unwrap().to_string())
        };
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        // A Sunday belongs to the week that began before it.
        assert_eq!(days(Span::Week, date(2026, 3, 1)), of("2026-02-23", "2026-03-01"));
        assert_eq!(days(Span::Today, date(2026, 3, 1)), of("2026-03-01", "2026-03-01"));
        assert_eq!(days(Span::Month, date(2028, 2, 29)), of("2028-02-01", "2028-02-29"));
        assert_eq!(days(Span::LastMonth, date(2026, 1, 31)), of("2025-12-01", "2025-12-31"));
        assert_eq!(days(Span::Year, date(2026, 3, 1)), of("2026-01-01", "2026-12-31"));
        assert_eq!(days(Span::Term, date(2026, 11, 1)), of("2026-09-01", "2027-01-31"));
        assert_eq!(Span::Term.days(date(2026, 3, 1), None), None);
        let this_term = Ask { field: "purchase_date".to_owned(), is: What::Span(Span::Term) };
        let What::Days { from, to } = this_term.as_of(date(2026, 3, 1), None).is else { panic!("days") };
        assert!(from > to, "where no term runs, nothing lies in it");
        for span in Span::ALL {
            let _ = (span.days(Date::MIN, None), span.days(Date::MAX, None));
        }
    }

    #[test]
    fn what_does_not_fit_a_field_says_nothing() {
        let assets = registers::book::find("assets").unwrap();
        let asks = |field: &str, is: What| Ask { field: field.to_owned(), is }.filter(assets).is_some();
        assert!(asks("purchase_date", What::Days { from: None, to: None }));
        assert!(asks("value", What::Numbers { from: Some(1), to: None }));
        assert!(asks("name", What::Contains("机".into())));
        assert!(asks(UPDATED, What::Days { from: None, to: None }));
        for (field, is) in [
            ("purchase_date", What::Numbers { from: None, to: None }),
            ("name", What::AnyOf(vec!["甲".into()])),
            ("custodian", What::AnyOf(Vec::new())),
            ("custodian", What::AnyOf(vec!["甲".into(); MOST_VALUES + 1])),
            ("name", What::Contains("  ".into())),
            ("movements", What::Filled),
            ("nonsense", What::Empty),
            (UPDATED, What::Empty),
        ] {
            assert!(!asks(field, is.clone()), "{field}: {is:?}");
        }
        let unnamed = registers::book::ALL.iter().find(|r| r.unnamed).unwrap();
        let changed = Ask { field: UPDATED.into(), is: What::Span(Span::Today) };
        assert!(changed.filter(unnamed).is_none(), "nobody is found by when they wrote");
    }
}
