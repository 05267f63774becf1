//! The `metrics` section.

use super::*;

#[test]
fn metrics_have_no_address_by_default_and_several_if_they_are_configured() {
    let addresses = |file: &str| {
        let settings = loaded(file, &[]).unwrap();
        settings.metrics_listen.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(addresses(""), [""; 0]);
    let listen = ["127.0.0.1:9464", "unix:/run/kaimu/metrics.sock"];
    assert_eq!(addresses(&format!("[metrics]\nlisten = {listen:?}")), listen);
    assert_eq!(loaded("", &[("KAIMU_METRICS__LISTEN", "*:9464,[::1]:9465")]).unwrap().metrics_listen.len(), 2);
}

#[test]
fn an_address_that_every_user_reaches_shows_no_metrics() {
    for (listen, words) in [
        ("127.0.0.1:3000", "lists 127.0.0.1:3000, on which every user reaches Kaimu (server.listen"),
        ("*:4321", "use another port"),
        ("9464", "expected an IP address and a port"),
    ] {
        assert_problem(&format!("[metrics]\nlisten = [{listen:?}]"), &[], &["metrics.listen", words]);
    }
    assert_problem("[metrics]\nlisten = [\"[::1]:1\", \"[::1]:1\"]", &[], &["lists [::1]:1 twice"]);
}
