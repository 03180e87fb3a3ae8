//! Every screen of the window with something on it, for the tests that look at all of them.

use eframe::egui::{Event, Key, Role};
use egui_kittest::kittest::Queryable;
use registers::book::{bookings, rooms};
use registers::def::{Register, Transition};
use registers::{Lang, Op, RecordId, Value, book};

use super::fake::{Fake, NOW, World, request};
use super::fake_insight::{numbers, trial, warning};
use super::screens::{Window, open};
use crate::gui::backend::{Action, Booked, KnownBy, Late, Link, Member, Query, Room, Running, Setup, Trouble, Zone};
use crate::gui::command::Tab;
use crate::gui::screens::sitting::Page;
use crate::gui::text::{tr, tr_with};
use crate::gui::{Command, Place};

/// An office in which every page has something to show.
pub fn office() -> Fake {
    let fake = Fake::office(3);
    {
        let world = &mut *fake.world.borrow_mut();
        let other =
            Member {
                id: "02".into(), desk: "接待台".into(), person: "陈建国".into(), roles: vec!["前台".into()], ..Member::default()
            };
        let gone = Member { id: "03".into(), desk: "旧电脑".into(), person: "周红".into(), revoked: true, ..Member::default() };
        world.members.desks.extend([other, gone]);
        let late = "它写于该电脑停用之后，不作数：可由管理员查看后采纳";
        world.members.set_aside =
            vec![("旧电脑 · 周红 · 2026-11-23 16:40 · 新增收文".into(), late.into()), ("接待台".into(), "签名不符".into())];
        world.members.late = vec![Late { id: "03".into(), name: "旧电脑 · 周红".into(), count: 3, left: 0, waiting: 0 }];
        world.requests.insert("/media/usb/request".into(), Ok(request()));
        world.insight.holders =
            vec![KnownBy {
                desk: "接待台".into(), person: "陈建国".into(), wrote: Some(NOW), latest: Some(NOW), held: 3, unknown: 1
            }];
        world.insight.numbers.insert("incoming-documents", numbers());
        world.insight.trials.insert("/media/usb/list.xlsx".into(), Ok(trial()));
        let supplies = book::find("supplies").unwrap();
        if let Some(id) = first(world, supplies) {
            world.insight.warnings = vec![warning(supplies, id, "A4 复印纸")];
        }
        counted(world);
        booked(world);
        conflict(world);
        let texts = [("visitor", "苏涛曦"), ("organisation", "市教育局"), ("host", "汪雪子"), ("badge", "007")];
        let entered = format!("{}T08:40", NOW.date());
        let ops = texts.iter().map(|(f, t)| set(f, *t)).chain([set("entered", entered), Op::State("on-campus".into())]);
        world.add(book::find("visits").unwrap(), &ops.collect::<Vec<_>>());
        let numbered = [set("title", "关于开展安全检查的通知"), set("reg_no", "收〔2026〕1号"), set("received_at", "2026-11-20")];
        world.add(book::find("incoming-documents").unwrap(), &numbered);
        world.touch();
    }
    fake
}

fn set(field: &str, value: impl Into<Value>) -> Op {
    Op::Set { field: field.to_owned(), value: Some(value.into()) }
}

/// The first record of a register.
pub fn first(world: &World, register: &Register) -> Option<RecordId> {
    world.records.iter().find(|(_, e)| e.record.register == register.key).map(|(id, _)| *id)
}

fn counted(world: &mut World) {
    let zones = vec!["明德楼".to_owned(), "博雅楼".to_owned()];
    world.counting.running =
        vec![Running { id: World::id(90_000), title: "2026年盘点".into(), state: "counting".into(), blind: false, zones }];
    world.counting.zones = vec![Zone { zone: "明德楼".into(), expected: 40, seen: 12, own: 1, outside: 2, value: 0 }];
}

fn booked(world: &mut World) {
    let room = world.add(&rooms::REGISTER, &[Op::set(rooms::NAME, "报告厅")]);
    world.rooms.rooms = vec![Room { id: room, name: "报告厅".into(), capacity: Some(120), approved: true }];
    let id = world.add(&bookings::REGISTER, &[Op::set(bookings::PURPOSE, "家长会")]);
    let moment = |hour: i8| format!("{}T{hour:02}:00", NOW.date());
    world.rooms.booked = vec![Booked {
        id,
        meeting: false,
        room: Some(room),
        place: String::new(),
        purpose: "家长会".into(),
        applicant: "何俊杰".into(),
        state: "confirmed".into(),
        start: moment(9),
        end: moment(10),
        clashes: true,
    }];
}

fn conflict(world: &mut World) {
    let asset = first(world, book::find("assets").unwrap()).unwrap();
    let values = vec!["致远楼 212室".into(), "明德楼 518室".into()];
    world.records.get_mut(&asset).unwrap().record.fields.insert("location".into(), values);
}

/// A screen: its name, and how one comes to it in a window that has just been opened.
pub struct Scene {
    pub name: &'static str,
    /// It lies over everything else and has the keyboard to itself.
    pub dialog: bool,
    fake: fn() -> Fake,
    go: fn(&mut Window, Lang),
}

