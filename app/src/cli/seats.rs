//! The persons who work at a desk: signing in, PINs, seats.

use std::io::{IsTerminal, Write};
use std::path::Path;

use registers::Lang;
use replica::{Error, Replica, SeatAsked, Seated};
use serde_json::json;
use trust::enrol::MAX_REQUEST_FILE;

use super::args::SeatCommand;
use super::explain::{role, separator};
use super::{Context, members, office, output, say};
use crate::clock;

/// Where the PIN stands for scripts: of the person, and the new one where it is changed.
const PIN: &str = "ZONGBAN_PIN";
const NEW_PIN: &str = "ZONGBAN_NEW_PIN";

/// Signs somebody in before a command: who is named with `--as`, else whose desk it is. Without a PIN to try nobody is, and a command
/// that writes says so.
pub(super) fn sign_in(context: &Context, replica: &mut Replica) -> anyhow::Result<()> {
    let seats = replica.seats()?;
    let seat = match &context.person {
        Some(name) => match seats.iter().find(|seat| seat.name == name.trim()) {
            Some(seat) => seat,
            None => return context.refuse("error.no_such_seat", &[("person", name), ("persons", &names(context.lang, &seats))]),
        },
        None => match seats.first().filter(|_| replica.signed_in().is_none()) {
            Some(owner) => owner,
            None => return Ok(()),
        },
    };
    let pin = if seat.has_pin { asked(context, PIN, "cli.pin", &seat.name)? } else { None };
    match (seat.has_pin, pin, &context.person) {
        (true, None, None) => Ok(()),
        (_, pin, _) => Ok(replica.sign_in(seat.person, pin.as_deref(), clock::now())?),
    }
}

fn names(lang: Lang, seats: &[Seated]) -> String {
    seats.iter().map(|seat| seat.name.as_str()).collect::<Vec<_>>().join(separator(lang))
}

/// A PIN from the environment, else one that is typed, else none.
fn asked(context: &Context, variable: &str, question: &str, person: &str) -> anyhow::Result<Option<String>> {
    if let Ok(pin) = std::env::var(variable) {
        return Ok(Some(pin));
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(None);
    }
    let mut error = std::io::stderr();
    write!(error, "{} ", say(context.lang, question, &[("person", person)]))?;
    error.flush()?;
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()).filter(|pin| !pin.is_empty()))
}

pub(super) fn pin(context: &Context, remove: bool) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let seats = replica.seats()?;
    let person = replica.signed_in().ok_or(Error::SignedOut)?;
    let Some(seat) = seats.iter().find(|seat| seat.person == person) else { return Err(Error::SignedOut.into()) };
    let old = if seat.has_pin { asked(context, PIN, "cli.pin", &seat.name)? } else { None };
    let new = match remove {
        true => None,
        false => Some(asked(context, NEW_PIN, "cli.new_pin", &seat.name)?.ok_or(Error::WeakPin)?),
    };
    replica.set_pin(old.as_deref(), new.as_deref(), clock::now())?;
    let key = if remove { "cli.pin_removed" } else { "cli.pin_set" };
    context.out.result(|| json!({ "person": seat.name, "pin": !remove }), || say(context.lang, key, &[("person", &seat.name)]));
    Ok(())
}

pub(super) fn seat(context: &Context, command: &SeatCommand) -> anyhow::Result<()> {
    match command {
        SeatCommand::List => list(context),
        SeatCommand::Ask { person, out } => ask(context, person, out),
        SeatCommand::Give { file, roles } => give(context, file, roles),
        SeatCommand::Roles { desk, person, roles } => set(context, desk, person, &office::roles_named(context, roles)?),
        SeatCommand::Remove { desk, person } => set(context, desk, person, &[]),
    }
}

