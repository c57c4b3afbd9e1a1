//! `frontdoor why REFERENCE`: one page, everything that happened to one mail and why.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use clap::Args;

use crate::domain::{Phase, Reference, Request, Waiting};
use crate::store::Why;

use super::{CommandError, WithConfig, open_store, print_json};

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The reference, as FD-7KQ2-M4XA.
    reference: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: WhyArguments) -> Result<ExitCode, CommandError> {
    let reference = Reference::parse(&arguments.reference).ok_or_else(|| {
        CommandError::Words(format!("{} is no reference; they look like FD-7KQ2-M4XA", arguments.reference))
    })?;
    let (places, store) = open_store(&arguments.with).await?;
    let why = store.why(&reference).await?;
    if arguments.json {
        print_json(&as_json(&reference, &why)?)?;
        return Ok(if is_known(&why) { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let Some(request) = &why.request else {
        return Err(CommandError::Words(format!("{reference} is not on record")));
    };
    print(&why, request, places.zone);
    Ok(ExitCode::SUCCESS)
}

/// Whether anything was ever recorded under the reference.
fn is_known(why: &Why) -> bool {
    why.request.is_some() || !why.audit.is_empty()
}

fn as_json(reference: &Reference, why: &Why) -> Result<serde_json::Value, CommandError> {
    if !is_known(why) {
        return Ok(serde_json::json!({ "reference": reference, "on_record": false }));
    }
    match why.request.as_ref().filter(|request| request.findings.restricted()) {
        Some(request) => Ok(restricted(why, request)),
        None => serde_json::to_value(why).map_err(|e| CommandError::Words(format!("cannot write JSON: {e}"))),
    }
}

/// C9: of a restricted record a terminal shows where the request stands and who did what, and nothing of the mail,
/// the record or the reasons.
fn restricted(why: &Why, request: &Request) -> serde_json::Value {
    let audit = why.audit.iter().map(
        |row| serde_json::json!({ "at": row.at, "who": row.entry.who, "rule": row.entry.rule, "what": row.entry.what }),
    );
    serde_json::json!({
        "restricted": true,
        "request": {
            "reference": request.reference,
            "mailbox": request.mailbox,
            "folder": request.folder,
            "received_at": request.received_at,
            "urgent": request.urgent().is_some(),
            "closed": request.is_closed(),
        },
        "audit": audit.collect::<Vec<_>>(),
        "journal": why.journal,
        "timers": why.timers,
    })
}

fn print(why: &Why, request: &Request, zone: Tz) {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    println!("{}  in {}  ({} {})", request.reference, request.folder, request.procedure, request.procedure_version);
    println!("received {}  by mailbox {}", local(request.received_at), request.mailbox);
    let sealed = request.findings.restricted();
    if sealed {
        println!("a restricted record: only the staff named for it are told what this is about");
    } else {
        print_request(request, &local);
    }
    match &request.phase {
        Phase::Closed { outcome, at } => println!("closed {}: {outcome}", local(*at)),
        Phase::Waiting { step, on } => println!("at step {step}, {}", waits_for(on, &local)),
    }
    println!("\nwhat happened");
    for row in &why.audit {
        let entry = &row.entry;
        let why = if sealed { String::new() } else { format!(" — {}", entry.why) };
        println!("  {}  {:<10} {:<4} {}{why}", local(row.at), entry.who, entry.rule.as_str(), entry.what);
    }
    if !sealed {
        println!("\ncase notes");
        for note in &why.notes {
            println!("  {}  {}", local(note.at), note.text);
        }
    }
    println!("\njournal");
    for line in &why.journal {
        let what = line.template.as_deref().or(line.folder.as_deref()).unwrap_or("flags");
        let result = line.result.as_deref().unwrap_or("");
        println!("  {:<14} {what:<28} {:?} {result}", line.key, line.state);
    }
    for timer in &why.timers {
        println!("next: {:?} at {}", timer.kind, local(timer.due_at));
    }
}

/// What the mail says, what is known, and who was asked.
fn print_request(request: &Request, local: &impl Fn(DateTime<Utc>) -> String) {
    let facts = &request.facts;
    println!("kind: {:?} ({})", facts.kind.is, facts.kind.why);
    println!("urgent: {}", facts.urgent.as_deref().unwrap_or("no"));
    println!("from: {}", crate::pathway::referrer_in_words(facts));
    for (child, found) in facts.children.iter().zip(&request.findings.children) {
        let born =
            child.date_of_birth.map_or_else(|| "no date of birth".to_owned(), |d| d.format("%d/%m/%Y").to_string());
        println!("child: {}, {born}, {} ({})", child.name.full(), child.postcode, child.from);
        let who = found.found.person.as_ref().map_or_else(|| "nobody for certain".to_owned(), ToString::to_string);
        println!("  in the case store: {who}, {:?}, {:?}: {}", found.found.band, found.state, found.found.why);
        for candidate in &found.found.candidates {
            println!("    {:>6.1} bits  {}  {}", candidate.bits, candidate.person, candidate.why);
        }
    }
    for problem in &facts.problems {
        println!("a person must look: {}", problem.in_words());
    }
    if !facts.missing.is_empty() {
        println!("missing: {}", facts.missing.join(", "));
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
        println!("asked {} at {at}, due {due}: {:?} ({})", asked.person, asked.result, asked.why);
        for (person, reason) in &asked.passed_over {
            println!("  passed over {person}: {reason}");
        }
    }
}

fn waits_for(on: &Waiting, local: &impl Fn(DateTime<Utc>) -> String) -> String {
    match on {
        Waiting::Answer(ask) if ask.exhausted => "nobody is left to ask; a person must find somebody".to_owned(),
        Waiting::Answer(ask) => format!("waits for an answer until {}", local(ask.deadline)),
        Waiting::Person { since, .. } => format!("waits for a person since {}", local(*since)),
        Waiting::Sent { .. } => "waits until the mail server takes the letter".to_owned(),
        Waiting::Other(other) => format!("waits for {other}, of which it is a copy"),
        Waiting::Pause { until, .. } => format!("goes on at {}", local(*until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn a_reference_that_nobody_knows_is_said_to_be_none_in_json_too() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("frontdoor.db");
        Store::migrate(&database).await.unwrap();
        let reference = Reference::parse("FD-7KQ2-M4XA").unwrap();
        let why = Store::open(&database).await.unwrap().why(&reference).await.unwrap();
        assert!(!is_known(&why));
        let said = as_json(&reference, &why).unwrap();
        assert_eq!(said, serde_json::json!({ "reference": "FD-7KQ2-M4XA", "on_record": false }));
    }
}
