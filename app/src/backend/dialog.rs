//! The system's own dialog for files. It has a thread of its own: the window goes on meanwhile.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Wake;
use crate::gui::backend::Browse;

/// Answers that nobody has asked for yet; the oldest go first.
const KEPT: usize = 16;

/// The dialogs that were opened.
#[derive(Default)]
pub(super) struct Dialogs {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    last: u64,
    open: bool,
    answers: BTreeMap<u64, Option<PathBuf>>,
}

impl State {
    fn ended(&mut self, ticket: u64, file: Option<PathBuf>) {
        self.answers.insert(ticket, file);
        while self.answers.len() > KEPT {
            self.answers.pop_first();
        }
    }
}

impl Dialogs {
    /// Opens a dialog with `ask`; while one is open, a second ends at once without an answer.
    pub(super) fn open(&self, question: Browse, wake: Wake, ask: fn(&Browse) -> Option<PathBuf>) -> u64 {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last += 1;
        let ticket = state.last;
        if state.open {
            state.ended(ticket, None);
            return ticket;
        }
        let shared = self.state.clone();
        let started = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let file = ask(&question);
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            state.open = false;
            state.ended(ticket, file);
            drop(state);
            super::wake_up(&wake);
        });
        match started {
            Ok(_) => state.open = true,
            Err(error) => {
                tracing::error!(%error, "no thread could be started for a dialog");
                state.ended(ticket, None);
            }
        }
        ticket
    }

    /// How a dialog ended, once.
    pub(super) fn answer(&self, ticket: u64) -> Option<Option<PathBuf>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).answers.remove(&ticket)
    }
}

/// Asks with the dialog of the desktop.
pub(super) fn ask(question: &Browse) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(&question.title);
    for (name, endings) in &question.kinds {
        dialog = dialog.add_filter(name, endings);
    }
    let Some(proposed) = &question.proposed else { return dialog.pick_file() };
    if let Some(folder) = proposed.parent().filter(|f| f.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    let name = proposed.file_name().unwrap_or_default().to_string_lossy();
    dialog.set_file_name(name).save_file()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn one_dialog_is_open_at_a_time_and_each_answer_is_given_once() {
        let dialogs = Dialogs::default();
        let (told, woken) = channel();
        let told = Mutex::new(told);
        let wake: Wake = Arc::default();
        *wake.lock().unwrap() = Some(Box::new(move || told.lock().unwrap().send(()).unwrap()));
        let question = Browse { proposed: Some("list.csv".into()), ..Browse::default() };
        let first = dialogs.open(question.clone(), wake.clone(), |q| q.proposed.clone());
        woken.recv().unwrap();
        assert_eq!(dialogs.answer(first), Some(Some("list.csv".into())));
        assert_eq!(dialogs.answer(first), None);
        // One that never ends keeps the second from opening.
        let waiting = dialogs.open(question.clone(), wake.clone(), |_| {
            loop {
                std::thread::park();
            }
        });
        let second = dialogs.open(question, wake, |q| q.proposed.clone());
        assert_eq!((dialogs.answer(waiting), dialogs.answer(second)), (None, Some(None)));
    }
}
