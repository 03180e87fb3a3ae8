//! The registry desk: letters are received in a run, papers that come in and go out are taken on from where they stand, and
//! the register book is read as it looks on paper.

mod book;
mod breaking;
mod desk;
mod letter;
mod receive;

use eframe::egui::{Align, Layout, Ui};

use super::super::backend::Done;
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, paint};
use super::super::{icons, theme};
use book::Book;
use desk::Desk;
use receive::Receive;

/// What a button at the head takes beside its words: icon, padding and the gap to the next.
const BUTTON: f32 = 56.0;

/// What the page keeps between frames.
#[derive(Debug)]
pub struct RegistryView {
    page: Page,
    receive: Receive,
    incoming: Desk,
    outgoing: Desk,
    book: Book,
}

/// The pages of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Receive,
    Incoming,
    Outgoing,
    Book,
}

impl Default for RegistryView {
    fn default() -> RegistryView {
        RegistryView {
            page: Page::Receive,
            receive: Receive::default(),
            incoming: Desk::incoming(),
            outgoing: Desk::outgoing(),
            book: Book::default(),
        }
    }
}

impl RegistryView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        self.head_ui(ui, cx);
        match self.page {
            Page::Receive => self.receive.ui(ui, cx, out),
            Page::Incoming => self.incoming.ui(ui, cx, out),
            Page::Outgoing => self.outgoing.ui(ui, cx, out),
            Page::Book => self.book.ui(ui, cx, out),
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let pages = [
            (Page::Receive, icons::TRAY, "gui.registry.receive", "gui.registry.receive_hint"),
            (Page::Incoming, icons::ENVELOPE_SIMPLE, "gui.registry.incoming", "gui.registry.desk_hint"),
            (Page::Outgoing, icons::FILE_TEXT, "gui.registry.outgoing", "gui.registry.desk_hint"),
            (Page::Book, icons::BOOKS, "gui.registry.book", "gui.registry.book_hint"),
        ];
        let words = |ui: &Ui, key: &str| ui.painter().layout_no_wrap(cx.t(key), theme::font(theme::BODY), theme::text()).size().x;
        ui.horizontal(|ui| {
            let side: f32 = pages.iter().map(|(_, _, name, _)| words(ui, name) + BUTTON).sum();
            let room = (ui.available_width() - side).max(0.0);
            ui.vertical(|ui| {
                ui.set_max_width(room);
                ui.spacing_mut().item_spacing.y = 2.0;
                paint::bold_ui(ui, cx.t("gui.registry"), theme::PAGE_TITLE);
                let hint = pages.iter().find(|(page, ..)| *page == self.page).map(|(.., hint)| cx.t(hint)).unwrap_or_default();
                paint::truncated_ui(ui, hint.clone(), theme::LABEL, theme::text_3()).on_hover_text(hint);
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                for (page, icon, name, _) in pages.into_iter().rev() {
                    if button::tab_ui(ui, icon, &cx.t(name), page == self.page, true).clicked() {
                        self.page = page;
                        self.wake();
                    }
                }
            });
        });
    }

    /// Somebody came to the page.
    pub fn wake(&mut self) {
        if self.page == Page::Receive {
            self.receive.wake();
        }
    }

    /// Saves the letter that is being written down; what the shortcut for saving does.
    pub fn save(&mut self, cx: Cx<'_>, out: &mut Vec<Command>) {
        if self.page == Page::Receive {
            self.receive.save(cx, out);
        }
    }

    /// Notes the ticket of what was handed over last.
    pub fn sent(&mut self, ticket: u64) {
        self.receive.sent(ticket);
    }

    /// Hears how an action ended. Gives whether it was one of this page, which shows it.
    pub fn ended(&mut self, ticket: u64, result: &Result<Done, String>) -> bool {
        self.receive.ended(ticket, result)
    }
}
