//! The same tables for each library, as its users write them or its tool does.

use std::fmt::Write as _;

/// The columns after the key: name, type in SQL, and whether it may be NULL.
const COLUMNS: [(&str, &str, bool); 11] = [
    ("parent_id", "bigint", true),
    ("tenant_id", "integer", false),
    ("name", "text", false),
    ("note", "text", true),
    ("amount", "double precision", false),
    ("quantity", "integer", true),
    ("done", "boolean", false),
    ("code", "varchar(20)", false),
    ("meta", "jsonb", true),
    ("created_at", "timestamptz", false),
    ("updated_at", "timestamptz", true),
];

/// Tables with so many columns, of which some refer to the table before.
pub(super) fn ddl(tables: usize, columns: usize) -> String {
    let mut text = String::new();
    for n in 0..tables {
        let _ = write!(text, "CREATE TABLE thing_{n} (\n    id bigint PRIMARY KEY");
        for (name, sql_type, is_nullable) in &COLUMNS[..columns - 1] {
            let _ = write!(text, ",\n    {name} {sql_type}");
            if !is_nullable {
                text.push_str(" NOT NULL");
            }
            if *name == "parent_id" {
                let _ = write!(text, " REFERENCES thing_{}", n.saturating_sub(1));
            }
        }
        text.push_str("\n);\n");
    }
    text
}

/// The fields of a struct, in types of Rust.
fn fields(visibility: &str) -> String {
    let mut text = String::new();
    for (name, sql_type, is_nullable) in COLUMNS {
        let rust = match sql_type {
            "bigint" => "i64",
            "integer" => "i32",
            "double precision" => "f64",
            "boolean" => "bool",
            "jsonb" => "Json",
            "timestamptz" => "Time",
            _ => "String",
        };
        let rust = if is_nullable { format!("Option<{rust}>") } else { rust.to_owned() };
        let _ = writeln!(text, "    {visibility} {name}: {rust},");
    }
    text
}

/// Structs that rows are read into.
pub(super) fn sqlx(tables: usize) -> String {
    let mut text =
        "pub type Json = serde_json::Value;\npub type Time = time::OffsetDateTime;\n".to_owned();
    for n in 0..tables {
        let _ = write!(
            text,
            "#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]\npub struct Thing{n} {{\n    pub id: i64,\n{}}}\n",
            fields("pub")
        );
    }
    text
}

/// Entities as `sea-orm-cli generate entity` writes them, each in a module of its own.
pub(super) fn sea_orm(tables: usize) -> String {
    let mut text = String::new();
    for n in 0..tables {
        let _ = write!(
            text,
            "pub mod thing_{n} {{\nuse sea_orm::entity::prelude::*;\n\
             #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]\n#[sea_orm(table_name = \"thing_{n}\")]\n\
             pub struct Model {{\n    #[sea_orm(primary_key, auto_increment = false)]\n    pub id: i64,\n{}}}\n\
             #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]\npub enum Relation {{}}\n\
             impl ActiveModelBehavior for ActiveModel {{}}\n}}\n",
            fields("pub").replace("Time", "TimeDateTimeWithTimeZone")
        );
    }
    text
}

/// `table!` as `diesel print-schema` writes it, without what lets tables stand in one query, and a struct to read, one to
/// insert and one to update.
pub(super) fn diesel(tables: usize) -> String {
    let mut text = "#![recursion_limit = \"256\"]\nuse diesel::prelude::*;\npub type Json = serde_json::Value;\n\
                    pub type Time = time::OffsetDateTime;\n"
        .to_owned();
    let columns: String = COLUMNS
        .iter()
        .map(|(name, sql_type, is_nullable)| {
            let diesel = match *sql_type {
                "bigint" => "BigInt",
                "integer" => "Integer",
                "double precision" => "Double",
                "boolean" => "Bool",
                "jsonb" => "Jsonb",
                "timestamptz" => "Timestamptz",
                "text" => "Text",
                _ => "Varchar",
            };
            let diesel =
                if *is_nullable { format!("Nullable<{diesel}>") } else { diesel.to_owned() };
            format!("    {name} -> {diesel},\n")
        })
        .collect();
    for n in 0..tables {
        let fields = fields("pub");
        let _ = write!(
            text,
            "diesel::table! {{ thing_{n} (id) {{\n    id -> BigInt,\n{columns}}} }}\n\
             #[derive(Clone, Debug, PartialEq, Queryable, Selectable, Identifiable)]\n#[diesel(table_name = thing_{n})]\n\
             pub struct Thing{n} {{\n    pub id: i64,\n{fields}}}\n\
             #[derive(Insertable)]\n#[diesel(table_name = thing_{n})]\n\
             pub struct NewThing{n} {{\n    pub id: i64,\n{fields}}}\n\
             #[derive(AsChangeset)]\n#[diesel(table_name = thing_{n})]\npub struct Thing{n}Patch {{\n{fields}}}\n"
        );
    }
    text
}
