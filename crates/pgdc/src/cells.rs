//! The values of a column, as arrays and `COPY` in binary hold them: of each its length, or -1 for NULL, and the value.

use std::any::{Any, TypeId};
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, Type};

use crate::__private::BoxError;
use crate::forms::{Form, form};
use crate::param::{Bound, EncodeResult, Param};

/// Values of one column on their way into a buffer. Whether a Rust type fits the column's is asked once, not for each
/// value.
pub(crate) struct Cells {
    ty: Type,
    /// The Rust type that was seen to fit.
    known: Option<TypeId>,
    /// What writes its values, where we do so ourselves.
    form: Option<Form>,
    /// Where encoders write that are not ours.
    scratch: BytesMut,
}

/// Values of this Rust type are sent as text alone.
#[derive(Debug)]
pub(crate) struct TextOnly;

impl Cells {
    /// For values of this type, without its domains.
    pub(crate) fn new(ty: Type) -> Self {
        Cells { ty, known: None, form: None, scratch: BytesMut::new() }
    }

    pub(crate) fn ty(&self) -> &Type {
        &self.ty
    }

    /// # Errors
    /// The encoder's; that the type does not take values like this one; or [`TextOnly`].
    pub(crate) fn write(&mut self, value: &dyn Param, out: &mut Vec<u8>) -> Result<(), BoxError> {
        cell(out, |out| {
            if let Some(written) = self.form.and_then(|form| form(value, out)) {
                return written;
            }
            // Asked of each value: NULL has a binary form, whatever its Rust type.
            if let Format::Text = value.encode_format(&self.ty) {
                return Err(TextOnly.into());
            }
            let written = match self.known == Some(rust_type(value)) {
                true => value.to_sql_known(&self.ty, &mut self.scratch),
                false => self.write_first(value),
            };
            self.take_scratch(written, out)
        })
    }

    /// The same of a value that is not kept by its type.
    pub(crate) fn write_bound(
        &mut self,
        value: Bound<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), BoxError> {
        cell(out, |out| {
            let written = value.to_sql_checked(&self.ty, &mut self.scratch);
            self.take_scratch(written, out)
        })
    }

    #[cold]
    fn write_first(&mut self, value: &dyn Param) -> EncodeResult {
        let written = value.to_sql_checked(&self.ty, &mut self.scratch)?;
        self.known = Some(rust_type(value));
        // Ours, if it writes what the type's own encoder does.
        let mut same = Vec::new();
        self.form = form(&self.ty).filter(|form| {
            form(value, &mut same).is_some_and(|written| written.is_ok()) && same == self.scratch
        });
        Ok(written)
    }

    fn take_scratch(&mut self, written: EncodeResult, out: &mut Vec<u8>) -> EncodeResult {
        out.extend_from_slice(&self.scratch);
        self.scratch.clear();
        written
    }
}

/// Puts the length before what `write` writes.
#[inline]
fn cell(
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> EncodeResult,
) -> Result<(), BoxError> {
    let at = out.len();
    out.extend_from_slice(&(-1_i32).to_be_bytes());
    if let IsNull::No = write(out)? {
        let length = i32::try_from(out.len() - at - 4)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

fn rust_type(value: &dyn Param) -> TypeId {
    // That of the value: without this step, it would be that of `dyn Param`.
    let value: &dyn Any = value;
    value.type_id()
}

impl fmt::Display for TextOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no binary form")
    }
}

impl std::error::Error for TextOnly {}
