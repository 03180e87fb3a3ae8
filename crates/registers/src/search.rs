//! Words for the full-text index, and queries for it.
//!
//! The index is an FTS5 table with the columns `text` and `initials`, filled with tokens that stand here
//! ready made, between spaces. A run of Chinese characters 办公用品 becomes the pairs 办公 公用 用品 and
//! the last character 品: each part of it, of any length, is then a phrase of pairs, and one character
//! alone is the beginning of a pair. Latin words and codes are tokens of their own, found by their beginning;
//! codes that hold digits are found by their last three to six characters too. Of Chinese text the initials of
//! the pinyin make a second stream: `bgyp` finds 办公用品 anywhere in the text.

mod fold;
mod initials;
#[cfg(test)]
mod tests;

pub use fold::{fold, simplified_only};

/// Column of the index that holds words.
pub const TEXT: &str = "text";
/// Column of the index that holds initials.
pub const INITIALS: &str = "initials";

/// Column of the index that holds the register.
pub const REGISTER: &str = "register";

/// Longest word in characters; what follows is not searched.
const MAX_WORD: usize = 48;
/// Shortest code that is found by its end.
const MIN_CODE: usize = 6;
/// Most terms of a query.
const MAX_TERMS: usize = 12;
/// Most characters of a query.
const MAX_QUERY: usize = 400;

/// The tokens of a text, between spaces, for the column [`TEXT`].
pub fn index_text(text: &str) -> String {
    let mut index = Index { out: String::with_capacity(text.len() * 2), tails: String::new(), han: None, word: None, length: 0 };
    fold::each(text, |c| index.push(c));
    index.push(' ');
    index.out + &index.tails
}

/// The words of a text on their way into the index, without a copy of the text: every record passes here.
struct Index {
    out: String,
    tails: String,
    /// The character before, when a run of Chinese is under way.
    han: Option<char>,
    /// Where the word under way begins in `out`, and its length in characters.
    word: Option<usize>,
    length: usize,
}

impl Index {
    fn push(&mut self, c: char) {
        let (han, word) = (is_han(c), c.is_alphanumeric());
        if let (Some(before), true) = (self.han, han) {
            push_char(&mut self.out, before);
            push_char(&mut self.out, c);
            self.out.push(' ');
        } else if let Some(last) = self.han.take() {
            push_char(&mut self.out, last);
            self.out.push(' ');
        }
        self.han = han.then_some(c);
        if word && !han {
            if self.word.is_none() {
                self.word = Some(self.out.len());
                self.length = 0;
            }
            if self.length < MAX_WORD {
                self.out.push(c);
            }
            self.length += 1;
        } else if let Some(start) = self.word.take() {
            push_tails(&mut self.tails, self.out.get(start..).unwrap_or(""));
            self.out.push(' ');
        }
    }
}

/// The pinyin initials of a text's Chinese characters, as tokens between spaces, for the column [`INITIALS`].
pub fn index_initials(text: &str) -> String {
    initials::index(&fold(text))
}

/// Whether a text holds Chinese characters with these pinyin initials, one after the other, for the few things that no index holds.
pub fn has_initials(text: &str, typed: &str) -> bool {
    initials::holds(&fold(text), &typed.to_ascii_lowercase())
}

/// The first letters of a text as people type them to find it: of Chinese characters those of the pinyin, of anything else
/// the letters and digits. Where a character has several readings, the most common one counts.
pub fn initials(text: &str) -> String {
    initials::first(&fold(text))
}

/// The MATCH expression that finds records with all the terms of a text; none when there is nothing to look for.
/// Terms stand between spaces. Only letters and digits reach the expression, always between quotation marks.
pub fn query(text: &str) -> Option<String> {
    let terms: Vec<String> = terms(text).iter().map(Term::expression).collect();
    if terms.is_empty() { None } else { Some(terms.join(" AND ")) }
}

/// The token of a register for the column [`REGISTER`].
pub fn register(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// As [`query`], within one register: what others hold is not gone through.
pub fn query_in(key: &str, text: &str) -> Option<String> {
    query(text).map(|terms| format!("{REGISTER} : \"{}\" AND {terms}", register(key)))
}

/// Tokens that must follow each other, the last one perhaps only as a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    tokens: Vec<String>,
    prefix: bool,
}

