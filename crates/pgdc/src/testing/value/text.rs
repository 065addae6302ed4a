//! Texts that fit the name of their column.

use super::{Maker, pattern};
use crate::testing::check::Limits;

const WORDS: &[&str] = &[
    "amber", "basil", "cedar", "delta", "ember", "fern", "grove", "harbor", "iris", "juniper",
    "kestrel", "lagoon", "maple", "nectar", "olive", "prairie", "quartz", "river", "saffron",
    "tundra", "umber", "valley", "willow", "yarrow", "zephyr",
];
const FIRST_NAMES: &[&str] =
    &["Ada", "Alan", "Barbara", "Donald", "Edsger", "Frances", "Grace", "Ken"];
const LAST_NAMES: &[&str] =
    &["Allen", "Dijkstra", "Hopper", "Knuth", "Liskov", "Lovelace", "Turing"];
const CITIES: &[&str] = &["Graz", "Lyon", "Oslo", "Porto", "Quito", "Seoul", "Turku", "Utrecht"];
const COUNTRIES: &[&str] = &["Austria", "Chile", "Finland", "Kenya", "Norway", "Portugal"];

/// The longest text where nothing is asked.
const USUAL: usize = 200;

impl Maker<'_> {
    /// A text of at most `most` characters.
    pub(super) fn text(&mut self, most: Option<usize>, limits: &Limits) -> String {
        let most =
            most.unwrap_or(USUAL.max(limits.shortest)).min(limits.longest.unwrap_or(usize::MAX));
        let text = if let Some(regex) = &limits.regex {
            // A pattern that is not understood is matched by some text, perhaps.
            pattern::matching(regex, &mut self.rng).unwrap_or_else(|| self.named(most))
        } else if let Some(like) = &limits.like {
            let word = self.word(most.saturating_sub(like.len()));
            like.replacen('%', &word, 1).replace('%', "").replace('_', "x").replace('\\', "")
        } else {
            self.named(most)
        };
        let text = match (limits.lower, limits.upper) {
            (true, _) => text.to_lowercase(),
            (_, true) => text.to_uppercase(),
            _ => text,
        };
        let missing = limits.shortest.saturating_sub(text.chars().count());
        format!("{text}{}", "x".repeat(missing))
    }

    /// What a column of that name usually holds.
    fn named(&mut self, most: usize) -> String {
        let name = self.name.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        let number = if self.unique { self.n.to_string() } else { String::new() };
        let text = if has(&["email", "e_mail"]) {
            format!("{}@example.com", self.word(12).to_lowercase())
        } else if has(&["url", "uri", "link", "website", "homepage"]) {
            format!("https://example.com/{}", self.word(12))
        } else if has(&["slug"]) {
            return self.word(most);
        } else if has(&["first_name", "firstname", "given"]) {
            self.one_of(FIRST_NAMES)
        } else if has(&["last_name", "lastname", "surname", "family_name"]) {
            self.one_of(LAST_NAMES)
        } else if has(&["user_name", "username", "login", "nick"]) {
            self.one_of(FIRST_NAMES).to_lowercase()
        } else if has(&["phone", "fax", "mobile"]) {
            format!("+1 555 {:04}", self.number_of(10_000))
        } else if has(&["city", "town"]) {
            self.one_of(CITIES)
        } else if has(&["country"]) && most > 3 {
            self.one_of(COUNTRIES)
        } else if has(&["postal", "zip"]) {
            format!("{:05}", self.number_of(100_000))
        } else if has(&["currency"]) && most == 3 && !self.unique {
            "EUR".to_owned()
        } else if has(&["hash", "token", "digest", "checksum", "secret", "md5", "sha"]) {
            format!("{:016x}{:016x}", self.rng.next(), self.rng.next())
        } else if has(&["ip_addr", "ipaddr"]) || name == "ip" {
            format!("192.0.2.{}", self.number_of(256))
        } else if has(&["description", "comment", "body", "content", "note", "summary", "message"])
        {
            let words: Vec<String> = (0..6).map(|_| self.one_of(WORDS)).collect();
            format!("{}.", capital(&words.join(" ")))
        } else if has(&["name", "title", "label"]) {
            capital(&self.one_of(WORDS))
        } else {
            return self.word(most);
        };
        let fits = text.chars().count() <= most;
        match (fits, self.unique && !number.is_empty() && !text.contains(&number)) {
            (true, true) if text.len() + number.len() < most => format!("{text} {number}"),
            (true, false) => text,
            _ => self.word(most),
        }
    }

    /// A word of at most so many characters; with the number of the row where it must differ.
    fn word(&mut self, most: usize) -> String {
        if !self.unique {
            return self.one_of(WORDS).chars().take(most).collect();
        }
        let number = self.n.to_string();
        let room = most.saturating_sub(number.len() + 1);
        match room {
            0..3 => letters(self.n, most.min(8)),
            _ => {
                let word: String = self.one_of(WORDS).chars().take(room).collect();
                format!("{word}-{number}")
            }
        }
    }

    fn one_of(&mut self, list: &[&'static str]) -> String {
        self.rng.pick(list).unwrap_or_default().to_owned()
    }

    fn number_of(&mut self, end: u64) -> u64 {
        if self.unique { self.n % end } else { self.rng.below(end) }
    }
}

/// `AA`, `AB`, …: as many as there can be of that length.
fn letters(n: u64, length: usize) -> String {
    let mut n = n;
    let mut letters: Vec<char> = Vec::with_capacity(length);
    for _ in 0..length {
        // Below 26.
        letters.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    letters.iter().rev().collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
