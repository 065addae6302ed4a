//! The one place where a name of the database becomes a Rust identifier.

use std::collections::BTreeSet;
use std::fmt;

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::GeneralSecurityProfile as _;

use crate::code::{Code, Kind, ToCode};

/// A Rust identifier, raw where it is a key word.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Ident(Box<str>);

/// `album_line` as the name of a type: `AlbumLine`.
pub(crate) fn type_name(name: &str) -> String {
    spelled(words(name).to_upper_camel_case(), "T", "Unnamed")
}

/// `AlbumLine` as the name of a field, method or module: `album_line`.
pub(crate) fn value_name(name: &str) -> String {
    spelled(words(name).to_snake_case(), "_", "unnamed")
}

/// `album_line` as the name of a constant: `ALBUM_LINE`.
pub(crate) fn constant_name(name: &str) -> String {
    spelled(words(name).to_shouty_snake_case(), "_", "UNNAMED")
}

/// `album_id` as the name of what it references: `album`.
pub(crate) fn reference_name(column: &str) -> String {
    let name = value_name(column);
    let suffixes = ["_id", "_uuid", "_key", "_fk", "_code", "_ref"];
    let bare = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
    bare.filter(|bare| !bare.is_empty()).map_or(name.clone(), ToOwned::to_owned)
}

/// `album_line` as the name of several: `album_lines`. The rules are those of English, as far as a newcomer
/// would guess them; a name that ends like a plural stays.
pub(crate) fn plural_name(name: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_vowel = |c: char| "aeiou".contains(c);
    if ends(&["ss", "us", "x", "z", "ch", "sh"]) {
        return format!("{name}es");
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(is_vowel) => format!("{stem}ies"),
        _ if name.ends_with('s') || !name.ends_with(|c: char| c.is_ascii_lowercase()) => {
            name.to_owned()
        }
        _ => format!("{name}s"),
    }
}

/// The words of a name: letters and their accents composed, which to rustc are the same, and blanks for
/// what cannot stand in an identifier.
fn words(name: &str) -> String {
    name.nfc().map(|c| if c.is_ascii() || is_continue(c) { c } else { ' ' }).collect()
}

/// Takes out what cannot stand in an identifier, and puts `prefix` before what cannot begin one. Where
/// nothing is left, it is `unnamed`.
fn spelled(name: String, prefix: &str, unnamed: &str) -> String {
    let name: String = name.chars().filter(|c| *c == '_' || is_continue(*c)).collect();
    match name.chars().next() {
        Some(c) if is_start(c) => name,
        Some(_) => format!("{prefix}{name}"),
        None => unnamed.to_owned(),
    }
}

// Whether Rust accepts the character is asked of Rust's own lexer, as proc-macro2 has it.
fn is_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (is_common(c) && lexes(&c.to_string()))
}

fn is_continue(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || (is_common(c) && lexes(&format!("a{c}")))
}

/// Whether rustc lets the character pass without a warning (`uncommon_codepoints`), wherever the name is
/// used.
fn is_common(c: char) -> bool {
    !c.is_ascii() && c.identifier_allowed()
}

fn lexes(word: &str) -> bool {
    syn::parse_str::<proc_macro2::Ident>(word).is_ok()
}

/// The identifier for a name made by one of the functions above: raw where it is a key word, and with an
/// underscore after it where it is a key word that cannot even be raw.
pub(crate) fn ident(name: &str) -> Ident {
    match name {
        "_" | "self" | "Self" | "super" | "crate" => Ident(format!("{name}_").into()),
        _ if KEY_WORDS.contains(&name) => Ident(format!("r#{name}").into()),
        _ => Ident(name.into()),
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToCode for Ident {
    fn to_code(&self, code: &mut Code) {
        code.push(Kind::Word, &self.0);
    }
}

/// Rust's strict and reserved key words, edition 2024 (Rust reference, "Keywords").
const KEY_WORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The names taken in one namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// A namespace in which `reserved` are taken.
    pub(crate) fn reserving(reserved: &[&str]) -> Self {
        Names(reserved.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Takes `name`, or the first of `name_2`, `name_3` … that is free.
    pub(crate) fn take(&mut self, name: &str) -> Ident {
        self.take_all(name, |name| vec![name.to_owned()])
    }

    /// Takes every name that `family` makes of `name`, or of the first numbered variant of it whose
    /// family is all free; returns that variant.
    pub(crate) fn take_all(&mut self, name: &str, family: impl Fn(&str) -> Vec<String>) -> Ident {
        let separator = if name.contains(char::is_lowercase) && name.starts_with(char::is_uppercase)
        {
            ""
        } else {
            "_"
        };
        let numbered = (2..).map(|n| format!("{name}{separator}{n}"));
        let free = std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|candidate| family(candidate).iter().all(|member| !self.0.contains(member)));
        let free = free.unwrap_or_default();
        self.0.extend(family(&free));
        ident(&free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_conventions_of_rust() {
        assert_eq!(type_name("invoice_line"), "InvoiceLine");
        assert_eq!(type_name("InvoiceLine"), "InvoiceLine");
        assert_eq!(value_name("InvoiceLine"), "invoice_line");
        assert_eq!(value_name("unit price (€)"), "unit_price");
        assert_eq!(value_name("1st"), "_1st");
        assert_eq!(type_name("1st"), "T1st");
        assert_eq!(value_name("%"), "unnamed");
        assert_eq!(type_name("🦀"), "Unnamed");
        assert_eq!(value_name("日本"), "日本");
        assert_eq!(value_name("e\u{301}te\u{301}"), value_name("\u{e9}t\u{e9}"));
        assert_eq!(value_name("ʲʺ x"), "x");
        assert_eq!(constant_name("in-progress"), "IN_PROGRESS");
    }

    #[test]
    fn several_are_named_as_in_english() {
        for (one, several) in [
            ("track", "tracks"),
            ("category", "categories"),
            ("day", "days"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("box", "boxes"),
            ("albums", "albums"),
            ("日本", "日本"),
            ("line_2", "line_2"),
        ] {
            assert_eq!(plural_name(one), several);
        }
        assert_eq!(reference_name("album_id"), "album");
        assert_eq!(reference_name("albumId"), "album");
        assert_eq!(reference_name("reports_to"), "reports_to");
        assert_eq!(reference_name("_id"), "id");
    }

    #[test]
    fn every_key_word_makes_an_identifier() {
        for word in KEY_WORDS.iter().chain(&["_", "self", "Self", "super", "crate"]) {
            let made = ident(word).to_string();
            let code = format!("struct S {{ {made}: u8 }}");
            assert!(syn::parse_str::<syn::ItemStruct>(&code).is_ok(), "{code}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Names::reserving(&["Db"]);
        assert_eq!(names.take("Db").to_string(), "Db2");
        assert_eq!(names.take("first_name").to_string(), "first_name");
        assert_eq!(names.take("first_name").to_string(), "first_name_2");
        assert_eq!(names.take("first_name").to_string(), "first_name_3");
        let family = |name: &str| vec![name.to_owned(), format!("New{name}")];
        names.take("NewAlbum");
        assert_eq!(names.take_all("Album", family).to_string(), "Album2");
    }
}
