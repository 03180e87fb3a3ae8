//! Fields of forms: a caption with the mark of what is required, the editor, and below it what is wrong.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{self, Align2, Margin, Response, RichText, Stroke, StrokeKind, TextEdit, Ui, vec2};
use registers::def::Tone;

use super::paint;
use crate::gui::{icons, theme};

/// What stands around an editor.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// The field's name.
    pub label: &'a str,
    /// Whether it must be filled.
    pub required: bool,
    /// What is wrong with what it holds.
    pub error: Option<&'a str>,
}

/// Draws an editor of `width` with its caption.
pub fn captioned_ui<R>(ui: &mut Ui, caption: Caption<'_>, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 5.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            ui.set_height(theme::LABEL + 5.0);
            ui.label(RichText::new(caption.label).size(theme::LABEL).color(theme::text_2()));
            if caption.required {
                ui.label(RichText::new("*").size(theme::LABEL).color(theme::chip(Tone::Red).text));
            }
        });
        let added = ui.scope(|ui| {
            if caption.error.is_some() {
                mark_wrong(ui);
            }
            add(ui)
        });
        if let Some(error) = caption.error {
            let red = theme::chip(Tone::Red).text;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                paint::icon_ui(ui, icons::WARNING_CIRCLE, theme::SMALL, red);
                ui.label(RichText::new(paint::plain(error)).size(theme::SMALL).color(red));
            });
        }
        added.inner
    })
    .inner
}

/// One line of text, named `name`.
pub fn text_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) -> Response {
    let id = ui.next_auto_id().with("text");
    text_with_id_ui(ui, id, name, text, hint, width)
}

/// The same under an id by which it can be asked whether it has the keyboard before it is drawn.
pub fn text_with_id_ui(ui: &mut Ui, id: egui::Id, name: &str, text: &mut String, hint: &str, width: f32) -> Response {
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(RichText::new(hint).color(theme::text_hint()))
        .desired_width(width - 20.0)
        .margin(Margin::symmetric(10, 6))
        .min_size(vec2(width, theme::INPUT))
        .align(Align2::LEFT_CENTER);
    let response = ui.add(edit).accessible_name(name);
    mark_on_arrival(ui, &response, text);
    response
}

/// What stands in a field is marked once the keyboard comes to it, so that what is typed or scanned takes its place. Whoever clicks means
/// the place where they click.
pub fn mark_on_arrival(ui: &Ui, response: &Response, text: &str) {
    if !response.gained_focus() || response.clicked() || ui.input(|i| i.pointer.any_down() || i.pointer.any_released()) {
        return;
    }
    if let Some(mut state) = TextEditState::load(ui.ctx(), response.id) {
        let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), response.id);
    }
}

/// The field in which Enter was pressed.
#[derive(Clone, Copy, Default)]
struct Entered(Option<egui::Id>);

/// Where it is noted which that is.
fn entered() -> egui::Id {
    egui::Id::unique("entered")
}

/// Enter in a field goes on to the next thing, as Tab does, unless something else takes the keyboard: [`go_on`] does so with the next frame.
pub fn enter_goes_on(ui: &Ui, response: &Response) {
    if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter) && i.modifiers.is_none()) {
        ui.data_mut(|data| data.insert_temp(entered(), Entered(Some(response.id))));
        ui.ctx().request_repaint();
    }
}

/// See [`enter_goes_on`]: called once before anything is drawn.
pub fn go_on(ctx: &egui::Context) {
    let Some(Entered(Some(from))) = ctx.data_mut(|data| data.remove_temp::<Entered>(entered())) else { return };
    if ctx.memory(|m| m.focused().is_none()) {
        ctx.memory_mut(|m| {
            m.request_focus(from);
            m.move_focus(egui::FocusDirection::Next);
        });
    }
}

/// Where it is noted that the field which has the keyboard takes what a barcode scanner types.
fn scanning() -> egui::Id {
    egui::Id::unique("scanning")
}

