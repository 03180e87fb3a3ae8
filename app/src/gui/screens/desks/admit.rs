//! Admission of a desk: its request is read, two people compare six numbers or words, the administrator chooses roles and
//! spaces, and the welcome is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui, vec2};
use registers::def::{Space, Tone};

use super::super::super::backend::{Action, Admission, Browse, Members, Request};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::icons;
use super::super::super::theme;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::select::{self, Choosable};
use super::super::super::widgets::{button, card, chip, paint};
use super::super::first_run::file::{Asked, FileField};
use super::super::form::refused_ui;
use super::hint_ui;

const WELCOME: Asked = Asked { name: "gui.admit.welcome", kind: ("gui.first.kind_welcome", "zbwelcome"), writes: true, required: true };

/// What the card keeps between frames.
#[derive(Debug)]
pub struct AdmitView {
    /// The ticket of the action under way.
    pub saving: Option<u64>,
    /// Why the last try was refused.
    pub refused: Option<String>,
    path: String,
    /// The ticket of the system's dialog for the request, while it is open.
    browsing: Option<u64>,
    request: Option<Request>,
    compared: bool,
    roles: BTreeSet<String>,
    spaces: BTreeSet<String>,
    file: FileField,
    tried: bool,
    /// Who was admitted last, and where the welcome lies.
    done: Option<(String, String)>,
}

impl Default for AdmitView {
    fn default() -> AdmitView {
        let usual = [Space::General, Space::Reception].map(|s| s.number().to_string());
        AdmitView {
            saving: None,
            refused: None,
            path: String::new(),
            browsing: None,
            request: None,
            compared: false,
            roles: BTreeSet::new(),
            spaces: usual.into(),
            file: FileField::default(),
            tried: false,
            done: None,
        }
    }
}

impl AdmitView {
    /// The desk was admitted and its welcome written to `file`.
    pub fn admitted(&mut self, file: String) {
        let who = self.request.take().map(|r| format!("{} · {}", r.desk, r.person)).unwrap_or_default();
        *self = AdmitView { done: Some((who, file)), ..AdmitView::default() };
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, members: &Members, out: &mut Vec<Command>) {
        card::card_ui(ui, &cx.t("gui.admit.title"), |ui| {
            ui.spacing_mut().item_spacing.y = 10.0;
            if !members.may_admit {
                return hint_ui(ui, cx.t("gui.admit.not_here"));
            }
            self.done_ui(ui, cx);
            self.dropped(ui, cx);
            self.open_ui(ui, cx);
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            if let Some(request) = self.request.clone() {
                ui.add_enabled_ui(self.saving.is_none(), |ui| self.request_ui(ui, cx, &request, members, out));
            }
        });
    }

