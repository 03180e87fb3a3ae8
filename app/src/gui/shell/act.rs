//! What commands do, what is sent to the writer, and what becomes of that.

use registers::book::tasks;
use registers::def::Register;
use registers::{Op, RecordId, workflow};
use replica::Choice;

use super::super::backend::{Action, Card, Done, Link, Outcome, Setup};
use super::super::command::{Command, Place, TABLE, Tab, When};
use super::super::screens::detail::DetailView;
use super::super::screens::form::FormView;
use super::super::screens::list::ListView;
use super::super::screens::reception::{self, Heard};
use super::super::screens::settle::SettleView;
use super::super::screens::step::StepView;
use super::super::text::{tr, tr_with};
use super::super::widgets::toast::Offer;
use super::find::FindView;
use super::keys::KeysView;
use super::palette::PaletteView;
use super::sheets::{LeaveView, SheetsView};
use super::standing::StandingView;
use super::trail::Spot;
use super::{Overlay, Shell, surroundings, undo};
use crate::cases::Told;
use crate::prefs::{Prefs, toggle};

/// Most steps done at once whose end is waited for.
const MOST_AT_ONCE: usize = 64;

impl Shell {
    /// Does what was asked for, and notes where that led.
    pub(super) fn carry_out(&mut self, command: Command) {
        // What is discarded was left for another command.
        let led = if command == Command::Discard { self.after_leaving.clone() } else { Some(command.clone()) };
        let moves = matches!(led, Some(Command::Back | Command::Forward));
        let before = self.spot();
        self.obey(command);
        if !moves && before != self.spot() {
            self.trail.left(before);
        }
    }

