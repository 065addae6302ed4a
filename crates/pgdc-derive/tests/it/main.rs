//! Structs that people write, as tables of a server.

mod compiler;
#[allow(unreachable_pub, reason = "as it is on the page")]
mod guide;
mod hostile;
mod made;
mod music;
// The pages of pgdc-golden are held to the same.
#[path = "../../../pgdc-golden/tests/it/page.rs"]
mod page;
mod rows;
