//! What the structs of a write show of themselves, and when they are equal.

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

#[test]
fn equal_are_those_that_say_the_same() {
    let album = |title: &str| NewAlbum { album_id: 1, title: title.to_owned(), artist_id: 7 };
    assert_eq!(album("Powerage"), album("Powerage"));
    assert_ne!(album("Powerage"), album("Highway to Hell"));
    let unlike = [
        TrackPatch::default(),
        TrackPatch { composer: null(), ..unset() },
        TrackPatch { composer: default(), ..unset() },
        TrackPatch { composer: set("Young"), ..unset() },
        TrackPatch { composer: set_sql("upper(name)", ()), ..unset() },
        TrackPatch { composer: set_sql("lower(name)", ()), ..unset() },
        TrackPatch { composer: null(), name: set("Riff Raff"), ..unset() },
        TrackPatch { name: set("Riff Raff"), ..unset() },
    ];
    for (n, one) in unlike.iter().enumerate() {
        let equal: Vec<usize> = (0..unlike.len()).filter(|other| unlike[*other] == *one).collect();
        assert_eq!(equal, [n], "{one:?}");
    }
    assert_eq!(album("a").with(AlbumPatch::default()), album("a").with(unset()));
}
