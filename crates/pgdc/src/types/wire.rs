//! What the binary formats of all types share.

use tokio_postgres::types::{Kind, Type};

pub(crate) use crate::__private::BoxError;

/// Whether `ty` is one of `types`, or a domain over one of them.
pub(crate) fn is_one_of(ty: &Type, types: &[Type]) -> bool {
    match ty.kind() {
        Kind::Domain(base) => is_one_of(base, types),
        _ => types.contains(ty),
    }
}

/// Whether `ty` is a base type of this name, or a domain over one, in whatever schema.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    match ty.kind() {
        Kind::Domain(base) => is_named(base, name),
        Kind::Simple => ty.name() == name,
        _ => false,
    }
}

/// `value`, if nothing follows it.
pub(crate) fn whole<T>(value: T, rest: &[u8]) -> Result<T, BoxError> {
    if rest.is_empty() { Ok(value) } else { Err(format!("{} bytes too many", rest.len()).into()) }
}

/// Puts the name of the type in front of what is wrong with the bytes.
pub(crate) fn malformed(ty: &Type, error: BoxError) -> BoxError {
    format!("malformed value of type {ty}: {error}").into()
}

/// Implements [`FromSql`](tokio_postgres::types::FromSql) and [`ToSql`](tokio_postgres::types::ToSql) in
/// the binary format for the named constants of [`Type`], by two functions of the Rust type:
/// `decode(&mut &[u8]) -> Result<Self, BoxError>` and
/// `encode(&self, &mut BytesMut) -> Result<(), BoxError>`.
///
/// The type of an extension is given by its name, since its number and its schema differ:
/// `binary_format!(Ltree: extension "ltree")`.
macro_rules! binary_format {
    ($name:ty: extension $($type_name:literal),+) => {
        $crate::types::wire::binary_format!(
            @if $name,
            ty,
            $($crate::types::wire::is_named(ty, $type_name))||+
        );
    };
    ($name:ty: $($constant:ident),+) => {
        $crate::types::wire::binary_format!(
            @if $name,
            ty,
            $crate::types::wire::is_one_of(ty, &[$(tokio_postgres::types::Type::$constant),+])
        );
    };
    (@if $name:ty, $ty:ident, $accepts:expr) => {
        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &tokio_postgres::types::Type,
                mut raw: &'a [u8],
            ) -> Result<Self, $crate::types::wire::BoxError> {
                <$name>::decode(&mut raw)
                    .and_then(|value| $crate::types::wire::whole(value, raw))
                    .map_err(|error| $crate::types::wire::malformed(ty, error))
            }

            fn accepts($ty: &tokio_postgres::types::Type) -> bool {
                $accepts
            }
        }

        impl tokio_postgres::types::ToSql for $name {
            fn to_sql(
                &self,
                _: &tokio_postgres::types::Type,
                out: &mut bytes::BytesMut,
            ) -> Result<tokio_postgres::types::IsNull, $crate::types::wire::BoxError> {
                self.encode(out)?;
                Ok(tokio_postgres::types::IsNull::No)
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <$name as tokio_postgres::types::FromSql<'_>>::accepts(ty)
            }

            tokio_postgres::types::to_sql_checked!();
        }
    };
}
pub(crate) use binary_format;

/// Implements [`IntoValue`](crate::IntoValue) for a type and for its `Option`, from each of some types
/// that [`From`] converts without loss.
macro_rules! into_value {
    ($name:ty: $($from:ty),+) => {$(
        impl $crate::IntoValue<$name> for $from {
            fn into_value(self) -> $name {
                self.into()
            }
        }

        impl $crate::IntoValue<Option<$name>> for $from {
            fn into_value(self) -> Option<$name> {
                Some(self.into())
            }
        }
    )+};
}
pub(crate) use into_value;

