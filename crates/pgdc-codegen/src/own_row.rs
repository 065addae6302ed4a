//! Code for a row that the user wrote, which is that of a generated module without the row.

use std::collections::BTreeMap;

use pgdc_catalog::{Attribute, Catalog, QualifiedName};

use crate::code::{Code, Kind};
use crate::model::{Column, Model};
use crate::overrides::Overrides;
use crate::resolve::{Asked, canonical, resolve};
use crate::scoping::Scoping;
use crate::{Config, Mistake, Refused, emit, select};

/// The names that the code beside a row takes from pgdc. A field's type that begins with one of them would mean pgdc's.
pub const IMPORTED: &[&str] =
    &["Column", "Constraint", "Nullable", "Query", "Reference", "Set", "Table", "With"];

/// A struct of the user's for the rows of a relation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnRow {
    /// The relation.
    pub relation: QualifiedName,
    /// The struct's name.
    pub row: String,
    /// The fields, each for the attribute of the relation at the same place.
    pub columns: Vec<OwnColumn>,
}

/// A field of such a struct.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnColumn {
    /// Its name, without `r#`.
    pub field: String,
    /// The type of its values that are not NULL, without the `Option`.
    pub value: String,
    /// The word that stands for that type in the code, for the caller to replace.
    pub stands_for_value: String,
}

/// Writes what a generated module would have for the relation beside its row: the structs of its other forms first, then
/// one block with all implementations and the statements that make the table. Not laid out: it is for the compiler.
///
/// ```
/// use pgdc_catalog::{Attribute, Catalog, QualifiedName, Relation, Schema, TypeRef};
/// use pgdc_codegen::{OwnColumn, OwnRow, beside};
///
/// let text = QualifiedName::new("pg_catalog", "text");
/// let type_ref = TypeRef { name: text, sql: "text".into(), ..TypeRef::default() };
/// let title = Attribute { name: "title".into(), type_ref, ..Attribute::default() };
/// let relation = QualifiedName::new("public", "album");
/// let album = Relation { name: relation.clone(), attributes: vec![title], ..Relation::default() };
/// let schemas = vec![Schema { name: "public".into(), comment: None }];
/// let catalog = Catalog { schemas, relations: vec![album], ..Catalog::default() };
///
/// let (value, stands_for_value) = ("String".into(), "T0".into());
/// let columns = vec![OwnColumn { field: "title".into(), value, stands_for_value }];
/// let code = beside(&catalog, &OwnRow { relation, row: "Album".into(), columns })?;
/// assert!(code.contains("pub struct AlbumPatch { pub title : pgdc :: Set < Option < T0 > >"));
/// assert!(!code.contains("pub struct Album {"));
/// # Ok::<(), pgdc_codegen::Refused>(())
/// ```
///
/// # Errors
/// The struct's name is one that the code uses, or the fields' names do not fit.
pub fn beside(catalog: &Catalog, own: &OwnRow) -> Result<String, Refused> {
    let mut config = config(catalog, own);
    // What a type would be read into by itself decides how it travels; another one holds values as the server sends
    // them.
    let usual = self::model(catalog, &config)?;
    config.columns = other_types(&usual, catalog, own);
    let mut model = self::model(catalog, &config)?;
    model.ddl = Some(select::ddl(catalog, &config)?);
    for relation in model.modules.iter_mut().flat_map(|module| &mut module.relations) {
        if relation.row.to_string().trim_start_matches("r#") != own.row.trim_start_matches("r#") {
            let mistakes = vec![Mistake::RowNameTaken { name: own.row.clone() }];
            return Err(Refused { mistakes });
        }
        for (column, own) in relation.columns.iter_mut().zip(&own.columns) {
            column.field = crate::ident::ident(&own.field);
            column.value = Code::default();
            column.value.push(Kind::Word, &own.stands_for_value);
            column.imports.clear();
        }
    }
    let items = emit::beside(&model).into_iter().map(|item| item.to_string());
    Ok(items.collect())
}

/// The names are the user's.
fn config(catalog: &Catalog, own: &OwnRow) -> Config {
    let mut config = Config { schemas: vec![own.relation.schema.clone()], ..Config::default() };
    let row = own.row.trim_start_matches("r#").to_owned();
    config.rename.tables.insert(own.relation.to_string(), row);
    let attributes = catalog.find_relation(&own.relation).map(|relation| &relation.attributes);
    for (attribute, column) in attributes.into_iter().flatten().zip(&own.columns) {
        // A key word gets its `r#` of itself.
        if attribute.name != column.field && syn::parse_str::<syn::Ident>(&column.field).is_ok() {
            config.rename.columns.insert(key(own, attribute), column.field.clone());
        }
    }
    config
}

/// The types that are other ones than the columns would have.
fn other_types(usual: &Model, catalog: &Catalog, own: &OwnRow) -> BTreeMap<String, String> {
    let attributes = catalog.find_relation(&own.relation).map(|relation| &relation.attributes);
    let relations = usual.modules.iter().flat_map(|module| &module.relations);
    let usual = relations.flat_map(|relation| &relation.columns);
    let columns = attributes.into_iter().flatten().zip(usual).zip(&own.columns);
    let is_other = |usual: &Column, own: &OwnColumn| {
        canonical(&usual.value.to_string()) != canonical(&own.value)
    };
    let other = columns.filter(|((_, usual), own)| is_other(usual, own));
    other.map(|((attribute, _), column)| (key(own, attribute), column.value.clone())).collect()
}

/// A column as settings name it.
fn key(own: &OwnRow, attribute: &Attribute) -> String {
    format!("{}.{}", own.relation, attribute.name)
}

fn model(catalog: &Catalog, config: &Config) -> Result<Model, Refused> {
    let selected = select::select(catalog, config)?;
    let overrides = Overrides::new(config, catalog, &selected.schemas)?;
    let scoping = Scoping::default();
    let asked = Asked { is_flat: config.flat, overrides: &overrides, scoping: &scoping };
    Ok(resolve(catalog, &selected.schemas, &asked, &mut Vec::new()))
}
