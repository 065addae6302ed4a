use pgdc::Table;

#[derive(Clone, Debug, PartialEq, Table)]
#[pgdc(tabel = "album")]
struct Album {
    #[pgdc(idenity)]
    album_id: i32,
    #[pgdc(colour = "red")]
    title: String,
}

fn main() {}
