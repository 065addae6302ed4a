-- One row a constraint of a relation: p primary key, u unique, f foreign key, c check, x exclusion.
-- n stands for a NOT NULL that was added without looking at the rows (PostgreSQL 18); the others of
-- that sort are left out, since attributes.sql tells them. So are the copies of a foreign key that
-- PostgreSQL keeps beside it for each partition of the table it references.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    constraint_.conrelid as relation,
    constraint_.conname::text as name,
    constraint_.contype::text as kind,
    own.columns,
    constraint_.condeferrable as deferrable,
    constraint_.condeferred as initially_deferred,
    not constraint_.convalidated as not_valid,
    not constraint_.enforced as not_enforced,
    -- True of every other kind.
    constraint_.contype = 'c' and constraint_.connoinherit as no_inherit,
    constraint_.period,
    description.description as comment,
    target_schema.nspname::text as target_schema,
    target.relname::text as target_name,
    referenced.columns as target_columns,
    constraint_.confdeltype::text as on_delete,
    set_.columns as set_columns,
    constraint_.confupdtype::text as on_update,
    constraint_.confmatchtype::text as matching,
    case constraint_.contype
        when 'c' then pg_get_expr(constraint_.conbin, constraint_.conrelid)
        when 'x' then pg_get_constraintdef(constraint_.oid)
    end as definition
from scope
-- A name that pg_constraint lacks before PostgreSQL 15 or 18 is found here instead.
cross join (values (null::int2[])) as before_15 (confdelsetcols)
cross join (values (true, false)) as before_18 (conenforced, conperiod)
join lateral (
    select
        inner_.tableoid,
        inner_.*,
        conenforced as enforced,
        conperiod as period,
        confdelsetcols as set_keys
    from pg_constraint as inner_
    where inner_.connamespace = scope.oid
      and inner_.conrelid <> 0
      and (inner_.contype in ('p', 'u', 'f', 'c', 'x')
           or inner_.contype = 'n' and not inner_.convalidated)
      and not exists (
          select
          from pg_constraint as whole
          where whole.oid = inner_.conparentid
            and whole.conrelid = inner_.conrelid
      )
) as constraint_ on true
cross join lateral (
    select coalesce(array_agg(attribute.attname::text order by key.position), '{}') as columns
    from unnest(constraint_.conkey) with ordinality as key (attnum, position)
    join pg_attribute as attribute
        on attribute.attrelid = constraint_.conrelid
        and attribute.attnum = key.attnum
        and attribute.attnum > 0
) as own
left join pg_class as target on target.oid = constraint_.confrelid
left join pg_namespace as target_schema on target_schema.oid = target.relnamespace
cross join lateral (
    select coalesce(array_agg(attribute.attname::text order by key.position), '{}') as columns
    from unnest(constraint_.confkey) with ordinality as key (attnum, position)
    join pg_attribute as attribute
        on attribute.attrelid = constraint_.confrelid
        and attribute.attnum = key.attnum
) as referenced
cross join lateral (
    select coalesce(array_agg(attribute.attname::text order by key.position), '{}') as columns
    from unnest(constraint_.set_keys) with ordinality as key (attnum, position)
    join pg_attribute as attribute
        on attribute.attrelid = constraint_.conrelid
        and attribute.attnum = key.attnum
) as set_
left join pg_description as description
    on description.classoid = constraint_.tableoid
    and description.objoid = constraint_.oid
order by constraint_.conrelid;
