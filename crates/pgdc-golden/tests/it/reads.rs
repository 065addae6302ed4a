//! Everything that a query can return besides all rows: many keys, streams, columns, aggregates, groups,
//! pages, locks and plans.

use std::time::Duration;

use pgdc::types::Numeric;
use pgdc::{Connection, Keyed as _, Pool, Query, count, set, unset};
use pgdc_golden::chinook::{Album, Artist, Db, Invoice, PlaylistTrackKey, Track};
use pgdc_golden::forms::{self, IdentityAlways, NewIdentityAlways};
use pgdc_golden::pets::{Cat, CatPatch, Db as Pets, NewCat};
use pgdc_golden::tickets::{self, Note};
use rust_decimal::Decimal;
use tokio_postgres::error::SqlState;

use crate::chinook_data::connect as chinook;
use crate::{connect, database, pool};

async fn cats(connection: &Connection) -> Vec<Cat> {
    let new = |n: i32| {
        let uid = if n % 4 == 0 { None } else { Some(n % 3) };
        let patch = CatPatch { uid: set(uid), weight: set(f64::from(n % 5)), ..unset() };
        NewCat { name: format!("cat {:02}", n % 7) }.with(patch)
    };
    Pets::new(connection).cat().insert_many((1..=40).map(new).collect()).await.unwrap()
}

#[tokio::test]
async fn many_keys_are_one_statement_and_keep_their_order() {
    let Some(connection) = chinook().await else { return };
    let db = Db::new(&connection);
    let albums = db.album().get_many([4, 99_999, 1, 4]).await.unwrap();
    let ids: Vec<_> = albums.iter().map(|a| a.as_ref().map(|a| a.album_id)).collect();
    assert_eq!(ids, [Some(4), None, Some(1), Some(4)]);
    assert_eq!(db.album().get_many([]).await.unwrap(), []);

    let key = |playlist_id, track_id| PlaylistTrackKey { playlist_id, track_id };
    let asked = [key(8, 3402), key(1, 1), key(1, 3402)];
    let found = db.playlist_track().get_many(asked).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|row| row.map(|row| row.key())).collect();
    assert_eq!(found, asked.map(Some));
    let all = db.track().get_many(1..=20_000).await.unwrap();
    assert_eq!((all.len(), all.iter().flatten().count()), (20_000, 3503));
    let with_keys = db.album().order_by(Album::ALBUM_ID).limit(2).with_keys().await.unwrap();
    assert!(with_keys.iter().all(|(key, album)| *key == album.album_id));
}

#[tokio::test]
async fn streams_give_rows_as_they_arrive() {
    let Some(connection) = chinook().await else { return };
    let mut tracks = Db::new(&connection).track().order_by(Track::TRACK_ID).stream();
    let mut seen = 0;
    while let Some(track) = tracks.try_next().await.unwrap() {
        seen += 1;
        assert_eq!(track.track_id, seen);
    }
    assert_eq!(seen, 3503);
    let mut chunks = Db::new(&connection).track().rows().select(Track::TRACK_ID).chunks(1000);
    let mut sizes = Vec::new();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        sizes.push(chunk.len());
    }
    assert_eq!(sizes, [1000, 1000, 1000, 503]);
    let error = Db::new(&connection).track().rows_where("nonsense", ()).stream();
    let error = { error }.try_next().await.unwrap_err();
    assert!(error.to_string().starts_with("track: select failed"), "{error}");
}

#[tokio::test]
async fn a_stream_dropped_early_leaves_the_connection_fit_for_use() {
    let fill = "INSERT INTO cat (name) SELECT repeat('x', 500) FROM generate_series(1, 10000)";
    let mut connection = connect("pets").await;
    connection.batch_execute(fill).await.unwrap();
    let pool: Pool = pool("pets").await;
    pool.get().await.unwrap().batch_execute(fill).await.unwrap();

    for executor in [&pool.get().await.unwrap(), &connection] {
        let cats = Pets::new(executor).cat();
        for _ in 0..3 {
            let mut stream = cats.rows().stream();
            assert!(stream.try_next().await.unwrap().is_some());
            drop(stream);
            assert_eq!(cats.count().await.unwrap(), 10_000);
        }
    }
    let cats = Pets::new(&pool).cat();
    for _ in 0..20 {
        let mut stream = cats.rows().stream();
        assert!(stream.try_next().await.unwrap().is_some());
    }
    assert_eq!(cats.count().await.unwrap(), 10_000);
    let tx = connection.transaction().await.unwrap();
    let mut stream = Pets::new(&tx).cat().rows().chunks(10);
    assert_eq!(stream.try_next().await.unwrap().unwrap().len(), 10);
    drop(stream);
    Pets::new(&tx).cat().insert(NewCat { name: "last".into() }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Pets::new(&connection).cat().count().await.unwrap(), 10_001);
}

