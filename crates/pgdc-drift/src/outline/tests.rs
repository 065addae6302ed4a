//! What is read piece by piece is what is read off the module parsed whole.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use quote::ToTokens as _;
use syn::{Expr, ImplItem, Item, ItemImpl};

use crate::schema::facts;
use crate::{Change, Facts, changes, changes_between, read};

macro_rules! goldens {
    ($($case:literal),* $(,)?) => {
        &[$(include_str!(concat!("../../../../fixtures/generated/", $case, ".rs"))),*]
    };
}

const GOLDENS: &[&str] = goldens![
    "chinook",
    "choices",
    "dates_chrono",
    "dates_jiff",
    "drift",
    "events",
    "forms",
    "hostile",
    "made",
    "pets",
    "renamed",
    "scoped",
    "scoped_several",
    "several",
    "tickets",
];

/// Those of the smaller ones that have all there is: enums, composite types, views, several modules.
const SMALL: &[usize] = &[4, 5, 10, 13];

/// Items that people might add, and that are hard to tell from their neighbours.
const ADDED: &[&str] = &[
    "impl<const N: usize> A<{ N }> for B<{ 1 }> {}",
    "impl A<{ 1 }> { const TYPES: u8 = 3; }",
    "const A: u8 = if B { 1 } else { 2 };",
    "const A: &str = r#\"impl pgdc::Row for \"{\"#;",
    "const A: &[u8] = br\"\\\";",
    "const A: &CStr = c\"}\\\"\";",
    "const A: (char, u8, char) = ('{', b'\"', '\\'');",
    "const A: &str = \"/* ' \\\\\"; // \" {",
    "fn a<'a>(a: &'a str) -> impl Iterator<Item = &'a str> + 'a { '\"'; }",
    "const unsafe fn a() -> A<{ 1 }> where u8: Copy { { } }",
    "/* /* } */ impl ' */",
    "/// It's a {\nstruct A<const N: usize = { 3 }>(u8, [u8; 3]);",
    "macro_rules! a { () => { impl pgdc::Row for X { const RELATION: () = (); } } }",
    "::a::b! { impl pgdc::Writable for Venue {} }",
    "a!(r#impl, '{', \"}\");",
    "use a::{b, c};",
    "unsafe extern \"C\" { fn a(); }",
    "static A: [u8; 3] = { [0; 3] };",
    "type A = [u8; { 3 }];",
    "pub(crate) trait A<B = C> { fn a() {} const B: u8; }",
    "mod a { #![allow(x)] }",
    "pub mod a { pub(super) mod b { #[a] unsafe impl Writable for Venue {} } }",
    "#[cfg(any())] impl pgdc::Row for Z { const RELATION: &'static pgdc::Relation = \
     &pgdc::Relation::new(/* \"a\" */ \"public\", r\"added\", &[pgdc::ColumnDef::new(\"a\", \"b\")]); }",
    "impl<'a> Row for Z { const RELATION: A = pgdc::Relation::new(\"public\", \"venue\", &[]); }",
    "impl Row for Z { fn a() { \"RELATION\"; } const RELATION: A = if B { 1 } else { 2 }; }",
    "impl pgdc::Enum for Z { const SCHEMA: A = \"a\"; const NAME: A = \"b\"; fn a() {} }",
    "impl Z { pub const TYPES: A = &[pgdc::TypeDef::composite(\"public\", \"a\", &[(\"b\", \"c\")])]; }",
    "impl Row for [Z] {}",
];

/// Marks that end what they should not, where they stand alone.
const MARKS: &[&str] =
    &["{", "}", "\"", "'", "/*", "//", "r#\"", ";", "'a", "b'\"'", "#", "\u{e9}", "else", "pub"];

/// Facts as they were read at first: off the whole.
fn whole(text: &str) -> Option<Facts> {
    if !text.contains("__private::GENERATED_FORMAT_1") {
        return None;
    }
    let mut facts = facts::Facts::default();
    read_items(&syn::parse_file(text).ok()?.items, &mut facts);
    Some(Facts(facts))
}

fn read_items(items: &[Item], facts: &mut facts::Facts) {
    let mut relations = BTreeMap::new();
    let mut written = BTreeSet::new();
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    read_items(items, facts);
                }
            }
            Item::Impl(block) => {
                let Some(own) = read::own_name(block) else { continue };
                match read::trait_name(block).as_deref() {
                    Some("Row") => {
                        let found = constant(block, "RELATION").and_then(read::relation);
                        relations.extend(found.map(|found| (own, found)));
                    }
                    Some("Writable") => _ = written.insert(own),
                    Some("Enum") => read::read_enum(block, facts),
                    None => {
                        let list = constant(block, "TYPES");
                        list.into_iter().for_each(|list| read::read_composites(list, facts));
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }
    for (own, (name, mut relation)) in relations {
        relation.is_written = written.contains(&own);
        facts.relations.insert(name, relation);
    }
}

fn constant<'i>(block: &'i ItemImpl, name: &str) -> Option<&'i Expr> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Const(item) if item.ident == name => Some(&item.expr),
        _ => None,
    })
}

