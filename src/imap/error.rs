//! What went wrong with an IMAP server, and what the caller should do about it.

use std::fmt;
use std::io;

/// A server's `NO`, `BAD` or `BYE`. Its text may name people, so it is shown on request only.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Whether it was an `OK`, a `NO`, a `BAD` or a `BYE`.
    pub word: Word,
    /// The response code, upper case (`OVERQUOTA`), without its arguments.
    pub code: Option<String>,
    /// The response code's arguments, as they came.
    pub arguments: String,
    /// The server's words for people. May hold personal data: never logged.
    pub text: String,
}

/// How an answer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It was done.
    Ok,
    /// It was not done.
    No,
    /// The server did not understand, or thinks it wrong.
    Bad,
    /// Logged in already.
    PreAuth,
    /// The server hangs up.
    Bye,
}

impl Said {
    /// Whether the response code is `code`.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.code.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code))
    }

    fn says(&self, words: &[&str]) -> bool {
        let text = self.text.to_ascii_lowercase();
        words.iter().any(|word| text.contains(word))
    }

    fn is_missing_folder(&self) -> bool {
        self.has_code("TRYCREATE")
            || self.has_code("NONEXISTENT")
            || self.code.is_none()
                && self.says(&["doesn't exist", "does not exist", "no such mailbox", "unknown mailbox", "not found"])
    }

    fn is_over_quota(&self) -> bool {
        self.has_code("OVERQUOTA") || self.says(&["quota exceeded", "over quota", "overquota", "mailbox is full"])
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.word {
            Word::Ok => "OK",
            Word::No => "NO",
            Word::Bad => "BAD",
            Word::PreAuth => "PREAUTH",
            Word::Bye => "BYE",
        };
        f.write_str(word)?;
        match &self.code {
            Some(code) => write!(f, " [{code}]"),
            None => Ok(()),
        }
    }
}

