//! A card of the first page: a head, and rows that lead to records; or in few words what is not there and what to do.

use eframe::egui::{self, Align, Layout, Rect, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2};
use registers::def::Tone;

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::paint;
use super::super::super::widgets::status::{Mark, button_ui};
use super::super::super::{icons, theme};

/// Height of a card's head.
pub(super) const HEAD: f32 = 42.0;
/// What a link at the head takes beside its words: arrow and gaps.
const LEADS: f32 = 44.0;
/// Height of a row.
pub(super) const ROW: f32 = 34.0;

/// The head of a card.
pub(super) struct Head<'a> {
    /// Tells the cards apart.
    pub id: &'static str,
    pub icon: &'a str,
    pub tone: Tone,
    pub title: String,
    /// How much there is; empty says nothing.
    pub note: String,
    /// Where it leads, in words.
    pub more: Option<(String, Command)>,
}

/// The words of a link to a place, by its name.
pub(super) fn to(cx: Cx<'_>, place: &str) -> String {
    cx.with("gui.home.go", &[("where", place)])
}

/// The ground of a card.
pub(super) fn ground_ui(ui: &Ui, place: Rect) {
    ui.painter().rect(place, theme::RADIUS_CARD, theme::surface(), theme::hairline(), StrokeKind::Inside);
}

/// A card without a head that says a few words.
pub(super) fn quiet_card_ui(ui: &mut Ui, place: Rect, icon: &str, title: &str, hint: &str) {
    ground_ui(ui, place);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(place.shrink(8.0)).layout(Layout::top_down(Align::Center)));
    quiet_ui(&mut inside, icon, title, hint);
}

/// Draws a card at its place.
pub(super) fn card_ui(ui: &mut Ui, place: Rect, head: Head<'_>, out: &mut Vec<Command>, body: impl FnOnce(&mut Ui, &mut Vec<Command>)) {
    ground_ui(ui, place);
    let builder = UiBuilder::new().id_salt(head.id).max_rect(place.shrink(1.0)).layout(Layout::top_down(Align::Min));
    let mut inside = ui.new_child(builder);
    let ui = &mut inside;
    ui.set_clip_rect(ui.clip_rect().intersect(place));
    ui.spacing_mut().item_spacing.y = 0.0;
    let (top, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    ui.scope_builder(UiBuilder::new().max_rect(top.shrink2(vec2(16.0, 0.0))).layout(Layout::left_to_right(Align::Center)), |ui| {
        paint::icon_ui(ui, head.icon, theme::ICON, theme::chip(head.tone).text);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((text, command)) = head.more {
                let wide = |text: &str, font| ui.painter().layout_no_wrap(text.to_owned(), font, theme::text()).size().x;
                let wanted = wide(&head.title, theme::bold(theme::BODY + 1.0)) + wide(&text, theme::font(theme::LABEL)) + LEADS;
                // Where both have no room, the title stays and the arrow says where it leads when one points at it.
                let leads = if wanted <= ui.available_width() {
                    button_ui(ui, Mark::Icon(icons::ARROW_RIGHT), &text, theme::accent())
                } else {
                    crate::gui::widgets::button::icon_ui(ui, icons::ARROW_RIGHT, &text)
                };
                paint::described(&leads, &head.title);
                if leads.clicked() {
                    out.push(command);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(
                    egui::RichText::new(paint::plain(head.title)).font(theme::bold(theme::BODY + 1.0)).color(theme::text()),
                ));
                paint::truncated_ui(ui, head.note, theme::LABEL, theme::text_3());
            });
        });
    });
    paint::hline_ui(ui);
    body(ui, out);
}

/// Least room for a title beside what stands before it.
const TITLE: f32 = 96.0;

/// What stands where there are no rows.
pub(super) struct Empty {
    pub icon: &'static str,
    pub title: String,
    pub hint: String,
}

/// The rows of a card, which are scrolled where there are many; or why there are none. `None` is being found.
pub(super) fn rows_ui<T>(ui: &mut Ui, cx: Cx<'_>, rows: Option<Result<&[T], &str>>, empty: Empty, mut row: impl FnMut(&mut Ui, &T)) {
    match rows {
        None => quiet_ui(ui, icons::CLOCK, &cx.t("gui.home.finding"), ""),
        Some(Err(error)) => quiet_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error),
        Some(Ok([])) => quiet_ui(ui, empty.icon, &empty.title, &empty.hint),
        Some(Ok(rows)) => drop(egui::ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, ROW, rows.len(), |ui, range| {
            rows.get(range).unwrap_or_default().iter().for_each(|one| row(ui, one));
        })),
    }
}