#[tokio::test]
async fn columns_are_tuples_or_structs_of_the_users() {
    let Some(connection) = chinook().await else { return };
    let db = Db::new(&connection);
    let tracks = || db.track().order_by(Track::TRACK_ID).limit(2);
    let some: Vec<(i32, Option<String>)> =
        tracks().select((Track::TRACK_ID, Track::COMPOSER)).all().await.unwrap();
    assert_eq!(some[0].1.as_deref(), Some("Angus Young, Malcolm Young, Brian Johnson"));
    let nobody = db.track().filter(Track::COMPOSER.is_null()).select(Track::COMPOSER).first();
    assert_eq!(nobody.await.unwrap(), Some(None));
    let one = db.artist().filter(Artist::ARTIST_ID.eq(1)).select(Artist::NAME);
    assert_eq!(one.one().await.unwrap().as_deref(), Some("AC/DC"));

    struct Length {
        name: String,
        seconds: i32,
    }
    let length = tracks().select((Track::NAME, Track::MILLISECONDS));
    let length = length.map(|(name, ms)| Length { name, seconds: ms / 1000 });
    let length = length.first().await.unwrap().unwrap();
    assert_eq!(length.name, "For Those About To Rock (We Salute You)");
    assert_eq!(length.seconds, 343);
    let prices = db.track().rows().select(Track::UNIT_PRICE).distinct();
    let prices = prices.order_by(Track::UNIT_PRICE.desc()).all().await.unwrap();
    assert_eq!(prices, [Decimal::new(199, 2), Decimal::new(99, 2)]);
    let names = db.track().rows().select(Track::NAME);
    assert!(names.optional().await.unwrap_err().is_not_unique());
}

#[tokio::test]
async fn aggregates_have_the_types_of_postgresql() {
    let Some(connection) = chinook().await else { return };
    let db = Db::new(&connection);
    let tracks = || db.track().rows();
    assert_eq!(tracks().sum(Track::MILLISECONDS).await.unwrap(), Some(1_378_778_040_i64));
    assert_eq!(tracks().sum(Track::UNIT_PRICE).await.unwrap(), Some(Decimal::new(368_097, 2)));
    assert_eq!(tracks().min(Track::MILLISECONDS).await.unwrap(), Some(1071));
    assert!(tracks().max(Track::NAME).await.unwrap().is_some());
    assert_eq!(tracks().count_of(Track::COMPOSER).await.unwrap(), 2526);
    assert_eq!(tracks().count_distinct(Track::ALBUM_ID).await.unwrap(), 347);
    let mean: Numeric = tracks().avg(Track::MILLISECONDS).await.unwrap().unwrap();
    assert!(mean.to_string().starts_with("393599.2"), "{mean}");
    let none = || db.track().filter(Track::TRACK_ID.lt(0)).limit(0);
    assert_eq!(none().sum(Track::MILLISECONDS).await.unwrap(), None);
    let (rows, longest) = none().aggregate((count(), Track::MILLISECONDS.max())).await.unwrap();
    assert_eq!((rows, longest), (0, None));
}

#[tokio::test]
async fn groups_are_typed() {
    type Country = (Option<String>,);
    let Some(connection) = chinook().await else { return };
    let invoices = || Db::new(&connection).invoice().rows();
    let by_country: Vec<(Country, (i64, Option<Decimal>))> = invoices()
        .group_by((Invoice::BILLING_COUNTRY,))
        .select((count(), Invoice::TOTAL.sum()))
        .order_by(Invoice::TOTAL.sum().desc())
        .all()
        .await
        .unwrap();
    assert_eq!(by_country.len(), 24);
    assert_eq!(by_country[0], ((Some("USA".into()),), (91, Some(Decimal::new(52306, 2)))));
    let large = invoices()
        .group_by(Invoice::BILLING_COUNTRY)
        .select(count())
        .having(count().gt(50))
        .having(Invoice::TOTAL.sum().gt(Decimal::from(100)))
        .order_by(Invoice::BILLING_COUNTRY)
        .limit(5);
    let large = large.map(|(country, n)| format!("{} {n}", country.unwrap_or_default()));
    assert_eq!(large.all().await.unwrap(), ["Canada 56", "USA 91"]);
}

