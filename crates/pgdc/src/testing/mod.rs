//! Help for tests of programs that use a database. With the feature `testing`.
//!
//! A [`Template`] is a database with the schema in it, made once; [`Template::database`] gives each test a copy of its
//! own. A [`Factory`] makes rows, with all that they reference.
//!
//! ```no_run
//! # use pgdc::*;
//! # async fn f<Album: Row + Writable>(config: Config) -> Result<()> {
//! use pgdc::testing::{Factory, Template};
//!
//! let template = Template::new(config, async |conn| {
//!     conn.batch("CREATE TABLE album (album_id int PRIMARY KEY, title text NOT NULL)").await
//! })
//! .await?;
//! let database = template.database().await?; // dropped with the value
//! let pool = database.pool(4)?;
//! let albums: Vec<Album> = Factory::new(&pool).seed(7).rows(10).await?;
//! # Ok(()) }
//! ```

mod check;
mod database;
mod factory;
mod facts;
mod fault;
mod rng;
mod value;

pub use database::{Template, TestDatabase};
pub use factory::{Factory, Filled};
pub(crate) use fault::TestingFault;
