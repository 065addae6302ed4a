//! What a connection string leaves out: service, environment, files of the home folder.

use std::path::{Path, PathBuf};

use super::fault::ConfigFault;
use super::keys::{KEYS, PARAMETERS};
use super::{Config, service, values};

/// Fills what is not set, be it to nothing, in libpq's order: the service first, then the variables, then what lies in the home
/// folder.
pub(super) fn complete(
    config: &mut Config,
    variables: &dyn Fn(&str) -> Option<String>,
) -> Result<(), ConfigFault> {
    let variable = |name: &str| variables(name).filter(|value| !value.is_empty());
    let home = variable("HOME").map(PathBuf::from);

    from_service(config, &variable, home.as_deref())?;
    for key in KEYS {
        let value = key.variable.and_then(|name| Some((name, variables(name)?)));
        if let Some((name, value)) = value.filter(|_| !config.settings.contains_key(key.name)) {
            config.put(key.name, value).map_err(|fault| fault.within(name))?;
        }
    }
    for (name, parameter) in PARAMETERS {
        if let Some(value) = variable(name) {
            values::add_option(config.settings.entry("options").or_default(), parameter, &value);
        }
    }
    if let Some(home) = home {
        from_home(config, &home)?;
    }
    Ok(())
}

fn from_service(
    config: &mut Config,
    variable: &dyn Fn(&str) -> Option<String>,
    home: Option<&Path>,
) -> Result<(), ConfigFault> {
    let named = config.value("service").map(str::to_owned);
    let Some(service) = named.or_else(|| variable("PGSERVICE")) else { return Ok(()) };
    let chosen = config.value("servicefile").map(str::to_owned);
    let mut files = Vec::new();
    match chosen.or_else(|| variable("PGSERVICEFILE")) {
        Some(file) => files.push(PathBuf::from(file)),
        None => files
            .extend(home.map(|home| home.join(".pg_service.conf")).filter(|file| file.is_file())),
    }
    let of_system =
        variable("PGSYSCONFDIR").map(|folder| Path::new(&folder).join("pg_service.conf"));
    files.extend(of_system.filter(|file| file.is_file()));

    for file in &files {
        let Some(settings) = service::look_up(file, &service)? else { continue };
        for (key, value) in settings {
            if !config.settings.contains_key(key.as_str()) {
                config.put(&key, value).map_err(|fault| fault.within(file.display()))?;
            }
        }
        return Ok(());
    }
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    Err(ConfigFault::new(match files.is_empty() {
        true => format!(
            "there is no service file with the service {service:?}; PGSERVICEFILE names one"
        ),
        false => format!("there is no service {service:?} in {}", files.join(", ")),
    }))
}

fn from_home(config: &mut Config, home: &Path) -> Result<(), ConfigFault> {
    let certificate = home.join(".postgresql/postgresql.crt");
    for (key, file) in [
        ("passfile", ".pgpass"),
        ("sslcert", ".postgresql/postgresql.crt"),
        ("sslkey", ".postgresql/postgresql.key"),
        ("sslrootcert", ".postgresql/root.crt"),
        ("sslcrl", ".postgresql/root.crl"),
    ] {
        let file = home.join(file);
        // A key without the certificate would be half of a pair.
        let wanted = key != "sslkey" || certificate.is_file() || config.value("sslcert").is_some();
        if config.value(key).is_none() && wanted && file.is_file() {
            let path = file.to_str().ok_or_else(|| {
                ConfigFault::new(format!("the path {} is no UTF-8", file.display()))
            })?;
            config.put(key, path.to_owned())?;
        }
    }
    Ok(())
}
