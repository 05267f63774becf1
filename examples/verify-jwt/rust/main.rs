//! Verifies the assertion on standard input, and prints its claims.

#![allow(clippy::disallowed_methods, clippy::print_stdout, unreachable_pub, reason = "a program of its own")]

use std::error::Error;

mod verify;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (issuer, audience) = (std::env::var("ISSUER")?, std::env::var("AUDIENCE")?);
    let token = std::io::read_to_string(std::io::stdin())?;
    // This crate's reqwest has no TLS of its own; with its default features, the line is not needed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let keys = verify::keys(&reqwest::Client::builder().build()?, &issuer).await?;
    println!("{}", verify::verify(token.trim(), &keys, &issuer, &audience)?);
    Ok(())
}
