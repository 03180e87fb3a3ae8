//! What a person chooses about the window: light or dark, size, language.

use eframe::egui::{Align, Label, Layout, Popup, PopupCloseBehavior, RichText, Sense, Ui};
use registers::Lang;

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, chip, paint, select};
use super::super::{icons, theme};
use super::language;
use crate::prefs::{Look, Prefs, Size};

const WIDTH: f32 = 288.0;

/// The menu's button in the bar at the top.
pub(super) fn menu_ui(ui: &mut Ui, cx: Cx<'_>, prefs: &Prefs, out: &mut Vec<Command>) {
    let opener = button::icon_ui(ui, icons::GEAR, &cx.t("gui.looks"));
    Popup::from_toggle_button_response(&opener).width(WIDTH).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 4.0;
        heading_ui(ui, &cx.t("gui.looks.theme"));
        let looks = [(Look::System, "gui.looks.system"), (Look::Light, "gui.looks.light"), (Look::Dark, "gui.looks.dark")];
        let looks = looks.map(|(look, key)| (look, cx.t(key)));
        if let Some(look) = chip::segmented_ui(ui, &cx.t("gui.looks.theme"), prefs.look, &looks) {
            out.push(Command::Look(look));
        }
        ui.add_space(6.0);
        heading_ui(ui, &cx.t("gui.looks.size"));
        size_ui(ui, cx, prefs.size, out);
        ui.add_space(6.0);
        heading_ui(ui, &cx.t("gui.notices"));
        notices_ui(ui, cx, prefs.quiet, out);
        ui.add_space(6.0);
        heading_ui(ui, &cx.t("gui.language"));
        for lang in Lang::ALL {
            if select::option_ui(ui, language(lang), lang == cx.lang, theme::text()).clicked() {
                out.push(Command::Speak(lang));
                ui.close();
            }
        }
    });
}

fn heading_ui(ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        ui.add_space(4.0);
        paint::text_ui(ui, text, theme::SMALL, theme::text_3());
    });
}

fn size_ui(ui: &mut Ui, cx: Cx<'_>, size: Size, out: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.add_enabled_ui(size.step(false) != size, |ui| {
            if button::icon_ui(ui, icons::MAGNIFYING_GLASS_MINUS, &cx.t("gui.looks.smaller")).clicked() {
                out.push(Command::Resize { up: false });
            }
        });
        paint::text_ui(ui, format!("{}%", size.percent()), theme::BODY, theme::text());
        ui.add_enabled_ui(size.step(true) != size, |ui| {
            if button::icon_ui(ui, icons::MAGNIFYING_GLASS_PLUS, &cx.t("gui.looks.larger")).clicked() {
                out.push(Command::Resize { up: true });
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if size != Size::default() && button::small_ui(ui, "", &cx.t("gui.looks.usual")).clicked() {
                out.push(Command::Size(Size::default()));
            }
        });
    });
}

/// Whether the desktop tells of what is new.
fn notices_ui(ui: &mut Ui, cx: Cx<'_>, quiet: bool, out: &mut Vec<Command>) {
    let (name, mut on) = (cx.t("gui.notices.on"), !quiet);
    ui.horizontal(|ui| {
        ui.add_space(4.0);
        let mut clicked = button::check_ui(ui, &mut on, &name).changed();
        let text = RichText::new(&name).size(theme::BODY).color(theme::text());
        clicked |= ui.add(Label::new(text).wrap().sense(Sense::click())).clicked();
        if clicked {
            out.push(Command::Quiet(!quiet));
        }
    });
}
