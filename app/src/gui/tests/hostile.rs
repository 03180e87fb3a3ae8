//! Point 15 of the adversarial list, on screen: whatever another desk has written, nothing is drawn or read out that a person
//! cannot see or that turns the direction of writing.

use eframe::egui::{self, Role, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, Value, book, parse};

use super::fake::{Fake, World};
use crate::gui::backend::{Booked, Event, KnownBy, Link, Member, Query, Room, Running, Trouble, Zone};
use crate::gui::{Command, Place, Shell, theme};

/// Looks like 公章exe.文 and is not; ends what a terminal shows; begins like a formula.
const TRAP: &str = "=公章\u{202E}文.exe\u{2066}\u{200B}\u{AD}\u{E0041}\u{7}\u{1b}[2J";

fn texts(shape: &Shape, out: &mut Vec<String>) {
    match shape {
        Shape::Text(text) => out.push(text.galley.text().to_owned()),
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, out)),
        _ => {}
    }
}

/// All that is drawn and all that is read out.
fn said(window: &Harness<'static, Shell>) -> Vec<String> {
    let mut out = Vec::new();
    window.output().shapes.iter().for_each(|clipped| texts(&clipped.shape, &mut out));
    let nodes = window.root().children_recursive();
    out.extend(nodes.flat_map(|node| [node.accesskit_node().label(), node.accesskit_node().value()]).flatten());
    out
}

/// Every text of every record, and everything said of it, is a trap.
fn spoil(world: &mut World) {
    let trap = || Value::from(TRAP);
    for entry in world.records.values_mut() {
        let register = World::register(&entry.record);
        entry.record.states.push(TRAP.to_owned());
        for field in register.all_fields() {
            entry.record.fields.insert(field.id.to_owned(), vec![trap(), Value::from(format!("{TRAP}2"))]);
        }
        entry.record.sets.values_mut().for_each(|set| {
            set.insert(TRAP.to_owned());
        });
        let cells = entry.record.lines.values_mut().flatten().flat_map(|line| line.cells.values_mut());
        cells.for_each(|values| *values = vec![trap(), Value::from("2")]);
        let title = register.title.to_owned();
        let changes = vec![(title.clone(), Some(trap()), Some(trap())), (TRAP.to_owned(), None, Some(trap()))];
        for label in [TRAP.to_owned(), format!("line:{}:{TRAP}", register.key), format!("step:{}:{TRAP}", register.key)] {
            let event =
                Event { label, changes: changes.clone(), person: TRAP.into(), desk: TRAP.into(), at: super::fake::NOW, confirmed: true };
            entry.history.insert(0, event);
        }
    }
    let named = Member {
        desk: TRAP.into(),
        person: TRAP.into(),
        roles: vec![TRAP.into()],
        spaces: vec![TRAP.into()],
        this: true,
        ..Member::default()
    };
    world.members.desks = vec![named.clone(), Member { this: false, revoked: true, ..named }];
    (world.members.words, world.members.numbers, world.members.relay) = (TRAP.to_owned(), TRAP.to_owned(), TRAP.to_owned());
    world.members.set_aside = vec![(TRAP.to_owned(), TRAP.to_owned())];
    world.insight.holders =
        vec![KnownBy { desk: TRAP.into(), person: TRAP.into(), wrote: Some(super::fake::NOW), latest: None, held: 1, unknown: 1 }];
    let campaign = Running { id: World::id(900), title: TRAP.into(), state: "counting".into(), blind: false, zones: vec![TRAP.into()] };
    world.counting.running = vec![campaign];
    world.counting.zones = vec![Zone { zone: TRAP.into(), expected: 1, ..Zone::default() }];
    let room = world.records.keys().next().copied().unwrap_or_default();
    world.rooms.rooms = vec![Room { id: room, name: TRAP.into(), capacity: None, approved: false }];
    let moment = |hour: i8| format!("{}T{hour:02}:00", super::fake::NOW.date());
    world.rooms.booked = vec![Booked {
        id: World::id(901),
        meeting: false,
        room: Some(room),
        place: String::new(),
        purpose: TRAP.into(),
        applicant: TRAP.into(),
        state: "confirmed".into(),
        start: moment(9),
        end: moment(10),
        clashes: true,
    }];
    world.sync.link = Link::Offline;
    world.sync.quarantined = 1;
    world.sync.trouble = Some(Trouble { text: TRAP.to_owned(), needs_a_person: true, other_relay: Some(TRAP.to_owned()) });
    world.sync.clocks = vec![TRAP.to_owned()];
    world.touch();
}

#[test]
fn point_15_nothing_hidden_is_drawn_or_read_out_on_any_page() {
    let fake = Fake::office(4);
    spoil(&mut fake.world.borrow_mut());
    for lang in Lang::ALL {
        let shell = Shell::new(fake.boxed(), lang);
        let mut window = Harness::builder()
            .with_size([1440.0, 2400.0])
            .with_max_steps(12)
            .with_context_setup(theme::apply)
            .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
        let mut spelled_out = 0;
        let mut look = |window: &Harness<'static, Shell>, at: &str| {
            for text in said(window) {
                assert!(!text.chars().any(parse::is_hidden), "{at}: {text:?}");
                spelled_out += usize::from(text.contains("<U+202E>"));
            }
        };
        for place in [Place::Home, Place::Reception, Place::Counting, Place::Registry, Place::Rooms, Place::Conflicts, Place::Desks] {
            window.state_mut().command(Command::Go(place));
            window.run();
            look(&window, &format!("{place:?}"));
        }
        window.state_mut().command(Command::Go(Place::Registry));
        window.run();
        for page in ["gui.registry.incoming", "gui.registry.outgoing", "gui.registry.book"] {
            window.get_by_role_and_label(Role::Button, &crate::gui::text::tr(lang, page)).click();
            window.run();
            look(&window, page);
        }
        // What is not a word of the program is the same in every language.
        let registers = if lang == Lang::ZhHans { book::ALL } else { &book::ALL[..2] };
        for register in registers {
            window.state_mut().command(Command::Go(Place::Register(register)));
            window.run();
            look(&window, register.key);
            let query = Query { register: register.key, ..Default::default() };
            let id = window.state().backend().page(&query, 0, 1).unwrap().rows[0].id;
            window.state_mut().command(Command::Open(register, id));
            window.run();
            look(&window, register.key);
            window.state_mut().command(Command::Close);
        }
        for command in [Command::Palette, Command::Find, Command::Standing] {
            window.state_mut().command(command.clone());
            window.run();
            window.event(egui::Event::Text("公章".to_owned()));
            window.run();
            look(&window, &format!("{command:?}"));
            window.state_mut().command(Command::Close);
            window.run();
        }
        assert!(spelled_out > 20 * registers.len(), "the traps are there to be seen: {spelled_out}");
    }
}
