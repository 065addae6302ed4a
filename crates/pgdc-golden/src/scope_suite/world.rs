//! A database that tenants share, and beside it one for each tenant with no rows but its own.

use std::collections::BTreeMap;

use pgdc::{Connection, Executor as _, Pool, Result};
use pgdc_server::Server;
use tokio_postgres::Config;

use super::hand::{Hand, foreign_keys};
use super::security;

const SCHEMA: &str =
    concat!(include_str!("../../../../fixtures/schemas/tickets.sql"), include_str!("schema.sql"));

/// One database.
pub struct Place {
    /// Where operations are sent.
    pub connection: Connection,
    /// For those that take a connection of their own.
    pub pool: Pool,
    /// Where row-level security holds for these: a connection that it does not hold for.
    owner: Option<Connection>,
    config: Config,
}

impl Place {
    /// An empty database.
    ///
    /// # Errors
    /// The server's.
    pub async fn new(connections: usize) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let database = Server::shared().database_from(SCHEMA).await?;
        Place::at(&database.config(), connections, None).await
    }

    /// The same with the policies of `pgdc rls`, as a role that they hold for.
    ///
    /// # Errors
    /// The server's.
    pub async fn secured(
        connections: usize,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let database = Server::shared().database_from(SCHEMA).await?;
        let mut config = database.config();
        let owner = Connection::with_config(&config).await?;
        security::secure(&database, &owner).await?;
        security::as_tenants(&mut config);
        Place::at(&config, connections, Some(owner)).await
    }

    async fn at(
        config: &Config,
        connections: usize,
        owner: Option<Connection>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let connection = Connection::with_config(config).await?;
        let pool = Pool::with_config(config.clone(), connections);
        Ok(Place { connection, pool, owner, config: config.clone() })
    }

    /// The same place, where every connection is that tenant's.
    ///
    /// # Errors
    /// The server's.
    pub async fn of(&self, tenant: i32) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut config = self.config.clone();
        security::as_tenant(&mut config, tenant);
        Place::at(&config, 2, None).await
    }

    /// The settings of its connections.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// A connection that row-level security does not hold for.
    pub fn owner(&self) -> &Connection {
        self.owner.as_ref().unwrap_or(&self.connection)
    }

    /// Adds the first rows of a tenant.
    ///
    /// # Errors
    /// The server's.
    pub async fn found(&self, tenant: i32) -> Result<()> {
        self.found_own(tenant).await?;
        let sql = format!(
            "INSERT INTO device SELECT 'A' || n, {tenant} FROM generate_series(1, 7) AS n
                WHERE n % 4 = {tenant} % 4;
             INSERT INTO part SELECT tenant_id, 1, 1, serial FROM device WHERE tenant_id = {tenant}
                ORDER BY serial LIMIT 1;
             INSERT INTO note SELECT n, {tenant}, 'red' FROM generate_series(1, 12) AS n
                WHERE n % 4 = {tenant} % 4;
             INSERT INTO lone OVERRIDING SYSTEM VALUE
                SELECT n, {tenant} FROM generate_series(1, 12) AS n WHERE n % 4 = {tenant} % 4;
             INSERT INTO ticket_comment
                SELECT lpad(to_hex(n), 32, '0')::uuid, {tenant}, 1 + n % 6, NULL, 'red'
                FROM generate_series(1, 12) AS n WHERE n % 4 = {tenant} % 4"
        );
        self.owner().batch_execute(&sql).await?;
        Ok(())
    }

    /// The same in the tables where each tenant has its own keys. In the others, up to four can be dealt some.
    ///
    /// # Errors
    /// The server's.
    pub async fn found_own(&self, tenant: i32) -> Result<()> {
        let sql = format!(
            "INSERT INTO tenant VALUES ({tenant}, 'tenant {tenant}');
             INSERT INTO ticket (tenant_id, number, title)
                SELECT {tenant}, n, 'red' FROM generate_series(1, 6) AS n;
             INSERT INTO lot SELECT {tenant}, n, 1, 'red' FROM generate_series(2, 7) AS n;
             INSERT INTO ticket_watcher SELECT {tenant}, n, 'red' FROM generate_series(1, 3) AS n"
        );
        self.owner().batch_execute(&sql).await?;
        Ok(())
    }

    /// All rows of each tenant, in one text.
    ///
    /// # Errors
    /// The server's.
    pub async fn rows(&self) -> Result<BTreeMap<Option<i32>, String>> {
        let text =
            "SELECT tenant_id, string_agg(text, chr(10) ORDER BY text) FROM every_row GROUP BY 1";
        let rows: Vec<(Option<i32>, String)> = self.owner().sql(text, ()).all().await?;
        Ok(rows.into_iter().collect())
    }

    /// Removes all rows.
    ///
    /// # Errors
    /// The server's.
    pub async fn clear(&self) -> Result<()> {
        let sql = "TRUNCATE tenant, ticket, ticket_comment, ticket_watcher, device, note, lot, lone, part";
        self.owner().batch_execute(sql).await?;
        Ok(())
    }
}

