//! The workflow of a register as a chart: states with how many are there and how long they stay, steps with who is
//! responsible. A state leads to its records.

use std::collections::BTreeMap;

use eframe::egui::{self, Align2, Color32, FontId, Margin, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use registers::def::{Phase, Register, Tone, Transition};

use super::super::super::backend::Stay;
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::text::number;
use super::super::super::widgets::{button, chip, paint};
use super::super::super::{icons, theme};
use super::flow_layout::{Flow, Node, layout};
use super::{answer_ui, show};
use crate::cli::role;
use crate::{report, rights};

/// How small and how large the chart can be drawn, and by what it changes at a time.
const ZOOM: std::ops::RangeInclusive<f32> = 0.5..=1.6;
const ZOOM_STEP: f32 = 0.1;
/// Records in a state, and their share of all that is open, from which on it is a pile.
const PILE: u64 = 3;
const PILE_SHARE: u64 = 3;

/// What the page keeps between frames.
#[derive(Debug)]
pub struct FlowView {
    zoom: f32,
    /// The chart of the register that was shown last.
    drawn: Option<(&'static Register, Flow)>,
    /// The state of the record from which the chart was opened, with its register.
    pub(super) marked: Option<(&'static str, &'static str)>,
}

impl Default for FlowView {
    fn default() -> FlowView {
        FlowView { zoom: 1.0, drawn: None, marked: None }
    }
}

impl FlowView {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        let answer = cx.backend.stays(register);
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(14, 8)).show(ui, |ui| self.toolbar_ui(ui, cx));
            paint::hline_ui(ui);
            answer_ui(ui, cx, answer, |ui, stays| self.chart_ui(ui, cx, register, stays, out));
        });
    }

    fn toolbar_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        ui.horizontal(|ui| {
            for (tone, key) in [(Tone::Red, "gui.flow.most"), (Tone::Amber, "gui.flow.many")] {
                chip::chip_ui(ui, &cx.t(key), tone);
            }
            paint::text_ui(ui, cx.t("gui.flow.legend"), theme::SMALL, theme::text_3());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if button::icon_ui(ui, icons::MAGNIFYING_GLASS_PLUS, &cx.t("gui.flow.larger")).clicked() {
                    self.zoom_by(ZOOM_STEP);
                }
                let percent = format!("{:.0}%", self.zoom * 100.0);
                if button::small_ui(ui, "", &percent).on_hover_text(cx.t("gui.flow.natural")).clicked() {
                    self.zoom = 1.0;
                }
                if button::icon_ui(ui, icons::MAGNIFYING_GLASS_MINUS, &cx.t("gui.flow.smaller")).clicked() {
                    self.zoom_by(-ZOOM_STEP);
                }
            });
        });
    }

    fn zoom_by(&mut self, by: f32) {
        self.zoom = ((self.zoom + by) * 20.0).round() / 20.0;
        self.zoom = self.zoom.clamp(*ZOOM.start(), *ZOOM.end());
    }

    fn chart_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, stays: &[Stay], out: &mut Vec<Command>) {
        if self.drawn.as_ref().is_none_or(|(drawn, _)| !std::ptr::eq(*drawn, register)) {
            let flow = layout(register);
            // A wide one is moved, and not drawn smaller than it can be read.
            self.zoom = 1.0;
            self.drawn = Some((register, flow));
        }
        // A pinch, or the wheel with the control key.
        let pinch = ui.input(|i| i.zoom_delta());
        if pinch != 1.0 && ui.rect_contains_pointer(ui.max_rect()) {
            self.zoom = (self.zoom * pinch).clamp(*ZOOM.start(), *ZOOM.end());
        }
        let (zoom, Some((_, flow))) = (self.zoom, &self.drawn) else { return };
        let piles = piles(register, stays);
        egui::ScrollArea::both().id_salt(register.key).auto_shrink([false, false]).show(ui, |ui| {
            egui::Frame::new().inner_margin(Margin::same(theme::PAGE as i8)).show(ui, |ui| {
                void_ui(ui, cx, register, flow, stays, out);
                let (whole, _) = ui.allocate_exact_size(flow.size * zoom, Sense::hover());
                let marked = self.marked.filter(|(key, _)| *key == register.key).map(|(_, state)| state);
                let drawing = Drawing { cx, register, stays, piles: &piles, zoom, whole, marked };
                drawing.flow_ui(ui, flow, out);
            });
        });
    }
}

