//! SQL text written by the user: conditions, which are checked and always in parentheses, and statements.

mod lex;
mod params;

use crate::error::{Error, Kind, Refusal};
use crate::scope::Scope;
use crate::sql::Sql;

use lex::{Lexed, Piece};
pub use params::{IntoParams, Params};

/// SQL text that comes from the program, not from its input.
///
/// A `&'static str` is that by its nature. For text put together at run time, [`SqlText::trusted`] says
/// aloud that you have checked where each part of it comes from.
#[derive(Clone, Debug)]
pub struct SqlText {
    text: Text,
    /// Whether its sub-selects may read what they like.
    unscoped: bool,
}

#[derive(Clone, Debug)]
enum Text {
    Static(&'static str),
    Trusted(String),
}

impl From<&'static str> for SqlText {
    fn from(text: &'static str) -> Self {
        SqlText { text: Text::Static(text), unscoped: false }
    }
}

impl SqlText {
    /// Text put together at run time, of which the caller knows that no part is user input.
    pub fn trusted(text: impl Into<String>) -> Self {
        SqlText { text: Text::Trusted(text.into()), unscoped: false }
    }

    /// Says aloud that sub-selects in the text may read rows outside of a handle's scope, which is not put
    /// into them. Narrowed handles refuse other texts with sub-selects
    /// ([`is_scope_violation`](crate::Error::is_scope_violation)).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(tickets: Table<'_, R>, tenant: Column<R, i32>) -> Result<()> {
    /// let mine = tickets.xtra(tenant, 7);
    /// let text = "plan in (select name from plan where is_active)"; // plans are shared by all tenants
    /// assert!(mine.rows_where(text, ()).all().await.is_err_and(|error| error.is_scope_violation()));
    /// let found = mine.rows_where(SqlText::from(text).unscoped(), ()).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn unscoped(self) -> Self {
        SqlText { unscoped: true, ..self }
    }

    /// That the text, put in parentheses, stays between them: it is one expression, or a list of them, without
    /// `;`, comments and placeholders, its quotes and brackets in pairs. Whether it is right, the server says.
    ///
    /// ```
    /// # use pgdc::SqlText;
    /// assert!(SqlText::from("price > 3 OR note = ';'").check_expression().is_ok());
    /// assert!(SqlText::from("true); DROP TABLE album; --").check_expression().is_err());
    /// ```
    ///
    /// # Errors
    /// What is wrong with it ([`is_refused`](crate::Error::is_refused)).
    pub fn check_expression(&self) -> Result<(), Error> {
        check_plain(self.as_str()).map_err(Error::from)
    }

    /// Whether it is of the program's source, so that there is a bounded number of such texts.
    pub(crate) fn is_static(&self) -> bool {
        matches!(self.text, Text::Static(_))
    }

    pub(crate) fn as_str(&self) -> &str {
        match &self.text {
            Text::Static(text) => text,
            Text::Trusted(text) => text,
        }
    }
}

/// Whether SQL text without placeholders stays between the parentheses that are put around it.
pub(crate) fn check_plain(text: &str) -> Result<(), Refusal> {
    Params::default().check(&lex::lex(text)?.pieces)
}

/// A condition whose text was checked and whose placeholders have their values.
pub(crate) struct RawCondition<'p> {
    text: SqlText,
    pieces: Vec<Piece>,
    /// Whether it has sub-selects.
    selects: bool,
    params: Params<'p>,
}

impl<'p> RawCondition<'p> {
    pub(crate) fn new(text: SqlText, params: Params<'p>) -> Result<Self, Refusal> {
        RawCondition::of(lex::lex(text.as_str())?, text, params)
    }

    fn of(lexed: Lexed, text: SqlText, params: Params<'p>) -> Result<Self, Refusal> {
        let Lexed { pieces, selects } = lexed;
        params.check(&pieces)?;
        Ok(RawCondition { text, pieces, selects, params })
    }

    pub(crate) fn text(&self) -> &str {
        self.text.as_str()
    }

    /// That it reads no rows but those of its statement, where these are the scope's.
    ///
    /// # Errors
    /// It has sub-selects, into which the scope is not put, and was not said to be
    /// [`unscoped`](SqlText::unscoped).
    pub(crate) fn check_under(&self, scope: &Scope) -> Result<(), Error> {
        match self.selects && !self.text.unscoped && !scope.is_empty() {
            true => Err(Error::new(Kind::ScopedSelect)),
            false => Ok(()),
        }
    }

    /// Whether it has no values.
    pub(crate) fn is_plain(&self) -> bool {
        self.params.len() == 0
    }

