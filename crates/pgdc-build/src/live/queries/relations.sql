-- One row a relation with rows that the role can name: its schema, its name, and whether the name alone finds it.
select
    schema.nspname::text as schema,
    relation.relname::text as name,
    pg_table_is_visible(relation.oid) as visible
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
where relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and not pg_is_other_temp_schema(schema.oid)
order by 1, 2;
