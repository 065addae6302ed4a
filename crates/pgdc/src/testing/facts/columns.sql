-- The columns of some relations ($1 their identifiers), with the type of each and what the server fills in.
SELECT
    a.attrelid::pg_catalog.int8,
    a.attname::pg_catalog.text,
    a.atttypid::pg_catalog.int8,
    a.atttypmod,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    a.attnotnull,
    CASE
        WHEN a.attgenerated <> '' THEN 'generated'
        WHEN a.attidentity <> '' THEN 'identity'
        WHEN a.atthasdef THEN 'default'
        ELSE ''
    END,
    CASE
        WHEN a.attidentity <> '' THEN pg_catalog.format(
            'nextval(%L::regclass)',
            pg_catalog.pg_get_serial_sequence(pg_catalog.format('%I.%I', n.nspname, c.relname), a.attname)
        )
        ELSE pg_catalog.pg_get_expr(d.adbin, d.adrelid)
    END
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY ($1::pg_catalog.int8[]::pg_catalog.oid[])
AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
