//! Structs that people write, as tables of a server.

mod compiler;
mod made;
mod music;
mod rows;
