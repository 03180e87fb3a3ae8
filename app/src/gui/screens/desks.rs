//! The office and its desks: who belongs to it, admission of another desk, the relay, clocks, and what was set aside.

mod admit;
mod manage;
mod relay;

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui, vec2};
use registers::Lang;
use registers::def::Tone;

use super::super::backend::{Member, Members, SyncState};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{card, chip, paint};
use super::super::{icons, theme};
use admit::AdmitView;
use manage::ManageView;
use relay::RelayView;

/// Width of the column beside the list.
const SIDE: f32 = 340.0;
/// Width of the page below which that column stands under the list.
const BESIDE: f32 = 760.0;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct DesksView {
    read: Option<(u64, Lang)>,
    members: Members,
    error: Option<String>,
    /// Admission of a desk.
    pub admit: AdmitView,
    /// Revocation and roles.
    pub manage: ManageView,
    /// The relay's address.
    pub relay: RelayView,
}

impl DesksView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.refresh(cx);
        let sync = cx.backend.sync();
        ui.spacing_mut().item_spacing.y = 2.0;
        paint::bold_ui(ui, cx.t("gui.desks.title"), theme::PAGE_TITLE);
        paint::text_ui(ui, cx.t("gui.desks.hint"), theme::LABEL, theme::text_3());
        ui.add_space(theme::GAP);
        if let Some(error) = &self.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(theme::GAP, theme::GAP);
            let width = ui.available_width();
            if width < BESIDE {
                self.main_ui(ui, cx, out);
                return self.side_ui(ui, cx, &sync, out);
            }
            ui.horizontal_top(|ui| {
                column_ui(ui, width - SIDE - theme::GAP, |ui| self.main_ui(ui, cx, out));
                column_ui(ui, SIDE, |ui| self.side_ui(ui, cx, &sync, out));
            });
        });
        self.manage.ui(ui, cx, &self.members, out);
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let now = Some((cx.revision, cx.lang));
        if self.read == now {
            return;
        }
        self.read = now;
        match cx.backend.members() {
            Ok(members) => (self.members, self.error) = (members, None),
            Err(error) => self.error = Some(error.to_string()),
        }
    }

    fn main_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        theme::card_frame().show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    paint::bold_ui(ui, cx.t("gui.desks.list"), theme::CARD_TITLE);
                    let count = self.members.desks.len().to_string();
                    paint::text_ui(ui, cx.with("gui.desks.count", &[("n", &count)]), theme::LABEL, theme::text_3());
                });
            });
            for member in &self.members.desks {
                paint::hline_ui(ui);
                member_ui(ui, cx, member, |ui| self.manage.buttons_ui(ui, cx, &self.members, member));
            }
        });
        self.admit.ui(ui, cx, &self.members, out);
    }

    fn side_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, sync: &SyncState, out: &mut Vec<Command>) {
        card::card_ui(ui, &cx.t("gui.desks.office"), |ui| {
            card::key_value_ui(ui, &cx.t("gui.desks.office_name"), &cx.me.office);
            card::key_value_ui(ui, &cx.t("gui.desks.this_desk"), &cx.me.desk);
            card::key_value_ui(ui, &cx.t("gui.desks.person"), &cx.me.person);
            card::key_value_ui(ui, &cx.t("gui.first.numbers"), &self.members.numbers);
            card::key_value_ui(ui, &cx.t("gui.first.words"), &self.members.words);
            hint_ui(ui, cx.t("gui.desks.office_words_hint"));
        });
        self.relay.ui(ui, cx, &self.members.relay, sync, out);
        if !sync.clocks.is_empty() {
            card::card_ui(ui, &cx.t("gui.desks.clocks"), |ui| {
                for sentence in &sync.clocks {
                    notice_ui(ui, icons::CLOCK, sentence, Tone::Amber);
                }
            });
        }
        if !self.members.lost.is_empty() {
            card::card_ui(ui, &cx.t("gui.members.lost"), |ui| {
                hint_ui(ui, cx.t("gui.members.lost_hint"));
                for sentence in &self.members.lost {
                    notice_ui(ui, icons::WARNING, sentence, Tone::Amber);
                }
            });
        }
        if !self.members.set_aside.is_empty() {
            card::card_ui(ui, &cx.t("gui.desks.set_aside"), |ui| {
                hint_ui(ui, cx.t("gui.desks.set_aside_hint"));
                self.manage.late_ui(ui, cx, &self.members);
                for (desk, reason) in &self.members.set_aside {
                    let text = if desk.is_empty() { reason.clone() } else { format!("{desk}: {reason}") };
                    notice_ui(ui, icons::WARNING, &text, Tone::Red);
                }
            });
        }
    }
}

fn column_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        add(ui);
    });
}

/// A desk: its name and person, its roles, the spaces that it reads, and what can be done with it.
fn member_ui(ui: &mut Ui, cx: Cx<'_>, member: &Member, buttons: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let color = if member.revoked { theme::text_3() } else { theme::accent() };
            paint::badge_ui(ui, icons::HARD_DRIVES, 36.0, color, if member.revoked { theme::tag() } else { theme::accent_soft() });
            ui.add_space(2.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
                ui.horizontal(|ui| {
                    paint::bold_ui(ui, member.desk.clone(), theme::BODY);
                    paint::text_ui(ui, member.person.clone(), theme::BODY, theme::text_2());
                    if member.this {
                        chip::chip_ui(ui, &cx.t("gui.desks.this"), Tone::Blue);
                    }
                    if member.revoked {
                        chip::chip_ui(ui, &cx.t("gui.desks.revoked"), Tone::Red);
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), buttons);
                });
                ui.horizontal_wrapped(|ui| {
                    for role in &member.roles {
                        chip::tag_ui(ui, role);
                    }
                    let spaces = member.spaces.join(&cx.t("gui.list_separator"));
                    paint::text_ui(ui, cx.with("gui.desks.spaces", &[("spaces", &spaces)]), theme::SMALL, theme::text_3());
                });
            });
        });
    });
}

/// A remark in small letters that goes on over several lines.
fn hint_ui(ui: &mut Ui, text: String) {
    ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::SMALL).color(theme::text_3())).wrap());
}

/// A sentence to be noticed, with its icon.
pub(super) fn notice_ui(ui: &mut Ui, icon: &str, text: &str, tone: Tone) {
    let color = theme::chip(tone).text;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        paint::icon_ui(ui, icon, theme::LABEL, color);
        ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::LABEL).color(color)).wrap());
    });
}
