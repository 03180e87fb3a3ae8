//! The screens, driven through AccessKit on a backend in memory.

mod fake;
mod locales;
mod screens;
