mod own {
    #[derive(Clone, Debug, PartialEq, pgdc::Table)]
    struct Column {
        name: String,
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Query;

#[derive(Clone, Debug, PartialEq, pgdc::Table)]
struct Search {
    #[pgdc(type = "public.query")]
    query: Query,
}

fn main() {}
