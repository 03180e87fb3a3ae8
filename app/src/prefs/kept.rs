//! What a file says that this program does not understand: it stays in the file, and is told.

use std::sync::Arc;

use serde_json::{Map, Value};

/// Most of what is not understood that is told.
const MOST_TOLD: usize = 20;

/// What the file said, and what of it was understood. Which file preferences came from makes no difference between them.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin(Option<Arc<(Value, Value)>>);

impl PartialEq for Origin {
    fn eq(&self, _: &Origin) -> bool {
        true
    }
}

impl Origin {
    pub fn new(said: Value, understood: Value) -> Origin {
        Origin(Some(Arc::new((said, understood))))
    }

    /// What is to be written: what holds now, with what was not understood in its old place.
    pub fn with(&self, now: Value) -> Value {
        match self.0.as_deref() {
            Some((said, understood)) => merge(said, understood, now),
            None => now,
        }
    }

    /// Where in the file stands what was not understood.
    pub fn odd(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Some((said, understood)) = self.0.as_deref() {
            differences(said, Some(understood), String::new(), &mut found);
        }
        found
    }
}

/// Changes of what was understood onto what the file said. What was not changed is as the file had it.
fn merge(said: &Value, understood: &Value, now: Value) -> Value {
    if now == *understood {
        return said.clone();
    }
    match (said, understood, now) {
        (Value::Object(said), Value::Object(understood), Value::Object(mut now)) => {
            let mut merged = Map::new();
            for (key, said) in said {
                match (understood.get(key), now.remove(key)) {
                    (Some(understood), Some(now)) => drop(merged.insert(key.clone(), merge(said, understood, now))),
                    (None, Some(now)) => drop(merged.insert(key.clone(), now)),
                    // It was taken away here.
                    (Some(_), None) => {}
                    (None, None) => drop(merged.insert(key.clone(), said.clone())),
                }
            }
            merged.extend(now);
            Value::Object(merged)
        }
        (Value::Array(said), Value::Array(understood), Value::Array(now)) => {
            let left = said.iter().filter(|one| counterpart(one, understood).is_none()).cloned();
            let is_in = |list: &[Value], one: &Value| list.iter().any(|other| name(other).is_some() && name(other) == name(one));
            // The one that is called by another name now, where that is one.
            let only = |mut them: Vec<Value>| if them.len() == 1 { them.pop() } else { None };
            let gone = only(understood.iter().filter(|one| name(one).is_some() && !is_in(&now, one)).cloned().collect());
            let new = only(now.iter().filter(|one| name(one).is_some() && !is_in(understood, one)).cloned().collect());
            let changed = now.into_iter().map(|now| {
                let before = understood.iter().find(|before| name(before).is_some() && name(before) == name(&now));
                let renamed = || understood.iter().find(|before| new.as_ref() == Some(&now) && gone.as_ref() == Some(*before));
                let before = before.or_else(renamed);
                let old = before.and_then(|before| Some((said.iter().find(|one| counterpart(one, understood) == Some(before))?, before)));
                old.map_or(now.clone(), |(said, before)| merge(said, before, now))
            });
            Value::Array(changed.chain(left).collect())
        }
        (_, _, now) => now,
    }
}

/// What an element of a list was understood as.
fn counterpart<'a>(said: &Value, understood: &'a [Value]) -> Option<&'a Value> {
    let same_name = |one: &&Value| name(one).is_some() && name(one) == name(said);
    understood.iter().find(|one| *one == said).or_else(|| understood.iter().find(same_name))
}

fn name(value: &Value) -> Option<String> {
    Some(super::tidy(value.get("name")?.as_str()?))
}

/// The places of `said` that were understood as something else, or not at all.
fn differences(said: &Value, understood: Option<&Value>, at: String, found: &mut Vec<String>) {
    let within = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    if found.len() >= MOST_TOLD || understood == Some(said) {
        return;
    }
    match (said, understood) {
        (Value::Object(said), Some(Value::Object(understood))) => {
            // What has nothing to say here is not written.
            let says = |value: &Value| !matches!(value, Value::Null | Value::Bool(false)) && *value != Value::String(String::new());
            for (key, said) in said.iter().filter(|(key, value)| understood.contains_key(*key) || says(value)) {
                differences(said, understood.get(key), within(key), found);
            }
        }
        (Value::Array(said), Some(Value::Array(understood))) => {
            for (n, one) in said.iter().enumerate() {
                let place = name(one).unwrap_or_else(|| (n + 1).to_string());
                differences(one, counterpart(one, understood), within(&place), found);
            }
        }
        (Value::Array(said), None) if said.is_empty() => {}
        (Value::Object(said), None) if said.is_empty() => {}
        _ => found.push(at),
    }
}
