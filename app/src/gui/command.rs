//! What the user can ask the shell to do. Buttons, keys and screens all give these; nothing else acts.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use registers::def::{Area, Register, Template, Transition};
use registers::{Lang, Op, RecordId};
use replica::Choice;

use crate::cases::Told;
use crate::prefs::{Columns, Look, Size, View};

use super::backend::{Action, Only};
use super::icons;
use super::screens::sitting::Page;
use super::text::tr_with;

/// A page of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// What waits, at a glance.
    Home,
    /// The reception desk: who comes and who goes.
    Reception,
    /// The stocktake desk: one label after the other.
    Counting,
    /// Rooms and who holds them when.
    Rooms,
    /// The registry desk: letters that come in and go out.
    Registry,
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
            | Place::Rooms
            | Place::Registry
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
    /// Opens a register's list with those of its records that link to this one by the field with this id.
    ShowLinked(&'static Register, &'static str, RecordId),
    /// Opens a record beside the list of its register.
    Open(&'static Register, RecordId),
    /// Opens the workflow of a register as a chart, with a state marked.
    Flow(&'static Register, &'static str),
    /// Closes what is open: detail panel, form or dialog.
    Close,
    /// Opens an empty form; without a register, for the list that is open.
    New(Option<&'static Register>),
    /// Opens a form that starts with a template of the register.
    NewFrom(&'static Register, &'static Template),
    /// Opens a form that begins with this.
    NewWith(&'static Register, Vec<Op>),
    /// Opens a form for a new record like this one.
    NewLike(RecordId),
    /// Opens a form for a task that comes from this record.
    NewTask(RecordId),
    /// Adds a record with what names it, and links the field of the open form to it.
    AddLinked(&'static Register, String, &'static str),
    /// Opens the form of a record; without one, of that which is selected.
    Edit(Option<RecordId>),
    /// Asks for what a step needs, or does it when it needs nothing.
    Step(RecordId, &'static Transition),
    /// Carries out a choice about a case, after asking for what it needs.
    Settle(Box<Told>, Choice),
    /// Takes back what this desk did last, after asking where that is not on the screen.
    Undo,
    /// Asks whether the personal data of a record is to be erased.
    Erase(RecordId),
    /// Asks for the reason, and makes void all that the last import at this desk added.
    VoidImport,
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
    /// The desktop shows no notifications from now on, or does.
    Quiet(bool),
    /// Keeps a record open in the strip at the top, or lets it go; without one that which is open.
    Keep(Option<(&'static Register, RecordId)>),
    /// Opens the next of the records that are kept open.
    NextKept,
    /// Puts a register at the top of the navigation, or takes it away from there; without one that whose page is open.
    Star(Option<&'static Register>),
    /// Hides the registers of an area in the navigation, or shows them again.
    Fold(Area),
    /// Keeps the columns of a register's list, by its key.
    Columns(&'static str, Columns),
    /// Draws everything one size larger, or smaller.
    Resize {
        /// Larger, else smaller.
        up: bool,
    },
    /// Hands an action to the writer.
    Do(Action),
    /// Opens or closes the list of all commands.
    Palette,
    /// Opens or closes the search over all registers.
    Find,
    /// Opens or closes the panel that tells how the desk stands.
    Standing,
    /// Opens or closes the list of keys.
    Keys,
    /// Opens or closes what is to be done with the recovery sheets.
    Sheets,
    /// The recovery sheets are printed and put away.
    SheetsKept,
    /// Asks whether the sample is to be left, or asks no more.
    LeaveSample,
    /// Asks where the list that is open is to be written.
    Export,
    /// Opens or closes the panel for the conditions of the list that is open.
    Filter,
    /// Opens a register's list with one of its views.
    ShowView(&'static Register, String),
    /// Keeps the views of a register.
    KeepViews(&'static str, Vec<View>),
    /// Puts the keyboard into the next part of the window.
    NextPart,
    /// Lets nobody see the window until somebody signs in.
    Lock,
    /// Lets another person sign in, by their id.
    SwitchTo(String),
    /// Opens a dialog about the persons of this desk.
    Seats(Page),
    /// Goes to the place before this one.
    Back,
    /// Goes where one was before going back.
    Forward,
}

/// When a command has something to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At all times.
    Always,
    /// While the list of a register is open.
    List,
    /// While a page of a register is open.
    Register,
    /// While a record is open beside its list.
    Record,
    /// While records are kept open.
    Kept,
    /// While a form or a dialog is open that can be saved.
    Form,
    /// While there is a way back.
    Back,
    /// After having gone back.
    Forward,
}

/// A command that has a name: palette, list of keys and the keys themselves all read this.
#[derive(Debug, Clone)]
pub struct Known {
    /// Key of its name.
    pub name: &'static str,
    /// The icon beside its name.
    pub icon: &'static str,
    /// The keys that give it, the first of which is shown.
    pub keys: &'static [KeyboardShortcut],
    /// When it has something to act on.
    pub when: When,
    /// What it does.
    pub command: Command,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const CTRL_SHIFT: Modifiers = CTRL.plus(Modifiers::SHIFT);

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn known(name: &'static str, icon: &'static str, keys: &'static [KeyboardShortcut], when: When, command: Command) -> Known {
    Known { name, icon, keys, when, command }
}

/// Every command that acts on what is open or on the window as a whole. Keys with more modifiers stand before the
/// same keys with fewer, which they would match too.
pub const TABLE: &[Known] = &[
    known("gui.command.palette", icons::COMMAND, &[key(CTRL, Key::K)], When::Always, Command::Palette),
    known("gui.command.find", icons::MAGNIFYING_GLASS, &[key(CTRL_SHIFT, Key::F)], When::Always, Command::Find),
    known("gui.command.search", icons::FUNNEL, &[key(CTRL, Key::F)], When::List, Command::Search),
    known("gui.command.new", icons::PLUS, &[key(CTRL, Key::N)], When::List, Command::New(None)),
    known("gui.command.edit", icons::PENCIL_SIMPLE, &[key(CTRL, Key::E)], When::Record, Command::Edit(None)),
    known("gui.command.keep", icons::PUSH_PIN, &[key(CTRL, Key::T)], When::Record, Command::Keep(None)),
    known("gui.command.next_kept", icons::PUSH_PIN, &[key(CTRL, Key::Tab)], When::Kept, Command::NextKept),
    known("gui.command.save", icons::CHECK, &[key(CTRL, Key::S)], When::Form, Command::Save),
    known("gui.command.filter", icons::FUNNEL, &[key(CTRL_SHIFT, Key::L)], When::List, Command::Filter),
    known("gui.command.export", icons::DOWNLOAD_SIMPLE, &[], When::List, Command::Export),
    known("gui.command.back", icons::ARROW_LEFT, &[key(ALT, Key::ArrowLeft), key(NONE, Key::BrowserBack)], When::Back, Command::Back),
    known("gui.command.forward", icons::ARROW_RIGHT, &[key(ALT, Key::ArrowRight)], When::Forward, Command::Forward),
    known("gui.command.home", icons::HOUSE, &[key(ALT, Key::Home)], When::Always, Command::Go(Place::Home)),
    known("gui.command.star", icons::STAR, &[key(CTRL, Key::D)], When::Register, Command::Star(None)),
    known("gui.command.sync", icons::ARROWS_CLOCKWISE, &[key(NONE, Key::F5)], When::Always, Command::Do(Action::Sync)),
    known("gui.standing", icons::CLOUD_CHECK, &[], When::Always, Command::Standing),
    known("gui.command.undo", icons::CLOCK_COUNTER_CLOCKWISE, &[key(CTRL, Key::Z)], When::Always, Command::Undo),
    known("gui.command.void_import", icons::PROHIBIT, &[], When::Always, Command::VoidImport),
    known("gui.command.next_part", icons::KEYBOARD, &[key(NONE, Key::F6)], When::Always, Command::NextPart),
    known("gui.command.lock", icons::LOCK, &[key(CTRL, Key::L)], When::Always, Command::Lock),
    known("gui.command.keys", icons::KEYBOARD, &[key(NONE, Key::F1)], When::Always, Command::Keys),
    known("gui.looks.larger", icons::TEXT_AA, &[key(CTRL, Key::Plus), key(CTRL, Key::Equals)], When::Always, Command::Resize { up: true }),
    known("gui.looks.smaller", icons::TEXT_AA, &[key(CTRL, Key::Minus)], When::Always, Command::Resize { up: false }),
    known("gui.looks.usual", icons::TEXT_AA, &[key(CTRL, Key::Num0)], When::Always, Command::Size(Size::Usual)),
];

/// Keys as they are written on a keyboard, such as `Ctrl+Shift+F`.
pub fn spelled(keys: &KeyboardShortcut) -> String {
    let Modifiers { alt, shift, command, .. } = keys.modifiers;
    let pressed = [(command, "Ctrl+"), (alt, "Alt+"), (shift, "Shift+")];
    let before: String = pressed.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect();
    let name = match keys.logical_key {
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::Plus => "+",
        Key::Minus => "-",
        other => other.name(),
    };
    before + name
}

/// A name with the keys of a command behind it, for the tooltip of a button without words.
pub fn with_keys(lang: Lang, name: &str, command: &Command) -> String {
    let keys = TABLE.iter().find(|known| known.command == *command).and_then(|known| known.keys.first());
    keys.map_or_else(|| name.to_owned(), |keys| keyed(lang, name, &spelled(keys)))
}

/// A name with keys behind it.
pub fn keyed(lang: Lang, name: &str, keys: &str) -> String {
    tr_with(lang, "gui.keyed", &[("name", name), ("keys", keys)])
}
