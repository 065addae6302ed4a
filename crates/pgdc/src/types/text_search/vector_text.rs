//! The text form of `tsvector` ("tsvectorin" and "tsvectorout" in the server's sources).

use std::fmt;
use std::str::FromStr;

use super::{TsPosition, TsVector, TsWeight};
use crate::types::ParseError;
use crate::types::scan::{Scanner, is_space, write_quoted};

impl fmt::Display for TsVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (lexeme, positions)) in self.lexemes().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write_quoted(f, lexeme, '\'', '\'')?;
            for (index, place) in positions.iter().enumerate() {
                f.write_str(if index > 0 { "," } else { ":" })?;
                write!(f, "{place}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for TsPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.position())?;
        match self.weight() {
            TsWeight::D => Ok(()),
            weight => write!(f, "{weight}"),
        }
    }
}

impl FromStr for TsVector {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<TsVector, ParseError> {
        Scanner::whole(text, vector)
            .ok_or(ParseError::new("tsvector", "lexemes and their positions, as in 'fat' 'rat':3A"))
    }
}

fn vector(scanner: &mut Scanner<'_>) -> Option<TsVector> {
    let mut vector = TsVector::default();
    while !scanner.is_at_end() {
        let lexeme = match scanner.skip("'") {
            true => scanner.quoted_or_doubled('\'')?,
            false => scanner.bare(|c| is_space(c) || c == ':' || c == '\'')?,
        };
        let mut positions = Vec::new();
        if scanner.skip(":") {
            positions.push(position(scanner)?);
            while scanner.skip(",") {
                positions.push(position(scanner)?);
            }
        }
        vector.insert(lexeme, positions).ok()?;
        scanner.skip_spaces();
    }
    Some(vector)
}

fn position(scanner: &mut Scanner<'_>) -> Option<TsPosition> {
    let position = scanner.take_while(|c| c.is_ascii_digit()).parse().ok()?;
    let weight = match scanner.peek().and_then(TsWeight::from_char) {
        Some(weight) => {
            scanner.next();
            weight
        }
        None => TsWeight::D,
    };
    TsPosition::new(position, weight).ok()
}

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn texts() {
        for (text, printed) in [
            ("", ""),
            ("b a b", "'a' 'b'"),
            ("a:2,1B,2A,1", "'a':1B,2A"),
            ("'it''s' 'a\\\\b' x\\:y", r"'a\\b' 'it''s' 'x:y'"),
        ] {
            let vector: TsVector = text.parse().unwrap();
            assert_eq!(vector.to_string(), printed);
            assert_eq!(printed.parse(), Ok(vector));
        }
        for text in ["'a", "a:", "a:0", "a:16384", "a:1,", ":1", "''", "a:x", "a\\"] {
            assert!(text.parse::<TsVector>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_the_server_would_refuse_is_refused() {
        let mut vector = TsVector::default();
        let place = |n| TsPosition::new(n, TsWeight::D).unwrap();
        assert!(vector.insert("a\0b", []).is_err());
        assert!(vector.insert("a".repeat(2047), []).is_err());
        assert!(vector.insert("a", (1..=256).map(place)).is_err());
        assert!(vector.insert("a", (1..=255).map(place)).is_ok());
        assert!(vector.insert("a", [place(256)]).is_err());
        assert!(TsPosition::new(0, TsWeight::A).is_err());
        assert!(TsPosition::new(16384, TsWeight::A).is_err());
    }

    #[test]
    fn garbage_is_refused() {
        let garbage: &[&[u8]] = &[
            b"",
            b"\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01a\0\0\x01\0\0",
            b"\0\0\0\x01a\0\0\0x",
            b"\0\0\0\x01\xFF\0\0\0",
            b"\0\0\0\x01a",
        ];
        assert_garbage_is_refused::<TsVector>(&Type::TS_VECTOR, garbage);
    }
}
