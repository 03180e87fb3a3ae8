//! Coming back from a recovery sheet.

use std::io::Read;
use std::path::Path;

use replica::{Durability, Reader, Recovering, Replica};
use serde_json::json;
use sync::message::CloseCode;
use sync::session::{CloseReason, Fetched};
use trust::enrol::{MAX_WELCOME_FILE, Welcome};
use trust::key::RelayPublic;
use trust::membership::Membership;
use trust::recovery::RecoverySecret;

use super::args::RecoverOptions;
use super::{Context, explain, office, say};
use crate::clock;
use crate::desk::Desk;
use crate::gui::backend::Recovery;
use crate::network::{self, NetworkError, Shared};

/// Longest text of a sheet that is read.
const MAX_SHEET: usize = 64 * 1024;

/// From where the list of members came, and what came with it.
struct Source {
    log: Vec<Vec<u8>>,
    relay_key: Option<RelayPublic>,
    copy: Option<Reader>,
}

pub(super) fn recover(context: &Context, options: &RecoverOptions) -> anyhow::Result<()> {
    let sheet = read_sheet(options)?;
    if let Some(relay) = &options.relay {
        network::address(relay)?;
    }
    let source = source(context, options, &sheet)?;
    let desk = options.desk.clone().unwrap_or_else(|| context.say("cli.first_desk"));
    let relay = options.relay.clone().unwrap_or_default();
    let who = Recovering { person: &options.person, desk: &desk, relay: &relay, relay_key: source.relay_key };
    let recovered = Replica::recover(&context.folder, &sheet, &source.log, &who, clock::entropy(), Durability::Full);
    let mut replica = match (recovered, &source.copy) {
        // What a copy that could not be read to its end had left out is taken over when it is done again.
        (Err(replica::Error::OfficeExists), Some(copy)) => {
            let known = context.replica()?;
            // Of the same office, and an administrator's desk as the sheet makes one: any other is not what is to come back.
            let is_back = known.membership().device(&known.device()).is_some_and(trust::membership::Member::is_active_administrator);
            if known.office() != copy.membership()?.office() || !is_back {
                return Err(replica::Error::OfficeExists.into());
            }
            known
        }
        (recovered, _) => recovered?,
    };
    if let Some(copy) = &source.copy {
        replica.take_over(copy, clock::unix_ms())?;
    }
    if !relay.is_empty() {
        // The desk is there by now: what could not be exchanged is exchanged by the next `sync`.
        if let Err(error) = meet(replica) {
            let reason = explain::explain_network(context.lang, &error);
            return context.refuse("error.recovered_not_met", &[("reason", &reason)]);
        }
    }
    let status = context.reader()?.status()?;
    let records: u64 = status.records.values().sum();
    context.out.result(
        || json!({ "office": status.office, "records": records }),
        || say(context.lang, "cli.recovered", &[("office", &status.office), ("records", &records.to_string())]),
    );
    Ok(())
}

/// The sheet from its file, or as it is typed in.
fn read_sheet(options: &RecoverOptions) -> anyhow::Result<RecoverySecret> {
    let bytes = if options.sheet.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().take(MAX_SHEET as u64).read_to_end(&mut bytes)?;
        bytes
    } else {
        office::read_file(&options.sheet, MAX_SHEET)?
    };
    Ok(RecoverySecret::from_sheet(&String::from_utf8_lossy(&bytes))?)
}

fn source(context: &Context, options: &RecoverOptions, sheet: &RecoverySecret) -> anyhow::Result<Source> {
    match (&options.from, &options.relay) {
        (Some(from), _) if from.is_dir() => {
            let copy = Reader::of_copy(from)?;
            let held = copy.membership()?;
            // What the relay has of the list is newer than a copy, which may be old; of another office it is not asked for.
            let fetched = options.relay.as_deref().and_then(|relay| fetch(relay, sheet).ok());
            let newer = fetched.filter(|f| Membership::from_log(&f.log).is_ok_and(|log| log.office() == held.office()));
            let (log, relay_key) = match newer {
                Some(fetched) => (fetched.log, Some(fetched.relay)),
                None => (held.log().to_vec(), None),
            };
            Ok(Source { log, relay_key, copy: Some(copy) })
        }
        (Some(from), _) => {
            let welcome = Welcome::from_file(&office::read_file(from, MAX_WELCOME_FILE)?).map_err(replica::Error::from)?;
            Ok(Source { log: welcome.log(), relay_key: welcome.relay_key().copied(), copy: None })
        }
        (None, Some(relay)) => {
            let fetched = fetch(relay, sheet)?;
            Ok(Source { log: fetched.log, relay_key: Some(fetched.relay), copy: None })
        }
        (None, None) => context.refuse("error.recover_whence", &[]),
    }
}

/// Makes the desk in a folder, with the list of members that the relay gives for the sheet; whoever keeps it meets the relay then.
pub(crate) fn come_back(folder: &Path, recovery: &Recovery) -> anyhow::Result<Replica> {
    let sheet = RecoverySecret::from_sheet(&recovery.sheet.0)?;
    let fetched = fetch(&recovery.relay, &sheet)?;
    let Recovery { relay, person, desk, .. } = recovery;
    let who = Recovering { person, desk, relay, relay_key: Some(fetched.relay) };
    Ok(Replica::recover(folder, &sheet, &fetched.log, &who, clock::entropy(), Durability::Full)?)
}

/// The relay does not know the sheet.
#[derive(Debug, thiserror::Error)]
#[error("the relay knows no office with this recovery sheet")]
pub(crate) struct UnknownSheet;

fn fetch(relay: &str, sheet: &RecoverySecret) -> anyhow::Result<Fetched> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(network::fetch(relay, sheet.clone())) {
        Err(NetworkError::Closed(CloseReason::ByRelay(CloseCode::UnknownOffice | CloseCode::Protocol))) => Err(UnknownSheet.into()),
        other => Ok(other?),
    }
}

/// One exchange with the relay.
fn meet(replica: Replica) -> Result<(), NetworkError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| NetworkError::Broken)?;
    let (desk, writer) = Desk::start(replica);
    let (_nudge, mut nudges) = tokio::sync::mpsc::unbounded_channel();
    let ended = runtime.block_on(network::exchange(&desk, &Shared::default(), &mut nudges, true));
    drop(desk);
    // A writer that failed has said so in the exchange.
    let _ = writer.join();
    ended.map(drop)
}
