//! What a mail says (I2 to I5), before anything is known of the people it names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::Digest;
use super::mail::Envelope;
use super::person::Name;

/// What kind of mail it is (I2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A request for support or multi-agency referral form.
    Form,
    /// A concern in free words.
    FreeForm,
    /// A report by somebody who does not give their name.
    Anonymous,
    /// A child or a parent who writes about themselves (L4).
    AboutThemselves,
    /// A request for information.
    InformationRequest,
    /// A police notification.
    PoliceNotification,
    /// A missing-person notification.
    Missing,
    /// A missing person's return.
    Returned,
    /// A transfer-in of a child with a plan.
    TransferIn,
    /// A remand notification.
    Remand,
    /// A MARAC or MAPPA list.
    ConferenceList,
    /// An allegation against somebody who works with children.
    Lado,
    /// An allegation about somebody who works with vulnerable adults.
    AdultsProfessional,
    /// A walk-in form.
    WalkIn,
    /// A private fostering notification.
    PrivateFostering,
    /// A report of the emergency duty team.
    EmergencyReport,
    /// An answer to one of our messages.
    Reply,
    /// A delivery failure.
    DeliveryFailure,
    /// An automatic reply (out of office, acknowledgement).
    AutomaticReply,
    /// A newsletter or other bulk mail that is no request.
    Bulk,
    /// Not clear.
    NotClear,
}

/// Who a referrer is (configuration decides by domain, and the words by which people stay anonymous).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferrerKind {
    /// Police.
    Police,
    /// Schools, nurseries, colleges.
    Education,
    /// Health.
    Health,
    /// Helplines and charities.
    Charity,
    /// Another council, or our own.
    Council,
    /// A member of the public.
    Public,
    /// Somebody who does not want to be known (A4).
    Anonymous,
}

impl ReferrerKind {
    /// Whether a professional letter (L1) goes, and not the one for the public (L2).
    #[must_use]
    pub fn is_professional(self) -> bool {
        match self {
            Self::Police | Self::Education | Self::Health | Self::Charity | Self::Council => true,
            Self::Public | Self::Anonymous => false,
        }
    }
}

/// Who wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referrer {
    /// What they are.
    pub kind: ReferrerKind,
    /// Why that is taken, in words a person can check.
    #[serde(default)]
    pub kind_why: String,
    /// Their name; empty when unknown.
    pub name: String,
    /// Their agency; empty when unknown.
    pub agency: String,
    /// The address that wrote, lower-case; the only one a letter may go to (L3).
    pub email: String,
    /// Telephone; empty when unknown.
    pub telephone: String,
}

/// A fact with where it stood, so that a person can look.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChildFacts {
    /// Names as written; either part may be empty.
    pub name: Name,
    /// Other names.
    pub aliases: Vec<Name>,
    /// Date of birth (or due date, see `unborn`).
    pub date_of_birth: Option<NaiveDate>,
    /// Age in years where only that is said.
    pub age: Option<u8>,
    /// The date is a due date.
    pub unborn: bool,
    /// `M`, `F` or empty.
    pub gender: String,
    /// Address without the postcode.
    pub address: String,
    /// Postcode, as written, upper-case with one space; or empty.
    pub postcode: String,
    /// School or nursery.
    pub school: String,
    /// NHS number, digits only; or empty. Not validated.
    pub nhs_number: String,
    /// Unique pupil number; or empty. Not validated.
    pub upn: String,
    /// The case system's id, if the sender gave one.
    pub case_number: String,
    /// Whether the reader is sure of who this is about.
    pub sure: bool,
    /// Where it stood: `form in "Referral form.docx"`, `text of the mail`.
    pub from: String,
    /// Where each fact stood in there, by the fact's name here: the label that asked for it, or the words around it.
    #[serde(default)]
    pub stood: BTreeMap<String, String>,
}

