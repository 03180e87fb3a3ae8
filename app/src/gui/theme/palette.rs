//! The colours in light and in dark. Each role is a function that gives its colour in the palette of the moment, so
//! that no screen knows which one it is drawn in.
//!
//! The palette of the moment belongs to the thread: the window draws on one, and tests that run side by side each
//! have their own.

use std::cell::Cell;

use eframe::egui::{Color32, Theme};
use registers::def::Tone;

/// How many series of a chart have a colour of their own.
pub const SERIES: usize = 8;

thread_local! {
    static CURRENT: Cell<Theme> = const { Cell::new(Theme::Light) };
}

/// All colours, by role.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Palette {
    canvas: Color32,
    surface: Color32,
    header: Color32,
    hover: Color32,
    border: Color32,
    border_strong: Color32,
    border_hover: Color32,
    row_line: Color32,
    text: Color32,
    text_button: Color32,
    text_2: Color32,
    text_3: Color32,
    text_hint: Color32,
    accent: Color32,
    accent_fill: Color32,
    accent_hover: Color32,
    accent_pressed: Color32,
    accent_soft: Color32,
    accent_line: Color32,
    text_selection: Color32,
    tag: Color32,
    on_accent: Color32,
    danger: Color32,
    danger_hover: Color32,
    danger_pressed: Color32,
    alarm: Color32,
    alarm_soft: Color32,
    error_line: Color32,
    backdrop: Color32,
    shadow: Color32,
    chips: [ChipColors; 5],
    dots: [Color32; 5],
    series: [Color32; SERIES],
}

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

/// Draws in this palette from now on, on this thread.
pub(super) fn draw_in(theme: Theme) {
    CURRENT.set(theme);
}

/// The palette of a theme.
fn of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

fn current() -> &'static Palette {
    of(CURRENT.get())
}

macro_rules! roles { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
    $(#[$doc])*
    pub fn $name() -> Color32 {
        current().$name
    }
)* } }

roles! {
    /// Ground behind cards.
    canvas,
    /// Cards, panels and fields.
    surface,
    /// Table headers.
    header,
    /// Under the pointer.
    hover,
    /// Hairlines.
    border,
    /// Outline of fields and buttons.
    border_strong,
    /// Outline under the pointer.
    border_hover,
    /// Between table rows.
    row_line,
    /// Text.
    text,
    /// Text of buttons and navigation.
    text_button,
    /// Less important text.
    text_2,
    /// Least important text.
    text_3,
    /// Hints in empty fields, days of another month.
    text_hint,
    /// The one strong colour, for texts, icons and lines.
    accent,
    /// The strong colour as a ground, under [`on_accent`].
    accent_fill,
    /// Such a ground under the pointer.
    accent_hover,
    /// Such a ground pressed.
    accent_pressed,
    /// Ground of what is selected.
    accent_soft,
    /// Outline of what is selected.
    accent_line,
    /// Ground of selected text.
    text_selection,
    /// Ground of a tag without a state.
    tag,
    /// Text on a strong ground.
    on_accent,
    /// Ground of a button for what cannot be taken back lightly, under [`on_accent`].
    danger,
    /// Such a ground under the pointer.
    danger_hover,
    /// Such a ground pressed.
    danger_pressed,
    /// Ground of a count that calls for somebody, under [`on_accent`].
    alarm,
    /// The same without insistence, under the red of [`chip`].
    alarm_soft,
    /// Outline of a field with a mistake.
    error_line,
    /// Behind a dialog.
    backdrop,
    /// Under what floats above the page.
    shadow,
}

/// The ground of what is drawn as it looks on paper, in light and dark alike.
pub const fn paper() -> Color32 {
    Color32::WHITE
}

/// Lines and writing on [`paper`].
pub const fn ink() -> Color32 {
    Color32::BLACK
}

/// The colours for a tone.
pub fn chip(tone: Tone) -> ChipColors {
    current().chips[place(tone)]
}

/// The lively colour of a dot for a tone.
pub fn dot(tone: Tone) -> Color32 {
    current().dots[place(tone)]
}

/// The colour of a series of a chart; what is beyond the last of them shares a quiet one.
pub fn series(at: usize) -> Color32 {
    current().series.get(at).copied().unwrap_or_else(text_hint)
}

