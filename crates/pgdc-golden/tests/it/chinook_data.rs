//! The real Chinook data, where the schemas published by others lie beside the repository; the module is
//! the one generated from the project's own fixture.

use std::path::PathBuf;

use pgdc::{Connection, default, set, unset};
use pgdc_golden::chinook::{
    Album, AlbumPatch, Artist, Customer, Db, Employee, Invoice, NewAlbum, NewArtist,
    PlaylistTrackKey, Track,
};
use pgdc_server::Server;
use rust_decimal::Decimal;
use time::macros::datetime;
use tokio_postgres::error::SqlState;

fn file() -> Option<PathBuf> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/schemas/chinook.sql");
    let path = PathBuf::from(path);
    if !path.exists() {
        eprintln!("{} is not there: the real data is not tested", path.display());
        return None;
    }
    Some(path)
}

pub(crate) async fn connect() -> Option<Connection> {
    let ddl = std::fs::read_to_string(file()?).expect("readable");
    let database = Server::shared().database_from(&ddl).await.expect("Chinook loads");
    Some(Connection::with_config(&database.config()).await.expect("a connection"))
}

#[tokio::test]
async fn every_table_has_its_rows() {
    let Some(connection) = connect().await else { return };
    let db = Db::new(&connection);
    assert_eq!(Db::RELATIONS.len(), 11);
    assert_eq!(db.album().count().await.unwrap(), 347);
    assert_eq!(db.artist().all().await.unwrap().len(), 275);
    assert_eq!(db.customer().all().await.unwrap().len(), 59);
    assert_eq!(db.employee().all().await.unwrap().len(), 8);
    assert_eq!(db.genre().all().await.unwrap().len(), 25);
    assert_eq!(db.invoice().all().await.unwrap().len(), 412);
    assert_eq!(db.invoice_line().all().await.unwrap().len(), 2240);
    assert_eq!(db.media_type().all().await.unwrap().len(), 5);
    assert_eq!(db.playlist().all().await.unwrap().len(), 18);
    assert_eq!(db.playlist_track().all().await.unwrap().len(), 8715);
    assert_eq!(db.track().all().await.unwrap().len(), 3503);
}

#[tokio::test]
async fn reads() {
    let Some(connection) = connect().await else { return };
    let db = Db::new(&connection);
    assert_eq!(db.artist().get(1).await.unwrap().unwrap().name.as_deref(), Some("AC/DC"));
    assert_eq!(db.artist().get(99_999).await.unwrap(), None);
    let error = db.artist().one(99_999).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.to_string(), "artist: no row with the key 99999");
    let album = db.album().one(1).await.unwrap();
    assert_eq!(album.title, "For Those About To Rock We Salute You");
    assert_eq!(album.artist_id, 1);

    let names =
        |artists: Vec<Artist>| artists.into_iter().filter_map(|a| a.name).collect::<Vec<_>>();
    let first = db.artist().order_by(Artist::ARTIST_ID).limit(3).all().await.unwrap();
    assert_eq!(names(first), ["AC/DC", "Accept", "Aerosmith"]);
    assert_eq!(db.artist().filter(Artist::NAME.eq("AC/DC")).one().await.unwrap().artist_id, 1);
    assert!(db.artist().filter(Artist::NAME.like("%a%")).one().await.unwrap_err().is_not_unique());
    assert!(db.artist().filter(Artist::NAME.eq("-")).one().await.unwrap_err().is_not_found());
    let jobim = db.artist().filter(Artist::NAME.eq("Antônio Carlos Jobim")).one().await.unwrap();
    assert_eq!(jobim.artist_id, 6);
    let last = db.artist().order_by(Artist::ARTIST_ID).offset(273).all().await.unwrap();
    assert_eq!(last.iter().map(|a| a.artist_id).collect::<Vec<_>>(), [274, 275]);

    let employee: Employee = db.employee().one(1).await.unwrap();
    assert_eq!((employee.last_name.as_str(), employee.first_name.as_str()), ("Adams", "Andrew"));
    assert_eq!(employee.reports_to, None);
    assert_eq!(employee.birth_date, Some(datetime!(1962-02-18 0:00)));
    assert_eq!(employee.postal_code.as_deref(), Some("T5K 2N1"));

    let invoice: Invoice = db.invoice().one(1).await.unwrap();
    assert_eq!(invoice.customer_id, 2);
    assert_eq!(invoice.invoice_date, datetime!(2021-01-01 0:00));
    assert_eq!(invoice.billing_address.as_deref(), Some("Theodor-Heuss-Straße 34"));
    assert_eq!(invoice.total, Decimal::new(198, 2));

    assert_eq!(db.track().filter(Track::ALBUM_ID.eq(1)).count().await.unwrap(), 10);
    assert_eq!(db.track().filter(Track::GENRE_ID.eq(1)).count().await.unwrap(), 1297);
    let dear = Track::UNIT_PRICE.gt(Decimal::new(99, 2));
    assert_eq!(db.track().filter(dear).count().await.unwrap(), 213);
    let dear = db.track().rows_where("unit_price > ?", (Decimal::new(99, 2),));
    assert_eq!(dear.all().await.unwrap().len(), 213);
    let long = db
        .track()
        .filter(Track::MILLISECONDS.gt(300_000))
        .order_by(Track::MILLISECONDS.desc())
        .limit(2)
        .offset(1);
    let long: Vec<i32> = long.all().await.unwrap().iter().map(|track| track.track_id).collect();
    assert_eq!(long, [3224, 3244]);
    assert_eq!(db.track().limit(0).all().await.unwrap(), []);

    let key = PlaylistTrackKey { playlist_id: 1, track_id: 3402 };
    assert_eq!(db.playlist_track().one(key).await.unwrap().track_id, 3402);
}

