//! How far a mail got.

use std::fmt;
use std::io;

/// A server's reply. Its text may name people, so that it is shown on request only.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three digits.
    pub code: u16,
    /// The text, its lines joined. May hold personal data: never logged.
    pub text: String,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)
    }
}

/// A recipient that the server would not take.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusedRecipient {
    /// The address.
    pub address: String,
    /// Why: a code of 400 to 499 may be tried again for this recipient alone.
    pub reply: Reply,
}

impl fmt::Debug for RefusedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.reply)
    }
}

/// How far a mail got. Each case asks for something else.
#[derive(Debug)]
pub enum SendOutcome {
    /// The server has it, for every recipient.
    Accepted {
        /// The server's last word.
        reply: Reply,
        /// A Message-ID in it, without brackets: Exchange may replace ours and names the new one here.
        message_id_in_reply: Option<String>,
    },
    /// The server has it for some recipients only: the others must be seen to, and these must not get it twice.
    SomeRefused {
        /// Who gets it. Addresses: never logged.
        accepted: Vec<String>,
        /// Who does not.
        refused: Vec<RefusedRecipient>,
        /// The server's last word.
        reply: Reply,
        /// As in [`SendOutcome::Accepted`].
        message_id_in_reply: Option<String>,
    },
    /// The server will never take this mail (5xx): a person is told.
    Refused {
        /// The server's reply; for several recipients the first one's.
        reply: Reply,
        /// Which recipients, when it was about them.
        refused: Vec<RefusedRecipient>,
    },
    /// The server takes no mail as large as this one: without what is attached it may.
    TooLarge {
        /// The server's reply, or what it announced.
        reply: Reply,
    },
    /// Not now (4xx): try again later.
    Deferred {
        /// The server's reply; for several recipients the first temporary one.
        reply: Reply,
        /// Which recipients, when it was about them; some of them perhaps for good.
        refused: Vec<RefusedRecipient>,
    },
    /// The mail cannot be put into SMTP at all: a mistake in what was composed. A person is told.
    Unsendable {
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nothing of it was sent: try again.
    NotSent {
        /// Why not.
        error: SmtpError,
    },
    /// The mail was sent, the reply was not read: the server has it, or it has not. Its own state in the journal.
    Unknown {
        /// What was lost.
        error: SmtpError,
    },
}

/// Why there was no sending, or no reply. Its display holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// No connection, or no TLS (a wrong certificate, a failed handshake).
    #[error("cannot connect to the SMTP server")]
    Connect(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server does not greet with a welcome, or refuses EHLO.
    #[error("the SMTP server does not welcome us: {code}")]
    NotWelcome {
        /// Its code.
        code: u16,
    },
    /// The server offers no STARTTLS.
    #[error("the SMTP server does not offer STARTTLS")]
    NoStartTls,
    /// Plain text was asked for to a server that is not on this machine.
    #[error("plain SMTP is allowed to this machine only")]
    PlainRefused,
    /// The file with further certificate authorities cannot be used.
    #[error("the file with further certificate authorities cannot be used")]
    CaFile(#[source] io::Error),
    /// A login is configured, and the server offers no fitting way to log in.
    #[error("the SMTP server offers no way to log in that fits the configured one")]
    NoLogin,
    /// The server refused the login. Not the mail's fault: nothing is given up.
    #[error("SMTP login refused: {code}")]
    LoginRefused {
        /// Its code.
        code: u16,
    },
    /// A deadline passed.
    #[error("no answer in time: {during}")]
    TimedOut {
        /// The step.
        during: &'static str,
    },
    /// The connection broke, or the server answered nonsense.
    #[error("the connection broke: {during}")]
    Lost {
        /// The step.
        during: &'static str,
        /// What broke it, unless that holds the server's words.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// That the mail is on its way could not be noted, so it was not sent.
    #[error("the sending could not be noted before it")]
    NotNoted(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl SmtpError {
    pub(super) fn lost(during: &'static str, error: lettre::transport::smtp::Error) -> Self {
        let words = error.is_response() || error.status().is_some();
        Self::Lost { during, source: (!words).then(|| Box::new(error).into()) }
    }

    /// Whether name, password or token was refused: trying again is slow, and somebody is told.
    #[must_use]
    pub fn is_login_refused(&self) -> bool {
        matches!(self, Self::LoginRefused { .. } | Self::NoLogin)
    }
}

/// Codes that speak of the login, not of the mail.
const LOGIN_CODES: [u16; 4] = [530, 534, 535, 538];

/// A refusal of the whole mail.
pub(super) fn refusal(reply: Reply) -> SendOutcome {
    if LOGIN_CODES.contains(&reply.code) {
        return SendOutcome::NotSent { error: SmtpError::LoginRefused { code: reply.code } };
    }
    if is_about_size(&reply) {
        return SendOutcome::TooLarge { reply };
    }
    if (500..600).contains(&reply.code) {
        SendOutcome::Refused { reply, refused: Vec::new() }
    } else {
        SendOutcome::Deferred { reply, refused: Vec::new() }
    }
}

/// Whether a mail is refused for its size (RFC 1870, RFC 3463), and not because somebody's mailbox is full.
fn is_about_size(reply: &Reply) -> bool {
    let enhanced = reply.text.split_whitespace().next().filter(|word| word.starts_with("5."));
    match enhanced {
        Some(status) => (500..600).contains(&reply.code) && ["5.3.4", "5.2.3"].contains(&status),
        None => reply.code == 552,
    }
}

/// No recipient was accepted: for good only when each was refused for good.
pub(super) fn none_accepted(refused: Vec<RefusedRecipient>) -> SendOutcome {
    let is_temporary = |one: &&RefusedRecipient| !(500..600).contains(&one.reply.code);
    let telling = refused.iter().find(is_temporary).or(refused.first()).map(|one| one.reply.clone());
    let reply = telling.unwrap_or(Reply { code: 0, text: String::new() });
    let mut outcome = refusal(reply);
    if let SendOutcome::Refused { refused: list, .. } | SendOutcome::Deferred { refused: list, .. } = &mut outcome {
        *list = refused;
    }
    outcome
}

/// The Message-ID that a reply names: `250 2.0.0 OK <id@host> [Hostname=…]`.
#[must_use]
pub fn message_id_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('<')?;
    let (id, _) = rest.split_once('>')?;
    let fits = id.contains('@') && id.len() < 250 && id.chars().all(|c| c.is_ascii_graphic());
    fits.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: u16) -> RefusedRecipient {
        RefusedRecipient { address: "a@b.example".into(), reply: Reply { code, text: "Jane".into() } }
    }

    #[test]
    fn a_message_id_is_found_in_a_reply() {
        let text = "2.0.0 OK <AB12@LO.PROD.OUTLOOK.COM> [Hostname=X]";
        assert_eq!(message_id_in(text).as_deref(), Some("AB12@LO.PROD.OUTLOOK.COM"));
        assert_eq!(message_id_in("2.0.0 Ok: queued as 1ABC"), None);
        assert_eq!(message_id_in("<no id here>"), None);
    }

    #[test]
    fn one_temporary_refusal_keeps_the_mail_alive() {
        assert!(
            matches!(none_accepted(vec![refused(550), refused(450)]), SendOutcome::Deferred { reply, .. } if reply.code == 450)
        );
        assert!(
            matches!(none_accepted(vec![refused(550), refused(551)]), SendOutcome::Refused { refused, .. } if refused.len() == 2)
        );
    }

    #[test]
    fn a_login_that_is_asked_for_is_not_the_mails_fault() {
        for code in LOGIN_CODES {
            let outcome = refusal(Reply { code, text: String::new() });
            assert!(matches!(outcome, SendOutcome::NotSent { error } if error.is_login_refused()));
        }
    }

    #[test]
    fn a_refusal_for_size_is_told_apart_from_a_full_mailbox() {
        for (code, text) in [(552, "5.3.4 Message size exceeds fixed limit"), (550, "5.2.3 too big"), (552, "too big")]
        {
            let outcome = refusal(Reply { code, text: text.to_owned() });
            assert!(matches!(outcome, SendOutcome::TooLarge { .. }), "{text}: {outcome:?}");
        }
        for (code, text) in [(552, "5.2.2 mailbox full"), (550, "5.1.1 unknown"), (550, "no")] {
            let outcome = refusal(Reply { code, text: text.to_owned() });
            assert!(matches!(outcome, SendOutcome::Refused { .. }), "{text}: {outcome:?}");
        }
    }

    #[test]
    fn nothing_personal_is_shown() {
        let outcome = SendOutcome::Refused { reply: refused(550).reply, refused: vec![refused(550)] };
        let shown = format!("{outcome:?}");
        assert!(!shown.contains("Jane") && !shown.contains("b.example"), "{shown}");
    }
}
