//! `docs/getting-started.md`.

use super::page::assert_holds;

#[allow(clippy::all, unreachable_pub, reason = "it is generated")]
#[path = "../../../../../fixtures/generated/chinook.rs"]
// PAGE
mod db; // src/db.rs

use db::{Album, AlbumPatch, Db, NewAlbum, Track};
use pgdc::{Config, Pool, set, unset};

async fn first_queries(db: Db<'_>) -> pgdc::Result<()> {
    // By key: `get` gives an Option, `one` an error that names table and key.
    let album: Album = db.album().one(1).await?;
    println!("{}", album.title);

    // By typed conditions. A column that may be NULL is an Option in the row, and has `is_null`.
    let long = db.track().filter(Track::MILLISECONDS.gt(300_000)).order_by(Track::NAME);
    for track in long.limit(10).all().await? {
        println!("{} of album {:?}", track.name, track.album_id);
    }

    // A new row has the fields that PostgreSQL does not fill in, a patch those that can be written.
    let new = NewAlbum { album_id: 9, title: "Vol. 4".into(), artist_id: 1 };
    let new = db.album().insert(new).await?;
    let patch = AlbumPatch { title: set("Volume 4"), ..unset() };
    db.album().patch(new.album_id, patch).await?;
    db.album().delete(new.album_id).await?;
    Ok(())
}
// PAGE

#[allow(dead_code, reason = "the test has a database of its own")]
// PAGE
#[tokio::main]
async fn main() -> pgdc::Result<()> {
    // DATABASE_URL, or the variables that psql knows.
    let pool = Pool::new(Config::from_env()?, 8)?;
    first_queries(Db::new(&pool)).await
}
// PAGE

#[tokio::test]
async fn the_page_runs() {
    first_queries(Db::new(&super::music().await)).await.unwrap();
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/getting-started.md", include_str!("getting_started.rs"), "// PAGE\n");
}
