//! The status in words for administrators.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::cli::wording::{age, counted, state_in_words};
use crate::domain::MailboxName;
use crate::store::{Comparison, MailboxStatus, Status};

use super::Report;

/// What is the matter with a mailbox that must be looked at within `limit`.
pub(super) fn problems(mailbox: &MailboxStatus, now: DateTime<Utc>, limit: Duration) -> Vec<String> {
    let is_old = |at: DateTime<Utc>| (now - at).to_std().is_ok_and(|age| age > limit);
    let mut problems = vec![];
    match (mailbox.checked_at, mailbox.compared) {
        (None, _) => problems.push("never reached".to_owned()),
        (Some(at), _) if is_old(at) => problems.push(format!("not reached for {}", age(now, at))),
        (Some(_), None) => problems.push("the mails on the server were never compared with the record".to_owned()),
        (Some(_), Some(compared)) if is_old(compared.at) => problems
            .push(format!("the mails on the server were not compared with the record for {}", age(now, compared.at))),
        (Some(_), Some(_)) => {}
    }
    problems.extend(mailbox.compared.and_then(difference));
    if !mailbox.all.holds() {
        problems.push("the mails that arrived do not add up".to_owned());
    }
    if mailbox.nobodys > 0 {
        problems.push(format!("{} on record as waiting, and of no open request", counted(mailbox.nobodys, "mail")));
    }
    problems
}

/// What is the matter with the whole: no daemon, and what is tried in vain, or not handled, for longer than `longest`.
pub(super) fn of_all(status: &Status, works: bool, longest: Duration) -> Vec<String> {
    let is_old = |at: &DateTime<Utc>| (status.now - *at).to_std().is_ok_and(|age| age > longest);
    let mut problems = vec![];
    if !works {
        problems.push("no daemon works on this store".to_owned());
    }
    for row in &status.journal {
        if let Some(since) = row.in_vain_since.filter(is_old) {
            let what = if row.effect == "send" { "messages are" } else { "filings are" };
            problems.push(format!("{}: {what} tried in vain for {}", row.mailbox, age(status.now, since)));
        }
    }
    if let Some(since) = status.unhandled_since.filter(is_old) {
        let mails = counted(status.unhandled, "mail");
        problems.push(format!("{mails} on record and not handled, the oldest received {} ago", age(status.now, since)));
    }
    problems
}

/// How record and server differ; `None` when they agree.
fn difference(compared: Comparison) -> Option<String> {
    let said = |count: u64, here: &str, there: &str| {
        let are = if count == 1 { "is" } else { "are" };
        (count > 0).then(|| format!("{} on {here} {are} not on {there}", counted(count, "mail")))
    };
    let missing = said(compared.missing, "the server", "record");
    let unexpected = said(compared.unexpected, "record", "the server");
    let all: Vec<String> = [missing, unexpected].into_iter().flatten().collect();
    (!compared.holds()).then(|| all.join("; "))
}

/// The whole report.
pub(super) fn print(report: &Report, zone: Tz) {
    let status = &report.status;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %Y %H:%M").to_string();
    let rehearsal = if report.rehearsal { ", by the clock of a rehearsal" } else { "" };
    println!("{}{rehearsal}", local(status.now));
    if let Some(daemon) = &report.daemon {
        println!("the daemon works: {daemon}");
    }
    if report.well {
        println!("all mail is accounted for");
    }
    for problem in &report.problems {
        println!("LOOK AT THIS: {problem}");
    }
    for (name, mailbox) in &status.mailboxes {
        print_mailbox(report, name, mailbox, &local);
    }
    for overdue in &status.overdue {
        let urgent = if overdue.urgent { " URGENT" } else { "" };
        println!("overdue{urgent}: {} since {}", overdue.reference, local(overdue.deadline));
    }
    for row in &status.journal {
        let is_message = row.effect == "send";
        let what = counted(row.count, if is_message { "message" } else { "mail" });
        let state = state_in_words(is_message, row.state);
        println!("{}: {what} {state}, the oldest decided {}", row.mailbox, local(row.oldest));
    }
    for (at, alarm) in &status.alarms {
        println!("alarm {}: {alarm}", local(*at));
    }
    if status.unhandled > 0 {
        println!("on record and not handled yet: {}", status.unhandled);
    }
}

fn print_mailbox(
    report: &Report,
    name: &MailboxName,
    mailbox: &MailboxStatus,
    local: &impl Fn(DateTime<Utc>) -> String,
) {
    let now = report.status.now;
    let gone = if report.not_configured.contains(name) { " (no longer in the configuration)" } else { "" };
    match mailbox.checked_at {
        Some(at) => println!("mailbox {name}{gone}: last looked at {}, {} ago", local(at), age(now, at)),
        None => println!("mailbox {name}{gone}: never reached"),
    }
    if let Some(compared) = mailbox.compared {
        let found = match difference(compared) {
            None => format!("every mail on the server is on record ({})", compared.on_server),
            Some(differs) => {
                let since = compared.differs_since.map(|at| format!(" since {}", local(at))).unwrap_or_default();
                let (server, record) = (compared.on_server, compared.on_record);
                format!("{differs}{since} ({server} on the server, {record} on record)")
            }
        };
        println!("  {found}, compared {}", local(compared.at));
    }
    let all = mailbox.all;
    println!(
        "  arrived {} = filed {} + waiting {} + with a person {} + removed by a person {}{}",
        all.arrived,
        all.filed,
        all.waiting,
        all.with_person,
        all.removed,
        if mailbox.adds_up() { "" } else { "   DOES NOT ADD UP" },
    );
    for (folder, count) in &mailbox.folders {
        println!("  {count:>6}  {folder}");
    }
    for (phase, count) in &mailbox.phases {
        println!("  {count:>6}  {}", phase_in_words(phase, *count));
    }
}

/// Requests in a phase, by the word that the store has for it.
fn phase_in_words(phase: &str, count: u64) -> String {
    let (requests, s) = if count == 1 { ("request", "s") } else { ("requests", "") };
    match phase {
        "answer" => format!("{requests} that wait{s} for an answer"),
        "person" => format!("{requests} that wait{s} for a person"),
        "sent" => format!("{requests} that wait{s} until the mail server takes a letter"),
        "other" => format!("{requests} that wait{s} for an earlier request"),
        "pause" => format!("{requests} that go{} on by a set time", if count == 1 { "es" } else { "" }),
        "closed" => format!("{requests} closed"),
        other => format!("{requests}: {other}"),
    }
}
