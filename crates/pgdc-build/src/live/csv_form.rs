//! How values stand in a CSV file.

use pgdc::CopyFormat;

use crate::Error;

/// How values stand in a CSV file. The first line has the names of the columns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CsvForm {
    delimiter: u8,
    null: String,
}

impl Default for CsvForm {
    /// With commas; NULL is an empty value without quotes.
    fn default() -> Self {
        CsvForm { delimiter: b',', null: String::new() }
    }
}

impl CsvForm {
    /// With this character between values, and this text for NULL where it stands without quotes.
    ///
    /// # Errors
    /// The server takes one byte between values, and neither a quote nor the end of a line.
    pub fn new(delimiter: char, null: impl Into<String>) -> Result<Self, Error> {
        let is_fit = delimiter.is_ascii() && !['"', '\n', '\r', '\0'].contains(&delimiter);
        match u8::try_from(delimiter) {
            Ok(delimiter) if is_fit => Ok(CsvForm { delimiter, null: null.into() }),
            _ => Err(Error::new(format!(
                "{delimiter:?} cannot stand between the values of a CSV file"
            ))
            .with_help("take one ASCII character, such as `;` or a tab")),
        }
    }

    pub(super) fn format(&self) -> CopyFormat {
        CopyFormat::csv().header().delimiter(char::from(self.delimiter)).null(self.null.as_str())
    }

    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    pub(super) fn null(&self) -> &str {
        &self.null
    }

    /// The names in a header line.
    pub(super) fn names(&self, header: &[u8]) -> Result<Vec<String>, csv::Error> {
        // Some programs mark a file as UTF-8.
        let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .from_reader(header);
        let names = reader.records().next().transpose()?;
        Ok(names.iter().flatten().map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_csv_has_them() {
        let names = |text: &str| CsvForm::new(';', "").unwrap().names(text.as_bytes()).unwrap();
        assert_eq!(names("\u{feff}a;\"b;\"\"\nc\";d\r\n"), ["a", "b;\"\nc", "d"]);
        assert_eq!(names("\n"), [""; 0]);
        assert!(CsvForm::new('→', "").is_err() && CsvForm::new('"', "").is_err());
    }
}
