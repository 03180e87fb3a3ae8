//! What is typed or scanned at the counter, and whom it finds.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{self, Align, EventFilter, Key, Layout, Modifiers, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};
use registers::RecordId;
use registers::book::visits;
use registers::def::Tone;
use registers::search::has_initials;

use super::super::super::backend::{Campus, Expected, Present, Query, Row};
use super::super::super::command::keyed;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, field, paint, search};
use super::super::super::{icons, theme};
use super::{clock, people_ui, who_ui};

/// Most characters of what stands on a badge.
const MOST_BADGE: usize = 12;
/// People of each kind that are shown.
const SHOWN: usize = 6;

/// The search box and what it found.
#[derive(Debug)]
pub(super) struct Finding {
    text: String,
    /// What of it is meant: without what an input method is still composing.
    meant: String,
    /// The box is to take the keyboard, for somebody else than before.
    fresh: bool,
    /// The one that Enter takes; none until an arrow was pressed. Others may come and go above it meanwhile.
    picked: Option<Match>,
    /// Those who came before, and by what they were sought.
    before: Vec<Row>,
    sought: Option<(String, u64)>,
    pub error: Option<String>,
}

impl Default for Finding {
    fn default() -> Finding {
        Finding { text: String::new(), meant: String::new(), fresh: true, picked: None, before: Vec::new(), sought: None, error: None }
    }
}

/// Somebody who was found, or is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// Is here: leaves.
    Here(RecordId),
    /// Was announced.
    Expected(RecordId),
    /// Came before.
    Before(RecordId),
    /// Is new, with what was typed.
    New(String),
}

/// A line of what was found.
enum Line<'a> {
    Here(&'a Present),
    Expected(&'a Expected),
    Before(&'a Row),
    New,
}

impl Finding {
    /// Begins again with the next visitor.
    pub fn begin(&mut self) {
        *self = Finding::default();
    }

    /// Whether nothing stands in the box, so that there is nothing in it to take back.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Draws it; gives whom to go on with.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, campus: &Campus) -> Option<Match> {
        let width = ui.available_width();
        let response = search::search_ui(ui, &mut self.text, &cx.t("gui.reception.search"), width);
        let entered = response.lost_focus() && !cx.composing && ui.input(|i| i.key_pressed(Key::Enter));
        if std::mem::take(&mut self.fresh) {
            // What was typed for the one before is not to come back by an undo.
            let state = TextEditState::load(ui.ctx(), response.id).map(|mut state| {
                state.clear_undoer();
                state
            });
            state.into_iter().for_each(|state| state.store(ui.ctx(), response.id));
            response.request_focus();
        } else if !entered && field::nobody_types(ui.ctx()) {
            response.request_focus();
        }
        // Escape begins again, and does not leave the box.
        let keys = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, keys));
        if response.changed() && !cx.composing {
            self.picked = None;
        }
        if response.has_focus() && !cx.composing && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.begin();
        }
        if !cx.composing {
            self.seek(cx);
        }
        // What an input method is composing names nobody yet.
        if !cx.composing {
            self.text.trim().clone_into(&mut self.meant);
        }
        let typed = self.meant.clone();
        let lines = lines(campus, &self.before, &typed);
        let moves = |key| ui.input(|i| i.key_pressed(key));
        if response.has_focus() && !cx.composing && !lines.is_empty() {
            let at = self.picked.as_ref().and_then(|picked| lines.iter().position(|line| line.means(&typed) == *picked));
            let to = match (moves(Key::ArrowDown), moves(Key::ArrowUp)) {
                (true, _) => Some(at.map_or(usize::from(!typed.is_empty()), |at| at + 1).min(lines.len() - 1)),
                (_, true) => Some(at.unwrap_or(0).saturating_sub(1)),
                _ => None,
            };
            if let Some(line) = to.and_then(|to| lines.get(to)) {
                self.picked = Some(line.means(&typed));
            }
        }
        let place = |picked: &Match| lines.iter().position(|line| line.means(&typed) == *picked);
        // One that was picked and is gone is nobody else.
        let chosen = self.picked.as_ref().map_or((!typed.is_empty()).then_some(0), place);
        if let Some(error) = &self.error {
            paint::text_ui(ui, error.clone(), theme::LABEL, theme::chip(Tone::Red).text);
        }
        let mut taken = chosen.filter(|_| entered);
        if entered && taken.is_none() && self.picked.is_none() && typed.is_empty() {
            // Enter in an empty box: somebody new, of whom the form asks.
            return Some(Match::New(String::new()));
        }
        ui.add_space(2.0);
        if lines.is_empty() && !typed.is_empty() {
            card::empty_ui(
                ui,
                icons::WARNING_CIRCLE,
                &cx.with("gui.reception.no_badge", &[("badge", &typed)]),
                &cx.t("gui.reception.no_badge_hint"),
            );
            let again =
                ui.vertical_centered(|ui| button::secondary_ui(ui, icons::MAGNIFYING_GLASS, &cx.t("gui.reception.by_name")).clicked());
            if again.inner || entered {
                // The box is empty again, and has the keyboard.
                self.begin();
            }
            return None;
        }
        if typed.is_empty() && unannounced_ui(ui, cx, !lines.is_empty()) {
            return Some(Match::New(String::new()));
        }
        if lines.is_empty() {
            card::empty_ui(ui, icons::USERS, &cx.t("gui.reception.nobody"), &cx.t("gui.reception.nobody_hint"));
        }
        ScrollArea::vertical().id_salt("found").auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, line) in lines.iter().enumerate() {
                if line_ui(ui, cx, line, &typed, chosen == Some(at)) {
                    taken = Some(at);
                }
            }
        });
        Some(lines.get(taken?)?.means(&typed))
    }

    /// Those who came before are asked for once for what is typed, and not with every frame.
    fn seek(&mut self, cx: Cx<'_>) {
        let wanted = (self.text.trim().to_owned(), cx.revision);
        if self.sought.as_ref() == Some(&wanted) {
            return;
        }
        self.before.clear();
        if !wanted.0.is_empty() {
            let query = Query { register: visits::REGISTER.key, search: wanted.0.clone(), ..Query::default() };
            match cx.backend.page(&query, 0, 8 * SHOWN) {
                Ok(page) => self.before = page.rows,
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        self.sought = Some(wanted);
    }
}

impl Line<'_> {
    fn means(&self, typed: &str) -> Match {
        match self {
            Line::Here(present) => Match::Here(present.id),
            Line::Expected(expected) => Match::Expected(expected.id),
            Line::Before(row) => Match::Before(row.id),
            Line::New => Match::New(typed.to_owned()),
        }
    }
}

