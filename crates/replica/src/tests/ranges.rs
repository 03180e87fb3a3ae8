//! What lies between two values, is one of several or holds a text: every way to a page gives what looking at each record gives.

use registers::book::assets;
use registers::{Kind, Op, Value};

use super::clerk::{Clerk, member, set};
use super::*;
use crate::query::Row;
use crate::{Filter, Query, Sort, schema};

struct Dice(Entropy);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        let mut bytes = [0; 8];
        (self.0)(&mut bytes);
        (u64::from_le_bytes(bytes) % n as u64) as usize
    }

    fn one(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// The fields that are asked about: columns with and without an index, and such as the office has added.
const DAYS: [&str; 3] = ["purchase_date", "warranty", "x_day"];
const NUMBERS: [&str; 4] = ["quantity", "unit_price", "life", "x_steps"];
const TEXTS: [&str; 4] = ["location", "brand", "unit", "x_gate"];

fn day(n: usize) -> Value {
    Value::Text(format!("2026-{:02}-{:02}", 1 + n % 6, 1 + n % 28))
}

fn text(n: usize) -> Value {
    ["楼一", "楼二", "Bau C", "bau d"][n % 4].into()
}

/// An asset that has some of the fields.
fn asset(dice: &mut Dice, n: usize) -> Vec<Op> {
    let mut ops = vec![set("name", format!("资产{n}").as_str())];
    for field in DAYS {
        ops.extend((!dice.one(3)).then(|| set(field, day(dice.below(40)))));
    }
    for field in NUMBERS {
        ops.extend((!dice.one(4)).then(|| set(field, dice.below(12) as i64)));
    }
    for field in TEXTS {
        ops.extend((!dice.one(4)).then(|| set(field, text(if dice.one(8) { 3 } else { dice.below(3) }))));
    }
    ops.extend(["甲", "乙"].into_iter().filter(|_| dice.one(2)).map(|tag| member("x_tags", tag)));
    ops
}

fn filter(dice: &mut Dice, changed: &[u64]) -> Filter {
    let number = |dice: &mut Dice| Value::Integer(dice.below(14) as i64 - 1);
    let stamp = |dice: &mut Dice| Value::Integer(changed[dice.below(changed.len())] as i64);
    let ends = |dice: &mut Dice, value: &dyn Fn(&mut Dice) -> Value| [0, 1].map(|_| (!dice.one(4)).then(|| value(dice)));
    match dice.below(12) {
        0 | 1 => {
            let [from, to] = ends(dice, &|dice| day(dice.below(40)));
            Filter::Between(DAYS[dice.below(3)], from, to)
        }
        2 | 3 => {
            let [from, to] = ends(dice, &number);
            Filter::Between(NUMBERS[dice.below(4)], from, to)
        }
        4 => {
            let [from, to] = ends(dice, &stamp);
            Filter::Between("_updated", from, to)
        }
        5 => Filter::AnyOf(TEXTS[dice.below(4)], (0..dice.below(3)).map(text).collect()),
        6 => Filter::AnyOf(
            "x_tags",
            [["甲"].as_slice(), &["乙"], &["甲", "乙"], &["丙"], &[]][dice.below(5)].iter().map(|t| (*t).into()).collect(),
        ),
        8 => {
            let parts = (0..dice.below(4)).map(|_| ["一", "BAU c", "d"][dice.below(3)].to_owned());
            Filter::OneOf(parts.map(|part| Filter::Contains("location", part)).collect())
        }
        9 => {
            let field = DAYS[dice.below(3)];
            let [before, after] = [0, 1].map(|_| Some(day(dice.below(40))));
            Filter::OneOf(vec![Filter::Between(field, None, before), Filter::Between(field, after, None), Filter::Empty(field)])
        }
        10 => Filter::AnyOf("_state", ["in-use", "idle", "lent"].iter().take(dice.below(4)).map(|s| (*s).into()).collect()),
        7 => Filter::Contains(TEXTS[dice.below(4)], ["楼", "BAU", "c", "不", "二"][dice.below(5)].to_owned()),
        _ => [Filter::Is("unit", text(0)), Filter::Empty("warranty"), Filter::State("in-use".to_owned())][dice.below(3)].clone(),
    }
}

fn meets(row: &Row, filter: &Filter) -> bool {
    let value = |field: &str| row.values.get(field).filter(|v| !v.is_empty());
    match filter {
        Filter::State(state) => row.state == *state,
        Filter::Is(field, wanted) => value(field) == Some(wanted),
        Filter::Empty(field) => value(field).is_none(),
        Filter::AnyOf("x_tags", any) => {
            let tags: Vec<&str> = value("x_tags").and_then(Value::as_text).unwrap_or_default().split(',').collect();
            any.iter().any(|one| tags.contains(&one.as_text().unwrap()))
        }
        Filter::AnyOf("_state", any) => any.contains(&row.state.as_str().into()),
        Filter::OneOf(any) => any.iter().any(|one| meets(row, one)),
        Filter::AnyOf(field, any) => value(field).is_some_and(|v| any.contains(v)),
        Filter::Contains(field, part) => {
            value(field).and_then(Value::as_text).is_some_and(|t| t.to_lowercase().contains(&part.to_lowercase()))
        }
        Filter::Between(field, from, to) => {
            let changed = Value::Integer(row.updated as i64);
            let value = if *field == "_updated" { Some(&changed) } else { value(field) };
            let order = |a: &Value, b: &Value| match (a, b) {
                (Value::Integer(a), Value::Integer(b)) => a <= b,
                (a, b) => a.as_text().unwrap() <= b.as_text().unwrap(),
            };
            value.is_some_and(|v| from.as_ref().is_none_or(|from| order(from, v)) && to.as_ref().is_none_or(|to| order(v, to)))
        }
        _ => unreachable!("not asked here"),
    }
}

fn extra_fields(clerk: &mut Clerk) {
    for (id, kind, words) in
        [("x_day", "date", ""), ("x_steps", "integer", ""), ("x_gate", "text", ""), ("x_tags", "choices", "甲、乙、丙")]
    {
        let ops = [set("register", "assets"), set("what", "extra-field"), set("target", id), set("label_hans", id), set("kind", kind)];
        clerk.add("adjustments", &[&ops[..], &[set("words", words)]].concat());
    }
}

#[test]
fn ranges_find_what_looking_at_every_record_finds() {
    let mut found = 0;
    for seed in 0..4 {
        let mut dice = Dice(entropy(seed));
        let mut clerk = Clerk::new();
        extra_fields(&mut clerk);
        for n in 0..50 {
            let ops = asset(&mut dice, n);
            clerk.add("assets", &ops);
        }
        if seed % 2 == 0 {
            // As in a large register: every column has an index.
            schema::index_large(&clerk.desk.replica.conn, 10).unwrap();
        }
        let reader = clerk.reader();
        let register = reader.shelf().unwrap().by_key("assets").unwrap();
        let all = reader.page(&Query { limit: 1_000, ..Query::of(register) }).unwrap().rows;
        let changed: Vec<u64> = all.iter().map(|row| row.updated).collect();
        for _ in 0..300 {
            let filters: Vec<Filter> = (0..1 + dice.below(3)).map(|_| filter(&mut dice, &changed)).collect();
            let sorts = ["purchase_date", "quantity", "life", "location", "_updated", "x_day", "x_steps"];
            let sort = dice.one(2).then(|| Sort { field: sorts[dice.below(7)].to_owned(), descending: dice.one(2) });
            let query = Query { filters, sort, offset: dice.below(6), limit: 1 + dice.below(20), ..Query::of(register) };
            let page = reader.page(&query).unwrap();
            let mut wanted = reader.page(&Query { filters: Vec::new(), offset: 0, limit: 1_000, ..query.clone() }).unwrap().rows;
            wanted.retain(|row| query.filters.iter().all(|f| meets(row, f)));
            assert_eq!(page.total, wanted.len(), "seed {seed}: {query:?}");
            assert_eq!(reader.holds(&query).unwrap(), !wanted.is_empty(), "seed {seed}: {query:?}");
            let ids: Vec<_> = page.rows.iter().map(|r| r.id).collect();
            let wanted: Vec<_> = wanted.iter().map(|r| r.id).skip(query.offset).take(query.limit).collect();
            assert_eq!(ids, wanted, "seed {seed}: {query:?}");
            found += ids.len();
        }
    }
    assert!(found > 1_000, "hardly anything was found: {found}");
}

/// The planner is told which index: what lies between two values is found without going through the register.
#[test]
fn a_rare_range_takes_its_index() {
    let mut clerk = Clerk::new();
    for n in 0..40 {
        clerk.add("assets", &[set("name", format!("资产{n}").as_str()), set("purchase_date", day(n)), set("unit", "台")]);
    }
    schema::index_large(&clerk.desk.replica.conn, 10).unwrap();
    let reader = clerk.reader();
    let range = Filter::Between("purchase_date", Some(day(3)), Some(day(3)));
    for filters in [vec![range.clone()], vec![Filter::Is("unit", "台".into()), range]] {
        for sort in [None, Some("purchase_date"), Some("location")] {
            let sort = sort.map(|field| Sort { field: field.to_owned(), descending: true });
            let query = Query { filters: filters.clone(), sort, ..Query::of(&assets::REGISTER) };
            let ways = reader.ways(&query).unwrap();
            assert!(ways.contains("purchase_date") && !ways.contains("SCAN t"), "{query:?}: {ways}");
        }
    }
}

#[test]
fn sets_in_columns_and_wrong_questions() {
    let mut clerk = Clerk::new();
    let audience = super::clerk::register("bulletins").field("audience").unwrap();
    let Kind::Choices(choices) = audience.kind else { panic!("{:?}", audience.kind) };
    let ids: Vec<_> = (0..3)
        .map(|n| clerk.add("bulletins", &[set("title", "通知"), member("audience", choices[n].id), member("audience", choices[n + 1].id)]))
        .collect();
    let reader = clerk.reader();
    let found = |filter: Filter| {
        let page = reader.page(&Query { filters: vec![filter], ..Query::of(super::clerk::register("bulletins")) }).unwrap();
        page.rows.iter().rev().map(|r| r.id).collect::<Vec<_>>()
    };
    let any = |at: &[usize]| Filter::AnyOf("audience", at.iter().map(|at| choices[*at].id.into()).collect());
    assert_eq!(found(any(&[0])), ids[..1]);
    assert_eq!(found(any(&[0, 3])), [ids[0], ids[2]]);
    assert_eq!(found(any(&[])), []);
    assert_eq!(found(Filter::Between("audience", None, None)), ids, "which has a value at all");
    // A field that is not there, and ends of another type.
    assert_eq!(found(Filter::Between("nonsense", None, None)), []);
    assert_eq!(found(Filter::Between("published_at", Some(3.into()), None)), []);
    assert_eq!(found(Filter::Between("_updated", Some("a".into()), Some("b".into()))), []);
}

/// Nobody is found by when they wrote what shall not name them.
#[test]
fn what_names_nobody_is_not_found_by_its_time() {
    let register = registers::book::ALL.iter().find(|r| r.unnamed).unwrap();
    let clerk = Clerk::new();
    let query = Query { filters: vec![Filter::Between("_updated", None, None)], ..Query::of(register) };
    assert_eq!(clerk.reader().page(&query).unwrap().total, 0);
}
