//! Before there is an office: it is founded, joined, or the sample is made, each on a thread of its own, so that the window
//! goes on drawing. What comes of it is taken in by the next look for outcomes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use replica::Replica;

use super::{DeskBackend, notify};
use crate::cli::explain_with;
use crate::gui::backend::{Action, Done, Outcome, Stage, Start};
use crate::{clock, network};
use registers::{Lang, book};

/// What is being done, and what came of what was done.
pub(super) struct Begun {
    stage: Arc<Mutex<Option<Stage>>>,
    arrivals: mpsc::Receiver<Arrival>,
    arrive: mpsc::Sender<Arrival>,
}

impl Default for Begun {
    fn default() -> Begun {
        let (arrive, arrivals) = mpsc::channel();
        Begun { stage: Arc::default(), arrivals, arrive }
    }
}

/// How something ended that was begun without an office.
struct Arrival {
    ticket: u64,
    result: anyhow::Result<Came>,
}

/// What came of it.
#[derive(Default)]
struct Came {
    replica: Option<Replica>,
    sample: Option<Sample>,
    /// Where recovery sheets were written that nobody has printed yet.
    sheets: Option<PathBuf>,
    note: Option<String>,
}

mod sample;

pub(super) use sample::Sample;
pub(crate) use sample::clear_left;

