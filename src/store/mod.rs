//! What is kept: SQL, one file for each aggregate, rows private.
//!
//! The daemon's own record is one `SQLite` file (`frontdoor.db`) behind [`Store`]: mails, requests, the journal of
//! what is to be done, timers, rotas, the audit and the case notes. One [`Commit`] writes all that one event led to,
//! and a batch of them is one transaction. Every statement is a constant in the file of its table; only lists of
//! values are put together. Statements are written so that `PostgreSQL` takes them too; what `SQLite` alone has stands in
//! `database.rs` and in the migration.

mod audit;
mod carried_out;
pub mod cases;
mod columns;
mod commit;
mod comparison;
mod database;
mod ending;
mod error;
mod journal;
mod journal_ends;
mod journal_write;
mod lease;
mod looks;
mod mails;
mod notes;
mod observed;
mod places;
mod recovery;
mod related;
mod requests;
mod rota;
mod status;
mod timers;
mod why;

#[cfg(test)]
mod tests;

pub use audit::{Anchor, Audit, AuditFault, AuditRow};
pub use commit::{ByHand, Commit, CommitError, FrozenSend, HandledMail, Lies, SendClass};
pub use comparison::{Comparison, Completeness, SeenFolder};
pub use database::{Store, make_directory};
pub use ending::{End, Ends, Untold};
pub use error::{Advice, StoreError, Unreadable};
pub use journal::{EffectState, FoundMessage, Journal, NextFiling, NextSend, SentTo};
pub use journal_ends::{Filed, Recovered, UnknownAdvice};
pub use lease::{Lease, LeaseError, Reading, Under};
pub use looks::Look;
pub use mails::{Disposition, MailRow, Mails, NewMail, NotWhole, Recorded, Unhandled};
pub use notes::Notes;
pub use observed::LeftBehind;
pub use places::FolderStart;
pub use related::Lookup;
pub use requests::{FoundRequest, Requests};
pub use rota::Rota;
pub use status::{DayCount, JournalCount, MailboxStatus, Overdue, Status};
pub use timers::{DueTimer, Timers};
pub use why::{JournalLine, Why};
