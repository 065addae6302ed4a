-- One row for each pair of type and modifier that the relations use, directly or through another
-- type, with what is known of the type. PostgreSQL's own types (pg_catalog) are there for their
-- names; what they consist of is not followed. `element` is set for array types alone.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with recursive scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
), used (type, modifier) as (
    select attribute.atttypid, attribute.atttypmod
    from scope
    join pg_class as relation on relation.relnamespace = scope.oid
    join pg_attribute as attribute on attribute.attrelid = relation.oid
    where relation.relkind in ('r', 'p', 'v', 'm', 'f')
      and attribute.attnum > 0
      and not attribute.attisdropped
  union
    select part.type, part.modifier
    from used
    join pg_type as whole on whole.oid = used.type
    cross join lateral (
        select element.oid, -1
        from pg_type as element
        where element.oid = whole.typelem
          and element.typarray = whole.oid
      union all
        select whole.typbasetype, whole.typtypmod
        where whole.typtype = 'd'
      union all
        select field.atttypid, field.atttypmod
        from pg_attribute as field
        where whole.typtype = 'c'
          and field.attrelid = whole.typrelid
          and field.attnum > 0
          and not field.attisdropped
      union all
        select range.rngsubtype, -1
        from pg_range as range
        where whole.typtype = 'r'
          and range.rngtypid = whole.oid
      union all
        select range.rngtypid, -1
        from pg_range as range
        where whole.typtype = 'm'
          and range.rngmultitypid = whole.oid
    ) as part (type, modifier)
    where whole.typnamespace <> 'pg_catalog'::regnamespace
       or whole.typelem <> 0
)
select
    type.oid as type,
    used.modifier,
    format_type(type.oid, used.modifier) as sql,
    schema.nspname::text as schema,
    type.typname::text as name,
    element.oid as element,
    extension.extname::text as extension,
    description.description as comment,
    type.typtype::text as kind,
    enum.labels,
    type.typbasetype as base,
    type.typtypmod as base_modifier,
    type.typndims::int4 as base_dimensions,
    type.typnotnull as not_null,
    pg_get_expr(type.typdefaultbin, 0) as default,
    checks.names as check_names,
    checks.expressions as check_expressions,
    fields.names as field_names,
    fields.types as field_types,
    fields.modifiers as field_modifiers,
    fields.dimensions as field_dimensions,
    fields.comments as field_comments,
    coalesce(range.rngsubtype, multirange.rngtypid) as range_of
from used
join pg_type as type on type.oid = used.type
join pg_namespace as schema on schema.oid = type.typnamespace
left join pg_type as element
    on element.oid = type.typelem
    and element.typarray = type.oid
left join pg_depend as dependency
    on dependency.classid = type.tableoid
    and dependency.objid = type.oid
    and dependency.deptype = 'e'
left join pg_extension as extension on extension.oid = dependency.refobjid
left join pg_description as description
    on description.classoid = type.tableoid
    and description.objoid = type.oid
left join lateral (
    select array_agg(enum.enumlabel::text order by enum.enumsortorder) as labels
    from pg_enum as enum
    where enum.enumtypid = type.oid
) as enum on type.typtype = 'e'
left join lateral (
    select
        array_agg(check_.conname::text order by check_.conname) as names,
        array_agg(pg_get_expr(check_.conbin, 0) order by check_.conname) as expressions
    from pg_constraint as check_
    where check_.contypid = type.oid
      and check_.contype = 'c'
) as checks on type.typtype = 'd'
left join lateral (
    select
        array_agg(field.attname::text order by field.attnum) as names,
        array_agg(field.atttypid order by field.attnum) as types,
        array_agg(field.atttypmod order by field.attnum) as modifiers,
        array_agg(field.attndims::int4 order by field.attnum) as dimensions,
        array_agg(remark.description order by field.attnum) as comments
    from pg_attribute as field
    left join pg_description as remark
        on remark.classoid = 'pg_class'::regclass
        and remark.objoid = field.attrelid
        and remark.objsubid = field.attnum
    where field.attrelid = type.typrelid
      and field.attnum > 0
      and not field.attisdropped
) as fields on type.typtype = 'c'
left join pg_range as range
    on range.rngtypid = type.oid
left join pg_range as multirange
    on multirange.rngmultitypid = type.oid;
