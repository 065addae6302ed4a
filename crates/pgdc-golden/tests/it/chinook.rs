//! The music shop of the fixtures: what a first user would try.

use pgdc::{Keyed as _, null, set, unset};
use pgdc_golden::chinook::{
    Album, AlbumPatch, Artist, Db, Invoice, NewAlbum, NewArtist, NewPlaylistTrack,
    PlaylistTrackKey, Track,
};
use rust_decimal::Decimal;
use time::macros::datetime;

use crate::connect;

#[tokio::test]
async fn rows_are_read_by_key() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let artist = db.artist().get(1).await.unwrap().unwrap();
    assert_eq!(artist, Artist { artist_id: 1, name: Some("AC/DC".to_owned()) });
    assert_eq!(db.artist().get(5).await.unwrap().unwrap().name, None);
    assert_eq!(db.artist().get(99_999).await.unwrap(), None);
    let error = db.artist().one(99_999).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.to_string(), "artist: no row with the key 99999");

    let key = PlaylistTrackKey { playlist_id: 1, track_id: 3 };
    assert_eq!(db.playlist_track().one(key).await.unwrap().key(), key);
    assert_eq!(
        db.playlist_track().get(PlaylistTrackKey { track_id: 4, ..key }).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn values_are_exact() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let invoice: Invoice = db.invoice().one(2).await.unwrap();
    assert_eq!(invoice.total, Decimal::new(398, 2));
    assert_eq!(invoice.invoice_date, datetime!(2025-02-01 12:30));
    let track = db.track().one(4).await.unwrap();
    assert_eq!((track.album_id, track.bytes, track.composer), (None, None, None));
}

#[tokio::test]
async fn rows_are_found_by_conditions() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let names = |tracks: Vec<Track>| tracks.into_iter().map(|t| t.track_id).collect::<Vec<_>>();

    let long = Track::MILLISECONDS.gt(300_000);
    let found = db.track().filter(long).order_by(Track::MILLISECONDS.desc()).all().await.unwrap();
    assert_eq!(names(found), [3, 1]);

    let either = Track::COMPOSER.is_null().or(Track::NAME.ilike("sin %"));
    let found = db.track().filter(either).order_by(Track::TRACK_ID).all().await.unwrap();
    assert_eq!(names(found), [2, 3, 4]);

    let neither = !Track::ALBUM_ID.eq(1).or(Track::ALBUM_ID.is_null());
    assert_eq!(names(db.track().filter(neither).all().await.unwrap()), [3]);

    let some = db.track().filter(Track::TRACK_ID.any_of([4, 2, 77])).order_by(Track::TRACK_ID);
    assert_eq!(names(some.all().await.unwrap()), [2, 4]);
    assert_eq!(db.track().filter(Track::TRACK_ID.any_of([0; 0])).count().await.unwrap(), 0);

    let pattern = String::from("%Place");
    let raw = db.track().rows_where(
        "name like ? and unit_price > :floor",
        pgdc::params![pattern.as_str(), floor = Decimal::ONE,],
    );
    assert_eq!(names(raw.all().await.unwrap()), [3]);
    let both = db.track().filter(Track::GENRE_ID.eq(1)).rows_where("milliseconds < $1", (300_000,));
    assert_eq!(names(both.all().await.unwrap()), [2]);
}

#[tokio::test]
async fn rows_are_ordered_and_cut() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let ids = |artists: Vec<Artist>| artists.into_iter().map(|a| a.artist_id).collect::<Vec<_>>();
    let by_name = || db.artist().order_by(Artist::NAME).order_by(Artist::ARTIST_ID.desc());
    assert_eq!(ids(by_name().all().await.unwrap()), [1, 2, 3, 4, 5]);
    assert_eq!(ids(by_name().limit(2).offset(1).all().await.unwrap()), [2, 3]);
    assert_eq!(ids(by_name().limit(0).all().await.unwrap()), [0; 0]);
    assert_eq!(ids(db.artist().order_by(Artist::NAME.desc()).limit(1).all().await.unwrap()), [5]);
    assert_eq!(by_name().first().await.unwrap().unwrap().artist_id, 1);
    assert_eq!(by_name().limit(0).first().await.unwrap(), None);
}

