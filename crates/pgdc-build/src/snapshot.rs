//! Catalogs as JSON files.

use std::fs;
use std::path::Path;

use pgdc_catalog::{Catalog, FORMAT};
use serde::Deserialize;

use crate::Error;

/// The part of a snapshot that every format has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Reads a snapshot that [`snapshot_text`] made, by this version of pgdc or an older one.
///
/// # Errors
/// The file cannot be read, is no snapshot, or is of a newer format than this version knows.
pub fn read_snapshot(path: &Path) -> Result<Catalog, Error> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Error::caused(format!("cannot read the snapshot {name}"), error)
            .with_help("`pgdc snapshot` writes one from a database or a DDL file")
    })?;
    let broken = |error| {
        Error::caused(format!("{name} is no snapshot of a catalog"), error)
            .with_help("write it anew with `pgdc snapshot`")
    };
    // First the format: a newer one may have fields that are not known here.
    let Head { format } = serde_json::from_str(&text).map_err(broken)?;
    if format > FORMAT {
        return Err(Error::new(format!(
            "snapshot {name} has format {format}, this pgdc reads {FORMAT}: upgrade pgdc"
        )));
    }
    let mut catalog: Catalog = serde_json::from_str(&text).map_err(broken)?;
    // Merged or edited by hand, it may have lost the order that look-ups rely on.
    catalog.sort();
    Ok(catalog)
}

/// The text of a snapshot. Equal catalogs give equal text.
///
/// # Errors
/// None that is known; the serialiser's, should there be one.
pub fn snapshot_text(catalog: &Catalog) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(catalog)
        .map_err(|error| Error::caused("cannot write the catalog as JSON", error))?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Catalog, Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pgdc.json");
        fs::write(&path, text).expect("a snapshot");
        read_snapshot(&path)
    }

    #[test]
    fn a_snapshot_comes_back_as_it_was() {
        let schema = pgdc_catalog::Schema { name: "öffentlich\n\"".into(), comment: None };
        let catalog = Catalog { format: FORMAT, schemas: vec![schema], ..Catalog::default() };
        let text = snapshot_text(&catalog).unwrap();
        assert!(text.ends_with("}\n"));
        assert_eq!(read(&text).unwrap(), catalog);
    }

    #[test]
    fn a_newer_format_is_told_before_its_unknown_fields() {
        let error = read(r#"{"format": 99, "news": []}"#).unwrap_err().to_string();
        assert!(error.ends_with("has format 99, this pgdc reads 1: upgrade pgdc"), "{error}");
    }

    #[test]
    fn broken_json_has_its_place() {
        let error = format!("{:?}", read("{\"format\": 1,\n").unwrap_err());
        assert!(error.contains("line 2"), "{error}");
    }
}
