//! `#[derive(pgdc::Table)]`.

mod catalog;
mod column;
mod entries;
mod expand;
mod names;
mod reference;
mod sql_type;
mod table;

use proc_macro2::TokenStream;

/// Everything that a generated module has for a table, for a struct that you write: `pgdc::Table` with the feature
/// `derive`.
///
/// The code is the generator's own. Beside the struct `Album` stand `NewAlbum`, `AlbumPatch` and, where the key has several
/// columns, `AlbumKey`; `Album` has a constant for each column and constraint, a function for each unique index
/// (`Album::by_title`), and the traits that generated rows have: `Row`, `Keyed`, `Writable`, `Unscoped`, `Insert`, and
/// `Create`, which makes the table. The struct itself derives `Clone`, `Debug` and `PartialEq`.
///
/// ```no_run
/// use pgdc::{Pool, Table, Unscoped as _, create_all};
///
/// /// Who plays.
/// #[derive(Clone, Debug, PartialEq, Table)]
/// pub struct Artist {
///     #[pgdc(key, identity)]
///     pub artist_id: i32,
///     #[pgdc(type = "varchar(120)", unique)]
///     pub name: String,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Table)]
/// #[pgdc(schema = "music", unique(artist_id, title), check = "price >= 0")]
/// pub struct Album {
///     #[pgdc(key, identity = "always")]
///     pub album_id: i64,
///     #[pgdc(references = "public.artist(artist_id)", on_delete = "cascade", index)]
///     pub artist_id: i32,
///     pub title: String,
///     #[pgdc(type = "numeric(10,2)", default = "0")]
///     pub price: pgdc::types::Decimal,
///     pub seconds: Option<f64>,
/// }
///
/// # async fn f(pool: Pool) -> pgdc::Result<()> {
/// create_all::<(Artist, Album)>(&pool).if_not_exists().await?;
/// let artist = Artist::table(&pool).insert(NewArtist { name: "AC/DC".into() }).await?;
/// let albums = Album::table(&pool).filter(Album::ARTIST_ID.eq(artist.artist_id)).all().await?;
/// # Ok(()) }
/// ```
///
/// # Types
/// A column is NOT NULL unless its field is an `Option`. Its type follows from the field's, which is known by the last
/// part of its path: `bool`, `i16` (`smallint`), `i32` (`integer`), `i64` (`bigint`), `f32` (`real`), `f64`
/// (`double precision`), `String` (`text`), `Vec<u8>` (`bytea`), those of `pgdc::types`, and those of time, chrono, jiff,
/// uuid, serde_json (`jsonb`) and rust_decimal (`numeric`). A `Vec` of one of these, or of `Option`s of it, is an array. Any
/// other type does not compile without `type = "…"`.
///
/// # Attributes
/// Of the struct:
/// - `table = "album"`, `schema = "music"`: if not said, the struct's name in snake_case, and `public`. The schema is made
///   where it is not there;
/// - `unique(a, b)`, `index(a, b)`: of fields;
/// - `check = "SQL"`;
/// - `foreign_key(a, b, references = "track(x, y)", on_delete = "cascade", on_update = "…")`: a table without a schema is of
///   the struct's own. The actions are `no action`, `restrict`, `cascade`, `set null` and `set default`.
///
/// Of a field:
/// - `key`: a part of the primary key, in the order of the fields;
/// - `identity`: the server numbers rows that bring no number; with `identity = "always"`, all of them;
/// - `default = "SQL"`, `generated = "SQL"` (`STORED`), `check = "SQL"`;
/// - `unique`, `index`;
/// - `references = "artist(artist_id)"`, with `on_delete` and `on_update`;
/// - `type = "varchar(160)"`: the column's type. One of the database, an enum or a domain, is named with its schema,
///   `public.mood`. It must be there before the table, and the field's type must hold what the server sends for it (see
///   `pgdc::Enum`); a `String` holds any of them, as text;
/// - `column = "name"`: if not said, it is called as the field.
///
/// Doc comments become comments in the database. Constraints and indexes are called as PostgreSQL calls those without a
/// name: `album_artist_id_fkey`. SQL goes to the server as it stands here; it is run with an empty `search_path`, so that
/// everything but PostgreSQL's own is named with its schema.
///
/// Unlike in a module, there are no methods that lead from row to row, but for a table that references itself: nothing here
/// says which struct holds the rows of another table.
#[proc_macro_derive(Table, attributes(pgdc))]
pub fn table(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derived(item.into()).unwrap_or_else(|mistakes| mistakes.to_compile_error()).into()
}

fn derived(item: TokenStream) -> syn::Result<TokenStream> {
    let table = table::Table::read(syn::parse2(item)?)?;
    let catalog = catalog::catalog(&table)?;
    expand::expand(&table, &catalog)
}
