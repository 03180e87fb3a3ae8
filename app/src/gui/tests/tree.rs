//! What assistive technologies are told of the window, as a text that can be read and compared.

use eframe::egui::Role;
use egui_kittest::Node;
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};

use super::screens::Window;
use crate::gui::theme;

/// Longest text of a node that is written out.
const LONGEST: usize = 160;

/// A part of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    Navigation,
    Top,
    Foot,
    /// What stands beside the page, beyond the line that makes it wider.
    Panel,
    Page,
}

/// Where the parts of a window end.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    panel: f64,
    foot: f64,
}

fn middle(node: &AccessKitNode<'_>) -> (f64, f64) {
    node.bounding_box().map_or((0.0, 0.0), |b| ((b.x0 + b.x1) / 2.0, (b.y0 + b.y1) / 2.0))
}

impl Plan {
    pub fn of(window: &Window) -> Plan {
        // The edges of columns are such lines too, but short.
        let is_tall = |line: &Node<'_>| line.accesskit_node().bounding_box().is_some_and(|b| b.height() > f64::from(theme::HEADER_ROW));
        let line = window.query_all_by_role(Role::Splitter).find(is_tall);
        let panel = line.map_or(f64::INFINITY, |line| middle(&line.accesskit_node()).0);
        Plan { panel, foot: f64::from(window.ctx.content_rect().bottom() - theme::STATUS_BAR) }
    }

    /// Where in the window something lies.
    pub fn area(self, node: &AccessKitNode<'_>) -> Area {
        let (x, y) = middle(node);
        let edges = [
            (y > self.foot, Area::Foot),
            (x < f64::from(theme::NAV_WIDTH), Area::Navigation),
            (y < f64::from(theme::TOP_BAR), Area::Top),
            (x > self.panel, Area::Panel),
        ];
        edges.into_iter().find(|(inside, _)| *inside).map_or(Area::Page, |(_, area)| area)
    }
}

/// What lies over everything else.
pub fn dialog(window: &Window) -> Option<Node<'_>> {
    window.query_all_by_role(Role::Dialog).next().filter(|dialog| dialog.accesskit_node().label().is_some_and(|name| !name.is_empty()))
}

/// What a window tells, a line for each node, of the parts that are `wanted`; of a dialog alone where one is open.
pub fn tree(window: &Window, wanted: &[Area]) -> String {
    let mut out = String::new();
    match dialog(window) {
        Some(dialog) => lines(&dialog.accesskit_node(), 0, &|_| true, &mut out),
        None => {
            let plan = Plan::of(window);
            lines(&window.root().accesskit_node(), 0, &|node| wanted.contains(&plan.area(node)), &mut out);
        }
    }
    out
}

fn lines(node: &AccessKitNode<'_>, depth: usize, wanted: &dyn Fn(&AccessKitNode<'_>) -> bool, out: &mut String) {
    if node.is_hidden() {
        return;
    }
    // What only holds others together says nothing itself.
    let said = said(node).filter(|_| wanted(node));
    if let Some(said) = &said {
        out.extend(std::iter::repeat_n("  ", depth));
        out.push_str(said);
        out.push('\n');
    }
    let depth = depth + usize::from(said.is_some());
    node.children().for_each(|child| lines(&child, depth, wanted, out));
}

/// Role, name, value and how it stands; nothing for what only holds others together.
fn said(node: &AccessKitNode<'_>) -> Option<String> {
    let role = node.role();
    let (name, value) = (node.label().unwrap_or_default(), node.value().unwrap_or_default());
    let holds = matches!(role, Role::GenericContainer | Role::Unknown | Role::Window | Role::TextRun | Role::Pane | Role::ScrollView);
    let silent =
        [Role::TextRun, Role::ScrollBar, Role::Splitter].contains(&role) || role == Role::Label && name.is_empty() && value.is_empty();
    if holds && name.is_empty() || silent {
        return None;
    }
    let mut said = format!("{role:?}");
    let mut text = |before: &str, text: &str| {
        if !text.is_empty() {
            let cut: String = text.chars().take(LONGEST).collect();
            said.push_str(&format!(" {before}{cut:?}"));
        }
    };
    text("", &name);
    // The value of a label is what it says; what is shown at hover often says the name again.
    if value != name {
        text("= ", &value);
    }
    text("? ", node.placeholder().filter(|hint| *hint != name).unwrap_or_default());
    text("; ", &node.description().filter(|more| *more != name && *more != value).unwrap_or_default());
    if let Some(toggled) = node.toggled() {
        said.push_str(&format!(" {toggled:?}").to_lowercase());
    }
    for (holds, word) in [(node.is_focused(), "focused"), (node.is_disabled(), "disabled"), (node.is_selected() == Some(true), "selected")]
    {
        if holds {
            said.push_str(&format!(" {word}"));
        }
    }
    Some(said)
}
