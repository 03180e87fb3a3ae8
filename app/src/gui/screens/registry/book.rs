//! The registers of incoming and of outgoing documents as the books that they are on paper: ruled pages by year, black on
//! white. A click on a line opens its document.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{self, Align, Align2, FontId, Key, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};
use registers::book::incoming_documents as incoming;
use registers::book::incoming_documents::{assignments, instructions, opinions};
use registers::book::outgoing_documents as outgoing;
use registers::common::VOID;
use registers::def::Register;
use registers::{Line, Record};

use super::super::super::backend::{BookPage, Volume};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{format, icons, theme};
use super::breaking::broken;

/// Lines of a page.
const LINES: usize = 14;
/// Columns: the field whose name heads it, its share of the width.
type Columns = &'static [(&'static str, f32)];

const INCOMING: Columns = &[
    ("reg_no", 1.6),
    ("received_at", 0.75),
    ("from_org", 1.5),
    ("from_no", 1.6),
    ("title", 3.0),
    ("secrecy", 0.75),
    ("copies", 0.7),
    ("opinions", 1.8),
    ("instructions", 1.8),
    ("assignments", 1.4),
    ("archived_at", 0.75),
];
const OUTGOING: Columns = &[
    ("issue_no", 1.7),
    ("doc_date", 0.75),
    ("title", 3.2),
    ("main_to", 1.8),
    ("cc", 1.3),
    ("secrecy", 0.75),
    ("copies", 0.7),
    ("draft_dept", 1.4),
    ("signer", 0.9),
    ("sealed_at", 0.75),
    ("dispatched_at", 0.75),
    ("archived_at", 0.75),
];

fn columns(volume: Volume) -> Columns {
    match volume {
        Volume::Incoming => INCOMING,
        Volume::Outgoing => OUTGOING,
    }
}

/// The register of a book as the office has it.
fn register(cx: Cx<'_>, volume: Volume) -> &'static Register {
    match volume {
        Volume::Incoming => cx.register(&incoming::REGISTER),
        Volume::Outgoing => cx.register(&outgoing::REGISTER),
    }
}

/// What a book is called.
fn title(register: &'static Register, cx: Cx<'_>) -> &'static str {
    register.prints.iter().find(|p| p.id == "register").map_or(&register.labels, |p| &p.labels).get(cx.lang)
}

/// Height of title and year above the table, and of the number below it.
const ABOVE: f32 = 58.0;
const BELOW: f32 = 30.0;
const MARGIN: f32 = 22.0;
/// Height of the headings: three lines of writing.
const HEAD: f32 = 50.0;
/// The smallest letters.
const SMALLEST: f32 = 9.0;

/// What the page keeps between frames.
#[derive(Debug)]
pub(super) struct Book {
    volume: Volume,
    /// The year that is open; none until one was chosen.
    year: Option<i16>,
    /// The page that is open; none before it is known which is the last one, on which one goes on writing.
    page: Option<usize>,
    /// What was shown last, until the next page is read.
    shown: Option<(i16, usize, Arc<BookPage>)>,
}

impl Default for Book {
    fn default() -> Book {
        Book { volume: Volume::Incoming, year: None, page: None, shown: None }
    }
}

