//! The window over the large desk: the first frame, a frame of the largest table, keys while ten thousand entries come in, and, where
//! there is a virtual display, the real window: until it has drawn, what it holds in memory, and what it costs while nothing happens.
//!
//! Frames are laid out and cut into triangles here as for a screen, but not painted: without a graphics processor painting says
//! something of the machine and nothing of the program.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app::backend::DeskBackend;
use app::cli::Args;
use app::gui::{Backend as _, Command, Place, Shell, theme};
use app::network::{self, Shared};
use app::{clock, desk::Desk};
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Context, Event, FullOutput, Key, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase, pos2, vec2};
use registers::Lang;
use registers::book::assets;
use replica::{Durability, Reader, Replica};
use server::{Config, SqliteStore};
use tokio::runtime::Runtime;
use trust::id::SpaceId;

use super::{asset, desk_at, fill, median, ms, processor_time, row};

/// Points, as the window opens.
const SIZE: [f32; 2] = [1440.0, 900.0];
/// Frames of a table that are measured.
const FRAMES: usize = 300;
/// Entries that come in while somebody types.
const COMING: usize = 10_000;
/// For how long nothing happens.
const IDLE: Duration = Duration::from_secs(60);
/// A window that did next to nothing for so long has done what it had to do at its start.
const QUIET: Duration = Duration::from_secs(5);
/// What a frame may wait for others' answers before it is shown as it is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures the window over the desk in `folder`, in processes of its own so that what it holds in memory is its own.
pub fn measure(folder: &Path, other: &Path, quick: bool) -> anyhow::Result<()> {
    let records: u64 = Reader::open(folder)?.status()?.records.values().sum();
    let out = Process::new(std::env::current_exe()?).arg("--frames").arg(folder).stderr(Stdio::inherit()).output()?;
    anyhow::ensure!(out.status.success(), "the frames could not be measured");
    let told = String::from_utf8(out.stdout)?;
    let mut told = told.lines();
    let mut next = || told.next().unwrap_or("?").to_owned();
    row(&format!("first frame over {records} records, opening the desk included, not painted"), next(), "< 500 ms");
    row("a frame of the list of assets while it scrolls", next(), "< 8 ms");
    row("a frame of that list at a jump to its end or its start", next(), "< 8 ms");
    row("memory of that process", next(), "< 300 MB");
    typing(other, if quick { COMING / 10 } else { COMING })?;
    real(folder, records)
}

/// What the child process prints, a line each.
#[allow(clippy::print_stdout, reason = "the other process reads it")]
pub fn frames(folder: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut screen = Screen::over(folder)?;
    screen.frame(Vec::new());
    println!("{}", ms(start.elapsed()));
    screen.settle()?;
    screen.shell.command(Command::Go(Place::Register(&assets::REGISTER)));
    screen.settle()?;
    screen.frame(vec![Event::PointerMoved(pos2(SIZE[0] / 2.0, SIZE[1] / 2.0))]);
    let (mut times, before) = (Vec::new(), processor_time());
    for n in 0..FRAMES {
        let delta = vec2(0.0, if n < FRAMES / 2 { -180.0 } else { 120.0 });
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta,
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        times.push(screen.frame(vec![wheel]).1);
    }
    // The system counts a thread's time in coarse steps: only the sum says something.
    let spent = processor_time().zip(before).map(|(after, before)| (after - before) / FRAMES as u32);
    println!("{} of the processor in the mean; {}", spent.map_or("?".to_owned(), ms), spread(times));
    let mut times = Vec::new();
    for n in 0..20 {
        let key = if n % 2 == 0 { Key::End } else { Key::Home };
        times.push(screen.frame(vec![press(key, true)]).1);
        times.push(screen.frame(vec![press(key, false)]).1);
        screen.settle()?;
    }
    println!("{}", spread(times));
    println!("{}", resident(std::process::id()).unwrap_or_else(|| "?".to_owned()));
    Ok(())
}

fn press(key: Key, pressed: bool) -> Event {
    Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let worst = times.last().copied().unwrap_or_default();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    format!("{} median, {} p99, {} worst", ms(median(times)), ms(p99), ms(worst))
}

/// Megabytes of memory that a process holds now.
fn resident(process: u32) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kilobytes: f64 = status.lines().find(|l| l.starts_with("VmRSS"))?.split_whitespace().nth(1)?.parse().ok()?;
    Some(format!("{:.0} MB", kilobytes / 1024.0))
}

/// The window without a display.
struct Screen {
    context: Context,
    shell: Shell,
    woken: mpsc::Receiver<()>,
    begun: Instant,
}

impl Screen {
    fn over(folder: &Path) -> anyhow::Result<Screen> {
        let begun = Instant::now();
        let mut backend = DeskBackend::new(folder, Lang::ZhHans)?;
        let (wake, woken) = mpsc::channel();
        backend.attach(Box::new(move || {
            // A window that has gone needs no waking.
            let _ = wake.send(());
        }));
        let context = Context::default();
        theme::apply(&context);
        Ok(Screen { context, shell: Shell::new(Box::new(backend), Lang::ZhHans), woken, begun })
    }

