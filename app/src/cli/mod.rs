//! The command line: the surface that scripts, administrators and tests rely on.

mod args;
mod assign;
mod attendance;
mod audit;
mod calendar;
mod cases;
mod conditions;
mod data;
mod exchange;
mod explain;
pub(crate) mod help;
mod insight;
mod line;
mod members;
mod near;
mod office;
pub(crate) mod output;
mod reasons;
mod records;
mod recover;
mod rows;
mod seats;
mod stock;
#[cfg(test)]
mod tests;

pub use args::{Args, Command, DemoOptions};
pub(crate) use assign::fresh_row;
pub(crate) use audit::signature_lines;
pub(crate) use cases::inbox_json;
pub(crate) use exchange::space_name;
pub(crate) use explain::separator;
pub use explain::{explain, explain_network, explain_replica, explain_with, label, role, say};
pub use help::{Parsed, parse};
pub(crate) use insight::{force, series_of};
pub(crate) use members::lost_act;
pub(crate) use office::{ROLES, found, read_file, word_list, words, words_in, write_file};
pub use reasons::{clocks, needs_a_person, reason};
pub(crate) use records::{kind_key, label_of, lack, resolution};
pub(crate) use recover::come_back;
pub(crate) use rows::{adopted, content, lapsed_text, name, shown};
pub(crate) use seats::warning as seat_warning;

use std::cell::Cell;
use std::path::PathBuf;
use std::process::ExitCode;

use registers::Lang;
use registers::def::Register;
use registers::shelf::Shelf;
use replica::{Durability, Reader, Replica};

use crate::clock;
use output::Output;

/// What every command knows.
pub(crate) struct Context {
    folder: PathBuf,
    lang: Lang,
    out: Output,
    /// Who acts, if not whose desk it is.
    person: Option<String>,
    /// The register that the command is about, once it is known.
    about: Cell<Option<&'static Register>>,
}

/// The registers of a shelf with one of them at the head, whose words count before those of the others.
pub(crate) fn first(register: Option<&'static Register>, shelf: Shelf) -> Vec<&'static Register> {
    register.into_iter().chain(shelf.all().iter().copied()).collect()
}

/// A command that was refused, in one sentence for the clerk.
#[derive(Debug)]
pub(crate) struct Refused(pub String);

impl From<Refused> for anyhow::Error {
    fn from(refused: Refused) -> Self {
        anyhow::Error::msg(refused.0)
    }
}

/// A command that was not understood: what is wrong with its words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misused(String);

impl Context {
    fn reader(&self) -> anyhow::Result<Reader> {
        match Reader::open(&self.folder) {
            Err(replica::Error::OtherVersion) => {
                // Opening it for writing brings it up to date.
                drop(self.replica()?);
                Ok(Reader::open(&self.folder)?)
            }
            other => Ok(other?),
        }
    }

    /// The registers as the office has adjusted them; as they come while there is no office.
    fn shelf(&self) -> anyhow::Result<Shelf> {
        match self.reader() {
            Ok(reader) => Ok(reader.shelf()?),
            Err(error) if matches!(error.downcast_ref(), Some(replica::Error::NoOffice | replica::Error::WaitsForWelcome)) => {
                Ok(Shelf::default())
            }
            Err(error) => Err(error),
        }
    }

    /// The sentence for an error, in the words of the register that the command is about.
    fn explain(&self, error: &anyhow::Error) -> String {
        let shelf = self.shelf().unwrap_or_default();
        explain_with(self.lang, &first(self.about.get(), shelf), error)
    }

    fn replica(&self) -> anyhow::Result<Replica> {
        let mut replica = Replica::open(&self.folder, clock::entropy(), Durability::Full)?;
        if self.person.is_some() || replica.signed_in().is_none() {
            seats::sign_in(self, &mut replica)?;
        }
        Ok(replica)
    }

    fn say(&self, key: &str) -> String {
        say(self.lang, key, &[])
    }

    fn refuse<T>(&self, key: &str, values: &[(&str, &str)]) -> anyhow::Result<T> {
        Err(Refused(say(self.lang, key, values)).into())
    }

    /// As `refuse`, for words that are no request at all.
    fn misuse<T>(&self, key: &str, values: &[(&str, &str)]) -> anyhow::Result<T> {
        Err(Misused(say(self.lang, key, values)).into())
    }
}

/// Runs the command of `args`. Gives 0 when it is done, 1 when it was refused and 2 when it was not understood, with one
/// sentence on standard error.
pub fn run(mut args: Args) -> ExitCode {
    let lang = args.lang();
    let Some(command) = args.command.take() else { return ExitCode::SUCCESS };
    let (folder, out, person) = (args.folder(), Output::new(args.json), args.acting.take());
    let context = Context { folder, lang, out, person, about: Cell::default() };
    match dispatch(&context, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&context.explain(&error));
            if error.is::<Misused>() { ExitCode::from(help::MISUSED) } else { ExitCode::FAILURE }
        }
    }
}

fn dispatch(context: &Context, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(options) => crate::demo::run(context.lang, &options, &context.out),
        Command::Office(command) => office::office(context, command),
        Command::Join(command) => office::join(context, command),
        Command::Admit(options) => office::admit(context, &options),
        Command::Revoke { who } => members::revoke(context, &who),
        Command::Roles(options) => members::roles(context, &options),
        Command::Seat(command) => seats::seat(context, &command),
        Command::Pin { remove } => seats::pin(context, remove),
        Command::Adopt(options) => members::adopt(context, &options),
        Command::Late { file } => members::late(context, &file),
        Command::Registers { register } => records::registers(context, register.as_deref()),
        Command::Add { register, like, template, values } => {
            records::add(context, &register, like.as_deref(), template.as_deref(), &values)
        }
        Command::Set { id, values } => records::set(context, &id, &values),
        Command::Do { id, step, values } => records::step(context, &id, &step, &values),
        Command::Erase { ids, due } => records::erase(context, &ids, due),
        Command::Line { id, field, row, values } => line::line(context, &id, &field, row.as_deref(), &values),
        Command::Show { id, history } => rows::show(context, &id, history),
        Command::List(options) => rows::list(context, &options),
        Command::Search { text, limit } => rows::search(context, &text, limit),
        Command::Inbox { limit } => rows::inbox(context, limit),
        Command::Calendar { month } => calendar::calendar(context, month.as_deref()),
        Command::Attendance(options) => attendance::attendance(context, &options),
        Command::Report(options) => insight::reports(context, &options),
        Command::Flow { register } => insight::flow(context, &register),
        Command::CountStock { item, counted, reason } => stock::count(context, &item, &counted, &reason),
        Command::Numbers(options) => insight::numbers(context, &options),
        Command::Warnings { limit } => insight::warnings(context, limit),
        Command::Conflicts(options) => cases::conflicts(context, &options),
        Command::Undo(options) => match &options.import {
            Some(reason) => records::undo_import(context, reason),
            None => records::undo(context),
        },
        Command::Import(options) => data::import(context, &options),
        Command::Export(options) => data::export(context, &options),
        Command::Sync { relay, relay_key, watch } => exchange::sync(context, relay.as_deref(), relay_key.as_deref(), watch),
        Command::Status => exchange::status(context),
        Command::Digest => exchange::digest(context),
        Command::Verify { file: None } => exchange::verify(context),
        Command::Verify { file: Some(file) } => audit::check(context, &file),
        Command::Audit { ids, out } => audit::write(context, &ids, &out),
        Command::Doctor { rebuild, report } => exchange::doctor(context, rebuild, report.as_deref()),
    }
}
