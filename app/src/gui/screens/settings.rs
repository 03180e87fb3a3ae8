//! The office's settings: how it wants its registers. Each change is a record of the register of adjustments, written by
//! the ordinary actions: it has a history, can be taken back, and reaches every desk.

mod catalogue;
mod choices;
mod dialogs;
mod fields;
mod log;
mod rules;
mod steps;

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, Ui, vec2};
use registers::book::adjustments as own;
use registers::def::Register;
use registers::shelf::{self, Shelf};
use registers::{Lang, Op, Record, RecordId, Value, parse, search};

use super::super::backend::{Action, Only, Query};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::select::{Choosable, Sought, sought_ui};
use super::super::widgets::{card, chip, paint};
use super::super::{icons, theme};
use super::form::refused_ui;
use dialogs::Dialog;

/// Most adjustments that are read: more do not count.
const MOST: usize = shelf::MOST;
/// Height of a line of a card.
const LINE: f32 = 34.0;

/// A page of the settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Fields,
    Choices,
    Steps,
    Rules,
    Log,
}

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct SettingsView {
    read: Option<u64>,
    standing: Vec<Standing>,
    error: Option<String>,
    picked: Option<String>,
    tab: Tab,
    dialog: Option<Dialog>,
    /// Texts as they are being typed, by what they are for.
    typed: BTreeMap<String, String>,
    refused: Option<String>,
}

/// An adjustment that is in force.
#[derive(Debug, Clone)]
struct Standing {
    id: RecordId,
    register: &'static str,
    what: String,
    target: String,
    label: String,
}

/// A change that was asked for: what is adjusted, which part of it, and how.
#[derive(Debug)]
struct Change {
    what: &'static str,
    target: String,
    ops: Vec<Op>,
    /// Stands beside earlier ones of the same part, as further words do.
    beside: bool,
}

impl Change {
    fn new(what: &'static str, target: &str, ops: Vec<Op>) -> Change {
        Change { what, target: target.to_owned(), ops, beside: false }
    }

    fn beside(mut self) -> Change {
        self.beside = true;
        self
    }
}

