//! What a provider says about a person, read leniently: a claim of an unexpected shape counts as absent, since it must
//! neither let somebody in nor keep somebody out.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::{EmailAddress, GroupRules, Groups, GroupsClaim, Profile};

/// The most bytes of a name that are kept.
const MAX_NAME: usize = 8 * 1024;
const MAX_URL: usize = 2048;

/// Everything about a person that one source says.
pub(super) struct About {
    pub(super) profile: ProfileClaims,
    pub(super) groups: Groups,
}

impl About {
    /// Reads the claims of an ID token or of userinfo.
    ///
    /// # Errors
    /// When they are no object, or a claim about the person stands twice.
    pub(super) fn read(payload: &[u8], groups: &GroupsClaim) -> Result<Self, serde_json::Error> {
        let profile = serde_json::from_slice(payload)?;
        Ok(Self { profile, groups: groups.read(&serde_json::from_slice(payload)?) })
    }

    /// Whether something is not here that these scopes promise, or that is wanted of the groups, so that userinfo is worth
    /// asking.
    pub(super) fn lack_something(&self, scopes: &[String], groups: &GroupRules) -> bool {
        self.profile.lack_something_of(scopes) || (groups.wanted && self.groups == Groups::Unknown)
    }

    /// Fills in from `other` what is missing here.
    pub(super) fn or(self, other: Self) -> Self {
        Self { profile: self.profile.or(other.profile), groups: self.groups.or(other.groups) }
    }
}

/// The standard claims that we want (OpenID Connect Core, section 5.1), from an ID token or from userinfo.
#[derive(Default, Deserialize)]
pub(super) struct ProfileClaims {
    #[serde(default, deserialize_with = "text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "truth")]
    email_verified: bool,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    preferred_username: Option<String>,
    #[serde(default, deserialize_with = "text")]
    picture: Option<String>,
}

#[derive(Deserialize)]
struct AppleUser {
    name: AppleName,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppleName {
    #[serde(default, deserialize_with = "text")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    last_name: Option<String>,
}

impl ProfileClaims {
    /// The name in what Apple sends beside the response, once, at somebody's first sign-in. It went through their browser and
    /// nobody has signed it: good enough for what to call them, and for nothing else that it says.
    pub(super) fn of_apple(user: &str) -> Self {
        let name = serde_json::from_str(user).map(|AppleUser { name }| name).unwrap_or_default();
        let parts: Vec<String> = [name.first_name, name.last_name].into_iter().flatten().collect();
        Self { name: Some(parts.join(" ")), ..Self::default() }
    }

    /// Whether a claim that these scopes promise is not here, so that userinfo is worth asking.
    fn lack_something_of(&self, scopes: &[String]) -> bool {
        let asked = |scope: &str| scopes.iter().any(|asked| asked == scope);
        (asked("email") && self.email.is_none())
            || (asked("profile") && (self.name.is_none() || self.picture.is_none()))
    }

    /// Fills in from `other` what is missing here. The address and whether it is verified come from one source.
    pub(super) fn or(self, other: Self) -> Self {
        let (email, email_verified) = match self.email {
            Some(email) => (Some(email), self.email_verified),
            None => (other.email, other.email_verified),
        };
        Self {
            email,
            email_verified,
            name: self.name.or(other.name),
            preferred_username: self.preferred_username.or(other.preferred_username),
            picture: self.picture.or(other.picture),
        }
    }

