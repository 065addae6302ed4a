//! The README's code, compiled and run: what stands between the marks must stand there word by word.

use pgdc_golden::{chinook as db, tickets};

use crate::page::assert_holds;

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

mod declared {
    use pgdc_golden::scoped as db;
    // README
    use db::{Db, Event, Member, NewMember, TenantId};

    async fn with_a_declared_scope(pool: &pgdc::Pool) -> pgdc::Result<()> {
        let db = Db::new(pool); // has no tables
        let mine = db.tenant(TenantId(7)); // has all of this tenant's
        let new = mine.member().insert(NewMember { email: "ada@example.org".into() }).await?;
        assert_eq!(new.tenant_id, TenantId(7));
        let found = Member::by_email(&mine.member(), "ada@example.org").one().await?;
        let tasks = match mine.project().limit(1).optional().await? {
            Some(project) => mine.in_project(project.project_id).task().count().await?,
            None => 0,
        };
        let countries = db.shared().country().all().await?;
        // The one way out says why, and hooks and spans are told with each statement.
        let logins = db.unscoped("nightly report").event().filter(Event::WHAT.eq("login")).count();
        println!("{found:?} {tasks} {} {}", countries.len(), logins.await?);
        Ok(())
    }
    // README

    #[tokio::test]
    async fn runs() {
        let pool = crate::pool("scoped").await;
        let insert = "INSERT INTO tenant OVERRIDING SYSTEM VALUE VALUES (7, 'seven')";
        pool.get().await.unwrap().batch_execute(insert).await.unwrap();
        with_a_declared_scope(&pool).await.unwrap();
    }
}

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

mod guarded {
    use super::tickets as db;
    // README
    use db::{Db, Device};

    async fn for_guarded_tenant(pool: &pgdc::Pool, tenant: i32) -> pgdc::Result<()> {
        let mine = Db::new(pool).device().xtra_guarded(Device::TENANT_ID, tenant, "app.tenant");
        let all = mine.all().await?; // BEGIN, set_config, SELECT and COMMIT, sent at once
        assert!(all.iter().all(|device| device.tenant_id == tenant));
        Ok(())
    }
    // README

    pub(super) async fn run(pool: &pgdc::Pool) -> pgdc::Result<()> {
        for_guarded_tenant(pool, 7).await
    }
}

mod more {
    use super::db;
    // README
    use db::{Album, Db, Invoice, NewAlbum, NewArtist, Track, TrackPatch};
    use pgdc::{
        Error, Executor as _, IsolationLevel, MapConstraint as _, count, set, set_sql, unset,
    };

    async fn reads(db: Db<'_>) -> pgdc::Result<()> {
        // Foreign keys, from a row to its parent and to its children; for many rows in one statement.
        let track = db.track().one(1).await?;
        let album = track.album(&db.album()).one().await?;
        let tracks = album.tracks(&db.track()).order_by(Track::NAME).all().await?;
        let albums: Vec<Option<Album>> = Track::TO_ALBUM.parents(&tracks, &db.album()).await?;
        assert_eq!(albums.len(), tracks.len());

        // Many keys, columns as tuples, groups, pages by key, rows as they arrive.
        let some: Vec<Option<Album>> = db.album().get_many([4, 9, 1]).await?;
        let names: Vec<(String, i32)> =
            db.track().rows().select((Track::NAME, Track::MILLISECONDS)).limit(3).all().await?;
        let sums = db.invoice().rows().group_by((Invoice::BILLING_COUNTRY,));
        let sums = sums.select((count(), Invoice::TOTAL.sum())).having(count().gt(5)).all().await?;
        let page = db.track().order_by(Track::NAME.desc()).after(&track).limit(50).all().await?;
        let mut stream = db.track().filter(Track::NAME.ilike("%rock%")).stream();
        while let Some(track) = stream.try_next().await? {
            println!("{}", track.name);
        }
        println!("{} {} {} {}", some.len(), names.len(), sums.len(), page.len());

        // What is sent, and how the server goes about it.
        println!("{}", db.track().order_by(Track::NAME).sql()?);
        println!("{}", db.track().order_by(Track::NAME).explain().await?);
        Ok(())
    }

