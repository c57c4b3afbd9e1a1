//! Sending: one message after the other from the journal, through the loop guard, marked in flight before the
//! first byte goes out. What nobody can say is a state of its own.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tracing::{info, warn};

use crate::domain::{Event, Phase, Waiting};
use crate::mailer;
use crate::mailer::smtp::{self, Outgoing, SendOutcome, SmtpAccount, Submission};
use crate::pathway::guard::{self, Counted, Counts, Gate, Reader, Release};
use crate::store::{End, Ends, NextSend, SendClass, SentTo, UnknownAdvice};

use super::backoff;
use super::door::{Beside, Door};
use super::error::DaemonError;
use super::observed::HELD_FOR;
use super::settings::Settings;

/// Messages looked at in one round.
const ROUND: u32 = 50;
/// Attempts at one message over about two days, after which a person is told.
const MOST_ATTEMPTS: u32 = 40;
/// A worker looks at the journal at least this often.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// A mail server that takes nothing for so long is an alarm.
const SICK_AFTER: TimeDelta = TimeDelta::minutes(5);
/// The mail server may take so long to answer at the start.
const LONGEST_CHECK: Duration = Duration::from_mins(2);

/// What the worker is called.
pub(super) const NAME: &str = "sending";

/// Sends what is to be sent, until told to stop.
pub(super) async fn run(door: &Door, mut stop: watch::Receiver<bool>) {
    let mut submission: Option<Submission> = None;
    let mut failures = 0_u32;
    let mut sick_since = None;
    ask_for_size(door, &mut submission).await;
    while !*stop.borrow() {
        door.rounds.made(NAME, LOOK_AGAIN);
        match round(door, &mut submission).await {
            Ok(Progress::Done | Progress::GaveWay) => failures = 0,
            Ok(Progress::ServerSick) => failures = failures.saturating_add(1),
            Err(error) => {
                warn!(%error, "a round of sending failed");
                failures = failures.saturating_add(1);
            }
        }
        tell_of_sickness(door, failures, &mut sick_since).await;
        let wait = if failures == 0 { next_look(door).await } else { backoff::after(failures) };
        door.rounds.made(NAME, wait);
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(wait) => {}
            // While the server is sick nothing shortens the wait.
            () = door.wakes.sends.notified(), if failures == 0 => {}
        }
    }
    if let Some(mut open) = submission {
        open.close().await;
    }
}

/// A mail server that takes nothing for some minutes is an alarm, once a day: by mail when it takes mail again, and
/// until then in the log and in the status.
async fn tell_of_sickness(door: &Door, failures: u32, since: &mut Option<DateTime<Utc>>) {
    if failures == 0 {
        *since = None;
        return;
    }
    let now = door.clock.now();
    let settings = door.settings();
    let mailbox = settings.config.mailboxes.keys().next();
    let Some(mailbox) = mailbox.filter(|_| now - *since.get_or_insert(now) >= SICK_AFTER) else { return };
    let key = format!("alarm.smtp.{}", settings.policy.calendar.date(now));
    let what = "the mail server takes no messages: nobody is asked, reminded or answered until it does";
    if let Err(error) = door.alarm_once(mailbox, &key, what).await {
        warn!(%error, "the alarm could not be written");
    }
}

/// Before the first message is composed it is good to know how large it may be; a server that does not answer now is
/// asked again with the first message.
async fn ask_for_size(door: &Door, submission: &mut Option<Submission>) {
    let settings = door.settings();
    let open = submission.get_or_insert_with(|| Submission::new(account(&settings), smtp::Limits::default()));
    door.rounds.made(NAME, LONGEST_CHECK);
    match open.check().await {
        Ok(()) => note_size(door, open),
        Err(error) => warn!(%error, "the mail server cannot be reached yet"),
    }
}

enum Progress {
    Done,
    /// What is left is not urgent and waits for the intake.
    GaveWay,
    ServerSick,
}

async fn next_look(door: &Door) -> Duration {
    match door.store.journal().next_at(door.clock.now()).await {
        Ok(Some(at)) => door.clock.until(at).min(LOOK_AGAIN),
        Ok(None) | Err(_) => LOOK_AGAIN,
    }
}