    /// Writes the text in parentheses, its placeholders numbered after those that stand before it.
    pub(crate) fn write<'v>(&'v self, sql: &mut Sql<'v>) {
        // Texts made at run time are without number, and a prepared statement is kept for good.
        sql.recurring &= self.text.is_static();
        sql.push("(");
        self.write_bare(&self.params, sql);
        sql.push(")");
    }

    fn write_bare<'v>(&'v self, params: &'v Params<'v>, sql: &mut Sql<'v>) {
        let mut numbers = vec![None; params.len()];
        for piece in &self.pieces {
            match piece {
                Piece::Text(range) => sql.push(&self.text.as_str()[range.clone()]),
                Piece::Placeholder(placeholder) => {
                    let at = params.position(placeholder);
                    let number =
                        *numbers[at].get_or_insert_with(|| sql.bind_silently(params.value(at)));
                    sql.placeholder(number);
                }
            }
        }
    }
}

/// One whole statement. Comments may stand in it, and a `;` at its end.
pub(crate) struct RawStatement<'p>(RawCondition<'p>);

impl<'p> RawStatement<'p> {
    pub(crate) fn new(text: SqlText, params: Params<'p>) -> Result<Self, Refusal> {
        let lexed = lex::lex_statement(text.as_str())?;
        Ok(RawStatement(RawCondition::of(lexed, text, params)?))
    }

    pub(crate) fn write<'v>(&'v self, sql: &mut Sql<'v>) {
        self.write_for(&self.0.params, sql);
    }

    /// A statement that is sent several times, apart from the values of the first time.
    pub(crate) fn split(text: SqlText, params: Params<'p>) -> Result<(Self, Params<'p>), Refusal> {
        let mut statement = RawStatement::new(text, params)?;
        let params = std::mem::take(&mut statement.0.params);
        Ok((statement, params))
    }

    /// The same with these values, which were checked.
    pub(crate) fn write_for<'v>(&'v self, params: &'v Params<'v>, sql: &mut Sql<'v>) {
        sql.recurring = self.0.text.is_static();
        self.0.write_bare(params, sql);
    }

    /// The places of the values in the order in which the statement numbers them.
    ///
    /// # Errors
    /// A placeholder without a value, or a value without one.
    pub(crate) fn order(&self, params: &Params<'_>) -> Result<Vec<usize>, Refusal> {
        params.check(&self.0.pieces)?;
        let mut order = Vec::with_capacity(params.len());
        for piece in &self.0.pieces {
            if let Piece::Placeholder(placeholder) = piece {
                let at = params.position(placeholder);
                if !order.contains(&at) {
                    order.push(at);
                }
            }
        }
        Ok(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    fn written(text: &'static str, params: Params<'_>) -> String {
        let condition = RawCondition::new(text.into(), params).expect("accepted");
        let mut sql = Sql::new();
        condition.write(&mut sql);
        sql.text().to_owned()
    }

    #[test]
    fn placeholders_are_numbered_in_the_order_of_their_first_use() {
        let same = [
            ("id = ? and name = ?", params![1, "a"], "(id = $1 and name = $2)"),
            ("id = :id and name = :name", params![id = 1, name = "a"], "(id = $1 and name = $2)"),
            ("a = :uid or b = :uid", params![uid = 1], "(a = $1 or b = $1)"),
            (
                "a = ? and b = :name and c = ?",
                params![1, 2, name = "n"],
                "(a = $1 and b = $2 and c = $3)",
            ),
            ("a = $2 and b = $1 and c = $2", params![1, 2], "(a = $1 and b = $2 and c = $1)"),
        ];
        for (text, params, expected) in same {
            assert_eq!(written(text, params), expected);
        }
    }

    #[test]
    fn values_that_fit_no_placeholder_are_refused() {
        let refused = |text: &'static str, params| {
            RawCondition::new(text.into(), params).err().expect("refused").to_string()
        };
        assert_eq!(refused("a = ?", params![]), "1 placeholder, but 0 values");
        assert_eq!(refused("a = ?", params![1, 2]), "1 placeholder, but 2 values");
        assert_eq!(refused("a = :x", params![y = 1]), "no value for `:x`");
        assert_eq!(refused("a = :x", params![x = 1, y = 1]), "no placeholder `:y` for a value");
        assert_eq!(
            refused("a = ? and b = $1", params![1]),
            "`$n` stands beside `?` or `:name`; use one way to number values"
        );
        assert_eq!(refused("a = $2", params![1]), "no value for `$2`");
    }
}
