//! The conditions of a list: chips below the toolbar, and the panel in which one is put.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Layout, Margin, Ui, vec2};
use jiff::civil::Date;
use registers::def::{Register, Tone};
use registers::{Field, Kind, Value, parse};
use replica::Period;

use super::super::super::backend::Names;
use super::super::super::cx::Cx;
use super::super::super::text::number;
use super::super::super::widgets::calendar::{self, DateField, date_ui};
use super::super::super::widgets::select::{Choosable, many_ui, pick_ui};
use super::super::super::widgets::suggest::{Offer, Suggest, suggest_ui};
use super::super::super::widgets::{button, chip, field, paint};
use super::super::super::{format, icons, theme};
use super::super::editor::found;
use crate::asks::{self, Ask, MOST, MOST_VALUES, NO, Span, What, YES};
use crate::ranges::UPDATED;

/// Widths of the field that is chosen, and of an end of a range.
const FIELD: f32 = 210.0;
const END: f32 = 140.0;
/// Names that are offered.
const OFFERS: usize = 8;
/// Values that a chip spells out.
const SPELLED: usize = 3;

/// The conditions of a list.
#[derive(Debug, Default)]
pub(super) struct Filters {
    /// As they were put: spans of days go with the calendar.
    pub asks: Vec<Ask>,
    panel: Option<Panel>,
}

/// The panel while it is open.
#[derive(Debug, Default)]
struct Panel {
    /// The condition that is being changed; none while it is not complete yet.
    at: Option<usize>,
    field: Option<String>,
    how: How,
    picked: BTreeSet<String>,
    /// What is typed: a name that is looked for, or the text that fields shall hold.
    text: String,
    span: Option<Span>,
    from: String,
    to: String,
    /// The first control is still to take the keyboard.
    focus: bool,
}

/// What is asked of a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum How {
    /// For its value.
    #[default]
    Value,
    Empty,
    Filled,
    Several,
}

impl Filters {
    /// The conditions as of today.
    pub fn as_of_today(&self, cx: Cx<'_>) -> Vec<Ask> {
        let spans = self.asks.iter().any(|ask| matches!(ask.is, What::Span(_)));
        let term = if spans { term(cx) } else { None };
        self.asks.iter().map(|ask| ask.as_of(cx.now.date(), term)).collect()
    }

    /// Opens the panel for another condition, or closes it.
    pub fn toggle(&mut self) {
        self.panel = if self.panel.is_some() { None } else { Some(Panel { focus: true, ..Panel::default() }) };
    }

    /// Closes the panel. False when it was not open.
    pub fn close(&mut self) -> bool {
        self.panel.take().is_some()
    }

    /// Forgets all conditions.
    pub fn clear(&mut self) {
        *self = Filters::default();
    }

    /// Leaves out what the register, as the office has changed it, is not asked any more.
    pub fn adopt(&mut self, register: &Register) {
        self.panel = None;
        self.asks.retain(|ask| ask.field(register).is_some());
    }

