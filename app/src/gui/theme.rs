//! Every colour, size and font of the window. Nothing outside this file names one.

use std::sync::Arc;

use eframe::egui::{
    self, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin, Shadow, Stroke, TextStyle, Theme, vec2,
};
use registers::Lang;
use registers::def::Tone;

mod palette;

pub use palette::*;

/// Size of ordinary text.
pub const BODY: f32 = 14.0;
/// Size of table headers and field labels.
pub const LABEL: f32 = 13.0;
/// Size of small text.
pub const SMALL: f32 = 12.0;
/// Size of the title of a card.
pub const CARD_TITLE: f32 = 16.0;
/// Size of the title of a page.
pub const PAGE_TITLE: f32 = 20.0;
/// Size of a figure on a card.
pub const FIGURE: f32 = 22.0;
/// Size of an icon in a button.
pub const ICON: f32 = 17.0;

/// What beside the navigation has to be there for a list and a record: without it the navigation is icons alone.
pub const BESIDE_NAV: f32 = 800.0;
/// Width of the navigation then.
pub const NAV_NARROW: f32 = 64.0;
/// Width of the navigation.
pub const NAV_WIDTH: f32 = 216.0;
/// The same for words of Latin letters, which are longer.
pub const NAV_WIDTH_LATIN: f32 = 256.0;
/// Height of an item of the navigation.
pub const NAV_ITEM: f32 = 36.0;
/// Height of the bar at the top.
pub const TOP_BAR: f32 = 54.0;
/// Height of the strip of records that are kept open.
pub const STRIP: f32 = 38.0;
/// Height of the bar at the foot.
pub const STATUS_BAR: f32 = 30.0;
/// Room for the button of the columns of a list.
pub const COLUMNS_BUTTON: f32 = 110.0;
/// Height of a table row.
pub const ROW: f32 = 38.0;
/// Height of a table header.
pub const HEADER_ROW: f32 = 36.0;
/// Height of a button.
pub const BUTTON: f32 = 34.0;
/// Height of a field.
pub const INPUT: f32 = 34.0;
/// Height of the search box and icon buttons.
pub const INPUT_SMALL: f32 = 32.0;
/// Width of the detail panel.
pub const DETAIL_WIDTH: f32 = 336.0;
/// Least and greatest width of the detail panel.
pub const DETAIL_RANGE: std::ops::RangeInclusive<f32> = 300.0..=520.0;
/// Greatest width of a form.
pub const FORM_WIDTH: f32 = 920.0;
/// Greatest width of a list to find something in.
pub const FINDER_WIDTH: f32 = 720.0;
/// Width of a dialog.
pub const DIALOG_WIDTH: f32 = 460.0;
/// Margin of a page.
pub const PAGE: f32 = 20.0;
/// Gap between cards.
pub const GAP: f32 = 12.0;
/// Padding of a card.
pub const CARD_PADDING: i8 = 18;
/// Radius of controls.
pub const RADIUS: u8 = 6;
/// Radius of menus.
pub const RADIUS_MENU: u8 = 8;
/// Radius of cards.
pub const RADIUS_CARD: u8 = 10;
/// Height of a chip.
pub const CHIP: f32 = 22.0;
/// Width of the bar before a selected row.
pub const SELECTED_BAR: f32 = 3.0;

const SEMIBOLD: &str = "semibold";
/// Quotation marks of Latin width.
const LATIN: &str = "latin";

/// Ordinary font of a size.
pub fn font(size: f32) -> FontId {
    FontId::proportional(size)
}

/// Semibold font of a size.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// A hairline.
pub fn hairline() -> Stroke {
    Stroke::new(1.0, border())
}

/// The outline of fields and buttons.
pub fn outline() -> Stroke {
    Stroke::new(1.0, border_strong())
}

/// The frame of a card.
pub fn card_frame() -> egui::Frame {
    egui::Frame::new().fill(surface()).corner_radius(RADIUS_CARD).stroke(hairline())
}

/// Sets fonts, and the style of both themes. Which of them is drawn is the context's theme.
pub fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts(false));
    // Where the system does not say which it wants.
    ctx.options_mut(|options| {
        options.fallback_theme = Theme::Light;
        // The sizes are the program's own, and are kept.
        options.zoom_with_keyboard = false;
    });
    for theme in [Theme::Dark, Theme::Light] {
        draw_in(theme);
        ctx.style_mut_of(theme, |own| style(own, theme));
    }
    follow(ctx);
}

/// Draws this frame in the context's theme, which may have changed with the system's.
pub fn follow(ctx: &egui::Context) {
    draw_in(ctx.theme());
}

