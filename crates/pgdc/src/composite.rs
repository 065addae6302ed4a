//! Composite types (PostgreSQL manual, "Composite Types").

use std::error::Error as StdError;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{Field, FromSqlOwned, IsNull, Kind, ToSql, Type};

use crate::bounds;
use crate::types::check_no_empty_query;

type Result<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// What a domain is over in the end; the type itself where it is none.
///
/// The server names the domain, whose values no Rust type claims to fit, while they are those of its base.
pub(crate) fn base(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Domain(inner) => base(inner),
        _ => ty,
    }
}

/// The type without its domains, be they its own, its elements' or those of its range: what Rust types claim
/// to fit.
pub(crate) fn without_domains(ty: &Type) -> Type {
    let ty = base(ty);
    let (Kind::Array(inner) | Kind::Range(inner)) = ty.kind() else { return ty.clone() };
    let plain = without_domains(inner);
    if plain == *inner {
        return ty.clone();
    }
    let kind = match ty.kind() {
        Kind::Array(_) => Kind::Array(plain),
        _ => Kind::Range(plain),
    };
    Type::new(ty.name().to_owned(), ty.oid(), kind, ty.schema().to_owned())
}

/// Whether `ty` is the composite type of that name, or a domain over it.
pub fn is_type(ty: &Type, schema: &str, name: &str) -> bool {
    let ty = base(ty);
    ty.name() == name && ty.schema() == schema && matches!(ty.kind(), Kind::Composite(_))
}

fn fields(ty: &Type) -> Result<&[Field]> {
    match base(ty).kind() {
        Kind::Composite(fields) => Ok(fields),
        _ => Err(format!("type {ty} is no composite type").into()),
    }
}

fn check_count(ty: &Type, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let known = "fields are known to this build; run `pgdc generate`";
    Err(format!("type {ty} has {found} fields, and {expected} {known}").into())
}

/// Takes a value of a composite type apart: the number of its fields, then each with its type and length
/// (`record_send` in the server's sources).
pub struct CompositeReader<'r> {
    fields: std::slice::Iter<'r, Field>,
    rest: &'r [u8],
}

impl<'r> CompositeReader<'r> {
    /// The value in `raw`, of which `expected` fields are known.
    pub fn new(ty: &'r Type, raw: &'r [u8], expected: usize) -> Result<Self> {
        let mut reader = CompositeReader { fields: fields(ty)?.iter(), rest: raw };
        // The value knows better than the type, which the connection may have learned long ago.
        let count = reader.int()?;
        check_count(ty, usize::try_from(count)?, expected)?;
        Ok(reader)
    }

    /// The next field, which `name` is for messages.
    pub fn next<T: FromSqlOwned>(&mut self, name: &str) -> Result<T> {
        let field = self.fields.next().ok_or("a field is missing")?;
        let _type = self.int()?;
        let length = self.int()?;
        let raw = match usize::try_from(length) {
            Ok(length) => Some(self.take(length)?),
            Err(_) => None,
        };
        let ty = without_domains(field.type_());
        if !T::accepts(&ty) {
            return Err(
                format!("field {name}: a value of type {ty} does not fit this build").into()
            );
        }
        bounds::check::<T>(&ty, raw)
            .and_then(|()| T::from_sql_nullable(&ty, raw))
            .map_err(|error| format!("field {name}: {error}").into())
    }

    fn int(&mut self) -> Result<i32> {
        let bytes = self.take(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn take(&mut self, length: usize) -> Result<&'r [u8]> {
        let (taken, rest) =
            self.rest.split_at_checked(length).ok_or("a composite value is cut off")?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Puts a value of a composite type together, as [`CompositeReader`] takes it apart.
pub struct CompositeWriter<'w> {
    fields: std::slice::Iter<'w, Field>,
    out: &'w mut BytesMut,
}

impl<'w> CompositeWriter<'w> {
    /// A value with `expected` fields, into `out`.
    pub fn new(ty: &'w Type, out: &'w mut BytesMut, expected: usize) -> Result<Self> {
        let fields = fields(ty)?;
        check_count(ty, fields.len(), expected)?;
        out.put_i32(i32::try_from(expected)?);
        Ok(CompositeWriter { fields: fields.iter(), out })
    }

    /// The next field, which `name` is for messages.
    pub fn next<T: ToSql>(&mut self, name: &str, value: &T) -> Result<()> {
        let field = self.fields.next().ok_or("a field is missing")?;
        let ty = without_domains(field.type_());
        if !T::accepts(&ty) {
            return Err(format!("field {name}: the type is {ty} now; run `pgdc generate`").into());
        }
        self.out.put_u32(field.type_().oid());
        let at = self.out.len();
        self.out.put_i32(-1);
        let written =
            value.to_sql(&ty, self.out).map_err(|error| format!("field {name}: {error}"))?;
        if let IsNull::No = written {
            let length = i32::try_from(self.out.len() - at - 4)?;
            self.out[at..at + 4].copy_from_slice(&length.to_be_bytes());
            check_no_empty_query(&ty, &self.out[at + 4..])
                .map_err(|error| format!("field {name}: {error}"))?;
            put_member(field.type_(), &mut self.out[at + 4..]);
        }
        Ok(())
    }
}

/// Puts the declared type of the elements into an array, where a domain was looked through: "array_recv" in the
/// server's sources takes no other. It stands after the number of dimensions and the flags.
pub(crate) fn put_member(declared: &Type, value: &mut [u8]) {
    if let Kind::Array(member) = base(declared).kind()
        && let Some(place) = value.get_mut(8..12)
    {
        place.copy_from_slice(&member.oid().to_be_bytes());
    }
}

/// Makes a struct with a field for each field of a composite type a value of columns. For generated code.
///
/// The type's schema and name come first, then each field with its name in the type, in the type's order.
#[macro_export]
macro_rules! sql_composite {
    ($name:ident, $schema:literal, $type:literal, { $($field:ident: $label:literal),* $(,)? }) => {
        impl<'a> $crate::__private::FromSql<'a> for $name {
            fn from_sql(
                ty: &$crate::__private::Type,
                raw: &'a [u8],
            ) -> ::std::result::Result<Self, $crate::__private::BoxError> {
                const FIELDS: &[&str] = &[$($label),*];
                #[allow(unused_mut, unused_variables)]
                let mut fields = $crate::__private::CompositeReader::new(ty, raw, FIELDS.len())?;
                ::std::result::Result::Ok($name { $($field: fields.next($label)?),* })
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                $crate::__private::is_composite(ty, $schema, $type)
            }
        }

        impl $crate::__private::ToSql for $name {
            fn to_sql(
                &self,
                ty: &$crate::__private::Type,
                out: &mut $crate::__private::BytesMut,
            ) -> ::std::result::Result<$crate::__private::IsNull, $crate::__private::BoxError> {
                const FIELDS: &[&str] = &[$($label),*];
                #[allow(unused_mut, unused_variables)]
                let mut fields = $crate::__private::CompositeWriter::new(ty, out, FIELDS.len())?;
                $(fields.next($label, &self.$field)?;)*
                ::std::result::Result::Ok($crate::__private::IsNull::No)
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                $crate::__private::is_composite(ty, $schema, $type)
            }

            $crate::__private::to_sql_checked!();
        }
    };
}
