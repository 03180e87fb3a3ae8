//! The real window on a display of its own, with a real mouse and a real keyboard: from a click in the navigation to a record that
//! another desk has, and to a step that it sees done.
//!
//! Where a control lies is asked of the same screens in the same size at a third desk, drawn without a window. What a key or a
//! click did is seen on the screen before the next follows, and in the end in the data of another desk.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Stdio};
use std::time::{Duration, Instant};

use app::backend::DeskBackend;
use app::gui::{Command, Place, Shell, theme};
use eframe::egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use registers::{Lang, RecordId, Register, book};
use serde_json::Value;

use super::processes::{Desk, Relay, office, programs};

/// Size of display and window.
const SIZE: [u16; 2] = [1360, 860];
/// How long anything may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(90);

/// Asks again until there is an answer.
fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        match ask() {
            Some(answer) => return answer,
            None => assert!(Instant::now() < until, "waited in vain for {what}"),
        }
    }
}

/// A program that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The programs that the test needs besides our own, and that are not here.
fn missing() -> Vec<&'static str> {
    let found = |name: &&str| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders).any(|folder| folder.join(name).is_file())
    };
    ["Xvfb", "xdotool", "import"].into_iter().filter(|name| !found(name)).collect()
}

/// A display that nobody sees, and the program's window on it.
struct Window {
    display: String,
    id: String,
    program: Running,
    _server: Running,
}

impl Window {
    fn open(folder: &Path) -> Window {
        let mut server = process::Command::new("Xvfb");
        // Without `-noreset` the server starts anew when its last client leaves, and turns away who comes at that moment.
        server.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", &format!("{}x{}x24", SIZE[0], SIZE[1])]);
        let mut server = Running(server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the display starts"));
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().expect("its output")).read_line(&mut number).expect("it says its number");
        let display = format!(":{}", number.trim());
        let mut program = process::Command::new(programs().join("zongban"));
        program.arg("--data").arg(folder).args(["--lang", "zh-Hans"]);
        program.env("DISPLAY", &display).env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        program.env("LIBGL_ALWAYS_SOFTWARE", "1").env("ZONGBAN_WINDOW", format!("0,0,{},{}", SIZE[0], SIZE[1]));
        let log = folder.with_extension("log");
        let file = std::fs::File::create(&log).expect("a log");
        let program = Running(program.stdout(Stdio::null()).stderr(file).spawn().expect("the window starts"));
        let mut window = Window { display, id: String::new(), program, _server: server };
        window.id = wait("the window", || {
            let ended = window.program.0.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "the window ended: {}", std::fs::read_to_string(&log).unwrap_or_default());
            let found = window.tool(&["search", "--onlyvisible", "--class", "zongban"]);
            found.lines().next().map(str::to_owned)
        });
        // Without a window manager nobody else gives it the keyboard.
        window.tool(&["windowfocus", "--sync", &window.id]);
        window.settled("the first frame", 0);
        window
    }

    /// Lets xdotool do something and gives what it says.
    fn tool(&self, args: &[&str]) -> String {
        let out =
            process::Command::new("xdotool").args(args).env("DISPLAY", &self.display).stdin(Stdio::null()).output().expect("xdotool runs");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// A number for what is on the screen; none while it is of one colour, as before the first frame.
    fn seen(&self) -> Option<u64> {
        let import =
            process::Command::new("import").args(["-window", "root", "-depth", "8", "rgb:-"]).env("DISPLAY", &self.display).output();
        let pixels = import.expect("a screenshot").stdout;
        let mut hasher = DefaultHasher::new();
        pixels.hash(&mut hasher);
        let drawn = pixels.chunks_exact(3).any(|pixel| pixel != &pixels[..3]);
        drawn.then(|| hasher.finish())
    }

    /// Waits until the screen is another than `before` and stays as it is.
    fn settled(&self, what: &str, before: u64) {
        let (mut last, mut same) = (None, 0);
        wait(what, || {
            let now = self.seen();
            same = if now == last { same + 1 } else { 0 };
            last = now;
            (same >= 3 && now.is_some_and(|now| now != before)).then_some(())
        });
    }

    /// Does something by mouse or keyboard and waits until it shows.
    fn does(&self, what: &str, args: &[&str]) {
        let before = self.seen().unwrap_or_default();
        self.tool(args);
        self.settled(what, before);
    }

    fn key(&self, keys: &str) {
        self.does(keys, &["key", "--clearmodifiers", keys]);
    }

    fn writes(&self, text: &str) {
        self.does(text, &["type", "--delay", "20", text]);
    }

    fn click(&self, what: &str, [x, y]: [i32; 2]) {
        let [x, y] = [x, y].map(|n| n.to_string());
        self.does(what, &["mousemove", &x, &y, "click", "1"]);
    }

    /// Turns the wheel at a place until that moves nothing any more.
    fn wheel_to_the_end(&self, [x, y]: [i32; 2]) {
        let [x, y] = [x, y].map(|n| n.to_string());
        self.does("the wheel", &["mousemove", &x, &y, "click", "--repeat", "100", "--delay", "5", "5"]);
    }
}

