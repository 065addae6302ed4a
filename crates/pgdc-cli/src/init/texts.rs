//! The files that users get, made from the templates.

use anyhow::Result;
use pgdc_build::Source;
use toml_edit::{Array, Value};

use super::answers::Answers;
use super::package::Package;
use crate::args::Way;

pub(super) const BUILD_SCRIPT: &str = "build.rs";

const SETTINGS: &str = include_str!("../../templates/pgdc.toml");
const SCRIPT: &str = include_str!("../../templates/build.rs");

/// `pgdc.toml`: the template, with what was answered.
pub(super) fn settings(answers: &Answers, package: &Package) -> Result<String> {
    let mut text = SETTINGS.to_owned();
    match &answers.source {
        Some(Source::Schema(path)) => set(&mut text, "schema", &package.relative(path)?.into()),
        Some(Source::Catalog(path)) => set(&mut text, "catalog", &package.relative(path)?.into()),
        Some(Source::Database(_)) | None => {
            let url = answers.url.as_deref().filter(|_| !answers.hides_password);
            url.into_iter().for_each(|url| set(&mut text, "db", &url.into()));
        }
    }
    if answers.way == Way::CheckedIn {
        set(&mut text, "file", &answers.out.as_str().into());
    }
    if !answers.schemas.is_empty() {
        set(&mut text, "schemas", &Value::Array(Array::from_iter(&answers.schemas)));
    }
    Ok(text)
}

/// Gives a value to the first key of this name, which is commented out.
fn set(text: &mut String, key: &str, value: &Value) {
    let begin = format!("#{key} = ");
    let mut lines: Vec<&str> = text.lines().collect();
    let line = format!("{key} = {value}");
    if let Some(at) = lines.iter().position(|line| line.starts_with(&begin)) {
        lines[at] = &line;
    }
    *text = lines.join("\n") + "\n";
}

/// `build.rs`: the template, with the settings file for all but the source.
pub(super) fn build_script(snapshot: &str) -> String {
    SCRIPT.replace(
        "Config::new().catalog(\"pgdc.json\")",
        &format!("Config::from_file(\"pgdc.toml\")?.catalog({snapshot:?})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_hold_what_is_filled_in() {
        let value = "\"x\"\ny";
        let keys = [
            ("source", "db"),
            ("source", "schema"),
            ("source", "catalog"),
            ("output", "file"),
            ("generate", "schemas"),
        ];
        for (table, key) in keys {
            let mut text = SETTINGS.to_owned();
            set(&mut text, key, &value.into());
            let read: toml::Table = text.parse().unwrap();
            assert_eq!(read[table][key].as_str(), Some(value), "{key}");
        }
        let script = build_script("a\"b.json");
        assert!(
            script.contains(
                "pgdc_build::Config::from_file(\"pgdc.toml\")?.catalog(\"a\\\"b.json\").generate"
            ),
            "{script}"
        );
    }
}
