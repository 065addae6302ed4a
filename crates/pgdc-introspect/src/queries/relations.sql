-- One row a table, view, materialized view, partitioned or foreign table; those that an extension
-- owns are left out. `parent_schemas` and `parent_names` are of the same length, and so are
-- `read_schemas` and `read_names`.
-- The schemas are those in the setting pgdc.schemas, {public} where it is not set.
with scope as (
    select oid, nspname, has_schema_privilege(oid, 'usage') as usable
    from pg_namespace
    where nspname = any (
        coalesce(nullif(current_setting('pgdc.schemas', true), ''), '{public}')::text[]
    )
)
select
    relation.oid as relation,
    scope.nspname::text as schema,
    relation.relname::text as name,
    relation.relkind::text as kind,
    description.description as comment,
    relation.relispartition as is_partition,
    coalesce(parents.schemas, '{}') as parent_schemas,
    coalesce(parents.names, '{}') as parent_names,
    relation.relrowsecurity as row_security,
    relation.relforcerowsecurity as force_row_security,
    -- INSERT is 8, UPDATE is 4, DELETE is 16; true counts INSTEAD OF triggers in.
    case
        when relation.relkind = 'v' then pg_relation_is_updatable(relation.oid, true) & 28 = 28
        else false
    end as updatable_view,
    case
        when relation.relkind = 'v' then array(
            select attribute.attname::text
            from pg_attribute as attribute
            where attribute.attrelid = relation.oid
              and attribute.attnum > 0
              and not attribute.attisdropped
              and not pg_column_is_updatable(relation.oid, attribute.attnum, true)
            order by attribute.attnum
        )
        else '{}'
    end as read_only,
    -- Of a relation that can be read no attribute is looked at.
    case
        when scope.usable and has_table_privilege(relation.oid, 'select') then '{}'
        else array(
            select attribute.attname::text
            from pg_attribute as attribute
            where attribute.attrelid = relation.oid
              and attribute.attnum > 0
              and not attribute.attisdropped
              and not (scope.usable and has_column_privilege(relation.oid, attribute.attnum, 'select'))
            order by attribute.attnum
        )
    end as denied,
    reads.schemas as read_schemas,
    reads.names as read_names,
    relation.relkind = 'v' and coalesce(
        (
            select setting.option_value::boolean
            from pg_options_to_table(relation.reloptions) as setting
            where setting.option_name = 'security_invoker'
        ),
        false
    ) as security_invoker,
    relation.relkind in ('v', 'm') and (owner.rolsuper or owner.rolbypassrls)
        as owner_bypasses_row_security,
    case when relation.relkind in ('v', 'm') then pg_get_viewdef(relation.oid) end as query,
    case when relation.relkind = 'p' then pg_get_partkeydef(relation.oid) end as partition_key,
    pg_get_expr(relation.relpartbound, relation.oid) as partition_bound,
    relation.relpersistence = 'u' as unlogged,
    coalesce(relation.reloptions, '{}') as options,
    server.srvname::text as server,
    coalesce(foreign_.ftoptions, '{}') as foreign_options
from scope
join pg_class as relation on relation.relnamespace = scope.oid
join pg_roles as owner on owner.oid = relation.relowner
-- What the query of a view names: its rule depends on that, once for each column.
cross join lateral (
    select
        coalesce(array_agg(named.schema), '{}') as schemas,
        coalesce(array_agg(named.name), '{}') as names
    from (
        select distinct schema.nspname::text as schema, target.relname::text as name
        from pg_rewrite as rule
        join pg_depend as dependency
            on dependency.classid = rule.tableoid
            and dependency.objid = rule.oid
            and dependency.refclassid = relation.tableoid
            and dependency.refobjid <> rule.ev_class
        join pg_class as target on target.oid = dependency.refobjid
        join pg_namespace as schema on schema.oid = target.relnamespace
        where rule.ev_class = relation.oid
          and rule.rulename = '_RETURN'
          and relation.relkind in ('v', 'm')
          and target.relkind in ('r', 'p', 'v', 'm', 'f')
    ) as named
) as reads
left join pg_foreign_table as foreign_ on foreign_.ftrelid = relation.oid
left join pg_foreign_server as server on server.oid = foreign_.ftserver
left join pg_description as description
    on description.classoid = relation.tableoid
    and description.objoid = relation.oid
    and description.objsubid = 0
left join (
    select
        link.inhrelid as relation,
        array_agg(schema.nspname::text order by link.inhseqno) as schemas,
        array_agg(parent.relname::text order by link.inhseqno) as names
    from pg_inherits as link
    join pg_class as parent on parent.oid = link.inhparent
    join pg_namespace as schema on schema.oid = parent.relnamespace
    group by link.inhrelid
) as parents on parents.relation = relation.oid
where relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and not exists (
      select
      from pg_depend as dependency
      where dependency.classid = relation.tableoid
        and dependency.objid = relation.oid
        and dependency.deptype = 'e'
  )
order by relation.oid;
