//! The README's code, compiled and run: what stands between the marks must stand there word by word.

use pgdc_golden::{chinook as db, tickets};

// README
use db::{Album, AlbumPatch, Artist, Db, NewAlbum, Track};
use pgdc::{Pool, set, unset};

async fn tour(url: &str) -> pgdc::Result<()> {
    let pool = Pool::new(url, 8)?;
    let db = Db::new(&pool); // or a connection, a transaction, a bare tokio-postgres client

    // By key: an Option, or an error that names table and key.
    let artist: Option<Artist> = db.artist().get(1).await?;
    let album: Album = db.album().one(1).await?;
    println!("{artist:?} made {}", album.title);

    // By typed conditions, or by SQL with bound values.
    let long =
        db.track().filter(Track::MILLISECONDS.gt(300_000).and(Track::ALBUM_ID.is_not_null()));
    let long: Vec<Track> = long.order_by(Track::NAME).limit(10).all().await?;
    let named =
        db.album().rows_where("title ilike ? or artist_id = :id", pgdc::params!["%rock%", id = 1]);
    let count: u64 = named.count().await?;
    println!("{} long tracks, {count} albums", long.len());

    // An insert needs what PostgreSQL will not fill in; forget a column, and it does not compile.
    let new =
        db.album().insert(NewAlbum { album_id: 9, title: "Vol. 4".into(), artist_id: 1 }).await?;
    // A patch changes what it names. `set`, `null()` and `default()` are three different things.
    let new =
        db.album().patch(new.album_id, AlbumPatch { title: set("Volume 4"), ..unset() }).await?;
    // One statement, however many rows; either all are inserted or none.
    let many =
        (10..1000).map(|n| NewAlbum { album_id: n, title: format!("No. {n}"), artist_id: 2 });
    db.album().insert_many(many.collect()).await?;
    db.album().upsert(&new).await?;
    db.album().delete(new.album_id).await?;

    // Two writes that belong together.
    let mut connection = pool.get().await?;
    let tx = connection.transaction().await?;
    Db::new(&tx).album().delete(10).await?;
    Db::new(&tx).album().delete(11).await?;
    tx.commit().await?; // dropped instead, it is rolled back
    Ok(())
}
// README

mod scoped {
    use super::tickets as db;
    // README
    use db::{Db, NewTicket, Ticket, TicketKey};

    async fn for_tenant(pool: &pgdc::Pool, tenant: i32) -> pgdc::Result<()> {
        let mine = Db::new(pool).ticket().xtra(Ticket::TENANT_ID, tenant);

        let all = mine.all().await?; // this tenant's tickets, and no other's
        assert!(all.iter().all(|ticket| ticket.tenant_id == tenant));
        let foreign = mine.get(TicketKey { tenant_id: 8, number: 1 }).await?;
        assert_eq!(foreign, None); // as if it were not there
        let new = NewTicket { tenant_id: tenant, number: 1, title: "Printer on fire".into() };
        mine.insert(new.clone()).await?;

        // What contradicts the scope is an error, before anything is sent or changed.
        let stolen = NewTicket { tenant_id: 8, ..new };
        assert!(mine.upsert(stolen).await.is_err_and(|error| error.is_scope_violation()));
        Ok(())
    }
    // README

    pub(super) async fn run(pool: &pgdc::Pool) -> pgdc::Result<()> {
        let new = db::NewTenant { tenant_id: 7, name: "seven".into() };
        Db::new(pool).tenant().insert(new).await?;
        for_tenant(pool, 7).await
    }
}

#[tokio::test]
async fn the_readme_runs() {
    tour(&crate::database("chinook").await.url()).await.unwrap();
    scoped::run(&crate::pool("tickets").await).await.unwrap();
}

#[test]
fn the_readme_holds_this_code() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"));
    let readme = readme.expect("the README");
    let blocks: Vec<String> = readme
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().trim().to_owned())
        .collect();
    let parts: Vec<&str> = include_str!("readme.rs").split("// README\n").collect();
    let code = parts.iter().skip(1).step_by(2).map(|part| {
        let indent = part.len() - part.trim_start_matches(' ').len();
        let line = |line: &str| line.get(indent..).unwrap_or_default().to_owned();
        part.lines().map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
    });
    for part in code.take(2) {
        assert!(
            blocks.contains(&part),
            "the README lacks:\n{part}\nIt has:\n{}",
            blocks.join("\n--\n")
        );
    }
}
