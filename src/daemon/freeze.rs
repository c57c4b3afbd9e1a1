//! From a decision to rows: messages composed to the byte, so that what was decided is what is sent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::{
    Action, Attach, Context, Decision, Kind, MailId, MailboxName, Message, Phase, Request, Sending, Waiting,
};
use crate::mailer::{self, Sender, Stamp};
use crate::pathway::trust;
use crate::store::{Commit, Disposition, FrozenSend, HandledMail, SendClass};

use super::entropy::Entropy;
use super::error::DaemonError;
use super::settings::Settings;

/// What is ready to be written.
#[derive(Debug)]
pub struct Frozen {
    /// The commits, in one transaction.
    pub commits: Vec<Commit>,
}

/// The mails on record that the messages of a decision attach.
pub(super) fn originals(decision: &Decision) -> Vec<MailId> {
    decision
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Send(sending) => Some(&sending.message.attach),
            Action::File(_) | Action::Cancel { .. } => None,
        })
        .flatten()
        .filter_map(|attach| match attach {
            Attach::Original(mail) => Some(*mail),
            Attach::CaseNotes(_) => None,
        })
        .collect()
}

/// What messages are composed with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) settings: &'a Settings,
    pub(super) entropy: &'a Entropy,
    /// The largest message that the mail server takes, in octets, as far as that is known.
    pub(super) server_takes: usize,
}

