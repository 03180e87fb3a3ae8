//! A simulated office: real replicas, sessions and relay room; a seeded network that drops, duplicates,
//! reorders, delays and cuts; a virtual clock; desks and relay that crash and start again.
//!
//! `ZONGBAN_SEED=7 cargo test -p tests simulation` repeats one run, `ZONGBAN_SEEDS=1000` makes many.

mod world;

use world::World;

/// Runs of an ordinary test.
const SEEDS: u64 = 24;
/// Steps of one run before the network heals.
const STEPS: usize = 400;

fn run(mut world: World) -> World {
    for _ in 0..STEPS {
        world.step();
    }
    world.heal();
    world.check();
    world
}

#[test]
fn desks_converge_and_every_acknowledged_fact_survives() {
    repeat(SEEDS, |seed| drop(run(World::new(seed, 3))));
}

/// Three administrators admit desks while the network fails: none of their acts is lost, nor what the desks wrote.
#[test]
fn administrators_who_act_at_once_lose_nothing() {
    repeat(SEEDS / 3, |seed| drop(run(World::administered(seed, 4, 3))));
}

/// A run in which acts are lost, so that the test above is known to test something.
#[test]
fn in_the_run_of_seed_29_lost_acts_are_done_again() {
    let world = run(World::administered(29, 4, 3));
    assert!(world.redone() > 0);
}

/// Runs so many seeds, or those that are asked for.
fn repeat(seeds: u64, run: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seeds = match number("ZONGBAN_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("ZONGBAN_SEEDS").unwrap_or(seeds),
    };
    for seed in seeds {
        let result = std::panic::catch_unwind(|| run(seed));
        if let Err(panic) = result {
            eprintln!("repeat with: ZONGBAN_SEED={seed} cargo test -p tests simulation");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn one_seed_gives_one_run() {
    let trace = |seed| {
        let mut world = World::new(seed, 2);
        for _ in 0..150 {
            world.step();
        }
        world.heal();
        world.summary()
    };
    assert_eq!(trace(5), trace(5));
}
