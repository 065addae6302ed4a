//! Floating-point numbers as the server prints them.

use std::fmt;

/// Displays a `double precision` in the server's form: the fewest digits that read back as the same number,
/// with an exponent outside of 1e-4 to 1e15 ("double_to_shortest_decimal_buf" in its sources). Where two
/// decimals are equally near, the server may print the other one, and where the shortest one lies half-way to
/// the next number, a longer one; it reads back as the same number all the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Float(pub(crate) f64);

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_number(f, self.0, self.0, 15)
    }
}

/// The same for a `real`, with an exponent outside of 1e-4 to 1e6 ("float_to_shortest_decimal_buf").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Real(pub(crate) f32);

impl fmt::Display for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_number(f, self.0, self.0.into(), 6)
    }
}

/// Writes `number`, whose value is `value`, with an exponent from 10 to the power of `limit`.
fn write_number(
    f: &mut fmt::Formatter<'_>,
    number: impl fmt::Display + fmt::LowerExp,
    value: f64,
    limit: i32,
) -> fmt::Result {
    if value.is_nan() {
        return f.write_str("NaN");
    }
    if value.is_infinite() {
        return f.write_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let scientific = format!("{number:e}");
    let parts = scientific.split_once('e');
    match parts.and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?))) {
        Some((digits, exponent)) if !(-4..limit).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(f, "{digits}e{sign}{:02}", exponent.abs())
        }
        _ => write!(f, "{number}"),
    }
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
            (f32::NAN, "NaN"),
        ] {
            assert_eq!(Real(number).to_string(), text);
        }
    }
}
