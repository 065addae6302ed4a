//! The text form of `numeric`.

use std::fmt;
use std::str::FromStr;

use super::{Finite, MAX_SCALE, MAX_WHOLE, Numeric, Repr};
use crate::types::ParseError;

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Finite(number) => number.fmt(f),
            Repr::NaN => f.write_str("NaN"),
            Repr::Infinity => f.write_str("Infinity"),
            Repr::NegInfinity => f.write_str("-Infinity"),
        }
    }
}

impl fmt::Display for Finite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let highest = self.weight.max(0);
        write!(f, "{}{}", if self.negative { "-" } else { "" }, self.digit(highest))?;
        for power in (0..highest).rev() {
            write!(f, "{:04}", self.digit(power))?;
        }
        if self.scale > 0 {
            f.write_str(".")?;
        }
        for first in (0..self.scale).step_by(4) {
            let decimals = format!("{:04}", self.digit(-1 - i32::from(first / 4)));
            f.write_str(&decimals[..usize::from(self.scale - first).min(4)])?;
        }
        Ok(())
    }
}

impl FromStr for Numeric {
    type Err = ParseError;

    /// Takes digits with a sign and a decimal point, `NaN`, `Infinity` and `-Infinity`. Every digit given
    /// after the decimal point is kept.
    fn from_str(text: &str) -> Result<Numeric, ParseError> {
        match text {
            "NaN" => Ok(Numeric::NAN),
            "Infinity" => Ok(Numeric::INFINITY),
            "-Infinity" => Ok(Numeric::NEG_INFINITY),
            _ => match parse(text) {
                Some(number) => Ok(Numeric(Repr::Finite(number))),
                None => Err(ParseError::new(
                    "numeric",
                    "at most 131072 digits before the decimal point and 16383 after it, as in -1234.50, or NaN or Infinity",
                )),
            },
        }
    }
}

fn parse(text: &str) -> Option<Finite> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() + decimals.len() == 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fits = whole.len() <= MAX_WHOLE && decimals.len() <= usize::from(MAX_SCALE);
    fits.then(|| Finite::from_decimal(negative, whole, decimals))
}

impl Finite {
    /// From ASCII digits before and after the decimal point, within PostgreSQL's limits.
    pub(super) fn from_decimal(negative: bool, whole: &str, decimals: &str) -> Finite {
        // Groups of four digits begin at the decimal point.
        let mut groups = vec![0; whole.len().div_ceil(4) + decimals.len().div_ceil(4)];
        let padding = groups.len() * 4 - whole.len() - decimals.len().next_multiple_of(4);
        for (n, digit) in whole.bytes().chain(decimals.bytes()).enumerate() {
            let place = padding + n;
            let power = 3 - (place % 4) as u32;
            groups[place / 4] += u16::from(digit - b'0') * 10_u16.pow(power);
        }
        // Both are within the limits, which these types hold.
        let weight = whole.len().div_ceil(4) as i32 - 1;
        Finite::new(negative, weight, groups, decimals.len() as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_round_trips() {
        let ones = "1".repeat(MAX_WHOLE);
        let decimals = "1".repeat(MAX_SCALE.into());
        for text in [
            "0",
            "0.0",
            "0.00000",
            "1",
            "-1",
            "12",
            "123",
            "1234",
            "12345",
            "10000",
            "100000000",
            "0.1",
            "0.0001",
            "0.00001",
            "1.0",
            "1.00000",
            "10000.0001",
            "-12345.6789",
            "99999999.99999999",
            "NaN",
            "Infinity",
            "-Infinity",
            &ones,
            &format!("0.{decimals}"),
            &format!("-{ones}.{decimals}"),
        ] {
            assert_eq!(text.parse::<Numeric>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_spellings() {
        for (given, text) in [
            ("+1", "1"),
            ("007.50", "7.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("00", "0"),
        ] {
            assert_eq!(given.parse::<Numeric>().unwrap().to_string(), text, "{given}");
        }
        let zeros = "0".repeat(MAX_WHOLE + 1);
        assert_eq!(zeros.parse::<Numeric>().unwrap().to_string(), "0");
    }

    #[test]
    fn garbage_is_refused() {
        let long = "1".repeat(MAX_WHOLE + 1);
        let fine = format!("0.{}", "0".repeat(usize::from(MAX_SCALE) + 1));
        for text in ["", ".", "-", "+-1", "1e3", "1,5", " 1", "nan", "1.5.2", "１", &long, &fine] {
            assert!(text.parse::<Numeric>().is_err(), "{text}");
        }
    }
}
