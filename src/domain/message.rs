//! Messages as the core decides them: a template's name, recipients, and a typed context that can
//! reach only what that kind of reader may know.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{MailId, Reference, StaffId};
use super::mail::Address;

/// A message to be composed, frozen and sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Folder below `templates/`.
    pub template: String,
    /// Recipients, explicit; never inherited from a mail.
    pub to: Vec<Address>,
    /// Copies, explicit.
    pub cc: Vec<Address>,
    /// Where answers lead: back to the mailbox, with a token when one is given.
    pub token: Option<TokenFor>,
    /// What the template can reach.
    pub context: Context,
    /// What goes with it.
    pub attach: Vec<Attach>,
    /// Marked urgent (I5).
    pub urgent: bool,
    /// The Message-ID that this answers, for threading (a referrer's own mail).
    pub in_reply_to: Option<String>,
}

/// What a token is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFor {
    /// The request.
    pub reference: Reference,
    /// The number of the `asked` entry, or of the notice.
    pub number: u32,
    /// The person.
    pub person: StaffId,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// What may be attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attach {
    /// A mail on record, as message/rfc822 (too large: the text says where it lies).
    Original(MailId),
    /// Case notes ready to be filed (R8), as text.
    CaseNotes(String),
}

/// What a template can reach, by reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Context {
    /// Staff.
    Staff(Box<StaffContext>),
    /// Outsiders: referrers (L1, L2).
    Letter(LetterContext),
    /// The administrator's alarm address: no personal data at all.
    Alarm(AlarmContext),
}

/// All that a letter to a referrer can say (L1, L2). Nothing of the case record is here, so nothing can slip out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterContext {
    /// To quote.
    pub reference: String,
    /// The name the referrer signed with; perhaps empty.
    pub referrer_name: String,
    /// When the request was received: "Monday 23 November 2026 at 10:15".
    pub received: String,
    /// The service's name, from the configuration.
    pub service: String,
    /// Its telephone, from the configuration.
    pub telephone: String,
    /// How to challenge the decision, from the configuration.
    pub challenge: String,
    /// What to do in an emergency, from the configuration.
    pub emergency: String,
    /// When the worker is due back (O2), for a verified professional only: "Thursday 26 November".
    pub back_on: Option<String>,
    /// The referrer is a professional (L1) and not a member of the public (L2).
    pub professional: bool,
}

/// The administrator's alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmContext {
    /// What happened, without personal data.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// The request, if it is about one.
    pub reference: Option<String>,
}

/// All that a message to staff can say about a request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StaffContext {
    /// To quote.
    pub reference: String,
    /// Given name of the reader, or the team's name.
    pub dear: String,
    /// The mailbox's address.
    pub mailbox: String,
    /// Why urgent; empty when not.
    pub urgent: String,
    /// When received, in words.
    pub received: String,
    /// From whom, in words: "Isaac Ahmed, NSPCC Helpline (charity)".
    pub referrer: String,
    /// That the mail is about who wrote it, who gets nothing automatic: a person must answer (L4); else empty.
    #[serde(default)]
    pub writer: String,
    /// The children.
    pub children: Vec<ChildLine>,
    /// What is asked (ask steps) or told, in the pathway's words.
    pub text: String,
    /// What is new (R3).
    pub concern: String,
    /// The last involvement: what, when, by whom decided (R3); empty when none.
    pub last: Option<LastInvolvement>,
    /// How the new text differs from the earlier one, side by side: (earlier, now) (R3).
    pub difference: Vec<(String, String)>,
    /// Facts that were added, changed or left out since the earlier mail, in words (R3, C5).
    #[serde(default)]
    pub changed: Vec<String>,
    /// By when, in words.
    pub deadline: String,
    /// The answers that can be given.
    pub answers: Vec<AnswerLine>,
    /// No reason need be given with the answer (the default is that one must).
    #[serde(default)]
    pub reason_optional: bool,
    /// What became of the question before it came to this reader, in sentences (R5, R10); empty for the first.
    #[serde(default)]
    pub passed_on: String,
    /// Why this person is asked.
    pub why_you: String,
    /// Who was passed over and why.
    pub passed_over: Vec<String>,
    /// Why a person must look (I7), or why the mail went where it went.
    pub reasons: Vec<String>,
    /// Candidates of a "perhaps", in words.
    pub candidates: Vec<String>,
    /// What is missing (I4).
    pub missing: Vec<String>,
    /// What is there of the essential information (I4).
    #[serde(default)]
    pub given: Vec<String>,
    /// What is there and cannot be right, with why (I4).
    #[serde(default)]
    pub doubtful: Vec<String>,
    /// Open involvements, in words: service, team, worker.
    pub open: Vec<String>,
    /// The decision: "NO CONTACT, by Sam Okoro".
    pub decision: String,
    /// Its reason.
    pub reason: String,
    /// Who takes the contact, in words.
    pub assigned_to: String,
    /// Siblings for the case note, in words.
    pub siblings: Vec<String>,
    /// Staff-safety alerts, in words; staff only.
    pub alerts: Vec<String>,
    /// Folder where the mail lies.
    pub folder: String,
    /// Further lines.
    pub lines: Vec<String>,
}

/// A child, for staff.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChildLine {
    /// Name as on the mail.
    pub name: String,
    /// Date of birth in words, or age.
    pub born: String,
    /// Postcode.
    pub postcode: String,
    /// The case system's id; empty when not known.
    pub id: String,
    /// What is known, in words: "closed 8 November 2026 (CASS)".
    pub known: String,
}

/// The last involvement, for staff.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LastInvolvement {
    /// "referral, CASS".
    pub what: String,
    /// "opened 23 October 2026, closed 2 November 2026".
    pub when: String,
    /// Who had written.
    pub source: String,
    /// By whom decided, with the name.
    pub decided_by: String,
    /// Outcome.
    pub outcome: String,
    /// What it was about.
    pub summary: String,
}

/// An answer that can be given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnswerLine {
    /// The word to type.
    pub word: String,
    /// What it means.
    pub means: String,
    /// The `mailto:` link; filled when composed, since it holds the token.
    pub link: String,
}
