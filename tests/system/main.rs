//! Whole-system tests: what crates may not know, a simulated office under faults, real processes over real sockets.

mod absences;
mod processes;
mod simulation;
mod tidy;
