//! Navigation: the first page, the registers by area with what is open in each, the conflicts, the office's desks.

use eframe::egui::{Align, Align2, FontId, Layout, Sense, Ui, vec2};
use registers::def::Area;

use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::screens::home;
use super::super::text::number;
use super::super::widgets::nav::{NavItem, nav_heading_ui, nav_item_ui};
use super::super::widgets::paint;
use super::super::{icons, theme};
use super::CountsRead;

pub(super) fn nav_ui(ui: &mut Ui, cx: Cx<'_>, place: Place, counts: &CountsRead, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    office_ui(ui, cx);
    ui.add_space(14.0);
    let home = NavItem { icon: icons::HOUSE, label: &cx.t("gui.nav.home"), badge: "", urgent: false, selected: place == Place::Home };
    if nav_item_ui(ui, home).clicked() {
        out.push(Command::Go(Place::Home));
    }
    let reception = NavItem {
        icon: icons::IDENTIFICATION_BADGE,
        label: &cx.t("gui.reception"),
        badge: "",
        urgent: false,
        selected: place == Place::Reception,
    };
    if nav_item_ui(ui, reception).clicked() {
        out.push(Command::Go(Place::Reception));
    }
    let counting =
        NavItem { icon: icons::LIST_CHECKS, label: &cx.t("gui.counting"), badge: "", urgent: false, selected: place == Place::Counting };
    if nav_item_ui(ui, counting).clicked() {
        out.push(Command::Go(Place::Counting));
    }
    let reports =
        NavItem { icon: icons::CHART_BAR, label: &cx.t("gui.nav.reports"), badge: "", urgent: false, selected: place == Place::Reports };
    if nav_item_ui(ui, reports).clicked() {
        out.push(Command::Go(Place::Reports));
    }
    // The registers scroll where there is no room for all; what stands below them is always seen.
    let below = 4.0 * (theme::NAV_ITEM + ui.spacing().item_spacing.y) + 8.0;
    let height = (ui.available_height() - below).max(0.0);
    eframe::egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| registers_ui(ui, cx, place, counts, out));
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let desks =
            NavItem { icon: icons::HARD_DRIVES, label: &cx.t("gui.nav.desks"), badge: "", urgent: false, selected: place == Place::Desks };
        if nav_item_ui(ui, desks).clicked() {
            out.push(Command::Go(Place::Desks));
        }
        let settings =
            NavItem { icon: icons::GEAR, label: &cx.t("gui.nav.settings"), badge: "", urgent: false, selected: place == Place::Settings };
        if nav_item_ui(ui, settings).clicked() {
            out.push(Command::Go(Place::Settings));
        }
        let calendar = NavItem {
            icon: icons::CALENDAR_BLANK,
            label: &cx.t("gui.nav.calendar"),
            badge: "",
            urgent: false,
            selected: place == Place::Calendar,
        };
        if nav_item_ui(ui, calendar).clicked() {
            out.push(Command::Go(Place::Calendar));
        }
        let badge = if counts.conflicts > 0 { counts.conflicts.to_string() } else { String::new() };
        let item = NavItem {
            icon: icons::GIT_MERGE,
            label: &cx.t("gui.nav.conflicts"),
            badge: &badge,
            urgent: true,
            selected: place == Place::Conflicts,
        };
        if nav_item_ui(ui, item).clicked() {
            out.push(Command::Go(Place::Conflicts));
        }
    });
}

fn registers_ui(ui: &mut Ui, cx: Cx<'_>, place: Place, counts: &CountsRead, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut areas: Vec<Area> = Vec::new();
    for (register, _) in &counts.registers {
        if !areas.contains(&register.area) {
            areas.push(register.area);
        }
    }
    for area in areas {
        nav_heading_ui(ui, area.labels().get(cx.lang));
        for (register, counts) in counts.registers.iter().filter(|(r, _)| r.area == area) {
            let open = home::open(register, counts);
            let badge = if open > 0 { number(i64::try_from(open).unwrap_or(i64::MAX)) } else { String::new() };
            let item = NavItem {
                icon: home::icon(register),
                label: register.labels.get(cx.lang),
                badge: &badge,
                urgent: false,
                selected: place.register().is_some_and(|r| r.key == register.key),
            };
            if nav_item_ui(ui, item).clicked() {
                out.push(Command::Go(Place::Register(register)));
            }
        }
    }
}

fn office_ui(ui: &mut Ui, cx: Cx<'_>) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(32.0, 32.0), Sense::hover());
        ui.painter().rect_filled(rect, theme::RADIUS_MENU, theme::accent_fill());
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icons::BOOKS, FontId::proportional(18.0), theme::on_accent());
        ui.add_space(2.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            paint::bold_ui(ui, cx.t("gui.name"), 15.0);
            paint::truncated_ui(ui, cx.me.office.clone(), theme::SMALL, theme::text_3());
        });
    });
}
