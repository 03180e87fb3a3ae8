//! The relay: its address, and how the connection to it stands.

use eframe::egui::{Align, Layout, RichText, Ui, vec2};
use registers::def::Tone;

use super::super::super::backend::{Action, Link, SyncState};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::shell::{link_text, tone};
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::{button, card, paint, status};
use super::super::super::{format, icons, theme};
use super::super::form::refused_ui;
use super::{hint_ui, notice_ui};

/// What the card keeps between frames.
#[derive(Debug, Default)]
pub struct RelayView {
    /// The ticket of the action under way.
    pub saving: Option<u64>,
    /// Why the last try was refused.
    pub refused: Option<String>,
    /// The address as it is being typed; none while it is as it was read.
    typed: Option<String>,
}

impl RelayView {
    /// The address was taken.
    pub fn saved(&mut self) {
        *self = RelayView::default();
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, address: &str, sync: &SyncState, out: &mut Vec<Command>) {
        card::card_ui(ui, &cx.t("gui.desks.relay"), |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 8.0);
            ui.allocate_ui_with_layout(vec2(ui.available_width(), 20.0), Layout::left_to_right(Align::Center), |ui| {
                let tone = tone(sync);
                status::link_ui(ui, &link_text(cx, sync), theme::dot(tone), theme::chip(tone).text);
                if sync.link != Link::None {
                    let contact = sync.last_contact.map_or_else(|| cx.t("gui.foot.never"), |at| format::ago(at, cx.now, cx.lang));
                    hint_ui(ui, cx.with("gui.foot.contact", &[("when", &contact)]));
                }
            });
            if let Some(trouble) = &sync.trouble {
                notice_ui(ui, icons::WARNING_CIRCLE, &trouble.text, if trouble.needs_a_person { Tone::Red } else { Tone::Amber });
                if let Some(key) = &trouble.other_relay {
                    trust_ui(ui, cx, key, out);
                }
            }
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            self.address_ui(ui, cx, address, out);
        });
    }

    fn address_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, address: &str, out: &mut Vec<Command>) {
        let label = cx.t("gui.desks.relay_address");
        let width = ui.available_width();
        let mut text = self.typed.clone().unwrap_or_else(|| paint::plain(address));
        let caption = Caption { label: &label, required: false, error: None };
        ui.add_enabled_ui(self.saving.is_none(), |ui| {
            if captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, &mut text, "192.168.1.10:8790", width)).changed() {
                self.typed = Some(text.clone());
            }
            let changed = self.typed.as_deref().is_some_and(|typed| typed.trim() != address);
            ui.add_enabled_ui(changed, |ui| {
                if button::secondary_ui(ui, icons::CHECK, &cx.t("gui.desks.relay_save")).clicked() && !cx.composing {
                    out.push(Command::Do(Action::SetRelay(text.trim().to_owned())));
                }
            });
        });
        hint_ui(ui, cx.t("gui.desks.relay_hint"));
    }
}

/// Another relay answers than the known one: whoever has asked can accept it.
fn trust_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, out: &mut Vec<Command>) {
    hint_ui(ui, cx.t("gui.desks.other_relay"));
    ui.label(RichText::new(paint::plain(key)).font(theme::font(theme::SMALL)).color(theme::text_2()));
    if button::secondary_ui(ui, icons::WARNING, &cx.t("gui.desks.trust_relay")).clicked() {
        out.push(Command::Do(Action::TrustRelay(key.to_owned())));
    }
}
