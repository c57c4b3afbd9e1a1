//! The page that `why` prints.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::cli::wording::{counted, state_in_words, words_of};
use crate::domain::{Phase, Request, Waiting};
use crate::store::{EffectState, JournalLine, MailRow, Why};

/// Times on the page are local.
type Local<'z> = dyn Fn(DateTime<Utc>) -> String + 'z;

/// Everything about a request, or about a mail that made none.
pub(super) fn print(why: &Why, zone: Tz) {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    let sealed = why.request.as_ref().is_some_and(|request| request.findings.restricted());
    match &why.request {
        Some(request) => print_state(request, sealed, &local),
        None => {
            for mail in &why.mails {
                print_mail(mail, &local);
            }
        }
    }
    println!("\nwhat happened");
    for row in &why.audit {
        let entry = &row.entry;
        let why = if sealed { String::new() } else { format!(" — {}", entry.why) };
        println!("  {}  {:<10} {:<4} {}{why}", local(row.at), entry.who, entry.rule.as_str(), entry.what);
    }
    if !sealed && !why.notes.is_empty() {
        println!("\ncase notes");
        for note in &why.notes {
            println!("  {}  {}", local(note.at), note.text);
        }
    }
    let untold: Vec<&JournalLine> = why.journal.iter().filter(|line| !is_told(line)).collect();
    if !untold.is_empty() {
        println!("\ndecided");
        for line in untold {
            print_line(line, &local);
        }
    }
    for timer in &why.timers {
        println!("next: {} at {}", words_of(&timer.kind), local(timer.due_at));
    }
}

/// Where a request stands.
fn print_state(request: &Request, sealed: bool, local: &Local<'_>) {
    println!("{}  in {}  ({} {})", request.reference, request.folder, request.procedure, request.procedure_version);
    println!("received {}  by mailbox {}", local(request.received_at), request.mailbox);
    if sealed {
        println!("a restricted record: only the staff named for it are told what this is about");
    } else {
        print_request(request, local);
    }
    match &request.phase {
        Phase::Closed { outcome, at } => println!("closed {}: {outcome}", local(*at)),
        Phase::Waiting { step, on } => println!("at step {step}, {}", waits_for(on, local)),
    }
}

/// A mail that made no request.
fn print_mail(mail: &MailRow, local: &Local<'_>) {
    let kind = mail.kind.map_or_else(|| "not handled yet".to_owned(), |kind| words_of(&kind));
    println!("mail {}  of no request ({kind})", mail.id);
    println!("received {}  by mailbox {}", local(mail.received_at), mail.mailbox);
    let lies =
        mail.place.as_ref().map_or_else(|| "nowhere any more".to_owned(), |place| format!("in {}", place.folder));
    println!("lies {lies}; {}", words_of(&mail.disposition));
}

/// Whether the audit tells of its end. What was decided before the audit told of ends bears no version.
fn is_told(line: &JournalLine) -> bool {
    line.policy_version.is_some() && matches!(line.state, EffectState::Done | EffectState::Failed)
}

fn print_line(line: &JournalLine, local: &Local<'_>) {
    let what = match (&line.template, &line.folder) {
        (Some(template), _) => format!("send {template}"),
        (None, Some(folder)) => format!("file into {folder}"),
        (None, None) => "set flags".to_owned(),
    };
    let state = state_in_words(line.template.is_some(), line.state);
    let when = match (line.ended_at, line.state) {
        (Some(at), _) => format!(" {}", local(at)),
        (None, EffectState::Pending) => format!(", not before {}", local(line.not_before)),
        (None, _) => String::new(),
    };
    let tried =
        if line.attempts > 1 { format!(", tried {}", counted(line.attempts.into(), "time")) } else { String::new() };
    let result = line.result.as_ref().map(|result| format!(": {result}")).unwrap_or_default();
    println!("  {}  effect {}  {what}: {state}{when}{tried}{result}", local(line.decided_at), line.key);
}

/// What the mail says, what is known, and who was asked.
fn print_request(request: &Request, local: &Local<'_>) {
    let facts = &request.facts;
    println!("kind: {} ({})", words_of(&facts.kind.is), facts.kind.why);
    println!("urgent: {}", facts.urgent.as_deref().unwrap_or("no"));
    let kind_why = &facts.referrer.kind_why;
    let because = if kind_why.is_empty() { String::new() } else { format!("; {kind_why}") };
    println!("from: {}{because}", crate::pathway::referrer_in_words(facts));
    for (child, found) in facts.children.iter().zip(&request.findings.children) {
        let born =
            child.date_of_birth.map_or_else(|| "no date of birth".to_owned(), |d| d.format("%d/%m/%Y").to_string());
        println!("child: {}, {born}, {} ({})", child.name.full(), child.postcode, child.from);
        let who = found.found.person.as_ref().map_or_else(|| "nobody for certain".to_owned(), ToString::to_string);
        let (band, state) = (words_of(&found.found.band), words_of(&found.state));
        println!("  in the case store: {who}, {band}, case {state}: {}", found.found.why);
        for candidate in &found.found.candidates {
            println!("    {:>6.1} bits  {}  {}", candidate.bits, candidate.person, candidate.why);
        }
    }
    for sibling in &request.findings.perhaps_siblings {
        println!("perhaps a brother or sister, and open: {}, {}", sibling.person, sibling.why);
    }
    for problem in &facts.problems {
        println!("a person must look: {}", problem.in_words());
    }
    if !facts.missing.is_empty() {
        println!("missing: {}", facts.missing.join(", "));
    }
    for doubt in &facts.doubtful {
        println!("doubtful: {doubt}");
    }
    for alert in &facts.alerts {
        println!("staff safety: {alert}");
    }
    println!("way: {} under rule {}", request.pathway, request.rule);
    if let Some(decision) = &request.decision {
        let by = decision.by.as_ref().map_or_else(|| "a person, in the mailbox".to_owned(), ToString::to_string);
        println!("decision: {} by {by} at {}; reason: {}", decision.choice, local(decision.at), decision.reason);
    }
    for asked in request.asked.iter().filter(|a| !a.notice) {
        let (at, due) = (local(asked.at), local(asked.deadline));
        println!("asked {} at {at}, due {due}: {} ({})", asked.person, words_of(&asked.result), asked.why);
        for (person, reason) in &asked.passed_over {
            println!("  passed over {person}: {reason}");
        }
    }
}

fn waits_for(on: &Waiting, local: &Local<'_>) -> String {
    match on {
        Waiting::Answer(ask) if ask.exhausted => "nobody is left to ask; a person must find somebody".to_owned(),
        Waiting::Answer(ask) => format!("waits for an answer until {}", local(ask.deadline)),
        Waiting::Person { since, .. } => format!("waits for a person since {}", local(*since)),
        Waiting::Sent { .. } => "waits until the mail server takes the letter".to_owned(),
        Waiting::Other(other) => format!("waits for {other}, of which it is a copy"),
        Waiting::Pause { until, .. } => format!("goes on at {}", local(*until)),
    }
}
