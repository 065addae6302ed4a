-- One row a name that is asked for, in their order: what is there under it, in the letters of pg_class.relkind for
-- a relation; none where there is nothing. A type of a relation counts as there.
select
    case asked.kind
        when 'schema' then (
            select 'n' from pg_catalog.pg_namespace where nspname = asked.name
        )
        when 'extension' then (
            select 'e' from pg_catalog.pg_extension where extname = asked.name
        )
        when 'type' then (
            select type.typtype::text
            from pg_catalog.pg_type as type
            join pg_catalog.pg_namespace as schema on schema.oid = type.typnamespace
            where schema.nspname = asked.schema
              and type.typname = asked.name
        )
        else (
            select class.relkind::text
            from pg_catalog.pg_class as class
            join pg_catalog.pg_namespace as schema on schema.oid = class.relnamespace
            where schema.nspname = asked.schema
              and class.relname = asked.name
        )
    end as there
from unnest($1::text[], $2::text[], $3::text[])
    with ordinality as asked (kind, schema, name, position)
order by asked.position
