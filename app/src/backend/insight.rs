//! Answers that take longer than a frame, and work with files: both beside the window and the writer, each with a
//! reader of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use jiff::civil::Date;
use registers::book::people;
use registers::def::{Phase, Register, Report};
use registers::shelf::Shelf;
use registers::table::{Skipped, Target};
use registers::{Lang, RecordId, Value};
use replica::{Bound, Filter, Reader, Sort};

use super::counter::bound;
use super::{DeskBackend, Wake, desks, dialog, explain_replica, explain_with};
use crate::cli::say;
use crate::desk::Desk;
use crate::gui::backend::{
    Answer, Around, Backend, BookPage, Browse, Campus, Counter, Done, FileJob, Imported, Importing, Insight, KnownBy, MOST_WARNINGS,
    Numbers, Only, Overview, Period, Query, Reach, Read, ReadError, Rooms, Running, Scanned, Sound, Source, Stay, Stepping, Survey, Table,
    Today, Trial, TrialColumn, TrialRow, Verdict, Volume, Warning, Zone,
};
use crate::network::Nudge;
use crate::{asks, clock, export, files, import};
use trust::id::DeviceId;

mod around;
#[cfg(test)]
mod tests;

/// Answers kept; the one that was asked for longest ago goes first.
const KEPT: usize = 12;

/// People whose names hold what is sought, among whom the one of that name is looked for.
const SAME_NAME: usize = 32;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Study {
    Report { register: &'static str, report: &'static str, period: Period },
    Stays(&'static str),
    Numbers(&'static str),
    Warnings,
    Term,
    Trial(Source),
    Around(RecordId),
    Campus(Date),
    Coverage(RecordId),
    Book { volume: Volume, year: i16, from: usize, lines: usize },
    Holders(DeviceId),
    Overview { person: String, roles: Vec<String>, day: Date },
    Today(Date),
}

/// The answer to a question.
#[derive(Debug, Clone)]
pub(super) enum Findings {
    Report(Arc<Table>),
    Stays(Arc<Vec<Stay>>),
    Numbers(Arc<Numbers>),
    Warnings(Arc<Vec<Warning>>),
    Term(Arc<Option<Period>>),
    Trial(Arc<Trial>),
    Around(Arc<Around>),
    Campus(Arc<Campus>),
    Coverage(Arc<Vec<Zone>>),
    Book(Arc<BookPage>),
    Holders(Arc<Vec<KnownBy>>),
    Overview(Arc<Overview>),
    Today(Arc<Today>),
}

/// A question that was asked, with its answer as far as there is one.
#[derive(Debug)]
struct Kept {
    study: Study,
    /// Revision and language in which it was last asked.
    asked: (u64, Lang),
    running: bool,
    answer: Option<Read<Findings>>,
}

/// The questions that were asked, and the thread that finds the answers.
pub(super) struct Studies {
    kept: Arc<Mutex<Vec<Kept>>>,
    work: mpsc::Sender<(Study, Lang)>,
}

impl Studies {
    /// Starts the thread. It ends when the studies are dropped.
    pub(super) fn start(name: &str, reader: Reader, wake: Wake) -> std::io::Result<Studies> {
        let kept: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let (work, jobs) = mpsc::channel::<(Study, Lang)>();
        let shelf = kept.clone();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Ok((study, lang)) = jobs.recv() {
                let answer = find(&reader, &study, lang);
                if let Some(asked) = lock(&shelf).iter_mut().find(|k| k.study == study) {
                    (asked.running, asked.answer) = (false, Some(answer));
                }
                // Nothing changed that others would have to read again.
                super::wake_up(&wake);
            }
        })?;
        Ok(Studies { kept, work })
    }

    /// The answer as far as there is one; asks for it when there is none, or when it went out of date.
    pub(super) fn answer(&self, study: Study, revision: u64, lang: Lang) -> Option<Read<Findings>> {
        // What a file holds does not change with the data: reading it again is asked for.
        let now = if matches!(study, Study::Trial(_)) { (0, lang) } else { (revision, lang) };
        let mut kept = lock(&self.kept);
        let mut asked = match kept.iter().position(|k| k.study == study) {
            Some(at) => kept.remove(at),
            None => Kept { study, asked: (u64::MAX, lang), running: false, answer: None },
        };
        if asked.asked != now && !asked.running {
            (asked.asked, asked.running) = (now, self.work.send((asked.study.clone(), lang)).is_ok());
        }
        let answer = asked.answer.clone();
        kept.push(asked);
        if kept.len() > KEPT {
            kept.remove(0);
        }
        answer
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn find(reader: &Reader, study: &Study, lang: Lang) -> Read<Findings> {
    let known = |key: &str| known(reader, key);
    let found = || -> anyhow::Result<Findings> {
        Ok(match study {
            Study::Report { register, report, period } => {
                let register = known(register)?;
                let unknown = || replica::Error::UnknownField { register: register.key.to_owned(), field: (*report).to_owned() };
                let report = register.report(report).ok_or_else(unknown)?;
                Findings::Report(Arc::new(reader.report(register, report, *period, clock::now())?))
            }
            Study::Stays(register) => Findings::Stays(Arc::new(reader.stays(known(register)?)?)),
            Study::Numbers(register) => Findings::Numbers(Arc::new(numbers(reader, known(register)?)?)),
            Study::Warnings => Findings::Warnings(Arc::new(reader.warnings(clock::now(), MOST_WARNINGS)?)),
            Study::Term => Findings::Term(Arc::new(term(reader)?)),
            Study::Holders(own) => Findings::Holders(Arc::new(super::desks::holders(reader, *own)?)),
            Study::Around(id) => Findings::Around(Arc::new(around::find(reader, *id, lang)?)),
            Study::Coverage(id) => Findings::Coverage(Arc::new(reader.coverage(*id)?)),
            Study::Book { volume, year, from, lines } => {
                let (key, days, series) = bound(*volume);
                let bound = Bound { register: known(key)?, days, series };
                Findings::Book(Arc::new(reader.book(bound, *year, *from, *lines)?))
            }
            Study::Campus(_) => Findings::Campus(Arc::new(super::counter::find(reader)?)),
            Study::Overview { person, roles, .. } => Findings::Overview(Arc::new(super::survey::overview(reader, person, roles, lang)?)),
            Study::Today(day) => Findings::Today(Arc::new(super::survey::today(reader, *day)?)),
            Study::Trial(source) => Findings::Trial(Arc::new(trial(reader, source, lang)?)),
        })
    };
    found().map_err(|e| ReadError(explain_with(lang, words(reader), &e)))
}

/// The registers as the office has adjusted them, for the words of a refusal.
fn words(reader: &Reader) -> &'static [&'static Register] {
    reader.shelf().map_or(registers::book::ALL, |shelf| shelf.all())
}

/// A register as the office has adjusted it.
fn known(reader: &Reader, key: &str) -> replica::Result<&'static Register> {
    reader.shelf()?.by_key(key).ok_or_else(|| replica::Error::UnknownRegister(key.to_owned()))
}

