//! The one pure decision: what is to be done about an event, given what is known, the policy and the time.

use crate::domain::{
    Arrival, Decision, Event, FolderName, LearnedAbsence, Phase, Related, Request, RotaMemory, TimerKind, Waiting,
};

use super::policy::Policy;
use super::routes;
use super::run::Run;

use chrono::{DateTime, Utc};

/// What was read for a decision.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    /// The findings as they are now, where the people were checked again (C2); `None` keeps the request's own.
    pub findings: Option<&'a crate::domain::Findings>,
    /// Other requests that matter: identical ones, and those about the same people, newest first.
    pub related: &'a [Related],
    /// When each person was last chosen from each list.
    pub rota: &'a RotaMemory,
    /// Absence learned from out-of-office replies.
    pub absences: &'a [LearnedAbsence],
    /// Case notes of the request so far (R8), oldest first.
    pub notes: &'a [crate::domain::CaseNote],
}

/// Decides. Infallible: what cannot be decided goes to a person, with the reason.
///
/// `request` is `None` only for [`Event::Arrived`]. An event that no longer applies (a timer of a state that
/// has passed) changes nothing.
#[must_use]
pub fn decide(
    request: Option<&Request>,
    event: &Event,
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Decision {
    let Some(request) = request else {
        return match event {
            Event::Arrived(arrival) => arrive(arrival, snapshot, policy, now),
            Event::Answered { .. }
            | Event::ChildNamed { .. }
            | Event::Away { .. }
            | Event::Undeliverable { .. }
            | Event::Sent { .. }
            | Event::Later { .. }
            | Event::Due(_)
            | Event::Moved { .. }
            | Event::Removed
            | Event::Flagged { .. }
            | Event::OtherClosed { .. } => nothing(None),
        };
    };
    let Some(mut run) = Run::new(request.clone(), snapshot, policy, now) else {
        return nothing(Some(request.clone()));
    };
    match event {
        // A mail becomes one request, once.
        Event::Arrived(_) => {}
        Event::Answered { mail, number, by, said } => run.answered(*mail, *number, by, said),
        Event::ChildNamed { mail, by, child } => run.child_named(*mail, by, child.as_ref()),
        Event::Away { mail, number, until } => run.away(*mail, *number, *until),
        Event::Undeliverable { mail, key, code } => run.undeliverable(*mail, key, code),
        Event::Sent { key } => run.sent(key),
        Event::Later { mail, facts } => run.later(*mail, facts),
        Event::Due(kind) => due(&mut run, *kind),
        Event::Moved { to } => run.moved(to),
        Event::Removed => run.removed(),
        Event::Flagged { flags } => run.flagged(flags),
        Event::OtherClosed { other, outcome, letter } => run.other_closed(other, outcome, *letter),
    }
    run.finish()
}

fn nothing(request: Option<Request>) -> Decision {
    Decision {
        request,
        actions: vec![],
        timers: vec![],
        audit: vec![],
        notes: vec![],
        chosen: vec![],
        absent: vec![],
        alarms: vec![],
    }
}

fn arrive(arrival: &Arrival, snapshot: &Snapshot<'_>, policy: &Policy, now: DateTime<Utc>) -> Decision {
    let Some(mailbox) = policy.mailboxes.get(&arrival.mailbox) else { return nothing(None) };
    let Some(procedure) = policy.procedures.get(&mailbox.procedure) else { return nothing(None) };
    let chosen = if let Some(why) = &arrival.by_hand {
        routes::Chosen { go: procedure.by_hand.clone(), rule: "I7".into(), why: why.clone(), pool: None }
    } else {
        routes::choose(procedure, mailbox, &arrival.facts, &arrival.findings, snapshot.related, now)
    };
    let same_as =
        snapshot.related.iter().filter(|r| r.identical).min_by_key(|r| r.received_at).map(|r| r.reference.clone());
    let request = Request {
        reference: arrival.reference.clone(),
        mailbox: arrival.mailbox.clone(),
        version: 0,
        procedure: procedure.name.clone(),
        procedure_version: procedure.version.clone(),
        pathway: chosen.go.as_str().into(),
        rule: chosen.rule.to_string(),
        pool: chosen.pool.clone(),
        mail: arrival.mail,
        received_at: arrival.received_at,
        facts: arrival.facts.clone(),
        findings: arrival.findings.clone(),
        said: vec![],
        holder: None,
        phase: Phase::Waiting { step: chosen.go.clone(), on: Waiting::Person { since: now, reported: 0 } },
        asked: vec![],
        decision: None,
        assigned_to: None,
        same_as,
        folder: FolderName::from(mailbox.inbox.as_str()),
        placed_by_hand: false,
        letter_accepted: false,
        next_key: 1,
    };
    let Some(mut run) = Run::new(request, snapshot, policy, now) else { return nothing(None) };
    run.hold();
    run.arrived(&chosen);
    run.go(&chosen.go);
    run.finish()
}

fn due(run: &mut Run<'_>, kind: TimerKind) {
    match kind {
        TimerKind::Remind => run.remind(),
        TimerKind::Deadline => run.deadline_passed(),
        TimerKind::Unattended => run.unattended(),
        TimerKind::Pause | TimerKind::Opening => run.pause_over(),
    }
}
