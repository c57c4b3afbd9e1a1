//! The one pure decision: what is to be done about an event, given what is known, the policy and the time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{
    Action, Arrival, AuditEntry, Decision, Event, LearnedAbsence, Marks, Phase, Related, Request, RotaMemory, Sending,
    Timer, TimerKind, Waiting,
};

use super::policy::Policy;
use super::run::Run;
use super::{copies, routes};

/// The outcome of a request that was only observed when its mailbox goes to work.
pub const SET_ASIDE: &str = "observed";

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
            | Event::SetAside
            | Event::Flagged { .. }
            | Event::OtherClosed { .. } => nothing(None),
        };
    };
    if matches!(event, Event::SetAside) {
        return set_aside(request, now);
    }
    let Some(mut run) = Run::new(request.clone(), snapshot, policy, now) else {
        return not_configured(request, event, policy, now);
    };
    if let Event::Later { facts, .. } = event
        && let Some(why) = &facts.urgent
    {
        run.becomes_urgent(&format!("later mail: {why}"), "later mail on it is");
    }
    let urgent_now = matches!(event, Event::Flagged { set, .. } if run.urgent_by_hand(set));
    run.take_from_connected();
    match event {
        // A mail becomes one request, once.
        Event::Arrived(_) | Event::SetAside => {}
        Event::Answered { mail, number, by, said } => run.answered(*mail, *number, by, said),
        Event::ChildNamed { mail, by, child } => run.child_named(*mail, by, child.as_ref()),
        Event::Away { mail, number, until } => run.away(*mail, *number, *until),
        Event::Undeliverable { mail, key, code, whose } => run.undeliverable(*mail, key, code, whose),
        Event::Sent { key } => run.sent(key),
        Event::Later { mail, facts } => run.later(*mail, facts),
        Event::Due(kind) => due(&mut run, *kind),
        Event::Moved { to } => run.moved(to),
        Event::Removed => run.removed(),
        Event::Flagged { set, cleared } => run.flagged(set, cleared, urgent_now),
        Event::OtherClosed { other, outcome, letter } => run.other_closed(other, outcome, *letter),
    }
    run.finish()
}

/// What was decided while a mailbox was only observed ends when it goes to work: nobody was asked and nothing filed.
fn set_aside(request: &Request, now: DateTime<Utc>) -> Decision {
    if !request.observed || request.is_closed() {
        return nothing(None);
    }
    let mut request = request.clone();
    request.phase = Phase::Closed { outcome: SET_ASIDE.to_owned(), at: now };
    let audit = AuditEntry {
        who: "daemon".to_owned(),
        what: "set aside; nothing of it was or will be done".to_owned(),
        why: "its mailbox was only observed, and works now".to_owned(),
        rule: "I1".into(),
    };
    Decision { audit: vec![audit], ..nothing(Some(request)) }
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

/// Its mailbox or procedure was taken out of the configuration: nothing can be decided, and that is said again
/// each hour until somebody puts it back. What came meanwhile is in the audit.
fn not_configured(request: &Request, event: &Event, policy: &Policy, now: DateTime<Utc>) -> Decision {
    let what = "the mailbox or the procedure of a waiting request is no longer configured";
    let mut request = request.clone();
    let key = format!("alarm.{}", request.next_key);
    request.next_key = request.next_key.saturating_add(1);
    let again = Timer { kind: TimerKind::Unattended, due_at: now + TimeDelta::hours(1) };
    let timers = if request.is_closed() { vec![] } else { vec![again] };
    let audit = AuditEntry {
        who: "daemon".to_owned(),
        what: format!("alarm: {what}"),
        why: format!("nothing can be decided about: {}", in_words(event)),
        rule: "I7".into(),
    };
    let message = super::brief::alarm_message(policy, what);
    let sending = Sending { key, after: None, message };
    Decision {
        actions: vec![Action::Send(Box::new(sending))],
        timers,
        audit: vec![audit],
        alarms: vec![what.to_owned()],
        ..nothing(Some(request))
    }
}

fn in_words(event: &Event) -> &'static str {
    match event {
        Event::Arrived(_) => "a mail",
        Event::Answered { .. } => "an answer",
        Event::ChildNamed { .. } => "who the child is",
        Event::Away { .. } => "an absence",
        Event::Undeliverable { .. } => "a message that did not arrive",
        Event::Sent { .. } => "a message that was sent",
        Event::Later { .. } => "later mail",
        Event::Due(_) => "a timer",
        Event::Moved { .. } => "a move by a person",
        Event::Removed => "a removal by a person",
        Event::SetAside => "the end of observing",
        Event::Flagged { .. } => "flags changed by a person",
        Event::OtherClosed { .. } => "the earlier request's end",
    }
}

fn arrive(arrival: &Arrival, snapshot: &Snapshot<'_>, policy: &Policy, now: DateTime<Utc>) -> Decision {
    let known = policy.mailboxes.get(&arrival.mailbox);
    let Some((mailbox, procedure)) = known.and_then(|m| Some((m, policy.procedures.get(&m.procedure)?))) else {
        let alarm = "mail came to a mailbox that has no procedure; it lies where it was";
        return Decision { alarms: vec![alarm.to_owned()], ..nothing(None) };
    };
    let calendar = &policy.calendar;
    let since = copies::since(procedure, &arrival.findings, calendar.date(arrival.received_at));
    let same_as = copies::earlier(snapshot.related, since, calendar).map(|r| r.reference.clone());
    let request = Request {
        reference: arrival.reference.clone(),
        mailbox: arrival.mailbox.clone(),
        version: 0,
        procedure: procedure.name.clone(),
        procedure_version: procedure.version.clone(),
        pathway: procedure.by_hand.as_str().into(),
        rule: String::new(),
        pool: None,
        mail: arrival.mail,
        received_at: arrival.received_at,
        facts: arrival.facts.clone(),
        findings: arrival.findings.clone(),
        said: vec![],
        holder: None,
        phase: Phase::Waiting { step: procedure.by_hand.clone(), on: Waiting::Person { since: now, reported: 0 } },
        asked: vec![],
        decision: None,
        assigned_to: None,
        same_as,
        folder: mailbox.inbox.clone(),
        placed_by_hand: false,
        letter_accepted: false,
        letters: vec![],
        open_overruled: false,
        observed: mailbox.observe_only,
        marks: Marks::default(),
        next_key: 1,
    };
    let Some(mut run) = Run::new(request, snapshot, policy, now) else { return nothing(None) };
    let chosen = routes::choose(procedure, &run.known(), arrival.by_hand.as_deref());
    run.request.pathway = chosen.go.as_str().into();
    run.request.rule = chosen.rule.to_string();
    run.request.pool.clone_from(&chosen.pool);
    run.wait(&chosen.go, Waiting::Person { since: now, reported: 0 });
    run.hold();
    run.arrived(&chosen);
    match arrival.put_into.as_ref().filter(|folder| **folder != mailbox.inbox) {
        Some(folder) => run.put_into(folder),
        None => run.go(&chosen.go),
    }
    run.finish()
}

fn due(run: &mut Run<'_>, kind: TimerKind) {
    // A timer of a state that has passed changes nothing.
    if !run.is_due(kind) {
        return;
    }
    if run.step_is_gone() {
        run.stuck("the procedure no longer has the step it stood at");
        return;
    }
    match kind {
        TimerKind::Remind => run.remind(),
        TimerKind::Deadline => run.deadline_passed(),
        TimerKind::Unattended => run.unattended(),
        TimerKind::Pause | TimerKind::Opening => run.pause_over(),
    }
}
