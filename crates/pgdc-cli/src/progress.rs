//! What is shown of work that takes longer than a second, on a terminal.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressState, ProgressStyle};
use pgdc_build::Step;

use crate::report;
use crate::shown::shown as as_text;

/// What is shown now. Steps are told by a plain function, so that it cannot be passed around.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// What takes no longer shows nothing.
const SOON: Duration = Duration::from_secs(1);
/// How often what is shown moves.
const TICK: Duration = Duration::from_millis(120);
const SIGNS: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// Shows that a step is under way, and says how long it took to those who want to know.
pub(crate) fn step(step: Step<'_>) {
    match step {
        Step::Begins(what) if !report::is_quiet() => show(Some(spinner(what))),
        Step::Ended(what, took) => {
            show(None);
            report::detail(&format!("{}: {:.3} s", as_text(what), took.as_secs_f64()));
        }
        _ => show(None),
    }
}

/// Shows how far a copy is: of so many bytes, where that is known.
pub(crate) fn moved(bytes: u64, rows: u64, all: Option<u64>) {
    with_shown(|bar| {
        if bar.elapsed() < SOON {
            return;
        }
        if let Some(all) = all {
            bar.set_style(style("{bar:30} {bytes} of {total_bytes}, {eta} to go"));
            bar.set_length(all);
            bar.set_position(bytes);
        } else {
            bar.set_style(style("{spinner} {msg}"));
            bar.set_message(format!("{} rows, {}", HumanCount(rows), HumanBytes(bytes)));
        }
    });
}

/// Prints a line with the bar out of its way.
pub(crate) fn aside(print: impl FnOnce()) {
    // The bar is cloned, so that a line about a step can be printed while one is told.
    match shown().clone() {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

fn shown() -> std::sync::MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn with_shown(work: impl FnOnce(&ProgressBar)) {
    if let Some(bar) = shown().as_ref() {
        work(bar);
    }
}

fn show(next: Option<ProgressBar>) {
    if let Some(last) = std::mem::replace(&mut *shown(), next) {
        last.finish_and_clear();
    }
}

/// On the standard error, if that is a terminal.
fn spinner(what: &str) -> ProgressBar {
    let what = as_text(what);
    let late = move |state: &ProgressState, line: &mut dyn Write| {
        if state.elapsed() >= SOON {
            let ticks = state.elapsed().as_millis() / TICK.as_millis();
            let sign = SIGNS[(ticks % SIGNS.len() as u128) as usize];
            let _ = write!(line, "{sign} {what} ({} s)", state.elapsed().as_secs());
        }
    };
    let bar = ProgressBar::new_spinner();
    bar.set_style(style("{late}").with_key("late", late));
    bar.enable_steady_tick(TICK);
    bar
}

/// A template that could not be read would be shown as a plain spinner.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
