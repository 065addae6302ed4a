//! The cat and dog scenarios of fastasyncpg, and the defects it has that this must not have.

use pgdc::{Upserted, set, unset};
use pgdc_golden::pets::{Cat, CatPatch, Db, NewCat};

use crate::{connect, pool};

fn cat(name: &str, uid: i32) -> pgdc::With<NewCat, CatPatch> {
    NewCat { name: name.to_owned() }.with(CatPatch { uid: set(uid), ..unset() })
}

#[tokio::test]
async fn an_insert_returns_the_generated_key() {
    let connection = connect("pets").await;
    let db = Db::new(&connection);
    let meow = db.cat().insert(NewCat { name: "meow".into() }).await.unwrap();
    assert_eq!(meow, Cat { id: 1, name: "meow".into(), weight: None, uid: None });
    let purr = db.cat().insert(cat("purr", 2)).await.unwrap();
    assert_eq!((purr.id, purr.uid), (2, Some(2)));
    assert_eq!(db.dog().count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_scope_is_stamped_on_inserts() {
    let connection = connect("pets").await;
    let db = Db::new(&connection);
    let mine = db.cat().xtra(Cat::UID, 1);
    let meow = mine.insert(NewCat { name: "meow".into() }).await.unwrap();
    assert_eq!(meow.uid, Some(1));
    let many = mine.insert_many(vec![NewCat { name: "a".into() }, NewCat { name: "b".into() }]);
    assert!(many.await.unwrap().iter().all(|cat| cat.uid == Some(1)));
    assert_eq!(mine.insert(cat("same", 1)).await.unwrap().uid, Some(1));

    let error = mine.insert(cat("other", 2)).await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(
        error.to_string(),
        "cat.uid: the value contradicts the handle's scope; nothing was written"
    );
    assert_eq!(db.cat().count().await.unwrap(), 4);
}

#[tokio::test]
async fn another_scope_finds_writes_and_deletes_nothing() {
    let connection = connect("pets").await;
    let db = Db::new(&connection);
    let (mine, theirs) = (db.cat().xtra(Cat::UID, 1), db.cat().xtra(Cat::UID, 2));
    let meow = mine.insert(NewCat { name: "meow".into() }).await.unwrap();

    assert_eq!(theirs.get(meow.id).await.unwrap(), None);
    assert!(theirs.one(meow.id).await.unwrap_err().is_not_found());
    let patch = CatPatch { name: set("taken"), ..unset() };
    assert!(theirs.patch(meow.id, patch).await.unwrap_err().is_not_found());
    assert!(theirs.delete(meow.id).await.unwrap_err().is_not_found());
    assert_eq!(theirs.count().await.unwrap(), 0);
    assert_eq!(mine.one(meow.id).await.unwrap(), meow);

    // An absent row and one of another scope give the same error.
    let foreign = theirs.one(meow.id).await.unwrap_err().to_string();
    let absent = theirs.one(77).await.unwrap_err().to_string();
    assert_eq!(foreign.replace(&meow.id.to_string(), "77"), absent);
}

#[tokio::test]
async fn an_upsert_onto_a_row_of_another_scope_is_an_error() {
    let connection = connect("pets").await;
    let db = Db::new(&connection);
    let (mine, theirs) = (db.cat().xtra(Cat::UID, 1), db.cat().xtra(Cat::UID, 2));
    let meow = mine.insert(NewCat { name: "meow".into() }).await.unwrap();

    let stolen = Cat { name: "stolen".into(), uid: Some(2), ..meow.clone() };
    let error = theirs.upsert(&stolen).await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(
        error.to_string(),
        "cat: a row with this key exists outside the handle's scope; nothing was written"
    );
    assert_eq!(db.cat().all().await.unwrap(), std::slice::from_ref(&meow));

    let renamed = Cat { name: "renamed".into(), ..meow };
    assert_eq!(mine.upsert(&renamed).await.unwrap(), Upserted::Updated(renamed.clone()));
    let new = Cat { id: 50, name: "new".into(), weight: Some(3.5), uid: Some(2) };
    assert_eq!(theirs.upsert(&new).await.unwrap(), Upserted::Inserted(new));
}

#[tokio::test]
async fn a_write_cannot_move_a_row_out_of_its_scope() {
    let connection = connect("pets").await;
    let db = Db::new(&connection);
    let mine = db.cat().xtra(Cat::UID, 1);
    let meow = mine.insert(NewCat { name: "meow".into() }).await.unwrap();
    let patch = |uid| CatPatch { name: set("gone"), uid, ..unset() };
    for uid in [set(2), pgdc::null(), pgdc::default()] {
        assert!(mine.patch(meow.id, patch(uid)).await.unwrap_err().is_scope_violation());
    }
    for uid in [Some(2), None] {
        let moved = Cat { uid, name: "gone".into(), ..meow.clone() };
        assert!(mine.update(&moved).await.unwrap_err().is_scope_violation());
        assert!(mine.upsert(&moved).await.unwrap_err().is_scope_violation());
        assert!(mine.insert(&moved).await.unwrap_err().is_scope_violation());
    }
    assert_eq!(db.cat().all().await.unwrap(), std::slice::from_ref(&meow));
    // To say again what the scope says is no move.
    assert_eq!(mine.patch(meow.id, patch(set(1))).await.unwrap().name, "gone");
}

/// In fastasyncpg a scope is state on a shared object, and tasks read each other's.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_with_different_scopes_on_one_pool_never_mix() {
    let pool = pool("pets").await;
    let tasks: Vec<_> = (1..=16)
        .map(|uid| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mine = Db::new(&pool).cat().xtra(Cat::UID, uid);
                for n in 1..=25_u64 {
                    let name = format!("cat {n} of {uid}");
                    let made = mine.insert(NewCat { name: name.clone() }).await.unwrap();
                    assert_eq!((made.uid, made.name), (Some(uid), name));
                    let found = mine.all().await.unwrap();
                    assert_eq!(found.len() as u64, n);
                    assert!(found.iter().all(|cat| cat.uid == Some(uid)));
                    assert_eq!(mine.count().await.unwrap(), n);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(Db::new(&pool).cat().count().await.unwrap(), 16 * 25);
}
