//! Whether the crate that a module is written into has what it needs of `pgdc`, and how to get it.

use std::fs;
use std::path::{Path, PathBuf};

use pgdc_build::{DEFAULT_FEATURES, Feature};
use toml::{Table, Value};

const MANIFEST: &str = "Cargo.toml";

/// Where cargo finds pgdc, which is on no registry yet.
pub(crate) const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// What `Cargo.toml` says of `pgdc`.
#[derive(Debug, Eq, PartialEq)]
enum Dependency {
    /// Nothing, or there is no such file.
    Absent,
    /// These features are on.
    Features(Vec<String>),
}

/// What to tell the user: the exact command to run, and why. None where nothing is missing.
pub(crate) fn advice(output: Option<&Path>, needed: &[Feature]) -> Option<String> {
    let manifest = output.and_then(manifest_of);
    let dependency = manifest.as_deref().map_or(Dependency::Absent, read);
    let is_missing = |feature: &&Feature| match &dependency {
        Dependency::Absent => !DEFAULT_FEATURES.contains(&feature.name),
        Dependency::Features(features) => !features.iter().any(|on| on == feature.name),
    };
    let missing: Vec<&Feature> = needed.iter().filter(is_missing).collect();
    let names = missing.iter().map(|feature| feature.name).collect::<Vec<_>>().join(",");
    let mut command = "cargo add pgdc".to_owned();
    if dependency == Dependency::Absent {
        command.push_str(&format!(" --git {REPOSITORY}"));
    }
    if !names.is_empty() {
        command.push_str(&format!(" --features {names}"));
    }
    let reasons =
        missing.iter().map(|feature| format!("; {} needs {}", feature.needed_by, feature.name));
    let reasons: String = reasons.collect();
    match (&dependency, manifest) {
        (Dependency::Features(_), _) if missing.is_empty() => None,
        (Dependency::Features(_), Some(manifest)) => Some(format!(
            "{} has pgdc without features that the module needs: run `{command}`{reasons}",
            manifest.display()
        )),
        (Dependency::Absent, Some(manifest)) => {
            Some(format!("{} has no pgdc yet: run `{command}`{reasons}", manifest.display()))
        }
        (_, None) => Some(format!("the module needs pgdc: run `{command}` in its crate{reasons}")),
    }
}

/// The `Cargo.toml` of the package that the file is in.
fn manifest_of(output: &Path) -> Option<PathBuf> {
    let folder = match output.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).ok()?;
    let manifests = folder.ancestors().map(|folder| folder.join(MANIFEST));
    let is_of_package =
        |path: &PathBuf| parse(path).is_some_and(|table| table.contains_key("package"));
    let manifest = manifests.filter(|path| path.is_file()).find(is_of_package)?;
    // As the user would write it, where that is shorter.
    let here = std::env::current_dir().ok()?;
    Some(manifest.strip_prefix(here).map(Path::to_owned).unwrap_or(manifest))
}

fn read(manifest: &Path) -> Dependency {
    let Some(table) = parse(manifest) else { return Dependency::Absent };
    let Some(own) = table.get("dependencies").and_then(find) else { return Dependency::Absent };
    let mut features = features(own);
    if own.get("workspace").and_then(Value::as_bool) == Some(true) {
        features.extend(of_workspace(manifest));
    }
    Dependency::Features(features)
}

fn parse(manifest: &Path) -> Option<Table> {
    fs::read_to_string(manifest).ok()?.parse().ok()
}

/// `pgdc` among dependencies, whatever it is called there.
fn find(dependencies: &Value) -> Option<&Value> {
    let dependencies = dependencies.as_table()?;
    let is_pgdc = |(key, value): &(&String, &Value)| match value.get("package") {
        Some(package) => package.as_str() == Some("pgdc"),
        None => *key == "pgdc",
    };
    dependencies.iter().find(is_pgdc).map(|(_, value)| value)
}

/// The features of a dependency as it is written; an inherited one says of defaults nothing.
fn features(dependency: &Value) -> Vec<String> {
    let listed = dependency.get("features").and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned);
    let is_inherited = dependency.get("workspace").is_some();
    let defaults = dependency.get("default-features").and_then(Value::as_bool).unwrap_or(true);
    let defaults = if defaults && !is_inherited { DEFAULT_FEATURES } else { &[] };
    listed.chain(defaults.iter().map(ToString::to_string)).collect()
}

/// The features that the workspace around a package gives to all of its members.
fn of_workspace(manifest: &Path) -> Vec<String> {
    let Ok(manifest) = fs::canonicalize(manifest) else { return Vec::new() };
    let folders = manifest.ancestors().skip(1);
    let tables = folders.filter_map(|folder| parse(&folder.join(MANIFEST)));
    let mut workspaces = tables.filter_map(|table| table.get("workspace").cloned());
    let inherited = workspaces.next();
    let dependency = inherited.as_ref().and_then(|workspace| find(workspace.get("dependencies")?));
    dependency.map(features).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(names: &[&'static str]) -> Vec<Feature> {
        let feature = |name: &&'static str| Feature { name, needed_by: format!("column a.{name}") };
        names.iter().map(feature).collect()
    }

    fn advice_for(manifest: &str, features: &[&'static str]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        let advice = advice(Some(&folder.path().join("src/db.rs")), &needed(features))?;
        let folder = fs::canonicalize(folder.path()).unwrap();
        Some(advice.replace(&folder.display().to_string(), "…"))
    }

    #[test]
    fn the_command_adds_what_is_missing_and_nothing_else() {
        let absent = "[package]\nname = 'a'\n";
        assert_eq!(
            advice_for(absent, &["time"]).as_deref(),
            Some(
                "…/Cargo.toml has no pgdc yet: run `cargo add pgdc --git https://github.com/pgdc/pgdc`"
            )
        );
        assert_eq!(
            advice_for(absent, &["chrono", "time"]).as_deref(),
            Some(
                "…/Cargo.toml has no pgdc yet: run `cargo add pgdc --git https://github.com/pgdc/pgdc --features chrono`; column a.chrono needs chrono"
            )
        );
        assert_eq!(advice_for("[package]\n[dependencies]\npgdc = '0.1'\n", &["time"]), None);
        let without = "[package]\n[dependencies]\npgdc = { version = '0.1', default-features = false, features = ['uuid'] }";
        assert_eq!(advice_for(without, &["uuid"]), None);
        assert_eq!(
            advice_for(without, &["time", "uuid"]).as_deref(),
            Some(
                "…/Cargo.toml has pgdc without features that the module needs: run `cargo add pgdc --features time`; column a.time needs time"
            )
        );
        let renamed = "[package]\n[dependencies]\nx = { package = 'pgdc', version = '0.1' }";
        assert_eq!(advice_for(renamed, &["time"]), None);
        let inherited = "[package]\n[workspace.dependencies]\npgdc = { version = '0.1', features = ['jiff'] }\n\
            [dependencies]\npgdc = { workspace = true, features = ['chrono'] }";
        assert_eq!(advice_for(inherited, &["chrono", "jiff", "time"]), None);
    }

    #[test]
    fn without_a_manifest_the_command_is_told_all_the_same() {
        assert_eq!(
            advice(None, &needed(&["json", "geo"])).as_deref(),
            Some(
                "the module needs pgdc: run `cargo add pgdc --git https://github.com/pgdc/pgdc --features geo` in its crate; column a.geo needs geo"
            )
        );
    }
}
