use pgdc::Table;

#[derive(Clone, Debug, PartialEq, Table)]
struct Album {
    #[pgdc(key, identity)]
    album_id: i32,
    #[pgdc(identity)]
    number: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
struct Artist {
    #[pgdc(identity)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
struct Twice {
    one: i32,
    #[pgdc(column = "one")]
    two: i32,
}

fn main() {}
