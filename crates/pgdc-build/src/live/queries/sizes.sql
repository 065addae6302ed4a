-- One row a relation of the schemas $1 that stores rows: an estimate of how many, none where the server never counted,
-- and the bytes that they take with indexes and long values. Of a partitioned table, the sum of its partitions.
select
    schema.nspname::text as schema,
    relation.relname::text as name,
    parts.rows,
    parts.bytes
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join lateral (
    -- -1 is what stands for "never counted".
    select
        sum(nullif(part.reltuples, -1))::bigint as rows,
        sum(pg_total_relation_size(part.oid))::bigint as bytes
    from pg_class as part
    where case relation.relkind
        when 'p' then part.oid in (
            select leaf.relid from pg_partition_tree(relation.oid) as leaf where leaf.isleaf
        )
        else part.oid = relation.oid
    end
) as parts
where relation.relkind in ('r', 'p', 'm')
  and schema.nspname = any ($1::text[])
order by 1, 2;