    pub(super) fn obey(&mut self, command: Command) {
        if self.asks_before(&command) {
            return;
        }
        match self.current(command) {
            Command::Go(place) => {
                // Whoever asks for the list that is open wants it without the record beside it.
                if let (Place::Register(register), Place::Register(open)) = (place, self.place)
                    && register.key == open.key
                {
                    self.list(register).rows.selected = None;
                }
                (self.place, self.form, self.detail) = (place, None, None);
                if place == Place::Registry {
                    self.registry.wake();
                }
            }
            Command::Show(register, only) => {
                self.list(register).show(only);
                (self.place, self.form) = (Place::Register(register), None);
            }
            Command::ShowLinked(register, field, id) => {
                self.list(register).show_linked(field, id);
                (self.place, self.form, self.detail) = (Place::Register(register), None, None);
            }
            Command::Open(register, id) => self.open(register, id),
            Command::Flow(register, state) => {
                self.insight.mark(register, state);
                (self.place, self.form, self.detail) = (Place::Book(register, Tab::Flow), None, None);
            }
            Command::Close => self.close(),
            Command::New(register) => self.new_form(register, &[]),
            Command::NewFrom(register, template) => self.new_form(Some(register), &workflow::from_template(register, template)),
            Command::NewWith(register, ops) => self.new_form(Some(register), &ops),
            Command::NewLike(id) => self.with_card(id, |shell, card| {
                shell.new_form(Some(card.register), &workflow::like(card.register, &card.record));
            }),
            Command::NewTask(id) => self.with_card(id, |shell, card| {
                let register = shell.backend.registers().iter().copied().find(|r| r.key == tasks::REGISTER.key);
                if let Some(ops) = tasks::started_from(card.register, id, &card.record) {
                    shell.new_form(register, &ops);
                }
            }),
            Command::AddLinked(register, title, field) => self.add_linked(register, title, field),
            Command::Edit(id) => self.edit_form(id),
            Command::Step(id, step) => self.with_card(id, |shell, card| {
                let me = shell.me();
                let mut view = StepView::new(card, step, shell.cx(&me));
                let at_once = if view.needs_nothing() { view.save(shell.cx(&me)) } else { None };
                match at_once {
                    Some(action) => shell.send(action),
                    None => shell.step = Some(view),
                }
            }),
            Command::Settle(told, choice) => self.settle(told, choice),
            Command::Undo => self.undo(),
            Command::Erase(id) => self.erasing = Some((id, self.backend.title(id).ok().flatten().unwrap_or_default())),
            Command::VoidImport => self.void_import(),
            Command::Save => self.save(),
            Command::Discard => {
                self.leave_form();
                // To leave the form is all that going back meant.
                if let Some(command) = self.after_leaving.take().filter(|command| *command != Command::Back) {
                    self.obey(command);
                }
            }
            Command::Search => {
                if let (Place::Register(register), None) = (self.place, &self.form) {
                    self.list(register).focus_search();
                } else if self.form.is_none() {
                    self.obey(Command::Find);
                }
            }
            Command::Speak(lang) => {
                self.lang = lang;
                self.backend.speak(lang);
                self.prefer(|prefs| prefs.lang = Some(lang));
            }
            Command::Look(look) => self.prefer(|prefs| prefs.look = look),
            Command::Size(size) => self.prefer(|prefs| prefs.size = size),
            Command::Quiet(quiet) => self.prefer(|prefs| prefs.quiet = quiet),
            Command::Keep(record) => {
                if let Some((register, id)) = record.or(self.spot().open()) {
                    self.keep(register, id);
                }
            }
            Command::NextKept => {
                if let Some((register, id)) = self.kept.next(self.spot().record) {
                    self.obey(Command::Open(register, id));
                }
            }
            Command::Star(register) => {
                if let Some(register) = register.or(self.place.register()) {
                    self.prefer(|prefs| toggle(&mut prefs.starred, register.key));
                }
            }
            Command::Fold(area) => self.prefer(|prefs| toggle(&mut prefs.folded, area.labels().en)),
            Command::Columns(register, columns) => self.prefer(|prefs| prefs.set_columns(register, columns)),
            Command::Resize { up } => self.prefer(|prefs| prefs.size = prefs.size.step(up)),
            Command::Do(action) => self.send(action),
            Command::Palette => self.palette(),
            Command::Find => self.lay_over(Overlay::Find(FindView::default())),
            Command::Keys => self.lay_over(Overlay::Keys(KeysView)),
            Command::Sheets => self.lay_over(Overlay::Sheets(SheetsView::default())),
            Command::SheetsKept => {
                self.overlay = None;
                self.prefer(|prefs| prefs.sheets = None);
                self.toasts.done(tr(self.lang, "gui.sheets.kept"), None);
            }
            Command::LeaveSample => self.lay_over(Overlay::Leave(LeaveView)),
            Command::Standing => self.lay_over(Overlay::Standing(StandingView)),
            Command::Export => self.export(),
            Command::Filter => {
                if let (Place::Register(register), None) = (self.place, &self.form) {
                    self.list(register).toggle_filter();
                }
            }
            Command::ShowView(register, name) => {
                self.list(register).show_view(&name);
                (self.place, self.form, self.detail) = (Place::Register(register), None, None);
            }
            Command::KeepViews(register, views) => self.prefer(|prefs| drop(prefs.views.insert(register.to_owned(), views))),
            Command::Lock => self.lock(),
            Command::SwitchTo(person) => self.switch_to(person),
            Command::Seats(page) => self.ask_seats(page),
            Command::NextPart => self.parts.go_on(),
            Command::Back => self.go_back(),
            Command::Forward => self.go_forward(),
        }
    }

    /// From a form back to its list, and else to the place before this one.
    fn go_back(&mut self) {
        if self.leave_form() {
            return;
        }
        let here = self.spot();
        if let Some(spot) = self.trail.back(here) {
            self.stand_at(spot);
        }
    }

    /// Back to where one was before going back.
    fn go_forward(&mut self) {
        let here = self.spot();
        if let Some(spot) = self.trail.forward(here) {
            self.stand_at(spot);
        }
    }

    /// Where one is.
    fn spot(&self) -> Spot {
        Spot { place: self.place, record: self.detail.as_ref().filter(|_| matches!(self.place, Place::Register(_))).map(|d| d.id) }
    }

    fn stand_at(&mut self, spot: Spot) {
        match (spot.place, spot.record) {
            (Place::Register(register), Some(id)) => self.obey(Command::Open(register, id)),
            (place, _) => {
                self.obey(Command::Go(place));
                if let Place::Register(register) = self.place {
                    self.list(register).rows.selected = None;
                }
            }
        }
    }

    /// Lays something over everything, or takes it away when it lies there.
    fn lay_over(&mut self, overlay: Overlay) {
        let same = self.overlay.take().is_some_and(|open| std::mem::discriminant(&open) == std::mem::discriminant(&overlay));
        self.overlay = (!same).then_some(overlay);
    }

