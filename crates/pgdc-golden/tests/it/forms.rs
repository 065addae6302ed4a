//! Every form of table and column: values go to the server and come back as they were.

use pgdc::types::{Interval, Json, Uuid};
use pgdc::{Keyed as _, Row as _, Upserted, set, unset};
use pgdc_golden::forms::{
    AccountPatch, AllDefaultsPatch, ArrayTypes, BaseTypes, Colour, CompositeTypes, Db,
    IdentityAlways, KeyOnly, NewAccount, NewAllDefaults, NewIdentityAlways, NewIdentityByDefault,
    NewMeasurement, NewNoKey, NewSerialKey, NewTextTypes, NoKey, Point3, TaggedPoint, TextTypes,
    TextTypesPatch, Type,
};
use rust_decimal::Decimal;
use time::macros::{date, datetime};

use crate::connect;

fn base(id: i32) -> BaseTypes {
    BaseTypes {
        id,
        a_bool: Some(true),
        an_int2: Some(i16::MIN),
        an_int8: Some(i64::MAX),
        an_oid: Some(u32::MAX),
        a_float4: Some(f32::MIN_POSITIVE),
        a_float8: Some(f64::INFINITY),
        a_numeric: Some("12345678901234567890123456789.123456789".parse().unwrap()),
        a_text: Some("naïve '\"\\ \n 🦀".into()),
        a_varchar: Some("short".into()),
        a_char: Some("ab   ".into()),
        a_name: Some("pg_class".into()),
        a_bytea: Some(vec![0, 255, 7]),
        a_uuid: Some(Uuid::from_u128(42)),
        a_date: Some(date!(2024 - 02 - 29)),
        a_time: Some("24:00:00".parse().unwrap()),
        a_timestamp: Some(datetime!(1970-01-01 0:00:00.123)),
        a_timestamptz: Some(datetime!(2024-02-29 12:00 UTC)),
        a_json: Some(Json::from(vec![1, 2])),
        a_jsonb: Some(Json::Null),
        a_colour: Some(Colour::LightGreen),
        an_email: Some("a@b".into()),
        a_work_email: Some("c@d".into()),
    }
}

fn null(id: i32) -> BaseTypes {
    BaseTypes {
        id,
        a_bool: None,
        an_int2: None,
        an_int8: None,
        an_oid: None,
        a_float4: None,
        a_float8: None,
        a_numeric: None,
        a_text: None,
        a_varchar: None,
        a_char: None,
        a_name: None,
        a_bytea: None,
        a_uuid: None,
        a_date: None,
        a_time: None,
        a_timestamp: None,
        a_timestamptz: None,
        a_json: None,
        a_jsonb: None,
        a_colour: None,
        an_email: None,
        a_work_email: None,
    }
}

#[tokio::test]
async fn base_types_come_back_as_they_were() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).base_types();
    assert_eq!(table.insert(base(1)).await.unwrap(), base(1));
    assert_eq!(
        table.insert_many(vec![null(2), base(3), null(4)]).await.unwrap(),
        [null(2), base(3), null(4)]
    );
    assert_eq!(table.update(&BaseTypes { id: 1, ..null(1) }).await.unwrap(), null(1));
    assert_eq!(table.upsert(base(1)).await.unwrap(), Upserted::Updated(base(1)));
    let found = table
        .filter(BaseTypes::A_COLOUR.eq(Colour::LightGreen))
        .filter(BaseTypes::AN_EMAIL.any_of(["a@b", "x@y"]))
        .filter(BaseTypes::A_WORK_EMAIL.eq("c@d"))
        .filter(BaseTypes::AN_INT2.eq(i16::MIN))
        .filter(BaseTypes::A_DATE.ge(date!(2024 - 02 - 29)));
    assert_eq!(found.count().await.unwrap(), 2);
}

#[tokio::test]
async fn arrays_come_back_as_they_were() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).array_types();
    let row = |id| ArrayTypes {
        id,
        bools: Some(vec![Some(true), None]),
        ints: vec![Some(1), None, Some(i32::MIN)],
        names: Some(vec![Some("a,\"b\"".into()), Some("NULL".into()), None]),
        prices: Some(vec![Some(Decimal::new(150, 2))]),
        moments: Some(vec![Some(datetime!(2024-02-29 12:00 UTC))]),
        documents: Some(vec![Some(Json::from("x")), None]),
        colours: Some(vec![Some(Colour::Red), Some(Colour::Red2), Some(Colour::T200Ok)]),
        keys: Some(vec![]),
    };
    assert_eq!(table.insert(row(1)).await.unwrap(), row(1));
    assert_eq!(table.insert_many(vec![row(2), row(3)]).await.unwrap(), [row(2), row(3)]);
    let bare = ArrayTypes { ints: vec![], bools: None, names: None, keys: None, ..row(4) };
    assert_eq!(table.insert(&bare).await.unwrap(), bare);
}

