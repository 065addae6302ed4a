//! Types that are texts of a grammar of their own, and those of extensions.

use std::fmt::Debug;

use pgdc::types::{
    AclItem, Cube, Hstore, Isn, JsonPath, Lquery, Ltree, Ltxtquery, QueryInt, RegName, Seg, Xml,
};

use crate::two_way::{Value, client, parsed, two_way, two_way_after};

#[tokio::test]
async fn xml_and_jsonpath() {
    let xml = ["<a b=\"c\">ü</a>", "text", "", "<a/><b/>", "<!-- --><a><![CDATA[<]]></a>"];
    two_way("xml", &parsed::<Xml>(&xml)).await;
    let paths =
        ["$", "$.\"a\"[*]", "strict $.\"a\"?(@.\"b\" > 1)", "$.**{2 to last}", "$.\"\\\"ü\""];
    two_way("jsonpath", &parsed::<JsonPath>(&paths)).await;
}

#[tokio::test]
async fn ltree() {
    let setup = "CREATE SCHEMA extensions; CREATE EXTENSION ltree SCHEMA extensions;
                 SET search_path = public, extensions";
    let texts = ["", "a", "top.science.Astronomy", "a_1.2.B"];
    two_way_after(setup, "ltree", &parsed::<Ltree>(&texts)).await;
    two_way_after(setup, "lquery", &parsed::<Lquery>(&["a.*{,2}.b@*", "!a|b.*{1,}"])).await;
    two_way_after(setup, "ltxtquery", &parsed::<Ltxtquery>(&["a & !( b@* | c )"])).await;
}

#[tokio::test]
async fn hstore() {
    let texts = [
        "",
        r#""a"=>"1""#,
        r#"""=>"", "b"=>NULL, "c"=>"NULL", "aa"=>"ü""#,
        r#""\""=>"\\", "a b"=>"=>, ""#,
    ];
    two_way_after("CREATE EXTENSION hstore", "hstore", &parsed::<Hstore>(&texts)).await;
}

#[tokio::test]
async fn cube() {
    let widest = format!("({})", vec!["0.5"; 100].join(", "));
    let texts =
        ["()", "(1)", "(1, -2.5)", "(0, 0),(1, 1e+20)", "(3),(1)", "(NaN),(Infinity)", &widest];
    two_way_after("CREATE EXTENSION cube", "cube", &parsed::<Cube>(&texts)).await;
    let client = client("CREATE EXTENSION cube").await;
    let row = client.query_one("SELECT cube(ARRAY['NaN'::float8])", &[]).await.unwrap();
    assert_eq!(row.get::<_, Cube>(0).to_string(), "(NaN)");
}

/// Types without a binary format of their own, or none that means anything elsewhere.
async fn by_cast<T: Value + PartialEq + Debug>(setup: &str, type_name: &str, texts: &[&str]) {
    let client = client(setup).await;
    client.batch_execute(&format!("CREATE DOMAIN over_it AS {type_name}")).await.unwrap();
    let values: Vec<Option<T>> =
        parsed::<T>(texts).into_iter().map(|(value, _)| Some(value)).collect();
    let values = [values, vec![None]].concat();
    for name in [type_name, "over_it"] {
        let one = format!("SELECT $1::text::{name}::text");
        for value in &values {
            let row = client.query_one(&one, &[value]).await.unwrap();
            assert_eq!(row.get::<_, Option<T>>(0), *value, "{name}");
        }
        let all = format!("SELECT $1::text[]::{name}[]::text[]");
        let row = client.query_one(&all, &[&values]).await.unwrap();
        assert_eq!(row.get::<_, Vec<Option<T>>>(0), values, "{name}[]");
    }
}

#[tokio::test]
async fn extensions_without_a_binary_format() {
    by_cast::<Seg>("CREATE EXTENSION seg", "seg", &["1", "~6.50", "1.50 .. 2", "<1 .. 2", "5 .."])
        .await;
    by_cast::<QueryInt>("CREATE EXTENSION intarray", "query_int", &["1", "1 & !( 2 | 3 )"]).await;
    for (type_name, text) in [
        ("ean13", "978-0-393-04002-9"),
        ("isbn", "0-393-04002-X"),
        ("isbn13", "978-0-393-04002-9"),
        ("ismn", "M-060-11561-5"),
        ("ismn13", "979-0-060-11561-5"),
        ("issn", "1436-4522"),
        ("issn13", "977-1436-452-00-8"),
        ("upc", "220356483481"),
    ] {
        by_cast::<Isn>("CREATE EXTENSION isn", type_name, &[text]).await;
    }
}

#[tokio::test]
async fn names_of_things_in_the_database() {
    let setup = "CREATE ROLE \"Some one\"; CREATE TABLE \"Order\" (); CREATE SCHEMA shop; CREATE TABLE shop.item ()";
    by_cast::<AclItem>(
        "CREATE ROLE reader",
        "aclitem",
        &["=r/postgres", "reader=arwdDxt/postgres"],
    )
    .await;
    by_cast::<RegName>(setup, "regclass", &["pg_class", "\"Order\"", "shop.item"]).await;
    for (type_name, texts) in [
        ("regtype", &["integer", "text[]", "timestamp with time zone"][..]),
        ("regrole", &["postgres", "-"]),
        ("regnamespace", &["pg_catalog", "public"]),
        ("regproc", &["now", "int4in"]),
        ("regprocedure", &["now()", "substr(text,integer)"]),
        ("regoperator", &["+(integer,integer)", "!!(NONE,tsquery)"]),
        ("regconfig", &["english", "simple"]),
        ("regdictionary", &["simple"]),
        ("regcollation", &["\"C\"", "\"default\""]),
    ] {
        by_cast::<RegName>("", type_name, texts).await;
    }
}

/// The generator must know which types cannot be bound as they are.
#[tokio::test]
async fn which_types_have_a_binary_format() {
    let extensions = ["hstore", "ltree", "cube", "seg", "intarray", "isn"];
    let setup: String = extensions.iter().map(|name| format!("CREATE EXTENSION {name};")).collect();
    let client = client(&setup).await;
    let sql = "SELECT typname::text FROM pg_type
               WHERE typsend = 0 AND typtype = 'b' AND typelem = 0 AND typname = ANY($1::text[])
               ORDER BY 1";
    let asked = vec![
        "hstore",
        "ltree",
        "lquery",
        "ltxtquery",
        "cube",
        "xml",
        "jsonpath",
        "tsvector",
        "tsquery",
        "seg",
        "query_int",
        "aclitem",
        "ean13",
        "isbn",
        "issn",
        "upc",
        "regclass",
    ];
    let rows = client.query(sql, &[&asked]).await.unwrap();
    let without: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(without, ["aclitem", "ean13", "isbn", "issn", "query_int", "seg", "upc"]);
}
