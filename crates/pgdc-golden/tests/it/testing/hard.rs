//! What makes rows hard to make.

use pgdc::testing::{Factory, Filled};
use pgdc::{Admin, Connection, TableFilter};
use pgdc_golden::filling;
use pgdc_server::Server;

/// What became of the tables of a schema.
async fn filled(ddl: &str) -> Vec<Filled> {
    let database = Server::shared().database_from(ddl).await.expect("the DDL loads");
    let connection = Connection::with_config(&database.config()).await.expect("a connection");
    let filter = TableFilter::new().with_partitions();
    let tables = Admin::new(&connection).tables(["public"], filter).await.expect("tables");
    Factory::new(&connection).fill(&tables, 10).await.expect("answers")
}

async fn assert_filled(ddl: &str) {
    for table in filled(ddl).await {
        assert!(table.rows >= 10 && table.problem.is_none(), "{table:?}");
    }
}

#[tokio::test]
async fn tables_that_need_each_other() {
    assert_filled(
        "CREATE TABLE store (id serial PRIMARY KEY, manager int NOT NULL);
         CREATE TABLE staff (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, store int NOT NULL REFERENCES store,
             boss int NOT NULL REFERENCES staff);
         ALTER TABLE store ADD FOREIGN KEY (manager) REFERENCES staff;
         CREATE TABLE a (id uuid PRIMARY KEY, b uuid NOT NULL UNIQUE);
         CREATE TABLE b (id uuid PRIMARY KEY, c uuid NOT NULL);
         CREATE TABLE c (id uuid PRIMARY KEY, a uuid NOT NULL REFERENCES a DEFERRABLE);
         ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
         ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;",
    )
    .await;
}

