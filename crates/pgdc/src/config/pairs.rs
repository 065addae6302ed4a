//! Connection strings of keys and values: `host=localhost user='a b'`.

use std::iter::Peekable;
use std::str::Chars;

use super::fault::ConfigFault;

/// The keys and values of `text`, read as libpq reads them.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>, ConfigFault> {
    let mut chars = text.chars().peekable();
    let mut found = Vec::new();
    loop {
        skip_blanks(&mut chars);
        if chars.peek().is_none() {
            return Ok(found);
        }
        let key = key(&mut chars)?;
        let value = match chars.next_if_eq(&'\'') {
            Some(_) => quoted(&mut chars).map_err(|fault| fault.within(&key))?,
            None => bare(&mut chars),
        };
        found.push((key, value));
    }
}

/// A value as such a string has it.
pub(super) fn quote(value: &str) -> String {
    let plain = |c: char| !is_blank(c) && c != '\'' && c != '\\';
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

type Text<'a> = Peekable<Chars<'a>>;

/// What C's isspace takes for one.
fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

fn skip_blanks(chars: &mut Text<'_>) {
    while chars.next_if(|c| is_blank(*c)).is_some() {}
}

fn key(chars: &mut Text<'_>) -> Result<String, ConfigFault> {
    let mut key = String::new();
    while let Some(c) = chars.next_if(|c| *c != '=' && !is_blank(*c)) {
        key.push(c);
    }
    skip_blanks(chars);
    chars.next_if_eq(&'=').ok_or_else(|| {
        // What follows may hold a password.
        if let Some((scheme, _)) = key.split_once("://") {
            return ConfigFault::new(format!(
                "{scheme}:// is no URL of PostgreSQL, which begins with postgres:// or postgresql://"
            ));
        }
        ConfigFault::new(
            "there is a word without `=` in the connection string; a value with blanks is quoted: \
             password='a b', with \\' for a quote and \\\\ for a backslash",
        )
    })?;
    skip_blanks(chars);
    Ok(key)
}

fn bare(chars: &mut Text<'_>) -> String {
    let mut value = String::new();
    while let Some(c) = chars.next_if(|c| !is_blank(*c)) {
        match c {
            '\\' => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    value
}

fn quoted(chars: &mut Text<'_>) -> Result<String, ConfigFault> {
    let mut value = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\'' => return Ok(value),
            '\\' => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    Err(ConfigFault::new("the closing quote is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_as_by_libpq() {
        for (text, expected) in [
            ("", &[][..]),
            ("host=a port = 1", &[("host", "a"), ("port", "1")]),
            (r"user='a \'b\' \\' dbname=a\ b", &[("user", r"a 'b' \"), ("dbname", "a b")]),
            ("host= user=x", &[("host", "user=x")]),
            ("host='' user=x", &[("host", ""), ("user", "x")]),
            ("host='a'user=b", &[("host", "a"), ("user", "b")]),
            ("host=", &[("host", "")]),
        ] {
            let found = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            let found: Vec<_> = found.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
        for text in ["password=se cret", "password='secret", "secret"] {
            let fault = parse(text).expect_err(text).to_string();
            assert!(!fault.contains("secret") && !fault.contains("cret"), "{fault}");
        }
    }
}
