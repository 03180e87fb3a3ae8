//! Taking a desk out of the office, giving it other roles, adopting its late work: the dialogs, which say what this does and what it does not.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Layout, RichText, Ui, vec2};

use super::super::super::backend::{Action, Change, Late, Member, Members};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::select::{self, Choosable};
use super::super::super::widgets::{button, dialog, paint};
use super::super::super::{format, icons, theme};
use super::super::form::refused_ui;
use super::hint_ui;

/// What is said before a desk is taken out.
const SAID: [&str; 4] = ["gui.members.revoke_stops", "gui.members.revoke_keys", "gui.members.revoke_read", "gui.members.revoke_again"];

/// What the dialogs keep between frames.
#[derive(Debug, Default)]
pub struct ManageView {
    /// The ticket of the action under way.
    pub saving: Option<u64>,
    /// Why the last try was refused.
    pub refused: Option<String>,
    open: Option<Open>,
}

/// The dialog that is open.
#[derive(Debug)]
enum Open {
    /// Whose name is typed before it is taken out.
    Revoke {
        desk: Box<Member>,
        typed: String,
    },
    Roles {
        desk: Box<Member>,
        roles: BTreeSet<String>,
        spaces: BTreeSet<String>,
    },
    Adopt(Late),
}

impl ManageView {
    /// The change was taken.
    pub fn done(&mut self) {
        *self = ManageView::default();
    }

    /// The buttons beside a desk.
    pub(super) fn buttons_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, members: &Members, member: &Member) {
        if !members.may_admit || member.revoked {
            return;
        }
        let named = |key: &str| paint::plain(cx.with(key, &[("desk", &member.desk)]));
        if !member.this {
            let revoke = button::small_ui(ui, icons::PROHIBIT, &cx.t("gui.members.revoke"));
            if revoke.accessible_name(named("gui.members.revoke_of")).clicked() {
                self.refused = None;
                self.open = Some(Open::Revoke { desk: Box::new(member.clone()), typed: String::new() });
            }
        }
        let roles = button::small_ui(ui, icons::PENCIL_SIMPLE, &cx.t("gui.members.roles"));
        if roles.accessible_name(named("gui.members.roles_of")).clicked() {
            self.refused = None;
            let (roles, spaces) = (member.role_ids.iter().cloned().collect(), BTreeSet::new());
            self.open = Some(Open::Roles { desk: Box::new(member.clone()), roles, spaces });
        }
    }

    /// The buttons to adopt what came late, above the list of what was set aside.
    pub(super) fn late_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, members: &Members) {
        for late in members.late.iter().filter(|_| members.may_admit) {
            let name = cx.with("gui.members.adopt_of", &[("desk", &late.name), ("n", &late.count.to_string())]);
            if button::small_ui(ui, icons::CHECK_CIRCLE, &name).clicked() {
                self.refused = None;
                self.open = Some(Open::Adopt(late.clone()));
            }
        }
    }

    /// The dialog that is open.
    pub(super) fn ui(&mut self, ui: &Ui, cx: Cx<'_>, members: &Members, out: &mut Vec<Command>) {
        let (saving, refused) = (self.saving.is_some(), self.refused.as_deref());
        let closes = match &mut self.open {
            None => false,
            Some(Open::Revoke { desk, typed }) => revoke_ui(ui, cx, desk, typed, (saving, refused), out),
            Some(Open::Adopt(late)) => adopt_ui(ui, cx, late, (saving, refused), out),
            Some(Open::Roles { desk, roles, spaces }) => roles_ui(ui, cx, members, desk, (roles, spaces), (saving, refused), out),
        };
        if closes && !saving {
            self.done();
        }
    }
}

/// Whether an action is under way, and why the last one was refused.
type Standing<'a> = (bool, Option<&'a str>);

fn revoke_ui(ui: &Ui, cx: Cx<'_>, desk: &Member, typed: &mut String, (saving, refused): Standing<'_>, out: &mut Vec<Command>) -> bool {
    let title = cx.with("gui.members.revoke_of", &[("desk", &format!("{} · {}", desk.desk, desk.person))]);
    let mut cancelled = false;
    let shown = dialog::dialog_ui(ui.ctx(), "revoke", &title, theme::DIALOG_WIDTH, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(refused) = refused {
            refused_ui(ui, refused);
        }
        let last = desk.wrote.map_or_else(|| cx.t("gui.members.never_wrote"), format::minute);
        let held = cx.with("gui.members.revoke_cut", &[("when", &last)]);
        for text in SAID.map(|key| cx.t(key)).into_iter().chain([held]) {
            ui.horizontal_top(|ui| {
                paint::text_ui(ui, "·", theme::BODY, theme::accent());
                ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::BODY).color(theme::text_2())).wrap());
            });
        }
        // As it is shown: nobody can type what is hidden in a name.
        let name = paint::plain(&desk.desk);
        let label = cx.with("gui.members.type_name", &[("desk", &name)]);
        let width = ui.available_width();
        captioned_ui(ui, Caption { label: &label, required: true, error: None }, width, |ui| text_ui(ui, &label, typed, "", width));
        ui.add_space(4.0);
        buttons_row_ui(ui, |ui| {
            // A desk without a name is confirmed by leaving the field empty.
            ui.add_enabled_ui(!saving && typed.trim() == name.trim(), |ui| {
                if button::danger_ui(ui, icons::PROHIBIT, &cx.t("gui.members.revoke")).clicked() && !cx.composing {
                    out.push(Command::Do(Action::Members(Change::Revoke { desk: desk.id.clone() })));
                }
            });
            cancelled = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
    });
    cancelled || shown.dismissed
}

