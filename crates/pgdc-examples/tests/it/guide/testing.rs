//! `docs/testing.md`.

use pgdc_server::Server;

use super::chinook as db;
use super::page::assert_holds;

const SCHEMA: &str = include_str!("../../../../../fixtures/schemas/chinook.sql");

/// In place of `Config::from_env`.
async fn config() -> pgdc::Result<Config> {
    Server::shared().database().await.unwrap().url().parse()
}

// PAGE
use db::{Album, AlbumPatch, Artist, Db, InvoiceLine};
use pgdc::testing::{Factory, Filled, Template, TestDatabase};
use pgdc::{Admin, Config, Connection, Executor as _, TableFilter, set, unset};
use tokio::sync::OnceCell;

/// A database of its own for each test, copied from one that is made when the first test asks.
async fn database() -> pgdc::Result<TestDatabase> {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let load = async |conn: Connection| conn.batch(SCHEMA).await; // or run your migrations
    let template = TEMPLATE.get_or_try_init(async || Template::new(config().await?, load).await);
    template.await?.database().await
}

#[tokio::test]
async fn albums_are_renamed() -> pgdc::Result<()> {
    let database = database().await?; // dropped at the end, after a panic too
    let pool = database.pool(4)?;
    let mut make = Factory::new(&pool).seed(7);

    let album: Album = make.one().await?; // a title, a key, and an artist
    let patch = AlbumPatch { title: set("Powerage"), ..unset() };
    let renamed = Db::new(&pool).album().patch(album.album_id, patch).await?;
    assert_eq!(renamed.title, "Powerage");
    Ok(())
}
// PAGE

async fn rows(pool: &pgdc::Pool) -> pgdc::Result<()> {
    // PAGE
    let mut make = Factory::new(pool).seed(7);
    let artist: Artist = make.one().await?;
    let lines: Vec<InvoiceLine> = make.rows(10).await?; // with invoices, customers, tracks
    let patch = AlbumPatch { artist_id: set(artist.artist_id), ..unset() };
    let albums: Vec<Album> = make.rows_with(3, patch).await?; // what matters is said
    // PAGE
    assert_eq!((lines.len(), albums.len()), (10, 3));
    assert!(albums.iter().all(|album| album.artist_id == artist.artist_id));
    Ok(())
}

// PAGE
/// Ten rows in each table. What could not be filled says why.
async fn fill(pool: &pgdc::Pool) -> pgdc::Result<Vec<Filled>> {
    let tables = Admin::new(pool).tables(["public"], TableFilter::new()).await?;
    Factory::new(pool).fill(&tables, 10).await
}
// PAGE

#[tokio::test]
async fn the_page_runs() {
    let database = database().await.unwrap();
    let pool = database.pool(2).unwrap();
    rows(&pool).await.unwrap();
    let filled = fill(&pool).await.unwrap();
    assert!(filled.len() == 11 && filled.iter().all(|table| table.rows >= 10), "{filled:?}");
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/testing.md", include_str!("testing.rs"), "// PAGE\n");
}
