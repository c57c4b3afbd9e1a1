//! Why the daemon stops, or a round of its work fails.

use crate::config::ConfigProblems;
use crate::store::cases::CaseError;
use crate::store::{CommitError, LeaseError, StoreError};

/// An error of the daemon.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The configuration has problems.
    #[error("{0}")]
    Config(#[from] ConfigProblems),
    /// The key that tokens are made with is too short.
    #[error("{0}")]
    Key(#[from] crate::pathway::trust::KeyTooShort),
    /// The store refused.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    /// A batch was not written.
    #[error("a decision could not be committed: {0}")]
    Commit(#[from] CommitError),
    /// The case store refused.
    #[error("the case store: {0}")]
    Cases(#[from] CaseError),
    /// Another daemon works on this store.
    #[error("{0}")]
    Lease(#[from] LeaseError),
    /// A message could not be composed.
    #[error("a message could not be composed: {0}")]
    Compose(#[from] crate::mailer::ComposeError),
    /// The operating system gave no randomness.
    #[error("no randomness from the operating system: {0}")]
    Entropy(#[from] getrandom::Error),
    /// A thread of work came to grief.
    #[error("{0} came to grief")]
    Panicked(&'static str),
    /// A worker ended although nobody told it to.
    #[error("the worker \"{0}\" ended by itself; what is unfinished goes on at the next start")]
    WorkerEnded(String),
    /// A rehearsal clock with a server that is not on this machine.
    #[error("a rehearsal is refused: {0} is not on the loopback interface")]
    RehearsalOffLoopback(String),
    /// Reading or writing a file failed.
    #[error("{what}: {source}")]
    Io {
        /// What was done.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}
