//! The list for an evacuation: who is on campus, one line and one tick a person, large enough to be read from afar.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, EventFilter, Key, Layout, Margin, Modifiers, Rect, RichText, ScrollArea, Ui, vec2};
use registers::RecordId;
use registers::book::visits;
use registers::def::Tone;
use registers::table::Cell;

use super::super::super::backend::{Action, FileJob, Present};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, dialog, paint};
use super::super::super::{icons, theme};
use super::super::insight::SaveView;
use super::clock;
use super::present::why;

const ROW: f32 = 64.0;
/// The name, and what stands beside it.
const NAME: f32 = 28.0;
const BESIDE: f32 = 18.0;
/// Width of what stands at the right of a name, each.
const COLUMN: f32 = 150.0;

/// Who was found at the assembly point. Nothing of it is written down: the list is for the moment.
#[derive(Debug, Default)]
pub(super) struct Evacuation {
    /// The visit, and which of its people: the visitor first.
    found: BTreeSet<(RecordId, usize)>,
    save: SaveView,
    /// The line that has the keyboard, by what it is about: others may come above it.
    at: Option<(RecordId, usize)>,
    /// That line is still to take the keyboard.
    focus: bool,
    /// To close it was asked for while somebody was ticked.
    leaving: bool,
    /// How far the list was scrolled last.
    scrolled: f32,
}

impl Evacuation {
    /// With the keyboard in its first line.
    pub fn new() -> Evacuation {
        Evacuation { focus: true, ..Evacuation::default() }
    }

    /// Whether it asks something.
    pub fn asks(&self) -> bool {
        self.leaving
    }

