//! Numbers, texts, documents, addresses and bits.

use super::case::{Case, Unwritable, holds};
use super::forms::{Form, MADE, PLAIN};

pub(super) const CASES: &[Case] = &[
    holds("boolean", &["t", "f"]),
    holds("smallint", &["1", "0", "-32768", "32767"]),
    holds("integer", &["1", "0", "-2147483648", "2147483647"]),
    holds("bigint", &["1", "0", "-9223372036854775808", "9223372036854775807"]),
    holds("oid", &["1", "0", "4294967295"]),
    holds(
        "real",
        &["1.5", "0", "-0", "0.1", "3.4028235e38", "1e-45", "NaN", "Infinity", "-Infinity"],
    ),
    holds(
        "double precision",
        &[
            "1.5",
            "0",
            "-0",
            "123456789.123",
            "1.7976931348623157e308",
            "5e-324",
            "NaN",
            "Infinity",
            "-Infinity",
        ],
    ),
    holds(
        "numeric",
        &["1.50", "0", "0.00", "-1e-1000", "1e131071", "NaN", "Infinity", "-Infinity"],
    ),
    holds("numeric(10,2)", &["1.50", "0.00", "-99999999.99", "99999999.99"]).refuses(&["NaN"]),
    holds("numeric(30,5)", &["1.5", "-9999999999999999999999999.99999", "NaN"]),
    holds("money", &["1.50", "0", "-92233720368547758.08", "92233720368547758.07"]),
    holds("text", TEXTS),
    holds("varchar", TEXTS),
    holds("varchar(5)", &["é'\"\\x", "", "  "]),
    holds("char(5)", &["ab", "", "é'\"\\x"]),
    holds("bpchar", &["ab", ""]),
    holds("name", &["pg_class", "", "é \"'\\"]),
    holds("\"char\"", &["a", "", "\\377", "\\200"]),
    holds("bytea", &["\\x00ff", "\\x", "\\x5c22277b2c7d"]),
    holds(
        "uuid",
        &[
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ],
    ),
    holds("json", &["{\"a\":[1,null,\"é\\n\"]}", "null", "{}", "[]", "1.5", "\"\""]).changes(&[
        ("{\"b\": 1,  \"a\": 2}", "{\"a\":2,\"b\":1}"),
        ("0.10000000000000000000001", "0.1"),
    ]),
    holds("jsonb", &["{\"a\": [1, null, \"é\\n\"]}", "null", "{}", "[]", "1.5", "\"\""])
        .changes(&[("0.10000000000000000000001", "0.1")]),
    holds(
        "jsonpath",
        &["$.\"a\"[*]", "strict $", "$.\"a\" ? (@ > 1 && @.\"b\" like_regex \"^x\")"],
    ),
    holds("xml", &["<a b=\"c\">é</a>", "", "text"]),
    holds("inet", &["10.0.0.1/8", "0.0.0.0/0", "255.255.255.255", "::1", "fe80::1/64"]),
    holds("cidr", &["10.0.0.0/8", "0.0.0.0/0", "255.255.255.255/32", "::/0", "2001:db8::/32"]),
    holds("macaddr", &["08:00:2b:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"]),
    holds(
        "macaddr8",
        &["08:00:2b:01:02:03:04:05", "00:00:00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff:ff:ff"],
    ),
    holds("bit(3)", &["101", "000", "111"]),
    holds("bit", &["1", "0"]),
    holds("varbit", &["101", "", "0000000011111111010101010"]),
    holds("varbit(9)", &["101", "", "111111111"]),
    holds("tsvector", &["'cat':1A 'dog':2,3", "", "'a' 'b''c':16383D '\\\\':1B,2C"]),
    holds("tsquery", &["'cat' & ( 'dog' | !'cow':*AB )", "", "'a' <-> 'b' <16384> 'c'"])
        // The server takes no empty query in a binary value.
        .cannot_write(&[("", MADE, "the server takes an empty tsquery neither")]),
    holds("pg_lsn", &["16/B374D848", "0/0", "FFFFFFFF/FFFFFFFF"]),
    holds("xid", &["1", "0", "4294967295"]),
    holds("xid8", &["1", "0", "18446744073709551615"]),
    holds("cid", &["1", "0", "4294967295"]),
    holds("tid", &["(0,1)", "(0,0)", "(4294967295,65535)"]),
    holds("pg_snapshot", &["10:20:10,14", "1:1:", "9223372036854775806:9223372036854775807:"]),
    holds("txid_snapshot", &["10:20:10,14", "1:1:"]),
    // The server takes an empty one as text alone.
    holds("int2vector", &["1 2", "", "-32768 32767"]).cannot_write(EMPTY_VECTOR),
    holds("oidvector", &["1 2", "", "4294967295"]).cannot_write(EMPTY_VECTOR),
    holds("refcursor", &["c", "", "é \"'\\"]),
    holds("aclitem", &["=r/postgres", "postgres=arwdDxt/postgres"]),
    holds("regclass", &["pg_class", "information_schema.tables", "-"])
        // The cast from text to regclass looks for a relation of that name; those to its kin do not.
        .cannot_write(&[("-", OUTSIDE_COMPOSITES, "does not exist")]),
    holds("regtype", &["integer", "integer[]", "-"]),
    holds("regproc", &["now", "-"]),
    holds("regprocedure", &["now()", "lower(text)", "-"]),
    holds("regoper", &["|/", "0"]),
    holds("regoperator", &["+(integer,integer)", "0"]),
    holds("regrole", &["postgres", "-"]),
    holds("regnamespace", &["pg_catalog", "-"]),
    holds("regconfig", &["simple", "-"]),
    holds("regdictionary", &["simple", "-"]),
    holds("regcollation", &["\"C\"", "-"]),
];

const TEXTS: &[&str] = &["text", "", " ", "NULL", "é'\"\\,{}()\n\t$1 日本 🦀"];

const EMPTY_VECTOR: &[Unwritable] =
    &[("", PLAIN, "the server takes no empty"), ("", MADE, "the server takes no empty")];

const OUTSIDE_COMPOSITES: &[Form] = &[
    Form::Scalar,
    Form::Domain,
    Form::Array,
    Form::Grid,
    Form::DomainOverArray,
    Form::ArrayOfDomain,
];
