use pgdc::Unscoped as _;

#[derive(Clone, Debug, PartialEq, pgdc::Table)]
struct Note {
    text: String,
}

async fn first(pool: &pgdc::Pool) -> pgdc::Result<Option<Note>> {
    // A table without a key is read and written, but not by key.
    Note::table(pool).insert(NewNote { text: "x".to_owned() }).await?;
    Note::table(pool).get(1).await
}

fn main() {}