#[tokio::test]
async fn one_row_means_one_row() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    assert_eq!(db.artist().filter(Artist::NAME.eq("Accept")).one().await.unwrap().artist_id, 2);
    let several = db.artist().filter(Artist::NAME.like("%A%"));
    assert!(several.one().await.unwrap_err().is_not_unique());
    let none = || db.artist().filter(Artist::NAME.eq("Nobody"));
    let error = none().one().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.to_string(), "artist: no row matches");
    assert_eq!(none().optional().await.unwrap(), None);
    assert!(!none().exists().await.unwrap());
    assert!(db.artist().rows().exists().await.unwrap());
}

#[tokio::test]
async fn rows_are_written() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let new = NewAlbum { album_id: 9, title: "Highway to Hell".into(), artist_id: 1 };
    let album = db.album().insert(new).await.unwrap();
    assert_eq!(album.title, "Highway to Hell");

    let patch = AlbumPatch { title: set("Flick of the Switch"), ..unset() };
    let album = db.album().patch(9, patch).await.unwrap();
    assert_eq!((album.title.as_str(), album.artist_id), ("Flick of the Switch", 1));

    let changed = Album { artist_id: 2, ..album };
    assert_eq!(db.album().update(&changed).await.unwrap(), changed);
    assert_eq!(db.album().delete(9).await.unwrap(), changed);
    assert!(db.album().delete(9).await.unwrap_err().is_not_found());
    assert!(db.album().update(&changed).await.unwrap_err().is_not_found());

    let artist = db.artist().insert(NewArtist { artist_id: 6 }).await.unwrap();
    assert_eq!(artist.name, None);
    let named = pgdc_golden::chinook::ArtistPatch { name: set("Can"), ..unset() };
    assert_eq!(db.artist().patch(6, named).await.unwrap().name.as_deref(), Some("Can"));
    let unnamed = pgdc_golden::chinook::ArtistPatch { name: null(), ..unset() };
    assert_eq!(db.artist().patch(6, unnamed).await.unwrap().name, None);

    let pair = NewPlaylistTrack { playlist_id: 2, track_id: 4 };
    let pair = db.playlist_track().insert(pair).await.unwrap();
    db.playlist_track().delete(pair.key()).await.unwrap();
    assert_eq!(db.playlist_track().count().await.unwrap(), 4);
}

#[tokio::test]
async fn transactions_commit_roll_back_and_nest() {
    let mut connection = connect("chinook").await;
    let count = async |c: &pgdc::Connection| Db::new(c).genre().count().await.unwrap();
    let genre = |genre_id| pgdc_golden::chinook::NewGenre { genre_id };

    let tx = connection.transaction().await.unwrap();
    Db::new(&tx).genre().insert(genre(10)).await.unwrap();
    drop(tx);
    assert_eq!(count(&connection).await, 3, "dropped means rolled back");

    let mut tx = connection.transaction().await.unwrap();
    Db::new(&tx).genre().insert(genre(10)).await.unwrap();
    let inner = tx.transaction().await.unwrap();
    assert!(Db::new(&inner).genre().insert(genre(10)).await.is_err());
    inner.rollback().await.unwrap();
    Db::new(&tx).genre().insert(genre(11)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&connection).await, 5);
}

/// Two calls on one connection are under way at once: futures do not borrow the handle they came from.
#[tokio::test]
async fn calls_run_side_by_side() {
    let connection = connect("chinook").await;
    let db = Db::new(&connection);
    let (album, artist) = tokio::join!(db.album().one(1), db.artist().one(1));
    assert_eq!(album.unwrap().artist_id, artist.unwrap().artist_id);
}
