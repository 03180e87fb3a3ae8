//! Who does a step, keeps a book, or is waited for, in words.

use registers::def::{ByName, Field, Guard, Kind, Right, State, Transition};
use registers::{Lang, Register, book};
use replica::Entitled;

use crate::cli::{role, say, separator};

/// People of one role that are named.
const NAMED: usize = 5;

/// Who may do a step; everybody where nobody is kept from it.
pub(crate) fn of_step(lang: Lang, register: &Register, step: &Transition) -> String {
    // What follows papers is done by whoever does those.
    if let Some(papers) = step.follows() {
        let papers: Vec<String> = papers.iter().filter_map(|key| book::find(key)).map(|r| format!("《{}》", r.labels.get(lang))).collect();
        return papers.join(separator(lang));
    }
    if step.is_everybodys() {
        return say(lang, "rights.anybody", &[]);
    }
    let mut who: Vec<String> = step.roles.iter().map(|id| role(lang, id)).collect();
    let confirms = step.all_guards().filter_map(|guard| if let Guard::Me(field) = guard { register.field(field) } else { None });
    who.extend(confirms.map(|field| here(lang, field)));
    who.extend(by_name(lang, register, &step.named));
    who.join(separator(lang))
}

/// Who has a right to a register.
pub(crate) fn of_right(lang: Lang, register: &Register, right: Right) -> String {
    match right {
        Right::Everybodys => say(lang, "rights.anybody", &[]),
        Right::Of(roles, by) => {
            let mut who: Vec<String> = roles.iter().map(|id| role(lang, id)).collect();
            who.extend(by_name(lang, register, &by));
            who.join(separator(lang))
        }
    }
}

/// The people who could be asked, in a sentence of its own: those of each role, and whom the record names.
pub(crate) fn people(lang: Lang, entitled: &Entitled) -> String {
    let names = |names: &[String]| {
        let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(separator(lang));
        if names.len() > NAMED { say(lang, "rights.and_others", &[("names", &shown)]) } else { shown }
    };
    let of_role = |(id, people): (&String, &Vec<String>)| match &people[..] {
        [] => say(lang, "rights.role_nobody", &[("role", &role(lang, id))]),
        people => say(lang, "rights.role_people", &[("role", &role(lang, id)), ("names", &names(people))]),
    };
    let mut who: Vec<String> = entitled.roles.iter().map(of_role).collect();
    if !entitled.named.is_empty() {
        who.push(say(lang, "rights.named_people", &[("names", &names(&entitled.named))]));
    }
    if who.is_empty() { String::new() } else { say(lang, "rights.people", &[("who", &who.join(separator(lang)))]) }
}

/// For whom a record in a state waits by name; none where it waits for the roles of its steps.
pub(crate) fn waited_for(lang: Lang, register: &Register, state: &State) -> Option<String> {
    let mut who: Vec<String> = state.by.and_then(|field| register.field(field)).map(|field| here(lang, field)).into_iter().collect();
    for rows in state.rows {
        let Some(lines) = register.field(rows.lines) else { continue };
        let columns = std::iter::once(&rows.person).chain(rows.departments).filter_map(|id| lines.columns().iter().find(|c| c.id == *id));
        who.extend(columns.map(|column| there(lang, lines, column)));
    }
    (!who.is_empty()).then(|| who.join(separator(lang)))
}

/// The fields that name people with a right, as paths: `field`, `lines/column`, `link/field` and `link/lines/column`.
pub(crate) fn paths(by: &ByName) -> Vec<String> {
    let mut paths: Vec<String> = by.here.iter().map(|f| (*f).to_owned()).collect();
    paths.extend(by.rows.iter().map(|(lines, column)| format!("{lines}/{column}")));
    paths.extend(by.linked.1.iter().map(|f| format!("{}/{f}", by.linked.0)));
    let (link, lines, columns) = by.linked_rows;
    paths.extend(columns.iter().map(|column| format!("{link}/{lines}/{column}")));
    paths
}