/// Where records pile up: the state of those under way that holds most of them, and others with a large share.
pub fn piles(register: &Register, stays: &[Stay]) -> BTreeMap<&'static str, Tone> {
    let open = |stay: &&Stay| register.state(stay.state).is_some_and(|s| s.phase == Phase::Open);
    let all: u64 = stays.iter().filter(open).map(|s| s.here).sum();
    let most = stays.iter().filter(open).map(|s| s.here).max().unwrap_or(0);
    let large = |stay: &&Stay| stay.here >= PILE && stay.here * PILE_SHARE >= all;
    let tone = |stay: &Stay| if stay.here == most { Tone::Red } else { Tone::Amber };
    stays.iter().filter(open).filter(large).map(|s| (s.state, tone(s))).collect()
}

/// Voiding is possible from nearly everywhere: a line above the chart says so in the place of many arrows.
fn void_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, flow: &Flow, stays: &[Stay], out: &mut Vec<Command>) {
    let Some(void) = register.state(registers::common::VOID).filter(|_| !flow.voids.is_empty()) else { return };
    let mut roles: Vec<String> = Vec::new();
    for id in flow.voids.iter().flat_map(|(_, roles)| roles.iter()) {
        let name = role(cx.lang, id);
        if !roles.contains(&name) {
            roles.push(name);
        }
    }
    let who = if roles.is_empty() { cx.t("gui.flow.anybody") } else { roles.join(&cx.t("gui.list_separator")) };
    let everywhere = flow.nodes.iter().all(|n| flow.voids.iter().any(|(from, _)| *from == n.state.id));
    let from: Vec<&str> =
        flow.nodes.iter().filter(|n| flow.voids.iter().any(|(f, _)| *f == n.state.id)).map(|n| n.state.labels.get(cx.lang)).collect();
    let from = if everywhere { cx.t("gui.flow.any_state") } else { from.join(&cx.t("gui.list_separator")) };
    let here = stays.iter().find(|s| s.state == void.id).map_or(0, |s| s.here);
    ui.horizontal_wrapped(|ui| {
        let label = format!("{} {}", void.labels.get(cx.lang), number(i64::try_from(here).unwrap_or(i64::MAX)));
        if button::small_ui(ui, icons::PROHIBIT, &label).clicked() {
            out.push(show(register, void.id));
        }
        paint::text_ui(ui, cx.with("gui.flow.void", &[("from", &from), ("who", &who)]), theme::SMALL, theme::text_3());
    });
    ui.add_space(theme::GAP);
}

/// The chart being drawn.
#[derive(Clone, Copy)]
struct Drawing<'a> {
    cx: Cx<'a>,
    register: &'static Register,
    stays: &'a [Stay],
    piles: &'a BTreeMap<&'static str, Tone>,
    zoom: f32,
    whole: Rect,
    marked: Option<&'static str>,
}

