//! `fixtures/docs` holds the pages of some of `fixtures/catalogs`; `UPDATE=1` writes them.

use std::fs;

use crate::{CASES, catalog, fixtures, pages};

#[test]
fn pages_are_golden() {
    let mut differ = Vec::new();
    for case in CASES {
        for (extension, page) in pages(&catalog(case)) {
            let path = fixtures().join(format!("docs/{case}.{extension}"));
            if fs::read_to_string(&path).unwrap_or_default() == page {
                continue;
            }
            match std::env::var_os("UPDATE") {
                Some(_) => fs::write(&path, page).unwrap(),
                None => differ.push(path),
            }
        }
    }
    assert!(differ.is_empty(), "not as they come out now; UPDATE=1 writes them: {differ:?}");
}

#[test]
fn the_same_catalog_gives_the_same_bytes() {
    for case in CASES {
        let mut turned = catalog(case);
        turned.relations.reverse();
        turned.sort();
        assert_eq!(pages(&catalog(case)), pages(&turned), "{case}");
    }
}

/// What stands on no page would be dropped in silence.
#[test]
fn every_name_stands_on_the_page() {
    for case in CASES {
        let catalog = catalog(case);
        let [(_, html), _] = pages(&catalog);
        let html = crate::links::text_of(&html);
        for relation in catalog.relations {
            let of_relation = [relation.name.name];
            let columns = relation.attributes.into_iter().map(|attribute| attribute.name);
            let constraints = relation.constraints.into_iter().map(|constraint| constraint.name);
            let indexes = relation.indexes.into_iter().map(|index| index.name);
            for name in of_relation.into_iter().chain(columns).chain(constraints).chain(indexes) {
                let is_partition = relation.partition_of.is_some();
                assert!(is_partition || html.contains(&name), "{case}: {name}");
            }
        }
    }
}