/// Why something was not done. [`ImapError::retry`] says whether time may heal it,
/// [`ImapError::is_lost`] whether the connection is spent, [`ImapError::explanation`] what a person can do.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// No connection.
    #[error("cannot connect to the IMAP server")]
    Connect(#[source] io::Error),
    /// No secure connection: a wrong certificate, no STARTTLS, or a failed handshake.
    #[error("no secure connection to the IMAP server: {what}")]
    Tls {
        /// What was tried.
        what: &'static str,
        /// The reason, when there is one.
        #[source]
        source: Option<io::Error>,
    },
    /// Plain text was asked for to a server that is not on this machine.
    #[error("plain IMAP is allowed to this machine only")]
    PlainRefused,
    /// The file with further certificate authorities cannot be used.
    #[error("the file with further certificate authorities cannot be used")]
    CaFile(#[source] io::Error),
    /// A deadline passed. The connection is spent.
    #[error("no answer in time: {during}")]
    TimedOut {
        /// The command.
        during: &'static str,
    },
    /// The server ended the connection.
    #[error("the server ended the connection: {during}")]
    Closed {
        /// The command.
        during: &'static str,
        /// Its `BYE`, when it sent one.
        said: Option<Said>,
    },
    /// The connection broke.
    #[error("the connection broke: {during}")]
    Io {
        /// The command.
        during: &'static str,
        /// What broke it.
        #[source]
        source: io::Error,
    },
    /// The server's answer makes no sense. The connection is spent. The answer itself is not kept: it may be mail.
    #[error("the server's answer cannot be read ({what}): {during}")]
    Unreadable {
        /// The command.
        during: &'static str,
        /// What was wrong.
        what: &'static str,
    },
    /// A message, or a line, is larger than the limit. The connection is spent.
    #[error("the server's answer is larger than the limit: {during}")]
    TooLarge {
        /// The command.
        during: &'static str,
    },
    /// The server refused the login.
    #[error("login refused: {said}")]
    LoginRefused {
        /// The server's answer.
        said: Said,
    },
    /// The server refused the command; the connection can still be used.
    #[error("refused: {during}: {said}")]
    Refused {
        /// The command.
        during: &'static str,
        /// The server's answer.
        said: Said,
    },
    /// The server lacks an extension without which this cannot be done safely.
    #[error("the server cannot do this safely: {0}")]
    Unsupported(&'static str),
    /// A name or flag that cannot be sent. A mistake in the configuration.
    #[error("{0}")]
    BadName(&'static str),
    /// An earlier command was cut off, so nobody knows where the connection stands: open another.
    #[error("an earlier command was cut off: the connection is spent")]
    Spent,
    /// A command that needs a folder came before `select`.
    #[error("no folder is selected")]
    NotSelected,
}

impl ImapError {
    /// Whether trying again later may succeed without anybody doing anything. A refused login is worth
    /// trying again too (servers refuse when they are ill), but slowly and with an alarm.
    #[must_use]
    pub fn retry(&self) -> bool {
        match self {
            Self::Connect(_)
            | Self::Tls { .. }
            | Self::TimedOut { .. }
            | Self::Closed { .. }
            | Self::Io { .. }
            | Self::Unreadable { .. }
            | Self::LoginRefused { .. }
            | Self::Spent => true,
            Self::Refused { said, .. } => said.word == Word::No,
            Self::PlainRefused
            | Self::CaFile(_)
            | Self::TooLarge { .. }
            | Self::Unsupported(_)
            | Self::BadName(_)
            | Self::NotSelected => false,
        }
    }

    /// Whether the connection is spent and another must be opened.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Unsupported(_) | Self::BadName(_) | Self::NotSelected)
    }

    /// Whether the server refused name, password or token.
    #[must_use]
    pub fn is_login_refused(&self) -> bool {
        matches!(self, Self::LoginRefused { .. })
    }

    /// Whether the folder that was named does not exist.
    #[must_use]
    pub fn is_missing_folder(&self) -> bool {
        self.said().is_some_and(Said::is_missing_folder)
    }

    /// Whether the mailbox is full.
    #[must_use]
    pub fn is_over_quota(&self) -> bool {
        self.said().is_some_and(Said::is_over_quota)
    }

    /// Whether the login was right, but the mailbox was not opened: Exchange's "authenticated but not connected".
    #[must_use]
    pub fn is_not_connected(&self) -> bool {
        self.said().is_some_and(|said| said.says(&["authenticated but not connected"]))
    }

    /// What the server said, if it said something.
    #[must_use]
    pub fn said(&self) -> Option<&Said> {
        match self {
            Self::LoginRefused { said } | Self::Refused { said, .. } | Self::Closed { said: Some(said), .. } => {
                Some(said)
            }
            Self::Connect(_)
            | Self::Tls { .. }
            | Self::PlainRefused
            | Self::CaFile(_)
            | Self::TimedOut { .. }
            | Self::Closed { said: None, .. }
            | Self::Io { .. }
            | Self::Unreadable { .. }
            | Self::TooLarge { .. }
            | Self::Unsupported(_)
            | Self::BadName(_)
            | Self::Spent
            | Self::NotSelected => None,
        }
    }

    /// What it means and what a person can do, in a sentence; no personal data.
    #[must_use]
    pub fn explanation(&self) -> &'static str {
        if self.is_not_connected() {
            return "The login is right, but the server did not open the mailbox. For a shared mailbox this means \
                    that the account has no full-access permission on it (or the permission is minutes old), or that \
                    the mailbox name in the login is not the shared mailbox's address.";
        }
        if self.is_over_quota() {
            return "The mailbox is full. Nothing was lost: mail stays where it is until there is room.";
        }
        if self.is_missing_folder() {
            return "A folder does not exist on the server, or the account may not see it.";
        }
        match self {
            Self::Connect(_) | Self::TimedOut { .. } | Self::Closed { .. } | Self::Io { .. } | Self::Spent => {
                "The server cannot be reached or broke off."
            }
            Self::Tls { .. } => {
                "The server's certificate was not accepted, or it does not offer TLS. If the certificate comes from \
                 your own authority, name its file in the setting for further authorities."
            }
            Self::PlainRefused => "Mail would cross the network readable for everybody: use TLS or STARTTLS.",
            Self::CaFile(_) => "The file with further certificate authorities is missing or is not PEM.",
            Self::Unreadable { .. } | Self::TooLarge { .. } => {
                "The server answered something that cannot be read or is too large. A person should look at the mail."
            }
            Self::LoginRefused { .. } => {
                "The server refused the name with its password or token: it may have expired, or basic logins are off."
            }
            Self::Refused { .. } => "The server refused the command: the account may lack the right to do it.",
            Self::Unsupported(_) => "The server lacks MOVE or UIDPLUS, without which mail could be lost or doubled.",
            Self::BadName(_) => "A folder or flag in the configuration has a name that the server cannot take.",
            Self::NotSelected => "A mistake in the program: report it.",
        }
    }
}
