//! SQL text and its parameters, which grow together: nobody counts `$n`.

use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use smallvec::SmallVec;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use crate::bounds;
use crate::guard::Guard;
use crate::ident::Ident;
use crate::param::{Bound, EncodeResult, encode};
use crate::relation::Transport;
use crate::render::RowPlaces;
use crate::statements::Key;
use crate::types::check_no_empty_query;
use crate::{ColumnDef, Relation};

/// The most parameters that the protocol can number.
pub(crate) const MAX_PARAMS: usize = 65_535;

/// How long most statements are at most, in bytes.
const ROOM: usize = 512;

/// A statement on its way to the server.
pub(crate) struct Sql<'v> {
    /// What was written of it.
    text: String,
    /// The text, where it is known before: then only values are bound, in the same order.
    known: Option<Arc<Known>>,
    params: SmallVec<[Value<'v>; 8]>,
    /// Whether the same text is likely to come again, so that keeping it prepared pays.
    pub(crate) recurring: bool,
    /// What it does, to which relation, where a handle sends it.
    pub(crate) about: Option<(&'static str, &'static Relation)>,
    /// For an insert of several groups of rows: the places, in the order given, of each group's rows.
    /// The number of its group follows the columns of each row returned.
    pub(crate) groups: Vec<RowPlaces>,
    /// What the server is told for the time of the statement.
    pub(crate) guards: Vec<Guard<'v>>,
}

/// The text of a statement that was written before.
pub(crate) struct Known {
    text: Box<str>,
    hash: u64,
}