    fn palette(&mut self) {
        let me = self.me();
        let applies: Vec<_> = TABLE.iter().filter(|known| self.can(known.when)).collect();
        let open = self.detail.as_ref().filter(|_| self.can(When::Record)).map(|d| d.id);
        let palette = PaletteView::new(self.cx(&me), &applies, open);
        self.lay_over(Overlay::Palette(palette));
    }

    fn export(&mut self) {
        let me = self.me();
        if let (Place::Register(register), true) = (self.place, self.can(When::List)) {
            let Shell { backend, lang, lists, composing, revision, .. } = self;
            let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
            lists.entry(register.key).or_insert_with(|| ListView::new(register)).ask_export(cx);
        }
    }

    /// Changes what the person prefers, from now on and for the next start.
    fn prefer(&mut self, change: impl FnOnce(&mut Prefs)) {
        let before = self.prefs.clone();
        change(&mut self.prefs);
        if self.prefs != before
            && let Err(error) = self.backend.keep_prefs(&self.prefs)
        {
            self.toasts.refused(tr_with(self.lang, "gui.prefs.unkept", &[("why", &error.kind().to_string())]));
        }
    }

    /// The command with its register as the office has it now.
    fn current(&self, command: Command) -> Command {
        let here =
            |register: &'static Register| self.backend.registers().iter().find(|r| r.key == register.key).copied().unwrap_or(register);
        match command {
            Command::Go(Place::Register(register)) => Command::Go(Place::Register(here(register))),
            Command::Go(Place::Book(register, tab)) => Command::Go(Place::Book(here(register), tab)),
            Command::Show(register, only) => Command::Show(here(register), only),
            Command::ShowView(register, name) => Command::ShowView(here(register), name),
            Command::ShowLinked(register, field, id) => Command::ShowLinked(here(register), field, id),
            Command::Open(register, id) => Command::Open(here(register), id),
            Command::New(Some(register)) => Command::New(Some(here(register))),
            command => command,
        }
    }

    /// Keeps a form whose contents the command would lose, and asks.
    fn asks_before(&mut self, command: &Command) -> bool {
        let opens = matches!(
            command,
            Command::New(_) | Command::NewFrom(..) | Command::NewWith(..) | Command::NewLike(_) | Command::NewTask(_) | Command::Edit(_)
        );
        let leaves = matches!(
            command,
            Command::Go(_)
                | Command::Show(..)
                | Command::ShowView(..)
                | Command::ShowLinked(..)
                | Command::Open(..)
                | Command::Flow(..)
                | Command::Close
                | Command::Back
                | Command::Forward
                | Command::NextKept
        );
        let Some(form) = self.form.as_mut().filter(|_| leaves || opens) else { return false };
        if opens {
            // A template may take the place of a form in which nothing was typed.
            return !matches!(command, Command::NewFrom(..)) || form.is_changed();
        }
        if form.leaving && *command == Command::Close {
            form.leaving = false;
            self.after_leaving = None;
            return true;
        }
        if !form.is_changed() {
            return false;
        }
        // What is kept open is there already, and stays as it is.
        if matches!(command, Command::Open(_, id) if form.id == Some(*id) && self.kept.holds(*id)) {
            return true;
        }
        if self.lay_aside(command) {
            return false;
        }
        let Some(form) = self.form.as_mut() else { return false };
        form.leaving = true;
        self.after_leaving = (*command != Command::Close).then(|| command.clone());
        true
    }

    fn close(&mut self) {
        if self.close_persons() || self.overlay.take().is_some() {
            return;
        }
        if self.step.as_mut().is_some_and(StepView::asks_first) {
            return;
        }
        if self.erasing.take().is_some() {
            return;
        }
        if self.undoing.take().is_some() || self.step.take().is_some() || self.settle.take().is_some() || self.leave_form() {
            return;
        }
        if let Place::Register(register) = self.place
            && self.list(register).close_filter()
        {
            return;
        }
        self.detail = None;
        if let Place::Register(register) = self.place {
            self.list(register).rows.selected = None;
        }
    }

    fn open(&mut self, register: &'static Register, id: RecordId) {
        self.begun_at = None;
        (self.place, self.form) = (Place::Register(register), self.kept.take(id));
        self.detail = Some(DetailView::new(id));
        self.list(register).rows.selected = Some(id);
    }

