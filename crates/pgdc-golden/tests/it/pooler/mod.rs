//! `pooler=transaction`: over a real pgbouncer, and what the server is sent.

mod bouncer;
mod changed;
pub(crate) mod mixed;
mod rows;
mod sessions;
