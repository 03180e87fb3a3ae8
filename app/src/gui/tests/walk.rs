//! A walk through every screen by what assistive technologies are told: everything that can be used has a name in the language that
//! is spoken, no two things side by side have one name, and the keyboard comes to all of them and back.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::accesskit::{Action, Role};
use eframe::egui::epaint::ClippedShape;
use eframe::egui::{Key, Shape};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use registers::{Lang, book};

use super::fake::Fake;
use super::screens::{Window, open};
use super::stage;
use super::tree::{Area, Plan, dialog};
use crate::gui::Command;

/// Most keys that a page may need; what has more is a catalogue.
const MOST_KEYS: usize = 300;

/// Whether a person can do something with it.
fn is_used(node: &AccessKitNode<'_>) -> bool {
    let acts = node.data().supports_action(Action::Click) || node.data().supports_action(Action::Focus);
    // What stands between the columns of a table has neither role nor name, and no words could be given to it.
    let nothing = [Role::Unknown, Role::Label, Role::Window, Role::GenericContainer, Role::ScrollView, Role::ScrollBar];
    acts && !node.is_hidden() && !nothing.contains(&node.role())
}

/// What can be used: where something lies over everything else, in that.
fn used(window: &Window) -> Vec<AccessKitNode<'_>> {
    let within = dialog(window).unwrap_or_else(|| window.root());
    within.children_recursive().map(|node| node.accesskit_node()).filter(is_used).collect()
}

fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// What is amiss with the names on a screen, where `written` is what the office has written itself.
fn faults(window: &Window, lang: Lang, written: &str) -> BTreeSet<String> {
    let mut faults = BTreeSet::new();
    let plan = Plan::of(window);
    let mut seen: BTreeMap<(Area, String, String, String), usize> = BTreeMap::new();
    for node in used(window) {
        let name = node.label().or(node.placeholder().map(str::to_owned)).unwrap_or_default();
        let role = node.role();
        if name.trim().is_empty() {
            faults.insert(format!("{role:?} without a name at {:?}", node.bounding_box()));
        }
        if name.contains("gui.") {
            faults.insert(format!("{role:?} {name:?} has a key for a name"));
        }
        if name.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c)) {
            faults.insert(format!("{role:?} {name:?} has an icon in its name"));
        }
        let foreign = |part: &&str| !part.is_empty() && !written.contains(*part);
        if lang == Lang::En
            && let Some(part) = name.split(|c| !is_chinese(c)).find(foreign)
        {
            faults.insert(format!("{role:?} {name:?} is not English: {part}"));
        }
        // The rows of a list are called as the office has called them.
        if role == Role::ListBoxOption {
            continue;
        }
        let apart = format!("{:?} {:?}", node.value(), node.description());
        *seen.entry((plan.area(&node), format!("{role:?}"), name, apart)).or_default() += 1;
    }
    faults.extend(seen.into_iter().filter(|(_, n)| *n > 1).map(|((_, role, name, _), n)| format!("{n} × {role} {name:?}")));
    faults
}

/// Texts that run over the edge of the window.
fn cut(window: &Window) -> Vec<String> {
    // The harness leaves a margin around the window.
    let edge = window.ctx.content_rect().right() - 8.0;
    let over = |clipped: &&ClippedShape| clipped.clip_rect.right() >= edge - 1.0 && clipped.shape.visual_bounding_rect().right() > edge;
    let texts = window.output().shapes.iter().filter(over).filter_map(|clipped| match &clipped.shape {
        Shape::Text(text) => Some(format!("runs over the edge: {}", text.galley.text())),
        _ => None,
    });
    texts.collect()
}

