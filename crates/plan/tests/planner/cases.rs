//! How many random cases a property is shown, and the seed that makes them again: proptest alone prints none.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// So many cases. Of a test that fails the seed is shown; set as `PROPTEST_RNG_SEED`, it makes the same cases.
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
