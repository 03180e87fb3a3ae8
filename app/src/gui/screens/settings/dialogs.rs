//! The dialogs of the settings: other words for something, and a further field.

use eframe::egui::{Align, Layout, Ui, vec2};
use registers::book::adjustments as own;
use registers::def::{Kind, Register};
use registers::shelf::{self, Shelf, fresh_id};
use registers::{Op, Record, parse};

use super::super::super::cx::Cx;
use super::super::super::icons;
use super::super::super::theme;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::select::{Choosable, select_ui};
use super::super::super::widgets::{button, dialog};
use super::super::form::refused_ui;
use super::{Change, SettingsView, label_field, set};

/// What is asked for over the page.
#[derive(Debug)]
pub(super) enum Dialog {
    Rename(Rename),
    Field(NewField),
}

/// Other words for something.
#[derive(Debug)]
pub(super) struct Rename {
    what: &'static str,
    target: String,
    before: String,
    text: String,
}

impl Rename {
    pub(super) fn new(what: &'static str, target: &str, before: &str) -> Rename {
        Rename { what, target: target.to_owned(), before: before.to_owned(), text: before.to_owned() }
    }
}

/// A further field.
#[derive(Debug, Default)]
pub(super) struct NewField {
    label: String,
    /// The field whose rows it becomes a column of; none for a field of the register.
    rows: Option<String>,
    kind: Option<String>,
    words: String,
    link: Option<String>,
    required: bool,
    listed: bool,
    refused: Option<String>,
}

/// What became of a dialog.
enum Done {
    Open,
    Left,
    Confirmed(Change),
}

impl SettingsView {
    pub(super) fn dialog_ui(&mut self, ui: &Ui, cx: Cx<'_>, register: &'static Register, changes: &mut Vec<Change>) {
        let done = match &mut self.dialog {
            Some(Dialog::Rename(rename)) => rename_ui(ui, cx, rename),
            Some(Dialog::Field(field)) => field_ui(ui, cx, register, field),
            None => return,
        };
        match done {
            Done::Open => return,
            Done::Left => {}
            Done::Confirmed(change) => changes.push(change),
        }
        self.dialog = None;
    }
}

/// The buttons below a dialog: whether it is confirmed, or left.
fn buttons_ui(ui: &mut Ui, cx: Cx<'_>, may: bool) -> (bool, bool) {
    ui.add_space(4.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
        let confirmed =
            ui.add_enabled_ui(may && !cx.composing, |ui| button::primary_ui(ui, icons::CHECK, &cx.t("gui.save")).clicked()).inner;
        (confirmed, button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked())
    })
    .inner
}

fn rename_ui(ui: &Ui, cx: Cx<'_>, rename: &mut Rename) -> Done {
    let title = cx.with("gui.settings.rename", &[("what", &rename.before)]);
    let label = cx.t("gui.settings.label");
    let shown = dialog::dialog_ui(ui.ctx(), "rename", &title, theme::DIALOG_WIDTH, |ui| {
        let width = theme::DIALOG_WIDTH - 10.0;
        let caption = Caption { label: &label, required: true, error: None };
        captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, &mut rename.text, "", width));
        let text = rename.text.trim();
        buttons_ui(ui, cx, !text.is_empty() && text != rename.before)
    });
    match shown.inner {
        (true, _) => Done::Confirmed(Change::new(rename.what, &rename.target, vec![set(label_field(cx.lang), rename.text.trim())])),
        (_, true) => Done::Left,
        _ if shown.dismissed => Done::Left,
        _ => Done::Open,
    }
}

