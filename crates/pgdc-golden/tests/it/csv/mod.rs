//! CSV files into tables.

mod faults;
mod half_way;
mod random;

use pgdc::{Executor as _, Pool};
use pgdc_golden::tickets::{Db, Tenant, Ticket};

use crate::pool;

/// Two tenants with three tickets each.
async fn tickets() -> Pool {
    let pool = pool("tickets").await;
    let rows = "INSERT INTO tenant VALUES (7, 'seven'), (8, 'eight');
        INSERT INTO ticket (tenant_id, number, title, status, labels, created_at)
        SELECT t, n, 'old ' || n, 'done', '{old}', '2025-01-01'
        FROM unnest('{7,8}'::int[]) AS t, generate_series(1, 3) AS n";
    pool.batch(pgdc::SqlText::trusted(rows)).await.unwrap();
    pool
}

/// All tickets as text.
async fn seen(pool: &Pool) -> Vec<String> {
    let text = "SELECT concat_ws(' ', tenant_id, number, title, status, priority, labels, due)
        FROM ticket ORDER BY tenant_id, number";
    pool.sql(text, ()).items().await.unwrap()
}

#[tokio::test]
async fn a_header_names_columns_in_any_order_and_case() {
    let pool = tickets().await;
    let file = "\u{feff}TITLE;comment;number;Due;Labels\r\n\
                \"a;\"\"b\nc\";x;10;2025-01-31;{one}\r\n\r\n\
                \"NIL\";z;12;NIL;\"{a,\"\"b c\"\"}\"";
    // It can be sent to another thread.
    let of_task = pool.clone();
    let task = tokio::spawn(async move {
        let mut told = Vec::new();
        let tickets = Db::new(&of_task).ticket();
        let write = tickets.insert_csv(file.as_bytes()).delimiter(';').null("NIL").skip("Comment");
        let write = write.fill(Ticket::TENANT_ID, 9).fill(Ticket::TENANT_ID, 7);
        let report = write.progress(|so_far| told.push(so_far.rows)).await;
        (report, told)
    });
    let (report, told) = task.await.unwrap();
    let report = report.unwrap();
    assert_eq!((report.rows, report.written, report.rejected), (2, 2, 0));
    assert_eq!(told, [2]);
    let new: Vec<String> = seen(&pool).await.into_iter().filter(|row| row.contains(" 1")).collect();
    assert!(new.contains(&"7 10 a;\"b\nc open 3 {one} 2025-01-31".to_owned()), "{new:?}");
    assert!(new.contains(&"7 12 NIL open 3 {a,\"b c\"}".to_owned()), "{new:?}");
}

#[tokio::test]
async fn columns_that_the_file_leaves_out_keep_their_values() {
    let pool = tickets().await;
    // The title may not be NULL and has no default: rows that are there keep theirs.
    let file = "number,tenant_id,priority\n1,7,5\n3,8,1\n";
    let report = Db::new(&pool).ticket().upsert_csv(file.as_bytes()).await.unwrap();
    assert_eq!(report.written, 2);
    let now = seen(&pool).await;
    assert_eq!(now[0], "7 1 old 1 done 5 {old}");
    assert_eq!(now[1], "7 2 old 2 done 3 {old}");
    assert_eq!(now[5], "8 3 old 3 done 1 {old}");
    // A new row must have one.
    let file = "number,tenant_id,priority\n1,7,4\n9,7,5\n";
    let error = Db::new(&pool).ticket().upsert_csv(file.as_bytes()).await.unwrap_err();
    assert!(error.is_not_null_violation() && error.row() == Some(3), "{error}");
    assert_eq!(error.column(), Some("title"));
    let file = "number,tenant_id,title\n1,7,new\n9,7,new\n";
    let report = Db::new(&pool).ticket().upsert_csv(file.as_bytes()).await.unwrap();
    assert_eq!(report.written, 2);
    let now = seen(&pool).await;
    assert_eq!((now[0].as_str(), now[3].as_str()), ("7 1 new done 5 {old}", "7 9 new open 3 {}"));
}

#[tokio::test]
async fn rows_are_known_by_any_unique_index() {
    let pool = tickets().await;
    let tenants = Db::new(&pool).tenant();
    let file = "tenant_id,name\n70,seven\n9,nine\n";
    let taken = tenants.upsert_csv(file.as_bytes()).await.unwrap_err();
    assert_eq!(taken.constraint(), Some(Tenant::TENANT_NAME_KEY));
    assert_eq!(taken.row(), Some(2), "{taken}");
    let by_name = || tenants.upsert_csv(file.as_bytes());
    assert_eq!(by_name().on_conflict(Tenant::TENANT_NAME_KEY).await.unwrap().written, 2);
    assert_eq!(by_name().on_conflict((Tenant::NAME,)).ignore().await.unwrap().written, 0);
    let all: Vec<(i32, String)> =
        pool.sql("SELECT tenant_id, name FROM tenant ORDER BY 1", ()).all().await.unwrap();
    // The primary key of a row that is there stays.
    assert_eq!(all, [(7, "seven".into()), (8, "eight".into()), (9, "nine".into())]);

    let file = "number,tenant_id,title,priority,due\n1,7,,5,\n2,7,b,4,2025-01-01\n";
    let write = Db::new(&pool).ticket().upsert_csv(file.as_bytes());
    let write = write.coalesce((Ticket::TITLE, Ticket::DUE)).keep(Ticket::PRIORITY);
    let error = write.await.unwrap_err();
    assert!(error.is_not_null_violation(), "the server looks at the new row first: {error}");
    let file = file.replacen(",,5,", ",a,5,", 1);
    let write = Db::new(&pool).ticket().upsert_csv(file.as_bytes());
    write.coalesce((Ticket::TITLE, Ticket::DUE)).keep(Ticket::PRIORITY).await.unwrap();
    assert_eq!(seen(&pool).await[..2], ["7 1 a done 3 {old}", "7 2 b done 3 {old} 2025-01-01"]);
}

