//! Names, comments, defaults and labels that try to be something else stay what they are.

use pgdc::{Enum as _, Keyed as _, Row as _, set, unset};
use pgdc_golden::hostile::{
    CoMp, Db, MoodPanicX, NewString2, NewXDropTableVictim, Self2, XDropTableVictim,
    XDropTableVictimPatch,
};

use crate::connect;

#[tokio::test]
async fn hostile_names_and_values_are_inert() {
    let connection = connect("hostile").await;
    let db = Db::new(&connection);
    let table = db.x_drop_table_victim();
    let row = table.insert(NewXDropTableVictim { id_1_or_1_1: 1 }).await.unwrap();
    assert_eq!(row.drop_table_victim.as_deref(), Some("\"); DROP TABLE victim; --"));
    assert_eq!((row.dom.as_deref(), row.mood), (Some("\"); panic!(\""), MoodPanicX::Unnamed));

    let attack = "'; DROP TABLE victim; --";
    let full = XDropTableVictim {
        id_1_or_1_1: 2,
        drop_table_victim: Some(attack.into()),
        new_line: Some(attack.into()),
        _1: Some(1),
        unnamed: Some("{}".into()),
        unnamed_2: Some("?".into()),
        name: Some(":name".into()),
        mood: MoodPanicX::LineBreak,
        dom: Some(attack.into()),
        comp: Some(CoMp {
            r#fn: Some(1),
            a_b: Some(attack.into()),
            unnamed: Some(MoodPanicX::PanicLabel),
        }),
    };
    assert_eq!(table.insert(&full).await.unwrap(), full);
    let narrow = table.xtra(XDropTableVictim::DROP_TABLE_VICTIM, attack);
    assert_eq!(narrow.all().await.unwrap(), std::slice::from_ref(&full));
    let found = table
        .filter(XDropTableVictim::NEW_LINE.eq(attack).and(XDropTableVictim::_1.eq(1)))
        .filter(XDropTableVictim::MOOD.any_of([MoodPanicX::LineBreak, MoodPanicX::T200Ok]))
        .order_by(XDropTableVictim::UNNAMED_2.desc());
    assert_eq!(found.one().await.unwrap(), full);
    let patch = XDropTableVictimPatch { name: set(attack), ..unset() };
    assert_eq!(narrow.patch(full.key(), patch).await.unwrap().name.as_deref(), Some(attack));
    assert_eq!(table.upsert(&full).await.unwrap().into_row(), full);
    assert_eq!(table.delete(full.key()).await.unwrap(), full);

    assert_eq!(db.victim().count().await.unwrap(), 0, "still there");
    assert_eq!(XDropTableVictim::RELATION.to_string(), r#""public"."x""; DROP TABLE victim; --""#);
}

#[tokio::test]
async fn every_label_comes_back() {
    let connection = connect("hostile").await;
    let table = Db::new(&connection).x_drop_table_victim();
    for (n, (mood, label)) in (0..).zip(MoodPanicX::LABELS) {
        let new = NewXDropTableVictim { id_1_or_1_1: n };
        let new = new.with(XDropTableVictimPatch { mood: set(*mood), ..unset() });
        assert_eq!(table.insert(new).await.unwrap().mood, *mood);
        assert_eq!(label.parse(), Ok(*mood));
    }
}

#[tokio::test]
async fn tables_with_the_names_of_other_things_are_tables() {
    let connection = connect("hostile").await;
    let db = Db::new(&connection);
    db.string().insert(NewString2 { id: 1 }).await.unwrap();
    let row = Self2 {
        self_: 1,
        self_2: Some(2),
        super_: None,
        crate_: None,
        unnamed: Some(3),
        r#gen: None,
    };
    assert_eq!(db.self_().insert(&row).await.unwrap(), row);
    assert_eq!(
        db.mixed_case().count().await.unwrap() + db.mixed_case_2().count().await.unwrap(),
        0
    );
}
