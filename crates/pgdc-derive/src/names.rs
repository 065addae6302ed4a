//! What PostgreSQL calls constraints and indexes that were given no name.

use std::collections::BTreeSet;

/// The bytes that a name has at most (`NAMEDATALEN` in the server's sources).
pub(crate) const LONGEST: usize = 63;

/// The names that were given so far.
#[derive(Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// `album_artist_id_fkey`, or `album_artist_id_fkey1` where that is taken (`ChooseRelationName` in the server's
    /// sources).
    pub(crate) fn take(&mut self, table: &str, columns: &[String], label: &str) -> String {
        let mut numbered = (0u32..).map(|n| match n {
            0 => label.to_owned(),
            n => format!("{label}{n}"),
        });
        let columns = columns.join("_");
        let name = loop {
            let label = numbered.next().unwrap_or_default();
            let name = shortened(table, &columns, &label);
            if !self.0.contains(&name) {
                break name;
            }
        };
        self.0.insert(name.clone());
        name
    }
}

/// The three parts, with the longer one of the first two cut until all fit (`makeObjectName`).
fn shortened(table: &str, columns: &str, label: &str) -> String {
    let between = if columns.is_empty() { 1 } else { 2 };
    let room = LONGEST.saturating_sub(label.len() + between);
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room {
        *if first > second { &mut first } else { &mut second } -= 1;
    }
    let parts = [cut(table, first), cut(columns, second), label];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

/// So many bytes at most, in whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_server() {
        let mut names = Names::default();
        let columns = ["artist_id".to_owned()];
        assert_eq!(names.take("album", &columns, "fkey"), "album_artist_id_fkey");
        assert_eq!(names.take("album", &columns, "fkey"), "album_artist_id_fkey1");
        assert_eq!(names.take("album", &[], "pkey"), "album_pkey");
        let long = "a".repeat(40);
        let name = names.take(&long, &["b".repeat(40)], "key");
        assert_eq!(name, format!("{}_{}_key", "a".repeat(29), "b".repeat(29)));
    }
}
