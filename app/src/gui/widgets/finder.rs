//! A box to type into with a list under it that narrows down: up and down choose, Enter takes.

use eframe::egui::{self, Align2, Key, Margin, Modifiers, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use registers::def::Tone;

use super::{chip, paint, search};
use crate::gui::{icons, theme};

/// Height of a line.
const LINE: f32 = 36.0;
/// Least and greatest height of the list.
const HEIGHT: [f32; 2] = [120.0, 440.0];
/// How far page up and page down go.
const PAGE: usize = 10;

/// What is typed, and which line is chosen.
#[derive(Debug, Default)]
pub struct Finder {
    /// What is typed.
    pub text: String,
    at: usize,
    /// How far the list is scrolled.
    offset: f32,
    /// The chosen line is to be brought into view.
    moved: bool,
}

/// A line of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Icon before the text; none makes it the heading of the lines that follow, which cannot be chosen.
    pub icon: Option<&'static str>,
    /// What it says.
    pub text: String,
    /// Less important words after the text.
    pub note: String,
    /// What stands at the right: keys, or what kind of thing it is.
    pub right: String,
    /// A state at the right.
    pub chip: Option<(String, Tone)>,
}

/// What came of a frame.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The line that was taken, by its place.
    pub taken: Option<usize>,
    /// Escape, or a click beside it.
    pub dismissed: bool,
}

impl Finder {
    /// Draws it over everything else, as a dialog named `name` whose box says `hint`. While an input method is `composing`
    /// the keys are its own. `foot` is drawn under the list.
    pub fn ui(
        &mut self,
        ctx: &egui::Context,
        [id, name, hint]: [&str; 3],
        composing: bool,
        lines: &[Line],
        foot: impl FnOnce(&mut Ui),
    ) -> Found {
        let mut found = Found::default();
        let frame =
            egui::Frame::popup(&ctx.global_style()).fill(theme::surface()).corner_radius(theme::RADIUS_CARD).inner_margin(Margin::same(10));
        let id = egui::Id::unique(id);
        let area = egui::Modal::default_area(id).accessible_name(name).anchor(Align2::CENTER_TOP, vec2(0.0, theme::TOP_BAR + 14.0));
        let shown = egui::Modal::new(id).area(area).frame(frame).backdrop_color(theme::backdrop()).show(ctx, |ui| {
            let room = ctx.content_rect();
            ui.set_width(theme::FINDER_WIDTH.min(room.width() - 80.0));
            ui.spacing_mut().item_spacing.y = 6.0;
            if !composing {
                found.taken = self.keys(ui, lines);
            }
            let before = self.text.clone();
            let width = ui.available_width();
            let response = search::search_ui(ui, &mut self.text, hint, width);
            // Only when it is elsewhere: to be given the keyboard breaks off what an input method is composing.
            if !response.has_focus() {
                response.request_focus();
            }
            if self.text != before {
                (self.at, self.moved) = (0, true);
            }
            let height = (room.height() - theme::TOP_BAR - 170.0).clamp(HEIGHT[0], HEIGHT[1]);
            if let Some(at) = self.lines_ui(ui, lines, height) {
                found.taken = Some(at);
            }
            foot(ui);
        });
        found.dismissed = shown.should_close() && !composing;
        found
    }

    /// The line that is chosen; headings are passed over.
    fn chosen(&self, lines: &[Line]) -> Option<usize> {
        let open = |at: &usize| lines.get(*at).is_some_and(|line| line.icon.is_some());
        (self.at..lines.len()).find(open).or_else(|| (0..self.at.min(lines.len())).rev().find(open))
    }