    fn new_form(&mut self, register: Option<&'static Register>, ops: &[Op]) {
        let here = if let Place::Register(register) = self.place { Some(register) } else { None };
        let Some(register) = register.or(here) else { return };
        let me = self.me();
        let form = FormView::add(register, ops, self.cx(&me));
        self.begun_at = Some(self.place).filter(|place| matches!(place, Place::Rooms | Place::Calendar | Place::Registry));
        (self.place, self.form) = (Place::Register(register), Some(form));
    }

    /// The form stays open, and waits for the record that it is to link to.
    fn add_linked(&mut self, register: &'static Register, title: String, field: &'static str) {
        let Some(form) = self.form.as_mut().filter(|form| form.linking.is_none()) else { return };
        let ops = vec![Op::Set { field: register.title.to_owned(), value: Some(title.into()) }];
        form.linking = Some((self.backend.send(Action::Add { register: register.key, ops }), field));
    }

    fn edit_form(&mut self, id: Option<RecordId>) {
        let Some(id) = id.or(self.detail.as_ref().map(|d| d.id)) else { return };
        self.with_card(id, |shell, card| {
            let me = shell.me();
            let form = FormView::edit(card, shell.cx(&me));
            shell.open(card.register, id);
            shell.backend.prepare(id);
            // What was typed before and waits there goes on.
            shell.form.get_or_insert(form);
        });
    }

    /// A step asks in its own dialog, a decision for a reason; the rest is done at once.
    fn settle(&mut self, told: Box<Told>, choice: Choice) {
        match choice {
            Choice::Step { id, step } => {
                if let Some(step) = told.register(id).and_then(|r| r.transition(step)) {
                    self.carry_out(Command::Step(id, step));
                }
            }
            Choice::Decide(_) | Choice::Renumber { .. } => self.settle = Some(SettleView::new(told, choice)),
            Choice::Keep { .. } | Choice::Take { .. } | Choice::Link { .. } | Choice::Adjust { .. } => {
                let about = told.sentence(self.lang);
                self.send(Action::Settle { told, choice, about, reason: String::new() });
            }
        }
    }

    fn with_card(&mut self, id: RecordId, then: impl FnOnce(&mut Shell, &Card)) {
        match self.backend.card(id) {
            Ok(Some(card)) => then(self, &card),
            Ok(None) => self.toasts.refused(tr(self.lang, "gui.detail.gone")),
            Err(error) => self.toasts.refused(error.to_string()),
        }
    }

    fn save(&mut self) {
        let me = self.me();
        let Shell { backend, lang, form, step, settle, presence, composing, revision, .. } = self;
        let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
        let action = match (presence.signing.as_mut(), step.as_mut(), settle.as_mut(), form.as_mut()) {
            (Some(signing), ..) => signing.save(),
            (None, Some(step), ..) => step.save(cx),
            (None, None, Some(settle), _) => settle.save(cx),
            (None, None, None, Some(form)) => form.save(cx),
            (None, None, None, None) => None,
        };
        if let Some(action) = action {
            return self.send(action);
        }
        if self.step.is_none() && self.settle.is_none() && self.form.is_none() {
            let mut out = Vec::new();
            let Shell { backend, lang, reception, registry, lists, composing, revision, .. } = self;
            let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
            match self.place {
                Place::Reception => reception.save(cx, &mut out),
                Place::Registry => registry.save(cx, &mut out),
                Place::Register(register) => {
                    let action = lists.get_mut(register.key).and_then(|list| list.save(cx));
                    out.extend(action.map(Command::Do));
                }
                _ => {}
            }
            out.into_iter().for_each(|command| self.carry_out(command));
        }
    }

