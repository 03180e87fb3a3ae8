//! `--where`: which records are asked for.

use jiff::civil::Date;
use registers::def::Register;
use registers::document::STATE;
use registers::parse::{self, DayOrder, Hints};
use registers::shelf::EXTRA;
use registers::{Field, Kind, Value};
use replica::{Filter, Query, Reader};

use super::{Context, assign};
use crate::{asks, ranges};

/// Between the ends of a range.
const RANGE: &str = "..";

/// Between several values of which one is enough.
const OR: char = '|';

/// The filters that `--where` asks for: `FIELD=VALUE`, `FIELD=FROM..TO` with either end or none, `FIELD~TEXT` for what holds a
/// text, and `FIELD=` for what is empty; with `|` between several of a kind one of them is enough.
pub(super) fn read(context: &Context, reader: &Reader, register: &'static Register, texts: &[String]) -> anyhow::Result<Vec<Filter>> {
    let asked = Asked { context, reader, register };
    texts.iter().map(|text| asked.filter(text)).collect()
}

struct Asked<'a> {
    context: &'a Context,
    reader: &'a Reader,
    register: &'static Register,
}

impl Asked<'_> {
    fn filter(&self, text: &str) -> anyhow::Result<Filter> {
        let Some(at) = text.find(['=', '~']) else { return self.context.misuse("error.condition", &[("text", text)]) };
        let (name, value) = (text.get(..at).unwrap_or_default().trim(), text.get(at + 1..).unwrap_or_default());
        if text.get(at..).is_some_and(|rest| rest.starts_with('~')) {
            let field = self.field(name)?;
            let holds = |part: &str| match part {
                // Everything holds nothing.
                "" => self.context.misuse("error.condition", &[("text", text)]),
                part => Ok(Filter::Contains(field.id, part.to_owned())),
            };
            return match field.kind {
                Kind::Text | Kind::Person | Kind::Department | Kind::Private => self.each(value, holds),
                _ => self.context.refuse("error.no_contains", &[("field", field.labels.get(self.context.lang))]),
            };
        }
        match name {
            "state" | "状态" | "狀態" => self.state(value),
            // Every record was changed at some time: nothing would be asked.
            "updated" if value.is_empty() => self.context.refuse("error.condition_day", &[("text", value)]),
            "updated" => self.each(value, |part| self.range(None, part)),
            name => {
                let field = self.field(name)?;
                self.each(value, |part| self.value(field, part))
            }
        }
    }

    /// What is asked by each of several values, of which one is enough. One by itself is taken as it is written.
    fn each(&self, value: &str, one: impl Fn(&str) -> anyhow::Result<Filter>) -> anyhow::Result<Filter> {
        if !value.contains(OR) {
            return one(value);
        }
        if value.split(OR).count() > asks::MOST_VALUES {
            return self.context.refuse("error.condition_many", &[("n", &asks::MOST_VALUES.to_string())]);
        }
        let any = value.split(OR).map(|part| one(part.trim())).collect::<anyhow::Result<Vec<Filter>>>()?;
        Ok(together(any))
    }

    fn field(&self, name: &str) -> anyhow::Result<&'static Field> {
        let field = assign::find_field(self.context, self.register, name)?;
        match field.kind {
            Kind::Lines(_) | Kind::LongText | Kind::Attachments => {
                self.context.refuse("error.no_filter", &[("field", field.labels.get(self.context.lang))])
            }
            _ => Ok(field),
        }
    }

    fn state(&self, value: &str) -> anyhow::Result<Filter> {
        let state = |name: &str| match self.register.states.iter().find(|s| s.id == name || s.labels.matches(name)) {
            Some(state) => Ok(Filter::State(state.id.to_owned())),
            None => self.context.refuse("error.no_such_state", &[("state", name)]),
        };
        self.each(value, state)
    }

    fn value(&self, field: &'static Field, value: &str) -> anyhow::Result<Filter> {
        let Asked { context, reader, .. } = *self;
        if value.is_empty() {
            return Ok(Filter::Empty(field.id));
        }
        if value == RANGE {
            return Ok(Filter::Between(field.id, None, None));
        }
        match field.kind {
            Kind::Date | Kind::Time | Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money if value.contains(RANGE) => {
                self.range(Some(field), value)
            }
            // A day is all of its minutes.
            Kind::Time if self.day(value).is_some() => Ok(ranges::days(Some(field), self.day(value), self.day(value))),
            Kind::Choices(_) | Kind::Links(_) => match assign::member(context, reader, field, value) {
                Ok(member) => Ok(Filter::Has(field.id, member)),
                Err(refused) => self.as_it_stands(field, value)?.ok_or(refused),
            },
            _ => match assign::value(context, reader, field, value) {
                Ok(read) if !field.id.starts_with(EXTRA) => Ok(Filter::Is(field.id, read)),
                // What was filled in under a setting that does not count any more is asked for as it stands.
                Ok(read) => Ok(self.standing(Filter::Is(field.id, read), field, value)?),
                Err(refused) => self.as_it_stands(field, value)?.ok_or(refused),
            },
        }
    }

    /// What is asked, unless no record has it and one has the same text as a value of another kind.
    fn standing(&self, asked: Filter, field: &'static Field, text: &str) -> anyhow::Result<Filter> {
        let other = if self.holds(&asked)? { None } else { self.as_it_stands(field, text)? };
        Ok(other.unwrap_or(asked))
    }

    /// What asks for a text that is no value of the field, or one of another kind, if it stands there in any record.
    fn as_it_stands(&self, field: &'static Field, text: &str) -> anyhow::Result<Option<Filter>> {
        let number = text.parse().ok().and_then(Value::of_real);
        let forms = [Some(Filter::Has(field.id, text.to_owned())), Some(Filter::Is(field.id, Value::from(text)))];
        for filter in forms.into_iter().chain([number.map(|n| Filter::Is(field.id, n))]).flatten() {
            if self.holds(&filter)? {
                return Ok(Some(filter));
            }
        }
        Ok(None)
    }

    fn holds(&self, filter: &Filter) -> anyhow::Result<bool> {
        Ok(self.reader.holds(&Query { filters: vec![filter.clone()], ..Query::of(self.register) })?)
    }

    /// From one end to another, both included; without a field, of when a record was last changed.
    fn range(&self, field: Option<&'static Field>, text: &str) -> anyhow::Result<Filter> {
        let (from, to) = text.split_once(RANGE).unwrap_or((text, text));
        let (from, to) = (from.trim(), to.trim());
        let day = |text: &str| -> anyhow::Result<Option<Date>> {
            match self.day(text) {
                None if !text.is_empty() => self.context.refuse("error.condition_day", &[("text", text)]),
                day => Ok(day),
            }
        };
        match field {
            None => Ok(ranges::days(None, day(from)?, day(to)?)),
            Some(field) if matches!(field.kind, Kind::Date) => Ok(ranges::days(Some(field), day(from)?, day(to)?)),
            Some(field) => {
                let end =
                    |text: &str| if text.is_empty() { Ok(None) } else { assign::value(self.context, self.reader, field, text).map(Some) };
                let (mut first, mut last) = (end(from)?, end(to)?);
                // Where only a day is given as the end of times, all of it is meant.
                if let Filter::Between(_, begin, until) = ranges::days(Some(field), self.day(from), self.day(to))
                    && matches!(field.kind, Kind::Time)
                {
                    (first, last) = (begin.or(first), until.or(last));
                }
                Ok(Filter::Between(field.id, first, last))
            }
        }
    }

    /// A day without a time of day.
    fn day(&self, text: &str) -> Option<Date> {
        let alone = parse::time(&format!("{text} 23:59"), &Hints::default()).is_ok();
        parse::date(text, DayOrder::default()).ok().filter(|_| alone)
    }
}

/// One of these, as one question to an index where they all ask for a value.
fn together(any: Vec<Filter>) -> Filter {
    let value = |filter: &Filter| match filter {
        Filter::State(state) => Some((STATE, Value::Text(state.clone()))),
        Filter::Is(field, value) => Some((*field, value.clone())),
        Filter::Has(field, member) => Some((*field, Value::Text(member.clone()))),
        _ => None,
    };
    match any.iter().map(value).collect::<Option<Vec<_>>>() {
        Some(values) if !values.is_empty() => {
            let field = values.first().map_or(STATE, |(field, _)| *field);
            Filter::AnyOf(field, values.into_iter().map(|(_, value)| value).collect())
        }
        _ => Filter::OneOf(any),
    }
}
