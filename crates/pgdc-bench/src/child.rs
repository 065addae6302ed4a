//! A process that does one task, so that its instructions or its memory are those of the task.

use std::path::Path;
use std::process::Command;

use crate::AnyError;
use crate::contestant::Entry;
use crate::contestants::NOBODY;
use crate::task::Task;
use crate::workload::{COUNTED, STREAM, Workload};

/// One task of one contestant: its name, the workload's, a size, a URL. Prints how much memory it took.
pub(crate) async fn run(arguments: &[String], entries: &[Entry]) -> Result<(), AnyError> {
    let [name, id, size, url] = arguments else { return Err("four arguments are meant".into()) };
    let entry = entries.iter().chain([&NOBODY]).find(|entry| entry.name == name);
    let entry = entry.ok_or("no such contestant")?;
    let workload = workload(id).ok_or("no such workload")?;
    let contestant = (entry.open)(url.clone()).await?;
    let task = Task { size: size.parse()?, ..workload.task(false) };
    let outcome = contestant.run(task).ok_or("it cannot do that")?.await?;
    if outcome.rows != task.size as u64 {
        return Err(format!("{} rows of {}", outcome.rows, task.size).into());
    }
    println!("{}", peak_of("self")?);
    Ok(())
}

/// The command that runs such a process, after those of `before`.
pub(crate) fn command(
    before: &[&str],
    entry: &Entry,
    workload: &Workload,
    size: usize,
    url: &str,
) -> Result<Command, AnyError> {
    let own = std::env::current_exe()?;
    let mut command = match before {
        [] => Command::new(own),
        [program, options @ ..] => {
            let mut command = Command::new(program);
            command.args(options).arg(own);
            command
        }
    };
    command.args(["--child", entry.name, workload.id, &size.to_string(), url]);
    Ok(command)
}

/// What the command prints, and what it says besides.
pub(crate) fn output(mut command: Command) -> Result<(String, String), AnyError> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok((text(&output.stdout), text(&output.stderr))),
        false => Err(text(&output.stderr).into()),
    }
}

fn workload(id: &str) -> Option<&'static Workload> {
    COUNTED.iter().chain([&STREAM]).find(|workload| workload.id == id)
}

/// The most memory of a process (a number, or `self`) that was resident so far, in KiB: `VmHWM` of proc(5).
pub(crate) fn peak_of(process: &str) -> Result<u64, AnyError> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process).join("status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.ok_or("the system tells no resident memory")?.parse()?)
}
