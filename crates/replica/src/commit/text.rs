//! Long texts, which are written character by character.

use registers::document::{self, Op};

use super::Staged;
use crate::Result;

/// Characters of text written in one change: a change may hold 10,000 operations, one a character.
const TEXT_PER_CHANGE: usize = 4_000;

/// Writes a long text; one too long for a single change is written piece by piece.
pub(super) fn write_text(staged: &mut Staged, field: &str, text: &str, seconds: i64) -> Result<()> {
    let old = document::text_at(&staged.doc, field).chars().count();
    let characters: Vec<char> = text.chars().collect();
    let set = |staged: &mut Staged, text: String| -> Result<()> {
        Ok(document::write(&mut staged.doc, &[Op::Text { field: field.to_owned(), text }])?)
    };
    if old + characters.len() <= 2 * TEXT_PER_CHANGE {
        return set(staged, text.to_owned());
    }
    let current: Vec<char> = document::text_at(&staged.doc, field).chars().collect();
    let shared = current.iter().zip(&characters).take_while(|(a, b)| a == b).count();
    let shrink = (shared..current.len()).rev().step_by(TEXT_PER_CHANGE).map(|end| current.get(..end).unwrap_or_default());
    let grow = (shared..characters.len()).step_by(TEXT_PER_CHANGE).skip(1).map(|end| characters.get(..end).unwrap_or_default());
    for piece in shrink.chain(std::iter::once(current.get(..shared).unwrap_or_default())).chain(grow) {
        set(staged, piece.iter().collect())?;
        staged.changes.extend(document::close(&mut staged.doc, seconds));
    }
    set(staged, text.to_owned())
}