    /// One frame: what it gave, and the time that it took.
    fn frame(&mut self, events: Vec<Event>) -> (FullOutput, Duration) {
        let screen = Rect::from_min_size(pos2(0.0, 0.0), SIZE.into());
        let time = Some(self.begun.elapsed().as_secs_f64());
        let input = RawInput { screen_rect: Some(screen), time, events, focused: true, ..RawInput::default() };
        let start = Instant::now();
        let shell = &mut self.shell;
        let output = self.context.run_ui(input, |ui| shell.ui(ui));
        let triangles = self.context.tessellate(output.shapes.clone(), output.pixels_per_point);
        let spent = start.elapsed();
        drop(triangles);
        (output, spent)
    }

    /// Draws until nothing moves any more and all that was asked for is there.
    fn settle(&mut self) -> anyhow::Result<()> {
        let (begun, mut quiet) = (Instant::now(), 0);
        while quiet < 20 {
            let is_woken = self.rest(Duration::from_millis(5));
            let (output, _) = self.frame(Vec::new());
            let wants_more = output.viewport_output.values().any(|v| v.repaint_delay < Duration::from_millis(500));
            quiet = if is_woken || wants_more { 0 } else { quiet + 1 };
            anyhow::ensure!(begun.elapsed() < PATIENCE, "the window never comes to rest");
        }
        Ok(())
    }

    /// Waits as between two frames; whether the window was woken.
    fn rest(&self, time: Duration) -> bool {
        let is_woken = self.woken.recv_timeout(time).is_ok();
        self.woken.try_iter().count() > 0 || is_woken
    }
}

/// Whether a text stands on the screen.
fn shows(shapes: &[ClippedShape], text: &str) -> bool {
    fn within(shape: &Shape, text: &str) -> bool {
        match shape {
            Shape::Text(drawn) => drawn.galley.text().contains(text),
            Shape::Vec(shapes) => shapes.iter().any(|shape| within(shape, text)),
            _ => false,
        }
    }
    shapes.iter().any(|clipped| within(&clipped.shape, text))
}

/// Keys into the search of a list while the entries of another desk come in: after how many frames each shows, and how long the
/// slowest frame took.
fn typing(folder: &Path, coming: usize) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let relay_folder = folder.join("relay-of-window");
    std::fs::create_dir_all(&relay_folder)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = format!("ws://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let relay = runtime.spawn(server::run(listener, Config::new(SqliteStore::open(&relay_folder)?), async move { drop(stopped.await) }));
    let (near, far) = (folder.join("near"), folder.join("far"));
    let mut first = desk_at(&near, &address)?;
    fill(&mut first, 1_000)?;
    let joining = Replica::request(&far, "王小芳", "前台", clock::entropy())?;
    let (welcome, _) = first.admit(&joining.request, &["clerk".to_owned()], &[SpaceId(1)])?;
    drop(Replica::accept(&far, &welcome, clock::entropy())?);
    let once = |desk: &Desk| {
        let (_keep, mut nudges) = tokio::sync::mpsc::unbounded_channel();
        runtime.block_on(network::exchange(desk, &Shared::default(), &mut nudges, true)).map(|_| ())
    };
    let (desk, thread) = Desk::start(first);
    once(&desk)?;
    drop(desk);
    thread.join().map_err(|_| anyhow::anyhow!("the first desk's writer failed"))?;
    // The other desk writes without waiting for its disk: what it costs is not asked here.
    let mut away = Replica::open(&far, clock::entropy(), Durability::Process)?;
    for n in 0..coming {
        away.transact("create:assets", clock::now(), |e| e.create(&assets::REGISTER, &asset(500_000 + n)))?;
    }
    let (desk, _) = Desk::start(away);
    once(&desk)?;

    let mut screen = Screen::over(&near)?;
    screen.shell.command(Command::Go(Place::Register(&assets::REGISTER)));
    screen.shell.command(Command::Search);
    screen.frame(Vec::new());
    let records = |reader: &Reader| reader.counts(&assets::REGISTER).map(|c| c.values().sum::<u64>());
    let (reader, all) = (Reader::open(&near)?, (1_000 + coming) as u64);
    let (begun, mut typed, mut after, mut slowest, mut times) = (Instant::now(), String::new(), 0, Duration::ZERO, Vec::new());
    while records(&reader)? < all {
        anyhow::ensure!(begun.elapsed() < PATIENCE * 2, "the entries never came");
        if typed.len() == 12 {
            typed.clear();
            screen.frame(vec![press(Key::Escape, true), press(Key::Escape, false)]);
            screen.shell.command(Command::Search);
            screen.frame(Vec::new());
            let whole = Event::Key { key: Key::A, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::COMMAND };
            screen.frame(vec![whole, press(Key::Backspace, true)]);
        }
        let letter = char::from(b'a' + (typed.len() as u8 * 7) % 26);
        typed.push(letter);
        let start = Instant::now();
        let mut output = screen.frame(vec![Event::Text(letter.to_string())]).0;
        slowest = slowest.max(start.elapsed());
        let mut frames = 1;
        while !shows(&output.shapes, &typed) {
            anyhow::ensure!(frames < 100, "what was typed never shows: {typed}");
            let begun = Instant::now();
            output = screen.frame(Vec::new()).0;
            slowest = slowest.max(begun.elapsed());
            frames += 1;
        }
        times.push(start.elapsed());
        after = after.max(frames);
        // Somebody who types fast, and the frames of a screen in between.
        for _ in 0..3 {
            screen.rest(Duration::from_millis(16));
            let begun = Instant::now();
            screen.frame(Vec::new());
            slowest = slowest.max(begun.elapsed());
        }
    }
    let (keys, took) = (times.len(), begun.elapsed().as_secs_f64());
    anyhow::ensure!(keys > 3, "the entries came before anybody could type");
    let told = format!("{after} at most, of {keys} keys in {took:.1} s; {} median, slowest frame {}", ms(median(times)), ms(slowest));
    row(&format!("frames until a key shows while {coming} entries of another desk come in"), told, "≤ 2");
    drop(screen);
    let _ = stop.send(());
    runtime.block_on(relay)??;
    Ok(())
}

