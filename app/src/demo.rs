//! A sample school office on this machine: a relay and desks, an outage, a morning's offline work with
//! overlapping edits, the reunion, and what came of it.

mod aged;
mod merged;
mod morning;
mod relay;
mod sample;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use registers::def::Space;
use registers::{Lang, book};
use replica::{Durability, Founding, Replica};
use serde_json::{Value as Json, json};
use trust::id::SpaceId;

use crate::cases::Told;
use crate::cli::output::Output;
use crate::cli::{DemoOptions, say};
use crate::desk::Desk;
use crate::network::{self, Ended, Shared};
use crate::{clock, import};
use relay::Relay;

pub(crate) use sample::{DESK as SAMPLE_DESK, sample};

/// The sample lists, as an office keeps them.
const LISTS: [(&str, &str, &[u8]); 3] = [
    ("incoming-documents", "incoming.xlsx", include_bytes!("../../examples/incoming.xlsx")),
    ("assets", "assets.xlsx", include_bytes!("../../examples/assets.xlsx")),
    ("visits", "visits-gb18030.csv", include_bytes!("../../examples/visits-gb18030.csv")),
];
const OFFICE: &str = "明德实验中学综合办公室";
/// Person, desk and roles of the first desks; further ones are more stocktake laptops.
const DESKS: [(&str, &str, &[&str]); 3] = [
    ("林文静", "文书", &["administrator", "clerk", "office-director"]),
    ("王小芳", "前台", &["clerk", "reception"]),
    ("陈建国", "盘点", &["clerk", "asset-manager"]),
];

/// One desk of the demo.
struct Place {
    folder: PathBuf,
    desk: Desk,
    shared: Shared,
}

struct Demo<'a> {
    lang: Lang,
    out: &'a Output,
    places: Vec<Place>,
    times: Vec<(&'static str, u128)>,
}

/// Runs the demo. With a display it then opens a window for each desk and stays until they are closed.
///
/// # Errors
/// When something that must hold does not: the exit status says so.
pub(crate) fn run(lang: Lang, options: &DemoOptions, out: &Output) -> anyhow::Result<()> {
    let base = std::env::temp_dir().join(format!("zongban-demo-{}", std::process::id()));
    std::fs::create_dir_all(&base)?;
    let result = Demo { lang, out, places: Vec::new(), times: Vec::new() }.play(&base, options);
    // The demo's own folder, made above under this process's id.
    let _ = std::fs::remove_dir_all(&base);
    result
}

