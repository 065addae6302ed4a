//! A connection that listens.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::channel::Channel;
use crate::config::plan::Plan;
use crate::connect::{self, Heard, Manners, Opened};
use crate::error::{Error, Kind, Result};

/// A connection that listens.
pub(super) struct Ears {
    client: Client,
    driver: JoinHandle<()>,
    manners: Manners,
    /// Whether an answer of the server is to come.
    is_asking: bool,
    pub(super) heard: Heard,
}

impl Ears {
    /// Connects and listens. The server may take so much time for the latter as `patience` says.
    pub(super) async fn open(
        plan: &Arc<Plan>,
        channels: &BTreeSet<Channel>,
        patience: Duration,
    ) -> Result<Self> {
        let Opened { client, driver, manners, heard, road: _ } = connect::open(plan).await?;
        let mut ears = Ears { client, driver, manners, is_asking: false, heard };
        let statements: String =
            channels.iter().map(|channel| format!("LISTEN {channel};")).collect();
        ears.send(&statements, patience).await?;
        Ok(ears)
    }

    pub(super) async fn send(&mut self, statement: &str, patience: Duration) -> Result<()> {
        self.is_asking = true;
        let Ok(answer) = timeout(patience, self.client.batch_execute(statement)).await else {
            return Err(Error::new(Kind::Silent { after: patience }));
        };
        self.is_asking = false;
        Ok(answer?)
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.manners.leave();
        // A connection ends by itself when its client is dropped, but not before all is answered: one whose
        // server is silent would be there for good.
        if self.is_asking {
            self.driver.abort();
        }
    }
}
