-- What a VACUUM or ANALYZE of some relations ($1) would pass over with a warning: relations of kinds other than
-- those of $2, and relations, partitions among them, that the role may not maintain.
SELECT DISTINCT
    pg_catalog.format('%I.%I', n.nspname, c.relname),
    c.relkind::text = ANY ($2::pg_catalog.text[])
FROM pg_catalog.unnest($1::pg_catalog.text[]) AS asked (name)
CROSS JOIN LATERAL (
    SELECT asked.name::pg_catalog.regclass AS oid, true AS is_named
    UNION ALL
    SELECT tree.relid, false
    FROM pg_catalog.pg_partition_tree(asked.name::pg_catalog.regclass) AS tree
    WHERE tree.relid <> asked.name::pg_catalog.regclass
) AS meant
JOIN pg_catalog.pg_class AS c ON c.oid = meant.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN (
    SELECT pg_catalog.pg_has_role(datdba, 'USAGE') AS is_owner
    FROM pg_catalog.pg_database
    WHERE datname = pg_catalog.current_database()
) AS database
WHERE (meant.is_named AND c.relkind::text <> ALL ($2::pg_catalog.text[]))
OR NOT (
    (database.is_owner AND NOT c.relisshared)
    OR CASE
        WHEN pg_catalog.current_setting('server_version_num')::integer >= 170000
        THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN')
        ELSE pg_catalog.pg_has_role(c.relowner, 'USAGE')
    END
)
ORDER BY 1
