//! The conflict inbox: what the office's rules leave to a person, and values that two people wrote without knowing of each
//! other. All are shown, a person chooses.

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui};
use registers::def::{Register, Tone};
use registers::{RecordId, Value};

use super::super::backend::{Action, Author, Cases, Conflict};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, card, chip, paint};
use super::super::{format, icons, theme};
use super::cases;

/// Conflicts read at once; the rest comes when these are settled.
const SHOWN: usize = 200;
/// Cases drawn before the rest is asked for.
const CASES: usize = 50;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct ConflictsView {
    read: Option<u64>,
    conflicts: Vec<Conflict>,
    cases: Cases,
    /// Cases drawn beyond the first ones.
    more: usize,
    error: Option<String>,
}

impl ConflictsView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if self.read != Some(cx.revision) {
            self.read = Some(cx.revision);
            self.cases = cx.backend.cases();
            match cx.backend.conflicts(SHOWN) {
                Ok(conflicts) => (self.conflicts, self.error) = (conflicts, None),
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        paint::bold_ui(ui, cx.t("gui.conflicts.title"), theme::PAGE_TITLE);
        paint::text_ui(ui, cx.t("gui.conflicts.hint"), theme::LABEL, theme::text_3());
        ui.add_space(theme::GAP);
        if let Some(error) = &self.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        if self.conflicts.is_empty() && self.cases.list.is_empty() {
            theme::card_frame().show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                if self.cases.known {
                    card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.conflicts.none"), &cx.t("gui.conflicts.none_hint"));
                } else {
                    card::empty_ui(ui, icons::CLOCK, &cx.t("gui.cases.looking"), "");
                }
            });
            return;
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            self.cases_ui(ui, cx, out);
            if !self.conflicts.is_empty() {
                heading_ui(ui, cx, "gui.conflicts.heading", self.conflicts.len());
            }
            for conflict in &self.conflicts {
                conflict_ui(ui, cx, conflict, out);
            }
        });
    }

    fn cases_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let all = self.cases.list.clone();
        if all.is_empty() {
            return;
        }
        heading_ui(ui, cx, "gui.cases.heading", all.len());
        let shown = CASES + self.more;
        for told in all.iter().take(shown) {
            cases::case_ui(ui, cx, told, out);
        }
        let rest = all.len().saturating_sub(shown);
        if rest > 0 && button::secondary_ui(ui, icons::CARET_DOWN, &cx.with("gui.cases.more", &[("n", &rest.to_string())])).clicked() {
            self.more += CASES;
        }
    }
}

fn heading_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, count: usize) {
    paint::bold_ui(ui, cx.with(key, &[("n", &count.to_string())]), theme::CARD_TITLE);
}

fn conflict_ui(ui: &mut Ui, cx: Cx<'_>, conflict: &Conflict, out: &mut Vec<Command>) {
    card::card_ui(ui, "", |ui| {
        ui.horizontal(|ui| {
            paint::badge_ui(ui, super::home::icon(conflict.register), 32.0, theme::accent(), theme::accent_soft());
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                paint::bold_ui(ui, conflict.title.clone(), theme::BODY);
                paint::text_ui(ui, conflict.register.labels.get(cx.lang), theme::SMALL, theme::text_3());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let label = cx.t("gui.conflicts.open");
                let response = button::secondary_ui(ui, icons::EYE, &label);
                if response.accessible_name(paint::plain(format!("{label} {}", conflict.title))).clicked() {
                    out.push(Command::Open(conflict.register, conflict.id));
                }
            });
        });
        if conflict.values.is_empty() {
            twins_ui(ui, cx, conflict.register, &conflict.twins, out);
        } else {
            let standing =
                Standing { register: conflict.register, name: &conflict.name, values: &conflict.values, authors: &conflict.authors };
            choice_ui(ui, cx, standing, |value| {
                out.push(Command::Do(Action::Resolve { id: conflict.id, conflict: conflict.name.clone(), value }));
            });
        }
    });
}

/// Records that carry one number: none is renumbered by itself, each can be looked at.
pub fn twins_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, twins: &[(RecordId, String)], out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        chip::chip_ui(ui, &cx.t("gui.conflicts.same_number"), Tone::Red);
        for (id, title) in twins {
            if button::flowing_ui(ui, icons::LINK, title, true).clicked() {
                out.push(Command::Open(register, *id));
            }
        }
    });
}

/// Values that stand side by side at one place of a record.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    /// The record's register.
    pub register: &'static Register,
    /// The conflict as [`registers::Record::conflicts`] names it.
    pub name: &'a str,
    /// The values, the displayed one first.
    pub values: &'a [Value],
    /// Who wrote them, in the same order.
    pub authors: &'a [Option<Author>],
}

