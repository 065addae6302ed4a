//! Full text search (PostgreSQL manual, "Full Text Search").

use crate::condition::{Condition, Node};
use crate::raw::SqlText;
use crate::types::{TsQuery, TsVector};
use crate::{Column, Row};

/// A GIN index serves these.
impl<R: Row, N> Column<R, TsVector, N> {
    /// `column @@ query`.
    pub fn matches(self, query: impl Into<TsQuery>) -> Condition<R> {
        self.operate_as("@@", Box::new(query.into()), None, Some("pg_catalog.tsquery"))
    }

    /// The words of `search`, written as for a search engine (`websearch_to_tsquery`): `"a phrase"`, `or`,
    /// `-without`. No text is a mistake in it, so that it can come from users. `config` is the name of a
    /// text search configuration, such as `english`.
    ///
    /// ```no_run
    /// # use pgdc::{types::TsVector, *};
    /// # async fn f<R: Row>(page: Table<'_, R>, words: Column<R, TsVector>) -> Result<()> {
    /// let found = page.filter(words.matches_text("english", "fat cats -dogs")).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn matches_text(
        self,
        config: impl Into<SqlText>,
        search: impl Into<String>,
    ) -> Condition<R> {
        web_search(self.index(), false, config.into(), search.into())
    }
}

impl<R: Row, N> Column<R, String, N> {
    /// The same of a column of plain text, whose words are found first. An index on
    /// `to_tsvector('english', column)` serves it where `config` is `english`.
    pub fn matches_text(
        self,
        config: impl Into<SqlText>,
        search: impl Into<String>,
    ) -> Condition<R> {
        web_search(self.index(), true, config.into(), search.into())
    }
}

fn web_search<R>(column: u16, is_text: bool, config: SqlText, words: String) -> Condition<R> {
    Condition::leaf(Node::WebSearch { column, is_text, config, words })
}
