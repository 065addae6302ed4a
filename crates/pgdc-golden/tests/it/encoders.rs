//! Values whose encoder panics, as that of `OffsetDateTime` does where the year in UTC is beyond 9999.

use pgdc::types::{OffsetDateTime, Range};
use pgdc::unset;
use pgdc_golden::forms::{
    ArrayTypesPatch, BaseTypes, BaseTypesPatch, Db, NewArrayTypes, NewBaseTypes, NewTextTypes,
    TextTypesPatch,
};
use time::macros::datetime;

use crate::connect;

const BEYOND: OffsetDateTime = datetime!(9999-12-31 23:30 -1);

fn refused<T: std::fmt::Debug>(result: pgdc::Result<T>) {
    let error = result.unwrap_err().to_string();
    let reason = "the value's encoder panicked: local datetime out of valid range";
    assert!(error.contains(reason), "{error}");
}

/// Wherever the value stands. All of them go over one connection, which must stay fit for use.
#[tokio::test]
async fn a_panic_is_an_error_and_leaves_the_connection_alone() {
    let connection = connect("forms").await;
    let db = Db::new(&connection);
    let patch = BaseTypesPatch { a_timestamptz: pgdc::set(BEYOND), ..unset() };
    let row = |id| NewBaseTypes { id }.with(patch.clone());
    refused(db.base_types().insert(row(1)).await);
    refused(db.base_types().insert_many(vec![row(1), row(2)]).await);
    refused(db.base_types().filter(BaseTypes::A_TIMESTAMPTZ.lt(BEYOND)).all().await);
    refused(db.base_types().filter(BaseTypes::A_TIMESTAMPTZ.any_of([BEYOND])).all().await);
    refused(db.base_types().rows_where("a_timestamptz < ?", (BEYOND,)).all().await);
    refused(db.base_types().xtra(BaseTypes::A_TIMESTAMPTZ, BEYOND).all().await);

    let moments = ArrayTypesPatch { moments: pgdc::set(vec![Some(BEYOND)]), ..unset() };
    let row = NewArrayTypes { id: 1, ints: Vec::new() }.with(moments);
    refused(db.array_types().insert(row).await);
    let window = TextTypesPatch { window: pgdc::set(Range::from(BEYOND..)), ..unset() };
    refused(db.text_types().insert(NewTextTypes { id: 1 }.with(window)).await);

    let kept = BaseTypesPatch { a_timestamptz: pgdc::set(OffsetDateTime::UNIX_EPOCH), ..unset() };
    let row = db.base_types().insert(NewBaseTypes { id: 1 }.with(kept)).await.unwrap();
    assert_eq!(row.a_timestamptz, Some(OffsetDateTime::UNIX_EPOCH));
    assert_eq!(db.base_types().count().await.unwrap(), 1);
}
