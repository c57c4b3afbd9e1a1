//! One connection to one mailbox: opening it, and the exchange that every command goes through.

use std::collections::BTreeSet;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::account::{Account, Limits, Login, Security};
use super::error::{ImapError, Said, Word};
use super::folders::Selected;
use super::names::quoted;
use super::reply::{Reply, words};
use super::tap::Transport;
use super::tls;
use super::wire::{Proof, Wire};
use crate::domain::FolderName;

/// A connection, logged in.
///
/// A command that is cut off (its deadline passed, its future was dropped, the answer made no sense) spends the
/// connection: every later command fails with [`ImapError::Spent`], because nobody knows which answer comes next.
pub struct Connection {
    wire: Wire,
    pub(super) limits: Limits,
    capabilities: BTreeSet<String>,
    avoid: BTreeSet<String>,
    pub(super) delimiter: Option<char>,
    pub(super) selected: Option<(FolderName, Selected)>,
    /// Whether the server announced messages since they were last listed.
    pub(super) news: bool,
    /// Set while a command is under way; stays set when it is cut off.
    spent: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("spent", &self.spent)
            .field("selected", &self.selected)
            .finish_non_exhaustive()
    }
}

/// A command: its line without the tag, and what is sent each time the server asks for more.
#[derive(Clone, Copy)]
pub(super) struct Command<'a> {
    pub(super) line: &'a str,
    pub(super) more: &'a [&'a [u8]],
}

impl<'a> Command<'a> {
    pub(super) fn line(line: &'a str) -> Self {
        Self { line, more: &[] }
    }
}

impl Connection {
    /// Connects, secures the connection as the account demands, and logs in.
    ///
    /// # Errors
    /// Everything of [`ImapError`]. [`ImapError::is_not_connected`] tells a refused mailbox from a refused login.
    pub async fn open(account: &Account, limits: &Limits) -> Result<Self, ImapError> {
        let stream = timeout(limits.connect, connected(account))
            .await
            .map_err(|_| ImapError::TimedOut { during: "connecting" })??;
        let mut connection = Self {
            wire: Wire::new(stream, limits.max_message),
            limits: limits.clone(),
            capabilities: BTreeSet::new(),
            avoid: account.avoid.clone(),
            delimiter: None,
            selected: None,
            news: false,
            spent: false,
        };
        let greeting = connection.greeting().await?;
        if account.security == Security::StartTls {
            connection = connection.upgraded(account, &greeting).await?;
        } else if greeting.has_code("CAPABILITY") {
            connection.capabilities = words(&greeting.arguments).into_iter().collect();
        }
        if greeting.word != Word::PreAuth {
            connection.log_in(account).await?;
        }
        connection.learn_delimiter().await?;
        Ok(connection)
    }

    /// What the server can do, upper case; what the account avoids left out.
    #[must_use]
    pub fn capabilities(&self) -> BTreeSet<String> {
        self.capabilities.difference(&self.avoid).cloned().collect()
    }

