//! Connecting to the mail server: TCP, TLS, EHLO, login.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, Extension};
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::account::{Limits, Login, Security, SmtpAccount};
use super::outcome::SmtpError;

/// A connection that is ready for MAIL.
pub(super) async fn open(account: &SmtpAccount, limits: &Limits) -> Result<AsyncSmtpConnection, SmtpError> {
    let mut connection =
        timeout(limits.connect, greeted(account)).await.map_err(|_| SmtpError::TimedOut { during: "connecting" })??;
    if let Some((user, login)) = &account.login {
        timeout(limits.command, logged_in(&mut connection, user, login))
            .await
            .map_err(|_| SmtpError::TimedOut { during: "the login" })??;
    }
    Ok(connection)
}

async fn greeted(account: &SmtpAccount) -> Result<AsyncSmtpConnection, SmtpError> {
    let hello = account.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
    let address = (account.host.as_str(), account.port);
    let connect = |error: io::Error| SmtpError::Connect(Box::new(error));
    match account.security {
        Security::Tls => AsyncSmtpConnection::connect_tokio1(address, None, &hello, Some(tls(account)?), None)
            .await
            .map_err(unwelcome),
        Security::StartTls => {
            let stream = TcpStream::connect(address).await.map_err(connect)?;
            stream.set_nodelay(true).map_err(connect)?;
            let stream = Box::new(ByLine { inner: stream, is_tls: false, at_start: true });
            let mut connection =
                AsyncSmtpConnection::connect_with_transport(stream, &hello).await.map_err(unwelcome)?;
            if !connection.server_info().supports_feature(Extension::StartTls) {
                return Err(SmtpError::NoStartTls);
            }
            connection.starttls(tls(account)?, &hello).await.map_err(unwelcome)?;
            Ok(connection)
        }
        Security::Plain => {
            let stream = TcpStream::connect(address).await.map_err(connect)?;
            stream.set_nodelay(true).map_err(connect)?;
            if !stream.peer_addr().map_err(connect)?.ip().is_loopback() {
                return Err(SmtpError::PlainRefused);
            }
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.map_err(unwelcome)
        }
    }
}

fn unwelcome(error: lettre::transport::smtp::Error) -> SmtpError {
    match error.status() {
        Some(code) => SmtpError::NotWelcome { code: code.into() },
        None if error.is_response() => SmtpError::Lost { during: "the greeting", source: None },
        None => SmtpError::Connect(Box::new(error)),
    }
}

fn tls(account: &SmtpAccount) -> Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(account.host.clone());
    if let Some(path) = &account.extra_ca {
        builder = builder.add_root_certificate(authorities(path)?);
    }
    builder.build_rustls().map_err(|error| SmtpError::Connect(Box::new(error)))
}

fn authorities(path: &Path) -> Result<Certificate, SmtpError> {
    let pem = std::fs::read(path).map_err(SmtpError::CaFile)?;
    Certificate::from_pem(&pem).map_err(|error| SmtpError::CaFile(io::Error::other(error)))
}

async fn logged_in(connection: &mut AsyncSmtpConnection, user: &str, login: &Login) -> Result<(), SmtpError> {
    let (mechanisms, secret) = match login {
        Login::Password(password) => (&[Mechanism::Plain, Mechanism::Login][..], password),
        Login::Token(token) => (&[Mechanism::Xoauth2][..], token),
    };
    if connection.server_info().get_auth_mechanism(mechanisms).is_none() {
        return Err(SmtpError::NoLogin);
    }
    let credentials = Credentials::new(user.to_owned(), secret.expose_secret().to_owned());
    match connection.auth(mechanisms, &credentials).await {
        Ok(response) if response.has_code(235) => Ok(()),
        Ok(response) => Err(SmtpError::LoginRefused { code: response.code().into() }),
        Err(error) => Err(match error.status() {
            Some(code) => SmtpError::LoginRefused { code: code.into() },
            // A refused token is answered with a challenge, for which the library has no answer.
            None if error.is_client() => SmtpError::LoginRefused { code: 334 },
            None => SmtpError::lost("the login", error),
        }),
    }
}

/// A stream that gives plain text byte by byte and no further than asked, so that nothing which somebody slipped
/// in behind the answer to STARTTLS is still in a buffer when TLS begins. The first byte of TLS, at the start of a
/// line where no SMTP reply has it, ends that.
#[derive(Debug)]
struct ByLine {
    inner: TcpStream,
    is_tls: bool,
    at_start: bool,
}

/// A TLS handshake record.
const HANDSHAKE: u8 = 0x16;

impl AsyncRead for ByLine {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_tls {
            return Pin::new(&mut self.inner).poll_read(context, buffer);
        }
        let mut byte = [0];
        let mut one = ReadBuf::new(&mut byte);
        ready!(Pin::new(&mut self.inner).poll_read(context, &mut one))?;
        if let [byte] = one.filled() {
            self.is_tls = self.at_start && *byte == HANDSHAKE;
            self.at_start = *byte == b'\n';
            buffer.put_slice(&[*byte]);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ByLine {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl AsyncTokioStream for ByLine {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}
