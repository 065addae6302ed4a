use pgdc::Table;

#[derive(Clone, Debug, PartialEq, Table)]
#[pgdc(unique(artist_id, titel))]
struct Album {
    artist_id: i32,
    title: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[pgdc(foreign_key(album, references = "album(tenant_id, number)"))]
struct Track {
    album: i32,
}

fn main() {}
