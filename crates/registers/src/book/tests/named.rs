//! Whatever a register names is there: fields, columns, states, steps and registers, each of the kind that is meant.

use super::super::*;
use super::kebab;
use crate::def::{
    Addition, By, Calc, Cell, Checked, Effect, Field, Guard, Kind, Measure, Only, Others, Register, Report, Rule, Transition,
};

pub(super) fn field_of(r: &Register, id: &str) -> &'static Field {
    r.field(id).unwrap_or_else(|| panic!("{}: no field {id}", r.key))
}

pub(super) fn column_of(r: &Register, lines: &str, id: &str) -> &'static Field {
    field_of(r, lines).columns().iter().find(|c| c.id == id).unwrap_or_else(|| panic!("{}.{lines}: no column {id}", r.key))
}

pub(super) fn target_of(r: &Register, link: &str) -> &'static Register {
    match field_of(r, link).kind {
        Kind::Link(to) | Kind::Links(to) => find(to).unwrap_or_else(|| panic!("{}.{link}: no register {to}", r.key)),
        _ => panic!("{}.{link} is no link", r.key),
    }
}

/// The register whose records link here.
fn check_others(r: &Register, others: &Others) -> &'static Register {
    let other = find(others.register).unwrap_or_else(|| panic!("{}: no register {}", r.key, others.register));
    assert_eq!(target_of(other, others.via).key, r.key, "{}: {}.{} links elsewhere", r.key, other.key, others.via);
    assert!(others.without.is_empty() || other.field(others.without).is_some(), "{}: no field {}", other.key, others.without);
    others.states.iter().for_each(|s| assert!(other.state(s).is_some(), "{}: no state {s}", other.key));
    if let Some((by, values)) = others.only {
        values.iter().for_each(|v| check_value(field_of(other, by), v));
    }
    other
}

/// Whether a value of the first kind can be written into a field of the second, one value as it is.
fn fits(from: &Field, to: &Field) -> bool {
    let name = |k: Kind| matches!(k, Kind::Text | Kind::Person | Kind::Department);
    let amount = |k: Kind| matches!(k, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money);
    name(from.kind) && name(to.kind)
        || amount(from.kind) && amount(to.kind)
        || std::mem::discriminant(&from.kind) == std::mem::discriminant(&to.kind)
            && from.kind != Kind::LongText
            && from.choice_list().iter().all(|c| to.choice_list().iter().any(|o| o.id == c.id))
}

fn check_addition(r: &Register, add: &Addition) -> &'static Register {
    let to = find(add.register).unwrap_or_else(|| panic!("{}: no register {}", r.key, add.register));
    assert_eq!(to.space, r.space, "{} adds to {} in another space", r.key, to.key);
    assert!(add.back.is_empty() || target_of(to, add.back).key == r.key, "{}.{} links elsewhere", to.key, add.back);
    assert!(add.state.is_empty() || to.state(add.state).is_some(), "{}: no state {}", to.key, add.state);
    for (from, target) in add.copy {
        let (from, target) = (field_of(r, from), field_of(to, target));
        // A link can be one of several.
        let one_of_several = matches!((from.kind, target.kind), (Kind::Link(a), Kind::Links(b)) if a == b);
        assert!(one_of_several || fits(from, target), "{}.{} does not fit {}.{}", r.key, from.id, to.key, target.id);
    }
    add.set.iter().for_each(|(f, v)| check_value(field_of(to, f), v));
    to
}

fn check_value(field: &Field, value: &str) {
    let fits = match field.kind {
        Kind::YesNo => matches!(value, "yes" | "no"),
        Kind::Choice(choices) => choices.iter().any(|c| c.id == value),
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money => value.parse::<i64>().is_ok(),
        _ => true,
    };
    assert!(fits, "{} cannot be {value}", field.id);
}

