//! The days that a report counts: all, a month, a term, a year, or from one day to another.

use eframe::egui::Ui;
use jiff::civil::{Date, date};

use super::super::super::backend::Period;
use super::super::super::cx::Cx;
use super::super::super::theme;
use super::super::super::widgets::calendar::{self, DateField, date_ui};
use super::super::super::widgets::{chip, paint};

/// Width of a date field.
const DATE: f32 = 150.0;

/// Which days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Choice {
    /// Without a limit.
    #[default]
    All,
    Month,
    Term,
    Year,
    /// As typed.
    Own,
}

/// What the choice keeps between frames; one for all reports.
#[derive(Debug, Default)]
pub struct PeriodView {
    choice: Choice,
    from: String,
    to: String,
}

/// The month of a day.
fn month(today: Date) -> Period {
    Period { from: Some(today.first_of_month()), to: Some(today.last_of_month()) }
}

/// The calendar year of a day.
fn year(today: Date) -> Period {
    Period { from: Some(date(today.year(), 1, 1)), to: Some(date(today.year(), 12, 31)) }
}

impl PeriodView {
    /// The days that are meant.
    pub fn period(&self, cx: Cx<'_>) -> Period {
        let today = cx.now.date();
        match self.choice {
            Choice::All => Period::default(),
            Choice::Month => month(today),
            Choice::Year => year(today),
            Choice::Term => term(cx).unwrap_or_default(),
            Choice::Own => {
                let day = |text: &str| calendar::read(text.trim(), today).ok();
                Period { from: day(&self.from), to: day(&self.to) }
            }
        }
    }

    /// Draws the choice.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let mut picked = None;
        let known = term(cx).is_some();
        let choices = [
            (Choice::All, "gui.period.all"),
            (Choice::Month, "gui.period.month"),
            (Choice::Term, "gui.period.term"),
            (Choice::Year, "gui.period.year"),
            (Choice::Own, "gui.period.own"),
        ];
        for (choice, key) in choices {
            let off = choice == Choice::Term && !known;
            ui.add_enabled_ui(!off, |ui| {
                let response = chip::filter_ui(ui, &cx.t(key), None, self.choice == choice);
                if response.on_disabled_hover_text(cx.t("gui.period.no_term")).clicked() {
                    picked = Some(choice);
                }
            });
        }
        if let Some(choice) = picked {
            // What was chosen before is where one's own days begin.
            let before = self.period(cx);
            if choice == Choice::Own {
                let text = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
                (self.from, self.to) = (text(before.from), text(before.to));
            }
            self.choice = choice;
        }
        if self.choice == Choice::Own {
            let (from, to) = (cx.t("gui.period.from"), cx.t("gui.period.to"));
            let field = |name| DateField { name, today: cx.now.date(), lang: cx.lang, width: DATE, days: None };
            date_ui(ui, &mut self.from, field(&from));
            paint::text_ui(ui, "–", theme::BODY, theme::text_3());
            date_ui(ui, &mut self.to, field(&to));
        }
    }
}

/// The days of the term in which today lies.
fn term(cx: Cx<'_>) -> Option<Period> {
    *cx.backend.term()?.ok()?
}

/// A period in words, for the name of a file: `2026-03-01—2026-03-31`.
pub fn words(period: Period) -> String {
    match (period.from, period.to) {
        (None, None) => String::new(),
        (Some(from), Some(to)) if to == from.last_of_month() && from == from.first_of_month() => from.strftime(" %Y-%m").to_string(),
        (Some(from), Some(to)) if from == to => format!(" {from}"),
        (from, to) => {
            let text = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
            format!(" {}—{}", text(from), text(to))
        }
    }
}

/// A period whose end lies before its beginning.
pub fn is_upside_down(period: Period) -> bool {
    matches!((period.from, period.to), (Some(from), Some(to)) if from > to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_have_their_last_days() {
        let check = |period: Period, from, to| assert_eq!(period, Period { from: Some(from), to: Some(to) });
        check(month(date(2028, 2, 11)), date(2028, 2, 1), date(2028, 2, 29));
        check(month(date(2026, 12, 31)), date(2026, 12, 1), date(2026, 12, 31));
        check(year(date(2026, 11, 23)), date(2026, 1, 1), date(2026, 12, 31));
    }

    #[test]
    fn a_period_names_its_file() {
        assert_eq!(words(Period::default()), "");
        assert_eq!(words(month(date(2026, 3, 5))), " 2026-03");
        assert_eq!(words(Period { from: Some(date(2026, 3, 5)), to: None }), " 2026-03-05—");
        assert_eq!(words(year(date(2026, 3, 5))), " 2026-01-01—2026-12-31");
        assert!(is_upside_down(Period { from: Some(date(2026, 3, 5)), to: Some(date(2026, 3, 4)) }));
        assert!(!is_upside_down(year(date(2026, 3, 5))));
    }
}
