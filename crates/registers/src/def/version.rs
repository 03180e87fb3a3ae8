//! What counts as the text of a record: approvals name the version of it that they saw.

/// Which fields make up the text of a record, and where the digest of a version of it is kept. Digests are computed when
/// they are written, never typed: see [`crate::version`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Version {
    /// Fields, common ones among them, whose content is the text. Rows count without what names or stamps them.
    pub of: &'static [&'static str],
    /// The person field that names whose text it is: they hear of it when an approval has lapsed. Empty: nobody's.
    pub author: &'static str,
    /// Fields that only steps write, with the digest of the text as it is then.
    pub fields: &'static [&'static str],
    /// Columns that get the digest when their row is written.
    pub rows: &'static [Stamped],
    /// Fields that only steps write while the link field is filled: the digest of the text of the linked record. Field, link.
    pub linked: &'static [(&'static str, &'static str)],
    /// While one of these fields is filled nobody changes the text any more, nor the `linked` fields and their links; only
    /// steps fill or empty them. None: it is never locked so.
    pub locked_by: &'static [&'static str],
    /// Nor in one of these states, however the record came there.
    pub locked_in: &'static [&'static str],
}

/// What stands on paper that has left the desk, or in a book that is closed: who signed, and when. See [`crate::settled`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settled {
    /// Once one of these fields is filled nobody changes `fields` nor the number: fields that only steps fill.
    pub once: &'static [&'static str],
    /// Nor in one of these states, nor in that of a void record.
    pub states: &'static [&'static str],
    /// Fields that stay as they are then, where they are filled.
    pub fields: &'static [&'static str],
    /// Fields that papers of other registers alone change, empty ones too, once the first of them has: once this field, which
    /// only their steps write, is filled.
    pub by_papers: Option<(&'static str, &'static [&'static str])>,
    /// A link field that puts the record on a list of another register, and the states of that list in which it takes on and
    /// lets go: one that was handed in is what its approvers saw.
    pub listed: Option<(&'static str, &'static [&'static str])>,
    /// States in which nobody types the number, since it is given only after them: papers that are not signed yet have none.
    pub unnumbered: &'static [&'static str],
    /// What a step has frozen.
    pub frozen: Option<Frozen>,
}

/// What a step freezes for as long as what it wrote stands: others work by it from then on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frozen {
    /// The step.
    pub step: &'static str,
    /// The field that the program fills with the step, and that only the step which takes it back empties.
    pub by: &'static str,
    /// Fields that stay as they are then, empty ones too.
    pub fields: &'static [&'static str],
    /// Columns that stay as they are then, of the lines fields that have them: no row with one comes or goes.
    pub columns: &'static [(&'static str, &'static str)],
}

impl Settled {
    /// Nothing of the register leaves the desk.
    pub const NONE: Settled = Settled { once: &[], states: &[], fields: &[], by_papers: None, listed: None, unnumbered: &[], frozen: None };
}

/// A column of a lines field that keeps the digest of the text that the row is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamped {
    /// The lines field.
    pub lines: &'static str,
    /// The column for the digest.
    pub column: &'static str,
    /// The column that says what somebody thinks of the text: whoever writes it means the text as it is then. Empty: the
    /// row as it is added.
    pub when: &'static str,
    /// Columns that say in words which version that is, each with the field from which they are filled. A row that says
    /// another version is about that one, of which the digest is not known any more: it gets none.
    pub copies: &'static [(&'static str, &'static str)],
}

impl Version {
    /// Nothing in the register is approved by its text.
    pub const NONE: Version = Version { of: &[], author: "", fields: &[], rows: &[], linked: &[], locked_by: &[], locked_in: &[] };

    /// The stamped column of a lines field.
    pub fn stamped(&self, lines: &str) -> Option<&'static Stamped> {
        self.rows.iter().find(|s| s.lines == lines)
    }
}

/// What a row must say so that the text as it is now counts as approved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passed {
    /// The lines field; it has a stamped column.
    pub lines: &'static str,
    /// The person column: of each person the last row about a version counts.
    pub by: &'static str,
    /// Only rows with this value in this choice column; empty: all rows.
    pub only: (&'static str, &'static str),
    /// The choice column with the verdict and the verdicts that pass; empty: any row will do. With several people about one
    /// version all must pass: a refusal blocks.
    pub verdict: (&'static str, &'static [&'static str]),
}
