//! The text of a time of day and of an offset from UTC, which several types share.

use std::fmt;

use super::civil::number;

pub(super) const SECOND: u64 = 1_000_000;
pub(super) const DAY: i64 = 86_400_000_000;

/// The first offset that PostgreSQL refuses, in seconds: 16 hours.
const OFFSET_LIMIT: i32 = 57_600;

/// Whether PostgreSQL knows an offset of that many seconds.
pub(super) fn is_offset(seconds: i32) -> bool {
    (1 - OFFSET_LIMIT..OFFSET_LIMIT).contains(&seconds)
}

/// Writes microseconds as `04:05:06.789`, with no more digits than they need.
pub(super) fn write_clock(f: &mut fmt::Formatter<'_>, micros: u64) -> fmt::Result {
    let seconds = micros / SECOND;
    write!(f, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    match micros % SECOND {
        0 => Ok(()),
        fraction => write!(f, ".{}", format!("{fraction:06}").trim_end_matches('0')),
    }
}

/// Reads `04:05:06.789` as microseconds. Hours are not limited, since those of an interval are not.
pub(super) fn parse_clock(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => {
            (clock, number::<u64>(fraction, 1..=6)? * 10_u64.pow(6 - fraction.len() as u32))
        }
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let hours: u64 = number(parts.next()?, 2..=10)?;
    let minutes = below_60(parts.next()?)?;
    let seconds = below_60(parts.next()?)?;
    if parts.next().is_some() {
        return None;
    }
    let whole = hours * 3600 + u64::from(minutes) * 60 + u64::from(seconds);
    whole.checked_mul(SECOND)?.checked_add(fraction)
}

/// Writes seconds east of UTC as `+02`, `-03:30` or `+01:02:03`.
pub(super) fn write_offset(f: &mut fmt::Formatter<'_>, seconds: i32) -> fmt::Result {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    write!(f, "{sign}{:02}", seconds / 3600)?;
    if !seconds.is_multiple_of(3600) {
        write!(f, ":{:02}", seconds / 60 % 60)?;
    }
    if !seconds.is_multiple_of(60) {
        write!(f, ":{:02}", seconds % 60)?;
    }
    Ok(())
}

/// Splits `04:05:06+02` into microseconds and seconds east of UTC.
pub(super) fn parse_clock_and_offset(text: &str) -> Option<(u64, i32)> {
    let (clock, offset) = text.split_at_checked(text.find(['+', '-'])?)?;
    Some((parse_clock(clock)?, parse_offset(offset)?))
}

fn parse_offset(text: &str) -> Option<i32> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+')?),
    };
    let mut seconds = 0;
    let mut parts = text.split(':');
    for unit in [3600, 60, 1] {
        match parts.next() {
            Some(part) => seconds += unit * i32::from(below_60(part)?),
            None if unit < 3600 => {}
            None => return None,
        }
    }
    (parts.next().is_none() && is_offset(seconds)).then_some(sign * seconds)
}

/// Two digits.
fn below_60(text: &str) -> Option<u8> {
    number(text, 2..=2).filter(|number| *number < 60)
}
