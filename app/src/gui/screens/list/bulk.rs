//! Steps of all marked records at once: what is offered, what is asked, and what came of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{self, Align, Layout, Popup, Ui, vec2};
use registers::RecordId;
use registers::common::{DELETED, VOID};
use registers::def::{Field, Register, Tone, Transition};
use registers::document::Record;
use registers::workflow::{self, Actor};

use super::super::super::backend::{Action, NotDone, Stepping};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::draft::{Draft, Mistake};
use super::super::super::text::number;
use super::super::super::widgets::field::{Caption, captioned_ui};
use super::super::super::widgets::{button, dialog, paint, select};
use super::super::super::{icons, theme};
use super::super::cases::link_ui;
use super::super::editor::{Editor, editor_ui};
use super::super::insight::bar_ui;

/// Steps that stand as buttons; the others are in the menu.
const BUTTONS: usize = 3;
/// Refusals that are listed; the rest is counted.
const TOLD: usize = 200;

/// The dialog of a step of many records, from its questions to what came of it.
#[derive(Debug)]
pub(super) struct Bulk {
    register: &'static Register,
    step: &'static Transition,
    ids: Vec<RecordId>,
    fields: Vec<(&'static Field, bool)>,
    draft: Draft,
    mistakes: BTreeMap<String, Mistake>,
    tried: bool,
    focus: bool,
    /// The number of the last one before it, once it was sent.
    sent: Option<u64>,
}

/// What is offered for the marked records.
#[derive(Debug, Default)]
pub(super) struct Offered {
    as_of: Option<(u64, Vec<String>)>,
    steps: Vec<&'static Transition>,
}

impl Offered {
    /// The steps, found again only when the states or the data changed.
    pub fn steps(&mut self, cx: Cx<'_>, register: &'static Register, states: Vec<String>) -> &[&'static Transition] {
        let now = Some((cx.revision, states));
        if self.as_of != now {
            let states: Vec<&str> = now.iter().flat_map(|(_, states)| states).map(String::as_str).collect();
            self.steps = steps(register, &states, &cx.backend.actor());
            self.as_of = now;
        }
        &self.steps
    }
}

/// The steps that may be done to records in all of these states at once.
fn steps(register: &'static Register, states: &[&str], actor: &Actor) -> Vec<&'static Transition> {
    let fits = |step: &&'static Transition| {
        states.iter().all(|state| step.from.contains(state))
            && registers::acts::in_bulk(register, step)
            && (workflow::may(step, &actor.roles) || !step.named.is_nobody())
    };
    let mut steps: Vec<_> = register.transitions.iter().filter(fits).collect();
    steps.sort_by_key(|step| states.first().and_then(|state| register.onward(state, step)).unwrap_or(usize::MAX));
    steps
}

/// The buttons of the steps; gives the one that was pressed.
pub(super) fn steps_ui(ui: &mut Ui, cx: Cx<'_>, steps: &[&'static Transition]) -> Option<&'static Transition> {
    let mut pressed = None;
    let (shown, more) = steps.split_at(steps.len().min(BUTTONS));
    for step in shown {
        if button::small_ui(ui, icon(step), step.labels.get(cx.lang)).clicked() {
            pressed = Some(*step);
        }
    }
    if !more.is_empty() {
        let opener = button::more_ui(ui, &cx.t("gui.bulk.more"));
        Popup::from_toggle_button_response(&opener).show(|ui| {
            ui.set_width(180.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for step in more {
                if select::option_ui(ui, step.labels.get(cx.lang), false, theme::text()).clicked() {
                    pressed = Some(*step);
                    ui.close();
                }
            }
        });
    }
    pressed
}

fn icon(step: &Transition) -> &'static str {
    match step.to {
        VOID => icons::PROHIBIT,
        DELETED => icons::TRASH,
        _ => icons::CHECK,
    }
}

impl Bulk {
    /// The dialog for a step of these records.
    pub fn new(register: &'static Register, step: &'static Transition, ids: Vec<RecordId>, cx: Cx<'_>) -> Bulk {
        // Asked as of a record that says nothing: what is left empty stays in each as it is.
        let blank = Record { register: register.key.to_owned(), ..Record::default() };
        let fields = workflow::asked(register, &blank, step);
        let draft = Draft::new(fields.clone(), blank, &|id| cx.title(id));
        Bulk { register, step, ids, fields, draft, mistakes: BTreeMap::new(), tried: false, focus: true, sent: None }
    }

    /// The dialog of one that was sent before.
    pub fn of(register: &'static Register, stepping: &Stepping, cx: Cx<'_>) -> Option<Bulk> {
        let step = register.transition(stepping.step)?;
        Some(Bulk { sent: Some(stepping.number.saturating_sub(1)), ..Bulk::new(register, step, Vec::new(), cx) })
    }

    /// Whether it was sent.
    pub fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// What came of it, once it was sent.
    pub fn stepping(&self, cx: Cx<'_>) -> Option<Arc<Stepping>> {
        let before = self.sent?;
        cx.backend.steppings().into_iter().find(|stepping| stepping.number > before)
    }

    /// The action, once all is said that the step asks for.
    pub fn save(&mut self, cx: Cx<'_>) -> Option<Action> {
        let others = cx.backend.steppings();
        // While another one is under way, the dialog says so.
        if self.is_sent() || cx.composing || others.iter().any(|stepping| !stepping.ended) {
            return None;
        }
        self.tried = true;
        match self.draft.ops(cx.now.date()) {
            Ok(ops) => {
                self.sent = Some(others.last().map_or(0, |last| last.number));
                Some(Action::Steps { register: self.register.key, ids: self.ids.clone(), step: self.step.id, ops })
            }
            Err(mistakes) => {
                self.mistakes = mistakes;
                None
            }
        }
    }

