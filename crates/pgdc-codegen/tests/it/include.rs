//! What `include!` takes is the same module, further in.

use std::fs;

use pgdc_codegen::Form;

use crate::fixtures::{cases, folder, generate};

#[test]
fn both_forms_hold_the_same_lines() {
    for case in cases() {
        let path = folder().join(format!("catalogs/{case}.json"));
        let text = fs::read_to_string(path).expect("a catalog");
        let catalog = serde_json::from_str(&text).expect("a catalog");
        let module = generate(&catalog, &case, Form::Module);
        let included = generate(&catalog, &case, Form::Include);
        let (_, body) = module.split_once("clippy::pedantic)]\n\n").expect("inner attributes");
        let (_, inner) = included.split_once("mod generated {\n").expect("a module");
        let indented = |line: &str| match line.is_empty() {
            true => "\n".to_owned(),
            false => format!("    {line}\n"),
        };
        let body: String = body.lines().map(indented).collect();
        assert_eq!(inner, body + "}\n", "{case}");
    }
}
