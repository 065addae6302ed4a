//! Values of which the type is known only when they arrive.

use std::fmt::{self, Display};

use bytes::Buf as _;
use tokio_postgres::types::{Field, FromSql, Kind, Type};

use crate::__private::BoxError;
use crate::composite::base;
use crate::types::element::next;
use crate::types::*;

/// A value of any PostgreSQL type. Displays as the server's text, timestamps with time zone in UTC.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnyValue {
    /// NULL; displays as nothing.
    Null,
    /// `boolean`.
    Bool(bool),
    /// `smallint`, `integer`, `bigint`, `oid`.
    Int(i64),
    /// `real`, `double precision`.
    Float(f64),
    /// Text, or the server's text of a value of another type: a `numeric`, a date, a label of an enum.
    Text(String),
    /// The text of a `json` or `jsonb`.
    Json(String),
    /// An array of one dimension. Those of more are [`Text`](AnyValue::Text).
    List(Vec<AnyValue>),
    /// A composite value: its fields by name.
    Composite(Vec<(String, AnyValue)>),
}

impl AnyValue {
    /// As JSON. What JSON has no type for is a string, and so are numbers that a double would not hold:
    /// `numeric`, NaN and the infinities.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            AnyValue::Null => Value::Null,
            AnyValue::Bool(value) => (*value).into(),
            AnyValue::Int(value) => (*value).into(),
            AnyValue::Float(value) if value.is_finite() => (*value).into(),
            AnyValue::Float(_) | AnyValue::Text(_) => self.to_string().into(),
            AnyValue::Json(text) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
            }
            AnyValue::List(values) => values.iter().map(AnyValue::to_json).collect(),
            AnyValue::Composite(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), value.to_json())).collect()
            }
        }
    }
}

impl Display for AnyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnyValue::Null => Ok(()),
            AnyValue::Bool(value) => f.write_str(if *value { "t" } else { "f" }),
            AnyValue::Int(value) => value.fmt(f),
            AnyValue::Float(value) if value.is_infinite() => {
                f.write_str(if *value > 0.0 { "Infinity" } else { "-Infinity" })
            }
            AnyValue::Float(value) => value.fmt(f),
            AnyValue::Text(text) | AnyValue::Json(text) => f.write_str(text),
            AnyValue::List(values) => {
                let values = values.iter().map(|value| match value {
                    AnyValue::Null => None,
                    value => Some(value.to_string()),
                });
                Array::<String>::from(values.collect::<Vec<_>>()).fmt(f)
            }
            AnyValue::Composite(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name}: {value}"));
                write!(f, "({})", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl<'a> FromSql<'a> for AnyValue {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        let ty = base(ty);
        match ty.kind() {
            Kind::Array(_) => list(ty, raw),
            Kind::Composite(fields) => composite(fields, raw),
            Kind::Range(_) => text::<Range<AnyValue>>(ty, raw),
            Kind::Multirange(_) => text::<Multirange<AnyValue>>(ty, raw),
            Kind::Enum(_) => Ok(AnyValue::Text(str::from_utf8(raw)?.to_owned())),
            _ => simple(ty, raw),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(AnyValue::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn simple(ty: &Type, raw: &[u8]) -> Result<AnyValue, BoxError> {
    match *ty {
        Type::BOOL => bool::from_sql(ty, raw).map(AnyValue::Bool),
        Type::INT2 => i16::from_sql(ty, raw).map(|value| AnyValue::Int(value.into())),
        Type::INT4 => i32::from_sql(ty, raw).map(|value| AnyValue::Int(value.into())),
        Type::INT8 => i64::from_sql(ty, raw).map(AnyValue::Int),
        Type::OID => u32::from_sql(ty, raw).map(|value| AnyValue::Int(value.into())),
        // By the shortest digits that a `real` is told by.
        Type::FLOAT4 => Ok(AnyValue::Float(f32::from_sql(ty, raw)?.to_string().parse()?)),
        Type::FLOAT8 => f64::from_sql(ty, raw).map(AnyValue::Float),
        Type::JSON => Ok(AnyValue::Json(str::from_utf8(raw)?.to_owned())),
        // The version of the format comes first.
        Type::JSONB => {
            let text = raw.strip_prefix(&[1]).ok_or("a jsonb of an unknown version")?;
            Ok(AnyValue::Json(str::from_utf8(text)?.to_owned()))
        }
        Type::UUID => uuid(raw),
        Type::VOID => Ok(AnyValue::Null),
        _ => by_text(ty, raw),
    }
}

/// Values of all other types, as the server's text where one of ours knows it.
fn by_text(ty: &Type, raw: &[u8]) -> Result<AnyValue, BoxError> {
    macro_rules! first_that_accepts {
        ($($known:ident)+) => {$(
            if <$known as FromSql<'_>>::accepts(ty) {
                return text::<$known>(ty, raw);
            }
        )+};
    }
    first_that_accepts! {
        String Numeric PgDate TimeOfDay TimeTz PgTimestamp PgTimestamptz Interval
        Money Bits Char Lsn Xid Xid8 Cid Tid Snapshot
        Inet Cidr MacAddr MacAddr8 Point Line Lseg PgBox Path Polygon Circle TsVector TsQuery
        Xml JsonPath Hstore Cube Ltree Lquery Ltxtquery Geometry Vector HalfVec SparseVec
    }
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(AnyValue::Text(format!("\\x{hex}")))
}

fn text<'a, T: FromSql<'a> + Display>(ty: &Type, raw: &'a [u8]) -> Result<AnyValue, BoxError> {
    T::from_sql(ty, raw).map(|value| AnyValue::Text(value.to_string()))
}

fn uuid(raw: &[u8]) -> Result<AnyValue, BoxError> {
    let value = u128::from_be_bytes(raw.try_into()?);
    let hex = format!("{value:032x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Ok(AnyValue::Text(parts.join("-")))
}

fn list(ty: &Type, raw: &[u8]) -> Result<AnyValue, BoxError> {
    let array = Array::<AnyValue>::from_sql(ty, raw)?;
    if array.dimensions().len() > 1 {
        return Ok(AnyValue::Text(array.to_string()));
    }
    let elements = array.into_elements().into_iter();
    Ok(AnyValue::List(elements.map(|element| element.unwrap_or(AnyValue::Null)).collect()))
}

/// The number of fields, then each with its type and length (`record_send` in the server's sources).
fn composite(fields: &[Field], mut raw: &[u8]) -> Result<AnyValue, BoxError> {
    let count = usize::try_from(raw.try_get_i32()?)?;
    if count != fields.len() {
        return Err("the type was changed since the connection learned of it".into());
    }
    let mut values = Vec::with_capacity(count);
    for field in fields {
        raw.try_get_u32()?;
        let value = next(field.type_(), &mut raw)?;
        values.push((field.name().to_owned(), value.unwrap_or(AnyValue::Null)));
    }
    Ok(AnyValue::Composite(values))
}