impl Drawing<'_> {
    fn at(&self, rect: Rect) -> Rect {
        Rect::from_min_size(self.whole.min + rect.min.to_vec2() * self.zoom, rect.size() * self.zoom)
    }

    fn font(&self, size: f32) -> FontId {
        theme::font(size * self.zoom)
    }

    fn flow_ui(&self, ui: &mut Ui, flow: &Flow, out: &mut Vec<Command>) {
        let mut heads = Vec::new();
        // What is under the pointer or has the keyboard: a state with all its arrows, or one of them.
        let mut lit: Option<(&str, Option<&str>)> = None;
        for node in &flow.nodes {
            let head = self.head_ui(ui, node);
            if head.hovered() || head.has_focus() {
                lit = Some((node.state.id, None));
            }
            if head.clicked() {
                out.push(show(self.register, node.state.id));
            }
            let steps: Vec<egui::Response> = node.steps.iter().enumerate().map(|(at, _)| self.step_words_ui(ui, node, at)).collect();
            if let Some(at) = steps.iter().position(egui::Response::hovered) {
                lit = Some((node.state.id, node.steps.get(at).map(|t| t.id)));
            }
            heads.push((head, steps));
        }
        // Those that are lit are drawn last, above the others.
        for strong in [false, true] {
            for edge in &flow.edges {
                let near = match lit {
                    Some((state, None)) => edge.from == state || edge.to == state,
                    Some((state, Some(step))) => edge.from == state && edge.step == step,
                    None => false,
                };
                if near == strong {
                    let color = if near { theme::accent() } else { theme::border_hover() };
                    self.edge_ui(ui, &edge.points, Stroke::new(if near { 2.0 } else { 1.3 }, color));
                }
            }
        }
        for (node, (head, steps)) in flow.nodes.iter().zip(&heads) {
            self.node_ui(ui, node, head, steps);
        }
    }

    /// The head of a box as something to press; it is painted later, above the lines.
    fn head_ui(&self, ui: &Ui, node: &Node) -> egui::Response {
        let id = ui.scope_id().with(("state", self.register.key, node.state.id));
        let response = ui.interact(self.at(node.head()), id, Sense::click());
        let mut words = format!("{} {}", node.state.labels.get(self.cx.lang), self.stay_words(node));
        if let Some(who) = rights::waited_for(self.cx.lang, self.register, node.state) {
            words = format!("{words} {}", self.cx.with("gui.flow.waits", &[("who", &who)]));
        }
        if self.marked == Some(node.state.id) {
            words = format!("{words} {}", self.cx.t("gui.flow.marked"));
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, paint::plain(&words)));
        let waits = rights::waited_for(self.cx.lang, self.register, node.state);
        let waits = waits.map(|who| paint::plain(self.cx.with("gui.flow.waits", &[("who", &who)])));
        let hover = [Some(self.cx.t("gui.flow.open_state")), waits].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(hover)
    }

    fn stay(&self, node: &Node) -> Option<&Stay> {
        self.stays.iter().find(|s| s.state == node.state.id)
    }

    fn here(&self, node: &Node) -> String {
        let here = self.stay(node).map_or(0, |s| s.here);
        number(i64::try_from(here).unwrap_or(i64::MAX))
    }

    /// How many are there, and how long they stayed.
    fn stay_words(&self, node: &Node) -> String {
        format!("{} {}", self.cx.with("gui.flow.here", &[("n", &self.here(node))]), self.times(node))
    }

    fn times(&self, node: &Node) -> String {
        let span = |minutes: i64| report::span(self.cx.lang, minutes);
        match self.stay(node).and_then(|s| s.median.zip(s.most)) {
            Some((median, most)) => self.cx.with("gui.flow.stay", &[("median", &span(median)), ("most", &span(most))]),
            None => self.cx.t("gui.flow.no_stay"),
        }
    }

    fn node_ui(&self, ui: &Ui, node: &Node, head: &egui::Response, steps: &[egui::Response]) {
        if !ui.is_rect_visible(self.at(node.rect)) {
            return;
        }
        let rect = self.at(node.rect);
        let painter = ui.painter();
        let pile = self.piles.get(node.state.id).map(|tone| theme::chip(*tone));
        let outline = pile.map_or(theme::outline(), |colors| Stroke::new(1.5, colors.text));
        let outline = if self.marked == Some(node.state.id) { Stroke::new(3.0, theme::accent()) } else { outline };
        painter.rect_filled(rect, theme::RADIUS_MENU, theme::surface());
        let top = egui::CornerRadius { nw: theme::RADIUS_MENU, ne: theme::RADIUS_MENU, ..egui::CornerRadius::ZERO };
        let radius = if node.steps.is_empty() { egui::CornerRadius::same(theme::RADIUS_MENU) } else { top };
        let ground = if head.hovered() { theme::hover() } else { pile.map_or(theme::header(), |colors| colors.ground) };
        let place = self.at(node.head());
        painter.rect_filled(place, radius, ground);
        let (left, zoom) = (place.left() + 14.0 * self.zoom, self.zoom);
        let line = place.top() + 22.0 * zoom;
        painter.circle_filled(pos2(left + 4.0 * zoom, line), 4.0 * zoom, theme::dot(node.state.tone));
        let color = pile.map_or(theme::text(), |colors| colors.text);
        let figure = self.here(node);
        let count = painter.text(
            pos2(place.right() - 14.0 * zoom, line),
            Align2::RIGHT_CENTER,
            figure,
            theme::bold(theme::CARD_TITLE * zoom),
            color,
        );
        let room = count.left() - left - 22.0 * zoom;
        self.line_ui(
            ui,
            node.state.labels.get(self.cx.lang),
            theme::bold(theme::BODY * zoom),
            theme::text(),
            pos2(left + 14.0 * zoom, line),
            room,
        );
        let below = pos2(left, place.top() + 47.0 * zoom);
        self.line_ui(ui, &self.times(node), self.font(theme::LABEL), theme::text_2(), below, place.width() - 28.0 * zoom);
        for (at, response) in steps.iter().enumerate() {
            self.step_ui(ui, node, at, response);
        }
        painter.rect_stroke(rect, theme::RADIUS_MENU, outline, StrokeKind::Inside);
        paint::focus_ring(ui, head, place, theme::RADIUS_MENU);
    }

    /// Who takes a step.
    fn who(&self, step: &Transition) -> String {
        rights::of_step(self.cx.lang, self.register, step)
    }

    /// The words of a step, also where it is out of sight; it is painted later, above the lines.
    fn step_words_ui(&self, ui: &Ui, node: &Node, at: usize) -> egui::Response {
        let id = ui.scope_id().with(("step", self.register.key, node.state.id, at));
        let response = ui.interact(self.at(node.step(at)), id, Sense::hover());
        let Some(step) = node.steps.get(at) else { return response };
        let to = self.register.state(step.to).map_or(step.to, |s| s.labels.get(self.cx.lang));
        let words = [("step", step.labels.get(self.cx.lang)), ("to", to), ("who", &self.who(step))];
        let words = paint::plain(self.cx.with("gui.flow.step", &words));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        response.on_hover_text(words)
    }

    /// A step: its name, and below it who is responsible.
    fn step_ui(&self, ui: &Ui, node: &Node, at: usize, response: &egui::Response) {
        let Some(step) = node.steps.get(at) else { return };
        let rect = self.at(node.step(at));
        if response.hovered() {
            ui.painter().rect_filled(rect.shrink(1.0), 0, theme::accent_soft());
        }
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, theme::row_line()));
        let (left, room) = (rect.left() + 14.0 * self.zoom, rect.width() - 40.0 * self.zoom);
        let first = pos2(left, rect.top() + 14.0 * self.zoom);
        self.line_ui(ui, step.labels.get(self.cx.lang), self.font(theme::BODY), theme::text(), first, room);
        self.line_ui(ui, &self.who(step), self.font(theme::SMALL), theme::text_2(), pos2(left, rect.top() + 32.0 * self.zoom), room);
        let end = pos2(rect.right() - 14.0 * self.zoom, rect.center().y);
        ui.painter().text(end, Align2::CENTER_CENTER, icons::ARROW_RIGHT, self.font(11.0), theme::text_3());
    }

    /// A line that is cut where its room ends; `at` is its left middle.
    fn line_ui(&self, ui: &Ui, text: &str, font: FontId, color: Color32, at: egui::Pos2, room: f32) {
        let text = egui::RichText::new(paint::plain(text)).font(font).color(color);
        let galley = egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Truncate), room.max(8.0), egui::TextStyle::Body);
        ui.painter().galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
    }

    /// A line with round corners and the head of an arrow.
    fn edge_ui(&self, ui: &Ui, points: &[egui::Pos2], stroke: Stroke) {
        let radius = 5.0 * self.zoom;
        let at = |p: &egui::Pos2| self.whole.min + p.to_vec2() * self.zoom;
        let corners: Vec<egui::Pos2> = points.iter().map(at).collect();
        let mut line = Vec::new();
        for (n, corner) in corners.iter().enumerate() {
            let (Some(before), Some(after)) = (n.checked_sub(1).and_then(|m| corners.get(m)), corners.get(n + 1)) else {
                line.push(*corner);
                continue;
            };
            let toward = |other: &egui::Pos2| {
                let way = *other - *corner;
                *corner + way.normalized() * radius.min(way.length() / 2.0)
            };
            line.extend([toward(before), *corner + (toward(before) - *corner + (toward(after) - *corner)) * 0.29, toward(after)]);
        }
        let Some(tip) = corners.last().copied() else { return };
        let (long, half) = (7.0 * self.zoom, 4.0 * self.zoom);
        if let Some(last) = line.last_mut() {
            last.y -= long * 0.8;
        }
        ui.painter().add(egui::Shape::line(line, stroke));
        let head = vec![tip, tip + vec2(-half, -long), tip + vec2(half, -long)];
        ui.painter().add(egui::Shape::convex_polygon(head, stroke.color, Stroke::NONE));
    }
}

#[cfg(test)]
mod tests {
    use registers::book;

    use super::*;

    #[test]
    fn piles_are_among_what_is_under_way_only() {
        let register = book::find("incoming-documents").unwrap();
        let open: Vec<&str> = register.states.iter().filter(|s| s.phase == Phase::Open).map(|s| s.id).collect();
        let check = |counts: &[u64], expect: &[(&str, Tone)]| {
            let done = register.states.iter().find(|s| s.phase == Phase::Done).unwrap();
            let stay = |state: &'static str, here: u64| Stay { state, here, ended: 0, median: None, most: None };
            let mut stays: Vec<Stay> =
                open.iter().zip(counts).map(|(state, here)| stay(register.state(state).unwrap().id, *here)).collect();
            stays.push(stay(done.id, 1_000));
            assert_eq!(piles(register, &stays), expect.iter().copied().map(|(s, t)| (register.state(s).unwrap().id, t)).collect());
        };
        check(&[0, 0], &[]);
        check(&[2, 0], &[]);
        check(&[9, 1], &[(open[0], Tone::Red)]);
        check(&[9, 6], &[(open[0], Tone::Red), (open[1], Tone::Amber)]);
        check(&[3, 3, 3, 3], &[]);
    }
}
