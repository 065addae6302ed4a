//! `tsquery`, a question for text search.

use std::collections::BTreeSet;
use std::ops::{BitAnd, BitOr, Not};

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::{TsWeight, check_lexeme, next_lexeme, put_lexeme};
use crate::types::ConvertError;
use crate::types::wire::{BoxError, is_one_of, malformed, whole};

/// A question for text search: PostgreSQL's `tsquery`. Lexemes, combined by `&`, `|` and `!` as in
/// PostgreSQL, and by [`followed_by`](TsQuery::followed_by).
///
/// A lexeme is searched as it is: it is `to_tsquery` on the server that turns a word into a lexeme. An
/// empty query matches nothing, and combines with another to that other. The server takes it as a value of
/// its own and not inside of an array.
///
/// ```
/// use pgdc::types::TsQuery;
///
/// let lexeme = |text: &str| TsQuery::lexeme(text).unwrap();
/// let query = lexeme("fat") & (lexeme("rat") | !lexeme("cat"));
/// assert_eq!(query.to_string(), "'fat' & ( 'rat' | !'cat' )");
/// assert_eq!("fat & (rat | !cat)".parse(), Ok(query));
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct TsQuery {
    /// Operators after their operands. Flat, so that no depth of a query exhausts the stack.
    items: Vec<TsQueryItem>,
}

/// A part of a [`TsQuery`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum TsQueryItem {
    /// A lexeme to find.
    Lexeme(TsQueryLexeme),
    /// Not the operand before it.
    Not,
    /// Both of the two operands before it.
    And,
    /// One of the two operands before it.
    Or,
    /// The first of the two operands before it, and the second that many positions after it.
    FollowedBy(u16),
}

/// A lexeme to find, and how.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TsQueryLexeme {
    /// The lexeme: not empty, at most 2,046 bytes, without the character 0.
    pub text: String,
    /// The weights that it may have in the document; any, where there are none here.
    pub weights: BTreeSet<TsWeight>,
    /// Whether any lexeme will do that begins with it.
    pub prefix: bool,
}

/// The greatest distance ("MAXENTRYPOS" in the server's sources).
pub(super) const MAX_DISTANCE: u16 = 1 << 14;

impl TsQuery {
    /// A query for one lexeme, of any weight.
    ///
    /// # Errors
    /// The lexeme is empty, longer than 2,046 bytes or contains the character 0.
    pub fn lexeme(text: impl Into<String>) -> Result<TsQuery, ConvertError> {
        let weights = BTreeSet::new();
        TsQueryLexeme { text: text.into(), weights, prefix: false }.try_into()
    }

    /// This, and `next` at `distance` positions after it: `<->` for 1, `<N>` for N.
    ///
    /// # Errors
    /// The distance is above 16,384.
    pub fn followed_by(self, distance: u16, next: TsQuery) -> Result<TsQuery, ConvertError> {
        if distance > MAX_DISTANCE {
            return Err(ConvertError::new(format!("distance {distance} is above {MAX_DISTANCE}")));
        }
        Ok(self.combine(next, TsQueryItem::FollowedBy(distance)))
    }

    /// The parts of the query, each operator after its operands: `a & !b` is `a`, `b`, `!`, `&`.
    pub fn items(&self) -> &[TsQueryItem] {
        &self.items
    }

    /// A query of items, each operator after its operands; none if they are no query.
    pub(super) fn from_items(items: Vec<TsQueryItem>) -> Option<TsQuery> {
        let mut operands = 0usize;
        for item in &items {
            operands = match item {
                TsQueryItem::Lexeme(lexeme) => {
                    check_lexeme(&lexeme.text).ok()?;
                    operands + 1
                }
                TsQueryItem::Not => (operands >= 1).then_some(operands)?,
                TsQueryItem::FollowedBy(distance) if *distance > MAX_DISTANCE => return None,
                _ => (operands >= 2).then(|| operands - 1)?,
            };
        }
        (operands == 1 || items.is_empty()).then_some(TsQuery { items })
    }

    fn combine(mut self, other: TsQuery, operator: TsQueryItem) -> TsQuery {
        if self.items.is_empty() || other.items.is_empty() {
            return if self.items.is_empty() { other } else { self };
        }
        self.items.extend(other.items);
        self.items.push(operator);
        self
    }
}

impl TryFrom<TsQueryLexeme> for TsQuery {
    type Error = ConvertError;

