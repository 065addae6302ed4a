//! Values, without a server.

use super::{Maker, pattern};
use crate::testing::check::Limits;
use crate::testing::facts::{Facts, Form, Type};
use crate::testing::rng::Rng;

fn facts(name: &str) -> Facts {
    let ty =
        Type { name: name.to_owned(), cast: name.to_owned(), not_null: false, form: Form::Base };
    Facts { types: [(1, ty)].into(), ..Facts::default() }
}

fn value(ty: &str, modifier: i32, column: &str, n: u64, limits: &Limits) -> String {
    let facts = facts(ty);
    let rng = Rng::new(7, "t", n, 0);
    let mut make =
        Maker { facts: &facts, name: column, n, unique: true, attempt: 0, rng, depth: 0 };
    make.value(1, modifier, limits).expect("a value")
}

#[test]
fn numbers_stay_within_their_limits() {
    let mut limits = Limits::default();
    limits.least(3.0, true);
    limits.greatest(5.0, false);
    let found: Vec<String> = (0..4).map(|n| value("int4", -1, "x", n, &limits)).collect();
    assert_eq!(found, ["4", "5", "4", "5"]);
    // numeric(4,2)
    let modifier = (4 << 16 | 2) + 4;
    assert_eq!(value("numeric", modifier, "x", 7, &Limits::default()), "7.00");
    assert_eq!(value("numeric", modifier, "x", 100, &limits), "4.00");
    let mut limits = Limits::default();
    limits.greatest(0.0, true);
    assert!(value("numeric", modifier, "x", 7, &limits).starts_with('-'));
}

#[test]
fn dates_follow_their_limits() {
    assert_eq!(value("date", -1, "day", 31, &Limits::default()), "2024-02-01");
    let mut limits = Limits::default();
    limits.least(86_400.0, true);
    limits.greatest(10.0 * 86_400.0, false);
    assert!(value("date", -1, "day", 31, &limits).starts_with("1970-01-"));
    let at = value("timestamptz", -1, "created_at", 0, &Limits::default());
    assert!(at.starts_with("2024-01-01 ") && at.ends_with("+00"), "{at}");
}

#[test]
fn texts_are_short_enough_and_differ() {
    for most in 1..40 {
        for column in ["email", "name", "url", "slug", "x", "phone"] {
            let texts: Vec<String> = (0..20)
                .map(|n| value("varchar", most + 4, column, n, &Limits::default()))
                .collect();
            let mut once = texts.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), texts.len(), "{column}({most}): {texts:?}");
            let longest = texts.iter().map(|text| text.chars().count()).max();
            assert!(longest <= usize::try_from(most).ok(), "{column}({most}): {texts:?}");
        }
    }
    let limits = Limits { shortest: 300, ..Limits::default() };
    assert_eq!(value("text", -1, "x", 1, &limits).len(), 300);
}

#[test]
fn patterns_are_matched() {
    let mut rng = Rng::new(1, "", 0, 0);
    let mut text = |pattern: &str| pattern::matching(pattern, &mut rng);
    let email = text(r"^.+@.+\..+$").expect("a text");
    assert!(email.contains('@') && email.contains('.'), "{email}");
    let code = text("^[A-Z]{2}-[0-9]{3,5}$").expect("a text");
    assert!(code.len() >= 6 && code.as_bytes()[2] == b'-', "{code}");
    let guid = text("^[a-zA-Z0-9]{15}$").expect("a text");
    assert_eq!(guid.len(), 15);
    assert_eq!(text("^(?:yes|yes)$").as_deref(), Some("yes"));
    assert_eq!(text("^[^a-y0-9]$").as_deref(), Some("z"));
    for strange in ["(?=x)", "a**", "[", "(", "\\1"] {
        assert_eq!(text(strange), None, "{strange}");
    }
}

#[test]
fn the_same_seed_gives_the_same() {
    let numbers = |seed| {
        let mut rng = Rng::new(seed, "public.album", 3, 0);
        [rng.next(), rng.next()]
    };
    assert_eq!(numbers(7), numbers(7));
    assert_ne!(numbers(7), numbers(8));
}
