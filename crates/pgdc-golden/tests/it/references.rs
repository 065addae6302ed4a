//! Foreign keys followed in both directions, for one row and for many, under the handle's scope.

use pgdc::{Connection, set, unset};
use pgdc_golden::{chinook, choices, forms, tickets};

use crate::connect;

async fn music() -> Connection {
    let connection = connect("chinook").await;
    let rows = "TRUNCATE artist, media_type CASCADE;
        INSERT INTO artist VALUES (1, 'AC/DC'), (2, 'Accept'), (3, 'Nobody');
        INSERT INTO album VALUES (1, 'Rock', 1), (2, 'Balls', 2), (4, 'There', 1);
        INSERT INTO media_type VALUES (1, 'MPEG');
        INSERT INTO track (track_id, name, album_id, media_type_id, milliseconds, unit_price) VALUES
            (1, 'a', 1, 1, 1, 1), (2, 'b', NULL, 1, 1, 1), (3, 'c', 4, 1, 1, 1), (4, 'd', 1, 1, 1, 1);";
    connection.batch_execute(rows).await.unwrap();
    connection
}

#[tokio::test]
async fn a_row_leads_to_what_it_references_and_back() {
    use chinook::{Db, Track};
    let connection = music().await;
    let db = Db::new(&connection);
    let track = db.track().one(1).await.unwrap();
    let album = track.album(&db.album()).one().await.unwrap();
    assert_eq!(album.title, "Rock");
    let artist = album.artist(&db.artist()).one().await.unwrap();
    assert_eq!(artist.name.as_deref(), Some("AC/DC"));
    // What they lead to is a query like any other.
    let tracks =
        album.tracks(&db.track()).order_by(Track::NAME.desc()).limit(1).all().await.unwrap();
    assert_eq!(tracks.iter().map(|track| track.track_id).collect::<Vec<_>>(), [4]);
    assert_eq!(artist.albums(&db.album()).count().await.unwrap(), 2);
    // A reference that is NULL leads nowhere.
    let homeless = db.track().one(2).await.unwrap();
    assert_eq!(homeless.album(&db.album()).optional().await.unwrap(), None);
}

#[tokio::test]
async fn many_rows_are_followed_by_one_statement() {
    use chinook::{Album, Db, Track};
    let connection = music().await;
    let db = Db::new(&connection);
    let tracks = db.track().order_by(Track::TRACK_ID).all().await.unwrap();
    let albums = Track::TO_ALBUM.parents(&tracks, &db.album()).await.unwrap();
    let ids: Vec<_> =
        albums.iter().map(|album| album.as_ref().map(|album| album.album_id)).collect();
    assert_eq!(ids, [Some(1), None, Some(4), Some(1)]);

    let artists = db.artist().order_by(chinook::Artist::ARTIST_ID).all().await.unwrap();
    let albums = Album::TO_ARTIST.children_of(&artists, &db.album()).await.unwrap();
    let ids: Vec<Vec<i32>> =
        albums.iter().map(|of_one| of_one.iter().map(|album| album.album_id).collect()).collect();
    assert_eq!(ids, [vec![1, 4], vec![2], vec![]]);
    // The same row twice, and no row at all.
    let twice = [artists[0].clone(), artists[0].clone()];
    let albums = Album::TO_ARTIST.children_of(&twice, &db.album()).await.unwrap();
    assert_eq!(albums[0], albums[1]);
    assert_eq!(
        Album::TO_ARTIST.children_of(&[], &db.album()).await.unwrap(),
        Vec::<Vec<Album>>::new()
    );
    assert_eq!(Track::TO_ALBUM.parents(&[], &db.album()).await.unwrap(), []);
}

#[tokio::test]
async fn a_table_can_reference_itself() {
    use forms::{Account, AccountPatch, Db, NewAccount};
    let connection = connect("forms").await;
    let db = Db::new(&connection);
    let account = |id: i32, referrer: Option<i32>| {
        let new = NewAccount { account_id: id, handle: format!("h{id}") };
        db.account().insert(new.with(AccountPatch { referrer: set(referrer), ..unset() }))
    };
    let first = account(1, None).await.unwrap();
    let second = account(2, Some(1)).await.unwrap();
    assert_eq!(second.referrer(&db.account()).one().await.unwrap(), first);
    let referred = first.accounts_by_referrer(&db.account()).all().await.unwrap();
    assert_eq!(referred, std::slice::from_ref(&second));
    let all = [first.clone(), second];
    let referrers = Account::TO_REFERRER.parents(&all, &db.account()).await.unwrap();
    assert_eq!(referrers, [None, Some(first)]);
}

