//! Typed conditions on columns of every sort, checked against what the server finds.

use pgdc::types::{Hstore, Json, Multirange, Range, TsQuery};
use pgdc::{
    Column, ColumnDef, Condition, Fields, NOT_NULL, NULLABLE, Nullable, Relation, Row, Table,
    Unscoped, column,
};
use pgdc_golden::forms::{
    Account, ArrayTypes, BaseTypes, Colour, CompositeTypes, Point3, TextTypes,
};
use pgdc_golden::tickets;
use time::macros::datetime;
use tokio_postgres::error::SqlState;

use crate::connect;

/// A table with columns that no fixture has.
#[derive(Debug)]
struct Odd {
    id: i32,
}

impl Odd {
    const ID: Column<Self, i32> = column(0);
    const PAIRS: Column<Self, Hstore, Nullable> = column(1);
    const SPANS: Column<Self, Multirange<i32>> = column(2);
    const BODY: Column<Self, String> = column(3);
}

impl Unscoped for Odd {}

impl Row for Odd {
    const RELATION: &'static Relation = &Relation::new(
        "public",
        "odd",
        &[
            ColumnDef("id", "integer", NOT_NULL),
            ColumnDef("pairs", "public.hstore", NULLABLE),
            ColumnDef("spans", "int4multirange", NOT_NULL),
            ColumnDef("body", "text", NOT_NULL),
        ],
    );

    fn decode(row: &Fields<'_>) -> pgdc::Result<Self> {
        Ok(Odd { id: row.get(0)? })
    }
}

/// The rows that a condition finds, by their identifiers.
async fn found<R: Unscoped>(
    connection: &pgdc::Connection,
    id: Column<R, i32>,
    condition: Condition<R>,
) -> Vec<i32> {
    let rows = Table::<R>::new(connection).filter(condition).order_by(id);
    rows.select(id).all().await.unwrap()
}

fn json(text: &str) -> Json {
    text.parse().expect("JSON")
}

#[tokio::test]
async fn comparisons() {
    let connection = connect("forms").await;
    let sql = "INSERT INTO account VALUES
        (1, 'ann', false, NULL), (2, 'Bob', false, 1), (3, 'cid', true, 3), (4, 'Dan', false, 3)";
    connection.batch_execute(sql).await.unwrap();
    let id = Account::ACCOUNT_ID;
    let (handle, referrer) = (Account::HANDLE, Account::REFERRER);
    let found = async |condition| found(&connection, id, condition).await;
    assert_eq!(found(id.between(2, 3)).await, [2, 3]);
    assert_eq!(found(!id.between(2, 3)).await, [1, 4]);
    assert_eq!(found(handle.not_like("%n%")).await, [2, 3]);
    assert_eq!(found(handle.not_ilike("b%")).await, [1, 3, 4]);
    assert_eq!(found(id.none_of([1, 2])).await, [3, 4]);
    assert_eq!(found(id.none_of([0; 0])).await, [1, 2, 3, 4]);
    assert_eq!(found(referrer.none_of([1])).await, [3, 4]);
    assert_eq!(found(referrer.is_distinct_from(3)).await, [1, 2]);
    assert_eq!(found(referrer.is_distinct_from(None)).await, [2, 3, 4]);
    assert_eq!(found(referrer.is_not_distinct_from(None)).await, [1]);
    assert_eq!(found(referrer.is_not_distinct_from(Some(3))).await, [3, 4]);
    assert_eq!(found(referrer.eq_column(id)).await, [3]);
    assert_eq!(found(id.gt_column(referrer)).await, [2, 4]);
    assert_eq!(found(id.ne_column(referrer).or(id.le_column(referrer))).await, [2, 3, 4]);
}