#[tokio::test]
async fn an_index_on_expressions_is_one_too() {
    use pgdc_golden::forms::{self, Account};
    let pool = pool("forms").await;
    let handle = || pgdc::Arbiter::<Account>::new("lower(handle)").predicate("NOT deleted");
    let file = "account_id,handle,deleted\n1,Ann,false\n2,ANN,true\n3,ann,true\n4,bob,false\n";
    let accounts = forms::Db::new(&pool).account();
    let write = accounts.upsert_csv(file.as_bytes()).on_conflict(handle());
    assert_eq!(write.await.unwrap().written, 4);
    let write = accounts.upsert_csv(&b"account_id,handle\n5,ANN\n6,aNN\n"[..]);
    let error = write.on_conflict(handle()).await.unwrap_err();
    assert!(error.is_given_twice() && error.row() == Some(3), "{error}");
    let write = accounts.upsert_csv(&b"account_id,handle\n5,ANN\n6,aNN\n"[..]);
    write.on_conflict(handle()).last_wins().await.unwrap();
    let handles: Vec<String> =
        pool.sql("SELECT handle FROM account ORDER BY account_id", ()).items().await.unwrap();
    assert_eq!(handles, ["aNN", "ANN", "ann", "bob"]);
}

#[tokio::test]
async fn of_two_lines_with_one_key_both_are_named() {
    let pool = tickets().await;
    let before = seen(&pool).await;
    let file = "tenant_id,number,title\n7,5,a\n7,6,b\n7,5,c\n";
    let tickets = Db::new(&pool).ticket();
    for write in [tickets.insert_csv(file.as_bytes()), tickets.upsert_csv(file.as_bytes())] {
        let error = write.await.unwrap_err();
        assert!(error.is_given_twice(), "{error}");
        assert!(
            error.to_string().starts_with("ticket: line 4: its key is that of line 2"),
            "{error}"
        );
    }
    let error = tickets.upsert_csv(file.as_bytes()).ignore().await.unwrap_err();
    assert!(error.is_given_twice(), "{error}");
    assert_eq!(seen(&pool).await, before);
    let report = tickets.upsert_csv(file.as_bytes()).last_wins().await.unwrap();
    assert_eq!((report.rows, report.written), (3, 2));
    assert_eq!(seen(&pool).await[3], "7 5 c open 3 {}");
}

#[tokio::test]
async fn a_narrowed_handle_writes_its_own_rows_alone() {
    let pool = tickets().await;
    let before = seen(&pool).await;
    let mine = Db::new(&pool).ticket().xtra(Ticket::TENANT_ID, 7);
    let file = "number,title\n1,a\n4,b\n";
    assert_eq!(mine.upsert_csv(file.as_bytes()).await.unwrap().written, 2);
    let now = seen(&pool).await;
    assert_eq!(now[0], "7 1 a done 3 {old}");
    assert_eq!(now[4..], before[3..], "the other's rows are as they were");
    let file = "number,title,tenant_id\n5,a,7\n6,b,8\n";
    let mut refused = Vec::new();
    let error = mine.upsert_csv(file.as_bytes()).rejects(&mut refused).await.unwrap_err();
    assert!(error.is_scope_violation(), "it is no line to leave out: {error}");
    let error = mine.insert_csv(file.as_bytes()).await.unwrap_err();
    assert!(error.is_scope_violation() && error.row() == Some(3), "{error}");
    assert_eq!(error.column(), Some("tenant_id"));
    let fill = mine.insert_csv(&b"number,title\n5,a\n"[..]).fill(Ticket::TENANT_ID, 8);
    assert!(fill.await.unwrap_err().is_scope_violation());
    assert_eq!(seen(&pool).await, now);
}

#[tokio::test]
async fn within_a_transaction_it_is_a_part_of_it() {
    let pool = tickets().await;
    let (good, bad) = ("tenant_id,name\n1,one\n", "tenant_id,name\n2,two\n3,\n");
    let mut connection = pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    let tenants = Db::new(&tx).tenant();
    assert_eq!(tenants.insert_csv(good.as_bytes()).await.unwrap().written, 1);
    let error = tenants.insert_csv(bad.as_bytes()).await.unwrap_err();
    assert!(error.is_not_null_violation() && error.row() == Some(3), "{error}");
    assert_eq!(tenants.count().await.unwrap(), 3, "it goes on, without what failed");
    let left = "SELECT count(*) FROM pg_class WHERE relname LIKE 'pgdc_csv%'";
    assert_eq!(tx.sql(left, ()).item::<i64>().await.unwrap(), 0);
    tx.rollback().await.unwrap();
    assert_eq!(Db::new(&pool).tenant().count().await.unwrap(), 2);
    assert_eq!(Db::new(&connection).tenant().insert_csv(good.as_bytes()).await.unwrap().written, 1);
}
