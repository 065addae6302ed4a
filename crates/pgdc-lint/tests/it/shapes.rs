//! What mending keeps of a constraint, and where it cannot.

use pgdc_lint::{Finding, Rule, Scope, lint};

use crate::{database, read};

const DDL: &str = "
CREATE TABLE parent (
    tenant_id integer NOT NULL, a integer NOT NULL, b integer NOT NULL, c text, d text,
    PRIMARY KEY (a, b) INCLUDE (tenant_id, c),
    CONSTRAINT c_key UNIQUE NULLS NOT DISTINCT (c) INCLUDE (d) DEFERRABLE
);
CREATE TABLE whole (
    tenant_id integer NOT NULL, at date NOT NULL, n integer NOT NULL, a integer, b integer,
    PRIMARY KEY (at, n),
    FOREIGN KEY (b, a) REFERENCES parent (b, a) MATCH SIMPLE ON DELETE RESTRICT ON UPDATE CASCADE
        DEFERRABLE INITIALLY DEFERRED
) PARTITION BY RANGE (at);
CREATE TABLE part PARTITION OF whole FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
CREATE UNIQUE INDEX part_own ON part (n DESC);
CREATE TABLE kept_full (
    tenant_id integer NOT NULL, x integer, y integer,
    CONSTRAINT full_fkey FOREIGN KEY (x, y) REFERENCES parent MATCH FULL,
    CONSTRAINT set_fkey FOREIGN KEY (x, y) REFERENCES parent ON UPDATE SET NULL
);
";

#[tokio::test]
async fn a_constraint_keeps_all_but_its_columns() {
    let mut client = database(DDL).await.connect().await.unwrap();
    let scope = Scope::by("tenant_id");
    // What cannot be mended here holds the parent's key as it is.
    client.batch_execute("DROP TABLE kept_full").await.unwrap();
    let kept = [Rule::KeyWithoutScope, Rule::ForeignKeyWithoutScope, Rule::ActionAcrossScopes];
    loop {
        let found = lint(&read(&mut client).await, &scope).unwrap();
        let Some(finding) = found.iter().find(|finding| kept.contains(&finding.rule)) else {
            break;
        };
        assert!(!finding.mend.is_empty(), "{finding:#?}");
        client.batch_execute(&finding.mend.join(";\n")).await.unwrap();
    }
    let definitions = "
        SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid IN ('parent'::regclass, 'whole'::regclass) AND conparentid = 0
        UNION ALL SELECT pg_get_indexdef('part_own'::regclass) ORDER BY 1";
    let rows = client.query(definitions, &[]).await.unwrap();
    let found: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        found,
        [
            "CREATE UNIQUE INDEX part_own ON public.part USING btree (tenant_id, n DESC)",
            "FOREIGN KEY (tenant_id, b, a) REFERENCES parent(tenant_id, b, a) ON UPDATE CASCADE ON DELETE \
             RESTRICT DEFERRABLE INITIALLY DEFERRED",
            "PRIMARY KEY (tenant_id, a, b) INCLUDE (c)",
            "PRIMARY KEY (tenant_id, at, n)",
            "UNIQUE NULLS NOT DISTINCT (tenant_id, c) INCLUDE (d) DEFERRABLE",
        ]
    );
}

#[tokio::test]
async fn what_would_change_its_meaning_is_not_mended() {
    let mut client = database(DDL).await.connect().await.unwrap();
    let found = lint(&read(&mut client).await, &Scope::by("tenant_id")).unwrap();
    let named = |name: &str| -> &Finding {
        found.iter().find(|finding| finding.object.as_deref() == Some(name)).expect("a finding")
    };
    for name in ["full_fkey", "set_fkey", "parent_pkey"] {
        assert!(named(name).mend.is_empty(), "{name}");
    }
    // A partition's constraints are its table's, but for its own.
    let of_part = found.iter().filter(|finding| finding.relation.name == "part");
    let of_part: Vec<_> = of_part.map(|finding| finding.rule).collect();
    assert_eq!(of_part, [Rule::KeyWithoutScope, Rule::NoRowSecurity]);
}
