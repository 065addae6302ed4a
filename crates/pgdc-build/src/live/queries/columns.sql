-- One row a column of a relation, which is $1 (schema) and $2 (name), in the table's order.
select
    attribute.attname::text as name,
    type.typcategory = 'N' as is_number,
    attribute.attgenerated <> '' as is_generated
from pg_attribute as attribute
join pg_class as relation on relation.oid = attribute.attrelid
join pg_namespace as schema on schema.oid = relation.relnamespace
join pg_type as type on type.oid = attribute.atttypid
where schema.nspname = $1::text
  and relation.relname = $2::text
  and attribute.attnum > 0
  and not attribute.attisdropped
order by attribute.attnum;