impl Demo<'_> {
    fn play(mut self, base: &Path, options: &DemoOptions) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let relay = Relay::start(&runtime, &base.join("relay"), None)?;
        self.say("demo.office", &[("office", OFFICE), ("address", &relay.address())]);
        self.found(base, &relay.address(), usize::from(options.desks))?;
        self.import(base, options.records)?;
        let together = self.timed("demo.time_first", |demo| demo.meet(&runtime))?;
        self.say("demo.together", &[("count", &together.to_string())]);

        let port = relay.port();
        relay.stop(&runtime)?;
        self.say("demo.cut", &[]);
        let since = clock::unix_ms();
        let done = morning::work(&self.desks(), self.lang)?;
        for line in &done {
            self.out.line(&format!("  {line}"));
        }
        self.pending()?;

        let relay = Relay::start(&runtime, &base.join("relay"), Some(port))?;
        self.say("demo.back", &[]);
        self.timed("demo.time_reunion", |demo| demo.meet(&runtime))?;
        let merged = self.show_merged(since)?;
        let conflicts = self.show_conflicts()?;
        let (equal, digests) = self.show_digests()?;
        self.show_times();
        self.out.result(
            || json!({ "equal": equal, "merged": merged, "conflicts": conflicts, "digests": digests, "times_ms": self.times.iter().map(|(k, v)| (k.trim_start_matches("demo.time_"), v)).collect::<std::collections::BTreeMap<_, _>>() }),
            || say(self.lang, if equal { "demo.equal" } else { "demo.differ" }, &[]),
        );
        if !options.headless && has_display() {
            self.windows()?;
        }
        relay.stop(&runtime)?;
        anyhow::ensure!(equal, say(self.lang, "demo.differ", &[]));
        Ok(())
    }

    fn say(&self, key: &str, values: &[(&str, &str)]) {
        self.out.line(&say(self.lang, key, values));
    }

    fn timed<T>(&mut self, name: &'static str, work: impl FnOnce(&mut Self) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let start = Instant::now();
        let value = work(self)?;
        self.times.push((name, start.elapsed().as_millis()));
        Ok(value)
    }

    fn desks(&self) -> Vec<Desk> {
        self.places.iter().map(|p| p.desk.clone()).collect()
    }

    /// The first desk founds the office; the others ask to join by file and are admitted.
    fn found(&mut self, base: &Path, relay: &str, count: usize) -> anyhow::Result<()> {
        let (person, desk, _) = DESKS[0];
        let folder = base.join("desk-1");
        let founding = Founding { office: OFFICE, person, desk, relay };
        let (mut first, _sheets) = Replica::found(&folder, &founding, clock::entropy(), Durability::Full)?;
        let mut others = Vec::new();
        for n in 1..count {
            let folder = base.join(format!("desk-{}", n + 1));
            let (person, desk, roles) = DESKS[n.min(DESKS.len() - 1)];
            let desk = if n < DESKS.len() { desk.to_owned() } else { format!("{desk}{n}") };
            let joining = Replica::request(&folder, person, &desk, clock::entropy())?;
            let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
            let spaces = [Space::General, Space::Reception].map(|s| SpaceId(s.number()));
            let (welcome, seen) = first.admit(&joining.request, &roles, &spaces)?;
            anyhow::ensure!(seen == joining, "fingerprints differ");
            self.say("demo.admitted", &[("desk", &desk), ("person", person), ("words", &crate::cli::words(self.lang, &seen))]);
            others.push((folder.clone(), Replica::accept(&folder, &welcome, clock::entropy())?));
        }
        for (folder, replica) in std::iter::once((folder, first)).chain(others) {
            let (desk, _writer) = Desk::start(replica);
            self.places.push(Place { folder, desk, shared: Shared::default() });
        }
        Ok(())
    }

    /// Each list comes in at the desk that keeps it.
    fn import(&mut self, base: &Path, most: usize) -> anyhow::Result<()> {
        for (n, (key, file, bytes)) in LISTS.iter().enumerate() {
            let register = book::find(key).context("the sample lists name a register")?;
            let place = &self.places[n.min(self.places.len() - 1)];
            let start = Instant::now();
            let path = base.join(file);
            std::fs::write(&path, bytes)?;
            let mut plan = import::plan(register, &path, &[], import::Purpose::Add)?;
            plan.import.drafts.truncate(most);
            let todo = import::compare(&replica::Reader::open(&place.folder)?, register, plan.import, import::Purpose::Add)?;
            let done = place.desk.wait(move |replica| import::write(replica, register, todo, |_, _| {}))??;
            let ms = start.elapsed().as_millis();
            self.say(
                "demo.imported",
                &[("file", file), ("count", &done.added.to_string()), ("refused", &done.refused.to_string()), ("ms", &ms.to_string())],
            );
        }
        Ok(())
    }

    /// Every desk meets the relay until all hold the same. Gives the number of records at the first desk.
    fn meet(&mut self, runtime: &tokio::runtime::Runtime) -> anyhow::Result<u64> {
        // What one desk brings in its turn, the desks before it fetch in the second round.
        for _ in 0..2 {
            runtime.block_on(async {
                let meetings = self.places.iter().map(|place| async {
                    let (_keep, mut nudges) = tokio::sync::mpsc::unbounded_channel();
                    match network::exchange(&place.desk, &place.shared, &mut nudges, true).await? {
                        Ended::Level | Ended::Told | Ended::Moved => anyhow::Ok(()),
                    }
                });
                futures_util::future::try_join_all(meetings).await
            })?;
        }
        let status = replica::Reader::open(&self.places[0].folder)?.status()?;
        Ok(status.records.values().sum())
    }

    fn pending(&self) -> anyhow::Result<()> {
        for place in &self.places {
            let status = replica::Reader::open(&place.folder)?.status()?;
            self.say("demo.pending", &[("desk", &status.desk), ("count", &status.pending.to_string())]);
        }
        Ok(())
    }

    /// What both desks wrote and nobody has to decide, as the first desk has it now.
    fn show_merged(&self, since: u64) -> anyhow::Result<Vec<Json>> {
        let merged = merged::read(&replica::Reader::open(&self.places[0].folder)?, since, self.lang)?;
        self.say("demo.merged", &[("count", &merged.len().to_string())]);
        merged.iter().for_each(|one| self.out.line(&format!("  {}", one.text(self.lang))));
        Ok(merged.iter().map(merged::Merged::json).collect())
    }

    /// What waits for a person, also as `conflicts --json` lists it.
    fn show_conflicts(&self) -> anyhow::Result<Vec<Json>> {
        let reader = replica::Reader::open(&self.places[0].folder)?;
        let docket = reader.docket(clock::now().civil, 100)?;
        let conflicts = docket.beside(&reader, 100)?;
        self.say("demo.conflicts", &[("count", &(conflicts.len() + docket.cases.len()).to_string())]);
        for case in docket.cases {
            self.out.line(&format!("  {}", Told::read(&reader, case)?.sentence(self.lang)));
        }
        for conflict in &conflicts {
            let field = crate::cli::name(conflict.register, &conflict.field, self.lang);
            let values: Vec<String> = match conflict.twins.len() {
                0 => conflict.values.iter().map(|v| crate::cli::shown(conflict.register, &conflict.field, v, self.lang)).collect(),
                n => vec![say(self.lang, "cli.same_number", &[("count", &(n + 1).to_string())])],
            };
            self.out.line(&format!("  {} · {} · {field}: {}", conflict.register.one.get(self.lang), conflict.title, values.join("  ⚡ ")));
        }
        crate::cli::inbox_json(&reader, self.lang)
    }

    /// Prints every desk's digests; gives whether they are equal and the desks' data checks out, and the digests by desk.
    fn show_digests(&self) -> anyhow::Result<(bool, serde_json::Map<String, Json>)> {
        let mut all = Vec::new();
        let mut told = serde_json::Map::new();
        for place in &self.places {
            let reader = replica::Reader::open(&place.folder)?;
            let (status, digests) = (reader.status()?, reader.digests()?);
            let short: Vec<String> = digests
                .iter()
                .map(|(space, hash)| format!("{} {}", crate::cli::space_name(*space), hash.to_string().get(..16).unwrap_or_default()))
                .collect();
            let report = place.desk.wait(|r| r.verify())??;
            let values = [
                ("desk", status.desk.clone()),
                ("records", status.records.values().sum::<u64>().to_string()),
                ("digest", short.join("  ")),
                ("entries", report.entries.to_string()),
                ("faults", report.faults.len().to_string()),
            ];
            self.say("demo.digest", &values.iter().map(|(k, v)| (*k, v.as_str())).collect::<Vec<_>>());
            let whole = digests.iter().map(|(space, hash)| (crate::cli::space_name(*space), json!(hash.to_string())));
            told.insert(status.desk, Json::Object(whole.collect()));
            all.push((digests, report.faults.is_empty() && status.pending == 0));
        }
        Ok((all.windows(2).all(|w| w[0].0 == w[1].0) && all.iter().all(|(_, sound)| *sound), told))
    }

    fn show_times(&self) {
        for (name, ms) in &self.times {
            self.say(name, &[("ms", &ms.to_string())]);
        }
    }

    /// Ends the writers, opens a window for each desk and waits until they are closed.
    fn windows(&mut self) -> anyhow::Result<()> {
        self.say("demo.windows", &[]);
        let program = std::env::current_exe()?;
        let folders: Vec<PathBuf> = self.places.drain(..).map(|p| p.folder).collect();
        let mut children = Vec::new();
        for (n, folder) in folders.iter().enumerate() {
            let mut command = std::process::Command::new(&program);
            command.arg("--data").arg(folder).args(["--lang", self.lang.tag()]);
            let offset = 60 * n;
            command.env("ZONGBAN_WINDOW", format!("{offset},{offset},1280,800"));
            children.push(command.spawn()?);
        }
        for mut child in children {
            child.wait()?;
        }
        Ok(())
    }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY") || cfg!(any(windows, target_os = "macos"))
}
