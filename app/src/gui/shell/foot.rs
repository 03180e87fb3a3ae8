//! The bar at the foot: the connection, what is pending, the last contact, what is durable on the relay,
//! conflicts. It is there at all times.

use eframe::egui::{Align, Context, Layout, Response, Ui};
use registers::def::Tone;

use super::super::backend::{Link, SyncState};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::text::number;
use super::super::widgets::paint::{self, vsep_ui};
use super::super::widgets::status::{Mark, button_ui, piece_ui};
use super::super::{format, icons, theme};

/// Width beside the connection below which the last contact makes room for warnings; the page of the desks has it too.
const ROOM_FOR_CONTACT: f32 = 1000.0;

pub(super) fn foot_ui(ui: &mut Ui, cx: Cx<'_>, sync: &SyncState, conflicts: u64, out: &mut Vec<Command>) {
    heed(ui.ctx(), cx, sync);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let tone = super::tone(sync);
        let mut link = button_ui(ui, Mark::Dot(theme::dot(tone)), &link_text(cx, sync), theme::chip(tone).text);
        if let Some(trouble) = &sync.trouble {
            link = link.on_hover_text(paint::plain(&trouble.text));
        }
        if link.clicked() {
            out.push(Command::Standing);
        }
        let warned =
            !sync.clocks.is_empty() || sync.quarantined > 0 || sync.waiting > 0 || sync.trouble.as_ref().is_some_and(|t| t.needs_a_person);
        if sync.link != Link::None && (!warned || ui.available_width() > ROOM_FOR_CONTACT) {
            let contact = sync.last_contact.map_or_else(|| cx.t("gui.foot.never"), |at| format::ago(at, cx.now, cx.lang));
            piece_ui(ui, "", &cx.with("gui.foot.contact", &[("when", &contact)]), theme::text_3());
        }
        warnings_ui(ui, cx, sync, out);
        // Without a relay nothing waits for it.
        if sync.link != Link::None {
            vsep_ui(ui);
            if pending_ui(ui, cx, sync).clicked() {
                out.push(Command::Standing);
            }
            vsep_ui(ui);
            let until = sync.durable_until.map_or_else(|| cx.t("gui.foot.nothing_durable"), format::minute);
            let durable = button_ui(ui, Mark::Icon(icons::CLOUD_CHECK), &cx.with("gui.foot.durable", &[("when", &until)]), theme::text_2());
            if durable.clicked() {
                out.push(Command::Standing);
            }
        }
        if let Some((done, of)) = sync.working {
            vsep_ui(ui);
            let text = cx.with("gui.foot.working", &[("done", &done.to_string()), ("of", &of.to_string())]);
            piece_ui(ui, icons::CLOCK, &text, theme::text_2());
        }
        if conflicts > 0 {
            vsep_ui(ui);
            let text = cx.with("gui.foot.conflicts", &[("n", &conflicts.to_string())]);
            if button_ui(ui, Mark::Icon(icons::GIT_MERGE), &text, theme::chip(Tone::Red).text).clicked() {
                out.push(Command::Go(Place::Conflicts));
            }
        }
        if sync.quarantined > 0 {
            vsep_ui(ui);
            let text = cx.with("gui.foot.quarantined", &[("n", &sync.quarantined.to_string())]);
            let response = button_ui(ui, Mark::Icon(icons::WARNING), &text, theme::chip(Tone::Red).text);
            if response.on_hover_text(cx.t("gui.foot.quarantined_hint")).clicked() {
                out.push(Command::Go(Place::Desks));
            }
        }
        if sync.waiting > 0 {
            vsep_ui(ui);
            let text = cx.with("gui.members.foot_waiting", &[("n", &sync.waiting.to_string())]);
            if button_ui(ui, Mark::Icon(icons::CLOCK), &text, theme::chip(Tone::Amber).text).clicked() {
                out.push(Command::Standing);
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let data = cx.with("gui.foot.data", &[("size", &format::bytes(sync.bytes))]);
            let starts = cx.backend.term().and_then(|found| found.ok().and_then(|term| (*term)?.from));
            let week = starts.and_then(|starts| format::school_week(starts, cx.now.date(), cx.lang)).unwrap_or_default();
            let without = cx.t("gui.foot.without");
            let pieces = [
                (concat!("v", env!("CARGO_PKG_VERSION")), theme::text_3()),
                (super::language(cx.lang), theme::text_2()),
                (week.as_str(), theme::text_2()),
                (data.as_str(), theme::text_2()),
                (without.as_str(), theme::text_3()),
            ];
            for (at, (text, color)) in pieces.into_iter().filter(|(text, _)| !text.is_empty()).enumerate() {
                // Least important: they are left out where there is no room.
                let width = ui.painter().layout_no_wrap(text.to_owned(), theme::font(theme::SMALL), color).size().x;
                if ui.available_width() < width + 30.0 {
                    break;
                }
                if at > 0 {
                    vsep_ui(ui);
                }
                piece_ui(ui, "", text, color);
            }
        });
    });
}

/// Draws anew when the bar would say something else though nothing happened. A standing connection moves on what is durable with
/// every minute; one that is cut off, or behind, grows older.
fn heed(ctx: &Context, cx: Cx<'_>, sync: &SyncState) {
    cx.heed_day(ctx);
    match sync.last_contact.filter(|_| sync.link != Link::None) {
        Some(_) if sync.link == Link::Connected && sync.pending == 0 => cx.heed_minute(ctx),
        Some(at) => cx.heed_ago(ctx, at),
        None => {}
    }
}

/// What needs a person: a connection that does not come back by itself, clocks that are off.
fn warnings_ui(ui: &mut Ui, cx: Cx<'_>, sync: &SyncState, out: &mut Vec<Command>) {
    let trouble = sync.trouble.as_ref().filter(|t| t.needs_a_person).map(|t| (icons::WARNING_CIRCLE, "gui.foot.trouble", t.text.clone()));
    let clocks = (!sync.clocks.is_empty()).then(|| (icons::CLOCK, "gui.foot.clocks", sync.clocks.join("\n")));
    for ((icon, key, hint), tone) in trouble.into_iter().map(|t| (t, Tone::Red)).chain(clocks.map(|c| (c, Tone::Amber))) {
        vsep_ui(ui);
        let response = button_ui(ui, Mark::Icon(icon), &cx.t(key), theme::chip(tone).text).on_hover_text(paint::plain(hint));
        if response.clicked() {
            out.push(Command::Go(Place::Desks));
        }
    }
}

/// How the connection stands, in words.
pub(in crate::gui) fn link_text(cx: Cx<'_>, sync: &SyncState) -> String {
    match sync.link {
        _ if sync.revoked => cx.t("gui.members.out"),
        Link::None => cx.t("gui.foot.no_relay"),
        Link::Offline => cx.t("gui.foot.offline"),
        Link::Connecting => cx.t("gui.foot.connecting"),
        Link::Connected => cx.t("gui.foot.connected"),
    }
}

fn pending_ui(ui: &mut Ui, cx: Cx<'_>, sync: &SyncState) -> Response {
    let pending = number(i64::try_from(sync.pending).unwrap_or(i64::MAX));
    let color = if sync.pending > 0 && sync.link == Link::Offline { theme::chip(Tone::Amber).text } else { theme::text_2() };
    // Of a desk that was taken out nothing is on its way any more.
    let key = if sync.revoked && sync.pending > 0 { "gui.members.foot_out" } else { "gui.foot.pending" };
    button_ui(ui, Mark::Icon(icons::CLOUD_ARROW_UP), &cx.with(key, &[("n", &pending)]), color)
}
