//! The fields of a register: their words, whether they must be filled, are shown, stand in the list.

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
                ui.horizontal(|ui| self.field_ui(ui, cx, register, field, &ticks, changes));
            }
        });
    }

    fn field_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        register: &'static Register,
        field: &'static Field,
        [required, shown, listed]: &[String; 3],
        changes: &mut Vec<Change>,
    ) {
        let label = field.labels.get(cx.lang);
        cell_ui(ui, LABEL, |ui| {
            let color = if field.retired { theme::text_3() } else { theme::text() };
            paint::text_ui(ui, label, theme::BODY, color);
            if field.id.starts_with(EXTRA) {
                chip::chip_ui(ui, &cx.t("gui.settings.own"), Tone::Blue);
            }
        });
        cell_ui(ui, KIND, |ui| paint::text_ui(ui, cx.t(&format!("kind.{}", kind_key(field))), theme::LABEL, theme::text_2()));
        let fixed = is_fixed(register, field.id);
        let what = if self.standing(register, "extra-field", field.id).is_some() { "extra-field" } else { "field" };
        let mut tick = |ui: &mut Ui, name: &str, enabled: bool, mut on: bool, key: &str, turned: bool| {
            cell_ui(ui, TICK, |ui| {
                ui.add_enabled_ui(enabled, |ui| {
                    if button::check_ui(ui, &mut on, &format!("{name} {label}")).changed() {
                        changes.push(Change::new(what, field.id, vec![set(key, on != turned)]));
                    }
                });
            });
        };
        let rows = matches!(field.kind, Kind::Lines(_));
        tick(ui, required, !fixed && !rows && !field.retired, field.required, own::REQUIRED.id(), false);
        tick(ui, shown, !fixed, !field.retired, own::HIDDEN.id(), true);
        let fits = !matches!(field.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments);
        let there = register.list.iter().any(|c| c.field == field.id);
        tick(ui, listed, fits && field.id != register.title && !field.retired, there, own::LISTED.id(), false);
        if button::icon_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.settings.rename", &[("what", label)])).clicked() {
            self.dialog = Some(Dialog::Rename(Rename::new(what, field.id, label)));
        }
    }
}

/// Whether the field is one of those that the program itself no longer asks for.
fn came_retired(register: &Register, field: &Field) -> bool {
    registers::book::find(register.key).and_then(|plain| plain.field(field.id)).is_some_and(|f| f.retired)
}
