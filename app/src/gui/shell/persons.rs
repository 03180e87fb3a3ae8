//! Who works here: the lock over the window, the dialogs about seats, and what waits to be signed.

use std::time::Duration;

use eframe::egui::{self, Align2, CursorIcon, Popup, Role, Sense, Ui, WidgetInfo, vec2};

use registers::Lang;

use super::super::backend::{Action, Done, Outcome, Persons, Pin, Seat, Setup, Sitting};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::screens::sitting::{LockView, Page, SeatsView, SigningView};
use super::super::text::tr_with;
use super::super::theme;
use super::super::widgets::{paint, select};
use super::{Shell, surroundings};

/// Seconds without a key or a movement after which the window locks, where a PIN opens it again.
const IDLE: f64 = 600.0;

/// What the shell keeps about who works here.
#[derive(Debug, Default)]
pub(super) struct Presence {
    lock: LockView,
    pub seats: Option<SeatsView>,
    pub signing: Option<SigningView>,
    /// The ticket of signing out.
    leaving: Option<u64>,
    /// Who was signed in last: what another one left open is not theirs to see.
    last: Option<String>,
    /// When the last key or movement came.
    touched: f64,
}

impl Shell {
    /// Draws what keeps the window closed, if anything does, and locks it when nobody has been here for a while.
    pub(super) fn locked_ui(&mut self, ui: &mut Ui, out: &mut Vec<Command>) -> bool {
        let Setup::Ready(me) = self.setup.clone() else { return false };
        // What cannot be read is not shown either.
        let persons = self.backend.persons();
        let closed = persons.as_ref().map_or(true, Persons::is_locked);
        let persons = persons.unwrap_or_default();
        if let Some(present) = persons.signed_in.clone() {
            let other = self.presence.last.replace(present.clone()).is_some_and(|last| last != present);
            if other {
                self.start_over();
            }
        }
        if closed {
            (self.presence.seats, self.presence.signing) = (None, None);
            // Whoever comes back has just been here.
            self.presence.touched = ui.input(|i| i.time);
            let Shell { backend, lang, presence, composing, revision, .. } = self;
            let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
            let frame = egui::Frame::new().fill(theme::canvas());
            egui::CentralPanel::no_frame().frame(frame).show(ui, |ui| presence.lock.ui(ui, cx, &persons, out));
            return true;
        }
        self.watch_idle(ui, &persons, out);
        false
    }

    fn watch_idle(&mut self, ui: &Ui, persons: &Persons, out: &mut Vec<Command>) {
        let (now, busy) = ui.input(|i| (i.time, !i.events.is_empty() || i.pointer.is_moving()));
        if busy || self.presence.touched == 0.0 {
            self.presence.touched = now;
        }
        if !persons.can_lock() {
            return;
        }
        let left = self.presence.touched + IDLE - now;
        if left > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        } else if self.presence.leaving.is_none() {
            out.push(Command::Lock);
        }
    }

    /// Lets nobody see the window; where no PIN would open it again, a PIN is asked for first.
    pub(super) fn lock(&mut self) {
        if self.backend.persons().is_ok_and(|persons| persons.can_lock()) {
            self.send(Action::Sit(Sitting::SignOut));
        } else {
            self.ask_seats(Page::Pin);
        }
    }

    /// Lets somebody else sign in: at once where they need no PIN.
    pub(super) fn switch_to(&mut self, person: String) {
        let persons = self.backend.persons().unwrap_or_default();
        let Some(seat) = persons.seats.iter().find(|seat| seat.id == person) else { return };
        if seat.has_pin {
            self.presence.lock.person = Some(person);
            self.send(Action::Sit(Sitting::SignOut));
        } else {
            self.send(Action::Sit(Sitting::SignIn { person, pin: Pin::default() }));
        }
    }

    /// Opens a dialog about seats.
    pub(super) fn ask_seats(&mut self, page: Page) {
        self.presence.seats = Some(SeatsView::new(page));
    }

    /// The dialogs.
    pub(super) fn persons_ui(&mut self, ui: &Ui, me: &super::Me, out: &mut Vec<Command>) {
        let Shell { backend, lang, presence, composing, revision, .. } = self;
        let cx = surroundings(&**backend, *lang, me, *composing, *revision);
        if let Some(seats) = &mut presence.seats {
            seats.ui(ui, cx, out);
        }
        if let Some(signing) = &mut presence.signing {
            signing.ui(ui, cx, out);
        }
    }

    /// Whether one of them waits for an answer.
    pub(super) fn persons_ask(&self) -> bool {
        self.presence.seats.is_some() || self.presence.signing.is_some()
    }

    /// Closes what is open of them.
    pub(super) fn close_persons(&mut self) -> bool {
        self.presence.signing.take().is_some() || self.presence.seats.take().is_some()
    }

    /// Notes what was sent.
    pub(super) fn sent_of_persons(&mut self, action: &Action, ticket: u64) {
        match action {
            Action::Sit(Sitting::SignIn { .. }) => self.presence.lock.saving = Some(ticket),
            Action::Sit(Sitting::SignOut) => self.presence.leaving = Some(ticket),
            Action::Sit(_) => self.presence.seats.iter_mut().for_each(|seats| seats.saving = Some(ticket)),
            Action::Sign(_) => self.presence.signing.iter_mut().for_each(|signing| signing.saving = Some(ticket)),
            _ => {}
        }
    }

    /// How an action about persons ended, or one that is to be signed first; gives back what is the shell's matter.
    pub(super) fn ended_of_persons(&mut self, outcome: Outcome) -> Option<Outcome> {
        let (ticket, mut outcome) = (Some(outcome.ticket), outcome);
        if let Ok(Done { to_sign, .. }) = &mut outcome.result
            && let Some(to_sign) = to_sign.take()
        {
            self.step.iter_mut().filter(|step| step.saving == ticket).for_each(|step| step.saving = None);
            self.at_once.retain(|(sent, ..)| Some(*sent) != ticket);
            self.presence.signing = Some(SigningView::new(to_sign));
            return None;
        }
        if self.presence.leaving == ticket {
            self.presence.leaving = None;
            return None;
        }
        let refused = outcome.result.as_ref().err().cloned();
        if self.presence.lock.saving == ticket {
            self.presence.lock.ended(refused);
            return None;
        }
        if let Some(seats) = self.presence.seats.as_mut().filter(|seats| seats.saving == ticket) {
            match refused {
                Some(_) => (seats.saving, seats.refused) = (None, refused),
                None => self.presence.seats = None,
            }
            return Some(outcome).filter(|outcome| outcome.result.is_ok());
        }
        if let Some(signing) = self.presence.signing.as_mut().filter(|signing| signing.saving == ticket) {
            match refused {
                Some(_) => (signing.saving, signing.refused) = (None, refused),
                // The step is done: its dialog goes with it.
                None => (self.presence.signing, self.step) = (None, None),
            }
            return Some(outcome).filter(|outcome| outcome.result.is_ok());
        }
        Some(outcome)
    }
}