fn field_ui(ui: &Ui, cx: Cx<'_>, register: &'static Register, field: &mut NewField) -> Done {
    let shown = dialog::dialog_ui(ui.ctx(), "new field", &cx.t("gui.settings.add_field"), theme::DIALOG_WIDTH, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        if let Some(refused) = &field.refused {
            refused_ui(ui, refused);
        }
        let width = theme::DIALOG_WIDTH - 10.0;
        let label = cx.t("gui.settings.label");
        captioned_ui(ui, Caption { label: &label, required: true, error: None }, width, |ui| {
            text_ui(ui, &label, &mut field.label, "", width)
        });
        let rows = register.all_fields().filter(|f| !f.retired && matches!(f.kind, Kind::Lines(_)));
        let rows: Vec<Choosable> = rows
            .map(|f| Choosable { id: f.id.to_owned(), text: cx.with("gui.settings.in_rows", &[("rows", f.labels.get(cx.lang))]) })
            .collect();
        if !rows.is_empty() {
            let label = cx.t("gui.settings.where");
            captioned_ui(ui, Caption { label: &label, required: false, error: None }, width, |ui| {
                select_ui(ui, &label, &mut field.rows, &rows, register.one.get(cx.lang), width)
            });
        }
        let kinds = own::REGISTER.field(own::KIND.id()).map_or(&[][..], |f| f.choice_list());
        let kinds: Vec<Choosable> =
            kinds.iter().map(|k| Choosable { id: k.id.to_owned(), text: k.labels.get(cx.lang).to_owned() }).collect();
        let label = cx.t("gui.settings.kind");
        let text_kind = kinds.first().map_or_else(String::new, |k| k.text.clone());
        captioned_ui(ui, Caption { label: &label, required: false, error: None }, width, |ui| {
            select_ui(ui, &label, &mut field.kind, &kinds, &text_kind, width)
        });
        match field.kind.as_deref() {
            Some("choice" | "choices") => {
                let label = cx.t("gui.settings.words");
                let caption = Caption { label: &label, required: true, error: None };
                captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, &mut field.words, &cx.t("gui.settings.words_hint"), width));
            }
            Some("link" | "links") => {
                let label = cx.t("gui.settings.link_to");
                let registers = cx.backend.registers().iter();
                let options: Vec<Choosable> =
                    registers.map(|r| Choosable { id: r.key.to_owned(), text: r.labels.get(cx.lang).to_owned() }).collect();
                captioned_ui(ui, Caption { label: &label, required: true, error: None }, width, |ui| {
                    select_ui(ui, &label, &mut field.link, &options, &cx.t("gui.settings.choose"), width)
                });
            }
            _ => {}
        }
        let flat = field.rows.is_none();
        field.listed &= flat;
        let listed = flat.then_some((&mut field.listed, "gui.settings.listed"));
        for (on, key) in std::iter::once((&mut field.required, "gui.settings.required")).chain(listed) {
            ui.horizontal(|ui| {
                button::check_ui(ui, on, &cx.t(key));
                super::super::super::widgets::paint::text_ui(ui, cx.t(key), theme::BODY, theme::text());
            });
        }
        buttons_ui(ui, cx, !field.label.trim().is_empty())
    });
    match shown.inner {
        (true, _) => confirmed(cx, register, field),
        (_, true) => Done::Left,
        _ if shown.dismissed => Done::Left,
        _ => Done::Open,
    }
}

/// The change that adds the field; the dialog stays with the reason when it would have no effect.
fn confirmed(cx: Cx<'_>, register: &'static Register, field: &mut NewField) -> Done {
    let rows = field.rows.as_deref().and_then(|id| register.field(id));
    let id = fresh_id(register, rows, field.label.trim());
    let kind = field.kind.clone().unwrap_or_else(|| "text".to_owned());
    // Whoever reads another language sees the same words until somebody translates them.
    let mut ops = vec![set(label_field(cx.lang), field.label.trim()), set(own::KIND.id(), kind.as_str())];
    if cx.lang != registers::Lang::ZhHans {
        ops.push(set(own::LABEL_HANS.id(), field.label.trim()));
    }
    let words = match kind.as_str() {
        "choice" | "choices" => field.words.trim(),
        "link" | "links" => field.link.as_deref().unwrap_or_default(),
        _ => "",
    };
    if !words.is_empty() {
        ops.push(set(own::WORDS.id(), words));
    }
    if field.required {
        ops.push(set(own::REQUIRED.id(), true));
    }
    if field.listed {
        ops.push(set(own::LISTED.id(), true));
    }
    let named = [Op::set(own::REGISTER_KEY, register.key), Op::set(own::WHAT, "extra-field"), Op::set(own::TARGET, id.as_str())];
    let record = parse::preview(&Record::default(), &[&named[..], &ops].concat());
    match shelf::check(&Shelf::over(cx.backend.registers()), &record, true) {
        Some(fault) => {
            field.refused = Some(fault.reason.say(cx.lang));
            Done::Open
        }
        None => Done::Confirmed(Change::new("extra-field", &id, ops)),
    }
}
