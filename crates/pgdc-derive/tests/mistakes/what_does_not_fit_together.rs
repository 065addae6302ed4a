use pgdc::Table;

#[derive(Clone, Debug, PartialEq, Table)]
struct Album {
    #[pgdc(key)]
    album_id: Option<i32>,
    #[pgdc(default = "1", generated = "2")]
    price: i32,
    #[pgdc(on_delete = "cascade")]
    artist_id: i32,
    #[pgdc(references = "artist")]
    other_id: i32,
    #[pgdc(references = "artist(artist_id)", on_delete = "casacde")]
    third_id: i32,
    #[pgdc(default = 0)]
    amount: i32,
    #[pgdc(identity = "never")]
    number: i32,
    #[pgdc(column = "")]
    title: String,
}

fn main() {}
