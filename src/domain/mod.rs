//! The vocabulary every room speaks. It imports no other room.

mod causes;
mod clock;
mod event;
mod facts;
pub mod fault;
mod findings;
mod ids;
mod mail;
mod message;
mod numbers;
mod person;
mod request;

pub use causes::in_full;
pub use clock::{Clock, Rehearsal};
pub use event::{Action, Arrival, AuditEntry, CaseNote, Decision, Event, Filing, Said, Sending, StaffAddress};
pub use facts::{
    Alleged, AttachmentFact, Because, Bounce, ChildFacts, Facts, Kind, Lock, Problem, Protected, Referrer,
    ReferrerKind, Relative,
};
pub use findings::{Band, Candidate, CaseState, ChildFindings, Findings, Match, MayBe, PerhapsSibling, Sealed};
pub use ids::{
    Digest, FolderName, JournalId, MailId, MailboxName, PathwayName, PersonId, Reference, RuleId, StaffId, StepId,
};
pub use mail::{Address, Automatic, Envelope, FLAG_ACTIONED, FLAG_RAO, FLAG_URGENT, FLAGS_OF_WORK, Fetched, Place};
pub use message::{
    AlarmContext, AnswerLine, Attach, ChildLine, Context, LastInvolvement, LetterContext, Message, StaffContext,
    TokenFor,
};
pub use numbers::{nhs_is_valid, upn_is_valid};
pub use person::{Involvement, Name, Person, Record, Relation, SHARED_ADDRESS, Staff, Team};
pub use request::{
    Account, Ask, AskResult, Asked, BeforeMove, Decided, LearnedAbsence, Letter, LetterState, Marks, Phase, Related,
    Request, RotaMemory, Timer, TimerKind, Waiting,
};
