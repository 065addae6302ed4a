//! The code of `docs/scope.md`, compiled and run.

use pgdc_golden::tickets as db;

use crate::page::assert_holds;
use crate::scope::two_tenants;

// PAGE
use db::{Db, NewTicketComment, Ticket, TicketComment};
use pgdc::{Executor, Table};

/// All that a request of a tenant may do with comments.
fn comments<'e>(exec: &'e impl Executor, tenant: i32) -> Table<'e, TicketComment> {
    Db::new(exec)
        .ticket_comment()
        .xtra(TicketComment::TENANT_ID, tenant)
        // What a comment references is this tenant's too, whatever the foreign key says.
        .within(TicketComment::TO_TICKET, TicketComment::TENANT_ID, Ticket::TENANT_ID)
}

async fn write(exec: &impl Executor) -> pgdc::Result<()> {
    let mine = comments(exec, 7);
    let new = |tenant_id, number| NewTicketComment { tenant_id, number, body: "done".into() };
    mine.insert(new(7, 1)).await?;

    // Another tenant's comment, and one on a ticket that this tenant does not have.
    assert!(mine.insert(new(8, 1)).await.is_err_and(|error| error.is_scope_violation()));
    assert!(mine.insert(new(7, 99)).await.is_err_and(|error| error.is_scope_violation()));
    Ok(())
}
// PAGE

mod texts {
    use super::db::Ticket;
    // PAGE
    use pgdc::{SqlText, Table};

    async fn named(tickets: Table<'_, Ticket>) -> pgdc::Result<u64> {
        let mine = tickets.xtra(Ticket::TENANT_ID, 7);
        let text = "tenant_id in (select tenant_id from tenant where name = ?)";
        let refused = mine.rows_where(text, ("seven",)).count().await;
        assert!(refused.is_err_and(|error| error.is_scope_violation()));

        // `tenant` has no scope, and is meant to be read here.
        mine.rows_where(SqlText::from(text).unscoped(), ("seven",)).count().await
    }
    // PAGE

    pub(super) async fn run(tickets: Table<'_, Ticket>) {
        assert_eq!(named(tickets).await.unwrap(), 3);
    }
}

mod secured {
    use super::db::Ticket;
    // PAGE
    use pgdc::Table;

    async fn guarded(tickets: Table<'_, Ticket>) -> pgdc::Result<u64> {
        tickets.xtra_guarded(Ticket::TENANT_ID, 7, "app.tenant").count().await
    }
    // PAGE

    pub(super) async fn run(tickets: Table<'_, Ticket>) {
        assert_eq!(guarded(tickets).await.unwrap(), 3);
    }
}

mod declared {
    use pgdc_golden::scoped as db;
    // PAGE
    use db::{Badge, Db, NewBadge, TenantId};

    async fn label(pool: &pgdc::Pool, tenant: TenantId) -> pgdc::Result<Badge> {
        let mine = Db::new(pool).tenant(tenant);
        mine.badge().insert(NewBadge { label: "new".into() }).await // no field for the tenant
    }
    // PAGE

    pub(super) async fn run() {
        let pool = crate::pool("scoped").await;
        assert_eq!(label(&pool, TenantId(7)).await.unwrap().tenant_id, TenantId(7));
    }
}

#[tokio::test]
async fn the_page_runs() {
    declared::run().await;
    let connection = two_tenants().await;
    write(&connection).await.unwrap();
    texts::run(Db::new(&connection).ticket()).await;
    secured::run(Db::new(&connection).ticket()).await;
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/scope.md", include_str!("scope_page.rs"), "// PAGE\n");
}
