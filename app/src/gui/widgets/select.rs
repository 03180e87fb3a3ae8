//! One of a list, and any of a list.

use std::collections::BTreeSet;

use eframe::egui::{self, Align2, Color32, EventFilter, Key, Popup, PopupCloseBehavior, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use registers::search;

use super::{chip, field, paint};
use crate::gui::{icons, theme};

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosable {
    /// What is kept.
    pub id: String,
    /// What is read.
    pub text: String,
}

/// A field of `width` that opens a list. `none` is what it says when nothing is picked, and the entry that
/// empties it. Up and down go through the list without opening it. True when the pick changed.
pub fn select_ui(ui: &mut Ui, name: &str, picked: &mut Option<String>, options: &[Choosable], none: &str, width: f32) -> bool {
    pick_ui(ui, name, picked, options, none, width).changed()
}

/// How a long list is searched: what the box for it says, and whether an entry, by its id, is meant by what is typed.
pub struct Sought<'a> {
    /// The accessible name of the box, and its hint.
    pub hint: &'a str,
    /// What is said where nothing is found.
    pub none: &'a str,
    /// Whether what is typed means the entry.
    pub fits: &'a dyn Fn(&str, &str) -> bool,
}

impl std::fmt::Debug for Sought<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sought").field("hint", &self.hint).finish_non_exhaustive()
    }
}

/// The same for a long list, with a box above it in which entries are sought: Enter takes the first that is found.
pub fn sought_ui(
    ui: &mut Ui,
    name: &str,
    picked: &mut Option<String>,
    options: &[Choosable],
    none: &str,
    sought: Sought<'_>,
    width: f32,
) -> bool {
    list_ui(ui, name, picked, options, none, Some(sought), width).changed()
}

/// The same, with the response of the field.
pub fn pick_ui(ui: &mut Ui, name: &str, picked: &mut Option<String>, options: &[Choosable], none: &str, width: f32) -> Response {
    list_ui(ui, name, picked, options, none, None, width)
}

/// What is typed into the box above the list, which is empty whenever the list opens. Gives what is typed, and whether Enter was pressed.
fn seek_ui(ui: &mut Ui, id: egui::Id, hint: &str) -> (String, bool) {
    let mut typed = ui.data(|d| d.get_temp::<String>(id));
    let opens = typed.is_none();
    let text = typed.get_or_insert_default();
    let response = field::text_ui(ui, hint, text, hint, ui.available_width());
    if opens {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let text = text.clone();
    ui.data_mut(|d| d.insert_temp(id, text.clone()));
    (text.trim().to_owned(), entered)
}

fn list_ui(
    ui: &mut Ui,
    name: &str,
    picked: &mut Option<String>,
    options: &[Choosable],
    none: &str,
    sought: Option<Sought<'_>>,
    width: f32,
) -> Response {
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, theme::INPUT), Sense::click());
    let text = picked.as_ref().map_or(none, |id| options.iter().find(|o| o.id == *id).map_or(id.as_str(), |o| o.text.as_str()));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(paint::plain(text));
        info
    });
    let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    field::frame(ui, rect, &response, open);
    let color = if picked.is_some() { theme::text() } else { theme::text_hint() };
    line(ui, text, rect, color);
    ui.painter().text(
        pos2(rect.right() - 18.0, rect.center().y),
        Align2::CENTER_CENTER,
        icons::CARET_DOWN,
        theme::font(14.0),
        theme::text_3(),
    );
    let mut changed = step_by_keys(ui, &response, picked, options) || pick_by_letters(ui, &response, picked, options);
    let typing = response.id.with("sought");
    if !open {
        ui.data_mut(|d| d.remove_temp::<String>(typing));
    }
    // A press into the box does not close the list.
    let closes = if sought.is_some() { PopupCloseBehavior::CloseOnClickOutside } else { PopupCloseBehavior::CloseOnClick };
    Popup::from_toggle_button_response(&response).close_behavior(closes).width(width - 12.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let (typed, entered) = sought.as_ref().map(|sought| seek_ui(ui, typing, sought.hint)).unwrap_or_default();
        let fits = |option: &&Choosable| typed.is_empty() || sought.as_ref().is_none_or(|sought| (sought.fits)(&option.id, &typed));
        if let Some(first) = options.iter().find(fits).filter(|_| entered && !typed.is_empty()) {
            *picked = Some(first.id.clone());
            changed = true;
            ui.close();
        }
        if let Some(sought) = sought.as_ref().filter(|_| !options.iter().any(|option| fits(&option))) {
            paint::text_ui(ui, sought.none, theme::LABEL, theme::text_3());
        }
        egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            if typed.is_empty() && option_ui(ui, none, picked.is_none(), theme::text_3()).clicked() {
                *picked = None;
                changed = true;
                ui.close();
            }
            for option in options.iter().filter(fits) {
                let on = picked.as_deref() == Some(option.id.as_str());
                if option_ui(ui, &option.text, on, theme::text()).clicked() {
                    *picked = Some(option.id.clone());
                    changed = true;
                    ui.close();
                }
            }
        });
    });
    if changed {
        response.mark_changed();
    }
    response
}

