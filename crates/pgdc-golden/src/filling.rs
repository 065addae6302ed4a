//! Whether factories can fill the tables of a schema without help.

use std::error::Error;
use std::path::Path;

use pgdc::testing::Factory;
use pgdc::{Admin, Connection, Executor as _, RelationKind, TableFilter};
use pgdc_server::load::load_file;
use pgdc_server::{LoadOptions, Server};

/// How many rows each table is to have.
const ROWS: usize = 10;

/// What came of one schema.
pub struct Outcome {
    /// How many tables it has that can hold rows, partitions among them.
    pub tables: usize,
    /// How many foreign keys.
    pub keys: i64,
    /// The tables with fewer than ten rows, and why.
    pub unfilled: Vec<(String, String)>,
    /// Tables of other servers, which are not filled.
    pub foreign: usize,
}

impl Outcome {
    /// Whether at least 95 % are filled.
    pub fn is_enough(&self) -> bool {
        (self.tables - self.unfilled.len()) * 100 >= self.tables * 95
    }
}

/// Loads a DDL file and fills all its tables.
///
/// # Errors
/// It does not load, or the server is gone.
pub async fn fill(server: &Server, ddl: &Path) -> Result<Outcome, Box<dyn Error>> {
    let database = server.database().await?;
    load_file(&database.connect().await?, ddl, &LoadOptions::default()).await?;
    let connection = Connection::with_config(&database.config()).await?;
    let text = "SELECT nspname::text FROM pg_namespace \
                WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
    let schemas: Vec<String> = connection.sql(text, ()).items().await?;
    let filter = TableFilter::new().with_partitions().with_foreign();
    let tables = Admin::new(&connection).tables(&schemas, filter).await?;
    let (foreign, tables): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|table| table.kind == RelationKind::ForeignTable);
    let filled = Factory::new(&connection).seed(7).fill(&tables, ROWS).await?;
    let mut unfilled = Vec::new();
    for table in filled {
        // Rows that the schema came with do not count.
        if table.rows < ROWS as u64 {
            let problem = table.problem.unwrap_or_else(|| format!("{} rows", table.rows));
            unfilled.push((table.table.to_string(), problem));
        }
    }
    let keys = connection.sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f'", ());
    let keys = keys.item().await?;
    Ok(Outcome { tables: tables.len(), keys, unfilled, foreign: foreign.len() })
}
