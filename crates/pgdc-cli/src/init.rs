//! `pgdc init`.

mod answers;
mod manifest;
mod package;
mod plan;
mod program;
mod texts;

use anyhow::Result;
use pgdc_build::{Form, Module, Reading, Settings, Source, snapshot_text};

use crate::args::{InitArgs, Way};
use crate::{Ended, dependency, progress, report, settings};
use answers::Answers;
use package::Package;
use plan::Plan;

/// Everything that can go wrong does so before the first file is written.
pub(crate) fn run(args: &InitArgs) -> Result<Ended> {
    let package = Package::find(args.manifest_path.as_deref())?;
    let answers = Answers::of(args, &package)?;
    let mut plan = Plan::new(&package);
    plan.refuse_existing(&new_files(&answers))?;

    let text = texts::settings(&answers, &package)?;
    let mut settings = Settings::from_toml(&text)?;
    settings.source.clone_from(&answers.source);
    settings.server = settings::server(&args.server);
    settings.on_step = Some(progress::step);
    let reading = settings.read_catalog()?;
    let (form, files) = match answers.way {
        Way::CheckedIn => (Form::Module, Vec::new()),
        Way::BuildRs => (Form::Include, built(&answers, &package, &reading)?),
    };
    let module = settings.generate_from(&reading, form)?;
    report::notes_and_warnings(&module);
    plan.create(settings::SETTINGS_FILE, text);
    files.into_iter().for_each(|(path, text)| plan.create(&path, text));
    if answers.way == Way::CheckedIn {
        plan.create(&answers.out, module.generated.text.clone());
    }
    let advice = edits(&mut plan, &answers, &package, &module)?;

    plan.write()?;
    report::result(&report::about(&module));
    advice.iter().for_each(|text| report::result(text));
    // The `pgdc` that was there before may lack features.
    let manifest = package.path(package::MANIFEST);
    if answers.edits
        && let Some(advice) = dependency::advice(Some(&manifest), &module.generated.features)
    {
        report::note(&advice);
    }
    if answers.hides_password {
        report::note(
            "the URL has a password, so it is not in pgdc.toml: set DATABASE_URL to it, for example in \
             an .env file that is not checked in",
        );
    }
    Ok(Ended::Fine)
}

/// The files that must not be there yet, relative to the package.
fn new_files(answers: &Answers) -> Vec<String> {
    let mut files = vec![settings::SETTINGS_FILE.to_owned()];
    match answers.way {
        Way::CheckedIn => files.push(answers.out.clone()),
        Way::BuildRs => {
            files.push(texts::BUILD_SCRIPT.to_owned());
            files.extend(answers.makes_snapshot().then(|| answers.out.clone()));
        }
    }
    files
}

/// What a build script needs: itself, and a snapshot where there is none.
fn built(answers: &Answers, package: &Package, reading: &Reading) -> Result<Vec<(String, String)>> {
    let snapshot = match &answers.source {
        Some(Source::Catalog(path)) => package.relative(path)?,
        _ => answers.out.clone(),
    };
    let mut files = vec![(texts::BUILD_SCRIPT.to_owned(), texts::build_script(&snapshot))];
    if answers.makes_snapshot() {
        files.push((snapshot, snapshot_text(&reading.catalog)?));
    }
    Ok(files)
}

/// Changes the manifest and the program, or says what to change in them.
fn edits(
    plan: &mut Plan<'_>,
    answers: &Answers,
    package: &Package,
    module: &Module,
) -> Result<Vec<String>> {
    let lines = manifest::lines(answers.way, &module.generated.features);
    let declaration = program::Declaration::new(answers);
    let program = package.program();
    let declared = match &program {
        Some(path) if declaration.is_beside(path) => declaration.added_to(&package.read(path)?),
        _ => None,
    };
    let mut advice = Vec::new();
    if answers.edits {
        plan.change(package::MANIFEST, manifest::added(&package.read(package::MANIFEST)?, &lines)?);
        match (program, declared) {
            (Some(path), Some(text)) => plan.change(&path, text),
            _ => advice.push(format!("declare the module where it belongs:\n\n{declaration}\n")),
        }
    } else {
        advice.push(format!(
            "add to {}:\n\n{}",
            package.manifest.display(),
            manifest::text(&lines)
        ));
        advice.push(format!(
            "and to {}:\n\n{declaration}\n",
            program.as_deref().unwrap_or("the program")
        ));
    }
    Ok(advice)
}
