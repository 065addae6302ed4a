//! What is done with the rows of such tables.

use pgdc::{Keyed as _, Pool, Row as _, Unscoped as _, Upserted, set};
use rust_decimal::Decimal;

use crate::made::music;
use crate::music::{
    Album, AlbumKey, AlbumPatch, Artist, ArtistPatch, Mood, NewAlbum, NewArtist, NewPiece, Piece,
    PiecePatch,
};

async fn artist(pool: &Pool, name: &str) -> Artist {
    Artist::table(pool).insert(NewArtist { name: name.to_owned() }).await.unwrap()
}

#[tokio::test]
async fn rows_are_written_and_read() {
    let (_database, pool) = music().await;
    let artists = Artist::table(&pool);
    let acdc = artist(&pool, "AC/DC").await;
    assert_eq!((acdc.artist_id, acdc.mood, &acdc.moods), (1, Mood::Calm, &None));
    let patch = ArtistPatch {
        mood: set(Mood::Loud),
        moods: set(vec![Mood::Loud, Mood::Calm]),
        slug: set("ac-dc".to_owned()),
        odd: set("odd".to_owned()),
        ..ArtistPatch::default()
    };
    let changed = artists.patch(1, patch).await.unwrap();
    assert_eq!(changed.moods, Some(vec![Mood::Loud, Mood::Calm]));
    assert_eq!(changed.slug.as_deref(), Some("ac-dc"));
    let loud = artists.filter(Artist::MOOD.eq(Mood::Loud)).filter(Artist::ODD.eq("odd"));
    assert_eq!(loud.one().await.unwrap(), changed);
    assert_eq!(Artist::by_name(&artists, "AC/DC").one().await.unwrap(), changed);
    let error = artists.insert(NewArtist { name: "AC/DC".to_owned() }).await.unwrap_err();
    assert_eq!(error.constraint(), Some(Artist::ARTIST_NAME_KEY));

    let albums = Album::table(&pool);
    let new = NewAlbum { tenant_id: 7, number: 1, artist_id: 1 };
    let rest = AlbumPatch {
        price: set(Decimal::new(250, 2)),
        amount: set(3),
        seconds: set(123_456_789.123),
        tags: set(vec!["rock".to_owned()]),
        cover: set(vec![0, 255]),
        notes: set(pgdc::types::Json::from(1)),
        released: set(time::macros::datetime!(1980-07-25 0:00 UTC)),
        ..AlbumPatch::default()
    };
    let album = albums.insert(new.with(rest)).await.unwrap();
    assert_eq!(album.total, Some(Decimal::new(750, 2)));
    // More digits than a `real` has.
    assert_eq!(album.seconds, Some(123_456_789.123));
    assert_eq!((album.title.as_str(), &album.tags), ("untitled", &vec!["rock".to_owned()]));
    let key = AlbumKey { tenant_id: 7, number: 1 };
    assert_eq!(album.key(), key);
    assert_eq!(albums.get(key).await.unwrap(), Some(album.clone()));
    let filled = Album { price: Decimal::new(1, 0), ..album };
    assert_eq!(albums.update(&filled).await.unwrap().total, Some(Decimal::new(3, 0)));
    albums.delete(key).await.unwrap();
    assert_eq!(albums.count().await.unwrap(), 0);
}

#[tokio::test]
async fn handles_keep_to_their_scope() {
    let (_database, pool) = music().await;
    artist(&pool, "AC/DC").await;
    let albums = Album::table(&pool);
    let mine = albums.xtra(Album::TENANT_ID, 7);
    let patch = |tenant_id, title: &str| {
        NewAlbum { tenant_id, number: 1, artist_id: 1 }
            .with(AlbumPatch { title: set(title.to_owned()), ..AlbumPatch::default() })
    };
    albums.insert(patch(8, "theirs")).await.unwrap();
    mine.insert(patch(7, "mine")).await.unwrap();
    assert_eq!(mine.count().await.unwrap(), 1);
    assert_eq!(mine.get(AlbumKey { tenant_id: 8, number: 1 }).await.unwrap(), None);
    assert!(mine.insert(patch(8, "other")).await.unwrap_err().is_scope_violation());
}

#[tokio::test]
async fn rows_are_upserted_and_written_in_bulk() {
    let (_database, pool) = music().await;
    artist(&pool, "AC/DC").await;
    let albums = Album::table(&pool);
    let new = |number| {
        NewAlbum { tenant_id: 7, number, artist_id: 1 }
            .with(AlbumPatch { title: set(format!("title {number}")), ..AlbumPatch::default() })
    };
    let many = albums.insert_many((1..=20).map(new).collect::<Vec<_>>()).await.unwrap();
    assert_eq!(many.len(), 20);
    let upserted = albums.upsert(new(20)).await.unwrap();
    assert!(matches!(upserted, Upserted::Updated(_)), "{upserted:?}");
    let copied = Piece::table(&pool);
    let pieces = (1..=3).map(|number| {
        NewPiece { tenant_id: 7, r#type: number }
            .with(PiecePatch { album_number: set(i64::from(number)), ..PiecePatch::default() })
    });
    let pieces = copied.insert_many(pieces.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(pieces.iter().map(|piece| piece.r#type).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(Piece::RELATION.name, "song");
    // The key of an album takes what is on it.
    albums.delete(AlbumKey { tenant_id: 7, number: 1 }).await.unwrap();
    assert_eq!(copied.count().await.unwrap(), 2);
}
