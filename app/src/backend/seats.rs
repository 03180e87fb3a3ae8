//! Who works at this desk, for the window; and what they sign.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use registers::{Lang, Op, Record, RecordId, Register, signed};
use replica::{Reader, Replica, Seated};
use trust::id::{DeviceId, PersonId};

use crate::cli;
use crate::clock;
use crate::gui::backend::{Asking, Done, Persons, Pin, Seat, Signed, Sitting, ToSign};

/// Who is signed in, as the writer says; and the seats as they were read last, with what they follow from.
#[derive(Debug, Default)]
pub(super) struct Present {
    signed_in: Arc<Mutex<Option<PersonId>>>,
    kept: RefCell<Option<(String, Vec<Seated>)>>,
}

impl Present {
    pub fn new(replica: &Replica) -> Present {
        Present { signed_in: Arc::new(Mutex::new(replica.signed_in())), kept: RefCell::default() }
    }

    /// For the writer, who says who is signed in.
    pub fn handle(&self) -> Arc<Mutex<Option<PersonId>>> {
        self.signed_in.clone()
    }

    pub fn signed_in(&self) -> Option<PersonId> {
        *self.signed_in.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who works here. The list of members is read again only where it, or a key that is kept here, is another one.
    pub fn seats(&self, reader: &Reader, device: &DeviceId) -> replica::Result<Vec<Seated>> {
        let now = reader.seats_as_of()?;
        let mut kept = self.kept.borrow_mut();
        if let Some((_, seats)) = kept.as_ref().filter(|(at, _)| *at == now) {
            return Ok(seats.clone());
        }
        let seats = reader.seats(device)?;
        *kept = Some((now, seats.clone()));
        Ok(seats)
    }

    pub fn persons(&self, seats: Vec<Seated>, lang: Lang) -> Persons {
        let signed_in = self.signed_in().map(|person| person.to_string());
        let seat = |seat: Seated| Seat {
            id: seat.person.to_string(),
            name: seat.name,
            roles: seat.roles.iter().map(|role| cli::role(lang, role)).collect(),
            has_pin: seat.has_pin,
            has_key: seat.has_key,
            is_owner: seat.is_owner,
        };
        Persons { seats: seats.into_iter().map(seat).collect(), signed_in }
    }
}

/// Says who is signed in, after an action that may have changed it.
pub(super) fn tell(present: &Mutex<Option<PersonId>>, replica: &Replica) {
    *present.lock().unwrap_or_else(PoisonError::into_inner) = replica.signed_in();
}

/// Does what is done about who works here.
pub(super) fn carry_out(replica: &mut Replica, sitting: Sitting, lang: Lang) -> anyhow::Result<Done> {
    let now = clock::now();
    let given = |pin: Pin| Some(pin.0).filter(|pin| !pin.is_empty());
    let note = |note: String| Done { note: Some(note), ..Done::default() };
    Ok(match sitting {
        Sitting::SignIn { person, pin } => {
            let seats = replica.seats()?;
            let seat = seats.iter().find(|seat| seat.person.to_string() == person).ok_or(replica::Error::NoSeat)?;
            replica.sign_in(seat.person, given(pin).as_deref(), now)?;
            Done::default()
        }
        Sitting::SignOut => {
            replica.sign_out();
            Done::default()
        }
        Sitting::SetPin { old, new } => {
            replica.set_pin(given(old).as_deref(), given(new).as_deref(), now)?;
            note(cli::say(lang, "cli.pin_kept", &[]))
        }
        Sitting::Ask { person, pin, file } => {
            let asked = replica.ask_for_seat(&person, &pin.0)?;
            cli::write_file(&file, &asked.request)?;
            note(cli::say(lang, "cli.seat_asked", &[("file", &file.display().to_string()), ("words", &cli::words(lang, &asked))]))
        }
        Sitting::Give { file, roles } => {
            let request = cli::read_file(&file, trust::enrol::MAX_REQUEST_FILE)?;
            let asked = replica.reader()?.seat_asked(&request)?;
            replica.give_seat(&request, &roles)?;
            let words = cli::words(lang, &asked.joining);
            note(cli::say(lang, "cli.seat_given", &[("person", &asked.person), ("desk", &asked.desk), ("words", &words)]))
        }
    })
}

/// What a request for a seat asks for, in words.
pub(super) fn asked(reader: &Reader, file: &Path, lang: Lang) -> anyhow::Result<Asking> {
    let asked = reader.seat_asked(&cli::read_file(file, trust::enrol::MAX_REQUEST_FILE)?)?;
    let warning = cli::seat_warning(lang, &asked).unwrap_or_default();
    Ok(Asking { who: format!("{} · {}", asked.person, asked.desk), words: cli::words(lang, &asked.joining), warning })
}

/// What a person would sign with a step, to be shown.
pub(super) fn to_sign(
    replica: &mut Replica,
    register: &'static Register,
    (id, step): (RecordId, &'static str),
    base: Option<Box<Record>>,
    ops: Vec<Op>,
    lang: Lang,
) -> anyhow::Result<ToSign> {
    let sight = replica.sight(id, step, base.as_deref(), &ops, clock::now())?;
    let mut content = signed::read(&sight.content).unwrap_or_default();
    // Personal data stands there as tokens; who signs sees what they stand for.
    registers::private::resolve(&mut content, |token| sight.texts.get(token).cloned());
    let shown = cli::content(lang, &replica.reader()?, register, &content);
    Ok(ToSign { id, step, base, ops, sight, shown })
}

/// The signatures under a record, in words.
pub(super) fn signatures(reader: &Reader, register: &Register, id: RecordId, lang: Lang) -> replica::Result<Vec<Signed>> {
    let signatures = reader.signatures(id)?;
    let texts = cli::signature_lines(lang, register, &signatures);
    let signed = signatures.iter().zip(texts).map(|(signature, (text, changed))| Signed {
        text,
        holds: signature.proof == replica::Proof::Good,
        changed,
    });
    Ok(signed.collect())
}
