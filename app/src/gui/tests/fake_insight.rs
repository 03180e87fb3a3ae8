//! What the backend in memory answers to the questions of reports, flow charts, numbers and files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::gui::backend::*;
use registers::RecordId;
use registers::def::{By, Measure, Register, Report};
use registers::number::lease::Lease;
use replica::{Cell, Group, Hit};

use super::fake::{Fake, NOW};

/// The answers; tests put in what they need.
#[derive(Default)]
pub struct Answers {
    /// No answer is there yet.
    pub finding: bool,
    pub holders: Vec<KnownBy>,
    pub stays: BTreeMap<&'static str, Vec<Stay>>,
    pub numbers: BTreeMap<&'static str, Numbers>,
    pub warnings: Vec<Warning>,
    pub term: Option<Period>,
    pub hidden: usize,
    pub around: BTreeMap<RecordId, Around>,
    pub empty: bool,
    /// What files hold by their path, or why each cannot be read.
    pub trials: BTreeMap<PathBuf, Result<Trial, String>>,
    pub importing: Option<Importing>,
    pub steppings: Vec<Stepping>,
    /// The periods and files that were asked for.
    pub periods: RefCell<Vec<Period>>,
    pub sources: RefCell<Vec<Source>>,
    /// What the dialogs for files asked, and what is chosen in the next of them.
    pub browsed: RefCell<Vec<Browse>>,
    pub choose: Option<PathBuf>,
}

impl Answers {
    pub fn answer<T>(&self, value: impl FnOnce() -> Read<T>) -> Answer<T> {
        (!self.finding).then(|| value().map(Arc::new))
    }

    pub fn file(&mut self, job: &FileJob) -> Done {
        let (note, file) = match job {
            FileJob::Import(source) => {
                let imported =
                    Imported { added: 2, changed: 0, same: 1, refused: vec![(7, "第7行：编号重复".into())], stopped: None };
                self.importing = Some(Importing { source: source.clone(), done: 2, total: 2, result: Some(imported) });
                ("已导入".to_owned(), None)
            }
            FileJob::Export { file, .. } | FileJob::Table { file, .. } => (format!("已写出 {}", file.display()), Some(file.clone())),
        };
        Done { note: Some(note), file, ..Done::default() }
    }
}

/// A table with plausible groups for any report.
pub fn table(register: &Register, report: &Report) -> Table {
    let keys = |by: &By, n: usize| match by {
        By::Field(f) => register.field(f).and_then(|f| f.choice_list().get(n)).map_or_else(|| format!("组{n}"), |c| c.id.to_owned()),
        By::State => register.states.get(n % register.states.len()).map_or("", |s| s.id).to_owned(),
        By::Year(_) => (2020 + n).to_string(),
        By::Month(_) => format!("2026-{:02}", n + 1),
        By::Hour(_) => format!("{:02}", 8 + n),
        By::Weekday(_) | By::Overdue(_) | By::Since(_) => (n % 5).to_string(),
        By::Age(_) | By::Band(..) => n.to_string(),
        By::Title => format!("名称{n}"),
    };
    let cell = |measure: &Measure, n: usize| match measure {
        Measure::Count | Measure::Distinct(_) => Cell::Count(12 - n as i64),
        Measure::Sum(_) | Measure::Mean(_) | Measure::Net(..) | Measure::Derived(_) | Measure::PerHead(_) | Measure::Hours(..) => {
            Cell::Amount(90_000.0 - 7_000.0 * n as f64)
        }
        Measure::Average(..) => Cell::Length(Some(700)),
        Measure::Span(..) => Cell::Span(Some((600 + 100 * n as i64, 4_000))),
        _ => Cell::Percent(Some(90.0 - 5.0 * n as f64)),
    };
    let group = |n: usize| Group {
        keys: report.by.iter().map(|by| keys(by, n)).collect(),
        size: 10,
        cells: report.measures.iter().map(|m| cell(m, n)).collect(),
    };
    Table { groups: (0..5).map(group).collect(), total: 50, hidden: 0, least: report.at_least }
}

/// A warning of a record.
pub fn warning(register: &'static Register, id: RecordId, title: &str) -> Warning {
    let hit = Hit { id, register, number: "WP-001".into(), title: title.into(), state: register.first_state().into() };
    Warning { hit, alert: register.alerts[0].id, numbers: (1.into(), 5.into()) }
}

