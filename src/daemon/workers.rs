//! The workers: one task for each mailbox, one that sends, one for timers. None may end or fall silent unseen: a door
//! whose sending has died takes mail in, asks nobody, and looks well from outside (I1, I2).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio::time::Instant;

/// How much longer than it said a worker may take until its next round: every conversation with a server has limits
/// of its own, and the longest (the reply to a mail's data) is ten minutes.
const GRACE: Duration = Duration::from_mins(12);

/// The last round of work of each worker.
#[derive(Debug, Default)]
pub struct Rounds {
    due: Mutex<BTreeMap<String, Instant>>,
    looks: Mutex<BTreeMap<String, Instant>>,
}

impl Rounds {
    /// The worker is at work, and means to say so again within this time.
    pub(super) fn made(&self, worker: &str, again: Duration) {
        let by = Instant::now() + again + GRACE;
        self.due.lock().unwrap_or_else(PoisonError::into_inner).insert(worker.to_owned(), by);
    }

    /// The workers that should have said something by now.
    pub(super) fn silent(&self, now: Instant) -> Vec<String> {
        let due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.iter().filter(|(_, by)| **by < now).map(|(worker, _)| worker.clone()).collect()
    }

    /// A mailbox was looked at with success, or begins to be worked on.
    pub(super) fn looked(&self, mailbox: &str) {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner).insert(mailbox.to_owned(), Instant::now());
    }

    /// Whether the last look at a mailbox with success is older than this.
    pub(super) fn not_looked_for(&self, mailbox: &str, longer: Duration, now: Instant) -> bool {
        let looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.get(mailbox).is_some_and(|at| now.saturating_duration_since(*at) > longer)
    }
}

/// The tasks, by name.
#[derive(Debug, Default)]
pub(super) struct Workers {
    tasks: JoinSet<()>,
    names: BTreeMap<Id, String>,
}

impl Workers {
    /// Starts a worker.
    pub(super) fn start(&mut self, name: &str, work: impl Future<Output = ()> + Send + 'static) {
        let task = self.tasks.spawn(work);
        self.names.insert(task.id(), name.to_owned());
    }

    /// Waits until one ends, and says which, and whether it came to grief; never while there is none.
    pub(super) async fn ended(&mut self) -> (String, bool) {
        let Some(ended) = self.tasks.join_next_with_id().await else { return std::future::pending().await };
        let (id, grief) = match ended {
            Ok((id, ())) => (id, false),
            Err(error) => (error.id(), true),
        };
        (self.names.remove(&id).unwrap_or_default(), grief)
    }

    /// Waits until all have ended, after they were told to.
    pub(super) async fn all_ended(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Cuts off what has not ended.
    pub(super) fn cut_off(&mut self) {
        self.tasks.abort_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_worker_that_ends_is_named_and_so_is_one_that_came_to_grief() {
        let mut workers = Workers::default();
        workers.start("mailbox cass", std::future::pending());
        workers.start("timers", async {});
        assert_eq!(workers.ended().await, ("timers".to_owned(), false));
        workers.start("sending", async { panic!("as a bug would") });
        assert_eq!(workers.ended().await, ("sending".to_owned(), true));
        workers.cut_off();
        workers.all_ended().await;
    }

    #[test]
    fn a_worker_that_says_nothing_for_longer_than_it_said_is_silent() {
        let rounds = Rounds::default();
        let minute = Duration::from_mins(1);
        rounds.made("sending", minute);
        rounds.made("mailbox cass", minute * 10);
        let now = Instant::now();
        assert!(rounds.silent(now).is_empty());
        assert!(rounds.silent(now + minute / 2 + GRACE).is_empty());
        assert_eq!(rounds.silent(now + minute * 2 + GRACE), ["sending"]);
        assert_eq!(rounds.silent(now + minute * 11 + GRACE), ["mailbox cass", "sending"]);
    }

    #[test]
    fn a_mailbox_that_is_not_looked_at_is_found_and_one_that_never_began_is_not() {
        let rounds = Rounds::default();
        rounds.looked("cass");
        let (now, limit) = (Instant::now(), Duration::from_mins(30));
        assert!(!rounds.not_looked_for("cass", limit, now));
        assert!(rounds.not_looked_for("cass", limit, now + limit + limit));
        assert!(!rounds.not_looked_for("other", limit, now + limit + limit));
    }
}
