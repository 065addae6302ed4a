//! The generated fixtures, each compiled as a user's crate would compile it: with warnings denied.

#![deny(warnings)]

#[path = "../../../fixtures/generated/chinook.rs"]
pub mod chinook;
#[path = "../../../fixtures/generated/forms.rs"]
pub mod forms;
#[path = "../../../fixtures/generated/pets.rs"]
pub mod pets;
#[path = "../../../fixtures/generated/several.rs"]
pub mod several;
#[path = "../../../fixtures/generated/tickets.rs"]
pub mod tickets;
