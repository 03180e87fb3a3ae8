//! The window's view of the program: reads on a connection of their own, writes by the desk's one writer,
//! the network by its own thread.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use jiff::civil::{Date, DateTime};
use registers::def::Register;
use registers::shelf::Shelf;
use registers::workflow::Actor;
use registers::{Kind, Lang, RecordId, book};
use replica::{Contact, Durability, Reader, Replica};
use sync::session::Phase;
use tokio::sync::mpsc as channel;

use crate::calendar::Month;
use crate::cases::Named;
use crate::cli::{clocks, explain_replica, explain_with};
use crate::clock;
use crate::desk::Desk;
use crate::facts::Facts;
use crate::gui::backend::{
    Action, Asking, Author, Backend, Card, Cases, Conflict, Counts, Done, Event, Importing, LastAct, LastImport, Link, MOST_STEPS, Me,
    Members, Names, Outcome, Page, Persons, Query, Read, ReadError, Request, Setup, Signed, SyncState,
};
use crate::network::{Nudge, Shared};
use crate::prefs::Prefs;

mod carry;
mod cases;
mod counter;
mod desks;
mod dialog;
mod due;
mod frame;
mod insight;
mod last;
mod list;
mod seats;
mod seek;
mod start;
mod stepping;
mod survey;
mod titles;
#[cfg(test)]
mod woken;
mod worker;
mod writes;

pub(crate) use start::clear_left as clear_left_samples;
use writes::carry_out;

/// Records of the last action that are named.
const LAST_RECORDS: usize = 4;

/// The revision and the desk as of which it is known where the window begins.
type SetupAsOf = (u64, Option<trust::id::DeviceId>);

type Wake = Arc<Mutex<Option<Box<dyn Fn() + Send + Sync>>>>;

/// The real backend of the window.
pub struct DeskBackend {
    folder: PathBuf,
    lang: Lang,
    office: Option<Office>,
    tickets: u64,
    outcomes: mpsc::Receiver<Outcome>,
    report: mpsc::Sender<Outcome>,
    wake: Wake,
    changes: Arc<AtomicU64>,
    /// What the folder holds while there is no office, read again only when something changed.
    setup: RefCell<Option<(SetupAsOf, Setup)>>,
    dialogs: dialog::Dialogs,
    prefs: Prefs,
    titles: RefCell<titles::Titles>,
    sounds: crate::sound::Sounds,
    notifier: crate::notify::Notifier,
    begun: start::Begun,
    /// The folder of the sample office, while that is open.
    sample: Option<start::Sample>,
    /// The day on which what is no longer kept was looked for.
    erased_on: Option<Date>,
}

impl std::fmt::Debug for DeskBackend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeskBackend")
    }
}

/// An open office.
struct Office {
    reader: Reader,
    desk: Desk,
    me: Me,
    present: seats::Present,
    shared: Shared,
    nudge: channel::UnboundedSender<Nudge>,
    seen: Cell<i64>,
    standing: RefCell<Option<(u64, Contact)>>,
    /// Values side by side and doubled numbers, as they were counted last.
    conflicts: Cell<u64>,
    device: trust::id::DeviceId,
    fast_clocks: desks::FastClocks,
    watch: cases::Watch,
    studies: insight::Studies,
    survey: insight::Studies,
    seeker: seek::Seeker,
    pages: list::Pages,
    importing: Arc<Mutex<Option<Importing>>>,
    stepping: stepping::Shared,
    working: carry::Working,
}

