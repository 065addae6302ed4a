//! A web service for many tenants.
//!
//! Which tenant a request is of is found once, by `Caller`. From there on a handler has `Db::tenant(…)`, which has no
//! way to the rows of others, and no handler names the tenant again. What PostgreSQL refuses becomes a status code in
//! one place, `Problem`.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use pgdc::{Error, Executor as _, MapConstraint as _, Pool, Retry, TransactionOptions};
use pgdc::{set, set_sql, unset};
use serde::{Deserialize, Serialize};

use crate::db::{Db, NewJob, NewProduct, NewPurchase, Product, ProductPatch, Purchase, TenantId};
use crate::worker;

/// The routes, over a pool.
pub fn router(pool: Pool) -> Router {
    Router::new()
        .route("/products", get(products).post(add_product))
        .route("/products/{sku}", get(product))
        .route("/purchases", post(buy))
        .with_state(pool)
}

/// Whose request it is.
struct Caller(TenantId);

impl FromRequestParts<Pool> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, pool: &Pool) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer "));
        let token = token.ok_or(Problem::NoTenant)?.to_owned();
        // The tenant is what is asked for here, so that no handle of a tenant can answer.
        let tenants = Db::new(pool).unscoped("whose token it is").tenant();
        let found = tenants.rows_where("token_hash = sha256(convert_to(?, 'UTF8'))", (token,));
        let tenant = found.optional().await?.ok_or(Problem::NoTenant)?;
        Ok(Caller(tenant.tenant_id))
    }
}

/// A product as clients see it, who need not know that there are tenants.
#[derive(Deserialize, Serialize)]
struct Item {
    sku: String,
    name: String,
    cents: i32,
    stock: i32,
}

impl From<Product> for Item {
    fn from(Product { sku, name, cents, stock, .. }: Product) -> Self {
        Item { sku, name, cents, stock }
    }
}

async fn products(
    State(pool): State<Pool>,
    Caller(tenant): Caller,
) -> Result<Json<Vec<Item>>, Problem> {
    let mine = Db::new(&pool).tenant(tenant);
    let products = mine.product().order_by(Product::SKU).limit(100).all().await?;
    Ok(Json(products.into_iter().map(Item::from).collect()))
}

async fn product(
    State(pool): State<Pool>,
    Caller(tenant): Caller,
    Path(sku): Path<String>,
) -> Result<Json<Item>, Problem> {
    let mine = Db::new(&pool).tenant(tenant);
    // A product of somebody else's with this number is not found, as if there were none.
    Ok(Json(Product::by_sku(&mine.product(), sku).one().await?.into()))
}

async fn add_product(
    State(pool): State<Pool>,
    Caller(tenant): Caller,
    Json(Item { sku, name, cents, stock }): Json<Item>,
) -> Result<(StatusCode, Json<Item>), Problem> {
    let mine = Db::new(&pool).tenant(tenant);
    let new = NewProduct { sku, name, cents }; // a new row has no tenant to get wrong
    let new = new.with(ProductPatch { stock: set(stock), ..unset() });
    Ok((StatusCode::CREATED, Json(mine.product().insert(new).await?.into())))
}

/// What a client buys. The number is the client's own, so that a purchase which is sent twice is made once.
#[derive(Clone, Deserialize)]
struct Order {
    number: i32,
    sku: String,
    quantity: i32,
}

async fn buy(
    State(pool): State<Pool>,
    Caller(tenant): Caller,
    Json(order): Json<Order>,
) -> Result<StatusCode, Problem> {
    // Run again by itself where another transaction was in the way.
    pool.retry(TransactionOptions::new(), async |tx| {
        let mine = Db::new(&tx).tenant(tenant);
        let Order { number, sku, quantity } = order.clone();
        let less = ProductPatch { stock: set_sql("stock - ?", (quantity,)), ..unset() };

        let purchase = mine.purchase().insert(NewPurchase { number, sku: sku.clone(), quantity });
        purchase
            .await
            .map_constraint(Purchase::PURCHASE_PKEY, || Problem::Taken)
            .map_constraint(Purchase::PURCHASE_TENANT_ID_SKU_FKEY, || Problem::NoSuchProduct)
            .other()?;
        let changed = Product::by_sku(&mine.product(), sku).patch(less).count().await;
        changed.map_constraint(Product::PRODUCT_STOCK_CHECK, || Problem::OutOfStock).other()?;
        // The job is there if the purchase is, and workers hear of it when both are committed.
        mine.job().insert(NewJob { purchase: number }).await?;
        tx.notify(worker::CHANNEL, "").await?;
        Ok(StatusCode::CREATED)
    })
    .await
}

/// Why a request failed. The first few are the program's own; all others are for the database's error to say.
#[derive(Debug)]
enum Problem {
    NoTenant,
    Taken,
    NoSuchProduct,
    OutOfStock,
    Database(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::Database(error)
    }
}

impl IntoResponse for Problem {
    /// The texts are for strangers: none names a table, or says what the server reported.
    fn into_response(self) -> Response {
        use StatusCode as Code;
        let (code, text) = match self {
            Problem::NoTenant => (Code::UNAUTHORIZED, "no tenant has this token"),
            Problem::Taken => (Code::CONFLICT, "there is a purchase with this number"),
            Problem::NoSuchProduct => (Code::UNPROCESSABLE_ENTITY, "there is no such product"),
            Problem::OutOfStock => (Code::UNPROCESSABLE_ENTITY, "there are not so many"),
            Problem::Database(e) if e.is_not_found() => (Code::NOT_FOUND, "not found"),
            Problem::Database(e) if e.is_unique_violation() => (Code::CONFLICT, "there is one"),
            // A foreign key, a CHECK, a NULL, a text that is too long or a number that is too large.
            Problem::Database(e) if e.is_constraint_violation() || e.is_data_error() => {
                (Code::UNPROCESSABLE_ENTITY, "a value is not acceptable")
            }
            // Nothing was written, and the same request may succeed: no connection was to be had, say.
            Problem::Database(e) if e.retry() == Retry::Safe => {
                let later = [(RETRY_AFTER, "1")];
                return (Code::SERVICE_UNAVAILABLE, later, "try again").into_response();
            }
            // The hook of the pool (`examples/service.rs`) has told the operator.
            Problem::Database(_) => (Code::INTERNAL_SERVER_ERROR, "something is wrong here"),
        };
        (code, text).into_response()
    }
}
