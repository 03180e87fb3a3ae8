//! A list from a spreadsheet, put into rows.

use registers::def::{Field, Kind};
use registers::parse;

use super::super::super::cx::Cx;
use super::super::super::draft::{self, Input, RowInput};
use super::super::editor;
use super::Sheet;

/// Most rows that are taken from one paste.
const MOST_ROWS: usize = 1_000;

/// What a paste came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pasted {
    rows: usize,
    /// Cells whose text none of the choices is, nor a yes or no.
    unread: usize,
    /// Rows that were too many.
    left: usize,
}

impl Pasted {
    /// What to tell the clerk.
    pub(super) fn text(self, cx: Cx<'_>) -> String {
        let Pasted { rows, unread, left } = self;
        let mut text = cx.with("gui.lines.pasted", &[("n", &rows.to_string())]);
        for (n, key) in [(unread, "gui.lines.unread"), (left, "gui.lines.left")] {
            if n > 0 {
                text = format!("{text} {}", cx.with(key, &[("n", &n.to_string())]));
            }
        }
        text
    }
}

/// Whether a text is more than one cell holds.
pub(super) fn is_list(text: &str) -> bool {
    text.trim_end_matches(['\r', '\n']).contains(['\t', '\n'])
}

/// Puts a list into the rows from a cell on. Rows that are facts are left alone, new ones are added.
pub(super) fn put(
    cx: Cx<'_>,
    sheet: Sheet<'_>,
    columns: &[&'static Field],
    rows: &mut Vec<RowInput>,
    (place, first): (usize, usize),
    list: &str,
) -> Pasted {
    let mut table = cells(list);
    let is_head = |row: &Vec<String>| {
        let mut named = row.iter().zip(columns.iter().skip(first)).filter(|(text, _)| !text.trim().is_empty()).peekable();
        named.peek().is_some() && named.all(|(text, column)| column.matches(text))
    };
    if table.first().is_some_and(is_head) {
        table.remove(0);
    }
    let left = table.len().saturating_sub(MOST_ROWS);
    table.truncate(MOST_ROWS);
    let mut pasted = Pasted { rows: table.len(), unread: 0, left };
    let mut at = place;
    for texts in table {
        let fixed = |row: &RowInput| row.dropped || (sheet.lines.append_only && row.id.is_some());
        while rows.get(at).is_some_and(fixed) {
            at += 1;
        }
        if at >= rows.len() {
            at = rows.len();
            rows.push(draft::new_row(sheet.lines, rows, &cx.me.person, cx.now));
        }
        let Some(row) = rows.get_mut(at) else { break };
        for (text, column) in texts.iter().zip(columns.iter().skip(first)) {
            if let Some(input) = row.cells.get_mut(column.id)
                && !fill(cx, column, input, text.trim())
            {
                pasted.unread += 1;
            }
        }
        at += 1;
    }
    pasted
}

/// Types a text into an editor. False when it cannot stand there.
fn fill(cx: Cx<'_>, column: &'static Field, input: &mut Input, text: &str) -> bool {
    match (input, column.kind) {
        (Input::Text(held), _) => text.clone_into(held),
        (Input::Time { date, time }, _) => {
            let (day, clock) = text.split_once([' ', 'T']).unwrap_or((text, ""));
            day.clone_into(date);
            clock.trim().clone_into(time);
        }
        (Input::Choice(picked), Kind::Choice(list)) if !text.is_empty() => match parse::pick(list, text) {
            Some(choice) => *picked = Some(choice.id.to_owned()),
            None => return false,
        },
        (Input::YesNo(yes), _) if !text.is_empty() => match parse::yes_no(text) {
            Some(said) => *yes = Some(said),
            None => return false,
        },
        (Input::Choice(picked), _) => *picked = None,
        (Input::YesNo(yes), _) => *yes = None,
        (Input::Link { picked, text: held }, Kind::Link(register)) => {
            text.clone_into(held);
            *picked = if text.is_empty() { None } else { editor::named(cx, register, text) };
        }
        (Input::Link { .. } | Input::Set { .. } | Input::Lines(_), _) => return text.is_empty(),
    }
    true
}

/// The cells of a list as spreadsheets copy it: tabs between cells, lines between rows, and what holds either in quotation
/// marks.
fn cells(list: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let (mut cell, mut quoted) = (String::new(), false);
    let mut chars = list.chars().peekable();
    let end = |cell: &mut String, rows: &mut Vec<Vec<String>>, row: bool| {
        if let Some(last) = rows.last_mut() {
            last.push(std::mem::take(cell));
        }
        if row {
            rows.push(Vec::new());
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => end(&mut cell, &mut rows, false),
            '\n' if !quoted => end(&mut cell, &mut rows, true),
            '\r' => {}
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || rows.last().is_some_and(|row| !row.is_empty()) {
        end(&mut cell, &mut rows, false);
    }
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_list_is_read_as_spreadsheets_copy_it() {
        let read = |text: &str| cells(text).into_iter().map(|row| row.join("|")).collect::<Vec<_>>();
        assert_eq!(read("甲\t1\r\n乙\t\r\n"), ["甲|1", "乙|"]);
        assert_eq!(read("\"两\n行\"\t\"引\"\"号\"\n\n"), ["两\n行|引\"号"]);
        assert_eq!(read("半\"个\t2"), ["半\"个|2"]);
        assert!(is_list("甲\t乙") && is_list("甲\n乙") && !is_list("甲\n"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[a\"\t\r\n ]{0,24}") {
            prop_assert!(cells(&text).len() <= text.len() + 1);
        }
    }
}
