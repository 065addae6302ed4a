-- One row a schema of the database, system schemas left out: PostgreSQL keeps the prefix pg_ for
-- them (pg_catalog, pg_toast, pg_temp_3, …).
select
    schema.nspname::text as name,
    description.description as comment,
    exists (
        select
        from pg_class as relation
        where relation.relnamespace = schema.oid
          and relation.relkind in ('r', 'p', 'v', 'm', 'f')
          and not exists (
              select
              from pg_depend as dependency
              where dependency.classid = relation.tableoid
                and dependency.objid = relation.oid
                and dependency.deptype = 'e'
          )
    ) as has_relations
from pg_namespace as schema
left join pg_description as description
    on description.classoid = schema.tableoid
    and description.objoid = schema.oid
where schema.nspname !~ '^pg_'
  and schema.nspname <> 'information_schema'
order by schema.nspname;
