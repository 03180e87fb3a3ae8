//! From one part of the window to the next by the keyboard: without this, whoever goes by Tab passes the whole navigation first.

use eframe::egui::{self, FocusDirection, Rect, Sense, Ui, vec2};

/// A part of the window, in the order in which one goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The list, form or desk that is open.
    Page,
    /// The record beside a list.
    Panel,
    /// The bar at the foot.
    Foot,
    /// The navigation.
    Navigation,
    /// The bar at the top.
    Top,
}

/// The parts that were drawn, and to which of them one is going.
#[derive(Debug, Default)]
pub(super) struct Parts {
    drawn: Vec<(Part, Rect)>,
    /// Those of the frame before.
    before: Vec<(Part, Rect)>,
    asked: bool,
    going: Option<Going>,
}

/// On the way to a part: a mark at its beginning takes the keyboard and, in the frame after, hands it on to what follows.
#[derive(Debug, Clone, Copy)]
struct Going {
    to: Part,
    marked: bool,
}

impl Parts {
    /// Goes on to the next part with the next frame.
    pub fn go_on(&mut self) {
        self.asked = true;
    }

    /// Goes on from a list that has the keys without a mark: to the record beside it, else to the beginning of the page.
    pub fn enter(&mut self) {
        let beside = self.drawn.iter().any(|(part, _)| *part == Part::Panel);
        self.going = Some(Going { to: if beside { Part::Panel } else { Part::Page }, marked: false });
    }

    /// Begins a frame.
    pub fn begin(&mut self, ctx: &egui::Context) {
        self.before = std::mem::take(&mut self.drawn);
        if std::mem::take(&mut self.asked) {
            self.going = self.next(ctx).map(|to| Going { to, marked: false });
        }
    }

    /// The part after the one that has the keyboard; the page while none has it.
    fn next(&self, ctx: &egui::Context) -> Option<Part> {
        let focused = ctx.memory(|m| m.focused()).and_then(|id| ctx.read_response(id)).map(|response| response.rect.center());
        let order = [Part::Page, Part::Panel, Part::Foot, Part::Navigation, Part::Top];
        let here = focused.and_then(|at| self.before.iter().find(|(_, rect)| rect.contains(at))).map(|(part, _)| *part);
        let from = order.iter().position(|part| Some(*part) == here).map_or(0, |at| at + 1);
        (from..from + order.len()).filter_map(|at| order.get(at % order.len())).find(|part| self.is_there(**part)).copied()
    }

    fn is_there(&self, part: Part) -> bool {
        self.before.iter().any(|(drawn, _)| *drawn == part)
    }

    /// Begins a part, before anything in it is drawn.
    pub fn part_ui(&mut self, ui: &mut Ui, part: Part) {
        self.drawn.push((part, ui.max_rect()));
        let Some(going) = self.going.filter(|going| going.to == part) else { return };
        if going.marked {
            ui.memory_mut(|m| m.move_focus(FocusDirection::Next));
        }
        let mark = Rect::from_min_size(ui.max_rect().min, vec2(1.0, 1.0));
        let mark = ui.interact(mark, ui.scope_id().with("part"), Sense::focusable_noninteractive());
        if !going.marked {
            mark.request_focus();
            ui.ctx().request_repaint();
        }
        self.going = (!going.marked).then_some(Going { marked: true, ..going });
    }
}
