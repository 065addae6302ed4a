//! `pgdc generate` that does not come to its end: the old file is whole, and nothing is left behind.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{pgdc, run, text};

const KILLS: u32 = 24;

/// Changes the interrupted runs' moments; they are the same for the same seed.
const SEED: &str = "PGDC_KILL_SEED";

/// Where the runs keep what they need, so that all they leave can be seen.
struct World {
    work: TempDir,
    /// Of servers.
    runtime: TempDir,
    /// Of the result of initdb.
    cache: TempDir,
}

impl World {
    fn new() -> Self {
        let world = World {
            work: tempfile::tempdir().unwrap(),
            runtime: open_folder(),
            cache: open_folder(),
        };
        world.write_ddl(0);
        world
    }

    /// Another schema each time, so that the file is written each time.
    fn write_ddl(&self, number: u32) {
        let table =
            |n: u32| format!("CREATE TABLE t{n}_{number} (id integer PRIMARY KEY, a text);\n");
        let ddl: String = (0..40).map(table).collect();
        fs::write(self.work.path().join("schema.sql"), ddl).unwrap();
    }

    fn generate(&self) -> Command {
        let mut command = pgdc(self.work.path());
        command.args(["generate", "--schema", "schema.sql", "--out", "db.rs"]);
        command
            .env("XDG_RUNTIME_DIR", self.runtime.path())
            .env("XDG_CACHE_HOME", self.cache.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        // Control-C reaches all processes of the terminal's foreground group.
        command.process_group(0);
        command
    }

    fn module(&self) -> String {
        fs::read_to_string(self.work.path().join("db.rs")).unwrap()
    }

    /// Waits until no process is left that knows the folders of servers.
    fn wait_until_quiet(&self, after: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let processes = processes_of(self.runtime.path());
            if processes.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "left {after}: {processes:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A folder that the user may write to whom root steps down.
fn open_folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let everybody = fs::Permissions::from_mode(0o777);
    let folder = tempfile::Builder::new().tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), everybody).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn processes_of(folder: &Path) -> Vec<String> {
    let output = Command::new("ps").args(["-eo", "pid,stat,args"]).output().unwrap();
    let name = folder.display().to_string();
    text(&output.stdout).lines().filter(|line| line.contains(&name)).map(str::to_owned).collect()
}

/// To the process alone, or to its whole group as a terminal does.
fn signal(child: &Child, signal: &str, whole_group: bool) {
    let sign = if whole_group { "-" } else { "" };
    let to = format!("{sign}{}", child.id());
    // It may have ended by itself.
    let _ = Command::new("kill").args([signal, "--", &to]).stderr(Stdio::null()).status();
}

#[test]
fn whatever_interrupts_it_the_old_file_is_whole_and_nothing_stays() {
    let seed = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let world = World::new();
    // The first run makes the template of servers too, by initdb.
    let first = Instant::now();
    assert!(world.generate().status().unwrap().success());
    let first = first.elapsed();
    world.write_ddl(1);
    let usual = Instant::now();
    assert!(world.generate().status().unwrap().success());
    let usual = usual.elapsed();

    let mut numbers = Numbers(seed);
    let mut interrupted = 0;
    for n in 0..KILLS {
        let (name, whole_group) =
            [("-INT", true), ("-TERM", false), ("-KILL", false)][n as usize % 3];
        // Some runs have no template.
        let whole = if n % 8 == 7 { first } else { usual };
        if n % 8 == 7 {
            fs::remove_dir_all(world.cache.path().join("pgdc")).unwrap();
        }
        let part = (f64::from(n) + numbers.next()) / f64::from(KILLS);
        let (before, after) = (world.module(), format!("after {name} at {part:.2} of {whole:?}"));
        world.write_ddl(n + 2);
        let mut child = world.generate().spawn().unwrap();
        std::thread::sleep(whole.mul_f64(part));
        signal(&child, name, whole_group);
        interrupted += u32::from(!child.wait().unwrap().success());
        let module = world.module();
        let is_new = module.contains(&format!("\"t39_{}\"", n + 2))
            && module.ends_with("GENERATED_FORMAT_1;\n");
        assert!(module == before || is_new, "half written {after}");
        world.wait_until_quiet(&after);
        if n % 8 == 7 {
            assert!(world.generate().status().unwrap().success());
        }
    }
    assert!(interrupted >= KILLS / 2, "{interrupted} of {KILLS} runs were interrupted");

    world.write_ddl(KILLS + 2);
    assert!(world.generate().status().unwrap().success());
    world.wait_until_quiet("by a whole run");
    let mut left = names(world.work.path());
    left.sort();
    assert_eq!(left, ["db.rs", "schema.sql"]);
    // A folder that is a moment old may be about to get its lock, so that it stays for an hour.
    let has_lock = |name: &String| world.runtime.path().join(name).join("lock").exists();
    let folders: Vec<String> = names(world.runtime.path()).into_iter().filter(has_lock).collect();
    assert!(folders.is_empty(), "left by servers: {folders:?}");
    let cached = names(&world.cache.path().join("pgdc"));
    assert!(cached.iter().any(|name| name.starts_with("template-")), "{cached:?}");
}

/// Numbers from 0 to 1 that look random (Vigna's SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as f64 / u64::MAX as f64
    }
}

/// A snapshot of so many tables that the module has several hundred kilobytes.
fn write_snapshot(folder: &Path) {
    let table = |n: u32| format!("CREATE TABLE t{n} (id integer PRIMARY KEY, a text, b text);\n");
    fs::write(folder.join("schema.sql"), (0..100).map(table).collect::<String>()).unwrap();
    let output = run(folder, &["snapshot", "--schema", "schema.sql", "--out", "pgdc.json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// The system refuses to write on: by a limit on the size of files, as a full disk does.
#[test]
fn where_the_file_does_not_fit_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    write_snapshot(folder.path());
    fs::write(folder.path().join("db.rs"), "// old\n").unwrap();
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" generate --catalog pgdc.json --out db.rs";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_pgdc")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("error: cannot write db.rs\n  caused by: File too large"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("db.rs")).unwrap(), "// old\n");
    let mut left = names(folder.path());
    left.sort();
    assert_eq!(left, ["db.rs", "pgdc.json", "schema.sql"]);
}

/// On a file system that is full indeed, where one can be mounted.
#[test]
#[expect(clippy::print_stderr, reason = "it says what could not be tried")]
fn on_a_full_disk_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    write_snapshot(folder.path());
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&disk).output();
    if !mount.as_ref().is_ok_and(|output| output.status.success()) {
        eprintln!(
            "no file system can be mounted here, so that the limit on the size of files stands alone: {mount:?}"
        );
        return;
    }
    fs::write(disk.join("db.rs"), "// old\n").unwrap();
    let output = run(folder.path(), &["generate", "--catalog", "pgdc.json", "--out", "disk/db.rs"]);
    let (old, left) = (fs::read_to_string(disk.join("db.rs")), names(&disk));
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("error: cannot write disk/db.rs\n  caused by: No space left"),
        "{said}"
    );
    assert_eq!(old.unwrap(), "// old\n");
    assert_eq!(left, ["db.rs"]);
}
