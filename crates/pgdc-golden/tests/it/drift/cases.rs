//! Changes of a schema, and what is to be said of each.

/// A change of the schema.
pub(crate) struct Case {
    pub(crate) sql: &'static str,
    /// All that is to be found.
    pub(crate) expected: &'static [&'static str],
    /// What somebody does afterwards who knows of it.
    pub(crate) then: &'static str,
}

const fn case(sql: &'static str, expected: &'static [&'static str]) -> Case {
    Case { sql, expected, then: "" }
}

const fn case_then(
    sql: &'static str,
    expected: &'static [&'static str],
    then: &'static str,
) -> Case {
    Case { sql, expected, then }
}

pub(crate) const CASES: &[Case] = &[
    case("CREATE TABLE shelf (shelf_id integer PRIMARY KEY)", &["safe: table added: shelf"]),
    case("CREATE VIEW makers AS SELECT name FROM maker", &["safe: view added: makers"]),
    case("DROP VIEW item_count", &["breaking: view removed: item_count"]),
    case(
        "ALTER TABLE item RENAME TO article",
        &[
            "safe: table added: article",
            "breaking: table removed: item",
        ],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_maker; DROP TABLE maker",
        &[
            "safe: constraint removed: item.item_maker: Foreign key (maker_id) to maker (maker_id)",
            "breaking: table removed: maker",
        ],
    ),
    case(
        "ALTER TABLE item ADD priority integer NOT NULL DEFAULT 0",
        &["safe: column added: item.priority integer not null default 0"],
    ),
    case("ALTER TABLE item ADD remark text", &["safe: column added: item.remark text"]),
    case(
        "ALTER TABLE maker ADD id2 integer GENERATED ALWAYS AS IDENTITY",
        &["safe: column added: maker.id2 integer not null generated always as identity"],
    ),
    case(
        "ALTER TABLE item ADD half integer GENERATED ALWAYS AS (amount / 2) STORED",
        &["safe: column added: item.half integer generated always as ((amount / 2))"],
    ),
    case(
        "ALTER TABLE item ADD weight integer NOT NULL DEFAULT 1; ALTER TABLE item ALTER weight DROP DEFAULT",
        &["breaking: column added: item.weight integer not null"],
    ),
    case("ALTER TABLE item DROP note", &["breaking: column removed: item.note text"]),
    case(
        "ALTER TABLE item RENAME note TO remark",
        &[
            "breaking: column removed: item.note text",
            "safe: column added: item.remark text",
        ],
    ),
    case(
        "DROP VIEW dear_item; ALTER TABLE item ALTER title TYPE varchar(40);
         CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 100",
        &[
            "safe: type changed: dear_item.title character varying(40) (was character varying(20))",
            "safe: type changed: item.title character varying(40) (was character varying(20))",
        ],
    ),
    case(
        "DROP VIEW dear_item; ALTER TABLE item ALTER title TYPE text;
         CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 100",
        &[
            "safe: type changed: dear_item.title text (was character varying(20))",
            "safe: type changed: item.title text (was character varying(20))",
        ],
    ),
    case(
        "DROP VIEW dear_item; ALTER TABLE item ALTER title TYPE varchar(10) USING left(title, 10);
         CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 100",
        &[
            "breaking: type changed: dear_item.title character varying(10) (was character varying(20))",
            "breaking: type changed: item.title character varying(10) (was character varying(20))",
        ],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_amount, DROP doubled, ALTER amount TYPE bigint,
         ADD CONSTRAINT item_amount CHECK (amount > 0), ADD doubled integer GENERATED ALWAYS AS (amount * 2) STORED",
        &["breaking: type changed: item.amount bigint (was integer)"],
    ),
    case(
        "ALTER TABLE item ALTER note TYPE integer USING 1",
        &["breaking: type changed: item.note integer (was text)"],
    ),
    case(
        "ALTER TABLE item ALTER note TYPE text[] USING ARRAY[note]",
        &["breaking: type changed: item.note text[] (was text)"],
    ),
    case(
        "DROP VIEW dear_item; ALTER TABLE item ALTER price TYPE numeric(12,2);
         CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 100",
        &["safe: type changed: item.price numeric(12,2) (was numeric(10,2))"],
    ),
    case(
        "DROP VIEW dear_item; UPDATE item SET price = 1; ALTER TABLE item ALTER price TYPE numeric(4,2);
         CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 0",
        &["breaking: type changed: item.price numeric(4,2) (was numeric(10,2))"],
    ),
    case(
        "UPDATE item SET note = ''; ALTER TABLE item ALTER note SET NOT NULL",
        &["breaking: NOT NULL added: item.note"],
    ),
    case_then(
        "ALTER TABLE maker ALTER name DROP NOT NULL",
        &["breaking: NOT NULL dropped: maker.name"],
        "INSERT INTO maker VALUES (7, NULL)",
    ),
    case(
        "ALTER TABLE item ALTER price SET DEFAULT 2",
        &["safe: default changed: item.price default 2 (was default 1)"],
    ),
    case(
        "ALTER TABLE item ALTER note SET DEFAULT 'none'",
        &["safe: default changed: item.note default 'none'::text (was no default)"],
    ),
    case(
        "ALTER TABLE item ALTER price DROP DEFAULT",
        &["breaking: default changed: item.price no default (was default 1)"],
    ),
    case(
        "ALTER TABLE item ALTER code SET DEFAULT gen_random_uuid()",
        &["safe: default changed: item.code default gen_random_uuid() (was no default)"],
    ),
    case(
        "ALTER TABLE item ALTER item_id SET GENERATED ALWAYS",
        &["breaking: identity changed: item.item_id generated always as identity (was generated by default as identity)"],
    ),
    case(
        "ALTER TABLE item ALTER item_id DROP IDENTITY",
        &["breaking: identity changed: item.item_id no default (was generated by default as identity)"],
    ),
    case(
        "ALTER TABLE maker ALTER maker_id ADD GENERATED BY DEFAULT AS IDENTITY",
        &["safe: identity changed: maker.maker_id generated by default as identity (was no default)"],
    ),
    case(
        "ALTER TABLE item ALTER doubled DROP EXPRESSION",
        &["safe: generated column changed: item.doubled no default (was generated always as ((amount * 2)))"],
    ),
    case(
        "ALTER TABLE item DROP doubled; ALTER TABLE item ADD doubled integer GENERATED ALWAYS AS (amount + amount) STORED",
        &["safe: generated column changed: item.doubled generated always as ((amount + amount)) (was generated always as ((amount * 2)))"],
    ),
    case(
        "ALTER TABLE item DROP note; ALTER TABLE item ADD note text GENERATED ALWAYS AS (code) STORED",
        &["breaking: generated column changed: item.note generated always as (code) (was no default)"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_pkey; ALTER TABLE item ADD CONSTRAINT item_pkey PRIMARY KEY (code, item_id)",
        &["breaking: primary key changed: item (code, item_id), was (item_id)"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_pkey",
        &["breaking: primary key changed: item (none), was (item_id)"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_code",
        &["breaking: constraint removed: item.item_code: Unique (code)"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_amount",
        &["safe: constraint removed: item.item_amount: Check (amount > 0)"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_maker",
        &["safe: constraint removed: item.item_maker: Foreign key (maker_id) to maker (maker_id)"],
    ),
    case(
        "ALTER TABLE item ADD CONSTRAINT item_note CHECK (length(note) < 101 AND amount < 3) NOT VALID",
        &["breaking: constraint added: item.item_note: Check ((length(note) < 101) AND (amount < 3)); not valid for rows from before it"],
    ),
    case(
        "UPDATE item SET amount = item_id; ALTER TABLE item ADD CONSTRAINT item_once UNIQUE (amount)",
        &["breaking: constraint added: item.item_once: Unique (amount)"],
    ),
    case(
        "UPDATE item SET amount = item_id; CREATE UNIQUE INDEX item_index ON item (amount)",
        &["breaking: constraint added: item.item_index: Unique index (amount)"],
    ),
    case(
        "ALTER TABLE item ADD CONSTRAINT item_self FOREIGN KEY (amount) REFERENCES maker NOT VALID",
        &["breaking: constraint added: item.item_self: Foreign key (amount) to maker (maker_id); not valid for rows from before it"],
    ),
    case(
        "ALTER TABLE item DROP CONSTRAINT item_amount; ALTER TABLE item ADD CONSTRAINT item_amount CHECK (amount > 5) NOT VALID",
        &["breaking: constraint changed: item.item_amount: Check (amount > 5); not valid for rows from before it (was Check (amount > 0))"],
    ),
    case_then(
        "ALTER TYPE state ADD VALUE 'lost'",
        &["breaking: label added: state 'lost'"],
        "UPDATE item SET state = 'lost' WHERE item_id = 1",
    ),
    case(
        "ALTER TYPE state RENAME VALUE 'sold' TO 'paid'",
        &["breaking: label removed: state 'sold'", "breaking: label added: state 'paid'"],
    ),
    case(
        "DROP VIEW dear_item; ALTER TYPE state RENAME TO old_state; CREATE TYPE state AS ENUM ('gone', 'sold', 'draft');
         ALTER TABLE item ALTER state DROP DEFAULT, ALTER state TYPE state USING state::text::state, ALTER state SET DEFAULT 'draft';
         DROP TYPE old_state; CREATE VIEW dear_item AS SELECT item_id, title FROM item WHERE price > 100",
        &["safe: labels reordered: state"],
    ),
    case(
        "ALTER TYPE state RENAME TO condition",
        &[
            "breaking: type changed: item.state public.condition (was public.state)",
            "safe: default changed: item.state default 'draft'::public.condition (was default 'draft'::public.state)",
            "safe: enum added: condition",
            "breaking: enum removed: state",
        ],
    ),
    case(
        "ALTER TYPE spot ADD ATTRIBUTE z integer",
        &["breaking: composite type changed: spot (x, y, z)"],
    ),
    case(
        "ALTER TYPE spot DROP ATTRIBUTE y",
        &["breaking: composite type changed: spot (x)"],
    ),
    case(
        "CREATE TYPE mark AS (n integer); ALTER TABLE item ADD mark mark",
        &["safe: column added: item.mark public.mark", "safe: composite type added: mark"],
    ),
    case(
        "CREATE TYPE size AS ENUM ('s', 'm'); ALTER TABLE maker ADD size size",
        &["safe: column added: maker.size public.size", "safe: enum added: size"],
    ),
    case(
        "CREATE OR REPLACE VIEW item_count AS SELECT count(*) AS items, max(price) AS most FROM item",
        &["safe: column added: item_count.most numeric"],
    ),
    case(
        "CREATE OR REPLACE VIEW dear_item AS SELECT DISTINCT item_id, title FROM item WHERE price > 100",
        &["breaking: view cannot be written: dear_item"],
    ),
    case(
        "DROP VIEW item_count; CREATE MATERIALIZED VIEW item_count AS SELECT count(*) AS items FROM item",
        &["safe: kind changed: item_count MaterializedView (was View)"],
    ),
    case(
        "DROP VIEW dear_item; CREATE VIEW dear_item AS SELECT item_id, title::text FROM item WHERE price > 100",
        &[
            "safe: type changed: dear_item.title text (was character varying(20))",
            "breaking: column of a view changed: dear_item.title read-only (was no default)",
        ],
    ),
    case("COMMENT ON TABLE item IS 'goods'; CREATE INDEX ON item (title)", &[]),
    case("CREATE SCHEMA other; CREATE TABLE other.item (n integer)", &[]),
];
