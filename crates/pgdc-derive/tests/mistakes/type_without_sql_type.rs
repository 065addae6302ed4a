use pgdc::Table;

#[derive(Clone, Debug, PartialEq)]
enum Mood {
    Calm,
}

#[derive(Clone, Debug, PartialEq, Table)]
struct Album {
    album_id: u64,
    mood: Option<Mood>,
    pairs: Vec<(i32, i32)>,
    #[pgdc(type = "mood")]
    other: Mood,
    #[pgdc(type = "varchar(wide)")]
    title: String,
    #[pgdc(type = "serial")]
    number: i32,
    #[pgdc(type = "integer")]
    text: String,
    #[pgdc(type = "text[]")]
    tag: String,
}

fn main() {}
