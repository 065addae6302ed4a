//! `docs/moving-from-asyncpg.md`.

use pgdc::{Config, CopyFormat, Event, Executor as _, Pool, Records, params};

use super::chinook::{Album, Db, NewAlbum, Track};
use super::page::assert_holds;

async fn connect(url: &str) -> pgdc::Result<Pool> {
    // PAGE
    let config: Config = url.parse()?;
    let pool = Pool::builder(config.clone())?.min_size(2).max_size(8).build()?;
    // PAGE
    // PAGE
    let mut listener = config.listen(["orders"]).await?;
    pool.notify("orders", "7").await?;
    match listener.next().await {
        Some(Ok(Event::Notification(told))) => println!("{}: {}", told.channel, told.payload),
        Some(Ok(Event::Gap(gap))) => println!("some may have been missed: {}", gap.reason),
        other => println!("{other:?}"),
    }
    // PAGE
    Ok(pool)
}

async fn tasks(pool: &Pool) -> pgdc::Result<()> {
    let db = Db::new(pool);
    // PAGE
    let albums: Records =
        pool.sql("SELECT * FROM album WHERE artist_id = $1", (1,)).records().await?;
    let title: String = albums[0].get("title")?;
    // PAGE
    assert_eq!(title, "Powerage");
    // PAGE
    let title: String =
        pool.sql("SELECT title FROM album WHERE album_id = :id", params![id = 1]).item().await?;
    // PAGE
    assert_eq!(title, "Powerage");
    // PAGE
    let text = "INSERT INTO artist (artist_id, name) VALUES ($1, $2) RETURNING artist_id";
    let ids: Vec<Vec<(i32,)>> = pool.sql_many(text, [(20, "Can"), (21, "Neu!")]).all().await?;
    // PAGE
    assert_eq!(ids, [[(20,)], [(21,)]]);
    // PAGE
    let new = |album_id| NewAlbum { album_id, title: format!("No. {album_id}"), artist_id: 20 };
    let copied: u64 = db.album().copy_in((1000..2000).map(new)).await?;
    let text = "SELECT * FROM album ORDER BY album_id";
    let csv: Vec<u8> = pool.copy_query(text).format(CopyFormat::csv().header()).to_vec().await?;
    // PAGE
    assert!(copied == 1000 && csv.starts_with(b"album_id,title"));
    // PAGE
    pool.transact(async |tx| {
        let mut cursor = Db::new(&tx).track().order_by(Track::NAME).cursor(100).await?;
        let first: Vec<Track> = cursor.fetch(2).await?;
        cursor.forward(1).await?;
        let next: Option<Track> = cursor.fetch_one().await?;
        println!("{} {next:?}", first.len());
        Ok::<_, pgdc::Error>(())
    })
    .await?;
    // PAGE
    // PAGE
    let jazz = db.album().rows_where("title ILIKE ? AND artist_id = ?", ("%no. 10%", 20));
    let jazz: Vec<Album> = jazz.order_by(Album::TITLE).limit(10).all().await?;
    // PAGE
    assert_eq!(jazz.len(), 10);
    // PAGE
    let rows: Vec<NewAlbum> = (1990..2010).map(new).collect();
    let on_conflict = db.album().insert_many(rows).on_conflict(Album::ALBUM_PKEY);
    let written: u64 = on_conflict.overwrite().count().await?;
    // PAGE
    assert_eq!(written, 20);
    Ok(())
}

#[tokio::test]
async fn the_page_runs() {
    let pool = super::music().await;
    tasks(&pool).await.unwrap();
    let (database, _) = crate::shop().await;
    connect(&database.url()).await.unwrap();
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/moving-from-asyncpg.md", include_str!("asyncpg.rs"), "// PAGE\n");
}
