//! A backend in memory, without clock, disk or network: the screens' tests run on it. Actions go through the
//! same workflow as in the real one, but nothing of Automerge is here.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::calendar::{Day, Month};
use crate::cases::{Named, Told};
use crate::gui::backend::*;
use jiff::civil::{Date, DateTime, datetime};
use registers::def::{Phase, Register};
use registers::shelf::Shelf;
use registers::workflow::{Actor, defaults, plan};
use registers::{Lang, Op, Record, RecordId, Value, book};

pub use super::fake_records::sample;
use super::fake_records::write;

/// The moment at which every test runs.
pub const NOW: DateTime = datetime(2026, 11, 23, 9, 30, 0, 0);

/// How many conflicts there are, and the records that are in one.
type Choices = (u64, BTreeSet<RecordId>);

/// What the fake holds; tests keep a handle to look into it and to change it.
#[derive(Default)]
pub struct World {
    pub setup: Option<Setup>,
    pub records: BTreeMap<RecordId, Entry>,
    pub sync: SyncState,
    pub sent: Vec<Action>,
    /// Refuses the next action with this sentence.
    pub refuse: Option<String>,
    /// Keeps outcomes back until a test asks for them.
    pub slow: bool,
    pub searches: RefCell<Vec<String>>,
    pub members: Members,
    /// How hosts can be told of visitors.
    pub reach: BTreeMap<String, Reach>,
    /// Request files by path, or why each cannot be read.
    pub requests: BTreeMap<PathBuf, Result<Request, String>>,
    /// The cases of the conflict inbox. One that is settled goes.
    pub cases: Vec<Told>,
    /// Whether they are still being looked for.
    pub looking: bool,
    /// What holds whatever a record claims.
    pub taken: Vec<(Named, String)>,
    /// What agrees with any new record, and how often that was asked.
    pub same: Vec<Named>,
    pub asked_same: std::cell::Cell<usize>,
    /// How often names were asked for.
    pub asked_names: std::cell::Cell<usize>,
    /// For whom the person may act.
    pub delegations: Vec<registers::workflow::Delegation>,
    pub insight: super::fake_insight::Answers,
    pub rooms: Rooms,
    pub counting: super::fake_counter::Counting,
    pub frame: super::fake_frame::Kept,
    pub survey: super::fake_survey::Surveyed,
    pub listing: super::fake_list::Listing,
    pub start: super::fake_start::Started,
    /// What would be taken back next.
    pub last: Option<LastAct>,
    pub imported: Option<LastImport>,
    pub sitters: super::fake_seats::Sitters,
    counter: u64,
    revision: u64,
    waiting: RefCell<Option<(u64, Rc<Choices>)>>,
    outcomes: Vec<Outcome>,
    next: u64,
}

pub struct Entry {
    pub record: Record,
    pub history: Vec<Event>,
    pub pending: bool,
}

#[derive(Clone, Default)]
pub struct Fake {
    pub world: Rc<RefCell<World>>,
}

impl World {
    pub fn id(n: u64) -> RecordId {
        RecordId::from_parts(1_700_000_000_000 + n, u128::from(n))
    }

