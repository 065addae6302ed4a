# Each recipe is one command, so that nobody needs `just`: read it as a list of what there is to do.

# Everything that must hold before a change lands: formatting, lints, docs, all tests.
check:
    bash .ci/run

# All tests. A PostgreSQL server is found, or fetched into pgdc's cache, by the tests themselves.
test:
    cargo test --workspace

# Write the fixtures as they come out now; review the change with `git diff`.
bless:
    UPDATE=1 cargo test -p pgdc-codegen -p pgdc-cli

# Generate the module of the music shop and show it.
demo:
    cargo run -q -p pgdc-cli -- generate --schema fixtures/schemas/chinook.sql

# The documentation, as it will be published.
docs:
    cargo doc --workspace --no-deps --open

# What would be uploaded to the registry.
package:
    cargo package --workspace --exclude pgdc-bench --exclude pgdc-golden --exclude pgdc-examples --allow-dirty

# Generate, compile and run every schema of the folders; a table at the end.
corpus +dirs:
    cargo run --release -p pgdc-golden --bin corpus -- {{dirs}}

# pgdc beside its peers: times, instructions, memory; `just bench --quick` takes a minute.
bench *args:
    cargo run --release -p pgdc-bench -- --peers {{args}}

# The instructions of pgdc's client against the baseline; needs valgrind.
bench-guard:
    cargo run --release -p pgdc-bench -- --guard

# The DDL of every schema of the folders, run in an empty database: is it the same schema?
round-trip +dirs:
    cargo run --release -p pgdc-golden --bin round-trip -- {{dirs}}

# Seconds and memory of generating from 1,000 and 10,000 tables.
bench-generation:
    cargo bench -p pgdc-golden --bench generation

# How much memory a million rows take, in and out.
bench-memory:
    cargo bench -p pgdc-golden --bench memory

# Seconds and memory of upserting a million rows of CSV in one command, and of a bad line among them.
bench-csv:
    cargo build --release -p pgdc-cli
    cargo bench -p pgdc-golden --bench csv -- "${CARGO_TARGET_DIR:-target}/release/pgdc"

# COPY of typed rows beside the driver's own.
bench-copy:
    cargo bench -p pgdc-golden --bench copy

# What a scope costs a call, in instructions; needs valgrind.
bench-scope:
    cargo bench -p pgdc-golden --bench scope_cost

# The programs of docs/COMPARE.md, each with another library, on a server.
compare:
    cd fixtures/compare && cargo test --workspace --exclude clorinde --target-dir ../../target/compare

# Leave out each clause that holds a scope, one after the other: the suite must fail without it.
mutants:
    cargo run --release -p pgdc-golden --bin scope-mutants
