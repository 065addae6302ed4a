-- A shop of many tenants. Keys begin with the tenant, so that each numbers its own purchases; and so do foreign keys,
-- so that nothing of one tenant can reference what is another's.

CREATE TABLE tenant (
    tenant_id  integer PRIMARY KEY,
    name       text NOT NULL,
    -- SHA-256 of the token that the tenant's requests carry; whoever reads the table cannot pose as a tenant.
    token_hash bytea NOT NULL UNIQUE
);

CREATE TABLE product (
    tenant_id integer NOT NULL REFERENCES tenant,
    sku       text NOT NULL,
    name      text NOT NULL CHECK (name <> ''),
    cents     integer NOT NULL CHECK (cents >= 0),
    stock     integer NOT NULL DEFAULT 0 CHECK (stock >= 0),
    PRIMARY KEY (tenant_id, sku)
);

CREATE TABLE purchase (
    tenant_id integer NOT NULL REFERENCES tenant,
    number    integer NOT NULL,
    sku       text NOT NULL,
    quantity  integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id, sku) REFERENCES product
);
CREATE INDEX purchase_of_product ON purchase (tenant_id, sku);

-- Work to be done after a purchase. It is due at `run_at`, and over at `done_at`.
CREATE TABLE job (
    tenant_id  integer NOT NULL REFERENCES tenant,
    job_id     bigint GENERATED ALWAYS AS IDENTITY,
    purchase   integer NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    run_at     timestamptz NOT NULL DEFAULT now(),
    done_at    timestamptz,
    last_error text,
    PRIMARY KEY (tenant_id, job_id),
    FOREIGN KEY (tenant_id, purchase) REFERENCES purchase
);
-- What workers look for, across tenants.
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL;

CREATE TABLE receipt (
    tenant_id integer NOT NULL,
    purchase  integer NOT NULL,
    cents     integer NOT NULL,
    PRIMARY KEY (tenant_id, purchase),
    FOREIGN KEY (tenant_id, purchase) REFERENCES purchase
);
