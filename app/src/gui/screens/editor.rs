//! The right editor for each kind of field.

use std::collections::BTreeSet;

use eframe::egui::{Align, Key, Layout, Response, Ui, vec2};
use registers::common::{MERGED, VOID};
use registers::def::{Choice, Field, Kind, Register};
use registers::{Lang, RecordId};

use super::super::backend::{Names, Query, Row};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::draft::Input;
use super::super::text::noun;
use super::super::widgets::calendar::{DateField, date_field_ui};
use super::super::widgets::select::{Choosable, many_ui, pick_ui};
use super::super::widgets::suggest::{Offer, Suggest, suggest_ui};
use super::super::widgets::{button, chip, field, paint};
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
    /// Whether the record that a link is to name can be made from here.
    pub makes: bool,
}

/// Draws the editor of a field and gives the response of what takes the keyboard, if one thing does.
/// Lines have their own: see [`super::lines`].
pub fn editor_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, input: &mut Input, out: &mut Vec<Command>) -> Option<Response> {
    let response = edit_ui(ui, cx, editor, input, out);
    response.iter().filter(|_| !cx.composing).for_each(|response| field::enter_goes_on(ui, response));
    response
}

fn edit_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, input: &mut Input, out: &mut Vec<Command>) -> Option<Response> {
    let Editor { field, name, width, hint, .. } = editor;
    match (&field.kind, input) {
        (Kind::LongText, Input::Text(text)) => Some(field::long_text_ui(ui, name, text, hint, width)),
        (Kind::Date, Input::Text(text)) => Some(dated_ui(ui, cx, text, (name, width))),
        (Kind::Person, Input::Text(text)) => Some(names_ui(ui, cx, Names::Person, editor, text)),
        (Kind::Department, Input::Text(text)) => Some(names_ui(ui, cx, Names::Department, editor, text)),
        (Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money, Input::Text(text)) => {
            Some(field::number_ui(ui, name, text, (hint, width), !editor.makes))
        }
        (_, Input::Text(text)) => Some(field::text_ui(ui, name, text, hint, width)),
        (_, Input::Time { date, time }) => Some(time_ui(ui, cx, editor, date, time)),
        (kind, Input::Choice(picked)) => {
            let list = if let Kind::Choice(list) = kind { *list } else { &[] };
            let offered = choosables(list, cx.lang, |id| picked.as_deref() == Some(id));
            Some(pick_ui(ui, name, picked, &offered, &cx.t("gui.form.choose"), width))
        }
        (_, Input::YesNo(yes)) => {
            let options = [(Some(true), cx.t("gui.yes")), (Some(false), cx.t("gui.no")), (None, cx.t("gui.not_said"))];
            if let Some(picked) = chip::segmented_ui(ui, name, *yes, &options) {
                *yes = picked;
            }
            None
        }
        (Kind::Link(register), Input::Link { picked, text }) => Some(link_ui(ui, cx, editor, register, (picked, text), out)),
        (Kind::Choices(list), Input::Set { picked, .. }) => {
            let offered = choosables(list, cx.lang, |id| picked.contains(id));
            many_ui(ui, name, picked, &offered);
            None
        }
        (Kind::Links(register), Input::Set { picked, text }) => {
            links_ui(ui, cx, editor, register, picked, text);
            None
        }
        (_, Input::Set { picked, text }) => {
            members_ui(ui, cx, editor, picked, text);
            None
        }
        (_, Input::Link { .. } | Input::Lines(_)) => None,
    }
}

/// What can be chosen: not what is no longer offered, unless it is chosen already.
fn choosables(list: &[Choice], lang: Lang, picked: impl Fn(&str) -> bool) -> Vec<Choosable> {
    let offered = list.iter().filter(|c| !c.retired || picked(c.id));
    offered.map(|c| Choosable { id: c.id.to_owned(), text: c.labels.get(lang).to_owned() }).collect()
}

fn suggest<'a>(cx: Cx<'_>, editor: Editor<'a>, hint: &'a str) -> Suggest<'a> {
    let Editor { name, width, .. } = editor;
    Suggest { name, hint, width, revision: cx.revision, composing: cx.composing, must: false, add: None }
}

fn names_ui(ui: &mut Ui, cx: Cx<'_>, kind: Names, editor: Editor<'_>, text: &mut String) -> Response {
    let offers = |part: &str| {
        let mut names = cx.backend.names(kind, part.trim(), OFFERS).unwrap_or_default();
        names.retain(|n| n != part);
        names.into_iter().map(|name| (name.clone(), name)).collect()
    };
    suggest_ui(ui, text, suggest(cx, editor, editor.hint), offers).response
}

fn time_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, date: &mut String, time: &mut String) -> Response {
    const CLOCK: f32 = 86.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = (editor.width - CLOCK - 6.0).max(80.0);
        let response = dated_ui(ui, cx, date, (editor.name, width));
        let name = format!("{} {}", editor.name, cx.t("gui.form.clock"));
        let asked = Suggest { name: &name, width: CLOCK, ..suggest(cx, editor, "08:30") };
        let clock = suggest_ui(ui, time, asked, clock_times).response;
        if !cx.composing {
            field::enter_goes_on(ui, &clock);
        }
        response
    })
    .inner
}