/// Keys with types of their own, and a reference of another type than what it references.
#[tokio::test]
async fn types_of_both_sides_may_differ() {
    use choices::{Db, Email, NewCustomer, NewOrder, NewOrderLine, OrderLine, OrderLinePatch};
    let connection = connect("choices").await;
    let db = Db::new(&connection);
    let new = NewCustomer { contact: Email("a@b".into()) };
    let customer = db.customer().insert(new).await.unwrap();
    let order = db.order().insert(NewOrder { customer: customer.id }).await.unwrap();
    let line = NewOrderLine { order: order.id, line: 1 };
    let patch = OrderLinePatch { refund: set(i32::try_from(order.id.0).unwrap()), ..unset() };
    let line = db.order_line().insert(line.with(patch)).await.unwrap();
    assert_eq!(line.refund(&db.order()).one().await.unwrap(), order);
    let refunds = OrderLine::TO_REFUND.parents(std::slice::from_ref(&line), &db.order());
    assert_eq!(refunds.await.unwrap(), [Some(order.clone())]);
    let lines = OrderLine::TO_REFUND.children_of(std::slice::from_ref(&order), &db.order_line());
    assert_eq!(lines.await.unwrap(), [[line.clone()]]);
    assert_eq!(order.order_lines_by_refund(&db.order_line()).all().await.unwrap(), [line]);
    assert_eq!(customer.orders(&db.order()).one().await.unwrap(), order);
}

/// A row outside of the handle's scope is not found, though the foreign key leads to it.
#[tokio::test]
async fn the_handles_scope_holds_on_the_way() {
    use tickets::{Db, Tenant, Ticket, TicketComment};
    let connection = connect("tickets").await;
    let rows = "INSERT INTO tenant VALUES (7, 'seven'), (8, 'eight');
        INSERT INTO ticket (tenant_id, number, title) VALUES (7, 1, 'ours'), (8, 1, 'theirs');
        INSERT INTO ticket_comment (tenant_id, number, body) VALUES (7, 1, 'x'), (8, 1, 'y'), (8, 1, 'z');";
    connection.batch_execute(rows).await.unwrap();
    let db = Db::new(&connection);
    let mine = db.ticket().xtra(Ticket::TENANT_ID, 7);
    let comments = db.ticket_comment().order_by(TicketComment::BODY).all().await.unwrap();
    assert_eq!(comments[0].ticket(&mine).one().await.unwrap().title, "ours");
    assert_eq!(comments[1].ticket(&mine).optional().await.unwrap(), None);
    let found = TicketComment::TO_TICKET.parents(&comments, &mine).await.unwrap();
    let titles: Vec<_> =
        found.iter().map(|found| found.as_ref().map(|ticket| &ticket.title[..])).collect();
    assert_eq!(titles, [Some("ours"), None, None]);

    let tenants = db.tenant().order_by(Tenant::TENANT_ID).all().await.unwrap();
    let found = Ticket::TO_TENANT.children_of(&tenants, &mine).await.unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(tenants[1].tickets(&mine).count().await.unwrap(), 0);
    let comments = db.ticket_comment().xtra(TicketComment::TENANT_ID, 8);
    let tickets = db.ticket().order_by(Ticket::TENANT_ID).all().await.unwrap();
    let found = TicketComment::TO_TICKET.children_of(&tickets, &comments).await.unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [0, 2]);
}

#[tokio::test]
async fn a_unique_index_finds_its_row() {
    use tickets::{Db, Tenant};
    let connection = connect("tickets").await;
    connection.batch_execute("INSERT INTO tenant VALUES (7, 'seven'), (8, 'eight')").await.unwrap();
    let db = Db::new(&connection);
    assert_eq!(Tenant::by_name(&db.tenant(), "eight").one().await.unwrap().tenant_id, 8);
    let mine = db.tenant().xtra(Tenant::TENANT_ID, 7);
    assert_eq!(Tenant::by_name(&mine, "eight").optional().await.unwrap(), None);
}
