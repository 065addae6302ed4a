//! The loader of CSV files.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use pgdc::Error;
use pgdc_examples::db::{Db, Product, TenantId};
use pgdc_examples::load::{Failure, load};
use tempfile::TempDir;

use crate::shop;

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("products.csv");
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[tokio::test]
async fn all_lines_become_products_of_one_tenant() {
    let (_database, pool) = shop().await;
    // Columns in an order of their own, one that is not asked for, quotes, and a stock that is left open.
    let mut text =
        "name,sku,colour,stock,cents\n\"Milk, \"\"fresh\"\"\",milk,white,,120\n".to_owned();
    (1..2500).for_each(|n| writeln!(text, "No. {n},p{n},red,{n},{n}").unwrap());
    let (_folder, path) = file(&text);
    let mut told = Vec::new();
    let count = load(&pool, TenantId(8), &path, |lines| told.push(lines)).await.unwrap();
    assert_eq!((count, told), (2500, vec![1000, 2000]));

    let products = Db::new(&pool).tenant(TenantId(8)).product();
    assert_eq!(products.count().await.unwrap(), 2501);
    let milk = Product::by_sku(&products, "milk").one().await.unwrap();
    assert_eq!((milk.name.as_str(), milk.cents, milk.stock), ("Milk, \"fresh\"", 120, 0));
    let others = Db::new(&pool).tenant(TenantId(7)).product();
    assert_eq!(others.count().await.unwrap(), 1, "nothing of the other tenant's");
}

#[tokio::test]
async fn of_a_file_with_a_mistake_nothing_is_loaded() {
    let (_database, pool) = shop().await;
    let products = Db::new(&pool).tenant(TenantId(7)).product();
    let good: String = (0..3000).map(|n| format!("p{n},No. {n},1,1\n")).collect();
    for (line, says) in [
        ("cup,Cup,cheap,1", "CSV deserialize error: record 3001 (line: 3002"),
        ("cup,Cup", "found record with 2 fields"),
        ("cup,Cup,-1,1", "product_cents_check"),
        ("tea,Tea,1,1", "product_pkey"),
    ] {
        let (_folder, path) = file(&format!("sku,name,cents,stock\n{good}{line}\n"));
        let failure = load(&pool, TenantId(7), &path, |_| ()).await.unwrap_err();
        assert!(failure.to_string().contains(says), "{failure}");
        assert_eq!(products.count().await.unwrap(), 1);
    }
    let missing = load(&pool, TenantId(7), "missing.csv".as_ref(), |_| ()).await;
    assert!(matches!(missing, Err(Failure::File(_))));
    let (_folder, path) = file("sku,name,cents,stock\ncup,Cup,1,1\n");
    let nobody = load(&pool, TenantId(9), &path, |_| ()).await;
    let is_foreign_key = |error: &Error| error.is_foreign_key_violation();
    assert!(matches!(nobody, Err(Failure::Database(error)) if is_foreign_key(&error)));
}
