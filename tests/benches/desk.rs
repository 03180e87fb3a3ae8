//! What a desk costs: commit against a bare SQLite commit, opening, memory, first fill, propagation, lists.
//! `cargo bench -p tests` prints a table; medians and ratios of one run, since machines differ and are noisy.
//! `-- edits`, `reading`, `million`, `window`, `relay` measure only those; `-- --quick` takes a tenth of the records. `-- --keep=FOLDER` leaves the
//! large desk there, and takes the one that is there already.

#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "desk/million.rs"]
mod million;
#[path = "desk/trust.rs"]
mod trusted;
#[path = "desk/window.rs"]
mod window;

use std::path::Path;
use std::time::{Duration, Instant};

use app::clock;
use app::desk::Desk;
use app::network::{self, Nudge, Shared};
use registers::book::assets;
use registers::{Op, RecordId};
use replica::{Durability, Founding, Query, Reader, Replica, Sort};
use server::{Config, SqliteStore};
use tokio::runtime::Runtime;
use trust::id::SpaceId;

const SMALL: usize = 1_000;
const LARGE: usize = 100_000;
const FILL: usize = 10_000;
const COMMITS: usize = 200;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, folder, ..] = &arguments[..]
        && flag == "--open"
    {
        return open_and_report(Path::new(folder));
    }
    if let [_, flag, folder] = &arguments[..]
        && flag == "--frames"
    {
        return window::frames(Path::new(folder));
    }
    if let [_, flag, folder] = &arguments[..]
        && flag == "--show"
    {
        return window::show(Path::new(folder));
    }
    let quick = arguments.iter().any(|a| a == "--quick");
    let named: Vec<&str> = arguments.iter().skip(1).map(String::as_str).filter(|a| !a.starts_with("--")).collect();
    let wanted = |part: &str| named.is_empty() || named.contains(&part);
    let large = if quick { LARGE / 10 } else { LARGE };
    println!("| what | measured | wanted |\n|---|---|---|");
    let folder = tempfile::tempdir()?;
    let kept = arguments.iter().find_map(|a| a.strip_prefix("--keep="));
    let of_large = kept.map_or_else(|| folder.path().join("large"), Into::into);
    if ["edits", "reading", "million", "window"].into_iter().any(wanted) {
        let big = desk_with(&of_large, large)?;
        if wanted("edits") {
            let small = desk_with(&folder.path().join("small"), SMALL)?;
            commits(folder.path(), small, big, large)?;
        }
    }
    if wanted("reading") {
        opening(&of_large, large)?;
        lists(&of_large, large)?;
    }
    if wanted("million") {
        million::measure(&of_large, large, quick)?;
    }
    if wanted("window") {
        million::enlarge(&of_large, large, quick)?;
        window::measure(&of_large, folder.path(), quick)?;
    }
    if wanted("relay") {
        loopback(folder.path())?;
    }
    Ok(())
}

