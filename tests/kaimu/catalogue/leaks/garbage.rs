//! Malformed input: Kaimu answers or closes the connection. The watch of every test fails on a panic.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::catalogue::world::World;
use crate::waiting::DEADLINE;

#[tokio::test(flavor = "multi_thread")]
async fn malformed_http_requests() {
    let world = World::new();
    let long = "x".repeat(200_000);
    let requests: Vec<Vec<u8>> = vec![
        b"\0\x01\x02\xff\xfe\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /%ff%fe%00 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET //evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET http://evil.example/login HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_vec(),
        b"GET /auth/oidc/%ff/authorize HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /auth/oidc/idp/callback?%ff=%fe&state=%00&code=%c3%28 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /login HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe; kaimu_session=\xff; kaimu_sign_in_=%\r\n\r\n".to_vec(),
        b"GET /login HTTP/1.1\r\nHost: \xff\r\nX-Forwarded-For: \xff\r\n\r\n".to_vec(),
        b"POST /auth/oidc/idp/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\xff\xfe%\0".to_vec(),
        b"POST /logout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz".to_vec(),
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes(),
        format!("GET /login HTTP/1.1\r\nHost: x\r\nCookie: {long}\r\n\r\n").into_bytes(),
        format!("GET /login HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(200)).into_bytes(),
    ];
    for request in requests {
        let mut stream = TcpStream::connect(("127.0.0.1", world.app.ports[0])).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let _ = stream.write_all(&request); // the server may close the connection before the end
        let mut answer = [0; 16];
        let read = stream.read(&mut answer);
        let shown = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
        let hung_up = read.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset);
        assert!(read.is_ok() || hung_up, "{read:?} to {shown:?}");
        assert!(!answer.starts_with(b"HTTP/1.1 500"), "{shown:?}");
    }
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_that_a_database_cannot_store() {
    let world = World::new();
    for name in ["\u{0}\u{1}\u{7f}", "\u{fffe}\u{ffff}", "\u{202e}adA", "\u{feff}", "'; DROP TABLE users; --"] {
        world.provider.person(serde_json::json!({ "name": name, "preferred_username": name, "picture": name }));
        let end = crate::browser::Browser::new().follow(world.sign_in_url()).await;
        assert_eq!((end.status.as_u16(), end.url.path()), (200, "/dashboard"), "{name:?}");
    }
}
