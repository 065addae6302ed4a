//! Random values of every type go round by CSV of any form.

use pgdc::{ColumnDef, CopyFormat, CopyTable, CsvInto, Executor as _, NULLABLE, Relation};

/// The types, each with an expression that makes a value out of the number `n`.
const TYPES: &[(&str, &str)] = &[
    ("bigint", "n"),
    ("text", "NULL"),
    ("text", "NULL"),
    ("boolean", "n % 2 = 0"),
    ("smallint", "n % 30000"),
    ("integer", "-n * 7"),
    ("real", "n / 3.0"),
    ("double precision", "CASE n % 3 WHEN 0 THEN 'NaN' ELSE n / 7.0 END"),
    ("numeric(12,3)", "n / 9.0"),
    ("numeric", "n::numeric ^ 9"),
    ("money", "n::numeric::money"),
    ("character varying(40)", "repeat(chr(32 + n % 90), n % 40)"),
    ("character(5)", "n % 1000"),
    ("bytea", "decode(md5(n::text), 'hex')"),
    ("date", "'0044-03-15 BC'::date + n"),
    ("time without time zone", "'00:00'::time + n * interval '1 ms'"),
    ("timestamp without time zone", "'2000-01-01'::timestamp + n * interval '1 day 1 us'"),
    ("timestamp with time zone", "'infinity'"),
    ("interval", "n * interval '1 month -1 day 0.5 s'"),
    ("uuid", "md5(n::text)::uuid"),
    ("inet", "'10.0.0.0'::inet + n"),
    ("json", "json_build_object('a', E'\"\\n' || n)"),
    ("jsonb", "jsonb_build_array(n, E'x''\"', null)"),
    ("xml", "xmlelement(name a, n)"),
    ("bit varying", "n::bit(9)"),
    ("int4range", "int4range(n, n + 5)"),
    ("datemultirange", "datemultirange(daterange('2000-01-01', NULL))"),
    ("text[]", "ARRAY['a,b', E'\"', NULL, E'\\n' || n, 'NULL', '\\N']"),
    ("integer[]", "ARRAY[[n, 1], [2, NULL]]"),
    ("point", "point(n, 1.5)"),
    ("tsvector", "to_tsvector('simple', 'a ' || n)"),
    ("regclass", "'pg_class'"),
    ("oid", "n"),
    ("mood", "CASE n % 2 WHEN 0 THEN 'so, so' ELSE E'it''s \"ok\"' END::mood"),
    ("pair", "ROW(n, E'a,\"b')::pair"),
    ("pair[]", "ARRAY[ROW(n, E'a,\"b')::pair, NULL]"),
    ("email", "n || '@x'"),
];

const DDL: &str = "CREATE TYPE mood AS ENUM ('so, so', E'it''s \"ok\"');
    CREATE TYPE pair AS (\"a b\" integer, c text);
    CREATE DOMAIN email AS text CHECK (value LIKE '%@%');";

const PIECES: &[&str] = &[
    "a", "\"", "'", ",", ";", "\t", "|", "\n", "\r", "\r\n", "NULL", "\\N", "\\.", "\\", " ", "é",
    "😀", "-",
];

fn text(dice: &mut fastrand::Rng) -> Option<String> {
    let pieces = dice.usize(0..6);
    (!dice.bool() || pieces > 3)
        .then(|| (0..pieces).map(|_| PIECES[dice.usize(0..PIECES.len())]).collect())
}

#[tokio::test]
async fn random_values_of_every_type_go_round() {
    let pool = crate::pool("pets").await;
    let columns: Vec<ColumnDef> = TYPES
        .iter()
        .enumerate()
        .map(|(n, (sql_type, _))| {
            let name = Box::leak(format!("C {n}\"").into_boxed_str());
            ColumnDef(name, sql_type, NULLABLE)
        })
        .collect();
    let relation: &'static Relation =
        Box::leak(Box::new(Relation::new("public", "b", columns.leak()).key(&[0])));
    let types: Vec<String> = TYPES
        .iter()
        .enumerate()
        .map(|(n, (ty, _))| {
            format!("\"C {n}\"\"\" {ty}{}", if n == 0 { " PRIMARY KEY" } else { "" })
        })
        .collect();
    let values: Vec<String> = TYPES.iter().map(|(ty, made)| format!("({made})::{ty}")).collect();
    let (types, values) = (types.join(", "), values.join(", "));
    let ddl = format!(
        "{DDL} CREATE TABLE a ({types}); CREATE TABLE b ({types});
         INSERT INTO a SELECT {values} FROM generate_series(1, 200) AS n"
    );
    pool.batch(pgdc::SqlText::trusted(ddl)).await.unwrap();
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut dice = fastrand::Rng::with_seed(seed);
    for round in 0..12 {
        let nulls = "UPDATE a SET \"C 1\"\"\" = $2, \"C 2\"\"\" = $3 WHERE \"C 0\"\"\" = $1";
        for n in 1..=200_i64 {
            pool.sql(nulls, (n, text(&mut dice), text(&mut dice))).execute().await.unwrap();
        }
        let sign = |dice: &mut fastrand::Rng, of: &[char]| of[dice.usize(0..of.len())];
        let delimiter = sign(&mut dice, &[',', ';', '\t', '|', ' ', 'x', '7']);
        let quote = sign(&mut dice, &['"', '\'', '~']);
        let escape = sign(&mut dice, &[quote, '\\']);
        let null = ["", "NULL", "\\N", "-", "a", "0"][dice.usize(0..6)];
        // What the server refuses for what stands for NULL.
        let null = if null.contains([delimiter, quote]) { "" } else { null };
        let form =
            format!("seed {seed}, round {round}: {delimiter:?} {quote:?} {escape:?} {null:?}");
        let format = CopyFormat::csv().delimiter(delimiter).quote(quote).escape(escape).null(null);
        let out = pool.copy_from(CopyTable::new("a")).format(format.header());
        let file = out.to_vec().await.unwrap_or_else(|error| panic!("{form}: {error}"));
        let load = CsvInto::new(&pool, relation, file.as_slice()).upsert(None);
        let load = load.delimiter(delimiter).quote(quote).escape(escape).null(null);
        let report = load.run().await.unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!((report.rows, report.written), (200, 200), "{form}");
        let difference =
            "SELECT count(*) FROM (SELECT a::text FROM a EXCEPT ALL SELECT b::text FROM b) AS d";
        assert_eq!(pool.sql(difference, ()).item::<i64>().await.unwrap(), 0, "{form}");
    }
}
