-- The tables of some schemas, with what decides whether they are wanted.
SELECT
    n.nspname::text,
    c.relname::text,
    c.relkind::text,
    c.relispartition,
    EXISTS (
        SELECT FROM pg_catalog.pg_depend AS d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
FROM pg_catalog.unnest($1::pg_catalog.text[]) AS asked (schema)
JOIN pg_catalog.pg_namespace AS n ON n.oid = asked.schema::pg_catalog.regnamespace
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 'p', 'f')
