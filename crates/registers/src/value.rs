//! Values of fields, as records hold them.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};

/// Parts of one in which [`Value::Decimal`] counts.
pub const PARTS: i64 = 10_000;

/// Greatest number of parts: up to there each is another `f64`, which is how documents and tables hold them.
const MOST_PARTS: i64 = 1_000_000_000_000_000;

/// One value of a field. Sets (choices, links) and lines are not values: see [`crate::document::Record`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text, a person's or department's name, a choice's id, a link's record id, or personal data.
    Text(String),
    /// A whole number, or money in hundredths.
    Integer(i64),
    /// A number that is not whole, in ten-thousandths. What is whole is an [`Value::Integer`]: one number is one value.
    Decimal(i64),
    /// Yes or no.
    Yes(bool),
}

impl Ord for Value {
    /// Texts, then numbers by what they say, then yes and no.
    fn cmp(&self, other: &Value) -> Ordering {
        let parts = |value: &Value| match value {
            Value::Integer(n) => Some(i128::from(*n) * i128::from(PARTS)),
            Value::Decimal(parts) => Some(i128::from(*parts)),
            Value::Text(_) | Value::Yes(_) => None,
        };
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Yes(a), Value::Yes(b)) => a.cmp(b),
            (Value::Text(_), _) | (_, Value::Yes(_)) => Ordering::Less,
            (_, Value::Text(_)) | (Value::Yes(_), _) => Ordering::Greater,
            (a, b) => parts(a).cmp(&parts(b)),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Value) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Value {
    /// A date, kept as `2026-03-01`.
    pub fn date(date: Date) -> Value {
        Value::Text(date.to_string())
    }

    /// A date and time, kept to the minute as `2026-03-01T08:30`.
    pub fn time(time: DateTime) -> Value {
        Value::Text(time.strftime("%Y-%m-%dT%H:%M").to_string())
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(t) => Some(t),
            Value::Integer(_) | Value::Decimal(_) | Value::Yes(_) => None,
        }
    }

    /// The number, if it is a whole one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(n) => Some(*n),
            Value::Text(_) | Value::Decimal(_) | Value::Yes(_) => None,
        }
    }

    /// A number of ten-thousandths.
    pub fn decimal(parts: i64) -> Value {
        if parts % PARTS == 0 { Value::Integer(parts / PARTS) } else { Value::Decimal(parts) }
    }

    /// The number in ten-thousandths, if it is one.
    pub fn as_decimal(&self) -> Option<i64> {
        match self {
            Value::Integer(n) => Some(n.saturating_mul(PARTS)),
            Value::Decimal(parts) => Some(*parts),
            Value::Text(_) | Value::Yes(_) => None,
        }
    }

    /// The number that documents and tables hold as `real`, rounded to ten-thousandths; none where it is none or out of reach.
    pub fn of_real(real: f64) -> Option<Value> {
        let parts = (real * PARTS as f64).round();
        (parts.abs() <= MOST_PARTS as f64).then(|| Value::decimal(parts as i64))
    }

    /// How documents and tables hold this many ten-thousandths.
    pub fn real(parts: i64) -> f64 {
        parts as f64 / PARTS as f64
    }

    /// What so many of a thing cost at a price in hundredths, rounded half up to the hundredth; none where this is no number.
    /// What was taken away costs as much as what was added.
    pub fn cost(&self, price: i64) -> Option<i64> {
        let parts = i128::from(self.as_decimal()?) * i128::from(price);
        let half = i128::from(PARTS / 2);
        let cost = (parts.abs() + half) / i128::from(PARTS) * parts.signum();
        Some(i64::try_from(cost).unwrap_or(if cost < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Text(t) if t.is_empty())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Integer(n)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Value {
        Value::Yes(yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_decimal_number_of_things_costs_is_rounded_half_up() {
        let check = |text: &str, price: i64, expect: i64| {
            let number = Value::decimal(crate::parse::decimal(text, i64::MIN, i64::MAX).unwrap());
            assert_eq!(number.cost(price), Some(expect), "{text} × {price}");
        };
        check("2.5", 333, 833);
        check("2.5", 330, 825);
        check("0.3333", 100, 33);
        check("0.335", 100, 34);
        check("0.3349", 100, 33);
        check("-2.5", 333, -833);
        check("5", 2150, 10_750);
        check("0", 2150, 0);
        assert_eq!(Value::Integer(i64::MAX).cost(i64::MAX), Some(i64::MAX), "too much is no panic");
        assert_eq!(Value::from("five").cost(100), None);
    }
}