    /// Draws it. Gives whether it was closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, present: &[Present], out: &mut Vec<Command>) -> bool {
        let mut closed = false;
        let free = !cx.composing && !egui::Popup::is_any_open(ui.ctx()) && ui.memory(|m| m.top_modal_layer().is_none());
        if free && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            // A key that slipped loses no tick.
            self.leaving = !self.found.is_empty();
            closed = !self.leaving;
        }
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
                closed |= self.head_ui(ui, cx, present);
            });
            paint::hline_ui(ui);
            if present.is_empty() {
                return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.reception.empty"), &cx.t("gui.reception.empty_hint"));
            }
            // Where the lines of each visit end.
            let ends: Vec<usize> = present
                .iter()
                .scan(0, |end, visit| {
                    *end += visit.people;
                    Some(*end)
                })
                .collect();
            let lines = ends.last().copied().unwrap_or_default();
            let told = |line: usize| {
                let at = ends.partition_point(|end| *end <= line);
                let (visit, end) = present.get(at).zip(ends.get(at))?;
                Some((visit, visit.people - (end - line)))
            };
            let place = |(id, of): (RecordId, usize)| {
                let at = present.iter().position(|visit| visit.id == id && of < visit.people)?;
                Some(ends.get(at)? - present.get(at)?.people + of)
            };
            let now = self.at.and_then(place);
            let page = ((ui.available_height() / ROW) as usize).max(1);
            let mut to = now.or(self.focus.then_some(0));
            for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, page as isize), (Key::PageUp, -(page as isize))] {
                if free && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                    to = Some(now.map_or(0, |now| now.saturating_add_signed(by)).min(lines.saturating_sub(1)));
                    self.focus = true;
                }
            }
            if let Some((visit, of)) = to.and_then(told) {
                self.at = Some((visit.id, of));
            }
            let mut area = ScrollArea::vertical().id_salt("roll").auto_shrink([false, false]);
            if let Some(to) = to.filter(|_| self.focus) {
                area = area.vertical_scroll_offset(self.offset(to, ui.available_height()));
            }
            let shown = area.show_rows(ui, ROW, lines, |ui, range| {
                for (visit, of) in range.filter_map(told) {
                    self.row_ui(ui, cx, visit, of);
                }
            });
            self.scrolled = shown.state.clamped_offset().y;
        });
        if self.leaving {
            closed |= self.leaving_ui(ui, cx, present);
        }
        if let Some(file) = self.save.ui(ui, cx) {
            let each = present.iter().flat_map(|visit| (0..visit.people).map(move |of| (visit, of)));
            let rows = each.map(|(visit, of)| self.cells(cx, visit, of)).collect();
            let roll = cx.with("gui.reception.roll", &[("time", &cx.now.strftime("%Y-%m-%d %H:%M").to_string())]);
            let name = format!("{roll} · {}", cx.with("gui.reception.missing", &[("n", &self.missing(present).to_string())]));
            out.push(Command::Do(Action::File(FileJob::Table { name, headings: headings(cx), rows, file })));
        }
        closed
    }

    /// How far the list is scrolled where a line is seen: no farther than it has to be.
    fn offset(&self, line: usize, height: f32) -> f32 {
        let top = line as f32 * ROW;
        self.scrolled.clamp((top + ROW - height).max(0.0), top)
    }

    /// Asks before the ticks are lost. Gives whether it is closed.
    fn leaving_ui(&mut self, ui: &Ui, cx: Cx<'_>, present: &[Present]) -> bool {
        let mut closed = false;
        let left = self.missing(present);
        let ticked = present.iter().map(|visit| visit.people).sum::<usize>() - left;
        let title = cx.t("gui.reception.leaving_roll");
        let shown = dialog::dialog_ui(ui.ctx(), "roll-leaving", &title, theme::DIALOG_WIDTH, |ui| {
            let text = cx.with("gui.reception.leaving_roll_text", &[("n", &ticked.to_string()), ("left", &left.to_string())]);
            paint::text_ui(ui, text, theme::BODY, theme::text_2());
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if button::primary_ui(ui, "", &cx.t("gui.reception.go_on")).clicked() {
                    self.leaving = false;
                }
                closed = button::secondary_ui(ui, "", &cx.t("gui.reception.end_roll")).clicked();
            });
        });
        self.leaving &= !shown.dismissed;
        // The keyboard is in the list again.
        self.focus |= !self.leaving;
        closed
    }

    /// What is still to be done, and the buttons. Gives whether it was closed.
    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, present: &[Present]) -> bool {
        let mut closed = false;
        ui.horizontal(|ui| {
            let missing = self.missing(present);
            let time = cx.now.strftime("%H:%M").to_string();
            paint::bold_ui(ui, cx.with("gui.reception.roll", &[("time", &time)]), theme::PAGE_TITLE);
            ui.add_space(8.0);
            let color = theme::chip(if missing > 0 { Tone::Red } else { Tone::Green }).text;
            let missing = RichText::new(cx.with("gui.reception.missing", &[("n", &missing.to_string())]));
            ui.label(missing.font(theme::bold(NAME)).color(color));
            ui.add_space(8.0);
            paint::text_ui(ui, cx.t("gui.reception.roll_keys"), theme::SMALL, theme::text_3());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                closed = button::small_ui(ui, icons::X, &cx.t("gui.close")).clicked();
                if button::small_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.export")).clicked() {
                    self.save.open(cx, &cx.t("gui.reception.evacuation"));
                }
                if button::small_ui(ui, icons::FILE_TEXT, &cx.t("gui.reception.print")).clicked() {
                    self.save.open_page(cx, &cx.t("gui.reception.evacuation"));
                }
            });
        });
        closed
    }

    /// How many were not found yet.
    fn missing(&self, present: &[Present]) -> usize {
        present.iter().map(|visit| visit.people - self.found_of(visit)).sum()
    }

    /// How many of a visit's people were found.
    fn found_of(&self, visit: &Present) -> usize {
        self.found.range((visit.id, 0)..(visit.id, visit.people)).count()
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, visit: &Present, of: usize) {
        // The whole line is there for the mouse; the keyboard has the square.
        let (rect, line) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::CLICK);
        let here = self.at == Some((visit.id, of));
        if here {
            ui.painter().rect_filled(rect, 0, theme::accent_soft());
            ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(theme::SELECTED_BAR, ROW)), 0, theme::accent());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        let mut found = self.found.contains(&(visit.id, of));
        let who = named(cx, visit, of);
        let inner = rect.shrink2(vec2(18.0, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            let name = cx.with("gui.reception.found", &[("who", &who)]);
            let square = button::big_check_ui(ui, &mut found, &name);
            // The arrows go through the lines, Escape closes.
            let keys = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
            ui.memory_mut(|m| m.set_focus_lock_filter(square.id, keys));
            if here && std::mem::take(&mut self.focus) {
                square.request_focus();
            }
            let mut changed = square.changed();
            if !changed && line.clicked() {
                (found, changed) = (!found, true);
                square.request_focus();
            }
            if square.has_focus() && !self.focus {
                self.at = Some((visit.id, of));
            }
            if changed && found {
                self.found.insert((visit.id, of));
            } else if changed {
                self.found.remove(&(visit.id, of));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(doubt) = why(visit.why) {
                    chip::chip_ui(ui, &cx.t(doubt), Tone::Amber);
                }
                let entered = if visit.entered.is_empty() { String::new() } else { clock(cx, &visit.entered) };
                let badge = if of == 0 { visit.badge.clone() } else { String::new() };
                for text in [&entered, &visit.host, &badge] {
                    column_ui(ui, text);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let color = if found { theme::text_3() } else { theme::text() };
                    large_ui(ui, RichText::new(paint::plain(&who)).font(theme::bold(NAME)).color(color));
                    let beside = match of {
                        0 => visit.organisation.clone(),
                        _ if visit.companions.len() >= of => cx.with("gui.reception.with", &[("who", &visit.visitor)]),
                        _ => String::new(),
                    };
                    large_ui(ui, RichText::new(paint::plain(beside)).size(BESIDE).color(theme::text_2()));
                });
            });
        });
    }

    /// A line of the list as it is written.
    fn cells(&self, cx: Cx<'_>, visit: &Present, of: usize) -> Vec<Cell> {
        let tick = if self.found.contains(&(visit.id, of)) { "☑" } else { "☐" };
        let companion = if of == 0 { String::new() } else { cx.with("gui.reception.with", &[("who", &visit.visitor)]) };
        let doubt = why(visit.why).map(|key| cx.t(key)).unwrap_or_default();
        let note = [companion, doubt].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
        let badge = if of == 0 { visit.badge.clone() } else { String::new() };
        let texts = [tick.to_owned(), named(cx, visit, of), badge, visit.organisation.clone(), visit.host.clone()].map(Cell::Text);
        texts.into_iter().chain([Cell::Time(visit.entered.replacen('T', " ", 1)), Cell::Text(note)]).collect()
    }
}

