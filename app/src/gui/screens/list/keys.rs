//! The keys of a list: they move through the rows, mark them, and open one.

use eframe::egui::{self, Event, Key, Modifiers, Ui};

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::theme;
use super::{ListView, find};

/// Keys that move the list and not the selection, with Ctrl: by how many points to the right and down.
const SCROLLING: [(egui::Key, f32, f32); 4] = [
    (egui::Key::ArrowDown, 0.0, theme::ROW),
    (egui::Key::ArrowUp, 0.0, -theme::ROW),
    (egui::Key::ArrowRight, 120.0, 0.0),
    (egui::Key::ArrowLeft, -120.0, 0.0),
];

impl ListView {
    /// Arrows move through the list, Enter opens the form, also while the keyboard is in the search box.
    pub(super) fn keys(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let elsewhere = self.list_has_keys && ui.memory(|m| m.focused().is_some());
        if elsewhere || self.rows.total == 0 || egui::Popup::is_any_open(ui.ctx()) || ui.memory(|m| m.top_modal_layer().is_some()) {
            return;
        }
        if self.list_has_keys && ui.input(|i| i.events.contains(&Event::Copy)) {
            self.copy(ui, cx);
        }
        if self.list_has_keys && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            self.mark_all();
        }
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
            if ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key)) {
                self.extend(by);
            }
        }
        if self.list_has_keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Space)) {
            self.toggle_selected();
        }
        for (key, x, y) in SCROLLING {
            if self.list_has_keys && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, key)) {
                self.scroll.by(x, y);
            }
        }
        let page = i64::try_from(self.scroll.page()).unwrap_or(i64::MAX);
        let moves: [(Key, i64); 6] = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::Home, i64::MIN),
            (Key::End, i64::MAX),
        ];
        let only_vertical = !self.list_has_keys;
        for (key, by) in moves {
            if only_vertical && matches!(key, Key::Home | Key::End) {
                continue;
            }
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                self.marked.clear();
                self.rows.step(by);
            }
        }
        let there_is_one = self.rows.selected.is_some() || self.rows.sought().is_some();
        // Enter in a field of a filter ends that field, which has lost the keyboard by now.
        if there_is_one
            && !self.field_had_keys
            && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))
            && let Some(id) = self.rows.open()
        {
            out.push(Command::Edit(Some(id)));
        }
    }

    /// Goes on by a row and marks what is passed, besides what was marked one by one before.
    fn extend(&mut self, by: i64) {
        let tip = self.marked.tip().and_then(|tip| find(&self.rows, tip));
        let Some(at) = tip.or(self.rows.sought()).or(self.rows.place()) else { return };
        if self.marked.is_empty() {
            self.marked.begin_at(self.end(at));
        }
        let anchor = self.anchor().unwrap_or(self.end(at));
        let to = at.saturating_add_signed(by).min(self.rows.total.saturating_sub(1));
        self.marked.begin_range();
        self.marked.begin_at(anchor);
        self.mark_range(anchor, self.end(to));
        self.rows.go(to);
    }

    /// Marks the row that is selected, or no longer.
    fn toggle_selected(&mut self) {
        if let Some((at, line)) = self.selected_line() {
            self.marked.toggle(at, line);
        }
    }
}
