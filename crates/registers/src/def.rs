//! The shape of a register: what its fields, lines, states and steps are. Registers are data of these
//! types (one file each below `book/`); everything that lists, edits, imports or prints a record reads them.

mod calc;
mod field;
mod flow;
mod labels;
mod report;
mod right;
mod rule;
mod version;
mod view;

pub use calc::*;
pub use field::*;
pub use flow::*;
pub use labels::*;
pub use report::*;
pub use right::*;
pub use rule::*;
pub use version::*;
pub use view::*;

/// A value in an example record: field id and value as a file would carry it.
pub type Example = &'static [(&'static str, &'static str)];

/// A register.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Register {
    /// English plural in kebab-case, permanent.
    pub key: &'static str,
    /// Name of the book.
    pub labels: Labels,
    /// Name of one record.
    pub one: Labels,
    /// Where it stands in the navigation.
    pub area: Area,
    /// Where it is replicated.
    pub space: Space,
    /// Its own fields; the common ones come after them.
    pub fields: &'static [Field],
    /// The fields that every record has: [`crate::common::FIELDS`], as the office words them.
    pub common: &'static [Field],
    /// The field that names a record.
    pub title: &'static str,
    /// Its series of numbers.
    pub number: Option<Numbering>,
    /// Whether its records shall join nobody: they have no owner, no moment in their ids, and no history is shown.
    pub unnamed: bool,
    /// Whether its numbers are only given from a lease.
    pub leased: bool,
    /// When a record is due.
    pub due: Option<DueRule>,
    /// Columns of the list.
    pub list: &'static [Column],
    /// Groups of the form; fields in none stand under the common group at the end.
    pub groups: &'static [Group],
    /// States; a new record starts in the first.
    pub states: &'static [State],
    /// Steps.
    pub transitions: &'static [Transition],
    /// Which state counts after steps that did not know of each other.
    pub precedence: Precedence,
    /// What counts as the text that is approved, and where its digest stands.
    pub version: Version,
    /// What is not written any more once it is on paper that is out.
    pub settled: Settled,
    /// Until when a record is kept, where its fields say so.
    pub keeping: Option<Keeping>,
    /// Who may add records by hand.
    pub adding: Right,
    /// Who may change them by hand; steps have rights of their own.
    pub changing: Right,
    /// What must hold between fields.
    pub rules: &'static [Rule],
    /// How records from a file arrive.
    pub arrival: Arrival,
    /// Years or days that a record is kept, as the office's rule says, in words.
    pub retention: Labels,
    /// Days after the date of a closed record after which its personal data is to be erased for good; 0 for never. An office changes
    /// them with its own retention.
    pub erase_after: i64,
    /// Prints that the paper book knows.
    pub prints: &'static [Named],
    /// Reports.
    pub reports: &'static [Report],
    /// Values computed from others.
    pub derived: &'static [Derived],
    /// Warnings.
    pub alerts: &'static [Alert],
    /// Starting points for a new record.
    pub templates: &'static [Template],
    /// Sets of fields that no two records should share: a warning while the second is typed.
    pub same: &'static [&'static [&'static str]],
    /// What a record claims for a time, so that two of them can be in each other's way.
    pub claim: Option<Claim>,
    /// Times in which the work on a record rests.
    pub pauses: Option<Pauses>,
    /// What is read off a thing, and which thing that is.
    pub label: Option<Label>,
    /// What a new record takes over from one that it names, where nobody says anything else.
    pub takes: Option<Takes>,
    /// What the rows cost, where number and price say so.
    pub products: &'static [Product],
    /// Two records as an office would write them.
    pub examples: [Example; 2],
}

/// What a record takes for itself for a time: whoever claims it too is warned, and both stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// The link field that names it.
    pub what: &'static str,
    /// The time field from which on.
    pub from: &'static str,
    /// The time field until which.
    pub until: &'static str,
    /// The states in which a record holds it.
    pub states: &'static [&'static str],
}

/// Times in which the work on a record rests: they count neither as its length nor against its limit, each minute once
/// however often it was written down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pauses {
    /// The lines field.
    pub lines: &'static str,
    /// The time column from which on.
    pub from: &'static str,
    /// The time column until which; while it is empty the pause lasts.
    pub to: &'static str,
    /// The state in which it rests now, and the time field since when.
    pub now: (&'static str, &'static str),
    /// The time field with which the work begins.
    pub begins: &'static str,
    /// The time fields with which it is done: it does not last longer for resting.
    pub ends: &'static [&'static str],
    /// The time field with its limit, which pauses put off.
    pub due: &'static str,
}

/// A label that is read off a thing names it: where nobody says which thing a record is about, the only one with the label
/// as its number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The text field with what was read.
    pub text: &'static str,
    /// The link field that names the thing, in a register with a series of numbers.
    pub link: &'static str,
}

/// What a record takes over from one that its link names: who says which item it is need not write its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// The link field.
    pub link: &'static str,
    /// Its fields, and the own ones that take their values.
    pub copy: &'static [(&'static str, &'static str)],
}

/// A starting point for a new record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Template {
    /// Permanent id in kebab-case.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// Values as a file would carry them.
    pub values: Example,
}

