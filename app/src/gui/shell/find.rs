//! The search over all registers: what was found stands by register, with its number, its state and what holds the words.

use std::sync::Arc;

use eframe::egui::Ui;
use registers::def::Register;

use super::super::backend::{Hits, MOST_HITS, Match, Read};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::format;
use super::super::screens::home;
use super::super::widgets::finder::{Finder, Line, foot_ui};

/// The search while it is open.
#[derive(Debug, Default)]
pub(super) struct FindView {
    finder: Finder,
    /// What is looked for: what was typed, without what an input method is still composing.
    words: String,
    /// The last answer, which stays until the next one is there.
    answer: Option<Read<Arc<Hits>>>,
    lines: Vec<Line>,
    /// What each line opens; none for a heading.
    opens: Vec<Option<Command>>,
}

impl FindView {
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if !cx.composing && self.words != self.finder.text.trim() {
            self.finder.text.trim().clone_into(&mut self.words);
        }
        let answer = if self.words.is_empty() { Some(Ok(Arc::default())) } else { cx.backend.seek(&self.words) };
        let looking = answer.is_none();
        if answer.is_some() && answer != self.answer {
            self.answer = answer;
            self.list(cx);
        }
        let foot = self.foot(cx, looking);
        let words = [&cx.t("gui.command.find"), &cx.t("gui.find.hint")];
        let keys = cx.t("gui.find.keys");
        let found = self.finder.ui(ui.ctx(), ["find", words[0], words[1]], cx.composing, &self.lines, |ui| foot_ui(ui, &foot, &keys));
        // Enter on an answer to other words than those that stand there would open what nobody meant.
        if let Some(Some(command)) = found.taken.filter(|_| !looking).and_then(|at| self.opens.get(at)) {
            out.push(Command::Find);
            out.push(command.clone());
        } else if found.dismissed {
            out.push(Command::Find);
        }
    }

    /// The lines, by register in the order in which each was first met.
    fn list(&mut self, cx: Cx<'_>) {
        (self.lines, self.opens) = (Vec::new(), Vec::new());
        let Some(Ok(hits)) = &self.answer else { return };
        let mut registers: Vec<&'static Register> = Vec::new();
        for found in &hits.list {
            if !registers.iter().any(|r| r.key == found.hit.register.key) {
                registers.push(found.hit.register);
            }
        }
        for register in registers {
            let of: Vec<&Match> = hits.list.iter().filter(|m| m.hit.register.key == register.key).collect();
            let heading = format!("{}　{}", register.labels.get(cx.lang), of.len());
            self.lines.push(Line { text: heading, ..Line::default() });
            self.opens.push(None);
            for found in of {
                let (state, tone) = format::state(register, &found.hit.state, cx.lang);
                let title = if found.hit.title.is_empty() { cx.t("gui.untitled") } else { found.hit.title.clone() };
                let note = found.holds.as_ref().map(|(field, text)| format!("{field}：{text}")).unwrap_or_default();
                self.lines.push(Line {
                    icon: Some(home::icon(register)),
                    text: title,
                    note,
                    right: found.hit.number.clone(),
                    chip: Some((state.to_owned(), tone)),
                });
                self.opens.push(Some(Command::Open(register, found.hit.id)));
            }
        }
    }

    fn foot(&self, cx: Cx<'_>, looking: bool) -> String {
        match &self.answer {
            _ if self.words.is_empty() => cx.t("gui.find.how"),
            _ if looking => cx.t("gui.find.looking"),
            Some(Err(error)) => error.to_string(),
            Some(Ok(hits)) if hits.more => cx.with("gui.find.more", &[("n", &MOST_HITS.to_string())]),
            Some(Ok(hits)) if hits.list.is_empty() => cx.t("gui.find.none"),
            Some(Ok(hits)) => cx.with("gui.find.count", &[("n", &hits.list.len().to_string())]),
            None => String::new(),
        }
    }
}
