//! Environment variables: short and long names, `_FILE`, unknown names, lists.

use super::*;

const SECRET: &str = "correct horse battery staple, twice";

fn secret_of(variables: &[(&str, &str)]) -> String {
    use secrecy::ExposeSecret;
    loaded("", variables).unwrap().session_secrets.unwrap().current.expose_secret().to_owned()
}

#[test]
fn a_key_has_a_short_and_a_long_name_and_each_works_with_the_suffix_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = written(directory.path(), "secret", SECRET.as_bytes());
    let path = path.to_str().unwrap();
    assert_eq!(secret_of(&[("SESSION_SECRET", SECRET)]), SECRET);
    assert_eq!(secret_of(&[("KAIMU_SESSION__SECRET", SECRET)]), SECRET);
    assert_eq!(secret_of(&[("SESSION_SECRET_FILE", path)]), SECRET);
    assert_eq!(secret_of(&[("KAIMU_SESSION__SECRET_FILE", path)]), SECRET);
}

#[test]
fn two_names_of_a_key_must_not_differ() {
    assert_eq!(secret_of(&[("SESSION_SECRET", SECRET), ("KAIMU_SESSION__SECRET", SECRET)]), SECRET);
    let other = format!("{SECRET} and more");
    let variables = [("SESSION_SECRET", SECRET), ("KAIMU_SESSION__SECRET", &*other)];
    assert_problem("", &variables, &["SESSION_SECRET and KAIMU_SESSION__SECRET: ", "different values"]);
    assert!(!problems("", &variables).contains("horse"));
}

#[test]
fn a_value_and_a_file_for_the_same_name_are_refused() {
    let variables = [("SESSION_SECRET", SECRET), ("SESSION_SECRET_FILE", "/nonexistent")];
    assert_problem("", &variables, &["SESSION_SECRET and SESSION_SECRET_FILE: are both set"]);
}

#[test]
fn one_line_end_at_the_end_of_a_file_is_dropped() {
    let directory = tempfile::tempdir().unwrap();
    for (written_as, read_as) in [
        (format!("{SECRET}\n"), SECRET.to_owned()),
        (format!("{SECRET}\r\n"), SECRET.to_owned()),
        (format!("{SECRET}\n\n"), format!("{SECRET}\n")),
        (format!("{SECRET}\r"), format!("{SECRET}\r")),
        (format!(" {SECRET} "), format!(" {SECRET} ")),
    ] {
        let path = written(directory.path(), "secret", written_as.as_bytes());
        assert_eq!(secret_of(&[("SESSION_SECRET_FILE", path.to_str().unwrap())]), read_as);
    }
}

#[test]
fn an_unusable_file_is_reported_with_the_reason() {
    let directory = tempfile::tempdir().unwrap();
    let missing = [("SESSION_SECRET_FILE", "/nonexistent/secret")];
    assert_problem("", &missing, &["SESSION_SECRET_FILE: cannot read /nonexistent/secret: No such file"]);
    let binary = written(directory.path(), "binary", &[0xff; 48]);
    let variables = [("SESSION_SECRET_FILE", binary.to_str().unwrap())];
    assert_problem("", &variables, &["SESSION_SECRET_FILE: ", "not UTF-8", "openssl rand -base64 48"]);
    let empty = written(directory.path(), "empty", b"\n");
    let variables = [("SESSION_SECRET_FILE", empty.to_str().unwrap())];
    assert_problem("", &variables, &["SESSION_SECRET_FILE (", "set but empty"]);
    let short = written(directory.path(), "short", b"hunter2");
    let variables = [("SESSION_SECRET_FILE", short.to_str().unwrap())];
    assert_problem("", &variables, &[&format!("SESSION_SECRET_FILE ({}): ", short.display()), "32 bytes"]);
}

#[test]
fn an_empty_variable_is_an_error_and_not_an_empty_list() {
    for key in crate::config::keys::ALL {
        for name in [Some(key.long_name()), key.short.map(str::to_owned)].into_iter().flatten() {
            assert_problem("", &[(&name, "")], &[&format!("{name}: is set but empty; unset it")]);
            let file = format!("{name}_FILE");
            assert_problem("", &[(&file, "")], &[&format!("{file}: is set but empty; unset it")]);
        }
    }
}

#[test]
fn an_unknown_variable_is_an_error_that_names_the_nearest_known_one() {
    for (name, near) in [
        ("KAIMU_SESSION__IDLE_TIMOUT", "KAIMU_SESSION__IDLE_TIMEOUT"),
        ("KAIMU_SESION__SECRET", "KAIMU_SESSION__SECRET"),
        ("KAIMU_SESION__SECRET_FILE", "KAIMU_SESSION__SECRET"),
        ("KAIMU__SESSION__SECRET", "KAIMU_SESSION__SECRET"),
        ("KAIMU_OIDC__PROVIDERS__0__NAME", "KAIMU_OIDC__PROVIDERS"),
    ] {
        assert_problem("", &[(name, "x")], &[name, &format!("did you mean {near}?")]);
    }
}

#[test]
fn variables_that_kubernetes_sets_are_ignored() {
    let variables = [
        ("KAIMU_PORT", "tcp://10.0.0.1:3000"),
        ("KAIMU_SERVICE_HOST", "10.0.0.1"),
        ("KAIMU_PORT_3000_TCP_ADDR", "10.0.0.1"),
        ("KAIMU_SERVER_PORT", ""),
        ("HOME", ""),
    ];
    assert!(loaded("", &variables).is_ok());
}

#[test]
fn a_list_is_separated_by_commas_or_a_json_array() {
    let listen = |text| {
        let settings = loaded("", &[("KAIMU_SERVER__LISTEN", text)]).unwrap();
        settings.listen.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(listen("127.0.0.1:3000, [::1]:3000"), ["127.0.0.1:3000", "[::1]:3000"]);
    assert_eq!(listen("[::1]:3000,127.0.0.1:3000"), ["[::1]:3000", "127.0.0.1:3000"]);
    assert_eq!(listen(r#" [ "127.0.0.1:3000", "[::1]:3000" ]"#), ["127.0.0.1:3000", "[::1]:3000"]);
    let file = "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]";
    assert!(loaded(file, &[("KAIMU_SERVER__TRUSTED_PROXIES", "[]")]).unwrap().trusted_proxies.is_empty());

    let broken = [("KAIMU_SERVER__LISTEN", r#"["127.0.0.1:3000""#)];
    assert_problem("", &broken, &["KAIMU_SERVER__LISTEN: is not valid JSON", "line 1 column"]);
    let trailing = [("KAIMU_SERVER__LISTEN", "127.0.0.1:3000,")];
    assert_problem("", &trailing, &["KAIMU_SERVER__LISTEN, entry 2: expected an IP address and a port"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", r#"["x", 1]"#)], &["expected a list of strings"]);
}
