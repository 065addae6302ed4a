//! What is laid out is what was given: both are parsed, and printed by prettyplease, which knows all of Rust.

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::{Layout, TRAILING};
use crate::code::{Code, Type, quote};
use crate::ident::ident;
use crate::{Config, emit, overrides, resolve, scoping, select};

fn laid_out(item: &Code, margin: usize) -> String {
    let mut text = String::new();
    Layout::default().item(item, margin, &mut text);
    text
}

/// As prettyplease has it, without what the layout makes a plain comment.
fn pretty(file: &syn::File) -> String {
    // What macros are given is left as it is, and `> >` is one token to the lexer if nothing stands between.
    let text = prettyplease::unparse(file).replace("> >", ">>");
    text.lines().filter(|line| !line.contains(TRAILING)).map(|line| format!("{line}\n")).collect()
}

#[track_caller]
fn assert_same(item: &Code) {
    let text = laid_out(item, 0);
    let found = syn::parse_file(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let item: TokenStream = item.to_string().parse().expect("tokens");
    let given = syn::parse2(item.clone()).unwrap_or_else(|error| panic!("{error} in {item}"));
    assert_eq!(pretty(&found), pretty(&given));
    let literals = |tokens: TokenStream| literals(tokens).join("\n");
    let undocumented = |line: &str| !line.trim_start().starts_with("///");
    let code = text.lines().filter(|line| undocumented(line)).collect::<Vec<_>>().join("\n");
    let code = code.parse().unwrap_or_else(|error| panic!("{error} in {code}"));
    assert_eq!(literals(code), literals(item), "literals are what they were, to the byte");
}

/// The literals, but for those of documentation.
fn literals(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Literal(value) => found.push(value.to_string()),
            TokenTree::Group(group) if !group.to_string().starts_with("[doc =") => {
                found.extend(literals(group.stream()));
            }
            _ => {}
        }
    }
    found
}

/// The configuration of a case. Through `pgdc-build` it would be of another build of this crate.
fn config(fixtures: &Path, case: &str) -> Config {
    let Ok(text) = fs::read_to_string(fixtures.join(format!("configs/{case}.toml"))) else {
        return Config::default();
    };
    let mut file: toml::Table = toml::from_str(&text).expect("TOML");
    let generate = file.remove("generate").map(toml::Value::try_into::<Config>);
    let scope = pgdc_build::Settings::from_toml(&text).expect("settings").generate.scope;
    Config { scope, ..generate.transpose().expect("a configuration").unwrap_or_default() }
}

#[test]
fn every_item_of_the_fixtures_is_what_was_emitted() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut items = 0;
    for entry in fs::read_dir(fixtures.join("catalogs")).expect("fixtures/catalogs") {
        let path = entry.expect("an entry").path();
        let case = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("readable");
        let catalog = serde_json::from_str(&text).expect("a catalog");
        let config = config(&fixtures, &case);
        let selected = select::select(&catalog, &config).expect("a selection");
        let overrides =
            overrides::Overrides::new(&config, &catalog, &selected.schemas).expect("overrides");
        let scoping = scoping::Scoping::new(&config, &catalog, &selected.schemas).expect("a scope");
        let asked =
            resolve::Asked { is_flat: config.flat, overrides: &overrides, scoping: &scoping };
        let model = resolve::resolve(&catalog, &selected.schemas, &asked, &mut Vec::new());
        let sections = match model.modules.as_slice() {
            [flat] if flat.name.is_none() => emit::flat(flat, &model),
            modules => {
                let nested = modules.iter().flat_map(|module| emit::module(module, &model));
                nested.chain(emit::root(&model)).collect()
            }
        };
        let sections = sections.into_iter().chain([emit::checks(&model.features)]);
        for item in sections.flat_map(|section| section.items) {
            assert_same(&item);
            items += 1;
        }
    }
    assert!(items > 1000, "only {items} items");
}