    pub fn register(entry: &Record) -> &'static Register {
        book::find(&entry.register).unwrap()
    }

    /// The registers with the adjustments that the world holds.
    pub fn shelf(&self) -> Shelf {
        let own = registers::book::adjustments::REGISTER.key;
        let records = self.records.values().filter(|e| e.record.register == own && e.record.state() == "in-force");
        Shelf::new(&records.map(|e| e.record.clone()).collect::<Vec<_>>())
    }

    fn adjusted(&self, record: &Record) -> &'static Register {
        self.shelf().by_key(&record.register).unwrap()
    }

    fn actor() -> Actor {
        Actor::new("林秀英", vec!["administrator".into()], NOW)
    }

    pub fn add(&mut self, register: &'static Register, ops: &[Op]) -> RecordId {
        let id = World::id(self.next);
        self.next += 1;
        let mut record = Record { register: register.key.into(), states: vec![register.first_state().into()], ..Record::default() };
        write(&mut record, &defaults(register, &World::actor()));
        write(&mut record, ops);
        if let Some(numbering) = register.number.filter(|n| n.at_creation && record.text(n.field).is_empty()) {
            record.fields.insert(numbering.field.into(), vec![format!("NO-{:04}", self.next).into()]);
        }
        self.records.insert(id, Entry { record, history: vec![event(&format!("create:{}", register.key))], pending: true });
        self.revision += 1;
        id
    }

    pub fn touch(&mut self) {
        self.revision += 1;
    }

    /// Somebody at another desk changes a record.
    pub fn elsewhere(&mut self, id: RecordId, person: &str, ops: &[Op]) {
        self.change(id, "edit", ops);
        let event = self.records.get_mut(&id).unwrap().history.first_mut().unwrap();
        person.clone_into(&mut event.person);
    }

    fn act(&mut self, action: Action) -> Result<Done, String> {
        if let Some(reason) = self.refuse.take() {
            return Err(reason);
        }
        self.counter += 1;
        let entry = (1, self.counter);
        let done = |record| Done { record, undo: Some(entry), ..Done::default() };
        match action {
            Action::Add { register, ops } => {
                let shelf = self.shelf();
                let register = shelf.by_key(register).unwrap();
                let record = registers::parse::preview(&Record::default(), &ops);
                match registers::shelf::check(&shelf, &record, true).filter(|_| register.key == "adjustments") {
                    Some(fault) => Err(fault.reason.say(Lang::ZhHans)),
                    None => Ok(done(Some(self.add(register, &ops)))),
                }
            }
            Action::Edit { id, ops, .. } => {
                self.change(id, &format!("edit:{}", World::register(&self.records[&id].record).key), &ops);
                Ok(done(Some(id)))
            }
            Action::Step { .. } if self.sitters.to_sign.is_some() => Ok(Done { to_sign: self.sitters.to_sign.take(), ..Done::default() }),
            Action::Sign(signing) => Ok(done(Some(signing.id))),
            Action::Sit(sitting) => {
                self.revision += 1;
                self.sitters.sit(&sitting).map(|()| Done::default())
            }
            Action::Step { id, step, ops, .. } => {
                let record = &self.records[&id].record;
                let register = self.adjusted(record);
                let plan =
                    plan(register, record, step, &ops, &World::actor(), &mut registers::workflow::Alone).map_err(|e| e.to_string())?;
                let number = register
                    .number
                    .filter(|_| plan.number)
                    .map(|n| Op::Set { field: n.field.to_owned(), value: Some(format!("NO-{:04}", self.next).into()) });
                let ops: Vec<Op> = plan.ops.into_iter().chain(number).collect();
                self.change(id, &format!("step:{}:{step}", register.key), &ops);
                Ok(done(Some(id)))
            }
            Action::Steps { register, ids, step, ops } => {
                let mut stepping = Stepping::new(1 + self.insight.steppings.len() as u64, register, step, ids.len());
                for id in ids {
                    let name = self.records[&id].record.text("name").to_owned();
                    if let Err(why) = self.act(Action::Step { id, step, base: None, ops: ops.clone() }) {
                        stepping.refused.push(NotDone { id, name, why });
                    }
                    stepping.done += 1;
                }
                stepping.ended = true;
                let note = Some(format!("完成 {} 项", stepping.succeeded()));
                self.insight.steppings.push(stepping);
                Ok(Done { note, ..done(None) })
            }
            Action::AtOnce { register, id, ops, step, .. } => {
                let id = id.unwrap_or_else(|| self.add(self.shelf().by_key(register).unwrap(), &[]));
                self.change(id, "edit", &ops);
                self.act(Action::Step { id, step, base: None, ops: Vec::new() })
            }
            Action::Resolve { id, conflict, value } => {
                self.change(id, "resolve", &[Op::Set { field: conflict, value: Some(value) }]);
                Ok(done(Some(id)))
            }
            Action::Settle { told, .. } => {
                self.cases.retain(|c| c != &*told);
                self.revision += 1;
                Ok(done(told.case.records.first().copied()))
            }
            Action::Undo(entry) => match self.last.take_if(|last| last.entry == entry) {
                Some(last) => {
                    self.revision += 1;
                    Ok(Done { undone: Some((last.label, 0)), ..Done::default() })
                }
                None => Err("这已经不是本机最近一步操作".into()),
            },
            Action::Sync => Ok(Done::default()),
            Action::Erase(id) => {
                self.change(id, "erase", &[]);
                Ok(done(Some(id)))
            }
            Action::TrySample | Action::LeaveSample => {
                self.start.sample = matches!(action, Action::TrySample);
                self.setup = self.start.sample.then(|| Setup::Ready(me()));
                self.revision += 1;
                Ok(Done::default())
            }
            Action::CreateOffice(office) => {
                self.frame.prefs.sheets = Some(office.recovery.display().to_string());
                self.setup = Some(Setup::Ready(Me {
                    office: office.office,
                    person: office.person,
                    desk: office.desk,
                    roles: vec!["administrator".into()],
                    delegations: Vec::new(),
                }));
                Ok(Done::default())
            }
            Action::RequestJoin { file, .. } => {
                self.setup = Some(Setup::Joining { folder: "/home/office".into(), words: WORDS.into(), numbers: NUMBERS.into() });
                Ok(Done { note: Some(file.display().to_string()), ..Done::default() })
            }
            Action::WithdrawRequest => {
                self.setup = Some(Setup::None { folder: "/home/office".into() });
                Ok(Done { note: Some("申请已放弃".into()), ..Done::default() })
            }
            Action::RepeatRequest { file } => Ok(Done { note: Some(file.display().to_string()), ..Done::default() }),
            Action::Admit(admission) => {
                let (desk, person) = ("接待台".into(), "陈建国".into());
                self.members.desks.push(Member { desk, person, roles: admission.roles, ..Member::default() });
                self.revision += 1;
                Ok(Done { note: Some(admission.file.display().to_string()), ..Done::default() })
            }
            Action::Members(change) => {
                super::members::change(&mut self.members, &change);
                self.revision += 1;
                Ok(Done::default())
            }
            Action::SetRelay(address) => {
                self.members.relay = address;
                self.revision += 1;
                Ok(Done::default())
            }
            Action::TrustRelay(_) => {
                self.sync.trouble = None;
                Ok(Done::default())
            }
            Action::TakeNumbers { .. } => Ok(Done::default()),
            Action::File(job) => Ok(self.insight.file(&job)),
            Action::AcceptWelcome { .. } | Action::Recover(_) => {
                self.setup = Some(Setup::Ready(me()));
                Ok(Done::default())
            }
        }
    }

    /// The records that carry the number of another, by number; voided ones are left in peace.
    fn doubled(&self) -> Vec<(&'static Register, String, Vec<RecordId>)> {
        let mut all: BTreeMap<(&str, String), Vec<RecordId>> = BTreeMap::new();
        for (id, entry) in &self.records {
            let register = World::register(&entry.record);
            let number = register.number.map(|n| entry.record.text(n.field).to_owned()).unwrap_or_default();
            let void = register.state(entry.record.state()).is_some_and(|s| s.phase == registers::def::Phase::Void);
            if !number.is_empty() && !void {
                all.entry((register.key, number)).or_default().push(*id);
            }
        }
        all.retain(|_, ids| ids.len() > 1);
        all.into_iter().map(|((key, number), ids)| (book::find(key).unwrap(), number, ids)).collect()
    }

    /// How many conflicts the list has, and the records in which something waits for a choice; found again only after
    /// something changed.
    fn waiting(&self) -> Rc<Choices> {
        let mut kept = self.waiting.borrow_mut();
        if let Some((_, waiting)) = kept.as_ref().filter(|(revision, _)| *revision == self.revision) {
            return waiting.clone();
        }
        let fields: Vec<(RecordId, usize)> = self.records.iter().map(|(id, e)| (*id, e.record.conflicts().len())).collect();
        let doubled = self.doubled();
        let count = fields.iter().map(|(_, n)| n).sum::<usize>() + doubled.len();
        let ids = fields.into_iter().filter(|(_, n)| *n > 0).map(|(id, _)| id);
        let waiting = Rc::new((count as u64, ids.chain(doubled.into_iter().flat_map(|(_, _, ids)| ids)).collect()));
        *kept = Some((self.revision, waiting.clone()));
        waiting
    }

    fn titled(&self, ids: impl Iterator<Item = RecordId>) -> Vec<(RecordId, String)> {
        let title = |id: &RecordId| self.records[id].record.text(World::register(&self.records[id].record).title).to_owned();
        ids.map(|id| (id, title(&id))).collect()
    }

    fn change(&mut self, id: RecordId, label: &str, ops: &[Op]) {
        let entry = self.records.get_mut(&id).unwrap();
        let before = entry.record.clone();
        write(&mut entry.record, ops);
        let mut event = event(label);
        for op in ops {
            if let Op::Set { field, value } = op {
                event.changes.push((field.clone(), before.get(field).cloned(), value.clone()));
            }
            if let Op::Text { field, text } = op {
                event.changes.push((field.clone(), before.get(field).cloned(), Some(text.as_str().into())));
            }
            if let Op::State(state) = op {
                event.changes.push(("_state".into(), Some(before.state().into()), Some(state.as_str().into())));
            }
        }
        entry.history.insert(0, event);
        entry.pending = true;
        let (register, title) = (World::register(&entry.record), entry.record.text(World::register(&entry.record).title).to_owned());
        let records = vec![Named { id, register, number: String::new(), title }];
        self.last = Some(LastAct { entry: (1, self.counter), label: label.into(), at: NOW, records, undoable: true });
        self.revision += 1;
    }
}

