//! Values of fields, as records hold them.

use jiff::civil::{Date, DateTime};

/// One value of a field. Sets (choices, links) and lines are not values: see [`crate::document::Record`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Text, a person's or department's name, a choice's id, a link's record id, or personal data.
    Text(String),
    /// A whole number, or money in hundredths.
    Integer(i64),
    /// Yes or no.
    Yes(bool),
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
            Value::Integer(_) | Value::Yes(_) => None,
        }
    }

    /// The number, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(n) => Some(*n),
            Value::Text(_) | Value::Yes(_) => None,
        }
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