fn check_effect(r: &Register, effect: &Effect) {
    match effect {
        Effect::Now(f) => assert_eq!(field_of(r, f).kind, Kind::Time, "{}.{f}", r.key),
        Effect::Today(f) => assert_eq!(field_of(r, f).kind, Kind::Date, "{}.{f}", r.key),
        Effect::Me(f) => assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key),
        Effect::Clear(f) => drop(field_of(r, f)),
        Effect::Digest(f) => assert!(r.version.fields.contains(f) && !r.version.of.is_empty(), "{}.{f} is no digest", r.key),
        Effect::DigestLinked(link, f) => assert!(r.version.linked.contains(&(*f, *link)), "{}.{f} is no digest", r.key),
        Effect::CopyLinked { link, copy } => {
            let to = target_of(r, link);
            for (from, target) in *copy {
                assert!(fits(field_of(to, from), field_of(r, target)), "{}.{from} does not fit {}.{target}", to.key, r.key);
            }
        }
        Effect::Number => assert!(r.number.is_some(), "{} has no numbers", r.key),
        Effect::KeepOn => assert!(r.keeping.is_some(), "{} says not how long it is kept", r.key),
        Effect::Due => assert!(r.due.is_some_and(|d| !d.since.is_empty()), "{} has no due rule", r.key),
        Effect::Set(f, v) => check_value(field_of(r, f), v),
        Effect::StepLinked(link, step) => {
            let to = target_of(r, link);
            assert_eq!(to.space, r.space, "{}.{link} leads to another space", r.key);
            assert!(to.transitions.iter().any(|t| t.id == *step), "{}: no step {step}", to.key);
        }
        Effect::SetLinked { link, copy } => {
            let to = target_of(r, link);
            assert_eq!(to.space, r.space, "{}.{link} leads to another space", r.key);
            for (from, target) in *copy {
                assert!(fits(field_of(r, from), field_of(to, target)), "{}.{from} does not fit {}.{target}", r.key, to.key);
            }
        }
        Effect::StepOthers(others, step) => {
            let other = check_others(r, others);
            assert_eq!(other.space, r.space, "{} is in another space", other.key);
            assert!(other.transitions.iter().any(|t| t.id == *step), "{}: no step {step}", other.key);
        }
        Effect::Product { lines, of, to, .. } => [of.0, of.1, to].into_iter().for_each(|c| amount_of(r, lines, c)),
        Effect::AddRow { lines, cells } => {
            for (column, cell) in *cells {
                let to = column_of(r, lines, column).kind;
                match cell {
                    Cell::Now => assert_eq!(to, Kind::Time, "{}.{lines}.{column}", r.key),
                    Cell::Me => assert_eq!(to, Kind::Person, "{}.{lines}.{column}", r.key),
                    Cell::State => {
                        let adds = |t: &&Transition| t.effects.contains(effect);
                        for from in r.transitions.iter().filter(adds).flat_map(|t| t.from) {
                            assert!(column_of(r, lines, column).choice_list().iter().any(|c| c.id == *from), "{}.{lines}: {from}", r.key);
                        }
                    }
                    Cell::Before(f) | Cell::After(f) | Cell::Left(f) => assert_eq!(field_of(r, f).kind, to, "{}.{lines}.{column}", r.key),
                }
            }
        }
        Effect::Add(add) => drop(check_addition(r, add)),
        Effect::AddForEach { lines, add, cells, .. } => {
            let to = check_addition(r, add);
            for (from, target) in *cells {
                let (from, target) = (column_of(r, lines, from), field_of(to, target));
                let text = from.kind == Kind::Text && target.kind == Kind::LongText;
                assert!(text || fits(from, target), "{}.{lines}.{} does not fit {}.{}", r.key, from.id, to.key, target.id);
            }
        }
    }
}

/// A column that holds a number.
fn amount_of(r: &Register, lines: &str, column: &str) {
    assert!(
        matches!(column_of(r, lines, column).kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money),
        "{}.{lines}.{column}",
        r.key
    );
}

