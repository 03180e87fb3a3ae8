//! The columns of a list: those that the office has set, or those that the person at this computer has chosen, in what order and how
//! wide. What was chosen is kept with the person's other preferences.

use eframe::egui::{Align, Frame, Layout, Margin, Popup, PopupCloseBehavior, ScrollArea, Sense, Ui, vec2};
use registers::Lang;
use registers::def::{Kind, Register};

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, paint};
use super::super::super::{icons, theme};
use crate::prefs::Columns;

/// Room before the first column.
pub(super) const MARKS: f32 = 56.0;
/// What of it has the square that marks the row.
pub(super) const TICK: f32 = 36.0;
/// Room between two columns.
pub(super) const GAP: f32 = 12.0;
/// Least width of the column that takes what is left.
const LEAST_REMAINDER: f32 = 204.0;
/// How narrow and how wide a column is made.
const WIDTHS: [f32; 2] = [48.0, 900.0];
/// Share of the room that columns take at most which stay where they are while the others move.
const PINNED: f32 = 0.6;
/// What a chip has around its words, and how wide the column of the states gets by itself at most.
const CHIP: f32 = 28.0;
const MOST_STATE: f32 = 160.0;
/// Size of the panel of the columns.
const PANEL: [f32; 2] = [300.0, 380.0];

/// The columns of a list, and their panel.
#[derive(Debug, Default)]
pub(super) struct ColumnsView {
    /// What was chosen, once it was read from the preferences.
    chosen: Option<Columns>,
    /// Those for which there was no room when the list was drawn last.
    lacking: Vec<&'static str>,
}

/// A column where it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub field: &'static str,
    /// From the left edge of the list, as if it were not moved.
    pub x: f32,
    pub width: f32,
}

/// All columns where they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spread {
    pub columns: Vec<Placed>,
    /// So many of them stay where they are.
    pub pinned: usize,
    /// What all of them take.
    pub width: f32,
}

impl Spread {
    /// Where those end that stay where they are.
    pub fn edge(&self) -> f32 {
        self.pinned.checked_sub(1).and_then(|last| self.columns.get(last)).map_or(MARKS, |last| last.x + last.width + GAP)
    }
}

impl ColumnsView {
    /// Reads what was chosen, once.
    pub fn read(&mut self, cx: Cx<'_>, register: &Register) {
        if self.chosen.is_none() {
            self.chosen = Some(cx.backend.prefs().columns.get(register.key).cloned().unwrap_or_default());
        }
    }

