//! What every screen is handed: the backend to read from, the language, the moment.

use jiff::civil::DateTime;
use registers::def::Register;
use registers::{Lang, RecordId};

use super::backend::{Backend, Me};
use super::text::{tr, tr_with};

/// The surroundings of a screen.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// Where to read.
    pub backend: &'a dyn Backend,
    /// The language of the moment.
    pub lang: Lang,
    /// The office's own time.
    pub now: DateTime,
    /// Who works here.
    pub me: &'a Me,
    /// An input method is composing: what stands in a field is not yet meant.
    pub composing: bool,
    /// Grows whenever a read could answer otherwise than before.
    pub revision: u64,
    /// The office has no relay, so that nothing waits for it.
    pub alone: bool,
}

impl Cx<'_> {
    /// The words for a key.
    pub fn t(&self, key: &str) -> String {
        tr(self.lang, key)
    }

    /// The words for a key with values put in.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        tr_with(self.lang, key, values)
    }

    /// A register as the office has adjusted it.
    pub fn register(&self, own: &'static Register) -> &'static Register {
        self.backend.registers().iter().find(|r| r.key == own.key).copied().unwrap_or(own)
    }

    /// What names a record, from its id as text.
    pub fn title(&self, id: &str) -> Option<String> {
        let id = RecordId::from_string(id).ok()?;
        self.backend.title(id).ok().flatten()
    }
}
