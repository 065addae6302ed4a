//! The value types and connections against a real server.
#![allow(clippy::print_stdout, reason = "tests tell what they found")]

mod admin;
mod arrays;
#[cfg(feature = "chrono")]
mod chrono_crate;
mod config;
mod connection;
mod documents;
mod faults;
mod geometry;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod held;
#[cfg(feature = "ipnet")]
mod ipnet_crate;
#[cfg(feature = "jiff")]
mod jiff_crate;
mod listen;
mod network;
mod notices;
mod numbers;
mod pool;
mod ranges;
mod replication;
mod shared;
mod text_search;
#[cfg(feature = "time")]
mod time_crate;
mod times;
mod two_way;
