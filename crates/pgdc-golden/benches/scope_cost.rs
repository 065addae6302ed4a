//! What a scope costs: the instructions that the client's process takes for a `get` by a narrowed handle, and for one
//! by a handle that is not, with the same SQL text and the same values. Ends with 1 where it is more than [`LIMIT`]
//! times as many, be the handle narrowed once or for each call.
//!
//! `cargo bench -p pgdc-golden --bench scope_cost`; needs valgrind, under which it runs itself. Counting instructions
//! gives the same on a busy machine; a run of twice as many calls, less one of as many, leaves out all that is done
//! once.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};

use pgdc::{
    ColumnDef, Connection, Executor as _, Fields, KeyParts, Keyed, NOT_NULL, NotNull, Relation,
    Result, Row, Table, column,
};
use pgdc_server::Server;
use tokio_postgres::NoTls;

const LIMIT: f64 = 1.05;
const CALLS: u64 = 2000;

/// The same table twice: by one its key is `number`, by the other it is both columns. A `get` of the first that is
/// narrowed to a tenant is the SQL of a `get` of the second.
const COLUMNS: &[ColumnDef] = &[
    ColumnDef("tenant_id", "integer", NOT_NULL),
    ColumnDef("number", "integer", NOT_NULL),
    ColumnDef("title", "text", NOT_NULL),
];
const TENANT: i32 = 7;
const NUMBER: i32 = 42;

type AnyError = Box<dyn Error + Send + Sync>;

fn main() -> Result<ExitCode, AnyError> {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let [_, mark, kind, calls, url] = arguments.as_slice()
        && mark == "calls"
    {
        runtime.block_on(call(kind, calls.parse()?, url))?;
        return Ok(ExitCode::SUCCESS);
    }
    runtime.block_on(compare())
}

async fn compare() -> Result<ExitCode, AnyError> {
    let schema = "CREATE TABLE line (tenant_id int, number int, title text, PRIMARY KEY (tenant_id, number));
        INSERT INTO line SELECT 7, n, 'line ' || n FROM generate_series(1, 100) AS n";
    let database = Server::shared().database_from(schema).await?;
    let url = database.url();
    check_texts(&url).await?;
    let folder = std::env::temp_dir().join(format!("pgdc-scope-cost-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut costs = Vec::new();
    for kind in ["not narrowed", "narrowed", "narrowed anew", "tokio-postgres"] {
        let once = instructions(&folder, kind, CALLS, &url)?;
        let twice = instructions(&folder, kind, 2 * CALLS, &url)?;
        let cost = twice.saturating_sub(once) as f64 / CALLS as f64;
        costs.push(cost);
        println!("{kind:<16} {cost:>9.0} instructions a call, {:.4} of the first", cost / costs[0]);
    }
    std::fs::remove_dir_all(&folder)?;
    let is_cheap = costs[1..3].iter().all(|cost| cost / costs[0] <= LIMIT);
    println!("narrowed at most {LIMIT} of not narrowed: {}", if is_cheap { "yes" } else { "no" });
    Ok(ExitCode::from(u8::from(!is_cheap)))
}

/// That both handles send one text, which is prepared once.
async fn check_texts(url: &str) -> Result<(), AnyError> {
    let connection = Connection::open(url).await?;
    narrowed(&connection).one(NUMBER).await?;
    Table::<Whole>::new(&connection).one((TENANT, NUMBER)).await?;
    let text = r#"SELECT count(*) FROM pg_prepared_statements WHERE starts_with(statement, 'SELECT "tenant_id"')"#;
    let (texts,): (i64,) = connection.sql(text, ()).one().await?;
    if texts == 1 { Ok(()) } else { Err(format!("{texts} statements where one is meant").into()) }
}

/// The instructions of a process that makes so many calls.
fn instructions(folder: &Path, kind: &str, calls: u64, url: &str) -> Result<u64, AnyError> {
    let counts = folder.join("counts");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(std::env::current_exe()?)
        .args(["calls", kind, &calls.to_string(), url])
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let counts = std::fs::read_to_string(counts)?;
    let total = counts.lines().find_map(|line| line.strip_prefix("totals: "));
    Ok(total.ok_or("callgrind tells no total")?.trim().parse()?)
}

/// Makes so many calls.
async fn call(kind: &str, calls: u64, url: &str) -> Result<(), AnyError> {
    match kind {
        "narrowed" => {
            let connection = Connection::open(url).await?;
            let lines = narrowed(&connection);
            for _ in 0..calls {
                std::hint::black_box(lines.get(NUMBER).await?);
            }
        }
        "narrowed anew" => {
            let connection = Connection::open(url).await?;
            for _ in 0..calls {
                std::hint::black_box(narrowed(&connection).get(NUMBER).await?);
            }
        }
        "not narrowed" => {
            let connection = Connection::open(url).await?;
            let lines = Table::<Whole>::new(&connection);
            for _ in 0..calls {
                std::hint::black_box(lines.get((TENANT, NUMBER)).await?);
            }
        }
        _ => {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(connection);
            let text = r#"SELECT "tenant_id", "number", "title" FROM "public"."line" WHERE "tenant_id" = $1 AND "number" = $2"#;
            let statement = client.prepare(text).await?;
            for _ in 0..calls {
                let row = client.query_opt(&statement, &[&TENANT, &NUMBER]).await?;
                let line = row.map(|row| (row.get(0), row.get(1), row.get(2)));
                std::hint::black_box::<Option<(i32, i32, String)>>(line);
            }
        }
    }
    Ok(())
}

fn narrowed(connection: &Connection) -> Table<'_, Own> {
    Table::new(connection).xtra(column::<Own, i32, NotNull>(0), TENANT)
}

/// A row, by its number among those of the tenant.
#[expect(dead_code, reason = "read, and not looked at")]
struct Own(i32, i32, String);

/// The same by its whole key.
#[expect(dead_code, reason = "read, and not looked at")]
struct Whole(i32, i32, String);

macro_rules! row {
    ($row:ident, $key:expr) => {
        impl pgdc::Unscoped for $row {}

        impl Row for $row {
            const RELATION: &'static Relation = &Relation::new("public", "line", COLUMNS).key($key);

            fn decode(row: &Fields<'_>) -> Result<Self> {
                Ok($row(row.get(0)?, row.get(1)?, row.get(2)?))
            }
        }
    };
}

row!(Own, &[1]);
row!(Whole, &[0, 1]);

impl Keyed for Own {
    type Key = i32;

    fn key(&self) -> i32 {
        self.1
    }

    fn bind_key<'v>(key: &'v i32, parts: &mut KeyParts<'v>) {
        parts.push(key);
    }
}

impl Keyed for Whole {
    type Key = (i32, i32);

    fn key(&self) -> (i32, i32) {
        (self.0, self.1)
    }

    fn bind_key<'v>(key: &'v (i32, i32), parts: &mut KeyParts<'v>) {
        parts.push(&key.0);
        parts.push(&key.1);
    }
}
