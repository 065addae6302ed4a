//! The DDL of each schema of the fixtures makes the same schema.

use pgdc_golden::round_trip::round_trip;
use pgdc_server::Server;

#[tokio::test]
async fn the_ddl_of_every_schema_makes_the_same_schema() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/schemas");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        match round_trip(Server::shared(), &path).await {
            Ok(found) if found.needs.is_empty() && found.differences.is_empty() => {}
            Ok(found) => wrong.push(format!("{path:?}: {found:#?}")),
            Err(error) => wrong.push(format!("{path:?}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
