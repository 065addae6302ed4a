//! Names and comments that try to be markup.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use html5gum::emitters::default::Token;
use pgdc_catalog::Catalog;
use pulldown_cmark::{Event, Options, Parser};
use sha2::{Digest as _, Sha256};

use crate::links::{attribute, tags, text_of, tokens};
use crate::{CASES, catalog, pages};

const ATTACKS: [&str; 5] = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "--></style></title><svg onload=alert(1)>",
    "`\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))",
    "|\n|---|\n<b>x</b> &lt;script&gt; ]]>",
];

/// The chinook with one of the attacks wherever there is text of whoever made the tables.
fn attacked(attack: &str) -> Catalog {
    let text = serde_json::to_string(&catalog("chinook")).unwrap();
    let inner = serde_json::to_string(attack).unwrap();
    let inner = inner.trim_matches('"');
    let text = text.replace("artist", &format!("artist{inner}")).replace("title", inner);
    let mut catalog: Catalog = serde_json::from_str(&text).unwrap();
    for relation in &mut catalog.relations {
        relation.comment = Some(attack.to_owned());
        for attribute in &mut relation.attributes {
            attribute.comment = Some(attack.to_owned());
            attribute.default = Some(attack.to_owned());
        }
        for index in &mut relation.indexes {
            index.predicate = Some(attack.to_owned());
        }
    }
    catalog.sort();
    catalog
}

#[test]
fn no_text_becomes_markup() {
    let plain = catalog("chinook");
    let names = |html: &str| -> std::collections::BTreeSet<Vec<u8>> {
        tags(html).into_iter().map(|tag| tag.name.0).collect()
    };
    let [(_, harmless), _] = pages(&plain);
    for attack in ATTACKS {
        let [(_, html), _] = pages(&attacked(attack));
        assert!(names(&html).is_subset(&names(&harmless)), "{attack}");
        let tags = tags(&html);
        assert_eq!(tags.iter().filter(|tag| tag.name.0 == b"script").count(), 1, "{attack}");
        for tag in tags {
            let is_handler = |name: &Vec<u8>| name.starts_with(b"on");
            assert!(!tag.attributes.keys().any(|name| is_handler(&name.0)), "{attack}");
        }
        assert!(!tokens(&html).iter().any(|token| matches!(token, Token::Comment(_))), "{attack}");
        // And it is there, as text.
        assert!(text_of(&html).contains(attack), "{attack}");
    }
}

#[test]
fn no_text_becomes_markdown() {
    for attack in ATTACKS {
        let [_, (_, text)] = pages(&attacked(attack));
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                // Our own anchors.
                Event::Html(html) | Event::InlineHtml(html) => {
                    let id =
                        html.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">"));
                    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
                    let own =
                        html.trim() == "</a>" || id.is_some_and(|id| id.chars().all(is_plain));
                    assert!(own, "{attack}: {html}");
                }
                Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                    assert!(dest_url.starts_with('#'), "{attack}: {dest_url}");
                }
                Event::Start(
                    pulldown_cmark::Tag::Image { .. } | pulldown_cmark::Tag::CodeBlock(_),
                ) => {
                    panic!("{attack}: {event:?}")
                }
                _ => {}
            }
        }
    }
}

/// Browsers run the script of the page and no other.
#[test]
fn the_policy_knows_the_script() {
    for case in CASES {
        let [(_, html), _] = pages(&catalog(case));
        let (_, after) = html.split_once("<script>").unwrap();
        let (script, _) = after.split_once("</script>").unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(script));
        let policy = tags(&html)
            .iter()
            .filter(|tag| attribute(tag, "http-equiv").is_some())
            .find_map(|tag| attribute(tag, "content"))
            .unwrap();
        assert!(policy.contains(&format!("script-src 'sha256-{hash}'")), "{hash}");
    }
}
