//! Printing: aligned text for reading, or one JSON value.

use std::io::Write;

use registers::{Lang, parse};
use serde_json::Value as Json;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Output {
        Output { json }
    }

    /// A line of text; nothing when JSON is wanted.
    pub fn line(self, text: &str) {
        if !self.json {
            print(text);
        }
    }

    /// What a person should know beside the result, on standard error; nothing when JSON is wanted, which has it in it.
    pub fn note(self, text: &str) {
        if !self.json {
            complain(text);
        }
    }

    /// The result in the form that is wanted.
    pub fn result(self, json: impl FnOnce() -> Json, text: impl FnOnce() -> String) {
        if self.json { print(&ascii_where_hidden(json().to_string())) } else { print(&text()) }
    }
}

/// JSON in which what cannot be seen is written as its number: the same value to a program, and harmless on a terminal.
fn ascii_where_hidden(json: String) -> String {
    if !json.chars().any(parse::is_hidden) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if parse::is_hidden(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Writes a line to standard output, with everything spelled out that a terminal would obey. A reader that went away (`| head`) is no fault.
pub(crate) fn print(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{}", parse::spoken(text)).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a sentence to standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", parse::spoken(text));
}

/// Whether standard error is a terminal, where progress may be drawn.
pub(crate) fn on_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr())
}

/// Draws how far long work is, on a terminal only.
pub(crate) fn progress(done: usize, total: usize) {
    if !on_terminal() || total == 0 {
        return;
    }
    let filled = done * 40 / total;
    let end = if done >= total { "\n" } else { "" };
    let bar = "█".repeat(filled) + &"░".repeat(40 - filled.min(40));
    let _ = write!(std::io::stderr().lock(), "\r{bar} {done}/{total}{end}");
}

/// Cuts off what was read beyond a limit. Gives whether there was anything.
pub(crate) fn cut<T>(found: &mut Vec<T>, limit: usize) -> bool {
    let more = found.len() > limit;
    found.truncate(limit);
    more
}

/// A line that says that only so many are shown; nothing when these are all.
pub(crate) fn rest(lang: Lang, shown: usize, more: bool) -> String {
    if more { format!("\n{}", super::say(lang, "cli.rows_more", &[("shown", &shown.to_string())])) } else { String::new() }
}

/// Lines of a table with aligned columns, a Chinese character as wide as two letters.
pub(crate) fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let all: Vec<&[String]> = std::iter::once(head).filter(|h| !h.is_empty()).chain(rows.iter().map(Vec::as_slice)).collect();
    let columns = all.iter().map(|r| r.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(|i| all.iter().filter_map(|r| r.get(i)).map(|c| width(c)).max().unwrap_or(0)).collect();
    let mut lines = Vec::with_capacity(all.len());
    for row in all {
        lines.extend(lines_of(row, &widths));
    }
    lines.join("\n")
}

/// Columns from which on a table with long lines is told of group by group.
const MANY: usize = 10;
/// Widest lines of a table with so many columns.
const WIDE: usize = 120;

/// Lines of a report: a table, or where that would be too wide to be read each row by itself, of which the first `names` cells are
/// the name. What there is nothing to say of is left out then.
pub(crate) fn report(head: &[String], rows: &[Vec<String>], names: usize) -> String {
    let widest = |at: usize| rows.iter().filter_map(|r| r.get(at)).chain(head.get(at)).map(|c| width(c) + 2).max().unwrap_or(0);
    if head.len() < MANY || (0..head.len()).map(widest).sum::<usize>() <= WIDE {
        return table(head, rows);
    }
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let (name, cells) = row.split_at(names.min(row.len()));
        let told = head.iter().skip(names).zip(cells).filter(|(_, cell)| !cell.is_empty() && *cell != "–");
        let lines: Vec<Vec<String>> = told.map(|(heading, cell)| vec![format!("  {heading}"), cell.clone()]).collect();
        parts.push(if lines.is_empty() { name.join("  ") } else { format!("{}\n{}", name.join("  "), table(&[], &lines)) });
    }
    parts.join("\n")
}

/// The lines of one row. What follows a line break stays in its column, so that no cell looks like another row.
fn lines_of(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<&str>> = row.iter().map(|cell| cell.split('\n').collect()).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = String::new();
        for (cell, wide) in cells.iter().zip(widths) {
            let part = cell.get(at).copied().unwrap_or_default();
            line.push_str(part);
            line.push_str(&" ".repeat(wide - width(part) + 2));
        }
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

/// Columns that a text takes on a terminal.
fn width(text: &str) -> usize {
    text.split('\n').map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_many_columns_is_told_of_group_by_group() {
        let head: Vec<String> = (0..19).map(|n| format!("环节{n}用时中位数")).collect();
        let row: Vec<String> = (0..19).map(|n| if n == 3 { "–".to_owned() } else { format!("{n}天") }).collect();
        let text = report(&head, &[row.clone(), row.clone()], 1);
        assert!(text.lines().all(|line| width(line) <= WIDE), "{text}");
        assert_eq!(text.lines().count(), 2 * 18, "a name, and a line for each thing that there is to say");
        assert_eq!(text.lines().next(), Some("0天"));
        assert_eq!(report(&head[..5], &[row[..5].to_vec()], 1), table(&head[..5], &[row[..5].to_vec()]));
    }

    #[test]
    fn columns_align_with_chinese() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let text = table(&row("名称", "x"), &[row("a", "1"), row("台式计算机", "2")]);
        assert_eq!(text, "名称        x\na           1\n台式计算机  2");
        let text = table(&[], &[row("备注", "一\n二三"), row("b", "2")]);
        assert_eq!(text, "备注  一\n      二三\nb     2", "a second line stays in its column");
    }

    #[test]
    fn point_15_json_is_harmless_on_a_terminal_and_says_the_same() {
        let value = serde_json::json!({ "title": "a\u{202E}b\u{200B}\u{1b}[2J\u{E0041}" });
        let text = ascii_where_hidden(value.to_string());
        assert!(!text.chars().any(parse::is_hidden), "{text}");
        assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), value);
    }
}
