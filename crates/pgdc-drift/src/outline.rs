//! Where a module says what it knows of its database: the pieces of its text to parse, found without parsing the rest.
//!
//! They are a quarter of the text. Parsed whole, a module of 10,000 tables takes gigabytes.

use std::collections::{BTreeMap, BTreeSet};

use syn::{ImplItemConst, ItemImpl, LitStr};

use crate::items::{Item, Items};
use crate::read;
use crate::schema::facts::{Facts, Name, Relation};
use crate::tokens::{Kind, Tokens};

/// The pieces of a module's text that state facts.
#[derive(Debug, Default)]
pub(crate) struct Outline<'t> {
    relations: BTreeMap<Name, Stated<'t>>,
    /// `impl Enum for …`.
    enums: Vec<&'t str>,
    /// `const TYPES`.
    types: Vec<&'t str>,
}

/// What a module states of a relation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Stated<'t> {
    /// `const RELATION`; none where the other module states the same, so that it need not be read.
    constant: Option<&'t str>,
    is_written: bool,
}

impl<'t> Outline<'t> {
    /// None where the text is no generated module, or one for another version of pgdc.
    pub(crate) fn of(text: &'t str) -> Option<Self> {
        if !text.contains("__private::GENERATED_FORMAT_1") {
            return None;
        }
        let mut outline = Outline::default();
        outline.read(text.strip_prefix('\u{feff}').unwrap_or(text))?;
        Some(outline)
    }

    /// The items of one module, in which a struct has one meaning.
    fn read(&mut self, text: &'t str) -> Option<()> {
        let mut relations = BTreeMap::new();
        let mut written = BTreeSet::new();
        for item in Items::of(text) {
            let item = item?;
            match item.keyword {
                "mod" => self.read(item.body)?,
                "impl" if may_state(&item) => {
                    let head: ItemImpl = syn::parse_str(&format!("{} {{}}", item.head)).ok()?;
                    let Some(own) = read::own_name(&head) else { continue };
                    match read::trait_name(&head).as_deref() {
                        Some("Row") => {
                            let stated = member(&item, "RELATION")?;
                            relations.extend(stated.and_then(named).map(|found| (own, found)));
                        }
                        Some("Writable") => _ = written.insert(own),
                        Some("Enum") => self.enums.push(item.text),
                        None => self.types.extend(member(&item, "TYPES")?),
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
        for (own, (name, constant)) in relations {
            let is_written = written.contains(&own);
            self.relations.insert(name, Stated { constant: Some(constant), is_written });
        }
        Some(())
    }

    /// The facts. None where a piece cannot be parsed.
    pub(crate) fn facts(&self) -> Option<Facts> {
        let mut facts = Facts::default();
        for (name, Stated { constant, is_written }) in &self.relations {
            let Some(constant) = constant else {
                facts.relations.insert(name.clone(), Relation::default());
                continue;
            };
            let constant: ImplItemConst = syn::parse_str(constant).ok()?;
            if let Some((name, mut relation)) = read::relation(&constant.expr) {
                relation.is_written = *is_written;
                facts.relations.insert(name, relation);
            }
        }
        for block in &self.enums {
            read::read_enum(&syn::parse_str(block).ok()?, &mut facts);
        }
        for constant in &self.types {
            let constant: ImplItemConst = syn::parse_str(constant).ok()?;
            read::read_composites(&constant.expr, &mut facts);
        }
        Some(facts)
    }

    /// Forgets what both state: of relations all but their names, which tell whether there are several schemas.
    pub(crate) fn forget_common(&mut self, other: &mut Self) {
        for (name, stated) in &mut self.relations {
            if let Some(there) = other.relations.get_mut(name)
                && there == stated
            {
                let common = Stated { constant: None, is_written: false };
                (*stated, *there) = (common, common);
            }
        }
        // Types are few: where one differs, all are read.
        if self.enums == other.enums {
            (self.enums, other.enums) = Default::default();
        }
        if self.types == other.types {
            (self.types, other.types) = Default::default();
        }
    }
}

/// Whether an `impl` may state facts, by the words in it: there are a dozen for each table, and to read the head of one
/// takes longer.
fn may_state(item: &Item<'_>) -> bool {
    let words = || Tokens::of(item.head).filter(|token| token.kind == Kind::Word);
    words().any(|word| matches!(word.text, "Enum" | "Row" | "Writable"))
        || item.body.contains("TYPES") && words().all(|word| word.text != "for")
}

/// A constant of an `impl`, if it has it. None where the text is no Rust.
fn member<'t>(item: &Item<'t>, name: &str) -> Option<Option<&'t str>> {
    // To look for the word takes less than to look at each member.
    if !item.body.contains(name) {
        return Some(None);
    }
    for member in Items::of(item.body) {
        let member = member?;
        if member.keyword == "const" && member.name == name {
            return Some(Some(member.text));
        }
    }
    Some(None)
}

/// The name of the relation that a constant states: its first two strings.
fn named(constant: &str) -> Option<(Name, &str)> {
    let mut texts = Tokens::of(constant)
        .filter(|token| token.kind == Kind::Text)
        .map_while(|token| Some(syn::parse_str::<LitStr>(token.text).ok()?.value()));
    Some(((texts.next()?, texts.next()?), constant))
}

#[cfg(test)]
mod tests;
