//! Short messages at the corner: saved, refused.

use std::collections::VecDeque;
use std::path::PathBuf;

use eframe::egui::{self, Align2, Margin, RichText, Ui, vec2};
use jiff::civil::DateTime;
use registers::def::Tone;

use super::{button, paint};
use crate::gui::{icons, theme};

const KEPT: usize = 5;
/// Most messages that are kept after they were shown.
pub const MOST_PAST: usize = 50;
const FROM_TOP: f32 = theme::TOP_BAR + 10.0;
/// Most width of a message, and the height of a short one: what a message is expected to take before it was drawn.
const WIDTH: f32 = 500.0;
const HEIGHT: f32 = 44.0;
const SECONDS: f64 = 4.0;
/// For what was refused, and for what one goes on with.
const SECONDS_LONG: f64 = 12.0;

/// What a message offers to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Takes back what it tells of.
    TakeBack((u32, u64)),
    /// Shows the folder of a file that was written.
    ShowFolder(PathBuf),
}

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// Green for done, amber for done with something left to do, red for refused.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// Label of a button, and what it does.
    pub offer: Option<(String, Offer)>,
    until: Option<f64>,
}

/// A message that was on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// As when it was on screen; blue for what was told while the window was not in front.
    pub tone: Tone,
    /// What it said.
    pub text: String,
    /// When it was said; none before the next frame.
    pub at: Option<DateTime>,
}

/// The messages on screen, oldest first, and those that were.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: VecDeque<Toast>,
    past: VecDeque<Past>,
}

impl Toasts {
    /// Says that something was done, perhaps with a button for what follows from just that.
    pub fn done(&mut self, text: String, offer: Option<(String, Offer)>) {
        self.push(Toast { tone: Tone::Green, text, offer, until: None });
    }

    /// Says that something was done, and what is to be done by hand now.
    pub fn asks(&mut self, text: String, offer: Option<(String, Offer)>) {
        self.push(Toast { tone: Tone::Amber, text, offer, until: None });
    }

    /// Says that something was refused, and why.
    pub fn refused(&mut self, text: String) {
        self.push(Toast { tone: Tone::Red, text, offer: None, until: None });
    }

    /// The messages on screen.
    pub fn shown(&self) -> impl Iterator<Item = &Toast> {
        self.shown.iter()
    }

    /// Keeps what was told elsewhere, without showing it.
    pub fn noted(&mut self, text: String) {
        self.keep(Tone::Blue, text);
    }

    /// What was said since the start, the newest first, at most [`MOST_PAST`].
    pub fn past(&self) -> &VecDeque<Past> {
        &self.past
    }

    fn keep(&mut self, tone: Tone, text: String) {
        self.past.push_front(Past { tone, text, at: None });
        self.past.truncate(MOST_PAST);
    }

    /// Draws them and takes away old ones. Gives what is to be done when the button of one was pressed. `close` names the button
    /// that takes a message away.
    pub fn ui(&mut self, ui: &Ui, clock: DateTime, close: &str) -> Option<Offer> {
        self.past.iter_mut().filter(|past| past.at.is_none()).for_each(|past| past.at = Some(clock));
        let now = ui.input(|i| i.time);
        for toast in &mut self.shown {
            let leads_on = matches!(toast.offer, Some((_, Offer::ShowFolder(_))));
            let seconds = if matches!(toast.tone, Tone::Red | Tone::Amber) || leads_on { SECONDS_LONG } else { SECONDS };
            toast.until.get_or_insert(now + seconds);
        }
        self.shown.retain(|t| t.until.is_none_or(|until| until > now));
        let next = self.shown.iter().filter_map(|t| t.until).min_by(f64::total_cmp)?;
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.05)));
        let (mut pressed, mut gone) = (None, None);
        let id = egui::Id::unique("toasts");
        let (align, offset) = if self.would_cover(ui, id) {
            (Align2::CENTER_BOTTOM, vec2(0.0, -theme::STATUS_BAR - 10.0))
        } else {
            (Align2::CENTER_TOP, vec2(0.0, FROM_TOP))
        };
        egui::Area::new(id).order(egui::Order::Tooltip).anchor(align, offset).show(ui.ctx(), |ui| {
            for (at, toast) in self.shown.iter().enumerate() {
                let (act, shut) = toast_ui(ui, toast, close);
                if act {
                    pressed = toast.offer.as_ref().map(|(_, offer)| offer.clone());
                }
                if act || shut {
                    gone = Some(at);
                }
            }
        });
        if let Some(at) = gone {
            self.shown.remove(at);
        }
        pressed
    }

    /// Whether the messages at the top would lie over what has the keyboard, such as the box of the reception: somebody types
    /// there, and they go to the foot.
    fn would_cover(&self, ui: &Ui, area: egui::Id) -> bool {
        let focused = ui.memory(|m| m.focused()).and_then(|id| ui.ctx().read_response(id));
        let usual = vec2(WIDTH, HEIGHT * self.shown.len() as f32);
        let size = ui.memory(|m| m.area_rect(area)).map_or(usual, |last| last.size().max(usual));
        let top = ui.ctx().content_rect().center_top() + vec2(0.0, FROM_TOP);
        let place = egui::Rect::from_center_size(top + vec2(0.0, size.y / 2.0), size);
        focused.is_some_and(|focused| focused.rect.intersects(place.expand(4.0)))
    }

    fn push(&mut self, toast: Toast) {
        self.keep(toast.tone, toast.text.clone());
        if self.shown.len() == KEPT {
            self.shown.pop_front();
        }
        self.shown.push_back(toast);
    }
}

fn toast_ui(ui: &mut Ui, toast: &Toast, close: &str) -> (bool, bool) {
    let colors = theme::chip(toast.tone);
    let icon = if toast.tone == Tone::Red { icons::WARNING_CIRCLE } else { icons::CHECK_CIRCLE };
    let frame = egui::Frame::popup(ui.style()).corner_radius(theme::RADIUS_MENU).inner_margin(Margin::symmetric(12, 6));
    let (mut act, mut shut) = (false, false);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            paint::badge_ui(ui, icon, 24.0, colors.text, colors.ground);
            ui.scope(|ui| {
                ui.set_max_width(360.0);
                ui.add(egui::Label::new(RichText::new(paint::plain(&toast.text)).size(theme::BODY).color(theme::text())).wrap());
            });
            if let Some((label, _)) = &toast.offer {
                let offer = button::small_ui(ui, "", label);
                paint::described(&offer, &toast.text);
                act = offer.clicked();
            }
            shut = button::icon_ui(ui, icons::X, close).clicked();
        });
    });
    (act, shut)
}
