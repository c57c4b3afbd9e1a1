//! From only observing a mailbox to working on it, and back. What was decided while it was observed is set aside and
//! its mails that still lie in the inbox are taken up anew, each once; what was decided while it worked is held while it
//! is observed again.

use chrono::TimeDelta;
use tracing::info;

use crate::domain::{Event, MailboxName, Reference, Request, RotaMemory};
use crate::pathway::{self, Snapshot};
use crate::store::{LeftBehind, Lies};

use super::door::Door;
use super::error::DaemonError;
use super::freeze;
use super::settings::Settings;

/// Requests set aside, or mails taken up, in one transaction.
const AT_ONCE: u32 = 100;
/// How long what is held waits before it is looked at again.
pub(super) const HELD_FOR: TimeDelta = TimeDelta::minutes(1);

impl Door {
    /// Sets aside what was only observed in mailboxes that work now, and hands their mails to intake again. Nothing is
    /// done where there is nothing of that kind, so it may be called at any time.
    ///
    /// # Errors
    /// The store's refusal; the next call goes on from there.
    pub(super) async fn go_to_work(&self) -> Result<(), DaemonError> {
        let settings = self.settings();
        for (name, mailbox) in &settings.config.mailboxes {
            if mailbox.policy.observe_only {
                self.tell_of_what_is_held(&settings, name).await?;
                continue;
            }
            let requests = self.store.requests().observed(name).await?;
            for some in requests.chunks(AT_ONCE as usize) {
                self.set_aside(&settings, some).await?;
                crate::domain::fault::point("observed.aside");
            }
            let mut taken_up = 0;
            loop {
                // Nothing is decided between finding out and taking up.
                let _turn = self.turn().await;
                let inbox = &mailbox.policy.inbox;
                let left = self.store.left_behind(name, inbox, mailbox.start_from, AT_ONCE).await?;
                if left.is_empty() {
                    break;
                }
                self.store.take_up_again(&left, None, self.clock.now(), &settings.version).await?;
                taken_up += left.len();
                crate::domain::fault::point("observed.taken");
            }
            if !requests.is_empty() || taken_up > 0 {
                info!(mailbox = %name, set_aside = requests.len(), taken_up, "observing has ended");
            }
        }
        Ok(())
    }

    async fn set_aside(&self, settings: &Settings, requests: &[Request]) -> Result<(), DaemonError> {
        let _turn = self.turn().await;
        let now = self.clock.now();
        let (rota, related) = (RotaMemory::default(), []);
        let snapshot = Snapshot { findings: None, related: &related, rota: &rota, absences: &[], notes: &[] };
        let mut commits = vec![];
        for request in requests {
            // As it is now: another decision may have come between.
            let Some(request) = self.store.requests().load(&request.reference).await? else { continue };
            let decision = pathway::decide(Some(&request), &Event::SetAside, &snapshot, &settings.policy, now);
            commits.extend(self.freeze(settings, decision, Some(&request), None, None, now).await?.commits);
        }
        self.store.commit(&commits).await?;
        Self::after(&freeze::Frozen { commits });
        Ok(())
    }

    /// A person has moved a mail that was only observed, in a mailbox that works now: it starts its way from there.
    pub(super) async fn moved_after_observing(&self, request: &Request, lies: &Lies) -> Result<(), DaemonError> {
        let left = [LeftBehind::of(request)];
        let version = self.settings().version.clone();
        self.store.take_up_again(&left, Some(lies), self.clock.now(), &version).await?;
        crate::domain::fault::point("observed.moved");
        Box::pin(super::lifecycle::left_over(self)).await;
        Ok(())
    }

    /// Whether a request belongs to what was only observed in a mailbox that works now: nobody knows of it.
    pub(super) fn is_set_aside(&self, request: &Request) -> bool {
        request.observed && !self.is_observed(&request.mailbox)
    }

    /// Whether a mailbox is only observed now.
    pub(super) fn is_observed(&self, mailbox: &MailboxName) -> bool {
        self.settings().policy.mailboxes.get(mailbox).is_some_and(|m| m.observe_only)
    }

    /// Whether the timers of a request are held: its mailbox worked when it was made, and is only observed now.
    pub(super) async fn is_held(&self, reference: &Reference) -> Result<bool, DaemonError> {
        if self.settings().policy.mailboxes.values().all(|mailbox| !mailbox.observe_only) {
            return Ok(false);
        }
        let request = self.store.requests().load(reference).await?;
        Ok(request.is_some_and(|request| !request.observed && self.is_observed(&request.mailbox)))
    }

    /// A mailbox that worked and is only observed now, with requests that are open: said aloud, once a day.
    async fn tell_of_what_is_held(&self, settings: &Settings, name: &MailboxName) -> Result<(), DaemonError> {
        let open = self.store.requests().open_at_work(name).await?;
        if open == 0 {
            return Ok(());
        }
        let day = settings.policy.calendar.date(self.clock.now());
        let what = format!(
            "mailbox {name} is only observed (observe_only) while {open} of its requests are open: they are held, \
             nobody is asked, reminded or answered"
        );
        self.alarm_once(name, &format!("alarm.held.{day}"), &what).await
    }
}
