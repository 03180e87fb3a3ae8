//! Name, deadline, reminders, number pattern and retention of a register.

use eframe::egui::Ui;
use registers::book::adjustments as own;
use registers::def::{DueRule, Kind, Register};
use registers::shelf::sample_number;

use super::super::super::cx::Cx;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::dialogs::{Dialog, Rename};
use super::{Change, SettingsView, set};

const DAYS: f32 = 150.0;
const PATTERN: f32 = 420.0;

impl SettingsView {
    pub(super) fn rules_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, changes: &mut Vec<Change>) {
        card::card_ui(ui, &cx.t("gui.settings.name"), |ui| {
            let label = register.labels.get(cx.lang);
            ui.horizontal(|ui| {
                paint::text_ui(ui, label, theme::BODY, theme::text());
                if button::icon_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.settings.rename", &[("what", label)])).clicked() {
                    self.dialog = Some(Dialog::Rename(Rename::new("register", "", label)));
                }
            });
        });
        if let Some(numbering) = register.number {
            card::card_ui(ui, &cx.t("gui.settings.number"), |ui| self.pattern_ui(ui, cx, register, numbering.pattern, changes));
        }
        if let Some(rule) = register.due {
            card::card_ui(ui, &cx.t("gui.settings.deadline"), |ui| self.deadline_ui(ui, cx, register, rule, changes));
        }
        card::card_ui(ui, &cx.t("gui.settings.retention"), |ui| {
            paint::text_ui(ui, register.retention.get(cx.lang), theme::BODY, theme::text());
            let label = cx.t("gui.settings.retention_days");
            if let Some(days) = self.days_ui(ui, cx, "retention", &label, "", "gui.settings.save_retention") {
                changes.push(Change::new("retention", "", vec![set(own::DAYS.id(), days)]));
            }
        });
    }

    /// The pattern, with the number that it gives or why it cannot be used.
    fn pattern_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, now: &str, changes: &mut Vec<Change>) {
        let label = cx.t("gui.settings.pattern");
        let mut text = self.typed.get("pattern").cloned().unwrap_or_else(|| now.to_owned());
        let sample = sample_number(register, text.trim(), cx.now.year());
        let wrong = sample.as_ref().err().map(|why| why.say(cx.lang));
        let caption = Caption { label: &label, required: false, error: wrong.as_deref().filter(|_| !cx.composing) };
        if captioned_ui(ui, caption, PATTERN, |ui| text_ui(ui, &label, &mut text, "", PATTERN)).changed() {
            self.typed.insert("pattern".to_owned(), text.clone());
        }
        if let Ok(sample) = &sample {
            paint::text_ui(ui, cx.with("gui.settings.sample", &[("number", sample)]), theme::BODY, theme::text_2());
        }
        paint::text_ui(ui, cx.t("gui.settings.pattern_hint"), theme::SMALL, theme::text_3());
        ui.add_enabled_ui(sample.is_ok() && text.trim() != now && !cx.composing, |ui| {
            if button::secondary_ui(ui, icons::CHECK, &cx.t("gui.settings.save_pattern")).clicked() {
                changes.push(Change::new("number", "", vec![set(own::PATTERN.id(), text.trim())]));
                self.typed.remove("pattern");
            }
        });
    }

    fn deadline_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, rule: DueRule, changes: &mut Vec<Change>) {
        let name = |id: &str| register.field(id).map_or("", |f| f.labels.get(cx.lang)).to_owned();
        if rule.since.is_empty() {
            paint::text_ui(ui, cx.with("gui.settings.due_by_hand", &[("field", &name(rule.field))]), theme::LABEL, theme::text_3());
        } else {
            let told = if rule.ahead { "gui.settings.due_ahead" } else { "gui.settings.due_rule" };
            let told = cx.with(told, &[("field", &name(rule.field)), ("since", &name(rule.since))]);
            paint::text_ui(ui, told, theme::LABEL, theme::text_3());
            // Hours count where the deadline holds them.
            let hours = register.field(rule.field).is_some_and(|f| f.kind == Kind::Time);
            let other = if hours { "gui.settings.clock" } else { "gui.settings.calendar" };
            let options = [(true, cx.t("gui.settings.working")), (false, cx.t(other))];
            if let Some(working) = chip::segmented_ui(ui, &cx.t("gui.settings.count"), rule.working, &options) {
                changes.push(Change::new("deadline", "", vec![set(own::WORKING.id(), working)]));
            }
            if hours {
                self.hours_ui(ui, cx, rule, changes);
            }
            let choices = register.field(rule.by).map_or(&[][..], |f| f.choice_list());
            for choice in choices.iter().filter(|c| !c.retired) {
                let days = rule.days.iter().find(|(id, _)| *id == choice.id).map_or(rule.otherwise, |(_, d)| *d);
                let label = choice.labels.get(cx.lang);
                if let Some(days) = self.days_ui(ui, cx, choice.id, label, &days.to_string(), "gui.settings.save_days") {
                    changes.push(Change::new("deadline", choice.id, vec![set(own::DAYS.id(), days)]));
                }
            }
            let label = cx.t(if choices.is_empty() { "gui.settings.days" } else { "gui.settings.days_otherwise" });
            if let Some(days) = self.days_ui(ui, cx, "", &label, &rule.otherwise.to_string(), "gui.settings.save_days") {
                changes.push(Change::new("deadline", "", vec![set(own::DAYS.id(), days)]));
            }
        }
        self.remind_ui(ui, cx, rule, changes);
    }

    /// The office's hours: in working days, what is due by a time of day is due within them.
    fn hours_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, rule: DueRule, changes: &mut Vec<Change>) {
        let label = cx.t("gui.settings.hours");
        let clock = |minute: i64| format!("{}:{:02}", minute / 60, minute % 60);
        let now = format!("{}-{}", clock(rule.hours.0), clock(rule.hours.1));
        let mut text = self.typed.get("hours").cloned().unwrap_or_else(|| now.clone());
        ui.horizontal(|ui| {
            let caption = Caption { label: &label, required: false, error: None };
            if captioned_ui(ui, caption, DAYS, |ui| text_ui(ui, &label, &mut text, "8:00-17:30", DAYS)).changed() {
                self.typed.insert("hours".to_owned(), text.clone());
            }
            if text.trim() != now
                && !text.trim().is_empty()
                && button::small_ui(ui, icons::CHECK, &cx.t("gui.settings.save_hours")).clicked()
            {
                changes.push(Change::new("deadline", "", vec![set(own::HOURS.id(), text.trim())]));
                self.typed.remove("hours");
            }
        });
    }

    fn remind_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, rule: DueRule, changes: &mut Vec<Change>) {
        let label = cx.t("gui.settings.remind");
        let now = rule.remind.iter().map(i64::to_string).collect::<Vec<_>>().join(&cx.t("gui.list_separator"));
        let mut text = self.typed.get("remind").cloned().unwrap_or_else(|| now.clone());
        ui.horizontal(|ui| {
            let caption = Caption { label: &label, required: false, error: None };
            if captioned_ui(ui, caption, 2.0 * DAYS, |ui| text_ui(ui, &label, &mut text, "3、1、0", 2.0 * DAYS)).changed() {
                self.typed.insert("remind".to_owned(), text.clone());
            }
            if text.trim() != now
                && !text.trim().is_empty()
                && button::small_ui(ui, icons::CHECK, &cx.t("gui.settings.save_remind")).clicked()
            {
                changes.push(Change::new("deadline", "", vec![set(own::REMIND.id(), text.trim())]));
                self.typed.remove("remind");
            }
        });
    }

    /// A number of days; gives it once it was changed and confirmed.
    fn days_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, key: &str, label: &str, now: &str, save: &str) -> Option<i64> {
        let key = format!("days {key}");
        let mut text = self.typed.get(&key).cloned().unwrap_or_else(|| now.to_owned());
        let days = text.trim().parse::<i64>().ok().filter(|d| (0..=3_650).contains(d));
        let wrong = (days.is_none() && !text.trim().is_empty()).then(|| cx.t("gui.settings.not_days"));
        let mut confirmed = None;
        ui.horizontal(|ui| {
            let caption = Caption { label, required: false, error: wrong.as_deref() };
            if captioned_ui(ui, caption, DAYS, |ui| text_ui(ui, label, &mut text, "", DAYS)).changed() {
                self.typed.insert(key.clone(), text.clone());
            }
            let changed = days.filter(|_| text.trim() != now);
            if changed.is_some() && button::small_ui(ui, icons::CHECK, &cx.with(save, &[("what", label)])).clicked() {
                confirmed = changed;
                self.typed.remove(&key);
            }
        });
        confirmed
    }
}
