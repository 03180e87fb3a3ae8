//! The window: screens read through [`Backend`] and give [`Command`]s, [`Shell`] carries them out.

pub mod backend;
pub mod command;
mod cx;
mod draft;
mod format;
pub mod icons;
mod layout;
mod run;
mod screens;
mod shell;
pub mod text;
pub mod theme;
pub mod widgets;

#[cfg(test)]
mod tests;

pub use backend::{Action, Backend};
pub use command::{Command, Place};
pub use format::{due, minute, why};
pub use run::{FIRST_FRAME, Lacks, NoWindow, Options, run};
pub use shell::Shell;
