-- What the database says of the relations ($1 their schemas, $2 their names) and of the enum and composite types
-- ($3, $4) of a generated module: one row each. Names that an older server's catalog lacks are found in `older`.
with recursive relation as (
    select class.oid, asked.schema, asked.name, class.relkind,
           class.relkind = 'v' and pg_relation_is_updatable(class.oid, true) & 28 = 28 as is_updatable
    from unnest($1::text[], $2::text[]) as asked (schema, name)
    join pg_namespace as schema on schema.nspname = asked.schema
    join pg_class as class on class.relnamespace = schema.oid and class.relname = asked.name
    where class.relkind in ('r', 'p', 'v', 'm', 'f')
), step (type, base, not_null, default_, depth) as (
    -- What the domain of a column says of it, through all domains it is over.
    select type.oid, type.typbasetype, type.typnotnull, pg_get_expr(type.typdefaultbin, 0), 0
    from pg_type as type
    where type.typtype = 'd'
      and type.oid in (select atttypid from pg_attribute where attrelid in (select oid from relation))
  union all
    select step.type, type.typbasetype, step.not_null or type.typnotnull,
           coalesce(step.default_, pg_get_expr(type.typdefaultbin, 0)), step.depth + 1
    from step
    join pg_type as type on type.oid = step.base
    where type.typtype = 'd'
), domain as (
    select distinct on (step.type) step.* from step order by step.type, step.depth desc
), attribute as (
    select
        relation.oid as relation,
        array_agg(attribute.attname::text order by attribute.attnum) as names,
        array_agg(format_type(attribute.atttypid, attribute.atttypmod) order by attribute.attnum) as types,
        array_agg(
            -- A NOT NULL that is not valid (PostgreSQL 18) says nothing of the rows from before it.
            attribute.attnotnull and not exists (
                select
                from pg_constraint as doubted
                where doubted.conrelid = relation.oid
                  and doubted.contype = 'n'
                  and not doubted.convalidated
                  and attribute.attnum = any (doubted.conkey)
            )
            or coalesce(domain.not_null, false) and relation.relkind not in ('v', 'm')
            order by attribute.attnum
        ) as not_null,
        array_agg(
            case
                when relation.is_updatable
                     and not pg_column_is_updatable(relation.oid, attribute.attnum, true)
                then 'read-only'
                when attribute.attgenerated <> '' then 'generated'
                when attribute.attidentity = 'a' then 'always'
                when attribute.attidentity = 'd' then 'by default'
                else ''
            end
            order by attribute.attnum
        ) as fills,
        array_agg(
            coalesce(pg_get_expr(value.adbin, value.adrelid), domain.default_) order by attribute.attnum
        ) as expressions
    from relation
    join pg_attribute as attribute on attribute.attrelid = relation.oid
    left join pg_attrdef as value on value.adrelid = relation.oid and value.adnum = attribute.attnum
    left join domain on domain.type = attribute.atttypid and attribute.attndims = 0
    where attribute.attnum > 0
      and not attribute.attisdropped
    group by relation.oid
), index as (
    select
        entry.indrelid as relation,
        entry.indexrelid as oid,
        class.relname::text as name,
        entry.indisunique as is_unique,
        keys.list as keys,
        coalesce(' where ' || pg_get_expr(entry.indpred, entry.indrelid), '') as predicate,
        concat_ws(
            '; ',
            case when entry.nulls_not_distinct then 'NULLs are not distinct' end,
            case when not entry.indisvalid then 'not valid' end,
            'includes ' || keys.included
        ) as facts
    from relation
    cross join (values (false)) as older (indnullsnotdistinct)
    join lateral (
        select inner_.*, indnullsnotdistinct as nulls_not_distinct
        from pg_index as inner_
        where inner_.indrelid = relation.oid
          and inner_.indislive
    ) as entry on true
    join pg_class as class on class.oid = entry.indexrelid
    cross join lateral (
        select
            string_agg(part.said, ', ' order by part.position)
                filter (where part.position <= entry.indnkeyatts) as list,
            string_agg(part.said, ', ' order by part.position)
                filter (where part.position > entry.indnkeyatts) as included
        from (
            select key.position, case key.attnum
                when 0 then pg_get_indexdef(entry.indexrelid, key.position::int4, false)
                else (
                    select attribute.attname::text
                    from pg_attribute as attribute
                    where attribute.attrelid = entry.indrelid
                      and attribute.attnum = key.attnum
                )
            end as said
            from unnest(entry.indkey::int2[]) with ordinality as key (attnum, position)
        ) as part
    ) as keys
), rule as (
    select
        rule.conrelid as relation,
        rule.conname::text as name,
        rule.contype as kind,
        own.names as columns,
        concat_ws(
            '; ',
            case rule.contype
                when 'p' then format('Primary key (%s)', array_to_string(own.names, ', '))
                when 'u' then format('Unique (%s)', array_to_string(own.names, ', '))
                when 'f' then format(
                    'Foreign key (%s) to %s (%s)',
                    array_to_string(own.names, ', '),
                    (select class.relname from pg_class as class where class.oid = rule.confrelid),
                    array_to_string(referenced.names, ', ')
                )
                when 'c' then 'Check ' || pg_get_expr(rule.conbin, rule.conrelid)
                else 'Exclusion ' || pg_get_constraintdef(rule.oid)
            end,
            case when rule.period and index.oid is not null then 'without overlaps' end,
            case when rule.condeferrable and not rule.condeferred then 'deferrable' end,
            case when rule.condeferred then 'deferred to the end of the transaction' end,
            case when not rule.enforced then 'not enforced' end,
            case
                when rule.enforced and not rule.convalidated then 'not valid for rows from before it'
            end,
            nullif(index.facts, '')
        ) as said
    from relation
    cross join (values (true, false)) as older (conenforced, conperiod)
    join lateral (
        select inner_.*, conenforced as enforced, conperiod as period
        from pg_constraint as inner_
        where inner_.conrelid = relation.oid
          and inner_.contype in ('p', 'u', 'f', 'c', 'x')
          -- Not the copies of a foreign key beside it, for each partition of the table it references.
          and not exists (
              select
              from pg_constraint as whole
              where whole.oid = inner_.conparentid
                and whole.conrelid = inner_.conrelid
          )
    ) as rule on true
    left join index on index.oid = rule.conindid and rule.contype in ('p', 'u', 'x')
    cross join lateral (
        select coalesce(array_agg(attribute.attname::text order by key.position), '{}') as names
        from unnest(rule.conkey) with ordinality as key (attnum, position)
        join pg_attribute as attribute
            on attribute.attrelid = rule.conrelid and attribute.attnum = key.attnum
    ) as own
    cross join lateral (
        select coalesce(array_agg(attribute.attname::text order by key.position), '{}') as names
        from unnest(rule.confkey) with ordinality as key (attnum, position)
        join pg_attribute as attribute
            on attribute.attrelid = rule.confrelid and attribute.attnum = key.attnum
    ) as referenced
), said (relation, name, text) as (
    select rule.relation, rule.name, rule.said
    from rule
  union all
    select index.relation, index.name,
           concat_ws('; ', format('Unique index (%s)%s', index.keys, index.predicate), nullif(index.facts, ''))
    from index
    where index.is_unique
      and not exists (
          select from rule where rule.relation = index.relation and rule.name = index.name
      )
)
select
    relation.schema,
    relation.name,
    case relation.relkind
        when 'r' then 'Table'
        when 'p' then 'PartitionedTable'
        when 'v' then 'View'
        when 'm' then 'MaterializedView'
        else 'ForeignTable'
    end as kind,
    relation.relkind not in ('v', 'm') or relation.is_updatable as is_written,
    coalesce(attribute.names, '{}') as names,
    coalesce(attribute.types, '{}') as types,
    coalesce(attribute.not_null, '{}') as not_null,
    coalesce(attribute.fills, '{}') as fills,
    coalesce(attribute.expressions, '{}') as expressions,
    coalesce(
        (select rule.columns from rule where rule.relation = relation.oid and rule.kind = 'p'), '{}'
    ) as key,
    array(select said.name from said where said.relation = relation.oid order by said.name) as constraints,
    array(select said.text from said where said.relation = relation.oid order by said.name) as said
from relation
left join attribute on attribute.relation = relation.oid
union all
select
    asked.schema,
    asked.name,
    case type.typtype when 'e' then 'Enum' else 'Composite' end,
    false,
    case type.typtype
        when 'e' then array(
            select enum.enumlabel::text
            from pg_enum as enum
            where enum.enumtypid = type.oid
            order by enum.enumsortorder
        )
        else array(
            select field.attname::text
            from pg_attribute as field
            where field.attrelid = type.typrelid and field.attnum > 0 and not field.attisdropped
            order by field.attnum
        )
    end,
    array(
        select format_type(field.atttypid, field.atttypmod)
        from pg_attribute as field
        where field.attrelid = type.typrelid and field.attnum > 0 and not field.attisdropped
        order by field.attnum
    ),
    '{}', '{}', '{}', '{}', '{}', '{}'
from unnest($3::text[], $4::text[]) as asked (schema, name)
join pg_namespace as schema on schema.nspname = asked.schema
join pg_type as type on type.typnamespace = schema.oid and type.typname = asked.name
where type.typtype in ('e', 'c');
