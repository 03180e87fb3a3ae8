//! A field for a file, with the system's dialog beside it.

use std::path::PathBuf;

use eframe::egui::{Align, Layout, Ui, vec2};

use super::super::super::backend::Browse;
use super::super::super::cx::Cx;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::{button, paint};
use super::super::super::{icons, theme};

/// What the field keeps between frames.
#[derive(Debug, Default)]
pub(in crate::gui::screens) struct FileField {
    /// What stands in it.
    pub text: String,
    /// The ticket of the system's dialog, while it is open.
    browsing: Option<u64>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::gui::screens) struct Asked {
    /// Key of the field's name.
    pub name: &'static str,
    /// Key of what such files are called, and how their names end.
    pub kind: (&'static str, &'static str),
    /// Whether the file is to be written; else it is there.
    pub writes: bool,
    pub required: bool,
}

impl FileField {
    /// The file, once something stands there.
    pub fn path(&self) -> Option<PathBuf> {
        let text = self.text.trim().trim_matches('"').trim();
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// Draws it; `tried` marks it as wrong while it is empty.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, asked: Asked, width: f32, tried: bool) {
        if let Some(ended) = self.browsing.and_then(|ticket| cx.backend.browsed(ticket)) {
            self.browsing = None;
            if let Some(file) = ended {
                self.text = file.display().to_string();
            }
        }
        let label = cx.t(asked.name);
        let missing = (tried && asked.required && self.path().is_none()).then(|| cx.t("gui.mistake.required"));
        let caption = Caption { label: &label, required: asked.required, error: missing.as_deref() };
        captioned_ui(ui, caption, width, |ui| {
            ui.allocate_ui_with_layout(vec2(width, theme::INPUT), Layout::right_to_left(Align::Center), |ui| {
                let browse = cx.t("gui.browse");
                let named = button::secondary_ui(ui, icons::FOLDER_OPEN, &browse);
                // There are several such buttons on the page.
                let named = named.accessible_name(paint::plain(format!("{browse} {label}")));
                if named.clicked() && self.browsing.is_none() {
                    let (kind, ending) = asked.kind;
                    let proposed = asked.writes.then(|| self.path().unwrap_or_else(|| cx.backend.folder()));
                    self.browsing =
                        Some(cx.backend.browse(Browse { title: label.clone(), kinds: vec![(cx.t(kind), vec![ending])], proposed }));
                }
                let room = ui.available_width();
                text_ui(ui, &label, &mut self.text, "", room);
            });
        });
    }
}
