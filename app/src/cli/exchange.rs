//! Meeting the relay, and how this desk stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use registers::def::Space;
use replica::Replica;
use serde_json::json;
use sync::message::CloseCode;
use sync::session::CloseReason;

use super::{Context, explain, output, reasons, say};
use crate::clock;
use crate::desk::Desk;
use crate::network::{self, NetworkError, Nudge, Shared, View};

pub(super) fn sync(context: &Context, relay: Option<&str>, relay_key: Option<&str>, watch: bool) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    // Nothing is written before both are what they should be.
    let key = match relay_key.map(str::parse) {
        Some(Ok(key)) => Some(key),
        Some(Err(_)) => return context.refuse("error.relay_key", &[("key", relay_key.unwrap_or_default())]),
        None => None,
    };
    let mut before = None;
    if let Some(relay) = relay {
        network::address(relay)?;
        before = Some(replica.relay_stand()?).filter(|old| !old.address.is_empty() && old.address != relay);
        replica.set_relay_address(relay)?;
    }
    if let Some(key) = key {
        replica.trust_relay(key)?;
    }
    if replica.relay_address()?.is_empty() {
        return context.refuse("error.no_relay", &[]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (desk, writer) = Desk::start(replica);
    let shared = Shared::default();
    let met = runtime.block_on(async {
        let (nudge, mut nudges) = tokio::sync::mpsc::unbounded_channel();
        if !watch {
            let mut ended = network::exchange(&desk, &shared, &mut nudges, true).await;
            // A relay that was set back asks to be met again, and once more is enough.
            if matches!(ended, Err(NetworkError::Closed(CloseReason::ByRelay(CloseCode::Generation)))) {
                ended = network::exchange(&desk, &shared, &mut nudges, true).await;
            }
            drop(nudge);
            return ended.map(drop).map_err(anyhow::Error::from);
        }
        follow(context, &shared);
        let keeping = network::keep(desk.clone(), shared.clone(), nudges);
        tokio::pin!(keeping);
        tokio::select! {
            () = &mut keeping => {}
            _ = tokio::signal::ctrl_c() => {
                let _ = nudge.send(Nudge::Stop);
                keeping.await;
            }
        }
        Ok(())
    });
    // An address at which nobody answered does not take the place of one that is known to be good, nor does the key that was given
    // with it. Whoever did answer may have been taken for the relay already.
    let nobody = |error: &anyhow::Error| matches!(error.downcast_ref(), Some(network::NetworkError::Unreachable(_)));
    if let (Some(error), Some(old)) = (met.as_ref().err().filter(|e| nobody(e)), before) {
        let (why, address) = (context.explain(error), old.address.clone());
        desk.wait(move |replica| replica.set_relay_stand(&old))??;
        return context.refuse("error.relay_stays", &[("why", &why), ("address", &address)]);
    }
    if met.is_err() && desk.wait(|replica| replica.is_revoked())? {
        // What the relay says counts as far as it has proved it.
        return Err(replica::Error::DeskRevoked.into());
    }
    met?;
    drop(desk);
    if writer.join().is_err() {
        return context.refuse("error.stopped", &[]);
    }
    let view = shared.view();
    let clocks = clocks(context, &view)?;
    context.out.result(
        || {
            let not_taken: BTreeMap<&str, u64> = view.not_taken.iter().map(|(code, count)| (code.word(), *count)).collect();
            let fast: Vec<String> = view.fast_clocks.iter().map(ToString::to_string).collect();
            json!({ "received": view.received, "refused": view.refused, "not_taken": not_taken, "fast_clocks": fast, "clock_ahead_ms": view.clock_ahead_ms })
        },
        || {
            // Who stays is told on the way whether all is exchanged.
            let key = if watch { "cli.received" } else { "cli.synced" };
            let mut lines = vec![say(context.lang, key, &[("received", &view.received.to_string())])];
            for (code, count) in &view.not_taken {
                let values = [("count", count.to_string()), ("reason", reasons::not_taken(context.lang, *code))];
                lines.push(say(context.lang, "cli.not_taken", &values.each_ref().map(|(k, v)| (*k, v.as_str()))));
            }
            lines.extend(clocks);
            lines.join("\n")
        },
    );
    if view.refused > 0 {
        return context.refuse("error.sync_refused", &[("count", &view.refused.to_string())]);
    }
    Ok(())
}

/// What is to be said of clocks after an exchange.
fn clocks(context: &Context, view: &View) -> anyhow::Result<Vec<String>> {
    let (_, desks) = context.reader()?.names()?;
    let names: Vec<String> = view.fast_clocks.iter().map(|d| desks.get(d).cloned().unwrap_or_else(|| d.to_string())).collect();
    Ok(reasons::clocks(context.lang, view, &names))
}

/// Prints a line whenever something was exchanged or the connection changed.
fn follow(context: &Context, shared: &Shared) {
    let (lang, out, of) = (context.lang, context.out, shared.clone());
    let last = std::sync::Mutex::new(None);
    shared.on_change(std::sync::Arc::new(move || {
        let view = of.view();
        let trouble = view.trouble.as_ref().map(|t| explain::explain_network(lang, t));
        // Of this computer's own clock only: the names of other desks come with the end.
        let clock = reasons::clocks(lang, &view, &[]).pop();
        let now = (view.phase(), view.received, trouble, clock);
        let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.as_ref() == Some(&now) {
            return;
        }
        let phase = format!("phase.{:?}", now.0).to_lowercase();
        let phase = say(lang, &phase, &[]);
        let news = now.2.clone().unwrap_or_else(|| say(lang, "cli.received", &[("received", &now.1.to_string())]));
        let text = [Some(phase), Some(news), now.3.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let json = || json!({ "phase": format!("{:?}", now.0).to_lowercase(), "received": now.1, "trouble": now.2, "clock": now.3 });
        out.result(json, || text);
        *last = Some(now);
    }));
}

/// What there is to say of a folder that has asked to join.
fn waiting(context: &Context) -> anyhow::Result<()> {
    let Some(joining) = Replica::joining(&context.folder)? else { return Err(replica::Error::WaitsForWelcome.into()) };
    context.out.result(
        || json!({ "waits_for_welcome": true, "fingerprint": joining.chinese, "words": joining.english, "numbers": joining.numbers }),
        || say(context.lang, "cli.waits", &[("words", &super::words(context.lang, &joining))]),
    );
    Ok(())
}

pub(super) fn status(context: &Context) -> anyhow::Result<()> {
    let reader = match context.reader() {
        Err(error) if matches!(error.downcast_ref(), Some(replica::Error::WaitsForWelcome)) => return waiting(context),
        reader => reader?,
    };
    let (mut status, shelf) = (reader.status()?, reader.shelf()?);
    // As many as the command `conflicts` lists.
    let docket = reader.docket(clock::now().civil, super::cases::LISTED)?;
    let waiting = reader.contact()?.waiting;
    status.conflicts = status.conflicts.saturating_sub(docket.told) + docket.cases.len() as u64;
    let lang = context.lang;
    context.out.result(
        || {
            json!({
                "office": status.office, "person": status.person, "desk": status.desk, "records": status.records,
                "entries": status.entries, "pending": status.pending, "held": status.held, "quarantined": status.quarantined,
                "conflicts": status.conflicts, "durable": by_space(&status.durable), "last_contact_ms": status.last_contact_ms,
                "relay": status.relay, "revoked": status.revoked, "waiting": waiting, "bytes": status.bytes,
            })
        },
        || {
            let contact = match status.last_contact_ms {
                0 => say(lang, "cli.never", &[]),
                ms => clock::civil(ms).strftime("%Y-%m-%d %H:%M").to_string(),
            };
            let durable: Vec<String> = status.durable.iter().map(|(space, seq)| format!("{}:{seq}", space_name(*space))).collect();
            let row = |key: &str, value: String| vec![say(lang, key, &[]), value];
            let mut rows = vec![
                row("cli.office", status.office.clone()),
                row(
                    "cli.desk",
                    match status.revoked {
                        false => format!("{} · {}", status.desk, status.person),
                        true => format!("{} · {} · {}", status.desk, status.person, say(lang, "cli.out_of_office", &[])),
                    },
                ),
                row("cli.relay", if status.relay.is_empty() { say(lang, "cli.none", &[]) } else { status.relay.clone() }),
                row("cli.last_contact", contact),
                row(if status.revoked { "cli.pending_out" } else { "cli.pending" }, status.pending.to_string()),
                row("cli.durable", durable.join("  ")),
                row("cli.held", status.held.to_string()),
                row("cli.quarantined", status.quarantined.to_string()),
                row("cli.conflicts", status.conflicts.to_string()),
                row("cli.size", format!("{:.1} MB", status.bytes as f64 / 1e6)),
            ];
            if waiting > 0 {
                rows.push(row("cli.own_waiting", waiting.to_string()));
            }
            for (key, count) in status.records.iter().filter(|(_, count)| **count > 0) {
                let name = shelf.by_key(key).map_or(key.as_str(), |r| r.labels.get(lang));
                rows.push(vec![name.to_owned(), count.to_string()]);
            }
            output::table(&[], &rows)
        },
    );
    Ok(())
}

pub(super) fn digest(context: &Context) -> anyhow::Result<()> {
    let digests = context.reader()?.digests()?;
    context.out.result(
        || json!(by_space(&texts(&digests))),
        || {
            if digests.is_empty() {
                return context.say("cli.digest_none");
            }
            let rows: Vec<Vec<String>> = digests.iter().map(|(space, hash)| vec![space_name(*space), hash.to_string()]).collect();
            output::table(&[], &rows)
        },
    );
    Ok(())
}

/// What is told of each space, under its name: so wherever JSON has something by space.
fn by_space<T: Clone>(values: &BTreeMap<u32, T>) -> BTreeMap<String, T> {
    values.iter().map(|(space, value)| (space_name(*space), value.clone())).collect()
}

fn texts(values: &BTreeMap<u32, impl ToString>) -> BTreeMap<u32, String> {
    values.iter().map(|(space, value)| (*space, value.to_string())).collect()
}

/// The command-line name of a space.
pub(crate) fn space_name(number: u32) -> String {
    Space::ALL.iter().find(|s| s.number() == number).map_or_else(|| number.to_string(), |s| s.key().to_owned())
}

/// What `verify` and `doctor` say where the data file itself is damaged: that advice is theirs to give.
fn advised<T>(context: &Context, result: anyhow::Result<T>) -> anyhow::Result<T> {
    match result {
        Err(error) => match error.downcast_ref::<replica::Error>() {
            Some(replica::Error::Sqlite(reason)) => context.refuse("error.damaged", &[("reason", &reason.to_string())]),
            Some(replica::Error::Corrupt(what)) => context.refuse("error.damaged", &[("reason", what)]),
            _ => Err(error),
        },
        good => good,
    }
}

pub(super) fn verify(context: &Context) -> anyhow::Result<()> {
    advised(context, verified(context))
}

fn verified(context: &Context) -> anyhow::Result<()> {
    let report = context.replica()?.verify()?;
    let values = [
        ("entries", report.entries.to_string()),
        ("chains", report.chains.to_string()),
        ("membership", report.membership.to_string()),
        ("signatures", report.signatures.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    context.out.result(
        || json!({ "entries": report.entries, "chains": report.chains, "membership": report.membership, "signatures": report.signatures, "faults": report.faults }),
        || {
            let mut text = say(context.lang, "cli.verified", &values);
            for fault in &report.faults {
                let _ = write!(text, "\n{}", reasons::fault(context.lang, fault));
            }
            text
        },
    );
    if report.faults.is_empty() { Ok(()) } else { context.refuse("error.verify_failed", &[("count", &report.faults.len().to_string())]) }
}

/// Entries that were refused, each with its place and the reason: those in their chains, then those not even stored there.
fn refused(reader: &replica::Reader, most: usize) -> anyhow::Result<Vec<(String, String)>> {
    let stored = reader.quarantine(most)?.into_iter().map(|(device, counter, reason)| (format!("{device} {counter}"), reason));
    let aside = reader.aside(most)?.into_iter().map(|(device, counter, reason)| match device {
        Some(device) => (format!("{device} {counter}"), reason),
        None => ("?".to_owned(), reason),
    });
    Ok(stored.chain(aside).take(most).collect())
}

pub(super) fn doctor(context: &Context, rebuild: bool, report: Option<&std::path::Path>) -> anyhow::Result<()> {
    advised(context, examined(context, rebuild, report))
}

fn examined(context: &Context, rebuild: bool, report: Option<&std::path::Path>) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let before = replica.reader()?.digests()?;
    let rebuilt = if rebuild { Some(replica.rebuild()?) } else { None };
    let reader = replica.reader()?;
    let after = reader.digests()?;
    let check = replica.verify()?;
    let status = reader.status()?;
    let refused = refused(&reader, 100)?;
    let quarantine: Vec<String> = refused.iter().map(|(at, reason)| format!("{at}: {reason}")).collect();
    // Numbers, hashes and reasons only: the report holds no name and no text of a record.
    let json = json!({
        "version": env!("CARGO_PKG_VERSION"), "entries": status.entries, "pending": status.pending, "held": status.held,
        "quarantined": quarantine, "conflicts": status.conflicts, "records": status.records, "bytes": status.bytes,
        "faults": check.faults, "rebuilt": rebuilt, "same_digest": before == after,
        "digests": by_space(&texts(&after)),
    });
    if let Some(path) = report {
        std::fs::write(path, serde_json::to_vec_pretty(&json)?)?;
    }
    context.out.result(
        || json.clone(),
        || {
            let mut lines = Vec::new();
            if let Some(count) = rebuilt {
                lines.push(say(context.lang, "cli.rebuilt", &[("entries", &count.to_string())]));
                lines.push(context.say(if before == after { "cli.same_digest" } else { "cli.other_digest" }));
            }
            lines.push(say(context.lang, "cli.faults", &[("count", &check.faults.len().to_string())]));
            lines.extend(check.faults.iter().map(|f| reasons::fault(context.lang, f)));
            lines.extend(refused.iter().map(|(at, reason)| format!("{at}: {}", reasons::reason(context.lang, reason))));
            lines.join("\n")
        },
    );
    if check.faults.is_empty() { Ok(()) } else { context.refuse("error.verify_failed", &[("count", &check.faults.len().to_string())]) }
}
