//! A crate that is written while a test runs, and compiled as a user's would be.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// A crate of its own that depends on pgdc and tokio, in the workspace's `target`.
pub struct Program {
    name: &'static str,
    folder: PathBuf,
}

impl Program {
    /// The crate of that name, still without source files.
    ///
    /// # Errors
    /// Its folder cannot be written.
    pub fn new(name: &'static str) -> io::Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let folder = workspace.join("target").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let pgdc = workspace.join("crates/pgdc");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\npgdc = {{ path = {pgdc:?}, features = [\"chrono\", \"jiff\"] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n\
             [profile.dev]\ndebug = false\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The same versions as the workspace has, so that nothing is compiled that was compiled before.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Program { name, folder })
    }

    /// Writes the source file `src/NAME`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn file(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.join("src").join(name), text)
    }

    /// Compiles the crate and returns where its binary is.
    ///
    /// # Errors
    /// What the compiler says, shortened.
    pub fn build(&self) -> Result<PathBuf, Box<dyn Error>> {
        // One folder for all such crates: what they depend on is compiled once.
        let target = self.folder.join("../corpus-target");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target)
            .output()?;
        if !built.status.success() {
            let errors = String::from_utf8_lossy(&built.stderr);
            let first: String = errors.lines().take(60).collect::<Vec<_>>().join("\n");
            return Err(format!("the modules do not compile:\n{first}").into());
        }
        Ok(target.join("debug").join(self.name))
    }
}