impl Scene {
    /// The screen in a language.
    pub fn open(&self, lang: Lang) -> Window {
        let mut window = open(&(self.fake)(), lang);
        (self.go)(&mut window, lang);
        window.run();
        window
    }
}

fn scene(name: &'static str, go: fn(&mut Window, Lang)) -> Scene {
    Scene { name, dialog: false, fake: office, go }
}

fn dialog(name: &'static str, go: fn(&mut Window, Lang)) -> Scene {
    Scene { dialog: true, ..scene(name, go) }
}

fn give(window: &mut Window, command: Command) {
    window.state_mut().command(command);
    window.run();
}

/// Presses the button of that name.
fn named(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click_accesskit();
    window.run();
}

fn press(window: &mut Window, lang: Lang, key: &str) {
    window.get_all_by_label(&tr(lang, key)).next().unwrap().click_accesskit();
    window.run();
}

/// Writes into a field that may be out of sight.
fn fill(window: &mut Window, lang: Lang, key: &str, text: &str) {
    window.get_all_by_label(&tr(lang, key)).last().unwrap().focus();
    window.run();
    window.event(Event::Text(text.to_owned()));
    window.run();
}

fn register(key: &str) -> &'static Register {
    book::find(key).unwrap()
}

/// Opens the newest record of a register beside its list.
pub fn panel(window: &mut Window, register: &'static Register) -> Option<RecordId> {
    let query = Query { register: register.key, ..Query::default() };
    let id = window.state().backend().page(&query, 0, 1).unwrap().rows.first()?.id;
    give(window, Command::Open(register, id));
    Some(id)
}

