//! What is to be set up: by flags, or else by questions, or else by defaults.

use std::io::{IsTerminal as _, stderr, stdin};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use dialoguer::{Confirm, Input, Select};
use pgdc_build::{Settings, Source};

use super::package::Package;
use crate::args::{InitArgs, Way};
use crate::settings;

pub(super) struct Answers {
    /// None for the database that `DATABASE_URL` names.
    pub(super) source: Option<Source>,
    /// What was typed of a database, to be written down.
    pub(super) url: Option<String>,
    /// Whether it is not to be written down.
    pub(super) hides_password: bool,
    pub(super) schemas: Vec<String>,
    pub(super) way: Way,
    /// The module, or the snapshot; relative to the package.
    pub(super) out: String,
    /// Whether to change the manifest and the program.
    pub(super) edits: bool,
}

impl Answers {
    pub(super) fn of(args: &InitArgs, package: &Package) -> Result<Self> {
        let asks = !args.yes && stdin().is_terminal() && stderr().is_terminal();
        let (source, url) = source(args, asks)?;
        let hides_password = match &source {
            Some(Source::Database(url)) => url.has_password()?,
            _ => false,
        };
        let way = way(args, asks)?;
        let is_snapshot = matches!(source, Some(Source::Catalog(_)));
        if way == Way::BuildRs && is_snapshot && args.out.is_some() {
            bail!("--out is the snapshot to write, and --catalog names one: leave one of them out");
        }
        let out = match (&args.out, way) {
            (Some(path), _) => package.relative(path)?,
            (None, Way::CheckedIn) => text_or("File of the module", "src/db.rs", asks)?,
            (None, Way::BuildRs) if is_snapshot => String::new(),
            (None, Way::BuildRs) => text_or("File of the snapshot", "pgdc.json", asks)?,
        };
        let edits = match asks {
            true => Confirm::new()
                .with_prompt("Change Cargo.toml and src/main.rs or src/lib.rs, too?")
                .default(true)
                .interact()
                .context(UNANSWERED)?,
            false => args.yes,
        };
        let schemas = args.namespace.clone();
        Ok(Answers { source, url, hides_password, schemas, way, out, edits })
    }

    /// Whether a build script needs one that is not there yet.
    pub(super) fn makes_snapshot(&self) -> bool {
        self.way == Way::BuildRs && !matches!(self.source, Some(Source::Catalog(_)))
    }
}

const UNANSWERED: &str = "a question was not answered; `pgdc init --help` has a flag for each";

/// The source, and the URL of a database as it was typed.
fn source(args: &InitArgs, asks: bool) -> Result<(Option<Source>, Option<String>)> {
    if let Some(source) = settings::source(&args.from) {
        return Ok((Some(source), args.from.db.clone()));
    }
    if asks {
        return ask_for_source();
    }
    Settings::default()
        .source()
        .map(|_| (None, None))
        .context("no source: give --db URL, --schema PATH or --catalog FILE, or set DATABASE_URL")
}

fn ask_for_source() -> Result<(Option<Source>, Option<String>)> {
    let sources = [
        "a file of CREATE statements, or a folder of migrations",
        "a live database",
        "a snapshot that `pgdc snapshot` wrote",
    ];
    let chosen = choose("The tables are read from", &sources)?;
    Ok(match chosen {
        0 => (Some(Source::Schema(text("File or folder")?.into())), None),
        1 => {
            let url = text("URL, such as postgres://app@localhost/shop")?;
            (Some(Source::Database(url.as_str().into())), Some(url))
        }
        _ => (Some(Source::Catalog(text("File")?.into())), None),
    })
}

fn way(args: &InitArgs, asks: bool) -> Result<Way> {
    match (args.way(), asks) {
        (Some(way), _) => Ok(way),
        (None, false) => Ok(Way::CheckedIn),
        (None, true) => {
            let ways = [
                "as a file that is checked in",
                "made by build.rs, from a snapshot that is checked in",
            ];
            let chosen = choose("The module gets into the crate", &ways)?;
            Ok(if chosen == 0 { Way::CheckedIn } else { Way::BuildRs })
        }
    }
}

fn choose(question: &str, among: &[&str]) -> Result<usize> {
    Select::new().with_prompt(question).items(among).default(0).interact().context(UNANSWERED)
}

fn text(question: &str) -> Result<String> {
    Input::new().with_prompt(question).interact_text().context(UNANSWERED)
}

fn text_or(question: &str, default: &str, asks: bool) -> Result<String> {
    let default = default.to_owned();
    match asks {
        true => {
            Input::new().with_prompt(question).default(default).interact_text().context(UNANSWERED)
        }
        false => Ok(default),
    }
}

/// The name of a file without its ending.
pub(super) fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}
