//! An identical second copy (C5): not reviewed again, closed with the earlier one or after it.

use chrono::{Days, NaiveDate};

use crate::domain::{Findings, Reference, Related, StepId, Waiting};

use super::calendar::Calendar;
use super::hand::{REMOVED, TAKEN};
use super::procedure::{JoinStep, Procedure, Step};
use super::run::Run;

/// The first day on which an earlier request can have ended so that an identical mail is still its copy.
pub(super) fn since(procedure: &Procedure, findings: &Findings, received_on: NaiveDate) -> NaiveDate {
    match procedure.copies_within_days {
        Some(days) => received_on.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN),
        None => findings.counted_from,
    }
}

/// The request that this mail is a copy of: not one that ended before that day, nor one that is a copy itself. One
/// whose mail a person took away unread is no earlier one: its copy is all that is left.
pub(super) fn earlier<'r>(related: &'r [Related], since: NaiveDate, calendar: &Calendar) -> Option<&'r Related> {
    let counts = |r: &&Related| {
        r.identical
            && r.copy_of.is_none()
            && r.outcome.as_deref().is_none_or(|o| o != REMOVED && o != TAKEN)
            && r.closed_at.is_none_or(|at| calendar.date(at) >= since)
    };
    related.iter().filter(counts).min_by_key(|r| (r.received_at, &r.reference))
}

impl Run<'_> {
    /// The earlier request is closed, or this one waits and closes with it.
    pub(super) fn join(&mut self, join: &JoinStep) -> Option<StepId> {
        let other = self.request.same_as.clone();
        let earlier = self.snapshot.related.iter().find(|r| Some(&r.reference) == other.as_ref());
        let taken = |outcome: &str| outcome == REMOVED || outcome == TAKEN;
        let Some(earlier) = earlier.filter(|e| e.outcome.as_deref().is_none_or(|o| !taken(o))) else {
            self.stands_alone();
            return None;
        };
        self.note("A second, identical copy was received; it is not sent for review again.".to_owned());
        if !earlier.same_sender {
            return Some(join.other_sender.clone());
        }
        if let Some(outcome) = &earlier.outcome {
            return Some(join.by_outcome.get(outcome).unwrap_or(&join.next).clone());
        }
        let other = earlier.reference.clone();
        self.audit("daemon", &format!("linked with {other}"), "its decision is pending", &join.rule);
        self.wait(&join.id, Waiting::Other(other));
        None
    }

    /// The earlier request has closed.
    pub(super) fn other_closed(&mut self, other: &Reference, outcome: &str, letter: bool) {
        let Some((step, on)) = self.waiting_for() else { return };
        let procedure = self.procedure;
        let Some(Step::Join(join)) = procedure.step(&step) else { return };
        if on != Waiting::Other(other.clone()) {
            return;
        }
        self.audit("daemon", &format!("{other} closed"), outcome, &join.rule);
        if outcome == REMOVED || outcome == TAKEN {
            self.stands_alone();
            return;
        }
        self.request.letter_accepted = letter;
        let next = if letter { &join.with_it } else { join.by_outcome.get(outcome).unwrap_or(&join.next) };
        self.go(&next.clone());
    }

    /// The earlier one is gone: this one takes its place.
    fn stands_alone(&mut self) {
        self.note("The earlier identical mail was taken away by a person; this one takes its place.".to_owned());
        self.request.same_as = None;
        self.take_route();
    }
}
