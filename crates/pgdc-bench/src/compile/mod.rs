//! What compiling models costs beside the models of peers, what a crate that uses pgdc costs from nothing, and what
//! generating modules costs.
//!
//! Each library gets a crate in a workspace that is written for it, with the versions of `peers/Cargo.lock`. What is told
//! is the time of the processor for all processes of cargo, which depends less on what else runs than the clock does.

mod generate;
mod models;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::AnyError;
use crate::report::Compile;

/// Tables of the models.
pub(crate) const TABLES: usize = 200;
/// How often a crate is compiled, of which the least time is told.
const TIMES: usize = 3;

const LOCK: &str = include_str!("../../peers/Cargo.lock");

/// A crate to compile.
struct Crate {
    name: &'static str,
    dependencies: String,
    models: String,
}

/// Compiles and generates what is wanted.
pub(crate) async fn measure(is_wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Compile>, AnyError> {
    let folder = std::env::current_exe()?.with_file_name("../bench-compile");
    let mut found = Vec::new();
    if is_wanted("C1") {
        found.extend(models_compiled(&folder)?);
    }
    if is_wanted("C2") {
        for member in from_nothing() {
            let seconds = compiled_from_nothing(&folder, &member)?;
            found.push(Compile::of("C2", "build", member.name, seconds, ""));
        }
    }
    for work in &generate::WORKS {
        if is_wanted(work.id) {
            found.push(generate::measure(&folder, work).await?);
        }
    }
    Ok(found)
}

/// The models alone, with all that they stand on compiled before.
fn models_compiled(folder: &Path) -> Result<Vec<Compile>, AnyError> {
    let mut found = Vec::new();
    for member in with_models(folder)? {
        let workspace = folder.join(member.name);
        write(&workspace, &member)?;
        cargo(&workspace, "check")?;
        let mut checked = f64::INFINITY;
        for _ in 0..TIMES {
            checked = checked.min(again(&workspace, "check")?);
        }
        found.push(Compile::of("C1", "check", member.name, checked, &member.models));
        if member.name != "diesel" {
            cargo(&workspace, "build")?;
            let built = again(&workspace, "build")?;
            found.push(Compile::of("C1", "build", member.name, built, &member.models));
        }
    }
    Ok(found)
}

fn compiled_from_nothing(folder: &Path, member: &Crate) -> Result<f64, AnyError> {
    let workspace = folder.join(format!("{}-from-nothing", member.name));
    write(&workspace, member)?;
    let target = workspace.join("target");
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    cargo(&workspace, "build")
}

/// A crate of models for each library.
fn with_models(folder: &Path) -> Result<Vec<Crate>, AnyError> {
    let ddl = folder.join("models.sql");
    fs::create_dir_all(folder)?;
    fs::write(&ddl, models::ddl(TABLES, 12))?;
    let module = folder.join("models.rs");
    let output = pgdc()?
        .args(["generate", "--quiet", "--schema"])
        .arg(&ddl)
        .arg("--out")
        .arg(&module)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let (time, json) = ("time = \"0.3\"\n", "serde_json = \"1\"\n");
    Ok(vec![
        Crate {
            name: "pgdc",
            dependencies: format!("{}{time}{json}", here("pgdc")),
            models: fs::read_to_string(module)?,
        },
        Crate {
            name: "sqlx",
            dependencies: format!(
                "sqlx = {{ version = \"0.9.0\", default-features = false, features = [\"derive\", \"macros\", \"postgres\", \
                 \"runtime-tokio\", \"time\", \"json\"] }}\n{time}{json}"
            ),
            models: models::sqlx(TABLES),
        },
        Crate {
            name: "sea-orm",
            dependencies: "sea-orm = { version = \"2.0.4\", default-features = false, features = [\"macros\", \"sqlx-postgres\", \
                 \"runtime-tokio\", \"with-json\", \"with-time\"] }\n"
                .to_owned(),
            models: models::sea_orm(TABLES),
        },
        Crate {
            name: "diesel",
            dependencies: format!(
                "diesel = {{ version = \"2.3.14\", default-features = false, features = [\"postgres_backend\", \"time\", \
                 \"serde_json\"] }}\n{time}{json}"
            ),
            models: models::diesel(TABLES),
        },
    ])
}

/// What users of pgdc compile by default, and what they would without it.
fn from_nothing() -> [Crate; 2] {
    let drivers = "tokio-postgres = \"0.7\"\ndeadpool-postgres = \"0.14\"\n";
    [("tokio-postgres", drivers.to_owned()), ("pgdc", here("pgdc"))]
        .map(|(name, dependencies)| Crate { name, dependencies, models: String::new() })
}

fn here(name: &str) -> String {
    format!("{name} = {{ path = \"{}/../{name}\" }}\n", env!("CARGO_MANIFEST_DIR"))
}

fn write(folder: &Path, member: &Crate) -> Result<(), AnyError> {
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[workspace]\n[package]\nname = \"models\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{}",
        member.dependencies
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("Cargo.lock"), LOCK)?;
    fs::write(folder.join("src/lib.rs"), &member.models)?;
    Ok(())
}

/// The processor's seconds to compile the crate alone.
fn again(workspace: &Path, command: &str) -> Result<f64, AnyError> {
    let source = workspace.join("src/lib.rs");
    let text = fs::read_to_string(&source)?;
    fs::write(&source, format!("{}\n// again\n", text.trim_end_matches("// again\n").trim_end()))?;
    fs::File::options().append(true).open(&source)?.set_modified(std::time::SystemTime::now())?;
    cargo(workspace, command)
}

/// The processor's seconds that a command of cargo takes, with all of its processes.
fn cargo(workspace: &Path, command: &str) -> Result<f64, AnyError> {
    let before = of_children()?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([command, "--quiet"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .output()?;
    match output.status.success() {
        true => Ok(of_children()? - before),
        false => {
            Err(format!("{}: {}", workspace.display(), String::from_utf8_lossy(&output.stderr))
                .into())
        }
    }
}

/// The processor's seconds of all processes that this one has waited for: `cutime` and `cstime` of proc(5), in
/// hundredths.
fn of_children() -> Result<f64, AnyError> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let ticks = after_name.split_whitespace().skip(13).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// The command, built as users have it.
fn pgdc() -> Result<Command, AnyError> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../pgdc-cli/Cargo.toml");
    // Beside this program, whichever workspace it is of.
    let target = std::env::current_exe()?.with_file_name("..");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--quiet", "--manifest-path", manifest, "--target-dir"])
        .arg(target)
        .status()?;
    if !status.success() {
        return Err("pgdc-cli cannot be built".into());
    }
    let built: PathBuf = std::env::current_exe()?.with_file_name("pgdc");
    Ok(Command::new(built))
}
