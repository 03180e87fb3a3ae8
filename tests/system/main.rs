//! Whole-system tests: what crates may not know, a simulated office under faults, real processes over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "a test ends where something is not as it must be")]

mod absences;
mod attacks;
mod audit;
mod hostile;
mod manual;
mod members;
mod processes;
mod simulation;
mod supply;
mod tidy;
mod window;
mod year;
