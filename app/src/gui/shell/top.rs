//! The bar at the top: where one is, and on the right the language, a meeting with the relay, who works here.

use std::collections::VecDeque;

use eframe::egui::{
    Align, Align2, CursorIcon, Label, Layout, Popup, Response, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle,
    TextWrapMode, Ui, WidgetInfo, WidgetText, vec2,
};
use registers::def::{Area, Register, Tone};
use registers::{Lang, RecordId};

use super::super::backend::{Action, Waiting};
use super::super::command::{Command, Place, Tab, with_keys};
use super::super::cx::Cx;
use super::super::screens::form::FormView;
use super::super::text::noun;
use super::super::widgets::toast::Past;
use super::super::widgets::{button, chip, paint, select};
use super::super::{format, icons, theme};
use super::{menu, persons};
use crate::prefs::Prefs;

/// The name of a language in itself.
pub fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "简体中文",
        Lang::ZhHant => "繁體中文",
        Lang::En => "English",
    }
}

/// What the bar shows.
#[derive(Clone, Copy)]
pub(super) struct Top<'a> {
    pub place: Place,
    pub form: Option<&'a FormView>,
    /// The record that is open, and whether it is kept open.
    pub record: Option<RecordId>,
    pub kept: bool,
    /// Whether there is a way back, and one forward.
    pub ways: [bool; 2],
    pub reminders: &'a [Waiting],
    /// What was said since the start.
    pub past: &'a VecDeque<Past>,
    pub prefs: &'a Prefs,
}

pub(super) fn top_ui(ui: &mut Ui, cx: Cx<'_>, top: Top<'_>, out: &mut Vec<Command>) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let ways = [(icons::ARROW_LEFT, "gui.command.back", Command::Back), (icons::ARROW_RIGHT, "gui.command.forward", Command::Forward)];
        for ((icon, name, command), open) in ways.into_iter().zip(top.ways) {
            ui.add_enabled_ui(open, |ui| {
                let name = cx.t(name);
                if button::tipped_ui(ui, icon, &name, &with_keys(cx.lang, &name, &command)).clicked() {
                    out.push(command);
                }
            });
        }
        ui.add_space(6.0);
        if cx.backend.is_sample() {
            chip::chip_ui(ui, &cx.t("gui.sample"), Tone::Amber).on_hover_text(cx.t("gui.sample.hint"));
            ui.add_space(4.0);
            if button::small_ui(ui, icons::DOOR_OPEN, &cx.t("gui.sample.leave")).clicked() {
                out.push(Command::LeaveSample);
            }
            ui.add_space(6.0);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            persons::person_ui(ui, cx, out);
            menu::menu_ui(ui, cx, top.prefs, out);
            past_ui(ui, cx, top.past);
            reminders_ui(ui, cx, top.reminders, out);
            let (name, sync) = (cx.t("gui.sync_now"), Command::Do(Action::Sync));
            if button::tipped_ui(ui, icons::ARROWS_CLOCKWISE, &name, &with_keys(cx.lang, &name, &sync)).clicked() {
                out.push(sync);
            }
            if find_ui(ui, cx) {
                out.push(Command::Find);
            }
            ui.add_space(8.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                trail_ui(ui, cx, top, out);
            });
        });
    });
}

