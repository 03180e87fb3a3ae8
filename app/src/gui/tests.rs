//! The screens, driven through AccessKit on a backend in memory.

mod cases;
mod counting;
mod desks;
pub mod fake;
mod fake_counter;
mod fake_frame;
mod fake_insight;
pub mod fake_records;
mod fake_survey;
mod fixed;
mod form;
mod home;
mod hostile;
mod insight;
mod keyboard;
mod locales;
mod looks;
mod marking;
mod meanwhile;
mod reception;
mod registry;
mod rooms;
mod screens;
mod settings;
mod shell;
mod starting;
mod undo;