/// Room at either side of the words.
const AWAY: f32 = 12.0;
/// Height of the icon over them, with the room below it.
const ICON: f32 = 27.0;

/// A few words in the middle of what room there is.
pub(super) fn quiet_ui(ui: &mut Ui, icon: &str, title: &str, hint: &str) {
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        // The words keep away from the edges of the card.
        ui.set_max_width((ui.available_width() - 2.0 * AWAY).max(AWAY));
        let tall =
            |text: &str, size: f32| ui.painter().layout(text.to_owned(), theme::font(size), theme::text_3(), ui.available_width()).size().y;
        let (titled, hinted) = (tall(title, theme::BODY) + 3.0, tall(hint, theme::SMALL) + 3.0);
        let room = ui.available_height();
        let fits = !hint.is_empty() && titled + hinted <= room;
        let words = titled + if fits { hinted } else { 0.0 };
        // Low cards go without the icon.
        let drawn = words + ICON <= room;
        ui.add_space(((room - words - if drawn { ICON } else { 0.0 }) / 2.0).max(0.0));
        if drawn {
            paint::icon_ui(ui, icon, 22.0, theme::text_3());
        }
        let shown = paint::text_ui(ui, title, theme::BODY, theme::text_2());
        // A hint that has no room is told where one points at the title.
        if fits {
            paint::text_ui(ui, hint, theme::SMALL, theme::text_3());
        } else if !hint.is_empty() {
            shown.on_hover_text(hint);
        }
    });
}

/// A row that leads somewhere.
pub(super) struct Row<'a> {
    pub icon: &'a str,
    /// What stands before the title, such as a number or a time.
    pub before: &'a str,
    pub title: &'a str,
    /// What kind of record it is, which the icon shows.
    pub what: &'a str,
    /// What a screen reader says.
    pub spoken: String,
    /// Whether the keyboard is at it.
    pub selected: bool,
}

impl Row<'_> {
    /// Draws it: icon, number and title from the left, what `right` draws from the right. Gives whether it was clicked.
    pub fn ui(self, ui: &mut Ui, height: f32, right: impl FnOnce(&mut Ui)) -> bool {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
        // What has no title yet is called after what it is.
        let name = if self.spoken.trim().is_empty() { self.what } else { &self.spoken };
        response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, self.selected, paint::plain(name)));
        paint::described(&response, format!("{} {}", self.what, self.before));
        if self.selected {
            ui.painter().rect_filled(rect, 0, theme::accent_soft());
            let bar = Rect::from_min_size(rect.min, vec2(theme::SELECTED_BAR, rect.height()));
            ui.painter().rect_filled(bar, 0, theme::accent());
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0, theme::hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        paint::focus_ring(ui, &response, rect.shrink(2.0), theme::RADIUS);
        let inner = rect.shrink2(vec2(16.0, 0.0));
        ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            paint::icon_ui(ui, self.icon, theme::ICON, theme::text_2());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                right(ui);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    // The title is what is read: where it would be cut short, what stands before it makes room.
                    let before =
                        ui.painter().layout_no_wrap(paint::plain(self.before), theme::font(theme::LABEL), theme::text_3()).size().x;
                    if !self.before.is_empty() && ui.available_width() - before > TITLE {
                        paint::text_ui(ui, self.before, theme::LABEL, theme::text_3());
                    }
                    paint::truncated_ui(ui, self.title, theme::BODY, theme::text());
                });
            });
        });
        response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;

    use super::*;

    #[test]
    fn a_hint_stays_inside_its_card() {
        for (height, shown) in [(30.0, false), (60.0, true), (140.0, true)] {
            let build = move |ui: &mut Ui| {
                let place = Rect::from_min_size(ui.max_rect().min, vec2(220.0, height));
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                    quiet_ui(ui, icons::CLOCK, "今天没有会议", "开始时间在今天的会议会列在这里")
                });
            };
            let mut window = Harness::builder().with_size([400.0, 300.0]).with_context_setup(theme::apply).build_ui(build);
            window.run();
            let hint = window.query_by_label("开始时间在今天的会议会列在这里");
            assert_eq!(hint.is_some(), shown, "{height}");
            let top = window.get_by_label("今天没有会议").rect().top();
            assert!(hint.is_none_or(|hint| hint.rect().bottom() - top <= height), "{height}");
        }
    }
}