const fn place(tone: Tone) -> usize {
    match tone {
        Tone::Green => 0,
        Tone::Amber => 1,
        Tone::Red => 2,
        Tone::Blue => 3,
        Tone::Grey => 4,
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn colors(text: u32, ground: u32, border: u32) -> ChipColors {
    ChipColors { text: rgb(text), ground: rgb(ground), border: rgb(border) }
}

static LIGHT: Palette = Palette {
    canvas: rgb(0xF4_F6_F9),
    surface: rgb(0xFF_FF_FF),
    header: rgb(0xF9_FA_FB),
    hover: rgb(0xF2_F5_FA),
    border: rgb(0xE4_E7_EC),
    border_strong: rgb(0xD0_D5_DD),
    border_hover: rgb(0xB3_BD_CC),
    row_line: rgb(0xEE_F0_F4),
    text: rgb(0x1D_29_39),
    text_button: rgb(0x34_40_54),
    text_2: rgb(0x47_54_67),
    text_3: rgb(0x5C_68_7B),
    text_hint: rgb(0x66_70_85),
    accent: rgb(0x24_57_D6),
    accent_fill: rgb(0x24_57_D6),
    accent_hover: rgb(0x1D_49_B8),
    accent_pressed: rgb(0x17_3C_98),
    accent_soft: rgb(0xE9_EF_FD),
    accent_line: rgb(0xB9_CC_F8),
    text_selection: rgb(0xCF_E0_FF),
    tag: rgb(0xF2_F4_F7),
    on_accent: rgb(0xFF_FF_FF),
    danger: rgb(0xB4_23_18),
    danger_hover: rgb(0xA3_20_15),
    danger_pressed: rgb(0x93_1C_13),
    alarm: rgb(0xD9_2D_20),
    alarm_soft: rgb(0xFE_E1_DF),
    error_line: rgb(0xF0_44_38),
    backdrop: Color32::from_black_alpha(72),
    shadow: Color32::from_black_alpha(24),
    chips: [
        // Green
        colors(0x06_76_47, 0xEC_FD_F3, 0xAB_EF_C6),
        // Amber
        colors(0xB5_47_08, 0xFF_FA_EB, 0xFE_DF_89),
        // Red
        colors(0xB4_23_18, 0xFE_F3_F2, 0xFE_CD_CA),
        // Blue
        colors(0x17_5C_D3, 0xEF_F8_FF, 0xB2_DD_FF),
        // Grey
        colors(0x47_54_67, 0xF2_F4_F7, 0xDD_E1_E8),
    ],
    dots: [rgb(0x12_B7_6A), rgb(0xF7_90_09), rgb(0xF0_44_38), rgb(0x24_57_D6), rgb(0x98_A2_B3)],
    series: [
        rgb(0x24_57_D6),
        rgb(0x0E_93_84),
        rgb(0xF7_90_09),
        rgb(0x7A_5A_F8),
        rgb(0xEE_46_BC),
        rgb(0x53_B1_FD),
        rgb(0x84_CA_FF),
        rgb(0x98_A2_B3),
    ],
};

static DARK: Palette = Palette {
    canvas: rgb(0x11_16_1D),
    surface: rgb(0x1A_21_2B),
    header: rgb(0x1F_27_33),
    hover: rgb(0x25_2E_3B),
    border: rgb(0x2C_36_44),
    border_strong: rgb(0x3E_4A_5B),
    border_hover: rgb(0x55_63_7A),
    row_line: rgb(0x26_2F_3B),
    text: rgb(0xE4_E9_F0),
    text_button: rgb(0xCD_D5_E0),
    text_2: rgb(0xB0_BA_C8),
    text_3: rgb(0x98_A4_B5),
    text_hint: rgb(0x8E_9B_AE),
    accent: rgb(0x8D_B4_FF),
    accent_fill: rgb(0x2F_62_DB),
    accent_hover: rgb(0x3A_6C_E4),
    accent_pressed: rgb(0x28_53_C2),
    accent_soft: rgb(0x1F_31_57),
    accent_line: rgb(0x3A_55_8F),
    text_selection: rgb(0x2C_4A_86),
    tag: rgb(0x27_2F_3C),
    on_accent: rgb(0xFF_FF_FF),
    danger: rgb(0xC2_35_2A),
    danger_hover: rgb(0xCE_41_36),
    danger_pressed: rgb(0xA9_2C_22),
    alarm: rgb(0xD0_34_2A),
    alarm_soft: rgb(0x4A_24_22),
    error_line: rgb(0xF9_70_66),
    backdrop: Color32::from_black_alpha(110),
    shadow: Color32::from_black_alpha(110),
    chips: [
        // Green
        colors(0x6C_E0_A6, 0x12_29_1F, 0x1F_5A_40),
        // Amber
        colors(0xF7_BE_5F, 0x2C_22_12, 0x67_4B_18),
        // Red
        colors(0xFD_A2_9B, 0x34_1B_1B, 0x7A_32_2D),
        // Blue
        colors(0x84_C5_FF, 0x14_26_3C, 0x24_50_7F),
        // Grey
        colors(0xB6_C0_CE, 0x27_2F_3C, 0x3E_4A_5B),
    ],
    dots: [rgb(0x32_D5_83), rgb(0xFD_B0_22), rgb(0xF9_70_66), rgb(0x5B_8D_EF), rgb(0x85_92_A5)],
    series: [
        rgb(0x6C_9B_FF),
        rgb(0x2E_D3_B7),
        rgb(0xFD_B0_22),
        rgb(0x9B_8A_FB),
        rgb(0xF6_70_C7),
        rgb(0x53_B1_FD),
        rgb(0xB2_DD_FF),
        rgb(0x85_92_A5),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Least contrast of a text with its ground, by WCAG 2.2 AA.
    const LEAST: f64 = 4.5;
    const TONES: [Tone; 5] = [Tone::Green, Tone::Amber, Tone::Red, Tone::Blue, Tone::Grey];

    fn light_of(color: Color32) -> f64 {
        let part = |byte: u8| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (light_of(one), light_of(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Every pair of a text and a ground that occurs in the window, with its name.
    fn pairs(p: &Palette) -> Vec<(String, Color32, Color32)> {
        let grounds = [
            ("canvas", p.canvas),
            ("surface", p.surface),
            ("header", p.header),
            ("hover", p.hover),
            ("accent_soft", p.accent_soft),
            ("tag", p.tag),
        ];
        let texts = [("text", p.text), ("text_button", p.text_button), ("text_2", p.text_2), ("text_3", p.text_3), ("accent", p.accent)];
        let mut pairs = vec![
            ("hint on surface".to_owned(), p.text_hint, p.surface),
            ("hint on header".to_owned(), p.text_hint, p.header),
            ("hint on hover".to_owned(), p.text_hint, p.hover),
            ("selected text".to_owned(), p.text, p.text_selection),
            ("soft alarm".to_owned(), p.chips[place(Tone::Red)].text, p.alarm_soft),
        ];
        for (ground, color) in grounds {
            pairs.extend(texts.iter().map(|(text, on)| (format!("{text} on {ground}"), *on, color)));
            pairs.extend(TONES.iter().map(|tone| (format!("{tone:?} on {ground}"), p.chips[place(*tone)].text, color)));
        }
        for tone in TONES {
            let chip = p.chips[place(tone)];
            pairs.push((format!("chip {tone:?}"), chip.text, chip.ground));
            for (text, on) in texts {
                pairs.push((format!("{text} on the ground of {tone:?}"), on, chip.ground));
            }
        }
        let strong = [p.accent_fill, p.accent_hover, p.accent_pressed, p.danger, p.danger_hover, p.danger_pressed, p.alarm];
        pairs.extend(strong.iter().map(|ground| (format!("on_accent on {ground:?}"), p.on_accent, *ground)));
        pairs
    }

    #[test]
    fn every_text_stands_out_from_its_ground_in_both_palettes() {
        for theme in [Theme::Light, Theme::Dark] {
            for (name, text, ground) in pairs(of(theme)) {
                let found = contrast(text, ground);
                assert!(found >= LEAST, "{theme:?}: {name} has {found:.2}");
            }
        }
    }

    #[test]
    fn contrast_is_reckoned_as_the_rule_says() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(rgb(0x76_76_76), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_thread_draws_in_the_palette_it_chose() {
        assert_eq!(text(), LIGHT.text);
        draw_in(Theme::Dark);
        assert_eq!(text(), DARK.text);
        let other = std::thread::spawn(text).join();
        assert_eq!(other.expect("it ends"), LIGHT.text);
    }
}