/// Pills of which any may be on. True when one changed.
pub fn many_ui(ui: &mut Ui, name: &str, picked: &mut BTreeSet<String>, options: &[Choosable]) -> bool {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for option in options {
            let on = picked.contains(&option.id);
            let response = chip::filter_ui(ui, &option.text, None, on);
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, format!("{name} {}", option.text)));
            if response.clicked() {
                changed = true;
                if !picked.remove(&option.id) {
                    picked.insert(option.id.clone());
                }
            }
        }
    });
    changed
}

/// One entry of an opened list.
pub fn option_ui(ui: &mut Ui, text: &str, on: bool, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, paint::plain(text)));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if on { theme::accent_soft() } else { theme::hover() });
    }
    line(ui, text, rect, if on { theme::accent() } else { color });
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn line(ui: &Ui, text: &str, rect: egui::Rect, color: Color32) {
    let text = egui::RichText::new(paint::plain(text)).size(theme::BODY).color(color);
    let galley =
        egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Truncate), rect.width() - 34.0, egui::TextStyle::Body);
    ui.painter().galley(pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0), galley, color);
}

fn step_by_keys(ui: &Ui, response: &Response, picked: &mut Option<String>, options: &[Choosable]) -> bool {
    if !response.has_focus() || options.is_empty() {
        return false;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(response.id, arrows));
    let (down, up) = ui.input(|i| (i.key_pressed(Key::ArrowDown), i.key_pressed(Key::ArrowUp)));
    let at = picked.as_ref().and_then(|id| options.iter().position(|o| o.id == *id));
    let next = match (at, down, up) {
        (None, true, _) => Some(0),
        (Some(at), true, _) => Some((at + 1).min(options.len() - 1)),
        (Some(at), false, true) => Some(at.saturating_sub(1)),
        _ => None,
    };
    let Some(option) = next.and_then(|n| options.get(n)) else { return false };
    let changed = picked.as_deref() != Some(option.id.as_str());
    *picked = Some(option.id.clone());
    changed
}

/// How long letters belong to those that were typed before.
const TYPED_TOGETHER: f64 = 1.2;
/// Most characters that are typed to pick something.
const MOST_TYPED: usize = 32;

/// What is typed while a choice has the keyboard picks the first entry that begins so, by its text or by its pinyin initials.
fn pick_by_letters(ui: &Ui, response: &Response, picked: &mut Option<String>, options: &[Choosable]) -> bool {
    if !response.has_focus() {
        return false;
    }
    let (now, typed) = ui.input(|i| {
        let texts = i.events.iter().filter_map(|event| if let egui::Event::Text(text) = event { Some(text.as_str()) } else { None });
        (i.time, texts.collect::<String>())
    });
    if typed.is_empty() {
        return false;
    }
    let id = response.id.with("letters");
    let before = ui.data(|d| d.get_temp::<(f64, String)>(id)).filter(|(at, _)| now - at < TYPED_TOGETHER);
    let mut text = before.map(|(_, text)| text).unwrap_or_default();
    text.push_str(&typed);
    let text: String = text.trim_start().chars().take(MOST_TYPED).collect();
    let found = meant(&text, options);
    ui.data_mut(|d| d.insert_temp(id, (now, text)));
    let Some(option) = found else { return false };
    let changed = picked.as_deref() != Some(option.id.as_str());
    *picked = Some(option.id.clone());
    changed
}

/// The entry that begins with what is typed, else one whose initials do, else one that holds it.
fn meant<'a>(typed: &str, options: &'a [Choosable]) -> Option<&'a Choosable> {
    let typed = search::fold(typed);
    if typed.is_empty() {
        return None;
    }
    let first = |fits: &dyn Fn(&str) -> bool| options.iter().find(|option| fits(&option.text));
    first(&|text| search::fold(text).starts_with(&typed))
        .or_else(|| first(&|text| search::initials(text).starts_with(&typed)))
        .or_else(|| first(&|text| search::fold(text).contains(&typed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_initials_mean_an_entry() {
        let options: Vec<_> =
            ["普通", "平急", "加急", "特急", "Express"].map(|text| Choosable { id: text.into(), text: text.into() }).into();
        for (typed, expect) in [
            ("平", Some("平急")),
            ("p", Some("普通")),
            ("pj", Some("平急")),
            ("TJ", Some("特急")),
            ("ex", Some("Express")),
            ("急", Some("平急")),
            ("z", None),
            (" ", None),
        ] {
            assert_eq!(meant(typed, &options).map(|o| o.id.as_str()), expect, "{typed}");
        }
    }
}
