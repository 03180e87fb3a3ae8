//! Whether what another desk has done to a record was its author's to do: rights, signatures and the separation of duties, looked at
//! from what the record says before and after. The desk that did it has asked the same: see [`super::plan`].

use super::{Actor, Around, Authority, acted_for, guard, may, may_arrive, named, names};
use crate::acts;
use crate::def::{Effect, Guard, Kind, Register, Right, Transition};
use crate::document::Record;

/// Why something was not its author's to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Neither a role of theirs nor the record allows it.
    Right,
    /// The field has the signature of somebody else.
    Signature(&'static str),
    /// Somebody else than the one in this field must do it, or just that one.
    Duty(&'static str),
}

impl Lack {
    /// Permanent word for it.
    pub fn key(self) -> &'static str {
        match self {
            Lack::Right => "right",
            Lack::Signature(_) => "signature",
            Lack::Duty(_) => "duty",
        }
    }
}

/// The steps that lead from one of the states to another one. None where the state is one of those that stood: somebody has chosen
/// between values that stood side by side, or nothing was done.
pub fn steps_between(register: &Register, from: &[String], to: &str) -> Vec<&'static Transition> {
    if from.iter().any(|state| state == to) {
        return Vec::new();
    }
    register.transitions.iter().filter(|t| t.to == to && t.from.iter().any(|state| from.iter().any(|f| f == state))).collect()
}

/// Whether the actor may have done a step.
///
/// # Errors
/// A [`Lack`], when they may not.
pub fn authorize(
    register: &Register,
    step: &Transition,
    before: &Record,
    after: &Record,
    actor: &Actor,
    around: &mut dyn Around,
) -> Result<(), Lack> {
    // Papers bring it with them: nobody does it by hand.
    if step.follows().is_some() {
        return Err(Lack::Right);
    }
    let people = named(&step.named, before, after, around);
    let own = may(step, &actor.roles) || actor.by_name(register, after, &people) == Some(Authority::Own);
    let mut found = Err(Lack::Right);
    let reaching = actor.delegations.iter().filter(|d| d.reaches(register, after));
    for (authority, entitled) in std::iter::once((Authority::Own, own)).chain(reaching.map(|d| {
        let for_them = !d.roles.is_empty() && may(step, &d.roles) || people.iter().any(|signature| names(signature, &d.from));
        // Whoever may do it themselves may do it for somebody else too.
        (Authority::For(&d.from), own || for_them)
    })) {
        match entitled.then(|| stands(register, step, before, after, actor, authority)) {
            Some(Ok(())) => return Ok(()),
            Some(lack) => found = lack,
            None => {}
        }
    }
    found
}

/// Whether the signatures and the separation of duties of a step stand, done by this right.
fn stands(
    register: &Register,
    step: &Transition,
    before: &Record,
    after: &Record,
    actor: &Actor,
    authority: Authority<'_>,
) -> Result<(), Lack> {
    for effect in step.effects {
        let Effect::Me(field) = effect else { continue };
        let signed = after.text(field);
        let theirs = match authority {
            Authority::Own => signed == actor.person,
            Authority::For(principal) => signed == acted_for(&actor.person, principal),
        };
        if acts::is_signature(register, field) && !signed.is_empty() && !theirs {
            return Err(Lack::Signature(field));
        }
    }
    guard::holding(step, after).try_for_each(|guard| match guard {
        Guard::NotMe(field) | Guard::Me(field) | Guard::Different(field, _) => {
            guard::duty(guard, before, after, actor, authority).map_err(|_| Lack::Duty(field))
        }
        _ => Ok(()),
    })
}

/// Whether the actor may have added a record, in the state in which it came.
///
/// # Errors
/// [`Lack::Right`], when they may not.
pub fn authorize_adding(register: &Register, record: &Record, actor: &Actor, around: &mut dyn Around) -> Result<(), Lack> {
    let arrives = may_arrive(register, record.state(), &actor.roles)
        || actor.delegations.iter().any(|d| may_arrive(register, record.state(), &d.roles));
    if arrives && allows(register, register.adding, record, record, actor, around) { Ok(()) } else { Err(Lack::Right) }
}

