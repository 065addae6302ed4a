//! The program that holds the old module, and does all that it can do with it.

use pgdc::{Connection, PrimaryKey, Result, null, set, unset};
use pgdc_golden::drift::{Db, Item, ItemPatch, Maker, NewItem, NewMaker, Spot, State};
use rust_decimal::Decimal;

fn item(code: &str) -> NewItem {
    NewItem { code: code.into(), title: "t".repeat(20), amount: 3 }
}

/// All that a row can hold.
fn full() -> ItemPatch {
    ItemPatch {
        price: set(Decimal::new(9_999_999_999, 2)),
        note: set("n".repeat(100)),
        state: set(State::Gone),
        place: set(Spot { x: Some(1), y: None }),
        maker_id: set(1),
        ..unset()
    }
}

/// As little as a row can hold.
fn bare() -> ItemPatch {
    ItemPatch { note: null(), place: null(), maker_id: null(), ..unset() }
}

/// Rows from before the change.
pub(crate) async fn fill(connection: &Connection) -> Result<()> {
    let db = Db::new(connection);
    db.maker().insert(NewMaker { maker_id: 1, name: "Ada".into() }).await?;
    db.item().insert(item("full").with(full())).await?;
    db.item().insert(item("bare").with(bare())).await?;
    Ok(())
}

/// Does everything, and tells what failed, or was not as it should be.
pub(crate) async fn run(connection: &Connection) -> Vec<String> {
    let db = Db::new(connection);
    let mut broken = Vec::new();
    let mut note = |what: &str, outcome: Result<bool>| match outcome {
        Ok(true) => {}
        Ok(false) => broken.push(format!("{what}: not as it should be")),
        Err(error) => broken.push(format!("{what}: {error}")),
    };
    note("read items", db.item().all().await.map(|all| all.len() >= 2));
    note("read makers", db.maker().all().await.map(|all| !all.is_empty()));
    note("read dear items", db.dear_item().all().await.map(|all| !all.is_empty()));
    note("read the count", db.item_count().all().await.map(|all| all.len() == 1));
    note("insert", db.item().insert(item("new")).await.map(|new| new.code == "new"));
    note(
        "insert all",
        db.item().insert(item("new2").with(full())).await.map(|new| new.maker_id == Some(1)),
    );
    // Equal to another row in all but what must differ.
    note("insert bare", db.item().insert(item("new3").with(bare())).await.map(|_| true));
    let chosen = ItemPatch { item_id: set(1000), ..full() };
    note(
        "insert a key",
        db.item().insert(item("new4").with(chosen)).await.map(|new| new.item_id == 1000),
    );
    for state in [State::Draft, State::Sold, State::Gone] {
        let patch = ItemPatch { state: set(state), ..unset() };
        note(
            "patch a state",
            db.item().filter(Item::CODE.eq("bare")).patch(patch).await.map(|_| true),
        );
    }
    note("patch", of_key(db, 1, full()).await);
    note("patch with NULL", of_key(db, 2, bare()).await);
    note("update", update(db).await);
    note("upsert", upsert(db).await);
    note("upsert by code", upsert_by_code(db).await);
    note("upsert a maker", upsert_maker(db).await);
    let view = pgdc_golden::drift::DearItemPatch { title: set("dear"), ..unset() };
    let dear = pgdc_golden::drift::DearItem::TITLE;
    note("write a view", db.dear_item().filter(dear.is_not_null()).patch(view).await.map(|_| true));
    note("delete", db.item().delete(1000).await.map(|row| row.item_id == 1000));
    broken
}

async fn of_key(db: Db<'_>, key: i32, patch: ItemPatch) -> Result<bool> {
    Ok(db.item().patch(key, patch).await?.item_id == key)
}

async fn update(db: Db<'_>) -> Result<bool> {
    let mut row = db.item().one(2).await?;
    row.title = "u".repeat(20);
    Ok(db.item().update(&row).await?.title == row.title)
}

async fn upsert(db: Db<'_>) -> Result<bool> {
    let row = db.item().one(1).await?;
    Ok(!db.item().upsert(&row).await?.is_inserted())
}

async fn upsert_by_code(db: Db<'_>) -> Result<bool> {
    let again = db.item().insert(item("bare")).on_conflict((Item::CODE,)).overwrite().await?;
    Ok(!again.is_inserted())
}

async fn upsert_maker(db: Db<'_>) -> Result<bool> {
    let maker = Maker { maker_id: 1, name: "Ada".into() };
    let kept = db.maker().insert(maker).on_conflict(PrimaryKey).ignore().await?;
    Ok(kept.is_none())
}