fn check_guard(r: &Register, guard: &Guard) {
    let lines = |f: &str| assert!(matches!(field_of(r, f).kind, Kind::Lines(_)), "{}.{f} has no rows", r.key);
    match guard {
        Guard::HasLine(f) | Guard::Rows(f, _) => lines(f),
        Guard::HasLineIn(fields) => fields.iter().for_each(|f| lines(f)),
        Guard::EachRowWithin(f, a, b) => [a, b].iter().for_each(|c| amount_of(r, f, c)),
        Guard::Adds(adds) => {
            for (f, column) in adds.done.iter().chain([&adds.most]) {
                amount_of(r, f, column);
                column_of(r, f, adds.by);
            }
        }
        Guard::EachRow(f, column) => drop(column_of(r, f, column)),
        Guard::EachRowIs(f, column, value) => check_value(column_of(r, f, column), value),
        Guard::RowWithout(f, column) => assert_eq!(column_of(r, f, column).kind, Kind::YesNo, "{}.{f}", r.key),
        Guard::NotMe(f) | Guard::Me(f) => assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key),
        Guard::Holds(link, f, groups) => {
            assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key);
            let theirs = groups.iter().flat_map(|group| group.iter()).map(|f| field_of(target_of(r, link), f));
            theirs.for_each(|f| assert_eq!(f.kind, Kind::Person, "{}.{link}", r.key));
        }
        Guard::SomeUnless(f, (kind, value)) => {
            assert!(matches!(field_of(r, f).kind, Kind::Integer { .. } | Kind::Decimal { .. }), "{}.{f}", r.key);
            check_value(field_of(r, kind), value);
        }
        Guard::FilledIf(f, (kind, values)) => {
            field_of(r, f);
            values.iter().for_each(|v| check_value(field_of(r, kind), v));
        }
        Guard::Different(a, b) => [a, b].iter().for_each(|f| assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key)),
        Guard::Is(f, values) => values.iter().for_each(|v| check_value(field_of(r, f), v)),
        Guard::Linked(f, states) => states.iter().for_each(|s| assert!(target_of(r, f).state(s).is_some(), "{}.{f}: no state {s}", r.key)),
        Guard::SameAsLinked(link, own, theirs) => {
            field_of(r, own);
            field_of(target_of(r, link), theirs);
        }
        Guard::Version(f) => assert!(r.version.fields.contains(f), "{}.{f} is no digest", r.key),
        Guard::VersionOf(link, f) => {
            assert!(r.version.linked.contains(&(*f, *link)), "{}.{f} is no digest", r.key);
            assert!(!target_of(r, link).version.of.is_empty(), "{}.{link} has no text", r.key);
        }
        Guard::EachRowVersion(f) => assert!(r.version.stamped(f).is_some(), "{}.{f} has no digest", r.key),
        Guard::Passed(passed) => {
            assert!(r.version.stamped(passed.lines).is_some(), "{}.{} has no digest", r.key, passed.lines);
            assert_eq!(column_of(r, passed.lines, passed.by).kind, Kind::Person);
            if !passed.only.0.is_empty() {
                check_value(column_of(r, passed.lines, passed.only.0), passed.only.1);
            }
            passed.verdict.1.iter().for_each(|v| check_value(column_of(r, passed.lines, passed.verdict.0), v));
        }
        Guard::None(others) | Guard::Some(others) => drop(check_others(r, others)),
        Guard::Alone(link, states) => {
            target_of(r, link);
            states.iter().for_each(|s| assert!(r.state(s).is_some(), "{}: no state {s}", r.key));
            let begins = |t: &&Transition| t.guards.contains(guard);
            r.transitions.iter().filter(begins).for_each(|t| assert!(!t.from.iter().any(|s| states.contains(s)), "{}: {}", r.key, t.id));
        }
        Guard::NoticeOr(f, reason) => {
            assert!(matches!(field_of(r, f).kind, Kind::Date | Kind::Time), "{}.{f}", r.key);
            assert!(r.due.is_some_and(|rule| rule.ahead && rule.since == *f), "{}: no deadline before {f}", r.key);
            field_of(r, reason);
        }
        Guard::Follows(papers) => assert!(!papers.is_empty() && papers.iter().all(|p| find(p).is_some()), "{}: {papers:?}", r.key),
        Guard::Where(f, guards) => {
            field_of(r, f);
            guards.iter().for_each(|g| check_guard(r, g));
        }
        Guard::Covers(others, theirs, own) => {
            let number = |f: &Field| assert!(matches!(f.kind, Kind::Integer { .. }), "{}.{}", r.key, f.id);
            number(field_of(check_others(r, others), theirs));
            number(field_of(r, own));
        }
        Guard::Come(f) | Guard::Later(f) => assert!(matches!(field_of(r, f).kind, Kind::Date | Kind::Time), "{}.{f}", r.key),
    }
}

