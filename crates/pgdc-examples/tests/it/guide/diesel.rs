//! `docs/moving-from-diesel.md`.

use pgdc::{Executor as _, Pool, Upserted, count, set, unset};

use super::chinook::{Album, AlbumPatch, Artist, Db, NewAlbum, Track, TrackPatch};
use super::page::assert_holds;

async fn tasks(pool: &Pool) -> pgdc::Result<()> {
    let db = Db::new(pool);
    // PAGE
    let long =
        db.track().filter(Track::MILLISECONDS.gt(300_000).and(Track::ALBUM_ID.is_not_null()));
    let long: Vec<Track> = long.order_by(Track::NAME).all().await?;
    // PAGE
    assert_eq!(long.len(), 2);
    // PAGE
    let new = NewAlbum { album_id: 9, title: "Vol. 4".into(), artist_id: 1 };
    let new: Album = db.album().insert(new).await?;
    // PAGE
    // PAGE
    let rock = db.track().filter(Track::GENRE_ID.eq(1));
    let changed: u64 = rock.patch(TrackPatch { bytes: set(0), ..unset() }).count().await?;
    // PAGE
    assert_eq!(changed, 2);
    // PAGE
    let again = NewAlbum { album_id: new.album_id, title: "Four".into(), artist_id: 1 };
    let on_conflict = db.album().insert(again).on_conflict(Album::ALBUM_PKEY);
    let saved: Upserted<Album> = on_conflict.overwrite_only(Album::TITLE).await?;
    // PAGE
    assert!(!saved.is_inserted());
    // PAGE
    let artist: Artist = db.artist().one(1).await?;
    let albums: Vec<Album> = artist.albums(&db.album()).all().await?;
    let tracks: Vec<Vec<Track>> = Track::TO_ALBUM.children_of(&albums, &db.track()).await?;
    // PAGE
    assert_eq!(tracks.len(), albums.len());
    // PAGE
    let counts = db.album().rows().group_by((Album::ARTIST_ID,));
    let counts = counts.select(count()).having(count().gt(1));
    let counts: Vec<((i32,), i64)> = counts.all().await?;
    // PAGE
    assert_eq!(counts, [((1,), 3)]);
    // PAGE
    let mut connection = pool.get().await?;
    let tx = connection.transaction().await?;
    let title = AlbumPatch { title: set("Powerage (2003)"), ..unset() };
    Db::new(&tx).album().patch(1, title).await?;
    tx.commit().await?;
    // PAGE
    // PAGE
    let text = "SELECT name, title FROM album JOIN artist USING (artist_id) WHERE title ILIKE ?";
    let pairs: Vec<(Option<String>, String)> = pool.sql(text, ("%rock%",)).all().await?;
    // PAGE
    assert_eq!(pairs.len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_page_runs() {
    tasks(&super::music().await).await.unwrap();
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/moving-from-diesel.md", include_str!("diesel.rs"), "// PAGE\n");
}
