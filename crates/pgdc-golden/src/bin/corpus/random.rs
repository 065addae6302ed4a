//! Random schemas: names from all of Unicode that PostgreSQL accepts, every type, every mixture of
//! nullability, default, identity and generated column, keys of one column and of several.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fastrand::Rng;
use pgdc_catalog::{Catalog, TypeKind};
use pgdc_codegen::{Config, Dates};

/// Types, with whether they can be part of a key and a default for some.
const TYPES: &[(&str, bool, Option<&str>)] = &[
    ("boolean", true, Some("true")),
    ("smallint", true, Some("7")),
    ("integer", true, Some("1 + 1")),
    ("bigint", true, None),
    ("oid", true, None),
    ("real", false, Some("0.5")),
    ("double precision", false, None),
    ("numeric", true, Some("1.50")),
    ("numeric(10,2)", true, None),
    ("money", false, None),
    ("text", true, Some("'it''s \"quoted\" \\ {} $1'")),
    ("varchar(20)", true, Some("'v'")),
    ("char(5)", true, None),
    ("\"char\"", false, None),
    ("name", true, None),
    ("bytea", true, Some("'\\x00ff'")),
    ("uuid", true, Some("gen_random_uuid()")),
    ("date", true, Some("CURRENT_DATE")),
    ("time", false, None),
    ("timetz", false, None),
    ("timestamp", true, None),
    ("timestamp(3)", false, None),
    ("timestamptz", true, Some("now()")),
    ("interval", false, Some("'1 day'")),
    ("json", false, Some("'{}'")),
    ("jsonb", false, Some("'[1, null]'")),
    ("jsonpath", false, None),
    ("xml", false, None),
    ("inet", true, None),
    ("cidr", false, None),
    ("macaddr", false, None),
    ("macaddr8", false, None),
    ("bit(8)", false, Some("B'10101010'")),
    ("varbit(9)", false, None),
    ("point", false, None),
    ("line", false, None),
    ("lseg", false, None),
    ("box", false, None),
    ("path", false, None),
    ("polygon", false, None),
    ("circle", false, None),
    ("int4range", false, Some("'empty'")),
    ("int8range", false, None),
    ("numrange", false, None),
    ("tsrange", false, None),
    ("tstzrange", false, None),
    ("daterange", false, None),
    ("int4multirange", false, None),
    ("datemultirange", false, None),
    ("tsvector", false, None),
    ("tsquery", false, None),
    ("pg_lsn", false, None),
    ("xid8", false, None),
    ("txid_snapshot", false, None),
    ("regclass", false, None),
    ("regtype", false, None),
    ("citext", true, None),
    ("hstore", false, None),
    ("ltree", false, None),
    ("cube", false, None),
];

const WORDS: &[&str] = &[
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "fn",
    "gen",
    "async",
    "select",
    "table",
    "user",
    "id",
    "name",
    "FirstName",
    "first_name",
    "Db",
    "Option",
    "Vec",
    "String",
    "new",
    "on",
    "1st",
    "%",
    "a b",
    "é",
    "日本",
    "🦀",
    "\"",
    "'",
    "\\",
    "{}",
    "$1",
    "--",
    "*/",
    "r#x",
    "key",
    "row",
    "x\ny",
    "\t",
];

/// The schema as DDL.
pub(crate) fn schema(tables: usize, seed: u64) -> String {
    let mut random = Random { rng: Rng::with_seed(seed), keyed: Vec::new(), made: Vec::new() };
    let mut ddl = String::from(
        "CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION cube;\n",
    );
    let mut names = BTreeSet::new();
    for n in 0..tables.div_ceil(10) {
        let name = random.name(&mut names);
        random.user_type(&mut ddl, n, name);
    }
    for _ in 0..tables {
        let name = random.name(&mut names);
        random.table(&mut ddl, &name);
    }
    ddl
}

/// What a configuration can choose, all at once.
pub(crate) fn choose(config: Config, catalog: &Catalog, seed: u64) -> Config {
    let all = |is_kind: fn(&TypeKind) -> bool| {
        let any = catalog.types.iter().any(|found| is_kind(&found.kind));
        if any { vec!["*".to_owned()] } else { Vec::new() }
    };
    let dates = [Dates::Chrono, Dates::Jiff, Dates::Pgdc, Dates::Time];
    Config {
        dates: dates[seed as usize % dates.len()],
        branded_keys: true,
        domain_newtypes: all(|kind| matches!(kind, TypeKind::Domain { .. })),
        open_enums: all(|kind| matches!(kind, TypeKind::Enum(_))),
        ..config
    }
}

struct Random {
    rng: Rng,
    /// The tables so far with a key of one column: their quoted names and the types of their keys.
    keyed: Vec<(String, String)>,
    /// The types made so far, quoted.
    made: Vec<String>,
}

impl Random {
    /// A name that is not taken, of at most 63 bytes.
    fn name(&mut self, taken: &mut BTreeSet<String>) -> String {
        loop {
            let name = match self.rng.u8(0..4) {
                0 => (*self.pick(WORDS)).to_owned(),
                1 => format!("{}_{}", self.pick(WORDS), self.pick(WORDS)),
                _ => (0..self.rng.usize(1..12)).map(|_| self.character()).collect(),
            };
            let fits = !name.is_empty() && name.len() <= 63;
            if fits && taken.insert(name.clone()) {
                return name;
            }
        }
    }

