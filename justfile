# Short names for plain cargo; nothing needs this file.

# Lists these commands.
list:
    @just --list --unsorted

# Checks everything that must pass before a commit.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test --workspace

# Runs the tests.
test *arguments:
    cargo test --workspace {{arguments}}

# Runs many more seeds of the simulation, starting with FROM; a failing seed prints the command that replays it.
soak seeds="100000" from="10000":
    CEN_SEEDS={{seeds}} CEN_FROM={{from}} cargo test --release -p cen-reconciler --test convergence

# Prints the tables of docs/performance.md, and writes them to target/measurements.jsonl.
bench:
    mkdir -p target
    rm -f target/measurements.jsonl
    CEN_MEASUREMENTS="$PWD/target/measurements.jsonl" cargo bench -p cen-reconciler -p cen-plan -p cen-cli --bench apply --bench http --bench scale --bench drift -- --full

# Accepts the present output as the expected one in all snapshots and pages; read the difference before you commit it.
accept:
    CEN_ACCEPT=1 INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --workspace

# Builds a large network on the simulator in this process.
demo:
    cargo run --release -- apply topologies/global-backbone.yaml --simulate --yes --allow-purchase

# Runs the simulator as a server.
serve *arguments:
    cargo run --release -- simulate {{arguments}}

# Removes one safety rule at a time, and shows which tests fail.
mutations *names:
    tests/mutations {{names}}
