//! Network address types (PostgreSQL manual, "Network Address Types").

mod convert;
mod inet;
#[cfg(feature = "ipnet")]
mod ipnet_crate;
mod mac;
#[cfg(test)]
mod tests;

pub use inet::{Cidr, Inet};
pub use mac::{MacAddr, MacAddr8};