#[tokio::test]
async fn odd_types_come_back_as_they_were() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).text_types();
    let row = table.insert(NewTextTypes { id: 1 }).await.unwrap();
    assert_eq!(
        (row.took, row.flags.to_string().as_str()),
        (Interval { days: 1, ..Interval::default() }, "00000000")
    );
    let full = TextTypes {
        id: 2,
        address: Some("10.0.0.1/8".parse().unwrap()),
        took: Interval { months: 1, days: 2, microseconds: 3_000_000 },
        place: Some(Point3 { x: Some(1.0), y: Some(2.0), z: None }),
        window: Some((datetime!(2024-01-01 0:00 UTC)..).into()),
        words: Some("'cat':1A 'dog'".parse().unwrap()),
        emails: Some(vec![Some("a@b".into()), None]),
        flags: "10101010".parse().unwrap(),
        grid: Some("{{1,2},{3,NULL}}".parse().unwrap()),
        class: Some("pg_class".into()),
        kinds: Some(vec![Some("integer".into()), None]),
        floats: Some((0.5..1.5).into()),
        cents: Some((1..5).into()),
        floats_2: Some("{[0.5,1.5),[2,3)}".into()),
        contacts: Some(vec![Some("a@b".into()), None]),
        odd: Some("(pg_class,1)".into()),
        odds: Some("{\"(pg_class,1)\",NULL}".into()),
    };
    assert_eq!(table.insert(&full).await.unwrap(), full);
    let more =
        [TextTypes { id: 3, ..full.clone() }, TextTypes { id: 4, emails: None, ..full.clone() }];
    assert_eq!(table.insert_many(more.to_vec()).await.unwrap(), more);
    assert_eq!(
        table.filter(TextTypes::ADDRESS.eq(full.address.unwrap())).count().await.unwrap(),
        3
    );
    assert_eq!(table.filter(TextTypes::CLASS.eq("pg_class")).count().await.unwrap(), 3);
    assert_eq!(table.filter(TextTypes::ODD.eq("(pg_class,1)")).count().await.unwrap(), 3);
    assert_eq!(table.filter(TextTypes::TOOK.any_of([row.took])).one().await.unwrap(), row);
    let patch = TextTypesPatch { flags: set("1".parse::<pgdc::types::Bits>().unwrap()), ..unset() };
    let error = table.patch(1, patch).await.unwrap_err();
    assert!(error.to_string().contains("bit string length 1"), "not padded in silence: {error}");
}

#[tokio::test]
async fn composites_come_back_as_they_were() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).composite_types();
    let point = |x| Point3 { x: Some(x), y: None, z: Some(f64::INFINITY) };
    let tagged = TaggedPoint {
        the_point: Some(point(1.0)),
        tags: Some(vec![Some("a,b".into()), None]),
        hue: Some(Colour::T200Ok),
        contact: Some("a@b".into()),
    };
    let bare = TaggedPoint { the_point: None, tags: None, hue: None, contact: None };
    let row = |id| CompositeTypes {
        id,
        place: point(0.5),
        tagged: Some(tagged.clone()),
        route: Some(vec![Some(point(1.0)), None, Some(point(2.0))]),
        tags: Some(vec![Some(bare.clone()), Some(tagged.clone())]),
    };
    assert_eq!(table.insert(row(1)).await.unwrap(), row(1));
    assert_eq!(table.insert_many(vec![row(2), row(3)]).await.unwrap(), [row(2), row(3)]);
    assert_eq!(table.filter(CompositeTypes::TAGGED.eq(tagged.clone())).count().await.unwrap(), 3);
    let plain = CompositeTypes { tagged: None, route: None, tags: None, ..row(4) };
    assert_eq!(table.insert(&plain).await.unwrap(), plain);

    connection.batch_execute("ALTER TYPE point3 ADD ATTRIBUTE w float8").await.unwrap();
    assert_eq!(
        table.one(1).await.unwrap_err().to_string(),
        "composite_types.place: type point3 has 4 fields, and 3 fields are known to this build; \
         run `pgdc generate`"
    );
}

