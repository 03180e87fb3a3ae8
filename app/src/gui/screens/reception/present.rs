//! Who is on campus, each with the button that lets them go.

use eframe::egui::{self, Align, Layout, Margin, PointerButton, Pos2, ScrollArea, Ui, vec2};
use jiff::civil::DateTime;
use registers::book::visits;
use registers::def::Tone;

use super::super::super::backend::{Action, Campus, Presence, Present};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::{LEAVE, clock, people_ui, who_ui};

/// `let_go` is where the pointer was when it let somebody go: the next one slides under it, and is not meant by a second click.
pub(super) fn present_ui(ui: &mut Ui, cx: Cx<'_>, campus: &Campus, let_go: &mut Option<Pos2>, out: &mut Vec<Command>) {
    if ui.input(|i| i.pointer.latest_pos()).zip(*let_go).is_none_or(|(now, then)| now.distance(then) > MOVED) {
        *let_go = None;
    }
    theme::card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
            ui.horizontal(|ui| {
                paint::bold_ui(ui, cx.t("gui.reception.present"), theme::CARD_TITLE);
                paint::text_ui(ui, campus.present.len().to_string(), theme::LABEL, theme::text_3());
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if button::small_ui(ui, "", &cx.t("gui.reception.all")).clicked() {
                        out.push(Command::Go(Place::Register(cx.register(&visits::REGISTER))));
                    }
                });
            });
        });
        paint::hline_ui(ui);
        if campus.present.is_empty() {
            return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.reception.empty"), &cx.t("gui.reception.empty_hint"));
        }
        ScrollArea::vertical().id_salt("present").auto_shrink([false, false]).show_rows(ui, ROW, campus.present.len(), |ui, range| {
            for present in campus.present.get(range).unwrap_or_default() {
                row_ui(ui, cx, present, let_go, out);
            }
        });
    });
}

const ROW: f32 = 58.0;
/// How far a pointer is moved when another row is meant.
const MOVED: f32 = 4.0;

fn row_ui(ui: &mut Ui, cx: Cx<'_>, present: &Present, let_go: &mut Option<Pos2>, out: &mut Vec<Command>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
    let inner = rect.shrink2(vec2(18.0, 4.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let leaves = paint::plain(cx.with("gui.reception.leave", &[("who", &present.visitor)]));
        let response = button::small_ui(ui, icons::DOOR_OPEN, &cx.t("gui.reception.leaves")).on_hover_text(&leaves);
        // A key, or assistive technology, names the row; a pointer that was not moved does not.
        let pointed = response.clicked_by(PointerButton::Primary).then(|| ui.input(|i| i.pointer.interact_pos())).flatten();
        if response.clicked() && (pointed.is_none() || let_go.is_none()) {
            *let_go = pointed;
            out.push(Command::Do(Action::Step { id: present.id, step: LEAVE, base: None, ops: Vec::new() }));
        }
        if button::icon_ui(ui, icons::FILE_TEXT, &cx.with("gui.reception.open", &[("who", &present.visitor)])).clicked() {
            out.push(Command::Open(cx.register(&visits::REGISTER), present.id));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 1.0);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.add_space(2.0);
            ui.horizontal(|ui| {
                if !present.badge.is_empty() {
                    chip::tag_ui(ui, &present.badge);
                }
                // How many they are is told before where they come from: that is what is cut where there is little room.
                who_ui(ui, &present.visitor, "");
                people_ui(ui, cx, present.people);
                if !present.organisation.is_empty() {
                    paint::truncated_ui(ui, &present.organisation, theme::LABEL, theme::text_2());
                }
            });
            ui.horizontal(|ui| {
                stay_ui(ui, cx, present);
                if !present.host.is_empty() {
                    paint::truncated_ui(ui, cx.with("gui.reception.sees", &[("who", &present.host)]), theme::SMALL, theme::text_3());
                }
            });
        });
    });
}

/// Since when, and what is doubtful about it.
fn stay_ui(ui: &mut Ui, cx: Cx<'_>, present: &Present) {
    let doubt = why(present.why).map(|key| cx.t(key));
    let entered: Option<DateTime> = present.entered.parse().ok();
    let stayed = entered.map(|at| at.date() < cx.now.date());
    match (doubt, stayed) {
        (Some(doubt), _) => drop(chip::chip_ui(ui, &doubt, Tone::Amber)),
        (None, Some(true)) => drop(chip::chip_ui(ui, &cx.t("gui.reception.since_before"), Tone::Red)),
        (None, None) => drop(chip::chip_ui(ui, &cx.t("gui.reception.waits"), Tone::Blue)),
        (None, Some(false)) => {}
    }
    if !present.entered.is_empty() {
        let since = cx.with("gui.reception.since", &[("time", &clock(cx, &present.entered))]);
        paint::truncated_ui(ui, since, theme::SMALL, theme::text_3());
    }
}

/// Why somebody is listed of whom it is not sure.
pub(super) fn why(why: Presence) -> Option<&'static str> {
    match why {
        Presence::In => None,
        Presence::Differing => Some("gui.reception.differing"),
        Presence::SeenAgain => Some("gui.reception.seen_again"),
        Presence::LeavesLater => Some("gui.reception.leaves_later"),
    }
}
