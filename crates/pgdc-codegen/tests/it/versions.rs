//! The same schema gives the same module on every version of PostgreSQL.

use std::fs;

use pgdc_codegen::Form;
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Options, Server};

use crate::fixtures::{cases, config, folder, generate};

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

async fn check(server: &Server) {
    for case in cases() {
        let ddl =
            fs::read_to_string(folder().join(format!("schemas/{case}.sql"))).expect("readable");
        let database = server.database_from(&ddl).await.expect("the schema loads");
        let mut client = database.connect().await.expect("a connection");
        let selection = Selection { schemas: config(&case).schemas };
        let catalog = introspect(&mut client, &selection).await.expect("introspection");
        let golden = fs::read_to_string(folder().join(format!("generated/{case}.rs")));
        let module = generate(&catalog, &case, Form::Module);
        assert!(module == golden.expect("a module"), "{}: {case} differs", server.describe());
    }
}