#[tokio::test]
async fn what_postgres_alone_may_write_is_left_out() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).identity_always();
    let row = table.insert(NewIdentityAlways { name: "a".into() }).await.unwrap();
    assert_eq!(row, IdentityAlways { id: 1, name: "a".into(), upper: Some("A".into()) });
    // A row given back is inserted as a new one, updated by its key, upserted by its key.
    assert_eq!(table.insert(&row).await.unwrap().id, 2);
    let changed = IdentityAlways { name: "b".into(), ..row.clone() };
    assert_eq!(table.update(&changed).await.unwrap().upper.as_deref(), Some("B"));
    let upserted = table.upsert(&row).await.unwrap();
    assert_eq!(upserted, Upserted::Updated(row));
    let far = IdentityAlways { id: 100, name: "far".into(), upper: None };
    assert_eq!(table.upsert(&far).await.unwrap().into_row().id, 100);

    // Nothing but a key that no update may touch.
    let only = Db::new(&connection).identity_only();
    let row = pgdc_golden::forms::IdentityOnly { id: 7 };
    assert_eq!(only.upsert(&row).await.unwrap(), Upserted::Inserted(row.clone()));
    assert_eq!(only.upsert(&row).await.unwrap(), Upserted::Updated(row.clone()));
    assert_eq!(only.update(&row).await.unwrap(), row);
    // A key that the server makes and that is taken already is an error, never some other row.
    let sql = "ALTER TABLE identity_only ALTER id RESTART WITH 7";
    connection.batch_execute(sql).await.unwrap();
    let error = only.upsert(pgdc_golden::forms::NewIdentityOnly {}).await.unwrap_err();
    assert_eq!(error.constraint(), Some(pgdc_golden::forms::IdentityOnly::IDENTITY_ONLY_PKEY));
    assert!(only.upsert(pgdc_golden::forms::NewIdentityOnly {}).await.unwrap().is_inserted());

    let by_default = Db::new(&connection).identity_by_default();
    assert_eq!(by_default.insert(NewIdentityByDefault {}).await.unwrap().id, 1);
    assert_eq!(Db::new(&connection).serial_key().insert(NewSerialKey {}).await.unwrap().id, 1);
}

#[tokio::test]
async fn a_row_of_defaults_alone_is_a_row() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).all_defaults();
    let one = table.insert(NewAllDefaults {}).await.unwrap();
    let many = table.insert_many(vec![NewAllDefaults {}, NewAllDefaults {}]).await.unwrap();
    assert_eq!((many.len(), table.count().await.unwrap()), (2, 3));
    assert!(many.iter().all(|row| row.id != one.id));
    // Where no column is required, a patch makes a whole row.
    let id = Uuid::from_u128(7);
    let patched = table.insert(AllDefaultsPatch { id: set(id), ..unset() }).await.unwrap();
    assert_eq!(patched.id, id);
    assert!(table.upsert(NewAllDefaults {}).await.unwrap().is_inserted());
}

#[tokio::test]
async fn rows_that_set_different_columns_are_inserted_in_order() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).account();
    let rows: Vec<_> = (1..=30)
        .map(|account_id| {
            let new = NewAccount { account_id, handle: format!("h{account_id}") };
            new.with(match account_id % 3 {
                0 => AccountPatch { deleted: set(true), ..unset() },
                1 => AccountPatch { referrer: set(1), ..unset() },
                _ => unset(),
            })
        })
        .collect();
    let inserted = table.insert_many(rows).await.unwrap();
    for (account, id) in inserted.iter().zip(1..) {
        assert_eq!((account.account_id, account.deleted), (id, id % 3 == 0));
        assert_eq!(account.referrer, (id % 3 == 1).then_some(1));
    }
    assert_eq!(table.insert_many(Vec::<NewAccount>::new()).await.unwrap(), []);
    assert_eq!(Db::new(&connection).live_account().count().await.unwrap(), 20);
    assert_eq!(Db::new(&connection).account_count().all().await.unwrap()[0].total, Some(0));
}

