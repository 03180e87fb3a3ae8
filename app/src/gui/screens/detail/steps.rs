//! Where a record stands in its workflow, and what the person may do with it.

use eframe::egui::{self, Align, Layout, Margin, Popup, Ui, vec2};
use registers::book::{stock_movements, supplies, tasks};
use registers::def::{Kind, Register, State, Transition};
use registers::workflow::{self, Actor};
use registers::{Op, Value, common, private};

use super::super::super::backend::{Card, Event};
use super::super::super::command::{Command, with_keys};
use super::super::super::cx::Cx;
use super::super::super::widgets::stepper::{Mark, Stepped, stepper_ui};
use super::super::super::widgets::{button, paint, select};
use super::super::super::{format, icons, theme};

/// Steps that stand as buttons; the others are in the menu.
const BUTTONS: usize = 3;

/// The states of the register's ordinary life, with what is done and what is to come. A state beside that way is named as
/// such, with the last one before it.
pub(super) fn progress_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card, out: &mut Vec<Command>) {
    let path = card.register.path();
    if path.len() < 2 {
        return;
    }
    let state = card.record.state();
    let place = |id: &str| path.iter().position(|s| s.id == id);
    let here = place(state);
    let reached = here.or_else(|| last_on(&path, &card.history));
    let word = |mark: Mark| match mark {
        Mark::Done => cx.t("gui.stepper.done"),
        Mark::Here => cx.t("gui.stepper.here"),
        Mark::Ahead => cx.t("gui.stepper.ahead"),
    };
    let steps: Vec<Stepped> = path
        .iter()
        .enumerate()
        .map(|(at, state)| {
            let mark = match (reached, here) {
                (Some(reached), _) if at < reached => Mark::Done,
                (Some(reached), Some(_)) if at == reached => Mark::Here,
                (Some(reached), None) if at == reached => Mark::Done,
                _ => Mark::Ahead,
            };
            let label = state.labels.get(cx.lang).to_owned();
            let name = cx.with("gui.stepper.name", &[("state", &label), ("how", &word(mark))]);
            Stepped { label, mark, name }
        })
        .collect();
    ui.add_space(6.0);
    stepper_ui(ui, &steps);
    let row = vec2(ui.available_width(), theme::INPUT_SMALL);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let current = format::state(card.register, state, cx.lang).0;
        let text = match here {
            Some(at) => {
                let (n, of) = ((at + 1).to_string(), path.len().to_string());
                let next = path.get(at + 1).map(|next| next.labels.get(cx.lang));
                match next {
                    Some(next) => cx.with("gui.stepper.at", &[("n", &n), ("of", &of), ("state", current), ("next", next)]),
                    None => cx.with("gui.stepper.end", &[("n", &n), ("of", &of), ("state", current)]),
                }
            }
            // A way round that leads on: 传阅中 is nothing out of the ordinary.
            None if card.register.state(state).is_some_and(|s| s.is_aside) => match next_of(card.register, state) {
                Some(next) => cx.with("gui.stepper.round", &[("state", current), ("next", next.labels.get(cx.lang))]),
                None => cx.with("gui.stepper.beside", &[("state", current)]),
            },
            None => cx.with("gui.stepper.beside", &[("state", current)]),
        };
        if let Some(state) = card.register.state(state)
            && button::icon_ui(ui, icons::TREE_STRUCTURE, &cx.t("gui.stepper.flow")).clicked()
        {
            out.push(Command::Flow(card.register, state.id));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            paint::truncated_ui(ui, text.clone(), theme::SMALL, theme::text_3()).on_hover_text(text);
        });
    });
}

/// The state to which the likeliest step leads.
fn next_of(register: &Register, state: &str) -> Option<&'static State> {
    register.proposed(state).and_then(|step| register.state(step.to))
}

/// The last state of the ordinary life that the record came to, as far as its history tells.
fn last_on(path: &[&State], history: &[Event]) -> Option<usize> {
    let came_to = |event: &Event| {
        let state = event.changes.iter().find(|(name, ..)| name == "_state")?.2.as_ref()?.as_text()?.to_owned();
        path.iter().position(|s| s.id == state)
    };
    history.iter().find_map(came_to).or(Some(0))
}

/// The steps that the person may do from here, the likeliest first, then editing; what is seldom done is in a menu.
pub(super) fn steps_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card, actor: Option<&Actor>, out: &mut Vec<Command>) {
    let undecided = workflow::undecided(card.register, &card.record);
    let waits = waiting(cx, card.register, &undecided);
    paint::hline_ui(ui);
    egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(8.0, 8.0);
            let (forward, void): (Vec<&Transition>, Vec<&Transition>) =
                possible(card, actor).into_iter().partition(|s| ![common::VOID, common::DELETED].contains(&s.to));
            let shown = if forward.len() > BUTTONS { BUTTONS - 1 } else { forward.len() };
            for (at, step) in forward.iter().take(shown).enumerate() {
                let label = step.labels.get(cx.lang);
                let proposed = at == 0 && card.register.onward(card.record.state(), step).is_some();
                let response = if step.binds && !undecided.is_empty() {
                    button::secondary_ui(ui, icons::LOCK, label).on_hover_text(waits.as_str())
                } else if proposed {
                    button::primary_ui(ui, icons::ARROW_RIGHT, label)
                } else {
                    button::secondary_ui(ui, "", label)
                };
                if response.clicked() {
                    out.push(Command::Step(card.id, step));
                }
            }
            // Editing and the menu stay together: the menu alone in a line looks lost.
            let edit = cx.t("gui.edit");
            let both = button::width(ui, &edit) + 8.0 + button::width(ui, &cx.t("gui.detail.more"));
            if ui.available_size_before_wrap().x < both {
                ui.end_row();
            }
            let may = cx.me.is_offered(card.register, card.register.changing);
            if may {
                let keys = with_keys(cx.lang, &edit, &Command::Edit(None));
                if button::secondary_ui(ui, icons::PENCIL_SIMPLE, &edit).on_hover_text(keys).clicked() {
                    out.push(Command::Edit(Some(card.id)));
                }
            }
            let rest: Vec<&'static Transition> = forward.into_iter().skip(shown).collect();
            more_ui(ui, cx, card, (&rest, &void), out);
        });
    });
}