/// Whether the actor may have changed a record by hand.
///
/// # Errors
/// [`Lack::Right`], when they may not.
pub fn authorize_changing(
    register: &Register,
    before: &Record,
    after: &Record,
    actor: &Actor,
    around: &mut dyn Around,
) -> Result<(), Lack> {
    if allows(register, register.changing, before, after, actor, around) { Ok(()) } else { Err(Lack::Right) }
}

/// By a role, or since the record names them, before as well as after.
fn allows(register: &Register, right: Right, before: &Record, after: &Record, actor: &Actor, around: &mut dyn Around) -> bool {
    let by_role = |record: &Record| actor.by_role(register, record, right).is_some();
    let mut by_name = |record: &Record| actor.by_name(register, record, &named(&right.by_name(), record, record, around)).is_some();
    by_role(before) && by_role(after) || !right.by_name().is_nobody() && by_name(before) && by_name(after)
}

/// What was done to a record besides the step that somebody did to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside<'a> {
    /// It was added.
    Added,
    /// It was changed, and its state stayed.
    Changed,
    /// It moved on, by the step with this id.
    Moved(&'a str),
}

/// Whether a step of a record of one register brings something with it that is done to one of another register: the right to the
/// step covers it.
pub fn brings(of: &Register, step: &Transition, register: &Register, what: Beside<'_>) -> bool {
    let leads_there =
        |link: &str| of.field(link).is_some_and(|f| matches!(f.kind, Kind::Link(target) | Kind::Links(target) if target == register.key));
    let stated = step.effects.iter().any(|effect| match (effect, what) {
        (Effect::StepOthers(others, id), Beside::Moved(step)) => others.register == register.key && *id == step,
        (Effect::StepLinked(link, id), Beside::Moved(step)) => leads_there(link) && *id == step,
        (Effect::Add(add) | Effect::AddForEach { add, .. }, Beside::Added) => add.register == register.key,
        (Effect::SetLinked { link, .. }, Beside::Changed) => leads_there(link),
        _ => false,
    });
    let followed = matches!(what, Beside::Moved(id) if register.transition(id).and_then(Transition::follows).is_some_and(|papers| papers.contains(&of.key)));
    stated || followed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Alone, Delegation, StepError, plan};
    use super::*;
    use crate::book;
    use crate::document::Op;
    use crate::parse;
    use crate::value::Value;

    const ROLES: &[&str] = &["clerk", "office-director", "leader", "department-head", "keeper", "staff", "auditor"];

    fn actor(person: &str, roles: &[&str]) -> Actor {
        Actor::new(person, roles.iter().map(|r| (*r).to_owned()).collect(), jiff::civil::date(2026, 9, 1).at(8, 0, 0, 0))
    }

    /// A record as one of the register's examples has it, with everybody of these names in its person fields by turns.
    fn record(register: &Register, example: usize, state: &str, people: &[&str]) -> Record {
        let first = Record { register: register.key.to_owned(), states: vec![state.to_owned()], ..Record::default() };
        let example = register.examples.get(example % register.examples.len().max(1)).copied().unwrap_or_default();
        let mut record = example
            .iter()
            .fold(first, |record, (id, text)| parse::preview(&record, &parse::ops(register.field(id).unwrap(), text).unwrap_or_default()));
        let named = register.all_fields().filter(|f| f.kind == Kind::Person).zip(people.iter().cycle());
        record.fields.extend(named.map(|(field, person)| (field.id.to_owned(), vec![Value::from(*person)])));
        record
    }

    /// What a step needs of what the record lacks, in whatever words.
    fn given(register: &Register, step: &Transition, record: &Record) -> Vec<Op> {
        let lacking = step.requires.iter().filter_map(|id| register.field(id)).filter(|f| !record.is_filled(f.id) && !f.computed);
        let text = |kind: crate::Kind| match kind {
            Kind::Choice(list) => list.first().map_or("", |c| c.id),
            Kind::Date => "2026-09-01",
            Kind::Time => "2026-09-01 08:00",
            Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money => "1",
            Kind::YesNo => "是",
            _ => "字",
        };
        lacking.flat_map(|f| parse::ops(f, text(f.kind)).unwrap_or_default()).collect()
    }

    fn all_steps() -> Vec<(&'static Register, &'static Transition)> {
        book::ALL.iter().flat_map(|r| r.transitions.iter().map(move |t| (*r, t))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_096, ..ProptestConfig::default() })]

        /// What a desk lets its people do every other desk finds to be theirs; what it refuses for a role or for the separation of
        /// duties no other desk takes for theirs either, had it been written all the same. A delegation may allow by one right what
        /// the desk has tried by another one.
        #[test]
        fn every_desk_comes_to_the_same(
            at in any::<prop::sample::Index>(),
            from in any::<prop::sample::Index>(),
            example in 0usize..2,
            own in prop::collection::vec(prop::sample::select(ROLES), 1..3),
            theirs in prop::option::of(prop::sample::select(ROLES)),
            people in prop::collection::vec(prop::sample::select(vec!["林文静", "王校长", "周敏", "林文静（代王校长）"]), 1..4),
        ) {
            let steps = all_steps();
            let (register, step) = *at.get(&steps);
            let record = record(register, example, step.from[from.index(step.from.len())], &people);
            let delegation = |role: &str| Delegation {
                from: "王校长".into(), roles: vec![role.to_owned()], registers: Vec::new(), excluded: Vec::new(), limit: None,
            };
            let actor = Actor { delegations: theirs.into_iter().map(delegation).collect(), ..actor("林文静", &own) };
            let given = given(register, step, &record);
            let looked = |after: &Record| authorize(register, step, &record, after, &actor, &mut Alone);
            match plan(register, &record, step.id, &given, &actor, &mut Alone) {
                Ok(plan) => {
                    let after = parse::preview(&record, &plan.ops);
                    prop_assert_eq!(looked(&after), Ok(()), "{} {}", register.key, step.id);
                    prop_assert!(steps_between(register, &record.states, after.state()).iter().any(|t| t.id == step.id) || step.to == record.state());
                    // With somebody else's signature it is nobody's.
                    for effect in step.effects {
                        if let Effect::Me(field) = effect
                            && acts::is_signature(register, field)
                            && after.is_filled(field)
                        {
                            let forged = parse::preview(&after, &[Op::Set { field: (*field).to_owned(), value: Some("赵校长".into()) }]);
                            prop_assert!(looked(&forged).is_err(), "{} {} {field}", register.key, step.id);
                        }
                    }
                }
                Err(StepError::WrongRole(_) | StepError::SamePerson(_) | StepError::NotYours(_) | StepError::Same(..) | StepError::Follows(_)) => {
                    let after = parse::preview(&parse::preview(&record, &given), &[Op::State(step.to.to_owned())]);
                    prop_assert!(!actor.delegations.is_empty() || looked(&after).is_err(), "{} {}", register.key, step.id);
                }
                Err(_) => {}
            }
        }
    }

    #[test]
    fn most_steps_of_the_book_can_be_looked_at() {
        let done = all_steps().into_iter().filter(|(register, step)| {
            let record = record(register, 0, step.from[0], &["周敏"]);
            let director = actor("林文静", &[super::super::ADMINISTRATOR]);
            plan(register, &record, step.id, &given(register, step, &record), &director, &mut Alone).is_ok()
        });
        let (done, all) = (done.count(), all_steps().len());
        assert!(done * 2 > all, "{done} of {all}");
    }

    #[test]
    fn who_adds_and_changes_is_looked_at_too() {
        let find = |key: &str| book::find(key).unwrap();
        let adds = |key: &str, state: &str, roles: &[&str]| {
            authorize_adding(find(key), &record(find(key), 0, state, &["周敏"]), &actor("林文静", roles), &mut Alone).is_ok()
        };
        assert!(adds("visits", "expected", &["clerk"]));
        assert!(!adds("adjustments", "in-force", &["clerk"]) && adds("adjustments", "in-force", &["office-director"]));
        assert!(!adds("leave", "approved", &["clerk"]), "what others approve is not brought in as approved");
        let leave = find("leave");
        let before = record(leave, 0, "draft", &["周敏"]);
        let after = parse::preview(&before, &[Op::Set { field: "reason".into(), value: Some("家事".into()) }]);
        let changes = |person: &str, roles: &[&str]| authorize_changing(leave, &before, &after, &actor(person, roles), &mut Alone).is_ok();
        assert_eq!((changes("周敏", &["staff"]), changes("林文静", &["administrator"])), (true, true));
    }
}
