# Short names for plain cargo; nothing needs this file.

# What can be done.
list:
    @just --list --unsorted

# Everything that has to hold before a commit.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test --workspace

# The tests.
test *arguments:
    cargo test --workspace {{arguments}}

# Many more lives of deterministic simulation, from seed FROM on; one that breaks a rule prints the command that replays it.
soak seeds="100000" from="10000":
    CEN_SEEDS={{seeds}} CEN_FROM={{from}} cargo test --release -p cen-reconciler --test convergence

# The measurements.
bench *arguments:
    cargo bench --workspace {{arguments}}

# Takes over what the tests print now as what they shall print; look at the difference before you commit it.
accept:
    CEN_ACCEPT=1 INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --workspace

# A large network, built in the simulator of this process.
demo:
    cargo run --release -- apply topologies/global-backbone.yaml --simulate --yes --allow-purchase

# The simulator as a server.
serve *arguments:
    cargo run --release -- simulate {{arguments}}

# Takes each safety rule away in turn, and shows which tests go red.
mutations *names:
    tests/mutations {{names}}
