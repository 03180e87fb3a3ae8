//! The right editor for each kind of field.

use std::collections::BTreeSet;

use eframe::egui::{Align, Align2, Key, Layout, Margin, Response, TextEdit, Ui, vec2};
use registers::Lang;
use registers::common::{MERGED, VOID};
use registers::def::{Choice, Field, Kind};

use super::super::backend::{Names, Query, Row};
use super::super::cx::Cx;
use super::super::draft::Input;
use super::super::widgets::calendar::{DateField, date_ui};
use super::super::widgets::select::{Choosable, many_ui, select_ui};
use super::super::widgets::suggest::suggest_ui;
use super::super::widgets::{button, chip, field};
use super::super::{icons, theme};

/// Entries that a field offers.
const OFFERS: usize = 8;

/// Which editor.
#[derive(Debug, Clone, Copy)]
pub struct Editor<'a> {
    /// The field.
    pub field: &'static Field,
    /// Accessible name.
    pub name: &'a str,
    /// Width.
    pub width: f32,
    /// What an empty field says.
    pub hint: &'a str,
}

/// Draws the editor of a field and gives the response of its text, if it has one that can take the keyboard.
/// Lines have their own: see [`super::lines`].
pub fn editor_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, input: &mut Input) -> Option<Response> {
    let Editor { field, name, width, hint } = editor;
    match (&field.kind, input) {
        (Kind::LongText, Input::Text(text)) => {
            return Some(field::long_text_ui(ui, name, text, hint, width));
        }
        (Kind::Date, Input::Text(text)) => {
            date_ui(ui, text, DateField { name, today: cx.now.date(), lang: cx.lang, width });
        }
        (Kind::Person, Input::Text(text)) => return Some(names_ui(ui, cx, Names::Person, editor, text)),
        (Kind::Department, Input::Text(text)) => return Some(names_ui(ui, cx, Names::Department, editor, text)),
        (_, Input::Text(text)) => {
            return Some(field::text_ui(ui, name, text, hint, width));
        }
        (_, Input::Time { date, time }) => time_ui(ui, cx, editor, date, time),
        (kind, Input::Choice(picked)) => {
            let list = if let Kind::Choice(list) = kind { *list } else { &[] };
            let offered = choosables(list, cx.lang, |id| picked.as_deref() == Some(id));
            select_ui(ui, name, picked, &offered, &cx.t("gui.form.choose"), width);
        }
        (_, Input::YesNo(yes)) => {
            let options = [(Some(true), cx.t("gui.yes")), (Some(false), cx.t("gui.no")), (None, cx.t("gui.not_said"))];
            if let Some(picked) = chip::segmented_ui(ui, name, *yes, &options) {
                *yes = picked;
            }
        }
        (Kind::Link(register), Input::Link { picked, text }) => link_ui(ui, cx, editor, register, picked, text),
        (Kind::Choices(list), Input::Set { picked, .. }) => {
            let offered = choosables(list, cx.lang, |id| picked.contains(id));
            many_ui(ui, name, picked, &offered);
        }
        (Kind::Links(register), Input::Set { picked, text }) => links_ui(ui, cx, editor, register, picked, text),
        (_, Input::Set { picked, text }) => members_ui(ui, cx, editor, picked, text),
        (_, Input::Link { .. } | Input::Lines(_)) => {}
    }
    None
}

/// What can be chosen: not what is no longer offered, unless it is chosen already.
fn choosables(list: &[Choice], lang: Lang, picked: impl Fn(&str) -> bool) -> Vec<Choosable> {
    let offered = list.iter().filter(|c| !c.retired || picked(c.id));
    offered.map(|c| Choosable { id: c.id.to_owned(), text: c.labels.get(lang).to_owned() }).collect()
}

fn names_ui(ui: &mut Ui, cx: Cx<'_>, kind: Names, editor: Editor<'_>, text: &mut String) -> Response {
    let composing = cx.composing;
    suggest_ui(ui, editor.name, text, editor.hint, editor.width, |part| {
        if composing {
            return Vec::new();
        }
        let mut names = cx.backend.names(kind, part.trim(), OFFERS).unwrap_or_default();
        names.retain(|n| n != part);
        names
    })
    .0
}

