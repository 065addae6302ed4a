//! `docs/errors-and-retries.md`.

use std::time::Duration;

use futures_util::future::try_join_all;

use super::chinook as db;
use super::page::assert_holds;

// PAGE
use db::{Album, Db, NewAlbum};
use pgdc::{Error, IsolationLevel, MapConstraint as _, Pool, Retry};

async fn ask(db: Db<'_>) -> pgdc::Result<()> {
    let new = |album_id, artist_id| NewAlbum { album_id, title: "Plague".into(), artist_id };

    let missing = db.album().one(99).await.unwrap_err();
    assert!(missing.is_not_found());
    assert_eq!(missing.to_string(), "album: no row with the key 99");

    let taken = db.album().insert(new(1, 1)).await.unwrap_err();
    assert!(taken.is_unique_violation());
    assert_eq!(taken.constraint(), Some(Album::ALBUM_PKEY)); // a constant: no text to misspell

    let orphan = db.album().insert(new(9, 99)).await.unwrap_err();
    assert!(orphan.is_foreign_key_violation());
    assert_eq!(orphan.code().map(|code| code.code()), Some("23503"));
    Ok(())
}
// PAGE

// PAGE
#[derive(Debug)]
enum Problem {
    NoSuchArtist,
    Taken,
    Database(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::Database(error)
    }
}

async fn add(db: Db<'_>, new: NewAlbum) -> Result<Album, Problem> {
    db.album()
        .insert(new)
        .await
        .map_constraint(Album::ALBUM_ARTIST_ID_FKEY, || Problem::NoSuchArtist)
        .map_constraint(Album::ALBUM_PKEY, || Problem::Taken)
        .other()
}
// PAGE

// PAGE
async fn renumber(pool: &Pool) -> pgdc::Result<i32> {
    pool.retry(IsolationLevel::Serializable, async |tx| {
        let albums = Db::new(&tx).album();
        let last = albums.rows().max(Album::ALBUM_ID).await?.unwrap_or(0);
        let new = NewAlbum { album_id: last + 1, title: "Next".into(), artist_id: 1 };
        Ok(albums.insert(new).await?.album_id)
    })
    .await
}
// PAGE

// PAGE
/// Adds an album, however often that takes. The key is ours, so that adding it twice does no harm.
async fn add_for_sure(db: Db<'_>, new: NewAlbum) -> pgdc::Result<()> {
    let mut pause = Duration::from_millis(50);
    loop {
        let added = db.album().insert(new.clone()).on_conflict(Album::ALBUM_PKEY).ignore().await;
        match added {
            Ok(_) => return Ok(()),
            Err(error) if error.retry() == Retry::Never => return Err(error),
            Err(error) if pause > Duration::from_secs(10) => return Err(error),
            // `Safe`: nothing was done. `Unknown`: it may have been, which `ignore` then finds out.
            Err(_) => tokio::time::sleep(pause).await,
        }
        pause *= 2;
    }
}
// PAGE

#[tokio::test]
async fn the_page_runs() {
    let pool = super::music().await;
    let db = Db::new(&pool);
    ask(db).await.unwrap();
    let new = |artist_id| NewAlbum { album_id: 9, title: "Plague".into(), artist_id };
    assert!(matches!(add(db, new(99)).await, Err(Problem::NoSuchArtist)));
    add(db, new(1)).await.unwrap();
    assert!(matches!(add(db, new(1)).await, Err(Problem::Taken)));
    let long = NewAlbum { title: "long ".repeat(100), ..new(1) };
    let Err(Problem::Database(error)) = add(db, long).await else { panic!("too long") };
    assert!(error.is_data_error());

    // Three at once, of which at most one wins at the first attempt.
    let numbers = [renumber(&pool), renumber(&pool), renumber(&pool)];
    let mut numbers = try_join_all(numbers).await.unwrap();
    numbers.sort_unstable();
    assert_eq!(numbers, [10, 11, 12]);

    add_for_sure(db, new(1)).await.unwrap();
    assert!(add_for_sure(db, NewAlbum { album_id: 20, ..new(99) }).await.is_err());
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/errors-and-retries.md", include_str!("errors.rs"), "// PAGE\n");
}
