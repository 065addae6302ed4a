//! Structs around one value: keys and domains with a type of their own.

/// Makes a struct around one value a value of columns, and converts between the two. For generated code.
///
/// `text` adds `Display` and `FromStr`, those of the value.
#[macro_export]
macro_rules! sql_newtype {
    ($name:ident($value:ty), text) => {
        $crate::sql_newtype!($name($value));

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = <$value as ::std::str::FromStr>::Err;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok($name(text.parse()?))
            }
        }
    };
    ($name:ident($value:ty)) => {
        impl ::std::convert::From<$value> for $name {
            fn from(value: $value) -> Self {
                $name(value)
            }
        }

        impl ::std::convert::From<$name> for $value {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl<'a> $crate::__private::FromSql<'a> for $name {
            fn from_sql(
                ty: &$crate::__private::Type,
                raw: &'a [u8],
            ) -> ::std::result::Result<Self, $crate::__private::BoxError> {
                ::std::result::Result::Ok($name($crate::__private::FromSql::from_sql(ty, raw)?))
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                <$value as $crate::__private::FromSql>::accepts(ty)
            }
        }

        impl $crate::__private::ToSql for $name {
            fn to_sql(
                &self,
                ty: &$crate::__private::Type,
                out: &mut $crate::__private::BytesMut,
            ) -> ::std::result::Result<$crate::__private::IsNull, $crate::__private::BoxError> {
                $crate::__private::ToSql::to_sql(&self.0, ty, out)
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                <$value as $crate::__private::ToSql>::accepts(ty)
            }

            fn encode_format(&self, ty: &$crate::__private::Type) -> $crate::__private::Format {
                $crate::__private::ToSql::encode_format(&self.0, ty)
            }

            $crate::__private::to_sql_checked!();
        }
    };
}
