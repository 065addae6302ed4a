//! The facts, read off the text of a module: the half of it that connects it to pgdc says them plainly.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Expr, ImplItem, Item, ItemImpl, ItemStruct, Lit, Meta, Type};

use crate::facts::{Column, Composite, Enum, Facts, Fill, Relation};

impl Facts {
    /// Reads the text of a generated module. None where it is none, or is made for another version of pgdc.
    pub fn read(text: &str) -> Option<Facts> {
        if !text.contains("__private::GENERATED_FORMAT_1") {
            return None;
        }
        let file = syn::parse_file(text).ok()?;
        let mut facts = Facts::default();
        read_items(&file.items, &mut facts);
        Some(facts)
    }
}

/// The items of one module, in which a struct has one meaning.
fn read_items(items: &[Item], facts: &mut Facts) {
    let mut relations = BTreeMap::<String, Relation>::new();
    let mut names = BTreeMap::new();
    let structs: BTreeMap<String, &ItemStruct> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), item)),
            _ => None,
        })
        .collect();
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    read_items(items, facts);
                }
            }
            Item::Impl(block) => {
                let Some(own) = own_name(block) else { continue };
                match trait_name(block).as_deref() {
                    Some("Row") => {
                        if let Some((name, found)) = relation(block) {
                            names.insert(own.clone(), name);
                            let known = relations.entry(own).or_default();
                            known.kind = found.kind;
                            known.columns = found.columns;
                            known.key = found.key;
                        }
                    }
                    Some("Writable") => relations.entry(own).or_default().is_written = true,
                    Some("Enum") => read_enum(block, facts),
                    None => read_constraints(block, relations.entry(own).or_default()),
                    Some(_) => {}
                }
            }
            Item::Macro(call) => {
                let name = call.mac.path.segments.last().map(|segment| segment.ident.to_string());
                if name.as_deref() == Some("sql_composite") {
                    read_composite(&call.mac.tokens, &structs, facts);
                }
            }
            _ => {}
        }
    }
    for (own, name) in names {
        if let Some(relation) = relations.remove(&own) {
            facts.relations.insert(name, relation);
        }
    }
}

fn own_name(block: &ItemImpl) -> Option<String> {
    match &*block.self_ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

fn trait_name(block: &ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// The value of a constant in an `impl`.
fn constant<'i>(block: &'i ItemImpl, name: &str) -> Option<&'i Expr> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Const(item) if item.ident == name => Some(&item.expr),
        _ => None,
    })
}

fn relation(block: &ItemImpl) -> Option<((String, String), Relation)> {
    let (start, calls) = chain(constant(block, "RELATION")?);
    let Expr::Call(new) = start else { return None };
    let mut arguments = new.args.iter();
    let (schema, name) = (text(arguments.next()?)?, text(arguments.next()?)?);
    let columns: Vec<Column> = elements(arguments.next()?).filter_map(column).collect();
    let mut relation = Relation { kind: "Table".to_owned(), columns, ..Relation::default() };
    for (method, argument) in calls {
        match method.as_str() {
            "key" => {
                let places = elements(argument?).filter_map(number);
                let names = places.filter_map(|at| Some(relation.columns.get(at)?.name.clone()));
                relation.key = names.collect();
            }
            "kind" => relation.kind = last_segment(argument?)?,
            _ => {}
        }
    }
    Some(((schema, name), relation))
}

fn column(expression: &Expr) -> Option<Column> {
    let (start, calls) = chain(expression);
    let Expr::Call(new) = start else { return None };
    let mut arguments = new.args.iter();
    let (name, sql_type) = (text(arguments.next()?)?, text(arguments.next()?)?);
    let mut column = Column { name, sql_type, not_null: false, fill: Fill::Null };
    for (method, argument) in calls {
        match method.as_str() {
            "not_null" => column.not_null = true,
            "fill" => column.fill = fill(argument?)?,
            _ => {}
        }
    }
    Some(column)
}

