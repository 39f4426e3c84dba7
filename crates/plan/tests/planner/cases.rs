//! Runs a property on random cases, and prints the seed of a failure, because proptest alone does
//! not.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// Runs this number of cases. If the test fails, it prints the seed. Set it as `PROPTEST_RNG_SEED`
/// to get the same cases again.
#[expect(
    clippy::print_stderr,
    reason = "the test harness shows it with the failure"
)]
pub(crate) fn cases(cases: u32) -> Config {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomState::new().build_hasher().finish(),
    };
    eprintln!("PROPTEST_RNG_SEED={seed} makes these cases again");
    Config {
        rng_seed: RngSeed::Fixed(seed),
        ..config
    }
}