    async fn writes(db: Db<'_>) -> pgdc::Result<()> {
        // All rows of a filter; the rows as they are then, or only how many.
        let cheaper = TrackPatch { unit_price: set_sql("unit_price / ?::int", (2,)), ..unset() };
        let long = db.track().filter(Track::MILLISECONDS.gt(300_000));
        let changed: u64 = long.patch(cheaper).count().await?;
        // Each row its own patch, in one statement.
        let patches = (1..=3).map(|id| (id, TrackPatch { bytes: set(id * 100), ..unset() }));
        let changed_too = db.track().patch_many(patches.collect()).await?;
        // What is there already is left alone, or overwritten, or filled up.
        let album = |id| NewAlbum { album_id: id, title: "Again".into(), artist_id: 1 };
        let new = db.album().insert_many(vec![album(1), album(900)]);
        let inserted = new.on_conflict(Album::ALBUM_PKEY).ignore().await?;
        // Any number of rows, a thousand a statement.
        db.album().insert_iter((1000..5000).map(album)).await?;
        db.album().filter(Album::ALBUM_ID.ge(1000)).delete().count().await?;
        println!("{changed} {} {}", changed_too.len(), inserted.len());
        Ok(())
    }

    #[derive(Debug)]
    enum Problem {
        Taken,
        #[allow(dead_code, reason = "for `Debug`")]
        Database(Error),
    }

    impl From<Error> for Problem {
        fn from(error: Error) -> Self {
            Problem::Database(error)
        }
    }

    async fn together(pool: &pgdc::Pool) -> pgdc::Result<()> {
        // Committed when the closure succeeds, run again when another transaction was in the way.
        let artists = pool
            .retry(IsolationLevel::Serializable, async |tx| {
                Db::new(&tx).artist().insert(NewArtist { artist_id: 9000 }).await?;
                Db::new(&tx).artist().count().await
            })
            .await?;
        // A broken constraint as an error of your own.
        let twice = Db::new(pool).artist().insert(NewArtist { artist_id: 9000 }).await;
        let twice = twice.map_constraint(db::Artist::ARTIST_PKEY, || Problem::Taken).other();
        assert!(matches!(twice, Err(Problem::Taken)));
        // SQL of your own, on what you connect by: rows, tuples, values, or whatever comes.
        let sql = "SELECT title, count(*) FROM album JOIN track USING (album_id) GROUP BY 1 HAVING count(*) > ?";
        let counts: Vec<(String, i64)> = pool.sql(sql, (20_i64,)).all().await?;
        println!("{artists} {}", counts.len());
        println!("{}", pool.sql("SELECT * FROM genre LIMIT 3", ()).records().await?); // a table
        // Tables and databases as wholes, of which no handle knows: here, after an import.
        pgdc::Admin::new(pool).sync_schema_sequences(["public"]).await?;
        Ok(())
    }
    // README

    pub(super) async fn run(pool: &pgdc::Pool) -> pgdc::Result<()> {
        let rows = "INSERT INTO media_type VALUES (1, 'MPEG') ON CONFLICT DO NOTHING;
            INSERT INTO track (track_id, name, album_id, media_type_id, milliseconds, unit_price)
            VALUES (1, 'a', 1, 1, 1, 1) ON CONFLICT DO NOTHING";
        pool.get().await?.batch_execute(rows).await?;
        let db = Db::new(pool);
        reads(db).await?;
        writes(db).await?;
        together(pool).await
    }
}

#[tokio::test]
async fn the_readme_runs() {
    tour(&crate::database("chinook").await.url()).await.unwrap();
    more::run(&crate::pool("chinook").await).await.unwrap();
    scoped::run(&crate::pool("tickets").await).await.unwrap();
    guarded::run(&crate::pool("tickets").await).await.unwrap();
}

#[test]
fn the_readme_holds_this_code() {
    assert_holds("README.md", include_str!("readme.rs"), "// README\n");
    let readme = include_str!("../../../../README.md");
    let config = include_str!("../../../../fixtures/configs/scoped.toml");
    let (_, scope) = config.split_once("\n\n").expect("[generate], then [scope]");
    assert!(readme.contains(&format!("```toml\n{scope}```")), "the README lacks:\n{scope}");
}