impl Book {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let year = self.year.unwrap_or(cx.now.date().year());
        let at = self.page.unwrap_or(0);
        match cx.backend.book(self.volume, year, at * LINES, LINES) {
            Some(Ok(page)) if self.page.is_none() && pages(&page) > 1 => {
                self.page = Some(pages(&page) - 1);
                ui.ctx().request_repaint();
            }
            Some(Ok(page)) => {
                self.page = Some(at);
                self.shown = Some((year, at, page));
            }
            Some(Err(error)) => return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), &error.to_string()),
            None => {}
        }
        let Some((year, at, page)) = self.shown.clone() else {
            self.volumes_ui(ui, cx);
            return;
        };
        self.turn_ui(ui, cx, year, &page);
        let room = ui.available_size();
        let (rect, _) = ui.allocate_exact_size(vec2(room.x, room.y.max(420.0)), Sense::hover());
        page_ui(ui, cx, rect, (self.volume, year, at), &page, out);
    }

    /// Which of the books is open.
    fn volumes_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let named = [Volume::Incoming, Volume::Outgoing].map(|volume| (volume, title(register(cx, volume), cx).to_owned()));
        if let Some(volume) = chip::segmented_ui(ui, &cx.t("gui.registry.book"), self.volume, &named) {
            *self = Book { volume, ..Book::default() };
        }
    }

    /// By which one turns pages and takes another year.
    fn turn_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, year: i16, page: &BookPage) {
        let pages = pages(page);
        let last = pages - 1;
        let open = self.page.unwrap_or(0).min(last);
        let (mut to, mut to_year) = (open, year);
        let before = self.volume;
        ui.horizontal(|ui| {
            self.volumes_ui(ui, cx);
            ui.add_space(8.0);
            ui.spacing_mut().item_spacing.x = 6.0;
            let (first_year, last_year) = page.years.unwrap_or((year, year));
            let go = |ui: &mut Ui, on: bool, icon: &str, name: &str| {
                ui.add_enabled_ui(on, |ui| button::icon_ui(ui, icon, &cx.t(name)).clicked()).inner
            };
            if go(ui, year > first_year, icons::CARET_DOUBLE_LEFT, "gui.registry.year_before") {
                to_year = year - 1;
            }
            if go(ui, to > 0, icons::CARET_LEFT, "gui.registry.page_before") {
                to -= 1;
            }
            let values = [("year", year.to_string()), ("page", (open + 1).to_string()), ("pages", pages.to_string())];
            let text = cx.with("gui.registry.page_of", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
            paint::text_ui(ui, text, theme::BODY, theme::text());
            if go(ui, to < last, icons::CARET_RIGHT, "gui.registry.page_after") {
                to += 1;
            }
            let now = cx.now.date().year();
            if go(ui, year < last_year.max(now), icons::CARET_DOUBLE_RIGHT, "gui.registry.year_after") {
                to_year = year + 1;
            }
        });
        if self.volume != before {
            return;
        }
        if ui.memory(|m| m.focused().is_none()) {
            let pressed = |key| ui.input(|i| i.key_pressed(key));
            to = match () {
                () if pressed(Key::PageDown) => (to + 1).min(last),
                () if pressed(Key::PageUp) => to.saturating_sub(1),
                () if pressed(Key::Home) => 0,
                () if pressed(Key::End) => last,
                () => to,
            };
        }
        if to_year != year {
            (self.year, self.page) = (Some(to_year), Some(0));
        } else {
            self.page = Some(to);
        }
    }
}

/// How many pages a year fills; an empty one has its first page too.
fn pages(page: &BookPage) -> usize {
    page.total.div_ceil(LINES).max(1)
}

fn page_ui(ui: &mut Ui, cx: Cx<'_>, rect: Rect, (volume, year, at): (Volume, i16, usize), page: &BookPage, out: &mut Vec<Command>) {
    let (register, columns) = (register(cx, volume), columns(volume));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect(rect, 2, theme::paper(), theme::hairline(), StrokeKind::Inside);
    let middle = rect.center().x;
    painter.text(pos2(middle, rect.top() + 30.0), Align2::CENTER_CENTER, title(register, cx), theme::bold(theme::PAGE_TITLE), theme::ink());
    let year_text = cx.with("gui.registry.year", &[("year", &year.to_string())]);
    let small = theme::font(theme::LABEL);
    painter.text(pos2(rect.right() - MARGIN, rect.top() + 34.0), Align2::RIGHT_CENTER, year_text, small.clone(), theme::ink());
    painter.text(
        pos2(rect.left() + MARGIN, rect.top() + 34.0),
        Align2::LEFT_CENTER,
        paint::plain(&cx.me.office),
        small.clone(),
        theme::ink(),
    );
    let values = [("page", (at + 1).to_string()), ("pages", pages(page).to_string())];
    let foot = cx.with("gui.registry.page_foot", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
    painter.text(pos2(middle, rect.bottom() - BELOW / 2.0), Align2::CENTER_CENTER, foot, small, theme::ink());
    let table = Rect::from_min_max(
        pos2(rect.left() + MARGIN, rect.top() + ABOVE),
        pos2(rect.right() - MARGIN, (rect.bottom() - BELOW).max(rect.top() + ABOVE + HEAD)),
    );
    let edges = edges(table, columns);
    ruled(&painter, table, &edges);
    let height = line_height(table);
    let line = |at: usize| {
        let top = table.top() + HEAD + at as f32 * height;
        Rect::from_min_max(pos2(table.left(), top), pos2(table.right(), top + height))
    };
    let heading = Rect::from_min_max(table.min, pos2(table.right(), table.top() + HEAD));
    let headings: Vec<String> = columns.iter().map(|(field, _)| label(register, field, cx)).collect();
    written(&painter, heading, &edges, &headings, &theme::bold(theme::SMALL), true);
    for (at, (id, record)) in page.lines.iter().take(LINES).enumerate() {
        let rect = line(at);
        let cells = cells(cx, register, (columns, year), record);
        if line_ui(ui, rect, &cells) {
            out.push(Command::Open(register, *id));
        }
        written(&painter, rect, &edges, &cells, &theme::font(theme::SMALL), false);
        if record.state() == VOID {
            painter.hline(table.x_range(), rect.center().y, Stroke::new(1.0, theme::ink()));
        }
    }
    if page.total == 0 {
        painter.text(line(0).center(), Align2::CENTER_CENTER, cx.t("gui.registry.no_lines"), theme::font(theme::BODY), theme::ink());
    }
}

/// What a line says to those who cannot see it, and whether it was clicked.
fn line_ui(ui: &mut Ui, rect: Rect, cells: &[String]) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(("line", rect.top().to_bits())), Sense::click());
    let said: Vec<&str> = cells.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, paint::plain(said.join(" "))));
    paint::focus_ring(ui, &response, rect.shrink(2.0), 0);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

