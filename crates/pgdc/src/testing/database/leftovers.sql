-- Databases of runs whose connection, and with it its lock, is gone. Locks are listed for all databases.
SELECT datname::pg_catalog.text
FROM pg_catalog.pg_database
WHERE datname ~ '^pgdc_test_[0-9a-f]{16}_[0-9a-z]+$'
AND pg_catalog.substr(datname::pg_catalog.text, 11, 16) NOT IN (
    SELECT pg_catalog.lpad(pg_catalog.to_hex(classid::pg_catalog.int8), 8, '0')
        || pg_catalog.lpad(pg_catalog.to_hex(objid::pg_catalog.int8), 8, '0')
    FROM pg_catalog.pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
)
