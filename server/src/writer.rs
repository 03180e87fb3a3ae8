//! The one thread that writes. What waits when it comes round is stored together: at rest a write goes out at once, under load
//! one flush to disk carries many.

use crate::metrics::Metrics;
use crate::store::LogStore;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::Instant;
use sync::room::{Event, Write};
use tokio::sync::mpsc;
use trust::id::OfficeId;

/// Writes that may wait.
const QUEUE: usize = 1_024;
/// Writes and bytes of entries that one transaction carries.
const GROUP: usize = 1_024;
const GROUP_BYTES: usize = 4 << 20;

/// A write on its way to the disk.
pub(crate) struct Job {
    pub office: OfficeId,
    pub ticket: u64,
    pub write: Write,
    pub since: Instant,
    /// Where the room learns of it.
    pub reply: mpsc::UnboundedSender<Event>,
}

/// Starts the thread. It ends when every sender is gone and all is stored.
pub(crate) fn start(store: Arc<dyn LogStore>, metrics: Arc<Metrics>) -> std::io::Result<(mpsc::Sender<Job>, JoinHandle<()>)> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let thread = std::thread::Builder::new().name("writer".into()).spawn(move || run(&*store, &metrics, receiver))?;
    Ok((sender, thread))
}

fn run(store: &dyn LogStore, metrics: &Metrics, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut bytes = size(&first.write);
        let mut group = vec![first];
        while group.len() < GROUP && bytes < GROUP_BYTES {
            let Ok(job) = jobs.try_recv() else { break };
            bytes += size(&job.write);
            group.push(job);
        }
        commit(store, metrics, group);
    }
}

fn commit(store: &dyn LogStore, metrics: &Metrics, group: Vec<Job>) {
    let writes: Vec<_> = group.iter().map(|job| (job.office, &job.write)).collect();
    let results = store.commit(&writes);
    for (job, result) in group.into_iter().zip(results) {
        metrics.committed(job.since.elapsed());
        metrics.failing.store(result.is_err(), Relaxed);
        match &result {
            Ok(()) => stored(metrics, &job.write),
            Err(error) => tracing::error!(office = %job.office, %error, "a write failed"),
        }
        // A room that has gone needs no answer.
        let _ = job.reply.send(Event::Stored { ticket: job.ticket, ok: result.is_ok() });
    }
}

fn stored(metrics: &Metrics, write: &Write) {
    match write {
        Write::Entries { entries, .. } => {
            metrics.entries.fetch_add(entries.len() as u64, Relaxed);
            metrics.bytes.fetch_add(size(write) as u64, Relaxed);
        }
        Write::Membership { from: 0, .. } => {
            metrics.offices.fetch_add(1, Relaxed);
        }
        Write::Membership { .. } | Write::Generation(_) | Write::Fork { .. } => {}
    }
}

fn size(write: &Write) -> usize {
    match write {
        Write::Entries { entries, .. } => entries.iter().map(|entry| entry.bytes.len()).sum(),
        Write::Membership { entries, .. } => entries.iter().map(Vec::len).sum(),
        Write::Generation(_) => 0,
        Write::Fork { bytes, .. } => bytes.len(),
    }
}
