//! Views of lists: what is asked of a register, under a name. What a file says that this program does not understand is left out
//! where it is used, and written back as it was.

use std::collections::BTreeMap;

use registers::def::Register;
use serde::{Deserialize, Deserializer, Serialize};

use super::lenient;
use crate::asks::{self, Ask};

/// Most views of a register.
pub const MOST_VIEWS: usize = 50;
/// Most characters of a view's name.
pub const MOST_NAME: usize = 40;
/// Most characters of the words that a view looks for.
const MOST_SEARCH: usize = 200;

/// A view of a list. What of it cannot be read is left out, and the rest is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// What it is called.
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    /// Whether the list opens with it.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "std::ops::Not::not")]
    pub standard: bool,
    /// Words to look for.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// The state to which the list is narrowed down.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The conditions, all of which hold.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Field by which it is sorted; none for the newest first.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// From the greatest down.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// What other programs keep with it, the columns among it.
    #[serde(flatten)]
    pub rest: serde_json::Map<String, serde_json::Value>,
}

/// A condition of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// One that this program knows.
    Known(Ask),
    /// One that it does not.
    Other(serde_json::Value),
}

impl View {
    /// The conditions that the register can be asked; there may be more that say nothing here.
    pub fn asks(&self, register: &Register) -> Vec<Ask> {
        let known = |condition: &Condition| match condition {
            Condition::Known(ask) if ask.field(register).is_some() => Some(ask.clone()),
            Condition::Known(_) | Condition::Other(_) => None,
        };
        self.conditions.iter().filter_map(known).take(asks::MOST).collect()
    }
}

/// The name of a view as it is kept: without blanks around it and line ends in it, and not longer than it may be.
pub fn tidy(name: &str) -> String {
    let flat: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    flat.trim().chars().take(MOST_NAME).collect::<String>().trim_end().to_owned()
}

/// Reads the views, each by itself: one that cannot be read, has no name, or is one too many is left out.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Vec<View>>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let registers: BTreeMap<String, serde_json::Value> = serde_json::from_value(value).unwrap_or_default();
    let view = |value: serde_json::Value| -> Option<View> {
        let mut view: View = serde_json::from_value(value).ok()?;
        view.name = tidy(&view.name);
        view.search = view.search.chars().take(MOST_SEARCH).collect();
        (!view.name.is_empty()).then_some(view)
    };
    let kept = registers.into_iter().take(super::MOST_NAMES).filter_map(|(key, views)| {
        let mut list: Vec<View> = Vec::new();
        let views: Vec<serde_json::Value> = serde_json::from_value(views).ok()?;
        for view in views.into_iter().filter_map(view) {
            if list.len() < MOST_VIEWS && !list.iter().any(|known| known.name == view.name) {
                list.push(view);
            }
        }
        Some((key, list))
    });
    Ok(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::super::{FILE, Prefs};
    use super::*;
    use crate::asks::{Span, What};

    fn of(text: &str) -> Prefs {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        Prefs::read(folder.path())
    }

    fn register() -> &'static Register {
        registers::book::find("assets").unwrap()
    }

    #[test]
    fn a_view_is_there_again_with_all_that_it_asks() {
        let ask = |field: &str, is: What| Condition::Known(Ask { field: field.into(), is });
        let view = View {
            name: "本月新购".into(),
            standard: true,
            search: "投影".into(),
            state: Some("in-use".into()),
            conditions: vec![
                ask("purchase_date", What::Span(Span::Month)),
                ask("labelled_on", What::Days { from: Some(jiff::civil::date(2026, 3, 1)), to: None }),
                ask("value", What::Numbers { from: None, to: Some(100_000) }),
                ask("using_dept", What::AnyOf(vec!["教务处".into()])),
                ask("name", What::Contains("机".into())),
                ask("brand", What::Empty),
                ask("brand", What::Filled),
                ask("location", What::Several),
            ],
            sort: Some("value".into()),
            descending: true,
            ..View::default()
        };
        let prefs = Prefs { views: [("assets".to_owned(), vec![view.clone()])].into(), ..Prefs::default() };
        let read = of(&serde_json::to_string(&prefs).unwrap());
        assert_eq!(read, prefs);
        assert_eq!(view.asks(register()).len(), view.conditions.len());
    }

    #[test]
    fn what_is_not_understood_is_left_out_with_a_mark_and_kept() {
        let text = r#"{"views":{"assets":[
            {"name":"新","columns":["name"],"conditions":[
                {"field":"brand","is":"filled"},
                {"field":"brand","is":{"like-nothing-known":3}},
                {"field":"gone","is":"empty"},
                {"field":"brand","is":"empty","not":true},
                {"field":"purchase_date","is":{"days":{"from":"2026-03-01","but":"2026-03-02"}}},
                {"field":"purchase_date","is":{"days":{"from":"soon"}}},
                7]},
            {"name":"  "}, {"name":3}, "x",
            {"name":"新"}
        ],"visits":"none"}}"#;
        let prefs = of(text);
        assert!(!prefs.views.contains_key("visits"));
        let [view] = &prefs.views["assets"][..] else { panic!("{:?}", prefs.views) };
        assert_eq!(view.asks(register()).len(), 1, "what says more than is understood is not asked for less");
        assert_eq!(view.conditions.len(), 7);
        let again = serde_json::to_value(&prefs).unwrap();
        assert_eq!(again["views"]["assets"][0]["columns"][0], "name");
        assert_eq!(again["views"]["assets"][0]["conditions"][1]["is"]["like-nothing-known"], 3);
    }

    #[test]
    fn views_and_their_names_have_an_end() {
        let views: Vec<_> = (0..3 * MOST_VIEWS).map(|n| serde_json::json!({ "name": format!("{n}{}", "长".repeat(500)) })).collect();
        let prefs = of(&serde_json::json!({ "views": { "assets": views } }).to_string());
        assert_eq!(prefs.views["assets"].len(), MOST_VIEWS);
        assert!(prefs.views["assets"].iter().all(|v| v.name.chars().count() == MOST_NAME));
        assert_eq!(tidy(" a\nb "), "a b");
    }
}