/// The field that has the keyboard is one for labels: a scanner types like a keyboard, and an input method would make Chinese
/// of it. Said in every frame in which it is so.
pub fn scans(ui: &Ui) {
    let pass = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(scanning(), pass));
}

/// Whether the field that has the keyboard takes what a scanner types, and no input method.
pub fn is_scanned(ctx: &egui::Context) -> bool {
    // By the end of a frame its number may have grown already.
    let pass = ctx.cumulative_pass_nr();
    ctx.data(|data| data.get_temp::<u64>(scanning())).is_some_and(|noted| noted + 1 >= pass)
}

/// Whether no field, popup or dialog has the keyboard, so that a page that lives by one field gives it back to that: what is
/// typed or scanned would be lost.
pub fn nobody_types(ctx: &egui::Context) -> bool {
    !egui::Popup::is_any_open(ctx) && ctx.memory(|m| m.focused().is_none() && m.top_modal_layer().is_none())
}

/// A number, named `name`: once the keyboard has left it, its thousands stand apart. `right` sets it below other numbers.
pub fn number_ui(ui: &mut Ui, name: &str, text: &mut String, (hint, width): (&str, f32), right: bool) -> Response {
    let edit = TextEdit::singleline(text)
        .hint_text(RichText::new(hint).color(theme::text_hint()))
        .desired_width(width - 20.0)
        .margin(Margin::symmetric(10, 6))
        .min_size(vec2(width, theme::INPUT))
        .align(if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER });
    let response = ui.add(edit).accessible_name(name);
    mark_on_arrival(ui, &response, text);
    // Only what was typed is written otherwise: to pass through a field is no change of it.
    let memory = response.id.with("begun");
    if response.gained_focus() {
        ui.data_mut(|d| d.insert_temp(memory, text.clone()));
    }
    if response.lost_focus() {
        let begun: Option<String> = ui.data_mut(|d| d.remove_temp(memory));
        if begun.as_ref() != Some(text)
            && let Some(apart) = grouped(text)
        {
            *text = apart;
        }
    }
    response
}

/// A plain number with its thousands apart; none for anything else, which is left as it was typed: `1,5` is not fifteen.
fn grouped(text: &str) -> Option<String> {
    let plain = text.trim().to_owned();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |at| digits.split_at(at));
    let is_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) && rest.bytes().skip(1).all(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    let mut apart = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    Some(format!("{sign}{apart}{rest}"))
}

/// Several lines of text, named `name`.
pub fn long_text_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) -> Response {
    let edit = TextEdit::multiline(text)
        .hint_text(RichText::new(hint).color(theme::text_hint()))
        .desired_rows(3)
        .desired_width(width)
        .margin(Margin::symmetric(10, 8));
    ui.add(edit).accessible_name(name)
}

/// The look of a field that opens something, as a selection or a calendar: outline by state.
pub fn frame(ui: &Ui, rect: egui::Rect, response: &Response, open: bool) {
    let line = if open || response.has_focus() {
        theme::accent()
    } else if response.hovered() {
        theme::border_hover()
    } else {
        ui.visuals().widgets.inactive.bg_stroke.color
    };
    ui.painter().rect(rect, theme::RADIUS, theme::surface(), Stroke::new(1.0, line), StrokeKind::Inside);
}

/// Editors drawn from here on have a red outline.
pub fn mark_wrong(ui: &mut Ui) {
    let widgets = &mut ui.visuals_mut().widgets;
    for widget in [&mut widgets.inactive, &mut widgets.hovered] {
        widget.bg_stroke = Stroke::new(1.0, theme::error_line());
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart_and_other_texts_stay() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(grouped(text).as_deref(), expect, "{text}");
        check("1234567.5", Some("1,234,567.5"));
        check("-1234", Some("-1,234"));
        // Whoever types commas means something by them, which the parser decides.
        check("-1,234", None);
        check("1,5", None);
        check("3,50", None);
        check("999", Some("999"));
        check("1.234.5", None);
        check("一千", None);
        check("", None);
        check("-", None);
    }
}
