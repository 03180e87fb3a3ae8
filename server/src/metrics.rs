//! What the relay counts, in the text format of Prometheus. Counts only: no names, no ids.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use sync::message::RefusalCode;

/// The relay's counters, shared by all tasks.
#[derive(Default)]
pub(crate) struct Metrics {
    pub offices: AtomicU64,
    pub connections: AtomicU64,
    pub entries: AtomicU64,
    pub bytes: AtomicU64,
    pub turned_away: AtomicU64,
    /// The last commit failed.
    pub failing: AtomicBool,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    closed: Mutex<BTreeMap<&'static str, u64>>,
    commits: AtomicU64,
    commit_micros: AtomicU64,
}

impl Metrics {
    pub fn refused(&self, code: RefusalCode) {
        count(&self.refused, code.word());
    }

    pub fn closed(&self, word: &'static str) {
        count(&self.closed, word);
    }

    /// A write took `waited` from the room to the disk.
    pub fn committed(&self, waited: Duration) {
        self.commits.fetch_add(1, Relaxed);
        self.commit_micros.fetch_add(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// All counters as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut one = |name: &str, kind: &str, help: &str, value: String| {
            // Writing to a string cannot fail.
            let _ = write!(out, "# HELP zongban_relay_{name} {help}\n# TYPE zongban_relay_{name} {kind}\nzongban_relay_{name} {value}\n");
        };
        let load = |counter: &AtomicU64| counter.load(Relaxed).to_string();
        one("offices", "gauge", "Offices known.", load(&self.offices));
        one("connections", "gauge", "Open connections.", load(&self.connections));
        one("entries_stored_total", "counter", "Entries stored since the start.", load(&self.entries));
        one("entry_bytes_stored_total", "counter", "Bytes of these entries.", load(&self.bytes));
        one("turned_away_total", "counter", "Connections beyond the limit.", load(&self.turned_away));
        let seconds = self.commit_micros.load(Relaxed) as f64 / 1e6;
        out.push_str("# HELP zongban_relay_commit_seconds From a write's arrival to its being durable.\n");
        out.push_str("# TYPE zongban_relay_commit_seconds summary\n");
        let _ = writeln!(out, "zongban_relay_commit_seconds_sum {seconds}");
        let _ = writeln!(out, "zongban_relay_commit_seconds_count {}", self.commits.load(Relaxed));
        labelled(&mut out, "entries_refused_total", "Entries refused, by code.", "code", &self.refused);
        labelled(&mut out, "connections_closed_total", "Connections that the relay closed, by reason.", "reason", &self.closed);
        out
    }
}

fn count(counts: &Mutex<BTreeMap<&'static str, u64>>, word: &'static str) {
    *counts.lock().unwrap_or_else(PoisonError::into_inner).entry(word).or_default() += 1;
}

fn labelled(out: &mut String, name: &str, help: &str, label: &str, counts: &Mutex<BTreeMap<&'static str, u64>>) {
    let _ = write!(out, "# HELP zongban_relay_{name} {help}\n# TYPE zongban_relay_{name} counter\n");
    for (word, count) in counts.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let _ = writeln!(out, "zongban_relay_{name}{{{label}=\"{word}\"}} {count}");
    }
}
