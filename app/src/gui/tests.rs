//! The screens, driven through AccessKit on a backend in memory.

mod cases;
mod desks;
mod fake;
mod hostile;
mod locales;
mod screens;
mod settings;
mod starting;
