//! A script that is being read: a file or a text.

use std::fs;
use std::path::{Path, PathBuf};

use super::LoadError;
use super::folder::up_part;
use super::split::Splitter;

/// One open script.
pub(super) struct Source {
    /// As it was named, for messages.
    pub(super) name: String,
    pub(super) pieces: Splitter,
    /// The real path of a file, which tells whether it includes itself.
    path: Option<PathBuf>,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Source, LoadError> {
        let name = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| LoadError::of_file(&name, format!("cannot be read: {error}")))?;
        Ok(Source { path: path.canonicalize().ok(), ..Source::new(&name, &bytes)? })
    }

    /// What goes up of a file.
    pub(super) fn migration(path: &Path) -> Result<Source, LoadError> {
        let name = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| LoadError::of_file(&name, format!("cannot be read: {error}")))?;
        let text = up_part(decode(&name, &bytes)?).into_owned();
        Ok(Source { name, pieces: Splitter::new(text), path: path.canonicalize().ok() })
    }

    pub(super) fn new(name: &str, bytes: &[u8]) -> Result<Source, LoadError> {
        let text = decode(name, bytes)?.to_owned();
        Ok(Source { name: name.to_owned(), pieces: Splitter::new(text), path: None })
    }

    /// A file that this one includes: beside this file or, as psql has it, in the current folder.
    pub(super) fn include(&self, argument: &str) -> Result<Source, LoadError> {
        let beside = Path::new(&self.name).parent().map(|folder| folder.join(argument));
        match beside.filter(|path| self.path.is_some() && path.exists()) {
            Some(path) => Source::read(&path),
            None => Source::read(Path::new(argument)),
        }
    }

    pub(super) fn is_same_file(&self, other: &Source) -> bool {
        self.path.is_some() && self.path == other.path
    }
}

fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, LoadError> {
    if bytes.starts_with(b"PGDMP") {
        let advice = format!(
            "is an archive of pg_dump, not SQL; turn it into SQL: pg_restore --schema-only -f schema.sql {name}"
        );
        return Err(LoadError::of_file(name, advice));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let advice = format!("is UTF-16; turn it into UTF-8: iconv -f UTF-16 -t UTF-8 {name}");
        return Err(LoadError::of_file(name, advice));
    }
    let line_of = |at: usize| bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        LoadError::at(
            name,
            line_of(at),
            format!(
                "byte 0x{:02X} is not UTF-8; turn the file into UTF-8, for example: iconv -f LATIN1 -t UTF-8 {name}",
                bytes[at]
            ),
        )
    })?;
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(LoadError::at(name, line_of(at), "a NUL byte: the file is no SQL text"));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
