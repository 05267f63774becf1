//! Kaimu's defaults for connections to Postgres, as parameters of the URL.

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::byte_serialize;

use super::time_limits;

/// Of several hosts, the primary. A standby, and a primary that became one, is not connected to.
const PRIMARY_ONLY: &str = "target_session_attrs=read-write";

/// How long the first settings of a connection may take, after the time limit of libpq for its handshake.
const MAX_FIRST_SETTINGS: Duration = Duration::from_secs(5);
/// How long the handshake may take if the URL has no time limit.
const UNLIMITED_HANDSHAKE: Duration = Duration::from_mins(1);

/// The `sslrootcert` of the machine's certificate authorities.
const SYSTEM: &str = "system";

/// Adds what libpq alone does not have (manual of Postgres, "Parameter Key Words") to a URL. It comes before the URL's
/// own parameters, because libpq uses the last value of each.
pub(super) fn with_defaults(url: &SecretString) -> SecretString {
    let (address, query) = url.expose_secret().split_once('?').unwrap_or((url.expose_secret(), ""));
    let mut own: Vec<&str> = query.split('&').filter(|parameter| !parameter.is_empty()).collect();
    let mut all: Vec<String> = time_limits::of_client().map(|(name, value)| format!("{name}={value}")).into();
    all.push(PRIMARY_ONLY.to_owned());
    // A list of all connections (pg_stat_activity) shows it, unless the URL or the environment has another name.
    all.push(format!("fallback_application_name={}", application_name(env!("CARGO_PKG_VERSION"))));
    if trusts_the_machine(&own, has_own_authority()) {
        own.retain(|parameter| *parameter != "sslrootcert=system");
        all.extend(["sslmode=verify-full".to_owned(), format!("sslrootcert={}", authorities_of_the_machine())]);
    }
    all.extend(own.into_iter().map(str::to_owned));
    format!("{address}?{}", all.join("&")).into()
}

/// Whether the URL leads to a server that accepts writes. It may ask for another one.
pub(super) fn needs_primary(url: &SecretString) -> bool {
    let url = with_defaults(url);
    let parameters = url.expose_secret().rsplit('&');
    parameters.filter(|it| it.starts_with("target_session_attrs=")).take(1).any(|last| last == PRIMARY_ONLY)
}

/// What a connection of this version of Kaimu is called on the server.
pub(super) fn application_name(version: &str) -> String {
    format!("kaimu/{version}")
}

/// How long a connection may take until it can be used. libpq limits the handshake alone (`connect_timeout`), and that for
/// each address. A host may have one for IPv6 and one for IPv4.
pub(super) fn opening_limit(url: &SecretString) -> Duration {
    let url = with_defaults(url);
    let (server, query) = url.expose_secret().split_once('?').unwrap_or((url.expose_secret(), ""));
    let hosts = server.rsplit('@').next().unwrap_or_default();
    let (mut addresses, mut handshake) = (2 * list_length(hosts), UNLIMITED_HANDSHAKE);
    for (name, value) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
        match name {
            "host" | "hostaddr" => addresses = addresses.max(2 * list_length(value)),
            "connect_timeout" => {
                let seconds = value.parse().ok().filter(|seconds| *seconds > 0);
                handshake = seconds.map_or(UNLIMITED_HANDSHAKE, |seconds: u32| Duration::from_secs(seconds.into()));
            }
            _ => {}
        }
    }
    handshake.saturating_mul(addresses) + MAX_FIRST_SETTINGS
}

/// The number of elements between commas, which may be percent-encoded.
fn list_length(list: &str) -> u32 {
    list.replace("%2C", ",").replace("%2c", ",").split(',').map(|_| 1).sum()
}

/// Whether the server's certificate has to be signed by a certificate authority that this machine trusts.
fn trusts_the_machine(parameters: &[&str], has_own_authority: bool) -> bool {
    let value = |name| parameters.iter().rev().find_map(|it| it.split_once('=').filter(|(key, _)| *key == name));
    match (value("sslmode").map(|(_, mode)| mode), value("sslrootcert").map(|(_, file)| file)) {
        // libpq requires verify-full here, and presumes it.
        (None | Some("verify-full"), Some(SYSTEM)) => true,
        (Some("verify-full"), None) => !has_own_authority,
        _ => false,
    }
}

