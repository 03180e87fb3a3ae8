//! Controls in the look of [`super::theme`]. Each has an accessible name; functions that draw end in `_ui`.

pub mod button;
pub mod calendar;
pub mod card;
pub mod chart;
pub mod chip;
pub mod dialog;
pub mod field;
pub mod finder;
pub mod grid;
pub mod kpi;
pub mod nav;
pub mod paint;
pub mod search;
pub mod select;
pub mod status;
pub mod stepper;
pub mod suggest;
pub mod timeline;
pub mod toast;
