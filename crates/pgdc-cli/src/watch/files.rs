//! The files that a module is made of, and whether they change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use pgdc_build::{Settings, Source};

use super::Cause;
use crate::settings::SETTINGS_FILE;

/// How long nothing more must have happened: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(150);

pub(super) struct Files {
    debouncer: Debouncer<RecommendedWatcher>,
    followed: Followed,
    /// Shared with the thread that is told of changes.
    wanted: Arc<Mutex<BTreeSet<PathBuf>>>,
}

/// Folders to listen to, and the files and folders of interest in them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Followed {
    folders: BTreeSet<(PathBuf, bool)>,
    wanted: BTreeSet<PathBuf>,
}

impl Files {
    pub(super) fn new(sender: Sender<Cause>) -> Result<Self> {
        let wanted = Arc::new(Mutex::new(BTreeSet::<PathBuf>::new()));
        let known = Arc::clone(&wanted);
        let debouncer = new_debouncer(QUIET, move |changes: DebounceEventResult| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            let of_interest = match changes {
                Ok(changes) => changes
                    .iter()
                    .any(|change| known.iter().any(|wanted| change.path.starts_with(wanted))),
                // Some events were lost: better once too often.
                Err(_) => true,
            };
            if of_interest {
                // Nobody listens any more where the command has just ended.
                let _ = sender.send(Cause::Changed);
            }
        })
        .context("cannot watch files")?;
        Ok(Files { debouncer, followed: Followed::default(), wanted })
    }

    /// Listens to the files of these settings, and to no others.
    pub(super) fn follow(&mut self, settings: &Settings, config: Option<&Path>) -> Result<()> {
        let followed = followed(settings, config)?;
        if followed == self.followed {
            return Ok(());
        }
        for (folder, _) in &self.followed.folders {
            // One that is gone is listened to no longer anyway.
            let _ = self.debouncer.watcher().unwatch(folder);
        }
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = followed.wanted.clone();
        // Again the next time, where one cannot be listened to now.
        self.followed = Followed::default();
        for (folder, is_deep) in &followed.folders {
            let mode =
                if *is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            self.debouncer
                .watcher()
                .watch(folder, mode)
                .with_context(|| format!("cannot watch the folder {}", folder.display()))?;
        }
        self.followed = followed;
        Ok(())
    }
}

fn followed(settings: &Settings, config: Option<&Path>) -> Result<Followed> {
    let mut followed = Followed::default();
    follow_file(&mut followed, config.unwrap_or(Path::new(SETTINGS_FILE)))?;
    match settings.source()? {
        Source::Schema(path) if path.is_dir() => {
            let folder = path.canonicalize()?;
            followed.wanted.insert(folder.clone());
            followed.folders.insert((folder, true));
        }
        Source::Schema(path) | Source::Catalog(path) => follow_file(&mut followed, &path)?,
        Source::Database(_) => {}
    }
    Ok(followed)
}

/// A file is listened to by its folder, since editors put another one in its place.
fn follow_file(followed: &mut Followed, path: &Path) -> Result<()> {
    let target = path.canonicalize().ok().filter(|target| target != path);
    for path in [Some(path.to_owned()), target].into_iter().flatten() {
        let Some(name) = path.file_name() else { continue };
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        let folder = folder
            .canonicalize()
            .with_context(|| format!("cannot watch the folder {}", folder.display()))?;
        followed.wanted.insert(folder.join(name));
        followed.folders.insert((folder, false));
    }
    Ok(())
}