fn row(what: &str, measured: String, wanted: &str) {
    println!("| {what} | {measured} | {wanted} |");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// Buildings of the school.
const PLACES: [&str; 5] = ["博雅楼", "明德楼", "行政楼", "图书馆", "实验楼"];

fn asset(n: usize) -> Vec<Op> {
    let names = ["台式计算机", "激光打印机", "投影机", "文件柜", "空调机", "饮水机"];
    vec![
        Op::set(assets::ASSET_NO, format!("ZC2026{n:06}").as_str()),
        Op::set(assets::NAME, names[n % names.len()]),
        Op::set(assets::MODEL, format!("型号{}", n % 97).as_str()),
        Op::set(assets::QUANTITY, (n % 5) as i64 + 1),
        Op::set(assets::UNIT, "台"),
        Op::set(assets::VALUE, (n % 90_000) as i64 * 100),
        Op::set(assets::LOCATION, format!("{}{}室", PLACES[n % PLACES.len()], 100 + n % 400).as_str()),
        Op::set(assets::CUSTODIAN, ["林文静", "王小芳", "陈建国", "苏涛曦"][n % 4]),
        Op::set(assets::USING_DEPT, ["总务处", "教务处", "校办公室"][n % 3]),
        Op::set(assets::SUPPLIER, "启明教学设备有限公司"),
        Op::set(assets::INVOICE, format!("{:08}", n * 7).as_str()),
        Op::text(registers::common::REMARKS, "随采购合同一并验收"),
    ]
}

fn desk_with(folder: &Path, count: usize) -> anyhow::Result<Replica> {
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    if folder.exists() {
        return Ok(Replica::open(folder, clock::entropy(), Durability::Full)?);
    }
    let (mut replica, _) = Replica::found(folder, &founding, clock::entropy(), Durability::Full)?;
    let start = Instant::now();
    fill(&mut replica, count)?;
    let rate = count as f64 / start.elapsed().as_secs_f64();
    row(&format!("import of {count} records, 250 a commit"), format!("{rate:.0} records/s"), "–");
    Ok(replica)
}

fn fill(replica: &mut Replica, count: usize) -> anyhow::Result<()> {
    for first in (0..count).step_by(250) {
        replica.transact("import:assets", clock::now(), |edit| {
            (first..count.min(first + 250)).try_for_each(|n| edit.create(&assets::REGISTER, &asset(n)).map(|_| ()))
        })?;
    }
    Ok(())
}

fn newest(replica: &Replica, count: usize) -> anyhow::Result<Vec<RecordId>> {
    let page = replica.reader()?.page(&Query { limit: count, ..Query::of(&assets::REGISTER) })?;
    Ok(page.rows.into_iter().map(|r| r.id).collect())
}

/// Bare commits, edits at the small desk and edits at the large one, taken in turns; of opened records, and of one that
/// nobody opened before.
fn commits(folder: &Path, mut small: Replica, mut large: Replica, size: usize) -> anyhow::Result<()> {
    let bare = rusqlite::Connection::open(folder.join("bare.sqlite"))?;
    bare.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT);")?;
    let (few, many) = (newest(&small, 2 * COMMITS)?, newest(&large, COMMITS)?);
    let mut times: [Vec<Duration>; 4] = Default::default();
    let (mut spent, mut spent_bare) = (Vec::new(), Vec::new());
    let edit = |replica: &mut Replica, id: RecordId, n: usize, opened: bool| -> anyhow::Result<Duration> {
        if opened {
            // As the form does when it opens.
            replica.prepare(id)?;
        }
        let start = Instant::now();
        replica.transact("edit:assets", clock::now(), |e| e.change(id, &[Op::set(assets::LOCATION, format!("库房{n}").as_str())]))?;
        Ok(start.elapsed())
    };
    for n in 0..COMMITS {
        // In turns, so that none always follows the same other one.
        for turn in 0..4 {
            match (n + turn) % 4 {
                0 => {
                    let (before, start) = (processor_time(), Instant::now());
                    bare.prepare_cached("INSERT INTO t(text) VALUES(?1)")?.execute([format!("库房{n}")])?;
                    times[0].push(start.elapsed());
                    spent_bare.extend(processor_time().zip(before).map(|(after, before)| after - before));
                }
                1 => {
                    small.prepare(few[n])?;
                    let before = processor_time();
                    times[1].push(edit(&mut small, few[n], n, true)?);
                    spent.extend(processor_time().zip(before).map(|(after, before)| after - before));
                }
                2 => times[2].push(edit(&mut large, many[n], n, true)?),
                _ => times[3].push(edit(&mut small, few[COMMITS + n], n, false)?),
            }
        }
    }
    let [bare, small, large, unopened] = times.map(median);
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    row("bare SQLite FULL commit of one row", ms(bare), "–");
    row(&format!("durable edit at {SMALL} records"), format!("{} = {:.2} × bare", ms(small), ratio(small, bare)), "≤ 1.5 × bare");
    row(&format!("durable edit at {size} records"), format!("{} = {:.2} × the small desk's", ms(large), ratio(large, small)), "≤ 1.2 ×");
    if !spent.is_empty() {
        let of = format!("{} of the processor's time; the bare commit {}", ms(median(spent)), ms(median(spent_bare)));
        row("the same edit without its waits for the disk", of, "–");
    }
    row("durable edit of a record that was not opened before", format!("{} = {:.2} × bare", ms(unopened), ratio(unopened, bare)), "–");
    trusted::measure(small)
}

/// For how long this thread has had a processor, where the system tells (Linux).
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Opens a desk in a process of its own.
fn opening(folder: &Path, size: usize) -> anyhow::Result<()> {
    let out = std::process::Command::new(std::env::current_exe()?).arg("--open").arg(folder).output()?;
    let text = String::from_utf8(out.stdout)?;
    let mut numbers = text.split_whitespace();
    let (time, memory) = (numbers.next().unwrap_or("?"), numbers.next().unwrap_or("?"));
    row(&format!("open {size} records to the first list"), format!("{time} ms"), "< 300 ms");
    row("memory of that process", format!("{memory} MB"), "< 150 MB");
    Ok(())
}

