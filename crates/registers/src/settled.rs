//! What is not written any more: a number that was given, who did what and when, a text that was approved.
//!
//! People read these things on paper, where no program changes them. A step may still take an approval back, and a number
//! that two records carry be given anew: see [`crate::workflow`] and the conflict inbox.

use crate::acts;
use crate::def::{Phase, Register, Settled};
use crate::document::{Op, Record};
use crate::value::Value;
use crate::version;

/// Why a field is not written any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The number was given.
    Number,
    /// The number is given later: nothing has one yet in this state.
    Early,
    /// The list on which it stands, or shall stand, was handed in or approved.
    Listed,
    /// What names people and days of something that was sent, sealed or closed.
    Out,
    /// The text was approved, sealed or sent as it is.
    Text,
    /// What follows papers of other registers.
    Paper,
    /// Who did the step with this id, and when.
    Act(&'static str),
    /// Whose work it is, from whom those who approve it must be different.
    Author,
    /// What the step with this id has frozen, which others work by.
    Frozen(&'static str),
}

/// Why a form does not ask for a field of the record: what [`why`] says, and what was frozen, of which only values that stand side by
/// side may be chosen.
pub fn why_not_asked(register: &Register, record: &Record, field: &str) -> Option<Why> {
    let frozen = register.settled.frozen.filter(|frozen| record.is_filled(frozen.by) && frozen.fields.contains(&field));
    let frozen = frozen.filter(|_| record.values(field).len() < 2).map(|frozen| Why::Frozen(frozen.step));
    frozen.or_else(|| why(register, record, field))
}

/// Why a field of the record is not written any more, as far as the record alone tells: that a number is doubled and may be
/// given anew is known to whoever knows the other records.
pub fn why(register: &Register, record: &Record, field: &str) -> Option<Why> {
    if version::is_locked(register, record, field) {
        return Some(Why::Text);
    }
    if register.settled.by_papers.is_some_and(|(basis, fields)| record.is_filled(basis) && fields.contains(&field)) {
        return Some(Why::Paper);
    }
    let is_number = register.number.is_some_and(|n| n.field == field);
    if !record.is_filled(field) {
        return (is_number && register.settled.unnumbered.contains(&record.state())).then_some(Why::Early);
    }
    if is_out(register, record) && (is_number || register.settled.fields.contains(&field)) {
        return Some(Why::Out);
    }
    // What a void line of the book was about stays readable; a draft that was deleted comes back when somebody writes to it.
    if field == register.title && is_in(register, record, Phase::Void) && record.state() != crate::common::DELETED {
        return Some(Why::Out);
    }
    if is_number && !is_in(register, record, Phase::Draft) {
        return Some(Why::Number);
    }
    if let Some(step) = acts::signed(register, record, field) {
        return Some(Why::Act(step));
    }
    acts::is_author(register, record, field).then_some(Why::Author)
}

/// The first field of which a change would write over what stands there for good, and why it may not. Of values that stand
/// side by side one may be chosen. What locks a text is told by [`version::locked`].
pub fn refused<'a>(register: &Register, before: &Record, ops: &'a [Op]) -> Option<(&'a str, Why)> {
    ops.iter().find_map(|op| {
        let (field, is_empty, stays) = match op {
            Op::Set { field, value } => {
                let standing = before.values(field);
                let is_empty = standing.iter().all(Value::is_empty);
                let says = value.as_ref().filter(|v| !v.is_empty());
                (field, is_empty, says.map_or(is_empty, |v| standing.contains(v)))
            }
            Op::Member { field, member, on } => {
                let standing = before.sets.get(field);
                (field, standing.is_none_or(|set| set.is_empty()), standing.is_some_and(|set| set.contains(member)) == *on)
            }
            _ => return None,
        };
        let why = why(register, before, field).filter(|why| !stays && (*why == Why::Paper || *why != Why::Text && !is_empty))?;
        Some((field.as_str(), why))
    })
}