    /// The button that opens the panel.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let open = self.panel.is_some();
        if button::tab_ui(ui, icons::FUNNEL, &cx.t("gui.filter"), open || !self.asks.is_empty(), true).clicked() {
            self.toggle();
        }
    }

    /// The width that the button takes.
    pub fn button_width(ui: &Ui, cx: Cx<'_>) -> f32 {
        ui.painter().layout_no_wrap(cx.t("gui.filter"), theme::font(theme::BODY), theme::text()).size().x + 52.0
    }

    /// The conditions as chips: a press opens one, Delete or its cross takes it away.
    pub fn chips_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &Register) {
        if self.asks.is_empty() {
            return;
        }
        let (mut opened, mut gone) = (None, None);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for (at, ask) in self.asks.iter().enumerate() {
                let text = words(cx, register, ask);
                let on = self.panel.as_ref().is_some_and(|panel| panel.at == Some(at));
                let remove = cx.with("gui.filter.remove", &[("what", &text)]);
                let shown = chip::removable_ui(ui, &text, &remove, on);
                if shown.removed {
                    gone = Some(at);
                } else if shown.pressed {
                    opened = Some(at);
                }
            }
            if self.asks.len() > 1 && button::small_ui(ui, icons::X, &cx.t("gui.filter.clear")).clicked() {
                gone = Some(usize::MAX);
            }
        });
        if let Some(ask) = opened.and_then(|at| self.asks.get(at)) {
            self.panel = Some(Panel::of(register, ask, opened));
        }
        match gone {
            Some(usize::MAX) => self.clear(),
            Some(at) => {
                self.asks.remove(at);
                self.panel = None;
            }
            None => {}
        }
    }

    /// The panel: a field, and what is asked of it. What is complete holds at once.
    pub fn panel_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register) {
        let Some(panel) = &mut self.panel else { return };
        let mut done = false;
        egui::Frame::new().fill(theme::header()).inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.set_width(ui.available_width());
            let full = self.asks.len() >= MOST && panel.at.is_none();
            let more = panel.at.is_some() && self.asks.len() < MOST;
            ui.horizontal_top(|ui| {
                let width = (ui.available_width() - side(ui, cx, more)).max(FIELD);
                ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    if full {
                        paint::text_ui(ui, cx.with("gui.filter.most", &[("n", &MOST.to_string())]), theme::LABEL, theme::text_2());
                    } else {
                        panel.field_ui(ui, cx, register);
                    }
                    let wrong = panel.wrong(cx, register);
                    if let Some(wrong) = &wrong {
                        paint::text_ui(ui, wrong.clone(), theme::SMALL, theme::chip(Tone::Red).text);
                    } else if !full && !cx.composing {
                        let ask = panel.ask(cx, register);
                        put(&mut self.asks, &mut panel.at, ask);
                    }
                });
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    done = button::secondary_ui(ui, icons::CHECK, &cx.t("gui.filter.done")).clicked();
                    if more && button::secondary_ui(ui, icons::PLUS, &cx.t("gui.filter.more")).clicked() {
                        *panel = Panel { focus: true, ..Panel::default() };
                    }
                });
            });
        });
        paint::hline_ui(ui);
        if done {
            self.panel = None;
        }
    }
}

/// The width of the buttons at the right of the panel.
fn side(ui: &Ui, cx: Cx<'_>, more: bool) -> f32 {
    let width = |key: &str| ui.painter().layout_no_wrap(cx.t(key), theme::font(theme::BODY), theme::text()).size().x + 58.0;
    width("gui.filter.done") + if more { width("gui.filter.more") } else { 0.0 }
}

/// Puts a condition in the place of the one that is being changed, or takes that away.
fn put(asks: &mut Vec<Ask>, at: &mut Option<usize>, ask: Option<Ask>) {
    match (*at, ask) {
        (Some(place), Some(ask)) => {
            if let Some(kept) = asks.get_mut(place) {
                *kept = ask;
            }
        }
        (Some(place), None) => {
            if place < asks.len() {
                asks.remove(place);
            }
            *at = None;
        }
        (None, Some(ask)) => {
            asks.push(ask);
            *at = Some(asks.len() - 1);
        }
        (None, None) => {}
    }
}

impl Panel {
    /// The panel with a condition in it.
    fn of(register: &Register, ask: &Ask, at: Option<usize>) -> Panel {
        let mut panel = Panel { at, field: Some(ask.field.clone()), focus: true, ..Panel::default() };
        let kind = register.field(&ask.field).map(|f| f.kind);
        let amount = |n: &Option<i64>| n.map(|n| amount_text(kind, n)).unwrap_or_default();
        let day = |day: &Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
        match &ask.is {
            What::AnyOf(values) => panel.picked = values.iter().cloned().collect(),
            What::Days { from, to } => (panel.from, panel.to) = (day(from), day(to)),
            What::Span(span) => panel.span = Some(*span),
            What::Numbers { from, to } => (panel.from, panel.to) = (amount(from), amount(to)),
            What::Contains(text) => panel.text.clone_from(text),
            What::Empty => panel.how = How::Empty,
            What::Filled => panel.how = How::Filled,
            What::Several => panel.how = How::Several,
        }
        panel
    }

