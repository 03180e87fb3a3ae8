//! Papers by where they stand, each with what is done next: one after the other, what is overdue first.

use eframe::egui::{self, Align, Layout, ScrollArea, Sense, Ui, vec2};
use jiff::civil::Date;
use registers::book::incoming_documents::urges;
use registers::book::{incoming_documents as incoming, outgoing_documents as outgoing};
use registers::common::{DELETED, VOID};
use registers::def::{Phase, Register, Tone, Transition};
use registers::workflow::Actor;
use registers::{Op, RecordId, Value};

use super::super::super::backend::{Action, Counts, Only, Query, Row};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::text::{noun, number};
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{format, icons, theme};

/// Papers of a state that are read, those that are due first come first.
const READ: usize = 300;
/// Steps that stand as buttons.
const BUTTONS: usize = 2;
const ROW: f32 = 58.0;

/// A stretch of a paper's way.
#[derive(Debug)]
struct Stretch {
    /// Key of its name.
    name: &'static str,
    states: &'static [&'static str],
    /// Only what is overdue of it.
    overdue: bool,
    /// Whether somebody is waited for, who can be urged.
    urged: bool,
}

const fn stretch(name: &'static str, states: &'static [&'static str], urged: bool) -> Stretch {
    Stretch { name, states, overdue: false, urged }
}

/// Incoming documents, in the order of the work.
static INCOMING: &[Stretch] = &[
    stretch("gui.registry.to_propose", &["awaiting-inspection", "awaiting-supplement", "registered"], false),
    stretch("gui.registry.proposing", &["awaiting-opinion", "returned"], true),
    stretch("gui.registry.instructing", &["awaiting-instruction"], true),
    stretch("gui.registry.handling", &["handling", "circulating", "answering", "extended"], true),
    stretch("gui.registry.to_file", &["closed", "replied", "awaiting-filing"], false),
    Stretch {
        name: "gui.registry.overdue",
        states: &[
            "awaiting-inspection",
            "awaiting-supplement",
            "registered",
            "awaiting-opinion",
            "returned",
            "awaiting-instruction",
            "handling",
            "circulating",
            "answering",
            "extended",
        ],
        overdue: true,
        urged: true,
    },
];

/// Outgoing documents likewise.
static OUTGOING: &[Stretch] = &[
    stretch("gui.registry.drafting", &["drafting", "returned", "withdrawn"], false),
    stretch("gui.registry.reviewing", &["department-review", "office-review", "co-signing"], false),
    stretch("gui.registry.signing", &["awaiting-signature"], false),
    stretch("gui.registry.printing", &["signed", "numbered", "printing"], false),
    stretch("gui.registry.sending", &["awaiting-seal", "sealed", "dispatching"], false),
    stretch("gui.registry.to_file", &["delivered", "recorded"], false),
    Stretch {
        name: "gui.registry.overdue",
        states: &[
            "drafting",
            "returned",
            "withdrawn",
            "department-review",
            "office-review",
            "co-signing",
            "awaiting-signature",
            "signed",
            "numbered",
            "printing",
            "awaiting-seal",
            "sealed",
        ],
        overdue: true,
        urged: false,
    },
];

/// What a page keeps between frames.
#[derive(Debug)]
pub(super) struct Desk {
    own: &'static Register,
    stretches: &'static [Stretch],
    /// Which columns of the list say from or to whom a paper is.
    party: &'static str,
    open: usize,
    read: Option<(u64, usize)>,
    counts: Counts,
    overdue: usize,
    rows: Vec<Paper>,
    /// Whether a state has more papers than are read.
    cut: bool,
    error: Option<String>,
    /// The step that was asked for last, and the place of its paper: once it is done the next paper's has the keyboard.
    asked: Option<Asked>,
    focus: Option<(usize, &'static str)>,
}

#[derive(Debug)]
struct Asked {
    id: RecordId,
    state: String,
    step: &'static str,
    at: usize,
}

/// A paper on the desk.
#[derive(Debug)]
struct Paper {
    row: Row,
    number: String,
    party: String,
    due: Option<Date>,
    overdue: bool,
    steps: Vec<&'static Transition>,
}

impl Desk {
    /// The letters that came in.
    pub fn incoming() -> Desk {
        Desk::over(&incoming::REGISTER, INCOMING, incoming::FROM_ORG.id())
    }

    /// The papers that go out.
    pub fn outgoing() -> Desk {
        Desk::over(&outgoing::REGISTER, OUTGOING, outgoing::MAIN_TO.id())
    }

    fn over(own: &'static Register, stretches: &'static [Stretch], party: &'static str) -> Desk {
        Desk {
            own,
            stretches,
            party,
            open: 0,
            read: None,
            counts: Counts::default(),
            overdue: 0,
            rows: Vec::new(),
            cut: false,
            error: None,
            asked: None,
            focus: None,
        }
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.refresh(cx);
        self.stretches_ui(ui, cx, out);
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            if let Some(error) = &self.error {
                return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
            }
            if self.rows.is_empty() {
                return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.registry.clear_desk"), "");
            }
            let focus = self.focus.take();
            let mut asked = None;
            ScrollArea::vertical().id_salt((self.own.key, self.open)).auto_shrink([false, false]).show_rows(
                ui,
                ROW,
                self.rows.len(),
                |ui, range| {
                    for at in range {
                        let Some(paper) = self.rows.get(at) else { continue };
                        let focus = focus.filter(|(place, _)| *place == at).map(|(_, step)| step);
                        if let Some(step) = self.paper_ui(ui, cx, paper, focus, out) {
                            asked = Some(Asked { id: paper.row.id, state: paper.row.state.clone(), step, at });
                        }
                    }
                },
            );
            self.asked = asked.or(self.asked.take());
        });
    }

    /// Reads again what stands on the desk, and finds the paper that is next.
    fn refresh(&mut self, cx: Cx<'_>) {
        let now = (cx.revision, self.open);
        if self.read == Some(now) {
            return;
        }
        let anew = self.read.is_none_or(|(revision, _)| revision != cx.revision);
        self.read = Some(now);
        self.error = None;
        if anew {
            match cx.backend.counts(cx.register(self.own)) {
                Ok(counts) => self.counts = counts,
                Err(error) => self.error = Some(error.to_string()),
            }
            let late = self.stretches.iter().find(|s| s.overdue).map(|s| self.papers(cx, s).len());
            self.overdue = late.unwrap_or_default();
        }
        let Some(stretch) = self.stretches.get(self.open) else { return };
        self.cut = false;
        self.rows = self.papers(cx, stretch);
        self.go_on();
    }

    /// The papers of a stretch: what is overdue first, then by the date on which they are due.
    fn papers(&mut self, cx: Cx<'_>, stretch: &Stretch) -> Vec<Paper> {
        let register = cx.register(self.own);
        let due = register.due.map(|due| due.field);
        let met = register.due.map_or(&[][..], |due| due.met);
        let actor = cx.backend.actor();
        let mut papers = Vec::new();
        for state in stretch.states.iter().filter(|s| self.counts.states.get(**s).is_some_and(|n| *n > 0)) {
            let steps = steps(&actor, register, state);
            let query = Query { register: register.key, only: Only::State(state), sort: due, ..Query::default() };
            match cx.backend.page(&query, 0, READ) {
                Ok(page) => {
                    self.cut |= page.total > READ as u64;
                    papers.extend(
                        page.rows.into_iter().map(|row| Paper { steps: steps.clone(), ..self.paper(cx, register, (due, met), row) }),
                    );
                }
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        papers.retain(|paper| paper.overdue || !stretch.overdue);
        papers.sort_by_key(|paper| (!paper.overdue, paper.due.is_none(), paper.due));
        papers
    }

    fn paper(&self, cx: Cx<'_>, register: &'static Register, (due, met): (Option<&'static str>, &[&str]), row: Row) -> Paper {
        let text = |field: &str| row.text(register, field).to_owned();
        let due: Option<Date> = due.and_then(|field| row.text(register, field).get(..10)?.parse().ok());
        let runs = register.state(&row.state).is_some_and(|s| s.phase <= Phase::Open) && !met.contains(&row.state.as_str());
        Paper {
            number: register.number.map(|n| text(n.field)).unwrap_or_default(),
            party: text(self.party),
            overdue: runs && due.is_some_and(|day| day < cx.now.date()),
            due: due.filter(|_| runs),
            steps: Vec::new(),
            row,
        }
    }

    /// Once a step is done, the keyboard is on the same step of the paper that took the place of this one.
    fn go_on(&mut self) {
        let Some(asked) = self.asked.take() else { return };
        let still = self.rows.iter().position(|p| p.row.id == asked.id);
        let at = match still {
            // It waits for its dialog still.
            Some(at) if self.rows.get(at).is_some_and(|p| p.row.state == asked.state) => {
                self.asked = Some(Asked { at, ..asked });
                return;
            }
            Some(at) => at + 1,
            None => asked.at,
        };
        let can = |paper: &Paper| paper.steps.iter().take(BUTTONS).any(|t| t.id == asked.step);
        let after = (at..self.rows.len()).chain(0..at);
        let next = after.into_iter().find(|at| self.rows.get(*at).is_some_and(can));
        self.focus = next.map(|at| (at, asked.step));
    }

    /// The stretches as pills, with how many stand in each.
    fn stretches_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
            for (at, stretch) in self.stretches.iter().enumerate() {
                let n = if stretch.overdue {
                    self.overdue as u64
                } else {
                    stretch.states.iter().filter_map(|s| self.counts.states.get(*s)).sum()
                };
                let count = number(i64::try_from(n).unwrap_or(i64::MAX));
                if chip::filter_ui(ui, &cx.t(stretch.name), Some(&count), at == self.open).clicked() {
                    self.open = at;
                    self.asked = None;
                }
            }
            if button::flowing_ui(ui, "", &cx.t("gui.registry.all"), true).clicked() {
                out.push(Command::Go(Place::Register(cx.register(self.own))));
            }
            // Letters come in on a page of their own; a text of the office's begins here.
            let register = cx.register(self.own);
            let label = cx.with("gui.list.new", &[("what", &noun(register.one.get(cx.lang), cx.lang))]);
            let drafts = self.own.key == outgoing::REGISTER.key && cx.me.is_offered(register, register.adding);
            if drafts && button::flowing_ui(ui, icons::PLUS, &label, true).clicked() {
                out.push(Command::New(Some(register)));
            }
            if self.cut {
                let text = cx.with("gui.registry.cut", &[("n", &READ.to_string())]);
                paint::text_ui(ui, text, theme::LABEL, theme::chip(Tone::Amber).text);
            }
        });
    }

    /// Draws a paper; gives the step that was asked for.
    fn paper_ui(&self, ui: &mut Ui, cx: Cx<'_>, paper: &Paper, focus: Option<&str>, out: &mut Vec<Command>) -> Option<&'static str> {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        let inner = rect.shrink2(vec2(18.0, 4.0));
        let title = &paint::plain(&paper.row.title);
        let mut asked = None;
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if button::icon_ui(ui, icons::FILE_TEXT, &cx.with("gui.registry.open", &[("what", title)])).clicked() {
                out.push(Command::Open(cx.register(self.own), paper.row.id));
            }
            let urged = self.stretches.get(self.open).is_some_and(|s| s.urged);
            if urged
                && button::small_ui(ui, icons::BELL, &cx.t("gui.registry.urge"))
                    .on_hover_text(cx.with("gui.registry.urges", &[("what", title)]))
                    .clicked()
            {
                out.push(Command::Do(urge(cx, paper.row.id)));
            }
            for (at, step) in paper.steps.iter().take(BUTTONS).enumerate().rev() {
                let icon = if at == 0 { icons::ARROW_RIGHT } else { "" };
                let response = button::small_ui(ui, icon, step.labels.get(cx.lang));
                if focus == Some(step.id) {
                    response.request_focus();
                }
                if response.clicked() {
                    out.push(Command::Step(paper.row.id, step));
                    asked = Some(step.id);
                }
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 1.0);
                ui.spacing_mut().interact_size.y = 20.0;
                ui.add_space(3.0);
                let shown = if title.is_empty() { cx.t("gui.untitled") } else { title.clone() };
                paint::truncated_ui(ui, shown, theme::BODY, theme::text());
                ui.horizontal(|ui| {
                    let (state, tone) = format::state(cx.register(self.own), &paper.row.state, cx.lang);
                    chip::chip_ui(ui, state, tone);
                    if !paper.number.is_empty() {
                        paint::text_ui(ui, paper.number.clone(), theme::LABEL, theme::text_2());
                    }
                    due_ui(ui, cx, paper);
                    paint::truncated_ui(ui, paper.party.clone(), theme::LABEL, theme::text_3());
                });
            });
        });
        asked
    }
}