fn line_height(table: Rect) -> f32 {
    (table.height() - HEAD) / LINES as f32
}

/// Where the columns begin, and where the last one ends.
fn edges(table: Rect, columns: Columns) -> Vec<f32> {
    let whole: f32 = columns.iter().map(|(_, share)| share).sum();
    let mut edges = vec![table.left()];
    for (_, share) in columns {
        edges.push(edges.last().copied().unwrap_or_default() + table.width() * share / whole);
    }
    edges
}

/// The lines of the page, also where nothing is written yet.
fn ruled(painter: &egui::Painter, table: Rect, edges: &[f32]) {
    let (thin, thick) = (Stroke::new(1.0, theme::ink()), Stroke::new(2.0, theme::ink()));
    painter.rect_stroke(table, 0, thick, StrokeKind::Outside);
    for edge in edges.iter().skip(1).take(edges.len().saturating_sub(2)) {
        painter.vline(edge.round(), table.y_range(), thin);
    }
    for at in 0..LINES {
        painter.hline(table.x_range(), (table.top() + HEAD + at as f32 * line_height(table)).round(), thin);
    }
}

/// Writes into a line, on as many lines of writing as have room. What has no room is written smaller before its end is left out.
fn written(painter: &egui::Painter, line: Rect, edges: &[f32], cells: &[String], font: &FontId, centred: bool) {
    for (text, pair) in cells.iter().zip(edges.windows(2)) {
        let [left, right] = pair else { continue };
        let cell = Rect::from_min_max(pos2(*left, line.top()), pos2(*right, line.bottom()));
        let (text, width) = (paint::plain(text.as_str()), (cell.width() - 8.0).max(8.0));
        let (lines, font) = if centred {
            let font = whole(painter, &text, font, width);
            let lines = painter.fonts_mut(|fonts| broken(&text, width, usize::MAX, &mut |c| fonts.glyph_width(&font, c)).lines);
            (lines, font)
        } else {
            fitted(painter, &text, font, vec2(width, line.height() - 2.0))
        };
        let mut job = LayoutJob::default();
        job.append(&lines.join("\n"), 0.0, TextFormat::simple(font, theme::ink()));
        job.wrap = TextWrapping::no_max_width();
        job.halign = if centred { Align::Center } else { Align::Min };
        let galley = painter.layout_job(job);
        let top = (cell.height() - galley.size().y) / 2.0;
        let x = if centred { cell.width() / 2.0 } else { 4.0 };
        painter.galley(cell.min + vec2(x, top), galley, theme::ink());
    }
}

/// The lines of a cell's text, and the greatest letters in which all of it has room, as far as one can still read them.
fn fitted(painter: &egui::Painter, text: &str, font: &FontId, room: Vec2) -> (Vec<String>, FontId) {
    let mut font = font.clone();
    loop {
        let (height, broken) = painter.fonts_mut(|fonts| {
            let height = fonts.row_height(&font);
            let most = (room.y / height).max(1.0) as usize;
            (height, broken(text, room.x, most, &mut |c| fonts.glyph_width(&font, c)))
        });
        if !broken.cut || font.size <= SMALLEST || height <= 0.0 {
            return (broken.lines, font);
        }
        font.size -= 1.0;
    }
}