    /// The field that is chosen; none within for the last change.
    fn chosen(&self, register: &Register) -> Option<Option<&'static Field>> {
        let id = self.field.as_deref()?;
        if id == UPDATED {
            return Some(None);
        }
        asks::fields(register).find(|f| f.id == id).map(Some)
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register) {
        let label = |f: &Field| Choosable { id: f.id.to_owned(), text: f.labels.get(cx.lang).to_owned() };
        let mut options: Vec<Choosable> = asks::fields(register).map(label).collect();
        if !register.unnamed {
            options.push(Choosable { id: UPDATED.to_owned(), text: cx.t("gui.updated") });
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            let before = self.field.clone();
            let response = pick_ui(ui, &cx.t("gui.filter.field"), &mut self.field, &options, &cx.t("gui.filter.choose"), FIELD);
            if std::mem::take(&mut self.focus) {
                response.request_focus();
            }
            if self.field != before {
                *self = Panel { at: self.at, field: self.field.take(), ..Panel::default() };
            }
            let Some(chosen) = self.chosen(register) else { return };
            if self.how == How::Value {
                self.value_ui(ui, cx, chosen);
            }
            let Some(chosen) = chosen else { return };
            let mut hows = vec![(How::Empty, "gui.filter.empty"), (How::Filled, "gui.filter.filled")];
            if !chosen.computed {
                hows.push((How::Several, "gui.filter.several"));
            }
            for (how, key) in hows {
                if chip::filter_ui(ui, &cx.t(key), None, self.how == how).clicked() {
                    self.how = if self.how == how { How::Value } else { how };
                }
            }
        });
    }

    /// The question that fits the kind of the field.
    fn value_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, field: Option<&'static Field>) {
        let name = field.map_or_else(|| cx.t("gui.updated"), |f| f.labels.get(cx.lang).to_owned());
        match field.map(|f| &f.kind) {
            None | Some(Kind::Date | Kind::Time) => self.days_ui(ui, cx, &name),
            Some(Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money) => {
                let [from, to] = ends(cx, &name);
                together(ui);
                field::number_ui(ui, &from, &mut self.from, (&cx.t("gui.filter.least"), END), false);
                paint::text_ui(ui, "–", theme::BODY, theme::text_3());
                field::number_ui(ui, &to, &mut self.to, (&cx.t("gui.filter.greatest"), END), false);
            }
            Some(Kind::Choice(list) | Kind::Choices(list)) => {
                let offered = list.iter().filter(|c| !c.retired || self.picked.contains(c.id));
                let offered: Vec<_> = offered.map(|c| Choosable { id: c.id.to_owned(), text: c.labels.get(cx.lang).to_owned() }).collect();
                many_ui(ui, &name, &mut self.picked, &offered);
            }
            Some(Kind::YesNo) => {
                let offered = [(YES, "gui.yes"), (NO, "gui.no")].map(|(id, key)| Choosable { id: id.to_owned(), text: cx.t(key) });
                many_ui(ui, &name, &mut self.picked, &offered);
            }
            Some(Kind::Person) => self.names_ui(ui, cx, &name, &|part| names(cx, Names::Person, part)),
            Some(Kind::Department) => self.names_ui(ui, cx, &name, &|part| names(cx, Names::Department, part)),
            Some(Kind::Link(register) | Kind::Links(register)) => self.names_ui(ui, cx, &name, &|part| found(cx, register, part)),
            Some(Kind::Text | Kind::Private | Kind::LongText | Kind::Attachments | Kind::Lines(_)) => {
                field::text_ui(ui, &name, &mut self.text, &cx.t("gui.filter.holds"), END * 2.0);
            }
        }
    }

    fn days_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, name: &str) {
        let mut picked = None;
        // Where today lies in no term, none is offered; one that a view asks for is shown.
        let offered = |span: &Span| *span != Span::Term || self.span == Some(Span::Term) || term(cx).is_some();
        for span in Span::ALL.into_iter().filter(offered) {
            if chip::filter_ui(ui, &span_words(cx, span), None, self.span == Some(span)).clicked() {
                picked = Some(span);
            }
        }
        if let Some(span) = picked {
            self.span = (self.span != Some(span)).then_some(span);
            (self.from, self.to) = (String::new(), String::new());
        }
        let [from, to] = ends(cx, name);
        let days =
            |day| cx.backend.month(day).map(|month| month.days.into_iter().map(|d| (d.date, d.working)).collect()).unwrap_or_default();
        let field = |name| DateField { name, today: cx.now.date(), lang: cx.lang, width: END, days: Some((cx.revision, &days)) };
        together(ui);
        let mut changed = date_ui(ui, &mut self.from, field(&from));
        paint::text_ui(ui, "–", theme::BODY, theme::text_3());
        changed |= date_ui(ui, &mut self.to, field(&to));
        if changed {
            self.span = None;
        }
    }

    /// Names that are picked one after the other, with what was picked before them.
    fn names_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, name: &str, offers: &dyn Fn(&str) -> Vec<Offer>) {
        let mut gone = None;
        for value in &self.picked {
            let text = cx.title(value).unwrap_or_else(|| value.clone());
            let shown = chip::removable_ui(ui, &text, &cx.with("gui.filter.remove", &[("what", &text)]), false);
            if shown.removed || shown.pressed {
                gone = Some(value.clone());
            }
        }
        if let Some(value) = gone {
            self.picked.remove(&value);
        }
        let hint = cx.t("gui.filter.name");
        let asked = Suggest { name, hint: &hint, width: END * 1.4, revision: cx.revision, composing: cx.composing, must: true, add: None };
        let left = |part: &str| {
            let mut offered = offers(part);
            offered.retain(|(id, _)| !self.picked.contains(id));
            offered
        };
        let suggested = suggest_ui(ui, &mut self.text, asked, left);
        if let Some((id, _)) = suggested.picked.filter(|_| self.picked.len() < MOST_VALUES) {
            self.picked.insert(id);
            self.text.clear();
            suggested.response.request_focus();
        }
    }

    /// What is wrong with what is typed.
    fn wrong(&self, cx: Cx<'_>, register: &Register) -> Option<String> {
        let field = self.chosen(register)?;
        if self.how != How::Value {
            return None;
        }
        let ends = [&self.from, &self.to].map(|text| text.trim());
        match field.map(|f| &f.kind) {
            None | Some(Kind::Date | Kind::Time) => {
                let days = ends.map(|text| calendar::read(text, cx.now.date()));
                let wrong = ends.iter().zip(&days).find_map(|(text, day)| day.as_ref().err().filter(|_| !text.is_empty()));
                wrong.map(|reason| reason.say(cx.lang)).or_else(|| match days {
                    [Ok(from), Ok(to)] if from > to => Some(cx.t("gui.period.upside_down")),
                    _ => None,
                })
            }
            Some(kind @ (Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money)) => {
                let numbers = ends.map(|text| amount(kind, text));
                let wrong = ends.iter().zip(&numbers).find_map(|(text, n)| n.as_ref().err().filter(|_| !text.is_empty()));
                wrong.map(|reason| reason.say(cx.lang)).or_else(|| match numbers {
                    [Ok(from), Ok(to)] if from > to => Some(cx.t("gui.filter.upside_down")),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// The condition, once it is complete.
    fn ask(&self, cx: Cx<'_>, register: &Register) -> Option<Ask> {
        let field = self.chosen(register)?;
        let ends = [&self.from, &self.to].map(|text| text.trim());
        let is = match (self.how, field.map(|f| &f.kind)) {
            (How::Empty, _) => What::Empty,
            (How::Filled, _) => What::Filled,
            (How::Several, _) => What::Several,
            (How::Value, None | Some(Kind::Date | Kind::Time)) => {
                match (self.span, ends.map(|text| calendar::read(text, cx.now.date()).ok())) {
                    (Some(span), _) => What::Span(span),
                    (None, [None, None]) => return None,
                    (None, [from, to]) => What::Days { from, to },
                }
            }
            (How::Value, Some(kind @ (Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money))) => {
                match ends.map(|text| amount(kind, text).ok()) {
                    [None, None] => return None,
                    [from, to] => What::Numbers { from, to },
                }
            }
            (How::Value, Some(Kind::Text | Kind::Private)) => What::Contains(self.text.trim().to_owned()),
            (How::Value, Some(_)) => What::AnyOf(self.picked.iter().cloned().collect()),
        };
        let ask = Ask { field: self.field.clone()?, is };
        ask.field(register).map(|_| ask)
    }
}

/// Both ends of a range stand in one line.
fn together(ui: &mut Ui) {
    if ui.available_size_before_wrap().x < 2.0 * END + 40.0 {
        ui.end_row();
    }
}

/// A number as a field of this kind keeps it.
fn amount(kind: &Kind, text: &str) -> Result<i64, parse::Reason> {
    match kind {
        Kind::Money => parse::money(text),
        Kind::Decimal { .. } => parse::decimal(text, i64::MIN, i64::MAX),
        _ => parse::integer(text, i64::MIN, i64::MAX),
    }
}

/// A number that [`amount`] gave, as people read it.
fn amount_text(kind: Option<Kind>, n: i64) -> String {
    match kind {
        Some(Kind::Money) => parse::money_text(n),
        Some(Kind::Decimal { .. }) => parse::decimal_text(n),
        _ => n.to_string(),
    }
}

fn names(cx: Cx<'_>, kind: Names, part: &str) -> Vec<Offer> {
    let names = cx.backend.names(kind, part.trim(), OFFERS).unwrap_or_default();
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

/// The accessible names of the ends of a range.
fn ends(cx: Cx<'_>, name: &str) -> [String; 2] {
    ["gui.filter.from", "gui.filter.to"].map(|key| cx.with(key, &[("what", name)]))
}

/// The days of the term in which today lies.
fn term(cx: Cx<'_>) -> Option<Period> {
    *cx.backend.term()?.ok()?
}

fn span_words(cx: Cx<'_>, span: Span) -> String {
    cx.t(match span {
        Span::Today => "gui.filter.today",
        Span::Week => "gui.filter.week",
        Span::Month => "gui.period.month",
        Span::LastMonth => "gui.filter.last_month",
        Span::Term => "gui.period.term",
        Span::Year => "gui.period.year",
    })
}

/// A condition in words.
pub(super) fn words(cx: Cx<'_>, register: &Register, ask: &Ask) -> String {
    let field = register.field(&ask.field);
    let name = field.map_or_else(|| cx.t("gui.updated"), |f| f.labels.get(cx.lang).to_owned());
    let value = |value: &String| match field.map(|f| &f.kind) {
        Some(Kind::YesNo) => cx.t(if value == YES { "gui.yes" } else { "gui.no" }),
        _ => field.map_or_else(|| value.clone(), |f| format::cell(f, &Value::from(value.as_str()), cx.lang, &|id| cx.title(id))),
    };
    let kind = field.map(|f| f.kind);
    let amount = |n: i64| match kind {
        Some(Kind::Money | Kind::Decimal { .. }) => amount_text(kind, n),
        _ => number(n),
    };
    let between = |from: Option<String>, to: Option<String>| match (from, to) {
        (Some(from), Some(to)) if from == to => from,
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => cx.with("gui.filter.since", &[("from", &from)]),
        (None, Some(to)) => cx.with("gui.filter.until", &[("to", &to)]),
        (None, None) => cx.t("gui.filter.filled"),
    };
    let what = match &ask.is {
        What::AnyOf(values) => {
            let mut spelled = values.iter().take(SPELLED).map(value).collect::<Vec<_>>().join(&cx.t("gui.list_separator"));
            if values.len() > SPELLED {
                spelled = cx.with("gui.filter.and_more", &[("some", &spelled), ("n", &values.len().to_string())]);
            }
            spelled
        }
        What::Days { from, to } => between(from.map(|d| d.to_string()), to.map(|d| d.to_string())),
        What::Span(span) => span_words(cx, *span),
        What::Numbers { from, to } => between(from.map(amount), to.map(amount)),
        What::Contains(text) => cx.with("gui.filter.says", &[("text", text)]),
        What::Empty => cx.t("gui.filter.empty"),
        What::Filled => cx.t("gui.filter.filled"),
        What::Several => cx.t("gui.filter.several"),
    };
    cx.with("gui.filter.words", &[("field", &name), ("what", &what)])
}
