//! A CSV file of a million rows of eight columns: upserted in one command, then with a bad line at 777,777. Prints how
//! long it took and the most memory that the command had resident, and ends with 1 where that was more than [`LIMIT`].
//!
//! `cargo bench -p pgdc-golden --bench csv -- target/release/pgdc`; Linux only, which tells the memory of children.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use pgdc_server::Server;

const ROWS: u32 = 1_000_000;
/// In MiB.
const LIMIT: u64 = 128;
const BAD: u32 = 777_777;

#[tokio::main]
async fn main() -> ExitCode {
    let program = std::env::args().find(|argument| argument.ends_with("pgdc"));
    let program = program.expect("the path of pgdc, built with --release");
    let ddl = "CREATE TABLE item (id bigint PRIMARY KEY, name text NOT NULL, price numeric(10,2), stock integer,
        made date, seen timestamptz, note text, is_new boolean NOT NULL);
        INSERT INTO item SELECT n, 'old', 0, 0, NULL, NULL, NULL, false FROM generate_series(1, 500000) AS n";
    let database = Server::shared().database_from(ddl).await.expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let (good, bad) = (folder.path().join("good.csv"), folder.path().join("bad.csv"));
    write(&good, None);
    write(&bad, Some(BAD));

    let mut most = 0;
    for (what, file) in [("a bad line", &bad), ("upserted", &good), ("upserted again", &good)] {
        let started = Instant::now();
        let mut command = Command::new(&program);
        command.args(["copy", "in", "item"]).arg(file).args(["--upsert", "--db", &database.url()]);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("pgdc runs");
        while child.try_wait().expect("a child").is_none() {
            most = most.max(peak(child.id()));
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output().expect("a child");
        let seconds = started.elapsed().as_secs_f64();
        println!("{what}: {seconds:.1} s, {most} MiB resident at most");
        println!("  {}", String::from_utf8_lossy(&output.stderr).trim());
        let client = database.connect().await.expect("a connection");
        let query = "SELECT count(*), count(*) FILTER (WHERE name = 'old') FROM item";
        let row = client.query_one(query, &[]).await.expect("counts");
        println!("  {} rows, {} of them old", row.get::<_, i64>(0), row.get::<_, i64>(1));
    }
    ExitCode::from(u8::from(most > LIMIT))
}

fn write(path: &Path, bad: Option<u32>) {
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    writeln!(file, "Id,NAME,price,stock,made,seen,note,is_new").expect("a header");
    for line in 2..ROWS + 2 {
        let (id, stock) = (line - 1, if bad == Some(line) { "many" } else { "7" });
        let row = format!("{id},item {id},{}.50,{stock},2025-01-31,2025-01-31 12:00Z", id % 1000);
        writeln!(file, "{row},\"a note, of {id}\",true").expect("a row");
    }
}

/// The most memory that a process had resident so far, in MiB; 0 where it has ended.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