/// Pages of every order, forwards and backwards, give all rows once and in order.
#[tokio::test]
async fn pages_follow_any_order() {
    let connection = connect("pets").await;
    cats(&connection).await;
    let cats = || Pets::new(&connection).cat().rows();
    type Ordered = fn(Query<'_, Cat>) -> Query<'_, Cat>;
    let orders: [Ordered; 8] = [
        |q| q,
        |q| q.order_by(Cat::ID.desc()),
        |q| q.order_by(Cat::NAME),
        |q| q.order_by(Cat::NAME.desc()).order_by(Cat::ID.desc()),
        |q| q.order_by(Cat::UID),
        |q| q.order_by(Cat::UID.asc().nulls_first()).order_by(Cat::NAME.desc()),
        |q| q.order_by(Cat::UID.desc()).order_by(Cat::WEIGHT),
        |q| {
            q.order_by(Cat::NAME)
                .order_by(Cat::UID.desc().nulls_last())
                .order_by(Cat::WEIGHT.desc())
        },
    ];
    for (n, order) in orders.into_iter().enumerate() {
        let all = order(cats()).order_by(Cat::ID).all().await.unwrap();
        assert_eq!(order(cats()).after(None).all().await.unwrap(), all, "order {n}");
        for size in [1, 7, 40] {
            let mut forwards: Vec<Cat> = Vec::new();
            loop {
                let page = order(cats()).after(forwards.last()).limit(size).all().await.unwrap();
                if page.is_empty() {
                    break;
                }
                forwards.extend(page);
            }
            assert_eq!(forwards, all, "order {n}, pages of {size}");
            let mut backwards: Vec<Cat> = Vec::new();
            loop {
                let first = backwards.first();
                let page = order(cats()).before(first).limit(size).all().await.unwrap();
                if page.is_empty() {
                    break;
                }
                backwards.splice(0..0, page);
            }
            assert_eq!(backwards, all, "order {n}, pages of {size} backwards");
        }
        let ids = order(cats()).before(&all[9]).limit(2).select(Cat::ID).all().await.unwrap();
        assert_eq!(ids, [all[7].id, all[8].id], "order {n}");
        let between = order(cats()).after(&all[3]).before(&all[9]).all().await.unwrap();
        assert_eq!(between, all[4..9], "order {n}");
        let later = order(cats()).after(&all[9]).count().await.unwrap();
        assert_eq!(later, 30, "order {n}");
        let sum = order(cats()).after(&all[9]).limit(3).sum(Cat::ID).await.unwrap();
        assert_eq!(sum, Some(all[10..].iter().map(|cat| i64::from(cat.id)).sum()), "order {n}");
    }
}

/// The order of groups is their own, and leaves the bounds of the rows alone.
#[tokio::test]
async fn pages_can_be_grouped() {
    let connection = connect("pets").await;
    let all = cats(&connection).await;
    let later = Pets::new(&connection).cat().rows().before(&all[7]);
    let groups = later.group_by(Cat::UID).select(count()).order_by(Cat::UID.desc()).limit(2);
    assert_eq!(groups.all().await.unwrap(), [(None, 1), (Some(2), 2)]);
}

/// A page deep in a large table is found by the index alone.
#[tokio::test]
async fn pages_are_found_by_the_index() {
    let connection = connect("tickets").await;
    connection.batch_execute("SET enable_seqscan = off; SET enable_sort = off").await.unwrap();
    let note = Note { note_id: 5, tenant_id: None, body: None };
    let notes = tickets::Db::new(&connection).note();
    let plan = notes.rows().after(&note).limit(10).explain().await.unwrap();
    assert!(plan.contains("Index Scan") && plan.contains("Index Cond"), "{plan}");

    let connection = connect("forms").await;
    let rows = forms::Db::new(&connection).identity_always();
    let row = rows.insert(NewIdentityAlways { name: "a".into() }).await.unwrap();
    let later = rows.insert(NewIdentityAlways { name: "b".into() }).await.unwrap();
    // A generated column orders pages like any other.
    let page = rows.order_by(IdentityAlways::UPPER).after(&row).all().await.unwrap();
    assert_eq!(page, [later]);
}

/// Over a pool, a stream holds one connection until it is dropped, and futures are `Send`.
#[tokio::test]
async fn a_stream_gives_its_connection_back() {
    let config = database("pets").await.config();
    let pool = Pool::with_config(config, 1);
    let cats = Pets::new(&pool).cat();
    cats.insert(NewCat { name: "meow".into() }).await.unwrap();
    let mut stream = cats.rows().select(Cat::NAME).stream();
    assert_eq!(stream.try_next().await.unwrap().as_deref(), Some("meow"));
    let waiting = tokio::time::timeout(Duration::from_millis(100), cats.count());
    assert!(waiting.await.is_err());
    drop(stream);
    assert_eq!(cats.count().await.unwrap(), 1);

    let pool = pool.clone();
    let task = tokio::spawn(async move {
        let cats = Pets::new(&pool).cat();
        let mut stream = cats.rows().chunks(10);
        while let Some(chunk) = stream.try_next().await.unwrap() {
            assert_eq!(chunk.len(), 1);
        }
        cats.get_many([1]).await.unwrap();
        cats.rows().group_by(Cat::NAME).select(count()).all().await.unwrap()
    });
    assert_eq!(task.await.unwrap(), [("meow".to_owned(), 1)]);
}

#[tokio::test]
async fn rows_can_be_locked() {
    let pool = pool("pets").await;
    for name in ["a", "b", "c"] {
        Pets::new(&pool).cat().insert(NewCat { name: name.into() }).await.unwrap();
    }
    let (mut one, mut two) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let one = one.transaction().await.unwrap();
    let mut two = two.transaction().await.unwrap();
    let first = Pets::new(&one).cat().order_by(Cat::ID).for_update().first().await.unwrap();
    assert_eq!(first.unwrap().name, "a");
    {
        let two = two.transaction().await.unwrap();
        let error = Pets::new(&two).cat().rows().nowait().all().await.unwrap_err();
        assert_eq!(error.code(), Some(&SqlState::LOCK_NOT_AVAILABLE));
    }
    let cats = Pets::new(&two).cat();
    let free = cats.order_by(Cat::ID).for_no_key_update().skip_locked().all().await.unwrap();
    assert_eq!(free.iter().map(|cat| cat.name.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    let waits = cats.order_by(Cat::ID).for_key_share().first();
    assert!(tokio::time::timeout(Duration::from_millis(200), waits).await.is_err());
    let sql = cats.rows().for_share().nowait().sql().unwrap();
    assert!(sql.ends_with(r#" FROM "public"."cat" FOR SHARE NOWAIT"#), "{sql}");
}

#[tokio::test]
async fn queries_show_their_text_and_plan() {
    let connection = connect("pets").await;
    let cats = Pets::new(&connection).cat();
    let query = cats.filter(Cat::NAME.eq("x")).order_by(Cat::WEIGHT.desc().nulls_last()).limit(2);
    assert_eq!(
        query.sql().unwrap(),
        r#"SELECT "id", "name", "weight", "uid" FROM "public"."cat" WHERE ("name" = $1) ORDER BY "weight" DESC NULLS LAST LIMIT $2"#
    );
    assert!(query.explain().await.unwrap().contains("Seq Scan on cat"));
    let analyzed = cats.rows().explain_analyze().await.unwrap();
    assert!(analyzed.contains("actual time"), "{analyzed}");
    let groups = cats.rows().group_by(Cat::NAME).select(count());
    assert!(groups.sql().unwrap().ends_with(r#"FROM "public"."cat" GROUP BY "name""#));
    assert!(cats.rows_where("a) or (b", ()).sql().unwrap_err().is_refused());
    assert!(
        cats.xtra(Cat::UID, 1).rows().explain_analyze().await.unwrap_err().is_scope_violation()
    );
}
