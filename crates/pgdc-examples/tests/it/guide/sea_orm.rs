//! `docs/moving-from-sea-orm.md`.

use pgdc::{Pool, count, set, unset};

use super::chinook::{Album, AlbumPatch, Artist, Db, NewAlbum, NewArtist, Track};
use super::page::assert_holds;

async fn tasks(pool: &Pool) -> pgdc::Result<()> {
    let db = Db::new(pool);
    // PAGE
    let album: Option<Album> = db.album().get(1).await?;
    // PAGE
    assert!(album.is_some());
    // PAGE
    let rock = db.album().filter(Album::TITLE.like("%Rock%"));
    let rock: Vec<Album> = rock.order_by(Album::TITLE.desc()).limit(10).all().await?;
    // PAGE
    assert_eq!(rock.len(), 1);
    // PAGE
    let new = NewAlbum { album_id: 9, title: "Vol. 4".into(), artist_id: 1 };
    let new: Album = db.album().insert(new).await?;
    // PAGE
    // PAGE
    let patch = AlbumPatch { title: set("Volume 4"), ..unset() };
    let new: Album = db.album().patch(new.album_id, patch).await?;
    // PAGE
    // PAGE
    let saved = db.album().upsert(Album { title: "Four".into(), ..new }).await?;
    let is_new: bool = saved.is_inserted();
    // PAGE
    assert!(!is_new);
    // PAGE
    let albums: Vec<Album> = db.album().all().await?;
    let artists: Vec<Option<Artist>> = Album::TO_ARTIST.parents(&albums, &db.artist()).await?;
    // PAGE
    assert_eq!(albums.len(), artists.len());
    // PAGE
    let page = db.track().order_by(Track::NAME).limit(2).all().await?;
    let next = db.track().order_by(Track::NAME).after(page.last()).limit(2).all().await?;
    // PAGE
    assert_eq!((page.len(), next.len()), (2, 2));
    // PAGE
    let counts = db.album().rows().group_by((Album::ARTIST_ID,));
    let counts: Vec<((i32,), i64)> = counts.select(count()).all().await?;
    // PAGE
    assert_eq!(counts.len(), 3);
    // PAGE
    pool.transact(async |tx| {
        let db = Db::new(&tx);
        db.artist().insert(NewArtist { artist_id: 9 }).await?;
        db.album().filter(Album::ARTIST_ID.eq(2)).delete().count().await
    })
    .await?;
    // PAGE
    Ok(())
}

#[tokio::test]
async fn the_page_runs() {
    tasks(&super::music().await).await.unwrap();
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/moving-from-sea-orm.md", include_str!("sea_orm.rs"), "// PAGE\n");
}