impl Register {
    /// What a register has when its file says nothing else; key, labels, fields, title, list, groups, states, steps and
    /// examples are each file's own.
    pub const PLAIN: Register = Register {
        key: "",
        labels: l("", "", ""),
        one: l("", "", ""),
        area: Area::Settings,
        space: Space::General,
        fields: &[],
        common: crate::common::FIELDS,
        title: "",
        number: None,
        unnamed: false,
        leased: false,
        due: None,
        list: &[],
        groups: &[],
        states: &[],
        transitions: &[],
        precedence: Precedence::NONE,
        version: Version::NONE,
        settled: Settled::NONE,
        keeping: None,
        adding: Right::EVERYBODYS,
        changing: Right::EVERYBODYS,
        rules: &[],
        arrival: Arrival::FIRST,
        retention: l("长期保存", "長期保存", "Kept for good"),
        erase_after: 0,
        prints: &[],
        reports: &[],
        derived: &[],
        alerts: &[],
        templates: &[],
        same: &[],
        claim: None,
        pauses: None,
        label: None,
        takes: None,
        products: &[],
        examples: [&[], &[]],
    };

    /// The derived value with this id.
    pub fn derived(&self, id: &str) -> Option<&'static Derived> {
        self.derived.iter().find(|d| d.id == id)
    }

    /// The report that a person means: id or label in any language.
    pub fn report(&self, name: &str) -> Option<&'static Report> {
        self.reports.iter().find(|r| r.id == name).or_else(|| self.reports.iter().find(|r| r.labels.matches(name)))
    }

    /// All fields: its own, then the common ones.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().chain(self.common)
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&'static Field> {
        self.all_fields().find(|f| f.id == id)
    }

    /// The field that a person means: id, label in any language or alias.
    pub fn field_named(&self, name: &str) -> Option<&'static Field> {
        let label = || self.all_fields().find(|f| f.labels.matches(name));
        self.field(name).or_else(label).or_else(|| self.all_fields().find(|f| f.matches(name)))
    }

    /// The state with this id.
    pub fn state(&self, id: &str) -> Option<&'static State> {
        self.states.iter().find(|s| s.id == id)
    }

    /// The state that a new record starts in.
    pub fn first_state(&self) -> &'static str {
        self.states.first().map_or("", |s| s.id)
    }

    /// The step that a person means: id or label in any language.
    pub fn transition(&self, name: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|t| t.id == name).or_else(|| self.transitions.iter().find(|t| t.labels.matches(name)))
    }

    /// How far a step takes a record in its ordinary life, whose order is that in which the states are declared: the nearest is the
    /// likeliest. From an open state beside that life, or in which it was refused, a way back to it counts as well, behind those that go
    /// on. None where a step leads elsewhere, which is never what a screen proposes first: back, out of the ordinary life, or to and
    /// fro between states in which nothing waits.
    pub fn onward(&self, state: &str, step: &Transition) -> Option<usize> {
        let place = |id: &str| self.states.iter().position(|s| s.id == id);
        let (from, to) = (self.state(state)?, self.state(step.to).filter(|to| self.is_ordinary(to))?);
        let (here, there) = (place(from.id)?, place(to.id)?);
        if from.phase == Phase::Done && to.phase == Phase::Done && !step.binds {
            // 在岗 and 离岗: nothing is to be done in either, and whoever went comes back.
            let comes_back = |t: &Transition| t.from.contains(&to.id) && place(t.to).is_some_and(|back| back <= here);
            if self.transitions.iter().any(comes_back) {
                return None;
            }
        }
        match there.checked_sub(here) {
            None if from.phase == Phase::Open && !self.is_ordinary(from) => Some(self.states.len() + here - there),
            ahead => ahead.filter(|ahead| *ahead > 0),
        }
    }

    /// Whether a state belongs to the ordinary life of a record: it was not refused, given up, voided or merged there, and does not
    /// lie beside it.
    fn is_ordinary(&self, state: &State) -> bool {
        let is_given_up = state.phase == Phase::Done && self.precedence.withdrawn.contains(&state.id);
        let is_out = state.phase == Phase::Void || state.id == crate::common::MERGED || state.id == crate::common::DELETED;
        !(is_given_up || is_out || state.is_aside || state.tone == Tone::Red)
    }

    /// The states of an ordinary life, from the first one: from each the likeliest step leads on to the next.
    pub fn path(&self) -> Vec<&'static State> {
        let mut path: Vec<&'static State> = self.states.first().into_iter().collect();
        while let Some(last) = path.last() {
            let ahead = self.steps_from(last.id).filter_map(|step| Some((self.onward(last.id, step)?, step.to)));
            let Some(next) = ahead.min_by_key(|(ahead, _)| *ahead).and_then(|(_, to)| self.state(to)) else { break };
            path.push(next);
        }
        path
    }

    /// The likeliest step that a person does from a state, if any is likely.
    pub fn proposed(&self, state: &str) -> Option<&'static Transition> {
        let steps = self.steps_from(state).filter(|step| step.follows().is_none());
        steps.filter_map(|step| Some((self.onward(state, step)?, step))).min_by_key(|(ahead, _)| *ahead).map(|(_, step)| step)
    }

    /// The steps that lead out of a state.
    pub fn steps_from(&self, state: &str) -> impl Iterator<Item = &'static Transition> + use<'_> {
        let state = state.to_owned();
        self.transitions.iter().filter(move |t| t.from.contains(&state.as_str()))
    }
}