    fn try_from(lexeme: TsQueryLexeme) -> Result<TsQuery, ConvertError> {
        check_lexeme(&lexeme.text)?;
        Ok(TsQuery { items: vec![TsQueryItem::Lexeme(lexeme)] })
    }
}

impl BitAnd for TsQuery {
    type Output = TsQuery;

    fn bitand(self, other: TsQuery) -> TsQuery {
        self.combine(other, TsQueryItem::And)
    }
}

impl BitOr for TsQuery {
    type Output = TsQuery;

    fn bitor(self, other: TsQuery) -> TsQuery {
        self.combine(other, TsQueryItem::Or)
    }
}

impl Not for TsQuery {
    type Output = TsQuery;

    fn not(mut self) -> TsQuery {
        if !self.items.is_empty() {
            self.items.push(TsQueryItem::Not);
        }
        self
    }
}

// The kinds of items and operators of "ts_type.h" in the server's sources.
const LEXEME: u8 = 1;
const OPERATOR: u8 = 2;
const NOT: u8 = 1;
const AND: u8 = 2;
const OR: u8 = 3;
const PHRASE: u8 = 4;

/// "tsquerysend" and "tsqueryrecv" in the server's sources. There an operator stands before its operands,
/// and the right operand before the left one, which is the order of the items here in reverse.
impl TsQuery {
    fn decode(raw: &mut &[u8]) -> Result<TsQuery, BoxError> {
        let mut items = Vec::new();
        for _ in 0..raw.try_get_u32()? {
            items.push(next_item(raw)?);
        }
        items.reverse();
        TsQuery::from_items(items).ok_or_else(|| "operators and operands do not match".into())
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.items.len())?);
        for item in self.items.iter().rev() {
            put_item(item, out);
        }
        Ok(())
    }
}

fn next_item(raw: &mut &[u8]) -> Result<TsQueryItem, BoxError> {
    match raw.try_get_u8()? {
        LEXEME => {
            let bits = raw.try_get_u8()?;
            let prefix = raw.try_get_u8()? != 0;
            let has = |weight: &TsWeight| bits & weight_bit(*weight) != 0;
            let weights = TsWeight::ALL.into_iter().filter(has).collect();
            let text = next_lexeme(raw)?;
            Ok(TsQueryItem::Lexeme(TsQueryLexeme { text, weights, prefix }))
        }
        OPERATOR => next_operator(raw),
        other => Err(format!("an item of kind {other} is not known").into()),
    }
}

fn next_operator(raw: &mut &[u8]) -> Result<TsQueryItem, BoxError> {
    match raw.try_get_u8()? {
        NOT => Ok(TsQueryItem::Not),
        AND => Ok(TsQueryItem::And),
        OR => Ok(TsQueryItem::Or),
        PHRASE => Ok(TsQueryItem::FollowedBy(raw.try_get_u16()?)),
        other => Err(format!("operator {other} is not known").into()),
    }
}

fn put_item(item: &TsQueryItem, out: &mut BytesMut) {
    match item {
        TsQueryItem::Lexeme(lexeme) => {
            let weights = lexeme.weights.iter().fold(0, |bits, weight| bits | weight_bit(*weight));
            out.put_slice(&[LEXEME, weights, lexeme.prefix.into()]);
            put_lexeme(&lexeme.text, out);
        }
        TsQueryItem::Not => out.put_slice(&[OPERATOR, NOT]),
        TsQueryItem::And => out.put_slice(&[OPERATOR, AND]),
        TsQueryItem::Or => out.put_slice(&[OPERATOR, OR]),
        TsQueryItem::FollowedBy(distance) => {
            out.put_slice(&[OPERATOR, PHRASE]);
            out.put_u16(*distance);
        }
    }
}

fn weight_bit(weight: TsWeight) -> u8 {
    1 << weight as u8
}

impl<'a> FromSql<'a> for TsQuery {
    fn from_sql(ty: &Type, mut raw: &'a [u8]) -> Result<TsQuery, BoxError> {
        TsQuery::decode(&mut raw)
            .and_then(|value| whole(value, raw))
            .map_err(|error| malformed(ty, error))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[Type::TSQUERY])
    }
}

impl ToSql for TsQuery {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        if !self.items.is_empty() {
            self.encode(out)?;
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[Type::TSQUERY])
    }

    /// "tsqueryrecv" takes no empty query, not even from "tsquerysend"; the text form of one is empty.
    fn encode_format(&self, _: &Type) -> Format {
        if self.items.is_empty() { Format::Text } else { Format::Binary }
    }

    to_sql_checked!();
}
