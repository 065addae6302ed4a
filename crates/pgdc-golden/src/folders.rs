//! The folders of schemas that programs of this crate are given.

use std::error::Error;
use std::path::PathBuf;

/// The files that the arguments name, and every `.sql` file of the folders, sorted.
///
/// # Errors
/// A folder cannot be read, or there is no such file.
pub fn sql_files() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for folder in std::env::args().skip(1) {
        let path = PathBuf::from(&folder);
        if path.is_file() {
            files.push(path);
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(|error| format!("{folder}: {error}"))? {
            let path = entry?.path();
            files.extend(path.extension().is_some_and(|ext| ext == "sql").then_some(path));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err("give folders with .sql files, or such files".into());
    }
    Ok(files)
}
