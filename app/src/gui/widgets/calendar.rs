//! A date: typed, or picked from a calendar that begins with Monday.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    self, Align2, EventFilter, Key, Margin, Modifiers, Popup, PopupCloseBehavior, Response, Role, Sense, TextEdit, Ui, WidgetInfo, vec2,
};
use jiff::ToSpan;
use jiff::civil::Date;
use registers::Lang;
use registers::def::Tone;
use registers::parse::{self, DayOrder, Reason};

use super::{button, paint};
use crate::gui::text::{tr, tr_with};
use crate::gui::{icons, theme};

const CELL: f32 = 34.0;

/// The days of the month that a day is in, each with whether people work.
pub type Days<'a> = &'a dyn Fn(Date) -> Vec<(Date, bool)>;

/// What the calendar needs besides the text.
#[derive(Clone, Copy)]
pub struct DateField<'a> {
    /// Accessible name.
    pub name: &'a str,
    /// The day that "today" means.
    pub today: Date,
    /// Language of its words.
    pub lang: Lang,
    /// Width of the field.
    pub width: f32,
    /// The office's calendar, as of a revision.
    pub days: Option<(u64, Days<'a>)>,
}

/// A month as of a revision, and whether people work on its days.
type Working = (Date, u64, Arc<BTreeMap<Date, bool>>);

/// What the field keeps between frames while its calendar is open.
#[derive(Debug, Clone, Default)]
struct Kept {
    open: bool,
    /// The month that is shown.
    view: Option<Date>,
    /// The day on which the arrows are.
    at: Option<Date>,
    /// Days of a month as of a revision: whether people work on them.
    days: Option<Working>,
}

/// Draws the field. The text is rewritten as `2026-03-01` when the keyboard leaves it. True on change.
pub fn date_ui(ui: &mut Ui, text: &mut String, field: DateField<'_>) -> bool {
    date_field_ui(ui, text, field).changed()
}

/// The same, with the response of the text.
pub fn date_field_ui(ui: &mut Ui, text: &mut String, field: DateField<'_>) -> Response {
    let id = ui.next_auto_id().with("date");
    let memory = id.with("kept");
    let mut kept: Kept = ui.data(|d| d.get_temp(memory)).unwrap_or_default();
    let chosen = read(text, field.today).ok();
    let by_keys = if kept.open { keys(ui, &mut kept, chosen.unwrap_or(field.today)) } else { None };
    let opens = !kept.open && ui.memory(|m| m.has_focus(id)) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown));
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(egui::RichText::new(tr(field.lang, "gui.date.hint")).color(theme::text_hint()))
        .desired_width(field.width - 46.0)
        .margin(Margin { left: 10, right: 36, top: 6, bottom: 6 })
        .min_size(vec2(field.width, theme::INPUT))
        .align(Align2::LEFT_CENTER);
    let mut response = ui.add(edit).accessible_name(field.name);
    super::field::mark_on_arrival(ui, &response, text);
    if response.lost_focus()
        && let Ok(date) = read(text, field.today)
    {
        *text = date.to_string();
    }
    let opener = opener_ui(ui, &response, field);
    if opens {
        Popup::open_id(ui.ctx(), Popup::default_response_id(&opener));
    }
    if kept.open {
        // Neither the text nor the button gives the arrows away.
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        [id, opener.id]
            .into_iter()
            .filter(|id| ui.memory(|m| m.has_focus(*id)))
            .for_each(|id| ui.memory_mut(|m| m.set_focus_lock_filter(id, arrows)));
    }
    let popup = Popup::from_toggle_button_response(&opener).anchor(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = popup.show(|ui| {
        if by_keys.is_some() {
            ui.close();
            return by_keys.map(Some);
        }
        let mut view = kept.view.unwrap_or(chosen.unwrap_or(field.today)).first_of_month();
        let before = view;
        let days = working(&mut kept, view, field);
        let picked = calendar_ui(ui, &mut view, Marks { chosen, at: kept.at, days: &days }, field);
        if view != before {
            kept.at = None;
        }
        kept.view = Some(view);
        picked
    });
    match shown {
        Some(shown) => {
            kept.open = true;
            if let Some(picked) = shown.inner {
                *text = picked.map(|d| d.to_string()).unwrap_or_default();
                response.mark_changed();
                kept = Kept::default();
            }
            ui.data_mut(|d| d.insert_temp(memory, kept));
        }
        None => ui.data_mut(|d| d.remove::<Kept>(memory)),
    }
    response
}

