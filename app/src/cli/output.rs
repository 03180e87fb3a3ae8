//! Printing: aligned text for reading, or one JSON value.

use std::io::Write;

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

    /// The result in the form that is wanted.
    pub fn result(self, json: impl FnOnce() -> Json, text: impl FnOnce() -> String) {
        if self.json { print(&json().to_string()) } else { print(&text()) }
    }
}

/// Writes a line to standard output. A reader that went away (`| head`) is no fault.
fn print(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a sentence to standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
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

/// Lines of a table with aligned columns, a Chinese character as wide as two letters.
pub(crate) fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let all: Vec<&[String]> = std::iter::once(head).filter(|h| !h.is_empty()).chain(rows.iter().map(Vec::as_slice)).collect();
    let columns = all.iter().map(|r| r.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(|i| all.iter().filter_map(|r| r.get(i)).map(|c| width(c)).max().unwrap_or(0)).collect();
    let mut lines = Vec::with_capacity(all.len());
    for row in all {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide - width(cell) + 2));
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// Columns that a text takes on a terminal.
fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_with_chinese() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let text = table(&row("名称", "x"), &[row("a", "1"), row("台式计算机", "2")]);
        assert_eq!(text, "名称        x\na           1\n台式计算机  2");
    }
}
