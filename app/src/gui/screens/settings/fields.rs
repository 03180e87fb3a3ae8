//! The fields of a register and the columns of their rows: their words, whether they must be filled, are shown, stand in the list.

use eframe::egui::Ui;
use registers::book::adjustments as own;
use registers::def::{Field, Kind, Register, Tone};
use registers::shelf::{EXTRA, is_fixed};

use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::dialogs::{Dialog, NewField, Rename};
use super::{Change, SettingsView, cell_ui, headings_ui, set};
use crate::cli::kind_key;

const LABEL: f32 = 240.0;
const KIND: f32 = 110.0;
const TICK: f32 = 74.0;
/// How far columns stand in from the field whose rows they belong to.
const INDENT: f32 = 20.0;

impl SettingsView {
    pub(super) fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, changes: &mut Vec<Change>) {
        card::card_ui(ui, &cx.t("gui.settings.fields"), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if button::secondary_ui(ui, icons::PLUS, &cx.t("gui.settings.add_field")).clicked() {
                self.dialog = Some(Dialog::Field(NewField::default()));
            }
            ui.add_space(6.0);
            let ticks = [cx.t("gui.settings.required"), cx.t("gui.settings.shown"), cx.t("gui.settings.listed")];
            let [required, shown, listed] = &ticks;
            headings_ui(
                ui,
                &[
                    (cx.t("gui.settings.label"), LABEL),
                    (cx.t("gui.settings.kind"), KIND),
                    (required.clone(), TICK),
                    (shown.clone(), TICK),
                    (listed.clone(), TICK),
                ],
            );
            for field in register.all_fields().filter(|f| !came_retired(register, f)) {
                self.part_ui(ui, cx, register, (field, None), &ticks, changes);
                for column in field.columns().iter().filter(|c| !column_came_retired(register, field, c)) {
                    self.part_ui(ui, cx, register, (field, Some(column)), &ticks, changes);
                }
            }
        });
    }

    /// A line for a field, or for a column of its rows.
    fn part_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        register: &'static Register,
        (field, column): (&'static Field, Option<&'static Field>),
        ticks: &[String; 3],
        changes: &mut Vec<Change>,
    ) {
        let part = column.unwrap_or(field);
        let target = column.map_or_else(|| field.id.to_owned(), |column| format!("{}/{}", field.id, column.id));
        let label = part.labels.get(cx.lang);
        // Rows may have a column that is called as a field is.
        let named = column.map_or_else(|| label.to_owned(), |_| format!("{}/{label}", field.labels.get(cx.lang)));
        ui.horizontal(|ui| {
            cell_ui(ui, LABEL, |ui| {
                ui.add_space(if column.is_some() { INDENT } else { 0.0 });
                let color = if part.retired { theme::text_3() } else { theme::text() };
                paint::text_ui(ui, label, theme::BODY, color);
                if part.id.starts_with(EXTRA) {
                    chip::chip_ui(ui, &cx.t("gui.settings.own"), Tone::Blue);
                }
            });
            cell_ui(ui, KIND, |ui| paint::text_ui(ui, cx.t(&format!("kind.{}", kind_key(part))), theme::LABEL, theme::text_2()));
            let fixed = column.is_none() && is_fixed(register, part.id);
            let what = if self.standing(register, "extra-field", &target).is_some() { "extra-field" } else { "field" };
            let mut tick = |ui: &mut Ui, name: &str, enabled: bool, mut on: bool, key: &str, turned: bool| {
                cell_ui(ui, TICK, |ui| {
                    ui.add_enabled_ui(enabled, |ui| {
                        if button::check_ui(ui, &mut on, &format!("{name} {named}")).changed() {
                            changes.push(Change::new(what, &target, vec![set(key, on != turned)]));
                        }
                    });
                });
            };
            let [required, shown, listed] = ticks;
            let asked = !fixed && !matches!(part.kind, Kind::Lines(_)) && !part.retired && !part.computed;
            tick(ui, required, asked, part.required, own::REQUIRED.id(), false);
            tick(ui, shown, !fixed, !part.retired, own::HIDDEN.id(), true);
            if column.is_some() {
                cell_ui(ui, TICK, |_| {});
            } else {
                let fits = !matches!(part.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments);
                let there = register.list.iter().any(|c| c.field == part.id);
                tick(ui, listed, fits && part.id != register.title && !part.retired, there, own::LISTED.id(), false);
            }
            if button::icon_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.settings.rename", &[("what", &named)])).clicked() {
                self.dialog = Some(Dialog::Rename(Rename::new(what, &target, label)));
            }
        });
    }
}

/// Whether the field is one of those that the program itself no longer asks for.
fn came_retired(register: &Register, field: &Field) -> bool {
    registers::book::find(register.key).and_then(|plain| plain.field(field.id)).is_some_and(|f| f.retired)
}

/// The same of a column.
fn column_came_retired(register: &Register, field: &Field, column: &Field) -> bool {
    let plain = registers::book::find(register.key).and_then(|plain| plain.field(field.id)).map_or(&[][..], |f| f.columns());
    plain.iter().any(|c| c.id == column.id && c.retired)
}