/// The button in the field that opens the calendar.
fn opener_ui(ui: &Ui, response: &Response, field: DateField<'_>) -> Response {
    let side = egui::Rect::from_center_size(response.rect.right_center() - vec2(18.0, 0.0), vec2(28.0, 28.0));
    let opener = ui.interact(side, response.id.with("calendar"), Sense::click());
    let name = format!("{} {}", field.name, tr(field.lang, "gui.date.open"));
    opener.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    if opener.hovered() {
        ui.painter().rect_filled(side.shrink(1.0), theme::RADIUS, theme::hover());
    }
    ui.painter().text(side.center(), Align2::CENTER_CENTER, icons::CALENDAR_BLANK, theme::font(16.0), theme::text_3());
    paint::focus_ring(ui, &opener, side.shrink(3.0), theme::RADIUS);
    opener
}

/// The arrows go through the days, with page up and down through the months; Enter takes one.
fn keys(ui: &Ui, kept: &mut Kept, from: Date) -> Option<Date> {
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let day = kept.at.unwrap_or(from);
    let moves = [
        (Key::ArrowLeft, (-1).days()),
        (Key::ArrowRight, 1.days()),
        (Key::ArrowUp, (-7).days()),
        (Key::ArrowDown, 7.days()),
        (Key::PageUp, (-1).months()),
        (Key::PageDown, 1.month()),
    ];
    for (key, by) in moves {
        if pressed(key) {
            // The first key only shows where one is.
            let to = if kept.at.is_none() && kept.view.is_some_and(|view| view.first_of_month() != day.first_of_month()) {
                kept.view.unwrap_or(day)
            } else {
                day.saturating_add(by)
            };
            (kept.at, kept.view) = (Some(to), Some(to.first_of_month()));
        }
    }
    if kept.at.is_some() && pressed(Key::Enter) { kept.at } else { None }
}

/// The days of a month on which people work, asked for once.
fn working(kept: &mut Kept, view: Date, field: DateField<'_>) -> Arc<BTreeMap<Date, bool>> {
    let Some((revision, days)) = field.days else { return Arc::default() };
    if let Some((month, at, days)) = &kept.days
        && (*month, *at) == (view, revision)
    {
        return days.clone();
    }
    let found = Arc::new(days(view).into_iter().collect::<BTreeMap<_, _>>());
    kept.days = Some((view, revision, found.clone()));
    found
}

/// The date that a clerk means: as [`parse::date`] reads it or, in the year of `today`, `3-1`.
///
/// # Errors
/// Why it is none.
pub fn read(text: &str, today: Date) -> Result<Date, Reason> {
    parse::date(text, DayOrder::default()).or_else(|reason| {
        let parts: Option<Vec<i8>> = text.trim_end_matches('日').split(['-', '/', '.', '月']).map(|p| p.trim().parse().ok()).collect();
        match parts.as_deref() {
            Some([month, day]) => Date::new(today.year(), *month, *day).map_err(|_| Reason::NoSuchDay),
            _ => Err(reason),
        }
    })
}

/// What days are marked by.
#[derive(Clone, Copy)]
struct Marks<'a> {
    chosen: Option<Date>,
    /// Where the arrows are.
    at: Option<Date>,
    /// Whether people work on a day.
    days: &'a BTreeMap<Date, bool>,
}

impl Marks<'_> {
    /// What the calendar says of a day that is not as its weekday would have it: free, or worked.
    fn word(self, day: Date) -> Option<(&'static str, Tone)> {
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        match self.days.get(&day) {
            Some(false) if !weekend => Some(("gui.date.off", Tone::Green)),
            Some(true) if weekend => Some(("gui.date.worked", Tone::Amber)),
            _ => None,
        }
    }
}

/// Draws the calendar; `Some(None)` empties the field.
fn calendar_ui(ui: &mut Ui, view: &mut Date, marks: Marks<'_>, field: DateField<'_>) -> Option<Option<Date>> {
    ui.set_width(CELL * 7.0 + 12.0);
    ui.spacing_mut().item_spacing = vec2(2.0, 4.0);
    month_ui(ui, view, field.lang);
    weekdays_ui(ui, field.lang);
    let mut picked = days_ui(ui, *view, marks, field).map(Some);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if button::small_ui(ui, "", &tr(field.lang, "gui.date.today")).clicked() {
            picked = Some(Some(field.today));
        }
        if button::small_ui(ui, "", &tr(field.lang, "gui.date.clear")).clicked() {
            picked = Some(None);
        }
    });
    if picked.is_some() {
        ui.close();
    }
    picked
}