/// The first field of which a change would write what a step has frozen. Of values that stand side by side one may be chosen.
pub fn frozen(register: &Register, before: &Record, ops: &[Op]) -> Option<&'static str> {
    let frozen = register.settled.frozen.filter(|frozen| before.is_filled(frozen.by))?;
    let column_of = |lines: &str| frozen.columns.iter().find(|(field, _)| *field == lines).copied();
    let field_of = |name: &str| frozen.fields.iter().find(|field| **field == name).copied();
    ops.iter().find_map(|op| match op {
        Op::Set { field, value } => {
            let standing = before.values(field);
            let stays = value.as_ref().filter(|v| !v.is_empty()).map_or(standing.iter().all(Value::is_empty), |v| standing.contains(v));
            let place: Vec<&str> = field.split('/').collect();
            let name = match place[..] {
                [lines, _, column] => column_of(lines).filter(|(_, c)| *c == column).map(|(field, _)| field),
                _ => field_of(field),
            };
            name.filter(|_| !stays)
        }
        Op::Text { field, text } => field_of(field).filter(|_| before.text(field) != text),
        Op::Member { field, member, on } => {
            field_of(field).filter(|_| before.sets.get(field).is_some_and(|set| set.contains(member)) != *on)
        }
        Op::Line { field, row, cells } => {
            let (field, column) = column_of(field)?;
            let standing = before.values(&format!("{field}/{row}/{column}"));
            let says = cells.iter().find(|(c, v)| c == column && !v.is_empty()).map(|(_, v)| v);
            says.is_some_and(|v| !standing.contains(v)).then_some(field)
        }
        Op::DropLine { field, row } => {
            let (field, column) = column_of(field)?;
            before.values(&format!("{field}/{row}/{column}")).iter().any(|v| !v.is_empty()).then_some(field)
        }
        Op::State(_) => None,
    })
}

/// Whether a change tells of a record that is closed or void from the start, as a list of old ones does.
pub fn is_past(register: &Register, ops: &[Op]) -> bool {
    let state = ops.iter().rev().find_map(|op| if let Op::State(state) = op { register.state(state) } else { None });
    state.is_some_and(|s| s.phase >= Phase::Done)
}

/// The field that puts the record on a list, and the ids of the lists that a change would write it to and take it from.
pub fn relisted<'a>(register: &Register, before: &'a Record, ops: &'a [Op]) -> Option<(&'static str, Vec<&'a str>, Vec<&'a str>)> {
    let (link, _) = register.settled.listed?;
    let to = ops.iter().find_map(|op| match op {
        Op::Set { field, value } if field == link => Some(value.as_ref().and_then(Value::as_text).unwrap_or_default()),
        _ => None,
    })?;
    let standing = before.fields.get(link).map_or(&[][..], Vec::as_slice);
    let standing: Vec<&str> = standing.iter().filter_map(Value::as_text).filter(|id| !id.is_empty()).collect();
    // Of values side by side one is chosen.
    if standing.contains(&to) {
        return None;
    }
    Some((link, Some(to).filter(|id| !id.is_empty()).into_iter().collect(), standing))
}

/// The number's field, if a change types a number where none is given yet; `before` says nothing for a new record.
pub fn early(register: &Register, before: &Record, ops: &[Op]) -> Option<&'static str> {
    let field = register.number?.field;
    let moved = ops.iter().rev().find_map(|op| if let Op::State(state) = op { Some(state.as_str()) } else { None });
    let stands = if before.state().is_empty() { register.first_state() } else { before.state() };
    let typed = typed_number(register, before, ops).is_some();
    (typed && register.settled.unnumbered.contains(&moved.unwrap_or(stands))).then_some(field)
}

/// The number that a change types; none where it only takes one away, or leaves or chooses what stands there.
pub fn typed_number<'a>(register: &Register, before: &Record, ops: &'a [Op]) -> Option<&'a str> {
    let field = register.number?.field;
    let standing = before.values(field);
    ops.iter().find_map(|op| match op {
        Op::Set { field: f, value: Some(value) } if f == field && !standing.contains(value) => value.as_text().filter(|t| !t.is_empty()),
        _ => None,
    })
}

/// Whether the record is sent, sealed or closed, or void.
pub fn is_out(register: &Register, record: &Record) -> bool {
    let settled = register.settled;
    let stands = settled.once.iter().any(|field| record.is_filled(field)) || settled.states.contains(&record.state());
    settled != Settled::NONE && (stands || is_in(register, record, Phase::Void))
}