    fn keys(&mut self, ui: &Ui, lines: &[Line]) -> Option<usize> {
        let chosen = self.chosen(lines)?;
        let open: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| line.icon.is_some()).map(|(at, _)| at).collect();
        let here = open.iter().position(|at| *at == chosen).unwrap_or(0);
        let last = open.len() - 1;
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        // From one end it goes on at the other.
        let moves = [
            (Key::ArrowDown, if here == last { 0 } else { here + 1 }),
            (Key::ArrowUp, if here == 0 { last } else { here - 1 }),
            (Key::PageDown, (here + PAGE).min(last)),
            (Key::PageUp, here.saturating_sub(PAGE)),
        ];
        for (key, to) in moves {
            if pressed(key) {
                self.at = open.get(to).copied().unwrap_or(0);
                self.moved = true;
            }
        }
        if pressed(Key::Enter) { self.chosen(lines) } else { None }
    }

    fn lines_ui(&mut self, ui: &mut Ui, lines: &[Line], height: f32) -> Option<usize> {
        let (chosen, mut taken) = (self.chosen(lines), None);
        // The room follows from the lines: what a dialog was high before must not hold it back.
        let tall = (lines.len() as f32 * LINE).min(height);
        let mut scroll = egui::ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).auto_shrink([false, false]);
        if std::mem::take(&mut self.moved)
            && let Some(at) = chosen
        {
            let top = at as f32 * LINE;
            scroll = scroll.vertical_scroll_offset(self.offset.clamp((top + LINE - tall).max(0.0), top));
        }
        ui.allocate_ui(vec2(ui.available_width(), tall), |ui| {
            ui.set_min_height(tall);
            ui.spacing_mut().item_spacing.y = 0.0;
            let drawn = scroll.id_salt("finder-lines").show_rows(ui, LINE, lines.len(), |ui, shown| {
                for at in shown {
                    let Some(line) = lines.get(at) else { continue };
                    if line_ui(ui, line, chosen == Some(at)).clicked() {
                        taken = Some(at);
                    }
                }
            });
            self.offset = drawn.state.unclamped_offset().y;
        });
        taken
    }
}

fn line_ui(ui: &mut Ui, line: &Line, on: bool) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), LINE), if line.icon.is_some() { Sense::click() } else { Sense::hover() });
    let said = [&line.text, &line.note, &line.right].into_iter().chain(line.chip.as_ref().map(|(text, _)| text));
    let said: Vec<&str> = said.map(String::as_str).filter(|text| !text.is_empty()).collect();
    let said = paint::plain(said.join(" "));
    let Some(icon) = line.icon else {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.clone()));
        let at = pos2(rect.left() + 8.0, rect.bottom() - 8.0);
        ui.painter().text(at, Align2::LEFT_BOTTOM, paint::plain(&line.text), theme::font(theme::SMALL), theme::text_3());
        return response;
    };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, said.clone()));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if on { theme::accent_soft() } else { theme::hover() });
    }
    let color = if on { theme::accent() } else { theme::text_2() };
    ui.painter().text(pos2(rect.left() + 20.0, rect.center().y), Align2::CENTER_CENTER, icon, theme::font(theme::ICON), color);
    let mut right = rect.right() - 10.0;
    if let Some((text, tone)) = &line.chip {
        let width = chip::chip_width(ui, text).min(rect.width() * 0.3);
        let at = egui::Rect::from_min_size(pos2(right - width, rect.center().y - theme::CHIP / 2.0), vec2(width, theme::CHIP));
        chip::chip_ui(&mut ui.new_child(egui::UiBuilder::new().max_rect(at)), text, *tone);
        right -= width + 10.0;
    }
    if !line.right.is_empty() {
        let galley = ui.painter().layout_no_wrap(paint::plain(&line.right), theme::font(theme::SMALL), theme::text_3());
        right -= galley.size().x;
        ui.painter().galley(pos2(right, rect.center().y - galley.size().y / 2.0), galley, theme::text_3());
        right -= 12.0;
    }
    let left = rect.left() + 40.0;
    let end = text_ui(ui, &line.text, theme::BODY, theme::text(), left, right, rect);
    if !line.note.is_empty() && right - end > 40.0 {
        text_ui(ui, &line.note, theme::LABEL, theme::text_3(), end + 10.0, right, rect);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// One line of text between two edges, cut where the room ends; gives where it ended.
fn text_ui(ui: &Ui, text: &str, size: f32, color: egui::Color32, left: f32, right: f32, rect: egui::Rect) -> f32 {
    let text = egui::RichText::new(paint::plain(text)).size(size).color(color);
    let mode = Some(egui::TextWrapMode::Truncate);
    let galley = egui::WidgetText::from(text).into_galley(ui, mode, (right - left).max(0.0), egui::TextStyle::Body);
    let end = left + galley.size().x;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    end
}

/// What is said under the list: which keys do what.
pub fn foot_ui(ui: &mut Ui, left: &str, keys: &str) {
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        if !left.is_empty() {
            paint::icon_ui(ui, icons::INFO, theme::SMALL, theme::text_3());
            paint::text_ui(ui, left, theme::SMALL, theme::text_2());
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            paint::truncated_ui(ui, keys, theme::SMALL, theme::text_3());
        });
    });
}
