//! The steps as a text for psql.

use std::fmt;

use crate::step::{Ddl, Owner};

/// What the texts of a catalog were printed under, so that they mean the same.
const HEAD: &str = "\
BEGIN;
SET LOCAL search_path = '';
SET LOCAL standard_conforming_strings = on;
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL intervalstyle = 'postgres';
";

impl Ddl {
    /// All steps in one transaction, grouped by what they belong to; what is not made stands above them as comments.
    pub fn script(&self) -> String {
        let mut text = String::new();
        for unmade in &self.unmade {
            text.push_str(&format!("-- {}\n", one_line(&unmade.to_string())));
        }
        text.push_str(HEAD);
        let mut owner = None;
        for step in &self.steps {
            if owner != Some(&step.owner) {
                text.push_str(&format!("\n-- {}\n", one_line(&step.owner.to_string())));
                owner = Some(&step.owner);
            }
            text.push_str(&format!("{};\n", step.sql));
        }
        text.push_str("\nCOMMIT;\n");
        text
    }
}

/// For people: `type public.mood`, a relation by its name alone.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Schema(name) => write!(f, "schema {name}"),
            Owner::Extension(name) => write!(f, "extension {name}"),
            Owner::Type(name) => write!(f, "type {name}"),
            Owner::Sequence(name) => write!(f, "sequence {name}"),
            Owner::Relation(name) => write!(f, "{name}"),
        }
    }
}

/// A comment ends with its line, which names may hold the end of.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Step;

    #[test]
    fn no_name_ends_a_comment() {
        let owner = Owner::Schema("a\nDROP TABLE b".to_owned());
        let step = Step { object: String::new(), owner, sql: "SELECT 1".to_owned() };
        let ddl = Ddl { steps: vec![step], ..Ddl::default() };
        assert!(ddl.script().contains("\n-- schema a DROP TABLE b\nSELECT 1;\n"));
    }
}
