//! Several desks and one relay over a seeded network that cuts, delays, and loses everything under way; desks and relay crash
//! before and after their disks have written. At the end every desk has every entry in one gapless order with valid receipts.
//! A failing case prints its seed, which reproduces it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod desk;
mod relay;
mod world;

#[path = "../common/mod.rs"]
mod common;

use proptest::prelude::*;
use world::{Plan, World};

/// A few dozen worlds; as many as `PROPTEST_CASES` says when it is set.
fn worlds() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { 48 };
    ProptestConfig { cases, max_shrink_iters: 0, ..usual }
}

proptest! {
    #![proptest_config(worlds())]

    #[test]
    fn desks_and_relay_converge_over_a_bad_network(seed in any::<u64>()) {
        World::new(seed, Plan { cuts: true, crashes: true, ..Plan::default() }).run();
    }

    #[test]
    fn nothing_is_lost_when_the_relay_is_set_back_or_replaced(seed in any::<u64>()) {
        World::new(seed, Plan { cuts: true, crashes: true, setbacks: true, ..Plan::default() }).run();
    }

    #[test]
    fn a_small_tail_makes_the_relay_read_its_store(seed in any::<u64>()) {
        World::new(seed, Plan { cuts: true, crashes: true, tail_bytes: 0, commits: 80, ..Plan::default() }).run();
    }
}

#[test]
fn a_quiet_network_needs_no_second_connection() {
    for seed in 0..20 {
        let world = World::new(seed, Plan::default()).run();
        assert_eq!(world.connections_made(), world.desk_count(), "seed {seed}");
    }
}

#[test]
fn the_worlds_meet_what_they_are_made_for() {
    let plan = || Plan { cuts: true, crashes: true, setbacks: true, tail_bytes: 0, ..Plan::default() };
    let worlds: Vec<_> = (0..40).map(|seed| World::new(seed, plan()).run()).collect();
    for what in ["entries", "membership", "generation", "load", "find"] {
        let times: usize = worlds.iter().map(|world| world.seen(what)).sum();
        assert!(times > 0, "{what} never happened");
    }
}