/// Freezes a decision.
///
/// # Errors
/// When a message cannot be composed: nothing of the decision is written then, and the caller brings the
/// request to a person.
pub(super) fn freeze(
    means: Means<'_>,
    decision: Decision,
    before: Option<&Request>,
    handled: Option<HandledMail>,
    originals: &BTreeMap<MailId, Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<Frozen, DaemonError> {
    let Some(request) = decision.request else { return Ok(Frozen { commits: vec![] }) };
    let mailbox = request.mailbox.clone();
    let own = HandledMail {
        id: request.mail,
        disposition: disposition(&request),
        kind: request.facts.kind.is,
        request: Some(request.reference.clone()),
    };
    // The event's own mail (an answer) and the request's mail may be two: each gets its word.
    let (first, second) = match handled {
        Some(handled) if handled.id != request.mail => (handled, Some(own)),
        Some(_) | None => (own, None),
    };
    let mut commit = empty(means.settings, &mailbox, now);
    // As when it was made: what was only observed is never carried out, and what was not is held and not forgotten.
    commit.observe_only = request.observed;
    commit.mail = Some(first);
    commit.expected_version = before.map(|b| b.version);
    commit.timers = decision.timers;
    commit.audit = decision.audit;
    commit.notes = decision.notes;
    commit.chosen = decision.chosen;
    commit.absent = decision.absent;
    commit.alarms = decision.alarms;
    for action in decision.actions {
        match action {
            Action::File(filing) => commit.files.push(filing),
            Action::Cancel { key } => commit.cancels.push(key),
            Action::Send(sending) => {
                commit.sends.push(frozen(means, &mailbox, &sending, originals, now)?);
            }
        }
    }
    let second = second.map(|mail| Commit { mail: Some(mail), ..empty(means.settings, &mailbox, now) });
    commit.request = Some(request);
    Ok(Frozen { commits: [Some(commit), second].into_iter().flatten().collect() })
}

/// A commit that only says what became of a mail that made no request, and where it is filed.
pub(super) fn filed_only(
    settings: &Settings,
    mailbox: &MailboxName,
    mail: HandledMail,
    filing: crate::domain::Filing,
    why: &str,
    now: DateTime<Utc>,
) -> Commit {
    let entry = crate::domain::AuditEntry {
        who: "daemon".to_owned(),
        what: format!("filed mail {} without a request", mail.id),
        why: why.to_owned(),
        rule: "R8".into(),
    };
    Commit { mail: Some(mail), files: vec![filing], audit: vec![entry], ..empty(settings, mailbox, now) }
}

/// A commit that only sends an alarm to the administrator.
pub(super) fn alarm(
    means: Means<'_>,
    mailbox: &MailboxName,
    key: &str,
    what: &str,
    now: DateTime<Utc>,
) -> Result<Commit, DaemonError> {
    let message = crate::pathway::alarm_message(&means.settings.policy, what);
    let sending = Sending { key: key.to_owned(), after: None, message };
    let send = frozen(means, mailbox, &sending, &BTreeMap::new(), now)?;
    let mut commit = empty(means.settings, mailbox, now);
    commit.sends = vec![send];
    commit.alarms = vec![what.to_owned()];
    commit.audit = vec![of_daemon(&format!("alarm: {what}"), "a person must know")];
    // An alarm goes out even where a mailbox is only observed: it is about the daemon, not the mail.
    commit.observe_only = false;
    Ok(commit)
}

/// An entry of the audit about what the daemon did by itself, and not by a rule of a procedure.
pub(super) fn of_daemon(what: &str, why: &str) -> crate::domain::AuditEntry {
    crate::domain::AuditEntry { who: "daemon".to_owned(), what: what.to_owned(), why: why.to_owned(), rule: "".into() }
}

fn frozen(
    Means { settings, entropy, server_takes }: Means<'_>,
    mailbox: &MailboxName,
    sending: &Sending,
    originals: &BTreeMap<MailId, Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<FrozenSend, DaemonError> {
    let message: &Message = &sending.message;
    let sender = settings.senders.get(mailbox).ok_or(mailer::ComposeError::BadSender)?;
    let sender = &Sender { max_bytes: sender.max_bytes.min(server_takes), ..sender.clone() };
    let stamp = Stamp { now, seed: entropy.draw()? };
    let sign = |of: &crate::domain::TokenFor| trust::token(&settings.token_key, of);
    let composed = mailer::compose(&settings.templates, message, sender, &sign, stamp, originals)?;
    Ok(FrozenSend {
        key: sending.key.clone(),
        after: sending.after,
        template: message.template.clone(),
        class: match &message.context {
            Context::Staff(_) => SendClass::Staff,
            Context::Letter(_) => SendClass::Outsider,
            Context::Alarm(_) => SendClass::Alarm,
        },
        mailbox: mailbox.clone(),
        from: composed.from,
        recipients: composed.recipients,
        message_id: composed.message_id,
        bytes: composed.bytes,
        urgent: message.urgent,
    })
}

fn empty(settings: &Settings, mailbox: &MailboxName, now: DateTime<Utc>) -> Commit {
    Commit {
        at: now,
        mailbox: mailbox.clone(),
        policy_version: settings.version.clone(),
        mail: None,
        by_hand: None,
        ends: None,
        expected_version: None,
        request: None,
        files: vec![],
        sends: vec![],
        cancels: vec![],
        timers: vec![],
        audit: vec![],
        notes: vec![],
        chosen: vec![],
        absent: vec![],
        alarms: vec![],
        observe_only: settings.policy.mailboxes.get(mailbox).is_some_and(|m| m.observe_only),
    }
}

/// What becomes of a request's mail, by where the request stands.
pub(super) fn disposition(request: &Request) -> Disposition {
    match &request.phase {
        Phase::Closed { outcome, .. } if outcome == crate::pathway::REMOVED => Disposition::Removed,
        Phase::Closed { .. } => Disposition::Filed,
        Phase::Waiting { on: Waiting::Person { .. }, .. } => Disposition::WithPerson,
        Phase::Waiting { .. } => Disposition::Waiting,
    }
}

/// An answer, a bounce or later mail that belongs to a request: done with once it is filed.
pub(super) fn belongs(mail: MailId, kind: Kind, request: &Request) -> HandledMail {
    HandledMail { id: mail, disposition: Disposition::Filed, kind, request: Some(request.reference.clone()) }
}
