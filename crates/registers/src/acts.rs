//! Who acted is who acts: what a step writes with the name of whoever does it is written for nobody else, neither with the
//! step nor by hand afterwards. And whose work a record is stays as it is once it was handed on, since others must not be
//! the same person.

use crate::common::VOID;
use crate::def::{Default_, Effect, Guard, Phase, Register, Transition};
use crate::document::Record;

/// Whether a step writes the field with the name of whoever does it.
fn writes(step: &Transition, field: &str) -> bool {
    step.effects.iter().any(|e| matches!(e, Effect::Me(f) if *f == field))
}

fn asks(step: &Transition, field: &str) -> bool {
    step.asks.contains(&field) || step.requires.contains(&field)
}

/// Whether a person field says who did a step. Where a record starts with its author, or the step itself asks for the name,
/// it says whose work it is: that may be somebody else's.
pub fn is_signature(register: &Register, field: &str) -> bool {
    let is_author = register.field(field).is_some_and(|f| f.default == Some(Default_::Me));
    let mut steps = register.transitions.iter().filter(|t| writes(t, field)).peekable();
    !is_author && steps.peek().is_some() && steps.all(|t| !asks(t, field))
}

/// Whether a step writes a field together with the signature of whoever does it: the signature, or the time of it.
fn signs(register: &Register, step: &Transition, field: &str) -> bool {
    if writes(step, field) {
        return is_signature(register, field);
    }
    let time = step.effects.iter().any(|e| matches!(e, Effect::Now(f) if *f == field));
    time && step.effects.iter().any(|e| matches!(e, Effect::Me(f) if is_signature(register, f)))
}

/// Whether a step writes the field as the moment in which somebody signs: what people ask whoever does it for, such as when
/// something was given back, they may say themselves.
pub fn is_moment(register: &Register, step: &Transition, field: &str) -> bool {
    let stamps = |t: &&Transition| t.effects.iter().any(|e| matches!(e, Effect::Now(f) if *f == field));
    let free = register.transitions.iter().filter(stamps).any(|t| asks(t, field));
    let starts = register.field(field).is_some_and(|f| f.default.is_some());
    !free && !starts && stamps(&step) && signs(register, step, field)
}

/// Whether a step may be done to many records at once, unseen one by one: not what is signed or writes the person's name as a signature,
/// wants rows of its own in each, or brings many other records with it. To make void asks for a reason, which is then that of all.
pub fn in_bulk(register: &Register, step: &Transition) -> bool {
    let seen = |effect: &Effect| match effect {
        Effect::Me(field) => is_signature(register, field),
        Effect::Digest(_) | Effect::DigestLinked(..) | Effect::StepOthers(..) | Effect::AddForEach { .. } => true,
        _ => false,
    };
    let rows = crate::workflow::asked_rows(register, &Record::default(), step).iter().any(|asked| asked.least > 0);
    !step.signed && step.follows().is_none() && !rows && (step.to == VOID || !step.effects.iter().any(seen))
}

/// The step of which a field of the record says who did it or when; none while that step is still to come.
pub fn signed(register: &Register, record: &Record, field: &str) -> Option<&'static str> {
    let steps: Vec<&'static Transition> = register.transitions.iter().filter(|t| signs(register, t, field)).collect();
    let first = steps.first().filter(|_| record.is_filled(field))?;
    let state = record.state();
    // Whoever is named before the step is asked to do it, and the step writes who did.
    let is_due = |step: &Transition| step.from.contains(&state) && !steps.iter().any(|s| s.to == state);
    if steps.iter().any(|t| is_due(t)) {
        return None;
    }
    let clears = |step: &Transition| step.effects.iter().any(|e| matches!(e, Effect::Clear(f) if *f == field));
    let mut reached: Vec<&str> = steps.iter().map(|t| t.to).collect();
    let onward = |reached: &[&str], t: &Transition| !clears(t) && !reached.contains(&t.to) && t.from.iter().any(|s| reached.contains(s));
    while let Some(next) = register.transitions.iter().find(|t| onward(&reached, t)) {
        reached.push(next.to);
    }
    let done = steps.iter().find(|t| t.to == state).or(Some(first));
    done.filter(|_| state == VOID || reached.contains(&state)).map(|t| t.id)
}

