//! The libraries of Python, each in a process of its own that does what it is told: `python/contestant.py`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::AnyError;
use crate::contestant::{Contestant, Entry, Outcome, Running};
use crate::task::Task;

/// They have no packages in the `Cargo.lock`: see [`prepare`].
pub(crate) const PYTHON: &[Entry] = &[
    Entry { name: "asyncpg", packages: &[], open: |url| Box::pin(async { open("asyncpg", url) }) },
    Entry {
        name: "fastasyncpg",
        packages: &[],
        open: |url| Box::pin(async { open("fastasyncpg", url) }),
    },
    Entry { name: "psycopg", packages: &[], open: |url| Box::pin(async { open("psycopg", url) }) },
    Entry {
        name: "tracktolib",
        packages: &[],
        open: |url| Box::pin(async { open("tracktolib", url) }),
    },
];

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/contestant.py");
const PACKAGES: [&str; 5] =
    ["asyncpg", "fastasyncpg", "psycopg[binary]", "tracktolib[pg]", "uvloop"];

/// Makes the virtual environment, where it is not there yet, and gives the versions of what is in it.
///
/// # Errors
/// There is no Python on this machine, or the packages cannot be had.
pub(crate) fn prepare() -> Result<BTreeMap<String, String>, AnyError> {
    let folder = environment()?;
    let run = |program: &Path, args: &[&str]| -> Result<String, AnyError> {
        let output = Command::new(program).args(args).output()?;
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout)?),
            false => Err(String::from_utf8_lossy(&output.stderr).into()),
        }
    };
    let python = folder.join("bin/python");
    if !python.exists() {
        run(Path::new("python3"), &["-m", "venv", &folder.to_string_lossy()])?;
    }
    run(&python, &[&["-m", "pip", "install", "--quiet"], &PACKAGES[..]].concat())?;
    let listed = run(&python, &["-m", "pip", "list", "--format", "freeze"])?;
    let wanted = PACKAGES.map(|package| package.split('[').next().unwrap_or(package));
    let versions = listed.lines().filter_map(|line| line.split_once("=="));
    let versions = versions.filter(|(package, _)| wanted.contains(package));
    Ok(versions.map(|(package, version)| (package.to_owned(), version.to_owned())).collect())
}

fn environment() -> Result<PathBuf, AnyError> {
    Ok(std::env::current_exe()?.with_file_name("../bench-python"))
}

struct Python {
    kinds: Vec<String>,
    process: Mutex<Process>,
}

struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

fn open(library: &str, url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let mut child = Command::new(environment()?.join("bin/python"))
        .args([SCRIPT, library, &url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (Some(input), Some(output)) = (input, output) else { return Err("no pipes".into()) };
    let mut process = Process { child, input, output: BufReader::new(output) };
    let kinds = process.line()?.split_whitespace().map(str::to_owned).collect();
    Ok(Box::new(Python { kinds, process: Mutex::new(process) }))
}

impl Contestant for Python {
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
            0 => Err("the process of Python ended".into()),
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
