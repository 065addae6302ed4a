//! The files that are handed to users.

use std::fs;
use std::path::Path;

use pgdc_build::{Scope, Settings};

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn template(name: &str) -> String {
    fs::read_to_string(repository().join("templates").join(name)).expect("a template")
}

#[test]
fn the_settings_template_changes_nothing_and_all_of_it_is_understood() {
    let commented = template("pgdc.toml");
    let defaults = Settings::from_toml(&commented).expect("the template");
    assert_eq!(defaults.source, None);
    assert_eq!(defaults.output, None);
    assert_eq!(defaults.generate, Settings::default().generate);

    // `#key = value` is a default, `# text` an explanation. One source can be given at a time.
    let key = |line: &&str| line.starts_with('#') && !line.starts_with("# ") && line.len() > 1;
    let all_but_sources = |line: &str| line.strip_prefix('#').unwrap_or(line).to_owned();
    let sources = ["#db", "#schema ", "#catalog"];
    assert_eq!(commented.lines().filter(key).count(), 32, "every key has a line");
    for source in sources {
        let uncommented: Vec<String> = commented
            .lines()
            .filter(|line| !line.starts_with("# "))
            .filter(|line| line.starts_with(source) || !sources.iter().any(|s| line.starts_with(s)))
            .map(all_but_sources)
            .collect();
        let settings = Settings::from_toml(&uncommented.join("\n")).expect(source);
        assert!(settings.source.is_some() && settings.output.is_some());
        let scope = settings.generate.scope.as_ref().expect("a scope");
        assert_eq!((scope.shared.len(), scope.outer.tables.len(), scope.within.len()), (2, 1, 1));
        assert_eq!(
            scope.outer.setting,
            Scope::by("").outer.setting,
            "the comment states the default"
        );
        assert_eq!(scope.within[0].setting, format!("app.{}", scope.within[0].column));
        assert!(!scope.is_guarded && !scope.checks_parents);
        // Types and names have no defaults, but examples.
        let generate = &settings.generate;
        assert_eq!((generate.types.len(), generate.columns.len()), (1, 1));
        let rename = &generate.rename;
        let names = [&rename.tables, &rename.columns, &rename.types];
        assert!(names.iter().all(|names| names.len() == 1));
        assert_eq!(generate.keys.len(), 1);
        let mut without_examples = defaults.generate.clone();
        without_examples.types.clone_from(&generate.types);
        without_examples.columns.clone_from(&generate.columns);
        without_examples.keys.clone_from(&generate.keys);
        without_examples.rename.clone_from(rename);
        without_examples.scope.clone_from(&generate.scope);
        assert_eq!(*generate, without_examples, "the comments state the defaults");
    }
}

/// A consumer builds with it, so that it is known to compile and to work.
#[test]
fn the_build_script_template_is_the_one_that_is_tested() {
    let consumer = repository().join("fixtures/consumers/build_rs_snapshot/build.rs");
    assert_eq!(template("build.rs"), fs::read_to_string(consumer).expect("the consumer's"));
}
