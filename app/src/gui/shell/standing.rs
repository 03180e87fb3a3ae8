//! How the desk stands, in plain words: what is here only, what the relay holds, which desks are known to have it, what is
//! wrong and what to do.

use eframe::egui::{Align, Layout, Ui, vec2};
use registers::def::Tone;

use super::super::backend::{Action, KnownBy, Link, SyncState};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::text::number;
use super::super::widgets::status::link_ui;
use super::super::widgets::{button, dialog, paint};
use super::super::{format, icons, theme};

const WIDTH: f32 = 560.0;

/// The panel while it is open.
#[derive(Debug)]
pub(super) struct StandingView;

impl StandingView {
    pub fn ui(&self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let sync = cx.backend.sync();
        let shown = dialog::dialog_ui(ui.ctx(), "standing", &cx.t("gui.standing"), WIDTH, |ui| {
            let height = (ui.ctx().content_rect().height() - 220.0).max(160.0);
            eframe::egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                link_line_ui(ui, cx, &sync);
                wrong_ui(ui, cx, &sync);
                let [pending, durable] = explained(cx, &sync);
                let tone = if sync.pending > 0 { Tone::Amber } else { Tone::Green };
                part_ui(ui, icons::CLOUD_ARROW_UP, tone, &cx.t("gui.standing.pending"), &pending);
                part_ui(ui, icons::CLOUD_CHECK, Tone::Blue, &cx.t("gui.standing.durable"), &durable);
                holders_ui(ui, cx);
            });
            ui.add_space(8.0);
            buttons_ui(ui, cx, out)
        });
        if shown.inner || shown.dismissed {
            out.push(Command::Standing);
        }
    }
}

fn link_line_ui(ui: &mut Ui, cx: Cx<'_>, sync: &SyncState) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 22.0), Layout::left_to_right(Align::Center), |ui| {
        let tone = super::tone(sync);
        link_ui(ui, &super::link_text(cx, sync), theme::dot(tone), theme::chip(tone).text);
        if sync.link != Link::None {
            let contact = sync
                .last_contact
                .map_or_else(|| cx.t("gui.foot.never"), |at| format!("{}（{}）", format::ago(at, cx.now, cx.lang), format::minute(at)));
            paint::text_ui(ui, cx.with("gui.foot.contact", &[("when", &contact)]), theme::SMALL, theme::text_3());
        }
    });
}

/// What needs a person, with what to do.
fn wrong_ui(ui: &mut Ui, cx: Cx<'_>, sync: &SyncState) {
    let mut said: Vec<(Tone, String)> = Vec::new();
    if let Some(trouble) = &sync.trouble {
        said.push((if trouble.needs_a_person { Tone::Red } else { Tone::Amber }, trouble.text.clone()));
    }
    said.extend(sync.clocks.iter().map(|clock| (Tone::Amber, clock.clone())));
    if sync.quarantined > 0 {
        said.push((Tone::Red, cx.with("gui.standing.quarantined", &[("n", &count(sync.quarantined))])));
    }
    if sync.waiting > 0 {
        said.push((Tone::Amber, cx.with("gui.members.waiting", &[("n", &count(sync.waiting))])));
    }
    for (tone, text) in said {
        let colors = theme::chip(tone);
        let frame = eframe::egui::Frame::new().fill(colors.ground).corner_radius(theme::RADIUS).inner_margin(10.0);
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            paint::text_ui(ui, text, theme::LABEL, colors.text);
        });
    }
}