/// What is sent although a backlog is being drained.
fn goes_first(send: &NextSend) -> bool {
    send.urgent || send.class == SendClass::Alarm
}

async fn round(door: &Door, submission: &mut Option<Submission>) -> Result<Progress, DaemonError> {
    loop {
        let next = door.store.journal().next_sends(door.clock.now(), ROUND).await?;
        if next.is_empty() {
            return Ok(Progress::Done);
        }
        let settings = door.settings();
        // The CPU and the writer are the intake's while a backlog is drained: a mail that is not on record has no
        // clock yet. What is urgent goes all the same.
        let urgent_only = door.backlogs.have_priority();
        if urgent_only && !next.iter().any(goes_first) {
            return Ok(Progress::GaveWay);
        }
        for send in next.into_iter().filter(|send| !urgent_only || goes_first(send)) {
            if send.class != SendClass::Alarm && door.is_observed(&send.mailbox) {
                let now = door.clock.now();
                door.store.journal().retry(send.id, now, now + HELD_FOR, "held: the mailbox is only observed").await?;
                continue;
            }
            if !gate(door, &settings, &send).await? {
                continue;
            }
            door.rounds.made(NAME, LOOK_AGAIN);
            let begun = tokio::time::Instant::now();
            if !one(door, &settings, submission, &send).await? {
                return Ok(Progress::ServerSick);
            }
            // What the provider allows a minute, spread evenly.
            let apart = Duration::from_mins(1) / settings.config.smtp.per_minute.max(1);
            tokio::time::sleep_until(begun + apart).await;
        }
    }
}

/// The one gate: whether this message may go now (caps). Over a cap it waits until it is under it, and the
/// administrator hears of it.
async fn gate(door: &Door, settings: &Settings, send: &NextSend) -> Result<bool, DaemonError> {
    let reader = match send.class {
        SendClass::Staff => Reader::Staff { urgent: send.urgent },
        SendClass::Outsider => Reader::Outsider,
        SendClass::Alarm => return Ok(true),
    };
    let now = door.clock.now();
    let journal = door.store.journal();
    let count = async |to: SentTo<'_>, since| -> Result<u32, DaemonError> {
        Ok(u32::try_from(journal.sent(send.id, to, since).await?).unwrap_or(u32::MAX))
    };
    let (hour, day) = (now - Counted::MailboxHour.window(), now - Counted::RecipientDay.window());
    let of_all = count(SentTo::Anybody, hour).await?;
    let letters = match &send.reference {
        Some(reference) => door.store.letters_sent(reference, send.id).await?,
        None => 0,
    };
    for recipient in &send.recipients {
        let counts = Counts {
            recipient_hour: count(SentTo::Address(recipient), hour).await?,
            recipient_day: count(SentTo::Address(recipient), day).await?,
            thread: letters,
            hour: of_all,
        };
        let Gate::Hold(held) = guard::check(&counts, &settings.caps, reader) else { continue };
        let mut release = Release::of(held, now);
        while let Some(since) = release.asks() {
            let to = match held.counted {
                Counted::MailboxHour => SentTo::Anybody,
                Counted::RecipientHour | Counted::RecipientDay | Counted::Thread => SentTo::Address(recipient),
            };
            release.counted(since, count(to, since).await?);
        }
        door.alarm_once(&send.mailbox, &held.alarm_key(now), &held.alarm()).await?;
        journal.retry(send.id, now, release.at().max(now + TimeDelta::minutes(1)), "held by a cap").await?;
        return Ok(false);
    }
    Ok(true)
}