/// Who one of a visit's people is: the visitor, a companion by name, or the number of one whose name nobody wrote.
fn named(cx: Cx<'_>, visit: &Present, of: usize) -> String {
    let Some(companion) = of.checked_sub(1) else { return visit.visitor.clone() };
    let unnamed = || {
        let values = [("who", visit.visitor.clone()), ("n", of.to_string()), ("of", (visit.people - 1).to_string())];
        cx.with("gui.reception.companion", &values.each_ref().map(|(k, v)| (*k, v.as_str())))
    };
    visit.companions.get(companion).cloned().unwrap_or_else(unnamed)
}

fn large_ui(ui: &mut Ui, text: RichText) {
    if !text.text().is_empty() {
        ui.add(egui::Label::new(text).truncate());
    }
}

/// A text at the right, below those of the other lines.
fn column_ui(ui: &mut Ui, text: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(COLUMN, ROW), egui::Sense::hover());
    let inner = Rect::from_center_size(rect.center(), vec2(COLUMN, ROW));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        large_ui(ui, RichText::new(paint::plain(text)).size(BESIDE).color(theme::text_2()));
    });
}

/// Headings of the list as it is written, in the words of the register.
fn headings(cx: Cx<'_>) -> Vec<String> {
    let fields = [visits::VISITOR.id(), visits::BADGE.id(), visits::ORGANISATION.id(), visits::HOST.id(), visits::ENTERED.id()];
    let label = |field: &str| cx.register(&visits::REGISTER).field(field).map_or_else(String::new, |f| f.labels.get(cx.lang).to_owned());
    [cx.t("gui.reception.ticked")].into_iter().chain(fields.map(label)).chain([cx.t("gui.reception.note")]).collect()
}
