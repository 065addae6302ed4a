//! `numeric`, whole.

mod convert;
mod text;
mod wire;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// An exact number of PostgreSQL's `numeric`: up to 131072 digits before the decimal point and 16383 after
/// it, `NaN`, and, from PostgreSQL 14 on, `Infinity` and `-Infinity`.
///
/// A number keeps how many digits it shows after the decimal point, its scale: `1.00` stays `1.00`.
/// Comparisons are PostgreSQL's: the scale does not count, and `NaN` equals itself and is greater than
/// everything else.
///
/// It is made to carry numbers, not to calculate: convert it to a type that can, or let the server do it.
///
/// ```
/// use pgdc::types::Numeric;
///
/// let price: Numeric = "12345678901234567890123456789012345.00".parse().unwrap();
/// assert_eq!(price.to_string(), "12345678901234567890123456789012345.00");
/// assert_eq!(price.scale(), Some(2));
/// assert_eq!("1.00".parse::<Numeric>().unwrap(), Numeric::from(1));
/// assert!(Numeric::NAN > Numeric::INFINITY);
/// ```
#[derive(Clone)]
pub struct Numeric(Repr);

#[derive(Clone)]
enum Repr {
    NegInfinity,
    Finite(Finite),
    Infinity,
    NaN,
}

/// A number as the server stores it, in base 10000.
#[derive(Clone)]
struct Finite {
    /// False for zero.
    negative: bool,
    /// Which power of 10000 the first digit counts; 0 for zero.
    weight: i32,
    /// From the highest to the lowest, neither of which is zero, and none of which has decimals beyond
    /// the scale. Zero has no digits.
    digits: Vec<u16>,
    /// How many decimals are shown.
    scale: u16,
}

/// The most digits before the decimal point, and the most after it.
const MAX_WHOLE: usize = 131_072;
const MAX_SCALE: u16 = 16_383;

impl Numeric {
    /// 0, without decimals.
    pub const ZERO: Numeric =
        Numeric(Repr::Finite(Finite { negative: false, weight: 0, digits: Vec::new(), scale: 0 }));
    /// Not a number; greater than everything else.
    pub const NAN: Numeric = Numeric(Repr::NaN);
    /// Greater than every number; PostgreSQL 14 and later.
    pub const INFINITY: Numeric = Numeric(Repr::Infinity);
    /// Less than every number; PostgreSQL 14 and later.
    pub const NEG_INFINITY: Numeric = Numeric(Repr::NegInfinity);

    /// How many digits are shown after the decimal point. None for `NaN` and the infinities.
    pub fn scale(&self) -> Option<u16> {
        match &self.0 {
            Repr::Finite(number) => Some(number.scale),
            _ => None,
        }
    }

    /// Whether this is neither `NaN` nor infinite.
    pub fn is_finite(&self) -> bool {
        matches!(self.0, Repr::Finite(_))
    }

    /// Whether this is `NaN`.
    pub fn is_nan(&self) -> bool {
        matches!(self.0, Repr::NaN)
    }
}

impl Finite {
    /// `digits` in base 10000, zeros at both ends allowed.
    fn new(negative: bool, weight: i32, digits: Vec<u16>, scale: u16) -> Finite {
        let Some(first) = digits.iter().position(|digit| *digit != 0) else {
            return Finite { negative: false, weight: 0, digits: Vec::new(), scale };
        };
        let last = digits.iter().rposition(|digit| *digit != 0).unwrap_or(first);
        // There are far fewer digits than an i32 counts.
        let weight = weight - first as i32;
        Finite { negative, weight, digits: digits[first..=last].to_vec(), scale }
    }

    /// The digit that counts this power of 10000.
    fn digit(&self, power: i32) -> u16 {
        let index = usize::try_from(self.weight - power).ok();
        index.and_then(|index| self.digits.get(index)).copied().unwrap_or(0)
    }

    /// Orders numbers of one sign by their distance from zero. Since no digit is zero at either end, the
    /// longer of two that begin alike is the greater.
    fn magnitude(&self) -> (bool, i32, &[u16]) {
        (!self.digits.is_empty(), self.weight, &self.digits)
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Finite) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude().cmp(&other.magnitude()),
            (true, true) => other.magnitude().cmp(&self.magnitude()),
            (mine, theirs) => theirs.cmp(&mine),
        }
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Finite) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Finite) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Finite {}

impl Ord for Numeric {
    fn cmp(&self, other: &Numeric) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Finite(mine), Repr::Finite(theirs)) => mine.cmp(theirs),
            (mine, theirs) => mine.rank().cmp(&theirs.rank()),
        }
    }
}

impl Repr {
    /// The order of the variants.
    fn rank(&self) -> u8 {
        match self {
            Repr::NegInfinity => 0,
            Repr::Finite(_) => 1,
            Repr::Infinity => 2,
            Repr::NaN => 3,
        }
    }
}

impl PartialOrd for Numeric {
    fn partial_cmp(&self, other: &Numeric) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Numeric {
    fn eq(&self, other: &Numeric) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Numeric {}

impl Hash for Numeric {
    /// The scale is left out, as it is of comparisons.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.rank().hash(state);
        if let Repr::Finite(number) = &self.0 {
            number.negative.hash(state);
            number.magnitude().hash(state);
        }
    }
}

impl fmt::Debug for Numeric {
    /// The text, which unlike the comparisons shows the scale.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Numeric({self})")
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

    use super::Numeric;

    fn numeric(text: &str) -> Numeric {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn the_order_is_that_of_the_server() {
        let ascending = [
            "-Infinity",
            "-100000000",
            "-10000.1",
            "-10000",
            "-9999",
            "-1.5",
            "-1",
            "-0.5",
            "-0.00001",
            "0",
            "0.00001",
            "0.0001",
            "0.00010001",
            "0.5",
            "1",
            "1.5",
            "9999",
            "10000",
            "10000.1",
            "Infinity",
            "NaN",
        ]
        .map(numeric);
        for (n, left) in ascending.iter().enumerate() {
            for (m, right) in ascending.iter().enumerate() {
                assert_eq!(left.cmp(right), n.cmp(&m), "{left} and {right}");
            }
        }
    }

    #[test]
    fn the_scale_does_not_count() {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        for (left, right) in
            [("1", "1.00"), ("0", "0.000"), ("-0", "0"), ("100000", "100000.0"), ("NaN", "NaN")]
        {
            let (left, right) = (numeric(left), numeric(right));
            assert_eq!(left, right);
            assert_eq!(hasher.hash_one(&left), hasher.hash_one(&right), "{left}");
        }
    }
}
