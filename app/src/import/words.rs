//! What an import does to a row, in words: for window and commands.

use registers::Lang;
use registers::def::Register;
use registers::table::Unclear;
use replica::FieldChange;

use super::{BATCH, Change, Done, Todo};
use crate::cli::{explain_replica, name, say, shown};

/// Greatest length of a value that is quoted, in characters.
const QUOTED: usize = 40;

impl Todo {
    /// The rows that do nothing, each with its reason: line, sentence.
    pub fn refusals(&self, lang: Lang, registers: &[&'static Register]) -> Vec<(u64, String)> {
        let mut all: Vec<(u64, String)> = self.refused.iter().map(|r| (r.line, r.say(lang))).collect();
        all.extend(self.failed.iter().map(|(line, error)| (*line, refusal(lang, registers, *line, error))));
        all.sort();
        all
    }
}

/// What was left out of rows that do something, each with its line and a sentence.
pub fn left_out(lang: Lang, todo: &Todo) -> Vec<(u64, String)> {
    todo.left
        .iter()
        .map(|r| (r.line, say(lang, "cli.import_left", &[("line", &r.line.to_string()), ("faults", &r.faults(lang))])))
        .collect()
}

/// Why the record refuses what a row says.
pub fn refusal(lang: Lang, registers: &[&'static Register], line: u64, error: &replica::Error) -> String {
    say(lang, "error.import_line", &[("line", &line.to_string()), ("reason", &explain_replica(lang, registers, error))])
}

/// That the dates of a column can be read in two ways, or have no day, with how they were read, in one sentence.
pub fn unclear(lang: Lang, one: &Unclear) -> String {
    let counted = [one.count.to_string(), one.day.to_string()];
    let key = if one.month { "cli.import_months" } else { "cli.import_dates" };
    say(lang, key, &[("heading", &one.heading), ("text", &one.text), ("count", &counted[0]), ("day", &counted[1])])
}

/// That rows without a due date get one by the register's rule; nothing where none does.
pub fn dues(lang: Lang, register: &Register, todo: &Todo) -> Option<String> {
    let field = register.due.and_then(|rule| register.field(rule.field)).filter(|_| todo.dues > 0)?;
    Some(say(lang, "cli.import_dues", &[("count", &todo.dues.to_string()), ("field", field.labels.get(lang))]))
}

/// What an import did or would do, in one sentence.
pub fn summary(lang: Lang, done: Done, would: bool) -> String {
    let numbers = [done.added, done.changed, done.same, done.refused].map(|n| n.to_string());
    let [added, changed, same, refused] = numbers.each_ref().map(String::as_str);
    let key = match (would, done.changed > 0) {
        (true, _) => "cli.import_would",
        (false, true) => "cli.import_updated",
        (false, false) => "cli.import_done",
    };
    say(lang, key, &[("added", added), ("changed", changed), ("same", same), ("refused", refused)])
}

/// What is to be known of the undo of an import's changes, of which it takes back as many as one commit holds; nothing of any other
/// action.
pub fn undo_part(lang: Lang, label: &str) -> Option<String> {
    let ["update", _, n] = label.split(':').collect::<Vec<_>>()[..] else { return None };
    Some(say(lang, "cli.undo_part", &[("n", n), ("batch", &BATCH.to_string())]))
}

impl Change {
    /// What names the record, then each field with its old and its new value.
    pub fn text(&self, register: &Register, lang: Lang) -> String {
        let (colon, and) = if lang == Lang::En { (": ", "; ") } else { ("：", "；") };
        let changes: Vec<String> =
            self.changes.iter().map(|c| format!("{} {}", name(register, &c.field, lang), sides(register, c, lang))).collect();
        format!("{}{colon}{}", self.title, changes.join(and))
    }
}

/// The value before and the value after.
pub fn sides(register: &Register, change: &FieldChange, lang: Lang) -> String {
    let side = |value: &Option<registers::Value>| {
        let text = value.as_ref().map_or_else(String::new, |v| shown(register, &change.field, v, lang)).replace('\n', " ");
        let short: String = text.chars().take(QUOTED).collect();
        match short.len() {
            0 => "—".to_owned(),
            length if length < text.len() => short + "…",
            _ => short,
        }
    };
    format!("{} → {}", side(&change.before), side(&change.after))
}
