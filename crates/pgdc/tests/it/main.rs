//! The value types against a real server.

mod arrays;
mod documents;
mod geometry;
mod network;
mod numbers;
mod ranges;
mod text_search;
mod times;
mod two_way;