fn month_ui(ui: &mut Ui, view: &mut Date, lang: Lang) {
    ui.horizontal(|ui| {
        if button::icon_ui(ui, icons::CARET_DOUBLE_LEFT, &tr(lang, "gui.date.year_before")).clicked() {
            *view = view.saturating_sub(1.year());
        }
        if button::icon_ui(ui, icons::CARET_LEFT, &tr(lang, "gui.date.month_before")).clicked() {
            *view = view.saturating_sub(1.month());
        }
        let (rect, _) = ui.allocate_exact_size(vec2(112.0, theme::INPUT_SMALL), Sense::hover());
        let title = tr_with(lang, "gui.date.month", &[("year", &view.year().to_string()), ("month", &view.month().to_string())]);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, title, theme::bold(theme::BODY), theme::text());
        if button::icon_ui(ui, icons::CARET_RIGHT, &tr(lang, "gui.date.month_after")).clicked() {
            *view = view.saturating_add(1.month());
        }
        if button::icon_ui(ui, icons::CARET_DOUBLE_RIGHT, &tr(lang, "gui.date.year_after")).clicked() {
            *view = view.saturating_add(1.year());
        }
    });
}

fn weekdays_ui(ui: &mut Ui, lang: Lang) {
    let days = tr(lang, "gui.date.weekdays");
    ui.horizontal(|ui| {
        for (at, day) in days.split(' ').enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(CELL, 24.0), Sense::hover());
            let color = if at > 4 { theme::chip(Tone::Amber).text } else { theme::text_3() };
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, day, theme::font(theme::SMALL), color);
        }
    });
}

fn days_ui(ui: &mut Ui, view: Date, marks: Marks<'_>, field: DateField<'_>) -> Option<Date> {
    let first = view.first_of_month();
    let start = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let mut picked = None;
    for week in 0..6_i64 {
        ui.horizontal(|ui| {
            for weekday in 0..7_i64 {
                let day = start.saturating_add((week * 7 + weekday).days());
                if day_ui(ui, day, view, marks, field) {
                    picked = Some(day);
                }
            }
        });
    }
    picked
}

fn day_ui(ui: &mut Ui, day: Date, view: Date, marks: Marks<'_>, field: DateField<'_>) -> bool {
    let today = field.today;
    let (rect, response) = ui.allocate_exact_size(vec2(CELL, 30.0), Sense::click());
    let on = marks.chosen == Some(day);
    let word = marks.word(day).map(|(key, tone)| (tr(field.lang, key), tone));
    let name = word.as_ref().map_or_else(|| day.to_string(), |(word, _)| format!("{day} {word}"));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &name));
    let square = rect.shrink(1.0);
    if on {
        ui.painter().rect_filled(square, theme::RADIUS, theme::accent_fill());
    } else if response.hovered() {
        ui.painter().rect_filled(square, theme::RADIUS, theme::hover());
    } else if day == today {
        ui.painter().rect_stroke(square, theme::RADIUS, egui::Stroke::new(1.0, theme::accent_line()), egui::StrokeKind::Inside);
    }
    let color = match (on, day.month() == view.month()) {
        (true, _) => theme::on_accent(),
        (false, true) => theme::text(),
        (false, false) => theme::text_hint(),
    };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, day.day().to_string(), theme::font(theme::LABEL), color);
    if let Some((word, tone)) = word {
        let color = if on { theme::on_accent() } else { theme::chip(tone).text };
        ui.painter().text(square.right_top() + vec2(-2.0, 1.0), Align2::RIGHT_TOP, word, theme::font(9.0), color);
    }
    if marks.at == Some(day) {
        ui.painter().rect_stroke(square, theme::RADIUS, egui::Stroke::new(1.5, theme::accent()), egui::StrokeKind::Inside);
    }
    paint::focus_ring(ui, &response, square, theme::RADIUS);
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 23);

    #[test]
    fn reads_what_clerks_write() {
        let check = |text: &str, expect: Option<Date>| assert_eq!(read(text, TODAY).ok(), expect, "{text}");
        let first = Some(jiff::civil::date(2026, 3, 1));
        for text in ["2026-03-01", "2026/3/1", "2026.3.1", "20260301", " 2026年3月1日 ", "3-1", "3月1日"] {
            check(text, first);
        }
        for text in ["", "2026-02-30", "三月一日", "13-40", "3", "---"] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn what_it_writes_it_reads(days in 0_i64..100_000) {
            let day = jiff::civil::date(1900, 1, 1).saturating_add(days.days());
            prop_assert_eq!(read(&day.to_string(), TODAY), Ok(day));
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,12}") {
            let _ = read(&text, TODAY);
        }
    }
}