/// Whether a field names whose work the record is, from whom others must be different, and the record is no draft any more.
pub fn is_author(register: &Register, record: &Record, field: &str) -> bool {
    let starts = register.field(field).is_some_and(|f| f.default == Some(Default_::Me));
    let guarded = || register.transitions.iter().flat_map(Transition::all_guards).any(|g| matches!(g, Guard::NotMe(f) if *f == field));
    let draft = || register.state(record.state()).is_some_and(|s| s.phase == Phase::Draft);
    starts && record.is_filled(field) && guarded() && !draft()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{leave, outgoing_documents as outgoing, requisitions, seal_requests, service_requests, tasks};
    use crate::document::Op;
    use crate::parse;
    use crate::settled::{Why, refused};
    use crate::value::Value;

    fn set(field: &str, text: &str) -> Op {
        Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
    }

    fn check(register: &Register, state: &str, field: &str, expect: Option<Why>) {
        let mut record = parse::preview(&Record::default(), &[set(field, "甲"), Op::State(state.to_owned())]);
        record.register = register.key.to_owned();
        let ops = [set(field, "乙")];
        assert_eq!(refused(register, &record, &ops).map(|(_, why)| why), expect, "{}.{field} in {state}", register.key);
    }

    #[test]
    fn who_did_a_step_is_not_written_over() {
        check(&leave::REGISTER, "department", "dept_approver", None);
        check(&leave::REGISTER, "leader", "dept_approver", Some(Why::Act("endorse")));
        check(&leave::REGISTER, "leader", "leader_approver", None);
        check(&leave::REGISTER, "approved", "leader_approver", Some(Why::Act("approve")));
        check(&outgoing::REGISTER, "awaiting-signature", "signer", None);
        check(&outgoing::REGISTER, "signed", "signer", Some(Why::Act("sign")));
        check(&outgoing::REGISTER, "numbered", "numbered_by", Some(Why::Act("number")));
        check(&requisitions::REGISTER, "office-review", "dept_reviewer", Some(Why::Act("approve-department")));
        check(&tasks::REGISTER, "awaiting-check", "checker", None);
    }

    #[test]
    fn nor_when_they_did_it() {
        let register = &leave::REGISTER;
        let at = [set("dept_at", "2026-09-02T09:00"), Op::State("leader".to_owned())];
        let record = parse::preview(&Record::default(), &at);
        assert_eq!(refused(register, &record, &[set("dept_at", "2026-09-01T09:00")]), Some(("dept_at", Why::Act("endorse"))));
        assert_eq!(refused(register, &record, &[set("dept_at", "2026-09-02T09:00")]), None, "nothing changes");
        assert_eq!(refused(register, &record, &[set("dept_approver", "甲")]), None, "what a list left out is filled in");
    }

    #[test]
    fn the_moment_of_a_signature_is_nobodys_to_say() {
        let moment = |key: &str, step: &str, field: &str| {
            let register = crate::book::find(key).unwrap();
            is_moment(register, register.transition(step).unwrap(), field)
        };
        assert!(moment("outgoing-documents", "sign", "signed_at") && moment("outgoing-documents", "seal", "sealed_at"));
        assert!(moment("leave", "endorse", "dept_at") && moment("seal-requests", "approve", "approved_at"));
        assert!(!moment("visits", "enter", "entered"), "when somebody came in is a fact that the reception may enter later");
        assert!(!moment("archive-loans", "return", "returned_at") && !moment("archive-loans", "lend", "out_at"));
        assert!(!moment("outgoing-documents", "sign", "doc_date"), "the day of the paper is chosen");
    }

    #[test]
    fn whose_work_it_is_stays_once_it_was_handed_on() {
        check(&outgoing::REGISTER, "drafting", "drafter", None);
        for state in ["department-review", "awaiting-signature", "returned", "signed"] {
            check(&outgoing::REGISTER, state, "drafter", Some(Why::Author));
        }
        check(&leave::REGISTER, "draft", "applicant", None);
        check(&leave::REGISTER, "department", "applicant", Some(Why::Author));
        check(&seal_requests::REGISTER, "applied", "applicant", Some(Why::Author));
    }

    #[test]
    fn who_is_to_handle_it_is_named_freely() {
        check(&service_requests::REGISTER, "handling", "handler", None);
    }

    #[test]
    fn what_a_person_signs_is_not_done_to_many_at_once() {
        let bulk = |register: &Register, step: &str| in_bulk(register, register.transition(step).unwrap());
        let assets = crate::book::find("assets").unwrap();
        assert!(bulk(assets, "send-for-repair") && bulk(assets, "repaired") && bulk(assets, "void"));
        assert!(!bulk(assets, "lend"), "it comes with a paper");
        for (key, step) in [("outgoing-documents", "sign"), ("leave", "approve"), ("seal-requests", "approve")] {
            let register = crate::book::find(key).unwrap();
            if let Some(step) = register.transition(step) {
                assert!(!in_bulk(register, step), "{key}: {}", step.id);
            }
        }
        let mut some = 0;
        for register in crate::book::ALL {
            for step in register.transitions.iter().filter(|step| in_bulk(register, step)) {
                some += 1;
                let signs = step.effects.iter().any(|e| matches!(e, Effect::Me(f) if is_signature(register, f)));
                assert!(step.to == VOID || !signs, "{}: {}", register.key, step.id);
            }
        }
        assert!(some > 100, "hardly any step is left: {some}");
    }
}