    /// Draws the dialog. False when it is to be closed.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> bool {
        let stepping = self.stepping(cx);
        if stepping.as_ref().is_some_and(|stepping| stepping.ended && !stepping.tells()) {
            return false;
        }
        let n = counted(stepping.as_ref().map_or(self.ids.len(), |stepping| stepping.total));
        let label = self.step.labels.get(cx.lang);
        let title = cx.with("gui.bulk.title", &[("step", label), ("n", &n)]);
        let mut stays = true;
        let shown = dialog::dialog_ui(ui.ctx(), "bulk", &title, theme::DIALOG_WIDTH, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            match &stepping {
                Some(stepping) => stays = came_ui(ui, cx, stepping, out),
                None => {
                    if self.tried && !cx.composing {
                        self.mistakes = self.draft.ops(cx.now.date()).err().unwrap_or_default();
                    }
                    paint::text_ui(ui, cx.t("gui.bulk.each"), theme::LABEL, theme::text_2());
                    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| self.fields_ui(ui, cx, out));
                    if !self.is_sent() && cx.backend.steppings().iter().any(|other| !other.ended) {
                        paint::text_ui(ui, cx.t("gui.bulk.busy"), theme::LABEL, theme::chip(Tone::Amber).text);
                    }
                    stays = self.buttons_ui(ui, cx, out);
                }
            }
        });
        // While it is under way, the dialog may be left: the work goes on and tells of its end.
        stays && !shown.dismissed
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let width = theme::DIALOG_WIDTH - 10.0;
        for (field, required) in &self.fields {
            let error = self.mistakes.get(field.id).map(|m| m.text(cx.lang));
            let label = field.labels.get(cx.lang);
            let caption = Caption { label, required: *required, error: error.as_deref() };
            let Some(input) = self.draft.input(field) else { continue };
            let editor = Editor { field, name: label, width, hint: "", makes: false };
            let response = captioned_ui(ui, caption, width, |ui| editor_ui(ui, cx, editor, input, out));
            if let Some(response) = response.filter(|_| std::mem::take(&mut self.focus)) {
                response.request_focus();
            }
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> bool {
        let mut stays = true;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
            let label = cx.with("gui.bulk.go", &[("step", self.step.labels.get(cx.lang))]);
            ui.add_enabled_ui(!self.is_sent(), |ui| {
                let takes_away = [VOID, DELETED].contains(&self.step.to);
                let response = if takes_away {
                    button::danger_ui(ui, icon(self.step), &label)
                } else {
                    button::primary_ui(ui, icon(self.step), &label)
                };
                // Where nothing is asked, Enter does it.
                if self.fields.is_empty() && std::mem::take(&mut self.focus) {
                    response.request_focus();
                }
                if response.clicked() {
                    out.push(Command::Save);
                }
            });
            stays = !button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
        stays
    }
}

/// How far it is, and then what was not done. False when it is to be closed.
fn came_ui(ui: &mut Ui, cx: Cx<'_>, stepping: &Stepping, out: &mut Vec<Command>) -> bool {
    if !stepping.ended {
        let text = progress(cx, stepping);
        paint::text_ui(ui, text.clone(), theme::BODY, theme::text());
        bar_ui(ui, stepping.done as f32 / stepping.total.max(1) as f32, &text);
        paint::text_ui(ui, cx.t("gui.bulk.meanwhile"), theme::SMALL, theme::text_3());
        return !button::secondary_ui(ui, "", &cx.t("gui.bulk.leave")).clicked();
    }
    paint::text_ui(ui, ending(cx, stepping), theme::BODY, theme::text());
    let register = cx.backend.registers().iter().find(|r| r.key == stepping.register).copied();
    let mut opened = false;
    egui::ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let told = stepping.unknown.iter().chain(&stepping.refused);
        for refused in told.take(TOLD) {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                paint::text_ui(ui, icons::WARNING_CIRCLE, theme::BODY, theme::chip(Tone::Amber).text);
                if link_ui(ui, &name_of(cx, refused)).clicked()
                    && let Some(register) = register
                {
                    opened = true;
                    out.push(Command::Open(register, refused.id));
                }
                paint::text_ui(ui, refused.why.clone(), theme::LABEL, theme::text_2());
            });
        }
        let all = stepping.refused.len() + stepping.unknown.len();
        if all > TOLD {
            let more = counted(all - TOLD);
            paint::text_ui(ui, cx.with("gui.bulk.and_more", &[("n", &more)]), theme::LABEL, theme::text_2());
        }
    });
    !opened && !button::primary_ui(ui, icons::CHECK, &cx.t("gui.close")).clicked()
}

fn counted(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// How far one is that is under way.
pub(super) fn progress(cx: Cx<'_>, stepping: &Stepping) -> String {
    cx.with("gui.bulk.running", &[("done", &counted(stepping.done)), ("total", &counted(stepping.total))])
}

/// How one ended.
pub(super) fn ending(cx: Cx<'_>, stepping: &Stepping) -> String {
    let (done, refused) = (counted(stepping.succeeded()), counted(stepping.refused.len()));
    let said = cx.with("cli.stepped", &[("done", &done), ("refused", &refused)]);
    if stepping.unknown.is_empty() {
        return said;
    }
    cx.with("gui.bulk.unknown", &[("said", &said), ("n", &counted(stepping.unknown.len()))])
}

fn name_of(cx: Cx<'_>, refused: &NotDone) -> String {
    Some(refused.name.clone())
        .filter(|name| !name.is_empty())
        .or_else(|| cx.title(&refused.id.to_string()))
        .unwrap_or_else(|| refused.id.to_string())
}
