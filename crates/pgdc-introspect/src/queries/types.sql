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
    row.oid is not null as row_type,
    extension.extname::text as extension,
    description.description as comment,
    type.typtype::text as kind,
    enum.labels,
    type.typbasetype as base,
    type.typtypmod as base_modifier,
    type.typndims::int4 as base_dimensions,
    collation_schema.nspname::text as collation_schema,
    collation_.collname::text as collation_name,
    type.typnotnull as not_null,
    pg_get_expr(type.typdefaultbin, 0) as default,
    checks.names as check_names,
    checks.expressions as check_expressions,
    fields.names as field_names,
    fields.types as field_types,
    fields.modifiers as field_modifiers,
    fields.dimensions as field_dimensions,
    fields.collation_schemas as field_collation_schemas,
    fields.collation_names as field_collation_names,
    fields.comments as field_comments,
    coalesce(range.rngsubtype, multirange.rngtypid) as range_of,
    made_by.*
from used
join pg_type as type on type.oid = used.type
join pg_namespace as schema on schema.oid = type.typnamespace
left join pg_type as element
    on element.oid = type.typelem
    and element.typarray = type.oid
left join pg_class as row
    on row.oid = type.typrelid
    and row.relkind <> 'c'
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
        array_agg(order_schema.nspname::text order by field.attnum) as collation_schemas,
        array_agg(order_.collname::text order by field.attnum) as collation_names,
        array_agg(remark.description order by field.attnum) as comments
    from pg_attribute as field
    join pg_type as of_field on of_field.oid = field.atttypid
    left join pg_collation as order_
        on order_.oid = field.attcollation
        and field.attcollation <> of_field.typcollation
    left join pg_namespace as order_schema on order_schema.oid = order_.collnamespace
    left join pg_description as remark
        on remark.classoid = 'pg_class'::regclass
        and remark.objoid = field.attrelid
        and remark.objsubid = field.attnum
    where field.attrelid = type.typrelid
      and field.attnum > 0
      and not field.attisdropped
) as fields on type.typtype = 'c'
left join pg_type as base on base.oid = type.typbasetype
left join pg_collation as collation_
    on collation_.oid = type.typcollation
    and type.typtype = 'd'
    and type.typcollation <> base.typcollation
left join pg_namespace as collation_schema on collation_schema.oid = collation_.collnamespace
left join pg_range as range
    on range.rngtypid = type.oid
left join lateral (
    select
        whole_schema.nspname::text as multirange_schema,
        whole.typname::text as multirange_name,
        opclass_schema.nspname::text as operator_class_schema,
        opclass.opcname::text as operator_class_name,
        order_schema.nspname::text as range_collation_schema,
        order_.collname::text as range_collation_name,
        canonical_schema.nspname::text as canonical_schema,
        canonical.proname::text as canonical_name,
        difference_schema.nspname::text as difference_schema,
        difference.proname::text as difference_name
    from pg_type as subtype
    join pg_type as whole on whole.oid = range.rngmultitypid
    join pg_namespace as whole_schema on whole_schema.oid = whole.typnamespace
    left join pg_opclass as opclass on opclass.oid = range.rngsubopc and not opclass.opcdefault
    left join pg_namespace as opclass_schema on opclass_schema.oid = opclass.opcnamespace
    left join pg_collation as order_
        on order_.oid = range.rngcollation
        and range.rngcollation <> subtype.typcollation
    left join pg_namespace as order_schema on order_schema.oid = order_.collnamespace
    left join pg_proc as canonical on canonical.oid = range.rngcanonical
    left join pg_namespace as canonical_schema on canonical_schema.oid = canonical.pronamespace
    left join pg_proc as difference on difference.oid = range.rngsubdiff
    left join pg_namespace as difference_schema on difference_schema.oid = difference.pronamespace
    where subtype.oid = range.rngsubtype
) as made_by on type.typtype = 'r'
left join pg_range as multirange
    on multirange.rngmultitypid = type.oid;