#[tokio::test]
async fn keys_of_all_sorts() {
    assert_filled(
        "CREATE TABLE tenant (id int PRIMARY KEY);
         CREATE TABLE project (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
         CREATE TABLE task (tenant int REFERENCES tenant, project int, id bigserial, parent bigint,
             PRIMARY KEY (tenant, project, id), FOREIGN KEY (tenant, project) REFERENCES project,
             FOREIGN KEY (tenant, project, parent) REFERENCES task);
         CREATE TABLE settings (tenant int PRIMARY KEY REFERENCES tenant, mode text NOT NULL DEFAULT 'x' UNIQUE);
         CREATE TABLE kind (name text PRIMARY KEY);
         CREATE TABLE thing (id int PRIMARY KEY, kind text NOT NULL REFERENCES kind, UNIQUE (id, kind),
             CHECK (kind IN ('book', 'film')));
         CREATE TABLE book (id int PRIMARY KEY, kind text GENERATED ALWAYS AS ('book') STORED,
             FOREIGN KEY (id, kind) REFERENCES thing (id, kind));
         CREATE TABLE film (id int PRIMARY KEY, kind text NOT NULL DEFAULT 'film',
             FOREIGN KEY (id, kind) REFERENCES thing (id, kind));
         CREATE TABLE \"Strange \"\"; -- table\" (\"a b\" int PRIMARY KEY, \"?:x\" text NOT NULL UNIQUE);
         CREATE TABLE follows (a int NOT NULL REFERENCES tenant, b int NOT NULL REFERENCES tenant,
             PRIMARY KEY (a, b), CHECK (a <> b));",
    )
    .await;
}

#[tokio::test]
async fn checks_and_types() {
    assert_filled(
        "CREATE EXTENSION IF NOT EXISTS btree_gist;
         CREATE DOMAIN year AS int CHECK (VALUE >= 1901 AND VALUE <= 2155);
         CREATE DOMAIN code AS text NOT NULL CHECK (VALUE ~ '^[A-Z]{3}-[0-9]+$');
         CREATE TYPE mood AS ENUM ('sad', 'it''s');
         CREATE TYPE pair AS (a int, b text);
         CREATE TABLE checked (
             id int PRIMARY KEY, y year NOT NULL, c code UNIQUE, m mood NOT NULL, ms mood[] NOT NULL, p pair NOT NULL,
             r int4range NOT NULL, EXCLUDE USING gist (r WITH &&), tz tstzmultirange NOT NULL,
             low numeric(4,2) NOT NULL, high numeric(4,2) NOT NULL, CHECK (high > low), CHECK (low BETWEEN 1 AND 3),
             starts timestamptz NOT NULL DEFAULT now(), ends timestamptz NOT NULL, CHECK (ends >= starts),
             born date NOT NULL CHECK (born > '1930-01-01' AND born <= now() - interval '18 years'),
             expires timestamp NOT NULL CHECK (expires > now()),
             email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%@%'),
             country char(2) NOT NULL UNIQUE, flag bool NOT NULL CHECK (flag), bits bit(5) NOT NULL,
             status varchar(10) NOT NULL CHECK (status = ANY (ARRAY['on', 'off'])),
             one int, other int, CHECK ((one IS NULL) <> (other IS NULL)), CHECK (one IS NULL OR one > 100),
             x int, y2 int, z int, CHECK (num_nonnulls(x, y2, z) = 2),
             key bytea NOT NULL CHECK (octet_length(key) = 32), sized text NOT NULL CHECK (length(sized) > 250),
             size int GENERATED ALWAYS AS (length(sized)) STORED NOT NULL,
             doc jsonb NOT NULL CHECK (jsonb_typeof(doc) = 'object'));
         CREATE UNIQUE INDEX ON checked (lower(status || id::text));",
    )
    .await;
}

#[tokio::test]
async fn partitions_and_children() {
    assert_filled(
        "CREATE TABLE spot (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
         CREATE TABLE event (at timestamptz NOT NULL, kind text NOT NULL, spot uuid NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE event_2022 PARTITION OF event FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
         CREATE TABLE event_rest PARTITION OF event DEFAULT;
         ALTER TABLE event_2022 ADD FOREIGN KEY (spot) REFERENCES spot;
         CREATE TABLE item (id int, kind text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
         CREATE TABLE item_a PARTITION OF item FOR VALUES IN ('a', 'b');
         CREATE TABLE part (id int PRIMARY KEY) PARTITION BY HASH (id);
         CREATE TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
         CREATE TABLE city (name text PRIMARY KEY);
         CREATE TABLE capital (country text NOT NULL) INHERITS (city);",
    )
    .await;
}

/// An AFTER trigger writes the row that is referenced, and a BEFORE trigger the reference.
#[tokio::test]
async fn triggers_that_write_references() {
    assert_filled(
        "CREATE TYPE sort AS ENUM ('POST', 'TOPIC');
         CREATE TABLE sort_name (name text PRIMARY KEY);
         CREATE TABLE item (id serial PRIMARY KEY, sort sort NOT NULL, name text NOT NULL REFERENCES sort_name);
         CREATE FUNCTION name() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN NEW.name = NEW.sort::text; RETURN NEW; END $$;
         CREATE TRIGGER name BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION name();
         CREATE TABLE commented (id int PRIMARY KEY);
         CREATE TABLE post (id int PRIMARY KEY REFERENCES item,
             FOREIGN KEY (id) REFERENCES commented DEFERRABLE INITIALLY DEFERRED);
         CREATE FUNCTION comment() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO commented VALUES (NEW.id); RETURN NEW; END $$;
         CREATE TRIGGER comment AFTER INSERT ON post FOR EACH ROW EXECUTE FUNCTION comment();",
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_told() {
    let found = filled(
        "CREATE TABLE single (id int PRIMARY KEY CHECK (id = 0));
         CREATE TABLE never (n int CHECK (n > 1 AND n < 1 AND n IS NOT NULL));
         CREATE TABLE hollow (n int) PARTITION BY LIST (n);
         CREATE TABLE child (id int PRIMARY KEY, single int NOT NULL UNIQUE REFERENCES single);
         CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
         CREATE TABLE refused (n int);
         CREATE TRIGGER refuse BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION no();
         CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TABLE skipped (n int);
         CREATE TRIGGER skip BEFORE INSERT ON skipped FOR EACH ROW EXECUTE FUNCTION skip();",
    )
    .await;
    let problem = |name: &str| {
        let table =
            found.iter().find(|table| table.table.name() == name).expect("it was asked for");
        (table.rows, table.problem.as_deref().expect("a problem").to_owned())
    };
    let (rows, text) = problem("single");
    assert!(rows == 1 && text.contains("single_pkey") && text.contains("(id)"), "{text}");
    assert!(problem("never").1.contains("never_n_check"), "{}", problem("never").1);
    assert!(problem("hollow").1.contains("no partition"), "{}", problem("hollow").1);
    assert!(problem("child").1.contains("references"), "{}", problem("child").1);
    assert!(problem("refused").1.contains("not today"), "{}", problem("refused").1);
    assert!(problem("skipped").1.contains("trigger"), "{}", problem("skipped").1);
}

#[tokio::test]
async fn the_fixtures_are_filled() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/schemas");
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        let found = filling::fill(Server::shared(), &path).await.expect("it loads");
        assert!(found.is_enough(), "{path:?}: {:#?}", found.unfilled);
    }
}
