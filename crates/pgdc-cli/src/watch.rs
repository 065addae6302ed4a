//! `pgdc generate --watch`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use pgdc_build::{Form, Settings, Source};

use crate::args::GenerateArgs;
use crate::{Ended, generate, report, settings};
use files::Files;

mod files;

/// Why the next look is taken.
enum Cause {
    Changed,
    /// It is time to look at the database again.
    Elapsed,
    Interrupted,
}

/// Generates until Ctrl-C. What is wrong at the start ends it; of what goes wrong later, only Ctrl-C does.
pub(crate) fn run(args: &GenerateArgs) -> Result<Ended> {
    let settings = generate::settings(args)?;
    if settings::output(args.out.as_ref(), settings.output.clone()).is_none() {
        bail!("--watch needs a file to write: give --out FILE, or `file` in [output] of pgdc.toml");
    }
    settings.source()?;
    let (sender, causes) = channel();
    on_interrupt(sender.clone())?;
    let mut watch = Watch { files: Files::new(sender)?, last: None, settings };
    watch.look(args, &Cause::Changed);
    report::result("watching; Ctrl-C ends it");
    loop {
        match wait(&causes, watch.pause(args)) {
            Cause::Interrupted => return Ok(Ended::Fine),
            cause => watch.look(args, &cause),
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Ok(Ended::Fine);
        }
    }
}

/// A signal handler shares nothing else with the rest.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// What is under way is brought to its end first, and a server for it stopped; the second time nothing is waited for.
fn on_interrupt(sender: Sender<Cause>) -> Result<()> {
    /// As shells tell of a process that SIGINT ended.
    const INTERRUPTED_TWICE: i32 = 130;
    ctrlc::set_handler(move || {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED_TWICE);
        }
        // Nobody listens any more where the command has just ended.
        let _ = sender.send(Cause::Interrupted);
    })
    .context("cannot listen for Ctrl-C")
}

fn wait(causes: &Receiver<Cause>, pause: Option<Duration>) -> Cause {
    match pause {
        Some(pause) => match causes.recv_timeout(pause) {
            Ok(cause) => cause,
            Err(RecvTimeoutError::Timeout) => Cause::Elapsed,
            Err(RecvTimeoutError::Disconnected) => Cause::Interrupted,
        },
        None => causes.recv().unwrap_or(Cause::Interrupted),
    }
}

struct Watch {
    files: Files,
    /// The module, or the error, that was told last.
    last: Option<String>,
    /// As they were when they could be read last.
    settings: Settings,
}

impl Watch {
    /// Only files tell by themselves when they change.
    fn pause(&self, args: &GenerateArgs) -> Option<Duration> {
        let is_database = matches!(self.settings.source(), Ok(Source::Database(_)));
        is_database.then(|| args.watch.every())
    }

    fn look(&mut self, args: &GenerateArgs, cause: &Cause) {
        let Err(error) = self.generate(args, cause) else { return };
        let text = format!("{error:?}");
        let is_news = self.last.as_ref() != Some(&text) || matches!(cause, Cause::Changed);
        // What Ctrl-C broke off is no error.
        if is_news && !INTERRUPTED.load(Ordering::Relaxed) {
            report::error(&error);
        }
        self.last = Some(text);
    }

    fn generate(&mut self, args: &GenerateArgs, cause: &Cause) -> Result<()> {
        // Before anything is read, so that no change falls between.
        let settings = generate::settings(args);
        if let Ok(settings) = &settings {
            self.settings = settings.clone();
        }
        self.files.follow(&self.settings, args.source.reading.config.as_deref())?;
        let settings = settings?;
        let module = settings.generate(Form::Module)?;
        // Of a database that is as it was there is nothing to say.
        let is_news = self.last.as_ref() != Some(&module.generated.text);
        if is_news || matches!(cause, Cause::Changed) {
            generate::write(args, &settings, &module)?;
        }
        self.last = Some(module.generated.text);
        Ok(())
    }
}
