//! What is asked of one column, put together.

use super::{Atom, Order};
use crate::types::civil::Civil;

/// The values that a column may hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    /// It must be NULL.
    pub(crate) null: bool,
    /// It must not be.
    pub(crate) not_null: bool,
    /// The least value, as [`ordinal`] counts, and whether it is beyond it.
    pub(crate) min: Option<(f64, bool)>,
    /// The greatest.
    pub(crate) max: Option<(f64, bool)>,
    pub(crate) one_of: Option<Vec<String>>,
    pub(crate) none_of: Vec<String>,
    /// The least number of characters, bytes or elements.
    pub(crate) shortest: usize,
    pub(crate) longest: Option<usize>,
    pub(crate) like: Option<String>,
    pub(crate) regex: Option<String>,
    pub(crate) upper: bool,
    pub(crate) lower: bool,
}

/// Half a century on both sides of the rows' own time, so that it does not matter when they are made.
const PAST: f64 = 946_684_800.0;
const FUTURE: f64 = 4_102_444_800.0;

impl Limits {
    /// With what the atom asks, if it is about the column.
    pub(crate) fn ask(&mut self, atom: &Atom) {
        match atom {
            Atom::Null(_) => self.null = true,
            Atom::NotNull(_) => self.not_null = true,
            Atom::Compare(_, order, value) => self.compare(*order, value),
            Atom::Length(_, order, length) => self.length(*order, *length),
            Atom::OneOf(_, values) => self.among(values),
            Atom::NoneOf(_, values) => self.none_of.extend(values.iter().cloned()),
            Atom::Now(_, Order::Greater | Order::GreaterOrEqual) => self.least(FUTURE, false),
            Atom::Now(..) => self.greatest(PAST, false),
            Atom::Like(_, pattern) => self.like = Some(pattern.clone()),
            Atom::Regex(_, pattern) => self.regex = Some(pattern.clone()),
            Atom::Upper(_) => self.upper = true,
            Atom::Lower(_) => self.lower = true,
            Atom::Columns(..) => {}
        }
    }

    fn compare(&mut self, order: Order, value: &str) {
        let number = ordinal(value);
        match (order, number) {
            (Order::Equal, _) => self.among(&[value.to_owned()]),
            (Order::Differs, _) => {
                if value.is_empty() {
                    self.shortest = self.shortest.max(1);
                }
                self.none_of.push(value.to_owned());
            }
            (Order::Greater, Some(number)) => self.least(number, true),
            (Order::GreaterOrEqual, Some(number)) => self.least(number, false),
            (Order::Less, Some(number)) => self.greatest(number, true),
            (Order::LessOrEqual, Some(number)) => self.greatest(number, false),
            // Of texts, the one that begins with the other is greater.
            (Order::Greater | Order::GreaterOrEqual, None) => self.like = Some(format!("{value}%")),
            (Order::Less | Order::LessOrEqual, None) => {}
        }
    }

    fn length(&mut self, order: Order, length: i64) {
        let at = |length: i64| usize::try_from(length).unwrap_or(0);
        let mut most = |length| {
            let length = at(length);
            self.longest = Some(self.longest.map_or(length, |most| most.min(length)));
        };
        match order {
            Order::Less => most(length - 1),
            Order::LessOrEqual => most(length),
            Order::Equal => {
                most(length);
                self.shortest = self.shortest.max(at(length));
            }
            Order::GreaterOrEqual => self.shortest = self.shortest.max(at(length)),
            Order::Greater | Order::Differs => self.shortest = self.shortest.max(at(length + 1)),
        }
    }

    fn among(&mut self, values: &[String]) {
        let values = values.iter();
        let kept = match &self.one_of {
            Some(known) => values.filter(|value| known.contains(value)).cloned().collect(),
            None => values.cloned().collect(),
        };
        self.one_of = Some(kept);
    }

    /// Whether they say more than whether it is NULL.
    pub(crate) fn is_bound(&self) -> bool {
        self.min.is_some() || self.max.is_some() || self.one_of.is_some() || self.regex.is_some()
    }

    /// Whether nothing can be within them.
    pub(crate) fn is_impossible(&self) -> bool {
        let is_crossed = match (self.min, self.max) {
            (Some((min, above)), Some((max, below))) => {
                min > max || (min == max && (above || below))
            }
            _ => false,
        };
        let is_none =
            self.one_of.as_ref().is_some_and(|values| !values.iter().any(|v| self.takes(v)));
        is_crossed
            || is_none
            || (self.null && self.not_null)
            || self.longest.is_some_and(|longest| longest < self.shortest)
    }

    /// Whether a value is within them, as far as is easily seen.
    pub(crate) fn takes(&self, text: &str) -> bool {
        let is_within = ordinal(text).is_none_or(|number| {
            self.min.is_none_or(|(min, above)| number > min || (number == min && !above))
                && self.max.is_none_or(|(max, below)| number < max || (number == max && !below))
        });
        is_within
            && !self.none_of.iter().any(|value| value == text)
            && self.one_of.as_ref().is_none_or(|values| values.iter().any(|value| value == text))
    }

    /// No less than this, or more, if `beyond`.
    pub(crate) fn least(&mut self, value: f64, beyond: bool) {
        if self.min.is_none_or(|(min, _)| value >= min) {
            self.min = Some((value, beyond));
        }
    }

    /// No more than this, or less, if `beyond`.
    pub(crate) fn greatest(&mut self, value: f64, beyond: bool) {
        if self.max.is_none_or(|(max, _)| value <= max) {
            self.max = Some((value, beyond));
        }
    }
}

impl Atom {
    /// The column it is about; of two, the first.
    pub(crate) fn column(&self) -> &str {
        match self {
            Atom::Null(column)
            | Atom::NotNull(column)
            | Atom::Compare(column, ..)
            | Atom::Length(column, ..)
            | Atom::OneOf(column, _)
            | Atom::NoneOf(column, _)
            | Atom::Columns(column, ..)
            | Atom::Now(column, _)
            | Atom::Like(column, _)
            | Atom::Regex(column, _)
            | Atom::Upper(column)
            | Atom::Lower(column) => column,
        }
    }
}

/// A number for what has an order: of numbers themselves, of dates and timestamps the seconds since 1970.
pub(crate) fn ordinal(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    let (date, time) = match text.split_once(' ') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let days = Civil::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?.days();
    let time = time.unwrap_or_default();
    let (time, zone) = time.split_at(time.find(['+', '-']).unwrap_or(time.len()));
    let seconds = clock(time);
    let hours = zone.parse::<f64>().unwrap_or_default();
    Some(days as f64 * 86_400.0 + EPOCH + seconds - hours * 3_600.0)
}

/// From 1970 to 2000, where [`Civil`] begins to count.
const EPOCH: f64 = 946_684_800.0;

/// The seconds of `12:30:00`.
fn clock(text: &str) -> f64 {
    let units = [3_600.0, 60.0, 1.0];
    let parts = text.split(':').map(|part| part.parse::<f64>().unwrap_or_default());
    parts.zip(units).map(|(part, unit)| part * unit).sum()
}