/// Whoever looks for why it failed finds the screen.
impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("window.png");
            drop(process::Command::new("import").args(["-window", "root"]).arg(&file).env("DISPLAY", &self.display).status());
            eprintln!("what was on the screen: {}", file.display());
        }
    }
}

/// The same screens at another desk, without a window.
struct Mirror(Harness<'static, Shell>);

impl Mirror {
    fn over(folder: &Path) -> Mirror {
        let backend = DeskBackend::new(folder, Lang::ZhHans).expect("the desk opens");
        let shell = Shell::new(Box::new(backend), Lang::ZhHans);
        let builder = Harness::builder().with_size(SIZE.map(f32::from)).with_max_steps(12);
        Mirror(builder.with_context_setup(theme::apply).build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell))
    }

    /// The middle of what is called so.
    fn place(&mut self, name: &str) -> [i32; 2] {
        wait(name, || {
            self.0.step();
            let node = self.0.query_all_by_label(name).next()?;
            let middle = node.rect().center();
            Some([middle.x as i32, middle.y as i32])
        })
    }

    /// Carries out a command, so that it shows what the window shows.
    fn does(&mut self, command: Command) {
        self.0.state_mut().command(command);
        self.0.run_steps(3);
    }

    /// Turns the wheel over `name` until that moves nothing any more and `last` is there.
    fn scroll_down(&mut self, name: &str, last: &str) {
        let [x, y] = self.place(name).map(|n| n as f32);
        self.0.event(Event::PointerMoved(pos2(x, y)));
        for _ in 0..100 {
            self.0.event(Event::MouseWheel {
                unit: MouseWheelUnit::Line,
                delta: vec2(0.0, -3.0),
                phase: TouchPhase::Move,
                source: MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            });
            self.0.step();
        }
        // The wheel runs out over some frames.
        self.0.run_steps(40);
        self.place(last);
    }
}

const TITLE: &str = "Notice of 7 May";

fn letters() -> &'static Register {
    book::find("incoming-documents").expect("the register")
}

/// The titles and states of the letters that a desk has.
fn listed(desk: &Desk) -> Vec<(String, String)> {
    let list = desk.run(&["list", letters().key, "--limit", "200"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = list["rows"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["fields"][letters().title]), text(&row["state"]))).collect()
}

#[test]
fn a_clerk_works_with_mouse_and_keyboard_and_another_desk_has_it() {
    let missing = missing();
    if !missing.is_empty() {
        assert!(std::env::var_os("ZONGBAN_DISPLAY").is_none(), "{missing:?} must be here");
        return eprintln!("skipped, for want of {missing:?}: the real window; ./check installs them");
    }
    let data = tempfile::tempdir().expect("a folder");
    let relay = Relay::start(data.path(), "127.0.0.1:0");
    let desks = office(&relay.address);
    let [chief, at_work, aside] = &desks;
    let list: String = (1..=40).map(|n| format!("第{n}号来文\n")).collect();
    let file = chief.path("letters.csv");
    std::fs::write(&file, format!("标题\n{list}")).expect("a list");
    assert_eq!(chief.run(&["import", letters().key, &file])["added"], 40);
    desks.iter().for_each(|desk| drop(desk.run(&["sync"])));

    let mut mirror = Mirror::over(&aside.folder);
    let window = Window::open(&at_work.folder);
    window.click("the navigation", mirror.place(letters().labels.get(Lang::ZhHans)));
    mirror.does(Command::Go(Place::Register(letters())));
    window.key("ctrl+n");
    window.writes(TITLE);
    window.key("ctrl+s");
    let arrived = |what: &dyn Fn(&(String, String)) -> bool| {
        chief.run(&["sync"]);
        listed(chief).into_iter().find(what)
    };
    wait("the new letter at the other desk", || arrived(&|(title, _)| title == TITLE));

    // The oldest letter stands at the end of the list.
    let oldest = "第1号来文";
    window.wheel_to_the_end(mirror.place("第35号来文"));
    mirror.scroll_down("第35号来文", oldest);
    window.click("a row", mirror.place(oldest));

    // Its step asks for what it needs, and is done by keyboard.
    let id = chief.run(&["list", letters().key, "--where", &format!("title={oldest}")])["rows"][0]["id"].clone();
    let id = RecordId::from_string(id.as_str().expect("an id")).expect("an id");
    mirror.does(Command::Open(letters(), id));
    let register = letters().transition("register").expect("the step");
    window.click("the step", mirror.place(register.labels.get(Lang::ZhHans)));
    window.writes("2026-5-7");
    window.key("ctrl+s");
    wait("the step at the other desk", || arrived(&|(title, state)| title == oldest && state == register.to));

    // Chinese through the clipboard: out of one form and into the next.
    window.key("ctrl+e");
    window.key("ctrl+a");
    window.tool(&["key", "ctrl+c"]);
    window.key("Escape");
    window.key("Escape");
    window.key("ctrl+n");
    window.writes("Re: ");
    window.key("ctrl+v");
    window.key("ctrl+s");
    wait("the answer at the other desk", || arrived(&|(title, _)| title == &format!("Re: {oldest}")));
}