#[tokio::test]
async fn arrays() {
    let connection = connect("forms").await;
    let sql = "INSERT INTO array_types (id, ints, names, colours) VALUES
            (1, '{1,2,3}', '{a,b}', '{red,Red}'), (2, '{}', NULL, '{light-green}'),
            (3, '{3,NULL}', '{b}', NULL);
        INSERT INTO text_types (id, emails, contacts, kinds) VALUES
            (1, '{a@x,b@x}', '{c@x}', '{integer}'), (2, '{b@x}', '{}', '{integer,text}');
        INSERT INTO composite_types (id, place, route) VALUES
            (1, '(1,2,3)', '{\"(1,2,3)\"}'), (2, '(1,2,3)', '{}')";
    connection.batch_execute(sql).await.unwrap();
    let found1 = async |condition| found(&connection, ArrayTypes::ID, condition).await;
    let (ints, names, colours) = (ArrayTypes::INTS, ArrayTypes::NAMES, ArrayTypes::COLOURS);
    assert_eq!(found1(ints.contains([3, 1])).await, [1]);
    assert_eq!(found1(ints.contains([0; 0])).await, [1, 2, 3]);
    assert_eq!(found1(ints.has(3)).await, [1, 3]);
    assert_eq!(found1(ints.contained_by([1, 2, 3, 4])).await, [1, 2]);
    assert_eq!(found1(ints.overlaps([2, 9])).await, [1]);
    assert_eq!(found1(names.has("b")).await, [1, 3]);
    assert_eq!(found1(names.overlaps(["a", "z"])).await, [1]);
    assert_eq!(found1(colours.has(Colour::Red2)).await, [1]);
    let found2 = async |condition| found(&connection, TextTypes::ID, condition).await;
    assert_eq!(found2(TextTypes::EMAILS.has("a@x")).await, [1]);
    assert_eq!(found2(TextTypes::CONTACTS.contained_by(["c@x"])).await, [1, 2]);
    assert_eq!(found2(TextTypes::KINDS.has("text")).await, [2]);
    let found3 = async |condition| found(&connection, CompositeTypes::ID, condition).await;
    let place = Point3 { x: Some(1.0), y: Some(2.0), z: Some(3.0) };
    assert_eq!(found3(CompositeTypes::ROUTE.has(place)).await, [1]);
}

#[tokio::test]
async fn ranges() {
    let connection = connect("forms").await;
    let sql = "INSERT INTO text_types (id, window_, floats, cents) VALUES
        (1, '[2025-01-01,2025-02-01)', '[1,2]', '[1,5)'), (2, '[2025-03-01,)', 'empty', '[5,9)')";
    connection.batch_execute(sql).await.unwrap();
    let found = async |condition| found(&connection, TextTypes::ID, condition).await;
    let (window, floats, cents) = (TextTypes::WINDOW, TextTypes::FLOATS, TextTypes::CENTS);
    assert_eq!(found(window.contains(datetime!(2025-01-15 0:00 UTC))).await, [1]);
    assert_eq!(found(window.before(datetime!(2025-02-15 0:00 UTC)..)).await, [1]);
    assert_eq!(found(window.after(..datetime!(2025-02-15 0:00 UTC))).await, [2]);
    assert_eq!(found(window.adjacent(datetime!(2025-02-01 0:00 UTC)..)).await, [1]);
    assert_eq!(found(floats.contains(2.0)).await, [1]);
    assert_eq!(found(floats.contained_by(0.0..=2.0)).await, [1, 2]);
    assert_eq!(found(cents.contains(4)).await, [1]);
    assert_eq!(found(cents.contains_range(6..8)).await, [2]);
    assert_eq!(found(cents.overlaps(4..6)).await, [1, 2]);
}

async fn odd() -> pgdc::Connection {
    let connection = connect("pets").await;
    let sql = "CREATE EXTENSION hstore;
        CREATE TABLE odd (id integer, pairs hstore, spans int4multirange NOT NULL, body text NOT NULL);
        INSERT INTO odd VALUES
            (1, 'a=>1,b=>2', '{[1,3),[7,9)}', 'The fat cats sat on mats'),
            (2, 'a=>2', '{}', 'A dog'), (3, NULL, '{[4,6)}', 'Dogs and a cat')";
    connection.batch_execute(sql).await.unwrap();
    connection
}

