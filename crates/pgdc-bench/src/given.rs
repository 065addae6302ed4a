//! The values of rows that are written, and the rows that are read, as structs that no library needs.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::task::{Task, tenant_of};

/// A row as it is read by hand.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Event {
    pub id: i64,
    pub tenant_id: i32,
    pub name: String,
    pub note: Option<String>,
    pub amount: f64,
    pub done: bool,
    pub meta: Option<Value>,
    pub created_at: OffsetDateTime,
}

/// The values of a row that is written; the server fills in the other columns.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct Given {
    pub id: i64,
    pub tenant_id: i32,
    pub name: String,
    pub note: Option<String>,
    pub amount: f64,
    pub meta: Option<Value>,
}

impl Given {
    /// The values for a row with this id.
    pub fn of(id: i64) -> Given {
        Given {
            id,
            tenant_id: tenant_of(id),
            name: format!("event {id} of a tenant who has much to say"),
            note: (id % 2 == 0).then(|| format!("note {id}")),
            amount: id as f64 / 7.0,
            meta: Some(json!({ "id": id, "tags": ["a", "b"] })),
        }
    }

    /// The values of all rows that a task writes.
    pub fn all(task: Task) -> Vec<Given> {
        task.written_ids().map(Given::of).collect()
    }
}

/// The statement that stores `rows` rows like those of [`Given`], from the first id on.
pub fn fill(rows: usize) -> String {
    format!(
        "INSERT INTO event (id, tenant_id, name, note, amount, done, meta)
         SELECT id, id % 10, 'event ' || id || ' of a tenant who has much to say',
             CASE WHEN id % 2 = 0 THEN 'note ' || id END, id / 7.0, id % 3 = 0,
             jsonb_build_object('id', id, 'tags', '[\"a\", \"b\"]'::jsonb)
         FROM generate_series(1, {rows}) AS id"
    )
}
