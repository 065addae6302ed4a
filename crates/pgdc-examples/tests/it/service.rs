//! The service, over HTTP.

use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use pgdc::Pool;
use pgdc_examples::db::{Db, TenantId};
use pgdc_examples::service::router;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::shop;

/// What was answered: the status, and the body, which is JSON or a text.
type Answer = (u16, Value);

/// A service at a port of its own.
struct Service(String);

impl Service {
    async fn start(pool: Pool) -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async { axum::serve(listener, router(pool)).await });
        Service(address)
    }

    async fn send(&self, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let stream = TcpStream::connect(&self.0).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::builder().method(method).uri(path).header("host", &self.0);
        let request = request.header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/json");
        let body = Full::new(Bytes::from(body.map_or_else(String::new, |body| body.to_string())));
        let answer = sender.send_request(request.body(body).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        assert_eq!(status == 503, answer.headers().contains_key("retry-after"));
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let text = || Value::from(String::from_utf8_lossy(&body));
        (status, serde_json::from_slice(&body).unwrap_or_else(|_| text()))
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, "GET", path, None).await
    }

    async fn buy(&self, token: &str, number: i32, sku: &str, quantity: i32) -> Answer {
        let order = json!({ "number": number, "sku": sku, "quantity": quantity });
        self.send(token, "POST", "/purchases", Some(order)).await
    }
}

#[tokio::test]
async fn tenants_with_the_same_keys_see_their_own_rows_alone() {
    let (_database, pool) = shop().await;
    let service = Service::start(pool.clone()).await;
    let tea = |name: &str, cents, stock| json!({ "sku": "tea", "name": name, "cents": cents, "stock": stock });
    let (seven, eight) = (tea("Tea of seven", 500, 10), tea("Tea of eight", 900, 10));
    assert_eq!(service.get("seven", "/products").await, (200, json!([seven])));
    assert_eq!(service.get("eight", "/products/tea").await, (200, eight));

    // The same purchase by both, and a product that one of them has.
    assert_eq!(service.buy("seven", 1, "tea", 2).await.0, 201);
    assert_eq!(service.buy("eight", 1, "tea", 3).await.0, 201);
    let milk = json!({ "sku": "milk", "name": "Milk", "cents": 100, "stock": 1 });
    let added = service.send("eight", "POST", "/products", Some(milk.clone())).await;
    assert_eq!(added, (201, milk));
    assert_eq!(service.get("seven", "/products/milk").await, (404, "not found".into()));
    assert_eq!(service.buy("seven", 2, "milk", 1).await, (422, "there is no such product".into()));
    let seven = tea("Tea of seven", 500, 8);
    assert_eq!(service.get("seven", "/products").await, (200, json!([seven])));

    // A row for each, and a job for each.
    for (tenant, quantity) in [(7, 2), (8, 3)] {
        let mine = Db::new(&pool).tenant(TenantId(tenant));
        assert_eq!(mine.purchase().rows().one().await.unwrap().quantity, quantity);
        assert_eq!(mine.job().count().await.unwrap(), 1);
    }
    for token in ["nine", "", "seven'; --"] {
        assert_eq!(service.get(token, "/products").await.0, 401, "{token}");
    }
}

#[tokio::test]
async fn what_the_database_refuses_has_a_status() {
    let (_database, pool) = shop().await;
    let service = Service::start(pool.clone()).await;
    assert_eq!(service.buy("seven", 1, "tea", 2).await.0, 201);
    let again = service.buy("seven", 1, "tea", 2).await;
    assert_eq!(again, (409, "there is a purchase with this number".into()));
    let none = service.buy("seven", 2, "tea", 0).await;
    assert_eq!(none, (422, "a value is not acceptable".into()));
    let many = service.buy("seven", 2, "tea", 9).await;
    assert_eq!(many, (422, "there are not so many".into()));

    // What failed left nothing behind.
    let mine = Db::new(&pool).tenant(TenantId(7));
    assert_eq!(mine.product().rows().one().await.unwrap().stock, 8);
    assert_eq!(mine.purchase().count().await.unwrap(), 1);
    assert_eq!(mine.job().count().await.unwrap(), 1);

    let tea = json!({ "sku": "tea", "name": "", "cents": 1, "stock": 1 });
    assert_eq!(service.send("seven", "POST", "/products", Some(tea)).await.0, 422);
    let tea = json!({ "sku": "tea", "name": "Tea", "cents": 1, "stock": 1 });
    let taken = service.send("seven", "POST", "/products", Some(tea)).await;
    assert_eq!(taken, (409, "there is one".into()));
}

#[tokio::test]
async fn what_can_be_tried_again_is_told_so() {
    let (database, _) = shop().await;
    let builder = Pool::builder(database.url()).unwrap().max_size(1);
    let pool = builder.acquire_timeout(Duration::from_millis(50)).build().unwrap();
    let service = Service::start(pool.clone()).await;
    let taken = pool.get().await.unwrap();
    assert_eq!(service.get("seven", "/products").await, (503, "try again".into()));
    drop(taken);
    assert_eq!(service.get("seven", "/products").await.0, 200);
    pool.close();
    let wrong = service.get("seven", "/products").await;
    assert_eq!(wrong, (500, "something is wrong here".into()));
}
