-- One row an attribute of a relation, in the order of relation and attribute number; dropped and
-- system ones are left out.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    attribute.attrelid as relation,
    attribute.attname::text as name,
    attribute.atttypid as type,
    attribute.atttypmod as modifier,
    attribute.attndims::int4 as dimensions,
    attribute.attnotnull as not_null,
    pg_get_expr(value.adbin, value.adrelid) as expression,
    attribute.attidentity::text as identity,
    attribute.attgenerated::text as generated,
    collation_schema.nspname::text as collation_schema,
    collation_.collname::text as collation_name,
    coalesce(attribute.attfdwoptions, '{}') as foreign_options,
    description.description as comment
from scope
join pg_class as relation on relation.relnamespace = scope.oid
join pg_attribute as attribute on attribute.attrelid = relation.oid
join pg_type as type on type.oid = attribute.atttypid
left join pg_attrdef as value
    on value.adrelid = attribute.attrelid
    and value.adnum = attribute.attnum
left join pg_collation as collation_
    on collation_.oid = attribute.attcollation
    and attribute.attcollation <> type.typcollation
left join pg_namespace as collation_schema on collation_schema.oid = collation_.collnamespace
left join pg_description as description
    on description.classoid = relation.tableoid
    and description.objoid = attribute.attrelid
    and description.objsubid = attribute.attnum
where relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and attribute.attnum > 0
  and not attribute.attisdropped
order by attribute.attrelid, attribute.attnum;