/// All databases.
pub struct World {
    /// The tenants that do something.
    pub tenants: Vec<i32>,
    /// Where all of them are.
    pub shared: Place,
    /// Where each is by itself.
    pub alone: Vec<Place>,
    /// The rows that are of none of them.
    bystanders: BTreeMap<Option<i32>, String>,
}

impl World {
    /// The first rows of each of `tenants`, and of others who do nothing.
    ///
    /// # Errors
    /// The server's.
    pub async fn new(tenants: Vec<i32>) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let shared = Place::new(2).await?;
        let mut alone = Vec::new();
        for _ in &tenants {
            alone.push(Place::new(2).await?);
        }
        let mut world = World { tenants, shared, alone, bystanders: BTreeMap::new() };
        world.begin().await?;
        Ok(world)
    }

    /// Goes back to the first rows.
    ///
    /// # Errors
    /// The server's.
    pub async fn begin(&mut self) -> Result<()> {
        self.shared.clear().await?;
        for (tenant, place) in self.tenants.iter().zip(&self.alone) {
            place.clear().await?;
            place.found(*tenant).await?;
            self.shared.found(*tenant).await?;
        }
        self.shared.found(0).await?;
        let nobody = "INSERT INTO note VALUES (13, NULL, 'nobody')";
        self.shared.owner().batch_execute(nobody).await?;
        let mut bystanders = self.shared.rows().await?;
        bystanders.retain(|tenant, _| !tenant.is_some_and(|tenant| self.tenants.contains(&tenant)));
        self.bystanders = bystanders;
        Ok(())
    }

    /// The hands of the n-th tenant, on the shared database and on its own.
    pub fn hands(&self, n: usize, seed: u64) -> (Hand<'_>, Hand<'_>) {
        let shared = self.shared.connection.link();
        let alone = self.hand(&self.alone[n], n, seed).alone(shared);
        (self.hand(&self.shared, n, seed), alone)
    }

    fn hand<'a>(&'a self, place: &'a Place, n: usize, seed: u64) -> Hand<'a> {
        let link = place.connection.link();
        Hand::new(link, &place.pool, self.tenants[n], &self.tenants, seed)
    }

    /// Whether the hand wrote a key that is another tenant's.
    ///
    /// # Errors
    /// The server's.
    pub async fn met(&self, hand: &Hand<'_>) -> Result<bool> {
        let met = std::mem::take(&mut hand.notes().met);
        for (foreign, key) in met {
            let keys = foreign_keys(self.shared.connection.link(), foreign, hand.tenant).await?;
            if keys.contains(&key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the rows of each tenant are in the shared database what they are in its own, and those of
    /// nobody what they were.
    ///
    /// # Errors
    /// The server's.
    pub async fn difference(&self) -> Result<Option<String>> {
        let mut shared = self.shared.rows().await?;
        for (tenant, place) in self.tenants.iter().zip(&self.alone) {
            let mut alone = place.rows().await?;
            let (mine, own) = (shared.remove(&Some(*tenant)), alone.remove(&Some(*tenant)));
            if mine != own || !alone.is_empty() {
                return Ok(Some(format!(
                    "tenant {tenant}, shared:\n{}\nalone:\n{}\nalone, of others:\n{alone:?}",
                    mine.unwrap_or_default(),
                    own.unwrap_or_default()
                )));
            }
        }
        let differ = shared != self.bystanders;
        Ok(differ.then(|| format!("rows of nobody:\n{shared:?}\nwere:\n{:?}", self.bystanders)))
    }
}
