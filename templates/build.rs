//! Writes the module of the database's tables into OUT_DIR, from the snapshot `pgdc.json`.
//!
//! Make the snapshot with `pgdc snapshot --schema schema.sql --out pgdc.json` (or `--db URL`). In the
//! program: `mod db { include!(concat!(env!("OUT_DIR"), "/db.rs")); }`

fn main() -> Result<(), pgdc_build::Error> {
    pgdc_build::Config::new().catalog("pgdc.json").generate("db.rs")
}
