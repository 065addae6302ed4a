//! Conversions of `numeric` to and from Rust's numbers.

use super::{Finite, Numeric, Repr};
use crate::types::ConvertError;
use crate::types::wire::into_value;

impl From<i128> for Numeric {
    fn from(integer: i128) -> Numeric {
        let digits = integer.unsigned_abs().to_string();
        Numeric(Repr::Finite(Finite::from_decimal(integer < 0, &digits, "")))
    }
}

macro_rules! integers {
    (from $($small:ident),+; to $($integer:ident),+) => {
        $(impl From<$small> for Numeric {
            fn from(integer: $small) -> Numeric {
                i128::from(integer).into()
            }
        })+

        $(impl TryFrom<&Numeric> for $integer {
            type Error = ConvertError;

            fn try_from(numeric: &Numeric) -> Result<$integer, ConvertError> {
                let whole = whole(numeric, stringify!($integer))?;
                whole.parse().map_err(|_| {
                    ConvertError::new(concat!("the numeric is out of range of ", stringify!($integer)))
                })
            }
        }

        impl TryFrom<Numeric> for $integer {
            type Error = ConvertError;

            fn try_from(numeric: Numeric) -> Result<$integer, ConvertError> {
                $integer::try_from(&numeric)
            }
        })+
    };
}

integers!(
    from i8, i16, i32, i64, u8, u16, u32, u64;
    to i8, i16, i32, i64, i128, u8, u16, u32, u64
);
into_value!(Numeric: i16, i32, i64, i128);

/// The digits of a number without a fraction.
fn whole(numeric: &Numeric, target: &str) -> Result<String, ConvertError> {
    let text = numeric.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    if !numeric.is_finite() {
        Err(ConvertError::new(format!("{numeric} is no {target}")))
    } else if decimals.bytes().any(|digit| digit != b'0') {
        Err(ConvertError::new(format!("a numeric with a fraction is no {target}")))
    } else {
        Ok(whole.to_owned())
    }
}

#[cfg(feature = "decimal")]
mod decimal {
    use rust_decimal::Decimal;

    use super::*;

    impl From<Decimal> for Numeric {
        fn from(decimal: Decimal) -> Numeric {
            let scale = decimal.scale() as usize;
            let digits = format!("{:0>scale$}", decimal.mantissa().unsigned_abs());
            let (whole, decimals) = digits.split_at(digits.len() - scale);
            Numeric(Repr::Finite(Finite::from_decimal(decimal.mantissa() < 0, whole, decimals)))
        }
    }

    impl TryFrom<&Numeric> for Decimal {
        type Error = ConvertError;

        fn try_from(numeric: &Numeric) -> Result<Decimal, ConvertError> {
            let scale = numeric
                .scale()
                .ok_or_else(|| ConvertError::new(format!("{numeric} is no Decimal")))?;
            if u32::from(scale) > Decimal::MAX_SCALE {
                return Err(ConvertError::new(format!(
                    "the numeric has {scale} decimals, and a Decimal has at most {}",
                    Decimal::MAX_SCALE
                )));
            }
            Decimal::from_str_exact(&numeric.to_string())
                .map_err(|_| ConvertError::new("the numeric has more digits than a Decimal"))
        }
    }

    impl TryFrom<Numeric> for Decimal {
        type Error = ConvertError;

        fn try_from(numeric: Numeric) -> Result<Decimal, ConvertError> {
            Decimal::try_from(&numeric)
        }
    }

    into_value!(Numeric: Decimal);

    #[cfg(test)]
    mod tests {
        use super::*;

        fn decimal(text: &str) -> Result<Decimal, String> {
            let numeric: Numeric = text.parse().unwrap();
            Decimal::try_from(numeric).map_err(|error| error.to_string())
        }

        #[test]
        fn what_both_hold_comes_back() {
            for text in [
                "0",
                "0.00",
                "-0.05",
                "1.10",
                "12345.6789",
                "79228162514264337593543950335",
                "-7.9228162514264337593543950335",
                "0.0000000000000000000000000001",
            ] {
                let decimal = decimal(text).unwrap();
                assert_eq!(decimal.to_string(), text);
                assert_eq!(Numeric::from(decimal).to_string(), text);
            }
            assert_eq!(Numeric::from(-Decimal::new(0, 2)).to_string(), "0.00");
        }

        #[test]
        fn what_would_be_lost_is_said() {
            let more = Err("the numeric has more digits than a Decimal".to_owned());
            assert_eq!(decimal("79228162514264337593543950336"), more);
            assert_eq!(decimal("79.228162514264337593543950336"), more);
            assert_eq!(decimal("NaN"), Err("NaN is no Decimal".into()));
            assert_eq!(
                decimal("1.00000000000000000000000000000"),
                Err("the numeric has 29 decimals, and a Decimal has at most 28".into())
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_come_back() {
        for integer in [0, 1, -1, 9999, 10_000, -10_000, i128::MAX, i128::MIN] {
            let numeric = Numeric::from(integer);
            assert_eq!(numeric.to_string(), integer.to_string());
            assert_eq!(i128::try_from(numeric), Ok(integer));
        }
        assert_eq!(Numeric::from(u64::MAX).to_string(), u64::MAX.to_string());
    }

    #[test]
    fn what_would_be_lost_is_said() {
        let integer = |text: &str| {
            let numeric: Numeric = text.parse().unwrap();
            i16::try_from(numeric).map_err(|error| error.to_string())
        };
        assert_eq!(integer("-32768.00"), Ok(i16::MIN));
        assert_eq!(integer("32768"), Err("the numeric is out of range of i16".into()));
        assert_eq!(integer("0.5"), Err("a numeric with a fraction is no i16".into()));
        assert_eq!(integer("Infinity"), Err("Infinity is no i16".into()));
    }
}