/// The first step out of the state of the newest record that asks something, or else that takes the record away.
pub fn asking(window: &Window, id: RecordId, register: &'static Register) -> Option<&'static Transition> {
    let card = window.state().backend().card(id).unwrap()?;
    let mut from = register.transitions.iter().filter(|t| t.from.contains(&card.record.state()) && t.follows().is_none());
    let asks = |step: &&&Transition| !registers::workflow::asked(register, &card.record, step).is_empty();
    from.clone().find(|step| asks(&step)).or_else(|| from.next())
}

/// What all registers have: calls `look` with each screen of one, by its name.
pub fn of_register(window: &mut Window, register: &'static Register, look: &mut dyn FnMut(&str, &mut Window)) {
    give(window, Command::Go(Place::Register(register)));
    look("list", window);
    if let Some(id) = panel(window, register) {
        look("panel", window);
        give(window, Command::Edit(Some(id)));
        look("edit", window);
        give(window, Command::Discard);
        if let Some(step) = asking(window, id, register) {
            give(window, Command::Step(id, step));
            look("step", window);
            give(window, Command::Close);
        }
    }
    give(window, Command::New(Some(register)));
    look("new", window);
    give(window, Command::Discard);
}

/// Every screen but those that all registers have, which [`of_register`] goes through.
pub fn scenes() -> Vec<Scene> {
    let mut all = places();
    all.extend(overlays());
    all.extend(dialogs());
    all.push(Scene { name: "lock", dialog: false, fake: super::sitting::locked, go: |_, _| {} });
    all.push(Scene {
        name: "signing",
        dialog: true,
        fake: super::sitting::signing,
        go: |w, _| give(w, Command::Do(Action::Step { id: World::id(0), step: "approve", base: None, ops: Vec::new() })),
    });
    all.push(dialog("a PIN", |w, _| give(w, Command::Seats(Page::Pin))));
    all.push(dialog("a seat to be given", |w, _| give(w, Command::Seats(Page::Give))));
    all
}

fn places() -> Vec<Scene> {
    vec![
        scene("home", |w, _| give(w, Command::Go(Place::Home))),
        scene("reception", |w, _| give(w, Command::Go(Place::Reception))),
        scene("reception, an arrival", |w, lang| {
            give(w, Command::Go(Place::Reception));
            fill(w, lang, "gui.reception.search", "姚磊慧");
            w.key_press(Key::Enter);
        }),
        scene("counting", |w, _| give(w, Command::Go(Place::Counting))),
        scene("registry, incoming", |w, _| give(w, Command::Go(Place::Registry))),
        scene("registry, outgoing", |w, lang| {
            give(w, Command::Go(Place::Registry));
            press(w, lang, "gui.registry.outgoing");
        }),
        scene("registry, the book", |w, lang| {
            give(w, Command::Go(Place::Registry));
            press(w, lang, "gui.registry.book");
        }),
        scene("rooms", |w, _| give(w, Command::Go(Place::Rooms))),
        scene("reports", |w, _| give(w, Command::Go(Place::Reports))),
        scene("conflicts", |w, _| give(w, Command::Go(Place::Conflicts))),
        scene("desks", |w, _| give(w, Command::Go(Place::Desks))),
        scene("settings", |w, _| give(w, Command::Go(Place::Settings))),
        scene("calendar", |w, _| give(w, Command::Go(Place::Calendar))),
        scene("a register's reports", |w, _| give(w, Command::Go(Place::Book(register("visits"), Tab::Reports)))),
        scene("a register's flow", |w, _| give(w, Command::Go(Place::Book(register("incoming-documents"), Tab::Flow)))),
        scene("a register's numbers", |w, _| give(w, Command::Go(Place::Book(register("incoming-documents"), Tab::Numbers)))),
        scene("a register's import", |w, _| give(w, Command::Go(Place::Book(register("assets"), Tab::Import)))),
        scene("an empty list", |w, _| give(w, Command::Go(Place::Register(register("terms"))))),
        Scene {
            name: "cut off",
            dialog: false,
            fake: || {
                let fake = office();
                {
                    let sync = &mut fake.world.borrow_mut().sync;
                    sync.link = Link::Offline;
                    sync.quarantined = 1;
                    sync.trouble =
                        Some(Trouble { text: "中继换了钥匙".into(), needs_a_person: true, other_relay: Some("abcd".into()) });
                    sync.clocks = vec!["接待台快了 9 分钟".into()];
                }
                fake
            },
            go: |w, _| give(w, Command::Go(Place::Desks)),
        },
    ]
}

fn overlays() -> Vec<Scene> {
    vec![
        dialog("palette", |w, _| give(w, Command::Palette)),
        dialog("search", |w, _| {
            give(w, Command::Find);
            w.event(Event::Text("通知".to_owned()));
        }),
        dialog("standing", |w, _| give(w, Command::Standing)),
        dialog("keys", |w, _| give(w, Command::Keys)),
        scene("looks", |w, lang| press(w, lang, "gui.looks")),
        scene("an area's registers", |w, lang| {
            give(w, Command::Go(Place::Register(register("visits"))));
            w.get_by_role_and_label(Role::Link, register("visits").area.labels().get(lang)).click_accesskit();
        }),
        scene("what else can be done", |w, lang| {
            panel(w, register("assets"));
            press(w, lang, "gui.detail.more");
        }),
        scene("a record kept open", |w, _| {
            panel(w, register("assets"));
            give(w, Command::Keep(None));
        }),
    ]
}

fn dialogs() -> Vec<Scene> {
    vec![
        dialog("leaving", |w, lang| {
            give(w, Command::New(Some(register("assets"))));
            w.get_by_role_and_label(Role::TextInput, register("assets").field("name").unwrap().labels.get(lang)).type_text("投影机");
            w.run();
            give(w, Command::Go(Place::Home));
        }),
        dialog("export", |w, _| {
            give(w, Command::Go(Place::Register(register("assets"))));
            give(w, Command::Export);
        }),
        scene("admission", |w, lang| {
            give(w, Command::Go(Place::Desks));
            fill(w, lang, "gui.admit.request", "/media/usb/request");
            press(w, lang, "gui.admit.open");
        }),
        dialog("revocation", |w, lang| {
            give(w, Command::Go(Place::Desks));
            named(w, &tr_with(lang, "gui.members.revoke_of", &[("desk", "接待台")]));
        }),
        dialog("roles", |w, lang| {
            give(w, Command::Go(Place::Desks));
            named(w, &tr_with(lang, "gui.members.roles_of", &[("desk", "接待台")]));
        }),
        dialog("adoption", |w, lang| {
            give(w, Command::Go(Place::Desks));
            named(w, &tr_with(lang, "gui.members.adopt_of", &[("desk", "旧电脑 · 周红"), ("n", "3")]));
        }),
        dialog("a step with questions", |w, _| {
            let letters = register("incoming-documents");
            if let Some(id) = panel(w, letters)
                && let Some(step) = asking(w, id, letters)
            {
                give(w, Command::Step(id, step));
            }
        }),
        dialog("undo", |w, _| {
            let id = panel(w, register("assets")).unwrap();
            give(w, Command::Do(Action::Edit { id, base: None, ops: vec![set("location", "三楼")] }));
            give(w, Command::Go(Place::Home));
            give(w, Command::Undo);
        }),
        Scene { name: "first run", dialog: false, fake: Fake::fresh, go: |_, _| {} },
        Scene { name: "recovery", dialog: true, fake: Fake::fresh, go: |w, lang| press(w, lang, "gui.recover") },
        Scene {
            name: "waiting for the welcome",
            dialog: false,
            fake: || {
                let fake = Fake::fresh();
                fake.world.borrow_mut().setup = Some(Setup::Joining {
                    folder: "/home/office".into(),
                    words: super::fake::WORDS.into(),
                    numbers: super::fake::NUMBERS.into(),
                });
                fake
            },
            go: |_, _| {},
        },
    ]
}

/// All that the office has written itself, which reads the same in every language, and the names of the languages.
pub fn written() -> String {
    let fake = office();
    let world = fake.world.borrow();
    let others = (&world.members, &world.insight.holders, &world.counting.running, &world.counting.zones, &world.rooms);
    let records: Vec<_> = world.records.values().map(|entry| &entry.record).collect();
    format!("简体中文 繁體中文 复印纸 备注 {others:?} {records:?}")
}
