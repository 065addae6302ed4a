//! Where the user's program declares the module.

use std::fmt;
use std::path::Path;

use syn::spanned::Spanned as _;

use super::answers::{Answers, stem};
use crate::args::Way;

/// The name of a module that a build script makes.
const BUILT: &str = "db";

/// `mod db;`, or the same with `include!`.
pub(super) struct Declaration {
    name: String,
    /// Of the module, relative to the package; none where it lies in cargo's own folder.
    file: Option<String>,
}

impl Declaration {
    pub(super) fn new(answers: &Answers) -> Self {
        match answers.way {
            Way::CheckedIn => {
                Declaration { name: stem(&answers.out).to_owned(), file: Some(answers.out.clone()) }
            }
            Way::BuildRs => Declaration { name: BUILT.to_owned(), file: None },
        }
    }

    /// Whether rustc finds the module's file from the program's.
    pub(super) fn is_beside(&self, program: &str) -> bool {
        let is_name = syn::parse_str::<syn::Ident>(&self.name).is_ok();
        let folder = |path| Path::new(path).parent();
        is_name && self.file.as_deref().is_none_or(|file| folder(file) == folder(program))
    }

    /// The program with this before its first item; none where it cannot be read. One that declares it already stays
    /// as it is.
    pub(super) fn added_to(&self, program: &str) -> Option<String> {
        let file = syn::parse_file(program).ok()?;
        let declares =
            |item: &syn::Item| matches!(item, syn::Item::Mod(own) if own.ident == self.name);
        if file.items.iter().any(declares) {
            return Some(program.to_owned());
        }
        let mut lines: Vec<String> = program.lines().map(ToOwned::to_owned).collect();
        let first = file.items.first();
        let at = first.map_or(lines.len(), |item| item.span().start().line - 1);
        let is_among_others = matches!(first, Some(syn::Item::Mod(_)));
        let gap = if is_among_others && self.file.is_some() { "" } else { "\n" };
        lines.insert(at.min(lines.len()), format!("{self}{gap}"));
        Some(lines.join("\n").trim_end().to_owned() + "\n")
    }
}

impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.file {
            Some(_) => write!(f, "mod {name};"),
            None => write!(
                f,
                "mod {name} {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));\n}}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_before_the_first_item() {
        let own = Declaration { name: "db".into(), file: Some("src/db.rs".into()) };
        for (program, expected) in [
            ("fn main() {}\n", "mod db;\n\nfn main() {}\n"),
            (
                "//! Doc.\n#![allow(\n  x\n)]\n\n/// Main.\n#[y]\nfn main() {}",
                "//! Doc.\n#![allow(\n  x\n)]\n\nmod db;\n\n/// Main.\n#[y]\nfn main() {}\n",
            ),
            ("mod a;\n\nuse b::c;\n", "mod db;\nmod a;\n\nuse b::c;\n"),
            ("", "mod db;\n"),
            ("//! Doc.\n", "//! Doc.\nmod db;\n"),
            ("pub mod db;\n", "pub mod db;\n"),
        ] {
            assert_eq!(own.added_to(program).as_deref(), Some(expected));
        }
        assert_eq!(own.added_to("fn {"), None);
        assert!(own.is_beside("src/main.rs"));
        let elsewhere = Declaration { name: "db".into(), file: Some("src/a/db.rs".into()) };
        assert!(!elsewhere.is_beside("src/main.rs"));
        let no_name = Declaration { name: "d-b".into(), file: Some("src/d-b.rs".into()) };
        assert!(!no_name.is_beside("src/main.rs"));
    }
}
