//! Items of the store that a list calls by their names alone, as stock books do: the stock is that of the item. A list that has a
//! column for the item says itself which one it is, and by an empty cell that it is none.

use std::collections::BTreeSet;

use registers::book::supplies;
use registers::def::{Kind, Register};
use registers::parse::Reason;
use registers::table::{Draft, Fault};
use registers::{Field, Op, Value, workflow};
use replica::{Card, Filter, Reader};

use super::{fault, is_void, named, records};

/// Where the rows of a list may call an item by its name.
pub(super) struct Items {
    supplies: &'static Register,
    /// The link of the record itself, and what it takes over: field of the item, own field.
    own: Option<(&'static Field, &'static [(&'static str, &'static str)])>,
    /// The links of rows: field, column of the link, columns that are called as the fields of the item.
    rows: Vec<(&'static str, &'static Field, Vec<&'static str>)>,
}

enum Found {
    One(Value),
    None,
    Several(Fault),
}

impl Items {
    /// Of a list that has columns for `fields`.
    pub(super) fn of(reader: &Reader, register: &'static Register, fields: &BTreeSet<String>) -> replica::Result<Items> {
        let leads_there = |field: &&'static Field| field.kind == Kind::Link(supplies::REGISTER.key);
        let own = register.takes.and_then(|takes| Some((register.field(takes.link).filter(leads_there)?, takes.copy)));
        let rows = register.fields.iter().filter_map(|field| {
            let Kind::Lines(lines) = field.kind else { return None };
            let taken: Vec<_> = workflow::taken_over(lines).collect();
            let link = lines.columns.iter().find(|c| taken.first().is_some_and(|(link, _)| c.id == *link))?;
            let said = fields.contains(field.id) || fields.contains(&format!("{}/{}", field.id, link.id));
            (!said).then(|| (field.id, link, taken.into_iter().map(|(_, text)| text).collect()))
        });
        let supplies = reader.shelf()?.of(&supplies::REGISTER);
        Ok(Items { supplies, own: own.filter(|(link, _)| !fields.contains(link.id)), rows: rows.collect() })
    }

    /// Lets a row name the items that it calls by name, where there is just one of that name, specification and unit. Gives what is
    /// wrong where there are several.
    pub(super) fn name(&self, reader: &Reader, draft: &mut Draft) -> replica::Result<Vec<Fault>> {
        let mut faults = Vec::new();
        if let Some((link, copy)) = self.own {
            let said: Vec<_> = copy.iter().filter_map(|(from, to)| Some((*from, value(&draft.ops, to)?))).collect();
            match self.the_one(reader, link, &said)? {
                Found::One(id) => draft.ops.push(Op::Set { field: link.id.to_owned(), value: Some(id) }),
                Found::Several(fault) => faults.push(fault),
                Found::None => {}
            }
        }
        for (field, cells) in &mut draft.lines {
            let Some((_, link, texts)) = self.rows.iter().find(|(rows, ..)| rows == field) else { continue };
            let cell = |id: &str| cells.iter().find(|(column, value)| column == id && !value.is_empty()).map(|(_, value)| value.clone());
            let said: Vec<_> = texts.iter().filter_map(|text| Some((*text, cell(text)?))).collect();
            match self.the_one(reader, link, &said)? {
                Found::One(id) => cells.push((link.id.to_owned(), id)),
                Found::Several(fault) => faults.push(fault),
                Found::None => {}
            }
        }
        Ok(faults)
    }

    /// The item that a row can only mean: its name is what the row says, and nothing of it is otherwise.
    fn the_one(&self, reader: &Reader, link: &'static Field, said: &[(&str, Value)]) -> replica::Result<Found> {
        let Some((_, title)) = said.iter().find(|(from, _)| *from == self.supplies.title) else { return Ok(Found::None) };
        let filter = |(from, value): &(&str, Value)| {
            let field = self.supplies.field(from)?;
            let is = Filter::Is(field.id, value.clone());
            Some(if *from == self.supplies.title { is } else { Filter::OneOf(vec![is, Filter::Empty(field.id)]) })
        };
        let filters: Vec<Filter> = said.iter().filter_map(filter).collect();
        let found: Vec<Card> = records(reader, self.supplies, filters)?.into_iter().filter(|card| !is_void(card)).collect();
        Ok(match &found[..] {
            [] => Found::None,
            [one] => Found::One(Value::from(one.id.to_string().as_str())),
            several => {
                let names: Vec<String> = several.iter().map(named).collect();
                Found::Several(fault(link, title.as_text().unwrap_or_default(), Reason::SeveralRecords(names.join(" / "))))
            }
        })
    }
}

fn value(ops: &[Op], wanted: &str) -> Option<Value> {
    ops.iter().find_map(|op| match op {
        Op::Set { field, value: Some(value) } if field == wanted && !value.is_empty() => Some(value.clone()),
        _ => None,
    })
}