#[tokio::test]
async fn hstores_multiranges_and_texts() {
    let connection = odd().await;
    let found = async |condition| found(&connection, Odd::ID, condition).await;
    let pairs: Hstore = [("a", Some("2"))].into_iter().collect();
    assert_eq!(found(Odd::PAIRS.contains(pairs)).await, [2]);
    assert_eq!(found(Odd::PAIRS.has_key("b")).await, [1]);
    assert_eq!(found(Odd::PAIRS.has_any_key(["a", "z"])).await, [1, 2]);
    assert_eq!(found(Odd::PAIRS.has_all_keys(["a", "b"])).await, [1]);
    let span = |range: std::ops::Range<i32>| Multirange(vec![Range::from(range)]);
    assert_eq!(found(Odd::SPANS.contains(8)).await, [1]);
    assert_eq!(found(Odd::SPANS.contains_range(span(4..5))).await, [3]);
    assert_eq!(found(Odd::SPANS.overlaps(span(2..5))).await, [1, 3]);
    assert_eq!(found(Odd::SPANS.before(span(6..7))).await, [3]);
    assert_eq!(found(Odd::BODY.matches_text("english", "cat -dog")).await, [1]);
    assert_eq!(found(Odd::BODY.matches_text("simple", "dogs or mats")).await, [1, 3]);
    assert_eq!(found(Odd::BODY.matches_text("english", "')); --\"(")).await, [0; 0]);
    let hostile = Table::<Odd>::new(&connection);
    let hostile = hostile.filter(Odd::BODY.matches_text("x'::regconfig, '') or true; --\\", "cat"));
    let error = hostile.all().await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::INVALID_NAME), "{error}");
    let all = Table::<Odd>::new(&connection).order_by(Odd::ID).all().await.unwrap();
    assert_eq!(all.iter().map(|odd| odd.id).collect::<Vec<_>>(), [1, 2, 3]);

    let create = "CREATE INDEX odd_body ON odd USING gin (to_tsvector('english', body))";
    connection.batch_execute(create).await.unwrap();
    connection.batch_execute("SET enable_seqscan = off").await.unwrap();
    let cats = Table::<Odd>::new(&connection).filter(Odd::BODY.matches_text("english", "cats"));
    let plan = cats.explain().await.unwrap();
    assert!(plan.contains("odd_body"), "{plan}");
}

#[tokio::test]
async fn documents_and_words() {
    let connection = connect("forms").await;
    let sql = r#"INSERT INTO base_types (id, a_json, a_jsonb) VALUES
            (1, '{"a": 1, "b": [1, 2]}', '{"a": 1, "b": [1, 2]}'), (2, '["a"]', '["a"]'),
            (3, NULL, NULL);
        INSERT INTO text_types (id, words) VALUES
            (1, to_tsvector('english', 'fat cats')), (2, to_tsvector('english', 'a dog'))"#;
    connection.batch_execute(sql).await.unwrap();
    let found1 = async |condition| found(&connection, BaseTypes::ID, condition).await;
    for column in [BaseTypes::A_JSON, BaseTypes::A_JSONB] {
        assert_eq!(found1(column.contains(json(r#"{"b": [2]}"#))).await, [1]);
        assert_eq!(found1(column.contained_by(json(r#"["a", "b"]"#))).await, [2]);
        assert_eq!(found1(column.has_key("a")).await, [1, 2]);
        assert_eq!(found1(column.has_any_key(["b", "z"])).await, [1]);
        assert_eq!(found1(column.has_all_keys(["a", "b"])).await, [1]);
        assert_eq!(found1(column.path_exists("$.b[*] ? (@ > 1)")).await, [1]);
    }
    let found2 = async |condition| found(&connection, TextTypes::ID, condition).await;
    let query: TsQuery = "'cat' & !'dog'".parse().unwrap();
    assert_eq!(found2(TextTypes::WORDS.matches(query)).await, [1]);
    assert_eq!(found2(TextTypes::WORDS.matches_text("english", "dogs")).await, [2]);
}

/// Plans of tables with indexes use them: no cast stands in their way.
#[tokio::test]
async fn indexes_serve_the_conditions() {
    let connection = connect("tickets").await;
    let sql = "CREATE INDEX labels ON ticket USING gin (labels);
        CREATE INDEX meta ON ticket USING gin (meta); SET enable_seqscan = off";
    connection.batch_execute(sql).await.unwrap();
    let ticket = tickets::Db::new(&connection).ticket();
    let plan = ticket.filter(tickets::Ticket::LABELS.has("x")).explain().await.unwrap();
    assert!(plan.contains("on labels"), "{plan}");
    let plan = ticket.filter(tickets::Ticket::META.has_key("x")).explain().await.unwrap();
    assert!(plan.contains("on meta"), "{plan}");
}
