//! The values of keys.

use std::time::Duration;

use super::Config;
use super::fault::ConfigFault;

/// One of several words.
pub(super) fn choice<T: Copy>(
    config: &Config,
    key: &str,
    choices: &[(&str, T)],
) -> Result<Option<T>, ConfigFault> {
    let Some(value) = config.value(key) else { return Ok(None) };
    let found = choices.iter().find(|(name, _)| *name == value).map(|(_, choice)| Some(*choice));
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        ConfigFault::value(key, &format!("one of {}", names.join(", ")))
    })
}

pub(super) fn integer(config: &Config, key: &str) -> Result<Option<i32>, ConfigFault> {
    let parse =
        |value: &str| value.trim().parse().map_err(|_| ConfigFault::value(key, "a whole number"));
    config.value(key).map(parse).transpose()
}

/// A number that stands for nothing where it is zero or less.
pub(super) fn positive(config: &Config, key: &str) -> Result<Option<u32>, ConfigFault> {
    let number = integer(config, key)?.and_then(|number| u32::try_from(number).ok());
    Ok(number.filter(|number| *number > 0))
}

pub(super) fn seconds(config: &Config, key: &str) -> Result<Option<Duration>, ConfigFault> {
    Ok(positive(config, key)?.map(|seconds| Duration::from_secs(seconds.into())))
}

/// A number of things, zero included.
pub(super) fn count(config: &Config, key: &str) -> Result<Option<usize>, ConfigFault> {
    let Some(number) = integer(config, key)? else { return Ok(None) };
    let count = usize::try_from(number);
    count.map(Some).map_err(|_| ConfigFault::new(format!("`{key}` cannot be below zero")))
}

/// Seconds with a fraction; zero stands for no limit.
pub(super) fn fraction(config: &Config, key: &str) -> Result<Option<Duration>, ConfigFault> {
    let Some(value) = config.value(key) else { return Ok(None) };
    let seconds = value.trim().parse().ok();
    let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let limit =
        limit.ok_or_else(|| ConfigFault::value(key, "a number of seconds, as 30 or 0.5"))?;
    Ok(Some(limit).filter(|limit| !limit.is_zero()))
}

/// Adds a setting to the server's command line, in which blanks and backslashes are escaped.
pub(super) fn add_option(options: &mut String, name: &str, value: &str) {
    if !options.is_empty() {
        options.push(' ');
    }
    options.push_str("-c ");
    for c in name.chars().chain(['=']).chain(value.chars()) {
        if c == '\\' || c.is_ascii_whitespace() || c == '\u{b}' {
            options.push('\\');
        }
        options.push(c);
    }
}
