//! Waiting for the server to announce something.
//!
//! IDLE is a hint, never a promise: it can die without a word for hours. So a wait is short, its end must be
//! confirmed by the server, and whoever waits looks at the UIDs now and then whatever was announced.
//!
//! async-imap's own IDLE is not used: it takes the end of the stream for an interruption and a BYE for news, and waits for
//! ever after a NO.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::connection::{Connection, demand_ok};
use super::error::{ImapError, Word};
use super::reply::Reply;

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleEnd {
    /// The folder changed: messages came or went, or flags changed. Also when messages were announced
    /// since they were last listed, before the wait began.
    Changed,
    /// The caller's own signal came.
    Woken,
    /// Nothing happened.
    TimedOut,
}

/// How often a server without IDLE is asked.
const ASK_AGAIN: Duration = Duration::from_secs(10);

impl Connection {
    /// Waits for a change in the selected folder, for `wake`, or for `at_most` (5 to 9 minutes suit most servers).
    ///
    /// # Errors
    /// As every command; [`ImapError::TimedOut`] when the server does not confirm the end of the wait.
    pub async fn idle(
        &mut self,
        wake: impl Future<Output = ()> + Send,
        at_most: Duration,
    ) -> Result<IdleEnd, ImapError> {
        self.demand_selected()?;
        if self.news {
            return Ok(IdleEnd::Changed);
        }
        if !self.can("IDLE") {
            return self.ask_again(wake, at_most).await;
        }
        let tag = self.begin("IDLE", "IDLE").await?;
        let limit = self.limits.command;
        if timeout(limit, self.idling(&tag)).await.map_err(|_| ImapError::TimedOut { during: "IDLE" })?? {
            return self.done(&tag).await.map(|()| IdleEnd::Changed);
        }
        let mut wake = pin!(wake);
        let mut end = pin!(sleep(at_most));
        let ended = loop {
            tokio::select! {
                biased;
                () = &mut wake => break IdleEnd::Woken,
                reply = self.next("IDLE") => match reply? {
                    Reply::Exists(_) | Reply::Expunge | Reply::Fetch(_) => break IdleEnd::Changed,
                    Reply::Tagged { .. } => {
                        return Err(ImapError::Unreadable { during: "IDLE", what: "the server ended it by itself" });
                    }
                    Reply::Status(_)
                    | Reply::Continue
                    | Reply::List(_)
                    | Reply::FolderStatus(_)
                    | Reply::Search(_)
                    | Reply::Capability(_)
                    | Reply::Other => {}
                },
                () = &mut end => break IdleEnd::TimedOut,
            }
        };
        self.done(&tag).await?;
        // What came while the end was awaited would otherwise be announced to nobody.
        Ok(if self.news && ended == IdleEnd::TimedOut { IdleEnd::Changed } else { ended })
    }

    /// Waits until the server idles; whether it announced something on the way.
    async fn idling(&mut self, tag: &str) -> Result<bool, ImapError> {
        let mut changed = false;
        loop {
            match self.next("IDLE").await? {
                Reply::Continue => return Ok(changed),
                Reply::Exists(_) | Reply::Expunge | Reply::Fetch(_) => changed = true,
                Reply::Tagged { tag: of, said } => {
                    if of != tag {
                        return Err(ImapError::Unreadable { during: "IDLE", what: "an answer to another command" });
                    }
                    self.finished();
                    demand_ok("IDLE", said)?;
                    return Err(ImapError::Unsupported("it ends an IDLE before it begins"));
                }
                Reply::Status(_)
                | Reply::List(_)
                | Reply::FolderStatus(_)
                | Reply::Search(_)
                | Reply::Capability(_)
                | Reply::Other => {}
            }
        }
    }

    async fn done(&mut self, tag: &str) -> Result<(), ImapError> {
        let limit = self.limits.done;
        let ended = async {
            self.send("DONE", b"DONE\r\n").await?;
            loop {
                match self.next("DONE").await? {
                    Reply::Tagged { tag: of, said } if of == tag && said.word == Word::Ok => return Ok(()),
                    Reply::Tagged { .. } => {
                        return Err(ImapError::Unreadable { during: "DONE", what: "the end was not confirmed" });
                    }
                    Reply::Exists(_) => self.news = true,
                    Reply::Status(_)
                    | Reply::Continue
                    | Reply::Expunge
                    | Reply::Fetch(_)
                    | Reply::List(_)
                    | Reply::FolderStatus(_)
                    | Reply::Search(_)
                    | Reply::Capability(_)
                    | Reply::Other => {}
                }
            }
        };
        timeout(limit, ended).await.map_err(|_| ImapError::TimedOut { during: "DONE" })??;
        self.finished();
        Ok(())
    }

    async fn ask_again(
        &mut self,
        wake: impl Future<Output = ()> + Send,
        at_most: Duration,
    ) -> Result<IdleEnd, ImapError> {
        let mut wake = pin!(wake);
        let mut left = at_most;
        loop {
            let pause = left.min(ASK_AGAIN);
            tokio::select! {
                biased;
                () = &mut wake => return Ok(IdleEnd::Woken),
                () = sleep(pause) => left = left.saturating_sub(pause),
            }
            self.noop().await?;
            if self.news {
                return Ok(IdleEnd::Changed);
            }
            if left.is_zero() {
                return Ok(IdleEnd::TimedOut);
            }
        }
    }
}
