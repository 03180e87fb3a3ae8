//! How far the zones of a stocktake are counted; a click goes on with a zone.

use eframe::egui::{self, Align, Layout, Margin, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use registers::def::Tone;

use super::super::super::backend::{Running, Zone};
use super::super::super::cx::Cx;
use super::super::super::widgets::{card, paint};
use super::super::super::{icons, theme};

const ROW: f32 = 50.0;

/// Draws them; gives the zone that was picked.
pub(super) fn zones_ui(ui: &mut Ui, cx: Cx<'_>, campaign: &Running, here: &str) -> Option<String> {
    let mut picked = None;
    theme::card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.spacing_mut().item_spacing.y = 0.0;
        let known = match cx.backend.coverage(campaign.id) {
            Some(Ok(zones)) => zones,
            Some(Err(error)) => {
                return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), &error.to_string());
            }
            None => std::sync::Arc::default(),
        };
        let zones = listed(campaign, &known);
        egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
            ui.horizontal(|ui| {
                paint::bold_ui(ui, cx.t("gui.counting.zones"), theme::CARD_TITLE);
                let (seen, expected) = zones.iter().fold((0, 0), |(s, e), z| (s + z.seen + z.own, e + z.expected));
                if !campaign.blind && expected > 0 {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let values = [("seen", seen.to_string()), ("expected", expected.to_string())];
                        let text = cx.with("gui.counting.of_expected", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
                        paint::text_ui(ui, text, theme::LABEL, theme::text_2()).on_hover_text(cx.t("gui.counting.of_expected_hint"));
                    });
                }
            });
        });
        paint::hline_ui(ui);
        if zones.is_empty() {
            return card::empty_ui(ui, icons::BUILDINGS, &cx.t("gui.counting.no_zones"), &cx.t("gui.counting.no_zones_hint"));
        }
        ScrollArea::vertical().id_salt("zones").auto_shrink([false, false]).show_rows(ui, ROW, zones.len(), |ui, range| {
            for zone in zones.get(range).unwrap_or_default() {
                if zone_ui(ui, cx, zone, campaign.blind, zone.zone == here) && !zone.zone.is_empty() {
                    picked = Some(zone.zone.clone());
                }
            }
        });
    });
    picked
}

/// The zones with something in them or a team for them; those of the teams first, in their order.
fn listed(campaign: &Running, known: &[Zone]) -> Vec<Zone> {
    let of_team = |name: &String| known.iter().find(|z| z.zone == *name).cloned().unwrap_or(Zone { zone: name.clone(), ..Zone::default() });
    let mut zones: Vec<Zone> = campaign.zones.iter().map(of_team).collect();
    let others = known.iter().filter(|z| !campaign.zones.contains(&z.zone));
    zones.extend(others.filter(|z| z.expected + z.seen + z.own + z.outside > 0).cloned());
    zones
}

fn zone_ui(ui: &mut Ui, cx: Cx<'_>, zone: &Zone, blind: bool, here: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = if zone.zone.is_empty() { cx.t("gui.counting.no_team") } else { paint::plain(&zone.zone) };
    let seen = zone.seen + zone.own;
    // What no team was given is expected in no zone: how many there are says it all.
    let no_teams = zone.zone.is_empty() && zone.expected == 0 && seen == 0;
    let text = match (no_teams, blind) {
        (true, _) => cx.with("gui.counting.pieces", &[("n", &zone.outside.to_string())]),
        (false, true) => seen.to_string(),
        (false, false) => format!("{seen} / {}", zone.expected),
    };
    let beyond = (zone.outside > 0 && !no_teams).then(|| cx.with("gui.counting.beyond", &[("n", &zone.outside.to_string())]));
    response.widget_info(|| {
        let told = beyond.as_ref().map(|beyond| format!(" {beyond}")).unwrap_or_default();
        WidgetInfo::selected(Role::Button, true, here, format!("{name} {text}{told}"))
    });
    let ground = if here { Some(theme::accent_soft()) } else { response.hovered().then(theme::hover) };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, 0, ground);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
    paint::focus_ring(ui, &response, rect.shrink(2.0), theme::RADIUS);
    let inner = rect.shrink2(vec2(18.0, 0.0));
    let line = egui::Rect::from_min_max(inner.min, pos2(inner.right(), inner.top() + 34.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(line).layout(Layout::right_to_left(Align::Center)), |ui| {
        paint::text_ui(ui, text, theme::LABEL, theme::text_2());
        if let Some(beyond) = &beyond {
            paint::text_ui(ui, beyond, theme::LABEL, theme::chip(Tone::Amber).text);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            paint::truncated_ui(ui, name, theme::BODY, if here { theme::accent() } else { theme::text() });
        });
    });
    ui.advance_cursor_after_rect(rect);
    // Whoever counts blindly sees no measure of what is missing.
    if !blind && zone.expected > 0 {
        let track = egui::Rect::from_min_size(pos2(inner.left(), inner.top() + 36.0), vec2(inner.width(), 5.0));
        let share = (seen as f32 / zone.expected as f32).min(1.0);
        let done = egui::Rect::from_min_size(track.min, vec2(track.width() * share, 5.0));
        let tone = if seen >= zone.expected { Tone::Green } else { Tone::Blue };
        ui.painter().rect_filled(track, 3, theme::tag());
        ui.painter().rect_filled(done, 3, theme::dot(tone));
    }
    if no_teams {
        return response.on_hover_text(cx.t("gui.counting.no_team_hint")).clicked();
    }
    let response = if beyond.is_some() { response.on_hover_text(cx.t("gui.counting.beyond_hint")) } else { response };
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
