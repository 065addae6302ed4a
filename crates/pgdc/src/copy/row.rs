//! A row that a `COPY` sends in binary.

use std::sync::Arc;

use tokio_postgres::binary_copy::BinaryCopyOutRow;
use tokio_postgres::types::Type;

/// Its values, with the types of its columns.
pub(crate) struct CopiedRow {
    pub(crate) values: BinaryCopyOutRow,
    pub(crate) types: Arc<[Type]>,
}