fn fill(expression: &Expr) -> Option<Fill> {
    let (name, sql) = match expression {
        Expr::Call(call) => (last_segment(&call.func)?, call.args.first().and_then(text)),
        other => (last_segment(other)?, None),
    };
    Some(match (name.as_str(), sql) {
        ("Default", Some(sql)) => Fill::Default(sql),
        ("Generated", Some(sql)) => Fill::Generated(sql),
        ("IdentityByDefault", _) => Fill::IdentityByDefault,
        ("IdentityAlways", _) => Fill::IdentityAlways,
        ("ReadOnly", _) => Fill::ReadOnly,
        _ => Fill::Null,
    })
}

fn read_enum(block: &ItemImpl, facts: &mut Facts) {
    let of = |name: &str| constant(block, name).and_then(text);
    let (Some(schema), Some(name)) = (of("SCHEMA"), of("NAME")) else { return };
    let labels = constant(block, "LABELS").into_iter().flat_map(elements);
    let labels = labels.filter_map(|pair| match pair {
        Expr::Tuple(pair) => pair.elems.last().and_then(text),
        _ => None,
    });
    let is_open = block.items.iter().any(|item| matches!(item, ImplItem::Fn(_)));
    facts.enums.insert((schema, name), Enum { labels: labels.collect(), is_open });
}

/// Constants such as `Constraint::on::<Self>("album_pkey")`, each with what is said of it.
fn read_constraints(block: &ItemImpl, relation: &mut Relation) {
    for item in &block.items {
        let ImplItem::Const(item) = item else { continue };
        let Expr::Call(call) = &item.expr else { continue };
        let function = call.func.to_token_stream().to_string().replace(' ', "");
        if function.starts_with("Constraint::on")
            && let Some(name) = call.args.first().and_then(text)
        {
            relation.constraints.insert(name, docs(&item.attrs));
        }
    }
}

/// `sql_composite!(Point3, "public", "point3", { x: "x" })`; what is said of an attribute stands at the struct.
fn read_composite(
    tokens: &TokenStream,
    structs: &BTreeMap<String, &ItemStruct>,
    facts: &mut Facts,
) {
    let Some(TokenTree::Ident(own)) = tokens.clone().into_iter().next() else { return };
    let mut texts = strings(tokens.clone()).into_iter();
    let (Some(schema), Some(name)) = (texts.next(), texts.next()) else { return };
    let fields = structs.get(&own.to_string()).into_iter().flat_map(|found| &found.fields);
    let attributes = texts.zip(fields.map(|field| docs(&field.attrs))).collect();
    facts.composites.insert((schema, name), Composite { attributes });
}

/// The string literals in the tokens, in their order.
fn strings(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(strings(group.stream())),
            TokenTree::Literal(literal) => {
                if let Lit::Str(text) = Lit::new(literal) {
                    found.push(text.value());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    found
}

/// The doc comment on one line.
fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => text(&pair.value),
        _ => None,
    });
    lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join(" ")
}

type Call<'e> = (String, Option<&'e Expr>);

/// What a chain of method calls starts with, and the calls in their order, each with its first argument.
fn chain(expression: &Expr) -> (&Expr, Vec<Call<'_>>) {
    let mut calls = Vec::new();
    let mut at = expression;
    loop {
        match at {
            Expr::MethodCall(call) => {
                calls.push((call.method.to_string(), call.args.first()));
                at = &call.receiver;
            }
            Expr::Reference(reference) => at = &reference.expr,
            Expr::Paren(paren) => at = &paren.expr,
            Expr::Group(group) => at = &group.expr,
            _ => break,
        }
    }
    calls.reverse();
    (at, calls)
}

fn elements(expression: &Expr) -> Box<dyn Iterator<Item = &Expr> + '_> {
    match expression {
        Expr::Reference(reference) => elements(&reference.expr),
        Expr::Array(array) => Box::new(array.elems.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn number(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