/// The font in which no word of a heading is broken, as far as one can still be read.
fn whole(painter: &egui::Painter, text: &str, font: &FontId, width: f32) -> FontId {
    let widest = |font: &FontId| {
        let words = text.split_whitespace().filter(|word| word.is_ascii());
        words.map(|word| painter.layout_no_wrap(word.to_owned(), font.clone(), theme::ink()).size().x).fold(0.0, f32::max)
    };
    let mut font = font.clone();
    while font.size > SMALLEST && widest(&font) > width {
        font.size -= 1.0;
    }
    font
}

/// The heading of a column: the field's name, and for the day of filing what was done.
fn label(register: &Register, field: &str, cx: Cx<'_>) -> String {
    register.field(field).map_or_else(String::new, |f| f.labels.get(cx.lang).to_owned())
}

fn cells(cx: Cx<'_>, register: &'static Register, (columns, year): (Columns, i16), record: &Record) -> Vec<String> {
    let rows = |field: &str| record.lines.get(field).map_or(&[][..], Vec::as_slice);
    let of = |field: &str| match field {
        "opinions" => last(rows(field), &[opinions::AUTHOR.id(), opinions::TEXT.id()]),
        "instructions" => last(rows(field), &[instructions::LEADER.id(), instructions::TEXT.id()]),
        "assignments" => {
            let assigned = last(rows(field), &[assignments::LEAD.id(), assignments::HANDLER.id()]);
            if assigned.is_empty() { record.text(incoming::MAIN_HANDLER.id()).to_owned() } else { assigned }
        }
        "archived_at" if record.state() == VOID => format::state(register, VOID, cx.lang).0.to_owned(),
        "received_at" | "doc_date" | "sealed_at" | "dispatched_at" | "archived_at" => day(record.text(field), year),
        _ => register.field(field).map_or_else(String::new, |f| format::field(f, record, cx.lang, &|id| cx.title(id))),
    };
    columns.iter().map(|(field, _)| of(field)).collect()
}

/// A day as the narrow columns have it: the year stands on the page, and is said only where it is another.
fn day(text: &str, year: i16) -> String {
    let day = text.get(..10).unwrap_or(text);
    day.strip_prefix(&format!("{year:04}-")).unwrap_or(day).to_owned()
}

/// What the last row of several says.
fn last(rows: &[Line], columns: &[&str]) -> String {
    let Some(row) = rows.last() else { return String::new() };
    let texts = columns.iter().filter_map(|column| row.cell(column)?.as_text()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use registers::Lang;

    use super::*;

    #[test]
    fn no_word_of_a_heading_is_broken_or_cut() {
        let build = |ui: &mut Ui| {
            let painter = ui.painter();
            for (register, columns) in [(&incoming::REGISTER, INCOMING), (&outgoing::REGISTER, OUTGOING)] {
                let sum: f32 = columns.iter().map(|(_, share)| share).sum();
                for ((field, share), lang) in columns.iter().flat_map(|column| Lang::ALL.map(|lang| (column, lang))) {
                    let text = register.field(field).unwrap().labels.get(lang);
                    let width = 1_020.0 * share / sum - 8.0;
                    let font = whole(painter, text, &theme::bold(theme::SMALL), width);
                    let galley = painter.layout(text.to_owned(), font, theme::ink(), width);
                    let words = text.split_whitespace().count();
                    assert!(lang != Lang::En || galley.rows.len() <= words, "{text}: a word is broken in {width}");
                    assert!(galley.size().y <= HEAD - 2.0, "{text}");
                }
            }
        };
        egui_kittest::Harness::builder().with_context_setup(theme::apply).build_ui(build).run();
    }

    #[test]
    fn a_long_title_is_written_smaller_before_its_end_is_left_out() {
        let build = |ui: &mut Ui| {
            let (font, room) = (theme::font(theme::SMALL), vec2(190.0, 44.0));
            let title = |n: usize| "关于做好二〇二六年秋季学期校园安全隐患排查整治工作的通知，".repeat(n);
            let (lines, short) = fitted(ui.painter(), "关于防汛的通知", &font, room);
            assert_eq!((lines.len(), short.size), (1, theme::SMALL));
            let (lines, long) = fitted(ui.painter(), &title(2), &font, room);
            assert!(long.size < theme::SMALL && !lines.concat().contains('…'), "{lines:?}");
            assert_eq!(lines.concat(), title(2));
            let (lines, longest) = fitted(ui.painter(), &title(9), &font, room);
            assert!(longest.size <= SMALLEST && lines.concat().ends_with('…'), "{lines:?}");
        };
        egui_kittest::Harness::builder().with_context_setup(theme::apply).build_ui(build).run();
    }
}
