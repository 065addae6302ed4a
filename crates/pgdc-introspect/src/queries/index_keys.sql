-- One row a key or INCLUDE column of an index, in their order. A key has a column or an expression.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    index.indexrelid as index,
    key.position > index.indnkeyatts as included,
    case when key.attnum <> 0 then attribute.attname::text end as column,
    case
        when key.attnum = 0
        then pg_get_indexdef(index.indexrelid, key.position::int4, false)
    end as expression,
    collation_schema.nspname::text as collation_schema,
    collation_.collname::text as collation_name,
    opclass_schema.nspname::text as operator_class_schema,
    opclass.opcname::text as operator_class_name,
    coalesce(own.attoptions, '{}') as class_options,
    coalesce(key.option & 1 = 1, false) as descending,
    coalesce(key.option & 2 = 2, false) as nulls_first
from scope
join pg_class as class on class.relnamespace = scope.oid
join pg_index as index on index.indexrelid = class.oid
cross join lateral unnest(
    index.indkey::int2[], index.indcollation::oid[], index.indclass::oid[], index.indoption::int2[]
) with ordinality as key (attnum, colloid, opcoid, option, position)
join pg_attribute as own
    on own.attrelid = index.indexrelid
    and own.attnum = key.position
-- An expression has no attribute in the table, but the index has one for it, which tells its type
-- unless the operator class stores another type (opckeytype).
join pg_attribute as attribute
    on attribute.attrelid = case key.attnum when 0 then index.indexrelid else index.indrelid end
    and attribute.attnum = case key.attnum when 0 then key.position else key.attnum end
left join pg_collation as collation_
    on collation_.oid = key.colloid
    and key.colloid <> case key.attnum
        when 0 then 'pg_catalog.default'::regcollation
        else attribute.attcollation
    end
left join pg_namespace as collation_schema on collation_schema.oid = collation_.collnamespace
-- A class is the default for a type when it is marked so and no other one is for exactly that type.
left join pg_opclass as opclass
    on opclass.oid = key.opcoid
    -- Its parameters stand behind its name.
    and (own.attoptions is not null or not (
        opclass.opcdefault
        and (
            key.attnum = 0 and opclass.opckeytype <> 0
            or opclass.opcintype = attribute.atttypid
            or not exists (
                select
                from pg_opclass as closer
                where closer.opcmethod = opclass.opcmethod
                  and closer.opcintype = attribute.atttypid
                  and closer.opcdefault
            )
        )
    ))
left join pg_namespace as opclass_schema on opclass_schema.oid = opclass.opcnamespace
where class.relkind in ('i', 'I')
order by index.indexrelid, key.position;
