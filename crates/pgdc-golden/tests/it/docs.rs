//! The examples of pgdc's documentation that need a generated module: compiled here, and found there word by
//! word.

use pgdc::{Executor as _, Pool};
use pgdc_golden::chinook::{Album, Db, NewAlbum, Track};
use pgdc_golden::tickets::{self, Ticket};

async fn of_the_crate(pool: Pool) -> pgdc::Result<()> {
    // lib.rs
    let db = Db::new(&pool);
    let album =
        db.album().insert(NewAlbum { album_id: 9, title: "Powerage".into(), artist_id: 1 }).await?;
    let albums =
        db.album().filter(Album::TITLE.like("Power%")).order_by(Album::TITLE).all().await?;

    pool.transact(async |tx| {
        let album = Db::new(&tx).album().one(1).await?;
        tx.sql("UPDATE track SET bytes = NULL WHERE album_id = ?", (album.album_id,))
            .execute()
            .await
    })
    .await?;
    // lib.rs
    assert!(albums.contains(&album));
    Ok(())
}

async fn of_scopes(pool: Pool) -> pgdc::Result<u64> {
    let db = tickets::Db::new(&pool);
    // lib.rs
    let mine = db.ticket().xtra(Ticket::TENANT_ID, 7); // sees and writes this tenant's rows alone
    // lib.rs
    mine.count().await
}

async fn of_references(db: Db<'_>, track: Track) -> pgdc::Result<usize> {
    // reference.rs
    let album = track.album(&db.album()).one().await?;
    let tracks = album.tracks(&db.track()).order_by(Track::NAME).all().await?;
    // One statement, however many tracks: the album of each.
    let of_each: Vec<Option<Album>> = Track::TO_ALBUM.parents(&tracks, &db.album()).await?;
    // And the tracks of each album.
    let albums: Vec<Album> = db.album().limit(10).all().await?;
    let in_each: Vec<Vec<Track>> = Track::TO_ALBUM.children_of(&albums, &db.track()).await?;
    // reference.rs
    Ok(of_each.len() + in_each.len())
}

#[tokio::test]
async fn the_examples_run() {
    let pool = crate::pool("chinook").await;
    of_the_crate(pool.clone()).await.unwrap();
    of_scopes(crate::pool("tickets").await).await.unwrap();
    let db = Db::new(&pool);
    let rows =
        "INSERT INTO track (track_id, name, album_id, media_type_id, milliseconds, unit_price)
        VALUES (9000, 'a', 9, 1, 1, 1)";
    pool.sql(rows, ()).execute().await.unwrap();
    let track = db.track().one(9000).await.unwrap();
    assert!(of_references(db, track).await.unwrap() > 1);
}

#[test]
fn the_docs_hold_these_examples() {
    for (mark, docs) in [
        ("    // lib.rs\n", include_str!("../../../pgdc/src/lib.rs")),
        ("    // reference.rs\n", include_str!("../../../pgdc/src/reference.rs")),
    ] {
        let parts: Vec<&str> = include_str!("docs.rs").split(mark).collect();
        for line in parts.iter().skip(1).step_by(2).flat_map(|part| part.lines()) {
            let line = line.strip_prefix("    ").unwrap_or(line);
            let held = docs.lines().any(|doc| {
                doc.trim_start_matches("//!").trim_start_matches("///").trim() == line.trim()
            });
            assert!(held, "the docs lack {line}");
        }
    }
}
