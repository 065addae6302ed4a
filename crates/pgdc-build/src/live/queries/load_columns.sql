-- One row a column of a relation, which is $1 (schema) and $2 (name), in the table's order, as a load needs them:
-- its place in the primary key is 0 where it is none of it.
select
    attribute.attname::text as name,
    format_type(attribute.atttypid, attribute.atttypmod) as sql_type,
    attribute.attnotnull as not_null,
    attribute.attgenerated <> '' as is_generated,
    attribute.attidentity = 'a' as is_identity_always,
    attribute.atthasdef or attribute.attidentity <> '' as has_default,
    coalesce(array_position(index.indkey::smallint[], attribute.attnum), -1) + 1 as place_in_key
from pg_attribute as attribute
join pg_class as relation on relation.oid = attribute.attrelid
join pg_namespace as schema on schema.oid = relation.relnamespace
left join pg_index as index on index.indrelid = relation.oid and index.indisprimary
where schema.nspname = $1::text
  and relation.relname = $2::text
  and attribute.attnum > 0
  and not attribute.attisdropped
order by attribute.attnum;
