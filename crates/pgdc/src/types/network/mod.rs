//! Network address types (PostgreSQL manual, "Network Address Types").

mod inet;
mod mac;
#[cfg(test)]
mod tests;

pub use inet::{Cidr, Inet};
pub use mac::{MacAddr, MacAddr8};
