//! From a PostgreSQL catalog to a plain Rust module.
//!
//! Pure: the same catalog and configuration give the same bytes on every machine. Four steps, each a
//! module: `select` picks the relations that were asked for, `resolve` makes every decision (names, types,
//! keys, forms), `emit` turns decisions into tokens (`code`), `print` turns tokens into text (`layout`), an item at a
//! time. After `resolve` nothing can fail.
//!
//! ```
//! use pgdc_catalog::{Catalog, Schema};
//! use pgdc_codegen::{Config, Form, generate};
//!
//! let catalog = Catalog {
//!     schemas: vec![Schema { name: "public".into(), comment: None }],
//!     ..Catalog::default()
//! };
//! let generated = generate(&catalog, &Config::default(), Form::Module)?;
//! assert!(generated.text.contains("pub struct Db<'e>"));
//! # Ok::<(), pgdc_codegen::Refused>(())
//! ```

mod code;
mod config;
mod diagnostic;
mod emit;
mod ident;
mod layout;
mod model;
mod overrides;
mod own_row;
mod plain;
mod print;
mod resolve;
mod scoping;
mod select;

use pgdc_catalog::Catalog;

pub use config::{Config, Dates, Rename};
pub use diagnostic::{Diagnostic, Mistake, Refused};
pub use own_row::{IMPORTED, OwnColumn, OwnRow, beside};
pub use print::normalise;
pub use resolve::{built_in_of, is_built_in, may_hold};
pub use select::{ddl, narrowed};

/// How the text will be compiled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// As a file of its own: `mod db;`.
    Module,
    /// By `include!`, which accepts no inner attributes.
    Include,
}

/// A generated module.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Its text.
    pub text: String,
    /// What could not be expressed as well as it might, in the order of the relations.
    pub diagnostics: Vec<Diagnostic>,
    /// The features of the crate `pgdc` without which it does not compile, in the order of their names.
    pub features: Vec<Feature>,
    /// How many tables there are in it, partitioned and foreign ones included.
    pub tables: usize,
    /// How many views there are in it, materialized ones included.
    pub views: usize,
}

/// The features of the crate `pgdc` that are on by default.
pub const DEFAULT_FEATURES: &[&str] = &["decimal", "json", "time", "tls", "uuid"];

/// A feature of the crate `pgdc` that a generated module needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// What needs it first, for people: "column public.album.released".
    pub needed_by: String,
}

/// A part of the work that is done, for those who measure it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// Every decision is made.
    Resolved,
    /// The tokens of an item are made.
    Emitted,
    /// The item is written.
    Printed,
}

/// Writes the module for the relations of `catalog` that `config` asks for.
///
/// # Errors
/// The configuration does not fit the catalog. Every mistake is told, not the first alone.
pub fn generate(catalog: &Catalog, config: &Config, form: Form) -> Result<Generated, Refused> {
    generate_measured(catalog, config, form, &mut |_| ())
}

/// As [`generate`]; `after` is told of each part of the work, and may look at its clock.
///
/// # Errors
/// As [`generate`].
#[doc(hidden)]
pub fn generate_measured(
    catalog: &Catalog,
    config: &Config,
    form: Form,
    after: &mut dyn FnMut(Phase),
) -> Result<Generated, Refused> {
    let selected = select::select(catalog, config)?;
    let overrides = overrides::Overrides::new(config, catalog, &selected.schemas)?;
    let scoping = scoping::Scoping::new(config, catalog, &selected.schemas)?;
    let mut diagnostics = selected.diagnostics;
    let asked = resolve::Asked { is_flat: config.flat, overrides: &overrides, scoping: &scoping };
    let mut model = resolve::resolve(catalog, &selected.schemas, &asked, &mut diagnostics);
    if config.ddl {
        let ddl = ddl(catalog, config)?;
        diagnostics.extend(ddl.unmade.iter().cloned().map(Diagnostic::Unmade));
        model.ddl = Some(ddl);
    }
    after(Phase::Resolved);
    let (mut tables, mut views) = (0, 0);
    for relation in model.modules.iter().flat_map(|module| &module.relations) {
        *if relation.kind.is_view() { &mut views } else { &mut tables } += 1;
    }
    let features = model.features.0.iter();
    let features =
        features.map(|(name, needed_by)| Feature { name, needed_by: needed_by.clone() }).collect();
    Ok(Generated { text: print::print(&model, form, after), diagnostics, features, tables, views })
}
