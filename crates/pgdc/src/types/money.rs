//! `money`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format};

/// An amount in the smallest unit of a currency: PostgreSQL's `money`.
///
/// Which currency that is, and how many of the units make a whole one, the server's setting `lc_monetary`
/// says and the value does not. `Display` and `FromStr` use the form of the C locale, where the unit is a
/// cent.
///
/// ```
/// use pgdc::types::Money;
///
/// assert_eq!(Money(123_456).to_string(), "$1,234.56");
/// assert_eq!("-$1,234.56".parse(), Ok(Money(-123_456)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Money(
    /// The amount, in cents in the C locale.
    pub i64,
);

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        let whole = (cents / 100).to_string();
        write!(f, "{sign}$")?;
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", cents % 100)
    }
}

impl FromStr for Money {
    type Err = ParseError;

    /// The dollar sign and the commas may be missing.
    fn from_str(text: &str) -> Result<Money, ParseError> {
        parse(text).ok_or(ParseError::new("money", "an amount as in the C locale, $1,234.56"))
    }
}

fn parse(text: &str) -> Option<Money> {
    let (sign, amount) = match text.strip_prefix('-') {
        Some(amount) => ("-", amount),
        None => ("", text),
    };
    let amount = amount.strip_prefix('$').unwrap_or(amount);
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let whole = whole.replace(',', "");
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if cents.len() != 2 || !digits(cents) || !digits(&whole) {
        return None;
    }
    format!("{sign}{whole}{cents}").parse().ok().map(Money)
}

impl From<i64> for Money {
    /// From an amount in the smallest unit.
    fn from(amount: i64) -> Money {
        Money(amount)
    }
}

impl From<Money> for i64 {
    fn from(money: Money) -> i64 {
        money.0
    }
}

/// "cash_send" and "cash_recv" in the server's sources.
impl Money {
    fn decode(raw: &mut &[u8]) -> Result<Money, BoxError> {
        Ok(Money(raw.try_get_i64()?))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i64(self.0);
        Ok(())
    }
}

binary_format!(Money: MONEY);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn the_text_round_trips() {
        for money in
            [0, 1, -1, 99, 100, 99_999, 100_000, -100_000_000, i64::MAX, i64::MIN].map(Money)
        {
            assert_eq!(money.to_string().parse(), Ok(money));
        }
        assert_eq!("1234.56".parse(), Ok(Money(123_456)));
        assert_eq!("$7".parse(), Ok(Money(700)));
    }

    #[test]
    fn garbage_is_refused() {
        for text in
            ["", "$", "-", "$.50", "$1.5", "$1.505", "1.-5", "$-1.00", "$92,233,720,368,547,758.08"]
        {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        assert_garbage_is_refused::<Money>(&Type::MONEY, &[b"1234567", b"123456789"]);
    }
}
