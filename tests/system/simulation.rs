//! A simulated office: real replicas, sessions and relay room; a seeded network that drops, duplicates,
//! reorders, delays and cuts; a virtual clock; desks and relay that crash and start again.
//!
//! `ZONGBAN_SEED=7 cargo test -p tests simulation` repeats one run, `ZONGBAN_SEEDS=1000` makes many.

mod random;
mod world;

use world::World;

/// Runs of an ordinary test.
const SEEDS: u64 = 24;
/// Steps of one run before the network heals.
const STEPS: usize = 400;

fn run(seed: u64) {
    let mut world = World::new(seed, 3);
    for _ in 0..STEPS {
        world.step();
    }
    world.heal();
    world.check();
}

#[test]
fn desks_converge_and_every_acknowledged_fact_survives() {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seeds = match number("ZONGBAN_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("ZONGBAN_SEEDS").unwrap_or(SEEDS),
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
