//! Navigation: the first page, the registers by area with what is open in each, the conflicts, the office's desks.

use eframe::egui::{Align, Align2, FontId, Layout, Response, Sense, Ui, vec2};
use registers::Lang;
use registers::def::{Area, Register};

use super::super::backend::Counts;
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::screens::home;
use super::super::text::number;
use super::super::widgets::nav::{NavItem, is_narrow, nav_fold_ui, nav_heading_ui, nav_item_ui};
use super::super::widgets::paint;
use super::super::{icons, theme};
use super::CountsRead;
use crate::prefs::Prefs;

/// What the navigation shows.
#[derive(Clone, Copy)]
pub(super) struct Nav<'a> {
    /// The page that is open.
    pub place: Place,
    pub counts: &'a CountsRead,
    pub prefs: &'a Prefs,
}

pub(super) fn nav_ui(ui: &mut Ui, cx: Cx<'_>, nav: Nav<'_>, out: &mut Vec<Command>) {
    let Nav { place, counts, .. } = nav;
    ui.spacing_mut().item_spacing.y = 2.0;
    office_ui(ui, cx);
    ui.add_space(14.0);
    let pages = [
        (icons::HOUSE, "gui.nav.home", Place::Home),
        (icons::IDENTIFICATION_BADGE, "gui.reception", Place::Reception),
        (icons::LIST_CHECKS, "gui.counting", Place::Counting),
        (icons::TRAY, "gui.registry", Place::Registry),
        (icons::DOOR_OPEN, "gui.rooms", Place::Rooms),
        (icons::CHART_BAR, "gui.nav.reports", Place::Reports),
    ];
    for (icon, name, to) in pages {
        let item = NavItem { icon, label: &cx.t(name), badge: "", urgent: false, selected: place == to };
        if nav_item_ui(ui, item).clicked() {
            out.push(Command::Go(to));
        }
    }
    // The registers scroll where there is no room for all; what stands below them is always seen.
    let below = 4.0 * (theme::NAV_ITEM + ui.spacing().item_spacing.y) + 8.0;
    let height = (ui.available_height() - below).max(0.0);
    let came = came(ui, place);
    eframe::egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| registers_ui(ui, cx, (nav, came), out));
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

/// Whether another page was opened since the last frame.
fn came(ui: &Ui, place: Place) -> bool {
    let memory = ui.scope_id().with("place");
    ui.data_mut(|d| d.get_temp_mut_or::<Option<Place>>(memory, None).replace(place)) != Some(place)
}

/// The registers that were put at the top, then all by area; of one that is folded only what is open. The one that was opened, be
/// it by the palette or a link, is scrolled to.
fn registers_ui(ui: &mut Ui, cx: Cx<'_>, (nav, came): (Nav<'_>, bool), out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let registers = &nav.counts.registers;
    let starred: Vec<_> = nav.prefs.starred.iter().filter_map(|key| registers.iter().find(|(r, _)| r.key == *key)).collect();
    if !starred.is_empty() {
        nav_heading_ui(ui, &cx.t("gui.nav.starred"));
    }
    let mut came = came;
    for (register, counts) in starred {
        let item = register_ui(ui, cx, nav, register, counts, out);
        if is_open(nav.place, register) && std::mem::take(&mut came) {
            scroll_to(ui, &item);
        }
    }
    let mut areas: Vec<Area> = Vec::new();
    for (register, _) in registers {
        if !areas.contains(&register.area) {
            areas.push(register.area);
        }
    }
    for area in areas {
        let labels = area.labels();
        let folded = nav.prefs.folded.iter().any(|name| name == labels.en);
        if nav_fold_ui(ui, labels.get(cx.lang), folded).clicked() {
            out.push(Command::Fold(area));
        }
        for (register, counts) in registers.iter().filter(|(r, _)| r.area == area && (!folded || is_open(nav.place, r))) {
            let item = register_ui(ui, cx, nav, register, counts, out);
            if is_open(nav.place, register) && std::mem::take(&mut came) {
                scroll_to(ui, &item);
            }
        }
    }
}

fn register_ui(ui: &mut Ui, cx: Cx<'_>, nav: Nav<'_>, register: &'static Register, counts: &Counts, out: &mut Vec<Command>) -> Response {
    let open = home::open(register, counts);
    let badge = if open > 0 { number(i64::try_from(open).unwrap_or(i64::MAX)) } else { String::new() };
    let item = NavItem {
        icon: home::icon(register),
        label: register.labels.get(cx.lang),
        badge: &badge,
        urgent: false,
        selected: is_open(nav.place, register),
    };
    let response = nav_item_ui(ui, item);
    if response.clicked() {
        out.push(Command::Go(Place::Register(register)));
    }
    response
}

/// No further than is needed for it and what stands beside it to be seen.
fn scroll_to(ui: &Ui, item: &Response) {
    ui.scroll_to_rect(item.rect.expand2(vec2(0.0, theme::NAV_ITEM)), None);
}

fn is_open(place: Place, register: &Register) -> bool {
    place.register().is_some_and(|r| r.key == register.key)
}

fn office_ui(ui: &mut Ui, cx: Cx<'_>) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(32.0, 32.0), Sense::hover());
        ui.painter().rect_filled(rect, theme::RADIUS_MENU, theme::accent_fill());
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icons::BOOKS, FontId::proportional(18.0), theme::on_accent());
        if is_narrow(ui) {
            return;
        }
        ui.add_space(2.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            paint::bold_ui(ui, cx.t("gui.name"), 15.0);
            paint::truncated_ui(ui, cx.me.office.clone(), theme::SMALL, theme::text_3());
        });
    });
}

/// The width of the navigation in a window of a width: the names of most registers have room in it, or none has.
pub(super) fn width(lang: Lang, window: f32) -> f32 {
    let whole = if lang == Lang::En { theme::NAV_WIDTH_LATIN } else { theme::NAV_WIDTH };
    if window < whole + theme::BESIDE_NAV { theme::NAV_NARROW } else { whole }
}