impl SettingsView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.refresh(cx);
        ui.spacing_mut().item_spacing.y = 2.0;
        paint::bold_ui(ui, cx.t("gui.settings.title"), theme::PAGE_TITLE);
        paint::text_ui(ui, cx.t("gui.settings.hint"), theme::LABEL, theme::text_3());
        ui.add_space(theme::GAP);
        if let Some(error) = &self.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        self.head_ui(ui, cx);
        ui.add_space(theme::GAP);
        if let Some(refused) = &self.refused {
            refused_ui(ui, refused);
            ui.add_space(theme::GAP);
        }
        let Some(register) = self.register(cx) else {
            if let Some(register) = self.registers_ui(ui, cx) {
                self.picked = Some(register.key.to_owned());
            }
            return;
        };
        let mut changes = Vec::new();
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            match self.tab {
                Tab::Fields => self.fields_ui(ui, cx, register, &mut changes),
                Tab::Choices => self.choices_ui(ui, cx, register, &mut changes),
                Tab::Steps => self.steps_ui(ui, cx, register, &mut changes),
                Tab::Rules => self.rules_ui(ui, cx, register, &mut changes),
                Tab::Log => self.log_ui(ui, cx, register, out),
            }
        });
        self.dialog_ui(ui, cx, register, &mut changes);
        for change in changes {
            self.put(cx, register, change, out);
        }
    }

    /// Reads the adjustments again when something changed.
    fn refresh(&mut self, cx: Cx<'_>) {
        if self.read == Some(cx.revision) {
            return;
        }
        self.read = Some(cx.revision);
        let query = Query { register: own::REGISTER.key, only: Only::State(own::REGISTER.first_state()), ..Query::default() };
        match cx.backend.page(&query, 0, MOST) {
            Ok(page) => {
                let shelf = Shelf::over(cx.backend.registers());
                let text = |value: Option<&Option<Value>>| value.and_then(|v| v.as_ref()?.as_text()).unwrap_or_default().trim().to_owned();
                let at = |field: &str| own::REGISTER.list.iter().position(|c| c.field == field).unwrap_or(usize::MAX);
                let [register, what, target, label] =
                    [own::REGISTER_KEY.id(), own::WHAT.id(), own::TARGET.id(), own::LABEL_HANS.id()].map(at);
                let read = page.rows.iter().filter_map(|row| {
                    let cell = |at: usize| text(row.values.get(at));
                    let register = shelf.find(&cell(register))?.key;
                    Some(Standing { id: row.id, register, what: cell(what), target: cell(target), label: cell(label) })
                });
                (self.standing, self.error) = (read.collect(), None);
            }
            Err(error) => self.error = Some(error.to_string()),
        }
    }

    fn register(&self, cx: Cx<'_>) -> Option<&'static Register> {
        let key = self.picked.as_deref()?;
        cx.backend.registers().iter().find(|r| r.key == key).copied()
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let adjustable = cx.backend.registers().iter().filter(|r| r.key != own::REGISTER.key);
            let options: Vec<Choosable> = adjustable
                .map(|r| Choosable {
                    id: r.key.to_owned(), text: format!("{} › {}", r.area.labels().get(cx.lang), r.labels.get(cx.lang))
                })
                .collect();
            let named = |id: &str, typed: &str| cx.backend.registers().iter().any(|r| r.key == id && is_meant(r, typed));
            let sought = Sought { hint: &cx.t("gui.settings.seek"), none: &cx.t("gui.settings.nothing"), fits: &named };
            let (name, none) = (cx.t("gui.settings.register"), cx.t("gui.settings.choose"));
            if sought_ui(ui, &name, &mut self.picked, &options, &none, sought, 280.0) {
                self.typed.clear();
                self.refused = None;
            }
            if self.picked.is_none() {
                return;
            }
            let tabs = [
                (Tab::Fields, "gui.settings.fields"),
                (Tab::Choices, "gui.settings.choices"),
                (Tab::Steps, "gui.settings.steps"),
                (Tab::Rules, "gui.settings.rules"),
                (Tab::Log, "gui.settings.log"),
            ];
            for (tab, key) in tabs {
                if chip::filter_ui(ui, &cx.t(key), None, self.tab == tab).clicked() {
                    (self.tab, self.refused) = (tab, None);
                }
            }
        });
    }

    /// The adjustment in force of a part of a register; of several the last holds.
    fn standing(&self, register: &Register, what: &str, target: &str) -> Option<&Standing> {
        let mine = self.standing.iter().filter(|s| s.register == register.key && s.what == what && s.target == target);
        mine.max_by_key(|s| s.id)
    }

    /// Gives a change to the writer: into the adjustment that stands, else as a new one. One that would have no effect is
    /// refused here with the reason.
    fn put(&mut self, cx: Cx<'_>, register: &Register, change: Change, out: &mut Vec<Command>) {
        self.refused = None;
        if let Some(standing) = self.standing(register, change.what, &change.target).filter(|_| !change.beside) {
            out.push(Command::Do(Action::Edit { id: standing.id, base: None, ops: change.ops }));
            return;
        }
        let mut ops = vec![Op::set(own::REGISTER_KEY, register.key), Op::set(own::WHAT, change.what)];
        if !change.target.is_empty() {
            ops.push(Op::set(own::TARGET, change.target.as_str()));
        }
        ops.extend(change.ops);
        match shelf::check(&Shelf::over(cx.backend.registers()), &parse::preview(&Record::default(), &ops), true) {
            Some(fault) => self.refused = Some(fault.reason.say(cx.lang)),
            None => out.push(Command::Do(Action::Add { register: own::REGISTER.key, ops })),
        }
    }
}

/// Whether what is typed means a register: a part of its name or of its area's in any of the languages, or initials.
fn is_meant(register: &Register, typed: &str) -> bool {
    let typed = search::fold(typed);
    let area = register.area.labels();
    let names = Lang::ALL.into_iter().flat_map(|lang| [register.labels.get(lang), area.get(lang)]);
    names.into_iter().any(|name| search::fold(name).contains(&typed) || search::has_initials(name, &typed))
}

/// The field that carries a label in a language.
fn label_field(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => own::LABEL_HANS.id(),
        Lang::ZhHant => own::LABEL_HANT.id(),
        Lang::En => own::LABEL_EN.id(),
    }
}

/// The change of one value of an adjustment.
fn set(field: &str, value: impl Into<Value>) -> Op {
    Op::Set { field: field.to_owned(), value: Some(value.into()) }
}

/// A piece of a line with a width of its own.
fn cell_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, LINE), layout, |ui| {
        ui.set_min_size(vec2(width, LINE));
        ui.set_max_width(width);
        add(ui)
    })
    .inner
}

/// Headings over the pieces of lines.
fn headings_ui(ui: &mut Ui, headings: &[(String, f32)]) {
    ui.horizontal(|ui| {
        for (text, width) in headings {
            cell_ui(ui, *width, |ui| paint::text_ui(ui, text.clone(), theme::LABEL, theme::text_3()));
        }
    });
    paint::hline_ui(ui);
}
