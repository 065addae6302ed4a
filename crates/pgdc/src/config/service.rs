//! The service file: groups of settings under a name.

use std::fs;
use std::path::Path;

use super::fault::ConfigFault;
use super::keys;

/// The settings of `service` in the file at `path`; `None` where it has no such group.
pub(super) fn look_up(
    path: &Path,
    service: &str,
) -> Result<Option<Vec<(String, String)>>, ConfigFault> {
    let text = fs::read_to_string(path).map_err(|error| {
        ConfigFault::new(format!("cannot read the service file {}: {error}", path.display()))
    })?;
    find(&text, service).map_err(|fault| fault.within(path.display()))
}

fn find(text: &str, service: &str) -> Result<Option<Vec<(String, String)>>, ConfigFault> {
    let mut found: Option<Vec<(String, String)>> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            if found.is_some() {
                break;
            }
            if header.split_once(']').is_some_and(|(name, _)| name == service) {
                found = Some(Vec::new());
            }
            continue;
        }
        if let Some(found) = &mut found {
            let fault = |text: &str| ConfigFault::new(format!("line {number}: {text}"));
            let (key, value) =
                line.split_once('=').ok_or_else(|| fault("a setting is written key=value"))?;
            match key {
                "service" | "servicefile" => return Err(fault("a service names no other")),
                key if keys::find(key).is_none() => return Err(fault("an unknown key")),
                _ => {}
            }
            // As in libpq, the first of several is taken.
            if !found.iter().any(|(earlier, _)| earlier == key) {
                found.push((key.to_owned(), value.to_owned()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_ends_at_the_next_one() {
        let text = "# shops\n[other]\nhost=no\n\n[shop]\r\n host=db \nport=1\nhost=second\n[shop]\nuser=no";
        let found = find(text, "shop").unwrap().unwrap();
        assert_eq!(found, [("host".into(), "db".into()), ("port".into(), "1".into())]);
        assert_eq!(find(text, "none").unwrap(), None);
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, expected) in [
            ("[s]\nhost", "line 2: a setting is written key=value"),
            ("[s]\n\nservice=t", "line 3: a service names no other"),
            ("[s]\nsecret=x", "line 2: an unknown key"),
        ] {
            assert_eq!(find(text, "s").unwrap_err().to_string(), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read_without_panic(text: String, lines in "([a=\\[\\]\n#]{0,9}){0,9}") {
            let _ = find(&text, "a");
            let _ = find(&lines, "a");
        }
    }
}
