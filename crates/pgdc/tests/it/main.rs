//! The value types against a real server.

mod numbers;
mod times;
mod two_way;