    /// The columns that the person has chosen, as far as the register has them; none where nothing was chosen.
    pub fn chosen(&self, register: &Register) -> Vec<&'static str> {
        let offered = offered(register);
        let known = |name: &String| offered.iter().find(|column| *column == name).copied();
        let mut chosen: Vec<&'static str> = Vec::new();
        for column in self.chosen.iter().flat_map(|c| c.shown.iter().filter_map(known)) {
            if !chosen.contains(&column) {
                chosen.push(column);
            }
        }
        chosen
    }

    /// All columns that the list has, whether there is room for them or not.
    pub fn all(&self, register: &Register) -> Vec<&'static str> {
        let chosen = self.chosen(register);
        if chosen.is_empty() { register.list.iter().map(|c| c.field).collect() } else { chosen }
    }

    /// Where the columns are drawn in a room of this width.
    pub fn spread(&self, register: &Register, room: f32, lang: Lang) -> Spread {
        let mut columns = self.all(register);
        if self.chosen(register).is_empty() {
            fit(register, &mut columns, room, |column| self.width(register, column, lang).unwrap_or(LEAST_REMAINDER));
        }
        let widths: Vec<Option<f32>> = columns.iter().map(|column| self.width(register, column, lang)).collect();
        let fixed: f32 = MARKS + widths.iter().map(|width| GAP + width.unwrap_or_default()).sum::<f32>();
        let sharing = widths.iter().filter(|width| width.is_none()).count().max(1);
        let share = ((room - fixed) / sharing as f32).floor().max(LEAST_REMAINDER);
        let mut x = MARKS;
        let placed = columns.into_iter().zip(widths).map(|(field, width)| {
            let placed = Placed { field, x, width: width.unwrap_or(share) };
            x += placed.width + GAP;
            placed
        });
        let columns: Vec<Placed> = placed.collect();
        // The title stays, with what is before it, unless that is most of the room.
        let title = columns.iter().position(|c| c.field == register.title);
        let fits = |at: &usize| columns.get(*at).is_some_and(|last| last.x + last.width <= room * PINNED);
        let pinned = title.filter(fits).map_or(0, |at| at + 1);
        Spread { columns, pinned, width: x }
    }

    /// Notes which columns are not drawn. Gives whether these are others than before.
    pub fn lacks(&mut self, register: &Register, spread: &Spread) -> bool {
        let drawn = |column: &&'static str| spread.columns.iter().any(|placed| placed.field == *column);
        let lacking: Vec<_> = self.all(register).into_iter().filter(|column| !drawn(column)).collect();
        lacking != std::mem::replace(&mut self.lacking, lacking.clone())
    }

    /// What the button says: how many of the columns are seen, where there is no room for all.
    fn words(&self, cx: Cx<'_>, register: &Register) -> String {
        if self.lacking.is_empty() {
            return cx.t("gui.columns");
        }
        let all = self.all(register).len();
        let shown = all.saturating_sub(self.lacking.len());
        cx.with("gui.columns.lacking", &[("shown", &shown.to_string()), ("all", &all.to_string())])
    }

    /// The width that the button takes.
    pub fn button_width(&self, ui: &Ui, cx: Cx<'_>, register: &Register) -> f32 {
        const AROUND: f32 = 52.0;
        let words = ui.painter().layout_no_wrap(self.words(cx, register), theme::font(theme::BODY), theme::text()).size().x;
        (words + AROUND).max(theme::COLUMNS_BUTTON)
    }

    /// How wide a column is; none for one that takes what is left.
    fn width(&self, register: &Register, column: &str, lang: Lang) -> Option<f32> {
        let own = self.chosen.as_ref().and_then(|c| c.widths.get(column)).map(|width| f32::from(*width));
        let listed = register.list.iter().find(|c| c.field == column).map(|c| f32::from(c.width));
        // Where the words of the states are longer than what the register counts with, they are what is read.
        let listed = listed.map(|width| if column == "_state" { width.max(of_states(register, lang)) } else { width });
        match own.or(listed) {
            Some(0.0) => None,
            Some(width) => Some(width.clamp(WIDTHS[0], WIDTHS[1])),
            None => Some(usual(register, column)),
        }
    }

    /// Makes a column so wide.
    pub fn widen(&mut self, column: &str, width: f32) {
        let width = width.round().clamp(WIDTHS[0], WIDTHS[1]) as u16;
        self.chosen.get_or_insert_default().widths.insert(column.to_owned(), width);
    }

    /// Keeps what was chosen for the next start.
    pub fn keep(&self, register: &'static Register) -> Command {
        Command::Columns(register.key, self.chosen.clone().unwrap_or_default())
    }

    /// The button with the panel.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        let mut response = button::small_ui(ui, icons::GEAR, &self.words(cx, register)).accessible_name(cx.t("gui.columns"));
        if !self.lacking.is_empty() {
            let names: Vec<String> = self.lacking.iter().map(|column| label(cx, register, column)).collect();
            let names = names.join(&cx.t("gui.list_separator"));
            let hint = cx.with("gui.columns.lacking_hint", &[("names", &paint::plain(names))]);
            paint::described(&response, &hint);
            response = response.on_hover_text(hint);
        }
        let popup = Popup::from_toggle_button_response(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        popup.show(|ui| Frame::new().inner_margin(Margin::same(8)).show(ui, |ui| self.panel_ui(ui, cx, register, out)));
    }

    fn panel_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        ui.set_width(PANEL[0]);
        ui.spacing_mut().item_spacing.y = 4.0;
        paint::bold_ui(ui, cx.t("gui.columns.title"), theme::BODY);
        paint::text_ui(ui, cx.t("gui.columns.hint"), theme::SMALL, theme::text_3());
        ui.add_space(4.0);
        ScrollArea::vertical().max_height(PANEL[1]).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if let Some(shown) = self.entries_ui(ui, cx, register) {
                self.chosen.get_or_insert_default().shown = shown.into_iter().map(str::to_owned).collect();
                out.push(self.keep(register));
            }
        });
        ui.add_space(4.0);
        let own = self.chosen.as_ref().is_some_and(|c| *c != Columns::default());
        if ui.add_enabled_ui(own, |ui| button::small_ui(ui, "", &cx.t("gui.columns.reset"))).inner.clicked() {
            self.chosen = Some(Columns::default());
            out.push(self.keep(register));
        }
    }

    /// All columns that there are, those first that are shown. Gives what is to be shown when that changed.
    fn entries_ui(&self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register) -> Option<Vec<&'static str>> {
        let shown = self.all(register);
        let rest: Vec<&'static str> = offered(register).into_iter().filter(|column| !shown.contains(column)).collect();
        let mut changed = None;
        for (at, column) in shown.iter().chain(&rest).enumerate() {
            // What was moved by a key goes on under the same key.
            let entry = ui.push_id(*column, |ui| {
                let size = vec2(ui.available_width(), theme::INPUT_SMALL);
                let label = label(cx, register, column);
                let layout = Layout::left_to_right(Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| entry_ui(ui, cx, &label, *column == register.title, (at, shown.len()))).inner
            });
            let mut columns = shown.clone();
            match entry.inner {
                Some(Wish::Show) => columns.push(*column),
                Some(Wish::Hide) => columns.retain(|c| c != column),
                Some(Wish::Swap(to)) => columns.swap(at, to),
                None => continue,
            }
            changed = Some(columns);
        }
        changed
    }
}