/// The digits of every request.
pub const NUMBERS: &str = "0385 1204 0077 1999 0450 0002";
/// The words of every request.
pub const WORDS: &str = "山 水 云 石 竹 梅";

/// One who wrote at the other desk.
pub fn author(desk: &str) -> Author {
    Author { person: "王小芳".into(), desk: desk.into(), at: NOW }
}

/// A request as its file holds it.
pub fn request() -> Request {
    Request {
        bytes: b"request".to_vec(),
        person: "陈建国".into(),
        desk: "接待台".into(),
        words: WORDS.into(),
        numbers: NUMBERS.into(),
        admitted: false,
    }
}

pub fn me() -> Me {
    Me {
        office: "明德实验学校".into(),
        person: "林秀英".into(),
        desk: "文书岗".into(),
        roles: vec!["administrator".into()],
        delegations: Vec::new(),
    }
}

fn event(label: &str) -> Event {
    Event { label: label.into(), changes: Vec::new(), person: "林秀英".into(), desk: "文书岗".into(), at: NOW, confirmed: false }
}

impl Fake {
    /// An office with `n` records in each register, in all states.
    pub fn office(n: usize) -> Fake {
        Fake::with(book::ALL, n)
    }

    /// An office with `n` records in each of some registers, in all states.
    pub fn with(registers: &[&'static Register], n: usize) -> Fake {
        let fake = Fake::default();
        {
            let mut world = fake.world.borrow_mut();
            world.setup = Some(Setup::Ready(me()));
            let own = Member {
                id: "01".into(),
                desk: "文书岗".into(),
                person: "林秀英".into(),
                roles: vec!["系统管理员".into()],
                this: true,
                ..Member::default()
            };
            world.members = Members {
                desks: vec![own],
                words: "天 地 日 月 星 辰".into(),
                numbers: "0017 0203 0009 1204 0640 2047".into(),
                relay: "192.168.1.10:8790".into(),
                may_admit: true,
                roles: [("clerk", "文员"), ("reception", "前台")].map(|(id, name)| (id.into(), name.into())).into(),
                spaces: [(1, "综合"), (2, "来访"), (3, "人事")].map(|(n, name)| (n, name.into())).into(),
                ..Members::default()
            };
            let now = Some(NOW - jiff::Span::new().minutes(2));
            world.sync =
                SyncState { link: Link::Connected, last_contact: now, durable_until: now, bytes: 128 << 20, ..SyncState::default() };
            for register in registers {
                for at in 0..n {
                    let id = world.add(register, &sample(register, at));
                    let state = register.states[at % register.states.len()].id;
                    let entry = world.records.get_mut(&id).unwrap();
                    (entry.record.states, entry.pending) = (vec![state.into()], at % 7 == 6);
                }
            }
        }
        fake
    }

    /// A desk that was never set up.
    pub fn fresh() -> Fake {
        Fake::default()
    }

    pub fn boxed(&self) -> Box<dyn Backend> {
        Box::new(self.clone())
    }
}

impl Backend for Fake {
    fn attach(&mut self, _wake: Box<dyn Fn() + Send + Sync>) {}
    fn speak(&mut self, _lang: Lang) {}
    fn prepare(&self, _: RecordId) {}
    fn now(&self) -> DateTime {
        NOW
    }
    fn setup(&self) -> Setup {
        self.world.borrow().setup.clone().unwrap_or(Setup::None { folder: PathBuf::from("/home/office") })
    }
    fn actor(&self) -> Actor {
        let world = self.world.borrow();
        match &world.setup {
            Some(Setup::Ready(me)) => {
                let delegations = world.delegations.clone();
                Actor { delegations, ..Actor::new(me.person.clone(), me.roles.clone(), NOW) }
            }
            _ => World::actor(),
        }
    }
    fn registers(&self) -> &'static [&'static Register] {
        self.world.borrow().shelf().all()
    }
    fn revision(&self) -> u64 {
        self.world.borrow().revision
    }
    fn sync(&self) -> SyncState {
        let world = self.world.borrow();
        let conflicts = world.waiting().0 + world.cases.len() as u64;
        SyncState { pending: world.records.values().filter(|e| e.pending).count() as u64, conflicts, ..world.sync.clone() }
    }
    fn counts(&self, register: &'static Register) -> Read<Counts> {
        let mut counts = Counts::default();
        let world = self.world.borrow();
        let waiting = world.waiting();
        for (id, entry) in world.records.iter().filter(|(_, e)| e.record.register == register.key) {
            counts.total += 1;
            counts.conflicts += u64::from(waiting.1.contains(id));
            *counts.states.entry(entry.record.state().to_owned()).or_default() += 1;
        }
        Ok(counts)
    }
    fn page(&self, query: &Query, offset: u64, limit: usize) -> Read<Page> {
        let world = self.world.borrow();
        world.searches.borrow_mut().push(query.search.clone());
        let register = world.shelf().by_key(query.register).unwrap();
        let waiting = world.waiting();
        let wanted = |id: &RecordId, record: &Record| match query.only {
            Only::All => true,
            Only::State(state) => record.state() == state,
            Only::Phase(Phase::Open) => register.state(record.state()).is_some_and(|s| s.phase <= Phase::Open),
            Only::Phase(phase) => register.state(record.state()).is_some_and(|s| s.phase == phase),
            Only::Conflict => waiting.1.contains(id),
        };
        let holds =
            |record: &Record| record.fields.values().flatten().any(|v| v.as_text().is_some_and(|t| t.contains(query.search.trim())));
        let mut found: Vec<_> = world
            .records
            .iter()
            .rev()
            .filter(|(id, e)| e.record.register == query.register && wanted(id, &e.record) && holds(&e.record))
            .filter(|(_, e)| query.asks.iter().all(|ask| ask.meets(&e.record)))
            .collect();
        if let Some(sort) = query.sort {
            found.sort_by(|(_, a), (_, b)| a.record.get(sort).cmp(&b.record.get(sort)));
            if query.descending {
                found.reverse();
            }
        }
        let own = || register.list.iter().map(|c| c.field).collect();
        let columns: Vec<&str> = if query.columns.is_empty() { own() } else { query.columns.clone() };
        let rows = found.iter().skip(offset as usize).take(limit).map(|(id, entry)| Row {
            id: **id,
            title: entry.record.text(register.title).to_owned(),
            state: entry.record.state().to_owned(),
            values: columns.iter().map(|column| value(&entry.record, column)).collect(),
            conflict: waiting.1.contains(id),
            pending: entry.pending,
        });
        Ok(Page { rows: rows.collect(), total: found.len() as u64 })
    }
    fn persons(&self) -> Read<Persons> {
        Ok(self.world.borrow().sitters.persons.clone())
    }
    fn seat_asked(&self, file: &Path) -> Read<Asking> {
        let words = "0385 1204 0077 1999 0450 0002 / 山 水 云 石 竹 梅".to_owned();
        Ok(Asking { who: format!("陈建国 · {}", file.display()), words, warning: "请向本人核实".to_owned() })
    }
    fn signatures(&self, _id: RecordId) -> Read<Vec<Signed>> {
        Ok(self.world.borrow().sitters.signed.clone())
    }
    fn card(&self, id: RecordId) -> Read<Option<Card>> {
        let world = self.world.borrow();
        Ok(world.records.get(&id).map(|e| Card {
            id,
            register: world.adjusted(&e.record),
            record: e.record.clone(),
            history: e.history.clone(),
            authors: e.record.conflicts().into_iter().map(|name| (name, vec![Some(author("前台")), Some(author("库房"))])).collect(),
            twins: world.titled(
                world.doubled().into_iter().filter(|(_, _, ids)| ids.contains(&id)).flat_map(|(_, _, ids)| ids).filter(|twin| *twin != id),
            ),
            facts: crate::facts::Facts::default(),
            lapsed: registers::workflow::lapsed(World::register(&e.record), &e.record, &mut registers::workflow::Alone),
            named: Vec::new(),
            pending: e.pending,
            registered: registers::workflow::is_registered(World::register(&e.record), &e.record, false),
        }))
    }
    fn title(&self, id: RecordId) -> Read<Option<String>> {
        let world = self.world.borrow();
        Ok(world.records.get(&id).map(|e| e.record.text(World::register(&e.record).title).to_owned()))
    }
    fn month(&self, of: Date) -> Read<Month> {
        let calendar = registers::calendar::Calendar::official();
        let first = of.first_of_month();
        let days = (0..i64::from(of.days_in_month())).map(|n| first + jiff::Span::new().days(n));
        let day = |date: Date| Day {
            date,
            working: calendar.is_working(date),
            name: calendar.day(date).map(|d| d.name.clone()),
            notes: if date.day() == 1 { vec!["开始".into()] } else { Vec::new() },
        };
        Ok(Month { days: days.map(day).collect(), holidays: calendar.holidays(of.year()) })
    }
    fn conflicts(&self, limit: usize) -> Read<Vec<Conflict>> {
        let world = self.world.borrow();
        let mut found = Vec::new();
        for (id, entry) in &world.records {
            let register = World::register(&entry.record);
            for name in entry.record.conflicts() {
                let values = entry.record.values(&name);
                found.push(Conflict {
                    id: *id,
                    register,
                    title: entry.record.text(register.title).to_owned(),
                    name,
                    values,
                    authors: vec![Some(author("前台")), Some(author("库房"))],
                    twins: Vec::new(),
                });
            }
        }
        for (register, title, ids) in world.doubled() {
            let name = register.number.unwrap().field.to_owned();
            let twins = world.titled(ids[1..].iter().copied());
            found.push(Conflict { id: ids[0], register, title, name, values: Vec::new(), authors: Vec::new(), twins });
        }
        found.truncate(limit);
        Ok(found)
    }
    fn cases(&self) -> Cases {
        let world = self.world.borrow();
        Cases { known: !world.looking, list: std::sync::Arc::new(world.cases.clone()) }
    }
    fn taken(&self, register: &'static Register, record: &Record, _: Option<RecordId>) -> Read<Vec<(Named, String)>> {
        let world = self.world.borrow();
        let claims = register.claim.is_some_and(|c| record.is_filled(c.what) && record.is_filled(c.from));
        Ok(if claims { world.taken.clone() } else { Vec::new() })
    }
    fn same(&self, _: &'static Register, record: &Record) -> Read<Vec<Named>> {
        let world = self.world.borrow();
        world.asked_same.set(world.asked_same.get() + 1);
        Ok(if record.fields.is_empty() { Vec::new() } else { world.same.clone() })
    }
    fn last_import(&self) -> Read<Option<LastImport>> {
        Ok(self.world.borrow().imported.clone())
    }
    fn last_act(&self) -> Read<Option<LastAct>> {
        Ok(self.world.borrow().last.clone())
    }
    fn members(&self) -> Read<Members> {
        Ok(self.world.borrow().members.clone())
    }
    fn request(&self, file: &Path) -> Read<Request> {
        match self.world.borrow().requests.get(file) {
            Some(found) => found.clone().map_err(ReadError),
            None => Err(ReadError(format!("没有这个文件：{}", file.display()))),
        }
    }
    fn names(&self, kind: Names, part: &str, limit: usize) -> Read<Vec<String>> {
        let all: &[&str] = match kind {
            Names::Person => &["林秀英", "陈建国", "周晓宇"],
            Names::Department => &["教务处", "总务处", "信息技术中心"],
        };
        let world = self.world.borrow();
        world.asked_names.set(world.asked_names.get() + 1);
        let holds = |n: &&&str| n.contains(part) || registers::search::has_initials(n, part);
        Ok(all.iter().filter(holds).take(limit).map(|n| (*n).to_owned()).collect())
    }
    fn send(&mut self, action: Action) -> u64 {
        let mut world = self.world.borrow_mut();
        world.next += 1;
        let ticket = world.next;
        world.sent.push(action.clone());
        let result = world.act(action);
        world.outcomes.push(Outcome { ticket, result });
        ticket
    }
    fn outcomes(&mut self) -> Vec<Outcome> {
        let mut world = self.world.borrow_mut();
        if world.slow { Vec::new() } else { std::mem::take(&mut world.outcomes) }
    }
}

fn value(record: &Record, field: &str) -> Option<Value> {
    if field == "_updated" {
        return Some(crate::gui::minute(NOW).into());
    }
    match record.sets.get(field) {
        Some(set) => Some(Value::Text(set.iter().cloned().collect::<Vec<_>>().join(","))),
        None => record.get(field).cloned(),
    }
}
