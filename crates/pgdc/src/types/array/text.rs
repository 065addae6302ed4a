//! The text form of arrays ("array_in" and "array_out" in the server's sources).

use std::fmt::{self, Display, Write};
use std::str::FromStr;

use super::{Array, Dimension, MAX_DIMENSIONS};
use crate::types::ParseError;
use crate::types::scan::{Scanner, is_space, write_quoted};

impl<T: Display> Display for Array<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_array(f, self, ',')
    }
}

impl<T: FromStr> FromStr for Array<T> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Array<T>, ParseError> {
        Array::from_text(text, ',')
    }
}

impl<T: Display> Array<T> {
    /// The text form with another delimiter than the comma: the `typdelim` of `pg_type`, which is a
    /// semicolon for `box`, a comma for every other type of PostgreSQL's own, and a colon for `geometry`
    /// and `geography` of PostGIS.
    pub fn to_text(&self, delimiter: char) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write_array(&mut text, self, delimiter);
        text
    }
}

impl<T: FromStr> Array<T> {
    /// Parses what [`to_text`](Array::to_text) makes.
    ///
    /// # Errors
    /// The text is no array, its parts differ in shape, or an element is no `T`.
    pub fn from_text(text: &str, delimiter: char) -> Result<Array<T>, ParseError> {
        Scanner::whole(text, |scanner| read_array(scanner, delimiter))
            .ok_or(ParseError::new("array", "elements in braces, as in {1,2,NULL}"))
    }
}

fn write_array<T: Display>(f: &mut impl Write, array: &Array<T>, delimiter: char) -> fmt::Result {
    let dimensions = array.dimensions();
    if dimensions.is_empty() {
        return f.write_str("{}");
    }
    if dimensions.iter().any(|dimension| dimension.lower_bound != 1) {
        for Dimension { length, lower_bound } in dimensions {
            let upper = i64::from(*lower_bound) + *length as i64 - 1;
            write!(f, "[{lower_bound}:{upper}]")?;
        }
        f.write_char('=')?;
    }
    write_level(f, dimensions, array.elements(), delimiter)
}

fn write_level<T: Display>(
    f: &mut impl Write,
    dimensions: &[Dimension],
    elements: &[Option<T>],
    delimiter: char,
) -> fmt::Result {
    let Some((dimension, inner)) = dimensions.split_first() else {
        return elements.iter().try_for_each(|element| write_element(f, element, delimiter));
    };
    f.write_char('{')?;
    for (index, part) in elements.chunks(elements.len() / dimension.length).enumerate() {
        if index > 0 {
            f.write_char(delimiter)?;
        }
        write_level(f, inner, part, delimiter)?;
    }
    f.write_char('}')
}

fn write_element<T: Display>(
    f: &mut impl Write,
    element: &Option<T>,
    delimiter: char,
) -> fmt::Result {
    let Some(value) = element else { return f.write_str("NULL") };
    let text = value.to_string();
    let must_quote = |c| is_space(c) || c == delimiter || "{}\"\\".contains(c);
    if text.is_empty() || text.eq_ignore_ascii_case("NULL") || text.contains(must_quote) {
        return write_quoted(f, &text, '"', '\\');
    }
    f.write_str(&text)
}

fn read_array<T: FromStr>(scanner: &mut Scanner<'_>, delimiter: char) -> Option<Array<T>> {
    let declared = read_dimensions(scanner)?;
    let mut body = Body { lengths: Vec::new(), depth: None, elements: Vec::new(), delimiter };
    let mut empty = *scanner;
    if empty.expect("{").is_some() && empty.skip("}") {
        *scanner = empty;
        return declared.is_empty().then(Array::default);
    }
    body.read_level(scanner, 0)?;
    let found = body.lengths.into_iter().map(|length| Dimension { length, lower_bound: 1 });
    let found: Vec<Dimension> = found.collect();
    let lengths = |dimensions: &[Dimension]| -> Vec<usize> {
        dimensions.iter().map(|dimension| dimension.length).collect()
    };
    if !declared.is_empty() && lengths(&declared) != lengths(&found) {
        return None;
    }
    let dimensions = if declared.is_empty() { found } else { declared };
    Array::new(dimensions, body.elements).ok()
}

/// `[lower:upper]` or `[upper]` for each dimension, then `=`; or nothing.
fn read_dimensions(scanner: &mut Scanner<'_>) -> Option<Vec<Dimension>> {
    let mut dimensions = Vec::new();
    while scanner.skip("[") {
        let is_number = |c: char| c.is_ascii_digit() || c == '-' || c == '+';
        let first: i32 = scanner.take_while(is_number).parse().ok()?;
        let (lower_bound, upper) = match scanner.skip(":") {
            true => (first, scanner.take_while(is_number).parse().ok()?),
            false => (1, first),
        };
        scanner.expect("]")?;
        let length = usize::try_from(i64::from(upper) - i64::from(lower_bound) + 1).ok()?;
        dimensions.push(Dimension { length, lower_bound });
    }
    if !dimensions.is_empty() {
        scanner.expect("=")?;
    }
    Some(dimensions)
}

/// What is known of an array while its braces are read.
struct Body<T> {
    /// The length of each dimension that was closed once.
    lengths: Vec<usize>,
    /// How many braces are around an element.
    depth: Option<usize>,
    elements: Vec<Option<T>>,
    delimiter: char,
}

impl<T: FromStr> Body<T> {
    /// A pair of braces inside of `depth` others.
    fn read_level(&mut self, scanner: &mut Scanner<'_>, depth: usize) -> Option<()> {
        if depth == MAX_DIMENSIONS {
            return None;
        }
        if self.lengths.len() == depth {
            self.lengths.push(0);
        }
        scanner.expect("{")?;
        let mut length = 0;
        loop {
            if scanner.peek() == Some('{') {
                self.read_level(scanner, depth + 1)?;
            } else {
                if *self.depth.get_or_insert(depth) != depth {
                    return None;
                }
                let element = self.read_element(scanner)?;
                self.elements.push(element);
            }
            length += 1;
            scanner.skip_spaces();
            match scanner.next()? {
                '}' => break,
                c if c == self.delimiter => scanner.skip_spaces(),
                _ => return None,
            }
        }
        let known = &mut self.lengths[depth];
        if *known != 0 && *known != length {
            return None;
        }
        *known = length;
        Some(())
    }

    /// An element; the outer `None` is a text that is none, the inner one NULL.
    fn read_element(&self, scanner: &mut Scanner<'_>) -> Option<Option<T>> {
        if scanner.skip("\"") {
            return scanner.quoted('"')?.parse().ok().map(Some);
        }
        let before = *scanner;
        let text = scanner.bare(|c| c == self.delimiter || "{}\"".contains(c))?;
        let text = text.trim_end_matches(is_space);
        let mut null = before;
        let is_null = null.take_while(|c| c.is_ascii_alphabetic()).eq_ignore_ascii_case("NULL")
            && text.len() == "NULL".len();
        if is_null {
            return Some(None);
        }
        if text.is_empty() {
            return None;
        }
        text.parse().ok().map(Some)
    }
}