fn numbers(reader: &Reader, register: &'static Register) -> replica::Result<Numbers> {
    Ok(Numbers { series: reader.series(register, crate::clock::now().civil.year())?, leases: reader.all_leases(register)? })
}

/// The term in force in which today lies.
fn term(reader: &Reader) -> replica::Result<Option<Period>> {
    use registers::book::terms::{ENDS, REGISTER, STARTS};
    let filters = vec![Filter::Phase(registers::def::Phase::Done)];
    let today = clock::now().civil.date();
    let page = reader.page(&replica::Query { filters, ..replica::Query::of(&REGISTER) })?;
    let day = |row: &replica::Row, field: &str| row.values.get(field).and_then(Value::as_text).and_then(|t| t.parse().ok());
    let terms = page.rows.iter().map(|row| Period { from: day(row, STARTS.id()), to: day(row, ENDS.id()) });
    let holds = |term: &Period| term.from.is_some_and(|d| d <= today) && term.to.is_some_and(|d| d >= today);
    Ok(terms.into_iter().find(holds))
}

fn trial(reader: &Reader, source: &Source, lang: Lang) -> anyhow::Result<Trial> {
    let register = known(reader, source.register)?;
    let plan = import::plan(register, &source.file, &source.given, purpose(source))?.arriving(register, source.rest.as_deref());
    let columns = plan.columns.iter().map(|c| TrialColumn {
        heading: c.heading.clone(),
        target: target(&c.target),
        special: matches!(c.target, Target::Mark(_) | Target::Day | Target::Ordinal),
    });
    let columns = columns.collect();
    let mut notes: Vec<String> = plan.import.unclear.iter().map(|one| import::unclear(lang, one)).collect();
    let skipped = plan.import.skipped.iter().filter(|(_, why)| *why != Skipped::Empty).count();
    let todo = import::compare_with(reader, register, plan.import, purpose(source), links(source))?;
    notes.extend(import::dues(lang, register, &todo));
    let left: BTreeMap<u64, String> = todo.left.iter().map(|r| (r.line, r.faults(lang))).collect();
    let row = |line: u64, verdict: Verdict, text: String| {
        let without = left.get(&line).map(|faults| say(lang, "cli.import_left_row", &[("text", &text), ("faults", faults)]));
        TrialRow { line, verdict, text: without.unwrap_or(text) }
    };
    let refusals = todo.refusals(lang, words(reader));
    let mut rows: Vec<TrialRow> = todo.fresh.into_iter().map(|d| row(d.line, Verdict::Added, d.title)).collect();
    rows.extend(todo.changed.into_iter().map(|c| row(c.line, Verdict::Changed, c.text(register, lang))));
    rows.extend(todo.same.into_iter().map(|(line, title)| row(line, Verdict::Same, title)));
    rows.extend(refusals.into_iter().map(|(line, text)| row(line, Verdict::Refused, text)));
    rows.sort_by_key(|r| (r.line, r.verdict));
    Ok(Trial { columns, rows, skipped, notes })
}