impl Phrase {
    fn expression(&self, column: &str) -> String {
        format!("{column} : \"{}\"{}", self.tokens.join(" "), if self.prefix { " *" } else { "" })
    }
}

/// One term of a query: words, or what may be initials.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    words: Phrase,
    initials: Option<Phrase>,
}

impl Term {
    fn expression(&self) -> String {
        let words = self.words.expression(TEXT);
        match &self.initials {
            Some(initials) => format!("({words} OR {})", initials.expression(INITIALS)),
            None => words,
        }
    }
}

fn terms(text: &str) -> Vec<Term> {
    let text: String = text.chars().take(MAX_QUERY).collect();
    fold(&text).split_whitespace().filter_map(term).take(MAX_TERMS).collect()
}

fn term(text: &str) -> Option<Term> {
    let runs = runs(text);
    let mut out = String::new();
    let mut prefix = true;
    for (at, run) in runs.iter().enumerate() {
        let last = at + 1 == runs.len();
        match run {
            // What follows the last run of the term is not known, so the character that would end it is left out.
            Run::Han(chars) => {
                push_pairs(&mut out, chars, !last || chars.len() == 1);
                prefix = chars.len() == 1;
            }
            Run::Word(word) => {
                push(&mut out, word);
                prefix = true;
            }
        }
    }
    let tokens: Vec<String> = out.split_whitespace().map(str::to_owned).collect();
    if tokens.is_empty() {
        return None;
    }
    Some(Term { words: Phrase { tokens, prefix }, initials: initials::phrase(text) })
}

/// A piece of folded text without anything between its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Run {
    /// Characters of a script without spaces between words.
    Han(Vec<char>),
    /// A word or code of another script.
    Word(String),
}

fn runs(folded: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for c in folded.chars() {
        if is_han(c) {
            match runs.last_mut() {
                Some(Run::Han(chars)) if open => chars.push(c),
                _ => runs.push(Run::Han(vec![c])),
            }
        } else if c.is_alphanumeric() {
            match runs.last_mut() {
                Some(Run::Word(word)) if open => word.push(c),
                _ => runs.push(Run::Word(c.to_string())),
            }
        }
        open = is_han(c) || c.is_alphanumeric();
    }
    for run in &mut runs {
        if let Run::Word(word) = run
            && let Some((at, _)) = word.char_indices().nth(MAX_WORD)
        {
            word.truncate(at);
        }
    }
    runs
}

/// Scripts that are written without spaces between words.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
        && c != '・'
}

/// Pairs of neighbours, and the last character alone where the run ends.
fn push_pairs(out: &mut String, chars: &[char], ends: bool) {
    for pair in chars.windows(2) {
        pair.iter().for_each(|c| push_char(out, *c));
        out.push(' ');
    }
    if let (true, Some(last)) = (ends, chars.last()) {
        push_char(out, *last);
        out.push(' ');
    }
}

/// Characters younger than the tables of SQLite's tokenizers are written as their code.
fn push_char(out: &mut String, c: char) {
    match c {
        '\u{4DB6}'..='\u{4DBF}' | '\u{9FCD}'..='\u{9FFF}' | '\u{2B81E}'..='\u{2F7FF}' | '\u{2FA1E}'..='\u{323AF}' => {
            out.push_str(&format!("u{:x}", u32::from(c)));
        }
        _ => out.push(c),
    }
}

fn push(out: &mut String, word: &str) {
    out.push_str(word);
    out.push(' ');
}

/// The ends of a code by which people name it: 0001 of ZC201800001, the last four digits of a telephone number.
fn push_tails(out: &mut String, word: &str) {
    if word.len() < MIN_CODE || !word.is_ascii() || !word.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    let bytes = word.as_bytes();
    let boundary =
        |at: &usize| matches!((bytes.get(at - 1), bytes.get(*at)), (Some(a), Some(b)) if a.is_ascii_alphabetic() && b.is_ascii_digit());
    let short = (3..=6).rev().filter_map(|n| bytes.len().checked_sub(n)).filter(|at| *at > 0);
    let mut starts: Vec<usize> = (1..bytes.len()).filter(boundary).chain(short).collect();
    starts.sort_unstable();
    starts.dedup();
    for at in starts {
        push(out, word.get(at..).unwrap_or(""));
    }
}
