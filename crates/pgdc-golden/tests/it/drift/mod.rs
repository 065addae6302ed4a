//! What changed since a module was generated, and whether the program that holds it goes on working: each case
//! changes the schema, and the old module's own operations are the judge.

mod cases;
mod program;
mod verify;

use pgdc::Connection;
use pgdc_codegen::{Config, Form, generate};
use pgdc_drift::{Change, Facts, Impact, changes};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::Database;

use cases::{CASES, Case};

/// The module that the program was built from.
const OLD: &str = include_str!("../../../../../fixtures/generated/drift.rs");

/// The facts of the module that would be generated from the database now.
async fn facts_now(database: &Database) -> Facts {
    let catalog = introspect(&mut database.connect().await.unwrap(), &Selection::default()).await;
    let module = generate(&catalog.unwrap(), &Config::default(), Form::Module).unwrap();
    Facts::read(&module.text).expect("a generated module")
}

/// What the case says must be all that is found, and what the program does must say the same.
async fn judge(case: &Case) -> Result<(), String> {
    let Case { sql, expected, then } = case;
    let database = crate::database("drift").await;
    let connection = Connection::with_config(&database.config()).await.unwrap();
    program::fill(&connection).await.map_err(|error| format!("{sql}: before: {error}"))?;
    connection.batch_execute(sql).await.map_err(|error| format!("{sql}: {error}"))?;

    let found = changes(&Facts::read(OLD).unwrap(), &facts_now(&database).await);
    let said = |change: &Change| format!("{}: {change}", change.impact);
    let said: Vec<String> = found.iter().map(said).collect();
    if said != *expected {
        return Err(format!("{sql}:\n  found    {said:#?}\n  expected {expected:#?}"));
    }
    verify::judge(sql, &connection, expected).await?;

    connection.batch_execute(then).await.map_err(|error| format!("{then}: {error}"))?;
    let broken = program::run(&Connection::with_config(&database.config()).await.unwrap()).await;
    let is_breaking = found.iter().any(|change| change.impact == Impact::Breaking);
    match (is_breaking, broken.is_empty()) {
        (true, true) => Err(format!("{sql}: said to break, and nothing does")),
        (false, false) => Err(format!("{sql}: said to be safe, and breaks {broken:#?}")),
        _ => Ok(()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_change_is_named_and_judged_rightly() {
    assert!(CASES.len() >= 50, "{} cases", CASES.len());
    let mut wrong = Vec::new();
    for some in CASES.chunks(4) {
        let judged = some.iter().map(|case| tokio::spawn(judge(case))).collect::<Vec<_>>();
        for case in judged {
            wrong.extend(case.await.unwrap().err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn where_nothing_changed_nothing_is_found() {
    let database = crate::database("drift").await;
    assert_eq!(changes(&Facts::read(OLD).unwrap(), &facts_now(&database).await), []);
    let connection = Connection::with_config(&database.config()).await.unwrap();
    program::fill(&connection).await.unwrap();
    assert_eq!(program::run(&connection).await, [""; 0]);
    assert_eq!(Facts::read("struct Other;"), None);
}

/// The kinds of changes that the cases are about.
#[test]
fn the_cases_are_of_thirty_kinds() {
    let kinds = CASES
        .iter()
        .flat_map(|case| case.expected)
        .map(|change| change.splitn(3, ": ").take(2).collect::<Vec<_>>().join(" "));
    let kinds: std::collections::BTreeSet<String> = kinds.collect();
    assert!(kinds.len() >= 30, "{}: {kinds:#?}", kinds.len());
}