fn purpose(source: &Source) -> import::Purpose {
    match (source.update, source.further) {
        (true, _) => import::Purpose::Update,
        (false, true) => import::Purpose::Further,
        (false, false) => import::Purpose::Add,
    }
}

fn links(source: &Source) -> import::Links {
    if source.leave_links { import::Links::MayLack } else { import::Links::Named }
}

/// A column's target as [`Source::given`] names it.
fn target(target: &Target) -> Option<String> {
    match target {
        Target::Field(field) | Target::Rows(field, _) | Target::Amount(field, ..) => Some(field.id.to_owned()),
        Target::Cell(field, column) => Some(format!("{}.{}", field.id, column.id)),
        Target::State => Some("_state".to_owned()),
        Target::Mark(_) | Target::Day | Target::Ordinal | Target::Computed | Target::Ignored | Target::Unmapped => None,
    }
}

/// A list's question as the data understands it.
pub(super) fn question(shelf: &Shelf, query: &Query) -> Option<replica::Query> {
    let register = shelf.by_key(query.register)?;
    let mut filters = match query.only {
        Only::All => Vec::new(),
        Only::State(state) => vec![Filter::State(state.to_owned())],
        Only::Phase(Phase::Open) => {
            let open = register.states.iter().filter(|s| s.phase <= Phase::Open);
            vec![Filter::AnyOf("_state", open.map(|s| Value::from(s.id)).collect())]
        }
        Only::Phase(phase) => vec![Filter::Phase(phase)],
        Only::Conflict => vec![Filter::InConflict],
    };
    // What the office has taken away meanwhile asks nothing.
    filters.extend(query.asks.iter().take(asks::MOST).filter_map(|ask| ask.filter(register)));
    let sort = query.sort.map(|field| Sort { field: field.to_owned(), descending: query.descending });
    Some(replica::Query { filters, search: query.search.clone(), sort, ..replica::Query::of(register) })
}

impl DeskBackend {
    fn study(&self, study: Study) -> Option<Read<Findings>> {
        let Some(office) = &self.office else { return Some(Err(self.no_office())) };
        office.studies.answer(study, super::Backend::revision(self), self.lang)
    }

    pub(super) fn no_office(&self) -> ReadError {
        ReadError(explain_replica(self.lang, registers::book::ALL, &replica::Error::NoOffice))
    }

