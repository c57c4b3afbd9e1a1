//! IMAP: one connection type that never believes more than the server said, and filing on top of it.
//!
//! async-imap and imap-proto speak the protocol (`wire`), over a stream that watches what they are given (`tap`).
//! On top of them stand these rules, because each of them has lost mail somewhere:
//! - a command counts as done only on its own tagged OK; end of stream and BYE are errors, whatever came before;
//! - each command has a deadline, and a connection whose command was cut off (deadline, cancellation, nonsense)
//!   is spent: nobody can take one command's answer for another's;
//! - response codes (COPYUID, APPENDUID, OVERQUOTA, TRYCREATE and unknown ones) reach the caller;
//! - literals are bounded before memory is taken, and never appear in an error;
//! - UIDs only, never sequence numbers; `BODY.PEEK[]` only: \Seen belongs to people.

mod account;
mod changes;
mod connection;
mod error;
mod filing;
mod folders;
mod idle;
mod messages;
mod names;
mod reply;
mod tap;
mod tls;
mod wire;

pub use account::{Account, Limits, Login, Security};
pub use changes::{Appended, Moved};
pub use connection::Connection;
pub use error::{ImapError, Said, Word};
pub use filing::{COPY_HEADER, FilingOutcome, FilingTask, InPart, UidFrom, file, file_beside, resubjected};
pub use folders::{FolderStatus, Selected};
pub use idle::IdleEnd;
pub use messages::{Message, Meta};
