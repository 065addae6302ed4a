//! Connection URLs, read as libpq reads them: `postgres://user:password@host:port,host:port/database?key=value`.

use percent_encoding::percent_decode_str;

use super::fault::ConfigFault;

/// The keys and values of a URL; `None` where `text` is none.
pub(super) fn parse(text: &str) -> Option<Result<Vec<(String, String)>, ConfigFault>> {
    let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.map(parts)
}

fn parts(text: &str) -> Result<Vec<(String, String)>, ConfigFault> {
    let (credentials, text) = split_credentials(text);
    let place_end = text.find(['/', '?']).unwrap_or(text.len());
    let (place, text) = text.split_at(place_end);
    let path_end = text.find('?').unwrap_or(text.len());
    let (path, query) = text.split_at(path_end);
    // No host and no database has one, but a password that is cut in two would leave one here, and its
    // second half would be shown as a host.
    if place.contains('@') || path.contains('@') {
        return Err(ConfigFault::new(
            "there is a second `@` in the URL: write @ : / ? # % in a part of it as %40 %3A %2F %3F %23 %25",
        ));
    }

    let mut found = Vec::new();
    let mut add = |key: &str, value: &str| -> Result<(), ConfigFault> {
        if !value.is_empty() {
            found.push((key.to_owned(), decode(value).map_err(|fault| fault.within(key))?));
        }
        Ok(())
    };
    if let Some(credentials) = credentials {
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        add("user", user)?;
        add("password", password)?;
    }
    let (hosts, ports) = split_hosts(place)?;
    add("host", &hosts)?;
    // `,` alone says that each host has the default port, which is what no port at all says.
    add("port", if ports.bytes().all(|byte| byte == b',') { "" } else { &ports })?;
    add("dbname", path.strip_prefix('/').unwrap_or_default())?;
    for parameter in query.strip_prefix('?').unwrap_or_default().split('&') {
        if parameter.is_empty() {
            continue;
        }
        found.push(split_parameter(parameter)?);
    }
    Ok(found)
}

/// What stands before the first `@`, unless the path begins before it.
fn split_credentials(text: &str) -> (Option<&str>, &str) {
    match text.find(['@', '/']) {
        Some(at) if text[at..].starts_with('@') => (Some(&text[..at]), &text[at + 1..]),
        _ => (None, text),
    }
}

/// Hosts and ports as lists that belong together.
fn split_hosts(place: &str) -> Result<(String, String), ConfigFault> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for entry in place.split(',') {
        let (host, port) = match entry.strip_prefix('[') {
            Some(address) => split_ipv6(address)?,
            None => entry.split_once(':').unwrap_or((entry, "")),
        };
        hosts.push(host);
        ports.push(port);
    }
    Ok((hosts.join(","), ports.join(",")))
}

fn split_ipv6(entry: &str) -> Result<(&str, &str), ConfigFault> {
    let malformed = || ConfigFault::new("an IPv6 address in a URL is written [address]:port");
    let (address, rest) = entry.split_once(']').ok_or_else(malformed)?;
    if address.is_empty() {
        return Err(malformed());
    }
    match rest.strip_prefix(':') {
        Some(port) => Ok((address, port)),
        None if rest.is_empty() => Ok((address, "")),
        None => Err(malformed()),
    }
}

fn split_parameter(parameter: &str) -> Result<(String, String), ConfigFault> {
    let (key, value) = parameter
        .split_once('=')
        .filter(|(_, value)| !value.contains('='))
        .ok_or_else(|| {
            ConfigFault::new("what follows the `?` of a URL is key=value&key=value, with = written as %3D in a value")
        })?;
    let (key, value) = (decode(key)?, decode(value)?);
    Ok(match (key.as_str(), value.as_str()) {
        // As JDBC has it.
        ("ssl", "true") => ("sslmode".to_owned(), "require".to_owned()),
        _ => (key, value),
    })
}

fn decode(text: &str) -> Result<String, ConfigFault> {
    let malformed = || {
        ConfigFault::new(
            "a % in a URL stands before two hexadecimal digits, and is itself written %25",
        )
    };
    let mut pieces = text.split('%');
    pieces.next();
    let is_escape =
        |piece: &str| piece.len() >= 2 && piece.bytes().take(2).all(|b| b.is_ascii_hexdigit());
    if !pieces.all(is_escape) {
        return Err(malformed());
    }
    let decoded = percent_decode_str(text).decode_utf8();
    let decoded = decoded.map_err(|_| ConfigFault::new("what a URL stands for is no UTF-8"))?;
    if decoded.contains('\0') {
        return Err(ConfigFault::new("%00 cannot be part of a URL"));
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Vec<(String, String)> {
        parse(url).expect("a URL").unwrap_or_else(|fault| panic!("{url}: {fault}"))
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }

    #[test]
    fn urls_are_read_as_by_libpq() {
        for (url, expected) in [
            ("postgres://", &[][..]),
            ("postgresql://localhost", &[("host", "localhost")]),
            ("postgres://u@/d", &[("user", "u"), ("dbname", "d")]),
            (
                "postgres://u:p%40ss@h:1/d?sslmode=require",
                &[
                    ("user", "u"),
                    ("password", "p@ss"),
                    ("host", "h"),
                    ("port", "1"),
                    ("dbname", "d"),
                    ("sslmode", "require"),
                ],
            ),
            ("postgres://[::1]:1,[fe80::2]", &[("host", "::1,fe80::2"), ("port", "1,")]),
            ("postgres://a,,b:2/", &[("host", "a,,b"), ("port", ",,2")]),
            ("postgres://%2Frun%2Fpg/d", &[("host", "/run/pg"), ("dbname", "d")]),
            ("postgres:///d?host=/run/pg", &[("dbname", "d"), ("host", "/run/pg")]),
            ("postgres://u:a?b@h", &[("user", "u"), ("password", "a?b"), ("host", "h")]),
            ("postgres://h?ssl=true", &[("host", "h"), ("sslmode", "require")]),
        ] {
            assert_eq!(read(url), pairs(expected), "{url}");
        }
        assert!(parse("host=x").is_none());
    }

    #[test]
    fn mistakes_show_nothing_of_a_password() {
        for url in [
            "postgres://u:se@cret@h/d",
            "postgres://u:se/cret@h/d",
            "postgres://u:se%cret@h/d",
            "postgres://u:se%00cret@h/d",
            "postgres://h/d?secret",
            "postgres://h/d?a=b=secret",
            "postgres://[secret",
            "postgres://[::1]secret",
        ] {
            let fault = parse(url).expect("a URL").expect_err(url).to_string();
            assert!(!fault.contains("se") || !fault.contains("cret"), "{url}: {fault}");
        }
    }
}
