//! What the structs of a write show of themselves.

use pgdc::{default, null, set, set_sql, unset};
use pgdc_golden::chinook::{AlbumPatch, NewAlbum, TrackPatch};

#[test]
fn the_columns_that_they_give_a_value() {
    let album = NewAlbum { album_id: 1, title: "Powerage".to_owned(), artist_id: 7 };
    let shown = r#"NewAlbum { album_id: 1, title: "Powerage", artist_id: 7 }"#;
    assert_eq!(format!("{album:?}"), shown);
    let track = TrackPatch { name: set("Riff Raff"), composer: null(), ..unset() };
    assert_eq!(format!("{track:?}"), r#"TrackPatch { name: "Riff Raff", composer: None }"#);
    assert_eq!(format!("{:?}", AlbumPatch::default()), "AlbumPatch");
    let album = album.with(AlbumPatch { artist_id: default(), ..unset() });
    assert!(format!("{album:?}").ends_with("AlbumPatch { artist_id: DEFAULT })"), "{album:?}");
}

#[test]
fn expressions_are_shown_too() {
    let album = AlbumPatch { title: set_sql("upper(title)", ()), ..unset() };
    let shown = format!("{album:?}");
    assert!(shown.starts_with("AlbumPatch { title: ") && shown.contains("upper(title)"), "{shown}");
}