/// Sends one message; whether the server is well.
async fn one(
    door: &Door,
    settings: &Settings,
    submission: &mut Option<Submission>,
    send: &NextSend,
) -> Result<bool, DaemonError> {
    let open = submission.get_or_insert_with(|| Submission::new(account(settings), smtp::Limits::default()));
    let journal = door.store.journal();
    let outgoing = Outgoing { from: Some(&send.from), to: &send.recipients, bytes: &send.bytes };
    let mark = async {
        crate::domain::fault::point("send.before-data");
        let begun = journal.in_flight(&[send.id], door.clock.now()).await?;
        crate::domain::fault::point("send.in-flight");
        if begun.contains(&send.id) {
            Ok(())
        } else {
            Err(DaemonError::Panicked("a message that was dropped meanwhile"))
        }
    };
    let outcome = open.send(outgoing, mark).await;
    note_size(door, open);
    crate::domain::fault::point("send.after-data");
    let now = door.clock.now();
    let id = send.id;
    match outcome {
        SendOutcome::Accepted { reply, .. } => {
            accepted(door, send, &reply.code.to_string()).await?;
        }
        SendOutcome::SomeRefused { reply, refused, .. } => {
            let addresses: Vec<String> = refused.iter().map(|r| r.address.clone()).collect();
            let how = End::Done(format!("{}, {} refused", reply.code, refused.len()));
            undeliverable(door, send, &reply.code.to_string(), &addresses, how).await?;
            tell_request(door, send).await?;
        }
        SendOutcome::Refused { reply, .. } => {
            info!(%id, code = reply.code, "the mail server refused a message");
            let code = reply.code.to_string();
            undeliverable(door, send, &code, &[], End::Failed(code.clone())).await?;
        }
        SendOutcome::TooLarge { reply } => too_large(door, send, &reply.code.to_string()).await?,
        SendOutcome::Unsendable { why } => {
            undeliverable(door, send, "unsendable", &[], End::Failed(why.to_owned())).await?;
        }
        SendOutcome::Deferred { reply, .. } => later(door, send, &reply.code.to_string()).await?,
        SendOutcome::NotSent { error } => {
            warn!(%id, %error, "a message was not sent");
            later(door, send, "not sent").await?;
            return Ok(false);
        }
        SendOutcome::Unknown { error } => {
            warn!(%id, %error, "nobody can say whether a message was taken");
            let repeat_at = now + TimeDelta::minutes(2);
            if journal.unknown(id, now, repeat_at, "no reply to the mail").await? == UnknownAdvice::TellAPerson {
                tell_of_unknown(door).await?;
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is composed from now on is as large as the server takes.
fn note_size(door: &Door, submission: &Submission) {
    door.server_takes.store(submission.takes().unwrap_or(usize::MAX), Ordering::Relaxed);
}

/// The server takes no message as large: without the original it may, once; the text says where that lies (R3).
async fn too_large(door: &Door, send: &NextSend, code: &str) -> Result<(), DaemonError> {
    let request = match &send.reference {
        Some(reference) => door.store.requests().load(reference).await?,
        None => None,
    };
    let smaller = request.and_then(|request| mailer::without_originals(&send.bytes, request.folder.as_str()));
    let Some(smaller) = smaller else {
        info!(id = %send.id, code, "a message is too large for the mail server");
        return undeliverable(door, send, code, &[], End::Failed(code.to_owned())).await;
    };
    info!(id = %send.id, code, "a message is too large for the mail server; it goes without the original");
    Ok(door.store.journal().smaller(send.id, &smaller, door.clock.now()).await?)
}

async fn accepted(door: &Door, send: &NextSend, code: &str) -> Result<(), DaemonError> {
    door.store.journal().done(&[(send.id, code)], door.clock.now()).await?;
    crate::domain::fault::point("send.done");
    tell_request(door, send).await?;
    crate::domain::fault::point("send.told");
    Ok(())
}

/// Tells the request that its message was accepted, if it waits for that.
async fn tell_request(door: &Door, send: &NextSend) -> Result<(), DaemonError> {
    let Some(reference) = &send.reference else { return Ok(()) };
    if send.class != SendClass::Outsider {
        return Ok(());
    }
    let Some(request) = door.store.requests().load(reference).await? else { return Ok(()) };
    let waits = matches!(
        &request.phase,
        Phase::Waiting { on: Waiting::Sent { key }, .. } if *key == send.key
    );
    if waits {
        crate::domain::fault::point("send.awaited");
        door.event(reference, &Event::Sent { key: send.key.clone() }, None).await?;
    }
    Ok(())
}

/// The message ends so; its request is told with that, in one transaction, that it failed for these recipients or (none
/// named) for all: were one known and the other not when the daemon dies, it would be told never, or twice.
async fn undeliverable(
    door: &Door,
    send: &NextSend,
    code: &str,
    refused: &[String],
    how: End,
) -> Result<(), DaemonError> {
    let ends = Ends { id: send.id, how };
    if let Some(reference) = &send.reference {
        let whose = door.settings().staff_at(refused);
        let event = Event::Undeliverable { mail: None, key: send.key.clone(), code: code.to_owned(), whose };
        door.event_with(reference, &event, Beside { ends: Some(ends.clone()), ..Beside::default() }).await?;
    }
    // Of a message without a request; of any other it is noted already.
    Ok(door.store.journal().ended(&ends, door.clock.now()).await?)
}

/// Tells a person, and the requests, of messages whose outcome is unknown for the second time. The alarm goes once,
/// however often the daemon dies meanwhile, and the request hears of it when it is noted that all are told.
async fn tell_of_unknown(door: &Door) -> Result<(), DaemonError> {
    let settings = door.settings();
    for untold in door.store.journal().untold().await? {
        let mailboxes = &settings.config.mailboxes;
        // Its mailbox may be gone from the configuration; the alarm is about the message.
        let known = mailboxes.contains_key(&untold.mailbox).then_some(&untold.mailbox);
        if let Some(mailbox) = known.or(mailboxes.keys().next()) {
            let what = format!("a message may have been sent twice or not at all (journal row {})", untold.id);
            door.alarm_once(mailbox, &format!("alarm.unknown.{}", untold.id), &what).await?;
        }
        crate::domain::fault::point("unknown.alarmed");
        let ends = Ends { id: untold.id, how: End::Told };
        if let Some(reference) = &untold.reference {
            let (key, code) = (untold.key, "unknown".to_owned());
            let event = Event::Undeliverable { mail: None, key, code, whose: vec![] };
            door.event_with(reference, &event, Beside { ends: Some(ends.clone()), ..Beside::default() }).await?;
        }
        door.store.journal().ended(&ends, door.clock.now()).await?;
    }
    Ok(())
}

/// Tries again later; after many attempts a person is told.
async fn later(door: &Door, send: &NextSend, why: &str) -> Result<(), DaemonError> {
    let now = door.clock.now();
    if send.attempts >= MOST_ATTEMPTS {
        let what = format!("a message was given up after many attempts (journal row {})", send.id);
        door.alarm_once(&send.mailbox, &format!("alarm.given-up.{}", send.id), &what).await?;
        return undeliverable(door, send, why, &[], End::Failed(why.to_owned())).await;
    }
    let wait = TimeDelta::seconds(30).checked_mul(1 << send.attempts.min(7)).unwrap_or(TimeDelta::hours(1));
    Ok(door.store.journal().retry(send.id, now, now + wait.min(TimeDelta::hours(1)), why).await?)
}

/// Takes up what a crash left: requests that wait for a message that was accepted before it, and messages that
/// nobody can say anything of for the second time.
pub(super) async fn recover(door: &Door) -> Result<(), DaemonError> {
    let recovered = door.store.journal().recover(door.clock.now()).await?;
    crate::domain::fault::point("recovery.begun");
    if !recovered.repeats.is_empty() {
        warn!(messages = recovered.repeats.len(), "messages of unknown outcome are repeated once");
    }
    tell_of_unknown(door).await?;
    for (reference, key) in door.store.accepted_but_waited_for().await? {
        door.event(&reference, &Event::Sent { key }, None).await?;
    }
    Ok(())
}

/// The submission server of the settings.
#[must_use]
pub fn account(settings: &Settings) -> SmtpAccount {
    let server = &settings.config.smtp.server;
    SmtpAccount {
        host: server.host.clone(),
        port: server.port,
        security: match server.security {
            crate::config::Security::Tls => smtp::Security::Tls,
            crate::config::Security::Starttls => smtp::Security::StartTls,
            crate::config::Security::Plain => smtp::Security::Plain,
        },
        login: server.login.as_ref().map(|l| (l.user.clone(), smtp::Login::Password(l.password.clone()))),
        extra_ca: server.extra_ca.clone(),
        hello: None,
    }
}