/// What is wanted of a column.
enum Wish {
    Show,
    Hide,
    Swap(usize),
}

/// The entry of a column at a place, of so many that are shown before all others. The title is always shown.
fn entry_ui(ui: &mut Ui, cx: Cx<'_>, label: &str, is_title: bool, (at, shown): (usize, usize)) -> Option<Wish> {
    ui.set_min_height(theme::INPUT_SMALL);
    ui.spacing_mut().item_spacing.x = 8.0;
    let is_shown = at < shown;
    let (mut on, mut wish) = (is_shown, None);
    let mut ticked = ui.add_enabled_ui(!is_title, |ui| button::check_ui(ui, &mut on, label)).inner.changed();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let ways = [(icons::ARROW_DOWN, "gui.columns.down", at + 1), (icons::ARROW_UP, "gui.columns.up", at.wrapping_sub(1))];
        for (icon, key, to) in ways.into_iter().filter(|_| is_shown) {
            let press = |ui: &mut Ui| button::icon_ui(ui, icon, &cx.with(key, &[("what", label)]));
            if ui.add_enabled_ui(to < shown, press).inner.clicked() && to < shown {
                wish = Some(Wish::Swap(to));
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let color = if is_shown { theme::text() } else { theme::text_2() };
            let words = paint::truncated_ui(ui, label, theme::BODY, color);
            // The words are as good as the box; the tabulator stops at the box only.
            if ui.interact(words.rect, ui.scope_id().with("words"), Sense::CLICK).clicked() && !is_title {
                (ticked, on) = (true, !is_shown);
            }
        });
    });
    if ticked { Some(if on { Wish::Show } else { Wish::Hide }) } else { wish }
}

/// What a column is called.
pub(super) fn label(cx: Cx<'_>, register: &Register, column: &str) -> String {
    match (register.field(column), column) {
        (Some(field), _) => field.labels.get(cx.lang).to_owned(),
        (None, "_updated") => cx.t("gui.updated"),
        (None, derived) if derived.starts_with('=') => crate::report::derived_label(cx.lang, register, derived).unwrap_or_default(),
        (None, _) => cx.t("gui.state"),
    }
}

/// Whether a list can be sorted by a column: what is computed when it is shown has no order.
pub(super) fn is_sortable(column: &str) -> bool {
    !column.starts_with('=')
}

/// All columns that a list of the register can show: those that it has, then its other fields, and what is computed of them.
fn offered(register: &Register) -> Vec<&'static str> {
    let fits = |kind: &Kind| !matches!(kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments);
    let mut all: Vec<&'static str> = register.list.iter().map(|c| c.field).collect();
    let fields = register.all_fields().filter(|f| fits(&f.kind) && !f.retired).map(|f| f.id);
    let derived = register.derived.iter().map(|d| derived_column(d.id));
    for column in fields.chain(["_state", "_updated"]).chain(derived) {
        // When something was written is what a register of those who shall join nobody does not tell.
        let told = column != "_updated" || !register.unnamed;
        if told && !all.contains(&column) {
            all.push(column);
        }
    }
    all
}

/// The name of the column that shows a computed value. There are as many as registers compute, and each is made once.
fn derived_column(id: &'static str) -> &'static str {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};
    static NAMES: Mutex<BTreeMap<&'static str, &'static str>> = Mutex::new(BTreeMap::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    names.entry(id).or_insert_with(|| Box::leak(format!("={id}").into_boxed_str()))
}

/// Leaves out the columns for which there is no room; those at the end go first, but never the title, the widest or the state.
fn fit(register: &Register, columns: &mut Vec<&'static str>, room: f32, width: impl Fn(&str) -> f32) {
    let widest = |column: &str| register.list.iter().any(|c| c.field == column && c.width == 0);
    while MARKS + columns.iter().map(|c| GAP + width(c)).sum::<f32>() > room {
        let Some(last) = columns.iter().rposition(|c| *c != "_state" && *c != register.title && !widest(c)) else { break };
        columns.remove(last);
    }
}

/// How wide the words of the states are with the chip around them, within reason.
fn of_states(register: &Register, lang: Lang) -> f32 {
    let wide = |c: char| if c.is_ascii() { 6.6 } else { theme::LABEL };
    let words = register.states.iter().map(|state| state.labels.get(lang).chars().map(wide).sum::<f32>());
    (words.fold(0.0, f32::max) + CHIP).min(MOST_STATE)
}

/// How wide a column is of which the register says nothing.
fn usual(register: &Register, column: &str) -> f32 {
    let Some(field) = register.field(column) else { return if column == "_updated" { 140.0 } else { 100.0 } };
    match field.kind {
        Kind::YesNo => 70.0,
        Kind::Integer { .. } | Kind::Decimal { .. } => 80.0,
        Kind::Person => 90.0,
        Kind::Date => 104.0,
        Kind::Money | Kind::Choice(_) => 110.0,
        Kind::Department => 120.0,
        Kind::Time => 140.0,
        _ => 160.0,
    }
}
