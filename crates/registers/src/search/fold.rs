//! One form for characters that a searcher does not tell apart.

use std::sync::LazyLock;

/// Pairs of characters; see the head of the file for where they come from.
const PAIRS: &str = include_str!("han.txt");
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

struct Table {
    /// By character from [`FIRST`] on: the character that it is found as, 0 for itself.
    target: Vec<u16>,
    /// Characters that only Simplified Chinese writes, sorted.
    simplified: Vec<char>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut target = vec![0u16; (LAST - FIRST + 1) as usize];
    let mut simplified = Vec::new();
    let mut sections = 0;
    for line in PAIRS.lines() {
        if line.starts_with("# Pairs") {
            sections += 1;
        }
        if line.starts_with('#') {
            continue;
        }
        let mut chars = line.chars();
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            if let (Some(slot), Ok(to)) = (place(from).and_then(|at| target.get_mut(at)), u16::try_from(u32::from(to))) {
                *slot = to;
            }
            if sections == 1 {
                simplified.push(to);
            }
        }
    }
    simplified.sort_unstable();
    simplified.dedup();
    Table { target, simplified }
});

/// A text in lower case, half-width and Simplified Chinese, without characters that nobody sees.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each(text, |c| out.push(c));
    out
}

/// Hands out the characters of the folded text one by one.
pub(super) fn each(text: &str, mut take: impl FnMut(char)) {
    let table = &*TABLE;
    for c in text.chars() {
        match c {
            ' '..='~' => take(c.to_ascii_lowercase()),
            '\u{3400}'..='\u{9FFF}' => take(table.han(c)),
            '\u{3000}' | '\u{A0}' => take(' '),
            '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' => {}
            '\u{E0100}'..='\u{E01EF}' => {}
            '\u{FF01}'..='\u{FF5E}' => take(char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase()),
            c => c.to_lowercase().for_each(&mut take),
        }
    }
}

/// Whether only Simplified Chinese writes this character.
pub fn simplified_only(c: char) -> bool {
    TABLE.simplified.binary_search(&c).is_ok()
}

impl Table {
    fn han(&self, c: char) -> char {
        let found = place(c).and_then(|at| self.target.get(at)).copied().unwrap_or(0);
        if found == 0 { c } else { char::from_u32(u32::from(found)).unwrap_or(c) }
    }
}

fn place(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST).map(|at| at as usize)
}
