//! What the configuration can choose: types of keys and of domains, open enums, keys of views.

use pgdc::types::{PgDate, PgTimestamptz};
use pgdc::{Error, set};
use pgdc_golden::choices::{
    Country, CountryId, Customer, CustomerPatch, Db, Email, Emails, NewCountry, NewCustomer,
    NewOrder, NewOrderLine, NewVip, Order, OrderLine, OrderLineKey, OrderPatch, Percent, State,
    VipContact, VipContactPatch,
};

use crate::connect;

async fn customer(db: Db<'_>, contact: &str) -> Result<Customer, Error> {
    db.customer().insert(NewCustomer { contact: Email(contact.to_owned()) }).await
}

#[tokio::test]
async fn keys_have_types_that_foreign_keys_share() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let code = CountryId("DE".to_owned());
    db.country().insert(NewCountry { code: code.clone(), name: "Germany".into() }).await.unwrap();
    let ann = customer(db, "ann@example.org").await.unwrap();
    let patch =
        CustomerPatch { lives: set(code.clone()), friend: set(ann.id), ..Default::default() };
    let ann = db.customer().patch(ann.id, patch).await.unwrap();
    assert_eq!(ann.lives, Some(code.clone()));

    // What a column holds is what the other table's key is.
    let home: Country = db.country().one(ann.lives.clone().unwrap()).await.unwrap();
    assert_eq!(home.name, "Germany");
    let order: Order = db.order().insert(NewOrder { customer: ann.id }).await.unwrap();
    let line = NewOrderLine { order: order.id, line: 1 };
    let line: OrderLine = db.order_line().insert(line).await.unwrap();
    let key = OrderLineKey { order: order.id, line: 1 };
    assert_eq!(db.order_line().one(key).await.unwrap(), line);
    let orders = db.order().filter(Order::CUSTOMER.eq(ann.id)).all().await.unwrap();
    assert_eq!(orders, std::slice::from_ref(&order));
    // A scope by a key's type, and a key as text and back.
    let mine = db.order().xtra(Order::CUSTOMER, ann.id);
    assert_eq!(mine.one(order.id).await.unwrap(), order);
    assert_eq!(ann.id.to_string().parse(), Ok(ann.id));
    let many = vec![code, CountryId("FR".to_owned())];
    assert_eq!(db.country().filter(Country::CODE.any_of(many)).count().await.unwrap(), 1);
}

#[tokio::test]
async fn domains_have_types_of_their_own() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let ann = customer(db, "ann@example.org").await.unwrap();
    let others = Emails(vec![Some(Email("a@b".into())), Some(Email("c@d".into()))]);
    let patch = CustomerPatch { others: set(others.clone()), ..Default::default() };
    let ann = db.customer().patch(ann.id, patch).await.unwrap();
    assert_eq!(ann.others, Some(others));
    let by_email = db.customer().filter(Customer::CONTACT.eq(Email("ann@example.org".into())));
    assert_eq!(by_email.all().await.unwrap(), std::slice::from_ref(&ann));

    // The domain's own checks and its default hold.
    let error = customer(db, "nobody").await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("23514"));
    let vip = db.vip().insert(NewVip { customer: ann.id }).await.unwrap();
    assert_eq!(vip.discount, Percent(10));
    let several = vec![NewCustomer { contact: Email("x@y".into()) }; 3];
    assert_eq!(db.customer().insert_many(several).await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_open_enum_keeps_labels_it_does_not_know() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let ann = customer(db, "ann@example.org").await.unwrap();
    let order = db.order().insert(NewOrder { customer: ann.id }).await.unwrap();
    assert_eq!(order.state, State::New);
    client.batch_execute("ALTER TYPE shop.state ADD VALUE 'lost'").await.unwrap();
    client
        .batch_execute("UPDATE shop.order SET state = 'lost', history = '{new,lost}'")
        .await
        .unwrap();

    let order = db.order().one(order.id).await.unwrap();
    assert_eq!(order.state, State::Other("lost".into()));
    assert_eq!(order.history, Some(vec![Some(State::New), Some(State::Other("lost".into()))]));
    assert_eq!(order.state.to_string(), "lost");
    // The label that is called like the variant for unknown ones.
    assert_eq!("other".parse::<State>().unwrap(), State::Other2);
    let lost = db.order().filter(Order::STATE.eq(State::Other("lost".into())));
    assert_eq!(lost.count().await.unwrap(), 1);
    let copy = db.order().insert(order).await.unwrap();
    assert_eq!(copy.state, State::Other("lost".into()));
}

#[tokio::test]
async fn dates_can_be_those_that_hold_every_value() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let ann = customer(db, "ann@example.org").await.unwrap();
    let patch = CustomerPatch { since: set(PgTimestamptz::INFINITY), ..Default::default() };
    assert_eq!(
        db.customer().patch(ann.id, patch).await.unwrap().since,
        Some(PgTimestamptz::INFINITY)
    );
    let order = db.order().insert(NewOrder { customer: ann.id }).await.unwrap();
    let patch = OrderPatch { placed: set(PgDate::NEG_INFINITY), ..Default::default() };
    assert_eq!(db.order().patch(order.id, patch).await.unwrap().placed, Some(PgDate::NEG_INFINITY));
}

#[tokio::test]
async fn a_view_with_a_key_is_read_and_written_by_it() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let ann = customer(db, "ann@example.org").await.unwrap();
    assert!(db.vip_contact().get(ann.id).await.unwrap().is_none());
    db.vip().insert(NewVip { customer: ann.id }).await.unwrap();
    let mut contact: VipContact = db.vip_contact().one(ann.id).await.unwrap();
    assert_eq!(contact.shouted.as_deref(), Some("ANN@EXAMPLE.ORG"));

    contact.contact = Some(Email("new@example.org".into()));
    contact.shouted = Some("this column takes no value".into());
    let contact = db.vip_contact().update(&contact).await.unwrap();
    assert_eq!(contact.shouted.as_deref(), Some("NEW@EXAMPLE.ORG"));
    let patch =
        VipContactPatch { contact: set(Email("old@example.org".into())), ..Default::default() };
    db.vip_contact().patch(ann.id, patch).await.unwrap();
    let patch = VipContactPatch { id: set(ann.id), contact: set(contact.contact) };
    let upserted = db.vip_contact().upsert(patch).await.unwrap();
    assert!(!upserted.is_inserted());
    assert_eq!(upserted.into_row().shouted.as_deref(), Some("NEW@EXAMPLE.ORG"));
}

#[tokio::test]
async fn a_materialized_view_is_refreshed() {
    let client = connect("choices").await;
    let db = Db::new(&client);
    let ann = customer(db, "ann@example.org").await.unwrap();
    db.order().insert(NewOrder { customer: ann.id }).await.unwrap();
    let view = db.orders_by_state();
    assert!(view.get(State::New).await.unwrap().is_none());
    view.refresh().await.unwrap();
    assert_eq!(view.one(State::New).await.unwrap().orders, 1);
    db.order().insert(NewOrder { customer: ann.id }).await.unwrap();
    view.refresh_concurrently().await.unwrap();
    assert_eq!(view.one(State::New).await.unwrap().orders, 2);

    // A refresh is of all rows, which a narrowed handle may not touch.
    let narrowed = view.xtra(pgdc_golden::choices::OrdersByState::STATE, State::New);
    let error = narrowed.refresh().await.unwrap_err();
    assert!(error.is_scope_violation(), "{error}");
}
