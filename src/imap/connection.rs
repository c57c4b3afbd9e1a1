//! One connection to one mailbox: opening it, and the exchange that every command goes through.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::account::{Account, Limits, Login, Security};
use super::error::{ImapError, Said, Word};
use super::folders::Selected;
use super::names::quoted;
use super::reply::{Reply, words};
use super::tls;
use super::wire::{Transport, Wire, WireError};
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
    tags: u32,
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
    pub(super) line: &'a [u8],
    pub(super) more: &'a [&'a [u8]],
}

impl<'a> Command<'a> {
    pub(super) fn line(line: &'a str) -> Self {
        Self { line: line.as_bytes(), more: &[] }
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
            tags: 0,
            spent: false,
        };
        let greeting = connection.greeting().await?;
        if account.security == Security::StartTls {
            connection = connection.upgraded(account, &greeting).await?;
        } else if greeting.has_code("CAPABILITY") {
            connection.capabilities = words(greeting.arguments.as_bytes()).into_iter().collect();
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
        on: impl FnMut(Reply<'_>) + Send,
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
        on: impl FnMut(Reply<'_>) + Send,
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
        mut on: impl FnMut(Reply<'_>) + Send,
    ) -> Result<Vec<Said>, ImapError> {
        let first = self.tags.wrapping_add(1);
        let mut lines = Vec::new();
        for command in commands {
            self.tags = self.tags.wrapping_add(1);
            lines.extend_from_slice(tag_of(self.tags).as_bytes());
            lines.push(b' ');
            lines.extend_from_slice(command.line);
            lines.extend_from_slice(b"\r\n");
        }
        let written = self.wire.write(&[&lines]).await;
        // A secret in the line does not stay behind in this buffer.
        lines.fill(0);
        std::hint::black_box(&lines);
        written.map_err(|source| ImapError::Io { during, source })?;
        let mut answers: Vec<Said> = Vec::with_capacity(commands.len());
        let mut asked = 0;
        while answers.len() < commands.len() {
            let expected = tag_of(first.wrapping_add(u32::try_from(answers.len()).unwrap_or(u32::MAX)));
            match read(&mut self.wire, during).await? {
                Reply::Tagged { tag, said } if tag == expected.as_bytes() && is_answer(&said) => {
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
                    let more = commands.get(answers.len()).and_then(|command| command.more.get(asked).copied());
                    let Some(more) = more else {
                        return Err(ImapError::Unreadable { during, what: "the server wants more than there is" });
                    };
                    asked += 1;
                    self.wire.write(&[more, b"\r\n"]).await.map_err(|source| ImapError::Io { during, source })?;
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
    pub(super) async fn next(&mut self, during: &'static str) -> Result<Reply<'_>, ImapError> {
        let reply = read(&mut self.wire, during).await?;
        if let Reply::Status(said) = &reply
            && said.word == Word::Bye
        {
            return Err(ImapError::Closed { during, said: Some(said.clone()) });
        }
        Ok(reply)
    }

    /// Begins a command by hand: the connection is spent until [`Self::finished`].
    pub(super) async fn begin(&mut self, during: &'static str, line: &[u8]) -> Result<String, ImapError> {
        if std::mem::replace(&mut self.spent, true) {
            return Err(ImapError::Spent);
        }
        self.tags = self.tags.wrapping_add(1);
        let tag = tag_of(self.tags);
        self.send(during, &[tag.as_bytes(), b" ", line, b"\r\n"]).await?;
        Ok(tag)
    }

    pub(super) async fn send(&mut self, during: &'static str, parts: &[&[u8]]) -> Result<(), ImapError> {
        self.wire.write(parts).await.map_err(|source| ImapError::Io { during, source })
    }

    pub(super) fn finished(&mut self) {
        self.spent = false;
    }

    async fn greeting(&mut self) -> Result<Said, ImapError> {
        let during = "greeting";
        let greeting = timeout(self.limits.connect, read(&mut self.wire, during))
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
        let stream = tls::secured(self.wire.into_stream(), &account.host, account.extra_ca.as_deref());
        let stream = timeout(self.limits.connect, stream)
            .await
            .map_err(|_| ImapError::TimedOut { during: "the TLS handshake" })??;
        Ok(Self { wire: Wire::new(stream, self.limits.max_message), capabilities: BTreeSet::new(), ..self })
    }

    async fn log_in(&mut self, account: &Account) -> Result<(), ImapError> {
        if self.capabilities.is_empty() {
            self.ask_capabilities().await?;
        }
        let (during, line, secret) = match &account.login {
            Login::Token(token) => {
                let text = format!("user={}\x01auth=Bearer {}\x01\x01", account.user, token.expose_secret());
                ("AUTHENTICATE", "AUTHENTICATE XOAUTH2", encoded(text))
            }
            Login::Password(password) if self.can("AUTH=PLAIN") => {
                let text = format!("\0{}\0{}", account.user, password.expose_secret());
                ("AUTHENTICATE", "AUTHENTICATE PLAIN", encoded(text))
            }
            Login::Password(password) => {
                let line = format!("{} {}", quoted(&account.user)?, quoted(password.expose_secret())?);
                ("LOGIN", "LOGIN", SecretString::from(line))
            }
        };
        let secret = secret.expose_secret();
        let said = if during == "LOGIN" || self.can("SASL-IR") {
            let whole = SecretString::from(format!("{line} {secret}"));
            // A server answers a wrong token with a challenge, to be answered with an empty line.
            let command = Command { line: whole.expose_secret().as_bytes(), more: &[b"", b""] };
            self.logged_in(during, command).await?
        } else {
            let command = Command { line: line.as_bytes(), more: &[secret.as_bytes(), b"", b""] };
            self.logged_in(during, command).await?
        };
        if said.has_code("CAPABILITY") {
            self.capabilities = words(said.arguments.as_bytes()).into_iter().collect();
            return Ok(());
        }
        // What a server can do changes with the login (Exchange shows MOVE only then).
        self.ask_capabilities().await
    }

    async fn logged_in(&mut self, during: &'static str, command: Command<'_>) -> Result<Said, ImapError> {
        match self.command(during, command, |_| ()).await {
            Err(ImapError::Refused { said, .. }) => Err(ImapError::LoginRefused { said }),
            other => other,
        }
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

async fn read<'a>(wire: &'a mut Wire, during: &'static str) -> Result<Reply<'a>, ImapError> {
    let response = wire.response().await.map_err(|error| match error {
        WireError::End => ImapError::Closed { during, said: None },
        WireError::Io(source) => ImapError::Io { during, source },
        WireError::TooLarge => ImapError::TooLarge { during },
    })?;
    Reply::read(response).map_err(|what| ImapError::Unreadable { during, what })
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

fn tag_of(number: u32) -> String {
    format!("F{number}")
}

fn encoded(text: String) -> SecretString {
    let text = SecretString::from(text);
    SecretString::from(STANDARD.encode(text.expose_secret()))
}
