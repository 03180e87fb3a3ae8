//! Notifications of the desktop, for a clerk whose window is not in front. What they say can be read on a locked screen: how
//! much there is, and no names.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use notify_rust::Notification;

/// Notifications that wait to be shown; more at once would be read by nobody.
const WAITING: usize = 2;

/// Shows notifications from a thread of its own, which starts with the first and ends with this.
#[derive(Debug, Default)]
pub struct Notifier(Mutex<Option<SyncSender<(String, String)>>>);

impl Notifier {
    /// Shows one, unless others still wait.
    pub fn show(&self, title: String, text: String) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = start().ok();
        }
        if let Some(sender) = kept.as_ref() {
            // A full queue, or a desktop without notifications: what they say stands in the window as well.
            let _ = sender.try_send((title, text));
        }
    }
}

fn start() -> io::Result<SyncSender<(String, String)>> {
    let (sender, texts) = sync_channel::<(String, String)>(WAITING);
    std::thread::Builder::new().name("notifications".to_owned()).spawn(move || {
        while let Ok((title, text)) = texts.recv() {
            let shown = Notification::new().appname("zongban").summary(&title).body(&text).show();
            if let Err(error) = shown {
                // Debug only: a desktop without them is no fault.
                tracing::debug!(%error, "a notification was not shown");
            }
        }
    })?;
    Ok(sender)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_a_notification() {
        let notifier = Notifier::default();
        // Whether or not there is a desktop that shows them, and however many come at once.
        (0..20).for_each(|n| notifier.show("综办".to_owned(), format!("{n} 件新待办")));
    }
}
