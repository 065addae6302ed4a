use pgdc::Table;

#[derive(Table)]
enum Mood {
    Calm,
}

#[derive(Table)]
struct Pair(i32, i32);

#[derive(Table)]
struct Of<T> {
    value: T,
}

fn main() {}