    /// Starts a job with a file on a thread of its own; `answer` is told how it ended.
    pub(super) fn file_job(&self, job: FileJob, answer: impl FnOnce(anyhow::Result<Done>) + Send + 'static) {
        let Some(office) = &self.office else { return answer(Err(replica::Error::NoOffice.into())) };
        let (folder, lang) = (self.sample.as_ref().map_or_else(|| self.folder.clone(), super::start::Sample::desk), self.lang);
        let importing = office.importing.clone();
        if let FileJob::Import(source) = &job {
            let mut importing = lock(&importing);
            if importing.as_ref().is_some_and(|i| i.result.is_none()) {
                return answer(Err(anyhow::Error::msg(say(lang, "error.import_busy", &[]))));
            }
            *importing = Some(Importing { source: source.clone(), ..Importing::default() });
        }
        let ground = Ground { desk: office.desk.clone(), nudge: office.nudge.clone(), wake: self.wake.clone(), importing, lang };
        let started = std::thread::Builder::new().name("files".to_owned()).spawn(move || {
            let done = Reader::open(&folder).map_err(anyhow::Error::from).and_then(|reader| ground.carry_out(&reader, job));
            answer(done);
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread could be started for a file");
            // The import that was noted above did not begin.
            lock(&office.importing).take_if(|i| i.result.is_none());
        }
    }
}

/// What a job with a file needs.
struct Ground {
    desk: Desk,
    nudge: tokio::sync::mpsc::UnboundedSender<Nudge>,
    wake: Wake,
    importing: Arc<Mutex<Option<Importing>>>,
    lang: Lang,
}

impl Ground {
    fn carry_out(&self, reader: &Reader, job: FileJob) -> anyhow::Result<Done> {
        let written = |file: PathBuf, rows: usize| {
            let values = [("count", rows.to_string()), ("file", file.display().to_string())];
            let note = say(self.lang, "cli.exported", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
            Done { note: Some(note), file: Some(file), ..Done::default() }
        };
        match job {
            FileJob::Import(source) => {
                let imported = self.import(reader, &source);
                let result = match imported {
                    Ok(imported) => imported,
                    Err(error) => Imported { stopped: Some(explain_with(self.lang, words(reader), &error)), ..self.so_far() },
                };
                let done = import::Done { added: result.added, changed: result.changed, same: result.same, refused: result.refused.len() };
                let stopped = result.stopped.clone();
                self.tell(|importing| importing.result = Some(result));
                if let Some(stopped) = stopped {
                    return Err(anyhow::Error::msg(stopped));
                }
                Ok(Done { note: Some(import::summary(self.lang, done, false)), ..Done::default() })
            }
            FileJob::Export { query, file } => {
                let file = export::free_name(&file);
                let shelf = reader.shelf()?;
                let question = question(&shelf, &query).ok_or_else(|| replica::Error::UnknownRegister(query.register.to_owned()))?;
                let write = |reader: &Reader| match &query.columns[..] {
                    [] => export::table(self.lang, reader, &question, &file, |_, _| {}),
                    columns => export::columns(self.lang, reader, &question, columns, &file),
                };
                let count = reader.at_once(write)??;
                Ok(written(file, count))
            }
            FileJob::Table { name, headings, rows, file } => {
                let file = export::free_name(&file);
                let count = files::write(&file, self.lang, &name, &headings, &rows)?.rows;
                Ok(written(file, count))
            }
        }
    }

    /// Reads the file and adds its records, a batch at a time: what others save meanwhile goes in between.
    fn import(&self, reader: &Reader, source: &Source) -> anyhow::Result<Imported> {
        let register = known(reader, source.register)?;
        let plan = import::plan(register, &source.file, &source.given, purpose(source))?.arriving(register, source.rest.as_deref());
        let mut todo = import::compare_with(reader, register, plan.import, purpose(source), links(source))?;
        let mut refused = todo.refusals(self.lang, words(reader));
        todo.failed.clear();
        let mut writing = import::Writing::new(register, todo);
        self.tell(|importing| importing.total = writing.progress().1);
        // It goes on in the name of whoever began it.
        let signer = self.desk.wait(|replica| replica.signer())?;
        loop {
            let signer = signer.clone();
            let (more, carried) = self.desk.wait(move |replica| (replica.as_signer(signer.as_ref(), |r| writing.step(r)), writing))?;
            writing = carried;
            let (done, total) = writing.progress();
            self.tell(|importing| (importing.done, importing.total) = (done, total));
            if !more? {
                refused.extend(writing.failed.iter().map(|(line, error)| (*line, import::refusal(self.lang, words(reader), *line, error))));
                refused.sort();
                let import::Done { added, changed, same, .. } = writing.done;
                return Ok(Imported { added, changed, same, refused, stopped: None });
            }
            // Whether the network still runs is no matter of the import.
            let _ = self.nudge.send(Nudge::Committed(register.space.number()));
        }
    }

    /// What an import that stopped had done.
    fn so_far(&self) -> Imported {
        let done = lock(&self.importing).as_ref().map_or(0, |i| i.done);
        Imported { added: done, ..Imported::default() }
    }

    fn tell(&self, change: impl FnOnce(&mut Importing)) {
        if let Some(importing) = lock(&self.importing).as_mut() {
            change(importing);
        }
        super::wake_up(&self.wake);
    }
}

/// Picks the answer of its kind out of a finding.
macro_rules! answer {
    ($backend:expr, $study:expr, $kind:ident) => {
        answer!($backend.study($study), $kind)
    };
    ($found:expr, $kind:ident) => {
        match $found? {
            Ok(Findings::$kind(found)) => Some(Ok(found)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }
    };
}

impl Counter for DeskBackend {
    fn campus(&self) -> Answer<Campus> {
        answer!(self, Study::Campus(clock::now().civil.date()), Campus)
    }

    fn reach(&self, person: &str) -> Read<Reach> {
        let own = self.office()?.device;
        let desk = self.read(|reader| desks::tells(reader, own, person))?;
        let query = Query { register: people::REGISTER.key, search: person.to_owned(), ..Query::default() };
        let found = self.page(&query, 0, SAME_NAME)?.rows;
        // Of two with one name nobody knows whose telephone is meant.
        let mut named = found.iter().filter(|row| row.title == person);
        let card = match (named.next(), named.next()) {
            (Some(only), None) => self.card(only.id)?,
            _ => None,
        };
        let numbers = card.map(|card| [people::OFFICE_PHONE.id(), people::PHONE.id()].map(|field| card.record.text(field).to_owned()));
        let telephone = numbers.into_iter().flatten().find(|number| !number.trim().is_empty()).unwrap_or_default();
        Ok(Reach { desk, telephone })
    }

    fn stocktakes(&self) -> Read<Vec<Running>> {
        self.read(Reader::running_stocktakes)
    }

    fn scan(&self, campaign: RecordId, tag: &str, zone: &str) -> Read<Scanned> {
        self.read(|reader| reader.scan(campaign, tag, zone, clock::now().civil))
    }

    fn coverage(&self, campaign: RecordId) -> Answer<Vec<Zone>> {
        answer!(self, Study::Coverage(campaign), Coverage)
    }

    fn rooms(&self, from: Date, until: Date) -> Read<Rooms> {
        self.read(|reader| reader.rooms(from, until))
    }

    fn book(&self, volume: Volume, year: i16, from: usize, lines: usize) -> Answer<BookPage> {
        answer!(self, Study::Book { volume, year, from, lines }, Book)
    }

    fn sound(&self, sound: Sound) {
        self.sounds.play(sound);
    }
}

impl Survey for DeskBackend {
    fn overview(&self, revision: u64) -> Answer<Overview> {
        let Some(office) = &self.office else { return Some(Err(self.no_office())) };
        let found = answer!(office.survey.answer(self.overview_study(), revision, self.lang), Overview);
        if let Some(Ok(overview)) = &found {
            office.conflicts.set(overview.conflicts);
        }
        found
    }

    fn today(&self, revision: u64) -> Answer<Today> {
        let Some(office) = &self.office else { return Some(Err(self.no_office())) };
        answer!(office.survey.answer(Study::Today(clock::now().civil.date()), revision, self.lang), Today)
    }
}

impl Insight for DeskBackend {
    fn holders(&self) -> Answer<Vec<KnownBy>> {
        answer!(self, Study::Holders(self.office.as_ref()?.device), Holders)
    }

    fn around(&self, id: RecordId) -> Answer<Around> {
        answer!(self, Study::Around(id), Around)
    }

    fn report(&self, register: &'static Register, report: &'static Report, period: Period) -> Answer<Table> {
        answer!(self, Study::Report { register: register.key, report: report.id, period }, Report)
    }

    fn stays(&self, register: &'static Register) -> Answer<Vec<Stay>> {
        answer!(self, Study::Stays(register.key), Stays)
    }

    fn numbers(&self, register: &'static Register) -> Answer<Numbers> {
        answer!(self, Study::Numbers(register.key), Numbers)
    }

    fn warnings(&self) -> Answer<Vec<Warning>> {
        answer!(self, Study::Warnings, Warnings)
    }

    fn term(&self) -> Answer<Option<Period>> {
        answer!(self, Study::Term, Term)
    }

    fn trial(&self, source: &Source) -> Answer<Trial> {
        answer!(self, Study::Trial(source.clone()), Trial)
    }

    fn steppings(&self) -> Vec<Arc<Stepping>> {
        self.office.as_ref().map(|office| super::stepping::now(&office.stepping)).unwrap_or_default()
    }

    fn importing(&self) -> Option<Importing> {
        lock(&self.office.as_ref()?.importing).clone()
    }

    fn folder(&self) -> PathBuf {
        std::env::home_dir().unwrap_or_else(|| self.folder.clone())
    }

    fn browse(&self, question: Browse) -> u64 {
        self.dialogs.open(question, self.wake.clone(), dialog::ask)
    }

    fn browsed(&self, ticket: u64) -> Option<Option<PathBuf>> {
        self.dialogs.answer(ticket)
    }
}