#[test]
fn types_that_users_ask_for_stay_what_they_are() {
    for ty in [
        "[u8; 16]",
        "[[Option<i32>; 2]; 3]",
        "(i32, String)",
        "(crate::AVeryLongNameOfSomething,)",
        "&'static mut [&'static str]",
        "Box<dyn Fn(&str, i32) -> Option<u8> + Send + 'static>",
        "fn(i32) -> !",
        "unsafe extern \"C\" fn(*const u8, *mut u8)",
        "for<'a> fn(&'a str) -> &'a str",
        "<<Vec<i32> as IntoIterator>::Item as ToOwned>::Owned",
        "::std::collections::BTreeMap<::std::string::String, Vec<Vec<u8>>>",
        "crate::Fixed<{ 3 + 4 * -1 }, -5, 'x', b'\\'', \"a\\u{202e}\", r#\"\"q\"\"#, 1.5e3, true>",
        "crate::Less<{ 3 < 4 }>",
        "crate::Shifted<{ 1 << 4 }, { 64 >> 2 }>",
        "Box<impl Iterator<Item = u8> + ?Sized>",
        "crate::made!(a, b => c; { d },)",
        "r#type::r#fn<'_>",
    ] {
        let ty = Type::of_type(ty).unwrap_or_else(|| panic!("{ty}"));
        let long = ident("a_field_with_a_name_of_sixty_three_characters_which_is_the_limit_1");
        assert_same(&quote!(pub struct S { pub a: #ty, pub #long: Option<#ty> }));
        assert_same(&quote!(type Ty = #ty;));
        assert_same(&quote!(impl S { pub const #long: Column<Self, #ty> = column(0); }));
        assert_same(
            &quote!(impl S { fn f(#long: &#ty, b: Vec<#ty>) -> Option<#ty> { a.#long() } }),
        );
        assert_same(&quote!(pgdc::sql_newtype!(Id(#ty), text);));
    }
}

#[test]
fn documentation_that_is_no_line_stays_an_attribute() {
    for doc in ["/ slashes", "two\nlines", "carriage\rreturn"] {
        let item = quote!(#[doc = #doc] struct S;);
        assert!(laid_out(&item, 0).starts_with("#[doc = "));
        assert_same(&item);
    }
    let item = quote! {
        #[doc = ""]
        #[doc = " , ; = # \" \\ \t \u{202e} {"]
        struct S { #[doc = ";"] a: u8 }
    };
    assert_same(&item);
    assert_eq!(
        laid_out(
            &quote!(
                #[doc = " blanks  "]
                struct S;
            ),
            4
        ),
        "    /// blanks\n    struct S;\n"
    );
}

#[test]
fn lines_break_where_a_person_would_break_them() {
    let item = quote! {
        impl A {
            pub const RELATION: &'static R = &R::new("public", &[C::new("a", "integer").not_null(),
                C::new("a_column_with_a_long_name", "timestamp with time zone").not_null().fill("now()")])
                .key(&[0]);
            pub const LONG_ENOUGH_FOR_A_LINE: Constraint<'static> = Constraint::on::<Self>("long_enough");
            fn decode(row: &Fields<'_>) -> Result<Self> { Ok(A { first: row.get(0)?, second: row.get(1)?, }) }
            fn other(&self) -> Option<&str> { match self { A::Other(label) => Some(label), _ => None, } }
        }
    };
    let text = r#"impl A {
    pub const RELATION: &'static R = &R::new(
        "public",
        &[
            C::new("a", "integer").not_null(),
            C::new("a_column_with_a_long_name", "timestamp with time zone")
                .not_null()
                .fill("now()"),
        ],
    )
    .key(&[0]);
    pub const LONG_ENOUGH_FOR_A_LINE: Constraint<'static> =
        Constraint::on::<Self>("long_enough");
    fn decode(row: &Fields<'_>) -> Result<Self> {
        Ok(A {
            first: row.get(0)?,
            second: row.get(1)?,
        })
    }
    fn other(&self) -> Option<&str> {
        match self {
            A::Other(label) => Some(label),
            _ => None,
        }
    }
}
"#;
    assert_eq!(laid_out(&item, 0), text);
    let further = text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    assert_eq!(laid_out(&item, 4), further, "the same, further in");
}
