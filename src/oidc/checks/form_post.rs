//! Reads an authorization response that a page posts to Kaimu (OAuth 2.0 Form Post Response Mode, section 2).

use html5gum::{StartTag, Token, Tokenizer};
use url::Url;

/// The names and values that a form of this page posts, if its action is accepted.
pub(super) fn posted_fields(page: &str, is_action: impl Fn(&Url) -> bool) -> Option<Vec<(String, String)>> {
    let is_form = |tag: &StartTag<()>| {
        let action = attribute(tag, "action").and_then(|action| Url::parse(&action).ok());
        *tag.name == b"form" && action.is_some_and(|action| is_action(&action))
    };
    let mut tokens = Tokenizer::new(page).flatten();
    tokens.find(|token| matches!(token, Token::StartTag(tag) if is_form(tag)))?;
    let inside = tokens.take_while(|token| !matches!(token, Token::EndTag(tag) if *tag.name == b"form"));
    let field = |token| match token {
        Token::StartTag(tag) if *tag.name == b"input" => {
            Some((attribute(&tag, "name")?, attribute(&tag, "value").unwrap_or_default()))
        }
        _ => None,
    };
    Some(inside.filter_map(field).collect())
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(page: &str) -> Option<Vec<(String, String)>> {
        posted_fields(page, |action| action.as_str() == "https://kaimu.example/callback")
    }

    #[test]
    fn the_fields_of_the_form_that_posts_to_us_are_read() {
        let expected = Some(vec![
            ("error".to_owned(), "login_required".to_owned()),
            ("state".to_owned(), "a\"b&c".to_owned()),
            ("empty".to_owned(), String::new()),
        ]);
        let page = r#"<!DOCTYPE html><body onload="x()"><form action="/search"><input name="q" value="1"></form>
            <form method="post" action="https://kaimu.example/callback">
            <input type="hidden" name="error" value="login_required"/><input name="state" value="a&quot;b&#38;c" >
            <input name=empty hidden><noscript>Continue</noscript></form><input name="late" value="1">"#;
        assert_eq!(posted(page), expected);
        let other = "<FORM ACTION='https:&#x2F;&#x2f;kaimu.example/callback'><INPUT NAME='error' VALUE=login_required>\
                     <input name = state value = 'a&#34;b&amp;c'><input name='empty'></FORM>";
        assert_eq!(posted(other), expected);
    }

    #[test]
    fn a_page_without_such_a_form_has_none() {
        for page in [
            "",
            "<",
            "<form",
            "<form action",
            "<form action=\"https://kaimu.example/callback",
            "<form action=\"https://elsewhere.example/callback\"><input name=error value=x></form>",
            "<form action=\"/callback\"></form>",
            "<p action=\"https://kaimu.example/callback\">",
            "error=login_required",
        ] {
            assert_eq!(posted(page), None, "{page}");
        }
    }
}
