//! The search over all registers, in a thread of its own. Only the last question counts: whoever types on is not kept
//! waiting for the answer to what stood there before.

use std::sync::Arc;

use registers::def::{Field, Kind, Register};
use registers::{Lang, Record, Value, parse, search};
use replica::{Hit, Reader};

use super::explain_replica;
use super::last::Thread;
use crate::gui::backend::{Answer, Hits, MOST_HITS, Match, Read, ReadError};

/// Characters of a text that are shown before what was looked for, and in all.
const BEFORE: usize = 8;
const SHOWN: usize = 40;

/// What is looked for, and as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub words: String,
    pub revision: u64,
    pub lang: Lang,
}

type Found = Option<(Question, Read<Arc<Hits>>)>;

/// The thread that looks; it ends with this.
pub(super) struct Seeker(Thread<Question, Question, Found>);

impl Seeker {
    /// Starts the thread; `found` is called with every answer.
    pub fn start(reader: Reader, found: impl Fn() + Send + 'static) -> std::io::Result<Seeker> {
        let put = |done: &mut Found, question, answer| *done = Some((question, answer));
        Ok(Seeker(Thread::start("seek", Option::take, move |question| find(&reader, question), put, found)?))
    }

    /// The answer, if it is there; asks for it otherwise.
    pub fn answer(&self, question: Question) -> Answer<Hits> {
        self.0.at(|desk| {
            if let Some((_, answer)) = desk.done.as_ref().filter(|(answered, _)| *answered == question) {
                return Some(answer.clone());
            }
            if desk.working.as_ref() != Some(&question) {
                desk.asked = Some(question);
            }
            None
        })
    }
}

fn find(reader: &Reader, question: &Question) -> Read<Arc<Hits>> {
    let found = || -> replica::Result<Hits> {
        // One more than is shown tells whether there are more; to count them all could take long.
        let mut hits = reader.search(&question.words, MOST_HITS + 1)?;
        let more = hits.len() > MOST_HITS;
        hits.truncate(MOST_HITS);
        let list = hits.into_iter().map(|hit| Ok(Match { holds: holding(reader, &hit, question)?, hit }));
        Ok(Hits { list: list.collect::<replica::Result<_>>()?, more })
    };
    found()
        .map(Arc::new)
        .map_err(|e| ReadError(explain_replica(question.lang, reader.shelf().map_or(registers::book::ALL, |s| s.all()), &e)))
}

/// The field that holds a word that the name does not hold.
fn holding(reader: &Reader, hit: &Hit, question: &Question) -> replica::Result<Option<(String, String)>> {
    let words = search::fold(&question.words);
    let name = Folded::of(&format!("{} {}", hit.number, hit.title));
    let Some(word) = words.split_whitespace().find(|word| name.find(word).is_none()) else { return Ok(None) };
    let Some(card) = reader.record(hit.id)? else { return Ok(None) };
    Ok(holds(hit.register, &card.record, word, question.lang))
}

/// The first field whose text holds a folded word, with its surroundings.
fn holds(register: &'static Register, record: &Record, word: &str, lang: Lang) -> Option<(String, String)> {
    let text = |field: &Field, value: &Value| match field.kind {
        Kind::Text | Kind::Person | Kind::Department | Kind::LongText | Kind::Private => value.as_text().map(str::to_owned),
        // The index holds the simplified names of choices, in whatever language the window speaks.
        Kind::Choice(choices) => value.as_text().map(|id| choices.iter().find(|c| c.id == id).map_or(id, |c| c.labels.hans).to_owned()),
        _ => None,
    };
    let shown = |field: &Field, value: &Value| -> Option<String> {
        let text = text(field, value)?;
        let at = Folded::of(&text).find(word)?;
        Some(if matches!(field.kind, Kind::Choice(_)) { parse::display(field, value, lang) } else { around(&text, at) })
    };
    for field in register.all_fields() {
        if let Some(found) = record.fields.get(field.id).into_iter().flatten().find_map(|value| shown(field, value)) {
            return Some((field.labels.get(lang).to_owned(), found));
        }
        let Kind::Lines(columns) = field.kind else { continue };
        for line in record.lines.get(field.id).into_iter().flatten() {
            for column in columns.columns {
                if let Some(found) = line.cell(column.id).and_then(|value| shown(column, value)) {
                    return Some((format!("{} · {}", field.labels.get(lang), column.labels.get(lang)), found));
                }
            }
        }
    }
    None
}

/// A text as words are found in it: each folded character with its place in the text and its initial.
struct Folded(Vec<(String, String)>);

impl Folded {
    fn of(text: &str) -> Folded {
        Folded(text.chars().map(|c| c.to_string()).map(|c| (search::fold(&c), search::initials(&c))).collect())
    }

    /// Where a word begins, in characters: as it is written, else by initials.
    fn find(&self, word: &str) -> Option<usize> {
        let begins = |at: usize, part: fn(&(String, String)) -> &str| {
            let mut rest = word;
            for c in self.0.iter().skip(at) {
                let part = part(c);
                match rest.strip_prefix(part) {
                    Some(after) => rest = after,
                    None => return part.starts_with(rest),
                }
                if rest.is_empty() {
                    return true;
                }
            }
            false
        };
        let places = || 0..self.0.len();
        places().find(|at| begins(*at, |c| &c.0)).or_else(|| places().find(|at| begins(*at, |c| &c.1)))
    }
}

/// A piece of a text around a place, in one line.
fn around(text: &str, at: usize) -> String {
    let from = at.saturating_sub(BEFORE);
    let piece: String = text.chars().skip(from).take(SHOWN).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let cut = text.chars().count() > from + SHOWN;
    format!("{}{}{}", if from > 0 { "…" } else { "" }, piece.trim(), if cut { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand() {
        let check = |text: &str, word: &str, expect: Option<usize>| assert_eq!(Folded::of(text).find(word), expect, "{word} in {text}");
        check("办公用品采购", "用品", Some(2));
        check("办公用品采购", "ypcg", Some(2));
        check("辦公用品", &search::fold("办公"), Some(0));
        check("Projector EB-2", "eb", Some(10));
        check("办公用品", "ypx", None);
        check("", "a", None);
    }

    #[test]
    fn what_is_shown_is_short_and_in_one_line() {
        assert_eq!(around("请\n尽快", 0), "请 尽快");
        let long = "一二三四五六七八九十".repeat(10);
        let shown = around(&long, 50);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.chars().count() == SHOWN + 2, "{shown}");
    }
}
