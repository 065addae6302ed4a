//! Tests of the generator on the fixtures.

mod fixtures;