    fn character(&mut self) -> char {
        loop {
            let code = match self.rng.u8(0..5) {
                0 | 1 => self.rng.u32(0x20..0x7f),
                2 => self.rng.u32(0x01..0x800),
                3 => self.rng.u32(0x800..0xffff),
                _ => self.rng.u32(0x1_0000..0x11_0000),
            };
            if let Some(c) = char::from_u32(code) {
                return c;
            }
        }
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.rng.usize(0..list.len())]
    }

    fn user_type(&mut self, ddl: &mut String, n: usize, name: String) {
        let name = quoted(&name);
        let _ = match n % 3 {
            0 => {
                let mut labels = BTreeSet::new();
                let count = self.rng.usize(1..6);
                let labels: Vec<String> =
                    (0..count).map(|_| literal(&self.name(&mut labels))).collect();
                writeln!(ddl, "CREATE TYPE {name} AS ENUM ({});", labels.join(", "))
            }
            1 => {
                let base = self.base_type();
                writeln!(ddl, "CREATE DOMAIN {name} AS {base};")
            }
            _ => {
                let mut fields = BTreeSet::new();
                let count = self.rng.usize(1..5);
                let mut field = |random: &mut Random| {
                    format!("{} {}", quoted(&random.name(&mut fields)), random.any_type())
                };
                let fields: Vec<String> = (0..count).map(|_| field(self)).collect();
                writeln!(ddl, "CREATE TYPE {name} AS ({});", fields.join(", "))
            }
        };
        self.made.push(name);
    }

    fn base_type(&mut self) -> &'static str {
        self.pick(TYPES).0
    }

    fn any_type(&mut self) -> String {
        let base = match self.rng.u8(0..6) {
            0 if !self.made.is_empty() => {
                let made = self.rng.usize(0..self.made.len());
                self.made[made].clone()
            }
            _ => self.base_type().to_owned(),
        };
        let array = if self.rng.u8(0..6) == 0 { "[]" } else { "" };
        format!("{base}{array}")
    }

    fn table(&mut self, ddl: &mut String, name: &str) {
        let mut names = BTreeSet::new();
        let mut lines = Vec::new();
        let key = self.key(&mut names, &mut lines);
        for _ in 0..self.rng.usize(0..9) {
            let column = self.name(&mut names);
            lines.push(self.column(&column));
        }
        if self.rng.u8(0..4) == 0 {
            lines.push(format!("{} integer", quoted("of a generated column")));
            lines.push(format!(
                "{} integer GENERATED ALWAYS AS ({} * 2) STORED",
                quoted("generated"),
                quoted("of a generated column")
            ));
        }
        if !self.keyed.is_empty() && self.rng.u8(0..3) == 0 {
            let (table, sql_type) = self.keyed[self.rng.usize(0..self.keyed.len())].clone();
            let column = quoted(&self.name(&mut names));
            lines.push(format!("{column} {sql_type} REFERENCES {table}"));
        }
        if !key.is_empty() {
            lines.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        let _ = writeln!(ddl, "CREATE TABLE {} ({});", quoted(name), lines.join(",\n    "));
        if let [column] = key.as_slice()
            && let Some(line) = lines.iter().find_map(|line| line.strip_prefix(column.as_str()))
        {
            let sql_type = line.split(" GENERATED").next().unwrap_or(line).trim();
            self.keyed.push((quoted(name), sql_type.to_owned()));
        }
        if self.rng.bool() {
            let comment: String = (0..self.rng.usize(1..40)).map(|_| self.character()).collect();
            let _ = writeln!(ddl, "COMMENT ON TABLE {} IS {};", quoted(name), literal(&comment));
        }
    }

    /// No key, an identity column, a column of some type, or several.
    fn key(&mut self, names: &mut BTreeSet<String>, lines: &mut Vec<String>) -> Vec<String> {
        let columns = match self.rng.u8(0..8) {
            0 => return Vec::new(),
            1 | 2 => {
                let always = if self.rng.bool() { "ALWAYS" } else { "BY DEFAULT" };
                let name = quoted(&self.name(names));
                lines.push(format!("{name} bigint GENERATED {always} AS IDENTITY"));
                return vec![name];
            }
            3..=5 => 1,
            _ => self.rng.usize(2..4),
        };
        let keyed: Vec<_> = TYPES.iter().filter(|(_, in_key, _)| *in_key).collect();
        let mut key = Vec::new();
        for _ in 0..columns {
            let name = quoted(&self.name(names));
            lines.push(format!("{name} {}", self.pick(&keyed).0));
            key.push(name);
        }
        self.rng.shuffle(&mut key);
        key
    }

    fn column(&mut self, name: &str) -> String {
        let name = quoted(name);
        let not_null = if self.rng.u8(0..3) == 0 { " NOT NULL" } else { "" };
        if self.rng.u8(0..4) == 0 {
            let (sql_type, _, default) = *self.pick(TYPES);
            let default = default.map_or(String::new(), |default| format!(" DEFAULT {default}"));
            return format!("{name} {sql_type}{not_null}{default}");
        }
        format!("{name} {}{not_null}", self.any_type())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
