//! The zongban program: desktop client, command line, network worker.

rust_i18n::i18n!("locales");

pub mod asks;
pub mod backend;
mod calendar;
pub mod cases;
pub mod cli;
pub mod clock;
mod demo;
pub mod desk;
pub mod export;
pub mod facts;
pub mod files;
pub mod gui;
pub mod import;
pub mod log;
pub mod network;
mod notify;
mod page;
pub mod prefs;
pub mod ranges;
pub mod report;
mod rights;
mod sheets;
mod sound;
mod unused;
pub mod window;
