-- One row an object of another kind, or of another schema, that a relation or type of the schemas needs, or that
-- belongs to a relation. `extension` is set where one owns the object.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
), of_extension as (
    select objid as oid
    from pg_depend
    where deptype = 'e'
      and classid in ('pg_class'::regclass, 'pg_type'::regclass)
), relation as (
    select class.oid, class.relkind, scope.nspname as schema, class.relname as name
    from scope
    join pg_class as class on class.relnamespace = scope.oid
    where class.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
      and class.oid <> all (select oid from of_extension)
), part (classid, objid, schema, name) as (
    select 'pg_class'::regclass, oid, schema, name from relation
  union all
    select 'pg_class'::regclass, index.indexrelid, relation.schema, relation.name
    from relation join pg_index as index on index.indrelid = relation.oid
  union all
    select 'pg_constraint'::regclass, constraint_.oid, relation.schema, relation.name
    from relation join pg_constraint as constraint_ on constraint_.conrelid = relation.oid
  union all
    select 'pg_attrdef'::regclass, value.oid, relation.schema, relation.name
    from relation join pg_attrdef as value on value.adrelid = relation.oid
  union all
    select 'pg_rewrite'::regclass, rule.oid, relation.schema, relation.name
    from relation join pg_rewrite as rule on rule.ev_class = relation.oid
    where rule.rulename = '_RETURN'
  union all
    select 'pg_type'::regclass, type.oid, scope.nspname, type.typname
    from scope join pg_type as type on type.typnamespace = scope.oid
    where type.typtype in ('d', 'r')
      and type.oid <> all (select oid from of_extension)
  union all
    select 'pg_constraint'::regclass, constraint_.oid, scope.nspname, type.typname
    from scope
    join pg_type as type on type.typnamespace = scope.oid
    join pg_constraint as constraint_ on constraint_.contypid = type.oid
    where type.oid <> all (select oid from of_extension)
), target as (
    select distinct part.schema, part.name, dependency.refclassid as classid, dependency.refobjid as objid
    from part
    join pg_depend as dependency
        on dependency.classid = part.classid
        and dependency.objid = part.objid
    where dependency.deptype in ('n', 'a')
      -- What initdb made is everywhere.
      and dependency.refobjid >= 16384
), needed as (
    select target.*, member.refobjid as extension
    from target
    left join pg_depend as member
        on member.classid = target.classid
        and member.objid = target.objid
        and member.deptype = 'e'
    left join pg_class as class
        on target.classid = 'pg_class'::regclass
        and class.oid = target.objid
    left join scope on scope.oid = class.relnamespace
    -- What the other queries read is there.
    where member.refobjid is not null
       or class.relkind not in ('i', 'I') and scope.oid is null
       or target.classid not in (
           'pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass, 'pg_namespace'::regclass
       )
)
select
    needed.schema::text as of_schema,
    needed.name::text as of_name,
    true as is_needed,
    object.type as kind,
    object.identity as name,
    extension.extname::text as extension,
    extension_schema.nspname::text as extension_schema
from needed
cross join lateral pg_identify_object(needed.classid, needed.objid, 0) as object
left join pg_extension as extension on extension.oid = needed.extension
left join pg_namespace as extension_schema on extension_schema.oid = extension.extnamespace
union all
select relation.schema::text, relation.name::text, false, own.kind, own.name, null, null
from relation
join lateral (
    select 'trigger' as kind, tgname::text as name
    from pg_trigger where tgrelid = relation.oid and not tgisinternal
  union all
    select 'policy', polname::text from pg_policy where polrelid = relation.oid
  union all
    select 'rule', rulename::text
    from pg_rewrite where ev_class = relation.oid and rulename <> '_RETURN'
  union all
    select 'statistics object', stxname::text from pg_statistic_ext where stxrelid = relation.oid
) as own on true;
