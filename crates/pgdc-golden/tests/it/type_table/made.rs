//! Shapes, ranges, types of extensions, and types that users make.

use super::case::{Case, holds};

pub(super) const CASES: &[Case] = &[
    holds("point", &["(1,2)", "(-0,1e+300)", "(NaN,Infinity)"]),
    holds("line", &["{1,2,3}", "{-1,0,0}"]),
    holds("lseg", &["[(1,2),(3,4)]", "[(0,0),(0,0)]", "[(NaN,1),(2,-Infinity)]"]),
    holds("box", &["(3,4),(1,2)", "(0,0),(0,0)", "(Infinity,1),(0,-Infinity)"]),
    holds("path", &["[(1,2),(3,4)]", "((1,2),(3,4))", "((0,NaN))"]),
    holds("polygon", &["((1,2),(3,4),(5,6))", "((0,0))"]),
    holds("circle", &["<(1,2),3>", "<(0,0),0>", "<(0,0),Infinity>"]),
    holds("int4range", &["[1,5)", "empty", "(,)", "[1,)", "(,5)", "[-2147483648,2147483647)"]),
    holds("int8range", &["[1,5)", "empty", "[-9223372036854775808,9223372036854775807)"]),
    holds("numrange", &["(1.50,2.5]", "empty", "(,)", "[-Infinity,Infinity)", "[1,NaN]"]),
    holds("int4multirange", &["{[1,3),[7,9)}", "{}", "{(,)}"]),
    holds("int8multirange", &["{[1,3),[7,)}", "{}"]),
    holds("nummultirange", &["{(1.50,3],[7,NaN]}", "{}"]),
    holds("citext", &["Text", "", "É"]).after(&["CREATE EXTENSION citext"]),
    holds("hstore", &["\"a\"=>\"1\", \"b\"=>NULL", "", "\"\"=>\"\\\"\\\\\""])
        .after(&["CREATE EXTENSION hstore"]),
    holds("ltree", &["a.b.c", "", "Top_1.E"]).after(LTREE),
    holds("lquery", &["a.*{1,2}.b|c", "*", "!a@*"]).after(LTREE),
    holds("ltxtquery", &["a & !b@*", "a | b"]).after(LTREE),
    holds("cube", &["(1, 2),(3, 4)", "(0)", "()", "(NaN, Infinity)"])
        .after(&["CREATE EXTENSION cube"]),
    holds("seg", &["1.50 .. 2", "~1", "< 2 ..", "3 .."]).after(&["CREATE EXTENSION seg"]),
    holds("query_int", &["1 & ! 2", "1 | ( 2 & 3 )"]).after(&["CREATE EXTENSION intarray"]),
    holds("ean13", &["978-0-393-04002-9", "220-050001001-1!"]).after(ISN),
    holds("isbn", &["0-393-04002-X", "978-0-393-04002-9"]).after(ISN),
    holds("isbn13", &["978-0-393-04002-9"]).after(ISN),
    holds("issn", &["1436-4522"]).after(ISN),
    holds("issn13", &["977-1436-452-00-8"]).after(ISN),
    holds("ismn", &["M-2306-7118-7"]).after(ISN),
    holds("ismn13", &["979-0-2306-7118-7"]).after(ISN),
    holds("upc", &["220356483481"]).after(ISN),
    holds("mood", &["ok", "Ok", "not 'so\" good, é", ""])
        .after(&["CREATE TYPE mood AS ENUM ('ok', 'Ok', 'not ''so\" good, é', '')"]),
    holds("work_email", &["a@b", "@"]).after(&[
        "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%')",
        "CREATE DOMAIN work_email AS email",
    ]),
    holds("flat", &["(1,\"a,b\")", "(,)", "(,\"\")"]).after(&[FLAT]),
    holds("nested", &["(\"(1,a)\",\"{\"\"(2,)\"\",NULL}\",ok)", "(,,)", "(\"(,)\",{},)"]).after(&[
        FLAT,
        "CREATE TYPE tone AS ENUM ('ok', 'Ok')",
        "CREATE TYPE nested AS (one flat, many flat[], tone tone)",
    ]),
    holds("row_of_table", &["(1,x)", "(,)"])
        .after(&["CREATE TABLE row_of_table (id integer, name text)"]),
    holds("float_range", &["[1.5,2.5)", "empty", "(,)", "[-Infinity,NaN]"])
        .after(&["CREATE TYPE float_range AS RANGE (subtype = double precision)"]),
    holds("text_range", &["[a,b)", "empty", "[\"\",\"a,b\"]"])
        .after(&["CREATE TYPE text_range AS RANGE (subtype = text)"]),
    holds("cents_range", &["[1,5)", "empty", "(,)"]).after(CENTS),
    holds("cents_multirange", &["{[1,5),[7,9)}", "{}", "{(,)}"]).after(CENTS),
];

const LTREE: &[&str] = &["CREATE EXTENSION ltree"];
const ISN: &[&str] = &["CREATE EXTENSION isn"];
const FLAT: &str = "CREATE TYPE flat AS (n integer, t text)";
const CENTS: &[&str] =
    &["CREATE DOMAIN cents AS integer", "CREATE TYPE cents_range AS RANGE (subtype = cents)"];
