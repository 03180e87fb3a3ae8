//! Where the boxes and arrows of a workflow stand. Pure: a register's definition in, places out.
//!
//! States are boxes in layers by their distance from the first one. A box lists its steps, so that no label can lie
//! on another. From each step a line of right angles leads to the top of the box of its state: beside its own box, then
//! between two layers and, where it leads further than to the next layer, along the right edge. Lines to one state share
//! their lanes, others have lanes of their own, and none crosses a box.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};
use registers::common::VOID;
use registers::def::{Register, State, Transition};

/// Width of a box.
pub const WIDTH: f32 = 264.0;
/// Height of its head.
pub const HEAD: f32 = 66.0;
/// Height of a step.
pub const STEP: f32 = 44.0;
/// Between two lanes.
const LANE: f32 = 9.0;
/// Between a box and the first lane beside it, and between lanes and the next box.
const APART: f32 = 14.0;
/// Above a box, for the head of the arrow.
const ARROW: f32 = 14.0;
/// Between layers without any lane.
const GAP: f32 = 12.0;

/// The box of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The state.
    pub state: &'static State,
    /// Its layer, from 0.
    pub layer: usize,
    /// Its place.
    pub rect: Rect,
    /// The steps that lead out of it, from top to bottom, without voiding.
    pub steps: Vec<&'static Transition>,
}

impl Node {
    /// The place of its head.
    pub fn head(&self) -> Rect {
        Rect::from_min_size(self.rect.min, vec2(self.rect.width(), HEAD))
    }

    /// The place of a step.
    pub fn step(&self, at: usize) -> Rect {
        let top = self.rect.top() + HEAD + STEP * at as f32;
        Rect::from_min_size(pos2(self.rect.left(), top), vec2(self.rect.width(), STEP))
    }
}

/// An arrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Id of the step.
    pub step: &'static str,
    /// Id of the state in which it begins.
    pub from: &'static str,
    /// Id of the state to which it leads.
    pub to: &'static str,
    /// Its corners, from the box of the one to the top of the other.
    pub points: Vec<Pos2>,
}

/// A workflow with a place for everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub edges: Vec<Edge>,
    /// How much room it takes.
    pub size: Vec2,
    /// States from which a record can be made void, and the roles that may: what holds nearly everywhere is no arrow.
    pub voids: Vec<(&'static str, &'static [&'static str])>,
}

/// Lays out the workflow of a register.
pub fn layout(register: &'static Register) -> Flow {
    let mut nodes = nodes(register);
    let lanes = Lanes::of(&nodes);
    let (tops, height) = place(&mut nodes, &lanes);
    let margin = nodes.iter().map(|n| lanes.right_of(n)).fold(0.0, f32::max);
    let edges = edges(&nodes, &lanes, &tops, margin);
    let width = margin + LANE * lanes.margin.len() as f32 + APART;
    let voids = register.transitions.iter().filter(|t| t.to == VOID).flat_map(|t| t.from.iter().map(|f| (*f, t.roles))).collect();
    Flow { nodes, edges, size: vec2(width, height), voids }
}

/// The boxes with their layers, in the order of the definition; places come later.
fn nodes(register: &'static Register) -> Vec<Node> {
    let states = || register.states.iter().filter(|s| s.id != VOID);
    let steps = |state: &str| -> Vec<&'static Transition> {
        register.transitions.iter().filter(|t| t.to != VOID && t.from.contains(&state) && register.state(t.to).is_some()).collect()
    };
    let mut layers: BTreeMap<&str, usize> = BTreeMap::new();
    // States to which no step leads, such as those in which records of a list arrive, begin below what is reached.
    for start in states() {
        if layers.contains_key(start.id) {
            continue;
        }
        let first = layers.values().max().map_or(0, |last| last + 1);
        let mut queue = VecDeque::from([(start.id, first)]);
        while let Some((state, layer)) = queue.pop_front() {
            if layers.contains_key(state) {
                continue;
            }
            layers.insert(state, layer);
            queue.extend(steps(state).into_iter().map(|t| (t.to, layer + 1)));
        }
    }
    let node = |state: &'static State| {
        let steps = steps(state.id);
        let size = vec2(WIDTH, HEAD + STEP * steps.len() as f32);
        Node { state, layer: layers.get(state.id).copied().unwrap_or(0), rect: Rect::from_min_size(Pos2::ZERO, size), steps }
    };
    states().map(node).collect()
}

/// Which lines run where. Every line is known by the state to which it leads.
struct Lanes {
    /// Beside each box: where its steps lead.
    beside: BTreeMap<&'static str, Vec<&'static str>>,
    /// Above each layer.
    above: Vec<Vec<&'static str>>,
    /// Along the right edge.
    margin: Vec<&'static str>,
}