fn told(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn everything_that_can_be_used_has_a_name_of_its_own_in_every_language_and_no_text_is_cut() {
    let written = stage::written();
    let mut found = Vec::new();
    for lang in Lang::ALL {
        for scene in stage::scenes() {
            let window = scene.open(lang);
            if dialog(&window).is_some() != scene.dialog {
                found.push(format!("{lang:?} {}: a dialog says that it is one, by its name", scene.name));
            }
            let faults = faults(&window, lang, &written).into_iter().chain(cut(&window));
            found.extend(faults.map(|fault| format!("{lang:?} {}: {fault}", scene.name)));
        }
    }
    told(&found);
}

#[test]
fn so_it_has_on_every_screen_of_every_register() {
    let fake = Fake::office(3);
    let written = stage::written();
    let mut found = Vec::new();
    for lang in Lang::ALL {
        let mut window = open(&fake, lang);
        for register in book::ALL {
            stage::of_register(&mut window, register, &mut |screen, window| {
                let faults = faults(window, lang, &written);
                found.extend(faults.into_iter().map(|fault| format!("{lang:?} {} {screen}: {fault}", register.key)));
            });
        }
    }
    told(&found);
}

/// Presses Tab until the keyboard is where it has been, and gives what can have the keyboard and did not get it.
fn missed(window: &mut Window) -> Vec<String> {
    let (mut came, is_over) = (Vec::new(), dialog(window).is_some());
    for _ in 0..MOST_KEYS {
        window.key_press(Key::Tab);
        window.step();
        let Some(id) = used(window).into_iter().find(|n| n.is_focused()).map(|n| n.id()) else { continue };
        if came.contains(&id) {
            // What is chosen with the arrows while the keyboard stays in a box needs no place of its own.
            let chosen = |node: &AccessKitNode<'_>| is_over && node.role() == Role::ListBoxOption;
            let open = |node: &AccessKitNode<'_>| node.data().supports_action(Action::Focus) && !node.is_disabled() && !chosen(node);
            let missed = used(window).into_iter().filter(|node| open(node) && !came.contains(&node.id()));
            return missed.map(|node| format!("{:?} {:?}", node.role(), node.label().unwrap_or_default())).collect();
        }
        came.push(id);
    }
    vec![format!("no end after {} controls", came.len())]
}

#[test]
fn the_keyboard_comes_to_everything_and_back() {
    let mut found = Vec::new();
    // The catalogue of all reports has hundreds of buttons of one kind.
    for scene in stage::scenes().iter().filter(|scene| scene.name != "reports") {
        let mut window = scene.open(Lang::ZhHans);
        found.extend(missed(&mut window).into_iter().map(|fault| format!("{}: {fault}", scene.name)));
    }
    told(&found);
}

#[test]
fn a_key_leads_from_part_to_part_of_the_window() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    stage::panel(&mut window, book::find("assets").unwrap());
    let go_on = |window: &mut Window| {
        window.key_press(Key::F6);
        window.run();
        let plan = Plan::of(window);
        used(window).into_iter().find(|node| node.is_focused()).map(|node| plan.area(&node))
    };
    let parts = [Area::Page, Area::Panel, Area::Foot, Area::Navigation, Area::Top].map(Some);
    assert_eq!([0; 5].map(|_| go_on(&mut window)), parts);
    assert_eq!(go_on(&mut window), Some(Area::Page), "and begins again");
    let mut window = open(&fake, Lang::ZhHans);
    assert_eq!([0; 4].map(|_| go_on(&mut window)), [Area::Page, Area::Foot, Area::Navigation, Area::Top].map(Some), "without a panel");
}

#[test]
fn tab_after_a_form_goes_on_where_one_was() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    let assets = book::find("assets").unwrap();
    stage::panel(&mut window, assets);
    let through_a_form = |window: &mut Window| {
        window.state_mut().command(Command::New(Some(assets)));
        window.run();
        window.state_mut().command(Command::Close);
        window.run();
        window.key_press(Key::Tab);
        window.run();
        let node = used(window).into_iter().find(|node| node.is_focused()).unwrap();
        (Plan::of(window).area(&node), node.label().unwrap_or_default())
    };
    // The list has the keys without a mark: what comes next is the record beside it.
    assert_eq!(through_a_form(&mut window).0, Area::Panel);
    window.get_by_role_and_label(Role::Button, "筛选").focus();
    window.run();
    assert_eq!(through_a_form(&mut window), (Area::Page, "筛选".to_owned()));
}
