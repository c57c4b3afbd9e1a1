//! Where a mailbox is, and how long to wait for its server.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// A mailbox on a server.
#[derive(Debug, Clone)]
pub struct Account {
    /// The server's name, as its certificate has it.
    pub host: String,
    /// The port: 993 for TLS, 143 for STARTTLS.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// The login name. For a shared mailbox of Exchange Online, the shared mailbox's address.
    pub user: String,
    /// What proves it.
    pub login: Login,
    /// A PEM file of certificate authorities to be trusted besides the system's.
    pub extra_ca: Option<PathBuf>,
    /// Capabilities that are not used although the server announces them, upper case: for servers that do
    /// them wrong.
    pub avoid: BTreeSet<String>,
}

/// How a connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// Upgraded before the login; refused when the server does not offer it.
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

/// How long to wait, and how much to take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For the connection and the TLS handshake.
    pub connect: Duration,
    /// For a command and its whole answer.
    pub command: Duration,
    /// For a command that carries messages.
    pub transfer: Duration,
    /// For the answer to `DONE` after an IDLE.
    pub done: Duration,
    /// The largest message taken, in bytes. Look at [`Meta::size`](super::Meta::size) first: one that is larger
    /// spends the connection.
    pub max_message: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_mins(1),
            transfer: Duration::from_mins(5),
            done: Duration::from_secs(15),
            max_message: 160 * 1024 * 1024,
        }
    }
}