    /// Whether the server can do this (upper case) and the account does not avoid it.
    #[must_use]
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.contains(capability) && !self.avoid.contains(capability)
    }

    /// Whether the connection can no longer be used.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// Asks whether the server is still there, and lets it announce what is new.
    ///
    /// # Errors
    /// As every command.
    pub async fn noop(&mut self) -> Result<(), ImapError> {
        self.command("NOOP", Command::line("NOOP"), |_| ()).await.map(drop)
    }

    /// Says goodbye. A server that does not answer is left.
    pub async fn logout(mut self) {
        let deadline = Duration::from_secs(5).min(self.limits.command);
        let _ = self.exchange("LOGOUT", deadline, &[Command::line("LOGOUT")], |_| ()).await;
    }

    /// One command that must succeed. `on` sees each untagged response.
    ///
    /// # Errors
    /// [`ImapError::Refused`] on its own NO or BAD; otherwise the connection is spent.
    pub(super) async fn command(
        &mut self,
        during: &'static str,
        command: Command<'_>,
        on: impl FnMut(Reply) + Send,
    ) -> Result<Said, ImapError> {
        let deadline = self.limits.command;
        let mut said = self.exchange(during, deadline, &[command], on).await?;
        demand_ok(during, said.pop().ok_or(ImapError::Spent)?)
    }

    /// Sends commands one after the other without waiting between them, and gives the answer to each, in order.
    ///
    /// # Errors
    /// Only what spends the connection: a NO or BAD is in what it returns.
    pub(super) async fn exchange(
        &mut self,
        during: &'static str,
        deadline: Duration,
        commands: &[Command<'_>],
        on: impl FnMut(Reply) + Send,
    ) -> Result<Vec<Said>, ImapError> {
        if std::mem::replace(&mut self.spent, true) {
            return Err(ImapError::Spent);
        }
        let said = timeout(deadline, self.converse(during, commands, on))
            .await
            .map_err(|_| ImapError::TimedOut { during })??;
        self.spent = false;
        Ok(said)
    }

    async fn converse(
        &mut self,
        during: &'static str,
        commands: &[Command<'_>],
        mut on: impl FnMut(Reply) + Send,
    ) -> Result<Vec<Said>, ImapError> {
        let mut tags = Vec::with_capacity(commands.len());
        for command in commands {
            tags.push(self.wire.command(during, command.line).await?);
        }
        let mut answers: Vec<Said> = Vec::with_capacity(commands.len());
        let mut asked = 0;
        while let (Some(expected), Some(command)) = (tags.get(answers.len()), commands.get(answers.len())) {
            match self.wire.read(during).await? {
                Reply::Tagged { tag, said } if tag == *expected && is_answer(&said) => {
                    answers.push(said);
                    asked = 0;
                }
                Reply::Tagged { .. } => {
                    return Err(ImapError::Unreadable { during, what: "an answer to another command" });
                }
                Reply::Status(said) if said.word == Word::Bye && during != "LOGOUT" => {
                    return Err(ImapError::Closed { during, said: Some(said) });
                }
                Reply::Continue => {
                    let Some(more) = command.more.get(asked) else {
                        return Err(ImapError::Unreadable { during, what: "the server wants more than there is" });
                    };
                    asked += 1;
                    self.wire.send(during, &[more, b"\r\n"]).await?;
                }
                Reply::Exists(number) => {
                    self.news = true;
                    on(Reply::Exists(number));
                }
                other @ (Reply::Status(_)
                | Reply::Expunge
                | Reply::Fetch(_)
                | Reply::List(_)
                | Reply::FolderStatus(_)
                | Reply::Search(_)
                | Reply::Capability(_)
                | Reply::Other) => on(other),
            }
        }
        Ok(answers)
    }

    /// The next response outside of a command (IDLE).
    pub(super) async fn next(&mut self, during: &'static str) -> Result<Reply, ImapError> {
        let reply = self.wire.read(during).await?;
        if let Reply::Status(said) = &reply
            && said.word == Word::Bye
        {
            return Err(ImapError::Closed { during, said: Some(said.clone()) });
        }
        Ok(reply)
    }

    /// Begins a command by hand: the connection is spent until [`Self::finished`].
    pub(super) async fn begin(&mut self, during: &'static str, line: &str) -> Result<String, ImapError> {
        if std::mem::replace(&mut self.spent, true) {
            return Err(ImapError::Spent);
        }
        self.wire.command(during, line).await
    }

    pub(super) async fn send(&mut self, during: &'static str, bytes: &[u8]) -> Result<(), ImapError> {
        self.wire.send(during, &[bytes]).await
    }

    pub(super) fn finished(&mut self) {
        self.spent = false;
    }

    async fn greeting(&mut self) -> Result<Said, ImapError> {
        let during = "greeting";
        let greeting = timeout(self.limits.connect, self.wire.read(during))
            .await
            .map_err(|_| ImapError::TimedOut { during })??;
        let Reply::Status(said) = greeting else {
            return Err(ImapError::Unreadable { during, what: "not an IMAP server" });
        };
        match said.word {
            Word::Ok | Word::PreAuth => Ok(said),
            Word::No | Word::Bad | Word::Bye => Err(ImapError::Closed { during, said: Some(said) }),
        }
    }

    /// STARTTLS. What was said in plain text before is forgotten, and what came with it is refused.
    async fn upgraded(mut self, account: &Account, greeting: &Said) -> Result<Self, ImapError> {
        if greeting.word == Word::PreAuth {
            return Err(ImapError::Tls { what: "logged in before STARTTLS", source: None });
        }
        match self.command("STARTTLS", Command::line("STARTTLS"), |_| ()).await {
            Err(ImapError::Refused { .. }) => {
                return Err(ImapError::Tls { what: "the server does not offer STARTTLS", source: None });
            }
            other => other?,
        };
        if self.wire.has_unread() {
            return Err(ImapError::Tls { what: "plain text after STARTTLS", source: None });
        }
        let stream = self.wire.into_stream().ok_or(ImapError::Spent)?;
        let stream = tls::secured(stream, &account.host, account.extra_ca.as_deref());
        let stream = timeout(self.limits.connect, stream)
            .await
            .map_err(|_| ImapError::TimedOut { during: "the TLS handshake" })??;
        Ok(Self { wire: Wire::new(stream, self.limits.max_message), capabilities: BTreeSet::new(), ..self })
    }

    async fn log_in(&mut self, account: &Account) -> Result<(), ImapError> {
        if self.capabilities.is_empty() {
            self.ask_capabilities().await?;
        }
        let at_once = self.can("SASL-IR");
        let (during, proof) = match &account.login {
            Login::Token(token) => {
                let text = format!("user={}\x01auth=Bearer {}\x01\x01", account.user, token.expose_secret());
                let text = SecretString::from(text);
                ("AUTHENTICATE", Proof::Sasl { mechanism: "XOAUTH2", text, at_once })
            }
            Login::Password(password) if self.can("AUTH=PLAIN") => {
                let text = SecretString::from(format!("\0{}\0{}", account.user, password.expose_secret()));
                ("AUTHENTICATE", Proof::Sasl { mechanism: "PLAIN", text, at_once })
            }
            Login::Password(password) => {
                // async-imap quotes both, but lets pass what is not ASCII.
                quoted(&account.user)?;
                drop(SecretString::from(quoted(password.expose_secret())?));
                ("LOGIN", Proof::Password { user: &account.user, password })
            }
        };
        if std::mem::replace(&mut self.spent, true) {
            return Err(ImapError::Spent);
        }
        let said = timeout(self.limits.command, self.wire.log_in(during, proof))
            .await
            .map_err(|_| ImapError::TimedOut { during })??;
        self.spent = false;
        if said.has_code("CAPABILITY") {
            self.capabilities = words(&said.arguments).into_iter().collect();
            return Ok(());
        }
        // What a server can do changes with the login (Exchange shows MOVE only then).
        self.ask_capabilities().await
    }

    async fn ask_capabilities(&mut self) -> Result<(), ImapError> {
        let mut found = BTreeSet::new();
        self.command("CAPABILITY", Command::line("CAPABILITY"), |reply| {
            if let Reply::Capability(words) = reply {
                found.extend(words);
            }
        })
        .await?;
        self.capabilities = found;
        Ok(())
    }
}

async fn connected(account: &Account) -> Result<Box<dyn Transport>, ImapError> {
    let stream = TcpStream::connect((account.host.as_str(), account.port)).await.map_err(ImapError::Connect)?;
    stream.set_nodelay(true).map_err(ImapError::Connect)?;
    match account.security {
        Security::Tls => tls::secured(Box::new(stream), &account.host, account.extra_ca.as_deref()).await,
        Security::StartTls => Ok(Box::new(stream)),
        Security::Plain if stream.peer_addr().map_err(ImapError::Connect)?.ip().is_loopback() => Ok(Box::new(stream)),
        Security::Plain => Err(ImapError::PlainRefused),
    }
}

/// The answer as a result.
pub(super) fn demand_ok(during: &'static str, said: Said) -> Result<Said, ImapError> {
    match said.word {
        Word::Ok => Ok(said),
        Word::No | Word::Bad | Word::PreAuth | Word::Bye => Err(ImapError::Refused { during, said }),
    }
}

fn is_answer(said: &Said) -> bool {
    matches!(said.word, Word::Ok | Word::No | Word::Bad)
}
