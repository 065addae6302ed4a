//! Documentation of a PostgreSQL schema: one page, as HTML or as Markdown.
//!
//! Both say of each relation what the catalog knows: comment, columns, keys, references in both directions as
//! links, indexes and checks. The page of HTML is one file that loads nothing from anywhere: it has a diagram of the
//! tables, and a search box, which alone needs JavaScript.
//!
//! The crate is pure, and the same catalog gives the same bytes everywhere. Names and comments are text of whoever
//! made the tables: in HTML maud escapes each, in Markdown the module `escape`.
//!
//! ```
//! use pgdc_catalog::{Catalog, FORMAT, Schema};
//!
//! let shop = Schema { name: "shop".into(), comment: Some("Sells <records>.".into()) };
//! let catalog = Catalog { format: FORMAT, schemas: vec![shop], ..Catalog::default() };
//! let page = pgdc_docs::html(&catalog, "The shop");
//! assert!(page.contains("<title>The shop</title>") && page.contains("Sells &lt;records&gt;."));
//! assert!(pgdc_docs::markdown(&catalog, "The shop").starts_with("# The shop\n"));
//! ```

mod diagram;
mod escape;
mod facts;
mod html;
mod markdown;
mod page;

use pgdc_catalog::Catalog;

use page::Page;

/// The page as HTML: one file, without anything to load. `title` stands above it.
pub fn html(catalog: &Catalog, title: &str) -> String {
    html::render(&Page::new(catalog, title))
}

/// The page as Markdown of GitHub's kind (tables). `title` stands above it.
pub fn markdown(catalog: &Catalog, title: &str) -> String {
    markdown::render(&Page::new(catalog, title))
}
