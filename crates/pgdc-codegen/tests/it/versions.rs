//! The same schema gives the same module on every version of PostgreSQL.

use std::fs;

use pgdc_catalog::Catalog;
use pgdc_codegen::{Config, Form};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Options, Server};

use crate::fixtures::{cases, config, folder};

/// The versions that are supported.
const MAJORS: std::ops::RangeInclusive<u32> = 14..=18;

#[test]
fn every_version_gives_the_same_modules() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut tested = Vec::new();
    for major in MAJORS {
        let options = Options { pg_version: Some(major), ..Options::default() };
        match Server::start(&options) {
            Ok(server) => {
                runtime.block_on(check(&server));
                tested.push(major);
            }
            Err(error) => eprintln!("PostgreSQL {major} cannot be had and is not tested: {error}"),
        }
    }
    eprintln!("tested on {tested:?}");
    // One is there, since all tests need it; through npm or pip there are the others.
    let newest = *MAJORS.end();
    assert!(tested.contains(&newest) && tested.len() > 1, "only {tested:?} could be had");
}

/// The module but for the statements that make its tables: versions print the query of a view in different words.
fn without_ddl(catalog: &Catalog, case: &str) -> String {
    let config = Config { ddl: false, ..config(case) };
    pgdc_codegen::generate(catalog, &config, Form::Module).expect("a module").text
}

async fn check(server: &Server) {
    for case in cases() {
        let ddl =
            fs::read_to_string(folder().join(format!("schemas/{case}.sql"))).expect("readable");
        let database = server.database_from(&ddl).await.expect("the schema loads");
        let mut client = database.connect().await.expect("a connection");
        let selection = Selection { schemas: config(&case).schemas };
        let catalog = introspect(&mut client, &selection).await.expect("introspection");
        let golden = fs::read_to_string(folder().join(format!("catalogs/{case}.json")));
        let golden = serde_json::from_str(&golden.expect("a catalog")).expect("a catalog");
        let (module, golden) = (without_ddl(&catalog, &case), without_ddl(&golden, &case));
        assert!(module == golden, "{}: {case} differs", server.describe());
    }
}