fn adopt_ui(ui: &Ui, cx: Cx<'_>, late: &Late, (saving, refused): Standing<'_>, out: &mut Vec<Command>) -> bool {
    let title = cx.with("gui.members.adopt_of", &[("desk", &late.name), ("n", &late.count.to_string())]);
    let mut cancelled = false;
    let shown = dialog::dialog_ui(ui.ctx(), "adopt", &title, theme::DIALOG_WIDTH, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(refused) = refused {
            refused_ui(ui, refused);
        }
        let counted = [("gui.members.adopt_waiting", late.waiting), ("gui.members.adopt_left", late.left)];
        let counted = counted.iter().filter(|(_, n)| *n > 0).map(|(key, n)| cx.with(key, &[("n", &n.to_string())]));
        for text in ["gui.members.adopt_look", "gui.members.adopt_what"].map(|key| cx.t(key)).into_iter().chain(counted) {
            ui.add(egui::Label::new(RichText::new(text).size(theme::BODY).color(theme::text_2())).wrap());
        }
        ui.add_space(4.0);
        buttons_row_ui(ui, |ui| {
            ui.add_enabled_ui(!saving, |ui| {
                if button::primary_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.members.adopt")).clicked() && !cx.composing {
                    out.push(Command::Do(Action::Members(Change::Adopt { desk: late.id.clone() })));
                }
            });
            cancelled = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
    });
    cancelled || shown.dismissed
}

fn roles_ui(
    ui: &Ui,
    cx: Cx<'_>,
    members: &Members,
    desk: &Member,
    (roles, spaces): (&mut BTreeSet<String>, &mut BTreeSet<String>),
    (saving, refused): Standing<'_>,
    out: &mut Vec<Command>,
) -> bool {
    let title = cx.with("gui.members.roles_of", &[("desk", &format!("{} · {}", desk.desk, desk.person))]);
    let mut cancelled = false;
    let shown = dialog::dialog_ui(ui.ctx(), "roles", &title, theme::DIALOG_WIDTH, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(refused) = refused {
            refused_ui(ui, refused);
        }
        let width = ui.available_width();
        let choose = |(id, text): &(String, String)| Choosable { id: id.clone(), text: text.clone() };
        let known: Vec<Choosable> = members.roles.iter().map(choose).collect();
        let label = cx.t("gui.admit.roles");
        let missing = roles.is_empty().then(|| cx.t("gui.mistake.required"));
        let caption = Caption { label: &label, required: true, error: missing.as_deref() };
        captioned_ui(ui, caption, width, |ui| select::many_ui(ui, &label, roles, &known));
        hint_ui(ui, cx.with("gui.members.has_spaces", &[("spaces", &desk.spaces.join(&cx.t("gui.list_separator")))]));
        let more = members.spaces.iter().filter(|(n, _)| !desk.space_ids.contains(n));
        let more: Vec<Choosable> = more.map(|(n, text)| Choosable { id: n.to_string(), text: text.clone() }).collect();
        if !more.is_empty() {
            let label = cx.t("gui.members.more_spaces");
            captioned_ui(ui, Caption { label: &label, required: false, error: None }, width, |ui| {
                select::many_ui(ui, &label, spaces, &more)
            });
        }
        hint_ui(ui, cx.t("gui.members.roles_hint"));
        ui.add_space(4.0);
        buttons_row_ui(ui, |ui| {
            ui.add_enabled_ui(!saving && !roles.is_empty(), |ui| {
                if button::primary_ui(ui, icons::CHECK, &cx.t("gui.members.save_roles")).clicked() && !cx.composing {
                    let spaces = members.spaces.iter().map(|(n, _)| *n).filter(|n| spaces.contains(&n.to_string())).collect();
                    let change = Change::Roles { desk: desk.id.clone(), roles: roles.iter().cloned().collect(), spaces };
                    out.push(Command::Do(Action::Members(change)));
                }
            });
            cancelled = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
    });
    cancelled || shown.dismissed
}

fn buttons_row_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), add);
}
