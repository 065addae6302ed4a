//! A contestant in a process of its own, and how it is talked to.
//!
//! The process first says in a line which kinds of tasks it has a way to do. Then it reads lines of a kind and a size,
//! `Get 320`, and answers each with the number of rows and the seconds that it took: `320 0.041`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::AnyError;
use crate::contestant::{Contestant, Outcome, Running};
use crate::task::Task;
use crate::workload::WORKLOADS;

/// Starts the process of a library.
///
/// # Errors
/// It cannot be started, or ended before it said what it can do.
pub(crate) fn start(
    library: &'static str,
    command: &mut Command,
) -> Result<Box<dyn Contestant>, AnyError> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (Some(input), Some(output)) = (input, output) else { return Err("no pipes".into()) };
    let mut process = Process { library, child, input, output: BufReader::new(output) };
    let kinds = process.line()?.split_whitespace().map(str::to_owned).collect();
    Ok(Box::new(Told { kinds, process: Mutex::new(process) }))
}

/// Does what it is told on the standard input until that ends: the other end of the pipes, for a contestant in Rust.
///
/// # Errors
/// Those of the contestant, or that it was told something else than a task that it has a way to do.
pub async fn serve(contestant: &dyn Contestant) -> Result<(), AnyError> {
    let tasks = WORKLOADS.iter().map(|workload| workload.task(false));
    let mut tasks: Vec<Task> = tasks.filter(|task| contestant.run(*task).is_some()).collect();
    tasks.dedup_by_key(|task| task.kind);
    let name = |task: &Task| format!("{:?}", task.kind);
    println!("{}", tasks.iter().map(name).collect::<Vec<_>>().join(" "));
    for line in std::io::stdin().lines() {
        let line = line?;
        let wrong = || format!("no task that can be done: {line}");
        let (kind, size) = line.split_once(' ').ok_or_else(wrong)?;
        let known = tasks.iter().find(|task| name(task) == kind).ok_or_else(wrong)?;
        let task = Task { kind: known.kind, size: size.parse()? };
        let Outcome { rows, elapsed } = contestant.run(task).ok_or_else(wrong)?.await?;
        println!("{rows} {}", elapsed.as_secs_f64());
    }
    Ok(())
}

/// The bench's end of the pipes.
struct Told {
    kinds: Vec<String>,
    process: Mutex<Process>,
}

struct Process {
    library: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Contestant for Told {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        let kind = format!("{:?}", task.kind);
        if !self.kinds.contains(&kind) {
            return None;
        }
        Some(Box::pin(async move {
            // Waits for the process without letting anything else run: nothing else is to run.
            let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(process.input, "{kind} {}", task.size)?;
            let line = process.line()?;
            let (rows, seconds) = line.trim().split_once(' ').ok_or(line.clone())?;
            Ok(Outcome { rows: rows.parse()?, elapsed: Duration::from_secs_f64(seconds.parse()?) })
        }))
    }
}

impl Process {
    fn line(&mut self) -> Result<String, AnyError> {
        let mut line = String::new();
        match self.output.read_line(&mut line)? {
            0 => Err(format!("the process of {} ended", self.library).into()),
            _ => Ok(line),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::start;
    use crate::task::{Kind, Task};

    #[tokio::test]
    async fn a_process_does_what_it_said_it_can_do() {
        let script = "echo Get List; read told; test \"$told\" = 'Get 320' && echo 320 0.5";
        let started = start("sh", Command::new("sh").args(["-c", script])).expect("a process");
        assert!(started.run(Task { kind: Kind::Insert, size: 320 }).is_none());
        let get = || started.run(Task { kind: Kind::Get, size: 320 }).expect("it said so");
        let outcome = get().await.expect("an answer");
        assert_eq!((outcome.rows, outcome.elapsed), (320, Duration::from_millis(500)));
        assert!(get().await.is_err(), "the process has ended");
    }
}
