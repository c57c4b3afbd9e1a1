//! Where the mail server is, and how long to wait for it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// The mail server.
#[derive(Debug, Clone)]
pub struct SmtpAccount {
    /// The server's name, as its certificate has it.
    pub host: String,
    /// The port: 465 for TLS, 587 for STARTTLS.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// Name and secret; `None` for a server that asks for neither.
    pub login: Option<(String, Login)>,
    /// A PEM file of certificate authorities to be trusted besides the system's.
    pub extra_ca: Option<PathBuf>,
    /// What EHLO says; the machine's name when `None`.
    pub hello: Option<String>,
}

/// How a connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// Upgraded before anything else; refused when the server does not offer it.
    StartTls,
    /// None: to this machine only.
    Plain,
}

/// What proves who we are. Never logged, and wiped when dropped.
#[derive(Debug, Clone)]
pub enum Login {
    /// A password.
    Password(SecretString),
    /// An OAuth access token (XOAUTH2).
    Token(SecretString),
}

/// How long each step may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For the connection, TLS, the greeting and EHLO together.
    pub connect: Duration,
    /// For the login, MAIL, RCPT and RSET, each.
    pub command: Duration,
    /// For the answer to DATA.
    pub data: Duration,
    /// For sending the mail.
    pub body: Duration,
    /// For the answer to the final dot, after that. Servers scan now: RFC 5321 advises ten minutes.
    pub reply: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_mins(1),
            data: Duration::from_mins(2),
            body: Duration::from_mins(5),
            reply: Duration::from_mins(10),
        }
    }
}