/// Something that can be done about who works here.
pub(super) struct Known {
    key: &'static str,
    /// Who is let in by it, where that is somebody.
    person: String,
    pub command: Command,
}

impl Known {
    fn new(key: &'static str, command: Command) -> Known {
        Known { key, person: String::new(), command }
    }

    /// The other words for it by which people look for it.
    pub fn also(&self) -> Option<&'static str> {
        match self.command {
            Command::SwitchTo(_) => Some("gui.seats.switch_also"),
            Command::Seats(Page::Pin) => Some("gui.seats.pin_also"),
            _ => None,
        }
    }

    /// What it is called.
    pub fn name(&self, lang: Lang) -> String {
        tr_with(lang, self.key, &[("person", &self.person)])
    }
}

/// What can be done about who works here now, for the menu and for the palette.
pub(super) fn options(cx: Cx<'_>) -> Vec<Known> {
    let persons = cx.backend.persons().unwrap_or_default();
    let others = persons.seats.iter().filter(|seat| seat.has_key && Some(&seat.id) != persons.signed_in.as_ref());
    let switch = |seat: &Seat| Known { key: "gui.seats.switch", person: seat.name.clone(), command: Command::SwitchTo(seat.id.clone()) };
    let mut options: Vec<Known> = others.map(switch).collect();
    options.extend(persons.can_lock().then(|| Known::new("gui.command.lock", Command::Lock)));
    options.push(Known::new("gui.seats.pin", Command::Seats(Page::Pin)));
    options.push(Known::new("gui.seats.ask", Command::Seats(Page::Ask)));
    let owner = persons.present().is_some_and(|seat| seat.is_owner);
    if owner && cx.me.roles.iter().any(|role| role == registers::workflow::ADMINISTRATOR) {
        options.push(Known::new("gui.seats.give", Command::Seats(Page::Give)));
    }
    options
}

/// Who works here, with a menu of what can be done about it.
pub(super) fn person_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    const MENU: f32 = 260.0;
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, 30.0), Sense::click());
    let name = paint::plain(format!("{} · {}", cx.me.person, cx.me.desk));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ui.painter().circle_filled(rect.center(), 15.0, theme::accent_soft());
    let initial: String = cx.me.person.chars().take(1).collect();
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, initial, theme::bold(theme::LABEL), theme::accent());
    paint::focus_ring(ui, &response, rect, 15);
    let response = response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand);
    Popup::menu(&response).width(MENU).show(|ui| {
        ui.set_width(MENU);
        ui.spacing_mut().item_spacing.y = 2.0;
        for known in options(cx) {
            if select::option_ui(ui, &known.name(cx.lang), false, theme::text()).clicked() {
                out.push(known.command);
                ui.close();
            }
        }
    });
}