/// What looks like a search box and opens the search over everything; an icon where there is no room.
fn find_ui(ui: &mut Ui, cx: Cx<'_>) -> bool {
    const WIDTH: f32 = 244.0;
    let name = cx.t("gui.command.find");
    if ui.available_width() < WIDTH * 2.5 {
        return button::tipped_ui(ui, icons::MAGNIFYING_GLASS, &name, &with_keys(cx.lang, &name, &Command::Find)).clicked();
    }
    let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, theme::INPUT_SMALL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let (ground, line) = if response.hovered() { (theme::hover(), theme::border_hover()) } else { (theme::canvas(), theme::border()) };
    ui.painter().rect(rect, theme::RADIUS, ground, Stroke::new(1.0, line), StrokeKind::Inside);
    let icon = rect.left_center() + vec2(17.0, 0.0);
    ui.painter().text(icon, Align2::CENTER_CENTER, icons::MAGNIFYING_GLASS, theme::font(15.0), theme::text_3());
    ui.painter().text(rect.left_center() + vec2(32.0, 0.0), Align2::LEFT_CENTER, &name, theme::font(theme::LABEL), theme::text_3());
    let keys = rect.right_center() - vec2(10.0, 0.0);
    ui.painter().text(keys, Align2::RIGHT_CENTER, "Ctrl+Shift+F", theme::font(11.0), theme::text_3());
    paint::focus_ring(ui, &response, rect, theme::RADIUS);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// Room in which the whole trail has a place.
const ROOM_FOR_TRAIL: f32 = 300.0;

/// Area › register › record › form, of which the earlier ones lead back; the area opens a list of its registers.
fn trail_ui(ui: &mut Ui, cx: Cx<'_>, top: Top<'_>, out: &mut Vec<Command>) {
    let Top { place, form, record, .. } = top;
    let title = record.filter(|_| matches!(place, Place::Register(_))).and_then(|id| cx.backend.title(id).ok().flatten());
    let title = title.map(|title| if title.is_empty() { cx.t("gui.untitled") } else { title });
    let mut trail: Vec<(String, Option<Command>)> = Vec::new();
    match place {
        Place::Home => trail.push((cx.t("gui.nav.home"), None)),
        Place::Reception => trail.push((cx.t("gui.reception"), None)),
        Place::Rooms => trail.push((cx.t("gui.rooms"), None)),
        Place::Counting => trail.push((cx.t("gui.counting"), None)),
        Place::Registry => trail.push((cx.t("gui.registry"), None)),
        Place::Conflicts => trail.push((cx.t("gui.nav.conflicts"), None)),
        Place::Desks => trail.push((cx.t("gui.nav.desks"), None)),
        Place::Calendar => trail.push((cx.t("gui.nav.calendar"), None)),
        Place::Settings => trail.push((cx.t("gui.nav.settings"), None)),
        Place::Reports => trail.push((cx.t("gui.nav.reports"), None)),
        Place::Book(register, tab) => {
            trail.push((register.labels.get(cx.lang).to_owned(), Some(Command::Go(Place::Register(register)))));
            trail.push((cx.t(page(tab)), None));
        }
        Place::Register(register) => {
            let leads = form.is_some() || title.is_some();
            trail.push((register.labels.get(cx.lang).to_owned(), leads.then_some(Command::Go(Place::Register(register)))));
        }
    }
    let editing = form.filter(|form| form.id.is_some());
    if let Some(title) = title.filter(|_| form.is_none() || editing.is_some()) {
        trail.push((title, form.map(|_| Command::Close)));
    }
    if let Some(form) = form {
        let one = noun(form.register.one.get(cx.lang), cx.lang);
        let key = if form.id.is_some() { "gui.form.edit" } else { "gui.form.add_title" };
        trail.push((cx.with(key, &[("what", &one)]), None));
    }
    // With little room the last piece alone: the way back has a button of its own.
    let is_short = ui.available_width() < ROOM_FOR_TRAIL;
    if let Some(register) = place.register() {
        marks_ui(ui, cx, register, top, out);
        if !is_short {
            area_ui(ui, cx, register.area, out);
            paint::icon_ui(ui, icons::CARET_RIGHT, 11.0, theme::text_3());
        }
    }
    if is_short {
        trail.drain(..trail.len().saturating_sub(1));
    }
    let last = trail.len().saturating_sub(1);
    for (at, (text, command)) in trail.into_iter().enumerate() {
        if at > 0 {
            paint::icon_ui(ui, icons::CARET_RIGHT, 11.0, theme::text_3());
        }
        match command {
            Some(command) => {
                if piece_ui(ui, &text).clicked() {
                    out.push(command);
                }
            }
            None => {
                let color = if at == last { theme::text() } else { theme::text_3() };
                let text = RichText::new(paint::plain(text)).font(theme::bold(theme::BODY)).color(color);
                ui.add(Label::new(text).truncate());
            }
        }
    }
}

/// An earlier piece of the trail.
fn piece_ui(ui: &mut Ui, text: &str) -> Response {
    let text = paint::plain(text);
    let galley = WidgetText::from(RichText::new(&text).size(theme::BODY)).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        (ui.available_width() * 0.5).max(60.0),
        TextStyle::Body,
    );
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(8.0, 6.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &text));
    let color = if response.hovered() { theme::accent() } else { theme::text_3() };
    ui.painter().galley(rect.min + vec2(4.0, 3.0), galley, color);
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What can be put aside and taken back: the register among the favourites, the record in the strip.
fn marks_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, top: Top<'_>, out: &mut Vec<Command>) {
    let starred = top.prefs.starred.iter().any(|key| key == register.key);
    let name = cx.t(if starred { "gui.star.remove" } else { "gui.star.add" });
    if mark_ui(ui, icons::STAR, &name, &with_keys(cx.lang, &name, &Command::Star(None)), starred) {
        out.push(Command::Star(Some(register)));
    }
    let record = top.record.filter(|_| top.form.is_none() && matches!(top.place, Place::Register(_)));
    let name = cx.t(if top.kept { "gui.kept.remove" } else { "gui.kept.add" });
    if let Some(id) = record
        && mark_ui(ui, icons::PUSH_PIN, &name, &with_keys(cx.lang, &name, &Command::Keep(None)), top.kept)
    {
        out.push(Command::Keep(Some((register, id))));
    }
}

