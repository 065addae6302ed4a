-- Some relations ($1 their identifiers), and all that their foreign keys lead to. Of a partition, what its rows must
-- be; of a partitioned table, one of its partitions, where its rows will be.
WITH RECURSIVE wanted (oid) AS (
    SELECT pg_catalog.unnest($1::pg_catalog.int8[])::pg_catalog.oid
    UNION
    SELECT rule.confrelid
    FROM wanted
    JOIN pg_catalog.pg_constraint AS rule ON rule.conrelid = wanted.oid AND rule.contype = 'f'
)
SELECT
    c.oid::pg_catalog.int8,
    n.nspname::pg_catalog.text,
    c.relname::pg_catalog.text,
    CASE WHEN c.relispartition THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END,
    c.relkind = 'p',
    leaf.oid::pg_catalog.int8
FROM wanted
JOIN pg_catalog.pg_class AS c ON c.oid = wanted.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (
    SELECT tree.relid::pg_catalog.oid AS oid
    FROM pg_catalog.pg_partition_tree(c.oid) AS tree
    CROSS JOIN LATERAL pg_catalog.pg_get_partition_constraintdef(tree.relid) AS said (constraint_)
    WHERE tree.isleaf AND tree.relid <> c.oid
    -- What a default partition takes is what none of the others does.
    ORDER BY said.constraint_ ~ '^\(*NOT', tree.relid
    LIMIT 1
) AS leaf ON c.relkind = 'p'
ORDER BY n.nspname, c.relname
