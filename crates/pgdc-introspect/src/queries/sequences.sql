-- One row a sequence, with the column it belongs to if there is one; those that an extension owns
-- are left out.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    scope.nspname::text as schema,
    class.relname::text as name,
    sequence.seqtypid::regtype::text as data_type,
    sequence.seqstart as start,
    sequence.seqincrement as increment,
    sequence.seqmin as min,
    sequence.seqmax as max,
    sequence.seqcache as cache,
    sequence.seqcycle as cycle,
    description.description as comment,
    table_schema.nspname::text as table_schema,
    table_.relname::text as table_name,
    attribute.attname::text as column,
    coalesce(owner.deptype = 'i', false) as identity
from scope
join pg_class as class on class.relnamespace = scope.oid
join pg_sequence as sequence on sequence.seqrelid = class.oid
left join pg_description as description
    on description.classoid = class.tableoid
    and description.objoid = class.oid
    and description.objsubid = 0
-- a: OWNED BY, which serial sets; i: the internal sequence of an identity column.
left join pg_depend as owner
    on owner.classid = class.tableoid
    and owner.objid = class.oid
    and owner.refclassid = class.tableoid
    and owner.refobjsubid > 0
    and owner.deptype in ('a', 'i')
left join pg_class as table_ on table_.oid = owner.refobjid
left join pg_namespace as table_schema on table_schema.oid = table_.relnamespace
left join pg_attribute as attribute
    on attribute.attrelid = owner.refobjid
    and attribute.attnum = owner.refobjsubid
where class.relkind = 'S'
  and not exists (
      select
      from pg_depend as dependency
      where dependency.classid = class.tableoid
        and dependency.objid = class.oid
        and dependency.deptype = 'e'
  );
