//! Under which user a server runs. PostgreSQL refuses root, so root steps down to another user.

use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Error;
use crate::surroundings::server_vars;

/// The user of the server: the caller, or the one that root steps down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    dropped: Option<User>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct User {
    name: String,
    uid: u32,
    gid: u32,
}

impl Identity {
    /// The caller's own; for root `postgres`, else `nobody`.
    pub(crate) fn current() -> Result<Identity, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Identity::caller());
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let dropped = ["postgres", "nobody"].iter().find_map(|name| user_in(&users, name));
        if dropped.is_none() {
            return Err(Error::new(
                "PostgreSQL refuses to run as root, and /etc/passwd has neither a user `postgres` nor `nobody` to run as; \
                 run as another user, or add one: useradd --system postgres",
            ));
        }
        Ok(Identity { dropped })
    }

    /// The caller's own, root or not.
    pub(crate) fn caller() -> Identity {
        Identity { dropped: None }
    }

    /// The uid that owns the server's files.
    pub(crate) fn uid(&self) -> u32 {
        match &self.dropped {
            Some(user) => user.uid,
            None => rustix::process::geteuid().as_raw(),
        }
    }

    /// A command under this user, in a clean environment and without standard input.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(server_vars(std::env::vars_os())).stdin(Stdio::null());
        // The caller's folder may be closed to this user.
        command.current_dir("/");
        if let Some(user) = &self.dropped {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Gives a file or folder to this user.
    pub(crate) fn own(&self, path: &Path) -> io::Result<()> {
        match &self.dropped {
            Some(user) => chown(path, Some(user.uid), Some(user.gid)),
            None => Ok(()),
        }
    }

    /// Whether this user may enter and write to a folder.
    pub(crate) fn can_write(&self, folder: &Path) -> bool {
        self.passes_test("test -w \"$0\" && test -x \"$0\"", folder)
    }

    /// Whether this user may enter a folder.
    pub(crate) fn can_enter(&self, folder: &Path) -> bool {
        self.passes_test("test -x \"$0\"", folder)
    }

    /// Asked by trying: groups and access control lists decide as well as mode bits.
    fn passes_test(&self, script: &str, folder: &Path) -> bool {
        self.command(Path::new("/bin/sh"))
            .arg("-c")
            .arg(script)
            .arg(folder)
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Who that is, for messages.
    pub(crate) fn name(&self) -> &str {
        self.dropped.as_ref().map_or("this user", |user| &user.name)
    }
}

fn user_in(passwd: &str, name: &str) -> Option<User> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    // macOS writes the ids of `nobody` as -2, which is the same 32 bits.
    let mut id = || fields.next()?.parse::<i64>().ok().map(|id| id as u32);
    Some(User { name: name.to_owned(), uid: id()?, gid: id()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name() {
        let passwd = "postgres2:x:1:1::/:/bin/sh\npostgres:x:101:104:admin,,,:/var:/bin/sh\n";
        let user = user_in(passwd, "postgres").unwrap();
        assert_eq!((user.uid, user.gid), (101, 104));
        assert_eq!(user_in(passwd, "nobody"), None);
    }

    #[test]
    fn negative_ids_are_the_same_bits() {
        let user = user_in("nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false", "nobody");
        assert_eq!(user.unwrap().uid, u32::MAX - 1);
    }
}
