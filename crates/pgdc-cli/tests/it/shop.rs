//! A database with rows, for the commands that look at them.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgdc_server::{Database, Server};
use tempfile::TempDir;

use crate::{fixtures, is_golden, pgdc, text};

/// `fixtures/look/schema.sql`, and a folder to work in.
pub(crate) struct Shop {
    pub(crate) database: Database,
    pub(crate) folder: TempDir,
}

/// What a command said, and how it ended.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    fn by(command: &mut Command) -> Said {
        let output = command.output().unwrap();
        Said {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Shop {
    pub(crate) async fn open() -> Shop {
        let ddl = fs::read_to_string(fixtures().join("look/schema.sql")).unwrap();
        Shop::with(&ddl).await
    }

    pub(crate) async fn with(ddl: &str) -> Shop {
        let database = Server::shared().database_from(ddl).await.unwrap();
        Shop { database, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    /// With a text on standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Said {
        fs::write(self.path("stdin"), stdin).unwrap();
        let mut command = pgdc(self.folder.path());
        command.args(args).env("DATABASE_URL", self.database.url());
        command.stdin(fs::File::open(self.path("stdin")).unwrap());
        let said = Said::by(&mut command);
        fs::remove_file(self.path("stdin")).unwrap();
        said
    }

    /// A line of a shell, which finds `pgdc`.
    pub(crate) fn shell(&self, line: &str) -> Said {
        let folder = Path::new(env!("CARGO_BIN_EXE_pgdc")).parent().unwrap().display();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-ec", line]).current_dir(self.folder.path());
        Said::by(shell.env("PATH", path).env("DATABASE_URL", self.database.url()))
    }

    /// The standard output of a command that goes well.
    pub(crate) fn get(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, Some(0), "{args:?}: {}", said.stderr);
        said.stdout
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Whether a mistake is told as `fixtures/errors/CASE/stderr` has it; it prints nothing else.
    pub(crate) fn is_refused(&self, case: &str, args: &[&str]) -> bool {
        let said = self.run(args);
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{case}: {}", said.stderr);
        is_golden(&fixtures().join("errors").join(case).join("stderr"), &said.stderr)
    }
}

/// Whether `fixtures/look/NAME` holds it.
pub(crate) fn is_shown(name: &str, found: &str) -> bool {
    is_golden(&fixtures().join("look").join(name), found)
}
