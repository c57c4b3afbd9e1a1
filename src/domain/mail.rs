//! A mail: where it lies, what its envelope says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{FolderName, MailboxName};

/// Where a mail lies on a server. With the bytes this is its identity; a Message-ID is not (I1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The watched mailbox.
    pub mailbox: MailboxName,
    /// The folder in it.
    pub folder: FolderName,
    /// The folder's UIDVALIDITY.
    pub uid_validity: u32,
    /// The mail's UID in it.
    pub uid: u32,
}

/// A mail as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies.
    pub place: Place,
    /// The server's INTERNALDATE, in the daemon's time: when it was received, and when the clocks start.
    pub received_at: DateTime<Utc>,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// A name and an address, as a header gave them. Addresses are lower-case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Address {
    /// The display name, perhaps empty.
    pub name: String,
    /// The address, lower-case; perhaps empty when the header was broken.
    pub email: String,
}

impl Address {
    /// What stands after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.email.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Envelope {
    /// The first From address.
    pub from: Address,
    /// The To addresses (and Delivered-To, X-Original-To), lower-case: a token may ride in one.
    pub to: Vec<String>,
    /// Where the sender wants answers, when that differs from From.
    pub reply_to: Option<String>,
    /// The subject, decoded.
    pub subject: String,
    /// Message-ID without angle brackets; `None` when missing or empty.
    pub message_id: Option<String>,
    /// Message-IDs of In-Reply-To and References.
    pub references: Vec<String>,
    /// The sender's Date.
    pub date: Option<DateTime<Utc>>,
    /// Marks of automatic mail.
    pub automatic: Automatic,
    /// Whether our own server's topmost Authentication-Results (the configured authserv-id) says `dmarc=pass`;
    /// `None` when there is no such header.
    pub dmarc_pass: Option<bool>,
    /// The sender marked it urgent (Importance, X-Priority, Priority).
    pub marked_urgent: bool,
}

/// Marks of automatic mail, each by its header. They say that nothing automatic may answer (L3); they
/// never say that the mail is not a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "independent marks, each as found")]
pub struct Automatic {
    /// Auto-Submitted other than `no`.
    pub auto_submitted: bool,
    /// Auto-Submitted: auto-replied, X-Autoreply, X-Autorespond, or a vacation subject.
    pub auto_replied: bool,
    /// Precedence: bulk, list or junk; List-Id; List-Unsubscribe.
    pub list: bool,
    /// Sent with an empty return path (`<>`).
    pub empty_return_path: bool,
    /// X-Loop, or our own header: we sent this ourselves.
    pub ours: bool,
}

impl Automatic {
    /// Whether anything says that a machine sent it.
    #[must_use]
    pub fn any(self) -> bool {
        self.auto_submitted || self.auto_replied || self.list || self.empty_return_path || self.ours
    }
}

/// IMAP keyword of the mail a person is working on (R8).
pub const FLAG_RAO: &str = "RAO";
/// IMAP keyword of the mail whose work is done (R6, R7).
pub const FLAG_ACTIONED: &str = "ACTIONED";
/// The system flag of urgent mail (I5).
pub const FLAG_URGENT: &str = "\\Flagged";
/// Flags that both we and people set and clear, and that say how a mail is worked on (R9).
pub const FLAGS_OF_WORK: [&str; 2] = [FLAG_RAO, FLAG_URGENT];
