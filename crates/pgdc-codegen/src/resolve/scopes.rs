//! What the handles of a declared scope and the types of its values are called.

use crate::ident::Ident;

use super::types::Types;
use crate::ident::{Names, ident, reference_name, type_name};
use crate::model::{Features, Newtype, ScopeLevel};
use crate::scoping::Scoping;

/// The names of a level, made from those of its column.
pub(super) struct LevelNames {
    /// `tenant`: the method that narrows to one tenant, and the field that holds its value.
    method: Ident,
    /// `TenantDb`.
    handle: Ident,
    /// `TenantId`.
    pub(super) id: Ident,
}

/// Names that modules with a declared scope use themselves.
pub(super) const TAKEN_TYPES: &[&str] = &["SharedDb", "UnscopedDb"];

/// Methods of `Db` where there is a scope, and the fields of its handles.
const TAKEN_METHODS: &[&str] =
    &["link", "new", "on", "reason", "shared", "unscoped", "verify_schema"];

pub(super) fn names(scoping: &Scoping) -> Vec<LevelNames> {
    let mut taken = Names::reserving(TAKEN_METHODS);
    let names = scoping.levels.iter().map(|level| {
        let method = taken.take(&reference_name(&level.column));
        let stem = type_name(method.to_string().trim_start_matches("r#"));
        let [handle, id] = ["Db", "Id"].map(|end| ident(&format!("{stem}{end}")));
        LevelNames { method, handle, id }
    });
    names.collect()
}

impl LevelNames {
    /// The names of types that no table may have.
    pub(super) fn types(&self) -> [String; 2] {
        [self.handle.to_string(), self.id.to_string()]
    }
}

/// The levels as they are generated. `types` are named where the types of the values will stand.
pub(super) fn levels(
    scoping: &Scoping,
    names: Vec<LevelNames>,
    types: &Types<'_>,
    features: &mut Features,
) -> Vec<ScopeLevel> {
    let levels = scoping.levels.iter().zip(names).enumerate();
    let level = |(at, (level, names)): (usize, (&crate::scoping::Level, LevelNames))| {
        let (relation, column) = scoping.example(at)?;
        let attribute = types.catalog.find_relation(relation)?.attribute(column)?;
        let native = types.inside_key(attribute);
        features.note(&native.features, || format!("the scope column {relation}.{column}"));
        let LevelNames { method, handle, id } = names;
        let docs = vec![format!(
            "A value of {}, by which rows are kept apart.",
            super::code(&level.column)
        )];
        let (value, imports, traits) = (native.value, native.imports, native.traits);
        let id = Newtype { ident: id, docs, value, imports, traits };
        Some(ScopeLevel {
            method,
            handle,
            id,
            column: level.column.clone(),
            guard: level.guard.clone(),
        })
    };
    levels.filter_map(level).collect()
}
