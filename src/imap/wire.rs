//! The conversation with a server, through async-imap: its `Client` until the login, its `Session` from then on.
//!
//! Only what cannot lie to us is used of it: sending a command, reading a response, logging in. Its methods for single
//! commands return Ok on a tagged NO and at the end of the stream, hide response codes, and its IDLE takes both BYE and
//! end of stream for good news; so the rules of [`super::connection`] are kept over `run_command` and `read_response`.
//!
//! Its errors quote what the server sent, which may be mail: none of their text is kept. It also logs what it sends and
//! receives, passwords and mail included, at `trace!` of the crate `log`: nothing here may ever listen to that crate
//! (tracing-subscriber is built without its feature `tracing-log`; a test looks after that).

use std::io;
use std::panic::AssertUnwindSafe;

use async_imap::error::Error;
use async_imap::{Authenticator, Client, Session};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncWriteExt;

use super::error::{ImapError, Said, Word};
use super::reply::{Reply, said};
use super::tap::{Fault, Tap, Transport};

pub(super) struct Wire {
    /// `None` after a login that was cut off.
    speaker: Option<Speaker>,
    /// Commands sent before the login.
    early: u32,
}

enum Speaker {
    Client(Client<Tap>),
    Session(Session<Tap>),
}

/// How to log in.
pub(super) enum Proof<'a> {
    /// A SASL mechanism, and what to say to it. `at_once`: with the command (SASL-IR), which async-imap does not know.
    Sasl { mechanism: &'static str, text: SecretString, at_once: bool },
    /// The command LOGIN.
    Password { user: &'a str, password: &'a SecretString },
}

/// Answers a challenge once; to every other one (a refused token's) the answer is an empty line.
struct Answers(Option<SecretString>);
struct Answer(Option<SecretString>);

impl Authenticator for Answers {
    type Response = Answer;

    fn process(&mut self, _challenge: &[u8]) -> Answer {
        Answer(self.0.take())
    }
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().map(|text| text.expose_secret().as_bytes()).unwrap_or_default()
    }
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Transport>, max_literal: usize) -> Self {
        Self { speaker: Some(Speaker::Client(Client::new(Tap::new(stream, max_literal)))), early: 0 }
    }

    fn connection(&mut self) -> Result<&mut async_imap::Connection<Tap>, ImapError> {
        match &mut self.speaker {
            Some(Speaker::Client(client)) => Ok(client),
            Some(Speaker::Session(session)) => Ok(session),
            None => Err(ImapError::Spent),
        }
    }

    /// Sends a command; its tag.
    pub(super) async fn command(&mut self, during: &'static str, line: &str) -> Result<String, ImapError> {
        match &mut self.speaker {
            Some(Speaker::Session(session)) => match session.run_command(line).await {
                Ok(tag) => Ok(tag.0),
                Err(Error::Io(source)) => Err(ImapError::Io { during, source }),
                Err(_) => Err(ImapError::Unreadable { during, what: "the command cannot be sent" }),
            },
            Some(Speaker::Client(_)) => {
                // A client runs no commands that have untagged answers, so this one is written by hand.
                self.early += 1;
                let tag = format!("B{}", self.early);
                self.send(during, &[tag.as_bytes(), b" ", line.as_bytes(), b"\r\n"]).await?;
                Ok(tag)
            }
            None => Err(ImapError::Spent),
        }
    }

    /// Sends bytes as they are: a literal, `DONE`.
    pub(super) async fn send(&mut self, during: &'static str, parts: &[&[u8]]) -> Result<(), ImapError> {
        let stream = self.connection()?.get_mut();
        let written = async {
            for part in parts {
                stream.write_all(part).await?;
            }
            stream.flush().await
        };
        written.await.map_err(|source| ImapError::Io { during, source })
    }

    /// The next response. May be cancelled and called again.
    pub(super) async fn read(&mut self, during: &'static str) -> Result<Reply, ImapError> {
        let connection = self.connection()?;
        // imap-proto unwraps here and there (`INTERNALDATE NIL`): a server's nonsense must not end the daemon. What
        // is left behind is never read again, because the error spends the connection.
        let read = AssertUnwindSafe(connection.read_response()).catch_unwind().await;
        let nonsense = ImapError::Unreadable { during, what: "not IMAP" };
        match read {
            Ok(Ok(Some(response))) => Ok(Reply::of(response.parsed(), response.borrow_owner())),
            Ok(Ok(None)) => Err(ImapError::Closed { during, said: None }),
            Ok(Err(source)) => Err(match connection.get_ref().fault() {
                Some(Fault::End) => ImapError::Closed { during, said: None },
                Some(Fault::Io) => ImapError::Io { during, source },
                Some(Fault::TooLarge) => ImapError::TooLarge { during },
                None => nonsense,
            }),
            Err(_panic) => Err(nonsense),
        }
    }

    /// Logs in. Cut off, it leaves nothing to talk to.
    pub(super) async fn log_in(&mut self, during: &'static str, proof: Proof<'_>) -> Result<Said, ImapError> {
        let Some(Speaker::Client(client)) = self.speaker.take() else { return Err(ImapError::Spent) };
        let outcome = match proof {
            Proof::Sasl { mechanism, text, at_once: true } => {
                let encoded = SecretString::from(STANDARD.encode(text.expose_secret()));
                let first = SecretString::from(format!("{mechanism} {}", encoded.expose_secret()));
                client.authenticate(first.expose_secret(), Answers(None)).await
            }
            Proof::Sasl { mechanism, text, at_once: false } => {
                client.authenticate(mechanism, Answers(Some(text))).await
            }
            Proof::Password { user, password } => client.login(user, password.expose_secret()).await,
        };
        let (error, client) = match outcome {
            Ok(session) => {
                let answer = said(session.get_ref().last_status());
                self.speaker = Some(Speaker::Session(session));
                return answer.ok_or(ImapError::Unreadable { during, what: "a login without an answer" });
            }
            Err(refused) => refused,
        };
        let tap = client.get_ref();
        let answer = said(tap.last_status());
        Err(match (error, tap.fault(), answer) {
            (Error::No(_) | Error::Bad(_), _, Some(said)) => ImapError::LoginRefused { said },
            (Error::Io(source), Some(Fault::Io), _) => ImapError::Io { during, source },
            // Of this kind are async-imap's own, which quote.
            (Error::Io(source), None, _) if source.kind() != io::ErrorKind::Other => ImapError::Io { during, source },
            (_, Some(Fault::TooLarge), _) => ImapError::TooLarge { during },
            (_, Some(Fault::End), said) => {
                ImapError::Closed { during, said: said.filter(|said| said.word == Word::Bye) }
            }
            _ => ImapError::Unreadable { during, what: "the login was answered by something else" },
        })
    }

    /// Whether something has come that nobody has read.
    pub(super) fn has_unread(&mut self) -> bool {
        self.connection().is_ok_and(|connection| connection.get_ref().has_unread())
    }

    /// The stream beneath, for STARTTLS.
    pub(super) fn into_stream(self) -> Option<Box<dyn Transport>> {
        match self.speaker {
            Some(Speaker::Client(client)) => Some(client.into_inner().into_stream()),
            Some(Speaker::Session(_)) | None => None,
        }
    }
}
