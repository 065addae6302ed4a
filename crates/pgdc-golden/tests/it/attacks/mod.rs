//! Attacks on the scope of a handle, as lists: [`texts`] for every door that takes SQL, [`writes`] by values,
//! [`parents`] by foreign keys. Each is refused by a typed error, after which all rows of all tenants are byte by byte
//! what they were. Those that the compiler refuses are in `tests/mistakes`.

mod parents;
mod texts;
mod writes;

use pgdc::{Connection, Executor as _};

use crate::scope::two_tenants;

/// The database of the attacked: tenants 7 and 8, with rows in every table of the fixture.
async fn attacked() -> Connection {
    let connection = two_tenants().await;
    let rows = "INSERT INTO device VALUES ('A7', 7, 'seven'), ('A8', 8, 'eight');
        INSERT INTO note VALUES (7, 7, 'seven'), (8, 8, 'eight'), (9, NULL, 'nobody');
        INSERT INTO ticket_watcher VALUES (7, 1, 'a@example.org'), (8, 1, 'a@example.org');
        INSERT INTO ticket_comment SELECT lpad(tenant_id::text, 32, '0')::uuid, tenant_id, number, NULL, title
            FROM ticket WHERE number = 1";
    connection.batch_execute(rows).await.expect("the first rows");
    connection
}

/// A hash of all rows of all tenants, with where each is stored and the transaction that wrote it: a row that was
/// written again as it was changes it too.
async fn hash(connection: &Connection) -> String {
    let text = "SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
        SELECT concat(xmin, ctid, 'tenant', t) FROM tenant AS t
        UNION ALL SELECT concat(xmin, ctid, 'ticket', t) FROM ticket AS t
        UNION ALL SELECT concat(xmin, ctid, 'comment', t) FROM ticket_comment AS t
        UNION ALL SELECT concat(xmin, ctid, 'watcher', t) FROM ticket_watcher AS t
        UNION ALL SELECT concat(xmin, ctid, 'device', t) FROM device AS t
        UNION ALL SELECT concat(xmin, ctid, 'note', t) FROM note AS t) AS l (line)";
    connection.sql(text, ()).one().await.map(|(hash,): (String,)| hash).expect("a hash")
}