/// A date by the office's calendar.
fn dated_ui(ui: &mut Ui, cx: Cx<'_>, text: &mut String, (name, width): (&str, f32)) -> Response {
    let days = |day| cx.backend.month(day).map(|month| month.days.into_iter().map(|d| (d.date, d.working)).collect()).unwrap_or_default();
    let field = DateField { name, today: cx.now.date(), lang: cx.lang, width, days: Some((cx.revision, &days)) };
    date_field_ui(ui, text, field)
}

/// The half hours of an office's day that begin with what is typed; all of them where it is a time already.
fn clock_times(part: &str) -> Vec<Offer> {
    let all = || (7..22).flat_map(|hour| ["00", "30"].map(|minute| format!("{hour:02}:{minute}")));
    let part = part.trim();
    let fits = |time: &String| time.starts_with(part) || time.trim_start_matches('0').starts_with(part);
    let whole = registers::parse::time_of_day(part).is_ok() && part.len() > 2;
    all().filter(|time| whole || fits(time)).map(|time| (time.clone(), time)).collect()
}

/// Records that hold what is typed, with what names them.
pub(super) fn found(cx: Cx<'_>, register: &'static str, text: &str) -> Vec<Offer> {
    let query = Query { register, search: text.trim().to_owned(), ..Query::default() };
    let rows = cx.backend.page(&query, 0, 4 * OFFERS).map(|p| p.rows).unwrap_or_default();
    offered(rows)
}

/// What a link may name: not what is void, and of what was merged the record that stands.
fn offered(rows: Vec<Row>) -> Vec<Offer> {
    let stands = |row: &Row| row.state != MERGED && row.state != VOID;
    rows.into_iter().filter(stands).take(OFFERS).map(|row| (row.id.to_string(), row.title)).collect()
}

/// The record that a text names: the only one of that title or number.
pub fn named(cx: Cx<'_>, register: &'static str, text: &str) -> Option<String> {
    let found = found(cx, register, text);
    let mut exact = found.iter().filter(|(_, title)| title == text);
    match (exact.next(), exact.next(), &found[..]) {
        (Some((id, _)), None, _) | (None, _, [(id, _)]) => Some(id.clone()),
        _ => None,
    }
}

/// A register whose records need nothing but what names them, so that one can be made from a form that links to it.
fn makeable(cx: Cx<'_>, key: &str) -> Option<&'static Register> {
    let register = cx.backend.registers().iter().find(|r| r.key == key).copied()?;
    let plain = register.all_fields().all(|f| !f.required || f.id == register.title);
    let named = register.field(register.title).is_some_and(|f| matches!(f.kind, Kind::Text));
    (plain && named).then_some(register)
}

fn link_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    editor: Editor<'_>,
    key: &'static str,
    (picked, text): (&mut Option<String>, &mut String),
    out: &mut Vec<Command>,
) -> Response {
    let hint = cx.t("gui.form.link");
    let register = makeable(cx, key).filter(|_| editor.makes && picked.is_none());
    let add = register.map(|r| cx.with("gui.form.make", &[("what", &noun(r.one.get(cx.lang), cx.lang)), ("title", text.trim())]));
    let target = cx.backend.registers().iter().find(|r| r.key == key).copied();
    let id = picked.as_ref().and_then(|id| RecordId::from_string(id).ok());
    let visit = target.zip(id).filter(|_| editor.makes);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let width = if visit.is_some() { editor.width - theme::INPUT_SMALL - 4.0 } else { editor.width };
        let asked = Suggest { width, must: true, add: add.as_deref(), ..suggest(cx, editor, &hint) };
        let suggested = suggest_ui(ui, text, asked, |part| found(cx, key, part));
        if let Some((id, _)) = suggested.picked {
            *picked = Some(id);
        } else if suggested.response.changed() {
            *picked = None;
        } else if let (true, Some(register)) = (suggested.add, register) {
            out.push(Command::AddLinked(register, text.trim().to_owned(), editor.field.id));
        }
        if let Some((register, id)) = visit
            && button::icon_ui(ui, icons::LINK, &cx.with("gui.form.visit", &[("what", text)])).clicked()
        {
            out.push(Command::Open(register, id));
        }
        suggested.response
    })
    .inner
}

fn links_ui(ui: &mut Ui, cx: Cx<'_>, editor: Editor<'_>, register: &'static str, picked: &mut BTreeSet<String>, text: &mut String) {
    set_ui(ui, cx, picked, &|id| cx.title(id).unwrap_or_else(|| id.to_owned()));
    let hint = cx.t("gui.form.link");
    let offers = |part: &str| {
        let mut offered = found(cx, register, part);
        offered.retain(|(id, _)| !picked.contains(id));
        offered
    };
    let suggested = suggest_ui(ui, text, Suggest { must: true, ..suggest(cx, editor, &hint) }, offers);
    if let Some((id, _)) = suggested.picked {
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
        let add = button::secondary_ui(ui, icons::PLUS, &cx.t("gui.form.add"));
        paint::described(&add, editor.name);
        let add = add.clicked();
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
