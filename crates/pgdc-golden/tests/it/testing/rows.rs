//! `Factory` with the rows of generated modules.

use pgdc::testing::Factory;
use pgdc::{Connection, Executor as _, default, null, set, set_sql, unset};
use pgdc_golden::chinook::{
    Album, AlbumPatch, Artist, Db, Employee, Invoice, InvoiceLine, PlaylistTrack, Track, TrackPatch,
};
use pgdc_golden::scoped::{self, Task, Tenant};
use pgdc_server::Server;

/// The tables of a fixture, without rows.
async fn empty(name: &str) -> Connection {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/schemas");
    let ddl = std::fs::read_to_string(format!("{folder}/{name}.sql")).expect("the fixture");
    let database = Server::shared().database_from(&ddl).await.expect("it loads");
    let connection = Connection::with_config(&database.config()).await.expect("a connection");
    let text = "SELECT format('TRUNCATE %s CASCADE', string_agg(format('%I.%I', schemaname, tablename), ', ')) \
                FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let truncate: String = connection.sql(text, ()).item().await.expect("tables");
    connection.batch(pgdc::SqlText::trusted(truncate)).await.expect("empty");
    connection
}

#[tokio::test]
async fn a_row_comes_with_its_parents() {
    let connection = empty("chinook").await;
    let mut make = Factory::new(&connection).seed(7);
    let line: InvoiceLine = make.one().await.unwrap();
    let db = Db::new(&connection);
    assert_eq!(db.invoice_line().all().await.unwrap(), std::slice::from_ref(&line));
    assert!(db.invoice().get(line.invoice_id).await.unwrap().is_some());
    assert!(db.track().get(line.track_id).await.unwrap().is_some());
    let albums: Vec<Album> = make.rows(10).await.unwrap();
    assert_eq!(db.album().count().await.unwrap(), 10);
    assert_eq!(db.artist().count().await.unwrap(), 1, "one is enough for all");
    assert_eq!(albums, db.album().rows().order_by(Album::ALBUM_ID).all().await.unwrap());
    let pairs: Vec<PlaylistTrack> = make.rows(10).await.unwrap();
    assert_eq!(pairs.len(), 10, "all different, though there was one track");
}

#[tokio::test]
async fn given_values_are_kept() {
    let connection = empty("chinook").await;
    let mut make = Factory::new(&connection);
    let artist: Artist = make.one().await.unwrap();
    let other: Artist = make.one().await.unwrap();
    let patch = AlbumPatch { title: set("Powerage"), artist_id: set(other.artist_id), ..unset() };
    let albums: Vec<Album> = make.rows_with(3, patch).await.unwrap();
    let is_right = |album: &Album| album.title == "Powerage" && album.artist_id == other.artist_id;
    assert!(albums.iter().all(is_right), "{albums:?}, not {artist:?}");
    let patch = TrackPatch {
        name: set_sql("upper(?)", ("riff raff",)),
        album_id: set(albums[1].album_id),
        composer: null(),
        ..unset()
    };
    let track: Track = make.with(patch).await.unwrap();
    assert_eq!((&*track.name, track.album_id), ("RIFF RAFF", Some(albums[1].album_id)));
    // A row of its own is one too.
    let copy = Album { album_id: 77, ..albums[0].clone() };
    assert_eq!(make.with::<Album>(&copy).await.unwrap(), copy);
    let error = make.with::<Album>(&copy).await.unwrap_err();
    assert!(error.to_string().contains("album_pkey"), "{error}");
    let orphan = AlbumPatch { artist_id: set(999), ..unset() };
    assert_eq!(make.with::<Album>(orphan).await.unwrap().artist_id, 999, "with its artist");
    let refused = AlbumPatch { title: set_sql("a; b", ()), ..unset() };
    assert!(make.with::<Album>(refused).await.is_err());
    let plain = AlbumPatch { title: default(), ..unset() };
    make.with::<Album>(plain).await.unwrap();
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows() {
    let mut all = Vec::new();
    for seed in [7, 7, 8] {
        let connection = empty("chinook").await;
        let mut make = Factory::new(&connection).seed(seed).fill_optional();
        let lines: Vec<InvoiceLine> = make.rows(5).await.unwrap();
        let employees: Vec<Employee> = make.rows(5).await.unwrap();
        all.push((lines, employees, Db::new(&connection).invoice().all().await.unwrap()));
    }
    assert_eq!(all[0], all[1]);
    assert_ne!(all[0], all[2]);
    let invoice: &Invoice = &all[0].2[0];
    assert!(invoice.billing_city.is_some(), "optional columns are filled: {invoice:?}");
}

#[tokio::test]
async fn rows_are_made_in_transactions_and_over_pools() {
    let mut connection = empty("chinook").await;
    let mut tx = connection.transaction().await.unwrap();
    {
        let inner = tx.transaction().await.unwrap();
        let mut make = Factory::new(&inner);
        let album: Album = make.one().await.unwrap();
        // A refusal is undone by itself.
        make.with::<Album>(&album).await.unwrap_err();
        make.one::<Album>().await.unwrap();
        inner.commit().await.unwrap();
    }
    assert_eq!(Db::new(&tx).album().count().await.unwrap(), 2);
    tx.rollback().await.unwrap();
    assert_eq!(Db::new(&connection).album().count().await.unwrap(), 0);
}

/// Under a declared scope, patches have no tenant: it is said once.
#[tokio::test]
async fn rows_of_one_tenant() {
    let connection = empty("scoped").await;
    let tenants: Vec<Tenant> = Factory::new(&connection).rows(3).await.unwrap();
    let mut make = Factory::new(&connection).always("tenant_id", tenants[1].id);
    let tasks: Vec<Task> = make.rows(5).await.unwrap();
    assert!(tasks.iter().all(|task| task.tenant_id == tenants[1].id), "{tasks:?}");
    let projects = scoped::Db::new(&connection).unscoped("a test").project().all().await.unwrap();
    assert_eq!(projects.len(), 1);
    // A tenant that is not there is made.
    let task: Task = Factory::new(&connection).always("tenant_id", 99).one().await.unwrap();
    assert_eq!(task.tenant_id.to_string(), "99");
}