impl Lanes {
    fn of(nodes: &[Node]) -> Lanes {
        let order =
            |ids: BTreeSet<&'static str>| -> Vec<&'static str> { nodes.iter().map(|n| n.state.id).filter(|id| ids.contains(id)).collect() };
        let layers = nodes.iter().map(|n| n.layer + 1).max().unwrap_or(0);
        let mut above = vec![BTreeSet::new(); layers + 1];
        let (mut margin, mut beside) = (BTreeSet::new(), BTreeMap::new());
        for node in nodes {
            let mut own = BTreeSet::new();
            for to in node.steps.iter().filter_map(|t| nodes.iter().find(|n| n.state.id == t.to)) {
                own.insert(to.state.id);
                let mut runs = |layer: usize| above.get_mut(layer).is_some_and(|lane: &mut BTreeSet<_>| lane.insert(to.state.id));
                runs(to.layer);
                if let Some(exit) = exit(node.layer, to.layer) {
                    runs(exit);
                    margin.insert(to.state.id);
                }
            }
            beside.insert(node.state.id, order(own));
        }
        Lanes { beside, above: above.into_iter().map(order).collect(), margin: order(margin) }
    }

    /// Where the box with the lanes beside it ends.
    fn right_of(&self, node: &Node) -> f32 {
        let lanes = self.beside.get(node.state.id).map_or(0, Vec::len);
        node.rect.right() + APART + LANE * lanes as f32
    }

    /// A line down and one up that meet between two layers lie half a lane apart.
    fn beside(&self, node: &Node, to: &Node) -> f32 {
        let up = if to.layer <= node.layer { LANE / 2.0 } else { 0.0 };
        node.rect.right() + APART + LANE * place_of(self.beside.get(node.state.id), to.state.id) + up
    }

    fn above(&self, tops: &[f32], layer: usize, to: &str) -> f32 {
        tops.get(layer).copied().unwrap_or(0.0) + GAP + LANE * place_of(self.above.get(layer), to)
    }
}

fn place_of(lanes: Option<&Vec<&'static str>>, to: &str) -> f32 {
    lanes.and_then(|l| l.iter().position(|id| *id == to)).unwrap_or(0) as f32
}

/// Above which layer a line leaves for the right edge; none when it leads to its own layer or the next.
fn exit(from: usize, to: usize) -> Option<usize> {
    if to == from || to == from + 1 {
        None
    } else if to < from {
        Some(from)
    } else {
        Some(from + 1)
    }
}

/// Places the boxes. Gives where the lanes above each layer begin, and the whole height.
fn place(nodes: &mut [Node], lanes: &Lanes) -> (Vec<f32>, f32) {
    let (mut tops, mut y) = (Vec::new(), 0.0);
    for (layer, above) in lanes.above.iter().enumerate() {
        tops.push(y);
        // Above the first layer there is only room where something leads back to it.
        if !above.is_empty() || layer > 0 {
            y += GAP + LANE * above.len() as f32 + ARROW;
        }
        let (mut x, mut height) = (0.0, 0.0_f32);
        for node in nodes.iter_mut().filter(|n| n.layer == layer) {
            node.rect = Rect::from_min_size(pos2(x, y), node.rect.size());
            height = height.max(node.rect.height());
            x = lanes.right_of(node) + APART;
        }
        y += height;
    }
    (tops, nodes.iter().map(|n| n.rect.bottom()).fold(0.0, f32::max))
}

