//! The keys, from the table of commands, and those that lists, forms and dialogs have besides.

use eframe::egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

use super::super::command::{Command, TABLE, spelled};
use super::super::cx::Cx;
use super::super::theme;
use super::super::widgets::{button, dialog};

const WIDTH: f32 = 520.0;
const LINE: f32 = 30.0;

/// The keys that lists, forms and dialogs have besides.
pub(crate) const FURTHER: [(&str, &str); 17] = [
    ("gui.keys.undo", "Ctrl+Z"),
    ("gui.keys.choose", "↑  ↓"),
    ("gui.keys.page", "PageUp  PageDown  Home  End"),
    ("gui.keys.mark", "Shift+↑  Shift+↓"),
    ("gui.keys.mark_one", "Space"),
    ("gui.keys.all", "Ctrl+A"),
    ("gui.keys.copy", "Ctrl+C"),
    ("gui.keys.scroll", "Ctrl+↑  Ctrl+↓  Ctrl+←  Ctrl+→"),
    ("gui.keys.width", "Shift+←  Shift+→"),
    ("gui.keys.open", "Enter"),
    ("gui.keys.through", "Ctrl+Enter"),
    ("gui.keys.close", "Esc"),
    ("gui.keys.next", "Tab  Shift+Tab"),
    ("gui.keys.press", "Space"),
    ("gui.keys.letters", "A–Z"),
    ("gui.keys.remove", "Delete  Backspace"),
    ("gui.keys.day", "←  →"),
];

/// The list of keys while it is open.
#[derive(Debug)]
pub(super) struct KeysView;

impl KeysView {
    pub fn ui(&self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let shown = dialog::dialog_ui(ui.ctx(), "keys", &cx.t("gui.command.keys"), WIDTH, |ui| {
            let height = (ui.ctx().content_rect().height() - 220.0).max(160.0);
            eframe::egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                // The undo stands below, with where it works.
                let listed = TABLE.iter().filter(|known| known.command != Command::Undo);
                for (known, keys) in listed.filter_map(|known| Some((known, known.keys.first()?))) {
                    line_ui(ui, &cx.t(known.name), &spelled(keys));
                }
                for (name, keys) in FURTHER {
                    line_ui(ui, &cx.t(name), keys);
                }
            });
            ui.add_space(8.0);
            button::secondary_ui(ui, "", &cx.t("gui.close")).clicked()
        });
        if shown.inner || shown.dismissed {
            out.push(Command::Keys);
        }
    }
}

fn line_ui(ui: &mut Ui, name: &str, keys: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {keys}")));
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, name, theme::font(theme::BODY), theme::text());
    let right = rect.right_center() - vec2(12.0, 0.0);
    ui.painter().text(right, Align2::RIGHT_CENTER, keys, theme::font(theme::LABEL), theme::text_2());
    ui.painter().hline(rect.x_range(), rect.bottom(), eframe::egui::Stroke::new(1.0, theme::row_line()));
}
