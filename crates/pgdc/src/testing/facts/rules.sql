-- What the rows of some relations ($1 their identifiers) must be: checks, foreign keys, unique indexes and exclusion
-- constraints. Keys of indexes are columns or expressions, as SQL.
SELECT
    rule.conrelid::pg_catalog.int8,
    rule.conname::pg_catalog.text,
    rule.contype::pg_catalog.text,
    ARRAY(
        SELECT a.attname::pg_catalog.text
        FROM pg_catalog.unnest(rule.conkey) WITH ORDINALITY AS key (attnum, position)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = rule.conrelid AND a.attnum = key.attnum
        ORDER BY key.position
    ),
    rule.confrelid::pg_catalog.int8,
    ARRAY(
        SELECT a.attname::pg_catalog.text
        FROM pg_catalog.unnest(rule.confkey) WITH ORDINALITY AS key (attnum, position)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = rule.confrelid AND a.attnum = key.attnum
        ORDER BY key.position
    ),
    CASE rule.contype
        WHEN 'c' THEN pg_catalog.pg_get_expr(rule.conbin, rule.conrelid)
        ELSE pg_catalog.pg_get_constraintdef(rule.oid)
    END
FROM pg_catalog.pg_constraint AS rule
WHERE rule.conrelid = ANY ($1::pg_catalog.int8[]::pg_catalog.oid[])
AND rule.contype IN ('c', 'f', 'x')
-- Not the copies of a foreign key beside it, for each partition of the table it references.
AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS whole
    WHERE whole.oid = rule.conparentid AND whole.conrelid = rule.conrelid
)
UNION ALL
SELECT
    i.indrelid::pg_catalog.int8,
    c.relname::pg_catalog.text,
    'u',
    ARRAY(
        SELECT pg_catalog.pg_get_indexdef(i.indexrelid, n, false)
        FROM pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS n
        ORDER BY n
    ),
    0,
    '{}',
    pg_catalog.pg_get_indexdef(i.indexrelid)
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY ($1::pg_catalog.int8[]::pg_catalog.oid[])
AND i.indisunique AND i.indislive
ORDER BY 1, 3, 2
