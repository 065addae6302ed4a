//! The crate that is set up.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

pub(super) const MANIFEST: &str = "Cargo.toml";

pub(super) struct Package {
    /// As a person would write it: relative, where it was given so.
    pub(super) manifest: PathBuf,
    folder: PathBuf,
}

impl Package {
    pub(super) fn find(manifest: Option<&Path>) -> Result<Self> {
        let manifest = manifest.unwrap_or(Path::new(MANIFEST)).to_owned();
        if !manifest.is_file() {
            bail!(
                "there is no {}: run it in the folder of a crate, or give --manifest-path FILE; \
                 `cargo init` makes a new crate",
                manifest.display()
            );
        }
        let folder = manifest.parent().unwrap_or(Path::new("")).to_owned();
        let package = Package { manifest, folder };
        let table: toml::Table = package
            .read(MANIFEST)?
            .parse()
            .with_context(|| format!("{} is no manifest", package.manifest.display()))?;
        if !table.contains_key("package") {
            bail!(
                "{} is that of a workspace: give --manifest-path FILE, the manifest of one of its crates",
                package.manifest.display()
            );
        }
        Ok(package)
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    pub(super) fn read(&self, relative: &str) -> Result<String> {
        let path = self.path(relative);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// A path as its settings file has it, which is beside the manifest.
    pub(super) fn relative(&self, path: &Path) -> Result<String> {
        let folder = if self.folder == Path::new("") { Path::new(".") } else { &self.folder };
        let real = |folder: &Path| {
            fs::canonicalize(folder).with_context(|| format!("cannot read {}", folder.display()))
        };
        let relative = match path.is_absolute() {
            true => path.to_owned(),
            false => {
                let path = real(Path::new("."))?.join(path);
                pathdiff::diff_paths(&path, real(folder)?).unwrap_or(path)
            }
        };
        let text = relative.to_str().with_context(|| {
            format!("{} is not UTF-8, as text in a settings file must be", path.display())
        })?;
        Ok(text.to_owned())
    }

    /// Where modules are declared: the library, or else the program.
    pub(super) fn program(&self) -> Option<String> {
        let known = ["src/lib.rs", "src/main.rs"];
        known.into_iter().find(|path| self.path(path).is_file()).map(ToOwned::to_owned)
    }
}
