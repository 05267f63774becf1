//! A TLS proxy in front of a plain-http server. A private authority, which clients must be given, signs its certificate.

use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

pub struct TlsFront {
    /// The port on which it listens, on 127.0.0.1.
    pub port: u16,
    /// The file with the certificate of the authority.
    pub authority: String,
    _folder: TempDir,
}

impl TlsFront {
    /// Starts a proxy for these host names in front of this port.
    pub async fn start(names: &[&str], target: u16) -> Self {
        Self::start_with(names, target, |_| ()).await
    }

    /// Starts a proxy, after `change` has altered the certificate.
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
                    // A client that does not trust the certificate fails here.
                    let Ok(mut outside) = acceptor.accept(outside).await else { return };
                    let mut inside = TcpStream::connect(("127.0.0.1", target)).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Self { port, authority: file.display().to_string(), _folder: folder }
    }
}

/// A server configuration for these host names, and the certificate (PEM) of the authority.
fn certify(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (rustls::ServerConfig, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let issued = issue(names, change);
    let key = PrivateKeyDer::Pkcs8(issued.key.serialize_der().into());
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    (config.with_single_cert(vec![issued.certificate.der().clone()], key).unwrap(), issued.authority)
}

/// A certificate of a new authority.
pub struct Issued {
    pub certificate: Certificate,
    pub key: KeyPair,
    /// The certificate (PEM) of the authority.
    pub authority: String,
}

/// Issues a certificate for these host names, after `change` has altered it.
pub fn issue(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Issued {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    // The two certificates need different names. With the same name, the server's would count as self-signed.
    authority.distinguished_name.push(DnType::CommonName, "An authority of the tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let issuer = Issuer::new(authority, authority_key);
    let mut certificate = CertificateParams::new(names).unwrap();
    change(&mut certificate);
    let certificate = certificate.signed_by(&key, &issuer).unwrap();
    Issued { certificate, key, authority: authority_certificate }
}