    pub(super) fn send(&mut self, action: Action) {
        if matches!(&action, Action::Edit { ops, .. } if ops.is_empty()) {
            self.leave_form();
            return;
        }
        if matches!(action, Action::Undo(_)) {
            self.undoing = None;
        }
        if matches!(action, Action::Erase(_)) {
            self.erasing = None;
        }
        let from_form = matches!(action, Action::Add { .. } | Action::Edit { .. });
        let from_step = matches!(action, Action::Step { .. });
        let from_counter = matches!(action, Action::AtOnce { .. });
        let from_settle = matches!(action, Action::Settle { .. });
        let from_first_run = matches!(
            action,
            Action::CreateOffice(_)
                | Action::TrySample
                | Action::LeaveSample
                | Action::RequestJoin { .. }
                | Action::RepeatRequest { .. }
                | Action::WithdrawRequest
                | Action::AcceptWelcome { .. }
                | Action::Recover(_)
        );
        let from_admit = matches!(action, Action::Admit(_));
        let from_members = matches!(action, Action::Members(_));
        let stepped = if let Action::Step { id, step, .. } = &action { Some((*id, *step)) } else { None };
        let asks_sync = action == Action::Sync;
        let from_relay = matches!(action, Action::SetRelay(_) | Action::TrustRelay(_));
        let sent = action.clone();
        let ticket = self.backend.send(action);
        self.sent_of_persons(&sent, ticket);
        let ticket = Some(ticket);
        match (&mut self.form, &mut self.step, &mut self.settle) {
            (_, Some(step), _) if from_step => step.saving = ticket,
            _ if from_step => self.done_at_once(ticket, stepped),
            (.., Some(settle)) if from_settle => settle.saving = ticket,
            (Some(form), ..) if from_form => form.saving = ticket,
            (None, None, None) if (from_form || from_counter) && self.place == Place::Counting => {
                ticket.into_iter().for_each(|ticket| self.counting.sent(ticket))
            }
            _ if from_counter && self.place == Place::Registry => ticket.into_iter().for_each(|ticket| self.registry.sent(ticket)),
            _ if from_counter => ticket.into_iter().for_each(|ticket| self.reception.sent(ticket)),
            _ if from_first_run => (self.first_run.saving, self.first_run.refused) = (ticket, None),
            _ if from_admit => (self.desks.admit.saving, self.desks.admit.refused) = (ticket, None),
            _ if from_relay => (self.desks.relay.saving, self.desks.relay.refused) = (ticket, None),
            _ if from_members => (self.desks.manage.saving, self.desks.manage.refused) = (ticket, None),
            _ if asks_sync => self.sync_asked = ticket,
            _ => {}
        }
    }

