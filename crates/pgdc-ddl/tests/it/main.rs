//! What is left out, and told. That the statements make what they should is tested in `pgdc-golden`, by a server.

use std::fs;
use std::path::Path;

use pgdc_catalog::{Catalog, Other, Part, QualifiedName};
use pgdc_ddl::{ddl, narrowed};

/// The catalog of a fixture.
fn catalog(case: &str) -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/catalogs");
    let text = fs::read_to_string(folder.join(format!("{case}.json"))).expect("a fixture");
    serde_json::from_str(&text).expect("a catalog")
}

fn told(catalog: &Catalog) -> Vec<String> {
    ddl(catalog).unmade.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_left_out_in_silence() {
    let mut catalog = catalog("made");
    assert_eq!(told(&catalog), Vec::<String>::new());
    for relation in &mut catalog.relations {
        // As in a snapshot of an older version.
        relation.query = None;
        relation
            .indexes
            .iter_mut()
            .filter(|i| i.name == "carton_words")
            .for_each(|i| i.valid = false);
    }
    let of = QualifiedName::new("depot", "carton");
    let other = |part, kind: &str, name: &str| Other {
        of: of.clone(),
        part,
        kind: kind.to_owned(),
        name: name.to_owned(),
    };
    catalog.others = vec![
        other(Part::Needed, "function", "public.area(integer)"),
        other(Part::Belongs, "trigger", "audited"),
    ];
    assert_eq!(
        told(&catalog),
        [
            "depot.carton needs function public.area(integer), which must be there before",
            "depot.carton: trigger audited is not made",
            "depot.carton: index carton_words, which is not valid, is not made",
            "ledger.a_second: the view, whose query is not in this snapshot, is not made",
            "ledger.b_stored: the view, whose query is not in this snapshot, is not made",
            "ledger.named: the view, whose query is not in this snapshot, is not made",
            "ledger.z_first: the view, whose query is not in this snapshot, is not made",
        ]
    );
}

/// Partitions come with the whole, types and sequences with the tables that take them, and what is missing is told.
#[test]
fn a_part_is_made_of_what_it_takes() {
    let catalog = catalog("made");
    let part = narrowed(&catalog, |relation| relation.name.name == "event");
    let names: Vec<&str> = part.relations.iter().map(|r| r.name.name.as_str()).collect();
    assert_eq!(names, ["event", "event_2020", "event_2020_1", "event_rest"]);
    assert!(part.types.is_empty() && part.sequences.is_empty());
    assert_eq!(part.schemas.len(), 1);
    assert!(
        told(&part).contains(
            &"ledger.event needs table depot.carton, which must be there before".to_owned()
        )
    );

    let part = narrowed(&catalog, |relation| relation.name.name == "carton");
    let types: Vec<&str> = part.types.iter().map(|found| found.name.name.as_str()).collect();
    assert_eq!(types, ["code", "size", "span", "spans", "state"]);
    let sequences: Vec<&str> = part.sequences.iter().map(|s| s.name.name.as_str()).collect();
    assert_eq!(sequences, ["carton_ids", "numbers"]);
    assert_eq!(narrowed(&catalog, |_| true), catalog);
}

#[test]
fn what_makes_one_table_is_a_part_of_what_makes_all() {
    let all = ddl(&catalog("made"));
    let steps = all.steps_of(&QualifiedName::new("ledger", "copied"));
    let objects: Vec<&str> = steps.iter().map(|at| all.steps[*at].object.as_str()).collect();
    assert_eq!(
        objects,
        ["schema depot", "comment on schema depot", "schema ledger", "table ledger.copied"]
    );
    let steps = all.steps_of(&QualifiedName::new("ledger", "event"));
    let objects: Vec<&str> = steps.iter().map(|at| all.steps[*at].object.as_str()).collect();
    assert!(objects.contains(&"partition ledger.event_2020_1 of ledger.event_2020"), "{objects:?}");
    assert!(!objects.iter().any(|object| object.contains("carton ")), "{objects:?}");
}