fn check_calc(r: &Register, calc: &Calc) {
    let amount = |f: &Field| {
        assert!(
            matches!(f.kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money | Kind::YesNo),
            "{}.{} is no number",
            r.key,
            f.id
        )
    };
    let day = |f: &str| assert!(matches!(field_of(r, f).kind, Kind::Date | Kind::Time), "{}.{f} is no date", r.key);
    match calc {
        Calc::Number(_) => {}
        Calc::Quiet(lines, column, since) => {
            assert!(matches!(column_of(r, lines, column).kind, Kind::Date | Kind::Time), "{}.{lines}.{column}", r.key);
            day(since);
        }
        Calc::Counted(column, calc) => {
            assert_eq!(r.key, "stocktakes");
            column_of(r, "zones", column);
            check_calc(r, calc);
        }
        Calc::In(states, calc) | Calc::KnownIn(states, calc) => {
            states.iter().for_each(|s| assert!(r.state(s).is_some(), "{}: no state {s}", r.key));
            check_calc(r, calc);
        }
        Calc::Keeping => {
            let keeping = r.keeping.unwrap();
            assert_eq!(field_of(r, keeping.until).kind, Kind::Date, "{}", r.key);
            assert!(matches!(field_of(r, keeping.year).kind, Kind::Integer { .. }), "{}", r.key);
            for choice in [keeping.period, keeping.longer].into_iter().flat_map(|f| field_of(r, f).choice_list()) {
                assert!(keeping.years.iter().any(|(id, _)| *id == choice.id), "{}: how long is {}?", r.key, choice.id);
            }
            keeping.over.iter().for_each(|s| assert!(r.state(s).is_some(), "{}: no state {s}", r.key));
        }
        Calc::Field(f) => amount(field_of(r, f)),
        Calc::Sum { of, amount: f, minus } => {
            let other = check_others(r, of);
            amount(field_of(other, f));
            if let Some((by, values)) = minus {
                values.iter().for_each(|v| check_value(field_of(other, by), v));
            }
        }
        Calc::Count(of) => drop(check_others(r, of)),
        Calc::Mean(of, f) => amount(field_of(check_others(r, of), f)),
        Calc::Distinct(of, f) => drop(field_of(check_others(r, of), f)),
        Calc::Checked(of, Checked { thing, keeper, by, again }) => {
            let other = check_others(r, of);
            assert_eq!(field_of(target_of(other, thing), keeper).kind, Kind::Person, "{}.{thing}.{keeper}", r.key);
            [by, again].into_iter().for_each(|f| assert_eq!(field_of(other, f).kind, Kind::Person, "{}.{f}", other.key));
        }
        Calc::Rows(lines, column) => amount(column_of(r, lines, column)),
        Calc::RowsWithout(lines, column, empty) => {
            amount(column_of(r, lines, column));
            column_of(r, lines, empty);
        }
        Calc::Current(stamps) | Calc::Stale(stamps) => {
            assert_eq!(r.version.stamped(stamps.lines).map(|s| s.column), Some(stamps.stamp), "{}", r.key);
            assert!(r.version.fields.contains(&stamps.field), "{}.{} is no digest", r.key, stamps.field);
            for column in [stamps.by, stamps.over].into_iter().filter(|c| !c.is_empty()) {
                column_of(r, stamps.lines, column);
            }
        }
        Calc::Learned(learned) => {
            let other = crate::book::find(learned.register).unwrap();
            learned.states.iter().for_each(|s| assert!(other.state(s).is_some(), "{}: no state {s}", other.key));
            for column in [learned.person.0, learned.yes] {
                column_of(other, learned.lines, column);
            }
            amount(column_of(other, learned.lines, learned.amount.0));
            amount(field_of(other, learned.amount.1));
            assert!([learned.person.1, learned.year.1].iter().all(|f| r.field(f).is_some()) && other.field(learned.year.0).is_some());
        }
        Calc::Unequal(product) => {
            assert!(r.products.contains(product), "{}.{}", r.key, product.lines);
            [product.number, product.price, product.to].into_iter().for_each(|c| amount_of(r, product.lines, c));
        }
        Calc::RowCount(lines) => assert!(matches!(field_of(r, lines).kind, Kind::Lines(_)), "{}.{lines}", r.key),
        Calc::RowsWith(lines, column, _) => drop(column_of(r, lines, column)),
        Calc::Overlaps(overlap) => {
            assert_eq!(field_of(r, overlap.who).kind, Kind::Person, "{}.{}", r.key, overlap.who);
            [overlap.from, overlap.until, overlap.ended].into_iter().filter(|f| !f.is_empty()).for_each(&day);
            overlap.states.iter().for_each(|s| assert!(r.state(s).is_some(), "{}: no state {s}", r.key));
        }
        Calc::Minutes(a, b) | Calc::Days(a, b) => [a, b].iter().for_each(|f| day(f)),
        Calc::SinceLast(of, f) | Calc::SinceFirst(of, f) => {
            assert!(matches!(field_of(check_others(r, of), f).kind, Kind::Date | Kind::Time), "{}: {f} is no date", of.register);
        }
        Calc::Through(other, f, calc) => {
            assert_eq!(field_of(r, f).kind, Kind::Link(other), "{}.{f}", r.key);
            assert!(!matches!(calc, Calc::Through(..)), "{}.{f}: of one other record only", r.key);
            check_calc(find(other).unwrap(), calc);
        }
        Calc::Percent(a, b) | Calc::Greatest(a, b) | Calc::Plus(a, b) | Calc::Minus(a, b) | Calc::Times(a, b) | Calc::Either(a, b) => {
            [a, b].iter().for_each(|c| check_calc(r, c));
        }
    }
}