/// What `reads` does by typed columns, by plain SQL.
#[tokio::test]
async fn plain_sql_is_at_hand() {
    let Some(connection) = connect().await else { return };
    let sql = "SELECT billing_country, count(*), sum(total) FROM invoice GROUP BY 1";
    let rows = connection.query(sql, &[]).await.unwrap();
    assert_eq!(rows.len(), 24);
    let of = |country: &str| {
        let row = rows.iter().find(|row| row.get::<_, &str>(0) == country).expect("a country");
        (row.get::<_, i64>(1), row.get::<_, Decimal>(2))
    };
    assert_eq!(of("USA"), (91, Decimal::new(52306, 2)));
    assert_eq!(of("France"), (35, Decimal::new(19510, 2)));
    assert_eq!(of("Argentina"), (7, Decimal::new(3762, 2)));
}

#[tokio::test]
async fn xtra() {
    let Some(connection) = connect().await else { return };
    let albums = Db::new(&connection).album().xtra(Album::ARTIST_ID, 1);
    assert!(albums.get(1).await.unwrap().is_some());
    assert!(albums.one(2).await.unwrap_err().is_not_found());
    let all = albums.order_by(Album::ALBUM_ID).all().await.unwrap();
    let all: Vec<_> = all.iter().map(|album| (album.album_id, album.title.as_str())).collect();
    assert_eq!(all, [(1, "For Those About To Rock We Salute You"), (4, "Let There Be Rock")]);
    assert_eq!(albums.count().await.unwrap(), 2);
}

#[tokio::test]
async fn errors() {
    let Some(connection) = connect().await else { return };
    let db = Db::new(&connection);

    let error = db.artist().insert(NewArtist { artist_id: 1 }).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::UNIQUE_VIOLATION));
    assert_eq!(error.constraint(), Some(Artist::ARTIST_PKEY));
    assert_ne!(error.constraint(), Some(Album::ALBUM_PKEY));

    // NULL in a NOT NULL column does not compile; its missing default does.
    let patch = AlbumPatch { title: default(), ..unset() };
    let error = db.album().patch(1, patch).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::NOT_NULL_VIOLATION));
    assert_eq!(error.as_db_error().unwrap().column(), Some("title"));

    let long = NewArtist { artist_id: 1000 }
        .with(pgdc_golden::chinook::ArtistPatch { name: set("x".repeat(121)), ..unset() });
    let error = db.artist().insert(long).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::STRING_DATA_RIGHT_TRUNCATION));

    let error = db.artist().delete(1).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::FOREIGN_KEY_VIOLATION));
    assert_eq!(error.constraint(), Some(Album::ALBUM_ARTIST_ID_FKEY));
    assert!(db.artist().get(1).await.unwrap().is_some());

    let total = pgdc_golden::chinook::InvoicePatch { total: set(Decimal::new(1999, 3)), ..unset() };
    let invoice = db.invoice().patch(1, total).await.unwrap();
    assert_eq!(invoice.total.to_string(), "2.00");
}

#[tokio::test]
async fn bulk_rows_keep_the_limits_of_their_columns() {
    let Some(connection) = connect().await else { return };
    let db = Db::new(&connection);
    let album = |n: i32, title: String| NewAlbum { album_id: 1000 + n, title, artist_id: 1 };
    let long = vec![album(0, "short".into()), album(1, "x".repeat(161))];
    let error = db.album().insert_many(long).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::STRING_DATA_RIGHT_TRUNCATION));
    assert_eq!(db.album().count().await.unwrap(), 347, "either all or none");

    let many: Vec<_> = (0..20_000).map(|n| album(n, format!("Album {n}"))).collect();
    let inserted = db.album().insert_many(many).await.unwrap();
    assert!((0..).zip(&inserted).all(|(n, album)| album.album_id == 1000 + n));
    assert_eq!(db.album().count().await.unwrap(), 20_347);
    let country = db.customer().filter(Customer::COUNTRY.eq("Brazil")).count().await.unwrap();
    assert_eq!(country, 5);
}
