//! `docs/structs.md`.

use pgdc_server::Server;

use crate::page::assert_holds;

// PAGE
use pgdc::{Pool, Table, Unscoped as _, create_all, set};

/// Who plays.
#[derive(Clone, Debug, PartialEq, Table)]
pub struct Artist {
    #[pgdc(key, identity)]
    pub artist_id: i32,
    #[pgdc(type = "varchar(120)", unique)]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[pgdc(schema = "music", unique(artist_id, title))]
pub struct Album {
    #[pgdc(key)]
    pub tenant_id: i32,
    #[pgdc(key)]
    pub number: i32,
    #[pgdc(references = "public.artist(artist_id)", on_delete = "cascade", index)]
    pub artist_id: i32,
    pub title: String,
    #[pgdc(default = "0", check = "seconds >= 0")]
    pub seconds: f64, // double precision
    pub tags: Option<Vec<String>>,
}

async fn shop(pool: &Pool) -> pgdc::Result<Vec<Album>> {
    create_all::<(Artist, Album)>(pool).if_not_exists().await?; // or Artist::create_table(pool)

    let artist = Artist::table(pool).insert(NewArtist { name: "AC/DC".into() }).await?;
    let mine = Album::table(pool).xtra(Album::TENANT_ID, 7);
    let new =
        NewAlbum { tenant_id: 7, number: 1, artist_id: artist.artist_id, title: "Powerage".into() };
    let rest = AlbumPatch { seconds: set(2387.5), ..AlbumPatch::default() };
    mine.upsert(new.with(rest)).await?;
    mine.filter(Album::TITLE.like("Power%")).all().await
}
// PAGE

#[tokio::test]
async fn the_page_holds_code_that_runs() {
    assert_holds("docs/structs.md", include_str!("guide.rs"), "// PAGE\n");
    let database = Server::shared().database().await.unwrap();
    let albums = shop(&Pool::with_config(database.config(), 2)).await.unwrap();
    assert_eq!((albums.len(), albums[0].seconds), (1, 2387.5));
}
