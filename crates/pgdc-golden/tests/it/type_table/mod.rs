//! The two-way type table: every type, in every form, with ordinary, extreme and odd values. The server
//! makes the rows out of text; pgdc reads them, writes them back and finds them; then the server's text of
//! them must be the same. What the Rust type has no room for must be an error that names the column.
//!
//! The lists are in `scalars.rs`, `times.rs` and `made.rs`.

mod case;
mod forms;
mod made;
mod program;
mod scalars;
mod tables;
mod times;
mod wide;

use std::collections::BTreeMap;
use std::process::Command;

use pgdc_codegen::{Config, Diagnostic, Generated, generate};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Database, Server};

use forms::{Form, MADE, PLAIN};
use tables::{Table, tables};

/// The columns that travel as text, since no Rust type is known for them: types, and forms of these.
const FALLBACKS: &[(&[&str], &[Form])] = &[
    // What has no binary format of use travels as text, and so does a composite type with such a field.
    (&["refcursor", "aclitem", "regclass", "regtype", "regproc", "regprocedure"], COMPOSITES),
    (&["regoper", "regoperator", "regrole", "regnamespace", "regconfig"], COMPOSITES),
    (&["regdictionary", "regcollation", "seg", "query_int", "ean13", "isbn"], COMPOSITES),
    (&["isbn13", "issn", "issn13", "ismn", "ismn13", "upc"], COMPOSITES),
    // tokio-postgres does not tell what a user's multirange is made of.
    (&["cents_multirange"], PLAIN),
    (&["cents_multirange"], MADE),
];

const COMPOSITES: &[Form] = &[Form::Composite, Form::ArrayOfComposite, Form::DomainOverComposite];

/// A database with a module generated from it.
struct Module {
    /// The module's name.
    name: &'static str,
    database: Database,
    generated: Generated,
    tables: Vec<Table>,
}

#[tokio::test]
async fn every_type_goes_both_ways_in_every_form() {
    let usual = scalars::CASES.iter().chain(times::USUAL).chain(made::CASES).collect::<Vec<_>>();
    let lossless = times::LOSSLESS.iter().collect::<Vec<_>>();
    let types = times::LOSSLESS_TYPES.iter();
    let types = types.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let modules = [
        module("usual", tables(&usual), Config::default()).await,
        module("lossless", tables(&lossless), Config { types, ..Config::default() }).await,
        module("wide", wide::tables(), Config::default()).await,
    ];

    let mut program = Command::new(program::build(&modules).await);
    for module in &modules {
        program.env(module.name, module.database.url());
    }
    let output = program.output().expect("the program runs");
    let failures = String::from_utf8_lossy(&output.stdout);
    let failures: Vec<String> = failures.lines().map(|line| described(&modules, line)).collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(output.status.success(), "{stderr}");

    let mut expected: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (types, forms) in FALLBACKS {
        for sql in *types {
            expected.entry(*sql).or_default().extend(forms.iter().map(|form| form.name()));
        }
    }
    assert_eq!(fallbacks(&modules[0]), expected, "columns that travel as text");
    assert_eq!(fallbacks(&modules[1]), BTreeMap::new(), "columns that travel as text");
}

async fn module(name: &'static str, (ddl, tables): (String, Vec<Table>), config: Config) -> Module {
    let database = Server::shared().database().await.expect("a database");
    let mut client = database.connect().await.expect("a connection");
    let run = async |sql: &str| match client.batch_execute(sql).await {
        Ok(()) => {}
        Err(error) => panic!("{sql}: {error:?}"),
    };
    run(&format!("CREATE SCHEMA expected; {ddl}")).await;
    for table in &tables {
        run(&table.inserts()).await;
    }
    let catalog = introspect(&mut client, &Selection::default()).await.expect("the catalog");
    let generated = generate(&catalog, &config, pgdc_codegen::Form::Module).expect("a module");
    Module { name, database, generated, tables }
}

/// A line of the program, with what its row is about.
fn described(modules: &[Module], line: &str) -> String {
    let mut parts = line.splitn(3, '\t');
    let (Some(name), Some(Ok(id)), Some(what)) =
        (parts.next(), parts.next().map(str::parse), parts.next())
    else {
        return line.to_owned();
    };
    let table = modules.iter().flat_map(|module| &module.tables).find(|table| table.name == name);
    table.map_or_else(|| line.to_owned(), |table| format!("{}: {what}", table.describe(id)))
}

/// The columns that travel as text, by their types.
fn fallbacks(module: &Module) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for table in &module.tables {
        for form in table.forms {
            if module.is_fallback(&table.name, form.name()) {
                found.entry(table.case.sql).or_default().push(form.name());
            }
        }
    }
    found
}

impl Module {
    /// Whether the column travels as text.
    fn is_fallback(&self, table: &str, name: &str) -> bool {
        self.generated.diagnostics.iter().any(|diagnostic| {
            matches!(diagnostic, Diagnostic::TextFallback { relation, column, .. }
                if relation.name == table && column == name)
        })
    }
}
