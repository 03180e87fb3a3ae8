//! Every colour, size and font of the window. Nothing outside this file names one.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin, Shadow, Stroke, TextStyle, vec2,
};
use registers::def::Tone;

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Ground behind cards.
pub const CANVAS: Color32 = rgb(0xF4_F6_F9);
/// Cards, panels and fields.
pub const SURFACE: Color32 = rgb(0xFF_FF_FF);
/// Table headers.
pub const HEADER: Color32 = rgb(0xF9_FA_FB);
/// Under the pointer.
pub const HOVER: Color32 = rgb(0xF2_F5_FA);
/// Hairlines.
pub const BORDER: Color32 = rgb(0xE4_E7_EC);
/// Outline of fields and buttons.
pub const BORDER_STRONG: Color32 = rgb(0xD0_D5_DD);
/// Outline under the pointer.
pub const BORDER_HOVER: Color32 = rgb(0xB3_BD_CC);
/// Between table rows.
pub const ROW_LINE: Color32 = rgb(0xEE_F0_F4);
/// Text.
pub const TEXT: Color32 = rgb(0x1D_29_39);
/// Text of buttons and navigation.
pub const TEXT_BUTTON: Color32 = rgb(0x34_40_54);
/// Less important text.
pub const TEXT_2: Color32 = rgb(0x47_54_67);
/// Least important text.
pub const TEXT_3: Color32 = rgb(0x7A_86_99);
/// Hints in empty fields, days of another month.
pub const TEXT_HINT: Color32 = rgb(0x98_A2_B3);
/// The one strong colour.
pub const ACCENT: Color32 = rgb(0x24_57_D6);
/// Strong colour under the pointer.
pub const ACCENT_HOVER: Color32 = rgb(0x1D_49_B8);
/// Strong colour pressed.
pub const ACCENT_PRESSED: Color32 = rgb(0x17_3C_98);
/// Ground of what is selected.
pub const ACCENT_SOFT: Color32 = rgb(0xE9_EF_FD);
/// Outline of what is selected.
pub const ACCENT_LINE: Color32 = rgb(0xB9_CC_F8);
/// Ground of selected text.
pub const TEXT_SELECTION: Color32 = rgb(0xCF_E0_FF);
/// Ground of a tag without a state.
pub const TAG: Color32 = rgb(0xF2_F4_F7);
/// Text on the strong colour.
pub const ON_ACCENT: Color32 = Color32::WHITE;
/// Behind a dialog.
pub const BACKDROP: Color32 = Color32::from_black_alpha(72);
/// Outline of a field with a mistake.
pub const ERROR_LINE: Color32 = rgb(0xF0_44_38);
/// Colours of the series of a chart.
pub const SERIES: [Color32; 8] =
    [ACCENT, rgb(0x0E_93_84), rgb(0xF7_90_09), rgb(0x7A_5A_F8), rgb(0xEE_46_BC), rgb(0x53_B1_FD), rgb(0x84_CA_FF), rgb(0x98_A2_B3)];

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

/// Width of the navigation.
pub const NAV_WIDTH: f32 = 216.0;
/// Height of an item of the navigation.
pub const NAV_ITEM: f32 = 36.0;
/// Height of the bar at the top.
pub const TOP_BAR: f32 = 54.0;
/// Height of the bar at the foot.
pub const STATUS_BAR: f32 = 30.0;
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

/// Colours of a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipColors {
    /// Text and dot.
    pub text: Color32,
    /// Ground.
    pub ground: Color32,
    /// Outline.
    pub border: Color32,
}

/// The colours for a tone.
pub const fn chip(tone: Tone) -> ChipColors {
    let (text, ground, border) = match tone {
        Tone::Green => (0x06_76_47, 0xEC_FD_F3, 0xAB_EF_C6),
        Tone::Amber => (0xB5_47_08, 0xFF_FA_EB, 0xFE_DF_89),
        Tone::Red => (0xB4_23_18, 0xFE_F3_F2, 0xFE_CD_CA),
        Tone::Blue => (0x17_5C_D3, 0xEF_F8_FF, 0xB2_DD_FF),
        Tone::Grey => (0x47_54_67, 0xF2_F4_F7, 0xDD_E1_E8),
    };
    ChipColors { text: rgb(text), ground: rgb(ground), border: rgb(border) }
}

/// The lively colour of a dot for a tone.
pub const fn dot(tone: Tone) -> Color32 {
    rgb(match tone {
        Tone::Green => 0x12_B7_6A,
        Tone::Amber => 0xF7_90_09,
        Tone::Red => 0xF0_44_38,
        Tone::Blue => 0x24_57_D6,
        Tone::Grey => 0x98_A2_B3,
    })
}

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
    Stroke::new(1.0, BORDER)
}

/// The outline of fields and buttons.
pub fn outline() -> Stroke {
    Stroke::new(1.0, BORDER_STRONG)
}

/// The frame of a card.
pub fn card_frame() -> egui::Frame {
    egui::Frame::new().fill(SURFACE).corner_radius(RADIUS_CARD).stroke(hairline())
}

/// Sets fonts, style and the light theme.
pub fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(egui::Theme::Light);
    ctx.all_styles_mut(style);
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let icons = FontTweak { y_offset_factor: 0.0, scale: 1.12, ..FontTweak::default() };
    let files: [(&str, &'static [u8], FontTweak); 4] = [
        ("regular", include_bytes!("../../assets/fonts/regular.ttf"), FontTweak::default()),
        (SEMIBOLD, include_bytes!("../../assets/fonts/semibold.ttf"), FontTweak::default()),
        ("icons", include_bytes!("../../assets/fonts/icons.ttf"), icons),
        ("symbols", include_bytes!("../../assets/fonts/symbols.ttf"), FontTweak::default()),
    ];
    for (name, bytes, tweak) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes).tweak(tweak)));
    }
    let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let plain = list(&["regular", "icons", "symbols"]);
    fonts.families.insert(FontFamily::Proportional, plain.clone());
    fonts.families.insert(FontFamily::Monospace, plain);
    fonts.families.insert(FontFamily::Name(SEMIBOLD.into()), list(&[SEMIBOLD, "regular", "icons", "symbols"]));
    fonts
}

fn style(style: &mut egui::Style) {
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
    visuals(&mut style.visuals);
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

fn visuals(visuals: &mut egui::Visuals) {
    *visuals = egui::Visuals::light();
    visuals.weak_text_color = Some(TEXT_3);
    visuals.panel_fill = CANVAS;
    visuals.window_fill = SURFACE;
    visuals.window_stroke = hairline();
    visuals.window_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS_MENU);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(24) };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.extreme_bg_color = SURFACE;
    visuals.text_edit_bg_color = Some(SURFACE);
    visuals.faint_bg_color = HEADER;
    visuals.code_bg_color = TAG;
    visuals.hyperlink_color = ACCENT;
    visuals.warn_fg_color = chip(Tone::Amber).text;
    visuals.error_fg_color = chip(Tone::Red).text;
    visuals.selection.bg_fill = TEXT_SELECTION;
    visuals.selection.stroke = Stroke::new(1.0, ACCENT);
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);
    let widgets = &mut visuals.widgets;
    let kinds = [
        (&mut widgets.noninteractive, SURFACE, BORDER, TEXT),
        (&mut widgets.inactive, SURFACE, BORDER_STRONG, TEXT_BUTTON),
        (&mut widgets.hovered, HOVER, BORDER_HOVER, TEXT),
        (&mut widgets.active, ACCENT_SOFT, ACCENT, ACCENT),
        (&mut widgets.open, HOVER, ACCENT, TEXT),
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