/// Says of some garbage that decoding it is an error and no panic; every prefix of it included.
#[cfg(test)]
pub(crate) fn assert_garbage_is_refused<T>(ty: &Type, garbage: &[&[u8]])
where
    T: for<'a> tokio_postgres::types::FromSql<'a> + std::fmt::Debug,
{
    for raw in garbage {
        assert!(T::from_sql(ty, raw).is_err(), "{raw:?} was decoded");
        for end in 0..raw.len() {
            // Some prefixes may be values; none may panic.
            drop(T::from_sql(ty, &raw[..end]));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};
    use std::str::FromStr;

    use bytes::BytesMut;
    use tokio_postgres::types::{Format, FromSqlOwned, Kind, ToSql, Type};

    use crate::types::*;

    /// Decodes pseudo-random bytes, half of which are extremes. Whatever is taken for a value must come
    /// back from its text and from its bytes.
    fn decode_noise<T>(ty: &Type)
    where
        T: FromSqlOwned + ToSql + Debug + Display + FromStr<Err = ParseError>,
    {
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..20_000 {
            let raw: Vec<u8> = (0..random(40))
                .map(|_| match random(4) {
                    0 => 0,
                    1 => 0xFF,
                    _ => random(256) as u8,
                })
                .collect();
            let Ok(value) = T::from_sql(ty, &raw) else { continue };
            let shown = format!("{value:?}");
            let parsed: T =
                value.to_string().parse().unwrap_or_else(|error| panic!("{shown}: {error}"));
            assert_eq!(format!("{parsed:?}"), shown);
            if let Format::Text = parsed.encode_format(ty) {
                continue;
            }
            let mut out = BytesMut::new();
            parsed.to_sql(ty, &mut out).unwrap();
            assert_eq!(format!("{:?}", T::from_sql(ty, &out).unwrap()), shown);
        }
    }

    fn text_range() -> Type {
        Type::new("textrange".into(), 70_000, Kind::Range(Type::TEXT), "public".into())
    }

    #[test]
    fn noise_is_refused_or_comes_back() {
        decode_noise::<Bits>(&Type::VARBIT);
        decode_noise::<Char>(&Type::CHAR);
        decode_noise::<Cid>(&Type::CID);
        decode_noise::<Interval>(&Type::INTERVAL);
        decode_noise::<Lsn>(&Type::PG_LSN);
        decode_noise::<Money>(&Type::MONEY);
        decode_noise::<Numeric>(&Type::NUMERIC);
        decode_noise::<PgDate>(&Type::DATE);
        decode_noise::<PgTimestamp>(&Type::TIMESTAMP);
        decode_noise::<PgTimestamptz>(&Type::TIMESTAMPTZ);
        decode_noise::<Snapshot>(&Type::PG_SNAPSHOT);
        decode_noise::<Tid>(&Type::TID);
        decode_noise::<TimeOfDay>(&Type::TIME);
        decode_noise::<TimeTz>(&Type::TIMETZ);
        decode_noise::<Xid>(&Type::XID);
        decode_noise::<Xid8>(&Type::XID8);
        decode_noise::<Array<i32>>(&Type::INT4_ARRAY);
        decode_noise::<Cidr>(&Type::CIDR);
        decode_noise::<Circle>(&Type::CIRCLE);
        decode_noise::<Inet>(&Type::INET);
        decode_noise::<Line>(&Type::LINE);
        decode_noise::<Lseg>(&Type::LSEG);
        decode_noise::<MacAddr>(&Type::MACADDR);
        decode_noise::<MacAddr8>(&Type::MACADDR8);
        decode_noise::<Multirange<i32>>(&Type::INT4MULTI_RANGE);
        decode_noise::<Path>(&Type::PATH);
        decode_noise::<PgBox>(&Type::BOX);
        decode_noise::<Point>(&Type::POINT);
        decode_noise::<Polygon>(&Type::POLYGON);
        decode_noise::<Range<i32>>(&Type::INT4_RANGE);
        decode_noise::<Range<String>>(&text_range());
        decode_noise::<TsQuery>(&Type::TSQUERY);
        decode_noise::<TsVector>(&Type::TS_VECTOR);
        for (decode, name) in [
            (decode_noise::<Cube> as fn(&Type), "cube"),
            (decode_noise::<Geometry>, "geometry"),
            (decode_noise::<HalfVec>, "halfvec"),
            (decode_noise::<Hstore>, "hstore"),
            (decode_noise::<SparseVec>, "sparsevec"),
            (decode_noise::<Vector>, "vector"),
        ] {
            decode(&Type::new(name.into(), 70_000, Kind::Simple, "public".into()));
        }
    }
}