/// Whether libpq finds a certificate authority without a parameter: by its variable, or in its file in the home folder.
fn has_own_authority() -> bool {
    let home = std::env::home_dir().unwrap_or_default();
    std::env::var_os("PGSSLROOTCERT").is_some() || home.join(".postgresql/root.crt").exists()
}

/// The value of `sslrootcert` for the authorities that this machine trusts.
///
/// The OpenSSL in this binary reads `SSL_CERT_FILE` and `SSL_CERT_DIR`, but its default folders are those of the machine
/// that built it. So the file is looked up at the well-known places of Linux distributions.
fn authorities_of_the_machine() -> String {
    let bundle = if openssl_probe::has_ssl_cert_env_vars() { None } else { openssl_probe::probe().cert_file };
    bundle.as_deref().and_then(Path::to_str).map_or_else(|| SYSTEM.to_owned(), percent_encoded)
}

/// libpq decodes percent-encoding in a URL, but reads `+` as itself.
fn percent_encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(url: &str) -> String {
        let url = with_defaults(&url.into());
        url.expose_secret().split_once('?').unwrap().1.to_owned()
    }

    #[test]
    fn the_parameters_of_the_url_come_after_the_defaults() {
        let limits = concat!(
            "connect_timeout=3&tcp_user_timeout=10000&keepalives_idle=10&keepalives_interval=5&keepalives_count=3",
            "&target_session_attrs=read-write&fallback_application_name=kaimu/",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(parameters("postgres://u:connect_timeout@h/d"), limits);
        assert_eq!(parameters("postgres://h/d?"), limits);
        assert_eq!(
            parameters("postgres://h,i/d?connect_timeout=9&options=-c%20x%3D1"),
            format!("{limits}&connect_timeout=9&options=-c%20x%3D1")
        );
        let weak = "sslmode=require&sslrootcert=system";
        assert_eq!(parameters(&format!("postgres://h/d?{weak}")), format!("{limits}&{weak}"), "libpq refuses it");
    }

    #[test]
    fn a_server_that_accepts_writes_is_needed_unless_the_url_says_otherwise() {
        let any = "postgres://h,i/d?target_session_attrs=any";
        let again = format!("{any}&target_session_attrs=read-write");
        for (url, needs) in [("postgres://h/d", true), (any, false), (&again, true)] {
            assert_eq!(needs_primary(&url.into()), needs, "{url}");
        }
    }

    #[test]
    fn a_connection_is_opened_within_the_time_limit_of_its_handshakes_and_a_moment_more() {
        for (url, seconds) in [
            ("postgres://h/d", 2 * 3 + 5),
            ("postgres://u,v:a,b@h,i/d", 4 * 3 + 5),
            ("postgres:///d?host=h%2Ci,j", 6 * 3 + 5),
            ("postgres://h/d?connect_timeout=9&application_name=a@b,c", 2 * 9 + 5),
            ("postgres://h/d?connect_timeout=0", 2 * 60 + 5),
        ] {
            assert_eq!(opening_limit(&url.into()).as_secs(), seconds, "{url}");
        }
    }

    #[test]
    fn the_authorities_of_the_machine_count_for_verify_full_without_another_authority() {
        for (own, trusts) in [
            ("sslmode=verify-full", true),
            ("sslmode=require&sslmode=verify-full", true),
            ("sslrootcert=system", true),
            ("sslmode=verify-full&sslrootcert=system", true),
            ("", false),
            ("sslmode=verify-ca", false),
            ("sslmode=require&sslrootcert=system", false),
            ("sslmode=verify-full&sslrootcert=/ca.pem", false),
            ("application_name=sslmode", false),
        ] {
            assert_eq!(trusts_the_machine(&own.split('&').collect::<Vec<_>>(), false), trusts, "{own}");
        }
        assert!(!trusts_the_machine(&["sslmode=verify-full"], true));
    }

    #[test]
    fn a_path_in_a_url_is_percent_encoded() {
        assert_eq!(percent_encoded("/a b/c+d&e.pem"), "%2Fa%20b%2Fc%2Bd%26e.pem");
    }
}
