//! What the last label came to, large, with how many there are and what they look like.

use eframe::egui::{self, Margin, Stroke, Ui, vec2};
use registers::book::observations;
use registers::def::Tone;

use super::super::super::backend::{Comparison, Scanned};
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, chip, paint};
use super::super::super::{icons, theme};
use super::{Counted, Written, word};

/// What was asked for in a frame.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Another number, or another condition.
    pub changed: Option<(Option<i64>, Option<&'static str>)>,
    /// To be counted a second time.
    pub again: bool,
}

/// Draws it. Whoever counts blindly learns nothing of what the books say.
pub(super) fn last_ui(ui: &mut Ui, cx: Cx<'_>, last: &Counted, blind: bool) -> Asked {
    let scanned = &last.scanned;
    let mut asked = Asked::default();
    let (key, tone) = word(scanned.comparison, blind);
    let colors = theme::chip(tone);
    let frame = egui::Frame::new()
        .fill(colors.ground)
        .stroke(Stroke::new(1.0, colors.border))
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin::symmetric(18, 14));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let word = paint::bold_ui(ui, cx.t(key), theme::FIGURE);
            // A screen reader says it as well.
            word.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{} {}", scanned.tag, cx.t(key))));
            paint::text_ui(ui, paint::plain(&scanned.tag), theme::CARD_TITLE, theme::text_2());
        });
        if !scanned.name.is_empty() {
            paint::bold_ui(ui, paint::plain(&scanned.name), theme::CARD_TITLE);
        }
        paint::text_ui(ui, says(scanned, cx, blind), theme::BODY, theme::text_2());
        if let Some(note) = &last.note {
            paint::bold_ui(ui, note, theme::BODY);
        }
    });
    if last.state == Written::No {
        asked.again = button::secondary_ui(ui, icons::ARROWS_CLOCKWISE, &cx.t(last.again.words())).clicked();
        return asked;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        paint::text_ui(ui, cx.t("gui.counting.quantity"), theme::LABEL, theme::text_2());
        if button::small_ui(ui, "", &cx.t("gui.counting.less")).clicked() {
            asked.changed = Some((Some((last.quantity - 1).max(0)), None));
        }
        paint::bold_ui(ui, last.quantity.to_string(), theme::CARD_TITLE);
        if button::small_ui(ui, "", &cx.t("gui.counting.more")).clicked() {
            asked.changed = Some((Some(last.quantity + 1), None));
        }
        // One label may stand for many: whoever reads it once has not counted them.
        if !blind && last.quantity == 1 && scanned.book > 1 {
            let text = cx.with("gui.counting.many", &[("n", &scanned.book.to_string())]);
            chip::chip_ui(ui, &text, Tone::Amber);
        }
        ui.add_space(12.0);
        let field = cx.register(&observations::REGISTER).field(observations::CONDITION.id());
        for choice in field.map(|f| f.choice_list()).unwrap_or_default().iter().filter(|c| !c.retired) {
            if chip::filter_ui(ui, choice.labels.get(cx.lang), None, last.condition == Some(choice.id)).clicked() {
                asked.changed = Some((None, Some(choice.id)));
            }
        }
    });
    asked
}

/// What there is to say of it beyond the word.
fn says(scanned: &Scanned, cx: Cx<'_>, blind: bool) -> String {
    if let Some(before) = &scanned.before {
        let at = before.at.replacen('T', " ", 1);
        return cx.with("gui.counting.says_again", &[("who", &before.counter), ("at", &at), ("zone", &before.zone)]);
    }
    if blind {
        return cx.t("gui.counting.says_blind");
    }
    let place = [("place", scanned.place.as_str())];
    match scanned.comparison {
        Comparison::Elsewhere => cx.with("gui.counting.says_elsewhere", &place),
        Comparison::Unknown => cx.t("gui.counting.says_unknown"),
        Comparison::Gone => cx.t("gui.counting.says_gone"),
        Comparison::Outside => cx.with("gui.counting.says_outside", &place),
        Comparison::Found | Comparison::Again => {
            let book = scanned.book.to_string();
            cx.with("gui.counting.says_found", &[("n", &book), ("place", &scanned.place), ("keeper", &scanned.custodian)])
        }
    }
}