/// Somebody else named on the form: parents, siblings, household.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Relative {
    /// Names as written.
    pub name: Name,
    /// `Mother`, `Sister` … as written.
    pub relationship: String,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Email address, lower-case; empty when unknown. Nothing is ever sent to it: a writer is held against it (L4).
    #[serde(default)]
    pub email: String,
}

impl Relative {
    /// Whether the form calls them a brother or a sister.
    #[must_use]
    pub fn is_sibling(&self) -> bool {
        let word = self.relationship.to_lowercase();
        ["sibling", "brother", "sister", "twin"].iter().any(|w| word.contains(w))
    }
}

/// Those said to have harmed the child, as far as the form names them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Alleged {
    /// Names as written.
    pub names: Vec<Name>,
    /// Email addresses, lower-case.
    pub emails: Vec<String>,
}

/// By what something is protected (I7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// A password.
    Password,
    /// Rights management: only named readers open it, with their own programs.
    Rights,
    /// S/MIME or PGP.
    Encryption,
    /// It lies with a secure-mail service; which, where that is known, else empty.
    Portal(String),
    /// Records of earlier versions do not say.
    NotSaid,
}

/// Something protected.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Protected {
    /// Its place, such as "attachment 1 (PDF)".
    pub what: String,
    /// By what.
    pub by: Lock,
}

#[derive(Deserialize)]
struct WhatAndBy {
    what: String,
    by: Lock,
}

/// As records hold it: earlier versions wrote the place alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum OnRecord {
    Place(String),
    Whole(WhatAndBy),
}

impl<'de> Deserialize<'de> for Protected {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Between the processes of one version there is one form, and none that describes itself.
        let written = if from.is_human_readable() {
            OnRecord::deserialize(from)?
        } else {
            OnRecord::Whole(WhatAndBy::deserialize(from)?)
        };
        Ok(match written {
            OnRecord::Place(what) => Self { what, by: Lock::NotSaid },
            OnRecord::Whole(WhatAndBy { what, by }) => Self { what, by },
        })
    }
}

/// Why a person must look (I7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Something is protected.
    Protected(Protected),
    /// A picture or scan without text.
    Scanned(String),
    /// A kind of attachment that is not read.
    Unsupported(String),
    /// Reading failed.
    Broken(String),
    /// No child is named.
    NoChildNamed,
    /// Children of different families (I9).
    SeveralFamilies,
    /// It looks like a list or newsletter and names no child.
    BulkMail,
    /// Invisible or direction-changing characters stood in it, or letters of other alphabets that look like Latin ones.
    OddCharacters,
}

impl Problem {
    /// What lies there is protected by this.
    #[must_use]
    pub fn protected(what: impl Into<String>, by: Lock) -> Self {
        Self::Protected(Protected { what: what.into(), by })
    }

    /// The reason in words, for the person who looks.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Protected(Protected { what, by }) => match by {
                Lock::Password => format!("{what} is protected by a password and could not be opened"),
                Lock::Rights => format!("{what} is protected by rights management and could not be opened"),
                Lock::Encryption => format!("{what} is encrypted (S/MIME or PGP) and could not be opened"),
                Lock::Portal(service) if service.is_empty() => {
                    format!("{what} lies in a secure-mail portal and must be fetched there")
                }
                Lock::Portal(service) => {
                    format!("{what} lies with the secure-mail service of {service} and must be fetched there")
                }
                Lock::NotSaid => format!("{what} is protected and could not be opened"),
            },
            Self::Scanned(what) => format!("{what} is a picture without text"),
            Self::Unsupported(what) => format!("{what} is of a kind that is not read here"),
            Self::Broken(what) => format!("{what} could not be read"),
            Self::NoChildNamed => "no child is named".to_owned(),
            Self::SeveralFamilies => "it names children of more than one family".to_owned(),
            Self::BulkMail => "it looks like a newsletter or circular, not a request".to_owned(),
            Self::OddCharacters => {
                "it contains characters that are invisible, change the direction of writing or look like others"
                    .to_owned()
            }
        }
    }

    /// Whether this alone sends the mail to a person.
    #[must_use]
    pub fn stops(&self) -> bool {
        !matches!(self, Self::OddCharacters)
    }
}

