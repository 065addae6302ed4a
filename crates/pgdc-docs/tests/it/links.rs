//! What a browser, and a reader of Markdown, make of the pages.

use std::collections::BTreeSet;

use html5gum::Tokenizer;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::emitters::default::{StartTag, Token};
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::{CASES, catalog, pages};

/// The page as a browser's tokenizer cuts it: text of style and script is theirs.
pub(crate) fn tokens(html: &str) -> Vec<Token<()>> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    tokens
        .map(|token| match token {
            Ok(token) => token,
            Err(never) => match never {},
        })
        .collect()
}

pub(crate) fn tags(html: &str) -> Vec<StartTag<()>> {
    let tag = |token| match token {
        Token::StartTag(tag) => Some(tag),
        _ => None,
    };
    tokens(html).into_iter().filter_map(tag).collect()
}

pub(crate) fn text_of(html: &str) -> String {
    let text = |token| match token {
        Token::String(text) => Some(String::from_utf8(text.value.0).expect("UTF-8")),
        _ => None,
    };
    tokens(html).into_iter().filter_map(text).collect()
}

pub(crate) fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8(value.value.0.clone()).expect("UTF-8"))
}

#[test]
fn every_link_of_the_page_has_one_target() {
    for case in CASES {
        let [(_, html), _] = pages(&catalog(case));
        let tags = tags(&html);
        let ids: Vec<String> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let known: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(known.len(), ids.len(), "{case}: an id stands twice");
        let links: Vec<String> = tags.iter().filter_map(|tag| attribute(tag, "href")).collect();
        assert!(!links.is_empty(), "{case}");
        for link in links {
            let target = link.strip_prefix('#').expect("links stay on the page").to_owned();
            assert!(known.contains(&target), "{case}: {link}");
        }
    }
}

#[test]
fn every_link_of_the_markdown_has_a_target() {
    for case in CASES {
        let [_, (_, text)] = pages(&catalog(case));
        let mut links = 0;
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            if let Event::Start(Tag::Link { dest_url, .. }) = event {
                let target = dest_url.strip_prefix('#').expect("links stay on the page");
                assert_eq!(text.matches(&format!("<a id=\"{target}\"></a>")).count(), 1, "{case}");
                links += 1;
            }
        }
        assert!(links > 0, "{case}");
    }
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    for case in CASES {
        let [(_, html), _] = pages(&catalog(case));
        let loading = ["link", "img", "iframe", "object", "embed", "base", "form"];
        for tag in tags(&html) {
            let name = String::from_utf8(tag.name.0.clone()).expect("UTF-8");
            assert!(!loading.contains(&name.as_str()), "{case}: {name}");
            assert_eq!(attribute(&tag, "src"), None, "{case}: {name}");
        }
        assert!(!html.contains("@import"), "{case}");
    }
}
