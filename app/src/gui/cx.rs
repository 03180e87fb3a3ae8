//! What every screen is handed: the backend to read from, the language, the moment.
//!
//! A window that nobody touches draws nothing. What shows how time passes says with `heed_…` until when it holds, and only for as
//! long as it is on the screen.

use std::time::Duration;

use eframe::egui::Context;
use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};
use registers::def::Register;
use registers::{Lang, RecordId};

use super::backend::{Backend, Me};
use super::format;
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

    /// Draws anew once these words of how long ago something was have become others.
    pub fn heed_ago(&self, ctx: &Context, at: DateTime) {
        if let Some(left) = format::ago_holds(at, self.now) {
            heed(ctx, left);
        }
    }

    /// Draws anew with the next minute: for what shows the time of day.
    pub fn heed_minute(&self, ctx: &Context) {
        heed(ctx, SignedDuration::from_secs(60 - i64::from(self.now.second())));
    }

    /// Draws anew when the day is over: what is due, or on today, is another then.
    pub fn heed_day(&self, ctx: &Context) {
        if let Ok(tomorrow) = self.now.date().tomorrow() {
            heed(ctx, tomorrow.to_datetime(Time::midnight()).duration_since(self.now));
        }
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

/// A little later than asked: a frame just before the moment would find nothing new and have to be drawn once more.
fn heed(ctx: &Context, left: SignedDuration) {
    ctx.request_repaint_after(left.unsigned_abs().saturating_add(Duration::from_millis(100)));
}
