//! What it was measured on.

use std::process::Command;

use crate::report::Machine;

/// This machine.
pub(crate) fn here() -> Machine {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    Machine {
        processors: std::thread::available_parallelism().map_or(1, usize::from),
        model: after(&cpus, "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        memory_gib: after(&memory, "MemTotal:").and_then(|kib| gib(&kib)).unwrap_or_default(),
        load: load.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or_default(),
    }
}

/// The compiler that is on the path.
pub(crate) fn rustc() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

fn after(text: &str, key: &str) -> Option<String> {
    let rest = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(rest.trim_start_matches([' ', '\t', ':']).to_owned())
}

fn gib(kib: &str) -> Option<u64> {
    let kib: u64 = kib.split_whitespace().next()?.parse().ok()?;
    Some(kib.div_ceil(1024 * 1024))
}