fn check_report(r: &Register, report: &Report) {
    let what = format!("{} report {}", r.key, report.id);
    let own = |f: &str| match report.rows {
        Some(lines) => field_of(r, lines).columns().iter().find(|c| c.id == f).or_else(|| r.field(f)),
        None => r.field(f),
    };
    let of = |f: &str| own(f).unwrap_or_else(|| panic!("{what}: no field {f}"));
    let amount =
        |f: &str| assert!(matches!(of(f).kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money), "{what}: {f} is no number");
    let day = |f: &str| assert!(matches!(of(f).kind, Kind::Date | Kind::Time), "{what}: {f} is no date");
    let flat = |f: &str| assert!(!matches!(of(f).kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments), "{what}: {f} has no column");
    assert!(!report.measures.is_empty() && report.by.len() <= 3, "{what}");
    for measure in report.measures {
        match measure {
            Measure::Count => {}
            Measure::Sum(f) | Measure::Mean(f) => amount(f),
            Measure::Notice(sent) => {
                day(sent);
                assert!(r.due.is_some_and(|rule| rule.ahead && rule.working), "{what}: no deadline before an event");
            }
            Measure::InState(states) => states.iter().for_each(|s| assert!(r.state(s).is_some(), "{what}: no state {s}")),
            Measure::UseRate(a, b) => {
                assert!(matches!(report.by, [By::Field(f)] if matches!(of(f).kind, Kind::Link(_))), "{what}: of what?");
                [a, b].iter().for_each(|f| day(f));
            }
            Measure::Span(a, b) | Measure::OnTime(a, b) | Measure::Average(a, b) | Measure::Hours(a, b) => {
                [a, b].iter().for_each(|f| day(f))
            }
            Measure::Ratio(a, b) => [a, b].iter().for_each(|f| amount(f)),
            Measure::Share(f, values) => {
                values.iter().for_each(|v| check_value(of(f), if of(f).kind == Kind::YesNo && *v == "1" { "yes" } else { v }))
            }
            Measure::Filled(f) | Measure::Distinct(f) => flat(f),
            Measure::Net(f, by, values) => {
                amount(f);
                values.iter().for_each(|v| check_value(of(by), v));
            }
            Measure::Rate(id) => {
                assert!(
                    r.derived(id).is_some_and(|d| d.unit == crate::def::Unit::Percent) && report.rows.is_none(),
                    "{what}: {id} is no rate"
                );
            }
            Measure::Derived(id) => assert!(r.derived(id).is_some() && report.rows.is_none(), "{what}: no value {id}"),
            Measure::PerHead(per) => {
                amount(per.amount);
                per.minus.1.iter().for_each(|v| check_value(of(per.minus.0), v));
                assert!(report.by.contains(&By::Field(per.department)), "{what}: of which department?");
                for heads in per.heads {
                    let other = find(heads.register).unwrap_or_else(|| panic!("{what}: no register {}", heads.register));
                    assert!(matches!(field_of(other, heads.heads).kind, Kind::Integer { .. }), "{what}: {}", heads.heads);
                    assert!(other.state(heads.state).is_some(), "{what}: no state {}", heads.state);
                    flat(per.department);
                    field_of(other, heads.department);
                }
            }
        }
    }
    for by in report.by {
        match by {
            By::Field(f) => flat(f),
            By::State | By::Title => {}
            By::Band(id, ends) => {
                assert!(r.derived(id).is_some() && report.rows.is_none(), "{what}: no value {id}");
                assert!(!ends.is_empty() && ends.is_sorted(), "{what}: {ends:?}");
            }
            By::Year(f) | By::Month(f) | By::Hour(f) | By::Weekday(f) | By::Age(f) | By::Overdue(f) | By::Since(f) => day(f),
        }
    }
    for only in report.only {
        match only {
            Only::State(states) => states.iter().for_each(|s| assert!(r.state(s).is_some(), "{what}: no state {s}")),
            Only::Phase(_) => {}
            Only::Is(f, _) | Only::Filled(f) | Only::Empty(f) => flat(f),
            Only::Passed(f) | Only::Within(f, _) => day(f),
            Only::Above(id, _) => assert!(r.derived(id).is_some() && report.rows.is_none(), "{what}: no value {id}"),
            Only::Enough(f, least) => [f, least].iter().for_each(|f| amount(f)),
        }
    }
}

