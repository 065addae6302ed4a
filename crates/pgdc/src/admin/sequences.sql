-- The sequences that integer columns of some tables ($1), and of the tables of some schemas ($2), draw from, each
-- with all columns that draw from it, wherever they are: those that own it, as serial and identity columns do, and
-- those whose default names it. A partition says nothing that a table above it does not say.
WITH RECURSIVE integers (oid) AS (
    SELECT 'pg_catalog.int2'::pg_catalog.regtype::oid
    UNION ALL SELECT 'pg_catalog.int4'::pg_catalog.regtype::oid
    UNION ALL SELECT 'pg_catalog.int8'::pg_catalog.regtype::oid
    UNION ALL
    -- Domains over them.
    SELECT t.oid FROM pg_catalog.pg_type AS t JOIN integers ON t.typbasetype = integers.oid WHERE t.typtype = 'd'
),
named (oid) AS (
    SELECT name::pg_catalog.regclass::oid FROM pg_catalog.unnest($1::pg_catalog.text[]) AS asked (name)
    UNION
    SELECT c.oid
    FROM pg_catalog.unnest($2::pg_catalog.text[]) AS asked (schema)
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = asked.schema::pg_catalog.regnamespace
),
meant (oid) AS (
    SELECT oid FROM named
    UNION
    -- A partition draws from the sequence of the table that it is a partition of.
    SELECT above.relid::oid FROM named, pg_catalog.pg_partition_ancestors(named.oid) AS above (relid)
),
drawn (sequence, relation, attribute) AS (
    SELECT d.objid, d.refobjid, d.refobjsubid
    FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    UNION
    SELECT d.refobjid, a.adrelid, a.adnum
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_attrdef AS a ON a.oid = d.objid
    WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
),
columns AS (
    SELECT
        drawn.sequence, drawn.relation, c.relispartition,
        n.nspname::text AS schema_name, c.relname::text AS table_name, a.attname::text AS column_name
    FROM drawn
    JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = drawn.sequence
    JOIN pg_catalog.pg_class AS c ON c.oid = drawn.relation AND c.relkind IN ('r', 'p')
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = drawn.attribute AND NOT a.attisdropped
    WHERE a.atttypid IN (SELECT oid FROM integers)
)
SELECT
    n.nspname::text, c.relname::text,
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache,
    pg_catalog.array_agg(columns.schema_name ORDER BY schema_name, table_name, column_name),
    pg_catalog.array_agg(columns.table_name ORDER BY schema_name, table_name, column_name),
    pg_catalog.array_agg(columns.column_name ORDER BY schema_name, table_name, column_name),
    pg_catalog.min(pg_catalog.format('%I.%I', schema_name, table_name))
        FILTER (WHERE pg_catalog.row_security_active(columns.relation))
FROM columns
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = columns.sequence
JOIN pg_catalog.pg_class AS c ON c.oid = columns.sequence
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE columns.sequence IN (SELECT sequence FROM drawn WHERE relation IN (SELECT oid FROM meant))
AND NOT (
    columns.relispartition
    AND EXISTS (
        SELECT
        FROM pg_catalog.pg_partition_ancestors(columns.relation) AS above (relid)
        JOIN columns AS of_it ON of_it.relation = above.relid AND of_it.sequence = columns.sequence
        WHERE above.relid <> columns.relation
    )
)
GROUP BY n.nspname, c.relname, s.seqrelid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache
ORDER BY n.nspname, c.relname