fn open_and_report(folder: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    let replica = Replica::open(folder, clock::entropy(), Durability::Full)?;
    let page = replica.reader()?.page(&Query::of(&assets::REGISTER))?;
    let time = start.elapsed();
    anyhow::ensure!(page.rows.len() == 100);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).and_then(|l| l.split_whitespace().nth(1)?.parse::<f64>().ok());
    println!("{:.1} {:.1}", time.as_secs_f64() * 1e3, peak.unwrap_or(0.0) / 1024.0);
    Ok(())
}

fn lists(folder: &Path, size: usize) -> anyhow::Result<()> {
    let reader = Reader::open(folder)?;
    let all = Query::of(&assets::REGISTER);
    let sort = |field: &str| Some(Sort { field: field.to_owned(), descending: false });
    let questions = [
        ("first page", all.clone()),
        ("page in the middle, sorted by location", Query { sort: sort("location"), offset: size / 2, ..all.clone() }),
        ("search of two characters (打印)", Query { search: "打印".to_owned(), ..all.clone() }),
        ("search of initials (tyj)", Query { search: "tyj".to_owned(), ..all.clone() }),
        ("search of a number", Query { search: "ZC2026000500".to_owned(), ..all }),
    ];
    for (what, query) in questions {
        let times = (0..15).map(|_| {
            let start = Instant::now();
            reader.page(&query).map(|_| start.elapsed())
        });
        let times = times.collect::<Result<Vec<_>, _>>()?;
        row(&format!("{what}, {size} records"), ms(median(times)), "< 50 ms");
    }
    Ok(())
}

/// First fill of a fresh desk, and propagation from desk to desk.
fn loopback(folder: &Path) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let relay_folder = folder.join("relay");
    std::fs::create_dir_all(&relay_folder)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = format!("ws://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let relay = runtime.spawn(server::run(listener, Config::new(SqliteStore::open(&relay_folder)?), async move { drop(stopped.await) }));
    let mut first = desk_at(&folder.join("a"), &address)?;
    fill(&mut first, FILL)?;
    let joining = Replica::request(&folder.join("b"), "王小芳", "前台", clock::entropy())?;
    let (welcome, _) = first.admit(&joining.request, &["clerk".to_owned()], &[SpaceId(1)])?;
    let second = Replica::accept(&folder.join("b"), &welcome, clock::entropy())?;
    let (a, b) = (Desk::start(first).0, Desk::start(second).0);
    let once = |desk: &Desk| {
        let (_keep, mut nudges) = tokio::sync::mpsc::unbounded_channel();
        runtime.block_on(network::exchange(desk, &Shared::default(), &mut nudges, true)).map(|_| ())
    };
    let start = Instant::now();
    once(&a)?;
    row(&format!("{FILL} records to the relay, durable there"), format!("{:.2} s", start.elapsed().as_secs_f64()), "–");
    let start = Instant::now();
    once(&b)?;
    row(&format!("fresh desk gets {FILL} records over loopback"), format!("{:.2} s", start.elapsed().as_secs_f64()), "< 5 s");
    anyhow::ensure!(Reader::open(&folder.join("a"))?.digests()? == Reader::open(&folder.join("b"))?.digests()?);
    propagation(&runtime, &a, &b, &folder.join("b"))?;
    let _ = stop.send(());
    runtime.block_on(relay)??;
    Ok(())
}

fn desk_at(folder: &Path, relay: &str) -> anyhow::Result<Replica> {
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay };
    Ok(Replica::found(folder, &founding, clock::entropy(), Durability::Full)?.0)
}

/// From the key press at one desk to the row in the other desk's list, durable at both and at the relay.
fn propagation(runtime: &Runtime, a: &Desk, b: &Desk, other: &Path) -> anyhow::Result<()> {
    let (nudge, nudges) = tokio::sync::mpsc::unbounded_channel();
    let (_keep, quiet) = tokio::sync::mpsc::unbounded_channel();
    runtime.spawn(network::keep(a.clone(), Shared::default(), nudges));
    runtime.spawn(network::keep(b.clone(), Shared::default(), quiet));
    let reader = Reader::open(other)?;
    let mut times = Vec::new();
    for n in 0..110 {
        let start = Instant::now();
        let id = a.wait(move |r| r.transact("create:assets", clock::now(), |e| e.create(&assets::REGISTER, &asset(900_000 + n))))??.value;
        nudge.send(Nudge::Committed(1))?;
        while reader.record(id)?.is_none() {
            anyhow::ensure!(start.elapsed() < Duration::from_secs(30), "the other desk never saw it");
            std::thread::yield_now();
        }
        // The first ones meet connections that are still being made.
        if n >= 10 {
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100];
    row("edit reaches the other desk, durable there", format!("{} median, {} p99", ms(times[times.len() / 2]), ms(p99)), "< 50 ms median");
    Ok(())
}