#[tokio::test]
async fn keys_are_whole_and_in_their_own_order() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).key_only();
    let row = KeyOnly { a: 1, b: "x".into() };
    assert_eq!(KeyOnly::RELATION.key, [1, 0]);
    assert_eq!(table.upsert(&row).await.unwrap(), Upserted::Inserted(row.clone()));
    assert_eq!(table.upsert(&row).await.unwrap(), Upserted::Updated(row.clone()));
    table.insert(KeyOnly { a: 2, b: "x".into() }).await.unwrap();
    assert_eq!(table.update(&row).await.unwrap(), row);
    assert_eq!(table.delete(row.key()).await.unwrap(), row);
    assert_eq!(table.count().await.unwrap(), 1);
}

#[tokio::test]
async fn tables_without_a_key_and_partitioned_tables() {
    let connection = connect("forms").await;
    let db = Db::new(&connection);
    let nothing = pgdc_golden::forms::NewNoColumns {};
    db.no_columns().insert(&nothing).await.unwrap();
    assert_eq!(db.no_columns().insert_many(vec![nothing.clone(), nothing]).await.unwrap().len(), 2);
    assert_eq!(db.no_columns().all().await.unwrap().len(), 3);

    let at = datetime!(2025-05-05 5:05);
    let row = db.no_key().insert(NewNoKey { at }).await.unwrap();
    assert_eq!(row, NoKey { line: None, at });

    let new = NewMeasurement { taken_on: date!(2025 - 05 - 05), sensor: 1 };
    let row = db.measurement().insert(new).await.unwrap();
    assert_eq!(db.measurement().one(row.key()).await.unwrap(), row);
    let more = pgdc_golden::forms::Measurement { value: Some(1.5), ..row };
    assert_eq!(db.measurement().upsert(&more).await.unwrap(), Upserted::Updated(more.clone()));
    assert_eq!(db.measurement().delete(more.key()).await.unwrap(), more);
}

#[tokio::test]
async fn odd_names_are_only_names() {
    let connection = connect("forms").await;
    let row = Type {
        self_: 1,
        r#type: "t".into(),
        first_name: Some("F".into()),
        first_name_2: Some("f".into()),
        unit_price: None,
        _1st: Some(1),
    };
    let table = Db::new(&connection).r#type();
    assert_eq!(table.insert(&row).await.unwrap(), row);
    assert_eq!(table.filter(Type::FIRST_NAME_2.eq("f")).one().await.unwrap(), row);
    assert_eq!(table.to_string(), r#""public"."type""#);
}

#[tokio::test]
async fn a_label_added_later_is_a_clear_error() {
    let connection = connect("forms").await;
    let table = Db::new(&connection).base_types();
    let sql = "ALTER TYPE colour ADD VALUE 'blue'";
    connection.batch_execute(sql).await.unwrap();
    connection
        .batch_execute("INSERT INTO base_types (id, a_colour) VALUES (1, 'blue')")
        .await
        .unwrap();
    assert_eq!(
        table.one(1).await.unwrap_err().to_string(),
        r#"base_types.a_colour: label "blue" is not known to this build; run `pgdc generate`"#
    );
    assert_eq!("200 OK".parse(), Ok(Colour::T200Ok));
    assert_eq!(Colour::LightGreen.to_string(), "light-green");
}

#[tokio::test]
async fn the_configuration_gives_other_names_and_types() {
    use pgdc::types::JsonOf;
    use pgdc_golden::renamed::{Customer, Db, Mood, NewCustomer};
    use pgdc_golden::support::{Cents, Preferences, Weekday};

    let connection = connect("renamed").await;
    let table = Db::new(&connection).customer();
    let new = NewCustomer { customer_id: 1, name: "Ada".into() };
    let row = table.insert(new).await.unwrap();
    assert_eq!(row.c_prefs, JsonOf(Preferences { letters: false }));
    let full = Customer {
        customer_id: 2,
        c_mood: Some(Mood::Good),
        c_days: vec![Some(Weekday(1)), None, Some(Weekday(2))],
        c_addr: Some("10.0.0.1".parse().unwrap()),
        c_owes: Cents(5),
        c_debts: Some(vec![Some(Cents(2)), None]),
        c_prefs: JsonOf(Preferences { letters: true }),
        ..row.clone()
    };
    assert_eq!(table.insert(&full).await.unwrap(), full);
    assert_eq!(table.filter(Customer::NAME.eq("Ada")).count().await.unwrap(), 2);
    assert_eq!(table.filter(Customer::C_OWES.eq(Cents(5))).one().await.unwrap(), full);
    assert_eq!(table.update(&row).await.unwrap(), row);
}
