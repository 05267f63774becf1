//! Parses the header `Forwarded` (RFC 7239, section 4).

/// The values of a parameter, one for each element of a header line; empty where the element lacks the parameter.
///
/// `None` if the line is malformed: the client may have written a part with an open quote, so that a part of the proxy
/// belongs to a quoted string of the client's.
pub(super) fn values(line: &[u8], parameter: &str) -> Option<Vec<Vec<u8>>> {
    let mut values = vec![Vec::new()];
    let mut rest = line.trim_ascii();
    loop {
        if !rest.is_empty() && !rest.starts_with(b";") && !rest.starts_with(b",") {
            let (name, value, after) = pair(rest)?;
            if name.eq_ignore_ascii_case(parameter.as_bytes())
                && let Some(last) = values.last_mut()
            {
                *last = value;
            }
            rest = after.trim_ascii_start();
        }
        match rest.split_first() {
            None => return Some(values),
            Some((b';', after)) => rest = after.trim_ascii_start(),
            Some((b',', after)) => {
                values.push(Vec::new());
                rest = after.trim_ascii_start();
            }
            // check: a quote in the header Forwarded ends its value
            Some(_) => return None,
        }
    }
}

/// The name and the value of the first pair, and the text after it. A value without quotes may have characters that need
/// them, such as the colon of a port: some proxies write it so.
fn pair(text: &[u8]) -> Option<(&[u8], Vec<u8>, &[u8])> {
    let (name, rest) = text.split_at(text.iter().position(|byte| *byte == b'=')?);
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let rest = rest.strip_prefix(b"=").filter(|_| is_name)?;
    let Some(mut quoted) = rest.strip_prefix(b"\"") else {
        let end = rest.iter().position(|byte| b";, \t\"".contains(byte)).unwrap_or(rest.len());
        return Some((name, rest[..end].to_vec(), &rest[end..]));
    };
    let mut value = Vec::new();
    loop {
        match quoted {
            [b'"', after @ ..] => return Some((name, value, after)),
            [b'\\', byte, after @ ..] | [byte, after @ ..] => {
                value.push(*byte);
                quoted = after;
            }
            [] => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(line: &str) -> Option<Vec<String>> {
        let text = |value| String::from_utf8(value).unwrap();
        Some(values(line.as_bytes(), "for")?.into_iter().map(text).collect())
    }

    #[test]
    fn each_element_has_one_value_with_or_without_quotes() {
        let line = "For=\"[2001:db8:cafe::17]:4711\";proto=https , by=x; ;for=192.0.2.60,host=\"a,b;c\\\"d\"";
        assert_eq!(addresses(line).unwrap(), ["[2001:db8:cafe::17]:4711", "192.0.2.60", ""]);
        assert_eq!(values(line.as_bytes(), "host").unwrap()[2], b"a,b;c\"d");
        assert_eq!(addresses("for=192.0.2.60:80;").unwrap(), ["192.0.2.60:80"]);
        assert_eq!(addresses("for=unknown, for=_hidden").unwrap(), ["unknown", "_hidden"]);
        assert_eq!(addresses("").unwrap(), [""]);
    }

    #[test]
    fn a_line_in_which_the_client_has_left_a_quote_open_is_malformed() {
        for open in ["for=1.1.1.1;x=\"", "for=1.1.1.1;x=\"\\", "for=\""] {
            for appended in ["for=192.0.2.60", "for=\"[2001:db8::1]\"", "for=192.0.2.60;host=\"a:80\"", "by=\"\""] {
                assert_eq!(addresses(&format!("{open}, {appended}")), None, "{open}, {appended}");
            }
        }
        for malformed in ["for", "=x", "for=a b", "for=\"a\"b", "for=a\"b\"", "f r=a"] {
            assert_eq!(addresses(malformed), None, "{malformed}");
        }
    }
}