fn due_ui(ui: &mut Ui, cx: Cx<'_>, paper: &Paper) {
    let Some(due) = paper.due else { return };
    let (key, color) = if paper.overdue {
        ("gui.registry.was_due", theme::chip(Tone::Red).text)
    } else if due == cx.now.date() {
        ("gui.registry.due_today", theme::chip(Tone::Amber).text)
    } else {
        ("gui.registry.due", theme::text_3())
    };
    paint::text_ui(ui, cx.with(key, &[("day", &due.to_string())]), theme::LABEL, color);
}

/// What the person may do with a paper in a state, what takes it on first. Whether more is needed for a step its dialog
/// says; voiding and deleting are done where the whole paper is seen.
fn steps(actor: &Actor, register: &'static Register, state: &str) -> Vec<&'static Transition> {
    let from_here = register.transitions.iter().filter(|t| t.from.contains(&state) && ![VOID, DELETED].contains(&t.to));
    let mut steps: Vec<_> = from_here.filter(|t| t.follows().is_none() && actor.authority(register, t).is_some()).collect();
    steps.sort_by_key(|t| register.onward(state, t).unwrap_or(usize::MAX));
    steps
}

/// A reminder to whoever has the paper, of now and by the person at this desk.
fn urge(cx: Cx<'_>, id: RecordId) -> Action {
    let by = Value::from(cx.me.person.as_str());
    let cells = vec![(urges::AT.id().to_owned(), Value::time(cx.now)), (urges::BY.id().to_owned(), by)];
    Action::Edit { id, base: None, ops: vec![Op::Line { field: incoming::URGES.id().to_owned(), row: String::new(), cells }] }
}