    /// The profile, cleaned: no control characters (a database may refuse them), no endless texts.
    pub(super) fn into_profile(self) -> Profile {
        let email = self.email.and_then(|text| EmailAddress::parse(&text).ok());
        let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        Profile {
            email_verified: self.email_verified && email.is_some(),
            email,
            name: self.name.as_deref().and_then(clean),
            preferred_username: self.preferred_username.as_deref().and_then(clean),
            picture: self.picture.as_deref().and_then(clean).filter(|url| is_web(url) && url.len() <= MAX_URL),
        }
    }
}

fn clean(text: &str) -> Option<String> {
    let mut text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.truncate(text.floor_char_boundary(MAX_NAME));
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// `true` and, since some providers write it so, `"true"`; everything else is not true.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(value) => value,
        Value::String(text) => text == "true",
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claims(json: &str) -> ProfileClaims {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn only_true_and_the_text_true_verify_an_address() {
        let verified = |value: &str| {
            claims(&format!(r#"{{"email":"ada@example.org","email_verified":{value}}}"#)).into_profile().email_verified
        };
        assert!(verified("true") && verified(r#""true""#));
        for value in ["false", r#""false""#, "null", "1", r#""yes""#, r#""TRUE""#, "{}", "[true]"] {
            assert!(!verified(value), "{value}");
        }
        assert!(!claims(r#"{"email":"ada@example.org"}"#).into_profile().email_verified);
        assert!(!claims(r#"{"email":"nonsense","email_verified":true}"#).into_profile().email_verified);
    }

    #[test]
    fn an_address_is_never_verified_by_another_source() {
        let id_token = claims(r#"{"email":"ada@example.org"}"#);
        let userinfo = claims(r#"{"email":"bob@example.org","email_verified":true,"name":"Ada"}"#);
        let profile = id_token.or(userinfo).into_profile();
        assert_eq!(profile.email.unwrap().as_str(), "ada@example.org");
        assert!(!profile.email_verified);
        assert_eq!(profile.name.as_deref(), Some("Ada"));
    }

    #[test]
    fn a_claim_of_an_unexpected_shape_counts_as_absent() {
        let profile = claims(r#"{"email":7,"name":{"first":"Ada"},"picture":"javascript:alert(1)"}"#).into_profile();
        assert!(profile.email.is_none() && profile.name.is_none() && profile.picture.is_none());
    }

    #[test]
    fn apple_s_word_about_somebody_is_good_for_a_name_alone() {
        let profile = |user| ProfileClaims::of_apple(user).into_profile();
        let ada = profile(r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@example.org","sub":"x"}"#);
        assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
        assert!(ada.email.is_none() && !ada.email_verified && ada.preferred_username.is_none());
        assert_eq!(profile(r#"{"name":{"lastName":"Lovelace"}}"#).name.as_deref(), Some("Lovelace"));
        for user in
            ["", "{}", "[]", r#"{"name":"Ada"}"#, r#"{"name":{"firstName":7}}"#, r#"{"name":{"firstName":" "}}"#]
        {
            assert_eq!(profile(user).name, None, "{user}");
        }
        let signed = claims(r#"{"name":"Ada"}"#).or(ProfileClaims::of_apple(r#"{"name":{"firstName":"Eve"}}"#));
        assert_eq!(signed.into_profile().name.as_deref(), Some("Ada"));
    }

    #[test]
    fn a_claim_that_stands_twice_is_refused() {
        assert!(serde_json::from_str::<ProfileClaims>(r#"{"email":"a@b","email":"c@d"}"#).is_err());
    }

    #[test]
    fn texts_lose_control_characters_and_have_an_end() {
        let profile = claims(r#"{"name":"A\u0000d\na "}"#).into_profile();
        assert_eq!(profile.name.as_deref(), Some("Ada"));
        let long = format!(r#"{{"name":"{}"}}"#, "é".repeat(100_000));
        assert_eq!(claims(&long).into_profile().name.unwrap().len(), MAX_NAME);
    }

    /// JSON of any shape.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            proptest::sample::select(vec!["true", "ada@example.org", "https://x", "javascript:x", "\u{0}"])
                .prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::hash_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn claims_of_any_shape_make_a_profile_that_is_fit_to_be_kept(
            email in json(), email_verified in json(), name in json(), preferred_username in json(), picture in json()
        ) {
            let text = serde_json::json!({
                "email": email, "email_verified": email_verified, "name": name, "preferred_username": preferred_username,
                "picture": picture
            })
            .to_string();
            let profile = claims(&text).into_profile();
            prop_assert!(!profile.email_verified || email_verified == true || email_verified == "true");
            prop_assert!(profile.email.is_none_or(|kept| email == kept.as_str()));
            for text in [profile.name, profile.preferred_username, profile.picture.clone()].into_iter().flatten() {
                prop_assert!(!text.is_empty() && text.len() <= MAX_NAME && !text.contains(char::is_control));
            }
            prop_assert!(profile.picture.is_none_or(|url| url.starts_with("http://") || url.starts_with("https://")));
        }
    }
}