    /// Remembers whose step it is that no dialog waits for.
    fn done_at_once(&mut self, ticket: Option<u64>, stepped: Option<(RecordId, &'static str)>) {
        if self.at_once.len() == MOST_AT_ONCE {
            self.at_once.remove(0);
        }
        self.at_once.extend(ticket.zip(stepped).map(|(ticket, (id, step))| (ticket, id, step)));
    }

    /// A refusal with the record that it is about.
    fn refusal_of(&self, id: Option<RecordId>, reason: String) -> String {
        let named = id.and_then(|id| self.backend.title(id).ok().flatten()).filter(|name| !name.is_empty());
        named.map_or(reason.clone(), |name| tr_with(self.lang, "gui.refused_of", &[("name", &name), ("why", &reason)]))
    }

    /// There is an office now: whoever founded it is shown the recovery sheets first.
    fn founded(&mut self) {
        self.prefs.sheets = self.backend.prefs().sheets;
        if self.prefs.sheets.is_some() && !self.backend.is_sample() {
            self.overlay = Some(Overlay::Sheets(SheetsView::default()));
        }
    }

    /// Asking for the relay saves nothing: it only wakes the connection, and the foot says how that goes on.
    fn met_relay(&mut self) {
        match self.backend.sync().link {
            Link::None => self.toasts.refused(tr(self.lang, "gui.sync_now.no_relay")),
            Link::Offline | Link::Connecting | Link::Connected => self.toasts.done(tr(self.lang, "gui.sync_now.asked"), None),
        }
    }

    /// Closes what an action came from, or says there why it was refused.
    pub(super) fn ended(&mut self, outcome: Outcome) {
        let Some(Outcome { ticket, result }) = self.ended_of_persons(outcome) else { return };
        if result.is_ok() && self.sync_asked == Some(ticket) {
            self.sync_asked = None;
            return self.met_relay();
        }
        if self.counting.ended(ticket, &result) {
            return;
        }
        if self.registry.ended(ticket, &result) {
            return;
        }
        let me = self.me();
        let Shell { backend, lang, reception, composing, revision, .. } = self;
        let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
        let heard = reception.ended(cx, ticket, result.as_ref().err().map(String::as_str));
        if matches!(heard, Heard::Refused) {
            return;
        }
        let at_once = self.at_once.iter().position(|(sent, ..)| *sent == ticket).map(|at| self.at_once.remove(at));
        let (at_once, left) = (at_once.map(|(_, id, _)| id), at_once.is_some_and(|(.., step)| step == reception::LEAVE));
        let ticket = Some(ticket);
        let of_form = self.form.as_ref().is_some_and(|f| f.saving == ticket);
        let of_step = self.step.as_ref().is_some_and(|s| s.saving == ticket);
        let of_settle = self.settle.as_ref().is_some_and(|s| s.saving == ticket);
        let of_first_run = self.first_run.saving == ticket;
        let of_admit = self.desks.admit.saving == ticket;
        let of_relay = self.desks.relay.saving == ticket;
        let of_members = self.desks.manage.saving == ticket;
        if let Some(form) = self.form.as_mut()
            && let Some((_, field)) = form.linking.take_if(|(linking, _)| Some(*linking) == ticket)
            && let Ok(Done { record: Some(id), .. }) = &result
        {
            form.link(field, *id);
        }
        match result {
            Ok(done) => {
                if of_admit {
                    self.desks.admit.admitted(done.note.clone().unwrap_or_default());
                }
                if of_relay {
                    self.desks.relay.saved();
                }
                if of_members {
                    self.desks.manage.done();
                }
                let undone = done.undone.as_ref().map(|(label, kept)| undo::undone(self.lang, self.registers, label, *kept));
                let plain = match (of_first_run, self.backend.setup()) {
                    (true, Setup::Ready(_)) => "gui.first.ready",
                    (true, _) => "gui.sample.left",
                    (false, _) => "gui.saved",
                };
                let named = done.record.filter(|_| plain == "gui.saved").and_then(|id| self.backend.title(id).ok().flatten());
                let saved = || match named.filter(|name| !name.is_empty()) {
                    // At the counter somebody else may have been meant: it says what became of whom.
                    Some(name) if left && self.place == Place::Reception => tr_with(self.lang, "gui.reception.has_left", &[("who", &name)]),
                    Some(name) => tr_with(self.lang, "gui.saved_as", &[("name", &name)]),
                    None => tr(self.lang, plain),
                };
                let text = undone.or(done.note.filter(|_| !of_admit)).unwrap_or_else(saved);
                let undo = done.undo.map(|entry| (tr(self.lang, "gui.undo"), Offer::TakeBack(entry)));
                let folder = done.file.map(|file| (tr(self.lang, "gui.sheets.folder"), Offer::ShowFolder(file)));
                match heard {
                    Heard::LetIn(told) if told.calls => self.toasts.asks(told.text, undo),
                    Heard::LetIn(told) => self.toasts.done(told.text, undo),
                    Heard::Other | Heard::Refused => self.toasts.done(text, undo.or(folder)),
                }
                if of_step {
                    self.step = None;
                }
                if of_settle {
                    self.settle = None;
                }
                let back = of_form && self.begun_at.is_some();
                if back {
                    self.leave_form();
                } else if of_form && let Some(form) = self.form.take() {
                    if let Some(id) = done.record.or(form.id) {
                        self.open(form.register, id);
                    }
                    if form.id.is_none() {
                        self.list(form.register).rows.show_top();
                    }
                }
                if of_first_run {
                    self.first_run.done();
                    self.founded();
                }
            }
            Err(reason) => match (&mut self.form, &mut self.step, &mut self.settle) {
                (_, Some(step), _) if of_step => (step.saving, step.refused) = (None, Some(reason)),
                (.., Some(settle)) if of_settle => (settle.saving, settle.refused) = (None, Some(reason)),
                (Some(form), ..) if of_form => (form.saving, form.refused) = (None, Some(reason)),
                _ if of_first_run => (self.first_run.saving, self.first_run.refused) = (None, Some(reason)),
                _ if of_admit => (self.desks.admit.saving, self.desks.admit.refused) = (None, Some(reason)),
                _ if of_relay => (self.desks.relay.saving, self.desks.relay.refused) = (None, Some(reason)),
                _ if of_members => (self.desks.manage.saving, self.desks.manage.refused) = (None, Some(reason)),
                _ => self.toasts.refused(self.refusal_of(at_once, reason)),
            },
        }
    }
}