fn list(context: &Context) -> anyhow::Result<()> {
    let replica = context.replica()?;
    let (seats, lang) = (replica.seats()?, context.lang);
    context.out.result(
        || {
            let list = seats.iter().map(|seat| {
                json!({ "person": seat.name, "id": seat.person.to_string(), "roles": seat.roles, "owner": seat.is_owner, "key": seat.has_key,
                    "pin": seat.has_pin, "signed_in": replica.signed_in() == Some(seat.person) })
            });
            json!(list.collect::<Vec<_>>())
        },
        || {
            let row = |seat: &Seated| {
                let roles: Vec<String> = seat.roles.iter().map(|id| role(lang, id)).collect();
                let here = match (seat.has_key, seat.has_pin) {
                    (false, _) => "cli.seat_without_key",
                    (true, true) => "cli.seat_with_pin",
                    (true, false) => "cli.seat_without_pin",
                };
                let now = if replica.signed_in() == Some(seat.person) { "●" } else { "" };
                let owner = if seat.is_owner { context.say("cli.seat_owner") } else { String::new() };
                vec![now.to_owned(), seat.name.clone(), roles.join("/"), owner, context.say(here)]
            };
            output::table(&[], &seats.iter().map(row).collect::<Vec<_>>())
        },
    );
    Ok(())
}

fn ask(context: &Context, person: &str, out: &Path) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let pin = asked(context, NEW_PIN, "cli.new_pin", person)?.ok_or(Error::WeakPin)?;
    let asked = replica.ask_for_seat(person, &pin)?;
    office::write_file(out, &asked.request)?;
    let file = out.display().to_string();
    context.out.result(
        || json!({ "file": file, "fingerprint": asked.chinese, "words": asked.english, "numbers": asked.numbers }),
        || say(context.lang, "cli.seat_asked", &[("file", &file), ("words", &office::words(context.lang, &asked))]),
    );
    Ok(())
}

fn give(context: &Context, file: &Path, roles: &[String]) -> anyhow::Result<()> {
    let request = office::read_file(file, MAX_REQUEST_FILE)?;
    let mut replica = context.replica()?;
    let asked = replica.reader()?.seat_asked(&request)?;
    let SeatAsked { person, desk, known_as, renews, joining: seen } = &asked;
    replica.give_seat(&request, &office::roles_named(context, roles)?)?;
    context.out.result(
        || {
            json!({ "person": person, "desk": desk, "known_as": known_as, "renews": renews, "fingerprint": seen.chinese,
                "words": seen.english, "numbers": seen.numbers })
        },
        || {
            let words = office::words(context.lang, seen);
            let given = say(context.lang, "cli.seat_given", &[("person", person), ("desk", desk), ("words", &words)]);
            warning(context.lang, &asked).map_or(given.clone(), |warning| format!("{given}\n{warning}"))
        },
    );
    Ok(())
}

fn set(context: &Context, desk: &str, person: &str, roles: &[String]) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let (device, name) = members::one(context, members::named(context, &replica, desk, false)?)?;
    let (persons, _) = replica.reader()?.names()?;
    let is_meant = |seat: &trust::membership::Seat| {
        seat.person.to_string() == person.trim() || persons.get(&seat.person).is_some_and(|name| name == person.trim())
    };
    let Some(seat) = replica.membership().seats(&device).find(is_meant) else { return Err(Error::NoSeat.into()) };
    replica.set_seat(&device, &seat.person, roles)?;
    let key = if roles.is_empty() { "cli.seat_removed" } else { "cli.seat_roles" };
    let named: Vec<String> = roles.iter().map(|id| role(context.lang, id)).collect();
    context.out.result(
        || json!({ "person": person, "device": device.to_string(), "roles": roles }),
        || say(context.lang, key, &[("person", person), ("desk", &name), ("roles", &named.join(separator(context.lang)))]),
    );
    Ok(())
}

/// What whoever grants a seat has to know: whose name would be signed with.
pub(crate) fn warning(lang: Lang, asked: &SeatAsked) -> Option<String> {
    let name = asked.known_as.as_deref()?;
    let key = if asked.renews { "cli.seat_renews" } else { "cli.seat_known" };
    Some(say(lang, key, &[("person", name)]))
}

/// The sentence for what goes wrong with signing in and signing.
pub(super) fn explain(lang: Lang, error: &Error) -> String {
    let key = match error {
        Error::SignedOut => "error.signed_out",
        Error::NoSeat => "error.no_seat",
        Error::WrongPin => "error.wrong_pin",
        Error::WeakPin => "error.weak_pin",
        Error::PinWaits(seconds) => return say(lang, "error.pin_waits", &[("seconds", &seconds.to_string())]),
        Error::NotAsShown => "error.not_as_shown",
        Error::OthersAct => "error.others_act",
        other => return other.to_string(),
    };
    say(lang, key, &[])
}