impl DeskBackend {
    /// A backend over a data folder, which may be empty yet.
    ///
    /// # Errors
    /// When there is an office that cannot be opened.
    pub fn new(folder: &Path, lang: Lang) -> anyhow::Result<DeskBackend> {
        let (report, outcomes) = mpsc::channel();
        let mut backend = DeskBackend {
            folder: folder.to_owned(),
            lang,
            office: None,
            tickets: 0,
            outcomes,
            report,
            wake: Wake::default(),
            changes: Arc::new(AtomicU64::new(1)),
            setup: RefCell::new(None),
            dialogs: dialog::Dialogs::default(),
            prefs: Prefs::read(folder),
            titles: RefCell::default(),
            sounds: crate::sound::Sounds::default(),
            notifier: crate::notify::Notifier::default(),
            begun: start::Begun::default(),
            sample: None,
            erased_on: None,
        };
        match Replica::open(folder, clock::entropy(), Durability::Full) {
            Ok(replica) => backend.enter(replica)?,
            Err(replica::Error::NoOffice | replica::Error::WaitsForWelcome) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(backend)
    }

    /// Title of the window: the program, and the desk once there is one.
    pub fn title(&self) -> String {
        let name = crate::cli::say(self.lang, "gui.name", &[]);
        self.office.as_ref().map_or(name.clone(), |o| format!("{name} · {} · {}", o.me.office, o.me.desk))
    }

    /// Starts writer and network for an office.
    fn enter(&mut self, replica: Replica) -> anyhow::Result<()> {
        let reader = replica.reader()?;
        let standing = reader.contact()?;
        let actor = replica.actor(clock::now());
        let me = Me { office: standing.office, person: standing.person, desk: standing.desk, roles: actor.roles, ..Me::default() };
        let (watcher, looker, studying, seeking) = (replica.reader()?, replica.reader()?, replica.reader()?, replica.reader()?);
        let (surveying, listing) = (replica.reader()?, replica.reader()?);
        let (device, present) = (replica.device(), seats::Present::new(&replica));
        let (desk, _writer) = Desk::start(replica);
        let shared = Shared::default();
        // How the connection stands is looked at with every frame. What came in by it changes the data, and only that is read again.
        let wake = self.wake.clone();
        shared.on_change(Arc::new(move || wake_up(&wake)));
        let (nudge, nudges) = channel::unbounded_channel();
        let (changes, wake) = (self.changes.clone(), self.wake.clone());
        worker::spawn_network(desk.clone(), shared.clone(), nudges, watcher, move || notify(&changes, &wake))?;
        let (changes, wake) = (self.changes.clone(), self.wake.clone());
        let watch = cases::Watch::start(looker, move || notify(&changes, &wake))?;
        let studies = insight::Studies::start("studies", studying, self.wake.clone())?;
        let survey = insight::Studies::start("survey", surveying, self.wake.clone())?;
        let wake = self.wake.clone();
        let seeker = seek::Seeker::start(seeking, move || wake_up(&wake))?;
        let wake = self.wake.clone();
        let pages = list::Pages::start(listing, move || wake_up(&wake))?;
        self.office = Some(Office {
            reader,
            desk,
            me,
            present,
            shared,
            nudge,
            seen: Cell::new(0),
            standing: RefCell::new(None),
            conflicts: Cell::new(0),
            device,
            fast_clocks: desks::FastClocks::default(),
            watch,
            studies,
            survey,
            seeker,
            pages,
            importing: Arc::default(),
            stepping: stepping::Shared::default(),
            working: carry::Working::default(),
        });
        notify(&self.changes, &self.wake);
        Ok(())
    }

    fn read_setup(&self) -> Setup {
        if let Some(office) = &self.office {
            // For whom somebody may act follows from records, unlike the rest.
            let Actor { person, roles, delegations, .. } = crate::gui::Backend::actor(self);
            return Setup::Ready(Me { person, roles, delegations, ..office.me.clone() });
        }
        let folder = std::env::home_dir().unwrap_or_else(|| self.folder.clone());
        match Replica::joining(&self.folder) {
            Ok(Some(joining)) => {
                let words = crate::cli::words_in(self.lang, &joining).to_owned();
                Setup::Joining { folder, words, numbers: joining.numbers }
            }
            Ok(None) | Err(_) => Setup::None { folder },
        }
    }

    fn office(&self) -> Read<&Office> {
        self.office.as_ref().ok_or_else(|| ReadError(explain_replica(self.lang, book::ALL, &replica::Error::NoOffice)))
    }

    fn read<T>(&self, read: impl FnOnce(&Reader) -> replica::Result<T>) -> Read<T> {
        read(&self.office()?.reader).map_err(|e| ReadError(explain_replica(self.lang, self.shelf().all(), &e)))
    }

    fn seats(&self) -> Read<Vec<replica::Seated>> {
        let office = self.office()?;
        self.read(|reader| office.present.seats(reader, &office.device))
    }

    /// The registers as the office has adjusted them; as they come while there is no office.
    fn shelf(&self) -> Shelf {
        self.office.as_ref().and_then(|o| o.reader.shelf().ok()).unwrap_or_default()
    }

    /// The register that an action is about, whose words a refusal uses.
    fn about(&self, action: &Action) -> Option<&'static Register> {
        match action {
            Action::Add { register, .. } | Action::AtOnce { register, .. } | Action::Steps { register, .. } => {
                self.shelf().by_key(register)
            }
            Action::Edit { id, .. } | Action::Step { id, .. } | Action::Resolve { id, .. } => {
                self.office.as_ref()?.reader.register_of(*id).ok()?
            }
            _ => None,
        }
    }