/// Digests stand where nobody types them, and no digest is part of a text.
fn check_version(r: &Register) {
    let version = r.version;
    version.of.iter().for_each(|f| assert!(r.field(f).is_some(), "{}.{f}", r.key));
    assert!(version.fields.iter().chain(version.linked.iter().map(|(f, _)| f)).all(|f| !version.of.contains(f)), "{}", r.key);
    assert!(!version.of.is_empty() || version.fields.is_empty() && version.rows.is_empty(), "{} has no text", r.key);
    for f in version.fields {
        assert!(field_of(r, f).computed && field_of(r, f).kind == Kind::Text, "{}.{f}", r.key);
    }
    for stamp in version.rows {
        assert!(column_of(r, stamp.lines, stamp.column).computed, "{}.{}.{}", r.key, stamp.lines, stamp.column);
        assert!(stamp.when.is_empty() || column_of(r, stamp.lines, stamp.when).kind != Kind::LongText);
        for (column, field) in stamp.copies {
            assert!(column_of(r, stamp.lines, column).kind == Kind::Text && field_of(r, field).kind == Kind::Text, "{}.{field}", r.key);
            assert!(version.of.contains(field), "{}.{field} is no part of the text", r.key);
        }
    }
    assert!(version.author.is_empty() || field_of(r, version.author).kind == Kind::Person, "{}", r.key);
    for lock in version.locked_by {
        let writes = |e: &Effect| matches!(e, Effect::Now(f) if f == lock);
        assert!(r.transitions.iter().any(|t| t.effects.iter().any(writes)), "{}.{lock} is filled by no step", r.key);
        assert!(!r.transitions.iter().any(|t| t.requires.iter().chain(t.asks).any(|f| f == lock)), "{}", r.key);
    }
    version.locked_in.iter().for_each(|s| assert!(r.state(s).is_some(), "{}: no state {s}", r.key));
    for (f, link) in version.linked {
        assert_eq!(field_of(r, f).kind, Kind::Text);
        assert!(!target_of(r, link).version.of.is_empty(), "{}.{link} has no text", r.key);
    }
    for f in r.fields.iter().filter(|f| f.computed) {
        // What a stocktake keeps of the books is written by the replica.
        let kept = r.key == "stocktakes" && ["frozen_books", "frozen_scope", "zones", "custodians"].contains(&f.id);
        // And of what a setting was made in sight.
        let kept = kept || r.key == "adjustments" && f.id == "in_sight_of";
        // Or papers of other registers write it.
        let copies = |from: &Register, effect: &Effect| match effect {
            Effect::SetLinked { link, copy } => target_of(from, link).key == r.key && copy.iter().any(|(_, to)| *to == f.id),
            _ => false,
        };
        let copied = ALL.iter().any(|from| from.transitions.iter().flat_map(|t| t.effects).any(|e| copies(from, e)));
        // Or its own steps add its rows.
        let adds = |e: &Effect| matches!(e, Effect::AddRow { lines, .. } if *lines == f.id);
        let added = r.transitions.iter().flat_map(|t| t.effects).any(adds);
        assert!(kept || copied || added || version.fields.contains(&f.id), "{}.{} is computed by nothing", r.key, f.id);
    }
    for f in r.fields {
        for c in f.columns().iter().filter(|c| c.computed) {
            let ticks = |e: &Effect| matches!(e, Effect::AddForEach { lines, tick, .. } if *lines == f.id && *tick == c.id);
            let ticked = r.transitions.iter().flat_map(|t| t.effects).any(ticks);
            let stamped = version.stamped(f.id).is_some_and(|s| s.column == c.id);
            assert!(ticked || stamped, "{}.{}.{} is computed by nothing", r.key, f.id, c.id);
        }
    }
}

