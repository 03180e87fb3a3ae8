//! Plays the year of a school's office on three desks with outages and prints it month by month:
//! `cargo run --release -p tests --example year [SEED] [term]`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a simulation ends where something is not as it must be")]

#[path = "../system/year/school/mod.rs"]
mod school;

use std::time::Instant;

use school::Span;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seed = words.iter().find_map(|w| w.parse().ok()).unwrap_or(1);
    let span = if words.iter().any(|w| w == "term") { Span::Term } else { Span::Year };
    let mut last = Instant::now();
    school::run(seed, span, |line| {
        let took = last.elapsed().as_secs_f64();
        last = Instant::now();
        if took > 0.05 { println!("{line}  [{took:.1} s]") } else { println!("{line}") }
    });
    println!("种子 {seed}：三台机一致");
}
