-- What the suite adds to `fixtures/schemas/tickets.sql`.

-- Two databases make the same rows at different times.
ALTER TABLE ticket ALTER created_at SET DEFAULT '2025-01-01';
ALTER TABLE note ALTER note_id RESTART WITH 1000;

-- Each tenant has its own numbers.
CREATE TABLE lot (
    tenant_id integer NOT NULL,
    number    integer NOT NULL,
    version   integer NOT NULL,
    body      text,
    PRIMARY KEY (tenant_id, number)
) PARTITION BY HASH (number);
CREATE TABLE lot_0 PARTITION OF lot FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE lot_1 PARTITION OF lot FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE TABLE lone (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id integer NOT NULL
);

-- The foreign key lacks the tenant.
CREATE TABLE part (
    tenant_id integer NOT NULL,
    number    integer NOT NULL,
    version   integer NOT NULL,
    device    text REFERENCES device ON DELETE CASCADE ON UPDATE CASCADE,
    PRIMARY KEY (tenant_id, number)
);

CREATE MATERIALIZED VIEW lot_total AS SELECT DISTINCT tenant_id FROM lot;
CREATE UNIQUE INDEX ON lot_total (tenant_id);

-- No statement of a narrowed handle names its tenant in SET, not even to write what is there.
CREATE FUNCTION tenant_is_set() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'the tenant is set'; END $$;
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON ticket FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON ticket_comment FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON ticket_watcher FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON device FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON note FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON lot FOR EACH ROW EXECUTE FUNCTION tenant_is_set();
CREATE TRIGGER no_tenant BEFORE UPDATE OF tenant_id ON part FOR EACH ROW EXECUTE FUNCTION tenant_is_set();

-- The rows of all tables as text, each with its tenant.
CREATE VIEW every_row AS
    SELECT tenant_id, 'ticket ' || t::text AS text FROM ticket AS t
    UNION ALL SELECT tenant_id, 'ticket_comment ' || t::text FROM ticket_comment AS t
    UNION ALL SELECT tenant_id, 'ticket_watcher ' || t::text FROM ticket_watcher AS t
    UNION ALL SELECT tenant_id, 'device ' || t::text FROM device AS t
    UNION ALL SELECT tenant_id, 'note ' || t::text FROM note AS t
    UNION ALL SELECT tenant_id, 'lot ' || t::text FROM lot AS t
    UNION ALL SELECT tenant_id, 'lone ' || t::text FROM lone AS t
    UNION ALL SELECT tenant_id, 'part ' || t::text FROM part AS t
    UNION ALL SELECT tenant_id, 'tenant ' || t::text FROM tenant AS t;
