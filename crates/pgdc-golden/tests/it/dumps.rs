//! What `pg_dump` makes of each schema of the fixtures gives the module that the schema gives.

use pgdc_golden::dumps::{compare, pg_dump};
use pgdc_server::Server;

#[tokio::test]
#[expect(clippy::print_stderr, reason = "it says what could not be tried")]
async fn dumps_give_the_modules_of_their_schemas() {
    let server = Server::shared();
    let pg_dump = match pg_dump(server) {
        Ok(found) => found,
        Err(missing) => return eprintln!("nothing is dumped: {missing}"),
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/schemas");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        // A dump has columns that a table inherits before its own, whatever their order was; here that was another.
        if path.ends_with("made.sql") {
            continue;
        }
        match compare(server, &pg_dump, &path).await {
            Ok(found) => wrong.extend(found.difference.map(|lines| format!("{path:?}: {lines:?}"))),
            Err(error) => wrong.push(format!("{path:?}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
