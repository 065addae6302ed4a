//! Types whose values are texts of a grammar of their own.

mod by_cast;
mod versioned;
mod xml;

pub use by_cast::{AclItem, Box2d, Box3d, Isn, QueryInt, Raster, RegName, Seg, Spheroid};
pub use versioned::{JsonPath, Lquery, Ltree, Ltxtquery};
pub use xml::Xml;

/// Makes a type of one `String`, with the conversions that a text wants.
///
/// The text is not checked: the server's grammar is the server's.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        pub struct $name(
            /// The text.
            pub String,
        );

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                Ok($name(text.to_owned()))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> $name {
                $name(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        $crate::types::wire::into_value!($name: &str, String);
    };
}
use text_type;

/// Implements the binary format of a [`text_type!`] that is the text itself.
macro_rules! text_format {
    ($name:ident: $($types:tt)+) => {
        impl $name {
            fn decode(raw: &mut &[u8]) -> Result<$name, $crate::types::wire::BoxError> {
                let text = std::str::from_utf8(std::mem::take(raw))?;
                Ok($name(text.to_owned()))
            }

            fn encode(
                &self,
                out: &mut bytes::BytesMut,
            ) -> Result<(), $crate::types::wire::BoxError> {
                out.extend_from_slice(self.0.as_bytes());
                Ok(())
            }
        }

        $crate::types::wire::binary_format!($name: $($types)+);
    };
}
use text_format;
