-- One row an index of a relation; index_keys.sql has its columns.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    index.indrelid as relation,
    index.indexrelid as index,
    class.relname::text as name,
    method.amname::text as method,
    pg_get_expr(index.indpred, index.indrelid) as predicate,
    index.indisunique as unique,
    index.nulls_not_distinct,
    index.indimmediate as immediate,
    index.indisvalid as valid,
    coalesce(class.reloptions, '{}') as options,
    constraint_.conname::text as constraint,
    description.description as comment
from scope
join pg_class as class on class.relnamespace = scope.oid
-- The name that pg_index lacks before PostgreSQL 15 is found here instead.
cross join (values (false)) as before_15 (indnullsnotdistinct)
join lateral (
    select inner_.*, indnullsnotdistinct as nulls_not_distinct
    from pg_index as inner_
    where inner_.indexrelid = class.oid
      and inner_.indislive
) as index on true
join pg_am as method on method.oid = class.relam
left join pg_constraint as constraint_
    on constraint_.conrelid = index.indrelid
    and constraint_.conindid = index.indexrelid
    and constraint_.contype in ('p', 'u', 'x')
left join pg_description as description
    on description.classoid = class.tableoid
    and description.objoid = index.indexrelid
    and description.objsubid = 0
where class.relkind in ('i', 'I');