fn mark_ui(ui: &mut Ui, icon: &str, name: &str, tip: &str, on: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if on { theme::accent_soft() } else { theme::hover() });
    }
    let color = if on { theme::accent() } else { theme::text_3() };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::font(15.0), color);
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_text(tip).clicked()
}

fn area_ui(ui: &mut Ui, cx: Cx<'_>, area: Area, out: &mut Vec<Command>) {
    const WIDTH: f32 = 220.0;
    let opener = piece_ui(ui, area.labels().get(cx.lang));
    // An area may be called as one of its registers is.
    paint::described(&opener, cx.t("gui.trail.area"));
    Popup::menu(&opener).width(WIDTH).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 2.0;
        for register in cx.backend.registers().iter().filter(|r| r.area == area) {
            if select::option_ui(ui, register.labels.get(cx.lang), false, theme::text()).clicked() {
                out.push(Command::Go(Place::Register(register)));
                ui.close();
            }
        }
    });
}

fn page(tab: Tab) -> &'static str {
    match tab {
        Tab::Reports => "gui.tab.reports",
        Tab::Flow => "gui.tab.flow",
        Tab::Numbers => "gui.tab.numbers",
        Tab::Import => "gui.tab.import",
    }
}

/// What is due soon or overdue, behind a bell with its number.
fn reminders_ui(ui: &mut Ui, cx: Cx<'_>, reminders: &[Waiting], out: &mut Vec<Command>) {
    const SHOWN: usize = 20;
    const WIDTH: f32 = 500.0;
    let count = reminders.len().to_string();
    let name = cx.with("gui.reminders", &[("n", &count)]);
    let opener = button::icon_ui(ui, icons::CLOCK, &name);
    if !reminders.is_empty() {
        let at = opener.rect.right_top() + vec2(-2.0, 4.0);
        ui.painter().circle_filled(at, 8.0, theme::alarm());
        let count = if reminders.len() > 99 { "99".to_owned() } else { count };
        ui.painter().text(at, Align2::CENTER_CENTER, count, theme::bold(10.0), theme::on_accent());
    }
    Popup::from_toggle_button_response(&opener).width(WIDTH).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 2.0;
        if reminders.is_empty() {
            paint::text_ui(ui, cx.t("gui.reminders.none"), theme::LABEL, theme::text_3());
        }
        for waiting in reminders.iter().take(SHOWN) {
            let left = format::due(waiting, cx.lang).unwrap_or_default();
            let color = if waiting.limit == replica::Limit::Late { theme::chip(Tone::Red).text } else { theme::text() };
            let text = format!("{left} · {} · {}", waiting.register.one.get(cx.lang), waiting.title);
            if select::option_ui(ui, &text, false, color).clicked() {
                out.push(Command::Open(waiting.register, waiting.id));
                ui.close();
            }
        }
    });
}

/// What was said in the corner since the start, behind a bell: whoever looked away reads it here.
fn past_ui(ui: &mut Ui, cx: Cx<'_>, past: &VecDeque<Past>) {
    const WIDTH: f32 = 420.0;
    const HEIGHT: f32 = 360.0;
    let opener = button::icon_ui(ui, icons::BELL, &cx.t("gui.messages"));
    Popup::from_toggle_button_response(&opener).width(WIDTH).show(|ui| {
        ui.set_width(WIDTH);
        if past.is_empty() {
            paint::text_ui(ui, cx.t("gui.messages.none"), theme::LABEL, theme::text_3());
        }
        ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            for message in past {
                let tone = theme::chip(message.tone);
                ui.horizontal_top(|ui| {
                    let icon = match message.tone {
                        Tone::Red => icons::WARNING_CIRCLE,
                        Tone::Blue => icons::BELL,
                        _ => icons::CHECK_CIRCLE,
                    };
                    paint::text_ui(ui, icon, theme::ICON, tone.text);
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 1.0;
                        ui.add(Label::new(RichText::new(paint::plain(&message.text)).size(theme::BODY).color(theme::text())).wrap());
                        message.at.iter().for_each(|at| cx.heed_ago(ui.ctx(), *at));
                        let when = message.at.map(|at| format::ago(at, cx.now, cx.lang)).unwrap_or_default();
                        paint::text_ui(ui, when, theme::SMALL, theme::text_3());
                    });
                });
            }
        });
    });
}
