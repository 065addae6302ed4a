//! Catalogs of real databases, and what reading them costs.

mod attributes;
mod constraints;
mod cost;
mod indexes;
mod newer;
mod others;
mod queries;
mod relations;
mod same;
mod schemas;
mod sequences;
mod support;
mod types;
