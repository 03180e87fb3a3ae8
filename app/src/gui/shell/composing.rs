//! The input method: who has the keys while it composes, and that it stays on while the keyboard goes from field to field.

use eframe::egui::output::IMEOutput;
use eframe::egui::{Context, Event, FullOutput, ImeEvent, Plugin, RawInput};

use super::super::widgets::field::is_scanned;

/// Frames for which the input method stays on after a field let go of the keyboard: the next one takes it a frame or two
/// later.
const FRAMES: u8 = 3;

/// Whether an input method is composing after these events, where it was before. What it composes stands in the field
/// already; it is not meant until it is committed, and the keys are the input method's own.
pub(super) fn composing(events: &[Event], mut now: bool) -> bool {
    for event in events {
        match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => now = !text.is_empty(),
            Event::Ime(ImeEvent::Commit(_)) | Event::WindowFocused(false) => now = false,
            _ => {}
        }
    }
    now
}

/// Keeps the input method on from field to field. Wherever no field has the keyboard, the window system would be told to
/// switch it off, and whenever one takes it, to begin anew: either makes input methods on X11 forget that Chinese was being
/// written, and the next field would begin in English. So it stays on for the frames between two fields, and while a button
/// or a choice between them has the keyboard, whose keys it lets pass. Only what is being composed ends with its field.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    composing: bool,
    last: Option<IMEOutput>,
    /// It is held on for no field.
    held: bool,
    left: u8,
}

impl Plugin for Bridge {
    fn debug_name(&self) -> &'static str {
        "input method"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        self.composing = composing(&input.events, self.composing);
        // On X11 a shortcut that is pressed while something is composed comes as a text of its own: Ctrl+S as U+0013.
        for event in &mut input.events {
            if let Event::Ime(ImeEvent::Commit(text)) = event {
                text.retain(|c| c == '\n' || !c.is_control());
            }
        }
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let ime = &mut output.platform_output.ime;
        if is_scanned(ctx) {
            (*ime, self.last, self.held, self.left) = (None, None, false, 0);
            return;
        }
        if let Some(ime) = ime {
            ime.should_interrupt_composition &= self.composing;
            self.last = Some(IMEOutput { should_interrupt_composition: false, ..*ime });
            (self.held, self.left) = (false, FRAMES);
            return;
        }
        let focused = ctx.memory(|memory| memory.focused().is_some());
        let its_field_went = self.composing && !self.held;
        if its_field_went || !(focused || self.left > 0) {
            (self.last, self.held, self.left) = (None, false, 0);
        } else if self.last.is_some() {
            (*ime, self.held) = (self.last, true);
            if !focused {
                self.left -= 1;
                ctx.request_repaint();
            }
        }
    }
}
