-- One row: the server's version. On the way it pins, for the transaction, the settings that the
-- texts of expressions and types depend on, so that they are the same for every user and database,
-- and turns off JIT compilation, which costs more than these queries do.
select
    split_part(current_setting('server_version'), ' ', 1) as server_version,
    -- With an empty path every name outside pg_catalog is printed with its schema.
    set_config('search_path', '', true) as search_path,
    set_config('quote_all_identifiers', 'off', true) as quote_all_identifiers,
    set_config('standard_conforming_strings', 'on', true) as standard_conforming_strings,
    set_config('datestyle', 'ISO, MDY', true) as datestyle,
    set_config('intervalstyle', 'postgres', true) as intervalstyle,
    set_config('timezone', 'UTC', true) as timezone,
    set_config('bytea_output', 'hex', true) as bytea_output,
    set_config('extra_float_digits', '1', true) as extra_float_digits,
    set_config('lc_monetary', 'C', true) as lc_monetary,
    set_config('jit', 'off', true) as jit;
