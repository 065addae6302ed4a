//! A folder of migrations: which files, in which order, and what of each goes up.
//!
//! Known are those of sqlx (`1_name.sql`, `1_name.up.sql`), refinery and Flyway (`V1__name.sql`, `V1.2__name.sql`),
//! diesel (`1_name/up.sql`), Prisma (`1_name/migration.sql`), dbmate (`-- migrate:up`), goose (`-- +goose Up`), and plain
//! files, in the order of their names.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use super::LoadError;

/// The files in the order in which they are to run: by the number that a name begins with, and by name.
pub(super) fn migrations(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let name = folder.display().to_string();
    let unreadable =
        |error: std::io::Error| LoadError::of_file(&name, format!("cannot be read: {error}"));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let label = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let in_folder = ["up.sql", "migration.sql"].map(|name| path.join(name));
        if let Some(up) = in_folder.into_iter().find(|path| path.is_file()) {
            found.push((order(&label), up));
        } else if path.is_file() && goes_up(&label) {
            found.push((order(&label), path));
        }
    }
    if found.is_empty() {
        let message = "holds no migrations: neither files that end in .sql nor folders with an up.sql or \
                       migration.sql";
        return Err(LoadError::of_file(&name, message));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Whether a file makes something, and does not undo it: refinery's undoing ones begin with U.
fn goes_up(name: &str) -> bool {
    let undoes =
        name.strip_prefix('U').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    name.ends_with(".sql") && name != "down.sql" && !name.ends_with(".down.sql") && !undoes
}

/// What a name is sorted by: versions as numbers, since `V10` comes after `V9` and `V1.10` after `V1.9`, then the name.
/// Names without one come last.
fn order(name: &str) -> (Vec<u128>, String) {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    // `2024-01-31-093000_name`: what separates the digits of a date does not count.
    let date: String = digits.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let is_dated = date.len() > end && date.starts_with(|c: char| c.is_ascii_digit());
    let version = if is_dated { date.replace('-', "") } else { parts_of(digits) };
    let numbers = version.split('.').map_while(|number| number.parse().ok());
    let numbers: Vec<u128> = numbers.collect();
    (if numbers.is_empty() { vec![u128::MAX] } else { numbers }, name.to_owned())
}

/// The numbers of a version with dots between, which Flyway lets be underscores: `1_2__name`.
fn parts_of(name: &str) -> String {
    let version = name.split_once("__").map_or(name, |(version, _)| version);
    let is_version = |c: char| c.is_ascii_digit() || c == '.' || c == '_';
    match version.chars().all(is_version) {
        true => version.replace('_', "."),
        false => name.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect(),
    }
}

/// The part of a file that goes up. What goes down becomes empty lines, so that errors keep their lines.
pub(super) fn up_part(text: &str) -> Cow<'_, str> {
    let mark = |line: &str| -> Option<bool> {
        let words = line.trim_start().strip_prefix("--")?.trim().to_lowercase();
        match words.split_whitespace().collect::<Vec<_>>()[..] {
            ["migrate:up", ..] | ["+goose", "up"] => Some(true),
            ["migrate:down", ..] | ["+goose", "down"] => Some(false),
            _ => None,
        }
    };
    if !text.lines().any(|line| mark(line) == Some(false)) {
        return Cow::Borrowed(text);
    }
    let mut is_up = true;
    let mut part = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        is_up = mark(line).unwrap_or(is_up);
        part.push_str(if is_up { line } else { "\n" });
    }
    Cow::Owned(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        let mut names =
            ["V10__c.sql", "V9__b.sql", "20240101_a.sql", "z.sql", "2023-12-31-093000_d", "b.sql"];
        names.sort_by_key(|name| order(name));
        let expected =
            ["V9__b.sql", "V10__c.sql", "20240101_a.sql", "2023-12-31-093000_d", "b.sql", "z.sql"];
        assert_eq!(names, expected);
    }

    #[test]
    fn versions_have_parts() {
        let mut names =
            ["V1.10__d.sql", "V1_2__b.sql", "V1.9__c.sql", "1.sql", "V2__e.sql", "R__f.sql"];
        names.sort_by_key(|name| order(name));
        let expected =
            ["1.sql", "V1_2__b.sql", "V1.9__c.sql", "V1.10__d.sql", "V2__e.sql", "R__f.sql"];
        assert_eq!(names, expected);
        assert_eq!(order("1_2fa.sql").0, [1]);
    }

    #[test]
    fn what_goes_down_is_left_out() {
        assert!(!goes_up("down.sql") && goes_up("up.sql"));
        assert!(goes_up("1_a.sql") && goes_up("1_a.up.sql") && goes_up("Users.sql"));
        assert!(!goes_up("1_a.down.sql") && !goes_up("U1__a.sql") && !goes_up("readme.md"));
        let text = "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n";
        assert_eq!(up_part(text), "-- migrate:up\nCREATE TABLE a ();\n\n\n");
        let text = "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose Up\nC;\n";
        assert_eq!(up_part(text), "-- +goose Up\nA;\n\n\n-- +goose Up\nC;\n");
        assert_eq!(up_part("SELECT 1; -- down\n"), "SELECT 1; -- down\n");
    }
}
