//! `pg_snapshot` and `txid_snapshot`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::wire::{BoxError, binary_format};
use super::{ConvertError, ParseError, Xid8};

/// Which transactions a moment had seen the end of: PostgreSQL's `pg_snapshot`, and its older name
/// `txid_snapshot`.
///
/// ```
/// use pgdc::types::{Snapshot, Xid8};
///
/// let snapshot: Snapshot = "10:20:10,14".parse().unwrap();
/// assert_eq!(snapshot.xmin(), Xid8(10));
/// assert!(snapshot.sees(Xid8(11)) && !snapshot.sees(Xid8(14)) && !snapshot.sees(Xid8(20)));
/// assert_eq!(snapshot.to_string(), "10:20:10,14");
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Snapshot {
    xmin: Xid8,
    xmax: Xid8,
    in_progress: Vec<Xid8>,
}

impl Snapshot {
    /// The snapshot in which `in_progress` were running, every transaction before `xmin` had ended and
    /// none from `xmax` on had begun.
    ///
    /// # Errors
    /// Unless 0 < `xmin` ≤ `xmax`, and `in_progress` ascends, without repetition, from `xmin` to before
    /// `xmax`.
    pub fn new(xmin: Xid8, xmax: Xid8, in_progress: Vec<Xid8>) -> Result<Snapshot, ConvertError> {
        let ascends = in_progress.is_sorted_by(|a, b| a < b);
        let within = in_progress.iter().all(|xid| (xmin..xmax).contains(xid));
        if xmin.0 == 0 || xmax < xmin || !ascends || !within {
            return Err(ConvertError::new(
                "a snapshot needs 0 < xmin <= xmax, and ascending transactions in progress from xmin to before xmax",
            ));
        }
        Ok(Snapshot { xmin, xmax, in_progress })
    }

    /// The first transaction that may have been running.
    pub fn xmin(&self) -> Xid8 {
        self.xmin
    }

    /// The first transaction that had not begun.
    pub fn xmax(&self) -> Xid8 {
        self.xmax
    }

    /// The transactions that were running, in ascending order.
    pub fn in_progress(&self) -> &[Xid8] {
        &self.in_progress
    }

    /// Whether the transaction had ended, as `pg_visible_in_snapshot` says.
    pub fn sees(&self, xid: Xid8) -> bool {
        xid < self.xmax && self.in_progress.binary_search(&xid).is_err()
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.xmin, self.xmax)?;
        for (n, xid) in self.in_progress.iter().enumerate() {
            write!(f, "{}{xid}", if n > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for Snapshot {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Snapshot, ParseError> {
        parse(text).ok_or(ParseError::new("pg_snapshot", "ascending numbers, as in 10:20:10,14"))
    }
}

fn parse(text: &str) -> Option<Snapshot> {
    let (xmin, rest) = text.split_once(':')?;
    let (xmax, list) = rest.split_once(':')?;
    let xids = list.split(',').filter(|_| !list.is_empty());
    let in_progress = xids.map(|xid| xid.parse().ok()).collect::<Option<Vec<Xid8>>>()?;
    Snapshot::new(xmin.parse().ok()?, xmax.parse().ok()?, in_progress).ok()
}

/// "pg_snapshot_send" and "pg_snapshot_recv" in the server's sources, which both types share: the number
/// of transactions in progress, xmin, xmax, and those transactions.
impl Snapshot {
    fn decode(raw: &mut &[u8]) -> Result<Snapshot, BoxError> {
        let count = usize::try_from(raw.try_get_i32()?)?;
        let (xmin, xmax) = (Xid8(raw.try_get_u64()?), Xid8(raw.try_get_u64()?));
        if raw.len() / 8 < count {
            return Err(format!("{count} transactions do not fit in {} bytes", raw.len()).into());
        }
        let in_progress =
            (0..count).map(|_| raw.try_get_u64().map(Xid8)).collect::<Result<_, _>>()?;
        Ok(Snapshot::new(xmin, xmax, in_progress)?)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.in_progress.len())?);
        for xid in [&self.xmin, &self.xmax].into_iter().chain(&self.in_progress) {
            out.put_u64(xid.0);
        }
        Ok(())
    }
}

binary_format!(Snapshot: PG_SNAPSHOT, TXID_SNAPSHOT);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "10:20",
            "0:1:",
            "20:10:",
            "10:20:9",
            "10:20:20",
            "10:20:12,11",
            "10:20:11,11",
            "10:20:,",
        ] {
            assert!(text.parse::<Snapshot>().is_err(), "{text}");
        }
        let mut many = vec![0x7F, 0xFF, 0xFF, 0xFF];
        many.extend([1; 24]);
        assert_garbage_is_refused::<Snapshot>(&Type::PG_SNAPSHOT, &[&many, &[0; 20], &[0xFF; 28]]);
    }
}
