//! The program that the modules are compiled into.

use std::path::PathBuf;

use pgdc_golden::program::Program;
use tokio_postgres::Client;

use super::forms::Form;
use super::tables::{Becomes, Table};
use super::{FALLBACKS, Module};

/// Writes and compiles the program, with warnings denied. Returns where it is.
pub(super) async fn build(modules: &[Module]) -> PathBuf {
    let mut main = String::from("#![deny(warnings)]\n\nmod visit;\n");
    let (mut calls, mut filters) = (String::new(), String::new());
    let program = Program::new("type-table").expect("a folder");
    for module in modules {
        let name = module.name;
        program.file(&format!("{name}.rs"), &module.generated.text).expect("a file");
        main.push_str(&format!("mod {name};\n"));
        calls.push_str(&format!("    let c = visit::connect(\"{name}\").await;\n"));
        let client = module.database.connect().await.expect("a connection");
        for table in &module.tables {
            calls.push_str(&call(module, table));
            filters.push_str(&filter(&client, module, table).await);
        }
    }
    main.push_str("\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {\n");
    main.push_str(&format!("{calls}}}\n{filters}"));
    program.file("main.rs", &main).expect("a file");
    program.file("visit.rs", include_str!("visit.rs.txt")).expect("a file");
    program.build().unwrap_or_else(|error| panic!("{error}"))
}

/// `t001_plain` as the path of the row's type.
fn path(module: &Module, table: &Table) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    format!("{}::{}", module.name, table.name.split('_').map(word).collect::<String>())
}

fn call(module: &Module, table: &Table) -> String {
    let rows =
        table.rows.iter().enumerate().filter_map(|(id, row)| Some((id, row.form?.name(), row)));
    // Text holds everything.
    let rows = rows.filter(|(_, form, _)| !module.is_fallback(&table.name, form));
    let (mut refused, mut stuck) = (String::new(), String::new());
    for (id, form, row) in rows {
        match row.becomes {
            Becomes::Error => refused.push_str(&format!("({id}, {form:?}), ")),
            Becomes::Stuck(message) => stuck.push_str(&format!("({id}, {message:?}), ")),
            Becomes::Itself | Becomes::Other(_) => {}
        }
    }
    let (path, name) = (path(module, table), &table.name);
    // Neither what travels as text, nor an empty query.
    let is_text = FALLBACKS.iter().any(|(types, _)| types.contains(&table.case.sql));
    let is_query = table.case.sql == "tsquery" && table.forms.contains(&Form::Scalar);
    let is_copied = !is_text && !is_query;
    format!(
        "    visit::table::<{path}>(&c, &[{refused}], &[{stuck}], {is_copied}, {}_{name}).await;\n",
        module.name
    )
}

/// The function that gives a condition for each column that has an operator for it and is not NULL.
async fn filter(client: &Client, module: &Module, table: &Table) -> String {
    let (path, name) = (path(module, table), &table.name);
    let mut found = String::new();
    for form in table.forms {
        let column = form.name();
        let sql = format!("SELECT FROM {name} WHERE \"{column}\" = \"{column}\"");
        if client.execute(&sql, &[]).await.is_err() {
            continue;
        }
        found.push_str(&format!(
            "    if let Some(value) = &row.{column} {{\n        \
             found.push((\"{column}\", {path}::{}.eq(value.clone())));\n    }}\n",
            column.to_uppercase()
        ));
    }
    if found.is_empty() {
        found.push_str("    let _ = (row, &mut found);\n");
    }
    format!(
        "\nfn {}_{name}(row: &{path}) -> Vec<(&'static str, pgdc::Condition<{path}>)> {{\n    \
         let mut found = Vec::new();\n{found}    found\n}}\n",
        module.name
    )
}
