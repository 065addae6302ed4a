//! Objects of other kinds that relations need, or that belong to them.

use pgdc_catalog::{Extension, Part};

use crate::support::catalog;

#[tokio::test]
async fn what_is_needed_and_what_belongs_is_told_apart() {
    let catalog = catalog(
        "CREATE SCHEMA elsewhere;
         CREATE TABLE elsewhere.target (id int PRIMARY KEY);
         CREATE FUNCTION twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 2';
         CREATE FUNCTION of_domain(n int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT n > 0';
         CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE FUNCTION owned() RETURNS int LANGUAGE sql AS 'SELECT 1';
         ALTER EXTENSION plpgsql ADD FUNCTION owned();
         CREATE COLLATION mine FROM \"C\";
         CREATE DOMAIN above AS int CHECK (of_domain(VALUE));
         CREATE TABLE t (
             id int REFERENCES elsewhere.target, n int DEFAULT twice(2), m int DEFAULT owned(),
             s text COLLATE mine, d above, CHECK (twice(id) > 0)
         );
         CREATE INDEX ON t (twice(n));
         CREATE VIEW v AS SELECT twice(id) AS two FROM t;
         CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
         CREATE POLICY mine ON t;
         CREATE RULE never AS ON DELETE TO v DO INSTEAD NOTHING;
         CREATE STATISTICS pair ON id, n FROM t;",
        &["public"],
    )
    .await;
    let others: Vec<_> = catalog
        .others
        .iter()
        .map(|other| (other.of.name.as_str(), other.part, other.kind.as_str(), other.name.as_str()))
        .collect();
    let (needed, belongs) = (Part::Needed, Part::Belongs);
    assert_eq!(
        others,
        [
            ("above", needed, "function", "public.of_domain(integer)"),
            ("t", needed, "collation", "public.mine"),
            ("t", needed, "function", "public.twice(integer)"),
            ("t", needed, "table", "elsewhere.target"),
            ("t", belongs, "policy", "mine"),
            ("t", belongs, "statistics object", "pair"),
            ("t", belongs, "trigger", "touched"),
            ("v", needed, "function", "public.twice(integer)"),
            ("v", belongs, "rule", "never"),
        ]
    );
    let plpgsql = Extension { name: "plpgsql".to_owned(), schema: "pg_catalog".to_owned() };
    assert_eq!(catalog.extensions, [plpgsql]);
}
