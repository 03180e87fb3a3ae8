//! The bar at the top: where one is, and on the right the language, a meeting with the relay, who works here.

use eframe::egui::{Align, Align2, Layout, Popup, Role, Sense, Ui, WidgetInfo, vec2};
use registers::Lang;

use super::super::backend::{Action, Waiting};
use super::super::command::{Command, Place, Tab};
use super::super::cx::Cx;
use super::super::screens::form::FormView;
use super::super::widgets::{button, paint, select};
use super::super::{format, icons, theme};
use super::menu;
use crate::prefs::Prefs;

/// The name of a language in itself.
pub fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "简体中文",
        Lang::ZhHant => "繁體中文",
        Lang::En => "English",
    }
}

pub(super) fn top_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    place: Place,
    form: Option<&FormView>,
    reminders: &[Waiting],
    prefs: &Prefs,
    out: &mut Vec<Command>,
) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        trail_ui(ui, cx, place, form, out);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            person_ui(ui, cx);
            menu::menu_ui(ui, cx, prefs, out);
            reminders_ui(ui, cx, reminders, out);
            if button::icon_ui(ui, icons::ARROWS_CLOCKWISE, &cx.t("gui.sync_now")).clicked() {
                out.push(Command::Do(Action::Sync));
            }
        });
    });
}

/// Area › register › form, of which the earlier ones lead back.
fn trail_ui(ui: &mut Ui, cx: Cx<'_>, place: Place, form: Option<&FormView>, out: &mut Vec<Command>) {
    let mut trail: Vec<(String, Option<Command>)> = Vec::new();
    match place {
        Place::Home => trail.push((cx.t("gui.nav.home"), None)),
        Place::Reception => trail.push((cx.t("gui.reception"), None)),
        Place::Counting => trail.push((cx.t("gui.counting"), None)),
        Place::Conflicts => trail.push((cx.t("gui.nav.conflicts"), None)),
        Place::Desks => trail.push((cx.t("gui.nav.desks"), None)),
        Place::Calendar => trail.push((cx.t("gui.nav.calendar"), None)),
        Place::Settings => trail.push((cx.t("gui.nav.settings"), None)),
        Place::Reports => trail.push((cx.t("gui.nav.reports"), None)),
        Place::Book(register, tab) => {
            trail.push((register.area.labels().get(cx.lang).to_owned(), None));
            trail.push((register.labels.get(cx.lang).to_owned(), Some(Command::Go(Place::Register(register)))));
            trail.push((cx.t(page(tab)), None));
        }
        Place::Register(register) => {
            trail.push((register.area.labels().get(cx.lang).to_owned(), None));
            trail.push((register.labels.get(cx.lang).to_owned(), form.map(|_| Command::Close)));
        }
    }
    if let Some(form) = form {
        let one = form.register.one.get(cx.lang);
        let key = if form.id.is_some() { "gui.form.edit" } else { "gui.form.add_title" };
        trail.push((cx.with(key, &[("what", one)]), None));
    }
    let last = trail.len().saturating_sub(1);
    for (at, (text, command)) in trail.into_iter().enumerate() {
        if at > 0 {
            paint::text_ui(ui, icons::CARET_RIGHT, 11.0, theme::text_3());
        }
        if at == last {
            paint::bold_ui(ui, text, theme::BODY);
        } else {
            let response = paint::text_ui(ui, text, theme::BODY, theme::text_3());
            if let Some(command) = command
                && response.interact(Sense::click()).on_hover_cursor(eframe::egui::CursorIcon::PointingHand).clicked()
            {
                out.push(command);
            }
        }
    }
}

fn page(tab: Tab) -> &'static str {
    match tab {
        Tab::Reports => "gui.tab.reports",
        Tab::Flow => "gui.tab.flow",
        Tab::Numbers => "gui.tab.numbers",
        Tab::Import => "gui.tab.import",
    }
}

fn person_ui(ui: &mut Ui, cx: Cx<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, 30.0), Sense::hover());
    let name = paint::plain(format!("{} · {}", cx.me.person, cx.me.desk));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    ui.painter().circle_filled(rect.center(), 15.0, theme::accent_soft());
    let initial: String = cx.me.person.chars().take(1).collect();
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, initial, theme::bold(theme::LABEL), theme::accent());
    response.on_hover_text(name);
}

/// What is due soon or overdue, behind a bell with its number.
fn reminders_ui(ui: &mut Ui, cx: Cx<'_>, reminders: &[Waiting], out: &mut Vec<Command>) {
    const SHOWN: usize = 20;
    const WIDTH: f32 = 380.0;
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
            let color = if waiting.limit == replica::Limit::Late { theme::chip(registers::def::Tone::Red).text } else { theme::text() };
            let text = format!("{left} · {} · {}", waiting.register.one.get(cx.lang), waiting.title);
            if select::option_ui(ui, &text, false, color).clicked() {
                out.push(Command::Open(waiting.register, waiting.id));
                ui.close();
            }
        }
    });
}