/// What is here only, and what the relay holds, as sentences.
fn explained(cx: Cx<'_>, sync: &SyncState) -> [String; 2] {
    let n = count(sync.pending);
    let pending = match (sync.link, sync.pending) {
        (_, 0) if sync.revoked => cx.t("gui.members.out_nothing"),
        _ if sync.revoked => cx.with("gui.members.out_pending", &[("n", &n)]),
        (Link::None, _) => cx.t("gui.standing.alone"),
        (_, 0) => cx.t("gui.standing.nothing_pending"),
        (Link::Offline, _) => cx.with("gui.standing.pending_offline", &[("n", &n)]),
        (Link::Connecting | Link::Connected, _) => cx.with("gui.standing.pending_now", &[("n", &n)]),
    };
    let durable = match (sync.link, sync.durable_until) {
        (Link::None, _) => cx.t("gui.standing.no_relay"),
        (_, None) => cx.t("gui.standing.nothing_durable"),
        (_, Some(at)) => cx.with("gui.standing.durable_until", &[("when", &format::minute(at))]),
    };
    [pending, durable]
}

fn part_ui(ui: &mut Ui, icon: &str, tone: Tone, title: &str, text: &str) {
    ui.add_space(4.0);
    ui.horizontal_top(|ui| {
        let colors = theme::chip(tone);
        paint::badge_ui(ui, icon, 32.0, colors.text, colors.ground);
        ui.add_space(4.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            paint::bold_ui(ui, title, theme::BODY);
            paint::text_ui(ui, text, theme::LABEL, theme::text_2());
        });
    });
}

/// The other desks, with what each is known to have received.
fn holders_ui(ui: &mut Ui, cx: Cx<'_>) {
    if cx.alone {
        return;
    }
    part_ui(ui, icons::HARD_DRIVES, Tone::Grey, &cx.t("gui.standing.desks"), &cx.t("gui.standing.desks_how"));
    match cx.backend.holders() {
        None => drop(paint::text_ui(ui, cx.t("gui.insight.finding"), theme::LABEL, theme::text_3())),
        Some(Err(error)) => drop(paint::text_ui(ui, error.to_string(), theme::LABEL, theme::chip(Tone::Red).text)),
        Some(Ok(holders)) if holders.is_empty() => drop(paint::text_ui(ui, cx.t("gui.standing.no_desks"), theme::LABEL, theme::text_3())),
        Some(Ok(holders)) => {
            for holding in holders.iter() {
                holder_ui(ui, cx, holding);
            }
        }
    }
}

fn holder_ui(ui: &mut Ui, cx: Cx<'_>, holding: &KnownBy) {
    let name = format!("{} · {}", holding.desk, holding.person);
    let all = count(holding.held + holding.unknown);
    let (text, tone) = match (holding.wrote, holding.unknown) {
        _ if holding.held + holding.unknown == 0 => (cx.t("gui.standing.nothing_for"), Tone::Grey),
        (None, _) => match holding.latest {
            Some(at) => (cx.with("gui.standing.wrote_elsewhere", &[("when", &format::minute(at))]), Tone::Grey),
            None => (cx.t("gui.standing.never_wrote"), Tone::Grey),
        },
        (Some(at), 0) => (cx.with("gui.standing.has_all", &[("when", &format::minute(at)), ("all", &all)]), Tone::Green),
        (Some(at), _) => {
            let held = count(holding.held);
            (cx.with("gui.standing.has_some", &[("when", &format::minute(at)), ("all", &all), ("n", &held)]), Tone::Amber)
        }
    };
    ui.horizontal_top(|ui| {
        ui.add_space(14.0);
        paint::dot_ui(ui, theme::dot(tone));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            paint::text_ui(ui, name, theme::LABEL, theme::text());
            paint::text_ui(ui, text, theme::SMALL, theme::text_2());
        });
    });
}

/// True when it is to be closed.
fn buttons_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> bool {
    let mut closes = false;
    ui.horizontal(|ui| {
        if !cx.alone && button::primary_ui(ui, icons::ARROWS_CLOCKWISE, &cx.t("gui.sync_now")).clicked() {
            out.push(Command::Do(Action::Sync));
        }
        if button::secondary_ui(ui, icons::HARD_DRIVES, &cx.t("gui.nav.desks")).clicked() {
            out.push(Command::Go(Place::Desks));
            closes = true;
        }
        closes |= button::secondary_ui(ui, "", &cx.t("gui.close")).clicked();
    });
    closes
}

fn count(n: u64) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}