fn time_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, date: &mut String, time: &mut String) {
    const CLOCK: f32 = 86.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = (editor.width - CLOCK - 6.0).max(80.0);
        date_ui(ui, date, DateField { name: editor.name, today: cx.now.date(), lang: cx.lang, width });
        let edit = TextEdit::singleline(time)
            .hint_text(eframe::egui::RichText::new("08:30").color(theme::text_hint()))
            .desired_width(CLOCK - 20.0)
            .margin(Margin::symmetric(10, 6))
            .min_size(vec2(CLOCK, theme::INPUT))
            .align(Align2::LEFT_CENTER);
        ui.add(edit).accessible_name(format!("{} {}", editor.name, cx.t("gui.form.clock")));
    });
}

/// Records that hold what is typed, with what names them.
fn found(cx: Cx<'_>, register: &'static str, text: &str) -> Vec<(String, String)> {
    if cx.composing {
        return Vec::new();
    }
    let query = Query { register, search: text.trim().to_owned(), ..Query::default() };
    let rows = cx.backend.page(&query, 0, 4 * OFFERS).map(|p| p.rows).unwrap_or_default();
    offered(rows)
}

/// What a link may name: not what is void, and of what was merged the record that stands.
fn offered(rows: Vec<Row>) -> Vec<(String, String)> {
    let stands = |row: &Row| row.state != MERGED && row.state != VOID;
    rows.into_iter().filter(stands).take(OFFERS).map(|row| (row.id.to_string(), row.title)).collect()
}

fn link_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, register: &'static str, picked: &mut Option<String>, text: &mut String) {
    let mut offered = Vec::new();
    let hint = cx.t("gui.form.link");
    let (response, chosen) = suggest_ui(ui, editor.name, text, &hint, editor.width, |part| {
        offered = found(cx, register, part);
        offered.iter().map(|(_, title)| title.clone()).collect()
    });
    if let Some((id, _)) = chosen.and_then(|at| offered.get(at)) {
        *picked = Some(id.clone());
    } else if response.changed() {
        *picked = None;
    }
}

fn links_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, register: &'static str, picked: &mut BTreeSet<String>, text: &mut String) {
    set_ui(ui, cx, picked, &|id| cx.title(id).unwrap_or_else(|| id.to_owned()));
    let mut offered = Vec::new();
    let (_, chosen) = suggest_ui(ui, editor.name, text, &cx.t("gui.form.link"), editor.width, |part| {
        offered = found(cx, register, part);
        offered.retain(|(id, _)| !picked.contains(id));
        offered.iter().map(|(_, title)| title.clone()).collect()
    });
    if let Some((id, _)) = chosen.and_then(|at| offered.into_iter().nth(at)) {
        picked.insert(id);
        text.clear();
    }
}

/// Names that are typed and added one by one. A `/` would end the name in the document.
fn members_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, picked: &mut BTreeSet<String>, text: &mut String) {
    set_ui(ui, cx, picked, &str::to_owned);
    let row = vec2(editor.width, theme::INPUT);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let add = button::secondary_ui(ui, icons::PLUS, &cx.t("gui.form.add")).clicked();
        let width = ui.available_width();
        let response = field::text_ui(ui, editor.name, text, &cx.t("gui.form.file_name"), width);
        let entered = !cx.composing && response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let name = text.trim().replace('/', "／");
        if (add || entered) && !name.is_empty() {
            picked.insert(name);
            text.clear();
        }
    });
}

fn set_ui(ui: &mut Ui, cx: Cx<'_>, picked: &mut BTreeSet<String>, text: &dyn Fn(&str) -> String) {
    if picked.is_empty() {
        return;
    }
    let mut gone = None;
    ui.horizontal_wrapped(|ui| {
        for member in picked.iter() {
            let shown = text(member);
            chip::tag_ui(ui, &shown);
            if button::icon_ui(ui, icons::X, &cx.with("gui.form.remove", &[("what", &shown)])).clicked() {
                gone = Some(member.clone());
            }
        }
    });
    if let Some(member) = gone {
        picked.remove(&member);
    }
}

#[cfg(test)]
mod tests {
    use registers::RecordId;

    use super::*;

    #[test]
    fn what_is_void_or_merged_is_not_offered_to_links() {
        let row = |n: u128, state: &str| Row {
            id: RecordId::from_parts(1, n),
            title: format!("{state} {n}"),
            state: state.to_owned(),
            values: Vec::new(),
            conflict: false,
            pending: false,
        };
        let rows = (0..10).map(|n| row(n, MERGED)).chain([row(10, VOID)]).chain((11..30).map(|n| row(n, "active"))).collect();
        let titles: Vec<String> = offered(rows).into_iter().map(|(_, title)| title).collect();
        assert_eq!((titles.len(), titles[0].as_str()), (OFFERS, "active 11"));
    }
}
