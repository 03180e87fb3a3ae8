//! Errors, labels and sentences in the language of the moment.

use registers::def::Register;
use registers::settled::Why;
use registers::table::TableError;
use registers::workflow::StepError;
use registers::{Kind, Lang, book};
use replica::{AuditError, Entitled, Error};

use super::{name, reasons, seats, stock};
use crate::desk::Stopped;
use crate::files::FileError;
use crate::gui::{Lacks, NoWindow};
use crate::import::ImportError;
use crate::rights;
use sync::session::CloseReason;
use trust::recovery::RecoveryError;

/// Greatest length of a title that a refusal quotes, in characters.
pub(super) const QUOTED: usize = 40;

/// The sentence for `key` with `%{name}` replaced by each value.
pub fn say(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    crate::gui::text::tr_with(lang, key, values)
}

/// One sentence for the clerk: why not, and what to do; in the words that registers come with.
pub fn explain(lang: Lang, error: &anyhow::Error) -> String {
    explain_with(lang, book::ALL, error)
}

/// The same in the words of the office: of the first of the registers that has what is meant.
pub fn explain_with(lang: Lang, registers: &[&'static Register], error: &anyhow::Error) -> String {
    if let Some(error) = error.downcast_ref::<Error>() {
        return explain_replica(lang, registers, error);
    }
    if let Some(error) = error.downcast_ref::<crate::network::NetworkError>() {
        return explain_network(lang, error);
    }
    if let Some(error) = error.downcast_ref::<FileError>() {
        return explain_file(lang, error);
    }
    if let Some(error) = error.downcast_ref::<ImportError>() {
        return explain_import(lang, registers, error);
    }
    if let Some(NoWindow { lacks, said }) = error.downcast_ref() {
        return no_window(lang, *lacks, said);
    }
    if let Some(error) = error.downcast_ref::<RecoveryError>() {
        return explain_sheet(lang, *error);
    }
    if error.is::<super::recover::UnknownSheet>() {
        return say(lang, "error.sheet_unknown_there", &[]);
    }
    if let Some(error) = error.downcast_ref::<AuditError>() {
        return super::audit::explain(lang, error);
    }
    if error.is::<Stopped>() {
        return say(lang, "error.stopped", &[]);
    }
    if let Some(error) = error.downcast_ref::<std::io::Error>() {
        return explain_disk(lang, error);
    }
    error.to_string()
}

fn explain_sheet(lang: Lang, error: RecoveryError) -> String {
    let (key, line) = match error {
        RecoveryError::MissingLine { line } => ("error.sheet_missing_line", line),
        RecoveryError::WrongLine { line } => ("error.sheet_wrong_line", line),
    };
    say(lang, key, &[("line", &line.to_string())])
}

fn explain_import(lang: Lang, registers: &[&'static Register], error: &ImportError) -> String {
    match error {
        ImportError::File(error) => explain_file(lang, error),
        ImportError::Table(TableError::NoHeadings(column)) => say(lang, "files.no_headings", &[("column", column.get(lang))]),
        ImportError::Table(TableError::NoSuchHeading { heading, found }) => {
            say(lang, "files.no_such_heading", &[("heading", heading), ("found", found)])
        }
        ImportError::Table(TableError::NoSuchField { field, register }) => {
            say(lang, "error.unknown_field", &[("register", &book_label(lang, registers, register)), ("field", field)])
        }
        ImportError::Own => say(lang, "error.import_own", &[]),
    }
}

fn explain_file(lang: Lang, error: &FileError) -> String {
    let because = |key: &str, reason: &str| say(lang, key, &[("reason", reason)]);
    match error {
        FileError::Disk { path, source } => {
            say(lang, "error.file", &[("path", &path.display().to_string()), ("reason", &explain_disk(lang, source))])
        }
        FileError::UnknownKind(path) => say(lang, "files.unknown_kind", &[("path", &path.display().to_string())]),
        FileError::TooGreat(what) => because("files.too_great", what),
        FileError::Unreadable { kind, reason } => because("files.unreadable", &format!("{kind}: {reason}")),
        FileError::Empty => say(lang, "files.empty", &[]),
        FileError::Spreadsheet(error) => because("files.spreadsheet", &error.to_string()),
    }
}

/// See [`explain_with`].
pub fn explain_replica(lang: Lang, registers: &[&'static Register], error: &Error) -> String {
    let one = |key: &str, name: &str, value: &str| say(lang, key, &[(name, value)]);
    match error {
        Error::NoOffice => say(lang, "error.no_office", &[]),
        Error::OfficeExists => say(lang, "error.office_exists", &[]),
        Error::OtherVersion => say(lang, "error.other_version", &[]),
        Error::WaitsForWelcome => say(lang, "error.waits_for_welcome", &[]),
        Error::MemberAlready { office } => one("error.member_already", "office", office),
        Error::ReadOnly => say(lang, "error.read_only", &[]),
        Error::DeskRevoked => say(lang, "error.desk_revoked", &[]),
        Error::SignedOut | Error::NoSeat | Error::WrongPin | Error::WeakPin | Error::PinWaits(_) | Error::NotAsShown | Error::OthersAct => {
            seats::explain(lang, error)
        }
        Error::NoRequest => say(lang, "error.no_request", &[]),
        Error::KeyLost(path) => one("error.key_lost", "path", path),
        Error::Sqlite(error) => one("error.sqlite", "reason", &error.to_string()),
        Error::File { path, error } => say(lang, "error.file", &[("path", path), ("reason", &explain_disk(lang, error))]),
        Error::DiskFull => say(lang, "error.disk_full", &[]),
        Error::Busy => say(lang, "error.busy", &[]),
        Error::UnknownRecord(id) => one("error.unknown_record", "id", &id.to_string()),
        Error::SeveralRecords { name, records } => {
            let title = |text: &str| text.chars().take(QUOTED).collect::<String>();
            let bearer = |r: &replica::Bearer| say(lang, "error.bearer", &[("title", &title(&r.title)), ("id", &r.id.to_string())]);
            let records: Vec<String> = records.iter().map(bearer).collect();
            say(lang, "error.several_records", &[("number", name), ("records", &records.join(separator(lang)))])
        }
        Error::UnknownRegister(key) => one("error.unknown_register", "key", key),
        Error::UnknownField { register, field } => {
            say(lang, "error.unknown_field", &[("register", &book_label(lang, registers, register)), ("field", field)])
        }
        Error::WrongValue { field, reason } => {
            say(lang, "error.wrong_value", &[("field", &field_label(lang, registers, field)), ("reason", &reasons::reason(lang, reason))])
        }
        Error::Missing(fields) => one("error.missing", "fields", &field_labels(lang, registers, fields)),
        Error::Rule { field, reason } => {
            say(lang, "error.wrong_value", &[("field", &field_label(lang, registers, field)), ("reason", &reason.say(lang))])
        }
        Error::NotYours { register, adding, entitled } => not_yours(lang, registers, register, *adding, entitled),
        Error::NotYourStep { register, step, entitled } => not_your_step(lang, registers, register, step, entitled),
        Error::ArrivesApproved { register, state } => {
            let found = registers.iter().find(|r| r.key == *register);
            let state = found.and_then(|r| r.state(state)).map_or(state.as_str(), |s| s.labels.get(lang));
            say(lang, "error.arrives_approved", &[("register", found.map_or(register, |r| r.labels.get(lang))), ("state", state)])
        }
        Error::Erased(field) => one("error.erased", "field", &field_label(lang, registers, field)),
        Error::MayNotErase => say(lang, "error.may_not_erase", &[]),
        Error::NoSpace(space) => {
            let key = super::space_name(*space);
            say(lang, "error.no_space", &[("space", &say(lang, &format!("space.{key}"), &[])), ("key", &key)])
        }
        Error::AppendOnly(field) => one("error.append_only", "field", &field_label(lang, registers, field)),
        Error::Computed(field) => one("error.computed", "field", &computed_label(lang, registers, field)),
        Error::Locked(field) => one("error.locked", "field", &field_label(lang, registers, field)),
        Error::Frozen(_) | Error::ScopeUnknown { .. } | Error::ScopeHoldsNothing => stock::explain(lang, registers, error),
        Error::Changed(places) => {
            let fields: Vec<String> = places.iter().map(|p| p.split('/').next().unwrap_or_default().to_owned()).collect();
            one("error.changed", "fields", &field_labels(lang, registers, &fields))
        }
        Error::Settled { field, why: Why::Act(step) } => say(
            lang,
            "error.settled_act",
            &[("field", &field_label(lang, registers, field)), ("step", &step_of(lang, registers, field, step))],
        ),
        Error::Settled { field, why } => one(reasons::settled_key(*why), "field", &field_label(lang, registers, field)),
        Error::NumberTaken { field, number, bearer, void } => {
            let key = if *void { "error.number_of_void" } else { "error.number_taken" };
            let title = bearer.title.chars().take(QUOTED).collect::<String>();
            let bearer = say(lang, "error.bearer", &[("title", &title), ("id", &bearer.id.to_string())]);
            say(lang, key, &[("field", &field_label(lang, registers, field)), ("number", number), ("bearer", &bearer)])
        }
        Error::SpansSpaces => say(lang, "error.spans_spaces", &[]),
        Error::TooLarge(what) => one("error.too_large", "what", what),
        Error::NotAllowed(reason) => one("error.not_allowed", "reason", &reasons::reason(lang, reason)),
        Error::Step(error) => explain_step(lang, registers, error),
        Error::NoLease(register) => one("error.no_lease", "register", &book_label(lang, registers, register)),
        Error::LeaseWithoutRelay(register) => one("error.lease_no_relay", "register", &book_label(lang, registers, register)),
        Error::SeriesHeld { register, desk } => {
            say(lang, "error.series_held", &[("register", &book_label(lang, registers, register)), ("desk", desk)])
        }
        Error::Document(error) => one("error.document", "reason", &error.to_string()),
        Error::Trust(reason) => reasons::reason(lang, reason),
        Error::ChainForked => say(lang, "error.chain_forked", &[]),
        Error::NothingToUndo => say(lang, "error.nothing_to_undo", &[]),
        Error::NotTheLast => say(lang, "error.not_the_last", &[]),
        Error::CreationStays => say(lang, "error.creation_stays", &[]),
        Error::ErasureStays => say(lang, "error.erasure_stays", &[]),
        Error::Corrupt(what) => one("error.corrupt", "what", what),
    }
}

/// Who may write into a book instead.
fn not_yours(lang: Lang, registers: &[&'static Register], key: &str, adding: bool, entitled: &Entitled) -> String {
    let Some(register) = registers.iter().find(|r| r.key == key) else { return key.to_owned() };
    let right = if adding { register.adding } else { register.changing };
    let who = rights::of_right(lang, register, right);
    let words = [("register", register.labels.get(lang)), ("who", &who), ("people", &rights::people(lang, entitled))];
    match key {
        // Desks take them.
        "number-leases" => say(lang, "error.not_by_hand", &words[..1]),
        _ if adding => say(lang, "error.not_yours_adding", &words),
        _ => say(lang, "error.not_yours_changing", &words),
    }
}

/// Who does a step, or chooses a state, instead.
fn not_your_step(lang: Lang, registers: &[&'static Register], key: &str, step: &str, entitled: &Entitled) -> String {
    let found = registers.iter().find(|r| r.key == key).and_then(|r| Some((r, r.transition(step)?)));
    let people = rights::people(lang, entitled);
    match found {
        Some((register, step)) => {
            let who = rights::of_step(lang, register, step);
            say(lang, "error.not_your_step", &[("step", step.labels.get(lang)), ("who", &who), ("people", &people)])
        }
        None => {
            let roles: Vec<String> = entitled.roles.keys().map(|id| role(lang, id)).collect();
            say(lang, "error.not_your_state", &[("who", &roles.join(separator(lang))), ("people", &people)])
        }
    }
}

/// Why the system refused a file. What is rare stays in the system's own words.
fn explain_disk(lang: Lang, error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let key = match error.kind() {
        ErrorKind::NotFound => "disk.not_found",
        ErrorKind::PermissionDenied => "disk.not_allowed",
        ErrorKind::AlreadyExists => "disk.exists",
        ErrorKind::IsADirectory => "disk.is_a_folder",
        ErrorKind::NotADirectory => "disk.no_folder",
        ErrorKind::StorageFull => "disk.full",
        ErrorKind::ReadOnlyFilesystem => "disk.read_only",
        _ => return error.to_string(),
    };
    say(lang, key, &[])
}

fn explain_step(lang: Lang, registers: &[&'static Register], error: &StepError) -> String {
    let one = |key: &str, name: &str, value: &str| say(lang, key, &[(name, value)]);
    match error {
        StepError::Unknown(step) => one("error.step_unknown", "step", step),
        StepError::WrongState { step, state } => {
            say(lang, "error.step_state", &[("step", &step_label(lang, registers, step)), ("state", &state_label(lang, registers, state))])
        }
        StepError::WrongRole(roles) => {
            one("error.step_role", "roles", &roles.iter().map(|r| role(lang, r)).collect::<Vec<_>>().join(separator(lang)))
        }
        StepError::Registered => say(lang, "error.step_registered", &[]),
        StepError::Missing(fields) => one("error.missing", "fields", &field_labels(lang, registers, fields)),
        StepError::NoLine(field) => one("error.step_line", "field", &field_label(lang, registers, field)),
        StepError::NotLater(field) => one("error.step_not_later", "field", &field_label(lang, registers, field)),
        StepError::SamePerson(field) => one("error.step_same", "field", &field_label(lang, registers, field)),
        StepError::Same(a, b) => {
            say(lang, "error.step_one_person", &[("a", &field_label(lang, registers, a)), ("b", &field_label(lang, registers, b))])
        }
        StepError::FewLines { field, least } => {
            say(lang, "error.step_few_lines", &[("field", &field_label(lang, registers, field)), ("least", &least.to_string())])
        }
        StepError::OpenLine { field, column } => say(
            lang,
            "error.step_open_line",
            &[("field", &field_label(lang, registers, field)), ("column", &column_label(lang, registers, field, column))],
        ),
        StepError::Not { field, values } => say(
            lang,
            "error.step_not",
            &[("field", &field_label(lang, registers, field)), ("values", &choice_labels(lang, registers, field, values))],
        ),
        StepError::LinkedNot { field, states } => {
            let states = linked_states(lang, registers, field, states);
            say(lang, "error.step_linked", &[("field", &field_label(lang, registers, field)), ("states", &states.join(separator(lang)))])
        }
        StepError::Differs { field, link } => say(
            lang,
            "error.step_differs",
            &[("field", &field_label(lang, registers, field)), ("link", &field_label(lang, registers, link))],
        ),
        StepError::NoLineIn(fields) => {
            let names: Vec<String> = fields.iter().map(|f| field_label(lang, registers, f)).collect();
            one("error.step_no_line_in", "fields", &names.join(separator(lang)))
        }
        StepError::Over { field, column, most } | StepError::Short { field, column, most } => {
            let key = if matches!(error, StepError::Over { .. }) { "error.step_over" } else { "error.step_short" };
            let column_of = |column: &str| {
                let own = column_label(lang, registers, field, column);
                // The other column may stand in another lines field of the register.
                if own != column { own } else { any_column_label(lang, registers, field, column) }
            };
            let words = [("field", field_label(lang, registers, field)), ("column", column_of(column)), ("most", column_of(most))];
            say(lang, key, &words.each_ref().map(|(name, word)| (*name, word.as_str())))
        }
        StepError::Followed { register, count } => {
            say(lang, "error.step_followed", &[("register", &book_label(lang, registers, register)), ("count", &count.to_string())])
        }
        StepError::NothingOutstanding => say(lang, "error.step_nothing_outstanding", &[]),
        StepError::Settled(field) => one("error.step_settled", "field", &field_label(lang, registers, field)),
        StepError::Blocked { register, count } => {
            say(lang, "error.step_blocked", &[("register", &book_label(lang, registers, register)), ("count", &count.to_string())])
        }
        StepError::NeedsOther { register, states, others } => {
            let book = book_label(lang, registers, register);
            if *others == 0 {
                return one("error.step_needs_other", "register", &book);
            }
            let found = registers.iter().find(|r| r.key == register);
            let label = |id: &String| found.and_then(|r| r.state(id)).map_or(id.clone(), |s| s.labels.get(lang).to_owned());
            let states = states.iter().map(label).collect::<Vec<_>>().join("、");
            say(lang, "error.step_needs_state", &[("register", &book), ("states", &states)])
        }
        StepError::ShortNotice { days, working, reason } => {
            let key = if *working { "error.step_short_notice" } else { "error.step_short_notice_calendar" };
            say(lang, key, &[("days", &days.to_string()), ("field", &field_label(lang, registers, reason))])
        }
        StepError::TooLittle(field) => one("error.step_too_little", "field", &field_label(lang, registers, field)),
        StepError::Dated(field) => one("error.step_dated", "field", &field_label(lang, registers, field)),
        StepError::Signed(field) => one("error.step_signed", "field", &field_label(lang, registers, field)),
        StepError::NotHolder { field, link } => say(
            lang,
            "error.step_not_holder",
            &[("field", &field_label(lang, registers, field)), ("link", &field_label(lang, registers, link))],
        ),
        StepError::NotYours(field) => one("error.step_not_yours", "field", &field_label(lang, registers, field)),
        StepError::OtherVersion { field } => one("error.step_other_version", "field", &field_label(lang, registers, field)),
        StepError::NotPassed { field, part } => {
            let field_name = field_label(lang, registers, field);
            if part.is_empty() {
                return one("error.step_not_checked", "field", &field_name);
            }
            say(lang, "error.step_not_passed", &[("field", &field_name), ("part", &part_label(lang, registers, field, part))])
        }
        StepError::Follows(papers) => {
            let books: Vec<String> = papers.iter().map(|p| book_label(lang, registers, p)).collect();
            one("error.step_follows", "register", &books.join(separator(lang)))
        }
        StepError::Uncovered { register, field, done, wanted } => say(
            lang,
            "error.step_uncovered",
            &[
                ("register", &book_label(lang, registers, register)),
                ("field", &field_label(lang, registers, field)),
                ("done", &done.to_string()),
                ("wanted", &wanted.to_string()),
            ],
        ),
        StepError::Several { fields, register } => {
            let of = registers.iter().copied().find(|r| register.is_empty() || r.key == register);
            let mut names: Vec<String> = fields.iter().map(|f| of.map_or_else(|| f.clone(), |r| name(r, f, lang))).collect();
            names.dedup();
            let fields = names.join(separator(lang));
            if register.is_empty() {
                return one("error.step_several", "fields", &fields);
            }
            say(lang, "error.step_several_there", &[("fields", &fields), ("register", &book_label(lang, registers, register))])
        }
        StepError::NotYet(field) => one("error.step_not_yet", "field", &field_label(lang, registers, field)),
    }
}

fn book_label(lang: Lang, registers: &[&'static Register], key: &str) -> String {
    registers.iter().find(|r| r.key == key).map_or_else(|| key.to_owned(), |r| r.labels.get(lang).to_owned())
}

fn column_label(lang: Lang, registers: &[&'static Register], field: &str, column: &str) -> String {
    let mut columns = registers.iter().filter_map(|r| r.field(field)).flat_map(|f| f.columns());
    columns.find(|c| c.id == column).map_or_else(|| column.to_owned(), |c| c.labels.get(lang).to_owned())
}

/// The label of a column in any lines field of a register that has this one.
fn any_column_label(lang: Lang, registers: &[&'static Register], field: &str, column: &str) -> String {
    let mut columns = registers.iter().filter(|r| r.field(field).is_some()).flat_map(|r| r.all_fields()).flat_map(|f| f.columns());
    columns.find(|c| c.id == column).map_or_else(|| column.to_owned(), |c| c.labels.get(lang).to_owned())
}

/// The label of a choice in one of the columns of a lines field.
fn part_label(lang: Lang, registers: &[&'static Register], field: &str, choice: &str) -> String {
    let columns = registers.iter().filter_map(|r| r.field(field)).flat_map(|f| f.columns());
    let mut choices = columns.flat_map(|c| c.choice_list());
    choices.find(|c| c.id == choice).map_or_else(|| choice.to_owned(), |c| c.labels.get(lang).to_owned())
}

/// The label of a field or, with its row, of a column.
fn computed_label(lang: Lang, registers: &[&'static Register], name: &str) -> String {
    match name.split('/').collect::<Vec<_>>()[..] {
        [field, _, column] => column_label(lang, registers, field, column),
        _ => field_label(lang, registers, name),
    }
}

fn choice_labels(lang: Lang, registers: &[&'static Register], field: &str, values: &[String]) -> String {
    let choices: Vec<_> = registers.iter().filter_map(|r| r.field(field)).flat_map(|f| f.choice_list()).collect();
    let label = |id: &String| match id.as_str() {
        "yes" => say(lang, "gui.yes", &[]),
        "no" => say(lang, "gui.no", &[]),
        _ => choices.iter().find(|c| c.id == id).map_or_else(|| id.clone(), |c| c.labels.get(lang).to_owned()),
    };
    values.iter().map(label).collect::<Vec<_>>().join(separator(lang))
}

/// See [`explain`].
pub fn explain_network(lang: Lang, error: &crate::network::NetworkError) -> String {
    use crate::network::NetworkError as N;
    match error {
        N::NoRelay => say(lang, "error.no_relay", &[]),
        N::Address(text) => say(lang, "error.relay_address", &[("address", text)]),
        N::Unreachable(text) => say(lang, "error.relay_unreachable", &[("address", text)]),
        N::Broken => say(lang, "error.relay_broken", &[]),
        N::Closed(CloseReason::WrongRelay { found }) => say(lang, "close.wrong_relay", &[("key", &found.to_string())]),
        N::Closed(reason) => say(lang, "error.relay_closed", &[("reason", &reasons::closed(lang, reason))]),
        N::Replica(error) => explain_replica(lang, book::ALL, error),
        N::Stopped(_) => say(lang, "error.stopped", &[]),
    }
}

/// A role's name.
pub fn role(lang: Lang, id: &str) -> String {
    let key = format!("role.{}", id.replace('-', "_"));
    let text = say(lang, &key, &[]);
    if text.contains(&key) { id.to_owned() } else { text }
}

/// What an action was called in the history, in words.
pub fn label(lang: Lang, registers: &[&'static Register], label: &str) -> String {
    let parts: Vec<&str> = label.split(':').collect();
    let register = |key: &str| registers.iter().find(|r| r.key == key).copied();
    let name = |key: &str| register(key).map_or_else(|| key.to_owned(), |r| r.one.get(lang).to_owned());
    match parts[..] {
        ["create", key, ..] => say(lang, "label.create", &[("what", &name(key))]),
        ["edit", key, ..] => say(lang, "label.edit", &[("what", &name(key))]),
        ["import", key, ..] => say(lang, "label.import", &[("what", &name(key))]),
        ["update", key, ..] => say(lang, "label.update", &[("what", &name(key))]),
        ["step" | "derive", key, step, ..] => {
            let found = register(key).and_then(|r: &Register| r.transition(step));
            found.map_or_else(|| step.to_owned(), |t| t.labels.get(lang).to_owned())
        }
        ["line", key, field] => {
            let found = register(key).and_then(|r: &Register| r.field(field));
            say(lang, "label.line", &[("what", found.map_or(field, |f| f.labels.get(lang)))])
        }
        ["resolve", key, field] => {
            let found = register(key).and_then(|r: &Register| r.field(field));
            say(lang, "label.resolve", &[("what", found.map_or(field, |f| f.labels.get(lang)))])
        }
        ["erase", ..] => say(lang, "label.erase", &[]),
        ["undo", ..] => {
            let inner = label.strip_prefix("undo:").unwrap_or("");
            say(lang, "label.undo", &[("what", &self::label(lang, registers, inner))])
        }
        _ => label.to_owned(),
    }
}

/// What stands between the parts of a list.
pub(crate) fn separator(lang: Lang) -> &'static str {
    if lang == Lang::En { ", " } else { "、" }
}

fn field_labels(lang: Lang, registers: &[&'static Register], fields: &[String]) -> String {
    fields.iter().map(|f| field_label(lang, registers, f)).collect::<Vec<_>>().join(separator(lang))
}

pub(super) fn field_label(lang: Lang, registers: &[&'static Register], id: &str) -> String {
    let found = registers.iter().find_map(|r| r.field(id));
    found.map_or_else(|| id.to_owned(), |f| f.labels.get(lang).to_owned())
}

/// States of the records that a field names: one id means another thing in each register.
fn linked_states(lang: Lang, registers: &[&'static Register], field: &str, states: &[String]) -> Vec<String> {
    let meant = registers.iter().filter_map(|r| match r.field(field)?.kind {
        Kind::Link(to) | Kind::Links(to) => registers.iter().find(|other| other.key == to),
        _ => None,
    });
    let mut meant = meant.filter(|other| states.iter().all(|state| other.state(state).is_some()));
    let among = meant.next().map_or(registers, std::slice::from_ref);
    states.iter().map(|state| state_label(lang, among, state)).collect()
}

fn state_label(lang: Lang, registers: &[&'static Register], id: &str) -> String {
    let found = registers.iter().find_map(|r| r.state(id));
    found.map_or_else(|| id.to_owned(), |s| s.labels.get(lang).to_owned())
}

/// The label of a step of a register that has this field.
fn step_of(lang: Lang, registers: &[&'static Register], field: &str, id: &str) -> String {
    let found = registers.iter().filter(|r| r.field(field).is_some()).find_map(|r| r.transition(id));
    found.map_or_else(|| id.to_owned(), |t| t.labels.get(lang).to_owned())
}

fn step_label(lang: Lang, registers: &[&'static Register], id: &str) -> String {
    let found = registers.iter().find_map(|r| r.transition(id));
    found.map_or_else(|| id.to_owned(), |t| t.labels.get(lang).to_owned())
}

/// Why no window opens, and what helps: on Linux Mesa draws without the graphics card when it is told to; elsewhere it is the driver.
fn no_window(lang: Lang, lacks: Lacks, said: &str) -> String {
    let key = match lacks {
        Lacks::Desktop => "error.no_display",
        Lacks::Driver if cfg!(target_os = "linux") => "error.no_driver_linux",
        Lacks::Driver => "error.no_driver",
    };
    say(lang, key, &[("reason", said)])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::cli::office::ROLES;
    use crate::cli::records::kind_key;

    fn sources(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, text);
            } else if path.extension().is_some_and(|e| e == "rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn a_request_that_has_not_come_far_enough_is_not_said_to_be_missing() {
        let needs = |others| {
            let states = ["sealed", "returned", "recorded"].map(str::to_owned).to_vec();
            Error::Step(StepError::NeedsOther { register: "seal-requests".to_owned(), states, others })
        };
        let said = explain_replica(Lang::ZhHans, book::ALL, &needs(1));
        assert!(said.contains("用印申请") && said.contains("用印、归还、登记完"), "{said}");
        assert_eq!(explain_replica(Lang::ZhHans, book::ALL, &needs(0)), "请先登记一条用印申请");
    }

    #[test]
    fn a_step_that_waits_for_a_choice_names_the_fields_and_the_book() {
        let several = |register: &str| {
            let fields = ["_state", "dispatch/r1/recipient", "dispatch/r2/recipient"].map(str::to_owned).to_vec();
            Error::Step(StepError::Several { fields, register: register.to_owned() })
        };
        let documents = [&book::outgoing_documents::REGISTER];
        let own = explain_replica(Lang::ZhHans, &documents, &several(""));
        assert!(own.starts_with("状态、分发 · 分发单位有冲突"), "{own}");
        let there = explain_replica(Lang::En, book::ALL, &several("outgoing-documents"));
        assert!(there.contains("Outgoing documents") && there.contains("State, Recipients · Recipient"), "{there}");
    }

    /// Keys that are put together at run time.
    fn composed() -> BTreeSet<String> {
        let kinds = book::ALL.iter().flat_map(|r| r.all_fields()).map(|f| format!("kind.{}", kind_key(f)));
        let roles = ROLES.iter().map(|r| format!("role.{}", r.replace('-', "_")));
        let phases = ["offline", "hello", "catchup", "level"].map(|p| format!("phase.{p}"));
        let spaces = registers::def::Space::ALL.iter().map(|s| format!("space.{}", s.key()));
        let reasons = replica::reason::Code::ALL.iter().map(|c| format!("reason.{}", c.key().replace('-', "_")));
        kinds.chain(roles).chain(phases).chain(reasons).chain(crate::cli::help::keys()).chain(spaces).collect()
    }

    #[test]
    fn a_state_of_what_a_field_names_is_called_as_there() {
        let error = StepError::LinkedNot { field: "room".to_owned(), states: vec!["open".to_owned()] };
        let said = explain_step(Lang::ZhHans, book::ALL, &error);
        let room = book::find("rooms").unwrap().state("open").map(|s| s.labels.hans);
        assert!(said.contains(room.unwrap()), "{said}");
    }

    #[test]
    fn no_word_is_missing_or_unused() {
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
        let file = concat!(include_str!("../../locales/cli.yml"), include_str!("../../locales/rights.yml"));
        let keys: BTreeSet<&str> = file.lines().filter(|l| !l.starts_with([' ', '#', '_'])).filter_map(|l| l.strip_suffix(':')).collect();
        assert!(keys.len() > 100);
        let composed = composed();
        for key in &keys {
            // Of kinds, all are there, whether or not a register has a field of each.
            let used = composed.contains(*key) || key.starts_with("kind.") || code.contains(&format!("\"{key}\""));
            assert!(used, "{key} is not used");
            for lang in Lang::ALL {
                assert_ne!(say(lang, key, &[]), "", "{key} in {lang:?}");
            }
        }
        for key in &composed {
            assert!(keys.contains(key.as_str()), "{key} is missing");
        }
        for prefix in ["error.", "cli.", "demo.", "label.", "close.", "refusal.", "clock.", "usage.", "disk.", "files."] {
            for part in code.split(&format!("\"{prefix}")).skip(1) {
                let name: String = part.chars().take_while(|c| c.is_ascii_lowercase() || matches!(c, '_' | '.')).collect();
                let whole = part.chars().nth(name.len()) == Some('"') && !name.is_empty() && !name.ends_with('_');
                assert!(!whole || keys.contains(format!("{prefix}{name}").as_str()), "{prefix}{name} is missing");
            }
        }
    }
}
