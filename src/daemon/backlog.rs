//! Which mailboxes are working through a backlog. Meanwhile what is not urgent is not sent: a mail that waits
//! unread may be the urgent one, and nobody knows until it is on record.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::MailboxName;

use super::door::Door;

/// A backlog that takes longer does not hold up messages any more.
const PRIORITY: Duration = Duration::from_secs(60);

/// The backlogs of all mailboxes.
#[derive(Debug, Default)]
pub struct Backlogs {
    since: Mutex<BTreeMap<MailboxName, Instant>>,
}

/// A backlog being worked through; over when this is dropped.
pub(super) struct Backlog {
    door: Arc<Door>,
    mailbox: MailboxName,
}

impl Backlogs {
    /// Whether messages that are not urgent have to wait for one of them.
    pub(super) fn have_priority(&self) -> bool {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.values().any(|since| since.elapsed() < PRIORITY)
    }
}

impl Backlog {
    /// A mailbox begins to work through a backlog.
    pub(super) fn begin(door: &Arc<Door>, mailbox: &MailboxName) -> Self {
        let mut since = door.backlogs.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.insert(mailbox.clone(), Instant::now());
        Self { door: Arc::clone(door), mailbox: mailbox.clone() }
    }
}

impl Drop for Backlog {
    fn drop(&mut self) {
        self.door.backlogs.since.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.mailbox);
        self.door.wakes.sends.notify_one();
    }
}
