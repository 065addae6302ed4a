//! Tests through the public interface.

mod features;
mod templates;