/// A reason with its conclusion: why a kind, why urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because<T> {
    /// The conclusion.
    pub is: T,
    /// Why, in words a person can check.
    pub why: String,
}

/// A name, content digest and size of an attachment. The name is the sender's: shown to people, never used as a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentFact {
    /// The sender's file name.
    pub name: String,
    /// The media type as declared.
    pub media_type: String,
    /// Bytes, decoded.
    pub size: usize,
    /// Digest of the decoded bytes.
    pub digest: Digest,
}

/// All that was read from one mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The header.
    pub envelope: Envelope,
    /// The kind and why.
    pub kind: Because<Kind>,
    /// Urgent and why (I5); `None` when not.
    pub urgent: Option<String>,
    /// Who wrote.
    pub referrer: Referrer,
    /// The children it is about, the first first.
    pub children: Vec<ChildFacts>,
    /// Others on the form.
    pub household: Vec<Relative>,
    /// Those said to have harmed the child: nothing automatic goes to them (L4).
    #[serde(default)]
    pub alleged: Alleged,
    /// Alerts for the safety of staff, in the form's words; for staff alone (L1).
    #[serde(default)]
    pub alerts: Vec<String>,
    /// The concern in the sender's words; from the form's field or the body.
    pub concern: String,
    /// Essential information that is missing (I4), by the field's plain name.
    pub missing: Vec<String>,
    /// Essential information that is there (I4), by the field's plain name.
    #[serde(default)]
    pub given: Vec<String>,
    /// What is there and cannot be right, each with whose it is and why (I4).
    #[serde(default)]
    pub doubtful: Vec<String>,
    /// Why a person must look; empty when all was read.
    pub problems: Vec<Problem>,
    /// The text a person would read (body, then attachments), without quotes; bounded.
    pub text: String,
    /// Digest of the normalised content and the attachments (C5): equal only for absolutely identical requests.
    pub content: Digest,
    /// The attachments.
    pub attachments: Vec<AttachmentFact>,
    /// The unquoted part of an answer; equal to `text` for other mail.
    pub fresh_text: String,
    /// For delivery failures: what bounced.
    pub bounce: Option<Bounce>,
    /// For out-of-office replies: the last day away, when it is named.
    pub away_until: Option<NaiveDate>,
}

impl Facts {
    /// Whether a reason to stop for a person was found.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        self.problems.iter().any(Problem::stops)
    }
}

/// What a delivery failure says (RFC 3464, or free text).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bounce {
    /// The addresses that failed.
    pub recipients: Vec<String>,
    /// The Message-ID of the mail that bounced, without brackets.
    pub original_message_id: Option<String>,
    /// Given up, and not merely delayed.
    pub permanent: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i7_what_is_protected_says_by_what_and_records_of_earlier_versions_are_read() {
        let words = |by| Problem::protected("attachment 1 (PDF)", by).in_words();
        assert_eq!(words(Lock::Password), "attachment 1 (PDF) is protected by a password and could not be opened");
        assert_eq!(words(Lock::Rights), "attachment 1 (PDF) is protected by rights management and could not be opened");
        assert!(words(Lock::Encryption).contains("S/MIME or PGP"));
        assert!(words(Lock::Portal("Egress".to_owned())).contains("secure-mail service of Egress"));
        assert!(words(Lock::Portal(String::new())).contains("secure-mail portal"));
        let earlier: Problem = serde_json::from_str("{\"protected\":\"attachment 1 (PDF)\"}").unwrap();
        assert_eq!(earlier, Problem::protected("attachment 1 (PDF)", Lock::NotSaid));
        let now = Problem::protected("the message", Lock::Portal("Cisco".to_owned()));
        assert_eq!(serde_json::from_str::<Problem>(&serde_json::to_string(&now).unwrap()).unwrap(), now);
        assert_eq!(postcard::from_bytes::<Problem>(&postcard::to_stdvec(&now).unwrap()).unwrap(), now);
    }
}
