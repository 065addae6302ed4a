//! How much memory a stream of a million rows takes, each contestant in a process of its own.

use pgdc_server::Server;

use crate::AnyError;
use crate::child;
use crate::contestant::Entry;
use crate::report::Memory;
use crate::rounds::Stage;
use crate::task::Task;
use crate::workload::STREAM;

pub(crate) async fn measure(server: &Server, entries: &[Entry]) -> Result<Vec<Memory>, AnyError> {
    let Task { size, .. } = STREAM.task(false);
    let stage = Stage::open(server, size).await?;
    let mut found = Vec::new();
    for entry in entries {
        let peak = |rows| -> Result<u64, AnyError> {
            let command = child::command(&[], entry, &STREAM, rows, &stage.database.url())?;
            Ok(child::output(command)?.0.trim().parse()?)
        };
        let (without, with) = (peak(0)?, peak(size)?);
        found.push(Memory {
            contestant: entry.name.to_owned(),
            without_kib: without,
            with_kib: with,
        });
    }
    Ok(found)
}
