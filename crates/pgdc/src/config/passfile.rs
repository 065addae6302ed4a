//! The password file: `host:port:database:user:password`, a line each.

use std::fs;
use std::path::Path;

/// Who asks for a password.
pub(crate) struct Login<'a> {
    /// Host or address; `None` for the default socket, which the file calls `localhost`.
    pub(crate) host: Option<&'a str>,
    pub(crate) port: u16,
    pub(crate) database: &'a str,
    pub(crate) user: &'a str,
}

/// What a password file has for somebody.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Found {
    Password(String),
    /// There is no file, or no line for this login.
    Nothing,
    /// As libpq does, a file that others may read is passed over.
    Passed(&'static str),
}

/// Looks the password of `login` up in the file at `path`.
pub(crate) fn look_up(path: &Path, login: &Login<'_>) -> Found {
    let Ok(metadata) = fs::metadata(path) else { return Found::Nothing };
    if !metadata.is_file() {
        return Found::Passed("it is no plain file");
    }
    if is_open_to_others(&metadata) {
        return Found::Passed("others may read it; run chmod 0600 on it");
    }
    match fs::read(path) {
        Ok(bytes) => {
            find(&String::from_utf8_lossy(&bytes), login).map_or(Found::Nothing, Found::Password)
        }
        Err(_) => Found::Passed("it cannot be read"),
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// The password of the first line that fits.
fn find(text: &str, login: &Login<'_>) -> Option<String> {
    let host = login.host.unwrap_or("localhost");
    let port = login.port.to_string();
    let wanted = [host, &port, login.database, login.user];
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line;
        for wanted in wanted {
            let (field, after) = split_field(rest)?;
            if field != "*" && unescape(field) != wanted {
                return None;
            }
            rest = after;
        }
        // The password ends with the line, or at a colon that is not escaped.
        let password = unescape(split_field(rest).map_or(rest, |(field, _)| field));
        Some(password).filter(|password| !password.is_empty())
    })
}

/// Splits at the first colon without a backslash before it.
fn split_field(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            ':' if !escaped => return Some((&text[..place], &text[place + 1..])),
            c => escaped = c == '\\' && !escaped,
        }
    }
    None
}

fn unescape(field: &str) -> String {
    let mut plain = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.push(chars.next().unwrap_or('\\')),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login<'a>(host: Option<&'a str>, user: &'a str) -> Login<'a> {
        Login { host, port: 5432, database: "shop", user }
    }

    #[test]
    fn the_first_line_that_fits_is_taken() {
        let text = "# localhost:5432:shop:app:comment\n\
                    db:1:shop:app:other port\r\n\
                    db:5432:*:app:sec\\:ret\\\\\r\n\
                    db:5432:shop:app:second\n\
                    fe80\\:\\:1:*:*:*:six\n\
                    localhost:*:*:app:local\n\
                    *:*:*:\\*:star\n\
                    short:line\n";
        for (host, user, expected) in [
            (Some("db"), "app", Some("sec:ret\\")),
            (Some("fe80::1"), "x", Some("six")),
            (None, "app", Some("local")),
            (Some("any"), "*", Some("star")),
            (Some("any"), "x", None),
        ] {
            assert_eq!(find(text, &login(host, user)).as_deref(), expected, "{host:?} {user}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read_without_panic(text: String, lines in "([a*:\\\\\n#]{0,9}){0,9}") {
            find(&text, &login(None, "a"));
            find(&lines, &login(Some("a"), "a"));
        }

        #[test]
        fn what_is_escaped_is_found(user in "[^\n\r\0]{1,9}", password in "[^\n\r\0]{1,9}") {
            let escape = |text: &str| text.replace('\\', "\\\\").replace(':', "\\:");
            let line = format!("*:*:*:{}:{}", escape(&user), escape(&password));
            proptest::prop_assert_eq!(find(&line, &login(None, &user)), Some(password));
        }
    }
}