    fn done_ui(&self, ui: &mut Ui, cx: Cx<'_>) {
        let Some((who, file)) = &self.done else { return };
        let colors = theme::chip(Tone::Green);
        let frame = egui::Frame::new().fill(colors.ground).stroke(egui::Stroke::new(1.0, colors.border));
        frame.corner_radius(theme::RADIUS_MENU).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let text = cx.with("gui.admit.done", &[("who", who), ("file", file)]);
            ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::LABEL).color(colors.text)).wrap().selectable(true));
        });
    }

    /// A file that is dropped on the window is opened.
    fn dropped(&mut self, ui: &Ui, cx: Cx<'_>) {
        let dropped = ui.input(|i| i.raw.dropped_files.last().map(|file| file.path().to_owned()));
        if let Some(path) = dropped.filter(|_| self.saving.is_none()) {
            self.path = path.display().to_string();
            self.open(cx);
        }
    }

    fn open_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let label = cx.t("gui.admit.request");
        let hovering = ui.input(|i| !i.raw.hovered_files.is_empty());
        hint_ui(ui, cx.t(if hovering { "gui.admit.drop" } else { "gui.admit.hint" }));
        let width = ui.available_width();
        let caption = Caption { label: &label, required: true, error: None };
        let response = captioned_ui(ui, caption, width, |ui| {
            let line = vec2(width, theme::INPUT);
            let beside = Layout::right_to_left(Align::Center);
            ui.allocate_ui_with_layout(line, beside, |ui| {
                if button::secondary_ui(ui, "", &cx.t("gui.admit.open")).clicked() {
                    self.open(cx);
                }
                let browse = cx.t("gui.browse");
                let named = button::secondary_ui(ui, icons::FOLDER_OPEN, &browse);
                if named.accessible_name(paint::plain(format!("{browse} {label}"))).clicked() && self.browsing.is_none() {
                    let kinds = vec![(cx.t("gui.first.kind_request"), vec!["zbrequest"])];
                    self.browsing = Some(cx.backend.browse(Browse { title: label.clone(), kinds, proposed: None }));
                }
                let room = ui.available_width();
                text_ui(ui, &label, &mut self.path, &cx.t("gui.admit.request_example"), room)
            })
            .inner
        });
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if entered && !cx.composing {
            self.open(cx);
        }
        if let Some(ended) = self.browsing.and_then(|ticket| cx.backend.browsed(ticket)) {
            self.browsing = None;
            if let Some(file) = ended {
                self.path = file.display().to_string();
                self.open(cx);
            }
        }
    }

    /// Reads the request that the path names.
    fn open(&mut self, cx: Cx<'_>) {
        let path = self.path.trim().trim_matches('"').to_owned();
        if path.is_empty() {
            return;
        }
        (self.done, self.refused, self.compared, self.tried) = (None, None, false, false);
        match cx.backend.request(Path::new(&path)) {
            Ok(request) => {
                self.file.text = welcome_beside(&path, &request.desk, cx).display().to_string();
                self.request = Some(request);
            }
            Err(error) => (self.request, self.refused) = (None, Some(error.to_string())),
        }
    }

    /// Who is given a role is given the spaces as well that it cannot do without; those that were opened or closed by hand stay.
    fn follow_roles(&mut self, before: &BTreeSet<String>, members: &Members) {
        let usual = |roles: &BTreeSet<String>| -> BTreeSet<String> {
            let roles: Vec<String> = roles.iter().cloned().collect();
            let open = |space: &Space| members.spaces.iter().any(|(n, _)| *n == space.number());
            Space::usual_for(&roles).filter(open).map(|s| s.number().to_string()).collect()
        };
        let (was, is) = (usual(before), usual(&self.roles));
        self.spaces.extend(is.difference(&was).cloned());
        self.spaces.retain(|space| is.contains(space) || !was.contains(space));
    }

    fn request_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, request: &Request, members: &Members, out: &mut Vec<Command>) {
        words_ui(ui, cx, request);
        ui.horizontal(|ui| {
            let label = cx.t("gui.admit.compared");
            button::check_ui(ui, &mut self.compared, &label);
            // Only the mouse goes to the words: the keyboard, which has the square, would not come out of them again.
            let words = RichText::new(paint::plain(label)).size(theme::BODY).color(theme::text());
            if ui.add(egui::Label::new(words).sense(egui::Sense::CLICK)).clicked() {
                self.compared = !self.compared;
            }
        });
        let tried = self.tried;
        let missing = |there: bool| (tried && !there).then(|| cx.t("gui.mistake.required"));
        let width = ui.available_width();
        if request.admitted {
            hint_ui(ui, cx.t("gui.admit.again"));
        } else {
            let roles: Vec<Choosable> = members.roles.iter().map(|(id, text)| Choosable { id: id.clone(), text: text.clone() }).collect();
            let spaces: Vec<Choosable> =
                members.spaces.iter().map(|(n, text)| Choosable { id: n.to_string(), text: text.clone() }).collect();
            let (label, error) = (cx.t("gui.admit.roles"), missing(!self.roles.is_empty()));
            let caption = Caption { label: &label, required: true, error: error.as_deref() };
            let before = self.roles.clone();
            captioned_ui(ui, caption, width, |ui| select::many_ui(ui, &label, &mut self.roles, &roles));
            self.follow_roles(&before, members);
            let (label, error) = (cx.t("gui.admit.spaces"), missing(!self.spaces.is_empty()));
            let caption = Caption { label: &label, required: true, error: error.as_deref() };
            captioned_ui(ui, caption, width, |ui| select::many_ui(ui, &label, &mut self.spaces, &spaces));
        }
        self.file.ui(ui, cx, WELCOME, width, tried);
        self.admit_ui(ui, cx, request, members, out);
    }

    fn admit_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, request: &Request, members: &Members, out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.add_enabled_ui(self.compared, |ui| {
                if button::primary_ui(ui, icons::DOOR_OPEN, &cx.t("gui.admit.button")).clicked() && !cx.composing {
                    self.tried = true;
                    out.extend(self.admission(request, members).map(|a| Command::Do(Action::Admit(a))));
                }
            });
            if !self.compared {
                paint::text_ui(ui, cx.t("gui.admit.compare_first"), theme::SMALL, theme::text_3());
            }
        });
    }

    /// What is asked for; none while something is missing.
    fn admission(&self, request: &Request, members: &Members) -> Option<Admission> {
        let spaces = members.spaces.iter().map(|(n, _)| *n).filter(|n| self.spaces.contains(&n.to_string())).collect::<Vec<_>>();
        let file = self.file.path();
        let chosen = request.admitted || !(self.roles.is_empty() || spaces.is_empty());
        let roles = self.roles.iter().cloned().collect();
        file.filter(|_| chosen).map(|file| Admission { request: request.bytes.clone(), roles, spaces, file })
    }
}

/// Who asks, and the numbers and words that both sides read to each other.
fn words_ui(ui: &mut Ui, cx: Cx<'_>, request: &Request) {
    egui::Frame::new().fill(theme::accent_soft()).corner_radius(theme::RADIUS_MENU).inner_margin(Margin::symmetric(14, 10)).show(
        ui,
        |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            ui.horizontal_wrapped(|ui| {
                paint::bold_ui(ui, request.desk.clone(), theme::BODY);
                paint::text_ui(ui, request.person.clone(), theme::BODY, theme::text_2());
                if request.admitted {
                    chip::chip_ui(ui, &cx.t("gui.admit.known"), Tone::Green);
                }
            });
            paint::text_ui(ui, cx.t("gui.admit.words"), theme::SMALL, theme::text_2());
            // Digits sound alike in every language, and no two of them sound alike.
            for (said, size) in [(&request.numbers, theme::PAGE_TITLE), (&request.words, theme::CARD_TITLE)] {
                ui.add(egui::Label::new(RichText::new(paint::plain(said)).font(theme::bold(size)).color(theme::accent())).wrap());
            }
        },
    );
}

/// Where the welcome is offered to be written: beside the request, named after the desk.
fn welcome_beside(request: &str, desk: &str, cx: Cx<'_>) -> PathBuf {
    let folder = Path::new(request).parent().unwrap_or(Path::new(""));
    let name: String = desk.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' }).collect();
    folder.join(cx.with("gui.admit.welcome_file", &[("desk", &name)]))
}
