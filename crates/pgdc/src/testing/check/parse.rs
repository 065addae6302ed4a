//! From words to an expression. The server puts every operator in parentheses but `AND` and `OR`, so that no
//! precedence beside theirs has to be known.

use super::Expr;
use super::tokens::{Token, tokens};

/// How deep expressions may be nested.
const DEEPEST: usize = 64;

/// None of what is not understood as a whole.
pub(super) fn expression(text: &str) -> Option<Expr> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let expr = parser.or()?;
    (parser.at == parser.tokens.len()).then_some(expr)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn or(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut parts = vec![self.and()?];
        while self.takes_word("OR") {
            parts.push(self.and()?);
        }
        self.depth -= 1;
        if parts.len() > 1 { Some(Expr::Or(parts)) } else { parts.pop() }
    }

    fn and(&mut self) -> Option<Expr> {
        let mut parts = vec![self.not()?];
        while self.takes_word("AND") {
            parts.push(self.not()?);
        }
        if parts.len() > 1 { Some(Expr::And(parts)) } else { parts.pop() }
    }

    fn not(&mut self) -> Option<Expr> {
        if self.takes_word("NOT") {
            return Some(Expr::Not(Box::new(self.not()?)));
        }
        self.binary()
    }

    fn binary(&mut self) -> Option<Expr> {
        let mut left = self.unary()?;
        loop {
            if self.takes_word("IS") {
                let holds = !self.takes_word("NOT");
                if self.takes_word("DISTINCT") {
                    self.expect_word("FROM")?;
                    let op = if holds { "<>" } else { "=" };
                    left = Expr::Op(op.to_owned(), Box::new(left), Box::new(self.unary()?));
                } else {
                    let Token::Word(what) = self.next()? else { return None };
                    left = Expr::Is(Box::new(left), what.to_uppercase(), holds);
                }
            } else if let Some(op) = self.operator() {
                let all = self.takes_word("ALL");
                if all || self.takes_word("ANY") {
                    self.expect('(')?;
                    let list = self.or()?;
                    self.expect(')')?;
                    let list = elements(list);
                    left = Expr::Any { op, all, left: Box::new(left), list };
                } else {
                    left = Expr::Op(op, Box::new(left), Box::new(self.unary()?));
                }
            } else {
                return Some(left);
            }
        }
    }

    /// An operator, also as `OPERATOR(schema.op)`.
    fn operator(&mut self) -> Option<String> {
        match self.tokens.get(self.at)? {
            Token::Op(op) if op != "::" => {
                let op = op.clone();
                self.at += 1;
                Some(op)
            }
            Token::Word(word) if word == "OPERATOR" => {
                self.at += 1;
                self.expect('(')?;
                let mut op = self.next()?;
                while self.takes('.') || matches!(op, Token::Word(_) | Token::Name(_)) {
                    op = self.next()?;
                    if op == Token::Mark('.') {
                        op = self.next()?;
                    }
                }
                self.expect(')')?;
                if let Token::Op(op) = op { Some(op) } else { None }
            }
            _ => None,
        }
    }

    fn unary(&mut self) -> Option<Expr> {
        if self.tokens.get(self.at) == Some(&Token::Op("-".to_owned())) {
            self.at += 1;
            return Some(match self.unary()? {
                Expr::Const(number) => Expr::Const(format!("-{number}")),
                other => Expr::Other(vec![other]),
            });
        }
        let mut expr = self.primary()?;
        loop {
            if self.tokens.get(self.at) == Some(&Token::Op("::".to_owned())) {
                self.at += 1;
                self.skip_type()?;
            } else if self.takes('.') {
                let (Token::Word(field) | Token::Name(field)) = self.next()? else { return None };
                expr = Expr::Other(vec![expr, Expr::Call(field, Vec::new())]);
            } else if self.takes('[') {
                let index = self.or()?;
                self.expect(']')?;
                expr = Expr::Other(vec![expr, index]);
            } else if self.takes_word("COLLATE") {
                self.skip_type()?;
            } else {
                return Some(expr);
            }
        }
    }

    fn primary(&mut self) -> Option<Expr> {
        match self.next()? {
            Token::Literal(text) => Some(Expr::Const(text)),
            Token::Mark('(') => {
                let inner = self.or()?;
                self.expect(')')?;
                Some(inner)
            }
            Token::Name(name) => self.named(name),
            Token::Word(word) => match &*word {
                "NULL" => Some(Expr::Null),
                "true" | "false" => Some(Expr::Const(word)),
                "ARRAY" => {
                    self.expect('[')?;
                    Some(Expr::Array(self.list(']')?))
                }
                "ROW" => {
                    self.expect('(')?;
                    Some(Expr::Other(self.list(')')?))
                }
                "CASE" => self.case(),
                "CURRENT_DATE" | "CURRENT_TIMESTAMP" | "LOCALTIMESTAMP" => {
                    Some(Expr::Call("now".to_owned(), Vec::new()))
                }
                _ => self.named(word),
            },
            _ => None,
        }
    }

    /// A column, or the call of a function, whose schema is not looked at.
    fn named(&mut self, name: String) -> Option<Expr> {
        let mut name = name;
        while self.tokens.get(self.at) == Some(&Token::Mark('.')) {
            let Some(Token::Word(part) | Token::Name(part)) = self.tokens.get(self.at + 1) else {
                break;
            };
            name = part.clone();
            self.at += 2;
        }
        if self.takes('(') {
            let args = self.list(')')?;
            return Some(Expr::Call(name.to_lowercase(), args));
        }
        Some(Expr::Column(name))
    }

    /// `a, b)`. The words that some functions have between their arguments, as in `TRIM(BOTH FROM x)`, separate them.
    fn list(&mut self, end: char) -> Option<Vec<Expr>> {
        let mut parts = Vec::new();
        while !self.takes(end) {
            let separates = ["BOTH", "LEADING", "TRAILING", "FROM", "IN", "FOR"];
            if self.takes(',') || separates.iter().any(|word| self.takes_word(word)) {
                continue;
            }
            parts.push(self.or()?);
        }
        Some(parts)
    }

    /// Its branches are not understood, only what stands in them.
    fn case(&mut self) -> Option<Expr> {
        let mut parts = Vec::new();
        while !self.takes_word("END") {
            if !["WHEN", "THEN", "ELSE"].iter().any(|word| self.takes_word(word)) {
                parts.push(self.or()?);
            }
        }
        Some(Expr::Other(parts))
    }

    /// `character varying(10)[]`, `"my schema"."my type"`.
    fn skip_type(&mut self) -> Option<()> {
        loop {
            match self.tokens.get(self.at) {
                Some(Token::Word(word))
                    if [
                        "AND", "OR", "IS", "THEN", "ELSE", "END", "WHEN", "COLLATE", "FROM", "FOR",
                    ]
                    .contains(&&**word) =>
                {
                    return Some(());
                }
                Some(Token::Word(_) | Token::Name(_) | Token::Mark('.')) => self.at += 1,
                Some(Token::Mark('(')) => {
                    self.at += 1;
                    self.list(')')?;
                }
                Some(Token::Mark('['))
                    if self.tokens.get(self.at + 1) == Some(&Token::Mark(']')) =>
                {
                    self.at += 2;
                }
                _ => return Some(()),
            }
        }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        Some(token)
    }

    fn takes(&mut self, mark: char) -> bool {
        let is_there = self.tokens.get(self.at) == Some(&Token::Mark(mark));
        self.at += usize::from(is_there);
        is_there
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is_there =
            matches!(self.tokens.get(self.at), Some(Token::Word(found)) if found == word);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, mark: char) -> Option<()> {
        self.takes(mark).then_some(())
    }

    fn expect_word(&mut self, word: &str) -> Option<()> {
        self.takes_word(word).then_some(())
    }
}

/// The elements of an array, given as `ARRAY[…]` or as its text.
fn elements(list: Expr) -> Vec<Expr> {
    match list {
        Expr::Array(elements) => elements,
        Expr::Const(text) if text.starts_with('{') && text.ends_with('}') => {
            let inner = &text[1..text.len() - 1];
            inner.split(',').map(|part| Expr::Const(part.trim_matches('"').to_owned())).collect()
        }
        other => vec![other],
    }
}
