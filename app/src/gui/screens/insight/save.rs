//! Asks where a file is to be written.

use std::path::PathBuf;

use eframe::egui::{self, Ui};

use super::super::super::backend::Browse;
use super::super::super::cx::Cx;
use super::super::super::icons;
use super::super::super::theme;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::{button, dialog, paint};

/// Greatest length of a proposed name.
const NAME: usize = 60;

/// A dialog that asks for a place.
#[derive(Debug, Default)]
pub struct SaveView {
    file: Option<String>,
    tried: bool,
    /// The ticket of the system's dialog, while it is open.
    browsing: Option<u64>,
    /// A choice that goes with it, in words.
    choice: Option<(String, bool)>,
    /// A page to be printed is written, else a table.
    page: bool,
    /// The keyboard goes to the name: Enter then writes the file.
    focus: bool,
}

impl SaveView {
    /// Opens it with a proposal, named after what is written and the day.
    pub fn open(&mut self, cx: Cx<'_>, name: &str) {
        *self = SaveView { file: Some(proposal(cx, name, "xlsx")), focus: true, ..SaveView::default() };
    }

    /// Opens it for a page that a browser prints.
    pub fn open_page(&mut self, cx: Cx<'_>, name: &str) {
        *self = SaveView { file: Some(proposal(cx, name, "html")), page: true, focus: true, ..SaveView::default() };
    }

    /// Offers a choice that goes with it.
    pub fn offer(&mut self, words: String, on: bool) {
        self.choice = Some((words, on));
    }

    /// Whether the choice was taken.
    pub fn is_taken(&self) -> bool {
        self.choice.as_ref().is_some_and(|(_, on)| *on)
    }

    /// Draws it while it is open; gives the place once it was confirmed, and is closed then.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>) -> Option<PathBuf> {
        let file = self.file.as_mut()?;
        if let Some(ended) = self.browsing.and_then(|ticket| cx.backend.browsed(ticket)) {
            self.browsing = None;
            if let Some(chosen) = ended {
                *file = with_ending(chosen, self.page).display().to_string();
            }
        }
        let (mut confirmed, mut closed, mut browses) = (false, false, false);
        let (tried, page, choice, focus) = (self.tried, self.page, &mut self.choice, std::mem::take(&mut self.focus));
        let shown = dialog::dialog_ui(ui.ctx(), "save-as", &cx.t("gui.save_as.title"), theme::DIALOG_WIDTH, |ui| {
            let label = cx.t("gui.save_as.file");
            let error = (tried && !is_named(file, page)).then(|| cx.t(if page { "gui.save_as.page_kind" } else { "gui.save_as.kind" }));
            let width = ui.available_width();
            let caption = Caption { label: &label, required: true, error: error.as_deref() };
            let response = captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, file, "", width));
            if focus {
                response.request_focus();
            }
            confirmed = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && !cx.composing;
            paint::text_ui(ui, cx.t(if page { "gui.save_as.page_hint" } else { "gui.save_as.hint" }), theme::SMALL, theme::text_3());
            if let Some((words, on)) = choice {
                ui.horizontal(|ui| {
                    button::check_ui(ui, on, words);
                    paint::text_ui(ui, words.clone(), theme::BODY, theme::text());
                });
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                confirmed |= button::primary_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.save_as.write")).clicked();
                browses = button::secondary_ui(ui, icons::FOLDER_OPEN, &cx.t("gui.browse")).clicked();
                closed = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
            });
        });
        if closed || shown.dismissed {
            self.file = None;
            return None;
        }
        if browses && self.browsing.is_none() {
            let kinds = match page {
                true => vec![(cx.t("gui.first.kind_sheets"), vec!["html"])],
                false => vec![(cx.t("gui.browse.excel"), vec!["xlsx"]), (cx.t("gui.browse.csv"), vec!["csv"])],
            };
            let proposed = Some(PathBuf::from(file.trim()));
            self.browsing = Some(cx.backend.browse(Browse { title: cx.t("gui.save_as.title"), kinds, proposed }));
        }
        if !confirmed {
            return None;
        }
        self.tried = true;
        if !is_named(file, page) {
            return None;
        }
        self.file.take().map(|file| PathBuf::from(file.trim()))
    }
}

/// A file in the desk's folder, named after what is written and the day.
fn proposal(cx: Cx<'_>, name: &str, ending: &str) -> String {
    let name: String = name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).take(NAME).collect();
    let today = cx.now.strftime("%Y%m%d");
    cx.backend.folder().join(format!("{} {today}.{ending}", name.trim())).display().to_string()
}

/// The file with an ending: not every dialog adds the one of the kind that was chosen.
fn with_ending(file: PathBuf, page: bool) -> PathBuf {
    if file.extension().is_some() { file } else { file.with_extension(if page { "html" } else { "xlsx" }) }
}

/// Whether the name says what is written: a page, or a table.
fn is_named(file: &str, page: bool) -> bool {
    let file = PathBuf::from(file.trim());
    let ending = file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    let endings: &[&str] = if page { &["html"] } else { &["xlsx", "csv"] };
    ending.is_some_and(|ending| endings.contains(&ending.as_str())) && file.file_stem().is_some_and(|s| !s.is_empty())
}
