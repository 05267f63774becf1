//! Reads an authorization response that a page posts to Kaimu (OAuth 2.0 Form Post Response Mode, section 2).

use url::Url;

/// One tag of a page.
struct Tag {
    /// In lower case; an end tag begins with `/`.
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The names and values that a form of this page posts, if its action is accepted.
pub(super) fn posted_fields(page: &str, is_action: impl Fn(&Url) -> bool) -> Option<Vec<(String, String)>> {
    let mut tags = page.split('<').skip(1).filter_map(read_tag).skip_while(|tag| {
        let action = tag.attribute("action").and_then(|action| Url::parse(action).ok());
        tag.name != "form" || !action.is_some_and(|action| is_action(&action))
    });
    tags.next()?;
    let inputs = tags.take_while(|tag| tag.name != "/form").filter(|tag| tag.name == "input");
    Some(
        inputs
            .filter_map(|tag| {
                Some((tag.attribute("name")?.to_owned(), tag.attribute("value").unwrap_or_default().to_owned()))
            })
            .collect(),
    )
}

/// Reads a tag after its `<`.
fn read_tag(text: &str) -> Option<Tag> {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '>' | '=');
    let (name, mut rest) = text.split_at(text.find(ends_name)?);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let (attribute, after) = rest.split_at(rest.find(ends_name)?);
        let after = after.trim_start();
        let value = match after.strip_prefix('=').map(str::trim_start) {
            None => {
                rest = after;
                ""
            }
            Some(value) => {
                let (value, after) = match value.chars().next()? {
                    quote @ ('"' | '\'') => value[1..].split_once(quote)?,
                    _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>')?),
                };
                rest = after;
                value
            }
        };
        if attribute.is_empty() {
            return Some(Tag { name: name.to_ascii_lowercase(), attributes });
        }
        attributes.push((attribute.to_ascii_lowercase(), without_references(value)));
    }
}

/// Replaces character references (HTML, section 13.5): the five of XML, and numbers.
fn without_references(text: &str) -> String {
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference = part.split_once(';').and_then(|(name, rest)| Some((referenced(name)?, rest)));
        if let Some((character, rest)) = reference {
            decoded.push(character);
            decoded.push_str(rest);
        } else {
            decoded.push('&');
            decoded.push_str(part);
        }
    }
    decoded
}

fn referenced(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
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