fn is_in(register: &Register, record: &Record, phase: Phase) -> bool {
    register.state(record.state()).is_some_and(|s| s.phase == phase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{incoming_documents as incoming, outgoing_documents as outgoing, requisitions};
    use crate::def::Kind;
    use crate::parse;

    fn record(register: &Register, state: &str, values: &[(&str, &str)]) -> Record {
        let mut ops: Vec<Op> = values.iter().map(|(field, text)| set(field, text)).collect();
        ops.push(Op::State(state.to_owned()));
        let mut record = parse::preview(&Record::default(), &ops);
        record.register = register.key.to_owned();
        record
    }

    fn set(field: &str, text: &str) -> Op {
        Op::Set { field: field.to_owned(), value: (!text.is_empty()).then(|| Value::from(text)) }
    }

    fn check(register: &Register, before: &Record, op: Op, expect: Option<Why>) {
        assert_eq!(refused(register, before, std::slice::from_ref(&op)).map(|(_, why)| why), expect, "{op:?}");
    }

    #[test]
    fn a_number_that_was_given_stays() {
        let register = &incoming::REGISTER;
        let registered = record(register, "registered", &[("reg_no", "收〔2026〕1号"), ("receiver", "甲")]);
        for text in ["收〔2026〕2号", ""] {
            check(register, &registered, set("reg_no", text), Some(Why::Number));
        }
        check(register, &registered, set("reg_no", "收〔2026〕1号"), None);
        check(register, &registered, set("receiver", "乙"), None);
        let unnumbered = record(register, "awaiting-inspection", &[]);
        check(register, &unnumbered, set("reg_no", "收〔2026〕1号"), None);
        let void = record(register, "void", &[("reg_no", "收〔2026〕1号")]);
        check(register, &void, set("reg_no", ""), Some(Why::Out));
    }

    #[test]
    fn of_values_side_by_side_one_is_chosen() {
        let register = &incoming::REGISTER;
        let mut twice = record(register, "registered", &[("reg_no", "收〔2026〕1号")]);
        twice.fields.get_mut("reg_no").unwrap().push(Value::from("收〔2026〕2号"));
        check(register, &twice, set("reg_no", "收〔2026〕2号"), None);
        check(register, &twice, set("reg_no", "收〔2026〕3号"), Some(Why::Number));
    }

    #[test]
    fn what_is_not_signed_has_no_number_yet() {
        let register = &outgoing::REGISTER;
        let number = |text: &str| [set("issue_no", text)];
        let typed = |before: &Record| early(register, before, &number("校发〔2026〕1号"));
        let free = |state: &str| typed(&record(register, state, &[])).is_none();
        for state in register.states.iter().map(|s| s.id) {
            let given = register.transitions.iter().any(|t| t.from == ["signed"] && t.id == "number");
            let after =
                ["signed", "numbered", "printing", "awaiting-seal", "sealed", "dispatching", "delivered", "recorded", "archived", "void"];
            assert!(given && free(state) == after.contains(&state), "{state}");
        }
        assert_eq!(typed(&Record::default()), Some("issue_no"), "a new one is a draft");
        let moved = [&number("校发〔2026〕1号")[..], &[Op::State("numbered".to_owned())]].concat();
        assert_eq!(early(register, &Record::default(), &moved), None, "a list tells of what was numbered long ago");
        let withdrawn = record(register, "withdrawn", &[("issue_no", "校发〔2026〕1号")]);
        assert_eq!(typed(&withdrawn), None, "it keeps its number");
        assert_eq!(early(register, &record(register, "drafting", &[]), &number("")), None);
        assert_eq!(why(register, &record(register, "drafting", &[]), "issue_no"), Some(Why::Early));
        assert_eq!(why(register, &withdrawn, "issue_no"), Some(Why::Number));
    }

    #[test]
    fn a_draft_is_written_freely() {
        let register = &requisitions::REGISTER;
        let field = register.number.unwrap().field;
        let draft = record(register, register.first_state(), &[(field, "领1")]);
        assert_eq!(register.state(draft.state()).unwrap().phase, Phase::Draft);
        check(register, &draft, set(field, "领2"), None);
    }

    #[test]
    fn who_signed_and_when_stays_once_the_paper_is_out() {
        let register = &outgoing::REGISTER;
        let signed = [("issue_no", "校发〔2026〕1号"), ("signer", "甲"), ("doc_date", "2026-09-01")];
        let inside = record(register, "numbered", &signed);
        check(register, &inside, set("signer", "乙"), Some(Why::Act("sign")));
        check(register, &inside, set("doc_date", "2026-09-02"), None);
        let proofs =
            [("sealed", "sealed_at", "2026-09-02T09:00"), ("dispatching", "dispatched_at", "2026-09-02T09:00"), ("archived", "", "")];
        for (state, proof, moment) in proofs {
            let out = record(register, state, &[&signed[..], &[(proof, moment)][usize::from(proof.is_empty())..]].concat());
            for field in ["signer", "doc_date", "issue_no"] {
                check(register, &out, set(field, ""), Some(Why::Out));
                assert_eq!(why(register, &out, field), Some(Why::Out));
            }
            check(register, &out, set("filed_to", "甲卷"), None);
            check(register, &out, set("print_date", "2026-09-01"), None);
        }
    }

    #[test]
    fn a_locked_text_says_so_until_a_merge_changed_it() {
        let register = &outgoing::REGISTER;
        let sealed = record(register, "sealed", &[("title", "通知"), ("sealed_at", "2026-09-02T09:00")]);
        assert_eq!(why(register, &sealed, "title"), Some(Why::Text));
        assert_eq!(why(register, &sealed, "sealed_at"), Some(Why::Text));
        assert_eq!(why(register, &sealed, "main_to"), Some(Why::Text), "nothing is added either");
        let other = parse::preview(&sealed, &[set("signed_digest", "0123")]);
        assert_eq!(why(register, &other, "title"), None, "what was signed can be put back");
        assert_eq!(why(register, &other, "sealed_at"), Some(Why::Text));
    }

    #[test]
    fn what_was_entered_posted_or_handed_over_stays() {
        let books = [("seal-uses", "recorded", "subject"), ("seal-custody", "handed-over", "to"), ("stock-movements", "posted", "reason")];
        for (key, state, field) in books {
            let register = crate::book::find(key).unwrap();
            check(register, &record(register, register.first_state(), &[(field, "甲")]), set(field, "乙"), None);
            check(register, &record(register, state, &[(field, "甲")]), set(field, "乙"), Some(Why::Out));
        }
        for (key, state, field) in [("leave", "approved", "ends_at"), ("receipts", "accepted", "received_on")] {
            let register = crate::book::find(key).unwrap();
            assert_eq!(why(register, &record(register, state, &[]), field), Some(Why::Text), "{key}.{field}");
            assert_eq!(why(register, &record(register, register.first_state(), &[]), field), None, "{key}.{field}");
        }
    }

    #[test]
    fn what_a_step_froze_stays_and_of_values_side_by_side_one_is_chosen() {
        let register = &crate::book::stocktakes::REGISTER;
        let mut book = record(register, "counting", &[("kind", "special"), ("scope_depts", "教务处")]);
        let open = |book: &Record, op: &Op| frozen(register, book, std::slice::from_ref(op));
        assert_eq!(open(&book, &set("kind", "full")), None, "nothing was frozen");
        book.fields.insert("frozen_books".to_owned(), vec!["x:1".into()]);
        for (op, field) in [
            (set("kind", "full"), Some("kind")),
            (set("kind", "special"), None),
            (set("scope_places", "图书馆"), Some("scope_places")),
            (Op::Set { field: "scope_depts".to_owned(), value: None }, Some("scope_depts")),
            (Op::Set { field: "scope_places".to_owned(), value: None }, None),
            (set("title", "盘点"), None),
            (Op::State("recounting".to_owned()), None),
        ] {
            assert_eq!(open(&book, &op), field, "{op:?}");
        }
        book.fields.insert("kind".to_owned(), vec!["full".into(), "special".into()]);
        assert_eq!(open(&book, &set("kind", "full")), None, "a merge left two, and one is chosen");
        assert_eq!(open(&book, &set("kind", "sample")), Some("kind"));
    }

    #[test]
    fn what_settles_a_record_is_there() {
        for register in crate::book::ALL {
            let Settled { once, states, fields, by_papers, listed, unnumbered, frozen } = register.settled;
            unnumbered.iter().for_each(|s| assert!(register.state(s).is_some(), "{}.{s}", register.key));
            if let Some((link, open)) = listed {
                let Kind::Link(target) = register.field(link).unwrap().kind else { panic!("{}.{link}", register.key) };
                let target = crate::book::find(target).unwrap();
                open.iter().for_each(|s| assert!(target.state(s).is_some_and(|s| s.phase < Phase::Done), "{}.{s}", target.key));
            }
            assert!(unnumbered.is_empty() || register.number.is_some_and(|n| !n.at_creation), "{}", register.key);
            states.iter().for_each(|s| assert!(register.state(s).is_some(), "{}.{s}", register.key));
            // Whoever could type it could close a record that is still open.
            once.iter().for_each(|f| assert!(register.version.locked_by.contains(f), "{}.{f}", register.key));
            if let Some((basis, fields)) = by_papers {
                // Whoever could type it could lock, or open, what the papers say.
                assert!(register.field(basis).unwrap().computed, "{}.{basis}", register.key);
                fields.iter().for_each(|f| assert!(register.field(f).is_some(), "{}.{f}", register.key));
            }
            if let Some(frozen) = frozen {
                assert!(register.field(frozen.by).unwrap().computed && register.transition(frozen.step).is_some(), "{}", register.key);
                frozen.fields.iter().for_each(|f| assert!(register.field(f).is_some(), "{}.{f}", register.key));
                for (lines, column) in frozen.columns {
                    let columns = register.field(lines).unwrap().columns();
                    assert!(columns.iter().any(|c| c.id == *column), "{}.{lines}.{column}", register.key);
                }
            }
            for field in fields {
                let found = register.field(field).unwrap_or_else(|| panic!("{}.{field}", register.key));
                assert!(!matches!(found.kind, crate::Kind::Lines(_) | crate::Kind::LongText), "{}.{field}", register.key);
            }
        }
    }
}
