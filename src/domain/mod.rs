//! The vocabulary every room speaks. It imports no other room.

mod clock;
mod facts;
mod findings;
mod ids;
mod mail;
mod person;

pub use clock::{Clock, Rehearsal};
pub use facts::{AttachmentFact, Because, Bounce, ChildFacts, Facts, Kind, Problem, Referrer, ReferrerKind, Relative};
pub use findings::{Band, Candidate, CaseState, ChildFindings, Findings, Match};
pub use ids::{
    Digest, FolderName, JournalId, MailId, MailboxName, PathwayName, PersonId, Reference, RuleId, StaffId, StepId,
};
pub use mail::{Address, Automatic, Envelope, FLAG_ACTIONED, FLAG_RAO, FLAG_URGENT, Fetched, Place};
pub use person::{Involvement, Name, Person, Record, Relation, Staff, Team};
