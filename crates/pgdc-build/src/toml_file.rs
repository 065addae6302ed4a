//! `pgdc.toml` into [`Settings`].

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::nearest::nearest;
use crate::scope_table::ScopeTable;
use crate::{Error, Settings, Source};

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct File {
    source: SourceTable,
    output: OutputTable,
    generate: pgdc_codegen::Config,
    scope: ScopeTable,
    lint: LintTable,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LintTable {
    accept: pgdc_lint::Accepted,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SourceTable {
    db: Option<String>,
    schema: Option<PathBuf>,
    catalog: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OutputTable {
    file: Option<PathBuf>,
}

impl Settings {
    /// Reads a settings file; its relative paths are taken from its folder.
    ///
    /// # Errors
    /// It cannot be read, or as [`Settings::from_toml`] with the file's name.
    pub fn read(path: &Path) -> Result<Settings, Error> {
        let name = path.display();
        let text = fs::read_to_string(path)
            .map_err(|error| Error::caused(format!("cannot read the settings {name}"), error))?;
        let settings = parse(&text, &name.to_string())?;
        Ok(settings.relative_to(path.parent().unwrap_or(Path::new(""))))
    }

    /// Reads the text of a settings file; see `templates/pgdc.toml` for what may stand there.
    ///
    /// # Errors
    /// It is no TOML, has a key that is not known, or names two sources. The message has the line.
    pub fn from_toml(text: &str) -> Result<Settings, Error> {
        parse(text, "pgdc.toml")
    }
}

fn parse(text: &str, name: &str) -> Result<Settings, Error> {
    let file: File = toml::from_str(text).map_err(|error| explain(&error, text, name))?;
    let SourceTable { db, schema, catalog } = file.source;
    let given = [
        db.map(|url| Source::Database(url.into())),
        schema.map(Source::Schema),
        catalog.map(Source::Catalog),
    ];
    let mut given = given.into_iter().flatten();
    let source = given.next();
    if given.next().is_some() {
        return Err(Error::new(format!("{name}: [source] names more than one source"))
            .with_help("keep one of `db`, `schema` and `catalog`"));
    }
    Ok(Settings {
        source,
        output: file.output.file,
        accepted: file.lint.accept,
        generate: pgdc_codegen::Config { scope: file.scope.into_scope(name)?, ..file.generate },
        ..Settings::default()
    })
}

/// The parser's error with the line, without the line's text: that may hold a password.
fn explain(error: &toml::de::Error, text: &str, name: &str) -> Error {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = match before {
        Some(before) => format!("{name}:{}", before.matches('\n').count() + 1),
        None => name.to_owned(),
    };
    // Serde's word is the same for both.
    let is_value = before.is_some_and(|before| before.trim_end().ends_with('='));
    let what = if is_value { "value" } else { "key" };
    match unknown_key(error.message()) {
        Some((key, known)) => {
            let message = format!("{place}: unknown {what} `{key}`");
            Error::new(match nearest(key, &known) {
                Some(meant) => format!("{message}; did you mean `{meant}`?"),
                None => message,
            })
            .with_help(format!("{what}s that are known here: {}", known.join(", ")))
        }
        None => {
            let wrong = Error::new(format!("{place}: {}", error.message()));
            match error.message().ends_with("expected a sequence") {
                true => wrong.with_help("write a list: [\"…\"]"),
                false => wrong,
            }
        }
    }
}

/// The key and the known ones, out of serde's message: unknown field `a`, expected one of `b`, `c`. Where the keys
/// are those of an enum, serde calls them variants.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let keys = message.strip_prefix("unknown field ").or(message.strip_prefix("unknown variant "));
    let mut quoted = keys?.split('`').skip(1).step_by(2);
    Some((quoted.next()?, quoted.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        format!("{:?}", Settings::from_toml(text).expect_err("a mistake"))
    }

    #[test]
    fn every_key_is_read() {
        let settings = Settings::from_toml(
            "[source]\nschema = 'schema.sql'\n[output]\nfile = 'src/db.rs'\n[generate]\n\
             schemas = ['a', 'b']\ninclude = ['x*']\nexclude = ['y']\nviews = false\n",
        )
        .unwrap();
        assert_eq!(settings.source, Some(Source::Schema("schema.sql".into())));
        assert_eq!(settings.output, Some("src/db.rs".into()));
        assert_eq!(settings.generate.schemas, ["a", "b"]);
        assert_eq!(settings.generate.include, ["x*"]);
        assert_eq!(settings.generate.exclude, ["y"]);
        assert!(!settings.generate.views);
    }

    #[test]
    fn the_scope_is_read_and_needs_a_column() {
        let text =
            "[scope]\ncolumn = 'tenant_id'\nshared = ['plan']\n[scope.tables]\n'a.b' = 'org_id'\n";
        let scope = |text| Settings::from_toml(text).unwrap().generate.scope;
        let found = scope(text).unwrap();
        let outer = &found.outer;
        assert_eq!((outer.column.as_str(), outer.setting.as_str()), ("tenant_id", "app.tenant"));
        assert_eq!(found.shared, ["plan"]);
        assert_eq!(outer.tables["a.b"], "org_id");
        assert_eq!(scope("[scope]\n"), None);
        let text = "[scope]\ncolumn = 'tenant_id'\n[[scope.within]]\ncolumn = 'project_id'\n";
        let within = scope(text).unwrap().within;
        assert_eq!(within[0].setting, "app.project_id");
        assert_eq!(
            refusal("[scope]\nshared = ['plan']\n"),
            "pgdc.toml: [scope] does not say which column separates tenants\n\
             help: give its name: column = \"tenant_id\""
        );
        assert_eq!(
            refusal("[scope]\ncolum = 'a'\n"),
            "pgdc.toml:2: unknown key `colum`; did you mean `column`?\n\
             help: keys that are known here: column, setting, guard, check_parents, shared, tables, within"
        );
    }

    #[test]
    fn accepted_findings_are_read() {
        let settings = Settings::from_toml("[lint.accept]\nno-index = ['a', 'b']\n").unwrap();
        assert_eq!(settings.accepted[&pgdc_lint::Rule::NoIndex], ["a", "b"]);
        let refusal = refusal("[lint.accept]\nno-indx = ['a']\n");
        assert!(refusal.contains("unknown key `no-indx`; did you mean `no-index`?"), "{refusal}");
    }

    #[test]
    fn nothing_is_required() {
        let settings = Settings::from_toml("").unwrap();
        assert_eq!(settings.source, None);
        assert_eq!(settings.generate, pgdc_codegen::Config::default());
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let settings =
            Settings::from_toml("[source]\ncatalog = 'a.json'\n[output]\nfile = '/abs/db.rs'\n")
                .unwrap()
                .relative_to(Path::new("sub"));
        assert_eq!(settings.source, Some(Source::Catalog("sub/a.json".into())));
        assert_eq!(settings.output, Some("/abs/db.rs".into()));
    }

    #[test]
    fn an_unknown_key_has_its_line_and_the_nearest_known_one() {
        assert_eq!(
            refusal("[generate]\n# patterns\nexlude = []\n"),
            "pgdc.toml:3: unknown key `exlude`; did you mean `exclude`?\n\
             help: keys that are known here: schemas, flat, include, exclude, views, ddl, \
             dates, branded_keys, domain_newtypes, open_enums, not_null, keys, types, columns, rename"
        );
        assert_eq!(
            refusal("[zzz]\n"),
            "pgdc.toml:1: unknown key `zzz`\nhelp: keys that are known here: source, output, generate, scope, lint"
        );
    }

    #[test]
    fn what_is_no_toml_has_its_line_and_shows_no_password() {
        let text = "[source]\ndb = 'postgres://app:secret@host/db\n";
        let refusal = refusal(text);
        assert!(refusal.starts_with("pgdc.toml:2: "), "{refusal}");
        assert!(!refusal.contains("secret"), "{refusal}");
    }

    #[test]
    fn a_value_of_the_wrong_type_has_its_line() {
        let refusal = refusal("[generate]\nviews = 'no'\n");
        assert!(refusal.starts_with("pgdc.toml:2: invalid type"), "{refusal}");
    }

    #[test]
    fn two_sources_are_refused() {
        let refusal = refusal("[source]\ndb = 'x'\nschema = 'y'\n");
        assert!(refusal.contains("more than one source"), "{refusal}");
    }
}
