//! Floods of requests, and slow clients.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::{DISCOVERY, Provider, TOKEN};
use crate::waiting::DEADLINE;

on_both_databases![a_flood_of_sign_in_starts, a_flood_of_forged_responses, refused_sign_ins_of_unknown_users,];

const TABLES: [&str; 5] = ["users", "identities", "sessions", "completed_sign_ins", "audit_events"];

/// Kaimu without a limit of sign-in starts.
fn unlimited(database: Database) -> World {
    World::at(Provider::start(), database, |setup| setup.set(STARTS_PER_MINUTE, "0"))
}

async fn a_flood_of_sign_in_starts(database: Database) {
    let world = unlimited(database);
    let browsers: Vec<_> = (0..10).map(|_| Browser::new()).collect();
    join_all(browsers.iter().map(async |browser| {
        for _ in 0..20 {
            assert_eq!(browser.get(world.sign_in_url()).await.status, 303);
        }
    }))
    .await;
    assert_eq!(TABLES.map(|table| world.database.count(table)), [0; 5]);
    assert_eq!(world.provider.requests(DISCOVERY), 1);
}

async fn a_flood_of_forged_responses(database: Database) {
    let world = unlimited(database);
    world.browser.get(world.sign_in_url()).await;
    for number in 0..100 {
        let forged = world.app.api(&format!("/auth/oidc/idp/callback?state=forged-{number}&code=x"));
        let browser = if number % 2 == 0 { &world.browser } else { &Browser::new() };
        assert!(browser.get(forged).await.location().unwrap().query().unwrap().contains("error=state."));
    }
    assert_eq!(TABLES.map(|table| world.database.count(table)), [0; 5]);
    assert_eq!(world.provider.requests(TOKEN), 0);
}

async fn refused_sign_ins_of_unknown_users(database: Database) {
    let invited = |setup: Setup| setup.set(STARTS_PER_MINUTE, "0").set("KAIMU_SIGN_IN__SIGN_UP", "invited");
    let world = World::at(Provider::start(), database, invited);
    let refuse = async |code| Browser::new().follow(world.sign_in_url()).await.is_refused_with(code);
    for _ in 0..25 {
        refuse("account.sign_up_closed").await;
    }
    assert_eq!(world.database.count("audit_events"), 20, "at most 20 from one address in a minute");
    Program::on(&world.database).run(&["users", "invite", "ada@example.org"]);
    world.accepts().await;
    Program::on(&world.database).run(&["users", "disable", "ada"]);
    refuse("account.disabled").await;
    let known = "audit_events WHERE outcome = 'account.disabled'";
    assert_eq!(world.database.count(known), 1, "the refusal of a known user is always recorded");

    world.provider.person(serde_json::json!({ "sub": "eve-1", "email": "eve@example.org" }));
    world.app.clock.advance(chrono::TimeDelta::seconds(61));
    refuse("account.sign_up_closed").await;
    assert_eq!(world.database.count("audit_events WHERE outcome = 'account.sign_up_closed'"), 21);
    let log = world.app.watch.log();
    assert!(log.iter().any(|line| line.contains("the audit log has no entries of 5 refused sign-ins")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_during_a_flood_of_starts_from_many_addresses() {
    let provider = Provider::start();
    let running = Program::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .set("RUST_LOG", "error,kaimu::cli=info")
        .start();
    let flood = async |from: u32, to: u32| {
        let clients = (from..to).step_by(500).map(async |first| {
            let browser = Browser::new();
            for number in first..first + 500 {
                let address = std::net::Ipv4Addr::from_bits(number).to_string();
                let link = running.api("/auth/oidc/idp/authorize");
                let headers = [("X-Forwarded-For", address.as_str()), ("Cookie", "")];
                assert_eq!(browser.request("GET", link, &headers, "").await.status, 303);
            }
        });
        join_all(clients).await;
    };
    flood(0, 1000).await;
    let before = running.memory();
    flood(1000, 5000).await;
    let grown = running.memory().saturating_sub(before);
    assert!(grown < 8 * 1024, "{grown} KiB more after 4000 starts");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_during_answers_of_twenty_mebibytes() {
    let provider = Provider::start();
    let running = Program::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set(STARTS_PER_MINUTE, "0")
        .set("RUST_LOG", "error,kaimu::cli=info")
        .start();
    provider.inject(TOKEN, crate::provider::Fault::Oversized);
    let sign_in = async || {
        let browser = Browser::new();
        browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_refused_with("token.exchange_failed");
    };
    sign_in().await;
    let before = running.memory();
    for _ in 0..20 {
        sign_in().await;
    }
    let grown = running.memory().saturating_sub(before);
    assert!(grown < 16 * 1024, "{grown} KiB more after 400 MiB of answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_that_neither_block_others_nor_stay_connected() {
    let world = World::new();
    let address = ("127.0.0.1", world.app.ports[0]);
    let open = |text: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream
    };
    let head = "POST /auth/oidc/idp/callback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nstate=";
    let slow: Vec<_> = (0..100).flat_map(|_| [open("GET /login HTTP/1.1\r\nHost: lo"), open(head)]).collect();
    let begun = Instant::now();
    world.accepts().await;
    // The server has not disconnected the slow clients yet.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    for mut stream in slow {
        // Whatever the server answers, it closes the connection.
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        assert!(read.is_ok(), "{read:?} after {:?}: {}", begun.elapsed(), String::from_utf8_lossy(&answer));
    }
    assert!(begun.elapsed() < DEADLINE, "{:?}", begun.elapsed());
}
