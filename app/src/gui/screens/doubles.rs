//! Records that may be the same as the one that is typed: a quiet line, and nothing is kept from being saved.

use eframe::egui::Ui;
use registers::def::Tone;

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::paint;
use super::super::{icons, theme};
use super::cases::link_ui;
use crate::cases::Named;

/// Doubles that are named; more than that is a list imported twice.
pub const DOUBLES: usize = 3;

/// Names them, each as a link.
pub fn doubles_ui(ui: &mut Ui, cx: Cx<'_>, found: &[Named], out: &mut Vec<Command>) {
    if found.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let color = theme::chip(Tone::Amber).text;
        paint::icon_ui(ui, icons::WARNING, theme::BODY, color);
        paint::text_ui(ui, cx.t("gui.form.same"), theme::LABEL, color);
        for named in found.iter().take(DOUBLES) {
            if link_ui(ui, &named.text()).clicked() {
                out.push(Command::Open(named.register, named.id));
            }
        }
        if let Some(more) = found.len().checked_sub(DOUBLES).filter(|more| *more > 0) {
            paint::text_ui(ui, cx.with("gui.cases.more", &[("n", &more.to_string())]), theme::LABEL, theme::text_3());
        }
    });
}
