//! Names of structs: which table gets which.

use pgdc_catalog::{Catalog, QualifiedName, Relation, Schema};
use pgdc_codegen::{Config, Form, generate};

fn catalog(tables: &[(&str, &str)]) -> Catalog {
    let relation = |(schema, name): &(&str, &str)| Relation {
        name: QualifiedName::new(*schema, *name),
        ..Relation::default()
    };
    let mut schemas: Vec<Schema> = Vec::new();
    for (name, _) in tables {
        if !schemas.iter().any(|schema| schema.name == *name) {
            schemas.push(Schema { name: (*name).to_owned(), comment: None });
        }
    }
    let mut relations: Vec<Relation> = tables.iter().map(relation).collect();
    relations.sort_by(|a, b| a.name.cmp(&b.name));
    Catalog { schemas, relations, ..Catalog::default() }
}

/// The method of `Db` and the struct of each table.
fn names(catalog: &Catalog, config: &Config) -> Vec<String> {
    let text = generate(catalog, config, Form::Module).expect("a module").text;
    let accessors = text.lines().filter_map(|line| line.trim().strip_prefix("pub fn "));
    let accessors = accessors.filter_map(|line| {
        let (accessor, rest) = line.split_once("(self) -> Table<'e, ")?;
        Some(format!("{accessor}: {}", rest.split_once('>')?.0))
    });
    accessors.collect()
}

#[test]
fn a_table_added_later_takes_no_name_away() {
    let public = |tables: &[&'static str]| {
        let tables: Vec<_> = tables.iter().map(|name| ("public", *name)).collect();
        names(&catalog(&tables), &Config::default())
    };
    assert_eq!(public(&["zebra"]), ["zebra: Zebra"]);
    // `NewZebra` is what a new row of `zebra` is given, and `ZebraPatch` what changes one.
    assert_eq!(
        public(&["new_zebra", "zebra", "zebra_patch"]),
        ["new_zebra: NewZebra2", "zebra: Zebra", "zebra_patch: ZebraPatch2"]
    );
    // Names that differ in the database and not in Rust are numbered in its order.
    assert_eq!(
        public(&["User Account", "user_account", "z"]),
        ["user_account: UserAccount", "user_account_2: UserAccount2", "z: Z"]
    );
}

#[test]
fn in_one_module_for_all_the_first_schema_keeps_its_names() {
    let catalog = catalog(&[("audit", "order"), ("audit", "note"), ("shop", "order")]);
    let config = |schemas: [&str; 2]| Config {
        schemas: schemas.map(ToOwned::to_owned).to_vec(),
        flat: true,
        ..Config::default()
    };
    assert_eq!(
        names(&catalog, &config(["shop", "audit"])),
        ["order: Order", "note: Note", "audit_order: AuditOrder"]
    );
    assert_eq!(
        names(&catalog, &config(["audit", "shop"])),
        ["note: Note", "order: Order", "shop_order: ShopOrder"]
    );
}
