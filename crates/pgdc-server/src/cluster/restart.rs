//! Stopping a server and starting it on the same data, or on a copy of them.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Cluster, PATIENCE, supervise};
use crate::Error;
use crate::server::Stop;
use crate::surroundings::Surroundings;
use crate::template::copy_tree;
use crate::workdir::{PORT, WorkDir};

impl Cluster {
    /// Stops the server and keeps its folder.
    pub(crate) fn stop(&mut self, how: Stop) -> Result<(), Error> {
        let folder = self.folder.path().to_owned();
        let cannot = |error| Error::caused("cannot stop the server", error);
        fs::write(folder.join("keep"), "").map_err(cannot)?;
        let file = fs::read_to_string(self.folder.data().join("postmaster.pid")).map_err(cannot)?;
        let pid = file.lines().next().unwrap_or_default();
        let signal = match how {
            Stop::Fast => "INT",
            Stop::Immediate => "QUIT",
        };
        let mut kill = self.run.identity.command(Path::new("/bin/sh"));
        kill.args(["-c", "kill -s \"$0\" \"$1\"", signal, pid]).status().map_err(cannot)?;
        let deadline = Instant::now() + PATIENCE;
        while !folder.join("exited").exists() {
            if Instant::now() > deadline {
                return Err(Error::new(format!("the server does not stop: {}", self.log())));
            }
            sleep(Duration::from_millis(2));
        }
        // Closes the supervisor's standard input, without which it would wait for its owner.
        self.supervisor.wait().map_err(cannot)?;
        Ok(())
    }

    /// Starts the server again, on the data that it left.
    pub(crate) fn start_again(&mut self) -> Result<(), Error> {
        for file in ["exited", "keep"] {
            // What is not there need not go; what stays shows as a server that does not start.
            let _ = fs::remove_file(self.folder.path().join(file));
        }
        self.supervisor = supervise(&self.run, &self.folder)?;
        self.wait_until(Cluster::is_ready)
    }

    /// Another server on a copy of the data, which replays what this one writes. This one is stopped meanwhile.
    pub(crate) fn standby(&mut self, settings: &[&str]) -> Result<Cluster, Error> {
        let mut run = self.run.clone();
        // Two servers cannot listen on one address.
        run.settings.push("listen_addresses=".to_owned());
        let primary = format!("host={} port={PORT} user=postgres", self.socket_folder().display());
        run.settings.push(format!("primary_conninfo={primary}"));
        run.settings.extend(settings.iter().map(ToString::to_string));
        let folder = WorkDir::create(&Surroundings::capture(), &run.identity)?;
        self.stop(Stop::Fast)?;
        let copied = copy_tree(&self.folder.data(), &folder.data(), &run.identity).and_then(|()| {
            let signal = folder.data().join("standby.signal");
            fs::write(&signal, "")?;
            run.identity.own(&signal)
        });
        self.start_again()?;
        copied.map_err(|error| Error::caused("cannot copy the data for a standby", error))?;
        Cluster::run(run, folder)
    }
}