fn edges(nodes: &[Node], lanes: &Lanes, tops: &[f32], margin: f32) -> Vec<Edge> {
    let mut edges = Vec::new();
    for node in nodes {
        for (at, step) in node.steps.iter().enumerate() {
            let Some(to) = nodes.iter().find(|n| n.state.id == step.to) else { continue };
            let (row, beside) = (node.step(at), lanes.beside(node, to));
            let entry = lanes.above(tops, to.layer, step.to);
            let mut points = vec![pos2(row.right(), row.center().y), pos2(beside, row.center().y)];
            if let Some(layer) = exit(node.layer, to.layer) {
                let edge = margin + LANE * place_of(Some(&lanes.margin), step.to);
                let out = lanes.above(tops, layer, step.to);
                points.extend([pos2(beside, out), pos2(edge, out), pos2(edge, entry)]);
            } else {
                points.push(pos2(beside, entry));
            }
            // A quarter of a point beside whole and half ones, on which all other lines run.
            let middle = to.rect.center().x + 0.25;
            points.extend([pos2(middle, entry), pos2(middle, to.rect.top())]);
            edges.push(Edge { step: step.id, from: node.state.id, to: step.to, points });
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use registers::book;

    use super::*;

    #[test]
    fn every_step_of_every_register_has_its_arrow() {
        for register in book::ALL {
            let flow = layout(register);
            let mut wanted: Vec<(&str, &str, &str)> = Vec::new();
            for step in register.transitions.iter().filter(|t| t.to != VOID) {
                wanted.extend(step.from.iter().filter(|f| **f != VOID).map(|from| (step.id, *from, step.to)));
            }
            let mut drawn: Vec<(&str, &str, &str)> = flow.edges.iter().map(|e| (e.step, e.from, e.to)).collect();
            wanted.sort_unstable();
            drawn.sort_unstable();
            assert_eq!(drawn, wanted, "{}", register.key);
            let states: Vec<&str> = register.states.iter().map(|s| s.id).filter(|id| *id != VOID).collect();
            assert_eq!(flow.nodes.iter().map(|n| n.state.id).collect::<Vec<_>>(), states, "{}", register.key);
            let voids = register.transitions.iter().filter(|t| t.to == VOID).map(|t| t.from.len()).sum::<usize>();
            assert_eq!(flow.voids.len(), voids, "{}", register.key);
        }
    }

    #[test]
    fn no_two_boxes_overlap_and_all_are_inside() {
        for register in book::ALL {
            let flow = layout(register);
            let whole = Rect::from_min_size(Pos2::ZERO, flow.size);
            for (at, node) in flow.nodes.iter().enumerate() {
                assert!(whole.contains_rect(node.rect), "{} {}", register.key, node.state.id);
                for other in flow.nodes.iter().skip(at + 1) {
                    assert!(!node.rect.expand(4.0).intersects(other.rect), "{}: {} {}", register.key, node.state.id, other.state.id);
                }
            }
            for edge in &flow.edges {
                assert!(edge.points.iter().all(|p| whole.contains(*p)), "{} {}", register.key, edge.step);
            }
        }
    }

    #[test]
    fn lines_have_right_angles_and_cross_no_box() {
        for register in book::ALL {
            let flow = layout(register);
            for edge in &flow.edges {
                for pair in edge.points.windows(2) {
                    assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{} {}", register.key, edge.step);
                    let line = Rect::from_two_pos(pair[0], pair[1]);
                    for node in &flow.nodes {
                        assert!(!node.rect.shrink(0.5).intersects(line), "{} {} {}", register.key, edge.step, node.state.id);
                    }
                }
            }
        }
    }

    /// Lines to different states may cross, but none lies on another.
    #[test]
    fn lines_to_different_states_never_run_along_each_other() {
        for register in book::ALL {
            let flow = layout(register);
            let pieces: Vec<(&str, Pos2, Pos2)> =
                flow.edges.iter().flat_map(|e| e.points.windows(2).map(|p| (e.to, p[0], p[1]))).filter(|(_, a, b)| a != b).collect();
            for (n, (to, a, b)) in pieces.iter().enumerate() {
                for (other, c, d) in pieces.iter().skip(n + 1).filter(|(other, ..)| other != to) {
                    let along = |lo: f32, hi: f32, lo2: f32, hi2: f32| lo.max(lo2) + 0.01 < hi.min(hi2);
                    let flat = a.y == b.y && c.y == d.y && a.y == c.y && along(a.x.min(b.x), a.x.max(b.x), c.x.min(d.x), c.x.max(d.x));
                    let upright = a.x == b.x && c.x == d.x && a.x == c.x && along(a.y.min(b.y), a.y.max(b.y), c.y.min(d.y), c.y.max(d.y));
                    assert!(!flat && !upright, "{}: to {to} and to {other} at {a} {c}", register.key);
                }
            }
        }
    }

    #[test]
    fn the_first_state_stands_on_top_and_every_other_one_layer_below_one_that_leads_to_it() {
        for register in book::ALL {
            let flow = layout(register);
            assert_eq!(flow.nodes.first().map(|n| (n.state.id, n.layer)), Some((register.first_state(), 0)), "{}", register.key);
            let layer = |id: &str| flow.nodes.iter().find(|n| n.state.id == id).map(|n| n.layer).unwrap();
            for node in &flow.nodes {
                let before: Vec<usize> =
                    flow.edges.iter().filter(|e| e.to == node.state.id && e.from != e.to).map(|e| layer(e.from)).collect();
                let nearest = before.iter().min();
                assert!(node.layer == 0 || nearest.is_none_or(|n| node.layer <= n + 1), "{} {}", register.key, node.state.id);
            }
            assert_eq!(flow, layout(register), "the same every time");
        }
    }
}
