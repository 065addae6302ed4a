//! Half-precision numbers (IEEE 754, binary16), by their bits.

/// The number, which single precision holds exactly.
pub(super) fn to_f32(half: u16) -> f32 {
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 0x1f), f32::from(half & 0x3ff));
    sign * match exponent {
        0x1f if fraction == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        0 => fraction * 2_f32.powi(-24),
        _ => (1024.0 + fraction) * 2_f32.powi(exponent - 25),
    }
}

/// The nearest half, of two equally near the even one; infinity from 65520 on. NaN is one of many.
pub(super) fn from_f32(number: f32) -> u16 {
    let sign = if number.is_sign_negative() { 0x8000 } else { 0 };
    let magnitude = f64::from(number.abs());
    sign | match magnitude {
        _ if number.is_nan() => 0x7e00,
        m if m >= 65520.0 => 0x7c00,
        // The steps between halves are those of the power of two below, and at least 2^-24. What is
        // rounded up to the next power has the next exponent all by itself.
        m => {
            let bits = number.abs().to_bits() >> 23;
            let exponent = (i32::try_from(bits).unwrap_or(0) - 127).max(-14);
            let steps = (m * 2_f64.powi(10 - exponent)).round_ties_even();
            // Both are small: at most 30 and 2048.
            (((exponent + 14) << 10) + steps as i32) as u16
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_comes_back() {
        for half in 0..=u16::MAX {
            let number = to_f32(half);
            if !number.is_nan() {
                assert_eq!(from_f32(number), half, "{number}");
            }
        }
    }

    #[test]
    fn numbers_between_go_to_the_nearest_and_the_even_one() {
        for half in 0..0x7bff_u16 {
            let (low, high) = (to_f32(half), to_f32(half + 1));
            // Exact: a half has 11 digits, and single precision 24.
            let middle = (low + high) / 2.0;
            assert_eq!(from_f32(middle), half + half % 2, "{middle}");
            assert_eq!(from_f32(middle.next_down()), half, "{middle}");
            assert_eq!(from_f32(middle.next_up()), half + 1, "{middle}");
        }
        assert_eq!(to_f32(from_f32(65519.0)), 65504.0);
        assert!(to_f32(from_f32(65520.0)).is_infinite());
        assert!(to_f32(from_f32(f32::NAN)).is_nan());
    }
}
