//! The servers to try: hosts, addresses and ports, which are lists.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use super::Config;
use super::fault::ConfigFault;

/// A server to try.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Endpoint {
    pub(crate) host: Host,
    /// Where to connect instead of looking the host up.
    pub(crate) address: Option<IpAddr>,
    pub(crate) port: u16,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Host {
    /// The socket folder or `localhost`, whichever is libpq's default here.
    Default,
    /// A name or an address.
    Tcp(String),
    /// The folder of a socket.
    Unix(PathBuf),
}

/// The servers of a configuration, at least one.
pub(super) fn endpoints(config: &Config) -> Result<Vec<Endpoint>, ConfigFault> {
    let list = |key| config.value(key).map(|text| text.split(',').collect::<Vec<_>>());
    let (hosts, addresses) = (list("host"), list("hostaddr"));
    let ports = list("port").unwrap_or_else(|| vec![""]);
    let count = addresses.as_ref().or(hosts.as_ref()).map_or(1, Vec::len);
    let fits = |name: &str, found: usize| match found == count {
        true => Ok(()),
        false => {
            Err(ConfigFault::new(format!("there are {found} of `{name}` for {count} servers")))
        }
    };
    if let Some(hosts) = &hosts {
        fits("host", hosts.len())?;
    }
    if ports.len() > 1 {
        fits("port", ports.len())?;
    }
    (0..count)
        .map(|place| {
            let entry = |list: &Option<Vec<&'_ str>>| -> String {
                list.as_ref().map(|list| list[place].trim().to_owned()).unwrap_or_default()
            };
            Ok(Endpoint {
                host: host(entry(&hosts))?,
                address: address(&entry(&addresses))?,
                port: port(ports.get(place).or(ports.first()).copied().unwrap_or_default())?,
            })
        })
        .collect()
}

fn host(text: String) -> Result<Host, ConfigFault> {
    match text.chars().next() {
        None => Ok(Host::Default),
        Some('/') => Ok(Host::Unix(text.into())),
        Some('@') => Err(ConfigFault::new("pgdc does not support abstract sockets, `host=@…`")),
        Some(_) => Ok(Host::Tcp(text)),
    }
}

fn address(text: &str) -> Result<Option<IpAddr>, ConfigFault> {
    match text {
        "" => Ok(None),
        text => {
            let parsed = text.parse().map(Some);
            parsed.map_err(|_| {
                ConfigFault::value("hostaddr", "numeric addresses, as 192.0.2.1 or ::1")
            })
        }
    }
}

fn port(text: &str) -> Result<u16, ConfigFault> {
    match text.trim() {
        "" => Ok(5432),
        text => {
            let port = text.parse().ok().filter(|port| *port > 0);
            port.ok_or_else(|| {
                ConfigFault::value("port", "a number from 1 to 65535, for each host or for all")
            })
        }
    }
}

impl Endpoint {
    /// Whether it is reached by a socket of this machine, on which there is no TLS.
    pub(crate) fn is_local(&self) -> bool {
        self.address.is_none() && self.folder().is_some()
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match &self.host {
            Host::Unix(folder) => Some(folder.clone()),
            Host::Default if self.address.is_none() => default_folder(self.port),
            _ => None,
        }
    }

    /// The name that certificates and the password file know it by; `None` for the default socket.
    pub(crate) fn name(&self) -> Option<String> {
        match (&self.host, self.address) {
            (Host::Tcp(name), _) => Some(name.clone()),
            (Host::Unix(folder), _) => {
                let is_default =
                    DEFAULT_FOLDERS.iter().any(|default| folder.as_os_str() == *default);
                (!is_default).then(|| folder.display().to_string())
            }
            (Host::Default, Some(address)) => Some(address.to_string()),
            (Host::Default, None) => None,
        }
    }
}

/// Where distributions of PostgreSQL put the socket: Debian's and Red Hat's, and PostgreSQL's own.
const DEFAULT_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

#[cfg(unix)]
fn default_folder(port: u16) -> Option<PathBuf> {
    let folders = || DEFAULT_FOLDERS.iter().map(PathBuf::from);
    let with_socket = folders().find(|folder| folder.join(format!(".s.PGSQL.{port}")).exists());
    with_socket.or_else(|| folders().find(|folder| folder.is_dir()))
}

#[cfg(not(unix))]
fn default_folder(_: u16) -> Option<PathBuf> {
    None
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (None, Some(folder)) = (self.address, self.folder()) {
            return write!(f, "{}/.s.PGSQL.{}", folder.display(), self.port);
        }
        let name = self.name().unwrap_or_else(|| "localhost".to_owned());
        match name.contains(':') {
            true => write!(f, "[{name}]:{}", self.port)?,
            false => write!(f, "{name}:{}", self.port)?,
        }
        match self.address.filter(|address| address.to_string() != name) {
            Some(address) => write!(f, " ({address})"),
            None => Ok(()),
        }
    }
}