#[test]
fn everything_that_is_named_exists() {
    for r in ALL {
        r.precedence.states().for_each(|state| assert!(r.state(state).is_some(), "{}: precedence {state}", r.key));
        let field = |id: &str| assert!(r.field(id).is_some(), "{}: no field {id}", r.key);
        let state = |id: &str| assert!(r.state(id).is_some(), "{}: no state {id}", r.key);
        field(r.title);
        if let Some(claim) = r.claim {
            assert!(matches!(field_of(r, claim.what).kind, Kind::Link(_)), "{}.{}", r.key, claim.what);
            assert!([claim.from, claim.until].iter().all(|f| field_of(r, f).kind == Kind::Time), "{}", r.key);
            claim.states.iter().for_each(|s| state(s));
        }
        if let Some(pauses) = r.pauses {
            let columns = field_of(r, pauses.lines).columns();
            assert!([pauses.from, pauses.to].iter().all(|id| columns.iter().any(|c| c.id == *id && c.kind == Kind::Time)), "{}", r.key);
            let times = [pauses.now.1, pauses.begins, pauses.due];
            assert!(pauses.ends.iter().chain(&times).all(|f| field_of(r, f).kind == Kind::Time), "{}", r.key);
            state(pauses.now.0);
        }
        r.list.iter().for_each(|c| match c.field.strip_prefix('=') {
            Some(id) => assert!(r.derived(id).is_some(), "{}: no derived value {id}", r.key),
            None if matches!(c.field, "_state" | "_updated") => {}
            None => field(c.field),
        });
        assert_eq!(r.list.iter().filter(|c| c.width == 0).count(), 1, "{}: one column takes what is left", r.key);
        if let Some(n) = r.number {
            field(n.field);
            assert!(n.pattern.contains("{n"), "{}: a pattern without a number", r.key);
        }
        if let Some(d) = r.due {
            [d.field, d.since, d.by].into_iter().filter(|f| !f.is_empty()).for_each(field);
            assert!(matches!(field_of(r, d.field).kind, Kind::Date | Kind::Time), "{}: due by {}", r.key, d.field);
            let choices = r.field(d.by).map_or(&[][..], |f| f.choice_list());
            assert!(d.days.iter().all(|(id, _)| choices.iter().any(|c| c.id == *id)));
        }
        for t in r.transitions {
            t.from.iter().for_each(|s| state(s));
            state(t.to);
            let stays = ["move", "compare-again", "restate", "fill-in", "issue-more", "renew", "follow-up"];
            let adds = ["new-receipt", "next-delivery", "take-lines"];
            assert!(!t.from.contains(&t.to) || stays.contains(&t.id) || adds.contains(&t.id), "{}: {} leads nowhere", r.key, t.id);
            t.requires.iter().chain(t.asks).for_each(|f| field(f));
            assert!(t.roles.iter().all(|role| kebab(role)));
            t.effects.iter().for_each(|e| check_effect(r, e));
            t.guards.iter().for_each(|g| check_guard(r, g));
        }
        r.states.iter().filter_map(|s| s.by).for_each(|f| assert_eq!(field_of(r, f).kind, Kind::Person, "{}.{f}", r.key));
        r.derived.iter().for_each(|d| check_calc(r, &d.calc));
        r.alerts.iter().for_each(|a| [a.less, a.than].iter().for_each(|c| check_calc(r, c)));
        for answered in r.alerts.iter().filter_map(|a| a.answered) {
            assert_eq!((field_of(r, answered).kind, r.pauses.is_some()), (Kind::Time, true), "{}.{answered}: of which limit?", r.key);
        }
        r.reports.iter().for_each(|report| check_report(r, report));
        r.same.iter().flat_map(|set| set.iter()).for_each(|f| field(f));
        for (from, to) in r.takes.iter().flat_map(|takes| takes.copy) {
            let link = r.takes.map_or("", |takes| takes.link);
            assert!(fits(field_of(target_of(r, link), from), field_of(r, to)), "{}.{to} does not take {from}", r.key);
        }
        if let Some(label) = r.label {
            assert_eq!(field_of(r, label.text).kind, Kind::Text, "{}", r.key);
            assert!(target_of(r, label.link).number.is_some(), "{}: what is read is a number", r.key);
        }
        for template in r.templates {
            template.values.iter().for_each(|(f, _)| field(f));
        }
        check_version(r);
        for rule in r.rules {
            match rule {
                Rule::PointerOnly { by, values, fields, .. } => {
                    let choices = r.field(by).unwrap().choice_list();
                    assert!(values.iter().all(|v| choices.iter().any(|c| c.id == *v)));
                    fields.iter().for_each(|f| field(f));
                }
                Rule::Longest { field: f, .. } => field(f),
                Rule::RowSum { lines, parts, most } => {
                    let columns = field_of(r, lines).columns();
                    assert!(parts.iter().chain([most]).all(|id| columns.iter().any(|c| c.id == *id)), "{} {lines}", r.key);
                }
                Rule::NotBefore { field: f, since } => [*f, *since].into_iter().for_each(field),
                Rule::Different(a, b) => [*a, *b].into_iter().for_each(field),
            }
        }
        let a = r.arrival;
        a.words.iter().chain(a.marks).for_each(|(_, s)| state(s));
        a.filled.iter().for_each(|(f, s)| {
            field(f);
            state(s);
        });
        a.day_field.into_iter().for_each(|f| assert_eq!(r.field(f).unwrap().kind, Kind::Time));
        for f in r.all_fields() {
            if let Kind::Link(to) | Kind::Links(to) = f.kind {
                assert!(find(to).is_some(), "{}.{} links to {to}", r.key, f.id);
            }
        }
    }
}
