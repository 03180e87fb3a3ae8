//! What navigation, reminders and the first page count: found beside the window. Until it is known the places stand there
//! without figures, and what was found last is shown until the next is there.

use std::sync::Arc;

use registers::def::Register;

use super::super::backend::{Backend, Counts, Overview, Waiting};

/// What was counted last.
#[derive(Debug, Default)]
pub(super) struct CountsRead {
    overview: Option<Arc<Overview>>,
    /// The registers by which the figures are laid out, to notice when there are others.
    by: &'static [&'static Register],
    /// The registers with what each holds; nothing before that is known.
    pub registers: Vec<(&'static Register, Counts)>,
    /// What waits for a person's choice.
    pub conflicts: u64,
    /// What of the inbox is due soon, or overdue.
    pub reminders: Vec<Waiting>,
    /// Why it could not be counted.
    error: Option<String>,
    /// Grows with every answer, for those who derive something from it.
    pub version: u64,
}

impl CountsRead {
    /// Takes what was found, as of the revision that is shown or an earlier one.
    pub fn refresh(&mut self, backend: &dyn Backend, revision: u64) {
        let found = backend.overview(revision);
        self.conflicts = backend.sync().conflicts;
        let by = backend.registers();
        let (mut news, other) = (false, !std::ptr::eq(self.by, by));
        match found {
            Some(Ok(found)) => {
                news = self.overview.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &found)) || self.error.is_some();
                (self.overview, self.error) = (Some(found), None);
            }
            Some(Err(error)) => {
                let error = Some(error.to_string());
                (news, self.error) = (self.error != error, error);
            }
            None => {}
        }
        if !news && !other {
            return;
        }
        self.by = by;
        self.version += 1;
        let counts = self.overview.as_ref().map(|o| &o.counts);
        self.registers = by.iter().map(|r| (*r, counts.and_then(|c| c.get(r.key)).cloned().unwrap_or_default())).collect();
        let inbox = self.inbox().and_then(Result::ok).unwrap_or_default();
        self.reminders = inbox.iter().filter(|waiting| waiting.remind).cloned().collect();
    }

    /// Whether anything was counted yet.
    pub fn known(&self) -> bool {
        self.overview.is_some()
    }

    /// What waits for the person who works here, or why it cannot be read; none before that is known.
    pub fn inbox(&self) -> Option<Result<&[Waiting], &str>> {
        if let Some(error) = &self.error {
            return Some(Err(error));
        }
        let inbox = &self.overview.as_ref()?.inbox;
        Some(inbox.as_deref().map_err(|error| error.0.as_str()))
    }
}