/// The menu of what else can be done: further steps, records that come from this one, voiding and deleting.
fn more_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card, (steps, void): (&[&'static Transition], &[&'static Transition]), out: &mut Vec<Command>) {
    const WIDTH: f32 = 190.0;
    let opener = button::more_ui(ui, &cx.t("gui.detail.more"));
    Popup::menu(&opener).width(WIDTH).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut entry = |ui: &mut Ui, label: &str, red: bool, command: Command| {
            let color = if red { theme::chip(registers::def::Tone::Red).text } else { theme::text() };
            if select::option_ui(ui, label, false, color).clicked() {
                out.push(command);
                ui.close();
            }
        };
        for step in steps {
            entry(ui, step.labels.get(cx.lang), false, Command::Step(card.id, step));
        }
        if !steps.is_empty() {
            paint::hline_ui(ui);
        }
        let (erasing, others): (Vec<_>, Vec<_>) = others(cx, card).into_iter().partition(|(_, c)| matches!(c, Command::Erase(_)));
        for (key, command) in others {
            entry(ui, &cx.t(key), false, command);
        }
        if !void.is_empty() || !erasing.is_empty() {
            paint::hline_ui(ui);
        }
        for (key, command) in erasing {
            entry(ui, &cx.t(key), true, command);
        }
        for step in void {
            entry(ui, step.labels.get(cx.lang), true, Command::Step(card.id, step));
        }
    });
}

/// What can be done with a record besides its steps and editing, for the menu and the palette: the key of its name, and what it does.
pub fn others(cx: Cx<'_>, card: &Card) -> Vec<(&'static str, Command)> {
    let mut others = Vec::new();
    if tasks::REGISTER.fields.iter().any(|f| f.kind == Kind::Link(card.register.key)) {
        others.push(("gui.detail.task", Command::NewTask(card.id)));
    }
    if card.register.key == supplies::REGISTER.key && card.record.state() == card.register.first_state() {
        let (register, ops) = (cx.register(&stock_movements::REGISTER), count_of(card));
        others.push(("gui.detail.count", Command::NewWith(register, ops)));
    }
    others.push(("gui.detail.like", Command::NewLike(card.id)));
    let erasable = private::has_fields(card.register) && !private::is_erased(&card.record);
    if erasable && replica::may_erase(&cx.me.roles) {
        others.push(("gui.erase.menu", Command::Erase(card.id)));
    }
    others
}

/// What a count of an item begins with: how many there are is left to whoever counts, and what that differs by follows.
fn count_of(card: &Card) -> Vec<Op> {
    let said = |key: &str| card.record.get(key).cloned().filter(|v| !v.is_empty());
    let set = |field: &str, value: Value| Op::Set { field: field.to_owned(), value: Some(value) };
    let copied = [
        (supplies::NAME.id(), stock_movements::NAME.id()),
        (supplies::UNIT.id(), stock_movements::UNIT.id()),
        (supplies::PRICE.id(), stock_movements::UNIT_PRICE.id()),
    ];
    let mut ops = vec![Op::set(stock_movements::ITEM, card.id), Op::set(stock_movements::KIND, "adjust")];
    ops.extend(copied.into_iter().filter_map(|(from, to)| Some(set(to, said(from)?))));
    ops
}

/// For whose choice the steps with a lock wait.
fn waiting(cx: Cx<'_>, register: &Register, undecided: &[String]) -> String {
    let mut fields: Vec<String> = undecided.iter().map(|place| format::conflict(register, place, cx.lang)).collect();
    fields.dedup();
    cx.with("error.step_several", &[("fields", &fields.join(&cx.t("gui.list_separator")))])
}

/// The steps that lead out of the displayed state and that the person may do, for somebody else too: those that lead on first.
pub fn possible(card: &Card, actor: Option<&Actor>) -> Vec<&'static Transition> {
    let steps = card.register.transitions.iter().filter(|t| t.from.contains(&card.record.state()));
    let steps = steps.filter(|t| t.follows().is_none() && (t.to != common::DELETED || !card.registered));
    let by_name = |actor: &Actor, t: &Transition| {
        let named = card.named.iter().find(|(step, _)| *step == t.id);
        named.is_some_and(|(_, people)| actor.by_name(card.register, &card.record, people).is_some())
    };
    let may = |actor: &Actor, t: &Transition| actor.authority_over(card.register, &card.record, t).is_some() || by_name(actor, t);
    let mut steps: Vec<_> = steps.filter(|t| actor.is_some_and(|actor| may(actor, t))).collect();
    steps.sort_by_key(|t| card.register.onward(card.record.state(), t).unwrap_or(usize::MAX));
    steps
}
