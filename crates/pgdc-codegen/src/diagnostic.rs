//! What is told to the user besides the text.

use std::fmt;

use pgdc_catalog::QualifiedName;
use pgdc_ddl::Unmade;

/// Something that could not be expressed as well as it might, or was left out.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Diagnostic {
    /// A column of a type that no Rust type is known for.
    TextFallback {
        /// The relation.
        relation: QualifiedName,
        /// The column.
        column: String,
        /// Its type as SQL.
        sql_type: String,
    },
    /// Columns that the role which read the catalog may not select, so that no row can be read.
    NotReadable {
        /// The relation.
        relation: QualifiedName,
        /// Those columns; all of them where that is so.
        columns: Vec<String>,
    },
    /// Partitions, whose rows are reached through their partitioned table.
    PartitionsLeftOut {
        /// The partitioned table.
        parent: QualifiedName,
        /// How many of its partitions were left out.
        count: usize,
    },
    /// What the statements that make the tables leave to others.
    Unmade(Unmade),
    /// Schemas that hold relations and were not asked for.
    SchemasLeftOut(Vec<String>),
}

impl Diagnostic {
    /// Whether it only tells what was left out as it should be, and asks for nothing.
    pub fn is_note(&self) -> bool {
        match self {
            Diagnostic::PartitionsLeftOut { .. } | Diagnostic::SchemasLeftOut(_) => true,
            Diagnostic::Unmade(unmade) => !unmade.is_needed,
            Diagnostic::TextFallback { .. } | Diagnostic::NotReadable { .. } => false,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Diagnostic::TextFallback { relation, column, sql_type } => write!(
                f,
                "{relation}.{column}: no Rust type is known for `{sql_type}`; the column is read and \
                 written as text. A type of your own takes its place by `\"{relation}.{column}\" = \
                 \"crate::YourType\"` in [generate.columns] of pgdc.toml"
            ),
            Diagnostic::NotReadable { relation, columns } => write!(
                f,
                "{relation}: the role that read the catalog may not select {}, so every query of the \
                 relation would fail; GRANT SELECT (and USAGE on its schema) to it, or leave the \
                 relation out by `exclude`",
                columns.join(", ")
            ),
            Diagnostic::PartitionsLeftOut { parent, count } => write!(
                f,
                "{parent}: {count} partition(s) left out, their rows are reached through the \
                 partitioned table"
            ),
            Diagnostic::Unmade(unmade) => write!(f, "create_all: {unmade}"),
            Diagnostic::SchemasLeftOut(schemas) => write!(
                f,
                "relations of other schemas left out: {}; ask for a schema by name to generate it",
                schemas.join(", ")
            ),
        }
    }
}

/// Why nothing was generated: every mistake that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
    /// The mistakes, at least one.
    pub mistakes: Vec<Mistake>,
}

/// A part of the configuration that does not fit the catalog.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mistake {
    /// A schema that does not exist.
    UnknownSchema {
        /// What was asked for.
        schema: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A pattern that no relation matches.
    PatternWithoutMatch {
        /// `include` or `exclude`.
        list: &'static str,
        /// The pattern.
        pattern: String,
    },
    /// A setting for a table, column or type that there is not.
    SettingWithoutMatch {
        /// Where it stands: `types`, `columns`, `rename.tables` and so on.
        list: &'static str,
        /// Its key.
        key: String,
    },
    /// A key given to a relation that has a primary key, or one without columns.
    IdleKey {
        /// The relation as the setting has it.
        key: String,
    },
    /// A setting whose value is no Rust type or name.
    NotRust {
        /// Where it stands.
        list: &'static str,
        /// Its key.
        key: String,
        /// Its value.
        value: String,
        /// What was expected: a type, or a name.
        expected: &'static str,
    },
    /// A name that was asked for, and is another's.
    NameTaken {
        /// Where it stands.
        list: &'static str,
        /// Its key.
        key: String,
        /// The name.
        value: String,
        /// What is called so.
        other: String,
    },
    /// A struct of the user's whose name the code beside it uses itself.
    RowNameTaken {
        /// The name.
        name: String,
    },
    /// A part of the declared scope that matches nothing.
    Scope(pgdc_scope::Mistake),
    /// A relation without the scope column that is not declared as shared.
    NotScoped {
        /// The relation.
        relation: QualifiedName,
        /// The column that would scope it.
        column: String,
    },
    /// A scope column that is of one type here and of another there.
    MixedScope {
        /// The column as it was declared.
        column: String,
        /// The types, each with a relation where it is so.
        types: Vec<String>,
    },
    /// A Rust type asked for in a scope column, which has a type of its own.
    TypeOfScope {
        /// The column as the setting has it.
        key: String,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mistake::UnknownSchema { schema, known } if known.is_empty() => {
                write!(f, "schema `{schema}` does not exist, and no other schema holds a relation")
            }
            Mistake::UnknownSchema { schema, known } => {
                write!(f, "schema `{schema}` does not exist; there is {}", known.join(", "))
            }
            Mistake::PatternWithoutMatch { list, pattern } => {
                write!(f, "{list} pattern `{pattern}` matches no relation of the schemas asked for")
            }
            Mistake::SettingWithoutMatch { list, key } => {
                write!(f, "[generate.{list}] `{key}` is nothing that is generated")
            }
            Mistake::IdleKey { key } => write!(
                f,
                "[generate.keys] `{key}` must name columns of a relation without a primary key"
            ),
            Mistake::NotRust { list, key, value, expected } => {
                write!(f, "[generate.{list}] `{key}`: `{value}` is no Rust {expected}")
            }
            Mistake::NameTaken { list, key, value, other } => {
                write!(f, "[generate.{list}] `{key}`: `{value}` is the name of {other} already")
            }
            Mistake::RowNameTaken { name } => write!(
                f,
                "the code that is derived uses the name `{name}` itself: give the struct another one"
            ),
            Mistake::Scope(mistake) => mistake.fmt(f),
            Mistake::NotScoped { relation, column } => write!(
                f,
                "{relation} has no column `{column}` to scope it by: list it in `shared` of [scope] where \
                 all tenants share it, name another column in [scope.tables], or leave it out by `exclude`"
            ),
            Mistake::MixedScope { column, types } => write!(
                f,
                "[scope] column `{column}` must be of one type, and is {}",
                types.join(", ")
            ),
            Mistake::TypeOfScope { key } => write!(
                f,
                "[generate.columns] `{key}` is a scope column, which has a type of its own"
            ),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.mistakes.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