/// The real window on a virtual display, drawn by software.
fn real(folder: &Path, records: u64) -> anyhow::Result<()> {
    let what = format!("real window over {records} records, drawn by software, from its start to the end of the first frame");
    let Some((_display, number)) = virtual_display() else {
        row(&what, "not measured: no Xvfb here".to_owned(), "< 500 ms");
        return Ok(());
    };
    let start = Instant::now();
    let child = Process::new(std::env::current_exe()?)
        .arg("--show")
        .arg(folder)
        .env("DISPLAY", format!(":{number}"))
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("WAYLAND_DISPLAY")
        .env(app::log::VARIABLE, "app=info")
        .stderr(Stdio::piped())
        .spawn()?;
    let mut child = Killed(child);
    let told = child.0.stderr.take().ok_or_else(|| anyhow::anyhow!("no stderr"))?;
    let mut lines = BufReader::new(told).lines();
    let first = loop {
        let line = lines.next().ok_or_else(|| anyhow::anyhow!("the window did not open"))??;
        if line.contains(app::gui::FIRST_FRAME) {
            break start.elapsed();
        }
    };
    row(&what, ms(first), "< 500 ms");
    // What it still says must not stop it, and tells when it ends too soon.
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        lines.for_each(drop);
        let _ = ended.send(());
    });
    let idle = || -> anyhow::Result<()> {
        anyhow::ensure!(end.recv_timeout(IDLE) == Err(mpsc::RecvTimeoutError::Timeout), "the window closed");
        Ok(())
    };
    // What is counted of a large desk in the background after the start is not what it does while nothing happens.
    let start = Instant::now();
    let mut before = used(child.0.id());
    while start.elapsed() < PATIENCE {
        anyhow::ensure!(end.recv_timeout(QUIET) == Err(mpsc::RecvTimeoutError::Timeout), "the window closed");
        let now = used(child.0.id());
        let spent = now.zip(before).map(|(after, before)| after.saturating_sub(before));
        before = now;
        if spent.is_none_or(|ticks| ticks <= 2) {
            break;
        }
    }
    row("until what that window counts in the background after its start is done", ms(start.elapsed()), "–");
    let before = used(child.0.id());
    idle()?;
    let spent = used(child.0.id()).zip(before).map(|(after, before)| after.saturating_sub(before));
    let share = spent.map_or("?".to_owned(), |ticks| format!("{:.2} % of a processor", ticks as f64 / 100.0 / IDLE.as_secs_f64() * 100.0));
    row("that window while nothing happens, for a minute", share, "< 1 %");
    row("memory of that window, its graphics library included", resident(child.0.id()).unwrap_or_else(|| "?".to_owned()), "< 300 MB");
    Ok(())
}

/// What the process of the real window does.
pub fn show(folder: &Path) -> anyhow::Result<()> {
    app::log::start();
    app::window::open(&Args { data: Some(folder.to_owned()), lang: Some(Lang::ZhHans), json: false, acting: None, command: None })
}

/// A process that ends with its owner.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn virtual_display() -> Option<(Killed, u32)> {
    let mut display = Process::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let told = display.stdout.take();
    let display = Killed(display);
    let mut line = String::new();
    BufReader::new(told?).read_line(&mut line).ok()?;
    line.trim().parse().ok().map(|number| (display, number))
}

/// Hundredths of a second of the processor that a process has had.
fn used(process: u32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = told.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}