/// The same campus with further badges given away.
pub(super) fn wearing(campus: &Campus, badges: impl Iterator<Item = String>) -> Campus {
    let mut campus = campus.clone();
    let model = campus.present.last().cloned();
    campus.present.extend(badges.filter(|b| !b.is_empty()).filter_map(|badge| Some(Present { badge, ..model.clone()? })));
    campus
}

/// Whether a text is a telephone number.
pub(super) fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 7 && text.chars().all(|c| c.is_ascii_digit() || " -+()".contains(c))
}

/// Whether a text is what stands on a badge, such as `V012`, and neither a name nor a telephone number.
pub(super) fn is_badge(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_/".contains(c);
    text.chars().all(plain) && text.chars().any(|c| c.is_ascii_digit()) && text.len() <= MOST_BADGE && !is_telephone(text)
}

/// Whom a text finds. A badge finds who wears it before anything else.
fn lines<'a>(campus: &'a Campus, before: &'a [Row], typed: &str) -> Vec<Line<'a>> {
    if typed.is_empty() {
        return campus.expected.iter().map(Line::Expected).collect();
    }
    let wears = |p: &&Present| !p.badge.is_empty() && p.badge.eq_ignore_ascii_case(typed);
    let mut found: Vec<Line<'a>> = campus.present.iter().filter(wears).map(Line::Here).collect();
    let sought = Sought::new(typed);
    let expected = campus.expected.iter().filter(|e| sought.is_in(&[&e.visitor, &e.organisation, &e.host]));
    found.extend(expected.take(SHOWN).map(Line::Expected));
    let here = campus.present.iter().filter(|p| !wears(p) && sought.is_in(&[&p.visitor, &p.organisation, &p.badge]));
    found.extend(here.take(SHOWN).map(Line::Here));
    // Each person once, and not those who stand above.
    let mut known: Vec<&str> = Vec::new();
    let above = |row: &Row| campus.expected.iter().any(|e| e.id == row.id) || campus.present.iter().any(|p| p.id == row.id);
    for row in before.iter().filter(|row| !above(row)) {
        if !known.contains(&row.title.as_str()) && known.len() < SHOWN {
            known.push(&row.title);
            found.push(Line::Before(row));
        }
    }
    // A badge that nobody has is no name.
    if !is_badge(typed) {
        found.push(Line::New);
    }
    found
}

