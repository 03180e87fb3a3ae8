//! First letters of the pinyin: the way in which office workers look for Chinese words.

use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

use super::Phrase;

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
/// How far around a character with two readings its second reading is indexed.
const REACH: usize = 4;
/// Longest run of initials that a query can name.
const MAX_INITIALS: usize = 32;

/// The two most common initials of each character, 0 where there is none.
static LETTERS: LazyLock<Vec<[u8; 2]>> = LazyLock::new(|| (FIRST..=LAST).map(|c| char::from_u32(c).map_or([0, 0], look_up)).collect());

/// Tokens of a folded text: pairs of neighbouring initials as for characters. Where a character can be read in
/// two ways, its surroundings follow once more with the second reading.
pub(super) fn index(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut run: Vec<[u8; 2]> = Vec::new();
    for c in folded.chars().chain(std::iter::once(' ')) {
        match letters(c) {
            [0, _] => {
                push_run(&mut out, &run);
                run.clear();
            }
            both => run.push(both),
        }
    }
    out
}

/// The phrase that finds initials, when a term can be such.
pub(super) fn phrase(term: &str) -> Option<Phrase> {
    let letters = term.as_bytes();
    if !(2..=MAX_INITIALS).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let tokens = letters.windows(2).map(|pair| pair.iter().map(|b| char::from(*b)).collect()).collect();
    Some(Phrase { tokens, prefix: false })
}

fn push_run(out: &mut String, run: &[[u8; 2]]) {
    let main: Vec<u8> = run.iter().map(|[first, _]| *first).collect();
    push_pairs(out, &main);
    for (at, [_, second]) in run.iter().enumerate().filter(|(_, [_, second])| *second != 0) {
        let from = at.saturating_sub(REACH);
        let mut window: Vec<u8> = main.get(from..main.len().min(at + REACH + 1)).unwrap_or(&[]).to_vec();
        if let Some(letter) = window.get_mut(at - from) {
            *letter = *second;
        }
        push_pairs(out, &window);
    }
}

fn push_pairs(out: &mut String, letters: &[u8]) {
    for pair in letters.windows(2) {
        out.extend(pair.iter().map(|b| char::from(*b)));
        out.push(' ');
    }
    if let Some(last) = letters.last() {
        out.push(char::from(*last));
        out.push(' ');
    }
}

fn letters(c: char) -> [u8; 2] {
    let place = u32::from(c).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST);
    match place.and_then(|at| LETTERS.get(at as usize)) {
        Some(found) => *found,
        None if u32::from(c) > LAST => look_up(c),
        None => [0, 0],
    }
}

fn look_up(c: char) -> [u8; 2] {
    let mut found = [0u8; 2];
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let Some(letter) = reading.plain().bytes().next().filter(u8::is_ascii_lowercase) else { continue };
        match found {
            [0, _] => found = [letter, 0],
            [first, 0] if first != letter => found = [first, letter],
            _ => {}
        }
    }
    found
}
