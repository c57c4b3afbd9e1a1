//! `frontdoor status`: what waits, what is overdue, whether all is accounted for.

use std::process::ExitCode;

use clap::Args;

use crate::domain::Clock;
use crate::store::Status;

use super::{CommandError, WithConfig, open_store, print_json};

#[derive(Debug, Args)]
pub(super) struct StatusArguments {
    #[command(flatten)]
    with: WithConfig,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: StatusArguments) -> Result<ExitCode, CommandError> {
    let (places, store) = open_store(&arguments.with).await?;
    let zone = places.zone;
    let status = store.status(Clock::System.now(), zone).await?;
    let holds = status.mailboxes.values().all(|m| m.all.holds());
    if arguments.json {
        print_json(&status)?;
    } else {
        print(&status, zone);
    }
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(status: &Status, zone: chrono_tz::Tz) {
    let local = |at: &chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%a %d %b %Y %H:%M").to_string();
    for (name, mailbox) in &status.mailboxes {
        let checked = mailbox.checked_at.as_ref().map_or_else(|| "never".to_owned(), local);
        println!("mailbox {name}: last looked at {checked}");
        let all = mailbox.all;
        println!(
            "  arrived {} = filed {} + waiting {} + with a person {} + removed by a person {}{}",
            all.arrived,
            all.filed,
            all.waiting,
            all.with_person,
            all.removed,
            if all.holds() { "" } else { "   DOES NOT ADD UP" },
        );
        for (folder, count) in &mailbox.folders {
            println!("  {count:>6}  {folder}");
        }
        for (phase, count) in &mailbox.phases {
            println!("  {count:>6}  requests: {phase}");
        }
    }
    for overdue in &status.overdue {
        let urgent = if overdue.urgent { " URGENT" } else { "" };
        println!("overdue{urgent}: {} since {}", overdue.reference, local(&overdue.deadline));
    }
    for row in &status.journal {
        println!(
            "journal {}: {} {:?}: {} (oldest {})",
            row.mailbox,
            row.effect,
            row.state,
            row.count,
            local(&row.oldest)
        );
    }
    for (at, alarm) in &status.alarms {
        println!("alarm {}: {alarm}", local(at));
    }
    if status.unhandled > 0 {
        println!("on record and not handled yet: {}", status.unhandled);
    }
}
