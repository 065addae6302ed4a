//! `docs/moving-from-sqlx.md`.

use pgdc::{Executor as _, Pool, set_sql, unset};

use super::chinook::{Album, AlbumPatch, Db, NewAlbum, Track};
use super::page::assert_holds;

async fn tasks(pool: &Pool) -> pgdc::Result<()> {
    let db = Db::new(pool);
    // PAGE
    let albums = db.album().rows_where("artist_id = ? AND title ILIKE ?", (1, "%rock%"));
    let albums: Vec<Album> = albums.all().await?;
    // PAGE
    assert_eq!(albums.len(), 1);
    // PAGE
    let album: Option<Album> = db.album().get(1).await?;
    // PAGE
    assert!(album.is_some());
    // PAGE
    let new = NewAlbum { album_id: 9, title: "Vol. 4".into(), artist_id: 1 };
    let new: Album = db.album().insert(new).await?;
    // PAGE
    assert_eq!(new.album_id, 9);
    let titles = ["a", "b", "c"];
    // PAGE
    let many = titles.iter().zip(10..);
    let many =
        many.map(|(title, album_id)| NewAlbum { album_id, title: (*title).into(), artist_id: 2 });
    let many: Vec<Album> = db.album().insert_many(many.collect()).await?;
    // PAGE
    assert_eq!(many.len(), 3);
    let (name, longest) = (Some("%a%"), None::<i32>);
    // PAGE
    let mut tracks = db.track().rows();
    if let Some(name) = name {
        tracks = tracks.filter(Track::NAME.ilike(name));
    }
    if let Some(longest) = longest {
        tracks = tracks.filter(Track::MILLISECONDS.le(longest));
    }
    let tracks: Vec<Track> = tracks.all().await?;
    // PAGE
    assert_eq!(tracks.len(), 3);
    // PAGE
    let louder = AlbumPatch { title: set_sql("upper(title)", ()), ..unset() };
    let some = db.album().filter(Album::ALBUM_ID.any_of([10, 11]));
    let changed: u64 = some.patch(louder).count().await?;
    // PAGE
    assert_eq!(changed, 2);
    // PAGE
    let mut tracks = db.track().order_by(Track::NAME).stream();
    while let Some(track) = tracks.try_next().await? {
        println!("{}", track.name);
    }
    // PAGE
    // PAGE
    let text = "SELECT title, count(*) FROM album JOIN track USING (album_id) GROUP BY title";
    let counts: Vec<(String, i64)> = pool.sql(text, ()).all().await?;
    // PAGE
    assert_eq!(counts.len(), 2);
    // PAGE
    let mut connection = pool.get().await?;
    let tx = connection.transaction().await?;
    Db::new(&tx).album().delete(10).await?;
    tx.sql("DELETE FROM album WHERE album_id = ?", (11,)).execute().await?;
    tx.commit().await?;
    // PAGE
    Ok(())
}

#[tokio::test]
async fn the_page_runs() {
    tasks(&super::music().await).await.unwrap();
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/moving-from-sqlx.md", include_str!("sqlx.rs"), "// PAGE\n");
}
