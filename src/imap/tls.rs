//! TLS with the system's certificate authorities and, where configured, one's own.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

use super::error::ImapError;
use super::tap::Transport;

/// Wraps a stream in TLS for `host`.
///
/// # Errors
/// [`ImapError::CaFile`], or [`ImapError::Tls`] when the certificate is not accepted or the handshake fails.
pub(super) async fn secured(
    stream: Box<dyn Transport>,
    host: &str,
    extra_ca: Option<&Path>,
) -> Result<Box<dyn Transport>, ImapError> {
    let extra = match extra_ca {
        Some(path) => authorities(path)?,
        None => Vec::new(),
    };
    let config = config(extra).map_err(|error| refused("TLS cannot be set up", io::Error::other(error)))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| {
        refused("the server's name is not one that a certificate can hold", io::Error::other(error))
    })?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| refused("the handshake failed", error))?;
    Ok(Box::new(stream))
}

fn refused(what: &'static str, error: io::Error) -> ImapError {
    ImapError::Tls { what, source: Some(error) }
}

fn config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider))?;
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous() // the name of the interface: the verifier is the platform's
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, ImapError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match all {
        Ok(certificates) if certificates.is_empty() => {
            Err(ImapError::CaFile(io::Error::new(io::ErrorKind::InvalidData, "no certificate in it")))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(ImapError::CaFile(io::Error::other(error))),
    }
}
