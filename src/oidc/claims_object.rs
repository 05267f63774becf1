//! Reads the claims of a JSON object one by one, so that one that cannot be read stops only what needs it.
//!
//! Real providers cut a name within a character, which leaves half a surrogate pair, or write a number beyond every
//! limit. A parser of whole objects would refuse all claims because of one that Kaimu does not need.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::failed_check::{ClaimProblem, FailedCheck};

/// A JSON object of claims.
pub(super) struct ClaimsObject<'a>(&'a str);

impl<'a> ClaimsObject<'a> {
    /// Checks that the payload is one JSON object.
    pub(super) fn parse(payload: &'a [u8]) -> Result<Self, FailedCheck> {
        let object = Self(std::str::from_utf8(payload).map_err(|_| FailedCheck::Malformed)?);
        object.members::<IgnoredAny>("").map_err(|_| FailedCheck::Malformed)?;
        Ok(object)
    }

    /// A claim that decides something; `None` if it is absent or `null`.
    ///
    /// # Errors
    /// If it occurs twice, or cannot be read: another reader could see another value.
    pub(super) fn deciding(&self, name: &'static str) -> Result<Option<Value>, FailedCheck> {
        self.read(name).map_err(|problem| FailedCheck::Claim { name, problem })
    }

    /// As [`Self::deciding`], for a claim whose name the operator has chosen.
    pub(super) fn read(&self, name: &str) -> Result<Option<Value>, ClaimProblem> {
        let mut found: Vec<Value> = self.members(name).map_err(|_| ClaimProblem::Unreadable)?;
        // check: a claim that occurs twice
        if found.len() > 1 {
            return Err(ClaimProblem::Repeated);
        }
        Ok(found.pop().filter(|value| !value.is_null()))
    }

    /// A text that decides nothing, without the characters that cannot be read. If it occurs twice, the last one counts.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.members(name).ok()?.pop().map(|ReadableText(text)| text)
    }

    /// Whether there is such a claim, with any value, even `null`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members::<IgnoredAny>(name).is_ok_and(|found| !found.is_empty())
    }

    /// The values of all members with this name. All others are skipped without being read.
    fn members<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let found = deserializer.deserialize_map(Members { name, of: PhantomData })?;
        deserializer.end()?;
        Ok(found)
    }
}

struct Members<'n, T> {
    name: &'n str,
    of: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Members<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<T>, A::Error> {
        let mut found = Vec::new();
        while let Some(is_named) = map.next_key_seed(IsNamed(self.name))? {
            if is_named {
                found.push(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Compares the name of a member by its bytes, because half a surrogate pair is no text.
struct IsNamed<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for IsNamed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for IsNamed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<bool, E> {
        Ok(name == self.0.as_bytes())
    }
}

/// A text without the halves of surrogate pairs.
struct ReadableText(String);

impl<'de> Deserialize<'de> for ReadableText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(ReadableTextVisitor)
    }
}

struct ReadableTextVisitor;

impl Visitor<'_> for ReadableTextVisitor {
    type Value = ReadableText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<ReadableText, E> {
        Ok(ReadableText(String::from_utf8_lossy(text).replace(char::REPLACEMENT_CHARACTER, "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(text: &str) -> ClaimsObject<'_> {
        ClaimsObject::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_claim_that_cannot_be_read_does_not_matter_to_the_others() {
        let text = r#"{"a":"\ud83d","b":1e999,"\ud83d":1,"c":[1,{"sub":"x"}],"sub":"ada","c":2}"#;
        assert_eq!(object(text).read("sub"), Ok(Some(json!("ada"))));
        assert_eq!(object(text).read("a"), Err(ClaimProblem::Unreadable));
        assert_eq!(object(text).read("b"), Err(ClaimProblem::Unreadable));
        assert_eq!(object(text).read("c"), Err(ClaimProblem::Repeated));
        assert_eq!(object(text).read("d"), Ok(None));
        let nested = format!(r#"{{"a":{}{},"sub":"ada"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(object(&nested).read("sub"), Ok(Some(json!("ada"))));
        assert_eq!(object(&nested).read("a"), Err(ClaimProblem::Unreadable));
    }

    #[test]
    fn a_name_is_the_same_name_however_it_is_escaped() {
        assert_eq!(object(r#"{"s\u0075b":"ada"}"#).read("sub"), Ok(Some(json!("ada"))));
        assert_eq!(object(r#"{"s\u0075b":"ada","sub":"eve"}"#).read("sub"), Err(ClaimProblem::Repeated));
    }

    #[test]
    fn a_text_that_decides_nothing_keeps_what_can_be_read() {
        assert_eq!(object(r#"{"name":"Ada \ud83d"}"#).text("name").as_deref(), Some("Ada "));
        assert_eq!(object(r#"{"name":"Ada \ud83d\udcbb é"}"#).text("name").as_deref(), Some("Ada \u{1f4bb} é"));
        assert_eq!(object(r#"{"name":"Ada","name":"Ada L"}"#).text("name").as_deref(), Some("Ada L"));
        for other in ["7", "1e999", "null", "[\"Ada\"]", "{}", "true"] {
            assert_eq!(object(&format!("{{\"name\":{other}}}")).text("name"), None, "{other}");
        }
    }

    #[test]
    fn only_one_object_is_an_object_of_claims() {
        for text in ["", "[]", "7", "null", "{", "{}{}", "{\"a\":}", "{'a':1}", "\u{feff}{}"] {
            assert!(ClaimsObject::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(ClaimsObject::parse(b"{\"a\":\"\xff\"}").is_err());
        assert!(object("{\"a\":null}").has("a") && !object("{\"a\":null}").has("b"));
    }
}
