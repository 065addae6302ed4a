//! Texts that match a regular expression of the simple sort.

use std::iter::Peekable;
use std::str::Chars;

use crate::testing::rng::Rng;

/// How deep groups may be nested.
const DEEPEST: u32 = 16;

/// A text that the pattern matches; none where it has what is not understood.
pub(super) fn matching(pattern: &str, rng: &mut Rng) -> Option<String> {
    let mut reader = Reader { chars: pattern.chars().peekable(), depth: 0 };
    let node = reader.choice()?;
    if reader.chars.peek().is_some() {
        return None;
    }
    let mut text = String::new();
    node.write(&mut text, rng);
    Some(text)
}

enum Node {
    Chars(Vec<char>),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Node>, usize, usize),
}

impl Node {
    fn write(&self, text: &mut String, rng: &mut Rng) {
        match self {
            Node::Chars(chars) => {
                let chars: Vec<&char> = chars.iter().collect();
                text.extend(rng.pick(&chars));
            }
            Node::Sequence(parts) => parts.iter().for_each(|part| part.write(text, rng)),
            Node::Choice(parts) => {
                let parts: Vec<&Node> = parts.iter().collect();
                if let Some(part) = rng.pick(&parts) {
                    part.write(text, rng);
                }
            }
            Node::Repeat(part, least, most) => {
                let count = least + rng.below((most - least + 1) as u64) as usize;
                (0..count).for_each(|_| part.write(text, rng));
            }
        }
    }
}

struct Reader<'p> {
    chars: Peekable<Chars<'p>>,
    depth: u32,
}

impl Reader<'_> {
    fn choice(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut parts = vec![self.sequence()?];
        while self.chars.next_if_eq(&'|').is_some() {
            parts.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(Node::Choice(parts))
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while let Some(next) = self.chars.next_if(|c| *c != '|' && *c != ')') {
            let part = match next {
                '^' | '$' => continue,
                '.' => Node::Chars(('a'..='z').collect()),
                '[' => self.class()?,
                '(' => {
                    if self.chars.next_if_eq(&'?').is_some() {
                        // What looks ahead or behind matches nothing by itself.
                        self.chars.next_if_eq(&':')?;
                    }
                    let inner = self.choice()?;
                    self.chars.next_if_eq(&')')?;
                    inner
                }
                '\\' => match set(self.chars.next()?) {
                    Escape::Chars(chars) => Node::Chars(chars),
                    Escape::Nothing => continue,
                    Escape::Unknown => return None,
                },
                '*' | '+' | '?' | '{' => return None,
                other => Node::Chars(vec![other]),
            };
            parts.push(self.repeated(part)?);
        }
        Some(Node::Sequence(parts))
    }

    fn repeated(&mut self, part: Node) -> Option<Node> {
        let (least, most) = match self.chars.peek() {
            Some('*') => (1, 6),
            Some('+') => (3, 8),
            Some('?') => (0, 1),
            Some('{') => {
                let inner: String = self.chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let (least, most) = match inner.split_once(',') {
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                    None => (inner.parse().ok()?, Some(inner.parse().ok()?)),
                };
                let most: usize = most.unwrap_or(least);
                let node = Node::Repeat(Box::new(part), least, most.clamp(least, least + 12));
                self.chars.next_if_eq(&'?');
                return Some(node);
            }
            _ => return Some(part),
        };
        self.chars.next();
        // As few as can be is as good.
        self.chars.next_if_eq(&'?');
        Some(Node::Repeat(Box::new(part), least, most))
    }

    /// `[a-z\d_]` after its bracket.
    fn class(&mut self) -> Option<Node> {
        let is_negated = self.chars.next_if_eq(&'^').is_some();
        let mut found: Vec<char> = Vec::new();
        loop {
            let next = self.chars.next()?;
            let first = match next {
                ']' if !found.is_empty() => break,
                '[' if self.chars.peek() == Some(&':') => {
                    let name: String =
                        self.chars.by_ref().skip(1).take_while(|c| *c != ':').collect();
                    self.chars.next_if_eq(&']')?;
                    found.extend(named(&name)?);
                    continue;
                }
                '\\' => match set(self.chars.next()?) {
                    Escape::Chars(chars) if chars.len() == 1 => chars[0],
                    Escape::Chars(chars) => {
                        found.extend(chars);
                        continue;
                    }
                    _ => return None,
                },
                other => other,
            };
            let mut ahead = self.chars.clone();
            match (ahead.next(), ahead.next()) {
                (Some('-'), Some(last)) if last != ']' && last >= first => {
                    found.extend((first..=last).take(256));
                    self.chars = ahead;
                }
                _ => found.push(first),
            }
        }
        if is_negated {
            found = ('a'..='z').chain('0'..='9').filter(|c| !found.contains(c)).collect();
        }
        (!found.is_empty()).then_some(Node::Chars(found))
    }
}

enum Escape {
    Chars(Vec<char>),
    /// A place between characters.
    Nothing,
    Unknown,
}

fn set(escape: char) -> Escape {
    Escape::Chars(match escape {
        'd' => ('0'..='9').collect(),
        'w' => ('a'..='z').collect(),
        's' => vec![' '],
        'D' | 'S' => ('a'..='z').collect(),
        'W' => vec!['-'],
        'm' | 'M' | 'y' | 'A' | 'Z' => return Escape::Nothing,
        other if other.is_ascii_alphanumeric() => return Escape::Unknown,
        other => vec![other],
    })
}

fn named(class: &str) -> Option<Vec<char>> {
    Some(match class {
        "alpha" | "lower" => ('a'..='z').collect(),
        "upper" => ('A'..='Z').collect(),
        "digit" => ('0'..='9').collect(),
        "alnum" => ('a'..='z').chain('0'..='9').collect(),
        "xdigit" => ('a'..='f').chain('0'..='9').collect(),
        "space" => vec![' '],
        _ => return None,
    })
}