/// Numbers of a register, with one lease that is in force and one that is not.
pub fn numbers() -> Numbers {
    let series = Series {
        prefix: "收〔2026〕".into(),
        numbering: registers::def::Numbering { field: "reg_no", pattern: "收〔{year}〕{n}号", at_creation: false },
        last: 120,
        unused: vec![3, 7, 8, 9],
        reserved: vec![110],
        void: vec![12],
        doubled: vec![15],
    };
    let lease = |n: u64, desk: &str, last, ordered| Holding {
        id: RecordId::from_parts(n, u128::from(n)),
        lease: Lease { holder: "d".into(), first: 121, last },
        desk: desk.into(),
        prefix: String::new(),
        ordered,
        force: if ordered { replica::Force::Whole } else { replica::Force::Nothing("文书岗".into()) },
    };
    Numbers { series: vec![series], leases: vec![lease(1, "文书岗", None, true), lease(2, "前台", Some(170), false)] }
}

/// What a file of a few rows would do.
pub fn trial() -> Trial {
    let column = |heading: &str, target: Option<&str>| TrialColumn {
        heading: heading.into(),
        target: target.map(Into::into),
        special: heading == "序号",
    };
    let row = |line, verdict, text: &str| TrialRow { line, verdict, text: text.into() };
    Trial {
        columns: vec![column("序号", None), column("资产名称", Some("name")), column("怪列", None)],
        rows: vec![
            row(3, Verdict::Added, "投影机"),
            row(4, Verdict::Added, "显微镜"),
            row(5, Verdict::Same, "立式空调"),
            row(6, Verdict::Refused, "第6行：购置日期“昨天” 不是日期"),
        ],
        skipped: 2,
        notes: Vec::new(),
    }
}

impl Insight for Fake {
    fn holders(&self) -> Answer<Vec<KnownBy>> {
        let world = self.world.borrow();
        world.insight.answer(|| Ok(world.insight.holders.clone()))
    }
    fn around(&self, id: RecordId) -> Answer<Around> {
        let answers = &self.world.borrow().insight;
        answers.answer(|| Ok(answers.around.get(&id).cloned().unwrap_or_default()))
    }
    fn report(&self, register: &'static Register, report: &'static Report, period: Period) -> Answer<Table> {
        let answers = &self.world.borrow().insight;
        answers.periods.borrow_mut().push(period);
        answers.answer(|| {
            let mut table = table(register, report);
            table.hidden = answers.hidden;
            if answers.empty {
                table.groups.clear();
            }
            Ok(table)
        })
    }
    fn stays(&self, register: &'static Register) -> Answer<Vec<Stay>> {
        let counts = self.counts(register).unwrap();
        let answers = &self.world.borrow().insight;
        let stay = |state: &'static str| Stay {
            state,
            here: counts.states.get(state).copied().unwrap_or(0),
            ended: 3,
            median: Some(90),
            most: Some(3_000),
        };
        let all = || register.states.iter().map(|s| stay(s.id)).collect();
        answers.answer(|| Ok(answers.stays.get(register.key).cloned().unwrap_or_else(all)))
    }
    fn numbers(&self, register: &'static Register) -> Answer<Numbers> {
        let answers = &self.world.borrow().insight;
        answers.answer(|| Ok(answers.numbers.get(register.key).cloned().unwrap_or_default()))
    }
    fn warnings(&self) -> Answer<Vec<Warning>> {
        let answers = &self.world.borrow().insight;
        answers.answer(|| Ok(answers.warnings.clone()))
    }
    fn term(&self) -> Answer<Option<Period>> {
        let answers = &self.world.borrow().insight;
        answers.answer(|| Ok(answers.term))
    }
    fn trial(&self, source: &Source) -> Answer<Trial> {
        let answers = &self.world.borrow().insight;
        answers.sources.borrow_mut().push(source.clone());
        answers.answer(|| match answers.trials.get(&source.file) {
            Some(trial) => trial.clone().map_err(ReadError),
            None => Err(ReadError(format!("没有这个文件：{}", source.file.display()))),
        })
    }
    fn steppings(&self) -> Vec<Arc<Stepping>> {
        self.world.borrow().insight.steppings.iter().cloned().map(Arc::new).collect()
    }
    fn importing(&self) -> Option<Importing> {
        self.world.borrow().insight.importing.clone()
    }
    fn folder(&self) -> PathBuf {
        Path::new("/home/office").to_owned()
    }
    fn browse(&self, question: Browse) -> u64 {
        let world = self.world.borrow();
        world.insight.browsed.borrow_mut().push(question);
        world.insight.browsed.borrow().len() as u64
    }
    fn browsed(&self, _: u64) -> Option<Option<PathBuf>> {
        Some(self.world.borrow().insight.choose.clone())
    }
}

/// The day on which every test runs, as a file's name has it.
pub fn today() -> String {
    NOW.strftime("%Y%m%d").to_string()
}
