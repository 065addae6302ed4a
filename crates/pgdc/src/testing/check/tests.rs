//! Conditions as the server prints them, and what they ask for.

use super::{Atom, Expr, Limits, Order, alternatives, ordinal};

fn ways(text: &str) -> Vec<Vec<Atom>> {
    alternatives(&Expr::parse(text), true)
}

fn limits(text: &str) -> Limits {
    let mut limits = Limits::default();
    ways(text)[0].iter().for_each(|atom| limits.ask(atom));
    limits
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn comparisons_bound_a_column() {
    let found = limits("((vacationhours >= '-40'::integer) AND (vacationhours < 240))");
    assert_eq!((found.min, found.max), (Some((-40.0, false)), Some((240.0, true))));
    let found = limits("((VALUE >= (0)::numeric) AND (VALUE < power((2)::numeric, (3)::numeric)))");
    assert_eq!(found.max, Some((8.0, true)));
    let found = limits("(0.5 < rate)");
    assert_eq!(found.min, Some((0.5, true)));
    let found = limits("((d >= '1970-01-02'::date) AND (d <= (now() - '18 years'::interval)))");
    assert_eq!(found.min, Some((86_400.0, false)));
    assert!(found.max.is_some());
}

#[test]
fn lists_and_cases_are_understood() {
    let found = limits("((t = ANY (ARRAY['a'::text, 'it''s'::text])))");
    assert_eq!(found.one_of, Some(texts(&["a", "it's"])));
    let found =
        limits("(upper((style)::text) = ANY (ARRAY[('W'::character varying)::text, 'M'::text]))");
    assert_eq!(found.one_of, Some(texts(&["W", "M"])));
    let found = limits(
        "((t)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))",
    );
    assert_eq!(found.one_of, Some(texts(&["x", "y"])));
    assert!(limits("(lower(tag) = tag)").lower);
    assert_eq!(limits("(t <> ALL (ARRAY['a'::text]))").none_of, texts(&["a"]));
    assert_eq!(limits("(a = 1)").one_of, Some(texts(&["1"])));
}

#[test]
fn lengths_and_patterns_are_understood() {
    let found = limits("((char_length(name) >= 3) AND (length((name)::text) < 10))");
    assert_eq!((found.shortest, found.longest), (3, Some(9)));
    assert_eq!(limits("(char_length(TRIM(BOTH FROM scopes)) > 0)").shortest, 1);
    assert_eq!(limits("(name <> ''::text)").shortest, 1);
    assert_eq!(limits("(VALUE ~* '^.+@.+\\..+$'::text)").regex.unwrap(), r"^.+@.+\..+$");
    assert_eq!(limits("(url ~~ 'https://%'::text)").like.unwrap(), "https://%");
    assert_eq!(limits(r"(x ~ E'^\\d+$'::text)").regex.unwrap(), r"^\d+$");
}

#[test]
fn what_cannot_be_is_seen() {
    for text in [
        "((a > 1) AND (a < 1))",
        "((t = ANY (ARRAY['a'::text, 'b'::text])) AND (t <> 'a'::text) AND (t <> 'b'::text))",
        "((a IS NULL) AND (a IS NOT NULL))",
        "((length(a) > 3) AND (length(a) < 4))",
    ] {
        assert!(limits(text).is_impossible(), "{text}");
    }
    let found = limits("((a >= 1) AND (a < 3))");
    assert!(!found.is_impossible() && found.takes("1") && !found.takes("3"));
}

#[test]
fn each_way_is_found() {
    let either = ways("((a IS NULL) OR (b > 3))");
    let greater = Atom::Compare("b".into(), Order::Greater, "3".into());
    assert_eq!(either, [vec![Atom::Null("a".into())], vec![greater]]);
    let one_of_two = ways("((a IS NULL) <> (\"B b\" IS NULL))");
    let (null_a, null_b) = (Atom::Null("a".into()), Atom::Null("B b".into()));
    let (some_a, some_b) = (Atom::NotNull("a".into()), Atom::NotNull("B b".into()));
    assert_eq!(one_of_two, [vec![null_a, some_b], vec![some_a, null_b]]);
    assert_eq!(ways("(NOT ((a = 1) OR b))")[0].len(), 2);
    let both = Atom::Columns("ends".into(), Order::GreaterOrEqual, "starts".into());
    assert_eq!(ways("(ends >= starts)"), [vec![both]]);
}

#[test]
fn what_is_not_understood_asks_for_nothing() {
    for text in ["f(a, b)", "((j ->> 'k'::text) IS NOT NULL)", "((", "'", "((VALUE).from < 24)"] {
        assert_eq!(ways(text), [Vec::new()], "{text}");
    }
    let deep = "(".repeat(10_000);
    assert_eq!(ways(&deep), [Vec::new()]);
    let all = Expr::parse("CASE WHEN (kind = 'x'::text) THEN (a > 1) ELSE true END");
    assert_eq!(all.columns(), ["kind", "a"]);
    assert_eq!(all.constants(), ["x", "1", "true"]);
}

#[test]
fn dates_are_counted_in_seconds() {
    assert_eq!(ordinal("1970-01-01"), Some(0.0));
    assert_eq!(ordinal("1970-01-02 01:00:00+01"), Some(86_400.0));
    assert_eq!(ordinal("2024-02-29 00:00:01"), Some(1_709_164_801.0));
    assert_eq!(ordinal("2023-02-29"), None);
    assert_eq!(ordinal("infinity"), None);
    assert_eq!(ordinal("abc"), None);
}
