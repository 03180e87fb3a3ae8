//! The year of a school's office, played through the public interface on three desks with outages.
//!
//! `ZONGBAN_YEAR=full cargo test -p tests year` plays twelve months in the place of five, `ZONGBAN_SEED=7` other names and
//! texts. `cargo run --release -p tests --example year` plays the same and prints it month by month.

mod school;

use school::Span;

/// Everything that must hold is asserted while the year is played: see `school::watch` and the figures of each area.
#[test]
fn three_desks_end_equal_after_a_term_with_outages() {
    let seed = std::env::var("ZONGBAN_SEED").ok().and_then(|v| v.parse().ok()).unwrap_or(1);
    let span = if std::env::var("ZONGBAN_YEAR").as_deref() == Ok("full") { Span::Year } else { Span::Term };
    let mut lines = Vec::new();
    school::run(seed, span, |line| lines.push(line.to_owned()));
    let months = lines.iter().filter(|line| line.starts_with("20")).count();
    assert_eq!(months, span.months(), "{lines:#?}");
}
