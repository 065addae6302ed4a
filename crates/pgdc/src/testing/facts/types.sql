-- The types of the columns of some relations ($1 their identifiers), and all types that they are made of.
WITH RECURSIVE wanted (oid) AS (
    SELECT a.atttypid
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = ANY ($1::pg_catalog.int8[]::pg_catalog.oid[])
    AND a.attnum > 0 AND NOT a.attisdropped
    UNION
    SELECT part.oid
    FROM wanted
    JOIN pg_catalog.pg_type AS t ON t.oid = wanted.oid
    CROSS JOIN LATERAL (
        SELECT t.typbasetype
        UNION ALL SELECT t.typelem
        UNION ALL
        SELECT a.atttypid FROM pg_catalog.pg_attribute AS a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
    ) AS part (oid)
    WHERE part.oid <> 0
)
SELECT
    t.oid::pg_catalog.int8,
    t.typname::pg_catalog.text,
    -- With a modifier of -1, its name in a cast cuts nothing off.
    pg_catalog.format_type(t.oid, -1),
    CASE WHEN t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0 THEN 'a' ELSE t.typtype::pg_catalog.text END,
    t.typnotnull,
    CASE
        WHEN t.typtype = 'd' THEN t.typbasetype
        WHEN t.typtype IN ('r', 'm')
        THEN (SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE t.oid IN (r.rngtypid, r.rngmultitypid))
        ELSE t.typelem
    END::pg_catalog.int8,
    t.typtypmod,
    ARRAY(
        SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum AS e
        WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder
    ),
    ARRAY(
        SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
    ),
    ARRAY(
        SELECT a.atttypid::pg_catalog.int8 FROM pg_catalog.pg_attribute AS a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
    ),
    ARRAY(
        SELECT a.atttypmod FROM pg_catalog.pg_attribute AS a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
    ),
    ARRAY(
        SELECT pg_catalog.pg_get_expr(rule.conbin, 0) FROM pg_catalog.pg_constraint AS rule
        WHERE rule.contypid = t.oid AND rule.contype = 'c' ORDER BY rule.conname
    )
FROM pg_catalog.pg_type AS t
WHERE t.oid IN (SELECT oid FROM wanted)
