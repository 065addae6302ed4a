//! Tests of the generator on the fixtures.
#![allow(clippy::print_stderr, reason = "it is how a test tells what differs")]

mod fixtures;
mod include;
mod names;
mod versions;
