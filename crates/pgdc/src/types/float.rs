//! Floating-point numbers as the server prints them.

use std::fmt;
use std::str::FromStr;

/// Displays a `double precision` in the server's form: the fewest digits that read back as the same number,
/// with an exponent outside of 1e-4 to 1e15 ("double_to_shortest_decimal_buf" in its sources). Where the
/// shortest decimal lies half-way to the next number, the server may print a longer one; it reads back as
/// the same number all the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Float(pub(crate) f64);

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_number(f, self.0, 15)
    }
}

/// The same for a `real`, with an exponent outside of 1e-4 to 1e6 ("float_to_shortest_decimal_buf").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Real(pub(crate) f32);

impl fmt::Display for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_number(f, self.0, 6)
    }
}

/// Writes a number, with an exponent from 10 to the power of `limit`.
fn write_number<T>(f: &mut fmt::Formatter<'_>, number: T, limit: i32) -> fmt::Result
where
    T: Copy + fmt::Display + fmt::LowerExp + FromStr + PartialEq + Into<f64>,
{
    let value = number.into();
    if value.is_nan() {
        return f.write_str("NaN");
    }
    if value.is_infinite() {
        return f.write_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let shortest = format!("{number:e}");
    let scientific = even(number, &shortest).unwrap_or(shortest);
    let parts = scientific.split_once('e');
    match parts.and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?))) {
        Some((digits, exponent)) if !(-4..limit).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(f, "{digits}e{sign}{:02}", exponent.abs())
        }
        Some((digits, exponent)) => {
            let decimals = usize::try_from(decimals(digits) - exponent).unwrap_or(0);
            write!(f, "{number:.decimals$}")
        }
        None => write!(f, "{number}"),
    }
}

/// Of two decimals of the fewest digits that are equally near the one that ends in an even digit, which
/// the server takes; the standard library takes the greater one. None where it is not the same number.
fn even<T>(number: T, shortest: &str) -> Option<String>
where
    T: fmt::LowerExp + FromStr + PartialEq,
{
    let (digits, _) = shortest.split_once('e')?;
    let decimals = usize::try_from(decimals(digits)).ok()?;
    let even = format!("{number:.decimals$e}");
    even.parse().is_ok_and(|read: T| read == number).then_some(even)
}

/// How many digits follow the point.
fn decimals(digits: &str) -> i32 {
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    // At most 17.
    decimals as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_the_server_prints_them() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1e+15"),
            (1.234e300, "1.234e+300"),
            (5e-324, "5e-324"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(Float(number).to_string(), text);
        }
    }

    #[test]
    fn reals_print_as_the_server_prints_them() {
        for (number, text) in [
            (0.1, "0.1"),
            (-0.0, "-0"),
            (123_456.0, "123456"),
            (1_234_567.0, "1.234567e+06"),
            (0.000_01, "1e-05"),
            (5.960_464_5e-8, "5.9604645e-08"),
            // Half-way between two of as many digits.
            (2_f32.powi(-12), "0.00024414062"),
            (16_777_216.0, "1.6777216e+07"),
            (-99_999.0, "-99999"),
            (f32::NAN, "NaN"),
        ] {
            assert_eq!(Real(number).to_string(), text);
        }
    }
}