impl DeskBackend {
    /// Begins what an action without an office asks for.
    pub(super) fn begin(&mut self, ticket: u64, action: Action) {
        let (folder, stage, arrive) = (self.folder.clone(), self.begun.stage.clone(), self.begun.arrive.clone());
        let (changes, wake, lang) = (self.changes.clone(), self.wake.clone(), self.lang);
        tell(&stage, first_stage(&action));
        let work = {
            let stage = stage.clone();
            move || {
                let result = come(&folder, lang, action, &|now| {
                    tell(&stage, Some(now));
                    super::wake_up(&wake);
                });
                tell(&stage, None);
                let _ = arrive.send(Arrival { ticket, result });
                notify(&changes, &wake);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("beginning".to_owned()).spawn(work) {
            tell(&stage, None);
            let _ = self.begun.arrive.send(Arrival { ticket, result: Err(error.into()) });
        }
    }

    /// Takes in what has come meanwhile.
    pub(super) fn arrived(&mut self) {
        let arrivals: Vec<Arrival> = self.begun.arrivals.try_iter().collect();
        for Arrival { ticket, result } in arrivals {
            let result = result.and_then(|came| self.take_in(came)).map_err(|e| explain_with(self.lang, book::ALL, &e));
            let _ = self.report.send(Outcome { ticket, result });
        }
    }

    fn take_in(&mut self, came: Came) -> anyhow::Result<Done> {
        if let Some(replica) = came.replica {
            self.enter(replica)?;
        }
        self.sample = came.sample;
        if let Some(sheets) = came.sheets {
            self.prefs.sheets = Some(sheets.display().to_string());
            if let Err(error) = self.prefs.write(&self.folder) {
                tracing::warn!("that the recovery sheets wait to be printed could not be noted ({})", error.kind());
            }
        }
        Ok(Done { note: came.note, ..Done::default() })
    }

    /// Closes the sample office; its threads end with what they were handed, and its folder goes.
    pub(super) fn leave_sample(&mut self) {
        if let Some(sample) = self.sample.take() {
            if let Some(office) = self.office.take() {
                let _ = office.nudge.send(network::Nudge::Stop);
            }
            drop(sample);
            notify(&self.changes, &self.wake);
        }
    }
}

impl Start for DeskBackend {
    fn stage(&self) -> Option<Stage> {
        *self.begun.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_sample(&self) -> bool {
        self.sample.is_some()
    }

    fn show_folder(&self, file: &Path) {
        let folder = if file.is_dir() { Some(file) } else { file.parent() };
        let program = if cfg!(windows) {
            "explorer"
        } else if cfg!(target_os = "macos") {
            "open"
        } else {
            "xdg-open"
        };
        let path = folder.unwrap_or(file).to_owned();
        let mut command = Command::new(program);
        command.arg(&path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let (lang, report, changes, wake) = (self.lang, self.report.clone(), self.changes.clone(), self.wake.clone());
        // A thread waits for its end, without which it would stay behind.
        let wait = move || {
            // The explorer says nothing by its status.
            let shown = command.status().is_ok_and(|status| cfg!(windows) || status.success());
            if !shown {
                let path = path.display().to_string();
                let result = Err(crate::cli::say(lang, "error.folder_not_shown", &[("path", &path)]));
                let _ = report.send(Outcome { ticket: NOBODYS, result });
                notify(&changes, &wake);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("folder".to_owned()).spawn(wait) {
            tracing::warn!("no thread for showing a folder ({})", error.kind());
        }
    }
}

/// The ticket of what nobody has sent: it is told of and nothing else comes of it.
const NOBODYS: u64 = u64::MAX;

fn tell(stage: &Mutex<Option<Stage>>, now: Option<Stage>) {
    *stage.lock().unwrap_or_else(PoisonError::into_inner) = now;
}

/// What an action begins with.
fn first_stage(action: &Action) -> Option<Stage> {
    match action {
        Action::CreateOffice(_) | Action::TrySample => Some(Stage::Founding),
        Action::RequestJoin { .. } | Action::RepeatRequest { .. } | Action::WithdrawRequest => Some(Stage::Asking),
        Action::AcceptWelcome { .. } => Some(Stage::Joining),
        Action::Recover(_) => Some(Stage::Recovering),
        _ => None,
    }
}

/// Does what can be done without an office.
fn come(folder: &Path, lang: Lang, action: Action, stage: &dyn Fn(Stage)) -> anyhow::Result<Came> {
    match action {
        Action::CreateOffice(new) => {
            let founding = replica::Founding { office: &new.office, person: &new.person, desk: &new.desk, relay: &new.relay };
            if !new.relay.is_empty() {
                network::address(&new.relay)?;
            }
            let replica = crate::cli::found(folder, lang, &founding, &new.recovery)?;
            // Later the program may be started elsewhere.
            let sheets = std::path::absolute(&new.recovery).unwrap_or(new.recovery);
            Ok(Came { replica: Some(replica), sheets: Some(sheets), ..Came::default() })
        }
        Action::TrySample => {
            let failed = |error| replica::Error::File { path: std::env::temp_dir().display().to_string(), error };
            let sample = Sample::new().map_err(failed)?;
            let replica = crate::demo::sample(sample.folder(), stage)?;
            Ok(Came { replica: Some(replica), sample: Some(sample), ..Came::default() })
        }
        Action::RequestJoin { person, desk, file } => {
            let joining = Replica::request(folder, &person, &desk, clock::entropy())?;
            crate::cli::write_file(&file, &joining.request)?;
            Ok(Came { note: Some(file.display().to_string()), ..Came::default() })
        }
        Action::RepeatRequest { file } => {
            let joining = Replica::joining(folder)?.ok_or(replica::Error::NoRequest)?;
            crate::cli::write_file(&file, &joining.request)?;
            Ok(Came { note: Some(file.display().to_string()), ..Came::default() })
        }
        Action::WithdrawRequest => {
            Replica::withdraw(folder)?;
            Ok(Came { note: Some(crate::cli::say(lang, "cli.withdrawn", &[])), ..Came::default() })
        }
        Action::AcceptWelcome { file } => {
            let welcome = crate::cli::read_file(&file, trust::enrol::MAX_WELCOME_FILE)?;
            Ok(Came { replica: Some(Replica::accept(folder, &welcome, clock::entropy())?), ..Came::default() })
        }
        Action::Recover(recovery) => Ok(Came { replica: Some(crate::cli::come_back(folder, &recovery)?), ..Came::default() }),
        _ => Err(replica::Error::NoOffice.into()),
    }
}

#[cfg(test)]
mod tests;
