//! The usual Rust types in the binary forms of their PostgreSQL types, written straight into a `Vec`.
//!
//! The encoders of postgres-types write into a `BytesMut`, of which each write takes some thirty instructions, and a JSON
//! document is many writes. For bulk writes that is most of what the client does.

use std::any::Any;

use tokio_postgres::types::{IsNull, Type};

use crate::__private::BoxError;
use crate::param::EncodeResult;

/// Writes a value, if it is of the Rust type that the form is for, or an `Option` of it.
pub(crate) type Form = fn(&dyn Any, &mut Vec<u8>) -> Option<EncodeResult>;

/// How values of the usual Rust type for `ty` are written, where that is done here.
pub(crate) fn form(ty: &Type) -> Option<Form> {
    Some(match *ty {
        Type::BOOL => {
            |value, out| of(value, out, |value: &bool, out| put(out, &[u8::from(*value)]))
        }
        Type::INT2 => {
            |value, out| of(value, out, |value: &i16, out| put(out, &value.to_be_bytes()))
        }
        Type::INT4 => {
            |value, out| of(value, out, |value: &i32, out| put(out, &value.to_be_bytes()))
        }
        Type::INT8 => {
            |value, out| of(value, out, |value: &i64, out| put(out, &value.to_be_bytes()))
        }
        Type::FLOAT4 => {
            |value, out| of(value, out, |value: &f32, out| put(out, &value.to_be_bytes()))
        }
        Type::FLOAT8 => {
            |value, out| of(value, out, |value: &f64, out| put(out, &value.to_be_bytes()))
        }
        Type::BYTEA => |value, out| of(value, out, |value: &Vec<u8>, out| put(out, value)),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR => {
            |value, out| of(value, out, |value: &String, out| put(out, value.as_bytes()))
        }
        #[cfg(feature = "uuid")]
        Type::UUID => |value, out| {
            of(value, out, |value: &crate::types::Uuid, out| put(out, value.as_bytes()))
        },
        #[cfg(feature = "json")]
        Type::JSON => |value, out| of(value, out, put_json),
        #[cfg(feature = "json")]
        Type::JSONB => |value, out| {
            of(value, out, |value, out| {
                // The version of the format ("jsonb_recv" in the server's sources).
                out.push(1);
                put_json(value, out)
            })
        },
        _ => return None,
    })
}

#[inline]
fn of<T: Any>(
    value: &dyn Any,
    out: &mut Vec<u8>,
    write: impl FnOnce(&T, &mut Vec<u8>) -> Result<(), BoxError>,
) -> Option<EncodeResult> {
    let value = match value.downcast_ref::<T>() {
        Some(value) => value,
        None => match value.downcast_ref::<Option<T>>()? {
            Some(value) => value,
            None => return Some(Ok(IsNull::Yes)),
        },
    };
    Some(write(value, out).map(|()| IsNull::No))
}

#[inline]
fn put(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), BoxError> {
    out.extend_from_slice(bytes);
    Ok(())
}

#[cfg(feature = "json")]
fn put_json(document: &crate::types::Json, out: &mut Vec<u8>) -> Result<(), BoxError> {
    Ok(serde_json::to_writer(out, document)?)
}