    /// How the desk stands, read again only when something changed.
    fn standing(&self) -> Option<Contact> {
        let office = self.office.as_ref()?;
        let revision = self.revision();
        let mut kept = office.standing.borrow_mut();
        if kept.as_ref().is_none_or(|(at, _)| *at != revision) {
            *kept = office.reader.contact().ok().map(|s| (revision, s));
        }
        kept.as_ref().map(|(_, s)| s.clone())
    }
}

fn notify(changes: &AtomicU64, wake: &Wake) {
    changes.fetch_add(1, Ordering::Relaxed);
    wake_up(wake);
}

/// Draws the window again, which looks for what is new.
fn wake_up(wake: &Wake) {
    if let Some(wake) = wake.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        wake();
    }
}

impl Backend for DeskBackend {
    fn attach(&mut self, wake: Box<dyn Fn() + Send + Sync>) {
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = Some(wake);
    }

    fn speak(&mut self, lang: Lang) {
        self.lang = lang;
    }

    fn prepare(&self, id: RecordId) {
        let Some(Office { desk, .. }) = &self.office else { return };
        // Without it saving loads the document itself; a writer that is gone is told of when something is saved.
        let _ = desk.tell(move |replica| {
            if let Err(error) = replica.prepare(id) {
                tracing::warn!(%error, "a record could not be made ready for its form");
            }
        });
    }

    fn now(&self) -> DateTime {
        clock::now().civil
    }

    fn setup(&self) -> Setup {
        let now = (self.changes.load(Ordering::Relaxed), self.office.as_ref().map(|office| office.device));
        let mut kept = self.setup.borrow_mut();
        if kept.as_ref().is_none_or(|(at, _)| *at != now) {
            *kept = Some((now, self.read_setup()));
        }
        kept.as_ref().map_or(Setup::None { folder: self.folder.clone() }, |(_, setup)| setup.clone())
    }

    fn actor(&self) -> Actor {
        let me = self.office.as_ref().map(|o| o.me.clone()).unwrap_or_default();
        // Who is signed in has the roles that the list of members says now; nobody has none.
        let seat = self.seats().ok().map(|seats| {
            let signed_in = self.office.as_ref().and_then(|office| office.present.signed_in());
            seats.into_iter().find(|seat| Some(seat.person) == signed_in).map(|seat| (seat.name, seat.roles)).unwrap_or_default()
        });
        let (person, roles) = seat.unwrap_or((me.person, me.roles));
        let actor = Actor::new(person, roles, clock::now().civil);
        self.read(|reader| reader.complete(actor.clone())).unwrap_or(actor)
    }