/// The values of one conflict with who wrote each, and a button that chooses it.
pub fn choice_ui(ui: &mut Ui, cx: Cx<'_>, standing: Standing<'_>, mut choose: impl FnMut(Value)) {
    let Standing { register, name, values, authors } = standing;
    let colors = theme::chip(Tone::Amber);
    let titles = |id: &str| cx.title(id);
    let field = format::conflict(register, name, cx.lang);
    egui::Frame::new()
        .fill(colors.ground)
        .stroke(egui::Stroke::new(1.0, colors.border))
        .corner_radius(theme::RADIUS_MENU)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal_wrapped(|ui| {
                paint::icon_ui(ui, icons::GIT_MERGE, theme::BODY, colors.text);
                ui.label(RichText::new(cx.with("gui.conflicts.field", &[("field", &field)])).size(theme::LABEL).color(colors.text));
            });
            let texts: Vec<String> = values.iter().map(|v| format::conflict_value(register, name, v, cx.lang, &titles)).collect();
            // Side by side where there is room, so that they are compared.
            let gap = ui.spacing().item_spacing.x;
            let beside = ((ui.available_width() + gap) / (LEAST_WIDTH + gap)).floor().clamp(1.0, values.len().max(1) as f32);
            let width = (ui.available_width() + gap) / beside - gap;
            let all: Vec<(usize, (&Value, &String))> = values.iter().zip(&texts).enumerate().collect();
            for row in all.chunks(beside as usize) {
                ui.horizontal_top(|ui| {
                    for (at, (value, text)) in row {
                        let card = egui::Frame::new().fill(theme::surface()).stroke(egui::Stroke::new(1.0, colors.border));
                        card.corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
                            ui.set_width(width - 22.0);
                            ui.vertical(|ui| {
                                let author = authors.get(*at).and_then(Option::as_ref);
                                // The button says what it keeps: of several, "use this" means nothing by itself.
                                let label = |value: &str| cx.with("gui.conflicts.choose", &[("value", value)]);
                                let names = (label(&differing(text, &texts)), format!("{} {field}", label(text)));
                                if value_ui(ui, cx, (text, author), names) {
                                    choose((*value).clone());
                                }
                            });
                        });
                    }
                });
            }
        });
}

/// Least width of a value beside another one.
const LEAST_WIDTH: f32 = 240.0;

/// A value, who wrote it, and the button that chooses it with what it says and is called.
fn value_ui(ui: &mut Ui, cx: Cx<'_>, (text, author): (&str, Option<&Author>), (label, name): (String, String)) -> bool {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::BODY).color(theme::text())).wrap());
    if let Some(author) = author {
        let when = format::minute(author.at);
        let values = [("person", author.person.as_str()), ("desk", &author.desk), ("when", &when)];
        paint::text_ui(ui, cx.with("gui.conflicts.written", &values), theme::SMALL, theme::text_2());
    }
    button::small_ui(ui, icons::CHECK, &label).accessible_name(paint::plain(name)).clicked()
}

/// Most characters of a value on its button.
const ON_BUTTON: usize = 18;
/// Characters before the place where values begin to differ.
const BEFORE: usize = 4;

/// A value in a few characters, from where it differs from the others: two that begin alike are told apart.
fn differing(text: &str, all: &[String]) -> String {
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let alike = |other: &String| {
        let other = other.split_whitespace().collect::<Vec<_>>().join(" ");
        chars.iter().zip(other.chars()).take_while(|(a, b)| **a == *b).count()
    };
    let same = all.iter().filter(|other| other.as_str() != text).map(alike).max().unwrap_or_default();
    // From the beginning where the difference is seen then.
    let from = if chars.len() <= ON_BUTTON || same + BEFORE <= ON_BUTTON {
        0
    } else {
        same.saturating_sub(BEFORE).min(chars.len().saturating_sub(ON_BUTTON))
    };
    let shown: String = chars.iter().skip(from).take(ON_BUTTON).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + ON_BUTTON < chars.len() { "…" } else { "" };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn a_long_value_is_shown_where_it_differs() {
        let check = |one: &str, other: &str, expect: [&str; 2]| {
            let all = [one.to_owned(), other.to_owned()];
            assert_eq!([differing(one, &all), differing(other, &all)], expect);
        };
        check("已登记", "已办结", ["已登记", "已办结"]);
        let begin = "关于做好二〇二六年秋季学期校园安全检查工作的";
        let (one, other) = (format!("{begin}通知"), format!("{begin}补充通知并报送有关情况"));
        check(&one, &other, ["…二六年秋季学期校园安全检查工作的通知", "…安全检查工作的补充通知并报送有关情况"]);
        let (one, other) = (format!("甲{begin}"), format!("乙{begin}"));
        check(&one, &other, ["甲关于做好二〇二六年秋季学期校园安全…", "乙关于做好二〇二六年秋季学期校园安全…"]);
        check("一\n二", "一\n三", ["一 二", "一 三"]);
        assert_eq!(differing("", &[]), "");
    }
}