fn changes_of_whole(old: &str, new: &str) -> Option<Vec<Change>> {
    Some(changes(&whole(old)?, &whole(new)?))
}

/// The same tokens in other lines, without comments.
fn reformatted(text: &str) -> String {
    let text = syn::parse_file(text).unwrap().into_token_stream().to_string();
    // By which modules are known.
    text.replace("__private :: GENERATED", "__private::GENERATED")
}

#[test]
fn all_generated_modules_are_read_alike() {
    let facts: Vec<Facts> = GOLDENS.iter().map(|text| whole(text).unwrap()).collect();
    for (text, facts_of_it) in GOLDENS.iter().zip(&facts) {
        assert!(!facts_of_it.0.relations.is_empty());
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let reformatted = reformatted(text);
        for text in [text, windows.as_str(), &reformatted] {
            assert_eq!(Facts::read(text).as_ref(), Some(facts_of_it));
        }
        assert_eq!(changes_between(text, &reformatted), Some(Vec::new()));
        for (other, facts_of_other) in GOLDENS.iter().zip(&facts) {
            let expected = changes(facts_of_it, facts_of_other);
            assert_eq!(changes_between(text, other), Some(expected));
        }
    }
}

#[test]
fn every_item_that_people_might_add_is_read_alike() {
    for text in SMALL.iter().map(|golden| GOLDENS[*golden]) {
        let (top, rest) = text.split_once("\n/// ").unwrap();
        for added in ADDED {
            let edited = format!("{top}\n{added}\n/// {rest}\n{added}");
            let facts = whole(&edited).expect(added);
            assert_eq!(Facts::read(&edited), Some(facts), "{added}");
            assert_eq!(changes_between(text, &edited), changes_of_whole(text, &edited), "{added}");
        }
    }
}

/// A change of a module's text: which, where, and what of those that there are.
type Edit = (u8, prop::sample::Index, prop::sample::Index);

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for (kind, place, what) in edits {
        let at = place.index(lines.len());
        let gap = (at..lines.len()).find(|at| lines[*at].is_empty()).unwrap_or(lines.len());
        match kind {
            0 => _ = lines.remove(at),
            1 => lines.insert(at, lines[what.index(lines.len())]),
            2 => lines.insert(at, MARKS[what.index(MARKS.len())]),
            3 => {
                let other = what.index(lines.len());
                lines.swap(at, other);
            }
            // Where items begin.
            4 => {
                let end = (gap + 1..lines.len()).find(|at| lines[*at].is_empty());
                lines.drain(gap..end.unwrap_or(lines.len()));
            }
            5 => {
                let end = (gap + 1..lines.len()).find(|at| lines[*at].is_empty());
                let item = lines[gap..end.unwrap_or(lines.len())].to_vec();
                let to = what.index(lines.len());
                let to = (to..lines.len()).find(|at| lines[*at].is_empty()).unwrap_or(lines.len());
                lines.splice(to..to, item);
            }
            _ => lines.insert(gap, ADDED[what.index(ADDED.len())]),
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn edited_modules_are_read_alike(
        golden in prop::sample::select(SMALL),
        edits in prop::collection::vec((0_u8..10, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        let golden = GOLDENS[golden];
        let text = edited(golden, &edits);
        // What is no Rust may be read all the same, where what states facts is.
        let Some(facts) = whole(&text) else { return Ok(()) };
        prop_assert_eq!(Facts::read(&text), Some(facts), "{}", text);
        prop_assert_eq!(changes_between(golden, &text), changes_of_whole(golden, &text), "{}", text);
        prop_assert_eq!(changes_between(&text, golden), changes_of_whole(&text, golden), "{}", text);
    }
}

#[test]
fn what_does_not_end_is_no_module() {
    for added in [
        "/* /* */",
        "\"\\\"",
        "r#\"\"",
        "'",
        "fn a() {",
        "fn a()",
        "}",
        "const A: u8 = {}",
        "=",
        "#[a",
    ] {
        assert_eq!(Facts::read(&format!("{}{added}", GOLDENS[4])), None, "{added}");
    }
}

#[test]
fn what_is_the_same_in_both_is_not_parsed() {
    let module = |note: &str, other: &str| {
        format!(
            r#"impl Row for A {{ const RELATION: R = Relation::new("sales", "broken" = =); }}
            impl Enum for C {{ = = ; }}
            impl Db {{ const TYPES: T = &[= =]; }}
            impl Row for B {{ const RELATION: R = Relation::new("public", "{note}", &[]); {other} }}
            const _: () = pgdc::__private::GENERATED_FORMAT_1;"#
        )
    };
    let (old, new) = (module("note", ""), module("letter", "fn a() {}"));
    assert_eq!(Facts::read(&old), None);
    let found = changes_between(&old, &new).unwrap();
    let said: Vec<String> = found.iter().map(Change::to_string).collect();
    // Nor is it forgotten that there are two schemas.
    assert_eq!(said, ["table added: public.letter", "table removed: public.note"]);
}