/// What is sought among the few who are here or expected: a part of what they are called, or its initials.
struct Sought {
    text: String,
    initials: bool,
}

impl Sought {
    fn new(typed: &str) -> Sought {
        Sought { text: typed.to_lowercase(), initials: typed.chars().all(|c| c.is_ascii_alphabetic()) }
    }

    fn is_in(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| text.to_lowercase().contains(&self.text) || (self.initials && has_initials(text, &self.text)))
    }
}

fn line_ui(ui: &mut Ui, cx: Cx<'_>, line: &Line<'_>, typed: &str, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click());
    let (kind, tone, name) = match line {
        Line::Here(p) => ("gui.reception.is_here", Tone::Green, p.visitor.as_str()),
        Line::Expected(e) => ("gui.reception.is_expected", Tone::Blue, e.visitor.as_str()),
        Line::Before(row) => ("gui.reception.was_here", Tone::Grey, row.title.as_str()),
        Line::New => ("gui.reception.is_new", Tone::Amber, typed),
    };
    let kind = cx.t(kind);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, paint::plain(format!("{name} {kind}"))));
    let ground = if chosen { Some(theme::accent_soft()) } else { response.hovered().then(theme::hover) };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, theme::RADIUS, ground);
    }
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    let inner = rect.shrink2(vec2(10.0, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            chip::chip_ui(ui, &kind, tone);
            match line {
                Line::Here(p) => {
                    paint::text_ui(ui, cx.t("gui.reception.signs_out"), theme::LABEL, theme::text_2());
                    people_ui(ui, cx, p.people);
                }
                Line::Expected(e) => {
                    paint::text_ui(ui, e.host.clone(), theme::LABEL, theme::text_2());
                    people_ui(ui, cx, e.people);
                }
                Line::Before(row) => paint_before(ui, cx, row),
                Line::New => {}
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| match line {
                Line::Here(p) => {
                    if !p.badge.is_empty() {
                        chip::tag_ui(ui, &p.badge);
                    }
                    who_ui(ui, &p.visitor, &p.organisation);
                }
                Line::Expected(e) => {
                    paint::text_ui(ui, clock(cx, &e.planned_at), theme::BODY, theme::accent());
                    who_ui(ui, &e.visitor, &e.organisation);
                }
                Line::Before(row) => who_ui(ui, &row.title, row.text(cx.register(&visits::REGISTER), visits::ORGANISATION.id())),
                Line::New => who_ui(ui, &cx.with("gui.reception.new", &[("who", typed)]), ""),
            });
        });
    });
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// What the lines below are, and the way to somebody of whom nobody said anything. Gives whether it was pressed.
fn unannounced_ui(ui: &mut Ui, cx: Cx<'_>, expected: bool) -> bool {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 28.0), Layout::right_to_left(Align::Center), |ui| {
        let name = cx.t("gui.reception.walk_in");
        let pressed = button::small_ui(ui, icons::PLUS, &name).on_hover_text(keyed(cx.lang, &name, "Enter")).clicked();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if expected {
                paint::text_ui(ui, cx.t("gui.reception.today"), theme::LABEL, theme::text_3());
            }
        });
        pressed
    })
    .inner
}

fn paint_before(ui: &mut Ui, cx: Cx<'_>, row: &Row) {
    let last = row.text(cx.register(&visits::REGISTER), visits::ENTERED.id());
    if let Some(day) = last.get(..10) {
        paint::text_ui(ui, cx.with("gui.reception.last", &[("day", day)]), theme::LABEL, theme::text_3());
    }
}
