//! Values, as the text that the server reads them from.

mod base;
mod number;
mod pattern;
mod text;

use super::check::{Limits, alternatives, ordinal};
use super::facts::{Facts, Form, Oid};
use super::rng::Rng;

/// How deep types may be made of types.
const DEEPEST: u32 = 12;

/// What a value is made for.
pub(super) struct Maker<'f> {
    pub(super) facts: &'f Facts,
    /// The name of the column.
    pub(super) name: &'f str,
    /// The number of the row.
    pub(super) n: u64,
    /// Whether the value must differ from those of other rows.
    pub(super) unique: bool,
    /// How often the row was refused.
    pub(super) attempt: u32,
    pub(super) rng: Rng,
    pub(super) depth: u32,
}

impl Maker<'_> {
    /// A value of the type within the limits. None where none is known.
    pub(super) fn value(&mut self, ty: Oid, modifier: i32, limits: &Limits) -> Option<String> {
        let n = self.n;
        for step in 0..8 {
            self.n = n + step;
            let value = self.any(ty, modifier, limits);
            if value.as_ref().is_none_or(|value| !limits.none_of.contains(value)) {
                self.n = n;
                return value;
            }
        }
        self.n = n;
        None
    }

    fn any(&mut self, ty: Oid, modifier: i32, limits: &Limits) -> Option<String> {
        if let Some(values) = &limits.one_of {
            let values: Vec<&String> =
                values.iter().filter(|value| !limits.none_of.contains(value)).collect();
            return self.pick(&values).map(|value| value.to_string());
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let facts = self.facts;
        let found = facts.types.get(&ty)?;
        let value = match &found.form {
            Form::Base => base::value(self, &found.name, modifier, limits),
            Form::Enum(labels) => {
                let labels: Vec<&String> =
                    labels.iter().filter(|label| !limits.none_of.contains(label)).collect();
                self.pick(&labels).map(|label| label.to_string())
            }
            Form::Domain { base, modifier, checks } => {
                let mut limits = limits.clone();
                for check in checks {
                    let ways = alternatives(check, true);
                    let way = ways.get(self.attempt as usize % ways.len().max(1));
                    way.into_iter().flatten().for_each(|atom| limits.ask(atom));
                }
                self.value(*base, *modifier, &limits)
            }
            Form::Array(element) => self.array(*element, modifier, limits),
            Form::Composite(fields) => {
                let plain = Limits::default();
                let values = fields.iter().map(|(_, ty, modifier)| {
                    self.value(*ty, *modifier, &plain).map(|value| quoted(&value))
                });
                let values: Option<Vec<String>> = values.collect();
                values.map(|values| format!("({})", values.join(",")))
            }
            Form::Range(part) => self.range(*part),
            Form::Multirange(part) => self.range(*part).map(|range| format!("{{{range}}}")),
        };
        self.depth -= 1;
        value
    }

    fn array(&mut self, element: Oid, modifier: i32, limits: &Limits) -> Option<String> {
        let most = limits.longest.unwrap_or(usize::MAX);
        let count = 2.clamp(limits.shortest.min(most), most);
        let plain = Limits::default();
        let n = self.n;
        let mut values = Vec::new();
        for place in 0..count {
            self.n = n + place as u64;
            values.push(quoted(&self.value(element, modifier, &plain)?));
        }
        self.n = n;
        Some(format!("{{{}}}", values.join(",")))
    }

    /// From a value to the next greater one, so that ranges of several rows do not overlap.
    fn range(&mut self, part: Oid) -> Option<String> {
        let unique = std::mem::replace(&mut self.unique, true);
        let from = self.value(part, -1, &Limits::default());
        self.unique = false;
        let from = from?;
        let mut limits = Limits::default();
        let to = ordinal(&from).and_then(|least| {
            limits.least(least, true);
            limits.greatest(least + 86_400.0, false);
            self.value(part, -1, &limits)
        });
        self.unique = unique;
        Some(format!("[{},{})", quoted(&from), to.map(|to| quoted(&to)).unwrap_or_default()))
    }

    /// One of a list: those in turn where values must differ.
    fn pick<'l, T>(&mut self, list: &[&'l T]) -> Option<&'l T> {
        let number = if self.unique { self.n } else { self.rng.next() };
        let at = usize::try_from(number % (list.len() as u64).max(1)).ok()?;
        list.get(at).copied()
    }
}

/// A part of an array, a composite value or a range.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests;
