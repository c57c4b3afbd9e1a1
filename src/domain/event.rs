//! What happens (events) and what is then done (decisions with actions).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::findings::Findings;
use super::ids::{FolderName, MailId, MailboxName, PersonId, Reference, RuleId, StaffId};
use super::mail::Address;
use super::message::Message;
use super::request::{Request, Timer, TimerKind};

/// Something that happened, through the one door.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A mail is to become a request.
    Arrived(Box<Arrival>),
    /// Somebody who may decide answered, with a valid token.
    Answered {
        /// The answer on record.
        mail: MailId,
        /// The number of the `asked` entry that the token is of; `None` for an officer's word on a notice.
        number: Option<u32>,
        /// Who.
        by: StaffId,
        /// What.
        said: Said,
    },
    /// An officer said who the child is (`CHILD P10023`, `CHILD NEW`).
    ChildNamed {
        /// The answer on record.
        mail: MailId,
        /// Who said it.
        by: StaffId,
        /// The person, or `None` for a new one.
        child: Option<PersonId>,
    },
    /// An out-of-office reply to a decision request (R10).
    Away {
        /// The reply on record.
        mail: MailId,
        /// The number of the `asked` entry.
        number: u32,
        /// The last day away, if named.
        until: Option<NaiveDate>,
    },
    /// One of our messages could not be delivered (R10): a bounce, or SMTP refused it.
    Undeliverable {
        /// The bounce on record, if it came by mail.
        mail: Option<MailId>,
        /// The key of the action that sent it.
        key: String,
        /// Why, as a status code without an address.
        code: String,
        /// The staff whom it did not reach, where that is known: a copy that fails is not the question that
        /// fails. Empty: whoever it was for.
        whose: Vec<StaffId>,
    },
    /// SMTP accepted a message.
    Sent {
        /// The action's key.
        key: String,
    },
    /// Later mail on a known request (R10).
    Later {
        /// The mail on record.
        mail: MailId,
        /// What it says.
        facts: Box<Facts>,
    },
    /// A timer is due.
    Due(TimerKind),
    /// A person moved the mail (R9).
    Moved {
        /// To this folder.
        to: FolderName,
    },
    /// A person deleted the mail or moved it out of sight (R9).
    Removed,
    /// Its mailbox was only observed when it was made, and works now: its mail is taken up anew.
    SetAside,
    /// A person set or cleared flags (R9).
    Flagged {
        /// Those that were set.
        set: Vec<String>,
        /// Those that were cleared.
        cleared: Vec<String>,
    },
    /// The earlier request that this one is a copy of has closed (C5).
    OtherClosed {
        /// Which.
        other: Reference,
        /// Its outcome.
        outcome: String,
        /// Whether the referrer's letter was accepted by SMTP.
        letter: bool,
    },
}

/// A mail that is to become a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The mail on record.
    pub mail: MailId,
    /// The mailbox it came to.
    pub mailbox: MailboxName,
    /// When it was received (I1).
    pub received_at: DateTime<Utc>,
    /// What it says.
    pub facts: Facts,
    /// What is known.
    pub findings: Findings,
    /// The reference it gets: randomness is an argument.
    pub reference: Reference,
    /// Why only a person can go on, when the machine could not (attempts used up, no reading).
    pub by_hand: Option<String>,
    /// The folder that a person put it into, when it did not come by the inbox (R9).
    pub put_into: Option<FolderName>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// One of the words, with a reason.
    Choice {
        /// The canonical word.
        choice: String,
        /// The reason.
        reason: String,
    },
    /// One of the words, without a reason.
    NoReason {
        /// The canonical word.
        choice: String,
    },
    /// None that is clear, or two.
    Unclear {
        /// What was not clear, without quoting.
        why: String,
    },
}

/// What is to be done. Execution has no choices left to make.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// File a mail.
    File(Filing),
    /// Send a message.
    Send(Box<Sending>),
    /// Drop what was decided earlier under this key and is not carried out yet (R9).
    Cancel {
        /// The key of the earlier action.
        key: String,
    },
}

/// A mail is to lie in a folder, with a subject and flags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Unique in its request.
    pub key: String,
    /// The mail.
    pub mail: MailId,
    /// The folder; `None` leaves it where it lies.
    pub folder: Option<FolderName>,
    /// What is put in front of the subject, `[FD-… no contact - outcome sent to referrer]`; `None` leaves it.
    pub subject_tag: Option<String>,
    /// Flags to set.
    pub add: Vec<String>,
    /// Flags to clear.
    pub remove: Vec<String>,
}

/// A message is to go out.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// Unique in its request.
    pub key: String,
    /// Not before this time.
    pub after: Option<DateTime<Utc>>,
    /// The message.
    pub message: Message,
}

/// An entry of the audit (and of the case notes): who did what, why, under which rule. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who: `daemon`, a staff id, `a person, in the mailbox`, `referrer`.
    pub who: String,
    /// What, in words without personal data.
    pub what: String,
    /// Why.
    pub why: String,
    /// The rule.
    pub rule: RuleId,
}

/// A case note: what was done, received or sent (R8). May hold personal data; purged with its request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// When.
    pub at: DateTime<Utc>,
    /// What, for the case record.
    pub text: String,
}

/// What the pure core decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The request as it is now; `None` when the event made none (a mail that is only filed).
    pub request: Option<Request>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// All timers that are to run from now on.
    pub timers: Vec<Timer>,
    /// For the audit.
    pub audit: Vec<AuditEntry>,
    /// For the case record.
    pub notes: Vec<CaseNote>,
    /// Persons chosen from lists: (list, person).
    pub chosen: Vec<(String, StaffId)>,
    /// Absence learned.
    pub absent: Vec<(StaffId, NaiveDate)>,
    /// Alarms raised, in words without personal data (they are sent as well).
    pub alarms: Vec<String>,
}

/// A recipient who is staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAddress {
    /// Who.
    pub id: StaffId,
    /// Where.
    pub address: Address,
}
