//! The edge: where the pure rooms meet the stores and the servers.
//!
//! ```text
//! mailbox (one each) -> drain, record -> ingest -> the door: decide, one transaction -> journal
//!     ^ filing, reconcile                      ^ timers                            |
//!     +------------------------------ journal --+--------------------- sending <---+
//! ```

pub mod attachments;
mod backlog;
mod backoff;
pub mod check;
mod door;
mod drain;
mod entropy;
mod error;
mod filing;
mod freeze;
mod hands;
mod incoming;
mod ingest;
pub mod known;
mod lifecycle;
mod mailbox;
mod not_whole;
mod observed;
mod reconcile;
mod sending;
mod settings;
mod standing;
mod timers;
mod workers;

pub use crate::domain::fault::VARIABLE as DIE_AT;
pub use backlog::Backlogs;
pub use door::{Door, Wakes};
pub use entropy::Entropy;
pub use error::DaemonError;
pub use freeze::Frozen;
pub use ingest::MOST_ATTEMPTS;
pub use lifecycle::{Options, run};
pub use mailbox::account as imap_account;
pub use reconcile::longest_between_looks;
pub use sending::account as smtp_account;
pub use settings::{Settings, templates};

#[cfg(test)]
pub(crate) use settings::site::Site;
