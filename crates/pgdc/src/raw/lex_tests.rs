//! Texts and what the lexer makes of them.

use super::*;

/// The text with `<…>` for each placeholder.
fn shown(text: &str) -> String {
    let lexed = lex(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
    let show = |piece: &Piece| match piece {
        Piece::Text(range) => text[range.clone()].to_owned(),
        Piece::Placeholder(Placeholder::Next(n)) => format!("<{n}>"),
        Piece::Placeholder(Placeholder::Number(n)) => format!("<${n}>"),
        Piece::Placeholder(Placeholder::Name(name)) => format!("<{name}>"),
    };
    lexed.pieces.iter().map(show).collect()
}

#[test]
fn placeholders_are_found() {
    for (text, expected) in [
        ("title like ?", "title like <0>"),
        ("a=? and b>=?", "a=<0> and b>=<1>"),
        ("a in (?, ?,?)", "a in (<0>, <1>,<2>)"),
        ("a = :id or b = :id", "a = <id> or b = <id>"),
        ("a = $12", "a = <$12>"),
        ("lower(name) = lower(?)", "lower(name) = lower(<0>)"),
        ("a between ? and ?", "a between <0> and <1>"),
        ("a = any(?)", "a = any(<0>)"),
        ("a = ?::int", "a = <0>::int"),
        ("name || ? = ?||name", "name || <0> = <1>||name"),
        ("not ?", "not <0>"),
    ] {
        assert_eq!(shown(text), expected);
    }
}

#[test]
fn what_only_looks_like_a_placeholder_is_left_alone() {
    for text in [
        "a = '?' and b = ':x' and c = '$1'",
        "a = 'it''s ?'",
        r"a = E'\'?'",
        r#""odd?name" = 1"#,
        "a = $$?$$ and b = $q$ :x $$ $q$",
        "a::text = b::text",
        "tags[1:2] = tags[lo:hi]",
        "meta ? 'key'",
        "meta ?| array['a']",
        "meta ?& array['a']",
        "meta @? '$.a'",
        "meta -> 'a' ? 'b'",
        "p ?| q and p ?- q",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn an_operator_and_a_placeholder_stand_side_by_side() {
    assert_eq!(shown("meta ? ?"), "meta ? <0>");
    assert_eq!(shown("meta ? :key and x = ?"), "meta ? <key> and x = <0>");
    assert_eq!(shown("meta @? ? and a = ?"), "meta @? <0> and a = <1>");
}

#[test]
fn statements_may_hold_comments_and_end_in_a_semicolon() {
    let placeholders = |text: &str| {
        let lexed = lex_statement(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        lexed.pieces.iter().filter(|piece| matches!(piece, Piece::Placeholder(_))).count()
    };
    for (text, expected) in [
        ("select ? -- really?", 1),
        ("select 1-- :x\n + :x", 1),
        ("select /* ? /* ? */ ? */ ?, ?;  -- done?", 2),
        ("select meta ? 'a' from t where x = ? returning ? as y", 2),
        ("select 1 - -1 / ?;", 1),
        ("select '--' || ?, '/*', ';'", 1),
        ("insert into t (a, b) values (?, ?)", 2),
    ] {
        assert_eq!(placeholders(text), expected, "{text}");
    }
    for (text, expected) in [
        ("select 1; select 2", "several statements"),
        ("select (1; )", "parentheses or brackets are not balanced"),
        ("select /* 1", "a comment is not closed"),
        ("select 'x", "a quote is not closed"),
    ] {
        assert_eq!(lex_statement(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn text_that_could_reach_beyond_its_parentheses_is_refused() {
    for (text, expected) in [
        ("true) or (true", "parentheses or brackets are not balanced"),
        ("true or (true", "parentheses or brackets are not balanced"),
        ("a[1) or (b]", "parentheses or brackets are not balanced"),
        ("true -- and more", "a comment"),
        ("true /* and more */", "a comment"),
        ("true; delete from t", "`;`"),
        ("a = 'open", "a quote is not closed"),
        ("a = \"open", "a quote is not closed"),
        ("a = $q$ open $$", "a quote is not closed"),
        ("a = E'open\\'", "a quote is not closed"),
        (r"a = 'x\' or 1=1", "a backslash in a plain string (write E'…')"),
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("a = $0", "the character '$'"),
        ("a = \0", "the character '\\0'"),
        ("a = ?1", "a digit right after `?`"),
    ] {
        assert_eq!(lex(text).unwrap_err().to_string(), expected, "{text:?}");
    }
}

#[test]
fn sub_selects_are_noticed() {
    for (text, expected) in [
        ("id in (select id from t)", true),
        ("exists(SeLeCt from t)", true),
        ("exists (table t)", true),
        ("id in (with w as (table t) table w)", true),
        ("array(select 1)[1] = 1", true),
        ("id in (values (1), (2))", false),
        ("at < timestamp with time zone 'now'", false),
        ("\"select\" = 'select' or selected or a = $$select$$", false),
        ("r.select = 1 and (r).table = 2", false),
        ("e'\\' select ' = 'table'", false),
    ] {
        assert_eq!(lex(text).unwrap().selects, expected, "{text}");
    }
}