/// The same of whom a state waits for.
pub(crate) fn waited_paths(state: &State) -> Vec<String> {
    let rows =
        state.rows.iter().flat_map(|rows| std::iter::once(&rows.person).chain(rows.departments).map(|c| format!("{}/{c}", rows.lines)));
    state.by.map(str::to_owned).into_iter().chain(rows).collect()
}

fn by_name(lang: Lang, register: &Register, by: &ByName) -> Vec<String> {
    let column = |of: &Register, lines: &str, id: &str| -> Option<String> {
        let lines = of.field(lines)?;
        Some(there(lang, lines, lines.columns().iter().find(|c| c.id == id)?))
    };
    let target = |link: &str| match register.field(link)?.kind {
        Kind::Link(to) | Kind::Links(to) => Some((register.field(link)?, book::find(to)?)),
        _ => None,
    };
    let mut who: Vec<String> = by.here.iter().filter_map(|f| register.field(f)).map(|f| here(lang, f)).collect();
    who.extend(by.rows.iter().filter_map(|(lines, id)| column(register, lines, id)));
    if let Some((link, to)) = target(by.linked.0) {
        who.extend(by.linked.1.iter().filter_map(|f| to.field(f)).map(|f| there(lang, link, f)));
    }
    if let Some((_, to)) = target(by.linked_rows.0) {
        who.extend(by.linked_rows.2.iter().filter_map(|id| column(to, by.linked_rows.1, id)));
    }
    who
}

fn here(lang: Lang, field: &Field) -> String {
    say(lang, "rights.here", &[("field", field.labels.get(lang))])
}

fn there(lang: Lang, of: &Field, field: &Field) -> String {
    say(lang, "rights.there", &[("of", of.labels.get(lang)), ("field", field.labels.get(lang))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_named_by_a_field_is_said_and_not_anybody() {
        let letters = book::find("incoming-documents").unwrap();
        let close = letters.transition("close").unwrap();
        assert_eq!(of_step(Lang::ZhHans, letters, close), "文员、办公室主任、“主办人”本人、“承办”的“承办人”本人");
        assert_eq!(paths(&close.named), ["main_handler", "assignments/handler"]);
        let handling = letters.state("handling").unwrap();
        assert!(waited_for(Lang::ZhHans, letters, handling).unwrap().starts_with("“主办人”本人、“承办”的“承办人”本人"));
        assert_eq!(waited_paths(handling), ["main_handler", "assignments/handler", "assignments/lead", "assignments/co_departments"]);
        let bookings = book::find("bookings").unwrap();
        assert!(of_step(Lang::En, bookings, bookings.transition("approve").unwrap()).contains("who is under “Keeper” of “Room”"));
        let custody = book::find("seal-custody").unwrap();
        assert_eq!(of_step(Lang::ZhHans, custody, custody.transition("take-over").unwrap()), "“接收人”本人");
    }

    #[test]
    fn who_could_be_asked_is_named_and_where_there_is_nobody_that_is_said() {
        let many: Vec<String> = (1..=7).map(|n| format!("职员{n}")).collect();
        let roles = [("clerk", many), ("leader", Vec::new())].map(|(role, people)| (role.to_owned(), people));
        let entitled = Entitled { roles: roles.into(), named: vec!["赵工".to_owned()] };
        assert_eq!(
            people(Lang::ZhHans, &entitled),
            "现有：文员（职员1、职员2、职员3、职员4、职员5等）、分管领导（暂无人担任）、本件写明的赵工。"
        );
        assert_eq!(people(Lang::En, &Entitled::default()), "");
    }

    #[test]
    fn every_step_says_who_does_it_in_every_language() {
        for register in book::ALL {
            for lang in [Lang::ZhHans, Lang::ZhHant, Lang::En] {
                for step in register.transitions {
                    assert!(!of_step(lang, register, step).is_empty(), "{}.{}", register.key, step.id);
                }
                for right in [register.adding, register.changing] {
                    assert!(!of_right(lang, register, right).is_empty(), "{}", register.key);
                }
            }
        }
    }
}
