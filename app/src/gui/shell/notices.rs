//! What a clerk must see though the window is not in front: told by a notification of the desktop, as how much there is and
//! without names, all of it in one, and not again until the window was in front.

use std::collections::BTreeSet;

use eframe::egui::Context;
use jiff::civil::DateTime;
use registers::{Lang, RecordId};

use super::super::backend::{Campus, Setup, Waiting};
use super::super::command::Place;
use super::super::text::{tr, tr_with};
use super::super::widgets::toast::Toasts;
use super::Shell;
use crate::prefs::Prefs;

/// Seconds between two notifications.
const PAUSE: i64 = 30;

/// What was there when the window was last in front, or told of since.
#[derive(Debug, Default)]
pub(super) struct Notices {
    seen: Option<Seen>,
    /// Conflicts had been looked for by then.
    found: bool,
    /// The count that it follows.
    version: u64,
    /// None before this moment.
    next: Option<DateTime>,
}

/// What there is to be told of. No more than is read for the first page.
#[derive(Debug, Clone, Default, PartialEq)]
struct Seen {
    inbox: BTreeSet<RecordId>,
    due: BTreeSet<RecordId>,
    guests: BTreeSet<RecordId>,
    /// None until they were looked for.
    conflicts: Option<u64>,
}

impl Seen {
    fn look(inbox: &[Waiting], campus: Option<&Campus>, me: &str, conflicts: Option<u64>) -> Seen {
        let due = inbox.iter().filter(|waiting| waiting.days == Some(0));
        let guests = campus.iter().flat_map(|campus| &campus.present).filter(|guest| guest.host.trim() == me);
        Seen {
            inbox: inbox.iter().map(|waiting| waiting.id).collect(),
            due: due.map(|waiting| waiting.id).collect(),
            guests: guests.map(|guest| guest.id).collect(),
            conflicts,
        }
    }

    /// What is there that was not, in words; none when there is nothing new.
    fn news(&self, before: &Seen, lang: Lang) -> Option<String> {
        let new = self.inbox.difference(&before.inbox).count();
        // What is new and due at once is said once.
        let due = self.due.difference(&before.due).filter(|id| before.inbox.contains(id)).count();
        let guests = self.guests.difference(&before.guests).count();
        let conflicts = self.conflicts.zip(before.conflicts).map_or(0, |(now, before)| now.saturating_sub(before));
        let conflicts = usize::try_from(conflicts).unwrap_or(usize::MAX);
        let said = [(new, "gui.notice.inbox"), (due, "gui.notice.due"), (guests, "gui.notice.guests"), (conflicts, "gui.notice.conflicts")];
        let said: Vec<String> =
            said.into_iter().filter(|(n, _)| *n > 0).map(|(n, key)| tr_with(lang, key, &[("n", &n.to_string())])).collect();
        (!said.is_empty()).then(|| said.join(" · "))
    }
}

impl Shell {
    /// Called before every frame, and instead of one while the window is hidden.
    pub fn heed(&mut self, ctx: &Context) {
        let hidden = !std::mem::take(&mut self.drawn);
        let Setup::Ready(me) = self.backend.setup() else {
            self.notices = Notices::default();
            return;
        };
        if hidden {
            // Nobody draws, so that nobody else asks.
            self.revision = self.backend.revision();
            self.counts.refresh(&*self.backend, self.revision);
        }
        let front = !hidden && ctx.input(|input| input.focused);
        if front && self.notices.found && self.notices.seen.is_some() && self.notices.version == self.counts.version {
            return;
        }
        let Some(Ok(inbox)) = self.counts.inbox() else { return };
        let campus = self.backend.campus().and_then(Result::ok);
        // The figure follows one frame after the search for it has ended.
        let found = self.backend.cases().known;
        let known = std::mem::replace(&mut self.notices.found, found) && found;
        let now = Seen::look(inbox, campus.as_deref(), me.person.trim(), known.then_some(self.counts.conflicts));
        let news = match &self.notices.seen {
            Some(before) if !front && !self.prefs.quiet => now.news(before, self.lang),
            _ => None,
        };
        // Whoever works in the window is told there; at the counter the visitor has just been let in.
        if let Some(before) = self.notices.seen.as_ref().filter(|_| front && self.place != Place::Reception) {
            let new = campus.iter().flat_map(|campus| &campus.present);
            let new = new.filter(|guest| now.guests.contains(&guest.id) && !before.guests.contains(&guest.id));
            let names: Vec<&str> = new.map(|guest| guest.visitor.as_str()).collect();
            if !names.is_empty() {
                let names = names.join(&tr(self.lang, "gui.list_separator"));
                self.toasts.asks(tr_with(self.lang, "gui.notice.guest_here", &[("who", &names)]), None);
                ctx.request_repaint();
            }
        }
        let moment = self.backend.now();
        if let Some(news) = news {
            if self.notices.next.is_some_and(|next| moment < next) {
                return ctx.request_repaint_after(std::time::Duration::from_secs(PAUSE.unsigned_abs()));
            }
            self.backend.tell(tr(self.lang, "gui.name"), news.clone());
            self.toasts.noted(news);
            self.notices.next = Some(moment.saturating_add(jiff::Span::new().seconds(PAUSE)));
        }
        (self.notices.seen, self.notices.version) = (Some(now), self.counts.version);
    }
}

/// What is told when the window opens: which choices of this desk could not be read.
pub(super) fn at_start(prefs: &Prefs, lang: Lang) -> Toasts {
    let mut toasts = Toasts::default();
    if !prefs.odd.is_empty() {
        let places = prefs.odd.join(&tr(lang, "gui.list_separator"));
        toasts.refused(tr_with(lang, "gui.prefs.odd", &[("file", crate::prefs::FILE), ("places", &places)]));
    }
    toasts
}
