//! The pages of the window. Each reads, draws and gives commands; none writes.

pub mod calendar;
pub mod cases;
pub mod conflicts;
pub mod counting;
pub mod desks;
pub mod detail;
mod doubles;
pub mod editor;
pub mod first_run;
pub mod form;
pub mod home;
pub mod insight;
pub mod lines;
pub mod list;
pub mod meanwhile;
pub mod reception;
pub mod registry;
pub mod rooms;
pub mod settings;
pub mod settle;
pub mod sitting;
pub mod step;
