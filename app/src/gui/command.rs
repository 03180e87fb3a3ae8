//! What the user can ask the shell to do. Buttons, keys and screens all give these; nothing else acts.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use registers::def::{Register, Template, Transition};
use registers::{Lang, RecordId};
use replica::Choice;

use crate::cases::Told;
use crate::prefs::{Look, Size};

use super::backend::{Action, Only};

/// A page of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// What waits, at a glance.
    Home,
    /// The reception desk: who comes and who goes.
    Reception,
    /// The stocktake desk: one label after the other.
    Counting,
    /// The list of a register.
    Register(&'static Register),
    /// Values that stand side by side.
    Conflicts,
    /// Who belongs to the office, admission of desks, and the relay.
    Desks,
    /// How the office wants its registers.
    Settings,
    /// The office's calendar.
    Calendar,
    /// The reports of all registers.
    Reports,
    /// A page beside the list of a register.
    Book(&'static Register, Tab),
}

/// A page beside the list of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Its reports.
    Reports,
    /// Its workflow as a chart.
    Flow,
    /// Its numbers.
    Numbers,
    /// Import of a list.
    Import,
}

impl Place {
    /// The register that the page is about.
    pub fn register(self) -> Option<&'static Register> {
        match self {
            Place::Register(register) | Place::Book(register, _) => Some(register),
            Place::Home
            | Place::Reception
            | Place::Counting
            | Place::Conflicts
            | Place::Desks
            | Place::Settings
            | Place::Calendar
            | Place::Reports => None,
        }
    }
}

/// Something to be done by the shell.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Opens a page.
    Go(Place),
    /// Opens a register's list narrowed down.
    Show(&'static Register, Only),
    /// Opens a record beside the list of its register.
    Open(&'static Register, RecordId),
    /// Closes what is open: detail panel, form or dialog.
    Close,
    /// Opens an empty form; without a register, for the list that is open.
    New(Option<&'static Register>),
    /// Opens a form that starts with a template of the register.
    NewFrom(&'static Register, &'static Template),
    /// Opens a form for a new record like this one.
    NewLike(RecordId),
    /// Opens a form for a task that comes from this record.
    NewTask(RecordId),
    /// Opens the form of a record; without one, of that which is selected.
    Edit(Option<RecordId>),
    /// Asks for what a step needs, or does it when it needs nothing.
    Step(RecordId, &'static Transition),
    /// Carries out a choice about a case, after asking for what it needs.
    Settle(Box<Told>, Choice),
    /// Saves the form or the dialog that is open.
    Save,
    /// Leaves a form whatever was typed.
    Discard,
    /// Puts the keyboard into the search box.
    Search,
    /// Speaks another language from now on.
    Speak(Lang),
    /// Draws light or dark from now on.
    Look(Look),
    /// Draws everything in this size from now on.
    Size(Size),
    /// Draws everything one size larger, or smaller.
    Resize {
        /// Larger, else smaller.
        up: bool,
    },
    /// Hands an action to the writer.
    Do(Action),
}

/// The keys, each with what it does. One table for all of the window.
pub fn shortcuts() -> [(KeyboardShortcut, Command); 5] {
    let ctrl = |key| KeyboardShortcut::new(Modifiers::COMMAND, key);
    [
        (ctrl(Key::F), Command::Search),
        (ctrl(Key::N), Command::New(None)),
        (ctrl(Key::E), Command::Edit(None)),
        (ctrl(Key::S), Command::Save),
        (KeyboardShortcut::new(Modifiers::NONE, Key::F5), Command::Do(Action::Sync)),
    ]
}