/// Draws what is written in a language: the quotation marks of Chinese are as wide as its characters, those of English are not.
pub fn speak(ctx: &egui::Context, lang: Lang) {
    let is_latin = lang == Lang::En;
    let memory = egui::Id::unique("latin quotation marks");
    let was_latin = ctx.data_mut(|data| std::mem::replace(data.get_temp_mut_or(memory, false), is_latin));
    if was_latin != is_latin {
        ctx.set_fonts(fonts(is_latin));
    }
}

fn fonts(is_latin: bool) -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let icons = FontTweak { y_offset_factor: 0.0, scale: 1.12, ..FontTweak::default() };
    let files: [(&str, &'static [u8], FontTweak); 5] = [
        ("regular", include_bytes!("../../assets/fonts/regular.ttf"), FontTweak::default()),
        (SEMIBOLD, include_bytes!("../../assets/fonts/semibold.ttf"), FontTweak::default()),
        ("icons", include_bytes!("../../assets/fonts/icons.ttf"), icons),
        ("symbols", include_bytes!("../../assets/fonts/symbols.ttf"), FontTweak::default()),
        (LATIN, include_bytes!("../../assets/fonts/latin.ttf"), FontTweak::default()),
    ];
    for (name, bytes, tweak) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes).tweak(tweak)));
    }
    let first = is_latin.then_some(LATIN);
    let list = |names: &[&'static str]| first.iter().chain(names).map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let plain = list(&["regular", "icons", "symbols"]);
    fonts.families.insert(FontFamily::Proportional, plain.clone());
    fonts.families.insert(FontFamily::Monospace, plain);
    fonts.families.insert(FontFamily::Name(SEMIBOLD.into()), list(&[SEMIBOLD, "regular", "icons", "symbols"]));
    fonts
}

/// The style of a theme, in whose palette is drawn.
fn style(style: &mut egui::Style, theme: Theme) {
    style.text_styles = [
        (TextStyle::Heading, bold(18.0)),
        (TextStyle::Body, font(BODY)),
        (TextStyle::Button, font(BODY)),
        (TextStyle::Monospace, FontId::monospace(LABEL)),
        (TextStyle::Small, font(SMALL)),
    ]
    .into();
    style.animation_time = 0.12;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    spacing(&mut style.spacing);
    visuals(&mut style.visuals, theme);
}

fn spacing(spacing: &mut egui::Spacing) {
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(12.0, 5.0);
    spacing.interact_size = vec2(INPUT_SMALL, INPUT_SMALL);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.combo_width = 96.0;
    spacing.text_edit_width = 240.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    spacing.scroll.bar_width = 10.0;
    spacing.scroll.floating_width = 6.0;
    // The handle is drawn in the text's colour, without a track.
    spacing.scroll.foreground_color = true;
    spacing.scroll.active_background_opacity = 0.0;
    spacing.scroll.interact_background_opacity = 0.0;
    spacing.scroll.dormant_handle_opacity = 0.18;
    spacing.scroll.active_handle_opacity = 0.25;
    spacing.scroll.interact_handle_opacity = 0.4;
}

fn visuals(visuals: &mut egui::Visuals, theme: Theme) {
    *visuals = theme.default_visuals();
    // A caret that blinks would draw the whole window anew twice a second.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke.color = accent();
    visuals.weak_text_color = Some(text_3());
    visuals.panel_fill = canvas();
    visuals.window_fill = surface();
    visuals.window_stroke = hairline();
    visuals.window_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS_MENU);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: shadow() };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.extreme_bg_color = surface();
    visuals.text_edit_bg_color = Some(surface());
    visuals.faint_bg_color = header();
    visuals.code_bg_color = tag();
    visuals.hyperlink_color = accent();
    visuals.warn_fg_color = chip(Tone::Amber).text;
    visuals.error_fg_color = chip(Tone::Red).text;
    visuals.selection.bg_fill = text_selection();
    visuals.selection.stroke = Stroke::new(1.0, accent());
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);
    let widgets = &mut visuals.widgets;
    let kinds = [
        (&mut widgets.noninteractive, surface(), border(), text()),
        (&mut widgets.inactive, surface(), border_strong(), text_button()),
        (&mut widgets.hovered, hover(), border_hover(), text()),
        (&mut widgets.active, accent_soft(), accent(), accent()),
        (&mut widgets.open, hover(), accent(), text()),
    ];
    for (widget, fill, border, text) in kinds {
        widget.corner_radius = CornerRadius::same(RADIUS);
        widget.expansion = 0.0;
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, border);
        widget.fg_stroke = Stroke::new(1.0, text);
    }
}
