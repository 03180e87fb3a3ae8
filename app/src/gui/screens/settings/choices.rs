//! The choices of a register's fields: their words, which are offered, and further ones.

use eframe::egui::Ui;
use registers::Lang;
use registers::book::adjustments as own;
use registers::def::{Field, Kind, Register};

use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, paint};
use super::super::super::{icons, theme};
use super::dialogs::{Dialog, Rename};
use super::{Change, SettingsView, cell_ui, set};

const LABEL: f32 = 240.0;
const TICK: f32 = 74.0;

impl SettingsView {
    pub(super) fn choices_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, changes: &mut Vec<Change>) {
        let shown = cx.t("gui.settings.offered");
        let mut none = true;
        let chosen = |f: &Field| !f.retired && matches!(f.kind, Kind::Choice(_) | Kind::Choices(_));
        for (field, target, name) in parts(register, cx.lang).filter(|(field, ..)| chosen(field)) {
            none = false;
            let name = name.as_str();
            card::card_ui(ui, name, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for choice in field.choice_list() {
                    let label = choice.labels.get(cx.lang);
                    let target = format!("{target}={}", choice.id);
                    ui.horizontal(|ui| {
                        let color = if choice.retired { theme::text_3() } else { theme::text() };
                        cell_ui(ui, LABEL, |ui| paint::text_ui(ui, label, theme::BODY, color));
                        cell_ui(ui, TICK, |ui| {
                            let mut on = !choice.retired;
                            if button::check_ui(ui, &mut on, &format!("{shown} {name} {label}")).changed() {
                                changes.push(Change::new("choice", &target, vec![set(own::HIDDEN.id(), !on)]));
                            }
                            paint::text_ui(ui, shown.clone(), theme::LABEL, theme::text_3());
                        });
                        let rename = cx.with("gui.settings.rename", &[("what", &format!("{name} {label}"))]);
                        if button::icon_ui(ui, icons::PENCIL_SIMPLE, &rename).clicked() {
                            self.dialog = Some(Dialog::Rename(Rename::new("choice", &target, label)));
                        }
                    });
                }
                ui.add_space(6.0);
                ui.horizontal(|ui| self.further_ui(ui, cx, &target, name, changes));
            });
        }
        if none {
            card::empty_ui(ui, icons::FUNNEL, &cx.t("gui.settings.no_choices"), "");
        }
    }

    /// Words that are added to the choices of a field.
    fn further_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, field: &str, name: &str, changes: &mut Vec<Change>) {
        let key = format!("choice {field}");
        let text = self.typed.entry(key.clone()).or_default();
        let label = cx.with("gui.settings.more_choices", &[("what", name)]);
        super::super::super::widgets::field::text_ui(ui, &label, text, &cx.t("gui.settings.words_hint"), 300.0);
        let words = text.trim().to_owned();
        ui.add_enabled_ui(!words.is_empty() && !cx.composing, |ui| {
            let add = cx.with("gui.settings.add_choice", &[("what", name)]);
            if button::small_ui(ui, icons::PLUS, &add).clicked() {
                changes.push(Change::new("choice", field, vec![set(own::WORDS.id(), words.as_str())]).beside());
                self.typed.remove(&key);
            }
        });
    }
}

/// The fields of a register and the columns of their rows, each as settings and as people call it.
fn parts(register: &'static Register, lang: Lang) -> impl Iterator<Item = (&'static Field, String, String)> {
    register.all_fields().filter(|f| !f.retired).flat_map(move |field| {
        let label = field.labels.get(lang);
        let column = move |c: &'static Field| (c, format!("{}/{}", field.id, c.id), format!("{label}/{}", c.labels.get(lang)));
        std::iter::once((field, field.id.to_owned(), label.to_owned())).chain(field.columns().iter().map(column))
    })
}
