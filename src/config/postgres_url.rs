//! Checks a Postgres URL more strictly than libpq, which prints what it cannot read: for a URL with a mistake, that can be
//! the password. A URL that passes is read by libpq as written.

use std::net::{IpAddr, Ipv6Addr};

const EXPECTED: &str = "expected postgres://user:password@host:port/database; in the password write `@` as %40, `/` as %2F, \
                        `:` as %3A, `?` as %3F, `#` as %23";
const EXPECTED_PARAMETERS: &str = "expected parameters such as ?sslmode=verify-full&connect_timeout=5 after the database; in \
                                   a value write `&` as %26, `=` as %3D, `@` as %40, `#` as %23";

/// Takes the place of a secret in a URL that is shown.
const HIDDEN: &str = "hidden";

/// The values that libpq takes for a parameter. Its message for any other value repeats it.
enum Values {
    Any,
    Number,
    Addresses,
    OneOf(&'static [&'static str]),
}

/// The connection parameters of libpq (the manual of Postgres, 32.1.2).
const PARAMETERS: &[(&str, Values)] = &[
    ("application_name", Values::Any),
    ("channel_binding", Values::OneOf(&["disable", "prefer", "require"])),
    ("client_encoding", Values::Any),
    ("connect_timeout", Values::Number),
    ("dbname", Values::Any),
    ("fallback_application_name", Values::Any),
    ("gssdelegation", Values::OneOf(&["0", "1"])),
    ("gssencmode", Values::OneOf(&["disable", "prefer", "require"])),
    ("gsslib", Values::OneOf(&["gssapi", "sspi"])),
    ("host", Values::Any),
    ("hostaddr", Values::Addresses),
    ("keepalives", Values::OneOf(&["0", "1"])),
    ("keepalives_count", Values::Number),
    ("keepalives_idle", Values::Number),
    ("keepalives_interval", Values::Number),
    ("krbsrvname", Values::Any),
    ("load_balance_hosts", Values::OneOf(&["disable", "random"])),
    ("max_protocol_version", Values::OneOf(&["3.0", "3.2", "latest"])),
    ("min_protocol_version", Values::OneOf(&["3.0", "3.2", "latest"])),
    ("oauth_client_id", Values::Any),
    ("oauth_client_secret", Values::Any),
    ("oauth_issuer", Values::Any),
    ("oauth_scope", Values::Any),
    ("options", Values::Any),
    ("passfile", Values::Any),
    ("password", Values::Any),
    ("port", Values::Number),
    ("require_auth", Values::OneOf(&["password", "md5", "gss", "sspi", "scram-sha-256", "oauth", "none"])),
    ("requirepeer", Values::Any),
    ("scram_client_key", Values::Any),
    ("scram_server_key", Values::Any),
    ("service", Values::Any),
    ("ssl", Values::OneOf(&["true"])),
    ("ssl_max_protocol_version", Values::OneOf(&["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])),
    ("ssl_min_protocol_version", Values::OneOf(&["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])),
    ("sslcert", Values::Any),
    ("sslcertmode", Values::OneOf(&["disable", "allow", "require"])),
    ("sslcompression", Values::OneOf(&["0", "1"])),
    ("sslcrl", Values::Any),
    ("sslcrldir", Values::Any),
    ("sslkey", Values::Any),
    ("sslkeylogfile", Values::Any),
    ("sslmode", Values::OneOf(&["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])),
    ("sslnegotiation", Values::OneOf(&["postgres", "direct"])),
    ("sslpassword", Values::Any),
    ("sslrootcert", Values::Any),
    ("sslsni", Values::OneOf(&["0", "1"])),
    (
        "target_session_attrs",
        Values::OneOf(&["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]),
    ),
    ("tcp_user_timeout", Values::Number),
    ("user", Values::Any),
];

/// Refuses a URL that libpq would refuse, or read in another way than it is meant. `rest` is the URL without its scheme. The
/// message contains nothing of the URL, except the names of known parameters.
pub(super) fn check(rest: &str) -> Result<(), String> {
    // check: escapes of a database URL
    check_escapes(rest)?;
    // check: blanks in a database URL
    if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("contains a blank or a control character; in the password write a blank as %20".to_owned());
    }
    let (before_query, query) = rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
    let authority = before_query.split('/').next().unwrap_or_default();
    let hosts = authority.split_once('@').map_or(authority, |(_, hosts)| hosts);
    // A second `@` belongs to a password that contains one, or a `/` or `?` before it. libpq would read the rest of the password
    // as host or database.
    // check: the password of a database URL ends at its only @
    let password_is_complete = rest.matches('@').count() == authority.matches('@').count().min(1);
    // Others read a fragment at `#`, and libpq does not.
    if !password_is_complete || rest.contains('#') || !hosts.split(',').all(is_host) {
        return Err(EXPECTED.to_owned());
    }
    let database = before_query.split_once('/').map_or("", |(_, database)| database);
    if database.contains(['/', ':', '&', '=']) {
        return Err(format!("has parameters in the name of the database; {EXPECTED_PARAMETERS}"));
    }
    query.filter(|query| !query.is_empty()).map_or(Ok(()), check_parameters)
}

/// A valid URL without its password and without each parameter that could be or name a secret. Other URLs have none, and
/// stay as they are.
pub(super) fn without_secrets(url: &str) -> String {
    const NAMES: &[&str] = &["dbname", "host", "port", "sslrootcert", "user"];
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres")) else {
        return url.to_owned();
    };
    let (before, query) = rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
    let (user, hosts) = before.split_once('@').map_or((None, before), |(user, hosts)| (Some(user), hosts));
    let user = user.map(|user| match user.split_once(':') {
        Some((name, _)) => format!("{name}:{HIDDEN}@"),
        None => format!("{user}@"),
    });
    let parameter = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        // A parameter with a fixed set of values, or a number, is no secret.
        let is_public = |(known, values): &(&str, Values)| {
            *known == name && (NAMES.contains(&name) || !matches!(values, Values::Any))
        };
        if PARAMETERS.iter().any(is_public) { parameter.to_owned() } else { format!("{name}={HIDDEN}") }
    };
    let query = query.map(|query| format!("?{}", query.split('&').map(parameter).collect::<Vec<_>>().join("&")));
    format!("{scheme}://{}{hosts}{}", user.unwrap_or_default(), query.unwrap_or_default())
}

fn check_escapes(rest: &str) -> Result<(), String> {
    for after in rest.split('%').skip(1) {
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits {
            None => {
                let message =
                    "has a `%` that is not followed by two hexadecimal digits; in the password write `%` as %25";
                return Err(message.to_owned());
            }
            Some("00") => return Err("contains %00, which Postgres does not accept; remove it".to_owned()),
            Some(_) => {}
        }
    }
    Ok(())
}

/// A host with or without a port: a name, an address, an IPv6 address in brackets, or nothing.
fn is_host(host: &str) -> bool {
    if let Some(bracketed) = host.strip_prefix('[') {
        let Some((address, port)) = bracketed.split_once(']') else { return false };
        let address = address.split_once("%25").map_or(address, |(address, _zone)| address);
        return address.parse::<Ipv6Addr>().is_ok() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    match host.split_once(':') {
        Some((name, port)) => !name.contains(['[', ']']) && is_port(port),
        None => !host.contains(['[', ']']),
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port != 0)
}

fn check_parameters(query: &str) -> Result<(), String> {
    for (index, parameter) in query.split('&').enumerate() {
        let Some((name, value)) = parameter.split_once('=').filter(|(_, value)| !value.contains('=')) else {
            return Err(format!("has no single `=` in parameter {}; {EXPECTED_PARAMETERS}", index + 1));
        };
        // check: unknown parameters of a database URL
        let Some((name, values)) = PARAMETERS.iter().find(|(known, _)| *known == name) else {
            return Err(format!("has an unknown name in parameter {}; {EXPECTED_PARAMETERS}", index + 1));
        };
        let expected = match values {
            Values::Any => continue,
            Values::Number if value.split(',').all(|number| number.parse::<i32>().is_ok()) => continue,
            Values::Number => "expected a whole number".to_owned(),
            Values::Addresses if value.split(',').all(|address| address.parse::<IpAddr>().is_ok()) => continue,
            Values::Addresses => "expected IP addresses, separated by commas".to_owned(),
            Values::OneOf(known) if value.split(',').all(|it| known.contains(&it.trim_start_matches('!'))) => continue,
            Values::OneOf(known) => format!("expected {}", known.join(", ")),
        };
        return Err(format!("has an invalid {name}; {expected}"));
    }
    Ok(())
}