/// A parameter: the caller's own value, or one made for the statement.
pub(crate) enum Value<'v> {
    Borrowed(Bound<'v>),
    Owned(Box<dyn ToSql + Send + Sync + 'v>),
}

impl<'v> Sql<'v> {
    pub(crate) fn new() -> Self {
        Sql::with_text(None)
    }

    /// A statement of which the text may be known: what writes it again then binds its values alone.
    #[inline]
    pub(crate) fn with_text(known: Option<Arc<Known>>) -> Self {
        let room = if known.is_none() { ROOM } else { 0 };
        Sql {
            text: String::with_capacity(room),
            known,
            params: SmallVec::new(),
            recurring: true,
            about: None,
            groups: Vec::new(),
            guards: Vec::new(),
        }
    }

    /// Keeps the text that was written, for statements to come.
    pub(crate) fn keep(&mut self) -> Arc<Known> {
        let text = std::mem::take(&mut self.text).into_boxed_str();
        let hash = Key::of(&text).hash;
        self.known.insert(Arc::new(Known { text, hash })).clone()
    }

    pub(crate) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    pub(crate) fn text(&self) -> &str {
        self.known.as_ref().map_or(&self.text, |known| &known.text)
    }

    pub(crate) fn key(&self) -> Key<'_> {
        match &self.known {
            Some(known) => Key { text: &known.text, hash: known.hash },
            None => Key::of(&self.text),
        }
    }

    /// Whether values are bound and nothing is written, since the text is known. A build for tests writes it all the
    /// same, and compares ([`check_known`](Sql::check_known)).
    pub(crate) fn is_bound_alone(&self) -> bool {
        self.known.is_some() && !cfg!(debug_assertions)
    }

    fn out(&mut self) -> Option<&mut String> {
        (!self.is_bound_alone()).then_some(&mut self.text)
    }

    /// In a build for tests: what was written is what was known.
    pub(crate) fn check_known(&self) {
        if let Some(known) = &self.known {
            debug_assert_eq!(*known.text, *self.text, "what decides a text is told by its shape");
        }
    }

    /// Whether it is one of a handle that only reads, so that sending it twice does no harm.
    pub(crate) fn is_read(&self) -> bool {
        self.about.is_some_and(|(operation, _)| operation == "SELECT")
    }

    /// Whether it leaves nothing in its session that a statement behind it would meet, and so may share its connection: a
    /// handle's, or one of the user's that reads or writes rows. Nothing stands around it that belongs to it.
    pub(crate) fn stands_alone(&self) -> bool {
        const SINGLE: [&str; 8] =
            ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "WITH"];
        let is_single = || {
            let text = self.text().trim_start();
            let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
            SINGLE.iter().any(|word| word.eq_ignore_ascii_case(&text[..end]))
        };
        self.guards.is_empty() && (self.about.is_some() || is_single())
    }

    pub(crate) fn params(&self) -> &[Value<'v>] {
        &self.params
    }

    /// The same as the driver's own methods take them.
    pub(crate) fn values(&self) -> Vec<Bound<'_>> {
        self.params.iter().map(|value| value as Bound<'_>).collect()
    }

    pub(crate) fn push(&mut self, text: &str) {
        if let Some(out) = self.out() {
            out.push_str(text);
        }
    }

    /// Writes a quoted name.
    pub(crate) fn push_name(&mut self, name: &str) {
        if let Some(out) = self.out() {
            Ident(name).push_to(out);
        }
    }

    /// Writes the name of a relation, with that of its schema.
    pub(crate) fn push_relation(&mut self, relation: &Relation) {
        self.push_name(relation.schema);
        self.push(".");
        self.push_name(relation.name);
    }

    /// Binds a value and writes its placeholder.
    pub(crate) fn bind(&mut self, value: Bound<'v>) {
        let number = self.bind_silently(value);
        self.placeholder(number);
    }

    /// Binds a value of a column and writes its placeholder, with the casts its transport needs.
    pub(crate) fn bind_column(&mut self, column: &ColumnDef, value: Bound<'v>) {
        self.bind(value);
        self.push_casts(column, "");
    }

    /// Writes the cast that makes a column's type of what travels as text.
    pub(crate) fn push_own_type(&mut self, column: &ColumnDef) {
        use fmt::Write as _;
        if let Some(own) = column.type_of_texts() {
            let _ = write!(self, "::{own}");
        }
    }

    /// Binds an array of values of a column, for `= ANY (…)`.
    pub(crate) fn bind_column_array(&mut self, column: &ColumnDef, values: Bound<'v>) {
        self.bind(values);
        self.push_casts(column, "[]");
    }

    fn push_casts(&mut self, column: &ColumnDef, array: &str) {
        use fmt::Write as _;
        let _ = match column.facts().transport {
            Transport::Plain { .. } => Ok(()),
            Transport::Domain { base: other } | Transport::Composite { own: other } => {
                write!(self, "::{other}{array}")
            }
            // Next to an operator, an array of a domain is not taken for one of its base.
            Transport::Via(other) => write!(self, "::{other}{array}::{}{array}", column.sql_type()),
            Transport::Text { cast, .. } => {
                let own = cast.unwrap_or(column.sql_type());
                write!(self, "::{}{array}::{own}{array}", column.parameter_type())
            }
        };
    }

    /// Binds a value whose placeholder is written later, perhaps more than once.
    pub(crate) fn bind_silently(&mut self, value: Bound<'v>) -> usize {
        self.params.push(Value::Borrowed(value));
        self.params.len()
    }

    /// Binds a value made for this statement and writes its placeholder.
    pub(crate) fn bind_owned(&mut self, value: impl ToSql + Send + Sync + 'v) {
        self.params.push(Value::Owned(Box::new(value)));
        self.placeholder(self.params.len());
    }

    /// Writes the placeholder of a value bound before.
    pub(crate) fn placeholder(&mut self, number: usize) {
        use fmt::Write as _;
        let Some(out) = self.out() else { return };
        match u8::try_from(number) {
            Ok(digit @ ..10) => out.extend(['$', char::from(b'0' + digit)]),
            _ => drop(write!(out, "${number}")),
        }
    }

    /// The same of a value of a column, with the casts its transport needs.
    pub(crate) fn column_placeholder(&mut self, column: &ColumnDef, number: usize) {
        self.placeholder(number);
        self.push_casts(column, "");
    }

    /// Writes each item with `separator` between them.
    pub(crate) fn list<T>(
        &mut self,
        separator: &str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        for (n, item) in items.into_iter().enumerate() {
            if n > 0 {
                self.push(separator);
            }
            each(self, item);
        }
    }
}

impl Value<'_> {
    fn get(&self) -> Bound<'_> {
        match self {
            Value::Borrowed(value) => *value,
            Value::Owned(value) => value.as_ref(),
        }
    }
}

/// As the value itself, which does its own checking of types.
impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult {
        self.to_sql_checked(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult {
        let at = out.len();
        let written = encode(self.get(), ty, out)?;
        if matches!(written, IsNull::No) && bounds::is_array(ty) {
            check_no_empty_query(ty, &out[at..])?;
        }
        Ok(written)
    }

    fn encode_format(&self, ty: &Type) -> Format {
        self.get().encode_format(ty)
    }
}

impl fmt::Write for Sql<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }

    fn write_fmt(&mut self, arguments: fmt::Arguments<'_>) -> fmt::Result {
        match self.out() {
            Some(out) => out.write_fmt(arguments),
            // What is not written need not be formatted.
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// The text alone: values are never printed.
impl fmt::Debug for Sql<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
