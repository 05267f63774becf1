//! A server that ends TLS in front of another one, with a certificate by an authority that nobody knows.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

pub struct TlsFront {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    /// The file with the certificate of its authority.
    pub authority: String,
    _folder: TempDir,
}

impl TlsFront {
    /// Starts one for these names in front of this port.
    pub async fn start(names: &[&str], target: u16) -> Self {
        Self::start_with(names, target, |_| ()).await
    }

    /// The same, with a certificate that differs in something.
    pub async fn start_with(names: &[&str], target: u16, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (config, authority) = certify(names, change);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authority.pem");
        std::fs::write(&file, authority).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((outside, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not trust us ends here.
                    let Ok(mut outside) = acceptor.accept(outside).await else { return };
                    let mut inside = TcpStream::connect(("127.0.0.1", target)).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Self { port, authority: file.display().to_string(), _folder: folder }
    }
}

/// A server's certificate for these names, and the certificate (PEM) of the authority that signed it.
fn certify(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (rustls::ServerConfig, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    // A name of its own; with the same one the server's certificate would count as self-signed.
    authority.distinguished_name.push(DnType::CommonName, "An authority of the tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let issuer = Issuer::new(authority, authority_key);
    let mut certificate = CertificateParams::new(names).unwrap();
    change(&mut certificate);
    let certificate = certificate.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    (config.with_single_cert(vec![certificate.der().clone()], key).unwrap(), authority_certificate)
}