    fn registers(&self) -> &'static [&'static Register] {
        self.shelf().all()
    }

    fn revision(&self) -> u64 {
        if let Some(office) = &self.office
            && let Ok(version) = office.reader.version()
            && office.seen.replace(version) != version
        {
            self.changes.fetch_add(1, Ordering::Relaxed);
            office.watch.look();
        }
        self.changes.load(Ordering::Relaxed)
    }

    fn sync(&self) -> SyncState {
        let (Some(office), Some(standing)) = (&self.office, self.standing()) else { return SyncState::default() };
        let view = office.shared.view();
        let link = match view.phase() {
            _ if standing.relay.is_empty() => Link::None,
            Phase::Offline => Link::Offline,
            Phase::Hello | Phase::CatchUp => Link::Connecting,
            Phase::Level => Link::Connected,
        };
        let last_contact_ms = standing.last_contact_ms.max(view.contact_ms.unwrap_or_default());
        let contact = (last_contact_ms > 0).then(|| clock::civil(last_contact_ms));
        SyncState {
            link,
            revoked: standing.revoked,
            pending: standing.pending,
            last_contact: contact,
            // Where the relay was never met, nothing is durable there.
            durable_until: contact.map(|at| standing.oldest_pending.map_or(at, clock::civil_of_hlc)),
            quarantined: standing.quarantined,
            waiting: standing.waiting,
            conflicts: office.watch.found().count(office.conflicts.get()),
            bytes: standing.bytes,
            working: office.working.now(),
            trouble: match standing.revoked {
                true => Some(desks::taken_out(self.lang)),
                false => desks::trouble(&view, self.lang).filter(|_| link == Link::Offline || link == Link::Connecting),
            },
            clocks: clocks(self.lang, &view, &office.fast_clocks.names(&office.reader, &view)),
        }
    }

    fn counts(&self, register: &'static Register) -> Read<Counts> {
        self.read(|reader| survey::counts(reader, register))
    }

    fn page(&self, query: &Query, offset: u64, limit: usize) -> Read<Page> {
        let (lang, revision) = (self.lang, self.revision());
        let read = self.read(|reader| list::page(reader, &self.shelf(), query, lang, offset, limit))?;
        // What the links of these rows name was asked for at once, and is not asked for row by row when they are drawn.
        self.titles.borrow_mut().keep(revision, read.titles);
        Ok(Page { rows: read.rows, total: read.total })
    }

    fn persons(&self) -> Read<Persons> {
        Ok(self.office()?.present.persons(self.seats()?, self.lang))
    }

    fn seat_asked(&self, file: &Path) -> Read<Asking> {
        let lang = self.lang;
        let reader = &self.office()?.reader;
        seats::asked(reader, file, lang).map_err(|error| ReadError(explain_with(lang, self.shelf().all(), &error)))
    }

    fn signatures(&self, id: RecordId) -> Read<Vec<Signed>> {
        self.read(|reader| match reader.register_of(id)? {
            Some(register) => seats::signatures(reader, register, id, self.lang),
            None => Ok(Vec::new()),
        })
    }

    fn card(&self, id: RecordId) -> Read<Option<Card>> {
        let lang = self.lang;
        self.read(|reader| {
            let Some(card) = reader.record(id)? else { return Ok(None) };
            let history = reader.history(id)?.into_iter().rev().map(|e| Event {
                label: e.label,
                changes: e.changes.into_iter().map(|c| (c.field, c.before, c.after)).collect(),
                person: e.person,
                desk: crate::cli::adopted(lang, &e.desk, &e.adopted),
                at: clock::civil_of_hlc(e.hlc),
                confirmed: e.seq.is_some(),
            });
            let mut authors = std::collections::BTreeMap::new();
            for name in card.record.conflicts() {
                let written = reader.authors(id, &name, &card.record.values(&name))?;
                authors.insert(name, written.into_iter().map(|a| a.map(author)).collect());
            }
            let twins = titles::of(reader, reader.twins(card.register, id)?)?;
            let lapsed = reader.lapsed(card.register, &card.record)?;
            let named = reader.named(card.register, &card.record)?;
            let facts = Facts::read(reader, &card, clock::now())?;
            let (register, record, pending, registered) = (card.register, card.record, card.pending, card.registered);
            Ok(Some(Card { id, register, record, history: history.collect(), authors, twins, lapsed, named, facts, pending, registered }))
        })
    }

    fn title(&self, id: RecordId) -> Read<Option<String>> {
        if let Some(title) = self.titles.borrow().get(self.revision(), id) {
            return Ok(Some(title));
        }
        self.read(|reader| reader.title(id))
    }

    fn month(&self, day: Date) -> Read<Month> {
        self.read(|reader| crate::calendar::month(reader, day, self.lang))
    }

    fn conflicts(&self, limit: usize) -> Read<Vec<Conflict>> {
        let told = self.office()?.watch.found();
        self.read(|reader| {
            let mut found = Vec::new();
            for conflict in told.docket.beside(reader, limit)? {
                let twins = titles::of(reader, conflict.twins)?;
                let authors = conflict.authors.into_iter().map(|a| a.map(author)).collect();
                let (id, register, title, name) = (conflict.id, conflict.register, conflict.title, conflict.field);
                found.push(Conflict { id, register, title, name, values: conflict.values, authors, twins });
            }
            Ok(found)
        })
    }

    fn cases(&self) -> Cases {
        self.office.as_ref().map(|office| office.watch.found().cases.clone()).unwrap_or_default()
    }

    fn taken(&self, register: &'static Register, record: &registers::Record, but: Option<RecordId>) -> Read<Vec<(Named, String)>> {
        self.read(|reader| Ok(reader.taken(register, record, but)?.into_iter().map(|t| (t.hit.into(), t.at)).collect()))
    }

    fn same(&self, register: &'static Register, record: &registers::Record) -> Read<Vec<Named>> {
        self.read(|reader| Ok(reader.same(register, record, None)?.into_iter().map(Named::from).collect()))
    }

    fn last_import(&self) -> Read<Option<LastImport>> {
        let device = self.office()?.device;
        let imported = self.read(|reader| reader.last_import(&device))?;
        Ok(imported.filter(|imported| !imported.records.is_empty()).map(|mut imported| {
            let total = imported.records.len();
            imported.records.truncate(MOST_STEPS);
            LastImport { register: imported.register.key, records: imported.records, total }
        }))
    }

    fn last_act(&self) -> Read<Option<LastAct>> {
        let (device, signed_in) = (self.office()?.device, self.office()?.present.signed_in());
        self.read(|reader| {
            let Some(last) = reader.last_act(&device, LAST_RECORDS)? else { return Ok(None) };
            let mut records = Vec::new();
            for id in last.records {
                records.extend(Named::read(reader, id)?);
            }
            // What somebody else did at this desk is theirs to take back.
            let own = signed_in == Some(last.person);
            let (entry, label, undoable) = (last.entry, last.label, last.undoable && own);
            Ok(Some(LastAct { entry, label, at: clock::civil_of_hlc(last.hlc), records, undoable }))
        })
    }

    fn members(&self) -> Read<Members> {
        let office = self.office()?;
        self.read(|reader| desks::members(reader, office.device, self.lang))
    }

    fn request(&self, file: &Path) -> Read<Request> {
        desks::request(&self.office()?.reader, file, self.lang).map_err(|e| ReadError(explain_with(self.lang, self.shelf().all(), &e)))
    }

    fn names(&self, kind: Names, part: &str, limit: usize) -> Read<Vec<String>> {
        let kind = match kind {
            Names::Person => Kind::Person,
            Names::Department => Kind::Department,
        };
        self.read(|reader| reader.values(kind, part, limit))
    }

    fn send(&mut self, action: Action) -> u64 {
        self.tickets += 1;
        let ticket = self.tickets;
        let (lang, words) = (self.lang, crate::cli::first(self.about(&action), self.shelf()));
        let (report, changes, wake) = (self.report.clone(), self.changes.clone(), self.wake.clone());
        let answer = move |result: anyhow::Result<Done>| {
            let result = result.map_err(|e| explain_with(lang, &words, &e));
            let _ = report.send(Outcome { ticket, result });
            notify(&changes, &wake);
        };
        if action == Action::LeaveSample {
            self.leave_sample();
            answer(Ok(Done::default()));
            return ticket;
        }
        let Some(office) = &self.office else {
            self.begin(ticket, action);
            return ticket;
        };
        if action == Action::Sync {
            let _ = office.nudge.send(Nudge::Now);
            answer(Ok(Done::default()));
            return ticket;
        }
        if let Action::File(job) = action {
            self.file_job(job, answer);
            return ticket;
        }
        if let Action::Steps { register, ids, step, ops } = action {
            let asked = stepping::Asked { register, ids, step, ops };
            let (desk, nudge) = (office.desk.clone(), office.nudge.clone());
            let work = stepping::Work::begin(desk, nudge, self.wake.clone(), office.stepping.clone(), (lang, self.shelf()), asked);
            match work {
                Some(work) => work.go_on(answer),
                None => answer(Err(anyhow::Error::msg(crate::cli::say(lang, "error.steps_busy", &[])))),
            }
            return ticket;
        }
        let nudge = office.nudge.clone();
        let rest = carry::Rest { desk: office.desk.clone(), nudge: nudge.clone(), working: office.working.clone() };
        let present = office.present.handle();
        let told = office.desk.tell(move |replica| {
            let numbers = matches!(action, Action::Add { .. } | Action::Step { .. } | Action::AtOnce { .. } | Action::Sign(_));
            let mut result = carry_out(replica, action, lang);
            seats::tell(&present, replica);
            if let Ok((done, _)) = &mut result
                && numbers
            {
                writes::tell_lack(replica, lang, done);
            }
            if let Ok((_, Some(news))) = &result {
                let _ = nudge.send(*news);
            }
            match (result, replica.take_unfinished()) {
                (Ok((done, _)), Some(unfinished)) => rest.carry_on(unfinished, done, answer),
                (result, _) => answer(result.map(|(done, _)| done)),
            }
        });
        if let Err(stopped) = told {
            let _ = self.report.send(Outcome { ticket, result: Err(explain_with(lang, book::ALL, &stopped.into())) });
        }
        ticket
    }

    fn outcomes(&mut self) -> Vec<Outcome> {
        self.arrived();
        self.erase_due();
        self.outcomes.try_iter().collect()
    }
}

fn author(author: replica::Author) -> Author {
    Author { person: author.person, desk: author.desk, at: clock::civil_of_hlc(author.hlc) }
}
